//! Lines of text in Markdown: escapes, and marks that hold among Han characters.

use crate::hypertext;
use crate::tree::{Inline, Note};

/// Writes inlines.
pub(super) struct Lines<'a> {
    pub(super) out: String,
    hard_break: &'static str,
    notes: &'a mut Vec<Note>,
}

impl<'a> Lines<'a> {
    /// A writer; `notes` are numbered from 1 in the order in which they are met.
    pub(super) fn new(hard_break: &'static str, notes: &'a mut Vec<Note>) -> Self {
        Self {
            out: String::new(),
            hard_break,
            notes,
        }
    }

    /// Writes a line.
    pub(super) fn inlines(&mut self, list: &[Inline]) {
        for i in list {
            match i {
                Inline::Text(t) => {
                    // Behind a note's mark these would make a link or a note of it.
                    if self.out.ends_with(']') && t.as_str().starts_with(['(', ':']) {
                        self.out.push('\\');
                    }
                    escape(t.as_str(), &mut self.out);
                }
                Inline::Lead { content } => self.html("<span class=\"lead\">", content, "</span>"),
                Inline::Emphasis { content } => self.marked(content, "*", "em"),
                Inline::Strong { content } => self.marked(content, "**", "strong"),
                Inline::Marked { mark, content } => {
                    let (open, close) = hypertext::tags(*mark);
                    self.html(open, content, close);
                }
                Inline::Ruby { content, reading } => {
                    self.html("<ruby>", content, hypertext::RUBY_OPEN);
                    escape(reading.as_str(), &mut self.out);
                    self.out.push_str(hypertext::RUBY_CLOSE);
                }
                Inline::Link {
                    target: to,
                    content,
                } => {
                    self.guard();
                    self.html("[", content, "](");
                    self.out.push_str(&target(to));
                    self.out.push(')');
                }
                Inline::HardBreak => self.out.push_str(self.hard_break),
                Inline::Image(i) => {
                    self.guard();
                    self.out.push_str("![");
                    escape(i.alt.as_str(), &mut self.out);
                    self.out.push_str(&format!("]({})", target(&i.target)));
                }
                Inline::Note(n) => {
                    self.guard();
                    self.notes.push(n.clone());
                    self.out.push_str(&format!("[^{}]", self.notes.len()));
                }
            }
        }
    }

    /// An exclamation mark before a bracket would make a picture of it, a bracket a reference.
    fn guard(&mut self) {
        if self.out.ends_with(']') {
            self.out.push_str("<!-- -->");
        }
        if self.out.ends_with('!') {
            self.out.pop();
            self.out.push_str("\\!");
        }
    }

    fn html(&mut self, open: &str, content: &[Inline], close: &str) {
        self.out.push_str(open);
        self.inlines(content);
        self.out.push_str(close);
    }

    /// Stars open and close only beside a letter (CommonMark 6.2): at brackets and stops, and beside other stars, a
    /// tag stands instead.
    fn marked(&mut self, content: &[Inline], stars: &str, tag: &str) {
        let holds = match content {
            [Inline::Text(t)] => {
                let s = t.as_str();
                s.starts_with(char::is_alphanumeric) && s.ends_with(char::is_alphanumeric)
            }
            _ => false,
        };
        if holds && !self.out.ends_with('*') {
            self.html(stars, content, stars);
        } else {
            self.html(&format!("<{tag}>"), content, &format!("</{tag}>"));
        }
    }
}

/// Appends `s` so that Markdown takes every character for itself.
pub(super) fn escape(s: &str, out: &mut String) {
    for c in s.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '^' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // Tables are cut into cells before anything else is read.
            '|' => out.push_str("&#124;"),
            // A line end inside a text would end the block.
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
}

/// An address between `<` and `>`, which may hold spaces and brackets.
pub(super) fn target(s: &str) -> String {
    let clean = s.replace(['\n', '\r'], " ");
    let mut safe = String::new();
    for c in clean.chars() {
        match c {
            '\\' | '<' | '>' | '&' => safe.extend(['\\', c]),
            '|' => safe.push_str("&#124;"),
            c => safe.push(c),
        }
    }
    format!("<{safe}>")
}

/// A line whose beginning Markdown would take for a heading, a list or a rule is escaped there.
pub(super) fn plain_start(line: &str) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    if digits > 0 && rest.starts_with(['.', ')']) {
        return format!("{number}\\{}", edges(rest));
    }
    if line.starts_with(['#', '+', '-', '=', ':']) {
        return format!("\\{}", edges(line));
    }
    edges(line)
}

/// Blanks at the ends of a line would be taken for the file's own.
pub(super) fn edges(line: &str) -> String {
    let words = line.trim_start();
    let (start, _) = line.split_at(line.len() - words.len());
    let core = words.trim_end();
    let (_, end) = words.split_at(core.len());
    let entities = |s: &str| -> String {
        let each = s.chars().map(|c| format!("&#{};", u32::from(c)));
        each.collect()
    };
    format!("{}{core}{}", entities(start), entities(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Text;

    #[test]
    fn stars_stand_only_where_they_hold() {
        let line = |s: &str| {
            let mut notes = Vec::new();
            let mut l = Lines::new("\\\n", &mut notes);
            l.inlines(&[Inline::Strong {
                content: vec![Inline::Text(Text::bare(s))],
            }]);
            l.out
        };
        assert_eq!(line("要点"), "**要点**");
        assert_eq!(line("要点。"), "<strong>要点。</strong>");
    }

    #[test]
    fn a_number_begins_no_list() {
        assert_eq!(plain_start("1. 甲"), "1\\. 甲");
        assert_eq!(plain_start("2024年"), "2024年");
        assert_eq!(plain_start("    甲"), "&#32;&#32;&#32;&#32;甲");
    }
}
