//! What can be seen of a line: small pure functions, each turning facts into features.
//!
//! ```text
//! units → facts ─┬─▶ own      the line by itself
//!                ├─▶ forms    what lines of one form have in common in this text
//!                ├─▶ context  what stands before and after it
//!                ├─▶ series   the labels it counts with
//!                └─▶ votes    what the rules took it for
//! ```
//! Nothing here decides anything, and nothing looks at a decision.

mod again;
mod context;
mod forms;
mod line;
mod own;
mod series;
mod sink;
mod text;
mod votes;
pub mod words;

pub use again::{Likeness, rows as second_look};
pub use sink::{Rows, Template};

use super::lines::Unit;
use line::Fact;
use sink::Sink;
use text::TextFacts;

/// Neighbours this far away are seen.
const SEEN: [i32; 4] = [-2, -1, 1, 2];

/// What is seen of the lines of a text.
#[derive(Debug)]
pub struct Seen {
    /// The features of each line.
    pub rows: Rows,
    /// Its characters, as keys of a learned table.
    pub grams: Rows,
    /// What it shares with others.
    pub likeness: Vec<Likeness>,
}

/// The features of all units. `votes` are the same units with the rules' verdicts.
#[must_use]
pub fn rows(units: &[Unit], votes: &[Unit], source: &str) -> Seen {
    let counted = counted(units, source);
    let facts: Vec<Fact<'_>> = units
        .iter()
        .map(|u| Fact::of(u, source, if counted { counter(u.text(source)) } else { 0 }))
        .collect();
    let text = TextFacts::of(&facts);
    let forms = forms::groups(&facts, &text);
    let series = series::runs(&facts);
    let context = context::Context::of(&facts, &text);
    let mut sink = Sink::with_lines(facts.len());
    for (i, f) in facts.iter().enumerate() {
        own::features(i, f, &facts, &text, &mut sink);
        if let Some(u) = units.get(i) {
            own::markup(u, &mut sink);
        }
        forms.features(i, &mut sink);
        series.features(i, f, &mut sink);
        context.features(i, &facts, &text, &mut sink);
        votes::features(i, votes, &mut sink);
        sink.end_line();
    }
    Seen {
        rows: sink.rows(&SEEN),
        grams: words::grams(&facts),
        likeness: again::likeness(units, &facts, &text, &series),
    }
}

/// Bytes of the number that counts the line, and of what parts it from the words.
fn counter(s: &str) -> usize {
    let inside = s.trim_start_matches(OPENS);
    let rest = inside.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = rest.trim_start_matches([
        ' ', '\t', '\u{3000}', ':', '：', '|', '.', '．', ']', '］', ')', '）', '】', '〕', '>',
    ]);
    if rest.len() == inside.len() || words.is_empty() || words.len() == rest.len() {
        return 0;
    }
    s.len() - words.len()
}

/// What may stand before the number of a line.
const OPENS: [char; 7] = ['[', '［', '(', '（', '【', '〔', '<'];

/// Fewer lines with a number before them than these are none that were counted.
const COUNTED_MIN: usize = 12;

/// Does a number that climbs by one stand before nearly every line, as listings and web viewers show texts?
fn counted(units: &[Unit], source: &str) -> bool {
    let mut last: Option<u32> = None;
    let (mut climbs, mut all) = (0, 0);
    for u in units.iter().filter(|u| u.first) {
        let s = u.text(source);
        let n = counter(s);
        let digits: String = s
            .trim_start_matches(OPENS)
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let value = digits.parse::<u32>().ok().filter(|_| n > 0);
        all += 1;
        climbs += usize::from(value.is_some_and(|v| last.is_some_and(|l| v > l && v - l <= 3)));
        last = value.or(last);
    }
    all >= COUNTED_MIN && climbs * 10 >= all * 9
}
