//! The file of what was learned.
//!
//! Little-endian: `WENJ` · version u16 · states u16 · curve u16 × [`CURVE`] · two forests, each: features u32 · trees
//! u32 · keys u32 × features, ascending · for each tree: nodes u16 · leaves u16 · (feature u16, where it is i16, where
//! it is not i16) × nodes · i8 × states × leaves · the table of characters: rows u32 ·
//! keys u32 × rows, ascending · i8 × classes × rows. Leaves are in 128ths of a nat, the table in 32nds.

use super::bytes::{Bytes, WeightsError};
use super::forest::Forest;
use super::state::STATES;
use super::words::Words;
use std::sync::LazyLock;

/// Points of the curve that turns what the trees believe into how often it is right.
pub const CURVE: usize = 33;
/// One in the units of the curve.
pub const ONE: u32 = 1 << 15;
const VERSION: u16 = 3;
const MAGIC: &[u8; 4] = b"WENJ";

/// The two readings of a text: the second knows what the first believed.
#[derive(Debug, Clone)]
pub struct Model {
    /// Of lines and their neighbours.
    pub first: Forest,
    /// Of these and of what the first reading says of the text's conventions.
    pub second: Forest,
    /// What characters tell.
    pub words: Words,
    curve: Vec<u16>,
}

impl Model {
    /// A model from its parts.
    ///
    /// # Errors
    /// Where the curve has not [`CURVE`] points.
    pub fn new(
        first: Forest,
        second: Forest,
        words: Words,
        curve: Vec<u16>,
    ) -> Result<Self, WeightsError> {
        if curve.len() != CURVE {
            return Err(WeightsError);
        }
        Ok(Self {
            first,
            second,
            words,
            curve,
        })
    }

    /// Reads the file.
    ///
    /// # Errors
    /// Where it holds none of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WeightsError> {
        let mut b = Bytes::of(bytes);
        let known = b.take(4)? == MAGIC && b.u16()? == VERSION && usize::from(b.u16()?) == STATES;
        if !known {
            return Err(WeightsError);
        }
        let curve = (0..CURVE).map(|_| b.u16()).collect::<Result<_, _>>()?;
        let (first, second) = (Forest::read(&mut b)?, Forest::read(&mut b)?);
        let words = Words::read(&mut b)?;
        Self::new(first, second, words, curve)
    }

    /// The file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(VERSION.to_le_bytes());
        out.extend((STATES as u16).to_le_bytes());
        out.extend(self.curve.iter().flat_map(|k| k.to_le_bytes()));
        self.first.write(&mut out);
        self.second.write(&mut out);
        self.words.write(&mut out);
        out
    }

    /// How often the trees are right, at [`CURVE`] points of what they believe, of [`ONE`].
    #[must_use]
    pub fn curve(&self) -> &[u16] {
        &self.curve
    }

    /// How often the trees are right where they believe so much, both in 2²⁴ths.
    pub(super) fn calibrated(&self, belief: u32) -> u32 {
        let last = (CURVE - 1) as u32;
        let x = u64::from(belief.min(1 << 24)) * u64::from(last);
        let (at, rest) = ((x >> 24) as usize, x & 0xff_ffff);
        let point = |k: usize| u64::from(self.curve.get(k.min(CURVE - 1)).copied().unwrap_or(0));
        let y = point(at) * ((1 << 24) - rest) + point(at + 1) * rest;
        u32::try_from(y / u64::from(ONE)).unwrap_or(1 << 24)
    }
}

/// The weights that wenji ships with; fitted on what MODEL.md lists.
pub(super) static SHIPPED: LazyLock<Option<Model>> =
    LazyLock::new(|| Model::from_bytes(include_bytes!("shipped.weights")).ok());
