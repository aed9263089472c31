//! What a marked text has beside its tree: words that are left out, and marks that the tree has no place for.

use std::collections::BTreeMap;

/// Elements that say something of their words which no other format shows.
const MEANING: [&str; 10] = [
    "mark", "kbd", "samp", "code", "tt", "big", "abbr", "acronym", "math", "bdo",
];

/// What was read beside the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Beside {
    /// Words that are left out, each with why: `hidden`, `script`, `navigation`, `comment` …
    pub(crate) left_out: Vec<(&'static str, String)>,
    /// Marks whose words stay and whose meaning goes, by name, with how often they were met.
    pub(crate) marks: BTreeMap<String, usize>,
}

impl Beside {
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
    }
}
