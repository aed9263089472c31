//! Where the site goes on behind the text of a line, the line is cut.

use super::lines::{Kind, Unit};

/// What sites of novels print behind the last sentence of a page, in its line.
const TAILS: &[&str] = &["本章未完", "未完待续", "本章完", "全文完", "全书完"];

/// A sentence before such words is at least so long, in characters.
const SENTENCE_MIN: usize = 4;

/// Cuts lines where the site goes on behind the text: 雾越来越浓。(本章未完，请翻页)
pub(super) fn cut_tails(units: &mut Vec<Unit>, source: &str) {
    let cuts: Vec<Option<usize>> = units.iter().map(|u| tail(u, source)).collect();
    if cuts.iter().all(Option::is_none) {
        return;
    }
    let whole = std::mem::take(units);
    for (u, cut) in whole.into_iter().zip(cuts) {
        let Some(at) = cut else {
            units.push(u);
            continue;
        };
        let (head, mut tail) = u.cut(source, at);
        tail.set(
            Kind::Boilerplate,
            "ad",
            "site chatter behind the text",
            0.95,
        );
        units.extend([head, tail]);
    }
}

/// Where the site goes on in the line, as a byte of the source.
fn tail(u: &Unit, source: &str) -> Option<usize> {
    let s = u.text(source);
    // The end of the line tells, and hardly any line has such words.
    let from = s.char_indices().rev().nth(TAIL_MAX).map_or(0, |(i, _)| i);
    let end = s.get(from..)?;
    if !TAILS.iter().any(|t| end.contains(t)) {
        return None;
    }
    let at = TAILS.iter().filter_map(|t| s.rfind(t)).min()?;
    let words = s
        .get(..at)?
        .trim_end_matches(['(', '（', '【', '[', ' ', '　']);
    let behind = s.get(at..)?;
    let free = u.kind == Kind::Para && !u.fixed;
    let said = super::lines::ends_sentence(words) && words.chars().count() >= SENTENCE_MIN;
    // A novel may speak of its own end, but then it goes on.
    (free && said && behind.chars().count() <= TAIL_MAX && !behind.contains(['“', '”', '。']))
        .then(|| u.span.start as usize + words.len())
}

/// The longest such tail, in characters.
const TAIL_MAX: usize = 40;
