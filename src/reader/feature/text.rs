//! What holds for the whole text: its habits of indents, blank lines and widths.

use super::line::{Class, Fact};
use super::sink::{range, share};
use crate::tree::Scheme;
use std::collections::HashMap;

/// The habits of a text.
#[derive(Debug, Default)]
pub(super) struct TextFacts {
    /// Middle of the lines' lengths, in characters.
    pub middle: u32,
    /// The commonest indent, in columns, and the commonest number of blank lines.
    pub indent: u32,
    pub gap: u32,
    /// The commonest width of long lines in half-width columns; 0 where no width prevails.
    pub wrap: u32,
    /// Shares in thousandths: short lines, finished lines, lines behind a blank one, indented, labelled, long, dialogue.
    pub short: u32,
    pub finished: u32,
    pub parted: u32,
    pub indented: u32,
    pub labelled: u32,
    pub long: u32,
    pub quoted: u32,
    /// How full the lines are of which the measure could be one of a printed page.
    pub wrapped: u32,
    /// Lines that begin with a number or a Latin word behind a line that has not ended, as PDF files tear them.
    pub torn: u32,
    /// How many lines follow a finished one, of those that are set in, flush left, behind a blank line, and not.
    pub follows: [u32; 4],
    /// The widest line that at least two neighbours match, for each line, in columns.
    pub measure: Vec<u32>,
    /// How many of the lines around are as wide as that, in thousandths.
    pub pressed: Vec<u32>,
    /// Width of each line in columns, indentation included.
    pub width: Vec<u32>,
}

/// Lines on either side in which the measure is looked for.
const AROUND: usize = 12;
/// Nothing is wrapped wider than this, in columns: where lines are longer each is a paragraph.
pub(super) const WIDEST: u32 = 170;
/// Lines as wide as the measure but for so many columns are full.
pub(super) const FULL: u32 = 3;

impl TextFacts {
    pub(super) fn of(facts: &[Fact<'_>]) -> Self {
        let n = facts.len();
        let count = |p: &dyn Fn(&Fact<'_>) -> bool| share(facts.iter().filter(|f| p(f)).count(), n);
        let mut lengths: Vec<u32> = facts.iter().map(|f| f.chars).collect();
        lengths.sort_unstable();
        let width: Vec<u32> = facts.iter().map(width).collect();
        let (measure, pressed) = measures(&width);
        Self {
            middle: lengths.get(n / 2).copied().unwrap_or(0),
            indent: commonest(facts.iter().map(|f| f.columns)),
            gap: commonest(facts.iter().skip(1).map(|f| f.gap)),
            wrap: wrap(&width),
            short: count(&|f| f.chars <= 16),
            finished: count(&|f| f.finished),
            parted: count(&|f| f.gap > 0),
            indented: count(&|f| f.columns > 0),
            labelled: count(&|f| f.label.is_some()),
            long: count(&|f| f.chars > 60),
            quoted: count(&|f| f.first == Class::QuoteOpen),
            wrapped: wrapped(&pressed, &measure),
            torn: share(torn(facts), n),
            follows: follows(facts),
            measure,
            pressed,
            width,
        }
    }

    /// The habits in ranges, each with a number of its own.
    pub(super) fn habits(&self) -> [u32; 9] {
        const FIVE: [u32; 5] = [20, 100, 300, 600, 900];
        [
            range(self.middle, &[8, 14, 22, 34, 45, 70, 120]),
            range(self.short, &FIVE),
            range(self.finished, &FIVE),
            range(self.parted, &FIVE),
            range(self.indented, &FIVE),
            range(self.labelled, &FIVE),
            range(self.long, &FIVE),
            u32::from(self.wrap > 0) + 2 * range(self.quoted, &[30, 150, 350]),
            range(self.wrapped, &[150, 250, 350, 500]),
        ]
    }
}

/// Mean share of full lines around each line whose measure a page could have.
fn wrapped(pressed: &[u32], measure: &[u32]) -> u32 {
    let pages = pressed.iter().zip(measure).filter(|(_, m)| **m <= WIDEST);
    let sum: u64 = pages.map(|(p, _)| u64::from(*p)).sum();
    u32::try_from(sum / pressed.len().max(1) as u64).unwrap_or(0)
}

fn torn(facts: &[Fact<'_>]) -> usize {
    let pairs = facts.iter().zip(facts.iter().skip(1));
    pairs
        .filter(|(p, f)| {
            matches!(f.first, Class::Digit | Class::Latin)
                && f.family == Scheme::None
                && matches!(p.last, Class::Han | Class::Comma)
        })
        .count()
}

fn follows(facts: &[Fact<'_>]) -> [u32; 4] {
    let done = |p: &Fact<'_>| p.finished || p.last == Class::QuoteClose;
    let pairs = || facts.iter().zip(facts.iter().skip(1));
    let part = |is: &dyn Fn(&Fact<'_>) -> bool| {
        let all = pairs().filter(|(_, f)| is(f)).count();
        let after = pairs().filter(|(p, f)| is(f) && done(p)).count();
        // Too few to tell.
        if all < 5 { 2000 } else { share(after, all) }
    };
    [
        part(&|f| f.columns > 0),
        part(&|f| f.columns == 0),
        part(&|f| f.gap > 0),
        part(&|f| f.gap == 0),
    ]
}

/// Width of a line in columns, its indentation included; very long lines are all alike.
fn width(f: &Fact<'_>) -> u32 {
    if f.chars > 300 {
        return 2 * f.chars;
    }
    f.columns
        + f.s
            .chars()
            .map(|c| 1 + u32::from(c as u32 > 0x2000))
            .sum::<u32>()
}

fn commonest(values: impl Iterator<Item = u32>) -> u32 {
    let mut count: HashMap<u32, usize> = HashMap::new();
    for v in values {
        *count.entry(v).or_default() += 1;
    }
    let best = count.into_iter().max_by_key(|(v, n)| (*n, u32::MAX - v));
    best.map_or(0, |(v, _)| v)
}

/// The width that nearly half of the long lines have.
fn wrap(width: &[u32]) -> u32 {
    let mut count: HashMap<u32, usize> = HashMap::new();
    let long = width.iter().filter(|w| **w >= 32 && **w < 220);
    let mut all = 0;
    for w in long {
        *count.entry(*w).or_default() += 1;
        all += 1;
    }
    let near = |w: u32| -> usize {
        (w.saturating_sub(2)..=w + 2)
            .filter_map(|x| count.get(&x))
            .sum()
    };
    let best = count
        .keys()
        .map(|w| (near(*w), *w))
        .max()
        .filter(|(n, _)| all >= 6 && n * 100 >= all * 45);
    best.map_or(0, |(_, w)| w)
}

fn measures(width: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut window: Vec<u32> = Vec::new();
    (0..width.len())
        .map(|i| {
            window.clear();
            let range = i.saturating_sub(AROUND)..(i + AROUND + 1).min(width.len());
            window.extend(width.get(range).unwrap_or_default());
            window.sort_unstable_by(|a, b| b.cmp(a));
            let held = window
                .iter()
                .zip(window.iter().skip(2))
                .find(|(a, b)| *a - *b <= FULL);
            let m = held.map_or_else(|| window.first().copied().unwrap_or(0), |(a, _)| *a);
            let full = window
                .iter()
                .filter(|w| **w <= m && m - **w <= FULL)
                .count();
            (m, share(full, window.len()))
        })
        .unzip()
}
