//! Where in the text each page begins, for formats without pages that name those of the PDF.

use super::display::{Layout, Page};
use crate::tree::{Document, Node, walk};

/// Characters of a page's beginning by which its place in the text is known.
const KEY: usize = 16;
/// How far from where it is expected a page's beginning is looked for: notes and titles stand elsewhere than in the tree.
const AROUND: usize = 4000;

/// A numbered page and the characters of the tree that stand before it, white space not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageStart {
    /// The number that the page shows.
    pub number: usize,
    /// Characters before it, in the order of [`walk`].
    pub at: usize,
}

/// The pages of the body on which text of `doc` begins; blank pages and those whose place is not sure are left out.
#[must_use]
pub fn page_starts(doc: &Document, layout: &Layout) -> Vec<PageStart> {
    let mut text = Vec::new();
    let mut add = |s: &str| text.extend(s.chars().filter(|c| !c.is_whitespace()));
    walk(doc, &mut |n| match n {
        Node::Label(l) => add(l.shown.as_str()),
        Node::Text(t) => add(t.as_str()),
        _ => {}
    });
    let mut out: Vec<PageStart> = Vec::new();
    // Prefaces before the contents are text, but their pages are no numbered ones.
    let before = layout
        .prefatory
        .iter()
        .filter_map(|p| layout.pages.get(p.page));
    let before: usize = before.map(|p| letters(p).len()).sum();
    let (mut expected, mut least) = (before, 0);
    for (n, page) in layout.pages.iter().skip(layout.front).enumerate() {
        let letters = letters(page);
        let key = letters.get(..KEY.min(letters.len())).unwrap_or_default();
        if let Some(at) = find(&text, key, expected, least) {
            out.push(PageStart { number: n + 1, at });
            (expected, least) = (at, at + 1);
        }
        expected += letters.len();
    }
    out
}

/// What a page shows of the text.
fn letters(page: &Page) -> Vec<char> {
    let runs = page.runs.iter().filter(|r| r.element.is_some());
    let glyphs = runs.flat_map(|r| &r.glyphs).map(|g| g.c);
    glyphs.filter(|c| !c.is_whitespace()).collect()
}

/// The place nearest to `expected`, at `least` or behind it, at which `key` stands.
fn find(text: &[char], key: &[char], expected: usize, least: usize) -> Option<usize> {
    if key.is_empty() {
        return None;
    }
    let stands = |at: &usize| *at >= least && text.get(*at..).is_some_and(|t| t.starts_with(key));
    (0..AROUND)
        .flat_map(|d| [Some(expected + d), expected.checked_sub(d)])
        .flatten()
        .find(stands)
}

#[cfg(all(test, embedded_fonts))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::font::Faces;
    use crate::style::Style;
    use crate::tree::{Block, Inline, Paragraph, Text};

    #[test]
    fn each_page_begins_with_the_character_that_stands_there() {
        // No character twice: a place is right or wrong.
        let text: Vec<char> = ('\u{4e00}'..'\u{9000}').take(28 * 22 * 3).collect();
        let paragraph = |t: &[char]| {
            Block::Paragraph(Paragraph {
                inlines: vec![Inline::Text(Text::bare(t.iter().collect::<String>()))],
                ..Paragraph::default()
            })
        };
        let doc = Document {
            blocks: text.chunks(700).map(paragraph).collect(),
            ..Document::default()
        };
        let style = Style::named("gongwen").unwrap();
        let layout = super::super::lay_out(&doc, &style, &Faces::builtin().unwrap());
        let starts = page_starts(&doc, &layout);
        let numbers: Vec<usize> = starts.iter().map(|s| s.number).collect();
        assert_eq!(numbers, [1, 2, 3, 4]);
        for s in starts {
            let first = letters(&layout.pages[layout.front + s.number - 1])[0];
            assert_eq!(text[s.at], first);
        }
    }
}
