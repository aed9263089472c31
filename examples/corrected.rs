//! Corrections and a style of one's own, from the library: a misread line is set right, then the text is written with
//! another page.
//!
//! `cargo run --example corrected`

use std::error::Error;
use wenji::font::Faces;
use wenji::reader::{self, Corrections, ReadOptions};
use wenji::render::{Format, RenderOptions, render};
use wenji::source::Source;
use wenji::style::Style;
use wenji::tree::outline;

const TEXT: &str = "春游记\n\n出发之前\n清晨，我们在桥头集合。\n归来以后\n傍晚，大家都累了。\n";

/// Lines are named by how they start, so that this holds when lines move.
const CORRECTIONS: &str = "\
[[line]]
starts = '出发之前'
as = 'heading'
level = 1
[[line]]
starts = '归来以后'
as = 'heading'
level = 1
[document]
title = '春游记'
author = '佚名'
";

fn main() -> Result<(), Box<dyn Error>> {
    let source = Source::decode(TEXT.as_bytes(), None)?;
    let corrections = Corrections::parse(CORRECTIONS)?.anchor(&source)?;
    let options = ReadOptions {
        corrections: Some(corrections),
        ..ReadOptions::default()
    };
    let document = reader::read(&source, &options).document;
    for entry in outline(&document) {
        println!("{}", entry.shown());
    }

    // A whole style is `Style::parse(name, toml)`; single entries of a built-in one change by name.
    let style =
        Style::named("book")?.with(&["page.inner=30".into(), "roles.body.face=song".into()])?;
    let faces = Faces::builtin()?;
    let options = RenderOptions::default();
    let (pdf, _) = render(&document, Format::Pdf, &style, &faces, &options)?;
    println!("{} bytes of PDF", pdf.len());
    Ok(())
}
