//! Which pieces, and what stands before and behind them: the options that `convert` and `split` share.

use crate::document::Document;
use crate::error::Failure;
use crate::values::{Files, Keywords};
use pyo3::prelude::*;
use wenji::diagnostic::Diagnostic;
use wenji::reader;
use wenji::source::Source;
use wenji::tree::{self, Pieces};

/// What is asked for.
pub(crate) struct Choice {
    pieces: Option<Asked>,
    /// Texts of the user's own, before the pieces and behind them.
    front: Vec<Vec<u8>>,
    back: Vec<Vec<u8>>,
}

enum Asked {
    Numbers(Vec<usize>),
    /// As the program takes them: `1-5,9`.
    List(String),
}

/// What a document is where not all of it is wanted, or more.
pub(crate) struct Chosen {
    changed: Option<(tree::Document, Vec<Diagnostic>)>,
    /// Numbers of the pieces that were taken.
    pub(crate) numbers: Option<Vec<usize>>,
}

impl Choice {
    pub(crate) fn taken(k: &mut Keywords<'_>) -> PyResult<Self> {
        let pieces = k.get("pieces")?.map(|given| match given.extract() {
            Ok(list) => Ok(Asked::List(list)),
            Err(_) => {
                let numbers: PyResult<Vec<usize>> =
                    given.try_iter()?.map(|n| n?.extract()).collect();
                numbers.map(Asked::Numbers)
            }
        });
        let mut texts = |name| {
            let given = k.get(name)?.map(|v| v.extract::<Files>()).transpose()?;
            given.map_or_else(|| Ok(Vec::new()), Files::bytes)
        };
        let (front, back) = (texts("front")?, texts("back")?);
        Ok(Self {
            pieces: pieces.transpose()?,
            front,
            back,
        })
    }

    /// The document as it is asked for.
    pub(crate) fn of(&self, document: &Document) -> Result<Chosen, Failure> {
        let whole = &document.tree;
        let pieces = self.pieces.as_ref().map(|asked| asked.among(whole));
        let pieces = pieces.transpose()?;
        let read = |texts: &[Vec<u8>]| {
            let sections = texts.iter().map(|bytes| {
                let source = Source::decode(bytes, None)?;
                Ok::<_, Failure>(reader::front(&source, document.punctuation))
            });
            sections.collect::<Result<Vec<_>, _>>()
        };
        let (front, back) = (read(&self.front)?, read(&self.back)?);
        let numbers = pieces.as_ref().map(|p| p.numbers(count(whole)));
        if pieces.is_none() && front.is_empty() && back.is_empty() {
            return Ok(Chosen {
                changed: None,
                numbers,
            });
        }
        let mut findings = document.findings.clone();
        let tree = match pieces {
            Some(pieces) => {
                let in_piece = whole.piece_of_line();
                findings.retain(|d| pieces.has(in_piece(d.line)));
                whole.only(|n| pieces.has(n))
            }
            None => whole.clone(),
        };
        Ok(Chosen {
            changed: Some((tree.with_front(front).with_back(back), findings)),
            numbers,
        })
    }
}

impl Chosen {
    /// The tree, and what was found in it.
    pub(crate) fn parts<'a>(
        &'a self,
        whole: &'a Document,
    ) -> (&'a tree::Document, &'a [Diagnostic]) {
        match &self.changed {
            Some((tree, findings)) => (tree, findings),
            None => (&whole.tree, &whole.findings),
        }
    }
}

/// A document without pieces counts as one.
fn count(tree: &tree::Document) -> usize {
    tree.pieces().len().max(1)
}

impl Asked {
    fn among(&self, tree: &tree::Document) -> Result<Pieces, Failure> {
        let count = count(tree);
        let none = |n: usize| {
            Failure::new(format!("pieces: there is no piece {n}"))
                .help(format!("pieces are counted from 1 to {count}"))
        };
        let pieces = match self {
            Self::List(list) => Pieces::parse(list).ok_or_else(|| {
                Failure::new(format!("pieces: {list} is no list of numbers"))
                    .help("numbers of pieces are written 1-5,9")
            })?,
            Self::Numbers(numbers) if numbers.contains(&0) => return Err(none(0)),
            Self::Numbers(numbers) => numbers.iter().copied().collect(),
        };
        match pieces.beyond(count) {
            Some(n) => Err(none(n)),
            None => Ok(pieces),
        }
    }
}
