//! Text as a piece table over the source.

use serde::{Deserialize, Serialize};

/// A range of bytes in the decoded source text, half open.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Sources are limited to 4 GiB when they are decoded.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            start: clamp(start),
            end: clamp(end),
        }
    }

    /// The range, to slice the source with.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True for an empty span.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl From<(u32, u32)> for Span {
    fn from((start, end): (u32, u32)) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }
}

impl From<Span> for (u32, u32) {
    fn from(s: Span) -> Self {
        (s.start, s.end)
    }
}

/// Why a run of characters differs from the source, or why a span is not in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// A half-width mark among Han set full-width (GB/T 15834).
    Punctuation,
    /// A full-width figure or letter, or a mark within a number, set half-width (GB/T 15835).
    Width,
    /// Marks of a label set like the text's.
    Label,
    /// A control character that no format can carry.
    Control,
    /// The end of a line that ends a block.
    LineEnd,
    /// A line end inside a sentence, taken away to join it.
    Join,
    /// Indentation and trailing white space.
    Indent,
    /// White space between a label and its words, or beside a full-width mark; the spaces of OCR.
    Space,
    /// Site chatter, page numbers, contents lists.
    Boilerplate,
    /// An advertisement inside a sentence.
    Advertisement,
    /// A title printed again.
    Repeat,
    /// Marks of Markdown and of web pages, whose meaning the tree says.
    Markup,
    /// A line of marks that only draws a rule.
    Ornament,
    /// A line of marks that parts scenes.
    SceneBreak,
    /// The user's correction.
    Correction,
    /// Mojibake mended by `--repair-encoding` before the text was read.
    Repair,
    /// A later copy dropped by `--dedupe`.
    Duplicate,
    /// A stray mark that belongs to no word.
    Stray,
    /// The head over notes that were joined to their marks.
    Notes,
    /// The 。 of a heading on a line of its own (house practice).
    HeadingStop,
}

/// A run of characters of a [`Text`] with where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Segment {
    /// Where the run begins in the text's string, in bytes; it ends where the next begins.
    pub at: u32,
    /// The source it stands for.
    pub span: Span,
    /// `None`: the run equals the source. Otherwise why it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
}

/// Characters with their origin. Without segments the text has no source (made by hand or read from JSON).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "Form", into = "Form")]
pub struct Text {
    string: String,
    segments: Vec<Segment>,
}

/// Serialised form: a bare string where there are no segments.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum Form {
    #[serde(skip_serializing)]
    Bare(String),
    // Tried in this order: the shorter form fits the longer one too.
    Full {
        text: String,
        segments: Vec<Segment>,
    },
    Tagged {
        text: String,
    },
}

impl From<Form> for Text {
    fn from(f: Form) -> Self {
        match f {
            Form::Bare(string) | Form::Tagged { text: string } => Self {
                string,
                segments: Vec::new(),
            },
            Form::Full {
                text: string,
                segments,
            } => {
                let segments = if fit(&string, &segments) {
                    segments
                } else {
                    Vec::new()
                };
                Self { string, segments }
            }
        }
    }
}

/// True for segments that cover the string in order, each with a place of the source that can be its own.
fn fit(string: &str, segments: &[Segment]) -> bool {
    let ends = segments.iter().skip(1).map(|s| s.at as usize);
    let mut at = 0;
    segments
        .iter()
        .zip(ends.chain([string.len()]))
        .all(|(s, end)| {
            let begins = std::mem::replace(&mut at, end) == s.at as usize;
            let kept = s.span.end.checked_sub(s.span.start);
            let own = kept.is_some_and(|n| s.rule.is_some() || n as usize + s.at as usize == end);
            begins && own && string.is_char_boundary(end)
        })
}

impl From<Text> for Form {
    fn from(t: Text) -> Self {
        if t.segments.is_empty() {
            Self::Tagged { text: t.string }
        } else {
            Self::Full {
                text: t.string,
                segments: t.segments,
            }
        }
    }
}

impl Text {
    /// Text without a source.
    pub fn bare(string: impl Into<String>) -> Self {
        Self {
            string: string.into(),
            segments: Vec::new(),
        }
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// True where there are no characters.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.string.is_empty()
    }

    /// The runs, in order: the characters, the source span, the rule.
    pub fn runs(&self) -> impl Iterator<Item = (&str, Span, Option<Rule>)> {
        self.segments.iter().enumerate().map(|(i, s)| {
            let end = self
                .segments
                .get(i + 1)
                .map_or(self.string.len(), |n| n.at as usize);
            (
                self.string.get(s.at as usize..end).unwrap_or_default(),
                s.span,
                s.rule,
            )
        })
    }

    /// The segments.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The byte of the source that a byte of the text comes from; `None` where the text has no source.
    #[must_use]
    pub(crate) fn source_of(&self, at: usize) -> Option<u32> {
        let n = self.segments.partition_point(|s| s.at as usize <= at);
        let s = self.segments.get(n.checked_sub(1)?)?;
        let behind = u32::try_from(at).ok()? - s.at;
        Some(s.span.start + if s.rule.is_none() { behind } else { 0 })
    }

