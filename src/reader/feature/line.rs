//! What a line shows by itself: the facts that all features start from, counted once.

use super::sink::range;
use crate::reader::label::Candidate;
use crate::reader::lines::{Unit, is_han};
use crate::reader::loose;
use crate::tree::Scheme;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// How a line ends, or begins: classes of its last, or first, character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(super) enum Class {
    Han,
    Sentence,
    Colon,
    Comma,
    Semicolon,
    QuoteOpen,
    QuoteClose,
    BracketOpen,
    BracketClose,
    Digit,
    Latin,
    Dash,
    Ellipsis,
    Bullet,
    Other,
}

impl Class {
    pub(super) fn of(c: char) -> Self {
        match c {
            '。' | '！' | '？' | '!' | '?' | '．' | '.' => Self::Sentence,
            '…' => Self::Ellipsis,
            '：' | ':' | '∶' => Self::Colon,
            '，' | ',' | '、' => Self::Comma,
            '；' | ';' => Self::Semicolon,
            '“' | '「' | '『' | '‘' => Self::QuoteOpen,
            '”' | '」' | '』' | '’' | '"' => Self::QuoteClose,
            '（' | '(' | '【' | '［' | '[' | '〔' | '《' | '〈' | '<' | '〖' => {
                Self::BracketOpen
            }
            '）' | ')' | '】' | '］' | ']' | '〕' | '》' | '〉' | '>' | '〗' => {
                Self::BracketClose
            }
            '0'..='9' | '０'..='９' => Self::Digit,
            'a'..='z' | 'A'..='Z' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' => Self::Latin,
            '-' | '—' | '–' | '─' | '－' | '=' | '~' | '～' | '_' => Self::Dash,
            '●' | '◆' | '■' | '★' | '☆' | '◇' | '□' | '▲' | '※' | '*' | '·' | '•' | '○' | '◎'
            | '#' | '➢' | '＊' => Self::Bullet,
            c if is_han(c) => Self::Han,
            _ => Self::Other,
        }
    }
}

/// The facts of a line.
#[derive(Debug, Clone)]
pub(super) struct Fact<'a> {
    pub s: &'a str,
    pub chars: u32,
    /// True where marks stand apart from the letters that they belong to; they do not count in `chars`.
    pub decomposed: bool,
    /// Columns of white space before it: an ideographic space counts two.
    pub columns: u32,
    pub gap: u32,
    pub first: Class,
    pub last: Class,
    pub head: char,
    pub tail: char,
    /// Does it end like a sentence, closing quotes and brackets aside?
    pub finished: bool,
    /// True where the same marks stand before and behind the words: \\x…\\x, ＝…＝.
    pub framed: bool,
    pub label: Option<Candidate>,
    pub family: Scheme,
    /// Characters behind the label up to the first mark that ends a clause, and whether words follow it.
    pub clause: u32,
    pub more: bool,
    /// Marks inside: sentence ends, commas, and whether the quotes and brackets it opens stay open.
    pub stops: u32,
    pub commas: u32,
    pub quotes: i32,
    pub brackets: i32,
    pub han: u32,
    pub digits: u32,
    pub latin: u32,
    pub spaces: u32,
    /// The line without numbers, spaces and marks: equal for lines that say the same.
    pub core: u32,
    pub core_len: u32,
}

/// Only so much of a long line is looked at, from each end, in characters.
const LOOK: usize = 400;

impl<'a> Fact<'a> {
    /// The facts of a unit, `skip` bytes of a counter before its words left out.
    pub(super) fn of(u: &Unit, source: &'a str, skip: usize) -> Self {
        let s = source.get(u.span.range()).unwrap_or_default();
        let s = s.get(skip..).unwrap_or_default();
        let head = s.chars().next().unwrap_or(' ');
        let tail = s.chars().next_back().unwrap_or(' ');
        let lead = u.indent as usize;
        let before = source
            .get(..u.span.start as usize - u.markup.len())
            .unwrap_or_default();
        let columns = before
            .chars()
            .rev()
            .take(lead.min(80))
            .take_while(|c| *c != '\n')
            .map(|c| match c {
                '\u{3000}' => 2,
                '\t' => 4,
                '\u{200b}' | '\u{feff}' => 0,
                _ => 1,
            })
            .sum();
        let bare = unframed(s);
        let framed = bare.len() < s.len();
        let label = u
            .candidate
            .filter(|_| skip == 0)
            .or_else(|| loose::label(bare));
        let marks = s.chars().filter(|c| is_mark(*c)).count() as u32;
        let mut f = Self {
            s,
            chars: u.chars.saturating_sub(marks),
            decomposed: marks > 0,
            columns,
            gap: u.gap,
            first: Class::of(head),
            last: Class::of(tail),
            head,
            tail,
            finished: finished(s),
            framed,
            label,
            family: label.map_or(Scheme::None, |l| l.scheme),
            clause: 0,
            more: false,
            stops: 0,
            commas: 0,
            quotes: 0,
            brackets: 0,
            han: 0,
            digits: 0,
            latin: 0,
            spaces: 0,
            core: 0x811c_9dc5,
            core_len: 0,
        };
        f.count(s);
        let rest = label.and_then(|l| bare.get(l.len..)).unwrap_or(bare);
        let end = rest
            .char_indices()
            .take(LOOK)
            .find(|(_, c)| matches!(c, '。' | '：' | '；' | '！' | '？' | ':' | ';' | '!' | '?'));
        f.clause = match end {
            Some((i, _)) => rest.get(..i).map_or(0, |r| r.chars().count() as u32),
            None => rest.chars().take(LOOK).count() as u32,
        };
        f.more = end.is_some_and(|(i, c)| i + c.len_utf8() < rest.len());
        f
    }

