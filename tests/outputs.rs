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
fn typography_1_2_title_and_author_stand_once_before_the_contents_and_nowhere_again() {
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

/// 2.2: marked headings lose a single 。 alike in all formats, and keep it where it is asked for.
#[test]
fn typography_2_2_marked_headings_end_without_a_stop_in_every_format() {
    let page = "<h1>集</h1><h2>一、出发。</h2><p>清晨。</p><h2>二、归来了？。</h2><p>夜。</p>";
    let markdown = "# 集\n\n## 一、出发。\n\n清晨。\n\n## 二、归来了？。\n\n夜。\n";
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [("a.md", markdown), ("b.html", page)] {
        let file = dir.path().join(name);
        std::fs::write(&file, text).unwrap();
        for (options, stop) in [(&[][..], false), (&["--punctuation", "keep"], true)] {
            for format in ["text", "html", "markdown", "pandoc", "docx", "epub"] {
                let mut run = wenji();
                run.args(["convert", file.to_str().unwrap(), "--to", format, "-q"]);
                let run = run.args(options).args(["-o", "-"]).assert().success();
                let bytes = run.get_output().stdout.clone();
                let said = match format {
                    "docx" => member(&bytes, "word/document.xml"),
                    "epub" => member(&bytes, "EPUB/nav.xhtml"),
                    _ => String::from_utf8(bytes).unwrap(),
                };
                let said = said.replace("</span>", "");
                assert!(said.contains("出发"), "{name} {format}");
                assert_eq!(said.contains("出发。"), stop, "{name} {format}: {said}");
            }
        }
    }
}

/// What a style asks for beside the look: a rule below titles, notes at the end that lead back.
#[cfg(embedded_fonts)]
#[test]
fn rules_below_titles_and_notes_at_the_end_are_in_every_format() {
    let doc = wenji::markdown::read(
        "# 集\n\n## 春\n\n花[^1]开。\n\n## 夏\n\n蝉[^2]鸣。\n\n[^1]: 杏花。\n[^2]: 寒蝉。\n",
    );
    let faces = wenji::font::Faces::builtin().unwrap();
    let book = wenji::style::Style::named("book").unwrap();
    let with = |set: &str| book.clone().with(&[set.to_owned()]).unwrap();
    let ruled = with("ornaments.opening_rule=true");
    for (style, rules) in [(&book, 0), (&ruled, 2)] {
        let layout = wenji::layout::lay_out(&doc, style, &faces);
        // The rules of the notes are as long as a quarter of a line, those of titles shorter.
        let short = style.page.text_width * 72.0 / 25.4 / 4.0 - 1.0;
        let strokes = layout.pages.iter().flat_map(|p| &p.rules);
        let own: Vec<_> = strokes
            .filter(|r| f64::from(r.length) < 0.2 * short * 4.0)
            .collect();
        assert_eq!(own.len(), rules, "{own:?}");
        let docx = wenji::docx::write(&doc, style, &faces, &Default::default()).unwrap();
        let xml = member(&docx, "word/document.xml");
        assert_eq!(xml.matches("<w:pBdr><w:bottom").count(), rules);
        let epub = wenji::epub::write(&doc, style, &Default::default(), || Ok(None)).unwrap();
        let css = member(&epub, "EPUB/style.css");
        let html = wenji::html::write(&doc, style);
        for css in [css, html] {
            assert_eq!(
                css.contains("::after{content:\"\";display:block"),
                rules > 0
            );
        }
    }
    for (place, page) in [("end", 0), ("book", 2)] {
        let style = with(&format!("page.notes={place}"));
        let layout = wenji::layout::lay_out(&doc, &style, &faces);
        let front = layout.front;
        let goals: Vec<(usize, usize)> = layout
            .pages
            .iter()
            .enumerate()
            .flat_map(|(n, p)| p.links.iter().map(move |l| (n, l)))
            .filter_map(|(n, l)| match l.goal {
                wenji::layout::Goal::Spot { page, .. } => Some((n - front, page - front)),
                _ => None,
            })
            .collect();
        // Each mark leads to its note, each note back.
        let want = match page {
            0 => vec![(0, 0), (0, 0), (1, 1), (1, 1)],
            _ => vec![(0, 2), (1, 2), (2, 0), (2, 1)],
        };
        assert_eq!(goals, want, "{place}");
        let docx = wenji::docx::write(&doc, &style, &faces, &Default::default()).unwrap();
        assert!(member(&docx, "word/endnotes.xml").contains("杏花"));
        assert!(member(&docx, "[Content_Types].xml").contains("endnotes.xml"));
        let epub = wenji::epub::write(&doc, &style, &Default::default(), || Ok(None)).unwrap();
        let (file, way) = match place {
            "end" => ("EPUB/p0001.xhtml", "href=\"#r"),
            _ => ("EPUB/notes.xhtml", "href=\"p0001.xhtml#r"),
        };
        let notes = member(&epub, file);
        assert!(notes.contains("杏花") && notes.contains(way), "{notes}");
        for (format, bytes) in [
            (wenji::render::Format::Docx, docx),
            (wenji::render::Format::Epub, epub),
        ] {
            let shown = style.shown(&doc, format);
            let beside = style.beside(&shown);
            wenji::verify::verify_beside(&shown, format, &bytes, &beside).unwrap();
        }
    }
}
