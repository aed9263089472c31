//! Preflight: what a print shop's checker would find in a file, read from the file itself and not from what was
//! meant: every figure comes from its page dictionaries and content streams.

use super::PdfError;
use crate::layout::MM;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};
use serde::Serialize;
use std::collections::BTreeSet;

/// Bleed that shops ask for, in mm.
const BLEED: f64 = 3.0;
/// Lines thinner than this, in points, may not print.
const HAIRLINE: f64 = 0.25;
/// Two lengths this near, in mm, are one.
const NEAR: f64 = 0.05;
/// Sheets are folded to this many pages at least.
const FOLDED: usize = 4;

/// A file as a print shop sees it. Lengths in mm.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Preflight {
    /// Version of the header.
    pub version: String,
    /// Pages of the file.
    pub pages: usize,
    /// Pages without a mark on them, 1-based.
    pub blank: Vec<usize>,
    /// Width and height of the trimmed page, of the page with bleed and of the sheet; one entry per size.
    pub sizes: Vec<Sizes>,
    /// Thickness of the book's block at the spine.
    pub spine: f64,
    /// What paints something.
    pub inks: Vec<Ink>,
    /// Fonts.
    pub fonts: Vec<Font>,
    /// The thinnest line drawn, in points.
    pub thinnest_line: Option<f64>,
    /// Subtype and identifier of the output intent.
    pub intent: Option<String>,
    /// Annotations on all pages.
    pub annotations: usize,
    /// What a shop would send back, or ask about.
    pub concerns: Vec<Concern>,
}

/// Sizes that some pages share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Sizes {
    /// The trimmed page.
    pub trim: (f64, f64),
    /// With bleed.
    pub bleed: (f64, f64),
    /// The sheet.
    pub media: (f64, f64),
    /// How many pages.
    pub pages: usize,
}

/// A font of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Font {
    /// Its name.
    pub name: String,
    /// Its program is in the file.
    pub embedded: bool,
    /// Only the glyphs used are.
    pub subset: bool,
}

/// What a shop would send a file back for, or ask about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Concern {
    /// A font is not in the file.
    FontNotEmbedded {
        /// Its name.
        name: String,
    },
    /// Other inks than black.
    Colour {
        /// What is used.
        ink: Ink,
    },
    /// Less bleed than shops ask for; of no weight where nothing is printed to the edge.
    LittleBleed {
        /// The least of all pages.
        bleed: f64,
    },
    /// Lines that may not print.
    Hairline {
        /// The thinnest, in points.
        width: f64,
    },
    /// Pages of several sizes.
    MixedSizes,
    /// A number of pages that sheets do not fold to.
    PageCount {
        /// The next number that would do.
        next: usize,
    },
    /// Links and notes of the screen.
    Annotations,
    /// No output intent, or not that of a printer.
    NoIntent,
    /// No statement that the file is not trapped.
    NoTrapped,
}

/// What something is printed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Ink {
    /// Black alone.
    #[serde(rename = "black")]
    Black,
    /// Nothing.
    #[serde(rename = "white")]
    White,
    /// Four inks.
    #[serde(rename = "CMYK")]
    Cmyk,
    /// Colours of the screen.
    #[serde(rename = "RGB")]
    Rgb,
    /// A colour space that is not looked into.
    #[serde(rename = "another colour space")]
    Other,
    /// An image or a form, whose inks are not looked into.
    #[serde(rename = "image or form")]
    Picture,
}

/// What painting operators find in force.
#[derive(Clone, Copy)]
struct State {
    fill: Ink,
    stroke: Ink,
    width: f64,
}

impl Preflight {
    /// Reads a file; `paper` is the thickness of one leaf in mm, `across` how many pages of the book stand on one
    /// page of the file: 1, or 2 in booklets.
    ///
    /// # Errors
    /// [`PdfError::Objects`] where the bytes are no sound PDF.
    pub fn read(bytes: &[u8], paper: f64, across: usize) -> Result<Self, PdfError> {
        let pdf = Pdf::load_mem(bytes)?;
        let mut out = Self {
            version: pdf.version.clone(),
            intent: intent(&pdf),
            ..Self::default()
        };
        let (mut inks, mut fonts) = (BTreeSet::new(), BTreeSet::new());
        for (n, id) in pdf.page_iter().enumerate() {
            out.pages += 1;
            let content = Content::decode(&pdf.get_page_content(id))?;
            let grey = grey_pictures(&pdf, id);
            if !out.paint(&content.operations, &grey, &mut inks) {
                out.blank.push(n + 1);
            }
            out.sizes(&pdf, id);
            for font in pdf.get_page_fonts(id)?.into_values() {
                fonts.insert(describe(&pdf, font));
            }
            out.annotations += pdf.get_page_annotations(id)?.len();
        }
        let leaves = (out.pages * across).div_ceil(2);
        out.spine = (leaves as f64 * paper * 100.0).round() / 100.0;
        out.inks = inks.into_iter().collect();
        out.fonts = fonts.into_iter().collect();
        out.judge(trapped(&pdf));
        Ok(out)
    }

