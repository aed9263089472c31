//! Tables of a page: those that hold cells, and those that only lay a page out.

use pulldown_cmark::Alignment;

use super::soup::{Element, Node, is};

/// What no cell of a table of data holds.
const LAYOUT: &str = "table h1 h2 h3 h4 h5 h6 hr form section article main header footer nav";
/// Bytes of a cell, and lines in it, beyond which it is a page.
const LONGEST: (usize, usize) = (3000, 12);
/// Columns that a cell may span, and rows.
const WIDEST: usize = 64;

/// A table as rows of cells; `None` for an empty place that another cell spans.
pub(super) struct Rows<'a> {
    pub(super) rows: Vec<Vec<Option<&'a Element>>>,
    /// What stands in the table beside its cells.
    pub(super) stray: Vec<&'a Node>,
}

impl Rows<'_> {
    /// Where the words of each column stand: as its first cell below the head says, else the head itself.
    pub(super) fn align(&self) -> Vec<Alignment> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let head = usize::from(self.has_head());
        let of = |column: usize, rows: &mut dyn Iterator<Item = &Vec<Option<&Element>>>| {
            let cells = rows.filter_map(|r| r.get(column).copied().flatten());
            cells.map(aligned).find(|a| *a != Alignment::None)
        };
        let all = (0..columns).map(|k| {
            let below = of(k, &mut self.rows.iter().skip(head));
            below.or_else(|| of(k, &mut self.rows.iter().take(head)))
        });
        all.map(|a| a.unwrap_or(Alignment::None)).collect()
    }

    /// True where the first row names the columns.
    pub(super) fn has_head(&self) -> bool {
        let first = self.rows.first();
        first.is_some_and(|r| {
            r.iter().flatten().all(|c| c.name == "th") && r.iter().any(Option::is_some)
        })
    }
}

/// The rows of a table; `None` for one that lays a page out, as none of `ours` does. `padding`: empty places that may still be added.
pub(super) fn rows<'a>(table: &'a Element, ours: bool, padding: &mut usize) -> Option<Rows<'a>> {
    let (mut found, mut stray) = (Vec::new(), Vec::new());
    collect(table, &mut found, &mut stray, false);
    let cells = found.iter().flatten();
    let data = |r: &Vec<&Element>| r.len() > 1 || r.iter().any(|c| c.name == "th");
    let laid_out = table.has("role", "presentation")
        || !found.iter().any(data)
        || cells.clone().any(|c| is_page(c));
    if laid_out && !ours {
        return None;
    }
    let mut rows = Vec::with_capacity(found.len());
    // Rows that cells above still reach into, by column.
    let mut below: Vec<usize> = Vec::new();
    for cells in found {
        let mut row = Vec::with_capacity(cells.len());
        for cell in cells {
            spanned(&mut row, &mut below, padding);
            let number = |name: &str| {
                let n = cell.get(name).and_then(|v| v.trim().parse::<usize>().ok());
                n.unwrap_or(1).clamp(1, WIDEST)
            };
            let (wide, high) = (number("colspan"), number("rowspan"));
            let at = row.len();
            row.push(Some(cell));
            let more = (wide - 1).min(*padding);
            *padding -= more;
            row.resize(row.len() + more, None);
            if high > 1 {
                below.resize(below.len().max(row.len()), 0);
                for left in below.iter_mut().take(row.len()).skip(at) {
                    *left = high - 1;
                }
            }
        }
        spanned(&mut row, &mut below, padding);
        rows.push(row);
    }
    Some(Rows { rows, stray })
}

/// Empty places for the cells above that reach into this row here.
fn spanned(row: &mut Vec<Option<&Element>>, below: &mut [usize], padding: &mut usize) {
    while let Some(left) = below.get_mut(row.len()).filter(|left| **left > 0) {
        if *padding == 0 {
            return;
        }
        *padding -= 1;
        *left -= 1;
        row.push(None);
    }
}

/// Where a cell says that its words stand.
fn aligned(cell: &Element) -> Alignment {
    let style = cell.get("style").unwrap_or_default().to_ascii_lowercase();
    let entries = style.split(';').filter_map(|e| e.split_once(':'));
    let mut styled = entries.filter(|(name, _)| name.trim() == "text-align");
    let said = styled.next_back().map(|(_, v)| v.trim().to_owned());
    let said = said.or_else(|| cell.get("align").map(str::to_ascii_lowercase));
    match said.as_deref() {
        Some("left" | "start") => Alignment::Left,
        Some("center") => Alignment::Center,
        Some("right" | "end") => Alignment::Right,
        _ => Alignment::None,
    }
}

fn collect<'a>(
    e: &'a Element,
    rows: &mut Vec<Vec<&'a Element>>,
    stray: &mut Vec<&'a Node>,
    in_row: bool,
) {
    let mut implied = false;
    for n in &e.children {
        match n {
            Node::Element(c) if matches!(c.name.as_str(), "td" | "th") => {
                // Cells without a row are one.
                if !in_row && !std::mem::replace(&mut implied, true) {
                    rows.push(Vec::new());
                }
                if let Some(row) = rows.last_mut() {
                    row.push(c);
                }
            }
            Node::Element(c) if c.name == "tr" => {
                implied = false;
                rows.push(Vec::new());
                collect(c, rows, stray, true);
            }
            Node::Element(c) if matches!(c.name.as_str(), "tbody" | "thead" | "tfoot") => {
                implied = false;
                collect(c, rows, stray, false);
            }
            Node::Text(s) if s.trim().is_empty() => {}
            Node::Element(c)
                if matches!(c.name.as_str(), "colgroup" | "col" | "script" | "style") => {}
            other => stray.push(other),
        }
    }
    if in_row && rows.last().is_some_and(Vec::is_empty) {
        rows.pop();
    }
}

/// True for a cell that holds what belongs on a page of its own.
fn is_page(cell: &Element) -> bool {
    fn measure(e: &Element, bytes: &mut usize, lines: &mut usize) -> bool {
        e.children.iter().any(|n| match n {
            Node::Text(s) => {
                *bytes += s.trim().len();
                *bytes > LONGEST.0
            }
            Node::Element(e) => {
                *lines += usize::from(is(&e.name, "p br div li dd dt"));
                *lines > LONGEST.1 || is(&e.name, LAYOUT) || measure(e, bytes, lines)
            }
        })
    }
    measure(cell, &mut 0, &mut 0)
}
