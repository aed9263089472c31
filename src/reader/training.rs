//! What the trainer needs of the reader. No part of the public API.

use super::feature::{self, Likeness, Rows};
use super::lines::{self, Unit};
use super::{cut, rules};
use crate::source::Source;

/// A text as the decoder sees it.
#[derive(Debug)]
pub struct Prepared {
    /// The units.
    pub units: Vec<Unit>,
    /// The same, with the rules' verdicts.
    pub votes: Vec<Unit>,
    /// Their features.
    pub rows: Rows,
    /// What they share.
    pub likeness: Vec<Likeness>,
}

/// Prepares a text.
#[must_use]
pub fn prepare(source: &Source) -> Prepared {
    let mut units = lines::units(&source.text);
    cut::cut_tails(&mut units, &source.text);
    let votes = rules::votes(&units, &source.text);
    let (rows, likeness) = feature::rows(&units, &votes, &source.text);
    Prepared {
        units,
        votes,
        rows,
        likeness,
    }
}
