//! What is read: files, folders, standard input, and the corrections beside a text.

use super::args::Input;
use super::message::{Language, tell};
use super::open::opened;
use super::pattern::{Found, Walker, is_pattern};
use super::{Failure, exit};
use crate::reader::{self, Anchored, Corrections, Punctuation, ReadOptions, Reading};
use crate::receipt::Receipt;
use crate::source::Source;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A size in bytes, as `--max-input` takes it: `1000`, `64k`, `256M`, `1G`.
pub(super) fn size(words: &str) -> Result<u64, String> {
    let digits = words.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match words.get(digits.len()..) {
        Some("") => 0,
        Some("k" | "K") => 10,
        Some("m" | "M") => 20,
        Some("g" | "G") => 30,
        _ => return Err("1000, 64k, 256M, 1G".into()),
    };
    let number: u64 = digits.parse().map_err(|e| format!("{e}"))?;
    Ok(number.saturating_mul(1 << unit))
}

/// A file that an option names.
pub(super) fn read_bytes(path: &Path, lang: Language) -> Result<Vec<u8>, Failure> {
    read_at_most(path, crate::source::MAX_INPUT as u64, lang)
}

/// An input, which may be one without end: a pipe, a device.
pub(super) fn read_at_most(path: &Path, most: u64, lang: Language) -> Result<Vec<u8>, Failure> {
    let fail = |e: std::io::Error| {
        let why = match e.kind() {
            std::io::ErrorKind::NotFound => lang.say("no such file", "没有这个文件").to_owned(),
            std::io::ErrorKind::PermissionDenied => {
                lang.say("may not be read", "没有读取权限").to_owned()
            }
            std::io::ErrorKind::TimedOut => lang
                .say("nobody writes into this pipe", "没有程序向此管道写入")
                .to_owned(),
            _ => e.to_string(),
        };
        Failure::new(exit::INPUT, format!("{}: {why}", path.display()))
    };
    let read = |mut from: Box<dyn Read>, size: u64| {
        let mut bytes = Vec::new();
        let room = usize::try_from(size.min(most)).unwrap_or_default();
        bytes
            .try_reserve_exact(room)
            .map_err(|_| std::io::Error::from(std::io::ErrorKind::OutOfMemory))?;
        from.by_ref()
            .take(most.saturating_add(1))
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = if path == Path::new("-") {
        read(Box::new(std::io::stdin().lock()), 0)
    } else {
        opened(path).and_then(|(file, size)| read(file, size))
    };
    let bytes = bytes.map_err(fail)?;
    if bytes.len() as u64 > most {
        let why = match lang {
            Language::English => {
                format!("more than {most} bytes: split it, or allow more with --max-input")
            }
            Language::Chinese => format!("超过 {most} 字节：请拆分，或用 --max-input 放宽"),
        };
        return Err(Failure::new(
            exit::INPUT,
            format!("{}: {why}", path.display()),
        ));
    }
    Ok(bytes)
}

/// A file as text.
pub(super) fn source(
    path: &Path,
    encoding: Option<&str>,
    most: u64,
    lang: Language,
) -> Result<Source, Failure> {
    decoded(&read_at_most(path, most, lang)?, path, encoding, lang)
}

/// The text of these bytes.
pub(super) fn decoded(
    bytes: &[u8],
    path: &Path,
    encoding: Option<&str>,
    lang: Language,
) -> Result<Source, Failure> {
    Source::decode(bytes, encoding).map_err(|e| {
        use crate::source::SourceError as E;
        let text = match (&e, lang) {
            (_, Language::English) => e.to_string(),
            (E::Empty, _) => "文件是空的".into(),
            (E::NotText(kind), _) => not_text_zh(kind).into(),
            (E::WrongEncoding { given, found }, _) => {
                format!("这不是 {given}，而是 {found}：请去掉 --from-encoding，或改为 {found}")
            }
            (E::TooLarge(n), _) => format!("文件有 {n} 字节，超过上限，请拆分"),
            (E::UnknownEncoding(n), _) => {
                format!("不认识的编码 {n}：可用 utf-8、gb18030、big5、utf-16le")
            }
        };
        let code = if matches!(e, E::UnknownEncoding(_) | E::WrongEncoding { .. }) {
            exit::USAGE
        } else {
            exit::INPUT
        };
        Failure::new(code, format!("{}: {text}", path.display()))
    })
}

/// What a file of another kind is, and what to do with it.
fn not_text_zh(kind: &str) -> &'static str {
    match kind {
        k if k.contains("(.") => {
            "这是 Word、OpenDocument 或电子书文件，不是纯文本；可由 pandoc 读取：pandoc 文件 -t json | wenji convert - --from pandoc --to docx -o 输出"
        }
        "a ZIP or Office file" => {
            "这是压缩包或 Office 文件，不是纯文本；请解压，或另存为文本 (.txt)"
        }
        "a PDF" => "这是 PDF，不是纯文本；请先取出文字：pdftotext 文件 book.txt",
        "an old Office file" => {
            "这是旧式 Office 文件，不是纯文本；请在 Word、WPS 或 LibreOffice 中另存为 .docx 或 .txt"
        }
        k if k.ends_with("picture") => "这是图片，不是纯文本；请先识别其中的文字（OCR）",
        _ => "这不是纯文本；请给出文本文件 (.txt)，或用 --from-encoding 指明编码",
    }
}

