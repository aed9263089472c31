//! `wenji review`.

use super::args::Review;
use super::convert::created;
use super::look::{faces, style_words};
use super::message::Language;
use super::show::put;
use super::{Failure, exit, output};
use crate::reader::{Anchored, ReadOptions};
use crate::receipt::Receipt;
use crate::review::serve::{OnDisk, Serving, start};
use crate::review::{Choices, PageOptions, page};
use crate::source::Source;
use crate::style::{Style, StyleError};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes the review page, or serves it.
pub(super) fn run(r: &Review, lang: Language) -> Result<u8, Failure> {
    let served = r.serve || r.output.is_none();
    let name = r.file.as_deref().and_then(Path::file_name);
    let options = PageOptions {
        name: name.map_or(String::new(), |n| n.to_string_lossy().into_owned()),
        chinese: lang == Language::Chinese,
        served,
        choices: Choices {
            style: shown(&r.style),
            punctuation: r.input.punctuation.clone().unwrap_or_else(|| "auto".into()),
        },
    };
    let text = r.file.as_deref().map(|f| text(r, f, lang)).transpose()?;
    if served {
        return serve(r, text, options, lang);
    }
    if let (Some((source, fixed)), Some(to)) = (text, &r.output) {
        let read = ReadOptions {
            corrections: Some(fixed.clone()),
            name: r.file.as_deref().and_then(super::input::stem),
            ..r.input.options()
        };
        let reading = crate::reader::read(&source, &read);
        Receipt::draw(&source, &reading).map_err(|e| Failure::new(exit::FAILED, e.to_string()))?;
        let html = page(&source, &reading, Some(&fixed), &options);
        output::write(to, html.as_bytes(), r.force, lang)?;
    }
    Ok(0)
}

/// The text with its corrections; title and author of the options are corrections like those of the page.
fn text(r: &Review, file: &Path, lang: Language) -> Result<(Source, Anchored), Failure> {
    let source = r.input.text(file, lang)?;
    let mut fixed = r
        .input
        .corrections(file, &source, lang)?
        .unwrap_or_default();
    let facts = &mut fixed.facts;
    facts.title = r.input.title.clone().or_else(|| facts.title.take());
    facts.author = r.input.author.clone().or_else(|| facts.author.take());
    Ok((source, fixed))
}

fn serve(
    r: &Review,
    text: Option<(Source, Anchored)>,
    page: PageOptions,
    lang: Language,
) -> Result<u8, Failure> {
    let running = start(Serving {
        text: text.map(|(source, fixed)| (source, Some(fixed))),
        read: ReadOptions {
            title: None,
            author: None,
            ..r.input.options()
        },
        disk: r
            .file
            .as_deref()
            .filter(|f| *f != Path::new("-"))
            .map(|f| on_disk(r, f, lang)),
        style: own_style(r, lang)?,
        page,
        faces: faces(r.font_dir.as_deref(), &r.font, lang)?,
        created: created(),
    })
    .map_err(|e| Failure::new(exit::FAILED, e.to_string()))?;
    put(format!("{}\n", running.address))?;
    let mut way = None;
    if !r.no_open {
        way = opened(&running.address);
        if way.is_none() {
            anstream::eprintln!(
                "{}",
                lang.say(
                    "no browser could be opened: give it the address above (it is good for one use)",
                    "无法打开浏览器：请将上面的地址粘贴到浏览器中（只能使用一次）"
                )
            );
        }
    }
    running.wait();
    drop(way);
    Ok(0)
}

/// A style's name as the page shows it: that of the file, where it is one.
fn shown(style: &str) -> String {
    let name = Path::new(style).file_name();
    name.map_or(style.to_owned(), |n| n.to_string_lossy().into_owned())
}

/// The style of a file.
fn own_style(r: &Review, lang: Language) -> Result<Option<(String, Style)>, Failure> {
    let name = r.style.as_str();
    let fail = |e: StyleError| Failure::new(exit::USAGE, style_words(&e, lang));
    if name == "auto" {
        return Ok(None);
    }
    let style = if Path::new(name).is_file() {
        let bytes = super::input::read_bytes(Path::new(name), lang)?;
        Style::parse(name, &String::from_utf8_lossy(&bytes)).map_err(fail)?
    } else {
        Style::named(name).map_err(fail)?
    };
    Ok(Some((shown(name), style)))
}

/// The file of a served text, and where its corrections are kept.
fn on_disk(r: &Review, file: &Path, lang: Language) -> OnDisk {
    let own = r.input.corrections.clone();
    let corrections = own.unwrap_or_else(|| file.with_extension("wenji.toml"));
    let (input, text) = (r.input.clone(), file.to_owned());
    OnDisk {
        apart: apart(file, &corrections),
        corrections,
        text: file.to_owned(),
        read: Box::new(move || input.text(&text, lang).map_err(|e| e.message)),
    }
}

/// Where corrections are kept that are not beside the text: a file of the person's own, known by the path.
fn apart(file: &Path, corrections: &Path) -> Option<PathBuf> {
    let var = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
    };
    let own = var("XDG_STATE_HOME")
        .or_else(|| var("LOCALAPPDATA"))
        .or_else(|| var("HOME").map(|h| h.join(".local/state")))?;
    let whole = std::path::absolute(corrections).ok()?;
    let digest = Sha256::digest(whole.as_os_str().as_encoded_bytes());
    let mark = crate::digest::hex(digest.get(..8)?);
    let stem = super::input::stem(file)?;
    Some(own.join("wenji").join(format!("{stem}-{mark}.wenji.toml")))
}

/// Opens the browser with a file that only the user can read and that leads to the address: what other programs are
/// given, every user of the computer can see. The file goes when it is dropped.
fn opened(address: &str) -> Option<tempfile::NamedTempFile> {
    let own = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let own = own.filter(|d| d.is_absolute() && d.is_dir());
    let place = own.unwrap_or_else(std::env::temp_dir);
    let mut file = tempfile::Builder::new()
        .prefix("wenji-review-")
        .suffix(".html")
        .tempfile_in(place)
        .ok()?;
    let page = format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\"><meta http-equiv=\"refresh\" content=\"0;url={address}\"><title>wenji</title>\n"
    );
    file.write_all(page.as_bytes()).ok()?;
    file.flush().ok()?;
    open::that_detached(file.path()).ok()?;
    Some(file)
}
