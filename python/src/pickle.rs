//! Documents as `pickle` keeps them: all that was read, as JSON.

use crate::document::{Document, Lines, Place};
use crate::error::Failure;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use wenji::diagnostic::{Diagnostic, Severity};
use wenji::reader::Punctuation;
use wenji::style::Style;
use wenji::tree;

/// A document's fields.
#[derive(Serialize, Deserialize)]
struct State<T> {
    version: String,
    tree: T,
    findings: Vec<Finding>,
    hash: String,
    extent: (u32, u32),
    line_starts: Vec<u32>,
    punctuation: String,
    place: Option<(usize, Option<String>, Style)>,
    lines: Option<(String, String)>,
    told_style: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Finding {
    line: u32,
    warning: bool,
    code: String,
    message: String,
    message_zh: String,
    words: String,
}

/// The names of [`Punctuation`].
const PUNCTUATION: [&str; 4] = ["auto", "keep", "safe", "full"];

/// A code for as long as the program runs; there are some twenty.
fn code(name: String) -> &'static str {
    static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(code) = known.get(name.as_str()) {
        return code;
    }
    let code: &'static str = Box::leak(name.into_boxed_str());
    known.insert(code);
    code
}

/// What `pickle` keeps of a document.
pub(crate) fn state(d: &Document) -> Result<String, Failure> {
    let punctuation = PUNCTUATION
        .into_iter()
        .find(|n| Punctuation::named(n) == Some(d.punctuation));
    let finding = |f: &Diagnostic| Finding {
        line: f.line,
        warning: f.severity == Severity::Warning,
        code: f.code.to_owned(),
        message: f.message.clone(),
        message_zh: f.message_zh.clone(),
        words: f.words.clone(),
    };
    let state = State {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        tree: &d.tree,
        findings: d.findings.iter().map(finding).collect(),
        hash: d.hash.clone(),
        extent: d.extent,
        line_starts: d.line_starts.clone(),
        punctuation: punctuation.unwrap_or_default().to_owned(),
        place: d
            .place
            .as_ref()
            .map(|p| (p.number, p.collection.clone(), p.style.clone())),
        lines: d.lines.as_ref().map(|l| (l.tree.clone(), l.jsonl.clone())),
        told_style: d.told_style.clone(),
    };
    serde_json::to_string(&state).map_err(|e| Failure::new(e.to_string()))
}

/// The document that was kept.
pub(crate) fn restored(state: &str) -> Result<Document, Failure> {
    let own = env!("CARGO_PKG_VERSION");
    let s: State<tree::Document> = serde_json::from_str(state).map_err(|e| {
        Failure::new(format!("this pickle is no document of wenji {own}: {e}"))
            .help("keep documents with to_json where versions change")
    })?;
    if s.version != own {
        let told = format!(
            "this document was pickled by wenji {}, and this is {own}",
            s.version
        );
        return Err(Failure::new(told).help("keep documents with to_json where versions change"));
    }
    let finding = |f: Finding| Diagnostic {
        line: f.line,
        severity: if f.warning {
            Severity::Warning
        } else {
            Severity::Note
        },
        code: code(f.code),
        message: f.message,
        message_zh: f.message_zh,
        words: f.words,
    };
    Ok(Document {
        tree: s.tree,
        findings: s.findings.into_iter().map(finding).collect(),
        hash: s.hash,
        extent: s.extent,
        line_starts: s.line_starts,
        punctuation: Punctuation::named(&s.punctuation).unwrap_or_default(),
        place: s.place.map(|(number, collection, style)| Place {
            number,
            collection,
            style,
        }),
        lines: s.lines.map(|(tree, jsonl)| Lines { tree, jsonl }),
        told_style: s.told_style,
    })
}
