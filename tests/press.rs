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

/// What `--preflight=json` says of a sample.
fn preflight(dir: &Path, options: &[&str]) -> serde_json::Value {
    let file = sample("speeches.txt");
    let out = dir.join("seen.pdf");
    let done = wenji()
        .args([
            "convert",
            file.to_str().unwrap(),
            "--to",
            "pdf",
            "-q",
            "--force",
        ])
        .args(["--preflight=json", "-o"])
        .arg(&out)
        .args(options)
        .assert()
        .success();
    serde_json::from_slice(&done.get_output().stdout).unwrap()
}

#[test]
fn preflight_tells_a_print_file_from_one_for_the_screen() {
    let dir = tempfile::tempdir().unwrap();
    let print = ["--pdf-profile", "print", "--bleed", "3", "--crop-marks"];
    let seen = preflight(dir.path(), &[&print[..], &["--pad-pages", "4"]].concat());
    assert_eq!(seen["concerns"], serde_json::json!([]), "{seen}");
    assert_eq!(seen["inks"], serde_json::json!(["black"]));
    assert_eq!(seen["thinnest_line"], 0.25);
    assert_eq!(seen["sizes"][0]["trim"], serde_json::json!([210.0, 297.0]));
    assert_eq!(seen["sizes"][0]["bleed"], serde_json::json!([216.0, 303.0]));
    let pages = seen["pages"].as_u64().unwrap();
    assert!(pages.is_multiple_of(4));
    assert!((seen["spine"].as_f64().unwrap() - pages as f64 / 2.0 * 0.1).abs() < 0.01);
    let blank = seen["blank"].as_array().unwrap();
    assert!(
        blank.contains(&2.into()) && !blank.contains(&1.into()),
        "{seen}"
    );
    let fonts = seen["fonts"].as_array().unwrap();
    assert!(
        fonts.len() > 1
            && fonts
                .iter()
                .all(|f| f["embedded"] == true && f["subset"] == true)
    );

    let seen = preflight(dir.path(), &[]);
    let codes: Vec<&str> = seen["concerns"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|c| c["code"].as_str())
        .collect();
    assert!(
        codes.contains(&"annotations") && codes.contains(&"no-intent"),
        "{codes:?}"
    );
}

#[test]
fn measures_that_cannot_be_are_wrong_usage_in_both_languages() {
    let file = sample("speeches.txt");
    for (language, options, said) in [
        ("en", ["--bleed", "50"], "a bleed of 50 mm"),
        ("zh", ["--pad-pages", "0"], "页数的倍数"),
    ] {
        let refused = wenji()
            .args(["--lang-ui", language, "convert", file.to_str().unwrap()])
            .args(["--to", "pdf", "--pdf-profile", "print", "-o", "-"])
            .args(options)
            .assert()
            .code(2);
        let text = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
        assert!(text.contains(said), "{text}");
    }
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
fn hyphens_that_end_turned_numbers_are_not_taken_for_broken_words() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("纲要.txt");
    let text = "质量纲要\n\n《质量发展纲要（20**-）》已经印发，《质量发展纲要（20**-年）》正在修订，请各地对照执行，不要漏掉。\n";
    std::fs::write(&file, text).unwrap();
    let out = dir.path().join("a.pdf");
    wenji()
        .args(["convert", file.to_str().unwrap(), "--to", "pdf", "-q"])
        .args(["--style", "book", "--vertical", "-o", out.to_str().unwrap()])
        .assert()
        .success();
    let Some(got) = tool("pdftotext", &["-enc", "UTF-8", out.to_str().unwrap(), "-"]) else {
        return;
    };
    assert_eq!(got.matches('-').count(), 2, "{got}");
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
