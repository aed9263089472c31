//! Sizes of books, and pages of other sizes made from the one that a style describes.

use super::{Columns, Mm, Page, Pt, Role, Style, StyleError, unit};
use serde::{Deserialize, Serialize};

/// Points of a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// Least and most distance of lines, in sizes of the type, that a style finds by itself.
const SPACING: (f64, f64) = (1.55, 2.0);
/// A grid has no more lines than this.
const MOST_LINES: f64 = 500.0;

/// A trimmed size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Width.
    pub width: Mm,
    /// Height.
    pub height: Mm,
}

/// A size that has names.
#[derive(Debug, Clone, Deserialize)]
pub struct NamedSize {
    /// Its names; the first is the usual one.
    pub names: Vec<String>,
    /// Width.
    pub width: Mm,
    /// Height.
    pub height: Mm,
    /// What sheet it is made of.
    pub sheet: String,
}

/// All sizes that have names.
///
/// # Errors
/// None for the table as it is; the type is that of styles.
pub fn sizes() -> Result<Vec<NamedSize>, StyleError> {
    #[derive(Deserialize)]
    struct Table {
        size: Vec<NamedSize>,
    }
    let table: Table =
        toml::from_str(include_str!("sizes.toml")).map_err(|e| StyleError::Parse {
            name: "sizes".into(),
            source: Box::new(e),
        })?;
    Ok(table.size)
}

impl Size {
    /// A size by its name (`大32开`, `a5`), or as `WIDTHxHEIGHT` in mm or with units (`148x210`, `6in×9in`).
    ///
    /// # Errors
    /// [`StyleError::Size`] with all names for what is no size.
    pub fn parse(text: &str) -> Result<Self, StyleError> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let plain = plain
            .to_lowercase()
            .replace(['×', '*', '＊', 'Ⅹ', 'ｘ'], "x");
        let plain = plain.replace('開', "开");
        let named = sizes()?;
        if let Some(s) = named.iter().find(|s| s.names.contains(&plain)) {
            return Ok(Self {
                width: s.width,
                height: s.height,
            });
        }
        let sides = plain.split_once('x').and_then(|(w, h)| {
            // `6x9in` means both.
            let unit = h.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            let both = unit::length(&format!("1{unit}"), 1.0)?;
            Some(Self {
                width: unit::length(w, both)?,
                height: unit::length(h, 1.0)?,
            })
        });
        sides.ok_or_else(|| {
            let names = named.iter().filter_map(|s| s.names.first());
            StyleError::Size {
                given: text.to_owned(),
                known: names.cloned().collect::<Vec<_>>().join(", "),
            }
        })
    }
}

/// How a text block stands on its page: lengths as parts of the page's, the distance of lines in sizes of the type.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Width of the text block, of the page's width.
    pub width: f64,
    /// Height of the text block, of the page's height.
    pub height: f64,
    /// Margin at the binding, of the page's width.
    pub inner: f64,
    /// Margin at the head, of the page's height.
    pub top: f64,
    /// Distance of lines of `chars` characters, in sizes of the type.
    pub line_spacing: f64,
    /// What each character more in a line adds to it: long lines need more room between them.
    pub spacing_step: f64,
}

/// What pages of other sizes are made from.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Proportions {
    /// Where more characters than this would stand in a line, the type grows.
    pub most_chars: u32,
    /// The text block.
    pub page: Block,
    /// The text block in vertical writing.
    pub vertical: Block,
}

/// What is asked of a page beside what the style says.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Fit {
    /// Its size.
    pub size: Option<Size>,
    /// The size of its type.
    pub font_size: Option<Pt>,
    /// The distance of its lines.
    pub line_spacing: Option<Spacing>,
}

/// The distance of lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spacing {
    /// So many sizes of the type.
    Times(f64),
    /// In points.
    Points(Pt),
}

