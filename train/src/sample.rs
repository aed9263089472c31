//! Labelled texts as the trainer sees them: features and the states that the labels allow.

use crate::corpus::{Gold, Text, kind};
use wenji::reader::Kind;
use wenji::reader::Unit;
use wenji::reader::model::state::{ANY, State, of_kind};
use wenji::reader::training::prepare;
use wenji::source::Source;

/// One sequence of lines.
#[derive(Debug, Clone)]
pub struct Sample {
    id: String,
    /// Line numbers of the units; 0 for a further part of a line.
    pub lines: Vec<u32>,
    pub starts: Vec<u32>,
    pub ids: Vec<u32>,
    /// States that the labels allow.
    pub allowed: Vec<u32>,
    /// States that can be at all.
    pub possible: Vec<u32>,
    pub likeness: Vec<wenji::reader::feature::Likeness>,
    grams: wenji::reader::feature::Rows,
}

impl Sample {
    /// One without lines.
    pub fn named(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            lines: Vec::new(),
            starts: vec![0],
            ids: Vec::new(),
            allowed: Vec::new(),
            possible: Vec::new(),
            likeness: Vec::new(),
            grams: wenji::reader::feature::Rows {
                ids: Vec::new(),
                starts: vec![0],
            },
        }
    }

    /// The features of a line.
    pub fn row(&self, line: usize) -> &[u32] {
        &self.ids[self.starts[line] as usize..self.starts[line + 1] as usize]
    }

    /// The characters of a line.
    pub fn grams(&self, line: usize) -> &[u32] {
        self.grams.row(line)
    }

    /// The sample with these characters in the place of its own.
    #[cfg(test)]
    pub fn with_grams(self, grams: wenji::reader::feature::Rows) -> Self {
        Self { grams, ..self }
    }

    /// The sample with what the table says of its characters.
    pub fn told(&self, words: &wenji::reader::model::words::Words) -> Self {
        self.with(&wenji::reader::feature::words::rows(words, &self.grams))
    }

    /// The sample with further features.
    fn with(&self, more: &wenji::reader::feature::Rows) -> Self {
        let mut out = Self {
            ids: Vec::with_capacity(self.ids.len() + more.ids.len()),
            starts: vec![0],
            ..self.clone()
        };
        for i in 0..self.allowed.len() {
            out.ids.extend_from_slice(self.row(i));
            out.ids.extend_from_slice(more.row(i));
            out.starts.push(out.ids.len() as u32);
        }
        out
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
        out.grams.ids.extend_from_slice(p.seen.grams.row(i));
        out.grams.starts.push(out.grams.ids.len() as u32);
        out.ids.extend_from_slice(p.seen.rows.row(i));
        out.starts.push(u32::try_from(out.ids.len()).ok()?);
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
    s.with(&wenji::reader::feature::second_look(&s.likeness, &beliefs))
}
