//! The document as a flow of paragraphs with their looks and structure.

use super::display::{Element, Role as Part};
use super::page::MM;
use super::paper::{Rule, is_tail};
use super::paragraph::Piece;
use super::pieces;
use super::plate::Inset;
use super::title;
use super::wide::{GUTTER, NARROWEST};
use crate::picture::Pictures;
use crate::style::{Align, Face, NESTED, Placed, Role, Sign, Style};
use crate::tree::{
    Block, ColumnAlign, Document, Heading, Inline, Item, List, Note, Paragraph, ParagraphRole,
    Scheme, Section, SectionRole, Speeches, Table, Text, plain_text,
};
use std::collections::HashMap;

/// Where a paragraph begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Start {
    /// Below what stands before it.
    #[default]
    Flow,
    /// On a new page.
    Page,
    /// On a new right-hand page.
    Recto,
}

/// What a paragraph's place depends on, beside its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// Nothing else.
    #[default]
    Text,
    /// A line of the verse of a piece: its lines make one block.
    Verse(usize),
    /// A signature.
    Signature,
    /// A date.
    Date,
    /// A note at the foot of the page on which the element of its mark stands.
    Note(usize),
    /// A row of the table that is this element.
    Row(usize),
    /// The picture that is this element.
    Picture(usize),
    /// One of the last lines of a paper: at the foot of its last page.
    Tail,
    /// A paragraph that is quoted.
    Quotation,
    /// The words over a table.
    Caption,
    /// 续表, over what goes on of the table that is this element on another page.
    Again(usize),
}

/// A paragraph of the flow.
#[derive(Debug, Clone)]
pub(super) struct Para {
    /// Its text.
    pub(super) pieces: Vec<Piece>,
    /// Its look.
    pub(super) look: Role,
    /// Stays with the next lines.
    pub(super) keep: bool,
    /// Stays with the lines before.
    pub(super) with_previous: bool,
    /// Where it begins.
    pub(super) start: Start,
    /// What else its place depends on.
    pub(super) kind: Kind,
    /// Lines end between words and are not filled: titles, entries of the contents.
    pub(super) words: bool,
    /// Names of several bodies beside each other, in the middle and not over a date.
    pub(super) spread: bool,
    /// Room left free at the right edge, in em.
    pub(super) right: f64,
    /// Left edge of the lines after the first, in em …
    pub(super) turn: f64,
    /// … or behind this many characters of the first line.
    pub(super) turn_behind: usize,
    /// Entries of the outline that begin in it.
    pub(super) entries: Vec<usize>,
    /// Title of the piece it begins, for running heads.
    pub(super) head: Option<String>,
    /// The page is a divider between volumes.
    pub(super) divider: bool,
    /// Elements of the cells of a row.
    pub(super) cells: Vec<usize>,
    /// Where the words of the columns of a row stand.
    pub(super) align: Vec<ColumnAlign>,
    /// The room of a picture.
    pub(super) inset: Option<Inset>,
    /// Points that it stands lower than its row.
    pub(super) drop: f64,
    /// Red.
    pub(super) red: bool,
    /// What follows stands on the same row.
    pub(super) flat: bool,
    /// Rules that belong to it.
    pub(super) rules: Vec<Rule>,
}

impl Para {
    /// A paragraph of one look.
    #[must_use]
    pub(super) fn new(pieces: Vec<Piece>, look: Role) -> Self {
        Self {
            words: look.align == Align::Center,
            pieces,
            look,
            keep: false,
            with_previous: false,
            start: Start::Flow,
            kind: Kind::Text,
            spread: false,
            right: 0.0,
            turn: 0.0,
            turn_behind: 0,
            entries: Vec::new(),
            head: None,
            divider: false,
            cells: Vec::new(),
            align: Vec::new(),
            inset: None,
            drop: 0.0,
            red: false,
            flat: false,
            rules: Vec::new(),
        }
    }
}

