//! How far in verse stands: the lines of a piece make one block, whose longest line is centred.

use super::flow::{Kind, Para};
use super::justify::positions;
use super::paragraph::Item;
use std::collections::HashMap;

/// Left edge of verse with a line longer than the measure, in em.
const LONG_INSET: f32 = 2.0;

/// How far in a line of verse stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Inset {
    /// Like a paragraph: first line indented, turnovers flush.
    Paragraph,
    /// The block's left edge in em; turnovers further in.
    Block(f32),
}

/// What is known of the verse of a piece.
#[derive(Debug, Clone, Copy, Default)]
struct Sizes {
    lines: usize,
    /// Lines longer than the measure.
    long: usize,
    /// Widest of the others, in em.
    widest: f32,
    measure: f32,
}

impl Sizes {
    /// Where most lines are longer than the measure they are stanzas written as paragraphs, and are set so.
    fn inset(&self) -> Inset {
        if self.long * 2 >= self.lines {
            Inset::Paragraph
        } else if self.long > 0 {
            Inset::Block(LONG_INSET)
        } else {
            Inset::Block(((self.measure - self.widest) / 2.0).floor().max(0.0))
        }
    }
}

/// The inset of each paragraph that is a line of verse.
pub(super) fn insets(
    paras: &[Para],
    boxes: &[Vec<Item>],
    measure: impl Fn(&Para) -> f32,
) -> Vec<Option<Inset>> {
    let mut pieces: HashMap<usize, Sizes> = HashMap::new();
    for (p, items) in paras.iter().zip(boxes) {
        let Kind::Verse(piece) = p.kind else { continue };
        let s = pieces.entry(piece).or_default();
        s.measure = measure(p);
        s.lines += 1;
        let width = positions(items, None, false).1;
        if width > s.measure {
            s.long += 1;
        } else {
            s.widest = s.widest.max(width);
        }
    }
    paras
        .iter()
        .map(|p| match p.kind {
            Kind::Verse(piece) => pieces.get(&piece).map(Sizes::inset),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Inset, LONG_INSET, Sizes};

    #[test]
    fn the_longest_line_is_centred_on_the_grid() {
        let s = Sizes {
            lines: 4,
            long: 0,
            widest: 7.0,
            measure: 28.0,
        };
        assert_eq!(s.inset(), Inset::Block(10.0));
        assert_eq!(Sizes { long: 1, ..s }.inset(), Inset::Block(LONG_INSET));
        assert_eq!(Sizes { long: 3, ..s }.inset(), Inset::Paragraph);
    }
}
