//! What a print shop gets: sheets with their boxes, bleed, crop marks and pages in place (PDF/X-4).

use super::content::Short;
use super::impose;
use crate::layout::{Layout, MM};
use std::io::Write as _;

/// Length of a crop mark in mm.
const MARK: f64 = 5.0;
/// Crop marks keep this far from the trimmed page, in mm, or as far as the bleed reaches.
const MARK_GAP: f64 = 3.0;
/// White outside the marks, in mm.
const MARK_MARGIN: f64 = 1.0;
/// Thickness of a crop mark in points.
const MARK_LINE: f64 = 0.25;

/// What the print profile is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Press {
    /// Bleed in mm on every side.
    pub bleed: f64,
    /// Marks where the page is to be cut.
    pub crop_marks: bool,
    /// The number of pages is a multiple of this; 1 leaves it as it is.
    pub pad_pages: usize,
    /// The shop's own output profile, an ICC file of class `prtr`; text is then black of CMYK.
    pub intent: Option<Vec<u8>>,
    /// Two pages on each side of a sheet, to be folded.
    pub booklet: Option<Booklet>,
}

impl Default for Press {
    fn default() -> Self {
        Self {
            bleed: 0.0,
            crop_marks: false,
            pad_pages: 1,
            intent: None,
            booklet: None,
        }
    }
}

/// How a booklet is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Booklet {
    /// Pages of a signature, 16 or 32; up to 64 pages are one signature.
    pub signature: usize,
    /// Width and height of the sheet in mm; `None` for two pages exactly.
    pub sheet: Option<(f64, f64)>,
    /// How far the pages of each sheet stand nearer the fold than those of the sheet outside it, in mm:
    /// twice the paper's thickness makes the outer margins alike once the block is cut.
    pub creep: f64,
}

/// A page of the file: its boxes, and the pages of the book on it. Lengths in points, origin bottom left.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sheet {
    /// Width and height.
    pub(super) media: (f64, f64),
    /// Left, bottom, right, top of the trimmed page.
    pub(super) trim: [f64; 4],
    /// Of the bleed.
    pub(super) bleed: [f64; 4],
    /// Pages of the book, 0-based, with the place of their bottom left corners.
    pub(super) pages: Vec<(usize, f64, f64)>,
}

/// The print profile is asked for what cannot be.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PressError {
    /// A bleed beyond all paper.
    #[error("a bleed of {0} mm: give 0 to {MOST_BLEED}")]
    Bleed(f64),
    /// Pages in multiples of nothing.
    #[error("a multiple of 0 pages: give 2, 4, 16 …")]
    Multiple,
    /// No profile of a printer.
    #[error("the output intent is no ICC profile of a printer (class prtr) for CMYK or GRAY")]
    Intent,
    /// Two pages are larger than the sheet. Lengths in mm.
    #[error("a sheet of {} × {} mm does not take two pages of {:.0} × {:.0} mm side by side", sheet.0, sheet.1, page.0, page.1)]
    Sheet {
        /// Width and height of the sheet.
        sheet: (f64, f64),
        /// Width and height of a page.
        page: (f64, f64),
    },
}

/// The widest bleed, in mm.
pub const MOST_BLEED: f64 = 25.0;

impl Press {
    /// Fails where a measure makes no sense for pages of this size in points.
    ///
    /// # Errors
    /// [`PressError`] says what to give instead.
    pub fn check(&self, width: f64, height: f64) -> Result<(), PressError> {
        if !(0.0..=MOST_BLEED).contains(&self.bleed) {
            return Err(PressError::Bleed(self.bleed));
        }
        if self.pad_pages == 0 {
            return Err(PressError::Multiple);
        }
        if let Some(icc) = &self.intent {
            let class = icc.get(12..16).unwrap_or_default();
            let space = icc.get(16..20).unwrap_or_default();
            if class != b"prtr" || !matches!(space, b"CMYK" | b"GRAY") {
                return Err(PressError::Intent);
            }
        }
        if let Some(sheet) = self.booklet.and_then(|b| b.sheet)
            && (sheet.0 * MM + 0.5 < 2.0 * width || sheet.1 * MM + 0.5 < height)
        {
            let page = (width / MM, height / MM);
            return Err(PressError::Sheet { sheet, page });
        }
        Ok(())
    }

    /// True where text is black of four inks.
    pub(super) fn is_cmyk(&self) -> bool {
        let space = self.intent.as_ref().and_then(|icc| icc.get(16..20));
        space == Some(b"CMYK")
    }

    /// The pages of the file.
    pub(super) fn sheets(&self, layout: &Layout) -> Vec<Sheet> {
        let count = layout.pages.len().next_multiple_of(self.pad_pages.max(1));
        let (w, h) = (layout.width, layout.height);
        let Some(b) = self.booklet else {
            return (0..count)
                .map(|n| self.sheet((w, h), (0.0, 0.0), vec![(n, 0.0, 0.0)]))
                .collect();
        };
        let (sw, sh) = b.sheet.map_or((2.0 * w, h), |(w, h)| (w * MM, h * MM));
        let rest = ((sw - 2.0 * w) / 2.0, (sh - h) / 2.0);
        let sides = impose::sides(count, b.signature);
        let place = |side: &impose::Side| {
            let shift = side.depth as f64 * b.creep * MM;
            let mut pages = side.pages;
            if layout.vertical {
                // Bound at the right: the same sheet, seen from its other edge.
                pages.reverse();
            }
            let both = pages.into_iter().zip([shift, w - shift]);
            both.filter_map(|(p, x)| p.map(|p| (p, x, 0.0))).collect()
        };
        sides
            .iter()
            .map(|s| self.sheet((2.0 * w, h), rest, place(s)))
            .collect()
    }

