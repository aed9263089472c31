//! Anthologies made by chance: a tree of pieces, headings, lists and paragraphs, printed as messy text, every line with
//! what it is. The words are drawn from small tables, so that sentences sound dull but are sentences.

/// SplitMix64: the same numbers on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number of `low..=high`.
    pub(crate) fn of(&mut self, low: usize, high: usize) -> usize {
        low + usize::try_from(self.next() % (high - low + 1) as u64).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.of(0, 99) < percent
    }

    fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        let at = self.of(0, list.len() - 1);
        list[at]
    }
}

/// What a printed part of a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Truth {
    /// The outline's name of the kind.
    pub kind: &'static str,
    /// Level of a heading, else 0.
    pub level: u8,
    /// The label of a heading or item as printed.
    pub label: String,
    /// The heading sentence of a run-in heading, as printed.
    pub run_in: Option<String>,
}

impl Truth {
    const fn plain(kind: &'static str) -> Self {
        Self {
            kind,
            level: 0,
            label: String::new(),
            run_in: None,
        }
    }
}

/// A part of the text: a line, or the end of the line before (`stuck`).
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub text: String,
    pub truth: Truth,
    /// Printed on the line of the part before.
    pub stuck: bool,
}

/// A text with the truth of every part; parts are in order, `line` is 1-based.
pub(crate) struct Anthology {
    pub text: String,
    pub parts: Vec<(u32, Truth)>,
}

const SUBJECTS: &[&str] = &[
    "各部门",
    "全体干部",
    "广大群众",
    "我们",
    "有关单位",
    "基层组织",
    "青年职工",
    "各乡镇",
    "这项工作",
    "今年以来，全县",
];
const VERBS: &[&str] = &[
    "加强", "推进", "完善", "落实", "改进", "提高", "深化", "巩固", "扩大", "促进", "规范", "保障",
    "夯实", "优化",
];
const OBJECTS: &[&str] = &[
    "队伍建设",
    "安全生产",
    "作风建设",
    "服务水平",
    "农田水利",
    "城乡交通",
    "制度执行",
    "环境治理",
    "教育质量",
    "信息公开",
    "产业结构",
    "民生保障",
    "基层治理",
    "文化事业",
    "财务管理",
    "项目进度",
    "人才培养",
    "市场秩序",
];
const ADVERBS: &[&str] = &[
    "认真",
    "切实",
    "不断",
    "全面",
    "持续",
    "大力",
    "积极",
    "进一步",
    "",
];
const SCENES: &[&str] = &[
    "山路", "渡口", "老屋", "灯火", "集市", "雨夜", "竹林", "桥头", "旧书", "河岸", "晚钟", "麦田",
    "客栈", "秋霜", "炊烟",
];
const PEOPLE: &[&str] = &[
    "沈先生",
    "阿桂",
    "老周",
    "掌柜",
    "那少年",
    "林婶",
    "他",
    "她",
];
const DEEDS: &[&str] = &[
    "慢慢走过了石桥",
    "把灯挑得更亮些",
    "想起许多年前的事",
    "只是笑了一笑",
    "站在门口不肯进来",
    "听见远处有人唱歌",
    "收拾好了行李",
    "望着窗外的雨",
    "把信又读了一遍",
];
/// Beginnings of sentences that look like labels and are none.
const TRAPS: &[&str] = &[
    "5.6个百分点的增幅来之不易，",
    "2009年以来，",
    "一分部署，九分落实，",
    "十分重要的是，",
    "3.2万户群众因此受益，",
    "一次次的努力没有白费，",
    "三年来，",
    "第一次走进村里，",
    "一方面，",
    "20多个项目同时开工，",
    "二十年前，",
    "一抓到底，",
];
/// Lines of sites.
const CHATTER: &[&str] = &[
    "来源：网络整理",
    "以上就是小编为大家整理的全部内容，仅供参考",
    "上一篇：没有了",
    "下一篇：返回列表",
    "相关文章：",
    "本文地址：http://www.example.com/a/1.html",
    "责任编辑：小李",
];

