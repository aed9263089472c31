//! Golden outlines: what the lines of the samples are taken for, and how near hand-made labels that is.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use support::{SAMPLES, sample};
use wenji::{reader, source::Source};

fn outline(path: &Path, tree: bool) -> String {
    let source = Source::decode(&std::fs::read(path).unwrap(), None).unwrap();
    let reading = reader::read(&source, &reader::ReadOptions::default());
    if tree {
        reading.outline().tree_text(&source.text)
    } else {
        reading.outline().jsonl(&source.text)
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
            support::lacks("the labelled texts");
            continue;
        }
        let share = agreement(&gold, &text);
        assert!(share >= 0.98, "{}: {share:.3}", text.display());
    }
}

/// Confidence means something: of the lines that the reader is sure of, hardly one is wrong, and it is sure of most.
#[test]
fn confidence_is_calibrated() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold");
    let mut bins = [
        (0.95, 0usize, 0usize),
        (0.8, 0, 0),
        (0.6, 0, 0),
        (0.0, 0, 0),
    ];
    for id in ["seed", "b02", "b09", "c01", "c01w", "d03"] {
        let gold = shared.join(format!("{id}.jsonl"));
        let Ok(gold) = std::fs::read_to_string(&gold) else {
            support::lacks("the labelled texts");
            return;
        };
        let got: HashMap<u64, serde_json::Value> =
            outline(&shared.join(format!("{id}.txt")), false)
                .lines()
                .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
                .map(|v| (v["line"].as_u64().unwrap(), v))
                .collect();
        for line in gold.lines().filter(|l| !l.trim().is_empty()) {
            let want: serde_json::Value = serde_json::from_str(line).unwrap();
            let Some(g) = got.get(&want["line"].as_u64().unwrap()) else {
                continue;
            };
            let right = g["kind"] == want["kind"]
                || want["alt"]
                    .as_array()
                    .is_some_and(|a| a.contains(&g["kind"]));
            let sure = g["confidence"].as_f64().unwrap() + 1e-6;
            if let Some(bin) = bins.iter_mut().find(|b| sure >= b.0) {
                bin.1 += usize::from(right);
                bin.2 += 1;
            }
        }
    }
    let all: usize = bins.iter().map(|b| b.2).sum();
    for (from, right, n) in bins {
        println!("confidence ≥ {from}: {right} of {n} lines right");
    }
    let (_, right, n) = bins[0];
    assert!(right * 100 >= n * 99, "{right} of {n}");
    assert!(n * 100 >= all * 80, "sure of {n} of {all} lines only");
}
