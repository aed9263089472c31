//! `--verify`: every file is opened again, and what it lost is told.
#![cfg(embedded_fonts)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::{SAMPLES, sample, wenji};
use wenji::font::Faces;
use wenji::reader::{ReadOptions, read};
use wenji::render::{Format, RenderOptions, render};
use wenji::source::Source;
use wenji::style::Style;
use wenji::tree::{Block, Document};
use wenji::verify::verify;

fn document(name: &str) -> Document {
    let bytes = std::fs::read(sample(name)).unwrap();
    let source = Source::decode(&bytes, None).unwrap();
    read(&source, &ReadOptions::default()).document
}

fn written(doc: &Document, format: Format, options: &RenderOptions) -> Vec<u8> {
    let style = Style::named("book").unwrap();
    let faces = Faces::builtin().unwrap();
    render(doc, format, &style, &faces, options).unwrap().0
}

/// Takes the last paragraph of a list of blocks away, however deep it stands.
fn lose(blocks: &mut [Block]) -> bool {
    for n in (0..blocks.len()).rev() {
        let lost = match &mut blocks[n] {
            Block::Section(s) => lose(&mut s.blocks),
            Block::List(l) => l.items.iter_mut().rev().any(|i| lose(&mut i.blocks)),
            Block::Paragraph(p) => {
                p.inlines.clear();
                return true;
            }
            _ => false,
        };
        if lost {
            return true;
        }
    }
    false
}

#[test]
fn every_format_of_every_sample_is_whole() {
    for (name, _) in SAMPLES {
        let doc = document(name);
        for (label, format) in Format::ALL {
            for vertical in [false, true] {
                let options = RenderOptions {
                    vertical,
                    ..RenderOptions::default()
                };
                let bytes = written(&doc, format, &options);
                assert_eq!(verify(&doc, format, &bytes), Ok(()), "{name} {label}");
            }
        }
    }
}

#[test]
fn a_paragraph_that_is_lost_is_told_in_every_format() {
    for name in ["speeches.txt", "poems.txt"] {
        let doc = document(name);
        let mut less = doc.clone();
        assert!(lose(&mut less.blocks));
        for (label, format) in Format::ALL {
            let bytes = written(&less, format, &RenderOptions::default());
            assert!(verify(&doc, format, &bytes).is_err(), "{name} {label}");
        }
    }
}

#[test]
fn a_number_that_word_would_count_otherwise_is_told() {
    let doc = document("speeches.txt");
    let json = serde_json::to_string(&doc).unwrap();
    let other = json.replacen("（二）", "（三）", 1);
    assert_ne!(json, other);
    let other: Document = serde_json::from_str(&other).unwrap();
    let bytes = written(&other, Format::Docx, &RenderOptions::default());
    assert_eq!(verify(&other, Format::Docx, &bytes), Ok(()));
    assert!(verify(&doc, Format::Docx, &bytes).is_err());
}

#[test]
fn print_files_without_tags_are_counted() {
    let doc = document("essays.txt");
    let mut less = doc.clone();
    assert!(lose(&mut less.blocks));
    let print = |d: &Document| {
        let options = RenderOptions {
            pdf: wenji::pdf::Profile::Print(wenji::pdf::Press::default()),
            ..RenderOptions::default()
        };
        written(d, Format::Pdf, &options)
    };
    assert_eq!(verify(&doc, Format::Pdf, &print(&doc)), Ok(()));
    assert!(verify(&doc, Format::Pdf, &print(&less)).is_err());
}

#[test]
fn what_is_no_such_file_is_told() {
    let doc = document("poems.txt");
    for format in [Format::Docx, Format::Epub, Format::Pdf, Format::Json] {
        assert!(verify(&doc, format, b"PK nothing").is_err());
    }
}

#[test]
fn the_program_verifies_what_it_wrote() {
    let dir = tempfile::tempdir().unwrap();
    let file = sample("notice.txt");
    wenji()
        .args(["convert", file.to_str().unwrap(), "--to", "docx,pdf,epub"])
        .args(["-q", "--verify", "-o"])
        .arg(format!("{}/", dir.path().display()))
        .assert()
        .success();
    wenji()
        .args(["convert", file.to_str().unwrap(), "--to", "html", "-q"])
        .args(["--verify", "-o", "-"])
        .assert()
        .success();
}

/// A PDF with the bytes of its pages changed.
fn changed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut pdf = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<_> = pdf.page_iter().collect();
    let mut found = false;
    for page in pages {
        // Strings of glyphs are no UTF-8: bytes are changed.
        let mut raw = pdf.get_page_content(page);
        while let Some(at) = raw.windows(from.len()).position(|w| w == from.as_bytes()) {
            raw.splice(at..at + from.len(), to.bytes());
            found = true;
        }
        pdf.change_page_content(page, raw).unwrap();
    }
    assert!(found, "{from}");
    let mut out = Vec::new();
    pdf.save_to(&mut out).unwrap();
    out
}

