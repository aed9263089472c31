//! The decoder: learned trees over features, two readings of all lines, and how sure it is of each.
//!
//! ```text
//! characters ─▶ words ─┐                ┌── until they settle ──┐
//! features ────────────┴▶ first trees ─▶ second look ─▶ second trees ─▶ siblings ─▶ verdicts
//!                              ▲                             ▲
//!                              └── constraints: corrections, Markdown, what cannot be
//! ```
//! All sums are whole numbers, so that the same text is read alike on every machine.

mod bytes;
pub mod forest;
mod index;
mod log;
mod siblings;
pub mod state;
pub mod weights;
pub mod words;

use super::feature::{Likeness, Rows, Template, second_look, words::rows as words_told};
use super::lines::{Kind, Unit};
use forest::{Forest, Scores, Seen};
use log::{NEVER, plus, share};
use state::{ANY, STATES, State, of_kind};
use weights::{Model, SHIPPED};

/// What the decoder says of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// What it is.
    pub state: State,
    /// How often such a verdict is right, in 2²⁴ths.
    pub sure: u32,
    /// The kind that comes second.
    pub second: Kind,
    /// What told the winner from the second.
    pub told: [Option<Template>; 2],
}

/// Nothing heads a text in more characters.
const HEAD_MAX: u32 = 400;

/// The states that a unit can be in at all. A part that was cut off its line is what it was cut off for.
#[must_use]
pub fn possible(unit: &Unit, vote: &Unit, source: &str, opens: bool) -> u32 {
    if !unit.first {
        return of_kind(vote.kind);
    }
    let s = unit.text(source);
    let mut mask = ANY;
    if unit.candidate.is_none() && super::loose::label(s).is_none() {
        mask &= !(State::Item.mask() | State::HeadingNumbered.mask());
    }
    if opens {
        mask &= !State::Continuation.mask();
    }
    if unit.chars > HEAD_MAX {
        mask &= !(of_kind(Kind::Title) | of_kind(Kind::Volume) | State::PieceBare.mask())
            & !(State::HeadingBare.mask() | State::Subtitle.mask() | State::Salutation.mask());
    }
    // The whole is never called after a chapter or a part.
    let numbered = |c: super::label::Candidate| {
        matches!(
            c.scheme,
            crate::tree::Scheme::Chapter | crate::tree::Scheme::Volume
        )
    };
    if unit.candidate.is_some_and(numbered) {
        mask &= !State::Title.mask();
    }
    if counts_a_sentence(unit, s) {
        mask &= !(of_kind(Kind::Piece)
            | of_kind(Kind::Volume)
            | of_kind(Kind::Heading)
            | State::Item.mask());
    }
    mask
}

/// 第五节车厢里坐着一个老人，他把帽子压得很低。: a sentence that begins with a count, no chapter.
fn counts_a_sentence(unit: &Unit, s: &str) -> bool {
    use crate::tree::Scheme;
    let Some(c) = unit
        .candidate
        .filter(|c| matches!(c.scheme, Scheme::Chapter | Scheme::Volume))
    else {
        return false;
    };
    let rest = s.get(c.len..).unwrap_or_default();
    rest.starts_with(super::lines::is_han) && unit.chars > 12 && rest.ends_with(['。', '；', '，'])
}

/// What a line may be, and what must be believed before it is left out.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The states that it may be in.
    pub states: u32,
    /// Chatter is believed only from this share on, in 2²⁴ths.
    pub chatter: u32,
    /// Do the rules take it for chatter?
    pub voted: bool,
}

/// Reads all lines at once.
#[must_use]
pub fn decode(
    weights: Option<&Model>,
    [rows, grams]: [&Rows; 2],
    likeness: &[Likeness],
    bounds: &[Bounds],
) -> Vec<Verdict> {
    let Some(weights) = weights.or(SHIPPED.as_ref()) else {
        return Vec::new();
    };
    let told = words_told(&weights.words, grams);
    let first = reading(&weights.first, [rows, &told, &Rows::default()], bounds);
    let mut look = second_look(likeness, &first);
    let mut second = reading(&weights.second, [rows, &told, &look], bounds);
    let early = second.clone();
    for _ in 1..LOOKS {
        let next = second_look(likeness, &second);
        let changed = read_again(
            &weights.second,
            [rows, &told],
            [&look, &next],
            bounds,
            &mut second,
        );
        look = next;
        if !changed {
            break;
        }
    }
    // Where looks do not agree, the text bears both readings, and that is a doubt.
    for (late, early) in second.iter_mut().zip(&early) {
        for (l, e) in late.iter_mut().zip(early) {
            *l = *l / 4 * 3 + *e / 4;
        }
    }
    siblings::blend(&mut second, likeness);
    let mut seen = weights.second.room();
    let lines = second.iter().zip(bounds).enumerate();
    lines
        .map(|(i, (belief, bounds))| {
            weights
                .second
                .see([rows.row(i), told.row(i), look.row(i)], &mut seen);
            verdict(weights, &mut seen, belief, *bounds)
        })
        .collect()
}

/// How often the text is looked at in the light of what is believed of its lines: what they share settles by then.
const LOOKS: usize = 6;

