//! Notes: Markdown keeps them apart from their marks, the tree hangs them there.

use crate::tree::{Block, Document, Inline, Note, Paragraph, ParagraphRole, Text};
use std::collections::HashMap;

/// Notes of notes beyond this stay words.
const DEEPEST: usize = 8;

/// A note as the file defines it.
pub(super) struct Definition {
    label: Option<String>,
    mark: Option<String>,
    content: Vec<Inline>,
}

impl Definition {
    /// A definition; its blocks become one line. `mark`: the characters of its label, and the mark in the text.
    pub(super) fn new(blocks: Vec<Block>, mark: Option<(usize, String)>) -> Self {
        let mut doc = Document {
            blocks,
            ..Document::default()
        };
        let mut content = Vec::new();
        doc.each_line(&mut |line| {
            if !content.is_empty() {
                content.push(Inline::HardBreak);
            }
            content.append(line);
        });
        let mut label = mark.as_ref().map(|_| String::new());
        if let (Some((chars, _)), Some(Inline::Text(t))) = (&mark, content.first_mut()) {
            let s = t.as_str();
            let at = s.char_indices().nth(*chars).map_or(s.len(), |(i, _)| i);
            let (own, rest) = s.split_at(at);
            label = Some(own.to_owned());
            *t = Text::bare(rest);
            if t.is_empty() {
                content.remove(0);
            }
        }
        Self {
            label,
            mark: mark.map(|(_, m)| m),
            content,
        }
    }
}

/// The mark and label of a note that names none.
pub(super) fn usual(name: impl std::fmt::Display) -> String {
    format!("[{name}]")
}

/// Hangs every note on its first mark; further marks are words, and notes without a mark stand at the end.
pub(super) fn hang(doc: &mut Document, mut notes: HashMap<String, Definition>, order: &[String]) {
    doc.each_line(&mut |line| fill(line, &mut notes, 0));
    for name in order {
        let Some(d) = notes.remove(name) else {
            continue;
        };
        // A name that was there before has a number in a line of its own.
        let name = name.lines().next().unwrap_or_default();
        let label = d.label.unwrap_or_else(|| usual(name));
        let mut inlines = vec![Inline::Text(Text::bare(label))];
        inlines.extend(d.content);
        fill(&mut inlines, &mut notes, 0);
        doc.blocks.push(Block::Paragraph(Paragraph {
            role: ParagraphRole::Note,
            inlines,
            line: 0,
        }));
    }
}

fn fill(line: &mut [Inline], notes: &mut HashMap<String, Definition>, depth: usize) {
    for i in line {
        match i {
            Inline::Note(n) => {
                let name = n.mark.as_str().to_owned();
                let found = (depth < DEEPEST).then(|| notes.remove(&name)).flatten();
                let Some(d) = found else {
                    *i = Inline::Text(Text::bare(usual(&name)));
                    continue;
                };
                let usual = usual(&name);
                *n = Note {
                    mark: Text::bare(d.mark.unwrap_or_else(|| usual.clone())),
                    label: Text::bare(d.label.unwrap_or(usual)),
                    content: d.content,
                    line: 0,
                };
                fill(&mut n.content, notes, depth + 1);
            }
            _ => fill(
                i.content_mut().map_or(&mut [], Vec::as_mut_slice),
                notes,
                depth,
            ),
        }
    }
}
