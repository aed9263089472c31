//! Official papers: what the printed page shows, the Word file and the e-book show as well.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};
use support::{office, tool, wenji};

const OPENING: &str = "关于做好防汛工作的通知\n\n各县（区）人民政府，市直各单位：\n\n为做好今年春季防汛工作，现将有关事项通知如下，请认真贯彻执行。\n\n一、落实责任。各级要把防汛责任落实到人，做到守土有责。\n\n二、强化值守。汛期实行24小时值班，不得空岗漏岗。\n\n";

/// Converts a text; the files made.
fn made(text: &str, formats: &[&str], more: &[&str], dir: &Path) -> Vec<PathBuf> {
    let file = dir.join("paper.txt");
    std::fs::write(&file, text).unwrap();
    wenji()
        .args(["convert", file.to_str().unwrap(), "-q", "--force"])
        .args(["--to", &formats.join(",")])
        .args(["-o", &format!("{}/", dir.display())])
        .args(more)
        .assert()
        .success();
    formats.iter().map(|f| file.with_extension(f)).collect()
}

/// Left and right edge, in points, of the first line of a PDF whose words are these.
fn edges(pdf: &Path, words: &str) -> Option<(f64, f64)> {
    let page = tool("pdftotext", &["-bbox", pdf.to_str().unwrap(), "-"])?;
    let number = |line: &str, name: &str| -> f64 {
        let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let shown: Vec<(&str, f64, f64, f64)> = page
        .lines()
        .filter(|l| l.contains("<word "))
        .map(|l| {
            let word = l.split_once('>').unwrap().1.split('<').next().unwrap();
            (
                word,
                number(l, "xMin"),
                number(l, "xMax"),
                number(l, "yMin"),
            )
        })
        .collect();
    // Programs cut words where scripts meet: what stands on one height is one line.
    for first in 0..shown.len() {
        let mut line = String::new();
        for (word, _, right, y) in &shown[first..] {
            if (y - shown[first].3).abs() > 4.0 {
                break;
            }
            line.push_str(word);
            if line == words {
                return Some((shown[first].1, *right));
            }
        }
    }
    panic!("{words} is not in {}: {page}", pdf.display());
}

#[test]
fn a_name_stands_centred_over_its_date_in_word_too() {
    let dir = tempfile::tempdir().unwrap();
    for (style, name, date) in [
        ("gongwen", "市府办", "2023年3月5日"),
        ("gongwen", "澄江市人民政府办公室", "2023年3月5日"),
        ("gongwen", "市水利局", "二〇二三年十二月二十五日"),
        ("book", "澄江市水利局", "2023年11月15日"),
    ] {
        let text = format!("{OPENING}{name}\n{date}\n");
        let more = ["--style", style, "--embed-fonts"];
        let files = made(&text, &["pdf", "docx"], &more, dir.path());
        let Some((l, r)) = edges(&files[0], name) else {
            return;
        };
        let (dl, dr) = edges(&files[0], date).unwrap();
        assert!((l + r - dl - dr).abs() < 2.0, "{style} {name}: the PDF");
        let Some(word) = office(&files[1], "pdf") else {
            return;
        };
        let (wl, wr) = edges(&word, name).unwrap();
        let (wdl, wdr) = edges(&word, date).unwrap();
        let off = (wl + wr - wdl - wdr) / 2.0;
        assert!(off.abs() < 2.0, "{style} {name} is {off} pt off in Word");
        assert!((wdr - dr).abs() < 2.0, "{style} {date}: {wdr} {dr}");
    }
}

#[test]
fn a_name_longer_than_its_date_ends_no_further_than_the_text() {
    let dir = tempfile::tempdir().unwrap();
    let name = "澄江市人民政府办公室防汛抗旱指挥部办公室";
    let text = format!("{OPENING}{name}\n2023年3月5日\n");
    let more = ["--style", "gongwen", "--embed-fonts"];
    let files = made(&text, &["pdf", "docx"], &more, dir.path());
    let (Some((l, r)), Some(word)) = (edges(&files[0], name), office(&files[1], "pdf")) else {
        return;
    };
    let (wl, wr) = edges(&word, name).unwrap();
    assert!(
        (wl - l).abs() < 3.0 && (wr - r).abs() < 3.0,
        "{l} {r} {wl} {wr}"
    );
}
