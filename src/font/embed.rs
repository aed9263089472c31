//! A face cut down to the characters of one document, as a font of its own for e-books and Word files.
//!
//! The crate `subsetter` cuts outlines and widths but leaves out what only other programs than PDF viewers need;
//! [`tables`](super::tables) writes that: character map, names, OS/2, vertical forms. Each subset has a family name
//! of its own, so that it stands in no full font's way and reserved names of the originals (OFL 1.1 §3) are free.

use super::{FontError, FontFault, Loaded, sfnt, tables};
use crate::style::Face;
use skrifa::raw::TableProvider;
use skrifa::{FontRef, GlyphId};
use std::collections::BTreeSet;

/// Embedding rights (OS/2 `fsType`): restricted, no subsetting, bitmaps only.
const FORBIDDEN: u16 = 0x0002 | 0x0100 | 0x0200;
/// Embedding for print and preview alone: a document with such a font may not be edited.
const PREVIEW: u16 = 0x0004;
/// Digits of the digest in a family's name.
const TAG: usize = 6;

/// A face as a font of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// The face it comes from.
    pub face: Face,
    /// Its family name, unique to these characters.
    pub family: String,
    /// The font file: TrueType outlines, which Word asks for.
    pub bytes: Vec<u8>,
    /// The licence under which it is passed on.
    pub licence: String,
    /// PANOSE numbers, ten bytes of OS/2.
    pub panose: [u8; 10],
    /// Unicode and code page ranges of OS/2: four and two numbers.
    pub signature: [u32; 6],
}

/// Cuts `font` down to `chars`; those that it lacks are left out.
///
/// # Errors
/// [`FontError::NotEmbeddable`] where the font's rights or a missing licence forbid it, [`FontError::Unreadable`]
/// where its tables are damaged.
pub fn embed(face: Face, font: &Loaded, chars: &BTreeSet<char>) -> Result<Embedded, FontError> {
    let role = face.name();
    let fail = |why: String| FontError::Unreadable {
        role,
        fault: FontFault::Damaged(why),
    };
    let raw = FontRef::new(font.bytes()).map_err(|e| fail(e.to_string()))?;
    let os2 = raw.os2().map_err(|e| fail(e.to_string()))?;
    let rights = os2.fs_type();
    if rights & FORBIDDEN != 0 || rights & 0x000F == PREVIEW {
        return Err(FontError::NotEmbeddable {
            role,
            reason: "its maker does not allow it (fsType)",
        });
    }
    let licence = font.licence().ok_or(FontError::NotEmbeddable {
        role,
        reason: "it carries no licence",
    })?;
    let mut remap = subsetter::GlyphRemapper::new();
    let mut map = Vec::new();
    for c in chars {
        if let Some((id, _)) = font.glyph(*c) {
            map.push((*c, remap.remap(id)));
        }
    }
    let turned: Vec<(u16, u16)> = tables::vertical_forms(&raw)
        .into_iter()
        .filter_map(|(from, to)| remap.get(from).map(|f| (f, to)))
        .collect();
    let mut turned: Vec<(u16, u16)> = turned
        .into_iter()
        .map(|(from, to)| (from, remap.remap(to)))
        .collect();
    turned.sort_unstable();
    turned.dedup_by_key(|t| t.0);
    let cut = font.cut(&remap).map_err(fail)?;
    let mut parts = sfnt::read(&cut).ok_or_else(|| fail("it cannot be cut".into()))?;
    let glyphs: Vec<GlyphId> = remap
        .remapped_gids()
        .map(|g| GlyphId::new(u32::from(g)))
        .collect();

    let family = family(face, font, &map);
    let table = |tag: &[u8; 4]| raw.table_data(skrifa::Tag::new(tag)).map(|d| d.as_bytes());
    parts.insert(*b"cmap", tables::cmap(&map));
    parts.insert(*b"name", tables::name(&raw, &family));
    parts.insert(*b"post", tables::post(table(b"post").unwrap_or_default()));
    let os2_bytes = tables::os2(table(b"OS/2").unwrap_or_default(), &map);
    let facts = (panose(&os2_bytes), signature(&os2_bytes));
    parts.insert(*b"OS/2", os2_bytes);
    parts.insert(*b"GSUB", tables::vertical_gsub(&turned));
    let count = tables::glyph_count(&parts).unwrap_or(0);
    let (vhea, vmtx) = tables::vertical_metrics(&raw, &glyphs, count);
    parts.insert(*b"vhea", vhea);
    parts.insert(*b"vmtx", vmtx);
    tables::regular(&mut parts);
    let bytes = sfnt::write(parts).ok_or_else(|| fail("it has no tables".into()))?;
    Ok(Embedded {
        face,
        family,
        bytes,
        licence: licence.into_owned(),
        panose: facts.0,
        signature: facts.1,
    })
}

