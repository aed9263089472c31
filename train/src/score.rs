//! How well outlines agree with labels, as `score-structure` counts.

use crate::corpus::{Gold, Text};
use std::collections::BTreeMap;
use wenji::reader::{self, Kind, ReadOptions, Reading, Unit};
use wenji::source::Source;

pub const KINDS: [&str; 10] = [
    "title",
    "piece",
    "preface",
    "boilerplate",
    "salutation",
    "heading",
    "item",
    "para",
    "continuation",
    "closing",
];

/// Pooled counts.
#[derive(Debug, Clone, Default)]
pub struct Pool {
    pub texts: usize,
    pub lines: usize,
    pub right: usize,
    pub edits: usize,
    /// Hit, false, missed for each kind.
    pub kinds: [[usize; 3]; 10],
    pub level: [usize; 2],
    pub label: [usize; 2],
    pub run_in: [usize; 2],
    /// Confidence and whether the line is right.
    pub sure: Vec<(f32, bool)>,
    /// Authors' lines, and those of them that were left out.
    pub authors: [usize; 2],
    /// Sum of the texts' scores.
    pub score: f64,
    /// Wrong lines, for those who want to see them.
    pub rows: Vec<String>,
}

pub fn read(
    text: &Text,
    weights: Option<std::sync::Arc<reader::model::weights::Model>>,
) -> (Source, Reading) {
    let source = Source::decode(text.source.as_bytes(), None).expect("it was read before");
    let reading = reader::read(
        &source,
        &ReadOptions {
            weights,
            ..ReadOptions::default()
        },
    );
    (source, reading)
}

fn f1([hit, wrong, missed]: [usize; 3]) -> f64 {
    let all = 2 * hit + wrong + missed;
    if all == 0 {
        1.0
    } else {
        2.0 * hit as f64 / all as f64
    }
}

fn part([a, b]: [usize; 2]) -> f64 {
    if b == 0 { 1.0 } else { a as f64 / b as f64 }
}

impl Pool {
    /// Adds a text; lines are compared with its labels.
    pub fn add(&mut self, text: &Text, units: &[Unit], source: &str, show: bool) {
        let mut own = Pool::default();
        let by: BTreeMap<u32, &Unit> = units
            .iter()
            .rev()
            .filter(|u| u.first)
            .map(|u| (u.line, u))
            .collect();
        let mut last = None;
        for (n, g) in &text.gold {
            let u = by.get(n);
            let got = u.map_or("missing", |u| u.kind.name());
            let wrong = own.line(g, u.copied(), got, source);
            own.edits += usize::from(wrong.is_some() && wrong != last);
            if show && let Some((a, b)) = &wrong {
                let u = u.map(|u| {
                    (
                        u.text(source).chars().take(46).collect::<String>(),
                        u.confidence,
                        u.reasons().into_owned(),
                    )
                });
                let (s, c, why) = u.unwrap_or_default();
                own.rows.push(format!(
                    "{}:{n} {a} {} -> {b} {c:.2} ({why}) | {s}",
                    text.id, g.role
                ));
            }
            last = wrong;
        }
        let mut parts = vec![own.right as f64 / own.lines.max(1) as f64];
        for k in [1, 5, 6, 8, 3] {
            let c = own.kinds[k];
            if c.iter().sum::<usize>() > 0 {
                parts.push(f1(c));
            }
        }
        for p in [own.level, own.label, own.run_in] {
            if p[1] > 0 {
                parts.push(part(p));
            }
        }
        own.score = parts.iter().sum::<f64>() / parts.len() as f64;
        own.texts = 1;
        self.merge(own);
    }

