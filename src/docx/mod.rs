//! DOCX: built-in styles, native numbering that equals the source's labels, contents filled in.
//!
//! ```text
//! style ─ shape ─ look (one paragraph style per role) ─ styles
//!                   │
//! labels ─ numbering ─ counters (what Word would compute against what is shown)
//!            │
//! tree ─ document · heading ─┬─ contents (entries, links, page numbers counted while writing)
//!                            └─ section · footnotes · parts
//! ```

mod blocks;
mod comments;
mod contents;
mod counters;
mod document;
mod drawing;
mod embedded;
mod footnotes;
mod front;
mod furniture;
mod heading;
mod latin;
mod links;
mod look;
pub(crate) mod numbering;
mod paper;
mod parts;
mod reference;
mod section;
mod shape;
mod signoff;
mod styles;
mod titles;
mod works;

pub use comments::Comment;
pub(crate) use counters::Counters;
pub(crate) use footnotes::CIRCLED;
pub(crate) use numbering::print as numeral;

use crate::font::{Embedding, Faces};
use crate::format::Format;
use crate::package::Package;
use crate::picture::Pictures;
use crate::style::{Face, Notes, Style};
use crate::tree::Document;
use reference::Reference;
use std::sync::Arc;

/// How to write.
#[derive(Debug, Clone)]
pub struct DocxOptions {
    /// Seconds since 1970 for the properties; 1980-01-01 where absent.
    pub created: Option<i64>,
    /// Writes contents.
    pub toc: bool,
    /// Depth of the contents.
    pub toc_depth: usize,
    /// How headings that share a line with their text reach the contents.
    pub run_in: RunIn,
    /// The grid of the page.
    pub grid: DocGrid,
    /// Remarks to show as Word comments.
    pub comments: Vec<Comment>,
    /// A Word file whose styles, page, headers and footers are taken.
    pub reference: Option<Vec<u8>>,
    /// SHA-256 of the source in hexadecimal, for the properties.
    pub source_sha256: Option<String>,
    /// Fonts that the file carries.
    pub fonts: Embedding,
    /// Vertical text: columns from right to left on an upright page bound on the right, 「」 for “”.
    pub vertical: bool,
    /// Pictures that the text names.
    pub pictures: Arc<Pictures>,
}

/// How run-in headings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RunIn {
    /// One paragraph with a hidden TC field: the same everywhere, not in the Navigation pane.
    #[default]
    Tc,
    /// A heading whose paragraph mark is Word's style separator: in the Navigation pane, but two lines in
    /// LibreOffice.
    Separator,
}

/// The document grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DocGrid {
    /// Rows by the grid, characters by their spacing: 28 × 22 in Word and LibreOffice.
    #[default]
    Portable,
    /// Rows and characters by the grid, as Word's own dialogue sets it; LibreOffice reads it otherwise.
    Word,
}

impl Default for DocxOptions {
    fn default() -> Self {
        Self {
            created: None,
            toc: true,
            toc_depth: 2,
            run_in: RunIn::default(),
            grid: DocGrid::default(),
            comments: Vec::new(),
            reference: None,
            source_sha256: None,
            fonts: Embedding::default(),
            vertical: false,
            pictures: Arc::default(),
        }
    }
}

/// No Word file was made.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// The package could not be written.
    #[error("the package cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// The user's own document cannot serve as the model.
    #[error("the reference document cannot be used: {0}; give a .docx that Word opens")]
    Reference(String),
}

/// Level of deflate: half the time of the usual 6 for a seventh more bytes; a thousand pages stay under 2 MB.
pub const COMPRESSION: u32 = 2;

