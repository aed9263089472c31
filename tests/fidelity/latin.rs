//! Marks of Latin words in Chinese text: their width, their font in Word, their language in books.

use super::Case;
use wenji::font::Faces;
use wenji::layout::lay_out;
use wenji::style::Style;
use wenji::tree::{Block, Document, Inline, Paragraph, Text};

/// Each text, its words in English with the marks that are theirs, and a mark that stays Chinese.
const CASES: [(&str, &str, Option<char>); 5] = [
    ("他念了一句It’s all right，就走了。", "It’s all right", None),
    (
        "又写下“The dog’s name”，就走了。",
        "The dog’s name",
        Some('“'),
    ),
    ("唱的是rock ’n’ roll，很响。", "rock ’n’ roll", None),
    (
        "He said “New Year” is near。他说“好”。",
        "He said “New Year” is near",
        None,
    ),
    ("祝你“New Year”快乐，O’Neill说。", "O’Neill", Some('”')),
];

#[test]
fn books_have_one_span_of_english() {
    for (text, words, _) in CASES {
        let case = Case::new("a.txt", format!("第一章　春\n\n{text}\n"));
        let xhtml = case.part("epub", "p0001.xhtml");
        let span = format!("<span lang=\"en\" xml:lang=\"en\">{words}</span>");
        assert!(xhtml.contains(&span), "{xhtml}");
    }
}

#[test]
fn word_takes_them_from_the_latin_font() {
    for (text, words, chinese) in CASES {
        let case = Case::new("a.txt", format!("第一章　春\n\n{text}\n"));
        let xml = case.part("docx", "document.xml");
        let runs: Vec<&str> = xml.split("<w:r>").collect();
        let own = runs.iter().find(|r| r.contains(words)).unwrap();
        assert!(!own.contains("eastAsia"), "{own}");
        if let Some(mark) = chinese {
            let run = runs
                .iter()
                .find(|r| r.contains(mark) && !r.contains(words))
                .unwrap();
            assert!(run.contains("w:hint=\"eastAsia\""), "{run}");
        }
    }
}

#[test]
fn the_page_sets_them_narrow() {
    let faces = Faces::builtin().unwrap();
    for style in ["gongwen", "book"] {
        for (text, words, chinese) in CASES {
            let doc = Document {
                blocks: vec![Block::Paragraph(Paragraph {
                    inlines: vec![Inline::Text(Text::bare(text))],
                    ..Paragraph::default()
                })],
                ..Document::default()
            };
            let layout = lay_out(&doc, &Style::named(style).unwrap(), &faces);
            let runs = layout.pages.iter().flat_map(|p| &p.runs);
            let glyphs: Vec<(char, f32)> = runs
                .flat_map(|r| {
                    let font = faces.get(r.face).unwrap();
                    r.glyphs.iter().map(|g| (g.c, font.em(font.width(g.id))))
                })
                .collect();
            let line: String = glyphs.iter().map(|g| g.0).collect();
            let from = line.find(words).map(|i| line[..i].chars().count()).unwrap();
            for (n, (c, width)) in glyphs.iter().enumerate() {
                let own = (from..from + words.chars().count()).contains(&n);
                if own && "‘’“”…".contains(*c) {
                    assert!(*width < 0.95, "{text}: {c} {width}");
                } else if Some(*c) == chinese {
                    assert!(*width > 0.95, "{text}: {c} {width}");
                }
            }
        }
    }
}
