//! The label at the start of a line that is already taken for a heading or an item: every way in which labels are written,
//! also those that the scanner of [`label`](super::label) leaves alone because sentences begin with them too.

use super::label::{Candidate, candidate, chinese};
use crate::tree::Scheme;

/// What may close a Chinese numeral: 一、 一， 一. 一： and so on.
const CLOSES: [char; 8] = ['、', '，', ',', '．', '.', '：', ':', '·'];

/// Brackets that stand round numbers.
const BRACKETS: [(char, char); 9] = [
    ('（', '）'),
    ('(', ')'),
    ('（', ')'),
    ('(', '）'),
    ('〔', '〕'),
    ('【', '】'),
    ('[', ']'),
    ('［', '］'),
    ('《', '》'),
];

/// Signs that stand before items.
const BULLETS: &str = "-•·●○◆■▲▪*★☆◎◇□➢・+✦▶►❖";

/// The label, if one is written there.
///
/// ```
/// # use wenji::reader::loose_label;
/// assert_eq!(loose_label("2.1.3 验收").map(|c| c.len), Some(5));
/// assert!(loose_label("春天来了").is_none());
/// ```
#[must_use]
pub fn label(s: &str) -> Option<Candidate> {
    decimal(s)
        .or_else(|| candidate(s))
        .or_else(|| ordinal(s))
        .or_else(|| bracketed(s))
        .or_else(|| numeral(s))
        .or_else(|| formal(s))
        .or_else(|| stem(s))
        .or_else(|| roman(s))
        .or_else(|| single(s))
}

fn found(scheme: Scheme, number: u32, len: usize) -> Option<Candidate> {
    Some(Candidate {
        scheme,
        number,
        len,
    })
}

/// ASCII and full-width digits: value and bytes.
fn digits(s: &str) -> Option<(u32, usize)> {
    let (mut value, mut len) = (0u32, 0usize);
    for c in s.chars() {
        let d = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '０'..='９' => c as u32 - '０' as u32,
            _ => break,
        };
        value = value.saturating_mul(10).saturating_add(d);
        len += c.len_utf8();
    }
    (len > 0 && value < 10_000).then_some((value, len))
}

fn any_number(s: &str) -> Option<(u32, usize)> {
    digits(s).or_else(|| chinese(s))
}

/// 2.1 6.1.1 1·1: a number of several places, with words or nothing behind it.
fn decimal(s: &str) -> Option<Candidate> {
    let (_, mut at) = digits(s)?;
    let mut places = 1;
    let mut last = 0;
    loop {
        let rest = s.get(at..)?;
        let Some(dot) = rest.chars().next().filter(|c| ['.', '．', '·'].contains(c)) else {
            break;
        };
        let Some((value, len)) = digits(rest.get(dot.len_utf8()..)?) else {
            break;
        };
        at += dot.len_utf8() + len;
        places += 1;
        last = value;
    }
    let rest = s.get(at..)?;
    let next = rest.chars().next();
    let unit = next.is_some_and(|c| "%％年月日个元万亿米倍".contains(c));
    (places > 1 && places < 6 && !unit && last < 200)
        .then(|| found(Scheme::CnBare, last, at))
        .flatten()
}

/// 第三个问题， 第二步： 第一世.
fn ordinal(s: &str) -> Option<Candidate> {
    let rest = s.strip_prefix('第')?;
    let (value, len) = any_number(rest)?;
    let tail = rest.get(len..)?;
    let at = s.len() - tail.len();
    let end = tail
        .char_indices()
        .take(4)
        .find(|(_, c)| ['，', ',', '、', '：', ':'].contains(c) || c.is_whitespace());
    match end {
        Some((i, c)) => {
            let mark = if c.is_whitespace() { 0 } else { c.len_utf8() };
            found(Scheme::Ordinal, value, at + i + mark)
        }
        None if tail.chars().count() <= 1 => found(Scheme::Ordinal, value, s.len()),
        None => None,
    }
}

