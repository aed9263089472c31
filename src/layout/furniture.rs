//! Folios and running heads.

use super::display::{Layout, Page, STROKE, Stroke};
use super::flow::{Flow, Kind, Start};
use super::page::{MM, Spot};
use super::{ASCENT, Board};
use crate::roman::roman;
use crate::style::{Face, Form, Place, Role};
use std::collections::HashMap;

/// A vertical running head begins this far below the top of the text block, in em.
const HEAD_INSET: f64 = 2.0;
/// The rule below a running head stands this far below its baseline, in em.
const RULE_DROP: f64 = 0.45;
/// The dash of a folio stands this far above its baseline, in em.
const DASH_RISE: f64 = 0.3;

/// Sets them on every page of the body that has text; blank pages and dividers carry nothing.
/// `book` is the title that stands over the left-hand pages.
pub(super) fn set(
    board: &Board<'_>,
    flow: &Flow<'_>,
    spots: &[Spot],
    book: Option<&str>,
    out: &mut Layout,
) {
    let pages = out.pages.len() - out.front;
    let mut heads: Vec<Option<&str>> = vec![None; pages];
    let mut opens = vec![false; pages];
    let mut dividers = vec![false; pages];
    for s in spots {
        let head = flow.paras.get(s.para).and_then(|p| p.head.as_deref());
        if let (0, Some(h)) = (s.line, head) {
            // On a page where works follow each other the first that begins there is told.
            let begins = flow
                .paras
                .get(s.para)
                .is_some_and(|p| p.start != Start::Flow);
            let starts = begins || s.para == 0;
            if let Some(slot) = heads.get_mut(s.page)
                && (starts || slot.is_none())
            {
                *slot = Some(h);
            }
            if let Some(o) = opens.get_mut(s.page) {
                *o |= starts;
            }
            if let Some(d) = dividers.get_mut(s.page) {
                *d = flow.paras.get(s.para).is_some_and(|p| p.divider);
            }
        }
    }
    let mut last = None;
    for slot in &mut heads {
        last = slot.or(last);
        *slot = last;
    }
    let mut bare = vec![false; pages];
    // A letter's first page has no number, nor have the last lines of a paper behind a blank page (7.5, 10.1).
    if let Some(b) = bare.first_mut() {
        *b = flow.paras.iter().any(|p| p.red) && board.style.paper.form == Form::Letter;
    }
    let tail = |s: &&Spot| flow.paras.get(s.para).is_some_and(|p| p.kind == Kind::Tail);
    if let Some(at) = spots.last().filter(tail).map(|s| s.page)
        && let Some(before) = at.checked_sub(1)
        && let Some(b) = bare.get_mut(at)
    {
        *b = spots.iter().all(|s| s.page != before);
    }
    if flow.title_lines > 0
        && let Some(o) = opens.first_mut()
    {
        *o = true;
    }
    let style = board.style;
    let (g, folios) = (&style.page, &style.folios);
    let mut cuts = Cuts::default();
    for n in 0..pages {
        let at = out.front + n;
        let Some(page) = out.pages.get_mut(at).filter(|p| !p.runs.is_empty()) else {
            continue;
        };
        let open = opens.get(n).copied().unwrap_or(false);
        let divider = dividers.get(n).copied().unwrap_or(false);
        let number = board.number(n + 1);
        let facts = Facts {
            book,
            piece: heads.get(n).copied().flatten(),
            page: &number,
        };
        let bare = bare.get(n).copied().unwrap_or(false);
        if !divider && !bare && (folios.openings || !open) {
            folio(board, page, at, &facts, &mut out.missing);
        }
        let shown = style.heads.openings || !open;
        if let (true, true, Some(head)) = (g.running_heads, shown, facts.head(board, n)) {
            running(board, page, at, &head, &mut cuts, &mut out.missing);
        }
    }
    contents(board, book, &mut cuts, out);
}

/// Roman numbers and a running head of the contents.
fn contents(board: &Board<'_>, book: Option<&str>, cuts: &mut Cuts, out: &mut Layout) {
    let g = &board.style.page;
    for at in 1..out.front {
        let Some(page) = out.pages.get_mut(at).filter(|p| !p.runs.is_empty()) else {
            continue;
        };
        let listed = out.contents.iter().position(|c| c.0 == at);
        let preface = out.prefatory.iter().find(|p| p.page == at).cloned();
        if g.front_folios && !g.vertical && (listed.is_some() || preface.is_some()) {
            let number = roman(at + 1);
            let facts = Facts {
                book,
                piece: None,
                page: &number,
            };
            folio(board, page, at, &facts, &mut out.missing);
        }
        let head = match preface {
            Some(p) => p.head.filter(|_| !p.opens),
            // The first page of a list has its words in type of titles.
            None => listed.and_then(|n| {
                let words = &out.contents.get(n)?.1;
                let before = out.contents.get(n.checked_sub(1)?)?;
                (before.1 == *words).then(|| words.clone())
            }),
        };
        if let (true, Some(head)) = (g.running_heads, head) {
            running(board, page, at, &head, cuts, &mut out.missing);
        }
    }
}

