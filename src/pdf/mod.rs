//! The PDF: document, pages and fonts by printpdf, then a finishing pass on lopdf for what printpdf cannot
//! write (content in few bytes, tags, bookmarks, metadata, links, compression).

mod content;
mod fonts;
mod metadata;
mod outline;
mod pages;
mod save;
mod tags;

use crate::font::Faces;
use crate::layout::Layout;
use crate::tree::Document;

/// What the writer is told beside the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PdfOptions {
    /// Creation date in seconds since 1970; without it the file carries no date.
    pub created: Option<i64>,
}

/// A PDF that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A font cannot be reduced to the glyphs used.
    #[error("the font {name} cannot be subset: {reason}; try another file with --font")]
    Subset {
        /// Name of the font.
        name: String,
        /// The reason.
        reason: String,
    },
    /// A face is missing.
    #[error(transparent)]
    Font(#[from] crate::font::FontError),
    /// The objects do not hold together.
    #[error("the PDF cannot be finished: {0}")]
    Objects(#[from] lopdf::Error),
    /// Writing failed.
    #[error("the PDF cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

/// Writes the PDF.
///
/// # Errors
/// [`PdfError`] where a font cannot be embedded or the file cannot be put together.
pub fn write(
    layout: &Layout,
    doc: &Document,
    faces: &Faces,
    options: &PdfOptions,
) -> Result<Vec<u8>, PdfError> {
    let sets = fonts::collect(layout, faces)?;
    let printed = pages::print(layout, doc, &sets);
    let save = printpdf::PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: false,
        image_optimization: None,
    };
    let mut pdf = printpdf::serialize::to_lopdf_doc(&printed, &save, &mut Vec::new());
    drop(printed);
    let page_ids: Vec<lopdf::ObjectId> = pdf.page_iter().collect();
    fonts::finish(&mut pdf, &sets);
    let marks = pages::fill(&mut pdf, layout, &sets, &page_ids)?;
    pages::finish(&mut pdf, layout, &page_ids)?;
    tags::write(&mut pdf, layout, &page_ids, &marks)?;
    outline::write(&mut pdf, layout, doc, &page_ids)?;
    metadata::write(&mut pdf, layout, doc, options)?;
    save::save(pdf)
}

/// A dictionary from pairs.
fn dict<const N: usize>(pairs: [(&str, lopdf::Object); N]) -> lopdf::Dictionary {
    lopdf::Dictionary::from_iter(pairs)
}

/// A name.
fn name(s: &str) -> lopdf::Object {
    lopdf::Object::Name(s.as_bytes().to_vec())
}

/// A text string in UTF-16.
fn text(s: &str) -> lopdf::Object {
    if s.is_ascii() {
        return lopdf::Object::String(s.as_bytes().to_vec(), lopdf::StringFormat::Literal);
    }
    let mut b = vec![0xFE, 0xFF];
    b.extend(s.encode_utf16().flat_map(u16::to_be_bytes));
    lopdf::Object::String(b, lopdf::StringFormat::Hexadecimal)
}
