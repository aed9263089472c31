//! A text converted in memory: bytes in, bytes out; no file is touched but those named.
//!
//! `cargo run --example convert -- samples/speeches.txt out.docx`

use std::error::Error;
use std::path::Path;
use wenji::font::Faces;
use wenji::reader::{self, ReadOptions};
use wenji::receipt::Receipt;
use wenji::render::{Format, RenderOptions, render};
use wenji::source::Source;
use wenji::style::Style;

fn converted(bytes: &[u8], format: Format) -> Result<Vec<u8>, Box<dyn Error>> {
    let source = Source::decode(bytes, None)?;
    let reading = reader::read(&source, &ReadOptions::default());
    // The sum of all characters: fails where one was lost.
    Receipt::draw(&source, &reading)?;
    for finding in &reading.diagnostics {
        eprintln!("line {}: {}", finding.line, finding.message);
    }
    let style = Style::auto(&reading.document)?;
    let faces = Faces::builtin()?;
    let options = RenderOptions::default();
    let (bytes, findings) = render(&reading.document, format, &style, &faces, &options)?;
    for finding in findings {
        eprintln!("{}", finding.message);
    }
    Ok(bytes)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("give a text and the file to write: convert book.txt book.pdf".into());
    };
    let ending = Path::new(&to).extension().and_then(|e| e.to_str());
    let mut known = Format::ALL.into_iter().map(|(_, format)| format);
    let format = known
        .find(|f| Some(f.extension()) == ending)
        .ok_or("the file to write must end in .docx, .pdf, .epub, .html, .json, .md or .txt")?;
    std::fs::write(&to, converted(&std::fs::read(&from)?, format)?)?;
    Ok(())
}
