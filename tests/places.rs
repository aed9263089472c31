//! One page model: the printed page and the Word file, as an office program sets it with the carried fonts, show the same
//! elements at the same places.
#![cfg(embedded_fonts)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/placed.rs"]
mod placed;
mod support;

use placed::{Glyph, glyphs};
use std::io::{Read, Write};
use std::path::Path;
use support::{offices, wenji};
use wenji::tree::{Block, Document, Inline, Item, ParagraphRole, plain_text};

/// Characters by which an element's first line is found.
const SHOWN: usize = 10;
/// How far apart the two may stand, in millimetres.
const APART: f64 = 2.0;

fn bare(s: &str) -> String {
    s.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The first words of each element, in order.
fn elements(doc: &Document) -> Vec<String> {
    fn add(out: &mut Vec<String>, label: &str, words: &[Inline]) {
        let all = bare(&format!("{label}{}", plain_text(words)));
        if !all.is_empty() {
            out.push(all.chars().take(SHOWN).collect());
        }
    }
    fn item(i: &Item, out: &mut Vec<String>) {
        let label = i.label.as_ref().map_or("", |l| l.shown.as_str());
        let mut rest = i.blocks.as_slice();
        if let Some((Block::Paragraph(p), tail)) = rest.split_first() {
            add(out, label, &p.inlines);
            rest = tail;
        }
        blocks(rest, out);
    }
    fn blocks(list: &[Block], out: &mut Vec<String>) {
        for b in list {
            match b {
                Block::Section(s) => {
                    let mut rest = s.blocks.as_slice();
                    if let Some(h) = &s.heading {
                        let label = h.label.as_ref().map_or("", |l| l.shown.as_str());
                        add(out, label, &h.title);
                        h.subtitle.iter().for_each(|l| add(out, "", l));
                        // What goes on in the heading's line begins no element.
                        rest = &rest[usize::from(h.run_in).min(rest.len())..];
                    }
                    blocks(rest, out);
                }
                Block::Paragraph(p) if p.role == ParagraphRole::Imprint => {
                    let words = plain_text(&p.inlines);
                    let halves = words.split_whitespace();
                    out.extend(halves.map(|w| w.chars().take(SHOWN).collect::<String>()));
                }
                Block::Paragraph(p) => add(out, "", &p.inlines),
                Block::List(l) => l.items.iter().for_each(|i| item(i, out)),
                Block::Verse(v) => v.stanzas.iter().flatten().for_each(|l| add(out, "", l)),
                Block::Table(t) => t.rows.iter().flatten().for_each(|c| add(out, "", c)),
                Block::SceneBreak(s) => {
                    out.extend(Some(bare(s.mark.as_str())).filter(|m| !m.is_empty()));
                }
                Block::Image(_) => {}
            }
        }
    }
    let mut out = Vec::new();
    for p in &doc.head {
        add(&mut out, "", &p.inlines);
    }
    if let Some(t) = &doc.title {
        add(&mut out, "", &t.title);
        t.subtitle.iter().for_each(|l| add(&mut out, "", l));
    }
    blocks(&doc.blocks, &mut out);
    out
}

/// Where each element begins; `None` for one that is not there.
fn places<'g>(shown: &'g [Glyph], elements: &[String]) -> Vec<Option<&'g Glyph>> {
    let mut all = String::new();
    let mut starts = Vec::new();
    for g in shown {
        starts.push(all.len());
        all.push_str(&g.text);
    }
    let mut cursor = 0;
    let found = elements.iter().map(|e| {
        // Of the head the order is not that of the text.
        let at = all[cursor..].find(e.as_str()).map(|k| k + cursor);
        let at = at.or_else(|| all.find(e.as_str()))?;
        cursor = cursor.max(at + e.len());
        Some(&shown[starts.binary_search(&at).ok()?])
    });
    found.collect()
}

