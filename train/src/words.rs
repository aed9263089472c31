//! What characters tell of a line, learned by itself: a row of weights for each, in steps of their own size (J. Duchi et
//! al., adaptive subgradient methods, 2011).

use crate::sample::Sample;
use crate::trees::exp;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use wenji::reader::model::words::{TOLD, Words, classes};

/// Rounds over all lines.
const ROUNDS: usize = 6;
/// Length of a step.
const STEP: f32 = 0.03;
/// What draws weights to nothing at each step.
const CALM: f32 = 5e-3;
/// Weights are kept in so many parts of a nat.
const PARTS: f32 = 32.0;
/// Keys of fewer texts are left out.
const LEAST_TEXTS: u32 = 8;

/// The labelled lines of the samples, copies aside.
fn labelled<'a>(samples: &[&'a Sample]) -> impl Iterator<Item = (u32, &'a Sample, usize)> {
    let texts: Vec<&Sample> = samples.iter().filter(|s| !s.is_copy()).copied().collect();
    (1u32..).zip(texts).flat_map(|(t, s)| {
        let told = (0..s.allowed.len()).filter(|i| s.allowed[*i] != s.possible[*i]);
        told.map(move |i| (t, s, i))
    })
}

/// Fits the table.
pub fn fit(samples: &[&Sample]) -> Words {
    let mut count: HashMap<u32, (u32, u32)> = HashMap::new();
    for (t, s, i) in labelled(samples) {
        for g in s.grams.row(i) {
            let c = count.entry(*g).or_default();
            if c.1 != t {
                *c = (c.0 + 1, t);
            }
        }
    }
    let mut keys: Vec<u32> = count
        .into_iter()
        .filter(|(_, (n, _))| *n >= LEAST_TEXTS)
        .map(|(k, _)| k)
        .collect();
    keys.sort_unstable();
    let index: HashMap<u32, usize> = keys.iter().copied().zip(0..).collect();
    let mut weights = vec![[0f32; TOLD]; keys.len()];
    let mut moved = vec![[1e-2f32; TOLD]; keys.len()];
    for _ in 0..ROUNDS {
        for (_, s, i) in labelled(samples) {
            let known = s.grams.row(i).iter().filter_map(|g| index.get(g).copied());
            let known: Vec<usize> = known.collect();
            let g = gradient(&weights, &known, classes(s.allowed[i]));
            for at in known {
                for k in 0..TOLD {
                    let d = g[k] - CALM * weights[at][k];
                    moved[at][k] += d * d;
                    weights[at][k] += STEP * d / moved[at][k].sqrt();
                }
            }
        }
    }
    let whole = |x: f32| (x * PARTS).round().clamp(-127.0, 127.0) as i8;
    let table = weights.iter().map(|r| r.map(whole)).collect();
    Words::new(keys, table).expect("a row for each key")
}

/// How far what the weights believe is from the classes that are right.
fn gradient(weights: &[[f32; TOLD]], known: &[usize], right: u32) -> [f32; TOLD] {
    let mut f = [0f32; TOLD];
    for at in known {
        for (a, b) in f.iter_mut().zip(&weights[*at]) {
            *a += b;
        }
    }
    let top = f.iter().copied().fold(f32::MIN, f32::max);
    let p = f.map(|x| exp(x - top));
    let all: f32 = p.iter().sum();
    let is_right = |k: &usize| right >> k & 1 == 1;
    let sum: f32 = (0..TOLD).filter(is_right).map(|k| p[k]).sum();
    std::array::from_fn(|k| {
        let want = if is_right(&k) {
            p[k] / sum.max(1e-20)
        } else {
            0.0
        };
        want - p[k] / all
    })
}

/// Tables by the folds that they have not seen, up to three.
pub struct Tables(BTreeMap<u8, Words>);

impl Tables {
    /// Fits them to samples, each with its fold.
    pub fn of(samples: &[(usize, &Sample)], folds: usize) -> Self {
        let masks: Vec<u8> = (0..1u8 << folds).filter(|m| m.count_ones() <= 3).collect();
        let fit = |m: &u8| {
            let seen: Vec<&Sample> = samples
                .iter()
                .filter(|(f, _)| m >> f & 1 == 0)
                .map(|(_, s)| *s)
                .collect();
            (*m, self::fit(&seen))
        };
        Self(masks.par_iter().map(fit).collect())
    }

    /// The table that has not seen these folds.
    pub fn without(&self, folds: &[usize]) -> &Words {
        let mask = folds.iter().fold(0u8, |m, f| m | 1 << f);
        &self.0[&mask]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wenji::reader::model::state::State;

    #[test]
    fn characters_of_many_texts_are_learned_and_those_of_few_are_not() {
        let texts: Vec<Sample> = (0..10u32)
            .map(|t| {
                let mut s = Sample::named(&format!("t{t}"));
                for n in 0..20u32 {
                    s.grams.ids.extend([n % 2, 100 + t]);
                    s.grams.end_line();
                    let state = if n % 2 == 0 {
                        State::Para
                    } else {
                        State::Chatter
                    };
                    s.allowed.push(state.mask());
                    s.possible.push(u32::MAX);
                }
                s
            })
            .collect();
        let words = fit(&texts.iter().collect::<Vec<_>>());
        let best = |grams: &[u32]| {
            let shares = words.shares(grams);
            (0..TOLD).max_by_key(|k| shares[*k]).unwrap()
        };
        assert_eq!(classes(State::Para.mask()), 1 << best(&[0]));
        assert_eq!(classes(State::Chatter.mask()), 1 << best(&[1]));
        assert_eq!(words.shares(&[100]), words.shares(&[]));
    }
}
