//! What each paragraph is for, read back from the files by code that shares no table with the backends: the style's name in
//! Word, the class in XHTML, the structure type in the PDF before its role map.
#![cfg(embedded_fonts)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use wenji::font::Faces;
use wenji::reader::{self, ReadOptions};
use wenji::render::{Covering, Format, RenderOptions, render};
use wenji::source::Source;
use wenji::style::Style;
use wenji::tree::{Document, Inline, Node, Paragraph, ParagraphRole as P, Text, plain_text, walk};
use wenji::verify::verify;

/// A role by its name in each format: JSON, Word, XHTML, PDF.
const NAMES: [[&str; 4]; 23] = [
    ["salutation", "Salutation", "salutation", "Salutation"],
    ["closing", "Closing", "closing", "Closing"],
    ["courtesy", "Courtesy", "courtesy", "Courtesy"],
    ["signature", "Signature", "signature", "Signature"],
    ["date", "Date", "date", "Date"],
    ["copy_number", "Copy Number", "copy-number", "CopyNumber"],
    ["secrecy", "Secrecy", "secrecy", "Secrecy"],
    ["urgency", "Urgency", "urgency", "Urgency"],
    ["issuer", "Issuer", "issuer", "Issuer"],
    ["signer", "", "signer", "Signer"],
    [
        "document_number",
        "Document Number",
        "docnumber",
        "DocumentNumber",
    ],
    ["cc", "Copies To", "cc", "CopiesTo"],
    [
        "attachment",
        "Attachment List",
        "attachment",
        "AttachmentList",
    ],
    [
        "attachment_name",
        "Attachment Name",
        "attachment-name",
        "AttachmentName",
    ],
    [
        "attachment_mark",
        "Attachment Mark",
        "attachment-mark",
        "AttachmentMark",
    ],
    ["annotation", "Annotation", "annotation", "Annotation"],
    ["imprint", "Imprint", "imprint", "Imprint"],
    ["quotation", "Quote", "quotation", "Quotation"],
    ["dedication", "Dedication", "dedication", "Dedication"],
    ["epigraph", "Epigraph", "epigraph", "Epigraph"],
    ["caption", "Table Caption", "caption", "TableCaption"],
    ["speaker", "Speaker", "speaker", "Speaker"],
    [
        "stage_direction",
        "Stage Direction",
        "stage-direction",
        "StageDirection",
    ],
];

/// Roles with their words, white space left out.
type Lines = Vec<(String, String)>;

fn bare(s: &str) -> String {
    s.chars().filter(|c| !c.is_whitespace()).collect()
}

fn named(format: usize, name: &str) -> Option<String> {
    let row = NAMES
        .iter()
        .find(|r| !name.is_empty() && r[format] == name)?;
    Some(row[0].to_owned())
}

/// As the tree has them.
fn wanted(doc: &Document) -> Lines {
    let mut out = Lines::new();
    let mut add = |p: &Paragraph| {
        let role = serde_json::to_value(p.role).unwrap();
        let role = role.as_str().unwrap().to_owned();
        if NAMES.iter().any(|r| r[0] == role) {
            out.push((role, bare(&plain_text(&p.inlines))));
        }
    };
    doc.head.iter().for_each(&mut add);
    walk(doc, &mut |n| {
        if let Node::Block(wenji::tree::Block::Paragraph(p)) = n {
            add(p);
        }
    });
    out
}

fn member(package: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let mut xml = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut xml).unwrap();
    xml
}

/// What stands between tags.
fn words(xml: &str) -> String {
    let parts = xml.split('<').skip(1).filter_map(|s| s.split_once('>'));
    bare(&parts.map(|p| p.1).collect::<String>())
}

fn attribute<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    xml.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

fn docx(doc: &Document, style: &Style, faces: &Faces) -> Lines {
    let file = wenji::docx::write(doc, style, faces, &Default::default()).unwrap();
    let sheet = member(&file, "word/styles.xml");
    let names: BTreeMap<&str, &str> = sheet
        .split("<w:style ")
        .skip(1)
        .filter_map(|s| {
            let id = s.split("w:styleId=\"").nth(1)?.split('"').next()?;
            Some((id, attribute(s.split("<w:name").nth(1)?, "w:val")?))
        })
        .collect();
    let text = member(&file, "word/document.xml");
    let mut out = Lines::new();
    for p in text.split("<w:p>").skip(1) {
        let p = p.split("</w:p>").next().unwrap();
        let Some(id) = p
            .split("<w:pStyle")
            .nth(1)
            .and_then(|s| attribute(s, "w:val"))
        else {
            continue;
        };
        let name = names[id];
        // Number and signer share a line, parted by tabs.
        if name == "Head Number" {
            let parts = p.split("<w:tab/>").map(words).filter(|w| !w.is_empty());
            let roles = ["document_number", "signer"].map(str::to_owned);
            out.extend(roles.into_iter().zip(parts));
        } else if let (Some(role), false) = (named(1, name), words(p).is_empty()) {
            out.push((role, words(p)));
        }
    }
    out
}

