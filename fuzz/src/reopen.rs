//! Outputs read again: whole packages, sound XML, all words, nothing that runs or reaches out.

use quick_xml::events::Event;
use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};
use wenji::tree::Document;

/// All parts of a package; each that is XML is sound.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut out = BTreeMap::new();
    for n in 0..zip.len() {
        let mut part = zip.by_index(n).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("a whole part");
        let ends = [".xml", ".rels", ".xhtml", ".opf", ".ncx"];
        if ends.iter().any(|e| name.ends_with(e)) {
            sound(&name, &bytes);
        }
        assert!(out.insert(name, bytes).is_none(), "a part stands twice");
    }
    out
}

/// Well formed, with characters that XML can hold.
fn sound(name: &str, bytes: &[u8]) {
    let xml = std::str::from_utf8(bytes).expect("UTF-8");
    assert!(
        !xml.chars()
            .any(|c| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')),
        "{name} holds what XML cannot"
    );
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_comments = true;
    let mut depth = 0usize;
    loop {
        match reader
            .read_event()
            .unwrap_or_else(|e| panic!("{name}: {e}"))
        {
            Event::Start(e) => {
                depth += 1;
                attributes(name, &e);
            }
            Event::Empty(e) => attributes(name, &e),
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{name} is closed");
}

/// Attributes stand once each, and none of them runs.
fn attributes(name: &str, e: &quick_xml::events::BytesStart<'_>) {
    assert!(e.name().as_ref() != "script", "{name} has a script");
    for a in e.attributes() {
        let a = a.unwrap_or_else(|e| panic!("{name}: {e}"));
        let (key, value) = (a.key.as_ref(), a.value.trim_start().to_lowercase());
        assert!(!key.starts_with("on"), "{name} has a handler");
        let runs = ["javascript:", "data:", "vbscript:"];
        let runs = key == "href" && runs.iter().any(|r| value.starts_with(r));
        assert!(!runs, "{name} leads to a script");
        let outside = key == "src" && value.contains("//");
        assert!(!outside, "{name} loads from outside");
    }
}

/// The words between the marks of XML.
fn flow(xml: &[u8]) -> String {
    let xml = String::from_utf8_lossy(xml);
    let parts = xml.split('<').map(|s| s.split_once('>').map_or(s, |x| x.1));
    parts.collect()
}

/// Every Han of the tree, as often as it stands there.
pub(crate) fn holds(got: &str, document: &Document) {
    let mut have: HashMap<char, i64> = HashMap::new();
    got.chars().for_each(|c| *have.entry(c).or_default() += 1);
    for c in words(document).chars() {
        let n = have.entry(c).or_default();
        *n -= 1;
        assert!(*n >= 0, "{c} is lost");
    }
}

/// A Word file; its words.
pub(crate) fn docx(bytes: &[u8]) -> String {
    let parts = parts(bytes);
    let mut text = String::new();
    for (name, part) in &parts {
        if name.ends_with(".rels") {
            let xml = String::from_utf8_lossy(part);
            for r in xml.split("<Relationship ").skip(1) {
                let r = r.split('>').next().unwrap_or_default();
                assert!(
                    !r.contains("External") || r.contains("/hyperlink\""),
                    "{name}: {r}"
                );
            }
        }
        assert!(
            !name.contains("vba") && !name.ends_with(".bin"),
            "{name} is a macro"
        );
        if [
            "word/document.xml",
            "word/footnotes.xml",
            "word/endnotes.xml",
        ]
        .contains(&name.as_str())
        {
            text.push_str(&flow(part));
        }
    }
    text
}

/// An e-book; its words.
pub(crate) fn epub(bytes: &[u8]) -> String {
    let parts = parts(bytes);
    let pages = parts.iter().filter(|(n, _)| {
        n.starts_with("EPUB/p") && n.ends_with(".xhtml") || n.as_str() == "EPUB/title.xhtml"
    });
    pages.map(|(_, p)| flow(p)).collect()
}

/// A PDF; how many pages it has.
pub(crate) fn pdf(bytes: &[u8]) -> usize {
    let pdf = lopdf::Document::load_mem(bytes).expect("a PDF");
    for object in pdf.objects.values() {
        let lopdf::Object::Dictionary(d) = object else {
            continue;
        };
        for key in [
            &b"JS"[..],
            b"JavaScript",
            b"AA",
            b"OpenAction",
            b"Launch",
            b"EmbeddedFiles",
        ] {
            assert!(!d.has(key), "a PDF with {}", String::from_utf8_lossy(key));
        }
        if let Ok(lopdf::Object::Name(s)) = d.get(b"S") {
            assert!(
                !matches!(
                    s.as_slice(),
                    b"JavaScript" | b"Launch" | b"SubmitForm" | b"ImportData"
                ),
                "an action"
            );
        }
    }
    pdf.get_pages().len()
}

/// The Han of a tree that every format prints in its flow: labels and the marks of notes may be numbers of the format's
/// own.
fn words(document: &Document) -> String {
    use wenji::tree::Node;
    let mut out = String::new();
    let mut label = false;
    wenji::tree::walk(document, &mut |n| match n {
        Node::Text(_) if std::mem::take(&mut label) => {}
        Node::Text(t) => out.push_str(t.as_str()),
        Node::Note(n) => {
            out.truncate(out.len() - n.mark.as_str().len());
            label = true;
        }
        _ => {}
    });
    out.retain(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    out
}
