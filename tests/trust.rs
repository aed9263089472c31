//! Who is trusted with what: settings and corrections that lie beside a stranger's text are data, not orders.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::wenji;

const TEXT: &str =
    "春天集\n\n第一章 出发\n清晨出发，山路还是湿的。\n第二章 归来\n傍晚归来，灯已经亮了。\n";

/// A folder with files; those whose names end in `/` are folders.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        put(dir.path(), name, text);
    }
    dir
}

fn put(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Runs the program in a folder: its exit code, and what it said on standard error.
fn run(at: &Path, args: &[&str]) -> (i32, String) {
    let out = wenji().current_dir(at).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    (out.status.code().unwrap(), said)
}

/// Every file below a folder.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(f) = folders.pop() {
        for e in fs::read_dir(f).unwrap() {
            let e = e.unwrap();
            if e.file_type().unwrap().is_dir() {
                folders.push(e.path());
            } else {
                out.push(e.path());
            }
        }
    }
    out.sort();
    out
}

/// Settings that would do harm, were they followed.
const ORDERS: [&str; 8] = [
    "output = \"../victim\"\nforce = true",
    "receipt = \"../victim\"\nforce = true",
    "force = true",
    "quiet = true",
    "watch = true",
    "front = [\"../victim\"]",
    "style = \"../victim\"",
    "title = \"taken over\"",
];

#[test]
fn settings_beside_a_text_are_named_and_do_nothing() {
    for place in ["in", "in/deep", "."] {
        for order in ORDERS {
            let dir = folder(&[
                ("victim", "mine"),
                ("work/own.txt", TEXT),
                ("in/deep/book.txt", TEXT),
            ]);
            put(
                dir.path(),
                &format!("{place}/wenji.toml"),
                &format!("root = true\n[convert]\n{order}\n"),
            );
            let at = dir.path().join("work");
            for input in ["../in/deep/book.txt", "../in", "../in/**/*.txt"] {
                let (code, said) = run(&at, &["convert", input, "--to", "json", "-o", "out/"]);
                // Above the working folder the one in `.` is ours and marks a root: it counts, or is refused with a reason.
                if place == "." {
                    let refused = !order.starts_with("title");
                    assert_eq!(code, if refused { 2 } else { 0 }, "{order}: {said}");
                } else {
                    assert_eq!(code, 0, "{order}: {said}");
                    // One that no input stands beside or below is not looked for.
                    let near = place == "in" || input.ends_with("deep/book.txt");
                    assert!(
                        !near
                            || said.contains("wenji.toml is ignored: it lies beside a text")
                                && said.contains("--config"),
                        "{said}"
                    );
                    let made: Vec<PathBuf> = files(&at.join("out"));
                    assert_eq!(made.len(), 1);
                    assert!(!fs::read_to_string(&made[0]).unwrap().contains("taken over"));
                }
                fs::remove_dir_all(at.join("out")).ok();
                assert_eq!(
                    fs::read_to_string(dir.path().join("victim")).unwrap(),
                    "mine",
                    "{order}"
                );
            }
        }
    }
}

#[test]
fn what_is_found_by_itself_never_says_where_files_go() {
    for order in &ORDERS[..5] {
        for table in ["[convert]", "[profile.web]"] {
            let dir = folder(&[
                ("book.txt", TEXT),
                ("wenji.toml", &format!("{table}\ntitle = \"a\"\n{order}\n")),
            ]);
            let (code, said) = run(
                dir.path(),
                &["convert", "book.txt", "--to", "text", "-o", "out.txt"],
            );
            assert_eq!(code, 2, "{order}: {said}");
            let key = order.split(' ').next().unwrap();
            assert!(
                said.contains(&format!("wenji.toml:3: {key} is for the command line")),
                "{said}"
            );
            assert_eq!(files(dir.path()).len(), 2);
            let (code, said) = run(
                dir.path(),
                &[
                    "--lang-ui",
                    "zh",
                    "convert",
                    "book.txt",
                    "--to",
                    "text",
                    "-o",
                    "out.txt",
                ],
            );
            assert!(
                code == 2 && said.contains(&format!("{key} 须在命令行给出")),
                "{said}"
            );
        }
    }
    // A file that the user names may say it.
    let dir = folder(&[
        ("in/book.txt", TEXT),
        (
            "in/mine.toml",
            "[convert]\nto = \"text\"\noutput = \"made/\"\nreceipt = \"made/r.jsonl\"\nforce = true\nquiet = true\n",
        ),
        ("work/x", ""),
    ]);
    let (code, said) = run(
        &dir.path().join("work"),
        &["convert", "../in/book.txt", "--config", "../in/mine.toml"],
    );
    assert_eq!(code, 0, "{said}");
    assert!(
        dir.path().join("in/made/book.txt").is_file()
            && dir.path().join("in/made/r.jsonl").is_file()
    );
    // What it changed is told, quiet or not.
    assert!(
        said.contains("settings: ../in/mine.toml: ")
            && said.contains("--force")
            && said.contains("--quiet"),
        "{said}"
    );
    let (code, said) = run(
        dir.path(),
        &[
            "convert",
            "in/book.txt",
            "--to",
            "text",
            "--config",
            "absent.toml",
        ],
    );
    assert!(code == 3 && said.contains("absent.toml"), "{said}");
    let (code, _) = run(
        dir.path(),
        &[
            "convert",
            "in/book.txt",
            "--to",
            "text",
            "--config",
            "in/mine.toml",
            "--no-config",
        ],
    );
    assert_eq!(code, 2);
}

