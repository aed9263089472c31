//! Help, manual pages and what is said of wrong arguments, in English and Chinese.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;
use support::wenji;

fn run(args: &[&str], code: i32) -> (String, String) {
    let out = wenji().args(args).assert().code(code);
    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
    (
        text(&out.get_output().stdout),
        text(&out.get_output().stderr),
    )
}

const COMMANDS: [&str; 10] = [
    "convert",
    "init",
    "outline",
    "check",
    "style",
    "fonts",
    "schema",
    "completions",
    "man",
    "help",
];

#[test]
fn help_comes_in_groups_with_examples_in_both_languages() {
    for (lang, usage, example, groups) in [
        (
            "en",
            "Usage: wenji ",
            "Example",
            ["Reading:", "Look:", "E-books:", "PDF:", "Running:"],
        ),
        (
            "zh",
            "用法：wenji ",
            "示例：",
            ["读入:", "版式:", "电子书:", "PDF:", "运行:"],
        ),
    ] {
        let (help, _) = run(&["--lang-ui", lang, "convert", "--help"], 0);
        let places: Vec<_> = groups
            .iter()
            .map(|g| help.find(&format!("\n{g}\n")))
            .collect();
        assert!(
            places.iter().all(Option::is_some) && places.is_sorted(),
            "{help}"
        );
        for c in COMMANDS {
            let (page, _) = run(&[&format!("--lang-ui={lang}"), c, "--help"], 0);
            assert!(page.contains(usage) && page.contains(example), "{page}");
            let (same, _) = run(&["help", c, "--lang-ui", lang], 0);
            assert_eq!(page, same);
        }
        let (page, _) = run(&["--lang-ui", lang, "--help"], 0);
        assert!(
            COMMANDS.iter().all(|c| page.contains(&format!("\n  {c} "))),
            "{page}"
        );
        assert!(page.contains('5'), "exit codes");
    }
    // By the locale, too.
    let out = wenji()
        .env("LC_ALL", "zh_CN.UTF-8")
        .arg("--help")
        .assert()
        .success();
    assert!(String::from_utf8_lossy(&out.get_output().stdout).contains("用法："));
}

#[test]
fn examples_are_lines_that_the_program_takes() {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [
        (
            "book.txt",
            "春游\n\n一、出发\n清晨出发。\n二、归来\n傍晚归来。\n",
        ),
        ("preface.txt", "序\n几句话。\n"),
        ("texts/a/1.txt", "第一章 出发\n\n清晨出发，路上没有人。\n"),
        ("texts/a/2.txt", "第二章 归来\n\n傍晚归来，灯已经亮了。\n"),
        (
            "wenji.toml",
            "[profile.kindle]\nto = \"epub\"\nkindle = true\n",
        ),
    ] {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let (help, _) = run(&["convert", "--help"], 0);
    let examples = help
        .lines()
        .filter_map(|l| l.strip_prefix("  wenji convert "));
    let mut count = 0;
    // What watches does not end; tests/watch.rs has it.
    for line in examples.filter(|l| !l.contains('<') && !l.contains("--watch")) {
        let line = line.replace("1-5,9", "1").replace('\'', "");
        let mut c = wenji();
        c.current_dir(dir.path())
            .arg("convert")
            .args(line.split(' '));
        c.args(["--force", "-q"]).assert().success();
        count += 1;
    }
    assert_eq!(count, 6);
}

#[test]
fn manual_pages_are_of_the_program_and_of_its_commands() {
    let (page, _) = run(&["man"], 0);
    assert!(page.contains(".TH wenji 1"), "{page}");
    let (page, _) = run(&["man", "convert"], 0);
    let sections = ["OPTIONS", "READING", "PDF", "EXTRA"];
    assert!(page.contains(".TH wenji-convert 1"), "{page}");
    assert!(
        sections
            .iter()
            .all(|s| page.contains(&format!("SH {s}")) || page.contains(&format!("SH \"{s}\""))),
        "{page}"
    );
    let (page, _) = run(&["man", "convert", "--lang-ui", "zh"], 0);
    assert!(page.contains("只取这几篇"), "{page}");
    assert!(run(&["man", "convrt"], 2).1.contains("no such command"));
    assert!(
        run(&["help", "convrt", "--lang-ui", "zh"], 2)
            .1
            .contains("没有这个命令")
    );
}

#[test]
fn completions_know_names_and_values() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (script, _) = run(&["completions", shell, "--lang-ui", "zh"], 0);
        for word in ["embed-fonts", "gongwen", "schema"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn wrong_arguments_are_told_in_the_language_of_the_user() {
    for (args, en, zh) in [
        (
            &["convert", "a", "--bogus"][..],
            "'--bogus'",
            "没有选项 --bogus",
        ),
        (
            &["convert", "a", "--splitt"],
            "'--split'",
            "是否应为 --split？",
        ),
        (
            &["convert", "a"],
            "say the format with --to",
            "请用 --to 指明格式",
        ),
        (&["convert"], "<FILES>", "还须给出 <FILES>"),
        (
            &["convert", "a", "--to"],
            "a value is required",
            "--to <TO> 需要一个值",
        ),
        (
            &["convert", "a", "--to", "pfd"],
            "'pfd'",
            "--to <TO> 不能是“pfd”，可用 docx、pdf",
        ),
        (
            &["convert", "a", "--to", "pdf", "--bleed", "x"],
            "'x'",
            "不能是“x”",
        ),
        (
            &["convert", "a", "--to", "epub", "--cover", "x", "--no-cover"],
            "cannot be used with",
            "不能与",
        ),
        (
            &[
                "convert", "a", "--to", "text", "--title", "a", "--title", "b",
            ],
            "multiple times",
            "只能给一次",
        ),
        (
            &["convrt"],
            "'convrt'",
            "没有命令 convrt，是否应为 convert？",
        ),
        (&[], "Usage: wenji", "须给出命令"),
    ] {
        let (_, said) = run(args, 2);
        assert!(said.contains(en), "{args:?}: {said}");
        let (_, said) = run(&[args, &["--lang-ui", "zh"]].concat(), 2);
        assert!(said.contains(zh), "{args:?}: {said}");
    }
}

#[test]
fn a_file_in_the_place_of_a_command_is_told_as_one() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("讲话 稿.txt"), "渡口\n").unwrap();
    for (args, zh, said) in [
        (
            &["讲话 稿.txt", "--to", "pdf"][..],
            false,
            "wenji convert \"讲话 稿.txt\" --to docx",
        ),
        (&["讲话 稿.txt", "--to", "pdf"], true, "前缺少命令"),
        (&["nothere.txt"], false, "there is no such file"),
        (&["a/nothere"], true, "没有这个文件"),
    ] {
        let lang = if zh { "zh" } else { "en" };
        let out = wenji()
            .current_dir(dir.path())
            .args(["--lang-ui", lang])
            .args(args)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(2), "{told}");
        assert!(told.contains(said), "{told}");
    }
}
