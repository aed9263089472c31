//! Walking the tree in document order.

use super::{Block, Document, Image, Inline, Item, Label, Mark, Note, Section, Text, Verse};

/// What [`walk`] meets, in reading order.
#[derive(Debug, Clone, Copy)]
pub enum Node<'a> {
    /// A section begins.
    Section(&'a Section),
    /// A section ends.
    SectionEnd(&'a Section),
    /// A block that is no section begins.
    Block(&'a Block),
    /// A list item begins.
    Item(&'a Item),
    /// A label.
    Label(&'a Label),
    /// A run of text, note marks and notes included.
    Text(&'a Text),
    /// A line break inside a paragraph.
    HardBreak,
    /// A printed line ends: after a heading, a subtitle, a paragraph, a line of verse, a cell.
    LineEnd,
    /// A run-in heading ends and its body goes on in the same line.
    RunIn,
    /// A note begins behind its mark: its label and words follow.
    Note(&'a Note),
    /// A note ends.
    NoteEnd,
    /// Marked words begin.
    Mark(Mark),
    /// Marked words end.
    MarkEnd(Mark),
    /// The reading of the words before it.
    Reading(&'a Text),
    /// A picture, by itself or among words; the words that stand for it follow as text.
    Image(&'a Image),
}

/// Calls `f` for everything in `doc`, in reading order.
pub fn walk<'a>(doc: &'a Document, f: &mut impl FnMut(Node<'a>)) {
    for p in &doc.head {
        inlines(&p.inlines, f);
        f(Node::LineEnd);
    }
    if let Some(t) = &doc.title {
        inlines(&t.title, f);
        f(Node::LineEnd);
        for s in &t.subtitle {
            inlines(s, f);
            f(Node::LineEnd);
        }
    }
    blocks(&doc.blocks, f);
}

fn blocks<'a>(list: &'a [Block], f: &mut impl FnMut(Node<'a>)) {
    for b in list {
        block(b, f);
    }
}

fn block<'a>(b: &'a Block, f: &mut impl FnMut(Node<'a>)) {
    if let Block::Section(s) = b {
        f(Node::Section(s));
        if let Some(h) = &s.heading {
            if let Some(l) = &h.label {
                f(Node::Label(l));
            }
            inlines(&h.title, f);
            f(if h.run_in { Node::RunIn } else { Node::LineEnd });
            for line in &h.subtitle {
                inlines(line, f);
                f(Node::LineEnd);
            }
        }
        blocks(&s.blocks, f);
        f(Node::SectionEnd(s));
        return;
    }
    f(Node::Block(b));
    match b {
        Block::Section(_) => {}
        Block::Paragraph(p) => {
            inlines(&p.inlines, f);
            f(Node::LineEnd);
        }
        Block::List(l) => {
            for item in &l.items {
                f(Node::Item(item));
                if let Some(label) = &item.label {
                    f(Node::Label(label));
                }
                blocks(&item.blocks, f);
            }
        }
        Block::Verse(v) => verse(v, f),
        Block::Table(t) => {
            for cell in t.rows.iter().flatten() {
                inlines(cell, f);
                f(Node::LineEnd);
            }
        }
        Block::SceneBreak(s) => {
            f(Node::Text(&s.mark));
            f(Node::LineEnd);
        }
        Block::Image(i) => {
            f(Node::Image(i));
            f(Node::Text(&i.alt));
            f(Node::LineEnd);
            if !i.caption.is_empty() {
                inlines(&i.caption, f);
                f(Node::LineEnd);
            }
        }
    }
}

fn verse<'a>(v: &'a Verse, f: &mut impl FnMut(Node<'a>)) {
    for line in v.stanzas.iter().flatten() {
        inlines(line, f);
        f(Node::LineEnd);
    }
}

fn inlines<'a>(list: &'a [Inline], f: &mut impl FnMut(Node<'a>)) {
    for i in list {
        match i {
            Inline::Text(t) => f(Node::Text(t)),
            Inline::Lead { content }
            | Inline::Emphasis { content }
            | Inline::Strong { content }
            | Inline::Link { content, .. } => inlines(content, f),
            Inline::Marked { mark, content } => {
                f(Node::Mark(*mark));
                inlines(content, f);
                f(Node::MarkEnd(*mark));
            }
            Inline::Ruby { content, reading } => {
                inlines(content, f);
                f(Node::Reading(reading));
            }
            Inline::HardBreak => f(Node::HardBreak),
            Inline::Image(i) => {
                f(Node::Image(i));
                f(Node::Text(&i.alt));
            }
            Inline::Note(n) => {
                f(Node::Text(&n.mark));
                f(Node::Note(n));
                f(Node::Text(&n.label));
                inlines(&n.content, f);
                f(Node::NoteEnd);
            }
        }
    }
}

/// Where `is` first holds of a stretch of the text: the source line of its block, and its byte in the source where
/// that is known.
pub(crate) fn first_place(
    doc: &Document,
    is: impl Fn(&str) -> Option<usize>,
) -> (u32, Option<u32>) {
    let title = doc.title.as_ref().map(|t| t.line);
    let head = doc.head.first().map(|p| p.line);
    let mut line = head.or(title).unwrap_or(0);
    let mut found = None;
    walk(doc, &mut |n| {
        if found.is_some() {
            return;
        }
        let text = match n {
            Node::Section(s) => {
                line = s.line;
                return;
            }
            Node::Item(i) => {
                line = i.line;
                return;
            }
            Node::Block(b) => {
                line = b.line().unwrap_or(line);
                return;
            }
            Node::Text(t) | Node::Reading(t) => t,
            Node::Label(l) => &l.shown,
            _ => return,
        };
        if let Some(at) = is(text.as_str()) {
            found = Some((line, text.source_of(at)));
        }
    });
    found.unwrap_or((0, None))
}

/// The characters of a line of inlines, notes left out.
#[must_use]
pub fn plain_text(list: &[Inline]) -> String {
    let mut s = String::new();
    push_plain(list, &mut s);
    s
}

/// The words of a note. Notes that hang in it stand behind them: no format has notes of notes.
pub(crate) fn note_words(content: &[Inline]) -> String {
    let mut s = plain_text(content);
    notes_in(content, &mut |n| {
        s.push('\u{3000}');
        let mark = if n.label.is_empty() {
            &n.mark
        } else {
            &n.label
        };
        s.push_str(mark.as_str());
        s.push_str(&note_words(&n.content));
    });
    s
}

impl Inline {
    /// What stands inside marked words, a link or words with their reading; a note's content is no part of the line.
    pub(crate) const fn content(&self) -> Option<&Vec<Self>> {
        match self {
            Self::Lead { content }
            | Self::Emphasis { content }
            | Self::Strong { content }
            | Self::Marked { content, .. }
            | Self::Ruby { content, .. }
            | Self::Link { content, .. } => Some(content),
            Self::Text(_) | Self::HardBreak | Self::Note(_) | Self::Image(_) => None,
        }
    }

    /// The same, to change it.
    pub(crate) const fn content_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::Lead { content }
            | Self::Emphasis { content }
            | Self::Strong { content }
            | Self::Marked { content, .. }
            | Self::Ruby { content, .. }
            | Self::Link { content, .. } => Some(content),
            Self::Text(_) | Self::HardBreak | Self::Note(_) | Self::Image(_) => None,
        }
    }
}

/// Calls `f` for the notes of a line, not for those that hang in notes.
pub(crate) fn notes_in<'a>(list: &'a [Inline], f: &mut impl FnMut(&'a Note)) {
    for i in list {
        if let Inline::Note(n) = i {
            f(n);
        }
        notes_in(i.content().map_or(&[], Vec::as_slice), f);
    }
}

pub(super) fn push_plain(list: &[Inline], s: &mut String) {
    for i in list {
        match i {
            Inline::Text(t) => s.push_str(t.as_str()),
            Inline::HardBreak => s.push(' '),
            Inline::Image(i) => s.push_str(i.alt.as_str()),
            Inline::Note(n) => s.push_str(n.mark.as_str()),
            _ => push_plain(i.content().map_or(&[], Vec::as_slice), s),
        }
    }
}

/// The same without the marks of notes, which lists of headings and running heads have no use for.
pub(super) fn push_title(list: &[Inline], s: &mut String) {
    for i in list {
        match i {
            Inline::Note(_) => {}
            Inline::Text(_) | Inline::HardBreak | Inline::Image(_) => {
                push_plain(std::slice::from_ref(i), s);
            }
            _ => push_title(i.content().map_or(&[], Vec::as_slice), s),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_notes_stand_behind_their_note() {
        let text = |s: &str| Inline::Text(Text::bare(s));
        let note = |mark: &str, label: &str, content| {
            Inline::Note(Note {
                mark: Text::bare(mark),
                label: Text::bare(label),
                line: 0,
                content,
            })
        };
        let inner = Inline::Strong {
            content: vec![note("②", "", vec![text("丙")])],
        };
        let content = [
            text("甲"),
            note("①", "[1]", vec![text("乙"), inner]),
            text("丁"),
        ];
        assert_eq!(note_words(&content), "甲①丁\u{3000}[1]乙②\u{3000}②丙");
    }
}
