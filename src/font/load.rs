//! One font file: its tables read once into flat arrays.

use super::FontError;
use skrifa::{
    FontRef, MetadataProvider,
    charmap::MapVariant,
    instance::{LocationRef, Size},
    raw::TableProvider,
};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// A font file with its character map and widths.
#[derive(Debug)]
pub struct Loaded {
    bytes: Cow<'static, [u8]>,
    /// PostScript name, as written into documents.
    pub name: String,
    /// Units per em.
    pub upem: u16,
    /// Ascent in font units.
    pub ascent: i16,
    /// Descent in font units, negative.
    pub descent: i16,
    /// Height of capitals in font units.
    pub cap_height: i16,
    /// Bounds of all glyphs: left, bottom, right, top.
    pub bounds: [i16; 4],
    /// Weight, 400 regular.
    pub weight: u16,
    tables: OnceLock<Tables>,
}

#[derive(Debug, Default)]
struct Tables {
    /// Glyph of each character of the first plane, 0 for none.
    plane: Vec<u16>,
    /// The other planes.
    beyond: HashMap<char, u16>,
    /// Width of each glyph in font units.
    widths: Vec<u16>,
}

/// Marks that need their full-width form in Chinese.
const WIDE: [char; 8] = ['“', '”', '‘', '’', '—', '…', '⋯', '⸺'];
/// Asks for the full-width form of a quotation mark.
const FULL_WIDTH: char = '\u{FE01}';

impl Loaded {
    pub(super) fn new(
        role: &'static str,
        name: &str,
        bytes: Cow<'static, [u8]>,
    ) -> Result<Self, FontError> {
        let fail = |reason: String| FontError::Unreadable { role, reason };
        let font = FontRef::new(&bytes).map_err(|e| fail(e.to_string()))?;
        if font.glyf().is_err() {
            return Err(fail("it has no TrueType outlines".into()));
        }
        let head = font.head().map_err(|e| fail(e.to_string()))?;
        let (upem, bounds) = (
            head.units_per_em(),
            [head.x_min(), head.y_min(), head.x_max(), head.y_max()],
        );
        if upem == 0 {
            return Err(fail("its em is zero".into()));
        }
        let (ascent, descent) = font.hhea().map_or((880, -120), |h| {
            (h.ascender().to_i16(), h.descender().to_i16())
        });
        let os2 = font.os2().ok();
        let cap_height = os2
            .as_ref()
            .and_then(skrifa::raw::tables::os2::Os2::s_cap_height)
            .unwrap_or(ascent);
        let weight = os2
            .as_ref()
            .map_or(400, skrifa::raw::tables::os2::Os2::us_weight_class);
        let name = if name.is_empty() {
            format!("User{role}")
        } else {
            name.to_owned()
        };
        Ok(Self {
            name,
            upem,
            ascent,
            descent,
            cap_height,
            bounds,
            weight,
            tables: OnceLock::new(),
            bytes,
        })
    }

    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// True where the font has the character.
    #[must_use]
    pub fn has(&self, c: char) -> bool {
        self.tables().id(c) != 0
    }

    /// Glyph and advance in em.
    #[must_use]
    pub fn glyph(&self, c: char) -> Option<(u16, f32)> {
        let t = self.tables();
        match t.id(c) {
            0 => None,
            id => Some((id, f32::from(t.width(id)) / f32::from(self.upem))),
        }
    }

    /// Left and right edge of a glyph's ink, in em from its origin; `None` for a blank one.
    #[must_use]
    pub fn ink(&self, id: u16) -> Option<(f32, f32)> {
        let font = FontRef::new(&self.bytes).ok()?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let b = metrics.bounds(skrifa::GlyphId::new(u32::from(id)))?;
        let em = f32::from(self.upem);
        (b.x_max > b.x_min).then_some((b.x_min / em, b.x_max / em))
    }

    /// Width of a glyph in font units.
    #[must_use]
    pub fn width(&self, id: u16) -> u16 {
        self.tables().width(id)
    }

    fn tables(&self) -> &Tables {
        self.tables
            .get_or_init(|| Tables::read(&self.bytes).unwrap_or_default())
    }
}

