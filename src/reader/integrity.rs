//! What is wrong with the text itself: broken encoding, places left to fill in, passages that stand twice.
//!
//! All of it is only reported; [`drop_copies`] leaves later copies out where the user asks for it (`--dedupe`).

use super::joined::{chain_end, words_of};
use super::lines::{Kind, Unit, is_han};
use super::print::Print;
use crate::diagnostic::{Diagnostic, Severity};
use std::collections::HashMap;

/// Role of the units that [`drop_copies`] leaves out.
pub(crate) const COPY_ROLE: &str = "copy";
/// What bytes become that were decoded twice, or by the wrong table: each row is certain by itself.
const BROKEN: &[&str] = &[
    "锟斤拷",
    "烫烫烫",
    "屯屯屯",
    "\u{fffd}",
    "ï»¿",
    "â€œ",
    "â€",
    "锘縙",
];
/// UTF-8 read as GBK turns ，。“” into these, which stand in no word together.
const BROKEN_MARKS: [char; 4] = ['锛', '銆', '鈥', '绗'];
/// So many of them in one line tell.
const BROKEN_MARKS_MIN: usize = 2;
/// A passage shorter than this may well stand twice, in Han characters.
const COPY_MIN: usize = 30;
/// A sentence shorter than this tells nothing, in Han characters.
const SENTENCE_MIN: usize = 8;
/// From this share of its characters on, in percent, a piece is reported as much like an earlier one.
const ALIKE: usize = 60;
/// From this share on a piece is a copy of an earlier one.
const COPY: usize = 95;
/// A piece of fewer Han characters is not compared.
const PIECE_MIN: usize = 100;

/// Names of private-use characters that a finding shows.
const PRIVATE_SHOWN: usize = 8;

/// Private-use characters of a line, which mean something in one font alone: they are kept, and named.
fn private(line: u32, s: &str) -> Option<Diagnostic> {
    // In UTF-8 they begin with one of these bytes; most lines have none.
    if !s.bytes().any(|b| matches!(b, 0xee | 0xef | 0xf3 | 0xf4)) {
        return None;
    }
    let is = |c: &char| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
    let mut all: Vec<char> = s.chars().filter(is).collect();
    let first = all.first().copied()?;
    all.sort_unstable();
    all.dedup();
    let shown = all.iter().take(PRIVATE_SHOWN);
    let mut names = shown
        .map(|c| format!("U+{:04X}", *c as u32))
        .collect::<Vec<_>>()
        .join(" ");
    if all.len() > PRIVATE_SHOWN {
        names.push_str(" …");
    }
    Some(
        Diagnostic::warning(
            line,
            "private-use",
            format!("private-use characters, which only their own font shows: {names}"),
            format!("私用区字符，只有原字体能显示：{names}"),
        )
        .about(first.encode_utf8(&mut [0; 4])),
    )
}

/// Finds broken encoding, places left to fill in, and copies.
#[must_use]
pub(super) fn findings(units: &[Unit], source: &str) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for u in units.iter().filter(|u| u.kind != Kind::Boilerplate) {
        let s = u.text(source);
        if let Some(what) = mojibake(s) {
            out.push(Diagnostic::warning(
                u.line,
                "mojibake",
                format!("the text was decoded wrongly before it came here: {what}; --repair-encoding mends what is certain"),
                format!("文字在此之前已经乱码：{what}；--repair-encoding 可修复有把握的部分"),
            ).about(what));
        }
        out.extend(private(u.line, s));
        if let Some(blank) = placeholder(s) {
            out.push(Diagnostic {
                severity: Severity::Note,
                ..Diagnostic::warning(
                    u.line,
                    "placeholder",
                    format!("a place left to fill in: {blank}"),
                    format!("有待填的空位：{blank}"),
                )
                .about(blank)
            });
        }
    }
    for (at, first) in paragraph_copies(units, source) {
        let (Some(u), Some(v)) = (units.get(at), units.get(first)) else {
            continue;
        };
        out.push(Diagnostic {
            severity: Severity::Note,
            ..Diagnostic::warning(
                u.line,
                "copy",
                format!(
                    "the same paragraph stands at line {} (--dedupe leaves it out)",
                    v.line
                ),
                format!("与第 {} 行的段落相同（--dedupe 可略去）", v.line),
            )
        });
    }
    for c in piece_copies(units, source) {
        let (Some(u), Some(v)) = (units.get(c.start), units.get(c.first)) else {
            continue;
        };
        out.push(Diagnostic::warning(
            u.line,
            "alike",
            format!(
                "{} % of this piece stands in the one at line {} too",
                c.share, v.line
            ),
            format!("此篇有 {}% 与第 {} 行起的一篇相同", c.share, v.line),
        ));
    }
    out
}

