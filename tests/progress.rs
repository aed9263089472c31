//! How far a long run is: told to a terminal, and to nobody else.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;
use support::{program, tool, wenji};
use unicode_width::UnicodeWidthStr;

/// Many files, one of which is bad; with long Chinese names.
fn texts(folder: &Path) {
    for n in 1..=30 {
        let name =
            format!("{n} 一个很长的文件名一个很长的文件名一个很长的文件名一个很长的文件名.txt");
        let words = if n == 7 {
            String::new()
        } else {
            format!("第{n}篇\n\n清晨出发，路上没有人。\n")
        };
        std::fs::write(folder.join(name), words).unwrap();
    }
}

/// What a terminal sees; `None` where there is no Python (said aloud).
fn seen(folder: &Path, options: &[&str], variables: &[(&str, &str)]) -> Option<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/terminal.py");
    let out = tempfile::tempdir().unwrap();
    let out = format!("{}/", out.path().display());
    let program = program();
    let mut args = vec![script.to_str().unwrap(), "env"];
    let set: Vec<String> = variables.iter().map(|(k, v)| format!("{k}={v}")).collect();
    args.extend(["LC_ALL=C.UTF-8", "TERM=xterm-256color"]);
    args.extend(set.iter().map(String::as_str));
    args.extend([
        program.to_str().unwrap(),
        "convert",
        folder.to_str().unwrap(),
    ]);
    args.extend(["--to", "docx,epub", "--jobs", "2", "-o", &out]);
    args.extend(options);
    let said: serde_json::Value = serde_json::from_str(&tool("python3", &args)?).unwrap();
    assert_eq!(said["code"], 1, "one file is bad: {said}");
    Some(said["seen"].as_str().unwrap().to_owned())
}

/// A text without what moves the cursor and colours.
fn plain(s: &str) -> String {
    anstream::adapter::strip_str(s).to_string()
}

#[test]
fn a_terminal_sees_how_far_it_is_and_the_messages_whole() {
    let dir = tempfile::tempdir().unwrap();
    texts(dir.path());
    let Some(seen) = seen(dir.path(), &[], &[]) else {
        return;
    };
    let lines: Vec<String> = seen
        .split(['\r', '\n'])
        .map(plain)
        .filter(|l| !l.trim().is_empty())
        .collect();
    let bars: Vec<&String> = lines.iter().filter(|l| l.starts_with('[')).collect();
    assert!(
        bars.len() > 1 && bars.iter().all(|b| b.contains("/30 ")),
        "{lines:#?}"
    );
    assert!(bars.iter().all(|b| b.width() <= 80), "{bars:#?}");
    // Every file is told of in a line of its own, none is lost under the bar.
    assert_eq!(
        lines.iter().filter(|l| l.contains(" doubtful (")).count(),
        29,
        "{lines:#?}"
    );
    assert!(
        lines
            .iter()
            .any(|l| l.starts_with("wenji: error:") && l.contains("empty"))
    );
    assert!(
        lines.last().unwrap().starts_with("29 converted, 1 failed"),
        "{lines:#?}"
    );
    // The bar is taken away before the summary.
    let end = seen.rfind("29 converted").unwrap();
    assert!(!plain(&seen[end..]).contains('['));
}

#[test]
fn nobody_else_sees_it() {
    let dir = tempfile::tempdir().unwrap();
    texts(dir.path());
    let out = dir.path().join("out");
    let piped = wenji()
        .args(["convert", dir.path().to_str().unwrap(), "--to", "docx"])
        .args(["-o", &format!("{}/", out.display())])
        .assert()
        .code(1);
    let said = String::from_utf8_lossy(&piped.get_output().stderr).into_owned();
    assert!(
        !said.contains("/30 0") && !said.contains('\u{1b}') && !said.contains('\r'),
        "{said}"
    );
    assert!(said.contains("29 converted"), "{said}");
    let Some(quiet) = seen(dir.path(), &["-q"], &[]) else {
        return;
    };
    assert!(
        !quiet.contains("/30 0") && !quiet.contains("doubtful"),
        "{quiet:?}"
    );
    assert!(quiet.contains("empty"), "errors are told: {quiet:?}");
    // Colours: none where none are wanted.
    let bare = seen(dir.path(), &[], &[("NO_COLOR", "1")]).unwrap();
    let colours = bare.split("\u{1b}[").skip(1).filter(|s| {
        let end = s.find(|c: char| c.is_ascii_alphabetic());
        end.is_some_and(|at| s[at..].starts_with('m'))
    });
    assert_eq!(colours.count(), 0, "{bare:?}");
}
