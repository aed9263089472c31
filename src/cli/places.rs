//! Where outputs go, and in which formats: what is asked for by options and by the names of files, and what is refused
//! before anything is read.

use super::args::Convert;
use super::message::Language;
use super::{Failure, exit, output};
use crate::render::Format;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Formats that a terminal cannot show.
const BINARY: [Format; 3] = [Format::Docx, Format::Pdf, Format::Epub];

/// True for `-`.
fn is_stream(path: &Path) -> bool {
    path == Path::new("-")
}

/// The format that a file's name says.
pub(super) fn format_of(path: &Path) -> Option<Format> {
    if super::input::is_pandoc(path) {
        return Some(Format::Pandoc);
    }
    let own = path.extension()?.to_string_lossy().to_lowercase();
    let own = match own.as_str() {
        "htm" | "xhtml" => "html",
        "markdown" => "md",
        other => other,
    };
    let mut all = Format::ALL.iter().map(|(_, f)| *f);
    all.find(|f| f.extension() == own)
}

/// The formats that are asked for, else the one that the output's name says.
pub(super) fn formats(c: &Convert, lang: Language) -> Result<Vec<Format>, Failure> {
    let given = Format::ALL
        .iter()
        .filter(|(n, _)| c.to.iter().any(|t| t == n));
    let given: Vec<Format> = given.map(|(_, f)| *f).collect();
    let file = c.output.as_deref().filter(|o| !names_folder(o));
    match (given.is_empty(), file.and_then(format_of)) {
        (true, Some(f)) => Ok(vec![f]),
        (true, None) => Err(unsaid(c, lang)),
        (false, _) => Ok(given),
    }
}

/// No format is asked for, and no name says one.
fn unsaid(c: &Convert, lang: Language) -> Failure {
    let all: Vec<&str> = Format::ALL.iter().map(|(n, _)| *n).collect();
    let all = all.join(", ");
    let named = c.output.as_ref().filter(|o| !names_folder(o));
    let ending = named.and_then(|o| Some(o.extension()?.to_string_lossy().into_owned()));
    let why = match (&ending, lang) {
        (Some(e), Language::English) => {
            format!(
                "no format has the ending .{e}: say it with --to ({all}){}",
                elsewhere(e, lang)
            )
        }
        (Some(e), Language::Chinese) => {
            format!(
                "没有扩展名为 .{e} 的格式：请用 --to 指明（{all}）{}",
                elsewhere(e, lang)
            )
        }
        (None, Language::English) => {
            format!(
                "say the format with --to ({all}), or give the output a name that does: -o book.epub"
            )
        }
        (None, Language::Chinese) => {
            format!("请用 --to 指明格式（{all}），或用输出文件名指明：-o book.epub")
        }
    };
    Failure::new(exit::USAGE, why)
}

/// What to do for formats that others make.
pub(super) fn elsewhere(name: &str, lang: Language) -> &'static str {
    match name {
        "mobi" | "azw" | "azw3" | "kfx" | "kindle" => lang.say(
            "; for a Kindle make an EPUB (--to epub --kindle) and send it there, or let Calibre turn it: ebook-convert book.epub book.azw3",
            "；Kindle 请生成 EPUB（--to epub --kindle）后发送到设备，或用 Calibre 转换：ebook-convert book.epub book.azw3",
        ),
        "doc" | "odt" | "rtf" | "wps" => lang.say(
            "; make a DOCX (--to docx) and save it so in Word, WPS or LibreOffice",
            "；请生成 DOCX（--to docx），再用 Word、WPS 或 LibreOffice 另存",
        ),
        "latex" | "tex" | "rst" | "typst" | "org" => lang.say(
            "; pandoc makes it: wenji convert book.txt --to pandoc -o - | pandoc -f json ...",
            "；可由 pandoc 生成：wenji convert book.txt --to pandoc -o - | pandoc -f json ...",
        ),
        _ => "",
    }
}

/// Refuses places that cannot take what is asked for.
pub(super) fn refuse(
    c: &Convert,
    files: &[(PathBuf, PathBuf)],
    formats: &[Format],
    lang: Language,
) -> Result<(), Failure> {
    let usage = |why: String| Err(Failure::new(exit::USAGE, why));
    let several = formats.len() > 1 || (files.len() > 1 && !c.merge);
    if to_stdout(c, files) {
        if several {
            return usage(
                lang.say(
                    "standard output takes one file in one format",
                    "标准输出只能接收一个文件的一种格式",
                )
                .into(),
            );
        }
        if formats.iter().any(|f| BINARY.contains(f)) && std::io::stdout().is_terminal() {
            return usage(
                lang.say(
                    "this is no text for a terminal: give a file with -o, or pass it on with |",
                    "这种格式不能显示在终端：请用 -o 指明文件，或用 | 传给别的程序",
                )
                .into(),
            );
        }
        return Ok(());
    }
    let Some(file) = c.output.as_deref().filter(|o| !names_folder(o)) else {
        return Ok(());
    };
    let show = file.display();
    let named = format_of(file);
    // An anthology in several formats has the name that is given, with the ending of each.
    let several = several && !c.merge || c.split;
    if several && (named.is_some() || file.is_file()) {
        return usage(match lang {
            Language::English => format!(
                "-o {show} is one file, and several are made: give a folder, with / behind its name"
            ),
            Language::Chinese => {
                format!("-o {show} 是一个文件，而要写出的不止一个：请给出文件夹，名称后加 /")
            }
        });
    }
    if several {
        return Ok(());
    }
    if let (Some(named), [format]) = (named, formats)
        && named != *format
        && (BINARY.contains(&named) || BINARY.contains(format))
    {
        let (name, other) = (format.extension(), named.extension());
        return usage(match lang {
            Language::English => {
                format!("-o {show} has the ending of {other}, but --to asks for {name}")
            }
            Language::Chinese => format!("-o {show} 的扩展名是 {other}，而 --to 要的是 {name}"),
        });
    }
    let same = |f: &&(PathBuf, PathBuf)| match (file.canonicalize(), f.0.canonicalize()) {
        (Ok(to), Ok(from)) => to == from,
        _ => false,
    };
    if let Some((source, _)) = files.iter().find(same) {
        let source = source.display();
        return Err(Failure::new(
            exit::OUTPUT,
            match lang {
                Language::English => {
                    format!("-o {show} is the text itself ({source}): it is never written over")
                }
                Language::Chinese => format!("-o {show} 就是原文（{source}），原文不会被覆盖"),
            },
        ));
    }
    Ok(())
}