/// One number of a family as it is printed.
fn chinese(n: usize) -> String {
    const D: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match n {
        0..=9 => D[n].into(),
        10..=19 => format!("十{}", D[n - 10]),
        _ => format!("{}十{}", D[(n / 10) % 10], D[n % 10]),
    }
}

/// A family of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Comma,
    Paren,
    Dot,
    ArabicComma,
    ArabicParen,
    Circled,
    Ordinal,
    Shi,
    Yao,
}

impl Family {
    /// The label as a typist prints it; `hand` tells one typist from another.
    fn label(self, n: usize, hand: usize) -> String {
        let c = chinese(n);
        match (self, hand) {
            (Self::Comma, 0) => format!("{c}."),
            (Self::Comma, 1) => format!("{c}，"),
            (Self::Comma, _) => format!("{c}、"),
            (Self::Paren, 0) => format!("（{c}）、"),
            (Self::Paren, _) => format!("（{c}）"),
            (Self::Dot, 0) => format!("{n}．"),
            (Self::Dot, 1) => format!("{n}. "),
            (Self::Dot, _) => format!("{n}."),
            (Self::ArabicComma, 0) => {
                let wide = |d: char| char::from_u32(d as u32 + 0xfee0).unwrap_or(d);
                format!("{}、", n.to_string().chars().map(wide).collect::<String>())
            }
            (Self::ArabicComma, _) => format!("{n}、"),
            (Self::ArabicParen, 0) => format!("{n})"),
            (Self::ArabicParen, _) => format!("（{n}）"),
            (Self::Circled, _) => char::from_u32(0x245f + n as u32).into_iter().collect(),
            (Self::Ordinal, 0) => format!("第{c}、"),
            (Self::Ordinal, _) => format!("第{c}，"),
            (Self::Shi, _) => format!("{c}是"),
            (Self::Yao, _) => format!("{c}要"),
        }
    }
}

fn clause(d: &mut Dice) -> String {
    format!(
        "{}{}{}{}",
        d.pick(SUBJECTS),
        d.pick(ADVERBS),
        d.pick(VERBS),
        d.pick(OBJECTS)
    )
}

fn sentence(d: &mut Dice) -> String {
    let mut s = if d.chance(8) {
        d.pick(TRAPS).to_owned()
    } else {
        String::new()
    };
    for n in 0..d.of(2, 4) {
        if n > 0 {
            s.push('，');
        }
        s += &clause(d);
    }
    s.push('。');
    s
}

/// A paragraph of running text.
fn prose(d: &mut Dice) -> String {
    let mut s = String::new();
    for _ in 0..d.of(1, 4) {
        s += &sentence(d);
    }
    if d.chance(6) {
        s += &format!("一是{}；二是{}；三是{}。", clause(d), clause(d), clause(d));
    }
    if d.chance(5) {
        s += &format!("会议主题是“{}、{}”。", phrase(d), phrase(d));
    }
    s
}

/// Four to six characters: 加强队伍建设.
fn phrase(d: &mut Dice) -> String {
    format!("{}{}", d.pick(VERBS), d.pick(OBJECTS))
}

/// Words of a heading: one to three phrases, no final mark.
fn heading_words(d: &mut Dice) -> String {
    let n = d.of(1, 2);
    let mut s = String::new();
    for k in 0..n {
        if k > 0 {
            s.push_str(if d.chance(80) { "，" } else { " " });
        }
        s += d.pick(ADVERBS);
        s += &phrase(d);
    }
    s
}

/// A sentence of a story.
fn story(d: &mut Dice) -> String {
    let mut s = String::new();
    for n in 0..d.of(1, 3) {
        if n > 0 {
            s.push('，');
        }
        s += &format!("{}{}", d.pick(PEOPLE), d.pick(DEEDS));
    }
    s.push('。');
    s
}

