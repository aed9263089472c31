//! Trees that were grown one on the errors of the others; each says a little for every state.

use super::bytes::{Bytes, WeightsError};
use super::index::Index;
use super::log::NAT;
use super::state::STATES;

/// Units of a nat in leaves.
pub const LEAF: i32 = 128;

/// What a line is taken to be, in 512ths of a nat for each state.
pub(super) type Scores = [i32; STATES];

/// A question and where to go: where the line has the feature, and where not. Below zero a leaf, `-1 - leaf`.
pub type Node = (u16, i16, i16);

/// One tree. Without nodes its only leaf says all.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Questions; the first is asked first, and each leads to later ones.
    pub nodes: Vec<Node>,
    /// What each leaf adds, in 128ths of a nat.
    pub leaves: Vec<[i8; STATES]>,
}

/// Learned trees over features.
#[derive(Debug, Clone)]
pub struct Forest {
    index: Index,
    trees: Vec<Tree>,
}

/// The features of one line that trees ask for, as a set of numbers.
#[derive(Debug)]
pub(super) struct Seen {
    bits: Vec<u64>,
    /// Room for the questions of one tree.
    asked: Vec<u16>,
}

impl Seen {
    fn has(&self, feature: u16) -> bool {
        let word = self.bits.get(usize::from(feature >> 6));
        word.is_some_and(|w| w >> (feature & 63) & 1 == 1)
    }

    fn add(&mut self, feature: u16) {
        if let Some(w) = self.bits.get_mut(usize::from(feature >> 6)) {
            *w |= 1 << (feature & 63);
        }
    }
}

impl Tree {
    /// The leaf of a line; `on` is told each question on the way.
    fn leaf(&self, seen: &Seen, mut on: impl FnMut(u16)) -> Option<&[i8; STATES]> {
        if self.nodes.is_empty() {
            return self.leaves.first();
        }
        let mut at = 0i16;
        loop {
            let (feature, yes, no) = *self.nodes.get(usize::try_from(at).ok()?)?;
            on(feature);
            at = if seen.has(feature) { yes } else { no };
            if at < 0 {
                return self.leaves.get(usize::try_from(-1 - at).ok()?);
            }
        }
    }

    /// Does every way end in a leaf?
    fn sound(&self, features: usize) -> bool {
        let to = |from: usize, next: i16| match usize::try_from(next) {
            Ok(n) => n > from && n < self.nodes.len(),
            Err(_) => usize::try_from(-1 - next).is_ok_and(|l| l < self.leaves.len()),
        };
        !self.leaves.is_empty()
            && self
                .nodes
                .iter()
                .enumerate()
                .all(|(i, (f, yes, no))| usize::from(*f) < features && to(i, *yes) && to(i, *no))
    }
}

impl Forest {
    /// A forest from its parts: features ascending, and trees that ask for them by number.
    ///
    /// # Errors
    /// Where the parts do not fit together.
    pub fn new(keys: Vec<u32>, trees: Vec<Tree>) -> Result<Self, WeightsError> {
        let sound = trees.iter().all(|t| t.sound(keys.len()));
        if !sound || !keys.is_sorted() || keys.len() > usize::from(u16::MAX) {
            return Err(WeightsError);
        }
        Ok(Self {
            index: Index::of(keys),
            trees,
        })
    }

    /// Room for the features of a line.
    pub(super) fn room(&self) -> Seen {
        Seen {
            bits: vec![0; self.index.keys.len().div_ceil(64)],
            asked: Vec::new(),
        }
    }

    /// Takes in the features of a line.
    pub(super) fn see(&self, features: [&[u32]; 3], seen: &mut Seen) {
        seen.bits.fill(0);
        for id in features.into_iter().flatten() {
            if let Some(n) = self.index.number(*id) {
                seen.add(n as u16);
            }
        }
    }

