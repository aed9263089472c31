//! The user's corrections: a small TOML file that says what lines are, anchored by how they start, so that it holds when
//! lines move. Corrections are given to the stages before they decide; a corrected line pulls its series along.
//!
//! ```toml
//! [[line]]
//! at = 207                    # a hint; the anchor decides
//! starts = "二、突出"
//! as = "heading"              # piece heading item para salutation closing boilerplate continuation title
//! level = 3
//! [[line]]
//! starts = "(四)落实"
//! split = 18                  # a new block begins behind so many characters
//! [[move]]
//! lines = "242-245"
//! after = "第二、突出重点"
//! [[replace]]
//! starts = "近20xx年来"
//! find = "20xx"
//! with = "20"
//! [document]
//! title = "…"
//! ```

use super::anchors::{Anchors, Hit};
use super::lines::{self, Kind, Unit};
use super::order::Order;
use crate::source::Source;
use crate::tree::Span;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// All moves of a file together take so many lines, or the text so often, at most.
const MOVED: usize = 1_000_000;
const OFTEN: usize = 64;

/// A corrections file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrections {
    /// What lines are, and where they are cut.
    #[serde(default)]
    line: Vec<LineFix>,
    /// Lines that belong elsewhere.
    #[serde(default, rename = "move")]
    moves: Vec<Move>,
    /// Words that are wrong.
    #[serde(default)]
    replace: Vec<Replace>,
    /// Facts of the whole.
    #[serde(default)]
    document: Facts,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineFix {
    at: Option<u32>,
    starts: String,
    #[serde(rename = "as")]
    kind: Option<FixedKind>,
    level: Option<u8>,
    split: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FixedKind {
    Title,
    Piece,
    Heading,
    Item,
    Para,
    Salutation,
    Closing,
    Boilerplate,
    Continuation,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    lines: String,
    after: String,
    at: Option<u32>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Replace {
    at: Option<u32>,
    starts: String,
    find: String,
    with: String,
}

/// `[document]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Title of the whole.
    pub title: Option<String>,
    /// Author of the whole.
    pub author: Option<String>,
}

/// A corrections file does not fit.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionError {
    /// No TOML, or keys that are not known.
    #[error("{0}")]
    Syntax(#[from] toml::de::Error),
    /// No line starts so.
    #[error("no line starts with “{starts}”; the nearest is line {line}: {text}")]
    NoAnchor {
        /// What was looked for.
        starts: String,
        /// The line that resembles it most.
        line: u32,
        /// How that line starts.
        text: String,
    },
    /// Several lines start so, and no hint tells which.
    #[error("lines {lines} start with “{starts}”: say which with `at`")]
    Ambiguous {
        /// What was looked for.
        starts: String,
        /// The lines.
        lines: String,
    },
    /// `lines` is no number or range of lines with text.
    #[error("“{0}” are no lines of this text: write 12 or 12-15")]
    Range(String),
    /// `find` does not stand in the line.
    #[error("line {line} does not hold “{find}”")]
    NotFound {
        /// The line.
        line: u32,
        /// What was looked for.
        find: String,
    },
    /// Lines are moved about more than any correction needs.
    #[error("“{0}”: these moves take lines about more often than the text is long")]
    Moves(String),
    /// `split` lies outside the line.
    #[error("line {line} has no character {at} to split at")]
    Split {
        /// The line.
        line: u32,
        /// The place.
        at: usize,
    },
}

/// Corrections with their anchors found in one source.
#[derive(Debug, Clone, Default)]
pub struct Anchored {
    /// Where the line (or the part of one) begins in the source, and what it is.
    pub(crate) kinds: Vec<(u32, FixedKind, Option<u8>)>,
    /// Line, and byte of the source where it is cut.
    pub(crate) splits: Vec<(u32, usize)>,
    /// First and last line, and the line that they go behind.
    pub(crate) moves: Vec<(u32, u32, u32)>,
    /// Words of the source, and what stands there instead.
    pub(crate) replaced: Vec<(Span, String)>,
    /// Facts of the whole.
    pub facts: Facts,
}

impl Corrections {
    /// Reads a corrections file.
    ///
    /// # Errors
    /// [`CorrectionError::Syntax`].
    pub fn parse(text: &str) -> Result<Self, CorrectionError> {
        Ok(toml::from_str(text)?)
    }

    /// Finds every anchor in the source.
    ///
    /// ```
    /// use wenji::{reader::{self, Corrections, ReadOptions}, source::Source};
    /// let source = Source::decode("春游\n清晨出发。\n傍晚归来。\n".as_bytes(), None).unwrap();
    /// let file = "[[line]]\nstarts = '傍晚'\nas = 'closing'\n";
    /// let corrections = Corrections::parse(file).unwrap().anchor(&source).unwrap();
    /// let options = ReadOptions { corrections: Some(corrections), ..ReadOptions::default() };
    /// let reading = reader::read(&source, &options);
    /// assert_eq!(reading.units[2].kind, reader::Kind::Closing);
    /// ```
    ///
    /// # Errors
    /// [`CorrectionError`] where an anchor no longer fits; it names the nearest line.
    pub fn anchor(&self, source: &Source) -> Result<Anchored, CorrectionError> {
        let units = lines::units(&source.text);
        let text = source.text.as_str();
        let lines = Anchors::new(&units, text);
        let mut out = Anchored {
            facts: self.document.clone(),
            ..Anchored::default()
        };
        let mut places = Places::default();
        for fix in &self.line {
            if let Some(at) = fix.split {
                let u = lines.find(&fix.starts, fix.at)?;
                let whole = line_span(&units, u.line);
                let byte = places.byte(u.line, source.slice(whole), at);
                let byte = byte.filter(|i| *i > 0);
                let byte = byte.ok_or(CorrectionError::Split { line: u.line, at })?;
                out.splits.push((u.line, whole.start as usize + byte));
            }
        }
        // What a part of a line is can be said once the line is cut.
        let mut parts = units.clone();
        cut(&mut parts, text, &out.splits);
        let cut = Anchors::new(&parts, text);
        for fix in &self.line {
            let Some(kind) = fix.kind else { continue };
            let u = match cut.hit(&fix.starts, fix.at) {
                Hit::One(u) => u,
                _ => lines.find(&fix.starts, fix.at)?,
            };
            out.kinds.push((u.span.start, kind, fix.level));
        }
        let mut moved = 0;
        for m in &self.moves {
            let (a, b) = range(&m.lines, &units)?;
            moved += of_lines(&units, a, b).len();
            if moved > MOVED.max(units.len() * OFTEN) {
                return Err(CorrectionError::Moves(m.lines.clone()));
            }
            out.moves.push((a, b, lines.find(&m.after, m.at)?.line));
        }
        for r in &self.replace {
            let u = lines.find(&r.starts, r.at)?;
            let whole = line_span(&units, u.line);
            let at = source
                .slice(whole)
                .find(&r.find)
                .filter(|_| !r.find.is_empty())
                .ok_or_else(|| CorrectionError::NotFound {
                    line: u.line,
                    find: r.find.clone(),
                })?;
            let start = whole.start as usize + at;
            out.replaced
                .push((Span::new(start, start + r.find.len()), r.with.clone()));
        }
        out.replaced.sort_by_key(|(s, _)| *s);
        Ok(out)
    }
}

/// Where characters of lines begin, noted every so often, so that a long line is not counted anew for each cut.
#[derive(Default)]
struct Places {
    line: u32,
    every: Vec<usize>,
}

impl Places {
    const STEP: usize = 64;

    /// The byte at which a character of a line begins.
    fn byte(&mut self, line: u32, words: &str, n: usize) -> Option<usize> {
        if self.line != line || self.every.is_empty() {
            self.line = line;
            let starts = words.char_indices().map(|(i, _)| i);
            self.every = starts.step_by(Self::STEP).collect();
        }
        let near = *self.every.get(n / Self::STEP)?;
        let rest = words.get(near..)?;
        let (i, _) = rest.char_indices().nth(n % Self::STEP)?;
        Some(near + i)
    }
}

/// The units of some lines.
fn of_lines(units: &[Unit], from: u32, to: u32) -> std::ops::Range<usize> {
    let first = units.partition_point(|u| u.line < from);
    first..units.partition_point(|u| u.line <= to).max(first)
}

/// The words of a line, all its units together.
fn line_span(units: &[Unit], line: u32) -> Span {
    let of = units.get(of_lines(units, line, line)).unwrap_or_default();
    Span::new(
        of.iter().map(|u| u.span.start as usize).min().unwrap_or(0),
        of.iter().map(|u| u.span.end as usize).max().unwrap_or(0),
    )
}

fn range(s: &str, units: &[Unit]) -> Result<(u32, u32), CorrectionError> {
    let bad = || CorrectionError::Range(s.to_owned());
    let (a, b) = s.split_once(['-', '–']).unwrap_or((s, s));
    let number = |t: &str| t.trim().parse::<u32>().map_err(|_| bad());
    let (a, b) = (number(a)?, number(b)?);
    if a > b || of_lines(units, a, b).is_empty() {
        return Err(bad());
    }
    Ok((a, b))
}

impl Anchored {
    /// Cuts, moves and fixes units before the stages see them.
    pub(super) fn apply(&self, units: &mut Vec<Unit>, source: &str) {
        cut(units, source, &self.splits);
        self.set_in_order(units);
        if self.kinds.is_empty() {
            return;
        }
        let mut by_start = HashMap::with_capacity(units.len());
        for (i, u) in units.iter().enumerate() {
            by_start.entry(u.span.start).or_insert(i);
        }
        for &(start, kind, level) in &self.kinds {
            let Some(&i) = by_start.get(&start) else {
                continue;
            };
            let before = i.checked_sub(1);
            if let Some(u) = units.get_mut(i) {
                fix(u, kind, level, before);
            }
        }
    }

    /// Takes lines where they belong. Units of one line stay together.
    fn set_in_order(&self, units: &mut Vec<Unit>) {
        if self.moves.is_empty() {
            return;
        }
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut order = Order::new(number(units.len()));
        for &(from, to, after) in &self.moves {
            let target = of_lines(units, after, after);
            let Some(mut behind) = target.end.checked_sub(1).map(number) else {
                continue;
            };
            let mut moved: Vec<u32> = of_lines(units, from, to)
                .filter(|i| !target.contains(i))
                .map(number)
                .collect();
            if target.is_empty() {
                continue;
            }
            moved.sort_by_cached_key(|n| order.place(*n));
            for n in moved {
                order.set_behind(n, behind);
                behind = n;
            }
        }
        let mut slots: Vec<Option<Unit>> = std::mem::take(units).into_iter().map(Some).collect();
        let list = order.list().into_iter();
        units.extend(list.filter_map(|n| slots.get_mut(n as usize)?.take()));
    }

    /// Changes of words inside a span: where, and what stands there instead.
    pub(super) fn replaced_in(&self, span: Span) -> impl Iterator<Item = &(Span, String)> {
        // They are in order.
        let first = self.replaced.partition_point(|(s, _)| s.start < span.start);
        let rest = self.replaced.get(first..).unwrap_or_default();
        rest.iter()
            .take_while(move |(s, _)| s.start <= span.end)
            .filter(move |(s, _)| s.end <= span.end)
    }
}

/// Cuts lines at bytes of the source.
fn cut(units: &mut Vec<Unit>, source: &str, splits: &[(u32, usize)]) {
    if splits.is_empty() {
        return;
    }
    let mut splits = splits.to_vec();
    splits.sort_unstable();
    splits.dedup();
    let mut out = Vec::with_capacity(units.len() + splits.len());
    for u in units.drain(..) {
        let (start, end) = (u.span.start as usize, u.span.end as usize);
        let first = splits.partition_point(|s| *s <= (u.line, start));
        let rest = splits.get(first..).unwrap_or_default();
        let inside = rest.iter().take_while(|s| **s < (u.line, end));
        let places: Vec<usize> = inside.map(|(_, at)| *at).collect();
        if places.is_empty() {
            out.push(u);
        } else {
            u.cut_at(source, &places, &mut out);
        }
    }
    *units = out;
}

fn fix(u: &mut Unit, kind: FixedKind, level: Option<u8>, before: Option<usize>) {
    let mut set = |kind, role| u.set(kind, role, "the user's correction", 1.0);
    match kind {
        FixedKind::Title => set(Kind::Title, ""),
        FixedKind::Piece => set(Kind::Piece, ""),
        FixedKind::Heading if level == Some(1) => set(Kind::Volume, "part"),
        FixedKind::Heading => set(Kind::Heading, ""),
        FixedKind::Item => set(Kind::Item, ""),
        FixedKind::Para => set(Kind::Para, ""),
        FixedKind::Salutation => set(Kind::Salutation, ""),
        FixedKind::Closing => set(Kind::Closing, ""),
        FixedKind::Boilerplate => set(Kind::Boilerplate, "correction"),
        FixedKind::Continuation => {
            set(Kind::Continuation, "");
            u.joins = before;
        }
    }
    if matches!(u.kind, Kind::Heading | Kind::Item | Kind::Volume) {
        u.label = u.candidate;
        u.level = match kind {
            FixedKind::Heading => level.unwrap_or(2),
            _ => 0,
        };
    }
    u.fixed = true;
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "一、总则\n一、目的。为了大家。\n甲说了一句话。\n乙说了两句话。(四)落实责任\n";

    fn anchored(file: &str) -> Result<Anchored, CorrectionError> {
        let source = Source::decode(TEXT.as_bytes(), None).unwrap();
        Corrections::parse(file)?.anchor(&source)
    }

    #[test]
    fn anchors_that_do_not_fit_say_what_is_near() {
        let e = anchored("[[line]]\nstarts = '甲说了三句'\nas = 'para'\n").unwrap_err();
        assert!(e.to_string().contains("line 3"), "{e}");
        let e = anchored("[[line]]\nstarts = '一、'\nas = 'para'\n").unwrap_err();
        assert!(e.to_string().contains("1, 2"), "{e}");
        assert!(anchored("[[line]]\nat = 2\nstarts = '一、'\nas = 'para'\n").is_ok());
        assert!(anchored("[[line]]\nstarts = '乙'\nlevle = 2\n").is_err());
        assert!(anchored("[[replace]]\nstarts = '乙'\nfind = '丙'\nwith = ''\n").is_err());
        assert!(anchored("[[move]]\nlines = '9'\nafter = '乙'\n").is_err());
        assert!(anchored("[[line]]\nstarts = '乙'\nsplit = 70\n").is_err());
    }

    #[test]
    fn a_part_of_a_line_is_told_what_it_is() {
        let file = "[[line]]\nstarts = '乙'\nsplit = 7\n[[line]]\nstarts = '(四)落实'\nas = 'heading'\nlevel = 3\n[[line]]\nstarts = '乙说了两句话。(四)'\nas = 'closing'\n";
        let mut units = lines::units(TEXT);
        anchored(file).unwrap().apply(&mut units, TEXT);
        assert_eq!(units[3].kind, Kind::Closing);
        assert_eq!((units[4].kind, units[4].level), (Kind::Heading, 3));
        assert!(!units[4].first);
    }

    #[test]
    fn lines_are_cut_moved_and_fixed() {
        let a = anchored(
            "[[line]]\nstarts = '乙'\nsplit = 7\n[[move]]\nlines = '3'\nafter = '乙'\n[[line]]\nstarts = '甲'\nas = 'heading'\nlevel = 3\n",
        )
        .unwrap();
        let mut units = lines::units(TEXT);
        a.apply(&mut units, TEXT);
        let words: Vec<&str> = units.iter().map(|u| u.text(TEXT)).collect();
        assert_eq!(
            words,
            [
                "一、总则",
                "一、目的。为了大家。",
                "乙说了两句话。",
                "(四)落实责任",
                "甲说了一句话。"
            ]
        );
        assert_eq!(
            (units[4].kind, units[4].level, units[4].fixed),
            (Kind::Heading, 3, true)
        );
    }

    #[test]
    fn moves_in_their_turn_take_what_earlier_ones_brought() {
        let text: String = (1..=12).map(|n| format!("第{n}行的话在这里。\n")).collect();
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let moved = |moves: &[(&str, u32)]| {
            let file: String = moves
                .iter()
                .map(|(l, a)| format!("[[move]]\nlines = \"{l}\"\nafter = \"第{a}行的话\"\n"))
                .collect();
            let fixed = Corrections::parse(&file).unwrap().anchor(&source).unwrap();
            let mut units = lines::units(&source.text);
            fixed.apply(&mut units, &source.text);
            units.iter().map(|u| u.line).collect::<Vec<_>>()
        };
        assert_eq!(moved(&[("2", 4)]), [1, 3, 4, 2, 5, 6, 7, 8, 9, 10, 11, 12]);
        // The second takes 2 from where the first has set it, and leaves the line that it sets them behind.
        assert_eq!(
            moved(&[("2", 8), ("2-5", 11), ("9-12", 10)]),
            [1, 6, 7, 8, 10, 9, 11, 12, 3, 4, 5, 2]
        );
        assert_eq!(moved(&[("1-12", 6)])[..2], [6, 1]);
    }

    #[test]
    fn moves_beyond_all_measure_are_refused() {
        let text: String = (1..=2000)
            .map(|n| format!("第{n}行的话在这里。\n"))
            .collect();
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let file = "[[move]]\nlines = \"1-2000\"\nafter = \"第7行\"\n".repeat(600);
        let anchored = Corrections::parse(&file).unwrap().anchor(&source);
        assert!(matches!(anchored, Err(CorrectionError::Moves(_))));
    }

    #[test]
    fn cuts_in_any_order_part_a_line_at_each() {
        let source = Source::decode("一二三四五六七八九十。\n另一行。\n".as_bytes(), None).unwrap();
        let file: String = [7, 2, 5, 2]
            .map(|n| format!("[[line]]\nstarts = \"一二\"\nsplit = {n}\n"))
            .concat();
        let fixed = Corrections::parse(&file).unwrap().anchor(&source).unwrap();
        let mut units = lines::units(&source.text);
        fixed.apply(&mut units, &source.text);
        let parts: Vec<&str> = units.iter().map(|u| u.text(&source.text)).collect();
        assert_eq!(parts, ["一二", "三四五", "六七", "八九十。", "另一行。"]);
        assert!(units[0].first && !units[1].first && !units[3].first && units[4].first);
    }
}
