//! Addresses: links of the text, and addresses that are printed in it, become areas that lead there.

use super::display::{Goal, Link, Page};
use super::page::MM;
use super::{ASCENT, Board};
use crate::tree::address;
use linkify::{LinkFinder, LinkKind};
use std::collections::HashMap;

/// An address in a text: where it is printed, in bytes, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// From here …
    pub(super) start: usize,
    /// … to here.
    pub(super) end: usize,
    /// An absolute address.
    pub(super) target: String,
}

/// The addresses that a text prints: `https://…`, `www.…`, `name@host`. What is Han ends them.
pub(super) fn addresses(text: &str) -> Vec<Address> {
    // Most lines have none.
    if !["://", "www.", "WWW.", "@"]
        .iter()
        .any(|m| text.contains(m))
    {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false).url_can_be_iri(false);
    let mut out = Vec::new();
    let mut from = 0;
    // Han beside an address would be taken for a part of it.
    for part in text.split_inclusive(|c: char| !c.is_ascii_graphic()) {
        let words = part.trim_end_matches(|c: char| !c.is_ascii_graphic());
        let links = finder.links(words).filter_map(|l| {
            let target = match (l.kind(), l.as_str()) {
                (LinkKind::Email, name) => address(&format!("mailto:{name}"))?,
                // Of what has no scheme only this is surely no file name or number.
                (_, bare) if is_bare(bare) => address(&format!("http://{bare}"))?,
                (_, whole) => address(whole)?,
            };
            Some(Address {
                start: from + l.start(),
                end: from + l.end(),
                target,
            })
        });
        out.extend(links);
        from += part.len();
    }
    out
}

fn is_bare(printed: &str) -> bool {
    printed
        .get(..4)
        .is_some_and(|w| w.eq_ignore_ascii_case("www."))
}

/// The areas of a page that lead elsewhere: for each line of each link one. `goals` has the elements, and the words that
/// tell where they lead.
pub(super) fn areas(
    board: &Board<'_>,
    page: &Page,
    goals: &HashMap<usize, (Goal, String)>,
) -> Vec<Link> {
    let mut out: Vec<Link> = Vec::new();
    let mut line = None;
    for r in &page.runs {
        let Some((element, (goal, text))) = r.element.and_then(|e| Some((e, goals.get(&e)?)))
        else {
            continue;
        };
        let (Some(first), Some(last)) = (r.glyphs.first(), r.glyphs.last()) else {
            continue;
        };
        let font = board.faces.get(r.face);
        let wide = font.map_or(1.0, |f| f32::from(f.width(last.id)) / f32::from(f.upem));
        let (left, right) = (first.x, last.x + wide * r.size);
        let (top, bottom) = (
            r.y - ASCENT as f32 * r.size,
            r.y + (1.0 - ASCENT as f32) * r.size,
        );
        let page = &board.style.page;
        let bounds = if page.vertical {
            let width = (page.width * MM) as f32;
            [width - bottom, left, width - top, right]
        } else {
            [left, top, right, bottom]
        };
        match out.last_mut().filter(|_| line == Some((element, r.y))) {
            Some(l) => {
                l.bounds[2] = l.bounds[2].max(bounds[2]);
                l.bounds[3] = l.bounds[3].max(bounds[3]);
            }
            None => out.push(Link {
                bounds,
                goal: goal.clone(),
                element,
                text: text.clone(),
            }),
        }
        line = Some((element, r.y));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        let text = "见https://www.example.org/a_b?c=1，或www.example.com。信箱li.ming@example.cn；增长5.6%";
        let found = addresses(text);
        let printed: Vec<&str> = found.iter().map(|a| &text[a.start..a.end]).collect();
        assert_eq!(
            printed,
            [
                "https://www.example.org/a_b?c=1",
                "www.example.com",
                "li.ming@example.cn"
            ]
        );
        let targets: Vec<&str> = found.iter().map(|a| a.target.as_str()).collect();
        assert_eq!(
            targets[1..],
            ["http://www.example.com", "mailto:li.ming@example.cn"]
        );
    }

    #[test]
    fn text_without_addresses_has_none() {
        for text in [
            "3.14@家",
            "file.txt 与 v1.2.3",
            "第1.2节",
            "a@b",
            "他说：//",
        ] {
            assert!(addresses(text).is_empty(), "{text}: {:?}", addresses(text));
        }
    }
}