/// Takes later copies of pieces and paragraphs out of the flow; they stay in the receipt.
pub(super) fn drop_copies(units: &mut [Unit], source: &str) {
    for c in piece_copies(units, source)
        .into_iter()
        .filter(|c| c.share >= COPY)
    {
        for u in units.get_mut(c.start..c.end).unwrap_or_default() {
            u.set(
                Kind::Boilerplate,
                COPY_ROLE,
                "a copy of an earlier piece",
                0.95,
            );
        }
    }
    for (at, _) in paragraph_copies(units, source) {
        let end = chain_end(units, at);
        for u in units.get_mut(at..end).unwrap_or_default() {
            u.set(
                Kind::Boilerplate,
                COPY_ROLE,
                "a copy of an earlier paragraph",
                0.95,
            );
        }
    }
}

/// The trace of wrong decoding in a line.
fn mojibake(s: &str) -> Option<&str> {
    if s.is_ascii() {
        return None;
    }
    if let Some(found) = BROKEN.iter().find(|b| s.contains(**b)) {
        return Some(found);
    }
    let marks = s.chars().filter(|c| BROKEN_MARKS.contains(c)).count();
    let has_others = s.contains(['，', '。', '、']);
    if marks >= BROKEN_MARKS_MIN && !has_others {
        let at = s.find(BROKEN_MARKS)?;
        let end = s
            .get(at..)?
            .char_indices()
            .nth(2)
            .map_or(s.len(), |(i, _)| at + i);
        return s.get(at..end);
    }
    None
}

/// 20**, 20xx年, ×××, XX市: something that the copyist took out. The two of `2000xx` or of `xx` in English text are none.
fn placeholder(s: &str) -> Option<&str> {
    let filler = |c: char| matches!(c, '*' | '＊' | 'x' | 'X' | '×' | 'Ｘ' | '○' | '_' | '＿');
    let mut from = 0;
    while let Some(at) = s.get(from..)?.find(filler).map(|i| from + i) {
        let rest = s.get(at..)?;
        let mark = rest.chars().next()?;
        let len = rest.find(|c| c != mark).unwrap_or(rest.len());
        let count = rest.get(..len)?.chars().count();
        let before = s.get(..at)?.chars().next_back();
        let after = rest.get(len..)?.chars().next();
        let year = s.get(..at)?.ends_with("20") || s.get(..at)?.ends_with("19");
        // 30 × 40 and a break of asterisks are something else.
        let han = after.is_some_and(is_han)
            || before.is_some_and(is_han) && after.is_none_or(|c| !c.is_ascii());
        // 一二二○ is a year, and ○ its naught.
        let naught = mark == '○' && before.is_some_and(|c| "〇○零一二三四五六七八九".contains(c));
        let stars = matches!(mark, '*' | '＊') && !year;
        if stars && let Some(behind) = emphasis(s, at, len) {
            from = behind;
            continue;
        }
        if (2..=4).contains(&count) && (year || han && !naught) {
            let start = if year { at - 2 } else { at };
            return s.get(start..at + len);
        }
        from = at + len;
    }
    None
}

/// Words that two runs of asterisks emphasize are as long at least, and those that asterisks at the end of a line mark.
const EMPHASIZED: usize = 4;

/// Where asterisks end that emphasize words (`**一是不怕。**`), or mark a line as important (`感觉阈限**`).
fn emphasis(s: &str, at: usize, len: usize) -> Option<usize> {
    let (before, behind) = (s.get(..at)?, s.get(at + len..)?);
    let run = s.get(at..at + len)?;
    let words = before.chars().rev().take_while(|c| is_han(*c)).count();
    if behind.is_empty() && words >= EMPHASIZED {
        return Some(at + len);
    }
    let opens = before
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric());
    let inner = behind.split_once(run).map(|(inner, _)| inner);
    let inner =
        inner.filter(|w| opens && !w.starts_with(' ') && w.chars().count() >= EMPHASIZED)?;
    Some(at + len + inner.len() + len)
}

/// Han characters of a run of units; what else differs makes no other text.
fn han<'a>(units: &'a [Unit], source: &'a str) -> impl Iterator<Item = char> + 'a {
    words_of(units)
        .flat_map(|u| u.text(source).chars())
        .filter(|c| is_han(*c))
}

/// Paragraphs and items that stand twice: the later one and the first.
fn paragraph_copies(units: &[Unit], source: &str) -> Vec<(usize, usize)> {
    let mut seen: HashMap<Print, usize> = HashMap::new();
    let mut out = Vec::new();
    let whole = |i: usize| units.get(i..chain_end(units, i)).unwrap_or_default();
    for (i, u) in units.iter().enumerate() {
        if !matches!(u.kind, Kind::Para | Kind::Item) || u.role == "verse" {
            continue;
        }
        let print = han(whole(i), source).fold(Print::EMPTY, Print::with);
        if print.chars < COPY_MIN {
            continue;
        }
        let first = *seen.entry(print).or_insert(i);
        if first != i && han(whole(first), source).eq(han(whole(i), source)) {
            out.push((i, first));
        }
    }
    out
}

