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

/// The lines of a page as they stand: size, baseline, left edge, words.
fn lines_of(page: &wenji::layout::Page) -> Vec<(f32, f32, f32, String)> {
    let mut out: Vec<(f32, f32, f32, String)> = Vec::new();
    for run in &page.runs {
        let words: String = run.glyphs.iter().map(|g| g.c).collect();
        match out.last_mut() {
            Some(l) if (l.1 - run.y).abs() < 0.1 => l.3.push_str(&words),
            _ => out.push((run.size, run.y, run.glyphs[0].x, words)),
        }
    }
    out
}

fn book(text: &str, set: &[&str]) -> wenji::layout::Layout {
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let style = wenji::style::Style::named("book").unwrap();
    let style = style.with(&set).unwrap();
    let faces = wenji::font::Faces::builtin().unwrap();
    wenji::layout::lay_out(&wenji::markdown::read(text), &style, &faces)
}

#[test]
fn typography_1_4_couplets_break_at_their_space_below_their_number() {
    for (title, want) in [
        (
            "第一回　甄士隐梦幻识通灵 贾雨村风尘怀闺秀",
            ["第一回", "甄士隐梦幻识通灵", "贾雨村风尘怀闺秀"],
        ),
        (
            "第十二回　渡口老人闲说旧事　井边少女初唱新歌",
            ["第十二回", "渡口老人闲说旧事", "井边少女初唱新歌"],
        ),
    ] {
        let l = book(
            &format!("# 集\n\n## {title}\n\n字。\n\n## 第二回　又\n\n字。\n"),
            &["page.size=32开"],
        );
        let page = lines_of(&l.pages[l.front]);
        let said: Vec<&str> = page.iter().map(|l| l.3.trim()).collect();
        assert_eq!(said[..3], want, "{said:?}");
    }
}

#[test]
fn typography_2_16_quotations_stand_in_and_have_air() {
    let long = "引来的话说得很长，一直说到一行的末尾，再说到下一行去，好让人看见它从哪里起。";
    let l = book(
        &format!("# 集\n\n## 甲\n\n前文。\n\n> {long}\n\n后文。\n\n## 乙\n\n字。\n"),
        &[],
    );
    let page = lines_of(&l.pages[l.front]);
    let at = |words: &str| page.iter().position(|l| l.3.contains(words)).unwrap();
    let (before, first, behind) = (at("前文"), at("引来的话"), at("后文"));
    let em = page[before].0;
    let left = page[before].2 - 2.0 * em;
    assert!(behind > first + 1, "{page:?}");
    // The second line stands two characters in, the first two further.
    assert!(
        (page[first + 1].2 - left - 2.0 * em).abs() < 0.5,
        "{page:?}"
    );
    assert!((page[first].2 - left - 4.0 * em).abs() < 0.5, "{page:?}");
    let pitch = page[first + 1].1 - page[first].1;
    for gap in [
        page[first].1 - page[before].1,
        page[behind].1 - page[behind - 1].1,
    ] {
        assert!((gap - 2.0 * pitch).abs() < 0.5, "{gap} {pitch}");
    }
}

#[test]
fn typography_2_19_a_book_opens_as_books_do() {
    let own = [
        "imprint.half_title=true",
        "imprint.publisher=青渡出版社",
        "imprint.dedication=献给祖母",
        "imprint.notice=版权所有",
    ];
    let l = book("# 河边集\n\n## 甲\n\n字。\n\n## 乙\n\n字。\n", &own);
    let said: Vec<String> = l.pages[..l.front]
        .iter()
        .map(|p| lines_of(p).into_iter().map(|l| l.3).collect())
        .collect();
    // Half-title with its blank back, title page and copyright page, dedication, contents: each on a right-hand page.
    let starts = [
        "河边集",
        "",
        "河边集青渡出版社",
        "书　　名",
        "献给祖母",
        "",
        "目　录",
        "",
    ];
    assert_eq!(said.len(), starts.len(), "{said:?}");
    for (page, start) in said.iter().zip(starts) {
        assert!(
            page.starts_with(start) && page.is_empty() == start.is_empty(),
            "{said:?}"
        );
    }
    // The publisher stands in the lower part of the title page.
    let title = lines_of(&l.pages[2]);
    assert!(title.last().unwrap().1 > l.height as f32 * 0.7, "{title:?}");
}

#[test]
fn typography_2_21_e_books_have_faces_balanced_titles_and_plain_contents() {
    let dir = tempfile::tempdir().unwrap();
    let epub = dir.path().join("a.epub");
    wenji()
        .args(["convert", "-q", "--style", "book", "-o"])
        .arg(&epub)
        .arg(sample("poems.txt"))
        .assert()
        .success();
    let Some(css) = tool("unzip", &["-p", epub.to_str().unwrap(), "EPUB/style.css"]) else {
        return;
    };
    let rule = |of: &str, what: &str| {
        let mut rules = css.split('}').filter_map(|r| r.split_once('{'));
        rules.any(|(names, own)| {
            names.trim().split(',').any(|n| n.trim() == of) && own.contains(what)
        })
    };
    assert!(rule("h1", "text-wrap:balance"), "{css}");
    assert!(rule("nav a", "text-decoration:none"), "{css}");
    assert!(rule("a[role=\"doc-noteref\"]", "font-size:.7em"), "{css}");
    for face in ["KaiTi", "SimSun", "SimHei"] {
        assert!(css.contains(face), "{face}");
    }
}

#[test]
fn typography_2_22_a_markdown_title_is_no_piece_and_emphasis_and_readings_are_drawn() {
    let l = book(
        "# 集\n\n## 甲\n\n一句*着重*的话。\n\n## 乙\n\n<ruby>渡<rt>dù</rt></ruby>口。\n",
        &[],
    );
    assert_eq!(l.headings.len(), 2);
    // Emphasis is set in another face.
    let runs = &l.pages[l.front].runs;
    let face = |words: &str| {
        let said = |r: &&wenji::layout::Run| r.glyphs.iter().any(|g| words.contains(g.c));
        runs.iter().find(said).unwrap().face
    };
    assert!(face("着重") != face("句") && face("句") == face("话"));
    let reading = lines_of(&l.pages[l.front + 1]);
    assert!(
        reading.iter().any(|l| l.3.contains("dù") && l.0 < 8.0),
        "{reading:?}"
    );
}

/// 2.10: columns of a plain text are a table, whatever a year in them looks like.
#[test]
fn typography_2_10_short_tables_of_tabs_are_tables() {
    let table = "年份\t产量\t户数\n2018\t12.5\t340\n2019\t13.1\t352\n";
    let text = format!(
        "全镇粮食产量\n\n各村产量如下表所列，供大家参考。\n{table}以上数字由镇农技站汇总，如有出入以年报为准。\n"
    );
    let source = wenji::source::Source::decode(text.as_bytes(), None).unwrap();
    let doc = wenji::reader::read(&source, &wenji::reader::ReadOptions::default()).document;
    let rows: Vec<usize> = doc
        .blocks
        .iter()
        .filter_map(|b| match b {
            wenji::tree::Block::Table(t) => Some(t.rows.len()),
            _ => None,
        })
        .collect();
    assert_eq!(rows, [3], "{:?}", doc.blocks);
}
