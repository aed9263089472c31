//! Names of people and offices: who wrote, who signs.

use super::lines::is_han;

/// The commoner family names; a name of two to four characters begins with one.
const FAMILY: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗應應張劉陳楊趙黃吳孫馬羅鄭謝韓馮許鄧蕭呂蘇盧蔣賈葉閻鐘譚鄒陸顧龍萬錢湯賴龔龐蘭嚴蘆魯韋畢聶莊龐紀項歐陽";

/// Characters that stand in words and hardly in names.
const UNLIKELY: &str = "的了是在和与上下中大小不有人我你他她它这那之也就都而及或从到把被让向对为以于日月时地们说道去来回前后里外河桥路夜灯船街村城水车书信歌诗曲";

/// Endings of offices that sign papers.
const OFFICES: &[&str] = &[
    "政府",
    "办公室",
    "委员会",
    "局",
    "厅",
    "部",
    "院",
    "校",
    "学校",
    "公司",
    "协会",
    "组",
    "处",
    "会",
    "办",
    "中心",
    "支部",
    "党委",
    "社",
    "所",
    "站",
    "科",
    "团",
];

/// A person's name: two to four Han, the first a family name; 赵　明 counts.
pub(super) fn is_name(s: &str) -> bool {
    let chars: Vec<char> = s.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((first, given)) = chars.split_first() else {
        return false;
    };
    (2..=4).contains(&chars.len())
        && FAMILY.contains(*first)
        && given.iter().all(|c| is_han(*c) && !UNLIKELY.contains(*c))
}

/// What may be a name where one is to be expected, as below the date under a title: 王大海, 市长　王大海.
pub(super) fn may_be_name(s: &str) -> bool {
    let tokens: Vec<&str> = s.split_whitespace().collect();
    if let [office @ .., last] = tokens.as_slice()
        && office.iter().any(|t| t.chars().count() > 1)
    {
        let short = office.iter().map(|t| t.chars().count()).sum::<usize>() <= 14;
        return short && office.iter().all(|t| t.chars().all(is_han)) && may_be_name(last);
    }
    let chars: Vec<char> = s.chars().filter(|c| !c.is_whitespace()).collect();
    (2..=4).contains(&chars.len())
        && chars.first().is_some_and(|c| FAMILY.contains(*c))
        && chars
            .iter()
            .all(|c| is_han(*c) && !"的了是在和与".contains(*c))
}

/// Dynasties that stand in brackets before a writer's name.
const DYNASTIES: &[&str] = &[
    "先秦",
    "战国",
    "秦",
    "汉",
    "西汉",
    "东汉",
    "两汉",
    "魏",
    "三国",
    "晋",
    "西晋",
    "东晋",
    "魏晋",
    "南北朝",
    "南朝",
    "北朝",
    "隋",
    "唐",
    "唐代",
    "五代",
    "南唐",
    "宋",
    "北宋",
    "南宋",
    "宋代",
    "金",
    "辽",
    "元",
    "元代",
    "明",
    "明代",
    "清",
    "清代",
    "近代",
    "现代",
    "当代",
    "漢",
    "晉",
    "遼",
    "戰國",
    "西漢",
    "東漢",
    "東晉",
    "近現代",
    "現代",
    "當代",
];

/// What stands behind a dynasty in brackets, or before a middle dot: ［唐］王维, 唐·王维.
fn behind_dynasty(s: &str) -> Option<&str> {
    let (dynasty, rest) = match s.strip_prefix(['[', '［', '〔', '（', '(', '【']) {
        Some(inner) => inner.split_once([']', '］', '〕', '）', ')', '】'])?,
        None => s.split_once(['·', '・'])?,
    };
    DYNASTIES.contains(&dynasty.trim()).then(|| rest.trim())
}

/// A poet below a title: a name, with its dynasty or without; 王之涣 has a 之, which names elsewhere hardly have.
pub(super) fn is_poet(s: &str) -> bool {
    let chars: Vec<char> = s.chars().collect();
    let with_zhi = chars.len() == 3
        && chars.iter().filter(|c| **c == '之').count() == 1
        && chars.first().is_some_and(|c| FAMILY.contains(*c));
    behind_dynasty(s).is_some_and(|r| (2..=5).contains(&r.chars().count()))
        || is_name(s)
        || with_zhi && is_name(&s.replace('之', "一"))
}

