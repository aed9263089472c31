//! Arabic numbers without a mark behind them: `1` alone between the parts of a story, `1 引言`, `2.1 数据`.
//!
//! So much in a text begins with a number that these count only as a whole run from 1 onwards in which each follows the
//! one before as sections do (2 → 2.1 → 2.2 → 3), and most head a paragraph.

use super::titles::{BODY_MIN, bare_shape};
use crate::reader::label::Candidate;
use crate::reader::lines::{Kind, Unit, ends_sentence, is_han};
use crate::tree::Scheme;

/// The longest line with a title behind the number, in characters.
const TITLED_MAX: u32 = 30;
/// Most digits of one number: 1995 is a year.
const DIGITS: usize = 2;
/// Deepest numbering: 1.2.3.4.
const DEPTH: usize = 4;
/// A line this far below the last title is no head of a first part where pages could be counted, in lines.
const FIRST_WITHIN: usize = 4;

/// A line that could carry a section's number.
struct Numbered {
    /// Index of the unit.
    at: usize,
    /// 2.1 is [2, 1].
    path: Vec<u32>,
    /// Bytes of the label.
    len: usize,
    /// Nothing but the number on the line.
    alone: bool,
    /// The label has a mark of its own (`1.`, 第一章): it stands for its number, its family is found elsewhere.
    marked: bool,
}

/// Finds the runs and gives their lines a candidate of their own.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    let found: Vec<Numbered> = (0..units.len())
        .filter_map(|i| numbered(units, i, source))
        .collect();
    let mut run: Vec<&Numbered> = Vec::new();
    let mut runs: Vec<Vec<&Numbered>> = Vec::new();
    for n in &found {
        let last = run.last().map(|l| l.path.as_slice());
        if last.is_some_and(|l| follows(l, &n.path)) {
            run.push(n);
        } else if n.path == [1] || n.marked && n.path.len() == 1 {
            runs.push(std::mem::replace(&mut run, vec![n]));
        }
    }
    runs.push(run);
    runs.retain(|r| holds(r, units, source));
    for run in runs {
        // `1.` above `1.1 背景` is of the same numbering.
        let decimal = run.iter().any(|n| n.path.len() > 1);
        for n in run {
            let Some(u) = units.get_mut(n.at) else {
                continue;
            };
            let of_run = !n.marked
                || decimal
                    && u.candidate
                        .is_some_and(|c| matches!(c.scheme, Scheme::ArabicDot));
            if of_run && !u.fixed {
                u.candidate = Some(Candidate {
                    scheme: Scheme::CnBare,
                    number: n.path.last().copied().unwrap_or(0),
                    len: n.len,
                });
            }
        }
    }
}

/// The number at the start of a line that has the shape of a head.
fn numbered(units: &[Unit], at: usize, source: &str) -> Option<Numbered> {
    let u = units.get(at)?;
    let s = u.text(source);
    if u.kind != Kind::Para || !u.first || u.chars > TITLED_MAX || !u.markup.is_empty() {
        return None;
    }
    if let Some(c) = u.candidate {
        let heads = matches!(c.scheme, Scheme::Chapter | Scheme::ArabicDot) && !ends_sentence(s);
        return heads.then(|| Numbered {
            at,
            path: vec![c.number],
            len: c.len,
            alone: false,
            marked: true,
        });
    }
    let mut path = Vec::new();
    let mut rest = s;
    loop {
        let n = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, tail) = rest.split_at_checked(n)?;
        // 01, 02, … as pages of the web count; 0 and 2.05 are no sections.
        let padded = digits.starts_with('0') && (n < DIGITS || !path.is_empty());
        if n == 0 || n > DIGITS || padded || path.len() == DEPTH {
            return None;
        }
        path.push(digits.parse().ok()?);
        rest = tail;
        match tail.strip_prefix('.') {
            Some(t) if t.starts_with(|c: char| c.is_ascii_digit()) => rest = t,
            _ => break,
        }
    }
    let len = s.len() - rest.len();
    let title = rest.trim_start();
    let alone = title.is_empty() && path.len() == 1;
    // `2.1数据` is parted by nothing; a whole number needs white space, 3个人 is none.
    let parted = title.len() < rest.len() || path.len() > 1;
    let titled = parted
        && title.starts_with(|c: char| is_han(c) || c.is_alphabetic() || c == '“' || c == '《')
        && !ends_sentence(s)
        && !s.contains(['，', '。', '；', '｜', '|', '\t']);
    (alone || titled).then_some(Numbered {
        at,
        path,
        len,
        alone,
        marked: false,
    })
}

