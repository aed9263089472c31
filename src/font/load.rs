//! One font file: its tables read once into flat arrays.

use super::shape::Shaper;
use super::tables::name_of;
use super::{FontError, FontFault, outlines, sfnt};
use skrifa::{
    FontRef, MetadataProvider,
    charmap::MapVariant,
    instance::{Location, LocationRef, Size},
    raw::TableProvider,
};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

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
    shaper: OnceLock<Option<Shaper>>,
    /// Characters that have another glyph in vertical lines, with that glyph.
    upright: OnceLock<HashMap<char, u16>>,
    /// Latin forms of marks that are wide in Chinese.
    western: OnceLock<HashMap<char, u16>>,
    /// Text of the licence that came with the file.
    licence: Option<&'static str>,
    /// Where a variable font is taken.
    location: Location,
    /// Its outlines are drawn anew where it is cut: they are cubic, or vary.
    drawn: bool,
    /// Given by the person, not built in.
    pub(super) own: bool,
}

/// The weight at which a variable font is taken for a role.
fn weight_of(role: &str) -> f32 {
    match role {
        "hei" => 500.0,
        "title" => 700.0,
        _ => 400.0,
    }
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

/// Where characters with a form of their own for vertical lines are found: general punctuation, CJK marks, kana,
/// full-width forms.
const MARKS: [std::ops::RangeInclusive<char>; 4] = [
    '\u{2010}'..='\u{2027}',
    '\u{3001}'..='\u{301F}',
    '\u{3041}'..='\u{30FF}',
    '\u{FF01}'..='\u{FF5E}',
];

impl Loaded {
    pub(super) fn new(
        role: &'static str,
        name: &str,
        bytes: Cow<'static, [u8]>,
    ) -> Result<Self, FontError> {
        let fail = |fault: FontFault| FontError::Unreadable { role, fault };
        let font = FontRef::new(&bytes).map_err(|_| fail(FontFault::NoFont))?;
        let cubic = font.cff().is_ok() || font.cff2().is_ok();
        if !cubic && font.glyf().is_err() {
            return Err(fail(FontFault::NoOutlines));
        }
        let axes = font.axes();
        let location = axes.location([("wght", weight_of(role))]);
        let damaged = |e: skrifa::raw::ReadError| fail(FontFault::Damaged(e.to_string()));
        let head = font.head().map_err(damaged)?;
        let (upem, bounds) = (
            head.units_per_em(),
            [head.x_min(), head.y_min(), head.x_max(), head.y_max()],
        );
        if upem == 0 {
            return Err(fail(FontFault::ZeroEm));
        }
        let (ascent, descent) = font.hhea().map_or((880, -120), |h| {
            (h.ascender().to_i16(), h.descender().to_i16())
        });
        let os2 = font.os2().ok();
        let cap_height = os2
            .as_ref()
            .and_then(skrifa::raw::tables::os2::Os2::s_cap_height)
            .unwrap_or(ascent);
        let varied = axes.get_by_tag(skrifa::Tag::new(b"wght"));
        let varied = varied.map(|a| weight_of(role).clamp(a.min_value(), a.max_value()) as u16);
        let told = os2
            .as_ref()
            .map(skrifa::raw::tables::os2::Os2::us_weight_class);
        let weight = varied.or(told).unwrap_or(400);
        let (drawn, own) = (cubic || !axes.is_empty(), name.is_empty());
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
            shaper: OnceLock::new(),
            upright: OnceLock::new(),
            western: OnceLock::new(),
            licence: None,
            location,
            drawn,
            own,
            bytes,
        })
    }

    /// A font that the person gives: a file of its own, or a member of a collection.
    pub(super) fn given(
        role: &'static str,
        name: &str,
        bytes: Vec<u8>,
        member: Option<u32>,
    ) -> Result<Self, FontError> {
        let fail = |fault: FontFault| FontError::Unreadable { role, fault };
        let bytes = match (sfnt::members(&bytes), member) {
            (Some(count), n) if n.unwrap_or(0) >= count => {
                return Err(fail(FontFault::NoMember { count }));
            }
            (Some(_), n) => sfnt::member(&bytes, n.unwrap_or(0))
                .ok_or_else(|| fail(FontFault::Damaged("a collection".into())))?,
            (None, Some(1..)) => return Err(fail(FontFault::NoMember { count: 1 })),
            (None, _) => bytes,
        };
        let loaded = Self::new(role, name, bytes.into())?;
        Ok(Self {
            own: true,
            ..loaded
        })
    }

    /// Where its outlines are to be drawn.
    pub(crate) fn location(&self) -> LocationRef<'_> {
        (&self.location).into()
    }

    /// A TrueType font of these glyphs alone, and what is wrong with the file where there can be none.
    pub(crate) fn cut(&self, glyphs: &subsetter::GlyphRemapper) -> Result<Vec<u8>, String> {
        if !self.drawn {
            return subsetter::subset(&self.bytes, 0, glyphs).map_err(|e| e.to_string());
        }
        let font = FontRef::new(&self.bytes).map_err(|e| e.to_string())?;
        let ids: Vec<u16> = glyphs.remapped_gids().collect();
        outlines::truetype(&font, self.location(), &ids)
            .ok_or_else(|| "its outlines cannot be drawn".into())
    }

    /// The same font with the text of its licence.
    #[cfg(embedded_fonts)]
    pub(super) const fn under(mut self, licence: &'static str) -> Self {
        self.licence = Some(licence);
        self
    }

    /// The licence that came with the file, else what the font itself says of it (name 13, with 14 its address).
    #[must_use]
    pub fn licence(&self) -> Option<Cow<'_, str>> {
        if let Some(text) = self.licence {
            return Some(text.into());
        }
        let font = FontRef::new(&self.bytes).ok()?;
        let text = name_of(&font, 13)?;
        Some(match name_of(&font, 14) {
            Some(address) => format!("{text}\n{address}\n").into(),
            None => format!("{text}\n").into(),
        })
    }

    /// The name of the family as the font gives it.
    #[must_use]
    pub fn family(&self) -> Option<String> {
        name_of(&FontRef::new(&self.bytes).ok()?, 1)
    }

    /// The version as the font gives it.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        name_of(&FontRef::new(&self.bytes).ok()?, 5)
    }

    /// All characters that the font has, in no order.
    pub fn characters(&self) -> impl Iterator<Item = char> {
        let t = self.tables();
        let first = t.plane.iter().zip(0u32..).filter(|(id, _)| **id != 0);
        let first = first.filter_map(|(_, c)| char::from_u32(c));
        first.chain(t.beyond.iter().filter(|(_, id)| **id != 0).map(|(c, _)| *c))
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

    /// Glyph and advance in em of a mark that Latin and Chinese share, in its Latin form.
    #[must_use]
    pub fn western(&self, c: char) -> Option<(u16, f32)> {
        let all = self.western.get_or_init(|| {
            let font = FontRef::new(&self.bytes).ok();
            let plain = |c: char| Some(font.as_ref()?.charmap().map(c)?.to_u32());
            let narrow = |id: &u16| self.em(self.width(*id)) < 0.95;
            let form = |c: char| {
                let plain = plain(c).and_then(|id| u16::try_from(id).ok());
                let plain = plain.filter(|id| *id != 0 && (c == '—' || narrow(id)));
                let shaped = || self.shaper().and_then(|s| s.latin(c)).filter(narrow);
                plain.or_else(shaped)
            };
            WIDE.into_iter()
                .filter_map(|c| Some((c, form(c)?)))
                .collect()
        });
        let id = *all.get(&c)?;
        Some((id, self.em(self.width(id))))
    }

    /// The glyph of the form of a character that a variation selector asks for, where the font has one.
    #[must_use]
    pub fn form(&self, c: char, selector: char) -> Option<u16> {
        let font = FontRef::new(&self.bytes).ok()?;
        match font.charmap().map_variant(c, selector)? {
            MapVariant::Variant(id) => u16::try_from(id.to_u32()).ok().filter(|id| *id != 0),
            MapVariant::UseDefault => Some(self.tables().id(c)).filter(|id| *id != 0),
        }
    }

    /// A width in font units, in em.
    #[must_use]
    pub fn em(&self, width: u16) -> f32 {
        f32::from(width) / f32::from(self.upem)
    }

    /// Left and right edge of a glyph's ink, in em from its origin; `None` for a blank one.
    #[must_use]
    pub fn ink(&self, id: u16) -> Option<(f32, f32)> {
        let font = FontRef::new(&self.bytes).ok()?;
        let metrics = font.glyph_metrics(Size::unscaled(), self.location());
        let b = metrics.bounds(skrifa::GlyphId::new(u32::from(id)))?;
        let em = f32::from(self.upem);
        (b.x_max > b.x_min).then_some((b.x_min / em, b.x_max / em))
    }

    /// Width of a glyph in font units.
    #[must_use]
    pub fn width(&self, id: u16) -> u16 {
        self.tables().width(id)
    }

    /// Reads the tables, which is done once for all.
    pub(super) fn prepare(&self) {
        self.tables();
    }

    fn tables(&self) -> &Tables {
        self.tables.get_or_init(|| {
            Tables::read(&self.bytes, self.location(), || self.shaper()).unwrap_or_default()
        })
    }

    fn shaper(&self) -> Option<&Shaper> {
        self.shaper
            .get_or_init(|| Shaper::new(&FontRef::new(&self.bytes).ok()?))
            .as_ref()
    }

    /// The glyph that a character has in vertical lines only: brackets turned, marks in the upper right corner.
    #[must_use]
    pub fn upright(&self, c: char) -> Option<u16> {
        let all = self.upright.get_or_init(|| {
            // Strokes are right when turned with their line, and join.
            let known = |c: &char| self.has(*c) && !matches!(c, '—' | '⸺');
            let wanted: Vec<char> = MARKS.into_iter().flatten().filter(known).collect();
            let forms = self.shaper().and_then(|s| s.upright(&wanted));
            let both = wanted.into_iter().zip(forms.unwrap_or_default());
            both.filter(|(c, id)| *id != self.tables().id(*c)).collect()
        });
        all.get(&c).copied()
    }

    /// What the font adds behind each letter of a word, in em: its kerning. Empty where it has none.
    #[must_use]
    pub fn kerning(&self, word: &str) -> Vec<f32> {
        let em = f32::from(self.upem);
        let Some(shaped) = self.shaper().and_then(|s| s.word(word)) else {
            return Vec::new();
        };
        let behind = |(c, (id, advance)): (char, (u16, i32))| {
            let tables = self.tables();
            (tables.id(c) == id).then(|| (advance as f32 - f32::from(tables.width(id))) / em)
        };
        let all: Option<Vec<f32>> = word.chars().zip(shaped).map(behind).collect();
        all.filter(|v| v.iter().any(|k| *k != 0.0))
            .unwrap_or_default()
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

    fn read<'a>(
        bytes: &[u8],
        location: LocationRef<'_>,
        shaper: impl Fn() -> Option<&'a Shaper>,
    ) -> Option<Self> {
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
        let metrics = font.glyph_metrics(Size::unscaled(), location);
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
            let forms = wanted
                .iter()
                .filter_map(|c| Some((*c, shaper()?.chinese(*c)?)));
            for (c, id) in forms.collect::<Vec<_>>() {
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

#[cfg(all(test, embedded_fonts))]
mod tests {
    use crate::font::Faces;
    use crate::style::Face;

    #[test]
    fn letters_stand_as_the_font_kerns_them() {
        let faces = Faces::builtin().unwrap();
        let song = faces.get(Face::Song).unwrap();
        let word = song.kerning("AVATAR");
        assert_eq!(word.len(), 6);
        assert!(word.first().is_some_and(|k| *k < -0.02), "{word:?}");
        assert!(song.kerning("nnn").is_empty());
    }

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
