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
use std::collections::HashMap;
use std::ops::Range;

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
    /// There is text in it that the document has not, or that it has fewer times.
    #[error("there is text that the document has not: {0}")]
    Foreign(String),
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
    /// Ends of lines are told.
    lines: bool,
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
    verify_beside(doc, format, bytes, "")
}

/// The same for a file that may have other words, too: those of its copyright page.
///
/// # Errors
/// As [`verify`].
pub fn verify_beside(
    doc: &Document,
    format: Format,
    bytes: &[u8],
    beside: &str,
) -> Result<(), VerifyError> {
    let titled = crate::style::title_page(doc, format);
    let doc = &*titled;
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
    compare(&printed(doc, shown), &found, &(added(doc, format) + beside))?;
    // White space, too, is text there.
    if format == Format::Text && found.text != crate::render::text(doc) {
        let text = crate::render::text(doc);
        let mut lines = text.split('\n').zip(found.text.split('\n'));
        let first = lines.find(|(a, b)| a != b).map_or("its length", |(a, _)| a);
        return Err(VerifyError::Other(first.to_owned()));
    }
    Ok(())
}

fn ordered(text: String) -> Found {
    Found {
        text,
        ordered: true,
        lines: true,
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
    /// A line ends behind it in every format.
    ends: bool,
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
            out.push(Printed {
                line,
                text,
                note,
                ends: !note,
            });
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
        Node::Note(n) => {
            // Pandoc counts notes itself, and shows no mark of ours.
            if !shown.numbers
                && let Some(words) = text.strip_suffix(n.mark.as_str())
            {
                text = words.to_owned();
            }
            around.push(std::mem::take(&mut text));
        }
        Node::NoteEnd => {
            end(line, &mut text, true);
            text = around.pop().unwrap_or_default();
        }
        Node::LineEnd => end(line, &mut text, false),
        Node::HardBreak | Node::RunIn | Node::SectionEnd(_) | Node::Image(_) => {}
    });
    out
}

fn compare(want: &[Printed], found: &Found, added: &str) -> Result<(), VerifyError> {
    let got = Got::of(&found.text);
    let lost = |p: &Printed| VerifyError::Lost {
        line: p.line,
        text: p.text.clone(),
    };
    if !found.ordered {
        return counted(want, &got.bare, lost);
    }
    let mut from = 0;
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut notes = Vec::new();
    for p in want {
        let text = bare(&p.text);
        if p.note {
            // A note stands at the foot, at the end or behind its line.
            notes.push((p, text));
            continue;
        }
        let rest = got.bare.get(from..).unwrap_or_default();
        let Some(at) = rest.find(&text) else {
            return Err(lost(p));
        };
        let here = from + at..from + at + text.len();
        from = here.end;
        let parted = got.is_parted_as(&p.text, here.start);
        if !parted || p.ends && found.lines && !got.breaks(here.end) {
            return Err(lost(p));
        }
        taken.push(here);
    }
    // What is left is notes, readings, and what the format adds.
    let mut left = got.without(&taken);
    for (p, text) in notes {
        match left.find(&text) {
            Some(at) => left.replace_range(at..at + text.len(), ""),
            // Its words may be among those of its line, as pandoc has them.
            None if got.bare.contains(&text) => {}
            None => return Err(lost(p)),
        }
    }
    foreign(&left, added)
}

/// What is left of a file once the text of the document is taken away may be what its format adds, and nothing else.
fn foreign(left: &str, added: &str) -> Result<(), VerifyError> {
    let mut may: HashMap<char, usize> = HashMap::new();
    for c in bare(added).chars() {
        *may.entry(c).or_default() += 1;
    }
    let other = |c: &char| match may.get_mut(c) {
        Some(n) if *n > 0 => {
            *n -= 1;
            false
        }
        _ => true,
    };
    let rest: String = left.chars().filter(other).collect();
    if rest.is_empty() {
        return Ok(());
    }
    Err(VerifyError::Foreign(left.chars().take(60).collect()))
}

