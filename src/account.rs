//! The account of a marked text (a web page, Markdown, pandoc's JSON, a tree): what was read is what stands in the tree, and
//! what is not taken is named. The receipt of plain text is another: [`crate::receipt`].

use crate::picture::Pictures;
use crate::tree::{Document, Node, walk};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Elements that say something of their words which no other format shows.
const MEANING: [&str; 10] = [
    "mark", "kbd", "samp", "code", "tt", "big", "abbr", "acronym", "math", "bdo",
];

/// What was read beside the tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Words that are left out, each with why: `hidden`, `script`, `navigation`, `comment`, `title` …
    pub left_out: Vec<(&'static str, String)>,
    /// Marks whose words stay and whose meaning goes, by name, with how often they were met.
    pub marks: BTreeMap<String, usize>,
    /// Characters of the text that stand neither in the tree nor among what is left out; none, unless something is wrong.
    pub lost: String,
}

impl Account {
    /// The account of a tree that was read from JSON: strings of fields that the tree has not are left out.
    ///
    /// ```
    /// use wenji::{account::Account, tree::Document};
    /// let json = r#"{"blocks":[{"type":"paragraph","inlines":[{"type":"text","text":"甲"}],"own":"乙"}]}"#;
    /// let doc: Document = serde_json::from_str(json).unwrap();
    /// let account = Account::of_json(json.as_bytes(), &doc);
    /// assert_eq!(account.left_out, [("field", "乙".to_owned())]);
    /// assert_eq!(account.lost, "");
    /// ```
    #[must_use]
    pub fn of_json(json: &[u8], doc: &Document) -> Self {
        fn strings(v: &Value, f: &mut impl FnMut(&str)) {
            match v {
                Value::String(s) => f(s),
                Value::Array(list) => list.iter().for_each(|v| strings(v, f)),
                Value::Object(o) => o.values().for_each(|v| strings(v, f)),
                _ => {}
            }
        }
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        if let Ok(v) = serde_json::to_value(doc) {
            strings(&v, &mut |s| *known.entry(s.to_owned()).or_default() += 1);
        }
        let mut out = Self::default();
        if let Ok(v) = serde_json::from_slice::<Value>(json) {
            strings(&v, &mut |s| match known.get_mut(s) {
                Some(n) if *n > 0 => *n -= 1,
                // What every field has where nothing is said need not be written again.
                _ => out.leave("field", s),
            });
        }
        out
    }

    /// Words are left out; white space is none.
    pub(crate) fn leave(&mut self, why: &'static str, words: &str) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            self.left_out.push((why, words));
        }
    }

    /// An element whose words are taken and whose meaning is not: named where it has one. `style` is all that says how it
    /// looks.
    pub(crate) fn unknown(&mut self, name: &str, style: &str) {
        if MEANING.contains(&name) {
            self.mark(name);
        }
        self.coloured(style);
    }

    /// What an element says of colours has no place.
    pub(crate) fn coloured(&mut self, style: &str) {
        if !style.contains(['c', 'C', 'b', 'B']) {
            return;
        }
        let style = style.to_ascii_lowercase();
        let mut entries = style.split([';', '"', '\'', ' ']).map(str::trim);
        let coloured = |e: &str| {
            let value = e
                .strip_prefix("color")
                .or_else(|| e.strip_prefix("background"));
            let value = value.map(|v| v.trim_start_matches("-color").trim_start());
            value.is_some_and(|v| v.starts_with([':', '=']))
        };
        if entries.any(coloured) {
            self.mark("color");
        }
    }

    /// A mark that the tree cannot hold.
    pub(crate) fn mark(&mut self, name: &str) {
        *self.marks.entry(name.to_owned()).or_default() += 1;
    }

    /// Adds what another part of the text has.
    pub(crate) fn join(&mut self, other: Self) {
        self.left_out.extend(other.left_out);
        for (name, n) in other.marks {
            *self.marks.entry(name).or_default() += n;
        }
        self.lost.push_str(&other.lost);
    }

    /// Draws up the sum: what was told must be in the tree, or be left out by name.
    pub(crate) fn settle(&mut self, mut told: Tally, doc: &Document) {
        told.pay(doc);
        for (_, words) in &self.left_out {
            told.take(words);
        }
        self.lost.push_str(&told.rest());
    }

    /// One JSON object a line: `head`, what was read in its order, what was left out, marks and pictures.
    #[must_use]
    pub fn jsonl(&self, head: &Value, doc: &Document, pictures: &Pictures) -> String {
        let mut out = format!("{head}\n");
        let mut row = |value: Value| {
            out.push_str(&value.to_string());
            out.push('\n');
        };
        walk(doc, &mut |n| {
            let text = match n {
                Node::Text(t) | Node::Reading(t) => t.as_str(),
                Node::Label(l) => l.shown.as_str(),
                _ => return,
            };
            if !text.is_empty() {
                row(json!({"new": text}));
            }
        });
        for (why, words) in &self.left_out {
            row(json!({"rule": why, "old": words}));
        }
        for (name, places) in &self.marks {
            row(json!({"rule": "mark", "mark": name, "places": places}));
        }
        if !self.lost.is_empty() {
            row(json!({"rule": "lost", "old": self.lost}));
        }
        crate::picture::each(doc, &mut |i| {
            row(match pictures.get(&i.target) {
                Some(p) => {
                    json!({"picture": i.target, "sha256": crate::digest::sha256(&p.bytes)})
                }
                None => json!({"rule": "picture", "old": i.target}),
            });
        });
        out
    }
}

