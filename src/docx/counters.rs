//! The numbers that Word computes (ECMA-376 part 1, 17.9): a simulator of its counters.
//!
//! - Counters belong to the abstract list; every `num` that names it shares them (17.9.15, 17.9.18).
//! - A paragraph adds one to the counter of its level; a counter not yet used begins with 1 (17.9.25).
//! - A level begins anew after any paragraph of a higher level (17.9.10, the default).
//! - A higher level that was skipped counts as begun.
//! - A `num` met for the first time sets the level that its startOverride names (17.9.26).

use super::look::LEVELS;
use std::collections::{BTreeMap, BTreeSet};

/// State of all counters of a document.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    counts: BTreeMap<usize, [Option<u32>; LEVELS]>,
    started: BTreeSet<usize>,
}

impl Counters {
    /// The value that the next paragraph at `level` of `list` has where no `num` begins anew.
    pub(super) fn would(&self, list: usize, level: usize) -> u32 {
        let count = self.counts.get(&list).and_then(|c| c.get(level));
        count.copied().flatten().unwrap_or(0) + 1
    }

    /// Counts a paragraph at `level` of `num`, which belongs to `list` and overrides `start` (level, value).
    pub(crate) fn next(
        &mut self,
        list: usize,
        num: usize,
        level: usize,
        start: Option<(usize, u32)>,
    ) -> u32 {
        let first = self.started.insert(num);
        let counts = self.counts.entry(list).or_insert([None; LEVELS]);
        if let Some((at, value)) = start.filter(|s| first && s.0 <= level)
            && let Some(c) = counts.get_mut(at)
        {
            // The paragraph itself adds one; a higher level shows its start.
            *c = Some(if at == level {
                value.saturating_sub(1)
            } else {
                value
            });
        }
        let mut value = 1;
        for (i, c) in counts.iter_mut().enumerate() {
            match i.cmp(&level) {
                std::cmp::Ordering::Less => *c = Some(c.unwrap_or(1)),
                std::cmp::Ordering::Equal => {
                    value = c.unwrap_or(0) + 1;
                    *c = Some(value);
                }
                std::cmp::Ordering::Greater => *c = None,
            }
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of one list: each step is a `num` with the value it starts with, and a level.
    fn run(steps: &[(usize, Option<u32>, usize)]) -> Vec<u32> {
        let mut c = Counters::default();
        steps
            .iter()
            .map(|(num, start, level)| c.next(0, *num, *level, start.map(|n| (0, n))))
            .collect()
    }

    #[test]
    fn a_level_begins_anew_after_a_higher_one() {
        let levels = [0, 1, 1, 0, 1, 2, 2, 1, 2];
        let steps: Vec<_> = levels.iter().map(|l| (1, None, *l)).collect();
        assert_eq!(run(&steps), [1, 1, 2, 2, 1, 1, 2, 2, 1]);
    }

    #[test]
    fn a_skipped_level_counts_as_begun() {
        assert_eq!(run(&[(1, None, 2), (1, None, 1)]), [1, 2]);
    }

    #[test]
    fn a_new_num_starts_where_it_says_and_goes_on_for_all() {
        let steps = [(1, None, 0), (2, Some(4), 0), (2, Some(4), 0), (1, None, 0)];
        assert_eq!(run(&steps), [1, 4, 5, 6]);
    }

    #[test]
    fn lists_do_not_know_each_other() {
        let mut c = Counters::default();
        assert_eq!(c.next(1, 1, 0, None), 1);
        assert_eq!(c.next(2, 2, 0, None), 1);
        assert_eq!((c.would(1, 0), c.would(3, 0)), (2, 1));
    }
}
