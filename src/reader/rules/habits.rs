//! How a text is written: what a title without number must differ from, and what titles of one collection share.

use super::titles::{BODY_MIN, bare_shape};
use crate::reader::lines::{Kind, Unit, ends_sentence};
use crate::reader::{names, roles, stems};
use crate::tree::Scheme;
use std::collections::{BTreeMap, HashMap, HashSet};

/// So many last characters make lines kindred.
const KINDRED_TAIL: usize = 4;
/// A rubric opens the passages of a text where so many lines begin with it.
const OPENINGS_MIN: usize = 2;

/// How the text is written: what a title must differ from.
pub(super) struct Habits {
    /// Most frequent indentation of body lines, in characters.
    pub(super) indent: u32,
    /// Most frequent number of blank lines before a body line.
    pub(super) gap: u32,
    /// Share of body lines with a blank line before them.
    pub(super) parted: f64,
    /// Share of body lines that end in a mark.
    pub(super) closed: f64,
    /// Lines that have a title's shape to body lines.
    pub(super) open: f64,
    /// Two or more 一、 or （一）.
    pub(super) structured: bool,
}

impl Habits {
    /// Of the lines of `flow`.
    pub(super) fn of(units: &[Unit], flow: &[usize], source: &str) -> Self {
        let lines = || flow.iter().filter_map(|&i| units.get(i));
        let body = || lines().filter(|u| u.chars > BODY_MIN || ends_sentence(u.text(source)));
        let mode = |values: Vec<u32>| {
            let mut count = BTreeMap::new();
            for v in values {
                *count.entry(v).or_insert(0usize) += 1;
            }
            count
                .into_iter()
                .max_by_key(|(_, n)| *n)
                .map_or(0, |(v, _)| v)
        };
        let shaped = lines().filter(|u| bare_shape(u, source)).count() as f64;
        // Labels, dates and names have habits of their own.
        let text = lines().filter(|u| {
            let s = u.text(source);
            u.kind == Kind::Para
                && u.candidate.is_none()
                && !bare_shape(u, source)
                && !roles::is_date(s)
                && !names::is_byline(s)
                && !stems::is_numeral(s)
        });
        let (mut all, mut ended) = (0.0, 0.0);
        for u in text {
            all += 1.0;
            ended += f64::from(u8::from(ends_sentence(u.text(source))));
        }
        let heads = lines().filter(|u| {
            u.candidate
                .is_some_and(|c| matches!(c.scheme, Scheme::CnComma | Scheme::CnParen))
        });
        Self {
            indent: mode(body().map(|u| u.indent).collect()),
            gap: mode(body().map(|u| u.gap).collect()),
            parted: body().filter(|u| u.blank_before).count() as f64
                / f64::max(body().count() as f64, 1.0),
            closed: ended / f64::max(all, 1.0),
            open: shaped / f64::max(all, 1.0),
            structured: heads.count() >= 2,
        }
    }
}

/// What the titles of one collection share: found once in the whole text, while habits are asked for piece by piece.
pub(super) struct Collection<'a> {
    /// What the contents list names.
    listed: HashSet<&'a str>,
    /// Last words of the lines that have a title's shape, with their number.
    tails: HashMap<&'a str, usize>,
    /// The rubric that the first passage opens with, where it comes again.
    opening: Option<&'a str>,
}

impl<'a> Collection<'a> {
    /// Of the lines of `flow` and the contents list above them.
    pub(super) fn of(units: &[Unit], flow: &[usize], source: &'a str) -> Self {
        let mut tails = HashMap::new();
        let lines = flow.iter().filter_map(|&i| units.get(i));
        for u in lines.filter(|u| bare_shape(u, source)) {
            *tails.entry(tail(u.text(source))).or_insert(0) += 1;
        }
        let toc = units.iter().filter(|u| u.role == "toc");
        Self {
            listed: toc
                .map(|u| u.text(source))
                .flat_map(|s| [listed_name(s)].into_iter().chain(unnumbered_name(s)))
                .collect(),
            tails,
            opening: opening(units, flow, source),
        }
    }

    /// True for a line that begins with the rubric of the text's passages.
    pub(super) fn opens(&self, s: &str) -> bool {
        self.opening.is_some_and(|o| s.starts_with(o))
    }

    /// True for a line that a contents list names.
    pub(super) fn lists(&self, s: &str) -> bool {
        self.listed.contains(s)
    }

    /// True where at least two more lines of a title's shape end in the same words.
    pub(super) fn has_kin(&self, s: &str) -> bool {
        self.tails.get(tail(s)).is_some_and(|n| *n > 2)
    }
}

/// The first rubric with words behind it on its line, where it comes again.
fn opening<'a>(units: &[Unit], flow: &[usize], source: &'a str) -> Option<&'a str> {
    let rubric = |u: &Unit| {
        let s = source.get(u.span.range())?;
        let end = s.strip_prefix('【')?.find('】')? + "【】".len();
        (end < s.len()).then(|| s.get(..end)).flatten()
    };
    let mut all = flow.iter().filter_map(|&i| rubric(units.get(i)?));
    let first = all.next()?;
    (all.filter(|r| *r == first).count() >= OPENINGS_MIN - 1).then_some(first)
}

/// The last characters of a line, as titles of one collection share them.
fn tail(s: &str) -> &str {
    let at = s.char_indices().rev().nth(KINDRED_TAIL - 1);
    s.get(at.map_or(0, |(i, _)| i)..).unwrap_or_default()
}

/// A line of a contents list without its leaders and page number: 渡口……12, 渡口(12), 渡口/12.
pub(super) fn listed_name(s: &str) -> &str {
    let s = s.trim();
    let inner = s.strip_suffix([')', '）']);
    let page = inner.and_then(|i| i.rsplit_once(['(', '（']));
    let s = page
        .filter(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        .map_or(s, |(name, _)| name);
    s.trim_end_matches(|c: char| {
        c.is_whitespace() || c.is_ascii_digit() || matches!(c, '.' | '…' | '·' | '．' | '-' | '/')
    })
}

/// Such a line without the number before it: 一、渡口……12.
pub(super) fn unnumbered_name(s: &str) -> Option<&str> {
    let name = listed_name(s);
    let counted = [Scheme::CnComma, Scheme::ArabicDot, Scheme::ArabicComma];
    let label = crate::reader::label::candidate(name).filter(|c| counted.contains(&c.scheme))?;
    name.get(label.len..).map(str::trim_start)
}
