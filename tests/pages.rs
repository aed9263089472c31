//! Pages as they look: a small anthology in both styles, rendered and compared with the pictures in
//! `tests/pictures/`. After a wanted change look at the new pages, then run
//! `WENJI_BLESS=1 cargo test --test pages`.
#![cfg(embedded_fonts)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "support/picture.rs"]
mod picture;
mod support;

use picture::Picture;
use std::path::Path;
use wenji::font::Faces;
use wenji::pdf::{Booklet, PdfOptions, Press, Profile};
use wenji::style::Style;
use wenji::tree::{
    Block, Document, Heading, Inline, Item, Label, List, Metadata, Note, Paragraph, ParagraphRole,
    Scheme, Section, SectionRole, Table, Text, TitleBlock, Verse,
};

/// Dots per inch of the pictures.
const RESOLUTION: &str = "40";

/// Kind of page, file, page of the file (1-based).
const PAGES: [(&str, &str, usize); 37] = [
    ("title", "gongwen", 1),
    ("blank-verso", "gongwen", 2),
    ("contents", "gongwen", 3),
    ("first-page", "gongwen", 5),
    ("dense", "gongwen", 6),
    ("lists", "gongwen", 8),
    ("verse", "gongwen", 9),
    ("numbers-fallback", "gongwen", 10),
    ("imprint", "gongwen", 12),
    ("title", "book", 1),
    ("contents", "book", 3),
    ("first-page", "book", 5),
    ("spread-left", "book", 6),
    ("spread-right", "book", 7),
    ("verse", "book", 9),
    ("numbers-fallback", "book", 10),
    ("title", "vertical", 1),
    ("contents", "vertical", 3),
    ("first-page", "vertical", 5),
    ("prose", "vertical", 6),
    ("verse", "vertical", 9),
    ("sheet-front", "booklet", 3),
    ("sheet-back", "booklet", 4),
    ("crop-marks", "print", 6),
    ("table", "tables", 1),
    ("head", "request", 1),
    ("last-lines", "request", 4),
    ("head", "letter", 1),
    ("table-goes-on", "tables", 2),
    ("half-title", "house", 1),
    ("title", "house", 3),
    ("copyright", "house", 4),
    ("dedication", "house", 5),
    ("preface", "house", 7),
    ("contents", "house", 9),
    ("couplet", "house", 11),
    ("quotation-and-notes", "house", 12),
];

