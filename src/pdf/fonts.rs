//! Fonts: every pair of glyph and character gets a code of its own, so that copied text is exact.

use super::{PdfError, dict, halves, name};
use crate::font::{FaceId, Faces, Loaded};
use crate::layout::{Layout, Placed, Run, Way};
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

/// Characters under which printpdf knows a code: private ones, since the exact map is written afterwards.
const KEYS: u32 = 0xF_0000;

/// A byte-order mark.
const MARK: char = '\u{feff}';

/// A character as it is drawn: itself, its glyph, whether that lacks its blank left half, and the words that it stands
/// for, where they are more than itself.
type Form = (char, u16, bool, Option<Arc<str>>);

fn form(g: &Placed, run: &Run) -> Form {
    (g.c, g.id, g.half, run.actual.clone())
}

/// A face reduced to what a document uses.
pub(super) struct FontSet {
    pub(super) face: FaceId,
    /// Each form once, in order; its place from 1 is its code.
    forms: Vec<Form>,
    /// By glyph: the code of a form that it has, 0 where it has none. Nearly all have one.
    usual: Vec<u16>,
    /// By code, from 1: glyph, character, width in 1/1000 em.
    entries: Vec<(u16, char, f32)>,
    name: String,
    metrics: [i64; 3],
    upem: u16,
    bounds: [i16; 4],
    weight: u16,
    /// Some of its glyphs stand in vertical lines.
    upright: bool,
}

impl FontSet {
    pub(super) fn id(&self) -> printpdf::FontId {
        printpdf::FontId(format!("W{}", self.face.index()))
    }

    /// Code and width (1/1000 em) of a glyph that stands for a character.
    pub(super) fn code(&self, glyph: &Placed, run: &Run) -> (u16, f64) {
        let wanted = form(glyph, run);
        let at = |code: u16| usize::from(code).wrapping_sub(1);
        let usual = self.usual.get(usize::from(glyph.id)).copied();
        let usual = usual.filter(|code| self.forms.get(at(*code)) == Some(&wanted));
        let code = usual.unwrap_or_else(|| {
            let found = self.forms.binary_search(&wanted);
            found.map_or(0, |n| u16::try_from(n + 1).unwrap_or(0))
        });
        let width = self.entries.get(at(code)).map_or(0.0, |e| e.2);
        (code, f64::from(width))
    }

    /// A text of one glyph, for printpdf to see the font used.
    pub(super) fn sample(&self) -> String {
        char::from_u32(KEYS + 1)
            .map(String::from)
            .unwrap_or_default()
    }

    /// The font as printpdf takes it, without its program, which is made meanwhile.
    pub(super) fn printed(&self) -> printpdf::PdfFont {
        let codes = 0..=u16::try_from(self.entries.len()).unwrap_or(u16::MAX);
        let map: BTreeMap<u32, u16> = codes.map(|c| (KEYS + u32::from(c), c)).collect();
        let metrics = printpdf::FontMetrics {
            ascent: 880,
            descent: -120,
        };
        let mut f = printpdf::ParsedFont::with_glyph_data(
            Vec::new(),
            0,
            Some(self.name.clone()),
            map,
            BTreeMap::new(),
            self.upem,
            metrics,
        );
        f.pdf_font_metrics.x_min = self.bounds[0];
        f.pdf_font_metrics.y_min = self.bounds[1];
        f.pdf_font_metrics.x_max = self.bounds[2];
        f.pdf_font_metrics.y_max = self.bounds[3];
        f.pdf_font_metrics.us_weight_class = self.weight;
        printpdf::PdfFont::new(f)
    }
}

/// Gives codes to what a layout uses of each face.
pub(super) fn collect(layout: &Layout, faces: &Faces) -> Result<Vec<FontSet>, PdfError> {
    let slots: Vec<FaceId> = faces.slots().collect();
    slots
        .into_par_iter()
        .map(|face| (face, used(layout, face)))
        .filter(|(_, used)| !used.forms.is_empty())
        .map(|(face, used)| Ok(coded(face, loaded(faces, face)?, used)))
        .collect()
}

fn loaded(faces: &Faces, slot: FaceId) -> Result<&Loaded, PdfError> {
    let missing = crate::font::FontError::Missing(slot.name());
    Ok(faces.get(slot).ok_or(missing)?)
}

/// The outlines that a document uses of a face, as streams.
pub(super) struct Program {
    /// The font file.
    file: Stream,
    /// Its glyph for each code.
    map: Stream,
}

/// Where a program goes in the document.
pub(super) struct Slot {
    file: ObjectId,
    map: ObjectId,
}

