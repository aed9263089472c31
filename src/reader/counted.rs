//! Lines that a text itself needs: what it counts, who speaks when in a talk, what it draws. They look like what pages
//! print around a text (numbers, times, marks), and a site's words do not stand in them.
//!
//! In come units and the source, out comes for each unit whether it is such a line. Nothing is decided here.

use super::lexicon::CHATTER;
use super::lines::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// So many lines of one form make a series or a talk.
const FORM_MIN: usize = 3;
/// A line that counts, or tells who speaks, is at most so long, in characters.
const COUNTED_MAX: u32 = 40;
/// A speaker's name is at most so long, in characters.
const NAME_MAX: usize = 16;
/// What pages and forums count: leaves, floors.
const PAGED: [&str; 13] = [
    "页", "頁", "楼", "樓", "page", "Page", "PAGE", "p.", "P.", "层", "#", "版", "下载",
];
/// A list of what comes along with a paper.
const ATTACHED: [&str; 2] = ["附件", "附录"];

/// For each unit: does the text need it?
pub(super) fn needed(units: &[Unit], source: &str) -> Vec<bool> {
    let mut out = vec![false; units.len()];
    series(units, source, &mut out);
    turns(units, source, &mut out);
    attached(units, source, &mut out);
    for (u, o) in units.iter().zip(&mut out) {
        *o |= is_drawn(u.text(source));
    }
    out
}

/// `Message: 1`, `Message: 2`, `Message: 3`: the same words with numbers that go up by one, from one.
fn series(units: &[Unit], source: &str, out: &mut [bool]) {
    let mut forms: BTreeMap<(&str, &str), Vec<(usize, u32)>> = BTreeMap::new();
    for (i, u) in units.iter().enumerate() {
        let counted = (u.chars <= COUNTED_MAX)
            .then(|| counts(u.text(source)))
            .flatten();
        if let Some((before, number, after)) = counted {
            forms.entry((before, after)).or_default().push((i, number));
        }
    }
    for found in forms.values().filter(|f| f.len() >= FORM_MIN) {
        let up = found.iter().zip(1..).all(|((_, n), wanted)| *n == wanted);
        // A page's number stands on its own; what a text counts has lines below it.
        let apart = found
            .windows(2)
            .all(|w| matches!(w, [a, b] if b.0 > a.0 + 1));
        if up && apart {
            for (i, _) in found {
                out.iter_mut().skip(*i).take(1).for_each(|o| *o = true);
            }
        }
    }
}

/// The one number of a line in ASCII digits, with the words around it.
fn counts(s: &str) -> Option<(&str, u32, &str)> {
    let start = s.find(|c: char| c.is_ascii_digit())?;
    let (before, rest) = s.split_at_checked(start)?;
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (number, after) = rest.split_at_checked(digits)?;
    let words = |s: &str| s.chars().any(char::is_alphabetic);
    let paged = |s: &str| PAGED.iter().any(|w| s.contains(w));
    let one = !after.contains(|c: char| c.is_ascii_digit()) && (words(before) || words(after));
    let own = !paged(before) && !paged(after) && CHATTER.rows(s).next().is_none();
    Some((before, number.parse().ok()?, after)).filter(|_| one && own)
}

/// 【程栀】 22:14, 2011-10-05 20:04:02 小樟: names of a talk, each with the time at which they speak. At least two speak,
/// each more than once.
fn turns(units: &[Unit], source: &str, out: &mut [bool]) {
    let mut names: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, u) in units.iter().enumerate() {
        let name = (u.chars <= COUNTED_MAX)
            .then(|| speaks_at(u.text(source)))
            .flatten();
        if let Some(name) = name {
            names.entry(name).or_default().push(i);
        }
    }
    names.retain(|_, lines| lines.len() > 1);
    let turns: BTreeSet<usize> = names.values().flatten().copied().collect();
    if names.len() < 2 || turns.len() < FORM_MIN {
        return;
    }
    for i in turns {
        out.iter_mut().skip(i).take(1).for_each(|o| *o = true);
    }
}

/// Who speaks, where the line has nothing but a name and a time of day, with or without the date.
fn speaks_at(s: &str) -> Option<&str> {
    let time = |c: char| c.is_ascii_digit() || ":：-/.年月日 　\t".contains(c);
    let frame = |c: char| time(c) || "【】[]［］<>〈〉（）()：:，,".contains(c);
    let colon = s.char_indices().find(|(at, c)| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let after = s.get(at + c.len_utf8()..).and_then(|r| r.chars().next());
        *c == ':' && digit(s.get(..*at).and_then(|r| r.chars().next_back())) && digit(after)
    })?;
    let left = s.get(..colon.0)?.trim_end_matches(time);
    let right = s.get(colon.0..)?.trim_start_matches(time);
    let sides = (left.trim_matches(frame), right.trim_matches(frame));
    let ((name, "") | ("", name)) = sides else {
        return None;
    };
    // 驾长老魏(30****188): the number of an account is no part of the name.
    let name = name.split(['(', '（', '<']).next().unwrap_or(name).trim();
    let is_name = !name.is_empty()
        && name.chars().count() <= NAME_MAX
        && name.chars().any(char::is_alphabetic)
        && !name.contains(['。', '！', '？', '；', '，', '：', ':'])
        && !PAGED.iter().any(|w| name.contains(w))
        && CHATTER.rows(name).next().is_none();
    is_name.then_some(name)
}

