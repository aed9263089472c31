//! document.xml: title page, contents, body.

use super::DocxOptions;
use super::contents::{self, anchor};
use super::numbering::{Number, Plan};
use super::styles::{Look, face_style, twips};
use crate::style::Face;
use crate::tree::{
    Block, Document, Heading, Inline, List, Paragraph, ParagraphRole as P, Section, plain_text,
};
use crate::xml;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>";

struct Writer<'a> {
    look: &'a Look<'a>,
    plan: &'a mut Plan,
    out: String,
    index: usize,
}

/// The document.
pub(super) fn write(
    doc: &Document,
    look: &Look<'_>,
    plan: &mut Plan,
    options: &DocxOptions,
) -> String {
    let mut w = Writer {
        look,
        plan,
        out: String::from(HEAD),
        index: 0,
    };
    let has_entries = crate::tree::outline(doc)
        .iter()
        .any(|e| e.depth <= options.toc_depth);
    let toc = options.toc && has_entries;
    let front = section(look, false);
    if look.title_page {
        let title = doc.metadata.title.clone().unwrap_or_default();
        w.simple(
            "Title",
            &format!(
                "<w:spacing w:before=\"{}\"/>",
                twips(look.style.page.text_height) / 4
            ),
            &title,
        );
        for s in [
            &doc.metadata.subtitle,
            &doc.metadata.author,
            &doc.metadata.date,
        ]
        .into_iter()
        .flatten()
        {
            w.simple("Subtitle", if toc { "" } else { &front }, s);
        }
        if !toc {
            w.out.push_str(&format!(
                "<w:p><w:pPr><w:pStyle w:val=\"Subtitle\"/>{front}</w:pPr></w:p>"
            ));
        }
    }
    if toc {
        w.simple(
            "TOCHeading",
            "",
            if look.fonts.traditional {
                "目　錄"
            } else {
                "目　录"
            },
        );
        w.out.push_str(&contents::write(doc, options, &front));
    }
    if let Some(t) = &doc.title {
        w.lines("Title", &t.title);
        for s in &t.subtitle {
            w.lines("Subtitle", s);
        }
    }
    w.blocks(&doc.blocks, 1);
    w.out.push_str(&section(look, true));
    w.out.push_str("</w:body></w:document>");
    w.out
}

/// Page, margins and grid; the body has folios and begins at page 1.
fn section(look: &Look<'_>, body: bool) -> String {
    let p = &look.style.page;
    let (w, h) = (twips(p.width), twips(p.height));
    let (top, left) = (twips(p.top), twips(p.inner));
    let bottom = h - top - twips(p.text_height);
    let right = w - left - twips(p.text_width);
    let footer = (bottom - twips(p.folio_drop) - 140).max(300);
    let parts = if body {
        let heads = if p.running_heads {
            "<w:headerReference w:type=\"default\" r:id=\"rId7\"/><w:headerReference w:type=\"even\" r:id=\"rId8\"/>"
        } else {
            ""
        };
        format!(
            "{heads}<w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"even\" r:id=\"rId6\"/><w:type w:val=\"nextPage\"/>"
        )
    } else {
        "<w:footerReference w:type=\"default\" r:id=\"rId9\"/><w:footerReference w:type=\"even\" r:id=\"rId9\"/>".into()
    };
    let start = if body {
        "<w:pgNumType w:start=\"1\"/>"
    } else {
        ""
    };
    format!(
        "<w:sectPr>{parts}<w:pgSz w:w=\"{w}\" w:h=\"{h}\"/><w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"{}\" w:footer=\"{footer}\" w:gutter=\"0\"/>{start}<w:docGrid w:type=\"lines\" w:linePitch=\"{}\"/></w:sectPr>",
        (top / 2).max(300),
        p.word_line
    )
}