/// The programs of the fonts, side by side. The largest, on which all else waits, is begun first.
pub(super) fn programs(sets: &[FontSet], faces: &Faces) -> Result<Vec<Program>, PdfError> {
    let mut order: Vec<usize> = (0..sets.len()).collect();
    order.sort_by_key(|n| std::cmp::Reverse(sets.get(*n).map(|s| s.forms.len())));
    let made = order.par_iter().filter_map(|n| {
        let set = sets.get(*n)?;
        Some(loaded(faces, set.face).and_then(|f| Ok((*n, program(set, f)?))))
    });
    let mut made = made.collect::<Result<Vec<_>, _>>()?;
    made.sort_unstable_by_key(|(n, _)| *n);
    Ok(made.into_iter().map(|(_, program)| program).collect())
}

/// What a layout takes from a face.
struct Used {
    /// Each form once, in order.
    forms: Vec<Form>,
    /// Some stand in vertical lines.
    upright: bool,
}

fn used(layout: &Layout, face: FaceId) -> Used {
    let mut seen: BTreeSet<Form> = BTreeSet::new();
    // The form in which each glyph was met last: nearly all that follow are the same.
    let mut last: Vec<Option<Form>> = Vec::new();
    let mut upright = false;
    for run in layout.pages.iter().flat_map(|p| &p.runs) {
        if run.face != face {
            continue;
        }
        upright |= run.way == Way::Upright;
        for form in run.glyphs.iter().map(|g| form(g, run)) {
            let at = usize::from(form.1);
            if last.len() <= at {
                last.resize(at + 1, None);
            }
            if let Some(slot) = last.get_mut(at).filter(|l| l.as_ref() != Some(&form)) {
                *slot = Some(form.clone());
                seen.insert(form);
            }
        }
    }
    let forms = seen.into_iter().collect();
    Used { forms, upright }
}

fn coded(face: FaceId, font: &Loaded, used: Used) -> FontSet {
    let upem = f32::from(font.upem);
    let (mut usual, mut entries) = (Vec::new(), Vec::new());
    let mut hash = Sha256::new();
    for (n, (c, id, half, words)) in used.forms.iter().enumerate() {
        let (c, id, half) = (*c, *id, *half);
        let at = usize::from(id);
        if usual.len() <= at {
            usual.resize(at + 1, 0);
        }
        if let Some(code) = usual.get_mut(at) {
            *code = u16::try_from(n + 1).unwrap_or(0);
        }
        let cut = if half { font.upem / 2 } else { 0 };
        let width = f32::from(font.width(id).saturating_sub(cut));
        entries.push((id, c, width * 1000.0 / upem));
        hash.update(u32::from(c).to_be_bytes());
        hash.update([u8::from(half)]);
        hash.update(id.to_be_bytes());
        hash.update(words.as_deref().unwrap_or_default());
    }
    // What is in the subset names it.
    let tag: String = hash
        .finalize()
        .iter()
        .take(6)
        .map(|b| char::from(b'A' + b % 26))
        .collect();
    let thousand = |v: i16| (f32::from(v) * 1000.0 / upem).round() as i64;
    FontSet {
        face,
        forms: used.forms,
        usual,
        entries,
        name: format!("{tag}+{}", font.name),
        metrics: [
            thousand(font.ascent),
            thousand(font.descent),
            thousand(font.cap_height),
        ],
        upem: font.upem,
        bounds: font.bounds,
        weight: font.weight,
        upright: used.upright,
    }
}

fn program(set: &FontSet, font: &Loaded) -> Result<Program, PdfError> {
    let mut remap = subsetter::GlyphRemapper::new();
    let mut glyphs: Vec<u16> = set.forms.iter().map(|f| remap.remap(f.1)).collect();
    let fail = |reason: String| PdfError::Subset {
        name: font.name.clone(),
        reason,
    };
    let mut bytes = font.cut(&remap).map_err(fail)?;
    let halves = || set.forms.iter().map(|f| f.2).zip(&glyphs);
    let marks: Vec<u16> = halves().filter(|h| h.0).map(|h| *h.1).collect();
    if !marks.is_empty() {
        let (with, first) = halves::add(&bytes, &marks, font.upem / 2)
            .ok_or_else(|| fail("its outlines are not those of a TrueType font".into()))?;
        bytes = with;
        let halved = set.forms.iter().zip(&mut glyphs).filter(|(f, _)| f.2);
        for ((_, glyph), half) in halved.zip(first..) {
            *glyph = half;
        }
    }
    let length = i64::try_from(bytes.len()).unwrap_or(0);
    let mut file = Stream::new(dict([("Length1", length.into())]), bytes);
    let mut map = vec![0u8, 0];
    map.extend(glyphs.iter().flat_map(|g| g.to_be_bytes()));
    let mut map = Stream::new(Dictionary::new(), map);
    super::save::compress(&mut file)?;
    super::save::compress(&mut map)?;
    Ok(Program { file, map })
}

/// Puts a program into its place.
pub(super) fn put(packed: &mut super::save::Packed, slot: &Slot, program: Program) {
    packed.put(slot.file, program.file);
    packed.put(slot.map, program.map);
}

