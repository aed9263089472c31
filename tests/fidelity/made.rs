//! Two hundred texts made by chance, half in Markdown, half as web pages: what stands in them stands in every format, and tree
//! and account give back all of it.

use rayon::prelude::*;
use std::sync::Arc;
use wenji::account::Account;
use wenji::font::Faces;
use wenji::picture::{Picture, Pictures};
use wenji::render::{Covering, Format, RenderOptions, render};
use wenji::style::Style;
use wenji::tree::{Document, Node, walk};
use wenji::verify::verify;

/// Texts of each kind.
const TEXTS: u64 = 100;

/// A text that is being made, with what it holds.
struct Making {
    dice: u64,
    page: bool,
    out: String,
    /// Words that are to be read, and words that are not, each of its own.
    shown: Vec<String>,
    hidden: Vec<String>,
    marks: usize,
    pictures: usize,
}

impl Making {
    fn new(seed: u64, page: bool) -> Self {
        Self {
            dice: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            page,
            out: String::new(),
            shown: Vec::new(),
            hidden: Vec::new(),
            marks: 0,
            pictures: 0,
        }
    }

    fn of(&mut self, n: u64) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        (self.dice >> 16) % n
    }

    /// Words that stand nowhere else.
    fn word(&mut self) -> String {
        const HEADS: [&str; 6] = ["河", "山海", "雨后", "A4纸", "《志》", "“问”"];
        let n = self.shown.len() + self.hidden.len();
        let head = HEADS[usize::try_from(self.of(6)).unwrap()];
        let digits = "甲乙丙丁戊己庚辛壬癸";
        let digit = |d: usize| digits.chars().nth(d % 10).unwrap();
        format!("{head}{}{}{}句", digit(n / 100), digit(n / 10), digit(n))
    }

    fn shown(&mut self) -> String {
        let word = self.word();
        self.shown.push(word.clone());
        word
    }

    fn hidden(&mut self) -> String {
        let word = self.word();
        self.hidden.push(word.clone());
        word
    }

    /// A line of words and marks.
    fn line(&mut self) -> String {
        let mut out = self.shown();
        for _ in 0..self.of(4) {
            let part = match self.of(10) {
                0 => format!("<b>{}</b>", self.shown()),
                1 => format!("<em>{}</em>", self.shown()),
                2 => self.marked("<sup>", "</sup>"),
                3 => self.marked("<sub>", "</sub>"),
                4 => self.marked("<u>", "</u>"),
                5 if self.page => self.marked("<del>", "</del>"),
                // Four strokes in a row would be none.
                5 => self.marked("，~~", "~~"),
                6 if self.page => format!("<a href=\"https://example.com/\">{}</a>", self.shown()),
                6 => format!("[{}](https://example.com/)", self.shown()),
                7 => self.picture(),
                8 if self.page => format!("<span hidden>{}</span>", self.hidden()),
                8 => format!("<!-- {} -->", self.hidden()),
                _ => format!("，{}重 5 kg。", self.shown()),
            };
            out.push_str(&part);
        }
        out
    }

    fn marked(&mut self, open: &str, close: &str) -> String {
        self.marks += 1;
        format!("{open}{}{close}", self.shown())
    }

    fn picture(&mut self) -> String {
        self.pictures += 1;
        let name = ["small.png", "large.png"][usize::try_from(self.of(2)).unwrap()];
        let words = self.shown();
        if self.page {
            format!("<img src=\"{name}\" alt=\"{words}\">")
        } else {
            format!("![{words}]({name})")
        }
    }

    fn block(&mut self, depth: u64) {
        let block = match (self.of(9), self.page) {
            (0, true) => {
                let picture = self.picture();
                format!(
                    "<figure>{picture}<figcaption>{}</figcaption></figure>\n",
                    self.line()
                )
            }
            (0, false) => format!("{}\n\n", self.picture()),
            (1, true) => format!("<script>{}</script><p>{}\n", self.hidden(), self.line()),
            (1, false) => format!(
                "<div>\n<p>{}</p>\n<script>{}</script>\n</div>\n\n",
                self.shown(),
                self.hidden()
            ),
            (2, true) => format!("<blockquote>{}</blockquote>\n", self.line()),
            (2, false) => format!("> {}\n\n", self.line()),
            (3, page) => {
                let rows: Vec<[String; 2]> = (0..3).map(|_| [self.line(), self.shown()]).collect();
                let row = |[a, b]: &[String; 2]| match page {
                    true => format!("<tr><td>{a}<td align=right>{b}"),
                    false => format!("| {a} | {b} |\n"),
                };
                match page {
                    true => format!(
                        "<table>{}</table>\n",
                        rows.iter().map(row).collect::<String>()
                    ),
                    false => {
                        let [head, rest @ ..] = rows.as_slice() else {
                            unreachable!()
                        };
                        format!(
                            "{}|---|--:|\n{}\n",
                            row(head),
                            rest.iter().map(row).collect::<String>()
                        )
                    }
                }
            }
            (4, true) => format!("<ul><li>{}<li>{}</ul>\n", self.line(), self.line()),
            (4, false) => format!("- {}\n- {}\n\n", self.line(), self.line()),
            (5, true) if depth > 0 => format!("<h3>{}</h3>\n", self.shown()),
            (5, false) if depth > 0 => format!("### {}\n\n", self.shown()),
            (_, true) => format!("<p>{}</p>\n", self.line()),
            (_, false) => format!("{}\n\n", self.line()),
        };
        self.out.push_str(&block);
    }

    fn text(seed: u64, page: bool) -> Self {
        let mut m = Self::new(seed, page);
        let (one, two) = if page {
            ("<h1>", "<h2>")
        } else {
            ("# ", "## ")
        };
        let title = m.shown();
        let end = |m: &Self, tag: &str| {
            if m.page {
                tag.replace('<', "</") + "\n"
            } else {
                "\n\n".to_owned()
            }
        };
        m.out = format!("{one}{title}{}", end(&m, one));
        for _ in 0..2 {
            let head = m.shown();
            m.out += &format!("{two}{head}{}", end(&m, two));
            for depth in 0..3 {
                m.block(depth);
            }
        }
        m
    }
}

