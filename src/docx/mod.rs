//! DOCX: built-in styles, native numbering that equals the source's labels, contents filled in.
//!
//! ```text
//! labels ─ numbering (plan: what Word would compute against what is shown)
//!            │
//! tree ─ document ─┬─ contents (entries, bookmarks, page numbers)
//!                  └─ styles · settings · parts
//! ```

mod contents;
mod document;
mod numbering;
mod parts;
mod styles;

use crate::package::Package;
use crate::style::{Face, Style};
use crate::tree::Document;

/// How to write.
#[derive(Debug, Clone)]
pub struct DocxOptions {
    /// Seconds since 1970 for the properties; 1980-01-01 where absent.
    pub created: Option<i64>,
    /// Page of every entry of the outline, 1-based; 1 stands where it is not known.
    pub pages: Option<Vec<u32>>,
    /// Writes contents.
    pub toc: bool,
    /// Depth of the contents.
    pub toc_depth: usize,
}

impl Default for DocxOptions {
    fn default() -> Self {
        Self {
            created: None,
            pages: None,
            toc: true,
            toc_depth: 2,
        }
    }
}

/// The package could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the package cannot be written: {0}")]
pub struct DocxError(#[from] std::io::Error);

/// Writes the Word file.
///
/// # Errors
/// [`DocxError`] where a part is too large for a zip.
pub fn write(doc: &Document, style: &Style, options: &DocxOptions) -> Result<Vec<u8>, DocxError> {
    let fonts = Fonts::of(doc);
    let look = styles::Look::of(doc, style, fonts);
    let mut plan = numbering::Plan::of(doc);
    let body = document::write(doc, &look, &mut plan, options);
    let mut zip = Package::default();
    zip.deflated("[Content_Types].xml", parts::CONTENT_TYPES.as_bytes())?;
    zip.deflated("_rels/.rels", parts::RELS.as_bytes())?;
    zip.deflated(
        "docProps/core.xml",
        parts::core(doc, options.created).as_bytes(),
    )?;
    zip.deflated("docProps/app.xml", parts::APP.as_bytes())?;
    zip.deflated("word/document.xml", body.as_bytes())?;
    zip.deflated(
        "word/_rels/document.xml.rels",
        parts::DOCUMENT_RELS.as_bytes(),
    )?;
    zip.deflated("word/styles.xml", look.styles().as_bytes())?;
    zip.deflated("word/numbering.xml", plan.write(&look).as_bytes())?;
    zip.deflated("word/settings.xml", parts::SETTINGS.as_bytes())?;
    zip.deflated("word/fontTable.xml", parts::font_table(fonts).as_bytes())?;
    for (name, xml) in parts::footers(doc, style) {
        zip.deflated(&format!("word/{name}.xml"), xml.as_bytes())?;
    }
    Ok(zip.finish()?)
}

/// Names of the typefaces that a document asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fonts {
    traditional: bool,
}

impl Fonts {
    fn of(doc: &Document) -> Self {
        Self {
            traditional: doc.metadata.language.as_deref() == Some("zh-Hant"),
        }
    }

    /// The East Asian font of a role.
    const fn name(self, face: Face) -> &'static str {
        match (self.traditional, face) {
            (false, Face::Fangsong) => "仿宋",
            (false, Face::Song) => "宋体",
            (false, Face::Hei) => "黑体",
            (false, Face::Kai) => "楷体",
            (false, Face::Title) => "方正小标宋简体",
            (true, Face::Fangsong | Face::Song | Face::Title) => "新細明體",
            (true, Face::Hei) => "微軟正黑體",
            (true, Face::Kai) => "標楷體",
        }
    }

    const fn lang(self) -> &'static str {
        if self.traditional { "zh-TW" } else { "zh-CN" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let style = Style::named("gongwen").unwrap();
        let write = || super::write(&Document::default(), &style, &DocxOptions::default()).unwrap();
        assert_eq!(write(), write());
    }
}