/// Reads the lines again that the new look shows otherwise than the old one; false where there is none.
fn read_again(
    forest: &Forest,
    rows: [&Rows; 2],
    [old, new]: [&Rows; 2],
    bounds: &[Bounds],
    beliefs: &mut [[u32; STATES]],
) -> bool {
    let mut seen = forest.room();
    let mut changed = false;
    for (i, (belief, b)) in beliefs.iter_mut().zip(bounds).enumerate() {
        if old.row(i) != new.row(i) {
            let [own, told] = rows.map(|r| r.row(i));
            forest.see([own, told, new.row(i)], &mut seen);
            *belief = self::beliefs(&forest.scores(&seen), b.states);
            changed = true;
        }
    }
    changed
}

/// What one forest believes of all lines.
fn reading(forest: &Forest, rows: [&Rows; 3], bounds: &[Bounds]) -> Vec<[u32; STATES]> {
    let mut seen = forest.room();
    bounds
        .iter()
        .enumerate()
        .map(|(i, b)| {
            forest.see(rows.map(|r| r.row(i)), &mut seen);
            beliefs(&forest.scores(&seen), b.states)
        })
        .collect()
}

/// The share of each state, in 2²⁴ths, under the states that are allowed.
fn beliefs(scores: &Scores, allowed: u32) -> [u32; STATES] {
    let may = |s: &usize| allowed >> s & 1 == 1;
    let sum = scores
        .iter()
        .enumerate()
        .filter(|(s, _)| may(s))
        .fold(NEVER, |sum, (_, x)| plus(sum, *x));
    let mut out = [0; STATES];
    for (s, (o, x)) in out.iter_mut().zip(scores).enumerate() {
        if may(&s) {
            *o = share((x - sum).min(0));
        }
    }
    out
}

fn verdict(weights: &Model, seen: &mut Seen, belief: &[u32; STATES], bounds: Bounds) -> Verdict {
    let mask = bounds.states;
    let share = |s: State| belief.get(s as usize).copied().unwrap_or(0);
    let mut kinds: Vec<(Kind, u32)> = Vec::with_capacity(11);
    for s in State::ALL {
        let k = outline_kind(s);
        match kinds.iter_mut().find(|(kind, _)| *kind == k) {
            Some((_, sum)) => *sum += share(s),
            None => kinds.push((k, share(s))),
        }
    }
    // Leaving out is the worst fault: chatter must be certain enough, or the user's word.
    let forced = mask & !of_kind(Kind::Boilerplate) == 0;
    let against = if bounds.voted {
        0
    } else {
        least_against(&kinds)
    };
    let least = bounds.chatter.max(against);
    kinds.retain(|(k, sum)| *k != Kind::Boilerplate || weights.calibrated(*sum) >= least || forced);
    kinds.sort_by_key(|(_, sum)| std::cmp::Reverse(*sum));
    let (kind, sum) = kinds.first().copied().unwrap_or((Kind::Para, 0));
    let second = kinds.get(1).map_or(Kind::Para, |k| k.0);
    let state = best_of(belief, mask, kind);
    let other = best_of(belief, mask, second);
    Verdict {
        state,
        sure: weights.calibrated(sum),
        second,
        told: told(&weights.second, seen, state, other),
    }
}

/// What must be believed of chatter at least where the line would else head something, list or close it, and no rule speaks.
const LEAST_AGAINST_HEADS: u32 = (1 << 24) / 100 * 85;

/// How sure of chatter one must be, by what the line is where it is none: a title that is left out is missed the most.
fn least_against(kinds: &[(Kind, u32)]) -> u32 {
    let rivals = kinds.iter().filter(|(k, _)| *k != Kind::Boilerplate);
    match rivals.max_by_key(|k| k.1).map(|k| k.0) {
        Some(Kind::Title | Kind::Piece | Kind::Heading | Kind::Item | Kind::Closing) => {
            LEAST_AGAINST_HEADS
        }
        _ => 0,
    }
}

/// Volumes and headings are one kind for whoever reads the outline.
const fn outline_kind(s: State) -> Kind {
    match s.kind() {
        Kind::Volume => Kind::Heading,
        k => k,
    }
}

fn best_of(belief: &[u32; STATES], mask: u32, kind: Kind) -> State {
    State::ALL
        .into_iter()
        .filter(|s| outline_kind(*s) == kind && mask & s.mask() != 0)
        .max_by_key(|s| {
            let share = belief.get(*s as usize).copied().unwrap_or(0);
            (share, std::cmp::Reverse(*s as u8))
        })
        .unwrap_or(State::Para)
}

/// The two looks that say most for the winner against the second.
fn told(forest: &Forest, seen: &mut Seen, state: State, other: State) -> [Option<Template>; 2] {
    let mut sums = [0i32; Template::ALL.len()];
    forest.told(seen, state as usize, other as usize, |key, much| {
        if let Some(sum) = Template::of(key).and_then(|t| sums.get_mut(t as usize)) {
            *sum += much;
        }
    });
    let mut order: Vec<(i32, Template)> = sums.into_iter().zip(Template::ALL).collect();
    order.sort_by_key(|(sum, t)| (std::cmp::Reverse(*sum), *t as u8));
    let mut best = order
        .into_iter()
        .filter(|(sum, _)| *sum > 0)
        .map(|(_, t)| t);
    [best.next(), best.next()]
}
