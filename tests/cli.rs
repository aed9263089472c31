//! The program as a person runs it: outputs, exit codes, messages.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;
use support::{sample, wenji};

fn run(args: &[&str], code: i32) -> String {
    let out = wenji().args(args).assert().code(code).get_output().clone();
    String::from_utf8_lossy(&out.stderr).into_owned()
}

#[test]
fn three_formats_in_one_run() {
    let dir = tempfile::tempdir().unwrap();
    let out = format!("{}/", dir.path().display());
    let said = run(
        &[
            "convert",
            sample("speeches.txt").to_str().unwrap(),
            "--to",
            "docx,pdf,epub",
            "-o",
            &out,
        ],
        0,
    );
    assert!(said.contains("6 pieces"), "{said}");
    for (ext, magic) in [("docx", &b"PK"[..]), ("pdf", b"%PDF-"), ("epub", b"PK")] {
        let bytes = std::fs::read(dir.path().join(format!("speeches.{ext}"))).unwrap();
        assert!(bytes.starts_with(magic), "{ext}");
    }
}

#[test]
fn nothing_is_written_over_unless_asked() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.epub");
    std::fs::write(&file, "mine").unwrap();
    let args = [
        "convert",
        "SAMPLE",
        "--to",
        "epub",
        "-o",
        file.to_str().unwrap(),
    ]
    .map(|a| {
        if a == "SAMPLE" {
            sample("poems.txt").to_str().unwrap().to_owned()
        } else {
            a.to_owned()
        }
    });
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    assert!(run(&args, 5).contains("--force"));
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
    run(&[&args[..], &["--force"]].concat(), 0);
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
    assert_eq!(
        std::fs::read_dir(dir.path()).unwrap().count(),
        1,
        "a temporary file was left behind"
    );
}

#[test]
fn bad_input_has_its_exit_code_and_a_message() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let p = dir.path().join(name);
        std::fs::write(&p, bytes).unwrap();
        p.to_str().unwrap().to_owned()
    };
    let empty = put("empty.txt", b"");
    let png = put("p.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    std::fs::create_dir(dir.path().join("none")).unwrap();
    let none = dir.path().join("none").to_str().unwrap().to_owned();
    for (input, word) in [
        (empty.as_str(), "empty"),
        (png.as_str(), "PNG"),
        (none.as_str(), "no text files"),
        ("/does/not/exist", "no such file"),
    ] {
        let said = run(
            &[
                "convert",
                input,
                "--to",
                "text",
                "-o",
                dir.path().join("o.txt").to_str().unwrap(),
            ],
            3,
        );
        assert!(said.contains(word), "{input}: {said}");
        assert!(!dir.path().join("o.txt").exists());
    }
    let said = run(&["--lang-ui", "zh", "convert", &empty, "--to", "text"], 3);
    assert!(said.contains("文件是空的"), "{said}");
    run(&["convert", &empty], 2);
    run(&["convert", &empty, "--to", "docx,pdf", "-o", "-"], 2);
    run(
        &[
            "check",
            sample("poems.txt").to_str().unwrap(),
            "--from-encoding",
            "klingon",
        ],
        2,
    );
}

#[test]
fn odd_but_readable_input_is_converted() {
    let dir = tempfile::tempdir().unwrap();
    for (n, bytes) in [
        b"a".to_vec(),
        "甲\0乙\0".as_bytes().to_vec(),
        "题\r\r一、甲\r二、乙".as_bytes().to_vec(),
        "甲".repeat(200_000).into_bytes(),
    ]
    .iter()
    .enumerate()
    {
        let p = dir.path().join(format!("{n}.txt"));
        std::fs::write(&p, bytes).unwrap();
        run(
            &[
                "convert",
                p.to_str().unwrap(),
                "--to",
                "docx,pdf,epub,json",
                "-q",
            ],
            0,
        );
    }
}

#[test]
fn lone_surrogates_in_utf16_are_no_end() {
    let dir = tempfile::tempdir().unwrap();
    let p = dir.path().join("u.txt");
    std::fs::write(
        &p,
        [0xff, 0xfe, 0x2d, 0x4e, 0x00, 0xd8, 0x87, 0x65, 0x02, 0x30],
    )
    .unwrap();
    run(&["check", p.to_str().unwrap(), "--roundtrip"], 0);
    run(
        &[
            "convert",
            p.to_str().unwrap(),
            "--to",
            "docx,pdf,epub",
            "-q",
        ],
        0,
    );
}

