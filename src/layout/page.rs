//! Lines onto pages. Every page of a run of text is chosen with a view to all the others, so that no line
//! stands alone at a page's head or foot and headings stay with their text; all lines keep to the grid.

use super::flow::{Kind, Para, Start};
use super::set::{SetPara, pitch};
use crate::style::Style;
use std::collections::HashMap;

/// Points in a millimetre.
pub(crate) const MM: f64 = 72.0 / 25.4;

/// Price of a page's unfilled row, times its square.
const PRICE_ROW: f64 = 10.0;
/// A paragraph's first line alone at the foot of a page, or its last line alone at the head.
const PRICE_ALONE: f64 = 20_000.0;
/// A heading or salutation parted from what it stands over, a signature from what it stands under.
const PRICE_PARTED: f64 = 1_000_000.0;
/// A heading with a single line below it at the foot of a page.
const PRICE_THIN: f64 = 2_000.0;
/// A run of text that ends with fewer rows than this on its last page looks left over.
const LAST_ROWS: usize = 3;
/// Price of such an end.
const PRICE_LEFT_OVER: f64 = 40.0;
/// A row of a table with no more lines than this stays on one page.
const ROW_WHOLE: usize = 8;
/// Part of the page that the space above a page's first heading may take.
const MOST_SINKAGE: usize = 2;

/// A line with its place: paragraph, line, page, first row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    /// Paragraph.
    pub(super) para: usize,
    /// Line in it.
    pub(super) line: usize,
    /// Page, 0-based.
    pub(super) page: usize,
    /// Row of the grid.
    pub(super) row: usize,
    /// Points below it: lines of notes stand nearer than the grid.
    pub(super) shift: f64,
    /// It has been shown before: the head of a table that goes on.
    pub(super) again: bool,
}

/// Lines of notes from each other, in sizes of their type.
const NOTE_LEAD: f64 = 1.45;

/// Measures of the notes of a page.
#[derive(Debug, Clone, Copy)]
struct Feet {
    pitch: f64,
    body: f64,
    size: f64,
}

impl Feet {
    fn of(style: &Style) -> Self {
        let body = style.roles.body.size;
        Self {
            pitch: pitch(&style.page, body).max(1.0),
            body,
            size: style.roles.note.size,
        }
    }

    fn height(self, lines: usize) -> f64 {
        self.size + lines.saturating_sub(1) as f64 * self.size * NOTE_LEAD
    }

    /// Rows of the grid that lines of notes take.
    fn rows(self, lines: usize) -> usize {
        match lines {
            0 => 0,
            n => ((self.height(n) - self.body).max(0.0) / self.pitch).ceil() as usize + 1,
        }
    }

    /// A line of them below the top of their first row: the last stands on the last row.
    fn shift(self, line: usize, lines: usize) -> f64 {
        let block = self.rows(lines).saturating_sub(1) as f64 * self.pitch + self.body;
        (block - self.height(lines)).max(0.0) + line as f64 * self.size * NOTE_LEAD
    }
}

/// A table's head, which stands again on the pages where the table goes on.
#[derive(Debug, Clone, Copy, Default)]
struct Head {
    /// Paragraphs of 续表 and of the head.
    again: Option<usize>,
    head: Option<usize>,
    rows: usize,
}

/// A line before it has a page.
#[derive(Debug, Clone, Copy)]
struct Unit {
    para: usize,
    line: usize,
    /// Rows it takes.
    rows: usize,
    /// Blank rows above it, unless it begins a page.
    gap: usize,
    /// Price of ending a page above it.
    price: f64,
    /// Lines of the notes whose marks stand in it.
    foot: usize,
    /// The table it is a row of, and rows that its head takes again on a new page.
    table: Option<(usize, usize)>,
}