/// What heads and numbers of a page may say.
struct Facts<'a> {
    book: Option<&'a str>,
    piece: Option<&'a str>,
    page: &'a str,
}

impl Facts<'_> {
    /// A running head: the other side's words where those of this side say nothing.
    fn head(&self, board: &Board<'_>, page: usize) -> Option<String> {
        let heads = &board.style.heads;
        let (own, other) = if page % 2 == 1 {
            (&heads.verso, &heads.recto)
        } else {
            (&heads.recto, &heads.verso)
        };
        let said = |words: &str| {
            let lacks = words.contains("{piece}") && self.piece.is_none()
                || words.contains("{book}") && self.book.is_none();
            (!lacks)
                .then(|| self.filled(words))
                .filter(|t| !t.trim().is_empty())
        };
        if own.is_empty() {
            return None;
        }
        said(own).or_else(|| said(other))
    }

    fn filled(&self, words: &str) -> String {
        let plain = |t: Option<&str>| {
            let marks = ['。', '；', '，', ';', ',', ' '];
            t.unwrap_or_default().trim_matches(marks).to_owned()
        };
        words
            .replace("{book}", &plain(self.book))
            .replace("{piece}", &plain(self.piece))
            .replace("{page}", self.page)
    }
}

/// The side at which something stands on a page: 0 at the left edge of the text, 1 at its right, between them in the
/// middle.
fn side(place: Place, at: usize) -> f64 {
    match (place, at.is_multiple_of(2)) {
        (Place::Center, _) => 0.5,
        (Place::Outer, true) | (Place::Inner, false) => 1.0,
        _ => 0.0,
    }
}

/// The page's number.
fn folio(
    board: &Board<'_>,
    page: &mut Page,
    at: usize,
    facts: &Facts<'_>,
    missing: &mut Vec<char>,
) {
    let g = &board.style.page;
    let folios = &board.style.folios;
    let look = &board.style.roles.folio;
    let (text, inset) = match (folios.text.as_str(), g.folio_dashes) {
        ("", true) => (format!("— {} —", facts.page), look.size),
        ("", false) => (facts.page.to_owned(), 0.0),
        (words, _) => (facts.filled(words), 0.0),
    };
    let left = board.left(at);
    let width = wide(board, &text, look);
    let far = left + g.text_width * MM - inset - width;
    let place = if g.vertical {
        (far - look.size, outer(board, at, look.size))
    } else {
        let foot = (g.top + g.text_height + g.folio_drop) * MM;
        let rise = if g.folio_dashes {
            look.size * DASH_RISE
        } else {
            0.0
        };
        let near = left + inset;
        (near + (far - near) * side(folios.place, at), foot + rise)
    };
    put(board, page, &text, look, place, missing);
}

/// The parts of a few words that stand in one face, each with what is left free before it.
fn parts<'t>(
    board: &Board<'_>,
    text: &'t str,
    look: &Role,
) -> impl Iterator<Item = (&'t str, Face, f64)> {
    let apart = look.letter_space > 0.0;
    let latin = move |c: char| look.latin.is_some() && c.is_ascii_alphanumeric();
    let mut from = 0;
    let mut before: Option<char> = None;
    std::iter::from_fn(move || {
        let rest = text.get(from..).filter(|r| !r.is_empty())?;
        let first = rest.chars().next()?;
        let ends = |(n, c): (usize, char)| n > 0 && (apart || latin(c) != latin(first));
        let end = rest
            .char_indices()
            .find(|x| ends(*x))
            .map_or(rest.len(), |x| x.0);
        let (part, face) = (
            rest.get(..end)?,
            if latin(first) { look.latin } else { None },
        );
        let own = before.map_or(0.0, |b| board.gap(Some(b), first) + look.letter_space);
        before = part.chars().next_back();
        from += end;
        Some((part, face.unwrap_or(look.face), own * look.size))
    })
}

fn wide(board: &Board<'_>, text: &str, look: &Role) -> f64 {
    let all = parts(board, text, look);
    all.map(|(part, face, gap)| gap + board.width(part, face, look.size))
        .sum()
}

