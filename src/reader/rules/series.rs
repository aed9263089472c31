//! Which candidates are structure? A label counts as part of a series, decided piece by piece.
//!
//! Within a piece each family's candidates are gathered into runs; a run stands on its neighbours in number
//! and place. Headings nest by the order in which their families open, items belong to what they stand in.

use super::company::{is_loose, loose_numeral, stands};
use crate::reader::label::{Candidate, group};
use crate::reader::lines::{Kind, Unit, ends_sentence, first_sentence};
use crate::tree::Scheme;
use std::collections::{HashMap, HashSet};

/// A heading sentence is at most so long, in characters.
pub(super) const HEADING_MAX: usize = 48;
/// A lead sentence is at most so long, in characters.
const LEAD_MAX: usize = 30;

/// Solves the labels of all pieces.
pub(super) fn solve(units: &mut [Unit], source: &str) {
    let mut start = 0;
    let mut carried = Carried::default();
    let cuts: Vec<usize> = units
        .iter()
        .enumerate()
        .filter(|(_, u)| matches!(u.kind, Kind::Piece | Kind::Volume))
        .map(|(i, _)| i)
        .chain([units.len()])
        .collect();
    for end in cuts {
        if end > start {
            piece(units, source, start, end, &mut carried);
        }
        start = end + 1;
    }
    leads(units, source);
}

/// The usual order of families from the outside in; only families that can head are ranked.
const fn rank(s: Scheme) -> u8 {
    match s {
        Scheme::Volume => 0,
        Scheme::Chapter => 1,
        Scheme::CnBare | Scheme::Article => 2,
        Scheme::CnComma | Scheme::OrdinalDian => 3,
        Scheme::CnParen | Scheme::CnParenComma => 4,
        _ => 5,
    }
}

/// Numbers of notes and articles go on from piece to piece: the last of each family so far.
#[derive(Default)]
struct Carried(Vec<(Scheme, u32)>);

impl Carried {
    fn expects(&self, c: Candidate) -> bool {
        self.0.contains(&(c.scheme, c.number.wrapping_sub(1)))
    }

    fn note(&mut self, c: Candidate) {
        if matches!(
            c.scheme,
            Scheme::Circled | Scheme::Bracket | Scheme::Article
        ) {
            self.0.retain(|(s, _)| *s != c.scheme);
            self.0.push((c.scheme, c.number));
        }
    }
}

fn piece(units: &mut [Unit], source: &str, start: usize, end: usize, carried: &mut Carried) {
    let list: Vec<(usize, Candidate)> = (start..end)
        .filter_map(|i| {
            let u = units.get(i)?;
            let open = u.kind == Kind::Para && u.role.is_empty() && !u.fixed;
            let told = u.fixed && matches!(u.kind, Kind::Heading | Kind::Item);
            (open || told).then_some(())?;
            let c = u.candidate.or_else(|| loose_numeral(u, source))?;
            Some((i, c))
        })
        .collect();
    // 一，… 二，… stand far apart, with many other labels between them.
    let loose: HashSet<u32> = list
        .iter()
        .filter(|&&x| is_loose(x, units))
        .map(|(_, c)| c.number)
        .collect();
    let accepted: Vec<(usize, Candidate)> = list
        .iter()
        .enumerate()
        .filter(|&(n, &(i, c))| {
            let told = units.get(i).is_some_and(|u| u.fixed);
            told || carried.expects(c) || stands(&list, n, units, source, &loose)
        })
        .map(|(_, &x)| x)
        .collect();
    for (_, c) in &accepted {
        carried.note(*c);
    }
    let (runs, of) = runs(&accepted, units, source, end);
    for (&(i, c), run) in accepted.iter().zip(of) {
        let Some(run) = runs.get(run) else { continue };
        let role = told(run, (i, c), units, source)
            .unwrap_or_else(|| decide(run, (i, c), units, source, end));
        let Some(u) = units.get_mut(i) else { continue };
        u.label = Some(c);
        if u.fixed {
            // The user says what the line is; where its heading ends is told as of any other.
            if let (Kind::Heading, Role::Heading { run_in, .. }) = (u.kind, &role) {
                u.run_in = *run_in;
            }
            continue;
        }
        match role {
            Role::Heading { run_in, sure } => {
                u.set(Kind::Heading, "", "label in a series, title-like", sure);
                u.run_in = run_in;
            }
            Role::Item => u.set(Kind::Item, "", "label in a series, text on the line", 0.96),
        }
    }
    levels(units, source, start, end);
}

enum Role {
    Heading { run_in: Option<usize>, sure: f32 },
    Item,
}

