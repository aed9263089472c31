//! What stands right below titles: the title below a number, the same words again, author, date, whom it is sent to.

use super::lexicon::FRONT;
use super::lines::{Kind, Unit, is_han};
use super::paper::is_attachment_mark;
use super::{loose, names, roles};

/// Tells these lines.
pub(super) fn settle(units: &mut [Unit], source: &str) {
    broken(units, source);
    titles(units, source);
    beneath(units, source);
    addressed(units, source);
}

/// What papers are called.
const PAPERS: [&str; 27] = [
    "通知",
    "意见",
    "通报",
    "决定",
    "办法",
    "规定",
    "报告",
    "请示",
    "批复",
    "函",
    "公告",
    "通告",
    "方案",
    "规划",
    "细则",
    "条例",
    "纲要",
    "纪要",
    "议案",
    "决议",
    "要点",
    "计划",
    "倡议书",
    "说明",
    "答复",
    "建议",
    "制度",
];

/// A line of a broken title is at most so long, in characters.
const BROKEN_MAX: u32 = 60;
/// And it has at most so many lines.
const BROKEN_LINES: usize = 5;

/// The title of a paper that was broken into lines: bodies that issue it above 关于…, or one clause that no line but the
/// last ends (GB/T 9704-2012, 7.3.1 sets it in several lines).
fn broken(units: &mut [Unit], source: &str) {
    let mut at = 0;
    let mut head = true;
    while let Some(u) = units.get(at) {
        let s = u.text(source);
        let starts = u.kind == Kind::Title || head && u.kind == Kind::Para;
        if let Some(end) = starts.then(|| broken_end(units, at, source)).flatten() {
            let lines = units.iter_mut().skip(at).take(end - at);
            for (n, u) in lines
                .enumerate()
                .filter(|(_, u)| u.kind != Kind::Boilerplate)
            {
                (u.kind, u.role) = if n == 0 {
                    (Kind::Title, "")
                } else {
                    (Kind::Continuation, "")
                };
            }
            return;
        }
        head &= u.kind == Kind::Boilerplate || roles::is_document_number(s);
        at += 1;
    }
}

/// Behind the last line of a title that is broken at `from`; none where it is whole.
fn broken_end(units: &[Unit], from: usize, source: &str) -> Option<usize> {
    let (mut about, mut issued) = (false, false);
    for (n, u) in units.iter().enumerate().skip(from).take(BROKEN_LINES) {
        let s = u.text(source);
        let other = matches!(u.kind, Kind::Salutation | Kind::Item | Kind::Volume);
        if u.fixed || other || u.chars > BROKEN_MAX || s.contains(['。', '：', ':', '；']) {
            return None;
        }
        let opens = s.starts_with("关于") || s.starts_with("關於");
        // The words go on in the next line, or from the issuers' names to 关于.
        let goes_on = n == from || about && u.gap == 0 || issued && opens;
        if !goes_on {
            return None;
        }
        about |= s.contains("关于") || s.contains("關於");
        issued = !about && issuers(s) && (n == from || issued);
        let whole = s.trim_end_matches(|c| "（）()试行暂修订草案".contains(c));
        if about && PAPERS.iter().any(|p| whole.ends_with(p)) {
            return (n > from).then_some(n + 1);
        }
        if !about && !issued {
            return None;
        }
    }
    None
}

/// 澄江市教育局　澄江市财政局, 澄江市教育局等三部门.
fn issuers(s: &str) -> bool {
    let several = s.contains('等')
        && ["部门", "单位", "部門", "單位"]
            .iter()
            .any(|w| s.ends_with(w));
    several
        || s.split_whitespace()
            .all(|w| names::is_office(w) || w.ends_with(['委', '省', '市', '县', '区']))
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
            Kind::Piece if !(below && u.gap < 2 && names::are_credits(s)) => below = true,
            Kind::Boilerplate => {}
            Kind::Heading if below && matches!(u.role, "subtitle" | "piece_title" | "repeat") => {}
            Kind::Piece | Kind::Heading
                if below && u.gap < 2 && !u.fixed && names::are_credits(s) =>
            {
                (u.kind, u.role) = (Kind::Para, "byline");
            }
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
