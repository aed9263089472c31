//! The reader on labelled texts: `corpus/` with the weights that are built in (which were fitted to it: what unseen
//! texts say is printed by `cargo run --release -p wenji-train -- evaluate`), and sentences that no one may leave out.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use wenji::reader::{self, Kind};
use wenji::source::Source;

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    all.sort();
    all
}

fn rows(s: &str) -> HashMap<u64, serde_json::Value> {
    s.lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
        .filter(|v| v.get("at").is_none())
        .map(|v| (v["line"].as_u64().unwrap(), v))
        .collect()
}

fn outline(text: &[u8]) -> HashMap<u64, serde_json::Value> {
    let source = Source::decode(text, None).unwrap();
    let reading = reader::read(&source, &reader::ReadOptions::default());
    rows(&reading.outline().jsonl(&source.text))
}

/// Lines, those read right, authors' lines, those left out, and what is wrong.
#[derive(Default)]
struct Found {
    lines: usize,
    right: usize,
    authors: usize,
    left_out: usize,
    wrong: Vec<String>,
}

fn compare(labels: &Path) -> Found {
    let want = rows(&std::fs::read_to_string(labels).unwrap());
    let got = outline(&std::fs::read(labels.with_extension("txt")).unwrap());
    let mut f = Found::default();
    for (n, w) in &want {
        let kind = got
            .get(n)
            .and_then(|g| g["kind"].as_str())
            .unwrap_or("missing");
        let alike = w["alt"]
            .as_array()
            .is_some_and(|a| a.iter().any(|k| k == kind));
        f.lines += 1;
        if w["kind"] == kind || alike {
            f.right += 1;
        } else {
            let id = labels.file_stem().unwrap().to_string_lossy();
            f.wrong
                .push(format!("{id}:{n} {} read as {kind}", w["kind"]));
        }
        let chatter = |v: &serde_json::Value| v == "boilerplate";
        let may_go = w["alt"].as_array().is_some_and(|a| a.iter().any(chatter));
        if !chatter(&w["kind"]) && !may_go {
            f.authors += 1;
            f.left_out += usize::from(kind == "boilerplate");
        }
    }
    f
}

fn pooled(keep: impl Fn(&str) -> bool + Sync) -> Found {
    let all: Vec<Found> = corpus()
        .par_iter()
        .filter(|p| keep(&p.file_stem().unwrap().to_string_lossy()))
        .map(|p| compare(p))
        .collect();
    let mut sum = Found::default();
    for f in all {
        sum.lines += f.lines;
        sum.right += f.right;
        sum.authors += f.authors;
        sum.left_out += f.left_out;
        sum.wrong.extend(f.wrong);
    }
    sum
}

#[test]
fn the_corpus_is_read_as_its_labels_say() {
    let all = pooled(|_| true);
    assert!(all.lines > 15_000, "{} lines", all.lines);
    assert!(all.right * 100 >= all.lines * 95, "{:#?}", all.wrong);
    assert!(
        all.left_out * 2000 <= all.authors,
        "{} of {}",
        all.left_out,
        all.authors
    );
}

#[test]
fn the_cases_of_the_first_reader_are_read_still() {
    let cases = pooled(|id| id.starts_with("q-"));
    assert!(cases.lines > 1000, "{} lines", cases.lines);
    assert!(cases.right * 100 >= cases.lines * 97, "{:#?}", cases.wrong);
}

#[test]
fn words_of_chatter_in_a_sentence_are_never_enough() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sentences.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let mut gone = Vec::new();
    let mut lines = 0;
    for story in text.split("\n\n") {
        let story = story.replace("# ", "");
        let source = Source::decode(story.as_bytes(), Some("utf-8")).unwrap();
        let reading = reader::read(&source, &reader::ReadOptions::default());
        for u in reading.outline().lines(&source.text) {
            lines += 1;
            gone.extend((u.kind == Kind::Boilerplate).then(|| u.text.to_owned()));
        }
    }
    assert!(lines >= 200, "{lines} lines");
    assert!(gone.is_empty(), "{gone:#?}");
}

fn kinds(text: &str) -> Vec<(String, &'static str)> {
    let source = Source::decode(text.as_bytes(), Some("utf-8")).unwrap();
    let reading = reader::read(&source, &reader::ReadOptions::default());
    let lines = reading.outline().lines(&source.text);
    lines.map(|u| (u.text.to_owned(), u.kind.name())).collect()
}

