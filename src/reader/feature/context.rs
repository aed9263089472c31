//! What stands before and after a line: seams, wrapped widths, blocks, lines that come again.

use super::line::{Class, Fact};
use super::sink::{Sink, Template as T, grouped, range};
use super::text::{FULL, TextFacts, WIDEST};
use std::collections::HashMap;

/// Counts of pairs of characters that stand side by side inside the lines of the text.
struct Pairs {
    pair: Vec<u16>,
    left: Vec<u16>,
    right: Vec<u16>,
    total: u32,
}

/// Slots of the table of pairs, and of single characters; each a power of two.
const PAIRS: usize = 1 << 17;
const SINGLES: usize = 1 << 13;
/// Characters that are counted; of a long text its beginning tells.
const COUNTED: usize = 400_000;

fn slot(a: char, b: char, size: usize) -> usize {
    let h = (a as u32).wrapping_mul(0x9e37_79b1) ^ (b as u32).wrapping_mul(0x85eb_ca6b);
    (h ^ (h >> 15)) as usize & (size - 1)
}

impl Pairs {
    fn of(facts: &[Fact<'_>]) -> Self {
        let mut p = Self {
            pair: vec![0; PAIRS],
            left: vec![0; SINGLES],
            right: vec![0; SINGLES],
            total: 0,
        };
        let bump = |v: Option<&mut u16>| {
            if let Some(n) = v {
                *n = n.saturating_add(1);
            }
        };
        let mut seen = 0;
        for f in facts {
            let mut last = None;
            for c in f.s.chars() {
                if let Some(l) = last {
                    bump(p.pair.get_mut(slot(l, c, PAIRS)));
                    bump(p.left.get_mut(slot(l, ' ', SINGLES)));
                    bump(p.right.get_mut(slot(c, ' ', SINGLES)));
                    seen += 1;
                }
                last = Some(c);
            }
            if seen > COUNTED {
                break;
            }
        }
        p.total = seen as u32;
        p
    }

    /// How likely two characters are neighbours inside a line: 0 never seen, then by how much more often than by chance.
    fn bond(&self, a: char, b: char) -> u32 {
        let n = |v: &[u16], i: usize| u64::from(v.get(i).copied().unwrap_or(0));
        let pair = n(&self.pair, slot(a, b, PAIRS));
        let left = n(&self.left, slot(a, ' ', SINGLES));
        let right = n(&self.right, slot(b, ' ', SINGLES));
        if pair == 0 {
            // Never seen: which says the more the commoner both are.
            let expected = left * right / u64::from(self.total.max(1));
            return if expected >= 2 { 1 } else { 0 };
        }
        let ratio = pair * u64::from(self.total) * 4 / (left * right).max(1);
        2 + range(u32::try_from(ratio).unwrap_or(u32::MAX), &[4, 20, 100, 600])
    }
}

/// Could the line head something: is it short, without clauses, and does no stop end it?
fn may_head(f: &Fact<'_>) -> bool {
    f.chars <= 24 && !f.finished && f.commas == 0
}

/// Where a line of the same words stands again.
#[derive(Clone, Copy, Default)]
struct Again {
    count: u32,
    before: u32,
    after: u32,
}

/// What is known of the surroundings of all lines.
pub(super) struct Context {
    pairs: Pairs,
    again: Vec<Again>,
    /// Length of the run of lines without a blank one that a line stands in, and its place there.
    block: Vec<(u32, u32)>,
    /// Lines that could head something.
    heads: Vec<usize>,
    /// Words before a colon, and how often they come.
    speaker: HashMap<u32, u32>,
}

impl Context {
    pub(super) fn of(facts: &[Fact<'_>], text: &TextFacts) -> Self {
        let mut speaker = HashMap::new();
        for f in facts {
            if let Some(w) = speaker_of(f) {
                *speaker.entry(w).or_default() += 1;
            }
        }
        Self {
            pairs: Pairs::of(facts),
            again: again(facts),
            block: blocks(facts, text),
            heads: (0..facts.len())
                .filter(|i| facts.get(*i).is_some_and(may_head))
                .collect(),
            speaker,
        }
    }

    pub(super) fn features(&self, i: usize, facts: &[Fact<'_>], text: &TextFacts, sink: &mut Sink) {
        let Some(f) = facts.get(i) else { return };
        let before = i.checked_sub(1).and_then(|k| facts.get(k));
        let after = facts.get(i + 1);
        self.repeated(i, f, sink);
        self.listed(i, f, facts, sink);
        self.heads(i, f, facts, sink);
        wrapped(i, f, before, after, text, sink);
        if let Some(p) = before {
            self.seam(i, f, p, text, sink);
        }
        if let Some(n) = after {
            let fresh = u32::from(n.gap > 0) + 2 * u32::from(n.columns > f.columns);
            sink.own(T::Pair, &[f.size(), n.size(), fresh]);
            sink.own(T::Pair, &[f.last as u32, n.first as u32, 1]);
            sink.own(T::Pair, &[f.length() / 2, n.length() / 2, 7]);
        }
        if let Some(p) = before {
            let fresh = u32::from(f.gap > 0) + 2 * u32::from(f.columns > p.columns);
            sink.own(T::Pair, &[p.size(), f.size(), fresh, 2]);
            sink.own(T::Pair, &[p.length() / 2, f.length() / 2, 8]);
        }
        if let (Some(p), Some(n)) = (before, after) {
            sink.own(
                T::Pair,
                &[
                    u32::from(f.gap > text.gap),
                    u32::from(n.gap > text.gap),
                    f.size(),
                    u32::from(p.finished),
                    u32::from(f.finished),
                    3,
                ],
            );
            sink.own(
                T::Pair,
                &[p.family as u32, f.family as u32, n.family as u32, 4],
            );
            let size = |x: &Fact<'_>| range(x.chars, &[9, 24, 50]);
            sink.own(T::Pair, &[size(p), size(f), size(n), f.last as u32, 5]);
        }
        let (len, place) = self.block.get(i).copied().unwrap_or((1, 0));
        let size = range(len, &[1, 2, 3, 5, 9, 20]);
        let at = if place == 0 {
            0
        } else if place + 1 == len {
            2
        } else {
            1
        };
        sink.own(T::Block, &[size, at]);
        sink.own(T::Block, &[size, at, f.size(), f.last as u32]);
        verse(i, f, facts, sink);
        if let Some(w) = speaker_of(f) {
            let n = self.speaker.get(&w).copied().unwrap_or(0);
            sink.shared(T::Speaker, &[range(n, &[1, 2, 4, 10]), 9]);
        }
    }

    fn repeated(&self, i: usize, f: &Fact<'_>, sink: &mut Sink) {
        let a = self.again.get(i).copied().unwrap_or_default();
        if a.count < 2 {
            return;
        }
        let count = range(a.count, &[2, 3, 5, 10]);
        let near = |d: u32| range(d, &[0, 1, 2, 4, 12, 60]);
        sink.shared(T::Repeated, &[count]);
        sink.own(T::Repeated, &[count, f.size(), 1]);
        sink.own(T::Repeated, &[near(a.before), near(a.after), 2]);
        sink.own(
            T::Repeated,
            &[count, u32::from(a.before == 0), f.last as u32, 3],
        );
    }

    /// How far it is to the short lines before and behind, and whether text stands between.
    fn heads(&self, i: usize, f: &Fact<'_>, facts: &[Fact<'_>], sink: &mut Sink) {
        let here = self.heads.partition_point(|k| *k < i);
        let own = self.heads.get(here) == Some(&i);
        let far = |k: Option<&usize>| {
            k.map_or(9, |k| range(k.abs_diff(i) as u32, &[1, 2, 3, 5, 9, 20, 50]))
        };
        let before = here.checked_sub(1).and_then(|k| self.heads.get(k));
        let after = self.heads.get(here + usize::from(own));
        let (b, a) = (far(before), far(after));
        sink.own(T::Heads, &[u32::from(own), b, a]);
        sink.own(T::Heads, &[u32::from(own), b, f.size(), 1]);
        sink.own(T::Heads, &[u32::from(own), a, f.size(), 2]);
        if !own {
            return;
        }
        // Of this block of short lines, which is this one, and how many are there?
        let alone = |k: usize, d: isize| {
            let mut n = 0;
            while n < 4 {
                let at = k.checked_add_signed(d * (n + 1));
                if !at.is_some_and(|at| facts.get(at).is_some_and(may_head)) {
                    break;
                }
                n += 1;
            }
            n as u32
        };
        let (up, down) = (alone(i, -1), alone(i, 1));
        sink.own(T::Heads, &[up, down, 3]);
        sink.own(T::Heads, &[up, down, u32::from(f.gap > 0), f.size(), 4]);
        let first = u32::from(here == 0) + u32::from(here <= 1);
        sink.own(T::Heads, &[first, down, 5]);
        let same = |k: Option<&usize>| {
            k.and_then(|k| facts.get(*k)).map_or(9, |g| {
                u32::from(g.columns == f.columns)
                    + 2 * u32::from(g.gap.min(2) == f.gap.min(2))
                    + 4 * u32::from(g.family == f.family)
            })
        };
        sink.own(T::Heads, &[same(before), same(after), 6]);
    }

    /// Lines of a contents list stand together, and each comes again further down.
    fn listed(&self, i: usize, f: &Fact<'_>, facts: &[Fact<'_>], sink: &mut Sink) {
        let from = i.saturating_sub(5);
        let around = self.again.get(from..(i + 6).min(facts.len()));
        let around = around.unwrap_or_default();
        let far = around.iter().filter(|a| a.count >= 2 && a.after > 3);
        let back = around.iter().filter(|a| a.count >= 2 && a.before > 3);
        let far = range(far.count() as u32, &[0, 2, 4, 7]);
        let back = range(back.count() as u32, &[0, 2, 4, 7]);
        let own = self.again.get(i).copied().unwrap_or_default();
        let mine = u32::from(own.after > 3) + 2 * u32::from(own.before > 3);
        sink.own(T::Listed, &[far, mine]);
        sink.own(T::Listed, &[back, mine, 1]);
        sink.own(
            T::Listed,
            &[far, f.size(), u32::from(f.last == Class::Digit), 2],
        );
        let leaders = f.s.contains("……") || f.s.contains("....") || f.s.contains("···");
        if f.last == Class::Digit && f.chars < 60 {
            sink.shared(T::Listed, &[3, u32::from(leaders)]);
        }
    }

