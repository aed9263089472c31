//! Web pages in: ours come back as the same document, those of others as they are marked.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::{SAMPLES, convert, sample, tool, tree, wenji};
use wenji::tree::{Block, Document, Inline, Node, plain_text, walk};

fn from_page(page: impl Into<Vec<u8>>, options: &[&str]) -> Document {
    let out = wenji()
        .args(["convert", "-", "--from", "html", "--to", "json", "-q"])
        .args(options)
        .write_stdin(page)
        .assert()
        .success();
    serde_json::from_slice(&out.get_output().stdout).unwrap()
}

fn shown(doc: &Document) -> Vec<(usize, String)> {
    let all = wenji::tree::outline(doc);
    all.iter().map(|e| (e.depth, e.shown())).collect()
}

/// What is emphasised, strong or a lead, and the labels of items.
fn marked(doc: &Document) -> (Vec<String>, Vec<String>) {
    fn lines(list: &[Inline], out: &mut Vec<String>) {
        for i in list {
            match i {
                Inline::Emphasis { content }
                | Inline::Strong { content }
                | Inline::Lead { content } => {
                    out.push(plain_text(content));
                }
                _ => {}
            }
        }
    }
    let (mut marks, mut labels) = (Vec::new(), Vec::new());
    walk(doc, &mut |n| match n {
        Node::Block(Block::Paragraph(p)) => lines(&p.inlines, &mut marks),
        Node::Item(i) => labels.extend(i.label.as_ref().map(|l| l.shown.as_str().to_owned())),
        _ => {}
    });
    (marks, labels)
}

#[test]
fn our_page_of_every_sample_comes_back() {
    for (name, _) in SAMPLES {
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let want = tree(&convert(&sample(name), "json", a.path()));
        let page = convert(&sample(name), "html", a.path());
        let got = tree(&convert(&page, "json", b.path()));
        assert_eq!(shown(&got), shown(&want), "{name}");
        assert_eq!(marked(&got), marked(&want), "{name}");
        assert_eq!(got.metadata.title, want.metadata.title, "{name}");
        assert_eq!(got.metadata.language, want.metadata.language, "{name}");
        assert_eq!(
            wenji::render::text(&got),
            wenji::render::text(&want),
            "{name}"
        );
        // What no page says of pieces is only who wrote them and when.
        let again = convert(&page, "html", b.path());
        assert_eq!(
            std::fs::read_to_string(again).unwrap(),
            std::fs::read_to_string(page).unwrap(),
            "{name}"
        );
    }
}

const PAGE: &str = "<!DOCTYPE html><html><head><title>春游 - 某站</title><meta name=author content=甲><style>p{}</style>\
    <script>document.write('<p>否</p>')</script></head><body><nav>首页</nav>\
    <h1>春游</h1><div>　　清晨<b>出发</b>，\n路上<em>有雨</em>。<br><br>　　A&nbsp;&amp;&hellip;<br>又一行</div>\
    <h2>一、水<h3>（一）山</h3><p>引<sup id=m><a href=#f>[1]</a></sup>文<p>见<a href='http://a.b/'>图</a>\
    <ol start=3><li>丙<li><p>丁</ol><ul><li>水<ul><li>湖</ul></ul><ol type=i reversed><li>末<li>初</ol>\
    <blockquote><p>古人说</blockquote><pre>\n  一\n\n二</pre><table><tr><th>甲<th>乙<tr><td>丙<td>丁<br>戊</table>\
    <hr><ruby>漢<rp>(</rp><rt>hàn</rt></ruby><img src=b.png alt=桥><p><img src=c.png alt=塔></p><dl><dt>词<dd>释义</dl>\
    <odd>奇<script>x</script></odd><table><tr><td><table><tr><td>版面</table></table>\
    <ol><li id=f><a href=#m>↑</a> 注文</ol></body></html>";

