//! Titles: of the whole text, of volumes, of the pieces of the anthology.

use super::label::chinese;
use super::lines::{Kind, Unit, ends_sentence};
use crate::tree::Scheme;
use std::collections::HashMap;

/// Longest line taken for a title, in characters.
const TITLE_MAX: u32 = 45;
/// Longest unlabelled title, in characters.
const BARE_MAX: u32 = 22;

/// Marks title, volumes and pieces.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    let articles = units.iter().filter(|u| is(u, Scheme::Article)).count();
    volumes(units, source);
    if articles < 3 {
        chapters(units, source);
    }
    suffixed(units, source);
    bracketed(units, source);
    attachments(units, source);
    title(units, source);
    let found = units.iter().any(|u| u.kind == Kind::Piece);
    if !found {
        bare(units, source);
    }
    preface(units, source);
    let mut n = 0;
    for u in units.iter_mut().filter(|u| u.kind == Kind::Piece) {
        n += 1;
        u.ordinal = n;
    }
}

fn is(u: &Unit, scheme: Scheme) -> bool {
    u.kind == Kind::Para && u.candidate.is_some_and(|c| c.scheme == scheme)
}

fn title_like(u: &Unit, source: &str) -> bool {
    let s = u.text(source);
    u.chars <= TITLE_MAX && !s.ends_with(['。', '；', ';', '，', ',', '、']) && !s.contains('。')
}

