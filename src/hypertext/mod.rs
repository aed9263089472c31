//! What web page and e-book write alike: lines of text, labels, classes of paragraphs, nested contents.

pub(crate) mod family;
pub(crate) mod language;

use crate::tree::{
    Block, Heading, Image, Inline, Label, Mark, Note, Paragraph, ParagraphRole as P, SceneBreak,
    Section, SectionRole, Table, address,
};
use crate::xml;

/// A writer of lines, which knows where its notes go.
pub(crate) trait Lines {
    /// Where characters go.
    fn out(&mut self) -> &mut String;
    /// Writes the mark of a note and keeps the note itself.
    fn note(&mut self, note: &Note);
    /// Writes a heading with the end of its line, unless text runs on behind it.
    fn heading(&mut self, h: &Heading, role: SectionRole, depth: usize);

    /// The attributes of `img` that show a picture, and whether it is as small as a character; `None` where it was not taken.
    fn source(&mut self, i: &Image) -> Option<(String, bool)>;

    /// Writes words of the text.
    fn words(&mut self, words: &str) {
        language::push(self.out(), words);
    }

    /// Writes a line.
    fn inlines(&mut self, list: &[Inline]) {
        for i in list {
            match i {
                Inline::Text(t) => self.words(t.as_str()),
                Inline::Lead { content } => self.span("<span class=\"lead\">", content, "</span>"),
                Inline::Emphasis { content } => self.span("<em>", content, "</em>"),
                Inline::Strong { content } => self.span("<strong>", content, "</strong>"),
                Inline::Marked { mark, content } => {
                    let (open, close) = tags(*mark);
                    self.span(open, content, close);
                }
                Inline::Ruby { content, reading } => {
                    self.span("<ruby>", content, RUBY_OPEN);
                    self.words(reading.as_str());
                    self.out().push_str(RUBY_CLOSE);
                }
                Inline::Link { target, content } => match address(target) {
                    Some(a) => {
                        let open = format!("<a href=\"{}\">", xml::text(&a));
                        self.span(&open, content, "</a>");
                    }
                    None => self.inlines(content),
                },
                Inline::HardBreak => self.out().push_str("<br/>"),
                Inline::Image(i) => self.image(i, true),
                Inline::Note(n) => self.note(n),
            }
        }
    }

    /// Writes a line of a class as a paragraph; without one where it is empty.
    fn line(&mut self, class: &str, inlines: &[Inline]) {
        let open = if class.is_empty() {
            "<p>".to_owned()
        } else {
            format!("<p class=\"{class}\">")
        };
        self.span(&open, inlines, "</p>\n");
    }

    /// Writes a paragraph.
    fn paragraph(&mut self, p: &Paragraph) {
        self.line(class(p.role), &p.inlines);
    }

