//! Cases of reading: small texts of many kinds, each line with what an editor would take it for.
//!
//! A case is a file of `tests/cases/reading`. Its lines are `MARK|TEXT`: the marks that are right, parted by `/`, then
//! the line as it stands in the text; `|` alone is a blank line. Marks: `t` title, `v` volume (a heading of level 1),
//! `pc` piece, `pf` preface, `b` boilerplate, `s` salutation, `h2` `h3` … heading of that level, `h2r` the same with
//! body on its line (`¦` stands where the heading ends), `i` item, `p` paragraph, `c` continuation, `e` closing.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use wenji::{reader, source::Source};

/// The marks of a row of the outline, the most telling one first.
fn mark(row: &serde_json::Value) -> String {
    match row["kind"].as_str().unwrap() {
        "title" => "t".into(),
        "piece" => "pc".into(),
        "preface" => "pf".into(),
        "boilerplate" => "b".into(),
        "salutation" => "s".into(),
        "heading" if row["level"] == 1 => "v".into(),
        "heading" => {
            let run_in = if row["run_in"] == true { "r" } else { "" };
            format!("h{}{run_in}", row["level"])
        }
        "item" => "i".into(),
        "para" => "p".into(),
        "continuation" => "c".into(),
        "closing" => "e".into(),
        other => other.to_owned(),
    }
}

/// What differs between a case and its reading, one line each.
fn differences(case: &str) -> String {
    let mut text = String::new();
    let mut wanted: Vec<(usize, &str, Option<String>)> = Vec::new();
    for (n, line) in case.lines().enumerate() {
        let (marks, words) = line.split_once('|').unwrap();
        if !marks.is_empty() {
            let run_in = words.split_once('¦').map(|(a, _)| a.trim().to_owned());
            wanted.push((n + 1, marks, run_in));
        }
        text.push_str(&words.replace('¦', ""));
        text.push('\n');
    }
    let source = Source::decode(text.as_bytes(), Some("utf-8")).unwrap();
    let reading = reader::read(&source, &reader::ReadOptions::default());
    let outline = reader::jsonl(&reading.units, &source.text);
    let rows: Vec<serde_json::Value> = outline
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let mut out = String::new();
    for (line, marks, run_in) in wanted {
        let words = text.lines().nth(line - 1).unwrap_or_default().trim();
        let Some(row) = rows.iter().find(|r| r["line"] == line) else {
            let _ = writeln!(out, "  {line}: no row");
            continue;
        };
        let got = mark(row);
        let words: String = words.chars().take(24).collect();
        if !marks.split('/').any(|m| m == got) {
            let why = row["why"].as_str().unwrap_or_default();
            let _ = writeln!(out, "  {line}: wanted {marks}, got {got} ({why}): {words}");
        } else if let Some(end) = run_in
            && row["heading_text"].as_str().map(str::trim) != Some(end.as_str())
        {
            let _ = writeln!(out, "  {line}: run-in ends at {}", row["heading_text"]);
        }
    }
    out
}

#[test]
fn every_case_is_read_as_an_editor_would() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/reading");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 14, "cases are missing");
    let mut report = String::new();
    for path in cases {
        let found = differences(&std::fs::read_to_string(&path).unwrap());
        if !found.is_empty() {
            let _ = write!(
                report,
                "{}\n{found}",
                path.file_stem().unwrap().to_string_lossy()
            );
        }
    }
    assert!(report.is_empty(), "\n{report}");
}
