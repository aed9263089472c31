//! Composition: the tree becomes lines on pages.
//!
//! ```text
//! tree → flow → paragraph → linebreak → justify → page → display list
//!                 class ↗      title ↗       front, contents, furniture ↗
//! ```

mod again;
mod class;
mod contents;
mod display;
mod flow;
mod front;
mod furniture;
mod greedy;
mod justify;
mod linebreak;
mod links;
mod matter;
mod notes;
mod page;
mod paper;
mod paragraph;
mod pieces;
mod plate;
mod prefaces;
#[cfg(all(test, embedded_fonts))]
mod property_tests;
mod set;
mod starts;
mod strokes;
mod table;
#[cfg(all(test, embedded_fonts))]
mod tests;
mod title;
mod verse;
mod vertical;
mod wide;
mod word_pages;
mod word_type;
mod words;

pub(crate) use again::table_size;
pub(crate) use greedy::{Letters, line_width};
pub(crate) use page::MM;
pub(crate) use pieces::running;
pub(crate) use title::is_couplet;
pub(crate) use wide::{Asked, fit, is_whole, shares};
pub(crate) use word_pages::{PageCounter, Shape};
pub(crate) use word_type::Widths;

pub use display::{
    Dot, Element, Goal, Layout, Link, Page, Place, Placed, Plate, RED, Role, Run, STROKE, Stroke,
    Way,
};
pub use starts::{PageStart, page_starts};

use crate::font::{Choice, Faces, Glyph};
use crate::format::Format;
use crate::picture::Pictures;
use crate::roman::roman;
use crate::style::{Face, Numbering, Role as RoleLook, Style};
use crate::tree::{self, Document};
use contents::{Contents, Target};
use flow::{Flow, Para};
use linebreak::TotalFit;
use page::{Spot, paginate};
use rayon::prelude::*;
use set::{Line, SetPara, Setter, pitch};
use std::sync::Arc;
use table::Ruler;

/// Share of the em above the baseline.
pub(crate) const ASCENT: f64 = 0.88;

/// Sets a whole document.
#[must_use]
pub fn lay_out(doc: &Document, style: &Style, faces: &Faces) -> Layout {
    lay_out_with(doc, style, faces, &Arc::default())
}

