//! `wenji review`.

use super::args::Review;
use super::message::Language;
use super::{Failure, output};
use crate::review::{PageOptions, page};

/// Writes the review page, or serves it.
pub(super) fn run(r: &Review, lang: Language) -> Result<u8, Failure> {
    let file = &r.file;
    let (source, reading, _) = r.input.read(file, lang)?;
    let corrections = r.input.corrections(file, &source, lang)?;
    let name = file.file_name().unwrap_or(file.as_os_str());
    let options = PageOptions {
        name: name.to_string_lossy().into_owned(),
        chinese: lang == Language::Chinese,
        served: false,
    };
    let html = page(&source, &reading, corrections.as_ref(), &options);
    output::write(&r.output, html.as_bytes(), r.force, lang)?;
    Ok(0)
}
