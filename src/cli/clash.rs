//! Inputs whose outputs would have one name.

use super::args::Convert;
use super::message::Language;
use super::places::target;
use super::{Failure, exit};
use crate::render::Format;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

/// Files whose outputs would take the places of an earlier file's, with that file.
pub(super) fn clashes<'a>(
    c: &Convert,
    files: &'a [(PathBuf, PathBuf)],
    formats: &[Format],
) -> HashMap<usize, &'a Path> {
    let mut taken: HashMap<PathBuf, &Path> = HashMap::new();
    let mut out = HashMap::new();
    let Some(format) = formats.first().filter(|_| !c.split) else {
        return out;
    };
    for (n, (file, below)) in files.iter().enumerate() {
        match taken.entry(target(c, file, below, *format, true)) {
            Entry::Occupied(first) => {
                out.insert(n, *first.get());
            }
            Entry::Vacant(place) => {
                place.insert(file);
            }
        }
    }
    out
}

/// What is said of such an input.
pub(super) fn clash(file: &Path, first: &Path, lang: Language) -> Failure {
    let (file, first) = (file.display(), first.display());
    Failure::new(
        exit::OUTPUT,
        match lang {
            Language::English => {
                format!(
                    "{file}: its outputs have the names of those of {first}: rename one of the two"
                )
            }
            Language::Chinese => format!("{file}：输出与 {first} 的同名，请改其中一个的文件名"),
        },
    )
}
