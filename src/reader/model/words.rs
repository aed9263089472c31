//! What characters tell of a line: a row of the table for each, one weight for each class.

use super::bytes::{Bytes, WeightsError};
use super::index::Index;
use super::log::{NEVER, plus};
use super::state::State;

/// Classes that characters tell apart.
pub const TOLD: usize = 13;
/// What one in the table is worth, in 512ths of a nat.
const UNIT: i32 = 16;

/// The class of a state.
#[must_use]
pub const fn class(s: State) -> usize {
    match s {
        State::Title => 0,
        State::Volume | State::PieceNumbered | State::PieceBare => 1,
        State::HeadingRunIn | State::HeadingNumbered | State::HeadingBare | State::Subtitle => 2,
        State::Chatter => 3,
        State::Contents | State::Page | State::Separator => 4,
        State::Para | State::Preface => 5,
        State::Verse => 6,
        State::Item => 7,
        State::Closing => 8,
        State::Salutation => 9,
        State::Metadata => 10,
        State::Byline | State::Aside => 11,
        State::Continuation => 12,
    }
}

/// The classes of a set of states.
#[must_use]
pub fn classes(mask: u32) -> u32 {
    State::ALL
        .into_iter()
        .filter(|s| mask & s.mask() != 0)
        .fold(0, |m, s| m | 1 << class(s))
}

/// The table.
#[derive(Debug, Clone)]
pub struct Words {
    index: Index,
    /// Weights, row after row.
    table: Vec<[i8; TOLD]>,
}

impl Words {
    /// A table of rows by their keys, which ascend.
    ///
    /// # Errors
    /// Where keys and rows do not fit together.
    pub fn new(keys: Vec<u32>, table: Vec<[i8; TOLD]>) -> Result<Self, WeightsError> {
        if keys.len() != table.len() || !keys.is_sorted() {
            return Err(WeightsError);
        }
        Ok(Self {
            index: Index::of(keys),
            table,
        })
    }

    pub(super) fn read(b: &mut Bytes<'_>) -> Result<Self, WeightsError> {
        let n = b.count()?;
        let keys = (0..n).map(|_| b.u32()).collect::<Result<_, _>>()?;
        let mut table = vec![[0; TOLD]; n];
        for x in table.iter_mut().flatten() {
            *x = b.i8()?;
        }
        Self::new(keys, table)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.table.len() as u32).to_le_bytes());
        out.extend(self.index.keys.iter().flat_map(|k| k.to_le_bytes()));
        out.extend(self.table.iter().flatten().map(|x| x.cast_unsigned()));
    }

    /// The share of each class, in 512ths of a nat below certainty.
    #[must_use]
    pub fn shares(&self, grams: &[u32]) -> [i32; TOLD] {
        let mut sums = [0i32; TOLD];
        for g in grams {
            if let Some(row) = self.index.number(*g).and_then(|n| self.table.get(n)) {
                for (s, x) in sums.iter_mut().zip(row) {
                    *s += i32::from(*x);
                }
            }
        }
        for s in &mut sums {
            *s *= UNIT;
        }
        let all = sums.iter().fold(NEVER, |a, x| plus(a, *x));
        sums.map(|x| x - all)
    }
}

/// The share of a set of classes together, in 512ths of a nat below certainty.
#[must_use]
pub fn sum(shares: &[i32; TOLD], set: u32) -> i32 {
    let of = shares.iter().enumerate().filter(|(k, _)| set >> k & 1 == 1);
    of.fold(NEVER, |a, (_, x)| plus(a, *x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_those_of_the_rows_together() {
        let mut rows = [[0; TOLD]; 2];
        (rows[0][3], rows[1][3], rows[1][5]) = (40, 40, 60);
        let words = Words::new(vec![7, 9], rows.to_vec()).unwrap();
        let top = |grams: &[u32]| {
            let shares = words.shares(grams);
            (0..TOLD).max_by_key(|k| shares[*k]).unwrap()
        };
        assert_eq!((top(&[7]), top(&[9]), top(&[7, 9, 11])), (3, 5, 3));
        let shares = words.shares(&[7, 9]);
        assert!(sum(&shares, (1 << TOLD) - 1).abs() <= 8, "{shares:?}");
        assert!(sum(&shares, 1 << 3 | 1 << 5) > shares[3]);
        assert!(Words::new(vec![9, 7], rows.to_vec()).is_err());
    }
}
