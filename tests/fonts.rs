//! The faces of the program, and those of the user's own.
#![cfg(embedded_fonts)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;
use support::{sample, tool, wenji};
use unicode_width::UnicodeWidthStr;

fn said(args: &[&str]) -> String {
    let out = wenji().args(args).assert().success();
    String::from_utf8(out.get_output().stdout.clone()).unwrap()
}

fn fonts() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts")
}

#[test]
fn the_faces_are_listed_with_version_licence_and_coverage() {
    for (lang, words) in [
        (
            "en",
            [
                "Noto Serif SC, 2.003",
                "23736 characters, 21286 Han: GB 2312 100 %",
            ],
        ),
        (
            "zh",
            [
                "Noto Serif SC，2.003",
                "23736 个字符，其中汉字 21286 个：GB 2312 100 %",
            ],
        ),
    ] {
        let list = said(&["fonts", "--lang-ui", lang]);
        for word in words {
            assert!(list.contains(word), "{word} in {list}");
        }
        for role in ["fangsong", "song", "hei", "kai", "title"] {
            let rows = list.lines().filter(|l| l.split(' ').next() == Some(role));
            assert_eq!(rows.count(), 1, "{role}");
        }
        assert_eq!(
            list.matches("SIL Open Font License, Version 1.1").count(),
            5,
            "{list}"
        );
        assert!(list.lines().all(|l| l.width() <= 80), "{list}");
    }
}

#[test]
fn the_licences_are_printed_whole() {
    let printed = said(&["fonts", "--licences"]);
    assert_eq!(printed, said(&["fonts", "--licenses"]));
    let mut count = 0;
    for file in std::fs::read_dir(fonts().join("LICENSES")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert_eq!(printed.matches(text.trim()).count(), 1);
        count += 1;
    }
    assert!(count >= 4);
    assert!(
        printed.contains("NotoSerifSC-Regular, NotoSerifSC-Bold\n"),
        "{printed}"
    );
}

