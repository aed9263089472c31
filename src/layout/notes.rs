//! Notes: their numbers, the text's own or ①②③ from piece to piece or from page to page; and those that stand at the end of
//! a piece or of the book.

use super::display::{Goal, Layout, Role as Part};
use super::flow::{Flow, Kind, Para, ROOT, Start};
use super::page::{MM, Spot};
use super::paragraph::Piece;
use super::set::SetPara;
use super::{ASCENT, Board};
use crate::circle::circled;
use crate::style::{Align, Face, Notes, Role};
use crate::tree::{Document, Note};
use std::collections::HashMap;

impl Flow<'_> {
    /// Notes that were kept for the end of a piece; those at the end of the book wait on.
    pub(super) fn end_notes(&mut self) {
        if self.style.page.notes != Notes::Book {
            let kept = std::mem::take(&mut self.kept);
            self.listed(kept, self.work, 1.0);
        }
    }

    /// Notes as paragraphs of a list below an element, with blank lines above the first.
    fn listed(&mut self, kept: Vec<(Note, usize, usize)>, parent: usize, above: f64) {
        let noted = self.noted;
        for (n, (note, mark, number)) in kept.into_iter().enumerate() {
            self.noted = number;
            let mut p = self.note_below(&note, mark, parent);
            p.look.before = if n == 0 { above } else { 0.0 };
            p.kind = Kind::Text;
            self.paras.push(p);
        }
        self.noted = noted;
    }

    /// The notes of the last piece, or those of the whole book on pages of their own, by works.
    pub(super) fn close_notes(&mut self, doc: &Document) {
        self.end_notes();
        if self.kept.is_empty() {
            return;
        }
        let over = doc.notes_heading();
        let piece = self.style.roles.piece.clone();
        let part = self.element(ROOT, Part::Section);
        let e = self.element(part, Part::Heading(1));
        self.start = Start::Page;
        self.push_para(Para {
            keep: true,
            head: Some(over.to_owned()),
            ..Para::new(vec![Piece::new(over, piece.face, e)], piece)
        });
        let look = Role {
            face: Face::Hei,
            align: Align::Left,
            indent: 0.0,
            before: 1.0,
            after: 0.0,
            ..self.style.roles.body.clone()
        };
        let mut rest = std::mem::take(&mut self.kept);
        let mut works = Vec::new();
        for (from, title) in std::mem::take(&mut self.noted_works).into_iter().rev() {
            let own = rest.split_off(from.min(rest.len()));
            if !own.is_empty() {
                works.push((title, own));
            }
        }
        self.listed(rest, part, 1.0);
        for (title, own) in works.into_iter().rev() {
            if title.is_empty() {
                self.listed(own, part, 1.0);
                continue;
            }
            let e = self.element(part, Part::Paragraph);
            let piece = Piece::new(title, look.face, e);
            self.paras.push(Para {
                keep: true,
                ..Para::new(vec![piece], look.clone())
            });
            self.listed(own, part, 0.0);
        }
    }
}

/// Where elements lead that lead to others: marks to notes on other pages and back, entries of the list of pictures.
pub(super) fn ways(
    board: &Board<'_>,
    ways: &[(usize, usize, String)],
    out: &Layout,
) -> HashMap<usize, (Goal, String)> {
    let mut spots: HashMap<usize, Option<Goal>> = ways.iter().map(|w| (w.1, None)).collect();
    let page = &board.style.page;
    for (n, p) in out.pages.iter().enumerate() {
        for r in &p.runs {
            let slot = r.element.and_then(|e| spots.get_mut(&e));
            let Some(slot) = slot.filter(|s| s.is_none()) else {
                continue;
            };
            let top = if page.vertical {
                (page.top * MM) as f32
            } else {
                r.y - ASCENT as f32 * board.style.roles.body.size as f32
            };
            *slot = Some(Goal::Spot { page: n, top });
        }
    }
    let found = |(from, to, said): &(usize, usize, String)| {
        let goal = spots.get(to)?.clone()?;
        Some((*from, (goal, said.clone())))
    };
    ways.iter().filter_map(found).collect()
}

/// Counts the notes of each page anew. Their marks and labels are ① until then, all as wide as each other; what a reader of
/// the file is told stays as the text has it.
pub(super) fn count(board: &Board<'_>, paras: &[Para], spots: &[Spot], sets: &mut [SetPara]) {
    let mut page = None;
    let mut n = 0;
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    for s in spots.iter().filter(|s| s.line == 0) {
        let Some(p) = paras.get(s.para) else {
            continue;
        };
        let Kind::Note(mark) = p.kind else { continue };
        if page.replace(s.page) != Some(s.page) {
            n = 0;
        }
        n += 1;
        numbers.insert(mark, n);
        if let Some(label) = p.pieces.first() {
            numbers.insert(label.element, n);
        }
    }
    let circle = |c: char| c == '①';
    for (p, set) in paras.iter().zip(sets) {
        for item in set.lines.iter_mut().flat_map(|l| &mut l.items) {
            if let (Some(n), true) = (numbers.get(&item.element), circle(item.c)) {
                item.c = circled(*n);
                item.glyph = board.faces.glyph(board.choice.of(p.look.face), item.c);
            }
        }
    }
}
