//! Much of one thing: at a part of its size in a debug build, whole by `.ci/full` (WENJI_FULL=1).

use super::stage::{ALL, Stage};

/// A size that the full run takes, or a part of it.
fn size(full: usize) -> usize {
    if std::env::var_os("WENJI_FULL").is_some() {
        full
    } else {
        full / 100
    }
}

/// A text of any size is converted, and the outputs are whole.
fn converts(text: String, to: &str) {
    Stage::with(text).convert(0, "", &["--max-input", "1G", "in/book.txt", "--to", to]);
}

#[test]
fn one_line_without_end() {
    converts(
        "春天来了，我们去看花。".repeat(size(100_000_000) / 33),
        "text,docx",
    );
}

#[test]
fn one_word_without_end() {
    converts("a".repeat(size(10_000_000)), "text,docx,epub,pdf");
}

#[test]
fn lines_of_one_character() {
    converts("春\n".repeat(size(1_000_000)), "text,docx");
}

#[test]
fn empty_lines() {
    converts(format!("春{}", "\n".repeat(size(10_000_000))), "text,docx");
}

#[test]
fn numbers_without_end() {
    let n = size(1_000_000);
    let list: String = (1..=n).map(|i| format!("{i}. 甲\n")).collect();
    converts(list, "text,docx");
}

#[test]
fn numbers_within_numbers() {
    let n = size(1_000_000);
    let dotted = format!("1{} 甲\n乙\n", ".1".repeat(n));
    converts(dotted, "text,docx");
    let stairs: String = (0..size(200_000))
        .map(|i| {
            [
                "第一章 甲\n",
                "一、甲\n",
                "（一）甲\n",
                "1. 甲\n",
                "（1）甲\n",
                "① 甲\n",
                "一是甲\n",
            ][i % 7]
        })
        .collect();
    converts(stairs, "text,docx");
}

#[test]
fn brackets_without_end() {
    for mark in ["（", "“", "《", "[", "第", "一", "——", "…", "①"] {
        converts(mark.repeat(size(1_000_000)), "text,docx");
    }
}

#[test]
fn notes_without_end() {
    let n = size(100_000);
    let text: String = (1..=n).map(|i| format!("春天[{i}]来了。")).collect();
    let notes: String = (1..=n).map(|i| format!("[{i}] 注\n")).collect();
    let stage = Stage::with(format!("文集\n\n第一章 春\n\n{text}\n\n注释：\n{notes}"));
    stage.convert(
        0,
        "",
        &[
            "--max-input",
            "1G",
            "in/book.txt",
            "--to",
            "text,docx,epub",
            "--join-notes",
        ],
    );
}

#[test]
fn copies_without_end() {
    let text = "清晨出发，走了很远的路，沿河往东，到傍晚才回来。\n".repeat(size(1_000_000));
    let stage = Stage::with(text);
    stage.convert(
        0,
        "",
        &[
            "--max-input",
            "1G",
            "in/book.txt",
            "--to",
            "text",
            "--dedupe",
        ],
    );
}

#[test]
fn pieces_without_end() {
    let n = size(100_000);
    let text: String = (1..=n)
        .map(|i| format!("第{i}章 春\n\n清晨出发，走了很远的路。\n\n"))
        .collect();
    let stage = Stage::with(text);
    stage.convert(
        0,
        "",
        &["--max-input", "1G", "in/book.txt", "--to", "text,docx,epub"],
    );
    let few = if n > 1000 { "1-1000" } else { "1-100" };
    stage.convert(
        0,
        "",
        &[
            "--max-input",
            "1G",
            "in/book.txt",
            "--to",
            "text",
            "--split",
            "--force",
            "--pieces",
            few,
        ],
    );
}

#[test]
fn markdown_within_markdown() {
    for mark in [
        "> ", "- ", "*a ", "[", "![", "`a ", "# ", "<em>", "1. ", "\\", "|", "&amp;", "[^1]: ",
    ] {
        let stage = Stage::bare();
        stage.put("in/book.md", mark.repeat(size(1_000_000)) + "甲\n");
        stage.convert(0, "", &["--max-input", "1G", "in/book.md", "--to", ALL]);
    }
}

#[test]
fn lines_that_are_all_alike() {
    for line in [
        "同志们：",
        "一、",
        "第一章",
        "（春）",
        "[1]",
        "——春",
        "　　春天来了。",
        "2024年1月1日",
        "春 夏 秋",
        "注释：",
        "作者：甲",
        "附件1",
        "目录",
        "* * *",
        "第一章 春……1",
        "- 1 -",
        "谢谢大家！",
        "一是春",
    ] {
        let stage = Stage::with(format!("{line}\n").repeat(size(300_000)));
        stage.convert(0, "", &["in/book.txt", "--to", "text,docx"]);
    }
}
