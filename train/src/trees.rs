//! Boosted trees over what is seen of a line: each tree has a row of states in every leaf (T. Zhang et al., multi-output
//! boosting; splits are sought on random projections of the gradients as in SketchBoost, Iosipoi and Vakhrushev, 2022).
//!
//! Texts, not lines, are what a fit must not lean on: each tree sees a share of the texts, and a split must part lines of
//! several texts.

use crate::grow::{Data, grow};
use crate::sample::Sample;
use std::collections::HashMap;
use wenji::reader::model::forest;
use wenji::reader::model::state::STATES as S;

/// How to grow.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Copies in another layout that are made of each text, and of each real one.
    pub copies: usize,
    pub real_copies: usize,
    /// Trees.
    pub rounds: usize,
    /// Share of a leaf's best value that is taken.
    pub rate: f32,
    /// Leaves of a tree at most.
    pub leaves: usize,
    /// Features that fewer lines, or fewer texts, have are left out.
    pub least_lines: u32,
    pub least_texts: u32,
    /// Texts that must stand on each side of a split.
    pub split_texts: usize,
    /// Percent of the features, and of the texts, that a tree sees.
    pub features: u32,
    pub texts: u32,
    /// What holds leaves near zero: as much weight is added to each.
    pub calm: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            copies: 1,
            real_copies: 1,
            rounds: 800,
            rate: 0.07,
            leaves: 24,
            least_lines: 8,
            least_texts: 3,
            split_texts: 2,
            features: 10,
            texts: 90,
            calm: 1.0,
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Feature, and where to go where a line has it and where not: below zero a leaf, `-1 - leaf`.
    pub nodes: Vec<(u16, i16, i16)>,
    pub leaves: Vec<[f32; S]>,
}

#[derive(Debug, Clone, Default)]
pub struct Forest {
    /// Features by their numbers in the trees.
    pub features: Vec<u32>,
    index: HashMap<u32, u16>,
    pub trees: Vec<Tree>,
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

impl Forest {
    /// Those of a line's features that are known, by their numbers.
    pub fn numbered(&self, ids: &[u32]) -> Vec<u16> {
        let mut v: Vec<u16> = ids
            .iter()
            .filter_map(|i| self.index.get(i).copied())
            .collect();
        v.sort_unstable();
        v.dedup();
        v
    }