/// Sets a whole document with its pictures.
#[must_use]
pub fn lay_out_with(
    doc: &Document,
    style: &Style,
    faces: &Faces,
    pictures: &Arc<Pictures>,
) -> Layout {
    let printed = style.printed();
    let style = &printed;
    let shown = style.shown(doc, Format::Pdf);
    let doc = &*shown;
    let (mut flow, front) = flow(doc, style, pictures);
    let choice = choose(&flow, front.as_ref().map(|f| f.titles.as_slice()), faces);
    let board = Board {
        style,
        faces,
        choice: choice.clone(),
    };
    let entries = tree::outline(doc).len();
    let mut sets = board.setter().all(&flow.paras);
    let (spots, count) = paginate(&flow.paras, &sets, style);
    if style.notes.numbering == Numbering::Page {
        notes::count(&board, &flow.paras, &spots, &mut sets);
    }
    let bound = bound(style, count, || {
        let lists = front
            .iter()
            .flat_map(|f| std::iter::once(&f.contents).chain(&f.figures));
        lists.map(|l| l.pages(&board)).sum()
    });
    let board = Board {
        style: bound.as_ref().unwrap_or(style),
        ..board
    };
    let mut places = places(&flow.paras, &spots, entries);
    let mut out = Layout {
        width: style.page.width * MM,
        height: style.page.height * MM,
        vertical: style.page.vertical,
        replaced: choice.replaced(),
        choice,
        pictures: Arc::clone(pictures),
        ..Layout::default()
    };
    if let Some(f) = &front {
        matter::set_half(&f.half, &board, &mut out);
        front::set_title(&f.titles, &board, &mut out);
        matter::set_matter(&f.matter, &board, &mut out);
        prefaces::set(&f.prefaces, &board, &mut places, &mut out);
        let figures = figures(&flow, &spots);
        let number = |target: Target| match target {
            Target::Entry(entry) => {
                let page = places.get(entry).map_or(1, |p| p.0 + 1);
                if f.prefaces.has(entry) {
                    roman(page)
                } else {
                    board.number(page)
                }
            }
            Target::Figure(n) => board.number(figures.get(n).copied().flatten().unwrap_or(0) + 1),
        };
        contents::set_contents(&f.contents, &board, &number, &mut out);
        if let Some(list) = &f.figures {
            contents::set_contents(list, &board, &number, &mut out);
            let captions = list.figures().filter_map(|(link, n, words)| {
                let caption = *flow.captioned.get(n)?;
                Some((link, caption, words))
            });
            flow.ways.extend(captions.collect::<Vec<_>>());
        }
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
    let before = front.as_ref().map(|f| &f.prefaces);
    for (n, p) in places.into_iter().enumerate() {
        let page = match before.filter(|f| f.has(n)) {
            Some(_) => p.0,
            None => first + p.0,
        };
        let top = if style.page.vertical {
            style.page.top * MM
        } else {
            board.top(page, p.1)
        };
        out.headings.push(Place {
            page,
            top: top as f32,
        });
    }
    let book = doc.metadata.title.as_deref();
    furniture::set(&board, &flow, &spots, book, &mut out);
    if front.is_some() && style.page.imprint && !style.imprint.is_told() {
        let lines = front::imprint(doc, &mut flow);
        front::set_imprint(&lines, &board, &mut out);
    }
    let mut goals = notes::ways(&board, &flow.ways, &out);
    goals.extend(
        flow.targets
            .into_iter()
            .map(|(e, t)| (e, (Goal::Address(t.clone()), t))),
    );
    if !goals.is_empty() {
        for page in &mut out.pages {
            let areas = links::areas(&board, page, &goals);
            page.links.extend(areas);
        }
    }
    out.shrunk = flow.shrunk;
    out.figures = flow.figures;
    out.elements = flow.elements;
    let used = (flow.paras, sets);
    rayon::spawn(move || drop(used));
    out.missing.sort_unstable();
    out.missing.dedup();
    out
}

/// The style with the margin at the binding that shops ask for, where it follows their rules: `body` pages and the
/// contents' decide. Rules that are not known were told when the style was read.
fn bound(style: &Style, body: usize, contents: impl Fn() -> usize) -> Option<Style> {
    if style.page.gutter.is_empty() {
        return None;
    }
    let mut style = style.clone();
    let front = match contents() {
        0 => 0,
        n => (2 + n).next_multiple_of(2),
    };
    style.page.bind(front + body).ok()?;
    Some(style)
}

/// What stands before the body.
struct Front {
    half: Vec<Para>,
    titles: Vec<Para>,
    matter: matter::Matter,
    prefaces: prefaces::Prefaces,
    contents: Contents,
    figures: Option<Contents>,
}

/// The pages of pictures with captions.
fn figures(flow: &Flow<'_>, spots: &[Spot]) -> Vec<Option<usize>> {
    let page = |element: &usize| {
        let spot = spots.iter().find(|s| {
            let p = flow.paras.get(s.para);
            p.is_some_and(|p| p.pieces.iter().any(|x| x.element == *element))
        });
        spot.map(|s| s.page)
    };
    flow.captioned.iter().map(page).collect()
}

/// The paragraphs of the book, and what stands before them where it has a title page and contents.
fn flow<'a>(doc: &Document, style: &'a Style, pictures: &'a Pictures) -> (Flow<'a>, Option<Front>) {
    let mut flow = Flow::new(style, pictures);
    let front = doc.has_title_page().then(|| Front {
        half: matter::half(doc, &mut flow),
        titles: front::titles(doc, &mut flow),
        matter: matter::matter(doc, &mut flow),
        prefaces: prefaces::prepare(doc, &mut flow),
        contents: contents::prepare(doc, &mut flow),
        figures: contents::figures(doc, &mut flow),
    });
    let before = front
        .as_ref()
        .map_or(0, |f| f.prefaces.blocks + doc.dedicated());
    flow.body(doc, doc.on_title_page(), before);
    (flow, front)
}

/// Which face sets each role, by the words that stand in it.
fn choose(flow: &Flow<'_>, front: Option<&[Para]>, faces: &Faces) -> Choice {
    let paras = flow.paras.iter().chain(front.unwrap_or_default());
    let pieces = paras.flat_map(|p| &p.pieces);
    faces.choice(pieces.map(|p| (p.face, p.text.as_str())))
}

