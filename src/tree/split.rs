//! A document for each piece of an anthology.

use std::ops::Range;

use super::{
    Block, Document, Metadata, Section, SectionRole, marks_at_end, marks_piece, plain_text, walk,
};

/// A part of an anthology as a document of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its place: 1 for the first piece, 0 for what stands outside the pieces.
    pub number: usize,
    /// The document.
    pub document: Document,
    /// Source lines of which what is said belongs to it: the parts share all lines among them.
    pub lines: Range<u32>,
}

impl Document {
    /// Each piece as a document of its own, and before them, where there is any, the text that stands in none.
    ///
    /// A piece keeps what is known of the whole, under its own title and author. A document without pieces is one part.
    #[must_use]
    pub fn split(&self) -> Vec<Part> {
        let pieces = self.pieces();
        if pieces.is_empty() {
            return vec![Part {
                number: 1,
                document: self.clone(),
                lines: 0..u32::MAX,
            }];
        }
        let rest = Self {
            blocks: without_pieces(&self.blocks),
            ..self.clone()
        };
        let front = has_text(&rest).then_some((0, rest));
        let marks = marks(&self.blocks);
        let parts = pieces.into_iter().zip(marks).enumerate();
        let parts = parts.map(|(n, (s, marks))| (n + 1, self.of_piece(s, marks)));
        let parts: Vec<_> = front.into_iter().chain(parts).collect();
        // The first has what stands before it.
        let first_lines = parts.iter().map(|(_, d)| first_line(d));
        let begins: Vec<u32> = first_lines
            .enumerate()
            .map(|(at, line)| if at == 0 { 0 } else { line })
            .collect();
        let ends = begins.iter().skip(1).copied().chain([u32::MAX]);
        let lines = begins.iter().copied().zip(ends);
        let with_lines = parts.into_iter().zip(lines);
        with_lines
            .map(|((number, document), (from, to))| Part {
                number,
                document,
                lines: from..to,
            })
            .collect()
    }

    /// A piece with the marks that stand over it.
    fn of_piece(&self, s: &Section, marks: &[Block]) -> Self {
        let (whole, own) = (&self.metadata, &s.metadata);
        let heading = s.heading.as_ref();
        let title = heading
            .map(|h| plain_text(&h.title))
            .filter(|t| !t.is_empty());
        let shown = || heading.map(super::Heading::shown);
        let pick = |own: &Option<String>, whole: &Option<String>| own.clone().or(whole.clone());
        Self {
            version: self.version,
            metadata: Metadata {
                title: own
                    .title
                    .clone()
                    .or(title)
                    .or_else(shown)
                    .or(whole.title.clone()),
                subtitle: own.subtitle.clone(),
                author: pick(&own.author, &whole.author),
                publisher: pick(&own.publisher, &whole.publisher),
                date: pick(&own.date, &whole.date),
                occasion: own.occasion.clone(),
                document_number: own.document_number.clone(),
                source: pick(&own.source, &whole.source),
                language: pick(&own.language, &whole.language),
            },
            head: Vec::new(),
            title: None,
            blocks: marks
                .iter()
                .cloned()
                .chain([Block::Section(s.clone())])
                .collect(),
        }
    }
}

/// Source line on which a part begins.
fn first_line(doc: &Document) -> u32 {
    match doc.blocks.first() {
        Some(Block::Section(s)) => s.line,
        Some(Block::Paragraph(p)) => p.line,
        _ => 0,
    }
}

/// For each piece, the marks that stand over it.
fn marks(blocks: &[Block]) -> Vec<&[Block]> {
    let mut out = Vec::new();
    for (at, b) in blocks.iter().enumerate() {
        let before = blocks.get(..at).unwrap_or_default();
        match b {
            Block::Section(s) if s.role == SectionRole::Piece => {
                let from = at - marks_at_end(before);
                out.push(before.get(from..).unwrap_or_default());
            }
            Block::Section(s) => out.extend(marks(&s.blocks)),
            _ => {}
        }
    }
    out
}

