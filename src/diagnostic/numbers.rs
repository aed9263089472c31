//! Numbers of a series that skip, stand twice or run back.

use super::Diagnostic;
use crate::reader::{Kind, Unit};
use crate::tree::Scheme;
use std::collections::HashSet;

/// Chinese numerals.
const HAN: &str = "〇零一二三四五六七八九十百千两兩廿";

/// How the labels of a series are written: `一、` and `1、`, `1】` and `（1）` count apart.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Form {
    scheme: Scheme,
    han: bool,
    opened: bool,
}

/// A series that runs.
struct Series<'a> {
    form: Form,
    /// What stands before the last number: 3, 1 of 3.1.2.
    above: Vec<u32>,
    number: u32,
    highest: u32,
    label: &'a str,
    /// Its last line, as an index of the units.
    at: usize,
}

/// Longest gap whose numbers are looked for one by one.
const FAR: u32 = 40;
/// They are looked for in so many lines before,
const LINES: usize = 200;
/// and in so many bytes, so that long texts are looked at once.
const BYTES: usize = 1 << 14;
/// So many series run, and have ended, at most; older ones are forgotten.
const SERIES: usize = 64;

/// The findings.
pub(super) fn findings(units: &[Unit], source: &str) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    // Outermost first.
    let mut running: Vec<Series<'_>> = Vec::new();
    // Series that ended: one that goes on in the next chapter begins with no gap.
    let mut ended: Vec<(Form, u32)> = Vec::new();
    // Decimal numbers, and those that they stand under.
    let mut decimals: HashSet<Vec<u32>> = HashSet::new();
    // Where the piece begins.
    let mut piece = 0;
    for (at, u) in units.iter().enumerate() {
        if matches!(u.kind, Kind::Piece | Kind::Volume | Kind::Salutation) {
            end(&mut ended, running.drain(..));
            piece = at;
        }
        let Some(mut c) = u.label.filter(|c| c.number > 0) else {
            continue;
        };
        let label = u.text(source).get(..c.len).unwrap_or_default().trim();
        // 四·一 is a number of two parts that no family knows.
        if label.ends_with(['·', '・']) {
            continue;
        }
        let form = form(c.scheme, label);
        if matches!(u.kind, Kind::Piece | Kind::Volume) {
            ended.retain(|(f, _)| *f != form);
            ended.push((form, c.number));
        }
        if !matches!(u.kind, Kind::Heading | Kind::Item) {
            continue;
        }
        let mut above = path(label);
        if let Some(own) = above.pop().filter(|_| !above.is_empty()) {
            c.number = own;
        }
        let same = |s: &Series<'_>| s.form == form && s.above == above;
        let found = running.iter().position(same);
        let mut highest = c.number;
        let mut told = None;
        if let Some(k) = found {
            let mut inner = running.split_off(k).into_iter();
            let before = inner.next();
            end(&mut ended, inner);
            if let Some(before) = before.as_ref() {
                if c.number != 1 {
                    highest = c.number.max(before.highest);
                }
                let rest = u.text(source).get(c.len..).unwrap_or_default();
                let goes_on = c.number == before.number && rest.trim_start().starts_with('…');
                let gap = before.highest.saturating_add(1)..c.number;
                let elsewhere = || stands(units, source, before.at..at, label, gap);
                if !goes_on && !elsewhere() {
                    told = after(before, c.number, label);
                }
            }
        } else if c.number > 1 {
            // Deeper numbers end where one of those above them comes.
            if let Some(k) = running
                .iter()
                .position(|s| s.form == form && s.above.len() > above.len())
            {
                running.truncate(k);
            }
            let last = c.number - 1;
            let mut before = above.clone();
            before.push(last);
            let goes_on = ended.iter().any(|(f, n)| *f == form && *n == last)
                || decimals.contains(&before)
                || stands(units, source, piece..at, label, last..c.number);
            told = (!goes_on).then(|| {
                (
                    format!("the series begins with {label}"),
                    format!("编号从 {label} 开始，前面可能有遗失"),
                )
            });
        }
        ended.retain(|(f, _)| *f != form);
        if let Some((en, zh)) = told {
            out.push(Diagnostic::warning(u.line, "numbers", en, zh).about(label));
        }
        let mut whole = above.clone();
        whole.push(c.number);
        while form.scheme == Scheme::CnBare && !whole.is_empty() {
            decimals.insert(whole.clone());
            whole.pop();
        }
        if running.len() >= SERIES {
            // Decimals begin a series under each number, and are left behind soon.
            let deep = running.iter().position(|s| !s.above.is_empty());
            running.remove(deep.unwrap_or(0));
        }
        running.push(Series {
            form,
            above,
            number: c.number,
            highest,
            label,
            at,
        });
    }
    out
}

/// These series have ended.
fn end<'a>(ended: &mut Vec<(Form, u32)>, series: impl Iterator<Item = Series<'a>>) {
    ended.extend(series.map(|s| (s.form, s.highest)));
    ended.drain(..ended.len().saturating_sub(SERIES));
}

