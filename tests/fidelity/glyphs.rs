//! Characters become glyphs: what is invisible draws nothing, what belongs together is composed, a role keeps its face.

use super::{Case, support};
use wenji::font::Faces;
use wenji::layout::{Layout, lay_out};
use wenji::style::{Face, Style};
use wenji::tree::{Block, Document, Inline, Paragraph, Text};

fn laid_out(lines: &[&str], faces: &Faces) -> Layout {
    let paragraph = |line: &&str| {
        Block::Paragraph(Paragraph {
            inlines: vec![Inline::Text(Text::bare(*line))],
            ..Paragraph::default()
        })
    };
    let doc = Document {
        blocks: lines.iter().map(paragraph).collect(),
        ..Document::default()
    };
    lay_out(&doc, &Style::named("gongwen").unwrap(), faces)
}

/// The glyphs of the text, each with its font, its place and the words that it stands for.
fn glyphs(layout: &Layout) -> Vec<(usize, u16, f32, String)> {
    let runs = layout.pages.iter().flat_map(|p| &p.runs);
    runs.filter(|r| r.element.is_some())
        .flat_map(|r| {
            r.glyphs.iter().map(|g| {
                let words = r
                    .actual
                    .as_ref()
                    .map_or(g.c.to_string(), ToString::to_string);
                (r.face.index(), g.id, g.x, words)
            })
        })
        .collect()
}

/// The default-ignorable code points of Unicode 16 that are assigned, written down apart from the program's table.
fn ignorables() -> impl Iterator<Item = char> {
    let ranges = [
        0xad..=0xad,
        0x34f..=0x34f,
        0x61c..=0x61c,
        0x115f..=0x1160,
        0x17b4..=0x17b5,
        0x180b..=0x180f,
        0x200b..=0x200f,
        0x202a..=0x202e,
        0x2060..=0x2064,
        0x2066..=0x206f,
        0x3164..=0x3164,
        0xfe00..=0xfe0f,
        0xfeff..=0xfeff,
        0xffa0..=0xffa0,
        0x1bca0..=0x1bca3,
        0x1d173..=0x1d17a,
        0xe0001..=0xe0001,
        0xe0020..=0xe007f,
        0xe0100..=0xe01ef,
    ];
    ranges.into_iter().flatten().filter_map(char::from_u32)
}

#[test]
fn what_is_invisible_draws_nothing_and_takes_no_room() {
    let faces = Faces::builtin().unwrap();
    let plain = glyphs(&laid_out(&["江边ab灯"], &faces));
    for c in ignorables() {
        for text in [
            format!("江{c}边ab灯"),
            format!("江边a{c}b灯"),
            format!("{c}江边ab{c}灯{c}"),
        ] {
            let layout = laid_out(&[&text], &faces);
            assert!(layout.missing.is_empty(), "U+{:04X}", c as u32);
            let got = glyphs(&layout);
            assert_eq!(got.len(), plain.len(), "U+{:04X}", c as u32);
            for (a, b) in got.iter().zip(&plain) {
                assert_eq!((a.0, a.1), (b.0, b.1), "U+{:04X}", c as u32);
                // Kerning aside, which an invisible character does not break either.
                assert!(
                    (a.2 - b.2).abs() < 0.01,
                    "U+{:04X}: {} {}",
                    c as u32,
                    a.2,
                    b.2
                );
            }
            let words: String = got.into_iter().map(|g| g.3).collect();
            assert_eq!(words, text, "U+{:04X}", c as u32);
        }
    }
}

