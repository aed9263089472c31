//! Official papers (GB/T 9704): the list of attachments, the marks over them, and what stands below the sign-off.
//!
//! Other stages look at a paper's end line by line; here the lines tell of each other.

use super::lines::{Kind, Unit, ends_sentence, is_han};
use super::names::{are_offices, is_byline, is_office};
use super::roles::is_date;
use crate::tree::{halves, number_len};

/// A further name in the list of attachments is at most so long, in characters.
const NAME_MAX: u32 = 80;
/// An annotation in brackets is at most so long, in characters.
const NOTE_MAX: u32 = 60;
/// Bodies that issue one paper together, at most.
const ISSUERS: usize = 8;
/// How the 附注 of 7.3.6 begin, brackets left out.
const NOTES: &[&str] = &[
    "此件",
    "此文",
    "本件",
    "联系人",
    "聯繫人",
    "聯絡人",
    "联系电话",
    "主动公开",
    "依申请公开",
    "不予公开",
    "公开方式",
    "公开属性",
    "信息公开",
    "传达范围",
    "印发传达范围",
];
/// Lines of 抄送, 抄报 and the like above the line of printing, at most.
const COPY_LINES: usize = 4;
/// How lines of 抄送 begin (7.4.2).
const COPIES: &[&str] = &["抄送", "抄报", "抄報", "分送", "主送"];

/// Gives these lines their roles.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    let flow: Vec<usize> = (0..units.len())
        .filter(|&i| {
            units.get(i).is_some_and(|u| {
                !matches!(u.kind, Kind::Boilerplate | Kind::Continuation)
                    || u.kind == Kind::Boilerplate && is_note(u.text(source), u.chars)
            })
        })
        .collect();
    attachments(units, &flow, source);
    titles(units, &flow, source);
    // Minutes are not signed, and attachments stand between sign-off and last lines: the head says that it is a paper.
    let headed = units.iter().any(|u| !super::head::roles(u).is_empty());
    let mut signed = false;
    let back = back(units, &flow, source);
    for (n, &i) in flow.iter().enumerate() {
        let Some(u) = units.get(i) else { continue };
        let s = u.text(source);
        let of_back = back.contains(&n);
        if matches!(u.kind, Kind::Piece | Kind::Volume) {
            signed = false;
        }
        let mark = u.role == "attachment_mark";
        let role = if is_note(s, u.chars) {
            "annotation"
        } else if is_copies(s) {
            "cc"
        } else if is_imprint(s) || of_back {
            "imprint"
        } else {
            ""
        };
        if !mark && role.is_empty() {
            continue;
        }
        if !signed {
            signed = sign_off(units, flow.get(..n).unwrap_or_default(), source);
        }
        // Without a date above it an address may be anything; what was taken for chatter is none.
        let sure = |u: &&mut Unit| {
            let known = signed || headed || of_back || u.kind == Kind::Boilerplate;
            !mark && is_free(u) && known
        };
        if let Some(u) = units.get_mut(i).filter(sure) {
            set(u, Kind::Para, role, "stands below the sign-off");
        }
    }
}

/// 版记 (7.4): the office that printed the paper with the day, and 抄送 above it. The two name themselves, also where
/// the head is missing or was not understood. Places in the flow.
fn back(units: &[Unit], flow: &[usize], source: &str) -> Vec<usize> {
    let text = |n: usize| {
        let u = flow.get(n).and_then(|&i| units.get(i));
        u.map_or("", |u| u.text(source))
    };
    let mut out = Vec::new();
    for n in 0..flow.len() {
        let printed = text(n)
            .strip_suffix("印发")
            .or_else(|| text(n).strip_suffix("印發"));
        let Some(printed) = printed.map(str::trim) else {
            continue;
        };
        let above = n.checked_sub(1);
        let (office, day) = halves(printed).unwrap_or(("", printed));
        let own_line = above.is_some_and(|k| is_office(text(k)));
        if !is_date(day) || !(is_office(office) || office.is_empty() && own_line) {
            continue;
        }
        let first = if office.is_empty() {
            n.saturating_sub(1)
        } else {
            n
        };
        let copies = (0..first).rev().take_while(|k| first - k <= COPY_LINES);
        let copies = copies.take_while(|&k| is_copies(text(k)));
        out.extend(copies);
        out.extend(first..=n);
    }
    out
}

/// Is it text that no sure stage has taken for something else?
fn is_free(u: &Unit) -> bool {
    !u.fixed && u.first && u.markup.is_empty() && !matches!(u.kind, Kind::Title | Kind::Volume)
}

