//! Pages as a word processor makes them, for the page numbers of a document's own contents.
//!
//! The caller says what it writes, paragraph by paragraph in twips, and is told on which page each marked
//! paragraph begins. Lines take whole rows of the document's grid; two lines at least stay together at
//! the foot and the head of a page; paragraphs kept with the next move with it.

use super::greedy::{Letters, Measured};
use super::word_type::Widths;
use crate::style::Face;

/// Lines that stay together at either end of a page (widow control).
const TOGETHER: usize = 2;

/// Measures of a paragraph as the document states them, in twips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shape {
    /// Letters.
    pub(crate) letters: Letters,
    /// Width of the lines after the first.
    pub(crate) measure: f64,
    /// What the first line gives up.
    pub(crate) first: f64,
    /// Exact height of a line.
    pub(crate) line: i64,
    /// Space before it.
    pub(crate) before: i64,
    /// Space after it.
    pub(crate) after: i64,
    /// False for lines that stand off the grid.
    pub(crate) snap: bool,
    /// Stays on the page of the next paragraph.
    pub(crate) keep: bool,
    /// Begins a page.
    pub(crate) new_page: bool,
    /// That page is a right-hand one.
    pub(crate) recto: bool,
}

/// A paragraph that has been measured.
#[derive(Debug)]
struct Block {
    shape: Shape,
    lines: usize,
    marks: std::ops::Range<usize>,
}

/// Counts the pages of a document while it is written.
#[derive(Debug)]
pub(crate) struct PageCounter<'a> {
    widths: Widths<'a>,
    /// Height of the text block and of a row of the grid.
    height: i64,
    row: i64,
    text: Vec<(char, Face)>,
    marks: usize,
    open: usize,
    blocks: Vec<Block>,
    /// Lines that stay together.
    together: usize,
}

impl<'a> PageCounter<'a> {
    /// A counter for pages of `height` twips with a grid of `row` twips.
    #[must_use]
    pub(crate) fn new(widths: Widths<'a>, height: i64, row: i64) -> Self {
        Self {
            widths,
            height,
            row: row.max(1),
            text: Vec::new(),
            marks: 0,
            open: 0,
            blocks: Vec::new(),
            together: TOGETHER,
        }
    }

    /// The same counter for a document whose paragraphs may leave one line on a page.
    #[must_use]
    pub(crate) const fn without_widow_control(mut self) -> Self {
        self.together = 1;
        self
    }

    /// Adds words to the paragraph being written.
    pub(crate) fn words(&mut self, text: &str, face: Face) {
        self.text.extend(text.chars().map(|c| (c, face)));
    }

    /// The paragraph being written begins the next entry that is asked for.
    pub(crate) fn mark(&mut self) {
        self.open += 1;
    }

    /// Ends the paragraph.
    pub(crate) fn end(&mut self, shape: &Shape) {
        let lines = Measured::of(&self.text, shape.letters, self.widths)
            .lines(shape.measure - shape.first, shape.measure);
        self.text.clear();
        let marks = self.marks..self.marks + std::mem::take(&mut self.open);
        self.marks = marks.end;
        self.blocks.push(Block {
            shape: *shape,
            lines,
            marks,
        });
    }

    /// A row of a table: cells with their widths, as high as the one that takes most lines.
    pub(crate) fn row(
        &mut self,
        cells: impl Iterator<Item = (String, f64)>,
        face: Face,
        shape: &Shape,
    ) {
        let lines = cells.map(|(words, width)| {
            let text: Vec<(char, Face)> = words.chars().map(|c| (c, face)).collect();
            Measured::of(&text, shape.letters, self.widths).lines(width, width)
        });
        let lines = lines.max().unwrap_or(1).max(1);
        self.blocks.push(Block {
            shape: *shape,
            lines,
            marks: self.marks..self.marks,
        });
    }

    /// The page of every mark, in order, 1-based.
    #[must_use]
    pub(crate) fn pages(&self) -> Vec<u32> {
        self.counted().0
    }

    /// For every mark, whether a blank page stands before it, so that it is on a right-hand one.
    #[must_use]
    pub(crate) fn blanks(&self) -> Vec<bool> {
        self.counted().2
    }

    /// The page on which what was written ends.
    #[must_use]
    pub(crate) fn page(&self) -> u32 {
        self.counted().1
    }

