//! The contents, set when the body's pages are known: leaders and page numbers on the grid.

use super::display::{Goal, Layout, Link, Page, Role as Part};
use super::flow::{Flow, Para};
use super::front::words;
use super::page::{MM, Spot, paginate};
use super::set::{Line, SetPara};
use super::vertical::LEADER;
use super::{ASCENT, Board};
use crate::style::{Align, Face, Role};
use crate::tree::{Document, outline};

/// Deepest level of the contents.
const DEPTH: usize = 2;
/// Room at the right of an entry that its words leave free for the page number, in em.
const NUMBER_ROOM: f64 = 4.0;
/// Further in than its first line stands the turnover of an entry, in em.
const TURNOVER: f64 = 1.0;
/// Distance between the dots of a leader, in em.
const DOT: f64 = 0.5;
/// Width kept for the page number before the leader ends, in em: three digits.
const NUMBER: f64 = 1.5;

/// The contents before they are set.
pub(super) struct Contents {
    paras: Vec<Para>,
    /// Of each paragraph but the caption: entry of the outline and element of the link.
    entries: Vec<(usize, usize)>,
}

/// Makes the elements of the contents, before those of the body.
pub(super) fn prepare(doc: &Document, flow: &mut Flow<'_>) -> Contents {
    let roles = &flow.style().roles;
    let contents = flow.element(0, Part::Contents);
    let caption = flow.element(contents, Part::Caption);
    let look = Role {
        before: 0.0,
        after: 1.0,
        align: Align::Center,
        ..roles.piece.clone()
    };
    let m = &doc.metadata;
    let traditional = m.language.as_deref().is_some_and(|l| l.contains("Hant"));
    let text = if traditional {
        "目　錄"
    } else {
        "目　录"
    };
    let mut caption = words(text.into(), caption, &look);
    caption.keep = true;
    let mut out = Contents {
        paras: vec![caption],
        entries: Vec::new(),
    };
    let all = outline(doc);
    let mut shown = all
        .iter()
        .filter(|e| e.depth <= DEPTH && !e.listed().is_empty())
        .peekable();
    while let Some(e) = shown.next() {
        let entry = flow.element(contents, Part::Entry);
        let reference = flow.element(entry, Part::Reference);
        let link = flow.element(reference, Part::Link);
        let look = if e.depth == 1 {
            &roles.toc1
        } else {
            &roles.toc2
        };
        let mut p = words(e.listed(), link, look);
        (p.words, p.right) = (true, NUMBER_ROOM);
        p.turn = look.indent + TURNOVER;
        p.look.align = Align::Left;
        p.keep = shown.peek().is_some_and(|next| next.depth > e.depth);
        out.paras.push(p);
        out.entries.push((e.index, link));
    }
    out
}

impl Contents {
    /// How many pages they take.
    pub(super) fn pages(&self, board: &Board<'_>) -> usize {
        let sets = board.setter().all(&self.paras);
        paginate(&self.paras, &sets, board.style).1
    }
}

/// Sets the contents onto pages of their own.
pub(super) fn set_contents(
    contents: &Contents,
    board: &Board<'_>,
    number: &dyn Fn(usize) -> String,
    out: &mut Layout,
) {
    let sets = board.setter().all(&contents.paras);
    let (spots, count) = paginate(&contents.paras, &sets, board.style);
    let first = out.pages.len();
    out.contents = (first..first + count).collect();
    let words = contents.paras.first().and_then(|p| p.pieces.first());
    out.caption = words
        .map(|p| p.text.replace('\u{3000}', ""))
        .unwrap_or_default();
    out.pages.resize_with(first + count, Page::default);
    for s in &spots {
        let (Some(p), Some(set)) = (contents.paras.get(s.para), sets.get(s.para)) else {
            continue;
        };
        let Some(line) = set.lines.get(s.line) else {
            continue;
        };
        let at = first + s.page;
        let y = board.baseline(at, s.row, set.rows, p.look.size);
        let Some(page) = out.pages.get_mut(at) else {
            continue;
        };
        board.put(page, line, p.look.size, board.left(at), y, &mut out.missing);
        let entry = s.para.checked_sub(1).and_then(|k| contents.entries.get(k));
        if let Some(&(entry, link)) = entry.filter(|_| s.line + 1 == set.lines.len()) {
            let number = number(entry);
            leader(
                board,
                page,
                (at, y),
                line,
                p,
                &number,
                link,
                &mut out.missing,
            );
            page.links.push(area(board, at, s, set, p, (entry, link)));
        }
    }
}

/// The page number at the right edge, and the dots that lead to it.
#[expect(clippy::too_many_arguments, reason = "a line, its place and its owner")]
fn leader(
    board: &Board<'_>,
    page: &mut Page,
    (at, y): (usize, f64),
    line: &Line,
    p: &Para,
    number: &str,
    link: usize,
    missing: &mut Vec<char>,
) {
    let size = p.look.size;
    let left = board.left(at);
    let right = left + board.style.page.text_width * MM;
    let w = board.width(number, Face::Song, size);
    board.words(
        page,
        number,
        Face::Song,
        size,
        (right - w, y),
        Some(link),
        missing,
    );
    // The dots of all lines stand below each other: they are counted from the right edge.
    let step = DOT * size;
    let mark = if board.style.page.vertical {
        LEADER
    } else {
        '.'
    };
    let mark = String::from(mark);
    let dot = board.width(&mark, Face::Song, size);
    let kept = w.max(NUMBER * size) + size / 2.0;
    let room = right - kept - (left + f64::from(line.extent().1) * size + size / 2.0);
    let skip = (kept / step).ceil() as usize;
    let most = (room / step).floor().max(0.0) as usize;
    for k in (0..most.saturating_sub(1)).rev() {
        let x = right - (skip + k) as f64 * step - dot;
        board.words(page, &mark, Face::Song, size, (x, y), None, missing);
    }
}

/// The area of an entry that leads to its page: its lines on this page.
fn area(
    board: &Board<'_>,
    at: usize,
    s: &Spot,
    set: &SetPara,
    p: &Para,
    (entry, element): (usize, usize),
) -> Link {
    let size = p.look.size;
    let left = board.left(at) + p.look.indent * size;
    let right = board.left(at) + board.style.page.text_width * MM;
    let first = s.row.saturating_sub(s.line * set.rows);
    let bottom = board.baseline(at, s.row, set.rows, size) + (1.0 - ASCENT) * size;
    let text = p.pieces.first().map(|x| x.text.clone());
    let top = board.top(at, first);
    let page = &board.style.page;
    let bounds = if page.vertical {
        let width = page.width * MM;
        [width - bottom, left, width - top, right]
    } else {
        [left, top, right, bottom]
    };
    Link {
        bounds: bounds.map(|v| v as f32),
        goal: Goal::Entry(entry),
        element,
        text: text.unwrap_or_default(),
    }
}
