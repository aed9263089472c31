//! Pages: printpdf makes the document, its pages and its fonts; each page's content is put in afterwards.

use super::content::content;
use super::fonts::FontSet;
use super::{PdfError, name};
use crate::layout::Layout;
use crate::tree::Document;
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};
use printpdf::{Op, PdfFontHandle, PdfPage, Pt, TextItem};
use rayon::prelude::*;

/// Marked content of a page: the element of each number, in order.
pub(super) type Marks = Vec<Vec<usize>>;

/// The document as printpdf takes it: pages of the right size, the first naming every font, since printpdf
/// embeds those that a page uses.
pub(super) fn print(layout: &Layout, doc: &Document, sets: &[FontSet]) -> printpdf::PdfDocument {
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
    for _ in &layout.pages {
        out.pages.push(PdfPage::new(w, h, std::mem::take(&mut ops)));
    }
    out
}

/// Puts in the content of every page; tells whose each marked sequence is.
pub(super) fn fill(
    pdf: &mut Pdf,
    layout: &Layout,
    sets: &[FontSet],
    ids: &[ObjectId],
) -> Result<Marks, PdfError> {
    let all: Vec<(Vec<u8>, Vec<usize>)> = layout
        .pages
        .par_iter()
        .map(|p| content(p, layout, sets))
        .collect();
    let mut marks = Vec::with_capacity(all.len());
    for (id, (bytes, mark)) in ids.iter().zip(all) {
        let stream = pdf.add_object(Stream::new(Dictionary::new(), bytes));
        let page = pdf.get_dictionary_mut(*id)?;
        page.set("Contents", Object::Reference(stream));
        marks.push(mark);
    }
    Ok(marks)
}

/// Boxes and tidy dictionaries.
pub(super) fn finish(pdf: &mut Pdf, layout: &Layout, ids: &[ObjectId]) -> Result<(), PdfError> {
    let real = |v: f64| Object::Real((v * 1000.0).round() as f32 / 1000.0);
    let whole = Object::Array(vec![
        0.into(),
        0.into(),
        real(layout.width),
        real(layout.height),
    ]);
    for id in ids {
        let page = pdf.get_dictionary_mut(*id)?;
        for key in ["MediaBox", "TrimBox", "BleedBox"] {
            page.set(key, whole.clone());
        }
        page.remove(b"CropBox");
        page.remove(b"Annots");
        page.set("Tabs", name("S"));
    }
    Ok(())
}
