//! Labelled texts as the trainer sees them: features and the states that the labels allow.

use crate::corpus::{Gold, Text, kind};
use wenji::reader::Kind;
use wenji::reader::Unit;
use wenji::reader::feature::{Likeness, Rows, second_look, words};
use wenji::reader::model::state::{ANY, State, of_kind};
use wenji::reader::model::words::Words;
use wenji::reader::training::prepare;
use wenji::source::Source;

/// One sequence of lines.
#[derive(Debug, Clone)]
pub struct Sample {
    id: String,
    /// Line numbers of the units; 0 for a further part of a line.
    pub lines: Vec<u32>,
    /// Their features.
    pub rows: Rows,
    /// States that the labels allow.
    pub allowed: Vec<u32>,
    /// States that can be at all.
    pub possible: Vec<u32>,
    pub likeness: Vec<Likeness>,
    /// Their characters.
    pub grams: Rows,
}

impl Sample {
    /// One without lines.
    pub fn named(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            lines: Vec::new(),
            rows: Rows::default(),
            allowed: Vec::new(),
            possible: Vec::new(),
            likeness: Vec::new(),
            grams: Rows::default(),
        }
    }

    /// The features of a line.
    pub fn row(&self, line: usize) -> &[u32] {
        self.rows.row(line)
    }

    /// The sample with what the table says of its characters.
    pub fn told(&self, words: &Words) -> Self {
        self.with(&words::rows(words, &self.grams))
    }

    /// The sample with further features.
    fn with(&self, more: &Rows) -> Self {
        let lines = self.allowed.len();
        let all = self.rows.ids.len() + more.ids.len();
        let mut rows = Rows::with_lines(lines, all / lines.max(1) + 1);
        for i in 0..lines {
            rows.ids.extend_from_slice(self.row(i));
            rows.ids.extend_from_slice(more.row(i));
            rows.end_line();
        }
        Self {
            rows,
            ..self.clone()
        }
    }

    /// Was it made of a copy in another layout?
    pub fn is_copy(&self) -> bool {
        self.id.contains('+')
    }
}

/// Unlabelled lines this near to labelled ones are kept, as their surroundings.
const NEAR: usize = 3;

/// The states that a label allows.
pub fn allowed(g: &Gold) -> u32 {
    let mut mask = narrow(g);
    for a in &g.alt {
        mask |= wide(a);
    }
    mask
}

fn wide(name: &str) -> u32 {
    match name {
        "heading" => of_kind(Kind::Heading) | State::Volume.mask(),
        _ => kind(name).map_or(0, of_kind),
    }
}

fn narrow(g: &Gold) -> u32 {
    let role = g.role.as_str();
    match g.kind.as_str() {
        "heading" if g.level == Some(1) => State::Volume.mask(),
        "heading" if g.run_in => State::HeadingRunIn.mask(),
        "heading"
            if matches!(
                role,
                "subtitle" | "piece_title" | "piece_title_repeat" | "repeat"
            ) =>
        {
            State::Subtitle.mask()
        }
        "heading" if g.label.is_empty() => State::HeadingBare.mask(),
        "heading" => State::HeadingNumbered.mask(),
        "piece" => State::PieceNumbered.mask() | State::PieceBare.mask(),
        "boilerplate" => match role {
            "toc" => State::Contents.mask(),
            "page_number" | "running_head" => State::Page.mask(),
            "separator" => State::Separator.mask(),
            "metadata" => State::Metadata.mask(),
            "" => of_kind(Kind::Boilerplate),
            _ => State::Chatter.mask(),
        },
        "para" => match role {
            "verse" => State::Verse.mask(),
            "byline" | "dateline" | "docnumber" | "doc_number" | "source" | "sign" | "credit" => {
                State::Byline.mask()
            }
            "note" | "caption" | "code" | "formula" | "image" | "log" | "column" => {
                State::Aside.mask()
            }
            _ => State::Para.mask(),
        },
        other => kind(other).map_or(ANY, of_kind),
    }
}

/// Prepares a text.
pub fn sample(text: &Text) -> Option<Sample> {
    let source = Source::decode(text.source.as_bytes(), None).ok()?;
    let p = prepare(&source);
    let n = p.units.len();
    let labelled: Vec<bool> = p
        .units
        .iter()
        .map(|u| u.first && u.at == 0 && text.gold.contains_key(&u.line))
        .collect();
    let mut out = Sample::named(&text.id);
    for i in 0..n {
        let near = i.saturating_sub(NEAR)..(i + NEAR + 1).min(n);
        if !near.into_iter().any(|k| labelled[k]) {
            continue;
        }
        let u = &p.units[i];
        let possible = wenji::reader::model::possible(u, &p.votes[i], &source.text, i == 0);
        let mut allow = match text.gold.get(&u.line).filter(|_| u.first && u.at == 0) {
            Some(g) => numbered(u, allowed(g)),
            None => ANY,
        };
        if allow & possible == 0 {
            allow = ANY;
        }
        out.lines.push(if u.first { u.line } else { 0 });
        for (to, from) in [
            (&mut out.grams, &p.seen.grams),
            (&mut out.rows, &p.seen.rows),
        ] {
            to.ids.extend_from_slice(from.row(i));
            to.end_line();
        }
        out.allowed.push(allow & possible);
        out.possible.push(possible);
        out.likeness.push(p.seen.likeness[i]);
    }
    Some(out)
}

/// A piece with a label at its start or its end is a numbered one.
fn numbered(u: &Unit, mask: u32) -> u32 {
    let pieces = State::PieceNumbered.mask() | State::PieceBare.mask();
    if mask & pieces != pieces {
        return mask;
    }
    let drop = if u.candidate.is_some() {
        State::PieceBare
    } else {
        State::PieceNumbered
    };
    mask & !drop.mask()
}

/// The sample with what a first reading believed of it.
pub fn second(s: &Sample, first: &crate::trees::Forest) -> Sample {
    use wenji::reader::model::state::STATES;
    let beliefs: Vec<[u32; STATES]> = first
        .beliefs(s)
        .chunks_exact(STATES)
        .map(|c| std::array::from_fn(|k| (c[k] * (1 << 24) as f32) as u32))
        .collect();
    s.with(&second_look(&s.likeness, &beliefs))
}
