//! The outline: what every line was taken for, and why (`wenji outline`).

use super::lines::{Kind, Unit};
use crate::tree::Scheme;
use serde::Serialize;
use std::borrow::Cow;

#[derive(Serialize)]
struct Row<'a> {
    line: u32,
    #[serde(skip_serializing_if = "is_zero")]
    at: u32,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_in: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heading_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ordinal: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    joins: Option<u32>,
    #[serde(skip_serializing_if = "str::is_empty")]
    role: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    embedded: Vec<Embedded<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f32>,
}

#[derive(Serialize)]
struct Embedded<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    at: usize,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
const fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// What every line was taken for, in the order of the text.
///
/// It answers for one source and takes that source's text wherever it tells words.
///
/// ```
/// use wenji::{reader, source::Source};
/// let text = "第一章 出发\n\n一、清晨\n天还没有亮，他们就上了船。\n二、正午\n太阳照在水上。\n";
/// let s = Source::decode(text.as_bytes(), None).unwrap();
/// let r = reader::read(&s, &reader::ReadOptions::default());
/// let head = r.outline().lines(&s.text).nth(1).unwrap();
/// assert_eq!((head.line, head.kind, head.label), (3, reader::Kind::Heading, Some("一、")));
/// assert_eq!(r.outline().jsonl(&s.text).lines().count(), 5);
/// ```
#[derive(Debug)]
pub struct Outline {
    units: Vec<Unit>,
}

/// A line of an [`Outline`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct OutlineLine<'a> {
    /// Line number, from 1; counted are LF, CRLF and lone CR.
    pub line: u32,
    /// Where it begins in its line, in characters: not 0 where more than one thing stands on a line.
    pub at: u32,
    /// The words, without indentation.
    pub text: &'a str,
    /// What it was taken for.
    pub kind: Kind,
    /// Level of a heading: 1 above the pieces, 2 below one.
    pub level: Option<u8>,
    /// The label of a heading or item: 一、, （一）.
    pub label: Option<&'a str>,
    /// Detail, such as `toc` or `verse`; may be empty.
    pub role: &'static str,
    /// The evidence in words.
    pub why: Cow<'static, str>,
    /// How sure that is, 0 to 1; below [`DOUBTFUL`] a person should look.
    pub confidence: f32,
}

impl Outline {
    pub(super) const fn of(units: Vec<Unit>) -> Self {
        Self { units }
    }

    /// The units that the stages of the reader work on; the trainer and the review page take them.
    #[doc(hidden)]
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The lines one after the other; a line with more than one thing on it comes once for each.
    pub fn lines<'a>(&'a self, source: &'a str) -> impl Iterator<Item = OutlineLine<'a>> {
        let mut begin = 0;
        self.units.iter().map(move |u| {
            if u.first {
                begin = u.span.start;
            }
            let before = source.get(begin as usize..u.span.start as usize);
            let inside = before.map_or(0, |s| u32::try_from(s.chars().count()).unwrap_or(0));
            let heading = matches!(u.kind, Kind::Heading | Kind::Volume);
            let label = u.label.filter(|_| heading || u.kind == Kind::Item);
            OutlineLine {
                line: u.line,
                at: if u.first { u.at } else { inside },
                text: u.text(source),
                kind: u.kind,
                level: heading.then_some(u.level.max(1)),
                label: label.and_then(|c| u.text(source).get(..c.len)),
                role: u.role,
                why: u.reasons(),
                confidence: u.confidence,
            }
        })
    }

    /// One JSON object per non-blank line; rows behind a mark inside a line have objects of their own, told by `at`.
    #[must_use]
    pub fn jsonl(&self, source: &str) -> String {
        written(&self.units, source, true)
    }

    /// The same as labels of a corpus have it: what each line is, without the evidence.
    #[must_use]
    pub fn labels(&self, source: &str) -> String {
        written(&self.units, source, false)
    }

    /// A tree for the terminal: indentation by level, labels, first words, line numbers, `?` where unsure.
    #[must_use]
    pub fn tree_text(&self, source: &str) -> String {
        let mut out = String::new();
        for line in self.tree_lines(source) {
            out.push_str(&line.text);
            out.push('\n');
        }
        out
    }

