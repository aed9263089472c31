//! Time of each stage on a sample: `cargo bench`. `WENJI_BENCH=FILE` takes another text.
#![allow(clippy::unwrap_used, reason = "a benchmark stops by panicking")]

use divan::{Bencher, counter::BytesCount};
use wenji::{reader, receipt::Receipt, source::Source, tree};

fn bytes() -> Vec<u8> {
    let path = std::env::var_os("WENJI_BENCH").map_or_else(
        || concat!(env!("CARGO_MANIFEST_DIR"), "/samples/speeches.txt").into(),
        std::path::PathBuf::from,
    );
    std::fs::read(path).unwrap()
}

#[divan::bench]
fn decode(b: Bencher) {
    let bytes = bytes();
    b.counter(BytesCount::of_slice(&bytes))
        .bench_local(|| Source::decode(&bytes, None).unwrap());
}

#[divan::bench]
fn read(b: Bencher) {
    let source = Source::decode(&bytes(), None).unwrap();
    b.counter(BytesCount::of_str(&source.text))
        .bench_local(|| reader::read(&source, &reader::ReadOptions::default()));
}

#[divan::bench]
fn outline(b: Bencher) {
    let source = Source::decode(&bytes(), None).unwrap();
    let reading = reader::read(&source, &reader::ReadOptions::default());
    b.counter(BytesCount::of_str(&source.text)).bench_local(|| {
        (
            reading.outline().jsonl(&source.text),
            tree::outline(&reading.document),
        )
    });
}

#[divan::bench]
fn receipt(b: Bencher) {
    let source = Source::decode(&bytes(), None).unwrap();
    let reading = reader::read(&source, &reader::ReadOptions::default());
    b.counter(BytesCount::of_str(&source.text))
        .bench_local(|| Receipt::draw(&source, &reading).unwrap());
}

fn main() {
    divan::main();
}
