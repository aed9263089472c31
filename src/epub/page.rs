//! XHTML of one file of the spine.

use super::Page;
use crate::cover::Cover;
use crate::tree::{
    Block, Document, Heading, Inline, Item, List, Paragraph, ParagraphRole as P, Section,
    SectionRole, plain_text,
};
use crate::xml;

/// Writes blocks into one page.
pub(super) struct Writer {
    pub(super) body: String,
    /// Next entry of the outline.
    pub(super) index: usize,
    /// Headings stand so much deeper than their depth says (below a title of the whole).
    pub(super) shift: usize,
    base: Option<usize>,
    last: usize,
    entries: Vec<(usize, usize, String)>,
    notes: String,
    note: usize,
    number: usize,
}

impl Writer {
    pub(super) fn new(number: usize, index: usize) -> Self {
        Self {
            body: String::new(),
            index,
            shift: 0,
            base: None,
            last: 0,
            entries: Vec::new(),
            notes: String::new(),
            note: 0,
            number,
        }
    }

    pub(super) fn finish(mut self, number: usize) -> Page {
        self.body.push_str(&self.notes);
        if self.body.is_empty() {
            self.body.push_str("<p></p>\n");
        }
        let title = self
            .entries
            .first()
            .map_or_else(|| format!("{number}"), |e| e.2.clone());
        Page {
            name: format!("p{number:04}.xhtml"),
            title,
            body: self.body,
            entries: self.entries,
        }
    }

    /// The title lines of the source.
    pub(super) fn title_block(&mut self, doc: &Document) {
        let Some(t) = &doc.title else { return };
        self.body.push_str("<h1>");
        self.inlines(&t.title);
        self.body.push_str("</h1>\n");
        self.base = Some(1);
        self.last = 1;
        for s in &t.subtitle {
            self.line("subtitle", s);
        }
    }

    /// Begins a section with its heading.
    pub(super) fn open(&mut self, s: &Section, depth: usize) {
        let (kind, role) = match s.role {
            SectionRole::Volume => ("part", " role=\"doc-part\""),
            SectionRole::Piece => ("chapter", " role=\"doc-chapter\""),
            SectionRole::Preface => ("preface", " role=\"doc-preface\""),
            SectionRole::Heading | SectionRole::Untitled => ("", ""),
        };
        if kind.is_empty() {
            self.body.push_str("<section>\n");
        } else {
            self.body
                .push_str(&format!("<section epub:type=\"{kind}\"{role}>\n"));
        }
        if let Some(h) = &s.heading {
            self.heading(h, depth);
            for line in &h.subtitle {
                self.line("subtitle", line);
            }
        }
    }

    pub(super) fn open_plain(&mut self) {
        self.body.push_str("<section>\n");
    }

    pub(super) fn close(&mut self) {
        self.body.push_str("</section>\n");
    }

    fn heading(&mut self, h: &Heading, depth: usize) {
        let shown = h.shown();
        self.entries.push((self.index, depth, shown));
        // Each file begins with h1 and skips no level, whatever the depth in the whole.
        let base = *self.base.get_or_insert(depth);
        let level = (depth + self.shift + 1)
            .saturating_sub(base)
            .clamp(1, self.last + 1)
            .min(6);
        self.last = level;
        let class = if level == 2 { " class=\"head\"" } else { "" };
        self.body
            .push_str(&format!("<h{level}{class} id=\"s{}\">", self.index));
        self.index += 1;
        if let Some(l) = &h.label {
            self.body.push_str("<span class=\"lbl\">");
            xml::push(&mut self.body, l.shown.as_str());
            self.body.push_str("</span>");
            if l.wants_space() && !h.title.is_empty() {
                self.body.push('\u{3000}');
            }
        }
        self.inlines(&h.title);
        self.body.push_str(&format!("</h{level}>"));
        if !h.run_in {
            self.body.push('\n');
        }
    }

    pub(super) fn block(&mut self, b: &Block, depth: usize) {
        match b {
            Block::Section(s) => self.section(s, depth),
            Block::Paragraph(p) => self.paragraph(p),
            Block::List(l) => self.list(l, depth),
            Block::Verse(v) => {
                self.body.push_str("<div class=\"verse\">\n");
                for stanza in &v.stanzas {
                    self.body.push_str("<div class=\"stanza\">\n");
                    for l in stanza {
                        self.line("", l);
                    }
                    self.body.push_str("</div>\n");
                }
                self.body.push_str("</div>\n");
            }
            Block::Table(t) => {
                self.body.push_str("<table>\n");
                for (n, row) in t.rows.iter().enumerate() {
                    self.body.push_str("<tr>");
                    let cell = if n == 0 && t.header { "th" } else { "td" };
                    for c in row {
                        self.body.push_str(&format!("<{cell}>"));
                        self.inlines(c);
                        self.body.push_str(&format!("</{cell}>"));
                    }
                    self.body.push_str("</tr>\n");
                }
                self.body.push_str("</table>\n");
            }
            Block::SceneBreak(s) => {
                if s.mark.is_empty() {
                    self.body.push_str("<hr/>\n");
                } else {
                    self.body.push_str("<p class=\"mark\">");
                    xml::push(&mut self.body, s.mark.as_str());
                    self.body.push_str("</p>\n");
                }
            }
            Block::Image(i) => {
                self.body.push_str("<p class=\"mark\">");
                xml::push(&mut self.body, i.alt.as_str());
                self.body.push_str("</p>\n");
            }
        }
    }

