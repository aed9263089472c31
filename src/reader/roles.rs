//! Salutations, closings, signatures, dates, document numbers.

use super::label::chinese;
use super::lines::{Kind, Unit, ends_sentence, is_han};
use super::names::{is_byline, is_office};

const ADDRESSED: &[&str] = &[
    "同志",
    "各位",
    "代表",
    "朋友",
    "同学",
    "领导",
    "来宾",
    "先生",
    "女士",
    "委员",
    "老师",
    "家长",
    "战友",
    "乡亲",
    "同仁",
    "人民政府",
    "各省",
    "各县",
    "各区",
    "各市",
    "各部门",
    "各单位",
    "局：",
    "厅：",
];
/// Offices that a paper is addressed to by their name alone, right before the colon.
const BODIES: &[&str] = &[
    "党组织",
    "黨組織",
    "党支部",
    "黨支部",
    "团支部",
    "团组织",
    "党委",
    "县委",
    "市委",
    "省委",
    "区委",
    "團支部",
];
/// A line that is nothing but such an office is at most so long, in characters.
const BODY_NAME_MAX: u32 = 14;
/// How letters address: 父亲大人膝下, 吾兄如晤.
const OF_LETTERS: &[&str] = &[
    "大人", "膝下", "尊前", "尊鉴", "台鉴", "惠鉴", "钧鉴", "鈞鑒", "如晤", "如面", "如握", "吾兄",
    "吾弟", "贤弟", "賢弟", "吾友", "足下", "吾儿",
];
/// The longest address of a letter, in characters.
const LETTER_MAX: u32 = 16;
/// How a letter addresses whom it honours.
const HONOURED: &[&str] = &["尊敬的", "敬爱的", "亲爱的", "敬愛的", "親愛的"];
/// Who signs a paper of his own, before his name: 申请人：李强.
const SIGNATORIES: &[&str] = &[
    "申请人",
    "辞职人",
    "述职人",
    "总结人",
    "汇报人",
    "报告人",
    "检讨人",
    "检查人",
    "承诺人",
    "保证人",
    "倡议人",
    "推荐人",
    "介绍人",
    "委托人",
    "受托人",
    "致歉人",
    "道歉人",
    "署名",
    "签名",
    "签字",
    "落款",
    "申請人",
    "辭職人",
    "述職人",
    "總結人",
    "匯報人",
    "報告人",
    "簽名",
    "祝福人",
    "写信人",
    "邀请人",
    "发言人",
    "演讲人",
    "竞聘人",
    "自荐人",
    "求职人",
    "实习人",
    "实习生",
    "借款人",
    "证明人",
    "检举人",
    "起诉人",
    "具状人",
];
/// What stands before the date of a paper.
const DATED: &[&str] = &[
    "日期",
    "时间",
    "時間",
    "申请日期",
    "申请时间",
    "汇报时间",
    "汇报日期",
    "填表日期",
];
/// Ends of the last sentence of a speech.
const THANKS_END: &[&str] = &[
    "谢谢大家",
    "謝謝大家",
    "谢谢各位",
    "多谢大家",
    "谢谢",
    "謝謝",
];
/// The last sentence of a speech with its thanks is at most so long, in characters.
const THANKS_MAX: u32 = 24;
const THANKS: &[&str] = &[
    "谢谢",
    "謝謝",
    "多谢",
    "此致",
    "敬礼",
    "特此通知",
    "特此公告",
    "特此函告",
];

