//! HTML: one file that needs nothing else, in the look of the style, for screens and printers. And pages of the web, read.
//!
//! ```text
//! page ─ soup (elements) ─▶ read (blocks; notes, table, own: pages of ours) ─ line (words) ─▶ marks, as of Markdown
//! ```

mod charset;
mod feed;
mod line;
mod look;
mod notes;
mod numeral;
mod own;
#[cfg(all(test, feature = "write"))]
mod property_tests;
mod read;
mod soup;
mod table;

pub use charset::charset;
pub(crate) use read::events;
pub use read::{read, read_told};

use crate::format::Format;
use crate::hypertext::{self, Lines, language};
use crate::picture::Pictures;
use crate::style::Style;
use crate::tree::{
    Block, Document, Heading, Image, Item, Note, Section, SectionRole, outline, plain_text,
};
use crate::xml;

/// Deepest heading of HTML.
const DEEPEST: usize = 6;
/// How our pages name the program that wrote them, by which they are known when they are read.
const GENERATOR: &str = "wenji";
/// The class of a title that the text does not print: only the metadata know it.
const NAMED: &str = "named";

/// Writes the page.
///
/// ```
/// use wenji::{html, style::Style, tree::Document};
/// let page = html::write(&Document::default(), &Style::named("book").unwrap());
/// assert!(page.starts_with("<!DOCTYPE html>") && !page.contains("src="));
/// ```
#[must_use]
pub fn write(doc: &Document, style: &Style) -> String {
    write_with(doc, style, &Pictures::default())
}

/// Writes the page with its pictures in it.
#[must_use]
pub fn write_with(doc: &Document, style: &Style, pictures: &Pictures) -> String {
    let shown = style.shown(doc, Format::Html);
    let doc = &*shown;
    let (lang, contents) = match doc.metadata.language.as_deref() {
        Some("zh-Hant") => ("zh-Hant-TW", "目錄"),
        _ => ("zh-Hans-CN", "目录"),
    };
    let m = &doc.metadata;
    let title = m.title.as_deref().unwrap_or("文集");
    let mut w = Writer {
        body: String::new(),
        notes: String::new(),
        index: 0,
        note: 0,
        worked: false,
        style,
        pictures,
    };
    w.header(doc, title);
    let entries = outline(doc);
    if entries.len() > 1 && !doc.is_paper() {
        let list: Vec<_> = entries
            .iter()
            .map(|e| (e.depth, e.listed(), format!("#s{}", e.index)))
            .collect();
        w.body.push_str(&format!(
            "<nav role=\"doc-toc\" aria-label=\"{contents}\">\n<h2>{contents}</h2>\n{}</nav>\n",
            hypertext::contents(&list)
        ));
    }
    w.body.push_str("<main>\n");
    let rest = doc.blocks.get(doc.on_title_page().unwrap_or(0)..);
    w.blocks(rest.unwrap_or_default(), 1);
    w.body.push_str("</main>\n");
    if !w.notes.is_empty() {
        let notes = std::mem::take(&mut w.notes);
        w.body.push_str(&format!(
            "<section class=\"notes\" role=\"doc-endnotes\">\n{notes}</section>\n"
        ));
    }
    let author = m.author.as_ref().map_or_else(String::new, |a| {
        format!("<meta name=\"author\" content=\"{}\"/>\n", xml::text(a))
    });
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"generator\" content=\"{GENERATOR}\"/>\n{author}<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        xml::text(title),
        look::css(style),
        w.body
    )
}

/// Bytes in letters, as addresses may hold them (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |n: usize| u32::from(three.get(n).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for n in 0..4 {
            let six = (bits >> (18 - 6 * n)) & 63;
            let letter = LETTERS.get(six as usize).copied().unwrap_or(b'=');
            out.push(if n > three.len() {
                '='
            } else {
                char::from(letter)
            });
        }
    }
    out
}