/// Writes the Word file.
///
/// # Errors
/// [`DocxError`] where a part is too large for a zip, or the reference document is none.
pub fn write(
    doc: &Document,
    style: &Style,
    faces: &Faces,
    options: &DocxOptions,
) -> Result<Vec<u8>, DocxError> {
    let fonts = Fonts::of(doc, &options.fonts);
    let fonts = &fonts;
    let model = options.reference.as_deref().map(Reference::read);
    let model = model.transpose()?;
    let modelled = model.as_ref().map(|m| Style {
        page: m.page(&style.page),
        ..style.clone()
    });
    let style = modelled.as_ref().unwrap_or(style);
    let turned = options.vertical.then(|| section::turned(style));
    let style = turned.as_ref().unwrap_or(style);
    let shown = style.shown(doc, Format::Docx);
    let doc = &*shown;
    let running = crate::layout::running(doc, style);
    let mut look = look::Look::of(
        doc,
        [style, running.as_ref().unwrap_or(style)],
        fonts,
        options,
    );
    look.reference = model.as_ref();
    let mut plan = numbering::Plan::of(doc);
    let text = document::write(doc, &look, &mut plan, faces, options)?;
    let comments = text.comments.write();
    let title = doc.metadata.title.as_deref().unwrap_or_default();
    let own = styles::write(&look);
    // With a model its ids stand for ours, which are those of English Word.
    let named = |xml: String| {
        let xml = match options.vertical {
            true => crate::corner::brackets(&xml),
            false => xml,
        };
        match &model {
            Some(m) => m.renamed(&xml, &own),
            None => xml,
        }
    };
    let ends = style.page.notes != Notes::Foot;
    let mut list = parts::List::new(comments.is_some(), ends);
    let carried = embedded::parts(fonts);
    list.embed(&carried);
    list.illustrate(&text.shelf);
    if let Some(m) = &model {
        list.extend(m);
    }
    let sheet = model.as_ref().map(|m| m.styles(&own));
    let sides = model.as_ref().map_or((true, true), Reference::odd_and_even);
    Package::write(COMPRESSION, |zip| {
        let mut add = |name: &str, xml: String| zip.deflated(name, xml);
        add("[Content_Types].xml", list.content_types());
        add("_rels/.rels", parts::package_rels());
        let core = parts::core(doc, fonts, options.created);
        add("docProps/core.xml", core);
        add("docProps/app.xml", parts::app(doc));
        add("docProps/custom.xml", parts::custom(options));
        add("word/document.xml", named(text.document));
        let relations = list.document_rels(
            &text.links,
            &drawing::relations(&text.shelf, &options.pictures),
        );
        add("word/_rels/document.xml.rels", relations);
        add("word/styles.xml", sheet.unwrap_or_else(|| own.clone()));
        add("word/numbering.xml", named(plan.write(&look)));
        let notes = if ends { "endnotes" } else { "footnotes" };
        add(&format!("word/{notes}.xml"), named(text.notes.write()));
        if let Some(xml) = comments {
            add("word/comments.xml", named(xml));
        }
        add(
            "word/settings.xml",
            parts::settings(fonts, sides, style.page.notes),
        );
        add("word/fontTable.xml", embedded::font_table(fonts));
        if let Some(xml) = embedded::relations(&carried) {
            add("word/_rels/fontTable.xml.rels", xml);
        }
        let numbered = plan.numbers(look.pieces());
        for (name, xml) in furniture::write(&look, title, numbered, options.vertical) {
            add(&format!("word/{name}.xml"), named(xml));
        }
        for font in carried {
            // Outlines do not shrink much once their first bytes are disguised, but Word's own files compress them too.
            zip.deflated(format!("word/{}", font.path), font.bytes);
        }
        for (name, p) in text.shelf.files(&options.pictures) {
            zip.stored(format!("word/media/{name}"), p.bytes.clone());
        }
        for (path, _, bytes) in model.iter().flat_map(|m| &m.parts) {
            zip.deflated(path.as_str(), bytes.as_slice());
        }
        Ok(())
    })
}

/// Names of the typefaces that a document asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fonts<'a> {
    traditional: bool,
    embedding: &'a Embedding,
}

impl<'a> Fonts<'a> {
    fn of(doc: &Document, embedding: &'a Embedding) -> Self {
        Self {
            traditional: doc.metadata.language.as_deref() == Some("zh-Hant"),
            embedding,
        }
    }

    /// The East Asian font of a role: the one in the file, else the one that the office program should have.
    fn name(&self, face: Face) -> &'a str {
        let carried = self.embedding.get(face);
        carried.map_or_else(|| self.usual(face), |e| e.family.as_str())
    }

    /// The font of letters and digits beside a face, where the file carries it: Song beside FangSong and Kai, as in print.
    fn latin(&self, face: Face) -> Option<&'a str> {
        let beside = match face {
            Face::Fangsong | Face::Kai => Face::Song,
            own => own,
        };
        self.embedding.get(beside).map(|e| e.family.as_str())
    }

    /// The font that offices have for a role.
    const fn usual(&self, face: Face) -> &'static str {
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

    const fn lang(&self) -> &'static str {
        if self.traditional { "zh-TW" } else { "zh-CN" }
    }
}