    /// The lines of [`Self::tree_text`], for those who colour them.
    pub fn tree_lines(&self, source: &str) -> impl Iterator<Item = TreeLine> {
        tree_lines(&self.units, source)
    }
}

fn written(units: &[Unit], source: &str, evidence: bool) -> String {
    let mut out = String::new();
    // Lines that the user moved are told where the source has them.
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by_key(|&i| units.get(i).map(|u| u.line));
    let lines = order.into_iter().filter_map(|i| Some((i, units.get(i)?)));
    for (i, u) in lines.filter(|(_, u)| u.first) {
        let s = u.text(source);
        let labelled = matches!(u.kind, Kind::Heading | Kind::Item | Kind::Volume);
        let heading = matches!(u.kind, Kind::Heading | Kind::Volume);
        let label = u.label.and_then(|c| s.get(..c.len)).unwrap_or_default();
        let embedded = units
            .iter()
            .skip(i + 1)
            .take_while(|v| !v.first)
            .map(|v| Embedded {
                kind: v.kind.name(),
                label: v.label.and_then(|c| v.text(source).get(..c.len)),
                at: source
                    .get(u.span.start as usize..v.span.start as usize)
                    .unwrap_or_default()
                    .chars()
                    .count(),
            })
            .collect();
        let row = Row {
            line: u.line,
            at: u.at,
            kind: u.kind.name(),
            level: heading.then_some(u.level.max(1)),
            label: labelled.then_some(label),
            scheme: labelled.then(|| u.label.map_or(Scheme::None, |c| c.scheme).name()),
            number: u
                .label
                .filter(|c| labelled && c.number > 0)
                .map(|c| c.number),
            run_in: u.run_in.map(|_| true),
            heading_text: u.run_in.and_then(|e| s.get(..e)),
            lead: u.lead.and_then(|e| s.get(u.label.map_or(0, |c| c.len)..e)),
            ordinal: (u.kind == Kind::Piece).then_some(u.ordinal),
            joins: u.joins.and_then(|j| units.get(j)).map(|j| j.line),
            role: u.role,
            embedded,
            why: evidence.then(|| u.reasons()),
            confidence: evidence.then_some(u.confidence),
        };
        if let Ok(json) = serde_json::to_string(&row) {
            out.push_str(&json);
            out.push('\n');
        }
    }
    out
}

/// A line of the tree for the terminal.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeLine {
    /// What the line was taken for.
    pub kind: Kind,
    /// Depth of the heading it is or stands under, from 0.
    pub depth: usize,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// Line number, kind, indentation and first words; `?` behind the number where unsure.
    pub text: String,
}

/// Characters of a line that the tree shows.
const FIRST_WORDS: usize = 32;
/// Below this confidence a line is marked as doubtful.
pub const DOUBTFUL: f32 = 0.7;

fn tree_lines(units: &[Unit], source: &str) -> impl Iterator<Item = TreeLine> {
    let mut depth = 0usize;
    units.iter().filter_map(move |u| {
        let indent = match u.kind {
            Kind::Title | Kind::Volume | Kind::Preface => 0,
            Kind::Piece => {
                depth = 1;
                0
            }
            Kind::Heading => {
                depth = usize::from(u.level);
                depth - 1
            }
            Kind::Item | Kind::Salutation | Kind::Closing | Kind::Boilerplate => depth,
            Kind::Para | Kind::Continuation => return None,
        };
        // The names that corrections take.
        let mark = u.kind.name();
        let s = u.text(source);
        let words: String = s.chars().take(FIRST_WORDS).collect();
        let more = if u.chars as usize > FIRST_WORDS {
            "…"
        } else {
            ""
        };
        let doubt = if u.confidence < DOUBTFUL { "?" } else { " " };
        let width = indent * 2;
        Some(TreeLine {
            kind: u.kind,
            depth: indent,
            confidence: u.confidence,
            text: format!("{:>6}{doubt} {mark:<11} {:width$}{words}{more}", u.line, ""),
        })
    })
}
