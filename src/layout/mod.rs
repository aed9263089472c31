//! Composition: the tree becomes lines on pages.
//!
//! ```text
//! tree → flow → paragraph → linebreak → justify → page → display list
//!                 class ↗      title ↗       front, contents, furniture ↗
//! ```

mod class;
mod contents;
mod display;
mod flow;
mod front;
mod furniture;
mod greedy;
mod justify;
mod linebreak;
mod page;
mod paragraph;
#[cfg(all(test, feature = "fonts"))]
mod property_tests;
mod set;
#[cfg(all(test, feature = "fonts"))]
mod tests;
mod title;
mod verse;
mod word_pages;
mod word_type;

pub(crate) use greedy::Letters;
pub(crate) use page::MM;
pub(crate) use word_pages::{PageCounter, Shape};

pub use display::{Element, Layout, Link, Page, Place, Placed, Role, Run};

use crate::font::{Choice, Faces, Glyph};
use crate::style::{Face, Style};
use crate::tree::{self, Document, Node};
use flow::{Flow, Para};
use linebreak::TotalFit;
use page::{Spot, paginate};
use rayon::prelude::*;
use set::{Line, SetPara, Setter, pitch};

/// Share of the em above the baseline.
const ASCENT: f64 = 0.88;

/// Sets a whole document.
#[must_use]
pub fn lay_out(doc: &Document, style: &Style, faces: &Faces) -> Layout {
    let choice = choose(doc, faces);
    let board = Board {
        style,
        faces,
        choice,
    };
    let mut flow = Flow::new(style);
    let entries = tree::outline(doc).len();
    let has_front = doc.pieces().len() > 1 && entries > 0 && !front::is_paper(doc);
    let front = has_front.then(|| {
        let titles = front::titles(doc, &mut flow);
        (titles, contents::prepare(doc, &mut flow))
    });
    let skip = front.as_ref().and_then(|_| front::taken(doc));
    flow.body(doc, skip);
    let sets = board.setter().all(&flow.paras);
    let (spots, count) = paginate(&flow.paras, &sets, &style.page);
    let places = places(&flow, &spots, entries);
    let mut out = Layout {
        width: style.page.width * MM,
        height: style.page.height * MM,
        ..Layout::default()
    };
    if let Some((titles, contents)) = &front {
        front::set_title(titles, &board, &mut out);
        out.pages.push(Page::default());
        contents::set_contents(contents, &board, &places, &mut out);
        if out.pages.len() % 2 == 1 {
            out.pages.push(Page::default());
        }
    }
    out.front = out.pages.len();
    let first = out.front;
    let body = (0..count)
        .into_par_iter()
        .map(|n| board.page(first, n, &flow.paras, &sets, &spots));
    for (page, missing) in body.collect::<Vec<_>>() {
        out.pages.push(page);
        out.missing.extend(missing);
    }
    for p in places {
        let top = board.top(p.1);
        out.headings.push(Place {
            page: first + p.0,
            top: top as f32,
        });
    }
    let book = front.as_ref().and(doc.metadata.title.as_deref());
    furniture::set(&board, &flow, &spots, book, &mut out);
    if front.is_some() && style.page.imprint {
        let lines = front::imprint(doc, &mut flow);
        front::set_imprint(&lines, &board, &mut out);
    }
    out.elements = flow.elements;
    out.missing.sort_unstable();
    out.missing.dedup();
    out
}

fn choose(doc: &Document, faces: &Faces) -> Choice {
    let mut text = String::new();
    tree::walk(doc, &mut |n| match n {
        Node::Text(t) => text.push_str(t.as_str()),
        Node::Label(l) => text.push_str(l.shown.as_str()),
        _ => {}
    });
    faces.choice(&text)
}

/// Page and row of each heading.
fn places(flow: &Flow<'_>, spots: &[Spot], entries: usize) -> Vec<(usize, usize)> {
    let mut out = vec![(0, 0); entries];
    let mut seen = None;
    for s in spots {
        if seen == Some(s.para) {
            continue;
        }
        seen = Some(s.para);
        for e in flow
            .paras
            .get(s.para)
            .map(|p| p.entries.as_slice())
            .unwrap_or_default()
        {
            if let Some(slot) = out.get_mut(*e) {
                *slot = (s.page, s.row);
            }
        }
    }
    out
}

/// What is needed to put glyphs on pages.
struct Board<'a> {
    style: &'a Style,
    faces: &'a Faces,
    choice: Choice,
}

