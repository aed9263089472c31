//! Quotation marks that do not pair, told at the mark.
//!
//! They are paired in the paragraph as it is read, however many lines it has. One that a paragraph leaves open may be
//! closed by one of the next in its piece: a letter or a speech that is quoted has several, each perhaps with an opening
//! mark of its own.

use super::{Diagnostic, Severity};
use crate::reader::{Kind, Unit};

/// Pairs of marks.
const PAIRS: [(char, char); 5] = [
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('﹁', '﹂'),
];
/// Paragraphs that a quotation may have.
const LONGEST: usize = 24;
/// Marks that may stand open at once; beyond that the outermost was forgotten.
const DEEPEST: usize = 32;

/// A mark in a unit.
#[derive(Clone, Copy)]
struct Mark {
    unit: usize,
    at: usize,
    paragraph: usize,
    /// Which of the pairs.
    pair: usize,
    opens: bool,
}

#[derive(Default)]
struct Pairing {
    open: Vec<Mark>,
    left: Vec<Mark>,
    paragraph: usize,
}

/// The findings: at most one for each paragraph.
pub(super) fn findings(units: &[Unit], source: &str) -> Vec<Diagnostic> {
    let mut p = Pairing::default();
    for (n, u) in units.iter().enumerate() {
        if u.kind == Kind::Boilerplate {
            continue;
        }
        if u.joins.is_none() {
            p.next_paragraph();
        }
        if matches!(u.kind, Kind::Piece | Kind::Volume | Kind::Title) {
            p.left.append(&mut p.open);
        }
        p.read(n, u.text(source), u.joins.is_none());
    }
    p.next_paragraph();
    p.left.append(&mut p.open);
    p.left.sort_by_key(|m| (m.paragraph, m.unit, m.at));
    p.left.dedup_by_key(|m| m.paragraph);
    let told = p.left.iter();
    told.filter_map(|m| finding(*m, units.get(m.unit)?, source))
        .collect()
}

impl Pairing {
    /// Takes the marks of a unit.
    fn read(&mut self, unit: usize, text: &str, first: bool) {
        for (at, c) in text.char_indices() {
            let opens = PAIRS.iter().position(|p| p.0 == c);
            let Some(pair) = opens.or_else(|| PAIRS.iter().position(|p| p.1 == c)) else {
                continue;
            };
            let mark = Mark {
                unit,
                at,
                paragraph: self.paragraph,
                pair,
                opens: opens.is_some(),
            };
            let same = self.open.iter().rposition(|m| m.pair == pair);
            if mark.opens {
                self.carried(same, first && at == 0);
                if self.open.len() == DEEPEST {
                    self.left.push(self.open.remove(0));
                }
                self.open.push(mark);
            } else if let Some(k) = same
                && !is_apostrophe(text, at, c, true)
            {
                // What stands open within it was forgotten.
                let within = self.open.split_off(k);
                self.left.extend(within.into_iter().skip(1));
            } else if !is_apostrophe(text, at, c, false) {
                self.left.push(mark);
            }
        }
    }

    /// A mark opens where one of its kind stands open from an earlier paragraph: that one is carried on where the
    /// next paragraph begins with it, and else was forgotten.
    fn carried(&mut self, same: Option<usize>, begins: bool) {
        let earlier = |m: &Mark| m.paragraph < self.paragraph;
        let Some(k) = same.filter(|k| self.open.get(*k).is_some_and(earlier)) else {
            return;
        };
        let before = self.open.remove(k);
        if !begins || before.paragraph + 1 != self.paragraph {
            self.left.push(before);
        }
    }

    /// The paragraph is at its end.
    fn next_paragraph(&mut self) {
        let now = self.paragraph;
        for pair in 0..PAIRS.len() {
            let own = |m: &&Mark| m.paragraph == now && m.pair == pair;
            // «“…“»: the second was meant to close.
            if self.open.iter().filter(own).count() > 1 {
                self.left.extend(self.open.iter().filter(own).skip(1));
                self.open.retain(|m| !own(&m));
            }
        }
        let left = &mut self.left;
        self.open.retain(|m| {
            let late = now - m.paragraph >= LONGEST;
            if late {
                left.push(*m);
            }
            !late
        });
        self.paragraph += 1;
    }
}

