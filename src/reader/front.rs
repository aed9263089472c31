//! The user's own preface, dedication or imprint.

use super::{Punctuation, ReadOptions, read};
use crate::source::Source;
use crate::tree::{Inline, Section, Text};

/// Reads a text that shall stand before the pieces ([`Document::with_front`](crate::tree::Document::with_front)): its
/// first line is the heading, and nothing in it is chatter.
///
/// ```
/// use wenji::{reader, source::Source};
/// let source = Source::decode("# 自序\n\n这是序。\n".as_bytes(), None).unwrap();
/// let section = reader::front(&source, reader::Punctuation::default());
/// assert_eq!(section.heading.unwrap().shown(), "自序");
/// ```
#[must_use]
pub fn front(source: &Source, punctuation: Punctuation) -> Section {
    let options = ReadOptions {
        keep_boilerplate: true,
        punctuation,
        ..ReadOptions::default()
    };
    let text = source.text.trim_start();
    let (first, rest) = text.split_once(['\n', '\r']).unwrap_or((text, ""));
    let heading = first.trim_start_matches(['#', ' ']).trim();
    let heading = vec![Inline::Text(Text::bare(heading))];
    // Nothing but a heading is a dedication.
    let body = Source::decode(rest.as_bytes(), Some("utf-8"));
    let body = body.map(|s| read(&s, &options).document);
    body.unwrap_or_default().into_front(heading)
}
