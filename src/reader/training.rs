//! What the trainer needs of the reader. No part of the public API.

use super::feature::{self, Seen};
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
    /// What is seen of them.
    pub seen: Seen,
}

/// Prepares a text.
#[must_use]
pub fn prepare(source: &Source) -> Prepared {
    let mut units = lines::units(&source.text);
    cut::cut_tails(&mut units, &source.text);
    let votes = rules::votes(&units, &source.text);
    let seen = feature::rows(&units, &votes, &source.text);
    Prepared { units, votes, seen }
}
