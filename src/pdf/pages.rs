//! Pages: printpdf makes the document, its pages and its fonts; each page's content is put in afterwards.

use super::content::content;
use super::fonts::FontSet;
use super::intent::red_profile;
use super::press::{Press, Sheet};
use super::save::compress;
use super::{PdfError, dict, name};
use crate::layout::Layout;
use crate::tree::Document;
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};
use printpdf::{Op, PdfFontHandle, PdfPage, Pt, TextItem};
use rayon::prelude::*;

/// Marked content of a page: the element of each number, in order.
pub(super) type Marks = Vec<Vec<usize>>;

/// The document with `count` empty pages and its fonts, and the pages' objects. The first page names every
/// font, since printpdf embeds those that a page uses.
pub(super) fn document(
    layout: &Layout,
    doc: &Document,
    sets: &[FontSet],
    count: usize,
) -> (Pdf, Vec<ObjectId>) {
    let mut out = printpdf::PdfDocument::new(doc.metadata.title.as_deref().unwrap_or(""));
    let mut ops = vec![Op::StartTextSection];
    for set in sets {
        out.resources.fonts.map.insert(set.id(), set.printed());
        ops.push(Op::SetFont {
            font: PdfFontHandle::External(set.id()),
            size: Pt(1.0),
        });
        ops.push(Op::ShowText {
            items: vec![TextItem::Text(set.sample())],
        });
    }
    ops.push(Op::EndTextSection);
    let (w, h) = (
        printpdf::Mm((layout.width / 72.0 * 25.4) as f32),
        printpdf::Mm((layout.height / 72.0 * 25.4) as f32),
    );
    for _ in 0..count {
        out.pages.push(PdfPage::new(w, h, std::mem::take(&mut ops)));
    }
    let save = printpdf::PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: false,
        image_optimization: None,
    };
    let pdf = printpdf::serialize::to_lopdf_doc(&out, &save, &mut Vec::new());
    let ids = pdf.page_iter().collect();
    (pdf, ids)
}

/// The content of every page of the book; with `tagged`, also whose each marked sequence is.
pub(super) fn contents(layout: &Layout, sets: &[FontSet], tagged: bool) -> (Vec<Vec<u8>>, Marks) {
    layout
        .pages
        .par_iter()
        .map(|p| content(p, layout, sets, tagged))
        .unzip()
}

/// Puts in the content of every page, its boxes, and what a reader's order of links needs.
pub(super) fn fill(
    pdf: &mut Pdf,
    layout: &Layout,
    contents: Vec<Vec<u8>>,
    ids: &[ObjectId],
) -> Result<(), PdfError> {
    let whole = rectangle([0.0, 0.0, layout.width, layout.height]);
    // Compressed here, since the largest font keeps one thread busy for as long.
    let contents = contents.into_par_iter().map(stream);
    let contents = contents.collect::<Result<Vec<_>, _>>()?;
    for (id, content) in ids.iter().zip(contents) {
        let boxes = [
            ("MediaBox", &whole),
            ("TrimBox", &whole),
            ("BleedBox", &whole),
        ];
        put(pdf, *id, content, boxes)?;
        pdf.get_dictionary_mut(*id)?.set("Tabs", name("S"));
    }
    Ok(())
}

/// Puts in the sheets for the print shop.
pub(super) fn press(
    pdf: &mut Pdf,
    press: &Press,
    sheets: &[Sheet],
    contents: &[Vec<u8>],
    ids: &[ObjectId],
) -> Result<(), PdfError> {
    let streams = sheets
        .par_iter()
        .map(|sheet| stream(press.content(sheet, contents)))
        .collect::<Result<Vec<_>, _>>()?;
    for ((id, sheet), content) in ids.iter().zip(sheets).zip(streams) {
        let boxes = [
            (
                "MediaBox",
                &rectangle([0.0, 0.0, sheet.media.0, sheet.media.1]),
            ),
            ("BleedBox", &rectangle(sheet.bleed)),
            ("TrimBox", &rectangle(sheet.trim)),
        ];
        put(pdf, *id, content, boxes)?;
    }
    Ok(())
}

/// Names the colour of red text for the pages, where any is red: told by a profile, so that it is the same under every
/// output intent.
pub(super) fn colours(pdf: &mut Pdf, layout: &Layout, ids: &[ObjectId]) -> Result<(), PdfError> {
    let mut all = layout.pages.iter();
    if !all.any(|p| p.runs.iter().any(|r| r.ink.is_some()) || p.rules.iter().any(|r| r.red)) {
        return Ok(());
    }
    let mut profile = Stream::new(dict([("N", 3.into())]), red_profile());
    compress(&mut profile)?;
    let profile = Object::Reference(pdf.add_object(profile));
    let space = Object::Array(vec![name("ICCBased"), profile]);
    for id in ids {
        let page = pdf.get_dictionary(*id)?;
        let resources = page.get(b"Resources")?.as_reference()?;
        let resources = pdf.get_dictionary_mut(resources)?;
        resources.set("ColorSpace", dict([("Red", space.clone())]));
    }
    Ok(())
}

/// The compressed stream of some content.
fn stream(content: Vec<u8>) -> Result<Stream, PdfError> {
    let mut s = Stream::new(Dictionary::new(), content);
    compress(&mut s)?;
    Ok(s)
}

fn put(
    pdf: &mut Pdf,
    id: ObjectId,
    content: Stream,
    boxes: [(&str, &Object); 3],
) -> Result<(), PdfError> {
    let stream = pdf.add_object(content);
    let page = pdf.get_dictionary_mut(id)?;
    page.set("Contents", Object::Reference(stream));
    for (key, value) in boxes {
        page.set(key, value.clone());
    }
    page.remove(b"CropBox");
    page.remove(b"Annots");
    Ok(())
}

fn rectangle(sides: [f64; 4]) -> Object {
    let real = |v: f64| Object::Real((v * 1000.0).round() as f32 / 1000.0);
    Object::Array(sides.map(real).to_vec())
}
