//! Verse: told from prose whose paragraphs are short, its titles, its poets, and the lines that are set as verse.

use super::titles::{bare_shape, is_field};
use crate::reader::joined::carried_on;
use crate::reader::lines::{Kind, Unit, ends_sentence, is_han};
use crate::reader::names;

/// Longest line of verse, in characters, but for rare ones.
const VERSE_LINE: u32 = 24;
/// Percent of a text's characters in longer lines, below which it is verse.
const VERSE_LONG: u32 = 20;
/// Mean length of lines, in characters, above which they are no verse: the longest verse of the labelled texts has 21.
const VERSE_MEAN: u32 = 22;
/// Longest clause of verse with marks, in characters: 七言 has seven, a line of 楚辞 with its 兮 eight.
const CLAUSE_MAX: usize = 8;
/// Percent of clauses that are longer, from which on lines with marks are prose.
const CLAUSES_LONG: usize = 10;
/// Percent of the lines with marks that end a sentence, from which on they are paragraphs.
const CLOSED: usize = 85;
/// Percent of paragraphs that open with a quotation mark, a speaker (问：) or a rubric, from which on they are talk.
const TALK: usize = 25;
/// Longest line that names a poet below a title, in characters: `［唐］王维`, `（南宋）陆游`.
const POET_MAX: u32 = 8;
/// Longest title of a poem, in characters.
const TITLE_MAX: u32 = 22;
/// Longest line that can be set as verse, and mean length up to which a run of them is, in characters.
const SET_MAX: (u32, u32) = (40, 36);

/// Prose keeps most of its characters in long lines, verse hardly any; and lines of verse are short.
pub(super) fn is_verse(units: &[Unit], flow: &[usize], source: &str) -> bool {
    let lines = || {
        flow.iter()
            .filter_map(|&i| units.get(i))
            .filter(|u| u.candidate.is_none() && u.chars > 2)
    };
    let all: u32 = lines().map(|u| u.chars).sum();
    let long: u32 = lines()
        .filter(|u| u.chars > VERSE_LINE)
        .map(|u| u.chars)
        .sum();
    let count = u32::try_from(lines().count()).unwrap_or(u32::MAX);
    long * 100 < all * VERSE_LONG
        && all <= count * VERSE_MEAN
        && !is_short_prose(lines().map(|u| u.text(source)))
}

/// Prose whose paragraphs are as short as lines of verse: each ends a sentence, and clauses are longer than a verse's,
/// or people talk. Lines without any mark, as titles are, must not outnumber them.
fn is_short_prose<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    let (mut closed, mut broken, mut open) = (0usize, 0usize, 0usize);
    let (mut clauses, mut long, mut talk) = (0usize, 0usize, 0usize);
    for s in lines {
        if s.ends_with(['，', ',', '、', '；', ';']) {
            broken += 1;
        } else if ends_sentence(s) {
            closed += 1;
        } else {
            // Dates below titles say nothing of the lines between them.
            open += usize::from(!crate::reader::roles::is_date(s));
            continue;
        }
        talk += usize::from(s.starts_with(['“', '「', '"', '【']) || is_field(s));
        let is_mark = |c: char| !is_han(c) && !c.is_alphanumeric() && !c.is_whitespace();
        for clause in s.split(is_mark).filter(|c| !c.is_empty()) {
            clauses += 1;
            long += usize::from(clause.chars().count() > CLAUSE_MAX);
        }
    }
    let all = closed + broken;
    all > 0
        && open <= all * 3 / 2
        && closed * 100 >= all * CLOSED
        && (long * 100 >= clauses * CLAUSES_LONG && long > 0 || talk * 100 >= all * TALK)
}

/// Titles among lines of verse: on a line of their own after a blank one; where the verse has marks, without one.
pub(super) fn titles(units: &[Unit], flow: &[usize], source: &str) -> Vec<usize> {
    let at = |k: usize| flow.get(k).and_then(|&i| units.get(i));
    let marked = flow
        .iter()
        .filter_map(|&i| units.get(i))
        .filter(|u| ends_sentence(u.text(source)) || u.text(source).ends_with(['，', ',', '、']))
        .count();
    let marked = marked * 10 >= flow.len() * 6;
    let open_alone = marked && open_lines_stand_alone(units, flow, source);
    let is_title = |n: usize| {
        let (Some(u), Some(next)) = (at(n), at(n + 1)) else {
            return false;
        };
        let before = n.checked_sub(1).and_then(at);
        let byline = is_poet(next, source) && !next.blank_before;
        // The poet below the title, with a blank line between.
        let names_poet = n > 1
            && is_poet(u, source)
            && before.is_some_and(|b| bare_shape(b, source) && b.blank_before);
        u.chars <= TITLE_MAX
            && (u.blank_before || open_alone)
            && bare_shape(u, source)
            && !names_poet
            && next.kind == Kind::Para
            && (next.blank_before || byline || marked && !bare_shape(next, source))
            && !before.is_some_and(|b| {
                // Two lines of titles: the upper one names the whole.
                b.gap > 0 && n == 1 && bare_shape(b, source) && !next.blank_before && !marked
            })
    };
    let hits: Vec<usize> = (0..flow.len())
        .filter(|&n| {
            is_title(n) && !(n == 0 && at(1).is_some_and(|v| bare_shape(v, source) && v.gap > 0))
        })
        .filter_map(|n| flow.get(n).copied())
        .collect();
    if hits.len() < 2 { Vec::new() } else { hits }
}

