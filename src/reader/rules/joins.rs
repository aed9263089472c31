//! Torn lines: which lines carry on the one before.

use crate::reader::lines::{Kind, Unit, ends_sentence, is_han};
use crate::tree::Scheme;
use std::collections::HashMap;

/// Lines this short can be a link's text torn out of its sentence, in characters.
const LINK_MAX: u32 = 12;
/// A line shorter than this is too short to be one that was torn, in characters.
const TORN_MIN: u32 = 15;

/// Page numbers standing alone: `- 3 -`, `第 3 页`, `3`.
pub(super) fn mark_page_numbers(units: &mut [Unit], source: &str) {
    let mut bare = Vec::new();
    for (i, u) in units.iter_mut().enumerate() {
        let s = u.text(source);
        if u.chars > 14 || u.candidate.is_some_and(|c| c.scheme == Scheme::CnBare) {
            continue;
        }
        let digits = s.chars().filter(char::is_ascii_digit).count();
        let core: String = s.chars().filter(|c| !c.is_whitespace()).collect();
        let dashed = digits > 0
            && digits <= 4
            && core.starts_with(['-', '—', '–', '·', '－', '~'])
            && core.ends_with(['-', '—', '–', '·', '－', '~'])
            && core
                .chars()
                .all(|c| c.is_ascii_digit() || "-—–·－~".contains(c));
        let worded = core.starts_with('第') && (core.ends_with('页') || core.ends_with('頁'))
            || core.starts_with('共') && core.ends_with('页');
        if dashed || (worded && core.chars().count() <= 12) {
            u.set(Kind::Boilerplate, "page_number", "page number", 0.97);
        } else if !core.is_empty() && core.len() <= 4 && core.bytes().all(|b| b.is_ascii_digit()) {
            bare.push(i);
        }
    }
    // Bare numbers count as pages only where they climb through the text.
    let values: Vec<u32> = bare
        .iter()
        .filter_map(|&i| units.get(i)?.text(source).parse().ok())
        .collect();
    let climbs = values
        .windows(2)
        .filter(|w| w[1] == w[0] + 1 || w[1] == w[0] + 2)
        .count();
    let far = bare.windows(2).filter(|w| w[1] - w[0] > 10).count();
    if values.len() >= 4 && climbs * 3 >= values.len() * 2 && far * 2 > values.len() {
        for i in bare {
            if let Some(u) = units.get_mut(i) {
                u.set(
                    Kind::Boilerplate,
                    "page_number",
                    "page number in a climbing run",
                    0.9,
                );
            }
        }
    }
}

/// The width at which prose was wrapped, in characters; `None` where it was not.
fn wrap_width(units: &[Unit]) -> Option<u32> {
    let mut count: HashMap<u32, usize> = HashMap::new();
    let long: Vec<&Unit> = units
        .iter()
        .filter(|u| u.width >= 18 && u.kind == Kind::Para)
        .collect();
    for u in &long {
        *count.entry(u.width).or_default() += 1;
    }
    if long.len() < 8 {
        return None;
    }
    let near = |w: u32| {
        (w.saturating_sub(1)..=w + 1)
            .map(|x| count.get(&x).copied().unwrap_or(0))
            .sum::<usize>()
    };
    let (&best, _) = count.iter().max_by_key(|(w, n)| (near(**w), **n, **w))?;
    let over = long.iter().filter(|u| u.width > best + 2).count();
    (best <= 100 && near(best) * 10 >= long.len() * 5 && over * 20 <= long.len()).then_some(best)
}

