//! Passages by what they say, without holding them.

/// FNV-1a over characters, with their number: stands for a passage without holding it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Print {
    hash: u64,
    pub(super) chars: usize,
}

impl Print {
    /// Of no character.
    pub(super) const EMPTY: Self = Self {
        hash: 0xcbf2_9ce4_8422_2325,
        chars: 0,
    };

    /// With one more.
    pub(super) fn with(self, c: char) -> Self {
        Self {
            hash: (self.hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3),
            chars: self.chars + 1,
        }
    }
}