const BODY: [&str; 4] = [
    "天还没有亮，他背着包袱出了门，母亲站在门口，一直看到他转过山坳。",
    "船到江心，风忽然大了，同船的人都不说话，只听见水打在船板上的声音。",
    "他在客栈里住了三天，等一个不会来的人，雨也下了三天。",
    "灯灭了以后，屋里只剩下座钟的声音，一下一下，像有人在走路。",
];

#[test]
fn chapters_with_long_titles_are_chapters() {
    for (a, long, c) in [
        (
            "第一章 雪",
            "第二章 他在风雪里等了三年终于等到那个人从渡口回，来却发现一切早已不是当初的样子只剩一盏灯！（求月票）",
            "第三章 晴",
        ),
        (
            "第7章 旧账",
            "第8章 老掌柜把二十年前的账本一页一页翻给他看才知道当年欠下这笔债的人原来一直住在隔壁从来没有走远",
            "第9章 还债",
        ),
        (
            "第十一回　借船",
            "第十二回　三兄弟夜走白沙渡遇见旧相识才知江北的粮道早在半月之前就断了只好连夜折回去另寻一条小路",
            "第十三回　问路",
        ),
    ] {
        let text = format!(
            "{a}\n\n{}\n\n{}\n\n{long}\n\n{}\n\n{}\n\n{c}\n\n{}\n\n{}\n",
            BODY[0], BODY[1], BODY[2], BODY[3], BODY[1], BODY[0]
        );
        let heads: Vec<String> = kinds(&text)
            .into_iter()
            .filter(|(_, k)| *k == "piece")
            .map(|(s, _)| s)
            .collect();
        assert_eq!(heads, [a, long, c]);
    }
}

#[test]
fn sentences_that_begin_with_a_count_are_sentences() {
    for sentence in [
        "第四回合打得最久，他输了半招，回到座位上一句话也没有说。",
        "第五节车厢里坐着一个老人，他把帽子压得很低，看不清脸。",
        "第三部电影拍完以后，他就回了老家，再也没有出来过。",
        "第二卷胶片冲出来是黑的，大家都不知道说什么好。",
        "第六集里那个孩子没有台词，只是站在雨里看着镜头。",
    ] {
        let text = format!(
            "第1章 离乡\n\n{}\n\n{sentence}\n\n{}\n\n第2章 渡江\n\n{}\n\n{}\n",
            BODY[0], BODY[1], BODY[2], BODY[3]
        );
        let of = kinds(&text)
            .into_iter()
            .find(|(s, _)| s == sentence)
            .unwrap();
        assert!(matches!(of.1, "para" | "continuation"), "{of:?}");
    }
}

#[test]
fn stories_keep_their_sentences() {
    let story = [
        "打印本页的时候，机器卡住了。",
        "关闭窗口以后，屋里安静下来。",
        "主持人说，欢迎关注我们的公众号，扫码可以领鸡蛋。",
        "老师说：未完待续。",
        "“记得收藏本站，”老板念着横幅上的字，“手机用户请到某处阅读。”",
        "他写道：转载请注明出处。",
        "他抬头看见车站牌子上写着“返回目录”四个字，莫名其妙。",
        "来源：隔壁王大妈。",
        "“你点击下载就行，别的不用管。”她说。",
        "县里办起了公众号，村民们都很关注。",
        "如有侵权，依法追究责任，这是合同第三条。",
        "小编辑把稿子整理好，放在大家都看得见的地方。",
        "他点开下一篇日记，日期是三年前的今天。",
    ];
    let text = format!(
        "第一章 筒子楼\n\n那年冬天林晓还住在城北的筒子楼里，每天夜里写两千字，写完就去楼下的摊子上吃一碗面。\n{}\n第二天醒来，窗上结了厚厚的冰花。\n\n第二章 稿费\n\n稿费单寄到的那天下着小雨，他站在邮局门口数了三遍，不敢相信那是自己的名字。\n",
        story.join("\n")
    );
    let gone: Vec<_> = kinds(&text)
        .into_iter()
        .filter(|(_, k)| *k == "boilerplate")
        .collect();
    assert!(gone.is_empty(), "{gone:#?}");
}

