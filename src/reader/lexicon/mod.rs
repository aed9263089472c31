//! Word lists that a Chinese editor can extend: plain text, a word a line, `#` begins a comment.

use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// A list of words, found in one pass.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: Vec<&'static str>,
    finder: Option<AhoCorasick>,
}

impl Lexicon {
    fn new(text: &'static str) -> Self {
        let words: Vec<&'static str> = text
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
            .collect();
        let finder = AhoCorasick::new(&words).ok();
        Self { words, finder }
    }

    /// The rows that stand in the line, by number.
    pub(super) fn rows(&self, s: &str) -> impl Iterator<Item = (u32, usize)> {
        self.finder
            .iter()
            .flat_map(move |f| f.find_overlapping_iter(s))
            .map(|m| (m.pattern().as_u32(), m.start()))
    }

    /// Is the line one of the words?
    pub(super) fn is(&self, s: &str) -> Option<u32> {
        let at = self.words.iter().position(|w| *w == s)?;
        u32::try_from(at).ok()
    }
}

/// Words of sites, readers and scanners.
pub(super) static CHATTER: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::new(include_str!("chatter.txt")));
/// Heads of parts that number nothing.
pub(super) static FRONT: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::new(include_str!("front.txt")));
/// Words of address.
pub(super) static ADDRESS: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::new(include_str!("address.txt")));
/// Words of closing.
pub(super) static CLOSING: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::new(include_str!("closing.txt")));
