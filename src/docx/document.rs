//! document.xml: title page, contents, body.

use super::comments::Comments;
use super::contents;
use super::footnotes::Footnotes;
use super::links::Links;
use super::look::Look;
use super::numbering::{Number, Plan};
use super::section::{Part, section, told};
use super::signoff::Stand;
use super::styles::face_style;
use super::works::Works;
use super::{DocxError, DocxOptions, drawing};
use crate::font::Faces;
use crate::layout::{PageCounter, Shape};
use crate::picture::Shelf;
use crate::style::{Face, NESTED, figures_heading};
use crate::tree::{
    Block, Document, Image, Inline, List, Mark, Note, Paragraph, ParagraphRole as P, Speeches,
    address, outline, plain_text,
};
use crate::{upright, xml};
use std::collections::VecDeque;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>";

/// Writes paragraphs and tells the page counter of each.
pub(super) struct Writer<'a> {
    pub(super) look: &'a Look<'a>,
    pub(super) options: &'a DocxOptions,
    pub(super) plan: &'a mut Plan,
    pub(super) faces: &'a Faces,
    pub(super) out: String,
    /// Entries of the outline met so far.
    pub(super) index: usize,
    /// Pictures with captions met so far where they are listed: their words, and how many marks stood before theirs.
    figures: Vec<(String, usize)>,
    pub(super) notes: Footnotes,
    links: Links,
    /// True within a link: Word has none in another.
    linked: bool,
    comments: Comments,
    /// What ends the remarks on the paragraph being written.
    remarked: String,
    /// Whether the next paragraph begins a page, where that is not left to its style.
    pub(super) page_next: Option<bool>,
    /// Sections of the body.
    pub(super) works: Works,
    /// Nothing stands in the body yet but the title of the whole: what follows needs no page of its own.
    pub(super) titled: bool,
    /// Short numbers set upright so far.
    pairs: usize,
    /// The mark of an attachment was written last.
    pub(super) marked: bool,
    /// Lists around this place.
    nest: usize,
    /// Space before the next paragraph at the least, in twips.
    pub(super) lead: i64,
    /// The speeches of the work so far.
    pub(super) speeches: Speeches,
    /// Ends of a title's lines, in characters without spaces, and how many were written.
    pub(super) breaks: VecDeque<usize>,
    pub(super) letters: usize,
    /// Nothing stands behind the blocks being written.
    ends: bool,
    pub(super) counter: Option<PageCounter<'a>>,
    pub(super) shape: Shape,
    face: Face,
    /// Pictures that the file holds, and how often one was shown.
    pub(super) shelf: Shelf,
    pub(super) drawings: usize,
    /// Where the properties of the paragraph being written begin, and whether its lines grow with a picture.
    properties: usize,
    pub(super) tall: bool,
}

/// A paragraph without height that ends a section.
fn small(section: &str) -> String {
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Normal\"/><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>{section}</w:pPr></w:p>"
    )
}

/// Takes the notes from a line.
fn unhang(line: &mut Vec<Inline>) -> Vec<Note> {
    let mut out = Vec::new();
    line.retain_mut(|i| {
        if let Inline::Note(n) = i {
            out.push(std::mem::take(n));
            return false;
        }
        if let Some(content) = i.content_mut() {
            out.append(&mut unhang(content));
        }
        true
    });
    out
}

/// Properties of runs as the schema orders them.
const ORDER: [&str; 8] = [
    "b",
    "strike",
    "sz",
    "szCs",
    "u",
    "vertAlign",
    "em",
    "eastAsianLayout",
];
/// Bookmarks of pictures are numbered from here, behind those of headings.
const BOOKMARKS: usize = 1_000_000;
/// Size of small type in parts of the text's.
const SMALL: f64 = 0.85;

/// How a run looks: character style, further properties, and the face for measuring.
#[derive(Debug, Clone)]
pub(super) struct RunLook {
    style: &'static str,
    properties: String,
    face: Option<Face>,
}

impl RunLook {
    /// As the paragraph's style says.
    pub(super) const PLAIN: Self = Self {
        style: "",
        properties: String::new(),
        face: None,
    };