fn epub(doc: &Document, style: &Style) -> Lines {
    let book = wenji::epub::write(doc, style, &Default::default(), || Ok(None)).unwrap();
    let opf = member(&book, "EPUB/package.opf");
    let files = opf.split("<item ").filter_map(|i| attribute(i, "href"));
    let pages = files.filter(|f| f.starts_with('p') && f.ends_with(".xhtml"));
    pages
        .flat_map(|f| classes(&member(&book, &format!("EPUB/{f}"))))
        .collect()
}

fn classes(page: &str) -> Lines {
    let body = page.split_once("<body>").unwrap().1;
    let paragraphs = body.split("<p").skip(1).filter_map(|p| {
        let (open, rest) = p.split_once('>')?;
        let role = named(2, attribute(open, "class")?)?;
        Some((role, words(&format!("<p>{}", rest.split("</p>").next()?))))
    });
    paragraphs.collect()
}

/// Roles alone: the words of a PDF are in its fonts.
fn pdf(doc: &Document, style: &Style, faces: &Faces) -> Vec<String> {
    let layout = wenji::layout::lay_out(doc, style, faces);
    let file = wenji::pdf::write(&layout, doc, faces, &Default::default()).unwrap();
    let pdf = lopdf::Document::load_mem(&file).unwrap();
    let root = pdf.catalog().unwrap().get(b"StructTreeRoot").unwrap();
    let root = pdf.get_dictionary(root.as_reference().unwrap()).unwrap();
    let map = root.get(b"RoleMap").and_then(lopdf::Object::as_dict);
    let mut out = Vec::new();
    let mut open = vec![root.get(b"K").unwrap().clone()];
    while let Some(o) = open.pop() {
        match o {
            lopdf::Object::Reference(id) => open.extend(pdf.get_object(id).ok().cloned()),
            lopdf::Object::Array(kids) => open.extend(kids.into_iter().rev()),
            lopdf::Object::Dictionary(d) => {
                let Ok(kind) = d.get(b"S").and_then(lopdf::Object::as_name) else {
                    continue;
                };
                let kind = String::from_utf8_lossy(kind).into_owned();
                if let Some(role) = named(3, &kind) {
                    // Readers that do not know the type are led to one that they know.
                    let known = map.as_ref().unwrap().get(kind.as_bytes()).unwrap();
                    assert_eq!(known.as_name().unwrap(), b"P");
                    out.push(role);
                }
                open.extend(d.get(b"K").ok().cloned());
            }
            _ => {}
        }
    }
    out
}

/// What each backend says: DOCX, EPUB, HTML with their words, PDF.
fn said(doc: &Document, style: &Style, faces: &Faces) -> ([Lines; 3], Vec<String>) {
    let page = wenji::html::write(doc, style);
    let texts = [docx(doc, style, faces), epub(doc, style), classes(&page)];
    (texts, pdf(doc, style, faces))
}

fn roles(lines: &Lines) -> Vec<String> {
    lines.iter().map(|l| l.0.clone()).collect()
}

/// A letter that ends as letters do, which no sample does.
const WISHES: &str = "致读者的信\n\n亲爱的读者：\n\n　　谢谢你们一年来的来信，编辑部都一一读过了。\n\n　　明年我们还会办下去，请你们继续写信来。\n\n　　此致\n敬礼！\n\n渡口编辑部\n2019年12月1日\n";

#[test]
fn every_format_says_of_each_paragraph_what_the_tree_says() {
    let faces = Faces::builtin().unwrap();
    let mut seen = BTreeSet::new();
    for name in [
        "request.txt",
        "letter.txt",
        "order.txt",
        "minutes.txt",
        "notice.txt",
        "speeches.txt",
        "play.txt",
        "",
    ] {
        let bytes = match name {
            "" => WISHES.as_bytes().to_vec(),
            name => std::fs::read(support::sample(name)).unwrap(),
        };
        let source = Source::decode(&bytes, None).unwrap();
        let doc = reader::read(&source, &ReadOptions::default()).document;
        let style = Style::auto(&doc).unwrap();
        let want = wanted(&doc);
        let (texts, printed) = said(&doc, &style, &faces);
        for (got, format) in texts.iter().zip(["DOCX", "EPUB", "HTML"]) {
            assert_eq!(got, &want, "{name}: {format}");
        }
        assert_eq!(printed, roles(&want), "{name}: PDF");
        seen.extend(roles(&want));
    }
    // Plain text has no quotations; they come from marks.
    let all = NAMES
        .iter()
        .map(|r| r[0].to_owned())
        .filter(|r| r != "quotation");
    let missing: Vec<String> = all.filter(|r| !seen.contains(r)).collect();
    assert!(missing.is_empty(), "no sample has {missing:?}");
}

