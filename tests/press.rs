//! The print profile as a print shop's tools read it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};
use support::{han, sample, tool, wenji};

/// The print profile of a sample with more options.
fn printed(dir: &Path, options: &[&str]) -> PathBuf {
    let out = dir.join("out.pdf");
    let file = sample("speeches.txt");
    wenji()
        .args(["convert", file.to_str().unwrap(), "--to", "pdf", "-q"])
        .args(["--force", "--pdf-profile", "print", "-o"])
        .arg(&out)
        .args(options)
        .assert()
        .success();
    out
}

fn info(pdf: &Path) -> Option<String> {
    tool("pdfinfo", &["-box", pdf.to_str().unwrap()])
}

fn pages(info: &str) -> usize {
    let line = info.lines().find_map(|l| l.strip_prefix("Pages:"));
    line.unwrap().trim().parse().unwrap()
}

#[test]
fn a_print_file_is_sound_with_any_marks() {
    let dir = tempfile::tempdir().unwrap();
    for options in [
        &[][..],
        &["--bleed", "3"],
        &["--bleed", "3", "--crop-marks", "--style", "book"],
        &["--impose", "booklet", "--creep", "0.2", "--crop-marks"],
    ] {
        let pdf = printed(dir.path(), options);
        tool("qpdf", &["--check", pdf.to_str().unwrap()]);
        let bytes = std::fs::read(&pdf).unwrap();
        assert!(bytes.starts_with(b"%PDF-1.6"), "{options:?}");
        let xmp = String::from_utf8_lossy(&bytes);
        assert!(
            xmp.contains("PDF/X-4") && !xmp.contains("pdfaid:part"),
            "{options:?}"
        );
    }
}

#[test]
fn padding_and_booklets_keep_all_text() {
    let dir = tempfile::tempdir().unwrap();
    let Some(plain) = info(&printed(dir.path(), &[])) else {
        return;
    };
    let count = pages(&plain);
    let padded = info(&printed(dir.path(), &["--pad-pages", "16"])).unwrap();
    assert_eq!(pages(&padded), count.next_multiple_of(16));
    let text = |pdf: &Path| {
        let text = tool("pdftotext", &["-enc", "UTF-8", pdf.to_str().unwrap(), "-"]);
        let mut all: Vec<char> = han(&text.unwrap_or_default()).chars().collect();
        all.sort_unstable();
        all
    };
    let want = text(&printed(dir.path(), &[]));
    let booklet = printed(dir.path(), &["--impose", "booklet"]);
    assert!(text(&booklet) == want, "a booklet loses text");
    assert_eq!(
        pages(&info(&booklet).unwrap()),
        count.next_multiple_of(4) / 2
    );
}

#[test]
fn print_options_ask_for_the_print_profile() {
    let file = sample("speeches.txt");
    wenji()
        .args([
            "convert",
            file.to_str().unwrap(),
            "--to",
            "pdf",
            "--bleed",
            "3",
            "-o",
            "-",
        ])
        .assert()
        .code(2);
    wenji()
        .args(["convert", file.to_str().unwrap(), "--to", "pdf", "-o", "-"])
        .args(["--set", "page.rekto=true"])
        .assert()
        .code(2);
}

/// The vertical PDF of a sample in the style of books, and the tree's text.
fn vertical(dir: &Path, name: &str) -> (PathBuf, String) {
    let file = sample(name);
    let out = format!("{}/", dir.display());
    wenji()
        .args(["convert", file.to_str().unwrap(), "--to", "pdf,text", "-q"])
        .args(["--vertical", "-o", &out])
        .assert()
        .success();
    let made = |e: &str| dir.join(name).with_extension(e);
    (made("pdf"), std::fs::read_to_string(made("txt")).unwrap())
}

#[test]
fn vertical_pages_are_read_in_order_with_the_marks_of_the_source() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["novel-gbk.txt", "essays.txt"] {
        let (pdf, want) = vertical(dir.path(), name);
        let file = lopdf::Document::load(&pdf).unwrap();
        let viewer = file.catalog().unwrap().get(b"ViewerPreferences").unwrap();
        let viewer = file.dereference(viewer).unwrap().1.as_dict().unwrap();
        assert_eq!(viewer.get(b"Direction").unwrap().as_name().unwrap(), b"R2L");
        let Some(got) = tool("pdftotext", &["-enc", "UTF-8", pdf.to_str().unwrap(), "-"]) else {
            return;
        };
        // Front matter and folios stand between; every paragraph is in one piece but for page ends.
        let got = han(&got);
        let lines: Vec<String> = want
            .lines()
            .map(han)
            .filter(|l| l.chars().count() > 8)
            .collect();
        let found = lines.iter().filter(|l| got.contains(l.as_str())).count();
        assert!(
            found * 10 >= lines.len() * 9,
            "{name}: {found} of {} paragraphs",
            lines.len()
        );
    }
}

#[test]
fn vertical_pages_need_a_style_that_has_them() {
    let file = sample("speeches.txt");
    let refused = wenji()
        .args(["convert", file.to_str().unwrap(), "--to", "pdf", "-o", "-"])
        .args(["--vertical", "--style", "gongwen"])
        .assert()
        .code(2);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("[vertical]"), "{said}");
}
