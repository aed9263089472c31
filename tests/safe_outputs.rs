//! Outputs do nothing to their reader: no scripts, no macros, no actions, nothing fetched from elsewhere.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking; the checks of outputs are shared"
)]

#[path = "../fuzz/src/reopen.rs"]
mod reopen;
mod support;

use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::io::Read;
use support::{SAMPLES, sample, wenji};

/// What leads out of every format that has links.
const LINKS: &str = "# 文集\n\n## 第一章\n\n[甲](http://a.b/c?d=1&e=2) [乙](mailto:a@b.cc) [丙](javascript:alert(1)) [丁](file:///etc/passwd)\n\n![图](http://a.b/c.png) <script src=\"http://a.b\"></script>\n";

/// Ways in which a file is made.
const WAYS: [&[&str]; 4] = [
    &[],
    &["--vertical", "--style", "book", "--page-list"],
    &["--embed-fonts", "--docx-comments", "--cover-style", "label"],
    &[
        "--kindle",
        "--run-in",
        "separator",
        "--series",
        "丛书<script>",
    ],
];

/// Every sample, and a text with links, in every way: each output with its name.
fn outputs(format: &str) -> Vec<(String, Vec<u8>)> {
    let root = tempfile::tempdir().unwrap();
    let links = root.path().join("links.md");
    std::fs::write(&links, LINKS).unwrap();
    let mut out = Vec::new();
    for (n, way) in WAYS.iter().enumerate() {
        let folder = root.path().join(n.to_string());
        wenji()
            .arg("convert")
            .args(SAMPLES.map(|(name, _)| sample(name)))
            .arg(&links)
            .args(["--to", format, "-q", "-o"])
            .arg(format!("{}/", folder.display()))
            .args(*way)
            .assert()
            .success();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            out.push((
                format!("{way:?} {}", path.display()),
                std::fs::read(path).unwrap(),
            ));
        }
    }
    assert_eq!(out.len(), WAYS.len() * (SAMPLES.len() + 1));
    out
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|n| {
            let mut part = zip.by_index(n).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// Elements with their attributes.
fn elements(xml: &[u8]) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = quick_xml::Reader::from_str(std::str::from_utf8(xml).unwrap());
    let mut out = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) | Event::Empty(e) => {
                let list = e.attributes().map(Result::unwrap);
                let list = list.map(|a| (a.key.as_ref().to_owned(), a.value.to_string()));
                out.push((e.name().as_ref().to_owned(), list.collect()));
            }
            Event::DocType(d) => assert!(!d.contains("ENTITY"), "{d:?}"),
            Event::Eof => return out,
            _ => {}
        }
    }
}

fn known_link(target: &str) -> bool {
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|s| target.starts_with(s))
}

#[test]
fn word_files_have_no_macros_and_reach_out_by_links_alone() {
    let mut links = 0;
    for (name, bytes) in outputs("docx") {
        reopen::docx(&bytes);
        for (part, bytes) in parts(&bytes) {
            let ends = part.rsplit_once('.').map_or("", |(_, e)| e);
            assert!(matches!(ends, "xml" | "rels" | "odttf"), "{name}: {part}");
            if ends == "odttf" {
                continue;
            }
            for (element, list) in elements(&bytes) {
                let get = |key: &str| list.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
                let words = format!("{element} {list:?}").to_lowercase();
                for bad in [
                    "vbaproject",
                    "macroenabled",
                    "activex",
                    "oleobject",
                    "attachedtemplate",
                    "w:altchunk",
                    "w:object",
                    "ddeauto",
                    "includetext",
                    "includepicture",
                ] {
                    assert!(!words.contains(bad), "{name}: {part}: {words}");
                }
                if get("TargetMode") == Some("External") {
                    links += 1;
                    assert!(
                        get("Type").unwrap().ends_with("/hyperlink"),
                        "{name}: {words}"
                    );
                    assert!(known_link(get("Target").unwrap()), "{name}: {words}");
                }
            }
        }
    }
    assert!(links > 0, "links stand in some of them");
}

#[test]
fn books_have_no_scripts_and_load_nothing_from_outside() {
    let mut links = 0;
    for (name, bytes) in outputs("epub") {
        reopen::epub(&bytes);
        for (part, bytes) in parts(&bytes) {
            let ends = part.rsplit_once('.').map_or("", |(_, e)| e);
            if ends == "css" {
                let css = String::from_utf8(bytes).unwrap();
                assert!(
                    !css.contains("//") && !css.contains("@import") && !css.contains("expression"),
                    "{name}: {part}"
                );
                continue;
            }
            if !matches!(ends, "xml" | "xhtml" | "opf" | "ncx") {
                assert!(
                    matches!(ends, "png" | "jpg" | "ttf" | "otf" | "txt" | ""),
                    "{name}: {part}"
                );
                continue;
            }
            for (element, list) in elements(&bytes) {
                assert!(
                    !matches!(
                        element.as_str(),
                        "script"
                            | "iframe"
                            | "object"
                            | "embed"
                            | "form"
                            | "audio"
                            | "video"
                            | "base"
                    ),
                    "{name}: {part}: {element}"
                );
                for (key, value) in list {
                    assert!(!key.starts_with("on"), "{name}: {part}: {key}");
                    assert!(
                        key != "properties"
                            || !value.contains("scripted") && !value.contains("remote"),
                        "{name}: {value}"
                    );
                    let loads = key == "src"
                        || (element != "a"
                            && matches!(key.as_str(), "href" | "xlink:href" | "data"));
                    assert!(
                        !(loads && value.contains(':')),
                        "{name}: {part}: {element} {value}"
                    );
                    if element == "a" && key == "href" && value.contains(':') {
                        links += 1;
                        assert!(known_link(&value), "{name}: {part}: {value}");
                    }
                }
            }
        }
    }
    assert!(links > 0, "links stand in some of them");
}