impl Board<'_> {
    /// Sets paragraphs by total fit.
    fn setter(&self) -> Setter<'_> {
        Setter {
            style: self.style,
            faces: self.faces,
            choice: &self.choice,
            breaker: &TotalFit,
        }
    }

    /// Left edge of the text block on a page, 0-based.
    fn left(&self, page: usize) -> f64 {
        let g = &self.style.page;
        (if page.is_multiple_of(2) {
            g.inner
        } else {
            g.width - g.inner - g.text_width
        }) * MM
    }

    /// Top of a row.
    fn top(&self, row: usize) -> f64 {
        let g = &self.style.page;
        g.top * MM + row as f64 * pitch(g, self.style.roles.body.size)
    }

    /// Baseline of a line of `rows` rows.
    fn baseline(&self, row: usize, rows: usize, size: f64) -> f64 {
        let body = self.style.roles.body.size;
        let pitch = pitch(&self.style.page, body);
        let block = (rows.saturating_sub(1)) as f64 * pitch + body;
        self.top(row) + (block - size) / 2.0 + ASCENT * size
    }

    /// A page of the body, `number` from 0, that stands behind `first` others; and what it has no glyphs for.
    fn page(
        &self,
        first: usize,
        number: usize,
        paras: &[Para],
        sets: &[SetPara],
        spots: &[Spot],
    ) -> (Page, Vec<char>) {
        let (mut page, mut missing) = (Page::default(), Vec::new());
        let x = self.left(first + number);
        let from = spots.partition_point(|s| s.page < number);
        for s in spots.iter().skip(from).take_while(|s| s.page == number) {
            let (Some(p), Some(set)) = (paras.get(s.para), sets.get(s.para)) else {
                continue;
            };
            let Some(line) = set.lines.get(s.line) else {
                continue;
            };
            let y = self.baseline(s.row, set.rows, p.look.size);
            self.put(&mut page, line, p.look.size, x, y, &mut missing);
        }
        (page, missing)
    }

    /// Puts a set line on a page.
    fn put(
        &self,
        page: &mut Page,
        line: &Line,
        size: f64,
        x: f64,
        y: f64,
        missing: &mut Vec<char>,
    ) {
        for (n, (i, at)) in line.items.iter().zip(&line.at).enumerate() {
            let half = n == 0 && i.cut();
            let origin = if half { 0.0 } else { i.origin };
            let left = x + f64::from(at + origin) * size;
            glyph(page, i.glyph, i.c, Some(i.element), size, left, y, missing);
            if let Some(g) = page.runs.last_mut().and_then(|r| r.glyphs.last_mut()) {
                g.half = half;
            }
        }
    }

    /// Width of a few words without composition.
    fn width(&self, text: &str, face: Face, size: f64) -> f64 {
        text.chars()
            .map(|c| f64::from(self.faces.glyph(self.choice.of(face), c).advance) * size)
            .sum()
    }

    /// Puts a few words on a page without composition.
    #[expect(clippy::too_many_arguments, reason = "a place, a look and an owner")]
    fn words(
        &self,
        page: &mut Page,
        text: &str,
        face: Face,
        size: f64,
        x: f64,
        y: f64,
        element: Option<usize>,
        missing: &mut Vec<char>,
    ) {
        let mut x = x;
        for c in text.chars() {
            let g = self.faces.glyph(self.choice.of(face), c);
            glyph(page, g, c, element, size, x, y, missing);
            x += f64::from(g.advance) * size;
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "a glyph, its owner and its place"
)]
fn glyph(
    page: &mut Page,
    g: Glyph,
    c: char,
    element: Option<usize>,
    size: f64,
    x: f64,
    y: f64,
    missing: &mut Vec<char>,
) {
    if !g.found {
        missing.push(c);
    }
    let placed = Placed {
        id: g.id,
        c,
        x: x as f32,
        half: false,
    };
    let (size, y) = (size as f32, y as f32);
    match page.runs.last_mut() {
        Some(r)
            if r.element == element
                && r.face == g.face
                && r.size == size
                && r.y == y
                && r.missing != g.found =>
        {
            r.glyphs.push(placed);
        }
        _ => page.runs.push(Run {
            element,
            face: g.face,
            size,
            y,
            missing: !g.found,
            glyphs: vec![placed],
        }),
    }
}

/// Lines of a title set in the face of titles within `measure` em, broken between words and balanced.
#[must_use]
pub fn title_lines(title: &str, faces: &Faces, measure: f32) -> Vec<String> {
    let piece = paragraph::Piece {
        text: title.to_owned(),
        face: crate::style::Face::Title,
        element: 0,
        break_before: false,
    };
    let items = paragraph::items(
        &[piece],
        faces,
        &crate::font::Choice::default(),
        paragraph::Rules::default(),
    );
    let mut from = 0;
    let mut lines = Vec::new();
    for end in title::ends(&items, measure, measure, true) {
        lines.push(
            items
                .get(from..end)
                .unwrap_or_default()
                .iter()
                .map(|i| i.c)
                .collect(),
        );
        from = end;
    }
    lines
}
