//! Titles that no label tells: of the whole text, of unlabelled pieces, and the lines that stand below a title.
//!
//! A short line that ends in no mark may be a title, a name, a caption or a line of verse. What decides is evidence,
//! weighed in points: what stands below, how the line is set apart, how the other lines of the text are written.

use super::beneath::{self, Beneath};
use super::habits::{Collection, Habits};
use super::verse;
use crate::reader::label::Candidate;
use crate::reader::lines::{Kind, Unit, ends_sentence, is_han};
use crate::reader::names;
use crate::tree::Scheme;
use std::collections::HashMap;

/// Longest line taken for a title, in characters.
pub(super) const TITLE_MAX: u32 = 45;
/// A line longer than this is body whatever it ends in, in characters.
pub(super) const BODY_MIN: u32 = 26;

/// A date in brackets, or a byline, stands right below: so a title is printed in collections of speeches.
const DATED: i32 = 2;
/// A salutation stands right below.
const ADDRESSED: i32 = 2;
/// Body lines are indented and this line is not, or it is set in by far more: a centred title.
const SET_APART: i32 = 2;
/// More blank lines before it than between paragraphs.
const WIDE_GAP: i32 = 2;
/// Practically every other line of the text ends in a mark, this one does not.
const UNCLOSED: i32 = 2;
/// Share of body lines that end in a mark, from which on an open line stands out.
const CLOSED_SHARE: f64 = 0.9;
/// Open lines to body lines, up to which they stand out.
const OPEN_SHARE: f64 = 1.5;
/// Blank lines around it where paragraphs have none between them.
const ALONE: i32 = 2;
/// A blank line before it where hardly any paragraph has one, and its text right below.
const SET_OFF: i32 = 2;
/// Share of paragraphs with a blank line before them, up to which that is so.
const PARTED_SHARE: f64 = 0.1;
/// Words of a title: 在…上的讲话, 关于…的通知.
const FORM: i32 = 1;
/// The text before has ended.
const AFTER_END: i32 = 1;
/// The numbering begins anew below it.
const RESTART: i32 = 1;
/// The highest numbering, 一、, begins anew in the paragraphs right below.
const RESTART_TOP: i32 = 1;
/// So many lines below still are right below.
const RESTART_WITHIN: usize = 4;
/// The first piece's title is one of so many lines: the title of the whole, a byline, itself.
const OPENERS: usize = 3;
/// A contents list at the head names it.
const LISTED: i32 = 4;
/// At least two more lines of a title's shape end in the same words, as speeches of one collection do.
const KINDRED: i32 = 2;
/// The rubric that most passages of the text open with (【原文】) stands right below.
const OPENING: i32 = 3;
/// The line before ends in a colon: this one is what it announces.
const ANNOUNCED: i32 = -3;
/// The next line is as short and as open: a list of names, a table, a stanza.
const CROWDED: i32 = -2;
/// The text has headings of its own (一、): short lines are more often theirs.
const STRUCTURED: i32 = -2;
/// Points that make a title.
const NEEDED: i32 = 3;

/// Could this line be a title at all?
pub(super) fn title_like(u: &Unit, source: &str) -> bool {
    let s = u.text(source);
    u.chars <= TITLE_MAX && !s.ends_with(['。', '；', ';', '，', ',', '、']) && !s.contains('。')
}

/// 地点：三楼会议室: a short word, a colon and what it tells.
pub(super) fn is_field(s: &str) -> bool {
    s.find(['：', ':'])
        .is_some_and(|i| i <= "四个字儿".len() && i + 3 < s.len())
}

/// A title by its shape alone: short, open, without the marks of running text.
pub(super) fn bare_shape(u: &Unit, source: &str) -> bool {
    let s = u.text(source);
    u.kind == Kind::Para
        && u.role.is_empty()
        && u.candidate.is_none()
        && u.markup.is_empty()
        && u.chars <= TITLE_MAX
        && !ends_sentence(s)
        && !s.contains(['，', ',', '。', '；', ';', '！', '“', '「', '"'])
        && !s.starts_with(['—', '─', '-', '（', '(', '…', '、'])
        && s.chars().any(|c| is_han(c) || c.is_alphanumeric())
        && !is_field(s)
        && !crate::reader::stems::is_numeral(s)
        && !crate::reader::scenes::is_scene_break(s)
        && !crate::reader::roles::is_date(s)
}

