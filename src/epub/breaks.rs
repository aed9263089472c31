//! Page breaks of the printed form within the flow (EPUB Accessibility 1.1, page navigation).

use super::Page;
use crate::layout::PageStart;

/// The breaks that are still to come, and how much of the text has been written.
pub(super) struct Breaks<'a> {
    ahead: &'a [PageStart],
    /// Characters written, white space not counted.
    written: usize,
    /// The text of a note stands at the end of its file: breaks within it wait.
    pub(super) held: bool,
}

impl<'a> Breaks<'a> {
    pub(super) const fn new(ahead: &'a [PageStart]) -> Self {
        Self {
            ahead,
            written: 0,
            held: false,
        }
    }

    /// The page that begins right here.
    pub(super) fn here(&mut self) -> Option<usize> {
        let (next, rest) = self.ahead.split_first()?;
        (!self.held && next.at <= self.written).then(|| {
            self.ahead = rest;
            next.number
        })
    }

    /// Takes words up to the next break and gives those behind it.
    pub(super) fn upto<'s>(&mut self, words: &'s str) -> (&'s str, &'s str) {
        let Some(next) = self.ahead.first() else {
            return (words, "");
        };
        let room = match self.held {
            true => usize::MAX,
            false => next.at.saturating_sub(self.written),
        };
        let mut counted = 0;
        for (at, c) in words.char_indices() {
            if c.is_whitespace() {
                continue;
            }
            if counted == room {
                self.written += counted;
                return words.split_at(at);
            }
            counted += 1;
        }
        self.written += counted;
        (words, "")
    }
}

/// A break; readers go to it by its id, voices call its number.
pub(super) fn mark(number: usize) -> String {
    format!(
        "<span epub:type=\"pagebreak\" role=\"doc-pagebreak\" id=\"page{number}\" aria-label=\"{number}\"></span>"
    )
}

/// The list of pages for the navigation document; empty without pages.
pub(super) fn list(pages: &[Page]) -> String {
    let items: String = pages
        .iter()
        .flat_map(|p| p.breaks.iter().map(|n| (&p.name, n)))
        .map(|(file, n)| format!("<li><a href=\"{file}#page{n}\">{n}</a></li>\n"))
        .collect();
    if items.is_empty() {
        return items;
    }
    format!(
        "<nav epub:type=\"page-list\" role=\"doc-pagelist\" hidden=\"hidden\" aria-label=\"页码\"><ol>\n{items}</ol></nav>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_where_a_page_begins_and_a_note_is_not() {
        let ahead = [(1, 0), (2, 3), (3, 4)].map(|(number, at)| PageStart { number, at });
        let mut b = Breaks::new(&ahead);
        assert_eq!((b.here(), b.here()), (Some(1), None));
        assert_eq!(b.upto("一 二三 四五"), ("一 二三 ", "四五"));
        assert_eq!(b.here(), Some(2));
        b.held = true;
        assert_eq!((b.upto("四五"), b.here()), (("四五", ""), None));
        b.held = false;
        assert_eq!((b.here(), b.here()), (Some(3), None));
        assert_eq!(b.upto("六"), ("六", ""));
    }
}
