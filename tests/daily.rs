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
    // Without the words before the first piece, which may be a preface or not.
    let text = THREE
        .replace("这是卷首的几句话，说说这本集子的来历。\n\n", "")
        .replace(
            "傍晚归来，灯已经亮了。",
            "一、按时上课，不迟到，不早退。\n四、爱护公物，节约用水。",
        );
    let dir = folder(&[("a.txt", text.as_str())]);
    let strict = [
        "convert", "a.txt", "--to", "text", "-o", "-", "--strict", "--pieces",
    ];
    run_in(dir.path(), &[&strict[..], &["1-2"]].concat(), 0);
    run_in(dir.path(), &[&strict[..], &["3"]].concat(), 4);
}

/// A folder whose three texts are one work: a set of pieces under a title, an essay, a note with a preface.
fn works() -> tempfile::TempDir {
    folder(&[
        ("文集/第一部.txt", THREE),
        (
            "文集/第二部.txt",
            "夏日随笔\n\n一、清晨\n清晨出发，走得很慢[1]。路上没有人，只有一条狗跟着我。\n二、傍晚\n傍晚归来，天边还有一点光。\n",
        ),
        (
            "文集/第十部.md",
            "# 冬夜\n\n夜里下了雪[^1]。\n\n[^1]: 大雪。\n",
        ),
        ("文集/说明.docx", "不是文本"),
    ])
}

fn tree(folder: &Path, args: &[&str]) -> wenji::tree::Document {
    let all = [&["convert", "--to", "json", "-o", "-", "-q"], args].concat();
    serde_json::from_str(&run_in(folder, &all, 0).0).unwrap()
}

#[test]
fn inputs_become_one_anthology() {
    let dir = works();
    let files = ["文集/第一部.txt", "文集/第二部.txt", "文集/第十部.md"];
    let merge = [&files[..], &["--merge"]].concat();
    let doc = tree(dir.path(), &merge);
    assert_eq!(doc.metadata.title.as_deref(), Some("文集"));
    let entries: Vec<(usize, String)> = wenji::tree::outline(&doc)
        .iter()
        .map(|e| (e.depth, e.shown()))
        .collect();
    let want = [
        (1, "春天集"),
        (2, "第一章　出发"),
        (2, "第二章　路上"),
        (2, "第三章　归来"),
        (1, "夏日随笔"),
        (2, "一、清晨"),
        (2, "二、傍晚"),
        (1, "冬夜"),
    ];
    assert_eq!(entries, want.map(|(d, t)| (d, t.to_owned())));
    assert_eq!(doc.pieces().len(), 5);
    // Every line of every input is there, in order.
    let whole = lines(dir.path(), &merge);
    let each: Vec<String> = files.iter().flat_map(|f| lines(dir.path(), &[f])).collect();
    assert_eq!(whole, each);
    // With a title, and some of its pieces.
    let titled = [&merge[..], &["--title", "四季", "--pieces", "4-5"]].concat();
    let doc = tree(dir.path(), &titled);
    assert_eq!(doc.metadata.title.as_deref(), Some("四季"));
    assert_eq!(doc.pieces().len(), 2);
}

#[test]
fn an_anthology_has_the_name_of_its_folder_or_the_one_that_is_given() {
    let dir = works();
    let run = |args: &[&str], code| {
        let all = [&["convert", "--merge"], args].concat();
        run_in(dir.path(), &all, code).1
    };
    let formats = "docx,pdf,epub,html,json,markdown,pandoc,text";
    let said = run(&["文集", "--to", formats], 0);
    assert!(said.contains("2 texts in one: 4 pieces"), "{said}");
    let made = [
        "docx",
        "epub",
        "html",
        "json",
        "md",
        "pandoc.json",
        "pdf",
        "txt",
    ];
    let made = made.map(|e| format!("文集.{e}"));
    let mut all = names(dir.path());
    all.retain(|n| n != "文集");
    assert_eq!(all, made);
    run(
        &[
            "文集/第一部.txt",
            "文集/第二部.txt",
            "--to",
            "text",
            "-o",
            "out/",
        ],
        0,
    );
    assert_eq!(names(&dir.path().join("out")), ["文集.txt"]);
    run(
        &[
            "文集/第一部.txt",
            "文集/第二部.txt",
            "--to",
            "text",
            "-o",
            "a.b.txt",
        ],
        0,
    );
    assert!(dir.path().join("a.b.txt").is_file());
    let said = run(&["文集/第一部.txt", "文集/第二部.txt", "--to", "text"], 2);
    assert!(said.contains("-o"), "{said}");
    // One output per piece of the whole.
    run(&["文集", "--to", "text", "--split", "-o", "split/"], 0);
    assert_eq!(names(&dir.path().join("split")).len(), 5);
    // An input is not written over, even by force.
    let text = std::fs::read(dir.path().join("文集/第二部.txt")).unwrap();
    run(
        &["文集", "--to", "text", "-o", "文集/第二部.txt", "--force"],
        5,
    );
    assert_eq!(
        std::fs::read(dir.path().join("文集/第二部.txt")).unwrap(),
        text
    );
}