/// Marks what can be told without the series.
pub(super) fn mark_lines(units: &mut [Unit], source: &str) {
    let n = units.len();
    for i in 0..n {
        let after_date = units.get(i).is_some_and(|u| u.kind == Kind::Closing);
        let Some(u) = units.get_mut(i) else { continue };
        if u.kind != Kind::Para || after_date {
            continue;
        }
        let s = u.text(source);
        let core = s.trim_end_matches(['。', '.']);
        if u.candidate.is_none()
            && u.chars <= 60
            && core.ends_with([':', '：', '！', '!'])
            && !core.contains(['。', '；'])
            && is_salutation(core, u.chars)
        {
            u.set(Kind::Salutation, "", "an address to those present", 0.97);
        } else if u.chars <= 14 && THANKS.iter().any(|t| s.starts_with(t)) {
            u.set(Kind::Closing, "", "words of thanks", 0.97);
        } else if is_document_number(s) {
            u.set(Kind::Para, "doc_number", "a document number", 0.95);
        }
    }
}

fn is_salutation(s: &str, chars: u32) -> bool {
    let colon = s.ends_with([':', '：']);
    let body = chars <= BODY_NAME_MAX
        && BODIES
            .iter()
            .any(|b| s.trim_end_matches([':', '：']).ends_with(b));
    let named = s.trim_end_matches([':', '：']);
    let letter = colon && chars <= LETTER_MAX && OF_LETTERS.iter().any(|l| named.ends_with(l));
    let known = body
        || letter
        || ADDRESSED.iter().any(|a| s.contains(a))
        || HONOURED.iter().any(|h| s.starts_with(h));
    if !known {
        return false;
    }
    if colon {
        return chars <= 30
            && !s.contains("说")
            && !s.contains("要求")
            && !s.contains("如下")
            && !s.contains("主要")
            || s.starts_with('各')
                && (s.contains("人民政府")
                    || s.contains("各部门")
                    || s.contains("各单位")
                    || s.contains("直属机构"));
    }
    chars <= 16
        && (s.starts_with("各位")
            || s.starts_with("同志们")
            || s.starts_with("朋友们")
            || s.starts_with("同学们")
            || s.starts_with("尊敬的"))
}

pub(super) fn is_document_number(s: &str) -> bool {
    s.ends_with('号')
        && s.chars().count() <= 24
        && ["〔", "[", "（"].iter().any(|o| s.contains(o))
        && s.contains("20")
        && !s.contains('，')
}

/// Seasons and feasts that date a piece: 二〇一八年谷雨, 2016年清明.
const SEASONS: &[&str] = &[
    "春", "夏", "秋", "冬", "初", "末", "底", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨",
    "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降",
    "立冬", "小雪", "大雪", "冬至", "小寒", "大寒", "春节", "元旦", "元宵", "端午", "七夕", "中秋",
    "重阳", "除夕", "国庆", "岁末", "年底", "新春", "初春", "早春", "暮春", "初夏", "盛夏", "初秋",
    "深秋", "暮秋", "初冬", "隆冬", "寒冬",
];

/// Longest line that may be a date, in bytes: 40 Han.
const DATE_BYTES: usize = 120;

/// `2020年12月7日`, `二〇二〇年十二月`, `2020.12.7`.
pub(super) fn is_date(s: &str) -> bool {
    // Most lines are far too long for one, or have nothing that each date has.
    if s.len() > DATE_BYTES || !(s.contains('年') || s.bytes().any(|b| b.is_ascii_digit())) {
        return false;
    }
    let s: String = s
        .trim_matches(['（', '）', '(', ')', '〔', '〕'])
        .trim_start_matches("写于")
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    // 2020年3月于长沙: the place behind the date.
    let s = match s.split_once(['于', '於']) {
        Some((date, place))
            if date.ends_with(['年', '月', '日', '春', '夏', '秋', '冬']) && is_place(place) =>
        {
            date.to_owned()
        }
        _ => s,
    };
    if s.chars().count() > 16 {
        return false;
    }
    let number = |c: char| {
        c.is_ascii_digit()
            || ('０'..='９').contains(&c)
            || chinese(&c.to_string()).is_some()
            || matches!(c, '〇' | '零' | '*' | 'x' | '○')
    };
    let seasonal = s.rsplit_once('年').is_some_and(|(year, season)| {
        !year.is_empty() && year.chars().all(number) && SEASONS.contains(&season)
    });
    let worded = s.contains('年')
        && (s.contains('月') || s.ends_with('年'))
        && s.chars().all(|c| {
            number(c)
                || matches!(
                    c,
                    '年' | '月'
                        | '日'
                        | '元'
                        | '夏'
                        | '春'
                        | '秋'
                        | '冬'
                        | '于'
                        | '於'
                        | '初'
                        | '末'
                        | '底'
                )
                || is_han(c) && s.ends_with(['记', '作', '夜', '晨', '日', '识', '識'])
        });
    let dotted = s.len() >= 8
        && s.starts_with(|c: char| c.is_ascii_digit())
        && s.chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '/'));
    worded && s.chars().any(number) || seasonal || dotted
}

