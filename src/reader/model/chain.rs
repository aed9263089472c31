//! The chain: what every line believes, given all others (forward and backward sums over all readings of the text).

use super::log::{NAT, NEVER, plus, share};
use super::state::STATES;
use super::weights::Weights;
use crate::reader::feature::Rows;

/// States this far below the best one of a line are no more looked at, in units.
const DIM: i32 = 14 * NAT;

/// What a line is taken to be, before the text's order says more.
pub(super) type Scores = [i32; STATES];

/// Adds the weights of a line's features.
fn emit(weights: &Weights, features: &[u32], out: &mut Scores) {
    for id in features {
        if let Some(row) = weights.row(*id) {
            for (a, b) in out.iter_mut().zip(row) {
                *a += i32::from(*b);
            }
        }
    }
}

/// For each line the share of each state, in 2²⁴ths, under the states that are allowed.
pub(super) fn marginals(
    weights: &Weights,
    rows: &Rows,
    more: Option<&Rows>,
    allowed: &[u32],
) -> Vec<[u32; STATES]> {
    let n = rows.len();
    let e: Vec<Scores> = (0..n)
        .map(|i| {
            let mask = allowed.get(i).copied().unwrap_or(u32::MAX);
            let mut scores = [0; STATES];
            emit(weights, rows.row(i), &mut scores);
            if let Some(m) = more {
                emit(weights, m.row(i), &mut scores);
            }
            for (s, x) in scores.iter_mut().enumerate() {
                if mask >> s & 1 == 0 {
                    *x = NEVER;
                }
            }
            scores
        })
        .collect();
    let mut forward: Vec<Scores> = Vec::with_capacity(n);
    for row in &e {
        let next = match forward.last() {
            None => *row,
            Some(last) => ahead(weights, last, row),
        };
        forward.push(level(next));
    }
    let mut out = vec![[0u32; STATES]; n];
    let mut back: Scores = [0; STATES];
    for i in (0..n).rev() {
        let (Some(a), Some(row), Some(slot)) = (forward.get(i), e.get(i), out.get_mut(i)) else {
            continue;
        };
        let mut sum = NEVER;
        let mut both = [NEVER; STATES];
        for (b, (x, y)) in both.iter_mut().zip(a.iter().zip(&back)) {
            *b = x.saturating_add(*y).max(NEVER);
            sum = plus(sum, *b);
        }
        for (p, b) in slot.iter_mut().zip(both) {
            *p = if b <= NEVER { 0 } else { share(b - sum) };
        }
        back = level(behind(weights, &back, row));
    }
    out
}

/// Scores with the best one at zero, and hopeless ones taken out.
fn level(mut scores: Scores) -> Scores {
    let top = scores.iter().copied().max().unwrap_or(0);
    for s in &mut scores {
        *s = if *s < top - DIM { NEVER } else { *s - top };
    }
    scores
}

fn ahead(weights: &Weights, last: &Scores, row: &Scores) -> Scores {
    let mut out = [NEVER; STATES];
    for (from, x) in last.iter().enumerate().filter(|(_, x)| **x > NEVER) {
        for (to, o) in out.iter_mut().enumerate() {
            *o = plus(*o, x + weights.step(from, to));
        }
    }
    for (o, e) in out.iter_mut().zip(row) {
        *o = if *e <= NEVER { NEVER } else { *o + e };
    }
    out
}

fn behind(weights: &Weights, back: &Scores, row: &Scores) -> Scores {
    let mut out = [NEVER; STATES];
    for (to, (b, e)) in back.iter().zip(row).enumerate() {
        if *e <= NEVER || *b <= NEVER {
            continue;
        }
        for (from, o) in out.iter_mut().enumerate() {
            *o = plus(*o, b + e + weights.step(from, to));
        }
    }
    out
}