fn story_paragraph(d: &mut Dice) -> String {
    if d.chance(25) {
        return format!(
            "“{}”{}说。",
            story(d).trim_end_matches('。').to_owned() + "？",
            d.pick(PEOPLE)
        );
    }
    (0..d.of(2, 6)).map(|_| story(d)).collect()
}

/// The text while it grows.
struct Press {
    parts: Vec<Part>,
    /// The typist's hand in each family.
    hand: usize,
    /// So many numbers in a hundred are lost or come twice.
    slips: usize,
}

impl Press {
    fn put(&mut self, kind: &'static str, text: String) {
        let truth = Truth::plain(kind);
        self.parts.push(Part {
            text,
            truth,
            stuck: false,
        });
    }

    fn labelled(
        &mut self,
        kind: &'static str,
        level: u8,
        label: &str,
        words: &str,
        body: Option<String>,
    ) {
        let head = format!("{label}{words}");
        let label = label.trim_end().to_owned();
        let (text, run_in) = match body {
            Some(b) => (format!("{head}{b}"), Some(head)),
            None => (head, None),
        };
        self.parts.push(Part {
            text,
            truth: Truth {
                kind,
                level,
                label,
                run_in,
            },
            stuck: false,
        });
    }

    fn paragraphs(&mut self, d: &mut Dice, low: usize, high: usize) {
        for _ in 0..d.of(low, high) {
            let s = prose(d);
            self.put("para", s);
        }
    }

    /// The numbers of a series; now and then one is lost or comes twice.
    fn numbers(&self, d: &mut Dice, low: usize, high: usize) -> Vec<usize> {
        let mut out: Vec<usize> = (1..=d.of(low, high)).collect();
        if out.len() >= 4 && d.chance(self.slips) {
            let at = d.of(1, out.len() - 2);
            if d.chance(50) {
                out.remove(at);
            } else {
                out[at] = out[at - 1];
            }
        }
        out
    }

    /// A list of items, each with text on its line.
    fn list(&mut self, d: &mut Dice, family: Family) {
        let clauses =
            !matches!(family, Family::Shi | Family::Yao | Family::Ordinal) && d.chance(15);
        let deeper =
            matches!(family, Family::Dot | Family::ArabicComma) && !clauses && d.chance(20);
        let mixed = matches!(family, Family::Shi | Family::Yao) && d.chance(15);
        let numbers = self.numbers(d, 2, 6);
        let last = numbers.len();
        for (k, n) in numbers.into_iter().enumerate() {
            if clauses {
                let end = if k + 1 == last { "。" } else { "；" };
                let words = format!("{}{end}", clause(d));
                self.labelled("item", 0, &family.label(n, self.hand), &words, None);
                continue;
            }
            let family = match (mixed, k % 2) {
                (true, 1) if family == Family::Shi => Family::Yao,
                (true, 1) => Family::Shi,
                _ => family,
            };
            let body = if matches!(family, Family::Shi | Family::Yao) {
                format!("{}，{}", phrase(d), sentence(d))
            } else if d.chance(30) {
                format!("{}。{}", heading_words(d), sentence(d))
            } else {
                sentence(d)
            };
            // A trap behind a label would make another label of it: 1.5.6个百分点.
            let body = body
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
                .to_owned();
            self.labelled("item", 0, &family.label(n, self.hand), &body, None);
            if deeper && d.chance(40) {
                self.list(d, Family::ArabicParen);
            } else if !matches!(family, Family::Circled) && d.chance(10) {
                self.paragraphs(d, 1, 1);
            }
        }
    }

