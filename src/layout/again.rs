//! Tables beside their rows: type a size smaller than the text's, captions, and the head that stands again where a table goes
//! on on another page.

use super::flow::{Flow, Kind, Para};
use super::page::MM;
use super::paragraph::Piece;
use super::table::{GUTTER, NARROWEST};
use crate::style::{Align, Face, Role};
use crate::tree::Paragraph;

/// Type of tables, of the text's: one size smaller (五号, 小五).
const SMALLER: f64 = 0.86;
/// Captions, of the text's.
const CAPTION: f64 = 0.92;
/// The smallest type of a table with many columns, in points.
const SMALLEST: f64 = 6.0;

impl Flow<'_> {
    /// The look of a table of some columns: where they ask for more than the page is wide, the type is smaller, and that is
    /// told.
    pub(super) fn table_look(&mut self, columns: usize, line: u32) -> Role {
        let body = &self.style.roles.body;
        let mut look = Role {
            indent: 0.0,
            align: Align::Left,
            size: (body.size * SMALLER * 10.0).round() / 10.0,
            ..body.clone()
        };
        if self.style.is_gongwen() {
            look.size = body.size;
        }
        let asked = columns as f64 * f64::from(NARROWEST + GUTTER);
        let fits = self.style.page.text_width * MM / asked.max(1.0);
        if fits < look.size && fits >= SMALLEST {
            look.size = (fits * 10.0).floor() / 10.0;
            self.shrunk.push(line);
        }
        look
    }

    /// The words over a table, in 黑体 and in the middle; they stay with it.
    pub(super) fn caption(&mut self, p: &Paragraph, parent: usize) {
        let body = &self.style.roles.body;
        let look = Role {
            face: Face::Hei,
            size: (body.size * CAPTION * 10.0).round() / 10.0,
            indent: 0.0,
            align: Align::Center,
            before: 1.0,
            after: 0.0,
            ..body.clone()
        };
        self.said(p, parent, &look, true);
        if let Some(p) = self.last() {
            p.kind = Kind::Caption;
        }
    }

    /// 续表, over what goes on of a table.
    pub(super) fn again(&mut self, table: usize, look: &Role) {
        let look = Role {
            align: Align::Right,
            ..look.clone()
        };
        // It is shown beside the text, and belongs to no element.
        let mut p = Para::new(vec![Piece::new("续表", look.face, table)], look);
        p.kind = Kind::Again(table);
        self.paras.push(p);
    }
}
