//! Where lines end: total fit over the paragraph, or line by line.

use super::class::Class;
use super::paragraph::{Item, PRICE_EMERGENCY};

/// Slack allowed before a line counts as too long, in em.
const ROUNDING: f32 = 0.000_5;
/// About how wide a hyphen is, in em; the line is set with its true width.
pub(super) const HYPHEN: f32 = 0.35;
/// A line with this much room, in em, is worse than a fuller one whatever follows.
const TOO_EMPTY: f32 = 6.0;
/// A line that is not filled is as bad, with so much free in em, as one whose gaps are stretched to their measure.
const RAGGED: f32 = 6.0;
/// A last line of a single Han.
const PRICE_LONE: f32 = 90_000.0;
/// A last line that leaves less than [`CLEAR_END`] free before a paragraph without indent: worth about one
/// em spread over a line or two, which no eye sees, and no more.
const PRICE_FULL_END: f32 = 6_000.0;
/// Room in em that shows a paragraph's end where no indent shows the next one's beginning: the two em of an
/// indent and the blank half of the stop.
const CLEAR_END: f32 = 2.5;

/// What the lines of a paragraph have to fill, in em.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Width of the first line.
    pub(super) first: f32,
    /// Width of all others.
    pub(super) measure: f32,
    /// The next paragraph has no indent, so that only a short last line shows where this one ends.
    pub(super) clear_end: bool,
}

/// Finds the ends of lines: for each line the index one past its last item.
pub(super) trait Breaker {
    /// The lines of a paragraph of this shape.
    fn ends(&self, items: &[Item], shape: Shape) -> Vec<usize>;
}

/// The best set of lines for the whole paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TotalFit;

/// Each line as full as it can be, as Word does it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Greedy;

/// Running sums that give any line's widths.
pub(super) struct Sums {
    natural: Vec<f64>,
    shrink: Vec<f64>,
    stretch: Vec<f64>,
}

impl Sums {
    fn new(items: &[Item]) -> Self {
        let n = items.len() + 1;
        let mut s = Self {
            natural: Vec::with_capacity(n),
            shrink: Vec::with_capacity(n),
            stretch: Vec::with_capacity(n),
        };
        let (mut a, mut b, mut c) = (0.0, 0.0, 0.0);
        s.natural.push(a);
        s.shrink.push(b);
        s.stretch.push(c);
        for i in items {
            a += f64::from(i.gap + i.solid);
            b += f64::from(i.shrink());
            c += f64::from(i.stretch());
            s.natural.push(a);
            s.shrink.push(b);
            s.stretch.push(c);
        }
        s
    }

    /// What the beginning of a line at `at` says of its widths.
    fn start(&self, items: &[Item], at: usize) -> Side {
        Side {
            at,
            sums: self.at(at),
            cut: items.get(at).map_or([0.0; 3], gap),
            more: 0.0,
        }
    }

    /// What the end of a line before `at` says of its widths.
    fn end(&self, items: &[Item], at: usize) -> Side {
        let last = at.checked_sub(1).and_then(|k| items.get(k));
        let blank = last.filter(|i| i.class == Class::Space);
        let hanging = last.filter(|i| i.hangs).map_or(0.0, |i| -i.solid);
        let hyphen = items.get(at).filter(|i| i.hyphen);
        Side {
            at,
            sums: self.at(at),
            cut: blank.map_or([0.0; 3], |i| {
                let [n, m, p] = gap(i);
                [n + i.solid, m, p]
            }),
            more: hanging + hyphen.map_or(0.0, |_| HYPHEN),
        }
    }

    fn at(&self, at: usize) -> [f64; 3] {
        let [n, m, p] = [&self.natural, &self.shrink, &self.stretch];
        [n, m, p].map(|v| v.get(at).copied().unwrap_or(0.0))
    }

    /// Natural width, shrink and stretch of the line of items `from..to`.
    fn line(&self, items: &[Item], from: usize, to: usize) -> (f32, f32, f32) {
        self.start(items, from).to(&self.end(items, to))
    }
}