impl Fit {
    /// What is asked for in words: `大32开`, `五号`, `1.7`.
    ///
    /// # Errors
    /// [`StyleError::Size`] and [`StyleError::Measure`] where the words are none.
    pub fn parse(
        size: Option<&str>,
        font_size: Option<&str>,
        line_spacing: Option<&str>,
    ) -> Result<Self, StyleError> {
        let measure = |key: &'static str, given: &str| StyleError::Measure {
            key: key.into(),
            given: given.into(),
            example: match key {
                "font_size" => "11, 11pt, 五号",
                _ => "1.7, 18pt, 6mm",
            },
        };
        let font = font_size.map(|f| {
            unit::points(f)
                .filter(|p| (4.0..=72.0).contains(p))
                .ok_or_else(|| measure("font_size", f))
        });
        let spacing = line_spacing.map(|l| {
            let bare = unit::count(l).filter(|n| (0.9..=4.0).contains(n));
            let points = unit::points(l).filter(|_| l.trim().parse::<f64>().is_err());
            bare.map(Spacing::Times)
                .or(points
                    .filter(|p| (4.0..=200.0).contains(p))
                    .map(Spacing::Points))
                .ok_or_else(|| measure("line_spacing", l))
        });
        Ok(Self {
            size: size.map(Size::parse).transpose()?,
            font_size: font.transpose()?,
            line_spacing: spacing.transpose()?,
        })
    }
}

/// A text block that has been found: margins, lengths, lines and characters.
struct Found {
    top: Mm,
    inner: Mm,
    /// Along the lines and across them.
    long: Mm,
    deep: Mm,
    lines: u32,
    chars: u32,
}

/// Hundredths of a millimetre are as fine as a style is written.
fn fine(mm: Mm) -> Mm {
    (mm * 100.0).round() / 100.0
}

impl Style {
    /// The style for a page of another size, with type of another size or lines further apart: block, grid, margins and
    /// headings follow by the style's proportions.
    ///
    /// # Errors
    /// [`StyleError::Bounds`] where no page can be like that.
    pub fn fitted(mut self, fit: &Fit) -> Result<Self, StyleError> {
        if *fit == Fit::default() {
            return Ok(self);
        }
        let (old, body) = (self.page.clone(), self.roles.body.size.max(1.0));
        let new = fit.size.unwrap_or(Size {
            width: old.width,
            height: old.height,
        });
        let same = (new.width, new.height) == (old.width, old.height);
        let (wide, high) = (new.width / old.width, new.height / old.height);
        // Without proportions of its own a page is enlarged or reduced as by a camera.
        let own = self.proportions;
        let block = own.map_or_else(|| as_it_is(&self), |p| p.page);
        let measure = if same {
            old.text_width
        } else {
            block.width * new.width
        };
        let size = fit.font_size.unwrap_or_else(|| match own {
            None => body * wide,
            Some(p) => {
                let most = f64::from(p.most_chars.max(1));
                let grown = (measure * POINTS / most * 10.0).round() / 10.0;
                if measure * POINTS / body > most + 0.5 {
                    grown
                } else {
                    body
                }
            }
        });
        if !(size.is_finite() && size >= 1.0 && measure * POINTS >= size) {
            return Err(StyleError::Bounds {
                key: "page.font_size".into(),
                given: size,
                least: 1.0,
                most: (measure * POINTS * 100.0).floor() / 100.0,
            });
        }
        let given = fit.line_spacing.map(|s| match s {
            Spacing::Times(n) => n,
            Spacing::Points(p) => p / size,
        });
        let page = found(&block, new, (old.chars, size), given, false);
        if let Some(c) = &mut self.vertical {
            let block = own.map_or_else(|| stood(&old, c, body), |p| p.vertical);
            let f = found(&block, new, (c.chars, size), given, true);
            *c = Columns {
                top: f.top,
                inner: f.inner,
                length: f.long,
                breadth: f.deep,
                lines: f.lines,
                chars: f.chars,
                folio_drop: fine(c.folio_drop * wide),
            };
        }
        // Headings come down with the measure, small type with the text's.
        let by = size / body;
        let shorter = f64::from(page.chars) / f64::from(old.chars.max(1));
        let display = shorter.min(1.0);
        for role in self.roles.all_mut() {
            resized(role, body, (size, by, display));
        }
        self.page = Page {
            width: new.width,
            height: new.height,
            top: page.top,
            inner: page.inner,
            text_width: page.long,
            text_height: page.deep,
            lines: page.lines,
            chars: page.chars,
            folio_drop: fine(old.folio_drop * high),
            head_rise: fine(old.head_rise * high),
            word_line: (spacing(page.deep, page.lines, size) * size * 20.0).floor() as u32,
            ..old
        };
        Ok(self)
    }
}

