//! A paragraph in lines of exact width.

use super::flow::{Kind, Para};
use super::justify::positions;
use super::linebreak::{Breaker, Shape};
use super::page::MM;
use super::paragraph::{Item, Rules, hyphen, items};
use super::pieces::Tight;
use super::table::{self, Column};
use super::title;
use super::verse::{self, Inset};
use crate::font::{Choice, Faces};
use crate::style::{Align, Page as Grid, Pt, Sign, Style};
use rayon::prelude::*;

/// A line of this size in pitches still stands on one row.
pub(super) const ROW_FILL: f64 = 1.2;
/// A centred line leaves at least this much free, in em: a title from edge to edge reads as text.
const TITLE_MARGIN: f64 = 1.5;
/// Turnovers of a line of verse stand this much further in, in em; so do first lines of verse set as paragraphs.
const VERSE_TURNOVER: f64 = 2.0;

/// A set line: items with the left edges of their solid parts, in em of the paragraph.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The items.
    pub(super) items: Vec<Item>,
    /// Their places.
    pub(super) at: Vec<f32>,
}

impl Line {
    /// Left and right edge of what is solid, in em.
    pub(super) fn extent(&self) -> (f32, f32) {
        let left = self.at.first().copied().unwrap_or(0.0);
        let right = self
            .at
            .iter()
            .zip(&self.items)
            .map(|(a, i)| a + i.solid)
            .fold(left, f32::max);
        (left, right)
    }
}

/// A paragraph in lines.
#[derive(Debug, Default)]
pub(super) struct SetPara {
    /// The lines.
    pub(super) lines: Vec<Line>,
    /// Rows of the grid that one line takes.
    pub(super) rows: usize,
    /// Lines that stand nearer than the grid.
    pub(super) tight: Option<Tight>,
}

impl SetPara {
    /// Rows of the grid that a line takes.
    pub(super) fn rows_of(&self, line: usize) -> usize {
        self.tight.map_or(self.rows, |t| t.rows_of(line))
    }
}

/// The grid's measures in points.
pub(super) fn pitch(g: &Grid, body: Pt) -> Pt {
    if g.lines > 1 {
        (g.text_height * MM - body) / f64::from(g.lines - 1)
    } else {
        g.text_height * MM
    }
}

/// What setting needs beside the paragraph.
#[derive(Clone, Copy)]
pub(super) struct Setter<'a> {
    /// Style.
    pub(super) style: &'a Style,
    /// Faces.
    pub(super) faces: &'a Faces,
    /// Faces of the roles in this document.
    pub(super) choice: &'a Choice,
    /// How lines end.
    pub(super) breaker: &'a (dyn Breaker + Sync),
}

/// The width of an ideographic space that ends a line.
fn blank(line: &[Item]) -> f32 {
    let last = line.last().filter(|i| i.c == '\u{3000}');
    last.map_or(0.0, |i| i.solid)
}

/// A dash at a justified line's end keeps the right edge, though its second half was drawn to the first.
fn edge_dash(line: &[Item], at: &mut [f32]) {
    let by = match line.last() {
        Some(i) if i.c == '—' && i.origin < 0.0 => -i.origin,
        _ => return,
    };
    for x in at.iter_mut().rev().take(2) {
        *x += by;
    }
}

/// For each paragraph, whether the text that goes on below it, headings over that aside, begins flush left: a
/// full last line, above all one at a page's foot, then reads as broken off.
fn before_flush(paras: &[Para]) -> Vec<bool> {
    let mut flush = false;
    let mut out: Vec<bool> = paras
        .iter()
        .rev()
        .map(|p| {
            let heading = p.look.align == Align::Center || matches!(p.kind, Kind::Note(_));
            let own = p.look.indent <= 0.0 && p.look.align != Align::Right;
            let next = if heading { flush } else { own };
            std::mem::replace(&mut flush, next)
        })
        .collect();
    out.reverse();
    out
}

/// Edges of a paragraph's lines, in em of its size.
#[derive(Debug, Clone, Copy)]
struct Edges {
    /// Left of the first line.
    first: f32,
    /// Left of the others.
    rest: f32,
    /// Right of all.
    right: f32,
}

