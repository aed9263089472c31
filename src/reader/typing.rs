//! How a text was typed, and what is set right: half-width marks, straight quotation marks, dots for …… and 。, full-width
//! figures and letters. Each change is a rule of the receipt; the level of punctuation and the text's own habit decide.

use super::Punctuation;
use super::lines::is_han;
use super::punctuation::wide;
use crate::tree::Rule;
use std::ops::Range;

/// The half-width characters of U+FF01 to U+FF5E.
const ASCII: &str = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
/// So many stops show the habit of a text; there must be so many of them for each 。.
const STOPS_MIN: usize = 2;
const STOPS_SHARE: usize = 4;
/// Straight quotation marks that show a habit.
const QUOTES_MIN: usize = 2;
/// Characters of a label in Chinese figures at most.
const LABEL: usize = 4;

/// A change: bytes of the text, what stands there instead, and the rule.
pub(super) type Edit = (Range<usize>, &'static str, Rule);

/// What is set right in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Typing {
    /// The level of , ; : ? ! ( ) between Han.
    pub(super) marks: Punctuation,
    /// Straight quotation marks.
    pub(super) quotes: bool,
    dots: bool,
    stops: bool,
    questions: bool,
    width: bool,
}

impl Typing {
    /// What a level asks for in a text; `Auto` goes by the text's habits.
    pub(super) fn of(level: Punctuation, text: &str) -> Self {
        // Stops are looked at here, which knows labels.
        let marks = match level.settle(text) {
            Punctuation::Full => Punctuation::Safe,
            settled => settled,
        };
        let all = matches!(level, Punctuation::Safe | Punctuation::Full);
        let auto = level == Punctuation::Auto;
        let habits = if auto {
            Habits::of(text)
        } else {
            Habits::default()
        };
        Self {
            marks,
            quotes: all || auto && habits.straight >= QUOTES_MIN && habits.straight > habits.curly,
            dots: all || auto && habits.dots > habits.ellipses,
            stops: level == Punctuation::Full
                || auto
                    && habits.stops >= STOPS_MIN
                    && habits.stops > habits.full_stops * STOPS_SHARE,
            questions: all
                || marks == Punctuation::Safe
                || auto && habits.half > 0 && habits.full == 0,
            width: level != Punctuation::Keep,
        }
    }

    /// Are full-width figures and letters set half-width?
    pub(super) const fn narrows(self) -> bool {
        self.width
    }

    /// Changes of one line, quotation marks left out.
    pub(super) fn edits(self, s: &str) -> Vec<Edit> {
        let mut out: Vec<Edit> = self
            .marks
            .edits(s)
            .into_iter()
            .map(|(r, new)| (r, new, Rule::Punctuation))
            .collect();
        let half = self.dots || self.stops || self.questions;
        let dotted =
            half && s.bytes().any(|b| b".?!".contains(&b)) || self.dots && s.contains("。。。");
        let wide = self.width && has_wide(s);
        if !dotted && !wide {
            return out;
        }
        let chars: Vec<(usize, char)> = s.char_indices().collect();
        if dotted {
            self.runs(&chars, &mut out);
        }
        if wide {
            out.extend(widths(&chars));
        }
        out.sort_by_key(|e| (e.0.start, std::cmp::Reverse(e.0.end)));
        // The longer of two that meet counts.
        let mut end = 0;
        out.retain(|e| {
            let free = e.0.start >= end;
            if free {
                end = e.0.end;
            }
            free
        });
        out
    }

