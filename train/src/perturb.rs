//! Copies of a labelled text in another layout, with its labels: wrapped or unwrapped, with other indents, blank lines,
//! marks, numbers and heads, with chatter and page numbers put in.

use crate::corpus::{CorpusError, Gold, Text, gold, hash, read_bytes, write as write_file};
use crate::trees::Random;
use std::path::Path;

/// A line with its label.
#[derive(Clone)]
struct Line {
    words: String,
    indent: String,
    gold: Option<Gold>,
}

/// Ways to change a text. [`copy`] draws several of them; `evaluate` tries each by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Way {
    Wrap,
    Unwrap,
    Blank,
    Indent,
    Marks,
    Labels,
    Numbers,
    Heads,
    Chatter,
    Pages,
    Window,
    Untitled,
}

pub const WAYS: [Way; 12] = [
    Way::Wrap,
    Way::Unwrap,
    Way::Blank,
    Way::Indent,
    Way::Marks,
    Way::Labels,
    Way::Numbers,
    Way::Heads,
    Way::Chatter,
    Way::Pages,
    Way::Window,
    Way::Untitled,
];

const EDGES: [char; 7] = [
    ' ', '\t', '\u{3000}', '\u{feff}', '\r', '\u{200b}', '\u{a0}',
];

fn lines(t: &Text) -> Vec<Line> {
    let last = t.gold.keys().last().copied().unwrap_or(0);
    let text = t.source.replace("\r\n", "\n").replace('\r', "\n");
    text.split('\n')
        .zip(1u32..)
        .take_while(|(_, n)| *n <= last)
        .map(|(l, n)| {
            let words = l.trim_matches(EDGES);
            let lead = l.len() - l.trim_start_matches(EDGES).len();
            Line {
                words: words.to_owned(),
                indent: if words.is_empty() {
                    String::new()
                } else {
                    l[..lead].to_owned()
                },
                gold: t.gold.get(&n).cloned(),
            }
        })
        .collect()
}

fn text(t: &Text, k: usize, lines: &[Line]) -> Text {
    let mut source = String::new();
    let mut gold = std::collections::BTreeMap::new();
    for (l, n) in lines.iter().zip(1u32..) {
        source.push_str(&l.indent);
        source.push_str(&l.words);
        source.push('\n');
        if let Some(g) = l.gold.as_ref().filter(|_| !l.words.is_empty()) {
            gold.insert(n, g.clone());
        }
    }
    Text {
        id: format!("{}+{k}", t.id),
        source,
        gold,
        ..t.clone()
    }
}

fn plain(kind: &str) -> Gold {
    Gold {
        kind: kind.to_owned(),
        role: String::new(),
        alt: Vec::new(),
        level: None,
        alt_level: None,
        label: String::new(),
        run_in: false,
        heading_text: String::new(),
    }
}

fn with_role(kind: &str, role: &str) -> Gold {
    Gold {
        role: role.to_owned(),
        ..plain(kind)
    }
}

fn is(l: &Line, kinds: &[&str]) -> bool {
    l.gold
        .as_ref()
        .is_some_and(|g| kinds.contains(&g.kind.as_str()))
}

/// The `k`-th copy, by several ways at once.
pub fn copy(t: &Text, k: usize) -> Text {
    let mut r = Random(
        0x9e37_79b9_7f4a_7c15 ^ u64::from(hash(&t.id)) << 8 ^ (k as u64 + 1) * 0x1234_5678_9abd,
    );
    r.next();
    let mut l = lines(t);
    let mut chance = |p: u32| r.next() % 100 < p;
    let ways: Vec<Way> = [
        (Way::Window, 30),
        (Way::Untitled, 10),
        (Way::Heads, 40),
        (Way::Labels, 35),
        (Way::Numbers, 15),
        (Way::Chatter, 35),
        (Way::Marks, 20),
        (Way::Unwrap, 30),
        (Way::Wrap, 30),
        (Way::Indent, 65),
        (Way::Blank, 55),
        (Way::Pages, 15),
    ]
    .into_iter()
    .filter_map(|(w, p)| chance(p).then_some(w))
    .collect();
    for w in ways {
        l = change(l, w, &mut r);
    }
    text(t, k, &l)
}

