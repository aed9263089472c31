//! Marks beside Chinese, as people write them: `**注意：**三月`, `10^3^亩`, `H~2~O`, `3~5人`.
//!
//! CommonMark lets stars open and close only where the characters around them tell words from marks of punctuation;
//! Chinese has no spaces there. The amendment for CJK takes a CJK character for a boundary. Here a mark of punctuation
//! that no text has is put between, so that the parser sees one; it is taken out of what the parser tells.

use crate::reader::is_han;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Marks of punctuation that stand in no text of today.
const RARE: [char; 4] = ['\u{2e4d}', '\u{2e4a}', '\u{2e4b}', '\u{2e40}'];
/// Characters of a raised or lowered word at most.
const LONGEST: usize = 12;

/// A text for the parser.
pub(super) struct Prepared<'a> {
    pub(super) text: Cow<'a, str>,
    /// What was put in; `None` where nothing was.
    boundary: Option<char>,
}

impl<'a> Prepared<'a> {
    /// Puts boundaries between stars and Chinese characters where the parser asks for them.
    pub(super) fn new(text: &'a str) -> Self {
        let plain = Self {
            text: text.into(),
            boundary: None,
        };
        let Some(rare) = RARE.into_iter().find(|c| !text.contains(*c)) else {
            return plain;
        };
        let places = places(text);
        if places.is_empty() {
            return plain;
        }
        let mut out = String::with_capacity(text.len() + places.len() * rare.len_utf8());
        let mut at = 0;
        for p in places {
            out.push_str(text.get(at..p).unwrap_or_default());
            out.push(rare);
            at = p;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        Self {
            text: out.into(),
            boundary: Some(rare),
        }
    }

    /// What the parser told, without boundaries.
    fn clean<'e>(&self, e: Event<'e>) -> Event<'e> {
        let Some(rare) = self.boundary else {
            return e;
        };
        let clean = |s: CowStr<'e>| -> CowStr<'e> {
            if s.contains(rare) {
                s.replace(rare, "").into()
            } else {
                s
            }
        };
        match e {
            Event::Text(s) => Event::Text(clean(s)),
            Event::Code(s) => Event::Code(clean(s)),
            Event::Html(s) => Event::Html(clean(s)),
            Event::InlineHtml(s) => Event::InlineHtml(clean(s)),
            Event::InlineMath(s) => Event::InlineMath(clean(s)),
            Event::DisplayMath(s) => Event::DisplayMath(clean(s)),
            Event::FootnoteReference(s) => Event::FootnoteReference(clean(s)),
            Event::Start(Tag::FootnoteDefinition(s)) => {
                Event::Start(Tag::FootnoteDefinition(clean(s)))
            }
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => Event::Start(Tag::Link {
                link_type,
                dest_url: clean(dest_url),
                title: clean(title),
                id: clean(id),
            }),
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => Event::Start(Tag::Image {
                link_type,
                dest_url: clean(dest_url),
                title: clean(title),
                id: clean(id),
            }),
            other => other,
        }
    }
}

/// The words told one after the other, with the places at which a sign stands for itself.
#[derive(Default)]
struct Words {
    text: String,
    /// Bytes of signs that are escaped.
    kept: Vec<usize>,
}

impl Words {
    /// Tells them, with what is raised and lowered in them.
    fn tell<'e>(&mut self, out: &mut Vec<Event<'e>>) {
        let Self { text, kept } = std::mem::take(self);
        let mut at = 0;
        let words = |from: usize, to: usize, out: &mut Vec<Event<'e>>| {
            if let Some(s) = text.get(from..to).filter(|s| !s.is_empty()) {
                out.push(Event::Text(s.to_owned().into()));
            }
        };
        for k in shifted(&text, &kept) {
            words(at, k.range.start, out);
            let tag = if k.raised {
                Tag::Superscript
            } else {
                Tag::Subscript
            };
            let end = tag.to_end();
            out.push(Event::Start(tag));
            words(k.range.start + 1, k.range.end - 1, out);
            out.push(Event::End(end));
            at = k.range.end;
        }
        words(at, text.len(), out);
    }
}

/// What the parser told, without boundaries, with raised and lowered words. A single `~` strikes nothing out.
pub(super) fn told<'e>(
    prepared: &'e Prepared<'_>,
    events: impl Iterator<Item = (Event<'e>, Range<usize>)>,
) -> Vec<Event<'e>> {
    let source = prepared.text.as_ref();
    if !source.contains(['^', '~']) {
        return events.map(|(e, _)| prepared.clean(e)).collect();
    }
    let mut out = Vec::new();
    let mut words = Words::default();
    let (mut raw, mut struck) = (false, Vec::new());
    for (e, range) in events {
        let own = source.get(range.clone()).unwrap_or_default();
        match prepared.clean(e) {
            Event::Text(s) if !raw => {
                let at = words.text.len();
                let escaped = source.get(..range.start).is_some_and(|b| b.ends_with('\\'));
                if own.replace(|c| Some(c) == prepared.boundary, "") != *s {
                    words.kept.extend(at..at + s.len());
                } else if escaped {
                    words.kept.push(at);
                }
                words.text.push_str(&s);
            }
            Event::Start(Tag::Strikethrough) if !own.starts_with("~~") => {
                struck.push(false);
                words.text.push('~');
            }
            Event::End(TagEnd::Strikethrough) if struck.last() == Some(&false) => {
                struck.pop();
                words.text.push('~');
            }
            other => {
                words.tell(&mut out);
                match &other {
                    Event::Start(Tag::CodeBlock(_) | Tag::MetadataBlock(_)) => raw = true,
                    Event::End(TagEnd::CodeBlock | TagEnd::MetadataBlock(_)) => raw = false,
                    Event::Start(Tag::Strikethrough) => struck.push(true),
                    Event::End(TagEnd::Strikethrough) => drop(struck.pop()),
                    _ => {}
                }
                out.push(other);
            }
        }
    }
    words.tell(&mut out);
    out
}