    fn seam(&self, i: usize, f: &Fact<'_>, p: &Fact<'_>, text: &TextFacts, sink: &mut Sink) {
        let bond = if p.last == Class::Han && f.first == Class::Han {
            self.pairs.bond(p.tail, f.head)
        } else {
            9
        };
        let full = fullness(i - 1, text);
        let gap = f.gap.min(2);
        let deeper = indent_step(f.columns, p.columns);
        let end = p.last as u32;
        sink.own(T::Seam, &[bond]);
        sink.own(T::Seam, &[bond, full, 1]);
        sink.own(T::Seam, &[end, f.first as u32, 2]);
        sink.own(T::Seam, &[u32::from(p.finished), full, deeper, gap, 3]);
        sink.own(
            T::Seam,
            &[u32::from(p.finished), full, bond, deeper, gap, 4],
        );
        sink.own(T::Seam, &[end, p.size(), deeper, gap, 5]);
        sink.own(
            T::Seam,
            &[
                u32::from(p.finished),
                u32::from(p.chars > 16),
                f.first as u32,
                6,
            ],
        );
        let quotes = u32::from(p.quotes > 0) + 2 * u32::from(p.brackets > 0);
        let closes = u32::from(f.quotes < 0) + 2 * u32::from(f.brackets < 0);
        if quotes > 0 {
            sink.own(T::Open, &[quotes, closes, 2]);
        }
        let label = u32::from(f.label.is_some());
        sink.own(T::Seam, &[full, deeper, u32::from(p.finished), label, 7]);
    }
}

/// The indent beside the one of the line before: less, the same, more.
pub(super) fn indent_step(own: u32, before: u32) -> u32 {
    match own.cmp(&before) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => 1,
        std::cmp::Ordering::Greater => 2,
    }
}

