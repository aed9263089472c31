//! `--pieces 1-5,9`: numbers of pieces, as the outline counts them.

use super::message::Language;
use super::{Failure, exit};
use crate::diagnostic::Diagnostic;
use crate::tree::{Document, Pieces};

/// Reads the option.
pub(super) fn parse(list: &str, lang: Language) -> Result<Pieces, Failure> {
    Pieces::parse(list).ok_or_else(|| {
        let why = lang.say("numbers of pieces are written 1-5,9", "篇的编号写作 1-5,9");
        Failure::new(exit::USAGE, format!("--pieces {list}: {why}"))
    })
}

/// Leaves these pieces in the document, and what was found in them; returns their numbers. A document without pieces
/// counts as one.
pub(super) fn take(
    pieces: &Pieces,
    document: &mut Document,
    findings: &mut Vec<Diagnostic>,
    lang: Language,
) -> Result<Vec<usize>, Failure> {
    let count = document.pieces().len().max(1);
    if let Some(n) = pieces.beyond(count) {
        return Err(Failure::new(
            exit::USAGE,
            match (lang, count) {
                (Language::English, 1) => format!("--pieces: no piece {n}, there is 1"),
                (Language::English, _) => {
                    format!("--pieces: no piece {n}, there are {count}")
                }
                (Language::Chinese, _) => format!("--pieces：没有第 {n} 篇，共 {count} 篇"),
            },
        ));
    }
    let in_piece = document.piece_of_line();
    findings.retain(|d| pieces.has(in_piece(d.line)));
    *document = document.only(|n| pieces.has(n));
    Ok(pieces.numbers(count))
}