    /// Notes inks and lines of a page's operators; true where something is painted. Lines alone are crop marks.
    /// Pictures of `grey` are printed with black.
    fn paint(
        &mut self,
        operations: &[Operation],
        grey: &BTreeSet<Vec<u8>>,
        inks: &mut BTreeSet<Ink>,
    ) -> bool {
        // A page begins with black of DeviceGray and lines of one unit.
        let mut now = State {
            fill: Ink::Black,
            stroke: Ink::Black,
            width: 1.0,
        };
        let mut saved = Vec::new();
        let mut painted = false;
        for o in operations {
            let numbers = || -> Vec<f64> {
                let all = o.operands.iter().filter_map(|v| v.as_float().ok());
                all.map(f64::from).collect()
            };
            match o.operator.as_str() {
                "q" => saved.push(now),
                "Q" => now = saved.pop().unwrap_or(now),
                "w" => now.width = numbers().first().copied().unwrap_or(1.0),
                "g" | "rg" | "k" => now.fill = ink(&numbers()),
                "G" | "RG" | "K" => now.stroke = ink(&numbers()),
                "cs" | "sc" | "scn" => now.fill = Ink::Other,
                "CS" | "SC" | "SCN" => now.stroke = Ink::Other,
                "Tj" | "TJ" | "'" | "\"" | "f" | "F" | "f*" => {
                    painted = true;
                    inks.insert(now.fill);
                }
                "S" | "s" | "B" | "B*" | "b" | "b*" => {
                    inks.insert(now.stroke);
                    let least = self.thinnest_line.unwrap_or(f64::INFINITY);
                    self.thinnest_line = Some(least.min(now.width));
                    if o.operator.to_ascii_lowercase().starts_with('b') {
                        inks.insert(now.fill);
                    }
                }
                "Do" | "sh" | "BI" => {
                    painted = true;
                    let name = o.operands.first().and_then(|n| n.as_name().ok());
                    let grey = name.is_some_and(|n| grey.contains(n));
                    inks.insert(if grey { Ink::Black } else { Ink::Picture });
                }
                _ => {}
            }
        }
        painted
    }

    fn sizes(&mut self, pdf: &Pdf, id: ObjectId) {
        let Ok(page) = pdf.get_dictionary(id) else {
            return;
        };
        let size = |key: &[u8]| -> Option<(f64, f64)> {
            let (_, list) = pdf.dereference(page.get(key).ok()?).ok()?;
            let list = list.as_array().ok()?.iter();
            let side: Vec<f64> = list
                .filter_map(|v| v.as_float().ok().map(f64::from))
                .collect();
            let [l, b, r, t] = side[..] else { return None };
            let mm = |v: f64| (v / MM * 100.0).round() / 100.0;
            Some((mm(r - l), mm(t - b)))
        };
        let media = size(b"MediaBox").unwrap_or_default();
        let trim = size(b"TrimBox").unwrap_or(media);
        let here = Sizes {
            trim,
            bleed: size(b"BleedBox").unwrap_or(trim),
            media,
            pages: 1,
        };
        let near =
            |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < NEAR && (a.1 - b.1).abs() < NEAR;
        let same = |s: &&mut Sizes| {
            near(s.trim, here.trim) && near(s.bleed, here.bleed) && near(s.media, here.media)
        };
        match self.sizes.iter_mut().find(same) {
            Some(s) => s.pages += 1,
            None => self.sizes.push(here),
        }
    }

    fn judge(&mut self, trapped: bool) {
        let mut out = Vec::new();
        let missing = self.fonts.iter().filter(|f| !f.embedded);
        out.extend(missing.map(|f| Concern::FontNotEmbedded {
            name: f.name.clone(),
        }));
        let other = self.inks.iter().filter(|i| **i != Ink::Black);
        out.extend(other.map(|i| Concern::Colour { ink: *i }));
        let bleeds = self.sizes.iter().map(|s| (s.bleed.0 - s.trim.0) / 2.0);
        let bleed = bleeds.fold(f64::INFINITY, f64::min);
        if bleed + NEAR < BLEED {
            let bleed = (bleed * 100.0).round() / 100.0;
            out.push(Concern::LittleBleed { bleed });
        }
        if let Some(width) = self.thinnest_line.filter(|w| *w < HAIRLINE) {
            out.push(Concern::Hairline { width });
        }
        if self.sizes.len() > 1 {
            out.push(Concern::MixedSizes);
        }
        if !self.pages.is_multiple_of(FOLDED) {
            let next = self.pages.next_multiple_of(FOLDED);
            out.push(Concern::PageCount { next });
        }
        if self.annotations > 0 {
            out.push(Concern::Annotations);
        }
        if !self
            .intent
            .as_ref()
            .is_some_and(|i| i.starts_with("GTS_PDFX"))
        {
            out.push(Concern::NoIntent);
        }
        if !trapped {
            out.push(Concern::NoTrapped);
        }
        self.concerns = out;
    }
}

