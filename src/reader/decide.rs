//! From verdicts to units: kinds, roles, labels, where headings end, what carries on what.

use super::feature::Template;
use super::lexicon::FRONT;
use super::lines::{Kind, Markup, Unit, first_sentence, is_han};
use super::model::state::{ANY, State, of_kind};
use super::model::{self, Bounds, Verdict, weights::Model};
use super::{chatter, closings, feature, loose, names, pull, roles, rules};
use std::collections::HashMap;

/// Reads units whose kinds are open.
pub(super) fn read(units: &mut [Unit], source: &str, weights: Option<&Model>) {
    let votes = rules::votes(units, source);
    let (rows, likeness) = feature::rows(units, &votes, source);
    let pulled = pull::along(units, source);
    let bounds: Vec<Bounds> = allowed(units, &votes, &pulled, source)
        .into_iter()
        .zip(chatter::least(units, &votes, source))
        .map(|(states, chatter)| Bounds { states, chatter })
        .collect();
    let verdicts = model::decode(weights, &rows, &likeness, &bounds);
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

/// （此件公开发布）: who may read an official paper (GB/T 9704-2012, 7.3.6).
fn is_open_note(s: &str) -> bool {
    let inner = s.trim_matches(['（', '）', '(', ')']);
    inner.len() < s.len()
        && inner.starts_with("此件")
        && inner.contains("公开")
        && s.chars().count() <= 16
}

/// 附件：1．…: the list of a paper's attachments.
fn opens_attachments(s: &str) -> bool {
    s.strip_prefix("附件")
        .is_some_and(|r| r.starts_with(['：', ':']) && r.chars().any(is_han))
}

/// 附件, 附件1, 附件二： alone on a line: the mark above an attachment, whose title stands below (GB/T 9704-2012, 7.3.7).
fn is_attachment_mark(s: &str) -> bool {
    let s: String = s.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(rest) = s.strip_prefix("附件") else {
        return false;
    };
    let number = rest.trim_end_matches(['：', ':', '．', '.']);
    number.chars().count() <= 2
        && number
            .chars()
            .all(|c| c.is_numeric() || "一二三四五六七八九十".contains(c))
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
        State::Closing if names::is_byline(s) || names::is_office(s) => "signature",
        _ if vote.kind == state.kind() && KEPT.contains(&vote.role) => vote.role,
        _ => "",
    }
}

