//! Volumes and pieces that a label tells: 第N卷, 第N章, 篇一, 【…】, 附件, Markdown's `#`. Unlabelled ones are found in
//! [`titles`](super::titles) once it is clear that no label tells them.

use super::titles::{self, bare_shape, title_like};
use super::{beneath, volumes};
use super::{diary, rubrics};
use crate::reader::label::{Candidate, candidate, chinese};
use crate::reader::lines::{Kind, Markup, Unit, ends_sentence};
use crate::reader::paper;
use crate::reader::stems::{LOOSE_HEADS, stem};
use crate::tree::Scheme;
use std::collections::HashMap;

/// Heads that number no chapter and yet are one: matched at the start of a short line.
const UNNUMBERED: &[&str] = &[
    "楔子",
    "序章",
    "序幕",
    "引子",
    "尾声",
    "尾聲",
    "后记",
    "後記",
    "跋",
    "番外",
    "终章",
    "終章",
    "尾章",
    "大结局",
    "完本感言",
    "完结感言",
];

/// Words that stand before a chapter's label on its line.
const BEFORE_LABEL: &[&str] = &["正文", "VIP章节", "免费章节", "公众章节"];

/// Marks title, volumes and pieces.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    let articles = units.iter().filter(|u| is(u, Scheme::Article)).count();
    markdown(units);
    rubrics::mark(units, source);
    volumes::mark(units, source);
    if articles < 3 {
        chapters(units, source);
    }
    suffixed(units, source);
    bracketed(units, source);
    attachments(units, source);
    unnumbered(units, source);
    diary::mark(units, source);
    volumes::parts(units, source);
    let labelled = |u: &Unit| u.kind == Kind::Piece && u.role != "attachment_title";
    if !units.iter().any(labelled) {
        titles::bare(units, source);
    }
    if !units.iter().any(labelled) {
        volumes::each(units, source);
    }
    titles::whole(units, source);
    volumes::without_pieces(units);
    beneath::mark(units, source);
    preface(units, source);
    let mut n = 0;
    for u in units.iter_mut().filter(|u| u.kind == Kind::Piece) {
        n += 1;
        u.ordinal = n;
    }
}

pub(super) fn is(u: &Unit, scheme: Scheme) -> bool {
    u.kind == Kind::Para && u.candidate.is_some_and(|c| c.scheme == scheme)
}

/// `#`: one is the title of the whole, several are pieces; deeper marks are headings below.
fn markdown(units: &mut [Unit]) {
    let depth = |u: &Unit| match u.markup {
        Markup::Heading { depth, .. } if u.kind != Kind::Boilerplate => Some(depth),
        _ => None,
    };
    let mut used: Vec<u8> = units.iter().filter_map(depth).collect();
    used.sort_unstable();
    let Some(&top) = used.first() else { return };
    let tops = used.iter().filter(|d| **d == top).count();
    used.dedup();
    let first = units.iter().position(|u| u.kind != Kind::Boilerplate);
    let ranks = |i: usize| units.get(i).and_then(depth) == Some(top);
    let next = first.and_then(|i| {
        let behind = units.iter().enumerate().skip(i + 1);
        let mut words = behind.filter(|(_, u)| u.kind != Kind::Boilerplate);
        words.next().map(|(k, _)| k)
    });
    // A heading over nothing, before others of its rank, is the title of them all.
    let plain = first
        .and_then(|i| units.get(i))
        .is_some_and(|u| u.candidate.is_none());
    let lone = tops > 2 && plain && next.is_some_and(ranks);
    let titled = (tops == 1 || lone) && first.is_some_and(ranks);
    let below = if titled || tops > 1 { top + 1 } else { top };
    for (i, u) in units.iter_mut().enumerate() {
        let Some(d) = depth(u) else { continue };
        if d == top && titled && first == Some(i) {
            u.set(Kind::Title, "", "Markdown's first heading", 0.97);
        } else if d == top && tops > 1 {
            u.set(
                Kind::Piece,
                "",
                "a Markdown heading of the first rank",
                0.95,
            );
        } else {
            u.set(Kind::Heading, "", "a Markdown heading", 0.97);
            u.level = 2 + d.saturating_sub(below);
            u.label = u.candidate.filter(|c| c.number > 0);
        }
        u.candidate = None;
    }
}

