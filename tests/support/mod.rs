//! What the whole-program tests share.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses a part; tests fail by panicking"
)]

mod tools;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
#[allow(unused_imports, reason = "each test file uses a part")]
pub(crate) use tools::{axe, has, lacks, list, output, tool};

/// The samples with the encoding each is in.
pub(crate) const SAMPLES: [(&str, &str); 6] = [
    ("speeches.txt", "UTF-8"),
    ("novel-gbk.txt", "gb18030"),
    ("traditional-big5.txt", "Big5"),
    ("poems.txt", "UTF-8"),
    ("essays.txt", "UTF-8"),
    ("notice.txt", "UTF-8"),
];

/// A sample's path.
pub(crate) fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(name)
}

/// Where the program lies: the long runs take a release build.
pub(crate) fn program() -> PathBuf {
    std::env::var_os("WENJI_PROGRAM")
        .map_or_else(|| assert_cmd::cargo::cargo_bin("wenji"), PathBuf::from)
}

/// The program, with the locale and clock fixed.
pub(crate) fn wenji() -> assert_cmd::Command {
    let mut c = assert_cmd::Command::new(program());
    c.env("LC_ALL", "C.UTF-8")
        .env("SOURCE_DATE_EPOCH", "1700000000");
    c
}

/// Converts a file into a folder, by the program; where the output lies.
pub(crate) fn convert(file: &Path, to: &str, dir: &Path) -> PathBuf {
    wenji()
        .args(["convert", file.to_str().unwrap(), "-q", "--to", to])
        .args(["-o", &format!("{}/", dir.display())])
        .assert()
        .success();
    let ending = match to {
        "markdown" => "md",
        "text" => "txt",
        other => other,
    };
    dir.join(file.file_name().unwrap()).with_extension(ending)
}

/// The tree in a file of `--to json`.
pub(crate) fn tree(file: &Path) -> wenji::tree::Document {
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// Han characters only, for comparisons across formats.
pub(crate) fn han(s: &str) -> String {
    s.chars()
        .filter(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'))
        .collect()
}

/// What LibreOffice makes of a document, in the document's folder. `filter` begins with the extension: `pdf`,
/// `txt:Text (encoded):UTF8`. `None` (said aloud) where it is absent.
#[track_caller]
pub(crate) fn office(document: &Path, filter: &str) -> Option<PathBuf> {
    Some(offices(&[document], filter)?.swap_remove(0))
}

/// The same of several documents of one folder.
#[track_caller]
pub(crate) fn offices(documents: &[&Path], filter: &str) -> Option<Vec<PathBuf>> {
    if !has("soffice") {
        return None;
    }
    let made = office_run(documents, filter).unwrap_or_else(|e| panic!("soffice: {e}"));
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let extension = filter.split(':').next().unwrap_or_default();
    let made = documents.iter().map(|d| d.with_extension(extension));
    Some(made.collect())
}

/// Runs LibreOffice with everything of its own in the document's folder.
fn office_run(documents: &[&Path], filter: &str) -> std::io::Result<Output> {
    let folder = documents[0].parent().unwrap().display().to_string();
    Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{folder}/profile"))
        .args(["--headless", "--convert-to", filter, "--outdir", &folder])
        .args(documents)
        .output()
}
