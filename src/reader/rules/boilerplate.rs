//! Site chatter: a table of what certainly is none of the text.

use super::habits::{listed_name, unnumbered_name};
use crate::reader::lines::{Kind, Unit};
use crate::tree::Scheme;
use aho_corasick::AhoCorasick;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Words that stand in chatter and not in literature: all words of a row must occur, the line may have at
/// most so many characters.
const CHATTER: &[(&[&str], u32)] = &[
    (&["小编", "整理"], 200),
    (&["小编", "大家"], 260),
    (&["小编", "带来"], 260),
    (&["小编", "分享"], 260),
    (&["范文", "参考"], 200),
    (&["范文", "借鉴"], 200),
    (&["范文", "大全"], 60),
    (&["仅供参考"], 60),
    (&["本文地址"], 200),
    (&["本文链接"], 200),
    (&["本文来源"], 120),
    (&["转载请注明"], 120),
    (&["未经", "不得", "转载"], 120),
    (&["责任编辑"], 40),
    (&["上一篇"], 80),
    (&["下一篇"], 80),
    (&["相关文章"], 60),
    (&["相关阅读"], 60),
    (&["相关推荐"], 60),
    (&["推荐阅读"], 60),
    (&["热门推荐"], 60),
    (&["猜你喜欢"], 60),
    (&["的人还看"], 60),
    (&["还看了"], 40),
    (&["您可能感兴趣"], 40),
    (&["你可能感兴趣"], 40),
    (&["为您推荐"], 40),
    (&["点击下载"], 80),
    (&["下载本文"], 80),
    (&["收藏本站"], 80),
    (&["手机阅读"], 80),
    (&["返回目录"], 40),
    (&["加入书签"], 80),
    (&["版权归", "所有"], 100),
    // `paper` takes it back: the stages between look past it.
    (&["此件公开发布"], 14),
    (&["电子书", "下载"], 80),
    (&["小说网"], 60),
    (&["最新章节"], 80),
    (&["關注", "公眾號"], 80),
    (&["关注", "公众号"], 80),
    (&["扫码"], 60),
    (&["本章完"], 12),
    (&["未完待续"], 16),
    (&["全书完"], 10),
    (&["全文完"], 10),
    (&["请访问", "www."], 80),
    (&["请访问", "http"], 80),
    (&["本章未完"], 40),
    (&["点击下一页"], 40),
    (&["请记住", "域名"], 100),
    (&["最新网址"], 60),
    (&["手机版阅读"], 100),
    (&["手机用户请"], 80),
    (&["求推荐票"], 60),
    (&["求收藏"], 40),
    (&["求月票"], 60),
    (&["天才一秒"], 60),
    (&["一秒记住"], 80),
    (&["无弹窗"], 60),
    (&["更新最快"], 60),
    (&["更多精彩内容"], 80),
    (&["加入收藏"], 60),
    (&["返回首页"], 40),
    (&["分享到"], 40),
    (&["打印本页"], 60),
    (&["关闭窗口"], 60),
    (&["浏览次数"], 80),
    (&["相关文章"], 80),
    (&["如有侵权"], 160),
    (&["侵权", "联系", "删除"], 160),
    (&["版权声明", "删除"], 160),
];

/// Finds the first word of any row: hardly a line has one.
static FIRST_WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let first = CHATTER.iter().filter_map(|(words, _)| words.first());
    AhoCorasick::new(first).ok()
});

/// Beginnings of the source, time and reading lines of sites; the line may have at most 60 characters.
const FIELDS: &[&str] = &[
    "来源：",
    "来源:",
    "时间：",
    "时间:",
    "阅读：",
    "阅读:",
    "浏览：",
    "浏览:",
    "点击：",
    "点击:",
    "字数：",
    "字数:",
    "发布时间",
    "发布：",
    "发布:",
    "编辑：",
    "编辑:",
    "網址",
    "网址",
    "阅读量",
    "点赞",
    "來源：",
    "關鍵字",
    "关键词：",
    "关键词:",
    "标签：",
    "标签:",
    "当前位置",
    "您的位置",
    "首页 >",
    "首页>",
];

