//! The characters of a line, and of its seams to the lines around, as keys of a learned table; and what that table says.

use super::line::{Fact, unframed};
use super::sink::{Rows, Sink, Template as T, range};
use crate::reader::lines::is_han;
use crate::reader::model::words::{self, TOLD, Words};
use std::borrow::Cow;

/// So much of a line is looked at from each end, in characters.
const HEAD: usize = 16;
const TAIL: usize = 8;
/// Lines up to so many characters are looked at one by one, too.
const SHORT: u32 = 24;
/// Keys of a line at most, or few more.
const KEYS: usize = 96;
/// So much of a line is told by its shape.
const SHAPED: usize = 60;

/// Edges between the steps of a share, in 512ths of a nat below certainty.
const STEPS: [i32; 8] = [-2560, -1792, -1280, -870, -563, -358, -180, -51];

/// What neighbours are told of, as sets of classes: heads, paragraphs, continuations, chatter.
const AROUND: [u32; 4] = [0b111, 1 << 5, 1 << 12, 1 << 3 | 1 << 4 | 1 << 10];

/// Kinds of keys. Order is part of the weights' format: add at the end.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Key {
    Length,
    Start,
    End,
    Pair,
    Single,
    Shape,
    ShapeStart,
    ShapeEnd,
    ShapePart,
    Sized,
    Lengths,
    Rest,
    Label,
    SeamBefore,
    SeamBehind,
    Gaps,
    Indent,
}

/// The characters of each line as keys of the table; line `i` is `ids[starts[i]..starts[i + 1]]`.
pub(super) fn grams(facts: &[Fact<'_>]) -> Rows {
    let mut out = Rows::with_lines(facts.len(), KEYS);
    let texts: Vec<Cow<'_, str>> = facts.iter().map(Fact::composed).collect();
    let text = |k: usize| texts.get(k).map_or("", |s| s);
    for (i, f) in facts.iter().enumerate() {
        let before = i.checked_sub(1);
        let mut say = |key: Key, cs: &[char]| out.ids.push(hash(key, cs));
        ends(f, text(i), &mut say);
        shape(text(i), &mut say);
        label(f, &mut say);
        seams([before.map_or("", text), text(i), text(i + 1)], &mut say);
        let fact = |k: usize| facts.get(k);
        layout(f, before.and_then(fact), fact(i + 1), &mut say);
        out.end_line();
    }
    out
}

/// How the line begins and ends, and the pairs of characters there.
fn ends(f: &Fact<'_>, s: &str, say: &mut impl FnMut(Key, &[char])) {
    let bare = unframed(s);
    let (mut first, mut last) = (['\0'; HEAD], ['\0'; TAIL]);
    let n = fill(first.iter_mut(), letters(bare));
    let m = fill(last.iter_mut().rev(), backwards(bare));
    let head = first.get(..n).unwrap_or_default();
    let tail = last.get(TAIL - m..).unwrap_or_default();
    // A short line is told once.
    let behind: &[char] = if n < HEAD { &[] } else { tail };
    for k in 1..=3 {
        if let Some(cs) = head.get(..k) {
            say(Key::Start, cs);
        }
        if let Some(cs) = tail.len().checked_sub(k).and_then(|at| tail.get(at..)) {
            say(Key::End, cs);
        }
    }
    for pair in head.windows(2).chain(behind.windows(2)) {
        say(Key::Pair, pair);
    }
    if f.chars <= SHORT {
        for one in head.windows(1).chain(behind.windows(1)) {
            say(Key::Single, one);
        }
    }
    say(Key::Length, &[small(f.length())]);
    if let (Some(h), Some(t)) = (head.first(), tail.last()) {
        let size = small(f.size());
        say(Key::Sized, &[size, *h]);
        say(Key::Sized, &[size, '\0', *t]);
        say(Key::Sized, &[size, *h, *t]);
    }
}

/// Characters into places, as far as both go; how many there were.
fn fill<'a>(
    places: impl Iterator<Item = &'a mut char>,
    chars: impl Iterator<Item = char>,
) -> usize {
    places.zip(chars).map(|(place, c)| *place = c).count()
}

/// The marks of the line, with words as one.
fn shape(s: &str, say: &mut impl FnMut(Key, &[char])) {
    let mut marks = ['\0'; SHAPED];
    let mut last = None;
    let runs = s.chars().take(SHAPED).map(kind);
    let n = fill(
        marks.iter_mut(),
        runs.filter(|c| last.replace(*c) != Some(*c)),
    );
    let shape = marks.get(..n).unwrap_or_default();
    say(Key::Shape, shape);
    for k in [2, 3, 4, 6] {
        say(Key::ShapeStart, shape.get(..k).unwrap_or(shape));
        let at = shape.len().saturating_sub(k);
        say(Key::ShapeEnd, shape.get(at..).unwrap_or_default());
    }
    for part in shape.windows(3) {
        say(Key::ShapePart, part);
    }
}

/// What stands behind the label.
fn label(f: &Fact<'_>, say: &mut impl FnMut(Key, &[char])) {
    let Some(l) = f.label else { return };
    let family = small(l.scheme as u32);
    let mut rest = letters(unframed(f.s).get(l.len..).unwrap_or_default());
    say(Key::Label, &[family]);
    say(Key::Label, &[family, plain(f.tail)]);
    if let Some(a) = rest.next() {
        say(Key::Rest, &[a]);
        say(Key::Rest, &[family, '\0', a]);
        if let Some(b) = rest.next() {
            say(Key::Rest, &[a, b]);
        }
    }
}

