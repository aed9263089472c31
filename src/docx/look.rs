//! The style sheet as Word needs it: one paragraph style per role, its measures known to styles.xml and to
//! the page counter alike.

use super::reference::Reference;
use super::section::rows;
use super::shape::Measures;
use super::{DocGrid, DocxOptions, Fonts};
use crate::font::Faces;
use crate::layout::{PageCounter, Shape, Widths, table_size};
use crate::style::{Align, Face, Form, Placed, Role, Sign, Style};
use crate::tree::{Document, ParagraphRole, Scheme, SectionRole, outline};

/// Levels of headings, lists and contents in Word.
pub(super) const LEVELS: usize = 9;
/// The title page's title stands this part of the page down.
const COVER_DROP: u32 = 4;
/// Charactergrid units in a point (ECMA-376 17.6.5).
const CHAR_SPACE: f64 = 4096.0;

/// Millimetres to twips.
pub(super) fn twips(mm: f64) -> i64 {
    (mm * 1440.0 / 25.4).round() as i64
}

/// One paragraph style.
#[derive(Debug)]
pub(super) struct ParagraphStyle {
    pub(super) id: String,
    /// Its name; built-in names are those that Word translates.
    pub(super) name: String,
    /// True where Word has no such style of its own.
    pub(super) custom: bool,
    pub(super) next: &'static str,
    pub(super) face: Face,
    pub(super) measures: Measures,
    /// Children of pPr before and after what the measures give.
    pub(super) head: String,
    pub(super) tail: String,
    keep: bool,
    new_page: bool,
    /// Red type.
    pub(super) red: bool,
    /// Bold, italic and colour as Word writes them.
    pub(super) dress: String,
}

/// The style sheet as Word needs it.
pub(super) struct Look<'a> {
    pub(super) style: &'a Style,
    pub(super) fonts: &'a Fonts<'a>,
    /// Role of each heading depth, and whether it begins a page.
    headings: Vec<(&'a Role, bool)>,
    /// Depth of the deepest pieces.
    base: usize,
    /// True where the text has several pieces: a title page stands first.
    pub(super) title_page: bool,
    /// True for an official paper, which has no contents.
    pub(super) paper: bool,
    pub(super) styles: Vec<ParagraphStyle>,
    /// The style with the titles that works have here, and whether they follow below each other.
    works: &'a Style,
    pub(super) run_on: bool,
    /// The user's own document, where it is the model.
    pub(super) reference: Option<&'a Reference>,
    /// Vertical text.
    vertical: bool,
    /// Columns of the contents.
    columns: i64,
}

/// Rules of a paper's last lines in eighths of a point: 0.35 mm outside, 0.25 mm within (7.4.1).
const OUTER: u8 = 8;
const INNER: u8 = 6;
/// Lines of notes from each other, in sizes of their type.
const NOTE_LEAD: f64 = 1.45;
/// Lines of a copyright page from each other, likewise; where a half-title begins, as a part of the page's rows.
const COLOPHON_LEAD: f64 = 1.6;
const HALF_AT: f64 = 0.2;
/// Size of the last lines: 四号.
const TAIL: f64 = 14.0;
/// Where names of attachments stand, in characters: two, 附件： and the number.
const NAME_LEFT: f64 = 6.0;

