//! Receipts of marked texts: every character is in the tree, or left out by name.

use super::{Case, support};
use wenji::account::Account;
use wenji::render::text;
use wenji::tree::Document;

/// What was left out, as `why:words`.
fn left(account: &Account) -> Vec<String> {
    let all = account.left_out.iter();
    all.map(|(why, words)| format!("{why}:{words}")).collect()
}

fn holds((doc, account): (Document, Account), words: &str, out: &[&str], what: &str) {
    assert_eq!(account.lost, "", "{what}");
    assert_eq!(left(&account), out, "{what}");
    let got: String = text(&doc).split_whitespace().collect();
    assert_eq!(got, words, "{what}");
}

#[test]
fn pages_are_in_the_tree_or_left_out_by_name() {
    for (page, words, out) in [
        (
            "<meta charset=utf-8><h1>水利志</h1><p>河道如下图所示，请看。</p><p><img src=\"river.png\"></p><p>图后文字在这里。</p>",
            "水利志河道如下图所示，请看。river.png图后文字在这里。",
            &[][..],
        ),
        (
            "<title>窗口｜某站</title><h1>志</h1><script>甲</script><p style='display:none'>乙<p>丙",
            "志丙",
            &["script:甲", "hidden:乙", "title:窗口｜某站"],
        ),
        (
            "<p>甲<ruby>汉<rp>（</rp><rt>hàn</rt><rp>）</rp></ruby>乙<template>丙</template>",
            "甲汉（hàn）乙",
            &["fallback:（", "fallback:）", "script:丙"],
        ),
        (
            "<p>甲<sup><a id=r href=#n>①</a></sup>。<p id=n>①注。<a href=#r>↩</a>",
            "甲①。①注。",
            &["note-link:↩"],
        ),
        (
            "<nav>首页</nav><table><caption>表一</caption><tr><th>甲<th>乙<tr><td>丙<td><select><option>丁</select></table>",
            "表一甲乙丙丁",
            &["navigation:首页"],
        ),
        (
            "<iframe>甲</iframe><noscript>乙</noscript><svg><text>丙</text></svg><textarea>丁</textarea>",
            "乙丙丁",
            &["script:甲"],
        ),
    ] {
        holds(wenji::html::read_told(page), words, out, page);
    }
}

#[test]
fn markdown_is_in_the_tree_or_left_out_by_name() {
    for (page, words, out) in [
        (
            "# 水利志\n\n河道如下图。\n\n![河道图](river.png)\n\n图后文字。\n",
            "水利志河道如下图。河道图图后文字。",
            &[][..],
        ),
        (
            "---\ntitle: 志\ntags: [水, 河]\n---\n甲<!-- 旁批 -->乙\n\n<!-- 整段\n批注 -->\n\n丙\n",
            "甲乙丙",
            &[
                "front-matter:tags: [水, 河]",
                "comment:旁批",
                "comment:整段 批注",
            ],
        ),
        (
            "[甲](http://x/ \"题\")与[乙][丙]。\n\n[丙]: http://y/文 '说'\n\n```代码\n丁\n```\n",
            "甲与乙。丁",
            &["title:题", "title:说", "info:代码"],
        ),
        (
            "<div align=\"center\">\n<b>甲</b><img src=\"a.png\" alt=\"图\" width=\"90\">\n<script>乙</script>\n</div>\n\n丙<img src='b.png' alt='丁'>戊\n",
            "甲图丙丁戊",
            &["script:乙"],
        ),
        (
            "甲[^一]。\n\n[^一]: 注。\n\n- [x] 乙\n\n<details><summary>丙</summary>\n\n丁\n\n</details>\n",
            "甲[一]。•☑乙丙丁[一]注。",
            &[],
        ),
    ] {
        holds(wenji::markdown::read_told(page), words, out, page);
    }
    // What the parser drops is told: a row with more cells than the head.
    let (_, account) = wenji::markdown::read_told("|甲|乙|\n|-|-|\n|丙|丁|戊|\n");
    assert_eq!(account.lost, "戊");
}

