//! Where lines end: total fit over the paragraph, or line by line.

use super::class::Class;
use super::paragraph::{Item, PRICE_EMERGENCY};

/// Slack allowed before a line counts as too long, in em.
const ROUNDING: f32 = 0.000_5;
/// About how wide a hyphen is, in em; the line is set with its true width.
pub(super) const HYPHEN: f32 = 0.35;
/// A line with this much room, in em, is worse than a fuller one whatever follows.
const TOO_EMPTY: f32 = 6.0;
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

    /// Natural width, shrink and stretch of the line of items `from..to`.
    fn line(&self, items: &[Item], from: usize, to: usize) -> (f32, f32, f32) {
        let d = |v: &[f64]| match (v.get(to), v.get(from)) {
            (Some(b), Some(a)) => (b - a) as f32,
            _ => 0.0,
        };
        let (mut n, mut m, mut p) = (d(&self.natural), d(&self.shrink), d(&self.stretch));
        if let Some(i) = items.get(from) {
            n -= i.gap;
            m -= i.shrink();
            p -= i.stretch();
        }
        if to > from + 1
            && let Some(i) = items.get(to - 1).filter(|i| i.class == Class::Space)
        {
            n -= i.gap + i.solid;
            m -= i.shrink();
            p -= i.stretch();
        }
        if let Some(i) = to
            .checked_sub(1)
            .and_then(|k| items.get(k))
            .filter(|i| i.hangs)
        {
            n -= i.solid;
        }
        if items.get(to).is_some_and(|i| i.hyphen) {
            n += HYPHEN;
        }
        (n, m.max(0.0), p.max(0.0))
    }
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
        // Best way to each place: (position, cost, index of the place before).
        let mut best: Vec<(usize, f64, usize)> = vec![(0, 0.0, 0)];
        let mut active = 0usize;
        for (to, price, forced) in places(items) {
            let mut found: Option<(f64, usize)> = None;
            let mut live = None;
            for (k, &(from, so_far, _)) in best.iter().enumerate().skip(active) {
                let width = if from == 0 { first } else { measure };
                let (n, z, s) = sums.line(items, from, to);
                if n - z > width + ROUNDING {
                    continue;
                }
                live = live.or(Some(k));
                let last = forced;
                // Later starts only make the line emptier.
                if !last && found.is_some() && width - n > TOO_EMPTY {
                    break;
                }
                let mut cost = cost(width - n, z, s, last) + f64::from(price);
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
                    best.push((to, c, k));
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
        while let Some(&(to, _, before)) = best.get(k).filter(|_| k > 0) {
            ends.push(to);
            k = before;
        }
        ends.reverse();
        if ends.last() == Some(&items.len()) || items.is_empty() {
            ends
        } else {
            Greedy.ends(items, shape)
        }
    }
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