/// The first lines of labelled texts, where they lie beside the project: no character is lost on the way in, and every format
/// says and shows what the tree does.
#[test]
fn labelled_texts_say_the_same_in_every_format() {
    use rayon::prelude::*;
    let gold = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold");
    let Ok(list) = std::fs::read_dir(gold) else {
        println!("no labelled texts");
        return;
    };
    let mut files: Vec<_> = list.map(|f| f.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "txt"));
    let faces = Faces::builtin().unwrap();
    let wrong: Vec<String> = files
        .par_iter()
        .flat_map_iter(|file| unlike(file, &faces))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the formats of a text's first lines say otherwise than its tree.
fn unlike(file: &std::path::Path, faces: &Faces) -> Vec<String> {
    let name = file.file_stem().unwrap().to_string_lossy();
    let whole = Source::decode(&std::fs::read(file).unwrap(), None).unwrap();
    let text: String = whole.text.split_inclusive('\n').take(300).collect();
    let source = Source::decode(text.as_bytes(), None).unwrap();
    let read = reader::read(&source, &ReadOptions::default());
    let mut out = Vec::new();
    let receipt = wenji::receipt::Receipt::draw(&source, &read);
    if receipt.map(|r| r.rebuild(&source)).ok() != Some(text) {
        out.push(format!("{name}: the receipt"));
    }
    let doc = read.document;
    let style = Style::auto(&doc).unwrap();
    for (label, format) in Format::ALL {
        let options = RenderOptions {
            cover: Covering::Without,
            ..RenderOptions::default()
        };
        let made = render(&doc, format, &style, faces, &options).unwrap().0;
        if let Err(e) = verify(&doc, format, &made) {
            out.push(format!("{name}, {label}: {e}"));
        }
    }
    // Names and dates right below the title stand on the title page, where there is one.
    let within = |all: &Lines| -> Lines {
        let byline = |l: &&(String, String)| matches!(l.0.as_str(), "signature" | "date");
        all.iter().skip_while(byline).cloned().collect()
    };
    let want = within(&wanted(&doc));
    let (texts, printed) = said(&doc, &style, faces);
    for (got, format) in texts.iter().map(within).zip(["DOCX", "EPUB", "HTML"]) {
        if got != want {
            let first = got.iter().zip(&want).find(|(a, b)| a != b);
            let counts = (got.len(), want.len());
            out.push(format!("{name}, {format}: {counts:?}, {first:?}"));
        }
    }
    let printed = printed.iter().map(|r| (r.clone(), String::new())).collect();
    if roles(&within(&printed)) != roles(&want) {
        out.push(format!("{name}: PDF"));
    }
    out
}

#[test]
fn a_wrong_role_is_found_in_every_format() {
    let (faces, style) = (Faces::builtin().unwrap(), Style::named("gongwen").unwrap());
    let line = |role: P| Paragraph {
        role,
        inlines: vec![Inline::Text(Text::bare("甲乙丙"))],
        ..Paragraph::default()
    };
    let doc = |role: P| {
        let mut doc = Document::default();
        let of_head = [P::CopyNumber, P::Secrecy, P::Urgency, P::Issuer, P::Signer];
        match of_head.contains(&role) {
            true => doc.head.push(line(role)),
            false => doc.blocks.push(wenji::tree::Block::Paragraph(line(role))),
        }
        doc
    };
    let body = said(&doc(P::Body), &style, &faces);
    assert!(body.0.iter().all(Vec::is_empty) && body.1.is_empty());
    for row in NAMES {
        let role: P = serde_json::from_value(row[0].into()).unwrap();
        let want = vec![row[0].to_owned()];
        let (texts, printed) = said(&doc(role), &style, &faces);
        // A signer without a number stands in the number's place in Word.
        let word = if role == P::Signer {
            vec!["document_number".to_owned()]
        } else {
            want.clone()
        };
        let got = texts.each_ref().map(roles);
        assert_eq!(
            (&got[0], &got[1], &got[2], &printed),
            (&word, &want, &want, &want),
            "{}",
            row[0]
        );
    }
}
