//! `wenji convert`.

use super::args::Convert;
use super::input::{inputs, read_bytes};
use super::look::{covering, faces, style_of};
use super::message::Language;
use super::show::put;
use super::split::{self, Job};
use super::{Failure, batch, exit, output, press};
use crate::diagnostic::{Diagnostic, Severity};
use crate::docx::{Comment, DocGrid, DocxOptions, RunIn};
use crate::font::Faces;
use crate::pdf::{PdfError, Preflight, Profile};
use crate::reader::{Kind, Reading};
use crate::render::{Covering, Format, RenderError, RenderOptions, render};
use crate::tree::{Block, Document, Node, walk};
use rayon::prelude::*;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

/// Documents of one input that are made at the same time: their files are held until all of them are done.
const TOGETHER: usize = 16;

/// `wenji convert`.
pub(super) fn run(c: &Convert, lang: Language) -> Result<u8, Failure> {
    let formats: Vec<Format> = Format::ALL
        .iter()
        .filter(|(n, _)| c.to.iter().any(|t| t == n))
        .map(|(_, f)| *f)
        .collect();
    let to_stdout = c.output.as_deref() == Some(Path::new("-"));
    if to_stdout && (formats.len() > 1 || c.files.len() > 1) {
        return Err(Failure::new(
            exit::USAGE,
            lang.say(
                "standard output takes one file in one format",
                "标准输出只能接收一个文件的一种格式",
            ),
        ));
    }
    if c.preflight.is_some() && (to_stdout || !formats.contains(&Format::Pdf)) {
        return Err(Failure::new(
            exit::USAGE,
            lang.say(
                "--preflight reads a PDF that goes into a file: give --to pdf",
                "--preflight 检查写成文件的 PDF：请加 --to pdf",
            ),
        ));
    }
    if to_stdout && c.split {
        return Err(Failure::new(
            exit::USAGE,
            lang.say(
                "--split writes into a folder, not to standard output",
                "--split 写入文件夹，不能写到标准输出",
            ),
        ));
    }
    let files = inputs(&c.files, lang)?;
    let faces = faces(&c.font, lang)?;
    let covering = covering(c, lang)?;
    let profile = press::profile(c, lang)?;
    let shared = (&faces, &covering, &profile);
    if let [(file, below)] = files.as_slice() {
        let mut said = Vec::new();
        let code = one(c, (file, below), &formats, shared, (lang, false), &mut said);
        said.iter().for_each(|line| anstream::eprintln!("{line}"));
        return code;
    }
    let names: Vec<&Path> = files.iter().map(|(file, _)| file.as_path()).collect();
    // What goes to standard output or into one file keeps the order of the files.
    let jobs = if c.preflight.is_some() || c.receipt.is_some() {
        1
    } else {
        c.jobs
    };
    let clashes = clashes(c, &files, &formats);
    batch::run(&names, jobs, c.quiet, lang, |n| {
        let mut said = Vec::new();
        let result = match (files.get(n), clashes.get(&n)) {
            (Some((file, _)), Some(first)) => Err(clash(file, first, lang)),
            (Some((file, below)), None) => {
                one(c, (file, below), &formats, shared, (lang, true), &mut said)
            }
            (None, _) => Ok(0),
        };
        batch::Done { said, result }
    })
}

/// Files whose outputs would take the places of an earlier file's, with that file.
fn clashes<'a>(
    c: &Convert,
    files: &'a [(PathBuf, PathBuf)],
    formats: &[Format],
) -> HashMap<usize, &'a Path> {
    let mut taken: HashMap<PathBuf, &Path> = HashMap::new();
    let mut out = HashMap::new();
    let Some(format) = formats.first().filter(|_| !c.split) else {
        return out;
    };
    for (n, (file, below)) in files.iter().enumerate() {
        match taken.entry(target(c, file, below, *format, true)) {
            Entry::Occupied(first) => {
                out.insert(n, *first.get());
            }
            Entry::Vacant(place) => {
                place.insert(file);
            }
        }
    }
    out
}

fn clash(file: &Path, first: &Path, lang: Language) -> Failure {
    let (file, first) = (file.display(), first.display());
    Failure::new(
        exit::OUTPUT,
        match lang {
            Language::English => {
                format!(
                    "{file}: its outputs have the names of those of {first}: rename one of the two"
                )
            }
            Language::Chinese => format!("{file}：输出与 {first} 的同名，请改其中一个的文件名"),
        },
    )
}

/// An input as a tree, with what was found on the way.
struct Taken {
    document: Document,
    findings: Vec<Diagnostic>,
    summary: Option<String>,
    receipt: Option<String>,
    hash: String,
}

