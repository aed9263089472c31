//! Parts of official papers that reader and backends speak of alike.

use super::{Block, Document, Paragraph, ParagraphRole as P, Section, SectionRole, plain_text};

/// Characters of a number with its mark at the start of a name: `1．`, `2. `; 0 where there is none.
pub(crate) fn number_len(text: &str) -> usize {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text.chars().nth(digits) {
        Some('．' | '.' | '、') if digits > 0 => {
            let blank = text.chars().skip(digits + 1);
            digits + 1 + blank.take_while(|c| c.is_whitespace()).count()
        }
        _ => 0,
    }
}

/// The two parts of a line that its first gap parts: number and signer, office and date of printing.
pub(crate) fn halves(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let (first, second) = text.split_at(text.find(char::is_whitespace)?);
    Some((first, second.trim_start()))
}

/// 文件, which stands behind the names of bodies that issue a paper together.
pub(crate) const FILE: &str = "文件";

/// The bodies that a line of 发文机关标志 names, and 文件 behind them, of a paper that several issue together (GB/T
/// 9704-2012, 7.2.4). A name with spaces between its characters is one.
pub(crate) fn issuers(line: &str) -> Vec<&str> {
    let spread = line.split_whitespace().all(|t| t.chars().count() == 1);
    let parts: Vec<&str> = match spread {
        true => vec![line.trim()],
        false => line.split_whitespace().collect(),
    };
    let both = parts.into_iter().flat_map(|part| {
        let name = part.strip_suffix(FILE).unwrap_or(part);
        let (name, file) = part.split_at(name.len());
        [name, file]
    });
    both.filter(|s| !s.is_empty()).collect()
}

/// What a line of a paper's head is for: it stands above the title and nowhere else.
pub(crate) const fn is_of_head(role: P) -> bool {
    matches!(
        role,
        P::CopyNumber | P::Secrecy | P::Urgency | P::Issuer | P::Signer
    )
}

impl Document {
    /// True for a paper with a main text of its own before its attachments: it opens with its own first page, without
    /// title page and contents.
    pub(crate) fn is_paper(&self) -> bool {
        let own = self.blocks.iter();
        let mut own = own.take_while(|b| !matches!(b, Block::Section(_)));
        !self.head.is_empty()
            || own.any(|b| matches!(b, Block::Paragraph(p) if matches!(p.role, P::DocumentNumber | P::Salutation)))
    }
}

impl Document {
    /// Takes the number below the title up into a head that has none: it stands below 发文机关标志 there.
    pub(crate) fn raise_number(&mut self, head: &mut Vec<Paragraph>) {
        let number = |b: &Block| matches!(b, Block::Paragraph(p) if p.role == P::DocumentNumber);
        if head.iter().any(|p| p.role == P::DocumentNumber) {
            return;
        }
        let first = self
            .blocks
            .iter()
            .take_while(|b| !matches!(b, Block::Section(_)));
        let Some(at) = first.enumerate().find(|(_, b)| number(b)).map(|(n, _)| n) else {
            return;
        };
        if let Block::Paragraph(p) = self.blocks.remove(at) {
            let signer = head.iter().position(|p| p.role == P::Signer);
            head.insert(signer.unwrap_or(head.len()), p);
        }
    }
}

impl Paragraph {
    /// True for a signature of several bodies beside each other: they stand in the middle of the page (GB/T 9704-2012,
    /// 7.3.5.1).
    pub(crate) fn signs_jointly(&self) -> bool {
        if self.role != P::Signature {
            return false;
        }
        let text = plain_text(&self.inlines);
        let mut names = text.split_whitespace();
        names.clone().count() > 1 && names.all(|n| n.chars().count() > 3)
    }

    /// Characters before the name in a line of the list of attachments: what runs over stands below the name.
    pub(crate) fn hang(&self) -> usize {
        let text = plain_text(&self.inlines);
        let label = match self.role {
            P::Attachment => text.chars().position(|c| matches!(c, '：' | ':')),
            P::AttachmentName => return number_len(&text),
            _ => return 0,
        };
        let label = label.map_or(0, |n| n + 1);
        let rest: String = text.chars().skip(label).collect();
        label + number_len(&rest)
    }
}

impl Block {
    /// True for the mark that stands over an attachment.
    pub(crate) const fn marks_attachment(&self) -> bool {
        matches!(
            self,
            Self::Paragraph(Paragraph {
                role: P::AttachmentMark,
                ..
            })
        )
    }
}

/// How many of the last of these blocks are marks of the attachment that follows them.
pub(crate) fn marks_at_end(blocks: &[Block]) -> usize {
    let marks = blocks.iter().rev();
    marks.take_while(|b| b.marks_attachment()).count()
}

/// True where the block at `at` is the mark of a piece behind it.
pub(crate) fn marks_piece(blocks: &[Block], at: usize) -> bool {
    let rest = blocks.get(at..).unwrap_or_default();
    let marks = rest.iter().take_while(|b| b.marks_attachment()).count();
    marks > 0
        && matches!(rest.get(marks), Some(Block::Section(Section { role, .. })) if *role == SectionRole::Piece)
}