/// Where a title-like first sentence ends: bytes into `words`, or `None` where there is none.
pub(super) fn title_end(words: &str) -> Option<usize> {
    let end = first_sentence(words).unwrap_or(words.len());
    let title = words.get(..end)?;
    (title.chars().count() <= HEADING_MAX && title.chars().count() >= 2).then_some(end)
}

/// Members of one family whose numbers climb, up to a restart, with what holds for all of them.
#[derive(Default)]
struct Run {
    members: Vec<(usize, Candidate)>,
    /// Clauses in a row: a list.
    listed: bool,
    /// So many stand alone on a line that governs paragraphs.
    heads: usize,
    /// What the user said of a member.
    told: Option<Kind>,
}

/// The runs of a piece, and for each candidate the one that it belongs to.
fn runs(
    list: &[(usize, Candidate)],
    units: &[Unit],
    source: &str,
    end: usize,
) -> (Vec<Run>, Vec<usize>) {
    let mut runs: Vec<Run> = Vec::new();
    let mut of = Vec::with_capacity(list.len());
    // The open run of each group of families.
    let mut open = [usize::MAX; 32];
    for &(i, c) in list {
        let g = usize::from(group(c.scheme));
        let at = open.get(g).copied().unwrap_or(usize::MAX);
        let climbs = runs
            .get(at)
            .and_then(|r| r.members.last())
            .is_some_and(|(_, last)| last.number < c.number);
        let at = if climbs { at } else { runs.len() };
        if !climbs {
            runs.push(Run::default());
        }
        if let (Some(slot), Some(run)) = (open.get_mut(g), runs.get_mut(at)) {
            *slot = at;
            run.members.push((i, c));
        }
        of.push(at);
    }
    for run in &mut runs {
        let members = &run.members;
        run.listed = listed(members, units, source, end);
        run.heads = members
            .iter()
            .filter(|(k, c)| governs(*k, c.len, units, source, end))
            .count();
        run.told = members
            .iter()
            .filter_map(|(k, _)| units.get(*k))
            .find(|u| u.fixed)
            .map(|u| u.kind);
    }
    (runs, of)
}

/// What the user said of one member of the run holds for the others.
fn told(run: &Run, (i, c): (usize, Candidate), units: &[Unit], source: &str) -> Option<Role> {
    if run.told? == Kind::Item {
        return Some(Role::Item);
    }
    let words = units.get(i)?.text(source).get(c.len..)?;
    let end = title_end(words).filter(|e| *e < words.len());
    Some(Role::Heading {
        run_in: end.map(|e| c.len + e),
        sure: 0.97,
    })
}

fn decide(run: &Run, (i, c): (usize, Candidate), units: &[Unit], source: &str, end: usize) -> Role {
    let words = units
        .get(i)
        .map(|u| u.text(source).get(c.len..).unwrap_or_default())
        .unwrap_or_default();
    let full = words.len();
    match c.scheme {
        Scheme::CnBare => Role::Heading {
            run_in: None,
            sure: 0.9,
        },
        Scheme::Article => {
            if words.trim().chars().count() <= 12 && !ends_sentence(words) {
                Role::Heading {
                    run_in: None,
                    sure: 0.9,
                }
            } else {
                Role::Item
            }
        }
        Scheme::Chapter => Role::Heading {
            run_in: None,
            sure: 0.95,
        },
        Scheme::CnComma | Scheme::CnParen | Scheme::CnParenComma | Scheme::OrdinalDian => {
            if words.ends_with(['；', ';']) || run.listed {
                return Role::Item;
            }
            if words.trim().is_empty() {
                return Role::Heading {
                    run_in: None,
                    sure: 0.9,
                };
            }
            match title_end(words) {
                Some(e) if e < full => Role::Heading {
                    run_in: Some(c.len + e),
                    sure: 0.96,
                },
                Some(_) => Role::Heading {
                    run_in: None,
                    sure: 0.98,
                },
                None => Role::Item,
            }
        }
        Scheme::Dash | Scheme::Bullet | Scheme::Circled | Scheme::Bracket => Role::Item,
        _ => {
            // A short line that governs the paragraphs after it, as most of its run do.
            if run.heads * 2 > run.members.len()
                && governs(i, c.len, units, source, end)
                && (run.members.len() >= 2 || c.number == 1)
            {
                Role::Heading {
                    run_in: None,
                    sure: 0.85,
                }
            } else {
                Role::Item
            }
        }
    }
}

/// One sentence on the line, and a paragraph (no sibling) below.
fn governs(i: usize, label: usize, units: &[Unit], source: &str, end: usize) -> bool {
    let Some(u) = units.get(i) else { return false };
    let words = u.text(source).get(label..).unwrap_or_default();
    let alone = first_sentence(words).is_none_or(|e| e >= words.len());
    let next = units
        .get(i + 1..end)
        .unwrap_or_default()
        .iter()
        .find(|v| !matches!(v.kind, Kind::Boilerplate));
    let below = next.is_some_and(|v| {
        matches!(v.kind, Kind::Para | Kind::Item)
            && v.candidate.is_none_or(|k| {
                Some(group(k.scheme)) != u.candidate.map(|c| group(c.scheme)) && k.number <= 1
            })
    });
    alone && u.chars <= 42 && below && !words.ends_with(['；', ';'])
}

