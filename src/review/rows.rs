//! What the page is told of a reading: rows, findings, and the corrections that were made so far.

use super::shown::Shown;
use crate::diagnostic::Severity;
use crate::reader::{Anchored, FixedKind, Kind, Reading, Unit};
use crate::source::Source;
use crate::tree::Span;
use serde::Serialize;
use std::collections::HashMap;

/// A reading as the page takes it. Names are short: a text of 5 MB has tens of thousands of rows.
#[derive(Serialize)]
pub(crate) struct Answer<'a> {
    rows: Vec<Part<'a>>,
    findings: Vec<Finding<'a>>,
    edits: Edits<'a>,
    /// Title and author as the tree has them.
    title: Option<&'a str>,
    author: Option<&'a str>,
    /// Language of the text, by which a browser chooses its faces.
    language: &'a str,
}

/// A row, or rows that are as they were: the first of them among the rows that the page began with, and how many.
#[derive(Serialize)]
#[serde(untagged)]
enum Part<'a> {
    Row(Box<Row<'a>>),
    #[cfg(feature = "cli")]
    Same(usize, usize),
}

/// The rows that a page began with, as digests by line and place in the line.
#[cfg(feature = "cli")]
pub(crate) struct Beginning(HashMap<(u32, usize), (usize, u64)>);

/// A unit. Places in strings are in UTF-16 units, as JavaScript counts; `o` is in characters, as corrections count.
#[derive(Serialize, Hash)]
struct Row<'a> {
    /// Line.
    l: u32,
    /// Characters of the line before the unit.
    #[serde(skip_serializing_if = "is_zero")]
    o: usize,
    /// Kind.
    k: &'static str,
    /// Level of a heading.
    #[serde(skip_serializing_if = "is_zero")]
    v: u8,
    /// Indentation and Markdown's mark before the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<&'a str>,
    /// The words as the source has them.
    s: &'a str,
    /// The words as the tree prints them, where they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    t: Option<String>,
    /// Length of the label, or of what could be one.
    #[serde(skip_serializing_if = "is_zero")]
    n: usize,
    /// Where a run-in heading ends.
    #[serde(skip_serializing_if = "is_zero")]
    r: usize,
    /// Where a title-like first sentence ends.
    #[serde(skip_serializing_if = "is_zero")]
    e: usize,
    /// Detail of the kind.
    #[serde(skip_serializing_if = "str::is_empty")]
    y: &'static str,
    /// Evidence.
    w: std::borrow::Cow<'static, str>,
    /// Confidence in percent.
    c: u8,
    /// The user said so.
    #[serde(skip_serializing_if = "is_zero")]
    f: u8,
}

#[derive(Serialize)]
struct Finding<'a> {
    line: u32,
    code: &'static str,
    warning: bool,
    en: &'a str,
    zh: &'a str,
    /// The words that are meant.
    #[serde(skip_serializing_if = "str::is_empty")]
    words: &'a str,
}

/// Corrections with the places that their anchors were found at.
#[derive(Serialize)]
struct Edits<'a> {
    kinds: Vec<Told>,
    splits: Vec<(u32, usize)>,
    moves: Vec<(u32, u32, u32)>,
    replaces: Vec<(u32, &'a str, &'a str)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    punctuation: Option<&'a str>,
    /// Lines and findings of theirs that were looked at.
    seen: Vec<(u32, &'a str)>,
}

#[derive(Serialize)]
struct Told {
    line: u32,
    o: usize,
    #[serde(rename = "as")]
    kind: FixedKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
}

fn is_zero<T: PartialEq + From<u8>>(n: &T) -> bool {
    *n == T::from(0)
}

/// Tells a reading, all of it.
pub(crate) fn answer<'a>(
    source: &'a Source,
    reading: &'a Reading,
    corrections: Option<&'a Anchored>,
) -> Answer<'a> {
    tell(source, reading, corrections, |row| {
        Some(Part::Row(Box::new(row)))
    })
}

/// Tells a reading to a page that began with another: only what differs.
#[cfg(feature = "cli")]
pub(crate) fn difference<'a>(
    source: &'a Source,
    reading: &'a Reading,
    corrections: &'a Anchored,
    beginning: &Beginning,
) -> Answer<'a> {
    let mut told = tell(source, reading, Some(corrections), |row| {
        let known = beginning.0.get(&(row.l, row.o));
        Some(match known {
            Some(&(at, digest)) if digest == digest_of(&row) => Part::Same(at, 1),
            _ => Part::Row(Box::new(row)),
        })
    });
    told.rows.dedup_by(|next, last| match (last, next) {
        (Part::Same(first, many), Part::Same(at, _)) if *first + *many == *at => {
            *many += 1;
            true
        }
        _ => false,
    });
    told
}

