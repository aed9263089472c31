//! `wenji convert`.

use super::args::Convert;
use super::books::Books;
use super::clash::{clash, clashes};
use super::input::{inputs, read_bytes};
use super::look::{covering, faces, style_of, told_words};
use super::message::{Language, tell};
use super::places::{beside, target};
use super::record::{Record, Written};
use super::show::{put, put_document};
use super::split::{self, Job};
use super::take::{Taken, take};
use super::{Failure, batch, exit, fault, front, merge, output, pieces, places, press, verify};
use crate::diagnostic::{Diagnostic, Severity};
use crate::docx::{Comment, DocGrid, DocxError, DocxOptions, RunIn};
use crate::font::Faces;
use crate::pdf::{PdfError, Preflight, Profile};
use crate::render::{Covering, Format, RenderError, RenderOptions, render};
use crate::style::Face;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Documents of one input that are made at the same time: their files are held until all of them are done.
const TOGETHER: usize = 16;

/// Findings that `convert` shows itself: something is not in the output as it is in the input.
const TOLD: [&str; 11] = [
    "picture",
    "lost",
    "unknown-node",
    "unknown-mark",
    "leftovers",
    "mark-flattened",
    "encoding",
    "missing-glyph",
    "private-use",
    "face-replaced",
    "font-not-embedded",
];

/// `wenji convert`.
pub(super) fn run(c: &Convert, lang: Language) -> Result<u8, Failure> {
    let formats = places::formats(c, lang)?;
    let to_stdout = c.output.as_deref() == Some(Path::new("-"));
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
    if let Some(list) = &c.pieces {
        pieces::parse(list, lang)?;
    }
    let found = inputs(&c.files, &c.input.from, c.follow_links, lang)?;
    if !c.quiet {
        found.tell(lang);
    }
    let mut files = found.files;
    // In a folder that is watched, the texts of the last build are no inputs of the next.
    files.retain(|(file, _)| !output::is_ours(file) && !places::is_output(c, file));
    places::refuse(c, &files, &formats, lang)?;
    places::apart(c, &files, lang)?;
    if let Some(report) = &c.report {
        output::free(report, renews(c), lang)?;
    }
    let faces = faces(c.font_dir.as_deref(), &c.font, lang)?;
    if c.embed_fonts || c.cover_style.is_some() {
        any_face(&faces, lang)?;
    }
    if formats.contains(&Format::Pdf) || formats.contains(&Format::Docx) && !c.no_toc {
        faces.prepare();
    }
    let covering = covering(c, lang)?;
    let profile = press::profile(c, lang)?;
    let books = Books::read(c, &files, lang)?;
    let shared = (&faces, &covering, &profile, &books);
    let mut record = Record::default();
    let single = match files.as_slice() {
        _ if c.merge => {
            let (taken, file) = merge::merged(c, &files, lang)?;
            let below = PathBuf::from(file.file_name().unwrap_or_default());
            let place = (file.as_path(), below.as_path());
            let many = (lang, false);
            let done = fault::guarded(&file, lang, || {
                made(c, taken, place, &formats, shared, many, &mut record)
            });
            Some((file.clone(), done))
        }
        [(file, below)] => {
            let place = (file.as_path(), below.as_path());
            let done = one(c, place, &formats, shared, (lang, false), &mut record);
            Some((file.clone(), done))
        }
        _ => None,
    };
    if let Some((file, done)) = single {
        if record.is_kept() && !c.quiet {
            let kept = lang.say("all is there and stays", "已有，不再生成");
            record.said.push(format!("{}: {kept}", file.display()));
        }
        record.said.iter().for_each(tell);
        reported(c, &record.line(&file, &done), lang)?;
        return done;
    }
    let names: Vec<&Path> = files.iter().map(|(file, _)| file.as_path()).collect();
    // What goes to standard output or into one file keeps the order of the files.
    let jobs = if c.preflight.is_some() || c.receipt.is_some() {
        1
    } else {
        c.jobs
    };
    let clashes = clashes(c, &files, &formats);
    let (code, report) = batch::run(&names, jobs, c.quiet, lang, |n| {
        let mut record = Record::default();
        let result = match (files.get(n), clashes.get(&n)) {
            (Some((file, _)), Some(first)) => Err(clash(file, first, lang)),
            (Some((file, below)), None) => {
                let place = (file.as_path(), below.as_path());
                one(c, place, &formats, shared, (lang, true), &mut record)
            }
            (None, _) => Ok(0),
        };
        batch::Done { record, result }
    })?;
    reported(c, &report, lang)?;
    Ok(code)
}

/// Writes the report, where one is asked for.
fn reported(c: &Convert, lines: &str, lang: Language) -> Result<(), Failure> {
    match &c.report {
        Some(file) => output::write(file, lines.as_bytes(), renews(c), lang),
        None => Ok(()),
    }
}

