//! Files: links, pipes, runs side by side, sets that are whole or absent.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::wenji;

const TEXT: &str =
    "春天集\n\n第一章 出发\n清晨出发，山路还是湿的。\n第二章 归来\n傍晚归来，灯已经亮了。\n";

/// Runs the program in a folder: its exit code, and what it said on standard error.
fn run(at: &Path, args: &[&str]) -> (i32, String) {
    let mut c = wenji();
    let out = c
        .current_dir(at)
        .args(args)
        .timeout(Duration::from_secs(60));
    let out = out.output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    (out.status.code().unwrap_or(-1), said)
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(list) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = list
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A folder with two texts in it, links that lead round about, and links that lead out.
fn linked() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir_all(at("dir/sub/deep")).unwrap();
    fs::create_dir_all(at("other")).unwrap();
    for name in [
        "dir/b.txt",
        "dir/sub/deep/c.txt",
        "other/secret.txt",
        "other/d.txt",
    ] {
        fs::write(at(name), TEXT).unwrap();
    }
    symlink(".", at("dir/self")).unwrap();
    symlink("../dir", at("dir/loop")).unwrap();
    symlink("../../dir", at("dir/sub/up")).unwrap();
    symlink("../other", at("dir/elsewhere")).unwrap();
    symlink("../other/secret.txt", at("dir/p.txt")).unwrap();
    symlink("nowhere", at("dir/q.txt")).unwrap();
    dir
}

#[test]
fn links_in_folders_and_patterns_are_named_and_not_followed() {
    let dir = linked();
    for (input, said_of, made) in [
        ("dir", true, 2),
        ("dir/**/*.txt", true, 2),
        ("dir/**", true, 2),
        ("**/**/*.txt", true, 4),
        ("dir/*/*/*.txt", false, 1),
        ("*/p.txt", false, 0),
        ("dir/s*/b.txt", false, 0),
    ] {
        let (code, said) = run(
            dir.path(),
            &["convert", input, "--to", "text,html", "-o", "out/"],
        );
        assert_eq!(code, if made > 0 { 0 } else { 3 }, "{input}: {said}");
        assert_eq!(
            said.contains("p.txt: is a link and left out"),
            said_of,
            "{input}: {said}"
        );
        assert!(
            made < 2 || said.contains(&format!("{made} converted, 0 failed")),
            "{input}: {said}"
        );
        fs::remove_dir_all(dir.path().join("out")).ok();
    }
    // A link that is named is what it leads to.
    for named in ["dir/p.txt", "dir/elsewhere/d.txt"] {
        let (code, said) = run(dir.path(), &["convert", named, "--to", "text", "-o", "-"]);
        assert_eq!(code, 0, "{named}: {said}");
    }
    let (code, said) = run(
        dir.path(),
        &["convert", "dir", "--merge", "--to", "text", "-o", "all.txt"],
    );
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("p.txt: is a link") && said.contains("2 texts in one"),
        "{said}"
    );
}

#[test]
fn links_that_are_followed_come_to_an_end() {
    let dir = linked();
    for (input, made) in [("dir", 5), ("dir/**/*.txt", 5), ("dir/**", 5)] {
        let (code, said) = run(
            dir.path(),
            &[
                "convert",
                input,
                "--follow-links",
                "--to",
                "text",
                "-o",
                "out/",
            ],
        );
        // Each text once, and that of the link that leads nowhere not at all.
        assert_eq!(code, 0, "{input}: {said}");
        assert!(
            said.contains(&format!("{made} converted, 0 failed")),
            "{input}: {said}"
        );
        fs::remove_dir_all(dir.path().join("out")).unwrap();
    }
}