/// Bytes at which a boundary is wanted.
fn places(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'*', b'~', bytes.get(at..).unwrap_or_default()) {
        let from = at + found;
        let sign = bytes.get(from).copied().unwrap_or_default();
        let len = bytes
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(|b| **b == sign)
            .count();
        let to = from + len;
        at = to;
        let before = text.get(..from).and_then(|s| s.chars().next_back());
        let behind = text.get(to..).and_then(|s| s.chars().next());
        let (Some(a), Some(b)) = (before, behind) else {
            continue;
        };
        if a == '\\' || sign == b'~' && len != 2 {
            continue;
        }
        // Beside marks that are Chinese whatever stands around them, letters and figures of all scripts part as well.
        let parts = |word: char, mark: char| {
            let own = is_cjk(word) || is_wide(mark) && word.is_alphanumeric();
            is_mark(mark) && own && !is_mark(word)
        };
        if parts(a, b) {
            out.push(from);
        }
        if parts(b, a) {
            out.push(to);
        }
    }
    out
}

/// Marks of Chinese alone.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '*' | '~')
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{30fb}' | '·')
        || matches!(c, '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

fn is_cjk(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ac00}'..='\u{d7af}' | '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}')
}

/// A raised or lowered word in a text: where it stands, signs included, and whether it is raised.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shifted {
    pub(super) range: Range<usize>,
    pub(super) raised: bool,
}

/// The words of a text between `^` and `^`, `~` and `~`. A sign that stands for something else stays: `3~5人，6~8人`,
/// `a^2+b^2`. Those at the bytes `kept` stand for themselves.
pub(super) fn shifted(text: &str, kept: &[usize]) -> Vec<Shifted> {
    let mut out: Vec<Shifted> = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|s| s.find(['^', '~'])) {
        let from = at + found;
        at = from + 1;
        let rest = text.get(from + 1..).unwrap_or_default();
        let raised = text.get(from..).is_some_and(|s| s.starts_with('^'));
        let sign = if raised { '^' } else { '~' };
        let Some(len) = rest.find(sign) else { continue };
        let own = |at: usize| kept.binary_search(&at).is_ok();
        if own(from) || own(from + 1 + len) {
            continue;
        }
        let word = rest.get(..len).unwrap_or_default();
        let before = text.get(..from).and_then(|s| s.chars().next_back());
        let behind = rest.get(len + 1..).and_then(|s| s.chars().next());
        if is_shifted(raised, before, word, behind) {
            let range = from..from + len + 2;
            at = range.end;
            out.push(Shifted { range, raised });
        }
    }
    out
}

fn is_shifted(raised: bool, before: Option<char>, word: &str, behind: Option<char>) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "+-−=()".contains(c);
    let chars = word.chars().count();
    if chars == 0 || chars > LONGEST || before.is_none_or(char::is_whitespace) {
        return false;
    }
    if raised {
        // What goes on in a figure is a sum: a^2+b^2.
        let sum = word.contains(['+', '=']) && behind.is_some_and(|c| c.is_ascii_digit());
        let closed = behind.is_none_or(|c| !matches!(c, '^'));
        let note =
            |c: char| is_han(c) || matches!(c, '①'..='⑳' | '[' | ']' | '〔' | '〕' | ',' | '、');
        return closed && !sum && word.chars().all(|c| plain(c) || note(c));
    }
    // Between figures ~ is a range.
    let letter = before.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, ')' | ']'));
    letter && word.chars().all(plain) && behind.is_none_or(|c| c != '~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_stand_between_marks_and_han() {
        let put = |s: &str| Prepared::new(s).text.replace(RARE[0], "_");
        for (text, want) in [
            ("**注意：**三月", "**注意：**_三月"),
            ("他说**“先修渠。”**然后", "他说_**“先修渠。”**_然后"),
            ("**(注)**三月", "**(注)**_三月"),
            ("这是**重点**内容", "这是**重点**内容"),
            ("**时间：**2024年", "**时间：**_2024年"),
            ("**作者：**Tom", "**作者：**_Tom"),
            ("v2**（新）**b", "v2_**（新）**_b"),
            ("**a:**b，**“a”**b", "**a:**b，**“a”**b"),
            ("~~《旧法》~~废止", "~~《旧法》~~_废止"),
            ("* 项", "* 项"),
            (r"\**：**三", r"\**：**_三"),
            ("3~5人", "3~5人"),
        ] {
            assert_eq!(put(text), want);
        }
    }

    #[test]
    fn raised_and_lowered_words_are_told_from_other_signs() {
        let found = |s: &str| -> Vec<(String, bool)> {
            let all = shifted(s, &[]).into_iter();
            all.map(|k| (s[k.range].to_owned(), k.raised)).collect()
        };
        let one = |s: &str, raised| vec![(s.to_owned(), raised)];
        assert_eq!(found("流域10^3^亩"), one("^3^", true));
        assert_eq!(found("水H~2~O"), one("~2~", false));
        assert_eq!(found("见注^①^。"), one("^①^", true));
        assert_eq!(found("10^-3^"), one("^-3^", true));
        for s in [
            "3~5人，6~8人",
            "3~5月、6~8月",
            "a^2+b^2=c^2",
            "(^_^)",
            "^o^",
            "~~x~~",
            "A~乙~C",
            "10^3 与 2^4",
        ] {
            assert_eq!(found(s), [], "{s}");
        }
        for kept in [vec![2], vec![4]] {
            assert_eq!(shifted("10^3^", &kept), []);
        }
    }
}