fn take(c: &Convert, file: &Path, lang: Language) -> Result<Taken, Failure> {
    let marked = |mut document: Document, hash| {
        let m = &mut document.metadata;
        m.title = c.input.title.clone().or_else(|| m.title.take());
        m.author = c.input.author.clone().or_else(|| m.author.take());
        Taken {
            document,
            findings: Vec::new(),
            summary: None,
            receipt: None,
            hash,
        }
    };
    match InputKind::of(&c.input.from, file) {
        InputKind::Json => {
            let bytes = read_bytes(file, lang)?;
            let doc = serde_json::from_slice(&bytes)
                .map_err(|e| Failure::new(exit::INPUT, format!("{}: {e}", file.display())))?;
            Ok(marked(doc, crate::digest::sha256(&bytes)))
        }
        InputKind::Markdown => {
            let source = c.input.source(file, lang)?;
            Ok(marked(crate::markdown::read(&source.text), source.sha256))
        }
        InputKind::Text => {
            let (source, reading, receipt) = c.input.read(file, lang)?;
            let summary = summary(&reading, file, lang);
            Ok(Taken {
                document: reading.document,
                findings: reading.diagnostics,
                summary: Some(summary),
                receipt: c.receipt.as_ref().map(|_| receipt.jsonl(&source)),
                hash: source.sha256,
            })
        }
    }
}

/// What an input is written in.
#[derive(Clone, Copy, PartialEq)]
enum InputKind {
    Text,
    Json,
    Markdown,
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
            "markdown" => Self::Markdown,
            "auto" if ends(&["json"]) => Self::Json,
            "auto" if ends(&["md", "markdown"]) => Self::Markdown,
            _ => Self::Text,
        }
    }
}

fn one(
    c: &Convert,
    (file, below): (&Path, &Path),
    formats: &[Format],
    (faces, covering, profile): (&Faces, &Covering, &Profile),
    (lang, many): (Language, bool),
    said: &mut Vec<String>,
) -> Result<u8, Failure> {
    let Taken {
        document,
        mut findings,
        summary,
        receipt,
        hash,
    } = take(c, file, lang)?;
    let style = style_of(c, &document, formats)?;
    let options = RenderOptions {
        created: created(),
        no_toc: c.no_toc,
        cover: covering.clone(),
        vertical: c.vertical,
        kindle: c.kindle,
        page_list: c.page_list,
        embed_fonts: c.embed_fonts,
        series: c.series.as_ref().map(|name| crate::epub::Series {
            name: name.clone(),
            number: c.series_number,
        }),
        docx: docx_options(c, &findings, hash, lang)?,
        pdf: profile.clone(),
    };
    let jobs = if c.split {
        let mut jobs = split::jobs(c, &document, &options, below, (formats, many));
        for j in &mut jobs {
            for (path, format) in j.paths.iter_mut().zip(formats) {
                *path = beside(std::mem::take(path), file, *format);
            }
        }
        jobs
    } else {
        let several = many || formats.len() > 1;
        let place = |f: &Format| target(c, file, below, *f, several);
        vec![Job {
            paths: formats.iter().map(place).collect(),
            document,
            options,
        }]
    };
    let to_stdout = c.output.as_deref() == Some(Path::new("-"))
        || (file == Path::new("-") && c.output.is_none());
    // All are refused where one would be: half a set is worse than none.
    let mut paths = jobs.iter().flat_map(|j| &j.paths);
    if !to_stdout
        && !c.force
        && let Some(p) = paths.find(|p| p.symlink_metadata().is_ok())
    {
        return output::write(p, &[], false, lang).map(|()| 0);
    }
    for some in jobs.chunks(TOGETHER) {
        let work: Vec<(&Job, Format, &PathBuf)> = some
            .iter()
            .flat_map(|j| formats.iter().zip(&j.paths).map(move |(f, p)| (j, *f, p)))
            .collect();
        let done: Vec<_> = work
            .into_par_iter()
            .map(|(j, f, p)| (f, p, render(&j.document, f, &style, faces, &j.options)))
            .collect();
        let mut rendered = Vec::new();
        for (format, path, result) in done {
            let (bytes, more) = result.map_err(|e| refusal(&e, file, lang))?;
            // Pieces that lack the same character say so once.
            for d in more {
                if !findings.contains(&d) {
                    findings.push(d);
                }
            }
            rendered.push((format, path, bytes));
        }
        for (_, path, bytes) in &rendered {
            if to_stdout {
                put(bytes)?;
            } else {
                output::write(path, bytes, c.force, lang)?;
            }
        }
        preflight(c, &rendered, file, lang)?;
    }
    if let (Some(path), Some(text)) = (&c.receipt, receipt) {
        output::write(path, text.as_bytes(), c.force, lang)?;
    }
    let warnings = findings
        .iter()
        .filter(|d| d.severity == Severity::Warning)
        .count();
    if !c.quiet {
        for d in findings
            .iter()
            .filter(|d| matches!(d.code, "missing-glyph" | "font-not-embedded"))
        {
            said.push(finding(d, file, lang));
        }
        said.extend(summary);
    }
    Ok(if c.strict && warnings > 0 {
        exit::STRICT
    } else {
        0
    })
}