fn resized(role: &mut Role, body: Pt, (size, by, display): (Pt, f64, f64)) {
    let over = role.size / body - 1.0;
    if over.abs() < 0.001 {
        role.size = size;
        return;
    }
    let part = if over > 0.0 {
        1.0 + over * display
    } else {
        role.size / body
    };
    role.size = (body * part * by * 10.0).round() / 10.0;
}

/// The proportions of a page that has none of its own: those that it shows.
fn as_it_is(style: &Style) -> Block {
    let p = &style.page;
    Block {
        width: p.text_width / p.width,
        height: p.text_height / p.height,
        inner: p.inner / p.width,
        top: p.top / p.height,
        line_spacing: spacing(p.text_height, p.lines, style.roles.body.size),
        spacing_step: 0.0,
    }
}

fn stood(p: &Page, c: &Columns, body: Pt) -> Block {
    Block {
        width: c.breadth / p.width,
        height: c.length / p.height,
        inner: c.inner / p.width,
        top: c.top / p.height,
        line_spacing: spacing(c.breadth, c.lines, body),
        spacing_step: 0.0,
    }
}

/// The distance of lines in sizes of the type.
fn spacing(depth: Mm, lines: u32, body: Pt) -> f64 {
    let body = body.max(1.0);
    let apart = f64::from(lines.saturating_sub(1).max(1));
    ((depth * POINTS - body) / apart / body).max(1.0)
}

/// The text block of a page of a size.
fn found(
    block: &Block,
    page: Size,
    (chars_before, body): (u32, Pt),
    given: Option<f64>,
    vertical: bool,
) -> Found {
    let (wide, high) = (block.width * page.width, block.height * page.height);
    let (along, across) = if vertical { (high, wide) } else { (wide, high) };
    let chars = (along * POINTS / body).round().max(1.0);
    let more = chars - f64::from(chars_before);
    let found = block.line_spacing + block.spacing_step * more;
    let found = if block.spacing_step > 0.0 {
        found.clamp(SPACING.0, SPACING.1)
    } else {
        found
    };
    let apart = body * given.unwrap_or(found).max(0.1);
    let lines = (1.0 + (across * POINTS - body).max(0.0) / apart).round();
    let lines = lines.clamp(1.0, MOST_LINES);
    let long = tenths(chars * body);
    let deep = match given {
        Some(_) => (lines - 1.0) * apart + body,
        None => across * POINTS,
    };
    let (wide_now, high_now) = if vertical { (deep, long) } else { (long, deep) };
    // What rounding gives or takes is shared between both margins.
    let left = block.inner * page.width * POINTS + (wide * POINTS - wide_now) / 2.0;
    let rest = page.width * POINTS - wide_now;
    Found {
        inner: (tenths(left) + (rest - tenths(rest)) / 2.0).max(0.0) / POINTS,
        top: fine((block.top * page.height + (high - high_now / POINTS) / 2.0).max(0.0)),
        long: long / POINTS,
        deep: deep / POINTS,
        lines: lines as u32,
        chars: chars as u32,
    }
}

