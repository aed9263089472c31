//! The company that a label keeps: what could be one is believed where its neighbours count with it.

use super::series::{HEADING_MAX, title_end};
use crate::reader::label::Candidate;
use crate::reader::label::group;
use crate::reader::lines::{Kind, Unit, ends_sentence, first_sentence};
use crate::tree::Scheme;
use std::collections::HashSet;

/// Siblings are looked for so many candidates away.
const REACH: usize = 24;

/// The longest line that a numeral with white space behind it can head, in characters.
const SPACED_MAX: u32 = 24;

/// 一 or 其一 alone on its line; 一，and 一：for 一、; 一　with a title behind it. So many sentences begin like these that they count
/// only in company.
pub(super) fn loose_numeral(u: &Unit, source: &str) -> Option<Candidate> {
    let s = u.text(source);
    let numeral = s.strip_prefix('其').unwrap_or(s);
    let (number, n) = crate::reader::label::chinese(numeral)?;
    let n = n + s.len() - numeral.len();
    let mut rest = s.get(n..)?.chars();
    let (scheme, len) = match rest.next() {
        None if u.chars <= 4 => (Scheme::CnBare, n),
        Some(mark @ ('，' | ',' | '：' | ':')) => {
            let alone = rest.next().is_none();
            let scheme = if alone {
                Scheme::CnBare
            } else {
                Scheme::CnComma
            };
            (scheme, n + mark.len_utf8())
        }
        Some(c) if c.is_whitespace() && u.chars <= SPACED_MAX && !ends_sentence(s) => {
            (Scheme::CnBare, n)
        }
        _ => return None,
    };
    Some(Candidate {
        scheme,
        number,
        len,
    })
}

/// Is the label one that the scanner leaves alone, since many a sentence begins so: 一， 一：?
pub(super) fn is_loose((i, c): (usize, Candidate), units: &[Unit]) -> bool {
    c.scheme == Scheme::CnComma && units.get(i).is_some_and(|u| u.candidate.is_none())
}

/// Does the candidate stand on its neighbours?
pub(super) fn stands(
    list: &[(usize, Candidate)],
    n: usize,
    units: &[Unit],
    source: &str,
    loose: &HashSet<u32>,
) -> bool {
    let Some(&(i, c)) = list.get(n) else {
        return false;
    };
    // Before it a smaller number, after it a greater one; 一抓到底 is so common a word that its own kind must stand by.
    let kin = |o: Candidate| {
        let near = o.number.abs_diff(c.number) <= 2;
        let own = c.scheme != Scheme::CnZhua || o.scheme == c.scheme;
        near && own && group(o.scheme) == group(c.scheme)
    };
    let before = list.get(n.saturating_sub(REACH)..n).unwrap_or_default();
    let after = list.get(n + 1..).unwrap_or_default();
    let sibling = before
        .iter()
        .any(|(_, o)| kin(*o) && (o.number < c.number || c.number == 0))
        || after
            .iter()
            .take(REACH)
            .any(|(_, o)| kin(*o) && (o.number > c.number || c.number == 0));
    let words = units
        .get(i)
        .map(|u| u.text(source).get(c.len..).unwrap_or_default())
        .unwrap_or_default();
    let short = words.chars().count() <= HEADING_MAX;
    if !sibling && counts_on(words, c) {
        return false;
    }
    // 一、二季度 says one or two, unless the next of the series or the one before stands by.
    let follows = |(_, o): &(usize, Candidate)| {
        group(o.scheme) == group(c.scheme) && o.number.abs_diff(c.number) == 1
    };
    let mut near = before.iter().chain(after.iter().take(REACH));
    if opens_with_next(words, c) && !near.any(follows) {
        return false;
    }
    // 一是…二是…三是 that goes on inside the line is a series too.
    let sibling = sibling || goes_on_inside(words, c);
    match c.scheme {
        Scheme::CnComma if is_loose((i, c), units) => {
            loose.contains(&(c.number + 1)) || loose.contains(&c.number.wrapping_sub(1))
        }
        Scheme::CnComma => sibling || (short && !words.is_empty()),
        Scheme::CnParen | Scheme::CnParenComma | Scheme::OrdinalDian => {
            sibling || title_end(words).is_some()
        }
        // Where the scanner of sections gave the label, it has looked for company.
        // 一 alone below a piece's title heads its first part, though no other follow.
        Scheme::CnBare => {
            let below = i.checked_sub(1).and_then(|k| units.get(k));
            let first = c.number == 1
                && words.is_empty()
                && below.is_some_and(|b| b.kind == Kind::Piece)
                && units.get(i).is_some_and(|u| u.blank_before);
            sibling || first || units.get(i).is_some_and(|u| u.candidate.is_some())
        }
        Scheme::ArabicDot
        | Scheme::ArabicParen
        | Scheme::ArabicComma
        | Scheme::Bullet
        | Scheme::Circled
        | Scheme::Bracket => sibling,
        Scheme::Article => sibling || words.starts_with(char::is_whitespace),
        Scheme::Dash => {
            let around = list.get(n.saturating_sub(4)..list.len().min(n + 5));
            let around = around.unwrap_or_default().iter();
            around.filter(|(_, o)| o.scheme == Scheme::Dash).count() >= 2
                && words.chars().count() > 12
        }
        Scheme::CnShi | Scheme::CnYao | Scheme::CnZhua => {
            sibling || (c.number <= 12 && first_sentence(words).is_some() && c.number >= 2)
        }
        Scheme::Ordinal => {
            let first = c.number == 1
                && units
                    .get(i)
                    .is_some_and(|u| u.text(source).starts_with('第'));
            sibling || first && first_sentence(words).is_some()
        }
        Scheme::Chapter => sibling && short,
        Scheme::Volume | Scheme::None => false,
    }
}

/// 一、二、三: numbers that are counted off, no label.
fn counts_on(words: &str, c: Candidate) -> bool {
    c.scheme == Scheme::CnComma
        && crate::reader::label::chinese(words).is_some_and(|(v, len)| {
            v == c.number + 1
                && words
                    .get(len..)
                    .is_some_and(|r| r.starts_with(['、', '，', '…', '—']))
        })
}

/// 一、二季度, 三、四十岁: the next digit right behind the label.
fn opens_with_next(words: &str, c: Candidate) -> bool {
    let digit = words.char_indices().nth(1).map_or(words.len(), |(i, _)| i);
    c.scheme == Scheme::CnComma
        && words
            .get(..digit)
            .and_then(crate::reader::label::chinese)
            .is_some_and(|(v, _)| v == c.number + 1)
}

/// Does the series go on inside the line: 一是…。二是…。?
fn goes_on_inside(words: &str, c: Candidate) -> bool {
    let worded = matches!(
        c.scheme,
        Scheme::CnShi | Scheme::CnYao | Scheme::Ordinal | Scheme::OrdinalDian
    );
    worded
        && words.char_indices().any(|(i, m)| {
            matches!(m, '。' | '；' | ';' | '！')
                && words
                    .get(i + m.len_utf8()..)
                    .and_then(crate::reader::label::candidate)
                    .is_some_and(|k| group(k.scheme) == group(c.scheme) && k.number == c.number + 1)
        })
}
