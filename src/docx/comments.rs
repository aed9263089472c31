//! comments.xml: doubtful places as Word comments on the paragraphs that they speak of.

use crate::tree::{Block, Document, Node, walk};
use crate::xml;
use std::collections::BTreeMap;

/// A remark about a line of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Source line, 1-based.
    pub line: u32,
    /// What is to be said.
    pub text: String,
}

/// Remarks by the line of the paragraph that each belongs to.
#[derive(Debug, Default)]
pub(super) struct Comments {
    waiting: BTreeMap<u32, Vec<String>>,
    xml: String,
    count: usize,
    when: String,
}

impl Comments {
    /// Hangs each remark on the last paragraph that begins at or before its line, else on the first.
    pub(super) fn of(doc: &Document, comments: &[Comment], created: Option<i64>) -> Self {
        let mut out = Self {
            when: xml::date_time(created.unwrap_or(xml::EPOCH)),
            ..Self::default()
        };
        if comments.is_empty() {
            return out;
        }
        let mut lines = Vec::new();
        walk(doc, &mut |n| match n {
            Node::Section(s) if s.heading.is_some() => lines.push(s.line),
            Node::Block(Block::Paragraph(p)) => lines.push(p.line),
            Node::Item(i) => lines.push(i.line),
            _ => {}
        });
        lines.retain(|l| *l > 0);
        lines.sort_unstable();
        for c in comments {
            let after = lines.partition_point(|l| *l <= c.line);
            if let Some(line) = lines.get(after.saturating_sub(1)) {
                out.waiting.entry(*line).or_default().push(c.text.clone());
            }
        }
        out
    }

    /// Begins the remarks on the paragraph of a line: the start of their range, and what must follow its end.
    pub(super) fn take(&mut self, line: u32) -> Option<(String, String)> {
        let texts = self.waiting.remove(&line)?;
        let (mut start, mut end) = (String::new(), String::new());
        for text in texts {
            let id = self.count;
            self.count += 1;
            start.push_str(&format!("<w:commentRangeStart w:id=\"{id}\"/>"));
            end.push_str(&format!("<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr><w:commentReference w:id=\"{id}\"/></w:r>"));
            self.xml.push_str(&format!(
                "<w:comment w:id=\"{id}\" w:author=\"wenji\" w:date=\"{}\" w:initials=\"wj\"><w:p><w:pPr><w:pStyle w:val=\"CommentText\"/></w:pPr><w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr><w:annotationRef/></w:r><w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p></w:comment>",
                self.when,
                xml::text(&text)
            ));
        }
        Some((start, end))
    }

    /// comments.xml; `None` where nothing was said.
    pub(super) fn write(&self) -> Option<String> {
        (self.count > 0).then(|| format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">{}</w:comments>", self.xml))
    }
}
