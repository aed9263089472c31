//! Pandoc reads the syntax tree and writes DOCX and HTML with the tree's headings; it reads the Markdown with all text.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::{SAMPLES, han, sample, tool, wenji};

#[test]
fn pandoc_writes_the_same_headings_and_text() {
    for (name, _) in SAMPLES {
        let dir = tempfile::tempdir().unwrap();
        wenji()
            .args(["convert", sample(name).to_str().unwrap()])
            .args(["--to", "pandoc,json,text", "-q"])
            .args(["-o", &format!("{}/", dir.path().display())])
            .assert()
            .success();
        let stem = dir.path().join(sample(name).file_stem().unwrap());
        let file = |ext: &str| format!("{}.{ext}", stem.display());
        let json = std::fs::read(file("json")).unwrap();
        let doc: wenji::tree::Document = serde_json::from_slice(&json).unwrap();
        let want: Vec<String> = wenji::tree::outline(&doc)
            .iter()
            .map(|e| han(&e.shown()))
            .collect();
        for ext in ["docx", "html"] {
            let args = ["-f", "json", &file("pandoc.json"), "-o", &file(ext)];
            if tool("pandoc", &args).is_none() {
                return;
            }
            let Some(again) = tool("pandoc", &["-f", ext, &file(ext), "-t", "json"]) else {
                return;
            };
            let tree: serde_json::Value = serde_json::from_str(&again).unwrap();
            let mut got = Vec::new();
            headings(&tree["blocks"], &mut got);
            assert_eq!(got, want, "{name} {ext}");
        }
    }
}

#[test]
fn markdown_holds_the_text_and_counts_nothing_anew() {
    for (name, _) in SAMPLES {
        let dir = tempfile::tempdir().unwrap();
        wenji()
            .args(["convert", sample(name).to_str().unwrap()])
            .args(["--to", "markdown,text", "-q"])
            .args(["-o", &format!("{}/", dir.path().display())])
            .assert()
            .success();
        let stem = dir.path().join(sample(name).file_stem().unwrap());
        let md = format!("{}.md", stem.display());
        let Some(plain) = tool("pandoc", &["-f", "commonmark", &md, "-t", "plain"]) else {
            return;
        };
        let want = std::fs::read_to_string(stem.with_extension("txt")).unwrap();
        assert_eq!(han(&plain), han(&want), "{name}");
        let tree = tool("pandoc", &["-f", "commonmark", &md, "-t", "json"]).unwrap();
        for wrong in ["OrderedList", "CodeBlock"] {
            assert!(!tree.contains(&format!("\"{wrong}\"")), "{name} {wrong}");
        }
    }
}

/// The Han characters of every heading, in order.
fn headings(v: &serde_json::Value, out: &mut Vec<String>) {
    if v["t"] == "Header" {
        let mut s = String::new();
        strings(&v["c"][2], &mut s);
        out.push(han(&s));
    } else if let Some(list) = v.as_array() {
        list.iter().for_each(|x| headings(x, out));
    } else if let Some(object) = v.as_object() {
        object.values().for_each(|x| headings(x, out));
    }
}

fn strings(v: &serde_json::Value, out: &mut String) {
    if v["t"] == "Str" {
        out.push_str(v["c"].as_str().unwrap());
    } else if let Some(list) = v.as_array() {
        list.iter().for_each(|x| strings(x, out));
    } else if let Some(object) = v.as_object() {
        object.values().for_each(|x| strings(x, out));
    }
}

#[test]
fn what_pandoc_writes_is_read_as_it_is_marked() {
    for (name, _) in SAMPLES {
        let dir = tempfile::tempdir().unwrap();
        let out = format!("{}/", dir.path().display());
        wenji()
            .args(["convert", sample(name).to_str().unwrap()])
            .args(["--to", "pandoc,json,text", "-q", "-o", &out])
            .assert()
            .success();
        let stem = dir.path().join(sample(name).file_stem().unwrap());
        let file = |ext: &str| format!("{}.{ext}", stem.display());
        let tree = |json: &[u8]| -> wenji::tree::Document { serde_json::from_slice(json).unwrap() };
        let outline = |doc: &wenji::tree::Document| -> Vec<String> {
            let all = wenji::tree::outline(doc);
            all.iter().map(|e| han(&e.shown())).collect()
        };
        let want = tree(&std::fs::read(file("json")).unwrap());
        let back = wenji::pandoc::read(&std::fs::read(file("pandoc.json")).unwrap()).unwrap();
        assert_eq!(outline(&back), outline(&want), "{name}");
        // A title that is only known of the text is printed by pandoc's readers.
        let text = |doc: &wenji::tree::Document| han(&wenji::render::text(doc));
        assert!(text(&back).ends_with(&text(&want)), "{name}");
    }
}