#[test]
fn standard_streams_work() {
    let out = wenji()
        .args(["convert", "-", "--to", "text", "-q"])
        .write_stdin("同志们:今天开会。\n")
        .assert()
        .success();
    assert_eq!(
        String::from_utf8_lossy(&out.get_output().stdout),
        "同志们：今天开会。\n"
    );
}

#[test]
fn json_reads_back_to_the_same_files() {
    let dir = tempfile::tempdir().unwrap();
    let at = |n: &str| dir.path().join(n).to_str().unwrap().to_owned();
    run(
        &[
            "convert",
            sample("notice.txt").to_str().unwrap(),
            "--to",
            "json,epub",
            "-o",
            &format!("{}/", dir.path().display()),
        ],
        0,
    );
    run(
        &[
            "convert",
            &at("notice.json"),
            "--to",
            "epub",
            "-o",
            &at("again.epub"),
        ],
        0,
    );
    assert_eq!(
        std::fs::read(at("notice.epub")).unwrap(),
        std::fs::read(at("again.epub")).unwrap()
    );
}

#[test]
fn one_bad_file_does_not_stop_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("in")).unwrap();
    for n in 0..5 {
        std::fs::write(
            dir.path().join(format!("in/{n}.txt")),
            if n == 2 {
                String::new()
            } else {
                format!("第{n}首\n\n春天来了。")
            },
        )
        .unwrap();
    }
    let said = run(
        &[
            "convert",
            dir.path().join("in").to_str().unwrap(),
            "--to",
            "epub",
            "-q",
            "-o",
            &format!("{}/out/", dir.path().display()),
        ],
        1,
    );
    assert!(said.contains("2.txt"), "{said}");
    assert_eq!(
        std::fs::read_dir(dir.path().join("out")).unwrap().count(),
        4
    );
}

#[test]
fn strict_says_that_there_are_doubts() {
    let out = wenji()
        .args(["check", "-", "--strict"])
        .write_stdin("班级公约\n一、按时上课，不迟到，不早退。\n四、爱护公物，节约用水。\n")
        .assert()
        .code(4);
    assert!(
        String::from_utf8_lossy(&out.get_output().stdout)
            .contains("一、 … 四、: 二、 to 三、 are missing")
    );
}

#[test]
fn a_style_printed_is_a_style_taken() {
    let dir = tempfile::tempdir().unwrap();
    let toml = wenji()
        .args(["style", "book"])
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    let file = dir.path().join("mine.toml");
    std::fs::write(&file, toml).unwrap();
    run(
        &[
            "convert",
            sample("poems.txt").to_str().unwrap(),
            "--to",
            "pdf",
            "--style",
            file.to_str().unwrap(),
            "-o",
            dir.path().join("p.pdf").to_str().unwrap(),
        ],
        0,
    );
    run(
        &[
            "convert",
            sample("poems.txt").to_str().unwrap(),
            "--to",
            "pdf",
            "--style",
            "baroque",
        ],
        2,
    );
}

#[test]
fn completions_and_manual_are_printed() {
    for args in [
        &["completions", "bash"][..],
        &["man"],
        &["--help"],
        &["--version"],
    ] {
        let out = wenji().args(args).assert().success();
        assert!(String::from_utf8_lossy(&out.get_output().stdout).contains("wenji"));
    }
}

#[test]
fn split_writes_a_file_for_each_piece_and_loses_none() {
    let dir = tempfile::tempdir().unwrap();
    let out = format!("{}/", dir.path().display());
    let file = sample("speeches.txt");
    let args = [
        "convert",
        file.to_str().unwrap(),
        "--split",
        "-q",
        "-o",
        &out,
    ];
    run(
        &[&args[..], &["--to", "epub,text,docx,pdf,html"]].concat(),
        0,
    );
    let mut names: Vec<String> = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let texts: Vec<&String> = names.iter().filter(|n| n.ends_with(".txt")).collect();
    assert_eq!(names.len(), 5 * texts.len(), "{names:?}");
    assert!(texts.last().unwrap().starts_with("006-"), "{texts:?}");
    // Together they hold what the whole holds, title of the whole apart.
    let whole = wenji()
        .args([
            "convert",
            file.to_str().unwrap(),
            "-q",
            "--to",
            "text",
            "-o",
            "-",
        ])
        .output()
        .unwrap();
    let whole = String::from_utf8(whole.stdout).unwrap();
    let parts: String = texts
        .iter()
        .map(|n| std::fs::read_to_string(dir.path().join(n)).unwrap())
        .collect();
    let bare = |s: &str| {
        s.lines()
            .filter(|l| !l.is_empty())
            .map(String::from)
            .collect::<Vec<_>>()
    };
    let (whole, parts) = (bare(&whole), bare(&parts));
    assert!(whole.ends_with(&parts) && whole.len() - parts.len() < 3);
    // Nothing is written where one of the files stands already.
    let first = dir.path().join(texts[0]);
    let before: Vec<u8> = std::fs::read(&first).unwrap();
    std::fs::remove_file(dir.path().join(texts[1])).unwrap();
    assert!(run(&[&args[..], &["--to", "text"]].concat(), 5).contains("--force"));
    assert_eq!(std::fs::read(&first).unwrap(), before);
    assert!(!dir.path().join(texts[1]).exists());
    run(
        &["convert", "a.txt", "--split", "--to", "text", "-o", "-"],
        2,
    );
    run(&["convert", "a.txt", "--split", "--to", "text"], 2);
}