/// The flow being built.
pub(super) struct Flow<'a> {
    pub(super) style: &'a Style,
    /// The paragraphs.
    pub(super) paras: Vec<Para>,
    /// The structure.
    pub(super) elements: Vec<Element>,
    /// Elements that are links, with the addresses they lead to.
    pub(super) targets: HashMap<usize, String>,
    entries: usize,
    prefix: Vec<Piece>,
    prefix_entries: Vec<usize>,
    pub(super) start: Start,
    /// Notes that wait for their place.
    pub(super) notes: Vec<Para>,
    /// Element of the piece, where its notes are tagged.
    pub(super) work: usize,
    /// How many paragraphs, the first ones, are the title of the whole.
    pub(super) title_lines: usize,
    /// Nothing stands behind the blocks being set.
    ends: bool,
    /// Blank rows at least before the next paragraph.
    pub(super) lead: f64,
    /// The last paragraph is the mark of an attachment (附件1) on a page of its own.
    marked: bool,
    /// The pictures of the document, and those met so far: address and words.
    pub(super) pictures: &'a Pictures,
    pub(super) figures: Vec<(String, String)>,
    /// Pictures of the line being read that stand before and behind its paragraph.
    pub(super) before: Vec<Para>,
    pub(super) behind: Vec<Para>,
    /// Its headings are chapters: there are no pieces.
    pub(super) chapters: bool,
    /// Pieces follow below each other.
    pub(super) run_on: bool,
    /// A part page has just been set: what follows begins on a right-hand page.
    pub(super) divided: bool,
    /// The speeches of the work so far.
    speeches: Speeches,
    /// Lines of the source with tables whose type was made smaller, and whether their words stay whole so.
    pub(super) shrunk: Vec<(u32, bool)>,
    /// Notes of the piece so far.
    pub(super) noted: usize,
    /// Notes that wait for the end of the piece or the book, with the elements of their marks and their numbers.
    pub(super) kept: Vec<(Note, usize, usize)>,
    /// Elements of captions of pictures, in order.
    pub(super) captioned: Vec<usize>,
    /// Elements that lead to other elements, and what is said of them: marks of notes to the notes' labels and back.
    pub(super) ways: Vec<(usize, usize, String)>,
    /// Works whose notes stand at the end of the book: the number of notes before theirs, and their titles.
    pub(super) noted_works: Vec<(usize, String)>,
    /// Lists around this place.
    nest: usize,
}

pub(super) const ROOT: usize = 0;
/// Indent of the second and further names in a list of attachments: 附件： and two characters.
const ATTACHMENT_INDENT: f64 = 5.0;

impl<'a> Flow<'a> {
    /// An empty flow with the root element.
    #[must_use]
    pub(super) fn new(style: &'a Style, pictures: &'a Pictures) -> Self {
        Self {
            style,
            paras: Vec::new(),
            elements: vec![Element {
                parent: None,
                role: Part::Document,
            }],
            targets: HashMap::new(),
            entries: 0,
            prefix: Vec::new(),
            prefix_entries: Vec::new(),
            start: Start::Flow,
            notes: Vec::new(),
            work: ROOT,
            title_lines: 0,
            ends: false,
            lead: 0.0,
            marked: false,
            pictures,
            figures: Vec::new(),
            before: Vec::new(),
            behind: Vec::new(),
            chapters: false,
            run_on: false,
            divided: false,
            speeches: Speeches::default(),
            nest: 0,
            shrunk: Vec::new(),
            noted: 0,
            kept: Vec::new(),
            captioned: Vec::new(),
            ways: Vec::new(),
            noted_works: Vec::new(),
        }
    }

