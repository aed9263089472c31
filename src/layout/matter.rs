//! The pages before the text beside title page and contents: half-title, copyright page, dedication, epigraph.

use super::display::{Layout, Page, Role as Part, Stroke};
use super::flow::{Flow, Para};
use super::front::words;
use super::page::MM;
use super::{ASCENT, Board};
use crate::style::{Align, Face, Imprint, Isbn, Role, Style};
use crate::tree::Document;

/// Where a half-title, a dedication and an epigraph begin, as parts of the page's rows.
const HALF_AT: f64 = 0.2;
const DEDICATED_AT: f64 = 0.32;
/// Width of a module of a bar code, and its height, in mm: four fifths of the nominal size (GB 12904).
const MODULE: f64 = 0.264;
const BARS: f64 = 16.0;
/// From the foot of the bars to the baseline of the digits, in mm.
const DIGITS: f64 = 2.6;

/// What stands on these pages.
#[derive(Default)]
pub(super) struct Matter {
    copyright: Vec<Para>,
    dedication: Vec<Para>,
    epigraph: Vec<Para>,
    isbn: Option<Isbn>,
}

/// The parts of a text that are lines of a page.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim).filter(|l| !l.is_empty())
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
    vec![words(title, e, &look)]
}

/// The pages behind the title page.
pub(super) fn matter(doc: &Document, flow: &mut Flow<'_>) -> Matter {
    let style = flow.style();
    let own = &style.imprint;
    let mut out = Matter::default();
    if own.is_told() {
        out.copyright = copyright(doc, own, flow);
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
    out.dedication = page(&own.dedication, &kai(Align::Center));
    out.epigraph = page(&own.epigraph, &kai(Align::Right));
    out
}

/// The lines of the copyright page.
fn copyright(doc: &Document, own: &Imprint, flow: &mut Flow<'_>) -> Vec<Para> {
    let style = flow.style();
    let m = &doc.metadata;
    let size = format!("{:.0} mm × {:.0} mm", style.page.width, style.page.height);
    let said = |s: &String| (!s.trim().is_empty()).then(|| s.trim().to_owned());
    let publisher = said(&own.publisher).or_else(|| m.publisher.clone());
    let publisher = match (publisher, said(&own.place)) {
        (Some(p), Some(place)) => Some(format!("{p}　{place}")),
        (p, place) => p.or(place),
    };
    let isbn = said(&own.isbn).map(|n| {
        let bare = n.trim_start_matches("ISBN").trim();
        format!("ISBN {bare}")
    });
    let rows: [(&str, Option<String>); 15] = [
        ("书　　名", m.title.clone()),
        ("著　　者", m.author.clone()),
        ("译　　者", said(&own.translator)),
        ("责任编辑", said(&own.editor)),
        ("装帧设计", said(&own.designer)),
        ("出版发行", publisher),
        ("印　　刷", said(&own.printer)),
        ("经　　销", said(&own.distributor)),
        ("开　　本", Some(size)),
        ("字　　数", Some(super::front::count(doc))),
        ("版　　次", said(&own.edition)),
        ("印　　次", said(&own.printing)),
        ("印　　数", said(&own.copies)),
        ("书　　号", isbn),
        ("定　　价", said(&own.price)),
    ];
    let traditional = doc.is_traditional();
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
    let mut out = Vec::new();
    let mut line = |text: String, look: &Role, flow: &mut Flow<'_>| {
        let e = flow.element(0, Part::Paragraph);
        let mut p = words(text, e, look);
        p.words = true;
        out.push(p);
    };
    let cip = lines(&own.cip).map(str::to_owned).collect::<Vec<_>>();
    if !cip.is_empty() {
        let head = if traditional {
            "圖書在版編目（CIP）數據"
        } else {
            "图书在版编目（CIP）数据"
        };
        line(head.to_owned(), &hei, flow);
        for l in cip {
            line(l, &look, flow);
        }
    }
    for (label, value) in rows {
        if let Some(value) = value.filter(|v| !v.trim().is_empty()) {
            let label = if traditional {
                old(label)
            } else {
                label.to_owned()
            };
            line(format!("{label}　{value}"), &look, flow);
        }
    }
    for l in lines(&own.notice) {
        line(l.to_owned(), &look, flow);
    }
    let labelled = |p: &Para| {
        let text = p.pieces.first().map_or("", |x| x.text.as_str());
        text.chars().nth(4) == Some('　')
    };
    for p in out.iter_mut().filter(|p| labelled(p)) {
        p.turn_behind = 5;
    }
    out
}

/// Labels as Traditional books have them.
fn old(label: &str) -> String {
    let pairs = [
        ('书', '書'),
        ('译', '譯'),
        ('责', '責'),
        ('编', '編'),
        ('辑', '輯'),
        ('帧', '幀'),
        ('设', '設'),
        ('计', '計'),
        ('发', '發'),
        ('经', '經'),
        ('销', '銷'),
        ('开', '開'),
        ('数', '數'),
        ('号', '號'),
        ('定', '定'),
        ('价', '價'),
    ];
    let of = |c: char| pairs.iter().find(|p| p.0 == c).map_or(c, |p| p.1);
    label.chars().map(of).collect()
}

/// Paragraphs on a page of their own from a row on.
fn page_of(paras: &[Para], row: usize, at: usize, board: &Board<'_>, out: &mut Layout) -> Page {
    let mut page = Page::default();
    let mut row = row;
    for (p, s) in paras.iter().zip(board.setter().all(paras)) {
        row = board.rows(&mut page, (at, row), &s, p.look.size, &mut out.missing);
    }
    page
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
        row_at(board.style, HALF_AT),
        out.pages.len(),
        board,
        out,
    );
    out.pages.push(page);
    out.pages.push(Page::default());
}

/// Sets what stands behind the title page: its back, dedication and epigraph.
pub(super) fn set_matter(m: &Matter, board: &Board<'_>, out: &mut Layout) {
    let at = out.pages.len();
    let mut page = Page::default();
    if !m.copyright.is_empty() {
        let sets = board.setter().all(&m.copyright);
        let total: usize = sets.iter().map(|s| s.lines.len() * s.rows).sum();
        let row = (board.style.page.lines as usize).saturating_sub(total);
        page = page_of(&m.copyright, row, at, board, out);
        if let Some(isbn) = m.isbn {
            barcode(isbn, board, at, row, &mut page, out);
        }
    }
    out.pages.push(page);
    for paras in [&m.dedication, &m.epigraph] {
        if !paras.is_empty() {
            let row = row_at(board.style, DEDICATED_AT);
            let page = page_of(paras, row, out.pages.len(), board, out);
            out.pages.push(page);
            out.pages.push(Page::default());
        }
    }
}

/// Draws the number as bars above a row, where there is room for them.
fn barcode(
    isbn: Isbn,
    board: &Board<'_>,
    at: usize,
    row: usize,
    page: &mut Page,
    out: &mut Layout,
) {
    let g = &board.style.page;
    let (module, high) = (MODULE * MM, BARS * MM);
    let top = board.top(at, row) - high - (DIGITS + 5.0) * MM;
    if g.vertical || top < board.head(at) {
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
    let text: String = isbn
        .0
        .iter()
        .filter_map(|d| char::from_digit((*d).into(), 10))
        .collect();
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