#[test]
fn a_bad_file_does_not_stop_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let texts = dir.path().join("texts");
    std::fs::create_dir(&texts).unwrap();
    let bad = [3, 14, 27];
    for n in 0..30 {
        let text = if bad.contains(&n) {
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()
        } else {
            format!("春游之{n}\n\n一、出发\n清晨出发。\n二、归来\n傍晚归来。\n").into_bytes()
        };
        std::fs::write(texts.join(format!("t{n:02}.txt")), text).unwrap();
    }
    let args = |out: &str, jobs: &'static str| {
        let out = format!("{}/{out}/", dir.path().display());
        let texts = texts.to_str().unwrap().to_owned();
        let args = [
            "convert",
            &texts,
            "--to",
            "epub,text",
            "-o",
            &out,
            "--jobs",
            jobs,
        ];
        let all: Vec<&str> = args.to_vec();
        run(&all, 1).replace(&out, "out/")
    };
    let (one, four) = (args("a", "1"), args("b", "4"));
    assert_eq!(one, four, "what is said depends on the number of jobs");
    assert!(one.contains("27 converted, 3 failed: "), "{one}");
    for n in 0..30 {
        let name = format!("t{n:02}");
        let summary = one.lines().last().unwrap();
        assert_eq!(summary.contains(&name), bad.contains(&n), "{name}");
        for ext in ["epub", "txt"] {
            let file = |d: &str| std::fs::read(dir.path().join(d).join(&name).with_extension(ext));
            assert_eq!(file("a").is_ok(), !bad.contains(&n), "{name}");
            assert!(file("a").ok() == file("b").ok(), "{name}");
        }
    }
}

#[test]
fn two_texts_of_one_name_do_not_take_each_others_place() {
    let dir = tempfile::tempdir().unwrap();
    for (folder, words) in [("a", "甲"), ("b", "乙")] {
        let folder = dir.path().join(folder);
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(
            folder.join("x.txt"),
            format!("一、出发\n清晨出发。{words}\n"),
        )
        .unwrap();
    }
    let out = dir.path().join("out/");
    let refused = wenji()
        .args(["convert", "--to", "json", "--force"])
        .args([dir.path().join("a/x.txt"), dir.path().join("b/x.txt")])
        .arg("-o")
        .arg(&out)
        .assert()
        .code(1);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(
        said.contains("b/x.txt") && said.contains("rename"),
        "{said}"
    );
    let kept = std::fs::read_to_string(out.join("x.json")).unwrap();
    assert!(kept.contains('甲') && !kept.contains('乙'));
}

/// A date that the standards of dates cannot tell is refused, and nothing is written.
#[test]
fn a_date_of_no_year_with_four_digits_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    for (epoch, code) in [
        ("253402300799", 0),
        ("-62135596800", 0),
        ("0", 0),
        ("253402300800", 2),
        ("-62135596801", 2),
        ("9223372036854775807", 2),
        ("99999999999999999999999", 2),
        ("tomorrow", 2),
    ] {
        for to in ["docx", "pdf", "epub"] {
            let out = dir.path().join(format!("{epoch}.{to}"));
            let done = support::wenji()
                .env("SOURCE_DATE_EPOCH", epoch)
                .args([
                    "convert",
                    support::sample("notice.txt").to_str().unwrap(),
                    "--to",
                    to,
                ])
                .args(["-o", out.to_str().unwrap()])
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert_eq!(done.status.code(), Some(code), "{epoch} {to}: {said}");
            assert_eq!(out.exists(), code == 0);
            assert!(code == 0 || said.contains("SOURCE_DATE_EPOCH"), "{said}");
        }
    }
}