/// The text changed in one way alone; `None` where that changes nothing.
pub fn by(t: &Text, way: Way) -> Option<Text> {
    let mut r = Random(0x51ed_270b ^ u64::from(hash(&t.id)) << 8 | 1);
    r.next();
    let before = lines(t);
    let same = text(t, 0, &before).source;
    let out = text(t, 99, &change(before, way, &mut r));
    (out.source != same && !out.gold.is_empty()).then_some(out)
}

/// Writes a copy of the text with its labels beside it.
pub fn write(path: &Path, way: Way, output: &Path) -> Result<(), CorpusError> {
    let labels = path.with_extension("jsonl");
    let source = String::from_utf8_lossy(&read_bytes(path)?).into_owned();
    let rows = String::from_utf8_lossy(&read_bytes(&labels)?).into_owned();
    let t = Text {
        id: "copy".to_owned(),
        source,
        gold: rows.lines().filter_map(gold).collect(),
        group: String::new(),
        real: false,
    };
    let copy = by(&t, way).unwrap_or(t);
    let rows: String = copy
        .gold
        .iter()
        .map(|(n, g)| serde_json::json!({"line": n, "kind": g.kind, "role": g.role, "label": g.label, "level": g.level, "alt": g.alt}).to_string() + "\n")
        .collect();
    write_file(output, copy.source.as_bytes())?;
    write_file(&output.with_extension("jsonl"), rows.as_bytes())
}

fn change(l: Vec<Line>, way: Way, r: &mut Random) -> Vec<Line> {
    match way {
        Way::Wrap => wrap(l, r),
        Way::Unwrap => unwrap(l),
        Way::Blank => blank(l, r),
        Way::Indent => indent(l, r),
        Way::Marks => marks(l, r),
        Way::Labels => labels(l, r),
        Way::Numbers => numbers(l, r),
        Way::Heads => heads(l, r),
        Way::Chatter => chatter(l, r),
        Way::Pages => pages(l, r),
        Way::Window => window(l, r),
        Way::Untitled => l.into_iter().filter(|x| !is(x, &["title"])).collect(),
    }
}

const FLOW: [&str; 4] = ["para", "item", "preface", "closing"];

fn wrap(l: Vec<Line>, r: &mut Random) -> Vec<Line> {
    if l.iter().any(|x| is(x, &["continuation"])) {
        return l;
    }
    let width = 18 + r.below(25);
    let lead = ["　　", "", "    ", "  "][r.below(4)];
    let spaced = lead.is_empty() && r.below(2) == 0;
    let mut out = Vec::new();
    for x in l {
        let long = is(&x, &["heading", "title", "piece"]) && x.words.chars().count() > width + 2;
        // Lines between the labelled windows are laid out as these are.
        let unlabelled = x.gold.is_none() && x.words.chars().count() > 60;
        let flows = long
            || unlabelled
            || is(&x, &FLOW)
                && x.gold.as_ref().is_some_and(|g| g.role != "verse")
                && !(is(&x, &["closing"]) && x.words.chars().count() < width);
        if !flows || x.words.is_empty() {
            out.push(x);
            continue;
        }
        let chars: Vec<char> = lead.chars().chain(x.words.chars()).collect();
        let mut at = 0;
        let mut first = true;
        while at < chars.len() {
            let mut end = (at + width).min(chars.len());
            while end < chars.len()
                && "，。、；：！？”’）》,.;:!?)".contains(chars[end])
                && end < at + width + 2
            {
                end += 1;
            }
            let s: String = chars[at..end].iter().collect();
            let words = s.trim_matches(EDGES).to_owned();
            out.push(Line {
                words,
                indent: if first {
                    lead.to_owned()
                } else {
                    String::new()
                },
                gold: if first {
                    x.gold.clone()
                } else {
                    x.gold.as_ref().map(|_| plain("continuation"))
                },
            });
            first = false;
            at = end;
        }
        if spaced {
            out.push(Line {
                words: String::new(),
                indent: String::new(),
                gold: None,
            });
        }
    }
    out
}