/// 【1】 [2.1] （一〉 1】.
fn bracketed(s: &str) -> Option<Candidate> {
    let open = s.chars().next()?;
    let (scheme, inner, before) = match BRACKETS.iter().find(|(o, _)| *o == open) {
        Some(_) => (Scheme::Bracket, s.get(open.len_utf8()..)?, open.len_utf8()),
        None => (Scheme::ArabicParen, s, 0),
    };
    let (value, mut len) = any_number(inner)?;
    while let Some(rest) = inner.get(len..)
        && let Some(dot) = rest.chars().next().filter(|c| ".．·".contains(*c))
        && let Some((_, more)) = rest.get(dot.len_utf8()..).and_then(digits)
    {
        len += dot.len_utf8() + more;
    }
    let close = inner.get(len..)?.chars().next()?;
    let closes = BRACKETS.iter().any(|(_, c)| *c == close) || close == '〉';
    if !closes {
        return None;
    }
    let chinese_inside = chinese(inner).is_some() && matches!(open, '（' | '(' | '〔');
    let scheme = if chinese_inside {
        Scheme::CnParen
    } else {
        scheme
    };
    found(scheme, value, before + len + close.len_utf8())
}

/// 一， 一： 一　 12 1， and the like.
fn numeral(s: &str) -> Option<Candidate> {
    if let Some((value, len)) = chinese(s) {
        let rest = s.get(len..)?;
        return match rest.chars().next() {
            None => found(Scheme::CnBare, value, len),
            Some(c) if c.is_whitespace() => found(Scheme::CnBare, value, len),
            Some(c) if CLOSES.contains(&c) => found(Scheme::CnComma, value, len + c.len_utf8()),
            _ => None,
        };
    }
    let (value, len) = digits(s)?;
    let rest = s.get(len..)?;
    match rest.chars().next() {
        None if len <= 9 => found(Scheme::CnBare, value, len),
        Some(c) if c.is_whitespace() && value < 1000 => found(Scheme::CnBare, value, len),
        Some(c @ ('，' | ',' | '、')) if value < 200 => {
            found(Scheme::ArabicComma, value, len + c.len_utf8())
        }
        Some(c @ ('：' | ':')) if value < 200 => {
            found(Scheme::ArabicDot, value, len + c.len_utf8())
        }
        _ => None,
    }
}

/// The numerals of deeds and bills, which head the parts of outlines: 壹、 贰、 參．.
const FORMAL: [&str; 9] = [
    "壹",
    "贰貳弍",
    "叁參叄参",
    "肆",
    "伍",
    "陆陸",
    "柒",
    "捌",
    "玖",
];

/// Ten of them.
const TEN: char = '拾';
/// Heavenly stems.
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";

/// The place of a Roman numeral of one character, from 0.
fn roman_place(c: char) -> Option<u32> {
    (c as u32).checked_sub('Ⅰ' as u32).filter(|n| *n < 12)
}

/// Numerals that count series of their own, by their first character, from the outside in: Ⅰ, 壹, 甲.
pub(super) fn own_series(c: char) -> Option<u8> {
    let formal = c == TEN || FORMAL.iter().any(|d| d.contains(c));
    let kinds = [roman_place(c).is_some(), formal, STEMS.contains(c)];
    (0u8..).zip(kinds).find(|(_, is)| *is).map(|(n, _)| n)
}

