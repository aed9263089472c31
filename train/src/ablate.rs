//! What each look is worth.

use crate::corpus::{Corpus, Text, known_to_rules};
use crate::folds::{FOLDS, samples};
use crate::sample::Sample;
use crate::trees::{self, Forest, Options};
use crate::words::Tables;
use rayon::prelude::*;
use std::collections::BTreeMap;
use wenji::reader::feature::{Rows, Template};
use wenji::reader::model::state::{STATES, State};

/// Prints for each look how many points of lines right held-out texts lose without it, in the first reading alone; and
/// names the looks without which only the texts change that the rules were made on.
///
/// Of `looks`, names of templates parted by `+`, each is hidden in turn; of none, every template by itself.
pub fn ablate(corpus: &Corpus, o: &Options, looks: &[String]) {
    let texts = corpus.open();
    let all = samples(&texts, o);
    let base = right(&texts, &all, o, &[]);
    println!(
        "with all looks: {:.4} of lines right, {:.4} of gold's",
        base[0], base[1]
    );
    let each: Vec<String> = Template::ALL.iter().map(|t| format!("{t:?}")).collect();
    for look in if looks.is_empty() { &each } else { looks } {
        let named: Vec<&str> = look.split('+').collect();
        let hides = |t: &Template| named.contains(&format!("{t:?}").as_str());
        let hidden: Vec<Template> = Template::ALL.into_iter().filter(hides).collect();
        let r = right(&texts, &all, o, &hidden);
        let [pooled, gold, known] = [0, 1, 2].map(|k| 100.0 * (base[k] - r[k]));
        let alone = if pooled <= 0.0 && gold <= 0.0 && known > 0.1 {
            "  helps the known texts alone"
        } else {
            ""
        };
        println!(
            "{look:<12} {pooled:+.2} points, gold {gold:+.2}, known to the rules {known:+.2}{alone}"
        );
    }
}

/// Shares of lines right: pooled, of real texts, of texts known to the rules.
fn right(texts: &[&Text], all: &[(usize, Sample)], o: &Options, without: &[Template]) -> [f64; 3] {
    let fold = |i: usize| texts[i].fold(FOLDS);
    let of: Vec<(usize, &Sample)> = all.iter().map(|(i, s)| (fold(*i), s)).collect();
    let words = Tables::of(&of, FOLDS);
    let counts: Vec<[[usize; 2]; 3]> = (0..FOLDS)
        .into_par_iter()
        .map(|k| {
            let train: Vec<Sample> = all
                .iter()
                .filter(|(i, _)| fold(*i) != k)
                .map(|(i, s)| hidden(&s.told(words.without(&[k, fold(*i)])), without))
                .collect();
            let w = trees::fit(&train.iter().collect::<Vec<_>>(), o, 1);
            let mut out = [[0; 2]; 3];
            let held = all.iter().filter(|(i, s)| fold(*i) == k && !s.is_copy());
            for (i, s) in held {
                let t = texts[*i];
                let [hits, lines] = hits(&w, &hidden(&s.told(words.without(&[k])), without), t);
                let rows: &[usize] = if known_to_rules(&t.id) {
                    &[2]
                } else if t.real {
                    &[0, 1]
                } else {
                    &[0]
                };
                for r in rows {
                    out[*r][0] += hits;
                    out[*r][1] += lines;
                }
            }
            out
        })
        .collect();
    [0, 1, 2].map(|r| {
        let [a, b] = counts
            .iter()
            .fold([0, 0], |s, c| [s[0] + c[r][0], s[1] + c[r][1]]);
        a as f64 / b.max(1) as f64
    })
}

fn hidden(s: &Sample, without: &[Template]) -> Sample {
    let mut out = s.clone();
    if without.is_empty() {
        return out;
    }
    out.rows = Rows::default();
    for k in 0..s.allowed.len() {
        let seen = |id: &&u32| !Template::of(**id).is_some_and(|t| without.contains(&t));
        let kept = s.row(k).iter().filter(seen);
        out.rows.ids.extend(kept);
        out.rows.end_line();
    }
    out
}

fn hits(w: &Forest, s: &Sample, t: &Text) -> [usize; 2] {
    let b = w.beliefs(s);
    let mut out = [0, 0];
    for (n, line) in s.lines.iter().enumerate() {
        let Some(g) = t.gold.get(line) else { continue };
        let mut kinds: BTreeMap<&str, f32> = BTreeMap::new();
        for k in 0..STATES {
            *kinds.entry(State::ALL[k].kind().name()).or_default() += b[n * STATES + k];
        }
        let got = kinds
            .into_iter()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map_or("", |k| k.0);
        out[0] += usize::from(g.kind == got || g.alt.iter().any(|a| a == got));
        out[1] += 1;
    }
    out
}
