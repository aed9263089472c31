//! Tables beside their rows: type a size smaller than the text's, captions, and the head that stands again where a table goes
//! on on another page.

use super::flow::{Flow, Kind, Para};
use super::page::MM;
use super::paragraph::Piece;
use super::wide;
use crate::style::{Align, Face, Role, Style};
use crate::tree::{Paragraph, Table};

/// Type of tables, of the text's: one size smaller (五号, 小五).
const SMALLER: f64 = 0.86;
/// Captions, of the text's.
const CAPTION: f64 = 0.92;

/// The size of a table's type where its columns have room.
pub(crate) fn table_size(style: &Style) -> f64 {
    let body = style.roles.body.size;
    if style.is_gongwen() {
        return body;
    }
    (body * SMALLER * 10.0).round() / 10.0
}

impl Flow<'_> {
    /// The look of a table: where its columns ask for more than the page is wide, the type is smaller, and that is told.
    pub(super) fn table_look(&mut self, t: &Table) -> Role {
        let usual = table_size(self.style);
        let fit = wide::fit(t, usual, self.style.page.text_width * MM);
        if fit.size < usual || !fit.whole {
            self.shrunk.push((t.line, fit.whole));
        }
        Role {
            indent: 0.0,
            align: Align::Left,
            size: fit.size,
            ..self.style.roles.body.clone()
        }
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
