//! What became of an input: what is said of it, what was written, and the line of `--report`.

use super::Failure;
use super::message::Language;
use crate::render::Format;
use std::path::{Path, PathBuf};

/// Outputs that are named one by one.
const NAMED: usize = 8;

/// A file that was written.
pub(super) struct Written {
    path: PathBuf,
    format: &'static str,
    bytes: usize,
    pages: Option<u32>,
}

impl Written {
    pub(super) fn new(path: &Path, format: Format, bytes: &[u8]) -> Self {
        let pages = (format == Format::Pdf)
            .then(|| lopdf::Document::load_metadata_mem(bytes).ok())
            .flatten();
        let mut names = Format::ALL.iter().filter(|(_, f)| *f == format);
        Self {
            path: path.to_owned(),
            format: names.next().map_or("", |(n, _)| n),
            bytes: bytes.len(),
            pages: pages.map(|m| m.page_count),
        }
    }

    fn shown(&self, lang: Language) -> String {
        let (path, size) = (self.path.display(), size(self.bytes));
        match (self.pages, lang) {
            (Some(1), Language::English) => format!("{path} ({size}, 1 page)"),
            (Some(n), Language::English) => format!("{path} ({size}, {n} pages)"),
            (Some(n), Language::Chinese) => format!("{path}（{size}，{n} 页）"),
            (None, Language::English) => format!("{path} ({size})"),
            (None, Language::Chinese) => format!("{path}（{size}）"),
        }
    }
}

/// What became of an input.
#[derive(Default)]
pub(super) struct Record {
    pub(super) said: Vec<String>,
    pub(super) written: Vec<Written>,
    /// Outputs that were left as they are.
    pub(super) kept: Vec<PathBuf>,
    pub(super) findings: usize,
}

impl Record {
    /// Says what was written.
    pub(super) fn tell_written(&mut self, lang: Language) {
        let n = self.written.len();
        let whole = || size(self.written.iter().map(|w| w.bytes).sum());
        let said = match self.written.first() {
            None => return,
            Some(first) if n > NAMED => {
                let folder = first.path.parent().unwrap_or(&first.path).display();
                match lang {
                    Language::English => format!("{folder}: {n} files ({})", whole()),
                    Language::Chinese => format!("{folder}：{n} 个文件（{}）", whole()),
                }
            }
            Some(_) => {
                let all: Vec<String> = self.written.iter().map(|w| w.shown(lang)).collect();
                all.join(lang.say(", ", "，"))
            }
        };
        self.said.push(format!("→ {said}"));
    }

    /// True for an input of which nothing was made, because all is there.
    pub(super) fn is_kept(&self) -> bool {
        self.written.is_empty() && !self.kept.is_empty()
    }

    /// The line of the report.
    pub(super) fn line(&self, file: &Path, result: &Result<u8, Failure>) -> String {
        let status = match result {
            Err(f) if f.there => "exists",
            Err(_) => "failed",
            Ok(_) if self.is_kept() => "kept",
            Ok(_) => "written",
        };
        let outputs: Vec<_> = self
            .written
            .iter()
            .map(|w| {
                let path = w.path.to_string_lossy();
                let mut o = serde_json::json!({"path": path, "format": w.format, "bytes": w.bytes});
                if let (Some(n), Some(o)) = (w.pages, o.as_object_mut()) {
                    o.insert("pages".into(), n.into());
                }
                o
            })
            .collect();
        let mut line = serde_json::json!({
            "file": file.to_string_lossy(),
            "status": status,
            "outputs": outputs,
            "findings": self.findings,
        });
        if let Some(o) = line.as_object_mut() {
            if !self.kept.is_empty() {
                let kept = self.kept.iter().map(|p| p.to_string_lossy().into());
                o.insert(
                    "kept".into(),
                    kept.collect::<Vec<serde_json::Value>>().into(),
                );
            }
            if let Err(f) = result {
                o.insert("exit".into(), f.code.into());
                o.insert("error".into(), f.message.clone().into());
            }
        }
        format!("{line}\n")
    }
}

/// A size as people read it.
fn size(bytes: usize) -> String {
    const STEP: f64 = 1024.0;
    #[expect(clippy::cast_precision_loss, reason = "it is rounded")]
    let n = bytes as f64;
    match n {
        n if n < STEP => format!("{bytes} B"),
        n if n < STEP * STEP => format!("{:.0} KB", n / STEP),
        n => format!("{:.1} MB", n / STEP / STEP),
    }
}
