//! The second look: what the first one believed of lines of the same form, and of the heads above and around a line.
//!
//! An editor settles how *this* book marks its chapters, heads and paragraphs, then reads its lines in that light. The
//! first reading's beliefs, gathered over lines of one form, say what the book's conventions are.

use super::context::{fullness, indent_step};
use super::forms::shape;
use super::line::{Class, Fact};
use super::series::Series;
use super::sink::{Rows, Sink, Template as T, grouped, range};
use super::text::TextFacts;
use crate::reader::label::group;
use crate::reader::lines::{Markup, Unit};
use crate::reader::model::state::STATES;
use std::collections::HashMap;

/// Ways of calling lines alike.
const WAYS: usize = 9;
/// Kinds as the second look counts them.
const CLASSES: usize = 9;
/// The class of chatter.
const CHATTER: usize = 7;

/// Of which class each state is: title, volume, piece, heading, item, paragraph, continuation, chatter, other.
const CLASS: [usize; STATES] = [
    0, 1, 2, 2, 8, 7, 7, 7, 7, 7, 8, 3, 3, 3, 3, 4, 5, 5, 5, 5, 6, 8,
];

/// What a line shares with others, and how it heads where it is a head.
#[derive(Debug, Clone, Copy, Default)]
pub struct Likeness {
    ways: [u32; WAYS],
    form: u32,
    chars: u32,
    seam: Edges,
    /// The series that its label belongs to; 0: none.
    pub(in crate::reader) run: u32,
}

/// How a line begins and ends, for the seam to the line that it may carry on.
#[derive(Debug, Clone, Copy, Default)]
struct Edges {
    first: u8,
    last: u8,
    finished: bool,
    full: u8,
    columns: u32,
    labelled: bool,
}