#[test]
fn pipes_hold_nothing_up() {
    if !support::has("sh") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let sh = |line: &str| {
        let mut c = Command::new("sh");
        let out = c
            .args(["-c", line])
            .current_dir(dir.path())
            .env("W", support::program());
        out.env("LC_ALL", "C.UTF-8").output().unwrap()
    };
    fs::create_dir(dir.path().join("d")).unwrap();
    fs::write(dir.path().join("d/a.txt"), TEXT).unwrap();
    assert!(
        sh("mkfifo d/x.txt named.txt book.wenji.toml wenji.toml")
            .status
            .success()
    );
    for input in ["d", "d/*.txt"] {
        let (code, said) = run(
            dir.path(),
            &["convert", input, "--to", "html", "-o", "out/"],
        );
        assert_eq!(code, 0, "{said}");
        assert!(
            said.contains("d/x.txt: is no plain file and left out"),
            "{said}"
        );
        fs::remove_dir_all(dir.path().join("out")).unwrap();
    }
    fs::write(dir.path().join("book.txt"), TEXT).unwrap();
    let (code, said) = run(
        dir.path(),
        &["convert", "book.txt", "--to", "html", "-o", "-"],
    );
    assert_eq!(code, 0, "{said}");
    for args in [
        &["convert", "named.txt"][..],
        &["convert", "book.txt", "--front", "named.txt"],
        &["convert", "book.txt", "--corrections", "named.txt"],
    ] {
        let begun = Instant::now();
        let (code, said) = run(dir.path(), &[args, &["--to", "html", "-o", "-"]].concat());
        assert_eq!(code, 3, "{said}");
        assert!(said.contains("nobody writes into this pipe"), "{said}");
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
    // What is being written into one is read, however slowly it comes.
    fs::write(dir.path().join("text"), TEXT).unwrap();
    let out = sh(
        "(sleep 1; head -c 20 text; sleep 1; tail -c +21 text) >named.txt & \"$W\" convert named.txt --to text -o -; wait",
    );
    assert_eq!(
        out.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    assert!(String::from_utf8_lossy(&out.stdout).contains("傍晚归来"));
}

#[test]
fn a_folder_that_cannot_be_read_is_named_and_the_others_are_made() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("in")).unwrap();
    fs::write(dir.path().join("in/a.txt"), TEXT).unwrap();
    // Deeper than the system takes a name in one piece.
    let name = "很深的文件夹".repeat(10);
    let mut deep = dir.path().join("in");
    while deep.as_os_str().len() + name.len() < 4000 {
        deep.push(&name);
    }
    fs::create_dir_all(&deep).unwrap();
    if !support::has("sh") {
        return;
    }
    let line = "mkdir -p \"$1/$1/$1\" && echo 春天。 >\"$1/$1/$1/b.txt\"";
    let mut c = Command::new("sh");
    let made = c
        .args(["-c", line, "sh", &name])
        .current_dir(&deep)
        .status()
        .unwrap();
    assert!(made.success());
    let (code, said) = run(dir.path(), &["convert", "in", "--to", "text", "-o", "out/"]);
    assert_eq!(code, 1, "{said:.400}");
    assert!(
        said.contains("1 converted, 1 failed") && said.contains("too long"),
        "{said}"
    );
    // Taken apart from within, since its whole name is too long for that, too.
    let line = "while cd \"$1\" 2>/dev/null; do :; done; i=0; rm -f b.txt; while [ $i -lt 40 ]; do cd .. ; rmdir \"$1\" 2>/dev/null; i=$((i+1)); done; true";
    let mut c = Command::new("sh");
    c.args(["-c", line, "sh", &name])
        .current_dir(dir.path().join("in"))
        .status()
        .unwrap();
}

