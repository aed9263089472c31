//! Held-out readings: for each fold, weights that have seen none of its texts, nor of their copies.

use crate::corpus::{Corpus, Text, known_to_rules};
use crate::perturb::{self, WAYS};
use crate::sample::{self, Sample};
use crate::score::{self, Pool};
use crate::trees::{self, Forest, Options};
use crate::words::Tables;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use wenji::reader::model::weights::{CURVE, Model, ONE};
use wenji::reader::model::words::Words;

/// How many folds there are.
pub const FOLDS: usize = 5;
/// The samples of the texts that may be fitted to, with the text that each was made of.
pub fn samples(texts: &[&Text], o: &Options) -> Vec<(usize, Sample)> {
    let jobs: Vec<(usize, Text)> = texts
        .iter()
        .enumerate()
        .flat_map(|(i, t)| {
            // The rules' votes on texts that they were made for count once.
            let n = match t {
                _ if known_to_rules(&t.id) => 0,
                _ if t.real => o.real_copies,
                _ => o.copies,
            };
            let own = std::iter::once((i, (*t).clone()));
            own.chain((0..n).map(move |k| (i, perturb::copy(t, k))))
        })
        .collect();
    jobs.par_iter()
        .filter_map(|(i, t)| Some((*i, sample::sample(t)?)))
        .collect()
}

/// Texts, their folds, and all samples made of them.
struct Shelf<'a> {
    texts: Vec<&'a Text>,
    fold: Vec<usize>,
    samples: Vec<(usize, Sample)>,
    options: &'a Options,
    words: Tables,
}

impl<'a> Shelf<'a> {
    fn of(texts: Vec<&'a Text>, options: &'a Options) -> Self {
        let fold: Vec<usize> = texts.iter().map(|t| t.fold(FOLDS)).collect();
        let samples = samples(&texts, options);
        let of: Vec<(usize, &Sample)> = samples.iter().map(|(i, s)| (fold[*i], s)).collect();
        Self {
            words: Tables::of(&of, FOLDS),
            fold,
            samples,
            texts,
            options,
        }
    }

    /// First readings, by the one or two folds that they have not seen.
    fn firsts(&self) -> HashMap<(usize, usize), Forest> {
        let pairs: Vec<(usize, usize)> = (0..FOLDS)
            .flat_map(|a| (a..FOLDS).map(move |b| (a, b)))
            .collect();
        pairs
            .par_iter()
            .map(|&(a, b)| ((a, b), self.first(&[a, b])))
            .collect()
    }

    /// A first reading that has not seen these folds.
    fn first(&self, without: &[usize]) -> Forest {
        let train: Vec<Sample> = self
            .samples
            .iter()
            .filter(|(i, _)| !without.contains(&self.fold[*i]))
            .map(|(i, s)| s.told(self.words.without(&[without, &[self.fold[*i]]].concat())))
            .collect();
        trees::fit(&train.iter().collect::<Vec<_>>(), self.options, 1)
    }

    /// A second reading fitted to all folds but `k`, on what readings that saw neither a text nor fold `k` believe of it.
    fn second(&self, firsts: &HashMap<(usize, usize), Forest>, k: Option<usize>) -> Forest {
        let more: Vec<Sample> = self
            .samples
            .par_iter()
            .filter(|(i, _)| Some(self.fold[*i]) != k)
            .map(|(i, s)| {
                let j = self.fold[*i];
                let k = k.unwrap_or(j);
                let s = s.told(self.words.without(&[j, k]));
                sample::second(&s, &firsts[&(j.min(k), j.max(k))])
            })
            .collect();
        trees::fit(&more.iter().collect::<Vec<_>>(), self.options, 2)
    }

    /// One model for each fold, fitted on the others, that knows nothing yet of how sure it may be.
    fn held_out(&self, firsts: &HashMap<(usize, usize), Forest>) -> Vec<Arc<Model>> {
        (0..FOLDS)
            .into_par_iter()
            .map(|k| {
                let second = self.second(firsts, Some(k));
                Arc::new(model(
                    &firsts[&(k, k)],
                    &second,
                    self.words.without(&[k]),
                    straight(),
                ))
            })
            .collect()
    }

    /// For each fold, how sure the model that has not seen it is of each line, and whether it is right.
    fn sure(&self, models: &[Arc<Model>]) -> Vec<Vec<(f32, bool)>> {
        (0..FOLDS)
            .into_par_iter()
            .map(|k| {
                let held = self.texts.iter().zip(&self.fold);
                held.filter(|(t, f)| **f == k && !known_to_rules(&t.id))
                    .flat_map(|(t, _)| pool(t, Some(models[k].clone()), false).sure)
                    .collect()
            })
            .collect()
    }
}

fn model(first: &Forest, second: &Forest, words: &Words, curve: Vec<u16>) -> Model {
    Model::new(first.whole(), second.whole(), words.clone(), curve).expect("the parts fit")
}

/// The curve that changes nothing.
fn straight() -> Vec<u16> {
    (0..CURVE as u32)
        .map(|k| (k * ONE / (CURVE as u32 - 1)) as u16)
        .collect()
}

/// One model for each fold, fitted on the others; honest about itself as the readings of the others' folds tell.
fn models(shelf: &Shelf<'_>) -> Vec<Arc<Model>> {
    let plain = shelf.held_out(&shelf.firsts());
    let sure = shelf.sure(&plain);
    plain
        .iter()
        .enumerate()
        .map(|(k, m)| {
            let others: Vec<(f32, bool)> = sure
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != k)
                .flat_map(|(_, s)| s.clone())
                .collect();
            let honest = Model::new(
                m.first.clone(),
                m.second.clone(),
                m.words.clone(),
                curve(&others),
            );
            Arc::new(honest.expect("the parts fit"))
        })
        .collect()
}

