//! Held-out readings: for each fold, weights that have seen none of its texts, nor of their copies.

use crate::corpus::{Corpus, Text, known_to_rules};
use crate::crf::{self, Options, Weights};
use crate::perturb::{self, WAYS};
use crate::sample::{self, Sample};
use crate::score::{self, Pool};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use wenji::reader::model::weights::{CURVE, Model, ONE};

/// How many folds there are.
pub const FOLDS: usize = 5;
/// Features whose weights are all smaller than this are left out of the file.
const PRUNE: f32 = 0.12;

/// The samples of the texts that may be fitted to, with the text that each was made of.
pub fn samples(texts: &[&Text], copies: usize) -> Vec<(usize, Sample)> {
    let jobs: Vec<(usize, Text)> = texts
        .iter()
        .enumerate()
        .flat_map(|(i, t)| {
            // The rules' votes on texts that they were made for count once.
            let n = if known_to_rules(&t.id) { 0 } else { copies };
            let own = std::iter::once((i, (*t).clone()));
            own.chain((0..n).map(move |k| (i, perturb::copy(t, k))))
        })
        .collect();
    jobs.par_iter()
        .filter_map(|(i, t)| Some((*i, sample::sample(t)?)))
        .collect()
}

/// First readings, by the one or two folds that they have not seen.
struct Firsts(HashMap<(usize, usize), Weights>);

impl Firsts {
    fn fit(
        samples: &[(usize, Sample)],
        fold: &[usize],
        pairs: &[(usize, usize)],
        o: &Options,
    ) -> Self {
        let all = pairs
            .par_iter()
            .map(|&(a, b)| {
                let seen = |i: &usize| ![a, b].contains(&fold[*i]);
                let train: Vec<&Sample> = samples
                    .iter()
                    .filter(|(i, _)| seen(i))
                    .map(|(_, s)| s)
                    .collect();
                ((a, b), crf::fit(&train, o))
            })
            .collect();
        Self(all)
    }

    /// Samples with what readings that saw neither them nor fold `k` believe of them.
    fn seconds(
        &self,
        samples: &[(usize, Sample)],
        fold: &[usize],
        k: Option<usize>,
    ) -> Vec<Sample> {
        samples
            .par_iter()
            .filter(|(i, _)| Some(fold[*i]) != k)
            .map(|(i, s)| {
                let j = fold[*i];
                let k = k.unwrap_or(j);
                sample::second(s, &self.0[&(j.min(k), j.max(k))])
            })
            .collect()
    }
}

fn model(first: &Weights, second: &Weights, curve: Vec<u16>) -> Model {
    Model {
        first: crf::whole(first, PRUNE, crf::straight()),
        second: crf::whole(second, PRUNE, curve),
    }
}

/// One model for each fold, fitted on the others; honest about itself as the readings of the others' folds tell.
fn models(texts: &[&Text], copies: usize, o: &Options) -> Vec<Arc<Model>> {
    let fold: Vec<usize> = texts.iter().map(|t| t.fold(FOLDS)).collect();
    let all = samples(texts, copies);
    let pairs: Vec<(usize, usize)> = (0..FOLDS)
        .flat_map(|a| (a..FOLDS).map(move |b| (a, b)))
        .collect();
    let firsts = Firsts::fit(&all, &fold, &pairs, o);
    let seconds: Vec<Weights> = (0..FOLDS)
        .into_par_iter()
        .map(|k| {
            crf::fit(
                &firsts
                    .seconds(&all, &fold, Some(k))
                    .iter()
                    .collect::<Vec<_>>(),
                o,
            )
        })
        .collect();
    let plain: Vec<Arc<Model>> = seconds
        .iter()
        .enumerate()
        .map(|(k, s)| Arc::new(model(&firsts.0[&(k, k)], s, crf::straight())))
        .collect();
    // The curve of a fold comes from the readings of the other folds' texts alone.
    let sure: Vec<Vec<(f32, bool)>> = (0..FOLDS)
        .into_par_iter()
        .map(|k| {
            let held = texts
                .iter()
                .zip(&fold)
                .filter(|(t, f)| **f == k && !known_to_rules(&t.id));
            held.flat_map(|(t, _)| pool(t, Some(plain[k].clone()), false).sure)
                .collect()
        })
        .collect();
    (0..FOLDS)
        .map(|k| {
            let others: Vec<(f32, bool)> = sure
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != k)
                .flat_map(|(_, s)| s.clone())
                .collect();
            Arc::new(model(&firsts.0[&(k, k)], &seconds[k], curve(&others)))
        })
        .collect()
}

