//! The guide is true: its commands are run, chapter by chapter, in a folder with the samples; the Chinese chapters give
//! the same commands as the English ones; every option it names is there.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{SAMPLES, sample, wenji};

/// What stands between fences: what it is (`sh,no-test`), and the text.
struct Fenced {
    info: Vec<String>,
    text: String,
}

impl Fenced {
    /// The name under which the reader of the guide saves this.
    fn file(&self) -> Option<&str> {
        self.info.iter().find_map(|i| i.strip_prefix("file="))
    }

    fn is(&self, what: &str) -> bool {
        self.info.iter().any(|i| i == what)
    }

    /// Without comments, which are in the language of the chapter.
    fn bare(&self) -> String {
        let lines = self.text.lines().filter(|l| !l.starts_with('#'));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide/src")
}

fn chapters(language: &str) -> Vec<PathBuf> {
    let list = fs::read_dir(guide().join(language)).unwrap();
    let mut list: Vec<PathBuf> = list.map(|e| e.unwrap().path()).collect();
    list.sort();
    list
}

fn fenced(chapter: &Path) -> Vec<Fenced> {
    let mut out: Vec<Fenced> = Vec::new();
    let mut inside = false;
    for line in fs::read_to_string(chapter).unwrap().lines() {
        match line.strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(info) => {
                inside = true;
                let info = info.split(',').map(str::to_owned).collect();
                let text = String::new();
                out.push(Fenced { info, text });
            }
            None if inside => {
                let text = &mut out.last_mut().unwrap().text;
                text.push_str(line);
                text.push('\n');
            }
            None => {}
        }
    }
    assert!(!inside, "{}: a fence is open", chapter.display());
    out
}

/// Follows a chapter in a folder with the samples; gives the folder and how many blocks were run.
fn followed(chapter: &Path) -> (tempfile::TempDir, usize) {
    let folder = tempfile::tempdir().unwrap();
    for (name, _) in SAMPLES {
        fs::copy(sample(name), folder.path().join(name)).unwrap();
    }
    let program = assert_cmd::cargo::cargo_bin("wenji");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let here = program.parent().unwrap().to_owned();
    let path = std::env::join_paths(std::iter::once(here).chain(std::env::split_paths(&path)));
    let path = path.unwrap();
    let mut run = 0;
    for block in fenced(chapter) {
        if let Some(name) = block.file() {
            fs::write(folder.path().join(name), &block.text).unwrap();
        }
        if !block.is("sh") || block.is("no-test") {
            continue;
        }
        let done = Command::new("sh")
            .args(["-eu", "-c", &block.text])
            .current_dir(folder.path())
            .env("PATH", &path)
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}:\n{}\n{}",
            chapter.display(),
            block.text,
            String::from_utf8_lossy(&done.stderr)
        );
        run += 1;
    }
    (folder, run)
}

#[test]
fn the_first_hour_ends_with_three_files() {
    let (folder, run) = followed(&guide().join("en/first.md"));
    assert!(run >= 6, "{run}");
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    for (ending, magic) in [("docx", "PK"), ("pdf", "%PDF"), ("epub", "PK")] {
        let made = read(&format!("out/speeches.{ending}"));
        assert!(made.starts_with(magic.as_bytes()), "{ending}");
    }
    assert!(read("book.pdf").starts_with(b"%PDF"));
    assert!(read("receipt.jsonl").starts_with(b"{"));
}

#[test]
fn corrections_of_the_guide_apply() {
    let (folder, _) = followed(&guide().join("en/correcting.md"));
    let text = wenji()
        .current_dir(folder.path())
        .args(["convert", "speeches.txt", "--to", "text", "-o", "-", "-q"])
        .output()
        .unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("讲话稿是会议发言的重要载体"), "{text}");
    assert!(text.contains("2023年，全市累计改造"), "{text}");
}

#[test]
fn every_command_works() {
    let mut all = 0;
    for chapter in chapters("en") {
        let name = chapter.file_stem().unwrap().to_string_lossy().into_owned();
        // These two have tests of their own.
        if name != "first" && name != "correcting" {
            all += followed(&chapter).1;
        }
    }
    assert!(all >= 20, "{all}");
}

#[test]
fn both_languages_give_the_same_commands() {
    let (english, chinese) = (chapters("en"), chapters("zh"));
    assert_eq!(english.len(), chinese.len());
    for (one, other) in english.iter().zip(&chinese) {
        assert_eq!(one.file_name(), other.file_name());
        let bare = |path: &Path| -> Vec<(Vec<String>, String)> {
            let blocks = fenced(path).into_iter();
            blocks.map(|b| (b.info.clone(), b.bare())).collect()
        };
        assert_eq!(bare(one), bare(other), "{}", other.display());
    }
}

#[test]
fn every_option_that_is_named_is_there() {
    let named = |text: &str| -> BTreeSet<String> {
        let parts = text.split("--").skip(1);
        let name = |p: &str| {
            let end = p.find(|c: char| !c.is_ascii_lowercase() && c != '-');
            p.get(..end.unwrap_or(p.len()))
                .unwrap_or_default()
                .to_owned()
        };
        parts
            .map(name)
            .filter(|n| n.starts_with(char::is_alphabetic))
            .collect()
    };
    let known = wenji().args(["completions", "bash"]).output().unwrap();
    let mut known = named(&String::from_utf8(known.stdout).unwrap());
    // Of cargo.
    known.extend(
        [
            "path",
            "no-default-features",
            "check",
            "all-targets",
            "example",
        ]
        .map(String::from),
    );
    for chapter in chapters("en").iter().chain(&chapters("zh")) {
        let used = named(&fs::read_to_string(chapter).unwrap());
        let unknown: Vec<_> = used.difference(&known).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", chapter.display());
    }
}

/// Where the links and inclusions of a page lead.
fn targets(page: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(page).unwrap();
    let links = text.split("](").skip(1);
    let links = links.filter_map(|l| l.split_once(')')).map(|(to, _)| to);
    let included = text.split("{{#include ").skip(1);
    let included = included.filter_map(|i| i.split(['}', ':']).next());
    let near = links.chain(included).filter(|to| !to.contains("://"));
    near.map(|to| page.parent().unwrap().join(to)).collect()
}

#[test]
fn every_page_is_in_the_contents_and_every_link_leads_somewhere() {
    let contents = targets(&guide().join("SUMMARY.md"));
    for page in chapters("en").iter().chain(&chapters("zh")) {
        assert!(contents.contains(page), "{}", page.display());
    }
    for page in &contents {
        for to in targets(page) {
            assert!(to.is_file(), "{}: {}", page.display(), to.display());
        }
    }
}