/// 楔子, 番外 …: pieces beside numbered ones, or where two of them stand.
fn unnumbered(units: &mut [Unit], source: &str) {
    let fits = |u: &Unit| {
        let s = u.text(source);
        let s = BEFORE_LABEL
            .iter()
            .find_map(|w| s.strip_prefix(w))
            .map_or(s, str::trim_start);
        let rest = UNNUMBERED.iter().find_map(|w| s.strip_prefix(w));
        u.kind == Kind::Para
            && u.chars <= 24
            && title_like(u, source)
            && rest.is_some_and(|r| {
                r.chars().next().is_none_or(|c| {
                    c.is_whitespace()
                        || c.is_ascii_digit()
                        || "：:·（(—-之一二三四五六七八九十".contains(c)
                })
            })
    };
    let hits: Vec<usize> = (0..units.len())
        .filter(|&i| units.get(i).is_some_and(fits))
        .collect();
    let volumes: Vec<usize> = (0..units.len())
        .filter(|&i| units.get(i).is_some_and(|u| u.kind == Kind::Volume))
        .collect();
    let in_volumes = volumes::opens_numbered(units, &volumes, source);
    if hits.is_empty() && !in_volumes {
        return;
    }
    let numbered = numbered(units, source);
    let others = units.iter().any(|u| u.kind == Kind::Piece) || !numbered.is_empty();
    if !others && hits.len() < 2 && !in_volumes {
        return;
    }
    for i in hits.into_iter().chain(numbered) {
        if let Some(u) = units.get_mut(i) {
            u.set(Kind::Piece, "", "a head beside the chapters", 0.9);
            u.label = None;
        }
    }
}

