//! The Word file as others read it: python-docx, pandoc, LibreOffice.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};
use support::{SAMPLES, han, has, office, sample, tool, wenji};
use wenji::tree::{Document, outline};

const STYLES: [&str; 2] = ["gongwen", "book"];

fn convert(name: &str, style: &str, to: &str, dir: &Path, more: &[&str]) -> PathBuf {
    wenji()
        .args(["convert", sample(name).to_str().unwrap(), "-q", "--force"])
        .args(["--style", style, "--to", to])
        .args(["-o", &format!("{}/", dir.display())])
        .args(more)
        .assert()
        .success();
    let stem = sample(name).file_stem().unwrap().to_owned();
    dir.join(stem)
        .with_extension(if to == "text" { "txt" } else { to })
}

fn part(docx: &Path, name: &str) -> Option<String> {
    tool("unzip", &["-p", docx.to_str().unwrap(), name])
}

/// What the script beside this file prints, or `None` (said aloud) where python-docx is absent.
fn word(args: &[&str]) -> Option<String> {
    if !has("python-docx") {
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/word.py");
    let mut all = vec![script.to_str().unwrap()];
    all.extend(args);
    tool("python3", &all)
}

fn bare(s: &str) -> String {
    s.chars().filter(|c| !c.is_whitespace()).collect()
}

struct Read {
    style: String,
    number: String,
    shown: String,
    level: Option<usize>,
    entries: Vec<(usize, String)>,
}

fn read(docx: &Path) -> Option<Vec<Read>> {
    let text = word(&["read", docx.to_str().unwrap()])?;
    let rows = text.lines().map(|l| {
        let v: serde_json::Value = serde_json::from_str(l).unwrap();
        let s = |k: &str| v[k].as_str().unwrap().to_owned();
        Read {
            style: s("style").to_lowercase(),
            number: s("number"),
            shown: s("number") + &s("text"),
            level: v["level"].as_u64().map(|n| n as usize),
            entries: v["entries"]
                .as_array()
                .unwrap()
                .iter()
                .map(|e| {
                    (
                        e[0].as_u64().unwrap() as usize,
                        e[1].as_str().unwrap().to_owned(),
                    )
                })
                .collect(),
        }
    });
    Some(rows.collect())
}

fn tree(name: &str, dir: &Path) -> Document {
    let json = convert(name, "gongwen", "json", dir, &[]);
    serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap()
}

#[test]
fn text_and_computed_numbers_are_the_text_of_the_tree() {
    let dir = tempfile::tempdir().unwrap();
    for (name, _) in SAMPLES {
        let doc = tree(name, dir.path());
        for style in STYLES {
            let look = wenji::style::Style::named(style).unwrap();
            let shown = look.shown(&doc, wenji::render::Format::Docx);
            let want = bare(&wenji::render::text(&shown));
            let docx = convert(name, style, "docx", dir.path(), &[]);
            let Some(rows) = read(&docx) else { return };
            let got: String = rows
                .iter()
                .filter(|r| !r.style.starts_with("toc"))
                .map(|r| bare(&r.shown))
                .collect();
            assert!(got.ends_with(&want), "{name} {style}");
        }
    }
}

#[test]
fn headings_stand_at_the_level_of_the_tree() {
    let dir = tempfile::tempdir().unwrap();
    for (name, _) in SAMPLES {
        let doc = tree(name, dir.path());
        let docx = convert(name, "gongwen", "docx", dir.path(), &[]);
        let Some(rows) = read(&docx) else { return };
        let mut got = Vec::new();
        for r in &rows {
            got.extend(r.level.map(|l| (l, bare(&r.shown))));
            got.extend(r.entries.iter().map(|(l, t)| (*l, bare(t))));
        }
        let want: Vec<_> = outline(&doc)
            .iter()
            .map(|e| (e.depth, bare(&e.listed())))
            .collect();
        assert_eq!(got, want, "{name}");
    }
}

#[test]
fn every_run_in_heading_is_a_heading_where_the_separator_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let doc = tree("speeches.txt", dir.path());
    let docx = convert(
        "speeches.txt",
        "gongwen",
        "docx",
        dir.path(),
        &["--run-in", "separator"],
    );
    let Some(rows) = read(&docx) else { return };
    let headings = rows.iter().filter(|r| r.level.is_some()).count();
    assert_eq!(headings, outline(&doc).len());
    assert!(rows.iter().all(|r| r.entries.is_empty()));
    let xml = part(&docx, "word/document.xml").unwrap();
    let run_in = outline(&doc).iter().filter(|e| e.heading.run_in).count();
    assert_eq!(xml.matches("<w:specVanish/>").count(), run_in);
}