/// A piece that stands earlier too: its units, where the earlier piece begins, and the share of its characters.
struct Alike {
    start: usize,
    end: usize,
    first: usize,
    share: usize,
}

/// Pieces most of whose sentences stand in one earlier piece.
fn piece_copies(units: &[Unit], source: &str) -> Vec<Alike> {
    let starts: Vec<usize> = (0..units.len())
        .filter(|&i| units.get(i).is_some_and(|u| u.kind == Kind::Piece))
        .collect();
    // The first piece in which each sentence stands.
    let mut home: HashMap<Print, usize> = HashMap::new();
    let mut out = Vec::new();
    for (n, &start) in starts.iter().enumerate() {
        let next = starts.get(n + 1).copied().unwrap_or(units.len());
        // The head of the next volume is none of this piece.
        let end = (start + 1..next)
            .find(|&i| units.get(i).is_some_and(|u| u.kind == Kind::Volume))
            .unwrap_or(next);
        let body = units
            .get(start + 1..end)
            .unwrap_or_default()
            .iter()
            .filter(|u| u.kind != Kind::Boilerplate)
            .flat_map(|u| u.text(source).chars());
        let (mut all, mut shared) = (0, HashMap::<usize, usize>::new());
        let mut sentence = Print::EMPTY;
        for c in body.chain(['。']) {
            if is_han(c) {
                sentence = sentence.with(c);
            } else if matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';') {
                let done = std::mem::replace(&mut sentence, Print::EMPTY);
                if done.chars < SENTENCE_MIN {
                    continue;
                }
                all += done.chars;
                let first = *home.entry(done).or_insert(start);
                if first != start {
                    *shared.entry(first).or_default() += done.chars;
                }
            }
        }
        // Of two equally shared pieces the earlier one is named.
        let best = shared
            .into_iter()
            .max_by_key(|&(first, count)| (count, std::cmp::Reverse(first)));
        if let Some((first, count)) = best
            && all >= PIECE_MIN
            && count * 100 >= all * ALIKE
        {
            out.push(Alike {
                start,
                end,
                first,
                share: count * 100 / all,
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::lines::units;
    use super::*;

    #[test]
    fn private_use_characters_are_named() {
        let found = private(3, "甲\u{e123}乙\u{f0001}\u{e123}").unwrap();
        assert_eq!((found.line, found.code), (3, "private-use"));
        assert!(
            found.message.ends_with("U+E123 U+F0001"),
            "{}",
            found.message
        );
        assert_eq!(private(3, "甲，乙１。😀"), None);
    }

    #[test]
    fn places_to_fill_in_are_told_from_other_marks() {
        for (s, wanted) in [
            ("20**年，全县增长明显", Some("20**")),
            ("近20xx年来的工作", Some("20xx")),
            ("XX市人民政府", Some("XX")),
            ("由×××同志主持", Some("×××")),
            ("长30×40厘米", None),
            ("＊＊＊", None),
            ("Unix and Xxx", None),
            ("第一期X光片", None),
            // Zeros of years.
            ("关汉卿　约一二二○—一三○○", None),
            ("一九○○年，二○○八年", None),
            ("○○县人民政府", Some("○○")),
            // Emphasis, and what stands in its place.
            ("**一是想不到是熟手。**九起里面有七起", None),
            ("古代的城多半靠水。**水是命脉**，也是祸患。", None),
            ("2.感受性与感觉阈限**", None),
            ("2】听觉理论****", None),
            ("**省**市人民政府关于防汛的通知", Some("**")),
            ("到**市**区调研并座谈", Some("**")),
            ("经办人：张**", Some("**")),
        ] {
            assert_eq!(placeholder(s), wanted, "{s}");
        }
    }

    #[test]
    fn broken_encoding_is_seen_and_rare_characters_are_not() {
        assert!(mojibake("今天锟斤拷开会").is_some());
        assert!(
            mojibake("浠婂ぉ锛屾垜浠紑浼氥€傜").is_none(),
            "one mark may be a word"
        );
        assert!(mojibake("浠婂ぉ锛屾垜浠紑浼氾紝锛屾槑澶銆").is_some());
        for s in [
            "锛基橡胶与钢材，都是原料。",
            "銆",
            "他说：“好。”",
            "café naïve",
        ] {
            assert_eq!(mojibake(s), None, "{s}");
        }
    }

    #[test]
    fn copies_are_found_whatever_their_marks() {
        let long = "今年以来各部门认真落实各项制度，全县安全生产形势持续稳定，广大群众的满意程度不断提高。";
        let half = long.replace('，', ",");
        let s = format!("{long}\n中间的话。\n{half}\n");
        let u = units(&s);
        assert_eq!(paragraph_copies(&u, &s), [(2, 0)]);
        assert_eq!(
            paragraph_copies(&units("谢谢。\n谢谢。\n"), "谢谢。\n谢谢。\n"),
            []
        );
    }
}
