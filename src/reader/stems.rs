//! What numbered pieces share: a stem with a number behind it.

use super::label::{candidate, chinese};
use crate::tree::Scheme;

/// 一, 12, （三）, 其二: a number alone on its line.
pub(super) fn is_numeral(s: &str) -> bool {
    let s = s.strip_prefix('其').unwrap_or(s);
    let core = s.trim_matches(['（', '）', '(', ')', '、', '.', '：', ':', ' ', '　']);
    !core.is_empty()
        && (chinese(core).is_some_and(|(_, n)| n == core.len())
            || core.len() <= 3 && core.bytes().all(|b| b.is_ascii_digit()))
}

/// 篇一, 第一篇, 范文3, 【篇二】, 第三章: nothing but a number.
pub(super) fn is_number_only(s: &str) -> bool {
    let s = s.trim_matches(|c: char| c.is_whitespace() || "【】：:；;、.".contains(c));
    if let Some(c) = candidate(s).filter(|c| c.scheme == Scheme::Chapter) {
        return c.len == s.len();
    }
    stem(s).is_some_and(|(stem, _)| stem.chars().count() <= 2 || s.chars().count() <= 4)
        || s.strip_prefix("范文").is_some_and(is_numeral)
}

/// Words before the number of a piece: 范文一.
const HEADS: &[&str] = &["篇", "范文", "例文", "作文"];

/// Such words that number parts of one paper too: 案例一：…. They count where nothing numbered stands above the first.
pub(super) const LOOSE_HEADS: &[&str] = &["发言", "发言稿", "案例", "典型案例", "事迹", "故事"];

/// The stem that numbered pieces share, with the number: `…篇一`, `篇2：…`, `【篇一】…`, `范文一`, `…(3)`, `…之二`, `…3`.
pub(super) fn stem(s: &str) -> Option<(String, u32)> {
    let s = s
        .trim_start_matches([';', '；', '【', '■', '●'])
        .trim_end_matches(['】', ':', '：']);
    let number = |t: &str| -> Option<u32> {
        chinese(t)
            .filter(|(_, n)| *n == t.len())
            .map(|(v, _)| v)
            .or_else(|| (t.len() <= 3).then(|| t.parse().ok()).flatten())
    };
    for mark in ["篇", "之"] {
        if let Some((left, num)) = s.rsplit_once(mark)
            && num.chars().count() <= 5
            && let Some(n) = number(num)
            && (mark == "篇" || left.chars().count() >= 2)
        {
            return Some((left.to_owned(), n));
        }
    }
    for head in HEADS.iter().chain(LOOSE_HEADS).copied() {
        let Some(rest) = s.strip_prefix(head) else {
            continue;
        };
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || chinese(&c.to_string()).is_some()))
            .unwrap_or(rest.len());
        let (num, after) = rest.split_at_checked(end)?;
        let parted =
            after.is_empty() || after.starts_with(['：', ':', '】', '、', ' ', '　', '.', '《']);
        if let (true, Some(n)) = (parted, number(num)) {
            return Some((head.to_owned(), n));
        }
    }
    if let Some(open) = s.rfind(['(', '（'])
        && s.ends_with([')', '）'])
        && open >= "四字书题".len()
    {
        let inner = s.get(open..)?.trim_matches(['(', ')', '（', '）']);
        return number(inner).map(|n| (s.get(..open).unwrap_or_default().to_owned(), n));
    }
    // 工作总结3: a number that nothing parts from a title of five characters or more.
    let digits = s.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (left, num) = s.split_at_checked(s.len() - digits)?;
    let worded = left.chars().count() >= 5 && left.chars().last().is_some_and(super::lines::is_han);
    (worded && (1..=2).contains(&digits)).then(|| Some((left.to_owned(), num.parse().ok()?)))?
}