/// Levels of the headings in pandoc's tree; numbered ones stand in lists there.
fn headers(v: &serde_json::Value, out: &mut Vec<u64>) {
    match v {
        serde_json::Value::Array(list) => list.iter().for_each(|x| headers(x, out)),
        serde_json::Value::Object(o) if o.get("t").is_some_and(|t| t == "Header") => {
            out.push(o["c"][0].as_u64().unwrap());
        }
        serde_json::Value::Object(o) => {
            if let Some(c) = o.get("c") {
                headers(c, out);
            }
        }
        _ => {}
    }
}

#[test]
fn pandoc_reads_the_block_headings_back() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["speeches.txt", "notice.txt", "essays.txt"] {
        let doc = tree(name, dir.path());
        let docx = convert(name, "gongwen", "docx", dir.path(), &["--no-toc"]);
        let args = ["-f", "docx", "-t", "json", docx.to_str().unwrap()];
        let Some(json) = tool("pandoc", &args) else {
            return;
        };
        let v: serde_json::Value = serde_json::from_str(&json).unwrap();
        let mut got = Vec::new();
        headers(&v["blocks"], &mut got);
        let want: Vec<u64> = outline(&doc)
            .iter()
            .filter(|e| !e.heading.run_in)
            .map(|e| e.depth as u64)
            .collect();
        assert_eq!(got, want, "{name}");
    }
}

#[test]
fn numbers_move_on_when_an_item_and_a_heading_are_added() {
    let dir = tempfile::tempdir().unwrap();
    let docx = convert("speeches.txt", "gongwen", "docx", dir.path(), &["--no-toc"]);
    let edited = dir.path().join("edited.docx");
    let paths = [docx.to_str().unwrap(), edited.to_str().unwrap()];
    let Some(said) = word(&["insert", paths[0], paths[1]]) else {
        return;
    };
    let Some(text) = office(&edited, "txt:Text (encoded):UTF8") else {
        return;
    };
    let text = bare(&std::fs::read_to_string(text).unwrap());
    for doubled in said.lines() {
        let doubled = bare(doubled);
        let first = text.find(&doubled).unwrap();
        // The same words come again, with the next number before them.
        let words: String = doubled
            .chars()
            .skip_while(|c| "（二）、2.．是第，".contains(*c))
            .collect();
        let again = text[first + doubled.len()..].find(&words);
        let between = &text[first + doubled.len()..][..again.unwrap()];
        assert!(
            ["三", "3"].iter().any(|n| between.contains(n)),
            "{doubled} is followed by {between}"
        );
    }
}

#[test]
fn the_page_is_that_of_the_standard() {
    let dir = tempfile::tempdir().unwrap();
    let docx = convert("speeches.txt", "gongwen", "docx", dir.path(), &[]);
    let Some(xml) = part(&docx, "word/document.xml") else {
        return;
    };
    for s in [
        "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>",
        "w:top=\"1902\" w:right=\"1474\" w:bottom=\"1912\" w:left=\"1588\"",
        "<w:docGrid w:type=\"lines\" w:linePitch=\"592\"/>",
        "<w:pgNumType w:start=\"1\"/>",
    ] {
        assert!(xml.contains(s), "{s}");
    }
    assert!(!xml.contains("</w:pPr></w:p>"), "an empty paragraph");
    let grid = convert(
        "speeches.txt",
        "gongwen",
        "docx",
        dir.path(),
        &["--docgrid", "word"],
    );
    let xml = part(&grid, "word/document.xml").unwrap();
    assert!(xml.contains("w:type=\"linesAndChars\" w:linePitch=\"592\" w:charSpace=\"-849\""));
}

#[test]
fn findings_stand_as_comments_where_they_are_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.txt");
    let text = "一、总的要求\n内容在这里展开说明。\n二、主要任务\n内容在这里展开说明。\n五、保障措施\n内容“在这里展开说明。\n";
    std::fs::write(&file, text).unwrap();
    let run = |more: &[&str]| {
        wenji()
            .args([
                "convert",
                file.to_str().unwrap(),
                "--to",
                "docx",
                "-q",
                "--force",
            ])
            .args(more)
            .assert()
            .success();
        file.with_extension("docx")
    };
    let docx = run(&["--docx-comments"]);
    let Some(xml) = part(&docx, "word/document.xml") else {
        return;
    };
    let comments = part(&docx, "word/comments.xml").unwrap();
    let count = comments.matches("<w:comment ").count();
    assert!(count > 0);
    assert_eq!(xml.matches("<w:commentReference ").count(), count);
    let docx = run(&[]);
    assert!(
        !part(&docx, "word/document.xml")
            .unwrap()
            .contains("comment")
    );
}