impl<'a> Look<'a> {
    pub(super) fn of(
        doc: &Document,
        [style, works]: [&'a Style; 2],
        fonts: &'a Fonts<'a>,
        options: &DocxOptions,
    ) -> Self {
        let run_on = !std::ptr::eq(style, works);
        let entries = outline(doc);
        let base = entries
            .iter()
            .filter(|e| e.section.role != SectionRole::Heading)
            .map(|e| e.depth)
            .max()
            .unwrap_or(0);
        let headings = (1..=9)
            .map(|depth| {
                let at: Vec<_> = entries.iter().filter(|e| e.depth == depth).collect();
                let mut votes: Vec<((SectionRole, Scheme), usize)> = Vec::new();
                for e in &at {
                    let key = (
                        e.section.role,
                        e.heading.label.as_ref().map_or(Scheme::None, |l| l.scheme),
                    );
                    match votes.iter_mut().find(|v| v.0 == key) {
                        Some(v) => v.1 += 1,
                        None => votes.push((key, 1)),
                    }
                }
                let default = if depth <= base {
                    SectionRole::Piece
                } else {
                    SectionRole::Heading
                };
                let (role, scheme) = votes
                    .iter()
                    .max_by_key(|v| v.1)
                    .map_or((default, Scheme::None), |v| v.0);
                let breaks = matches!(
                    role,
                    SectionRole::Piece | SectionRole::Volume | SectionRole::Preface
                ) && !at.is_empty()
                    && !(run_on && role == SectionRole::Piece);
                (
                    works.heading_role(role, scheme, depth.saturating_sub(base)),
                    breaks,
                )
            })
            .collect();
        let mut look = Self {
            style,
            works,
            run_on,
            fonts,
            headings,
            base,
            title_page: doc.has_title_page(),
            paper: doc.is_paper(),
            styles: Vec::new(),
            reference: None,
            vertical: options.vertical,
            // A model's page has columns of its own.
            columns: match options.reference {
                Some(_) => 1,
                None => i64::from(style.contents.columns.clamp(1, 2)),
            },
        };
        look.fill();
        if options.grid == DocGrid::Word {
            // The grid itself sets the characters closer.
            for s in &mut look.styles {
                s.measures.spacing = 0;
            }
        }
        look
    }

    /// The role that headings of a depth have.
    pub(super) fn heading(&self, depth: usize) -> &'a Role {
        self.headings
            .get(depth.saturating_sub(1))
            .map_or(&self.style.roles.heading3, |h| h.0)
    }