    fn line(
        &mut self,
        g: &Gold,
        u: Option<&Unit>,
        got: &str,
        source: &str,
    ) -> Option<(String, String)> {
        let kind = if g.alt.iter().any(|a| a == got) {
            got
        } else {
            g.kind.as_str()
        };
        let hit = kind == got;
        self.lines += 1;
        self.right += usize::from(hit);
        for (k, name) in KINDS.iter().enumerate() {
            match (kind == *name, got == *name) {
                (true, true) => self.kinds[k][0] += 1,
                (false, true) => self.kinds[k][1] += 1,
                (true, false) => self.kinds[k][2] += 1,
                _ => {}
            }
        }
        if g.kind != "boilerplate" && !g.alt.iter().any(|a| a == "boilerplate") {
            self.authors[1] += 1;
            self.authors[0] += usize::from(got == "boilerplate");
        }
        self.sure.push((u.map_or(0.0, |u| u.confidence), hit));
        let mut wrong = (!hit).then(|| (g.kind.clone(), got.to_owned()));
        let Some(u) = u.filter(|_| hit && kind == g.kind && matches!(kind, "heading" | "item"))
        else {
            return wrong;
        };
        let s = u.text(source);
        if kind == "heading" && g.level.is_some() {
            let level = if u.kind == Kind::Volume {
                1
            } else {
                u.level.max(1)
            };
            let good = Some(level) == g.level || Some(level) == g.alt_level;
            self.level[1] += 1;
            self.level[0] += usize::from(good);
            if !good {
                wrong = Some((
                    format!("level {:?}", g.level.unwrap_or(0)),
                    level.to_string(),
                ));
            }
        }
        let label = u.label.and_then(|c| s.get(..c.len)).unwrap_or_default();
        let good = label == g.label;
        self.label[1] += 1;
        self.label[0] += usize::from(good);
        if !good {
            wrong = Some(("label".to_owned(), String::new()));
        }
        if kind == "heading" {
            let strip = |t: &str| {
                t.strip_prefix(g.label.as_str())
                    .unwrap_or(t)
                    .trim()
                    .to_owned()
            };
            let want = if g.run_in {
                strip(&g.heading_text)
            } else {
                String::new()
            };
            let have = u
                .run_in
                .and_then(|e| s.get(..e))
                .map(strip)
                .unwrap_or_default();
            let good = want == have;
            self.run_in[1] += 1;
            self.run_in[0] += usize::from(good);
            if !good {
                wrong = Some((format!("run-in {}", u.line), have));
            }
        }
        wrong
    }

    pub fn merge(&mut self, o: Self) {
        self.texts += o.texts;
        self.lines += o.lines;
        self.right += o.right;
        self.edits += o.edits;
        for (a, b) in self.kinds.iter_mut().zip(o.kinds) {
            for (x, y) in a.iter_mut().zip(b) {
                *x += y;
            }
        }
        for (a, b) in [
            (&mut self.level, o.level),
            (&mut self.label, o.label),
            (&mut self.run_in, o.run_in),
            (&mut self.authors, o.authors),
        ] {
            a[0] += b[0];
            a[1] += b[1];
        }
        self.sure.extend(o.sure);
        self.score += o.score;
        self.rows.extend(o.rows);
    }

    pub fn lines_right(&self) -> f64 {
        self.right as f64 / self.lines.max(1) as f64
    }

    pub fn edits_per_100(&self) -> f64 {
        100.0 * self.edits as f64 / self.lines.max(1) as f64
    }

    /// One line of a table.
    pub fn row(&self) -> String {
        format!(
            "lines {:.4}  score {:.3}  edits {:5.2}  level {:.3}  label {:.3}  run-in {:.3}  left out {:>2} of {}  texts {} lines {}",
            self.lines_right(),
            self.score / self.texts.max(1) as f64,
            self.edits_per_100(),
            part(self.level),
            part(self.label),
            part(self.run_in),
            self.authors[0],
            self.authors[1],
            self.texts,
            self.lines,
        )
    }

    pub fn f1s(&self) -> String {
        KINDS
            .iter()
            .zip(self.kinds)
            .map(|(k, c)| format!("{k} {:.3}", f1(c)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// How honest the confidence is.
    pub fn honesty(&self) -> String {
        let n = self.sure.len().max(1) as f64;
        let mut ece = 0.0;
        for b in 0..10 {
            let inside: Vec<_> = self
                .sure
                .iter()
                .filter(|(c, _)| ((c * 10.0) as usize).min(9) == b)
                .collect();
            let c: f64 = inside.iter().map(|(c, _)| f64::from(*c)).sum();
            let h = inside.iter().filter(|(_, h)| *h).count() as f64;
            ece += (c - h).abs() / n;
        }
        let wrong = self.sure.iter().filter(|(_, h)| !h).count().max(1) as f64;
        let doubt: Vec<_> = self.sure.iter().filter(|(c, _)| *c < 0.7).collect();
        let held = doubt.iter().filter(|(_, h)| !h).count() as f64;
        let sure: Vec<_> = self.sure.iter().filter(|(c, _)| *c >= 0.95).collect();
        let good = sure.iter().filter(|(_, h)| *h).count() as f64;
        format!(
            "ECE {ece:.3}; doubtful {:.1} % holding {:.1} % of the wrong; >= 0.95: {:.0} % right {:.4}",
            100.0 * doubt.len() as f64 / n,
            100.0 * held / wrong,
            100.0 * sure.len() as f64 / n,
            good / sure.len().max(1) as f64
        )
    }
}
