//! Which labels could stand at the start of a line? A table of families, read by one matcher.

use crate::tree::Scheme;

/// A possible label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Family.
    pub scheme: Scheme,
    /// Value; 0 where the family has none.
    pub number: u32,
    /// Length of the label in bytes, its closing mark included.
    pub len: usize,
}

/// How a family is written: what opens it, the numeral, what closes it.
struct Family {
    scheme: Scheme,
    open: &'static [&'static str],
    numeral: Numeral,
    close: &'static [&'static str],
}

#[derive(Clone, Copy, PartialEq)]
enum Numeral {
    Chinese,
    Arabic,
    Any,
}

/// The families, most specific first. A new family is one row here and one case in `tests/cases`.
const FAMILIES: &[Family] = &[
    Family {
        scheme: Scheme::CnParenComma,
        open: &["(", "（"],
        numeral: Numeral::Chinese,
        close: &[")、", "）、"],
    },
    Family {
        scheme: Scheme::CnParen,
        open: &["(", "（"],
        numeral: Numeral::Chinese,
        close: &[")", "）"],
    },
    Family {
        scheme: Scheme::ArabicParen,
        open: &["(", "（"],
        numeral: Numeral::Arabic,
        close: &[")", "）"],
    },
    Family {
        scheme: Scheme::OrdinalDian,
        open: &["第"],
        numeral: Numeral::Chinese,
        close: &["点，", "点,", "点、", "点：", "点:"],
    },
    Family {
        scheme: Scheme::Article,
        open: &["第"],
        numeral: Numeral::Any,
        close: &["条", "條"],
    },
    Family {
        scheme: Scheme::Chapter,
        open: &["第"],
        numeral: Numeral::Any,
        close: &[
            "章", "回", "节", "節", "篇", "讲", "講", "集", "折", "话", "話", "幕", "部分", "题",
            "題", "封信", "课", "課",
        ],
    },
    Family {
        scheme: Scheme::Chapter,
        open: &["Chapter ", "CHAPTER ", "chapter "],
        numeral: Numeral::Arabic,
        close: &[""],
    },
    Family {
        scheme: Scheme::Volume,
        open: &["第"],
        numeral: Numeral::Any,
        close: &["卷", "部", "辑", "輯", "编", "編", "册", "冊"],
    },
    Family {
        scheme: Scheme::CnShi,
        open: &["第"],
        numeral: Numeral::Chinese,
        close: &["是"],
    },
    Family {
        scheme: Scheme::Ordinal,
        open: &["第"],
        numeral: Numeral::Chinese,
        close: &["，", ",", "、", "：", ":"],
    },
    Family {
        scheme: Scheme::Ordinal,
        open: &["其"],
        numeral: Numeral::Chinese,
        close: &["，", ",", "、", "：", ":"],
    },
    Family {
        scheme: Scheme::CnComma,
        open: &[""],
        numeral: Numeral::Chinese,
        close: &["、", "．", "."],
    },
    Family {
        scheme: Scheme::CnShi,
        open: &[""],
        numeral: Numeral::Chinese,
        close: &["是"],
    },
    Family {
        scheme: Scheme::CnYao,
        open: &[""],
        numeral: Numeral::Chinese,
        close: &["要"],
    },
    Family {
        scheme: Scheme::CnZhua,
        open: &[""],
        numeral: Numeral::Chinese,
        close: &["抓"],
    },
    Family {
        scheme: Scheme::ArabicComma,
        open: &[""],
        numeral: Numeral::Arabic,
        close: &["、"],
    },
    Family {
        scheme: Scheme::ArabicDot,
        open: &[""],
        numeral: Numeral::Arabic,
        close: &[".", "．"],
    },
    Family {
        scheme: Scheme::ArabicParen,
        open: &[""],
        numeral: Numeral::Arabic,
        close: &[")", "）"],
    },
    Family {
        scheme: Scheme::CnParen,
        open: &[""],
        numeral: Numeral::Chinese,
        close: &[")", "）"],
    },
    Family {
        scheme: Scheme::Bracket,
        open: &["[", "［", "〔", "【"],
        numeral: Numeral::Any,
        close: &["]", "］", "〕", "】"],
    },
];

/// Labels of one character: the first of the row, how many there are, their family.
const SINGLE: &[(char, u32, Scheme)] = &[
    ('①', 20, Scheme::Circled),
    ('❶', 10, Scheme::Circled),
    ('⑴', 20, Scheme::ArabicParen),
    ('⒈', 20, Scheme::ArabicDot),
    ('㈠', 10, Scheme::CnParen),
];

/// The label at the start of `s`, if one is written there; whether it is structure is for the series to say.
#[must_use]
pub fn candidate(s: &str) -> Option<Candidate> {
    let first = s.chars().next()?;
    // One character that is the whole label: ⑴ ㈠ ⒈.
    for (start, count, scheme) in SINGLE {
        let n = (first as u32).wrapping_sub(*start as u32);
        if n < *count {
            return Some(Candidate {
                scheme: *scheme,
                number: n + 1,
                len: first.len_utf8(),
            });
        }
    }
    if s.starts_with("——")
        && s.chars()
            .nth(2)
            .is_some_and(|c| !c.is_whitespace() && c != '—')
    {
        return Some(Candidate {
            scheme: Scheme::Dash,
            number: 0,
            len: "——".len(),
        });
    }
    for mark in ["- ", "* ", "• ", "•", "● ", "●", "◆", "■"] {
        if s.len() > mark.len() && s.starts_with(mark) {
            return Some(Candidate {
                scheme: Scheme::Bullet,
                number: 0,
                len: mark.trim_end().len(),
            });
        }
    }
    if !is_numeral(first)
        && !matches!(
            first,
            '(' | '（' | '第' | '其' | 'C' | 'c' | '[' | '［' | '〔' | '【'
        )
    {
        return None;
    }
    FAMILIES.iter().find_map(|f| match_family(f, s))
}

