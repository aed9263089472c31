//! Widths of characters as a word processor sets them: Latin in Times, everything else in the Chinese face.

use crate::font::{Embedding, Faces};
use crate::style::Face;

/// Advances of Times for U+0020 to U+007E, in thousandths of an em (Adobe's metrics for the core fonts).
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];
/// Other letters of Times, on average.
const TIMES_OTHER: u16 = 500;
/// Marks that the faces of this project keep narrow unless a variation selector asks for the wide form, which
/// an office program does not do.
const NARROW: [(Face, &str, f64); 4] = [
    (Face::Fangsong, "“”", 0.331),
    (Face::Fangsong, "‘’", 0.176),
    (Face::Fangsong, "·×", 0.5),
    (Face::Kai, "“”‘’·", 0.35),
];
/// Share of the em that stands between Han and Latin.
pub(super) const HAN_LATIN: f64 = 0.2;

/// Whose font a character takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Letters and digits of the ascii and hAnsi font.
    Latin,
    /// The East Asian font.
    Asian,
    /// Marks and spaces that follow the script before them.
    Weak,
}

/// The script of a character on its own.
#[must_use]
pub(super) fn script(c: char) -> Script {
    match c {
        c if c.is_ascii_alphanumeric() => Script::Latin,
        c if c.is_ascii() => Script::Weak,
        '\u{a0}'..='\u{bf}' | '×' | '÷' | '\u{2000}'..='\u{206f}' => Script::Weak,
        '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{52f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        _ => Script::Asian,
    }
}

/// True for characters beside which Han–Latin space may stand.
#[must_use]
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Advance in em of a character in the Latin font.
#[must_use]
fn latin(c: char) -> f64 {
    let at = usize::try_from(u32::from(c).wrapping_sub(0x20)).unwrap_or(usize::MAX);
    let thousandths = TIMES.get(at).copied().unwrap_or(match c {
        '“' | '”' => 444,
        '‘' | '’' => 333,
        '—' | '…' => 1000,
        '·' => 250,
        '×' => 564,
        _ => TIMES_OTHER,
    });
    f64::from(thousandths) / 1000.0
}

/// Where widths come from: the fonts of the office program, or those that the document carries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Widths<'a> {
    faces: &'a Faces,
    carried: Option<&'a Embedding>,
}

impl<'a> Widths<'a> {
    /// Those of the faces as an office program finds them installed.
    pub(crate) const fn installed(faces: &'a Faces) -> Self {
        Self {
            faces,
            carried: None,
        }
    }

    /// Those of the fonts in the document, whose marks are as wide as in the PDF.
    pub(crate) const fn carried(faces: &'a Faces, fonts: &'a Embedding) -> Self {
        Self {
            faces,
            carried: Some(fonts),
        }
    }

    /// Advance in em of a character in the Latin font: that of the Chinese face, where the document carries it.
    #[must_use]
    pub(super) fn latin(&self, c: char, face: Face) -> f64 {
        match self.carried.and_then(|e| e.get(face)) {
            Some(own) => f64::from(self.faces.glyph(own.face, c).advance),
            None => latin(c),
        }
    }

    /// Advance in em of a character in the Chinese face.
    #[must_use]
    pub(super) fn asian(&self, c: char, face: Face) -> f64 {
        if is_ideograph(c) || matches!(c, '，' | '。' | '、') {
            return 1.0;
        }
        if let Some(own) = self.carried.and_then(|e| e.get(face)) {
            return f64::from(self.faces.glyph(own.face, c).advance);
        }
        NARROW
            .iter()
            .find(|(f, marks, _)| *f == face && marks.contains(c))
            .map_or_else(|| f64::from(self.faces.glyph(face, c).advance), |n| n.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_times_is_in_place() {
        for (c, em) in [
            (' ', 0.25),
            ('0', 0.5),
            ('A', 0.722),
            ('a', 0.444),
            ('~', 0.541),
        ] {
            assert!((latin(c) - em).abs() < 1e-9, "{c}");
        }
        assert_eq!(
            (script('“'), script('a'), script('甲')),
            (Script::Weak, Script::Latin, Script::Asian)
        );
    }
}
