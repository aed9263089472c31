//! Where names and dates at the end of a paper stand: the name centred over its date, as the printed page has it.

use super::document::Writer;
use crate::layout::{Letters, line_width};
use crate::tree::{Block, Inline, Paragraph, ParagraphRole as P, plain_text};

/// What a paragraph of the sign-off says beyond its style.
#[derive(Debug, Default)]
pub(super) struct Stand {
    /// Stays on the page of the next paragraph.
    pub(super) keep: bool,
    /// The row above is part of the sign-off: no row is left blank.
    pub(super) close: bool,
    /// Distance of its end from the right edge in twips, where that is not the style's.
    pub(super) right: Option<i64>,
}

/// The paragraph, where `b` is one of the sign-off.
fn signs(b: Option<&Block>) -> Option<&Paragraph> {
    match b? {
        Block::Paragraph(p) if matches!(p.role, P::Signature | P::Date) => Some(p),
        _ => None,
    }
}

impl Writer<'_> {
    /// How the block at `at` stands among its neighbours.
    pub(super) fn stand(&self, blocks: &[Block], at: usize) -> Stand {
        let Some(own) = signs(blocks.get(at)) else {
            return Stand::default();
        };
        let before = at.checked_sub(1).and_then(|k| signs(blocks.get(k)));
        let next = signs(blocks.get(at + 1));
        let date = next.filter(|n| n.role == P::Date && own.role == P::Signature);
        // A template's letters are not known here: its own styles say where the two stand.
        let date = date.filter(|_| self.look.reference.is_none());
        Stand {
            keep: next.is_some(),
            close: before.is_some(),
            right: date.and_then(|d| self.over(&own.inlines, &d.inlines)),
        }
    }

    /// Right indent of a name that is centred on its date, but never beyond the edge; `None` where one of the two
    /// takes more than a line.
    fn over(&self, name: &[Inline], date: &[Inline]) -> Option<i64> {
        let width = |line: &[Inline], style: &str| {
            let shape = self.look.shape(style);
            let letters: Letters = shape.letters;
            let text = plain_text(line);
            let face = self.look.face(style);
            let w = line_width(&text, face, letters, self.look.widths(self.faces));
            (w <= shape.measure).then_some(w)
        };
        let (name, date) = (width(name, "Signature")?, width(date, "Date")?);
        let right = self.look.right("Date") as f64 + (date - name) / 2.0;
        Some(right.round().max(0.0) as i64)
    }
}
