//! What was written, reopened by independent readers: the tree's text stands in every format.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;
use support::{SAMPLES, han, sample, tool, wenji};

fn convert(name: &str, dir: &Path) -> String {
    wenji()
        .args([
            "convert",
            sample(name).to_str().unwrap(),
            "--to",
            "docx,pdf,epub,text",
            "-q",
            "-o",
            &format!("{}/", dir.display()),
        ])
        .assert()
        .success();
    dir.join(sample(name).file_stem().unwrap())
        .to_str()
        .unwrap()
        .to_owned()
}

/// Every character of `want`, with multiplicity, is in `got`.
fn holds(got: &str, want: &str, what: &str) {
    let mut have: std::collections::HashMap<char, i64> = std::collections::HashMap::new();
    for c in han(got).chars() {
        *have.entry(c).or_default() += 1;
    }
    for c in han(want).chars() {
        *have.entry(c).or_default() -= 1;
    }
    let lost: String = have
        .iter()
        .filter(|(_, n)| **n < 0)
        .map(|(c, _)| *c)
        .collect();
    assert!(lost.is_empty(), "{what} lacks {lost}");
}

#[test]
fn the_pdf_holds_the_text_in_order() {
    for (name, _) in SAMPLES {
        let dir = tempfile::tempdir().unwrap();
        let stem = convert(name, dir.path());
        let want = std::fs::read_to_string(format!("{stem}.txt")).unwrap();
        let Some(got) = tool("pdftotext", &["-enc", "UTF-8", &format!("{stem}.pdf"), "-"]) else {
            return;
        };
        holds(&got, &want, name);
        assert!(!got.contains('\u{fffd}'), "{name}");
        tool("qpdf", &["--check", &format!("{stem}.pdf")]);
    }
}

#[test]
fn the_epub_holds_the_text_once() {
    for (name, _) in SAMPLES {
        let dir = tempfile::tempdir().unwrap();
        let stem = convert(name, dir.path());
        let want = std::fs::read_to_string(format!("{stem}.txt")).unwrap();
        let Some(xml) = tool("unzip", &["-p", &format!("{stem}.epub"), "EPUB/p*.xhtml"]) else {
            return;
        };
        let body: String = xml
            .split("<body>")
            .skip(1)
            .filter_map(|s| s.split("</body>").next())
            .collect();
        let text: String = body
            .split('<')
            .map(|s| s.split_once('>').map_or(s, |x| x.1))
            .collect();
        assert_eq!(han(&text), han(&want), "{name}");
    }
}

#[test]
fn the_docx_holds_the_text_and_every_part_is_sound() {
    for (name, _) in SAMPLES {
        let dir = tempfile::tempdir().unwrap();
        let stem = convert(name, dir.path());
        let docx = format!("{stem}.docx");
        let Some(list) = tool("unzip", &["-Z1", &docx]) else {
            return;
        };
        assert_eq!(list.lines().next(), Some("[Content_Types].xml"));
        for part in list.lines() {
            let escaped = part.replace('[', "\\[").replace(']', "\\]");
            let xml = tool("unzip", &["-p", &docx, &escaped]).unwrap();
            let mut reader = quick_xml::Reader::from_str(&xml);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(e) => panic!("{name} {part}: {e}"),
                }
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (name, _) in SAMPLES {
        let (x, y) = (convert(name, a.path()), convert(name, b.path()));
        for ext in ["docx", "pdf", "epub", "txt"] {
            assert!(
                std::fs::read(format!("{x}.{ext}")).unwrap()
                    == std::fs::read(format!("{y}.{ext}")).unwrap(),
                "{name} {ext}"
            );
        }
    }
}

#[test]
fn notes_below_a_text_become_footnotes_where_asked() {
    let text = "第一章 出门\n\n他走到门口，回头看了一眼[1]，屋里的灯还亮着。\n\n注释：\n[1] 此处原稿有删改。\n";
    let made = |options: &[&str]| {
        let out = wenji()
            .args(["convert", "-", "--to", "markdown"])
            .args(options)
            .write_stdin(text)
            .assert()
            .success();
        String::from_utf8(out.get_output().stdout.clone()).unwrap()
    };
    let joined = made(&["--join-notes"]);
    assert!(joined.contains("回头看了一眼[^1]"), "{joined}");
    let note = joined.lines().find(|l| l.starts_with("[^1]: "));
    assert!(
        note.is_some_and(|n| n.contains("此处原稿有删改。")),
        "{joined}"
    );
    assert!(!joined.contains("注释"), "{joined}");
    assert!(!made(&[]).contains("[^"));
    let said = wenji().args(["check", "-"]).write_stdin(text).assert();
    let said = String::from_utf8_lossy(&said.get_output().stdout).into_owned();
    assert!(said.contains("--join-notes"), "{said}");
}