#[test]
fn short_paragraphs_of_prose_are_no_verse() {
    for lines in [
        [
            "三年后，一封信送到了渡口。",
            "信封上没有名字。",
            "她认得那字。",
            "她把信折好，放进箱底。",
        ],
        [
            "门开了。",
            "外面没有人。",
            "只有一双湿鞋，整整齐齐地摆着。",
            "他蹲下去看了很久。",
        ],
        [
            "火车晚点了两个小时。",
            "站台上的人都散了。",
            "她还在等。",
            "天快亮的时候，汽笛响了。",
        ],
    ] {
        let text = format!(
            "第一章　来信\n\n{}\n\n第二章　归途\n\n{}\n\n{}\n",
            lines.join("\n\n"),
            BODY[0],
            BODY[1]
        );
        let source = Source::decode(text.as_bytes(), Some("utf-8")).unwrap();
        let reading = reader::read(&source, &reader::ReadOptions::default());
        let mut read = reading.outline().lines(&source.text);
        assert!(read.all(|u| u.role != "verse"), "{lines:?}");
    }
}

#[test]
fn a_book_is_never_called_after_its_chapter() {
    let text = format!(
        "第一章 雨夜\n\n{}\n\n{}\n\n第二章 晴天\n\n{}\n\n{}\n",
        BODY[0], BODY[1], BODY[2], BODY[3]
    );
    let source = Source::decode(text.as_bytes(), Some("utf-8")).unwrap();
    for (name, title, author) in [
        ("《渡口》作者：林晓", "渡口", Some("林晓")),
        ("渡口往事 - 林晓", "渡口往事", Some("林晓")),
        ("长夜", "长夜", None),
    ] {
        let options = reader::ReadOptions {
            name: Some(name.to_owned()),
            ..reader::ReadOptions::default()
        };
        let m = reader::read(&source, &options).document.metadata;
        assert_eq!(
            (m.title.as_deref(), m.author.as_deref()),
            (Some(title), author)
        );
    }
    let headed = format!("书名：渡口往事\n作者：林晓\n\n{text}");
    let source = Source::decode(headed.as_bytes(), Some("utf-8")).unwrap();
    let m = reader::read(&source, &reader::ReadOptions::default())
        .document
        .metadata;
    assert_eq!(
        (m.title.as_deref(), m.author.as_deref()),
        (Some("渡口往事"), Some("林晓"))
    );
}

#[test]
fn lines_that_begin_with_a_mark_behind_words_carry_on() {
    for (torn, rest) in [
        (
            "他在客栈里住了三天，等一个不会来的人",
            "。雨也下了三天，门口的青石板上长出了苔。",
        ),
        (
            "账本上的数字一行一行，写得很工整",
            "，看不出有一笔是后来添上去的。",
        ),
        (
            "听说县里这一回派了三个人下来查账",
            "：一个会计，一个司机，还有一个谁也不认识。",
        ),
        ("这条河的名字，老人们有三种说法", "；年轻人只知道它叫大沟。"),
    ] {
        let text = format!("春水\n\n{}\n\n{torn}\n\n{rest}\n\n{}\n", BODY[0], BODY[1]);
        let read = kinds(&text);
        let kind = read.iter().find(|(s, _)| s == rest).map(|(_, k)| *k);
        assert_eq!(kind, Some("continuation"), "{rest}");
    }
}

/// Numbers, quotation marks, places to fill in and copies that are told of the samples and of one text of each kind of
/// `corpus/`: each line was judged by its text. A finding that comes or goes is judged so, too, before it is accepted.
#[test]
fn findings_are_those_that_a_person_makes_too() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples = [
        "essays",
        "notice",
        "novel-gbk",
        "poems",
        "speeches",
        "traditional-big5",
    ];
    let samples = samples.map(|n| root.join("samples").join(n));
    let kinds = [
        "f01", "f02", "g03", "g08", "g13", "h09", "i05", "j13", "k15", "m11", "p13", "qc01", "t13",
        "v01", "w36", "z39",
    ];
    let kinds = kinds.map(|n| root.join("corpus").join(n));
    let mut told = String::new();
    for path in samples.iter().chain(&kinds) {
        let path = path.with_extension("txt");
        let source = Source::decode(&std::fs::read(&path).unwrap(), None)
            .unwrap()
            .cleaned();
        let read = reader::read(&source, &reader::ReadOptions::default());
        let judged = ["numbers", "quotes", "placeholder", "copy", "alike"];
        for d in read.diagnostics.iter().filter(|d| judged.contains(&d.code)) {
            let name = path.file_stem().unwrap().display();
            told += &format!("{name} {} {}: {}\n", d.line, d.code, d.message);
        }
    }
    insta::assert_snapshot!(told);
}
