//! The labels that a line's label counts with: the run of its family that it belongs to, as a whole.

use super::line::Fact;
use super::sink::{Sink, Template, range, share};
use crate::reader::label::group;

/// The runs of labels of a text.
pub(super) struct Series {
    /// For each line its run and its place in it.
    of: Vec<Option<(usize, usize)>>,
    runs: Vec<Told>,
    members: Vec<Vec<usize>>,
    numbers: Vec<Vec<u32>>,
}

/// What holds for a run as a whole.
struct Told {
    len: u32,
    from_one: bool,
    /// Shares in thousandths: members that go on behind a clause, short ones, finished ones; middle distance.
    more: u32,
    short: u32,
    finished: u32,
    distance: u32,
    steps: u32,
}

/// Gathers labels of one family whose numbers climb.
pub(super) fn runs(facts: &[Fact<'_>]) -> Series {
    let mut open: [Option<usize>; 32] = [None; 32];
    let mut members: Vec<Vec<usize>> = Vec::new();
    let mut numbers: Vec<Vec<u32>> = Vec::new();
    let mut of = vec![None; facts.len()];
    for (i, f) in facts.iter().enumerate() {
        let Some(l) = f.label else { continue };
        let g = usize::from(group(l.scheme));
        let current = open.get(g).copied().flatten();
        let last = current.and_then(|r| numbers.get(r)?.last().copied());
        let climbs =
            last.is_some_and(|n| l.number == 0 && n == 0 || l.number > n && l.number - n <= 4);
        let run = match current.filter(|_| climbs) {
            Some(r) => r,
            None => {
                members.push(Vec::new());
                numbers.push(Vec::new());
                members.len() - 1
            }
        };
        if let (Some(slot), Some(m), Some(v)) =
            (open.get_mut(g), members.get_mut(run), numbers.get_mut(run))
        {
            *slot = Some(run);
            if let Some(o) = of.get_mut(i) {
                *o = Some((run, m.len()));
            }
            m.push(i);
            v.push(l.number);
        }
    }
    let runs = members
        .iter()
        .zip(&numbers)
        .map(|(m, v)| tell(m, v, facts))
        .collect();
    Series {
        of,
        runs,
        members,
        numbers,
    }
}

fn tell(members: &[usize], numbers: &[u32], facts: &[Fact<'_>]) -> Told {
    let n = members.len();
    let part = |p: &dyn Fn(&Fact<'_>) -> bool| {
        let hits = members.iter().filter(|i| facts.get(**i).is_some_and(p));
        share(hits.count(), n)
    };
    let mut gaps: Vec<usize> = members
        .iter()
        .zip(members.iter().skip(1))
        .map(|(a, b)| b - a)
        .collect();
    gaps.sort_unstable();
    let steps = numbers
        .iter()
        .zip(numbers.iter().skip(1))
        .filter(|(a, b)| **b == **a + 1)
        .count();
    Told {
        len: n as u32,
        from_one: numbers.first().is_some_and(|n| *n <= 1),
        more: part(&|f| f.more),
        short: part(&|f| f.chars <= 30),
        finished: part(&|f| f.finished),
        distance: gaps.get(gaps.len() / 2).map_or(0, |g| *g as u32),
        steps: share(steps, gaps.len()),
    }
}

impl Series {
    /// The run that a line's label belongs to, from 1 on; 0 where it has none or stands alone.
    pub(super) fn run(&self, i: usize) -> u32 {
        let run = self.of.get(i).copied().flatten().map(|(run, _)| run);
        let shared = |r: &usize| self.runs.get(*r).is_some_and(|t| t.len > 1);
        run.filter(shared).map_or(0, |r| r as u32 + 1)
    }

    pub(super) fn features(&self, i: usize, f: &Fact<'_>, sink: &mut Sink) {
        let Some((run, place)) = self.of.get(i).copied().flatten() else {
            return;
        };
        let (Some(t), Some(m), Some(v)) = (
            self.runs.get(run),
            self.members.get(run),
            self.numbers.get(run),
        ) else {
            return;
        };
        let fam = f.family as u32;
        let run = Template::FamilyRun;
        let len = range(t.len, &[1, 2, 3, 5, 10, 30]);
        let gap = range(t.distance, &[0, 1, 2, 4, 10, 30]);
        let more = range(t.more, &[0, 300, 700, 999]);
        let short = range(t.short, &[0, 300, 700, 999]);
        let done = range(t.finished, &[0, 300, 700, 999]);
        sink.own(run, &[0, fam, len]);
        sink.own(run, &[1, fam, gap]);
        sink.own(run, &[2, fam, more]);
        sink.own(run, &[3, fam, short]);
        sink.own(run, &[4, fam, done]);
        sink.own(run, &[5, len, u32::from(t.from_one), gap, more]);
        sink.own(run, &[6, fam, gap, more, short]);
        sink.own(run, &[7, gap, more, done]);
        sink.own(
            run,
            &[8, fam, u32::from(t.from_one), range(t.steps, &[300, 800])],
        );
        let value = v.get(place).copied().unwrap_or(0);
        let before = place
            .checked_sub(1)
            .and_then(|k| Some((*m.get(k)?, *v.get(k)?)));
        let after = m.get(place + 1).copied().zip(v.get(place + 1).copied());
        let step = |a: u32, b: u32| if b == a + 1 { 1 } else { 2 };
        sink.own(run, &[9, fam, before.map_or(0, |(_, n)| step(n, value))]);
        sink.own(run, &[10, fam, after.map_or(0, |(_, n)| step(value, n))]);
        let near = |d: usize| range(d as u32, &[1, 2, 3, 6, 15]);
        sink.own(run, &[11, fam, before.map_or(9, |(k, _)| near(i - k))]);
        sink.own(run, &[12, fam, after.map_or(9, |(k, _)| near(k - i))]);
        sink.own(run, &[13, fam, value.min(3)]);
        sink.shared(run, &[14, fam, u32::from(t.len > 1), more]);
    }
}
