//! One table of output formats: the only place that knows all backends.

use crate::diagnostic::{Diagnostic, Severity};
use crate::font::{Cluster, Faces, clusters};
pub use crate::format::Format;
use crate::picture::{Lost, Pictures};
use crate::style::{Face, Style};
use crate::tree::{Document, Node, walk};
use std::sync::Arc;

/// What a rendering needs besides the tree.
#[derive(Debug, Clone, Default)]
pub struct RenderOptions {
    /// Seconds since 1970 for the metadata.
    pub created: Option<i64>,
    /// Leaves the contents out of the DOCX (and skips its layout).
    pub no_toc: bool,
    /// The cover of the EPUB.
    pub cover: Covering,
    /// Vertical writing in the EPUB, DOCX and PDF.
    pub vertical: bool,
    /// The EPUB as Amazon's shop asks for it.
    pub kindle: bool,
    /// The EPUB names the pages of the PDF.
    pub page_list: bool,
    /// The series that the EPUB belongs to.
    pub series: Option<crate::epub::Series>,
    /// What a library is told of the e-book; its style sheet is that of the HTML, too.
    pub about: crate::epub::About,
    /// Fonts in the EPUB and DOCX.
    pub embed_fonts: bool,
    /// What the DOCX alone is asked for.
    pub docx: crate::docx::DocxOptions,
    /// Which standard the PDF follows.
    pub pdf: crate::pdf::Profile,
    /// Where the lines of the source begin, for findings ([`Source::line_starts`](crate::source::Source::line_starts));
    /// empty where that is not known.
    pub line_starts: Vec<u32>,
    /// Pictures that the text names.
    pub pictures: Arc<Pictures>,
}

/// Which cover an e-book gets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Covering {
    /// Drawn in the design that fits the style.
    #[default]
    Auto,
    /// Drawn in this design.
    Drawn(crate::cover::Design),
    /// The user's own.
    Own(crate::cover::Cover),
    /// None.
    Without,
}

impl Covering {
    fn cover(
        &self,
        doc: &Document,
        style: &Style,
        faces: &Faces,
    ) -> Result<Option<crate::cover::Cover>, crate::cover::CoverError> {
        use crate::cover::{Cover, Design, Words};
        let design = match self {
            Self::Without => return Ok(None),
            Self::Own(c) => return Ok(Some(c.clone())),
            // A paper opens with its own first page.
            Self::Auto if doc.is_paper() => return Ok(None),
            Self::Drawn(d) => *d,
            // Without faces a cover would have no words.
            Self::Auto if faces.get(Face::Title).is_none() => return Ok(None),
            Self::Auto if style.is_gongwen() => Design::Gongwen,
            Self::Auto => Design::Plain,
        };
        let m = &doc.metadata;
        let words = Words {
            title: m.title.as_deref().unwrap_or("文集"),
            author: m.author.as_deref(),
            publisher: m.publisher.as_deref(),
        };
        Cover::draw(words, design, faces).map(Some)
    }
}