/// Is `next` the section after `last`: a sibling of it or of what it stands in, or its first child?
fn follows(last: &[u32], next: &[u32]) -> bool {
    let Some((n, above)) = next.split_last() else {
        return false;
    };
    if next.len() == last.len() + 1 {
        return *n == 1 && above == last;
    }
    last.get(..next.len()).is_some_and(|l| {
        l.split_last()
            .is_some_and(|(k, up)| *n == k + 1 && up == above)
    })
}

/// Does the run divide a text?
fn holds(run: &[&Numbered], units: &[Unit], source: &str) -> bool {
    let own = run.iter().filter(|n| !n.marked).count();
    if own < 2 {
        return false;
    }
    let text = |i: usize| units.get(i).map(|u| u.text(source)).unwrap_or_default();
    let heads = run
        .iter()
        .zip(run.iter().skip(1).map(Some).chain([None]))
        .filter(|(n, next)| {
            let child = next.is_some_and(|m| m.at == n.at + 1 && m.path.len() > n.path.len());
            let body = |at: usize| {
                units.get(at).is_some_and(|u| {
                    let s = u.text(source);
                    u.chars > BODY_MIN || ends_sentence(s) && u.chars > 2
                })
            };
            // The section's title may stand on a line of its own.
            let titled = n.alone
                && units.get(n.at + 1).is_some_and(|u| bare_shape(u, source))
                && body(n.at + 2);
            child || body(n.at + 1) || titled
        })
        .count();
    if heads * 10 < run.len() * 8 {
        return false;
    }
    let alone: Vec<usize> = run.iter().filter(|n| n.alone).map(|n| n.at).collect();
    let Some(&first) = alone.first() else {
        return true;
    };
    // The numbers of pages stand in mid-sentence, and the first of them below a page of text.
    let ended = alone.iter().all(|&i| {
        i == 0
            || ends_sentence(text(i - 1))
            || units.get(i - 1).is_some_and(|u| u.chars <= BODY_MIN)
    });
    let opens = first < FIRST_WITHIN
        || units
            .get(first - FIRST_WITHIN..first)
            .unwrap_or_default()
            .iter()
            .any(|u| {
                u.candidate.is_none() && u.chars <= BODY_MIN && !ends_sentence(u.text(source))
            });
    ended && opens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::lines::units;

    fn labels(s: &str) -> Vec<String> {
        let mut u = units(s);
        mark(&mut u, s);
        let bare = |u: &Unit| u.candidate.filter(|c| c.scheme == Scheme::CnBare);
        u.iter()
            .filter_map(|u| Some(u.text(s).get(..bare(u)?.len)?.to_owned()))
            .collect()
    }

    #[test]
    fn sections_are_a_run_from_one() {
        let s = "报告\n1 引言\n做这件事的原因有两个，都很简单。\n2 方法\n2.1 材料\n材料来自三个村子。\n2.2 步骤\n步骤分为四步，依次进行。\n3 结论\n结论如上所述。\n";
        assert_eq!(labels(s), ["1", "2", "2.1", "2.2", "3"]);
        let s = "渡口\n1\n天还没有亮，船已经开了。\n2\n到了对岸，没有人来接他。\n";
        assert_eq!(labels(s), ["1", "2"]);
        let s = "读书笔记\n01\n读《边城》\n翠翠坐在渡船上，看日头一点一点落下去。\n02\n读《受戒》\n船进了芦花荡，什么也看不见了。\n";
        assert_eq!(labels(s), ["01", "02"]);
    }

    #[test]
    fn other_numbers_are_none() {
        for s in [
            "名单\n1\n张三\n男\n2\n李四\n女\n",
            "价格\n3 元一斤的苹果\n今天卖完了，明天再来。\n5.6个百分点\n这是去年的数字。\n",
            "山里的路很长，走了一天也没有走到头，天黑的时候他们\n1\n坐下来歇了歇，谁也没有说话，只听见风的声音从远处来\n2\n又从他们头上过去。\n",
            "目录\n1 引言\n2 方法\n3 结论\n",
        ] {
            assert!(labels(s).is_empty(), "{s}");
        }
    }
}