#[test]
fn tables_notes_links_and_quotations_come_through_pandoc() {
    let text = "# 春游\n\n他说：*看*，那**山**上[有寺](http://a.b)。[^1]\n\n> 引文\n\n3. 丙\n4. 丁\n\n- 一\n- 二\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n\n![桥](b.png)\n\n# 第二章 归来\n\n傍晚。\n\n[^1]: 注文\n";
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.md");
    std::fs::write(&file, text).unwrap();
    let Some(json) = tool("pandoc", &[file.to_str().unwrap(), "-t", "json"]) else {
        return;
    };
    let out = wenji()
        .args(["convert", "-", "--from", "pandoc", "--to", "markdown"])
        .write_stdin(json)
        .assert()
        .success();
    let back = String::from_utf8(out.get_output().stdout.clone()).unwrap();
    for words in [
        "# 春游",
        "*看*",
        "**山**",
        "[有寺](<http://a.b>)",
        "[^1]: 注文",
        "> 引文",
        "| 甲 | 乙 |",
        "![桥](<b.png>)",
        "3\\.丙",
    ] {
        assert!(back.contains(words), "{words} in\n{back}");
    }
    let refused = wenji()
        .args(["convert", "-", "--from", "pandoc", "--to", "text"])
        .write_stdin("{}")
        .assert()
        .code(3);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("pandoc-api-version"), "{said}");
}

/// Words in nodes that pandoc may come to have are taken, and the nodes are named; attributes are no words.
#[test]
fn unknown_nodes_keep_their_words_and_are_named() {
    let dir = tempfile::tempdir().unwrap();
    for (node, words, name) in [
        (
            r#"{"t":"NewBlock","c":[{"t":"Para","c":[{"t":"Str","c":"新段"}]}]}"#,
            "新段\n",
            "NewBlock",
        ),
        (
            r#"{"t":"NewBlock","c":[["标识",["类"],[["键","值"]]],[{"t":"Para","c":[{"t":"Str","c":"新段"}]},{"t":"Plain","c":[{"t":"Str","c":"二"}]}]]}"#,
            "新段\n二\n",
            "NewBlock",
        ),
        (
            r#"{"t":"Para","c":[{"t":"Str","c":"甲"},{"t":"NewInline","c":[{"t":"Str","c":"未来"}]}]}"#,
            "甲未来\n",
            "NewInline",
        ),
        (
            r#"{"t":"Para","c":[{"t":"NewInline","c":[["标识",[],[]],"未来"]}]}"#,
            "未来\n",
            "NewInline",
        ),
        (
            r#"{"t":"Para","c":[{"t":"NewInline","c":"未来"}]}"#,
            "未来\n",
            "NewInline",
        ),
        (
            r#"{"t":"Aside","c":{"body":[{"t":"Str","c":"旁"},{"t":"Emph","c":[{"t":"Str","c":"白"}]}]}}"#,
            "旁白\n",
            "Aside",
        ),
    ] {
        let file = dir.path().join("a.pandoc.json");
        std::fs::write(
            &file,
            format!(r#"{{"pandoc-api-version":[1,23],"meta":{{}},"blocks":[{node}]}}"#),
        )
        .unwrap();
        let run = |more: &[&str]| {
            let mut c = wenji();
            c.args(["convert", file.to_str().unwrap(), "--to", "text", "-o", "-"])
                .args(more)
                .output()
                .unwrap()
        };
        let out = run(&[]);
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(String::from_utf8_lossy(&out.stdout), words, "{node}");
        assert!(
            said.contains(&format!("[unknown-node] pandoc's \"{name}\"")),
            "{said}"
        );
        assert_eq!(run(&["--strict"]).status.code(), Some(4), "{node}");
    }
}
