//! An input as a tree, whatever it is written in.

use super::args::Input;
use super::input::{HTML, is_pandoc, read_at_most};
use super::message::Language;
use super::{Failure, exit};
use crate::account::Account;
use crate::diagnostic::{Diagnostic, lost, of_source, unknown_mark};
use crate::picture::{Folders, Pictures};
use crate::reader::{Facts, Kind, Punctuation, Reading};
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
    /// Characters of it that are neither in the tree nor left out by name; none, unless something is wrong.
    pub(super) lost: String,
    /// What its corrections say of the whole.
    pub(super) facts: Facts,
}

/// Reads an input; with `receipt`, what became of its characters is written down.
pub(super) fn take(
    input: &Input,
    receipt: bool,
    file: &Path,
    lang: Language,
) -> Result<Taken, Failure> {
    let marked = Marked {
        input,
        receipt,
        file,
    };
    match InputKind::of(&input.from, file) {
        InputKind::Json => {
            let bytes = read_at_most(file, input.max_input, lang)?;
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
            let account = Account::of_json(&bytes, &doc);
            Ok(marked.taken(doc, account, Vec::new(), &Head::of_bytes(&bytes)))
        }
        InputKind::Pandoc => {
            let bytes = read_at_most(file, input.max_input, lang)?;
            // A document that pandoc has not turned yet is told as what it is.
            if bytes.starts_with(b"PK") {
                super::input::decoded(&bytes, file, None, lang)?;
            }
            let (doc, unknown, account) = crate::pandoc::read_account(&bytes).map_err(|e| {
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
            let (doc, account) = marked.settled(doc, account);
            Ok(marked.taken(doc, account, found, &Head::of_bytes(&bytes)))
        }
        InputKind::Markdown => {
            let source = input.source(file, lang)?;
            let (doc, account) = crate::markdown::read_told(&source.text);
            let (doc, account) = marked.settled(doc, account);
            let found = of_source(&source);
            Ok(marked.taken(doc, account, found, &Head::of_source(&source)))
        }
        InputKind::Html => {
            let source = input.page(file, lang)?;
            let (doc, account) = crate::html::read_told(&source.text);
            let (doc, account) = marked.settled(doc, account);
            let found = of_source(&source);
            Ok(marked.taken(doc, account, found, &Head::of_source(&source)))
        }
        InputKind::Text => {
            let (source, reading, account) = input.read(file, lang)?;
            let summary = summary(&reading, file, lang);
            Ok(Taken {
                document: reading.document,
                findings: reading.diagnostics,
                summary: Some(summary),
                receipt: receipt.then(|| account.jsonl(&source)),
                extent: source.extent(),
                line_starts: source.line_starts(),
                hash: source.sha256,
                sources: vec![file.to_owned()],
                pictures: Pictures::default(),
                lost: String::new(),
                facts: reading.facts,
            })
        }
    }
}

/// What the head of a receipt says of the input.
struct Head {
    sha256: String,
    extent: (u32, u32),
    head: serde_json::Value,
}

impl Head {
    fn of_bytes(bytes: &[u8]) -> Self {
        let sha256 = crate::digest::sha256(bytes);
        Self {
            head: serde_json::json!({"sha256": sha256, "bytes": bytes.len()}),
            sha256,
            extent: (0, 0),
        }
    }

    fn of_source(source: &Source) -> Self {
        Self {
            head: serde_json::json!({"sha256": source.sha256, "encoding": source.encoding, "bom": source.bom, "bytes": source.text.len()}),
            sha256: source.sha256.clone(),
            extent: source.extent(),
        }
    }
}

/// A marked text that is being taken.
struct Marked<'a> {
    input: &'a Input,
    receipt: bool,
    file: &'a Path,
}

impl Marked<'_> {
    /// Headings end as those of plain text do; what goes is in the account.
    fn settled(&self, mut doc: Document, mut account: Account) -> (Document, Account) {
        if self.input.options().punctuation != Punctuation::Keep {
            for _ in 0..crate::reader::drop_stops(&mut doc.blocks) {
                account.leave("heading-stop", "。");
            }
        }
        (doc, account)
    }

    /// The text as a tree, with its pictures and its receipt: what was read, and what was left out.
    fn taken(
        &self,
        mut document: Document,
        account: Account,
        mut findings: Vec<Diagnostic>,
        head: &Head,
    ) -> Taken {
        let marks = account.marks.iter();
        findings.extend(marks.map(|(name, n)| unknown_mark(name, *n)));
        if !account.lost.is_empty() {
            findings.push(lost(&account.lost));
        }
        let own = (self.file != Path::new("-")).then_some(self.file);
        let folders = Folders::of(own, &self.input.resource_path);
        let (pictures, untold) = Pictures::gather(&document, &folders);
        findings.extend(untold.iter().map(untaken));
        let receipt = self
            .receipt
            .then(|| account.jsonl(&head.head, &document, &pictures));
        let m = &mut document.metadata;
        m.title = self.input.title.clone().or_else(|| m.title.take());
        m.author = self.input.author.clone().or_else(|| m.author.take());
        if let Some(named) = &self.input.named {
            m.title = m.title.take().or_else(|| named.title.clone());
            m.author = m.author.take().or_else(|| named.author.clone());
        }
        Taken {
            document,
            findings,
            summary: None,
            receipt,
            hash: head.sha256.clone(),
            extent: head.extent,
            line_starts: Vec::new(),
            sources: vec![self.file.to_owned()],
            pictures,
            lost: account.lost,
            facts: Facts::default(),
        }
    }
}

/// True for an input of plain text, whose lines are read.
pub(super) fn is_text(input: &Input, file: &Path) -> bool {
    InputKind::of(&input.from, file) == InputKind::Text
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
        .outline()
        .units()
        .iter()
        // Marks between scenes are printed.
        .filter(|u| u.kind == Kind::Boilerplate && u.role != "separator")
        .count();
    let f = file.display();
    let see = if file == Path::new("-") {
        format!("wenji check {f}")
    } else {
        format!("wenji review {f}")
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
