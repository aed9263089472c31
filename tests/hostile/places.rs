//! Where outputs go: links, devices, full disks, closed pipes, odd names.
#![cfg(unix)]

use super::stage::{Stage, whole};
use crate::support;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;

const TEXT: &str = "文集\n\n第一章 春\n\n清晨出发，走了很远的路。\n\n第二章 夏\n\n傍晚归来。\n";

fn long() -> String {
    format!(
        "文集\n\n第一章 春\n\n{}",
        "清晨出发，走了很远的路。\n".repeat(20_000)
    )
}

#[test]
fn links_at_the_output_are_not_followed() {
    for (target, exists) in [("in/neighbour", true), ("in/absent", false)] {
        let stage = Stage::with(TEXT);
        symlink(stage.path(target), stage.path("o.docx")).unwrap();
        let left = stage.run(&["convert", "in/book.txt", "--to", "docx", "-o", "o.docx"]);
        assert_eq!(left.code, Some(5), "{}", left.said);
        let left = stage.run(&[
            "convert",
            "in/book.txt",
            "--to",
            "docx",
            "-o",
            "o.docx",
            "--force",
        ]);
        assert_eq!(left.code, Some(0), "{}", left.said);
        whole(Path::new("o.docx"), &left.files[Path::new("o.docx")]);
        assert!(!stage.path("o.docx").is_symlink());
        let there = left.files.get(Path::new(target));
        assert_eq!(there.is_some(), exists);
        assert!(there.is_none_or(|b| b == b"untouched"));
    }
}

#[test]
fn what_is_no_file_is_not_replaced() {
    if !support::has("bash") {
        return;
    }
    let stage = Stage::with(TEXT);
    std::fs::create_dir(stage.path("o.docx")).unwrap();
    stage.shell("mkfifo o.epub");
    for (to, place) in [
        ("docx", "o.docx"),
        ("epub", "o.epub"),
        ("text", "/dev/null"),
        ("text", "/dev/full"),
    ] {
        for force in [&[][..], &["--force"]] {
            // A folder that is there takes the file in.
            if place == "o.docx" {
                continue;
            }
            let left = stage.run(
                &[
                    &["convert", "in/book.txt", "--to", to, "-o", place][..],
                    force,
                ]
                .concat(),
            );
            assert_eq!(left.code, Some(5), "{place} {force:?}: {}", left.said);
        }
    }
    assert!(!Path::new("/dev/null").is_file() && !Path::new("/dev/full").is_file());
    std::fs::create_dir_all(stage.path("out/book.docx")).unwrap();
    let left = stage.run(&[
        "convert",
        "in/book.txt",
        "--to",
        "docx,text",
        "-o",
        "out/",
        "--force",
    ]);
    assert_eq!(left.code, Some(5), "{}", left.said);
    assert!(stage.path("out/book.docx").is_dir());
}

#[test]
fn places_that_take_no_file_are_refused() {
    let stage = Stage::with(TEXT);
    for place in [
        "/proc/x/",
        "in/neighbour/",
        "in/neighbour/x/",
        "/dev/null/x.docx",
    ] {
        let left = stage.run(&["convert", "in/book.txt", "--to", "docx", "-o", place]);
        assert_eq!(left.code, Some(5), "{place}: {}", left.said);
    }
    symlink("loop", stage.path("loop")).unwrap();
    let left = stage.run(&["convert", "in/book.txt", "--to", "docx", "-o", "loop/"]);
    assert_eq!(left.code, Some(5), "{}", left.said);
}

#[test]
fn a_folder_that_may_not_be_written_is_refused() {
    if !support::has("bash") {
        return;
    }
    let stage = Stage::with(TEXT);
    let as_nobody = "mkdir out && chmod 500 out && [ \"$(id -u)\" = 0 ]";
    if stage.shell(as_nobody).code == Some(0) && !support::has("setpriv") {
        return;
    }
    let left = stage.shell("chmod 755 . ; cp $W w; chmod 755 w; if [ \"$(id -u)\" = 0 ]; then exec setpriv --reuid 65534 --clear-groups ./w convert in/book.txt --to docx -o out/; else exec ./w convert in/book.txt --to docx -o out/; fi");
    assert_eq!(left.code, Some(5), "{}", left.said);
    assert!(left.said.contains("cannot be written"), "{}", left.said);
}