    /// The style.
    #[must_use]
    pub(super) fn style(&self) -> &'a Style {
        self.style
    }

    /// Adds an element.
    pub(super) fn element(&mut self, parent: usize, role: Part) -> usize {
        self.elements.push(Element {
            parent: Some(parent),
            role,
        });
        self.elements.len() - 1
    }

    /// The body of the document, without the title and the first `skip` blocks where the title page has them.
    /// `before` further blocks stand before the contents.
    pub(super) fn body(&mut self, doc: &Document, skip: Option<usize>, before: usize) {
        self.ends = doc.is_paper();
        self.chapters = doc.pieces().is_empty();
        self.run_on = pieces::run_on(doc, self.style);
        self.paper_head(&doc.head);
        if let (Some(t), None) = (&doc.title, skip) {
            let look = self.style.roles.title.clone();
            self.line(ROOT, &t.title, &look, true);
            for s in &t.subtitle {
                let look = self.style.roles.subtitle.clone();
                self.line(ROOT, s, &look, true);
            }
            self.title_lines = self.paras.len();
        }
        let rest = doc
            .blocks
            .get(skip.unwrap_or(0) + before..)
            .unwrap_or_default();
        self.blocks(rest, ROOT, 1, 0);
        self.flush();
        self.close_notes(doc);
        self.end_tail();
    }

    /// One paragraph of one look.
    pub(super) fn line(&mut self, parent: usize, text: &[Inline], look: &Role, keep: bool) {
        self.line_of(parent, Part::Paragraph, text, look, keep);
    }

    /// A paragraph as what it is for.
    pub(super) fn said(&mut self, p: &Paragraph, parent: usize, look: &Role, keep: bool) {
        self.line_of(parent, Part::Said(p.role), &p.inlines, look, keep);
    }

    fn line_of(&mut self, parent: usize, part: Part, text: &[Inline], look: &Role, keep: bool) {
        let e = self.element(parent, part);
        let mut pieces = Vec::new();
        self.inlines(text, look.face, e, &mut pieces);
        self.push(pieces, look, keep);
    }

    fn push(&mut self, mut pieces: Vec<Piece>, look: &Role, keep: bool) {
        let mut look = look.clone();
        if !self.prefix.is_empty() {
            let mut all = std::mem::take(&mut self.prefix);
            all.append(&mut pieces);
            pieces = all;
            look.indent = look.indent.max(self.style.roles.body.indent);
        }
        look.before = look.before.max(std::mem::take(&mut self.lead));
        let mut para = Para::new(pieces, look);
        para.keep = keep;
        para.entries = std::mem::take(&mut self.prefix_entries);
        for plate in std::mem::take(&mut self.before) {
            self.push_para(plate);
        }
        self.push_para(para);
        self.paras.append(&mut self.behind);
        self.paras.append(&mut self.notes);
    }

    /// A paragraph that is ready.
    pub(super) fn push_para(&mut self, mut para: Para) {
        para.start = std::mem::take(&mut self.start);
        if self.paras.is_empty() {
            para.start = Start::Flow;
        }
        self.marked = false;
        self.paras.push(para);
    }

    /// The paragraph just pushed, notes and pictures behind it aside.
    pub(super) fn last(&mut self) -> Option<&mut Para> {
        let text =
            |p: &&mut Para| !matches!(p.kind, Kind::Note(_) | Kind::Picture(_) | Kind::Again(_));
        self.paras.iter_mut().rev().find(text)
    }

    /// A run-in heading that nothing follows becomes a line of its own.
    fn flush(&mut self) {
        if !self.prefix.is_empty() {
            let look = self.style.roles.body.clone();
            self.push(Vec::new(), &look, false);
        }
    }

    /// Works before the contents, in order.
    pub(super) fn sections(&mut self, blocks: &[Block]) -> Vec<Para> {
        self.blocks(blocks, ROOT, 1, 0);
        self.end_notes();
        std::mem::take(&mut self.paras)
    }

    /// How many entries of the outline have been met.
    pub(super) const fn met(&self) -> usize {
        self.entries
    }

    fn blocks(&mut self, blocks: &[Block], parent: usize, depth: usize, below: usize) {
        // Only what stands at the end of all is at the end of the paper.
        let ends = self.ends;
        for (at, b) in blocks.iter().enumerate() {
            if !matches!(b, Block::Paragraph(_)) {
                self.flush();
            }
            let rest = blocks.get(at..).unwrap_or_default();
            if let (Block::Paragraph(p), true) = (b, self.ends && is_tail(rest)) {
                self.flush();
                self.tail(p, parent);
                continue;
            }
            self.ends = ends && rest.len() == 1;
            let table = matches!(blocks.get(at + 1), Some(Block::Table(_)));
            match b {
                Block::Paragraph(p) if table && p.is_table_caption() => self.caption(p, parent),
                Block::Section(s) => self.section(s, parent, depth, below),
                Block::Paragraph(p) => self.paragraph(p, parent),
                Block::List(l) => self.list(l, parent, depth, below),
                Block::Verse(v) => {
                    let look = self.style.roles.verse.clone();
                    let kind = Kind::Verse(self.entries);
                    for (n, stanza) in v.stanzas.iter().enumerate() {
                        for (k, line) in stanza.iter().enumerate() {
                            let mut look = look.clone();
                            look.before = if n > 0 && k == 0 { 1.0 } else { 0.0 };
                            self.line(parent, line, &look, k == 0 && stanza.len() > 2);
                            let last = k > 0 && k + 1 == stanza.len();
                            if let Some(p) = self.last() {
                                (p.kind, p.with_previous) = (kind, last);
                            }
                        }
                    }
                }
                Block::Table(t) => self.table(t, parent),
                Block::SceneBreak(s) => {
                    let mut look = self.style.roles.body.clone();
                    (look.indent, look.align) = (0.0, Align::Center);
                    // A bare break is an empty line.
                    if !s.mark.is_empty() {
                        (look.before, look.after) = (1.0, 1.0);
                    }
                    let own = &self.style.ornaments.scene;
                    let mark = if own.is_empty() || s.mark.is_empty() {
                        s.mark.clone()
                    } else {
                        Text::bare(own.as_str())
                    };
                    self.line(parent, &[Inline::Text(mark)], &look, false);
                }
                Block::Image(i) => self.image(i, parent),
            }
            self.ends = ends;
        }
        self.flush();
    }

    fn section(&mut self, s: &Section, parent: usize, depth: usize, below: usize) {
        let part = self.element(parent, Part::Section);
        let piece = matches!(
            s.role,
            SectionRole::Piece | SectionRole::Volume | SectionRole::Preface
        );
        if piece {
            self.end_notes();
            self.work = part;
            self.noted = 0;
            let title = s.heading.as_ref().map_or_else(String::new, Heading::listed);
            self.noted_works.push((self.kept.len(), title));
        }
        // A title alone on a page would be a title page without a book.
        let titled = self.title_lines > 0 && self.paras.len() == self.title_lines;
        if piece && !self.marked && !titled {
            self.start = self.start_of(s);
        }
        let divides = self.divides(s);
        let Some(h) = &s.heading else {
            self.blocks(&s.blocks, part, depth, below);
            return;
        };
        let entry = self.entries;
        self.entries += 1;
        let scheme = h.label.as_ref().map_or(Scheme::None, |l| l.scheme);
        let inner = if piece { 1 } else { below.max(1) + 1 };
        let mut look = self
            .style
            .heading_role(s.role, scheme, below.max(1))
            .clone();
        if self.marked {
            look.before = 1.0;
        }
        if piece {
            self.speeches = Speeches::default();
        }
        if self.run_on && matches!(s.role, SectionRole::Piece) {
            pieces::below(&mut look, self.style);
        }
        if scheme == Scheme::Article && h.title.is_empty() {
            // The number of an article alone on its line stands over its text like any first line.
            let body = &self.style.roles.body;
            (look.size, look.indent, look.align) = (body.size, body.indent, Align::Left);
            (look.before, look.after) = (0.0, 0.0);
        }
        let e = self.element(part, Part::Heading(u8::try_from(depth.min(6)).unwrap_or(6)));
        let mut pieces = Vec::new();
        // The number of a couplet (回目) stands on a line of its own.
        let couplet = look.align == Align::Center
            && h.label.is_some()
            && title::is_couplet(&plain_text(&h.title));
        if let Some(l) = &h.label {
            let gap = if l.wants_space() && !h.title.is_empty() && !couplet {
                "\u{3000}"
            } else {
                ""
            };
            pieces.push(Piece::new(
                format!("{}{gap}", l.shown.as_str()),
                look.face,
                e,
            ));
        }
        let from = pieces.len();
        self.inlines(&h.title, look.face, e, &mut pieces);
        if let (true, Some(p)) = (couplet, pieces.get_mut(from)) {
            p.break_before = true;
        }
        if self.style.ornaments.vertical_title && piece && !self.style.page.vertical {
            pieces::upright(&mut pieces);
        }
        self.prefix_entries.push(entry);
        let run_in = h.run_in
            && h.subtitle.is_empty()
            && matches!(s.blocks.first(), Some(Block::Paragraph(_)));
        if run_in {
            self.prefix.append(&mut pieces);
        } else {
            let mut shape = look;
            if !h.subtitle.is_empty() {
                shape.after = 0.0;
            }
            self.push(pieces, &shape, true);
            // The chapters of a text without pieces are what its running heads tell.
            if (piece || self.chapters && below.max(1) == 1 && s.role == SectionRole::Heading)
                && let Some(p) = self.last()
            {
                p.head = Some(h.shown());
                p.divider = divides;
                self.divided = divides;
            }
            for (n, line) in h.subtitle.iter().enumerate() {
                let mut look = self.style.roles.subtitle.clone();
                // Lines of one title stand close together.
                if n + 1 < h.subtitle.len() {
                    look.after = 0.0;
                }
                self.line(part, line, &look, true);
            }
            let opens = piece && s.role != SectionRole::Volume
                || self.chapters && below.max(1) == 1 && s.role == SectionRole::Heading;
            if self.style.ornaments.opening_rule && opens {
                self.opening_rule();
            }
        }
        self.blocks(&s.blocks, part, depth + 1, inner);
    }

    /// A paragraph all of whose lines stand in by some characters.
    fn placed(&mut self, p: &Paragraph, parent: usize, placed: Placed) {
        let Placed { mut look, left } = placed;
        look.indent += left;
        let table = p.role == ParagraphRole::Caption && p.is_table_caption();
        if table {
            look.before = look.before.max(1.0);
        }
        // Quoted paragraphs have a blank line above the first and below the last, and are narrower on both sides.
        let quoted = p.role == ParagraphRole::Quotation && !self.style.is_gongwen();
        if quoted {
            look.after = look.after.max(1.0);
            match self.last().filter(|l| l.kind == Kind::Quotation) {
                Some(before) => before.look.after = 0.0,
                None => look.before = look.before.max(1.0),
            }
        }
        self.said(p, parent, &look, p.role == ParagraphRole::Caption);
        if let Some(last) = self.last() {
            last.turn = left;
            if quoted {
                (last.kind, last.right) = (Kind::Quotation, left);
            } else if table {
                last.kind = Kind::Caption;
            }
        }
    }

    fn paragraph(&mut self, p: &Paragraph, parent: usize) {
        let mut look = self.style.paragraph_role(p.role).clone();
        let opens = self.speeches.opens(p);
        if p.role == ParagraphRole::AttachmentMark {
            self.flush();
            self.start = Start::Page;
            look.face = self.style.paragraph_face(p.role);
            (look.indent, look.align) = (0.0, Align::Left);
            self.said(p, parent, &look, true);
            self.marked = true;
            return;
        }
        if let Some(placed) = self.style.placed(p.role) {
            return self.placed(p, parent, placed);
        }
        self.signed(p.role, &mut look);
        let joint = p.signs_jointly();
        if joint {
            (look.indent, look.align) = (0.0, Align::Center);
        }
        if p.role == ParagraphRole::Courtesy {
            (look.indent, look.align) = (0.0, Align::Left);
        }
        let nested = match p.role {
            ParagraphRole::Body => NESTED * self.nest.saturating_sub(1) as f64,
            _ => 0.0,
        };
        look.indent += nested;
        if opens {
            look.before = look.before.max(2.0);
        }
        match p.role {
            ParagraphRole::Attachment => look.before = look.before.max(1.0),
            ParagraphRole::AttachmentName => look.indent = ATTACHMENT_INDENT,
            ParagraphRole::Cc | ParagraphRole::Imprint => return self.tail(p, parent),
            _ => {}
        }
        let keep = matches!(
            p.role,
            ParagraphRole::Salutation | ParagraphRole::DocumentNumber
        );
        self.said(p, parent, &look, keep);
        let after_signature =
            |k: Option<&Para>| k.is_some_and(|p| matches!(p.kind, Kind::Signature | Kind::Date));
        let n = self.paras.len();
        let stamped = self.style.paper.sign == Sign::Stamp;
        let follows = after_signature(n.checked_sub(2).and_then(|k| self.paras.get(k)));
        let Some(last) = self.last() else { return };
        match p.role {
            ParagraphRole::Attachment | ParagraphRole::AttachmentName => {
                last.turn_behind = p.hang();
            }
            ParagraphRole::Signature => {
                (last.kind, last.with_previous) = (Kind::Signature, true);
                last.spread = joint;
                if follows {
                    last.look.before = 0.0;
                }
            }
            ParagraphRole::Date => {
                (last.kind, last.with_previous) = (Kind::Date, true);
                if follows && !stamped {
                    last.look.before = 0.0;
                }
            }
            ParagraphRole::Closing | ParagraphRole::Courtesy | ParagraphRole::Annotation => {
                last.with_previous = true;
            }
            ParagraphRole::Body if nested > 0.0 => last.turn = nested,
            // All lines that the author ended begin where a first line does.
            ParagraphRole::Body if p.inlines.contains(&Inline::HardBreak) => {
                last.turn = last.look.indent;
            }
            _ => {}
        }
    }

    fn list(&mut self, l: &List, parent: usize, depth: usize, below: usize) {
        let list = self.element(parent, Part::List);
        let steps = l.steps(self.nest);
        self.nest += steps;
        for item in &l.items {
            self.item(item, list, depth, below);
        }
        self.nest -= steps;
    }

    fn item(&mut self, item: &Item, list: usize, depth: usize, below: usize) {
        let e = self.element(list, Part::Item);
        let look = self.style.roles.body.clone();
        if let Some(l) = &item.label {
            let label = self.element(e, Part::Label);
            let gap = if l.wants_space() { "\u{3000}" } else { "" };
            self.prefix.push(Piece::new(
                format!("{}{gap}", l.shown.as_str()),
                look.face,
                label,
            ));
        }
        let body = self.element(e, Part::Body);
        self.blocks(&item.blocks, body, depth, below);
        self.flush();
    }

    fn table(&mut self, t: &Table, parent: usize) {
        let table = self.element(parent, Part::Table);
        let columns = t.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut look = self.table_look(t);
        // More columns than a page has room for run on in lines.
        let room = self.style.page.text_width * MM / look.size.max(1.0);
        let ruled = columns as f64 * f64::from(NARROWEST + GUTTER) <= room;
        let last = t.rows.len().saturating_sub(1);
        for (n, row) in t.rows.iter().enumerate() {
            let r = self.element(table, Part::Row);
            let (mut pieces, mut cells) = (Vec::new(), Vec::new());
            let head = t.header && n == 0;
            let (part, face) = match head {
                true => (Part::HeadCell, Face::Hei),
                false => (Part::Cell, look.face),
            };
            for cell in row {
                let e = self.element(r, part);
                cells.push(e);
                self.inlines(cell, face, e, &mut pieces);
                if !ruled {
                    pieces.push(Piece::new("\u{3000}", face, e));
                }
            }
            let captioned = self.last().is_some_and(|l| l.kind == Kind::Caption);
            look.before = if ruled && n == 0 && !captioned {
                1.0
            } else {
                0.0
            };
            look.after = if ruled && n == last { 1.0 } else { 0.0 };
            self.push(pieces, &look, head);
            if let (true, Some(p)) = (ruled, self.last()) {
                (p.kind, p.cells) = (Kind::Row(table), cells);
                p.align.clone_from(&t.align);
                // No row stands alone on a page.
                p.with_previous = n == last && n > 1;
            }
            if ruled && head {
                self.again(table, &look);
            }
        }
    }
}