    /// What all trees say of a line.
    pub(super) fn scores(&self, seen: &Seen) -> Scores {
        let mut out = [0; STATES];
        for leaf in self.trees.iter().filter_map(|t| t.leaf(seen, |_| ())) {
            for (o, x) in out.iter_mut().zip(leaf) {
                *o += i32::from(*x) * (NAT / LEAF);
            }
        }
        out
    }

    /// Tells of each question that was asked how much its tree says for one state against another.
    pub(super) fn told(
        &self,
        seen: &mut Seen,
        state: usize,
        other: usize,
        mut to: impl FnMut(u32, i32),
    ) {
        let mut asked = std::mem::take(&mut seen.asked);
        for tree in &self.trees {
            asked.clear();
            let Some(leaf) = tree.leaf(seen, |f| asked.push(f)) else {
                continue;
            };
            let at = |s: usize| leaf.get(s).map_or(0, |x| i32::from(*x));
            let each =
                (at(state) - at(other)) * 16 / i32::try_from(asked.len()).unwrap_or(1).max(1);
            for key in asked
                .iter()
                .filter_map(|f| self.index.keys.get(usize::from(*f)))
            {
                to(*key, each);
            }
        }
        seen.asked = asked;
    }

    pub(super) fn read(b: &mut Bytes<'_>) -> Result<Self, WeightsError> {
        let (features, trees) = (b.count()?, b.count()?);
        let keys = (0..features).map(|_| b.u32()).collect::<Result<_, _>>()?;
        let trees = (0..trees)
            .map(|_| {
                let (nodes, leaves) = (usize::from(b.u16()?), usize::from(b.u16()?));
                let nodes = (0..nodes)
                    .map(|_| Ok((b.u16()?, b.i16()?, b.i16()?)))
                    .collect::<Result<_, _>>()?;
                let leaves = (0..leaves)
                    .map(|_| {
                        let mut row = [0; STATES];
                        for x in &mut row {
                            *x = b.i8()?;
                        }
                        Ok(row)
                    })
                    .collect::<Result<_, _>>()?;
                Ok(Tree { nodes, leaves })
            })
            .collect::<Result<_, _>>()?;
        Self::new(keys, trees)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.index.keys.len() as u32).to_le_bytes());
        out.extend((self.trees.len() as u32).to_le_bytes());
        out.extend(self.index.keys.iter().flat_map(|k| k.to_le_bytes()));
        for t in &self.trees {
            out.extend((t.nodes.len() as u16).to_le_bytes());
            out.extend((t.leaves.len() as u16).to_le_bytes());
            for (f, yes, no) in &t.nodes {
                out.extend(f.to_le_bytes());
                out.extend(yes.to_le_bytes());
                out.extend(no.to_le_bytes());
            }
            out.extend(t.leaves.iter().flatten().map(|x| x.cast_unsigned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(x: i8) -> [i8; STATES] {
        [x; STATES]
    }

    #[test]
    fn a_line_goes_by_what_it_has() {
        let tree = Tree {
            nodes: vec![(1, 1, -1), (0, -2, -3)],
            leaves: vec![leaf(1), leaf(10), leaf(100)],
        };
        let forest = Forest::new(vec![7, 9], vec![tree.clone(), tree]).expect("parts fit");
        let mut seen = forest.room();
        for (ids, sum) in [
            (vec![], 2),
            (vec![7, 3], 2),
            (vec![9], 200),
            (vec![7, 9], 20),
        ] {
            forest.see([&ids, &[], &[]], &mut seen);
            assert_eq!(forest.scores(&seen)[0], sum * NAT / LEAF, "{ids:?}");
        }
    }

    #[test]
    fn a_tree_that_leads_nowhere_is_refused() {
        for nodes in [
            vec![(0, 0, -1)],
            vec![(0, -1, -2)],
            vec![(5, -1, -1)],
            vec![(0, 1, -1)],
        ] {
            let tree = Tree {
                nodes,
                leaves: vec![leaf(1)],
            };
            assert!(Forest::new(vec![7], vec![tree]).is_err());
        }
    }
}