/// What a backend refuses: wrong usage where options cannot be met.
fn refusal(e: &RenderError, file: &Path, lang: Language) -> Failure {
    match e {
        RenderError::Pdf(PdfError::Press(e)) => {
            let said = match lang {
                Language::English => e.to_string(),
                Language::Chinese => press::refusal_zh(*e),
            };
            Failure::new(exit::USAGE, said)
        }
        _ => Failure::new(exit::FAILED, format!("{}: {e}", file.display())),
    }
}

/// Prints what a print shop would see in the PDF.
fn preflight(
    c: &Convert,
    rendered: &[(Format, &PathBuf, Vec<u8>)],
    file: &Path,
    lang: Language,
) -> Result<(), Failure> {
    let Some(form) = &c.preflight else {
        return Ok(());
    };
    for (_, _, bytes) in rendered.iter().filter(|(f, ..)| *f == Format::Pdf) {
        let across = if c.impose.is_some() { 2 } else { 1 };
        let seen = Preflight::read(bytes, c.paper, across)
            .map_err(|e| Failure::new(exit::FAILED, format!("{}: {e}", file.display())))?;
        put(if form == "json" {
            let json = serde_json::to_string(&seen);
            json.map_err(|e| Failure::new(exit::FAILED, e.to_string()))? + "\n"
        } else {
            super::preflight::report(&seen, lang)
        })?;
    }
    Ok(())
}

/// What the DOCX alone is asked for.
fn docx_options(
    c: &Convert,
    findings: &[Diagnostic],
    hash: String,
    lang: Language,
) -> Result<DocxOptions, Failure> {
    let reference = c.reference_docx.as_ref();
    let reference = reference.map(|p| read_bytes(p, lang)).transpose()?;
    let comments = if c.docx_comments { findings } else { &[] };
    Ok(DocxOptions {
        run_in: if c.run_in == "separator" {
            RunIn::Separator
        } else {
            RunIn::Tc
        },
        grid: if c.docgrid == "word" {
            DocGrid::Word
        } else {
            DocGrid::Portable
        },
        comments: comments
            .iter()
            .map(|d| Comment {
                line: d.line,
                text: lang.say(&d.message, &d.message_zh).to_owned(),
            })
            .collect(),
        reference,
        source_sha256: Some(hash),
        ..DocxOptions::default()
    })
}

/// Where an output goes. The text itself is never written over: its form of the same name is `NAME.wenji.txt`.
fn target(c: &Convert, file: &Path, below: &Path, format: Format, many: bool) -> PathBuf {
    let extension = format.extension();
    let name = |p: &Path| {
        if file == Path::new("-") {
            PathBuf::from(format!("wenji.{extension}"))
        } else {
            p.with_extension(extension)
        }
    };
    let path = match &c.output {
        None => name(file),
        Some(o) if many || o.is_dir() || o.as_os_str().to_string_lossy().ends_with(['/', '\\']) => {
            o.join(name(below))
        }
        Some(o) => return o.clone(),
    };
    beside(path, file, format)
}

/// The place itself, or one beside it where the text that was read stands there.
fn beside(path: PathBuf, file: &Path, format: Format) -> PathBuf {
    match (path.canonicalize(), file.canonicalize()) {
        (Ok(to), Ok(from)) if to == from => {
            path.with_extension(format!("wenji.{}", format.extension()))
        }
        _ => path,
    }
}

/// SOURCE_DATE_EPOCH, else now.
pub(super) fn created() -> Option<i64> {
    let fixed = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|v| v.parse().ok());
    let now = || {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .ok()
            .and_then(|d| i64::try_from(d.as_secs()).ok())
    };
    fixed.or_else(now)
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
    match lang {
        Language::English => format!(
            "{pieces} pieces, {headings} headings, {items} items, {dropped} lines of chatter left out, {doubtful} doubtful (wenji check {f})"
        ),
        Language::Chinese => format!(
            "{pieces} 篇，{headings} 个标题，{items} 个条目，略去 {dropped} 行杂讯，{doubtful} 处存疑 (wenji check {f})"
        ),
    }
}

fn finding(d: &Diagnostic, file: &Path, lang: Language) -> String {
    format!(
        "{}:{}: [{}] {}",
        file.display(),
        d.line,
        d.code,
        lang.say(&d.message, &d.message_zh)
    )
}
