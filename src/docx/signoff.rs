//! Where names and dates at the end of a paper stand: the name centred over its date, as the printed page has it.

use super::document::Writer;
use crate::layout::{Letters, line_width};
use crate::style::Sign;
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
    /// In the middle: names of several bodies beside each other.
    pub(super) centred: bool,
    /// A quotation begins or ends here: a row is left blank.
    pub(super) above: bool,
    pub(super) below: bool,
}

/// True for a paragraph that is quoted.
fn is_quoted(b: Option<&Block>) -> bool {
    matches!(b, Some(Block::Paragraph(p)) if p.role == P::Quotation)
}

/// The paragraph, where `b` is one of the sign-off.
fn signs(b: Option<&Block>) -> Option<&Paragraph> {
    match b? {
        Block::Paragraph(p) if matches!(p.role, P::Signature | P::Date) => Some(p),
        _ => None,
    }
}

/// True for the name at the end of a paper.
pub(super) fn is_signature(b: &Block) -> bool {
    signs(Some(b)).is_some_and(|p| p.role == P::Signature)
}

impl Writer<'_> {
    /// How the block at `at` stands among its neighbours.
    pub(super) fn stand(&self, blocks: &[Block], at: usize) -> Stand {
        let next = signs(blocks.get(at + 1));
        let Some(own) = signs(blocks.get(at)) else {
            // A page is not begun by a name: words of the text go before it.
            let before = at.checked_sub(1).and_then(|k| blocks.get(k));
            let quoted = is_quoted(blocks.get(at)) && !self.look.style.is_gongwen();
            return Stand {
                keep: blocks.get(at + 1).is_some_and(is_signature),
                above: quoted && before.is_some() && !is_quoted(before),
                below: quoted && !is_quoted(blocks.get(at + 1)),
                ..Stand::default()
            };
        };
        let before = at.checked_sub(1).and_then(|k| signs(blocks.get(k)));
        // A template's letters are not known here: its own styles say where the two stand.
        let known = self.look.reference.is_none();
        let centred = own.signs_jointly();
        let known = known && !centred;
        let date = next.filter(|n| known && n.role == P::Date && own.role == P::Signature);
        let name = before.filter(|n| known && n.role == P::Signature && own.role == P::Date);
        let right = match self.look.style.paper.sign {
            Sign::Seal => date.and_then(|d| self.over(&own.inlines, &d.inlines)),
            Sign::Stamp => None,
            Sign::Plain => match (date, name) {
                (Some(d), _) => self.behind(&own.inlines, &d.inlines).map(|r| r.0),
                (_, Some(n)) => self.behind(&n.inlines, &own.inlines).map(|r| r.1),
                _ => None,
            },
        };
        let stamped = self.look.style.paper.sign == Sign::Stamp;
        Stand {
            keep: next.is_some(),
            close: before.is_some() && !stamped,
            right,
            centred,
            ..Stand::default()
        }
    }

    /// Right indents of name and date where the date begins two characters behind the name, both at least two from the
    /// edge (7.3.5.2).
    fn behind(&self, name: &[Inline], date: &[Inline]) -> Option<(i64, i64)> {
        let (name, date) = (self.width(name, "Signature")?, self.width(date, "Date")?);
        let em = self.look.right("Date") as f64 / 2.0;
        let own = (em * 2.0).max(date + em * 4.0 - name);
        let below = own + name - em * 2.0 - date;
        Some((own.round() as i64, below.round() as i64))
    }

    /// Width of a line in a style; `None` where it takes more than one.
    fn width(&self, line: &[Inline], style: &str) -> Option<f64> {
        let shape = self.look.shape(style);
        let letters: Letters = shape.letters;
        let text = plain_text(line);
        let w = line_width(
            &text,
            self.look.face(style),
            letters,
            self.look.widths(self.faces),
        );
        (w <= shape.measure).then_some(w)
    }

    /// Right indent of a name that is centred on its date, but never beyond the edge; `None` where one of the two
    /// takes more than a line.
    fn over(&self, name: &[Inline], date: &[Inline]) -> Option<i64> {
        let (name, date) = (self.width(name, "Signature")?, self.width(date, "Date")?);
        let right = self.look.right("Date") as f64 + (date - name) / 2.0;
        Some(right.round().max(0.0) as i64)
    }
}
