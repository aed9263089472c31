//! Diaries: entries under the day, 三月二日　晴, 2019年3月1日 星期五.
//!
//! Letters and papers end with their dates, and dates stand below titles too. A day heads an entry only where text stands
//! below it and what stands above it has come to an end.

use super::titles::BODY_MIN;
use crate::reader::lines::{Kind, Unit, ends_sentence};
use crate::reader::roles::{is_date, is_day};

/// The longest line that is nothing but a day, its weekday and its weather, in characters.
const DAY_MAX: u32 = 24;
/// So many days make a diary.
const DAYS_MIN: usize = 3;
/// Percent of the days that have text below them and an end above them.
const HEADS: usize = 80;
/// What may stand behind the day: weekday, weather, time of the day, degrees.
const BEHIND: &str = "星期周礼拜禮一二三四五六日天晴阴陰雨雪云雲多风風雾霧霾转轉大小中阵陣暴到间間微寒暑热熱冷暖有霜露雷冰雹清早晨上下午晚夜东南西北级級度℃°~～0123456789-—，、,:：·/（）() \t　";

/// Marks the days: pieces where no others are known, else headings below them.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    let pieces = units.iter().any(|u| u.kind == Kind::Piece);
    let flow: Vec<usize> = (0..units.len())
        .filter(|&i| units.get(i).is_some_and(|u| u.kind != Kind::Boilerplate))
        .collect();
    let at = |n: usize| flow.get(n).and_then(|&i| units.get(i));
    let days: Vec<usize> = (0..flow.len())
        .filter(|&n| at(n).is_some_and(|u| is_entry(u, source)))
        .collect();
    if days.len() < DAYS_MIN {
        return;
    }
    let is_text =
        |u: &Unit| u.kind == Kind::Para && (u.chars > BODY_MIN || ends_sentence(u.text(source)));
    let heads = days.iter().filter(|&&n| {
        let above = n.checked_sub(1).and_then(at);
        let first = days.first() == Some(&n);
        let ended = above.is_none_or(|u| ends_sentence(u.text(source)) || u.kind == Kind::Piece);
        (first || ended) && at(n + 1).is_some_and(is_text)
    });
    if heads.count() * 100 < days.len() * HEADS {
        return;
    }
    for n in days {
        let Some(u) = flow.get(n).and_then(|&i| units.get_mut(i)) else {
            continue;
        };
        if pieces {
            u.set(Kind::Heading, "", "a day of a diary", 0.85);
            u.level = 2;
        } else {
            u.set(Kind::Piece, "", "a day of a diary", 0.9);
        }
        u.candidate = None;
    }
}

/// A day with what diaries put behind it.
fn is_entry(u: &Unit, source: &str) -> bool {
    let s = u.text(source);
    if u.kind != Kind::Para || u.chars > DAY_MAX || !u.markup.is_empty() || ends_sentence(s) {
        return false;
    }
    let dated = |d: &str| is_date(d) || is_day(d);
    let behind = |r: &str| r.chars().all(|c| BEHIND.contains(c));
    // 三月二日晴, 正月初三　雪, 2019.3.1 周五
    let cuts = s.char_indices().filter_map(|(i, c)| match c {
        '日' | '号' => Some(i + c.len_utf8()),
        _ if c.is_whitespace() => Some(i),
        _ => None,
    });
    cuts.chain([s.len()]).any(|cut| {
        s.split_at_checked(cut)
            .is_some_and(|(day, rest)| dated(day) && behind(rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::lines::units;

    fn days(s: &str) -> usize {
        let mut u = units(s);
        mark(&mut u, s);
        u.iter().filter(|u| u.kind == Kind::Piece).count()
    }

    #[test]
    fn days_head_entries() {
        let s = "日记\n一月一日　晴\n晨起读书。\n一月二日　阴\n雪，终日未出。\n一月三日　雪\n得家书。\n";
        assert_eq!(days(s), 3);
        let s = "9月1日\n今天开学了。\n9月2日 星期二 小雨\n路很滑。\n9月5日（星期五）\n大家都很高兴。\n";
        assert_eq!(days(s), 3);
        let s =
            "正月初一 晴\n拜年的人来了一拨又一拨。\n正月初二\n去外婆家。\n正月初五　雪\n迎财神。\n";
        assert_eq!(days(s), 3);
    }

    #[test]
    fn dates_of_letters_and_titles_do_not() {
        for s in [
            "吾兄：\n来书敬悉。\n弟明\n三月二日\n吾兄：\n前信想已收到。\n弟明\n三月九日\n吾兄：\n近况如何？\n弟明\n四月一日\n",
            "渡口\n2019年3月1日\n船来了。\n桥\n2019年3月2日\n桥断了。\n灯\n2019年3月3日\n灯灭了。\n",
            "3月1日 县委召开会议。\n3月2日 下乡调研。\n3月3日 走访群众。\n",
        ] {
            assert_eq!(days(s), 0, "{s}");
        }
    }
}
