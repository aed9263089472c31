//! The receipt: what became of every character. Its sum is checked on every run.

use crate::reader::{Kind, Reading, Unit};
use crate::source::Source;
use crate::tree::{Node, Rule, Span, Text, walk};
use serde::Serialize;

/// What became of a span of the source. What stood there is the source's own text ([`Source::slice`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Bytes of the decoded text.
    pub span: Span,
    /// `None`: kept as it is. Otherwise the rule that changed or dropped it.
    pub rule: Option<Rule>,
    /// What stands in the tree instead; `None` where nothing does.
    pub new: Option<Box<str>>,
}

/// An entry as it is written down.
#[derive(Serialize)]
struct Row<'a> {
    span: Span,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<Rule>,
    /// What stood there; left out for what was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'a str>,
}

/// The whole account, in source order.
#[derive(Debug)]
pub struct Receipt {
    /// The entries; together they cover the source once.
    pub entries: Vec<Entry>,
}

/// The sum does not come out: an internal error, and no output is written.
#[derive(Debug, thiserror::Error)]
#[error(
    "internal error: {what} at byte {at} (line {line}): no output was written; please report this text"
)]
pub struct ReceiptError {
    what: &'static str,
    at: u32,
    line: usize,
}

impl Receipt {
    /// Draws up the account and checks it.
    ///
    /// # Errors
    /// [`ReceiptError`] where a character is lost, doubled or changed without a rule.
    pub fn draw(source: &Source, reading: &Reading) -> Result<Self, ReceiptError> {
        let (document, units) = (&reading.document, reading.outline().units());
        let mut entries: Vec<Entry> = Vec::new();
        let mut changed = None;
        let mut add = |t: &Text| {
            for (s, span, rule) in t.runs() {
                if span.is_empty() {
                    continue;
                }
                if rule.is_none() && s != source.slice(span) {
                    changed = changed.or(Some(span.start));
                }
                let new = (rule.is_some() && !s.is_empty()).then(|| s.into());
                entries.push(Entry { span, rule, new });
            }
        };
        walk(document, &mut |n| match n {
            Node::Text(t) | Node::Reading(t) => add(t),
            Node::Label(l) => add(&l.shown),
            _ => {}
        });
        let fail = |what, at: u32| {
            let line = source
                .text
                .get(..at as usize)
                .unwrap_or_default()
                .matches('\n')
                .count()
                + 1;
            ReceiptError { what, at, line }
        };
        if let Some(at) = changed {
            return Err(fail("a character changed without a rule", at));
        }
        // Nearly in order already, which a stable sort makes use of.
        entries.sort_by_key(|e| e.span);
        let twice = entries.iter().zip(entries.iter().skip(1));
        if let Some((_, e)) = { twice }.find(|(a, b)| a.span.end > b.span.start) {
            return Err(fail("a character stands twice", e.span.start));
        }
        let mut dropped = dropped(units);
        // The user may have moved lines.
        dropped.sort_by_key(|u| u.span);
        let mut dropped = dropped.into_iter().peekable();
        let mut gaps = Vec::new();
        let mut at = 0u32;
        let total = u32::try_from(source.text.len()).unwrap_or(u32::MAX);
        let mut gap = |from: u32, to: u32| -> Result<(), ReceiptError> {
            let mut from = from;
            while from < to {
                let next = loop {
                    match dropped.peek() {
                        Some(u) if u.whole().end <= from => dropped.next(),
                        other => break other.map(|u| (u.whole(), u.role)),
                    };
                };
                let (end, rule) = match next {
                    Some((s, role)) if s.start <= from && s.end <= to => {
                        let copy = role == crate::reader::COPY_ROLE;
                        (
                            s.end,
                            if copy {
                                Rule::Duplicate
                            } else {
                                Rule::Boilerplate
                            },
                        )
                    }
                    Some((s, _)) if s.start < to => (s.start, Rule::LineEnd),
                    _ => (to, Rule::LineEnd),
                };
                let span = Span { start: from, end };
                let old = source.slice(span);
                if rule == Rule::LineEnd
                    && !old.chars().all(|c| {
                        c.is_whitespace()
                            || c.is_control()
                            || matches!(c, '\u{200b}' | '\u{feff}' | '\u{200e}' | '\u{200f}')
                    })
                {
                    return Err(fail("a character is lost", from));
                }
                gaps.push(Entry {
                    span,
                    rule: Some(rule),
                    new: None,
                });
                from = end;
            }
            Ok(())
        };
        for e in &entries {
            gap(at, e.span.start)?;
            at = e.span.end;
        }
        gap(at, total)?;
        entries.append(&mut gaps);
        // Nearly in order already, which a stable sort makes use of.
        entries.sort_by_key(|e| e.span);
        Ok(Self { entries })
    }

    /// The source text again: what was kept, as the tree has it, and what the other entries stand for.
    #[must_use]
    pub fn rebuild(&self, source: &Source) -> String {
        self.entries.iter().map(|e| source.slice(e.span)).collect()
    }

    /// One JSON object per line, a header first, then the lines that were mended before they were read.
    #[must_use]
    pub fn jsonl(&self, source: &Source) -> String {
        let head = serde_json::json!({"sha256": source.sha256, "encoding": source.encoding, "bom": source.bom, "bytes": source.text.len()});
        let mended = source.repairs.iter().map(|r| Row {
            span: r.span,
            rule: Some(r.rule),
            old: Some(&r.old),
            new: Some(source.slice(r.span)),
        });
        let entries = self.entries.iter().map(|e| Row {
            span: e.span,
            rule: e.rule,
            old: e.rule.map(|_| source.slice(e.span)),
            new: e.new.as_deref(),
        });
        let rows = mended
            .chain(entries)
            .filter_map(|e| serde_json::to_string(&e).ok());
        std::iter::once(head.to_string())
            .chain(rows)
            .fold(String::new(), |mut s, r| {
                s.push_str(&r);
                s.push('\n');
                s
            })
    }
}

/// Units that the tree does not hold: chatter, and what carries it on.
fn dropped(units: &[Unit]) -> Vec<&Unit> {
    let mut gone = vec![false; units.len()];
    for (i, u) in units.iter().enumerate() {
        let carried = u.kind == Kind::Continuation
            && u.joins
                .is_some_and(|j| j < i && gone.get(j).copied().unwrap_or(false));
        if let Some(g) = gone.get_mut(i) {
            *g = u.kind == Kind::Boilerplate || carried;
        }
    }
    let pairs = units.iter().zip(gone);
    pairs.filter(|(_, g)| *g).map(|(u, _)| u).collect()
}
