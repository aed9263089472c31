//! Commands that show something: `outline`, `check`, `style`, `man`.

use super::args::{Check, Input, Outline};
use super::input::{inputs, read_bytes};
use super::message::{Language, tell, visible};
use super::report::report;
use super::take::{is_text, take};
use super::{Failure, exit};
use crate::diagnostic::{Diagnostic, Severity};
use crate::reader::{self, Kind, Reading};
use crate::source::Source;
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes to standard output.
pub(super) fn put(what: impl AsRef<[u8]>) -> Result<u8, Failure> {
    match std::io::stdout().lock().write_all(what.as_ref()) {
        // A closed pipe (`wenji outline | head`) is no failure.
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(exit::OUTPUT, e.to_string()))
        }
        _ => Ok(0),
    }
}

/// Writes a document to standard output, which must be there. The system's library opens a device that takes everything in
/// the place of one that is closed: that is told by its being open for reading, too.
pub(super) fn put_document(bytes: &[u8], lang: Language) -> Result<u8, Failure> {
    if is_closed() {
        let why = lang.say("standard output is closed", "标准输出已关闭");
        return Err(Failure::new(exit::OUTPUT, why));
    }
    put(bytes)?;
    let flushed = std::io::stdout().lock().flush();
    match flushed {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(exit::OUTPUT, e.to_string()))
        }
        _ => Ok(0),
    }
}

#[cfg(unix)]
fn is_closed() -> bool {
    use std::os::unix::fs::MetadataExt;
    let out = std::io::stdout();
    let both = rustix::fs::fcntl_getfl(&out).is_ok_and(|f| f.contains(rustix::fs::OFlags::RDWR));
    let null = std::fs::metadata("/dev/null").map(|m| m.rdev());
    let here = rustix::fs::fstat(&out).map(|s| s.st_rdev);
    both && matches!((null, here), (Ok(a), Ok(b)) if a == b && a != 0)
}

#[cfg(not(unix))]
fn is_closed() -> bool {
    false
}

/// The tree, where the output is a terminal with a colour for each kind of line.
fn tree(reading: &Reading, source: &Source) -> String {
    use anstyle::{AnsiColor, Style as Look};
    let terminal = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let plain = Look::new();
    let colour = |c: AnsiColor| plain.fg_color(Some(c.into()));
    let mut out = String::new();
    for line in reading.outline().tree_lines(&source.text) {
        let look = match line.kind {
            _ if !terminal => plain,
            _ if line.confidence < reader::DOUBTFUL => colour(AnsiColor::Yellow),
            Kind::Title | Kind::Volume | Kind::Piece => plain.bold(),
            Kind::Heading if line.depth <= 1 => colour(AnsiColor::Cyan).bold(),
            Kind::Heading => colour(AnsiColor::Cyan),
            Kind::Item => colour(AnsiColor::Green),
            Kind::Boilerplate => plain.dimmed(),
            _ => plain,
        };
        let text = visible(&line.text);
        // A plain look writes nothing.
        let _ = writeln!(out, "{look}{text}{look:#}");
    }
    out
}

/// Does something with each of the files; one that fails is told and does not stop the others.
fn each(
    given: &[PathBuf],
    input: &Input,
    lang: Language,
    work: impl Fn(&Path, bool) -> Result<u8, Failure>,
) -> Result<u8, Failure> {
    let found = inputs(given, &input.from, false, lang)?;
    found.tell(lang);
    if let [(file, _)] = found.files.as_slice() {
        return work(file, false);
    }
    let mut worst = 0;
    for (file, _) in &found.files {
        match work(file, true) {
            Ok(code) => worst = worst.max(code),
            Err(f) => {
                f.tell(lang);
                worst = exit::FAILED;
            }
        }
    }
    Ok(worst)
}

/// `wenji outline`.
pub(super) fn outline(o: &Outline, lang: Language) -> Result<u8, Failure> {
    each(&o.files, &o.input, lang, |file, many| {
        let (source, reading, receipt) =
            super::fault::guarded(file, lang, || o.input.read(file, lang))?;
        if many {
            let name = file.display().to_string();
            put(if o.format == "tree" {
                format!("{}\n", visible(&name))
            } else {
                format!("{}\n", serde_json::json!({ "file": name }))
            })?;
        }
        let shown = match o.format.as_str() {
            "jsonl" => reading.outline().jsonl(&source.text),
            "labels" => reading.outline().labels(&source.text),
            _ => tree(&reading, &source),
        };
        // Freeing a large text takes long; the program need not wait for it.
        rayon::spawn(move || drop((reading, receipt)));
        put(shown)
    })
}