#[test]
fn spaces_are_as_wide_as_they_are_and_blank() {
    let faces = Faces::builtin().unwrap();
    let size = 15.793;
    for (c, em) in [
        ('\u{a0}', 0.25),
        ('\u{1680}', 0.5),
        ('\u{2000}', 0.5),
        ('\u{2001}', 1.0),
        ('\u{2002}', 0.5),
        ('\u{2003}', 1.0),
        ('\u{2004}', 0.333),
        ('\u{2005}', 0.25),
        ('\u{2006}', 0.167),
        ('\u{2007}', 0.55),
        ('\u{2008}', 0.25),
        ('\u{2009}', 0.2),
        ('\u{200a}', 0.1),
        ('\u{202f}', 0.2),
        ('\u{205f}', 0.222),
        ('\u{3000}', 1.0),
    ] {
        for text in [format!("江{c}边"), format!("a{c}b")] {
            let layout = laid_out(&[&text], &faces);
            assert!(layout.missing.is_empty(), "U+{:04X}", c as u32);
            let all = glyphs(&layout);
            let [first, space, behind] = all.as_slice() else {
                panic!("U+{:04X}: {all:?}", c as u32)
            };
            let font = layout.pages[0].runs[0].face;
            let _ = (first, font);
            let width = f64::from(behind.2 - space.2) / size;
            assert!((width - em).abs() < 0.1, "U+{:04X}: {width}", c as u32);
            let runs = layout.pages.iter().flat_map(|p| &p.runs);
            for r in runs {
                let blank =
                    |g: &wenji::layout::Placed| faces.get(r.face).unwrap().ink(g.id).is_none();
                let drawn = r.glyphs.iter().filter(|g| g.c == c);
                assert!(drawn.clone().all(blank), "U+{:04X}", c as u32);
            }
        }
    }
}

#[test]
fn every_mark_that_composes_to_a_character_of_a_face_is_that_character() {
    use unicode_normalization::UnicodeNormalization;
    let faces = Faces::builtin().unwrap();
    let song = faces.get(Face::Song).unwrap();
    let mut seen = 0;
    for whole in song
        .characters()
        .filter(|c| !matches!(*c, '\u{f900}'..='\u{faff}'))
    {
        let apart: String = std::iter::once(whole).nfd().collect();
        let back: String = apart.nfc().collect();
        if apart.chars().count() < 2 || !back.starts_with(whole) || back.chars().count() > 1 {
            continue;
        }
        seen += 1;
        let one = whole.to_string();
        let (got, want) = (
            glyphs(&laid_out(&[&apart], &faces)),
            glyphs(&laid_out(&[&one], &faces)),
        );
        assert_eq!(got.len(), 1, "{whole}");
        assert_eq!(
            (got[0].0, got[0].1, got[0].2),
            (want[0].0, want[0].1, want[0].2),
            "{whole}"
        );
        assert_eq!(got[0].3, apart);
    }
    assert!(seen > 150, "{seen}");
}

#[test]
fn a_text_in_nfd_is_the_same_picture_as_in_nfc() {
    use unicode_normalization::UnicodeNormalization;
    let line = "他在étude里写道：xiāngcūn的nǚ’ér，Être là，à la carte。AVATÉR，Vôtre，走在路上的café里坐满了人。\n";
    let text = format!("读书笔记\n\n{}", line.repeat(1000));
    let picture = |text: String| {
        let case = Case::new("a.txt", text);
        let (pdf, _) = case.made("pdf", &[]);
        let words = support::tool("pdftotext", &["-enc", "UTF-8", pdf.to_str().unwrap(), "-"])?;
        let page = case.dir.path().join("p");
        support::tool(
            "pdftoppm",
            &[
                "-r",
                "60",
                "-f",
                "1",
                "-l",
                "3",
                "-gray",
                pdf.to_str().unwrap(),
                page.to_str().unwrap(),
            ],
        )?;
        let mut pages: Vec<_> = std::fs::read_dir(case.dir.path())
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "pgm"))
            .collect();
        pages.sort();
        assert!(!pages.is_empty());
        let pixels: Vec<Vec<u8>> = pages.iter().map(|p| std::fs::read(p).unwrap()).collect();
        Some((pixels, words))
    };
    let (Some(c), Some(d)) = (picture(text.nfc().collect()), picture(text.nfd().collect())) else {
        return;
    };
    assert!(c.0 == d.0, "the pictures differ");
    assert!(
        d.1.contains("e\u{301}tude"),
        "the words are those of the source"
    );
    assert_eq!(d.1.nfc().collect::<String>(), c.1);
}