/// True where the report of an earlier run may be written over: a run that goes on replaces it.
const fn renews(c: &Convert) -> bool {
    c.force || c.newer || c.skip_existing
}

/// Refuses what cannot be made without faces; PDFs tell which they lack.
fn any_face(faces: &Faces, lang: Language) -> Result<(), Failure> {
    if Face::ALL.iter().any(|f| faces.get(*f).is_some()) {
        return Ok(());
    }
    let e = crate::font::FontError::Missing(Face::Song.name());
    let said = super::look::font_words(&e, lang);
    Err(Failure::new(exit::USAGE, said))
}

/// Faces, cover, profile and the table of books, which all documents of a run share.
type Shared<'a> = (&'a Faces, &'a Covering, &'a Profile, &'a Books);

fn one(
    c: &Convert,
    (file, below): (&Path, &Path),
    formats: &[Format],
    shared: Shared<'_>,
    (lang, many): (Language, bool),
    record: &mut Record,
) -> Result<u8, Failure> {
    fault::guarded(file, lang, || {
        if !c.split && c.receipt.is_none() {
            let several = many || formats.len() > 1;
            let place = |f: &Format| target(c, file, below, *f, several);
            let places: Vec<PathBuf> = formats.iter().map(place).collect();
            let sources = [file.to_owned()];
            if places.iter().all(|p| places::stays(c, p, &sources)) {
                record.kept = places;
                return Ok(0);
            }
        }
        // Covers are looked at when the book is made.
        let book = shared.3.of(c, file, below, &[], lang)?;
        let c = book.options.as_ref();
        let taken = take(&c.input, c.receipt.is_some(), file, lang)?;
        let place = (file, below);
        made(c, taken, place, formats, shared, (lang, many), record)
    })
}