#[test]
fn pandoc_loses_no_han_but_native_numbers() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["speeches.txt", "poems.txt"] {
        let docx = convert(name, "book", "docx", dir.path(), &["--no-toc"]);
        let text = convert(name, "book", "text", dir.path(), &[]);
        let args = ["-f", "docx", "-t", "plain", docx.to_str().unwrap()];
        let (Some(plain), Some(rows)) = (tool("pandoc", &args), read(&docx)) else {
            return;
        };
        let mut left: std::collections::HashMap<char, i64> = std::collections::HashMap::new();
        let numbers: String = rows.iter().map(|r| r.number.as_str()).collect();
        for c in han(&plain).chars().chain(han(&numbers).chars()) {
            *left.entry(c).or_default() += 1;
        }
        for c in han(&std::fs::read_to_string(text).unwrap()).chars() {
            *left.entry(c).or_default() -= 1;
        }
        let lost: String = left.iter().filter(|x| *x.1 < 0).map(|x| *x.0).collect();
        assert!(lost.is_empty(), "{name} lacks {lost}");
    }
}

#[test]
fn a_document_of_ones_own_gives_page_and_styles() {
    let dir = tempfile::tempdir().unwrap();
    let model = convert("poems.txt", "book", "docx", dir.path(), &[]);
    let option = ["--reference-docx", model.to_str().unwrap()];
    let docx = convert("speeches.txt", "gongwen", "docx", dir.path(), &option);
    let Some(xml) = part(&docx, "word/document.xml") else {
        return;
    };
    // The book's page, not that of the official document.
    assert!(xml.contains("<w:pgSz w:w=\"10488\" w:h=\"14740\"/>"));
    assert!(!xml.contains("w:linePitch=\"592\""));
    let heads = part(&docx, "word/_rels/document.xml.rels").unwrap();
    assert!(heads.contains("Target=\"model-header1.xml\""));
    let Some(rows) = read(&docx) else { return };
    let want = bare(
        &std::fs::read_to_string(convert("speeches.txt", "gongwen", "text", dir.path(), &[]))
            .unwrap(),
    );
    let got: String = rows
        .iter()
        .filter(|r| !r.style.starts_with("toc"))
        .map(|r| bare(&r.shown))
        .collect();
    assert!(got.ends_with(&want));
    wenji()
        .args([
            "convert",
            sample("poems.txt").to_str().unwrap(),
            "--to",
            "docx",
        ])
        .args(["--reference-docx", sample("poems.txt").to_str().unwrap()])
        .args(["-o", dir.path().join("no.docx").to_str().unwrap()])
        .assert()
        .code(1);
}

#[test]
fn a_file_that_carries_its_fonts_needs_none_of_the_machine() {
    let dir = tempfile::tempdir().unwrap();
    let docx = convert(
        "speeches.txt",
        "gongwen",
        "docx",
        dir.path(),
        &["--embed-fonts"],
    );
    let Some(table) = part(&docx, "word/fontTable.xml") else {
        return;
    };
    assert!(table.matches("<w:embedRegular").count() >= 4, "{table}");
    assert!(
        part(&docx, "word/settings.xml")
            .unwrap()
            .contains("<w:embedTrueTypeFonts/><w:saveSubsetFonts/>")
    );
    let Some(pdf) = office(&docx, "pdf") else {
        return;
    };
    if let Some(fonts) = tool("pdffonts", &[pdf.to_str().unwrap()]) {
        for face in ["WenjiFangSong", "WenjiHei", "WenjiTitle"] {
            assert!(fonts.contains(face), "{face}: {fonts}");
        }
    }
}

