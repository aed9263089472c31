//! Title page and contents, set when the body's pages are known.

use super::display::{Layout, Link, Page, Role as Part};
use super::flow::{Flow, Para};
use super::linebreak::TotalFit;
use super::page::{MM, pitch, set};
use super::paragraph::Piece;
use super::{ASCENT, Board};
use crate::style::{Align, Face, Role, Style};
use crate::tree::{Document, outline, plain_text};

/// Deepest level of the contents.
const DEPTH: usize = 2;
/// Room at the right of an entry that its words leave free, in em.
const NUMBER_ROOM: f64 = 4.0;
/// Distance between the dots of a leader, in em.
const DOT: f64 = 0.5;

/// What stands before page 1.
pub(super) struct Front {
    titles: Vec<Para>,
    caption: Para,
    lines: Vec<(usize, usize, Para)>,
}

fn para(text: String, element: usize, look: &Role) -> Para {
    let piece = Piece {
        text,
        face: look.face,
        element,
        break_before: false,
    };
    Para {
        pieces: vec![piece],
        look: look.clone(),
        keep: false,
        new_page: false,
        entries: vec![],
        head: None,
    }
}

/// Makes the elements of the front matter, before those of the body; `None` where there is none.
pub(super) fn prepare(doc: &Document, flow: &mut Flow<'_>) -> Option<Front> {
    let entries = outline(doc);
    if doc.pieces().len() < 2 || entries.is_empty() {
        return None;
    }
    let style: Style = flow.style().clone();
    let title = doc
        .metadata
        .title
        .clone()
        .or_else(|| doc.title.as_ref().map(|t| plain_text(&t.title)))
        .unwrap_or_default();
    let mut titles = Vec::new();
    let m = &doc.metadata;
    let lines = [
        (Some(title), &style.roles.title),
        (m.subtitle.clone(), &style.roles.subtitle),
        (m.author.clone(), &style.roles.subtitle),
    ];
    for (text, look) in lines {
        if let Some(text) = text.filter(|t| !t.trim().is_empty()) {
            let e = flow.element(0, Part::Paragraph);
            titles.push(para(text, e, look));
        }
    }
    let contents = flow.element(0, Part::Contents);
    let caption = flow.element(contents, Part::Caption);
    let look = Role {
        before: 0.0,
        ..style.roles.piece.clone()
    };
    let traditional = m.language.as_deref().is_some_and(|l| l.contains("Hant"));
    let caption = para(
        if traditional { "目錄" } else { "目录" }.into(),
        caption,
        &look,
    );
    let lines = entries
        .iter()
        .filter(|e| e.depth <= DEPTH && !e.shown().trim().is_empty())
        .map(|e| {
            let entry = flow.element(contents, Part::Entry);
            let reference = flow.element(entry, Part::Reference);
            let link = flow.element(reference, Part::Link);
            let look = if e.depth == 1 {
                &style.roles.toc1
            } else {
                &style.roles.toc2
            };
            (e.index, link, para(e.shown(), link, look))
        })
        .collect();
    Some(Front {
        titles,
        caption,
        lines,
    })
}

/// Sets the front matter onto pages of its own, an even number of them.
pub(super) fn set_front(
    front: &Front,
    board: &Board<'_>,
    places: &[(usize, usize)],
    out: &mut Layout,
) {
    let (style, grid) = (board.style, &board.style.page);
    let rows = grid.lines.max(1) as usize;
    let mut page = Page::default();
    let mut row = rows / 4;
    for p in &front.titles {
        let s = set(p, style, board.faces, &board.choice, &TotalFit);
        for line in &s.lines {
            let y = board.baseline(row, s.rows, p.look.size);
            board.put(
                &mut page,
                line,
                p.look.size,
                board.left(0),
                y,
                &mut out.missing,
            );
            row += s.rows;
        }
        row += 1;
    }
    out.pages.push(page);
    out.pages.push(Page::default());
    page = Page::default();
    let s = set(&front.caption, style, board.faces, &board.choice, &TotalFit);
    row = 0;
    for line in &s.lines {
        let y = board.baseline(row, s.rows, front.caption.look.size);
        board.put(
            &mut page,
            line,
            front.caption.look.size,
            board.left(0),
            y,
            &mut out.missing,
        );
        row += s.rows;
    }
    row += 1;
    let narrow = |size: f64| {
        let mut s = style.clone();
        s.page.text_width -= NUMBER_ROOM * size / MM;
        s
    };
    for (entry, link, p) in &front.lines {
        let size = p.look.size;
        let indent = p.look.indent;
        let mut own = p.clone();
        (own.look.indent, own.look.align) = (0.0, Align::Left);
        let mut own_style = narrow(size);
        own_style.page.text_width -= indent * size / MM;
        let s = set(&own, &own_style, board.faces, &board.choice, &TotalFit);
        if row + s.lines.len() > rows && row > 0 {
            out.pages.push(std::mem::take(&mut page));
            row = 0;
        }
        let at = out.pages.len();
        let left = board.left(at) + indent * size;
        let top = board.top(row);
        for (n, line) in s.lines.iter().enumerate() {
            let y = board.baseline(row, 1, size);
            board.put(&mut page, line, size, left, y, &mut out.missing);
            row += 1;
            if n + 1 == s.lines.len() {
                let end = line
                    .at
                    .iter()
                    .zip(&line.items)
                    .map(|(a, i)| f64::from(a + i.solid))
                    .fold(0.0, f64::max);
                let right = board.left(at) + grid.text_width * MM;
                let number = places.get(*entry).map_or(1, |p| p.0 + 1).to_string();
                let w = board.width(&number, Face::Song, size);
                board.words(
                    &mut page,
                    &number,
                    Face::Song,
                    size,
                    right - w,
                    y,
                    Some(*link),
                    &mut out.missing,
                );
                let step = DOT * size;
                let from = ((left + end * size + step) / step).ceil() as usize;
                let to = ((right - w - step) / step).floor() as usize;
                for k in from..to {
                    board.words(
                        &mut page,
                        ".",
                        Face::Song,
                        size,
                        k as f64 * step,
                        y,
                        None,
                        &mut out.missing,
                    );
                }
            }
        }
        let bottom =
            board.top(row - 1) + ASCENT * size + (pitch(grid, style.roles.body.size) - size) / 2.0;
        let text = p.pieces.first().map(|x| x.text.clone()).unwrap_or_default();
        let bounds = [
            left as f32,
            top as f32,
            (board.left(at) + grid.text_width * MM) as f32,
            bottom as f32,
        ];
        page.links.push(Link {
            bounds,
            entry: *entry,
            element: *link,
            text,
        });
    }
    out.pages.push(page);
    if out.pages.len() % 2 == 1 {
        out.pages.push(Page::default());
    }
}