/// Marks boilerplate; continuations of a chatter line go with it when the tree is built.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    banner(units, source);
    front_matter(units, source);
    let head = units.iter().position(|u| u.kind != Kind::Boilerplate);
    let mut i = 0;
    while i < units.len() {
        let mut end = i + 1;
        while units
            .get(end)
            .is_some_and(|u| u.kind == Kind::Continuation && u.joins == Some(end - 1))
        {
            end += 1;
        }
        let whole = match units.get(i..end) {
            Some([one]) => Cow::Borrowed(one.text(source)),
            Some(all) => Cow::Owned(all.iter().map(|u| u.text(source)).collect()),
            None => break,
        };
        let labelled = |u: &Unit| {
            u.candidate.is_some_and(|c| {
                matches!(c.scheme, Scheme::Chapter | Scheme::Volume | Scheme::CnComma)
            })
        };
        let kept = Some(i) == head && names_collection(&whole)
            || is_record(units.get(i..).unwrap_or_default(), source);
        if let Some(u) = units.get_mut(i)
            && u.kind == Kind::Para
            && !kept
            && !labelled(u)
            && !super::rubrics::is_rubric(u.text(source))
            && let Some((role, why, sure)) = chatter(
                &whole,
                u32::try_from(whole.chars().count()).unwrap_or(u32::MAX),
            )
        {
            u.set(Kind::Boilerplate, role, why, sure);
        }
        i = end;
    }
    contents_list(units, source);
    related(units, source);
}

/// 个人工作总结范文大全 as the first line is the page's title.
fn names_collection(s: &str) -> bool {
    s.chars().count() <= COLLECTION_MAX
        && ["范文", "大全", "精选", "汇总", "集锦"].iter().any(|w| {
            let core = s.trim_end_matches(|c: char| !crate::reader::lines::is_han(c));
            core.ends_with(w)
        })
        && !s.contains(['，', ',', '。', '：', ':', '小'])
}

/// Longest title of a page of model texts, in characters.
const COLLECTION_MAX: usize = 30;

/// Fields beside which 时间： tells when a meeting was held.
const MEETING: &[&str] = &[
    "地点", "地點", "主持", "出席", "参加", "參加", "列席", "缺席", "记录", "記錄", "与会", "與會",
    "会议", "會議", "议题", "到会", "对象", "主讲", "参会", "人物",
];

/// 时间： first of the fields of a meeting, a play or an event: 地点 or 出席 stands in the next line or on the same.
fn is_record(units: &[Unit], source: &str) -> bool {
    let mut texts = units.iter().map(|u| u.text(source));
    let timed = |s: &str| s.starts_with("时间") || s.starts_with("時間");
    texts.next().is_some_and(|s| {
        timed(s)
            && (texts
                .next()
                .is_some_and(|n| MEETING.iter().any(|m| n.starts_with(m)))
                || MEETING.iter().any(|m| s.contains(m)))
    })
}

/// Heads of links below a text.
const LINK_HEADS: &[&str] = &[
    "相关文章",
    "相关阅读",
    "相关推荐",
    "推荐阅读",
    "热门推荐",
    "猜你喜欢",
    "还看",
    "可能感兴趣",
    "为您推荐",
];

/// The links below 相关文章： to the end of the text, or to the next line that is a sentence, that carries on a series
/// of pieces begun above, or that has no number where the links have.
fn related(units: &mut [Unit], source: &str) {
    let mut inside = false;
    let mut numbered = None;
    // The last number of each stem of pieces outside the links.
    let mut series: HashMap<String, u32> = HashMap::new();
    let stems: Vec<Option<(String, u32)>> = units.iter().map(|u| piece_stem(u, source)).collect();
    for (i, u) in units.iter_mut().enumerate() {
        let s = u.text(source);
        if u.kind == Kind::Boilerplate && LINK_HEADS.iter().any(|h| s.contains(h)) {
            (inside, numbered) = (true, None);
            continue;
        }
        let stem = stems.get(i).and_then(Option::as_ref);
        let carries_on = stem.is_some_and(|(name, n)| {
            let listed = stems.get(i + 1).and_then(Option::as_ref);
            series.get(name).is_some_and(|last| *n == last + 1)
                && listed.is_none_or(|(next, _)| next != name)
        });
        let number = u.candidate.is_some_and(|c| c.number > 0);
        inside = inside
            && matches!(u.kind, Kind::Para | Kind::Boilerplate)
            && u.chars <= 40
            && !carries_on
            && (u.kind == Kind::Boilerplate || number || !*numbered.get_or_insert(number))
            && !crate::reader::lines::ends_sentence(s);
        if inside && u.kind == Kind::Para {
            u.set(Kind::Boilerplate, "ad", "a link below the text", 0.85);
        }
        if let (false, Some((name, n))) = (inside, stem) {
            series.insert(name.clone(), *n);
        }
    }
}