/// One side of a line: the sums there, and what that side leaves out or adds.
#[derive(Debug, Clone, Copy)]
struct Side {
    at: usize,
    sums: [f64; 3],
    /// Widths of what does not count there: the gap before the first item, a blank at the end.
    cut: [f32; 3],
    /// What a hanging mark takes from the width, and a hyphen adds to it.
    more: f32,
}

impl Side {
    /// Natural width, shrink and stretch of the line from here to an end.
    fn to(&self, end: &Self) -> (f32, f32, f32) {
        // A blank alone in its line counts.
        let blank = if end.at > self.at + 1 {
            end.cut
        } else {
            [0.0; 3]
        };
        let [n, m, p] =
            [0, 1, 2].map(|k| (end.sums[k] - self.sums[k]) as f32 - self.cut[k] - blank[k]);
        (n + end.more, m.max(0.0), p.max(0.0))
    }
}

/// Width, shrink and stretch of the gap before an item.
fn gap(i: &Item) -> [f32; 3] {
    [i.gap, i.shrink(), i.stretch()]
}

/// Places where a line may end, the paragraph's end included.
fn places(items: &[Item]) -> impl Iterator<Item = (usize, f32, bool)> {
    let inner = items
        .iter()
        .enumerate()
        .skip(1)
        .filter_map(|(i, t)| t.before.map(|p| (i, p, t.forced)));
    inner.chain((!items.is_empty()).then_some((items.len(), 0.0, true)))
}

impl Breaker for TotalFit {
    fn ends(&self, items: &[Item], shape: Shape) -> Vec<usize> {
        let Shape { first, measure, .. } = shape;
        let sums = Sums::new(items);
        // Best way to each place: (a line's beginning there, cost, index of the place before).
        let mut best: Vec<(Side, f64, usize)> = vec![(sums.start(items, 0), 0.0, 0)];
        let mut active = 0usize;
        for (to, price, forced) in places(items) {
            let mut found: Option<(f64, usize)> = None;
            let mut live = None;
            let end = sums.end(items, to);
            let ragged = items.get(to).is_some_and(|i| i.ragged);
            for (k, (start, so_far, _)) in best.iter().enumerate().skip(active) {
                let from = start.at;
                let width = if from == 0 { first } else { measure };
                let (n, z, s) = start.to(&end);
                if n - z > width + ROUNDING {
                    continue;
                }
                live = live.or(Some(k));
                let last = forced;
                // Later starts only make the line emptier.
                if !last && found.is_some() && width - n > TOO_EMPTY {
                    break;
                }
                // No line costs less than 1, so this start cannot be better.
                if found.is_some_and(|(c, _)| so_far + (1.0 + f64::from(price)) >= c) {
                    continue;
                }
                let mut cost = if ragged && width >= n {
                    short(width - n)
                } else {
                    cost(width - n, z, s, last)
                } + f64::from(price);
                if last && from > 0 && lone(items, from, to) {
                    cost += f64::from(PRICE_LONE);
                }
                if shape.clear_end && to == items.len() && from > 0 && width - n < CLEAR_END {
                    cost += f64::from(PRICE_FULL_END);
                }
                if found.is_none_or(|(c, _)| so_far + cost < c) {
                    found = Some((so_far + cost, k));
                }
            }
            match (found, live) {
                (Some((c, k)), Some(l)) => {
                    active = l;
                    best.push((sums.start(items, to), c, k));
                }
                _ if price >= PRICE_EMERGENCY || !forced => {}
                _ => return Greedy.ends(items, shape),
            }
            if forced {
                active = best.len() - 1;
            }
        }
        let mut ends = Vec::new();
        let mut k = best.len() - 1;
        while let Some((place, _, before)) = best.get(k).filter(|_| k > 0) {
            ends.push(place.at);
            k = *before;
        }
        ends.reverse();
        if ends.last() == Some(&items.len()) || items.is_empty() {
            ends
        } else {
            Greedy.ends(items, shape)
        }
    }
}

/// What a line costs that is not filled, by what it leaves free.
fn short(room: f32) -> f64 {
    let r = f64::from(room / RAGGED);
    let bad = 100.0 * r * r * r;
    (1.0 + bad) * (1.0 + bad)
}

