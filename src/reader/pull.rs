//! What the user says of one line holds for its like: the others of its series, those numbered on the same stem, and
//! lines that say the very same.

use super::label::Candidate;
use super::label::group;
use super::lines::{Kind, Unit};
use super::{loose, stems};
use std::collections::HashMap;

/// Why a line that was pulled along is what it is.
pub(super) const WHY: &str = "a like line was corrected";

/// Lines this long repeat by no chance, in characters; shorter ones are pulled only where they are chatter or heads.
const SAME_MIN: u32 = 2;

/// For each unit the kind that a corrected line like it has, if there is one.
pub(super) fn along(units: &[Unit], source: &str) -> Vec<Option<Kind>> {
    let mut out = vec![None; units.len()];
    if !units.iter().any(|u| u.fixed) {
        return out;
    }
    let label = |u: &Unit| u.candidate.or_else(|| loose::label(u.text(source)));
    let mut same: HashMap<&str, Kind> = HashMap::new();
    let mut stems: HashMap<String, Kind> = HashMap::new();
    for (i, u) in units.iter().enumerate().filter(|(_, u)| u.fixed) {
        if u.chars >= SAME_MIN && !matches!(u.kind, Kind::Continuation | Kind::Title) {
            same.insert(u.text(source), u.kind);
        }
        if let (Kind::Piece | Kind::Heading | Kind::Boilerplate, Some((stem, _))) =
            (u.kind, stems::stem(u.text(source)))
        {
            stems.insert(stem, u.kind);
        }
        if let (Kind::Heading | Kind::Item | Kind::Piece | Kind::Para, Some(c)) = (u.kind, label(u))
            && c.number > 0
        {
            series(units, i, c, u.kind, &label, &mut out);
        }
    }
    for (u, o) in units.iter().zip(&mut out) {
        let s = u.text(source);
        let stem = || stems::stem(s).and_then(|(stem, _)| stems.get(&stem).copied());
        *o = o
            .or_else(|| same.get(s).copied())
            .or_else(stem)
            .filter(|_| !u.fixed && u.first);
    }
    out
}

/// The members of the series that line `at` belongs to, onward and back to where its numbers begin anew.
fn series(
    units: &[Unit],
    at: usize,
    c: Candidate,
    kind: Kind,
    label: &dyn Fn(&Unit) -> Option<Candidate>,
    out: &mut [Option<Kind>],
) {
    let mut walk = |order: &mut dyn Iterator<Item = usize>, up: bool| {
        let mut last = c.number;
        for i in order {
            let Some(u) = units.get(i) else { return };
            let Some(k) = label(u).filter(|k| group(k.scheme) == group(c.scheme)) else {
                continue;
            };
            let next = if up { last + 1 } else { last.wrapping_sub(1) };
            if k.number != next || u.fixed && u.kind != kind {
                return;
            }
            last = k.number;
            if let Some(o) = out.get_mut(i) {
                *o = Some(kind);
            }
        }
    };
    walk(&mut (at + 1..units.len()), true);
    walk(&mut (0..at).rev(), false);
}
