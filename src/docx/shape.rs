//! A role of the style sheet as Word measures it: twips, half points, rows of the grid.

use super::look::twips;
use crate::layout::{Letters, Shape};
use crate::style::{Align, Role, Style};

/// Share of the body's size from which a line is too tall for one row and stands off the grid.
const TALL: f64 = 1.15;
/// Size of a row in its line's size, at the least, as in print.
const ROW_FILL: f64 = 1.2;
/// Height of a line that takes more than one, in its own size.
const TALL_LEADING: f64 = 1.5;
/// Twips in a point.
const TWIPS: f64 = 20.0;

/// Measures of a role.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measures {
    /// Size in half points.
    pub(super) half_points: i64,
    /// Letter spacing in twips.
    pub(super) spacing: i64,
    /// Exact height of a line in twips.
    pub(super) line: i64,
    /// True for lines on the grid.
    pub(super) snap: bool,
    /// Space before, after.
    pub(super) before: i64,
    pub(super) after: i64,
    /// First-line indent in hundredths of a character and in twips.
    pub(super) first_chars: i64,
    pub(super) first: i64,
    /// Indents of the whole paragraph in twips.
    pub(super) left: i64,
    pub(super) right: i64,
    /// The right one in hundredths of a character.
    pub(super) right_chars: i64,
    /// Alignment.
    pub(super) align: Align,
}

impl Measures {
    /// The measures of `role` in `style`. A character of 15.793 pt is one of 16 pt set 0.25 pt closer, so
    /// that a line holds what the grid asks.
    pub(super) fn of(role: &Role, style: &Style) -> Self {
        let row = i64::from(style.page.word_line);
        let half = (role.size * 2.0).ceil();
        let spacing = ((role.size - half / 2.0) * TWIPS).floor() as i64;
        let snap = role.size <= style.roles.body.size * TALL;
        // What fits a row in print fits one here.
        let line = if snap || role.size * ROW_FILL * TWIPS <= row as f64 {
            row
        } else {
            (role.size * TALL_LEADING * TWIPS).round() as i64
        };
        let rows = |n: f64| (n * row as f64).round() as i64;
        // A tall line and the space after it together fill rows, so that what follows is on the grid.
        let rest = if snap { 0 } else { (row - line % row) % row };
        let after = match rows(role.after) {
            n if n > 0 && rest * 2 > row => n + rest - row,
            n => n + rest,
        };
        // The indent of a line that ends at the right edge is there.
        let (first, right) = match role.align {
            Align::Right => (0.0, role.indent),
            _ => (role.indent, 0.0),
        };
        let twips = |chars: f64| (chars * role.size * TWIPS).round() as i64;
        Self {
            half_points: half as i64,
            spacing,
            line,
            snap,
            before: rows(role.before),
            after: after.max(0),
            first_chars: (first * 100.0).round() as i64,
            first: twips(first),
            left: 0,
            right_chars: (right * 100.0).round() as i64,
            right: twips(right),
            align: role.align,
        }
    }

    /// What the page counter needs.
    pub(super) fn shape(&self, style: &Style) -> Shape {
        let measure = twips(style.page.text_width) - self.left - self.right;
        Shape {
            letters: Letters {
                size: self.half_points as f64 * 10.0,
                spacing: self.spacing as f64,
            },
            measure: measure as f64,
            first: self.first as f64,
            line: self.line,
            before: self.before,
            after: self.after,
            snap: self.snap,
            keep: false,
            new_page: false,
            recto: false,
        }
    }

    /// The `w:ind`. Both forms are written: one is read by Word, one by others.
    pub(super) fn indent(&self) -> String {
        let mut sides = String::new();
        if self.left != 0 {
            sides.push_str(&format!(" w:left=\"{}\"", self.left));
        }
        if self.right != 0 {
            sides.push_str(&format!(
                " w:rightChars=\"{}\" w:right=\"{}\"",
                self.right_chars, self.right
            ));
        }
        if self.first < 0 {
            let hanging = -self.first;
            return format!("<w:ind{sides} w:firstLineChars=\"0\" w:hanging=\"{hanging}\"/>");
        }
        format!(
            "<w:ind{sides} w:firstLineChars=\"{}\" w:firstLine=\"{}\"/>",
            self.first_chars, self.first
        )
    }

    /// Children of pPr in the schema's order. `head` stands before them (keepNext … suppressLineNumbers),
    /// `tail` behind (outlineLvl).
    pub(super) fn properties(&self, head: &str, tail: &str) -> String {
        let snap = if self.snap {
            ""
        } else {
            "<w:snapToGrid w:val=\"0\"/>"
        };
        let jc = match self.align {
            Align::Justify => "both",
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        format!(
            "{head}{snap}<w:spacing w:before=\"{}\" w:after=\"{}\" w:line=\"{}\" w:lineRule=\"exact\"/>{}<w:jc w:val=\"{jc}\"/>{tail}",
            self.before,
            self.after,
            self.line,
            self.indent()
        )
    }
}
