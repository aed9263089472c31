//! Several documents in one anthology.

use super::{Block, Document, Heading, Inline, Metadata, Section, SectionRole, Text, unmarked};

/// A document that becomes a part of an anthology.
#[derive(Debug, Clone, PartialEq)]
pub struct Entrant {
    /// The document.
    pub document: Document,
    /// What it is called where it names no title: its file's name.
    pub name: String,
    /// Lines and bytes of its source, by which those of the next documents are moved on.
    pub extent: (u32, u32),
}

impl Document {
    /// One anthology of several documents, in order.
    ///
    /// A document without pieces is a piece; one with several pieces under a title is a volume; where it has no title
    /// of its own its pieces follow each other. Source lines and spans count as if the sources stood one behind the
    /// other. What the documents agree on (author, publisher, language) is known of the whole.
    #[must_use]
    pub fn merge(title: impl Into<String>, entrants: Vec<Entrant>) -> Self {
        let shared = |of: fn(&Metadata) -> &Option<String>| {
            let mut all = entrants.iter().map(|e| of(&e.document.metadata));
            let first = all.next()?.clone();
            all.all(|v| *v == first).then_some(first).flatten()
        };
        let language = entrants
            .iter()
            .find_map(|e| e.document.metadata.language.clone());
        let metadata = Metadata {
            title: Some(title.into()),
            author: shared(|m| &m.author),
            publisher: shared(|m| &m.publisher),
            language: shared(|m| &m.language).or(language),
            ..Metadata::default()
        };
        let mut blocks = Vec::new();
        let (mut lines, mut bytes) = (0u32, 0u32);
        for e in entrants {
            let own = e.document.extent();
            blocks.extend(parts(e.document.shifted(lines, bytes), &e.name));
            lines = lines.saturating_add(own.0.max(e.extent.0));
            bytes = bytes.saturating_add(own.1.max(e.extent.1));
        }
        Self {
            version: super::TREE_VERSION,
            metadata,
            head: Vec::new(),
            title: None,
            blocks,
        }
    }

    /// The document as one section; the title of the whole, else `name`, is its heading.
    pub(super) fn into_section(self, role: SectionRole, name: &str) -> Section {
        let mut metadata = self.metadata;
        metadata.language = None;
        let told = metadata.title.take();
        let (line, heading) = match self.title {
            Some(t) => (
                t.line,
                Heading {
                    title: t.title,
                    subtitle: t.subtitle,
                    ..Heading::default()
                },
            ),
            None => (
                0,
                Heading {
                    title: vec![Inline::Text(Text::bare(
                        told.unwrap_or_else(|| name.to_owned()),
                    ))],
                    ..Heading::default()
                },
            ),
        };
        let head = self.head.into_iter().map(Block::Paragraph);
        Section {
            role,
            line,
            heading: Some(heading),
            metadata,
            blocks: head.chain(self.blocks).collect(),
        }
    }
}

/// What a document brings into the anthology.
fn parts(doc: Document, name: &str) -> Vec<Block> {
    let pieces = doc.pieces().len();
    let mut doc = match pieces {
        0 => doc,
        _ => doc.with_main_text_as_piece(),
    };
    if doc.pieces().len() > pieces {
        return loose_in_sections(doc);
    }
    match doc.pieces().len() {
        0 => vec![Block::Section(doc.into_section(SectionRole::Piece, name))],
        _ if !is_titled(&doc) => loose_in_sections(doc),
        1 => {
            demote(&mut doc.blocks);
            vec![Block::Section(doc.into_section(SectionRole::Piece, name))]
        }
        _ => vec![Block::Section(doc.into_section(SectionRole::Volume, name))],
    }
}

/// True where the document has a title that is not made of its pieces' own.
fn is_titled(doc: &Document) -> bool {
    let Some(title) = &doc.metadata.title else {
        return doc.title.is_some();
    };
    let pieces = doc.pieces();
    let mut headings = pieces.iter().filter_map(|s| s.heading.as_ref());
    let bare = |h: &Heading| {
        let shown = h.shown();
        unmarked(shown.trim_matches([';', '；'])).starts_with(title)
    };
    doc.title.is_some() || !headings.next().is_some_and(bare)
}

