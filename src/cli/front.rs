//! `--front FILE`, `--back FILE`: the user's own preface, dedication or imprint, and afterword.

use super::Failure;
use super::args::Input;
use super::input::source;
use super::message::Language;
use crate::reader;
use crate::tree::Section;
use std::path::PathBuf;

/// Reads the files; the first line of each is its heading.
pub(super) fn read(
    files: &[PathBuf],
    input: &Input,
    lang: Language,
) -> Result<Vec<Section>, Failure> {
    let punctuation = input.options().punctuation;
    let one = |file: &PathBuf| {
        let source = source(file, None, input.max_input, lang)?;
        Ok(reader::front(&source, punctuation))
    };
    files.iter().map(one).collect()
}
