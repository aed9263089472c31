//! What one input becomes: one document in each format, or with `--split` one per piece.

use super::args::Convert;
use super::safe_name::SafeNames;
use crate::epub::Series;
use crate::render::{Format, RenderOptions};
use crate::tree::{Document, Part};
use std::path::{Path, PathBuf};

/// Figures of a piece's number in its file's name, at least.
const FIGURES: usize = 3;
/// Bytes that a name leaves for the longest extension: `.pandoc.json`.
const ROOM: usize = 12;

/// A document with the files that are made of it.
pub(super) struct Job {
    pub(super) document: Document,
    pub(super) options: RenderOptions,
    /// One for each format.
    pub(super) paths: Vec<PathBuf>,
}

/// The jobs of a document that is split: `NNN-title.ext` in the folder that was asked for, below the input's own name
/// where there are several inputs. `numbers` are those of its pieces where they are some of a larger whole.
pub(super) fn jobs(
    c: &Convert,
    document: &Document,
    numbers: Option<&[usize]>,
    options: &RenderOptions,
    (below, formats, many): (&Path, &[Format], bool),
) -> Vec<Job> {
    let mut folder = c.output.clone().unwrap_or_default();
    if many {
        folder.push(below.with_extension(""));
    }
    let mut parts = document.split();
    for p in &mut parts {
        let own = |all: &[usize]| all.get(p.number.checked_sub(1)?).copied();
        p.number = numbers.and_then(own).unwrap_or(p.number);
    }
    let last = parts.last().map_or(0, |p| p.number);
    let figures = FIGURES.max(last.to_string().len());
    let collection = c.series.clone().or(document.metadata.title.clone());
    let mut names = SafeNames::default();
    let mut out = Vec::with_capacity(parts.len());
    for part in parts {
        let Part {
            number,
            document,
            lines,
        } = part;
        let title = document.metadata.title.as_deref().unwrap_or_default();
        let stem = names.stem(&format!("{number:0figures$}-{title}"), ROOM);
        let mut options = options.clone();
        options.about.identifier = None;
        options.series = collection.as_ref().map(|name| Series {
            name: name.clone(),
            number: u32::try_from(number).ok(),
        });
        options.docx.comments.retain(|c| lines.contains(&c.line));
        let paths = formats.iter();
        let paths = paths
            .map(|f| folder.join(format!("{stem}.{}", f.extension())))
            .collect();
        out.push(Job {
            document,
            options,
            paths,
        });
    }
    out
}
