//! Lines as a word processor ends them: each as full as it can be, marks whole, one stop hung into the margin.
//!
//! Only the number of lines is asked for here, so nothing is placed. The rules are those of Word and
//! LibreOffice with `kinsoku`: forbidden marks at the edges of a line, a word of Latin letters whole, one
//! of ，。、；：！？ beyond the measure where it ends a line.

use super::word_type::{HAN_LATIN, Script, Widths, is_ideograph, script};
use crate::style::Face;

/// Marks that no line begins with (the lists of the office programs for zh-CN).
const NOT_AT_START: &str =
    "!),.:;?]}¢'\"、。〉》」』】〕〗〞﹐﹑﹒﹔﹕﹖﹗﹚﹜﹞！），．：；？｜｝～￠々‖•·ˇˉ―′’”％";
/// Marks that no line ends with.
const NOT_AT_END: &str = "([{£¥'\"〈《「『【〔〖（［｛￡￥〝﹙﹛﹝“‘";
/// Marks that may hang in the margin.
const HANGING: &str = "，。、；：！？,.";
/// Slack of the measure, in twips: widths are rounded to whole ones in the programs.
const SLACK: f64 = 0.5;

/// Letters of one paragraph: size and letter spacing in twips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Letters {
    /// Size.
    pub(crate) size: f64,
    /// Added to every advance.
    pub(crate) spacing: f64,
}

/// A paragraph being measured: its characters with their advances and the gaps before them, in twips.
#[derive(Debug, Default)]
pub(super) struct Measured {
    c: Vec<char>,
    /// Advance, and space between Han and Latin before the character.
    width: Vec<(f64, f64)>,
}

impl Measured {
    /// Measures runs of characters with their faces.
    #[must_use]
    pub(super) fn of(text: &[(char, Face)], letters: Letters, widths: Widths<'_>) -> Self {
        let mut out = Self {
            c: Vec::with_capacity(text.len()),
            width: Vec::with_capacity(text.len()),
        };
        let first_strong = text
            .iter()
            .map(|(c, _)| script(*c))
            .find(|s| *s != Script::Weak);
        let mut running = first_strong.unwrap_or(Script::Asian);
        let mut before = '\u{3000}';
        for &(c, face) in text {
            let own = script(c);
            if own != Script::Weak {
                running = own;
            }
            let em = if running == Script::Latin {
                widths.latin(c, face)
            } else {
                widths.asian(c, face)
            };
            let meet = is_ideograph(before) && own == Script::Latin
                || is_ideograph(c) && script(before) == Script::Latin;
            let gap = if meet { HAN_LATIN * letters.size } else { 0.0 };
            out.c.push(c);
            out.width.push((em * letters.size + letters.spacing, gap));
            before = c;
        }
        out
    }

    /// How many lines it takes; `first` and `rest` are the widths of the first line and of the others.
    #[must_use]
    pub(super) fn lines(&self, first: f64, rest: f64) -> usize {
        let (mut lines, mut from, mut room) = (0, 0, first);
        while from < self.c.len() {
            from = self.end(from, room);
            room = rest;
            lines += 1;
        }
        lines.max(1)
    }

    /// The end of the line that begins at `from`.
    fn end(&self, from: usize, room: f64) -> usize {
        let mut x = 0.0;
        let mut at = from;
        while let (Some(c), Some((w, gap))) = (self.c.get(at), self.width.get(at)) {
            if *c == '\n' {
                return at + 1;
            }
            let gap = if at > from { *gap } else { 0.0 };
            if x + gap + w > room + SLACK && *c != ' ' {
                break;
            }
            x += gap + w;
            at += 1;
        }
        if at >= self.c.len() {
            return at;
        }
        let hangs = self.c.get(at).is_some_and(|c| HANGING.contains(*c));
        if hangs && at > from && self.may_end(at + 1) {
            return at + 1;
        }
        let mut end = at;
        while end > from + 1 && !self.may_end(end) {
            end -= 1;
        }
        if end > from + 1 || self.may_end(end) {
            end.max(from + 1)
        } else {
            at.max(from + 1)
        }
    }

    /// True where a line may end before character `at`.
    fn may_end(&self, at: usize) -> bool {
        let (Some(&a), Some(&b)) = (self.c.get(at.wrapping_sub(1)), self.c.get(at)) else {
            return true;
        };
        if b == ' ' || NOT_AT_START.contains(b) || NOT_AT_END.contains(a) {
            return false;
        }
        if a.is_ascii_graphic() && b.is_ascii_graphic() {
            return a == '-' && b.is_ascii_alphabetic();
        }
        !(a == b && matches!(a, '—' | '…' | '⋯'))
    }
}

/// Width of a line of one face, in twips.
#[must_use]
pub(crate) fn line_width(text: &str, face: Face, letters: Letters, widths: Widths<'_>) -> f64 {
    let text: Vec<_> = text.chars().map(|c| (c, face)).collect();
    let all = Measured::of(&text, letters, widths).width;
    all.iter().map(|(own, gap)| own + gap).sum()
}

#[cfg(all(test, embedded_fonts))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::font::{Embedding, Faces};
    use crate::style::Style;
    use crate::tree::Document;

    /// 28 characters of 15.75 pt.
    const MEASURE: f64 = 28.0 * 315.0;
    const LETTERS: Letters = Letters {
        size: 320.0,
        spacing: -5.0,
    };

    fn lines(text: &str, first: f64) -> usize {
        let faces = Faces::builtin().unwrap();
        let t: Vec<_> = text.chars().map(|c| (c, Face::Fangsong)).collect();
        Measured::of(&t, LETTERS, Widths::installed(&faces)).lines(first, MEASURE)
    }

    #[test]
    fn a_full_line_and_one_more() {
        assert_eq!(lines(&"一".repeat(28), MEASURE), 1);
        assert_eq!(lines(&"一".repeat(29), MEASURE), 2);
        assert_eq!(lines(&"一".repeat(28), MEASURE - 630.0), 2);
        assert_eq!(lines("", MEASURE), 1);
    }

    #[test]
    fn one_stop_hangs_and_a_closing_mark_does_not() {
        assert_eq!(lines(&format!("{}。", "一".repeat(28)), MEASURE), 1);
        assert_eq!(lines(&format!("{}》", "一".repeat(28)), MEASURE), 2);
        assert_eq!(lines(&format!("{}。》", "一".repeat(28)), MEASURE), 2);
    }

    #[test]
    fn words_and_numbers_stay_whole() {
        let text = format!("{}2024{}", "一".repeat(27), "一".repeat(25));
        assert_eq!(lines(&text, MEASURE), 2);
        let text = format!("{}2024{}", "一".repeat(27), "一".repeat(26));
        assert_eq!(lines(&text, MEASURE), 3);
        assert!(lines(&"a".repeat(500), MEASURE) > 4);
    }

    #[test]
    fn quotation_marks_are_as_wide_as_in_the_font_that_is_used() {
        let faces = Faces::builtin().unwrap();
        let style = Style::named("gongwen").unwrap();
        let (fonts, _) = Embedding::of(&Document::default(), &style, &faces);
        let text = format!("“{}”", "一".repeat(27));
        let t: Vec<_> = text.chars().map(|c| (c, Face::Fangsong)).collect();
        let lines = |w: Widths<'_>| Measured::of(&t, LETTERS, w).lines(MEASURE, MEASURE);
        assert_eq!(lines(Widths::installed(&faces)), 1);
        assert_eq!(lines(Widths::carried(&faces, &fonts)), 2);
    }
}
