//! `wenji.merge`: several documents in one anthology.

use crate::document::Document;
use crate::error::{Failure, work};
use crate::values::Keywords;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use wenji::source::Source;
use wenji::tree::{self, Entrant, common_stem};

/// The anthology's title where nothing else gives one, as in the program.
const NAMELESS: &str = "文集";
/// What stands for the title of a document that has neither title nor name.
const UNTITLED: &str = "无题";

/// One anthology of several documents, in order.
///
/// A document without pieces is a piece; one with several pieces under a title is a volume. Options: title and author
/// of the whole; names, one for each document, what a document without a title is called: the program takes the names of
/// the files. Where they have a beginning in common, it is the title of the whole.
#[pyfunction]
#[pyo3(signature = (documents, /, **options))]
pub(crate) fn merge(
    py: Python<'_>,
    documents: &Bound<'_, PyAny>,
    options: Option<Bound<'_, PyDict>>,
) -> PyResult<Document> {
    let mut keywords = Keywords::new(options);
    let title = keywords.string("title")?;
    let author = keywords.string("author")?;
    let names = keywords.get("names")?;
    keywords.finish()?;
    let documents = documents.try_iter()?.map(|d| Ok(d?.extract()?));
    let documents: Vec<Py<Document>> = documents.collect::<PyResult<_>>()?;
    let names: Option<Vec<String>> = match names {
        Some(names) => Some(
            names
                .try_iter()?
                .map(|n| n?.extract())
                .collect::<PyResult<_>>()?,
        ),
        None => None,
    };
    let whole = Whole {
        title,
        author,
        names,
    };
    work(py, || whole.of(&documents))
}

/// What is said of the whole.
struct Whole {
    title: Option<String>,
    author: Option<String>,
    names: Option<Vec<String>>,
}

impl Whole {
    fn of(self, documents: &[Py<Document>]) -> Result<Document, Failure> {
        let Some(first) = documents.first() else {
            return Err(Failure::new("there is no document to merge").help("give one at least"));
        };
        if let Some(names) = &self.names
            && names.len() != documents.len()
        {
            let (names, documents) = (names.len(), documents.len());
            return Err(
                Failure::new(format!("names: {names} for {documents} documents"))
                    .help("give one for each document"),
            );
        }
        let names: Vec<&str> = self.names.iter().flatten().map(String::as_str).collect();
        let title = self.title.or_else(|| common_stem(&names));
        let (mut findings, mut hashes) = (Vec::new(), String::new());
        let mut lines = 0u32;
        let mut entrants = Vec::with_capacity(documents.len());
        for (at, document) in documents.iter().enumerate() {
            let document = document.get();
            let moved = document.findings.iter().cloned().map(|mut d| {
                if d.line > 0 {
                    d.line = d.line.saturating_add(lines);
                }
                d
            });
            findings.extend(moved);
            let own = document.tree.extent();
            lines = lines.saturating_add(own.0.max(document.extent.0));
            hashes.push_str(&document.hash);
            entrants.push(Entrant {
                document: document.tree.clone(),
                name: names.get(at).copied().unwrap_or(UNTITLED).to_owned(),
                extent: document.extent,
            });
        }
        let title = title.unwrap_or_else(|| NAMELESS.to_owned());
        let mut tree = tree::Document::merge(title, entrants);
        let author = &mut tree.metadata.author;
        *author = self.author.or_else(|| author.take());
        let hash = Source::decode(hashes.as_bytes(), Some("utf-8"))?.sha256;
        let mut merged = Document::marked(tree, hash, (lines, 0));
        merged.findings = findings;
        merged.punctuation = first.get().punctuation;
        Ok(merged)
    }
}