struct Writer<'a> {
    body: String,
    notes: String,
    /// Next entry of the outline.
    index: usize,
    note: usize,
    /// A work has been met.
    worked: bool,
    style: &'a Style,
    pictures: &'a Pictures,
}

impl Lines for Writer<'_> {
    fn out(&mut self) -> &mut String {
        &mut self.body
    }

    fn source(&mut self, i: &Image) -> Option<(String, bool)> {
        let p = self.pictures.get(&i.target)?;
        let (width, height) = p.upright();
        // Where it lay; one that stood in the text has no other place.
        let place = match i.target.get(..5) {
            Some(s) if s.eq_ignore_ascii_case("data:") => String::new(),
            _ => format!(" data-src=\"{}\"", xml::text(&i.target)),
        };
        let source = format!(
            "src=\"data:{};base64,{}\"{place} width=\"{width}\" height=\"{height}\"",
            p.kind.media_type(),
            base64(&p.bytes),
        );
        Some((source, p.as_character().is_some()))
    }

    fn heading(&mut self, h: &Heading, role: SectionRole, depth: usize) {
        // h1 is the title of the whole.
        let level = (depth + 1).min(DEEPEST);
        let scheme = h.label.as_ref().map_or_else(Default::default, |l| l.scheme);
        let class = look::heading_class(self.style, role, scheme, depth);
        self.body.push_str(&format!(
            "<h{level} class=\"{class}\" id=\"s{}\">",
            self.index
        ));
        self.index += 1;
        if let Some(l) = &h.label {
            self.label(l, !h.title.is_empty());
        }
        self.inlines(&h.title);
        self.body.push_str(&format!("</h{level}>"));
        if !h.run_in {
            self.body.push('\n');
        }
    }

    fn note(&mut self, n: &Note) {
        self.note += 1;
        let k = self.note;
        let mark = if n.mark.is_empty() { &n.label } else { &n.mark };
        let mark = xml::text(mark.as_str());
        self.body.push_str(&format!(
            "<sup><a id=\"r{k}\" role=\"doc-noteref\" href=\"#n{k}\">{mark}</a></sup>"
        ));
        // The note is a line like others; its own notes come behind it.
        let body = std::mem::take(&mut self.body);
        language::push(&mut self.body, n.label.as_str());
        self.inlines(&n.content);
        let text = std::mem::replace(&mut self.body, body);
        self.notes.push_str(&format!(
            "<p id=\"n{k}\">{text} <a role=\"doc-backlink\" href=\"#r{k}\" aria-label=\"{mark}\">↩</a></p>\n"
        ));
    }
}