    /// In the character style of a face.
    pub(super) fn of(face: Face) -> Self {
        Self {
            style: face_style(face),
            properties: String::new(),
            face: Some(face),
        }
    }

    /// With one more property, each once and in the order that the schema asks for.
    pub(super) fn with(&self, property: &str) -> Self {
        let own = format!("{}{property}", self.properties);
        let name = |p: &str| p.split([' ', '/']).next().unwrap_or_default().to_owned();
        let mut all: Vec<&str> = own.split("<w:").filter(|p| !p.is_empty()).collect();
        let rank = |p: &&str| ORDER.iter().position(|n| *n == name(p));
        all.sort_by_key(rank);
        all.dedup_by_key(|p| name(p));
        Self {
            properties: all.iter().map(|p| format!("<w:{p}")).collect(),
            ..self.clone()
        }
    }
}

/// document.xml and what belongs to it.
pub(super) struct Written {
    pub(super) document: String,
    pub(super) notes: Footnotes,
    pub(super) links: Links,
    pub(super) comments: Comments,
    pub(super) shelf: Shelf,
}

/// Writes the text.
pub(super) fn write(
    doc: &Document,
    look: &Look<'_>,
    plan: &mut Plan,
    faces: &Faces,
    options: &DocxOptions,
) -> Result<Written, DocxError> {
    // As in print: a work alone, such as a report, begins with its title and has no contents.
    let toc = options.toc
        && doc.has_title_page()
        && outline(doc).iter().any(|e| e.depth <= options.toc_depth);
    let works = Works::of(doc, look, options.vertical);
    let mut w = Writer {
        look,
        options,
        plan,
        faces,
        out: String::new(),
        index: 0,
        figures: Vec::new(),
        notes: Footnotes::of(doc, look.style, works.apart),
        links: Links::default(),
        linked: false,
        comments: Comments::of(doc, &options.comments, options.created),
        remarked: String::new(),
        page_next: None,
        works,
        // Behind the contents the first piece has a page already.
        titled: doc.title.is_some(),
        pairs: 0,
        marked: false,
        nest: 0,
        lead: 0,
        speeches: Speeches::default(),
        breaks: VecDeque::new(),
        letters: 0,
        ends: doc.is_paper(),
        counter: None,
        shape: look.shape("Normal"),
        face: Face::Song,
        shelf: Shelf::default(),
        drawings: 0,
        properties: 0,
        tall: false,
    };
    let cover = w.front(doc);
    w.counter = (toc || doc.is_paper()).then(|| look.counter(faces));
    let taken = doc.on_title_page();
    w.paper_head(&doc.head);
    if let (Some(t), None) = (&doc.title, taken) {
        w.break_title(&plain_text(&t.title), look.style.roles.title.size);
        w.lines("Title", &t.title);
        for s in &t.subtitle {
            w.lines("Subtitle", s);
        }
    }
    let before = taken.unwrap_or(0) + doc.dedicated();
    let rest = doc.blocks.get(before..).unwrap_or_default();
    w.blocks(rest, 1);
    let body = std::mem::take(&mut w.out);
    let counter = w.counter.take();
    let mut pages = counter.as_ref().map(PageCounter::pages).unwrap_or_default();
    let mut blanks = counter.map(|c| c.blanks()).unwrap_or_default();
    // Marks of pictures stand among those of headings.
    let mut figures: Vec<(String, u32)> = Vec::new();
    for (words, at) in std::mem::take(&mut w.figures).into_iter().rev() {
        if at < pages.len() {
            figures.push((words, pages.remove(at)));
            blanks.remove(at);
        }
    }
    figures.reverse();
    let contents = if toc {
        w.contents(doc, &pages, &figures)
    } else {
        String::new()
    };
    let end = w.section_end();
    Ok(Written {
        document: format!(
            "{HEAD}{cover}{contents}{}{}</w:body></w:document>",
            told(&body, &pages, &blanks),
            told(&end, &pages, &blanks)
        ),
        notes: w.notes,
        links: w.links,
        comments: w.comments,
        shelf: w.shelf,
    })
}