    /// Headings of one series with what stands under them.
    fn series(&mut self, d: &mut Dice, level: u8, order: &[Family]) {
        let Some((&family, below)) = order.split_first() else {
            return;
        };
        let block = family == Family::Dot || d.chance(60);
        let stop = ["", "", "", "。"][d.of(0, 3)];
        for n in self.numbers(d, 2, 6) {
            let words = heading_words(d) + if block { stop } else { "" };
            let label = family.label(n, self.hand);
            let deeper = block && !below.is_empty() && d.chance(50);
            if block {
                let stuck = n > 1 && d.chance(4);
                self.labelled("heading", level, &label, &words, None);
                if let (true, Some(p)) = (stuck && family == Family::Comma, self.parts.last_mut()) {
                    p.stuck = true;
                }
                if !deeper || d.chance(60) {
                    self.paragraphs(d, 1, 3);
                }
            } else {
                let body: String = (0..d.of(1, 3)).map(|_| sentence(d)).collect();
                let words = format!("{words}。");
                self.labelled("heading", level, &label, &words, Some(body));
                if d.chance(30) {
                    self.paragraphs(d, 1, 2);
                }
            }
            if deeper {
                self.series(d, level + 1, below);
            } else if d.chance(30) {
                let list = [
                    Family::Dot,
                    Family::ArabicComma,
                    Family::ArabicParen,
                    Family::Circled,
                    Family::Ordinal,
                    Family::Shi,
                    Family::Yao,
                ];
                let family = list[d.of(0, list.len() - 1)];
                self.list(d, family);
            }
        }
    }

    /// A speech or report below its head.
    fn speech(&mut self, d: &mut Dice) {
        if d.chance(70) {
            let s = d
                .pick(&[
                    "同志们：",
                    "各位领导、同志们：",
                    "尊敬的各位代表：",
                    "老师们、同学们：",
                ])
                .to_owned();
            self.put("salutation", s);
        }
        self.paragraphs(d, 1, 3);
        match d.of(0, 6) {
            0 => self.series(d, 2, &[Family::Paren, Family::Dot]),
            1 => self.series(d, 2, &[Family::Comma]),
            2 => self.list(d, Family::Ordinal),
            3 => self.series(d, 2, &[Family::Comma, Family::Dot]),
            _ => self.series(d, 2, &[Family::Comma, Family::Paren, Family::Dot]),
        }
        if d.chance(60) {
            self.put(
                "closing",
                d.pick(&["谢谢大家！", "谢谢！", "谢谢大家。"]).to_owned(),
            );
        }
    }

    fn speeches(&mut self, d: &mut Dice) {
        let stem = format!("{}工作会议讲话稿", d.pick(OBJECTS));
        if d.chance(60) {
            let title = format!("{stem}{}篇", d.pick(&["三", "5", "精选4"]));
            self.put("title", title);
        }
        let form = d.of(0, 6);
        let count = d.of(2, 5);
        let named: Vec<String> = (0..count)
            .map(|n| {
                format!(
                    "在{}{}工作会议上的讲话",
                    ["全县", "全市", "公司", "全镇", "学校"][n],
                    d.pick(OBJECTS)
                )
            })
            .collect();
        if form == 6 && d.chance(40) {
            self.put("boilerplate", "目录".into());
            for name in &named {
                self.put("boilerplate", name.clone());
            }
        }
        for n in 1..=count {
            let head = match form {
                0 => format!("{stem}篇{}", chinese(n)),
                1 => format!("篇{n}：{stem}"),
                2 => format!("【篇{}】{stem}", chinese(n)),
                3 => format!("第{}篇", chinese(n)),
                4 => format!("范文{}", chinese(n)),
                6 => named[n - 1].clone(),
                _ => format!("{stem}（{n}）"),
            };
            self.put("piece", head);
            self.speech(d);
            if d.chance(8) {
                self.put("boilerplate", CHATTER[d.of(1, 3)].to_owned());
            }
        }
    }

