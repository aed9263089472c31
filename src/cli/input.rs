//! What is read: files, folders, standard input, and the corrections beside a text.

use super::args::Input;
use super::message::Language;
use super::{Failure, exit};
use crate::reader::{
    self, Anchored, CorrectionError, Corrections, Punctuation, ReadOptions, Reading,
};
use crate::receipt::Receipt;
use crate::source::Source;
use std::io::Read;
use std::path::{Path, PathBuf};

pub(super) fn read_bytes(path: &Path, lang: Language) -> Result<Vec<u8>, Failure> {
    let fail = |e: std::io::Error| {
        let why = match e.kind() {
            std::io::ErrorKind::NotFound => lang.say("no such file", "没有这个文件").to_owned(),
            std::io::ErrorKind::PermissionDenied => {
                lang.say("may not be read", "没有读取权限").to_owned()
            }
            _ => e.to_string(),
        };
        Failure::new(exit::INPUT, format!("{}: {why}", path.display()))
    };
    if path == Path::new("-") {
        let mut v = Vec::new();
        std::io::stdin().lock().read_to_end(&mut v).map_err(fail)?;
        return Ok(v);
    }
    std::fs::read(path).map_err(fail)
}

impl Input {
    pub(super) fn options(&self) -> ReadOptions {
        ReadOptions {
            punctuation: Punctuation::named(&self.punctuation).unwrap_or_default(),
            keep_boilerplate: self.keep_boilerplate,
            dedupe: self.dedupe,
            title: self.title.clone(),
            author: self.author.clone(),
            corrections: None,
        }
    }

    /// The user's corrections, as asked for or as they lie beside the text.
    pub(super) fn corrections(
        &self,
        path: &Path,
        source: &Source,
        lang: Language,
    ) -> Result<Option<Anchored>, Failure> {
        let beside = path.with_extension("wenji.toml");
        let file = match &self.corrections {
            Some(file) => file,
            None if path != Path::new("-") && beside.is_file() => &beside,
            None => return Ok(None),
        };
        let bytes = read_bytes(file, lang)?;
        let text = String::from_utf8_lossy(&bytes);
        let anchored = Corrections::parse(&text).and_then(|c| c.anchor(source));
        anchored.map(Some).map_err(|e| {
            let said = match lang {
                Language::English => e.to_string(),
                Language::Chinese => correction_zh(&e),
            };
            Failure::new(exit::INPUT, format!("{}: {said}", file.display()))
        })
    }

    pub(super) fn source(&self, path: &Path, lang: Language) -> Result<Source, Failure> {
        let bytes = read_bytes(path, lang)?;
        Source::decode(&bytes, self.from_encoding.as_deref()).map_err(|e| {
            use crate::source::SourceError as E;
            let text = match (&e, lang) {
                (_, Language::English) => e.to_string(),
                (E::Empty, _) => "文件是空的".into(),
                (E::NotText(_), _) => {
                    "这不是纯文本；请给出文本文件 (.txt)，或用 --from-encoding 指明编码".into()
                }
                (E::TooLarge(n), _) => format!("文件有 {n} 字节，超过上限，请拆分"),
                (E::UnknownEncoding(n), _) => {
                    format!("不认识的编码 {n}：可用 utf-8、gb18030、big5、utf-16le")
                }
            };
            let code = if matches!(e, E::UnknownEncoding(_)) {
                exit::USAGE
            } else {
                exit::INPUT
            };
            Failure::new(code, format!("{}: {text}", path.display()))
        })
    }

    /// Reads and checks the sum of the receipt.
    pub(super) fn read(
        &self,
        path: &Path,
        lang: Language,
    ) -> Result<(Source, Reading, Receipt), Failure> {
        let source = self.source(path, lang)?;
        let options = ReadOptions {
            corrections: self.corrections(path, &source, lang)?,
            ..self.options()
        };
        let reading = reader::read(&source, &options);
        let receipt = Receipt::draw(&source, &reading.document, &reading.units)
            .map_err(|e| Failure::new(exit::FAILED, format!("{}: {e}", path.display())))?;
        Ok((source, reading, receipt))
    }
}

fn correction_zh(e: &CorrectionError) -> String {
    use CorrectionError as E;
    match e {
        E::Syntax(e) => format!("校正文件写法有误：{e}"),
        E::NoAnchor { starts, line, text } => {
            format!("没有以“{starts}”开头的行；最接近的是第 {line} 行：{text}")
        }
        E::Ambiguous { starts, lines } => {
            format!("第 {lines} 行都以“{starts}”开头，请用 at 指明是哪一行")
        }
        E::Range(r) => format!("“{r}”不是本文的行号，应写作 12 或 12-15"),
        E::NotFound { line, find } => format!("第 {line} 行中没有“{find}”"),
        E::Split { line, at } => format!("第 {line} 行没有第 {at} 个字符，无法在此分开"),
    }
}

/// Files as given; folders are searched for `.txt`. With each file its place below the folder that was given.
pub(super) fn inputs(
    given: &[PathBuf],
    lang: Language,
) -> Result<Vec<(PathBuf, PathBuf)>, Failure> {
    let mut out = Vec::new();
    for path in given {
        if !path.is_dir() {
            out.push((
                path.clone(),
                PathBuf::from(path.file_name().unwrap_or(path.as_os_str())),
            ));
            continue;
        }
        let before = out.len();
        let mut folders = vec![path.clone()];
        while let Some(folder) = folders.pop() {
            let list = std::fs::read_dir(&folder)
                .map_err(|e| Failure::new(exit::INPUT, format!("{}: {e}", folder.display())))?;
            for p in list.filter_map(Result::ok).map(|e| e.path()) {
                if p.is_dir() && !p.is_symlink() {
                    folders.push(p);
                } else if p.extension().is_some_and(|e| e.eq_ignore_ascii_case("txt")) {
                    let below = p.strip_prefix(path).unwrap_or(&p).to_owned();
                    out.push((p, below));
                }
            }
        }
        if out.len() == before {
            return Err(Failure::new(
                exit::INPUT,
                format!(
                    "{}: {}",
                    path.display(),
                    lang.say(
                        "no text files (.txt) in this folder",
                        "文件夹中没有文本文件 (.txt)"
                    )
                ),
            ));
        }
    }
    out.sort();
    Ok(out)
}
