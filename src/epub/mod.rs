//! EPUB 3.3: a page per piece, nested contents, literal labels, accessibility metadata.

mod about;
mod breaks;
mod cut;
mod fonts;
mod nav;
mod opf;
mod page;

pub use about::About;

use crate::cover::{Cover, CoverError};
use crate::font::Embedding;
use crate::format::Format;
use crate::hypertext::family::{head_rule, opening_rule};
use crate::layout::PageStart;
use crate::package::Package;
use crate::picture::Pictures;
use crate::style::Style;
use crate::tree::Document;
use crate::xml;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// How to write.
#[derive(Debug, Clone, Default)]
pub struct EpubOptions {
    /// Seconds since 1970 for `dcterms:modified`; 1980-01-01 where absent.
    pub created: Option<i64>,
    /// Vertical writing, pages from right to left, 「」 for “”.
    pub vertical: bool,
    /// For Amazon's shop: the cover is an image only, no page, and the guide names the start of reading.
    pub kindle: bool,
    /// The series that the book belongs to.
    pub series: Option<Series>,
    /// Fonts that the book carries.
    pub fonts: Embedding,
    /// Where the pages of the printed form begin, for a list of pages; none where empty.
    pub pages: Vec<PageStart>,
    /// Pictures that the text names.
    pub pictures: Arc<Pictures>,
    /// What a library is told of the book.
    pub about: About,
}

/// A series of books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// The book's number in it.
    pub number: Option<u32>,
}

