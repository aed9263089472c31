//! Tables that a cut font needs outside a PDF (OpenType 1.9): written as small as they can be.

use super::sfnt::{Parts, set_word, word};
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TableProvider;
use skrifa::raw::tables::gsub::{SingleSubst, SubstitutionSubtables};
use skrifa::raw::tables::layout::CoverageTable;
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// Height of a character's box above the baseline, where a font has no vertical measures, in em.
const VERTICAL_ORIGIN: f32 = 0.88;
/// Most segments that a character map of format 4 can say: its length is a number of 16 bits.
const SEGMENTS: usize = 8000;
/// Names kept from the source: copyright, version, trademark, makers, description, addresses, licence.
const KEPT_NAMES: [u16; 9] = [0, 5, 7, 8, 9, 11, 12, 13, 14];

fn put16(out: &mut Vec<u8>, list: &[u16]) {
    out.extend(list.iter().flat_map(|v| v.to_be_bytes()));
}

fn put32(out: &mut Vec<u8>, v: u32) {
    out.extend(v.to_be_bytes());
}

fn small(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

fn long(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Number of glyphs by `maxp`.
pub(super) fn glyph_count(parts: &Parts) -> Option<u16> {
    word(parts.get(b"maxp")?, 4)
}

/// Marks the font as the regular face of its family: each subset is a family of one.
pub(super) fn regular(parts: &mut Parts) {
    if let Some(head) = parts.get_mut(b"head") {
        let _ = set_word(head, 44, 0);
    }
}

/// Runs of characters that follow each other, with glyphs that do too: first, last, first glyph.
fn runs(map: &[(char, u16)]) -> Vec<(u32, u32, u16)> {
    let mut out: Vec<(u32, u32, u16)> = Vec::new();
    for (c, g) in map {
        let c = u32::from(*c);
        match out.last_mut() {
            Some((first, last, glyph))
                if *last + 1 == c && u32::from(*glyph) + (c - *first) == u32::from(*g) =>
            {
                *last = c;
            }
            _ => out.push((c, c, *g)),
        }
    }
    out
}

/// `cmap`: format 4 for the first plane, format 12 for all.
pub(super) fn cmap(map: &[(char, u16)]) -> Vec<u8> {
    let all = runs(map);
    let low: Vec<(char, u16)> = map
        .iter()
        .copied()
        .filter(|m| u32::from(m.0) < 0xFFFF)
        .collect();
    let mut plane = runs(&low);
    plane.push((0xFFFF, 0xFFFF, 0));
    let small_map = (plane.len() <= SEGMENTS).then(|| format4(&plane));
    let mut large_map = Vec::new();
    put16(&mut large_map, &[12, 0]);
    put32(&mut large_map, long(16 + 12 * all.len()));
    put32(&mut large_map, 0);
    put32(&mut large_map, long(all.len()));
    for (first, last, glyph) in &all {
        put32(&mut large_map, *first);
        put32(&mut large_map, *last);
        put32(&mut large_map, u32::from(*glyph));
    }
    // Records in order of platform and encoding; both platforms share the subtables.
    let records: &[(u16, u16, bool)] = if small_map.is_some() {
        &[(0, 3, false), (0, 4, true), (3, 1, false), (3, 10, true)]
    } else {
        &[(0, 4, true), (3, 10, true)]
    };
    let start = 4 + 8 * records.len();
    let small_map = small_map.unwrap_or_default();
    let mut out = Vec::new();
    put16(&mut out, &[0, small(records.len())]);
    for (platform, encoding, large) in records {
        put16(&mut out, &[*platform, *encoding]);
        let skip = if *large { small_map.len() } else { 0 };
        put32(&mut out, long(start + skip));
    }
    out.extend(small_map);
    out.extend(large_map);
    out
}

fn format4(segments: &[(u32, u32, u16)]) -> Vec<u8> {
    let n = segments.len();
    let power = n.ilog2();
    let range = 2usize << power;
    let mut out = Vec::new();
    put16(
        &mut out,
        &[
            4,
            small(16 + 8 * n),
            0,
            small(2 * n),
            small(range),
            small(power as usize),
            small((2 * n).saturating_sub(range)),
        ],
    );
    let low = |v: u32| small(v as usize);
    for s in segments {
        put16(&mut out, &[low(s.1)]);
    }
    put16(&mut out, &[0]);
    for s in segments {
        put16(&mut out, &[low(s.0)]);
    }
    for s in segments {
        let delta = if s.0 == 0xFFFF {
            1
        } else {
            s.2.wrapping_sub(low(s.0))
        };
        put16(&mut out, &[delta]);
    }
    for _ in segments {
        put16(&mut out, &[0]);
    }
    out
}

/// `name`: rights and makers as in the source, the family's name its own.
pub(super) fn name(source: &FontRef<'_>, family: &str) -> Vec<u8> {
    let postscript = family.replace(' ', "");
    let mut list: Vec<(u16, String)> = vec![
        (1, family.to_owned()),
        (2, "Regular".to_owned()),
        (3, format!("wenji;{postscript}")),
        (4, family.to_owned()),
        (6, format!("{postscript}-Regular")),
    ];
    for id in KEPT_NAMES {
        if let Some(s) = name_of(source, id) {
            list.push((id, s));
        }
    }
    list.sort();
    let mut strings = Vec::new();
    let mut out = Vec::new();
    put16(
        &mut out,
        &[0, small(list.len()), small(6 + 12 * list.len())],
    );
    for (id, s) in &list {
        let start = strings.len();
        strings.extend(s.encode_utf16().flat_map(u16::to_be_bytes));
        let length = strings.len() - start;
        put16(&mut out, &[3, 1, 0x409, *id, small(length), small(start)]);
    }
    out.extend(strings);
    out
}

/// One of a font's names, in any language.
pub(super) fn name_of(font: &FontRef<'_>, id: u16) -> Option<String> {
    let table = font.name().ok()?;
    let record = table
        .name_record()
        .iter()
        .find(|r| r.name_id().to_u16() == id && r.is_unicode())?;
    let text = record.string(table.string_data()).ok()?.to_string();
    (!text.trim().is_empty()).then_some(text)
}

/// `post` without glyph names.
pub(super) fn post(source: &[u8]) -> Vec<u8> {
    let mut out = 0x0003_0000_u32.to_be_bytes().to_vec();
    out.extend(source.get(4..16).unwrap_or(&[0; 12]));
    out.resize(32, 0);
    out
}

/// `OS/2` of the source: rights and measures stay, weight and style are those of a family of one.
pub(super) fn os2(source: &[u8], map: &[(char, u16)]) -> Vec<u8> {
    const REGULAR: u16 = 0x40;
    const TYPO_METRICS: u16 = 0x80;
    let mut out = source.to_vec();
    let code = |c: Option<&(char, u16)>| c.map_or(0, |m| small(m.0 as usize));
    let _ = set_word(&mut out, 4, 400);
    let kept = word(&out, 62).unwrap_or(0) & TYPO_METRICS;
    let _ = set_word(&mut out, 62, REGULAR | kept);
    let _ = set_word(&mut out, 64, code(map.first()));
    let _ = set_word(&mut out, 66, code(map.last()));
    out
}

/// Glyphs and their forms in vertical text (`vert`).
pub(super) fn vertical_forms(font: &FontRef<'_>) -> Vec<(u16, u16)> {
    read_vertical_forms(font).unwrap_or_default()
}

fn read_vertical_forms(font: &FontRef<'_>) -> Option<Vec<(u16, u16)>> {
    let gsub = font.gsub().ok()?;
    let features = gsub.feature_list().ok()?;
    let lookups = gsub.lookup_list().ok()?;
    let mut out = Vec::new();
    let mut seen = Vec::new();
    for record in features.feature_records() {
        if record.feature_tag() != skrifa::Tag::new(b"vert") {
            continue;
        }
        let Ok(feature) = record.feature(features.offset_data()) else {
            continue;
        };
        for index in feature.lookup_list_indices() {
            if seen.contains(&index.get()) {
                continue;
            }
            seen.push(index.get());
            let Ok(lookup) = lookups.lookups().get(usize::from(index.get())) else {
                continue;
            };
            if let Ok(SubstitutionSubtables::Single(tables)) = lookup.subtables() {
                for table in tables.iter().flatten() {
                    singles(&table, &mut out);
                }
            }
        }
    }
    Some(out)
}

fn singles(table: &SingleSubst<'_>, out: &mut Vec<(u16, u16)>) {
    match table {
        SingleSubst::Format1(f) => {
            let delta = f.delta_glyph_id();
            for g in f.coverage().iter().flat_map(CoverageTable::iter) {
                let from = small(g.to_u32() as usize);
                out.push((from, from.wrapping_add_signed(delta)));
            }
        }
        SingleSubst::Format2(f) => {
            let to = f.substitute_glyph_ids();
            let from = f.coverage().ok();
            for (g, t) in from.iter().flat_map(CoverageTable::iter).zip(to) {
                out.push((small(g.to_u32() as usize), t.get().to_u16()));
            }
        }
        // Glyph numbers of 24 bits, which the cut outlines cannot have.
        SingleSubst::Format3(_) | SingleSubst::Format4(_) => {}
    }
}

/// `GSUB` with the vertical forms alone, for every script; `turned` sorted by its first glyphs.
pub(super) fn vertical_gsub(turned: &[(u16, u16)]) -> Vec<u8> {
    let n = small(turned.len());
    let mut out = Vec::new();
    put16(&mut out, &[1, 0, 10, 36, 50]);
    // Two scripts, one table: its default language has the one feature.
    put16(&mut out, &[2]);
    for tag in [b"DFLT", b"hani"] {
        out.extend(tag);
        put16(&mut out, &[14]);
    }
    put16(&mut out, &[4, 0, 0, 0xFFFF, 1, 0]);
    put16(&mut out, &[1]);
    out.extend(b"vert");
    put16(&mut out, &[8, 0, 1, 0]);
    // One lookup of single substitutions, format 2.
    put16(&mut out, &[1, 4, 1, 0, 1, 8]);
    put16(&mut out, &[2, 6 + 2 * n, n]);
    for (_, to) in turned {
        put16(&mut out, &[*to]);
    }
    put16(&mut out, &[1, n]);
    for (from, _) in turned {
        put16(&mut out, &[*from]);
    }
    out
}

/// `vhea` and `vmtx` for the subset's glyphs: those of the source, or a box of one em.
pub(super) fn vertical_metrics(
    source: &FontRef<'_>,
    glyphs: &[GlyphId],
    count: u16,
) -> (Vec<u8>, Vec<u8>) {
    let em = source.head().map_or(1000, |h| h.units_per_em());
    let half = em / 2;
    let mut vhea = match source.table_data(skrifa::Tag::new(b"vhea")) {
        Some(d) if d.len() >= 36 => d.as_bytes().iter().take(34).copied().collect(),
        _ => {
            let mut v = Vec::new();
            put16(
                &mut v,
                &[
                    1,
                    0x1000,
                    half,
                    half.wrapping_neg(),
                    0,
                    em,
                    0,
                    0,
                    em,
                    0,
                    1,
                    0,
                ],
            );
            v.resize(34, 0);
            v
        }
    };
    put16(&mut vhea, &[count]);
    let own = source.vmtx().ok();
    let metrics = source.glyph_metrics(Size::unscaled(), LocationRef::default());
    let origin = f32::from(em) * VERTICAL_ORIGIN;
    let mut vmtx = Vec::new();
    for n in 0..usize::from(count) {
        let glyph = glyphs.get(n).copied().unwrap_or_default();
        let read = own
            .as_ref()
            .and_then(|v| Some((v.advance(glyph)?, v.side_bearing(glyph)?)));
        let (advance, bearing) = read.unwrap_or_else(|| {
            let top = metrics.bounds(glyph).map_or(origin, |b| b.y_max);
            (em, (origin - top).round() as i16)
        });
        put16(&mut vmtx, &[advance]);
        vmtx.extend(bearing.to_be_bytes());
    }
    (vhea, vmtx)
}
