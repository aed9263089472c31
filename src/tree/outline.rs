//! The headings of a document as every backend lists them: one numbering, one depth.

use super::{Block, Document, Heading, Section, SectionRole, visit};

/// One heading of the outline.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Position among the entries; anchors are made from it (`s0`, `s1` …).
    pub index: usize,
    /// Nesting among titled sections, 1-based, never skipping a level.
    pub depth: usize,
    /// The section.
    pub section: &'a Section,
    /// Its heading.
    pub heading: &'a Heading,
}

impl Entry<'_> {
    /// Label and title as shown, on one line.
    #[must_use]
    pub fn shown(&self) -> String {
        self.heading.shown()
    }
}

/// Marks that end a heading in the text and say nothing in a list of headings.
const CLOSING: [char; 5] = ['．', '；', '，', ';', ','];

impl Entry<'_> {
    /// As the contents show it: no stray mark before it, none behind it that only leads on to the text.
    #[must_use]
    pub fn listed(&self) -> String {
        self.heading.listed()
    }
}

impl Heading {
    /// As contents and bookmarks show it.
    #[must_use]
    pub fn listed(&self) -> String {
        let mut shown = self.shown();
        let run_in = |c: char| self.run_in && c == '。';
        let kept = shown.trim_end().trim_end_matches(run_in);
        shown.truncate(kept.trim_end_matches(CLOSING).len());
        let own = shown.trim_start().trim_start_matches('。');
        let own = own.trim_start_matches(CLOSING).trim_start();
        shown.drain(..shown.len() - own.len());
        shown
    }

    /// Label and title as shown, on one line, without marks of notes.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut s = String::new();
        if let Some(l) = &self.label {
            s.push_str(l.shown.as_str());
            if super::Label::wants_space(l) && !self.title.is_empty() {
                s.push('\u{3000}');
            }
        }
        visit::push_title(&self.title, &mut s);
        s
    }
}

impl super::Label {
    /// True where a space stands between label and words when they share a line: 第一章　总则, 一　春.
    /// Labels that end in a mark or in a word of the sentence (一、 壹、 一是) take none.
    #[must_use]
    pub fn wants_space(&self) -> bool {
        use super::Scheme as S;
        let marked = self.shown.as_str().ends_with(['、', '，', '．', '：']);
        !marked
            && matches!(
                self.scheme,
                S::Chapter | S::Volume | S::Article | S::CnBare | S::Bracket | S::Bullet
            )
    }
}

/// The titled sections in document order, each with its depth.
#[must_use]
pub fn outline(doc: &Document) -> Vec<Entry<'_>> {
    let mut out = Vec::new();
    collect(&doc.blocks, 1, &mut out);
    out
}

fn collect<'a>(blocks: &'a [Block], depth: usize, out: &mut Vec<Entry<'a>>) {
    for b in blocks {
        match b {
            Block::Section(s) => {
                let inner = match &s.heading {
                    Some(heading) => {
                        out.push(Entry {
                            index: out.len(),
                            depth,
                            section: s,
                            heading,
                        });
                        depth + 1
                    }
                    None => depth,
                };
                collect(&s.blocks, inner, out);
            }
            Block::List(l) => {
                for item in &l.items {
                    collect(&item.blocks, depth, out);
                }
            }
            _ => {}
        }
    }
}

impl Document {
    /// The pieces, in order, at whatever depth they stand.
    #[must_use]
    pub fn pieces(&self) -> Vec<&Section> {
        fn find<'a>(blocks: &'a [Block], out: &mut Vec<&'a Section>) {
            for b in blocks {
                if let Block::Section(s) = b {
                    match s.role {
                        SectionRole::Piece => out.push(s),
                        _ => find(&s.blocks, out),
                    }
                }
            }
        }
        let mut out = Vec::new();
        find(&self.blocks, &mut out);
        out
    }
}