impl Tables {
    fn id(&self, c: char) -> u16 {
        let n = c as usize;
        if n < 0x1_0000 {
            self.plane.get(n).copied().unwrap_or(0)
        } else {
            self.beyond.get(&c).copied().unwrap_or(0)
        }
    }

    fn width(&self, id: u16) -> u16 {
        self.widths.get(usize::from(id)).copied().unwrap_or(0)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let font = FontRef::new(bytes).ok()?;
        let mut t = Self {
            plane: vec![0; 0x1_0000],
            ..Self::default()
        };
        let map = font.charmap();
        for (code, id) in map.mappings() {
            let (Some(c), Ok(id)) = (char::from_u32(code), u16::try_from(id.to_u32())) else {
                continue;
            };
            match t.plane.get_mut(code as usize) {
                Some(slot) => *slot = id,
                None => {
                    t.beyond.insert(c, id);
                }
            }
        }
        for c in WIDE {
            if let Some(MapVariant::Variant(id)) = map.map_variant(c, FULL_WIDTH)
                && let (Ok(id), Some(slot)) =
                    (u16::try_from(id.to_u32()), t.plane.get_mut(c as usize))
            {
                *slot = id;
            }
        }
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        t.widths = (0..metrics.glyph_count())
            .map(|g| {
                metrics
                    .advance_width(skrifa::GlyphId::new(g))
                    .unwrap_or(0.0) as u16
            })
            .collect();
        let em = font.head().ok()?.units_per_em();
        let narrow = |t: &Self, c: char| {
            t.id(c) != 0 && u32::from(t.width(t.id(c))) * 20 < u32::from(em) * 19
        };
        let wanted: Vec<char> = WIDE.into_iter().filter(|c| narrow(&t, *c)).collect();
        if !wanted.is_empty() {
            for (c, id) in chinese_forms(&font, &wanted) {
                if let Some(slot) = t
                    .plane
                    .get_mut(c as usize)
                    .filter(|_| t.widths.get(usize::from(id)).is_some_and(|w| *w >= em))
                {
                    *slot = id;
                }
            }
        }
        Some(t)
    }
}

/// The forms of marks that the font has for Chinese: `locl` and full width.
fn chinese_forms(font: &FontRef<'_>, wanted: &[char]) -> Vec<(char, u16)> {
    use harfrust::{Buffer, Direction, Feature, Language, Script, ShapeOptions, ShaperFont, Tag};
    let keep = [
        b"GSUB", b"GDEF", b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"OS/2",
    ];
    let tables: HashMap<Tag, Vec<u8>> = keep
        .into_iter()
        .filter_map(|t| {
            font.table_data(Tag::new(t))
                .map(|d| (Tag::new(t), d.as_bytes().to_vec()))
        })
        .collect();
    let source: Arc<dyn Fn(Tag) -> Option<harfrust::font::Blob> + Send + Sync> =
        Arc::new(move |t| tables.get(&t).cloned().map(Into::into));
    let Some(font) = harfrust::Font::new(source, 0) else {
        return Vec::new();
    };
    let shaper = ShaperFont::new(&font);
    let features = [Feature::new(Tag::new(b"fwid"), 1, ..)];
    let form = |c: char| {
        let mut b = Buffer::new();
        b.push(u32::from(c), 0);
        b.set_direction(Direction::LeftToRight);
        b.set_script(Some(Script::HAN));
        b.set_language(Language::new("zh-hans"));
        harfrust::shape(&shaper, &mut b, ShapeOptions::new().features(&features)).ok()?;
        match b.glyph_infos() {
            [one] => u16::try_from(one.glyph_id)
                .ok()
                .filter(|g| *g != 0)
                .map(|g| (c, g)),
            _ => None,
        }
    };
    wanted.iter().filter_map(|c| form(*c)).collect()
}

#[cfg(all(test, feature = "fonts"))]
mod tests {
    use crate::font::Faces;
    use crate::style::Face;

    #[test]
    fn chinese_marks_are_one_em_wide_in_every_face() {
        let faces = Faces::builtin().unwrap();
        for face in Face::ALL {
            for c in ['“', '”', '‘', '’', '—', '…', '，', '。'] {
                let g = faces.glyph(face, c);
                assert!(
                    (g.advance - 1.0).abs() < 0.01,
                    "{} {c} {}",
                    face.name(),
                    g.advance
                );
            }
        }
    }
}
