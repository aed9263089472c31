//! What was written, opened again by another way than it was written, and compared with the tree: nothing may be lost.
//!
//! The printed lines of the tree, labels included, must stand in the file in their order; notes must stand somewhere.
//! White space does not count, nor does what a format adds (contents, folios, imprint). Word's automatic numbers are
//! computed from the file's own numbering part.

mod docx;
mod markup;
mod pdf;

use crate::corner;
use crate::render::Format;
use crate::tree::{Block, Document, Node, walk};

/// A file is not what the tree says.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum VerifyError {
    /// A line of the tree is not in the file, or not in its place.
    #[error("the text of line {line} is not there as it should be: {text}")]
    Lost {
        /// Source line, 1-based; 0 where unknown.
        line: u32,
        /// The printed line.
        text: String,
    },
    /// The tree that was read back is another one.
    #[error("what is read back is not the same document; the first difference: {0}")]
    Other(String),
    /// It cannot be opened.
    #[error("it cannot be opened again: {0}")]
    Unreadable(String),
}

/// Text as a reader of the file finds it.
#[derive(Debug, Default)]
struct Found {
    /// The text in reading order.
    text: String,
    /// False where the order is that of the pages alone.
    ordered: bool,
}

/// Opens what was written for `doc` and compares.
///
/// ```
/// use wenji::{reader, render::Format, source::Source, verify::verify};
/// let s = Source::decode("春游\n\n一、出发\n清晨出发。\n".as_bytes(), None).unwrap();
/// let doc = reader::read(&s, &reader::ReadOptions::default()).document;
/// let text = wenji::render::text(&doc);
/// assert!(verify(&doc, Format::Text, text.as_bytes()).is_ok());
/// assert!(verify(&doc, Format::Text, "春游\n一、出发\n".as_bytes()).is_err());
/// ```
///
/// # Errors
/// [`VerifyError`] with the first line that is lost, or why the file cannot be read.
pub fn verify(doc: &Document, format: Format, bytes: &[u8]) -> Result<(), VerifyError> {
    let found = match format {
        Format::Docx => ordered(docx::text(bytes)?),
        Format::Epub => ordered(markup::epub(bytes)?),
        Format::Html => ordered(markup::body(bytes)?),
        Format::Pdf => pdf::text(bytes)?,
        Format::Pandoc => ordered(markup::pandoc(bytes)?),
        Format::Text => ordered(utf8(bytes)?.to_owned()),
        Format::Json => {
            let back: Document = serde_json::from_slice(bytes).map_err(unreadable)?;
            return same(doc, &back);
        }
        Format::Markdown => {
            let back = crate::markdown::read(utf8(bytes)?);
            let want = doc.with_safe_links().without_origin();
            return same(&want, &back.without_origin());
        }
    };
    // Pandoc counts plain lists itself.
    let shown = Shown {
        numbers: format != Format::Pandoc,
        plain: format == Format::Text,
    };
    compare(&printed(doc, shown), &found)
}

