//! README and guide are true: their commands are run, in the order of the page, from a fresh clone on; the Chinese chapters
//! give the same commands as the English ones; every option they name is there.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/clone.rs"]
mod clone;
mod support;

use clone::Clone;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use support::{sample, wenji};

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

/// Commands of a page, one for each line.
fn commands(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|l| !l.is_empty() && !l.starts_with('#'))
}

/// What the reader of a page has from elsewhere.
fn give(clone: &Clone, name: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    match name {
        "MySong.ttf" => fs::copy(here.join("fonts/NotoSerifSC-Regular.ttf"), clone.path(name)),
        "MyHei.ttf" => fs::copy(here.join("fonts/NotoSansSC-Medium.ttf"), clone.path(name)),
        "house.docx" => {
            let folder = tempfile::tempdir().unwrap();
            fs::copy(
                support::convert(&sample("poems.txt"), "docx", folder.path()),
                clone.path(name),
            )
        }
        "press.icc" => fs::write(clone.path(name), press_profile()).map(|()| 0),
        _ => panic!("{name}: what is that?"),
    }
    .unwrap();
}

/// The head of an ICC profile for a press with four inks.
fn press_profile() -> Vec<u8> {
    let mut icc = vec![0; 132];
    icc[3] = 132;
    icc[8] = 4;
    icc[12..16].copy_from_slice(b"prtr");
    icc[16..20].copy_from_slice(b"CMYK");
    icc[20..24].copy_from_slice(b"Lab ");
    icc[36..40].copy_from_slice(b"acsp");
    icc
}

/// Follows a page; gives how many commands were run.
fn followed(page: &Path, clone: &mut Clone) -> usize {
    let mut run = 0;
    for block in fenced(page) {
        for name in block.info.iter().filter_map(|i| i.strip_prefix("given=")) {
            give(clone, name);
        }
        if let Some(name) = block.file() {
            fs::write(clone.path(name), &block.text).unwrap();
        }
        if block.is("sh") {
            for line in commands(&block.text) {
                clone.follow(line);
                run += 1;
            }
        }
    }
    run
}

/// A chapter of the guide, in the state that the chapters before it have led to.
fn chapter(path: &Path) -> (Clone, usize) {
    let name = path.file_stem().unwrap().to_string_lossy();
    let mut clone = match &*name {
        "first" => Clone::fresh(),
        // These are about the repository.
        "library" | "extending" => Clone::installed(),
        _ => Clone::among_samples(),
    };
    let run = followed(path, &mut clone);
    (clone, run)
}

#[test]
fn the_first_hour_ends_with_three_files() {
    if !support::has("sh") {
        return;
    }
    let (clone, run) = chapter(&guide().join("en/first.md"));
    assert!(run >= 8, "{run}");
    let read = |name: &str| fs::read(clone.path(name)).unwrap();
    for (ending, magic) in [("docx", "PK"), ("pdf", "%PDF"), ("epub", "PK")] {
        let made = read(&format!("out/speeches.{ending}"));
        assert!(made.starts_with(magic.as_bytes()), "{ending}");
    }
    assert!(read("book.pdf").starts_with(b"%PDF"));
    assert!(read("receipt.jsonl").starts_with(b"{"));
}

#[test]
fn corrections_of_the_guide_apply() {
    if !support::has("sh") {
        return;
    }
    let (clone, _) = chapter(&guide().join("en/correcting.md"));
    let text = wenji()
        .args(["convert", "--to", "text", "-o", "-", "-q"])
        .arg(clone.path("speeches.txt"))
        .output()
        .unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("讲话稿是会议发言的重要载体"), "{text}");
    assert!(text.contains("2023年，全市累计改造"), "{text}");
}

#[test]
fn every_command_works() {
    if !support::has("sh") {
        return;
    }
    let mut all = 0;
    for path in chapters("en") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        // These two have tests of their own.
        if name != "first" && name != "correcting" {
            all += chapter(&path).1;
        }
    }
    assert!(all >= 35, "{all}");
}

/// The pages that a newcomer sees first, in both languages: from a fresh clone on, every command works where it stands.
#[test]
fn commands_of_the_readme_work_in_their_order() {
    if !support::has("sh") {
        return;
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let runs = ["README.md", "README.zh.md"].map(|name| {
        let mut clone = Clone::fresh();
        let run = followed(&here.join(name), &mut clone);
        for (file, magic) in [
            ("out/speeches.pdf", "%PDF"),
            ("book.docx", "PK"),
            ("kindle.epub", "PK"),
            ("my.toml", ""),
        ] {
            let made = fs::read(clone.path(file)).unwrap_or_else(|e| panic!("{name}: {file}: {e}"));
            assert!(made.starts_with(magic.as_bytes()), "{name}: {file}");
        }
        run
    });
    assert_eq!(runs[0], runs[1]);
    assert!(runs[0] >= 20, "{runs:?}");
}

/// In running text, too, no page names a command of cargo's that cannot work yet.
#[test]
fn commands_of_cargo_in_running_text_can_work() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = ["README.md", "README.zh.md"].map(|name| here.join(name));
    let chapters = chapters("en").into_iter().chain(chapters("zh"));
    let mut seen = 0;
    for page in pages.into_iter().chain(chapters) {
        let text = fs::read_to_string(&page).unwrap();
        for code in text.split('`').skip(1).step_by(2) {
            let words: Vec<&str> = code.split_whitespace().collect();
            let at = words.windows(2).position(|w| {
                w[0] == "cargo" && matches!(w[1], "add" | "install") && words.len() > 2
            });
            if let Some(at) = at {
                seen += 1;
                let by_path = words[at..].contains(&"--path") || words[at..].contains(&"--git");
                assert!(
                    by_path,
                    "{}: {code}: the registry has no wenji",
                    page.display()
                );
            }
        }
    }
    assert!(seen >= 2, "{seen}");
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
            "quiet",
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