/// The stem and number of a line that could be one of a series of pieces: …3, …篇二, 第三章.
fn piece_stem(u: &Unit, source: &str) -> Option<(String, u32)> {
    if u.kind != Kind::Para || u.chars > STEM_MAX {
        return None;
    }
    let s = u.text(source);
    let label = u
        .candidate
        .filter(|c| matches!(c.scheme, Scheme::Chapter | Scheme::Volume));
    if let Some(c) = label {
        let mark = s.get(..c.len).and_then(|l| l.chars().last());
        return Some((String::from_iter(mark), c.number));
    }
    crate::reader::stems::stem(s)
}

/// Longest line that names a piece of a series, in characters.
const STEM_MAX: u32 = 40;

fn chatter(s: &str, chars: u32) -> Option<(&'static str, &'static str, f32)> {
    if FIRST_WORDS.as_ref().is_none_or(|w| w.is_match(s))
        && CHATTER
            .iter()
            .any(|(words, max)| chars <= *max && words.iter().all(|w| s.contains(w)))
    {
        return Some(("ad", "site chatter", 0.96));
    }
    if chars <= 60 && FIELDS.iter().any(|f| s.starts_with(f)) {
        return Some(("metadata", "source line of a site", 0.9));
    }
    let han = s.chars().any(crate::reader::lines::is_han);
    if !han && (s.contains("http://") || s.contains("https://") || s.starts_with("www.")) {
        return Some(("ad", "an address alone", 0.95));
    }
    if s.starts_with('【')
        && s.trim_end_matches('。').ends_with("范文】")
        && !s.contains("参考")
        && chars <= 16
    {
        return Some(("ad", "rubric of a site", 0.9));
    }
    let stray = s.chars().all(|c| ";；.。,，`'\"~|_=*#+-—·".contains(c));
    if stray
        && (chars <= 2
            || chars >= 3 && !s.contains('—') && !crate::reader::scenes::is_scene_break(s))
    {
        return Some(("ornament", "marks only", 0.9));
    }
    None
}

/// A box drawn with asterisks.
fn banner(units: &mut [Unit], source: &str) {
    for u in units.iter_mut() {
        let s = u.text(source);
        let rule = u.chars >= 10
            && s.chars().all(|c| {
                matches!(
                    c,
                    '*' | '=' | '-' | '＊' | '＝' | '─' | '━' | '═' | '_' | '~' | '#'
                )
            });
        let side = u.chars >= 2
            && u.width >= 20
            && s.starts_with(['*', '＊'])
            && s.ends_with(['*', '＊'])
            && (s.contains("  ") || s.contains("　　"));
        if rule || side {
            u.set(Kind::Boilerplate, "box", "a box of marks", 0.95);
        }
    }
}

/// `- key: value` lines at the head, down to `---`.
fn front_matter(units: &mut [Unit], source: &str) {
    let field = |s: &str| {
        let s = s.trim_start_matches("- ");
        s.split_once(':').is_some_and(|(k, _)| {
            k.len() >= 3
                && k.len() <= 30
                && k.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        })
    };
    let rule = |s: &str| s.starts_with("---") || s == "+++";
    let head: Vec<&Unit> = units
        .iter()
        .take(60)
        .take_while(|u| {
            let s = u.text(source);
            field(s) || rule(s) || !u.markup.is_empty() || s.starts_with("# ")
        })
        .collect();
    // A rule below the first field closes them.
    let opened = head.iter().position(|u| field(u.text(source)));
    let closed = opened.and_then(|f| {
        let rest = head.get(f..).unwrap_or_default();
        rest.iter()
            .position(|u| rule(u.text(source)))
            .map(|k| f + k + 1)
    });
    let n = closed.unwrap_or(head.len());
    let fields = units
        .iter()
        .take(n)
        .filter(|u| field(u.text(source)))
        .count();
    if fields >= 3 {
        for u in units.iter_mut().take(n) {
            u.set(
                Kind::Boilerplate,
                "metadata",
                "fields before the text",
                0.95,
            );
        }
    }
}

