//! The words of a line: pieces of one face and element each, links, and the notes that hang in them.

use super::display::Role as Part;
use super::flow::{Flow, Kind, Para};
use super::links;
use super::paragraph::{Level, Piece};
use super::vertical;
use crate::circle::circled;
use crate::style::{Face, Notes, Numbering};
use crate::tree::{Inline, Mark, Note, address, note_words, notes_in, plain_text};
use std::sync::Arc;

/// Gives words the look of their mark.
fn dress(p: &mut Piece, mark: Mark) {
    match mark {
        Mark::Superscript => p.level = Level::Raised,
        Mark::Subscript => p.level = Level::Lowered,
        Mark::Small if p.level == Level::Line => p.level = Level::Small,
        Mark::Small => {}
        Mark::Strike => p.lines.struck = true,
        Mark::Underline => p.lines.under = true,
        Mark::Dots => p.lines.dots = true,
    }
}

impl Flow<'_> {
    /// A link below an element.
    fn link(&mut self, parent: usize, target: String) -> usize {
        let link = self.element(parent, Part::Link);
        self.targets.insert(link, target);
        link
    }

    /// Words that belong to the element `at` below `parent`. Addresses in them are links; what follows one belongs
    /// to a new element, which is returned, so that elements stay in reading order.
    fn text(
        &mut self,
        words: &str,
        face: Face,
        (parent, at): (usize, usize),
        out: &mut Vec<Piece>,
    ) -> usize {
        let mut at = at;
        let mut piece = |text: &str, element| {
            if !text.is_empty() {
                out.push(Piece::new(text, face, element));
            }
        };
        let mut from = 0;
        for a in links::addresses(words) {
            piece(words.get(from..a.start).unwrap_or_default(), at);
            let link = self.link(parent, a.target);
            piece(words.get(a.start..a.end).unwrap_or_default(), link);
            at = self.element(parent, Part::Span);
            from = a.end;
        }
        piece(words.get(from..).unwrap_or_default(), at);
        at
    }

    /// The words of a line in pieces; marks of notes are raised, and their notes kept.
    pub(super) fn inlines(
        &mut self,
        list: &[Inline],
        face: Face,
        element: usize,
        out: &mut Vec<Piece>,
    ) {
        let mut at = element;
        let mut broken = false;
        for i in list {
            let (from, known) = (out.len(), self.elements.len());
            match i {
                Inline::Text(t) => at = self.text(t.as_str(), face, (element, at), out),
                Inline::Lead { content } | Inline::Emphasis { content } => {
                    self.inlines(content, Face::Kai, at, out);
                }
                Inline::Strong { content } => self.inlines(content, Face::Hei, at, out),
                Inline::Marked { mark, content } => {
                    self.inlines(content, face, at, out);
                    out.iter_mut().skip(from).for_each(|p| dress(p, *mark));
                }
                Inline::Ruby { content, reading } => {
                    let ruby = self.element(element, Part::Ruby);
                    let base = self.element(ruby, Part::RubyBase);
                    let over = self.element(ruby, Part::RubyText);
                    let mut piece = Piece::new(plain_text(content), face, base);
                    piece.ruby = Some((reading.as_str().into(), over));
                    out.push(piece);
                    notes_in(content, &mut |n| self.note(n, base));
                    at = self.element(element, Part::Span);
                }
                Inline::Link { target, content } => match address(target) {
                    // Pictures have elements of their own.
                    Some(target) if !content.iter().any(|i| matches!(i, Inline::Image(_))) => {
                        let link = self.link(element, target);
                        let words = plain_text(content);
                        out.push(Piece::new(words, face, link));
                        notes_in(content, &mut |n| self.note(n, link));
                        at = self.element(element, Part::Span);
                    }
                    _ => self.inlines(content, face, at, out),
                },
                Inline::Image(i) => {
                    if self.inline_image(i, (face, element, at), out) {
                        at = self.element(element, Part::Span);
                    }
                }
                Inline::HardBreak => {
                    broken = true;
                    continue;
                }
                Inline::Note(n) => {
                    // A note on another page is reached by its mark.
                    let mark = if self.far() {
                        let reference = self.element(element, Part::Reference);
                        self.element(reference, Part::Link)
                    } else {
                        self.element(element, Part::Span)
                    };
                    self.noted += 1;
                    let sign = self.sign(n.mark.as_str(), face, mark);
                    out.extend(sign.into_iter().map(|p| Piece {
                        level: Level::Raised,
                        ..p
                    }));
                    self.note(n, mark);
                    at = self.element(element, Part::Span);
                }
            }
            // What was read within has elements of its own: the words behind it come behind them.
            if !matches!(i, Inline::Text(_)) && self.elements.len() > known && at <= known {
                at = self.element(element, Part::Span);
            }
            if broken && let Some(p) = out.get_mut(from) {
                p.break_before = true;
                broken = false;
            }
        }
    }

    /// True where notes stand on other pages than their marks.
    fn far(&self) -> bool {
        self.style.page.notes != Notes::Foot
    }

    /// The number of the last note as it is shown, beside what it is in the text where that is another.
    fn sign(&self, own: &str, face: Face, element: usize) -> Vec<Piece> {
        let piece = |text: String, actual: Option<Arc<str>>| Piece {
            actual,
            ..Piece::new(text, face, element)
        };
        let numbers = own.contains(|c: char| c.is_ascii_digit());
        let sign = match self.style.notes.numbering {
            Numbering::Source if self.style.page.vertical && numbers => {
                let shown = own.chars().map(|c| match vertical::note_sign(c) {
                    Some(s) => piece(s.into(), Some(c.to_string().into())),
                    None => piece(c.into(), None),
                });
                return shown.collect();
            }
            Numbering::Source => return vec![piece(own.to_owned(), None)],
            _ if own.trim().is_empty() => return vec![piece(own.to_owned(), None)],
            // Pages of notes have those of many pages.
            Numbering::Page if !self.far() => '①',
            Numbering::Piece | Numbering::Page => circled(self.noted),
        };
        vec![piece(sign.into(), Some(own.into()))]
    }

    /// A note whose mark is the element `mark`; one that stands on another page waits until its place comes.
    fn note(&mut self, n: &Note, mark: usize) {
        if self.far() {
            let kept = (n.clone(), mark, self.noted);
            self.kept.push(kept);
        } else {
            let p = self.note_below(n, mark, self.work);
            self.notes.push(p);
        }
    }

    /// A note as a paragraph below an element.
    pub(super) fn note_below(&mut self, n: &Note, mark: usize, parent: usize) -> Para {
        let note = self.element(parent, Part::Note);
        // An element's own text is read before its parts: beside a label the words are one too.
        let (label, words) = if n.label.is_empty() {
            (note, note)
        } else {
            let mut label = self.element(note, Part::Label);
            if self.far() {
                label = self.element(label, Part::Link);
                let said = n.mark.as_str().to_owned();
                self.ways.push((mark, label, said.clone()));
                self.ways.push((label, mark, said));
            }
            (label, self.element(note, Part::Span))
        };
        let face = self.style.roles.note.face;
        let mut pieces = self.sign(n.label.as_str(), face, label);
        // A number does not stick to the words.
        let said = pieces.last().map_or("", |p| p.text.as_str());
        let gap = if said.is_empty() || said.ends_with(char::is_whitespace) {
            ""
        } else {
            " "
        };
        let text = format!("{gap}{}", note_words(&n.content));
        pieces.push(Piece::new(text, face, words));
        let mut p = Para::new(pieces, self.style.roles.note.clone());
        p.kind = Kind::Note(mark);
        p
    }
}
