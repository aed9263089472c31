//! `wenji.read`: text to document, with the options of the command line.

use crate::document::Document;
use crate::error::{Failure, work};
use crate::values::{Keywords, Text};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use wenji::reader::{self, Corrections, Punctuation, ReadOptions};
use wenji::receipt::Receipt;
use wenji::source::Source;

/// How a text is read.
struct Options {
    encoding: Option<String>,
    from: &'static str,
    repair: bool,
    corrections: Option<String>,
    read: ReadOptions,
}

impl Options {
    fn taken(py: Python<'_>, k: &mut Keywords<'_>) -> PyResult<Self> {
        let punctuation = k.choice(py, "punctuation", &["auto", "keep", "safe", "full"])?;
        let corrections = k.file("corrections")?;
        Ok(Self {
            encoding: k.string("from_encoding")?,
            from: k.choice(py, "from_", &["text", "markdown", "html", "pandoc"])?,
            repair: k.flag("repair_encoding")?,
            corrections: corrections.map(|b| String::from_utf8_lossy(&b).into_owned()),
            read: ReadOptions {
                punctuation: Punctuation::named(punctuation).unwrap_or_default(),
                keep_boilerplate: k.flag("keep_boilerplate")?,
                dedupe: k.flag("dedupe")?,
                join_notes: k.flag("join_notes")?,
                title: k.string("title")?,
                author: k.string("author")?,
                corrections: None,
                ..ReadOptions::default()
            },
        })
    }

    fn source(&self, text: &Text) -> Result<Source, Failure> {
        let source = match text {
            Text::Characters(s) => Source::decode(s.as_bytes(), Some("utf-8")),
            Text::Bytes(b) => {
                // A page may name its encoding.
                let named = (self.from == "html")
                    .then(|| wenji::html::charset(b))
                    .flatten();
                Source::decode(b, self.encoding.as_deref().or(named))
            }
        }?;
        Ok(if self.repair {
            source.repaired()
        } else {
            source
        })
    }

    fn document(self, text: &Text) -> Result<Document, Failure> {
        let source = self.source(text)?;
        if self.from != "text" {
            let mut unknown = Vec::new();
            let mut tree = match self.from {
                "pandoc" => {
                    let read = wenji::pandoc::read_told(source.text.as_bytes());
                    let (tree, names) = read.map_err(|e| Failure::new(e.to_string()))?;
                    unknown.extend(names.iter().map(|n| wenji::diagnostic::unknown_node(n)));
                    tree
                }
                "html" => wenji::html::read(&source.text),
                _ => wenji::markdown::read(&source.text),
            };
            let m = &mut tree.metadata;
            m.title = self.read.title.or_else(|| m.title.take());
            m.author = self.read.author.or_else(|| m.author.take());
            // As in the program: what pandoc gives names no lines.
            let extent = match self.from {
                "pandoc" => (0, 0),
                _ => source.extent(),
            };
            let mut document = Document::marked(tree, source.sha256, extent);
            document.punctuation = self.read.punctuation;
            document.findings = unknown;
            return Ok(document);
        }
        let source = source.cleaned();
        let corrections = self.corrections.as_deref().map(|file| {
            let anchored = Corrections::parse(file).and_then(|c| c.anchor(&source));
            anchored.map_err(|e| Failure::of_corrections(&e, file))
        });
        let options = ReadOptions {
            corrections: corrections.transpose()?,
            ..self.read
        };
        let reading = reader::read(&source, &options);
        Receipt::draw(&source, &reading).map_err(|e| Failure::new(e.to_string()))?;
        Ok(Document::read(&source, reading, options.punctuation))
    }
}

/// Reads a text; bytes are decoded as their encoding is told.
///
/// Options are those of `wenji convert`, with `_` for `-`: from_encoding, repair_encoding, punctuation, keep_boilerplate,
/// dedupe, join_notes, corrections, title, author; and from_="markdown", "html" or "pandoc". Files are given by path or as bytes.
#[pyfunction]
#[pyo3(signature = (text_or_bytes, /, **options))]
pub(crate) fn read(
    py: Python<'_>,
    text_or_bytes: &Bound<'_, PyAny>,
    options: Option<Bound<'_, PyDict>>,
) -> PyResult<Document> {
    let text = Text::of(text_or_bytes)?;
    let mut keywords = Keywords::new(options);
    let options = Options::taken(py, &mut keywords)?;
    keywords.finish()?;
    work(py, || options.document(&text))
}
