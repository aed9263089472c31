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
