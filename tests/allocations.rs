//! A guard of speed that counts instead of timing: how often the reader and the writers ask for memory.
//!
//! The bounds are a fifth above what was measured. Where one is passed, look at the change that did it; where the
//! figure falls for good, bring the bound down.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::sample;
use wenji::font::Faces;
use wenji::reader::{ReadOptions, read};
use wenji::receipt::Receipt;
use wenji::render::{Format, RenderOptions, render};
use wenji::source::Source;
use wenji::style::Style;

/// Requests for memory in a run of `f`, which does all on one thread.
fn asked<T: Send>(f: impl FnOnce() -> T + Send) -> u64 {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    pool.unwrap().install(|| {
        let mut kept = None;
        let info = allocation_counter::measure(|| kept = Some(f()));
        drop(kept);
        info.count_total
    })
}

#[test]
fn memory_is_asked_for_no_more_often_than_it_was() {
    let bytes = std::fs::read(sample("speeches.txt")).unwrap();
    let source = Source::decode(&bytes, None).unwrap();
    let reading = read(&source, &ReadOptions::default());
    let doc = &reading.document;
    let style = Style::named("book").unwrap();
    let faces = Faces::builtin().unwrap();
    let options = RenderOptions::default();
    let made = |f: Format| render(doc, f, &style, &faces, &options).unwrap();
    // What is made once in a run, as the fonts' tables are.
    made(Format::Pdf);
    let found = [
        ("decode", asked(|| Source::decode(&bytes, None)), 45),
        (
            "read",
            asked(|| read(&source, &ReadOptions::default())),
            8400,
        ),
        ("receipt", asked(|| Receipt::draw(&source, &reading)), 830),
        ("text", asked(|| wenji::render::text(doc)), 12),
        ("markdown", asked(|| wenji::markdown::write(doc)), 6000),
        ("html", asked(|| wenji::html::write(doc, &style)), 600),
        ("docx", asked(|| made(Format::Docx)), 3700),
        ("epub", asked(|| made(Format::Epub)), 6030),
        ("pdf", asked(|| made(Format::Pdf)), 23_500),
    ];
    let over: Vec<String> = found
        .iter()
        .filter(|(_, got, most)| got > most)
        .map(|(what, got, most)| format!("{what}: {got}, at most {most}"))
        .collect();
    assert!(over.is_empty(), "{over:#?}");
}
