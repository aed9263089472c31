//! The document as a flow of paragraphs with their looks and structure.

use super::display::{Element, Role as Part};
use super::paragraph::Piece;
use crate::style::{Face, Role, Style};
use crate::tree::{
    Block, Document, Inline, Item, List, Paragraph, Scheme, Section, SectionRole, Table, plain_text,
};

/// A paragraph of the flow.
#[derive(Debug, Clone)]
pub(super) struct Para {
    /// Its text.
    pub(super) pieces: Vec<Piece>,
    /// Its look.
    pub(super) look: Role,
    /// Stays with the next lines.
    pub(super) keep: bool,
    /// Begins a page.
    pub(super) new_page: bool,
    /// Entries of the outline that begin in it, with the piece they begin at.
    pub(super) entries: Vec<usize>,
    /// Title of the piece it begins, for running heads.
    pub(super) head: Option<String>,
}

/// The flow being built.
pub(super) struct Flow<'a> {
    style: &'a Style,
    /// The paragraphs.
    pub(super) paras: Vec<Para>,
    /// The structure.
    pub(super) elements: Vec<Element>,
    entries: usize,
    prefix: Vec<Piece>,
    prefix_entries: Vec<usize>,
    page_next: bool,
    notes: Vec<Para>,
}

const ROOT: usize = 0;