fn volumes(units: &mut [Unit], source: &str) {
    let word = |s: &str| {
        let s = s.trim_matches(['【', '】', '《', '》']);
        let two: String = s.chars().take(2).collect();
        let short = s.chars().count() <= 16;
        let next = s.chars().nth(2).is_none_or(char::is_whitespace);
        short
            && (matches!(
                two.as_str(),
                "卷上"
                    | "卷中"
                    | "卷下"
                    | "上卷"
                    | "中卷"
                    | "下卷"
                    | "上部"
                    | "下部"
                    | "上编"
                    | "下编"
                    | "上篇"
                    | "下篇"
            ) && next
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
            })
        })
        .collect();
    if hits.len() < 2 {
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

fn chapters(units: &mut [Unit], source: &str) {
    let mark = |s: &str, k: usize| s.get(..k).and_then(|l| l.chars().last());
    let mut by: HashMap<char, Vec<usize>> = HashMap::new();
    for (i, u) in units.iter().enumerate() {
        if let (true, Some(c)) = (is(u, Scheme::Chapter) && title_like(u, source), u.candidate) {
            let rest = u.text(source).get(c.len..).unwrap_or_default();
            let apart = rest.is_empty()
                || rest.starts_with(|c: char| c.is_whitespace() || "：:、.·—【《".contains(c))
                || rest.chars().count() >= 2;
            if let (true, Some(m)) = (apart, mark(u.text(source), c.len)) {
                by.entry(m).or_default().push(i);
            }
        }
    }
    let sections = by
        .remove(&'节')
        .into_iter()
        .chain(by.remove(&'節'))
        .flatten()
        .collect::<Vec<_>>();
    let whole: Vec<usize> = by
        .into_values()
        .filter(|v| {
            v.len() >= 2
                || v.first().is_some_and(|&i| {
                    units
                        .get(i)
                        .is_some_and(|u| u.candidate.is_some_and(|c| c.number == 1))
                })
        })
        .flatten()
        .collect();
    let none = whole.is_empty();
    for i in whole
        .into_iter()
        .chain(sections.into_iter().filter(|_| none))
    {
        if let Some(u) = units.get_mut(i) {
            u.set(Kind::Piece, "", "chapter label in a series", 0.97);
            u.label = u.candidate;
        }
    }
}

/// `…篇一`, `篇一：…`, `【篇一】…`, `范文一`, `…(3)`.
fn suffixed(units: &mut [Unit], source: &str) {
    let stem = |s: &str| -> Option<String> {
        let s = s
            .trim_start_matches([';', '；', '【', '■', '●'])
            .trim_end_matches(['】', ':', '：']);
        let tail: String = s
            .chars()
            .rev()
            .take(6)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        if let Some(p) = tail.rfind('篇') {
            let num = tail.get(p + '篇'.len_utf8()..)?;
            let full = chinese(num).is_some_and(|(_, n)| n == num.len())
                || (!num.is_empty() && num.len() <= 3 && num.bytes().all(|b| b.is_ascii_digit()));
            if full {
                return Some(s.get(..s.len() - tail.len() + p)?.to_owned());
            }
        }
        for head in ["篇", "范文"] {
            let rest = s
                .strip_prefix(head)
                .and_then(|r| chinese(r).map(|(_, n)| (r, n)));
            if let Some((r, n)) = rest {
                let after = r.get(n..)?;
                if after.is_empty() || after.starts_with(['：', ':', '】', '、', ' ', '　', '.'])
                {
                    return Some(head.to_owned());
                }
            }
        }
        if let Some(open) = s.rfind(['(', '（']) {
            let inner = s.get(open..)?.trim_matches(['(', ')', '（', '）']);
            if open >= 12
                && (s.ends_with(')') || s.ends_with('）'))
                && inner.len() <= 2
                && !inner.is_empty()
                && inner.bytes().all(|b| b.is_ascii_digit())
            {
                return Some(s.get(..open)?.to_owned());
            }
        }
        None
    };
    let mut by: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, u) in units.iter().enumerate() {
        if u.kind == Kind::Para
            && u.chars <= 60
            && !u.text(source).ends_with(['。', '，', '；'])
            && let Some(s) = stem(u.text(source))
        {
            by.entry(s).or_default().push(i);
        }
    }
    for i in by.into_values().filter(|v| v.len() >= 2).flatten() {
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

/// The title of an attachment: below `附件`, or below a date line that ended the paper.
fn attachments(units: &mut [Unit], source: &str) {
    let flow: Vec<usize> = (0..units.len())
        .filter(|&i| {
            units
                .get(i)
                .is_some_and(|u| !matches!(u.kind, Kind::Boilerplate | Kind::Continuation))
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
        if after && title && body && (is_mark(a.text(source)) || c.candidate.is_some()) {
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

/// The title of the whole, with a subtitle below it.
fn title(units: &mut [Unit], source: &str) {
    let Some(i) = units.iter().position(|u| u.kind != Kind::Boilerplate) else {
        return;
    };
    let mut end = i + 1;
    while units.get(end).is_some_and(|u| u.kind == Kind::Continuation) {
        end += 1;
    }
    let Some(first) = units.get(i) else { return };
    let rest = units.get(end..).unwrap_or_default();
    let framed = i > 0
        && units.get(i - 1).is_some_and(|u| u.role == "box")
        && rest.first().is_some_and(|u| u.role == "box");
    let next = rest.iter().find(|u| u.kind != Kind::Boilerplate);
    let Some(next) = next else { return };
    let s = first.text(source);
    let plain = first.kind == Kind::Para
        && first.candidate.is_none()
        && first.chars <= 40
        && !ends_sentence(s)
        && !s.contains('，')
        && !is_preface_word(s);
    let others = rest
        .iter()
        .any(|u| u.kind == Kind::Piece || u.kind == Kind::Volume);
    let heads = next.blank_before
        || next.kind != Kind::Para
        || next.chars > first.chars
        || next.candidate.is_some();
    if plain && (framed || others || (heads && rest.len() >= 2)) {
        if let Some(u) = units.get_mut(i) {
            u.set(Kind::Title, "", "first line, title-like", 0.9);
        }
        for u in units
            .iter_mut()
            .skip(end)
            .filter(|u| u.kind != Kind::Boilerplate)
            .take(2)
        {
            let s = u.text(source);
            let sub = u.kind == Kind::Para
                && u.chars <= 50
                && (s.starts_with("——") || s.starts_with("──"))
                && !s.contains('。');
            if sub {
                u.set(Kind::Title, "subtitle", "a dash line below the title", 0.9);
                u.candidate = None;
            }
        }
        return;
    }
    // A framed title further down: c. the asterisk rules of e-texts.
    for j in 1..units.len().min(200) {
        let rule = |k: usize| units.get(k).is_some_and(|u| u.role == "box");
        let fits = units.get(j).is_some_and(|u| {
            u.kind == Kind::Para && u.chars <= 30 && !ends_sentence(u.text(source))
        });
        if fits && rule(j - 1) && rule(j + 1) {
            if let Some(u) = units.get_mut(j) {
                u.set(Kind::Title, "", "framed by rules", 0.9);
            }
            return;
        }
    }
}

fn is_preface_word(s: &str) -> bool {
    let s: String = s.chars().filter(|c| !c.is_whitespace()).collect();
    matches!(
        s.as_str(),
        "序" | "序言"
            | "前言"
            | "自序"
            | "代序"
            | "引言"
            | "题记"
            | "题辞"
            | "序一"
            | "序二"
            | "卷首语"
            | "小引"
            | "原序"
    )
}

/// Unlabelled titles on lines of their own between blank lines.
fn bare(units: &mut [Unit], source: &str) {
    let flow: Vec<usize> = (0..units.len())
        .filter(|&i| units.get(i).is_some_and(|u| u.kind != Kind::Boilerplate))
        .collect();
    let shorts = flow
        .iter()
        .filter(|&&i| units.get(i).is_some_and(|u| u.chars <= BARE_MAX))
        .count();
    let verse = shorts * 10 > flow.len() * 6;
    let labelled = units
        .iter()
        .filter(|u| {
            u.kind == Kind::Para
                && u.candidate
                    .is_some_and(|c| matches!(c.scheme, Scheme::CnComma | Scheme::CnParen))
        })
        .count();
    if labelled >= 2 {
        return;
    }
    let mut hits = Vec::new();
    for (n, &i) in flow.iter().enumerate() {
        let (Some(u), Some(next)) = (units.get(i), flow.get(n + 1).and_then(|&k| units.get(k)))
        else {
            continue;
        };
        let s = u.text(source);
        let clean = u.kind == Kind::Para
            && u.candidate.is_none()
            && u.chars <= BARE_MAX
            && u.blank_before
            && !ends_sentence(s)
            && !s.contains(['，', ',', '。', '；', ';', '“', '「'])
            && !s.starts_with("——")
            && !super::boilerplate::is_scene_break(s)
            && !looks_dated(s);
        let isolated = if verse { next.blank_before } else { true };
        let body = next.kind == Kind::Para
            && (next.chars > BARE_MAX
                || verse
                || next.text(source).starts_with("——")
                || next.candidate.is_some_and(|c| c.scheme == Scheme::CnBare));
        if clean && isolated && body {
            hits.push(i);
        }
    }
    if hits.len() < 2 {
        return;
    }
    for i in hits {
        if let Some(u) = units.get_mut(i) {
            let sure = if verse { 0.7 } else { 0.85 };
            u.set(
                Kind::Piece,
                "",
                "a title-like line of its own, as its neighbours",
                sure,
            );
        }
    }
}

fn looks_dated(s: &str) -> bool {
    super::roles::is_date(s) || s.contains("年") && s.contains("月")
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
        if u.chars <= 14 && !ends_sentence(u.text(source)) && lone {
            u.set(Kind::Closing, "byline", "a short line below the title", 0.6);
        } else {
            u.set(Kind::Preface, "", "before the first piece", 0.8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::units;
    use super::*;

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
