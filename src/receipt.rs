//! The receipt: what became of every character. Its sum is checked on every run.

use crate::reader::{Kind, Unit};
use crate::source::Source;
use crate::tree::{Document, Node, Rule, Span, Text, walk};
use serde::Serialize;

/// What became of a span of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Bytes of the decoded text.
    pub span: Span,
    /// `None`: kept as it is. Otherwise the rule that changed or dropped it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// What stood there; left out for what was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What stands in the tree instead; `None` where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
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
    pub fn draw(
        source: &Source,
        document: &Document,
        units: &[Unit],
    ) -> Result<Self, ReceiptError> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut add = |t: &Text| {
            for (s, span, rule) in t.runs() {
                if span.is_empty() {
                    continue;
                }
                let old = rule.map(|_| source.slice(span).to_owned());
                let new = (rule.is_some() && !s.is_empty()).then(|| s.to_owned());
                let kept = rule.is_none() && s != source.slice(span);
                entries.push(Entry {
                    span,
                    rule,
                    old: if kept { Some(String::new()) } else { old },
                    new,
                });
            }
        };
        walk(document, &mut |n| match n {
            Node::Text(t) => add(t),
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
        if let Some(e) = entries.iter().find(|e| e.rule.is_none() && e.old.is_some()) {
            return Err(fail("a character changed without a rule", e.span.start));
        }
        entries.sort_by_key(|e| e.span);
        let covered: Vec<Span> = entries.iter().map(|e| e.span).collect();
        for w in covered.windows(2) {
            if w[0].end > w[1].start {
                return Err(fail("a character stands twice", w[1].start));
            }
        }
        let mut dropped = dropped(units);
        // The user may have moved lines.
        dropped.sort_by_key(|u| u.span);
        let mut dropped = dropped.into_iter().peekable();
        let mut full = Vec::with_capacity(entries.len() * 2);
        let mut at = 0u32;
        let total = u32::try_from(source.text.len()).unwrap_or(u32::MAX);
        let mut gap = |from: u32, to: u32, full: &mut Vec<Entry>| -> Result<(), ReceiptError> {
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
                full.push(Entry {
                    span,
                    rule: Some(rule),
                    old: Some(old.to_owned()),
                    new: None,
                });
                from = end;
            }
            Ok(())
        };
        for e in entries {
            gap(at, e.span.start, &mut full)?;
            at = e.span.end;
            full.push(e);
        }
        gap(at, total, &mut full)?;
        Ok(Self { entries: full })
    }

    /// The source text again, from the tree's kept runs and the receipt's old ones.
    #[must_use]
    pub fn rebuild(&self, source: &Source) -> String {
        self.entries
            .iter()
            .map(|e| e.old.as_deref().unwrap_or_else(|| source.slice(e.span)))
            .collect()
    }

    /// One JSON object per line, a header first, then the lines that were mended before they were read.
    #[must_use]
    pub fn jsonl(&self, source: &Source) -> String {
        let head = serde_json::json!({"sha256": source.sha256, "encoding": source.encoding, "bom": source.bom, "bytes": source.text.len()});
        let mended = source.repairs.iter().map(|(span, old)| Entry {
            span: *span,
            rule: Some(Rule::Repair),
            old: Some(old.clone()),
            new: Some(source.slice(*span).to_owned()),
        });
        let rows = mended
            .chain(self.entries.iter().cloned())
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
