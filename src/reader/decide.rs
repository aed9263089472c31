//! From verdicts to units: kinds, roles, labels, where headings end, what carries on what.

use super::feature::Template;
use super::lines::{Kind, Markup, Unit, first_sentence, is_han};
use super::model::state::{ANY, State, of_kind};
use super::model::{self, Bounds, Verdict, weights::Model};
use super::paper::{is_attachment_mark, is_open_note, opens_attachments};
use super::{chatter, closings, feature, loose, names, pull, roles, rules, title_block, works};

/// Reads units whose kinds are open.
pub(super) fn read(units: &mut [Unit], source: &str, weights: Option<&Model>) {
    let votes = rules::votes(units, source);
    let seen = feature::rows(units, &votes, source);
    let pulled = pull::along(units, source);
    let bounds: Vec<Bounds> = allowed(units, &votes, &pulled, source)
        .into_iter()
        .zip(chatter::least(units, &votes, source))
        .zip(&votes)
        .map(|((states, chatter), vote)| Bounds {
            states,
            chatter,
            voted: vote.kind == Kind::Boilerplate,
        })
        .collect();
    let verdicts = model::decode(weights, [&seen.rows, &seen.grams], &seen.likeness, &bounds);
    for ((u, vote), v) in units.iter_mut().zip(&votes).zip(&verdicts) {
        take(u, vote, v, source);
    }
    for (u, kind) in units.iter_mut().zip(&pulled) {
        if *kind == Some(u.kind) {
            (u.why, u.also) = (pull::WHY, "");
        }
    }
    finish(units, source);
}

/// What each unit may be: what the user said, what the mark-up says, what can be at all.
fn allowed(units: &[Unit], votes: &[Unit], pulled: &[Option<Kind>], source: &str) -> Vec<u32> {
    units
        .iter()
        .zip(votes)
        .enumerate()
        .map(|(i, (u, vote))| {
            if u.fixed {
                return of_kind(u.kind);
            }
            if let Some(kind) = pulled.get(i).copied().flatten() {
                return of_kind(kind);
            }
            if is_attachment_mark(u.text(source)) || opens_attachments(u.text(source)) {
                return State::Para.mask();
            }
            if is_open_note(u.text(source)) {
                return State::Closing.mask();
            }
            if roles::is_document_number(u.text(source)) {
                return State::Byline.mask();
            }
            let can = model::possible(u, vote, source, i == 0);
            let heads = of_kind(Kind::Title)
                | of_kind(Kind::Volume)
                | of_kind(Kind::Piece)
                | of_kind(Kind::Heading);
            let marked = match u.markup {
                Markup::Heading { .. } => heads,
                _ => ANY,
            };
            if can & marked == 0 { can } else { can & marked }
        })
        .collect()
}

/// Writes a verdict into its unit.
fn take(u: &mut Unit, vote: &Unit, v: &Verdict, source: &str) {
    if u.fixed {
        return;
    }
    if !u.first {
        *u = vote.clone();
        return;
    }
    // It ends the paper as a signature does, and is a paragraph of its own.
    let note = is_open_note(u.text(source));
    let kind = if note { Kind::Para } else { v.state.kind() };
    u.kind = kind;
    u.role = role(v.state, u, vote, source);
    // Where the sentence ends is found once the label is known.
    u.run_in = (v.state == State::HeadingRunIn).then_some(0);
    let words = |t: Option<Template>| t.map_or("", Template::words);
    u.why = words(v.told[0]);
    u.also = words(v.told[1]);
    u.second = v.second;
    u.confidence = (u64::from(v.sure) * 10_000 / (1 << 24)) as f32 / 10_000.0;
}

/// Roles of the rules that hold where their kind does.
const KEPT: [&str; 8] = [
    "doc_number",
    "attachment_title",
    "box",
    "dateline",
    "byline",
    "date",
    "signature",
    "part",
];

fn role(state: State, u: &Unit, vote: &Unit, source: &str) -> &'static str {
    let s = u.text(source);
    match state {
        State::Contents => "toc",
        State::Chatter => "ad",
        State::Page if s.chars().any(|c| c.is_ascii_digit()) && u.chars <= 14 => "page_number",
        State::Page => "running_head",
        State::Separator => "separator",
        State::Metadata => "metadata",
        State::Verse => "verse",
        State::Subtitle => "subtitle",
        State::Byline if roles::is_date(s) => "dateline",
        State::Byline if roles::is_document_number(s) => "doc_number",
        State::Byline => "byline",
        State::Aside => "note",
        State::Volume => "part",
        State::Closing if roles::is_date(s) || roles::is_day(s) => "date",
        State::Closing if names::is_byline(s) || names::is_office(s) || names::are_offices(s) => {
            "signature"
        }
        _ if vote.kind == state.kind() && KEPT.contains(&vote.role) => vote.role,
        _ => "",
    }
}

