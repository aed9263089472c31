//! A linear chain fitted by maximum likelihood: adaptive steps, text by text, averaged over the last rounds.

use crate::sample::Sample;
use rayon::prelude::*;
use std::collections::HashMap;
use wenji::reader::model::state::STATES as S;

/// How to fit.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub rounds: usize,
    pub rate: f32,
    /// What is taken off each weight at the end of a round, as a share.
    pub decay: f32,
    /// And as an amount, towards zero.
    pub shrink: f32,
    /// Features that fewer lines have are left out.
    pub least: u32,
    /// In one of so many steps a feature is hidden; 0: never.
    pub hide: u32,
    /// Of a hundred steps in so many a whole look (template) is hidden from a text.
    pub drop: u32,
    /// Fits with other orders of texts, whose weights are averaged.
    pub fits: u32,
}

/// Copies of each text in another layout.
pub const COPIES: usize = 1;

impl Default for Options {
    fn default() -> Self {
        Self {
            rounds: 14,
            rate: 0.05,
            decay: 0.02,
            shrink: 0.002,
            least: 4,
            hide: 45,
            drop: 20,
            fits: 1,
        }
    }
}

/// Weights in floating point.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    pub index: HashMap<u32, u32>,
    /// A row of `S` for each feature.
    pub rows: Vec<f32>,
    /// From state to state.
    pub steps: Vec<f32>,
}

/// Probabilities of one sequence.
pub struct Beliefs {
    /// For each line and state.
    pub state: Vec<f32>,
    /// Sum over the lines, for each pair of states.
    pub pair: Vec<f32>,
}

impl Weights {
    /// Sums of the weights of each line's features.
    pub fn emissions(&self, starts: &[u32], rows: &[u32]) -> Vec<f32> {
        let n = starts.len() - 1;
        let mut out = vec![0f32; n * S];
        for i in 0..n {
            let e = &mut out[i * S..(i + 1) * S];
            for id in &rows[starts[i] as usize..starts[i + 1] as usize] {
                if *id == u32::MAX {
                    continue;
                }
                let w = &self.rows[*id as usize * S..(*id as usize + 1) * S];
                for (a, b) in e.iter_mut().zip(w) {
                    *a += b;
                }
            }
        }
        out
    }

    /// Features by their numbers in these weights; `u32::MAX` for those without.
    pub fn numbered(&self, ids: &[u32]) -> Vec<u32> {
        ids.iter()
            .map(|id| self.index.get(id).copied().unwrap_or(u32::MAX))
            .collect()
    }