fn cost(room: f32, shrink: f32, stretch: f32, last: bool) -> f64 {
    if last && room >= 0.0 {
        return 1.0;
    }
    let r = if room < 0.0 {
        room / shrink.max(1e-3)
    } else {
        room / stretch.max(1e-3)
    };
    let r = f64::from(r.clamp(-1.0, 60.0));
    let bad = if r < 0.0 {
        15.0 * -(r * r * r)
    } else {
        100.0 * r * r * r
    };
    let emergency = if r > 2.0 {
        f64::from(PRICE_EMERGENCY)
    } else {
        0.0
    };
    (1.0 + bad) * (1.0 + bad) + emergency
}

fn lone(items: &[Item], from: usize, to: usize) -> bool {
    let line = items.get(from..to).unwrap_or_default();
    line.len() <= 3
        && line.iter().filter(|i| i.class == Class::Han).count() <= 1
        && !line.iter().any(|i| i.class == Class::Latin)
}

impl Breaker for Greedy {
    fn ends(&self, items: &[Item], shape: Shape) -> Vec<usize> {
        let Shape { first, measure, .. } = shape;
        let sums = Sums::new(items);
        let mut ends = Vec::new();
        let mut from = 0usize;
        let mut good: Option<usize> = None;
        let mut all: Vec<(usize, bool)> = places(items).map(|(i, _, f)| (i, f)).collect();
        all.reverse();
        while let Some((to, forced)) = all.pop() {
            let width = if from == 0 { first } else { measure };
            let (n, z, _) = sums.line(items, from, to);
            if n - z <= width + ROUNDING {
                good = Some(to);
                if forced {
                    ends.push(to);
                    from = to;
                    good = None;
                }
            } else if let Some(end) = good.take() {
                ends.push(end);
                from = end;
                all.push((to, forced));
            } else {
                // Nothing fits: the line ends anywhere rather than run off the page.
                let mut end = from + 1;
                while end < to && sums.line(items, from, end + 1).0 <= width {
                    end += 1;
                }
                ends.push(end);
                from = end;
                if end < to {
                    all.push((to, forced));
                }
            }
        }
        ends
    }
}

