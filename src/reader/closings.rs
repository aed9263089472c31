//! What ends a work: below its last paragraph a date, where it was printed, and who signs, closes it.

use super::lines::{Kind, Unit};
use super::{names, roles};

/// Lines at the end of a work that may close it.
const LINES: usize = 3;
/// Who signs in front of a date on one line, in characters.
const SIGNED_MAX: usize = 8;
/// A date with its place, in characters.
const DATED_MAX: usize = 20;
/// Where a work was printed is told in at most so many characters.
const SOURCE_MAX: u32 = 40;

/// Marks them. A date right below a title belongs to the title, and verse stays what it is.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    for u in units
        .iter_mut()
        .filter(|u| u.kind == Kind::Para && !u.fixed)
    {
        if super::chatter::ends_the_whole(u.text(source)) {
            (u.kind, u.role) = (Kind::Closing, "");
        }
    }
    let flow: Vec<usize> = units
        .iter()
        .enumerate()
        .filter(|(_, u)| u.kind != Kind::Boilerplate)
        .map(|(i, _)| i)
        .collect();
    for (k, at) in flow.iter().enumerate() {
        let ends = match flow.get(k + 1).and_then(|n| units.get(*n)) {
            None => true,
            Some(n) => {
                matches!(n.kind, Kind::Title | Kind::Piece | Kind::Volume)
                    || super::notes::heads(n.text(source))
            }
        };
        if !ends || units.get(*at).is_none_or(heads) {
            continue;
        }
        let first = (k + 1).saturating_sub(LINES);
        let mut dated = false;
        for n in (first..=k).rev() {
            let above = n.checked_sub(1).and_then(|p| flow.get(p)).copied();
            // Below a title stands what belongs to it.
            if above.and_then(|p| units.get(p)).is_none_or(heads) {
                break;
            }
            let Some(u) = flow.get(n).and_then(|i| units.get_mut(*i)) else {
                break;
            };
            if u.kind == Kind::Closing {
                if u.role.is_empty() && !u.fixed && is_dated_place(without_notes(u.text(source))) {
                    u.role = "date";
                }
                dated |= u.role == "date";
                continue;
            }
            let Some(role) = closes(u, u.text(source), dated) else {
                break;
            };
            dated |= role == "date";
            (u.kind, u.role, u.label, u.run_in) = (Kind::Closing, role, None, None);
        }
    }
}

fn heads(u: &Unit) -> bool {
    matches!(
        u.kind,
        Kind::Title | Kind::Piece | Kind::Volume | Kind::Heading
    )
}

/// How a line at the end of a work closes it, if it does; above a date a name signs.
fn closes(u: &Unit, s: &str, dated: bool) -> Option<&'static str> {
    let may = matches!(u.kind, Kind::Para | Kind::Continuation) && !u.fixed && u.role != "verse";
    if !may || u.candidate.is_some() {
        return None;
    }
    let s = without_notes(s);
    if is_dated(s) {
        return Some("date");
    }
    if tells_source(s) && u.chars <= SOURCE_MAX {
        return Some("source");
    }
    (dated
        && (names::may_be_name(s)
            || names::is_byline(s)
            || names::is_office(s)
            || names::are_offices(s)))
    .then_some("signature")
}

/// Is the line a date, or one that somebody signs?
pub(super) fn dates(s: &str) -> bool {
    is_dated(without_notes(s))
}

/// The line without a mark of a note and a stop behind it: 一九二二年六月。⑶, 己未春日[32]。
fn without_notes(s: &str) -> &str {
    let s = s.trim_end_matches(['。', '.']);
    let s = s.trim_end_matches(|c: char| ('①'..='⒇').contains(&c));
    let s = match s.rsplit_once(['[', '［', '〔']) {
        Some((head, mark))
            if mark
                .trim_end_matches([']', '］', '〕'])
                .parse::<u32>()
                .is_ok() =>
        {
            head
        }
        _ => s,
    };
    s.trim_end_matches(['。', '.']).trim()
}

/// A date alone, or one that somebody signs: 玲　十月二十三日.
fn is_dated(s: &str) -> bool {
    let date = |s: &str| roles::is_date(s) || roles::is_day(s);
    if date(s) {
        return true;
    }
    let signed = s
        .rsplit_once(char::is_whitespace)
        .filter(|(who, _)| who.trim().chars().count() <= SIGNED_MAX);
    signed.is_some_and(|(who, when)| {
        date(when) && !who.contains(['，', '。', '：', '；', '、', '“', '「'])
    })
}