    /// Runs of dots, of ? and !, and stops.
    fn runs(self, chars: &[(usize, char)], out: &mut Vec<Edit>) {
        let mut n = 0;
        while let Some(&(at, c)) = chars.get(n) {
            let same = |k: &(usize, char)| match c {
                '?' | '!' => matches!(k.1, '?' | '!'),
                c => k.1 == c,
            };
            let len = chars
                .get(n..)
                .unwrap_or_default()
                .iter()
                .take_while(|k| same(k))
                .count();
            let left = n.checked_sub(1).and_then(|k| chars.get(k)).map(|k| k.1);
            let right = chars.get(n + len).map(|k| k.1);
            let end = chars.get(n + len).map_or_else(
                || {
                    at + chars
                        .get(n..)
                        .unwrap_or_default()
                        .iter()
                        .map(|k| k.1.len_utf8())
                        .sum::<usize>()
                },
                |k| k.0,
            );
            let by_han = left.is_some_and(wide)
                && right.is_none_or(|c| wide(c) || is_closer(c) || matches!(c, '?' | '!'))
                || left.is_none_or(|c| c == '"') && right.is_some_and(is_han);
            match c {
                '.' | '。' if len >= 3 && self.dots && by_han => {
                    out.push((at..end, "……", Rule::Punctuation));
                }
                '.' if len == 1 && self.stops => {
                    if let Some(edit) = stop(chars, n) {
                        out.push(edit);
                    }
                }
                '?' | '!' if self.questions && by_han => {
                    for &(at, c) in chars.get(n..n + len).unwrap_or_default() {
                        let new = if c == '?' { "？" } else { "！" };
                        out.push((at..at + 1, new, Rule::Punctuation));
                    }
                }
                _ => {}
            }
            n += len.max(1);
        }
    }
}

/// A point behind a sentence: the place, a space behind it included.
fn stop(chars: &[(usize, char)], n: usize) -> Option<Edit> {
    let at = chars.get(n)?.0;
    let left = chars.get(n.checked_sub(1)?)?.1;
    if !(is_han(left) || is_closer(left)) || is_label(chars.get(..n)?) {
        return None;
    }
    let right = |k: usize| chars.get(k).map(|c| c.1);
    let ends = |c: Option<char>| c.is_none_or(|c| wide(c) || is_closer(c));
    if ends(right(n + 1)) {
        return Some((at..at + 1, "。", Rule::Punctuation));
    }
    let spaced = right(n + 1) == Some(' ') && ends(right(n + 2));
    spaced.then_some((at..at + 2, "。", Rule::Punctuation))
}

/// A label's number before its point.
fn is_label(before: &[(usize, char)]) -> bool {
    let words = before.iter().map(|c| c.1).skip_while(|c| c.is_whitespace());
    let figure = |c: char| "〇零一二三四五六七八九十百第".contains(c) || c.is_ascii_digit();
    words.clone().count() <= LABEL && words.clone().all(figure)
}

/// Full-width figures and letters, and the marks within numbers.
fn widths(chars: &[(usize, char)]) -> Vec<Edit> {
    let mut out = Vec::new();
    let at = |n: Option<usize>| n.and_then(|n| chars.get(n)).map(|c| c.1);
    let wide = |c: Option<char>| c.is_some_and(|c| matches!(c, '０'..='９'));
    let figure = |c: Option<char>| wide(c) || c.is_some_and(|c| c.is_ascii_digit());
    for (n, &(i, c)) in chars.iter().enumerate() {
        let (left, right) = (n.checked_sub(1), Some(n + 1));
        let within = match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => true,
            '．' => figure(at(left)) && figure(at(right)),
            '％' => figure(at(left)),
            // Thousands are parted by three: 1，000 may also be two numbers.
            '，' => {
                let three = (1..=3).all(|k| wide(at(Some(n + k)))) && !figure(at(Some(n + 4)));
                let run = chars.get(..n).unwrap_or_default().iter().rev();
                let before = run.take_while(|k| matches!(k.1, '０'..='９')).count();
                three && (1..=3).contains(&before)
            }
            _ => false,
        };
        if let Some(new) = half(c).filter(|_| within) {
            out.push((i..i + c.len_utf8(), new, Rule::Width));
        }
    }
    out
}

/// The half-width form of a full-width character.
pub(super) fn half(c: char) -> Option<&'static str> {
    let n = u32::from(c).checked_sub(0xff01)? as usize;
    ASCII.get(n..n + 1)
}

