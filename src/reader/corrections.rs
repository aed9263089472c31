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
//! starts = "这一段放错了"       # how the first of them starts: the numbers follow it where lines were added above
//! after = "第二、突出重点"
//! [[replace]]
//! starts = "近20xx年来"
//! find = "20xx"
//! with = "20"
//! [document]
//! title = "…"
//! style = "book"              # a built-in style, where the command line says nothing else
//! punctuation = "keep"        # auto keep safe full, where the command line says nothing else
//! ```
//! `seen = ["quotes"]` in a `[[line]]` says that this finding was looked at and is right as it is.

use super::anchors::{Anchors, Hit};
use super::lines::{self, Kind, Unit};
pub use super::misfit::CorrectionError;
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
    #[serde(default)]
    seen: Vec<String>,
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
    starts: Option<String>,
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
    /// Style by its name: what `auto` means for this text.
    pub style: Option<String>,
    /// Punctuation by its name: what `auto` means for this text.
    pub punctuation: Option<String>,
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
    /// Lines, and findings of theirs that were looked at.
    pub(crate) seen: Vec<(u32, String)>,
    /// Facts of the whole.
    pub facts: Facts,
}

/// What styles and punctuation may be told to be: no names of files.
const STYLES: &str = "auto gongwen xinhan mingling jiyao book";
const MARKS: &str = "auto keep safe full";

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
    /// assert_eq!(reading.outline().units()[2].kind, reader::Kind::Closing);
    /// ```
    ///
    /// # Errors
    /// [`CorrectionError`] where an anchor no longer fits; it names the nearest line.
    pub fn anchor(&self, source: &Source) -> Result<Anchored, CorrectionError> {
        self.place(source, &mut Err)
    }

    /// Finds the anchors that the source has, and says what is wrong with the others.
    #[must_use]
    pub fn anchor_what_fits(&self, source: &Source) -> (Anchored, Vec<CorrectionError>) {
        let mut lost = Vec::new();
        let placed = self.place(source, &mut |e| {
            lost.push(e);
            Ok(())
        });
        (placed.unwrap_or_default(), lost)
    }

    /// Finds anchors; `fault` says whether one that is not there ends the search.
    fn place(
        &self,
        source: &Source,
        fault: &mut dyn FnMut(CorrectionError) -> Result<(), CorrectionError>,
    ) -> Result<Anchored, CorrectionError> {
        let units = lines::units(&source.text);
        let text = source.text.as_str();
        let lines = Anchors::new(&units, text);
        let mut out = Anchored {
            facts: self.document.clone(),
            ..Anchored::default()
        };
        let facts = &mut out.facts;
        for (key, given, known) in [
            ("style", &mut facts.style, STYLES),
            ("punctuation", &mut facts.punctuation, MARKS),
        ] {
            let is_known = |g: &str| known.split(' ').any(|k| k == g);
            if let Some(given) = given.take_if(|g| !is_known(g)) {
                fault(CorrectionError::Choice { key, given, known })?;
            }
        }
        let mut places = Places::default();
        for fix in &self.line {
            let Some(at) = fix.split else { continue };
            let found = lines.find(&fix.starts, fix.at).and_then(|u| {
                let whole = line_span(&units, u.line);
                let byte = places.byte(u.line, source.slice(whole), at);
                let byte = byte.filter(|i| *i > 0);
                let byte = byte.ok_or(CorrectionError::Split { line: u.line, at })?;
                Ok((u.line, whole.start as usize + byte))
            });
            match found {
                Ok(split) => out.splits.push(split),
                Err(e) => fault(e)?,
            }
        }
        // What a part of a line is can be said once the line is cut.
        let mut parts = units.clone();
        cut(&mut parts, text, &out.splits);
        let cut = Anchors::new(&parts, text);
        for fix in &self.line {
            if fix.kind.is_none() && fix.seen.is_empty() {
                continue;
            }
            let found = match cut.hit(&fix.starts, fix.at) {
                Hit::One(u) => Ok(u),
                _ => lines.find(&fix.starts, fix.at),
            };
            match found {
                Ok(u) => {
                    let kind = fix.kind.map(|k| (u.span.start, k, fix.level));
                    out.kinds.extend(kind);
                    let seen = fix.seen.iter().map(|code| (u.line, code.clone()));
                    out.seen.extend(seen);
                }
                Err(e) => fault(e)?,
            }
        }
        let mut moved = 0;
        for m in &self.moves {
            match m.place(&units, &lines) {
                Ok(found) => {
                    moved += of_lines(&units, found.0, found.1).len();
                    if moved > MOVED.max(units.len() * OFTEN) {
                        fault(CorrectionError::Moves(m.lines.clone()))?;
                        break;
                    }
                    out.moves.push(found);
                }
                Err(e) => fault(e)?,
            }
        }
        for r in &self.replace {
            match r.place(source, &units, &lines) {
                Ok(found) => out.replaced.push(found),
                Err(e) => fault(e)?,
            }
        }
        out.replaced.sort_by_key(|(s, _)| *s);
        Ok(out)
    }
}

