//! The units that the stages work on: a line, or a part of a line where structure is stuck inside it.

use super::label::{Candidate, candidate};
use crate::tree::Span;

/// What a unit is taken for. Names are those of the outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Title of the whole text.
    Title,
    /// 卷, 部: a heading above the pieces.
    Volume,
    /// Start of a piece.
    Piece,
    /// Text before the first piece.
    Preface,
    /// Site chatter, page numbers, contents lists.
    Boilerplate,
    /// 同志们：
    Salutation,
    /// A heading inside a piece.
    Heading,
    /// An item of a list.
    Item,
    /// A paragraph.
    Para,
    /// The broken-off rest of the unit before.
    Continuation,
    /// 谢谢大家, signature, date.
    Closing,
}

impl Kind {
    /// The name printed in the outline.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Volume | Self::Heading => "heading",
            Self::Piece => "piece",
            Self::Preface => "preface",
            Self::Boilerplate => "boilerplate",
            Self::Salutation => "salutation",
            Self::Item => "item",
            Self::Para => "para",
            Self::Continuation => "continuation",
            Self::Closing => "closing",
        }
    }

    /// The same in Chinese, as the review page has it.
    #[must_use]
    pub(crate) const fn name_zh(self) -> &'static str {
        match self {
            Self::Title => "总题",
            Self::Volume => "卷部",
            Self::Heading => "标题",
            Self::Piece => "篇题",
            Self::Preface => "前言",
            Self::Boilerplate => "略去",
            Self::Salutation => "称呼",
            Self::Item => "条目",
            Self::Para => "段落",
            Self::Continuation => "接上行",
            Self::Closing => "落款",
        }
    }
}

/// Markdown's mark at the start of a line; read only in texts that have at least two `#` headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Markup {
    /// None.
    #[default]
    None,
    /// `##`: the number of marks, and the bytes up to the words.
    Heading {
        /// 1 to 6.
        depth: u8,
        /// Bytes of the marks and the space behind them.
        len: u8,
    },
    /// `>`: a quotation; bytes up to the words.
    Quotation {
        /// Bytes of the mark and the space behind it.
        len: u8,
    },
}

impl Markup {
    /// Bytes between the line's indentation and its words.
    #[must_use]
    pub const fn len(self) -> usize {
        match self {
            Self::None => 0,
            Self::Heading { len, .. } | Self::Quotation { len } => len as usize,
        }
    }

    /// True where there is no mark.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        matches!(self, Self::None)
    }

    /// The mark at the start of `s`.
    fn of(s: &str) -> Self {
        let depth = s.bytes().take_while(|b| *b == b'#').count();
        let mark = if (1..=6).contains(&depth) {
            depth
        } else {
            usize::from(s.starts_with('>'))
        };
        let rest = s.get(mark..).unwrap_or_default();
        let words = rest.trim_start_matches([' ', '\t']);
        let len = u8::try_from(s.len() - words.len()).unwrap_or(0);
        if words.is_empty() || mark == 0 || len == 0 {
            return Self::None;
        }
        if depth == 0 {
            return Self::Quotation { len };
        }
        // `#话题` is no heading: CommonMark asks for white space behind the marks.
        if rest.len() == words.len() {
            return Self::None;
        }
        Self::Heading {
            depth: u8::try_from(depth).unwrap_or(6),
            len,
        }
    }
}

/// Is the text Markdown? Two `#` headings tell.
fn is_markdown(source: &str) -> bool {
    source.contains("# ")
        && source
            .lines()
            .filter(|l| matches!(Markup::of(l), Markup::Heading { .. }))
            .nth(1)
            .is_some()
}

