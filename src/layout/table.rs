//! Tables: columns as wide as their words ask for, set as Chinese books set them, with rules above, below the head and at
//! the end (三线表).

use super::display::Stroke;
use super::flow::{Kind, Para};
use super::justify::positions;
use super::paragraph::Item;
use super::set::SetPara;
use super::wide::{Asked, GUTTER, NARROWEST, is_whole, shares};
use crate::tree::ColumnAlign;
use std::collections::HashMap;

/// Cells of a column up to this width stand in its middle, in em; longer ones read as text, from the left.
const CENTRED: f32 = 12.0;
/// Thickness of the rules at the top and the bottom of a table, and below its head, in points.
const RULES: (f32, f32) = (1.0, 0.5);

/// A column, in em of the table's text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    /// Its left edge.
    pub(super) left: f32,
    /// Its width.
    pub(super) width: f32,
    /// Its cells stand in the middle.
    pub(super) centred: bool,
    /// They stand at its right edge.
    pub(super) right: bool,
    /// A column of figures: how wide they are before their points and from there on, at the most.
    pub(super) point: Option<(f32, f32)>,
}

impl Column {
    /// How far in a figure stands, so that its point stands below those of the others.
    pub(super) fn figure(&self, cell: &[Item]) -> f32 {
        let (before, behind) = self.point.unwrap_or_default();
        let room = (self.width - before - behind).max(0.0);
        let left = if self.right { room } else { room / 2.0 };
        left + before - parts(cell).0
    }
}

/// Width of a figure before its point, and from there on.
fn parts(cell: &[Item]) -> (f32, f32) {
    let digit =
        |i: &Item| i.c.is_ascii_digit() || matches!(i.c, ',' | '+' | '-' | '−' | '－' | '–');
    let at = cell.iter().position(|i| !digit(i)).unwrap_or(cell.len());
    let whole = positions(cell.get(..at).unwrap_or_default(), None, false).1;
    (whole, (positions(cell, None, false).1 - whole).max(0.0))
}

/// True for a number, with what may stand behind it: 1,234.5, −3, 12.6%.
pub(super) fn is_figure(cell: &[Item]) -> bool {
    let mut chars = cell.iter().map(|i| i.c).peekable();
    chars.next_if(|c| matches!(c, '+' | '-' | '−' | '－' | '–'));
    let mut digits = 0;
    while chars
        .next_if(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
        .is_some()
    {
        digits += 1;
    }
    let rest: String = chars.collect();
    digits > 0 && matches!(rest.trim(), "" | "%" | "％" | "‰")
}

/// Columns by the table's element.
pub(super) type Tables = HashMap<usize, Vec<Column>>;

/// The items of each cell of a row: those of its elements, which follow each other.
pub(super) fn cells<'a>(all: &'a [Item], cells: &[usize]) -> Vec<&'a [Item]> {
    let at = |element: usize| all.partition_point(|i| i.element < element);
    (0..cells.len())
        .map(|n| {
            let from = cells.get(n).map_or(0, |e| at(*e));
            let to = cells.get(n + 1).map_or(all.len(), |e| at(*e));
            all.get(from..to).unwrap_or_default()
        })
        .collect()
}

/// The columns of all tables; `measure` tells the width of a paragraph's lines.
pub(super) fn columns(
    paras: &[Para],
    boxes: &[Vec<Item>],
    measure: impl Fn(&Para) -> f32,
) -> Tables {
    let mut widths: HashMap<usize, (f32, Vec<Asked>)> = HashMap::new();
    let mut said: HashMap<usize, &[ColumnAlign]> = HashMap::new();
    // Of each column what its figures ask for; `None` where others than figures stand in it.
    let mut figures: HashMap<usize, Vec<Option<(f32, f32)>>> = HashMap::new();
    for (p, all) in paras.iter().zip(boxes) {
        let Kind::Row(table) = p.kind else { continue };
        let (room, asked) = widths.entry(table).or_default();
        *room = measure(p);
        said.insert(table, &p.align);
        for (n, cell) in cells(all, &p.cells).into_iter().enumerate() {
            let points = figures.entry(table).or_default();
            if points.len() <= n {
                points.push(Some((0.0, 0.0)));
            }
            if let Some(slot) = points.get_mut(n)
                && !p.keep
                && !cell.is_empty()
            {
                let (a, b) = parts(cell);
                *slot = slot
                    .filter(|_| is_figure(cell))
                    .map(|s| (s.0.max(a), s.1.max(b)));
            }
            if asked.len() <= n {
                asked.push(Asked::default());
            }
            let Some(own) = asked.get_mut(n) else {
                continue;
            };
            for line in cell.split(|i| i.forced) {
                let words = line.chunk_by(|a, b| is_whole(a.c) && is_whole(b.c));
                let words = words.filter(|w| w.first().is_some_and(|i| is_whole(i.c)));
                let whole = words.map(|w| positions(w, None, false).1);
                own.join(whole.fold(0.0, f32::max), positions(line, None, false).1);
            }
        }
    }
    let share = |(room, asked): (f32, Vec<Asked>)| shared(&asked, room);
    let all = widths.into_iter().map(|(t, w)| (t, share(w)));
    all.map(|(t, mut columns)| {
        let said = said.get(&t).copied().unwrap_or_default();
        let points = figures.get(&t).into_iter().flatten();
        for (column, point) in columns.iter_mut().zip(points) {
            let fits = |p: &(f32, f32)| p.0 + p.1 > 0.0 && p.0 + p.1 <= column.width;
            column.point = point.filter(fits);
        }
        for (column, align) in columns.iter_mut().zip(said) {
            if *align != ColumnAlign::Unset {
                column.centred = *align == ColumnAlign::Center;
                column.right = *align == ColumnAlign::Right;
            }
        }
        (t, columns)
    })
    .collect()
}