/// Marks continuation units.
pub(super) fn join(units: &mut [Unit], source: &str) {
    let wrap = wrap_width(units);
    let index: Vec<usize> = (0..units.len())
        .filter(|&i| units.get(i).is_some_and(|u| u.kind == Kind::Para))
        .collect();
    let mut link_before = false;
    for w in index.windows(2) {
        let [p, i] = [w[0], w[1]];
        let next = units.get(i + 1).map(|n| n.text(source));
        let (Some(prev), Some(cur)) = (units.get(p), units.get(i)) else {
            continue;
        };
        // What the user dropped between them, or set apart, keeps them apart.
        let between = units.get(p + 1..i).unwrap_or_default();
        let apart = between
            .iter()
            .any(|u| u.fixed && u.kind != Kind::Continuation);
        let why = if !cur.first || apart {
            None
        } else if std::mem::take(&mut link_before) && cur.candidate.is_none() {
            Some(("the tail after a link torn out of its sentence", 0.85))
        } else if let Some(found) = wrap.and_then(|w| wrapped(prev, cur, i > p + 1, source, w)) {
            found
        } else {
            link_before = wrap.is_none() && is_link(prev, cur, next, source);
            if link_before {
                Some(("link text alone on a line", 0.85))
            } else {
                torn(prev, cur, source, wrap.is_some())
            }
        };
        if let (Some((why, sure)), Some(u)) = (why, units.get_mut(i)) {
            u.set(Kind::Continuation, "", why, sure);
            u.joins = Some(p);
        }
    }
}

/// In hard-wrapped prose: a full line is carried on by the next one that has no indent.
/// `Some(None)` says surely not a continuation.
fn wrapped(
    prev: &Unit,
    cur: &Unit,
    paged: bool,
    source: &str,
    w: u32,
) -> Option<Option<(&'static str, f32)>> {
    // A page ended in mid-sentence, short of the measure.
    if paged && cur.indent == 0 && prev.width + 2 < w && !ends_sentence(prev.text(source)) {
        return Some(Some(("a page ended in mid-sentence", 0.9)));
    }
    if prev.width + 2 < w || cur.width > w + 2 {
        return if cur.indent > 0 || prev.width + 2 < w {
            Some(None)
        } else {
            None
        };
    }
    if cur.indent > 0 || (cur.blank_before && ends_sentence(prev.text(source))) {
        return Some(None);
    }
    // The last line of a paragraph happened to be full; what follows is as short and open as a title.
    let open = !ends_sentence(cur.text(source)) && cur.width + 4 < w;
    if open && (cur.blank_before || ends_sentence(prev.text(source))) {
        return Some(None);
    }
    Some(Some(("hard-wrapped at a fixed width", 0.96)))
}

fn torn(prev: &Unit, cur: &Unit, source: &str, is_wrapped: bool) -> Option<(&'static str, f32)> {
    let (p, c) = (prev.text(source), cur.text(source));
    if is_wrapped
        || cur.candidate.is_some_and(|k| k.number > 0)
        || cur.blank_before && cur.indent > 0
    {
        return None;
    }
    let first = c.chars().next()?;
    if matches!(
        first,
        '，' | ',' | '。' | '、' | '；' | '：' | '？' | '！' | '”' | '）' | '」' | '』'
    ) && cur.chars > 1
        && !ends_sentence(p)
    {
        return Some(("begins with a mark", 0.95));
    }
    if prev.chars < TORN_MIN && !prev.joins.is_some_and(|_| p.ends_with([';', '；'])) {
        return open_bracket(p, c).then_some(("closes a bracket left open", 0.9));
    }
    if cur.blank_before {
        return open_bracket(p, c).then_some(("closes a bracket left open", 0.8));
    }
    // A line that ends in a semicolon goes on, unless it is one of a list or of verse.
    let body = p.chars().count() > 60
        || prev.joins.is_some()
        || prev.candidate.is_none() && has_inner_sentence(p);
    if p.ends_with([';', '；'])
        && cur.candidate.is_none()
        && (body || starts_alike(p, c))
        && prev.indent == cur.indent
        && cur.chars > 3
    {
        return Some(("the line before ends in a semicolon", 0.85));
    }
    if p.ends_with(['，', ',', '、']) && cur.candidate.is_none() && prev.chars > 30 {
        return Some(("the line before ends in a comma", 0.85));
    }
    if open_bracket(p, c) {
        return Some(("closes a bracket left open", 0.9));
    }
    if p.ends_with('”')
        && !ends_sentence(p)
        && prev.chars > 60
        && is_han(first)
        && cur.candidate.is_none()
        && p.contains('。')
    {
        return Some(("the line before ends in mid-sentence", 0.75));
    }
    if !ends_sentence(p)
        && p.contains(['，', ',', '。'])
        && cur.candidate.is_none()
        && word_across(p, c)
    {
        return Some(("a word is torn over the line end", 0.8));
    }
    None
}

