//! The reader alone, without command line and fonts: what every line was taken for, and the headings of the tree.
//!
//! `cargo run --no-default-features --example reader_only -- samples/speeches.txt`

use std::error::Error;
use wenji::reader::{self, DOUBTFUL, ReadOptions};
use wenji::source::Source;
use wenji::tree::outline;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("give a text")?;
    let source = Source::decode(&std::fs::read(path)?, None)?;
    let reading = reader::read(&source, &ReadOptions::default());
    println!("{}, {} lines", source.encoding, source.extent().0);
    for entry in outline(&reading.document) {
        println!("{}{}", "  ".repeat(entry.depth - 1), entry.shown());
    }
    let lines = reading.outline().lines(&source.text);
    for line in lines.filter(|l| l.confidence < DOUBTFUL) {
        println!(
            "line {}: {}? {} ({:.2})",
            line.line,
            line.kind.name(),
            line.why,
            line.confidence
        );
    }
    Ok(())
}