/// How far a line falls short of the measure around it.
pub(super) fn fullness(i: usize, text: &TextFacts) -> u32 {
    let (Some(w), Some(m)) = (text.width.get(i), text.measure.get(i)) else {
        return 9;
    };
    if *m > WIDEST {
        return 8;
    }
    if *w > m + FULL {
        return 5;
    }
    range(m.saturating_sub(*w), &[FULL, 8, 20, 40])
}

fn wrapped(
    i: usize,
    f: &Fact<'_>,
    before: Option<&Fact<'_>>,
    after: Option<&Fact<'_>>,
    text: &TextFacts,
    sink: &mut Sink,
) {
    let m = text.measure.get(i).copied().unwrap_or(0);
    let pressed = match text.pressed.get(i) {
        Some(p) if m <= WIDEST => range(*p, &[100, 200, 350, 500, 700]),
        _ => 9,
    };
    let m = range(m, &[24, 40, 56, 72, 90, 130, WIDEST]);
    let full = fullness(i, text);
    sink.own(T::Wrap, &[pressed, m]);
    sink.shared(T::Wrap, &[full, u32::from((3..9).contains(&pressed)), 1]);
    sink.own(T::Wrap, &[full, pressed, 2]);
    let last = i.checked_sub(1).map_or(9, |k| fullness(k, text));
    let indent = before.map_or(3, |p| indent_step(f.columns, p.columns));
    sink.own(T::Wrap, &[last, full, pressed, 3]);
    sink.own(T::Wrap, &[last, pressed, indent, f.gap.min(2), 4]);
    sink.own(T::Wrap, &[last, pressed, m, 5]);
    sink.own(
        T::Wrap,
        &[
            last,
            pressed,
            indent,
            u32::from(before.is_some_and(|p| p.finished)),
            u32::from(text.indented > 100),
            6,
        ],
    );
    if text.wrap > 0 && m < 7 {
        let w = text.width.get(i).copied().unwrap_or(0);
        let off = i64::from(w) - i64::from(text.wrap);
        let class = match off {
            i64::MIN..=-17 => 0,
            -16..=-4 => 1,
            -3..=3 => 2,
            _ => 3,
        };
        sink.own(T::Wrap, &[class, 7]);
        sink.own(T::Wrap, &[class, last, f.last as u32, 8]);
    }
    if let Some(n) = after {
        sink.own(
            T::Wrap,
            &[
                full,
                indent_step(n.columns, f.columns),
                n.gap.min(1),
                pressed,
                9,
            ],
        );
    }
}