fn has_inner_sentence(p: &str) -> bool {
    p.contains('。')
}

fn starts_alike(p: &str, c: &str) -> bool {
    p.chars().next() == c.chars().next()
}

/// A short line without marks between the halves of a sentence.
fn is_link(prev: &Unit, cur: &Unit, next: Option<&str>, source: &str) -> bool {
    let (p, c) = (prev.text(source), cur.text(source));
    let Some(n) = next else { return false };
    prev.chars > TORN_MIN
        && !ends_sentence(p)
        && !p.ends_with(['”', '》', '）', ')'])
        && p.contains([',', '，', '。', '、'])
        && cur.chars <= LINK_MAX
        && cur.chars >= 2
        && c.chars().all(is_han)
        && cur.candidate.is_none()
        && !cur.blank_before
        && n.chars().count() > 10
        && crate::reader::label::candidate(n).is_none()
}

/// The line before leaves 《 or （ open and this one closes it.
fn open_bracket(p: &str, c: &str) -> bool {
    [('《', '》'), ('（', '）'), ('(', ')')]
        .iter()
        .any(|&(o, k)| {
            // What is told at once comes first.
            c.find(k)
                .is_some_and(|i| i < 90 && c.find(o).is_none_or(|j| i < j))
                && p.rfind(o).is_some_and(|i| p.len() - i < 120)
                && p.matches(o).count() > p.matches(k).count()
        })
}

/// Does a dictionary word stand across the line end?
fn word_across(p: &str, c: &str) -> bool {
    let left: String = p
        .chars()
        .rev()
        .take(4)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let right: String = c.chars().take(4).collect();
    if !left.chars().last().is_some_and(is_han) || !right.chars().next().is_some_and(is_han) {
        return false;
    }
    let text = format!("{left}{right}");
    let segmenter = icu_segmenter::WordSegmenter::new_dictionary(
        icu_segmenter::options::WordBreakInvariantOptions::default(),
    );
    !segmenter.segment_str(&text).any(|b| b == left.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::lines::units;

    fn kinds(s: &str) -> Vec<Kind> {
        let mut u = units(s);
        mark_page_numbers(&mut u, s);
        join(&mut u, s);
        u.iter().map(|u| u.kind).collect()
    }

    #[test]
    fn torn_lines_are_joined() {
        use Kind::{Continuation as C, Para as P};
        assert_eq!(
            kinds(
                "刚才，市长作了一个很好的报告，我们看了去年的\n工作总结\n客观全面，对今年作了部署，我都赞同。"
            ),
            [P, C, C]
        );
        assert_eq!(
            kinds("就业是民生之本，必须努力去解决残疾人就业问\n题，拓宽就业渠道。"),
            [P, C]
        );
    }

    #[test]
    fn whole_lines_are_not() {
        use Kind::Para as P;
        assert_eq!(
            kinds("成为推动区域经济发展的重要平台，作用很大\n围绕建设目标，坚持高起点规划。"),
            [P, P]
        );
        assert_eq!(kinds("關關雎鳩，在河之洲，\n窈窕淑女，君子好逑。"), [P, P]);
        assert_eq!(
            kinds("春天来了。\n出发\n我们走在路上，天气很好。"),
            [P, P, P]
        );
    }
}