impl Writer<'_> {
    /// The title of the whole, as the source prints it or as the metadata name it.
    fn header(&mut self, doc: &Document, title: &str) {
        let class = format!(" class=\"{NAMED}\"");
        let class = if doc.title.is_some() { "" } else { &class };
        self.body.push_str("<header>\n");
        doc.head.iter().for_each(|p| self.paragraph(p));
        // An order has no title: its head says what it is.
        if doc.title.is_some() || doc.head.is_empty() {
            self.body.push_str(&format!("<h1{class}>"));
            match &doc.title {
                Some(t) => self.inlines(&t.title),
                None => language::push(&mut self.body, title),
            }
            self.body.push_str("</h1>\n");
        }
        for line in doc.title.iter().flat_map(|t| &t.subtitle) {
            self.line("subtitle", line);
        }
        let bylines = doc.blocks.iter().take(doc.on_title_page().unwrap_or(0));
        bylines.for_each(|b| self.block(b, 1));
        self.body.push_str("</header>\n");
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for b in blocks {
            self.block(b, depth);
        }
    }

    fn block(&mut self, b: &Block, depth: usize) {
        match b {
            Block::Section(s) => self.section(s, depth),
            Block::Paragraph(p) => self.paragraph(p),
            Block::List(l) => {
                self.body.push_str("<ol class=\"zh\" role=\"list\">\n");
                for item in &l.items {
                    self.item(item, depth);
                }
                self.body.push_str("</ol>\n");
            }
            Block::Verse(v) => {
                self.body.push_str("<div class=\"verse\">\n");
                for stanza in &v.stanzas {
                    self.body.push_str("<div class=\"stanza\">\n");
                    for line in stanza {
                        self.line("", line);
                    }
                    self.body.push_str("</div>\n");
                }
                self.body.push_str("</div>\n");
            }
            Block::Table(t) => {
                self.body.push_str("<div class=\"wide\">");
                self.table(t);
                self.body.push_str("</div>\n");
            }
            Block::SceneBreak(s) => self.scene_break(s),
            Block::Image(i) => self.figure(i),
        }
    }

    fn section(&mut self, s: &Section, depth: usize) {
        self.body.push_str(match s.role {
            SectionRole::Volume => "<section role=\"doc-part\">\n",
            SectionRole::Piece => "<section role=\"doc-chapter\">\n",
            SectionRole::Preface if self.worked => {
                "<section class=\"preface\" role=\"doc-afterword\">\n"
            }
            SectionRole::Preface => "<section class=\"preface\" role=\"doc-preface\">\n",
            SectionRole::Heading | SectionRole::Untitled => "<section>\n",
        });
        self.worked |= matches!(s.role, SectionRole::Volume | SectionRole::Piece);
        let rest = self.head(s, depth);
        self.blocks(rest, depth + usize::from(s.heading.is_some()));
        self.body.push_str("</section>\n");
    }

    fn item(&mut self, item: &Item, depth: usize) {
        self.body.push_str("<li><p>");
        let mut rest = item.blocks.as_slice();
        let first = match rest.split_first() {
            Some((Block::Paragraph(p), tail)) => {
                rest = tail;
                p.inlines.as_slice()
            }
            _ => &[],
        };
        if let Some(l) = &item.label {
            self.label(l, !plain_text(first).is_empty());
        }
        self.inlines(first);
        self.body.push_str("</p>\n");
        self.blocks(rest, depth);
        self.body.push_str("</li>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Inline, Paragraph, Text};

    fn page(blocks: Vec<Block>) -> String {
        let doc = Document {
            blocks,
            ..Document::default()
        };
        write(&doc, &Style::named("gongwen").unwrap())
    }

    #[test]
    fn a_note_is_reached_and_left() {
        let note = Inline::Note(Note {
            mark: Text::bare("[1]"),
            label: Text::bare("[1]"),
            content: vec![Inline::Text(Text::bare("见《论语》。"))],
            ..Note::default()
        });
        let html = page(vec![Block::Paragraph(Paragraph {
            inlines: vec![note],
            ..Paragraph::default()
        })]);
        assert!(html.contains("href=\"#n1\">[1]</a>"));
        assert!(
            html.contains("<p id=\"n1\">[1]见《论语》。 <a role=\"doc-backlink\" href=\"#r1\"")
        );
    }

    #[test]
    fn bytes_are_letters() {
        for (bytes, letters) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ] {
            assert_eq!(base64(bytes.as_bytes()), letters);
        }
    }

    #[test]
    fn scripts_are_no_links_and_nothing_is_fetched() {
        let html = page(vec![
            Block::Paragraph(Paragraph {
                inlines: vec![Inline::Link {
                    target: "javascript:alert(1)".into(),
                    content: vec![Inline::Text(Text::bare("<点>"))],
                }],
                ..Paragraph::default()
            }),
            Block::Image(crate::tree::Image {
                alt: Text::bare("图"),
                target: "https://example.com/a.png".into(),
                ..crate::tree::Image::default()
            }),
        ]);
        assert!(html.contains("<p>&lt;点&gt;</p>"));
        assert!(
            !html.contains("javascript") && !html.contains("<img") && !html.contains("@import")
        );
        assert!(html.contains("<figure><a href=\"https://example.com/a.png\">图</a></figure>"));
    }
}