    fn novel(&mut self, d: &mut Dice) {
        let unit = d.pick(&["章", "回", "章"]);
        let title = format!("{}{}记", d.pick(SCENES), d.pick(SCENES));
        if d.chance(70) {
            self.put("title", title);
        }
        let two_lines = d.chance(15);
        let gap = d.pick(&[" ", "　", "：", ""]);
        let mut n = 0;
        let volumes = if d.chance(30) { d.of(2, 3) } else { 0 };
        for v in 1..=volumes.max(1) {
            if volumes > 0 {
                let label = format!("第{}卷", chinese(v));
                let words = format!(" {}", d.pick(SCENES));
                self.labelled("heading", 1, &label, &words, None);
            }
            for _ in 0..d.of(2, 5) {
                n += 1;
                let number = if unit == "章" && volumes == 0 && n > 3 {
                    n.to_string()
                } else {
                    chinese(n)
                };
                let name = format!("{}{}", d.pick(SCENES), d.pick(SCENES));
                if two_lines {
                    self.put("piece", format!("第{number}{unit}"));
                    self.labelled("heading", 2, "", &name, None);
                } else {
                    self.put("piece", format!("第{number}{unit}{gap}{name}"));
                }
                for _ in 0..d.of(3, 9) {
                    let s = story_paragraph(d);
                    self.put("para", s);
                }
            }
        }
    }

    fn essays(&mut self, d: &mut Dice) {
        let marks = d.chance(50);
        let parts = d.chance(25);
        for _ in 0..d.of(3, 6) {
            let name = format!("{}的{}", d.pick(SCENES), d.pick(SCENES));
            self.put("piece", if marks { format!("《{name}》") } else { name });
            for k in 1..=if parts { d.of(2, 3) } else { 1 } {
                if parts {
                    self.labelled("heading", 2, &chinese(k), "", None);
                }
                for _ in 0..d.of(3, 7) {
                    let s: String = (0..d.of(3, 7)).map(|_| story(d)).collect();
                    self.put("para", s);
                }
            }
        }
    }

    /// Poems of four to eight lines, seven characters each.
    fn poems(&mut self, d: &mut Dice) {
        for _ in 0..d.of(3, 8) {
            let name = format!("{}{}", d.pick(SCENES), d.pick(SCENES));
            self.put("piece", name);
            for k in 0..d.of(2, 4) * 2 {
                let mut s = String::new();
                while s.chars().count() < 6 {
                    s += d.pick(SCENES);
                }
                s.push(if k % 2 == 0 { '，' } else { '。' });
                self.put("para", s);
            }
        }
    }
}

/// Where a paragraph is torn: between the halves of one of the tables' words, past the line's beginning.
fn inside_a_word(words: &str, indent: &str) -> Option<usize> {
    let from = words.char_indices().nth(30)?.0;
    let rest = words.get(from..)?;
    let at = OBJECTS
        .iter()
        .filter_map(|o| rest.find(o).map(|i| i + '字'.len_utf8()))
        .min()?;
    let left = words.get(..from + at)?.chars().count();
    (words.chars().count() > left + 12).then(|| left + indent.chars().count())
}

/// How a text is printed.
struct Mess {
    indent: &'static str,
    blank: bool,
    half: bool,
    wrap: Option<usize>,
    /// So many paragraphs in a hundred are torn inside a word.
    tear: usize,
    /// A page number stands behind so many lines; 0 for none.
    pages: usize,
    eol: &'static str,
}

