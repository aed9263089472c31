//! Folios and running heads.

use super::display::{Layout, Page};
use super::flow::{Flow, Kind};
use super::page::{MM, Spot};
use super::{ASCENT, Board};
use crate::roman::roman;
use crate::style::{Face, Form};
use std::collections::HashMap;

/// A vertical running head begins this far below the top of the text block, in em.
const HEAD_INSET: f64 = 2.0;
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
            if let Some(slot) = heads.get_mut(s.page) {
                *slot = Some(h);
            }
            if let Some(o) = opens.get_mut(s.page) {
                *o = true;
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
    let g = &board.style.page;
    let mut cuts = Cuts::default();
    for n in 0..pages {
        let at = out.front + n;
        let Some(page) = out.pages.get_mut(at).filter(|p| !p.runs.is_empty()) else {
            continue;
        };
        if !dividers.get(n).copied().unwrap_or(false) && !bare.get(n).copied().unwrap_or(false) {
            folio(board, page, at, &board.number(n + 1), &mut out.missing);
        }
        let open = opens.get(n).copied().unwrap_or(false);
        let piece = heads.get(n).copied().flatten();
        let head = if n % 2 == 1 { book.or(piece) } else { piece };
        if let (true, false, Some(head)) = (g.running_heads, open || piece.is_none(), head) {
            running(board, page, at, head, &mut cuts, &mut out.missing);
        }
    }
    if g.front_folios && !g.vertical {
        for at in 1..out.front {
            if let Some(page) = out.pages.get_mut(at).filter(|p| !p.runs.is_empty()) {
                folio(board, page, at, &roman(at + 1), &mut out.missing);
            }
        }
    }
}

/// The page's number, on the outer side.
fn folio(board: &Board<'_>, page: &mut Page, at: usize, number: &str, missing: &mut Vec<char>) {
    let g = &board.style.page;
    let look = &board.style.roles.folio;
    let (text, inset) = if g.folio_dashes {
        (format!("— {number} —"), look.size)
    } else {
        (number.to_owned(), 0.0)
    };
    let left = board.left(at);
    let width = board.width(&text, look.face, look.size);
    let far = left + g.text_width * MM - inset - width;
    let at = if g.vertical {
        (far - look.size, outer(board, at, look.size))
    } else {
        let foot = (g.top + g.text_height + g.folio_drop) * MM;
        let rise = if g.folio_dashes {
            look.size * DASH_RISE
        } else {
            0.0
        };
        let x = if at.is_multiple_of(2) {
            far
        } else {
            left + inset
        };
        (x, foot + rise)
    };
    board.words(page, &text, look.face, look.size, at, None, missing);
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
    let size = board.style.roles.folio.size;
    // Vertical heads leave the foot of the margin to the folio.
    let room = g.text_width * MM * if g.vertical { 0.75 } else { 1.0 };
    let text = cuts.of(head, room, size, |c| board.width(c, Face::Song, size));
    let width = board.width(text, Face::Song, size);
    let left = board.left(at);
    let at = if g.vertical {
        (left + HEAD_INSET * size, outer(board, at, size))
    } else if at.is_multiple_of(2) {
        (left + room - width, (g.top - g.head_rise) * MM)
    } else {
        (left, (g.top - g.head_rise) * MM)
    };
    board.words(page, text, Face::Song, size, at, None, missing);
}

/// Heads as they are set: each is measured once, however many pages it stands on, and no further than the page is wide.
#[derive(Default)]
struct Cuts(HashMap<(usize, usize), String>);

impl Cuts {
    /// The head, or as much of it as leaves room for ……
    fn of(&mut self, head: &str, room: f64, size: f64, width: impl Fn(&str) -> f64) -> &str {
        // Heads live as long as this does: where one lies and how long it is tells which it is.
        let key = (head.as_ptr() as usize, head.len());
        self.0.entry(key).or_insert_with(|| {
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
        })
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