#[test]
fn vertical_text_is_bound_on_the_right() {
    let dir = tempfile::tempdir().unwrap();
    let docx = convert(
        "speeches.txt",
        "gongwen",
        "docx",
        dir.path(),
        &["--vertical"],
    );
    let Some(document) = part(&docx, "word/document.xml") else {
        return;
    };
    let sections = document.matches("<w:sectPr>").count();
    assert!(sections > 1);
    assert_eq!(
        document
            .matches("<w:textDirection w:val=\"tbRl\"/>")
            .count(),
        sections
    );
    // GB/T 9704's binding margin of 28 mm, on the right of odd pages.
    assert!(document.contains("w:right=\"1588\""));
    assert!(document.contains('「') && !document.contains('“'));
}

#[test]
fn traditional_text_has_its_language_and_fonts() {
    let dir = tempfile::tempdir().unwrap();
    let docx = convert("traditional-big5.txt", "book", "docx", dir.path(), &[]);
    let Some(styles) = part(&docx, "word/styles.xml") else {
        return;
    };
    assert!(styles.contains("w:eastAsia=\"zh-TW\"") && !styles.contains("zh-CN"));
    assert!(styles.contains("w:eastAsia=\"新細明體\"") && !styles.contains("宋体"));
    let table = part(&docx, "word/fontTable.xml").unwrap();
    for (name, other) in [("新細明體", "PMingLiU"), ("標楷體", "DFKai-SB,BiauKai")] {
        let font = format!(
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{other}\"/><w:charset w:val=\"88\"/>"
        );
        assert!(table.contains(&font), "{name}");
    }
}

#[test]
fn short_numbers_of_vertical_text_stand_upright() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.txt");
    std::fs::write(&file, "往事\n\n民国38年，他12岁，住在中山路108号3楼，那时的房租是每月1949元。\n\n到了第7天，他终于说话了，可是谁也没有听懂，大家都笑了起来。\n").unwrap();
    for (options, want) in [
        (&["--vertical"][..], &["38", "12", "3", "7"][..]),
        (&[], &[]),
    ] {
        wenji()
            .args(["convert", file.to_str().unwrap(), "-q", "--force"])
            .args(["--to", "docx", "-o", &format!("{}/", dir.path().display())])
            .args(options)
            .assert()
            .success();
        let docx = file.with_extension("docx");
        let Some(xml) = part(&docx, "word/document.xml") else {
            return;
        };
        let upright: Vec<&str> = xml
            .split("<w:eastAsianLayout ")
            .skip(1)
            .map(|run| {
                assert!(run.contains("w:vert=\"1\" w:vertCompress=\"1\"/></w:rPr>"));
                let words = run.split_once("<w:t xml:space=\"preserve\">").unwrap().1;
                words.split_once('<').unwrap().0
            })
            .collect();
        assert_eq!(upright, want, "{options:?}");
        assert!(xml.contains("108") && xml.contains("1949"));
    }
}

#[test]
fn typography_2_5_2_11_works_open_without_a_running_head_and_parts_on_right_hand_pages() {
    let dir = tempfile::tempdir().unwrap();
    let docx = convert("poems.txt", "book", "docx", dir.path(), &["--embed-fonts"]);
    let Some(xml) = part(&docx, "word/document.xml") else {
        return;
    };
    let sections: Vec<&str> = xml.split("<w:sectPr>").skip(1).collect();
    let body: Vec<&&str> = sections
        .iter()
        .filter(|s| s.contains("w:type=\"first\""))
        .collect();
    // Two parts with their backs, fourteen poems, their notes; a page before the second part where there is one.
    assert!(matches!(body.len(), 19 | 20), "{}", body.len());
    for s in &body {
        assert!(s.contains("<w:titlePg/>"), "{s}");
        assert!(!s.contains("<w:headerReference w:type=\"first\""), "{s}");
    }
    let bare = |s: &&&&str| !s.contains("headerReference");
    assert_eq!(body.iter().filter(bare).count(), body.len() - 15);
    let recto = |s: &&&&str| s.contains("w:val=\"oddPage\"");
    assert_eq!(body.iter().filter(recto).count(), 2);
    let heads = part(&docx, "word/header2.xml").unwrap();
    assert!(heads.contains(">把灯调暗一些<"), "{heads}");
    let Some(pdf) = office(&docx, "pdf") else {
        return;
    };
    // Blank pages are not printed: the number of the first poem tells that its part has a back.
    let all = tool("pdftotext", &["-layout", pdf.to_str().unwrap(), "-"]).unwrap();
    let poem = all
        .split('\u{c}')
        .find(|p| p.contains("修鞋摊") && !p.contains("....."));
    let last = poem.unwrap().split_whitespace().last();
    assert_eq!(last, Some("3"), "{all}");
}