impl Mess {
    fn print(&self, d: &mut Dice, parts: &[Part]) -> Anthology {
        let mut lines: Vec<(String, Vec<Truth>)> = Vec::new();
        for p in parts {
            match lines.last_mut() {
                Some((text, truths))
                    if p.stuck
                        && truths.len() == 1
                        && truths[0].kind == "para"
                        && self.wrap.is_none() =>
                {
                    text.push_str(&p.text);
                    truths.push(p.truth.clone());
                }
                _ => lines.push((p.text.clone(), vec![p.truth.clone()])),
            }
        }
        let mut text = String::new();
        let mut out = Vec::new();
        let mut line = 0;
        let mut pages = 0;
        for (words, truths) in lines {
            let piece = truths[0].kind == "piece";
            if line > 0 && (self.blank || piece) {
                text += self.eol;
                line += 1;
            }
            let indent = if matches!(truths[0].kind, "piece" | "title" | "salutation") {
                ""
            } else {
                self.indent
            };
            let whole: Vec<char> = format!("{indent}{}", self.marks(&words)).chars().collect();
            let torn = truths.len() == 1 && truths[0].kind == "para" && d.chance(self.tear);
            let width = match self.wrap {
                Some(w) if !piece => w,
                None if torn => inside_a_word(&words, indent).unwrap_or(usize::MAX),
                _ => usize::MAX,
            };
            let mut first = true;
            let mut at = 0;
            while at < whole.len() {
                // A torn line is torn once.
                let width = match self.wrap {
                    None if !first => usize::MAX,
                    _ => width,
                };
                let mut end = at.saturating_add(width).min(whole.len());
                // No line begins with a mark that must not.
                while end < whole.len() && "，。；：？！）”、,;:?!)".contains(whole[end])
                {
                    end -= 1;
                }
                text.extend(&whole[at..end]);
                text += self.eol;
                line += 1;
                if first {
                    for t in &truths {
                        let mut t = t.clone();
                        t.label = self.marks(&t.label);
                        t.run_in = t.run_in.map(|r| self.marks(&r));
                        out.push((line, t));
                    }
                } else {
                    out.push((line, Truth::plain("continuation")));
                }
                first = false;
                at = end;
                if self.pages > 0 && (line as usize).is_multiple_of(self.pages) {
                    pages += 1;
                    text += &format!("- {pages} -{}", self.eol);
                    line += 1;
                    out.push((line, Truth::plain("boilerplate")));
                }
            }
        }
        Anthology { text, parts: out }
    }

    /// Half-width marks where the text has them.
    fn marks(&self, s: &str) -> String {
        if !self.half {
            return s.to_owned();
        }
        s.chars()
            .map(|c| match c {
                '，' => ',',
                '；' => ';',
                '：' => ':',
                '！' => '!',
                '？' => '?',
                '（' => '(',
                '）' => ')',
                c => c,
            })
            .collect()
    }
}

/// The anthology of a seed.
pub(crate) fn anthology(seed: u64) -> Anthology {
    let mut d = Dice::new(seed);
    let (hand, slips) = (d.of(0, 8), [0, 0, 10][d.of(0, 2)]);
    let mut press = Press {
        parts: Vec::new(),
        hand,
        slips,
    };
    let chatter = d.chance(30);
    let sort = d.of(0, 10);
    if chatter && d.chance(50) {
        let s = d.pick(&CHATTER[..1]).to_owned();
        press.put("boilerplate", s);
    }
    match sort {
        0..=4 => press.speeches(&mut d),
        5 | 6 => press.novel(&mut d),
        7 => press.essays(&mut d),
        10 => press.poems(&mut d),
        _ => {
            press.put(
                "title",
                format!(
                    "关于{}的报告",
                    heading_words(&mut Dice::new(seed ^ 7)).replace([' ', '，'], "")
                ),
            );
            press.speech(&mut d);
        }
    }
    if chatter {
        let s = CHATTER[d.of(1, 3)].to_owned();
        press.put("boilerplate", s);
    }
    let indent = ["", "　　", "　　", "    "][d.of(0, 3)];
    let blank = d.chance(25);
    let tear = if d.chance(20) { 4 } else { 0 };
    let wrap = ((!indent.is_empty() || blank) && sort != 7 && sort != 10 && d.chance(20))
        .then(|| d.of(28, 40));
    let mess = Mess {
        indent,
        blank,
        half: d.chance(40),
        wrap,
        tear,
        pages: if wrap.is_some() && d.chance(30) {
            25
        } else {
            0
        },
        eol: ["\n", "\n", "\r\n"][d.of(0, 2)],
    };
    mess.print(&mut d, &press.parts)
}