/// Puts a few words on a page, as heads and numbers look.
fn put(
    board: &Board<'_>,
    page: &mut Page,
    text: &str,
    look: &Role,
    (mut x, y): (f64, f64),
    missing: &mut Vec<char>,
) {
    let from = page.runs.len();
    for (part, face, gap) in parts(board, text, look) {
        x += gap;
        board.words(page, part, face, look.size, (x, y), None, missing);
        x += board.width(part, face, look.size);
    }
    let own = page.runs.iter_mut().skip(from);
    own.for_each(|r| r.ink = look.colour);
}

/// Baseline of what stands in the outer margin of a page in vertical writing.
fn outer(board: &Board<'_>, at: usize, size: f64) -> f64 {
    let g = &board.style.page;
    let drop = g.folio_drop * MM;
    let head = board.head(at);
    if at.is_multiple_of(2) {
        head + g.text_height * MM + drop + ASCENT * size
    } else {
        head - drop - (1.0 - ASCENT) * size
    }
}

/// The running head, on the outer side; what is too long ends in ……
fn running(
    board: &Board<'_>,
    page: &mut Page,
    at: usize,
    head: &str,
    cuts: &mut Cuts,
    missing: &mut Vec<char>,
) {
    let g = &board.style.page;
    let look = &board.style.roles.folio;
    let size = look.size;
    // Vertical heads leave the foot of the margin to the folio.
    let room = g.text_width * MM * if g.vertical { 0.75 } else { 1.0 };
    let text = cuts.of(head, room, size, |c| wide(board, c, look));
    let width = wide(board, text, look);
    let left = board.left(at);
    let place = if g.vertical {
        (left + HEAD_INSET * size, outer(board, at, size))
    } else {
        let to = side(board.style.heads.place, at);
        (left + (room - width) * to, (g.top - g.head_rise) * MM)
    };
    put(board, page, text, look, place, missing);
    if board.style.heads.rule && !g.vertical {
        page.rules.push(Stroke {
            x: left as f32,
            y: ((g.top - g.head_rise) * MM + size * RULE_DROP) as f32,
            length: (g.text_width * MM) as f32,
            thickness: STROKE,
            red: false,
        });
    }
}

/// Heads as they are set: each is measured once, however many pages it stands on, and no further than the page is wide.
#[derive(Default)]
struct Cuts(HashMap<String, String>);

impl Cuts {
    /// The head, or as much of it as leaves room for ……
    fn of(&mut self, head: &str, room: f64, size: f64, width: impl Fn(&str) -> f64) -> &str {
        if !self.0.contains_key(head) {
            let cut = Self::cut(head, room, size, width);
            self.0.insert(head.to_owned(), cut);
        }
        self.0.get(head).map_or("", String::as_str)
    }

    fn cut(head: &str, room: f64, size: f64, width: impl Fn(&str) -> f64) -> String {
        {
            let head = head.trim_matches(['。', '；', '，', ';', ',', ' ']);
            let (mut sum, mut fits) = (0.0, 0);
            let mut parts = head.char_indices();
            let over = parts.any(|(i, c)| {
                if sum + 2.0 * size <= room {
                    fits = i;
                }
                sum += width(c.encode_utf8(&mut [0; 4]));
                sum > room
            });
            if over {
                format!("{}……", head.get(..fits).unwrap_or_default())
            } else {
                head.to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_head_is_measured_once_and_no_further_than_the_page() {
        let measured = Cell::new(0);
        let width = |s: &str| {
            measured.set(measured.get() + 1);
            if s.is_ascii() { 5.0 } else { 10.0 }
        };
        let mut cuts = Cuts::default();
        for long in [&"春".repeat(50_000), &"a".repeat(50_000), &"春a".repeat(9)] {
            measured.set(0);
            let set: Vec<String> = (0..100)
                .map(|_| cuts.of(long, 100.0, 10.0, width).to_owned())
                .collect();
            assert!(measured.get() <= 22, "{}", measured.get());
            // As many as leave room for the dots, and no more.
            let kept = set[0].strip_suffix("……").unwrap();
            let wide: f64 = kept
                .chars()
                .map(|c| if c == 'a' { 5.0 } else { 10.0 })
                .sum();
            assert!((70.1..=80.0).contains(&wide), "{wide}");
            assert!(set.iter().all(|s| *s == set[0]));
        }
        assert_eq!(cuts.of("春游。", 100.0, 10.0, width), "春游");
        assert_eq!(
            cuts.of("一二三四五六七八九十", 100.0, 10.0, width)
                .chars()
                .count(),
            10
        );
    }
}