/// `Wenji Song 3F2A01`: the digits tell subsets apart that one program has open at the same time.
fn family(face: Face, font: &Loaded, map: &[(char, u16)]) -> String {
    let mut key = font.name.clone();
    key.extend(map.iter().map(|m| m.0));
    let digest = crate::digest::sha256(key.as_bytes()).to_uppercase();
    let name = match face {
        Face::Fangsong => "FangSong",
        Face::Song => "Song",
        Face::Hei => "Hei",
        Face::Kai => "Kai",
        Face::Title => "Title",
    };
    format!("Wenji {name} {}", digest.get(..TAG).unwrap_or_default())
}

fn panose(os2: &[u8]) -> [u8; 10] {
    os2.get(32..42)
        .and_then(|b| b.try_into().ok())
        .unwrap_or_default()
}

fn signature(os2: &[u8]) -> [u32; 6] {
    let at = |n: usize| {
        let bytes = os2.get(n..n + 4).and_then(|b| b.try_into().ok());
        bytes.map_or(0, u32::from_be_bytes)
    };
    [at(42), at(46), at(50), at(54), at(78), at(82)]
}

#[cfg(all(test, embedded_fonts))]
mod tests {
    use super::*;
    use crate::font::Faces;

    #[test]
    fn a_subset_is_a_font_that_has_its_characters_and_no_others() {
        let faces = Faces::builtin().unwrap();
        let chars: BTreeSet<char> = "文集“，。”（）—…Aa1".chars().collect();
        for face in Face::ALL {
            let font = faces.get(face).unwrap();
            let e = embed(face, font, &chars).unwrap();
            assert_eq!(e, embed(face, font, &chars).unwrap());
            assert!(e.licence.contains("SIL"), "{}", face.name());
            let own = Loaded::new("song", "x", e.bytes.into()).unwrap();
            for c in &chars {
                assert!(own.has(*c), "{} {c}", face.name());
                let (a, b) = (own.glyph(*c).unwrap().1, font.glyph(*c).unwrap().1);
                assert!((a - b).abs() < 0.001, "{} {c} {a} {b}", face.name());
            }
            assert!(!own.has('国'));
        }
    }

    #[test]
    fn vertical_forms_come_along() {
        let faces = Faces::builtin().unwrap();
        let font = faces.get(Face::Song).unwrap();
        let e = embed(Face::Song, font, &"。（".chars().collect()).unwrap();
        let raw = FontRef::new(&e.bytes).unwrap();
        assert_eq!(tables::vertical_forms(&raw).len(), 2);
        assert!(raw.vmtx().is_ok());
    }

    #[test]
    fn a_font_whose_maker_forbids_it_is_not_embedded() {
        let faces = Faces::builtin().unwrap();
        let mut bytes = faces.get(Face::Kai).unwrap().bytes().to_vec();
        let parts = sfnt::read(&bytes).unwrap();
        let os2 = &parts[b"OS/2"];
        let at = bytes.windows(os2.len()).position(|w| w == os2).unwrap();
        bytes[at + 9] = 2;
        let font = Loaded::new("kai", "x", bytes.into()).unwrap();
        let refused = embed(Face::Kai, &font, &BTreeSet::from(['一']));
        assert!(matches!(refused, Err(FontError::NotEmbeddable { .. })));
    }
}