fn form(scheme: Scheme, label: &str) -> Form {
    Form {
        scheme,
        // Chapters are numbered in both ways in one book.
        han: !matches!(scheme, Scheme::Article | Scheme::Chapter | Scheme::Volume)
            && label.contains(|c: char| HAN.contains(c)),
        opened: opened(label),
    }
}

fn opened(label: &str) -> bool {
    label.starts_with(['（', '(', '〔', '【', '[', '《', '〈'])
}

/// The numbers of a decimal label; of others nothing, or the one there is.
fn path(label: &str) -> Vec<u32> {
    let figures = |c: char| c.is_ascii_digit();
    let parts = label.split(|c| !figures(c)).filter(|p| !p.is_empty());
    parts.filter_map(|p| p.parse().ok()).collect()
}

/// True where the numbers that seem to be missing stand between two lines after all: within a line, or as a label of
/// another form (`三。` or `3.` for `三、`).
fn stands(
    units: &[Unit],
    source: &str,
    between: std::ops::Range<usize>,
    label: &str,
    mut numbers: std::ops::Range<u32>,
) -> bool {
    if numbers.is_empty() || numbers.end - numbers.start > FAR {
        return false;
    }
    let near = between.start.max(between.end.saturating_sub(LINES))..between.end;
    let start = units.get(near.start).map_or(0, |u| u.span.start as usize);
    let end = units
        .get(near.end)
        .map_or(source.len(), |u| u.span.start as usize);
    let text = (start.max(end.saturating_sub(BYTES))..=end)
        .find_map(|from| source.get(from..end))
        .unwrap_or_default();
    let lines = units.get(near).unwrap_or_default();
    let form = form(Scheme::None, label);
    numbers.all(|n| {
        text.contains(&like(label, n))
            || lines
                .iter()
                .skip(1)
                .any(|u| begins_with(u.text(source), n, form))
    })
}

/// True for a line that begins with this number, written as a label is, and a mark.
fn begins_with(line: &str, number: u32, like: Form) -> bool {
    let begins = opened(line);
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let numeral = match like.han {
        true => crate::roman::chinese_thousand(number),
        false => number.to_string(),
    };
    let rest = line.strip_prefix(numeral.as_str());
    begins == like.opened
        && rest.is_some_and(|r| r.chars().next().is_none_or(|c| !c.is_alphanumeric()))
}

/// What is to be said of a number behind another.
fn after(before: &Series<'_>, number: u32, label: &str) -> Option<(String, String)> {
    let Series {
        number: was,
        highest,
        label: last,
        ..
    } = before;
    // A list may begin again, or have 一 before each of its items.
    if number == was.saturating_add(1) || number == highest.saturating_add(1) || number == 1 {
        return None;
    }
    let both = format!("{last} … {label}");
    if number == *was {
        return Some((
            format!("{both}: numbers run out of order: {label} stands twice"),
            format!("{both}：编号重复"),
        ));
    }
    if number < *highest {
        return Some((
            format!("{both}: numbers run out of order"),
            format!("{both}：编号次序有误"),
        ));
    }
    let (first, to) = (like(label, highest + 1), like(label, number - 1));
    Some(if first == to {
        (
            format!("{both}: {first} is missing"),
            format!("{both}：缺 {first}"),
        )
    } else {
        (
            format!("{both}: {first} to {to} are missing"),
            format!("{both}：缺 {first} 至 {to}"),
        )
    })
}

