//! Sections of the user's own before the pieces: a preface, a dedication, an imprint.

use super::merge::{demote, unheaded};
use super::{
    Block, Document, Heading, Inline, Paragraph, ParagraphRole as P, Section, SectionRole,
};

impl Document {
    /// The document as front matter under a heading: nothing in it is a piece, and it has no place in the source.
    #[must_use]
    pub fn into_front(self, heading: Vec<Inline>) -> Section {
        let mut doc = self.without_origin();
        demote(&mut doc.blocks);
        let lines = doc.title.map_or_else(Vec::new, |t| {
            std::iter::once(t.title).chain(t.subtitle).collect()
        });
        let lines = lines.into_iter().map(|inlines| {
            Block::Paragraph(Paragraph {
                inlines,
                ..Paragraph::default()
            })
        });
        Section {
            role: SectionRole::Preface,
            heading: Some(Heading {
                title: heading,
                ..Heading::default()
            }),
            blocks: lines.chain(doc.blocks).collect(),
            ..Section::default()
        }
    }

    /// The document with front matter before its first piece.
    ///
    /// Bylines stay with the title of the whole. Text before the first piece begins anew behind the front matter; a
    /// document without pieces becomes one.
    #[must_use]
    pub fn with_front(self, front: Vec<Section>) -> Self {
        if front.is_empty() {
            return self;
        }
        let front = front.into_iter().map(Block::Section);
        if self.pieces().is_empty() {
            let (version, metadata) = (self.version, self.metadata.clone());
            let piece = self.into_section(SectionRole::Piece, "");
            return Self {
                version,
                metadata,
                head: Vec::new(),
                title: None,
                blocks: front.chain([Block::Section(untitled(piece))]).collect(),
            };
        }
        let mut doc = self.with_main_text_as_piece();
        let first = doc.blocks.iter().position(is_section).unwrap_or(0);
        let rest = doc.blocks.split_off(first);
        let byline = |b: &&Block| is_any(b, &[P::Signature, P::Date]);
        let bylines = doc.blocks.iter().take_while(byline).count();
        let text = unheaded(doc.blocks.split_off(bylines));
        doc.blocks.extend(front.chain(text).chain(rest));
        doc
    }

    /// The document with sections of the user's own behind all others: an afterword. A document without pieces becomes
    /// one, before them.
    #[must_use]
    pub fn with_back(self, back: Vec<Section>) -> Self {
        if back.is_empty() {
            return self;
        }
        let mut doc = if self.pieces().is_empty() {
            let (version, metadata) = (self.version, self.metadata.clone());
            let piece = self.into_section(SectionRole::Piece, "");
            Self {
                version,
                metadata,
                head: Vec::new(),
                title: None,
                blocks: vec![Block::Section(untitled(piece))],
            }
        } else {
            self.with_main_text_as_piece()
        };
        doc.blocks.extend(back.into_iter().map(Block::Section));
        doc
    }

    /// A paper's main text, which stands before its attachments, as a piece under the paper's title; other documents
    /// as they are.
    pub(super) fn with_main_text_as_piece(mut self) -> Self {
        let first = self.blocks.iter().position(is_section);
        let rest = self.blocks.split_off(first.unwrap_or(self.blocks.len()));
        let marks = [P::DocumentNumber, P::Salutation];
        let headed = !self.head.is_empty();
        if !headed && !self.blocks.iter().any(|b| is_any(b, &marks)) {
            self.blocks.extend(rest);
            return self;
        }
        let main = Self {
            head: std::mem::take(&mut self.head),
            title: self.title.take(),
            blocks: std::mem::take(&mut self.blocks),
            ..Self::default()
        };
        let piece = untitled(main.into_section(SectionRole::Piece, ""));
        self.blocks.push(Block::Section(piece));
        self.blocks.extend(rest);
        self
    }

    /// How many pieces and prefaces there are: what a book counts in its contents.
    #[must_use]
    pub fn openings(&self) -> usize {
        let preface = |b: &&Block| matches!(b, Block::Section(s) if s.role == SectionRole::Preface && s.heading.is_some());
        self.pieces().len() + self.blocks.iter().filter(preface).count()
    }
}

fn is_section(b: &Block) -> bool {
    matches!(b, Block::Section(_))
}

fn is_any(b: &Block, roles: &[P]) -> bool {
    matches!(b, Block::Paragraph(p) if roles.contains(&p.role))
}

/// The section without a heading that says nothing.
fn untitled(mut s: Section) -> Section {
    s.heading = s.heading.filter(|h| !h.shown().is_empty());
    s
}

#[cfg(all(test, feature = "write"))]
mod tests {
    use super::*;
    use crate::render::text;
    use crate::tree::{Text, outline};

    fn with_front(markdown: &str) -> Document {
        let front = crate::markdown::read("第一行\n\n# 一\n\n其余。\n");
        let front = front.into_front(vec![Inline::Text(Text::bare("自序"))]);
        crate::markdown::read(markdown).with_front(vec![front])
    }

    fn lines(doc: &Document) -> String {
        text(doc).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn front_matter_stands_before_what_is_read_first() {
        let doc =
            with_front("# 集\n\n<!-- signature -->\n某人\n\n引子\n\n## 甲\n\n文\n\n## 乙\n\n文\n");
        assert_eq!(
            lines(&doc),
            "集 某人 自序 第一行 一 其余。 引子 甲 文 乙 文"
        );
        assert_eq!((doc.pieces().len(), doc.openings()), (2, 3));
        assert!(matches!(&doc.blocks[2], Block::Section(s) if s.heading.is_none()));
    }

    #[test]
    fn a_text_without_pieces_becomes_one_behind_it() {
        let doc = with_front("# 集\n\n文\n");
        assert_eq!(lines(&doc), "自序 第一行 一 其余。 集 文");
        let depths: Vec<usize> = outline(&doc).iter().map(|e| e.depth).collect();
        assert_eq!(depths, [1, 2, 1]);
        assert_eq!(doc.metadata.title.as_deref(), Some("集"));
    }

    #[test]
    fn the_main_text_of_a_paper_keeps_its_title() {
        let doc =
            with_front("# 通知\n\n<!-- salutation -->\n各部门：\n\n正文。\n\n## 附件\n\n文\n");
        assert_eq!(
            lines(&doc),
            "自序 第一行 一 其余。 通知 各部门： 正文。 附件 文"
        );
    }
}