fn set(u: &mut Unit, kind: Kind, role: &'static str, why: &'static str) {
    u.set(kind, role, why, 0.95);
    (u.label, u.candidate, u.run_in, u.lead) = (None, None, None, None);
}

/// 附件：1.… with the names below it, and 附件1 alone over an attachment.
fn attachments(units: &mut [Unit], flow: &[usize], source: &str) {
    let mut at = 0;
    while let Some(&i) = flow.get(at) {
        at += 1;
        let Some(u) = units.get(i).filter(|u| is_free(u)) else {
            continue;
        };
        let s = u.text(source);
        let number = |n: usize| {
            let u = flow.get(n).and_then(|&k| units.get(k));
            u.filter(|u| is_free(u) && u.chars <= NAME_MAX)
                .and_then(|u| value(u.text(source)))
        };
        let listed = s.strip_prefix("附件").map(str::trim_start);
        let listed = listed.and_then(|r| r.strip_prefix(['：', ':']));
        let names = match listed.map(str::trim) {
            Some("") if number(at) == Some(1) => Some(0),
            Some("") | None => None,
            Some(name) => Some(value(name).unwrap_or(0)),
        };
        if let Some(mut last) = names {
            let from = at;
            let numbered = last > 0 || listed.is_some_and(|l| l.trim().is_empty());
            while numbered && number(at) == Some(last + 1) {
                (at, last) = (at + 1, last + 1);
            }
            if let Some(u) = units.get_mut(i) {
                set(u, Kind::Para, "attachment", "a list of attachments");
            }
            for k in flow.get(from..at).unwrap_or_default() {
                if let Some(u) = units.get_mut(*k) {
                    set(
                        u,
                        Kind::Para,
                        "attachment_name",
                        "a name in the list of attachments",
                    );
                }
            }
        } else if is_mark(s)
            && matches!(u.kind, Kind::Para | Kind::Closing | Kind::Item)
            && let Some(u) = units.get_mut(i)
        {
            set(
                u,
                Kind::Para,
                "attachment_mark",
                "the mark over an attachment",
            );
        }
    }
}

/// The line below the mark of an attachment is its title, where the list of attachments names it.
fn titles(units: &mut [Unit], flow: &[usize], source: &str) {
    let names: Vec<&str> = units
        .iter()
        .filter(|u| u.role.starts_with("attachment"))
        .map(|u| u.text(source))
        .collect();
    let mut found = false;
    for pair in flow.windows(2) {
        let &[mark, title] = pair else { continue };
        let marked = units.get(mark).is_some_and(|u| u.role == "attachment_mark");
        let Some(u) = units.get_mut(title).filter(|u| marked && is_free(u)) else {
            continue;
        };
        let s = u.text(source);
        let named = names.iter().any(|n| {
            let rest = n.strip_suffix(s).map(str::trim_end);
            rest.is_some_and(|r| r.ends_with(['：', ':', '.', '．', '、']))
        });
        if named && u.kind != Kind::Piece {
            set(u, Kind::Piece, "attachment_title", "title of an attachment");
            found = true;
        }
    }
    if found {
        let pieces = units.iter_mut().filter(|u| u.kind == Kind::Piece);
        for (n, u) in (1..).zip(pieces) {
            u.ordinal = n;
        }
    }
}

/// The number before a name.
fn value(name: &str) -> Option<u32> {
    let digits = name.chars().take_while(char::is_ascii_digit).count();
    (number_len(name) > 0).then(|| name.get(..digits)?.parse().ok())?
}

/// True for the mark of an attachment that stands over it: 附件, 附件1, 附件二：
fn is_mark(s: &str) -> bool {
    let Some(rest) = s.trim().strip_prefix("附件") else {
        return false;
    };
    let number = rest.trim_end_matches(['：', ':']).trim();
    let figure =
        |c: char| c.is_ascii_digit() || "０１２３４５６７８９一二三四五六七八九十".contains(c);
    number.chars().count() <= 3 && number.chars().all(figure)
}

/// （此件公开发布）, （联系人：张三，电话：…）.
pub(super) fn is_note(s: &str, chars: u32) -> bool {
    let inner = s.strip_prefix(['（', '(']);
    let inner = inner.and_then(|r| r.strip_suffix(['）', ')']));
    chars <= NOTE_MAX && inner.is_some_and(|r| NOTES.iter().any(|n| r.trim().starts_with(n)))
}