/// Has a line full-width figures, letters or signs? Commas alone, which nearly all have, tell nothing.
fn has_wide(s: &str) -> bool {
    let bytes = s.as_bytes();
    memchr::memchr_iter(0xef, bytes).any(|n| {
        matches!(
            bytes.get(n + 1..n + 3),
            Some([0xbc, 0x85 | 0x8e | 0x90..=0x99 | 0xa1..=0xba] | [0xbd, 0x81..=0x9a])
        )
    })
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '”' | '’' | '》' | '〉' | '）' | ')' | '】' | '」' | '』' | '"' | '\''
    )
}

/// What a text has of each.
#[derive(Default)]
struct Habits {
    straight: usize,
    curly: usize,
    dots: usize,
    ellipses: usize,
    stops: usize,
    full_stops: usize,
    half: usize,
    full: usize,
}

impl Habits {
    fn of(text: &str) -> Self {
        let mut h = Self::default();
        for line in text.lines() {
            let ascii = line.bytes().any(|b| b"\".?!".contains(&b));
            if !ascii {
                h.curly += line.matches(['“', '”', '「', '」']).count();
                h.ellipses += line.matches('…').count();
                h.full_stops += line.matches('。').count();
                h.full += line.matches(['？', '！']).count();
                h.dots += usize::from(line.contains("。。。"));
                continue;
            }
            let chars: Vec<(usize, char)> = line.char_indices().collect();
            for (n, &(_, c)) in chars.iter().enumerate() {
                let at = |n: Option<usize>| n.and_then(|n| chars.get(n)).map(|c| c.1);
                let (left, right) = (at(n.checked_sub(1)), at(Some(n + 1)));
                let beside = left.is_some_and(wide) || right.is_some_and(wide);
                match c {
                    '"' => h.straight += usize::from(beside),
                    '“' | '”' | '「' | '」' => h.curly += 1,
                    '.' if left == Some('.') && right == Some('.') => h.dots += 1,
                    '.' if left != Some('.') && right != Some('.') => {
                        h.stops += usize::from(stop(&chars, n).is_some());
                    }
                    '…' => h.ellipses += 1,
                    '。' => h.full_stops += 1,
                    '?' | '!' => h.half += usize::from(left.is_some_and(is_han)),
                    '？' | '！' => h.full += 1,
                    _ => {}
                }
            }
        }
        h
    }
}

/// The quotation marks of a paragraph that is told in parts: place among the parts' bytes, and the mark. Straight ones
/// are paired where they enclose Han or stand among Han; where they do not pair all stay, but for a speech that goes
/// on in the next paragraph.
pub(super) fn quotes(parts: &[&str]) -> Vec<(usize, &'static str)> {
    if !parts.iter().any(|p| p.contains(['"', '\''])) {
        return Vec::new();
    }
    let mut chars: Vec<(usize, char)> = Vec::new();
    let mut base = 0;
    for p in parts {
        chars.extend(p.char_indices().map(|(i, c)| (base + i, c)));
        base += p.len();
    }
    let mut out = paired(&chars, '"', ["“", "”"]);
    out.extend(paired(&chars, '\'', ["‘", "’"]));
    out.sort_unstable();
    out
}