#[test]
fn pandocs_json_and_trees_have_receipts_too() {
    let json = r#"{"pandoc-api-version":[1,23],"meta":{},"blocks":[{"t":"Para","c":[{"t":"Str","c":"甲"},{"t":"Code","c":[["",[],[]],"乙"]},
        {"t":"RawInline","c":["html","<!-- 丙 -->"]},{"t":"Cite","c":[[{"citationPrefix":[{"t":"Str","c":"参见"}],"citationSuffix":[]}],[{"t":"Str","c":"丁"}]]}]},
        {"t":"RawBlock","c":["html","<p>戊<kbd>己</kbd></p>"]}]}"#;
    let (doc, unknown, account) = wenji::pandoc::read_account(json.as_bytes()).unwrap();
    assert!(unknown.is_empty());
    assert_eq!(text(&doc), "甲乙丁\n戊己\n");
    assert_eq!(
        (account.lost.as_str(), left(&account)),
        (
            "",
            vec!["citation:参见".to_owned(), "comment:丙".to_owned()]
        )
    );
    assert!(account.marks.contains_key("code") && account.marks.contains_key("kbd"));
    let case = Case::new("a.pandoc.json", json);
    let receipt = case.dir.path().join("r.jsonl");
    let (_, said) = case.made("text", &["--receipt", receipt.to_str().unwrap()]);
    assert!(
        said.contains("[unknown-mark]") && said.contains("\"kbd\""),
        "{said}"
    );
    let rows = std::fs::read_to_string(&receipt).unwrap();
    for row in [
        r#"{"new":"甲乙丁"}"#,
        r#"{"old":"参见","rule":"citation"}"#,
        r#"{"mark":"kbd","places":1,"rule":"mark"}"#,
    ] {
        assert!(rows.lines().any(|l| l == row), "{row} in {rows}");
    }
    let tree = serde_json::to_string(&doc).unwrap().replacen(
        "\"inlines\"",
        "\"own\":\"庚\",\"inlines\"",
        1,
    );
    let case = Case::new("a.json", tree);
    let receipt = case.dir.path().join("r.jsonl");
    case.made("docx", &["--receipt", receipt.to_str().unwrap()]);
    let rows = std::fs::read_to_string(&receipt).unwrap();
    assert!(
        rows.contains(r#"{"new":"甲乙丁"}"#) && rows.contains(r#"{"old":"庚","rule":"field"}"#),
        "{rows}"
    );
}

#[test]
fn what_is_lost_is_told_and_verified() {
    let case = Case::new("a.md", "|甲|乙|\n|-|-|\n|丙|丁|戊|\n");
    let run = |args: &[&str]| {
        let done = support::wenji().args(args).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned()
            + &String::from_utf8_lossy(&done.stdout);
        (done.status.code(), said)
    };
    let file = case.file.to_str().unwrap();
    let (code, said) = run(&["convert", file, "--to", "text", "-o", "-"]);
    assert!(
        code == Some(0) && said.contains("[lost]") && said.contains('戊'),
        "{said}"
    );
    assert_eq!(
        run(&["convert", file, "--to", "text", "-o", "-", "--verify"]).0,
        Some(1)
    );
    let (code, said) = run(&["check", file, "--strict"]);
    assert!(code == Some(4) && said.contains("lost"), "{said}");
    assert_eq!(run(&["check", file, "--roundtrip"]).0, Some(1));
    let page = Case::new("a.html", "<p>河道<img src=none.png>。<kbd>回车</kbd>");
    let (code, said) = run(&[
        "check",
        page.file.to_str().unwrap(),
        "--strict",
        "--roundtrip",
    ]);
    assert!(
        code == Some(4) && said.contains("picture") && said.contains("kbd"),
        "{said}"
    );
}