/// The likenesses of all lines.
pub(super) fn likeness(
    units: &[Unit],
    facts: &[Fact<'_>],
    text: &TextFacts,
    series: &Series,
) -> Vec<Likeness> {
    units
        .iter()
        .zip(facts)
        .enumerate()
        .map(|(i, (u, f))| {
            let fam = f.label.map_or(0, |l| u32::from(group(l.scheme)) + 1);
            let key = |way: u32, v: &[u32]| {
                v.iter().fold(way.wrapping_mul(0x9e37_79b1) | 1, |h, x| {
                    (h ^ x).wrapping_mul(0x0100_0193).rotate_left(5)
                })
            };
            let tail = u32::from(f.finished);
            let short = range(f.chars, &[12, 26, 50]);
            let before = i.checked_sub(1).and_then(|k| facts.get(k));
            let next = facts.get(i + 1);
            let seam = before.map_or(9, |p| {
                u32::from(p.finished || p.last == Class::QuoteClose)
                    + 2 * indent_step(f.columns, p.columns)
                    + 8 * fullness(i - 1, text)
            });
            let fold = |k: u64| (k ^ (k >> 32)) as u32;
            Likeness {
                ways: [
                    key(1, &[f.columns, f.gap.min(2), short, tail]),
                    key(2, &[fam, f.columns, tail, short]),
                    key(3, &[f.start(3)]),
                    key(4, &[f.end(3)]),
                    key(5, &[f.first as u32, f.last as u32, short]),
                    key(6, &[fam, u32::from(f.more), short]),
                    key(9, &[seam, f.gap.min(2), fam.min(1)]),
                    key(10, &[fold(shape(f))]),
                    key(
                        11,
                        &[
                            f.gap.min(3),
                            next.map_or(9, |n| n.gap.min(3)),
                            f.columns.min(12),
                            f.size(),
                        ],
                    ),
                ],
                seam: Edges {
                    first: f.first as u8,
                    last: f.last as u8,
                    finished: f.finished,
                    full: fullness(i, text) as u8,
                    columns: f.columns,
                    labelled: f.label.is_some(),
                },
                form: match u.markup {
                    Markup::Heading { depth, .. } => 900 + u32::from(depth),
                    _ if fam > 0 => {
                        let label = f.label.and_then(|l| f.s.get(..l.len)).unwrap_or_default();
                        let close = label.chars().next_back().filter(|c| !c.is_numeric());
                        let dots = label.matches(['.', '．']).count() as u32;
                        key(7, &[fam, close.map_or(0, |c| c as u32), dots])
                    }
                    _ => key(
                        8,
                        &[f.columns.min(40), f.first as u32, u32::from(f.gap > 1)],
                    ),
                },
                chars: f.chars,
                run: series.run(i),
            }
        })
        .collect()
}

type Sums = [u32; CLASSES];

fn classes(belief: &[u32; STATES]) -> Sums {
    let mut out = [0; CLASSES];
    for (b, c) in belief.iter().zip(CLASS) {
        if let Some(o) = out.get_mut(c) {
            *o += b >> 8;
        }
    }
    out
}

/// Is chatter what is believed of it?
fn is_chatter(s: &Sums) -> bool {
    s.get(CHATTER).is_some_and(|c| *c >= 1 << 15)
}

fn top(s: &Sums) -> (u32, u32) {
    let all: u64 = s.iter().map(|x| u64::from(*x)).sum();
    let (at, most) = s
        .iter()
        .enumerate()
        .max_by_key(|(i, x)| (**x, std::cmp::Reverse(*i)))
        .unwrap_or((0, &0));
    let share = u64::from(*most) * 1000 / all.max(1);
    (at as u32, range(share as u32, &[400, 600, 800, 930]))
}

/// Sums of beliefs over groups of lines, each unit of belief worth 2⁻¹⁶.
#[derive(Default, Clone, Copy)]
struct Pool {
    sums: [u64; CLASSES],
    n: u32,
}

impl Pool {
    fn add(&mut self, s: &Sums) {
        self.n += 1;
        for (a, b) in self.sums.iter_mut().zip(s) {
            *a += u64::from(*b);
        }
    }
}

/// The features of the second look.
#[must_use]
pub fn rows(lines: &[Likeness], beliefs: &[[u32; STATES]]) -> Rows {
    let own: Vec<Sums> = beliefs.iter().map(classes).collect();
    let pools = pools(lines, &own);
    let heads = Heads::of(lines, &own);
    let mut all = Pool::default();
    for s in &own {
        all.add(s);
    }
    let counted = |c: usize| {
        range(
            (all.sums.get(c).copied().unwrap_or(0) >> 16) as u32,
            &[0, 1, 3, 8, 20],
        )
    };
    let whole = [counted(1), counted(2), counted(3)];
    let titles = Titles::of(&own);
    let carried = Carried::of(&own);
    let mut sink = Sink::with_lines(lines.len());
    for (i, (l, s)) in lines.iter().zip(&own).enumerate() {
        let (mine, sure) = top(s);
        sink.own(T::Again, &[mine, sure]);
        for (way, pools) in pools.iter().enumerate() {
            let Some(p) = pools.get(i) else {
                continue;
            };
            let way = way as u32;
            let n = range(p.n, &[1, 2, 4, 10, 40]);
            if n == 0 {
                sink.own(T::Again, &[way, 99, mine]);
                continue;
            }
            let mut rest = [0u32; CLASSES];
            for ((r, a), b) in rest.iter_mut().zip(p.sums).zip(s) {
                *r = u32::try_from((a - u64::from(*b)) / u64::from(p.n - 1)).unwrap_or(u32::MAX);
            }
            let (theirs, how) = top(&rest);
            sink.own(T::Again, &[way, theirs, how, n.min(3), 1]);
            sink.own(T::Again, &[way, theirs, mine, how, 2]);
        }
        heads.features(i, l, mine, &whole, &mut sink);
        titles.features(i, s, mine, &whole, &mut sink);
        carried.features(i, lines, mine, &own, &mut sink);
        let around = |k: usize| own.get(k).map_or(15, |s| top(s).0);
        let before = i.checked_sub(1).map_or(15, around);
        sink.own(T::Again, &[before, mine, around(i + 1), 3]);
        for (n, w) in whole.iter().enumerate() {
            sink.own(T::AgainText, &[n as u32, *w, mine]);
        }
        sink.end_line();
    }
    sink.own_rows()
}

/// The lines that a line may carry on: page numbers, running heads and other chatter between them do not part a paragraph.
struct Carried {
    /// For each line the last one above that is not believed to be chatter.
    above: Vec<Option<usize>>,
}

impl Carried {
    fn of(own: &[Sums]) -> Self {
        let mut last = None;
        let above = own
            .iter()
            .enumerate()
            .map(|(i, s)| {
                let before = last;
                if !is_chatter(s) {
                    last = Some(i);
                }
                before
            })
            .collect();
        Self { above }
    }

    fn features(&self, i: usize, lines: &[Likeness], mine: u32, own: &[Sums], sink: &mut Sink) {
        let Some(k) = self.above.get(i).copied().flatten() else {
            return;
        };
        let (Some(l), Some(p)) = (lines.get(i), lines.get(k)) else {
            return;
        };
        let far = range((i - k) as u32, &[1, 2, 4]);
        let (was, _) = own.get(k).map_or((15, 0), top);
        let done = u32::from(p.seam.finished);
        let full = u32::from(p.seam.full);
        let deeper = indent_step(l.seam.columns, p.seam.columns);
        let labelled = u32::from(l.seam.labelled);
        sink.own(T::AgainSeam, &[far, mine, was, done]);
        sink.own(T::AgainSeam, &[far, mine, done, full, deeper, 1]);
        sink.own(
            T::AgainSeam,
            &[far, mine, u32::from(p.seam.last), labelled, 2],
        );
        sink.own(
            T::AgainSeam,
            &[
                far.min(1),
                u32::from(p.seam.last),
                u32::from(l.seam.first),
                was,
                3,
            ],
        );
    }
}

/// Where titles of the whole are believed to stand.
struct Titles {
    /// The line of which it is believed most, and how much, of 2¹⁶.
    best: (usize, u32),
    /// Lines above each that are believed to be titles.
    above: Vec<u32>,
    /// The first line that is not believed to be chatter.
    opens: usize,
}

impl Titles {
    fn of(own: &[Sums]) -> Self {
        let title = |s: &Sums| s.first().copied().unwrap_or(0);
        let best = own
            .iter()
            .map(title)
            .enumerate()
            .max_by_key(|(i, t)| (*t, std::cmp::Reverse(*i)))
            .unwrap_or((0, 0));
        let mut n = 0;
        let above = own
            .iter()
            .map(|s| {
                let before = n;
                n += u32::from(title(s) > 1 << 15);
                before
            })
            .collect();
        let opens = own.iter().position(|s| !is_chatter(s)).unwrap_or(0);
        Self { best, above, opens }
    }

    fn features(&self, i: usize, s: &Sums, mine: u32, whole: &[u32; 3], sink: &mut Sink) {
        let above = self.above.get(i).copied().unwrap_or(0).min(2);
        let own = range(
            s.first().copied().unwrap_or(0),
            &[1 << 10, 1 << 12, 1 << 14, 1 << 15],
        );
        let most = u32::from(self.best.0 == i);
        let sure = range(self.best.1, &[1 << 12, 1 << 14, 1 << 15, 3 << 14]);
        let opens = match i.cmp(&self.opens) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => 1,
            std::cmp::Ordering::Greater if i < self.opens + 4 => 2,
            std::cmp::Ordering::Greater => 3,
        };
        sink.own(T::AgainTitle, &[above, mine]);
        sink.own(T::AgainTitle, &[most, sure, own, 1]);
        sink.own(T::AgainTitle, &[opens, most, mine, 2]);
        sink.own(T::AgainTitle, &[opens, sure, mine, whole[1].min(2), 3]);
        sink.own(T::AgainTitle, &[above, opens, own, 4]);
    }
}