fn ordered(text: String) -> Found {
    Found {
        text,
        ordered: true,
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, VerifyError> {
    std::str::from_utf8(bytes).map_err(unreadable)
}

fn unreadable(e: impl std::fmt::Display) -> VerifyError {
    VerifyError::Unreadable(e.to_string())
}

fn same(want: &Document, got: &Document) -> Result<(), VerifyError> {
    if want == got {
        return Ok(());
    }
    let show = |d: &Document| serde_json::to_string_pretty(d).unwrap_or_default();
    let (want, got) = (show(want), show(got));
    let first = want.lines().zip(got.lines()).find(|(a, b)| a != b);
    Err(VerifyError::Other(
        first.map_or("its length", |(a, _)| a.trim()).to_owned(),
    ))
}

/// A printed line of the tree.
#[derive(Debug)]
struct Printed {
    line: u32,
    text: String,
    note: bool,
}

/// How a format shows what not all show alike.
#[derive(Clone, Copy)]
struct Shown {
    /// The numbers of plain lists are text.
    numbers: bool,
    /// There are no marks: raised figures are characters, readings stand behind their words.
    plain: bool,
}

/// The lines that every format prints.
fn printed(doc: &Document, shown: Shown) -> Vec<Printed> {
    let mut out: Vec<Printed> = Vec::new();
    let (mut line, mut text) = (doc.title.as_ref().map_or(0, |t| t.line), String::new());
    let mut around: Vec<String> = Vec::new();
    let mut marked: Vec<String> = Vec::new();
    let mut item = false;
    let mut end = |line: u32, text: &mut String, note| {
        let text = std::mem::take(text);
        if !text.is_empty() {
            out.push(Printed { line, text, note });
        }
    };
    walk(doc, &mut |n| match n {
        Node::Section(s) => line = s.line,
        Node::Item(i) => (line, item) = (i.line, true),
        Node::Block(b) => {
            line = match b {
                Block::Paragraph(p) => p.line,
                Block::Verse(v) => v.line,
                Block::Table(t) => t.line,
                Block::SceneBreak(s) => s.line,
                Block::Image(i) => i.line,
                Block::Section(_) | Block::List(_) => line,
            };
        }
        Node::Label(l) => {
            if shown.numbers || !std::mem::take(&mut item) {
                text.push_str(l.shown.as_str());
            }
        }
        Node::Text(t) => text.push_str(t.as_str()),
        Node::Mark(_) if shown.plain => marked.push(std::mem::take(&mut text)),
        Node::MarkEnd(mark) if shown.plain => {
            let words = std::mem::replace(&mut text, marked.pop().unwrap_or_default());
            text.push_str(&mark.plain(&words));
        }
        Node::Reading(t) if shown.plain => text.push_str(&crate::tree::reading(t.as_str())),
        Node::Reading(t) => end(line, &mut t.as_str().to_owned(), true),
        Node::Mark(_) | Node::MarkEnd(_) => {}
        Node::Note(_) => around.push(std::mem::take(&mut text)),
        Node::NoteEnd => {
            end(line, &mut text, true);
            text = around.pop().unwrap_or_default();
        }
        Node::LineEnd => end(line, &mut text, false),
        Node::HardBreak | Node::RunIn | Node::SectionEnd(_) => {}
    });
    out
}

fn compare(want: &[Printed], found: &Found) -> Result<(), VerifyError> {
    let got = bare(&found.text);
    let lost = |p: &Printed| VerifyError::Lost {
        line: p.line,
        text: p.text.clone(),
    };
    if !found.ordered {
        return counted(want, &got, lost);
    }
    let mut from = 0;
    for p in want {
        let text = bare(&p.text);
        let rest = got.get(from..).unwrap_or_default();
        if p.note {
            // A note stands at the foot, at the end or behind its line.
            if !got.contains(&text) {
                return Err(lost(p));
            }
            continue;
        }
        match rest.find(&text) {
            Some(at) => from += at + text.len(),
            None => return Err(lost(p)),
        }
    }
    Ok(())
}

/// Where only pages tell the order, every character has to be there as often as it should.
fn counted(
    want: &[Printed],
    got: &str,
    lost: impl Fn(&Printed) -> VerifyError,
) -> Result<(), VerifyError> {
    let mut have: std::collections::HashMap<char, usize> = std::collections::HashMap::new();
    for c in got.chars() {
        *have.entry(c).or_default() += 1;
    }
    for p in want {
        for c in bare(&p.text).chars() {
            match have.get_mut(&c).filter(|n| **n > 0) {
                Some(n) => *n -= 1,
                None => return Err(lost(p)),
            }
        }
    }
    Ok(())
}

/// What counts of a text: no white space, no marks that take no room, nothing that XML cannot hold (trees from outside
/// may); quotation marks as in vertical text.
fn bare(s: &str) -> String {
    s.chars()
        .filter(|c| {
            crate::xml::legal(*c)
                && !c.is_whitespace()
                && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}')
        })
        .map(corner::bracket)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{ReadOptions, read};
    use crate::source::Source;

    const TEXT: &str = "春游\n\n一、出发\n清晨出发，带了水[1]。\n1.看花。\n2.看水。\n二、归来\n傍晚归来。\n\n注释：\n[1]两壶。\n";

    fn document() -> Document {
        let source = Source::decode(TEXT.as_bytes(), None).unwrap();
        let options = ReadOptions {
            join_notes: true,
            ..ReadOptions::default()
        };
        read(&source, &options).document
    }

    #[test]
    fn every_line_is_looked_for_in_its_place() {
        let doc = document();
        let text = crate::render::text(&doc);
        assert_eq!(verify(&doc, Format::Text, text.as_bytes()), Ok(()));
        for (from, to) in [
            ("看水。", "看。"),
            ("一、出发", "出发"),
            ("[1]两壶。", ""),
            ("清晨出发", "傍晚出发"),
        ] {
            let broken = text.replacen(from, to, 1);
            let said = verify(&doc, Format::Text, broken.as_bytes());
            assert!(matches!(said, Err(VerifyError::Lost { .. })), "{from}");
        }
        let mut lines: Vec<&str> = text.lines().collect();
        lines.swap(1, 3);
        let said = verify(&doc, Format::Text, lines.join("\n").as_bytes());
        assert!(matches!(said, Err(VerifyError::Lost { .. })), "{lines:?}");
    }

    #[test]
    fn trees_are_compared_whole() {
        let doc = document();
        let json = serde_json::to_string(&doc).unwrap();
        assert_eq!(verify(&doc, Format::Json, json.as_bytes()), Ok(()));
        let other = json.replacen("归来", "回来", 1);
        let said = verify(&doc, Format::Json, other.as_bytes());
        assert!(matches!(said, Err(VerifyError::Other(_))));
        let md = crate::markdown::write(&doc);
        assert_eq!(verify(&doc, Format::Markdown, md.as_bytes()), Ok(()));
        let said = verify(&doc, Format::Markdown, md.replacen("# ", "", 1).as_bytes());
        assert!(matches!(said, Err(VerifyError::Other(_))));
    }
}
