//! What must hold for any input: one function per target. The fuzzer runs them on bytes that it makes up;
//! `tests/fuzz_corpus.rs` runs them on the files of `corpus/` with the stable toolchain.

mod chance;
mod reopen;

use chance::Chance;
use std::sync::LazyLock;
use wenji::font::{Embedding, Faces, embed};
use wenji::reader::{self, Corrections, Punctuation, ReadOptions};
use wenji::receipt::Receipt;
use wenji::render::{Covering, Format, RenderOptions, render};
use wenji::review::serve::{Serving, Tried};
use wenji::source::Source;
use wenji::style::{Face, Style};
use wenji::tree::Document;
use wenji::{docx, html, layout, markdown, pdf};

/// A target's body.
pub type Body = fn(&[u8]);

/// All targets, with the names of their corpora.
pub const TARGETS: [(&str, Body); 15] = [
    ("decode", decode),
    ("read", read),
    ("corrections", corrections),
    ("json", json),
    ("markdown", markdown),
    ("html", html_page),
    ("pandoc", pandoc),
    ("cover", cover),
    ("style", style),
    ("settings", settings),
    ("served", served),
    ("docx", docx),
    ("epub", epub),
    ("pdf", pdf),
    ("font", font),
];

static FACES: LazyLock<Faces> = LazyLock::new(|| Faces::builtin().expect("fonts of the program"));

/// Bytes → text, mended, and back: the input, byte for byte.
pub fn decode(data: &[u8]) {
    const NAMES: [Option<&str>; 11] = [
        None,
        Some("utf-8"),
        Some("gb18030"),
        Some("gbk"),
        Some("big5"),
        Some("utf-16le"),
        Some("utf-16be"),
        Some("shift_jis"),
        Some("windows-1252"),
        Some("iso-2022-jp"),
        Some("iso-2022-kr"),
    ];
    let Some((pick, bytes)) = data.split_first() else {
        return;
    };
    let name = NAMES[usize::from(*pick) % NAMES.len()];
    let Ok(source) = Source::decode(bytes, name) else {
        return;
    };
    assert_eq!(source.encode(), bytes, "the input comes back");
    let lines = source.extent().0;
    let mended = source.repaired();
    assert_eq!(mended.encode(), bytes, "the input comes back after mending");
    assert_eq!(mended.extent().0, lines, "lines are kept");
}

/// Text → tree, receipt, and back: no character is lost, doubled or changed unsaid.
pub fn read(data: &[u8]) {
    let mut chance = Chance::new(data);
    let options = ReadOptions {
        punctuation: chance.pick(&[
            Punctuation::Auto,
            Punctuation::Keep,
            Punctuation::Safe,
            Punctuation::Full,
        ]),
        keep_boilerplate: chance.yes(),
        dedupe: chance.yes(),
        join_notes: chance.yes(),
        ..ReadOptions::default()
    };
    let Some(source) = text(chance.rest()) else {
        return;
    };
    let document = conserved(&source, &options);
    plain(&document);
    as_json(&document);
}

/// A corrections file, and behind a line of `===` the text that it is for.
pub fn corrections(data: &[u8]) {
    const TEXT: &str = "春游\n\n一、出发\n清晨出发，共二十人。\n(一)路上\n路上有雨。\n二、归来\n傍晚归来。\n谢谢大家！\n";
    let given = String::from_utf8_lossy(data);
    let (file, words) = given.split_once("\n===\n").unwrap_or((&given, TEXT));
    let Some(source) = text(words.as_bytes()) else {
        return;
    };
    let Ok(read) = Corrections::parse(file) else {
        return;
    };
    let Ok(anchored) = read.anchor(&source) else {
        return;
    };
    let options = ReadOptions {
        corrections: Some(anchored),
        ..ReadOptions::default()
    };
    conserved(&source, &options);
}

/// A tree as `--to json` writes it; what is taken is written again without loss.
pub fn json(data: &[u8]) {
    let Ok(document) = serde_json::from_slice::<Document>(data) else {
        return;
    };
    as_json(&document);
    plain(&document);
    reopen::holds(&reopen::docx(&made(&document, Format::Docx)), &document);
    reopen::holds(&reopen::epub(&made(&document, Format::Epub)), &document);
}

/// Markdown → tree → Markdown → tree: the same tree.
pub fn markdown(data: &[u8]) {
    // CommonMark has no U+0000.
    let given = String::from_utf8_lossy(data).replace('\0', "\u{fffd}");
    let document = markdown::read(&given);
    let written = markdown::write(&document);
    let again = markdown::read(&written);
    assert_eq!(
        again.without_origin(),
        document.with_safe_links().without_origin(),
        "the tree comes back from\n{written:?}"
    );
    as_json(&document);
    plain(&document);
}

