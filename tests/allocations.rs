//! A guard of speed that counts instead of timing: how often the reader and the writers ask for memory.
//!
//! The bounds are a fifth above what was measured. Where one is passed, look at the change that did it; where the
//! figure falls for good, bring the bound down.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::sample;
use wenji::reader::{ReadOptions, read};
use wenji::receipt::Receipt;
use wenji::source::Source;

/// Requests for memory in a run of `f` on this thread.
fn asked<T>(f: impl FnOnce() -> T) -> u64 {
    let mut kept = None;
    let info = allocation_counter::measure(|| kept = Some(f()));
    drop(kept);
    info.count_total
}

#[test]
fn memory_is_asked_for_no_more_often_than_it_was() {
    let bytes = std::fs::read(sample("speeches.txt")).unwrap();
    let source = Source::decode(&bytes, None).unwrap();
    let reading = read(&source, &ReadOptions::default());
    let doc = &reading.document;
    let found = [
        ("decode", asked(|| Source::decode(&bytes, None)), 45),
        (
            "read",
            asked(|| read(&source, &ReadOptions::default())),
            8000,
        ),
        (
            "receipt",
            asked(|| Receipt::draw(&source, doc, &reading.units)),
            830,
        ),
        ("text", asked(|| wenji::render::text(doc)), 12),
        ("markdown", asked(|| wenji::markdown::write(doc)), 4700),
        (
            "html",
            asked(|| wenji::html::write(doc, &wenji::style::Style::named("book").unwrap())),
            840,
        ),
    ];
    let over: Vec<String> = found
        .iter()
        .filter(|(_, got, most)| got > most)
        .map(|(what, got, most)| format!("{what}: {got}, at most {most}"))
        .collect();
    assert!(over.is_empty(), "{over:#?}");
}