    /// One page of the file: `trim` in size, with `rest` of paper around it.
    fn sheet(&self, trim: (f64, f64), rest: (f64, f64), pages: Vec<(usize, f64, f64)>) -> Sheet {
        let bleed = self.bleed * MM;
        let slug = if self.crop_marks {
            (self.gap() + MARK + MARK_MARGIN) * MM
        } else {
            bleed
        };
        let (x, y) = (rest.0.max(slug), rest.1.max(slug));
        let grown = |by: f64| [x - by, y - by, x + trim.0 + by, y + trim.1 + by];
        Sheet {
            media: (trim.0 + 2.0 * x, trim.1 + 2.0 * y),
            trim: grown(0.0),
            bleed: grown(bleed),
            pages: pages
                .into_iter()
                .map(|(p, px, py)| (p, x + px, y + py))
                .collect(),
        }
    }

    fn gap(&self) -> f64 {
        self.bleed.max(MARK_GAP)
    }

    /// The content of a page of the file, from the contents of the book's pages.
    pub(super) fn content(&self, sheet: &Sheet, pages: &[Vec<u8>]) -> Vec<u8> {
        let mut out = Vec::new();
        let black: &[u8] = if self.is_cmyk() {
            b"0 0 0 1 k\n"
        } else {
            b"0 g\n"
        };
        for (n, x, y) in &sheet.pages {
            let Some(text) = pages.get(*n).filter(|t| !t.is_empty()) else {
                continue;
            };
            out.extend(b"q\n");
            if *x != 0.0 || *y != 0.0 {
                let _ = writeln!(out, "1 0 0 1 {} {} cm", Short(*x), Short(*y));
            }
            out.extend(black);
            out.extend(text);
            out.extend(b"Q\n");
        }
        if self.crop_marks {
            self.marks(sheet, &mut out);
        }
        out
    }

    /// Lines at the four corners, and at the fold of a booklet.
    fn marks(&self, sheet: &Sheet, out: &mut Vec<u8>) {
        let stroke: &[u8] = if self.is_cmyk() { b"0 0 0 1 K" } else { b"0 G" };
        out.extend(b"q\n");
        out.extend(stroke);
        let _ = writeln!(out, " {} w", Short(MARK_LINE));
        let (near, far) = (self.gap() * MM, (self.gap() + MARK) * MM);
        let [l, b, r, t] = sheet.trim;
        let mut line = |x1: f64, y1: f64, x2: f64, y2: f64| {
            let (a, b, c, d) = (Short(x1), Short(y1), Short(x2), Short(y2));
            let _ = writeln!(out, "{a} {b} m {c} {d} l S");
        };
        for y in [b, t] {
            line(l - near, y, l - far, y);
            line(r + near, y, r + far, y);
        }
        let fold = self.booklet.map(|_| (l + r) / 2.0);
        for x in [Some(l), Some(r), fold].into_iter().flatten() {
            line(x, b - near, x, b - far);
            line(x, t + near, x, t + far);
        }
        out.extend(b"Q\n");
    }
}

#[cfg(test)]
mod tests {
    use super::{Booklet, MM, Press};
    use crate::layout::{Layout, Page};

    fn book(pages: usize) -> Layout {
        Layout {
            width: 185.0 * MM,
            height: 260.0 * MM,
            pages: vec![Page::default(); pages],
            ..Layout::default()
        }
    }

    #[test]
    fn trim_lies_in_bleed_in_media() {
        for crop_marks in [false, true] {
            for bleed in [0.0, 3.0, 5.0] {
                let press = Press {
                    bleed,
                    crop_marks,
                    ..Press::default()
                };
                let s = &press.sheets(&book(1))[0];
                assert!(s.bleed[0] >= 0.0 && s.bleed[2] <= s.media.0);
                assert!((s.trim[0] - s.bleed[0] - bleed * MM).abs() < 1e-6);
                assert!((s.trim[2] - s.trim[0] - 185.0 * MM).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn pages_are_padded() {
        let press = Press {
            pad_pages: 4,
            ..Press::default()
        };
        assert_eq!(press.sheets(&book(5)).len(), 8);
        assert_eq!(press.sheets(&book(8)).len(), 8);
    }

    #[test]
    fn inner_sheets_stand_nearer_the_fold() {
        let booklet = Booklet {
            signature: 32,
            sheet: None,
            creep: 0.2,
        };
        let press = Press {
            booklet: Some(booklet),
            ..Press::default()
        };
        let sheets = press.sheets(&book(8));
        assert_eq!(sheets.len(), 4);
        assert_eq!(sheets[0].pages, [(7, 0.0, 0.0), (0, 185.0 * MM, 0.0)]);
        let [(_, left, _), (_, right, _)] = sheets[2].pages[..] else {
            panic!()
        };
        assert!((left - 0.2 * MM).abs() < 1e-6);
        assert!((right - 184.8 * MM).abs() < 1e-6);
    }

    #[test]
    fn a_sheet_that_is_too_small_is_told() {
        let booklet = Booklet {
            signature: 32,
            sheet: Some((297.0, 210.0)),
            creep: 0.0,
        };
        let press = Press {
            booklet: Some(booklet),
            ..Press::default()
        };
        assert!(press.check(185.0 * MM, 260.0 * MM).is_err());
        assert!(Press::default().check(185.0 * MM, 260.0 * MM).is_ok());
    }
}