#[cfg(all(test, embedded_fonts))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::tree::{Block, Heading, Image, Inline, Paragraph, Section, Text};
    use std::io::Read;

    fn file(doc: &Document, embed: bool) -> Vec<u8> {
        let style = Style::named("gongwen").unwrap();
        let faces = Faces::builtin().unwrap();
        let mut options = DocxOptions::default();
        if embed {
            options.fonts = Embedding::of(doc, &style, &faces).0;
        }
        write(doc, &style, &faces, &options).unwrap()
    }

    fn part(file: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
        let mut out = String::new();
        let mut part = zip.by_name(name).unwrap();
        part.read_to_string(&mut out).unwrap();
        out
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let doc = Document::default();
        assert_eq!(file(&doc, false), file(&doc, false));
    }

    #[test]
    fn links_lead_out_by_relationships_and_only_to_the_web() {
        let link = |target: &str, text: &str| Inline::Link {
            target: target.into(),
            content: vec![Inline::Text(Text::bare(text))],
        };
        let doc = Document {
            blocks: vec![
                Block::Paragraph(Paragraph {
                    inlines: vec![
                        link("https://example.com/?a=1&b=2", "甲"),
                        link("javascript:alert(1)", "乙"),
                    ],
                    ..Paragraph::default()
                }),
                Block::Image(Image {
                    alt: Text::bare("图一"),
                    target: "https://example.com/?a=1&b=2".into(),
                    ..Image::default()
                }),
            ],
            ..Document::default()
        };
        let file = file(&doc, false);
        let text = part(&file, "word/document.xml");
        let links = text.matches("<w:hyperlink r:id=\"link1\"").count();
        assert_eq!((links, text.matches("<w:hyperlink").count()), (2, 2));
        assert!(
            text.contains("乙</w:t></w:r></w:p>")
                && text.contains("图一</w:t></w:r></w:hyperlink>")
        );
        let relations = part(&file, "word/_rels/document.xml.rels");
        assert!(relations.contains(
            "Target=\"https://example.com/?a=1&amp;b=2\" TargetMode=\"External\"/></Relationships>"
        ));
        assert!(!relations.contains("javascript"));
    }

    #[test]
    fn a_character_that_a_carried_face_lacks_stands_in_the_carried_song() {
        let doc = Document {
            blocks: vec![Block::Section(Section {
                heading: Some(Heading {
                    title: vec![Inline::Text(Text::bare("芣苢之歌"))],
                    ..Heading::default()
                }),
                role: crate::tree::SectionRole::Piece,
                ..Section::default()
            })],
            ..Document::default()
        };
        let text = part(&file(&doc, true), "word/document.xml");
        assert!(text.contains(">之歌</w:t>"), "{text}");
        let song = text.split("<w:rFonts w:eastAsia=\"Wenji Song").nth(1);
        assert!(song.is_some_and(|s| s.contains(">苢</w:t>")), "{text}");
        assert!(!part(&file(&doc, false), "word/document.xml").contains("w:eastAsia"));
    }

    fn of(markdown: &str) -> String {
        part(
            &file(&crate::markdown::read(markdown), false),
            "word/document.xml",
        )
    }

    #[test]
    fn typography_2_9_columns_are_as_wide_as_their_words_and_the_head_row_comes_again() {
        let xml = of("# 甲\n\n| 名 | 说明 |\n|---|---|\n| 一 | 建成时间在二十年以上 |\n");
        let widths: Vec<i64> = xml
            .split("<w:gridCol w:w=\"")
            .skip(1)
            .filter_map(|s| s.split('"').next()?.parse().ok())
            .collect();
        assert!(widths.len() == 2 && widths[1] > 2 * widths[0], "{widths:?}");
        assert_eq!(xml.matches("<w:tblHeader/>").count(), 1);
        assert_eq!(xml.matches("<w:tcBorders><w:bottom").count(), 2);
    }

    #[test]
    fn typography_2_13_verse_stands_in_the_middle_by_its_longest_line() {
        let indent = |lines: &str| -> i64 {
            let xml = of(&format!("# 诗\n\n<!-- verse 1 -->\n\n{lines}\n"));
            let own = xml
                .split("<w:pStyle w:val=\"Verse\"/><w:ind w:left=\"")
                .nth(1)
                .unwrap();
            own.split('"').next().unwrap().parse().unwrap()
        };
        let (short, long) = (indent("床前\\\n明月"), indent("床前明月光疑是\\\n明月"));
        // Five characters of 15.75 pt more, half of them on each side.
        assert!((short - long - 5 * 315 / 2).abs() < 20, "{short} {long}");
    }

    #[test]
    fn typography_2_1_no_line_of_the_contents_reaches_the_numbers() {
        let long = "关于进一步加强全市老旧小区长效管理工作切实改善居民居住条件的若干意见";
        let xml = of(&format!("# 集\n\n## {long}\n\n一。\n\n## 短\n\n二。\n"));
        // A field for the contents and one for each number, all closed.
        let fields = |kind: &str| xml.matches(&format!("w:fldCharType=\"{kind}\"")).count();
        assert_eq!(
            (fields("begin"), fields("separate"), fields("end")),
            (3, 3, 3)
        );
        let entry = xml.split("<w:pStyle w:val=\"TOC1\"/>").nth(1).unwrap();
        let entry = entry.split("<w:tab/>").next().unwrap();
        let lines: Vec<usize> = entry
            .split("<w:br w:type=\"textWrapping\"/>")
            .map(|l| l.chars().filter(|c| !c.is_ascii()).count())
            .collect();
        assert!(
            lines.len() == 2 && lines.iter().all(|n| (8..=27).contains(n)),
            "{lines:?}"
        );
    }
}
