//! Works in sections of their own: the page on which one opens has no running head, parts open on right-hand pages and have
//! blank backs.

use super::document::Writer;
use super::look::Look;
use super::section::{MAYBE, Opens, Part, section};
use crate::tree::{Block, Document, Section, SectionRole, outline};

/// With more works than this they share a section: office programs take long over so many.
const MOST: usize = 400;

/// The section of the body that is being written.
#[derive(Debug)]
pub(super) struct Works {
    /// Works have sections of their own.
    pub(super) apart: bool,
    /// There are no works: headings are chapters.
    pub(super) chapters: bool,
    /// Parts have.
    parts: bool,
    opens: Opens,
    /// A part page was written last.
    parted: bool,
    /// The next paragraph begins a section, on a right-hand page or any.
    pub(super) fresh: Option<bool>,
}

impl Works {
    pub(super) fn of(doc: &Document, look: &Look<'_>, vertical: bool) -> Self {
        let works = outline(doc)
            .iter()
            .filter(|e| e.section.role.is_work())
            .count();
        // A model has a page and heads of its own; in vertical text the pages of sections are not counted surely enough.
        let own = look.reference.is_none() && !vertical && works <= MOST;
        Self {
            apart: own && look.style.page.running_heads && !look.run_on,
            chapters: doc.pieces().is_empty(),
            parts: own && look.title_page,
            opens: Opens {
                first: true,
                recto: true,
                divider: false,
                entry: None,
            },
            parted: false,
            fresh: None,
        }
    }
}

/// A volume whose title stands alone on its page.
fn divides(s: &Section) -> bool {
    s.role == SectionRole::Volume
        && matches!(s.blocks.first(), Some(Block::Section(s)) if s.role.is_work())
}

impl Writer<'_> {
    /// A work begins, on a page of its own where `page` says so.
    pub(super) fn begin(&mut self, s: &Section, page: bool) {
        let w = &mut self.works;
        let part = w.parts && s.role == SectionRole::Volume;
        let divider = part && divides(s);
        let behind = std::mem::replace(&mut w.parted, divider);
        let recto = part || behind;
        let entry = s.heading.as_ref().map(|_| self.index);
        // A work that runs on begins no page, but behind a part.
        let page = page && (behind || !self.look.run_on || s.role != SectionRole::Piece);
        if self.out.is_empty() {
            (w.opens.divider, w.opens.entry) = (divider, entry);
        } else if page && (self.works.apart || recto) {
            let end = self.section_end();
            if self.end_section(&end) {
                self.notes.begin();
                self.end_notes();
                // Blank pages are pages of their own: programs that add such themselves do not print them. The back of a
                // part is one in any case, the page before a part where that would be a left-hand one.
                let blank = self.blank();
                match entry {
                    _ if behind => self.out.push_str(&blank),
                    Some(n) if part => self.out.push_str(&format!("{MAYBE}{n}{blank}{MAYBE}")),
                    _ => {}
                }
                self.works.opens = Opens {
                    first: false,
                    recto: part,
                    divider,
                    entry,
                };
                self.works.fresh = Some(recto);
                self.page_next = Some(false);
                return;
            }
        }
        self.page_next = Some(page);
    }

    /// A blank page without head and number, a section of its own.
    fn blank(&self) -> String {
        let opens = Opens {
            first: false,
            recto: false,
            divider: true,
            entry: None,
        };
        let own = section(self.look, self.options, Part::Body(opens, ""));
        format!("<w:p><w:pPr><w:pStyle w:val=\"Normal\"/>{own}</w:pPr></w:p>")
    }

    /// Notes that stand at the end of the section just ended take their room.
    fn end_notes(&mut self) {
        let waiting = std::mem::take(&mut self.notes.waiting);
        let Some(c) = &mut self.counter else { return };
        let (face, shape) = (
            self.look.face("EndnoteText"),
            self.look.shape("EndnoteText"),
        );
        for words in waiting {
            c.words(&words, face);
            c.end(&shape);
        }
    }

    /// Properties of the section of the body that ends here.
    pub(super) fn section_end(&self) -> String {
        let part = Part::Body(self.works.opens, &self.notes.properties());
        section(self.look, self.options, part)
    }

    /// Ends a section with the last paragraph; false where something else stands last.
    fn end_section(&mut self, end: &str) -> bool {
        if !self.out.ends_with("</w:p>") {
            return false;
        }
        let Some(at) = self.out.rfind("<w:p><w:pPr>") else {
            return false;
        };
        let Some(own) = self.out.get(at..).and_then(|p| p.find("</w:pPr>")) else {
            return false;
        };
        self.out.insert_str(at + own, end);
        true
    }
}