/// What the kinds bring with them.
pub(super) fn finish(units: &mut [Unit], source: &str) {
    volumes(units);
    opening(units);
    between(units, source);
    alike(units, source);
    measured(units, source);
    titles(units, source);
    beneath(units, source);
    addressed(units, source);
    closings::mark(units, source);
    noted(units, source);
    separators(units, source);
    labels(units, source);
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

/// Lines that say the title above them again, and the title below a number.
fn titles(units: &mut [Unit], source: &str) {
    let core = |s: &str| -> String {
        s.chars()
            .filter(|c| is_han(*c) || c.is_alphanumeric())
            .collect()
    };
    let mut above = String::new();
    let mut number_only = false;
    for u in units.iter_mut() {
        let s = u.text(source);
        let bare = loose::label(s).is_none() && u.chars <= TITLE_MAX && !u.fixed;
        // What stands right below a bare number is its title.
        if number_only && bare && matches!(u.kind, Kind::Piece | Kind::Heading | Kind::Title) {
            (u.kind, u.role) = (Kind::Heading, "piece_title");
            number_only = false;
            continue;
        }
        match u.kind {
            Kind::Title | Kind::Piece | Kind::Volume => {
                above = core(s);
                number_only = u.kind == Kind::Piece && super::stems::is_number_only(s);
            }
            Kind::Heading if u.role == "subtitle" => {
                let own = core(s);
                let again =
                    own.chars().count() >= 2 && (above.ends_with(&own) || own.ends_with(&above));
                if again && !above.is_empty() {
                    u.role = "repeat";
                }
                number_only = false;
            }
            Kind::Boilerplate => {}
            _ => number_only = false,
        }
    }
}

/// Titles are at most so long, in characters.
const TITLE_MAX: u32 = 40;

/// Right below a title nothing closes: a date there says when, a name who.
fn beneath(units: &mut [Unit], source: &str) {
    let mut below = false;
    for u in units.iter_mut() {
        let s = u.text(source);
        match u.kind {
            Kind::Piece => below = true,
            Kind::Boilerplate => {}
            Kind::Heading if below && matches!(u.role, "subtitle" | "piece_title" | "repeat") => {}
            Kind::Closing | Kind::Para | Kind::Title if below && !u.fixed => {
                let dated = roles::is_date(s);
                let named = names::is_byline(s) || names::may_be_name(s);
                if s.starts_with('—') && u.chars <= TITLE_MAX {
                    (u.kind, u.role) = (Kind::Heading, "subtitle");
                } else if dated || named {
                    let role = if dated { "dateline" } else { "byline" };
                    (u.kind, u.role) = (Kind::Para, role);
                } else {
                    below = false;
                }
            }
            _ => below = false,
        }
    }
}

/// Whom a paper or a letter is sent to, right below its title; and the title right below the mark over an attachment.
fn addressed(units: &mut [Unit], source: &str) {
    let (mut below, mut marked) = (false, false);
    for u in units.iter_mut().filter(|u| u.kind != Kind::Boilerplate) {
        let s = u.text(source);
        let free = !u.fixed && u.candidate.is_none();
        if is_attachment_mark(s) {
            (below, marked) = (false, true);
            continue;
        }
        let title = u.chars <= TITLE_MAX && !s.ends_with(['。', '：', ':', '；']);
        if marked && free && title && matches!(u.kind, Kind::Para | Kind::Heading | Kind::Title) {
            (u.kind, u.role) = (Kind::Piece, "attachment_title");
        }
        marked = false;
        let whom = s
            .strip_suffix(['：', ':'])
            .filter(|w| w.chars().count() >= 2 && u.chars <= ADDRESS_MAX)
            .is_some_and(|w| {
                !w.contains(['：', ':', '。', '？', '！', '“', '【', '（', '('])
                    && FRONT.rows(w).next().is_none()
            });
        if below && whom && free && u.kind == Kind::Para {
            (u.kind, u.role) = (Kind::Salutation, "");
        }
        below = u.kind == Kind::Title || below && matches!(u.role, "doc_number" | "dateline");
    }
}

/// Whom a paper is sent to is told in at most so many characters.
const ADDRESS_MAX: u32 = 60;

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
            let words = u
                .text(source)
                .trim_matches(['【', '】', '[', ']', '：', ':', '〔', '〕']);
            let mut below = units.get(i + 1..).unwrap_or_default().iter();
            super::notes::HEADS.contains(&words) && below.find(|u| text(u)).is_some_and(marked)
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

/// 第二章　… between 第一章 and 第三章 is a chapter, however long its title: its label stands apart, and the count goes on.
fn between(units: &mut [Unit], source: &str) {
    use crate::tree::Scheme;
    let apart = |u: &Unit| {
        let c = u.candidate.filter(|c| c.scheme == Scheme::Chapter)?;
        let s = u.text(source);
        let unit = s.get(..c.len)?.chars().next_back()?;
        let rest = s.get(c.len..)?;
        let apart =
            rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || "：:、".contains(c));
        apart.then_some((unit, c.number))
    };
    let heads: Vec<(usize, char, u32, bool)> = units
        .iter()
        .enumerate()
        .filter(|(_, u)| u.first && u.kind != Kind::Boilerplate)
        .filter_map(|(i, u)| apart(u).map(|(m, n)| (i, m, n, u.kind == Kind::Piece)))
        .collect();
    let missed: Vec<usize> = heads
        .windows(3)
        .filter(|w| {
            let [a, b, c] = w else { return false };
            a.3 && !b.3 && c.3 && (a.1, b.1) == (b.1, c.1) && b.2 == a.2 + 1 && c.2 == b.2 + 1
        })
        .filter_map(|w| w.get(1).map(|b| b.0))
        .collect();
    for i in missed {
        if let Some(u) = units.get_mut(i).filter(|u| !u.fixed) {
            (u.kind, u.role) = (Kind::Piece, "");
            (u.why, u.also) = (Template::FamilyRun.words(), "");
        }
    }
}