impl Writer<'_> {
    /// The contents, a section of their own.
    fn contents(&mut self, doc: &Document, pages: &[u32], figures: &[(String, u32)]) -> String {
        let end = section(self.look, self.options, Part::Contents);
        self.open("TOCHeading", "");
        let name = if self.look.fonts.traditional {
            "目\u{3000}錄"
        } else {
            "目\u{3000}录"
        };
        self.text(name, &RunLook::PLAIN);
        self.close();
        if self.look.columns() > 1 {
            // The words over the contents stand across all columns, in a section of their own.
            let over = section(self.look, self.options, Part::Over);
            self.out.push_str(&small(&over));
        }
        let lines = |words: &str, style: &str| self.entry_lines(words, style);
        let columned = self.look.columns() > 1;
        let last = if columned || !figures.is_empty() {
            ""
        } else {
            end.as_str()
        };
        let entries = contents::write(doc, self.options, pages, last, lines);
        self.out.push_str(&entries);
        if !figures.is_empty() {
            self.open("TOCHeading", "<w:pageBreakBefore/>");
            self.text(
                figures_heading(self.look.fonts.traditional),
                &RunLook::PLAIN,
            );
            self.close();
            let last = if columned { "" } else { end.as_str() };
            let lines = |words: &str, style: &str| self.entry_lines(words, style);
            let list = contents::figures(figures, last, lines);
            self.out.push_str(&list);
        }
        if columned {
            // Office programs set what follows in columns, too, where the field ends with the section.
            self.out.push_str(&small(&end));
        }
        std::mem::take(&mut self.out)
    }

    /// Begins a paragraph of a style; `properties` follow pStyle in pPr.
    pub(super) fn open(&mut self, style: &str, properties: &str) {
        self.shape = self.look.shape(style);
        self.face = self.look.face(style);
        self.out.push_str("<w:p><w:pPr><w:pStyle w:val=\"");
        self.out.push_str(style);
        self.out.push_str("\"/>");
        if let Some(page) = self
            .page_next
            .take()
            .filter(|page| *page != self.shape.new_page)
        {
            self.shape.new_page = page;
            self.out.push_str(if page {
                "<w:pageBreakBefore/>"
            } else {
                "<w:pageBreakBefore w:val=\"0\"/>"
            });
        }
        if let Some(recto) = self.works.fresh.take() {
            (self.shape.new_page, self.shape.recto) = (true, recto);
        }
        self.properties = self.out.len();
        self.tall = false;
        let lead = std::mem::take(&mut self.lead);
        if lead > 0 && !properties.contains("<w:spacing") {
            let (before, behind) =
                properties.split_at(properties.find("<w:ind").unwrap_or(properties.len()));
            self.out
                .push_str(&format!("{before}<w:spacing w:before=\"{lead}\"/>{behind}"));
            self.shape.before = lead;
        } else {
            self.out.push_str(properties);
        }
        self.out.push_str("</w:pPr>");
    }

    /// Height of the lines of the paragraph being written, in twips.
    pub(super) fn line_height(&self) -> i64 {
        self.shape.line.max(1)
    }

    /// Lines that a picture takes.
    pub(super) fn shown_lines(&mut self, lines: usize) {
        self.shown(&"\n".repeat(lines), self.face);
    }

    /// Lines of the paragraph being written grow with a picture in them.
    fn grow(&mut self) {
        let Some((_, own)) = self.out.split_at_checked(self.properties) else {
            return;
        };
        let Some((own, rest)) = own.split_once("</w:pPr>") else {
            return;
        };
        let grown = format!(
            "{}</w:pPr>{rest}",
            drawing::growing(own, self.line_height())
        );
        self.out.truncate(self.properties);
        self.out.push_str(&grown);
    }

    /// The paragraph being written comes from a line of the source: remarks on it begin here.
    pub(super) fn line(&mut self, line: u32) {
        if let Some((start, end)) = self.comments.take(line) {
            self.out.push_str(&start);
            self.remarked.push_str(&end);
        }
    }

    /// Ends it.
    pub(super) fn close(&mut self) {
        if std::mem::take(&mut self.tall) {
            self.grow();
        }
        self.breaks.clear();
        self.out.push_str(&std::mem::take(&mut self.remarked));
        self.out.push_str("</w:p>");
        if let Some(c) = &mut self.counter {
            c.end(&self.shape);
        }
    }

    /// The paragraph being written carries an entry of the outline.
    pub(super) fn mark(&mut self) {
        if let Some(c) = &mut self.counter {
            c.mark();
        }
    }

    /// Words that are shown but not written here: native numbers.
    pub(super) fn shown(&mut self, text: &str, face: Face) {
        if let Some(c) = &mut self.counter {
            c.words(text, face);
        }
    }

    /// Text in runs: characters that a carried font lacks are in the carried Song, not in whatever font the reader's
    /// machine finds for them.
    pub(super) fn text(&mut self, s: &str, look: &RunLook) {
        let s = &*crate::unit::bound(s);
        let mut rest = s;
        loop {
            let (now, behind) = self.upto_break(rest);
            self.text_of_line(now, look);
            if behind.is_empty() {
                return;
            }
            self.breaks.pop_front();
            // A break that is only of this page, no line end of the text.
            self.shown("\n", self.face);
            self.out
                .push_str("<w:r><w:br w:type=\"textWrapping\"/></w:r>");
            rest = behind;
        }
    }

    fn text_of_line(&mut self, s: &str, look: &RunLook) {
        if s.is_empty() {
            return;
        }
        // Raised and lowered figures belong to what stands before them.
        if !self.options.vertical || look.properties.contains("vertAlign") {
            return self.level(s, look);
        }
        for (part, upright) in upright::parts(s, None, None) {
            if !upright {
                self.level(part, look);
                continue;
            }
            self.pairs += 1;
            let layout = format!(
                "<w:eastAsianLayout w:id=\"{}\" w:vert=\"1\" w:vertCompress=\"1\"/>",
                self.pairs
            );
            self.level(part, &look.with(&layout));
        }
    }

    /// Text whose characters stand as their scripts do.
    fn level(&mut self, s: &str, look: &RunLook) {
        for (words, latin) in super::latin::stretches(s) {
            let mut rest = words;
            while let Some(first) = rest.chars().next() {
                let rare = self.is_rare(first, look);
                let end = rest.find(|c| self.is_rare(c, look) != rare);
                let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
                self.run(run, look, rare, latin);
                rest = after;
            }
        }
    }

    /// True for a character that the run's font in this file lacks and its Song has.
    fn is_rare(&self, c: char, look: &RunLook) -> bool {
        let carried = self.look.fonts.embedding;
        if c.is_ascii() || carried.fonts().is_empty() {
            return false;
        }
        let has = |face: Face| {
            let font = carried.get(face).and_then(|e| self.faces.get(e.face));
            font.map(|f| f.has(c))
        };
        has(look.face.unwrap_or(self.face)) == Some(false) && has(Face::Song) == Some(true)
    }

    /// A run. The hint keeps “ ” — … in the Chinese font, unless they are those of `latin` words.
    fn run(&mut self, s: &str, look: &RunLook, rare: bool, latin: bool) {
        self.shown(s, look.face.unwrap_or(self.face));
        self.out.push_str("<w:r><w:rPr>");
        if !look.style.is_empty() {
            self.out.push_str("<w:rStyle w:val=\"");
            self.out.push_str(look.style);
            self.out.push_str("\"/>");
        }
        if rare {
            let song = self.look.fonts.name(Face::Song);
            self.out.push_str(&format!(
                "<w:rFonts w:eastAsia=\"{song}\" w:hint=\"eastAsia\"/>"
            ));
        } else if !latin {
            self.out.push_str("<w:rFonts w:hint=\"eastAsia\"/>");
        } else if !self.look.fonts.embedding.fonts().is_empty() {
            // The carried fonts have their marks as wide as Han.
            self.out
                .push_str("<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\"/>");
        }
        self.out.push_str(&look.properties);
        self.out.push_str("</w:rPr><w:t xml:space=\"preserve\">");
        xml::push(&mut self.out, s);
        self.out.push_str("</w:t></w:r>");
    }

    /// A paragraph of one style.
    pub(super) fn lines(&mut self, style: &str, inlines: &[Inline]) {
        self.open(style, "");
        self.inlines(inlines, &RunLook::PLAIN);
        self.close();
    }

    /// Runs of a paragraph.
    pub(super) fn inlines(&mut self, list: &[Inline], look: &RunLook) {
        for i in list {
            match i {
                Inline::Text(t) => self.text(t.as_str(), look),
                Inline::Lead { content } if look.style.is_empty() => {
                    let lead = RunLook {
                        style: "Lead",
                        properties: look.properties.clone(),
                        face: Some(Face::Kai),
                    };
                    self.inlines(content, &lead);
                }
                Inline::Lead { content } => self.inlines(content, look),
                Inline::Link { target, content } => self.link(target, content, look),
                Inline::Emphasis { content } => {
                    self.inlines(content, &look.with("<w:em w:val=\"dot\"/>"));
                }
                Inline::Strong { content } => self.inlines(content, &look.with("<w:b/>")),
                Inline::Marked { mark, content } => {
                    let small = self.small(look);
                    let property = match mark {
                        Mark::Superscript => "<w:vertAlign w:val=\"superscript\"/>",
                        Mark::Subscript => "<w:vertAlign w:val=\"subscript\"/>",
                        Mark::Strike => "<w:strike/>",
                        Mark::Underline => "<w:u w:val=\"single\"/>",
                        Mark::Small => &small,
                        Mark::Dots => "<w:em w:val=\"dot\"/>",
                    };
                    self.inlines(content, &look.with(property));
                }
                Inline::Ruby { content, reading } => self.ruby(content, reading.as_str(), look),
                Inline::HardBreak => {
                    self.shown("\n", self.face);
                    self.out.push_str("<w:r><w:br/></w:r>");
                }
                Inline::Image(i) => {
                    if !self.drawing(i, true) {
                        self.text(i.alt.as_str(), look);
                    }
                }
                Inline::Note(n) => {
                    let reference = self.notes.add(n);
                    self.out.push_str(&reference);
                    self.shown(n.mark.as_str(), look.face.unwrap_or(self.face));
                }
            }
        }
    }

    /// The size of small type, in half points.
    fn small(&self, look: &RunLook) -> String {
        let roles = &self.look.style.roles;
        let face = look.face.unwrap_or(self.face);
        let role = [&roles.body, &roles.verse, &roles.quotation];
        let size = role
            .iter()
            .find(|r| r.face == face)
            .unwrap_or(&&roles.body)
            .size;
        let half = (size * SMALL * 2.0).round();
        format!("<w:sz w:val=\"{half}\"/><w:szCs w:val=\"{half}\"/>")
    }

    /// Words with their reading over them.
    fn ruby(&mut self, content: &[Inline], reading: &str, look: &RunLook) {
        let size = self.look.style.roles.body.size;
        let half = |part: f64| (size * part * 2.0).round();
        self.out.push_str(&format!(
            "<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val=\"center\"/><w:hps w:val=\"{}\"/><w:hpsRaise w:val=\"{}\"/><w:hpsBaseText w:val=\"{}\"/><w:lid w:val=\"{}\"/></w:rubyPr><w:rt><w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr><w:t xml:space=\"preserve\">",
            half(0.5), half(0.9), half(1.0), self.look.fonts.lang()
        ));
        xml::push(&mut self.out, reading);
        self.out.push_str("</w:t></w:r></w:rt><w:rubyBase>");
        let mut words = content.to_vec();
        let notes = unhang(&mut words);
        self.text(&plain_text(&words), look);
        self.out.push_str("</w:rubyBase></w:ruby></w:r>");
        // No note hangs in a base.
        for n in &notes {
            let reference = self.notes.add(n);
            self.out.push_str(&reference);
            self.shown(n.mark.as_str(), look.face.unwrap_or(self.face));
        }
    }

    /// A link, as every Word user knows it; one that leads nowhere is text.
    fn link(&mut self, target: &str, content: &[Inline], look: &RunLook) {
        let Some(address) = address(target).filter(|_| !self.linked) else {
            return self.inlines(content, look);
        };
        let id = self.links.id(address);
        self.out
            .push_str(&format!("<w:hyperlink r:id=\"{id}\" w:history=\"1\">"));
        let look = if look.style.is_empty() {
            RunLook {
                style: "Hyperlink",
                ..look.clone()
            }
        } else {
            look.clone()
        };
        self.linked = true;
        self.inlines(content, &look);
        self.linked = false;
        self.out.push_str("</w:hyperlink>");
    }

    /// Blocks at a depth of the outline.
    pub(super) fn blocks(&mut self, blocks: &[Block], depth: usize) {
        // Only what stands at the end of all is at the end of the paper.
        let ends = self.ends;
        let verse = self.verse_indent(blocks);
        for (at, b) in blocks.iter().enumerate() {
            let rest = blocks.get(at..).unwrap_or_default();
            if ends && self.last_lines(rest) {
                break;
            }
            self.ends = ends && rest.len() == 1;
            let byline = |p: &Paragraph| matches!(p.role, P::Signature | P::Date);
            self.titled &= match b {
                Block::Section(_) => true,
                Block::Paragraph(p) => byline(p),
                _ => false,
            };
            match b {
                Block::Section(s) => self.section(s, depth),
                Block::Paragraph(p) => self.paragraph(p, &self.stand(blocks, at)),
                Block::List(l) => self.list(l, depth, self.stand(blocks, at).keep),
                Block::Verse(v) => self.verse(v, verse),
                Block::SceneBreak(s) => self.set_off(s.mark.as_str()),
                Block::Image(i) => self.image(i),
                Block::Table(t) => self.table(t),
            }
            self.marked = b.marks_attachment();
            self.ends = ends;
        }
    }

    /// A picture, or the words that stand for it with a link to it.
    fn image(&mut self, i: &Image) {
        let keep = self.shows(i) && !i.caption.is_empty() && self.page_next.is_none();
        self.open("SceneBreak", if keep { "<w:keepNext/>" } else { "" });
        self.shape.keep |= keep;
        self.line(i.line);
        if !self.drawing(i, false) {
            let words = [Inline::Text(i.alt.clone())];
            self.link(&i.target, &words, &RunLook::PLAIN);
        }
        self.close();
        if i.caption.is_empty() {
            return;
        }
        if !self.look.style.contents.figures || self.counter.is_none() {
            return self.lines("Caption", &i.caption);
        }
        let n = self.figures.len();
        self.figures.push((plain_text(&i.caption), self.index + n));
        self.open("Caption", "");
        self.mark();
        let id = BOOKMARKS + n;
        self.out.push_str(&format!(
            "<w:bookmarkStart w:id=\"{id}\" w:name=\"{}\"/>",
            contents::figure(n)
        ));
        self.inlines(&i.caption, &RunLook::PLAIN);
        self.out
            .push_str(&format!("<w:bookmarkEnd w:id=\"{id}\"/>"));
        self.close();
    }

    /// A line in the middle that belongs to no paragraph.
    fn set_off(&mut self, text: &str) {
        self.open("SceneBreak", "");
        self.text(text, &RunLook::PLAIN);
        self.close();
    }

    fn paragraph(&mut self, p: &Paragraph, stand: &Stand) {
        let style = match p.role {
            P::CopyNumber => "CopyNumber",
            P::Secrecy => "Secrecy",
            P::Urgency => "Urgency",
            P::Issuer => "Issuer",
            P::Signer => "Signer",
            P::Salutation => "Salutation",
            P::Closing => "Closing",
            P::Signature => "Signature",
            P::Date => "Date",
            P::DocumentNumber => "DocumentNumber",
            P::Quotation => "Quote",
            P::Dedication => "Dedication",
            P::Epigraph => "Epigraph",
            P::Caption => "TableCaption",
            P::Speaker => "Speaker",
            P::StageDirection => "StageDirection",
            P::Courtesy => "Courtesy",
            P::Attachment => "AttachmentList",
            P::AttachmentName => "AttachmentName",
            P::AttachmentMark => "AttachmentMark",
            P::Annotation => "Annotation",
            P::Cc => "CopiesTo",
            P::Imprint => "Imprint",
            _ => "BodyTextFirstIndent",
        };
        let mut properties = String::new();
        if self.speeches.opens(p) && self.page_next.is_none() {
            // Another speech in the same piece.
            self.lead = self.lead.max(2 * i64::from(self.look.style.page.word_line));
        }
        // A break before the page would have to stand behind it.
        let keep = stand.keep && self.page_next.is_none();
        if keep {
            properties.push_str("<w:keepNext/>");
        }
        let row = i64::from(self.look.style.page.word_line);
        if stand.close {
            properties.push_str("<w:spacing w:before=\"0\"/>");
        }
        // Quoted paragraphs have a blank line above the first and below the last, as in print.
        let quoted = (i64::from(stand.above) * row, i64::from(stand.below) * row);
        if quoted != (0, 0) {
            let before = quoted.0.max(std::mem::take(&mut self.lead));
            let (above, below) = (
                format!(" w:before=\"{before}\""),
                format!(" w:after=\"{row}\""),
            );
            let above = if before > 0 { above.as_str() } else { "" };
            let below = if stand.below { below.as_str() } else { "" };
            properties.push_str(&format!("<w:spacing{above}{below}/>"));
        }
        if stand.centred {
            properties.push_str(
                "<w:ind w:rightChars=\"0\" w:right=\"0\" w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"center\"/>",
            );
        }
        if let Some(right) = stand.right {
            let chars = right as f64 * 5.0 / self.look.style.roles.date.size;
            properties.push_str(&format!(
                "<w:ind w:rightChars=\"{}\" w:right=\"{right}\"/>",
                chars.round() as i64
            ));
        }
        let (indent, left) = match style {
            "BodyTextFirstIndent" => self.nested(),
            _ => (String::new(), 0),
        };
        properties.push_str(&indent);
        self.open(style, &properties);
        self.shape.measure -= left as f64;
        self.shape.keep |= keep;
        if stand.close {
            self.shape.before = 0;
        }
        self.shape.before = self.shape.before.max(quoted.0);
        self.shape.after = self.shape.after.max(quoted.1);
        self.line(p.line);
        self.inlines(&p.inlines, &RunLook::PLAIN);
        self.close();
    }

    fn list(&mut self, l: &List, depth: usize, keep: bool) {
        let steps = l.steps(self.nest);
        self.nest += steps;
        for (n, item) in l.items.iter().enumerate() {
            let number = self.plan.item(item.label.as_ref(), n == 0);
            let mut rest = item.blocks.as_slice();
            let keep = keep && n + 1 == l.items.len() && rest.len() < 2 && self.page_next.is_none();
            let (indent, left) = self.nested();
            let mut own = number.properties(None, "");
            own.push_str(&indent);
            if keep {
                own.insert_str(0, "<w:keepNext/>");
            }
            self.open("ListParagraph", &own);
            self.shape.keep |= keep;
            self.shape.measure -= left as f64;
            self.line(item.line);
            if let Some(label) = &item.label {
                let gap = if label.wants_space() { "\u{3000}" } else { "" };
                let shown = format!("{}{gap}", label.shown.as_str());
                if number == Number::Literal {
                    self.text(&shown, &RunLook::PLAIN);
                } else {
                    self.shown(&shown, self.face);
                }
            }
            if let Some((Block::Paragraph(p), tail)) = rest.split_first() {
                self.line(p.line);
                self.inlines(&p.inlines, &RunLook::PLAIN);
                rest = tail;
            }
            self.close();
            self.blocks(rest, depth);
        }
        self.nest -= steps;
    }

    /// The `w:ind` of an item of a list inside a list, and how far in that is, in twips.
    fn nested(&self) -> (String, i64) {
        let body = &self.look.style.roles.body;
        let left = (NESTED * self.nest.saturating_sub(1) as f64 * body.size * 20.0).round() as i64;
        if left == 0 {
            return (String::new(), 0);
        }
        let first = (body.indent * body.size * 20.0).round() as i64;
        let chars = (body.indent * 100.0).round() as i64;
        let indent = format!(
            "<w:ind w:left=\"{left}\" w:firstLineChars=\"{chars}\" w:firstLine=\"{first}\"/>"
        );
        (indent, left)
    }
}