#[test]
fn an_anthology_with_a_bad_input_is_not_made() {
    let dir = folder(&[
        ("a.txt", THREE),
        ("b.txt", ""),
        (
            "c.txt",
            "\u{0}\u{0}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}",
        ),
    ]);
    let args = [
        "convert", "a.txt", "b.txt", "c.txt", "--merge", "--to", "text", "-o", "d.txt",
    ];
    let (_, said) = run_in(dir.path(), &args, 3);
    assert!(
        said.contains("b.txt: ") && said.contains("c.txt: "),
        "{said}"
    );
    assert!(!dir.path().join("d.txt").exists());
}

#[test]
fn remarks_in_an_anthology_stand_where_their_lines_are() {
    let gap = "一、甲\n春天来了，花开了。\n四、乙\n夏天来了，天热了。\n";
    let plain = "今天天气很好，我们去了海边。\n\n大家都很高兴。\n";
    let dir = folder(&[("1.txt", plain), ("2.txt", gap)]);
    let args = [
        "convert",
        "1.txt",
        "2.txt",
        "--merge",
        "--to",
        "docx",
        "-o",
        "a.docx",
        "--docx-comments",
    ];
    run_in(dir.path(), &args, 0);
    let Some(xml) = support::tool(
        "unzip",
        &[
            "-p",
            dir.path().join("a.docx").to_str().unwrap(),
            "word/document.xml",
        ],
    ) else {
        return;
    };
    // Among the remarks is one on the gap, which stands at the label behind it.
    let places: Vec<String> = xml
        .match_indices("commentRangeStart")
        .map(|(at, _)| support::han(&xml[..at]))
        .collect();
    let at_gap =
        |before: &String| before.contains("春天来了花开了") && !before.contains("夏天来了天热了");
    assert!(places.iter().any(at_gap), "{places:?}");
}

#[test]
fn a_preface_of_ones_own_stands_before_the_first_piece() {
    let dir = folder(&[
        ("a.txt", THREE),
        ("b.txt", "夏夜\n\n夜里很静，听得见远处的水声。\n"),
        (
            "自序.txt",
            "自 序\n\n这本集子收的是这几年的文章，多半是随手写下的。\n\n一、缘起\n说来话长，从头说起。\n二、体例\n按年月排列，各篇不再分类。\n",
        ),
        ("献词.txt", "献给我的母亲\n"),
    ]);
    let front = ["--front", "献词.txt", "--front", "自序.txt"];
    let doc = tree(dir.path(), &[&["a.txt"][..], &front].concat());
    let entries: Vec<String> = wenji::tree::outline(&doc)
        .iter()
        .map(wenji::tree::Entry::shown)
        .collect();
    let own = ["献给我的母亲", "自 序", "一、缘起", "二、体例"];
    assert_eq!(entries[..4], own.map(String::from));
    assert_eq!((entries.len(), doc.pieces().len()), (7, 3));
    assert!(
        doc.blocks
            .iter()
            .all(|b| matches!(b, wenji::tree::Block::Section(_)))
    );
    // In every output, once, before what was read.
    let formats = "docx,pdf,epub,html,json,markdown,pandoc,text";
    let args = [
        "convert", "a.txt", "b.txt", "--to", formats, "-q", "-o", "out/",
    ];
    run_in(dir.path(), &[&args[..], &front].concat(), 0);
    let at = |n: &str| dir.path().join("out").join(n).to_str().unwrap().to_owned();
    for (name, first) in [("a", "清晨出发，山路"), ("b", "夜里很静")] {
        let mut texts: Vec<String> = ["html", "json", "md", "txt"]
            .iter()
            .map(|e| std::fs::read_to_string(at(&format!("{name}.{e}"))).unwrap())
            .collect();
        let docx = at(&format!("{name}.docx"));
        texts.extend(support::tool("unzip", &["-p", &docx, "word/document.xml"]));
        texts.extend(support::tool(
            "pdftotext",
            &[&at(&format!("{name}.pdf")), "-"],
        ));
        for t in texts {
            let words = t.find("多半是随手写下的").unwrap();
            assert!(words < t.find(first).unwrap(), "{name}");
            assert_eq!(t.matches("多半是随手写下的").count(), 1);
        }
    }
    // The first file of a split has it; with some pieces it stays; of an anthology there is one.
    let split = [
        "convert", "a.txt", "--to", "text", "-q", "--split", "-o", "split/",
    ];
    run_in(dir.path(), &[&split[..], &front].concat(), 0);
    let files = names(&dir.path().join("split"));
    let first = std::fs::read_to_string(dir.path().join("split").join(&files[0])).unwrap();
    assert!(
        files[0].starts_with("000-") && first.contains("献给我的母亲"),
        "{files:?}"
    );
    let some = lines(
        dir.path(),
        &[&["a.txt", "--pieces", "3"][..], &front].concat(),
    );
    assert_eq!(some[1], "献给我的母亲");
    assert_eq!(some.last().unwrap(), "傍晚归来，灯已经亮了。");
    // An afterword stands behind all, with front matter before it, and is told from a preface.
    let afterword = [&front[..], &["--back", "自序.txt"]].concat();
    let doc = tree(dir.path(), &[&["b.txt"][..], &afterword].concat());
    let whole: Vec<String> = wenji::tree::outline(&doc)
        .iter()
        .filter(|e| e.depth == 1)
        .map(wenji::tree::Entry::shown)
        .collect();
    assert_eq!(whole, ["献给我的母亲", "自 序", "夏夜", "自 序"]);
    let html = [
        &["convert", "b.txt", "--to", "html", "-q", "-o", "back.html"][..],
        &afterword,
    ];
    run_in(dir.path(), &html.concat(), 0);
    let html = std::fs::read_to_string(dir.path().join("back.html")).unwrap();
    assert_eq!(html.matches("doc-afterword").count(), 1);
    assert_eq!(wenji::html::read(&html).openings(), 4);
    let both = lines(
        dir.path(),
        &[&["a.txt", "b.txt", "--merge"][..], &front].concat(),
    );
    assert_eq!(both.iter().filter(|l| *l == "献给我的母亲").count(), 1);
    let none = [
        "convert", "a.txt", "--to", "text", "-o", "-", "--front", "none.txt",
    ];
    assert!(run_in(dir.path(), &none, 3).1.contains("none.txt"));
}

