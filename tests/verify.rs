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