/// The names of a page's pictures that are grey.
fn grey_pictures(pdf: &Pdf, page: ObjectId) -> BTreeSet<Vec<u8>> {
    let grey = |o: &Object| {
        let stream = pdf.dereference(o).ok()?.1.as_stream().ok()?;
        let space = stream.dict.get(b"ColorSpace").ok()?.as_name().ok()?;
        (space == b"DeviceGray").then_some(())
    };
    let found = || {
        let resources = pdf.get_dictionary(page).ok()?.get(b"Resources").ok()?;
        let resources = pdf.dereference(resources).ok()?.1.as_dict().ok()?;
        let list = resources.get(b"XObject").ok()?;
        let list = pdf.dereference(list).ok()?.1.as_dict().ok()?;
        let list = list.iter().filter(|(_, o)| grey(o).is_some());
        Some(list.map(|(name, _)| name.clone()).collect())
    };
    found().unwrap_or_default()
}

/// What a colour is printed with.
fn ink(colour: &[f64]) -> Ink {
    match colour {
        [gray] if *gray < 1.0 => Ink::Black,
        [_] => Ink::White,
        [c, m, y, _] if *c == 0.0 && *m == 0.0 && *y == 0.0 => Ink::Black,
        [_, _, _, _] => Ink::Cmyk,
        _ => Ink::Rgb,
    }
}

fn describe(pdf: &Pdf, font: &Dictionary) -> Font {
    let name = |d: &Dictionary| {
        let name = d.get(b"BaseFont").and_then(Object::as_name);
        String::from_utf8_lossy(name.unwrap_or_default()).into_owned()
    };
    let below = font.get(b"DescendantFonts").ok();
    let below = below.and_then(|o| pdf.dereference(o).ok()?.1.as_array().ok()?.first());
    let inner = below.and_then(|o| dictionary(pdf, o)).unwrap_or(font);
    let descriptor = inner.get(b"FontDescriptor").ok();
    let descriptor = descriptor.and_then(|o| dictionary(pdf, o));
    let programs: [&[u8]; 3] = [b"FontFile", b"FontFile2", b"FontFile3"];
    let name = name(font);
    Font {
        embedded: descriptor.is_some_and(|d| programs.iter().any(|key| d.has(key))),
        subset: name.find('+') == Some(6),
        name,
    }
}

fn dictionary<'a>(pdf: &'a Pdf, o: &'a Object) -> Option<&'a Dictionary> {
    pdf.dereference(o).ok()?.1.as_dict().ok()
}

fn intent(pdf: &Pdf) -> Option<String> {
    let list = pdf.catalog().ok()?.get(b"OutputIntents").ok()?;
    let first = pdf.dereference(list).ok()?.1.as_array().ok()?.first()?;
    let first = pdf.dereference(first).ok()?.1.as_dict().ok()?;
    let kind = first.get(b"S").and_then(Object::as_name).ok()?;
    let named = first
        .get(b"OutputConditionIdentifier")
        .and_then(Object::as_str);
    let (kind, named) = (
        String::from_utf8_lossy(kind),
        String::from_utf8_lossy(named.unwrap_or_default()),
    );
    Some(format!("{kind} {named}"))
}

fn trapped(pdf: &Pdf) -> bool {
    let info = pdf.trailer.get(b"Info").and_then(|o| pdf.dereference(o));
    let info = info.ok().and_then(|(_, o)| o.as_dict().ok());
    info.is_some_and(|i| i.has(b"Trapped"))
}

#[cfg(test)]
mod tests {
    use super::{Concern, Ink, Preflight, ink};
    use lopdf::content::Content;
    use std::collections::BTreeSet;

    fn painted(stream: &str) -> (Preflight, Vec<Ink>, bool) {
        let mut file = Preflight::default();
        let mut inks = BTreeSet::new();
        let content = Content::decode(stream.as_bytes());
        let any = file.paint(
            &content.map(|c| c.operations).unwrap_or_default(),
            &BTreeSet::from([b"I1".to_vec()]),
            &mut inks,
        );
        (file, inks.into_iter().collect(), any)
    }

    #[test]
    fn inks_are_those_that_paint() {
        assert_eq!(
            painted("1 0 0 rg q 0 0 0 1 k BT (x) Tj ET Q").1,
            [Ink::Black]
        );
        assert_eq!(painted("0 0 0 1 k q 1 0 0 rg 0 0 9 9 re f Q").1, [Ink::Rgb]);
        assert_eq!(painted("q 9 0 0 9 0 0 cm /I1 Do Q").1, [Ink::Black]);
        assert_eq!(painted("q 9 0 0 9 0 0 cm /I2 Do Q").1, [Ink::Picture]);
        assert!(!painted("1 0 0 rg 0 0 9 9 re n").2);
        assert_eq!(ink(&[0.1, 0.0, 0.0, 1.0]), Ink::Cmyk);
    }

    #[test]
    fn the_thinnest_line_counts_though_a_state_is_restored() {
        let (mut file, _, _) = painted("2 w q 0.1 w 0 0 m 9 9 l S Q 0 0 m 9 9 l S");
        assert_eq!(file.thinnest_line.map(|w| (w * 10.0).round()), Some(1.0));
        file.judge(true);
        assert!(
            file.concerns
                .iter()
                .any(|r| matches!(r, Concern::Hairline { .. }))
        );
    }
}