/// A line, or a part of one.
#[derive(Debug, Clone)]
pub struct Unit {
    /// 1-based line number.
    pub line: u32,
    /// The words, indentation and trailing white space left out.
    pub span: Span,
    /// False for the further parts of a line that was split.
    pub first: bool,
    /// Where it begins in its line, in characters, for a row behind a mark that ends lines without counting as a
    /// line's end (a manual line break); else 0.
    pub at: u32,
    /// Columns of white space before the words.
    pub indent: u32,
    /// Characters from the line's start to its last word, indentation included.
    pub width: u32,
    /// Characters of the words alone.
    pub chars: u32,
    /// True where a blank line (or the start of the text) stands before.
    pub blank_before: bool,
    /// Blank lines before; 0 for the first line of the text.
    pub gap: u32,
    /// Markdown's mark before the words, which is no part of the span.
    pub markup: Markup,
    /// What it is.
    pub kind: Kind,
    /// A label that stands at its start.
    pub candidate: Option<Candidate>,
    /// The candidate once the series has taken it.
    pub label: Option<Candidate>,
    /// Heading level as in the outline: 1 above the pieces, 2 below one.
    pub level: u8,
    /// Where a run-in heading ends, in bytes from the span's start.
    pub run_in: Option<usize>,
    /// Where a title-like first sentence ends, in bytes from the span's start.
    pub lead: Option<usize>,
    /// Detail.
    pub role: &'static str,
    /// Index of the unit that this one carries on.
    pub joins: Option<usize>,
    /// Ordinal of a piece.
    pub ordinal: u32,
    /// Evidence.
    pub why: &'static str,
    /// More of it; may be empty.
    pub also: &'static str,
    /// What comes second to its kind.
    pub second: Kind,
    /// 0 to 1.
    pub confidence: f32,
    /// True where the user said what it is: no stage changes it.
    pub fixed: bool,
}

impl Unit {
    /// The words.
    #[must_use]
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        source.get(self.span.range()).unwrap_or_default()
    }

    /// The evidence in words.
    #[must_use]
    pub fn reasons(&self) -> std::borrow::Cow<'static, str> {
        if self.also.is_empty() {
            self.why.into()
        } else {
            format!("{}; {}", self.why, self.also).into()
        }
    }

    /// The words with Markdown's mark before them.
    #[must_use]
    pub fn whole(&self) -> Span {
        let start = self.span.start as usize - self.markup.len();
        Span::new(start, self.span.end as usize)
    }

    /// The unit cut in two at a byte of the source.
    pub(super) fn cut(&self, source: &str, at: usize) -> (Self, Self) {
        let line = Line {
            line: self.line,
            begin: self.span.start as usize,
            start: self.span.start as usize,
            end: self.span.end as usize,
            gap: self.gap,
            blank: self.blank_before,
            markup: self.markup,
        };
        let head = Self {
            first: self.first,
            at: self.at,
            indent: self.indent,
            ..line.unit(source, line.begin, line.start, at)
        };
        let tail = Self {
            first: false,
            gap: 0,
            blank_before: false,
            markup: Markup::None,
            ..line.unit(source, at, at, line.end)
        };
        (head, tail)
    }

    /// Cuts at each of some places, which are in order and inside.
    pub(super) fn cut_at(self, source: &str, places: &[usize], out: &mut Vec<Self>) {
        let [first, ..] = places else {
            return out.push(self);
        };
        let (start, end) = (self.span.start as usize, self.span.end as usize);
        let line = Line {
            line: self.line,
            begin: start,
            start,
            end,
            gap: self.gap,
            blank: self.blank_before,
            markup: self.markup,
        };
        out.push(Self {
            first: self.first,
            at: self.at,
            indent: self.indent,
            ..line.unit(source, start, start, *first)
        });
        for (n, at) in places.iter().enumerate() {
            let to = places.get(n + 1).copied().unwrap_or(end);
            out.push(Self {
                first: false,
                gap: 0,
                blank_before: false,
                markup: Markup::None,
                ..line.unit(source, *at, *at, to)
            });
        }
    }

    /// Sets kind, role, evidence and confidence at once, unless the user has said what it is.
    pub(super) fn set(
        &mut self,
        kind: Kind,
        role: &'static str,
        why: &'static str,
        confidence: f32,
    ) {
        if self.fixed {
            return;
        }
        self.kind = kind;
        self.role = role;
        self.why = why;
        self.confidence = confidence;
    }
}

/// White space at the edges of a line: ASCII, ideographic, no-break, zero-width and the byte-order mark.
pub(super) fn is_edge(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}' | '\u{feff}' | '\u{200e}' | '\u{200f}')
}