#[test]
fn a_full_disk_leaves_nothing_behind() {
    if !support::has("bash") {
        return;
    }
    let stage = Stage::with(long());
    let left = stage
        .shell("trap '' XFSZ; ulimit -f 8; exec $W convert in/book.txt --to docx,pdf,text -o out/");
    assert_eq!(left.code, Some(5), "{}", left.said);
    for (name, bytes) in left.files.iter().filter(|(n, _)| n.starts_with("out")) {
        whole(name, bytes);
    }
}

#[test]
fn streams_that_are_closed_or_full_are_no_end() {
    if !support::has("bash") {
        return;
    }
    let stage = Stage::with(long());
    for (line, code) in [
        (
            "$W convert in/book.txt --to text -o - -q | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}",
            0,
        ),
        ("$W outline in/book.txt | true; exit ${PIPESTATUS[0]}", 0),
        ("$W convert in/book.txt --to text -o - -q >/dev/full", 5),
        ("$W outline in/book.txt >/dev/full", 5),
        ("$W convert in/book.txt --to docx -o out1/ 2>/dev/full", 0),
        ("$W convert in/book.txt --to docx -o out2/ 2>&-", 0),
        ("$W convert in/absent.txt --to docx -o out3/ 2>/dev/full", 3),
        (
            "$W convert in/book.txt --to docx -o out4/ 2> >(exec 0<&-)",
            0,
        ),
        ("$W convert - --to docx -o out5/ <&-", 3),
        ("$W convert - --to docx -o out6/ </dev/null", 3),
        ("$W convert --too 2>/dev/full", 2),
        ("$W --help >/dev/full", 0),
        (
            "$W convert in/book.txt in/book.txt --to docx -o out7/ 2>/dev/full",
            1,
        ),
    ] {
        let left = stage.shell(line);
        assert_eq!(left.code, Some(code), "{line}: {}", left.said);
    }
}

#[test]
fn inputs_of_odd_kinds_are_told() {
    let stage = Stage::with(TEXT);
    symlink("loop.txt", stage.path("in/loop.txt")).unwrap();
    symlink(".", stage.path("in/self")).unwrap();
    std::fs::create_dir(stage.path("none")).unwrap();
    for input in [
        "in/loop.txt",
        "none",
        "in/absent.txt",
        "in/[",
        "in/*.absent",
        "/proc/self/mem",
    ] {
        let left = stage.run(&["convert", input, "--to", "text", "-o", "out/"]);
        assert_eq!(left.code, Some(3), "{input}: {}", left.said);
    }
    // A folder that holds itself, and a link that leads nowhere in it.
    let left = stage.run(&["convert", "in", "--to", "text", "-o", "out/"]);
    assert_eq!(left.code, Some(0), "{}", left.said);
    assert!(left.said.contains("in/loop.txt: is a link and left out"));
    assert!(
        left.files.contains_key(Path::new("out/book.txt")),
        "{}",
        left.said
    );
}

#[test]
fn an_input_without_end_is_refused() {
    if !support::has("bash") {
        return;
    }
    let stage = Stage::bare();
    for line in [
        "$W convert /dev/zero --from text --to text -o - --max-input 4M",
        "yes 春天 | $W convert - --to text -o - --max-input 4M",
        "$W check /dev/zero --max-input 1000000",
        "yes 春天 | $W outline - --max-input 1k",
    ] {
        let left = stage.shell(line);
        assert_eq!(left.code, Some(3), "{line}: {}", left.said);
        assert!(left.said.contains("--max-input"), "{line}: {}", left.said);
    }
    let left = stage.run(&["check", "in/neighbour", "--max-input", "many"]);
    assert_eq!(left.code, Some(2), "{}", left.said);
    let left = stage.run(&["check", "in/neighbour", "--max-input", "9"]);
    assert_eq!(left.code, Some(0), "{}", left.said);
}

#[test]
fn odd_names_of_inputs_are_taken() {
    for name in [
        &b"a\nb.txt"[..],
        b"-rf.txt",
        b"\xff\xfe.txt",
        b"CON.txt",
        b"...txt",
        b"a\x1b[31m.txt",
        b"*.txt",
        b" .txt",
    ] {
        let stage = Stage::bare();
        let path = stage.path("in").join(std::ffi::OsStr::from_bytes(name));
        std::fs::write(&path, TEXT).unwrap();
        let left = stage.convert(0, "", &["in", "--to", "docx,text"]);
        assert!(!left.said.contains('\u{1b}'), "{}", left.said);
    }
}