fn without_pieces(blocks: &[Block]) -> Vec<Block> {
    let kept = blocks.iter().enumerate().filter_map(|(at, b)| match b {
        _ if marks_piece(blocks, at) => None,
        Block::Section(s) if s.role == SectionRole::Piece => None,
        Block::Section(s) => Some(Block::Section(Section {
            blocks: without_pieces(&s.blocks),
            ..s.clone()
        })),
        other => Some(other.clone()),
    });
    kept.collect()
}

/// True where more is left than titles of the whole and of volumes.
fn has_text(doc: &Document) -> bool {
    let mut found = !doc.head.is_empty();
    walk(doc, &mut |n| found |= matches!(n, super::Node::Block(_)));
    found
}

#[cfg(all(test, feature = "write"))]
mod tests {
    use super::*;
    use crate::tree::{Heading, Inline, Paragraph, Text, TitleBlock};

    fn words(s: &str) -> Vec<Inline> {
        vec![Inline::Text(Text::bare(s))]
    }

    fn section(role: SectionRole, title: &str, blocks: Vec<Block>) -> Block {
        Block::Section(Section {
            role,
            heading: Some(Heading {
                title: words(title),
                ..Heading::default()
            }),
            blocks,
            ..Section::default()
        })
    }

    fn paragraph(s: &str) -> Block {
        Block::Paragraph(Paragraph {
            inlines: words(s),
            ..Paragraph::default()
        })
    }

    #[test]
    fn each_piece_is_a_document_and_the_rest_is_one_too() {
        let piece = |t: &str| section(SectionRole::Piece, t, vec![paragraph("文")]);
        let mut doc = Document {
            metadata: Metadata {
                title: Some("集".into()),
                publisher: Some("社".into()),
                ..Metadata::default()
            },
            title: Some(TitleBlock {
                title: words("集"),
                ..TitleBlock::default()
            }),
            blocks: vec![section(
                SectionRole::Volume,
                "卷一",
                vec![piece("甲"), piece("乙")],
            )],
            ..Document::default()
        };
        let parts = doc.split();
        assert_eq!(parts.len(), 2);
        let m = &parts[1].document.metadata;
        assert_eq!(
            (m.title.as_deref(), m.publisher.as_deref()),
            (Some("乙"), Some("社"))
        );
        doc.blocks.insert(0, paragraph("前言"));
        let parts = doc.split();
        assert_eq!(
            parts.iter().map(|p| p.number).collect::<Vec<_>>(),
            [0, 1, 2]
        );
        assert_eq!(
            crate::render::text(&parts[0].document),
            "集\n前言\n\n卷一\n"
        );
    }

    #[test]
    fn the_parts_share_all_lines() {
        let piece = |line| {
            let Block::Section(s) = section(SectionRole::Piece, "甲", vec![paragraph("文")])
            else {
                unreachable!()
            };
            Block::Section(Section { line, ..s })
        };
        let lines = |blocks: Vec<Block>| -> Vec<_> {
            let doc = Document {
                blocks,
                ..Document::default()
            };
            doc.split().into_iter().map(|p| p.lines).collect()
        };
        assert_eq!(lines(vec![piece(3), piece(7)]), [0..7, 7..u32::MAX]);
        assert_eq!(lines(vec![paragraph("序"), piece(5)]), [0..5, 5..u32::MAX]);
        let whole = std::iter::once(0..u32::MAX);
        assert_eq!(lines(vec![paragraph("文")]), whole.collect::<Vec<_>>());
    }

    #[test]
    fn a_document_without_pieces_is_one_part() {
        let doc = Document {
            blocks: vec![paragraph("文")],
            ..Document::default()
        };
        let parts = doc.split();
        assert_eq!((parts.len(), &parts[0].document), (1, &doc));
    }
}