/// Weights for all texts, with the curve that held-out readings of them show.
pub fn fit(corpus: &Corpus, copies: usize, o: &Options) -> Model {
    let texts: Vec<&Text> = corpus.texts.iter().collect();
    let fold: Vec<usize> = texts.iter().map(|t| t.fold(FOLDS)).collect();
    let all = samples(&texts, copies);
    let pairs: Vec<(usize, usize)> = (0..FOLDS)
        .flat_map(|a| (a..FOLDS).map(move |b| (a, b)))
        .collect();
    let firsts = Firsts::fit(&all, &fold, &pairs, o);
    let train: Vec<&Sample> = all.iter().map(|(_, s)| s).collect();
    let more = firsts.seconds(&all, &fold, None);
    let (first, (second, sure)) = rayon::join(
        || crf::fit(&train, o),
        || {
            let second = crf::fit(&more.iter().collect::<Vec<_>>(), o);
            let held: Vec<Vec<(f32, bool)>> = (0..FOLDS)
                .into_par_iter()
                .map(|k| {
                    let s = crf::fit(
                        &firsts
                            .seconds(&all, &fold, Some(k))
                            .iter()
                            .collect::<Vec<_>>(),
                        o,
                    );
                    let m = Arc::new(model(&firsts.0[&(k, k)], &s, crf::straight()));
                    let held = texts
                        .iter()
                        .zip(&fold)
                        .filter(|(t, f)| **f == k && !known_to_rules(&t.id));
                    held.flat_map(|(t, _)| pool(t, Some(m.clone()), false).sure)
                        .collect()
                })
                .collect();
            (second, held.concat())
        },
    );
    model(&first, &second, curve(&sure))
}

fn pool(t: &Text, model: Option<Arc<Model>>, show: bool) -> Pool {
    let (source, reading) = score::read(t, model);
    let mut p = Pool::default();
    p.add(t, &reading.units, &source.text, show);
    p
}

/// The name of the row that a text counts for.
fn class(t: &Text) -> String {
    if crate::corpus::FIRST.contains(&t.id.as_str()) {
        "first".to_owned()
    } else if t.id.starts_with(crate::generated::NAME) {
        "made".to_owned()
    } else if known_to_rules(&t.id) {
        "cases".to_owned()
    } else {
        t.id.chars().take(1).collect()
    }
}

fn table(pools: &BTreeMap<String, Pool>) {
    for (c, p) in pools {
        println!("{c:<7} {}", p.row());
    }
    for name in ["gold", "pooled"] {
        if let Some(p) = pools.get(name) {
            println!("{name}: {}\n{name}: {}", p.f1s(), p.honesty());
        }
    }
}

fn gather(pools: &mut BTreeMap<String, Pool>, t: &Text, p: &Pool) {
    pools.entry(class(t)).or_default().merge(p.clone());
    if !known_to_rules(&t.id) {
        if t.real {
            pools.entry("gold".to_owned()).or_default().merge(p.clone());
        }
        pools
            .entry("pooled".to_owned())
            .or_default()
            .merge(p.clone());
    }
}

/// The built-in weights on all texts.
pub fn shipped(corpus: &Corpus, rows: bool) {
    let pools: Vec<Pool> = corpus
        .texts
        .par_iter()
        .map(|t| pool(t, None, rows))
        .collect();
    let mut all = BTreeMap::new();
    for (t, p) in corpus.texts.iter().zip(&pools) {
        gather(&mut all, t, p);
        for r in &p.rows {
            println!("{r}");
        }
        if known_to_rules(&t.id) && t.real {
            println!("{:<7} {}", t.id, p.row());
        }
    }
    table(&all);
}

