//! Notes of a page: marks that lead to a place, and that place, which leads back.

use super::soup::{Element, is, is_block};
use std::collections::{HashMap, HashSet};

/// Places around a link that may be the one that is led back to.
const AROUND: usize = 3;
/// Characters of a mark that does not say what it is: ①, [12], 注1.
const LONGEST: usize = 8;

/// What is known of the notes before the page is read.
#[derive(Default)]
pub(super) struct Notes {
    /// The note that a mark leads to, by the place of the mark's element.
    marks: HashMap<usize, usize>,
    /// The note that stands in an element, by the element's place.
    definitions: HashMap<usize, usize>,
    /// The ids of each note's mark.
    back: HashMap<usize, HashSet<String>>,
    /// What each mark says, by note.
    words: HashMap<usize, String>,
}

impl Notes {
    /// The note that a link is the mark of.
    pub(super) fn of_mark(&self, link: &Element) -> Option<usize> {
        self.marks.get(&link.place).copied()
    }

    /// The note that stands in an element, with what its mark says.
    pub(super) fn in_element(&self, e: &Element) -> Option<(usize, &str)> {
        let note = *self.definitions.get(&e.place)?;
        Some((note, self.words.get(&note).map_or("", String::as_str)))
    }

    /// True for a link that does nothing but lead back from a note: `↩`.
    pub(super) fn is_back(&self, note: usize, link: &Element) -> bool {
        let to = link.get("href").and_then(|h| h.strip_prefix('#'));
        let back = self.back.get(&note);
        to.is_some_and(|to| back.is_some_and(|b| b.contains(to)))
            && !link.text().chars().any(char::is_alphanumeric)
    }

    /// Finds the notes of a page.
    pub(super) fn find(page: &Element) -> Self {
        let mut seen = Seen::default();
        seen.look(page, &mut Vec::new(), None, false);
        let mut notes = Self::default();
        for link in seen.links {
            let Some(&(place, heading)) = seen.ids.get(&link.to) else {
                continue;
            };
            // A line of its own, a title's or a cell's, holds no note.
            if seen.in_line.contains(&place) {
                continue;
            }
            // No note holds its own mark.
            let last = seen.last.get(&place).copied().unwrap_or(place);
            if (place..=last).contains(&link.place) {
                continue;
            }
            let led_back = link
                .own
                .iter()
                .any(|id| seen.back.contains(&(place, id.clone())));
            let mark = link.words.trim().chars().count();
            let raised = link.raised && (1..=LONGEST).contains(&mark);
            let is_mark = link.says_so || raised && led_back && !heading;
            if !is_mark {
                continue;
            }
            let next = notes.definitions.len();
            let note = *notes.definitions.entry(place).or_insert(next);
            notes.marks.insert(link.place, note);
            notes.back.entry(note).or_default().extend(link.own);
            let words = notes.words.entry(note);
            words.or_insert_with(|| link.words.trim().to_owned());
        }
        notes
    }
}

/// A link within the page.
struct Link {
    place: usize,
    to: String,
    /// Its own id and those just around it.
    own: Vec<String>,
    words: String,
    /// It says that it is the mark of a note.
    says_so: bool,
    raised: bool,
}

#[derive(Default)]
struct Seen {
    links: Vec<Link>,
    /// The block that each id stands at, and whether that is a heading.
    ids: HashMap<String, (usize, bool)>,
    /// Titles and cells around the element that is looked at.
    lines: usize,
    /// The last element in each block.
    last: HashMap<usize, usize>,
    /// Blocks within titles and cells.
    in_line: HashSet<usize>,
    /// Ids that are led to from within a block, by its place.
    back: HashSet<(usize, String)>,
}

impl Seen {
    /// The last element in this one. `around`: places and ids of the elements around this one; `block`: the innermost block.
    fn look(
        &mut self,
        e: &Element,
        around: &mut Vec<(usize, Option<String>, bool)>,
        block: Option<(usize, bool)>,
        raised: bool,
    ) -> usize {
        let own_block = is_block(&e.name);
        let heading = is(&e.name, "h1 h2 h3 h4 h5 h6");
        let block = if own_block {
            Some((e.place, heading))
        } else {
            block
        };
        let id = e.get("id").or(e.get("name").filter(|_| e.name == "a"));
        if let (Some(id), Some(block)) = (id, block) {
            self.ids.entry(id.to_owned()).or_insert(block);
        }
        let raised = raised || e.name == "sup";
        let line = is(&e.name, "h1 h2 h3 h4 h5 h6 td th");
        if self.lines > 0 && own_block {
            self.in_line.insert(e.place);
        }
        self.lines += usize::from(line);
        around.push((e.place, id.map(str::to_owned), own_block));
        if e.name == "a" {
            self.link(e, around, raised);
        }
        let mut last = e.place;
        for inner in e.elements() {
            last = self.look(inner, around, block, raised);
        }
        around.pop();
        self.lines -= usize::from(line);
        if own_block {
            self.last.insert(e.place, last);
        }
        last
    }

    fn link(&mut self, e: &Element, around: &[(usize, Option<String>, bool)], raised: bool) {
        let href = e.get("href").and_then(|h| h.strip_prefix('#'));
        let Some(to) = href.filter(|h| !h.is_empty()) else {
            return;
        };
        let near = around.iter().rev().take(AROUND);
        let own = near.filter_map(|(_, id, _)| id.clone()).collect();
        let blocks = around.iter().rev().filter(|(.., block)| *block);
        for (place, ..) in blocks.take(AROUND) {
            self.back.insert((*place, to.to_owned()));
        }
        self.links.push(Link {
            place: e.place,
            to: to.to_owned(),
            own,
            words: e.text(),
            says_so: e.has("role", "doc-noteref")
                || e.has("epub:type", "noteref")
                || e.has("class", "footnote-ref"),
            raised: raised || e.elements().any(|i| i.name == "sup"),
        });
    }
}
