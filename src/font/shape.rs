//! Shaping by the rules that a font brings along.

use harfrust::{Buffer, Direction, Feature, Font, Language, Script, ShapeOptions, ShaperFont, Tag};
use skrifa::FontRef;
use std::collections::HashMap;
use std::sync::Arc;

/// What shaping looks at.
const TABLES: [&[u8; 4]; 10] = [
    b"GSUB", b"GPOS", b"GDEF", b"kern", b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"OS/2",
];

/// A font's substitutions and kerning.
#[derive(Clone)]
pub(super) struct Shaper {
    font: Font,
}

impl std::fmt::Debug for Shaper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shaper")
    }
}

impl Shaper {
    /// `None` where the font's tables do not hold together.
    pub(super) fn new(font: &FontRef<'_>) -> Option<Self> {
        let data = |t: &[u8; 4]| {
            let tag = Tag::new(t);
            font.table_data(tag).map(|d| (tag, d.as_bytes().to_vec()))
        };
        let tables: HashMap<Tag, Vec<u8>> = TABLES.into_iter().filter_map(data).collect();
        let source: Arc<dyn Fn(Tag) -> Option<harfrust::font::Blob> + Send + Sync> =
            Arc::new(move |t| tables.get(&t).cloned().map(Into::into));
        Font::new(source, 0).map(|font| Self { font })
    }

    fn shape(&self, buffer: &mut Buffer, features: &[Feature]) -> Option<()> {
        let shaper = ShaperFont::new(&self.font);
        harfrust::shape(&shaper, buffer, ShapeOptions::new().features(features)).ok()
    }

    /// The narrow form that the font has for Latin text of a mark.
    pub(super) fn latin(&self, c: char) -> Option<u16> {
        let mut b = Buffer::new();
        b.push(u32::from(c), 0);
        b.set_direction(Direction::LeftToRight);
        b.set_script(Some(Script::LATIN));
        b.set_language(Language::new("en"));
        self.shape(&mut b, &[Feature::new(Tag::new(b"pwid"), 1, ..)])?;
        match b.glyph_infos() {
            [one] => u16::try_from(one.glyph_id).ok().filter(|g| *g != 0),
            _ => None,
        }
    }

    /// The form that the font has for Chinese of a mark: `locl` and full width.
    pub(super) fn chinese(&self, c: char) -> Option<u16> {
        let mut b = Buffer::new();
        b.push(u32::from(c), 0);
        b.set_direction(Direction::LeftToRight);
        b.set_script(Some(Script::HAN));
        b.set_language(Language::new("zh-hans"));
        self.shape(&mut b, &[Feature::new(Tag::new(b"fwid"), 1, ..)])?;
        match b.glyph_infos() {
            [one] => u16::try_from(one.glyph_id).ok().filter(|g| *g != 0),
            _ => None,
        }
    }

    /// The glyphs of characters in vertical lines, in their order; `None` where they are not glyph by glyph.
    pub(super) fn upright(&self, characters: &[char]) -> Option<Vec<u16>> {
        let mut b = Buffer::new();
        for (c, n) in characters.iter().zip(0..) {
            b.push(u32::from(*c), n);
        }
        b.set_direction(Direction::TopToBottom);
        b.set_script(Some(Script::HAN));
        b.set_language(Language::new("zh-hans"));
        self.shape(&mut b, &[])?;
        let ids = b.glyph_infos().iter();
        let all: Option<Vec<u16>> = ids.map(|i| u16::try_from(i.glyph_id).ok()).collect();
        all.filter(|v| v.len() == characters.len())
    }

    /// Glyph and advance (in font units) of each letter of a word; `None` where letters are not glyph by glyph.
    /// Ligatures are off, so that every letter keeps a place and a code of its own.
    pub(super) fn word(&self, word: &str) -> Option<Vec<(u16, i32)>> {
        let mut b = Buffer::new();
        b.push_str(word);
        b.set_direction(Direction::LeftToRight);
        b.set_script(Some(Script::LATIN));
        b.set_language(Language::new("en"));
        let off = |t| Feature::new(Tag::new(t), 0, ..);
        self.shape(&mut b, &[off(b"liga"), off(b"clig")])?;
        let (infos, places) = (b.glyph_infos(), b.glyph_positions());
        let ids = infos.iter().map(|i| u16::try_from(i.glyph_id).ok());
        let all: Option<Vec<_>> = ids
            .zip(places)
            .map(|(id, p)| Some((id?, p.x_advance)))
            .collect();
        all.filter(|v| v.len() == word.chars().count())
    }
}