/// Is every line without a mark at its end parted from the others by lines with one, as titles are between poems whose
/// lines all have marks?
fn open_lines_stand_alone(units: &[Unit], flow: &[usize], source: &str) -> bool {
    let at = |k: usize| flow.get(k).and_then(|&i| units.get(i));
    let ended = |u: &Unit| {
        let s = u.text(source);
        ends_sentence(s) || s.ends_with(['，', ',', '、'])
    };
    (1..flow.len()).all(|n| {
        let (Some(u), Some(before)) = (at(n), at(n - 1)) else {
            return true;
        };
        let poet = is_poet(u, source);
        let below_title = n == 1 || poet;
        ended(u)
            || (below_title || ends_sentence(before.text(source)) || is_poet(before, source))
                && at(n + 1).is_some_and(|v| ended(v) || is_poet(v, source))
    })
}

/// Does the line name a poet?
pub(super) fn is_poet(u: &Unit, source: &str) -> bool {
    let s = u.text(source);
    u.chars <= POET_MAX && names::is_poet(s) || names::is_byline(s)
}

/// Gives lines of verse their role, once headings and items are known.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    let mut i = 0;
    while i < units.len() {
        let start = i;
        while units
            .get(i)
            .is_some_and(|u| u.kind == Kind::Para && u.role.is_empty() && u.chars <= SET_MAX.0)
        {
            i += 1;
        }
        // A line that another one carries on is longer than it looks, and no line of verse.
        if i > start && carried_on(units, i) {
            i -= 1;
        }
        let run = units.get(start..i).unwrap_or_default();
        let title_before = start
            .checked_sub(1)
            .and_then(|k| units.get(k))
            .is_some_and(|u| {
                matches!(
                    u.kind,
                    Kind::Piece | Kind::Heading | Kind::Volume | Kind::Title | Kind::Boilerplate
                )
            });
        let ends = units.get(i).is_none_or(|u| {
            matches!(
                u.kind,
                Kind::Piece | Kind::Volume | Kind::Closing | Kind::Boilerplate | Kind::Heading
            )
        });
        let chars: u32 = run.iter().map(|u| u.chars).sum();
        let n = u32::try_from(run.len()).unwrap_or(u32::MAX);
        let quotes = run
            .iter()
            .filter(|u| u.text(source).starts_with(['“', '「', '"']))
            .count();
        if run.len() >= 2
            && title_before
            && ends
            && chars / n.max(1) <= SET_MAX.1
            && quotes * 4 < run.len()
            && !is_short_prose(run.iter().map(|u| u.text(source)))
        {
            for u in units.get_mut(start..i).unwrap_or_default() {
                u.role = "verse";
                u.why = "short lines below a title";
                u.confidence = 0.85;
            }
        }
        i = i.max(start + 1);
    }
}

/// Could the line below a poet's name open a poem: a short line with marks, or 其一?
pub(super) fn opens_poem(u: &Unit, source: &str) -> bool {
    let s = u.text(source);
    let marked = ends_sentence(s) || s.ends_with(['，', ',', '、']);
    u.chars <= VERSE_LINE && marked || crate::reader::stems::is_numeral(s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::lines::units;

    fn verse(s: &str) -> bool {
        let u = units(s);
        let flow: Vec<usize> = (0..u.len()).collect();
        is_verse(&u, &flow, s)
    }

    #[test]
    fn short_paragraphs_are_prose() {
        assert!(!verse(
            "雨天\n下了一天的雨，院子里的水已经漫过了台阶。\n孩子们不肯回家。\n路灯\n路灯一盏一盏地亮起来的时候，街上没有人。\n"
        ));
        assert!(!verse("夜\n“谁？”\n“是我。”\n门开了。\n没有人说话。\n"));
    }

    #[test]
    fn lines_of_verse_stay_verse() {
        for s in [
            "山行\n山深不见人，月上始知春。\n独坐松根石，清风是故人。\n",
            "秋水\n溪上春来水自流，渔人不问几时休。\n桃花落尽无人扫，一片斜阳在渡头。\n",
            "河\n我站在河边\n河不说话\n风从对岸吹来，\n带着去年的雪。\n",
        ] {
            assert!(verse(s), "{s}");
        }
    }
}