#[test]
fn what_is_marked_is_taken_as_marked() {
    let doc = from_page(PAGE, &[]);
    assert_eq!(doc.metadata.title.as_deref(), Some("春游"));
    assert_eq!(doc.metadata.author.as_deref(), Some("甲"));
    let shown = shown(&doc);
    assert_eq!(
        shown,
        [(1, "一、水".to_owned()), (2, "（一）山".to_owned())]
    );
    let (marks, labels) = marked(&doc);
    assert_eq!(marks, ["出发", "有雨", "词"]);
    assert_eq!(labels, ["3.", "4.", "•", "•", "ii.", "i."]);
    let text = wenji::render::text(&doc);
    assert_eq!(
        text,
        "春游\n清晨出发，路上有雨。\nA\u{a0}&…\n又一行\n\n一、水\n（一）山\n引[1]文\n见图\n3.丙\n4.丁\n•　水\n•　湖\nii.末\ni.初\n古人说\n  一\n二\n甲\n乙\n丙\n丁\n戊\n\n漢（hàn）桥\n塔\n词\n释义\n奇\n版面\n[1]注文\n"
    );
    let json = serde_json::to_string(&doc).unwrap();
    for part in [
        "\"header\":true",
        "http://a.b/",
        "\"role\":\"quotation\"",
        "scene_break",
        "c.png",
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
    // Given on the command line, title and author count first.
    let doc = from_page(PAGE, &["--title", "书", "--author", "乙"]);
    assert_eq!(doc.metadata.title.as_deref(), Some("书"));
    assert_eq!(doc.metadata.author.as_deref(), Some("乙"));
}

#[test]
fn encodings_are_those_that_pages_name() {
    let page = "<html><head><meta http-equiv=Content-Type content='text/html; charset=NAME'></head><p>這裡是台灣的網頁。";
    let (big5, _, _) = encoding_rs::BIG5.encode(page);
    let read = |bytes: Vec<u8>, options: &[&str]| {
        let doc = from_page(bytes, options);
        wenji::render::text(&doc)
    };
    let named = |name: &str| {
        let at = big5.windows(4).position(|w| w == b"NAME").unwrap();
        let mut bytes = big5.to_vec();
        bytes.splice(at..at + 4, name.bytes());
        bytes
    };
    assert_eq!(read(named("big5"), &[]), "這裡是台灣的網頁。\n");
    // A page that was saved again in UTF-8 still names what it was in.
    assert_eq!(
        read(page.replace("NAME", "big5").into(), &[]),
        "這裡是台灣的網頁。\n"
    );
    assert_ne!(read(named("gbk"), &[]), "這裡是台灣的網頁。\n");
    assert_eq!(
        read(named("gbk"), &["--from-encoding", "big5"]),
        "這裡是台灣的網頁。\n"
    );
}

#[test]
fn endings_and_folders_are_known() {
    let dir = tempfile::tempdir().unwrap();
    for (name, words) in [
        ("1.html", "甲"),
        ("2.HTM", "乙"),
        ("3.xhtml", "丙"),
        ("4.txt", "丁"),
    ] {
        std::fs::write(dir.path().join(name), format!("<h1>{words}</h1><p>文")).unwrap();
    }
    let out = dir.path().join("out");
    wenji()
        .args(["convert", dir.path().to_str().unwrap(), "--from", "html"])
        .args(["--to", "text", "-o", &format!("{}/", out.display())])
        .assert()
        .success();
    let mut names: Vec<String> = std::fs::read_dir(&out)
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["1.txt", "2.txt", "3.txt"]);
    let text = std::fs::read_to_string(convert(&dir.path().join("1.html"), "text", &out.join("b")));
    assert_eq!(text.unwrap(), "甲\n文\n");
}

#[test]
fn notes_of_pandocs_pages_are_notes() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.md");
    std::fs::write(
        &file,
        "# 春\n\n山[^a]水[^b]。\n\n[^a]: 高*处*。\n\n[^b]: 低处。\n",
    )
    .unwrap();
    let Some(page) = tool("pandoc", &["-s", file.to_str().unwrap(), "-t", "html"]) else {
        return;
    };
    let doc = from_page(page, &[]);
    let text = wenji::render::text(&doc);
    assert!(text.ends_with("山1水2。\n1高处。\n2低处。\n"), "{text}");
    let mut notes = 0;
    walk(&doc, &mut |n| {
        notes += usize::from(matches!(n, Node::Note(_)));
    });
    assert_eq!(notes, 2);
}