/// The names of the outputs that a run makes of one text.
fn made_by(dir: &Path, args: &[&str]) -> Vec<String> {
    std::fs::remove_dir_all(dir.join("out")).ok();
    let all = [&["convert", "texts/a.txt", "-q", "-o", "out/"], args].concat();
    run_in(dir, &all, 0);
    names(&dir.join("out"))
}

#[test]
fn the_command_line_counts_before_the_profile_before_the_file() {
    let dir = folder(&[
        ("texts/a.txt", THREE),
        (
            "wenji.toml",
            "[convert]\nto = [\"text\", \"json\"]\ntitle = \"文件里的书名\"\nno-cover = true\npaper = 0.2\nseries-number = 2\n[profile.web]\nto = \"html\"\ntitle = \"方案里的书名\"\ncover-style = \"label\"\n",
        ),
    ]);
    let at = dir.path();
    assert_eq!(made_by(at, &[]), ["a.json", "a.txt"]);
    assert_eq!(made_by(at, &["--profile", "web"]), ["a.html"]);
    assert_eq!(made_by(at, &["--to", "markdown"]), ["a.md"]);
    assert_eq!(
        made_by(at, &["--to", "markdown", "--profile", "web"]),
        ["a.md"]
    );
    assert_eq!(
        made_by(at, &["--no-config", "--to", "pandoc"]),
        ["a.pandoc.json"]
    );
    let title = |args: &[&str]| {
        let all = [&["texts/a.txt"], args].concat();
        tree(at, &all).metadata.title.unwrap()
    };
    assert_eq!(title(&[]), "文件里的书名");
    assert_eq!(title(&["--profile", "web"]), "方案里的书名");
    assert_eq!(
        title(&["--profile", "web", "--title", "命令行的书名"]),
        "命令行的书名"
    );
    assert_eq!(title(&["--no-config"]), "春天集");
    // What excludes a setting overrules it, and a setting that waits for another option waits.
    let epub = ["convert", "texts/a.txt", "--to", "epub", "-o", "c.epub"];
    let (_, said) = run_in(at, &[&epub[..], &["--cover-style", "plain"]].concat(), 0);
    assert!(
        said.contains("settings: ") && said.contains("wenji.toml"),
        "{said}"
    );
    run_in(
        at,
        &[
            "convert",
            "texts/a.txt",
            "--to",
            "epub",
            "-o",
            "d.epub",
            "--series",
            "丛书",
        ],
        0,
    );
    let Some(opf) = support::tool(
        "unzip",
        &[
            "-p",
            at.join("d.epub").to_str().unwrap(),
            "EPUB/package.opf",
        ],
    ) else {
        return;
    };
    assert!(opf.contains("group-position\">2<"), "{opf}");
}

#[test]
fn settings_of_the_working_folder_count_and_paths_are_beside_them() {
    let dir = folder(&[
        (
            "book/wenji.toml",
            "[convert]\nto = \"text\"\nfront = [\"own/preface.txt\"]\nset = { page.inner = 31, roles.body.face = \"kai\" }\nstyle = \"mine.toml\"\n",
        ),
        ("book/own/preface.txt", "自序\n几句话。\n"),
        ("book/texts/part/a.txt", THREE),
        ("elsewhere/b.txt", THREE),
    ]);
    let style = wenji().args(["style", "book"]).assert().success();
    std::fs::write(
        dir.path().join("book/mine.toml"),
        &style.get_output().stdout,
    )
    .unwrap();
    let book = dir.path().join("book");
    run_in(&book, &["convert", "texts/part/a.txt", "-o", "made/"], 0);
    let text = std::fs::read_to_string(dir.path().join("book/made/a.txt")).unwrap();
    assert!(text.contains("自序"), "{text}");
    // What has a key of its own adds up; the command line comes last.
    let pdf = |set: &[&str]| {
        let args = [
            "convert",
            "texts/part/a.txt",
            "-q",
            "--to",
            "html",
            "-o",
            "-",
        ];
        run_in(&book, &[&args[..], set].concat(), 0).0
    };
    let own = pdf(&[]);
    assert_ne!(own, pdf(&["--set", "roles.body.face=song"]));
    assert_eq!(own, pdf(&["--set", "roles.body.face=kai"]));
    // For a text that lies elsewhere, too.
    let (_, said) = run_in(&book, &["convert", "../elsewhere/b.txt", "-o", "made/"], 0);
    assert!(said.contains("settings: wenji.toml: --to=text"), "{said}");
    assert!(dir.path().join("book/made/b.txt").is_file());
    run_in(
        &dir.path().join("book"),
        &["convert", "-", "-o", "-", "--no-config"],
        2,
    );
}

