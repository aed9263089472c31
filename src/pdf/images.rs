//! Pictures of pages: grey as the paper's black, colours by a space that no screen or printer is needed for. A JPEG stays
//! the file that it is, other pictures are written anew without their opacity.

use super::{PdfError, dict, name, text};
use crate::layout::{Layout, Plate};
use crate::picture::{Picture, Pixels};
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};
use std::collections::BTreeMap;
use std::io::Write as _;

use super::content::Short;

/// The name of a picture among a page's resources.
pub(super) fn resource(n: usize) -> String {
    format!("I{n}")
}

/// For each figure of a layout the first that shows the same picture.
fn firsts(layout: &Layout) -> Vec<usize> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let figures = layout.figures.iter().enumerate();
    figures
        .map(|(n, (target, _))| *seen.entry(target).or_insert(n))
        .collect()
}

/// Writes the pictures, and names them to the pages that `shows` tells of.
pub(super) fn write(
    pdf: &mut Pdf,
    layout: &Layout,
    ids: &[ObjectId],
    grey: bool,
    shows: impl Fn(usize) -> bool,
) -> Result<(), PdfError> {
    let mut list = Dictionary::new();
    for (n, first) in firsts(layout).into_iter().enumerate() {
        let target = layout.figures.get(n).map(|f| f.0.as_str());
        let picture = target.and_then(|t| layout.pictures.get(t));
        if let (true, Some(stream)) = (n == first, picture.and_then(|p| image(p, grey))) {
            let id = pdf.add_object(stream);
            list.set(resource(n), Object::Reference(id));
        }
    }
    if list.is_empty() {
        return Ok(());
    }
    let list = Object::Reference(pdf.add_object(list));
    for (_, id) in ids.iter().enumerate().filter(|(n, _)| shows(*n)) {
        let own = pdf.get_dictionary(*id)?.get(b"Resources").cloned();
        let mut own = match own {
            Ok(Object::Reference(r)) => pdf.get_dictionary(r)?.clone(),
            Ok(Object::Dictionary(d)) => d,
            _ => Dictionary::new(),
        };
        own.set("XObject", list.clone());
        pdf.get_dictionary_mut(*id)?.set("Resources", own);
    }
    Ok(())
}

/// A picture as an object; `None` where it has no pixels.
fn image(p: &Picture, grey: bool) -> Option<Stream> {
    let head = |width: u32, height: u32, grey: bool| {
        dict([
            ("Type", name("XObject")),
            ("Subtype", name("Image")),
            ("Width", i64::from(width).into()),
            ("Height", i64::from(height).into()),
            ("BitsPerComponent", 8.into()),
            (
                "ColorSpace",
                if grey { name("DeviceGray") } else { colours() },
            ),
        ])
    };
    match p.jpeg_colours() {
        Some(n) if n == 1 || !grey => {
            let mut d = head(p.width, p.height, n == 1);
            d.set("Filter", name("DCTDecode"));
            return Some(Stream::new(d, p.bytes.clone()).with_compression(false));
        }
        _ => {}
    }
    let pixels = p.pixels()?;
    let pixels = if grey { pixels.greyed() } else { pixels };
    let each = if pixels.grey { 1 } else { 3 };
    let mut d = head(pixels.width, pixels.height, pixels.grey);
    d.set(
        "DecodeParms",
        dict([
            ("Predictor", 15.into()),
            ("Colors", each.into()),
            ("BitsPerComponent", 8.into()),
            ("Columns", i64::from(pixels.width).into()),
        ]),
    );
    Some(Stream::new(d, predicted(&pixels, each as usize)))
}

