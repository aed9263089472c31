//! Cuts the flow into files: each volume, piece and preface begins one, and one that grows too large is continued in
//! another, before a heading where there is one.

use super::fonts::HeadingFaces;
use super::page::Writer;
use super::{EpubOptions, Page};
use crate::picture::Shelf;
use crate::style::Style;
use crate::tree::{Block, Document, Inline, Section, SectionRole};

/// Largest size of a file's body in bytes, from which on old readers turn pages slowly.
const FILE_MAX: usize = 240_000;
/// A file is cut before a heading only where it has this many bytes already: no leaves of a few lines.
const FILE_MIN: usize = 40_000;
/// Markup of a block or item in bytes, on the high side.
const MARKUP: usize = 110;

/// Writes the title page and all files of the flow, each given to `put` with its body.
pub(super) fn files(
    doc: &Document,
    style: &Style,
    title: &str,
    options: &EpubOptions,
    put: &mut dyn FnMut(&Page, &str),
) -> (Vec<Page>, Shelf) {
    let mut w = Writer::new(options, (style.page.notes, doc.notes_heading()), put);
    w.faces = Some(HeadingFaces::of(doc, style));
    w.lists = style.contents.figures;
    let taken = doc.on_title_page();
    if opens_with_title(doc) {
        w.title_page(doc, title);
        w.front_pages(doc, style);
    }
    if taken.is_none() {
        w.title_block(doc);
    }
    for b in doc.blocks.iter().skip(taken.unwrap_or(0)) {
        w.flow(b, 1);
    }
    w.finish()
}

/// True where a title page stands first: before several pieces, and where the text itself prints no title.
fn opens_with_title(doc: &Document) -> bool {
    let first = doc.pieces().first().and_then(|s| s.heading.as_ref());
    let own = first.is_some_and(|h| doc.metadata.title.as_ref() == Some(&h.shown()));
    doc.has_title_page() || doc.title.is_none() && !own && !doc.is_paper()
}

impl Writer<'_> {
    /// A block of the flow: pieces begin a file.
    pub(super) fn flow(&mut self, b: &Block, depth: usize) {
        match b {
            Block::Section(s) if begins_file(s) => {
                if !std::mem::take(&mut self.marked) {
                    self.new_file();
                }
                self.ended = false;
                self.section(s, depth);
                self.ended = true;
            }
            _ => {
                if std::mem::take(&mut self.ended) {
                    self.new_file();
                }
                let marks = b.marks_attachment();
                if marks && !self.marked && self.body.len() > self.opened {
                    self.continue_in_new_file();
                }
                self.marked = marks;
                self.block(b, depth);
            }
        }
    }

    /// Goes on in another file where what comes next would make this one too large.
    pub(super) fn make_room(&mut self, next: usize, heading: bool) {
        let least = if heading { FILE_MIN } else { 0 };
        if self.body.len() > self.opened.max(least) && self.body.len() + next > FILE_MAX {
            self.continue_in_new_file();
        }
    }
}

/// True for what stands in a file of its own.
pub(super) fn begins_file(s: &Section) -> bool {
    matches!(
        s.role,
        SectionRole::Piece | SectionRole::Volume | SectionRole::Preface
    )
}

/// Size of a block in bytes, estimated.
pub(super) fn size(b: &Block) -> usize {
    let lines = |l: &[Vec<Inline>]| l.iter().map(|x| line_size(x)).sum::<usize>();
    match b {
        Block::Section(s) => {
            let heading = s.heading.as_ref().map_or(0, |h| inlines(&h.title));
            MARKUP * 2 + heading + s.blocks.iter().map(size).sum::<usize>()
        }
        Block::Paragraph(p) => MARKUP + inlines(&p.inlines),
        Block::List(l) => l.items.iter().map(|i| item_size(&i.blocks)).sum(),
        Block::Verse(v) => v.stanzas.iter().map(|s| MARKUP + lines(s)).sum(),
        Block::Table(t) => t.rows.iter().map(|r| lines(r)).sum(),
        Block::SceneBreak(s) => MARKUP + s.mark.as_str().len(),
        Block::Image(i) => 2 * MARKUP + i.alt.as_str().len() + inlines(&i.caption),
    }
}

/// Size of an item in bytes, estimated.
pub(super) fn item_size(blocks: &[Block]) -> usize {
    MARKUP + blocks.iter().map(size).sum::<usize>()
}

/// Size of a line in bytes, estimated.
pub(super) fn line_size(line: &[Inline]) -> usize {
    MARKUP + inlines(line)
}

fn inlines(list: &[Inline]) -> usize {
    list.iter()
        .map(|i| match i {
            Inline::Text(t) => t.as_str().len(),
            Inline::Lead { content }
            | Inline::Emphasis { content }
            | Inline::Strong { content }
            | Inline::Marked { content, .. }
            | Inline::Link { content, .. } => MARKUP / 2 + inlines(content),
            Inline::Ruby { content, reading } => MARKUP + inlines(content) + reading.as_str().len(),
            Inline::HardBreak => 5,
            Inline::Image(i) => MARKUP + i.alt.as_str().len(),
            Inline::Note(n) => 2 * MARKUP + inlines(&n.content),
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Heading, Paragraph, Text};

    fn section(role: SectionRole, title: &str, blocks: Vec<Block>) -> Block {
        Block::Section(Section {
            role,
            heading: Some(Heading {
                title: vec![Inline::Text(Text::bare(title))],
                ..Heading::default()
            }),
            blocks,
            ..Section::default()
        })
    }

    #[test]
    fn a_large_piece_is_cut_at_its_headings() {
        let paragraph = || {
            Block::Paragraph(Paragraph {
                inlines: vec![Inline::Text(Text::bare("字".repeat(1000)))],
                ..Paragraph::default()
            })
        };
        let parts = (0..5).map(|_| {
            section(
                SectionRole::Heading,
                "部",
                (0..35).map(|_| paragraph()).collect(),
            )
        });
        let piece = section(SectionRole::Piece, "篇", parts.collect());
        let doc = Document {
            blocks: vec![piece],
            ..Document::default()
        };
        let style = Style::named("book").unwrap();
        let mut bodies = Vec::new();
        let mut put = |_: &Page, body: &str| bodies.push(body.to_owned());
        let options = EpubOptions::default();
        let (files, _) = files(&doc, &style, "书", &options, &mut put);
        assert_eq!(files.len(), 4);
        assert_eq!(bodies.len(), 4);
        for body in bodies.iter().skip(1) {
            assert!(body.len() < FILE_MAX + 5000, "{}", body.len());
            assert_eq!(
                body.matches("<section").count(),
                body.matches("</section>").count()
            );
            assert!(
                body.starts_with("<section>\n<section>\n<h1") || body.starts_with("<section epub")
            );
        }
        let entries: Vec<usize> = files.iter().flat_map(|f| &f.entries).map(|e| e.0).collect();
        assert_eq!(entries, [0, 1, 2, 3, 4, 5]);
    }
}
