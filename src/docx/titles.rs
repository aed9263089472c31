//! Titles whose lines end where the printed page ends them.

use super::document::Writer;
use crate::layout::{line_width, title_lines};
use crate::style::{Align, Face};

/// A title's line leaves at least this much free, in em, as on the printed page.
const TITLE_MARGIN: f64 = 1.5;

/// Room that the widest line of a heading has beside it, in em: less than a character.
const SLACK: f64 = 0.6;

/// Room at the right of an entry of the contents that its words leave free, in characters.
const NUMBER_ROOM: f64 = 3.0;

/// Length of the rule below a title, in its sizes, and its distance from it in points.
const OPENING_RULE: f64 = 2.5;
const RULE_DROP: u32 = 6;

impl Writer<'_> {
    /// Border and indents of a title with a short rule below it: as wide as the words where these are the wider, since what
    /// bears a border ends its lines with it.
    pub(super) fn title_rule(&self, title: &str, style: &str) -> String {
        let shape = self.look.shape(style);
        let em = shape.letters.size + shape.letters.spacing;
        let widths = self.look.widths(self.faces);
        let words = line_width(title, self.look.face(style), shape.letters, widths);
        let rule = (em * OPENING_RULE).max(words + em);
        let free = ((self.look.text_width() as f64 - rule).max(0.0)).round() as i64;
        let (left, right) = match self.look.style.roles.piece.align {
            Align::Center => (free / 2, free - free / 2),
            Align::Right => (free, 0),
            Align::Left | Align::Justify => (0, free),
        };
        format!(
            "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"{RULE_DROP}\" w:color=\"auto\"/></w:pBdr><w:ind w:left=\"{left}\" w:right=\"{right}\" w:firstLineChars=\"0\" w:firstLine=\"0\"/>"
        )
    }

    /// The lines of an entry of the contents that takes more than one: none reaches as far as the numbers.
    pub(super) fn entry_lines(&self, words: &str, style: &str) -> Option<Vec<String>> {
        let shape = self.look.shape(style);
        let em = shape.letters.size + shape.letters.spacing;
        let beside = (self.look.text_width() - self.look.column()) as f64;
        let room = shape.measure - beside - NUMBER_ROOM * em;
        let widths = self.look.widths(self.faces);
        let own = line_width(words, self.look.face(style), shape.letters, widths);
        if own <= room - shape.first || self.faces.get(Face::Title).is_none() {
            return None;
        }
        Some(title_lines(words, self.faces, (room / em.max(1.0)) as f32))
    }

    /// Indents at both sides of a centred heading of more lines than one, so that they end where the printed page ends
    /// them: breaks of its own would come with it into the contents. Nothing for one that fits its line.
    pub(super) fn balance(&self, title: &str, style: &str) -> Option<i64> {
        let known = self.faces.get(Face::Title).is_some() && self.look.reference.is_none();
        if !known || self.options.vertical {
            return None;
        }
        let shape = self.look.shape(style);
        let em = (shape.letters.size + shape.letters.spacing).max(1.0);
        let room = self.look.text_width() as f64;
        let widths = self.look.widths(self.faces);
        let wide = |s: &str| line_width(s, self.look.face(style), shape.letters, widths);
        if wide(title) <= room {
            return None;
        }
        let lines = title_lines(title, self.faces, (room / em - TITLE_MARGIN) as f32);
        let most = lines.iter().map(|l| wide(l)).fold(0.0, f64::max);
        let free = (room - most - em * SLACK) / 2.0;
        (lines.len() > 1 && free >= 1.0).then_some(free.floor() as i64)
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
