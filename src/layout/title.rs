//! Titles and entries of the contents: lines end between words, where an editor would end them.
//!
//! All ways to break are compared: a break costs by the words it parts, a set of lines by its shape
//! (GB/T 9704 7.3.1: 回行时要做到词意完整、排列对称、长短适宜、间距恰当, lines in a trapezoid or diamond).

use super::class::{Class, is_mark};
use super::paragraph::Item;
use icu_segmenter::{WordSegmenter, options::WordBreakInvariantOptions};

/// No break here unless nothing else fits.
const NEVER: f64 = 10_000.0;
/// Inside a word.
const INSIDE_WORD: f64 = 400.0;
/// Before 的 and its like, which belong to the words before them.
const BEFORE_PARTICLE: f64 = 1_000.0;
/// After a word that leans on the next one: 和, 在, 关于.
const AFTER_LEANING: f64 = 60.0;
/// Inside 《…》, “…” or （…）, per level.
const INSIDE_MARKS: f64 = 25.0;
/// Before a word that opens a phrase.
const BEFORE_OPENER: f64 = -9.0;
/// After a verb that governs what follows.
const AFTER_GOVERNING: f64 = -4.0;
/// After 的 or a mark, where a phrase closes.
const AFTER_CLOSER: f64 = -5.0;
/// At a space of the source inside a title: its own first choice.
const AT_SPACE: f64 = -40.0;
/// A line more than needed.
const MORE_LINES: f64 = 60.0;
/// Unevenness: of a line's distance from the mean, as a part of it, squared.
const UNEVEN: f64 = 60.0;
/// Unfilled part of a line but the last, squared, where lines need not be even.
const UNFILLED: f64 = 1_500.0;
/// A last line shorter than this many em looks left over.
const SHORT_LAST: f64 = 4.0;
/// Price of each em it is shorter.
const SHORT: f64 = 15.0;
/// More characters than this are no title, and comparing all ways to break them would take too long.
const LONGEST_TITLE: usize = 400;
/// Longest word the lists below hold, in characters.
const LONGEST: usize = 4;

/// Words that belong to what stands before them.
const PARTICLES: &str = "的地得了着过们之等者吗呢吧上中下里内外";
/// Words that belong to what follows them.
const LEANING: [&str; 34] = [
    "和",
    "与",
    "及",
    "暨",
    "同",
    "并",
    "或",
    "在",
    "对",
    "对于",
    "于",
    "向",
    "为",
    "把",
    "将",
    "以",
    "从",
    "被",
    "由",
    "关于",
    "进一步",
    "不",
    "全",
    "各",
    "第",
    "新",
    "是",
    "以及",
    "切实",
    "全面",
    "基本",
    "高",
    "大力",
    "深入",
];
/// Verbs of official titles: what they govern may begin a new line.
const GOVERNING: [&str; 18] = [
    "印发", "转发", "做好", "加强", "规范", "调整", "开展", "举办", "建立", "健全", "完善", "推动",
    "深化", "落实", "促进", "支持", "表彰", "公布",
];
/// Expressions that stay whole and that the dictionary of the segmenter takes apart.
const WHOLE: [&str; 27] = [
    "农村人居环境",
    "老旧小区",
    "营商环境",
    "高质量",
    "高水平",
    "医疗保险制度",
    "养老保险制度",
    "校外培训机构",
    "领导小组",
    "工作方案",
    "实施意见",
    "实施方案",
    "管理办法",
    "指导意见",
    "工作会议",
    "座谈会",
    "表彰大会",
    "动员大会",
    "党的二十大",
    "党的十九大",
    "二十大",
    "十九大",
    "新时代",
    "社会主义",
    "现代化",
    "中心组",
    "城市更新",
];
/// Words that open a phrase: a good place for a new line.
const OPENERS: [&str; 14] = [
    "关于", "在", "和", "与", "及", "暨", "以及", "推动", "推进", "加快", "努力", "实现", "为",
    "同",
];

/// Ends of the lines, as indices one past the last item: even lines with `even`, else full ones.
#[must_use]
pub(super) fn ends(items: &[Item], first: f32, rest: f32, even: bool) -> Vec<usize> {
    let mut out = Vec::new();
    let mut from = 0;
    let cuts = items.iter().enumerate().filter(|(n, i)| i.forced && *n > 0);
    let cuts: Vec<usize> = cuts.map(|(n, _)| n).chain([items.len()]).collect();
    for to in cuts {
        let part = items.get(from..to).unwrap_or_default();
        let width = if from == 0 { first } else { rest };
        out.extend(part_ends(part, width, rest, even).iter().map(|e| e + from));
        from = to;
    }
    out
}