fn match_family(f: &Family, s: &str) -> Option<Candidate> {
    let open = f.open.iter().find(|o| s.starts_with(**o))?;
    let rest = s.get(open.len()..)?;
    let (number, n) = match f.numeral {
        Numeral::Chinese => chinese(rest)?,
        Numeral::Arabic => arabic(rest)?,
        Numeral::Any => chinese(rest).or_else(|| arabic(rest))?,
    };
    let tail = rest.get(n..)?;
    let close = f.close.iter().find(|c| tail.starts_with(**c))?;
    let after = tail.get(close.len()..)?;
    // 5.6个百分点, 2024.1.1, 8.12: a decimal or a date, no label.
    if matches!(f.scheme, Scheme::ArabicDot)
        && after.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
    {
        return None;
    }
    // Chapter 12th, Chapter 1.5: nothing of the word or number may go on behind the label.
    if close.is_empty() && after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.') {
        return None;
    }
    if f.numeral == Numeral::Arabic && number > 200 && f.scheme != Scheme::Chapter {
        return None;
    }
    Some(Candidate {
        scheme: f.scheme,
        number,
        len: open.len() + n + close.len(),
    })
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit()
        || ('０'..='９').contains(&c)
        || digit(c).is_some()
        || matches!(c, '十' | '百')
}

fn digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九"
        .chars()
        .position(|d| d == c)
        .and_then(|i| u32::try_from(i).ok())
        .or(match c {
            '零' => Some(0),
            '两' | '兩' => Some(2),
            _ => None,
        })
}

/// A Chinese numeral up to 9999: value and length in bytes.
#[must_use]
pub fn chinese(s: &str) -> Option<(u32, usize)> {
    let (mut total, mut current, mut len, mut units) = (0u32, 0u32, 0usize, false);
    for c in s.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '廿' => 20,
            _ => 0,
        };
        if let Some(d) = digit(c) {
            // 二〇二四: digits in a row are read place by place.
            current = if len > 0 && !units && current < 1000 {
                current * 10 + d
            } else {
                d
            };
        } else if unit == 20 {
            total += 20;
            units = true;
        } else if unit > 0 {
            total += current.max(1) * unit;
            current = 0;
            units = true;
        } else {
            break;
        }
        len += c.len_utf8();
        if len > 24 {
            return None;
        }
    }
    (len > 0 && total + current > 0).then_some((total + current, len))
}

fn arabic(s: &str) -> Option<(u32, usize)> {
    let (mut n, mut len, mut count) = (0u32, 0usize, 0);
    for c in s.chars() {
        let d = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '０'..='９' => c as u32 - '０' as u32,
            _ => break,
        };
        n = n * 10 + d;
        len += c.len_utf8();
        count += 1;
        if count > 4 {
            return None;
        }
    }
    (len > 0).then_some((n, len))
}

/// Families that mix in one series: 一是… 第二是… 三要…, 第一，… 二要….
pub(super) const fn group(s: Scheme) -> u8 {
    match s {
        Scheme::CnShi | Scheme::CnYao | Scheme::CnZhua => 1,
        Scheme::Ordinal | Scheme::OrdinalDian => 2,
        Scheme::CnParen | Scheme::CnParenComma => 3,
        Scheme::CnComma => 4,
        Scheme::ArabicDot => 5,
        Scheme::ArabicComma => 6,
        Scheme::ArabicParen => 7,
        Scheme::Circled => 8,
        Scheme::Article => 9,
        Scheme::Dash => 10,
        Scheme::Bullet => 11,
        Scheme::Bracket => 12,
        Scheme::Chapter => 13,
        Scheme::Volume => 14,
        Scheme::CnBare => 15,
        Scheme::None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_told() {
        for (s, scheme, number, label) in [
            ("一、总则", Scheme::CnComma, 1, "一、"),
            ("(十二)落实", Scheme::CnParen, 12, "(十二)"),
            ("（二）、专业", Scheme::CnParenComma, 2, "（二）、"),
            ("1.不断", Scheme::ArabicDot, 1, "1."),
            ("12、建设", Scheme::ArabicComma, 12, "12、"),
            ("第三,要", Scheme::Ordinal, 3, "第三,"),
            ("其二，要", Scheme::Ordinal, 2, "其二，"),
            ("第二是要", Scheme::CnShi, 2, "第二是"),
            ("第一百二十回 归结", Scheme::Chapter, 120, "第一百二十回"),
            ("Chapter 3 归来", Scheme::Chapter, 3, "Chapter 3"),
            ("第二十条", Scheme::Article, 20, "第二十条"),
            ("③丙", Scheme::Circled, 3, "③"),
            ("——文学作品", Scheme::Dash, 0, "——"),
        ] {
            let c = candidate(s).unwrap();
            assert_eq!((c.scheme, c.number, &s[..c.len]), (scheme, number, label));
        }
    }

    #[test]
    fn numbers_that_open_a_sentence_are_none() {
        for s in [
            "5.6个百分点",
            "2009年,",
            "一分部署",
            "一天早上",
            "其一",
            "Chapter 3rd",
            "其他人",
            "1,000人",
            "第一次",
            "十分重要",
            "3.15晚会",
        ] {
            assert_eq!(candidate(s), None, "{s}");
        }
    }
}
