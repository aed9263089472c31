//! CommonMark with tables and footnotes, written and read. Labels stand as they are shown, escaped where Markdown would
//! count anew; what Markdown cannot mark stands in comments, so that the tree comes back.

mod comment;
mod flank;
mod known;
mod label;
mod line;
mod notes;
#[cfg(test)]
pub(crate) mod property_tests;
mod read;
mod spans;

pub(crate) use comment::{Cut, Said};
pub(crate) use read::{heading_tag, read_account};
pub use read::{read, read_told};

use crate::tree::{
    Block, ColumnAlign, Document, Heading, Inline, Item, Metadata, Note, Paragraph, ParagraphRole,
    Section, SectionRole, Table, Verse,
};
use known::known;
use line::{Lines, edges, escape, plain_start};
use read::usual_role;

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
    let mut doc = doc.clone();
    doc.clean_links();
    doc.clear_origin();
    let mut w = Writer::default();
    if !doc.metadata.is_empty() && doc.metadata != known(&doc) {
        w.say(&Said {
            document: Some(doc.metadata.clone()),
            ..Said::default()
        });
    }
    doc.head.iter().for_each(|p| w.role(p));
    let mut depth = 1;
    if let Some(t) = &doc.title {
        let title = w.line(&t.title, "<br/>");
        w.title(1, &title);
        for s in &t.subtitle {
            w.subtitle(s);
        }
        depth = 2;
    } else {
        // One heading of the first level at the head of the file would be its title.
        let titled = |b: &&Block| matches!(b, Block::Section(s) if s.heading.is_some());
        w.claimed = doc.blocks.iter().filter(titled).count() == 1;
    }
    w.blocks(&doc.blocks, depth, Place::default());
    w.footnotes();
    w.out
}

/// Where blocks stand: how many sections are open around them, and what the innermost is.
#[derive(Clone, Copy, Default)]
struct Place {
    open: usize,
    parent: Option<SectionRole>,
}

#[derive(Default)]
struct Writer {
    out: String,
    /// What stands before each line: the indentation of items, `> ` of quotations.
    prefix: String,
    /// The bullet of an item whose first line is still to come.
    bullet: bool,
    notes: Vec<Note>,
    /// The role of the first heading is said, though it is the usual one.
    claimed: bool,
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

    /// A comment, where there is something to say.
    fn say(&mut self, said: &Said) {
        if let Some(comment) = said.comment() {
            self.block(&comment);
        }
    }

    /// A heading's line.
    fn title(&mut self, depth: usize, words: &str) {
        let mut words = edges(words);
        // Number signs at the end would close the heading.
        if words.ends_with('#') {
            words.pop();
            words.push_str("\\#");
        }
        self.block(format!("{} {words}", "#".repeat(depth.min(DEEPEST))).trim_end());
    }

    fn subtitle(&mut self, line: &[Inline]) {
        self.paragraph(
            line,
            Said {
                subtitle: true,
                ..Said::default()
            },
        );
    }

    fn paragraph(&mut self, list: &[Inline], mut said: Said) {
        let text = self.paragraph_text(list);
        said.empty = text.is_empty();
        self.say(&said);
        self.block(&text);
    }

    fn paragraph_text(&mut self, list: &[Inline]) -> String {
        let text = self.line(list, "\\\n");
        let mut lines: Vec<String> = text.split('\n').map(plain_start).collect();
        // A break at the end of a paragraph would be a stroke.
        if let [.., before, last] = lines.as_mut_slice()
            && last.is_empty()
        {
            before.pop();
            before.push_str("<br/>");
            lines.pop();
        }
        lines.join("\n")
    }

    fn blocks(&mut self, list: &[Block], depth: usize, place: Place) {
        let mut before: Option<&Block> = None;
        for b in list {
            self.separate(before, b, place);
            before = Some(b);
            match b {
                Block::Section(s) => self.section(s, depth, place),
                Block::Paragraph(p) => self.role(p),
                Block::List(l) => {
                    for i in &l.items {
                        self.item(i, depth);
                    }
                }
                Block::Verse(v) => self.verse(v),
                Block::Table(t) => self.table(t),
                Block::SceneBreak(s) if s.mark.is_empty() => self.block("---"),
                Block::SceneBreak(s) => self.paragraph(
                    &[Inline::Text(s.mark.clone())],
                    Said {
                        scene_break: true,
                        ..Said::default()
                    },
                ),
                Block::Image(i) => {
                    let mut alt = String::new();
                    escape(i.alt.as_str(), &mut alt);
                    let target = line::target(&i.target);
                    self.block(&format!("![{alt}]({target})"));
                    if !i.caption.is_empty() {
                        self.paragraph(
                            &i.caption,
                            Said {
                                caption: true,
                                ..Said::default()
                            },
                        );
                    }
                }
            }
        }
    }

    /// What must stand between two blocks that they do not run into each other.
    fn separate(&mut self, before: Option<&Block>, b: &Block, place: Place) {
        match (before, b) {
            (Some(Block::List(_)), Block::List(_)) => self.block("<!-- -->"),
            (Some(Block::Section(a)), b) => {
                let titled = |s: &Section| s.heading.is_some();
                let ends = titled(a) && matches!(b, Block::Section(s) if titled(s));
                if !ends {
                    self.say(&Said {
                        end: Some(place.open),
                        ..Said::default()
                    });
                }
            }
            _ => {}
        }
    }

    fn verse(&mut self, v: &Verse) {
        self.say(&Said {
            verse: Some(v.stanzas.len()),
            ..Said::default()
        });
        for stanza in &v.stanzas {
            self.paragraph(&stanza.join(&Inline::HardBreak), Said::default());
        }
    }