impl Input {
    /// How marks are read, where the user says so: `auto`, too, overrules what the corrections keep.
    pub(super) fn marks(&self) -> Option<Punctuation> {
        self.punctuation.as_deref().and_then(Punctuation::named)
    }

    pub(super) fn options(&self) -> ReadOptions {
        ReadOptions {
            punctuation: self.marks().unwrap_or_default(),
            keep_boilerplate: self.keep_boilerplate,
            dedupe: self.dedupe,
            join_notes: self.join_notes,
            title: self.title.clone(),
            author: self.author.clone(),
            corrections: None,
            named: self.named.clone(),
            ..ReadOptions::default()
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
            // Where a link leads is not the text's matter.
            None if path != Path::new("-")
                && beside.symlink_metadata().is_ok_and(|m| m.is_file()) =>
            {
                &beside
            }
            None => return Ok(None),
        };
        let bytes = read_bytes(file, lang)?;
        let text = String::from_utf8_lossy(&bytes);
        let anchored = Corrections::parse(&text).and_then(|c| c.anchor(source));
        anchored.map(Some).map_err(|e| {
            let said = match lang {
                Language::English => e.to_string(),
                Language::Chinese => e.words_zh(),
            };
            Failure::new(exit::INPUT, format!("{}: {said}", file.display()))
        })
    }

    pub(super) fn source(&self, path: &Path, lang: Language) -> Result<Source, Failure> {
        let encoding = self.from_encoding.as_deref();
        Ok(self.mended(source(path, encoding, self.max_input, lang)?))
    }

    /// A plain text, without the leftovers of other programs.
    pub(super) fn text(&self, path: &Path, lang: Language) -> Result<Source, Failure> {
        Ok(self.source(path, lang)?.cleaned())
    }

    /// A page of the web, which may name its encoding.
    pub(super) fn page(&self, path: &Path, lang: Language) -> Result<Source, Failure> {
        let bytes = read_at_most(path, self.max_input, lang)?;
        let encoding = self.from_encoding.as_deref();
        let encoding = encoding.or_else(|| crate::html::charset(&bytes));
        Ok(self.mended(decoded(&bytes, path, encoding, lang)?))
    }

    fn mended(&self, source: Source) -> Source {
        if self.repair_encoding {
            source.repaired()
        } else {
            source
        }
    }