/// The blocks of a document without a title: what is known of it is known of its pieces, and text outside its pieces
/// stands in sections of its own, that it does not run into the document before.
fn loose_in_sections(doc: Document) -> Vec<Block> {
    let author = doc.metadata.author;
    let mut out: Vec<Block> = Vec::new();
    let mut loose = Vec::new();
    for b in doc.blocks {
        match b {
            Block::Section(mut s) if s.role != SectionRole::Heading => {
                out.extend(unheaded(std::mem::take(&mut loose)));
                s.metadata.author = s.metadata.author.or_else(|| author.clone());
                out.push(Block::Section(s));
            }
            other => loose.push(other),
        }
    }
    out.extend(unheaded(loose));
    out
}

/// Blocks in a section without heading, before or between pieces.
pub(super) fn unheaded(blocks: Vec<Block>) -> Option<Block> {
    (!blocks.is_empty()).then(|| {
        Block::Section(Section {
            role: SectionRole::Preface,
            blocks,
            ..Section::default()
        })
    })
}

/// Pieces and volumes become headings.
pub(super) fn demote(blocks: &mut [Block]) {
    for b in blocks {
        if let Block::Section(s) = b {
            if s.role != SectionRole::Untitled {
                s.role = SectionRole::Heading;
            }
            demote(&mut s.blocks);
        }
    }
}

/// What the names of a set of files have in common at their beginning, without a number or mark at its end.
#[must_use]
pub fn common_stem(names: &[&str]) -> Option<String> {
    let first = names.first()?;
    let shared = names.iter().fold(first.chars().count(), |most, name| {
        let same = first.chars().zip(name.chars()).take(most);
        same.take_while(|(a, b)| a == b).count()
    });
    let stem: String = first.chars().take(shared).collect();
    let stem = stem.trim_end_matches(|c: char| {
        c.is_numeric() || c.is_whitespace() || "-_.·,，、—~(（[【第篇之".contains(c)
    });
    (stem.chars().count() > 1).then(|| stem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{outline, plain_text};

    fn entrant(markdown: &str, name: &str) -> Entrant {
        let document = crate::markdown::read(markdown);
        Entrant {
            document,
            name: name.into(),
            extent: (10, 100),
        }
    }

    #[test]
    fn each_document_takes_the_place_that_it_needs() {
        let doc = Document::merge(
            "集",
            vec![
                entrant("# 甲集\n\n## 一\n\n文\n\n## 二\n\n文\n", "a"),
                entrant("<!-- piece -->\n# 三\n\n文\n\n# 四\n\n文\n", "b"),
                entrant("只有一段。\n", "五"),
            ],
        );
        let shape: Vec<_> = outline(&doc)
            .iter()
            .map(|e| (e.depth, e.section.role, e.shown()))
            .collect();
        use SectionRole::{Piece, Volume};
        let want = [
            (1, Volume, "甲集"),
            (2, Piece, "一"),
            (2, Piece, "二"),
            (1, Piece, "三"),
            (1, Piece, "四"),
            (1, Piece, "五"),
        ]
        .map(|(d, r, s)| (d, r, s.to_owned()));
        assert_eq!(shape, want);
    }

    #[test]
    fn lines_and_spans_count_on() {
        let read = |text: &str| {
            let source = crate::source::Source::decode(text.as_bytes(), None).ok();
            let source = source.expect("text");
            crate::reader::read(&source, &crate::reader::ReadOptions::default()).document
        };
        let entrants = [
            "春游\n\n一、出发\n清晨(早上)出发。\n",
            "秋游\n\n一、归来\n傍晚归来。\n",
        ];
        let whole = entrants.concat();
        let list = entrants.map(|t| Entrant {
            document: read(t),
            name: String::new(),
            extent: (4, u32::try_from(t.len()).unwrap_or(0)),
        });
        let doc = Document::merge("游", list.to_vec());
        crate::tree::walk(&doc, &mut |n| match n {
            crate::tree::Node::Text(t) => {
                for (s, span, _) in t.runs().filter(|(.., rule)| rule.is_none()) {
                    assert_eq!(s, &whole[span.range()]);
                }
            }
            crate::tree::Node::Section(s) => {
                let line = whole.lines().nth(s.line as usize - 1).unwrap_or_default();
                assert!(line.ends_with(&plain_text(
                    s.heading.as_ref().map_or(&[][..], |h| &h.title)
                )));
            }
            _ => {}
        });
        assert_eq!(doc.extent().0, 8);
    }

    #[test]
    fn names_of_files_have_a_stem() {
        let stem = |names: &[&str]| common_stem(names);
        assert_eq!(stem(&["讲话-01", "讲话-12"]).as_deref(), Some("讲话"));
        assert_eq!(stem(&["红楼第一回", "红楼第二回"]).as_deref(), Some("红楼"));
        assert_eq!(stem(&["春", "秋"]), None);
    }
}
