//! How sure it must be that a line is chatter before it is left out. Leaving out an author's line is the worst fault, so
//! a line that shows nothing of what chatter shows must be all but certain.

use super::lexicon::CHATTER;
use super::lines::{Kind, Unit, is_han};
use std::collections::HashMap;

/// One, in the decoder's units.
const ONE: u32 = 1 << 24;
/// With evidence.
const SHOWN: u32 = ONE / 100 * 82;
/// Where the line reads like an author's, and a whole rule of chatter speaks against it.
const TOLD: u32 = ONE / 100 * 93;
/// With nothing but the decoder's belief.
const BARE: u32 = ONE / 1000 * 997;
/// What people fill in is never chatter.
const NEVER: u32 = ONE + 1;
/// Notes of official papers and of journals, which belong to the text.
const KEPT: [&str; 6] = ["（此件", "(此件", "此件", "关键词", "关键字", "關鍵詞"];
/// A line with nothing but the author's name is at most so long, in characters.
const NAMED_MAX: u32 = 14;

/// Who speaks in interviews, and signs on sites.
const SPEAKERS: [&str; 3] = ["编辑", "主编", "小编"];

/// Who speaks, where the word before a colon can be a speaker's, and more follows.
fn speaker(s: &str) -> Option<&str> {
    let (who, said) = s.split_once(['：', ':'])?;
    (SPEAKERS.contains(&who) && said.chars().count() > 5).then_some(who)
}

/// For each unit the share that must be believed of chatter.
pub(super) fn least(units: &[Unit], votes: &[Unit], source: &str) -> Vec<u32> {
    let mut times: HashMap<&str, u32> = HashMap::new();
    for u in units {
        *times.entry(u.text(source)).or_default() += 1;
    }
    let mut speaks: HashMap<&str, u32> = HashMap::new();
    for w in units.iter().filter_map(|u| speaker(u.text(source))) {
        *speaks.entry(w).or_default() += 1;
    }
    let edges = edges(votes);
    units
        .iter()
        .zip(votes)
        .zip(edges)
        .map(|((u, vote), edge)| {
            let s = u.text(source);
            let said = speaker(s).is_some_and(|w| speaks.get(w).is_some_and(|n| *n > 2));
            if is_blank(s) || said || KEPT.iter().any(|k| s.starts_with(k)) {
                return NEVER;
            }
            let named = s.starts_with("作者") && u.chars <= NAMED_MAX;
            let numbered = u.candidate.is_some() && vote.kind != Kind::Boilerplate;
            let again = times.get(s).is_some_and(|n| *n > 2);
            let wordless = !s.chars().any(|c| is_han(c) || c.is_alphabetic());
            let phrase = CHATTER.rows(s).next().is_some();
            let voted = vote.kind == Kind::Boilerplate;
            match (phrase, voted) {
                (true, true) if reads_on(s) && edge && !is_said(s) => TOLD,
                _ if reads_on(s) || named || numbered => BARE,
                (true, _) | (_, true) => SHOWN,
                _ if again || wordless => SHOWN,
                _ => BARE,
            }
        })
        .collect()
}

/// A line to write on: `______`, `法定代表人：______`.
fn is_blank(s: &str) -> bool {
    s.contains("____") || s.contains("＿＿") || s.contains("▁▁")
}

/// Which units stand at the edge of a work: nothing but chatter between them and a title, or an end of the text.
fn edges(votes: &[Unit]) -> Vec<bool> {
    let title = |u: &Unit| matches!(u.kind, Kind::Title | Kind::Piece | Kind::Volume);
    let mut out = vec![false; votes.len()];
    let mut mark = |order: &mut dyn Iterator<Item = usize>| {
        let mut edge = true;
        for i in order {
            let Some(u) = votes.get(i) else { return };
            if let Some(o) = out.get_mut(i) {
                *o |= edge;
            }
            edge = title(u) || edge && u.kind == Kind::Boilerplate;
        }
    };
    mark(&mut (0..votes.len()));
    mark(&mut (0..votes.len()).rev());
    out
}

/// Is it what somebody says in a story?
fn is_said(s: &str) -> bool {
    s.starts_with(['“', '「', '『', '"'])
        || ["说", "道", "說", "写道", "念着", "问"].iter().any(|w| {
            s.contains(&format!("{w}："))
                || s.contains(&format!("{w}，"))
                || s.ends_with(&format!("{w}。"))
        })
}

/// Does the line read like running text: a whole sentence, or clauses parted by commas?
fn reads_on(s: &str) -> bool {
    let han = s.chars().filter(|c| is_han(*c)).count();
    let end = s.ends_with(['。', '！', '？', '”', '…', '」', '；']);
    let commas = s.matches(['，', '、', '；', '。']).count();
    han >= 5 && (end || commas >= 2 && han >= 12)
}