#[test]
fn a_folder_of_faces_is_taken_by_names() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let faces = at("faces");
    std::fs::create_dir(&faces).unwrap();
    // Hei in the place of Song, and a face under the program's own name.
    std::fs::copy(
        fonts().join("NotoSansSC-Medium.ttf"),
        faces.join("song.ttf"),
    )
    .unwrap();
    std::fs::copy(
        fonts().join("AnthologyKai-Regular.ttf"),
        faces.join("AnthologyKai-Regular.ttf"),
    )
    .unwrap();
    let made = |options: &[&str], name: &str| {
        wenji()
            .args([
                "convert",
                sample("notice.txt").to_str().unwrap(),
                "--style",
                "book",
                "-q",
            ])
            .args(["--to", "pdf", "-o", at(name).to_str().unwrap()])
            .args(options)
            .assert()
            .success();
        std::fs::read(at(name)).unwrap()
    };
    let own = made(&[], "own.pdf");
    let folder = faces.to_str().unwrap();
    let other = made(&["--font-dir", folder], "other.pdf");
    let kept = format!("song={}", fonts().join("NotoSerifSC-Regular.ttf").display());
    let again = made(&["--font-dir", folder, "--font", &kept], "again.pdf");
    assert!(own != other && own != again && other != again);
    let names = |name: &str| tool("pdffonts", &[at(name).to_str().unwrap()]);
    if let (Some(own), Some(other), Some(again)) =
        (names("own.pdf"), names("other.pdf"), names("again.pdf"))
    {
        assert!(
            own.contains("NotoSerifSC-Regular") && !own.contains("User"),
            "{own}"
        );
        assert!(
            other.contains("Usersong") && !other.contains("NotoSerifSC-Regular"),
            "{other}"
        );
        // A role that is given by itself counts before the folder; the rest of the folder stays.
        assert!(again.contains("Usersong"), "{again}");
    }

    for (lang, words) in [
        ("en", "no faces in this folder"),
        ("zh", "文件夹中没有字体"),
    ] {
        let out = wenji()
            .args(["convert", "-", "--to", "text", "--lang-ui", lang])
            .args(["--font-dir", dir.path().to_str().unwrap()])
            .write_stdin("文")
            .assert()
            .code(3);
        let said = String::from_utf8_lossy(&out.get_output().stderr).into_owned();
        assert!(said.contains(words), "{said}");
    }
    std::fs::write(faces.join("hei.ttf"), "no font").unwrap();
    for (lang, words) in [("en", "font for hei"), ("zh", "hei 的字体无法使用")] {
        let out = wenji()
            .args([
                "convert",
                "-",
                "--to",
                "text",
                "--lang-ui",
                lang,
                "--font-dir",
                folder,
            ])
            .write_stdin("文")
            .assert()
            .code(3);
        let said = String::from_utf8_lossy(&out.get_output().stderr).into_owned();
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn what_is_wrong_with_a_style_is_told_in_both_languages() {
    let dir = tempfile::tempdir().unwrap();
    let bad = dir.path().join("my.toml");
    std::fs::write(&bad, "name =\n").unwrap();
    let bad = bad.to_str().unwrap();
    for (args, en, zh) in [
        (
            &["--set", "page.width=5"][..],
            "give 20 to 2000",
            "可用：20 到 2000",
        ),
        (
            &["--set", "page.width"],
            "give KEY=VALUE",
            "应写作 KEY=VALUE",
        ),
        (
            &["--set", "page.widht=9"],
            "the nearest is page.width",
            "最接近的是 page.width",
        ),
        (
            &["--set", "page.recto=9"],
            "--set page.recto=9: ",
            "--set page.recto=9：page.recto：9 不合适",
        ),
        (
            &["--set", "page.gutter=x"],
            "page.gutter: \"x\" will not do: give \"\", kdp",
            "page.gutter：\"x\" 不合适，可用：\"\"、kdp",
        ),
        (&["--style", bad], "my.toml: ", "my.toml 写法有误："),
        (&["--style", "none"], "gongwen", "没有样式 none："),
        (
            &["--style", "gongwen", "--vertical"],
            "vertical",
            "没有竖排页面",
        ),
    ] {
        for (lang, words) in [("en", en), ("zh", zh)] {
            let out = wenji()
                .args(["convert", "-", "--to", "pdf", "--lang-ui", lang])
                .args(args)
                .write_stdin("文")
                .assert()
                .code(2);
            let said = String::from_utf8_lossy(&out.get_output().stderr).into_owned();
            assert!(said.contains(words), "{args:?}: {said}");
        }
    }
}

#[test]
fn a_page_has_the_size_and_the_type_that_are_asked_for() {
    let made = |args: &[&str]| {
        let out = wenji()
            .env("SOURCE_DATE_EPOCH", "0")
            .args(["convert", "-", "--to", "html", "-o", "-", "--style", "book"])
            .args(args)
            .write_stdin("春\n\n花开了。\n")
            .assert()
            .success();
        String::from_utf8(out.get_output().stdout.clone()).unwrap()
    };
    let page = made(&[
        "--size",
        "大32开",
        "--font-size",
        "小四",
        "--line-spacing",
        "1.6",
    ]);
    assert!(page.contains("size:140mm 203mm") && page.contains("--size:12pt"));
    assert!(made(&[]).contains("size:185mm 260mm"));
    wenji()
        .args(["convert", "-", "--to", "html", "--size", "33开"])
        .write_stdin("春")
        .assert()
        .code(2);
    let schema = wenji().args(["style", "--schema"]).assert().success();
    let schema: serde_json::Value = serde_json::from_slice(&schema.get_output().stdout).unwrap();
    assert!(schema["properties"]["roles"]["properties"]["body"].is_object());
}

/// As a program without faces has them.
#[test]
fn without_faces_all_is_made_but_pdfs_and_covers() {
    use wenji::font::Faces;
    use wenji::render::{Format, RenderOptions, render};
    let source = wenji::source::Source::decode(
        "第一章 出发\n\n清晨。\n\n第二章 归来\n\n傍晚。\n".as_bytes(),
        None,
    );
    let doc =
        wenji::reader::read(&source.unwrap(), &wenji::reader::ReadOptions::default()).document;
    let style = wenji::style::Style::named("book").unwrap();
    let none = Faces::empty();
    for (name, format) in Format::ALL {
        let made = render(&doc, format, &style, &none, &RenderOptions::default());
        if format == Format::Pdf {
            let said = made.unwrap_err().to_string();
            assert!(said.contains("--font-dir DIR"), "{said}");
            continue;
        }
        let (bytes, _) = made.unwrap();
        assert!(
            wenji::verify::verify(&doc, format, &bytes).is_ok(),
            "{name}"
        );
        if format == Format::Epub {
            assert!(memchr::memmem::find(&bytes, b"cover.png").is_none());
        }
    }
    let with = render(
        &doc,
        Format::Epub,
        &style,
        &Faces::builtin().unwrap(),
        &RenderOptions::default(),
    );
    assert!(memchr::memmem::find(&with.unwrap().0, b"cover.png").is_some());
}
