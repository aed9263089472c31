//! Golden outlines: what the lines of the samples are taken for, and how near hand-made labels that is.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use support::{SAMPLES, sample};
use wenji::{reader, source::Source};

fn outline(path: &Path, tree: bool) -> String {
    let source = Source::decode(&std::fs::read(path).unwrap(), None).unwrap();
    let units = reader::read(&source, &reader::ReadOptions::default()).units;
    if tree {
        reader::tree_text(&units, &source.text)
    } else {
        reader::jsonl(&units, &source.text)
    }
}

#[test]
fn outlines_of_the_samples() {
    for (name, _) in SAMPLES {
        insta::assert_snapshot!(name.trim_end_matches(".txt"), outline(&sample(name), true));
    }
}

/// Share of lines whose kind is the label's, or one of its `alt`.
fn agreement(gold: &Path, text: &Path) -> f64 {
    let rows = |s: &str| -> HashMap<u64, serde_json::Value> {
        s.lines()
            .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
            .map(|v| (v["line"].as_u64().unwrap(), v))
            .collect()
    };
    let (want, got) = (
        rows(&std::fs::read_to_string(gold).unwrap()),
        rows(&outline(text, false)),
    );
    let right = want.iter().filter(|(n, w)| {
        got.get(n).is_some_and(|g| {
            g["kind"] == w["kind"] || w["alt"].as_array().is_some_and(|a| a.contains(&g["kind"]))
        })
    });
    right.count() as f64 / want.len() as f64
}

#[test]
fn labelled_texts_are_read_as_their_editors_did() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pairs: Vec<(PathBuf, PathBuf)> = vec![(
        here.join("tests/gold/speeches.jsonl"),
        sample("speeches.txt"),
    )];
    let shared = here.join("../shared/gold");
    for id in ["seed", "b02", "b09", "c01", "c01w", "d03"] {
        pairs.push((
            shared.join(format!("{id}.jsonl")),
            shared.join(format!("{id}.txt")),
        ));
    }
    for (gold, text) in pairs {
        if !gold.exists() {
            eprintln!("SKIPPED: {} is not here", gold.display());
            continue;
        }
        let share = agreement(&gold, &text);
        assert!(share >= 0.98, "{}: {share:.3}", text.display());
    }
}
