//! What a series says of its members: heads and items whose labels count on from each other are of one kind, unless
//! a member is very sure of itself.

use super::state::{STATES, State};
use crate::reader::feature::Likeness;
use std::collections::BTreeMap;

/// Members that are believed to head or to list at all, of 2²⁴.
const HEADS_AT: u32 = (1 << 24) / 4;

fn heads(s: State) -> bool {
    matches!(
        s,
        State::Volume
            | State::PieceNumbered
            | State::PieceBare
            | State::HeadingRunIn
            | State::HeadingNumbered
            | State::HeadingBare
            | State::Item
    )
}

/// Each member's belief with that of its series, which counts four times.
pub(super) fn blend(beliefs: &mut [[u32; STATES]], lines: &[Likeness]) {
    let takes_part = |b: &[u32; STATES]| {
        let sum: u32 = State::ALL
            .iter()
            .filter(|s| heads(**s))
            .filter_map(|s| b.get(*s as usize))
            .sum();
        sum >= HEADS_AT
    };
    let mut sums: BTreeMap<u32, ([u64; STATES], u64)> = BTreeMap::new();
    for (b, l) in beliefs.iter().zip(lines) {
        if l.run > 0 && takes_part(b) {
            let (sum, n) = sums.entry(l.run).or_insert(([0; STATES], 0));
            *n += 1;
            for (s, x) in sum.iter_mut().zip(b) {
                *s += u64::from(*x);
            }
        }
    }
    for (b, l) in beliefs.iter_mut().zip(lines) {
        if let Some((sum, n)) = sums.get(&l.run).filter(|_| l.run > 0)
            && *n > 1
            && takes_part(b)
        {
            for (x, s) in b.iter_mut().zip(sum) {
                *x = u32::try_from((u64::from(*x) + 4 * s / n) / 5).unwrap_or(*x);
            }
        }
    }
}
