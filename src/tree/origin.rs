//! The tree without its origin: what two trees have in common that were read from different files.

use super::{Block, Document, Image, Inline, Item, Label, Text};

impl Document {
    /// The same tree without source lines and spans: runs of text that touch are joined, runs without characters
    /// are left out, and a label's verbatim text is the one that is shown. Trees of one text that were read from
    /// different formats are equal in this form.
    ///
    /// ```
    /// use wenji::tree::{Block, Document, Inline, Paragraph, Text};
    /// let paragraph = |words: &[&str], line| Document {
    ///     blocks: vec![Block::Paragraph(Paragraph {
    ///         inlines: words.iter().map(|w| Inline::Text(Text::bare(*w))).collect(),
    ///         line,
    ///         ..Paragraph::default()
    ///     })],
    ///     ..Document::default()
    /// };
    /// let (a, b) = (paragraph(&["甲", "", "乙"], 7), paragraph(&["甲乙"], 0));
    /// assert_ne!(a, b);
    /// assert_eq!(a.without_origin(), b.without_origin());
    /// ```
    #[must_use]
    pub fn without_origin(&self) -> Self {
        let mut doc = self.clone();
        doc.clear_origin();
        doc
    }

    /// The same, in place.
    pub(crate) fn clear_origin(&mut self) {
        self.each_line(&mut |line| *line = joined(std::mem::take(line)));
        self.head.iter_mut().for_each(|p| p.line = 0);
        if let Some(t) = &mut self.title {
            t.line = 0;
        }
        clear(&mut self.blocks);
    }

    /// Calls `f` for every line of text: titles, paragraphs, lines of verse, cells. Notes are parts of lines.
    pub(crate) fn each_line(&mut self, f: &mut impl FnMut(&mut Vec<Inline>)) {
        self.head.iter_mut().for_each(|p| f(&mut p.inlines));
        if let Some(t) = &mut self.title {
            f(&mut t.title);
            t.subtitle.iter_mut().for_each(&mut *f);
        }
        lines(&mut self.blocks, f);
    }

    /// Calls `f` for every picture that stands by itself.
    pub(crate) fn each_picture(&mut self, f: &mut impl FnMut(&mut Image)) {
        pictures(&mut self.blocks, f);
    }
}

fn pictures(blocks: &mut [Block], f: &mut impl FnMut(&mut Image)) {
    for b in blocks {
        match b {
            Block::Section(s) => pictures(&mut s.blocks, f),
            Block::List(l) => l.items.iter_mut().for_each(|i| pictures(&mut i.blocks, f)),
            Block::Image(i) => f(i),
            Block::Paragraph(_) | Block::Verse(_) | Block::Table(_) | Block::SceneBreak(_) => {}
        }
    }
}

fn lines(blocks: &mut [Block], f: &mut impl FnMut(&mut Vec<Inline>)) {
    for b in blocks {
        match b {
            Block::Section(s) => {
                if let Some(h) = &mut s.heading {
                    f(&mut h.title);
                    h.subtitle.iter_mut().for_each(&mut *f);
                }
                lines(&mut s.blocks, f);
            }
            Block::Paragraph(p) => f(&mut p.inlines),
            Block::List(l) => {
                for item in &mut l.items {
                    lines(&mut item.blocks, f);
                }
            }
            Block::Verse(v) => v.stanzas.iter_mut().flatten().for_each(&mut *f),
            Block::Table(t) => t.rows.iter_mut().flatten().for_each(&mut *f),
            Block::Image(i) => f(&mut i.caption),
            Block::SceneBreak(_) => {}
        }
    }
}

fn clear(blocks: &mut [Block]) {
    for b in blocks {
        match b {
            Block::Section(s) => {
                s.line = 0;
                let label = s.heading.as_mut().and_then(|h| h.label.as_mut());
                label.into_iter().for_each(clear_label);
                clear(&mut s.blocks);
            }
            Block::Paragraph(p) => p.line = 0,
            Block::List(l) => l.items.iter_mut().for_each(clear_item),
            Block::Verse(v) => v.line = 0,
            Block::Table(t) => {
                t.line = 0;
                t.trim_align();
            }
            Block::SceneBreak(s) => {
                s.line = 0;
                s.mark = bare(&s.mark);
            }
            Block::Image(i) => {
                i.line = 0;
                i.alt = bare(&i.alt);
            }
        }
    }
}

fn clear_item(i: &mut Item) {
    i.line = 0;
    i.label.iter_mut().for_each(clear_label);
    clear(&mut i.blocks);
}

fn clear_label(l: &mut Label) {
    *l = Label::new(l.shown.as_str(), bare(&l.shown), l.scheme, l.number);
}

fn bare(t: &Text) -> Text {
    Text::bare(t.as_str())
}

fn joined(line: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(line.len());
    for i in line {
        match i {
            Inline::Text(t) if t.is_empty() => {}
            Inline::Text(t) => match out.last_mut() {
                Some(Inline::Text(last)) => {
                    *last = Text::bare(format!("{}{}", last.as_str(), t.as_str()));
                }
                _ => out.push(Inline::Text(bare(&t))),
            },
            Inline::Lead { content } => out.push(Inline::Lead {
                content: joined(content),
            }),
            Inline::Emphasis { content } => out.push(Inline::Emphasis {
                content: joined(content),
            }),
            Inline::Strong { content } => out.push(Inline::Strong {
                content: joined(content),
            }),
            Inline::Marked { mark, content } => out.push(Inline::Marked {
                mark,
                content: joined(content),
            }),
            Inline::Ruby { content, reading } => out.push(Inline::Ruby {
                content: joined(content),
                reading: bare(&reading),
            }),
            Inline::Link { target, content } => out.push(Inline::Link {
                target,
                content: joined(content),
            }),
            Inline::HardBreak => out.push(Inline::HardBreak),
            Inline::Image(mut i) => {
                (i.line, i.alt) = (0, bare(&i.alt));
                i.caption = joined(i.caption);
                out.push(Inline::Image(i));
            }
            Inline::Note(mut n) => {
                n.line = 0;
                n.mark = bare(&n.mark);
                n.label = bare(&n.label);
                n.content = joined(n.content);
                out.push(Inline::Note(n));
            }
        }
    }
    out
}