/// A page of the web → tree → page of ours → tree: every word of the first tree is in the second.
pub fn html_page(data: &[u8]) {
    let name = html::charset(data);
    let Ok(source) = Source::decode(data, Some(name.unwrap_or("utf-8"))) else {
        return;
    };
    let document = html::read(&source.text);
    as_json(&document);
    plain(&document);
    let style = Style::named("book").expect("a style of the program");
    let again = html::read(&html::write(&document, &style));
    reopen::holds(&wenji::render::text(&again), &document);
}

/// Pandoc's JSON: what is taken has every Han of its words, whatever its nodes are called, and is written again.
pub fn pandoc(data: &[u8]) {
    let Ok((document, _)) = wenji::pandoc::read_told(data) else {
        return;
    };
    as_json(&document);
    plain(&document);
    let again = wenji::pandoc::write(&document);
    let bytes = serde_json::to_vec(&again).expect("a tree of values");
    let verified = wenji::verify::verify(&document, Format::Pandoc, &bytes);
    assert!(
        !matches!(verified, Err(wenji::verify::VerifyError::Unreadable(_))),
        "{verified:?}"
    );
}

/// A picture for a cover or of a text: refused, or whole.
pub fn cover(data: &[u8]) {
    if let Ok(p) = wenji::picture::Picture::from_bytes(data.to_vec()) {
        assert!(p.width > 0 && p.height > 0 && !p.bytes.is_empty());
    }
    let Ok(cover) = wenji::cover::Cover::from_file(data.to_vec()) else {
        return;
    };
    assert!(matches!(cover.media_type, "image/png" | "image/jpeg"));
    assert_eq!(cover.bytes, data);
}

/// A whole style, or behind the byte `=` lines of KEY=VALUE that change one: what is taken lays a text out.
pub fn style(data: &[u8]) {
    let given = String::from_utf8_lossy(data);
    let style = match given.strip_prefix('=') {
        Some(changes) => {
            let changes: Vec<String> = changes.lines().map(str::to_owned).collect();
            Style::named("book").and_then(|s| s.with(&changes))
        }
        None => Style::parse("own", &given),
    };
    let Ok(style) = style else { return };
    let document = markdown::read(
        "---\ntitle: 春游\n---\n\n# 第一章 出发\n\n清晨出发，road 2024 年。[^1]\n\n## 一、路上\n\n> 引文\n\n- 甲\n- 乙\n\n[^1]: 注文\n",
    );
    for format in [Format::Docx, Format::Epub, Format::Pdf, Format::Html] {
        // A style may be refused; what is made from it is whole.
        if let Ok((bytes, _)) = render(&document, format, &style, &FACES, &RenderOptions::default())
        {
            reopened(&bytes, format, &document);
        }
    }
    if let Ok(turned) = style.turned() {
        let pages = layout::lay_out(&document, &turned, &FACES);
        assert!(!pages.pages.is_empty(), "vertical pages");
    }
}

/// A wenji.toml that lies in the working folder: what it stands for writes nowhere and leads nowhere else.
pub fn settings(data: &[u8]) {
    let given = String::from_utf8_lossy(data);
    let Ok(args) = wenji::cli::settings(&given, true) else {
        return;
    };
    let args: Vec<String> = args
        .iter()
        .map(|a| a.to_string_lossy().into_owned())
        .collect();
    for a in &args {
        for refused in [
            "--output",
            "--force",
            "--receipt",
            "--report",
            "--quiet",
            "--watch",
        ] {
            let name = a.split('=').next().unwrap_or_default();
            assert_ne!(name, refused, "{args:?}");
        }
    }
}

static SERVED: LazyLock<Tried> = LazyLock::new(|| {
    let text = "春游\n\n一、出发\n清晨出发。\n".as_bytes();
    let source = Source::decode(text, None).expect("a text");
    let serving = Serving {
        disk: None,
        style: None,
        text: Some((source, None)),
        read: ReadOptions::default(),
        page: wenji::review::PageOptions::default(),
        faces: FACES.clone(),
        created: Some(0),
    };
    Tried::new(serving).expect("random numbers")
});

/// What a connection sends; behind the byte `+` as if the server's own page had. A stranger learns nothing, and nothing that is
/// sent is the program's fault.
pub fn served(data: &[u8]) {
    let known = data.first() == Some(&b'+');
    let status = SERVED.status(data.strip_prefix(b"+").unwrap_or(data), known);
    assert_ne!(status, 500);
    assert!(
        known || (400..600).contains(&status),
        "a stranger got {status}"
    );
}

/// A tree by chance as a Word file.
pub fn docx(data: &[u8]) {
    let mut chance = Chance::new(data);
    let options = docx::DocxOptions {
        toc: chance.yes(),
        vertical: chance.yes(),
        run_in: chance.pick(&[docx::RunIn::Tc, docx::RunIn::Separator]),
        grid: chance.pick(&[docx::DocGrid::Portable, docx::DocGrid::Word]),
        ..docx::DocxOptions::default()
    };
    let style = named(&mut chance);
    let document = chance.document();
    let bytes = docx::write(&document, &style, &FACES, &options).expect("a Word file");
    reopen::holds(&reopen::docx(&bytes), &document);
}

