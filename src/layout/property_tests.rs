//! What must hold for any text and any measure.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::class::may_break;
use super::linebreak::{Breaker, Greedy, HYPHEN, Shape, TotalFit};
use super::paragraph::{Item, Piece, Rules, items};
use super::{justify::positions, title};
use crate::font::{Choice, Faces};
use crate::style::{Face, Kinsoku};
use proptest::prelude::*;
use std::sync::LazyLock;

static FACES: LazyLock<Faces> = LazyLock::new(|| Faces::builtin().unwrap());

fn boxes(text: &str, rules: Rules) -> Vec<Item> {
    let piece = Piece::new(text, Face::Song, 0);
    items(&[piece], &FACES, &Choice::default(), rules)
}

/// Runs of Han, marks, numbers and words, as they meet in real text.
fn text() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        4 => "[一-十中国文书的了在是有和]{1,6}",
        2 => "[，。、；：！？”’》）】]{1,2}",
        1 => "[“‘《（【]",
        1 => "[0-9]{1,6}(\\.[0-9]{1,2})?%?",
        1 => "[A-Za-z]{1,9}",
        1 => "(international|Composition|shaped)",
        1 => "(——|……|·|～|／|-|℃|￥| )",
    ];
    proptest::collection::vec(atom, 0..60).prop_map(|v| v.concat())
}

/// True where the line of items `from..to` could have ended at a lawful place and stay within the measure.
fn lawful_end(i: &[Item], from: usize, width: f32) -> bool {
    (from + 1..i.len())
        .map(|e| (&i[e], positions(&i[from..e], None, false).1))
        .take_while(|(_, natural)| *natural <= width)
        .any(|(next, natural)| next.before.is_some() && (!next.hyphen || natural + HYPHEN <= width))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn lines_hold_every_glyph_once_and_end_lawfully(
        text in text(), first in 4.0f32..40.0, measure in 4.0f32..40.0, level in 0..3,
        clear_end: bool, hanging: bool, hyphenate: bool, vertical: bool,
    ) {
        let kinsoku = [Kinsoku::Basic, Kinsoku::Gb, Kinsoku::Strict][level as usize];
        let i = boxes(&text, Rules { kinsoku, hanging, hyphenate, vertical, ..Rules::default() });
        let breakers: [&dyn Breaker; 2] = [&TotalFit, &Greedy];
        for b in breakers {
            let ends = b.ends(&i, Shape { first, measure, clear_end });
            // Each item stands in one line: the ends rise to the last item.
            prop_assert_eq!(ends.last().copied().unwrap_or(0), i.len());
            prop_assert!(ends.windows(2).all(|w| w[0] < w[1]));
            let mut from = 0;
            for (n, &end) in ends.iter().enumerate() {
                let width = if n == 0 { first } else { measure };
                if end < i.len() && lawful_end(&i, from, width) {
                    prop_assert!(may_break((i[end - 1].c, i[end - 1].class), (i[end].c, i[end].class), kinsoku) || i[end].before.is_some(),
                        "{}|{} in {}", i[end - 1].c, i[end].c, text);
                }
                let (at, w) = positions(&i[from..end], Some(width), end < i.len());
                prop_assert!(at.windows(2).all(|p| p[1] > p[0] - 0.001), "glyphs in order");
                if end < i.len() && end - from > 1 && i[from..end].iter().any(|x| x.gap > 0.0) {
                    prop_assert!(w < width + 1.0 || !lawful_end(&i, from, width));
                }
                from = end;
            }
        }
    }

    #[test]
    fn titles_hold_every_glyph_once(text in text(), measure in 4.0f32..40.0, even: bool) {
        let i = boxes(&text, Rules::default());
        let ends = title::ends(&i, measure, measure, even);
        prop_assert_eq!(ends.last().copied().unwrap_or(0), i.len());
        prop_assert!(ends.windows(2).all(|w| w[0] < w[1]));
    }
}