/// No e-book was made.
#[derive(Debug, thiserror::Error)]
pub enum EpubError {
    /// The package could not be written.
    #[error("the package cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// The cover could not be drawn.
    #[error("cover: {0}")]
    Cover(#[from] CoverError),
}

/// One file of the spine.
struct Page {
    name: String,
    title: String,
    /// Entries of the outline that stand here: index, depth, text.
    entries: Vec<(usize, usize, String)>,
    /// True where a preface stands here.
    preface: bool,
    /// Numbers of the printed pages that begin here.
    breaks: Vec<usize>,
    /// Pictures with captions that stand here, by their numbers, where they are listed.
    figures: Vec<(usize, String)>,
}

impl Page {
    /// True for the title page.
    fn is_title(&self) -> bool {
        self.name == page::TITLE_PAGE
    }
}

/// Level of compression: on a text of 340 KB 5 makes the book 0.1 % larger than 6, in less time.
pub const COMPRESSION: u32 = 5;

/// Writes the e-book. Its cover is drawn while the pages are written.
///
/// ```
/// use wenji::{epub, style::Style, tree::Document};
/// let style = Style::named("book").unwrap();
/// let book = epub::write(&Document::default(), &style, &epub::EpubOptions::default(), || Ok(None));
/// assert!(book.unwrap().starts_with(b"PK"));
/// ```
///
/// # Errors
/// [`EpubError`] where a part is too large for a zip, and what `cover` says.
pub fn write(
    doc: &Document,
    style: &Style,
    options: &EpubOptions,
    cover: impl FnOnce() -> Result<Option<Cover>, CoverError> + Send,
) -> Result<Vec<u8>, EpubError> {
    let shown = style.shown(doc, Format::Epub);
    let doc = &*shown;
    let lang = if doc.metadata.language.as_deref() == Some("zh-Hant") {
        "zh-Hant-TW"
    } else {
        "zh-Hans-CN"
    };
    let title = doc.metadata.title.clone().unwrap_or_else(|| "文集".into());
    let modified = xml::date_time(options.created.unwrap_or(xml::EPOCH));
    Package::write(COMPRESSION, |zip| {
        zip.stored("mimetype", *b"application/epub+zip");
        zip.deflated("META-INF/container.xml", CONTAINER);
        let (cover, ((pages, shelf), id)) = rayon::join(cover, || {
            let mut digest = Sha256::new();
            // Each page is packed while the next is written.
            let pages = cut::files(doc, style, &title, options, &mut |page, body| {
                digest.update(body.as_bytes());
                let upright = options.vertical.then(|| crate::upright::markup(body));
                let body = upright.as_deref().unwrap_or(body);
                let html = page::wrap(&page.title, body, lang);
                let html = match options.vertical {
                    true => crate::corner::brackets(&html),
                    false => html,
                };
                zip.deflated(format!("EPUB/{}", page.name), html);
            });
            for (_, p) in pages.1.files(&options.pictures) {
                digest.update(&p.bytes);
            }
            (pages, uuid(&digest.finalize()))
        });
        let id = options.about.id().unwrap_or(id);
        let id = xml::text(&id);
        let cover = cover?;
        let has_cover_page = cover.is_some() && !options.kindle;
        let fonts = fonts::files(style, options);
        let facts = opf::Facts {
            title: &title,
            lang,
            id: &id,
            modified: &modified,
        };
        zip.deflated(
            "EPUB/package.opf",
            opf::write(
                doc,
                &facts,
                options,
                cover.as_ref(),
                &pages,
                (&fonts, &shelf),
            ),
        );
        if !fonts.is_empty() {
            zip.deflated("META-INF/com.apple.ibooks.display-options.xml", APPLE);
        }
        let nav = nav::write(&title, lang, &pages, has_cover_page, options.kindle);
        zip.deflated("EPUB/nav.xhtml", nav);
        zip.deflated("EPUB/toc.ncx", nav::ncx(&title, &id, &pages));
        zip.deflated("EPUB/style.css", css(style, options));
        if let Some(c) = cover {
            if has_cover_page {
                let page = page::wrap(&title, &page::cover(&title, &c), lang);
                zip.deflated("EPUB/cover.xhtml", page);
            }
            zip.stored(format!("EPUB/cover.{}", c.extension()), c.bytes);
        }
        for (name, p) in shelf.files(&options.pictures) {
            let name = format!("EPUB/{name}");
            if p.is_pixels() {
                zip.stored(name, p.bytes.clone());
            } else {
                zip.deflated(name, p.bytes.clone());
            }
        }
        for f in fonts {
            zip.deflated(format!("EPUB/{}", f.name), f.bytes);
        }
        Ok(())
    })
}

/// The name of a book by what it holds.
fn uuid(digest: &[u8]) -> String {
    let digest = crate::digest::hex(digest);
    let part = |a: usize, b: usize| digest.get(a..b).unwrap_or_default();
    format!(
        "urn:uuid:{}-{}-5{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"#;

/// Apple Books takes no fonts of a book's own unless this file asks it to.
const APPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<display_options><platform name="*"><option name="specified-fonts">true</option></platform></display_options>
"#;

/// Body text stays in the reader's own face; only titles and headings say what they are.
fn css(style: &Style, options: &EpubOptions) -> String {
    let center = if style.name == "book" {
        "text-align:center;"
    } else {
        ""
    };
    let vertical = if options.vertical {
        include_str!("vertical.css")
    } else {
        ""
    };
    let fonts = fonts::css(style, options);
    let own = options.about.css.as_deref().unwrap_or_default();
    format!(
        "{}h2.head{{{center}}}\n{}{}{vertical}{fonts}{own}",
        include_str!("style.css"),
        head_rule(style),
        opening_rule(
            style,
            "section:not([role=\"doc-part\"]):not(.titlepage):not(.notes)>h1"
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_document_is_a_book_too() {
        let style = Style::named("book").unwrap();
        let book = || {
            let options = EpubOptions::default();
            write(&Document::default(), &style, &options, || Ok(None)).unwrap()
        };
        let (a, b) = (book(), book());
        assert_eq!(a, b);
        assert_eq!(
            a.get(30..58),
            Some(b"mimetypeapplication/epub+zip".as_slice())
        );
    }
}
