//! Anthologies made by chance are printed as messy text and read back: what was a heading is one again.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/anthology.rs"]
mod anthology;

use anthology::{Truth, anthology};
use rayon::prelude::*;
use wenji::receipt::Receipt;
use wenji::{reader, source::Source};

/// So many anthologies are read: `cargo test --release --test generated` takes them all, a debug build a part.
const ANTHOLOGIES: u64 = if cfg!(debug_assertions) {
    1_500
} else {
    12_000
};

/// Hits, misses and false alarms.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    hit: usize,
    missed: usize,
    false_alarm: usize,
}

impl Count {
    fn note(&mut self, wanted: bool, got: bool) {
        self.hit += usize::from(wanted && got);
        self.missed += usize::from(wanted && !got);
        self.false_alarm += usize::from(!wanted && got);
    }

    fn f1(self) -> f64 {
        let all = 2 * self.hit + self.missed + self.false_alarm;
        if all == 0 {
            1.0
        } else {
            2.0 * self.hit as f64 / all as f64
        }
    }

    fn plus(self, o: Self) -> Self {
        Self {
            hit: self.hit + o.hit,
            missed: self.missed + o.missed,
            false_alarm: self.false_alarm + o.false_alarm,
        }
    }
}

const KINDS: [&str; 8] = [
    "title",
    "piece",
    "heading",
    "item",
    "para",
    "continuation",
    "salutation",
    "boilerplate",
];

#[derive(Debug, Default, Clone, Copy)]
struct Score {
    kinds: [Count; KINDS.len()],
    /// Labels, levels and run-in extents of what was found: right and all.
    labels: (usize, usize),
    levels: (usize, usize),
    run_in: (usize, usize),
}

impl Score {
    /// The count of a kind, where kinds of this name are counted.
    fn of(&mut self, kind: &str) -> Option<&mut Count> {
        let at = KINDS.iter().position(|k| *k == kind)?;
        self.kinds.get_mut(at)
    }

    fn plus(mut self, o: Self) -> Self {
        for (a, b) in self.kinds.iter_mut().zip(o.kinds) {
            *a = a.plus(b);
        }
        let add = |a: (usize, usize), b: (usize, usize)| (a.0 + b.0, a.1 + b.1);
        self.labels = add(self.labels, o.labels);
        self.levels = add(self.levels, o.levels);
        self.run_in = add(self.run_in, o.run_in);
        self
    }
}

/// Reads an anthology and compares; says aloud what differs where `loud`.
fn score(seed: u64, loud: bool) -> Score {
    let a = anthology(seed);
    let source = Source::decode(a.text.as_bytes(), Some("utf-8")).unwrap();
    let reading = reader::read(&source, &reader::ReadOptions::default());
    let receipt = Receipt::draw(&source, &reading).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
    assert_eq!(receipt.rebuild(&source), source.text, "seed {seed}");
    let mut score = Score::default();
    let mut units = reading.outline().units().iter().peekable();
    let mut wanted = a.parts.iter().peekable();
    while let Some((line, truth)) = wanted.next() {
        let stuck = wanted.peek().is_some_and(|(l, _)| l == line);
        let unit = units.next().unwrap();
        assert_eq!(unit.line, *line, "seed {seed}: a line is missing");
        compare(&mut score, unit, truth, &source.text, loud);
        let split = units.peek().is_some_and(|u| u.line == *line);
        match (stuck, split) {
            (true, true) => {
                let (_, truth) = wanted.next().unwrap();
                compare(&mut score, units.next().unwrap(), truth, &source.text, loud);
            }
            (true, false) => {
                let (_, truth) = wanted.next().unwrap();
                score.of(truth.kind).unwrap().missed += 1;
            }
            (false, true) => {
                let unit = units.next().unwrap();
                if let Some(count) = score.of(unit.kind.name()) {
                    count.false_alarm += 1;
                }
            }
            (false, false) => {}
        }
    }
    score
}

fn compare(score: &mut Score, unit: &reader::Unit, truth: &Truth, source: &str, loud: bool) {
    let got = unit.kind.name();
    for (kind, count) in KINDS.iter().zip(&mut score.kinds) {
        count.note(truth.kind == *kind, got == *kind);
    }
    let text = unit.text(source);
    if loud && truth.kind != got {
        let words: String = text.chars().take(30).collect();
        println!(
            "{}: wanted {}, got {got} ({}): {words}",
            unit.line, truth.kind, unit.why
        );
    }
    if truth.kind != got || !matches!(got, "heading" | "item") {
        return;
    }
    let label = unit
        .label
        .and_then(|c| text.get(..c.len))
        .unwrap_or_default();
    let right = |pair: &mut (usize, usize), yes: bool, what: &str| {
        pair.1 += 1;
        pair.0 += usize::from(yes);
        if loud && !yes {
            let words: String = text.chars().take(30).collect();
            println!(
                "{}: {what} wrong (level {} for {}): {words}",
                unit.line, unit.level, truth.level
            );
        }
    };
    right(&mut score.labels, label == truth.label, "label");
    if got == "heading" {
        right(&mut score.levels, unit.level == truth.level, "level");
        let head = unit.run_in.and_then(|e| text.get(..e));
        right(&mut score.run_in, head == truth.run_in.as_deref(), "run-in");
    }
}

#[test]
fn anthologies_made_by_chance_are_read_back() {
    if let Ok(seed) = std::env::var("WENJI_SEED") {
        let seed = seed.parse().unwrap();
        println!("{}", anthology(seed).text);
        score(seed, true);
        return;
    }
    let worst = std::env::var_os("WENJI_WORST").is_some();
    let all: Vec<Score> = (0..ANTHOLOGIES)
        .into_par_iter()
        .map(|seed| score(seed, false))
        .collect();
    if worst {
        let wrong = |s: &Score| {
            s.kinds
                .iter()
                .map(|c| c.missed + c.false_alarm)
                .sum::<usize>()
                + s.levels.1
                - s.levels.0
        };
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(wrong(&all[i])));
        println!(
            "wrong in {} of {}",
            order.iter().filter(|&&i| wrong(&all[i]) > 0).count(),
            all.len()
        );
        for i in order.iter().take(30) {
            println!("seed {i}: {}", wrong(&all[*i]));
        }
    }
    let mut sum = all.into_iter().fold(Score::default(), Score::plus);
    let share = |(right, all): (usize, usize)| right as f64 / all as f64;
    for (kind, count) in KINDS.iter().zip(sum.kinds) {
        println!("{kind:14} F1 {:.4}  {count:?}", count.f1());
    }
    println!(
        "labels {:.4}, levels {:.4}, run-in {:.4}",
        share(sum.labels),
        share(sum.levels),
        share(sum.run_in)
    );
    for (kind, least) in [
        ("heading", 0.97),
        ("item", 0.97),
        ("piece", 0.97),
        ("continuation", 0.97),
    ] {
        let f1 = sum.of(kind).unwrap().f1();
        assert!(f1 >= least, "{kind}: {f1:.4}");
    }
    assert!(share(sum.labels) >= 0.99 && share(sum.levels) >= 0.97 && share(sum.run_in) >= 0.97);
}
