//! Half-width forms of opening marks for the beginnings of lines.
//!
//! A mark that begins a line gives up its blank left half. Drawn with the full-width glyph, its box would
//! reach into the margin, and readers that go by boxes (selection, reflow, conversion) would take the line
//! for one set outside the text. So the subset gets one more glyph: the same outline, moved, on half the width.

use crate::font::sfnt::{self, long_word, set_word, word};

/// Arguments of a component are words, and offsets.
const WORDS_ARE_OFFSETS: u16 = 0x0003;

/// Adds to a TrueType program, for each glyph given, one that stands `shift` units further left on an advance
/// shorter by as much. Returns the program and the number of the first of them; `None` where the program is
/// no sound TrueType font.
pub(super) fn add(program: &[u8], marks: &[u16], shift: u16) -> Option<(Vec<u8>, u16)> {
    let mut tables = sfnt::read(program)?;
    let count = word(tables.get(b"maxp")?, 4)?;
    let long = word(tables.get(b"head")?, 50)? != 0;
    let mut offsets = offsets(tables.get(b"loca")?, count, long)?;
    let mut outlines = std::mem::take(tables.get_mut(b"glyf")?);
    outlines.truncate(*offsets.last()? as usize);
    outlines.resize(outlines.len().next_multiple_of(4), 0);
    *offsets.last_mut()? = u32::try_from(outlines.len()).ok()?;
    let held = usize::from(word(tables.get(b"hhea")?, 34)?);
    let mut metrics = metrics(tables.get(b"hmtx")?, count, held)?;
    let by = i16::try_from(shift).ok()?;
    for mark in marks {
        let from = *offsets.get(usize::from(*mark))? as usize;
        let (advance, bearing) = *metrics.get(usize::from(*mark))?;
        metrics.push((advance.checked_sub(shift)?, bearing.checked_sub(by)?));
        if offsets
            .get(usize::from(*mark) + 1)
            .is_some_and(|to| *to as usize == from)
        {
            // Nothing is drawn.
            offsets.push(u32::try_from(outlines.len()).ok()?);
            continue;
        }
        let side = |at: usize| Some(word(&outlines, from + at)?.cast_signed());
        let bounds = [
            side(2)?.checked_sub(by)?,
            side(4)?,
            side(6)?.checked_sub(by)?,
            side(8)?,
        ];
        outlines.extend((-1i16).to_be_bytes());
        outlines.extend(bounds.iter().flat_map(|v| v.to_be_bytes()));
        outlines.extend(
            [WORDS_ARE_OFFSETS, *mark]
                .iter()
                .flat_map(|v| v.to_be_bytes()),
        );
        outlines.extend([-by, 0].iter().flat_map(|v| v.to_be_bytes()));
        outlines.resize(outlines.len().next_multiple_of(4), 0);
        offsets.push(u32::try_from(outlines.len()).ok()?);
    }
    let glyphs = count.checked_add(u16::try_from(marks.len()).ok()?)?;
    *tables.get_mut(b"glyf")? = outlines;
    *tables.get_mut(b"loca")? = offsets.iter().flat_map(|o| o.to_be_bytes()).collect();
    *tables.get_mut(b"hmtx")? = metrics
        .iter()
        .flat_map(|(a, b)| [a.to_be_bytes(), b.to_be_bytes()].concat())
        .collect();
    set_word(tables.get_mut(b"hhea")?, 34, glyphs)?;
    set_word(tables.get_mut(b"head")?, 50, 1)?;
    let most = tables.get_mut(b"maxp")?;
    set_word(most, 4, glyphs)?;
    for (simple, composite) in [(6, 10), (8, 12)] {
        let v = word(most, simple)?.max(word(most, composite)?);
        set_word(most, composite, v)?;
    }
    let (elements, depth) = (word(most, 28)?.max(1), word(most, 30)?.saturating_add(1));
    set_word(most, 28, elements)?;
    set_word(most, 30, depth)?;
    Some((sfnt::write(tables)?, count))
}

/// Where each glyph's outline begins, and where the last one ends.
fn offsets(loca: &[u8], count: u16, long: bool) -> Option<Vec<u32>> {
    (0..=usize::from(count))
        .map(|n| {
            if long {
                long_word(loca, 4 * n)
            } else {
                Some(2 * u32::from(word(loca, 2 * n)?))
            }
        })
        .collect()
}

/// Advance and left bearing of each glyph; those past the `held` ones share the last advance.
fn metrics(hmtx: &[u8], count: u16, held: usize) -> Option<Vec<(u16, i16)>> {
    let last = held.checked_sub(1)?;
    (0..usize::from(count))
        .map(|n| {
            let bearing = if n < held {
                4 * n + 2
            } else {
                4 * held + 2 * (n - held)
            };
            Some((
                word(hmtx, 4 * n.min(last))?,
                word(hmtx, bearing)?.cast_signed(),
            ))
        })
        .collect()
}

#[cfg(all(test, embedded_fonts))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::font::{Faces, Loaded};
    use crate::style::Face;
    use skrifa::instance::{LocationRef, Size};
    use skrifa::{FontRef, MetadataProvider};

    #[test]
    fn the_half_form_is_the_mark_without_its_blank() {
        let faces = Faces::builtin().unwrap();
        for face in Face::ALL {
            let font: &Loaded = faces.get(face).unwrap();
            let (id, _) = font.glyph('“').unwrap();
            let mut remap = subsetter::GlyphRemapper::new();
            let mark = remap.remap(id);
            remap.remap(font.glyph('中').unwrap().0);
            let program = subsetter::subset(font.bytes(), 0, &remap).unwrap();
            let shift = font.upem / 2;
            let (out, first) = add(&program, &[mark], shift).unwrap();
            let font = FontRef::new(&out).unwrap();
            let m = font.glyph_metrics(Size::unscaled(), LocationRef::default());
            let ids = [u32::from(mark), u32::from(first)].map(skrifa::GlyphId::new);
            let [full, half] = ids.map(|g| (m.bounds(g).unwrap(), m.advance_width(g).unwrap()));
            let by = f32::from(shift);
            assert_eq!(full.1 - half.1, by);
            assert_eq!(full.0.x_min - half.0.x_min, by);
            assert_eq!((full.0.y_min, full.0.y_max), (half.0.y_min, half.0.y_max));
        }
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert!(add(b"", &[1], 500).is_none());
        assert!(add(&[0; 200], &[1], 500).is_none());
    }
}
