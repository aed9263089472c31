//! Encodings are told from fragments, wherever they are cut.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::path::Path;
use support::{SAMPLES, sample};
use wenji::source::Source;

/// The samples as text, and the labelled texts where they are at hand.
fn texts() -> Vec<String> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold");
    let gold =
        ["seed", "b02", "b09", "c01", "c01w", "d03"].map(|id| shared.join(format!("{id}.txt")));
    SAMPLES
        .iter()
        .map(|(name, _)| sample(name))
        .chain(gold.into_iter().filter(|p| p.exists()))
        .map(|p| {
            Source::decode(&std::fs::read(p).unwrap(), None)
                .unwrap()
                .text
        })
        .map(|t| t.chars().take(20_000).collect())
        .collect()
}

/// The text in an encoding, or `None` where that has not all its characters.
fn encode(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let wide = |f: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(f).collect();
    if encoding == UTF_16LE {
        return Some(wide(u16::to_le_bytes));
    }
    if encoding == UTF_16BE {
        return Some(wide(u16::to_be_bytes));
    }
    let (bytes, _, lossy) = encoding.encode(text);
    // Characters that Big5 lacks are left out; a text that loses more than a few is not of its script.
    if lossy {
        let kept: String = text
            .chars()
            .filter(|c| !encoding.encode(c.encode_utf8(&mut [0; 4])).2)
            .collect();
        let enough = kept.chars().count() * 100 >= text.chars().count() * 98;
        return enough.then(|| encoding.encode(&kept).0.into_owned());
    }
    Some(bytes.into_owned())
}

/// Share of `n` fragments of `len` bytes that are told right.
fn told(encoding: &'static Encoding, len: usize, n: usize) -> f64 {
    let files: Vec<Vec<u8>> = texts().iter().filter_map(|t| encode(t, encoding)).collect();
    assert!(!files.is_empty(), "{}", encoding.name());
    let (mut seed, mut right) = (7u64, 0usize);
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for _ in 0..n {
        let file = &files[next(files.len())];
        let mut at = next(file.len() - len);
        if encoding == UTF_16LE || encoding == UTF_16BE {
            at -= at % 2;
        }
        let found = Source::decode(&file[at..at + len], None).map(|s| s.encoding);
        right += usize::from(found.is_ok_and(|e| e.eq_ignore_ascii_case(encoding.name())));
    }
    right as f64 / n as f64
}

#[test]
fn fragments_of_two_hundred_bytes_are_all_told() {
    for e in [UTF_8, UTF_16LE, UTF_16BE, GB18030, BIG5] {
        let share = told(e, 200, 200);
        assert!(share >= 1.0, "{}: {share}", e.name());
    }
}

#[test]
fn fragments_of_forty_bytes_are_nearly_all_told() {
    for e in [UTF_8, UTF_16LE, UTF_16BE, GB18030, BIG5] {
        let share = told(e, 40, 1_000);
        assert!(share >= 0.97, "{}: {share}", e.name());
    }
}

#[test]
fn mojibake_is_mended_where_asked_and_the_input_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("乱码.txt");
    let sound = "在会上的讲话\n\n同志们：\n一、提高认识\n今年以来，各部门认真落实各项制度。\n二、抓好落实\n下一步要抓好三件事。\n";
    let broken: String = sound.bytes().map(char::from).collect();
    std::fs::write(&file, &broken).unwrap();
    let path = file.to_str().unwrap();
    let text = |options: &[&str]| {
        let out = support::wenji()
            .args(["convert", path, "--to", "text", "-o", "-", "-q"])
            .args(options)
            .assert()
            .success();
        String::from_utf8(out.get_output().stdout.clone()).unwrap()
    };
    assert!(text(&["--repair-encoding"]).contains("一、提高认识\n"));
    assert!(!text(&[]).contains("提高认识"));
    support::wenji()
        .args(["check", path, "--repair-encoding", "--roundtrip"])
        .assert()
        .success();
    let receipt = dir.path().join("r.jsonl");
    text(&["--repair-encoding", "--receipt", receipt.to_str().unwrap()]);
    let rows = std::fs::read_to_string(receipt).unwrap();
    assert_eq!(rows.matches("\"rule\":\"repair\"").count(), 6, "{rows}");
}