/// 在…上的讲话, 关于…, …的通知: how official titles and titles of speeches are worded.
fn has_form(s: &str) -> bool {
    const ENDS: &[&str] = &[
        "讲话",
        "发言",
        "致辞",
        "致词",
        "报告",
        "总结",
        "通知",
        "意见",
        "方案",
        "汇报",
        "体会",
        "决定",
        "公告",
        "的信",
        "演讲",
        "答辞",
        "开幕词",
        "闭幕词",
        "序言",
        "讲稿",
        "问题",
        "谈话",
        "講話",
        "報告",
    ];
    let s = s.trim_end_matches(|c: char| matches!(c, ')' | '）') || c.is_ascii_digit());
    ENDS.iter().any(|e| s.ends_with(e))
        || (s.starts_with("关于") || s.starts_with('在') || s.starts_with('致')) && s.contains('的')
}

/// Lines that the reader goes by: chatter and broken-off rests left out.
fn flow(units: &[Unit]) -> Vec<usize> {
    let runs = |u: &Unit| !matches!(u.kind, Kind::Boilerplate | Kind::Continuation);
    (0..units.len())
        .filter(|&i| units.get(i).is_some_and(runs))
        .collect()
}

/// How many lines below the line at `n` belong to it as to a title, each kind once, where a salutation or running
/// text follows them, or the first label; and whether they make it one: at least two of them, or one above a
/// salutation.
fn block_below(units: &[Unit], flow: &[usize], n: usize, source: &str) -> (usize, bool) {
    let at = |k: usize| flow.get(k).and_then(|&i| units.get(i));
    let mut kinds: Vec<Beneath> = Vec::new();
    let named = |u: &Unit| names::may_be_name(u.text(source)).then_some(Beneath::Name);
    while let Some(kind) = at(n + 1 + kinds.len())
        .and_then(|u| beneath::line(u, source).or_else(|| named(u).filter(|_| !kinds.is_empty())))
    {
        if kinds.contains(&kind) {
            return (0, false);
        }
        kinds.push(kind);
    }
    let Some(next) = at(n + 1 + kinds.len()).filter(|_| !kinds.is_empty()) else {
        return (0, false);
    };
    let addressed = next.kind == Kind::Salutation;
    let text = next.chars > BODY_MIN || next.candidate.is_some_and(|c| c.number == 1);
    if !addressed && !text {
        return (0, false);
    }
    (kinds.len(), addressed || kinds.len() > 1)
}

