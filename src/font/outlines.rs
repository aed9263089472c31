//! Outlines of cubic curves (CFF, CFF2) and of variable fonts as those of a plain TrueType font, which PDF, Word and e-books
//! all take.

use super::sfnt::{self, Parts};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// A cubic stays this near to what stands for it, in parts of an em.
const NEAR: f32 = 2000.0;
/// Into so many parts a cubic is cut at the most.
const CUTS: u16 = 16;
/// Bits of a point's flags (OpenType 1.9, "glyf"): on the curve, short x and y, and their sign or sameness.
const ON: u8 = 0x01;
const SHORT: [u8; 2] = [0x02, 0x04];
const SAME: [u8; 2] = [0x10, 0x20];

/// A font of these glyphs, in their order, with what a PDF needs of it; `None` where the font lacks a table or what is
/// drawn has no place in one.
pub(super) fn truetype(
    font: &FontRef<'_>,
    location: LocationRef<'_>,
    glyphs: &[u16],
) -> Option<Vec<u8>> {
    let table = |tag: &[u8; 4]| {
        let data = font.table_data(skrifa::Tag::new(tag))?;
        Some(data.as_bytes().to_vec())
    };
    let (mut head, mut hhea) = (table(b"head")?, table(b"hhea")?);
    let upem = f32::from(sfnt::word(&head, 18)?);
    let all = font.outline_glyphs();
    let metrics = font.glyph_metrics(Size::unscaled(), location);
    let (mut glyf, mut loca, mut hmtx) = (Vec::new(), 0u32.to_be_bytes().to_vec(), Vec::new());
    let (mut points, mut contours) = (0, 0);
    let mut bounds: Option<[i16; 4]> = None;
    for id in glyphs {
        let id = GlyphId::new(u32::from(*id));
        let mut pen = Quadratic {
            near: upem / NEAR,
            ..Quadratic::default()
        };
        let settings = DrawSettings::unhinted(Size::unscaled(), location);
        if let Some(outline) = all.get(id) {
            outline.draw(settings, &mut pen).ok()?;
        }
        pen.end();
        let own = pen.bounds();
        if let Some(b) = own {
            pen.write(b, &mut glyf)?;
            points = points.max(pen.contours.iter().map(Vec::len).sum());
            contours = contours.max(pen.contours.len());
            bounds = Some(bounds.map_or(b, |a| {
                [
                    a[0].min(b[0]),
                    a[1].min(b[1]),
                    a[2].max(b[2]),
                    a[3].max(b[3]),
                ]
            }));
        }
        loca.extend(u32::try_from(glyf.len()).ok()?.to_be_bytes());
        let width = metrics.advance_width(id).unwrap_or_default();
        hmtx.extend((width.round() as u16).to_be_bytes());
        hmtx.extend(own.map_or(0, |b| b[0]).to_be_bytes());
    }
    let count = u16::try_from(glyphs.len()).ok()?;
    for (at, value) in (36..).step_by(2).zip(bounds.unwrap_or_default()) {
        sfnt::set_word(&mut head, at, value.cast_unsigned())?;
    }
    // Places of glyphs have 32 bits.
    sfnt::set_word(&mut head, 50, 1)?;
    sfnt::set_word(&mut hhea, 34, count)?;
    let mut maxp = 0x0001_0000u32.to_be_bytes().to_vec();
    let most = [points, contours].map(|n| u16::try_from(n).ok());
    for v in [count, most[0]?, most[1]?, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0] {
        maxp.extend(v.to_be_bytes());
    }
    let parts = [
        (*b"head", head),
        (*b"hhea", hhea),
        (*b"maxp", maxp),
        (*b"hmtx", hmtx),
        (*b"loca", loca),
        (*b"glyf", glyf),
    ];
    sfnt::write(Parts::from(parts))
}

type Point = (f32, f32);

/// Takes an outline as lines and quadratic curves.
#[derive(Default)]
struct Quadratic {
    near: f32,
    /// Points in whole units, with whether they are on the curve.
    contours: Vec<Vec<(i16, i16, bool)>>,
    at: Point,
}

impl Quadratic {
    fn point(&mut self, (x, y): Point, on: bool) {
        // A number beyond the range of a font's is its end.
        let point = (x.round() as i16, y.round() as i16, on);
        if let Some(contour) = self.contours.last_mut()
            && !(on && contour.last() == Some(&point))
        {
            contour.push(point);
        }
        if on {
            self.at = (x, y);
        }
    }

    /// A contour ends where it began: that point is not told twice, and what encloses nothing is left out.
    fn end(&mut self) {
        let Some(contour) = self.contours.last_mut() else {
            return;
        };
        if contour.len() > 1 && contour.first() == contour.last() {
            contour.pop();
        }
        if contour.len() < 3 && contour.iter().all(|p| p.2) {
            self.contours.pop();
        }
    }

