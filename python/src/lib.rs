//! wenji for Python: the same reader and backends as the program, on bytes in memory.

mod choice;
mod document;
mod error;
mod merge;
mod pickle;
mod read;
mod render;
mod values;

use pyo3::prelude::*;

/// Messy plain-text Chinese anthologies in, documents out.
#[pymodule]
#[pyo3(name = "wenji")]
mod wenji_python {
    #[pymodule_export]
    use crate::document::Document;
    #[pymodule_export]
    use crate::error::WenjiError;
    #[pymodule_export]
    use crate::merge::merge;
    #[pymodule_export]
    use crate::read::read;

    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
