//! Numbers of a series that skip, stand twice or run back.

use super::Diagnostic;
use crate::reader::{Kind, Unit};
use crate::tree::Scheme;

/// A series that runs.
struct Series<'a> {
    scheme: Scheme,
    number: u32,
    highest: u32,
    label: &'a str,
}

/// The findings.
pub(super) fn findings(units: &[Unit], source: &str) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    // Outermost first.
    let mut running: Vec<Series<'_>> = Vec::new();
    // Series that ended with a chapter: one that goes on in the next (articles of a law) begins with no gap.
    let mut ended: Vec<(Scheme, u32)> = Vec::new();
    for u in units {
        if matches!(u.kind, Kind::Piece | Kind::Volume | Kind::Salutation) {
            ended.retain(|(s, _)| *s == Scheme::Article);
            let articles = running.iter().filter(|s| s.scheme == Scheme::Article);
            ended.extend(articles.map(|s| (s.scheme, s.highest)));
            running.clear();
        }
        let (Kind::Heading | Kind::Item, Some(c)) = (u.kind, u.label) else {
            continue;
        };
        if c.number == 0 {
            continue;
        }
        let label = u.text(source).get(..c.len).unwrap_or_default().trim();
        let place = running.iter().position(|s| s.scheme == c.scheme);
        let mut highest = c.number;
        let said = if let Some(k) = place {
            let inner = running.split_off(k);
            ended.extend(inner.iter().skip(1).map(|s| (s.scheme, s.highest)));
            inner.first().and_then(|before| {
                if c.number != 1 {
                    highest = c.number.max(before.highest);
                }
                after(before, c.number, label)
            })
        } else {
            let goes_on = ended
                .iter()
                .any(|(s, n)| *s == c.scheme && n + 1 == c.number);
            (c.number > 1 && !goes_on).then(|| {
                (
                    format!("the series begins with {label}"),
                    format!("编号从 {label} 开始，前面可能有遗失"),
                )
            })
        };
        ended.retain(|(s, _)| *s != c.scheme);
        if let Some((en, zh)) = said {
            out.push(Diagnostic::warning(u.line, "numbers", en, zh).about(label));
        }
        running.push(Series {
            scheme: c.scheme,
            number: c.number,
            highest,
            label,
        });
    }
    out
}

/// What is to be said of a number behind another.
fn after(before: &Series<'_>, number: u32, label: &str) -> Option<(String, String)> {
    let Series {
        number: was,
        highest,
        label: last,
        ..
    } = before;
    if number == was + 1 || number == highest + 1 || number == 1 && *was > 1 {
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
    const HAN: &str = "〇零一二三四五六七八九十百千两兩廿";
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

    #[test]
    fn articles_go_on_from_chapter_to_chapter() {
        let text = "第一章 总则\n第一条　为了办好此事。\n第二条　照此办理。\n第二章 附则\n第三条　自今日起施行。\n第五条　完。\n";
        let all = found(text);
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(all[0].0.ends_with("第四条 is missing"), "{all:?}");
    }
}