#[test]
fn what_is_no_setting_is_told_with_its_line_and_the_nearest_name() {
    let dir = folder(&[("a.txt", THREE)]);
    let said = |toml: &str, args: &[&str]| {
        std::fs::write(dir.path().join("wenji.toml"), toml).unwrap();
        let all = [&["convert", "a.txt", "--to", "text", "-o", "-"], args].concat();
        run_in(dir.path(), &all, 2).1
    };
    for (toml, words) in [
        (
            "[convert]\n\nembed-font = true\n",
            "wenji.toml:3: unknown key embed-font: did you mean embed-fonts?",
        ),
        (
            "[convrt]\n",
            "wenji.toml:1: unknown key convrt: did you mean convert?",
        ),
        ("title = \"a\"\n", "wenji.toml:1: unknown key title"),
        (
            "[profile.web]\nxyzzy = 1\n",
            "wenji.toml:2: unknown key xyzzy\n",
        ),
        (
            "[convert]\npunctuation = \"loud\"\n",
            "wenji.toml:2: punctuation cannot be \"loud\": give auto, keep, safe, full",
        ),
        (
            "[convert]\nbleed = \"wide\"\n",
            "wenji.toml:2: bleed cannot be \"wide\"",
        ),
        (
            "[convert]\nkindle = \"yes\"\n",
            "wenji.toml:2: kindle: true or false",
        ),
        (
            "[convert]\ntitle = true\n",
            "wenji.toml:2: title: needs a value",
        ),
        (
            "[convert]\ntitle = [\"a\"]\n",
            "wenji.toml:2: title: one value, not a list",
        ),
        (
            "[convert]\ntitle = 1979-05-27\n",
            "wenji.toml:2: title: no value of this kind",
        ),
        (
            "[convert]\nno-config = true\n",
            "wenji.toml:2: unknown key no-config",
        ),
        ("[convert]\ntitle = \n", "wenji.toml:2: "),
        (
            "\u{feff}[convert]\r\n\r\nkindel = true\r\n",
            "wenji.toml:3: unknown key kindel: did you mean kindle?",
        ),
        ("profile.web = 1\n", "wenji.toml:1: a profile is a table"),
    ] {
        let said = said(toml, &[]);
        assert!(said.contains(words), "{toml}: {said}");
    }
    let none = said("[profile.kindle]\n", &["--profile", "kindel"]);
    assert!(
        none.contains("no profile kindel: did you mean kindle?"),
        "{none}"
    );
    let zh = said("[convert]\nsplitt = true\n", &["--lang-ui", "zh"]);
    assert!(
        zh.contains("wenji.toml:2: 不认识的键 splitt，是否应为 split？"),
        "{zh}"
    );
    std::fs::remove_file(dir.path().join("wenji.toml")).unwrap();
    let args = [
        "convert",
        "a.txt",
        "--to",
        "text",
        "-o",
        "-",
        "--profile",
        "web",
    ];
    assert!(
        run_in(dir.path(), &args, 2)
            .1
            .contains("there is no wenji.toml")
    );
}

