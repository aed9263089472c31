//! `--pieces 1-5,9`: numbers of pieces, as the outline counts them.

use super::message::Language;
use super::{Failure, exit};
use crate::diagnostic::Diagnostic;
use crate::tree::Document;

/// Ranges of numbers, ends included.
#[derive(Debug, PartialEq)]
pub(super) struct Pieces(Vec<(usize, usize)>);

impl Pieces {
    /// Reads `1-5,9`; `7-` goes on to the last piece.
    pub(super) fn parse(list: &str, lang: Language) -> Result<Self, Failure> {
        let range = |part: &str| {
            let (from, to) = part.split_once(['-', '–', '~']).unwrap_or((part, part));
            let from: usize = from.trim().parse().ok()?;
            let to: usize = match to.trim() {
                "" => usize::MAX,
                n => n.parse().ok()?,
            };
            (0 < from && from <= to).then_some((from, to))
        };
        let ranges: Option<Vec<_>> = list.split([',', '，', '、']).map(range).collect();
        ranges.map(Self).ok_or_else(|| {
            let why = lang.say("numbers of pieces are written 1-5,9", "篇的编号写作 1-5,9");
            Failure::new(exit::USAGE, format!("--pieces {list}: {why}"))
        })
    }

    /// True for a number that was named.
    pub(super) fn has(&self, n: usize) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&n))
    }

    /// The numbers among `count` pieces.
    fn numbers(&self, count: usize) -> Vec<usize> {
        (1..=count).filter(|n| self.has(*n)).collect()
    }

    /// Leaves these pieces in the document, and what was found in them; returns their numbers. A document without
    /// pieces counts as one.
    pub(super) fn take(
        &self,
        document: &mut Document,
        findings: &mut Vec<Diagnostic>,
        lang: Language,
    ) -> Result<Vec<usize>, Failure> {
        let lines: Vec<u32> = document.pieces().iter().map(|s| s.line).collect();
        let count = lines.len().max(1);
        let named = self.0.iter().flat_map(|(from, to)| [*from, *to]);
        if let Some(n) = named.filter(|n| *n < usize::MAX).find(|n| *n > count) {
            return Err(Failure::new(
                exit::USAGE,
                match (lang, count) {
                    (Language::English, 1) => format!("--pieces: no piece {n}, there is 1"),
                    (Language::English, _) => {
                        format!("--pieces: no piece {n}, there are {count}")
                    }
                    (Language::Chinese, _) => format!("--pieces：没有第 {n} 篇，共 {count} 篇"),
                },
            ));
        }
        *document = document.only(|n| self.has(n));
        findings.retain(|d| {
            let piece = lines.partition_point(|line| *line <= d.line);
            self.has(piece.max(1))
        });
        Ok(self.numbers(count))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn lists_of_numbers_are_read_as_people_write_them() {
        let numbers = |s: &str| {
            let read = Pieces::parse(s, Language::English);
            read.ok().map(|p| p.numbers(10))
        };
        assert_eq!(numbers("1-3,9"), Some(vec![1, 2, 3, 9]));
        assert_eq!(numbers(" 8 - ， 2"), Some(vec![2, 8, 9, 10]));
        for wrong in ["", "0", "5-3", "a", "1,,2", "-3", "1-2-3"] {
            assert_eq!(numbers(wrong), None, "{wrong}");
        }
    }
}
