//! What goes wrong, as exceptions: files that cannot be read are `OSError`, unknown keywords `TypeError`, all else is
//! [`WenjiError`] with line and help where they are known.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use wenji::reader::CorrectionError;
use wenji::render::RenderError;
use wenji::source::SourceError;
use wenji::style::StyleError;
use wenji::verify::VerifyError;

pyo3::create_exception!(
    wenji,
    WenjiError,
    PyValueError,
    "A text that cannot be read or written. `line` is the line it is about, `help` says what to do; each may be None."
);

/// A failure, found while other Python threads may run.
pub(crate) struct Failure {
    message: String,
    line: Option<u32>,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            line: None,
            help: None,
        }
    }

    pub(crate) fn at(self, line: u32) -> Self {
        Self {
            line: (line > 0).then_some(line),
            ..self
        }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// The exception. `line` and `help` are always there, so that they need no `getattr` with a default.
    pub(crate) fn raised(self, py: Python<'_>) -> PyErr {
        let error = WenjiError::new_err(self.message);
        let value = error.value(py);
        let set = value
            .setattr("line", self.line)
            .and_then(|()| value.setattr("help", self.help));
        set.err().unwrap_or(error)
    }
}

/// Does work while other Python threads run. A fault of the engine's own is raised like any other failure: a worker that
/// reads many texts goes on with the next.
pub(crate) fn work<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T, Failure> + Send,
) -> PyResult<T> {
    let done = py.detach(|| {
        catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|fault| {
            let words = fault.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| fault.downcast_ref::<&str>().copied());
            let words = words.unwrap_or("no words");
            Err(Failure::new(format!("wenji has a fault: {words}"))
                .help("please report it with the text that brings it out"))
        })
    });
    done.map_err(|f| f.raised(py))
}

/// An option that there is none of, told with those there are.
pub(crate) fn unknown_keyword(name: &str, known: &[&str]) -> PyErr {
    let mut known = known.to_vec();
    known.sort_unstable();
    PyTypeError::new_err(format!(
        "there is no option {name}; the options are {}",
        known.join(", ")
    ))
}

impl From<SourceError> for Failure {
    fn from(e: SourceError) -> Self {
        let failure = match &e {
            SourceError::NotText(kind) => Self::new(format!("this is not plain text but {kind}")),
            SourceError::UnknownEncoding(name) => Self::new(format!("unknown encoding {name}")),
            SourceError::WrongEncoding { given, found } => {
                Self::new(format!("this is not {given}: it is {found}"))
            }
            _ => Self::new(e.to_string()),
        };
        match e {
            SourceError::Empty => failure,
            SourceError::NotText(_) => {
                failure.help("give text, or name its encoding with from_encoding")
            }
            SourceError::TooLarge(_) => failure.help("split the text"),
            SourceError::WrongEncoding { found, .. } => {
                failure.help(format!("leave from_encoding away, or say {found}"))
            }
            SourceError::UnknownEncoding(_) => failure.help("try utf-8, gb18030, big5, utf-16le"),
        }
    }
}

impl Failure {
    /// Corrections that do not fit; `file` is what they were read from, for the line of a slip in writing.
    pub(crate) fn of_corrections(e: &CorrectionError, file: &str) -> Self {
        match e {
            CorrectionError::Syntax(slip) => {
                let before = slip.span().and_then(|s| file.get(..s.start));
                let line = before.map_or(0, |b| b.matches('\n').count() + 1);
                Self::new(format!("corrections: {}", slip.message()))
                    .at(u32::try_from(line).unwrap_or(0))
                    .help("the line is that of the corrections")
            }
            CorrectionError::NoAnchor { starts, line, text } => {
                Self::new(format!("no line starts with “{starts}”"))
                    .at(*line)
                    .help(format!("the nearest is line {line}: {text}"))
            }
            CorrectionError::Ambiguous { starts, lines } => {
                Self::new(format!("lines {lines} start with “{starts}”"))
                    .help("say which with `at`")
            }
            CorrectionError::Choice { key, given, known } => {
                Self::new(format!("corrections: [document] {key} = “{given}”"))
                    .help(format!("give one of {}", known.replace(' ', ", ")))
            }
            CorrectionError::Range(_) | CorrectionError::Moves(_) => Self::new(e.to_string()),
            CorrectionError::NotFound { line, .. } | CorrectionError::Split { line, .. } => {
                Self::new(e.to_string()).at(*line)
            }
        }
    }
}

impl From<StyleError> for Failure {
    fn from(e: StyleError) -> Self {
        match &e {
            StyleError::Unknown(name) => Self::new(format!("unknown style {name}")).help(
                "give auto, gongwen, xinhan, mingling, jiyao, book or the path of a TOML file",
            ),
            StyleError::NotVertical(name) => {
                Self::new(format!("style {name} has no [vertical] page"))
                    .help("take book, or a style of your own with one")
            }
            _ => Self::new(e.to_string()),
        }
    }
}

impl From<RenderError> for Failure {
    fn from(e: RenderError) -> Self {
        match e {
            RenderError::Style(e) => e.into(),
            e => Self::new(e.to_string()),
        }
    }
}

impl From<VerifyError> for Failure {
    fn from(e: VerifyError) -> Self {
        let failure = Self::new(format!("verify: {e}"));
        match e {
            VerifyError::Lost { line, .. } => failure.at(line),
            VerifyError::Other(_) | VerifyError::Foreign(_) | VerifyError::Unreadable(_) => failure,
        }
    }
}
