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

use super::lines::{self, Kind, Unit};
use crate::source::Source;
use crate::tree::Span;
use serde::{Deserialize, Serialize};

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
        let mut out = Anchored {
            facts: self.document.clone(),
            ..Anchored::default()
        };
        for fix in &self.line {
            if let Some(at) = fix.split {
                let u = find(&units, text, &fix.starts, fix.at)?;
                let whole = line_span(&units, u.line);
                let words = source.slice(whole);
                let byte = words
                    .char_indices()
                    .nth(at)
                    .map(|(i, _)| i)
                    .filter(|i| *i > 0);
                let byte = byte.ok_or(CorrectionError::Split { line: u.line, at })?;
                out.splits.push((u.line, whole.start as usize + byte));
            }
        }
        // What a part of a line is can be said once the line is cut.
        let mut parts = units.clone();
        cut(&mut parts, text, &out.splits);
        for fix in &self.line {
            let Some(kind) = fix.kind else { continue };
            let u = find(&parts, text, &fix.starts, fix.at)
                .or_else(|_| find(&units, text, &fix.starts, fix.at))?;
            out.kinds.push((u.span.start, kind, fix.level));
        }
        for m in &self.moves {
            let (a, b) = range(&m.lines, &units)?;
            out.moves
                .push((a, b, find(&units, text, &m.after, m.at)?.line));
        }
        for r in &self.replace {
            let u = find(&units, text, &r.starts, r.at)?;
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

/// The words of a line, all its units together.
fn line_span(units: &[Unit], line: u32) -> Span {
    let of = || units.iter().filter(|u| u.line == line);
    Span::new(
        of().map(|u| u.span.start as usize).min().unwrap_or(0),
        of().map(|u| u.span.end as usize).max().unwrap_or(0),
    )
}

/// The line that starts so; of several the one nearest to the hint.
fn find<'a>(
    units: &'a [Unit],
    source: &str,
    starts: &str,
    at: Option<u32>,
) -> Result<&'a Unit, CorrectionError> {
    let starts = starts.trim();
    let hits: Vec<&Unit> = units
        .iter()
        .filter(|u| u.text(source).starts_with(starts))
        .collect();
    match (hits.as_slice(), at) {
        ([one], _) => Ok(one),
        ([first, rest @ ..], Some(at)) => Ok(rest.iter().fold(first, |best, u| {
            if u.line.abs_diff(at) < best.line.abs_diff(at) {
                u
            } else {
                best
            }
        })),
        ([_, ..], None) => Err(CorrectionError::Ambiguous {
            starts: starts.to_owned(),
            lines: hits
                .iter()
                .map(|u| u.line.to_string())
                .collect::<Vec<_>>()
                .join(", "),
        }),
        ([], _) => {
            let common = |u: &Unit| {
                let text = u.text(source);
                let same = text.chars().zip(starts.chars()).take_while(|(a, b)| a == b);
                let near = at.map_or(0, |at| 1000 / (1 + u.line.abs_diff(at)));
                (same.count(), near)
            };
            let best = units.iter().max_by_key(|u| common(u));
            Err(CorrectionError::NoAnchor {
                starts: starts.to_owned(),
                line: best.map_or(0, |u| u.line),
                text: best.map_or(String::new(), |u| u.text(source).chars().take(24).collect()),
            })
        }
    }
}

fn range(s: &str, units: &[Unit]) -> Result<(u32, u32), CorrectionError> {
    let bad = || CorrectionError::Range(s.to_owned());
    let (a, b) = s.split_once(['-', '–']).unwrap_or((s, s));
    let number = |t: &str| t.trim().parse::<u32>().map_err(|_| bad());
    let (a, b) = (number(a)?, number(b)?);
    let known = units.iter().any(|u| (a..=b).contains(&u.line));
    if known { Ok((a, b)) } else { Err(bad()) }
}

impl Anchored {
    /// Cuts, moves and fixes units before the stages see them.
    pub(super) fn apply(&self, units: &mut Vec<Unit>, source: &str) {
        cut(units, source, &self.splits);
        for &(from, to, after) in &self.moves {
            let (moved, mut rest): (Vec<Unit>, Vec<Unit>) = std::mem::take(units)
                .into_iter()
                .partition(|u| (from..=to).contains(&u.line) && u.line != after);
            let at = rest
                .iter()
                .rposition(|u| u.line == after)
                .map_or(rest.len(), |i| i + 1);
            rest.splice(at..at, moved);
            *units = rest;
        }
        for &(start, kind, level) in &self.kinds {
            let Some(i) = units.iter().position(|u| u.span.start == start) else {
                continue;
            };
            let before = i.checked_sub(1);
            if let Some(u) = units.get_mut(i) {
                fix(u, kind, level, before);
            }
        }
    }

    /// Changes of words inside a span: where, and what stands there instead.
    pub(super) fn replaced_in(&self, span: Span) -> impl Iterator<Item = &(Span, String)> {
        self.replaced
            .iter()
            .filter(move |(s, _)| span.start <= s.start && s.end <= span.end)
    }
}

/// Cuts lines at bytes of the source.
fn cut(units: &mut Vec<Unit>, source: &str, splits: &[(u32, usize)]) {
    for &(line, at) in splits {
        let here = units.iter().position(|u| {
            u.line == line && (u.span.start as usize) < at && at < u.span.end as usize
        });
        if let Some(i) = here
            && let Some((a, b)) = units.get(i).map(|u| u.cut(source, at))
        {
            units.splice(i..=i, [a, b]);
        }
    }
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
}
