//! Nothing is lost on the way in, nothing is wrong on the way out: kinds of text that people bring along.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod encodings;
mod glyphs;
mod latin;
mod leftovers;
mod line_ends;
mod long_words;
mod made;
mod marks;
mod pictures;
mod receipts;

use std::path::{Path, PathBuf};

/// A text in a folder of its own.
struct Case {
    dir: tempfile::TempDir,
    file: PathBuf,
}

impl Case {
    fn new(name: &str, text: impl AsRef<[u8]>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(name);
        std::fs::write(&file, text).unwrap();
        Self { dir, file }
    }

    /// A document of it in one format, and what the program said.
    fn made(&self, to: &str, options: &[&str]) -> (PathBuf, String) {
        let ending = match to {
            "markdown" => "made.md",
            "text" => "made.txt",
            other => &format!("made.{other}"),
        };
        let out = self.dir.path().join(ending);
        let done = support::wenji()
            .args(["convert", self.file.to_str().unwrap(), "--force"])
            .args(["--to", to, "-o", out.to_str().unwrap(), "--verify"])
            .args(options)
            .assert()
            .success();
        let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        (out, said)
    }

    /// The text form.
    fn text(&self, options: &[&str]) -> String {
        std::fs::read_to_string(self.made("text", options).0).unwrap()
    }

    /// The web page.
    fn html(&self, options: &[&str]) -> String {
        std::fs::read_to_string(self.made("html", options).0).unwrap()
    }

    /// The text of the PDF, line ends and spaces left out.
    fn printed(&self) -> Option<String> {
        let (pdf, _) = self.made("pdf", &[]);
        let text = support::tool("pdftotext", &["-enc", "UTF-8", pdf.to_str().unwrap(), "-"])?;
        Some(text.split_whitespace().collect())
    }

    /// A part of a package.
    fn part(&self, to: &str, part: &str) -> String {
        unzipped(&self.made(to, &[]).0, part)
    }
}

/// A file in a package; all whose names end so, one after the other.
fn unzipped(package: &Path, part: &str) -> String {
    use std::io::Read as _;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(package).unwrap()).unwrap();
    let all = zip.file_names();
    let mut names: Vec<String> = all.map(|n| n.unwrap().into_owned()).collect();
    names.sort();
    let mut all = String::new();
    for name in names.iter().filter(|n| n.ends_with(part)) {
        zip.by_name(name).unwrap().read_to_string(&mut all).unwrap();
    }
    assert!(!all.is_empty(), "{part} in {names:?}");
    all
}