/// Makes and writes what is asked for of a document; `file` is the name by which it goes.
fn made(
    c: &Convert,
    taken: Taken,
    (file, below): (&Path, &Path),
    formats: &[Format],
    (faces, covering, profile, books): Shared<'_>,
    (lang, many): (Language, bool),
    record: &mut Record,
) -> Result<u8, Failure> {
    let Taken {
        document,
        mut findings,
        summary,
        receipt,
        hash,
        extent: _,
        line_starts,
        sources,
        pictures,
        lost,
        facts,
    } = taken;
    if c.verify && !lost.is_empty() {
        let d = crate::diagnostic::lost(&lost);
        let said = lang.say(&d.message, &d.message_zh);
        let said = format!("{}: --verify: {said}", file.display());
        return Err(Failure::new(exit::FAILED, said));
    }
    let book = books.of(c, file, below, formats, lang)?;
    let c = book.options.as_ref();
    let mut document = document;
    book.tell(&mut document);
    let style = style_of(c, &facts, &document, formats, lang)?;
    let mut document = style.paper.applied(document);
    let mut numbers = None;
    if let Some(list) = &c.pieces {
        let chosen = pieces::parse(list, lang)?;
        numbers = Some(pieces::take(&chosen, &mut document, &mut findings, lang)?);
    }
    let document = document.with_front(front::read(&c.front, &c.input, lang)?);
    let document = document.with_back(front::read(&c.back, &c.input, lang)?);
    let options = RenderOptions {
        created: created(),
        no_toc: c.no_toc,
        cover: book.cover.clone().unwrap_or_else(|| covering.clone()),
        about: book.about.clone(),
        vertical: c.vertical,
        kindle: c.kindle,
        // The pages that are named are those of the PDF made beside it.
        page_list: c.page_list || formats.contains(&Format::Pdf) && formats.contains(&Format::Epub),
        embed_fonts: c.embed_fonts,
        series: c.series.as_ref().map(|name| crate::epub::Series {
            name: name.clone(),
            number: c.series_number,
        }),
        docx: docx_options(c, &findings, hash, lang)?,
        pdf: profile.clone(),
        line_starts,
        pictures: Arc::new(pictures),
    };
    let mut jobs = if c.split {
        split::jobs(
            c,
            &document,
            numbers.as_deref(),
            &options,
            (below, formats, many),
        )
    } else {
        let several = many || formats.len() > 1;
        let place = |f: &Format| target(c, file, below, *f, several);
        vec![Job {
            paths: formats.iter().map(place).collect(),
            document,
            options,
        }]
    };
    for j in &mut jobs {
        for (path, format) in j.paths.iter_mut().zip(formats) {
            for source in &sources {
                *path = beside(std::mem::take(path), source, *format);
            }
        }
    }
    let to_stdout = c.output.as_deref() == Some(Path::new("-"))
        || (file == Path::new("-") && c.output.is_none());
    // All are refused where one would be: half a set is worse than none.
    let force = c.force || c.newer;
    if !to_stdout {
        let paths = jobs.iter().flat_map(|j| &j.paths);
        let (kept, new): (Vec<&PathBuf>, Vec<&PathBuf>) =
            paths.partition(|p| places::stays(c, p, &sources));
        let places = new.into_iter().map(|p| output::free(p, force, lang));
        places.collect::<Result<(), Failure>>()?;
        if let Some(receipt) = &c.receipt {
            output::free(receipt, renews(c), lang)?;
        }
        record.kept = kept.into_iter().cloned().collect();
    }
    let mut receipt = c.receipt.as_ref().zip(receipt);
    let last = jobs.len().div_ceil(TOGETHER).saturating_sub(1);
    for (n, some) in jobs.chunks(TOGETHER).enumerate() {
        let work: Vec<(&Job, Format, &PathBuf)> = some
            .iter()
            .flat_map(|j| formats.iter().zip(&j.paths).map(move |(f, p)| (j, *f, p)))
            .filter(|(_, _, path)| to_stdout || !record.kept.contains(path))
            .collect();
        let done: Vec<_> = work
            .into_par_iter()
            .map(|(j, f, p)| (j, f, p, render(&j.document, f, &style, faces, &j.options)))
            .collect();
        let mut rendered = Vec::new();
        let mut documents = Vec::new();
        for (job, format, path, result) in done {
            documents.push(&job.document);
            let (bytes, more) = result.map_err(|e| refusal(&e, file, lang))?;
            // Pieces that lack the same character say so once.
            for d in more {
                if !findings.contains(&d) {
                    findings.push(d);
                }
            }
            rendered.push((format, path, bytes));
        }
        // Files get their names once all are written and read back: one that fails is never seen, and replaces none.
        let mut set = output::Set::new(force, lang);
        for (document, (format, path, bytes)) in documents.into_iter().zip(&rendered) {
            let place = if to_stdout {
                None
            } else {
                Some((set.add(path, bytes)?, path.as_path()))
            };
            if c.verify || c.strict {
                let shown = style.shown(document, *format);
                let beside = style.beside(&shown);
                let said = (&*shown, beside.as_str());
                verify::check(said, *format, place, bytes, lang)?;
            }
        }
        if n == last
            && let Some((path, text)) = receipt.take()
        {
            set.add(path, text.as_bytes())?;
        }
        set.commit()?;
        for (format, path, bytes) in &rendered {
            if to_stdout {
                put_document(bytes, lang)?;
            } else {
                record.written.push(Written::new(path, *format, bytes));
            }
        }
        preflight(c, &rendered, file, lang)?;
    }
    let warnings = findings
        .iter()
        .filter(|d| d.severity == Severity::Warning)
        .count();
    if !c.quiet {
        for d in findings.iter().filter(|d| TOLD.contains(&d.code)) {
            record.said.push(finding(d, file, lang));
        }
        record.said.extend(book.said);
        let told = told_words(c, &facts, formats, lang);
        record.said.extend(told);
        record.said.extend(summary);
        record.tell_written(lang);
    }
    record.findings = findings.len();
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
        RenderError::Font(e) | RenderError::Pdf(PdfError::Font(e)) => {
            let said = super::look::font_words(e, lang);
            Failure::new(exit::FAILED, format!("{}: {said}", file.display()))
        }
        RenderError::Date(seconds) => {
            let said = match lang {
                Language::English => e.to_string(),
                Language::Chinese => {
                    format!("SOURCE_DATE_EPOCH：{seconds} 不是公元 1 年至 9999 年之间的时刻")
                }
            };
            Failure::new(exit::USAGE, said)
        }
        RenderError::Docx(DocxError::Reference(why)) if lang == Language::Chinese => {
            let why = match why.as_str() {
                "not a .docx" => "不是 .docx",
                "damaged" => "已损坏",
                "too large" => "过大",
                "a part is not in UTF-8" => "其中有部分不是 UTF-8",
                "no Word document with styles" => "没有正文或样式",
                other => other,
            };
            let said = format!("docx：样板文件不能使用：{why}；请给 Word 能打开的 .docx");
            Failure::new(exit::FAILED, format!("{}: {said}", file.display()))
        }
        RenderError::Style(e) => {
            let said = super::look::style_words(e, lang);
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

/// SOURCE_DATE_EPOCH, else now.
pub(super) fn created() -> Option<i64> {
    // What is no number is no date either, and is refused with those.
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok();
    let fixed = fixed.filter(|v| !v.is_empty());
    let fixed = fixed.map(|v| v.parse().unwrap_or(i64::MAX));
    let now = || {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .ok()
            .and_then(|d| i64::try_from(d.as_secs()).ok())
    };
    fixed.or_else(now)
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