/// 目录 and the lines below it that stand again as lines of the text.
fn contents_list(units: &mut [Unit], source: &str) {
    let Some(at) = units.iter().position(|u| {
        let words = u.text(source).chars().filter(|c| !c.is_whitespace());
        let s: String = words.take(5).collect();
        matches!(s.as_str(), "目录" | "目錄" | "目次" | "【目录】")
    }) else {
        return;
    };
    let bare = |s| -> Cow<'_, str> {
        let name = listed_name(s);
        if name.contains(char::is_whitespace) {
            name.chars().filter(|c| !c.is_whitespace()).collect()
        } else {
            name.into()
        }
    };
    let short = |u: &&Unit| u.chars <= 50;
    let below = units.get(at + 1..).unwrap_or_default();
    let titles: HashSet<Cow<str>> = { below.iter() }
        .filter(short)
        .map(|u| bare(u.text(source)))
        .collect();
    // A list may number what the text does not.
    let key = |s| -> Cow<'_, str> {
        let words = unnumbered_name(s).map(bare);
        words
            .filter(|w| titles.contains(w))
            .unwrap_or_else(|| bare(s))
    };
    let mut seen: HashMap<Cow<str>, usize> = HashMap::new();
    for u in below.iter().filter(short) {
        *seen.entry(key(u.text(source))).or_default() += 1;
    }
    let mut listed = HashSet::new();
    let mut n = 0;
    for u in units.iter().skip(at + 1) {
        let k = key(u.text(source));
        let dotted =
            u.text(source).contains("…") && u.text(source).ends_with(|c: char| c.is_ascii_digit());
        let twice = seen.get(&k).copied().unwrap_or(0) >= 2 && !listed.contains(&k);
        if u.chars > 50 || !(dotted || twice) {
            break;
        }
        listed.insert(k);
        n += 1;
    }
    if n >= 2 {
        for u in units.iter_mut().skip(at).take(n + 1) {
            u.set(
                Kind::Boilerplate,
                "toc",
                "a contents list that is rebuilt",
                0.95,
            );
            u.joins = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chatter_is_told_from_text() {
        for s in [
            "下面是小编为大家整理的，供大家参考。",
            "来源：某网 阅读：12",
            ";",
            "https://example.com/a",
        ] {
            assert!(chatter(s, 30).is_some(), "{s}");
        }
        for s in [
            "他是小编辑，不是主编。",
            "来源于生活的艺术",
            "＊　＊　＊",
            "……",
        ] {
            assert!(chatter(s, 12).is_none(), "{s}");
        }
    }

    #[test]
    fn a_site_is_cut_off_behind_the_text() {
        let parts = |s: &str| {
            let mut u = crate::reader::lines::units(s);
            crate::reader::cut::cut_tails(&mut u, s);
            let kinds: Vec<Kind> = u.iter().map(|u| u.kind).collect();
            (u.first().map(|u| u.text(s).to_owned()), kinds.len())
        };
        let cut = |s: &str| (Some(s.to_owned()), 2);
        assert_eq!(parts("雾越来越浓。(本章未完，请翻页)"), cut("雾越来越浓。"));
        assert_eq!(parts("“谁在那里？”本章未完"), cut("“谁在那里？”"));
        assert_eq!(parts("他走了。（全文完）"), cut("他走了。"));
        for s in [
            "他在纸上写下“全文完”三个字。",
            "（未完待续）",
            "这故事未完待续",
            "书到这里写着：全文完，可是没有完。",
        ] {
            assert_eq!(parts(s).1, 1, "{s}");
        }
    }
}