impl<'a> Flow<'a> {
    /// An empty flow with the root element.
    #[must_use]
    pub(super) fn new(style: &'a Style) -> Self {
        Self {
            style,
            paras: Vec::new(),
            elements: vec![Element {
                parent: None,
                role: Part::Document,
            }],
            entries: 0,
            prefix: Vec::new(),
            prefix_entries: Vec::new(),
            page_next: false,
            notes: Vec::new(),
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

    /// The body of the document.
    pub(super) fn body(&mut self, doc: &Document) {
        if let Some(t) = &doc.title {
            let look = self.style.roles.title.clone();
            self.line(ROOT, &t.title, &look, true);
            for s in &t.subtitle {
                let look = self.style.roles.subtitle.clone();
                self.line(ROOT, s, &look, true);
            }
        }
        self.blocks(&doc.blocks, ROOT, 1, 0);
        self.flush();
    }

    /// One paragraph of one look.
    pub(super) fn line(&mut self, parent: usize, text: &[Inline], look: &Role, keep: bool) {
        let e = self.element(parent, Part::Paragraph);
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
        let entries = std::mem::take(&mut self.prefix_entries);
        let new_page = std::mem::take(&mut self.page_next) && !self.paras.is_empty();
        self.paras.push(Para {
            pieces,
            look,
            keep,
            new_page,
            entries,
            head: None,
        });
        self.paras.append(&mut self.notes);
    }

    /// A run-in heading that nothing follows becomes a line of its own.
    fn flush(&mut self) {
        if !self.prefix.is_empty() {
            let look = self.style.roles.body.clone();
            self.push(Vec::new(), &look, false);
        }
    }

    fn blocks(&mut self, blocks: &[Block], parent: usize, depth: usize, below: usize) {
        for b in blocks {
            if !matches!(b, Block::Paragraph(_)) {
                self.flush();
            }
            match b {
                Block::Section(s) => self.section(s, parent, depth, below),
                Block::Paragraph(p) => self.paragraph(p, parent),
                Block::List(l) => self.list(l, parent, depth, below),
                Block::Verse(v) => {
                    let look = self.style.roles.verse.clone();
                    for (n, stanza) in v.stanzas.iter().enumerate() {
                        for (k, line) in stanza.iter().enumerate() {
                            let mut look = look.clone();
                            look.before = if n > 0 && k == 0 { 1.0 } else { 0.0 };
                            self.line(parent, line, &look, false);
                        }
                    }
                }
                Block::Table(t) => self.table(t, parent),
                Block::SceneBreak(s) => {
                    let mut look = self.style.roles.body.clone();
                    (look.indent, look.align) = (0.0, crate::style::Align::Center);
                    self.line(parent, &[Inline::Text(s.mark.clone())], &look, false);
                }
                Block::Image(i) => {
                    let mut look = self.style.roles.body.clone();
                    (look.indent, look.align) = (0.0, crate::style::Align::Center);
                    self.line(parent, &[Inline::Text(i.alt.clone())], &look, false);
                }
            }
        }
        self.flush();
    }

    fn section(&mut self, s: &Section, parent: usize, depth: usize, below: usize) {
        let part = self.element(parent, Part::Section);
        let piece = matches!(
            s.role,
            SectionRole::Piece | SectionRole::Volume | SectionRole::Preface
        );
        self.page_next |= piece;
        let Some(h) = &s.heading else {
            self.blocks(&s.blocks, part, depth, below);
            return;
        };
        let entry = self.entries;
        self.entries += 1;
        let scheme = h.label.as_ref().map_or(Scheme::None, |l| l.scheme);
        let inner = if piece { 1 } else { below.max(1) + 1 };
        let look = self
            .style
            .heading_role(s.role, scheme, below.max(1))
            .clone();
        let e = self.element(part, Part::Heading(u8::try_from(depth.min(6)).unwrap_or(6)));
        let mut pieces = Vec::new();
        if let Some(l) = &h.label {
            let gap = if l.wants_space() && !h.title.is_empty() {
                "\u{3000}"
            } else {
                ""
            };
            pieces.push(Piece {
                text: format!("{}{gap}", l.shown.as_str()),
                face: look.face,
                element: e,
                break_before: false,
            });
        }
        self.inlines(&h.title, look.face, e, &mut pieces);
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
            if piece && let Some(p) = self.paras.last_mut() {
                p.head = Some(h.shown());
            }
            for line in &h.subtitle {
                let look = self.style.roles.subtitle.clone();
                self.line(part, line, &look, true);
            }
        }
        self.blocks(&s.blocks, part, depth + 1, inner);
    }

    fn paragraph(&mut self, p: &Paragraph, parent: usize) {
        let look = self.style.paragraph_role(p.role).clone();
        self.line(parent, &p.inlines, &look, false);
    }

    fn list(&mut self, l: &List, parent: usize, depth: usize, below: usize) {
        let list = self.element(parent, Part::List);
        for item in &l.items {
            self.item(item, list, depth, below);
        }
    }

    fn item(&mut self, item: &Item, list: usize, depth: usize, below: usize) {
        let e = self.element(list, Part::Item);
        let look = self.style.roles.body.clone();
        if let Some(l) = &item.label {
            let label = self.element(e, Part::Label);
            let gap = if l.wants_space() { "\u{3000}" } else { "" };
            self.prefix.push(Piece {
                text: format!("{}{gap}", l.shown.as_str()),
                face: look.face,
                element: label,
                break_before: false,
            });
        }
        let body = self.element(e, Part::Body);
        self.blocks(&item.blocks, body, depth, below);
        self.flush();
    }

    fn table(&mut self, t: &Table, parent: usize) {
        let table = self.element(parent, Part::Table);
        for (n, row) in t.rows.iter().enumerate() {
            let r = self.element(table, Part::Row);
            let mut pieces = Vec::new();
            let look = Role {
                indent: 0.0,
                ..self.style.roles.body.clone()
            };
            for cell in row {
                let e = self.element(
                    r,
                    if t.header && n == 0 {
                        Part::HeadCell
                    } else {
                        Part::Cell
                    },
                );
                self.inlines(cell, look.face, e, &mut pieces);
                pieces.push(Piece {
                    text: "\u{3000}".into(),
                    face: look.face,
                    element: e,
                    break_before: false,
                });
            }
            self.push(pieces, &look, t.header && n == 0);
        }
    }

    fn inlines(&mut self, list: &[Inline], face: Face, element: usize, out: &mut Vec<Piece>) {
        let mut at = element;
        let mut broken = false;
        for i in list {
            let from = out.len();
            match i {
                Inline::Text(t) => out.push(Piece {
                    text: t.as_str().to_owned(),
                    face,
                    element: at,
                    break_before: false,
                }),
                Inline::Lead { content } | Inline::Emphasis { content } => {
                    self.inlines(content, Face::Kai, at, out);
                }
                Inline::Strong { content } => self.inlines(content, Face::Hei, at, out),
                Inline::Link { content, .. } => self.inlines(content, face, at, out),
                Inline::HardBreak => {
                    broken = true;
                    continue;
                }
                Inline::Note(n) => {
                    out.push(Piece {
                        text: n.mark.as_str().to_owned(),
                        face,
                        element: at,
                        break_before: false,
                    });
                    let note = self.element(element, Part::Note);
                    let label = if n.label.is_empty() {
                        note
                    } else {
                        self.element(note, Part::Label)
                    };
                    let piece = |text: String, element| Piece {
                        text,
                        face: Face::Kai,
                        element,
                        break_before: false,
                    };
                    let pieces = vec![
                        piece(n.label.as_str().to_owned(), label),
                        piece(plain_text(&n.content), note),
                    ];
                    let look = self.style.roles.quotation.clone();
                    self.notes.push(Para {
                        pieces,
                        look,
                        keep: false,
                        new_page: false,
                        entries: vec![],
                        head: None,
                    });
                    at = self.element(element, Part::Span);
                }
            }
            if broken && let Some(p) = out.get_mut(from) {
                p.break_before = true;
                broken = false;
            }
        }
    }
}