/// A picture of so many pixels.
fn picture(side: u32) -> Picture {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer
        .write_image_data(&vec![90; (side * side) as usize])
        .unwrap();
    drop(writer);
    Picture::from_bytes(out).unwrap()
}

/// All words are in the tree once and in their order, all others are left out by name; nothing is lost.
fn gives_back(m: &Making, doc: &Document, account: &Account) {
    assert_eq!(account.lost, "", "{}", m.out);
    let (mut text, mut marks, mut pictures) = (String::new(), 0, 0);
    walk(doc, &mut |n| match n {
        Node::Text(t) => text.push_str(t.as_str()),
        Node::Mark(_) => marks += 1,
        Node::Image(_) => pictures += 1,
        _ => {}
    });
    let mut rest = text.as_str();
    for word in &m.shown {
        let Some((before, after)) = rest.split_once(word.as_str()) else {
            panic!("{word} is not in its place: {text}\n{}", m.out)
        };
        // Between the words there is nothing but what the text has between them.
        assert!(
            before.chars().all(|c| "，重 5kg。".contains(c)),
            "{before} in {text}\n{}",
            m.out
        );
        rest = after;
    }
    assert!(
        rest.chars().all(|c| "，重 5kg。".contains(c)),
        "{rest}\n{}",
        m.out
    );
    let left: Vec<&String> = account.left_out.iter().map(|(_, words)| words).collect();
    let mut hidden: Vec<&String> = m.hidden.iter().collect();
    let mut named = left.clone();
    hidden.sort();
    named.sort();
    assert_eq!(named, hidden, "{}", m.out);
    assert_eq!((marks, pictures), (m.marks, m.pictures), "{}", m.out);
}

#[test]
fn what_stands_in_a_marked_text_stands_in_every_format_and_comes_back() {
    let faces = Faces::builtin().unwrap();
    let style = Style::named("book").unwrap();
    let mut pictures = Pictures::default();
    pictures.add("small.png", picture(30));
    pictures.add("large.png", picture(120));
    let options = RenderOptions {
        created: Some(0),
        cover: Covering::Without,
        no_toc: true,
        pictures: Arc::new(pictures),
        ..RenderOptions::default()
    };
    let formats = [
        Format::Docx,
        Format::Epub,
        Format::Pdf,
        Format::Html,
        Format::Markdown,
    ];
    (0..2 * TEXTS).into_par_iter().for_each(|n| {
        let m = Making::text(n, n % 2 == 0);
        let (doc, account) = match m.page {
            true => wenji::html::read_told(&m.out),
            false => wenji::markdown::read_told(&m.out),
        };
        gives_back(&m, &doc, &account);
        for format in formats {
            let (bytes, _) = render(&doc, format, &style, &faces, &options).unwrap();
            verify(&doc, format, &bytes).unwrap_or_else(|e| panic!("{format:?}: {e}\n{}", m.out));
        }
    });
}