/// Accounts of the run are not written over its inputs, which is told before any work is done.
pub(super) fn apart(
    c: &Convert,
    files: &[(PathBuf, PathBuf)],
    lang: Language,
) -> Result<(), Failure> {
    let whole = |p: &Path| p.canonicalize().ok();
    let others = c.front.iter().chain(&c.back).map(PathBuf::as_path);
    let inputs: Vec<PathBuf> = files
        .iter()
        .map(|(f, _)| f.as_path())
        .chain(others)
        .filter_map(whole)
        .collect();
    let outputs = [&c.report, &c.receipt, &c.output].into_iter().flatten();
    let same = |o: &&PathBuf| whole(o).is_some_and(|o| inputs.contains(&o));
    match outputs.filter(|o| o.is_file()).find(same) {
        Some(o) => Err(output::is_input(o, lang)),
        None => Ok(()),
    }
}

/// True where the output is standard output.
pub(super) fn to_stdout(c: &Convert, files: &[(PathBuf, PathBuf)]) -> bool {
    match &c.output {
        Some(o) => is_stream(o),
        None => !c.merge && files.iter().any(|(f, _)| is_stream(f)),
    }
}

/// True for a file that lies in the folder of the outputs: a text of an earlier run, where it was met in a folder that
/// is searched and not given itself.
pub(super) fn is_output(c: &Convert, file: &Path) -> bool {
    let whole = |p: &Path| p.canonicalize().ok();
    let folder = c.output.as_deref().filter(|o| o.is_dir()).and_then(whole);
    let Some(folder) = folder else {
        return false;
    };
    let mut given = c.files.iter().filter_map(|f| whole(f));
    whole(file).is_some_and(|f| f.starts_with(&folder)) && !given.any(|g| g.starts_with(&folder))
}

/// Where an output goes. The text itself is never written over: its form of the same name is `NAME.wenji.txt`.
pub(super) fn target(
    c: &Convert,
    file: &Path,
    below: &Path,
    format: Format,
    many: bool,
) -> PathBuf {
    let extension = format.extension();
    let name = |p: &Path| {
        if is_stream(file) {
            PathBuf::from(format!("wenji.{extension}"))
        } else {
            p.with_extension(extension)
        }
    };
    let path = match &c.output {
        None => name(file),
        Some(o) if many || names_folder(o) => o.join(name(below)),
        Some(o) => return o.clone(),
    };
    beside(path, file, format)
}

/// True for an output that is or shall be a folder.
pub(super) fn names_folder(o: &Path) -> bool {
    o.is_dir() || o.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

/// The place itself, or one beside it where the text that was read stands there.
pub(super) fn beside(path: PathBuf, file: &Path, format: Format) -> PathBuf {
    match (path.canonicalize(), file.canonicalize()) {
        (Ok(to), Ok(from)) if to == from => {
            path.with_extension(format!("wenji.{}", format.extension()))
        }
        _ => path,
    }
}

/// True for an output that stays as it is: one that is there (`--skip-existing`), or that is younger than all that it is
/// made from (`--newer`).
pub(super) fn stays(c: &Convert, path: &Path, sources: &[PathBuf]) -> bool {
    let Ok(there) = path.symlink_metadata() else {
        return false;
    };
    if !c.newer {
        return c.skip_existing;
    }
    let Ok(made) = there.modified() else {
        return false;
    };
    let beside = sources.iter().flat_map(|s| {
        let own = ["wenji.toml", "jpg", "jpeg", "png"].map(|e| s.with_extension(e));
        own.into_iter().chain([s.clone()])
    });
    let given = [&c.input.corrections, &c.cover, &c.metadata, &c.css];
    let style = c.style.iter().map(PathBuf::from);
    let mut all = beside
        .chain(given.into_iter().flatten().cloned())
        .chain(c.front.iter().chain(&c.back).cloned())
        .chain(style);
    let changed = |p: PathBuf| p.metadata().and_then(|m| m.modified()).ok();
    !all.any(|p| changed(p).is_some_and(|t| t > made))
}