    fn section(&mut self, s: &Section, depth: usize, place: Place) {
        let mut said = Said {
            metadata: (s.metadata != Metadata::default()).then(|| s.metadata.clone()),
            ..Said::default()
        };
        match &s.heading {
            Some(h) => {
                let needed = std::mem::take(&mut self.claimed) && depth == 1
                    || s.role != usual_role(place.parent);
                said.section = needed.then_some(s.role);
                self.heading(h, depth, said);
            }
            None => {
                self.claimed = false;
                said.section = (s.role != SectionRole::Untitled).then_some(s.role);
                said.untitled = true;
                self.say(&said);
            }
        }
        let place = Place {
            open: place.open + 1,
            parent: Some(s.role),
        };
        self.blocks(&s.blocks, depth + usize::from(s.heading.is_some()), place);
    }

    fn heading(&mut self, h: &Heading, depth: usize, mut said: Said) {
        let (line, cut) = label::heading(h.label.as_ref(), &h.title);
        said.label = cut;
        said.level = (depth > DEEPEST).then_some(depth);
        // A run-in heading's own line goes on with the text: an editor of the file sees which they are.
        said.run_in = h.run_in;
        let words = self.line(&line, "<br/>");
        self.say(&said);
        self.title(depth, &words);
        for s in &h.subtitle {
            self.subtitle(s);
        }
    }

    fn role(&mut self, p: &Paragraph) {
        let said = Said {
            paragraph: said_role(p.role),
            ..Said::default()
        };
        if p.role != ParagraphRole::Quotation {
            return self.paragraph(&p.inlines, said);
        }
        if !self.out.is_empty() && !self.bullet {
            self.blank();
        }
        let before = self.prefix.len();
        if std::mem::take(&mut self.bullet) {
            self.out.push_str("> ");
        } else {
            self.out.push_str(&format!("{}> ", self.prefix));
        }
        self.prefix.push_str("> ");
        self.bullet = true;
        self.paragraph(&p.inlines, Said::default());
        self.prefix.truncate(before);
    }

    fn item(&mut self, i: &Item, depth: usize) {
        let (first, role, rest) = match i.blocks.split_first() {
            Some((Block::Paragraph(p), rest)) => (p.inlines.as_slice(), p.role, rest),
            _ => (&[][..], ParagraphRole::Body, i.blocks.as_slice()),
        };
        let (line, label) = label::item(i.label.as_ref(), first);
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
        let said = Said {
            label,
            paragraph: match role {
                ParagraphRole::Quotation => Some(role),
                role => said_role(role),
            },
            ..Said::default()
        };
        self.paragraph(&line, said);
        self.blocks(
            rest,
            depth,
            Place {
                open: 0,
                parent: Some(SectionRole::Heading),
            },
        );
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
                format!(" {} |", edges(&self.line(cell, "<br/>")))
            });
            rows.push(format!("|{}", cells.collect::<String>()));
        }
        let rule = |k: usize| match t.align_of(k) {
            ColumnAlign::Unset => " --- |",
            ColumnAlign::Left => " :-- |",
            ColumnAlign::Center => " :-: |",
            ColumnAlign::Right => " --: |",
        };
        rows.insert(
            1,
            format!("|{}", (0..columns).map(rule).collect::<String>()),
        );
        self.block(&rows.join("\n"));
    }

    /// The notes, and the notes of notes.
    fn footnotes(&mut self) {
        let mut at = 0;
        while let Some(n) = self.notes.get(at).cloned() {
            at += 1;
            let usual = notes::usual(at);
            let mut line = n.content;
            if n.mark.as_str() != usual || n.label.as_str() != usual {
                let chars = n.label.as_str().chars().count();
                self.say(&Said {
                    mark: Some((chars, n.mark.as_str().to_owned())),
                    ..Said::default()
                });
                line.insert(0, Inline::Text(n.label));
            }
            let text = self.line(&line, "<br/>");
            let text = if text.is_empty() {
                // A note without words would be no note.
                "<!-- -->".to_owned()
            } else {
                plain_start(&text)
            };
            self.block(&format!("[^{at}]: {text}"));
        }
    }
}

/// The role that a comment says: running text needs none, and quotations are marked.
fn said_role(role: ParagraphRole) -> Option<ParagraphRole> {
    (!matches!(role, ParagraphRole::Body | ParagraphRole::Quotation)).then_some(role)
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

    fn item(label: &str, scheme: Scheme, number: u32, words: &str, rest: Vec<Block>) -> Item {
        let paragraph = Block::Paragraph(Paragraph {
            inlines: vec![text(words)],
            ..Paragraph::default()
        });
        Item {
            label: Some(Label::new(label, Text::bare(label), scheme, Some(number))),
            blocks: std::iter::once(paragraph).chain(rest).collect(),
            line: 0,
        }
    }

    #[test]
    fn labels_are_not_counted_anew_and_lists_nest() {
        let inner = Block::List(List {
            items: vec![item("（1）", Scheme::ArabicParen, 1, "丙", Vec::new())],
        });
        let list = Block::List(List {
            items: vec![
                item("3.", Scheme::ArabicDot, 3, "甲", vec![inner]),
                item("7.", Scheme::ArabicDot, 7, "乙", Vec::new()),
            ],
        });
        assert_eq!(written(vec![list]), "- 3\\.甲\n\n  - （1）丙\n\n- 7\\.乙\n");
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
            "<!-- verse 1 -->\n\n\\# 床前\\\n\\- 疑是\n\n|  |  |\n| --- | --- |\n| 甲&#124;乙 | 丙 |\n"
        );
    }
}
