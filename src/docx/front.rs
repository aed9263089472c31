//! What stands before the contents: half-title, title page, copyright page, dedication and epigraph, each a section without
//! head and number, as the printed book has them.

use super::document::{RunLook, Writer};
use super::section::{Part, section};
use crate::style::{Face, imprint_lines};
use crate::tree::{Block, Document, ParagraphRole as P, plain_text};

/// Where a dedication and an epigraph begin, as a part of the page.
const DEDICATED_AT: f64 = 0.32;

impl Writer<'_> {
    /// These pages; nothing for what opens with its own first page.
    pub(super) fn front(&mut self, doc: &Document) -> String {
        if !self.look.title_page {
            return String::new();
        }
        let own = &self.look.style.imprint;
        let half = doc.metadata.title.clone().filter(|_| own.half_title);
        if let Some(title) = &half {
            self.break_title(title, self.look.style.roles.piece.size);
            let end = section(self.look, self.options, Part::Cover);
            self.open("HalfTitle", &end);
            self.text(title, &RunLook::PLAIN);
            self.close();
        }
        let title = if half.is_some() {
            Part::Front(true)
        } else {
            Part::Cover
        };
        self.title_page(doc, title);
        self.copyright(doc);
        let imprint = &self.look.style.imprint;
        for (style, text) in [
            ("Dedication", &imprint.dedication),
            ("Epigraph", &imprint.epigraph),
        ] {
            let lines: Vec<&str> = imprint_lines(text).collect();
            for (n, line) in lines.iter().enumerate() {
                self.own_page(style, (n, lines.len()));
                self.text(line, &RunLook::PLAIN);
                self.close();
            }
        }
        // Those of the text.
        let from = doc.on_title_page().unwrap_or(0);
        let blocks = doc
            .blocks
            .get(from..from + doc.dedicated())
            .unwrap_or_default();
        let role = |b: &Block| match b {
            Block::Paragraph(p) => p.role,
            _ => P::Body,
        };
        for page in blocks.chunk_by(|a, b| role(a) == role(b)) {
            for (n, b) in page.iter().enumerate() {
                let Block::Paragraph(p) = b else { continue };
                let style = match p.role {
                    P::Dedication => "Dedication",
                    _ => "Epigraph",
                };
                self.own_page(style, (n, page.len()));
                self.line(p.line);
                self.inlines(&p.inlines, &RunLook::PLAIN);
                self.close();
            }
        }
        std::mem::take(&mut self.out)
    }

    /// Opens a line of a page of its own: the first begins a third down, the last ends the page.
    fn own_page(&mut self, style: &str, (n, count): (usize, usize)) {
        let high = match self.options.vertical {
            true => self.look.style.page.text_width,
            false => self.look.style.page.text_height,
        };
        let before = match n {
            0 => (super::look::twips(high) as f64 * DEDICATED_AT).round() as i64,
            _ => 0,
        };
        let end = match n + 1 == count {
            true => section(self.look, self.options, Part::Front(true)),
            false => String::new(),
        };
        let spacing = format!("<w:spacing w:before=\"{before}\" w:after=\"0\"/>");
        self.open(style, &format!("{spacing}{end}"));
    }

    /// The title page: the publisher stands at its foot.
    fn title_page(&mut self, doc: &Document, part: Part<'_>) {
        let end = section(self.look, self.options, part);
        let opening = doc.opening();
        let publisher = self.look.style.imprint.publisher.trim();
        let publisher = Some(publisher).filter(|p| !p.is_empty());
        let mut lines = vec![("CoverTitle", &*opening.title)];
        lines.extend(opening.below.iter().map(|l| ("Subtitle", &**l)));
        let own = |l: &(&str, &[crate::tree::Inline])| {
            publisher.is_none_or(|p| plain_text(l.1).trim() != p)
        };
        lines.retain(own);
        let last = lines.len().saturating_sub(1);
        let mut used = 0;
        for (n, (style, text)) in lines.iter().enumerate() {
            let tail = match n == last && publisher.is_none() {
                true => end.as_str(),
                false => "",
            };
            if n == 0 {
                self.break_title(&plain_text(text), self.look.style.roles.cover.size);
            }
            let taken = self.breaks.len() as i64 + 1;
            let shape = self.look.shape(style);
            used += shape.before + taken * shape.line + shape.after;
            self.open(style, tail);
            self.inlines(text, &RunLook::PLAIN);
            self.close();
        }
        if let Some(name) = publisher {
            let shape = self.look.shape("Subtitle");
            let high = super::look::twips(self.look.style.page.text_height);
            // A line is left free, so that no page but this one is begun.
            let free = match self.options.vertical {
                true => 0,
                false => (high - used - 2 * shape.line).max(0),
            };
            let spacing = format!("<w:spacing w:before=\"{free}\" w:after=\"0\"/>");
            self.open("Subtitle", &format!("{spacing}{end}"));
            self.text(name, &RunLook::PLAIN);
            self.close();
        }
    }

    /// The copyright page on the back of the title page: the CIP data at its head, the rest at its foot.
    fn copyright(&mut self, doc: &Document) {
        let page = &self.look.style.page;
        let Some(said) = self.look.style.imprint.colophon(doc, page) else {
            return;
        };
        let end = section(self.look, self.options, Part::Front(false));
        let shape = self.look.shape("Colophon");
        let facts: Vec<String> = said
            .facts
            .iter()
            .map(|(l, v)| format!("{l}\u{3000}{v}"))
            .collect();
        let rows = |words: &[String]| {
            let wide = |w: &String| w.chars().count() as f64 * shape.letters.size;
            let rows = words
                .iter()
                .map(|w| (wide(w) / shape.measure.max(1.0)).ceil().max(1.0));
            rows.sum::<f64>() as i64
        };
        let apart = i64::from(!said.notice.is_empty());
        let used = rows(&said.cip) + rows(&facts) + rows(&said.notice) + apart + 1;
        let high = super::look::twips(page.text_height);
        let free = match self.options.vertical {
            true => shape.line,
            false => (high - used * shape.line).max(0),
        };
        let count = said.cip.len() + facts.len() + said.notice.len();
        let lines = said.cip.iter().chain(&facts).chain(&said.notice);
        for (n, words) in lines.enumerate() {
            let before = match n {
                n if n == said.cip.len() => free,
                n if n == said.cip.len() + facts.len() => shape.line,
                _ => 0,
            };
            let spacing = match before {
                0 => String::new(),
                n => format!("<w:spacing w:before=\"{n}\"/>"),
            };
            let tail = if n + 1 == count { end.as_str() } else { "" };
            let head = n == 0 && !said.cip.is_empty();
            let look = match head {
                true => RunLook::of(Face::Hei),
                false => RunLook::PLAIN,
            };
            self.open("Colophon", &format!("{spacing}{tail}"));
            self.text(words, &look);
            self.close();
        }
    }
}