/// Columns across the whole measure: each has what its widest cell asks for and an equal part of what is left over;
/// where there is too little, the narrow ones keep their width and the others share the rest.
fn shared(asked: &[Asked], measure: f32) -> Vec<Column> {
    let count = asked.len().max(1);
    let room = measure - GUTTER * (count - 1) as f32;
    let all = |a: &Asked| a.all.max(NARROWEST);
    let sum: f32 = asked.iter().map(all).sum();
    let widths: Vec<f32> = if sum <= room {
        let extra = (room - sum) / count as f32;
        asked.iter().map(|a| all(a) + extra).collect()
    } else {
        shares(asked, room)
    };
    let mut left = 0.0;
    asked
        .iter()
        .zip(widths)
        .map(|(a, width)| {
            let column = Column {
                left,
                width,
                centred: a.all <= CENTRED && a.all <= width,
                right: false,
                point: None,
            };
            left += width + GUTTER;
            column
        })
        .collect()
}

/// The part of a table that stands on one page, in rows of the grid.
#[derive(Debug)]
struct Part {
    table: usize,
    from: usize,
    head: Option<usize>,
    to: usize,
}

/// Collects the rules of the tables of a page.
#[derive(Debug, Default)]
pub(super) struct Ruler {
    parts: Vec<Part>,
}

impl Ruler {
    /// Takes notice of a line on a row of the grid.
    pub(super) fn line(&mut self, p: &Para, set: &SetPara, (line, row): (usize, usize)) {
        let Kind::Row(table) = p.kind else { return };
        let to = row + set.rows_of(line);
        let part = match self.parts.last_mut() {
            Some(part) if part.table == table => part,
            _ => {
                self.parts.push(Part {
                    table,
                    from: row,
                    head: None,
                    to,
                });
                let Some(part) = self.parts.last_mut() else {
                    return;
                };
                part
            }
        };
        part.to = to;
        if p.keep {
            part.head = Some(to);
        }
    }

    /// The rules; `at` tells the middle of the space above a row.
    pub(super) fn rules(&self, x: f64, length: f64, at: impl Fn(usize) -> f64) -> Vec<Stroke> {
        let rule = |row: usize, thickness: f32| Stroke {
            red: false,
            x: x as f32,
            y: at(row) as f32,
            length: length as f32,
            thickness,
        };
        self.parts
            .iter()
            .flat_map(|p| {
                let head = p.head.filter(|h| *h < p.to);
                [
                    Some(rule(p.from, RULES.0)),
                    head.map(|h| rule(h, RULES.1)),
                    Some(rule(p.to, RULES.0)),
                ]
            })
            .flatten()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(widest: &[f32]) -> Vec<Asked> {
        let words = |w: &f32| Asked {
            least: 0.0,
            all: *w,
        };
        widest.iter().map(words).collect()
    }

    fn widths(widest: &[f32], measure: f32) -> Vec<f32> {
        let columns = shared(&asked(widest), measure);
        columns.iter().map(|c| c.width).collect()
    }

    #[test]
    fn a_table_is_as_wide_as_the_text() {
        assert_eq!(widths(&[4.0, 6.0], 21.0), [9.0, 11.0]);
        assert_eq!(widths(&[0.0], 10.0), [10.0]);
    }

    #[test]
    fn wide_columns_share_what_narrow_ones_leave() {
        assert_eq!(
            widths(&[3.0, 40.0, 5.0, 60.0], 31.0),
            [3.0, 10.0, 5.0, 10.0]
        );
        let c = shared(&asked(&[3.0, 40.0]), 24.0);
        assert!(c[0].centred && !c[1].centred);
        assert_eq!(c[1].left, 4.0);
    }

    #[test]
    fn columns_never_leave_the_measure() {
        for n in 1..10 {
            let widest: Vec<f32> = (0..n).map(|k| (k * k) as f32 * 3.0).collect();
            let last = shared(&asked(&widest), 30.0);
            let last = last.last().unwrap();
            assert!(last.left + last.width <= 30.001, "{n}: {last:?}");
        }
    }
}