/// 爱你的爸爸, 你的朋友小林: who signs a letter to those near to him.
fn is_kin(s: &str) -> bool {
    let own = ["爱你的", "愛你的", "想你的", "念你的", "你的", "您的"];
    s.chars().count() <= 10 && s.chars().all(is_han) && own.iter().any(|o| s.starts_with(o))
}

/// The place that a date is written at: two to six characters without any mark.
fn is_place(s: &str) -> bool {
    (2..=6).contains(&s.chars().count()) && s.chars().all(is_han)
}

/// A line set in so far stands at the right, in columns.
const RIGHT: u32 = 8;

/// 三月二日, 十二月廿五日夜: a day without its year, as letters end.
pub(super) fn is_day(s: &str) -> bool {
    let number = |c: char| {
        c.is_ascii_digit() || chinese(&c.to_string()).is_some() || "正元冬腊初廿卅".contains(c)
    };
    let core = s.trim_end_matches(['晨', '夜', '晚', '午', '上', '下', '灯']);
    core.split_once('月').is_some_and(|(month, day)| {
        let day = day.trim_end_matches(['日', '号']);
        let plain = |p: &str| !p.is_empty() && p.chars().count() <= 3 && p.chars().all(number);
        plain(month) && plain(day)
    })
}

/// First pass, before the pieces are known.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    // Dates and signatures close a unit: the last lines before a piece, an attachment or the end.
    let flow: Vec<usize> = (0..units.len())
        .filter(|&i| units.get(i).is_some_and(|u| u.kind != Kind::Boilerplate))
        .collect();
    for (n, &i) in flow.iter().enumerate() {
        let next = flow.get(n + 1).and_then(|&k| units.get(k));
        let ends = next.is_none_or(|u| {
            matches!(
                u.kind,
                Kind::Piece | Kind::Volume | Kind::Closing | Kind::Title
            ) || u.chars <= 30 && !ends_sentence(u.text(source))
        });
        let preface = units.get(i).is_some_and(|u| u.kind == Kind::Preface);
        let Some(u) = units.get(i) else { continue };
        let free = matches!(u.kind, Kind::Para) && u.role.is_empty() || preface;
        let s = u.text(source);
        let dated = || is_date(s) || u.indent >= RIGHT && is_day(s);
        if !(free && ends && dated()) {
            continue;
        }
        let kind = if preface {
            Kind::Preface
        } else {
            Kind::Closing
        };
        if let Some(u) = units.get_mut(i) {
            u.set(kind, "date", "a date line at the end", 0.9);
            u.candidate = None;
        }
        let Some(&p) = n.checked_sub(1).and_then(|k| flow.get(k)) else {
            continue;
        };
        if let Some(u) = units.get_mut(p) {
            let s = u.text(source);
            if (u.kind == kind || u.kind == Kind::Para)
                && (is_byline(s) || is_office(s) || is_kin(s) || u.indent >= RIGHT && u.chars <= 20)
                && !ends_sentence(s)
                && u.role.is_empty()
                && u.candidate.is_none()
            {
                u.set(kind, "signature", "a name above a date", 0.85);
            }
        }
    }
}

