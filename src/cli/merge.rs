//! `--merge`: many inputs, one anthology.

use super::args::Convert;
use super::message::Language;
use super::places::names_folder;
use super::safe_name::SafeNames;
use super::take::{Taken, take};
use super::{Failure, exit, fault};
use crate::picture::Pictures;
use crate::reader::Facts;
use crate::tree::{Document, Entrant, Node, SectionRole, common_stem, walk};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// What a name leaves for extensions, in bytes.
const ROOM: usize = 20;
/// The title where nothing else gives one.
const NAMELESS: &str = "文集";

/// The inputs as one, with the name by which it goes: of a file that need not exist.
pub(super) fn merged(
    c: &Convert,
    files: &[(PathBuf, PathBuf)],
    lang: Language,
) -> Result<(Taken, PathBuf), Failure> {
    let folder = folder(&c.files);
    let title = title(c, files, folder.as_deref());
    let place = match (&folder, &c.output) {
        (Some(folder), _) => named(folder),
        (None, Some(o)) if !names_folder(o) => o.clone(),
        (None, Some(_)) => named(Path::new(&SafeNames::default().stem(&title, ROOM))),
        (None, None) => {
            return Err(Failure::new(
                exit::USAGE,
                lang.say(
                    "--merge: say with -o where the anthology goes",
                    "--merge：请用 -o 指明合集的文件名",
                ),
            ));
        }
    };
    // Title and author are the anthology's, not those of every input.
    let mut each = c.clone();
    (each.input.title, each.input.author) = (None, None);
    let read: Vec<_> = files
        .par_iter()
        .map(|(file, _)| {
            fault::guarded(file, lang, || {
                take(&each.input, each.receipt.is_some(), file, lang)
            })
        })
        .collect();
    let mut inputs = Vec::with_capacity(read.len());
    let mut failures = Vec::new();
    for r in read {
        match r {
            Ok(t) => inputs.push(t),
            Err(f) => failures.push(f),
        }
    }
    // An anthology with holes is worse than none: every bad input is named, and nothing is written.
    if let Some(last) = failures.pop() {
        failures.iter().for_each(|f| f.tell(lang));
        return Err(last);
    }
    let mut taken = together(title, inputs, files);
    let author = &mut taken.document.metadata.author;
    *author = c.input.author.clone().or_else(|| author.take());
    taken.summary = Some(summary(&taken, files.len(), lang));
    Ok((taken, place))
}

/// The one folder that was given.
fn folder(given: &[PathBuf]) -> Option<PathBuf> {
    let [folder] = given else { return None };
    folder.is_dir().then(|| {
        let whole = folder.canonicalize();
        match folder.file_name() {
            Some(_) => folder.clone(),
            None => whole.unwrap_or_else(|_| folder.clone()),
        }
    })
}

/// A file's name that keeps its dots when it is given an extension.
fn named(path: &Path) -> PathBuf {
    match path.extension() {
        Some(e) => {
            let mut e = e.to_owned();
            e.push(".txt");
            path.with_extension(e)
        }
        None => path.to_owned(),
    }
}

fn title(c: &Convert, files: &[(PathBuf, PathBuf)], folder: Option<&Path>) -> String {
    let stems: Vec<String> = files.iter().map(|(f, _)| stem(f)).collect();
    let names: Vec<&str> = stems.iter().map(String::as_str).collect();
    let own = || folder.map(|f| stem(&named(f)));
    let title = c.input.title.clone().or_else(|| common_stem(&names));
    title.or_else(own).unwrap_or_else(|| NAMELESS.to_owned())
}

fn stem(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

fn together(title: String, inputs: Vec<Taken>, files: &[(PathBuf, PathBuf)]) -> Taken {
    let mut findings = Vec::new();
    let (mut receipt, mut hashes) = (None::<String>, String::new());
    let mut entrants = Vec::with_capacity(inputs.len());
    let mut lines = 0u32;
    let mut pictures = Pictures::default();
    let mut lost = String::new();
    for (mut t, (file, _)) in inputs.into_iter().zip(files) {
        let own = t.document.extent();
        let found = t.findings.into_iter().map(|mut d| {
            if d.line > 0 {
                d.line = d.line.saturating_add(lines);
            }
            d
        });
        findings.extend(found);
        lines = lines.saturating_add(own.0.max(t.extent.0));
        if let Some(r) = t.receipt {
            receipt.get_or_insert_default().push_str(&r);
        }
        pictures.join(&mut t.document, &t.pictures);
        hashes.push_str(&t.hash);
        lost.push_str(&t.lost);
        entrants.push(Entrant {
            document: t.document,
            name: stem(file),
            extent: t.extent,
        });
    }
    Taken {
        document: Document::merge(title, entrants),
        findings,
        summary: None,
        receipt,
        hash: crate::digest::sha256(hashes.as_bytes()),
        extent: (lines, 0),
        line_starts: Vec::new(),
        sources: files.iter().map(|(f, _)| f.clone()).collect(),
        pictures,
        lost,
        facts: Facts::default(),
    }
}

fn summary(t: &Taken, texts: usize, lang: Language) -> String {
    let mut headings = 0;
    walk(&t.document, &mut |n| {
        headings += usize::from(matches!(n, Node::Section(s) if s.role == SectionRole::Heading));
    });
    let pieces = t.document.pieces().len();
    let doubtful = t.findings.iter().filter(|d| d.code == "doubtful").count();
    match lang {
        Language::English => format!(
            "{texts} texts in one: {pieces} pieces, {headings} headings, {doubtful} doubtful"
        ),
        Language::Chinese => {
            format!("{texts} 个文本合为一集：{pieces} 篇，{headings} 个标题，{doubtful} 处存疑")
        }
    }
}