/// Line ends that part a line into rows: Word's manual line break, the form feed, NEL, and Unicode's separators of
/// lines and paragraphs. Lines are counted without them.
pub(super) const fn is_break(c: char) -> bool {
    matches!(c, '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Is there any of them? Most texts have none.
fn has_breaks(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr::memchr2(0xb, 0xc, bytes).is_some()
        || ["\u{85}", "\u{2028}", "\u{2029}"]
            .iter()
            .any(|m| memchr::memmem::find(bytes, m.as_bytes()).is_some())
}

/// Splits the source into units, one per non-blank line (more where structure is stuck in a line).
pub(super) fn units(source: &str) -> Vec<Unit> {
    let markdown = is_markdown(source);
    let mut out: Vec<Unit> = Vec::new();
    let (mut at, mut line, mut gap) = (0usize, 1u32, 0u32);
    let mut fenced = false;
    let marks = has_breaks(source);
    // Where the line began, which a mark may part into rows.
    let mut line_at = 0usize;
    while at < source.len() {
        let rest = source.get(at..).unwrap_or_default();
        let stop = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let whole = rest.get(..stop).unwrap_or_default();
        let parted = marks.then(|| whole.find(is_break)).flatten();
        let stop = parted.unwrap_or(stop);
        let ended = rest.get(stop..).unwrap_or_default();
        let eol = match ended.chars().next() {
            Some('\r') if ended.starts_with("\r\n") => 2,
            other => other.map_or(1, char::len_utf8),
        };
        let raw = rest.get(..stop).unwrap_or_default();
        let words = raw.trim_matches(is_edge);
        if words.is_empty() {
            // A mark before or behind the words of a line leaves no line blank.
            let empty = out.last().is_none_or(|u| u.line != line);
            gap += u32::from(parted.is_none() && empty);
        } else {
            let lead = raw.len() - raw.trim_start_matches(is_edge).len();
            // Between fences stands code, whose # is none of Markdown's.
            let fence = words.starts_with("```") || words.starts_with("~~~");
            fenced ^= fence;
            let markup = if markdown && !fenced && !fence {
                Markup::of(words)
            } else {
                Markup::None
            };
            let here = Line {
                line,
                begin: at,
                start: at + lead + markup.len(),
                end: at + lead + words.len(),
                gap,
                blank: gap > 0 || out.is_empty(),
                markup,
            };
            let row = out.len();
            let further = out.last().is_some_and(|u| u.line == line);
            here.units(source, &mut out);
            if let (true, Some(u)) = (further, out.get_mut(row)) {
                let before = source.get(line_at..u.span.start as usize);
                let n = before.unwrap_or_default().chars().count();
                u.at = u32::try_from(n).unwrap_or(u32::MAX);
            }
            gap = u32::from(ended.starts_with(['\u{c}', '\u{2029}']));
        }
        at += stop + eol;
        if parted.is_none() {
            line += 1;
            line_at = at;
        }
    }
    even_out(&mut out);
    out
}

/// Share of lines with the same number of blank lines before them, in percent, from which on blank lines part nothing.
const EVEN: usize = 85;

/// Where practically every line has a blank one before it, as web pages are copied, only a wider gap parts.
fn even_out(units: &mut [Unit]) {
    let firsts = || units.iter().skip(1).filter(|u| u.first);
    let all = firsts().count();
    for gap in 1..=2 {
        let same = firsts().filter(|u| u.gap == gap).count();
        if all >= EVEN_MIN && same * 100 >= all * EVEN {
            for u in units.iter_mut().skip(1) {
                u.blank_before = u.gap > gap;
            }
            return;
        }
    }
}

/// So few lines tell no habit.
const EVEN_MIN: usize = 12;

/// A non-blank line on its way to becoming units; places are bytes of the source.
struct Line {
    line: u32,
    begin: usize,
    start: usize,
    end: usize,
    gap: u32,
    blank: bool,
    markup: Markup,
}

impl Line {
    fn units(&self, source: &str, out: &mut Vec<Unit>) {
        let s = source.get(self.start..self.end).unwrap_or_default();
        match stuck(s) {
            None => out.push(self.unit(source, self.begin, self.start, self.end)),
            Some(c) => {
                let cut = self.start + c;
                out.push(self.unit(source, self.begin, self.start, cut));
                out.push(Unit {
                    first: false,
                    gap: 0,
                    blank_before: false,
                    markup: Markup::None,
                    ..self.unit(source, cut, cut, self.end)
                });
            }
        }
    }

    fn unit(&self, source: &str, begin: usize, start: usize, end: usize) -> Unit {
        let s = source.get(start..end).unwrap_or_default();
        let indent = source.get(begin..start).unwrap_or_default().chars().count();
        let chars = s.chars().count();
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Unit {
            line: self.line,
            span: Span::new(start, end),
            first: true,
            at: 0,
            indent: clamp(indent),
            width: clamp(indent + chars),
            chars: clamp(chars),
            blank_before: self.blank,
            gap: self.gap,
            markup: self.markup,
            kind: Kind::Para,
            candidate: candidate(s),
            label: None,
            level: 0,
            run_in: None,
            lead: None,
            role: "",
            joins: None,
            ordinal: 0,
            why: "no label",
            also: "",
            second: Kind::Para,
            confidence: 0.9,
            fixed: false,
        }
    }
}

/// Structure stuck to the end of a line: a salutation, or a heading that fills the rest of the line.
fn stuck(s: &str) -> Option<usize> {
    if s.len() < 40 {
        return None;
    }
    let tail_start = s.char_indices().rev().nth(60).map_or(0, |(i, _)| i);
    let tail = s.get(tail_start..)?;
    for (i, c) in tail.char_indices() {
        if !matches!(c, '。' | '！' | '!' | '？' | '?' | '；') {
            continue;
        }
        let at = tail_start + i + c.len_utf8();
        let rest = s.get(at..)?;
        if rest.is_empty() {
            return None;
        }
        if rest.chars().count() <= 12
            && (rest.ends_with(':') || rest.ends_with('：'))
            && rest.contains("同志们")
        {
            return Some(at);
        }
        if let Some(k) = candidate(rest) {
            use crate::tree::Scheme as S;
            let words = rest.get(k.len..)?;
            let n = words.chars().count();
            let bare = !words
                .trim_end_matches('。')
                .contains(['。', '；', ';', '：', ':']);
            if matches!(k.scheme, S::CnComma | S::CnParen)
                && (5..=45).contains(&n)
                && bare
                && !words.ends_with(['；', ';'])
            {
                return Some(at);
            }
        }
    }
    None
}

/// Marks that end a sentence.
pub(super) fn ends_sentence(s: &str) -> bool {
    let s = s.trim_end_matches(['”', '’', '」', '』', '）', ')', '"', '】', '》', '〉', '*']);
    s.ends_with([
        '。', '！', '？', '!', '?', '…', '：', ':', '；', ';', '~', '～', '.',
    ])
}

/// End of the first sentence in bytes, its mark and closing quotes included.
pub(super) fn first_sentence(s: &str) -> Option<usize> {
    let mut depth = 0i32;
    let mut iter = s.char_indices().peekable();
    while let Some((i, c)) = iter.next() {
        match c {
            '“' | '「' | '『' | '《' | '（' | '(' => depth += 1,
            '”' | '」' | '』' | '》' | '）' | ')' => depth = (depth - 1).max(0),
            '。' | '！' | '？' | '!' | '?' if depth == 0 => {
                let mut end = i + c.len_utf8();
                while let Some(&(j, d)) = iter.peek() {
                    if !matches!(d, '”' | '」' | '』' | '’') {
                        break;
                    }
                    end = j + d.len_utf8();
                    iter.next();
                }
                return Some(end);
            }
            _ => {}
        }
    }
    None
}

/// Han characters.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇' | '々')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_every_way() {
        let u = units("甲\r\n乙\r丙\n\n　　丁");
        assert_eq!(u.iter().map(|u| u.line).collect::<Vec<_>>(), [1, 2, 3, 5]);
        assert!(u[3].blank_before && u[3].indent == 2 && u[3].width == 3);
    }

    #[test]
    fn marks_part_a_line_into_rows() {
        let of = |s: &str| -> Vec<(u32, u32, bool)> {
            let all = units(s).into_iter();
            all.map(|u| (u.line, u.at, u.blank_before)).collect()
        };
        let all = [(1, 0, true), (1, 2, false), (2, 0, false)];
        for mark in ['\u{b}', '\u{85}', '\u{2028}'] {
            assert_eq!(of(&format!("甲{mark}乙\n丙")), all, "{mark:?}");
        }
        for mark in ['\u{c}', '\u{2029}'] {
            let all = [(1, 0, true), (1, 2, true), (2, 0, false)];
            assert_eq!(of(&format!("甲{mark}乙\n丙")), all, "{mark:?}");
        }
        // At a line's edge, or alone in it, they part nothing.
        assert_eq!(of("甲\u{b}\n\u{c}乙"), [(1, 0, true), (2, 0, false)]);
        assert_eq!(units("甲\n\u{c}\r\n乙")[1].gap, 1);
        assert_eq!(units("甲\n\n\u{c}乙")[1].gap, 1);
    }

    #[test]
    fn a_stuck_heading_is_split_off() {
        let s = "今天的会议开得很好,希望大家认真抓好落实,把各项任务完成好。二、加强领导,狠抓落实\n";
        let u = units(s);
        assert_eq!(u.len(), 2);
        assert_eq!(u[1].text(s), "二、加强领导,狠抓落实");
        assert!(!u[1].first);
    }
}