/// What the kinds bring with them.
pub(super) fn finish(units: &mut [Unit], source: &str) {
    chatter::last_links(units, source);
    works::settle(units, source);
    measured(units, source);
    title_block::settle(units, source);
    closings::mark(units, source);
    noted(units, source);
    separators(units, source);
    labels(units, source);
    carried(units, source);
    joins(units);
    super::levels::mark(units, source);
    let mut n = 0;
    for u in units.iter_mut().filter(|u| u.kind == Kind::Piece) {
        n += 1;
        u.ordinal = n;
    }
}

fn labels(units: &mut [Unit], source: &str) {
    for u in units.iter_mut() {
        let s = u.text(source);
        let label = u.candidate.or_else(|| loose::label(s));
        let told = u.fixed && u.label.is_some();
        let at = label.map_or(0, |c| c.len);
        let runs_in =
            u.run_in.take().is_some() || u.fixed || has_body(s.get(at..).unwrap_or_default());
        u.lead = None;
        match u.kind {
            Kind::Heading | Kind::Item | Kind::Volume => {
                if !told {
                    u.label = label;
                }
            }
            Kind::Piece => {
                use crate::tree::Scheme as S;
                u.label = u.candidate.filter(|c| c.scheme == S::Chapter);
            }
            _ => u.label = None,
        }
        let at = u.label.map_or(0, |c| c.len);
        let rest = s.get(at..).unwrap_or_default();
        match u.kind {
            Kind::Heading if runs_in => {
                let end = clause_end(rest).map(|e| at + e);
                u.run_in = end.filter(|e| goes_on(s.get(*e..).unwrap_or_default()));
            }
            Kind::Item => {
                let end = first_sentence(rest).filter(|e| *e < rest.len());
                let short = |e: &usize| {
                    rest.get(..*e)
                        .is_some_and(|t| t.chars().count() <= LEAD_MAX)
                };
                u.lead = end.filter(short).map(|e| at + e);
            }
            _ => {}
        }
        if u.kind == Kind::Item && u.label.is_none() && !u.fixed {
            u.kind = Kind::Para;
        }
    }
}

/// A lead sentence is at most so long, in characters.
const LEAD_MAX: usize = 30;
/// Fewer characters than these behind a heading's sentence are part of it: a page, a mark of emphasis.
const BODY_MIN: usize = 6;

/// Does a body follow a heading's sentence?
fn goes_on(rest: &str) -> bool {
    rest.chars()
        .filter(|c| is_han(*c) || c.is_alphanumeric())
        .count()
        >= BODY_MIN
}

/// Behind a heading that ends so early stands so much text, in characters, that it can be nothing but its body.
const RUN_IN: (usize, usize) = (30, 10);

/// Does a short sentence open the line, and much text follow?
fn has_body(rest: &str) -> bool {
    let Some((head, body)) = rest.split_once('。') else {
        return false;
    };
    let han = |s: &str| s.chars().filter(|c| is_han(*c)).count();
    head.chars().count() <= RUN_IN.0 && han(body) >= RUN_IN.1
}

/// Where the sentence of a heading with its body on the line ends: at the first mark that ends a clause, or at white space.
pub(super) fn clause_end(s: &str) -> Option<usize> {
    let lead = s.len() - s.trim_start().len();
    let mut depth = 0i32;
    let mut chars = s.char_indices().skip_while(|(i, _)| *i < lead).peekable();
    while let Some((i, c)) = chars.next() {
        match c {
            '（' | '(' | '《' | '“' | '「' => depth += 1,
            '）' | ')' | '》' | '”' | '」' => depth -= 1,
            '。' | '：' | '；' | '！' | '？' | ':' | ';' | '!' | '?' if depth <= 0 => {
                let mut end = i + c.len_utf8();
                while let Some((_, d)) = chars.next_if(|(_, d)| matches!(d, '”' | '」' | '’'))
                {
                    end += d.len_utf8();
                }
                return Some(end);
            }
            c if c.is_whitespace() && depth <= 0 => return Some(i),
            _ => {}
        }
    }
    None
}

/// Marks that stand behind words and begin no line.
const BEHIND: [char; 8] = ['。', '，', '、', '；', '：', '！', '？', ','];