#[cfg(test)]
#[cfg(feature = "fonts")]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::paragraph::{Piece, Rules, items};
    use super::*;
    use crate::font::{Choice, Faces};
    use crate::style::{Face, Kinsoku};
    use std::sync::LazyLock;

    static FACES: LazyLock<Faces> = LazyLock::new(|| Faces::builtin().unwrap());

    fn boxes(text: &str) -> Vec<Item> {
        let rules = Rules {
            kinsoku: Kinsoku::Gb,
            ..Rules::default()
        };
        let piece = Piece::new(text, Face::Song, 0);
        items(&[piece], &FACES, &Choice::default(), rules)
    }

    fn shape(first: f32, measure: f32) -> Shape {
        Shape {
            first,
            measure,
            clear_end: false,
        }
    }

    /// Lengths of the lines in characters.
    fn lengths(breaker: &dyn Breaker, text: &str, shape: Shape) -> Vec<usize> {
        let ends = breaker.ends(&boxes(text), shape);
        let starts = std::iter::once(&0).chain(&ends);
        starts.zip(&ends).map(|(a, b)| b - a).collect()
    }

    #[test]
    fn a_line_is_as_wide_as_what_stands_in_it() {
        let all = boxes("一二，三 四");
        let sums = Sums::new(&all);
        let wide = |from, to| sums.line(&all, from, to).0;
        assert_eq!((wide(0, 2), wide(1, 2)), (2.0, 1.0));
        // The comma's blank belongs to the gap behind it, which a line's end leaves out.
        assert!((wide(0, 3) - 2.5).abs() < 0.01, "{}", wide(0, 3));
        assert!((wide(0, 4) - 4.0).abs() < 0.01, "{}", wide(0, 4));
        // A blank at a line's end takes no room, nor does its gap stretch.
        let blank = all.iter().position(|i| i.class == Class::Space).unwrap();
        let (with, without) = (sums.line(&all, 0, blank + 1), sums.line(&all, 0, blank));
        let differ = [with.0 - without.0, with.1 - without.1, with.2 - without.2];
        assert!(differ.iter().all(|d| d.abs() < 1e-4), "{differ:?}");
        assert!(wide(0, blank + 2) > wide(0, blank) + 1.0);
        // Alone it is as wide as it is.
        assert!(wide(blank, blank + 1) > 0.0);
    }

    #[test]
    fn even_lines_cost_less_than_uneven_ones() {
        assert_eq!(cost(3.0, 0.0, 1.0, true), 1.0);
        assert_eq!(cost(0.0, 1.0, 1.0, false), 1.0);
        // A gap that is used to the half, wide or narrow.
        let (stretched, shrunk) = (cost(0.5, 1.0, 1.0, false), cost(-0.5, 1.0, 1.0, false));
        assert!(
            (stretched - (1.0 + 12.5f64).powi(2)).abs() < 1e-6,
            "{stretched}"
        );
        assert!((shrunk - (1.0 + 1.875f64).powi(2)).abs() < 1e-6, "{shrunk}");
        // More than twice the stretch is the last resort.
        let (much, too_much) = (cost(2.0, 0.0, 1.0, false), cost(2.1, 0.0, 1.0, false));
        assert!(much < f64::from(PRICE_EMERGENCY) && too_much > f64::from(PRICE_EMERGENCY));
        let last = cost(-0.5, 1.0, 1.0, true);
        assert!((last - shrunk).abs() < 1e-9);
    }

    #[test]
    fn lines_are_filled() {
        let han = |n: usize| "文".repeat(n);
        assert_eq!(lengths(&Greedy, &han(25), shape(8.0, 10.0)), [8, 10, 7]);
        assert_eq!(lengths(&TotalFit, &han(25), shape(8.0, 10.0)), [8, 10, 7]);
        assert_eq!(lengths(&Greedy, &han(10), shape(10.0, 10.0)), [10]);
        assert_eq!(lengths(&TotalFit, "", shape(10.0, 10.0)), [0; 0]);
        assert_eq!(lengths(&Greedy, "", shape(10.0, 10.0)), [0; 0]);
    }

    #[test]
    fn one_character_or_a_mark_behind_it_is_alone_in_its_line() {
        let alone = |text: &str| {
            let all = boxes(&format!("文文{text}"));
            lone(&all, 2, all.len())
        };
        assert!(alone("字") && alone("字。") && alone("字。”"));
        assert!(!alone("字字") && !alone("字。”）") && !alone("a"));
    }

    #[test]
    fn what_fits_nowhere_is_cut_at_the_measure() {
        let word = "a".repeat(60);
        for lines in [
            lengths(&Greedy, &word, shape(10.0, 10.0)),
            lengths(&TotalFit, &word, shape(10.0, 10.0)),
        ] {
            assert!(
                lines.len() > 1 && lines.iter().sum::<usize>() == 60,
                "{lines:?}"
            );
            let full = lines[0];
            assert!(
                full > 15 && lines[..lines.len() - 1].iter().all(|n| *n == full),
                "{lines:?}"
            );
        }
        assert_eq!(lengths(&Greedy, "一二三", shape(0.5, 0.5)), [1, 1, 1]);
    }

    #[test]
    fn a_full_last_line_is_shunned_where_the_next_has_no_indent() {
        let text = format!("{}，{}，{}", "文".repeat(6), "文".repeat(6), "文".repeat(4));
        let plain = TotalFit.ends(&boxes(&text), shape(9.0, 9.0));
        let clear = |s: Shape| {
            TotalFit.ends(
                &boxes(&text),
                Shape {
                    clear_end: true,
                    ..s
                },
            )
        };
        assert_eq!(plain.last(), clear(shape(9.0, 9.0)).last());
        // One line alone has nothing that could move.
        let one = boxes("文文文文");
        let alone = Shape {
            clear_end: true,
            ..shape(4.0, 4.0)
        };
        assert_eq!(TotalFit.ends(&one, alone), [4]);
        assert_eq!(TotalFit.ends(&boxes("文"), shape(4.0, 4.0)), [1]);
    }
}
