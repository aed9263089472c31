//! Keys by number: an open table twice as large as there are keys.

/// Keys, ascending, and where to find each.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    pub(super) keys: Vec<u32>,
    /// For each slot the key's number plus one; 0 where there is none.
    slots: Vec<u32>,
}

impl Index {
    /// An index of keys that ascend.
    pub(super) fn of(keys: Vec<u32>) -> Self {
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
        Self { keys, slots }
    }

    /// The number of a key.
    pub(super) fn number(&self, key: u32) -> Option<usize> {
        let size = self.slots.len();
        let mut at = slot(key, size);
        loop {
            let n = (*self.slots.get(at)? as usize).checked_sub(1)?;
            if self.keys.get(n) == Some(&key) {
                return Some(n);
            }
            at = (at + 1) & (size - 1);
        }
    }
}

fn slot(key: u32, size: usize) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> 7) as usize & (size - 1)
}
