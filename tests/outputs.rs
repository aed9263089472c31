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
        let book = format!("{stem}.epub");
        let words = |files: &str| -> Option<String> {
            let xml = tool("unzip", &["-p", &book, files])?;
            let bodies = xml.split("<body>").skip(1);
            let body: String = bodies.filter_map(|s| s.split("</body>").next()).collect();
            let parts = body.split('<');
            let text: String = parts
                .map(|s| s.split_once('>').map_or(s, |x| x.1))
                .collect();
            Some(han(&text))
        };
        let Some(text) = words("EPUB/p*.xhtml") else {
            return;
        };
        // The title block stands on the title page or over the text, never on both.
        let want = han(&want);
        let title = want.strip_suffix(&text);
        assert!(title.is_some(), "{name}: {text}\n{want}");
        if let Some(title) = title.filter(|t| !t.is_empty()) {
            assert_eq!(words("EPUB/title.xhtml").as_deref(), Some(title), "{name}");
        }
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

/// A part of a package.
#[cfg(embedded_fonts)]
fn member(package: &[u8], name: &str) -> String {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let mut xml = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut xml).unwrap();
    xml
}

#[cfg(embedded_fonts)]
#[test]
fn title_and_author_stand_once_before_the_contents_and_nowhere_again() {
    let book = "# 山居笔记\n\n作者：林一\n\n## 春\n\n花开了。\n\n## 夏\n\n蝉鸣。\n";
    // A heading over nothing is the title of what follows, no empty piece.
    let flat = "# 山居笔记\n\n# 第一章 春\n\n花开了。\n\n# 第二章 夏\n\n蝉鸣。\n";
    // A single work has its title over its text, and no page for it.
    let single = "# 山居笔记\n\n花开了。\n";
    let style = wenji::style::Style::named("book").unwrap();
    let faces = wenji::font::Faces::builtin().unwrap();
    for (text, paged, first) in [
        (book, true, "春"),
        (flat, true, "第一章"),
        (single, false, "山居笔记"),
    ] {
        let doc = wenji::markdown::read(text);
        let epub = wenji::epub::write(&doc, &style, &Default::default(), || Ok(None)).unwrap();
        let body = member(&epub, "EPUB/p0001.xhtml");
        let heading = body.split_once("<h1").unwrap().1;
        let heading: String = heading
            .split('<')
            .map(|s| s.rsplit('>').next().unwrap())
            .collect();
        assert!(heading.trim_start().starts_with(first), "{body}");
        let spine = member(&epub, "EPUB/package.opf");
        assert_eq!(spine.contains("title.xhtml"), paged);
        assert_eq!(spine.contains("<itemref idref=\"nav\"/>"), paged);
        let docx = wenji::docx::write(&doc, &style, &faces, &Default::default()).unwrap();
        let xml = member(&docx, "word/document.xml");
        let once = xml.matches(">山居笔记<").count();
        let cover = xml.contains("<w:pStyle w:val=\"CoverTitle\"/>");
        assert_eq!((once, cover), (1, paged), "{xml}");
        assert_eq!(xml.matches("林一").count(), usize::from(text == book));
    }
}
