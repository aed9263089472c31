//! Prefaces before the contents, with roman folios.

use super::display::{Layout, Page, Prefatory};
use super::flow::{Flow, Para};
use super::page::paginate;
use super::{Board, notes};
use crate::style::Numbering;
use crate::tree::{Block, Document, SectionRole};

/// Prefaces before they are set.
pub(super) struct Prefaces {
    paras: Vec<Para>,
    /// How many blocks of the document they are.
    pub(super) blocks: usize,
    /// How many entries of the outline, the first ones.
    entries: usize,
}

impl Prefaces {
    /// True for an entry of the outline that stands in them.
    pub(super) const fn has(&self, entry: usize) -> bool {
        entry < self.entries
    }
}

/// Takes the prefaces that stand first; a style without folios in its front leaves them in the body.
pub(super) fn prepare(doc: &Document, flow: &mut Flow<'_>) -> Prefaces {
    let from = doc.on_title_page().unwrap_or(0) + doc.dedicated();
    let rest = doc.blocks.get(from..).unwrap_or_default();
    let preface = |b: &&Block| matches!(b, Block::Section(s) if s.role == SectionRole::Preface && s.heading.is_some());
    let titled = doc.title.is_none() || doc.on_title_page().is_some();
    let own = flow.style().page.front_folios && titled;
    let blocks = if own {
        rest.iter().take_while(preface).count()
    } else {
        0
    };
    // The body is not to be without text.
    let blocks = if blocks == rest.len() { 0 } else { blocks };
    let paras = flow.sections(rest.get(..blocks).unwrap_or_default());
    Prefaces {
        paras,
        blocks,
        entries: flow.met(),
    }
}

/// Sets them on pages of their own, from a right-hand page on; tells where their entries stand among all pages.
pub(super) fn set(
    prefaces: &Prefaces,
    board: &Board<'_>,
    places: &mut [(usize, usize)],
    out: &mut Layout,
) {
    let paras = &prefaces.paras;
    if paras.is_empty() {
        return;
    }
    let mut sets = board.setter().all(paras);
    let (spots, count) = paginate(paras, &sets, board.style);
    if board.style.notes.numbering == Numbering::Page {
        notes::count(board, paras, &spots, &mut sets);
    }
    let first = out.pages.len();
    let own = super::places(paras, &spots, prefaces.entries);
    for (slot, p) in places.iter_mut().zip(own) {
        *slot = (first + p.0, p.1);
    }
    let mut head = None;
    for n in 0..count {
        let (page, missing) = board.page(first, n, paras, &sets, &spots);
        let begun = spots
            .iter()
            .filter(|s| s.page == n && s.line == 0)
            .find_map(|s| paras.get(s.para)?.head.clone());
        let opens = begun.is_some();
        head = begun.or(head);
        out.prefatory.push(Prefatory {
            page: first + n,
            head: head.clone(),
            opens,
        });
        out.pages.push(page);
        out.missing.extend(missing);
    }
    if out.pages.len() % 2 == 1 {
        out.pages.push(Page::default());
    }
}
