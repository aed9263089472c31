//! The pages before the text beside title page and contents: half-title, copyright page, dedication, epigraph.

use super::display::{Layout, Page, Role as Part, Stroke};
use super::flow::{Flow, Para};
use super::front::words;
use super::page::MM;
use super::set::SetPara;
use super::{ASCENT, Board};
use crate::style::{Align, Face, Imprint, Isbn, Role, Style, imprint_lines as lines};
use crate::tree::{Block, Document, ParagraphRole};

/// Where a half-title, a dedication and an epigraph begin, as parts of the page's rows.
const HALF_AT: f64 = 0.2;
const DEDICATED_AT: f64 = 0.32;
/// Width of a module of a bar code, and its height, in mm: four fifths of the nominal size (GB 12904).
const MODULE: f64 = 0.264;
const BARS: f64 = 16.0;
/// From the foot of the bars to the baseline of the digits, in mm.
const DIGITS: f64 = 2.6;
/// Lines of a copyright page from each other, in sizes of their type: as a rule, and at the least.
const LEAD: f64 = 1.7;
const LEAST_LEAD: f64 = 1.25;
/// Its parts stand this many lines further from each other.
const APART: f64 = 1.0;
/// Its type is never smaller, in points; what it loses where all would not find room, and no more often than this.
const SMALLEST: f64 = 5.0;
const SMALLER: f64 = 0.94;
const STEPS: usize = 12;

/// What stands on these pages.
#[derive(Default)]
pub(super) struct Matter {
    /// What a copyright page says: the CIP data at its head; the book's facts and the notice at its foot.
    cip: Vec<Para>,
    facts: Vec<Para>,
    notice: Vec<Para>,
    dedication: Vec<Para>,
    epigraph: Vec<Para>,
    isbn: Option<Isbn>,
}

/// The half-title, which stands before the title page in reading order too.
pub(super) fn half(doc: &Document, flow: &mut Flow<'_>) -> Vec<Para> {
    let style = flow.style();
    let title = doc.metadata.title.clone();
    let Some(title) = title.filter(|_| style.imprint.half_title) else {
        return Vec::new();
    };
    let look = Role {
        size: style.roles.piece.size,
        before: 0.0,
        after: 0.0,
        ..style.roles.cover.clone()
    };
    let e = flow.element(0, Part::Paragraph);
    let mut title = words(title, e, &look);
    title.words = true;
    vec![title]
}

/// The pages behind the title page.
pub(super) fn matter(doc: &Document, flow: &mut Flow<'_>) -> Matter {
    let style = flow.style();
    let own = &style.imprint;
    let mut out = Matter::default();
    if own.is_told() {
        copyright(doc, own, flow, &mut out);
        out.isbn = Isbn::parse(&own.isbn).ok();
    }
    let kai = |align: Align| Role {
        face: Face::Kai,
        indent: 0.0,
        align,
        before: 0.0,
        after: 0.0,
        ..style.roles.body.clone()
    };
    let mut page = |text: &str, look: &Role| {
        let mut page = Vec::new();
        for line in lines(text) {
            let e = flow.element(0, Part::Paragraph);
            page.push(words(line.to_owned(), e, look));
        }
        page
    };
    let (middle, left) = (kai(Align::Center), kai(Align::Left));
    out.dedication = page(&own.dedication, &middle);
    out.epigraph = page(&own.epigraph, &left);
    // Those of the text stand behind those of the style.
    let from = doc.on_title_page().unwrap_or(0);
    for b in doc.blocks.iter().skip(from).take(doc.dedicated()) {
        let Block::Paragraph(p) = b else { continue };
        let before = flow.paras.len();
        let (look, lines) = match p.role {
            ParagraphRole::Dedication => (&middle, &mut out.dedication),
            _ => (&left, &mut out.epigraph),
        };
        flow.said(p, 0, look, false);
        lines.extend(flow.paras.split_off(before));
    }
    out
}