    fn count(&mut self, s: &str) {
        for c in s.chars().take(LOOK) {
            match c {
                '。' | '！' | '？' | '!' | '?' | '；' => self.stops += 1,
                '，' | ',' | '、' => self.commas += 1,
                '“' | '「' | '『' => self.quotes += 1,
                '”' | '」' | '』' => self.quotes -= 1,
                '（' | '(' | '《' | '【' | '〔' | '〈' => self.brackets += 1,
                '）' | ')' | '》' | '】' | '〕' | '〉' => self.brackets -= 1,
                '0'..='9' | '０'..='９' => self.digits += 1,
                ' ' | '\t' | '\u{3000}' | '\u{a0}' => self.spaces += 1,
                'a'..='z' | 'A'..='Z' => {
                    self.latin += 1;
                    self.tell(c);
                }
                c if is_han(c) => {
                    self.han += 1;
                    self.tell(c);
                }
                _ => {}
            }
        }
    }

    fn tell(&mut self, c: char) {
        self.core = (self.core ^ c as u32).wrapping_mul(0x0100_0193);
        self.core_len += 1;
    }

    /// Characters in ranges that tell titles, lines of verse, wrapped lines and paragraphs apart.
    pub(super) fn length(&self) -> u32 {
        range(
            self.chars,
            &[
                1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 22, 26, 30, 36, 45, 60, 90, 150, 300,
            ],
        )
    }

    /// The same in six ranges.
    pub(super) fn size(&self) -> u32 {
        range(self.chars, &[4, 9, 16, 26, 45])
    }

    /// The line with letters and the marks over them as one, as nearly all texts have them.
    pub(super) fn composed(&self) -> Cow<'a, str> {
        if self.decomposed {
            Cow::Owned(self.s.nfc().collect())
        } else {
            Cow::Borrowed(self.s)
        }
    }

    /// The first `n` characters with every number as `#`.
    pub(super) fn start(&self, n: usize) -> u32 {
        masked(self.s.chars(), n)
    }

    /// The last `n` characters with every number as `#`, from the end.
    pub(super) fn end(&self, n: usize) -> u32 {
        masked(self.s.chars().rev(), n)
    }
}

/// The words between marks that frame a line: a sign that is neither letter, digit nor bracket, once or several times, with
/// a letter of an escape behind it or none, the same before and behind.
pub(super) fn unframed(s: &str) -> &str {
    let Some(first) = s.chars().next().filter(|c| FRAMES.contains(*c)) else {
        return s;
    };
    let escape = s
        .chars()
        .nth(1)
        .filter(|c| first == '\\' && c.is_ascii_alphabetic());
    let mark = |c: char| c == first || Some(c) == escape || c.is_whitespace();
    let inner = s.trim_matches(mark);
    let closed = s.ends_with(first) || escape.is_some_and(|e| s.ends_with(e) && s.contains(first));
    if closed && !inner.is_empty() {
        inner
    } else {
        s
    }
}

/// Signs that frame lines.
const FRAMES: &str = "\\*=＝#＃~～+＋$|◆◇★☆■□●○※▲△";

fn masked(chars: impl Iterator<Item = char>, n: usize) -> u32 {
    let mut h = 0x811c_9dc5u32;
    let mut number = false;
    let mut taken = 0;
    for c in chars {
        let is_number = c.is_ascii_digit()
            || ('０'..='９').contains(&c)
            || "〇零一二三四五六七八九十百千两".contains(c);
        if is_number && number {
            continue;
        }
        number = is_number;
        let c = if is_number { '#' } else { c };
        h = (h ^ c as u32).wrapping_mul(0x0100_0193);
        taken += 1;
        if taken == n {
            break;
        }
    }
    h
}

/// A mark over the letter before it, of a text that is decomposed.
fn is_mark(c: char) -> bool {
    may_be_marked(c) && unicode_normalization::char::is_combining_mark(c)
}

/// Letters of alphabets and kana; Han characters and ASCII have no marks.
const fn may_be_marked(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{2e7f}' | '\u{3040}'..='\u{30ff}')
}

/// Does the line end like a sentence, closing quotes and brackets aside?
pub(super) fn finished(s: &str) -> bool {
    let s = s.trim_end_matches([
        '”', '’', '」', '』', '）', ')', '"', '】', '》', '〉', '*', '\'',
    ]);
    s.ends_with(['。', '！', '？', '!', '?', '…', '.', '~', '～'])
}
