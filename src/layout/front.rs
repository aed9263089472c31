//! The title page, and the imprint at the end.

use super::display::{Layout, Page, Role as Part};
use super::flow::{Flow, Para};
use super::paragraph::Piece;
use super::{Board, flow::Kind};
use crate::style::{Align, Role, Style, book_length};
use crate::tree::{Document, Metadata, plain_text};

/// Where the title begins, as a part of the page's rows.
const TITLE_AT: f64 = 0.22;
/// Rows between the title and what stands below it.
const BELOW_TITLE: usize = 2;

/// The lines of the title page, with their elements.
pub(super) fn titles(doc: &Document, flow: &mut Flow<'_>) -> Vec<Para> {
    let style: &Style = flow.style();
    let below = Role {
        align: Align::Center,
        indent: 0.0,
        before: 0.0,
        ..style.roles.subtitle.clone()
    };
    let from = flow.paras.len();
    let publisher = Some(style.imprint.publisher.trim()).filter(|p| !p.is_empty());
    let publisher = publisher.or(doc.metadata.publisher.as_deref());
    let opening = doc.opening();
    if !opening.title.is_empty() {
        flow.line(0, &opening.title, &style.roles.cover, true);
    }
    let mut foot = None;
    for line in &opening.below {
        let said = plain_text(line);
        if publisher.is_some_and(|p| said.trim() == p) {
            foot = Some(said);
            continue;
        }
        flow.line(0, line, &below, true);
    }
    // The publisher stands at the foot of the page.
    if let Some(name) = foot.or_else(|| publisher.map(str::to_owned)) {
        let e = flow.element(0, Part::Paragraph);
        let mut p = words(name, e, &below);
        p.kind = Kind::Tail;
        flow.paras.push(p);
    }
    flow.paras.split_off(from)
}

/// A few words as a paragraph.
pub(super) fn words(text: String, element: usize, look: &Role) -> Para {
    let piece = Piece::new(text, look.face, element);
    Para::new(vec![piece], look.clone())
}

/// Sets the title page.
pub(super) fn set_title(titles: &[Para], board: &Board<'_>, out: &mut Layout) {
    let rows = f64::from(board.style.page.lines.max(1));
    let at = out.pages.len();
    let mut page = Page::default();
    let mut row = (rows * TITLE_AT).round() as usize;
    for (n, p) in titles.iter().enumerate() {
        let s = board.setter().one(p);
        row += match n {
            0 => 0,
            1 => BELOW_TITLE,
            _ => 1,
        };
        // What the style says of the space around it counts besides.
        row += p.look.before.ceil().max(0.0) as usize;
        if p.kind == Kind::Tail {
            row = row.max((rows as usize).saturating_sub(s.lines.len() * s.rows));
        }
        row = board.rows(&mut page, (at, row), &s, &p.look, &mut out.missing);
        if n == 0 {
            row += p.look.after.ceil().max(0.0) as usize;
        }
    }
    out.pages.push(page);
}

/// The lines of the imprint: what is known of the book, and its measure.
pub(super) fn imprint(doc: &Document, flow: &mut Flow<'_>) -> Vec<Para> {
    let style = flow.style();
    let m: &Metadata = &doc.metadata;
    let traditional = doc.is_traditional();
    let label = |simple: &'static str, old: &'static str| if traditional { old } else { simple };
    let size = format!("{:.0} mm × {:.0} mm", style.page.width, style.page.height);
    let lines = [
        (label("书　名", "書　名"), m.title.clone()),
        (label("著　者", "著　者"), m.author.clone()),
        (label("出　版", "出　版"), m.publisher.clone()),
        (label("日　期", "日　期"), m.date.clone()),
        (label("开　本", "開　本"), Some(size)),
        (label("字　数", "字　數"), Some(book_length(doc))),
    ];
    let look = Role {
        indent: 0.0,
        align: Align::Left,
        ..style.roles.toc2.clone()
    };
    let mut out = Vec::new();
    for (label, value) in lines {
        if let Some(value) = value.filter(|v| !v.trim().is_empty()) {
            let e = flow.element(0, Part::Paragraph);
            let mut p = words(format!("{label}　{value}"), e, &look);
            (p.turn_behind, p.words, p.kind) = (4, true, Kind::Text);
            out.push(p);
        }
    }
    out
}

/// Sets the imprint at the foot of a left-hand page of its own, the last of the book.
pub(super) fn set_imprint(lines: &[Para], board: &Board<'_>, out: &mut Layout) {
    if lines.is_empty() {
        return;
    }
    while out.pages.len().is_multiple_of(2) {
        out.pages.push(Page::default());
    }
    let at = out.pages.len();
    let mut page = Page::default();
    let sets = board.setter().all(lines);
    let total: usize = sets.iter().map(|s| s.lines.len() * s.rows).sum();
    let mut row = (board.style.page.lines as usize).saturating_sub(total);
    for (p, s) in lines.iter().zip(&sets) {
        row = board.rows(&mut page, (at, row), s, &p.look, &mut out.missing);
    }
    out.pages.push(page);
}