/// Short clauses, one after the other, with nothing between them: a list, no headings.
fn listed(run: &[(usize, Candidate)], units: &[Unit], source: &str, end: usize) -> bool {
    if run.len() < 2 {
        return false;
    }
    let text = |i: usize| units.get(i).map(|u| u.text(source)).unwrap_or_default();
    let semicolons = run
        .iter()
        .filter(|(i, _)| text(*i).ends_with(['；', ';']))
        .count();
    if semicolons * 2 >= run.len() {
        return true;
    }
    let bodies = run.iter().any(|(i, c)| {
        text(*i)
            .get(c.len..)
            .and_then(first_sentence)
            .is_some_and(|e| e + c.len < text(*i).len())
    });
    let touching = run.windows(2).all(|w| w[1].0 == w[0].0 + 1);
    let last_alone = run.last().is_some_and(|(i, _)| {
        units
            .get(i + 1..end)
            .unwrap_or_default()
            .iter()
            .all(|u| u.kind == Kind::Boilerplate)
    });
    touching
        && !bodies
        && run.len() >= 3
        && (last_alone || run.iter().all(|(i, _)| text(*i).ends_with('。')))
}

/// Heading levels by nesting: a family opens below those that are open, standard families keep their order.
fn levels(units: &mut [Unit], source: &str, start: usize, end: usize) {
    let mut open: Vec<Scheme> = Vec::new();
    let mut told: Vec<(u8, u8)> = Vec::new();
    let mut nested = false;
    let mut rubrics: HashMap<&str, usize> = HashMap::new();
    for u in units.get(start..end).unwrap_or_default() {
        if u.role == "rubric" {
            *rubrics.entry(u.text(source)).or_default() += 1;
        }
    }
    // 2.1 stands below 2; where only decimals head, the least deep of them are the first rank.
    let dots = |u: &Unit| {
        let c = u.label.filter(|c| c.scheme == Scheme::CnBare)?;
        Some(
            u.text(source)
                .get(..c.len)?
                .trim_end_matches('.')
                .matches('.')
                .count(),
        )
    };
    let range = units.get(start..end).unwrap_or_default();
    let least = range.iter().filter_map(dots).min().unwrap_or(0);
    for u in units.get_mut(start..end).unwrap_or_default() {
        // A rubric that comes again inside the piece belongs to the heading above it, as does one beside it.
        if u.role == "rubric" {
            nested |= rubrics.get(u.text(source)).copied().unwrap_or(0) > 1;
            let numbered = open.last() == Some(&Scheme::CnBare) && u.text(source).starts_with('【');
            let depth = if nested || numbered { open.len() } else { 0 };
            u.level = u8::try_from(depth + 2).unwrap_or(u8::MAX);
        }
        let (Kind::Heading, Some(c), true) = (u.kind, u.label, u.markup.is_empty()) else {
            continue;
        };
        nested = false;
        let same = |s: &Scheme| group(*s) == group(c.scheme);
        if let Some(k) = open.iter().position(same) {
            open.truncate(k + 1);
        } else {
            while open.last().is_some_and(|s| rank(*s) > rank(c.scheme)) {
                open.pop();
            }
            open.push(c.scheme);
        }
        // The level that the user gave is kept, and the run goes on at it.
        if u.fixed && u.level > 1 {
            told.retain(|(g, _)| *g != group(c.scheme));
            told.push((group(c.scheme), u.level));
        } else if let Some((_, level)) = told.iter().find(|(g, _)| *g == group(c.scheme)) {
            u.level = *level;
        } else {
            let below = dots(u).unwrap_or(least) - least;
            u.level = u8::try_from(open.len() + 1 + below).unwrap_or(u8::MAX);
        }
    }
}

/// Title-like first sentences of items and of paragraphs after a label.
fn leads(units: &mut [Unit], source: &str) {
    for u in units.iter_mut() {
        let (Kind::Item, Some(c)) = (u.kind, u.label) else {
            continue;
        };
        let words = u.text(source).get(c.len..).unwrap_or_default();
        if let Some(e) = first_sentence(words)
            && e < words.len()
            && words
                .get(..e)
                .is_some_and(|t| t.chars().count() <= LEAD_MAX)
        {
            u.lead = Some(c.len + e);
        }
    }
}

#[cfg(test)]
#[path = "series_tests.rs"]
mod tests;
