//! How sure it must be that a line is chatter before it is left out. Leaving out an author's line is the worst fault, so
//! a line that shows nothing of what chatter shows must be surer than one that does. The shares are those at which
//! unseen texts lose least: `wenji-train evaluate`, 49,137 authors' lines.

use super::lexicon::CHATTER;
use super::lines::{Kind, Unit, is_han};
use super::print::Print;
use std::collections::HashMap;

/// One, in the decoder's units.
const ONE: u32 = 1 << 24;
/// With evidence.
const SHOWN: u32 = ONE / 100 * 85;
/// Where nothing is lost with it: what stands again elsewhere, and lines without a word.
const SEEN: u32 = ONE / 100 * 70;
/// Where a site's editor speaks of what the site gathered, at the edge of the text.
const TOLD_OFF: u32 = ONE / 100 * 30;
/// With nothing but the decoder's belief.
const BARE: u32 = ONE / 100 * 97;
/// What the text says again and again: a page's line, or the name of who speaks.
const AGAIN: u32 = ONE / 100 * 90;
/// A sentence with one phrase of those that sites say: people in stories say them too.
const SAID: u32 = ONE / 100 * 93;
/// What the text itself counts, says in turn or draws.
const LEAST_NEEDED: u32 = ONE / 1000 * 995;
/// What people fill in is never chatter.
const NEVER: u32 = ONE + 1;
/// Notes of official papers, of journals and under speeches, which belong to the text.
const KEPT: [&str; 14] = [
    "（根据",
    "(根据",
    "（据",
    "（作者",
    "（选自",
    "（原载",
    "（此件",
    "(此件",
    "此件",
    "关键词",
    "关键字",
    "關鍵詞",
    "附件：",
    "附件:",
];
/// A line with nothing but the author's name is at most so long, in characters.
const NAMED_MAX: u32 = 14;

/// Who speaks in interviews, and signs on sites.
const SPEAKERS: [&str; 3] = ["编辑", "主编", "小编"];

/// A line with so many characters that stands again elsewhere says nothing that is lost with it.
const LISTED_MIN: u32 = 4;
/// What a page repeats is at most so long.
const AGAIN_MAX: u32 = 40;

/// The words of a line: numbers, marks and spaces do not count.
fn key(s: &str) -> Print {
    let words = s.chars().filter(|c| c.is_alphabetic() && !c.is_numeric());
    words.fold(Print::EMPTY, Print::with)
}

/// 第一章　渡口……………12: a leader and a page number behind words.
fn leads_to_page(s: &str) -> bool {
    let words =
        s.trim_end_matches(|c: char| c.is_numeric() || c.is_whitespace() || "()（）".contains(c));
    let title = words.trim_end_matches(['.', '…', '·', '?', '-', '—', '．', '。', ' ', '_']);
    words.len() < s.len() && words.chars().count() >= title.chars().count() + 3 && !title.is_empty()
}

/// Who speaks, where the word before a colon can be a speaker's, and more follows.
fn speaker(s: &str) -> Option<&str> {
    let (who, said) = s.split_once(['：', ':'])?;
    (SPEAKERS.contains(&who) && said.chars().count() > 5).then_some(who)
}

/// （全书完）, —卷三終: where a work ends is the author's word.
pub(super) fn ends_the_whole(s: &str) -> bool {
    let framed = |c: char| "（()）【】[]—-－= 　".contains(c);
    let words = s.trim_matches(framed);
    let what = words.strip_suffix(['完', '终', '終']);
    what.is_some_and(|w| matches!(w, "全书" | "全書" | "全文" | "全篇") || is_volume(w))
}

/// 卷三, 上卷.
fn is_volume(s: &str) -> bool {
    s.chars().count() <= 4 && (s.starts_with('卷') || s.ends_with('卷'))
}

/// For each unit the share that must be believed of chatter.
pub(super) fn least(units: &[Unit], votes: &[Unit], source: &str) -> Vec<u32> {
    let keys: Vec<Print> = units.iter().map(|u| key(u.text(source))).collect();
    let mut times: HashMap<Print, u32> = HashMap::new();
    for k in &keys {
        *times.entry(*k).or_default() += 1;
    }
    let mut speaks: HashMap<&str, u32> = HashMap::new();
    for w in units.iter().filter_map(|u| speaker(u.text(source))) {
        *speaks.entry(w).or_default() += 1;
    }
    let edges = edges(votes);
    let needed = super::counted::needed(units, source);
    units
        .iter()
        .zip(votes)
        .zip(edges)
        .zip(keys.iter().zip(needed))
        .map(|(((u, vote), edge), (key, needed))| {
            let s = u.text(source);
            let said = speaker(s).is_some_and(|w| speaks.get(w).is_some_and(|n| *n > 2));
            if needed {
                return LEAST_NEEDED;
            }
            if is_blank(s) || said || ends_the_whole(s) || KEPT.iter().any(|k| s.starts_with(k)) {
                return NEVER;
            }
            let named = s.starts_with("作者") && u.chars <= NAMED_MAX;
            let numbered = u.candidate.is_some() && vote.kind != Kind::Boilerplate;
            let times = times.get(key).copied().unwrap_or(0);
            // What stands in a list of contents stands again above its work; a page's line on every page.
            let listed = times > 1 && u.chars >= LISTED_MIN || leads_to_page(s);
            let again = times > 2 && u.chars <= AGAIN_MAX;
            if edge && introduces(s) {
                return TOLD_OFF;
            }
            let voted = vote.kind == Kind::Boilerplate;
            shown(s, listed, named || numbered, again, voted)
        })
        .collect()
}