fn unwrap(l: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for x in l {
        if is(&x, &["continuation"])
            && let Some(last) = out.iter_mut().rfind(|o| !o.words.is_empty())
            && is(last, &["para", "item", "continuation", "preface"])
        {
            last.words.push_str(&x.words);
            continue;
        }
        out.push(x);
    }
    out
}

fn blank(l: Vec<Line>, r: &mut Random) -> Vec<Line> {
    let n = [0, 0, 1, 1, 2, 3][r.below(6)];
    // 3: before heads alone.
    let empty = || Line {
        words: String::new(),
        indent: String::new(),
        gold: None,
    };
    let mut out = Vec::new();
    for x in l.into_iter().filter(|x| !x.words.is_empty()) {
        let head = is(&x, &["title", "piece", "heading"]);
        if n == 3 {
            if head {
                out.push(empty());
            }
            out.push(x);
            continue;
        }
        let goes_on = is(&x, &["continuation"]);
        if !goes_on {
            out.extend((0..n).map(|_| empty()));
        }
        out.push(x);
    }
    out
}

fn indent(l: Vec<Line>, r: &mut Random) -> Vec<Line> {
    let body = ["", "　　", "    ", "  ", "\t", "　"][r.below(6)];
    let heads = ["", "", body, "          ", "　　　　　　"][r.below(5)];
    let mixed = r.below(8) == 0;
    // Addresses stand flush left, or as the paragraphs do.
    let address = if r.below(2) == 0 { body } else { "" };
    // What carries on a paragraph stands flush left unless it always stood as its paragraph.
    let hanging = l
        .iter()
        .zip(l.iter().skip(1))
        .filter(|(_, x)| is(x, &["continuation"]))
        .all(|(p, x)| p.indent == x.indent);
    l.into_iter()
        .map(|mut x| {
            let Some(g) = &x.gold else { return x };
            x.indent = match g.kind.as_str() {
                "para" if g.role == "verse" => return x,
                "para" | "item" | "preface" if mixed && r.below(3) == 0 => String::new(),
                "para" | "item" | "preface" => body.to_owned(),
                "continuation" if hanging => body.to_owned(),
                "continuation" => String::new(),
                "salutation" => address.to_owned(),
                "closing" if x.indent.chars().count() <= 4 => body.to_owned(),
                "title" | "piece" => heads.to_owned(),
                "heading" if heads.len() > 6 => body.to_owned(),
                "heading" => heads.to_owned(),
                _ => return x,
            };
            x
        })
        .collect()
}

fn marks(mut l: Vec<Line>, r: &mut Random) -> Vec<Line> {
    const PAIRS: [(char, char); 8] = [
        ('，', ','),
        ('。', '.'),
        ('：', ':'),
        ('；', ';'),
        ('（', '('),
        ('）', ')'),
        ('？', '?'),
        ('！', '!'),
    ];
    let few = r.below(2) == 0;
    for x in &mut l {
        x.words = x
            .words
            .chars()
            .map(|c| match PAIRS.iter().find(|(f, _)| *f == c) {
                Some((f, h)) if !few || *f != '。' => *h,
                _ => c,
            })
            .collect();
        if let Some(g) = &mut x.gold {
            g.label = g
                .label
                .chars()
                .map(|c| {
                    PAIRS
                        .iter()
                        .find(|(f, _)| *f == c)
                        .map_or(c, |p| if few && p.0 == '。' { c } else { p.1 })
                })
                .collect();
        }
    }
    l
}