    /// Probabilities of states for each line of a sample, under what is possible.
    pub fn beliefs(&self, s: &Sample) -> Vec<f32> {
        let n = s.possible.len();
        let mut out = vec![0f32; n * S];
        for i in 0..n {
            let row = self.numbered(s.row(i));
            let mut f = [0f32; S];
            for t in &self.trees {
                let leaf = &t.leaves[t.leaf(&row)];
                for (a, b) in f.iter_mut().zip(leaf) {
                    *a += b;
                }
            }
            out[i * S..(i + 1) * S].copy_from_slice(&softmax(&f, s.possible[i]));
        }
        out
    }
}

impl Forest {
    /// As the program has it: whole numbers, and only the features that are asked for.
    pub fn whole(&self) -> forest::Forest {
        let whole = |x: f32| (x * forest::LEAF as f32).round().clamp(-127.0, 127.0) as i8;
        let mut used = vec![false; self.features.len()];
        for (f, _, _) in self.trees.iter().flat_map(|t| &t.nodes) {
            used[usize::from(*f)] = true;
        }
        let mut number = vec![0u16; used.len()];
        let mut keys = Vec::new();
        for (k, n) in number.iter_mut().enumerate().filter(|(k, _)| used[*k]) {
            *n = keys.len() as u16;
            keys.push(self.features[k]);
        }
        let trees = self
            .trees
            .iter()
            .map(|t| forest::Tree {
                nodes: t
                    .nodes
                    .iter()
                    .map(|(f, yes, no)| (number[usize::from(*f)], *yes, *no))
                    .collect(),
                leaves: t.leaves.iter().map(|l| l.map(whole)).collect(),
            })
            .collect();
        forest::Forest::new(keys, trees).expect("the parts fit")
    }
}

impl Tree {
    fn leaf(&self, row: &[u16]) -> usize {
        if self.nodes.is_empty() {
            return 0;
        }
        let mut at = 0i16;
        loop {
            let (f, yes, no) = self.nodes[at as usize];
            at = if row.binary_search(&f).is_ok() {
                yes
            } else {
                no
            };
            if at < 0 {
                return (-1 - at) as usize;
            }
        }
    }
}

/// exp(x) for x ≤ 0 by products alone, the same on every machine.
pub fn exp(x: f32) -> f32 {
    let y = x.max(-40.0) / 256.0;
    let e = 1.0 + y * (1.0 + y * (0.5 + y * (1.0 / 6.0 + y / 24.0)));
    (0..8).fold(e, |v, _| v * v)
}

fn softmax(f: &[f32; S], mask: u32) -> [f32; S] {
    let top = (0..S)
        .filter(|s| mask >> s & 1 == 1)
        .map(|s| f[s])
        .fold(f32::MIN, f32::max);
    let mut p = [0f32; S];
    let mut z = 0.0;
    for s in 0..S {
        if mask >> s & 1 == 1 {
            p[s] = exp(f[s] - top);
            z += p[s];
        }
    }
    for x in &mut p {
        *x /= z.max(1e-20);
    }
    p
}

/// Grows a forest.
pub fn fit(samples: &[&Sample], o: &Options, seed: u64) -> Forest {
    let mut count: HashMap<u32, (u32, u32, u32)> = HashMap::new();
    for (t, s) in samples.iter().enumerate() {
        for id in &s.rows.ids {
            let c = count.entry(*id).or_insert((0, 0, u32::MAX));
            c.0 += 1;
            if c.2 != t as u32 {
                c.1 += 1;
                c.2 = t as u32;
            }
        }
    }
    let mut features: Vec<u32> = count
        .into_iter()
        .filter(|(_, (n, t, _))| *n >= o.least_lines && *t >= o.least_texts)
        .map(|(k, _)| k)
        .collect();
    features.sort_unstable();
    let index = features.iter().zip(0u16..).map(|(k, n)| (*k, n)).collect();
    let mut forest = Forest {
        features,
        index,
        trees: Vec::new(),
    };
    let d = Data::of(samples, &forest);
    let n = d.text.len();
    let mut f = vec![[0f32; S]; n];
    let mut random = Random(0x2545_f491_4f6c_dd1d ^ seed << 17);
    for _ in 0..8 {
        random.next();
    }
    let mut g = vec![[0f32; S]; n];
    let mut h = vec![[0f32; S]; n];
    for _ in 0..o.rounds {
        let bag: Vec<bool> = (0..samples.len())
            .map(|_| random.next() % 100 < o.texts)
            .collect();
        let lines: Vec<u32> = (0..n as u32)
            .filter(|i| bag[d.text[*i as usize] as usize])
            .collect();
        for i in &lines {
            let i = *i as usize;
            let p = softmax(&f[i], d.possible[i]);
            let mut sum = 0f32;
            for s in 0..S {
                if d.allowed[i] >> s & 1 == 1 {
                    sum += p[s];
                }
            }
            for s in 0..S {
                let want = if d.allowed[i] >> s & 1 == 1 {
                    p[s] / sum.max(1e-6)
                } else {
                    0.0
                };
                g[i][s] = want - p[s];
                h[i][s] = p[s] * (1.0 - p[s]);
            }
        }
        let (tree, placed) = grow(&d, &lines, [&g, &h], o, &mut random);
        for i in 0..n {
            let leaf = match placed[i] {
                u16::MAX => tree.leaf(d.row(i)),
                leaf => usize::from(leaf),
            };
            for (a, b) in f[i].iter_mut().zip(&tree.leaves[leaf]) {
                *a += b;
            }
        }
        forest.trees.push(tree);
    }
    forest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts whose lines are headings where they have feature 1 and not feature 2, paragraphs else.
    fn texts() -> Vec<Sample> {
        (0..12)
            .map(|t| {
                let mut s = Sample::named(&format!("t{t}"));
                for n in 0..40u32 {
                    let (a, b) = ((n + t) % 3 == 0, (n + t) % 2 == 0);
                    s.rows.ids.extend(a.then_some(1));
                    s.rows.ids.extend(b.then_some(2));
                    s.rows.ids.push(100 + n % 5);
                    s.rows.end_line();
                    s.lines.push(n + 1);
                    s.allowed.push(1 << if a && !b { 13 } else { 16 });
                    s.possible.push((1 << S) - 1);
                    s.likeness.push(wenji::reader::feature::Likeness::default());
                }
                s
            })
            .collect()
    }

    #[test]
    fn what_two_features_say_together_is_learned() {
        let texts = texts();
        let o = Options {
            rounds: 60,
            features: 60,
            ..Options::default()
        };
        let (seen, held) = texts.split_at(8);
        let forest = fit(&seen.iter().collect::<Vec<_>>(), &o, 1);
        for s in held {
            let b = forest.beliefs(s);
            for (row, allowed) in b.chunks_exact(S).zip(&s.allowed) {
                let best = (0..S).max_by(|x, y| row[*x].total_cmp(&row[*y]));
                assert_eq!(best.map(|b| 1 << b), Some(*allowed));
            }
        }
    }

    #[test]
    fn the_same_texts_give_the_same_trees_on_any_number_of_threads() {
        let texts = texts();
        let all: Vec<&Sample> = texts.iter().collect();
        let o = Options {
            rounds: 10,
            ..Options::default()
        };
        let grown = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("threads");
            pool.install(|| format!("{:?}", fit(&all, &o, 1).trees))
        };
        assert_eq!(grown(1), grown(4));
    }

    #[test]
    fn exp_is_what_it_should_be() {
        for x in [0.0, -0.1, -1.0, -5.0, -12.0] {
            let (a, b) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((a - b).abs() <= 1e-4 * b.max(1e-3), "{x}: {a} {b}");
        }
    }
}
