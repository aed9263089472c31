//! CommonMark with tables and footnotes. Labels stand as they are shown, escaped where Markdown would count anew.

mod line;

use crate::tree::{
    Block, Document, Heading, Inline, Item, Note, Paragraph, ParagraphRole, Section, Table,
};
use line::{Lines, escape, plain_start};

/// Deepest heading of Markdown.
const DEEPEST: usize = 6;
/// Indentation of what belongs to an item: the width of its bullet.
const ITEM_INDENT: &str = "  ";

/// Writes the text.
///
/// ```
/// use wenji::{markdown, reader, source::Source};
/// let s = Source::decode("春游\n\n一、出发\n清晨出发。\n二、归来\n傍晚归来。\n".as_bytes(), None).unwrap();
/// let r = reader::read(&s, &reader::ReadOptions::default());
/// assert!(markdown::write(&r.document).contains("# 一、出发\n\n清晨出发。\n"));
/// ```
#[must_use]
pub fn write(doc: &Document) -> String {
    let mut w = Writer::default();
    let mut depth = 1;
    if let Some(t) = &doc.title {
        let title = w.line(&t.title, "<br/>");
        w.block(&format!("# {title}"));
        for s in &t.subtitle {
            w.paragraph(s);
        }
        depth = 2;
    }
    w.blocks(&doc.blocks, depth);
    w.footnotes();
    w.out
}

#[derive(Default)]
struct Writer {
    out: String,
    /// What stands before each line: the indentation of items, `> ` of quotations.
    prefix: String,
    /// The bullet of an item whose first line is still to come.
    bullet: bool,
    notes: Vec<Note>,
}

