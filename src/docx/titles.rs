//! Titles whose lines end where the printed page ends them.

use super::document::Writer;
use crate::layout::{line_width, title_lines};
use crate::style::Face;

/// A title's line leaves at least this much free, in em, as on the printed page.
const TITLE_MARGIN: f64 = 1.5;

/// Room at the right of an entry of the contents that its words leave free, in characters.
const NUMBER_ROOM: f64 = 3.0;

impl Writer<'_> {
    /// The lines of an entry of the contents that takes more than one: none reaches as far as the numbers.
    pub(super) fn entry_lines(&self, words: &str, style: &str) -> Option<Vec<String>> {
        let shape = self.look.shape(style);
        let em = shape.letters.size + shape.letters.spacing;
        let room = shape.measure - NUMBER_ROOM * em;
        let widths = self.look.widths(self.faces);
        let own = line_width(words, self.look.face(style), shape.letters, widths);
        if own <= room - shape.first || self.faces.get(Face::Title).is_none() {
            return None;
        }
        Some(title_lines(words, self.faces, (room / em.max(1.0)) as f32))
    }

    /// The next paragraph is a title of a size: its lines end where the printed page ends them.
    pub(super) fn break_title(&mut self, title: &str, size: f64) {
        self.breaks.clear();
        if self.faces.get(Face::Title).is_none()
            || self.options.vertical
            || self.look.reference.is_some()
        {
            return;
        }
        let measure = self.look.text_width() as f64 / 20.0 / size.max(1.0) - TITLE_MARGIN;
        let lines = title_lines(title, self.faces, measure as f32);
        let letters = |l: &String| l.chars().filter(|c| !c.is_whitespace()).count();
        let mut at = 0;
        for l in lines.iter().rev().skip(1).rev() {
            at += letters(l);
            self.breaks.push_back(at);
        }
        self.letters = 0;
    }

    /// Text up to the next end of a title's line, and the rest.
    pub(super) fn upto_break<'s>(&mut self, s: &'s str) -> (&'s str, &'s str) {
        let Some(next) = self.breaks.front() else {
            return (s, "");
        };
        for (i, c) in s.char_indices() {
            if self.letters == *next {
                return s.split_at(i);
            }
            self.letters += usize::from(!c.is_whitespace());
        }
        (s, "")
    }
}