    /// Adds characters that stand unchanged in the source at `span`; joins runs that touch.
    pub fn push_kept(&mut self, s: &str, span: Span) {
        debug_assert_eq!(s.len(), span.len());
        match self.segments.last_mut() {
            Some(last) if last.rule.is_none() && last.span.end == span.start => {
                last.span.end = span.end;
            }
            _ => self.segments.push(Segment {
                at: self.at(),
                span,
                rule: None,
            }),
        }
        self.string.push_str(s);
    }

    /// Adds characters that stand for `span` by `rule`; `s` may be empty.
    pub fn push_replaced(&mut self, s: &str, span: Span, rule: Rule) {
        self.segments.push(Segment {
            at: self.at(),
            span,
            rule: Some(rule),
        });
        self.string.push_str(s);
    }

    /// Takes a character from the end by `rule`; false where another stands there.
    pub(crate) fn drop_end(&mut self, c: char, rule: Rule) -> bool {
        if !self.string.ends_with(c) {
            return false;
        }
        let end = self.string.len() - c.len_utf8();
        let own = self.segments.iter().rposition(|s| s.at as usize <= end);
        let at = u32::try_from(end).unwrap_or(u32::MAX);
        if let Some(k) = own
            && let Some(s) = self.segments.get_mut(k)
        {
            let width = c.len_utf8() as u32;
            let alone = s.at == at;
            match s.rule {
                None if !alone => {
                    s.span.end -= width;
                    let start = s.span.end;
                    let gone = Segment {
                        at,
                        span: Span {
                            start,
                            end: start + width,
                        },
                        rule: Some(rule),
                    };
                    self.segments.insert(k + 1, gone);
                }
                // What the character stands for goes with it.
                _ if alone => s.rule = Some(rule),
                _ => {}
            }
            self.segments.iter_mut().for_each(|s| s.at = s.at.min(at));
        }
        self.string.truncate(end);
        true
    }

    /// Calls `f` for the span of every run.
    pub(super) fn move_spans(&mut self, f: impl Fn(Span) -> Span) {
        self.segments.iter_mut().for_each(|s| s.span = f(s.span));
    }

    /// The part of the text in a range of its string. A run that was changed belongs whole to the part where it
    /// begins.
    pub(crate) fn slice(&self, range: std::ops::Range<usize>) -> Self {
        let mut out = Self::default();
        if self.segments.is_empty() {
            out.string = self.string.get(range).unwrap_or_default().to_owned();
            return out;
        }
        let mut at = 0;
        for (run, span, rule) in self.runs() {
            let (begin, end) = (at, at + run.len());
            at = end;
            let last = !range.is_empty() && end == range.end && end == self.string.len();
            match rule {
                Some(rule) if range.contains(&begin) || last && run.is_empty() => {
                    out.push_replaced(run, span, rule);
                }
                Some(_) => {}
                None => {
                    let (from, to) = (range.start.max(begin), range.end.min(end));
                    if let Some(s) = run
                        .get(from.wrapping_sub(begin)..to.wrapping_sub(begin))
                        .filter(|s| !s.is_empty())
                    {
                        let start = span.start as usize + from - begin;
                        out.push_kept(s, Span::new(start, start + s.len()));
                    }
                }
            }
        }
        out
    }

    fn at(&self) -> u32 {
        u32::try_from(self.string.len()).unwrap_or(u32::MAX)
    }
}

impl From<&str> for Text {
    fn from(s: &str) -> Self {
        Self::bare(s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cut_in_two_is_whole() {
        let mut t = Text::default();
        t.push_kept("甲乙", Span::new(0, 6));
        t.push_replaced("，", Span::new(6, 7), Rule::Punctuation);
        t.push_replaced("", Span::new(7, 8), Rule::Control);
        t.push_kept("丙", Span::new(8, 11));
        t.push_replaced("", Span::new(11, 12), Rule::Control);
        let len = t.as_str().len();
        for cut in [0, 3, 6, 9, len] {
            let (a, b) = (t.slice(0..cut), t.slice(cut..len));
            assert_eq!(format!("{}{}", a.as_str(), b.as_str()), t.as_str());
            let spans = |t: &Text| t.runs().map(|r| r.1.len()).sum::<usize>();
            assert_eq!(spans(&a) + spans(&b), 12, "cut at {cut}");
        }
    }

    #[test]
    fn touching_kept_runs_join() {
        let mut t = Text::default();
        t.push_kept("甲", Span::new(0, 3));
        t.push_kept("乙", Span::new(3, 6));
        t.push_replaced("，", Span::new(6, 7), Rule::Punctuation);
        t.push_kept("丙", Span::new(7, 10));
        let runs: Vec<_> = t.runs().map(|(s, ..)| s).collect();
        assert_eq!(runs, ["甲乙", "，", "丙"]);
    }

    #[test]
    fn a_bare_string_reads_back() {
        let t: Text = serde_json::from_str("\"甲\"").unwrap();
        assert_eq!(t.as_str(), "甲");
        let again: Text = serde_json::from_str(&serde_json::to_string(&t).unwrap()).unwrap();
        assert_eq!(t, again);
    }
}