impl Writer<'_> {
    fn simple(&mut self, style: &str, properties: &str, text: &str) {
        self.out.push_str(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>"
        ));
        self.text(text, "");
        self.out.push_str("</w:p>");
    }

    fn lines(&mut self, style: &str, inlines: &[Inline]) {
        self.out.push_str(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>"
        ));
        self.inlines(inlines, "");
        self.out.push_str("</w:p>");
    }

    /// A run; `properties` are the children of its rPr. The hint keeps “ ” — … in the Chinese font.
    fn text(&mut self, s: &str, properties: &str) {
        if s.is_empty() {
            return;
        }
        let (style, rest) = properties.split_at(
            properties
                .find("/>")
                .filter(|_| properties.starts_with("<w:rStyle"))
                .map_or(0, |i| i + 2),
        );
        self.out.push_str(&format!("<w:r><w:rPr>{style}<w:rFonts w:hint=\"eastAsia\"/>{rest}</w:rPr><w:t xml:space=\"preserve\">"));
        xml::push(&mut self.out, s);
        self.out.push_str("</w:t></w:r>");
    }

    fn inlines(&mut self, list: &[Inline], properties: &str) {
        for i in list {
            match i {
                Inline::Text(t) => self.text(t.as_str(), properties),
                Inline::Lead { content } => self.inlines(
                    content,
                    if properties.is_empty() {
                        "<w:rStyle w:val=\"Lead\"/>"
                    } else {
                        properties
                    },
                ),
                Inline::Emphasis { content } => {
                    self.inlines(content, &format!("{properties}<w:em w:val=\"dot\"/>"));
                }
                Inline::Strong { content } => self.inlines(content, &format!("{properties}<w:b/>")),
                Inline::Link { content, .. } => self.inlines(content, properties),
                Inline::HardBreak => self.out.push_str("<w:r><w:br/></w:r>"),
                Inline::Note(n) => {
                    let note = format!(
                        "{}〔{}{}〕",
                        n.mark.as_str(),
                        n.label.as_str(),
                        plain_text(&n.content)
                    );
                    self.text(&note, properties);
                }
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for b in blocks {
            match b {
                Block::Section(s) => self.section(s, depth),
                Block::Paragraph(p) => self.paragraph(p),
                Block::List(l) => self.list(l, depth),
                Block::Verse(v) => {
                    for stanza in &v.stanzas {
                        for (n, l) in stanza.iter().enumerate() {
                            // The first line of a stanza stands a little off the one before.
                            let gap = if n == 0 {
                                format!(
                                    "<w:spacing w:before=\"{}\"/>",
                                    self.look.style.page.word_line
                                )
                            } else {
                                String::new()
                            };
                            self.out.push_str(&format!(
                                "<w:p><w:pPr><w:pStyle w:val=\"Verse\"/>{gap}</w:pPr>"
                            ));
                            self.inlines(l, "");
                            self.out.push_str("</w:p>");
                        }
                    }
                }
                Block::SceneBreak(s) => self.simple(
                    "Subtitle",
                    "",
                    if s.mark.is_empty() {
                        "＊　＊　＊"
                    } else {
                        s.mark.as_str()
                    },
                ),
                Block::Image(i) => self.simple("Quote", "", i.alt.as_str()),
                Block::Table(t) => self.table(t),
            }
        }
    }

    fn table(&mut self, t: &crate::tree::Table) {
        let columns = t.rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        let width = twips(self.look.style.page.text_width) / i64::try_from(columns).unwrap_or(1);
        let border = |n: &str| {
            format!("<w:{n} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>")
        };
        let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
            .iter()
            .map(|n| border(n))
            .collect();
        self.out.push_str(&format!("<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>"));
        for _ in 0..columns {
            self.out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
        }
        self.out.push_str("</w:tblGrid>");
        for row in &t.rows {
            self.out.push_str("<w:tr>");
            for n in 0..columns {
                self.out.push_str(&format!(
                    "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"
                ));
                self.lines("Normal", row.get(n).map_or(&[], Vec::as_slice));
                self.out.push_str("</w:tc>");
            }
            self.out.push_str("</w:tr>");
        }
        self.out.push_str("</w:tbl>");
    }

    fn section(&mut self, s: &Section, depth: usize) {
        let Some(h) = &s.heading else {
            return self.blocks(&s.blocks, depth);
        };
        let mut rest = s.blocks.as_slice();
        let face = {
            let scheme = h
                .label
                .as_ref()
                .map_or(crate::tree::Scheme::None, |l| l.scheme);
            self.look
                .style
                .heading_role(s.role, scheme, depth.saturating_sub(1))
                .face
        };
        let number = self.plan.heading(depth, h.label.as_ref());
        if h.run_in {
            let body = match rest.split_first() {
                Some((Block::Paragraph(p), tail)) => {
                    rest = tail;
                    Some(p)
                }
                _ => None,
            };
            self.run_in(h, body, depth, number, face);
        } else {
            self.heading(h, depth, number, face);
        }
        for line in &h.subtitle {
            self.lines("Subtitle", line);
        }
        self.blocks(rest, depth + 1);
    }

    /// numPr where it differs from the style's own.
    fn number(number: Number, own: Option<usize>) -> String {
        match number {
            Number::Native { num, level } if own == Some(level) && num == 1 => String::new(),
            Number::Native { num, level } => {
                format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{num}\"/></w:numPr>")
            }
            Number::Literal if own.is_some() => {
                "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"0\"/></w:numPr>".into()
            }
            Number::Literal => String::new(),
        }
    }

    fn bookmark(&mut self) -> usize {
        let i = self.index;
        self.index += 1;
        self.out.push_str(&format!(
            "<w:bookmarkStart w:id=\"{i}\" w:name=\"{}\"/>",
            anchor(i)
        ));
        i
    }

    fn literal_label(&mut self, h: &Heading, number: Number, properties: &str) {
        if let (Number::Literal, Some(l)) = (number, &h.label) {
            let gap = if l.wants_space() && !h.title.is_empty() {
                "\u{3000}"
            } else {
                ""
            };
            self.text(&format!("{}{gap}", l.shown.as_str()), properties);
        }
    }

    fn heading(&mut self, h: &Heading, depth: usize, number: Number, face: Face) {
        let style = depth.min(9);
        // A heading whose scheme has a face of its own wears it; others follow their style.
        let own = self.look.heading(depth).face;
        let properties = if own == face {
            String::new()
        } else {
            format!("<w:rStyle w:val=\"{}\"/>", face_style(face))
        };
        self.out.push_str(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"Heading{style}\"/>{}</w:pPr>",
            Self::number(number, Some(style - 1))
        ));
        let id = self.bookmark();
        self.literal_label(h, number, &properties);
        self.inlines(&h.title, &properties);
        self.out
            .push_str(&format!("<w:bookmarkEnd w:id=\"{id}\"/></w:p>"));
    }

    /// One paragraph: hidden TC field, heading words, body.
    fn run_in(
        &mut self,
        h: &Heading,
        body: Option<&Paragraph>,
        depth: usize,
        number: Number,
        face: Face,
    ) {
        self.out.push_str(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"BodyTextFirstIndent\"/>{}",
            Self::number(number, None)
        ));
        if matches!(number, Number::Native { .. }) {
            // The list's level has no indent of its own in some readers: say it here too.
            let size = self.look.style.roles.body.size;
            self.out.push_str(&format!(
                "<w:ind w:left=\"0\" w:firstLineChars=\"200\" w:firstLine=\"{}\"/>",
                (size * 40.0).round() as i64
            ));
        }
        self.out.push_str("</w:pPr>");
        let id = self.bookmark();
        let entry = xml::text(&h.shown().replace('\\', "\\\\").replace('"', "\\\""));
        let hidden = "<w:rPr><w:vanish/></w:rPr>";
        self.out.push_str(&format!("<w:r>{hidden}<w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>{hidden}<w:instrText xml:space=\"preserve\"> TC \"{entry}\" \\l {depth} </w:instrText></w:r><w:r>{hidden}<w:fldChar w:fldCharType=\"end\"/></w:r>"));
        let properties = format!("<w:rStyle w:val=\"{}\"/>", face_style(face));
        self.literal_label(h, number, &properties);
        self.inlines(&h.title, &properties);
        self.out
            .push_str(&format!("<w:bookmarkEnd w:id=\"{id}\"/>"));
        if let Some(p) = body {
            self.inlines(&p.inlines, "");
        }
        self.out.push_str("</w:p>");
    }

    fn paragraph(&mut self, p: &Paragraph) {
        let style = match p.role {
            P::Salutation => "Salutation",
            P::Closing => "Closing",
            P::Signature => "Signature",
            P::Date => "Date",
            P::DocumentNumber => "DocumentNumber",
            P::Quotation => "Quote",
            _ => "BodyTextFirstIndent",
        };
        self.lines(style, &p.inlines);
    }

    fn list(&mut self, l: &List, depth: usize) {
        for (n, item) in l.items.iter().enumerate() {
            let number = self.plan.item(item.label.as_ref(), n == 0);
            let mut rest = item.blocks.as_slice();
            self.out.push_str(&format!(
                "<w:p><w:pPr><w:pStyle w:val=\"ListParagraph\"/>{}",
                Self::number(number, None)
            ));
            if number != Number::Literal {
                let size = self.look.style.roles.body.size;
                self.out.push_str(&format!(
                    "<w:ind w:left=\"0\" w:firstLineChars=\"200\" w:firstLine=\"{}\"/>",
                    (size * 40.0).round() as i64
                ));
            }
            self.out.push_str("</w:pPr>");
            if let (Number::Literal, Some(label)) = (number, &item.label) {
                let gap = if label.wants_space() { "\u{3000}" } else { "" };
                self.text(&format!("{}{gap}", label.shown.as_str()), "");
            }
            if let Some((Block::Paragraph(p), tail)) = rest.split_first() {
                self.inlines(&p.inlines, "");
                rest = tail;
            }
            self.out.push_str("</w:p>");
            self.blocks(rest, depth);
        }
    }
}