fn paired(
    chars: &[(usize, char)],
    sign: char,
    marks: [&'static str; 2],
) -> Vec<(usize, &'static str)> {
    let at = |n: Option<usize>| n.and_then(|n| chars.get(n)).map(|c| c.1);
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    // An apostrophe, a mark of feet and inches.
    let other = |n: usize| {
        let (left, right) = (at(n.checked_sub(1)), at(Some(n + 1)));
        sign == '\'' && latin(left) && latin(right)
    };
    let all: Vec<usize> = chars
        .iter()
        .enumerate()
        .filter(|(n, c)| c.1 == sign && !other(*n))
        .map(|c| c.0)
        .collect();
    let speech = sign == '"' && all.first() == Some(&0);
    if all.len() % 2 == 1 && !speech {
        return Vec::new();
    }
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let mut out = Vec::new();
    for pair in all.chunks(2) {
        let Some(&from) = pair.first() else { continue };
        if space(at(Some(from + 1))) {
            return Vec::new();
        }
        let to = pair.get(1).copied();
        let inner = chars
            .get(from + 1..to.unwrap_or(chars.len()))
            .unwrap_or_default();
        let around = [at(from.checked_sub(1)), at(to.map(|n| n + 1))];
        let han = inner.iter().any(|c| is_han(c.1)) || around.into_iter().flatten().any(wide);
        if let Some(to) = to
            && space(at(to.checked_sub(1)))
        {
            return Vec::new();
        }
        if han {
            for (n, mark) in std::iter::once(from).chain(to).zip(marks) {
                out.extend(chars.get(n).map(|c| (c.0, mark)));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(level: Punctuation, text: &str) -> String {
        let typing = Typing::of(level, text);
        let lines = text.lines().map(|line| {
            let mut edits: Vec<(Range<usize>, &str)> =
                typing.edits(line).into_iter().map(|e| (e.0, e.1)).collect();
            if typing.quotes {
                edits.extend(quotes(&[line]).into_iter().map(|(i, m)| (i..i + 1, m)));
            }
            edits.sort_by_key(|e| e.0.start);
            let mut out = line.to_owned();
            for (r, new) in edits.into_iter().rev() {
                out.replace_range(r, new);
            }
            out
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_text_of_straight_quotes_and_dots_is_set_right() {
        let text = "她说：\"今天不走了.\"他问：\"为什么?!\"\n站长笑着摇头，说：\"车晚点了，要等到八点...\"\n\"那我们去喝茶吧，\"她提议，\"对面有一家.\"\n他看了看表，还早.于是两个人提着箱子过了马路...";
        let want = "她说：“今天不走了。”他问：“为什么？！”\n站长笑着摇头，说：“车晚点了，要等到八点……”\n“那我们去喝茶吧，”她提议，“对面有一家。”\n他看了看表，还早。于是两个人提着箱子过了马路……";
        assert_eq!(set(Punctuation::Auto, text), want);
        assert_eq!(set(Punctuation::Full, text), want);
        assert_eq!(set(Punctuation::Keep, text), text);
        assert_eq!(set(Punctuation::Auto, want), want);
    }

    #[test]
    fn stops_follow_names_and_quotations() {
        let text = "他读过《两个鸡蛋》.后来\n人称“瘸子面”.老板\n三是“快”. 四是“稳”.\n一.总则\n版本1.2，见a.b。";
        let want = "他读过《两个鸡蛋》。后来\n人称“瘸子面”。老板\n三是“快”。四是“稳”。\n一.总则\n版本1.2，见a.b。";
        assert_eq!(set(Punctuation::Full, text), want);
    }

    #[test]
    fn figures_and_letters_become_half_width_and_values_stay() {
        for (text, want) in [
            (
                "１９９８年增长７．４％，共１，２３４，５６７元",
                "1998年增长7.4%，共1,234,567元",
            ),
            ("第１，２，３项", "第1，2，3项"),
            ("ＡＢＣ公司，ａｂ", "ABC公司，ab"),
            ("１．总则", "1．总则"),
            ("好，１２３人", "好，123人"),
            ("约8％，7．5", "约8%，7.5"),
        ] {
            assert_eq!(set(Punctuation::Auto, text), want);
            assert_eq!(set(Punctuation::Keep, text), text);
        }
    }

    #[test]
    fn what_is_english_or_does_not_pair_stays() {
        for text in [
            "He said \"no\" to it.",
            "屏幕12\"，键盘好",
            "it's Tom's",
            "他说\"好，走了",
            "1.5 2.5 3.5 v1.2.3",
            "用a?b:c表示",
        ] {
            assert_eq!(set(Punctuation::Safe, text), text);
        }
        assert_eq!(
            set(Punctuation::Safe, "\"他说，走\n\"再来\""),
            "“他说，走\n“再来”"
        );
        assert_eq!(set(Punctuation::Safe, "\"他说'好'\"他来"), "“他说‘好’”他来");
    }
}