/// For each way the pool of each line.
fn pools(lines: &[Likeness], own: &[Sums]) -> Vec<Vec<Pool>> {
    (0..WAYS)
        .map(|way| {
            let key = |l: &Likeness| u64::from(l.ways.get(way).copied().unwrap_or(0));
            let order = grouped(lines.iter().map(key));
            let mut out = vec![Pool::default(); lines.len()];
            for at in order.chunk_by(|a, b| a.0 == b.0) {
                let mut p = Pool::default();
                for s in at.iter().filter_map(|(_, i)| own.get(*i as usize)) {
                    p.add(s);
                }
                for (_, i) in at {
                    if let Some(o) = out.get_mut(*i as usize) {
                        *o = p;
                    }
                }
            }
            out
        })
        .collect()
}

/// The lines that head something, as the first reading saw them.
struct Heads {
    /// Indices of heads, in order.
    at: Vec<usize>,
    class: Vec<u32>,
    /// For each form of heads: how deep it stands, how many there are, what they are believed to be.
    forms: HashMap<u32, (u32, u32, u32, u32)>,
    /// For each form: how many of its heads have no head inside, and how many have no line of text below, in ranges;
    /// how many lines the middle one has.
    holds: HashMap<u32, (u32, u32, u32)>,
}

/// A line is a head where so much is believed of it, of 2¹⁶.
const HEAD_MIN: u32 = 1 << 15;

impl Heads {
    fn of(lines: &[Likeness], own: &[Sums]) -> Self {
        let head = |s: &Sums| s.get(1..4).map_or(0, |v| v.iter().sum::<u32>()) >= HEAD_MIN;
        let at: Vec<usize> = (0..own.len())
            .filter(|i| own.get(*i).is_some_and(head))
            .collect();
        let class = at
            .iter()
            .map(|i| own.get(*i).map_or(0, |s| top(&only_heads(s)).0))
            .collect();
        // A form that is open comes back where it stood; a new one opens inside what is open.
        let mut open: Vec<u32> = Vec::new();
        let mut depth: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut sums: HashMap<u32, Pool> = HashMap::new();
        let mut stands: Vec<(u32, usize)> = Vec::new();
        for i in &at {
            let (Some(l), Some(s)) = (lines.get(*i), own.get(*i)) else {
                continue;
            };
            match open.iter().position(|f| *f == l.form) {
                Some(k) => open.truncate(k + 1),
                None => open.push(l.form),
            }
            depth.entry(l.form).or_default().push(open.len() as u32 - 1);
            stands.push((l.form, open.len()));
            sums.entry(l.form).or_default().add(s);
        }
        let forms = depth
            .into_iter()
            .map(|(f, mut d)| {
                d.sort_unstable();
                let middle = d.get(d.len() / 2).copied().unwrap_or(0);
                let p = sums.get(&f).copied().unwrap_or_default();
                let mean = p
                    .sums
                    .map(|x| u32::try_from(x / u64::from(p.n.max(1))).unwrap_or(u32::MAX));
                let (class, how) = top(&only_heads(&mean));
                (f, (middle, p.n, class, how))
            })
            .collect();
        let holds = holds(&at, &stands, own);
        Self {
            at,
            class,
            forms,
            holds,
        }
    }