/// What formats add to the text: title and names on title pages, the imprint, ways back from notes, numbers that pandoc
/// counts itself.
fn added(doc: &Document, format: Format) -> String {
    let m = &doc.metadata;
    let facts = [&m.title, &m.subtitle, &m.author, &m.publisher, &m.date];
    let facts: String = facts.into_iter().flatten().map(String::as_str).collect();
    let (mut shown, mut marks, mut labels) = (String::new(), 0, String::new());
    if let Some(t) = &doc.title {
        for line in std::iter::once(&t.title).chain(&t.subtitle) {
            shown.push_str(&crate::tree::plain_text(line));
        }
    }
    walk(doc, &mut |n| match n {
        Node::Note(_) => marks += 1,
        Node::Label(l) => labels.push_str(l.shown.as_str()),
        // Pandoc has readings in brackets.
        Node::Reading(_) => labels.push_str("（）"),
        _ => {}
    });
    // A book without a title has this one.
    let mut out = facts.repeat(3) + &shown.repeat(2) + &"↩".repeat(marks) + &"文集".repeat(3);
    match format {
        Format::Pdf => out.push_str(&(IMPRINT.repeat(2) + &"0123456789.".repeat(12))),
        Format::Pandoc => out.push_str(&labels),
        _ => {}
    }
    out
}

/// What stands in an imprint beside facts.
const IMPRINT: &str =
    "书名著者出版开本字数印次年月日版千字万mm×書名著者出版開本字數印次年月日版千字萬";

/// Text that was found, without white space, and where there was some.
struct Got {
    bare: String,
    /// For each byte of `bare`: white space stands before it, and a line end.
    spaces: Vec<(bool, bool)>,
}

impl Got {
    fn of(text: &str) -> Self {
        let (mut out, mut spaces) = (String::with_capacity(text.len()), Vec::new());
        let (mut space, mut line) = (true, true);
        for c in text.chars() {
            if c.is_whitespace() {
                space = true;
                line |= matches!(c, '\n' | '\t');
            } else if let Some(c) = kept(c) {
                out.push(c);
                spaces.push((space, line));
                spaces.resize(out.len(), (false, false));
                (space, line) = (false, false);
            }
        }
        Self { bare: out, spaces }
    }

    /// True where a line ends before a byte.
    fn breaks(&self, at: usize) -> bool {
        self.spaces.get(at).is_none_or(|s| s.1)
    }

    /// True where words of Latin letters and figures are parted as in the printed text.
    fn is_parted_as(&self, text: &str, start: usize) -> bool {
        let (mut at, mut last, mut space) = (start, None::<char>, false);
        for c in text.chars() {
            if c.is_whitespace() {
                space = true;
            } else if let Some(c) = kept(c) {
                let words =
                    c.is_ascii_alphanumeric() && last.is_some_and(|l| l.is_ascii_alphanumeric());
                if space && words && !self.spaces.get(at).is_some_and(|s| s.0) {
                    return false;
                }
                at += c.len_utf8();
                (last, space) = (Some(c), false);
            }
        }
        true
    }

    /// What stands between ranges that are in order.
    fn without(&self, taken: &[Range<usize>]) -> String {
        let mut out = String::new();
        let mut from = 0;
        for t in taken {
            out.push_str(self.bare.get(from..t.start).unwrap_or_default());
            from = t.end;
        }
        out.push_str(self.bare.get(from..).unwrap_or_default());
        out
    }
}

/// Where only pages tell the order, every character has to be there as often as it should.
fn counted(
    want: &[Printed],
    got: &str,
    lost: impl Fn(&Printed) -> VerifyError,
) -> Result<(), VerifyError> {
    let mut have: HashMap<char, usize> = HashMap::new();
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
    s.chars().filter_map(kept).collect()
}

fn kept(c: char) -> Option<char> {
    let counts = crate::xml::legal(c)
        && !c.is_whitespace()
        && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}');
    counts.then(|| corner::bracket(c))
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
