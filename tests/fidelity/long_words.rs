//! Addresses and long words at the ends of lines; numbers are never divided.

use wenji::font::Faces;
use wenji::layout::{Layout, lay_out};
use wenji::style::Style;
use wenji::tree::{Block, Document, Inline, Paragraph, Text};

fn laid_out(text: &str) -> Layout {
    let doc = Document {
        blocks: vec![Block::Paragraph(Paragraph {
            inlines: vec![Inline::Text(Text::bare(text))],
            ..Paragraph::default()
        })],
        ..Document::default()
    };
    lay_out(
        &doc,
        &Style::named("book").unwrap(),
        &Faces::builtin().unwrap(),
    )
}

/// The lines of the text: their characters, each with its place in em.
fn lines(layout: &Layout) -> Vec<Vec<(char, f32)>> {
    let mut out: Vec<(f32, Vec<(char, f32)>)> = Vec::new();
    for r in layout
        .pages
        .iter()
        .flat_map(|p| &p.runs)
        .filter(|r| r.element.is_some())
    {
        let glyphs = r.glyphs.iter().map(|g| (g.c, g.x / r.size));
        match out.last_mut().filter(|l| l.0 == r.y) {
            Some(l) => l.1.extend(glyphs),
            None => out.push((r.y, glyphs.collect())),
        }
    }
    out.into_iter().map(|l| l.1).collect()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

#[test]
fn lines_before_addresses_are_not_stretched() {
    for (address, joints) in [
        (
            "https://www.example.com/a/very/long/path/that/never/ends/and/keeps/going/on/index.php?id=1234567890&name=abcdefghijklmnopqrstuvwxyz&page=2024",
            "/?&=.-_#:",
        ),
        (
            "www.example.org/archive/2024/03/28/notes-on-the-river-and-its-people-in-the-north.html",
            "/?&=.-_#:",
        ),
        (
            "ftp://files.example.net/pub/linux/distributions/releases/2024.11/images/netboot.tar.gz",
            "/?&=.-_#:",
        ),
        // No address: cut where the line is full.
        (
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            "",
        ),
    ] {
        for before in ["网址是", "请看这里的网址是", "记下来，"] {
            let all = lines(&laid_out(&format!("{before}{address}，请记下来。")));
            assert!(all.len() > 1, "{address}");
            let (last, full) = all.split_last().unwrap();
            let _ = last;
            for line in full {
                for pair in line.windows(2).filter(|p| is_han(p[0].0) && is_han(p[1].0)) {
                    let step = pair[1].1 - pair[0].1;
                    assert!(step <= 1.25, "{before}{address}: {step}");
                }
                let end = line.last().unwrap().0;
                assert!(
                    joints.is_empty() || joints.contains(end),
                    "{address}: {end}"
                );
            }
        }
    }
}

#[test]
fn typography_1_3_numbers_stay_whole_with_their_signs() {
    for number in [
        "102398",
        "7.4%",
        "1,234,567.89",
        "148/83",
        "37.5℃",
        "￥1280",
        "12‰",
        "3~5%",
    ] {
        for n in 0..40 {
            let text = format!(
                "{}{number}的增长，让各村的人都很高兴，大家坐在一起说起今年的收成。",
                "文".repeat(n + 10)
            );
            let words: Vec<String> = lines(&laid_out(&text))
                .iter()
                .map(|l| l.iter().map(|c| c.0).collect())
                .collect();
            assert!(
                words.iter().any(|l| l.contains(number)),
                "{number}: {words:?}"
            );
        }
    }
}