    /// Left, bottom, right, top; `None` without a point.
    fn bounds(&self) -> Option<[i16; 4]> {
        let all = || self.contours.iter().flatten();
        Some([
            all().map(|p| p.0).min()?,
            all().map(|p| p.1).min()?,
            all().map(|p| p.0).max()?,
            all().map(|p| p.1).max()?,
        ])
    }

    fn write(&self, bounds: [i16; 4], out: &mut Vec<u8>) -> Option<()> {
        out.extend(i16::try_from(self.contours.len()).ok()?.to_be_bytes());
        out.extend(bounds.iter().flat_map(|b| b.to_be_bytes()));
        let mut end = 0usize;
        for contour in &self.contours {
            end += contour.len();
            out.extend(u16::try_from(end.checked_sub(1)?).ok()?.to_be_bytes());
        }
        // No instructions.
        out.extend([0, 0]);
        let mut steps = [Vec::new(), Vec::new()];
        let mut last = (0i16, 0i16);
        for (x, y, on) in self.contours.iter().flatten() {
            let mut flags = u8::from(*on) * ON;
            let moved = [x.wrapping_sub(last.0), y.wrapping_sub(last.1)];
            for (axis, step) in moved.into_iter().enumerate() {
                let (Some(bytes), Some(short), Some(same)) =
                    (steps.get_mut(axis), SHORT.get(axis), SAME.get(axis))
                else {
                    continue;
                };
                if step == 0 {
                    flags |= same;
                } else if let Ok(small) = u8::try_from(step.unsigned_abs()) {
                    flags |= short | if step > 0 { *same } else { 0 };
                    bytes.push(small);
                } else {
                    bytes.extend(step.to_be_bytes());
                }
            }
            out.push(flags);
            last = (*x, *y);
        }
        out.extend(steps.concat());
        // Glyphs begin at even places.
        out.resize(out.len().next_multiple_of(2), 0);
        Some(())
    }
}

impl OutlinePen for Quadratic {
    fn move_to(&mut self, x: f32, y: f32) {
        self.end();
        self.contours.push(Vec::new());
        self.point((x, y), true);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.point((x, y), true);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.point((cx, cy), false);
        self.point((x, y), true);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let ends = [self.at, (ax, ay), (bx, by), (x, y)];
        let cubic = |t: f32, of: fn(&Point) -> f32| {
            let u = 1.0 - t;
            let weights = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
            let parts = ends.iter().zip(weights);
            parts.map(|(p, w)| of(p) * w).sum::<f32>()
        };
        let slope = |t: f32, of: fn(&Point) -> f32| {
            let u = 1.0 - t;
            let [a, b, c, d] = ends.each_ref().map(of);
            3.0 * (u * u * (b - a) + 2.0 * u * t * (c - b) + t * t * (d - c))
        };
        let both = |f: &dyn Fn(fn(&Point) -> f32) -> f32| (f(|p| p.0), f(|p| p.1));
        // How far the cubic is from a quadratic: its third difference. Cut into n parts it is an n-cubedth of that.
        let third = both(&|of| {
            let [a, b, c, d] = ends.each_ref().map(of);
            d - 3.0 * (c - b) - a
        });
        let far = (third.0 * third.0 + third.1 * third.1).sqrt() * 3f32.sqrt() / 36.0;
        let parts = far / self.near.max(f32::MIN_POSITIVE);
        // Roots other than the square one differ between systems.
        let enough = |n: &u16| f32::from(*n) * f32::from(*n) * f32::from(*n) >= parts;
        let cuts = (1..CUTS).find(enough).unwrap_or(CUTS);
        let part = 1.0 / f32::from(cuts);
        for n in 0..cuts {
            let (from, to) = (f32::from(n) * part, f32::from(n + 1) * part);
            let (p, q) = (both(&|of| cubic(from, of)), both(&|of| cubic(to, of)));
            let (v, w) = (both(&|of| slope(from, of)), both(&|of| slope(to, of)));
            // The two tangents' middle: with those of the cubic it is what stands nearest.
            let middle = |p: f32, q: f32, v: f32, w: f32| (p + q) / 2.0 + (v - w) * part / 4.0;
            let control = (middle(p.0, q.0, v.0, w.0), middle(p.1, q.1, v.1, w.1));
            let end = if n + 1 == cuts { (x, y) } else { q };
            self.point(control, false);
            self.point(end, true);
        }
    }

    fn close(&mut self) {}
}