/// `wenji check` of a marked text: what was left out, and what the sum of its characters says.
fn check_marked(c: &Check, (file, many): (&Path, bool), lang: Language) -> Result<u8, Failure> {
    let taken = super::fault::guarded(file, lang, || take(&c.input, false, file, lang))?;
    if c.roundtrip {
        if !taken.lost.is_empty() {
            let d = crate::diagnostic::lost(&taken.lost);
            return Err(Failure::new(
                exit::FAILED,
                lang.say(&d.message, &d.message_zh),
            ));
        }
        tell(lang.say(
            "every character is in the tree or left out by name",
            "每个字符都已进入文档树，或已列明略去",
        ));
    }
    told(c, (file, many), &taken.findings, &[], lang)
}

/// Prints findings; those of several files say which is meant.
fn told(
    c: &Check,
    (file, many): (&Path, bool),
    findings: &[Diagnostic],
    lines: &[&str],
    lang: Language,
) -> Result<u8, Failure> {
    for d in findings {
        if c.message_format == "json" {
            let mut row = serde_json::to_value(d).unwrap_or_default();
            if let (true, Some(row)) = (many, row.as_object_mut()) {
                row.insert("file".into(), file.to_string_lossy().into());
            }
            put(format!("{row}\n"))?;
        } else {
            put(visible(&report(d, file, lines, lang)).as_bytes())?;
        }
    }
    let warnings = findings.iter().any(|d| d.severity == Severity::Warning);
    Ok(if c.strict && warnings {
        exit::STRICT
    } else {
        0
    })
}

/// `wenji check`.
pub(super) fn check(c: &Check, lang: Language) -> Result<u8, Failure> {
    each(&c.files, &c.input, lang, |file, many| {
        check_one(c, (file, many), lang)
    })
}

fn check_one(c: &Check, (file, many): (&Path, bool), lang: Language) -> Result<u8, Failure> {
    if !is_text(&c.input, file) {
        return check_marked(c, (file, many), lang);
    }
    let (source, reading, receipt) =
        super::fault::guarded(file, lang, || c.input.read(file, lang))?;
    if c.roundtrip {
        let bytes = read_bytes(file, lang)?;
        if receipt.rebuild(&source) != source.text || source.encode() != bytes {
            return Err(Failure::new(
                exit::FAILED,
                lang.say(
                    "the source does not come back from tree and receipt",
                    "无法由文档树与清单还原原文",
                ),
            ));
        }
        tell(lang.say("the source comes back byte for byte", "原文可逐字节还原"));
    }
    // Lines end as the reader counts them.
    let text = source.text.replace("\r\n", "\n");
    let lines: Vec<&str> = text.split(['\n', '\r']).collect();
    told(c, (file, many), &reading.diagnostics, &lines, lang)
}

/// `wenji style`.
pub(super) fn style(name: Option<&str>, lang: Language) -> Result<u8, Failure> {
    let Some(name) = name else {
        let text = serde_json::to_string_pretty(&crate::style::keys::schema());
        let text = text.map_err(|e| Failure::new(exit::FAILED, e.to_string()))?;
        return put(text + "\n");
    };
    let unknown = || {
        let e = crate::style::StyleError::Unknown(name.into());
        Failure::new(exit::USAGE, super::look::style_words(&e, lang))
    };
    let text = crate::style::builtin(name).ok_or_else(unknown)?;
    put(text)
}

/// `wenji schema`.
pub(super) fn schema() -> Result<u8, Failure> {
    let text = serde_json::to_string_pretty(&crate::tree::schema());
    let text = text.map_err(|e| Failure::new(exit::FAILED, e.to_string()))?;
    put(text + "\n")
}

/// A command of the program, else the program.
fn part(
    mut program: clap::Command,
    name: Option<&str>,
    lang: Language,
) -> Result<clap::Command, Failure> {
    program.build();
    let Some(name) = name else {
        return Ok(program);
    };
    let found = program.find_subcommand(name).cloned();
    found.ok_or_else(|| {
        let none = lang.say("no such command", "没有这个命令");
        Failure::new(exit::USAGE, format!("{name}: {none}"))
    })
}

/// `wenji man`.
pub(super) fn man(
    program: clap::Command,
    name: Option<&str>,
    lang: Language,
) -> Result<u8, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(part(program, name, lang)?)
        .render(&mut page)
        .map_err(|e| Failure::new(exit::FAILED, e.to_string()))?;
    put(page)
}

/// `wenji help`.
pub(super) fn help(
    program: clap::Command,
    name: Option<&str>,
    lang: Language,
) -> Result<u8, Failure> {
    let page = part(program, name, lang)?.render_help();
    anstream::print!("{}", page.ansi());
    Ok(0)
}