/// The folios, page by page.
fn folios(shown: &[Glyph]) -> Vec<(usize, String, f64, f64)> {
    let pages = shown.iter().map(|g| g.page).max().unwrap_or(0);
    let mut out = Vec::new();
    for page in 1..=pages {
        let of = || {
            shown
                .iter()
                .filter(move |g| g.page == page && g.text == "—")
        };
        let low = of().map(|g| g.y).fold(f64::MAX, f64::min);
        let own: Vec<&Glyph> = shown
            .iter()
            .filter(|g| g.page == page && (g.y - low).abs() < 1.0)
            .collect();
        let words: String = own.iter().map(|g| g.text.as_str()).collect();
        let inner = words.strip_prefix('—').and_then(|w| w.strip_suffix('—'));
        if let Some(n) = inner.filter(|n| n.parse::<u32>().is_ok()) {
            out.push((page, n.to_owned(), own[0].x, own[0].y));
        }
    }
    out
}

/// What differs between two files that show the same elements.
fn differences(elements: &[String], a: &[Glyph], b: &[Glyph]) -> Vec<String> {
    let mut out = Vec::new();
    for ((e, p), w) in elements
        .iter()
        .zip(places(a, elements))
        .zip(places(b, elements))
    {
        match (p, w) {
            (Some(p), Some(w)) => {
                let (x, y) = (w.x - p.x, w.y - p.y);
                if p.page != w.page || x.abs() > APART || y.abs() > APART {
                    out.push(format!(
                        "{e}: page {} and {}, {x:.1} mm right, {y:.1} mm up of {:.1} {:.1}",
                        p.page, w.page, p.x, p.y
                    ));
                }
            }
            (p, w) => out.push(format!("{e}: {} {}", p.is_some(), w.is_some())),
        }
    }
    let (f, g) = (folios(a), folios(b));
    let same = f.len() == g.len()
        && f.iter().zip(&g).all(|(f, g)| {
            (f.0, &f.1) == (g.0, &g.1) && (f.2 - g.2).abs() <= APART && (f.3 - g.3).abs() <= APART
        });
    if !same {
        out.push(format!("folios {f:?} and {g:?}"));
    }
    out
}

/// A paper that names neither its issuer nor how it is signed: the command says it.
const UNSEALED: &str = "关于做好防汛工作的通知\n\n澄水发〔2023〕7号\n\n各县（区）水利局，局属各单位：\n\n为做好今年春季防汛工作，现将有关事项通知如下，请认真贯彻执行。\n\n一、落实责任。各级要把防汛责任落实到人，做到守土有责。\n\n（一）分级负责。水库、堤防、涵闸的责任人要在3月底前全部到岗。\n\n1．登记造册，向社会公布。\n\n二、强化值守。汛期实行24小时值班，不得空岗漏岗。\n\n澄江市水利局\n2023年3月5日\n\n抄送：市政府办公室，市应急管理局。\n\n澄江市水利局办公室　　　　2023年3月6日印发\n";

/// Converts a text to all that is looked at here.
fn convert(text: &Path, dir: &Path, more: &[&str]) {
    wenji()
        .args(["convert", text.to_str().unwrap(), "-q", "--force"])
        .args(["--embed-fonts", "--to", "json,pdf,docx,epub,html"])
        .args(["-o", &format!("{}/", dir.display())])
        .args(more)
        .assert()
        .success();
}

