//! Labels stand in the words of their lines: the writer puts them there, the reader cuts them off again.

use super::comment::Cut;
use crate::reader::label::candidate;
use crate::tree::{Inline, Label, Scheme, Text};

/// What stands between a label and its words where a space is wanted.
const GAP: char = '\u{3000}';
/// The label of an item that has none but Markdown's own bullet.
const BULLET: &str = "•";

/// The label that a bullet stands for.
pub(super) fn bullet() -> Label {
    Label::new(BULLET, Text::bare(BULLET), Scheme::Bullet, None)
}

/// Cuts off the label with which the line seems to begin.
pub(super) fn infer(line: &mut Vec<Inline>) -> Option<Label> {
    let Some(Inline::Text(t)) = line.first() else {
        return None;
    };
    let s = t.as_str();
    let c = candidate(s)?;
    let rest = s.get(c.len..)?;
    // 3.5 is one number.
    if c.scheme == Scheme::ArabicDot && rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let cut = Cut {
        chars: s.get(..c.len)?.chars().count(),
        scheme: c.scheme,
        number: (c.number > 0).then_some(c.number),
    };
    let label = self::cut(line, cut)?;
    if let Some(Inline::Text(t)) = line.first_mut() {
        *t = Text::bare(t.as_str().trim_start_matches(' '));
        if t.is_empty() {
            line.remove(0);
        }
    }
    Some(label)
}

/// Cuts off a label of so many characters; none where there are 0.
pub(super) fn cut(line: &mut Vec<Inline>, cut: Cut) -> Option<Label> {
    if cut.chars == 0 {
        return None;
    }
    let Some(Inline::Text(t)) = line.first_mut() else {
        return None;
    };
    let s = t.as_str();
    let at = s.char_indices().nth(cut.chars).map_or(s.len(), |(i, _)| i);
    let (shown, rest) = s.split_at(at);
    let label = Label::new(shown, Text::bare(shown), cut.scheme, cut.number);
    let rest = if label.wants_space() {
        rest.strip_prefix(GAP).unwrap_or(rest)
    } else {
        rest
    };
    let rest = Text::bare(rest);
    if rest.is_empty() {
        line.remove(0);
    } else {
        *t = rest;
    }
    Some(label)
}

/// The line of a heading with its label, and how to cut it where that cannot be seen.
pub(super) fn heading(label: Option<&Label>, words: &[Inline]) -> (Vec<Inline>, Option<Cut>) {
    let line = together(label, words);
    let mut rest = line.clone();
    let seen = infer(&mut rest);
    let needed = seen.as_ref() != label || rest != words;
    (line, needed.then(|| told(label)))
}

/// The line of an item with its label; an item of a bulleted list needs none.
pub(super) fn item(label: Option<&Label>, words: &[Inline]) -> (Vec<Inline>, Option<Cut>) {
    if label == Some(&bullet()) && infer(&mut words.to_vec()).is_none() {
        return (words.to_vec(), None);
    }
    let line = together(label, words);
    let mut rest = line.clone();
    let seen = infer(&mut rest);
    let needed = label.is_none() || seen.as_ref() != label || rest != words;
    (line, needed.then(|| told(label)))
}

fn told(label: Option<&Label>) -> Cut {
    label.map_or(
        Cut {
            chars: 0,
            scheme: Scheme::None,
            number: None,
        },
        |l| Cut {
            chars: l.shown.as_str().chars().count(),
            scheme: l.scheme,
            number: l.number,
        },
    )
}

fn together(label: Option<&Label>, words: &[Inline]) -> Vec<Inline> {
    let Some(label) = label else {
        return words.to_vec();
    };
    let mut start = label.shown.as_str().to_owned();
    if label.wants_space() && !words.is_empty() {
        start.push(GAP);
    }
    let mut rest = words;
    if let Some((Inline::Text(t), tail)) = words.split_first() {
        start.push_str(t.as_str());
        rest = tail;
    }
    let mut line = vec![Inline::Text(Text::bare(start))];
    line.extend_from_slice(rest);
    line
}
