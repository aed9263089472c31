//! The cases of composition that must hold.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::linebreak::{Breaker, Greedy, TotalFit};
use super::paragraph::{Item, Piece, Rules, items};
use super::{justify::positions, lay_out};
use crate::font::{Choice, Faces};
use crate::style::{Face, Style};
use crate::tree::{Block, Document, Inline, Paragraph, Text};

const MEASURE: f32 = 28.0;

fn line(text: &str) -> Vec<Item> {
    let faces = Faces::builtin().unwrap();
    let piece = Piece {
        text: text.into(),
        face: Face::Fangsong,
        element: 0,
        break_before: false,
    };
    items(&[piece], &faces, &Choice::default(), Rules::default())
}

fn first_line(text: &str) -> usize {
    let i = line(text);
    let total = TotalFit.ends(&i, MEASURE, MEASURE);
    total[0]
}

#[test]
fn a_stop_after_a_full_line_takes_one_character_along() {
    let text = format!("{}。{}", "一".repeat(28), "二".repeat(40));
    assert_eq!(first_line(&text), 27);
}

#[test]
fn a_comma_gives_way_so_that_the_stop_stays() {
    let text = format!(
        "{}，{}。{}",
        "一".repeat(10),
        "二".repeat(17),
        "三".repeat(40)
    );
    assert_eq!(first_line(&text), 29);
    let i = line(&text);
    let (at, width) = positions(&i[..29], Some(MEASURE), true);
    assert!((width - MEASURE).abs() < 1e-4);
    assert!(
        (at[11] - at[10] - 0.5).abs() < 1e-4,
        "the comma is half an em"
    );
}

#[test]
fn marks_that_meet_share_their_blanks() {
    let i = line("甲。”");
    assert!(
        (positions(&i, None, false).1 - 2.0).abs() < 0.01,
        "。” at a line's end is 1 em"
    );
    let i = line("甲”（乙");
    assert!(
        (positions(&i, None, false).1 - 3.5).abs() < 0.01,
        "”（ is 1.5 em"
    );
}

#[test]
fn justified_lines_are_exactly_as_wide_as_the_measure() {
    let text =
        "2024年，全市GDP增长5.3%；“十四五”规划（草案）——共8章、24节，全面落实《意见》等12份文件。"
            .repeat(12);
    let i = line(&text);
    for ends in [
        TotalFit.ends(&i, 26.0, MEASURE),
        Greedy.ends(&i, 26.0, MEASURE),
    ] {
        let mut from = 0;
        for (n, end) in ends.iter().enumerate().take(ends.len() - 1) {
            let width = if n == 0 { 26.0 } else { MEASURE };
            let (_, w) = positions(&i[from..*end], Some(width), true);
            assert!((w - width).abs() < 0.003, "line {n}: {w}");
            assert!(
                !"，。；：、）》”％%".contains(i[*end].c),
                "line {} begins with {}",
                n + 1,
                i[*end].c
            );
            assert!(
                !"（《“".contains(i[*end - 1].c),
                "line {n} ends with {}",
                i[*end - 1].c
            );
            from = *end;
        }
    }
}

#[test]
fn dashes_and_dots_are_not_split() {
    for n in 20..30 {
        let text = format!("{}——{}……{}", "一".repeat(n), "二".repeat(n), "三".repeat(n));
        let i = line(&text);
        for end in TotalFit.ends(&i, MEASURE, MEASURE) {
            let (a, b) = (i[end - 1].c, i.get(end).map_or(' ', |x| x.c));
            assert!(!(a == b && "—…".contains(a)));
        }
    }
}

#[test]
fn small_and_empty_documents_have_a_page() {
    let faces = Faces::builtin().unwrap();
    let style = Style::named("gongwen").unwrap();
    for text in [None, Some(""), Some("一"), Some("\u{1F600}")] {
        let blocks = text.map(|t| {
            Block::Paragraph(Paragraph {
                inlines: vec![Inline::Text(Text::from(t))],
                ..Paragraph::default()
            })
        });
        let doc = Document {
            blocks: blocks.into_iter().collect(),
            ..Document::default()
        };
        assert_eq!(lay_out(&doc, &style, &faces).pages.len(), 1);
    }
}