#[test]
fn a_character_that_no_face_has_is_named_with_its_line() {
    let case = Case::new(
        "a.txt",
        "第一章　春\n\n甲乙丙。\n走在路上\u{e123}的人。\n文\u{489}字在这里。\n\n第二章　夏\n\n丁。\n",
    );
    let (_, said) = case.made("pdf", &[]);
    assert!(
        said.contains("a.txt:4: [missing-glyph]") && said.contains("U+E123"),
        "{said}"
    );
    assert!(
        said.contains("a.txt:5: [missing-glyph]") && said.contains("U+0489"),
        "{said}"
    );
    let text = case.printed();
    if let Some(text) = text {
        assert!(
            text.contains("路上\u{e123}的人") && text.contains("文\u{489}字"),
            "{text}"
        );
    }
}

#[test]
fn office_and_books_hold_the_characters_of_the_source() {
    let text = "江边\u{200d}的灯e\u{301}tude葛\u{e0100}家\u{2009}的";
    let case = Case::new("a.txt", format!("第一章　春\n\n{text}。\n"));
    for (format, part) in [("docx", "document.xml"), ("epub", ".xhtml")] {
        let xml = case.part(format, part);
        let words = xml.split('<').filter_map(|t| Some(t.split_once('>')?.1));
        assert!(words.collect::<String>().contains(text), "{format}");
    }
}

#[test]
fn typography_1_3_one_rare_or_full_width_character_leaves_the_body_its_face() {
    let faces = Faces::builtin().unwrap();
    let body = "走在路上的人们今天都来看春天的花和秋天的月，何时才能了却这许多往事，谁也说不清楚。";
    let faces_of = |extra: &str| -> Vec<usize> {
        let layout = laid_out(&[body, extra], &faces);
        let mut used: Vec<usize> = glyphs(&layout)
            .into_iter()
            .filter(|g| g.3.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fa5}')))
            .map(|g| g.0)
            .collect();
        used.sort_unstable();
        used.dedup();
        used
    };
    let fangsong = Face::Fangsong as usize;
    for extra in ["７", "１９９８年ＡＢＣ", "①⑴Ⅷ㈠", "かな한글", "∑∞←"] {
        assert_eq!(faces_of(extra), [fangsong], "{extra}");
    }
    let song = Face::Song as usize;
    assert_eq!(faces_of("\u{4e02}"), [fangsong, song]);
    // A Traditional text lacks about a quarter in FangSong: all of it is in Song.
    let layout = laid_out(
        &["這裡的學習與發展關係著國家氣運，萬歲千秋，龍飛鳳舞。"],
        &faces,
    );
    assert_eq!(layout.replaced, [Face::Fangsong]);
    assert!(glyphs(&layout).iter().all(|g| g.0 == song));
}

/// The given fallback sets what no face has, before a face of another weight would.
#[test]
fn typography_2_17_the_fallback_that_is_given_sets_what_faces_lack() {
    let mut faces = Faces::builtin().unwrap();
    let hei = faces.get(Face::Hei).unwrap().bytes().to_vec();
    let c = '\u{4e02}';
    let plain = glyphs(&laid_out(
        &["走在路上的人们今天都来看春天的花和秋天的月\u{4e02}"],
        &faces,
    ));
    faces.add_fallback(hei, None).unwrap();
    assert_eq!(faces.fallbacks().count(), 1);
    let has = faces.get(Face::Hei).unwrap().has(c);
    let with = glyphs(&laid_out(
        &["走在路上的人们今天都来看春天的花和秋天的月\u{4e02}"],
        &faces,
    ));
    let of =
        |all: &[(usize, u16, f32, String)]| all.iter().find(|g| g.3 == c.to_string()).unwrap().0;
    assert_eq!(of(&plain), Face::Song as usize);
    assert_eq!(of(&with), if has { 5 } else { Face::Song as usize });
    // By the program: the file is named once more than the roles are.
    let case = Case::new("a.txt", "走在路上的人们今天都来看。\n");
    let font = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/NotoSansSC-Medium.ttf");
    let given = format!("fallback={font}");
    let (pdf, _) = case.made("pdf", &["--font", &given, "--font", &given]);
    assert!(pdf.is_file());
}