#[cfg(unix)]
#[test]
fn paths_of_settings_stay_below_their_folder() {
    use std::os::unix::fs::symlink;
    let keys = [
        ("front", "[\"{}\"]"),
        ("style", "\"{}\""),
        ("cover", "\"{}\""),
        ("corrections", "\"{}\""),
        ("reference-docx", "\"{}\""),
        ("output-intent", "\"{}\""),
        ("font-dir", "\"{}\""),
        ("font", "[\"song={}\"]"),
        ("font", "{ kai = \"{}\" }"),
    ];
    for (key, value) in keys {
        for path in [
            "/etc/passwd",
            "../secret",
            "sub/../../secret",
            "./link",
            "sub/link",
            "folder/passwd",
        ] {
            let dir = folder(&[
                ("secret", "秘密的话。\n"),
                ("work/book.txt", TEXT),
                ("work/sub/x", ""),
            ]);
            let at = dir.path().join("work");
            symlink("../secret", at.join("link")).unwrap();
            symlink("/etc/passwd", at.join("sub/link")).unwrap();
            symlink("/etc", at.join("folder")).unwrap();
            put(
                &at,
                "wenji.toml",
                &format!("[convert]\n{key} = {}\n", value.replace("{}", path)),
            );
            let (code, said) = run(
                &at,
                &["convert", "book.txt", "--to", "text,html", "-o", "out/"],
            );
            assert_eq!(code, 2, "{key} {path}: {said}");
            assert!(
                said.contains("wenji.toml:2: ") && said.contains("leads out of the folder"),
                "{key} {path}: {said}"
            );
            assert!(!at.join("out").exists());
        }
    }
    // Below it they are taken, links too.
    let dir = folder(&[
        ("own/preface.txt", "自序\n几句话。\n"),
        ("book.txt", TEXT),
        ("wenji.toml", "[convert]\nfront = [\"link.txt\"]\n"),
    ]);
    symlink("own/preface.txt", dir.path().join("link.txt")).unwrap();
    let (code, said) = run(
        dir.path(),
        &["convert", "book.txt", "--to", "text", "-o", "a.txt", "-q"],
    );
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("settings: wenji.toml: --front="), "{said}");
    assert!(
        fs::read_to_string(dir.path().join("a.txt"))
            .unwrap()
            .contains("几句话")
    );
}

#[test]
fn settings_above_count_up_to_a_root() {
    let title = "[convert]\ntitle = \"上面的书名\"\n";
    for (marker, counts) in [
        ("root", true),
        (".git", true),
        ("above", true),
        ("below", false),
        ("none", false),
    ] {
        let dir = folder(&[("book/part/a.txt", TEXT)]);
        let at = dir.path().join("book/part");
        let toml = if marker == "root" {
            format!("root = true\n{title}")
        } else {
            title.to_owned()
        };
        put(dir.path(), "book/wenji.toml", &toml);
        match marker {
            ".git" => fs::create_dir(dir.path().join("book/.git")).unwrap(),
            "above" => fs::create_dir(dir.path().join(".git")).unwrap(),
            "below" => fs::create_dir(at.join(".git")).unwrap(),
            _ => {}
        }
        let (code, said) = run(&at, &["convert", "a.txt", "--to", "json", "-o", "a.json"]);
        assert_eq!(code, 0, "{said}");
        let tree = support::tree(&at.join("a.json"));
        assert_eq!(
            tree.metadata.title.as_deref() == Some("上面的书名"),
            counts,
            "{marker}: {said}"
        );
        assert_eq!(said.contains("is ignored"), !counts, "{marker}: {said}");
    }
    let dir = folder(&[("a.txt", TEXT), ("wenji.toml", "root = \"yes\"\n")]);
    let (code, said) = run(dir.path(), &["convert", "a.txt", "--to", "text", "-o", "-"]);
    assert!(
        code == 2 && said.contains("wenji.toml:1: root: true or false"),
        "{said}"
    );
}

