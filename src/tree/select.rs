//! Some of the pieces of an anthology.

use super::{Block, Document, Section, SectionRole};

/// Numbers of pieces, as they are asked for: `1-5,9`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pieces {
    /// In order, ends included, none touching the next.
    ranges: Vec<(usize, usize)>,
}

impl Pieces {
    /// Reads `1-5,9`; `7-` goes on to the last piece. `None` for what is no such list.
    #[must_use]
    pub fn parse(list: &str) -> Option<Self> {
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
        ranges.map(Self::joined)
    }

    /// In order, so that a number is found at once however many are asked for.
    fn joined(mut given: Vec<(usize, usize)>) -> Self {
        given.sort_unstable();
        let mut ranges: Vec<(usize, usize)> = Vec::with_capacity(given.len());
        for (from, to) in given {
            match ranges.last_mut() {
                Some((_, end)) if from <= end.saturating_add(1) => *end = to.max(*end),
                _ => ranges.push((from, to)),
            }
        }
        Self { ranges }
    }

    /// True for a number that was named.
    #[must_use]
    pub fn has(&self, n: usize) -> bool {
        let at = self.ranges.partition_point(|(_, to)| *to < n);
        self.ranges.get(at).is_some_and(|(from, _)| *from <= n)
    }

    /// The numbers among `count` pieces.
    #[must_use]
    pub fn numbers(&self, count: usize) -> Vec<usize> {
        (1..=count).filter(|n| self.has(*n)).collect()
    }

    /// A number that was named, where there are only `count` pieces.
    #[must_use]
    pub fn beyond(&self, count: usize) -> Option<usize> {
        let named = self.ranges.iter().flat_map(|(from, to)| [*from, *to]);
        named.filter(|n| *n < usize::MAX).find(|n| *n > count)
    }
}

impl FromIterator<usize> for Pieces {
    fn from_iter<I: IntoIterator<Item = usize>>(numbers: I) -> Self {
        Self::joined(numbers.into_iter().map(|n| (n, n)).collect())
    }
}

impl Document {
    /// Tells the number of the piece that a source line stands in; lines before the first piece count to it.
    pub fn piece_of_line(&self) -> impl Fn(u32) -> usize + use<> {
        let lines: Vec<u32> = self.pieces().iter().map(|s| s.line).collect();
        move |line| lines.partition_point(|first| *first <= line).max(1)
    }

    /// The anthology with those of its pieces alone that are wanted by their number, counted from 1.
    ///
    /// The title of the whole stays, and so do volumes that keep a piece. Text outside the pieces goes with the piece
    /// before it, and what stands before the first piece of the whole or of a volume goes with that. A document
    /// without pieces stays as it is.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(usize) -> bool) -> Self {
        if self.pieces().is_empty() {
            return self.clone();
        }
        Self {
            blocks: kept(&self.blocks, &mut 1, &wanted),
            ..self.clone()
        }
    }
}

/// `next` is the number of the next piece.
fn kept(blocks: &[Block], next: &mut usize, wanted: &impl Fn(usize) -> bool) -> Vec<Block> {
    let first = *next;
    let mut out = Vec::new();
    for b in blocks {
        let begin = *next;
        let block = match b {
            Block::Section(s) if s.role == SectionRole::Piece => {
                *next += 1;
                b.clone()
            }
            Block::Section(s) => Block::Section(Section {
                blocks: kept(&s.blocks, next, wanted),
                ..s.clone()
            }),
            other => other.clone(),
        };
        let stays = if *next > begin {
            (begin..*next).any(wanted)
        } else {
            wanted(begin.saturating_sub(1).max(first))
        };
        if stays {
            out.push(block);
        }
    }
    out
}

#[cfg(all(test, feature = "write"))]
mod tests {
    use super::Pieces;
    use crate::render::text;
    use crate::tree::Document;

    fn anthology() -> Document {
        crate::markdown::read(
            "# 集\n\n前言\n\n<!-- volume -->\n## 上卷\n\n小引\n\n### 甲\n\n一\n\n### 乙\n\n二\n\n<!-- volume -->\n## 下卷\n\n### 丙\n\n三\n\n<!-- end 1 -->\n\n后记\n",
        )
    }

    fn lines(doc: &Document) -> String {
        text(doc).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn text_outside_the_pieces_goes_with_its_neighbour() {
        let doc = anthology();
        assert_eq!(doc.pieces().len(), 3);
        let only = |n: usize| lines(&doc.only(|k| k == n));
        assert_eq!(only(1), "集 前言 上卷 小引 甲 一");
        assert_eq!(only(2), "集 上卷 乙 二");
        assert_eq!(only(3), "集 下卷 丙 三 后记");
        assert_eq!(doc.only(|_| true), doc);
    }

    #[test]
    fn lists_of_numbers_are_read_as_people_write_them() {
        let numbers = |s: &str| Pieces::parse(s).map(|p| p.numbers(10));
        assert_eq!(numbers("1-3,9"), Some(vec![1, 2, 3, 9]));
        assert_eq!(numbers(" 8 - ， 2"), Some(vec![2, 8, 9, 10]));
        assert_eq!(numbers("9、2-5，1~3,4"), Some(vec![1, 2, 3, 4, 5, 9]));
        for wrong in ["", "0", "5-3", "a", "1,,2", "-3", "1-2-3"] {
            assert_eq!(numbers(wrong), None, "{wrong}");
        }
        let some: Pieces = [7, 3, 2, 3].into_iter().collect();
        assert_eq!(Some(&some), Pieces::parse("2-3,7").as_ref());
    }

    #[test]
    fn numbers_of_pieces_that_are_not_there_are_told() {
        let beyond = |s: &str, count| Pieces::parse(s).and_then(|p| p.beyond(count));
        assert_eq!(beyond("2-4", 3), Some(4));
        assert_eq!(beyond("4-", 3), Some(4));
        assert_eq!((beyond("3-", 3), beyond("1-3", 3)), (None, None));
    }
}