#[cfg(feature = "cli")]
impl Beginning {
    /// The rows of the reading that a page begins with.
    pub(crate) fn of(source: &Source, reading: &Reading) -> Self {
        let mut rows = HashMap::new();
        tell(source, reading, None, |row| {
            let n = rows.len();
            rows.insert((row.l, row.o), (n, digest_of(&row)));
            None
        });
        Self(rows)
    }
}

#[cfg(feature = "cli")]
fn digest_of(row: &Row) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    row.hash(&mut hasher);
    hasher.finish()
}

fn tell<'a>(
    source: &'a Source,
    reading: &'a Reading,
    corrections: Option<&'a Anchored>,
    part: impl FnMut(Row<'a>) -> Option<Part<'a>>,
) -> Answer<'a> {
    let shown = Shown::of(&reading.document);
    let starts = line_starts(reading.outline().units());
    let rows = reading.outline().units().iter().map(|u| {
        let start = starts.get(&u.line).map_or(u.span.start, |s| s.0);
        row(u, start, source, &shown)
    });
    let findings = reading.diagnostics.iter().map(|d| Finding {
        line: d.line,
        code: d.code,
        warning: d.severity == Severity::Warning,
        en: &d.message,
        zh: &d.message_zh,
        words: &d.words,
    });
    let m = &reading.document.metadata;
    Answer {
        rows: rows.filter_map(part).collect(),
        findings: findings.collect(),
        edits: edits(source, corrections, &starts),
        title: m.title.as_deref(),
        author: m.author.as_deref(),
        language: m.language.as_deref().unwrap_or("zh"),
    }
}

/// For each line the bytes at which its words begin and end.
fn line_starts(units: &[Unit]) -> HashMap<u32, (u32, u32)> {
    let mut out: HashMap<u32, (u32, u32)> = HashMap::with_capacity(units.len());
    for u in units {
        let known = out.entry(u.line).or_insert((u.span.start, u.span.end));
        *known = (known.0.min(u.span.start), known.1.max(u.span.end));
    }
    out
}

fn row<'a>(u: &Unit, start: u32, source: &'a Source, shown: &Shown) -> Row<'a> {
    let words = source.slice(u.span);
    let printed = shown.words(u.span);
    let text = printed.as_deref().unwrap_or(words);
    let until = |bytes: usize| {
        let part = Span {
            end: (u
                .span
                .start
                .saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX)))
            .min(u.span.end),
            ..u.span
        };
        let printed = shown.words(part);
        utf16(printed.as_deref().unwrap_or_else(|| source.slice(part)))
    };
    let label = u.label.or(u.candidate);
    let before = if u.first { indentation(u, source) } else { "" };
    Row {
        l: u.line,
        o: chars(source.slice(Span {
            start,
            end: u.span.start.max(start),
        })),
        k: match u.kind {
            Kind::Volume => "part",
            kind => kind.name(),
        },
        v: if u.kind == Kind::Heading {
            u.level.max(2)
        } else {
            0
        },
        p: (!before.is_empty()).then_some(before),
        s: words,
        n: label.map_or(0, |c| until(c.len)),
        r: u.run_in.map_or(0, until),
        e: u.lead.map_or(0, until),
        t: (text != words).then(|| text.to_owned()),
        y: u.role,
        w: u.reasons(),
        c: percent(u.confidence),
        f: u8::from(u.fixed),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is between 0 and 100"
)]
fn percent(confidence: f32) -> u8 {
    (confidence * 100.0).clamp(0.0, 100.0).floor() as u8
}

fn utf16(s: &str) -> usize {
    s.encode_utf16().count()
}

fn chars(s: &str) -> usize {
    s.chars().count()
}

/// What stands between the line's start and the unit's words.
fn indentation<'a>(u: &Unit, source: &'a Source) -> &'a str {
    let before = source.text.get(..u.span.start as usize).unwrap_or_default();
    let from = before.rfind(['\n', '\r']).map_or(0, |i| i + 1);
    before.get(from..).unwrap_or_default()
}

