//! Levels of headings: decided by nesting, once it is decided what is a heading.
//!
//! Within a piece each heading has a form: the family of its label, or how it is written where it has none. A form that is
//! open comes back at its level; a new one opens below what is open, but families that usually stand outside others
//! close those first.

use super::label::group;
use super::lines::{Kind, Markup, Unit, is_han};
use crate::tree::Scheme;

/// What headings of one level have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `##`, by depth.
    Marked(u8),
    /// A family of labels.
    Labelled(u8),
    /// 2.1, 2.1.3: the number of places.
    Decimal(u8),
    /// No label: in brackets, set in, or plain.
    Bare(u8),
    /// A line of the title above.
    Beneath,
}

/// The usual order of forms from the outside in.
const fn rank(f: Form) -> u8 {
    match f {
        Form::Marked(d) => d,
        Form::Decimal(places) => 20 + places,
        Form::Labelled(g) => match g {
            14 => 9,
            13 => 10,
            15 | 9 => 12,
            4 | 2 => 13,
            3 => 14,
            _ => 15,
        },
        Form::Bare(_) | Form::Beneath => 16,
    }
}

fn form(u: &Unit, source: &str) -> Form {
    let s = u.text(source);
    if let Markup::Heading { depth, .. } = u.markup {
        return Form::Marked(depth);
    }
    if matches!(u.role, "subtitle" | "piece_title" | "repeat") {
        return Form::Beneath;
    }
    if let Some(c) = u.label {
        let label = s.get(..c.len).unwrap_or_default();
        let places = label
            .trim_end_matches(['.', '．'])
            .matches(['.', '．', '·'])
            .count();
        if places > 0 && label.starts_with(|c: char| c.is_numeric()) {
            return Form::Decimal(u8::try_from(places).unwrap_or(9));
        }
        let arabic = label.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
        if c.scheme == Scheme::CnBare && arabic {
            return Form::Decimal(0);
        }
        // 第一节 stands inside 第一章, whose family is the same.
        let part = if c.scheme == Scheme::Chapter && label.ends_with(['节', '節']) {
            40
        } else {
            0
        };
        return Form::Labelled(group(c.scheme) + part);
    }
    let first = s.chars().next().unwrap_or(' ');
    Form::Bare(match first {
        '【' | '［' | '[' | '〔' => 1,
        '（' | '(' => 2,
        '—' | '─' | '-' => 3,
        '《' | '〈' => 4,
        c if is_han(c) || c.is_alphanumeric() => 0,
        _ => 5,
    })
}

/// Gives every heading its level.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    let mut open: Vec<Form> = Vec::new();
    let mut told: Vec<(Form, u8)> = Vec::new();
    for u in units.iter_mut() {
        match u.kind {
            Kind::Piece | Kind::Title | Kind::Volume => {
                open.clear();
                told.clear();
                u.level = u8::from(u.kind == Kind::Volume);
            }
            Kind::Heading => {
                let f = form(u, source);
                if u.fixed && u.level > 1 {
                    told.retain(|(g, _)| *g != f);
                    told.push((f, u.level));
                    continue;
                }
                if let Some((_, level)) = told.iter().find(|(g, _)| *g == f) {
                    u.level = *level;
                    continue;
                }
                if f == Form::Beneath {
                    u.level = u8::try_from(open.len() + 2).unwrap_or(u8::MAX);
                    continue;
                }
                if let Some(k) = open.iter().position(|g| *g == f) {
                    open.truncate(k + 1);
                } else {
                    let bare = matches!(f, Form::Bare(_));
                    while open.last().is_some_and(|g| !bare && rank(*g) > rank(f)) {
                        open.pop();
                    }
                    open.push(f);
                }
                u.level = u8::try_from(open.len() + 1).unwrap_or(u8::MAX);
            }
            _ => {}
        }
    }
}