/// （此件公开发布）: who may read an official paper (GB/T 9704-2012, 7.3.6).
pub(super) fn is_open_note(s: &str) -> bool {
    let inner = s.trim_matches(['（', '）', '(', ')']);
    inner.len() < s.len()
        && inner.starts_with("此件")
        && inner.contains("公开")
        && s.chars().count() <= 16
}

/// 附件：1．…: the list of a paper's attachments.
pub(super) fn opens_attachments(s: &str) -> bool {
    s.strip_prefix("附件")
        .is_some_and(|r| r.starts_with(['：', ':']) && r.chars().any(is_han))
}

/// 附件, 附件1, 附件二： alone on a line: the mark above an attachment, whose title stands below (GB/T 9704-2012, 7.3.7).
pub(super) fn is_attachment_mark(s: &str) -> bool {
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

/// 抄送：市委办公室，市人大常委会办公室。
fn is_copies(s: &str) -> bool {
    let rest = COPIES.iter().find_map(|c| s.strip_prefix(c));
    rest.is_some_and(|r| r.trim_start().starts_with(['：', ':']))
}

/// 澄江市人民政府办公室　2023年3月5日印发
fn is_imprint(s: &str) -> bool {
    let Some(rest) = s.strip_suffix("印发").or_else(|| s.strip_suffix("印發")) else {
        return false;
    };
    let day = rest.trim_end().rsplit(char::is_whitespace).next();
    day.is_some_and(is_date) || rest.ends_with('日') && rest.contains('年') && rest.contains('月')
}

/// The date at the end of these lines and the names above it; false where none stands there.
fn sign_off(units: &mut [Unit], above: &[usize], source: &str) -> bool {
    let Some((&date, names)) = above.split_last() else {
        return false;
    };
    let dated = |u: &&mut Unit| {
        is_free(u) && matches!(u.kind, Kind::Para | Kind::Closing) && is_date(u.text(source))
    };
    let Some(u) = units.get_mut(date).filter(dated) else {
        return false;
    };
    if u.kind != Kind::Closing {
        set(
            u,
            Kind::Closing,
            "date",
            "a date above what follows a sign-off",
        );
    }
    for &i in names.iter().rev().take(ISSUERS) {
        let Some(u) = units.get_mut(i) else { break };
        let s = u.text(source);
        let free = is_free(u) && matches!(u.kind, Kind::Para | Kind::Closing);
        if !free || ends_sentence(s) || !(is_office(s) || are_offices(s) || is_byline(s)) {
            break;
        }
        if u.kind != Kind::Closing || u.role.is_empty() {
            set(
                u,
                Kind::Closing,
                "signature",
                "a name above the date of a paper",
            );
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::reader::{ReadOptions, read};
    use crate::source::Source;

    /// Roles of the last lines of a paper without a head.
    fn roles(last: &str) -> Vec<(String, &'static str)> {
        let text = format!(
            "关于做好防汛工作的通知\n\n各县区人民政府：\n\n现将有关事项通知如下，请认真执行。\n\n附件2\n\n联系人名单\n\n名单由各县区汇总后上报，不再另行通知。\n\n{last}"
        );
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let reading = read(&source, &ReadOptions::default());
        let lines: Vec<_> = reading.outline().lines(&source.text).collect();
        let n = last.lines().count();
        let end = lines.iter().skip(lines.len() - n);
        end.map(|l| (l.text.to_owned(), l.role)).collect()
    }

    #[test]
    fn what_a_paper_ends_with_names_itself_without_a_head() {
        for last in [
            "抄送：市委办公室，市人大常委会办公室。\n澄江市人民政府办公室　　2025年8月19日印发\n",
            "抄报：省教育厅。\n抄送：市委办公室。\n澄江市教育局办公室　2025年8月19日印发\n",
            "抄送：市委办公室。\n澄江市教育局办公室\n2025年8月19日印发\n",
        ] {
            let got = roles(last);
            let want = got.iter().all(|(s, role)| {
                *role
                    == if s.starts_with('抄') {
                        "cc"
                    } else {
                        "imprint"
                    }
            });
            assert!(want, "{got:?}");
        }
    }

    #[test]
    fn addresses_without_a_day_of_printing_are_text() {
        for last in [
            "抄送：市委办公室，市人大常委会办公室。\n请有关单位配合。\n",
            "本办法由市财政局2025年8月19日印发\n请遵照执行。\n",
        ] {
            let got = roles(last);
            assert!(
                got.iter()
                    .all(|(_, role)| !matches!(*role, "cc" | "imprint")),
                "{got:?}"
            );
        }
    }
}
