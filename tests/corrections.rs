//! The user's corrections: hard constraints of the reader, in the receipt, and reversible.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fmt::Write;
use std::path::Path;
use support::{sample, wenji};
use wenji::reader::{self, Corrections, Kind, ReadOptions};
use wenji::receipt::Receipt;
use wenji::source::Source;

fn read(source: &Source, file: &str) -> reader::Reading {
    let corrections = Corrections::parse(file).unwrap().anchor(source).unwrap();
    let options = ReadOptions {
        corrections: Some(corrections),
        ..ReadOptions::default()
    };
    let reading = reader::read(source, &options);
    let receipt = Receipt::draw(source, &reading.document, &reading.units).unwrap();
    assert_eq!(receipt.rebuild(source), source.text);
    reading
}

#[test]
fn a_corrected_line_pulls_its_series_along() {
    let text = "工作报告\n我们要做三件事。\n1.抓学习。大家都要读书,读好书,好读书。\n2.抓作风。大家都要到基层去,到群众中去。\n3.抓落实。大家都要一件一件地办,办成为止。\n完了。\n";
    let source = Source::decode(text.as_bytes(), None).unwrap();
    let before = reader::read(&source, &ReadOptions::default());
    assert!(before.units[2..5].iter().all(|u| u.kind == Kind::Item));
    let after = read(
        &source,
        "[[line]]\nstarts = '1.抓学习'\nas = 'heading'\nlevel = 2\n",
    );
    let heads = &after.units[2..5];
    assert!(
        heads
            .iter()
            .all(|u| (u.kind, u.level) == (Kind::Heading, 2))
    );
    assert!(heads[1].run_in.is_some());
}

#[test]
fn words_are_replaced_and_the_source_comes_back() {
    let text = "甲\n\n近20xx年来,我们做了很多事。\n乙丙丁。\n";
    let source = Source::decode(text.as_bytes(), None).unwrap();
    let file = "[[replace]]\nstarts = '近20xx'\nfind = '20xx'\nwith = '20'\n[document]\ntitle = '新题'\nauthor = '某人'\n";
    let reading = read(&source, file);
    assert!(wenji::render::text(&reading.document).contains("近20年来，我们"));
    let m = &reading.document.metadata;
    assert_eq!(
        (m.title.as_deref(), m.author.as_deref()),
        (Some("新题"), Some("某人"))
    );
}

#[test]
fn a_file_beside_the_text_is_taken_and_a_bad_one_named() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("t.txt");
    std::fs::copy(sample("essays.txt"), &text).unwrap();
    let fix = dir.path().join("t.wenji.toml");
    std::fs::write(&fix, "[document]\ntitle = '另题'\n").unwrap();
    let run = || {
        wenji()
            .args(["convert", text.to_str().unwrap(), "--to", "json", "-o", "-"])
            .assert()
    };
    let out = run().success().get_output().stdout.clone();
    assert!(String::from_utf8(out).unwrap().contains("另题"));
    std::fs::write(&fix, "[[line]]\nstarts = '没有这样的行'\nas = 'para'\n").unwrap();
    let out = run().code(3).get_output().stderr.clone();
    let said = String::from_utf8(out).unwrap();
    assert!(
        said.contains("t.wenji.toml") && said.contains("nearest"),
        "{said}"
    );
}

/// The order of piece nine of the labelled anthology, whose lines were scrambled by the site it came from.
const PIECE_NINE: &str = "197-202 245 247 253 255 205 206 243 249 254 256 257 211-221 204 223 224 207 246 250 251 203 230-234 225 226 236 237 235 244 248 252 242 258 259 222 239 238 241 240 229 228 227 210 209 208";

#[test]
fn scrambled_lines_are_reported_and_mended() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold/seed.txt");
    let Ok(bytes) = std::fs::read(&path) else {
        support::lacks("the labelled texts");
        return;
    };
    let source = Source::decode(&bytes, None).unwrap();
    let disorder = |r: &reader::Reading| {
        let inside = r
            .diagnostics
            .iter()
            .filter(|d| (197..=259).contains(&d.line));
        inside.filter(|d| d.code == "numbers").count()
    };
    let before = reader::read(&source, &ReadOptions::default());
    assert!(disorder(&before) >= 5, "{}", disorder(&before));

    let order: Vec<u32> = PIECE_NINE
        .split(' ')
        .flat_map(|part| {
            let (a, b) = part.split_once('-').unwrap_or((part, part));
            a.parse::<u32>().unwrap()..=b.parse().unwrap()
        })
        .collect();
    let lines: Vec<&str> = source.text.lines().collect();
    let mut file = String::new();
    for pair in order.windows(2) {
        let start: String = lines[pair[0] as usize - 1]
            .trim()
            .chars()
            .take(16)
            .collect();
        let _ = writeln!(
            file,
            "[[move]]\nlines = \"{}\"\nafter = '''{start}'''\nat = {}",
            pair[1], pair[0]
        );
    }
    let after = read(&source, &file);
    let read_order: Vec<u32> = after
        .units
        .iter()
        .filter(|u| u.first && (197..=259).contains(&u.line))
        .map(|u| u.line)
        .collect();
    let there: Vec<u32> = order
        .into_iter()
        .filter(|n| read_order.contains(n))
        .collect();
    assert_eq!(
        read_order
            .iter()
            .filter(|n| there.contains(n))
            .copied()
            .collect::<Vec<_>>(),
        there
    );
    assert!(
        disorder(&after) * 2 <= disorder(&before),
        "{} of {}",
        disorder(&after),
        disorder(&before)
    );
}