#[test]
fn glyphs_behind_other_words_and_lines_that_run_on_are_told() {
    // Accents apart: the page shows one glyph, and says two characters.
    let text = "# 书\n\ncafe\u{301} 一杯，re\u{301}sume\u{301}。\n\n第二段。\n";
    let doc = wenji::markdown::read(text);
    let bytes = written(&doc, Format::Pdf, &RenderOptions::default());
    assert_eq!(verify(&doc, Format::Pdf, &bytes), Ok(()));
    // What is said stays, and what is shown is another: e and acute for a and acute, and the other way round.
    for (from, to) in [
        ("<FEFF00650301>", "<FEFF00610301>"),
        ("<FEFF00650301>", "<FEFF0065>"),
    ] {
        let other = changed(&bytes, from, to);
        assert!(verify(&doc, Format::Pdf, &other).is_err(), "{to}");
    }
    // The tree of a file in which two paragraphs are one.
    let one = wenji::markdown::read(&text.replace("。\n\n第", "。第"));
    let run_on = written(&one, Format::Pdf, &RenderOptions::default());
    assert_eq!(verify(&one, Format::Pdf, &run_on), Ok(()));
    assert!(verify(&doc, Format::Pdf, &run_on).is_err());
}

/// Lists as deep as they may be, and deeper ones whose content alone is taken, are found again in every format.
#[test]
fn deep_lists_are_found_again() {
    let dir = tempfile::tempdir().unwrap();
    for depth in [13, 32, 40] {
        let text: String = (0..depth)
            .map(|n| format!("{}- 第{n}层\n", "  ".repeat(n)))
            .collect();
        let file = dir.path().join(format!("{depth}.md"));
        std::fs::write(&file, text).unwrap();
        support::wenji()
            .args([
                "convert",
                file.to_str().unwrap(),
                "--verify",
                "--to",
                "pdf,docx,epub,html,markdown,pandoc",
            ])
            .args(["-o", &format!("{}/", dir.path().join("out").display())])
            .assert()
            .success();
    }
}

/// Faults between writing and reading, in formats that are text: each is told.
#[test]
fn what_was_added_doubled_or_run_together_is_told() {
    use wenji::render::{Format, RenderOptions, render};
    use wenji::verify::verify;
    let text = "The Spring Outing\n\n一、出发\n清晨出发，take the old road走了很远。\n1.看花。\n2.看水。\n二、归来\n傍晚归来，灯已经亮了，大家都很高兴。\n夜里下了一阵雨，第二天早上天又晴了，山上的路都干了。\n";
    let source = wenji::source::Source::decode(text.as_bytes(), None).unwrap();
    let doc = wenji::reader::read(&source, &wenji::reader::ReadOptions::default()).document;
    let style = wenji::style::Style::named("book").unwrap();
    let faces = wenji::font::Faces::empty();
    for format in [
        Format::Text,
        Format::Html,
        Format::Pandoc,
        Format::Markdown,
        Format::Json,
    ] {
        let (bytes, _) = render(&doc, format, &style, &faces, &RenderOptions::default()).unwrap();
        assert_eq!(verify(&doc, format, &bytes), Ok(()), "{format:?}");
        let written = String::from_utf8(bytes).unwrap();
        let line = "傍晚归来，灯已经亮了，大家都很高兴。";
        let mut faults = vec![
            ("words run together", written.replace("old road", "oldroad")),
            (
                "words run together",
                written.replace(r#""old"},{"t":"Space"},"#, r#""old"},"#),
            ),
            ("a line doubled", written.replace(line, &line.repeat(2))),
            ("foreign words", written.replace("看水", "看水买一送一")),
            ("a line lost", written.replace(line, "")),
        ];
        if format == Format::Text {
            faults.push(("ends of lines lost", written.replace('\n', "")));
            faults.push(("a space more", written.replace("清晨", " 清晨")));
        }
        if format == Format::Html {
            faults.extend([
                (
                    "a program",
                    written.replace("<body", "<script>alert(1)</script><body"),
                ),
                ("a program", written.replacen("<p", "<p onclick=\"x()\"", 1)),
                ("an entity", written.replace("看水", "看水&nothing;")),
                (
                    "ends of lines lost",
                    written
                        .replace("</p>", "")
                        .replace("<p>", "")
                        .replace("<p class", "<span class"),
                ),
            ]);
        }
        for (what, broken) in faults {
            if broken != written {
                assert!(
                    verify(&doc, format, broken.as_bytes()).is_err(),
                    "{format:?}: {what}"
                );
            }
        }
    }
}