impl Move {
    fn place(&self, units: &[Unit], lines: &Anchors) -> Result<(u32, u32, u32), CorrectionError> {
        let (mut a, mut b) = range(&self.lines, units).or_else(|e| {
            self.starts
                .as_ref()
                .map_or(Err(e), |_| numbers(&self.lines))
        })?;
        if let Some(starts) = &self.starts {
            let first = lines.find(starts, Some(a))?.line;
            (a, b) = (first, first.saturating_add(b - a));
        }
        Ok((a, b, lines.find(&self.after, self.at)?.line))
    }
}

impl Replace {
    fn place(
        &self,
        source: &Source,
        units: &[Unit],
        lines: &Anchors,
    ) -> Result<(Span, String), CorrectionError> {
        let u = lines.find(&self.starts, self.at)?;
        let whole = line_span(units, u.line);
        let at = source
            .slice(whole)
            .find(&self.find)
            .filter(|_| !self.find.is_empty())
            .ok_or_else(|| CorrectionError::NotFound {
                line: u.line,
                find: self.find.clone(),
            })?;
        let start = whole.start as usize + at;
        let span = Span::new(start, start + self.find.len());
        Ok((span, self.with.clone()))
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
    let (a, b) = numbers(s)?;
    if of_lines(units, a, b).is_empty() {
        return Err(CorrectionError::Range(s.to_owned()));
    }
    Ok((a, b))
}

/// The numbers of `12` or `12-15`.
fn numbers(s: &str) -> Result<(u32, u32), CorrectionError> {
    let bad = || CorrectionError::Range(s.to_owned());
    let (a, b) = s.split_once(['-', '–']).unwrap_or((s, s));
    let number = |t: &str| t.trim().parse::<u32>().map_err(|_| bad());
    let (a, b) = (number(a)?, number(b)?);
    if a > b { Err(bad()) } else { Ok((a, b)) }
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

impl Anchored {
    /// Units and text as they are once words are mended, for findings in them; `None` where none are.
    pub(super) fn mended(&self, units: &[Unit], source: &str) -> Option<(Vec<Unit>, String)> {
        let mut text = String::with_capacity(source.len());
        let mut from = 0;
        // Ends of what was replaced, and how far all behind it has moved.
        let mut moved: Vec<(usize, isize)> = Vec::new();
        for (span, with) in &self.replaced {
            let (start, end) = (span.start as usize, span.end as usize);
            let Some(kept) = source.get(from..start) else {
                continue;
            };
            text.push_str(kept);
            text.push_str(with);
            from = end;
            moved.push((end, text.len().cast_signed() - end.cast_signed()));
        }
        moved.last()?;
        text.push_str(source.get(from..)?);
        let place = |at: u32| {
            let at = at as usize;
            let n = moved.partition_point(|m| m.0 <= at).checked_sub(1);
            let by = n.and_then(|n| moved.get(n)).map_or(0, |m| m.1);
            at.saturating_add_signed(by)
        };
        let mut units = units.to_vec();
        for u in &mut units {
            u.span = Span::new(place(u.span.start), place(u.span.end));
        }
        Some((units, text))
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
    fn what_no_longer_fits_is_told_and_the_rest_holds() {
        let source = Source::decode(format!("新加的一行\n{TEXT}").as_bytes(), None).unwrap();
        let file = "[[line]]\nat = 3\nstarts = '甲'\nas = 'closing'\nseen = ['quotes']\n[[line]]\nstarts = '丙'\nas = 'para'\n[[move]]\nlines = '3'\nstarts = '甲'\nafter = '乙'\n[[replace]]\nstarts = '乙'\nfind = '三句'\nwith = ''\n[document]\nstyle = '../secret.toml'\npunctuation = 'keep'\n";
        let parsed = Corrections::parse(file).unwrap();
        assert!(parsed.anchor(&source).is_err());
        let (fits, lost) = parsed.anchor_what_fits(&source);
        assert_eq!(fits.kinds.len(), 1);
        assert_eq!(fits.seen, [(4, "quotes".to_owned())]);
        // The numbers have followed the words.
        assert_eq!(fits.moves, [(4, 4, 5)]);
        assert!(fits.replaced.is_empty());
        assert_eq!(
            (fits.facts.style, fits.facts.punctuation.as_deref()),
            (None, Some("keep"))
        );
        assert_eq!(lost.len(), 3, "{lost:?}");
    }

    #[test]
    fn findings_in_words_that_were_mended_are_gone() {
        use crate::reader::{ReadOptions, read};
        let text = "题\n近20**年来，大家都说“好。\n再过**年，还要说“好。\n";
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let file = "[[replace]]\nstarts = '近20'\nfind = '**'\nwith = '一二三四五'\n[[replace]]\nstarts = '近20'\nfind = '好'\nwith = '好”'\n";
        let fixed = Corrections::parse(file).unwrap().anchor(&source).unwrap();
        let codes = |corrections| {
            let options = ReadOptions {
                corrections,
                ..ReadOptions::default()
            };
            let found = read(&source, &options).diagnostics;
            let told = found.into_iter().map(|d| (d.line, d.code));
            told.filter(|d| d.1 == "quotes" || d.1 == "placeholder")
                .collect::<Vec<_>>()
        };
        let both = |line| [(line, "placeholder"), (line, "quotes")];
        let mut before = codes(None);
        before.sort_unstable();
        assert_eq!(before, [both(2), both(3)].concat());
        let mut after = codes(Some(fixed));
        after.sort_unstable();
        assert_eq!(after, both(3));
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
