//! 第一卷 少年行 第一章 离乡: volume and chapter on one line, and the volume again on every chapter's. The line is cut in
//! two; a volume that is named again heads nothing new.

use super::label::{candidate, chinese};
use super::lines::{Kind, Unit, ends_sentence};
use crate::tree::{Scheme, Span};

/// The role of a volume's name that stands before a chapter once more.
pub(super) const AGAIN: &str = "part_again";
/// The longest such line, in characters.
const LINE_MAX: u32 = 60;

/// The units with such lines cut, where there are at least two. The outline tells of lines, which stay whole.
pub(super) fn cut(old: &[Unit], source: &str) -> Option<Vec<Unit>> {
    let places: Vec<Option<usize>> = old.iter().map(|u| place(u, source)).collect();
    if places.iter().flatten().count() < 2 {
        return None;
    }
    let mut units: Vec<Unit> = Vec::with_capacity(old.len());
    let mut moved = Vec::with_capacity(old.len());
    let names: Vec<String> = old
        .iter()
        .zip(&places)
        .filter_map(|(u, at)| Some(bare(source.get(u.span.start as usize..(*at)?)?)))
        .collect();
    let mut volume = String::new();
    for (mut u, place) in old.iter().cloned().zip(places) {
        moved.push(units.len());
        let Some(at) = place else {
            let name = bare(u.text(source));
            let own = !u.fixed && u.first && u.markup.is_empty() && names.contains(&name);
            if own {
                heads(&mut u, "part");
            }
            if u.kind == Kind::Volume {
                volume = name;
            }
            units.push(u);
            continue;
        };
        let (mut head, mut tail) = u.cut(source, at);
        let words = head.text(source).trim_end();
        let start = head.span.start as usize;
        let name = bare(words);
        head.chars = u32::try_from(words.chars().count()).unwrap_or(head.chars);
        head.span = Span::new(start, start + words.len());
        heads(&mut head, if name == volume { AGAIN } else { "part" });
        volume = name;
        tail.set(Kind::Piece, "", "a chapter behind its volume", 0.95);
        tail.label = tail.candidate.filter(|c| c.scheme == Scheme::Chapter);
        units.push(head);
        units.push(tail);
    }
    let mut n = 0;
    for u in &mut units {
        u.joins = u.joins.and_then(|j| moved.get(j).copied());
        if u.kind == Kind::Piece {
            n += 1;
            u.ordinal = n;
        }
    }
    Some(units)
}

/// Makes it the heading of a volume.
fn heads(u: &mut Unit, role: &'static str) {
    u.set(
        Kind::Volume,
        role,
        "a volume before a chapter's label",
        0.95,
    );
    u.level = 1;
    u.label = u.candidate.filter(|c| c.scheme == Scheme::Volume);
    (u.run_in, u.lead) = (None, None);
}

fn bare(s: &str) -> String {
    s.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The byte of the source at which a chapter's label stands behind a volume's name.
fn place(u: &Unit, source: &str) -> Option<usize> {
    let s = u.text(source);
    let heads = matches!(
        u.kind,
        Kind::Piece | Kind::Volume | Kind::Heading | Kind::Para
    );
    let free = heads && !u.fixed && u.first && u.markup.is_empty() && u.joins.is_none();
    if !free || u.chars > LINE_MAX || ends_sentence(s) || s.contains(['，', '。', '；']) {
        return None;
    }
    let volume = match candidate(s) {
        Some(c) if c.scheme == Scheme::Volume => c.len,
        _ => {
            let number = s.strip_prefix(['卷', '辑', '輯'])?;
            s.len() - number.len() + chinese(number)?.1
        }
    };
    let label = |at: usize| {
        let rest = s.get(at..)?;
        let c = candidate(rest).filter(|c| c.scheme == Scheme::Chapter)?;
        // 第一章程: a word that only begins like one.
        let behind = rest.get(c.len..)?.chars().next();
        behind
            .is_none_or(|c| c.is_whitespace() || "：:·—".contains(c))
            .then_some(u.span.start as usize + at)
    };
    let blank = s.char_indices().filter(|(_, c)| c.is_whitespace());
    let behind = blank.map(|(i, c)| i + c.len_utf8());
    std::iter::once(volume)
        .chain(behind.filter(|i| *i > volume))
        .find_map(label)
}