/// 壹、背景; 拾貳、結語.
fn formal(s: &str) -> Option<Candidate> {
    let digit = |c: char| {
        (1u32..)
            .zip(FORMAL)
            .find(|(_, d)| d.contains(c))
            .map(|(n, _)| n)
    };
    let (mut value, mut current, mut len) = (0, 0, 0);
    for c in s.chars().take(4) {
        match digit(c) {
            Some(d) => current = d,
            None if c == TEN => (value, current) = (current.max(1) * 10, 0),
            None => break,
        }
        len += c.len_utf8();
    }
    let close = s.get(len..)?.chars().next()?;
    let ends = CLOSES.contains(&close) || close.is_whitespace();
    let mark = if close.is_whitespace() {
        0
    } else {
        close.len_utf8()
    };
    (len > 0 && ends)
        .then(|| found(Scheme::CnBare, value + current, len + mark))
        .flatten()
}

/// 甲、 乙．: heavenly stems that count. 甲，乙… and 丙说 are words.
fn stem(s: &str) -> Option<Candidate> {
    let mut chars = s.chars();
    let first = chars.next()?;
    let (number, _) = (1u32..).zip(STEMS.chars()).find(|(_, c)| *c == first)?;
    let close = chars.next().filter(|c| matches!(c, '、' | '．' | '.'))?;
    // 甲、乙两村: one of several.
    let listed = close == '、' && chars.next().is_some_and(|c| STEMS.contains(c));
    (!listed)
        .then(|| found(Scheme::CnBare, number, first.len_utf8() + close.len_utf8()))
        .flatten()
}

/// Ⅰ、 Ⅱ. Ⅲ　.
fn roman(s: &str) -> Option<Candidate> {
    let mut chars = s.chars();
    let first = chars.next()?;
    let number = roman_place(first)? + 1;
    match chars.next() {
        Some(c) if CLOSES.contains(&c) => {
            found(Scheme::CnBare, number, first.len_utf8() + c.len_utf8())
        }
        Some(c) if !c.is_whitespace() => None,
        _ => found(Scheme::CnBare, number, first.len_utf8()),
    }
}

/// A. b) • -.
fn single(s: &str) -> Option<Candidate> {
    let mut chars = s.chars();
    let first = chars.next()?;
    let second = chars.next()?;
    if BULLETS.contains(first) && second != first {
        return found(Scheme::Bullet, 0, first.len_utf8());
    }
    let letter = match first {
        'A'..='Z' => first as u32 - 'A' as u32,
        'a'..='z' => first as u32 - 'a' as u32,
        'Ａ'..='Ｚ' => first as u32 - 'Ａ' as u32,
        _ => return None,
    };
    let closes = ['.', '．', '、', ')', '）'].contains(&second);
    let word = chars.next().is_some_and(|c| c.is_ascii_alphanumeric());
    (closes && !word)
        .then(|| {
            found(
                Scheme::ArabicParen,
                letter + 1,
                first.len_utf8() + second.len_utf8(),
            )
        })
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_every_dress_are_found() {
        for (s, len) in [
            ("一，春天", "一，"),
            ("一　黛玉", "一"),
            ("２．１　范围", "２．１"),
            ("2.1.3验收", "2.1.3"),
            ("【3】子曰", "【3】"),
            ("[1.1]", "[1.1]"),
            ("第三个问题，怎么办", "第三个问题，"),
            ("3】答案", "3】"),
            ("A.甲", "A."),
            ("➢ 说明", "➢"),
            ("12", "12"),
            ("5，答案", "5，"),
            ("壹、背景", "壹、"),
            ("拾貳、結語", "拾貳、"),
            ("參　分段", "參"),
            ("甲、总则", "甲、"),
            ("乙．用料", "乙．"),
            ("Ⅳ、讨论", "Ⅳ、"),
            ("Ⅱ 方法", "Ⅱ"),
        ] {
            assert_eq!(label(s).map(|c| s.get(..c.len)), Some(Some(len)), "{s}");
        }
        for s in [
            "春天",
            "3.5%的人",
            "2008年5月",
            "A君说",
            "一个人",
            "甲、乙两村",
            "甲，是我",
            "陆家嘴",
            "伍子胥、范蠡",
        ] {
            assert_eq!(label(s), None, "{s}");
        }
    }
}
