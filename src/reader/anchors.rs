//! Lines by how they start: an index in which any number of anchors are found, each in the time of a few comparisons.

use super::corrections::CorrectionError;
use super::lines::Unit;
use std::cell::OnceCell;

/// Units of a text, found by their first words.
pub(super) struct Anchors<'a> {
    units: &'a [Unit],
    source: &'a str,
    /// The units by their words.
    sorted: Vec<u32>,
    /// The same in halves, quarters and so on, each by place in the text; made when the first hint is to be followed.
    places: OnceCell<Vec<Vec<u32>>>,
}

/// What an anchor finds.
pub(super) enum Hit<'a> {
    One(&'a Unit),
    None,
    /// Several; these.
    Many(Vec<u32>),
}

impl<'a> Anchors<'a> {
    pub(super) fn new(units: &'a [Unit], source: &'a str) -> Self {
        let count = u32::try_from(units.len()).unwrap_or(u32::MAX);
        let mut sorted: Vec<u32> = (0..count).collect();
        sorted.sort_by_key(|n| (words(units, source, *n), *n));
        Self {
            units,
            source,
            sorted,
            places: OnceCell::new(),
        }
    }

    fn words(&self, n: u32) -> &'a str {
        words(self.units, self.source, n)
    }

    fn line(&self, n: u32) -> u32 {
        self.units.get(n as usize).map_or(0, |u| u.line)
    }

    /// The line that starts so; of several the one nearest to the hint.
    pub(super) fn hit(&self, starts: &str, at: Option<u32>) -> Hit<'a> {
        let starts = starts.trim();
        let from = self.sorted.partition_point(|n| self.words(*n) < starts);
        let hits = self.sorted.get(from..).unwrap_or_default();
        let to = from + hits.partition_point(|n| self.words(*n).starts_with(starts));
        let found = match (to - from, at) {
            (0, _) => None,
            (1, _) => self.sorted.get(from).copied(),
            (_, Some(at)) => self.nearest(from, to, at),
            (_, None) => {
                let mut lines: Vec<u32> = self.sorted.get(from..to).unwrap_or_default().to_vec();
                lines.sort_unstable();
                return Hit::Many(lines.into_iter().map(|n| self.line(n)).collect());
            }
        };
        let unit = found.and_then(|n| self.units.get(n as usize));
        unit.map_or(Hit::None, Hit::One)
    }

    /// The same, or what is wrong.
    pub(super) fn find(&self, starts: &str, at: Option<u32>) -> Result<&'a Unit, CorrectionError> {
        match self.hit(starts, at) {
            Hit::One(unit) => Ok(unit),
            Hit::None => Err(self.none(starts.trim(), at)),
            Hit::Many(lines) => Err(CorrectionError::Ambiguous {
                starts: starts.trim().to_owned(),
                lines: lines
                    .iter()
                    .map(u32::to_string)
                    .collect::<Vec<_>>()
                    .join(", "),
            }),
        }
    }

    /// Of the hits `from..to` in the order of words the one nearest to a line, the former of two.
    fn nearest(&self, from: usize, to: usize, at: u32) -> Option<u32> {
        let places = self.places.get_or_init(|| self.halves());
        let first = u32::try_from(self.units.partition_point(|u| u.line < at)).ok()?;
        let behind = next(places, from, to, first);
        let before = last(places, from, to, first).map(|n| self.line(n));
        // The first of several in a line.
        let before = before.and_then(|line| {
            let begin = self.units.partition_point(|u| u.line < line);
            next(places, from, to, u32::try_from(begin).ok()?)
        });
        match (before, behind) {
            (Some(a), Some(b)) => {
                let (near, far) = (at.abs_diff(self.line(a)), at.abs_diff(self.line(b)));
                Some(if far < near { b } else { a })
            }
            (a, b) => a.or(b),
        }
    }

    /// For each power of two the sorted units in stretches of that length, each stretch by place in the text.
    fn halves(&self) -> Vec<Vec<u32>> {
        let mut levels = vec![self.sorted.clone()];
        let mut len = 1;
        while len < self.sorted.len() {
            len *= 2;
            let mut level = levels.last().cloned().unwrap_or_default();
            for stretch in level.chunks_mut(len) {
                // Of two runs that are in order: that takes one pass.
                stretch.sort();
            }
            levels.push(level);
        }
        levels
    }

    /// Says what is nearest, where no line starts so.
    fn none(&self, starts: &str, at: Option<u32>) -> CorrectionError {
        let common = |u: &Unit| {
            let text = u.text(self.source);
            let same = text.chars().zip(starts.chars()).take_while(|(a, b)| a == b);
            let near = at.map_or(0, |at| 1000 / (1 + u.line.abs_diff(at)));
            (same.count(), near)
        };
        let best = self.units.iter().max_by_key(|u| common(u));
        CorrectionError::NoAnchor {
            starts: starts.to_owned(),
            line: best.map_or(0, |u| u.line),
            text: best.map_or(String::new(), |u| {
                u.text(self.source).chars().take(24).collect()
            }),
        }
    }
}

fn words<'a>(units: &[Unit], source: &'a str, n: u32) -> &'a str {
    units.get(n as usize).map_or("", |u| u.text(source))
}

/// The stretches that make up `from..to`, each in order.
fn stretches(places: &[Vec<u32>], from: usize, to: usize) -> impl Iterator<Item = &[u32]> {
    let mut at = from;
    std::iter::from_fn(move || {
        if at >= to {
            return None;
        }
        // The longest that begins here and does not go beyond the end.
        let mut level = (at.trailing_zeros() as usize).min(places.len() - 1);
        while level > 0 && at + (1 << level) > to {
            level -= 1;
        }
        let end = at + (1 << level);
        let stretch = places.get(level).and_then(|l| l.get(at..end));
        at = end;
        stretch
    })
}

/// The first hit from a place on.
fn next(places: &[Vec<u32>], from: usize, to: usize, place: u32) -> Option<u32> {
    stretches(places, from, to)
        .filter_map(|s| s.get(s.partition_point(|n| *n < place)).copied())
        .min()
}

/// The last hit before a place.
fn last(places: &[Vec<u32>], from: usize, to: usize, place: u32) -> Option<u32> {
    stretches(places, from, to)
        .filter_map(|s| {
            s.get(s.partition_point(|n| *n < place).checked_sub(1)?)
                .copied()
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn the_nearest_line_that_starts_so_is_found_among_any_number() {
        let names = ["一、春", "一、夏", "二、春", "一", "二"];
        let text: String = (0..200u32)
            .map(|n| format!("{}{}\n", names[(n * n + 3 * n) as usize % 5], n % 3))
            .collect();
        let units = lines::units(&text);
        let anchors = Anchors::new(&units, &text);
        for starts in ["一", "一、", "一、春", "二、春1", "二", "一0", "无"] {
            for at in [0, 1, 2, 50, 77, 120, 199, 200, 5000] {
                let hits = units.iter().filter(|u| u.text(&text).starts_with(starts));
                let want = hits.min_by_key(|u| u.line.abs_diff(at)).map(|u| u.line);
                let got = match anchors.hit(starts, Some(at)) {
                    Hit::One(u) => Some(u.line),
                    _ => None,
                };
                assert_eq!(got, want, "{starts} {at}");
            }
        }
        assert!(matches!(anchors.hit("一、", None), Hit::Many(l) if l.is_sorted() && l.len() > 9));
    }
}