    /// Reads and checks the sum of the receipt.
    pub(super) fn read(
        &self,
        path: &Path,
        lang: Language,
    ) -> Result<(Source, Reading, Receipt), Failure> {
        let source = self.text(path, lang)?;
        let mut corrections = self.corrections(path, &source, lang)?;
        if let (Some(fixed), Some(_)) = (&mut corrections, self.marks()) {
            fixed.facts.punctuation = None;
        }
        let options = ReadOptions {
            corrections,
            name: stem(path),
            ..self.options()
        };
        let reading = reader::read(&source, &options);
        let receipt = Receipt::draw(&source, &reading)
            .map_err(|e| Failure::new(exit::FAILED, format!("{}: {e}", path.display())))?;
        Ok((source, reading, receipt))
    }
}

/// The name of a file without its extension; standard input has none.
pub(super) fn stem(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    (stem != "-").then(|| stem.to_owned())
}

/// True for what `--to pandoc` writes.
pub(super) fn is_pandoc(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.to_lowercase().ends_with(".pandoc.json")
}

/// Endings of web pages.
pub(super) const HTML: &[&str] = &["html", "htm", "xhtml"];

/// Endings of the files that are taken from a folder.
fn endings(from: &str) -> &'static [&'static str] {
    match from {
        "json" => &["json"],
        "markdown" => &["md", "markdown"],
        "html" => HTML,
        "pandoc" => &["json"],
        _ => &["txt"],
    }
}

/// Files to be read, each with its place below the folder that was given, and what was left out on the way.
pub(super) struct Inputs {
    pub(super) files: Vec<(PathBuf, PathBuf)>,
    left: Vec<(PathBuf, Found)>,
}

impl Inputs {
    /// Says what was left out.
    pub(super) fn tell(&self, lang: Language) {
        for (path, found) in &self.left {
            let why = if *found == Found::Link {
                lang.say(
                    "is a link and left out (--follow-links takes it)",
                    "是链接，已略去（--follow-links 可取用）",
                )
            } else {
                lang.say("is no plain file and left out", "不是普通文件，已略去")
            };
            tell(format!("{}: {why}", path.display()));
        }
    }
}

/// Files as given, patterns filled in; folders are searched for what `from` asks for, in the order of its numbers.
pub(super) fn inputs(
    given: &[PathBuf],
    from: &str,
    follow: bool,
    lang: Language,
) -> Result<Inputs, Failure> {
    let mut walker = Walker::new(follow);
    let mut out = Vec::new();
    for path in given {
        walker.begin();
        match matching(path, &mut walker, lang)? {
            Some((base, found)) => {
                walker.begin();
                for p in found {
                    if p.is_dir() {
                        out.append(&mut in_folder(&p, from, &mut walker, lang)?);
                    } else {
                        let below = p.strip_prefix(&base).unwrap_or(&p).to_owned();
                        out.push((p, below));
                    }
                }
            }
            None if path.is_dir() => out.append(&mut in_folder(path, from, &mut walker, lang)?),
            None => {
                let name = path.file_name().unwrap_or(path.as_os_str());
                out.push((path.clone(), PathBuf::from(name)));
            }
        }
    }
    Ok(Inputs {
        files: out,
        left: walker.left,
    })
}

/// The paths that a pattern (`*`, `?`, `[…]`, `**`) stands for, and the folder above its first mark: not every shell
/// fills in patterns. `None` for a path that is none, or that is there as it stands.
fn matching(
    path: &Path,
    walker: &mut Walker,
    lang: Language,
) -> Result<Option<(PathBuf, Vec<PathBuf>)>, Failure> {
    let words = path.to_string_lossy();
    if !is_pattern(&words) || path.symlink_metadata().is_ok() {
        return Ok(None);
    }
    let fail = |why: &str| Failure::new(exit::INPUT, format!("{words}: {why}"));
    let mut found = walker.matching(path).map_err(|e| {
        fail(&format!(
            "{} ({e})",
            lang.say("no pattern", "通配符写法有误")
        ))
    })?;
    if found.is_empty() {
        return Err(fail(lang.say("no such files", "没有符合的文件")));
    }
    found.sort_by_cached_key(|p| (numbers_by_value(p), p.clone()));
    let parts = path.components();
    let base = parts
        .take_while(|c| !is_pattern(&c.as_os_str().to_string_lossy()))
        .collect();
    Ok(Some((base, found)))
}

