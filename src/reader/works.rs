//! Which heads are works, parts of a book, or the title of the whole: what each is depends on the others.

use super::closings;
use super::feature::Template;
use super::lines::{Kind, Markup, Unit};
use super::loose;
use crate::tree::Scheme;
use std::collections::HashMap;

/// Settles it.
pub(super) fn settle(units: &mut [Unit], source: &str) {
    volumes(units);
    opening(units);
    between(units, source);
    alike(units, source);
}

/// Parts without a single work in them are the works; so are chapters where nothing else is one.
fn volumes(units: &mut [Unit]) {
    if units.iter().any(|u| u.kind == Kind::Piece) {
        return;
    }
    let chapter = |u: &Unit| {
        u.kind == Kind::Heading
            && u.run_in.is_none()
            && u.candidate.is_some_and(|c| c.scheme == Scheme::Chapter)
    };
    let parts = units.iter().any(|u| u.kind == Kind::Volume);
    let chapters = units.iter().filter(|u| chapter(u)).count() > 1;
    let is_work = |u: &Unit| match chapters {
        true => chapter(u),
        false => parts && u.kind == Kind::Volume,
    };
    for u in units.iter_mut().filter(|u| !u.fixed && is_work(u)) {
        (u.kind, u.role) = (Kind::Piece, "");
    }
}

/// A head without number that opens the text, with no text of its own or alone of its kind, is the title of the whole.
fn opening(units: &mut [Unit]) {
    if units.iter().any(|u| u.kind == Kind::Title) {
        return;
    }
    let pieces = units.iter().filter(|u| u.kind == Kind::Piece).count();
    let listed = |u: &Unit| u.kind == Kind::Boilerplate && u.role == "toc";
    let Some(first) = units.iter().position(|u| u.kind != Kind::Boilerplate) else {
        return;
    };
    let mut below = units.get(first + 1..).unwrap_or_default().iter();
    let empty = below
        .find(|u| u.kind != Kind::Boilerplate || listed(u))
        .is_some_and(|u| listed(u) || matches!(u.kind, Kind::Piece | Kind::Volume | Kind::Preface));
    if let Some(u) = units.get_mut(first)
        && u.kind == Kind::Piece
        && u.candidate.is_none()
        && !u.fixed
        && (pieces == 1 || empty)
    {
        (u.kind, u.role) = (Kind::Title, "");
    }
}

/// 第二章　… between 第一章 and 第三章 is a chapter, however long its title: its label stands apart, and the count goes on.
fn between(units: &mut [Unit], source: &str) {
    let apart = |u: &Unit| {
        let c = u.candidate.filter(|c| c.scheme == Scheme::Chapter)?;
        let s = u.text(source);
        let unit = s.get(..c.len)?.chars().next_back()?;
        let rest = s.get(c.len..)?;
        let apart =
            rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || "：:、".contains(c));
        apart.then_some((unit, c.number))
    };
    let heads: Vec<(usize, char, u32, bool)> = units
        .iter()
        .enumerate()
        .filter(|(_, u)| u.first && u.kind != Kind::Boilerplate)
        .filter_map(|(i, u)| apart(u).map(|(m, n)| (i, m, n, u.kind == Kind::Piece)))
        .collect();
    let missed: Vec<usize> = heads
        .windows(3)
        .filter(|w| {
            let [a, b, c] = w else { return false };
            a.3 && !b.3 && c.3 && (a.1, b.1) == (b.1, c.1) && b.2 == a.2 + 1 && c.2 == b.2 + 1
        })
        .filter_map(|w| w.get(1).map(|b| b.0))
        .collect();
    for i in missed {
        if let Some(u) = units.get_mut(i).filter(|u| !u.fixed) {
            (u.kind, u.role) = (Kind::Piece, "");
            (u.why, u.also) = (Template::FamilyRun.words(), "");
        }
    }
}

/// So many heads of one form in a hundred are works before the rest are, too.
const ALIKE: usize = 80;

/// Fewer works tell nothing of their form.
const ALIKE_MIN: usize = 4;

/// Titles without number that look alike are alike: where most of one form head works, so do the others.
fn alike(units: &mut [Unit], source: &str) {
    let form = |u: &Unit| {
        let bare = u.candidate.is_none()
            && u.run_in.is_none()
            && matches!(u.markup, Markup::None)
            && loose::label(u.text(source)).is_none()
            && (u.kind == Kind::Piece || u.kind == Kind::Heading && u.role.is_empty());
        bare.then_some((u.indent, u.gap.min(2)))
    };
    let mut forms: HashMap<(u32, u32), (usize, usize)> = HashMap::new();
    for u in units.iter() {
        if let Some(f) = form(u) {
            let (works, all) = forms.entry(f).or_default();
            *works += usize::from(u.kind == Kind::Piece);
            *all += 1;
        }
    }
    // A date of its own above a head ends a work.
    let mut ended = false;
    for u in units.iter_mut().filter(|u| u.kind != Kind::Boilerplate) {
        let told = form(u).and_then(|f| forms.get(&f));
        let most = told.is_some_and(|(n, all)| *n >= ALIKE_MIN && n * 100 >= all * ALIKE);
        let some = told.is_some_and(|(n, _)| *n > 1);
        if u.kind == Kind::Heading && !u.fixed && (most || some && ended) {
            (u.kind, u.role) = (Kind::Piece, "");
        }
        ended = matches!(u.kind, Kind::Para | Kind::Closing) && closings::dates(u.text(source));
    }
}