#[test]
fn pdfs_have_links_for_their_only_actions() {
    fn look(o: &lopdf::Object, links: &mut usize, name: &str) {
        match o {
            lopdf::Object::Dictionary(d) => {
                for key in [
                    &b"JS"[..],
                    b"JavaScript",
                    b"AA",
                    b"OpenAction",
                    b"EmbeddedFiles",
                    b"AcroForm",
                    b"RichMedia",
                    b"XFA",
                ] {
                    assert!(!d.has(key), "{name}: {}", String::from_utf8_lossy(key));
                }
                if let Ok(lopdf::Object::Name(kind)) = d.get(b"S") {
                    let kind = String::from_utf8_lossy(kind);
                    let acts = [
                        "JavaScript",
                        "Launch",
                        "SubmitForm",
                        "ImportData",
                        "GoToR",
                        "GoToE",
                        "Rendition",
                        "Movie",
                        "Sound",
                        "Hide",
                        "Named",
                    ];
                    assert!(!acts.contains(&kind.as_ref()), "{name}: {kind}");
                    if kind == "URI" {
                        *links += 1;
                        let uri = d.get(b"URI").unwrap().as_str().unwrap();
                        assert!(known_link(&String::from_utf8_lossy(uri)), "{name}: {uri:?}");
                    }
                }
                d.iter().for_each(|(_, o)| look(o, links, name));
            }
            lopdf::Object::Array(a) => a.iter().for_each(|o| look(o, links, name)),
            lopdf::Object::Stream(s) => s.dict.iter().for_each(|(_, o)| look(o, links, name)),
            _ => {}
        }
    }
    let mut links = 0;
    for (name, bytes) in outputs("pdf") {
        let pdf = lopdf::Document::load_mem(&bytes).unwrap();
        pdf.objects
            .values()
            .for_each(|o| look(o, &mut links, &name));
    }
    assert!(links > 0, "links stand in some of them");
}

#[test]
fn web_pages_run_nothing_and_load_nothing() {
    for (name, bytes) in outputs("html") {
        let html = String::from_utf8(bytes).unwrap().to_lowercase();
        for bad in [
            "<script",
            "<iframe",
            "<object",
            "<embed",
            "<form",
            "<base",
            "<img",
            "<link",
            " onload=",
            " onclick=",
            " onerror=",
            "@import",
            "url(http",
            "href=\"javascript",
            "href=\"data",
            "href=\"file",
        ] {
            assert!(!html.contains(bad), "{name}: {bad}");
        }
    }
}

/// No format passes on what runs, opens files or leads to another machine, whatever the input was written in; the words stay.
#[test]
fn no_output_leads_to_scripts_files_or_other_machines() {
    let targets = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "\\\\host\\share",
        "//host/share",
        "smb://host/x",
        "java\tscript:alert(1)",
        "java&#10;script:alert(1)",
        "&#1;javascript:alert(1)",
    ];
    let dir = tempfile::tempdir().unwrap();
    let bad = |text: &str| {
        let text = text.to_lowercase();
        let marks = [
            "script:",
            "data:text",
            "file:",
            "host/share",
            "host\\share",
            "smb:",
        ];
        marks
            .into_iter()
            .find(|m| text.contains(m))
            .map(str::to_owned)
    };
    let mut html = String::from("<p>头。");
    for (n, t) in targets.iter().enumerate() {
        html.push_str(&format!("<p><a href=\"{t}\">词{n}</a>和<b><a href=\"{t}\">句{n}</a></b><p><img src=\"{t}\" alt=\"图{n}\">"));
    }
    std::fs::write(dir.path().join("a.html"), &html).unwrap();
    // A tree from outside, in the form that ours has.
    let tree = support::wenji()
        .current_dir(dir.path())
        .args(["convert", "a.html", "--to", "json", "-o", "b.json"])
        .output()
        .unwrap();
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    for input in ["a.html", "b.json"] {
        for (to, ending) in [
            ("markdown", "md"),
            ("pandoc", "pandoc.json"),
            ("html", "html"),
        ] {
            let out = format!("out-{input}-{to}/");
            let done = support::wenji()
                .current_dir(dir.path())
                .args(["convert", input, "--to", to, "--verify", "-o", &out])
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "{input} {to}: {said}");
            let name = format!("{out}{}.{ending}", &input[..1]);
            let text = std::fs::read_to_string(dir.path().join(&name)).unwrap();
            assert_eq!(bad(&text), None, "{name}: {text}");
            for n in 0..targets.len() {
                for word in ["词", "句"] {
                    assert!(text.contains(&format!("{word}{n}")), "{name}: {word}{n}");
                }
            }
        }
    }
}
