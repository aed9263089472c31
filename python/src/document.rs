//! `wenji.Document`.

use crate::choice::Choice;
use crate::error::{Failure, work};
use crate::pickle;
use crate::render;
use crate::values::Keywords;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use std::sync::OnceLock;
use wenji::diagnostic::Diagnostic;
use wenji::reader::{Punctuation, Reading};
use wenji::render::Format;
use wenji::source::Source;
use wenji::style::Style;
use wenji::tree;

/// A text that was read.
#[pyclass(frozen, module = "wenji")]
pub(crate) struct Document {
    pub(crate) tree: tree::Document,
    pub(crate) findings: Vec<Diagnostic>,
    /// SHA-256 of the input.
    pub(crate) hash: String,
    /// Lines and bytes of its source.
    pub(crate) extent: (u32, u32),
    /// Where its lines begin; nothing where it is no plain text.
    pub(crate) line_starts: Vec<u32>,
    /// How its punctuation was read: that of its front matter is read alike.
    pub(crate) punctuation: Punctuation,
    /// Its place, where it is a part of a document that was split.
    pub(crate) place: Option<Place>,
    /// What its lines were taken for, where it was plain text.
    pub(crate) lines: Option<Lines>,
    /// The style that its corrections tell.
    pub(crate) told_style: Option<String>,
}

/// What a part keeps of the whole that it was split from.
pub(crate) struct Place {
    /// 1 for the first piece, 0 for what stands outside the pieces.
    pub(crate) number: usize,
    /// Title of the whole.
    pub(crate) collection: Option<String>,
    /// The style that the whole would have been given.
    pub(crate) style: Style,
}

/// The two forms of `wenji outline`.
pub(crate) struct Lines {
    pub(crate) tree: String,
    pub(crate) jsonl: String,
}

impl Document {
    /// A plain text that was read.
    pub(crate) fn read(source: &Source, reading: Reading, punctuation: Punctuation) -> Self {
        let lines = Lines {
            tree: reading.outline().tree_text(&source.text),
            jsonl: reading.outline().jsonl(&source.text),
        };
        Self {
            extent: source.extent(),
            line_starts: source.line_starts(),
            punctuation,
            place: None,
            told_style: reading.facts.style,
            lines: Some(lines),
            tree: reading.document,
            findings: reading.diagnostics,
            hash: source.sha256.clone(),
        }
    }

    /// A text whose structure was marked.
    pub(crate) fn marked(tree: tree::Document, hash: String, extent: (u32, u32)) -> Self {
        Self {
            tree,
            findings: Vec::new(),
            hash,
            extent,
            line_starts: Vec::new(),
            punctuation: Punctuation::default(),
            place: None,
            told_style: None,
            lines: None,
        }
    }
}

impl Document {
    /// The style where none is asked for: as its corrections say, else as it is itself.
    pub(crate) fn style(&self) -> Result<Style, wenji::style::StyleError> {
        let told = self.told_style.as_deref().filter(|s| *s != "auto");
        told.map_or_else(|| Style::auto(&self.tree), Style::named)
    }

    fn parts(&self, choice: &Choice) -> Result<Vec<Self>, Failure> {
        let chosen = choice.of(self)?;
        let (tree, findings) = chosen.parts(self);
        // As in the program, the whole document decides.
        let style = match &self.place {
            Some(place) => place.style.clone(),
            None => self.style()?,
        };
        let part = |mut p: tree::Part| {
            let numbers = chosen.numbers.as_ref();
            let own = numbers.and_then(|all| all.get(p.number.checked_sub(1)?));
            p.number = own.copied().unwrap_or(p.number);
            let here = |d: &&Diagnostic| p.lines.contains(&d.line);
            Self {
                findings: findings.iter().filter(here).cloned().collect(),
                hash: self.hash.clone(),
                extent: self.extent,
                line_starts: self.line_starts.clone(),
                punctuation: self.punctuation,
                place: Some(Place {
                    number: p.number,
                    collection: tree.metadata.title.clone(),
                    style: style.clone(),
                }),
                told_style: None,
                lines: None,
                tree: p.document,
            }
        };
        Ok(tree.split().into_iter().map(part).collect())
    }
}

/// JSON as Python's own values.
fn values<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json,))
}

