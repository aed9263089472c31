//! An input as a tree, whatever it is written in.

use super::args::Convert;
use super::input::{HTML, is_pandoc, read_at_most};
use super::message::Language;
use super::{Failure, exit};
use crate::diagnostic::{Diagnostic, of_source, unknown_mark};
use crate::markdown::Beside;
use crate::picture::{Folders, Pictures};
use crate::reader::{Kind, Reading};
use crate::render::untaken;
use crate::source::Source;
use crate::tree::{Block, Document, Node, walk};
use std::path::{Path, PathBuf};

/// An input as a tree, with what was found on the way.
pub(super) struct Taken {
    pub(super) document: Document,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) summary: Option<String>,
    pub(super) receipt: Option<String>,
    pub(super) hash: String,
    /// Lines and bytes of its text.
    pub(super) extent: (u32, u32),
    /// Where the lines of the source begin; empty where the tree does not come from one.
    pub(super) line_starts: Vec<u32>,
    /// The files that were read, which nothing is written over.
    pub(super) sources: Vec<PathBuf>,
    /// Its pictures.
    pub(super) pictures: Pictures,
}

/// Reads an input.
pub(super) fn take(c: &Convert, file: &Path, lang: Language) -> Result<Taken, Failure> {
    let sources = vec![file.to_owned()];
    let own = (file != Path::new("-")).then_some(file);
    let folders = Folders::of(own, &c.input.resource_path);
    let marked = |mut document: Document, mut findings: Vec<Diagnostic>, hash, extent| {
        let (pictures, lost) = Pictures::gather(&document, &folders);
        findings.extend(lost.iter().map(untaken));
        let m = &mut document.metadata;
        m.title = c.input.title.clone().or_else(|| m.title.take());
        m.author = c.input.author.clone().or_else(|| m.author.take());
        Taken {
            document,
            findings,
            summary: None,
            receipt: None,
            hash,
            extent,
            line_starts: Vec::new(),
            sources: sources.clone(),
            pictures,
        }
    };
    match InputKind::of(&c.input.from, file) {
        InputKind::Json => {
            let bytes = read_at_most(file, c.input.max_input, lang)?;
            // Every field has a default: any JSON at all would pass for an empty tree.
            if memchr::memmem::find(&bytes, b"\"blocks\"").is_none() {
                let why = lang.say(
                    "no tree as --to json writes it: it has no blocks",
                    "不是 --to json 所写的文档树：其中没有 blocks",
                );
                let said = format!("{}: {why}", file.display());
                return Err(Failure::new(exit::INPUT, said));
            }
            let doc = serde_json::from_slice(&bytes)
                .map_err(|e| Failure::new(exit::INPUT, format!("{}: {e}", file.display())))?;
            Ok(marked(
                doc,
                Vec::new(),
                crate::digest::sha256(&bytes),
                (0, 0),
            ))
        }
        InputKind::Pandoc => {
            let bytes = read_at_most(file, c.input.max_input, lang)?;
            let (doc, unknown) = crate::pandoc::read_told(&bytes).map_err(|e| {
                use crate::pandoc::PandocError as E;
                let said = match (&e, lang) {
                    (_, Language::English) => e.to_string(),
                    (E::Json(e), _) => format!("不是 JSON：{e}"),
                    (E::Other, _) => {
                        "不是 pandoc 的 JSON（没有 pandoc-api-version）：请用 pandoc 文件 -t json 生成".into()
                    }
                };
                Failure::new(exit::INPUT, format!("{}: {said}", file.display()))
            })?;
            let found = unknown.iter().map(|n| crate::diagnostic::unknown_node(n));
            let found = found.collect();
            Ok(marked(doc, found, crate::digest::sha256(&bytes), (0, 0)))
        }
        InputKind::Markdown => {
            let source = c.input.source(file, lang)?;
            let (document, beside) = crate::markdown::read_told(&source.text);
            Ok(told(c, marked, document, &source, &beside))
        }
        InputKind::Html => {
            let source = c.input.page(file, lang)?;
            let (document, beside) = crate::html::read_told(&source.text);
            Ok(told(c, marked, document, &source, &beside))
        }
        InputKind::Text => {
            let (source, reading, receipt) = c.input.read(file, lang)?;
            let summary = summary(&reading, file, lang);
            Ok(Taken {
                document: reading.document,
                findings: reading.diagnostics,
                summary: Some(summary),
                receipt: c.receipt.as_ref().map(|_| receipt.jsonl(&source)),
                extent: source.extent(),
                line_starts: source.line_starts(),
                hash: source.sha256,
                sources,
                pictures: Pictures::default(),
            })
        }
    }
}