/// True for the two lines of a 回目: two halves of equal length with a space between them.
pub(crate) fn is_couplet(title: &str) -> bool {
    let halves: Vec<usize> = title
        .split_whitespace()
        .map(|h| h.chars().count())
        .collect();
    matches!(halves[..], [a, b] if a == b && (4..=12).contains(&a))
}

/// Lines of a stretch without forced breaks.
fn part_ends(items: &[Item], first: f32, rest: f32, even: bool) -> Vec<usize> {
    let total = width(items, 0, items.len());
    if total <= first || items.len() < 2 {
        return vec![items.len()];
    }
    if items.len() > LONGEST_TITLE {
        return by_force(items, first, rest);
    }
    let mut price = prices(items);
    if !even {
        // Lines that need not be even are full: nothing is gained by ending one before it is.
        price.iter_mut().for_each(|p| *p = p.max(0.0));
    }
    let least = 1 + ((total - first) / rest.max(1.0)).ceil().max(0.0) as usize;
    let mut best: Option<(f64, Vec<usize>)> = None;
    for lines in least..=least + 1 {
        let target = f64::from(total) / lines as f64;
        let Some((cost, ends)) = fit(items, &price, lines, (first, rest), target, even) else {
            continue;
        };
        let cost = cost + (lines - least) as f64 * MORE_LINES;
        if best.as_ref().is_none_or(|b| cost < b.0) {
            best = Some((cost, ends));
        }
    }
    best.map_or_else(|| by_force(items, first, rest), |b| b.1)
}

/// The best `lines` lines: dynamic programming over (lines so far, end).
fn fit(
    items: &[Item],
    price: &[f64],
    lines: usize,
    (first, rest): (f32, f32),
    target: f64,
    even: bool,
) -> Option<(f64, Vec<usize>)> {
    let n = items.len();
    // Cost of the best way to end line `l` before item `e`, and where that line begins.
    let mut rows: Vec<Vec<(f64, usize)>> = Vec::with_capacity(lines + 1);
    let mut start = vec![(f64::INFINITY, 0); n + 1];
    if let Some(s) = start.first_mut() {
        s.0 = 0.0;
    }
    rows.push(start);
    for l in 0..lines {
        let room = if l == 0 { first } else { rest };
        let last = l + 1 == lines;
        let mut row = vec![(f64::INFINITY, 0usize); n + 1];
        let before = rows.last()?;
        for (from, &(so_far, _)) in before.iter().enumerate().take(n) {
            if !so_far.is_finite() {
                continue;
            }
            for to in from + 1..=n {
                if last && to < n {
                    continue;
                }
                let w = width(items, from, to);
                if w > room + 0.001 {
                    if last || to > from + 1 {
                        if last {
                            continue;
                        }
                        break;
                    }
                    continue;
                }
                let shape = if even {
                    let off = (f64::from(w) - target) / target.max(1.0);
                    UNEVEN * off * off
                } else if last {
                    0.0
                } else {
                    let off = f64::from((room - w) / room.max(1.0));
                    UNFILLED * off * off
                };
                let short = if last {
                    SHORT * (SHORT_LAST - f64::from(w)).max(0.0)
                } else {
                    0.0
                };
                let here = so_far + shape + short + if to < n { *price.get(to)? } else { 0.0 };
                if let Some(slot) = row.get_mut(to)
                    && here < slot.0
                {
                    *slot = (here, from);
                }
            }
        }
        rows.push(row);
    }
    let (cost, _) = *rows.last()?.get(n)?;
    if !cost.is_finite() {
        return None;
    }
    let mut ends = Vec::with_capacity(lines);
    let mut at = n;
    for row in rows.iter().skip(1).rev() {
        ends.push(at);
        at = row.get(at)?.1;
    }
    ends.reverse();
    Some((cost, ends))
}