/// So many heads of one form in a hundred are works before the rest are, too.
const ALIKE: usize = 80;
/// Fewer works tell nothing of their form.
const ALIKE_MIN: usize = 4;

/// Titles without number that look alike are alike: where most of one form head works, so do the others.
fn alike(units: &mut [Unit], source: &str) {
    let form = |u: &Unit| {
        let bare = u.candidate.is_none()
            && u.run_in.is_none()
            && matches!(u.markup, Markup::None)
            && loose::label(u.text(source)).is_none()
            && (u.kind == Kind::Piece || u.kind == Kind::Heading && u.role.is_empty());
        bare.then_some((u.indent, u.gap.min(2)))
    };
    let mut forms: HashMap<(u32, u32), (usize, usize)> = HashMap::new();
    for u in units.iter() {
        if let Some(f) = form(u) {
            let (works, all) = forms.entry(f).or_default();
            *works += usize::from(u.kind == Kind::Piece);
            *all += 1;
        }
    }
    for u in units
        .iter_mut()
        .filter(|u| u.kind == Kind::Heading && !u.fixed)
    {
        let told = form(u).and_then(|f| forms.get(&f));
        if told.is_some_and(|(n, all)| *n >= ALIKE_MIN && n * 100 >= all * ALIKE) {
            (u.kind, u.role) = (Kind::Piece, "");
        }
    }
}

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

/// A head without number that opens the text, with no text of its own or alone of its kind, is the title of the whole.
fn opening(units: &mut [Unit]) {
    if units.iter().any(|u| u.kind == Kind::Title) {
        return;
    }
    let pieces = units.iter().filter(|u| u.kind == Kind::Piece).count();
    let listed = |u: &Unit| u.kind == Kind::Boilerplate && u.role == "toc";
    let Some(first) = units.iter().position(|u| u.kind != Kind::Boilerplate) else {
        return;
    };
    let mut below = units.get(first + 1..).unwrap_or_default().iter();
    let empty = below
        .find(|u| u.kind != Kind::Boilerplate || listed(u))
        .is_some_and(|u| listed(u) || matches!(u.kind, Kind::Piece | Kind::Volume | Kind::Preface));
    if let Some(u) = units.get_mut(first)
        && u.kind == Kind::Piece
        && u.candidate.is_none()
        && !u.fixed
        && (pieces == 1 || empty)
    {
        (u.kind, u.role) = (Kind::Title, "");
    }
}

/// Parts without a single work in them are the works; so are chapters where nothing else is one.
fn volumes(units: &mut [Unit]) {
    use crate::tree::Scheme;
    if units.iter().any(|u| u.kind == Kind::Piece) {
        return;
    }
    let chapter = |u: &Unit| {
        u.kind == Kind::Heading
            && u.run_in.is_none()
            && u.candidate.is_some_and(|c| c.scheme == Scheme::Chapter)
    };
    let parts = units.iter().any(|u| u.kind == Kind::Volume);
    let chapters = units.iter().filter(|u| chapter(u)).count() > 1;
    for u in units.iter_mut().filter(|u| !u.fixed) {
        if if chapters {
            chapter(u)
        } else {
            parts && u.kind == Kind::Volume
        } {
            (u.kind, u.role) = (Kind::Piece, "");
        }
    }
}