/// What must be believed of a line by what it shows: `listed` stands again elsewhere in full, `again` is short and
/// stands on many pages, `counted` has a number or a name of its own, `voted` is chatter by the rules.
fn shown(s: &str, listed: bool, counted: bool, again: bool, voted: bool) -> u32 {
    // 2×3＝6。 has no word and says something.
    let says = |c: char| is_han(c) || c.is_alphabetic() || "。，；！？=＝".contains(c);
    let sentence = reads_on(s);
    if !sentence && (listed || voted && is_framed(s)) {
        return SEEN;
    }
    if counted {
        return BARE;
    }
    match (sentence, CHATTER.rows(s).count()) {
        (true, 0) => BARE,
        (true, 1) => SAID,
        (true, _) | (false, 1..) => SHOWN,
        (false, 0) if !again && !s.chars().any(says) => SEEN,
        (false, 0) if voted => SHOWN,
        (false, 0) if again => AGAIN,
        (false, 0) => BARE,
    }
}

/// 下面是小编为大家整理的…
fn introduces(s: &str) -> bool {
    s.contains("小编")
        && ["整理", "收集", "搜集", "分享", "精选"]
            .iter()
            .any(|w| s.contains(w))
}

/// What a site writes over links to other texts.
const LINKS: [&str; 8] = [
    "相关文章",
    "相关阅读",
    "相关链接",
    "推荐阅读",
    "热门文章",
    "猜你喜欢",
    "延伸阅读",
    "更多文章",
];

/// The last of a list of links at the end of the text: what stands in one block with chatter that opens it, is short,
/// and is believed to be nothing else.
pub(super) fn last_links(units: &mut [Unit], source: &str) {
    let start = units.iter().rposition(|u| u.gap > 0).unwrap_or(0);
    let Some(block) = units.get_mut(start..) else {
        return;
    };
    let out = |u: &Unit| u.kind == Kind::Boilerplate;
    let opens = block.first().is_some_and(out);
    let named = block.first().is_some_and(|u| {
        let s = u.text(source);
        LINKS.iter().any(|w| s.starts_with(w))
    });
    let most = block.iter().filter(|u| out(u)).count() * 2 >= block.len();
    if !opens || !(named || most) {
        return;
    }
    for u in block.iter_mut() {
        let s = u.text(source);
        let link = u.chars <= AGAIN_MAX && !reads_on(s) && !u.fixed;
        // A head is believed in more readily than a paragraph, so that more doubt must speak against it.
        let doubt = match u.kind {
            Kind::Para => super::outline::DOUBTFUL,
            Kind::Piece | Kind::Heading | Kind::Closing if named => super::outline::DOUBTFUL / 2.0,
            _ => continue,
        };
        if link && u.confidence < doubt {
            (u.kind, u.role) = (Kind::Boilerplate, "nav");
        }
    }
}

/// ＊　某某文庫　＊: a line of a box.
fn is_framed(s: &str) -> bool {
    let mark = |c: &char| "＊*※☆★◆◇■□|｜#＃=＝".contains(*c);
    let mut ends = s.chars();
    match (ends.next(), ends.next_back()) {
        (Some(a), Some(b)) => mark(&a) && mark(&b),
        _ => false,
    }
}

/// A line to write on: `______`, `法定代表人：______`.
fn is_blank(s: &str) -> bool {
    s.contains("____") || s.contains("＿＿") || s.contains("▁▁")
}

/// Which units stand at the edge of a work: nothing but chatter between them and a title, or an end of the text.
fn edges(votes: &[Unit]) -> Vec<bool> {
    let title = |u: &Unit| matches!(u.kind, Kind::Title | Kind::Piece | Kind::Volume);
    let mut out = vec![false; votes.len()];
    let mut mark = |order: &mut dyn Iterator<Item = usize>| {
        let mut edge = true;
        for i in order {
            let Some(u) = votes.get(i) else { return };
            if let Some(o) = out.get_mut(i) {
                *o |= edge;
            }
            edge = title(u) || edge && u.kind == Kind::Boilerplate;
        }
    };
    mark(&mut (0..votes.len()));
    mark(&mut (0..votes.len()).rev());
    out
}

/// Does the line read like running text: a whole sentence, or clauses parted by commas?
fn reads_on(s: &str) -> bool {
    let han = s.chars().filter(|c| is_han(*c)).count();
    let end = s.ends_with(['。', '！', '？', '”', '…', '」', '；']);
    let commas = s.matches(['，', '、', '；', '。']).count();
    han >= 5 && (end || commas >= 2 && han >= 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_sites_need_less_belief_than_those_of_authors() {
        let share = |s: &str| shown(s, false, false, false, false);
        for site in [
            "天才一秒记住本站地址，最快更新，全文免费阅读！",
            "本文来自网络，版权归原作者所有，如有侵权请联系本站删除。",
            "请点击下一页继续阅读，手机用户请下载客户端。",
        ] {
            assert_eq!(share(site), SHOWN, "{site}");
        }
        for told in ["他关上电脑，点击的声音停了。", "她说：“别推荐我去。”"]
        {
            assert_eq!(share(told), SAID, "{told}");
        }
        for author in [
            "雨下了一夜，河水涨到了门口。",
            "渡口",
            "十年，一条河，两个人，再没见过面",
        ] {
            assert_eq!(share(author), BARE, "{author}");
        }
    }

    #[test]
    fn what_has_a_number_or_a_name_of_its_own_needs_more() {
        assert_eq!(shown("第三章 网站", false, true, true, true), BARE);
        assert_eq!(shown("群里的人", false, false, true, false), AGAIN);
        assert_eq!(shown("－ 12 －", false, false, false, false), SEEN);
        assert_eq!(shown("第三章 渡口", true, true, false, false), SEEN);
    }
}
