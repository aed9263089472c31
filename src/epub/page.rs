//! XHTML of one file of the spine.

use super::breaks::{self, Breaks};
use super::fonts::HeadingFaces;
use super::{EpubOptions, Page, cut};
use crate::cover::Cover;
use crate::hypertext::{Lines, language};
use crate::picture::{self, Pictures, Shelf};
use crate::style::{Notes, Style, imprint_lines};
use crate::tree::{
    Block, Document, Heading, Image, Inline, Item, List, Note, Section, SectionRole, plain_text,
};
use crate::xml;
use std::borrow::Cow;

/// The file of notes at the end of the book.
const NOTES_PAGE: &str = "notes.xhtml";
/// What holds notes that stand at the end of a file or of the book.
const NOTES: &str = "<section epub:type=\"endnotes\" role=\"doc-endnotes\" class=\"notes\">\n";
/// The file of the title page.
pub(super) const TITLE_PAGE: &str = "title.xhtml";

/// Writes blocks into files.
pub(super) struct Writer<'a> {
    /// Which face each heading has, where the book carries its fonts.
    pub(super) faces: Option<HeadingFaces<'a>>,
    /// The file being written.
    pub(super) body: String,
    /// Bytes of it that only open what goes on from the file before.
    pub(super) opened: usize,
    /// True where a piece has ended: what follows begins a file.
    pub(super) ended: bool,
    /// True where the mark of an attachment was written last: what it stands over is in its file.
    pub(super) marked: bool,
    /// Elements that are open, outermost first: how each is opened again in the next file, and closed.
    open: Vec<(&'static str, &'static str)>,
    files: Vec<Page>,
    /// Where files go.
    put: &'a mut dyn FnMut(&Page, &str),
    /// Next entry of the outline.
    index: usize,
    /// Headings stand so much deeper than their depth says (below a title of the whole).
    shift: usize,
    base: Option<usize>,
    last: usize,
    entries: Vec<(usize, usize, String)>,
    preface: bool,
    /// A work has been met.
    worked: bool,
    notes: String,
    note: usize,
    /// Where notes stand, and those that wait for the end of the book, under the words over them.
    place: Notes,
    over: &'static str,
    last_notes: String,
    /// The title page is being written.
    titling: bool,
    /// Where pages of the printed form begin.
    breaks: Breaks<'a>,
    /// Those that begin in this file.
    begun: Vec<usize>,
    pictures: &'a Pictures,
    /// Those that the book shows.
    shelf: Shelf,
    /// Pictures are listed; those with captions in this file, and how many there were before it.
    pub(super) lists: bool,
    figures: Vec<(usize, String)>,
    figured: usize,
}

