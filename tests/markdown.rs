//! Markdown out and in again: the tree of every sample comes back.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::{SAMPLES, convert, sample, tree, wenji};
use wenji::tree::Document;

#[test]
fn the_tree_of_every_sample_comes_back() {
    for (name, _) in SAMPLES {
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let want = tree(&convert(&sample(name), "json", a.path()));
        let md = convert(&sample(name), "markdown", a.path());
        let got = tree(&convert(&md, "json", b.path()));
        let show = |d: &Document| serde_json::to_string_pretty(&d.without_origin()).unwrap();
        let (got, want) = (show(&got), show(&want));
        let first = got.lines().zip(want.lines()).find(|(g, w)| g != w);
        assert!(got == want, "{name}: {first:?}");
        let again = convert(&md, "markdown", b.path());
        assert_eq!(
            std::fs::read(again).unwrap(),
            std::fs::read(md).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn what_is_marked_is_taken_as_marked() {
    let text = "---\ntitle: 春游\nauthor: 甲\n---\n\n# 第一章 出发\n\n清晨*出发*，\n见[图](http://a.b)。[^x]\n\n- 一\n- 二\n\n3. 丙\n4. 丁\n\n> 引文\n\n    fn main() {}\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n\n![桥](b.png)\n\n# 第二章 归来\n\n傍晚。\n\n[^x]: 注文\n";
    let out = wenji()
        .args(["convert", "-", "--from", "markdown", "--to", "json"])
        .write_stdin(text)
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    let doc: Document = serde_json::from_slice(&out).unwrap();
    assert_eq!(doc.metadata.title.as_deref(), Some("春游"));
    assert_eq!(doc.metadata.author.as_deref(), Some("甲"));
    let shown: Vec<String> = wenji::tree::outline(&doc)
        .iter()
        .map(wenji::tree::Entry::shown)
        .collect();
    assert_eq!(shown, ["第一章　出发", "第二章　归来"]);
    let plain = wenji::render::text(&doc);
    for line in [
        "•　一",
        "3.丙",
        "4.丁",
        "引文",
        "fn main() {}",
        "桥",
        "清晨出发，见图。[x]",
        "[x]注文",
    ] {
        assert!(plain.lines().any(|l| l == line), "{line} in\n{plain}");
    }
}
