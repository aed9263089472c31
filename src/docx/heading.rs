//! Headings: numbered by the list, bookmarked, in the outline; run-in ones by TC field or style separator.

use super::RunIn;
use super::contents::anchor;
use super::document::{RunLook, Writer};
use super::look::LEVELS;
use super::numbering::Number;
use super::shape::Measures;
use super::signoff::is_signature;
use super::styles::face_style;
use crate::layout::Shape;
use crate::layout::is_couplet;
use crate::style::{Align, Face, Role};
use crate::tree::{Block, Heading, Paragraph, Scheme, Section, SectionRole, Speeches, plain_text};
use crate::xml;

/// Hides a run.
const HIDDEN: &str = "<w:rPr><w:vanish/></w:rPr>";

/// How a heading is written.
#[derive(Debug, Clone, Copy)]
struct How<'s> {
    /// Its source line.
    line: u32,
    /// Its depth in the outline.
    depth: usize,
    number: Number,
    /// Its scheme's face.
    face: Face,
    /// Its look in the style.
    role: &'s Role,
    /// It is the title of a piece.
    titles: bool,
    /// A short rule stands below it.
    ruled: bool,
    /// A name stands behind the text that runs on in its line.
    signed: bool,
}

impl Writer<'_> {
    /// A section: its heading and what stands under it.
    pub(super) fn section(&mut self, s: &Section, depth: usize) {
        let piece = matches!(
            s.role,
            SectionRole::Piece | SectionRole::Volume | SectionRole::Preface
        );
        // The mark over an attachment has begun the page.
        let marked = std::mem::take(&mut self.marked);
        if piece {
            self.speeches = Speeches::default();
            let begins = !std::mem::take(&mut self.titled) && !marked;
            self.begin(s, begins);
        }
        let Some(h) = &s.heading else {
            return self.blocks(&s.blocks, depth);
        };
        let mut rest = s.blocks.as_slice();
        let scheme = h.label.as_ref().map_or(Scheme::None, |l| l.scheme);
        let role = self.look.heading_role(s.role, scheme, depth);
        let face = role.face;
        // A heading that is a number alone keeps it as text: an empty paragraph would be lost to readers
        // that do not count.
        let number = if h.title.is_empty() && !h.run_in {
            Number::Literal
        } else {
            self.plan.heading(depth, h.label.as_ref(), face)
        };
        let works = self.look.pieces();
        let ruled = self.look.style.ornaments.opening_rule
            && !h.run_in
            && (piece && s.role != SectionRole::Volume
                || self.works.chapters && depth == works && s.role == SectionRole::Heading);
        let numbered = How {
            line: s.line,
            depth,
            number,
            face,
            role,
            titles: piece && self.look.paper,
            ruled: ruled && h.subtitle.is_empty(),
            signed: s.blocks.get(1).is_some_and(is_signature),
        };
        if h.run_in {
            let body = match rest.split_first() {
                Some((Block::Paragraph(p), tail)) => {
                    rest = tail;
                    Some(p)
                }
                _ => None,
            };
            match self.options.run_in {
                RunIn::Tc => self.run_in(h, body, numbered),
                RunIn::Separator => self.separated(h, body, numbered),
            }
        } else {
            self.page_next = self.page_next.or(Some(false));
            self.heading(h, numbered, "");
            self.close();
        }
        for (n, line) in h.subtitle.iter().enumerate() {
            let last = n + 1 == h.subtitle.len();
            let rule = (ruled && last).then(|| self.title_rule(&plain_text(line), "Subtitle"));
            self.open("Subtitle", &rule.unwrap_or_default());
            self.inlines(line, &RunLook::PLAIN);
            self.close();
        }
        self.blocks(rest, depth + 1);
    }

    /// A heading's paragraph, left open; `mark` goes into its pPr.
    fn heading(&mut self, h: &Heading, how: How<'_>, mark: &str) {
        let How {
            line,
            depth,
            number,
            face,
            ..
        } = how;
        let level = depth.clamp(1, LEVELS);
        // A heading whose scheme has a face of its own wears it; others follow their style.
        let look = if self.look.heading(depth).face == face {
            RunLook::PLAIN
        } else {
            RunLook::of(face)
        };
        let style = format!("Heading{level}");
        // As in print the number of a couplet (回目) stands on a line of its own.
        let couplet = how.role.align == Align::Center
            && h.label.is_some()
            && !self.options.vertical
            && is_couplet(&plain_text(&h.title));
        let lines = || match couplet {
            true => plain_text(&h.title),
            false => h.listed(),
        };
        // A title among headings of its depth, as of an attachment, stands as titles do.
        let other = how.titles.then_some(how.role).filter(|r| {
            let usual = self.look.heading(depth);
            (usual.size, usual.align) != (r.size, r.align)
        });
        let mut free = None;
        let (numbered, look) = match other {
            Some(role) => {
                let m = Measures::of(role, self.look.style);
                let size = m.half_points;
                let own = number.properties(Some(level - 1), "");
                let size = format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>");
                (m.properties(&own, ""), look.with(&size))
            }
            None if how.ruled => {
                let rule = self.title_rule(&lines(), &style);
                (
                    format!("{}{rule}", number.properties(Some(level - 1), "")),
                    look,
                )
            }
            None => {
                let centred = how.role.align == Align::Center && !how.titles;
                free = centred.then(|| self.balance(&lines(), &style)).flatten();
                let own = match free {
                    Some(free) => format!(
                        "{}<w:ind w:left=\"{free}\" w:right=\"{free}\" w:firstLineChars=\"0\" w:firstLine=\"0\"/>",
                        number.properties(Some(level - 1), "")
                    ),
                    None => {
                        let indent = self.look.indent(&style);
                        number.properties(Some(level - 1), &indent)
                    }
                };
                (own, look)
            }
        };
        if how.titles {
            let label = match number {
                Number::Literal => h.label.as_ref().map_or("", |l| l.shown.as_str()),
                Number::Native { .. } => "",
            };
            self.break_title(&format!("{label}{}", plain_text(&h.title)), how.role.size);
        }
        self.open(&style, &format!("{numbered}{mark}"));
        if let Some(role) = other {
            let m = Measures::of(role, self.look.style);
            let own = m.shape(self.look.style);
            self.shape = Shape {
                keep: true,
                new_page: self.shape.new_page,
                recto: self.shape.recto,
                ..own
            };
        }
        if let Some(free) = free {
            self.shape.measure -= 2.0 * free as f64;
        }
        let id = self.bookmark();
        self.line(line);
        if couplet {
            let label = h.label.as_ref().map_or("", |l| l.shown.as_str());
            match number {
                Number::Literal => self.text(label, &look),
                Number::Native { .. } => self.shown(label, face),
            }
            self.shown("\n", face);
            self.out.push_str("<w:r><w:br/></w:r>");
        } else {
            self.label(h, number, &look, face);
        }
        self.inlines(&h.title, &look);
        self.out
            .push_str(&format!("<w:bookmarkEnd w:id=\"{id}\"/>"));
    }

    /// One paragraph: hidden TC field, heading words, body.
    fn run_in(&mut self, h: &Heading, body: Option<&Paragraph>, how: How<'_>) {
        let How {
            line,
            depth,
            number,
            face,
            ..
        } = how;
        let keep = how.signed && self.page_next.is_none();
        let mut own = number.properties(None, "");
        if keep {
            own.insert_str(0, "<w:keepNext/>");
        }
        self.open("BodyTextFirstIndent", &own);
        self.shape.keep |= keep;
        let id = self.bookmark();
        self.line(line);
        let entry = xml::text(&h.listed().replace('\\', "\\\\").replace('"', "\\\""));
        self.out.push_str(&format!("<w:r>{HIDDEN}<w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>{HIDDEN}<w:instrText xml:space=\"preserve\"> TC \"{entry}\" \\l {depth} </w:instrText></w:r><w:r>{HIDDEN}<w:fldChar w:fldCharType=\"end\"/></w:r>"));
        let look = RunLook::of(face);
        self.label(h, number, &look, face);
        self.inlines(&h.title, &look);
        self.out
            .push_str(&format!("<w:bookmarkEnd w:id=\"{id}\"/>"));
        if let Some(p) = body {
            self.line(p.line);
            self.inlines(&p.inlines, &RunLook::PLAIN);
        }
        self.close();
    }

    /// Two paragraphs that Word shows as one: the heading's mark is hidden and says so (ECMA-376 17.3.2.36).
    fn separated(&mut self, h: &Heading, body: Option<&Paragraph>, how: How<'_>) {
        let mark = format!(
            "<w:rPr><w:rStyle w:val=\"{}\"/><w:vanish/><w:specVanish/></w:rPr>",
            face_style(how.face)
        );
        self.heading(h, how, if body.is_some() { &mark } else { "" });
        self.close();
        if let Some(p) = body {
            self.lines("BodyTextFirstIndent", &p.inlines);
        }
    }

    fn bookmark(&mut self) -> usize {
        let i = self.index;
        self.index += 1;
        self.mark();
        self.out.push_str(&format!(
            "<w:bookmarkStart w:id=\"{i}\" w:name=\"{}\"/>",
            anchor(i)
        ));
        i
    }

    /// The label, written where Word does not number the paragraph itself.
    fn label(&mut self, h: &Heading, number: Number, look: &RunLook, face: Face) {
        if let Some(l) = &h.label {
            let gap = if l.wants_space() && !h.title.is_empty() {
                "\u{3000}"
            } else {
                ""
            };
            let shown = format!("{}{gap}", l.shown.as_str());
            match number {
                Number::Literal => self.text(&shown, look),
                Number::Native { .. } => self.shown(&shown, face),
            }
        }
    }
}