/// `1、外乡人` … `12、归来`: short lines with numbers that climb through the whole text, as novels are cut.
pub(super) fn numbered(units: &[Unit], source: &str) -> Vec<usize> {
    if units.iter().any(|u| u.kind == Kind::Piece) {
        return Vec::new();
    }
    // 一　黛玉 has no mark behind its number: within volumes it may be one too.
    let volumes = units.iter().any(|u| u.kind == Kind::Volume);
    let spaced = |u: &Unit| {
        let c = super::company::loose_numeral(u, source).filter(|_| volumes)?;
        (c.scheme == Scheme::CnBare && c.len < u.text(source).len()).then_some(c)
    };
    let mut found = Vec::new();
    for (i, u) in units.iter().enumerate() {
        let Some(c) = u.candidate.or_else(|| spaced(u)) else {
            continue;
        };
        let family = matches!(
            c.scheme,
            Scheme::ArabicComma | Scheme::ArabicDot | Scheme::CnComma | Scheme::CnBare
        );
        let next = u32::try_from(found.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        if family
            && u.kind == Kind::Para
            && u.chars <= 24
            && c.number == next
            && !ends_sentence(u.text(source))
        {
            found.push(i);
        }
    }
    let apart = found.windows(2).all(|w| w[1] > w[0] + 1);
    if found.len() >= 2 && apart {
        found
    } else {
        Vec::new()
    }
}

/// Where the chapter label of a line stands: at its start, behind 正文, or behind the volume's name.
pub(super) fn chapter_label(u: &Unit, source: &str) -> Option<(usize, Candidate)> {
    let s = u.text(source);
    let chapter = |s: &str| candidate(s).filter(|c| c.scheme == Scheme::Chapter);
    if let Some(c) = u.candidate.filter(|c| c.scheme == Scheme::Chapter) {
        return Some((0, c));
    }
    // 【第1篇】不忘初心
    if let Some(rest) = s.strip_prefix('【')
        && let Some(c) = chapter(rest)
        && rest.get(c.len..).is_some_and(|r| r.starts_with('】'))
    {
        return Some((s.len() - rest.len(), c));
    }
    for word in BEFORE_LABEL {
        if let Some(rest) = s.strip_prefix(word) {
            let rest = rest.trim_start();
            return chapter(rest).map(|c| (s.len() - rest.len(), c));
        }
    }
    let volume = u.candidate.is_some_and(|c| c.scheme == Scheme::Volume) || s.starts_with('卷');
    if volume {
        let at = s.find(" 第").or_else(|| s.find("　第"))?;
        let rest = s.get(at..)?.trim_start();
        return chapter(rest).map(|c| (s.len() - rest.len(), c));
    }
    None
}

fn chapters(units: &mut [Unit], source: &str) {
    let mut by: HashMap<char, Vec<(usize, usize)>> = HashMap::new();
    for (i, u) in units.iter().enumerate() {
        if u.kind != Kind::Para || !title_like(u, source) {
            continue;
        }
        let Some((at, c)) = chapter_label(u, source) else {
            continue;
        };
        let s = u.text(source).get(at..).unwrap_or_default();
        let (label, rest) = s.split_at_checked(c.len).unwrap_or_default();
        let apart = rest.is_empty()
            || rest.starts_with(|c: char| c.is_whitespace() || "：:、.·—【】《（(".contains(c))
            || rest.chars().count() >= 2
                && !rest.starts_with(['的', '，', '是', '里', '中', '我', '他'])
                && !ends_sentence(rest);
        if let (true, Some(m)) = (apart, label.chars().last()) {
            // Chapter 3 has no word behind its number.
            let m = if m.is_numeric() { 'C' } else { m };
            by.entry(m).or_default().push((i, at));
        }
    }
    // 节, 部分 and 题 divide what stands below a piece; only 节 takes its place where nothing else does.
    let mut sections: Vec<(usize, usize)> = ['节', '節']
        .iter()
        .filter_map(|m| by.remove(m))
        .flatten()
        .collect();
    for m in ['分', '题', '題'] {
        by.remove(&m);
    }
    let opens = |v: &Vec<(usize, usize)>| {
        v.first()
            .and_then(|&(i, _)| chapter_label(units.get(i)?, source))
            .is_some_and(|(_, c)| c.number == 1)
    };
    let whole: Vec<(usize, usize)> = by
        .into_values()
        .filter(|v| v.len() >= 2 || opens(v))
        .flatten()
        .collect();
    if !whole.is_empty() {
        sections.clear();
    }
    for (i, at) in whole.into_iter().chain(sections) {
        if let Some(u) = units.get_mut(i) {
            u.set(Kind::Piece, "", "chapter label in a series", 0.97);
            u.label = u
                .candidate
                .filter(|c| at == 0 && c.scheme == Scheme::Chapter);
        }
    }
}

/// The longest line that a loose one heads, in characters.
const LOOSE_MAX: u32 = 40;
fn suffixed(units: &mut [Unit], source: &str) {
    let mut by: HashMap<String, Vec<(usize, u32)>> = HashMap::new();
    for (i, u) in units.iter().enumerate() {
        if u.kind == Kind::Para
            && u.chars <= 60
            && !u.text(source).ends_with(['。', '，', '；'])
            && let Some((s, n)) = stem(u.text(source))
        {
            by.entry(s).or_default().push((i, n));
        }
    }
    let climbs = |v: &Vec<(usize, u32)>| {
        v.len() >= 2 && v.windows(2).filter(|w| w[1].1 == w[0].1 + 1).count() * 2 >= v.len() - 1
    };
    // Lines that touch list the titles, they do not head anything.
    let heads = |v: &Vec<(usize, u32)>| v.windows(2).any(|w| w[1].0 > w[0].0 + 1);
    let whole = |stem: &str, v: &Vec<(usize, u32)>| {
        let first = v.first().map_or(0, |f| f.0);
        let above = units.get(..first).unwrap_or_default();
        let numbered = |u: &Unit| u.kind == Kind::Para && u.candidate.is_some();
        let parted = |u: &Unit| u.blank_before && u.chars <= LOOSE_MAX;
        !LOOSE_HEADS.contains(&stem)
            || v.first().is_some_and(|f| f.1 == 1)
                && !above.iter().any(numbered)
                && v.iter().all(|(i, _)| units.get(*i).is_some_and(parted))
    };
    let hits: Vec<usize> = by
        .iter()
        .filter(|(stem, v)| climbs(v) && heads(v) && whole(stem, v))
        .flat_map(|(_, v)| v.iter().map(|(i, _)| *i))
        .collect();
    for i in hits {
        if let Some(u) = units.get_mut(i) {
            u.set(Kind::Piece, "", "numbered pieces of one stem", 0.99);
        }
    }
}

/// `《…》` and `【…】` alone on lines: poems, essays; the rarer bracket above the commoner one is a volume.
fn bracketed(units: &mut [Unit], source: &str) {
    let kind = |s: &str| {
        let one =
            |o: char, c: char| s.starts_with(o) && s.ends_with(c) && s.matches(o).count() == 1;
        if one('《', '》') {
            1
        } else if one('【', '】') {
            2
        } else {
            0
        }
    };
    let hits = |k: usize, units: &[Unit]| -> Vec<usize> {
        (0..units.len())
            .filter(|&i| {
                units.get(i).is_some_and(|u| {
                    u.kind == Kind::Para && u.chars <= 30 && kind(u.text(source)) == k
                })
            })
            .collect()
    };
    let (books, squares) = (hits(1, units), hits(2, units));
    if units.iter().any(|u| u.kind == Kind::Piece) {
        return;
    }
    let books = if books.len() >= 3 { books } else { Vec::new() };
    let squares = if squares.len() >= 2 {
        squares
    } else {
        Vec::new()
    };
    let first = units.iter().position(|u| u.kind == Kind::Para);
    for &i in &books {
        // 《詩經》 at the head, with other titles right below it, names the whole.
        let head = Some(i) == first
            && units
                .iter()
                .skip(i + 1)
                .find(|u| u.kind != Kind::Boilerplate)
                .is_some_and(|n| kind(n.text(source)) > 0 || n.kind == Kind::Volume);
        if let (false, Some(u)) = (head, units.get_mut(i)) {
            u.set(Kind::Piece, "", "titles in brackets", 0.95);
        }
    }
    for i in squares {
        if let Some(u) = units.get_mut(i) {
            if books.is_empty() {
                u.set(Kind::Piece, "", "titles in brackets", 0.9);
            } else {
                u.set(Kind::Volume, "part", "brackets above titles", 0.9);
                u.level = 1;
            }
        }
    }
}

/// What papers print behind their date: the paper that they pass on.
const PASSED_ON: [&str; 18] = [
    "方案", "办法", "规定", "细则", "意见", "规划", "计划", "要点", "制度", "规则", "条例", "章程",
    "预案", "标准", "指南", "规程", "準則", "准则",
];

/// The title of an attachment: below `附件`, or below a date line that ended the paper.
fn attachments(units: &mut [Unit], source: &str) {
    let flow: Vec<usize> = (0..units.len())
        .filter(|&i| {
            units.get(i).is_some_and(|u| {
                !matches!(u.kind, Kind::Boilerplate | Kind::Continuation)
                    && !paper::is_note(u.text(source), u.chars)
            })
        })
        .collect();
    let is_mark = |s: &str| {
        s.strip_prefix("附件").is_some_and(|r| {
            r.chars().count() <= 3
                && r.trim_end_matches(['：', ':'])
                    .chars()
                    .all(|c| c.is_numeric() || chinese(&c.to_string()).is_some())
        })
    };
    for w in flow.windows(3) {
        let (Some(a), Some(b), Some(c)) = (units.get(w[0]), units.get(w[1]), units.get(w[2]))
        else {
            continue;
        };
        let after = is_mark(a.text(source)) || a.kind == Kind::Closing && a.role == "date";
        let title = b.kind == Kind::Para
            && b.candidate.is_none()
            && title_like(b, source)
            && b.chars >= 4
            && !is_mark(b.text(source))
            && !b.text(source).starts_with("抄送");
        let body = c.kind == Kind::Para && (c.candidate.is_some() || c.chars > 30);
        let marked = is_mark(a.text(source)) && (body || bare_shape(b, source));
        let named = b.text(source).trim_end_matches(['）', ')']);
        let named = PASSED_ON.iter().any(|p| named.ends_with(p))
            && c.kind == Kind::Para
            && (c.candidate.is_some() || crate::reader::lines::ends_sentence(c.text(source)));
        if title && (marked || after && (named || body && c.candidate.is_some())) {
            let i = w[1];
            if let Some(u) = units.get_mut(i) {
                u.set(
                    Kind::Piece,
                    "attachment_title",
                    "title of an attachment",
                    0.9,
                );
            }
        }
    }
}

/// What stands between the title and the first piece or volume.
fn preface(units: &mut [Unit], source: &str) {
    let Some(first) = units
        .iter()
        .position(|u| matches!(u.kind, Kind::Piece | Kind::Volume))
    else {
        return;
    };
    let head = units.get(..first).unwrap_or_default();
    if head
        .iter()
        .any(|u| matches!(u.kind, Kind::Salutation) || u.role == "doc_number")
    {
        return;
    }
    let lone = head.iter().filter(|u| u.kind == Kind::Para).count() == 1;
    for u in units.iter_mut().take(first) {
        if u.kind != Kind::Para {
            continue;
        }
        if u.chars <= 14
            && !ends_sentence(u.text(source))
            && lone
            && !titles::is_preface_word(u.text(source))
        {
            u.set(Kind::Closing, "byline", "a short line below the title", 0.6);
        } else {
            u.set(Kind::Preface, "", "before the first piece", 0.8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::lines::units;

    fn pieces(s: &str) -> Vec<String> {
        let mut u = units(s);
        mark(&mut u, s);
        u.iter()
            .filter(|u| u.kind == Kind::Piece)
            .map(|u| u.text(s).to_owned())
            .collect()
    }

    #[test]
    fn pieces_are_found_by_their_family() {
        assert_eq!(
            pieces("在会上的讲话篇一\n今天开会。\n;在会上的讲话篇二\n明天开会。\n").len(),
            2
        );
        assert_eq!(
            pieces("第一章 渡口\n河水很急。\n第二章 归人\n他回来了。\n").len(),
            2
        );
        assert_eq!(pieces("春秋集\n\n河\n\n河水从山里来，流过村子，流过桥，一直流到很远很远的地方去。\n\n桥\n\n桥是石头的，年岁很老，老人都说比村子还要老得多。\n").len(), 2);
    }

    #[test]
    fn sentences_are_no_pieces() {
        assert!(pieces("第一章写得好。\n他说这一篇一定要看。\n").is_empty());
    }
}