/// Points of the line at `n` of the flow, or `None` where it has not the shape of a title.
fn weigh(
    units: &[Unit],
    flow: &[usize],
    n: usize,
    (habits, others, restarts): (&Habits, &Collection<'_>, &[i32]),
    source: &str,
) -> Option<i32> {
    let at = |k: usize| flow.get(k).and_then(|&i| units.get(i));
    let u = at(n)?;
    if !bare_shape(u, source) {
        return None;
    }
    let s = u.text(source);
    let before = n.checked_sub(1).and_then(at);
    // A name below the date or the dash line of a title belongs to that title.
    if (names::is_byline(s) || names::may_be_name(s))
        && before.is_some_and(|b| {
            matches!(
                beneath::line(b, source),
                Some(Beneath::Date | Beneath::Dash)
            )
        })
    {
        return None;
    }
    // So does a name between a line like a title and its text.
    if names::is_byline(s)
        && before.is_some_and(|b| bare_shape(b, source) && !names::is_byline(b.text(source)))
        && at(n + 1).is_some_and(|v| v.chars > BODY_MIN)
    {
        return None;
    }
    let (skipped, of_the_title) = block_below(units, flow, n, source);
    let next = at(n + 1 + skipped)?;
    let below = next.text(source);
    let (first, second) = (at(n + 1)?, at(n + 2));
    let line = first.text(source);
    let dated = of_the_title
        || crate::reader::roles::is_date(line) && line.starts_with(['（', '(', '〔'])
        || names::is_byline(line) && second.is_some_and(|v| v.chars > BODY_MIN);
    let apart = habits.indent > 0 && u.indent == 0 && next.indent > 0
        || u.indent >= habits.indent + 4 && next.indent < u.indent;
    let mut points = 0;
    let mut add = |holds: bool, p: i32| points += if holds { p } else { 0 };
    add(dated, DATED);
    add(next.kind == Kind::Salutation, ADDRESSED);
    add(apart, SET_APART);
    add(u.gap > habits.gap && u.gap >= 2, WIDE_GAP);
    add(
        habits.closed >= CLOSED_SHARE && habits.open <= OPEN_SHARE,
        UNCLOSED,
    );
    add(
        habits.gap == 0 && u.blank_before && (next.blank_before || before.is_none()),
        ALONE,
    );
    add(
        habits.parted <= PARTED_SHARE && u.blank_before && !next.blank_before,
        SET_OFF,
    );
    add(has_form(s), FORM);
    add(
        n == 1
            || before.is_none_or(|b| {
                b.kind != Kind::Para
                    || ends_sentence(b.text(source))
                    || names::is_byline(b.text(source))
            }),
        AFTER_END,
    );
    add(true, restarts.get(n).copied().unwrap_or(0));
    add(
        before.is_some_and(|b| b.kind == Kind::Para && b.text(source).ends_with(['：', ':'])),
        ANNOUNCED,
    );
    add(
        bare_shape(next, source) && !names::is_byline(below) && !apart
            || before.is_some_and(|b| {
                bare_shape(b, source)
                    && !names::is_byline(b.text(source))
                    && b.gap == u.gap
                    && n > 1
            }),
        CROWDED,
    );
    add(habits.structured, STRUCTURED);
    add(others.lists(s), LISTED);
    add(others.opens(below), OPENING);
    add(has_form(s) && others.has_kin(s), KINDRED);
    // A title heads something: prose, a salutation, a date, bare numbers.
    let heads = next.kind == Kind::Salutation
        || dated
        || next.chars > BODY_MIN
        || ends_sentence(below)
        || below.contains('。')
        || next.candidate.is_some()
        || below.starts_with("——")
        || crate::reader::stems::is_numeral(below);
    heads.then_some(points)
}

/// Points of each line of the flow for what the first label below it says: number 1 of a family that stood above
/// already; and, where the first 一、 stands right below one of the text's first lines, each 一、 right below. (A speech
/// with a beginning before its first part has parts, not pieces.)
fn restarts(units: &[Unit], flow: &[usize], source: &str) -> Vec<i32> {
    let label = |i: &usize| {
        let u = units.get(*i)?;
        u.candidate.filter(|c| c.number > 0)
    };
    let mut first_of = HashMap::new();
    let mut tops = 0;
    for (n, c) in flow.iter().map(label).enumerate() {
        if let Some(c) = c {
            first_of.entry(c.scheme).or_insert(n);
            tops += usize::from(is_first_top(c));
        }
    }
    let first_top = flow.iter().position(|i| label(i).is_some_and(is_first_top));
    let bare = |n: &usize| {
        let u = flow.get(*n).and_then(|&i| units.get(i));
        u.is_some_and(|u| bare_shape(u, source))
    };
    let opened = first_top.is_some_and(|top| {
        (0..top.min(OPENERS))
            .rfind(bare)
            .is_some_and(|n| top <= n + RESTART_WITHIN)
    });
    let mut below: Option<(usize, Candidate)> = None;
    let mut out = vec![0; flow.len()];
    for (n, (at, points)) in flow.iter().zip(&mut out).enumerate().rev() {
        if let Some((place, c)) = below.filter(|(_, c)| c.number == 1) {
            let again = first_of.get(&c.scheme).is_some_and(|first| *first < n);
            let top = opened && tops > 1 && is_first_top(c) && place <= n + RESTART_WITHIN;
            *points = if again || top { RESTART } else { 0 } + if top { RESTART_TOP } else { 0 };
        }
        below = label(at).map(|c| (n, c)).or(below);
    }
    out
}

/// 一、
fn is_first_top(c: Candidate) -> bool {
    c.scheme == Scheme::CnComma && c.number == 1
}

/// Marks unlabelled pieces where at least two titles are found.
pub(super) fn bare(units: &mut [Unit], source: &str) {
    let flow = flow(units);
    let verse = verse::is_verse(units, &flow, source);
    let hits = if verse {
        verse::titles(units, &flow, source)
    } else {
        prose_titles(units, &flow, source)
    };
    let sure = if verse { 0.7 } else { 0.85 };
    for i in hits {
        if let Some(u) = units.get_mut(i) {
            u.set(
                Kind::Piece,
                "",
                "set apart like a title, as its neighbours",
                sure,
            );
        }
    }
}

/// Beginnings of a paragraph below the title of a book that speaks of the whole.
const OF_THE_WHOLE: &[&str] = &[
    "编者按",
    "编者注",
    "编者的话",
    "编按",
    "內容簡介",
    "内容简介",
    "内容提要",
    "简介：",
    "说明：",
    "說明：",
    "出版说明",
    "编选说明",
    "编者：",
    "編者按",
];

fn prose_titles(units: &[Unit], flow: &[usize], source: &str) -> Vec<usize> {
    let (habits, others, restarts) = (
        Habits::of(units, flow, source),
        Collection::of(units, flow, source),
        restarts(units, flow, source),
    );
    let weigh = |n| weigh(units, flow, n, (&habits, &others, &restarts), source);
    let mut hits: Vec<usize> = (1..flow.len())
        .filter(|&n| weigh(n).is_some_and(|p| p >= NEEDED))
        .filter_map(|n| flow.get(n).copied())
        .collect();
    // The first line heads the first piece where text follows it, and the whole where another title does.
    let (skipped, _) = block_below(units, flow, 0, source);
    let text_below = flow
        .get(1 + skipped)
        .and_then(|&k| units.get(k))
        .is_some_and(|v| {
            let below = v.text(source);
            let body = v.candidate.is_none() && (v.chars > BODY_MIN || ends_sentence(below));
            let dated =
                crate::reader::roles::is_date(below) && below.starts_with(['（', '(', '〔']);
            let of_the_whole = OF_THE_WHOLE.iter().any(|w| below.starts_with(w));
            v.kind == Kind::Salutation || v.kind == Kind::Para && (body || dated) && !of_the_whole
        });
    let first_heads = text_below
        && weigh(0).is_some_and(|p| p >= NEEDED - AFTER_END)
        && flow.get(1).is_some_and(|&k| !hits.contains(&k))
        && !opens_with_byline(units, flow, source);
    if let (true, Some(&k)) = (first_heads && !hits.is_empty(), flow.first()) {
        hits.insert(0, k);
    }
    if hits.len() < 2 { Vec::new() } else { hits }
}

/// Does a byline stand below the first line, and a title below that?
fn opens_with_byline(units: &[Unit], flow: &[usize], source: &str) -> bool {
    let at = |k: usize| flow.get(k).and_then(|&i| units.get(i));
    at(1).is_some_and(|u| names::is_byline(u.text(source)))
        && at(2).is_some_and(|u| bare_shape(u, source))
}

/// The title of the whole, with a subtitle below it.
pub(super) fn whole(units: &mut [Unit], source: &str) {
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
    let heads = beneath::is_remark(next.text(source))
        || next.blank_before
        || next.kind != Kind::Para
        || next.chars > first.chars
        || next.candidate.is_some()
        || crate::reader::stems::is_numeral(next.text(source))
        || crate::reader::names::is_byline(next.text(source))
            && !crate::reader::names::is_byline(s)
        || is_field(next.text(source)) && !is_field(s);
    if plain && (framed || others || (heads && rest.len() >= 2)) {
        if let Some(u) = units.get_mut(i) {
            u.set(Kind::Title, "", "first line, title-like", 0.9);
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

/// 序, 前言 …: heads of what stands before the text.
pub(super) fn is_preface_word(s: &str) -> bool {
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

/// Longest line taken for a heading without a label, in characters.
const LEAD_LINE_MAX: u32 = 24;

/// Short open lines that head the paragraphs below them, two or more under one heading: headings without a label.
pub(super) fn headings(units: &mut [Unit], source: &str) {
    let mut start = 0;
    while start < units.len() {
        let end = units
            .iter()
            .skip(start + 1)
            .position(|u| matches!(u.kind, Kind::Piece | Kind::Volume))
            .map_or(units.len(), |n| start + 1 + n);
        headings_of(units, start, end, source);
        start = end;
    }
}

fn headings_of(units: &mut [Unit], start: usize, end: usize, source: &str) {
    let flow: Vec<usize> = (start..end)
        .filter(|&i| {
            units
                .get(i)
                .is_some_and(|u| !matches!(u.kind, Kind::Boilerplate | Kind::Continuation))
        })
        .collect();
    let habits = Habits::of(units, &flow, source);
    if habits.closed < CLOSED_SHARE || verse::is_verse(units, &flow, source) {
        return;
    }
    let at = |k: usize| flow.get(k).and_then(|&i| units.get(i));
    // The lines with the heading that each stands under.
    let (mut level, mut group) = (1u8, 0usize);
    let mut found: Vec<(usize, u8, usize)> = Vec::new();
    for (n, &i) in flow.iter().enumerate() {
        let Some(u) = units.get(i) else { continue };
        if u.kind == Kind::Heading && u.label.is_some() {
            (level, group) = (u.level, i);
        }
        let Some(next) = at(n + 1) else { continue };
        let before = n.checked_sub(1).and_then(at);
        let opens = before.is_none_or(|b| {
            matches!(
                b.kind,
                Kind::Piece | Kind::Heading | Kind::Title | Kind::Item
            ) || b.kind == Kind::Para
                && ends_sentence(b.text(source))
                && !b.text(source).ends_with(['：', ':'])
        });
        let heads =
            next.kind == Kind::Para && next.chars > BODY_MIN && ends_sentence(next.text(source));
        if u.chars <= LEAD_LINE_MAX
            && u.chars >= 2
            && bare_shape(u, source)
            && opens
            && heads
            && !names::is_byline(u.text(source))
        {
            found.push((i, level + 1, group));
        }
    }
    let groups: Vec<usize> = found.iter().map(|f| f.2).collect();
    for (i, level, group) in found {
        let company = groups.iter().filter(|g| **g == group).count() >= 2;
        if let (true, Some(u)) = (company, units.get_mut(i)) {
            u.set(
                Kind::Heading,
                "bold_lead",
                "heads the paragraphs below it, as its neighbours do",
                0.75,
            );
            u.level = level;
        }
    }
}
