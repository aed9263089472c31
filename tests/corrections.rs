//! The user's corrections: hard constraints of the reader, in the receipt, and reversible.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fmt::Write;
use std::path::Path;
use support::{sample, wenji};
use wenji::reader::{self, Corrections, Kind, ReadOptions};
use wenji::receipt::Receipt;
use wenji::source::Source;

fn read(source: &Source, file: &str) -> reader::Reading {
    let corrections = Corrections::parse(file).unwrap().anchor(source).unwrap();
    let options = ReadOptions {
        corrections: Some(corrections),
        ..ReadOptions::default()
    };
    let reading = reader::read(source, &options);
    let receipt = Receipt::draw(source, &reading).unwrap();
    assert_eq!(receipt.rebuild(source), source.text);
    reading
}

#[test]
fn a_corrected_line_pulls_its_series_along() {
    let text = "工作报告\n我们要做三件事。\n1.抓学习。大家都要读书,读好书,好读书。\n2.抓作风。大家都要到基层去,到群众中去。\n3.抓落实。大家都要一件一件地办,办成为止。\n完了。\n";
    let source = Source::decode(text.as_bytes(), None).unwrap();
    let before = reader::read(&source, &ReadOptions::default());
    assert!(
        before.outline().units()[2..5]
            .iter()
            .all(|u| u.kind == Kind::Item)
    );
    let after = read(
        &source,
        "[[line]]\nstarts = '1.抓学习'\nas = 'heading'\nlevel = 2\n",
    );
    let heads = &after.outline().units()[2..5];
    assert!(
        heads
            .iter()
            .all(|u| (u.kind, u.level) == (Kind::Heading, 2))
    );
    assert!(heads[1].run_in.is_some());
}

#[test]
fn words_are_replaced_and_the_source_comes_back() {
    let text = "甲\n\n近20xx年来,我们做了很多事。\n乙丙丁。\n";
    let source = Source::decode(text.as_bytes(), None).unwrap();
    let file = "[[replace]]\nstarts = '近20xx'\nfind = '20xx'\nwith = '20'\n[document]\ntitle = '新题'\nauthor = '某人'\n";
    let reading = read(&source, file);
    assert!(wenji::render::text(&reading.document).contains("近20年来，我们"));
    let m = &reading.document.metadata;
    assert_eq!(
        (m.title.as_deref(), m.author.as_deref()),
        (Some("新题"), Some("某人"))
    );
}

#[test]
fn a_file_beside_the_text_is_taken_and_a_bad_one_named() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("t.txt");
    std::fs::copy(sample("essays.txt"), &text).unwrap();
    let fix = dir.path().join("t.wenji.toml");
    std::fs::write(&fix, "[document]\ntitle = '另题'\n").unwrap();
    let run = || {
        wenji()
            .args(["convert", text.to_str().unwrap(), "--to", "json", "-o", "-"])
            .assert()
    };
    let out = run().success().get_output().stdout.clone();
    assert!(String::from_utf8(out).unwrap().contains("另题"));
    std::fs::write(&fix, "[[line]]\nstarts = '没有这样的行'\nas = 'para'\n").unwrap();
    let out = run().code(3).get_output().stderr.clone();
    let said = String::from_utf8(out).unwrap();
    assert!(
        said.contains("t.wenji.toml") && said.contains("nearest"),
        "{said}"
    );
}

/// The order of piece nine of the labelled anthology, whose lines were scrambled by the site it came from.
const PIECE_NINE: &str = "197-202 245 247 253 255 205 206 243 249 254 256 257 211-221 204 223 224 207 246 250 251 203 230-234 225 226 236 237 235 244 248 252 242 258 259 222 239 238 241 240 229 228 227 210 209 208";

