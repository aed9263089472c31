//! A backend of one's own: the tree is walked and written as an Org file. Labels come as the source has them.
//!
//! `cargo run --no-default-features --example backend -- samples/notice.txt`

use std::error::Error;
use wenji::reader::{self, ReadOptions};
use wenji::source::Source;
use wenji::tree::{Block, Document, Mark, Node, walk};

/// Org's signs around marked words.
const fn sign(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Superscript => ("^{", "}"),
        Mark::Subscript => ("_{", "}"),
        Mark::Strike => ("+", "+"),
        Mark::Underline => ("_", "_"),
        Mark::Small | Mark::Dots => ("", ""),
    }
}

/// The tree in Org's syntax: headings by stars, items by hyphens, notes in brackets.
fn org(doc: &Document) -> String {
    let mut out = String::new();
    let (mut depth, mut space, mut item) = (0, false, false);
    walk(doc, &mut |node| match node {
        Node::Section(s) => {
            depth += usize::from(s.heading.is_some());
            if s.heading.is_some() {
                out.push_str(&format!("\n{} ", "*".repeat(depth)));
            }
        }
        Node::SectionEnd(s) => depth -= usize::from(s.heading.is_some()),
        // An item's first paragraph shares the line with its label.
        Node::Block(Block::Paragraph(_)) if std::mem::take(&mut item) => {}
        Node::Block(Block::Paragraph(_) | Block::Verse(_)) => out.push('\n'),
        Node::Item(_) => {
            item = true;
            out.push_str("\n- ");
        }
        Node::Label(label) => {
            out.push_str(label.shown.as_str());
            space = label.wants_space();
        }
        Node::Text(text) => {
            if std::mem::take(&mut space) {
                out.push('\u{3000}');
            }
            out.push_str(text.as_str());
        }
        Node::Note(_) => out.push_str("[fn::"),
        Node::NoteEnd => out.push(']'),
        // Org raises and lowers with signs of its own, strikes out and underlines with others.
        Node::Mark(mark) => out.push_str(sign(mark).0),
        Node::MarkEnd(mark) => out.push_str(sign(mark).1),
        Node::Reading(reading) => out.push_str(&format!("（{}）", reading.as_str())),
        Node::HardBreak | Node::LineEnd | Node::RunIn => {
            space = false;
            out.push('\n');
        }
        // The words that stand for a picture follow as text.
        Node::Image(_) | Node::Block(_) => {}
    });
    out
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("give a text")?;
    let source = Source::decode(&std::fs::read(path)?, None)?;
    let reading = reader::read(&source, &ReadOptions::default());
    print!("{}", org(&reading.document));
    Ok(())
}