/// 一、 becomes 一. or 一 or 1、 throughout; （一） becomes (一) or 〔一〕; 1. becomes 1、 or （1）.
fn labels(mut l: Vec<Line>, r: &mut Random) -> Vec<Line> {
    let cn = r.below(6);
    let paren = r.below(4);
    let arabic = r.below(5);
    for x in &mut l {
        let Some(g) = &mut x.gold else { continue };
        if g.label.is_empty() || !x.words.starts_with(&g.label) {
            continue;
        }
        let old = g.label.clone();
        let Some(c) = wenji::reader::loose_label(&old) else {
            continue;
        };
        use wenji::tree::Scheme as Sc;
        let core: String = old
            .chars()
            .filter(|c| !"、.．，,：:（）()〔〕".contains(*c) && !c.is_whitespace())
            .collect();
        let new = match c.scheme {
            Sc::CnComma => match cn {
                0 => format!("{core}."),
                1 => format!("{core} "),
                2 => format!("{core}，"),
                3 => format!("{}、", c.number),
                4 => format!("{core}．"),
                _ => format!("{core}："),
            },
            Sc::CnParen => match paren {
                0 => format!("({core})"),
                1 => format!("（{core}）、"),
                2 => format!("{core}）"),
                _ => format!("〔{core}〕"),
            },
            Sc::ArabicDot | Sc::ArabicComma if core.chars().all(|c| c.is_ascii_digit()) => {
                match arabic {
                    0 => format!("{core}、"),
                    1 => format!("（{core}）"),
                    2 => format!("{core}."),
                    3 => format!("{core} "),
                    _ => format!("{core}）"),
                }
            }
            _ => continue,
        };
        x.words = format!("{new}{}", &x.words[old.len()..]);
        g.label = new.trim().to_owned();
    }
    l
}

/// Some labels are lost.
fn numbers(mut l: Vec<Line>, r: &mut Random) -> Vec<Line> {
    for x in &mut l {
        let Some(g) = &mut x.gold else { continue };
        if g.kind == "heading"
            && !g.label.is_empty()
            && !g.run_in
            && x.words.starts_with(&g.label)
            && r.below(3) == 0
        {
            let rest = x.words[g.label.len()..].trim_matches(EDGES).to_owned();
            if rest.chars().count() >= 2 {
                x.words = rest;
                g.label = String::new();
            }
        }
    }
    l
}

fn chinese(n: usize) -> String {
    let d: Vec<char> = "〇一二三四五六七八九".chars().collect();
    match n {
        0..=9 => d[n].to_string(),
        10 => "十".to_owned(),
        11..=19 => format!("十{}", d[n % 10]),
        20..=99 if n.is_multiple_of(10) => format!("{}十", d[n / 10]),
        20..=99 => format!("{}十{}", d[n / 10], d[n % 10]),
        _ => n.to_string(),
    }
}

/// The heads of pieces in another form, numbered or not.
fn heads(mut l: Vec<Line>, r: &mut Random) -> Vec<Line> {
    let form = r.below(16);
    let stem = ["年度工作总结", "学习心得体会", "演讲稿", "发言材料"][r.below(4)];
    let mut n = 0;
    for x in &mut l {
        if !is(x, &["piece"]) || x.words.is_empty() {
            continue;
        }
        n += 1;
        let bare = bare_title(&x.words);
        if bare.chars().count() > 30 {
            continue;
        }
        let cn = chinese(n);
        let t = if bare.is_empty() {
            stem.to_owned()
        } else {
            bare.clone()
        };
        x.words = match form {
            0 => format!("第{cn}章　{t}"),
            1 => format!("第{n}章 {t}"),
            2 => format!("第{cn}回　{t}"),
            3 => format!("{n}、{t}"),
            4 => format!("{n}.{t}"),
            5 => format!("{cn}、{t}"),
            6 => format!("《{t}》"),
            7 => format!("【{t}】"),
            8 => format!("{stem}篇{cn}"),
            9 => format!("篇{n}：{t}"),
            10 => format!("【篇{cn}】{t}"),
            11 => format!("{stem}（{cn}）"),
            12 => format!("第{n}节 {t}"),
            13 => format!("Chapter {n} {t}"),
            _ if bare.is_empty() => x.words.clone(),
            _ => bare,
        };
        if let Some(g) = &mut x.gold {
            g.alt.retain(|a| a == "title");
        }
    }
    l
}

/// A piece's title without its number.
fn bare_title(s: &str) -> String {
    let s = s.trim_matches(|c: char| "《》【】".contains(c) || EDGES.contains(&c));
    match wenji::reader::loose_label(s) {
        Some(c) => s[c.len..]
            .trim_matches(|c: char| "：:、.．·".contains(c) || EDGES.contains(&c))
            .to_owned(),
        None => s.to_owned(),
    }
}

