//! What stands right below titles: the title below a number, the same words again, author, date, whom it is sent to.

use super::lexicon::FRONT;
use super::lines::{Kind, Unit, is_han};
use super::paper::is_attachment_mark;
use super::{loose, names, roles};

/// Tells these lines.
pub(super) fn settle(units: &mut [Unit], source: &str) {
    titles(units, source);
    beneath(units, source);
    addressed(units, source);
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
    let (mut below, mut titled) = (false, false);
    for u in units.iter_mut() {
        let s = u.text(source);
        let dashed = s.starts_with('—') && u.chars <= TITLE_MAX && !u.fixed;
        // A dash below a title opens a subtitle, whatever the lines around it do.
        match u.kind {
            Kind::Continuation if below && dashed => u.kind = Kind::Para,
            Kind::Continuation if titled && dashed => (u.kind, u.role) = (Kind::Title, "subtitle"),
            _ => {}
        }
        titled = u.kind == Kind::Title || titled && u.kind == Kind::Boilerplate;
        match u.kind {
            Kind::Piece => below = true,
            Kind::Boilerplate => {}
            Kind::Heading if below && matches!(u.role, "subtitle" | "piece_title" | "repeat") => {}
            Kind::Closing | Kind::Para | Kind::Title if below && !u.fixed => {
                let dated = roles::is_date(s);
                let named = names::is_byline(s) || names::may_be_name(s);
                if dashed {
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
