//! The reader on labelled texts: `corpus/` with the weights that are built in (which were fitted to it: what unseen
//! texts say is printed by `cargo run --release -p wenji-train -- evaluate`), and sentences that no one may leave out.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use wenji::reader::{self, Kind};
use wenji::source::Source;

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    all.sort();
    all
}

fn rows(s: &str) -> HashMap<u64, serde_json::Value> {
    s.lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
        .filter(|v| v.get("at").is_none())
        .map(|v| (v["line"].as_u64().unwrap(), v))
        .collect()
}

fn outline(text: &[u8]) -> HashMap<u64, serde_json::Value> {
    let source = Source::decode(text, None).unwrap();
    let units = reader::read(&source, &reader::ReadOptions::default()).units;
    rows(&reader::jsonl(&units, &source.text))
}

/// Lines, those read right, authors' lines, those left out, and what is wrong.
#[derive(Default)]
struct Found {
    lines: usize,
    right: usize,
    authors: usize,
    left_out: usize,
    wrong: Vec<String>,
}

fn compare(labels: &Path) -> Found {
    let want = rows(&std::fs::read_to_string(labels).unwrap());
    let got = outline(&std::fs::read(labels.with_extension("txt")).unwrap());
    let mut f = Found::default();
    for (n, w) in &want {
        let kind = got.get(n).and_then(|g| g["kind"].as_str()).unwrap_or("missing");
        let alike = w["alt"].as_array().is_some_and(|a| a.iter().any(|k| k == kind));
        f.lines += 1;
        if w["kind"] == kind || alike {
            f.right += 1;
        } else {
            let id = labels.file_stem().unwrap().to_string_lossy();
            f.wrong.push(format!("{id}:{n} {} read as {kind}", w["kind"]));
        }
        let chatter = |v: &serde_json::Value| v == "boilerplate";
        let may_go = w["alt"].as_array().is_some_and(|a| a.iter().any(chatter));
        if !chatter(&w["kind"]) && !may_go {
            f.authors += 1;
            f.left_out += usize::from(kind == "boilerplate");
        }
    }
    f
}

fn pooled(keep: impl Fn(&str) -> bool + Sync) -> Found {
    let all: Vec<Found> = corpus()
        .par_iter()
        .filter(|p| keep(&p.file_stem().unwrap().to_string_lossy()))
        .map(|p| compare(p))
        .collect();
    let mut sum = Found::default();
    for f in all {
        sum.lines += f.lines;
        sum.right += f.right;
        sum.authors += f.authors;
        sum.left_out += f.left_out;
        sum.wrong.extend(f.wrong);
    }
    sum
}

#[test]
fn the_corpus_is_read_as_its_labels_say() {
    let all = pooled(|_| true);
    assert!(all.lines > 15_000, "{} lines", all.lines);
    assert!(all.right * 100 >= all.lines * 97, "{:#?}", all.wrong);
    assert!(all.left_out * 2000 <= all.authors, "{} of {}", all.left_out, all.authors);
}

#[test]
fn the_cases_of_the_first_reader_are_read_still() {
    let cases = pooled(|id| id.starts_with("q-"));
    assert!(cases.lines > 1000, "{} lines", cases.lines);
    assert!(cases.right * 100 >= cases.lines * 97, "{:#?}", cases.wrong);
}

#[test]
fn words_of_chatter_in_a_sentence_are_never_enough() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sentences.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let mut gone = Vec::new();
    let mut lines = 0;
    for story in text.split("\n\n") {
        let story = story.replace("# ", "");
        let source = Source::decode(story.as_bytes(), Some("utf-8")).unwrap();
        let units = reader::read(&source, &reader::ReadOptions::default()).units;
        lines += units.len();
        let out = units.iter().filter(|u| u.kind == Kind::Boilerplate);
        gone.extend(out.map(|u| u.text(&source.text).to_owned()));
    }
    assert!(lines >= 200, "{lines} lines");
    assert!(gone.is_empty(), "{gone:#?}");
}