/// The lines of the copyright page.
fn copyright(doc: &Document, own: &Imprint, flow: &mut Flow<'_>, out: &mut Matter) {
    let style = flow.style();
    let Some(said) = own.colophon(doc, &style.page) else {
        return;
    };
    let look = Role {
        indent: 0.0,
        align: Align::Left,
        before: 0.0,
        after: 0.0,
        size: style.roles.note.size,
        ..style.roles.toc2.clone()
    };
    let hei = Role {
        face: Face::Hei,
        ..look.clone()
    };
    let mut line = |text: String, look: &Role| {
        let e = flow.element(0, Part::Paragraph);
        let mut p = words(text, e, look);
        p.words = true;
        p
    };
    for (n, l) in said.cip.into_iter().enumerate() {
        let look = if n == 0 { &hei } else { &look };
        out.cip.push(line(l, look));
    }
    for (label, value) in said.facts {
        let mut p = line(format!("{label}　{value}"), &look);
        p.turn_behind = LABEL;
        out.facts.push(p);
    }
    let notice = said.notice.into_iter().map(|l| line(l, &look));
    out.notice.extend(notice);
}

/// Characters of a label with the space behind it.
const LABEL: usize = 5;

/// Where lines on a page of their own stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// As their look says.
    Own,
    /// As one block at the right: all begin below each other, and who said it stands at the block's end.
    Right,
}

/// Paragraphs on a page of their own from a row on.
fn page_of(
    paras: &[Para],
    (row, side): (usize, Side),
    at: usize,
    board: &Board<'_>,
    out: &mut Layout,
) -> Page {
    let mut page = Page::default();
    let mut row = row;
    let mut sets = board.setter().all(paras);
    if side == Side::Right {
        block_right(paras, &mut sets, board);
    }
    for (p, s) in paras.iter().zip(sets) {
        row = match s.tight {
            // Lines of one title stand nearer than the grid.
            Some(t) => {
                let top = board.baseline(at, row, s.rows, p.look.size);
                for (n, line) in s.lines.iter().enumerate() {
                    let y = top + n as f64 * t.lead;
                    board.put(
                        &mut page,
                        line,
                        p.look.size,
                        board.left(at),
                        y,
                        &mut out.missing,
                    );
                }
                row + (0..s.lines.len()).map(|n| s.rows_of(n)).sum::<usize>()
            }
            None => board.rows(&mut page, (at, row), &s, &p.look, &mut out.missing),
        };
    }
    page
}

/// Moves lines that begin at the left to the right edge, as one block.
fn block_right(paras: &[Para], sets: &mut [SetPara], board: &Board<'_>) {
    let size = paras.first().map_or(1.0, |p| p.look.size.max(1.0));
    let measure = (board.style.page.text_width * MM / size) as f32;
    let ends = |s: &SetPara| s.lines.iter().map(|l| l.extent().1).fold(0.0, f32::max);
    let wide = sets.iter().map(ends).fold(0.0, f32::max);
    for (p, s) in paras.iter().zip(sets) {
        let said = p.pieces.first().is_some_and(|x| x.text.starts_with('—'));
        for line in &mut s.lines {
            let free = if said {
                measure - line.extent().1
            } else {
                measure - wide
            };
            line.at.iter_mut().for_each(|x| *x += free.max(0.0));
        }
    }
}

/// The row at a part of the page.
fn row_at(style: &Style, part: f64) -> usize {
    (f64::from(style.page.lines.max(1)) * part).round() as usize
}

/// Sets the half-title with its blank back.
pub(super) fn set_half(half: &[Para], board: &Board<'_>, out: &mut Layout) {
    if half.is_empty() {
        return;
    }
    let page = page_of(
        half,
        (row_at(board.style, HALF_AT), Side::Own),
        out.pages.len(),
        board,
        out,
    );
    out.pages.push(page);
    out.pages.push(Page::default());
}

/// Sets what stands behind the title page: its back, dedication and epigraph.
pub(super) fn set_matter(m: &Matter, board: &Board<'_>, out: &mut Layout) {
    let page = set_copyright(m, board, out);
    out.pages.push(page);
    let row = row_at(board.style, DEDICATED_AT);
    for (paras, place) in [(&m.dedication, Side::Own), (&m.epigraph, Side::Right)] {
        if !paras.is_empty() {
            let page = page_of(paras, (row, place), out.pages.len(), board, out);
            out.pages.push(page);
            out.pages.push(Page::default());
        }
    }
}