    /// Probabilities of states under a mask for each line.
    pub fn beliefs(&self, emissions: &[f32], mask: &[u32], pairs: bool) -> Beliefs {
        let n = mask.len();
        let step: Vec<f32> = self.steps.iter().map(|x| x.exp()).collect();
        let mut e = vec![0f32; n * S];
        for i in 0..n {
            let row = &emissions[i * S..(i + 1) * S];
            let max = (0..S)
                .filter(|s| mask[i] >> s & 1 == 1)
                .map(|s| row[s])
                .fold(f32::MIN, f32::max);
            for s in 0..S {
                if mask[i] >> s & 1 == 1 {
                    e[i * S + s] = (row[s] - max).exp().max(1e-30);
                }
            }
        }
        let mut a = vec![0f32; n * S];
        let mut b = vec![0f32; n * S];
        for i in 0..n {
            let mut row = [0f32; S];
            if i == 0 {
                row.copy_from_slice(&e[..S]);
            } else {
                for p in 0..S {
                    let x = a[(i - 1) * S + p];
                    if x > 0.0 {
                        for s in 0..S {
                            row[s] += x * step[p * S + s];
                        }
                    }
                }
                for s in 0..S {
                    row[s] *= e[i * S + s];
                }
            }
            let z: f32 = row.iter().sum::<f32>().max(1e-30);
            for s in 0..S {
                a[i * S + s] = row[s] / z;
            }
        }
        for s in 0..S {
            b[(n - 1) * S + s] = 1.0;
        }
        for i in (0..n - 1).rev() {
            let mut row = [0f32; S];
            let mut next = [0f32; S];
            for s in 0..S {
                next[s] = b[(i + 1) * S + s] * e[(i + 1) * S + s];
            }
            for p in 0..S {
                row[p] = (0..S).map(|s| step[p * S + s] * next[s]).sum();
            }
            let z: f32 = row.iter().sum::<f32>().max(1e-30);
            for s in 0..S {
                b[i * S + s] = row[s] / z;
            }
        }
        let mut state = vec![0f32; n * S];
        for i in 0..n {
            let mut z = 0f32;
            for s in 0..S {
                let x = a[i * S + s] * b[i * S + s];
                state[i * S + s] = x;
                z += x;
            }
            for s in 0..S {
                state[i * S + s] /= z.max(1e-30);
            }
        }
        let mut pair = vec![0f32; if pairs { S * S } else { 0 }];
        if pairs {
            let mut m = [0f32; S * S];
            for i in 1..n {
                let mut z = 0f32;
                for p in 0..S {
                    let x = a[(i - 1) * S + p];
                    for s in 0..S {
                        let v = x * step[p * S + s] * e[i * S + s] * b[i * S + s];
                        m[p * S + s] = v;
                        z += v;
                    }
                }
                let z = z.max(1e-30);
                for k in 0..S * S {
                    pair[k] += m[k] / z;
                }
            }
        }
        Beliefs { state, pair }
    }
}

/// A cheap generator that is the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as u32
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.next()) * n as u64) >> 32) as usize
    }
}

/// Fits weights: the mean of several fits.
pub fn fit(samples: &[&Sample], o: &Options) -> Weights {
    let mut all: Vec<Weights> = (0..o.fits.max(1))
        .into_par_iter()
        .map(|k| one(samples, o, k))
        .collect();
    let Some(mut sum) = all.pop() else {
        return Weights::default();
    };
    for w in &all {
        for (a, b) in sum
            .rows
            .iter_mut()
            .zip(&w.rows)
            .chain(sum.steps.iter_mut().zip(&w.steps))
        {
            *a += b;
        }
    }
    let n = (all.len() + 1) as f32;
    for x in sum.rows.iter_mut().chain(&mut sum.steps) {
        *x /= n;
    }
    sum
}

