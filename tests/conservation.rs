//! Promise 1: nothing is lost. The receipt's sum comes out and the source comes back byte for byte.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use proptest::prelude::*;
use wenji::{reader, receipt::Receipt, render, source::Source};

fn conserved(bytes: &[u8], encoding: Option<&str>) {
    let source = Source::decode(bytes, encoding).unwrap();
    let reading = reader::read(&source, &reader::ReadOptions::default());
    let receipt = Receipt::draw(&source, &reading.document, &reading.units).unwrap();
    assert_eq!(receipt.rebuild(&source), source.text);
    assert_eq!(source.encode(), bytes);
}

#[test]
fn samples_are_conserved_and_their_encodings_told() {
    for (name, encoding) in support::SAMPLES {
        let bytes = std::fs::read(support::sample(name)).unwrap();
        assert_eq!(
            Source::decode(&bytes, None).unwrap().encoding,
            encoding,
            "{name}"
        );
        conserved(&bytes, None);
    }
}

#[test]
fn labelled_texts_are_conserved() {
    let gold = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold");
    let Ok(list) = std::fs::read_dir(gold) else {
        return eprintln!("SKIPPED: no labelled texts here");
    };
    for p in list
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
    {
        conserved(&std::fs::read(p).unwrap(), None);
    }
}

/// A line of the kind that anthologies are made of.
fn line() -> impl Strategy<Value = String> {
    let words = "[春夏秋冬山水人家会议工作质量安全发展提高]{1,40}";
    let label = prop::sample::select(vec![
        "",
        "",
        "",
        "一、",
        "二、",
        "(一)",
        "（二）",
        "1.",
        "2、",
        "①",
        "一是",
        "第二,",
        "三要",
        "——",
        "第一章 ",
        "　　",
        "\u{feff}",
        "\0",
    ]);
    let tail = prop::sample::select(vec![
        "",
        "。",
        ",",
        ";",
        "同志们:",
        "篇一",
        "篇二",
        "！",
        "。二、抓好落实",
        "\u{200b}",
        " ",
        "\u{fffe}",
    ]);
    (label, words, tail).prop_map(|(l, w, t)| format!("{l}{w}{t}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn messy_anthologies_are_conserved(lines in prop::collection::vec(line(), 1..40), end in prop::sample::select(vec!["\n", "\r\n", "\r", "\n\n"])) {
        conserved(lines.join(end).as_bytes(), Some("utf-8"));
    }

    #[test]
    fn any_bytes_are_conserved(bytes in prop::collection::vec(any::<u8>(), 9..300), enc in prop::sample::select(vec!["utf-8", "gb18030", "big5", "utf-16le"])) {
        if let Ok(source) = Source::decode(&bytes, Some(enc)) {
            prop_assert_eq!(source.encode(), bytes);
            let reading = reader::read(&source, &reader::ReadOptions::default());
            prop_assert!(Receipt::draw(&source, &reading.document, &reading.units).is_ok());
        }
    }

    #[test]
    fn the_text_form_is_stable(lines in prop::collection::vec("[一二三春夏秋冬山水人家、。，]{3,30}", 1..20)) {
        let read = |s: &str| {
            let source = Source::decode(s.as_bytes(), Some("utf-8")).unwrap();
            render::text(&reader::read(&source, &reader::ReadOptions::default()).document)
        };
        let once = read(&lines.join("\n"));
        let chars = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(chars(&read(&once)), chars(&once));
    }
}
