//! Lines onto pages: the grid, widows and orphans, headings that stay with their text.

use super::flow::Para;
use super::justify::positions;
use super::linebreak::Breaker;
use super::paragraph::{Item, items};
use crate::font::{Choice, Faces};
use crate::style::{Align, Page as Grid, Pt, Style};

/// Points in a millimetre.
pub(super) const MM: f64 = 72.0 / 25.4;
/// A line of this size in pitches still stands on one row.
const ROW_FILL: f64 = 1.2;
/// Lines that a heading keeps below it.
const KEPT: usize = 2;

/// A set line: items with the left edges of their solid parts, in em of the paragraph.
#[derive(Debug)]
pub(super) struct Line {
    /// The items.
    pub(super) items: Vec<Item>,
    /// Their places.
    pub(super) at: Vec<f32>,
}

/// A paragraph in lines.
#[derive(Debug)]
pub(super) struct SetPara {
    /// The lines.
    pub(super) lines: Vec<Line>,
    /// Rows of the grid that one line takes.
    pub(super) rows: usize,
}

/// A line with its place: paragraph, line, first row, page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// Paragraph.
    pub(super) para: usize,
    /// Line in it.
    pub(super) line: usize,
    /// Page, 0-based.
    pub(super) page: usize,
    /// Row of the grid.
    pub(super) row: usize,
}

/// The grid's measures in points.
pub(super) fn pitch(g: &Grid, body: Pt) -> Pt {
    if g.lines > 1 {
        (g.text_height * MM - body) / f64::from(g.lines - 1)
    } else {
        g.text_height * MM
    }
}

/// Breaks a paragraph and gives its lines their widths.
pub(super) fn set(
    p: &Para,
    style: &Style,
    faces: &Faces,
    choice: &Choice,
    breaker: &dyn Breaker,
) -> SetPara {
    let all = items(&p.pieces, faces, choice);
    let size = p.look.size.max(1.0);
    let measure = (style.page.text_width * MM / size) as f32;
    let pitch = pitch(&style.page, style.roles.body.size);
    let rows = ((size * ROW_FILL / pitch).ceil() as usize).max(1);
    let ragged = matches!(p.look.align, Align::Center | Align::Right);
    let indent = if matches!(p.look.align, Align::Center) {
        0.0
    } else {
        p.look.indent as f32
    };
    let (first, rest) = match p.look.align {
        Align::Center => {
            let whole = positions(&all, None, false).1;
            let n = (whole / measure).ceil().max(1.0);
            let w = if n > 1.0 {
                (whole / n + 1.0).min(measure)
            } else {
                measure
            };
            (w, w)
        }
        Align::Right => (measure - indent, measure - indent),
        _ => (measure - indent, measure),
    };
    let ends = breaker.ends(&all, first, rest);
    let count = ends.len();
    let mut from = 0;
    let mut lines = Vec::with_capacity(count);
    for (n, end) in ends.into_iter().enumerate() {
        let part = all.get(from..end).unwrap_or_default();
        let last = n + 1 == count || all.get(end).is_some_and(|i| i.forced);
        let width = if n == 0 { first } else { rest };
        let (mut at, natural) = positions(part, Some(width), !ragged && !last);
        let shift = match p.look.align {
            Align::Center => (measure - natural) / 2.0,
            Align::Right => measure - natural - indent,
            _ if n == 0 => indent,
            _ => 0.0,
        };
        for x in &mut at {
            *x += shift;
        }
        lines.push(Line {
            items: part.to_vec(),
            at,
        });
        from = end;
    }
    SetPara { lines, rows }
}

/// Puts every line on a page.
#[must_use]
pub(super) fn paginate(paras: &[Para], sets: &[SetPara], grid: &Grid) -> (Vec<Spot>, usize) {
    let rows = (grid.lines.max(1)) as usize;
    let (mut page, mut row, mut after) = (0usize, 0usize, 0usize);
    let mut out = Vec::new();
    for (k, (p, s)) in paras.iter().zip(sets).enumerate() {
        if s.lines.is_empty() {
            continue;
        }
        if p.new_page && (row > 0 || page > 0 || !out.is_empty()) {
            (page, row, after) = (page + 1, 0, 0);
        }
        let space = (p.look.before.ceil() as usize).max(after);
        if row > 0 {
            row += space;
        } else if p.new_page || (page == 0 && k == 0) {
            row = (p.look.before.ceil() as usize).min(rows / 2);
        }
        let fresh = row == 0 || out.last().is_none_or(|l: &Spot| l.page != page);
        if !fresh && row + needed(paras, sets, k) > rows {
            (page, row) = (page + 1, 0);
        }
        let total = s.lines.len();
        let mut line = 0;
        while line < total {
            let room = rows.saturating_sub(row) / s.rows;
            let left = total - line;
            let mut fit = room.min(left);
            if fit < left {
                if left - fit == 1 {
                    fit = fit.saturating_sub(1);
                }
                if fit == 1 && line == 0 {
                    fit = 0;
                }
                if fit == 0 && row == 0 {
                    fit = room.clamp(1, left);
                }
            }
            for _ in 0..fit {
                out.push(Spot {
                    para: k,
                    line,
                    page,
                    row,
                });
                line += 1;
                row += s.rows;
            }
            if line < total {
                (page, row) = (page + 1, 0);
            }
        }
        after = p.look.after.ceil() as usize;
    }
    let pages = out.last().map_or(1, |s| s.page + 1);
    (out, pages)
}

/// Rows that paragraph `k` must find on the page it begins on.
fn needed(paras: &[Para], sets: &[SetPara], k: usize) -> usize {
    let mut rows = 0;
    for (p, s) in paras.iter().zip(sets).skip(k) {
        if !p.keep {
            let n = if s.lines.len() <= KEPT + 1 {
                s.lines.len()
            } else {
                KEPT
            };
            return rows
                + if rows == 0 {
                    0
                } else {
                    n.min(KEPT.max(n)) * s.rows
                };
        }
        rows += s.lines.len() * s.rows + p.look.after.ceil() as usize;
    }
    rows
}
