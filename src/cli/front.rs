//! `--front FILE`: the user's own preface, dedication or imprint.

use super::Failure;
use super::args::Input;
use super::input::source;
use super::message::Language;
use crate::reader::{self, ReadOptions};
use crate::source::Source;
use crate::tree::{Inline, Section, Text};
use std::path::PathBuf;

/// Reads the files; the first line of each is its heading.
pub(super) fn read(
    files: &[PathBuf],
    input: &Input,
    lang: Language,
) -> Result<Vec<Section>, Failure> {
    let options = ReadOptions {
        // Nothing of the user's own words is chatter.
        keep_boilerplate: true,
        punctuation: input.options().punctuation,
        ..ReadOptions::default()
    };
    let one = |file: &PathBuf| {
        let source = source(file, None, input.max_input, lang)?;
        let text = source.text.trim_start();
        let (first, rest) = text.split_once(['\n', '\r']).unwrap_or((text, ""));
        let heading = first.trim_start_matches(['#', ' ']).trim();
        let heading = vec![Inline::Text(Text::bare(heading))];
        // Nothing but a heading is a dedication.
        let body = Source::decode(rest.as_bytes(), Some("utf-8"));
        let body = body.map(|s| reader::read(&s, &options).document);
        Ok(body.unwrap_or_default().into_front(heading))
    };
    files.iter().map(one).collect()
}
