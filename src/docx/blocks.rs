//! Verse and tables: what stands in the middle of the page by its own width.

use super::document::{RunLook, Writer};
use crate::layout::line_width;
use crate::style::Face;
use crate::tree::{Block, Inline, Table, Verse, plain_text};

/// A column is at least and at most so wide, in characters, before all share what is left.
const NARROWEST: f64 = 2.0;
const WIDEST: f64 = 24.0;
/// Room beside the words of a cell, in characters.
const GUTTER: f64 = 2.5;
/// Rule below the head row in eighths of a point.
const HEAD_RULE: &str = "<w:tcBorders><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"auto\"/></w:tcBorders>";

impl Writer<'_> {
    /// Where the verse among these blocks begins, that its longest line stands in the middle, in twips.
    pub(super) fn verse_indent(&self, blocks: &[Block]) -> i64 {
        let lines = blocks.iter().filter_map(|b| match b {
            Block::Verse(v) => Some(v.stanzas.iter().flatten()),
            _ => None,
        });
        let measure = self.look.text_width() as f64;
        let longest = lines
            .flatten()
            .map(|l| self.wide(l, "Verse"))
            .fold(0.0, f64::max);
        if self.options.vertical || longest <= 0.0 {
            return 0;
        }
        ((measure - longest) / 2.0).max(0.0).round() as i64
    }

    /// Width of a line in a style, in twips.
    fn wide(&self, line: &[Inline], style: &str) -> f64 {
        let letters = self.look.shape(style).letters;
        let widths = self.look.widths(self.faces);
        line_width(&plain_text(line), self.look.face(style), letters, widths)
    }

    /// Lines of verse, all as far in.
    pub(super) fn verse(&mut self, v: &Verse, left: i64) {
        let indent = match left {
            0 => String::new(),
            left => format!("<w:ind w:left=\"{left}\"/>"),
        };
        for (n, stanza) in v.stanzas.iter().enumerate() {
            for (k, line) in stanza.iter().enumerate() {
                // A new stanza stands off from the one before it.
                let style = if n > 0 && k == 0 {
                    "VerseStanza"
                } else {
                    "Verse"
                };
                self.open(style, &indent);
                self.shape.measure -= left as f64;
                self.inlines(line, &RunLook::PLAIN);
                self.close();
            }
        }
    }

    /// A table of three rules; its columns are as wide as their words ask for, its head row comes again on each page.
    pub(super) fn table(&mut self, t: &Table) {
        let columns = self.columns(t);
        if columns.is_empty() {
            return;
        }
        let total: i64 = columns.iter().sum();
        self.out.push_str(&format!("<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{total}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/></w:tblPr><w:tblGrid>"));
        for width in &columns {
            self.out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
        }
        self.out.push_str("</w:tblGrid>");
        for (n, row) in t.rows.iter().enumerate() {
            let head = t.header && n == 0;
            self.out.push_str("<w:tr><w:trPr><w:cantSplit/>");
            self.out.push_str(if head {
                "<w:tblHeader/></w:trPr>"
            } else {
                "</w:trPr>"
            });
            let rule = if head { HEAD_RULE } else { "" };
            for (column, width) in columns.iter().enumerate() {
                self.out.push_str(&format!(
                    "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{rule}</w:tcPr>"
                ));
                let align = t.align_of(column).css();
                let align = align.map(|a| format!("<w:jc w:val=\"{a}\"/>"));
                self.open("TableText", &align.unwrap_or_default());
                let look = if head {
                    RunLook::of(Face::Hei)
                } else {
                    RunLook::PLAIN
                };
                self.inlines(row.get(column).map_or(&[], Vec::as_slice), &look);
                self.close();
                self.out.push_str("</w:tc>");
            }
            self.out.push_str("</w:tr>");
        }
        self.out.push_str("</w:tbl>");
    }

    /// Widths of the columns in twips: as the longest cell of each asks, and no wider than the text in all.
    fn columns(&self, t: &Table) -> Vec<i64> {
        let count = t.rows.iter().map(Vec::len).max().unwrap_or(0);
        let letters = self.look.shape("TableText").letters;
        let em = (letters.size + letters.spacing).max(1.0);
        let asked: Vec<f64> = (0..count)
            .map(|c| {
                let cells = t.rows.iter().filter_map(|r| r.get(c));
                let longest = cells.map(|l| self.wide(l, "TableText")).fold(0.0, f64::max);
                longest.clamp(NARROWEST * em, WIDEST * em) + GUTTER * em
            })
            .collect();
        let sum: f64 = asked.iter().sum();
        let room = self.look.text_width() as f64;
        let part = if sum > room { room / sum } else { 1.0 };
        asked.iter().map(|w| (w * part).floor() as i64).collect()
    }
}