#[test]
fn runs_side_by_side_into_one_folder_take_nothing_from_each_other() {
    let rounds = if std::env::var_os("WENJI_FULL").is_some() {
        20
    } else {
        2
    };
    let dir = tempfile::tempdir().unwrap();
    for run in 0..8 {
        let texts = dir.path().join(format!("in{run}"));
        fs::create_dir(&texts).unwrap();
        for n in 0..300 {
            fs::write(texts.join(format!("{run}-{n}.txt")), TEXT).unwrap();
        }
    }
    for round in 0..rounds {
        let out = dir.path().join("out");
        let runs: Vec<_> = (0..8)
            .map(|run| {
                Command::new(support::program())
                    .args([
                        "convert",
                        &format!("in{run}"),
                        "--to",
                        "text",
                        "-q",
                        "-o",
                        "out/",
                    ])
                    .current_dir(dir.path())
                    .stdin(Stdio::null())
                    .stdout(Stdio::null())
                    .stderr(Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for run in runs {
            let done = run.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(
                done.status.success() && said.is_empty(),
                "round {round}: {said}"
            );
        }
        let made = names(&out);
        assert_eq!(made.len(), 2400, "round {round}");
        assert!(made.iter().all(|n| n.ends_with(".txt")), "round {round}");
        fs::remove_dir_all(&out).unwrap();
    }
}

#[test]
fn a_set_that_does_not_fit_on_the_disk_is_absent() {
    if !support::has("bash") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("a.txt"),
        TEXT.replace("山路", &"山路。".repeat(900)),
    )
    .unwrap();
    let bash = |line: &str| {
        let mut c = Command::new("bash");
        let out = c
            .args(["-c", line])
            .current_dir(dir.path())
            .env("W", support::program());
        out.env("LC_ALL", "C.UTF-8").output().unwrap()
    };
    // What is written first fits, what is written then does not.
    for to in ["text,pdf", "html,docx,pdf", "json,text,epub,pdf"] {
        let line = format!("trap '' XFSZ; ulimit -f 12; \"$W\" convert a.txt --to {to} -o out/");
        let done = bash(&line);
        assert_eq!(
            done.status.code(),
            Some(5),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        assert!(
            names(&dir.path().join("out")).is_empty(),
            "{to}: {:?}",
            names(&dir.path().join("out"))
        );
    }
    // What was there stays, whole.
    fs::create_dir_all(dir.path().join("out")).unwrap();
    fs::write(dir.path().join("out/a.txt"), "mine").unwrap();
    let done =
        bash("trap '' XFSZ; ulimit -f 12; \"$W\" convert a.txt --to text,pdf --force -o out/");
    assert_eq!(done.status.code(), Some(5));
    assert_eq!(names(&dir.path().join("out")), ["a.txt"]);
    assert_eq!(
        fs::read_to_string(dir.path().join("out/a.txt")).unwrap(),
        "mine"
    );
}

#[test]
fn a_place_that_is_taken_meanwhile_leaves_the_whole_set_undone() {
    // The second of three names is a folder: nothing of the set is left, and what it would have replaced stays.
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.txt"), TEXT).unwrap();
    fs::create_dir_all(dir.path().join("out/a.html")).unwrap();
    fs::write(dir.path().join("out/a.json"), "mine").unwrap();
    let (code, said) = run(
        dir.path(),
        &[
            "convert",
            "a.txt",
            "--to",
            "text,json,html",
            "--force",
            "-o",
            "out/",
        ],
    );
    assert_eq!(code, 5, "{said}");
    assert_eq!(names(&dir.path().join("out")), ["a.html", "a.json"]);
    assert_eq!(
        fs::read_to_string(dir.path().join("out/a.json")).unwrap(),
        "mine"
    );
}

#[test]
fn standard_output_that_is_closed_is_told() {
    if !support::has("sh") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("n.txt"), TEXT).unwrap();
    for (line, code) in [
        ("\"$W\" convert n.txt --to text -o - >&-", 5),
        ("\"$W\" convert - --to html <n.txt >&-", 5),
        ("\"$W\" convert n.txt --to text -o - >/dev/null", 0),
        (
            "\"$W\" convert n.txt --to text -o - | head -c 1 >/dev/null",
            0,
        ),
    ] {
        let mut c = Command::new("sh");
        let out = c
            .args(["-c", line])
            .current_dir(dir.path())
            .env("W", support::program());
        let out = out.env("LC_ALL", "C.UTF-8").output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(code), "{line}: {said}");
        assert_eq!(
            said.contains("standard output is closed"),
            code == 5,
            "{line}: {said}"
        );
    }
}

/// What Bash itself is told when a line is completed; the last word is the one that is begun.
#[test]
fn bash_completes_values() {
    if !support::has("bash") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("faces")).unwrap();
    for file in ["mine.toml", "notes.txt", "face.ttf"] {
        std::fs::write(dir.path().join(file), "").unwrap();
    }
    let cases = [
        ("convert a --style go", "gongwen"),
        ("convert a --style mi", "mingling mine.toml"),
        ("convert a --style f", "faces"),
        ("convert a --style = x", "xinhan"),
        ("review a --style ji", "jiyao"),
        ("style x", "xinhan"),
        ("convert a --to ep", "epub"),
        ("convert a --to docx,pa", "docx,pandoc"),
        ("convert a --to docx,pdf,te", "docx,pdf,text"),
        ("convert a --size 大3", "大32开 大32k"),
        ("convert a --size d", "d32 d16"),
        (
            "convert a --font-size 小",
            "小初 小一 小二 小三 小四 小五 小六",
        ),
        ("check a --from-encoding big", "big5"),
        ("outline a --from-encoding = utf-16", "utf-16le utf-16be"),
        ("check a --lang-ui z", "zh"),
        ("convert a --font so", "song="),
        ("convert a --font song = ", ""),
        ("convert a --set roles.heading2.bol", "roles.heading2.bold="),
        ("convert a --set page.width", "page.width="),
        ("convert a --punctuation sa", "safe"),
        ("convert a --punctuation = ke", "keep"),
        ("convert a --cover-style = v", "vertical"),
        ("man conv", "convert"),
    ];
    let script = wenji().args(["completions", "bash"]).output().unwrap();
    let mut lines = String::from_utf8(script.stdout).unwrap() + "\ncompopt() { :; }\n";
    for (line, _) in cases {
        let words: Vec<String> = line.split(' ').map(|w| format!("'{w}'")).collect();
        let words = words.join(" ");
        lines += &format!(
            "COMP_WORDS=(wenji {words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             _wenji wenji \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"\n\
             echo \"${{COMPREPLY[*]}}\"\n"
        );
    }
    let out = Command::new("bash")
        .current_dir(dir.path())
        .args(["--norc", "-c", &lines])
        .output()
        .unwrap();
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(
        out.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let told: Vec<&str> = said.lines().collect();
    assert_eq!(told.len(), cases.len(), "{said}");
    for ((line, wanted), told) in cases.iter().zip(told) {
        assert_eq!(told, *wanted, "{line}");
    }
}

#[test]
fn nothing_that_a_run_reads_is_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let texts = [
        ("a.txt", "渡口\n\n船到了岸，他没有下来。\n"),
        ("b.txt", "前言\n\n写在前面。\n"),
        ("a.wenji.toml", ""),
        ("s.toml", "base = \"book\"\n"),
        ("own.css", "p{color:black}\n"),
    ];
    for (name, text) in texts {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    for args in [
        &["convert", "a.txt", "--to", "text", "-o", "a.txt"][..],
        &[
            "convert",
            "a.txt",
            "--to",
            "pdf",
            "-o",
            "r.pdf",
            "--receipt",
            "a.txt",
        ],
        &[
            "convert", "a.txt", "--to", "html", "-o", "r.html", "--report", "a.txt",
        ],
        &[
            "convert", "a.txt", "--front", "b.txt", "--to", "text", "-o", "b.txt",
        ],
        &[
            "convert",
            "a.txt",
            "--back",
            "b.txt",
            "--to",
            "html",
            "-o",
            "r.html",
            "--receipt",
            "b.txt",
        ],
        &[
            "convert", "a.txt", "--style", "s.toml", "--to", "html", "-o", "s.toml",
        ],
        &[
            "convert",
            "a.txt",
            "--css",
            "own.css",
            "--to",
            "epub",
            "-o",
            "r.epub",
            "--receipt",
            "own.css",
        ],
        &["review", "a.txt", "-o", "a.txt"],
    ] {
        let mut run = wenji();
        let run = run.current_dir(dir.path()).args(args).arg("--force");
        run.assert().failure();
        for (name, text) in texts {
            let now = std::fs::read_to_string(dir.path().join(name)).unwrap();
            assert_eq!(now, text, "{args:?}: {name}");
        }
    }
}