impl<'a> Writer<'a> {
    /// A writer whose files go to `put`.
    pub(super) fn new(
        options: &'a EpubOptions,
        (place, over): (Notes, &'static str),
        put: &'a mut dyn FnMut(&Page, &str),
    ) -> Self {
        Self {
            place,
            over,
            last_notes: String::new(),
            titling: false,
            faces: None,
            body: String::new(),
            opened: 0,
            ended: false,
            marked: false,
            open: Vec::new(),
            files: Vec::new(),
            put,
            index: 0,
            shift: 0,
            base: None,
            last: 0,
            entries: Vec::new(),
            preface: false,
            worked: false,
            notes: String::new(),
            note: 0,
            breaks: Breaks::new(&options.pages),
            begun: Vec::new(),
            pictures: &options.pictures,
            shelf: Shelf::default(),
            lists: false,
            figures: Vec::new(),
            figured: 0,
        }
    }

    /// The files, and the pictures that they show.
    pub(super) fn finish(mut self) -> (Vec<Page>, Shelf) {
        self.new_file();
        if !self.last_notes.is_empty() {
            let notes = std::mem::take(&mut self.last_notes);
            let over = xml::text(self.over);
            self.body = format!("{NOTES}<h1>{over}</h1>\n{notes}</section>\n");
            self.put(Page {
                name: NOTES_PAGE.into(),
                title: self.over.to_owned(),
                entries: Vec::new(),
                preface: false,
                breaks: Vec::new(),
                figures: Vec::new(),
            });
        }
        (self.files, self.shelf)
    }

    fn number(&self) -> usize {
        self.files.len()
    }

    /// Ends this file, where it holds anything, and all that is open in it.
    pub(super) fn new_file(&mut self) {
        if self.body.len() > self.opened || !self.entries.is_empty() {
            while let Some((_, close)) = self.open.pop() {
                self.body.push_str(close);
            }
            self.put_file();
        }
        self.open.clear();
        self.body.clear();
        self.opened = 0;
    }

    /// Ends this file and opens in the next one what was open.
    pub(super) fn continue_in_new_file(&mut self) {
        let open = std::mem::take(&mut self.open);
        for (_, close) in open.iter().rev() {
            self.body.push_str(close);
        }
        self.put_file();
        for (again, _) in &open {
            self.body.push_str(again);
        }
        self.opened = self.body.len();
        self.open = open;
    }

    /// Gives away what was written as a file.
    fn put(&mut self, page: Page) {
        (self.put)(&page, &self.body);
        self.body.clear();
        self.files.push(page);
    }

    /// The number of the file being written: the first behind a title page has the number 1, and so has the first where
    /// there is none.
    fn file(&self) -> usize {
        let titled = self.files.first().is_some_and(Page::is_title);
        self.number() + usize::from(!titled)
    }

    fn file_name(&self) -> String {
        match self.titling {
            true => TITLE_PAGE.to_owned(),
            false => format!("p{:04}.xhtml", self.file()),
        }
    }

    /// The notes of a file, where they do not wait for the end of the book.
    fn take_notes(&mut self) {
        let notes = std::mem::take(&mut self.notes);
        match self.place {
            Notes::Foot => self.body.push_str(&notes),
            Notes::End if notes.is_empty() => {}
            Notes::End => self.body.push_str(&format!("{NOTES}{notes}</section>\n")),
            Notes::Book => self.last_notes.push_str(&notes),
        }
    }

    fn put_file(&mut self) {
        let number = self.file();
        self.take_notes();
        let entries = std::mem::take(&mut self.entries);
        let title = entries
            .first()
            .map_or_else(|| format!("{number}"), |e| e.2.clone());
        let page = Page {
            name: self.file_name(),
            title,
            entries,
            preface: std::mem::take(&mut self.preface),
            breaks: std::mem::take(&mut self.begun),
            figures: std::mem::take(&mut self.figures),
        };
        self.put(page);
        (self.shift, self.base, self.last, self.note) = (0, None, 0, 0);
    }

    /// The title page.
    pub(super) fn title_page(&mut self, doc: &Document, title: &str) {
        self.body
            .push_str("<section epub:type=\"titlepage\" class=\"titlepage\">\n<h1>");
        let opening = doc.opening();
        self.titling = true;
        if opening.title.is_empty() {
            xml::push(&mut self.body, title);
        }
        self.title_line(&opening.title);
        self.body.push_str("</h1>\n");
        for line in &opening.below {
            self.body.push_str("<p>");
            self.title_line(line);
            self.body.push_str("</p>\n");
        }
        self.body.push_str("</section>\n");
        self.take_notes();
        (self.note, self.titling) = (0, false);
        let page = Page {
            name: TITLE_PAGE.into(),
            title: title.to_owned(),
            entries: Vec::new(),
            preface: false,
            breaks: std::mem::take(&mut self.begun),
            figures: std::mem::take(&mut self.figures),
        };
        self.put(page);
    }

    /// The pages behind the title page: what the copyright page says, dedication and epigraph of the style.
    pub(super) fn front_pages(&mut self, doc: &Document, style: &Style) {
        let own = &style.imprint;
        let line = |class: &str, words: &str| format!("<p{class}>{}</p>\n", xml::text(words));
        let mut pages: Vec<(&str, &str, String)> = Vec::new();
        if let Some(said) = own.colophon(doc, &style.page) {
            let facts = said.facts.iter().map(|(l, v)| format!("{l}\u{3000}{v}"));
            let facts: String = facts.map(|f| line("", &f)).collect();
            let cip: String = said.cip.iter().map(|l| line("", l)).collect();
            let notice: String = said.notice.iter().map(|l| line("", l)).collect();
            let parts = [cip, facts, notice].into_iter().filter(|p| !p.is_empty());
            let body = parts.map(|p| format!("<div>\n{p}</div>\n")).collect();
            pages.push(("copyright-page", "copyright", body));
        }
        for (kind, text) in [("dedication", &own.dedication), ("epigraph", &own.epigraph)] {
            let class = format!(" class=\"{kind}\"");
            let body: String = imprint_lines(text).map(|l| line(&class, l)).collect();
            if !body.is_empty() {
                pages.push((kind, kind, body));
            }
        }
        let title = doc.metadata.title.as_deref().unwrap_or_default();
        for (kind, name, lines) in pages {
            // No role stands for a copyright page.
            let role = match kind {
                "copyright-page" => String::new(),
                kind => format!(" role=\"doc-{kind}\""),
            };
            self.body = format!(
                "<section epub:type=\"{kind}\"{role} class=\"{kind}\">\n{lines}</section>\n"
            );
            self.put(Page {
                name: format!("{name}.xhtml"),
                title: title.to_owned(),
                entries: Vec::new(),
                preface: true,
                breaks: Vec::new(),
                figures: Vec::new(),
            });
        }
        self.body.clear();
    }

    /// A line of the title page; what is not of the text counts for no printed page.
    #[expect(clippy::ptr_arg, reason = "whose line it is decides")]
    fn title_line(&mut self, line: &Cow<'_, [Inline]>) {
        match line {
            Cow::Borrowed(line) => self.inlines(line),
            Cow::Owned(line) => language::push(&mut self.body, &plain_text(line)),
        }
    }

    /// The title lines of the source.
    pub(super) fn title_block(&mut self, doc: &Document) {
        doc.head.iter().for_each(|p| self.paragraph(p));
        let Some(t) = &doc.title else { return };
        self.body.push_str(if self.faces.is_some() {
            "<h1 class=\"title\">"
        } else {
            "<h1>"
        });
        self.inlines(&t.title);
        self.body.push_str("</h1>\n");
        (self.base, self.last, self.shift) = (Some(1), 1, 1);
        for s in &t.subtitle {
            self.line("subtitle", s);
        }
    }

    /// The pages that begin here.
    fn page_break(&mut self) {
        while let Some(number) = self.breaks.here() {
            self.body.push_str(&breaks::mark(number));
            self.begun.push(number);
        }
    }

    fn open(&mut self, opening: &str, again: &'static str, close: &'static str) {
        self.body.push_str(opening);
        self.open.push((again, close));
    }

    /// Closes what was opened since `depth` elements were open; nothing where a new file has closed it.
    fn close(&mut self, depth: usize) {
        while self.open.len() > depth {
            if let Some((_, close)) = self.open.pop() {
                self.body.push_str(close);
            }
        }
    }

    /// A block, in another file where this one has no room for it.
    pub(super) fn block(&mut self, b: &Block, depth: usize) {
        match b {
            Block::List(_) | Block::Verse(_) => {}
            _ => self.make_room(cut::size(b), matches!(b, Block::Section(_))),
        }
        match b {
            Block::Section(s) => self.section(s, depth),
            Block::Paragraph(p) => self.paragraph(p),
            Block::List(l) => self.list(l, depth),
            Block::Verse(v) => {
                let open = self.open.len();
                let verse = "<div class=\"verse\">\n";
                self.open(verse, verse, "</div>\n");
                for stanza in &v.stanzas {
                    self.make_room(stanza.iter().map(|l| cut::line_size(l)).sum(), false);
                    self.body.push_str("<div class=\"stanza\">\n");
                    for l in stanza {
                        self.line("", l);
                    }
                    self.body.push_str("</div>\n");
                }
                self.close(open);
            }
            Block::Table(t) => self.table(t),
            Block::SceneBreak(s) => self.scene_break(s),
            Block::Image(i) => self.figure(i),
        }
    }

    /// A section; one that goes on in another file does so without its role.
    pub(super) fn section(&mut self, s: &Section, depth: usize) {
        const PLAIN: &str = "<section>\n";
        let opening = match s.role {
            SectionRole::Volume => "<section epub:type=\"part\" role=\"doc-part\">\n",
            SectionRole::Piece => "<section epub:type=\"chapter\" role=\"doc-chapter\">\n",
            SectionRole::Preface if self.worked => {
                "<section epub:type=\"afterword\" role=\"doc-afterword\">\n"
            }
            SectionRole::Preface => "<section epub:type=\"preface\" role=\"doc-preface\">\n",
            SectionRole::Heading | SectionRole::Untitled => PLAIN,
        };
        self.preface |= s.role == SectionRole::Preface;
        self.worked |= matches!(s.role, SectionRole::Volume | SectionRole::Piece);
        let open = self.open.len();
        self.open(opening, PLAIN, "</section>\n");
        let rest = self.head(s, depth);
        for b in rest {
            self.flow(b, depth + usize::from(s.heading.is_some()));
        }
        self.close(open);
    }

    fn list(&mut self, l: &List, depth: usize) {
        if l.items.is_empty() {
            return;
        }
        let open = self.open.len();
        let list = "<ol class=\"zh\" role=\"list\">\n";
        self.open(list, list, "</ol>\n");
        for item in &l.items {
            self.make_room(cut::item_size(&item.blocks), false);
            self.item(item, depth);
        }
        self.close(open);
    }

    fn item(&mut self, item: &Item, depth: usize) {
        let open = self.open.len();
        self.open("<li>", "<li>", "</li>\n");
        let mut rest = item.blocks.as_slice();
        self.body.push_str("<p>");
        if let Some(label) = &item.label {
            self.label(label, true);
        }
        if let Some((Block::Paragraph(p), tail)) = rest.split_first() {
            self.inlines(&p.inlines);
            rest = tail;
        }
        self.body.push_str("</p>");
        for b in rest {
            self.body.push('\n');
            self.block(b, depth);
        }
        self.close(open);
    }
}

impl Lines for Writer<'_> {
    fn out(&mut self) -> &mut String {
        &mut self.body
    }

