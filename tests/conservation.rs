//! Promise 1: nothing is lost. The receipt's sum comes out and the source comes back byte for byte.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use proptest::prelude::*;
use wenji::{reader, receipt::Receipt, render, source::Source};

fn conserved(bytes: &[u8], encoding: Option<&str>) {
    let source = Source::decode(bytes, encoding).unwrap();
    let reading = reader::read(&source, &reader::ReadOptions::default());
    let receipt = Receipt::draw(&source, &reading).unwrap();
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
        return support::lacks("the labelled texts");
    };
    for p in list
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
    {
        conserved(&std::fs::read(p).unwrap(), None);
    }
}

#[test]
fn the_text_form_of_the_samples_is_read_the_same_way() {
    for (name, _) in support::SAMPLES {
        let bytes = std::fs::read(support::sample(name)).unwrap();
        let read = |bytes: &[u8]| {
            let source = Source::decode(bytes, None).unwrap();
            let reading = reader::read(&source, &reader::ReadOptions::default());
            let kinds: Vec<&str> = reading
                .outline()
                .units()
                .iter()
                .map(|u| u.kind.name())
                .filter(|k| !matches!(*k, "boilerplate" | "continuation"))
                // The text form sets nothing in at the right, by which a signature is told.
                .map(|k| if k == "closing" { "para" } else { k })
                .collect();
            (render::text(&reading.document), kinds)
        };
        let (once, kinds) = read(&bytes);
        let (again, same) = read(once.as_bytes());
        assert_eq!(again, once, "{name}");
        // A line or two of a hundred may be told otherwise without the source's layout.
        let alike = same.iter().zip(&kinds).filter(|(a, b)| a == b).count();
        assert_eq!(same.len(), kinds.len(), "{name}");
        assert!(
            alike * 100 >= kinds.len() * 97,
            "{name}: {same:?} {kinds:?}"
        );
    }
}

#[test]
fn copies_are_left_out_only_where_asked_and_stay_in_the_receipt() {
    let body = "今年以来，各部门认真落实各项制度，全县安全生产形势持续稳定。广大群众的满意程度不断提高，各项事业全面发展。我们要继续努力，把工作做得更好，不辜负大家的期望。".repeat(2);
    let other = "第三篇的文字与前面都不相同，讲的是春天里的一件小事，后来大家都忘记了。";
    let text = format!("讲话稿篇一\n{body}\n讲话稿篇二\n{body}\n讲话稿篇三\n{other}\n");
    let source = Source::decode(text.as_bytes(), Some("utf-8")).unwrap();
    let read = |dedupe| {
        let options = reader::ReadOptions {
            dedupe,
            ..Default::default()
        };
        reader::read(&source, &options)
    };
    let plain = read(false);
    assert_eq!(plain.document.pieces().len(), 3);
    assert!(
        plain
            .diagnostics
            .iter()
            .any(|d| d.code == "alike" && d.line == 3)
    );
    let lean = read(true);
    assert_eq!(lean.document.pieces().len(), 2);
    let receipt = Receipt::draw(&source, &lean).unwrap();
    assert_eq!(receipt.rebuild(&source), text);
    let copies = receipt
        .entries
        .iter()
        .filter(|e| e.rule == Some(wenji::tree::Rule::Duplicate));
    assert_eq!(copies.count(), 2);
}

#[test]
fn a_copy_takes_neither_the_next_volume_nor_what_only_begins_alike() {
    let body = "河水很急，他站在船头望着对岸的灯火，想起许多年前的事情来。夜深了，岸上的人家都已经睡下，只有渡口的灯还亮着。风从山那边吹过来，带着稻花的香气，船慢慢地走。".repeat(2);
    let text = format!(
        "第一卷 水\n第一章 渡口\n{body}\n第二章 渡船\n{body}\n第二卷 山\n第三章 归人\n山路很长，他走了三天三夜才看见村口的老树。\n"
    );
    let source = Source::decode(text.as_bytes(), Some("utf-8")).unwrap();
    let options = reader::ReadOptions {
        dedupe: true,
        ..Default::default()
    };
    let lean = render::text(&reader::read(&source, &options).document);
    assert!(!lean.contains("第二章") && lean.contains("第二卷") && lean.contains("第三章"));
    // The same first line, and another second one behind a page number.
    let line = "河水很急他站在船头望着对岸的灯火想起许多年前的事情来夜深了岸上";
    let text = format!(
        "　　{line}\n- 1 -\n的人家都睡下了，只有渡口的灯还亮着，照着水。\n　　{line}\n- 2 -\n的石头都凉下来，他把桨收好，坐在船尾抽烟。\n"
    ) + &format!(
        "　　{line}\n的草都黄了。\n　　{line}\n的船都走了。\n　　{line}\n的人都散了。\n"
    );
    let source = Source::decode(text.as_bytes(), Some("utf-8")).unwrap();
    let lean = render::text(&reader::read(&source, &options).document);
    for end in ["照着水", "船尾抽烟", "草都黄了", "船都走了", "人都散了"] {
        assert!(lean.contains(end), "{end}: {lean}");
    }
}

/// A line of the kind that anthologies are made of.
fn read_as_text(s: &str) -> String {
    let source = Source::decode(s.as_bytes(), Some("utf-8")).unwrap();
    // With its marks: what a second reading takes for a heading would lose its stop.
    let options = reader::ReadOptions {
        punctuation: reader::Punctuation::Keep,
        ..reader::ReadOptions::default()
    };
    render::text(&reader::read(&source, &options).document)
}

fn characters(s: &str) -> String {
    s.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn a_mark_behind_a_label_is_kept_however_often_the_text_is_read() {
    let once = read_as_text("春夏二\n。一、，人三夏春人春人\n三、春");
    assert!(once.contains("，人三夏春人春人"), "{once}");
    assert_eq!(characters(&read_as_text(&once)), characters(&once));
}

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
            prop_assert!(Receipt::draw(&source, &reading).is_ok());
        }
    }

    #[test]
    // A line that begins with a stop can carry on one that ends with a stop; typed as 。。 it would be set right.
    fn the_text_form_is_stable(lines in prop::collection::vec("[一二三春夏秋冬山水人家][一二三春夏秋冬山水人家、。，]{2,29}", 1..20)) {
        let once = read_as_text(&lines.join("\n"));
        prop_assert_eq!(characters(&read_as_text(&once)), characters(&once));
    }
}