    /// The role that one heading has by itself.
    pub(super) fn heading_role(&self, role: SectionRole, scheme: Scheme, depth: usize) -> &'a Role {
        self.works
            .heading_role(role, scheme, depth.saturating_sub(self.base))
    }

    /// True where headings of a depth begin a page by their style.
    pub(super) fn breaks(&self, depth: usize) -> bool {
        self.headings
            .get(depth.saturating_sub(1))
            .is_some_and(|h| h.1)
    }

    /// Level of the headings that pieces have.
    pub(super) fn pieces(&self) -> usize {
        self.base.clamp(1, LEVELS)
    }

    /// Width of the text block in twips.
    pub(super) fn text_width(&self) -> i64 {
        twips(self.style.page.text_width)
    }

    /// Columns of the contents.
    pub(super) const fn columns(&self) -> i64 {
        self.columns
    }

    /// Room between them in twips: two characters.
    pub(super) fn between(&self) -> i64 {
        (self.style.roles.body.size * 40.0).round() as i64
    }

    /// Width of a column of the contents in twips.
    pub(super) fn column(&self) -> i64 {
        let count = self.columns();
        (self.text_width() - (count - 1) * self.between()) / count
    }

    /// What the character grid adds to a character of the body, in 1/4096 pt.
    pub(super) fn char_space(&self) -> i64 {
        let page = &self.style.page;
        // Of the width in whole twips: a hair more and the last character would not fit.
        let pitch = self.text_width() as f64 / 20.0 / f64::from(page.chars.max(1));
        let size = (self.style.roles.body.size * 2.0).ceil() / 2.0;
        ((pitch - size) * CHAR_SPACE).floor() as i64
    }

    /// A counter of pages of this look.
    pub(super) fn counter<'f>(&self, faces: &'f Faces) -> PageCounter<'f>
    where
        'a: 'f,
    {
        let p = &self.style.page;
        let widths = self.widths(faces);
        let height = if self.vertical {
            twips(p.text_height)
        } else {
            rows(p)
        };
        let counter = PageCounter::new(widths, height, i64::from(p.word_line));
        if self.vertical {
            counter.without_widow_control()
        } else {
            counter
        }
    }

    /// Widths of characters in this look.
    pub(super) fn widths<'f>(&self, faces: &'f Faces) -> Widths<'f>
    where
        'a: 'f,
    {
        let carried = self.fonts.embedding;
        if carried.fonts().is_empty() {
            Widths::installed(faces)
        } else {
            Widths::carried(faces, carried)
        }
    }

    /// Right indent of a paragraph style in twips.
    pub(super) fn right(&self, id: &str) -> i64 {
        self.find(id).map_or(0, |s| s.measures.right)
    }

    fn find(&self, id: &str) -> Option<&ParagraphStyle> {
        self.styles.iter().find(|s| s.id == id)
    }

    /// Measures of a paragraph style.
    pub(super) fn shape(&self, id: &str) -> Shape {
        let body = || Measures::of(&self.style.roles.body, self.style).shape(self.style);
        self.find(id).map_or_else(body, |s| Shape {
            keep: s.keep,
            new_page: s.new_page,
            ..s.measures.shape(self.style)
        })
    }

    /// Typeface of a paragraph style.
    pub(super) fn face(&self, id: &str) -> Face {
        self.find(id).map_or(self.style.roles.body.face, |s| s.face)
    }

    /// The `w:ind` of a paragraph style.
    pub(super) fn indent(&self, id: &str) -> String {
        self.find(id)
            .map(|s| s.measures.indent())
            .unwrap_or_default()
    }

    /// Indent of numbered paragraphs: that of body text, whatever style the number is given to.
    pub(super) fn number_indent(&self) -> String {
        let m = Measures::of(&self.style.roles.body, self.style);
        format!(
            "<w:pPr><w:ind w:left=\"0\" w:firstLineChars=\"{}\" w:firstLine=\"{}\"/></w:pPr>",
            m.first_chars, m.first
        )
    }

    fn fill(&mut self) {
        let r = &self.style.roles;
        let body = r.body.clone();
        let plain = Role {
            indent: 0.0,
            ..body.clone()
        };
        // LibreOffice draws columns over each other where it keeps two together in vertical text.
        let widows = if self.vertical {
            "<w:widowControl w:val=\"0\"/>"
        } else {
            "<w:widowControl/>"
        };
        self.add("Normal", "Normal", &plain).head =
            format!("{widows}<w:kinsoku/><w:overflowPunct w:val=\"0\"/>");
        self.add("BodyTextFirstIndent", "Body Text First Indent", &body);
        for depth in 1..=LEVELS {
            let breaks = self.breaks(depth);
            let role = self.heading(depth).clone();
            let s = self.add(
                &format!("Heading{depth}"),
                &format!("heading {depth}"),
                &role,
            );
            (s.keep, s.new_page, s.next) = (true, breaks, "BodyTextFirstIndent");
            let page = if breaks { "<w:pageBreakBefore/>" } else { "" };
            s.head = format!(
                "<w:keepNext/><w:keepLines/>{page}<w:numPr><w:ilvl w:val=\"{0}\"/><w:numId w:val=\"1\"/></w:numPr>",
                depth - 1
            );
            s.tail = format!("<w:outlineLvl w:val=\"{}\"/>", depth - 1);
        }
        let width = self.column();
        for level in 1..=LEVELS {
            let role = if level == 1 { &r.toc1 } else { &r.toc2 };
            let steps = level.saturating_sub(1) as f64;
            let flush = Role {
                indent: 0.0,
                align: Align::Left,
                ..role.clone()
            };
            let left = (role.indent * role.size * steps * 20.0).round() as i64;
            let s = self.add(&format!("TOC{level}"), &format!("toc {level}"), &flush);
            // What runs over stands further in.
            let em = s.measures.half_points * 10;
            (s.measures.left, s.measures.first) = (left + em, -em);
            s.head = format!(
                "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"{width}\"/></w:tabs>"
            );
        }
        let caption = Role {
            before: 0.0,
            ..r.piece.clone()
        };
        self.add("TOCHeading", "TOC Heading", &caption);
        for (id, name, role) in [
            ("Title", "Title", &r.title),
            ("Subtitle", "Subtitle", &r.subtitle),
        ] {
            let s = self.add(id, name, role);
            (s.head, s.keep) = ("<w:keepNext/>".into(), true);
        }
        let below = Role {
            align: Align::Center,
            indent: 0.0,
            ..r.note.clone()
        };
        let (mut signature, mut date) = (r.signature.clone(), r.date.clone());
        match self.style.paper.sign {
            Sign::Seal => {}
            Sign::Plain => (signature.indent, date.indent) = (2.0, 2.0),
            Sign::Stamp => {
                (signature.indent, signature.before) = (4.0, 2.0);
                (date.indent, date.before) = (4.0, 1.0);
            }
        }
        for (id, name, role) in [
            ("Salutation", "Salutation", &r.salutation),
            ("Closing", "Closing", &r.closing),
            ("Signature", "Signature", &signature),
            ("Date", "Date", &date),
            ("ListParagraph", "List Paragraph", &r.body),
            ("CommentText", "annotation text", &plain),
            ("Caption", "caption", &below),
        ] {
            self.add(id, name, role);
        }
        for (id, name) in [
            ("FootnoteText", "footnote text"),
            ("EndnoteText", "endnote text"),
        ] {
            let s = self.add(id, name, &r.note);
            // Lines of notes stand nearer than the grid, as in print.
            s.measures.line = (r.note.size * NOTE_LEAD * 20.0).round() as i64;
            s.measures.snap = false;
        }
        let cover = Role {
            before: f64::from(self.style.page.lines / COVER_DROP) + r.cover.before,
            after: r.cover.after.max(r.title.after),
            ..r.cover.clone()
        };
        let stanza = Role {
            before: r.verse.before.max(1.0),
            ..r.verse.clone()
        };
        self.paper();
        self.placed();
        let middle = Role {
            align: Align::Center,
            ..plain.clone()
        };
        if self.style.imprint.half_title {
            let half = Role {
                size: r.piece.size,
                before: (f64::from(self.style.page.lines) * HALF_AT).round(),
                ..cover.clone()
            };
            self.add("HalfTitle", "Half Title", &half).custom = true;
        }
        if self.style.imprint.is_told() {
            let role = Role {
                indent: 0.0,
                align: Align::Left,
                ..r.note.clone()
            };
            let s = self.add("Colophon", "Colophon", &role);
            s.measures.line = (r.note.size * COLOPHON_LEAD * 20.0).round() as i64;
            (s.measures.snap, s.custom) = (false, true);
        }
        let courtesy = Role {
            indent: 0.0,
            align: Align::Left,
            ..r.closing.clone()
        };
        let table = Role {
            size: table_size(self.style),
            ..plain.clone()
        };
        for (id, name, role) in [
            ("CoverTitle", "Cover Title", &cover),
            ("DocumentNumber", "Document Number", &r.docnumber),
            ("Courtesy", "Courtesy", &courtesy),
            ("Verse", "Verse", &r.verse),
            ("VerseStanza", "Verse Stanza", &stanza),
            ("SceneBreak", "Scene Break", &middle),
            ("TableText", "Table Text", &table),
        ] {
            self.add(id, name, role).custom = true;
        }
    }

    /// Styles of what stands in by some characters, or in the middle.
    fn placed(&mut self) {
        for (id, name, role) in [
            ("Quote", "Quote", ParagraphRole::Quotation),
            ("Dedication", "Dedication", ParagraphRole::Dedication),
            ("Epigraph", "Epigraph", ParagraphRole::Epigraph),
            ("TableCaption", "Table Caption", ParagraphRole::Caption),
            ("Speaker", "Speaker", ParagraphRole::Speaker),
            (
                "StageDirection",
                "Stage Direction",
                ParagraphRole::StageDirection,
            ),
        ] {
            let Some(Placed { look, left }) = self.style.placed(role) else {
                continue;
            };
            let left = (left * look.size * 20.0).round() as i64;
            let s = self.add(id, name, &look);
            s.custom = role != ParagraphRole::Quotation;
            s.measures.left = left;
            if role == ParagraphRole::Caption {
                (s.keep, s.head) = (true, "<w:keepNext/>".into());
            }
        }
    }

    /// Styles of what official papers have beside the text (GB/T 9704, 7.3.4, 7.3.6, 7.3.7 and 7.4).
    fn paper(&mut self) {
        let body = &self.style.roles.body;
        let tail = Role {
            size: TAIL,
            indent: 0.0,
            align: Align::Left,
            ..body.clone()
        };
        let flush = Role {
            indent: 0.0,
            align: Align::Left,
            ..body.clone()
        };
        // What runs over stands below the first character of the name.
        let list = |indent: f64, before: f64| Role {
            indent,
            before,
            ..flush.clone()
        };
        for (id, name, role) in [
            ("AttachmentList", "Attachment List", list(-4.0, 1.0)),
            ("AttachmentName", "Attachment Name", list(-1.0, 0.0)),
        ] {
            let left = (NAME_LEFT * body.size * 20.0).round() as i64;
            let s = self.add(id, name, &role);
            (s.custom, s.measures.left) = (true, left);
        }
        self.paper_head();
        let mark = Role {
            face: self.style.paragraph_face(ParagraphRole::AttachmentMark),
            after: 1.0,
            ..flush.clone()
        };
        let s = self.add("AttachmentMark", "Attachment Mark", &mark);
        (s.custom, s.keep, s.new_page) = (true, true, true);
        s.head = "<w:keepNext/><w:pageBreakBefore/>".into();
        self.add("Annotation", "Annotation", body).custom = true;
        let letter = self.style.paper.form == Form::Letter;
        for (id, name, sides) in [
            ("CopiesTo", "Copies To", &[("top", OUTER)][..]),
            ("Imprint", "Imprint", &[("top", INNER), ("bottom", OUTER)]),
        ] {
            let s = self.add(id, name, &tail);
            s.custom = true;
            // A character clear on either side (7.4.2).
            (s.measures.left, s.measures.right) =
                (s.measures.half_points * 10, s.measures.half_points * 10);
            s.measures.right_chars = 100;
            if letter {
                continue;
            }
            let rules: String = sides.iter().map(|(side, wide)| rule(side, *wide)).collect();
            s.head = format!("<w:pBdr>{rules}</w:pBdr>");
        }
    }

    /// Styles of what stands above the title (7.2, 10.1, 10.2). Where it stands is told by the paragraph.
    fn paper_head(&mut self) {
        let body = &self.style.roles.body;
        let flush = |face: Face, align: Align| Role {
            face,
            align,
            indent: 0.0,
            ..body.clone()
        };
        for (id, name, face, align) in [
            ("CopyNumber", "Copy Number", body.face, Align::Left),
            ("Secrecy", "Secrecy", Face::Hei, Align::Left),
            ("Urgency", "Urgency", Face::Hei, Align::Left),
            ("Issuer", "Issuer", Face::Title, Align::Center),
            ("HeadNumber", "Head Number", body.face, Align::Center),
        ] {
            let s = self.add(id, name, &flush(face, align));
            s.custom = true;
            s.red = id == "Issuer";
        }
    }

    fn add(&mut self, id: &str, name: &str, role: &Role) -> &mut ParagraphStyle {
        self.styles.push(ParagraphStyle {
            id: id.to_owned(),
            name: name.to_owned(),
            custom: false,
            next: "",
            face: role.face,
            measures: Measures::of(role, self.style),
            head: String::new(),
            tail: String::new(),
            keep: false,
            new_page: false,
            red: false,
            dress: dress(role),
        });
        let last = self.styles.len() - 1;
        &mut self.styles[last]
    }
}

/// Bold, italic and colour of a role.
fn dress(role: &Role) -> String {
    let mut out = String::new();
    if role.bold {
        out.push_str("<w:b/><w:bCs/>");
    }
    if role.italic {
        out.push_str("<w:i/><w:iCs/>");
    }
    if let Some(ink) = role.colour {
        out.push_str(&format!(
            "<w:color w:val=\"{}\"/>",
            ink.hex().to_uppercase()
        ));
    }
    out
}

/// A rule of a paper's last lines.
fn rule(side: &str, wide: u8) -> String {
    format!("<w:{side} w:val=\"single\" w:sz=\"{wide}\" w:space=\"1\" w:color=\"auto\"/>")
}