/// «don’t», and «the boys’» where nothing is open.
fn is_apostrophe(text: &str, at: usize, c: char, open: bool) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let before = text.get(..at).and_then(|s| s.chars().next_back());
    let after = text.get(at + c.len_utf8()..).and_then(|s| s.chars().next());
    c == '’' && letter(before) && (letter(after) || !open)
}

fn finding(m: Mark, u: &Unit, source: &str) -> Option<Diagnostic> {
    let (open, close) = PAIRS.get(m.pair)?;
    let (en, zh) = if m.opens {
        (
            format!("quotation marks do not pair: {open} is not closed"),
            format!("引号不成对：{open} 没有收"),
        )
    } else {
        (
            format!("quotation marks do not pair: {close} closes nothing"),
            format!("引号不成对：{close} 之前没有 {open}"),
        )
    };
    let note = Diagnostic {
        severity: Severity::Note,
        ..Diagnostic::warning(u.line, "quotes", en, zh)
    };
    Some(note.about(words(source, u.span.start as usize + m.at)))
}

/// The mark with as many characters behind it as tell it from its like in the line.
fn words(source: &str, at: usize) -> &str {
    let from = source.get(..at).and_then(|s| s.rfind(['\n', '\r']));
    let from = from.map_or(0, |n| n + 1);
    let rest = source.get(at..).unwrap_or_default();
    let rest = rest.split(['\n', '\r']).next().unwrap_or_default();
    let before = source.get(from..at).unwrap_or_default();
    let ends = rest.char_indices().skip(1).map(|(n, _)| n);
    let mut tried = ends.chain([rest.len()]).take(LONGEST);
    let alone = |n: &usize| rest.get(..*n).is_some_and(|w| !before.contains(w));
    let end = tried.find(alone).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::reader::{ReadOptions, read};
    use crate::source::Source;

    fn found(text: &str) -> Vec<(u32, String)> {
        let s = Source::decode(text.as_bytes(), None).unwrap();
        let all = read(&s, &ReadOptions::default()).diagnostics;
        let quotes = all.into_iter().filter(|d| d.code == "quotes");
        quotes.map(|d| (d.line, d.words)).collect()
    }

    #[test]
    fn marks_pair_over_lines_and_paragraphs() {
        for fine in [
            "春天来了，他站在门口说：“今天的风真\n大，你们都早些回去吧。”大家听了都笑\n起来，各自回家去了，一路上说个不停。\n",
            "信上说：“我到了。\n\n“这里很冷。\n\n“你们保重。”\n",
            "信上说：「我到了。\n\n這裡很冷。\n\n你們保重。」\n",
            "他说：“她叫我‘老王’，don’t 这样叫。”\n",
            "他說：「她叫我『老王』。」\n",
        ] {
            assert_eq!(found(fine), [], "{fine}");
        }
    }

    #[test]
    fn what_does_not_pair_is_told_at_the_mark_once_for_each_paragraph() {
        for (text, line, words) in [
            ("他说：“走吧。”又说：“走吧\n\n大家都走了。\n", 1, "“走吧"),
            ("他说：“走吧。“大家都走了。\n", 1, "“大"),
            ("大家都走了。”他说。\n", 1, "”"),
            ("他說：「走吧，大家都走了。\n", 1, "「"),
            ("他說：「他叫我『老王。」\n", 1, "『"),
            (
                "他说：“走吧。\n\n大家都走了，她说：“好。”\n\n人散了。\n",
                1,
                "“",
            ),
        ] {
            let all = found(text);
            assert_eq!(all.len(), 1, "{text}: {all:?}");
            assert_eq!(all[0], (line, words.to_owned()), "{text}");
        }
    }
}
