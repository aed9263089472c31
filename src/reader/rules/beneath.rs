//! What stands beneath a title and belongs to it.

use super::titles::{BODY_MIN, bare_shape};
use super::verse;
use crate::reader::lines::{Kind, Unit, ends_sentence, is_han};
use crate::reader::names;
use crate::tree::Scheme;

/// Lines below a title that belong to it: subtitle, date, byline, the piece's own title below its number, the title
/// printed again. At most so many.
const BELOW_MAX: usize = 4;

/// Longest line below a title, in characters.
const LINE_MAX: u32 = 50;

/// What a line below a title may be that belongs to it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Beneath {
    /// ——在…上的讲话
    Dash,
    /// （2018年1月5日）
    Date,
    /// 市长　王某
    Name,
}

/// What such a line is.
pub(super) fn line(u: &Unit, source: &str) -> Option<Beneath> {
    let s = u.text(source);
    let free = matches!(u.kind, Kind::Para | Kind::Closing);
    if !free || u.chars > LINE_MAX || s.contains('。') {
        return None;
    }
    if is_dash(s) {
        Some(Beneath::Dash)
    } else if crate::reader::roles::is_date(s) {
        Some(Beneath::Date)
    } else {
        names::is_byline(s).then_some(Beneath::Name)
    }
}

fn is_dash(s: &str) -> bool {
    s.starts_with("——") || s.starts_with("──")
}

/// （根据录音整理）: a remark below a title.
pub(super) fn is_remark(s: &str) -> bool {
    let inner = s
        .strip_prefix(['（', '('])
        .and_then(|r| r.strip_suffix(['）', ')']));
    inner.is_some_and(|i| {
        (2..=30).contains(&i.chars().count()) && !i.contains(['（', '(', '。', '；'])
    })
}

/// Marks what stands below the titles.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    let heads: Vec<usize> = (0..units.len())
        .filter(|&i| {
            units
                .get(i)
                .is_some_and(|u| matches!(u.kind, Kind::Title | Kind::Piece))
        })
        .collect();
    for head in heads {
        one(units, source, head);
    }
}

/// Titles on the line below the numbers of sections (`01` above 读《边城》), where most numbers have one.
pub(super) fn number_heads(units: &mut [Unit], source: &str) {
    let is_text = |u: &Unit| u.chars > BODY_MIN || ends_sentence(u.text(source));
    let bare: Vec<usize> = (0..units.len())
        .filter(|&i| {
            units.get(i).is_some_and(|u| {
                let whole = |c: crate::reader::label::Candidate| {
                    c.scheme == Scheme::CnBare && c.len == u.text(source).len()
                };
                u.kind == Kind::Heading && u.label.is_some_and(whole)
            })
        })
        .collect();
    let titled: Vec<usize> = bare
        .iter()
        .copied()
        .filter(|&i| {
            let below = units.get(i + 1).is_some_and(|u| {
                u.kind == Kind::Para
                    && u.role.is_empty()
                    && bare_shape(u, source)
                    && !names::is_byline(u.text(source))
            });
            below && units.get(i + 2).is_some_and(is_text)
        })
        .collect();
    if titled.len() < 2 || titled.len() * 10 < bare.len() * 8 {
        return;
    }
    for i in titled {
        let level = units.get(i).map_or(2, |u| u.level);
        if let Some(u) = units.get_mut(i + 1) {
            u.set(
                Kind::Heading,
                "piece_title",
                "the section's title below its number",
                0.85,
            );
            u.level = level;
            u.candidate = None;
        }
    }
}

fn one(units: &mut [Unit], source: &str, head: usize) {
    let Some(h) = units.get(head) else { return };
    let whole = h.kind == Kind::Title;
    let number_only = !whole && crate::reader::stems::is_number_only(h.text(source));
    let key = |s: &str| -> String {
        s.chars()
            .filter(|c| is_han(*c) || c.is_alphanumeric())
            .collect()
    };
    let title = key(h.text(source));
    // 《…》 above a poem that opens with the same words is no title printed twice.
    let title_chars = h.text(source).chars().count();
    let after_label = h
        .label
        .and_then(|c| h.text(source).get(c.len..))
        .map(key)
        .filter(|t| !t.is_empty());
    let mut titled = false;
    let flow: Vec<usize> = (head + 1..units.len().min(head + 24))
        .filter(|&i| {
            units
                .get(i)
                .is_some_and(|u| !matches!(u.kind, Kind::Boilerplate | Kind::Continuation))
        })
        .take(BELOW_MAX + 1)
        .collect();
    for (n, &i) in flow.iter().take(BELOW_MAX).enumerate() {
        let next = flow.get(n + 1).and_then(|&k| units.get(k));
        let text_below = next.is_some_and(|v| {
            v.chars > BODY_MIN
                || ends_sentence(v.text(source))
                || v.kind == Kind::Salutation
                || v.candidate.is_some()
        });
        let Some(u) = units.get(i) else { return };
        let s = u.text(source);
        let dated = u.kind == Kind::Closing && u.role == "date" && !u.fixed;
        let free = u.kind == Kind::Para && u.role.is_empty() && u.markup.is_empty();
        if !free && !dated {
            return;
        }
        let same = key(s);
        let (kind, role, why, sure) = if u.chars <= LINE_MAX && is_dash(s) && !s.contains('。') {
            let kind = if whole { Kind::Title } else { Kind::Heading };
            (kind, "subtitle", "a dash line below the title", 0.9)
        } else if crate::reader::roles::is_date(s) && next.is_some() {
            (Kind::Para, "dateline", "a date below the title", 0.9)
        } else if is_remark(s) && text_below && u.candidate.is_none() {
            let kind = if whole { Kind::Title } else { Kind::Para };
            (kind, "subtitle", "a remark below the title", 0.85)
        } else if same == title && s.chars().count() == title_chars
            || after_label.as_ref() == Some(&same)
        {
            let kind = if whole {
                Kind::Title
            } else {
                Kind::Boilerplate
            };
            (kind, "repeat", "the title printed again", 0.9)
        } else if names::is_byline(s) && (text_below || whole)
            || n > 0 && names::may_be_name(s) && text_below
            || verse::is_poet(u, source) && next.is_some_and(|v| verse::opens_poem(v, source))
        {
            (Kind::Closing, "byline", "a name below the title", 0.8)
        } else if number_only && !titled && bare_shape(u, source) && next.is_some() {
            titled = true;
            (
                Kind::Heading,
                "piece_title",
                "the piece's title below its number",
                0.85,
            )
        } else {
            return;
        };
        if let Some(u) = units.get_mut(i) {
            u.set(kind, role, why, sure);
            u.candidate = None;
            u.level = if kind == Kind::Heading { 2 } else { 0 };
        }
    }
}