/// An office: a short line that ends like one.
pub(super) fn is_office(s: &str) -> bool {
    s.chars().count() <= 24 && s.chars().all(is_han) && OFFICES.iter().any(|o| s.ends_with(o))
}

/// Offices beside each other: 澄江市教育局　　澄江市财政局.
pub(super) fn are_offices(s: &str) -> bool {
    s.split_whitespace().count() > 1
        && s.split_whitespace()
            .all(|w| w.chars().count() > 3 && is_office(w))
}

/// 作者：某某, 文/某某, 某某 著, 校长　某某, 某某.
pub(crate) fn is_byline(s: &str) -> bool {
    let n = s.chars().count();
    if n > 24 || s.contains(['。', '，', '；', '！', '？']) {
        return false;
    }
    let said = ["作者", "文/", "文／", "译者", "原著", "编者", "［作者"];
    if said.iter().any(|p| s.starts_with(p)) || behind_dynasty(s).is_some_and(|r| !r.is_empty()) {
        return true;
    }
    let inner = s
        .trim_start_matches(['（', '('])
        .trim_end_matches(['）', ')']);
    let tokens: Vec<&str> = inner.split_whitespace().collect();
    match tokens.as_slice() {
        [] => false,
        [one] => {
            let stem = one.trim_end_matches(['著', '撰', '编', '译', '作', '文']);
            is_name(one) || stem != *one && is_name(stem)
        }
        [first, .., last] => {
            // 赵　明: a name of two characters set as wide as one of three.
            let spread = tokens.iter().all(|t| t.chars().count() == 1) && is_name(inner);
            let role =
                matches!(*last, "著" | "撰" | "编" | "译" | "编著" | "主编" | "作") && n <= 14;
            let titled = is_name(last) && first.chars().all(is_han) && first.chars().count() <= 14;
            spread || role || titled
        }
    }
}

/// What people did for a text.
const DONE: [&str; 24] = [
    "口述",
    "整理",
    "著",
    "译",
    "编",
    "绘",
    "文",
    "图",
    "摄影",
    "采访",
    "记录",
    "执笔",
    "撰文",
    "插图",
    "校",
    "注",
    "选编",
    "主编",
    "口述者",
    "整理者",
    "校注",
    "译注",
    "作词",
    "作曲",
];

/// 顾念慈　口述　　林小满　整理: names, each with what he did; two of them at least.
pub(super) fn are_credits(s: &str) -> bool {
    let tokens: Vec<&str> = s
        .split([' ', '\u{3000}', '\t', '/', '／'])
        .filter(|t| !t.is_empty())
        .collect();
    let done = |t: &&&str| {
        DONE.contains(*t) || DONE.iter().any(|d| t.strip_suffix(d).is_some_and(is_name))
    };
    let count = tokens.iter().filter(done).count();
    let rest = tokens.iter().filter(|t| !done(t));
    s.chars().count() <= 30
        && count >= 2
        && rest
            .clone()
            .all(|t| t.chars().count() <= 4 && t.chars().all(is_han))
}

/// The name in a byline of a book: 作者：林晚渔, 溪南退叟　撰, 周远.
pub(crate) fn author(s: &str) -> Option<String> {
    let s = s.trim();
    if !is_byline(s) && !s.starts_with("作者") {
        return None;
    }
    let name = s
        .trim_start_matches("作者")
        .trim_start_matches([':', '：', ' ', '　']);
    let name = name.trim_start_matches("文/").trim_start_matches("文／");
    let tokens: Vec<&str> = name.split_whitespace().collect();
    let name = match tokens.as_slice() {
        [name, "著" | "撰" | "编" | "编著" | "主编" | "作"] => (*name).to_owned(),
        [] => return None,
        _ => name.to_owned(),
    };
    (name.chars().count() <= 12).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_words() {
        for s in [
            "赵　明",
            "周远",
            "校长　陈立",
            "作者：夜雨听风",
            "文/李小兵",
            "张建国 著",
            "国务院总理 朱镕基",
        ] {
            assert!(is_byline(s), "{s}");
        }
        for s in [
            "桥",
            "他来了。",
            "河边的人",
            "早晨",
            "第一章 渡口",
            "在科技大会上的发言",
            "江上的人",
        ] {
            assert!(!is_byline(s), "{s}");
        }
        assert!(is_office("江北区人民政府办公室") && !is_office("总从那里发芽"));
    }
}