/// Puts every line on a page; also tells the number of pages.
#[must_use]
pub(super) fn paginate(paras: &[Para], sets: &[SetPara], style: &Style) -> (Vec<Spot>, usize) {
    let rows = style.page.lines.max(1) as usize;
    let feet = Feet::of(style);
    let heads = heads(paras, sets);
    let (mut all, notes) = units(paras, sets, &heads);
    let tail = |u: &&Unit| paras.get(u.para).is_some_and(|p| p.kind == Kind::Tail);
    let ends = all.iter().rev().take_while(tail).count();
    let last = all.split_off(all.len() - ends);
    let mut notes = notes.into_iter().peekable();
    let mut out = Vec::with_capacity(all.len());
    let mut page = 0usize;
    let mut from = 0usize;
    while let Some(first) = all.get(from) {
        let start = paras.get(first.para).map_or(Start::Flow, |p| p.start);
        if from > 0 {
            page += 1;
            if start == Start::Recto && !page.is_multiple_of(2) {
                page += 1;
            }
        }
        let to = all
            .iter()
            .enumerate()
            .skip(from + 1)
            .find(|(_, u)| u.line == 0 && begins(paras, u.para))
            .map_or(all.len(), |(n, _)| n);
        let run = all.get(from..to).unwrap_or_default();
        let sinkage = first.gap.min(rows / MOST_SINKAGE);
        for (n, part) in pages(run, rows, sinkage, feet).into_iter().enumerate() {
            page += usize::from(n > 0);
            let mut row = if n == 0 { sinkage } else { 0 };
            let goes_on = part.first().and_then(|u| u.table).filter(|_| n > 0);
            if let Some(head) = goes_on.and_then(|(t, _)| heads.get(&t)) {
                for para in [head.again, head.head].into_iter().flatten() {
                    let Some(s) = sets.get(para) else { continue };
                    for line in 0..s.lines.len() {
                        out.push(Spot {
                            para,
                            line,
                            page,
                            row,
                            shift: 0.0,
                            again: true,
                        });
                        row += s.rows_of(line);
                    }
                }
            }
            for (k, u) in part.iter().enumerate() {
                row += if k == 0 { 0 } else { u.gap };
                out.push(Spot {
                    para: u.para,
                    line: u.line,
                    page,
                    row,
                    shift: 0.0,
                    again: false,
                });
                row += u.rows;
            }
            let total: usize = part.iter().map(|u| u.foot).sum();
            let row = rows.saturating_sub(feet.rows(total)).max(row);
            let mut at = 0;
            // Notes and their marks stand in one order.
            let last = part.last().map_or((0, 0), |u| (u.para, u.line));
            while let Some((_, _, note)) = notes.next_if(|n| (n.0, n.1) <= last) {
                let Some(s) = sets.get(note) else { continue };
                for line in 0..s.lines.len() {
                    out.push(Spot {
                        para: note,
                        line,
                        page,
                        row,
                        shift: feet.shift(at, total),
                        again: false,
                    });
                    at += 1;
                }
            }
        }
        from = to;
    }
    if !last.is_empty() {
        page = foot(&mut out, &last, rows, page);
    }
    (out, page + 1)
}

/// Puts the last lines of a paper at the foot of its last page, a left-hand one: GB/T 9704-2012, 7.4 and 7.5.
fn foot(out: &mut Vec<Spot>, last: &[Unit], rows: usize, page: usize) -> usize {
    let taken: usize = last.iter().map(|u| u.rows).sum();
    let used = out.iter().rev().take_while(|s| s.page == page);
    // The row below the last line stays blank.
    let free = rows.saturating_sub(used.map(|s| s.row + 2).max().unwrap_or(0));
    let fits = !page.is_multiple_of(2) && taken <= free;
    let at = match (out.is_empty(), fits) {
        (true, _) | (_, true) => page,
        _ => (page + 1) | 1,
    };
    let mut row = rows.saturating_sub(taken);
    for u in last {
        out.push(Spot {
            para: u.para,
            line: u.line,
            page: at,
            row,
            shift: 0.0,
            again: false,
        });
        row += u.rows;
    }
    at
}

fn begins(paras: &[Para], k: usize) -> bool {
    paras.get(k).is_some_and(|p| p.start != Start::Flow)
}