/// A tree by chance as an e-book.
pub fn epub(data: &[u8]) {
    let mut chance = Chance::new(data);
    let options = RenderOptions {
        vertical: chance.yes(),
        kindle: chance.yes(),
        page_list: chance.yes(),
        embed_fonts: chance.once_in(16),
        cover: Covering::Without,
        ..RenderOptions::default()
    };
    let style = Style::named("book").expect("a style of the program");
    let document = chance.document();
    let made = render(&document, Format::Epub, &style, &FACES, &options);
    let bytes = made.expect("an e-book").0;
    reopen::holds(&reopen::epub(&bytes), &document);
}

/// A tree by chance as a PDF.
pub fn pdf(data: &[u8]) {
    let mut chance = Chance::new(data);
    let print = chance.once_in(4);
    let style = named(&mut chance);
    let style = if chance.once_in(4) {
        style.clone().turned().unwrap_or(style)
    } else {
        style
    };
    let document = chance.document();
    let pages = layout::lay_out(&document, &style, &FACES);
    let options = pdf::PdfOptions {
        created: None,
        profile: if print {
            pdf::Profile::Print(pdf::Press::default())
        } else {
            pdf::Profile::Archive
        },
    };
    let bytes = pdf::write(&pages, &document, &FACES, &options).expect("a PDF");
    let printed = pages.pages.iter().flat_map(|p| &p.runs);
    let printed: String = printed.flat_map(|r| &r.glyphs).map(|g| g.c).collect();
    reopen::holds(&printed, &document);
    let count = reopen::pdf(&bytes);
    assert!(print || count == pages.pages.len(), "pages");
}

/// A font file for the body: refused, or good for a page.
pub fn font(data: &[u8]) {
    let mut faces = FACES.clone();
    if faces.set(Face::Song, data.to_vec()).is_err() {
        return;
    }
    let words = "春“游”，A1fi。—…𠮷";
    if let Some(loaded) = faces.get(Face::Song) {
        for c in words.chars() {
            if let Some((id, _)) = loaded.glyph(c) {
                let _ = (loaded.ink(id), loaded.width(id), loaded.upright(c));
            }
        }
        let _ = (loaded.kerning("AVfi"), loaded.licence());
        let _ = embed(Face::Song, loaded, &words.chars().collect());
    }
    let style = Style::named("book").expect("a style of the program");
    let document = markdown::read(&format!("# 第一章 春\n\n{words}\n"));
    let _ = Embedding::of(&document, &style, &faces);
    for format in [Format::Pdf, Format::Docx] {
        if let Ok((bytes, _)) = render(&document, format, &style, &faces, &RenderOptions::default())
        {
            reopened(&bytes, format, &document);
        }
    }
}

fn named(chance: &mut Chance<'_>) -> Style {
    Style::named(chance.pick(&["book", "gongwen"])).expect("a style of the program")
}

fn text(bytes: &[u8]) -> Option<Source> {
    Source::decode(bytes, Some("utf-8")).ok()
}

/// Reads, and checks that the source comes back from the receipt.
fn conserved(source: &Source, options: &ReadOptions) -> Document {
    let reading = reader::read(source, options);
    let receipt = Receipt::draw(source, &reading).expect("a receipt");
    assert_eq!(receipt.rebuild(source), source.text, "the text comes back");
    reading.document
}

/// The same tree comes back from JSON.
fn as_json(document: &Document) {
    let written = serde_json::to_vec(document).expect("JSON");
    // The reader of JSON has a limit of its own for nesting, which it tells.
    match serde_json::from_slice::<Document>(&written) {
        Ok(again) => assert_eq!(&again, document, "the tree comes back"),
        Err(e) => assert!(e.to_string().contains("recursion limit"), "{e}"),
    }
}

/// The formats that are text hold all words.
fn plain(document: &Document) {
    for format in [Format::Html, Format::Markdown, Format::Pandoc, Format::Text] {
        let bytes = made(document, format);
        let text = std::str::from_utf8(&bytes).expect("text");
        reopen::holds(text, document);
    }
}

fn made(document: &Document, format: Format) -> Vec<u8> {
    let style = Style::auto(document).expect("a style of the program");
    let options = RenderOptions {
        no_toc: true,
        cover: Covering::Without,
        ..RenderOptions::default()
    };
    let result = render(document, format, &style, &FACES, &options);
    result.expect("every tree has every form").0
}

fn reopened(bytes: &[u8], format: Format, document: &Document) {
    match format {
        Format::Docx => reopen::holds(&reopen::docx(bytes), document),
        Format::Epub => reopen::holds(&reopen::epub(bytes), document),
        Format::Pdf => assert!(reopen::pdf(bytes) > 0, "pages"),
        _ => assert!(std::str::from_utf8(bytes).is_ok(), "text"),
    }
}