/// A marked text as a tree, with its receipt: what was read, and what was left out.
fn told(
    c: &Convert,
    marked: impl FnOnce(Document, Vec<Diagnostic>, String, (u32, u32)) -> Taken,
    document: Document,
    source: &Source,
    beside: &Beside,
) -> Taken {
    let mut findings = of_source(source);
    findings.extend(beside.marks.iter().map(|(name, n)| unknown_mark(name, *n)));
    let receipt = c
        .receipt
        .as_ref()
        .map(|_| receipt(&document, source, beside));
    let taken = marked(document, findings, source.sha256.clone(), source.extent());
    Taken { receipt, ..taken }
}

/// The account of a marked text, one JSON object a line: the header, what was read in its order, what was left out.
fn receipt(document: &Document, source: &Source, beside: &Beside) -> String {
    let head = serde_json::json!({"sha256": source.sha256, "encoding": source.encoding, "bom": source.bom, "bytes": source.text.len()});
    let mut out = format!("{head}\n");
    let mut row = |value: serde_json::Value| {
        out.push_str(&value.to_string());
        out.push('\n');
    };
    walk(document, &mut |n| {
        let text = match n {
            Node::Text(t) | Node::Reading(t) => t.as_str(),
            Node::Label(l) => l.shown.as_str(),
            _ => return,
        };
        if !text.is_empty() {
            row(serde_json::json!({"new": text}));
        }
    });
    for (why, words) in &beside.left_out {
        row(serde_json::json!({"rule": why, "old": words}));
    }
    crate::picture::each(document, &mut |i| {
        row(serde_json::json!({"rule": "picture", "old": i.target}));
    });
    out
}

/// What an input is written in.
#[derive(Clone, Copy, PartialEq)]
enum InputKind {
    Text,
    Json,
    Markdown,
    Html,
    Pandoc,
}

impl InputKind {
    /// As the option says, else by the ending of the file's name.
    fn of(option: &str, file: &Path) -> Self {
        let ends = |names: &[&str]| {
            let own = file.extension();
            own.is_some_and(|e| names.iter().any(|n| e.eq_ignore_ascii_case(n)))
        };
        match option {
            "json" => Self::Json,
            "pandoc" => Self::Pandoc,
            "markdown" => Self::Markdown,
            "html" => Self::Html,
            "auto" if is_pandoc(file) => Self::Pandoc,
            "auto" if ends(&["json"]) => Self::Json,
            "auto" if ends(&["md", "markdown"]) => Self::Markdown,
            "auto" if ends(HTML) => Self::Html,
            _ => Self::Text,
        }
    }
}

fn summary(r: &Reading, file: &Path, lang: Language) -> String {
    let (mut headings, mut items) = (0, 0);
    walk(&r.document, &mut |n| match n {
        Node::Section(s) if s.role == crate::tree::SectionRole::Heading => headings += 1,
        Node::Block(Block::List(_)) => {}
        Node::Item(_) => items += 1,
        _ => {}
    });
    let pieces = r.document.pieces().len();
    let doubtful = r
        .diagnostics
        .iter()
        .filter(|d| d.code == "doubtful")
        .count();
    let dropped = r
        .units
        .iter()
        .filter(|u| u.kind == Kind::Boilerplate)
        .count();
    let f = file.display();
    let see = if file == Path::new("-") {
        format!("wenji check {f}")
    } else {
        format!("wenji review {f} --serve")
    };
    match lang {
        Language::English => format!(
            "{pieces} pieces, {headings} headings, {items} items, {dropped} lines of chatter left out, {doubtful} doubtful ({see})"
        ),
        Language::Chinese => format!(
            "{pieces} 篇，{headings} 个标题，{items} 个条目，略去 {dropped} 行杂讯，{doubtful} 处存疑 ({see})"
        ),
    }
}