/// All lines of the text in order, with the price of a page's end above each; and the notes: paragraph and
/// line of the mark, paragraph of the note.
fn units(
    paras: &[Para],
    sets: &[SetPara],
    heads: &HashMap<usize, Head>,
) -> (Vec<Unit>, Vec<(usize, usize, usize)>) {
    let mut out: Vec<Unit> = Vec::new();
    let mut notes = Vec::new();
    let mut before: Option<(&Para, usize)> = None;
    let mut heading_above = false;
    for (k, (p, s)) in paras.iter().zip(sets).enumerate() {
        let total = s.lines.len();
        if total == 0 || matches!(p.kind, Kind::Again(_)) {
            continue;
        }
        if let (Kind::Note(mark), false) = (p.kind, out.is_empty()) {
            let para = out.last().map_or(0, |u| u.para);
            let has = |u: &Unit| {
                let line = sets.get(u.para).and_then(|s| s.lines.get(u.line));
                line.is_some_and(|l| l.items.iter().any(|i| i.element == mark))
            };
            let lines = out.iter().rev().take_while(|u| u.para == para).count();
            let from = out.len() - lines;
            let at = out.iter().skip(from).position(has).unwrap_or(0) + from;
            if let Some(u) = out.get_mut(at) {
                u.foot += total;
                notes.push((u.para, u.line, k));
            }
            continue;
        }
        let above = match p.start {
            Start::Flow => before.map_or(0.0, |(b, _)| b.look.after),
            _ => 0.0,
        };
        let space = p.look.before.max(above).ceil().max(0.0) as usize;
        for line in 0..total {
            let price = if line == 0 {
                match before {
                    Some((b, _)) if b.keep || p.with_previous => PRICE_PARTED,
                    Some((_, 1)) if heading_above => PRICE_THIN,
                    _ => 0.0,
                }
            } else if p.keep && !matches!(p.kind, Kind::Verse(_))
                || matches!(p.kind, Kind::Row(_)) && total <= ROW_WHOLE
            {
                PRICE_PARTED
            } else if line == 1 || line + 1 == total {
                PRICE_ALONE
            } else {
                0.0
            };
            out.push(Unit {
                para: k,
                line,
                rows: s.rows_of(line),
                gap: if line == 0 { space } else { 0 },
                price,
                foot: 0,
                table: match p.kind {
                    Kind::Row(t) if !p.keep => heads.get(&t).map(|h| (t, h.rows)),
                    _ => None,
                },
            });
        }
        heading_above = before.is_some_and(|(b, _)| b.keep) && !p.keep;
        before = Some((p, total));
    }
    (out, notes)
}

/// The heads of tables by the tables' elements.
fn heads(paras: &[Para], sets: &[SetPara]) -> HashMap<usize, Head> {
    let mut out: HashMap<usize, Head> = HashMap::new();
    for (k, (p, s)) in paras.iter().zip(sets).enumerate() {
        let rows: usize = (0..s.lines.len()).map(|l| s.rows_of(l)).sum();
        match p.kind {
            Kind::Row(t) if p.keep => {
                let head = out.entry(t).or_default();
                head.head = Some(k);
                head.rows += rows;
            }
            Kind::Again(t) => {
                let head = out.entry(t).or_default();
                head.again = Some(k);
                head.rows += rows;
            }
            _ => {}
        }
    }
    out
}