#[test]
fn scrambled_lines_are_reported_and_mended() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold/seed.txt");
    let Ok(bytes) = std::fs::read(&path) else {
        support::lacks("the labelled texts");
        return;
    };
    let source = Source::decode(&bytes, None).unwrap();
    let disorder = |r: &reader::Reading| {
        let inside = r
            .diagnostics
            .iter()
            .filter(|d| (197..=259).contains(&d.line));
        inside.filter(|d| d.code == "numbers").count()
    };
    let before = reader::read(&source, &ReadOptions::default());
    assert!(disorder(&before) >= 5, "{}", disorder(&before));

    let order: Vec<u32> = PIECE_NINE
        .split(' ')
        .flat_map(|part| {
            let (a, b) = part.split_once('-').unwrap_or((part, part));
            a.parse::<u32>().unwrap()..=b.parse().unwrap()
        })
        .collect();
    let lines: Vec<&str> = source.text.lines().collect();
    let mut file = String::new();
    for pair in order.windows(2) {
        let start: String = lines[pair[0] as usize - 1]
            .trim()
            .chars()
            .take(16)
            .collect();
        let _ = writeln!(
            file,
            "[[move]]\nlines = \"{}\"\nafter = '''{start}'''\nat = {}",
            pair[1], pair[0]
        );
    }
    let after = read(&source, &file);
    let read_order: Vec<u32> = after
        .outline()
        .units()
        .iter()
        .filter(|u| u.first && (197..=259).contains(&u.line))
        .map(|u| u.line)
        .collect();
    let there: Vec<u32> = order
        .into_iter()
        .filter(|n| read_order.contains(n))
        .collect();
    assert_eq!(
        read_order
            .iter()
            .filter(|n| there.contains(n))
            .copied()
            .collect::<Vec<_>>(),
        there
    );
    assert!(
        disorder(&after) * 2 <= disorder(&before),
        "{} of {}",
        disorder(&after),
        disorder(&before)
    );
}

/// Texts of every build, each with the start of a line in its middle.
const BUILDS: [(&str, &str); 5] = [
    (
        "春游\n\n清晨出发，走得很慢。\n\n路上遇见了卖糖人的老伯。\n\n傍晚归来，灯已经亮了。\n",
        "路上遇见",
    ),
    (
        "小诗三首\n\n春\n\n河边的柳树醒了\n燕子还没有回来\n我把窗子推开\n\n夏\n\n蝉在树上喊了一天\n没有人回答它\n只有云慢慢走过\n",
        "燕子还没有",
    ),
    (
        "工作安排\n\n我们要做三件事。\n1.抓学习，大家都要读书。\n2.抓作风，大家都要到基层去。\n3.抓落实，一件一件地办。\n完了。\n",
        "2.抓作风",
    ),
    (
        "渡口\n\n　　船到江心，风忽然大了，同船的人都不\n说话，只听见水打在船板上的声音，一声比一\n声重，像有人在船底下敲门。\n　　他把包袱抱在怀里，闭上眼睛，想起母亲\n站在山坳那边的样子。\n",
        "说话，只听见",
    ),
    (
        "调研报告\n\n一、基本情况\n全县共有十二个乡镇，都已经走访。\n二、主要问题\n力量不足，经费短缺，考核过多。\n三、几点建议\n充实力量，保障经费，减少考核。\n",
        "二、主要问题",
    ),
];

#[test]
fn what_the_user_says_of_a_line_holds_in_every_text() {
    let kinds = [
        ("title", Kind::Title),
        ("piece", Kind::Piece),
        ("heading", Kind::Heading),
        ("item", Kind::Item),
        ("para", Kind::Para),
        ("salutation", Kind::Salutation),
        ("closing", Kind::Closing),
        ("boilerplate", Kind::Boilerplate),
        ("continuation", Kind::Continuation),
    ];
    for (text, starts) in BUILDS {
        let source = Source::decode(text.as_bytes(), Some("utf-8")).unwrap();
        for (name, kind) in kinds {
            let level = if name == "heading" { "level = 3\n" } else { "" };
            let file = format!("[[line]]\nstarts = '{starts}'\nas = '{name}'\n{level}");
            let reading = read(&source, &file);
            let found = |u: &&reader::Unit| u.text(&source.text).starts_with(starts);
            let u = reading.outline().units().iter().find(found).unwrap();
            assert_eq!(u.kind, kind, "{starts} as {name}");
            assert_eq!(
                (u.why, u.confidence),
                ("the user's correction", 1.0),
                "{starts} as {name}"
            );
            if kind == Kind::Heading {
                assert_eq!(u.level, 3, "{starts}");
            }
            // What is told of the line is what the outline shows, and what is printed.
            let rows = reading.outline().jsonl(&source.text);
            let row = rows
                .lines()
                .find(|r| r.contains("the user's correction"))
                .unwrap();
            assert!(row.contains(&format!("\"kind\":\"{name}\"")), "{row}");
            let words: String = starts.chars().filter(|c| c.is_alphanumeric()).collect();
            let printed: String = wenji::render::text(&reading.document)
                .chars()
                .filter(|c| c.is_alphanumeric())
                .collect();
            assert_eq!(
                printed.contains(&words),
                kind != Kind::Boilerplate,
                "{starts} as {name}"
            );
        }
    }
}