/// Settings and folders of others, or such as others may write.
#[cfg(unix)]
#[test]
fn settings_that_others_could_have_written_do_not_count() {
    use std::os::unix::fs::{PermissionsExt, chown, symlink};
    let mode = |p: &Path, m| fs::set_permissions(p, fs::Permissions::from_mode(m)).unwrap();
    let root =
        fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    for case in [
        "file open",
        "folder open",
        "between open",
        "link",
        "file foreign",
        "folder foreign",
        "ours",
    ] {
        if case.ends_with("foreign") && !root {
            continue;
        }
        let dir = folder(&[
            ("p/q/a.txt", TEXT),
            (
                "p/wenji.toml",
                "root = true\n[convert]\ntitle = \"别人的书名\"\n",
            ),
        ]);
        let (p, at) = (dir.path().join("p"), dir.path().join("p/q"));
        let file = p.join("wenji.toml");
        for f in [&p, &at] {
            mode(f, 0o755);
        }
        mode(&file, 0o644);
        match case {
            "file open" => mode(&file, 0o666),
            "folder open" => mode(&p, 0o1777),
            "between open" => mode(&at, 0o777),
            "link" => {
                fs::rename(&file, p.join("real.toml")).unwrap();
                symlink("real.toml", &file).unwrap();
            }
            "file foreign" => chown(&file, Some(65534), None).unwrap(),
            "folder foreign" => chown(&p, Some(65534), None).unwrap(),
            _ => {}
        }
        let (code, said) = run(&at, &["convert", "a.txt", "--to", "json", "-o", "a.json"]);
        assert_eq!(code, 0, "{case}: {said}");
        let tree = support::tree(&at.join("a.json"));
        let counts = tree.metadata.title.as_deref() == Some("别人的书名");
        assert_eq!(counts, case == "ours", "{case}: {said}");
        assert_eq!(
            said.contains("is ignored"),
            case != "ours",
            "{case}: {said}"
        );
    }
}

#[test]
fn corrections_beside_a_text_change_its_reading_alone() {
    for wrong in [
        "[convert]\noutput = \"../victim\"\n",
        "[document]\ntitle = \"a\"\noutput = \"../victim\"\n",
        "[document]\nfront = \"/etc/passwd\"\n",
        "include = \"/etc/passwd\"\n",
        "[[line]]\nstarts = \"第一章\"\nfile = \"../victim\"\n",
        "[[replace]]\nstarts = \"第一章\"\nfind = \"出发\"\nwith = { file = \"/etc/passwd\" }\n",
    ] {
        let dir = folder(&[
            ("in/book.txt", TEXT),
            ("in/book.wenji.toml", wrong),
            ("victim", "mine"),
        ]);
        let (code, said) = run(
            dir.path(),
            &["convert", "in/book.txt", "--to", "text", "-o", "out/"],
        );
        assert_eq!(code, 3, "{wrong}: {said}");
        assert_eq!(files(dir.path()).len(), 3);
        assert_eq!(
            fs::read_to_string(dir.path().join("victim")).unwrap(),
            "mine"
        );
    }
    // What one text's corrections say holds for no other, and none are found through a link.
    let fix = "[[replace]]\nstarts = \"清晨\"\nfind = \"清晨\"\nwith = \"黄昏\"\n";
    let dir = folder(&[
        ("in/a.txt", TEXT),
        ("in/b.txt", TEXT),
        ("in/c.txt", TEXT),
        ("in/a.wenji.toml", fix),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("a.wenji.toml", dir.path().join("in/c.wenji.toml")).unwrap();
    let (code, said) = run(dir.path(), &["convert", "in", "--to", "text", "-o", "out/"]);
    assert_eq!(code, 0, "{said}");
    let made = |name: &str| fs::read_to_string(dir.path().join("out").join(name)).unwrap();
    assert!(made("a.txt").contains("黄昏出发"));
    assert!(made("b.txt").contains("清晨出发") && made("c.txt").contains("清晨出发"));
}