/// Sets the back of the title page: its parts at head and foot of the text block, nearer and smaller where they would
/// not find room.
fn set_copyright(m: &Matter, board: &Board<'_>, out: &mut Layout) -> Page {
    let at = out.pages.len();
    let mut page = Page::default();
    let mut parts = [&m.cip, &m.facts, &m.notice].map(Clone::clone);
    let Some(mut size) = m.facts.first().map(|p| p.look.size) else {
        return page;
    };
    let high = board.style.page.text_height * MM;
    let (mut sets, mut lead): (Vec<Vec<SetPara>>, f64);
    let mut steps = 0;
    loop {
        sets = parts.iter().map(|p| board.setter().all(p)).collect();
        let lines: usize = sets.iter().flatten().map(|s| s.lines.len()).sum();
        let gaps = sets.iter().filter(|s| !s.is_empty()).count();
        let most = lines as f64 + gaps as f64 * APART - 1.0 - APART;
        lead = ((high - size) / most.max(1.0)).min(size * LEAD);
        if lead >= size * LEAST_LEAD || size <= SMALLEST || steps == STEPS {
            break;
        }
        steps += 1;
        size = (size * SMALLER).max(SMALLEST);
        let all = parts.iter_mut().flatten();
        all.for_each(|p| p.look.size = size);
    }
    let head = board.head(at) + ASCENT * size;
    let foot = head - size + high;
    let mut put = |sets: &[SetPara], y: f64, page: &mut Page| {
        let mut y = y;
        for line in sets.iter().flat_map(|s| &s.lines) {
            board.put(page, line, size, board.left(at), y, &mut out.missing);
            y += lead;
        }
    };
    let count = |sets: &[SetPara]| sets.iter().map(|s| s.lines.len()).sum::<usize>() as f64;
    let [cip, facts, notice] = sets.as_slice() else {
        return page;
    };
    put(cip, head, &mut page);
    let notice_at = foot - (count(notice) - 1.0) * lead;
    let below = match notice.is_empty() {
        true => foot,
        false => notice_at - (1.0 + APART) * lead,
    };
    let facts_at = below - (count(facts) - 1.0) * lead;
    put(facts, facts_at, &mut page);
    put(notice, notice_at, &mut page);
    if let Some(isbn) = m.isbn {
        let above = match cip.is_empty() {
            true => board.head(at),
            false => head + count(cip) * lead,
        };
        let room = (above, facts_at - ASCENT * size);
        barcode(isbn, board, at, room, &mut page, out);
    }
    page
}

/// Draws the number as bars at the foot of a part of the page, where there is room for them.
fn barcode(
    isbn: Isbn,
    board: &Board<'_>,
    at: usize,
    (from, to): (f64, f64),
    page: &mut Page,
    out: &mut Layout,
) {
    let g = &board.style.page;
    let (module, high) = (MODULE * MM, BARS * MM);
    let top = to - high - (DIGITS + 5.0) * MM;
    if g.vertical || top < from {
        return;
    }
    let left = board.left(at);
    let mut x = 0usize;
    let bars = isbn.bars();
    for group in bars.chunk_by(|a, b| a == b) {
        if group.first() == Some(&true) {
            page.rules.push(Stroke {
                x: (left + x as f64 * module) as f32,
                y: (top + high / 2.0) as f32,
                length: (group.len() as f64 * module) as f32,
                thickness: high as f32,
                red: false,
            });
        }
        x += group.len();
    }
    let size = 2.4 * MM;
    // The digit that the bars do not show stands apart, and so do those of their halves.
    let mut text = String::new();
    for (n, d) in isbn.0.iter().enumerate() {
        if matches!(n, 1 | 7) {
            text.push(' ');
        }
        text.extend(char::from_digit((*d).into(), 10));
    }
    let wide = board.width(&text, Face::Song, size);
    let middle = left + (bars.len() as f64 * module - wide) / 2.0;
    let y = top + high + DIGITS * MM * ASCENT;
    board.words(
        page,
        &text,
        Face::Song,
        size,
        (middle, y),
        None,
        &mut out.missing,
    );
}