/// The files of a folder and of those in it.
fn in_folder(
    path: &Path,
    from: &str,
    walker: &mut Walker,
    lang: Language,
) -> Result<Vec<(PathBuf, PathBuf)>, Failure> {
    let endings = endings(from);
    let below = |p: &Path| p.strip_prefix(path).unwrap_or(p).to_owned();
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        if !walker.enter(&folder) {
            continue;
        }
        let entries = match walker.entries(&folder) {
            Ok(entries) => entries,
            // One that cannot be read is told like a file that cannot; the others are made.
            Err(_) if folder != path => {
                found.push((folder.clone(), below(&folder)));
                continue;
            }
            Err(e) => {
                let folder = folder.display();
                return Err(Failure::new(exit::INPUT, format!("{folder}: {e}")));
            }
        };
        for (p, kind) in entries {
            let own = p.extension();
            let ends = own.is_some_and(|e| endings.iter().any(|x| e.eq_ignore_ascii_case(x)));
            let wanted = ends && is_pandoc(&p) == (from == "pandoc");
            match kind {
                Found::Folder => folders.push(p),
                Found::File if wanted => found.push((p.clone(), below(&p))),
                Found::Link | Found::Other if wanted => walker.left.push((p, kind)),
                _ => {}
            }
        }
    }
    if found.is_empty() {
        let what = lang.say("no text files in this folder", "文件夹中没有文本文件");
        let endings: Vec<String> = endings.iter().map(|e| format!(".{e}")).collect();
        let (folder, endings) = (path.display(), endings.join(" "));
        return Err(Failure::new(
            exit::INPUT,
            format!("{folder}: {what} ({endings})"),
        ));
    }
    found.sort_by_cached_key(|(_, below)| (numbers_by_value(below), below.clone()));
    Ok(found)
}

/// A path as people order files: 第二章 before 第十章, 2 before 10.
fn numbers_by_value(path: &Path) -> Vec<(String, u64)> {
    let name = path.to_string_lossy();
    let mut rest: &str = &name;
    let mut out = vec![(String::new(), 0)];
    while let Some(c) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let arabic = rest.get(..digits).and_then(|d| d.parse().ok());
        let numeral = arabic
            .map(|n| (n, digits))
            .or_else(|| crate::reader::label::chinese(rest).map(|(n, len)| (u64::from(n), len)));
        let (number, len) = numeral.filter(|(_, len)| *len > 0).unzip();
        if let (Some(last), None) = (out.last_mut(), number) {
            last.0.push(c);
        }
        if let (Some(last), Some(n)) = (out.last_mut(), number) {
            last.1 = n;
            out.push((String::new(), 0));
        }
        rest = rest.get(len.unwrap_or(c.len_utf8())..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("1000"), Ok(1000));
        assert_eq!(size("64k"), Ok(65_536));
        assert_eq!(size("99999999999G"), Ok(u64::MAX));
        for wrong in ["", "M", "1T", "-1", "1.5M", "1 M"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn files_stand_in_the_order_of_their_numbers() {
        for sorted in [
            &["1.txt", "2.txt", "10.txt"][..],
            &["第一章.txt", "第二章.txt", "第十章.txt", "第二十章.txt"],
            &["卷2/9.txt", "卷2/11.txt", "卷10/1.txt"],
            &["99999999999999999999999.txt", "a1.txt", "a2.txt", "b.txt"],
        ] {
            let mut list: Vec<&str> = sorted.iter().rev().copied().collect();
            list.sort_by_cached_key(|p| numbers_by_value(Path::new(p)));
            assert_eq!(list, sorted);
        }
    }
}