/// How the line before goes over into this one, and this one into the next.
fn seams([before, s, next]: [&str; 3], say: &mut impl FnMut(Key, &[char])) {
    for (key, a, b) in [(Key::SeamBefore, before, s), (Key::SeamBehind, s, next)] {
        let (mut tail, mut head) = (backwards(a), letters(b));
        if let (Some(t), Some(h)) = (tail.next(), head.next()) {
            say(key, &[t, h]);
            if let Some(h2) = head.next() {
                say(key, &[t, h, h2]);
            }
            if let Some(t2) = tail.next() {
                say(key, &[t2, t, h, '\0']);
            }
        }
    }
}

/// Lengths, blank lines and indents.
fn layout(
    f: &Fact<'_>,
    before: Option<&Fact<'_>>,
    next: Option<&Fact<'_>>,
    say: &mut impl FnMut(Key, &[char]),
) {
    let size = |f: Option<&Fact<'_>>| small(f.map_or(9, Fact::size));
    let gap = |f: Option<&Fact<'_>>| small(f.map_or(3, |f| f.gap.min(2)));
    let (mine, parted, followed) = (size(Some(f)), gap(Some(f)), gap(next));
    let indent = small(range(f.columns, &[0, 1, 2, 4, 8, 16]));
    say(Key::Lengths, &[size(before), mine]);
    say(Key::Lengths, &[mine, size(next), '\0']);
    say(Key::Gaps, &[parted, followed, mine]);
    say(Key::Gaps, &[parted, followed, indent, '\0']);
    say(Key::Indent, &[indent, mine]);
}

fn letters(s: &str) -> impl Iterator<Item = char> {
    s.chars().filter(|c| !c.is_whitespace()).map(plain)
}

fn backwards(s: &str) -> impl Iterator<Item = char> {
    s.chars().rev().filter(|c| !c.is_whitespace()).map(plain)
}

fn small(n: u32) -> char {
    char::from_u32(n).unwrap_or_default()
}

fn kind(c: char) -> char {
    match plain(c) {
        '一' => '一',
        c if is_han(c) => '汉',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Numbers are all alike.
const fn plain(c: char) -> char {
    match c {
        '0'..='9' | '０'..='９' => '0',
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' => '一',
        'A'..='Z' => 'A',
        'a'..='z' => 'a',
        c => c,
    }
}

fn hash(key: Key, cs: &[char]) -> u32 {
    let h = cs.iter().fold(
        0x811c_9dc5 ^ (key as u32).wrapping_mul(0x9e37_79b1),
        |h, c| {
            let h = (h ^ *c as u32).wrapping_mul(0x0100_0193);
            h ^ (h >> 15)
        },
    );
    let h = h.wrapping_mul(0x85eb_ca6b);
    h ^ (h >> 13)
}

/// What the table says of each line, as features.
#[must_use]
pub fn rows(words: &Words, grams: &Rows) -> Rows {
    let mut sink = Sink::with_lines(grams.len());
    for i in 0..grams.len() {
        let shares = words.shares(grams.row(i));
        for (g, x) in (0u32..).zip(shares) {
            for (k, _) in (0u32..).zip(STEPS).filter(|(_, e)| x > *e) {
                sink.own(T::Words, &[g, k]);
            }
        }
        let best = (0..TOLD).max_by_key(|g| (shares.get(*g).copied(), std::cmp::Reverse(*g)));
        if let Some((g, x)) = best.and_then(|g| Some((g, *shares.get(g)?))) {
            sink.shared(T::Words, &[g as u32, range((-x) as u32, &[100, 400]), 20]);
        }
        for (g, set) in (0u32..).zip(AROUND) {
            let x = words::sum(&shares, set);
            sink.shared(
                T::Words,
                &[g, range((-x).max(0) as u32, &[60, 250, 700, 1400]), 21],
            );
        }
        sink.end_line();
    }
    sink.rows(&super::SEEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Rows {
        let units = crate::reader::lines::units(text);
        super::super::rows(&units, &units, text).grams
    }

    #[test]
    fn a_number_that_counts_the_lines_is_none_of_their_characters() {
        let text: String = (0u8..14)
            .map(|k| format!("{}里的人都走到河边去看水。\n", char::from(b'a' + k)))
            .collect();
        let counted: String = text
            .lines()
            .zip(1..)
            .map(|(l, n)| format!("{n}\t{l}\n"))
            .collect();
        let (bare, counted) = (lines(&text), lines(&counted));
        let ends = |r: &Rows, key: Key| r.row(5).contains(&hash(key, &['a', '里']));
        assert!(ends(&bare, Key::Start) && ends(&counted, Key::Start));
    }

    #[test]
    fn what_the_table_says_is_told_of_a_line_and_its_neighbours() {
        let text = "晨\n\n他走到河边去看水，看了很久很久，水里有鱼。\n";
        let grams = lines(text);
        let key = *grams.row(0).first().unwrap();
        let mut row = [0; TOLD];
        row[1] = 120;
        let words = Words::new(vec![key], vec![row]).unwrap();
        let told = rows(&words, &grams);
        let silent = rows(&Words::new(Vec::new(), Vec::new()).unwrap(), &grams);
        assert_eq!(told.len(), 2);
        assert_ne!(told.row(0), silent.row(0));
        assert_ne!(told.row(1), silent.row(1));
    }
}