    fn counted(&self) -> (Vec<u32>, u32, Vec<bool>) {
        let mut out = vec![1; self.marks];
        let mut blanks = vec![false; self.marks];
        let (mut page, mut y, mut after) = (1u32, 0i64, 0i64);
        let mut fresh = true;
        for (k, b) in self.blocks.iter().enumerate() {
            let s = &b.shape;
            if s.new_page && !fresh {
                (page, y, after, fresh) = (page + 1, 0, 0, true);
                if s.recto && page % 2 == 0 {
                    page += 1;
                    let own = blanks.get_mut(b.marks.clone()).unwrap_or_default();
                    own.iter_mut().for_each(|m| *m = true);
                }
            }
            let mut top = y + if fresh {
                s.before
            } else {
                between(after, s.before)
            };
            top = self.snapped(top, s);
            if !fresh && top + self.needed(k) > self.height {
                (page, fresh) = (page + 1, true);
                top = self.snapped(s.before, s);
            }
            let mut begins = page;
            let mut left = b.lines;
            while left > 0 {
                let room = usize::try_from((self.height - top).max(0) / s.line.max(1)).unwrap_or(0);
                let fit = fitting(room, left, left == b.lines, self.together);
                let fit = if fit == 0 && fresh {
                    room.clamp(1, left)
                } else {
                    fit
                };
                if fit == 0 && left == b.lines {
                    begins = page + 1;
                }
                left -= fit;
                top += s.line * i64::try_from(fit).unwrap_or(0);
                fresh = false;
                if left > 0 {
                    (page, top, fresh) = (page + 1, 0, true);
                }
            }
            (y, after) = (top, s.after);
            for m in b.marks.clone() {
                if let Some(slot) = out.get_mut(m) {
                    *slot = begins;
                }
            }
        }
        (out, page, blanks)
    }

    /// The row on which a paragraph that would begin at `top` does begin.
    fn snapped(&self, top: i64, s: &Shape) -> i64 {
        if s.snap {
            (top + self.row - 1) / self.row * self.row
        } else {
            top
        }
    }

    /// Height that paragraph `k` and those it is kept with must find on the page.
    fn needed(&self, k: usize) -> i64 {
        let (mut height, mut after) = (0, 0);
        for b in self.blocks.iter().skip(k) {
            let s = &b.shape;
            if height > 0 {
                height += between(after, s.before);
            }
            let lines = if s.keep || b.lines <= self.together + 1 {
                b.lines
            } else {
                self.together
            };
            if !s.keep && height == 0 {
                // Not kept with anything: the loop over its lines looks after it.
                return 0;
            }
            height += s.line * i64::try_from(lines).unwrap_or(0);
            // More than a page is all the same.
            if !s.keep || height > self.height {
                break;
            }
            after = s.after;
        }
        height
    }
}

/// Space between two paragraphs: the programs take the larger of the two, not their sum, unless a document sets
/// `doNotUseHTMLParagraphAutoSpacing` (ECMA-376 17.15.3).
fn between(after: i64, before: i64) -> i64 {
    after.max(before)
}

/// Lines of a paragraph that go on a page with room for `room`, so that `together` stay together at either end.
fn fitting(room: usize, left: usize, whole: bool, together: usize) -> usize {
    if room >= left {
        return left;
    }
    let fit = if left - room < together {
        left.saturating_sub(together)
    } else {
        room
    };
    if whole && fit < together { 0 } else { fit }
}

#[cfg(all(test, embedded_fonts))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::font::Faces;

    const BODY: Shape = Shape {
        letters: Letters {
            size: 320.0,
            spacing: -5.0,
        },
        measure: 8844.0,
        first: 0.0,
        line: 579,
        before: 0,
        after: 0,
        snap: true,
        keep: false,
        new_page: false,
        recto: false,
    };

    fn pages(paragraphs: &[(usize, Shape)]) -> Vec<u32> {
        let faces = Faces::builtin().unwrap();
        let mut c = PageCounter::new(Widths::installed(&faces), 12_756, 579);
        for (lines, shape) in paragraphs {
            c.mark();
            c.words(&"一".repeat(28 * lines), Face::Fangsong);
            c.end(shape);
        }
        c.pages()
    }

    #[test]
    fn a_page_holds_twenty_two_lines() {
        assert_eq!(pages(&[(22, BODY), (1, BODY)]), [1, 2]);
        assert_eq!(pages(&[(21, BODY), (1, BODY)]), [1, 1]);
    }

    #[test]
    fn two_lines_stay_together() {
        assert_eq!(pages(&[(21, BODY), (2, BODY)]), [1, 2]);
        assert_eq!(pages(&[(20, BODY), (3, BODY)]), [1, 2]);
        assert_eq!(pages(&[(20, BODY), (4, BODY)]), [1, 1]);
    }

    #[test]
    fn a_heading_moves_with_its_text() {
        let head = Shape { keep: true, ..BODY };
        assert_eq!(pages(&[(20, BODY), (1, head), (5, BODY)]), [1, 2, 2]);
        assert_eq!(pages(&[(19, BODY), (1, head), (5, BODY)]), [1, 1, 1]);
        assert_eq!(pages(&[(20, BODY), (1, head), (1, BODY)]), [1, 1, 1]);
    }

    #[test]
    fn of_two_spaces_that_meet_the_larger_counts() {
        let (above, below) = (
            Shape { after: 579, ..BODY },
            Shape {
                before: 579,
                ..BODY
            },
        );
        assert_eq!(pages(&[(10, above), (11, below)]), [1, 1]);
        assert_eq!(pages(&[(10, above), (11, below), (1, BODY)]), [1, 1, 2]);
    }

    #[test]
    fn a_new_page_is_one_only_where_something_stands_before_it() {
        let piece = Shape {
            new_page: true,
            ..BODY
        };
        assert_eq!(pages(&[(1, piece), (1, BODY), (1, piece)]), [1, 1, 2]);
    }
}
