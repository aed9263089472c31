//! Pages that we wrote: classes and roles say what other pages cannot, so that the tree comes back.

use super::read::{Walk, source};
use super::soup::{Element, is};
use crate::markdown::{Cut, Said};
use crate::reader::label::candidate;
use crate::tree::{ParagraphRole as P, Scheme, SectionRole};
use pulldown_cmark::{Event, Tag, TagEnd};

/// Classes of paragraphs, as the writer has them.
const ROLES: [P; 23] = [
    P::CopyNumber,
    P::Secrecy,
    P::Urgency,
    P::Issuer,
    P::Signer,
    P::Salutation,
    P::Signature,
    P::Date,
    P::DocumentNumber,
    P::Quotation,
    P::Closing,
    P::Attachment,
    P::AttachmentName,
    P::AttachmentMark,
    P::Annotation,
    P::Cc,
    P::Imprint,
    P::Dedication,
    P::Epigraph,
    P::Caption,
    P::Speaker,
    P::StageDirection,
    P::Courtesy,
];

/// Where the walk stands in a page of ours.
pub(super) struct Own {
    /// Sections that are open, and those of them with a heading; for each item around us anew.
    open: Vec<(usize, usize)>,
    /// What the next heading is the heading of.
    section: Option<SectionRole>,
    run_in: bool,
    /// The next paragraph carries an item's label.
    item: bool,
}

impl Default for Own {
    fn default() -> Self {
        Self {
            open: vec![(0, 0)],
            section: None,
            run_in: false,
            item: false,
        }
    }
}

impl Walk {
    /// A block of ours; false where it is like that of any page.
    pub(super) fn own_block(&mut self, e: &Element) -> bool {
        match e.name.as_str() {
            _ if self.line.single => return false,
            "section" if !e.has("class", "notes") => self.own_section(e),
            "h1" if e.has("class", super::NAMED) => self.account.leave("name", &e.text()),
            "h2" | "h3" | "h4" | "h5" | "h6" => self.own_heading(e),
            "p" => self.own_paragraph(e),
            "div" if e.has("class", "runin") => {
                self.own.run_in = true;
                self.inside(e);
            }
            "div" if e.has("class", "verse") => self.own_verse(e),
            "ol" if e.has("class", "zh") => self.own_list(e),
            "figure" => {
                self.end_paragraph();
                let caption = e.elements().find(|c| c.name == "figcaption");
                match e.elements().find(|i| i.name == "img") {
                    Some(img) => self.picture(source(img), img.get("alt").unwrap_or_default()),
                    None => {
                        let link = e.elements().find(|a| a.name == "a");
                        let to = link.and_then(|a| a.get("href")).unwrap_or_default();
                        let words = e.text();
                        let below = caption.map(Element::text).unwrap_or_default();
                        self.picture(to, words.strip_suffix(&below).unwrap_or(&words));
                    }
                }
                if let Some(c) = caption {
                    self.caption(c);
                }
            }
            _ => return false,
        }
        self.end_paragraph();
        true
    }

    fn own_section(&mut self, e: &Element) {
        let role = match e.get("role") {
            Some("doc-part") => Some(SectionRole::Volume),
            Some("doc-chapter") => Some(SectionRole::Piece),
            Some("doc-preface" | "doc-afterword") => Some(SectionRole::Preface),
            _ => None,
        };
        self.end_paragraph();
        let first = e.elements().next();
        let titled =
            first.is_some_and(|f| is(&f.name, "h2 h3 h4 h5 h6") || f.has("class", "runin"));
        if titled {
            self.own.section = Some(role.unwrap_or_default());
        } else {
            self.say(&Said {
                section: role,
                untitled: true,
                ..Said::default()
            });
        }
        if let Some((all, headed)) = self.own.open.last_mut() {
            *all += 1;
            *headed += usize::from(titled);
        }
        self.inside(e);
        self.end_paragraph();
        let left = self.own.open.last_mut().map(|(all, headed)| {
            *all -= 1;
            *headed -= usize::from(titled);
            *all
        });
        self.say(&Said {
            end: left,
            ..Said::default()
        });
    }

    fn own_heading(&mut self, e: &Element) {
        self.end_paragraph();
        let section = self.own.section.take();
        let depth = self.own.open.last().map(|(_, headed)| *headed);
        let run_in = std::mem::take(&mut self.own.run_in);
        self.say(&Said {
            section,
            level: depth.filter(|_| section.is_some()),
            run_in,
            label: Some(label(e)),
            ..Said::default()
        });
        self.heading(e);
    }

    fn own_paragraph(&mut self, e: &Element) {
        let class = e.get("class").unwrap_or_default();
        let role = ROLES
            .iter()
            .find(|r| !class.is_empty() && crate::hypertext::class(**r) == class);
        let item = std::mem::take(&mut self.own.item);
        let said = Said {
            paragraph: role.copied(),
            subtitle: class == "subtitle",
            scene_break: class == "mark",
            label: item.then(|| label(e)),
            ..Said::default()
        };
        self.end_paragraph();
        self.say(&said);
        self.inside(e);
        self.end_own();
    }

    /// A paragraph ends, which may be empty.
    fn end_own(&mut self) {
        if !self.end_paragraph() {
            self.say(&Said {
                empty: true,
                ..Said::default()
            });
        }
    }

    fn own_verse(&mut self, e: &Element) {
        self.end_paragraph();
        self.say(&Said {
            verse: Some(e.elements().count()),
            ..Said::default()
        });
        for stanza in e.elements() {
            for (n, line) in stanza.elements().enumerate() {
                if n > 0 {
                    self.line.line_break();
                }
                self.inside(line);
            }
            self.end_own();
        }
    }

    fn own_list(&mut self, e: &Element) {
        self.end_paragraph();
        self.line.out.push(Event::Start(Tag::List(None)));
        for item in e.elements() {
            self.line.out.push(Event::Start(Tag::Item));
            self.own.open.push((0, 0));
            self.own.item = true;
            self.inside(item);
            self.own.item = false;
            self.own.open.pop();
            self.end_paragraph();
            self.line.out.push(Event::End(TagEnd::Item));
        }
        self.line.out.push(Event::End(TagEnd::List(false)));
    }
}

/// The label that a line begins with, in an element of its own; none where that is not there.
fn label(e: &Element) -> Cut {
    let own = e.elements().next().filter(|l| l.has("class", "lbl"));
    let shown = own.map(Element::text).unwrap_or_default();
    // What the label asks for between itself and the words stands there.
    let gap = e
        .text()
        .strip_prefix(&shown)
        .is_some_and(|rest| rest.starts_with('\u{3000}'));
    let seen = candidate(&shown).filter(|c| c.len == shown.len());
    let (scheme, number) = match seen {
        Some(c) => (c.scheme, (c.number > 0).then_some(c.number)),
        None if gap => (Scheme::Bullet, None),
        None => (Scheme::None, None),
    };
    Cut {
        chars: shown.chars().count(),
        scheme,
        number,
    }
}