    fn section(&mut self, s: &Section, depth: usize) {
        let run_in = s.heading.as_ref().is_some_and(|h| h.run_in);
        let mut rest = s.blocks.as_slice();
        if run_in {
            self.body.push_str("<section>\n<div class=\"runin\">");
            if let Some(h) = &s.heading {
                self.heading(h, depth);
            }
            if let Some((Block::Paragraph(p), tail)) = rest.split_first() {
                self.paragraph(p);
                rest = tail;
            }
            self.body.push_str("</div>\n");
        } else {
            self.open(s, depth);
        }
        for b in rest {
            self.block(b, depth + usize::from(s.heading.is_some()));
        }
        self.close();
    }

    fn paragraph(&mut self, p: &Paragraph) {
        let class = match p.role {
            P::Salutation => "salutation",
            P::Signature => "signature",
            P::Date => "date",
            P::DocumentNumber => "docnumber",
            P::Quotation => "quotation",
            P::Closing => "closing",
            _ => "",
        };
        self.line(class, &p.inlines);
    }

    fn line(&mut self, class: &str, inlines: &[Inline]) {
        if class.is_empty() {
            self.body.push_str("<p>");
        } else {
            self.body.push_str(&format!("<p class=\"{class}\">"));
        }
        self.inlines(inlines);
        self.body.push_str("</p>\n");
    }

    fn list(&mut self, l: &List, depth: usize) {
        if l.items.is_empty() {
            return;
        }
        self.body.push_str("<ol class=\"zh\" role=\"list\">\n");
        for item in &l.items {
            self.item(item, depth);
        }
        self.body.push_str("</ol>\n");
    }

    fn item(&mut self, item: &Item, depth: usize) {
        self.body.push_str("<li>");
        let mut rest = item.blocks.as_slice();
        self.body.push_str("<p>");
        if let Some(label) = &item.label {
            self.body.push_str("<span class=\"lbl\">");
            xml::push(&mut self.body, label.shown.as_str());
            self.body.push_str("</span>");
            if label.wants_space() {
                self.body.push('\u{3000}');
            }
        }
        if let Some((Block::Paragraph(p), tail)) = rest.split_first() {
            self.inlines(&p.inlines);
            rest = tail;
        }
        self.body.push_str("</p>");
        for b in rest {
            self.body.push('\n');
            self.block(b, depth);
        }
        self.body.push_str("</li>\n");
    }

    fn inlines(&mut self, list: &[Inline]) {
        for i in list {
            match i {
                Inline::Text(t) => xml::push(&mut self.body, t.as_str()),
                Inline::Lead { content } => self.span("<span class=\"lead\">", content, "</span>"),
                Inline::Emphasis { content } => self.span("<em>", content, "</em>"),
                Inline::Strong { content } => self.span("<strong>", content, "</strong>"),
                Inline::Link { target, content } => {
                    if target.starts_with("https://") || target.starts_with("http://") {
                        let open = format!("<a href=\"{}\">", xml::text(target));
                        self.span(&open, content, "</a>");
                    } else {
                        self.inlines(content);
                    }
                }
                Inline::HardBreak => self.body.push_str("<br/>"),
                Inline::Note(n) => {
                    self.note += 1;
                    let id = format!("n{}-{}", self.number, self.note);
                    self.body.push_str(&format!(
                        "<a epub:type=\"noteref\" role=\"doc-noteref\" href=\"#{id}\">"
                    ));
                    xml::push(&mut self.body, n.mark.as_str());
                    self.body.push_str("</a>");
                    let text = xml::text(&(n.label.as_str().to_owned() + &plain_text(&n.content)));
                    self.notes.push_str(&format!("<aside epub:type=\"footnote\" role=\"doc-footnote\" id=\"{id}\"><p>{text}</p></aside>\n"));
                }
            }
        }
    }

    fn span(&mut self, open: &str, content: &[Inline], close: &str) {
        self.body.push_str(open);
        self.inlines(content);
        self.body.push_str(close);
    }
}

/// The title page, set from the metadata.
pub(super) fn title(doc: &Document, title: &str) -> Page {
    let mut body = format!(
        "<section epub:type=\"titlepage\" class=\"titlepage\">\n<h1>{}</h1>\n",
        xml::text(title)
    );
    let m = &doc.metadata;
    for s in [&m.subtitle, &m.author, &m.publisher, &m.date]
        .into_iter()
        .flatten()
    {
        body.push_str(&format!("<p>{}</p>\n", xml::text(s)));
    }
    body.push_str("</section>\n");
    Page {
        name: "title.xhtml".into(),
        title: title.to_owned(),
        body,
        entries: Vec::new(),
    }
}

/// The page that shows the cover.
pub(super) fn cover(title: &str, cover: &Cover) -> Page {
    let body = format!(
        "<section epub:type=\"cover\" class=\"cover\"><img src=\"cover.{}\" alt=\"{}\"/></section>\n",
        cover.extension(),
        xml::text(title)
    );
    Page {
        name: "cover.xhtml".into(),
        title: title.to_owned(),
        body,
        entries: Vec::new(),
    }
}

/// Vertical text has corner brackets where horizontal text has quotation marks (GB/T 15834 5.2).
pub(super) fn corner_quotes(html: &str) -> String {
    html.chars()
        .map(|c| match c {
            '“' => '「',
            '”' => '」',
            '‘' => '『',
            '’' => '』',
            c => c,
        })
        .collect()
}

/// The whole file.
pub(super) fn wrap(p: &Page, lang: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{lang}\" xml:lang=\"{lang}\">\n<head><meta charset=\"UTF-8\"/><title>{}</title><link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head>\n<body>\n{}</body>\n</html>\n",
        xml::text(&p.title),
        p.body
    )
}
