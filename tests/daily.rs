//! The tool in daily work: some pieces, many inputs in one, a preface of one's own, settings in a file.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;
use std::path::{Path, PathBuf};
use support::{sample, wenji};

/// Runs the program in a folder; what it said, standard output first.
fn run_in(folder: &Path, args: &[&str], code: i32) -> (String, String) {
    let mut c = wenji();
    let out = c.current_dir(folder).args(args).assert().code(code);
    let out = out.get_output();
    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
    (text(&out.stdout), text(&out.stderr))
}

fn names(folder: &Path) -> Vec<String> {
    let list = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = list
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Lines of the text output of an input.
fn lines(folder: &Path, args: &[&str]) -> Vec<String> {
    let all = [&["convert", "--to", "text", "-o", "-", "-q"], args].concat();
    let (text, _) = run_in(folder, &all, 0);
    let lines = text.lines().filter(|l| !l.is_empty());
    lines.map(String::from).collect()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path: PathBuf = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

const THREE: &str = "春天集\n\n这是卷首的几句话，说说这本集子的来历。\n\n第一章 出发\n清晨出发，山路还是湿的。\n第二章 路上\n路上遇见许多人，大家都说今年的麦子好。\n第三章 归来\n傍晚归来，灯已经亮了。\n";

#[test]
fn pieces_are_taken_by_their_numbers() {
    let dir = folder(&[("a.txt", THREE)]);
    let whole = lines(dir.path(), &["a.txt"]);
    assert_eq!(whole.len(), 8, "{whole:?}");
    let pick = |at: &[usize]| at.iter().map(|i| whole[*i].clone()).collect::<Vec<_>>();
    for (list, at) in [
        ("1", &[0, 1, 2, 3][..]),
        ("2", &[0, 4, 5]),
        ("1,3", &[0, 1, 2, 3, 6, 7]),
        ("2-", &[0, 4, 5, 6, 7]),
        ("1-3", &[0, 1, 2, 3, 4, 5, 6, 7]),
    ] {
        assert_eq!(lines(dir.path(), &["a.txt", "--pieces", list]), pick(at));
    }
    // The receipt is of what was read, whatever is taken.
    let receipt = |args: &[&str], name: &str| {
        let all = [
            "convert",
            "a.txt",
            "--to",
            "text",
            "-o",
            "-",
            "--receipt",
            name,
        ];
        run_in(dir.path(), &[&all, args].concat(), 0);
        std::fs::read(dir.path().join(name)).unwrap()
    };
    assert_eq!(receipt(&[], "1"), receipt(&["--pieces", "2"], "2"));
}

#[test]
fn every_output_has_the_pieces_that_were_taken() {
    let dir = tempfile::tempdir().unwrap();
    let file = sample("speeches.txt");
    let args = ["convert", file.to_str().unwrap(), "-q", "-o", "out/"];
    let formats = "docx,pdf,epub,html,json,markdown,pandoc,text";
    let all = [&args[..], &["--to", formats, "--pieces", "2,5"]].concat();
    run_in(dir.path(), &all, 0);
    let read = |n: &str| std::fs::read_to_string(dir.path().join("out").join(n)).unwrap();
    for name in [
        "speeches.html",
        "speeches.md",
        "speeches.txt",
        "speeches.pandoc.json",
    ] {
        let text = read(name);
        let has = ["篇一", "篇二", "篇三", "篇四", "篇五"].map(|l| text.contains(l));
        assert_eq!(has, [false, true, false, false, true], "{name}");
    }
    let tree: wenji::tree::Document = serde_json::from_str(&read("speeches.json")).unwrap();
    assert_eq!(tree.pieces().len(), 2);
    // The files of a split keep the numbers of the whole.
    let split = ["--to", "text", "--split", "--pieces", "2,5", "-o", "split/"];
    run_in(dir.path(), &[&args[..3], &split].concat(), 0);
    let names = names(&dir.path().join("split"));
    assert_eq!(names.len(), 2);
    assert!(
        names[0].starts_with("002-") && names[1].starts_with("005-"),
        "{names:?}"
    );
}

#[test]
fn pieces_that_are_not_there_are_wrong_usage() {
    let dir = folder(&[("a.txt", THREE), ("b.txt", "今天天气很好。\n")]);
    let try_it = |file: &str, list: &str, code: i32, lang: &str| {
        let args = [
            "convert",
            file,
            "--to",
            "text",
            "-o",
            "-",
            "--lang-ui",
            lang,
            "--pieces",
            list,
        ];
        run_in(dir.path(), &args, code).1
    };
    assert!(try_it("a.txt", "2-4", 2, "en").contains("no piece 4, there are 3"));
    assert!(try_it("a.txt", "9", 2, "zh").contains("没有第 9 篇，共 3 篇"));
    assert!(try_it("a.txt", "3-1", 2, "zh").contains("写作 1-5,9"));
    // A text without pieces is one.
    try_it("b.txt", "1", 0, "en");
    assert!(try_it("b.txt", "2", 2, "en").contains("there is 1"));
}

#[test]
fn only_findings_in_the_pieces_that_were_taken_count() {
    let text = THREE.replace(
        "傍晚归来，灯已经亮了。",
        "一、甲\n春天来了。\n四、乙\n夏天来了。",
    );
    let dir = folder(&[("a.txt", text.as_str())]);
    let strict = [
        "convert", "a.txt", "--to", "text", "-o", "-", "--strict", "--pieces",
    ];
    run_in(dir.path(), &[&strict[..], &["1-2"]].concat(), 0);
    run_in(dir.path(), &[&strict[..], &["3"]].concat(), 4);
}