    /// Writes what a section begins with, its heading and what belongs to that; returns the blocks that are left.
    fn head<'a>(&mut self, s: &'a Section, depth: usize) -> &'a [Block] {
        let Some(h) = &s.heading else {
            return &s.blocks;
        };
        if !h.run_in {
            self.heading(h, s.role, depth);
            for line in &h.subtitle {
                self.line("subtitle", line);
            }
            return &s.blocks;
        }
        self.out().push_str("<div class=\"runin\">");
        self.heading(h, s.role, depth);
        for line in &h.subtitle {
            self.line("subtitle", line);
        }
        let rest = match s.blocks.split_first() {
            Some((Block::Paragraph(p), rest)) => {
                self.paragraph(p);
                rest
            }
            _ => &s.blocks,
        };
        self.out().push_str("</div>\n");
        rest
    }

    /// Writes a break between scenes.
    fn scene_break(&mut self, s: &SceneBreak) {
        if s.mark.is_empty() {
            return self.out().push_str("<hr class=\"scene\"/>\n");
        }
        self.out().push_str("<p class=\"mark\">");
        self.words(s.mark.as_str());
        self.out().push_str("</p>\n");
    }

    /// Writes a picture, or the words that stand for it with a link to it. A picture of the web is never fetched: a page
    /// is one file, a book opens without a network.
    fn image(&mut self, i: &Image, among: bool) {
        if let Some((source, small)) = self.source(i) {
            let class = if among && small {
                "class=\"glyph\" "
            } else {
                ""
            };
            let alt = xml::text(i.alt.as_str());
            let img = format!("<img {class}{source} alt=\"{alt}\"/>");
            return self.out().push_str(&img);
        }
        self.inlines(&[Inline::Link {
            target: i.target.clone(),
            content: vec![Inline::Text(i.alt.clone())],
        }]);
    }

    /// The number of a picture that a list leads to.
    fn figure_id(&mut self, _: &Image) -> Option<usize> {
        None
    }

    /// Writes a picture that stands by itself, with the words below it.
    fn figure(&mut self, i: &Image) {
        let open = match self.figure_id(i) {
            Some(n) => format!("<figure id=\"f{n}\">"),
            None => "<figure>".to_owned(),
        };
        self.out().push_str(&open);
        self.image(i, false);
        if !i.caption.is_empty() {
            self.span("<figcaption>", &i.caption, "</figcaption>");
        }
        self.out().push_str("</figure>\n");
    }

    /// Writes what stands between two tags.
    fn span(&mut self, open: &str, content: &[Inline], close: &str) {
        self.out().push_str(open);
        self.inlines(content);
        self.out().push_str(close);
    }

    /// Writes a label, with the space that its words ask for.
    fn label(&mut self, label: &Label, words: bool) {
        self.out().push_str("<span class=\"lbl\">");
        self.words(label.shown.as_str());
        let out = self.out();
        out.push_str("</span>");
        if label.wants_space() && words {
            out.push('\u{3000}');
        }
    }

    /// Writes a table.
    fn table(&mut self, t: &Table) {
        self.out().push_str("<table>\n");
        for (n, row) in t.rows.iter().enumerate() {
            self.out().push_str("<tr>");
            let name = if n == 0 && t.header { "th" } else { "td" };
            for (k, cell) in row.iter().enumerate() {
                let align = t.align_of(k).css();
                let style = align.map(|a| format!(" style=\"text-align:{a}\""));
                let open = format!("<{name}{}>", style.unwrap_or_default());
                self.span(&open, cell, &format!("</{name}>"));
            }
            self.out().push_str("</tr>\n");
        }
        self.out().push_str("</table>\n");
    }
}

/// What stands around the reading of words, with brackets for those that show no readings.
pub(crate) const RUBY_OPEN: &str = "<rp>（</rp><rt>";
/// What stands behind it.
pub(crate) const RUBY_CLOSE: &str = "</rt><rp>）</rp></ruby>";

/// The tags of marked words.
pub(crate) const fn tags(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Superscript => ("<sup>", "</sup>"),
        Mark::Subscript => ("<sub>", "</sub>"),
        Mark::Strike => ("<s>", "</s>"),
        Mark::Underline => ("<u>", "</u>"),
        Mark::Small => ("<small>", "</small>"),
        Mark::Dots => ("<span class=\"dots\">", "</span>"),
    }
}

/// The class of a paragraph; empty for running text.
pub(crate) const fn class(role: P) -> &'static str {
    match role {
        P::Salutation => "salutation",
        P::Signature => "signature",
        P::Date => "date",
        P::CopyNumber => "copy-number",
        P::Secrecy => "secrecy",
        P::Urgency => "urgency",
        P::Issuer => "issuer",
        P::Signer => "signer",
        P::DocumentNumber => "docnumber",
        P::Quotation => "quotation",
        P::Closing => "closing",
        P::Attachment => "attachment",
        P::AttachmentName => "attachment-name",
        P::AttachmentMark => "attachment-mark",
        P::Annotation => "annotation",
        P::Cc => "cc",
        P::Imprint => "imprint",
        P::Dedication => "dedication",
        P::Epigraph => "epigraph",
        P::Caption => "caption",
        P::Speaker => "speaker",
        P::StageDirection => "stage-direction",
        P::Courtesy => "courtesy",
        _ => "",
    }
}

/// Contents as nested lists of links: depth, text and address of each entry.
pub(crate) fn contents(list: &[(usize, String, String)]) -> String {
    let mut toc = String::new();
    let mut depth = 0;
    for (d, text, href) in list {
        let d = (*d).min(depth + 1).max(1);
        if d > depth {
            toc.push_str("<ol>\n");
        } else {
            toc.push_str("</li>\n");
            for _ in d..depth {
                toc.push_str("</ol></li>\n");
            }
        }
        depth = d;
        let text = if text.trim().is_empty() { "…" } else { text };
        toc.push_str(&format!("<li><a href=\"{href}\">"));
        language::push(&mut toc, text);
        toc.push_str("</a>");
    }
    for _ in 0..depth {
        toc.push_str("</li></ol>\n");
    }
    toc
}