    fn source(&mut self, i: &Image) -> Option<(String, bool)> {
        let (n, picture) = self.shelf.take(self.pictures, &i.target)?;
        let name = picture::file(n, picture);
        let (width, height) = picture.upright();
        let source = format!("src=\"{name}\" width=\"{width}\" height=\"{height}\"");
        Some((source, picture.as_character().is_some()))
    }

    fn figure_id(&mut self, i: &Image) -> Option<usize> {
        if !self.lists || i.caption.is_empty() {
            return None;
        }
        let n = self.figured;
        self.figured += 1;
        self.figures.push((n, plain_text(&i.caption)));
        Some(n)
    }

    fn words(&mut self, words: &str) {
        let mut rest = words;
        while !rest.is_empty() {
            self.page_break();
            let (before, after) = self.breaks.upto(rest);
            language::push(&mut self.body, before);
            rest = after;
        }
    }

    fn heading(&mut self, h: &Heading, role: SectionRole, depth: usize) {
        let shown = h.listed();
        self.entries.push((self.index, depth, shown));
        // Each file begins with h1 and skips no level, whatever the depth in the whole.
        let base = *self.base.get_or_insert(depth);
        let level = (depth + self.shift + 1)
            .saturating_sub(base)
            .clamp(1, self.last + 1)
            .min(6);
        self.last = level;
        let face = self.faces.as_ref().map(|f| f.class(h, role, depth));
        let class = match (level == 2, face) {
            (true, None) => " class=\"head\"".to_owned(),
            (true, Some(face)) => format!(" class=\"head {face}\""),
            (false, Some(face)) => format!(" class=\"{face}\""),
            (false, None) => String::new(),
        };
        self.page_break();
        self.body
            .push_str(&format!("<h{level}{class} id=\"s{}\">", self.index));
        self.index += 1;
        if let Some(l) = &h.label {
            self.label(l, !h.title.is_empty());
        }
        self.inlines(&h.title);
        self.body.push_str(&format!("</h{level}>"));
        if !h.run_in {
            self.body.push('\n');
        }
    }