#[cfg(all(test, embedded_fonts))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::font::{Faces, FontError, FontFault, Loaded, embed};
    use crate::style::Face;
    use std::collections::BTreeSet;

    const CHARS: &str = "永文集国人。Ag8";

    /// A small face with TrueType outlines.
    fn small() -> Vec<u8> {
        let faces = Faces::builtin().unwrap();
        let chars: BTreeSet<char> = CHARS.chars().collect();
        let kai = faces.get(Face::Kai).unwrap();
        embed(Face::Kai, kai, &chars).unwrap().bytes
    }

    /// An outline as a charstring of CFF: every curve is a cubic.
    #[derive(Default)]
    struct Charstring {
        out: Vec<u8>,
        at: (i16, i16),
    }

    impl Charstring {
        fn put(&mut self, points: &[Point], operator: u8) {
            for (x, y) in points {
                let to = (x.round() as i16, y.round() as i16);
                for v in [to.0 - self.at.0, to.1 - self.at.1] {
                    self.out.push(28);
                    self.out.extend(v.to_be_bytes());
                }
                self.at = to;
            }
            self.out.push(operator);
        }
    }

    impl OutlinePen for Charstring {
        fn move_to(&mut self, x: f32, y: f32) {
            self.put(&[(x, y)], 21);
        }
        fn line_to(&mut self, x: f32, y: f32) {
            self.put(&[(x, y)], 5);
        }
        fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
            let (px, py) = (f32::from(self.at.0), f32::from(self.at.1));
            let third = |a: f32, c: f32| a + (c - a) * 2.0 / 3.0;
            let (a, b) = ((third(px, cx), third(py, cy)), (third(x, cx), third(y, cy)));
            self.put(&[a, b, (x, y)], 8);
        }
        fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
            self.put(&[(ax, ay), (bx, by), (x, y)], 8);
        }
        fn close(&mut self) {}
    }

    /// A list of CFF: a count, the size of a place, places from 1, the data.
    fn index(items: &[Vec<u8>]) -> Vec<u8> {
        let mut out = u16::try_from(items.len()).unwrap().to_be_bytes().to_vec();
        if items.is_empty() {
            return out;
        }
        out.push(4);
        let mut at = 1u32;
        out.extend(at.to_be_bytes());
        for i in items {
            at += u32::try_from(i.len()).unwrap();
            out.extend(at.to_be_bytes());
        }
        out.extend(items.concat());
        out
    }

    /// The same face with cubic outlines, as an .otf has them.
    fn cubic() -> Vec<u8> {
        let bytes = small();
        let font = FontRef::new(&bytes).unwrap();
        let mut parts = sfnt::read(&bytes).unwrap();
        let count = sfnt::word(&parts[b"maxp"], 4).unwrap();
        let all = font.outline_glyphs();
        let strings: Vec<Vec<u8>> = (0..count)
            .map(|id| {
                let mut string = Charstring::default();
                let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
                let glyph = all.get(GlyphId::new(id.into())).unwrap();
                glyph.draw(settings, &mut string).unwrap();
                string.out.push(14);
                string.out
            })
            .collect();
        let number = |n: usize| {
            let n = i32::try_from(n).unwrap().to_be_bytes();
            [&[29], &n[..]].concat()
        };
        let dict = |strings: usize, end: usize| {
            let top = [number(strings), vec![17], number(0), number(end), vec![18]];
            index(&[top.concat()])
        };
        let before = [vec![1, 0, 4, 4], index(&[b"T".to_vec()])].concat();
        let place = before.len() + dict(0, 0).len() + 4;
        let strings = index(&strings);
        let end = place + strings.len();
        let cff = [before, dict(place, end), index(&[]), index(&[]), strings].concat();
        parts.remove(b"glyf");
        parts.remove(b"loca");
        parts.insert(*b"CFF ", cff);
        sfnt::write(parts).unwrap()
    }

    /// Fonts in one file.
    fn collection(fonts: &[Vec<u8>]) -> Vec<u8> {
        let mut out = b"ttcf\0\x01\0\0".to_vec();
        out.extend(u32::try_from(fonts.len()).unwrap().to_be_bytes());
        let mut at = 12 + 4 * fonts.len();
        for f in fonts {
            out.extend(u32::try_from(at).unwrap().to_be_bytes());
            at += f.len();
        }
        for f in fonts {
            let (mut f, base) = (f.clone(), u32::try_from(out.len()).unwrap());
            for n in 0..usize::from(sfnt::word(&f, 4).unwrap()) {
                let field = 12 + 16 * n + 8;
                let own = sfnt::long_word(&f, field).unwrap();
                f[field..field + 4].copy_from_slice(&(own + base).to_be_bytes());
            }
            out.extend(f);
        }
        out
    }

    #[test]
    fn cubic_outlines_are_cut_into_a_truetype_font_of_the_same_glyphs() {
        let plain = Loaded::given("kai", "", small(), None).unwrap();
        let otf = cubic();
        assert!(otf.starts_with(b"OTTO"));
        let own = Loaded::given("kai", "", otf, None).unwrap();
        let mut remap = subsetter::GlyphRemapper::new();
        let wanted: Vec<u16> = CHARS.chars().map(|c| own.glyph(c).unwrap().0).collect();
        let cut: Vec<u16> = wanted.iter().map(|g| remap.remap(*g)).collect();
        let bytes = own.cut(&remap).unwrap();
        assert_eq!(bytes, own.cut(&remap).unwrap());
        let made = Loaded::new("kai", "x", bytes.into());
        // A program of a PDF has no character map; its glyphs stand as they were asked for.
        let made = made.unwrap();
        for ((c, old), new) in CHARS.chars().zip(wanted).zip(cut) {
            assert_eq!(own.width(old), made.width(new), "{c}");
            let (a, b) = (plain.ink(old).unwrap(), made.ink(new).unwrap());
            assert!(
                (a.0 - b.0).abs() < 0.003 && (a.1 - b.1).abs() < 0.003,
                "{c}"
            );
        }
        let embedded = embed(Face::Kai, &own, &CHARS.chars().collect()).unwrap();
        let embedded = Loaded::new("kai", "x", embedded.bytes.into()).unwrap();
        assert!(CHARS.chars().all(|c| embedded.has(c)));
    }

    #[test]
    fn a_member_of_a_collection_is_a_font_of_its_own() {
        let (plain, otf) = (small(), cubic());
        let file = collection(&[plain.clone(), otf.clone()]);
        let member = |n| Loaded::given("song", "", file.clone(), n);
        for (n, font) in [(None, &plain), (Some(0), &plain), (Some(1), &otf)] {
            let (own, alone) = (
                member(n).unwrap(),
                Loaded::given("song", "", font.clone(), None).unwrap(),
            );
            assert_eq!(own.bytes(), alone.bytes());
            assert!(own.has('人'));
        }
        let fault = |font: Result<Loaded, FontError>| match font {
            Err(FontError::Unreadable { fault, .. }) => fault,
            other => panic!("{other:?}"),
        };
        assert_eq!(fault(member(Some(2))), FontFault::NoMember { count: 2 });
        let alone = Loaded::given("song", "", plain, Some(1));
        assert_eq!(fault(alone), FontFault::NoMember { count: 1 });
        let broken = Loaded::given("song", "", file[..200].to_vec(), Some(1));
        assert!(matches!(fault(broken), FontFault::Damaged(_)));
        let none = Loaded::given("song", "", b"no font".to_vec(), None);
        assert_eq!(fault(none), FontFault::NoFont);
    }

    #[test]
    fn a_variable_face_is_taken_at_the_weight_of_its_role() {
        let mut parts = sfnt::read(&small()).unwrap();
        // One axis, wght from 200 to 900, 200 by default.
        let mut fvar = Vec::new();
        for v in [1u16, 0, 16, 2, 1, 20, 0, 8] {
            fvar.extend(v.to_be_bytes());
        }
        fvar.extend(b"wght");
        for v in [200u32, 200, 900] {
            fvar.extend((v << 16).to_be_bytes());
        }
        fvar.extend([0, 0, 1, 0]);
        parts.insert(*b"fvar", fvar);
        let bytes = sfnt::write(parts).unwrap();
        for (role, weight) in [("song", 400), ("hei", 500), ("title", 700)] {
            let font = Loaded::given(role, "", bytes.clone(), None).unwrap();
            assert_eq!(font.weight, weight, "{role}");
            let mut remap = subsetter::GlyphRemapper::new();
            let id = remap.remap(font.glyph('永').unwrap().0);
            let cut = Loaded::new("song", "x", font.cut(&remap).unwrap().into()).unwrap();
            assert_eq!(cut.ink(id), font.ink(font.glyph('永').unwrap().0));
        }
    }

    #[test]
    fn a_face_of_the_persons_own_that_lacks_the_text_is_refused() {
        let mut faces = Faces::builtin().unwrap();
        faces.set(Face::Song, small()).unwrap();
        let checked = |text: &str| faces.choice([(Face::Song, text)]).checked();
        assert!(checked("永文集国人 Latin").is_ok());
        match checked("永文集山水木") {
            Err(FontError::Lacking { role, share, some }) => {
                assert_eq!((role, share, some.as_str()), ("song", 50, "山木水"));
            }
            other => panic!("{other:?}"),
        }
        // The built-in faces stand in for each other.
        assert!(faces.choice([(Face::Kai, "\u{4e02}")]).checked().is_ok());
    }
}
