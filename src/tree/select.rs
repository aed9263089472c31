//! Some of the pieces of an anthology.

use super::{Block, Document, Section, SectionRole};

impl Document {
    /// The anthology with those of its pieces alone that are wanted by their number, counted from 1.
    ///
    /// The title of the whole stays, and so do volumes that keep a piece. Text outside the pieces goes with the piece
    /// before it, and what stands before the first piece of the whole or of a volume goes with that. A document
    /// without pieces stays as it is.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(usize) -> bool) -> Self {
        if self.pieces().is_empty() {
            return self.clone();
        }
        Self {
            blocks: kept(&self.blocks, &mut 1, &wanted),
            ..self.clone()
        }
    }
}

/// `next` is the number of the next piece.
fn kept(blocks: &[Block], next: &mut usize, wanted: &impl Fn(usize) -> bool) -> Vec<Block> {
    let first = *next;
    let mut out = Vec::new();
    for b in blocks {
        let begin = *next;
        let block = match b {
            Block::Section(s) if s.role == SectionRole::Piece => {
                *next += 1;
                b.clone()
            }
            Block::Section(s) => Block::Section(Section {
                blocks: kept(&s.blocks, next, wanted),
                ..s.clone()
            }),
            other => other.clone(),
        };
        let stays = if *next > begin {
            (begin..*next).any(wanted)
        } else {
            wanted(begin.saturating_sub(1).max(first))
        };
        if stays {
            out.push(block);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::render::text;
    use crate::tree::Document;

    fn anthology() -> Document {
        crate::markdown::read(
            "# 集\n\n前言\n\n<!-- volume -->\n## 上卷\n\n小引\n\n### 甲\n\n一\n\n### 乙\n\n二\n\n<!-- volume -->\n## 下卷\n\n### 丙\n\n三\n\n<!-- end 1 -->\n\n后记\n",
        )
    }

    fn lines(doc: &Document) -> String {
        text(doc).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn text_outside_the_pieces_goes_with_its_neighbour() {
        let doc = anthology();
        assert_eq!(doc.pieces().len(), 3);
        let only = |n: usize| lines(&doc.only(|k| k == n));
        assert_eq!(only(1), "集 前言 上卷 小引 甲 一");
        assert_eq!(only(2), "集 上卷 乙 二");
        assert_eq!(only(3), "集 下卷 丙 三 后记");
        assert_eq!(doc.only(|_| true), doc);
    }
}