/// Rows as differences from what their neighbours let expect (Paeth, as in PNG), which shrink better.
fn predicted(p: &Pixels, each: usize) -> Vec<u8> {
    let width = p.width as usize * each;
    let mut out = Vec::with_capacity(p.bytes.len() + p.height as usize);
    let mut above: &[u8] = &[];
    for row in p.bytes.chunks(width.max(1)) {
        out.push(4);
        for (n, v) in row.iter().enumerate() {
            let at = |line: &[u8], back: usize| {
                let place = n.checked_sub(back);
                i32::from(place.and_then(|n| line.get(n)).copied().unwrap_or(0))
            };
            let (a, b, c) = (at(row, each), at(above, 0), at(above, each));
            let (pa, pb, pc) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
            let expected = if pa <= pb && pa <= pc {
                a
            } else if pb <= pc {
                b
            } else {
                c
            };
            out.push(v.wrapping_sub(u8::try_from(expected).unwrap_or(0)));
        }
        above = row;
    }
    out
}

/// The colours of screens (sRGB), told without a profile.
fn colours() -> Object {
    let list = |all: &[f32]| Object::Array(all.iter().map(|v| Object::Real(*v)).collect());
    let space = dict([
        ("WhitePoint", list(&[0.9505, 1.0, 1.089])),
        ("Gamma", list(&[2.2, 2.2, 2.2])),
        (
            "Matrix",
            list(&[
                0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505,
            ]),
        ),
    ]);
    Object::Array(vec![name("CalRGB"), Object::Dictionary(space)])
}

/// Where a picture stands on its page: left, bottom, width, height.
fn place(p: &Plate, layout: &Layout) -> [f64; 4] {
    let [x, y, length, depth] = [p.x, p.y, p.length, p.depth].map(f64::from);
    if layout.vertical {
        [
            layout.width - y - depth,
            layout.height - x - length,
            depth,
            length,
        ]
    } else {
        [x, layout.height - y - depth, length, depth]
    }
}

/// Writes a picture of a page; with `marks` its element gets its number, else its words stand with it.
pub(super) fn draw(
    out: &mut Vec<u8>,
    plate: &Plate,
    layout: &Layout,
    marks: Option<&mut Vec<usize>>,
) {
    let Some((target, alt)) = layout.figures.get(plate.figure) else {
        return;
    };
    let same = layout.figures.iter().position(|f| f.0 == *target);
    let n = same.unwrap_or(plate.figure);
    let [x, y, w, h] = place(plate, layout);
    let m = match layout.pictures.get(target).map_or(0, |p| p.turns) {
        1 => [0.0, -h, w, 0.0, x, y + h],
        2 => [-w, 0.0, 0.0, -h, x + w, y + h],
        3 => [0.0, h, -w, 0.0, x + w, y],
        _ => [w, 0.0, 0.0, h, x, y],
    };
    match marks {
        Some(marks) => {
            let _ = write!(out, "/Figure<</MCID {}>>BDC\nq", marks.len());
            marks.push(plate.element);
        }
        None => {
            out.extend(b"/Figure<</Alt<FEFF");
            for unit in alt.encode_utf16() {
                let _ = write!(out, "{unit:04X}");
            }
            out.extend(b">>>BDC\nq");
        }
    }
    for v in m {
        let _ = write!(out, " {}", Short(v));
    }
    let _ = writeln!(out, " cm /{} Do Q\nEMC", resource(n));
}

/// What the structure says of figures: their words, and where they stand.
pub(super) fn attributes(layout: &Layout) -> BTreeMap<usize, Dictionary> {
    let mut out = BTreeMap::new();
    for p in layout.pages.iter().flat_map(|p| &p.plates) {
        let Some((_, alt)) = layout.figures.get(p.figure) else {
            continue;
        };
        let [x, y, w, h] = place(p, layout);
        let sides = [x, y, x + w, y + h].map(|v| Object::Real((v * 100.0).round() as f32 / 100.0));
        out.entry(p.element).or_insert_with(|| {
            let own = dict([
                ("O", name("Layout")),
                ("BBox", Object::Array(sides.to_vec())),
            ]);
            dict([("Alt", text(alt)), ("A", Object::Dictionary(own))])
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_from_their_differences() {
        let pixels = Pixels {
            width: 3,
            height: 2,
            grey: true,
            bytes: vec![10, 12, 11, 200, 13, 0],
        };
        // 0 and the neighbours: left, above, above left.
        assert_eq!(predicted(&pixels, 1), [4, 10, 2, 255, 4, 190, 69, 244]);
    }
}