fn one(samples: &[&Sample], o: &Options, seed: u32) -> Weights {
    let mut count: HashMap<u32, u32> = HashMap::new();
    for s in samples {
        for id in &s.ids {
            *count.entry(*id).or_default() += 1;
        }
    }
    let mut keys: Vec<u32> = count
        .into_iter()
        .filter(|(_, n)| *n >= o.least)
        .map(|(k, _)| k)
        .collect();
    keys.sort_unstable();
    let mut w = Weights {
        index: keys
            .iter()
            .enumerate()
            .map(|(i, k)| (*k, i as u32))
            .collect(),
        rows: vec![0.0; keys.len() * S],
        steps: vec![0.0; S * S],
    };
    let rows: Vec<Vec<u32>> = samples.iter().map(|s| w.numbered(&s.ids)).collect();
    let looks: Vec<u8> = keys.iter().map(|k| (k >> 26) as u8).collect();
    let mut seen = vec![1e-4f32; w.rows.len()];
    let mut seen_steps = vec![1e-2f32; S * S];
    let mut sum = vec![0f32; w.rows.len()];
    let mut sum_steps = vec![0f32; S * S];
    let mut order: Vec<usize> = (0..samples.len()).collect();
    let mut random = Random(0x2545_f491_4f6c_dd1d ^ u64::from(seed) << 17);
    let from = o.rounds / 2;
    let scale = 10_000.0 / ((100 - o.hide) * (100 - o.drop)) as f32;
    for round in 0..o.rounds {
        for i in (1..order.len()).rev() {
            order.swap(i, random.below(i + 1));
        }
        for &k in &order {
            let s = samples[k];
            let n = s.allowed.len();
            if n == 0 {
                continue;
            }
            let mut gone = [false; 64];
            for g in &mut gone {
                *g = random.next() % 100 < o.drop;
            }
            let row: Vec<u32> = rows[k]
                .iter()
                .map(|r| {
                    let hidden = *r == u32::MAX
                        || gone[looks[*r as usize] as usize]
                        || random.next() % 100 < o.hide;
                    if hidden { u32::MAX } else { *r }
                })
                .collect();
            let mut e = w.emissions(&s.starts, &row);
            for x in &mut e {
                *x *= scale;
            }
            let want = w.beliefs(&e, &s.allowed, true);
            let have = w.beliefs(&e, &s.possible, true);
            for i in 0..n {
                let mut g = [0f32; S];
                let mut any = 0f32;
                for t in 0..S {
                    g[t] = have.state[i * S + t] - want.state[i * S + t];
                    any += g[t].abs();
                }
                if any < 1e-4 {
                    continue;
                }
                for x in &mut g {
                    *x *= scale;
                }
                for id in &row[s.starts[i] as usize..s.starts[i + 1] as usize] {
                    if *id == u32::MAX {
                        continue;
                    }
                    let at = *id as usize * S;
                    let (ws, ss) = (&mut w.rows[at..at + S], &mut seen[at..at + S]);
                    for t in 0..S {
                        ss[t] += g[t] * g[t];
                        ws[t] -= o.rate * g[t] / ss[t].sqrt();
                    }
                }
            }
            for t in 0..S * S {
                let g = have.pair[t] - want.pair[t];
                seen_steps[t] += g * g;
                w.steps[t] -= o.rate * g / seen_steps[t].sqrt();
            }
        }
        for x in &mut w.rows {
            let y = *x * (1.0 - o.decay);
            *x = y.signum() * (y.abs() - o.shrink).max(0.0);
        }
        if round >= from {
            for (a, b) in sum.iter_mut().zip(&w.rows) {
                *a += b;
            }
            for (a, b) in sum_steps.iter_mut().zip(&w.steps) {
                *a += b;
            }
        }
    }
    let n = (o.rounds - from) as f32;
    w.rows = sum.iter().map(|x| x / n).collect();
    w.steps = sum_steps.iter().map(|x| x / n).collect();
    w
}

/// Weights as the program has them: whole numbers, features without effect left out.
pub fn whole(w: &Weights, least: f32, curve: Vec<u16>) -> wenji::reader::model::weights::Weights {
    const NAT: f32 = 512.0;
    let to = |x: f32| (x * NAT).round().clamp(-32_000.0, 32_000.0) as i16;
    let mut keys: Vec<(u32, u32)> = w.index.iter().map(|(k, i)| (*k, *i)).collect();
    keys.sort_unstable();
    keys.retain(|(_, i)| {
        let at = *i as usize * S;
        w.rows[at..at + S].iter().any(|x| x.abs() >= least)
    });
    let rows = keys
        .iter()
        .flat_map(|(_, i)| {
            w.rows[*i as usize * S..(*i as usize + 1) * S]
                .iter()
                .map(|x| to(*x))
        })
        .collect();
    let steps = w.steps.iter().map(|x| to(*x)).collect();
    wenji::reader::model::weights::Weights::new(
        keys.into_iter().map(|(k, _)| k).collect(),
        rows,
        steps,
        curve,
    )
    .expect("the parts fit")
}

/// The curve that changes nothing.
pub fn straight() -> Vec<u16> {
    use wenji::reader::model::weights::{CURVE, ONE};
    (0..CURVE as u32)
        .map(|k| (k * ONE / (CURVE as u32 - 1)) as u16)
        .collect()
}