fn edits<'a>(
    source: &'a Source,
    corrections: Option<&'a Anchored>,
    starts: &HashMap<u32, (u32, u32)>,
) -> Edits<'a> {
    let Some(c) = corrections else {
        return Edits {
            kinds: Vec::new(),
            splits: Vec::new(),
            moves: Vec::new(),
            replaces: Vec::new(),
            title: None,
            author: None,
            style: None,
            punctuation: None,
            seen: Vec::new(),
        };
    };
    // Lines by where they begin, to find the line of a place.
    let mut lines: Vec<(u32, u32)> = starts.iter().map(|(l, (s, _))| (*s, *l)).collect();
    lines.sort_unstable();
    let place = |byte: u32| {
        let n = lines.partition_point(|(s, _)| *s <= byte);
        let (start, line) = n
            .checked_sub(1)
            .and_then(|i| lines.get(i))
            .copied()
            .unwrap_or((byte, 0));
        (line, chars(source.slice(Span { start, end: byte })))
    };
    Edits {
        kinds: c
            .kinds
            .iter()
            .map(|&(start, kind, level)| {
                let (line, o) = place(start);
                Told {
                    line,
                    o,
                    kind,
                    level,
                }
            })
            .collect(),
        splits: c
            .splits
            .iter()
            .map(|&(_, byte)| place(u32::try_from(byte).unwrap_or(u32::MAX)))
            .collect(),
        moves: c.moves.clone(),
        replaces: c
            .replaced
            .iter()
            .map(|(span, with)| (place(span.start).0, source.slice(*span), with.as_str()))
            .collect(),
        title: c.facts.title.as_deref(),
        author: c.facts.author.as_deref(),
        style: c.facts.style.as_deref(),
        punctuation: c.facts.punctuation.as_deref(),
        seen: c.seen.iter().map(|(l, code)| (*l, code.as_str())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{self, Corrections, ReadOptions};

    #[test]
    fn rows_tell_label_heading_and_parts_of_lines() {
        let text = "讲话\n\n一、出发\n(一)早起。大家都起得很早,吃了早饭。\n(二)上车。大家都上了车。完了。二、归来\n傍晚归来。\n";
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let file = "[[line]]\nstarts = '(一)早起'\nas = 'heading'\nlevel = 2\n[[line]]\nstarts = '(二)上车'\nsplit = 16\n[[line]]\nstarts = '二、归来'\nas = 'heading'\nlevel = 2\n";
        let corrections = Corrections::parse(file).unwrap().anchor(&source).unwrap();
        let options = ReadOptions {
            corrections: Some(corrections.clone()),
            ..ReadOptions::default()
        };
        let reading = reader::read(&source, &options);
        let told = answer(&source, &reading, Some(&corrections));
        let json = serde_json::to_value(&told).unwrap();
        let rows = json["rows"].as_array().unwrap();
        let early = &rows[2];
        assert_eq!(
            (early["n"].as_u64(), early["r"].as_u64()),
            (Some(3), Some(6))
        );
        assert_eq!(early["t"], "（一）早起。大家都起得很早，吃了早饭。");
        let tail = rows.iter().find(|r| r["o"] == 16).unwrap();
        assert_eq!(
            (&tail["k"], &tail["s"]),
            (&"heading".into(), &"二、归来".into())
        );
        assert_eq!(json["edits"]["splits"][0], serde_json::json!([5, 16]));
        assert_eq!(json["edits"]["kinds"][1]["o"], 16);
    }

    #[cfg(feature = "cli")]
    #[test]
    fn a_page_is_told_again_only_what_differs() {
        let text = "讲话\n\n甲说了一句话，大家都听见了。\n乙说了两句话，大家都记住了。\n丙什么也没有说，大家都散了。\n";
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let before = reader::read(&source, &ReadOptions::default());
        let beginning = Beginning::of(&source, &before);
        let file = "[[line]]\nstarts = '乙说了'\nsplit = 7\n";
        let corrections = Corrections::parse(file).unwrap().anchor(&source).unwrap();
        let options = ReadOptions {
            corrections: Some(corrections.clone()),
            ..ReadOptions::default()
        };
        let after = reader::read(&source, &options);
        let told = difference(&source, &after, &corrections, &beginning);
        let json = serde_json::to_value(&told).unwrap();
        // A line's neighbours may be told again, since how sure the reader is of them changes with it.
        let rows = json["rows"].as_array().unwrap();
        let cut = rows
            .iter()
            .position(|r| r["s"] == "乙说了两句话，")
            .unwrap();
        assert_eq!(rows[cut + 1]["o"], 7);
        let again = reader::read(&source, &ReadOptions::default());
        let none = Anchored::default();
        let same = difference(&source, &again, &none, &beginning);
        let json = serde_json::to_value(&same).unwrap();
        assert_eq!(json["rows"], serde_json::json!([[0, 4]]));
    }
}