/// Page and row of each heading.
fn places(paras: &[Para], spots: &[Spot], entries: usize) -> Vec<(usize, usize)> {
    let mut out = vec![(0, 0); entries];
    let mut seen = None;
    for s in spots {
        if seen == Some(s.para) {
            continue;
        }
        seen = Some(s.para);
        for e in paras
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

    /// Where lines begin on a page, 0-based: left edge of the text block, in vertical writing its top.
    fn left(&self, page: usize) -> f64 {
        let g = &self.style.page;
        if g.vertical {
            return g.top * MM;
        }
        (if page.is_multiple_of(2) {
            g.inner
        } else {
            g.width - g.inner - g.text_width
        }) * MM
    }

    /// Where the first line of a page begins: top of the text block, in vertical writing its right edge.
    fn head(&self, page: usize) -> f64 {
        let g = &self.style.page;
        (match (g.vertical, page.is_multiple_of(2)) {
            (false, _) => g.top,
            (true, true) => g.inner,
            (true, false) => g.width - g.inner - g.text_height,
        }) * MM
    }

    /// Top of a row of a page.
    fn top(&self, page: usize, row: usize) -> f64 {
        let g = &self.style.page;
        self.head(page) + row as f64 * pitch(g, self.style.roles.body.size)
    }

    /// Baseline of a line of `rows` rows.
    fn baseline(&self, page: usize, row: usize, rows: usize, size: f64) -> f64 {
        let body = self.style.roles.body.size;
        let pitch = pitch(&self.style.page, body);
        let block = (rows.saturating_sub(1)) as f64 * pitch + body;
        self.top(page, row) + (block - size) / 2.0 + ASCENT * size
    }

    /// A page number as the pages show it.
    fn number(&self, n: usize) -> String {
        if self.style.page.vertical {
            vertical::figures(n)
        } else {
            n.to_string()
        }
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
        let (mut ruler, mut notes) = (Ruler::default(), None);
        let from = spots.partition_point(|s| s.page < number);
        for s in spots.iter().skip(from).take_while(|s| s.page == number) {
            let (Some(p), Some(set)) = (paras.get(s.para), sets.get(s.para)) else {
                continue;
            };
            let Some(line) = set.lines.get(s.line) else {
                continue;
            };
            let note = matches!(p.kind, flow::Kind::Note(_));
            let y = match set.tight {
                None if note => self.top(first + number, s.row) + s.shift + ASCENT * p.look.size,
                None => self.baseline(first + number, s.row, set.rows, p.look.size),
                Some(t) => {
                    let top = self.top(first + number, s.row.saturating_sub(t.above(s.line)));
                    let inset = t.inset(self.style, p.look.size);
                    top + inset + ASCENT * p.look.size + s.line as f64 * t.lead
                }
            };
            if note {
                notes = notes.or(Some((s.row, s.shift)));
            }
            let place = (first + number, s.row);
            page.plates.extend(self.plate(place, set.rows, p, x));
            ruler.line(p, set, (s.line, s.row));
            let from = page.runs.len();
            self.put(&mut page, line, p.look.size, x, y + p.drop, &mut missing);
            let own = page.runs.iter_mut().skip(from);
            let ink = if p.red { Some(RED) } else { p.look.colour };
            own.for_each(|r| {
                r.ink = ink;
                if s.again {
                    r.element = None;
                }
            });
            let ends = s.line + 1 == set.lines.len();
            let rules = p
                .rules
                .iter()
                .filter(|r| if r.last { ends } else { s.line == 0 });
            let top = self.top(first + number, s.row);
            // Rules below the last line stand below all its rows.
            let taken = set.rows_of(s.line).saturating_sub(1) as f64;
            let below = taken * pitch(&self.style.page, self.style.roles.body.size);
            page.rules.extend(rules.map(|r| Stroke {
                x: (x + r.x) as f32,
                y: (top + r.y + if r.last { below } else { 0.0 }) as f32,
                length: r.length as f32,
                thickness: r.thickness as f32,
                red: r.red,
            }));
        }
        let g = &self.style.page;
        let body = self.style.roles.body.size;
        let middle = |row| self.top(first + number, row) - (pitch(g, body) - body) / 2.0;
        page.rules.extend(ruler.rules(x, g.text_width * MM, middle));
        page.rules
            .extend(notes.map(|(row, shift)| self.note_rule(first + number, row, shift)));
        (page, missing)
    }

    /// The rule above notes, whose first line stands on `row`: in the blank row before it, a quarter of a line long.
    fn note_rule(&self, page: usize, row: usize, shift: f64) -> Stroke {
        let g = &self.style.page;
        let up = pitch(g, self.style.roles.body.size) * NOTE_RULE;
        Stroke {
            x: self.left(page) as f32,
            y: (self.top(page, row) + shift - up) as f32,
            length: (g.text_width * MM / 4.0) as f32,
            thickness: STROKE,
            red: false,
        }
    }

    /// Puts the lines of a paragraph on page `at` from a row on; tells the row below them.
    fn rows(
        &self,
        page: &mut Page,
        (at, mut row): (usize, usize),
        s: &SetPara,
        look: &RoleLook,
        missing: &mut Vec<char>,
    ) -> usize {
        let from = page.runs.len();
        for line in &s.lines {
            let y = self.baseline(at, row, s.rows, look.size);
            self.put(page, line, look.size, self.left(at), y, missing);
            row += s.rows;
        }
        let own = page.runs.iter_mut().skip(from);
        own.for_each(|r| r.ink = look.colour);
        row
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
            if let Some(inset) = i.inset {
                let x = x + f64::from(*at) * size;
                page.plates.push(inset.among(i.element, x, y, size));
                continue;
            }
            let half = n == 0 && i.cut();
            let origin = if half { 0.0 } else { i.origin };
            // The second of two figures side by side stands where the first does.
            let behind = if i.way == Way::Across {
                1.0 - i.solid
            } else {
                0.0
            };
            let (own, up) = (i.level.scale(), i.level.rise());
            let stamp = Stamp {
                glyph: i.glyph,
                c: i.c,
                actual: i.actual.as_ref(),
                half,
                way: i.way,
                element: Some(i.element),
                size: size * f64::from(own),
                at: (
                    x + f64::from(at + origin - behind) * size,
                    y - f64::from(up) * size,
                ),
            };
            stamp.put(page, missing);
        }
        strokes::draw(page, line, size, x, y);
    }

    /// A character of a few words without composition, and its width in em.
    fn plain(&self, c: char, face: Face) -> (Glyph, Way, f64) {
        let face = self.choice.of(face);
        let g = self.faces.glyph(face, c);
        if self.style.page.vertical && vertical::is_upright(c, g.advance) {
            return (self.faces.upright(face, c), Way::Upright, 1.0);
        }
        (g, Way::Along, f64::from(g.advance))
    }

    /// Width of a few words without composition.
    fn width(&self, text: &str, face: Face, size: f64) -> f64 {
        let mut before = None;
        let wide = |c: char| {
            let gap = self.gap(before.replace(c), c);
            (self.plain(c, face).2 + gap) * size
        };
        text.chars().map(wide).sum()
    }

    /// The space between Han and figures or letters, in em.
    fn gap(&self, before: Option<char>, c: char) -> f64 {
        let Some(a) = before.filter(|_| !self.style.page.vertical) else {
            return 0.0;
        };
        let letter = |c: char| c.is_ascii_alphanumeric();
        let apart =
            word_type::is_ideograph(a) && letter(c) || letter(a) && word_type::is_ideograph(c);
        if apart { HAN_LATIN } else { 0.0 }
    }

    /// Puts a few words on a page without composition, from `at` along a baseline.
    #[expect(clippy::too_many_arguments, reason = "a place, a look and an owner")]
    fn words(
        &self,
        page: &mut Page,
        text: &str,
        face: Face,
        size: f64,
        at: (f64, f64),
        element: Option<usize>,
        missing: &mut Vec<char>,
    ) {
        let mut at = at;
        let mut before = None;
        for c in text.chars() {
            at.0 += self.gap(before.replace(c), c) * size;
            let (glyph, way, width) = self.plain(c, face);
            let stamp = Stamp {
                glyph,
                c,
                actual: None,
                half: false,
                way,
                element,
                size,
                at,
            };
            stamp.put(page, missing);
            at.0 += width * size;
        }
    }
}