/// A copy of a Word file with a part changed.
fn changed(file: &Path, name: &str, change: impl Fn(&str) -> String) -> std::path::PathBuf {
    let mut from = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let out = file.with_file_name(name);
    let mut to = zip::ZipWriter::new(std::fs::File::create(&out).unwrap());
    for k in 0..from.len() {
        let mut part = from.by_index(k).unwrap();
        let (own, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if own == "word/document.xml" {
            let (before, after) = (String::from_utf8(bytes).unwrap(), String::new());
            let after = after + &change(&before);
            assert_ne!(before, after, "{name}");
            bytes = after.into_bytes();
        }
        to.start_file(own, zip::write::SimpleFileOptions::default())
            .unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap();
    out
}

/// The words of a page of markup.
fn words(page: &str) -> String {
    let body = page.split_once("<body").unwrap().1;
    let parts = body.split('<').filter_map(|s| s.split_once('>'));
    bare(&parts.map(|p| p.1).collect::<String>())
}

/// Elements stand in order, and each attachment begins a file with its mark.
fn ordered(name: &str, dir: &Path, all: &[String]) {
    let html = std::fs::read_to_string(dir.join(name).with_extension("html")).unwrap();
    let book = std::fs::File::open(dir.join(name).with_extension("epub")).unwrap();
    let mut book = zip::ZipArchive::new(book).unwrap();
    let mut files: Vec<String> = book.file_names().map(|n| n.unwrap().into_owned()).collect();
    files.retain(|f| f.contains("/p0") && f.ends_with(".xhtml"));
    files.sort();
    let mut pages = Vec::new();
    for f in files {
        let mut page = String::new();
        book.by_name(&f).unwrap().read_to_string(&mut page).unwrap();
        pages.push(words(&page));
    }
    for (format, text) in [("HTML", words(&html)), ("EPUB", pages.concat())] {
        let mut from = 0;
        for e in all {
            let at = text[from..].find(e.as_str());
            from += at
                .unwrap_or_else(|| panic!("{name}, {format}: {e} is not behind {}", &text[..from]));
        }
    }
    let marks = all
        .iter()
        .filter(|e| ["附件1", "附件2"].contains(&e.as_str()));
    for mark in marks {
        assert!(
            pages.iter().any(|p| p.starts_with(mark.as_str())),
            "{name}: {mark} {pages:?}"
        );
    }
}

#[test]
fn papers_stand_in_word_where_they_stand_in_print() {
    let dir = tempfile::tempdir().unwrap();
    let own = dir.path().join("unsealed.txt");
    std::fs::write(&own, UNSEALED).unwrap();
    let named = [
        "--set",
        "paper.issuer=澄江市水利局文件",
        "--set",
        "paper.sign=plain",
    ];
    convert(&own, dir.path(), &named);
    let names = [
        "notice", "request", "letter", "order", "minutes", "unsealed",
    ];
    for name in &names[..5] {
        convert(&support::sample(&format!("{name}.txt")), dir.path(), &[]);
    }
    let mut files: Vec<_> = names
        .iter()
        .map(|n| dir.path().join(n).with_extension("docx"))
        .collect();
    // 5 mm: one element to the right, a page down.
    files.push(changed(&files[0], "right.docx", |xml| {
        let mark = "<w:pStyle w:val=\"AttachmentMark\"/>";
        xml.replace(mark, &format!("{mark}<w:ind w:left=\"283\"/>"))
    }));
    files.push(changed(&files[3], "down.docx", |xml| {
        let (before, rest) = xml.split_once("w:top=\"").unwrap();
        let (top, rest) = rest.split_once('"').unwrap();
        let top = top.parse::<u32>().unwrap() + 283;
        format!("{before}w:top=\"{top}\"{rest}")
    }));
    let read =
        |name: &str| glyphs(&std::fs::read(dir.path().join(name).with_extension("pdf")).unwrap());
    // The office program's files take their names.
    let printed: Vec<Vec<Glyph>> = names.iter().map(|n| read(n)).collect();
    let paths: Vec<&Path> = files.iter().map(AsRef::as_ref).collect();
    if offices(&paths, "pdf").is_none() {
        return;
    }
    let mut wrong = Vec::new();
    let mut all = Vec::new();
    for (name, printed) in names.iter().zip(&printed) {
        let doc = support::tree(&dir.path().join(name).with_extension("json"));
        let own = elements(&doc);
        assert!(own.len() > 4, "{name}");
        for d in differences(&own, printed, &read(name)) {
            wrong.push(format!("{name}: {d}"));
        }
        ordered(name, dir.path(), &own);
        all.push(own);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let right = differences(&all[0], &printed[0], &read("right"));
    assert_eq!(right.len(), 2, "{right:?}");
    let down = differences(&all[3], &printed[3], &read("down"));
    assert!(down.len() > 4, "{down:?}");
}