/// How often each character was told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// Those of the first plane by their numbers, others by themselves.
    plane: Vec<u32>,
    others: BTreeMap<char, u32>,
}

impl Tally {
    fn counts(c: char) -> bool {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
    }

    fn one(&mut self, c: char) {
        if !Self::counts(c) {
            return;
        }
        if self.plane.is_empty() {
            self.plane = vec![0; 1 << 16];
        }
        let place = self.plane.get_mut(c as usize);
        *place.unwrap_or_else(|| self.others.entry(c).or_default()) += 1;
    }

    /// Counts the characters of a text, white space aside.
    pub(crate) fn add(&mut self, s: &str) {
        s.chars().for_each(|c| self.one(c));
    }

    /// The same for those that no markup is made of.
    pub(crate) fn add_words(&mut self, s: &str) {
        let words = s.chars().filter(|c| !c.is_ascii());
        words.for_each(|c| self.one(c));
    }

    /// These are accounted for.
    pub(crate) fn take(&mut self, s: &str) {
        for c in s.chars() {
            let place = self.plane.get_mut(c as usize);
            if let Some(n) = place.or_else(|| self.others.get_mut(&c)) {
                *n = n.saturating_sub(1);
            }
        }
    }

    /// What the tree holds is accounted for.
    fn pay(&mut self, doc: &Document) {
        walk(doc, &mut |n| match n {
            Node::Text(t) | Node::Reading(t) => self.take(t.as_str()),
            Node::Label(l) => self.take(l.shown.as_str()),
            _ => {}
        });
    }

    /// What is left.
    fn rest(self) -> String {
        let plane = (0u32..).zip(self.plane);
        let plane = plane.filter_map(|(c, n)| Some((char::from_u32(c)?, n)));
        let each = |(c, n): (char, u32)| std::iter::repeat_n(c, n as usize);
        plane.chain(self.others).flat_map(each).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Block, Inline, Paragraph, Text};

    #[test]
    fn what_is_neither_taken_nor_named_is_lost() {
        let doc = Document {
            blocks: vec![Block::Paragraph(Paragraph {
                inlines: vec![Inline::Text(Text::bare("甲 乙1."))],
                ..Paragraph::default()
            })],
            ..Document::default()
        };
        for (text, left, lost) in [
            ("甲乙", "", ""),
            ("甲 乙\n丙", "丙", ""),
            ("甲甲乙丙", "", "丙甲"),
            ("\u{feff}甲\u{200b}", "", ""),
        ] {
            let mut account = Account::default();
            account.leave("hidden", left);
            let mut told = Tally::default();
            told.add(text);
            account.settle(told, &doc);
            assert_eq!(account.lost, lost, "{text}");
        }
    }
}