/// A glyph with its owner and its place: left edge and baseline.
struct Stamp<'a> {
    glyph: Glyph,
    c: char,
    actual: Option<&'a Arc<str>>,
    half: bool,
    way: Way,
    element: Option<usize>,
    size: f64,
    at: (f64, f64),
}

impl Stamp<'_> {
    fn put(self, page: &mut Page, missing: &mut Vec<char>) {
        let g = self.glyph;
        if !g.found {
            missing.push(self.c);
        }
        let placed = Placed {
            id: g.id,
            c: self.c,
            x: self.at.0 as f32,
            half: self.half,
        };
        let (size, y) = (self.size as f32, self.at.1 as f32);
        let alike = |r: &Run| {
            r.element == self.element
                && r.face == g.face
                && (r.size, r.y, r.way) == (size, y, self.way)
                && r.missing != g.found
                && (r.actual.is_none() && self.actual.is_none())
                // What stands across has a run for each place.
                && (r.way != Way::Across || r.glyphs.last().is_some_and(|l| l.x == placed.x))
        };
        match page.runs.last_mut() {
            Some(r) if alike(r) => r.glyphs.push(placed),
            _ => page.runs.push(Run {
                element: self.element,
                face: g.face,
                size,
                y,
                way: self.way,
                missing: !g.found,
                ink: None,
                actual: self.actual.cloned(),
                glyphs: vec![placed],
            }),
        }
    }
}

/// Space between Han and figures in heads, in em.
const HAN_LATIN: f64 = 0.25;
/// How far above the first row of notes their rule stands, in pitches.
const NOTE_RULE: f64 = 0.55;

/// Lines of a title set in the face of titles within `measure` em, broken between words and balanced.
#[must_use]
pub fn title_lines(title: &str, faces: &Faces, measure: f32) -> Vec<String> {
    let piece = paragraph::Piece::new(title, crate::style::Face::Title, 0);
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
