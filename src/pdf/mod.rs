//! The PDF: document, pages and fonts by printpdf, then a finishing pass on lopdf for what printpdf cannot
//! write (content in few bytes, tags, bookmarks, metadata, links, compression).

mod content;
mod fonts;
mod halves;
mod images;
mod impose;
mod intent;
mod metadata;
mod outline;
mod pages;
mod preflight;
mod press;
mod save;
mod syntax;
mod tags;

pub use preflight::{Concern, Font, Ink, Preflight, Sizes};
pub use press::{Booklet, MOST_BLEED, Press, PressError};

use crate::font::Faces;
use crate::layout::Layout;
use crate::tree::Document;

/// Level of compression, 1 to 9: zlib's own balance of size and time.
pub const COMPRESSION: u32 = 6;

/// What the writer is told beside the document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PdfOptions {
    /// Creation date in seconds since 1970; without it the file carries no date.
    pub created: Option<i64>,
    /// Which standard the file follows.
    pub profile: Profile,
}

/// What a file is for.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Profile {
    /// Reading and keeping: PDF/A-2a and PDF/UA-1, with tags, links and bookmarks.
    #[default]
    Archive,
    /// The print shop: PDF/X-4, black only, without annotations.
    Print(Press),
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
    /// The print profile is asked for what cannot be.
    #[error(transparent)]
    Press(#[from] PressError),
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
    let press = match &options.profile {
        Profile::Archive => None,
        Profile::Print(press) => {
            press.check(layout.width, layout.height)?;
            Some((press, press.sheets(layout)))
        }
    };
    let sets = fonts::collect(layout, faces)?;
    let count = press
        .as_ref()
        .map_or(layout.pages.len(), |(_, sheets)| sheets.len());
    // The fonts' programs, which take longest, are made beside all else.
    let (programs, rest) = rayon::join(
        || fonts::programs(&sets, faces),
        || -> Result<_, PdfError> {
            let (mut pdf, page_ids) = pages::document(layout, doc, &sets, count);
            let (contents, marks) = pages::contents(layout, &sets, press.is_none());
            match press {
                Some((press, sheets)) => {
                    pages::press(&mut pdf, press, &sheets, &contents, &page_ids)?;
                    let shows = |n: usize| {
                        let sheet = sheets.get(n).map_or(&[][..], |s| s.pages.as_slice());
                        sheet.iter().any(|p| has_plates(layout, p.0))
                    };
                    images::write(&mut pdf, layout, &page_ids, true, shows)?;
                }
                None => {
                    pages::fill(&mut pdf, layout, contents, &page_ids)?;
                    images::write(&mut pdf, layout, &page_ids, false, |n| {
                        has_plates(layout, n)
                    })?;
                    tags::write(&mut pdf, layout, &page_ids, &marks)?;
                    outline::write(&mut pdf, layout, doc, &page_ids)?;
                }
            }
            pages::colours(&mut pdf, layout, &page_ids)?;
            metadata::write(&mut pdf, doc, options, layout.vertical)?;
            let slots = fonts::finish(&mut pdf, &sets);
            Ok((save::pack(pdf)?, slots))
        },
    );
    let (mut packed, slots) = rest?;
    for (slot, program) in slots.iter().zip(programs?) {
        fonts::put(&mut packed, slot, program);
    }
    packed.write(match options.profile {
        Profile::Archive => "1.7",
        Profile::Print(_) => "1.6",
    })
}

fn has_plates(layout: &Layout, page: usize) -> bool {
    layout.pages.get(page).is_some_and(|p| !p.plates.is_empty())
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
