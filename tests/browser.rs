//! E-books in a browser, as a phone and a tablet show them: every line of the contents leads to its heading, and no text
//! is cut off; light and dark, plain and vertical.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Cursor;
use std::path::Path;
use support::{sample, tool, wenji};

/// Makes a book and unpacks it into a folder.
fn unpack(text: &str, folder: &Path, options: &[&str]) {
    let book = folder.with_extension("epub");
    wenji()
        .args(["convert", sample(text).to_str().unwrap(), "-q"])
        .args(["--to", "epub", "-o", book.to_str().unwrap()])
        .args(options)
        .assert()
        .success();
    zip::ZipArchive::new(Cursor::new(std::fs::read(book).unwrap()))
        .unwrap()
        .extract(folder)
        .unwrap();
}

/// A novel of `chapters` chapters of about 10 KB each.
fn novel(chapters: usize) -> String {
    let lines = [
        "河水到了这里忽然慢下来，像一个走远路的人，到了家门口反倒不急了。",
        "她把灯放在窗台上，又看了一眼对岸，对岸什么也没有。",
        "“你要是想走，”他说，“今晚就走，别等到天亮。”",
        "雨下了三天，街上的石板都发了绿，卖豆腐的人也不出来了。",
    ];
    let mut text = String::from("渡口旧事\n\n");
    for n in 1..=chapters {
        text += &format!("第{n}章 第{n}个渡口\n\n");
        for k in 0..41 {
            let of = |i: usize| lines[(n + k + i) % lines.len()];
            text += &format!("　　{}{}{}\n", of(0), of(1), of(k % 3 + 2));
        }
        text.push('\n');
    }
    text
}

#[test]
fn a_novel_of_ten_megabytes_opens() {
    let dir = tempfile::tempdir().unwrap();
    let text = novel(1000);
    assert!(text.len() > 10_000_000, "{}", text.len());
    let file = dir.path().join("plain-novel.txt");
    std::fs::write(&file, text).unwrap();
    let folder = dir.path().join("plain-novel");
    let book = folder.with_extension("epub");
    wenji()
        .args(["convert", file.to_str().unwrap(), "-q"])
        .args(["--to", "epub", "-o", book.to_str().unwrap()])
        .assert()
        .success();
    zip::ZipArchive::new(Cursor::new(std::fs::read(book).unwrap()))
        .unwrap()
        .extract(&folder)
        .unwrap();
    let Some((followed, faults)) = report(dir.path(), &["plain-novel"], false) else {
        return;
    };
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(followed >= 80, "{followed} links");
}

/// What the harness reports: links followed, and faults.
fn report(folder: &Path, books: &[&str], dark: bool) -> Option<(u64, Vec<String>)> {
    let page = folder.join("harness.html");
    let script = include_str!("browser.js");
    let list = serde_json::to_string(books).unwrap();
    let html = format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><body><script>const BOOKS={list};{script}</script></body>"
    );
    std::fs::write(&page, html).unwrap();
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let address = format!("file://{}", page.display());
    // Blink's own setting: 0 is dark, 1 is light.
    let scheme = format!("--blink-settings=preferredColorScheme={}", u8::from(!dark));
    let said = tool(
        "chromium",
        &[
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--allow-file-access-from-files",
            "--window-size=900,1300",
            "--virtual-time-budget=60000",
            &profile,
            &scheme,
            "--dump-dom",
            &address,
        ],
    )?;
    let json = said.split("REPORT").nth(1);
    let json = json.and_then(|s| s.split("END").next()).unwrap_or_default();
    let json = json
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    let value: serde_json::Value =
        serde_json::from_str(&json).unwrap_or_else(|e| panic!("no report ({e}): {said}"));
    assert_eq!(value["dark"], dark, "the browser has another colour scheme");
    let faults = value["faults"].as_array().unwrap();
    Some((
        value["followed"].as_u64().unwrap(),
        faults.iter().map(ToString::to_string).collect(),
    ))
}

#[test]
fn every_line_of_the_contents_leads_to_its_heading_and_no_text_is_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let books = [
        "plain-speeches",
        "plain-poems",
        "vertical-speeches",
        "vertical-poems",
    ];
    for book in books {
        let (way, text) = book.split_once('-').unwrap();
        let options: &[&str] = if way == "vertical" {
            &["--vertical"]
        } else {
            &[]
        };
        unpack(&format!("{text}.txt"), &dir.path().join(book), options);
    }
    for dark in [false, true] {
        let Some((followed, faults)) = report(dir.path(), &books, dark) else {
            return;
        };
        assert!(faults.is_empty(), "dark {dark}: {faults:#?}");
        assert!(followed > 100, "{followed} links");
    }
}