const ADS: [&str; 24] = [
    "本书由爱读之家（www.aiduzj.example）整理上传",
    "更多好书请访问 ｗｗｗ．ｓｈｕｗｕ．ｃｏｍ",
    "一秒记住本站地址，精彩内容天天更新",
    "（本章未完，请点击下一页继续阅读）",
    "喜欢本文的朋友请收藏本站，以便下次阅读",
    "手机用户请浏览 m.dushu.example 阅读，更优质的阅读体验",
    "上一篇：春天的思考",
    "下一篇：没有了",
    "相关文章：",
    "【字体：大 中 小】 【打印】 【关闭】",
    "来源：网络整理 作者：佚名 点击：1024 次",
    "发布时间：2019-03-12 09:21 阅读：356",
    "以上就是小编为大家整理的全部内容，希望对大家有所帮助。",
    "首页 > 范文大全 > 工作总结 > 正文",
    "求月票！求推荐票！求收藏！",
    "加入书签 | 返回目录 | 投推荐票",
    "声明：本文来自网友投稿，版权归原作者所有，如有侵权请联系删除",
    "扫一扫关注公众号，每天读一篇好文章",
    "电子书制作：云水阁　校对：小舟",
    "--->>> 本文由 某 某 书 屋 提 供 下 载 <<<---",
    "本帖最后由 风中的叶子 于 2012-5-3 21:07 编辑",
    "猜你喜欢",
    "更新时间:2013-7-8 12:00:05 本章字数:3012",
    "Www.ｔｘｔ8０.Cｏm 提供免费下载",
];

fn chatter(l: Vec<Line>, r: &mut Random) -> Vec<Line> {
    let a = ADS[r.below(ADS.len())];
    let b = ADS[r.below(ADS.len())];
    let every = r.below(3);
    let line = |s: &str| Line {
        words: s.to_owned(),
        indent: String::new(),
        gold: Some(with_role("boilerplate", "ad")),
    };
    let mut out = Vec::new();
    if r.below(2) == 0 {
        out.push(line(b));
    }
    let mut pieces = 0;
    for x in l {
        if is(&x, &["piece"]) {
            pieces += 1;
            if every == 0 || every == 1 && pieces % 3 == 0 {
                // Between pieces; some stand below the title.
                out.push(line(a));
            }
        } else if every == 2 && is(&x, &["para"]) && r.below(50) == 0 {
            out.push(line(ADS[r.below(ADS.len())]));
        }
        out.push(x);
    }
    if r.below(2) == 0 {
        out.push(line(ADS[r.below(ADS.len())]));
        out.push(line(b));
    }
    out
}

fn pages(l: Vec<Line>, r: &mut Random) -> Vec<Line> {
    let step = 12 + r.below(20);
    let form = r.below(5);
    let mut n = 1 + r.below(80);
    let head = r.below(3) == 0;
    let title = l
        .iter()
        .find(|x| is(x, &["title", "piece"]))
        .map_or_else(|| "文集".to_owned(), |x| x.words.chars().take(16).collect());
    let mut out = Vec::new();
    for (i, x) in l.into_iter().enumerate() {
        if i > 0 && i % step == 0 && x.gold.is_some() {
            let words = match form {
                0 => n.to_string(),
                1 => format!("- {n} -"),
                2 => format!("第{n}页"),
                3 => format!("— {n} —"),
                _ => format!("·{n}·"),
            };
            out.push(Line {
                words,
                indent: String::new(),
                gold: Some(with_role("boilerplate", "page_number")),
            });
            if head {
                out.push(Line {
                    words: title.clone(),
                    indent: String::new(),
                    gold: Some(with_role("boilerplate", "running_head")),
                });
            }
            n += 1;
        }
        out.push(x);
    }
    out
}

/// Some pieces alone: from one head to another.
fn window(l: Vec<Line>, r: &mut Random) -> Vec<Line> {
    let cuts: Vec<usize> = (0..l.len()).filter(|i| is(&l[*i], &["piece"])).collect();
    if cuts.len() < 4 {
        return l;
    }
    let a = r.below(cuts.len() - 2);
    let b = a + 2 + r.below(cuts.len() - a - 2);
    let end = cuts.get(b).copied().unwrap_or(l.len());
    let head = if r.below(2) == 0 { cuts[0] } else { 0 };
    let mut out: Vec<Line> = l[..head].to_vec();
    out.extend_from_slice(&l[cuts[a]..end]);
    out
}