#[pymethods]
impl Document {
    /// What every line was taken for: a list of dictionaries, or with format="tree" or "jsonl" the text that
    /// `wenji outline` prints.
    #[pyo3(signature = (format = None))]
    fn outline<'py>(&self, py: Python<'py>, format: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let lines = self.lines.as_ref().ok_or_else(|| {
            Failure::new("only what was read from plain text has an outline of its lines")
                .raised(py)
        })?;
        match format {
            None => {
                let rows: Vec<&str> = lines.jsonl.lines().collect();
                values(py, &format!("[{}]", rows.join(",")))
            }
            Some("tree") => Ok(lines.tree.as_str().into_pyobject(py)?.into_any()),
            Some("jsonl") => Ok(lines.jsonl.as_str().into_pyobject(py)?.into_any()),
            Some(other) => Err(Failure::new(format!("format: there is no {other}"))
                .help("give tree or jsonl, or leave it out")
                .raised(py)),
        }
    }

    /// What a person should look at: dictionaries with line, severity, code, message and message_zh.
    #[getter]
    fn diagnostics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let json = serde_json::to_string(&self.findings);
        let json = json.map_err(|e| Failure::new(e.to_string()).raised(py))?;
        values(py, &json)
    }

    /// Title of the whole.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.tree.metadata.title.as_deref()
    }

    /// Author of the whole.
    #[getter]
    fn author(&self) -> Option<&str> {
        self.tree.metadata.author.as_deref()
    }

    /// The number of a part that `split` gave: 1 for the first piece, 0 for what stands outside the pieces; else `None`.
    #[getter]
    fn number(&self) -> Option<usize> {
        self.place.as_ref().map(|p| p.number)
    }

    /// Each piece as a document of its own, and before them, where there is any, the text that stands in none.
    ///
    /// Options: pieces and front, as for `convert`. What was found stays with its part, and a part's e-book tells its
    /// place in the whole.
    #[pyo3(signature = (**options))]
    fn split(&self, py: Python<'_>, options: Option<Bound<'_, PyDict>>) -> PyResult<Vec<Self>> {
        let mut keywords = Keywords::new(options);
        let choice = Choice::taken(&mut keywords)?;
        keywords.finish()?;
        work(py, || self.parts(&choice))
    }

    /// The document as plain text, one printed line each.
    fn text(&self, py: Python<'_>) -> PyResult<String> {
        work(py, || Ok(wenji::render::text(&self.tree)))
    }

    /// The tree as JSON, as `wenji convert --to json` writes it.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        let json = py.detach(|| serde_json::to_string_pretty(&self.tree));
        Ok(json.map_err(|e| Failure::new(e.to_string()).raised(py))? + "\n")
    }

    /// A document from the JSON of `to_json`; what its lines were taken for and what was found is not in it.
    #[staticmethod]
    fn from_json(py: Python<'_>, json: &str) -> PyResult<Self> {
        work(py, || {
            // The digest that the program writes for this input.
            let hash = Source::decode(json.as_bytes(), Some("utf-8"))?.sha256;
            let tree: Result<tree::Document, _> = serde_json::from_str(json);
            let tree = tree.map_err(|e| {
                let line = u32::try_from(e.line()).unwrap_or(0);
                Failure::new(format!("no tree of wenji's: {e}")).at(line)
            })?;
            // Every field has a default: any JSON at all would pass for an empty tree.
            if !json.contains("\"blocks\"") {
                return Err(Failure::new("no tree of wenji's: it has no blocks"));
            }
            Ok(Self::marked(tree, hash, (0, 0)))
        })
    }

    /// The document in a format: docx, pdf, epub, html, json, markdown, pandoc or text.
    ///
    /// Options are those of `wenji convert`, with `_` for `-`. Files are given by path or as bytes. Characters that no
    /// font has, and fonts that may not be embedded, are told as warnings.
    #[pyo3(signature = (format, /, **options))]
    fn convert<'py>(
        &self,
        py: Python<'py>,
        format: &str,
        options: Option<Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let known = Format::ALL.into_iter().find(|(name, _)| *name == format);
        let (_, format) = known.ok_or_else(|| {
            let names: Vec<&str> = Format::ALL.iter().map(|(name, _)| *name).collect();
            Failure::new(format!("there is no format {format}"))
                .help(format!("give one of {}", names.join(", ")))
                .raised(py)
        })?;
        let mut keywords = Keywords::new(options);
        let options = render::Options::taken(py, &mut keywords)?;
        keywords.finish()?;
        // The fonts are loaded once and shared.
        static FACES: OnceLock<wenji::font::Faces> = OnceLock::new();
        let (bytes, findings) = work(py, || {
            let faces = match FACES.get() {
                Some(faces) => faces,
                None => {
                    let loaded = wenji::font::Faces::builtin();
                    let loaded = loaded.map_err(|e| Failure::new(e.to_string()))?;
                    FACES.get_or_init(|| loaded)
                }
            };
            options.made(self, format, faces)
        })?;
        for finding in findings {
            let category = py.get_type::<pyo3::exceptions::PyUserWarning>();
            let message = std::ffi::CString::new(finding.message).unwrap_or_default();
            PyErr::warn(py, &category, &message, 1)?;
        }
        Ok(PyBytes::new(py, &bytes))
    }

    /// For `pickle` and `copy`: worker processes and clusters hand documents on. Of another version's it is refused.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let py = slf.py();
        let document = slf.get();
        let state = work(py, || pickle::state(document))?;
        Ok((slf.getattr("_restored")?, (state,)))
    }

    /// A document from what `__reduce__` gave.
    #[staticmethod]
    fn _restored(py: Python<'_>, state: &str) -> PyResult<Self> {
        work(py, || pickle::restored(state))
    }

    fn __repr__(&self) -> String {
        let title = self.title().unwrap_or("untitled");
        format!(
            "<wenji.Document {title}: {} pieces>",
            self.tree.pieces().len()
        )
    }
}
