//! Values of options as Python gives them.

use crate::error::{Failure, unknown_keyword};
use pyo3::exceptions::{PyOSError, PyTypeError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict, PyString};
use std::path::{Path, PathBuf};

/// A file by its path, or what is in it.
#[derive(FromPyObject)]
pub(crate) enum File {
    /// Its content; a list of numbers is none.
    Bytes(PyBackedBytes),
    /// Its path.
    Path(PathBuf),
}

impl File {
    /// What is in it; `OSError` where it cannot be read.
    pub(crate) fn bytes(self) -> PyResult<Vec<u8>> {
        Ok(match self {
            Self::Bytes(bytes) => bytes.to_vec(),
            Self::Path(path) => content(&path)?,
        })
    }
}

/// What is in a file; an `OSError` that names it where it cannot be read.
fn content(path: &Path) -> PyResult<Vec<u8>> {
    std::fs::read(path).map_err(|e| match e.raw_os_error() {
        // Of these three Python makes a FileNotFoundError, a PermissionError.
        Some(number) => {
            let said = e.to_string();
            let said = said.split(" (os error").next().unwrap_or_default();
            PyOSError::new_err((number, said.to_owned(), path.to_owned()))
        }
        None => e.into(),
    })
}

/// One file or several.
#[derive(FromPyObject)]
pub(crate) enum Files {
    One(File),
    Several(Vec<File>),
}

impl Files {
    /// What is in each.
    pub(crate) fn bytes(self) -> PyResult<Vec<Vec<u8>>> {
        match self {
            Self::One(file) => Ok(vec![file.bytes()?]),
            Self::Several(files) => files.into_iter().map(File::bytes).collect(),
        }
    }
}

/// A text: characters, or bytes in an encoding that is yet to be told.
pub(crate) enum Text {
    Characters(String),
    Bytes(Vec<u8>),
}

impl Text {
    /// A `str` is the text itself, a `Path` names its file; what can be read, as an open file, is read.
    pub(crate) fn of(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = given.py();
        if let Ok(bytes) = given.cast::<PyBytes>() {
            return Ok(Self::Bytes(bytes.as_bytes().to_vec()));
        }
        if given.is_instance_of::<PyString>() {
            let text: String = given.extract()?;
            return match names_a_file(&text) {
                true => Err(
                    Failure::new(format!("“{text}” is the name of a file, not a text"))
                        .help("give pathlib.Path(...) for a file, or the bytes that are in it")
                        .raised(py),
                ),
                false => Ok(Self::Characters(text)),
            };
        }
        if given.hasattr("__fspath__")? {
            return Ok(Self::Bytes(content(&given.extract::<PathBuf>()?)?));
        }
        if given.hasattr("read")? {
            let read = given.call_method0("read")?;
            return match read.cast::<PyBytes>() {
                Ok(bytes) => Ok(Self::Bytes(bytes.as_bytes().to_vec())),
                Err(_) => read.extract().map(Self::Characters),
            };
        }
        match given.extract::<PyBackedBytes>() {
            Ok(bytes) => Ok(Self::Bytes(bytes.to_vec())),
            Err(_) => Err(PyTypeError::new_err(format!(
                "read takes a text (str), bytes, a pathlib.Path or an open file, not {}",
                given.get_type().name()?
            ))),
        }
    }
}

/// Endings of files that are read.
const ENDINGS: [&str; 6] = [".txt", ".md", ".markdown", ".html", ".htm", ".json"];
/// Longest path of one line.
const LONGEST: usize = 4096;

/// True for a `str` that was meant as a path: one line that ends as files do, or a file that is there.
fn names_a_file(text: &str) -> bool {
    let line = text.len() <= LONGEST && !text.is_empty() && !text.contains(['\n', '\r', '\0']);
    let ends = || {
        let low = text.to_lowercase();
        ENDINGS.iter().any(|e| low.ends_with(e)) && !text.contains("://")
    };
    line && (ends() || Path::new(text).is_file())
}

/// Keyword arguments, each taken once.
pub(crate) struct Keywords<'py> {
    given: Option<Bound<'py, PyDict>>,
    /// Names that were asked for, to tell which are none.
    known: Vec<&'static str>,
}

impl<'py> Keywords<'py> {
    pub(crate) fn new(given: Option<Bound<'py, PyDict>>) -> Self {
        Self {
            given,
            known: Vec::new(),
        }
    }

    /// The value of a name; `None` counts as not given.
    pub(crate) fn get(&mut self, name: &'static str) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.known.push(name);
        let value = self.given.as_ref().map(|g| g.get_item(name)).transpose()?;
        Ok(value.flatten().filter(|v| !v.is_none()))
    }

    pub(crate) fn flag(&mut self, name: &'static str) -> PyResult<bool> {
        let value = self.get(name)?;
        Ok(value.map(|v| v.extract()).transpose()?.unwrap_or(false))
    }

    pub(crate) fn string(&mut self, name: &'static str) -> PyResult<Option<String>> {
        self.get(name)?.map(|v| v.extract()).transpose()
    }

    pub(crate) fn number(&mut self, name: &'static str) -> PyResult<f64> {
        let value = self.get(name)?;
        Ok(value.map(|v| v.extract()).transpose()?.unwrap_or(0.0))
    }

    pub(crate) fn file(&mut self, name: &'static str) -> PyResult<Option<Vec<u8>>> {
        let file = self.get(name)?.map(|v| v.extract::<File>()).transpose()?;
        file.map(File::bytes).transpose()
    }

    /// One of some names, the first where none is given.
    pub(crate) fn choice(
        &mut self,
        py: Python<'_>,
        name: &'static str,
        among: &[&'static str],
    ) -> PyResult<&'static str> {
        let given = self.string(name)?;
        let Some(given) = given else {
            return Ok(among.first().copied().unwrap_or_default());
        };
        let found = among.iter().find(|n| **n == given);
        found.copied().ok_or_else(|| {
            Failure::new(format!("{name}: there is no {given}"))
                .help(format!("give one of {}", among.join(", ")))
                .raised(py)
        })
    }

    /// Fails where a keyword was given that nothing asked for.
    pub(crate) fn finish(self) -> PyResult<()> {
        for name in self.given.iter().flat_map(|g| g.keys()) {
            let name: String = name.extract()?;
            if !self.known.contains(&name.as_str()) {
                return Err(unknown_keyword(&name, &self.known));
            }
        }
        Ok(())
    }
}