    fn note(&mut self, n: &Note) {
        self.note += 1;
        let (id, back) = (
            format!("n{}-{}", self.number(), self.note),
            format!("r{}-{}", self.number(), self.note),
        );
        // Notes at the end of the book are in a file of their own.
        let (there, here) = match self.place {
            Notes::Book => (NOTES_PAGE.to_owned(), self.file_name()),
            _ => Default::default(),
        };
        self.body.push_str(&format!(
            "<a id=\"{back}\" epub:type=\"noteref\" role=\"doc-noteref\" href=\"{there}#{id}\">"
        ));
        self.words(n.mark.as_str());
        self.body.push_str("</a>");
        let body = std::mem::take(&mut self.body);
        let held = std::mem::replace(&mut self.breaks.held, true);
        // The number leads back.
        let way = format!("<a role=\"doc-backlink\" href=\"{here}#{back}\">");
        if !n.label.is_empty() {
            self.body.push_str(&way);
            self.words(n.label.as_str());
            self.body.push_str("</a>");
        }
        self.inlines(&n.content);
        if n.label.is_empty() {
            self.body.push_str(&format!(" {way}↩</a>"));
        }
        self.breaks.held = held;
        let text = std::mem::replace(&mut self.body, body);
        self.notes.push_str(&match self.place {
            Notes::Foot => format!("<aside epub:type=\"footnote\" role=\"doc-footnote\" id=\"{id}\"><p>{text}</p></aside>\n"),
            _ => format!("<p id=\"{id}\">{text}</p>\n"),
        });
    }
}

/// The body of the page that shows the cover.
pub(super) fn cover(title: &str, cover: &Cover) -> String {
    format!(
        "<section epub:type=\"cover\" class=\"cover\"><img src=\"cover.{}\" alt=\"{}\"/></section>\n",
        cover.extension(),
        xml::text(title)
    )
}

/// The whole file.
pub(super) fn wrap(title: &str, body: &str, lang: &str) -> String {
    let mut out = String::with_capacity(body.len() + title.len() + 512);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n");
    out.push_str(&format!("<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{lang}\" xml:lang=\"{lang}\">\n"));
    out.push_str("<head><meta charset=\"UTF-8\"/><title>");
    xml::push(&mut out, title);
    out.push_str(
        "</title><link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head>\n<body>\n",
    );
    out.push_str(body);
    out.push_str("</body>\n</html>\n");
    out
}