/// 2017年春，于槐树胡同, 2019年10月初稿, 写于一九九四年冬，南浦: a date with the place, or with what was done then.
fn is_dated_place(s: &str) -> bool {
    let date = |s: &str| roles::is_date(s) || roles::is_day(s);
    let calm =
        !s.contains(['。', '！', '？', '；', '：', '“', '「']) && s.chars().count() <= DATED_MAX;
    let mut cuts = s.char_indices().map(|(at, _)| at).skip(1);
    calm && cuts.any(|at| {
        let (head, tail) = s.split_at(at);
        date(head.trim()) || date(tail.trim())
    })
}

/// ——《某某日报》1944年11月15日, （原载《某某文学》第三期）, （选自《某某集》）: where the work was printed.
fn tells_source(s: &str) -> bool {
    let inner = s.trim_start_matches(['（', '(', '[', '［', '〔', '【']);
    let told = [
        "原载", "原載", "选自", "選自", "刊于", "载于", "摘自", "原刊",
    ]
    .iter()
    .any(|w| inner.starts_with(w));
    let dashed = s.starts_with('—') && s.contains('《') && s.bytes().any(|b| b.is_ascii_digit());
    told && (inner.len() < s.len() || s.contains('《')) || dashed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_end_the_whole_close_it_and_are_no_chatter() {
        for end in ["（卷下終）", "【全文完】", "——全书完——", "（上卷终）"]
        {
            let text = format!(
                "渡口\n\n一\n船到了岸，他没有下来。\n\n二\n后来水退了，人们才看见那根桩。\n{end}\n"
            );
            let source = crate::source::Source::decode(text.as_bytes(), None).unwrap();
            let reading = crate::reader::read(&source, &crate::reader::ReadOptions::default());
            assert_eq!(
                reading.outline().units().last().unwrap().kind.name(),
                "closing",
                "{end}"
            );
        }
    }

    #[test]
    fn a_date_above_notes_closes_the_work() {
        for head in ["注释", "【注】", "□注释", "附註："] {
            let text = format!(
                "渡口\n\n　　船到了岸，他没有下来。\n\n　　后来水退了，人们才看见那根桩。\n\n　　一九二一年一月。\n\n{head}\n\n　　⑴ 渡口：在县城东门外。\n　　⑵ 桩：系船用的木头。\n"
            );
            let source = crate::source::Source::decode(text.as_bytes(), None).unwrap();
            let reading = crate::reader::read(&source, &crate::reader::ReadOptions::default());
            let date = reading
                .outline()
                .units()
                .iter()
                .find(|u| u.text(&source.text).starts_with('一'));
            assert_eq!(date.unwrap().kind.name(), "closing", "{head}");
        }
    }

    #[test]
    fn a_date_with_its_place_is_told_from_a_sentence() {
        for s in [
            "2017年春，于槐树胡同",
            "2019年10月初稿",
            "2021年3月改定于青芦镇",
            "二○一六年九月　写于灯下",
            "1994年冬，南浦",
            "灯下，一九四七年三月",
        ] {
            assert!(is_dated_place(s), "{s}");
        }
        for s in [
            "谢谢大家！",
            "愿你平安",
            "2017年春，他终于回到了那条胡同，再没有出来过",
            "此致",
        ] {
            assert!(!is_dated_place(s), "{s}");
        }
    }

    #[test]
    fn dates_and_sources_are_told_from_sentences() {
        for s in [
            "一九二一年一月。",
            "一九二○年七月。⑶",
            "玲 十月二十三日",
            "2009年3月于长沙",
            "三月二日夜",
        ] {
            assert!(is_dated(without_notes(s)), "{s}");
        }
        for s in [
            "他说：十月二十三日",
            "那是一九二一年一月的事",
            "我走了，三月二日",
            "一九二一年，父亲病了。",
        ] {
            assert!(!is_dated(without_notes(s)), "{s}");
        }
        for s in [
            "——《某某日报》1944年11月15日",
            "（原载《河口文学》第三期）",
            "选自《河口集》",
            "［刊于《河口文学》］",
        ] {
            assert!(tells_source(s), "{s}");
        }
        for s in [
            "——他走了。",
            "（他笑了。）",
            "选自己喜欢的",
            "——《河口》是一本好书。",
        ] {
            assert!(!tells_source(s), "{s}");
        }
    }
}