/// 附件：1．…, 2．…: the list goes on in the lines behind; and below 附件2 stands its title.
fn attached(units: &[Unit], source: &str, out: &mut [bool]) {
    let mut wanted: Option<u32> = None;
    let mut titled = false;
    for (u, o) in units.iter().zip(out) {
        let s = u.text(source);
        let number = u.candidate.map(|c| c.number);
        if titled || wanted.is_some() && number == wanted {
            *o = true;
        }
        wanted = wanted.filter(|_| number == wanted).map(|n| n + 1);
        let named = ATTACHED.iter().find_map(|w| s.strip_prefix(w));
        // A title is short and no sentence.
        titled = named.is_some_and(|rest| {
            let mark = rest.trim_end_matches([':', '：']).trim();
            rest.chars().count() <= 3 && mark.chars().all(char::is_numeric)
        });
        if let Some(list) = named.and_then(|rest| rest.strip_prefix([':', '：'])) {
            wanted = list.trim_start().starts_with(['1', '１']).then_some(2);
        }
    }
}

/// A line that draws the edges of boxes or of a table's cells. Two corners alone are the frame around a banner.
fn is_drawn(s: &str) -> bool {
    let corner = |c: &char| "+┌┐└┘├┤┬┴┼".contains(*c);
    let rule = s.contains("--") || s.contains('─') || s.contains("==");
    rule && s.chars().filter(corner).count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::lines::units;

    fn kept(text: &str) -> Vec<String> {
        let units = units(text);
        let needed = needed(&units, text);
        let lines = units.iter().zip(needed).filter(|(_, n)| *n);
        lines.map(|(u, _)| u.text(text).to_owned()).collect()
    }

    #[test]
    fn names_with_times_are_turns_of_a_talk() {
        let talk = "【程栀】 22:14\n在吗\n【周予安】 22:15\n在。\n【程栀】 22:15\n雨停了\n【周予安】 22:16\n看见了。\n";
        assert_eq!(kept(talk).len(), 4);
        let chat = "2011-10-05 20:03:11 老魏(30****188)\n开船了\n2011-10-05 20:04:02 小樟\n等我\n2011-10-05 20:05:01 老魏(30****188)\n快\n2011-10-05 20:06:40 小樟\n来了\n";
        assert_eq!(kept(chat).len(), 4);
        let after = "小樟 09:15\n早\n灯笼椒 09:16\n早啊\n小樟 09:20\n吃了\n灯笼椒 09:21\n没\n";
        assert_eq!(kept(after).len(), 4);
    }

    #[test]
    fn what_sites_print_with_times_is_no_turn() {
        for site in [
            "发表于 2009-3-4 12:33\n一\n发表于 2009-3-4 12:35\n二\n来自 2009-3-4 12:36\n三\n",
            "2楼 12:33\n一\n3楼 12:35\n二\n2楼 12:36\n三\n3楼 12:40\n四\n",
            "更新时间：2012-3-4 12:33\n一\n更新时间：2012-3-5 12:33\n二\n更新时间：2012-3-6 12:33\n三\n",
        ] {
            assert!(kept(site).is_empty(), "{site}: {:?}", kept(site));
        }
    }

    #[test]
    fn a_series_of_the_text_counts_from_one_and_has_lines_below() {
        let digest = "Message: 1\n早上好。\nMessage: 2\n你好。\nMessage: 3\n再见。\n";
        assert_eq!(kept(digest), ["Message: 1", "Message: 2", "Message: 3"]);
        let pages = "第 1 页\n早上好。\n第 2 页\n你好。\n第 3 页\n再见。\n";
        assert!(kept(pages).is_empty());
        let list = "Message: 1\nMessage: 2\nMessage: 3\n";
        assert!(kept(list).is_empty());
    }

    #[test]
    fn attachments_are_listed_and_titled() {
        let paper = "附件：1．任务表\n2．名单\n正文\n附件2\n名单\n一段。\n";
        assert_eq!(kept(paper), ["2．名单", "名单"]);
    }

    #[test]
    fn boxes_and_tables_are_drawn() {
        for drawn in ["+-----+----+", "┌──┬──┐", "+----+   +----+"] {
            assert!(is_drawn(drawn), "{drawn}");
        }
        for other in ["--------", "1+1", "* * *", "┌────┐", "首页 -> 小说 -> 现代"]
        {
            assert!(!is_drawn(other), "{other}");
        }
    }
}
