//! The weights: what each feature says for each state, and how states follow each other.
//!
//! File, little-endian: `WENJ` · version u16 · states u16 · features u32 · keys u32 × features, ascending · rows i16 ×
//! features × states · steps i16 × states × states · curve u16 × [`CURVE`]. Weights are in 512ths of a nat.

use super::state::STATES;
use std::sync::LazyLock;

/// Points of the curve that turns what the chain believes into how often it is right.
pub const CURVE: usize = 33;
/// One in the units of the curve.
pub const ONE: u32 = 1 << 15;
const VERSION: u16 = 1;
const MAGIC: &[u8; 4] = b"WENJ";

/// Learned weights.
#[derive(Debug, Clone)]
pub struct Weights {
    keys: Vec<u32>,
    rows: Vec<i16>,
    steps: Vec<i16>,
    curve: Vec<u16>,
    /// For each slot of a table twice as large as there are features, the feature's number plus one.
    slots: Vec<u32>,
}

/// The two readings of a text: the second knows what the first believed.
#[derive(Debug, Clone)]
pub struct Model {
    /// Of lines and their neighbours.
    pub first: Weights,
    /// Of these and of what the first reading says of the text's conventions.
    pub second: Weights,
}

impl Model {
    /// Reads both from their file: one behind the other.
    ///
    /// # Errors
    /// Where it holds none of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WeightsError> {
        let mut b = Bytes(bytes);
        Ok(Self {
            first: Weights::read(&mut b)?,
            second: Weights::read(&mut b)?,
        })
    }

    /// The file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.first.to_bytes();
        out.extend(self.second.to_bytes());
        out
    }
}

/// The file holds no weights of this version.
#[derive(Debug, thiserror::Error)]
#[error("these are no weights that this version reads")]
pub struct WeightsError;

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], WeightsError> {
        let (head, rest) = self.0.split_at_checked(n).ok_or(WeightsError)?;
        self.0 = rest;
        Ok(head)
    }

    fn u16(&mut self) -> Result<u16, WeightsError> {
        let b = self.take(2)?;
        b.try_into()
            .map(u16::from_le_bytes)
            .map_err(|_| WeightsError)
    }

    fn u32(&mut self) -> Result<u32, WeightsError> {
        let b = self.take(4)?;
        b.try_into()
            .map(u32::from_le_bytes)
            .map_err(|_| WeightsError)
    }
}

impl Weights {
    /// Weights from their parts: keys ascending, a row of states for each, steps from state to state, and the curve.
    ///
    /// # Errors
    /// Where the parts do not fit together.
    pub fn new(
        keys: Vec<u32>,
        rows: Vec<i16>,
        steps: Vec<i16>,
        curve: Vec<u16>,
    ) -> Result<Self, WeightsError> {
        let fits = rows.len() == keys.len() * STATES
            && steps.len() == STATES * STATES
            && curve.len() == CURVE
            && keys.is_sorted();
        if !fits {
            return Err(WeightsError);
        }
        let size = (keys.len() * 2).next_power_of_two().max(2);
        let mut slots = vec![0u32; size];
        for (k, n) in keys.iter().zip(1u32..) {
            let mut at = slot(*k, size);
            while slots.get(at).is_some_and(|s| *s != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(s) = slots.get_mut(at) {
                *s = n;
            }
        }
        Ok(Self {
            keys,
            rows,
            steps,
            curve,
            slots,
        })
    }

    fn read(b: &mut Bytes<'_>) -> Result<Self, WeightsError> {
        let known = b.take(4)? == MAGIC && b.u16()? == VERSION && usize::from(b.u16()?) == STATES;
        if !known {
            return Err(WeightsError);
        }
        let n = usize::try_from(b.u32()?).map_err(|_| WeightsError)?;
        let words = |b: &mut Bytes<'_>, n: usize| -> Result<Vec<u16>, WeightsError> {
            let part = b.take(n.checked_mul(2).ok_or(WeightsError)?)?;
            Ok(part
                .chunks_exact(2)
                .filter_map(|c| c.try_into().ok().map(u16::from_le_bytes))
                .collect())
        };
        let keys = b
            .take(n.checked_mul(4).ok_or(WeightsError)?)?
            .chunks_exact(4)
            .filter_map(|c| c.try_into().ok().map(u32::from_le_bytes))
            .collect();
        let signed = |v: Vec<u16>| v.into_iter().map(u16::cast_signed).collect();
        let rows = signed(words(b, n.checked_mul(STATES).ok_or(WeightsError)?)?);
        let steps = signed(words(b, STATES * STATES)?);
        let curve = words(b, CURVE)?;
        Self::new(keys, rows, steps, curve)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(VERSION.to_le_bytes());
        out.extend((STATES as u16).to_le_bytes());
        out.extend((self.keys.len() as u32).to_le_bytes());
        out.extend(self.keys.iter().flat_map(|k| k.to_le_bytes()));
        out.extend(self.rows.iter().flat_map(|k| k.to_le_bytes()));
        out.extend(self.steps.iter().flat_map(|k| k.to_le_bytes()));
        out.extend(self.curve.iter().flat_map(|k| k.to_le_bytes()));
        out
    }

    /// What a feature says for each state, if it is known.
    pub(super) fn row(&self, key: u32) -> Option<&[i16]> {
        let size = self.slots.len();
        let mut at = slot(key, size);
        loop {
            let n = (*self.slots.get(at)? as usize).checked_sub(1)?;
            if self.keys.get(n) == Some(&key) {
                return self.rows.get(n * STATES..(n + 1) * STATES);
            }
            at = (at + 1) & (size - 1);
        }
    }

    /// How one state follows another.
    pub(super) fn step(&self, from: usize, to: usize) -> i32 {
        self.steps
            .get(from * STATES + to)
            .map_or(0, |w| i32::from(*w))
    }

    /// How often the chain is right where it believes so much, both in 2²⁴ths.
    pub(super) fn calibrated(&self, belief: u32) -> u32 {
        let last = (CURVE - 1) as u32;
        let x = u64::from(belief.min(1 << 24)) * u64::from(last);
        let (at, rest) = ((x >> 24) as usize, x & 0xff_ffff);
        let point = |k: usize| u64::from(self.curve.get(k.min(CURVE - 1)).copied().unwrap_or(0));
        let y = point(at) * ((1 << 24) - rest) + point(at + 1) * rest;
        u32::try_from(y / u64::from(ONE)).unwrap_or(1 << 24)
    }
}

fn slot(key: u32, size: usize) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> 7) as usize & (size - 1)
}

/// The weights that wenji ships with; fitted on what MODEL.md lists.
pub(super) static SHIPPED: LazyLock<Option<Model>> =
    LazyLock::new(|| Model::from_bytes(include_bytes!("shipped.weights")).ok());