/// Held-out readings of all but the sealed texts.
pub fn evaluate(corpus: &Corpus, copies: usize, o: &Options, perturbed: bool, rows: bool) {
    let shut = corpus.sealed();
    let texts: Vec<&Text> = corpus
        .texts
        .iter()
        .filter(|t| !shut.contains(&t.id))
        .collect();
    let models = models(&texts, copies, o);
    let of = |t: &Text| models[t.fold(FOLDS)].clone();
    let pools: Vec<Pool> = texts
        .par_iter()
        .map(|t| pool(t, Some(of(t)), rows))
        .collect();
    let mut all = BTreeMap::new();
    let mut costly: Vec<(usize, f64, &str)> = Vec::new();
    for (t, p) in texts.iter().zip(&pools) {
        gather(&mut all, t, p);
        costly.push((p.lines - p.right, p.lines_right(), &t.id));
        for r in &p.rows {
            println!("{r}");
        }
    }
    table(&all);
    costly.sort_by_key(|c| std::cmp::Reverse(c.0));
    let show: Vec<String> = costly
        .iter()
        .take(30)
        .map(|(n, a, id)| format!("{id} {a:.2} -{n}"))
        .collect();
    println!("costliest: {}", show.join(", "));
    if !perturbed {
        return;
    }
    for way in WAYS {
        let pairs: Vec<(Pool, Pool)> = texts
            .par_iter()
            .zip(&pools)
            .filter(|(t, _)| !known_to_rules(&t.id))
            .filter_map(|(t, plain)| {
                let copy = perturb::by(t, way)?;
                Some((plain.clone(), pool(&copy, Some(of(t)), false)))
            })
            .collect();
        let (mut plain, mut changed) = (Pool::default(), Pool::default());
        for (a, b) in pairs {
            plain.merge(a);
            changed.merge(b);
        }
        println!(
            "{:<9} {:+.2} points ({:.4}, plain {:.4})  {}",
            format!("{way:?}"),
            100.0 * (changed.lines_right() - plain.lines_right()),
            changed.lines_right(),
            plain.lines_right(),
            changed.honesty()
        );
    }
}

/// The sealed fifth under weights fitted on all the rest: pooled figures only.
pub fn sealed(corpus: &Corpus, copies: usize, o: &Options) {
    let shut = corpus.sealed();
    let open = Corpus {
        texts: corpus
            .texts
            .iter()
            .filter(|t| !shut.contains(&t.id) && !shut.iter().any(|s| corpus.shares(s, t)))
            .cloned()
            .collect(),
    };
    let model = Arc::new(fit(&open, copies, o));
    let mut all = Pool::default();
    for t in corpus.texts.iter().filter(|t| shut.contains(&t.id)) {
        all.merge(pool(t, Some(model.clone()), false));
    }
    println!(
        "sealed  {}\nsealed: {}\nsealed: {}",
        all.row(),
        all.f1s(),
        all.honesty()
    );
}

/// How often lines are right that the chain believes in so much: a rising curve through what was seen.
pub fn curve(sure: &[(f32, bool)]) -> Vec<u16> {
    let n = CURVE - 1;
    // Each point gathers the lines around it, with two that hold to the diagonal.
    let mut sums: Vec<(f64, f64)> = (0..=n).map(|k| (2.0, 2.0 * k as f64 / n as f64)).collect();
    for (c, hit) in sure {
        let x = f64::from(*c) * n as f64;
        let at = x as usize;
        for (k, w) in [(at, 1.0 - x.fract()), (at + 1, x.fract())] {
            if let Some(s) = sums.get_mut(k) {
                s.0 += w;
                s.1 += w * f64::from(u8::from(*hit));
            }
        }
    }
    // Neighbours that fall are pooled until the curve rises.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (w, h) in sums {
        blocks.push((w, h, 1));
        while let [.., a, b] = blocks.as_slice() {
            if a.1 / a.0 <= b.1 / b.0 {
                break;
            }
            let joined = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
            blocks.truncate(blocks.len() - 2);
            blocks.push(joined);
        }
    }
    blocks
        .iter()
        .flat_map(|(w, h, n)| std::iter::repeat_n(((h / w) * f64::from(ONE)).round() as u16, *n))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_rises_and_tells_what_was_seen() {
        let sure: Vec<(f32, bool)> = (0..1000).map(|k| (0.9, k % 2 == 0)).collect();
        let c = curve(&sure);
        assert_eq!(c.len(), CURVE);
        assert!(c.is_sorted());
        let at = f64::from(c[(0.9 * (CURVE - 1) as f64) as usize]) / f64::from(ONE);
        assert!((0.45..0.6).contains(&at), "{at}");
    }
}