/// The best pages for a run of lines: least sum of unfilled rows and bad ends. Linear in the lines, since a
/// page holds no more than its rows.
fn pages(run: &[Unit], rows: usize, sinkage: usize, measures: Feet) -> Vec<&[Unit]> {
    // For each line: cost of all pages before it when a page begins with it, and where the last one begins.
    let mut best: Vec<(f64, usize)> = vec![(f64::INFINITY, 0); run.len() + 1];
    if let Some(b) = best.first_mut() {
        b.0 = 0.0;
    }
    for from in 0..run.len() {
        let so_far = best.get(from).map_or(f64::INFINITY, |b| b.0);
        let again = run.get(from).and_then(|u| u.table).map_or(0, |t| t.1);
        let mut used = if from == 0 { sinkage } else { again };
        let mut feet = 0;
        for (n, u) in run.iter().enumerate().skip(from) {
            used += u.rows + if n == from { 0 } else { u.gap };
            feet += u.foot;
            // A blank row parts the notes from the text.
            let full = used + measures.rows(feet) + usize::from(feet > 0);
            // What is taller than the page stands on one all the same.
            if full > rows && n > from {
                break;
            }
            let free = rows.saturating_sub(full) as f64;
            let here = match run.get(n + 1) {
                Some(next) => PRICE_ROW * free * free + next.price,
                None if from > 0 && used < LAST_ROWS => PRICE_LEFT_OVER,
                None => 0.0,
            };
            if let Some(slot) = best.get_mut(n + 1)
                && so_far + here < slot.0
            {
                *slot = (so_far + here, from);
            }
        }
    }
    let mut out = Vec::new();
    let mut to = run.len();
    while to > 0 {
        let from = best.get(to).map_or(0, |b| b.1).min(to - 1);
        out.push(run.get(from..to).unwrap_or_default());
        to = from;
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(line: usize, price: f64) -> Unit {
        Unit {
            para: 0,
            line,
            rows: 1,
            gap: 0,
            price,
            foot: 0,
            table: None,
        }
    }

    const FEET: Feet = Feet {
        pitch: 20.0,
        body: 10.0,
        size: 9.0,
    };

    /// 2.7: notes have a distance of lines of their own.
    #[test]
    fn typography_2_7_notes_stand_nearer_than_the_grid() {
        assert_eq!([0, 1, 2, 3, 4].map(|n| FEET.rows(n)), [0, 1, 2, 3, 3]);
        let apart = FEET.shift(3, 4) - FEET.shift(2, 4);
        assert!((12.5..=14.0).contains(&apart), "{apart}");
        // The last line stands where the last row ends.
        assert!((FEET.shift(3, 4) + 9.0 - 50.0).abs() < 0.001);
    }

    /// Paragraphs of the given numbers of lines.
    fn run(lines: &[usize]) -> Vec<Unit> {
        let of = |n: usize| {
            (0..n).map(move |k| {
                let alone = k > 0 && (k == 1 || k + 1 == n);
                unit(k, if alone { PRICE_ALONE } else { 0.0 })
            })
        };
        lines.iter().flat_map(|n| of(*n)).collect()
    }

    fn sizes(lines: &[usize], rows: usize) -> Vec<usize> {
        pages(&run(lines), rows, 0, FEET)
            .iter()
            .map(|p| p.len())
            .collect()
    }

    #[test]
    fn full_pages_stay_full() {
        assert_eq!(sizes(&[10, 10, 10], 10), [10, 10, 10]);
        assert_eq!(sizes(&[25], 10), [10, 10, 5]);
    }

    #[test]
    fn no_line_stands_alone() {
        // The last line of the second paragraph would open page two.
        assert_eq!(sizes(&[6, 5, 6], 10), [9, 8]);
        // Its first line would close page one.
        assert_eq!(sizes(&[9, 6], 10), [9, 6]);
        // Three lines stay together.
        assert_eq!(sizes(&[8, 3, 4], 10), [8, 7]);
    }

    #[test]
    fn a_heading_goes_with_its_text() {
        let mut u = run(&[9, 1, 6]);
        u[10].price = PRICE_PARTED;
        let p: Vec<usize> = pages(&u, 10, 0, FEET).iter().map(|p| p.len()).collect();
        assert_eq!(p, [9, 7]);
    }

    #[test]
    fn a_line_taller_than_the_page_is_placed_all_the_same() {
        let mut u = run(&[3]);
        u[1].rows = 40;
        let n: usize = pages(&u, 10, 0, FEET).iter().map(|p| p.len()).sum();
        assert_eq!(n, 3);
    }
}