/// Edges of text on tenths of a point: both pages of a spread begin and end their lines alike.
fn tenths(pt: Pt) -> Pt {
    (pt * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(size: &str) -> Style {
        let size = Some(Size::parse(size).unwrap());
        let fit = Fit {
            size,
            ..Fit::default()
        };
        Style::named("book").unwrap().fitted(&fit).unwrap()
    }

    #[test]
    fn sizes_have_names_and_measures() {
        for (name, w, h) in [
            ("大32开", 140.0, 203.0),
            ("大32開", 140.0, 203.0),
            ("A5", 148.0, 210.0),
            ("16K", 185.0, 260.0),
            ("6x9", 152.4, 228.6),
            ("6x9in", 152.4, 228.6),
            ("148 × 210", 148.0, 210.0),
            ("14.8cm×21cm", 148.0, 210.0),
        ] {
            let s = Size::parse(name).unwrap();
            assert!(
                (s.width - w).abs() < 1e-9 && (s.height - h).abs() < 1e-9,
                "{name}"
            );
        }
        let why = Size::parse("33开").unwrap_err().to_string();
        assert!(why.contains("大32开") && why.contains("6x9"), "{why}");
    }

    /// 2.18: sizes that scale the block.
    #[test]
    fn typography_2_18_every_size_has_a_block_a_publisher_would_take() {
        for name in [
            "32开", "大32开", "小16开", "16开", "大16开", "a5", "a4", "b5", "6x9", "125x190",
        ] {
            let s = book(name);
            let (p, body) = (&s.page, s.roles.body.size);
            let pitch = (p.text_height * POINTS - body) / f64::from(p.lines - 1);
            assert!(
                (24..=38).contains(&p.chars),
                "{name}: {} characters",
                p.chars
            );
            assert!((10.4..=12.5).contains(&body), "{name}: {body} pt");
            assert!(
                (1.5..=1.95).contains(&(pitch / body)),
                "{name}: {}",
                pitch / body
            );
            assert!(
                (p.text_width * POINTS / body - f64::from(p.chars)).abs() < 0.01,
                "{name}"
            );
            guide_says(name, p);
            let outer = p.width - p.inner - p.text_width;
            let foot = p.height - p.top - p.text_height;
            assert!(
                p.inner >= 14.0 && outer >= 14.0 && foot >= 18.0,
                "{name}: {outer} {foot}"
            );
            let c = s.vertical.as_ref().unwrap();
            assert!(
                c.length < p.height - c.top && c.breadth < p.width - c.inner,
                "{name}"
            );
            assert!(s.clone().turned().is_ok(), "{name}");
            assert!(
                s.roles.piece.size > body && s.roles.note.size < body,
                "{name}"
            );
        }
    }

    /// The guide's table is true in both languages.
    fn guide_says(name: &str, p: &Page) {
        let row = format!("| {} × {} |", p.chars, p.lines);
        for language in ["zh", "en"] {
            let path = format!("docs/guide/src/{language}/styles.md");
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            let text = std::fs::read_to_string(path).unwrap();
            let own = text
                .lines()
                .find(|l| l.starts_with(&format!("| `{name}` |")));
            assert!(
                own.is_none_or(|l| l.ends_with(&row)),
                "{language}: {own:?}, not {row}"
            );
            assert!(
                own.is_some() || name.starts_with("125"),
                "{language} lacks {name}"
            );
        }
    }

    #[test]
    fn its_own_size_is_the_style_as_it_is() {
        let (a, b) = (book("16开"), Style::named("book").unwrap());
        assert_eq!((a.page.chars, a.page.lines), (b.page.chars, b.page.lines));
        assert!((a.page.text_height - b.page.text_height).abs() < 0.2);
        assert!((a.roles.piece.size - b.roles.piece.size).abs() < 0.01);
        assert_eq!(a.page.word_line, b.page.word_line);
    }

    #[test]
    fn type_and_lines_may_be_given() {
        let fit = Fit {
            font_size: Some(12.0),
            line_spacing: Some(Spacing::Times(1.5)),
            ..Fit::default()
        };
        let said = Fit::parse(None, Some("小四"), Some("18pt")).unwrap();
        assert_eq!(said.line_spacing, Some(Spacing::Points(18.0)));
        for (f, l) in [(Some("900"), None), (None, Some("18")), (Some("x"), None)] {
            assert!(Fit::parse(None, f, l).is_err());
        }
        let s = Style::named("book").unwrap().fitted(&fit).unwrap();
        let p = &s.page;
        assert_eq!((s.roles.body.size, p.chars), (12.0, 32));
        let pitch = (p.text_height * POINTS - 12.0) / f64::from(p.lines - 1);
        assert!((pitch - 18.0).abs() < 0.01, "{pitch}");
        assert!(s.roles.note.size > 9.0);
        let much = Fit {
            font_size: Some(900.0),
            ..Fit::default()
        };
        assert!(Style::named("book").unwrap().fitted(&much).is_err());
    }

    #[test]
    fn a_style_without_proportions_is_reduced_as_it_is() {
        let fit = Fit {
            size: Some(Size::parse("a5").unwrap()),
            ..Fit::default()
        };
        let s = Style::named("gongwen").unwrap().fitted(&fit).unwrap();
        assert_eq!((s.page.chars, s.page.lines), (28, 22));
        assert!((s.roles.body.size - 15.793 * 148.0 / 210.0).abs() < 0.01);
    }
}