impl Setter<'_> {
    /// Sets all paragraphs.
    pub(super) fn all(&self, paras: &[Para]) -> Vec<SetPara> {
        let boxes: Vec<Vec<Item>> = paras.par_iter().map(|p| self.items(p)).collect();
        let insets = verse::insets(paras, &boxes, |p| self.measure(p));
        let tables = table::columns(paras, &boxes, |p| self.measure(p));
        let mut sets: Vec<SetPara> = paras
            .par_iter()
            .zip(boxes)
            .zip(insets)
            .zip(before_flush(paras))
            .map(|(((p, all), inset), flush)| match p.kind {
                Kind::Row(t) => {
                    let columns = tables.get(&t).map(Vec::as_slice);
                    self.row(p, &all, columns.unwrap_or_default())
                }
                Kind::Picture(_) => self.picture(p),
                _ => self.lines(p, &all, inset, flush),
            })
            .collect();
        self.sign(paras, &mut sets);
        sets
    }

    /// Sets one paragraph.
    pub(super) fn one(&self, p: &Para) -> SetPara {
        self.lines(p, &self.items(p), None, false)
    }

    fn items(&self, p: &Para) -> Vec<Item> {
        let mut rules = Rules::of(&self.style.page);
        rules.hyphenate &= !p.words && p.cells.is_empty();
        rules.latin = p.look.latin;
        rules.letter_space = p.look.letter_space as f32;
        items(&p.pieces, self.faces, self.choice, rules)
    }

    fn measure(&self, p: &Para) -> f32 {
        let size = p.look.size.max(1.0);
        (self.style.page.text_width * MM / size) as f32
    }

    /// Rows of the grid that a line takes.
    fn rows(&self, p: &Para) -> usize {
        if p.flat {
            return 0;
        }
        let pitch = pitch(&self.style.page, self.style.roles.body.size);
        ((p.look.size.max(1.0) * ROW_FILL / pitch).ceil() as usize).max(1)
    }

    /// Sets a row of a table: its cells side by side, each in lines of its own.
    fn row(&self, p: &Para, all: &[Item], columns: &[Column]) -> SetPara {
        let mut lines: Vec<Line> = Vec::new();
        for (cell, column) in table::cells(all, &p.cells).into_iter().zip(columns) {
            let shape = Shape {
                first: column.width,
                measure: column.width,
                clear_end: false,
            };
            let mut from = 0;
            for (n, end) in self.breaker.ends(cell, shape).into_iter().enumerate() {
                let part = cell.get(from..end).unwrap_or_default();
                from = end;
                let (at, natural) = positions(part, Some(column.width), false);
                let free = column.width - natural;
                let shift = match (column.centred, column.right) {
                    // Figures stand point below point.
                    _ if column.point.is_some() && table::is_figure(part) => {
                        column.left + column.figure(part)
                    }
                    (true, _) => column.left + free / 2.0,
                    (_, true) => column.left + free,
                    _ => column.left,
                };
                if lines.len() <= n {
                    lines.push(Line::default());
                }
                if let Some(line) = lines.get_mut(n) {
                    line.items.extend_from_slice(part);
                    line.at.extend(at.iter().map(|x| x + shift));
                }
            }
        }
        // A row whose cells are all empty is a row too.
        if lines.is_empty() {
            lines.push(Line::default());
        }
        SetPara {
            tight: Tight::row(self.style, p.look.size, lines.len()),
            lines,
            rows: self.rows(p),
        }
    }

    /// A picture is one line of many rows.
    fn picture(&self, p: &Para) -> SetPara {
        let body = self.style.roles.body.size;
        let rows = p.inset.map_or(1, |i| i.rows(&self.style.page, body));
        SetPara {
            lines: vec![Line::default()],
            rows,
            tight: None,
        }
    }

    fn lines(&self, p: &Para, all: &[Item], inset: Option<Inset>, clear_end: bool) -> SetPara {
        let measure = self.measure(p);
        let rows = self.rows(p);
        let e = edges(p, all, measure, inset);
        let width = |n: usize| e.right - if n == 0 { e.first } else { e.rest };
        let ends = if p.words && p.look.align == Align::Center {
            let room = measure - TITLE_MARGIN as f32;
            title::ends(all, room, room, true)
        } else if p.words {
            title::ends(all, width(0), width(1), false)
        } else {
            let shape = Shape {
                first: width(0),
                measure: width(1),
                clear_end,
            };
            self.breaker.ends(all, shape)
        };
        let fill = match p.look.align {
            Align::Center | Align::Right => false,
            Align::Left => !p.words,
            Align::Justify => true,
        };
        let count = ends.len();
        let mut from = 0;
        let mut lines = Vec::with_capacity(count);
        for (n, end) in ends.into_iter().enumerate() {
            let mut part = all.get(from..end).unwrap_or_default().to_vec();
            if let (Some(last), true) = (part.last(), all.get(end).is_some_and(|i| i.hyphen)) {
                part.push(hyphen(last, self.faces));
            }
            let last = n + 1 == count || all.get(end).is_some_and(|i| i.forced);
            let ragged = all.get(end).is_some_and(|i| i.ragged);
            let fill = fill && !last && !ragged;
            let (mut at, natural) = positions(&part, Some(width(n)), fill);
            if fill {
                edge_dash(&part, &mut at);
            }
            let shift = match p.look.align {
                Align::Center => (measure - natural + blank(&part)) / 2.0,
                Align::Right => e.right - natural,
                _ if n == 0 => e.first,
                _ => e.rest,
            };
            for x in &mut at {
                *x += shift;
            }
            lines.push(Line { items: part, at });
            from = end;
        }
        let title = p.words && p.look.align == Align::Center && p.inset.is_none();
        let tight = title.then(|| Tight::of(self.style, p.look.size, lines.len(), rows));
        SetPara {
            lines,
            rows,
            tight: tight.flatten(),
        }
    }

    /// A signature over a date stands centred on it, as GB/T 9704 7.3.5.1 asks; where it is the longer of
    /// the two, both keep to the right edge they have.
    fn sign(&self, paras: &[Para], sets: &mut [SetPara]) {
        for k in 0..paras.len().saturating_sub(1) {
            let pair = paras.get(k).zip(paras.get(k + 1));
            if !pair.is_some_and(|(a, b)| {
                a.kind == Kind::Signature && b.kind == Kind::Date && !a.spread
            }) {
                continue;
            }
            let Some((above, below)) = sets.get_mut(k..).and_then(|s| {
                let (a, b) = s.split_first_mut()?;
                Some((a, b.first_mut()?))
            }) else {
                continue;
            };
            let (Some(a), Some(b)) = (above.lines.first(), below.lines.first()) else {
                continue;
            };
            if above.lines.len() > 1 || below.lines.len() > 1 {
                continue;
            }
            let ((al, ar), (bl, br)) = (a.extent(), b.extent());
            match self.style.paper.sign {
                Sign::Seal => {}
                Sign::Stamp => continue,
                // The date begins two characters behind the name, but ends no further right (7.3.5.2).
                Sign::Plain => {
                    let edge = pair.map_or(0.0, |(p, _)| self.measure(p)) - 2.0;
                    let date = (al + 2.0).min(edge - (br - bl)) - bl;
                    let name = (bl + date - 2.0).min(al) - al;
                    for (lines, by) in [(&mut *above, name), (&mut *below, date)] {
                        let all = lines.lines.iter_mut().flat_map(|l| &mut l.at);
                        all.for_each(|x| *x += by);
                    }
                    continue;
                }
            }
            let by = (bl + br) / 2.0 - (al + ar) / 2.0;
            let edge = pair.map_or(0.0, |(p, _)| self.measure(p));
            let by = by.min(edge - ar);
            for x in above.lines.iter_mut().flat_map(|l| &mut l.at) {
                *x += by;
            }
        }
    }
}

fn edges(p: &Para, all: &[Item], measure: f32, inset: Option<Inset>) -> Edges {
    let right = measure - p.right as f32;
    let indent = p.look.indent as f32;
    match (inset, p.look.align) {
        (Some(Inset::Block(left)), _) => Edges {
            first: left,
            rest: left + VERSE_TURNOVER as f32,
            right,
        },
        (Some(Inset::Paragraph), _) => Edges {
            first: VERSE_TURNOVER as f32,
            rest: 0.0,
            right,
        },
        (None, Align::Center) => Edges {
            first: 0.0,
            rest: 0.0,
            right,
        },
        (None, Align::Right) => Edges {
            first: 0.0,
            rest: 0.0,
            right: right - indent,
        },
        (None, _) => {
            let rest = p.turn as f32
                + if p.turn_behind > 0 {
                    indent + positions(all.get(..p.turn_behind).unwrap_or(all), None, false).1
                } else {
                    0.0
                };
            Edges {
                first: indent,
                rest: rest.min(measure / 2.0),
                right,
            }
        }
    }
}