    fn features(&self, i: usize, l: &Likeness, mine: u32, whole: &[u32; 3], sink: &mut Sink) {
        let here = self.at.partition_point(|k| *k < i);
        let before = here.checked_sub(1).and_then(|k| self.class.get(k)).copied();
        let own = self.at.get(here) == Some(&i);
        let next = here + usize::from(own);
        let after = self.class.get(next).copied();
        let (b, a) = (before.unwrap_or(14), after.unwrap_or(14));
        sink.own(T::AgainHead, &[b, mine, 0]);
        sink.own(T::AgainHead, &[b, mine, a, 1]);
        let far =
            |k: Option<&usize>| k.map_or(9, |k| range(k.abs_diff(i) as u32, &[1, 2, 4, 10, 30]));
        let last = far(here.checked_sub(1).and_then(|k| self.at.get(k)));
        sink.own(T::AgainHead, &[last, far(self.at.get(next)), mine, 2]);
        if let Some((depth, n, class, how)) = self.forms.get(&l.form)
            && l.chars <= 60
        {
            let n = range(*n, &[1, 2, 5, 15]);
            sink.own(T::AgainHead, &[depth.min(&3).to_owned(), mine, n, 3]);
            sink.own(T::AgainHead, &[*class, *how, mine, 4]);
            sink.own(
                T::AgainHead,
                &[
                    *class,
                    depth.min(&3).to_owned(),
                    whole[0].min(2),
                    whole[1].min(3),
                    mine,
                    5,
                ],
            );
            sink.own(T::AgainHead, &[depth.min(&3).to_owned(), b, mine, 6]);
            if let Some((leaf, empty, body)) = self.holds.get(&l.form) {
                sink.own(T::AgainHolds, &[*leaf, *empty, mine]);
                sink.own(T::AgainHolds, &[*leaf, *body, mine, 1]);
                sink.own(T::AgainHolds, &[*empty, n, *class, mine, 2]);
                sink.own(
                    T::AgainHolds,
                    &[*leaf, depth.min(&3).to_owned(), whole[0].min(2), mine, 3],
                );
            }
        }
    }
}

/// What the heads of each form hold: see [`Heads::holds`].
fn holds(at: &[usize], stands: &[(u32, usize)], own: &[Sums]) -> HashMap<u32, (u32, u32, u32)> {
    let text = |from: usize, to: usize| {
        let lines = own.get(from..to).unwrap_or_default();
        lines.iter().filter(|s| !is_chatter(s)).count() as u32
    };
    let mut seen: HashMap<u32, (u32, u32, Vec<u32>)> = HashMap::new();
    for (n, (i, (form, depth))) in at.iter().zip(stands).enumerate() {
        let next = at.get(n + 1).copied().unwrap_or(own.len());
        let body = text(i + 1, next);
        let (leaves, empty, bodies) = seen.entry(*form).or_default();
        *leaves += u32::from(stands.get(n + 1).is_none_or(|(_, d)| d <= depth));
        *empty += u32::from(body == 0);
        bodies.push(body);
    }
    let part = |n: u32, all: usize| range(n * 100 / (all.max(1) as u32), &[0, 15, 50, 85, 99]);
    seen.into_iter()
        .map(|(form, (leaves, empty, mut bodies))| {
            bodies.sort_unstable();
            let middle = bodies.get(bodies.len() / 2).copied().unwrap_or(0);
            let n = bodies.len();
            let told = (
                part(leaves, n),
                part(empty, n),
                range(middle, &[0, 1, 2, 4, 8, 16, 40]),
            );
            (form, told)
        })
        .collect()
}

fn only_heads(s: &Sums) -> Sums {
    let mut out = [0; CLASSES];
    if let (Some(to), Some(from)) = (out.get_mut(1..4), s.get(1..4)) {
        to.copy_from_slice(from);
    }
    out
}