/// A paragraph that begins with a mark that stands behind words carries on the line before.
fn carried(units: &mut [Unit], source: &str) {
    let mut open = false;
    for u in units.iter_mut().filter(|u| u.kind != Kind::Boilerplate) {
        let mut s = u.text(source).chars();
        let behind = s.next().is_some_and(|c| BEHIND.contains(&c));
        let words = s
            .next()
            .is_some_and(|c| is_han(c) || "“「『《（".contains(c));
        if open && u.kind == Kind::Para && !u.fixed && behind && words {
            (u.kind, u.role) = (Kind::Continuation, "");
        }
        open = matches!(u.kind, Kind::Para | Kind::Continuation | Kind::Item);
    }
}

/// A continuation carries on the last line before it that is text.
fn joins(units: &mut [Unit]) {
    let mut last: Option<usize> = None;
    for i in 0..units.len() {
        let Some(u) = units.get_mut(i) else { continue };
        match u.kind {
            Kind::Continuation => {
                u.joins = last;
                if last.is_none() {
                    u.kind = Kind::Para;
                }
                last = Some(i);
            }
            Kind::Boilerplate => u.joins = None,
            _ => {
                u.joins = None;
                last = Some(i);
            }
        }
    }
}

/// Below 注释 lines that open with a mark of a note are notes, one an item; 注释 heads them.
fn noted(units: &mut [Unit], source: &str) {
    use crate::tree::Scheme;
    let marked = |u: &Unit| {
        let label = u.candidate.or_else(|| loose::label(u.text(source)));
        label.is_some_and(|l| matches!(l.scheme, Scheme::Bracket | Scheme::Circled))
    };
    let text = |u: &Unit| !matches!(u.kind, Kind::Boilerplate | Kind::Continuation);
    let heads: Vec<usize> = (0..units.len())
        .filter(|i| {
            let Some(u) = units.get(*i) else { return false };
            let mut below = units.get(i + 1..).unwrap_or_default().iter();
            super::notes::heads(u.text(source)) && below.find(|u| text(u)).is_some_and(marked)
        })
        .collect();
    for at in heads {
        for (n, u) in units.iter_mut().skip(at).filter(|u| text(u)).enumerate() {
            let kind = match n {
                0 => Kind::Heading,
                _ if marked(u) => Kind::Item,
                _ => break,
            };
            let open = matches!(u.kind, Kind::Para | Kind::Closing | Kind::Preface);
            if open && !u.fixed {
                (u.kind, u.role) = (kind, "");
            }
        }
    }
}

/// A line of marks parts scenes where text stands before and behind it; round titles and at edges it is a frame.
fn separators(units: &mut [Unit], source: &str) {
    let flows = |u: Option<&Unit>| {
        u.is_some_and(|u| matches!(u.kind, Kind::Para | Kind::Continuation | Kind::Item))
    };
    let marks = |u: &Unit| {
        !u.fixed
            && u.text(source)
                .chars()
                .all(|c| ORNAMENTS.contains(c) || c.is_whitespace())
    };
    let roles: Vec<(usize, bool)> = units
        .iter()
        .enumerate()
        .filter(|(_, u)| marks(u) || u.role == "separator")
        .map(|(i, _)| {
            let before = i.checked_sub(1).and_then(|k| units.get(k));
            (i, flows(before) && flows(units.get(i + 1)))
        })
        .collect();
    for (i, parts) in roles {
        match units.get_mut(i) {
            Some(u) if parts => (u.kind, u.role) = (Kind::Boilerplate, "separator"),
            Some(u) if u.kind == Kind::Boilerplate => u.role = "box",
            _ => {}
        }
    }
}

/// Signs that part scenes and frame titles; dots and stops can be an author's.
const ORNAMENTS: &str = "*＊※◇◆☆★●○□■△▲▽▼❖✦◎~～-－=＝·・•#＃─—━═";

/// A line or two of prose, each a short sentence, are no verse.
fn measured(units: &mut [Unit], source: &str) {
    let mut run: Vec<usize> = Vec::new();
    let mut plain: Vec<usize> = Vec::new();
    for (i, u) in units.iter().enumerate() {
        if u.kind == Kind::Boilerplate {
            continue;
        }
        if u.role == "verse" {
            run.push(i);
        } else {
            if run.len() < 3 && u.kind == Kind::Para {
                plain.append(&mut run);
            }
            run.clear();
        }
    }
    for i in plain {
        let Some(u) = units.get_mut(i) else { continue };
        let s = u.text(source);
        if s.ends_with(['。', '！', '？']) && !s.contains(['，', ',']) && !u.fixed {
            u.role = "";
        }
    }
}