/// 申请人：李强, 日期：20xx年x月x日, 张三（签名）: the name or the date in a field that ends a paper.
fn is_signed_field(s: &str) -> bool {
    let Some((field, value)) = s.split_once(['：', ':']) else {
        return false;
    };
    let field: String = field.chars().filter(|c| !c.is_whitespace()).collect();
    let value = value.trim();
    let blank = value
        .chars()
        .all(|c| "xX×＊*_＿某 　年月日0123456789".contains(c));
    let named = |v: &str| {
        (2..=4).contains(&v.chars().count()) && v.chars().all(is_han)
            || blank
            || v.chars().count() <= 5 && v.contains(['某', 'x', 'X', '×', '*'])
    };
    SIGNATORIES.contains(&field.as_str()) && (named(value) || is_byline(value) || is_office(value))
        || DATED.contains(&field.as_str()) && (is_date(value) || blank)
}

/// The last lines of a paper from the end upwards: names and dates in fields, and a last sentence of thanks.
pub(super) fn mark_ends(units: &mut [Unit], source: &str) {
    let mut ending = true;
    for u in units.iter_mut().rev() {
        match u.kind {
            Kind::Boilerplate => continue,
            Kind::Piece | Kind::Volume | Kind::Closing => {
                ending = true;
                continue;
            }
            _ => {}
        }
        let s = u.text(source);
        let thanks = u.chars <= THANKS_MAX
            && s.contains(['，', ',', '。', '！'])
            && THANKS_END
                .iter()
                .any(|t| s.trim_end_matches(['！', '!', '。', '.']).ends_with(t));
        let free = u.kind == Kind::Para && u.role.is_empty() && u.markup.is_empty();
        ending = ending && free && (is_signed_field(s) || thanks);
        if ending {
            u.set(
                Kind::Closing,
                if thanks { "" } else { "signature" },
                "signs or thanks at the end",
                0.9,
            );
            u.candidate = None;
        }
    }
}

/// The name below a letter or a speech, where no date follows: the last line before the next piece.
pub(super) fn mark_signatures(units: &mut [Unit], source: &str) {
    let flow: Vec<usize> = (0..units.len())
        .filter(|&i| units.get(i).is_some_and(|u| u.kind != Kind::Boilerplate))
        .collect();
    let mut addressed = false;
    for (n, &i) in flow.iter().enumerate() {
        let next = flow.get(n + 1).and_then(|&k| units.get(k));
        let last = next.is_none_or(|u| matches!(u.kind, Kind::Piece | Kind::Volume));
        let Some(u) = units.get(i) else { continue };
        match u.kind {
            Kind::Piece | Kind::Volume => addressed = false,
            Kind::Salutation => addressed = true,
            Kind::Para if last && addressed && u.role.is_empty() => {
                let s = u.text(source);
                let signs = (is_byline(s) || is_office(s)) && u.candidate.is_none();
                if let (true, Some(u)) = (signs, units.get_mut(i)) {
                    u.set(Kind::Closing, "signature", "a name at the end", 0.85);
                }
            }
            _ => {}
        }
    }
}

/// How sure it is that a paragraph is one: a line that ends like running text is, a short open one may be a lost title,
/// and one with a label that found no company may be a lost heading.
pub(super) fn weigh_paragraphs(units: &mut [Unit], source: &str) {
    for u in units.iter_mut() {
        if u.kind != Kind::Para || !u.role.is_empty() {
            continue;
        }
        let s = u.text(source);
        let numbered = u.candidate.is_some_and(|c| c.number > 0);
        (u.why, u.confidence) = if numbered {
            ("a number without company", 0.85)
        } else if ends_sentence(s) {
            ("running text", 0.98)
        } else if u.chars > 40 {
            ("running text", 0.95)
        } else {
            ("a short open line", 0.75)
        };
    }
}