#[test]
fn init_writes_settings_and_never_over_others() {
    let dir = folder(&[("a.txt", THREE)]);
    for (lang, words) in [("en", "# E-books"), ("zh", "# 电子书")] {
        let place = dir.path().join(lang);
        run_in(
            dir.path(),
            &["--lang-ui", lang, "init", place.to_str().unwrap()],
            0,
        );
        let file = place.join("wenji.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(words));
        assert!(text.lines().all(|l| l.chars().count() <= 80));
        // The file as it is changes nothing.
        run_in(
            &place,
            &["convert", "../a.txt", "--to", "text", "-o", "-"],
            0,
        );
        std::fs::write(&file, "mine").unwrap();
        run_in(&place, &["init"], 5);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    }
}

#[test]
fn what_is_written_as_json_is_what_the_schema_says() {
    let out = wenji().arg("schema").assert().success();
    let schema: serde_json::Value = serde_json::from_slice(&out.get_output().stdout).unwrap();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("wenji.json", schema).unwrap();
    let mut schemas = boon::Schemas::new();
    let schema = compiler.compile("wenji.json", &mut schemas).unwrap();
    let dir = folder(&[(
        "all.md",
        "---\ntitle: 全\nauthor: 某人\n---\n\n# 一、*春* **游** [网](https://example.com)\n\n图：\n\n![春](a.png)\n\n> 引文[^1]\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n一行\\\n又一行\n\n- 1\\. 甲\n- 2\\. 乙\n\n---\n\n<!-- verse 1 -->\n床前\\\n明月\n\n# 二、尾\n\n[^1]: 注。\n",
    )]);
    let mut trees = vec![
        run_in(
            dir.path(),
            &["convert", "all.md", "--to", "json", "-o", "-"],
            0,
        )
        .0,
    ];
    for (name, _) in support::SAMPLES {
        let file = sample(name);
        let args = [
            "convert",
            file.to_str().unwrap(),
            "--to",
            "json",
            "-o",
            "-",
            "-q",
        ];
        trees.push(run_in(dir.path(), &args, 0).0);
    }
    let valid =
        |tree: &serde_json::Value| schemas.validate(tree, schema).map_err(|e| e.to_string());
    for tree in &trees {
        let tree = serde_json::from_str(tree).unwrap();
        assert_eq!(valid(&tree), Ok(()));
    }
    // What is no tree is told apart.
    for (from, to) in [
        ("\"version\": 0", "\"version\": 99"),
        ("\"type\": \"table\"", "\"type\": \"tabel\""),
        ("\"inlines\"", "\"inline\""),
        ("\"role\": \"piece\"", "\"role\": \"book\""),
        ("\"scheme\": \"cn-comma\"", "\"scheme\": 1"),
        ("\"rows\": [", "\"rows\": [1, "),
    ] {
        let broken = trees[0].replacen(from, to, 1);
        assert!(trees[0].contains(from), "{from}");
        assert!(
            valid(&serde_json::from_str(&broken).unwrap()).is_err(),
            "{from}"
        );
    }
}

#[test]
fn patterns_are_filled_in_where_the_shell_did_not() {
    let dir = folder(&[
        ("书/卷一/第2章.txt", THREE),
        ("书/卷一/第10章.txt", THREE),
        ("书/卷二/第1章.txt", THREE),
        ("书/卷二/说明.md", "# 说明\n\n文。\n"),
        ("书/卷二/[旧].txt", THREE),
        ("书/.隐/a.txt", THREE),
    ]);
    let run = |input: &str, more: &[&str], code| {
        std::fs::remove_dir_all(dir.path().join("out")).ok();
        let args = ["convert", input, "--to", "json", "-o", "out/"];
        run_in(dir.path(), &[&args[..], more].concat(), code).1
    };
    // Outputs lie as their inputs do below the first mark.
    let said = run("书/**/第*章.txt", &[], 0);
    assert!(said.contains("3 converted, 0 failed"), "{said}");
    assert_eq!(
        names(&dir.path().join("out/卷一")),
        ["第10章.json", "第2章.json"]
    );
    assert_eq!(names(&dir.path().join("out/卷二")), ["第1章.json"]);
    run("书/卷一/第?章.txt", &[], 0);
    assert_eq!(names(&dir.path().join("out")), ["第2章.json"]);
    // A folder that matches is searched; a file that has the name is that file.
    run("书/卷*", &[], 0);
    assert_eq!(names(&dir.path().join("out")).len(), 4);
    run("书/卷二/[旧].txt", &[], 0);
    assert_eq!(names(&dir.path().join("out")), ["[旧].json"]);
    assert!(run("书/*.doc", &[], 3).contains("no such files"));
    assert!(run("书/*.doc", &["--lang-ui", "zh"], 3).contains("没有符合的文件"));
    assert!(run("书/[.txt", &[], 3).contains("no pattern"));
    let two = ["convert", "书/卷一/*.txt", "--to", "text", "-o", "-"];
    assert!(run_in(dir.path(), &two, 2).1.contains("one file"));
    // What is merged stands in the order of its numbers.
    let merged = lines(dir.path(), &["书/卷一/*.txt", "--merge"]);
    assert_eq!(merged.len(), 16);
}

#[test]
fn folders_give_what_from_asks_for() {
    let dir = folder(&[
        ("in/a.txt", THREE),
        ("in/b.md", "# 乙\n\n文。\n"),
        ("in/c.markdown", "# 丙\n\n文。\n"),
    ]);
    let at = |args: &[&str], code| {
        std::fs::remove_dir_all(dir.path().join("out")).ok();
        let all = [&["convert", "in", "-o", "out/"], args].concat();
        let (_, said) = run_in(dir.path(), &all, code);
        let made = dir.path().join("out");
        (
            said,
            if made.exists() {
                names(&made)
            } else {
                Vec::new()
            },
        )
    };
    assert_eq!(at(&["--to", "epub"], 0).1, ["a.epub"]);
    assert_eq!(
        at(&["--to", "epub", "--from", "markdown"], 0).1,
        ["b.epub", "c.epub"]
    );
    let (said, made) = at(&["--to", "epub", "--from", "json"], 3);
    assert!(
        said.contains("no text files in this folder (.json)") && made.is_empty(),
        "{said}"
    );
    let args = ["convert", "in/a.txt", "--to", "json,pandoc", "-o", "in/"];
    run_in(dir.path(), &args, 0);
    assert_eq!(
        names(&dir.path().join("in"))[..3],
        ["a.json", "a.pandoc.json", "a.txt"]
    );
    assert_eq!(at(&["--to", "epub", "--from", "json"], 0).1, ["a.epub"]);
    // Pandoc's JSON is told by its name, and a tree is none.
    let pandoc = ["convert", "in/a.pandoc.json", "--to", "text", "-o", "-"];
    run_in(dir.path(), &pandoc, 0);
    let tree = [
        "convert",
        "in/a.json",
        "--from",
        "pandoc",
        "--to",
        "text",
        "-o",
        "-",
    ];
    let (_, said) = run_in(dir.path(), &tree, 3);
    assert!(said.contains("pandoc FILE -t json"), "{said}");
    let (_, said) = run_in(dir.path(), &[&tree[..], &["--lang-ui", "zh"]].concat(), 3);
    assert!(said.contains("没有 pandoc-api-version"), "{said}");
}

#[test]
fn notes_of_an_anthology_are_each_their_own() {
    let note = |word: &str| format!("# {word}文\n\n{word}词[^1]。\n\n[^1]: {word}注。\n");
    let texts = [note("甲"), note("乙")];
    let dir = folder(&[("1.md", texts[0].as_str()), ("2.md", texts[1].as_str())]);
    let args = [
        "convert",
        "1.md",
        "2.md",
        "--merge",
        "--to",
        "html,markdown,docx",
        "-o",
        "out/",
        "-q",
        "--title",
        "集",
    ];
    run_in(dir.path(), &args, 0);
    let read = |n: &str| std::fs::read_to_string(dir.path().join("out").join(n)).unwrap();
    let (page, text) = (read("集.html"), read("集.md"));
    for (n, word) in [(1, "甲"), (2, "乙")] {
        assert!(page.contains(&format!("id=\"n{n}\"")), "{page}");
        assert!(text.contains(&format!("{word}词[^{n}]")), "{text}");
        assert!(text.contains(&format!("{word}注。")), "{text}");
    }
    // Our Markdown gives the same anthology again.
    let again = tree(dir.path(), &["out/集.md"]);
    let merged = tree(dir.path(), &["1.md", "2.md", "--merge", "--title", "集"]);
    assert_eq!(again.without_origin(), merged.without_origin());
}

/// Where outputs go is said, and what cannot go there is refused before anything is read.
#[test]
fn outputs_are_what_their_names_say() {
    let words = "书名：长夜\n作者：某某\n\n一、出发\n\n清晨出发，路上没有人。\n";
    let dir = folder(&[("a.txt", words), ("b.txt", words)]);
    let run = |args: &[&str], code: i32| {
        let all = [&["convert"], args].concat();
        run_in(dir.path(), &all, code).1
    };
    let said = run(&["a.txt", "-o", "k.epub"], 0);
    assert!(said.contains("→ k.epub (") && said.contains("KB"), "{said}");
    let said = run(&["a.txt", "-o", "k.pdf"], 0);
    assert!(
        said.contains("→ k.pdf (") && said.contains(" KB, 1 page)"),
        "{said}"
    );
    for (name, magic) in [("k.epub", "PK"), ("k.pdf", "%PDF")] {
        assert!(
            std::fs::read(dir.path().join(name))
                .unwrap()
                .starts_with(magic.as_bytes())
        );
    }
    for (args, code, words) in [
        (&["a.txt"][..], 2, "--to"),
        (&["a.txt", "-o", "k.azw3"], 2, "ebook-convert"),
        (&["a.txt", "--to", "mobi"], 2, "--kindle"),
        (
            &["a.txt", "-o", "a.txt", "--force"],
            5,
            "never written over",
        ),
        (
            &["a.txt", "b.txt", "--to", "pdf", "-o", "c.pdf"],
            2,
            "one file",
        ),
        (&["a.txt", "--to", "pdf,docx", "-o", "c.pdf"], 2, "one file"),
        (
            &["a.txt", "--to", "html", "--split", "-o", "c.html"],
            2,
            "one file",
        ),
        (&["a.txt", "--to", "pdf", "-o", "c.docx"], 2, "ending"),
        (&["-", "--to", "docx,pdf"], 2, "one format"),
        (&["a.txt", "--to", "docx,pdf", "-o", "-"], 2, "one format"),
    ] {
        let said = run(args, code);
        assert!(said.contains(words), "{args:?}: {said}");
    }
    assert_eq!(
        std::fs::read_to_string(dir.path().join("a.txt")).unwrap(),
        words
    );
    assert_eq!(names(dir.path()), ["a.txt", "b.txt", "k.epub", "k.pdf"]);
    // What the disk refuses is said in words, without the names of files that are there for a moment.
    for (lang, words) in [("en", "cannot be written ("), ("zh", "无法写入 (")] {
        for place in ["a.txt/x.txt", "a.txt/deep/x.txt"] {
            let said = run(
                &["b.txt", "--to", "text", "-o", place, "--lang-ui", lang],
                5,
            );
            assert!(said.contains(words), "{said}");
            assert!(
                !said.contains("os error") && !said.contains(".tmp"),
                "{said}"
            );
        }
    }
}

/// The lines of a report: file, status, outputs.
fn report(folder: &Path) -> Vec<(String, String, usize)> {
    let lines = std::fs::read_to_string(folder.join("r.jsonl")).unwrap();
    let rows = lines.lines().map(|l| {
        let row: serde_json::Value = serde_json::from_str(l).unwrap();
        let words = |k: &str| row[k].as_str().unwrap().to_owned();
        (
            words("file"),
            words("status"),
            row["outputs"].as_array().unwrap().len(),
        )
    });
    rows.collect()
}

#[test]
fn a_run_goes_on_where_it_broke_off() {
    let words = "书名：长夜\n\n一、出发\n\n清晨出发，路上没有人。\n";
    let dir = folder(&[("a.txt", words), ("b.txt", words), ("c.txt", "")]);
    let run = |args: &[&str]| {
        let all = [&["convert", ".", "--to", "text,json", "-o", "out/"], args].concat();
        run_in(dir.path(), &all, 1).1
    };
    let row = |f: &str, s: &str, n: usize| (format!("./{f}.txt"), s.to_owned(), n);
    run(&["--report", "r.jsonl"]);
    let first = [
        row("a", "written", 2),
        row("b", "written", 2),
        row("c", "failed", 0),
    ];
    assert_eq!(report(dir.path()), first);
    // What is there is one line, and no failure; the texts of the run before are no inputs.
    std::fs::remove_file(dir.path().join("r.jsonl")).unwrap();
    let said = run(&["--report", "r.jsonl"]);
    assert!(
        said.contains("0 converted, 2 exist") && said.contains("1 failed: ./c.txt"),
        "{said}"
    );
    assert_eq!(report(dir.path())[0], row("a", "exists", 0));
    std::fs::remove_file(dir.path().join("out/b.json")).unwrap();
    let said = run(&["--skip-existing", "--report", "r.jsonl"]);
    assert!(said.contains("1 converted, 1 kept, 1 failed"), "{said}");
    assert_eq!(
        report(dir.path())[..2],
        [row("a", "kept", 0), row("b", "written", 1)]
    );
    // Older than its text: made again.
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(600);
    for name in ["out/a.json", "out/a.txt"] {
        let file = std::fs::File::options()
            .write(true)
            .open(dir.path().join(name));
        file.unwrap().set_modified(old).unwrap();
    }
    run(&["--newer", "--report", "r.jsonl"]);
    assert_eq!(
        report(dir.path())[..2],
        [row("a", "written", 2), row("b", "kept", 0)]
    );
}

#[test]
fn a_table_tells_of_books_and_a_picture_beside_one_is_its_cover() {
    let words = "一、出发\n\n清晨出发，路上没有人。\n";
    let table = "文件,书名,作者,丛书,编号,出版社,书号,日期,标签,简介\na.txt,\"长,夜\",某某,夜书,2,春天社,978-7-02-000220-7,2003-05,小说；长篇,夜里的事\nx,无\n";
    let dir = folder(&[
        ("a.txt", words),
        ("b.txt", words),
        ("t.csv", table),
        ("h.css", "p { color: red }"),
    ]);
    std::fs::write(dir.path().join("b.png"), "no picture").unwrap();
    let args = [
        "convert",
        "a.txt",
        "b.txt",
        "--to",
        "epub",
        "-o",
        "out/",
        "--metadata",
        "t.csv",
    ];
    let more = ["--css", "h.css", "--identifier", "urn:x:1"];
    let (_, said) = run_in(dir.path(), &[&args[..], &more].concat(), 0);
    assert!(said.contains("t.csv:3: x is no input"), "{said}");
    assert!(
        said.contains("b.png: ") && said.contains("a cover is drawn"),
        "{said}"
    );
    let part = |book: &str, name: &str| {
        support::tool(
            "unzip",
            &["-p", dir.path().join(book).to_str().unwrap(), name],
        )
    };
    let Some(opf) = part("out/a.epub", "EPUB/package.opf") else {
        return;
    };
    for have in [
        "urn:isbn:9787020002207</dc:identifier>",
        "<dc:title>长,夜</dc:title>",
        ">某某</dc:creator>",
        "<dc:publisher>春天社<",
        "<dc:date>2003-05<",
        "<dc:subject>小说</dc:subject>\n<dc:subject>长篇<",
        "<dc:description>夜里的事<",
        ">夜书</meta>",
        "group-position\">2<",
    ] {
        assert!(opf.contains(have), "{have}: {opf}");
    }
    let other = part("out/b.epub", "EPUB/package.opf").unwrap();
    assert!(other.contains("urn:x:1</dc:identifier>") && !other.contains("春天社"));
    assert!(
        part("out/a.epub", "EPUB/style.css")
            .unwrap()
            .ends_with("p { color: red }")
    );
    std::fs::write(dir.path().join("t.csv"), "file,titel\n").unwrap();
    let (_, said) = run_in(dir.path(), &args, 3);
    assert!(said.contains("t.csv:1: no column titel"), "{said}");
}

#[test]
fn names_of_files_tell_of_books_by_a_pattern_and_the_text_counts_before_them() {
    let plain = "第一章 风起\n\n清晨出发，路上没有人。\n\n第二章 渡口\n\n傍晚归来。\n";
    let titled = "书名：长夜\n作者：某某\n\n第一章 风起\n\n清晨出发，路上没有人。\n";
    let dir = folder(&[
        ("夜书_03_林晓_渡口.txt", plain),
        ("夜书_十二_林晓_归途.txt", plain),
        ("夜书_4_林晓_别名.txt", titled),
        ("夜书.txt", plain),
    ]);
    let args = ["convert", ".", "--to", "json,epub", "-o", "out/"];
    let pattern = ["--name-pattern", "{series}_{number}_{author}_{title}"];
    let (_, said) = run_in(dir.path(), &[&args[..], &pattern].concat(), 0);
    let unfit = "夜书.txt: --name-pattern does not fit this name";
    assert!(said.contains(unfit), "{said}");
    assert_eq!(said.matches("does not fit").count(), 1, "{said}");
    for (name, title, author) in [
        ("夜书_03_林晓_渡口", "渡口", Some("林晓")),
        ("夜书_十二_林晓_归途", "归途", Some("林晓")),
        ("夜书_4_林晓_别名", "长夜", Some("某某")),
        ("夜书", "夜书", None),
    ] {
        let file = dir.path().join(format!("out/{name}.json"));
        let tree: serde_json::Value =
            serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let m = &tree["metadata"];
        assert_eq!(m["title"], title, "{name}");
        assert_eq!(m["author"].as_str(), author, "{name}");
    }
    let book = dir.path().join("out/夜书_十二_林晓_归途.epub");
    let opf = ["-p", book.to_str().unwrap(), "EPUB/package.opf"];
    if let Some(opf) = support::tool("unzip", &opf) {
        assert!(
            opf.contains(">夜书</meta>") && opf.contains("group-position\">12<"),
            "{opf}"
        );
    }
    for lang in ["en", "zh"] {
        let wrong = [
            "convert",
            ".",
            "--to",
            "text",
            "--name-pattern",
            "{titel}",
            "--lang-ui",
            lang,
        ];
        let (_, said) = run_in(dir.path(), &wrong, 2);
        assert!(
            said.contains("{title} {author} {series} {number} {any}"),
            "{said}"
        );
    }
}

#[test]
fn check_and_outline_take_many_and_say_which() {
    let gap = "班级公约\n一、按时上课，不迟到，不早退。\n三、爱护公物，节约用水。\n";
    let dir = folder(&[("in/a.txt", gap), ("in/b.txt", gap), ("in/c.txt", "")]);
    let run = |args: &[&str], code| run_in(dir.path(), args, code);
    for given in [
        &["in"][..],
        &["in/*.txt"],
        &["in/a.txt", "in/b.txt", "in/c.txt"],
    ] {
        let (out, said) = run(&[&["check"], given].concat(), 1);
        let missing = |f: &str| format!("in/{f}.txt:3: [numbers] 一、 … 三、: 二、 is missing");
        assert!(
            out.contains(&missing("a")) && out.contains(&missing("b")),
            "{out}"
        );
        assert!(said.contains("c.txt: the input is empty"), "{said}");
        let (out, _) = run(&[&["outline"], given].concat(), 1);
        assert!(
            out.contains("in/a.txt\n") && out.contains(" item "),
            "{out}"
        );
    }
    let (out, _) = run(&["check", "in", "--message-format", "json"], 1);
    let row: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!(row["file"], "in/a.txt");
    let (out, _) = run(&["outline", "in", "--format", "jsonl"], 1);
    assert!(out.starts_with("{\"file\":\"in/a.txt\"}\n"), "{out}");
}

#[test]
fn inputs_that_are_no_text_get_advice_that_helps() {
    let dir = folder(&[("a.txt", "一、出发\n清晨出发，路上没有人。\n")]);
    let run = |args: &[&str], code| run_in(dir.path(), args, code).1;
    run(&["convert", "a.txt", "--to", "docx,epub"], 0);
    for name in ["a.docx", "a.epub"] {
        for more in [&[][..], &["--from", "pandoc"]] {
            let args = [&["convert", name, "--to", "text", "-o", "-"], more].concat();
            let said = run(&args, 3);
            assert!(said.contains("pandoc FILE -t json | wenji"), "{said}");
            let said = run(&[&args[..], &["--lang-ui", "zh"]].concat(), 3);
            assert!(said.contains("pandoc 文件 -t json"), "{said}");
        }
    }
    for (bytes, words) in [("%PDF-1.7", "pdftotext"), ("PK\u{3}\u{4}zz", "unpack")] {
        std::fs::write(dir.path().join("x"), bytes).unwrap();
        let said = run(&["check", "x"], 3);
        assert!(said.contains(words), "{said}");
    }
    // An encoding that it is not in is one message.
    let said = run(
        &[
            "convert",
            "a.txt",
            "--to",
            "text",
            "-o",
            "-",
            "--from-encoding",
            "gbk",
        ],
        2,
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("this is not gbk: it is UTF-8"), "{said}");
}
