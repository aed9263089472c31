//! The programs of `examples/` do what their first lines say. `cargo test` builds them; with `--test examples` alone run
//! `cargo build --examples` first.
#![cfg(embedded_fonts)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use support::sample;

/// What an example prints. `cargo test` builds them beside the tests.
fn example(name: &str, arguments: &[&Path]) -> String {
    let test = std::env::current_exe().unwrap();
    let built: PathBuf = test.parent().unwrap().parent().unwrap().join("examples");
    let path = built.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let done = Command::new(&path).args(arguments).output();
    let done = done.unwrap_or_else(|e| panic!("{}: {e}; `cargo build --examples`", path.display()));
    assert!(
        done.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn a_text_is_converted_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    for (ending, magic) in [("docx", "PK"), ("pdf", "%PDF"), ("epub", "PK"), ("md", "")] {
        let file = folder.path().join(format!("out.{ending}"));
        example("convert", &[&sample("poems.txt"), &file]);
        assert!(
            std::fs::read(&file).unwrap().starts_with(magic.as_bytes()),
            "{ending}"
        );
    }
}

#[test]
fn a_backend_of_ones_own_writes_everything() {
    for (name, _) in support::SAMPLES {
        let written = example("backend", &[&sample(name)]);
        let text = support::wenji()
            .args(["convert", "--to", "text", "-o", "-", "-q"])
            .arg(sample(name))
            .output()
            .unwrap();
        let text = String::from_utf8(text.stdout).unwrap();
        assert_eq!(support::han(&written), support::han(&text), "{name}");
    }
    let notice = example("backend", &[&sample("notice.txt")]);
    assert!(notice.contains("\n** 第一章　总则\n"), "{notice}");
    assert!(notice.contains("\n- 第一条　为"), "{notice}");
}

#[test]
fn the_reader_does_alone() {
    let told = example("reader_only", &[&sample("novel-gbk.txt")]);
    assert!(told.starts_with("gb18030"), "{told}");
    assert!(told.contains("第一章　渡口\n"), "{told}");
}

#[test]
fn corrections_and_style_apply() {
    let told = example("corrected", &[]);
    assert!(told.starts_with("出发之前\n归来以后\n"), "{told}");
    assert!(told.trim_end().ends_with("bytes of PDF"), "{told}");
}
