//! Verse and tables: what stands in the middle of the page by its own width.

use super::document::{RunLook, Writer};
use crate::layout::{Asked, Letters, Shape, fit, is_whole, line_width, shares, table_size};
use crate::style::Face;
use crate::tree::{Block, Inline, Table, Verse, plain_text};

/// A column is at most so wide, in characters, before all share what is left.
const WIDEST: f64 = 24.0;
/// Room beside the words of a cell, in characters; what its edges take of it, in twips, as Word has them.
const GUTTER: f64 = 2.5;
const EDGES: f64 = 216.0;
/// Tables of no more rows are not divided.
const TOGETHER: usize = 8;
/// Type of less than this part of the usual one has lines of a height of its own: so many of its sizes.
const SMALL: f64 = 0.8;
const SMALL_LINE: f64 = 1.4;
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
        let usual = table_size(self.look.style);
        let fit = fit(t, usual, self.look.text_width() as f64 / TWIPS);
        let shape = self.look.shape("TableText");
        // Cells bear their size themselves where it is not the style's.
        let small = fit.size < usual;
        let half = (if small {
            fit.size
        } else {
            shape.letters.size / TWIPS
        } * 2.0)
            .floor();
        let letters = Letters {
            size: half * TWIPS / 2.0,
            spacing: if small { 0.0 } else { shape.letters.spacing },
        };
        let line = match half / 2.0 < usual * SMALL {
            true => (half / 2.0 * SMALL_LINE * TWIPS).round() as i64,
            false => shape.line,
        };
        let size = match small {
            true => format!("<w:sz w:val=\"{half}\"/><w:szCs w:val=\"{half}\"/>"),
            false => String::new(),
        };
        let spacing = match line == shape.line {
            true => String::new(),
            false => format!("<w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/>"),
        };
        let columns = self.columns(t, letters);
        if columns.is_empty() {
            return;
        }
        // A short table stays on one page.
        let together = t.rows.len() <= TOGETHER;
        // Cells stand beside each other: the row is counted, not they.
        let mut counter = self.counter.take();
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
            let keep = together && n + 1 < t.rows.len();
            for (column, width) in columns.iter().enumerate() {
                self.out.push_str(&format!(
                    "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{rule}</w:tcPr>"
                ));
                let align = t.align_of(column).css();
                let align = align.map(|a| format!("<w:jc w:val=\"{a}\"/>"));
                let keep = if keep { "<w:keepNext/>" } else { "" };
                let align = align.unwrap_or_default();
                self.open("TableText", &format!("{keep}{spacing}{align}"));
                let look = if head {
                    RunLook::of(Face::Hei)
                } else {
                    RunLook::PLAIN
                };
                let look = if small { look.with(&size) } else { look };
                self.inlines(row.get(column).map_or(&[], Vec::as_slice), &look);
                self.close();
                self.out.push_str("</w:tc>");
            }
            self.out.push_str("</w:tr>");
            if let Some(c) = &mut counter {
                let face = if head {
                    Face::Hei
                } else {
                    self.look.face("TableText")
                };
                let cells = columns.iter().enumerate().map(|(n, width)| {
                    let words = row.get(n).map_or_else(String::new, |c| plain_text(c));
                    (words, *width as f64 - EDGES)
                });
                let shape = Shape {
                    letters,
                    line,
                    keep,
                    ..shape
                };
                c.row(cells, face, &shape);
            }
        }
        self.out.push_str("</w:tbl>");
        self.counter = counter;
        // What follows stands off from its last rule.
        self.lead = self.lead.max(i64::from(self.look.style.page.word_line) / 2);
    }

    /// Widths of the columns in twips: as the longest cell of each asks, and no wider than the text in all; no figure and
    /// no word is divided while there is room.
    fn columns(&self, t: &Table, letters: Letters) -> Vec<i64> {
        let count = t.rows.iter().map(Vec::len).max().unwrap_or(0);
        let em = (letters.size + letters.spacing).max(1.0);
        let face = self.look.face("TableText");
        let widths = self.look.widths(self.faces);
        let wide = |s: &str| (line_width(s, face, letters, widths) / em) as f32;
        let gutter = GUTTER.max(EDGES / em);
        let asked: Vec<Asked> = (0..count)
            .map(|c| {
                let mut own = Asked::default();
                for cell in t.rows.iter().filter_map(|r| r.get(c)) {
                    let words = plain_text(cell);
                    let parts = words.split(|c: char| !is_whole(c));
                    let least = parts.map(wide).fold(0.0, f32::max);
                    own.join(least, wide(&words).min(WIDEST as f32));
                }
                own
            })
            .collect();
        let measure = self.look.text_width() as f64 / em;
        let own = |a: &Asked| f64::from(a.all.max(a.narrowest()));
        let (gutter, sum) = (gutter, asked.iter().map(own).sum::<f64>());
        let all = sum + gutter * count as f64;
        let columns: Vec<f64> = if all <= measure {
            asked.iter().map(|a| own(a) + gutter).collect()
        } else {
            // Words of neighbours may come nearer to each other than they would with room.
            let gutter = EDGES / em;
            let room = (measure - gutter * count as f64).max(1.0);
            let shares = shares(&asked, room as f32);
            shares.into_iter().map(|w| f64::from(w) + gutter).collect()
        };
        columns.iter().map(|w| (w * em).floor() as i64).collect()
    }
}

/// Twips in a point.
const TWIPS: f64 = 20.0;