/// Lines as full as they can be, for what has no break that fits.
fn by_force(items: &[Item], first: f32, rest: f32) -> Vec<usize> {
    let mut out = Vec::new();
    let mut from = 0;
    while from < items.len() {
        let room = if from == 0 { first } else { rest };
        let mut to = from + 1;
        while to < items.len() && width(items, from, to + 1) <= room {
            to += 1;
        }
        let good = (from + 1..=to)
            .rev()
            .find(|e| items.get(*e).is_none_or(|i| i.before.is_some()));
        to = good.unwrap_or(to);
        out.push(to);
        from = to;
    }
    out
}

/// Natural width of the line of items `from..to`: no gap before its first, none for a space at its end.
fn width(items: &[Item], from: usize, to: usize) -> f32 {
    let line = items.get(from..to).unwrap_or_default();
    let shown = line
        .iter()
        .rposition(|i| i.class != Class::Space && i.c != '\u{3000}')
        .map_or(0, |i| i + 1);
    line.iter()
        .take(shown)
        .enumerate()
        .map(|(k, i)| i.solid + if k == 0 { 0.0 } else { i.gap })
        .sum()
}

/// The price of a break before each item.
fn prices(items: &[Item]) -> Vec<f64> {
    let text: String = items.iter().map(|i| i.c).collect();
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let mut word_start = vec![false; items.len() + 1];
    let mut starts = segmenter.segment_str(&text).peekable();
    for (count, (byte, _)) in text.char_indices().enumerate() {
        while starts.peek().is_some_and(|s| *s < byte) {
            starts.next();
        }
        if let Some(slot) = word_start.get_mut(count) {
            *slot = starts.peek() == Some(&byte);
        }
    }
    for whole in WHOLE {
        let long = whole.chars().count();
        for (byte, _) in text.match_indices(whole) {
            let at = text.get(..byte).map_or(0, |t| t.chars().count());
            word_start
                .iter_mut()
                .take(at + long)
                .skip(at + 1)
                .for_each(|s| *s = false);
        }
    }
    let mut out = vec![NEVER; items.len()];
    let mut depth = 0i32;
    for n in 1..items.len() {
        let (Some(a), Some(b)) = (items.get(n - 1), items.get(n)) else {
            continue;
        };
        depth += match a.class {
            Class::Open => 1,
            Class::Close => -1,
            _ => 0,
        };
        let Some(own) = b.before else { continue };
        let mut p = f64::from(own.min(1_000.0)) / 100.0;
        p += f64::from(depth.max(0)) * INSIDE_MARKS;
        let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千".contains(c);
        if !word_start.get(n).copied().unwrap_or(true)
            || a.c == '第'
            || numeral(a.c) && !is_mark(b.class)
        {
            p += INSIDE_WORD;
        }
        if PARTICLES.contains(b.c) && starts_alone(items, n, &word_start) {
            p += BEFORE_PARTICLE;
        }
        let (left, right) = (
            word_before(items, n, &word_start),
            word_at(items, n, &word_start),
        );
        if LEANING.contains(&left.as_str()) {
            p += AFTER_LEANING;
        }
        if GOVERNING.contains(&left.as_str()) {
            p += AFTER_GOVERNING;
        }
        if OPENERS.contains(&right.as_str()) || b.class == Class::Open {
            p += BEFORE_OPENER;
        }
        if a.c == '的' || is_mark(a.class) && a.class != Class::Open {
            p += AFTER_CLOSER;
        }
        if matches!(a.c, ' ' | '\u{3000}') && depth <= 0 {
            p = AT_SPACE;
        }
        if let Some(slot) = out.get_mut(n) {
            *slot = p;
        }
    }
    out
}

/// True where the word at `n` is a single character.
fn starts_alone(items: &[Item], n: usize, starts: &[bool]) -> bool {
    n + 1 >= items.len() || starts.get(n + 1).copied().unwrap_or(true)
}

fn word_at(items: &[Item], n: usize, starts: &[bool]) -> String {
    let mut s = String::new();
    for (k, i) in items.iter().enumerate().skip(n).take(LONGEST) {
        if k > n && starts.get(k).copied().unwrap_or(true) {
            break;
        }
        s.push(i.c);
    }
    s
}

fn word_before(items: &[Item], n: usize, starts: &[bool]) -> String {
    let mut from = n.saturating_sub(1);
    while from > 0 && n - from < LONGEST && !starts.get(from).copied().unwrap_or(true) {
        from -= 1;
    }
    items
        .get(from..n)
        .unwrap_or_default()
        .iter()
        .map(|i| i.c)
        .collect()
}