impl Writer {
    /// A block of one or more lines, set off by a blank line.
    fn block(&mut self, text: &str) {
        if !self.out.is_empty() && !self.bullet {
            self.blank();
        }
        for (n, line) in text.lines().enumerate() {
            if n > 0 || !std::mem::take(&mut self.bullet) {
                self.out.push_str(&self.prefix);
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    fn blank(&mut self) {
        self.out.push_str(self.prefix.trim_end());
        self.out.push('\n');
    }

    fn line(&mut self, list: &[Inline], hard_break: &'static str) -> String {
        let mut l = Lines::new(hard_break, &mut self.notes);
        l.inlines(list);
        l.out
    }

    fn paragraph(&mut self, list: &[Inline]) {
        let text = self.line(list, "\\\n");
        let lines: Vec<String> = text.split('\n').map(plain_start).collect();
        self.block(&lines.join("\n"));
    }

    fn blocks(&mut self, list: &[Block], depth: usize) {
        for (n, b) in list.iter().enumerate() {
            match b {
                Block::Section(s) => self.section(s, depth),
                Block::Paragraph(p) => self.role(p),
                Block::List(l) => {
                    // Two lists in a row would be one.
                    let after_list = n
                        .checked_sub(1)
                        .and_then(|k| list.get(k))
                        .is_some_and(|b| matches!(b, Block::List(_)));
                    if after_list {
                        self.block("<!-- -->");
                    }
                    for i in &l.items {
                        self.item(i, depth);
                    }
                }
                Block::Verse(v) => {
                    for stanza in &v.stanzas {
                        let joined = stanza.join(&Inline::HardBreak);
                        self.paragraph(&joined);
                    }
                }
                Block::Table(t) => self.table(t),
                Block::SceneBreak(s) if s.mark.is_empty() => self.block("---"),
                Block::SceneBreak(s) => self.paragraph(&[Inline::Text(s.mark.clone())]),
                Block::Image(i) => {
                    let mut alt = String::new();
                    escape(i.alt.as_str(), &mut alt);
                    let target = line::target(&i.target);
                    self.block(&format!("![{alt}]({target})"));
                }
            }
        }
    }

    fn section(&mut self, s: &Section, depth: usize) {
        if let Some(h) = &s.heading {
            self.heading(h, depth);
        }
        self.blocks(&s.blocks, depth + usize::from(s.heading.is_some()));
    }

    fn heading(&mut self, h: &Heading, depth: usize) {
        let label = h.label.as_ref();
        let mut words = String::new();
        if let Some(l) = label {
            escape(l.shown.as_str(), &mut words);
            if l.wants_space() && !h.title.is_empty() {
                words.push('\u{3000}');
            }
        }
        words.push_str(&self.line(&h.title, "<br/>"));
        // A run-in heading's own line goes on with the text: an editor of the file sees which they are.
        if h.run_in {
            self.block("<!-- run-in -->");
        }
        self.block(&format!("{} {words}", "#".repeat(depth.min(DEEPEST))));
        for s in &h.subtitle {
            self.paragraph(s);
        }
    }

    fn role(&mut self, p: &Paragraph) {
        if p.role == ParagraphRole::Quotation {
            if !self.out.is_empty() {
                self.blank();
            }
            let before = self.prefix.clone();
            self.prefix.push_str("> ");
            self.bullet = false;
            let text = self.line(&p.inlines, "\\\n");
            for line in text.split('\n') {
                self.out.push_str(&self.prefix);
                self.out.push_str(&plain_start(line));
                self.out.push('\n');
            }
            self.prefix = before;
        } else {
            self.paragraph(&p.inlines);
        }
    }

    fn item(&mut self, i: &Item, depth: usize) {
        let (first, rest) = match i.blocks.split_first() {
            Some((Block::Paragraph(p), rest)) => (p.inlines.as_slice(), rest),
            _ => (&[][..], i.blocks.as_slice()),
        };
        let mut text = String::new();
        if let Some(l) = &i.label {
            escape(l.shown.as_str(), &mut text);
            if l.wants_space() {
                text.push('\u{3000}');
            }
        }
        text.push_str(&self.line(first, "\\\n"));
        if !self.out.is_empty() && !self.bullet {
            self.blank();
        }
        if !std::mem::take(&mut self.bullet) {
            self.out.push_str(&self.prefix);
        }
        self.out.push_str("- ");
        self.bullet = true;
        let before = self.prefix.len();
        self.prefix.push_str(ITEM_INDENT);
        let lines: Vec<String> = text.split('\n').map(plain_start).collect();
        self.block(&lines.join("\n"));
        self.bullet = false;
        self.blocks(rest, depth);
        self.prefix.truncate(before);
    }

    fn table(&mut self, t: &Table) {
        let columns = t.rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        let mut rows = Vec::new();
        if !t.header {
            // Markdown has no table without a head: an empty one stands there.
            rows.push(format!("|{}", "  |".repeat(columns)));
        }
        for row in &t.rows {
            let cells = (0..columns).map(|k| {
                let cell = row.get(k).map_or(&[][..], Vec::as_slice);
                format!(" {} |", self.line(cell, "<br/>"))
            });
            rows.push(format!("|{}", cells.collect::<String>()));
        }
        rows.insert(1, format!("|{}", " --- |".repeat(columns)));
        self.block(&rows.join("\n"));
    }

    /// The notes, and the notes of notes.
    fn footnotes(&mut self) {
        let mut at = 0;
        while let Some(n) = self.notes.get(at).cloned() {
            at += 1;
            let mut label = String::new();
            escape(n.label.as_str(), &mut label);
            let text = self.line(&n.content, "<br/>");
            self.block(&format!(
                "[^{at}]: {}",
                plain_start(&format!("{label}{text}"))
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Label, List, Scheme, Text};

    fn text(s: &str) -> Inline {
        Inline::Text(Text::bare(s))
    }

    fn written(blocks: Vec<Block>) -> String {
        write(&Document {
            blocks,
            ..Document::default()
        })
    }

    fn item(label: &str, words: &str, rest: Vec<Block>) -> Item {
        let paragraph = Block::Paragraph(Paragraph {
            inlines: vec![text(words)],
            ..Paragraph::default()
        });
        Item {
            label: Some(Label::new(
                label,
                Text::bare(label),
                Scheme::ArabicDot,
                None,
            )),
            blocks: std::iter::once(paragraph).chain(rest).collect(),
            line: 0,
        }
    }

    #[test]
    fn labels_are_not_counted_anew_and_lists_nest() {
        let inner = Block::List(List {
            items: vec![item("（1）", "丙", Vec::new())],
        });
        let list = Block::List(List {
            items: vec![item("3.", "甲", vec![inner]), item("7.", "乙", Vec::new())],
        });
        assert_eq!(
            written(vec![list]),
            "- 3\\. 甲\n\n  - （1）丙\n\n- 7\\. 乙\n".replace("\\. ", "\\.")
        );
    }

    #[test]
    fn verse_has_hard_breaks_and_tables_have_a_head() {
        let verse = Block::Verse(crate::tree::Verse {
            stanzas: vec![vec![vec![text("# 床前")], vec![text("- 疑是")]]],
            line: 0,
        });
        let table = Block::Table(Table {
            rows: vec![vec![vec![text("甲|乙")], vec![text("丙")]]],
            ..Table::default()
        });
        assert_eq!(
            written(vec![verse, table]),
            "\\# 床前\\\n\\- 疑是\n\n|  |  |\n| --- | --- |\n| 甲\\|乙 | 丙 |\n"
        );
    }
}
