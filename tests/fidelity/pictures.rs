//! Pictures and hidden parts of marked texts: nothing goes without a word.

use super::{Case, support};

#[test]
fn a_picture_leaves_its_words_or_its_name_and_is_named() {
    for (name, text, words) in [
        (
            "a.html",
            "<p>如图。</p><p><img src=\"river.png\"></p>",
            "river.png",
        ),
        (
            "b.html",
            "<p>如图。<img src='pic/dam.jpg' alt='水坝'>在此。</p>",
            "水坝",
        ),
        (
            "c.html",
            "<p>如图。</p><figure><img src='a.png' title='桥'></figure>",
            "桥",
        ),
        ("a.md", "如图。\n\n![](img/river.png)\n", "river.png"),
        ("b.md", "如图![河道图](river.png)所示。\n", "河道图"),
    ] {
        let case = Case::new(name, text);
        assert!(case.text(&[]).contains(words), "{name}");
        let (_, said) = case.made("epub", &[]);
        assert!(said.contains("[picture]"), "{name}: {said}");
        let strict = support::wenji()
            .args([
                "convert",
                case.file.to_str().unwrap(),
                "--to",
                "text",
                "-o",
                "-",
                "--strict",
            ])
            .output()
            .unwrap();
        assert_eq!(strict.status.code(), Some(4), "{name}");
    }
    // A point that counts visitors is no picture.
    let case = Case::new(
        "d.html",
        "<p>如图。<img src='count.gif' width=1 height=1></p>",
    );
    assert!(!case.made("text", &[]).1.contains("[picture]"));
}

#[test]
fn receipts_of_marked_texts_say_what_was_left_out() {
    let page = "<title>志</title><nav>首页</nav><p>河道如下。</p><script>var 甲;</script><p style='display: none'>隐藏的话</p><p hidden>看不见</p><p><img src=r.png></p>";
    let case = Case::new("a.html", page);
    let receipt = case.dir.path().join("r.jsonl");
    let (out, _) = case.made("text", &["--receipt", receipt.to_str().unwrap()]);
    let text = std::fs::read_to_string(out).unwrap();
    assert!(!text.contains("隐藏") && !text.contains("看不见"), "{text}");
    let rows: Vec<serde_json::Value> = std::fs::read_to_string(receipt)
        .unwrap()
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let left: Vec<(&str, &str)> = rows
        .iter()
        .filter_map(|r| Some((r["rule"].as_str()?, r["old"].as_str()?)))
        .collect();
    assert_eq!(
        left,
        [
            ("navigation", "首页"),
            ("script", "var 甲;"),
            ("hidden", "隐藏的话"),
            ("hidden", "看不见"),
            ("picture", "r.png")
        ]
    );
    let kept: String = rows.iter().filter_map(|r| r["new"].as_str()).collect();
    assert_eq!(kept, "河道如下。r.png");
    let case = Case::new("a.md", "# 志\n\n河道**如下**。\n");
    let receipt = case.dir.path().join("r.jsonl");
    case.made("docx", &["--receipt", receipt.to_str().unwrap()]);
    assert!(
        std::fs::read_to_string(receipt)
            .unwrap()
            .contains("{\"new\":\"如下\"}")
    );
}
