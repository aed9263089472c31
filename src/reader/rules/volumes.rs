//! Volumes: 第一卷, 上编, 卷一, headings above the pieces.

use super::pieces::{chapter_label, is, numbered};
use super::titles::title_like;
use crate::reader::label::chinese;
use crate::reader::lines::{Kind, Unit, ends_sentence, is_han};
use crate::tree::Scheme;

/// Parts of a book that are told by 上, 中, 下.
const PARTS_OF_A_BOOK: &[&str] = &[
    "卷上", "卷中", "卷下", "上卷", "中卷", "下卷", "上部", "中部", "下部", "上编", "中编", "下编",
    "上編", "中編", "下編", "上篇", "中篇", "下篇", "上辑", "中辑", "下辑", "上輯", "中輯", "下輯",
    "上册", "中册", "下册", "上冊", "中冊", "下冊",
];

/// Marks volumes: two of them, or one above chapters.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    let word = |s: &str| {
        let s = s.trim_matches(['【', '】', '《', '》']);
        let two: String = s.chars().take(2).collect();
        let short = s.chars().count() <= 16;
        let next = s.chars().nth(2).is_none_or(char::is_whitespace);
        short
            && (PARTS_OF_A_BOOK.contains(&two.as_str()) && next
                || s.strip_prefix(['卷', '辑', '輯']).is_some_and(|r| {
                    chinese(r).is_some_and(|(_, n)| {
                        r.get(n..).is_some_and(|t| {
                            t.is_empty()
                                || t.starts_with(char::is_whitespace)
                                || t.starts_with(['：', ':'])
                        })
                    })
                }))
    };
    let hits: Vec<usize> = (0..units.len())
        .filter(|&i| {
            units.get(i).is_some_and(|u| {
                u.kind == Kind::Para
                    && u.chars <= 30
                    && title_like(u, source)
                    && (is(u, Scheme::Volume) || word(u.text(source)))
                    && chapter_label(u, source).is_none()
            })
        })
        .collect();
    let chapters = || units.iter().filter(|u| is(u, Scheme::Chapter)).count();
    let alone = hits.len() == 1 && chapters() < 2;
    if hits.is_empty() || alone && !opens_numbered(units, &hits, source) {
        return;
    }
    for i in hits {
        if let Some(u) = units.get_mut(i) {
            u.set(Kind::Volume, "part", "volume label in a series", 0.95);
            u.level = 1;
            u.label = u.candidate.filter(|c| c.scheme == Scheme::Volume);
        }
    }
}

/// Does the first numbered line stand right below a volume?
pub(super) fn opens_numbered(units: &[Unit], volumes: &[usize], source: &str) -> bool {
    let first = numbered(units, source).first().copied();
    first.is_some_and(|i| volumes.iter().any(|v| v + 1 == i))
}

/// Looks for titles in each volume by itself: one may hold poems and the next essays. Where fewer than two
/// volumes have them nothing is marked.
pub(super) fn each(units: &mut [Unit], source: &str) {
    let heads: Vec<usize> = (0..units.len())
        .filter(|&i| units.get(i).is_some_and(|u| u.kind == Kind::Volume))
        .collect();
    let mut found = Vec::new();
    for (n, head) in heads.iter().enumerate() {
        let end = heads.get(n + 1).copied().unwrap_or(units.len());
        let mut own: Vec<Unit> = units.get(*head..end).unwrap_or_default().to_vec();
        super::titles::bare(&mut own, source);
        if own.iter().any(|u| u.kind == Kind::Piece) {
            found.push((*head, own));
        }
    }
    if found.len() < 2 {
        return;
    }
    for (from, own) in found {
        for (slot, unit) in units.iter_mut().skip(from).zip(own) {
            *slot = unit;
        }
    }
}

/// The longest line that heads a part, in characters.
const PART_MAX: u32 = 24;

/// 第一部分 散文, 德行第一: parts of a book where pieces stand in them, else parts of one paper, which are left to the
/// series.
pub(super) fn parts(units: &mut [Unit], source: &str) {
    for number in [of_part, at_the_end] {
        let hits: Vec<(usize, u32)> = units
            .iter()
            .enumerate()
            .filter(|(_, u)| u.kind == Kind::Para && u.chars <= PART_MAX && title_like(u, source))
            .filter_map(|(i, u)| Some((i, number(u, u.text(source))?)))
            .collect();
        if hits.len() >= 2 && hits.iter().zip(1..).all(|((_, n), k)| *n == k) {
            let hits: Vec<usize> = hits.into_iter().map(|h| h.0).collect();
            hold_pieces(units, &hits, source);
        }
    }
}

/// The number of 第一部分 散文.
fn of_part(u: &Unit, s: &str) -> Option<u32> {
    let c = u.candidate.filter(|c| c.scheme == Scheme::Chapter)?;
    let (label, rest) = s.split_at_checked(c.len)?;
    let parted = rest
        .chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || "：:·—".contains(c));
    (label.ends_with("部分") && parted && !ends_sentence(s)).then_some(c.number)
}

/// The number of 德行第一, as old books count their parts.
fn at_the_end(u: &Unit, s: &str) -> Option<u32> {
    let (name, number) = s.rsplit_once('第')?;
    let (n, len) = chinese(number)?;
    let named = (1..=6).contains(&name.chars().count()) && name.chars().all(is_han);
    (named && len == number.len() && u.candidate.is_none()).then_some(n)
}

/// Takes the lines at `hits` for volumes where pieces stand in them.
fn hold_pieces(units: &mut [Unit], hits: &[usize], source: &str) {
    let mut tried = units.to_vec();
    for &i in hits {
        if let Some(u) = tried.get_mut(i) {
            u.set(Kind::Volume, "part", "a part with pieces in it", 0.9);
            (u.level, u.label) = (1, u.candidate);
        }
    }
    let pieces = |units: &[Unit]| {
        let places =
            (0..units.len()).filter(|&i| units.get(i).is_some_and(|u| u.kind == Kind::Piece));
        places.collect::<Vec<usize>>()
    };
    let known = pieces(units);
    if known.is_empty() {
        each(&mut tried, source);
        if !pieces(&tried).is_empty() {
            units.clone_from_slice(&tried);
        }
        return;
    }
    // Every part begins with a piece or holds one.
    let ends = hits.iter().skip(1).copied().chain([units.len()]);
    let holds = |(from, to): (&usize, usize)| known.iter().any(|p| *from < *p && *p < to);
    let first = known.first() > hits.first();
    if first && hits.iter().zip(ends).all(holds) {
        units.clone_from_slice(&tried);
    }
}

/// 卷一 with text right below it, where no volume holds a piece: the volumes are the pieces.
pub(super) fn without_pieces(units: &mut [Unit]) {
    let mut holds = false;
    for u in units.iter().rev() {
        match u.kind {
            Kind::Piece => holds = true,
            Kind::Volume if holds => return,
            _ => {}
        }
    }
    for u in units.iter_mut().filter(|u| u.kind == Kind::Volume) {
        u.set(
            Kind::Piece,
            "",
            "a volume label with text right below it",
            0.9,
        );
        u.level = 0;
        u.label = None;
    }
}