#[test]
fn a_line_of_a_poem_can_be_prose() {
    let (text, starts) = BUILDS[1];
    let source = Source::decode(text.as_bytes(), Some("utf-8")).unwrap();
    let reading = read(
        &source,
        &format!("[[line]]\nstarts = '{starts}'\nas = 'para'\n"),
    );
    let u = reading
        .outline()
        .units()
        .iter()
        .find(|u| u.text(&source.text).starts_with(starts))
        .unwrap();
    assert!(
        u.kind == Kind::Para && u.role != "verse",
        "{:?} {}",
        u.kind,
        u.role
    );
}

/// The Word file that a run makes of the text, and what it says.
fn made(dir: &Path, more: &[&str]) -> (Vec<u8>, String) {
    let out = dir.join("out.docx");
    let out = out.to_str().unwrap();
    let mut run = wenji();
    run.current_dir(dir).env("SOURCE_DATE_EPOCH", "1700000000");
    run.args(["convert", "t.txt", "--force", "--lang-ui", "en", "-o", out]);
    let done = run.args(more).assert().success();
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    (std::fs::read(out).unwrap(), said)
}

#[test]
fn style_marks_and_names_that_corrections_keep_hold_unless_an_option_says_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    std::fs::write(
        dir.join("t.txt"),
        "工作报告\n\n一、抓学习\n大家都要读书,读好书。\n",
    )
    .unwrap();
    let own = ["--title", "新题", "--author", "某人"];
    let with = |more: &[&str]| made(dir, &[&own[..], more].concat()).0;
    let official = with(&["--style", "gongwen", "--punctuation", "keep"]);
    let auto = with(&["--style", "auto", "--punctuation", "keep"]);
    let minutes = with(&["--style", "jiyao", "--punctuation", "full"]);
    assert!(official != auto && official != minutes);
    let keep = |style: &str| {
        let file = format!(
            "[document]\ntitle = '新题'\nauthor = '某人'\nstyle = '{style}'\npunctuation = 'keep'\n"
        );
        std::fs::write(dir.join("t.wenji.toml"), file).unwrap();
    };
    keep("gongwen");
    let (bytes, said) = made(dir, &[]);
    assert!(bytes == official, "{said}");
    let told =
        "style gongwen, punctuation keep by the corrections (otherwise by --style, --punctuation)";
    assert!(said.contains(told), "{said}");
    let (bytes, said) = made(dir, &["--style", "auto"]);
    assert!(bytes == auto && !said.contains("style gongwen"), "{said}");
    let (bytes, said) = made(dir, &["--style", "jiyao", "--punctuation", "full"]);
    assert!(bytes == minutes && !said.contains("corrections"), "{said}");
    // What is asked for counts, though it is what is usual.
    let both = ["--style", "auto", "--punctuation", "auto"];
    std::fs::rename(dir.join("t.wenji.toml"), dir.join("kept")).unwrap();
    let usual = with(&both);
    std::fs::rename(dir.join("kept"), dir.join("t.wenji.toml")).unwrap();
    let (bytes, said) = made(dir, &both);
    assert!(bytes == usual && bytes != auto, "{said}");
    assert!(!said.contains("corrections"), "{said}");
    let settings = "[convert]\npunctuation = \"auto\"\nstyle = \"auto\"\n";
    std::fs::write(dir.join("wenji.toml"), settings).unwrap();
    let (bytes, said) = made(dir, &[]);
    assert!(bytes == usual, "{said}");
    std::fs::remove_file(dir.join("wenji.toml")).unwrap();
    // Every built-in style can be kept; a file cannot.
    keep("jiyao");
    let (bytes, _) = made(dir, &["--punctuation", "full"]);
    assert!(bytes == minutes);
    keep("mine.toml");
    wenji()
        .current_dir(dir)
        .args(["check", "t.txt"])
        .assert()
        .code(3);
}