/// A label with another number, written like this one.
fn like(label: &str, number: u32) -> String {
    let wide = |c: char| ('０'..='９').contains(&c);
    let counts = |c: char| c.is_ascii_digit() || wide(c) || HAN.contains(c);
    let (Some(from), Some(to)) = (label.find(counts), label.rfind(counts)) else {
        // ③ and its like follow one another.
        let shifted = label.chars().next().and_then(|c| {
            let step = crate::reader::label::candidate(label)?
                .number
                .abs_diff(number);
            char::from_u32((c as u32).checked_sub(step)?)
        });
        return shifted.map_or_else(|| number.to_string(), String::from);
    };
    // Of 3.1.2 the last number counts.
    let last = label.get(from..to).and_then(|own| own.rfind(['.', '．']));
    let from = last.map_or(from, |dot| {
        let mark = label.get(from + dot..).and_then(|m| m.chars().next());
        from + dot + mark.map_or(0, char::len_utf8)
    });
    let tail = label.get(to..).unwrap_or_default();
    let behind = tail.get(tail.chars().next().map_or(0, char::len_utf8)..);
    let own = label.get(from..).unwrap_or_default();
    let figures = number.to_string();
    let written = match own.chars().next() {
        Some(c) if c.is_ascii_digit() => figures,
        Some(c) if wide(c) => {
            let turned = figures.chars().map(|d| char::from_u32(d as u32 + 0xfee0));
            turned.flatten().collect()
        }
        _ => crate::roman::chinese_thousand(number),
    };
    let before = label.get(..from).unwrap_or_default();
    format!("{before}{written}{}", behind.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use crate::reader::{ReadOptions, read};
    use crate::source::Source;

    fn found(text: &str) -> Vec<(String, String)> {
        let s = Source::decode(text.as_bytes(), None).unwrap();
        let all = read(&s, &ReadOptions::default()).diagnostics;
        let numbers = all.into_iter().filter(|d| d.code == "numbers");
        numbers.map(|d| (d.message, d.message_zh)).collect()
    }

    #[test]
    fn gaps_are_told_by_the_labels_that_are_missing() {
        for (labels, en, zh) in [
            (
                ["一、", "三、"],
                "一、 … 三、: 二、 is missing",
                "一、 … 三、：缺 二、",
            ),
            (
                ["（一）", "（十三）"],
                "（一） … （十三）: （二） to （十二） are missing",
                "（一） … （十三）：缺 （二） 至 （十二）",
            ),
            (["1.", "3."], "1. … 3.: 2. is missing", "1. … 3.：缺 2."),
            (
                ["第一条", "第四条"],
                "第一条 … 第四条: 第二条 to 第三条 are missing",
                "第一条 … 第四条：缺 第二条 至 第三条",
            ),
            (["①", "③"], "① … ③: ② is missing", "① … ③：缺 ②"),
        ] {
            let [a, b] = labels;
            let text = format!(
                "约定\n\n{a}　每天早上六点起床，洗脸，跑步。\n\n{b}　晚上十点前睡觉，不看手机。\n"
            );
            assert_eq!(found(&text), [(en.to_owned(), zh.to_owned())], "{text}");
        }
    }

    /// Texts in which nothing is missing.
    #[test]
    fn no_number_is_missed_that_stands_there() {
        for text in [
            // Decimal numbers count below those that they stand under.
            "规程\n\n1 总则\n1.1 为了办好此事，定此规程。\n1.2 各科照此办理。\n1.2.1 科长负责。\n1.2.2 干事经办。\n1.3 自今日起施行。\n2 收货\n2.1 先点数，后签字。\n2.2 少了当场说。\n3 发货\n3.1 凭单发货。\n",
            // Each item has 一.
            "祠堂规约\n\n一、禁溺女。女亦人也，何忍溺之。\n一、护坟山。祖宗坟墓所在，一草一木不可轻伐。\n一、完钱粮。朝廷正供，早完早安。\n",
            // Within a line.
            "家信\n\n我很好，被子够暖。请寄两样东西来：一、风油精；\n二、旧毛衣。\n",
            "听歌须知\n\n一、请戴耳机听。二、请在天黑以后听。\n三、如果听到第三首觉得没有意思，请直接关掉。\n",
            // Written otherwise.
            "安排\n\n一、上午开会，各组汇报。\n二。下午看现场，自己带水。\n三、晚上写总结，明天交。\n",
            // Of two parts.
            "手册\n\n[4.1]  直接搜索\n打开终端，输入命令。\n\n[4.2]  忽略大小写\n加上一个选项。\n\n[4.3]  从文件中读取\n给出文件名。\n",
            // From chapter to chapter.
            "章程\n\n第一章 总则\n第一款　为了办好此事。\n第二款　照此办理。\n第二章 附则\n第三款　自今日起施行。\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn gaps_of_decimal_numbers_are_told_below_their_own() {
        let text = "规程\n\n1 总则\n1.1 为了办好此事，定此规程。\n1.2 各科照此办理。\n2 收货\n2.1 先点数，后签字。\n2.3 少了当场说。\n2.4 多了也说。\n";
        let all = found(text);
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!(all[0].0, "2.1 … 2.3: 2.2 is missing");
        // What stands a level below is none of the series.
        let text = "讲话\n\n一、提高认识，更新观念。\n（一）首先是民生工程。\n路上的事要管。\n（二）也是发展工程。\n桥上的事要管。\n三、突出重点，狠抓关键。\n";
        let all = found(text);
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!(all[0].0, "一、 … 三、: 二、 is missing");
        let text = "办法\n\n1、先点数，后签字，再入库。\n2、少了当场说，多了也说。\n2、每月盘点一次，写清楚。\n4、账本放在柜台里。\n";
        let all: Vec<_> = found(text).into_iter().map(|f| f.0).collect();
        assert_eq!(
            all,
            [
                "2、 … 2、: numbers run out of order: 2、 stands twice",
                "2、 … 4、: 3、 is missing"
            ]
        );
    }

    #[test]
    fn many_sections_of_decimals_leave_the_outer_series_open() {
        let inner: String = (1..200)
            .map(|k| format!("{k}.1 先点数，后签字。\n{k}.2 少了当场说。\n"))
            .collect();
        let text = format!("规程\n\n一、收货的规矩\n{inner}二、发货的规矩\n凭单发货。\n");
        assert_eq!(found(&text), [], "{text}");
    }

    #[test]
    fn articles_go_on_from_chapter_to_chapter() {
        let text = "第一章 总则\n第一条　为了办好此事。\n第二条　照此办理。\n第二章 附则\n第三条　自今日起施行。\n第五条　完。\n";
        let all = found(text);
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(all[0].0.ends_with("第四条 is missing"), "{all:?}");
    }
}