/// A file: its name, what it holds, style and profile.
type File = (&'static str, fn() -> Document, Style, Profile);

fn files() -> [File; 9] {
    let named = |name| Style::named(name).unwrap();
    let marks = Press {
        bleed: 3.0,
        crop_marks: true,
        ..Press::default()
    };
    let booklet = Press {
        booklet: Some(Booklet {
            signature: 16,
            sheet: None,
            creep: 0.2,
        }),
        crop_marks: true,
        ..Press::default()
    };
    [
        ("gongwen", anthology, named("gongwen"), Profile::Archive),
        ("book", anthology, named("book"), Profile::Archive),
        (
            "vertical",
            anthology,
            named("book").turned().unwrap(),
            Profile::Archive,
        ),
        ("print", anthology, named("gongwen"), Profile::Print(marks)),
        ("booklet", anthology, named("book"), Profile::Print(booklet)),
        ("tables", tables, named("book"), Profile::Archive),
        ("request", request, named("gongwen"), Profile::Archive),
        ("letter", letter, named("xinhan"), Profile::Archive),
        ("house", house_book, house(), Profile::Archive),
    ]
}

/// A house's style: a base and a few entries.
fn house() -> Style {
    let text = r#"
base = "book"
page.size = "大32开"
heads.rule = true
folios.place = "center"
notes.numbering = "page"

[imprint]
publisher = "溪山书局"
place = "澄江市老街12号"
editor = "岑青渡"
edition = "2024年8月第1版"
printing = "2024年8月第1次印刷"
isbn = "978-7-02-000220-7"
price = "48.00元"
half_title = true
dedication = "献给|镇上的人"
"#;
    Style::parse("house", text).unwrap()
}

/// A book with all that stands before its text.
fn house_book() -> Document {
    let mut text = String::from(
        "# 老街\n\n## 第一回　青石板雨夜留人影 老渡口灯前话旧船\n\n镇上的雨总是从傍晚下起[^1]。老人把话说完：\n\n> 房子在，回来的人就认得路；路在，走远的人就不慌。\n\n他就不说了[^2]。\n\n表1　各村进度\n\n| 村 | 户数 | 比例 |\n|---|---:|---:|\n| 上街 | 46 | 82.6% |\n| 下街 | 152 | 92.76% |\n| 渡口 | 8 | 25% |\n\n",
    );
    for _ in 0..3 {
        text.push_str(LONG);
        text.push_str("\n\n");
    }
    text.push_str("## 第二回　镇文化站旧匾新挂 老石桥工匠夜归\n\n");
    text.push_str(LONG);
    text.push_str("\n\n[^1]: 镇志卷三。\n[^2]: 烟斗是竹根做的。\n");
    let front = wenji::markdown::read(&format!("{LONG}\n\n{SHORT}\n"));
    let front = front.into_front(vec![Inline::Text(Text::from("自序"))]);
    wenji::markdown::read(&text).with_front(vec![front])
}

fn request() -> Document {
    sample(include_bytes!("../samples/request.txt"))
}

fn letter() -> Document {
    sample(include_bytes!("../samples/letter.txt"))
}

fn sample(bytes: &[u8]) -> Document {
    let source = wenji::source::Source::decode(bytes, None).unwrap();
    let options = wenji::reader::ReadOptions::default();
    wenji::reader::read(&source, &options).document
}

fn text(s: &str) -> Vec<Inline> {
    vec![Inline::Text(Text::from(s))]
}

fn paragraph(role: ParagraphRole, s: &str) -> Block {
    Block::Paragraph(Paragraph {
        role,
        inlines: text(s),
        ..Paragraph::default()
    })
}

fn body(s: &str) -> Block {
    paragraph(ParagraphRole::Body, s)
}

fn section(
    role: SectionRole,
    label: Option<(&str, Scheme)>,
    title: &str,
    blocks: Vec<Block>,
) -> Block {
    Block::Section(Section {
        role,
        heading: Some(Heading {
            label: label.map(|(l, s)| Label::new(l, Text::from(l), s, None)),
            title: text(title),
            ..Heading::default()
        }),
        blocks,
        ..Section::default()
    })
}

fn item(label: &str, s: &str) -> Item {
    Item {
        label: Some(Label::new(label, Text::from(label), Scheme::CnParen, None)),
        blocks: vec![body(s)],
        ..Item::default()
    }
}

const LONG: &str = "清溪镇在县城以北四十里，三面环山，一面临水。镇上有老街一条，长不过一里半，街面铺着青石板，雨后能照见人影。前年镇里修订了《老街保护办法》，把“修旧如旧”四个字写进第三条：凡临街的门窗、檐口、匾额，不得擅自改动；确需修缮的，应当报镇里同意。办法施行以来，街上一百二十六户人家，已有九十一户按图修过门面，其余的也在等工匠。";
const SHORT: &str = "有人问，守着旧房子有什么用？老人答得干脆：“房子在，回来的人就认得路。”——这句话后来写在了街口的石头上……";

/// A small anthology with all kinds of pages.
fn anthology() -> Document {
    let repeat = |n: usize| (0..n).map(|k| body(if k % 3 == 2 { SHORT } else { LONG }));
    let speech = section(
        SectionRole::Piece,
        None,
        "在全镇老街保护暨文化旅游工作会议上的讲话",
        [paragraph(ParagraphRole::Salutation, "同志们：")]
            .into_iter()
            .chain(repeat(2))
            .chain([section(
                SectionRole::Heading,
                Some(("一、", Scheme::CnComma)),
                "充分认识做好老街保护工作的重要意义，进一步增强责任感和紧迫感",
                repeat(9).collect(),
            )])
            .chain([
                paragraph(ParagraphRole::Closing, "谢谢大家！"),
                paragraph(ParagraphRole::Signature, "清溪镇人民政府"),
                paragraph(ParagraphRole::Date, "2024年5月20日"),
            ])
            .collect(),
    );
    let rules = section(
        SectionRole::Piece,
        None,
        "清溪镇老街门面修缮办法",
        vec![
            body("修缮门面，应当遵守下列规定："),
            Block::List(List {
                items: vec![
                    item(
                        "（一）",
                        "门窗用杉木，不得用铝合金；油漆限栗色、黑色两种，由镇里统一调制后分发各户，余料交回；",
                    ),
                    item("（二）", "檐口按原样恢复；"),
                    item("（三）", "匾额请本镇工匠刻字。"),
                ],
            }),
            section(
                SectionRole::Heading,
                Some(("（一）", Scheme::CnParen)),
                "经费",
                vec![body(LONG)],
            ),
        ],
    );
    let line = |s: &str| text(s);
    let poem = section(
        SectionRole::Piece,
        None,
        "《渡口》",
        vec![Block::Verse(Verse {
            stanzas: vec![
                vec![
                    line("船还没有来"),
                    line("岸上的人先把灯点亮"),
                    line("像把一句话说了一半"),
                ],
                vec![
                    line("水声很近"),
                    line(
                        "近得像有人在隔壁翻一本旧书，翻到有你名字的那一页，停住，又轻轻地翻了过去",
                    ),
                    line("没有停下来"),
                ],
            ],
            ..Verse::default()
        })],
    );
    let note = Inline::Note(Note {
        mark: Text::from("①"),
        label: Text::from("①"),
        content: text("据镇志手稿卷三。"),
        ..Note::default()
    });
    let mut with_note = text("2024年，全镇接待游客12.6万人次，同比增长5.3%，其中自驾游占62%");
    with_note.push(note);
    with_note.extend(text("；GDP达到8,600万元，人均可支配收入31,250元（2019年为22,400元）。镇里的网址是https://www.example.org/laojie，电话010-8888 6666，Wi-Fi已覆盖全街；气温－3℃～28℃，海拔约120m。匾上有一个字\u{2B81F}\u{1F3EE}，字库里没有。"));
    let numbers = section(
        SectionRole::Piece,
        None,
        "数字里的老街",
        vec![
            Block::Paragraph(Paragraph {
                inlines: with_note,
                ..Paragraph::default()
            }),
            body(SHORT),
        ],
    );
    Document {
        metadata: Metadata {
            title: Some("清溪老街文集".into()),
            author: Some("清溪镇文化站".into()),
            date: Some("2024年8月".into()),
            language: Some("zh-Hans".into()),
            ..Metadata::default()
        },
        title: Some(TitleBlock {
            title: text("清溪老街文集"),
            ..TitleBlock::default()
        }),
        blocks: vec![
            paragraph(ParagraphRole::Signature, "清溪镇文化站　编"),
            speech,
            rules,
            poem,
            numbers,
        ],
        ..Document::default()
    }
}

/// Tables: one whose words turn over, an empty cell in it, and one that goes on on the next page.
fn tables() -> Document {
    let table = |rows: Vec<Vec<String>>| {
        let cells = |row: Vec<String>| row.iter().map(|c| text(c)).collect();
        Block::Table(Table {
            header: true,
            rows: rows.into_iter().map(cells).collect(),
            ..Table::default()
        })
    };
    let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
    let short = table(vec![
        row(["村", "户数", "修缮（户）", "做法"]),
        row([
            "上街",
            "46",
            "38",
            "由工匠逐户上门，先修檐口，再换门窗，最后补匾额；门窗一律用杉木，栗色油漆由镇里统一调制",
        ]),
        row(["下街", "52", "41", ""]),
        row(["渡口", "28", "12", "等水退后动工"]),
    ]);
    let list = (1..=40).map(|n| vec![n.to_string(), format!("第{n}号院"), "已修".to_owned()]);
    let head = ["序号", "院落", "情况"].map(str::to_owned).to_vec();
    let long = table([head].into_iter().chain(list).collect());
    Document {
        title: Some(TitleBlock {
            title: text("老街修缮进度"),
            ..TitleBlock::default()
        }),
        blocks: vec![
            body("各村进度如下。"),
            short,
            body("各院情况如下。"),
            long,
            body("以上由镇文化站汇总。"),
        ],
        ..Document::default()
    }
}

fn rendered(pdf: &Path, page: usize) -> Option<Picture> {
    let n = page.to_string();
    let pdf = pdf.to_str().unwrap();
    let args = ["-gray", "-r", RESOLUTION, "-f", &n, "-l", &n, pdf];
    let made = support::output("pdftoppm", &args)?;
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    Some(Picture::from_pgm(&made.stdout))
}

#[test]
fn pages_look_as_they_did() {
    let faces = Faces::builtin().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let seen = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let bless = std::env::var_os("WENJI_BLESS").is_some();
    let mut wrong = Vec::new();
    for (file, holds, look, profile) in files() {
        let doc = holds();
        let layout = wenji::layout::lay_out(&doc, &look, &faces);
        let options = PdfOptions {
            profile,
            ..PdfOptions::default()
        };
        let bytes = wenji::pdf::write(&layout, &doc, &faces, &options);
        let pdf = seen.join(format!("{file}.pdf"));
        std::fs::write(&pdf, bytes.unwrap()).unwrap();
        for (kind, _, page) in PAGES.iter().filter(|p| p.1 == file) {
            let Some(now) = rendered(&pdf, *page) else {
                return;
            };
            let name = format!("{file}-{kind}.png");
            if bless {
                now.write(&folder.join(&name));
                continue;
            }
            let was =
                Picture::read(&folder.join(&name)).expect("a picture; WENJI_BLESS=1 makes it");
            if let Some(difference) = was.difference(&now) {
                now.write(&seen.join(&name));
                wrong.push(format!(
                    "{name}: {difference}; see {}",
                    seen.join(&name).display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_moved_line_is_a_difference() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let a = Picture::read(&folder.join("book-spread-left.png")).unwrap();
    let b = Picture::read(&folder.join("book-first-page.png")).unwrap();
    assert!(a.difference(&a).is_none());
    assert!(a.difference(&b).is_some());
}