/// How often each of the six texts counts that the program is held to read nearly without fault.
const FIRST_COUNT: usize = 4;

/// Weights for all texts, with the curve that held-out readings of them show, or that of an earlier fit.
pub fn fit(corpus: &Corpus, o: &Options, earlier: Option<&Model>) -> Model {
    let mut shelf = Shelf::of(corpus.texts.iter().collect(), o);
    let curve = match earlier {
        Some(m) => m.curve().to_vec(),
        None => curve(&shelf.sure(&shelf.held_out(&shelf.firsts())).concat()),
    };
    let first: Vec<(usize, Sample)> = shelf
        .samples
        .iter()
        .filter(|(i, _)| crate::corpus::FIRST.contains(&shelf.texts[*i].id.as_str()))
        .flat_map(|s| std::iter::repeat_n(s.clone(), FIRST_COUNT - 1))
        .collect();
    shelf.samples.extend(first);
    let (whole, firsts) = rayon::join(
        || shelf.first(&[]),
        || {
            (0..FOLDS)
                .into_par_iter()
                .map(|k| ((k, k), shelf.first(&[k])))
                .collect()
        },
    );
    let second = shelf.second(&firsts, None);
    model(&whole, &second, shelf.words.without(&[]), curve)
}

fn pool(t: &Text, model: Option<Arc<Model>>, show: bool) -> Pool {
    let (source, reading) = score::read(t, model);
    let mut p = Pool::default();
    p.add(t, reading.outline().units(), &source.text, show);
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

/// The built-in weights, or others, on all texts.
pub fn fixed(corpus: &Corpus, model: Option<&Arc<Model>>, rows: bool) {
    let pools: Vec<Pool> = corpus
        .texts
        .par_iter()
        .map(|t| pool(t, model.cloned(), rows))
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

/// What `evaluate` prints, and where it keeps the folds' models.
pub struct Show {
    pub perturbed: bool,
    pub rows: bool,
    pub models: Option<PathBuf>,
}

/// The folds' models from where an earlier run kept them.
fn kept(dir: Option<&std::path::Path>) -> Option<Vec<Arc<Model>>> {
    (0..FOLDS)
        .map(|k| {
            let bytes = std::fs::read(dir?.join(format!("{k}.weights"))).ok()?;
            Model::from_bytes(&bytes).ok().map(Arc::new)
        })
        .collect()
}

/// Held-out readings of all but the sealed texts.
pub fn evaluate(corpus: &Corpus, o: &Options, show: &Show) {
    let texts = corpus.open();
    let models = kept(show.models.as_deref()).unwrap_or_else(|| {
        let models = models(&Shelf::of(texts.clone(), o));
        if let Some(dir) = &show.models {
            for (k, m) in models.iter().enumerate() {
                if let Err(e) =
                    crate::corpus::write(&dir.join(format!("{k}.weights")), &m.to_bytes())
                {
                    eprintln!("{e}");
                }
            }
        }
        models
    });
    let of = |t: &Text| models[t.fold(FOLDS)].clone();
    let pools: Vec<Pool> = texts
        .par_iter()
        .map(|t| pool(t, Some(of(t)), show.rows))
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
    let named: Vec<String> = costly
        .iter()
        .take(30)
        .map(|(n, a, id)| format!("{id} {a:.2} -{n}"))
        .collect();
    println!("costliest: {}", named.join(", "));
    if !show.perturbed {
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

/// The sealed fifth under weights fitted on all the rest: pooled figures only. The curve of confidence is that of models
/// of an earlier evaluation, where there are any: they have not seen the sealed texts either.
pub fn sealed(corpus: &Corpus, o: &Options, models: Option<&std::path::Path>) {
    let shut = corpus.sealed();
    let open = Corpus {
        texts: corpus
            .texts
            .iter()
            .filter(|t| !shut.contains(&t.id) && !shut.iter().any(|s| corpus.shares(s, t)))
            .cloned()
            .collect(),
    };
    let earlier = kept(models).and_then(|m| m.first().cloned());
    let model = Arc::new(fit(&open, o, earlier.as_deref()));
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

    /// A small fit on texts of the project: the whole one is compared with `corpus.weights` by `.ci/full`.
    #[test]
    fn a_fit_gives_the_same_weights_on_every_machine() {
        let own = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus"));
        let mut corpus = Corpus::read(own, &[]).expect("the corpus");
        let few = [
            "f02", "g03", "h01", "i02", "j03", "k01", "l02", "m01", "o02", "p01",
        ];
        corpus.texts.retain(|t| few.contains(&t.id.as_str()));
        assert_eq!(corpus.texts.len(), few.len());
        let o = Options {
            rounds: 4,
            ..Options::default()
        };
        let digest = crate::corpus::digest(&fit(&corpus, &o, None).to_bytes());
        assert_eq!(
            digest,
            "6cb617e3ce9f6cf10dc15e61676746f1627cffbae58eb0595d748140a75ed54f"
        );
    }

    /// Whoever has the project alone can fit weights with which texts are read.
    #[test]
    fn the_weights_of_the_corpus_read_its_texts() {
        let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let model = crate::corpus::weights(&here.join("corpus.weights")).expect("weights");
        let mut corpus = Corpus::read(&here.join("../corpus"), &[]).expect("the corpus");
        corpus.texts.retain(|t| t.id.starts_with("f0"));
        let mut all = Pool::default();
        let model = Arc::new(model);
        for t in &corpus.texts {
            all.merge(pool(t, Some(model.clone()), false));
        }
        assert!(all.lines > 300, "{}", all.lines);
        assert!(all.lines_right() > 0.95, "{}", all.lines_right());
    }

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
