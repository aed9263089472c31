//! Lines and spans counted on from another text's, for trees that stand behind it.

use super::{Block, Document, Inline, Item, Label, Node, Section, Span, Text, walk};

impl Document {
    /// The last source line and the end of the last span that the tree names.
    #[must_use]
    pub fn extent(&self) -> (u32, u32) {
        let (mut line, mut byte) = (self.title.as_ref().map_or(0, |t| t.line), 0);
        line = self.head.iter().map(|p| p.line).fold(line, u32::max);
        let mut reach = |t: &Text| {
            let ends = t.segments().iter().map(|s| s.span.end);
            byte = ends.fold(byte, u32::max);
        };
        walk(self, &mut |n| match n {
            Node::Section(s) => line = line.max(s.line),
            Node::Note(n) => line = line.max(n.line),
            Node::Item(i) => line = line.max(i.line),
            Node::Block(b) => line = line.max(line_of(b)),
            Node::Label(l) => reach(&l.shown),
            Node::Text(t) => reach(t),
            _ => {}
        });
        (line, byte)
    }

    /// The tree with its source lines and spans moved on.
    pub(super) fn shifted(mut self, lines: u32, bytes: u32) -> Self {
        let by = By { lines, bytes };
        self.each_line(&mut |line| by.inlines(line));
        self.head.iter_mut().for_each(|p| by.line(&mut p.line));
        if let Some(t) = &mut self.title {
            by.line(&mut t.line);
        }
        by.blocks(&mut self.blocks);
        self
    }
}

fn line_of(b: &Block) -> u32 {
    match b {
        Block::Section(s) => s.line,
        Block::Paragraph(p) => p.line,
        Block::List(l) => l.items.last().map_or(0, |i| i.line),
        Block::Verse(v) => v.line,
        Block::Table(t) => t.line,
        Block::SceneBreak(s) => s.line,
        Block::Image(i) => i.line,
    }
}

struct By {
    lines: u32,
    bytes: u32,
}

impl By {
    fn line(&self, line: &mut u32) {
        // 0 says that the line is not known.
        if *line > 0 {
            *line = line.saturating_add(self.lines);
        }
    }

    fn text(&self, text: &mut Text) {
        let by = self.bytes;
        text.move_spans(|s| Span {
            start: s.start.saturating_add(by),
            end: s.end.saturating_add(by),
        });
    }

    fn inlines(&self, list: &mut [Inline]) {
        for i in list {
            match i {
                Inline::Text(t) => self.text(t),
                Inline::Lead { content }
                | Inline::Emphasis { content }
                | Inline::Strong { content }
                | Inline::Marked { content, .. }
                | Inline::Link { content, .. } => self.inlines(content),
                Inline::Ruby { content, reading } => {
                    self.inlines(content);
                    self.text(reading);
                }
                Inline::HardBreak => {}
                Inline::Image(i) => {
                    self.line(&mut i.line);
                    self.text(&mut i.alt);
                    self.inlines(&mut i.caption);
                }
                Inline::Note(n) => {
                    self.line(&mut n.line);
                    self.text(&mut n.mark);
                    self.text(&mut n.label);
                    self.inlines(&mut n.content);
                }
            }
        }
    }

    fn label(&self, label: &mut Option<Label>) {
        if let Some(l) = label {
            self.text(&mut l.shown);
        }
    }

    fn section(&self, s: &mut Section) {
        self.line(&mut s.line);
        if let Some(h) = &mut s.heading {
            self.label(&mut h.label);
        }
        self.blocks(&mut s.blocks);
    }

    fn item(&self, i: &mut Item) {
        self.line(&mut i.line);
        self.label(&mut i.label);
        self.blocks(&mut i.blocks);
    }

    /// All but the lines of text, which `each_line` reaches.
    fn blocks(&self, blocks: &mut [Block]) {
        for b in blocks {
            match b {
                Block::Section(s) => self.section(s),
                Block::Paragraph(p) => self.line(&mut p.line),
                Block::List(l) => l.items.iter_mut().for_each(|i| self.item(i)),
                Block::Verse(v) => self.line(&mut v.line),
                Block::Table(t) => self.line(&mut t.line),
                Block::SceneBreak(s) => {
                    self.line(&mut s.line);
                    self.text(&mut s.mark);
                }
                Block::Image(i) => {
                    self.line(&mut i.line);
                    self.text(&mut i.alt);
                }
            }
        }
    }
}