/// Writes exact maps into the font objects; returns where the program of each set goes.
pub(super) fn finish(pdf: &mut Pdf, sets: &[FontSet]) -> Vec<Slot> {
    let mut slots = Vec::new();
    for set in sets {
        let mut place = || pdf.add_object(Stream::new(Dictionary::new(), Vec::new()));
        let (file, map) = (place(), place());
        slots.push(Slot { file, map });
        let base = set.name.as_bytes();
        let is = |d: &Dictionary, key: &[u8]| {
            d.get(key)
                .and_then(Object::as_name)
                .is_ok_and(|n| n == base)
        };
        let found = pdf.objects.iter().find_map(|(id, o)| match o {
            Object::Dictionary(d) if is(d, b"BaseFont") && d.has(b"DescendantFonts") => Some(*id),
            _ => None,
        });
        let Some(id) = found else { continue };
        let Ok(mut font) = pdf.get_dictionary(id).cloned() else {
            continue;
        };
        let unicode = pdf.add_object(Stream::new(Dictionary::new(), to_unicode(set).into_bytes()));
        if let Ok(Object::Reference(old)) = font.get(b"ToUnicode") {
            pdf.objects.remove(old);
        }
        font.set("ToUnicode", Object::Reference(unicode));
        let descriptor = pdf.add_object(descriptor(set, file));
        let widths = set.entries.iter().map(|e| {
            if e.2.fract() == 0.0 {
                Object::Integer(e.2 as i64)
            } else {
                Object::Real(e.2)
            }
        });
        let info = dict([
            ("Registry", Object::string_literal("Adobe")),
            ("Ordering", Object::string_literal("Identity")),
            ("Supplement", 0.into()),
        ]);
        let descendant = pdf.add_object(dict([
            ("Type", name("Font")),
            ("Subtype", name("CIDFontType2")),
            ("BaseFont", name(&set.name)),
            ("CIDSystemInfo", Object::Dictionary(info)),
            ("FontDescriptor", Object::Reference(descriptor)),
            ("DW", 1000.into()),
            (
                "W",
                Object::Array(vec![1.into(), Object::Array(widths.collect())]),
            ),
            ("CIDToGIDMap", Object::Reference(map)),
        ]));
        font.set("DescendantFonts", vec![Object::Reference(descendant)]);
        if set.upright {
            let mut upright = font.clone();
            upright.set("Encoding", name("Identity-V"));
            let upright = pdf.add_object(upright);
            enter(pdf, set, upright);
        }
        pdf.objects.insert(id, Object::Dictionary(font));
    }
    slots
}

/// Names the font of a set's vertical lines wherever pages name that of its horizontal ones.
fn enter(pdf: &mut Pdf, set: &FontSet, upright: ObjectId) {
    let own = set.id().0;
    let vertical = format!("V{}", set.face.index());
    for o in pdf.objects.values_mut() {
        if let Object::Dictionary(d) = o
            && d.has(own.as_bytes())
        {
            d.set(vertical.as_str(), Object::Reference(upright));
        }
    }
}

fn descriptor(set: &FontSet, program: ObjectId) -> Dictionary {
    let scale =
        |v: &i16| Object::Integer((f32::from(*v) * 1000.0 / f32::from(set.upem)).round() as i64);
    dict([
        ("Type", name("FontDescriptor")),
        ("FontName", name(&set.name)),
        ("Flags", 4.into()),
        (
            "FontBBox",
            Object::Array(set.bounds.iter().map(scale).collect()),
        ),
        ("ItalicAngle", 0.into()),
        ("Ascent", set.metrics[0].into()),
        ("Descent", set.metrics[1].into()),
        ("CapHeight", set.metrics[2].into()),
        ("StemV", (50 + (i64::from(set.weight) / 65).pow(2)).into()),
        ("FontFile2", Object::Reference(program)),
    ])
}

fn to_unicode(set: &FontSet) -> String {
    let mut s = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let forms = set.forms.iter().enumerate();
    let all: Vec<(usize, &Form)> = forms.map(|(n, f)| (n + 1, f)).collect();
    for part in all.chunks(100) {
        let _ = writeln!(s, "{} beginbfchar", part.len());
        for (code, (c, _, _, words)) in part {
            let _ = write!(s, "<{code:04X}> <");
            let mut own = [0; 4];
            let own = c.encode_utf8(&mut own);
            // A byte-order mark may stand in no such map (ISO 14289-1, 7.21.7).
            let words = words.as_deref().unwrap_or_default().replace(MARK, "");
            let shown = if words.is_empty() { &*own } else { &words };
            for u in shown.encode_utf16() {
                let _ = write!(s, "{u:04X}");
            }
            s.push_str(">\n");
        }
        s.push_str("endbfchar\n");
    }
    s.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    s
}