/// Lines of one measure, as verse has.
fn verse(i: usize, f: &Fact<'_>, facts: &[Fact<'_>], sink: &mut Sink) {
    if f.chars > 40 {
        return;
    }
    let around = facts
        .get(i.saturating_sub(4)..(i + 5).min(facts.len()))
        .unwrap_or_default();
    let alike = around.iter().filter(|g| g.core_len == f.core_len).count() as u32;
    let short = around.iter().filter(|g| g.chars <= 24).count() as u32;
    let comma = around
        .iter()
        .filter(|g| matches!(g.last, Class::Comma | Class::Sentence | Class::Semicolon))
        .count() as u32;
    let measured = matches!(f.core_len, 4 | 5 | 7 | 8 | 10 | 14);
    sink.own(T::Verse, &[alike.min(6), u32::from(measured)]);
    sink.own(T::Verse, &[short, f.last as u32, 1]);
    sink.own(T::Verse, &[short, comma, 2]);
    sink.own(
        T::Verse,
        &[alike.min(6), f.core_len.min(16), f.last as u32, 3],
    );
}

fn speaker_of(f: &Fact<'_>) -> Option<u32> {
    let end =
        f.s.char_indices()
            .take(7)
            .find(|(_, c)| matches!(c, '：' | ':' | '\u{3000}' | ' ' | '\t'))?
            .0;
    (end > 0).then(|| super::sink::word(f.s.get(..end).unwrap_or_default()))
}

fn again(facts: &[Fact<'_>]) -> Vec<Again> {
    // Lines too short or too long to be told by their words are each alone.
    let key = |(i, f): (usize, &Fact<'_>)| {
        if (2..60).contains(&f.core_len) {
            (u64::from(f.core) << 8) | u64::from(f.core_len)
        } else {
            (1 << 60) | i as u64
        }
    };
    let order = grouped(facts.iter().enumerate().map(key));
    let mut out = vec![Again::default(); facts.len()];
    for at in order.chunk_by(|a, b| a.0 == b.0) {
        for (n, (_, i)) in at.iter().enumerate() {
            let distance = |k: Option<&(u64, u32)>| k.map_or(0, |(_, k)| k.abs_diff(*i));
            if let Some(a) = out.get_mut(*i as usize) {
                *a = Again {
                    count: at.len() as u32,
                    before: distance(n.checked_sub(1).and_then(|k| at.get(k))),
                    after: distance(at.get(n + 1)),
                };
            }
        }
    }
    out
}

fn blocks(facts: &[Fact<'_>], text: &TextFacts) -> Vec<(u32, u32)> {
    let mut out = Vec::with_capacity(facts.len());
    let mut start = 0;
    for i in 1..=facts.len() {
        if facts.get(i).is_none_or(|f| f.gap > text.gap) {
            let len = (i - start) as u32;
            out.extend((0..len).map(|k| (len, k)));
            start = i;
        }
    }
    out
}
