//! `--verify`: what was written is opened again.

use super::input::read_bytes;
use super::message::Language;
use super::{Failure, exit};
use crate::render::Format;
use crate::tree::Document;
use crate::verify::{VerifyError, verify_beside};
use std::path::{Path, PathBuf};

/// Compares a file with the tree it was made from, as it lies until it has its name; what goes to standard output by its
/// bytes. `beside` is what a copyright page says.
pub(super) fn check(
    (document, beside): (&Document, &str),
    format: Format,
    file: Option<(PathBuf, &Path)>,
    bytes: &[u8],
    lang: Language,
) -> Result<(), Failure> {
    let again;
    let (bytes, name) = match file {
        Some((place, name)) => {
            again = read_bytes(&place, lang)?;
            (again.as_slice(), name.display().to_string())
        }
        None => (bytes, "-".into()),
    };
    verify_beside(document, format, bytes, beside).map_err(|e| {
        let said = match (&e, lang) {
            (_, Language::English) => format!("--verify: {e}"),
            (VerifyError::Lost { line, text }, _) => {
                format!("--verify：第 {line} 行的文字不在应在之处：{text}")
            }
            (VerifyError::Other(first), _) => {
                format!("--verify：读回的文档不同，第一处差异：{first}")
            }
            (VerifyError::Foreign(words), _) => {
                format!("--verify：多出文档中没有的文字：{words}")
            }
            (VerifyError::Unreadable(why), _) => format!("--verify：无法重新打开：{why}"),
        };
        Failure::new(exit::FAILED, format!("{name}: {said}"))
    })
}