/// A backend failed.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// DOCX.
    #[error("docx: {0}")]
    Docx(#[from] crate::docx::DocxError),
    /// EPUB.
    #[error("epub: {0}")]
    Epub(#[from] crate::epub::EpubError),
    /// PDF.
    #[error("pdf: {0}")]
    Pdf(#[from] crate::pdf::PdfError),
    /// A font is not for this text.
    #[error(transparent)]
    Font(#[from] crate::font::FontError),
    /// The style has no page for what is asked.
    #[error(transparent)]
    Style(#[from] crate::style::StyleError),
    /// A moment that dates cannot tell.
    #[error("{0} seconds since 1970 is no date of the years 1 to 9999 (SOURCE_DATE_EPOCH)")]
    Date(i64),
    /// JSON.
    #[error("json: {0}")]
    Json(#[from] serde_json::Error),
}

/// The bytes of `doc` in `format`, and findings of the backend.
///
/// # Errors
/// [`RenderError`] of the backend.
pub fn render(
    doc: &Document,
    format: Format,
    style: &Style,
    faces: &Faces,
    options: &RenderOptions,
) -> Result<(Vec<u8>, Vec<Diagnostic>), RenderError> {
    let (embedding, refused) = match format {
        Format::Docx | Format::Epub if options.embed_fonts => {
            crate::font::Embedding::of(doc, style, faces)
        }
        _ => Default::default(),
    };
    embedding.checked()?;
    let mut refused: Vec<Diagnostic> = refused.iter().map(not_embedded).collect();
    if matches!(format, Format::Docx | Format::Pdf) {
        refused.extend(undrawn(doc, options));
    }
    if let Some(date) = options.created.filter(|d| !crate::xml::has_date(*d)) {
        return Err(RenderError::Date(date));
    }
    let bytes = match format {
        Format::Docx => {
            let o = crate::docx::DocxOptions {
                created: options.created,
                toc: !options.no_toc,
                fonts: embedding,
                vertical: options.vertical,
                pictures: Arc::clone(&options.pictures),
                ..options.docx.clone()
            };
            crate::docx::write(doc, style, faces, &o)?
        }
        Format::Epub => {
            let o = crate::epub::EpubOptions {
                created: options.created,
                pages: printed_pages(doc, style, faces, options)?,
                vertical: options.vertical,
                kindle: options.kindle,
                series: options.series.clone(),
                fonts: embedding,
                pictures: Arc::clone(&options.pictures),
                about: options.about.clone(),
            };
            let cover = || options.cover.cover(doc, style, faces);
            crate::epub::write(doc, style, &o, cover)?
        }
        Format::Pdf => {
            let layout = laid_out(doc, style, faces, options)?;
            layout.choice.checked()?;
            let starts = &options.line_starts;
            let lacking = layout.missing.iter().map(|m| missing(doc, *m, starts));
            let findings = lacking.chain(layout.replaced.iter().map(|f| replaced(*f)));
            let findings = findings.chain(layout.shrunk.iter().map(|t| shrunk(*t)));
            let findings = refused.into_iter().chain(findings).collect();
            let bytes = crate::pdf::write(
                &layout,
                doc,
                faces,
                &crate::pdf::PdfOptions {
                    created: options.created,
                    profile: options.pdf.clone(),
                },
            )?;
            // Freeing some hundred thousand glyphs takes as long as writing the file.
            rayon::spawn(move || drop(layout));
            return Ok((bytes, findings));
        }
        Format::Html => {
            let page = crate::html::write_with(doc, style, &options.pictures);
            match &options.about.css {
                // The first is that of the head: words of the text hold no tags.
                Some(css) => page.replacen("</style>", &format!("{css}\n</style>"), 1),
                None => page,
            }
            .into_bytes()
        }
        Format::Json => {
            let mut v = serde_json::to_vec_pretty(doc)?;
            v.push(b'\n');
            v
        }
        Format::Markdown => crate::markdown::write(doc).into_bytes(),
        Format::Pandoc => {
            let mut v = serde_json::to_vec(&crate::pandoc::write(doc))?;
            v.push(b'\n');
            v
        }
        Format::Text => return Ok((text(doc).into_bytes(), flattened(doc))),
    };
    Ok((bytes, refused))
}

/// The pages of the PDF.
fn laid_out(
    doc: &Document,
    style: &Style,
    faces: &Faces,
    options: &RenderOptions,
) -> Result<crate::layout::Layout, RenderError> {
    let turned = options.vertical.then(|| style.clone().turned());
    let turned = turned.transpose()?;
    let style = turned.as_ref().unwrap_or(style);
    Ok(crate::layout::lay_out_with(
        doc,
        style,
        faces,
        &options.pictures,
    ))
}

/// Where they begin, if the EPUB is to tell.
fn printed_pages(
    doc: &Document,
    style: &Style,
    faces: &Faces,
    options: &RenderOptions,
) -> Result<Vec<crate::layout::PageStart>, RenderError> {
    if !options.page_list {
        return Ok(Vec::new());
    }
    let layout = laid_out(doc, style, faces, options)?;
    let shown = style.shown(doc, Format::Epub);
    Ok(crate::layout::page_starts(&shown, &layout))
}

/// Drawings, which Word and PDF files show no other way than by their words.
fn undrawn(doc: &Document, options: &RenderOptions) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    if options.pictures.is_empty() {
        return out;
    }
    crate::picture::each(doc, &mut |i| {
        let drawing = options
            .pictures
            .get(&i.target)
            .is_some_and(|p| !p.is_pixels());
        let name = crate::tree::file_name(&i.target);
        let found = Diagnostic::warning(
            i.line,
            "picture",
            format!(
                "the drawing {name} stands in web pages and e-books alone: in Word and PDF its words stand in its place"
            ),
            format!("矢量图 {name} 只收入网页和电子书，Word 和 PDF 中以其说明文字代替"),
        );
        let found = found.about(&name);
        if drawing && !out.contains(&found) {
            out.push(found);
        }
    });
    out
}

/// A picture that was not taken: its words or its file's name stand in its place.
#[must_use]
pub fn untaken(lost: &Lost) -> Diagnostic {
    let name = crate::tree::file_name(&lost.target);
    let (why, why_zh) = (&lost.why, lost.why.words_zh());
    Diagnostic::warning(
        lost.line,
        "picture",
        format!(
            "the picture {name} is not taken in: {why}; its words, or its name, stand in its place"
        ),
        format!("图片 {name} 未收入（{why_zh}），以其说明文字或文件名代替"),
    )
    .about(&name)
}

fn not_embedded(e: &crate::font::FontError) -> Diagnostic {
    Diagnostic::warning(
        0,
        "font-not-embedded",
        e.to_string(),
        format!("字体未嵌入：{e}"),
    )
}

/// A character that no face has, with the line where it stands first.
fn missing(doc: &Document, c: char, starts: &[u32]) -> Diagnostic {
    let code = c as u32;
    let set = |k: &Cluster<'_>| k.base == Some(c) || k.marks.contains(&Some(c));
    let place = crate::tree::first_place(doc, |text| {
        text.find(c).or_else(|| {
            let mut at = 0;
            clusters(text).find_map(|k| {
                let here = at;
                at += k.text.len();
                set(&k).then_some(here)
            })
        })
    });
    // Torn lines are one paragraph: the source tells which of them it is.
    let told = place.1.filter(|_| !starts.is_empty());
    let exact = told.map(|byte| starts.partition_point(|s| *s <= byte));
    let line = exact.and_then(|n| u32::try_from(n).ok()).unwrap_or(place.0);
    Diagnostic::warning(
        line,
        "missing-glyph",
        format!("no font has U+{code:04X} {c}: set as 〓"),
        format!("字体中没有 U+{code:04X} {c}，以〓代替"),
    )
}

/// A table whose columns ask for more than the page has room for.
fn shrunk((line, whole): (u32, bool)) -> Diagnostic {
    if !whole {
        return Diagnostic::warning(
            line,
            "table-crowded",
            "the table's columns do not find room in the smallest type: words and figures are divided".to_owned(),
            "表格太宽，缩到最小字号仍排不下，词语和数字被拆开".to_owned(),
        );
    }
    Diagnostic {
        severity: Severity::Note,
        ..Diagnostic::warning(
            line,
            "table-shrunk",
            "the table's columns ask for so much room that its type was made smaller".to_owned(),
            "表格各栏所需的宽度太大，字号已缩小".to_owned(),
        )
    }
}

/// A role whose face lacks too much of its text.
fn replaced(face: Face) -> Diagnostic {
    let role = face.name();
    Diagnostic {
        severity: Severity::Note,
        ..Diagnostic::warning(
            0,
            "face-replaced",
            format!(
                "the face for {role} lacks more than a twentieth of its Han: all of it is set in song"
            ),
            format!("{role} 字体缺少该处二十分之一以上的汉字，全部改用宋体（song）"),
        )
    }
}

/// Marks that plain text cannot show, and how they are written there.
fn flattened(doc: &Document) -> Vec<Diagnostic> {
    let mut counts = std::collections::BTreeMap::new();
    walk(doc, &mut |n| {
        if let Node::Mark(mark) = n {
            *counts.entry(mark).or_insert(0usize) += 1;
        }
    });
    let named = |(mark, n): (crate::tree::Mark, usize)| {
        let (en, zh) = mark.words();
        let shown = mark.plain(if mark == crate::tree::Mark::Strike {
            "…"
        } else {
            "3"
        });
        let (how, how_zh) = if mark.is_written() {
            (format!("written as {shown}"), format!("写作 {shown}"))
        } else {
            ("not shown".to_owned(), "不显示".to_owned())
        };
        Diagnostic {
            severity: Severity::Note,
            ..Diagnostic::warning(
                0,
                "mark-flattened",
                format!("plain text has no mark for {en}: {n} place(s), {how}"),
                format!("纯文本没有{zh}：{n} 处，{how_zh}"),
            )
        }
    };
    counts.into_iter().map(named).collect()
}

/// The tree as plain text, one printed line each; pieces are set off by a blank line, notes stand below their piece.
#[must_use]
pub fn text(doc: &Document) -> String {
    let mut out = String::new();
    let mut space = false;
    // Notes of the piece, and the text that a note stands in.
    let mut notes: Vec<String> = Vec::new();
    let mut around: Vec<String> = Vec::new();
    // Texts that marked words stand in.
    let mut marked: Vec<String> = Vec::new();
    let below = |out: &mut String, notes: &mut Vec<String>| {
        for note in notes.drain(..) {
            out.push_str(&note);
            out.push('\n');
        }
    };
    walk(doc, &mut |n| match n {
        Node::Section(s) => {
            if s.role.is_work() {
                below(&mut out, &mut notes);
                if !out.is_empty() {
                    out.push('\n');
                }
            }
        }
        Node::SectionEnd(s) => {
            if s.role.is_work() {
                below(&mut out, &mut notes);
            }
        }
        Node::Label(l) => {
            out.push_str(l.shown.as_str());
            space = l.wants_space();
        }
        Node::Text(t) => {
            if space && !t.is_empty() {
                out.push('\u{3000}');
                space = false;
            }
            out.push_str(t.as_str());
        }
        Node::Note(_) => around.push(std::mem::take(&mut out)),
        Node::NoteEnd => {
            let text = around.pop().unwrap_or_default();
            notes.push(std::mem::replace(&mut out, text));
        }
        Node::LineEnd | Node::HardBreak => {
            space = false;
            out.push('\n');
        }
        Node::Mark(_) => marked.push(std::mem::take(&mut out)),
        Node::MarkEnd(mark) => {
            let words = std::mem::replace(&mut out, marked.pop().unwrap_or_default());
            out.push_str(&mark.plain(&words));
        }
        Node::Reading(t) => out.push_str(&crate::tree::reading(t.as_str())),
        Node::RunIn | Node::Block(_) | Node::Item(_) | Node::Image(_) => {}
    });
    below(&mut out, &mut notes);
    out
}
