//! The outputs before independent judges and readers: EPUBCheck, LibreOffice, pandoc. One sample of each kind of text is
//! enough here; the longer runs belong to the validators one uses by hand.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};
use support::{han, office, sample, tool, wenji};

fn convert(name: &str, to: &str, dir: &Path) -> PathBuf {
    wenji()
        .args(["convert", sample(name).to_str().unwrap(), "-q", "--to", to])
        .args(["-o", &format!("{}/", dir.display())])
        .assert()
        .success();
    let stem = sample(name).file_stem().unwrap().to_owned();
    dir.join(stem)
        .with_extension(if to == "text" { "txt" } else { to })
}

#[test]
fn epubcheck_finds_nothing() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["speeches.txt", "poems.txt", "traditional-big5.txt"] {
        let book = convert(name, "epub", dir.path());
        // `tool` fails where the exit code is not 0: an error or a fatal one.
        let Some(said) = tool("epubcheck", &[book.to_str().unwrap()]) else {
            return;
        };
        for word in ["WARNING", "ERROR", "FATAL"] {
            assert!(!said.contains(word), "{name}: {said}");
        }
    }
}

#[test]
fn libreoffice_opens_the_word_file_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["speeches.txt", "notice.txt"] {
        let docx = convert(name, "docx", dir.path());
        let text = convert(name, "text", dir.path());
        let want = han(&std::fs::read_to_string(text).unwrap());
        let Some(pdf) = office(&docx, "pdf:writer_pdf_Export") else {
            return;
        };
        let Some(got) = tool("pdftotext", &["-enc", "UTF-8", pdf.to_str().unwrap(), "-"]) else {
            return;
        };
        let mut left: std::collections::HashMap<char, i64> = std::collections::HashMap::new();
        for c in han(&got).chars() {
            *left.entry(c).or_default() += 1;
        }
        for c in want.chars() {
            *left.entry(c).or_default() -= 1;
        }
        let lost: String = left.iter().filter(|x| *x.1 < 0).map(|x| *x.0).collect();
        assert!(lost.is_empty(), "{name} lacks {lost}");
    }
}
