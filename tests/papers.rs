//! Official papers: what the printed page shows, the Word file and the e-book show as well.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};
use support::{office, tool, wenji};
use wenji::reader::{self, ReadOptions};
use wenji::source::Source;
use wenji::tree::{Block, Document, ParagraphRole as P, plain_text};

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
fn typography_1_1_a_name_stands_centred_over_its_date_in_word_too() {
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

/// The paragraphs of a tree outside lists, each with its role, its first section's title and its words.
fn roles(doc: &Document) -> Vec<(P, String, String)> {
    fn find(blocks: &[Block], title: &str, out: &mut Vec<(P, String, String)>) {
        for b in blocks {
            match b {
                Block::Section(s) => {
                    let own = s.heading.as_ref().map(|h| plain_text(&h.title));
                    find(&s.blocks, own.as_deref().unwrap_or(title), out);
                }
                Block::Paragraph(p) => {
                    out.push((p.role, title.to_owned(), plain_text(&p.inlines)));
                }
                _ => out.push((P::Body, title.to_owned(), String::from("no paragraph"))),
            }
        }
    }
    let mut out = Vec::new();
    find(&doc.blocks, "", &mut out);
    out
}

fn read(text: &str) -> Document {
    let source = Source::decode(text.as_bytes(), None).unwrap();
    reader::read(&source, &ReadOptions::default()).document
}

/// The last paragraphs of a paper with their roles.
fn tail(text: &str) -> Vec<(P, String)> {
    let all = roles(&read(&format!("{OPENING}{text}")));
    let from = all.iter().position(|r| r.2.starts_with("汛期")).unwrap();
    all.into_iter().skip(from + 1).map(|r| (r.0, r.2)).collect()
}

#[test]
fn what_follows_a_sign_off_takes_nothing_from_it() {
    let sign = "澄江市人民政府办公室\n2023年3月5日\n";
    for (below, want) in [
        ("（此件公开发布）", &[P::Annotation][..]),
        ("(此件依申请公开)", &[P::Annotation]),
        ("（联系人：张三，联系电话：0570-1234567）", &[P::Annotation]),
        ("抄送：市委办公室，市人大常委会办公室。", &[P::Cc]),
        (
            "（此件发至县团级）\n\n抄送：市委办公室。\n澄江市人民政府办公室　2023年3月5日印发",
            &[P::Annotation, P::Cc, P::Imprint],
        ),
        ("澄江市人民政府办公室 2023年3月6日印发", &[P::Imprint]),
    ] {
        let got = tail(&format!("{sign}\n{below}\n"));
        let all: Vec<P> = got.iter().map(|g| g.0).collect();
        let mut due = vec![P::Signature, P::Date];
        due.extend(want);
        assert_eq!(all, due, "{below}: {got:?}");
        // Brackets may become full-width; nothing else changes and nothing goes.
        let words: String = got.iter().skip(2).map(|g| g.1.as_str()).collect();
        let bare = |s: &str| s.replace('(', "（").replace(')', "）").replace('\n', "");
        assert_eq!(bare(&words), bare(below));
    }
}

#[test]
fn brackets_and_copies_elsewhere_are_text() {
    let text = "春游记\n\n清晨我们出发，一路上鸟语花香，大家都很高兴。\n\n（此件衣服是母亲做的）\n\n抄送：这两个字他写了一遍又一遍，仍然觉得不好看。\n\n傍晚我们回来了，走了很远的路，都累了。\n";
    let all = roles(&read(text));
    assert!(all.iter().all(|r| r.0 == P::Body), "{all:?}");
}

const LISTED: &str =
    "附件：1.防汛责任人名单\n2.物资储备清单\n\n澄江市人民政府办公室\n2023年3月5日\n\n";

/// A paper with two attachments under these marks.
fn attached(first: &str, second: &str) -> String {
    format!(
        "{OPENING}{LISTED}{first}\n\n防汛责任人名单\n\n张三，上河县，负责上河县境内堤防的巡查和值守工作。\n\n{second}\n\n物资储备清单\n\n编织袋两千条，铁锹五十把，存放在市防汛仓库，专人保管。\n"
    )
}

#[test]
fn the_list_of_attachments_is_no_verse() {
    for (list, want) in [
        ("附件：1.防汛责任人名单\n2.物资储备清单", 1),
        ("附件：1．名单\n      2．清单\n      3．电话", 2),
        ("附件：\n1、防汛责任人名单\n2、物资储备清单\n3、联系电话", 3),
        ("附件：防汛责任人名单", 0),
    ] {
        let got = tail(&format!("{list}\n\n澄江市人民政府办公室\n2023年3月5日\n"));
        let mut due = vec![P::Attachment];
        due.extend(std::iter::repeat_n(P::AttachmentName, want));
        due.extend([P::Signature, P::Date]);
        let all: Vec<P> = got.iter().map(|g| g.0).collect();
        assert_eq!(all, due, "{list}: {got:?}");
    }
}

#[test]
fn typography_1_1_a_mark_begins_the_page_the_file_and_the_part_of_its_attachment() {
    for (first, second) in [
        ("附件1", "附件2"),
        ("附件一：", "附件二："),
        ("附件 1", "附件 2"),
    ] {
        let text = attached(first, second);
        let doc = read(&text);
        let marks: Vec<_> = roles(&doc)
            .into_iter()
            .filter(|r| r.0 == P::AttachmentMark)
            .collect();
        assert_eq!(marks.len(), 2, "{first}");
        assert!(marks.iter().all(|m| m.1.is_empty()), "{marks:?}");
        // Each part of the split text has its own mark and not the next one's.
        let parts = doc.split();
        let words: Vec<String> = parts
            .iter()
            .map(|p| wenji::render::text(&p.document))
            .collect();
        assert_eq!(words.len(), 3);
        assert!(!words[0].contains(first), "{}", words[0]);
        assert!(words[1].starts_with(first) && !words[1].contains(second));
        assert!(words[2].starts_with(second), "{}", words[2]);

        let dir = tempfile::tempdir().unwrap();
        let more = ["--style", "gongwen"];
        let files = made(&text, &["epub", "docx", "html"], &more, dir.path());
        let part = |file: &Path, name: &str| tool("unzip", &["-p", file.to_str().unwrap(), name]);
        let Some(page) = part(&files[0], "EPUB/p0002.xhtml") else {
            return;
        };
        let at = |page: &str, words: &str| page.find(words).unwrap_or(usize::MAX);
        assert!(
            at(&page, first) < at(&page, "防汛责任人名单</h1>"),
            "{page}"
        );
        assert!(!page.contains(second) && page.contains("防汛责任人名单</h1>"));
        let page = part(&files[0], "EPUB/p0003.xhtml").unwrap();
        assert!(at(&page, second) < at(&page, "物资储备清单</h1>"), "{page}");
        let page = part(&files[0], "EPUB/p0001.xhtml").unwrap();
        assert!(page.contains("守土有责") && !page.contains(first), "{page}");
        let html = std::fs::read_to_string(&files[2]).unwrap();
        let mark =
            format!("<p class=\"attachment-mark\">{first}</p>\n<section role=\"doc-chapter\">");
        assert!(html.contains(&mark));

        let Some(word) = office(&files[1], "pdf") else {
            return;
        };
        let Some(text) = tool("pdftotext", &["-raw", word.to_str().unwrap(), "-"]) else {
            return;
        };
        let bare = |s: &str| -> String { s.chars().filter(|c| !c.is_whitespace()).collect() };
        let pages: Vec<String> = text.split('\u{c}').map(bare).collect();
        for (mark, title) in [(first, "防汛责任人名单"), (second, "物资储备清单")] {
            let head = bare(mark) + title;
            let found = pages.iter().filter(|p| p.starts_with(&head)).count();
            assert_eq!(found, 1, "{head} heads no page: {pages:?}");
        }
    }
}

#[test]
fn the_parts_of_a_paper_come_back_from_every_form_that_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let text = attached("附件1", "附件2").replace(
        "2023年3月5日\n\n",
        "2023年3月5日\n\n（此件公开发布）\n\n抄送：市委办公室。\n市政府办公室　2023年3月5日印发\n\n",
    );
    let want = roles(&read(&text));
    assert!(want.iter().any(|r| r.0 == P::Imprint), "{want:?}");
    let files = made(&text, &["html", "markdown", "json"], &[], dir.path());
    for (file, ending) in files.iter().zip(["html", "md", "json"]) {
        let file = file.with_extension(ending);
        let out = dir.path().join("again.json");
        wenji()
            .args(["convert", file.to_str().unwrap(), "-q", "--force"])
            .args(["--to", "json", "-o", out.to_str().unwrap()])
            .assert()
            .success();
        assert_eq!(roles(&support::tree(&out)), want, "{ending}");
    }
}

/// Kind and shown heading of each entry of the outline, indented by its depth.
fn headings(doc: &Document) -> Vec<String> {
    let entries = wenji::tree::outline(doc);
    let shown = entries.iter().map(|e| {
        let role = format!("{:?}", e.section.role).to_lowercase();
        format!("{}{role} {}", "  ".repeat(e.depth - 1), e.shown())
    });
    shown.collect()
}

#[test]
fn a_volume_on_each_chapters_line_stands_once_above_its_chapters() {
    let body = "\n\n天还没有亮，他背着包袱出了门，母亲站在门口，一直看到他转过山坳。\n\n";
    let book = |lines: &[&str]| -> String { lines.iter().map(|l| format!("{l}{body}")).collect() };
    let cases: [(String, &[&str]); 5] = [
        (
            book(&[
                "第一卷 少年行 第一章 离乡",
                "第一卷 少年行 第二章 渡江",
                "第二卷 江湖远 第一章 客栈",
                "第二卷 江湖远 第二章 夜谈",
            ]),
            &[
                "volume 第一卷　少年行",
                "  piece 第一章　离乡",
                "  piece 第二章　渡江",
                "volume 第二卷　江湖远",
                "  piece 第一章　客栈",
                "  piece 第二章　夜谈",
            ],
        ),
        (
            book(&[
                "第一部第一章 离乡",
                "第一部第二章 渡江",
                "第二部第三章 客栈",
            ]),
            &[
                "volume 第一部",
                "  piece 第一章　离乡",
                "  piece 第二章　渡江",
                "volume 第二部",
                "  piece 第三章　客栈",
            ],
        ),
        (
            format!(
                "卷一　少年行\n\n{}",
                book(&[
                    "卷一　少年行　第一回　离乡",
                    "卷一　少年行　第二回　渡江",
                    "卷二　江湖远　第三回　客栈",
                ])
            ),
            &[
                "volume 卷一　少年行",
                "  piece 第一回　离乡",
                "  piece 第二回　渡江",
                "volume 卷二　江湖远",
                "  piece 第三回　客栈",
            ],
        ),
        // The volume once, on the first chapter's line.
        (
            book(&[
                "第一卷 少年行 第一章 离乡",
                "第二章 渡江",
                "第二卷 江湖远 第三章 客栈",
                "第四章 夜谈",
            ]),
            &[
                "volume 第一卷　少年行",
                "  piece 第一章　离乡",
                "  piece 第二章　渡江",
                "volume 第二卷　江湖远",
                "  piece 第三章　客栈",
                "  piece 第四章　夜谈",
            ],
        ),
        // Words that only begin like a label part nothing.
        (
            book(&["第一章 第一卷胶片 第二章程", "第二章 渡江", "第三章 客栈"]),
            &[
                "piece 第一章　第一卷胶片 第二章程",
                "piece 第二章　渡江",
                "piece 第三章　客栈",
            ],
        ),
    ];
    for (text, want) in cases {
        assert_eq!(headings(&read(&text)), want, "{text}");
    }
}

#[test]
fn the_name_of_a_volume_that_is_taken_away_is_in_the_receipt() {
    let dir = tempfile::tempdir().unwrap();
    let (file, receipt) = (dir.path().join("a.txt"), dir.path().join("r.json"));
    let line = "\n\n天还没有亮，他背着包袱出了门，母亲站在门口。\n\n";
    let text = format!("第一卷 少年行 第一章 离乡{line}第一卷 少年行 第二章 渡江{line}");
    std::fs::write(&file, text).unwrap();
    wenji()
        .args(["convert", file.to_str().unwrap(), "-q", "--verify"])
        .args([
            "--to",
            "epub,docx,html",
            "-o",
            &format!("{}/", dir.path().display()),
        ])
        .args(["--receipt", receipt.to_str().unwrap()])
        .assert()
        .success();
    let told = std::fs::read_to_string(receipt).unwrap();
    assert_eq!(
        told.matches("\"repeat\",\"old\":\"第一卷 少年行").count(),
        1,
        "{told}"
    );
}

#[test]
fn typography_1_1_a_paper_has_neither_title_page_nor_contents_in_word() {
    let dir = tempfile::tempdir().unwrap();
    let anthology = "春游\n\n第一章 出发\n\n清晨我们出发，一路上鸟语花香。\n\n第二章 归来\n\n傍晚我们回来了，走了很远的路。\n";
    for (text, fronted) in [
        (attached("附件1", "附件2"), false),
        (
            attached("附件1", "附件2").replacen("各县", "澄政办发〔2023〕7号\n\n各县", 1),
            false,
        ),
        (anthology.to_owned(), true),
    ] {
        let files = made(&text, &["docx"], &[], dir.path());
        let args = ["-p", files[0].to_str().unwrap(), "word/document.xml"];
        let Some(xml) = tool("unzip", &args) else {
            return;
        };
        let has = ["\"CoverTitle\"", "\"TOCHeading\""].map(|style| xml.contains(style));
        assert_eq!(has, [fronted; 2], "{text}");
    }
}

#[test]
fn an_annotation_hides_no_title_behind_it() {
    for note in ["（此件公开发布）", "（此件依申请公开）", ""] {
        let text = format!(
            "{OPENING}澄江市人民政府办公室\n2023年3月5日\n\n{note}\n\n澄江市防汛值守管理办法\n\n第一条 为规范防汛值守工作，结合本市实际，制定本办法。\n\n第二条 汛期实行领导带班和二十四小时值班制度。\n\n第三条 本办法自公布之日起施行。\n"
        );
        let got = headings(&read(&text));
        assert!(
            got.iter().any(|h| h == "piece 澄江市防汛值守管理办法"),
            "{note}: {got:?}"
        );
    }
}

/// The samples of official papers with their style.
const FORMS: [(&str, &str); 4] = [
    ("request.txt", "gongwen"),
    ("letter.txt", "xinhan"),
    ("order.txt", "mingling"),
    ("minutes.txt", "jiyao"),
];

fn sample_of(name: &str) -> Document {
    let path = support::sample(name);
    read(&std::fs::read_to_string(path).unwrap())
}

#[test]
fn every_format_of_every_form_holds_its_paper() {
    let dir = tempfile::tempdir().unwrap();
    let names: Vec<PathBuf> = FORMS.iter().map(|f| support::sample(f.0)).collect();
    wenji()
        .arg("convert")
        .args(&names)
        .args(["--verify", "-q", "--to", "pdf,docx,epub,html,markdown,json"])
        .args(["-o", &format!("{}/", dir.path().display())])
        .assert()
        .success();
    for (name, style) in FORMS {
        let doc = sample_of(name);
        assert_eq!(wenji::style::Style::auto(&doc).unwrap().name, style);
        assert!(doc.head.iter().any(|p| p.role == P::Issuer), "{name}");
    }
}

#[cfg(embedded_fonts)]
#[test]
fn red_heads_and_last_lines_stand_where_the_standard_puts_them() {
    const MM: f32 = 72.0 / 25.4;
    let faces = wenji::font::Faces::builtin().unwrap();
    let near = |a: f32, mm: f32| (a / MM - mm).abs() < 0.5;
    for (name, style) in FORMS {
        let style = wenji::style::Style::named(style).unwrap();
        let doc = sample_of(name);
        let out = wenji::layout::lay_out(&doc, &style, &faces);
        let first = &out.pages[0];
        let issuer = first.runs.iter().find(|r| r.ink.is_some()).unwrap();
        // Of an em, 0.88 stand above the baseline.
        let top = issuer.y - 0.88 * issuer.size;
        let want = match name {
            "letter.txt" => 30.0,
            "order.txt" => 37.0 + 20.0,
            _ => 37.0 + 35.0,
        };
        assert!(near(top, want), "{name}: {}", top / MM);
        let red: Vec<_> = first.rules.iter().filter(|r| r.red).collect();
        match name {
            "letter.txt" => {
                assert!(red.len() == 4 && red.iter().all(|r| near(r.length, 170.0)));
                assert!(red.iter().any(|r| near(r.y, 297.0 - 20.0)), "{red:?}");
                // No number on a letter's first page.
                assert!(first.runs.iter().all(|r| r.element.is_some()));
            }
            "order.txt" => assert!(red.is_empty()),
            _ => assert!(red.len() == 1 && near(red[0].length, 156.0)),
        }
        // The last lines: the last rule on the foot of the text block, on a left-hand page.
        let rules: Vec<_> = out
            .pages
            .iter()
            .map(|p| p.rules.iter().filter(|r| !r.red).collect::<Vec<_>>())
            .collect();
        let at = rules.iter().rposition(|r| !r.is_empty());
        if matches!(name, "request.txt" | "minutes.txt") {
            let at = at.unwrap();
            let own = &rules[at];
            let thick: Vec<f32> = own
                .iter()
                .map(|r| (r.thickness / MM * 100.0).round())
                .collect();
            assert_eq!(
                (at % 2, thick.as_slice()),
                (1, &[35.0, 25.0, 35.0][..]),
                "{name}"
            );
            assert!(near(own[2].y, 37.0 + 225.0), "{name}: {}", own[2].y / MM);
            assert_eq!(at + 1, out.pages.len(), "{name}");
        } else {
            assert_eq!(at, None, "{name}");
        }
    }
}

#[cfg(embedded_fonts)]
#[test]
fn what_the_text_does_not_print_comes_from_the_style() {
    let given = [
        "paper.issuer=澄江市人民政府办公室文件",
        "paper.copy=000012",
        "paper.secrecy=秘密★6个月",
        "paper.signer=方远山",
    ]
    .map(String::from);
    let style = wenji::style::Style::named("gongwen")
        .unwrap()
        .with(&given)
        .unwrap();
    let doc = style.paper.applied(sample_of("notice.txt"));
    let head: Vec<(P, String)> = doc
        .head
        .iter()
        .map(|p| (p.role, plain_text(&p.inlines)))
        .collect();
    // The number below the title stands in the head now, and once.
    let want = [
        (P::CopyNumber, "000012"),
        (P::Secrecy, "秘密★6个月"),
        (P::Issuer, "澄江市人民政府办公室文件"),
        (P::DocumentNumber, "澄政办发〔2024〕18号"),
        (P::Signer, "签发人：方远山"),
    ];
    assert_eq!(head, want.map(|(r, s)| (r, s.to_owned())));
    assert!(roles(&doc).iter().all(|r| r.0 != P::DocumentNumber));
    // What the text prints goes before what the style says.
    let own = style.paper.applied(sample_of("request.txt"));
    assert_eq!(plain_text(&own.head[0].inlines), "000123");
    assert_eq!(own.head.iter().filter(|p| p.role == P::Signer).count(), 1);
}

#[test]
fn a_paper_that_is_not_sealed_is_signed_as_the_standard_says() {
    let dir = tempfile::tempdir().unwrap();
    for (name, date) in [
        ("澄江市人民政府办公室", "2023年3月5日"),
        ("市府办", "二〇二三年十二月二十五日"),
    ] {
        let text = format!("{OPENING}{name}\n{date}\n");
        let more = [
            "--style",
            "gongwen",
            "--embed-fonts",
            "--set",
            "paper.sign=plain",
        ];
        let files = made(&text, &["pdf", "docx"], &more, dir.path());
        let (Some((l, r)), Some(word)) = (edges(&files[0], name), office(&files[1], "pdf")) else {
            return;
        };
        let (dl, dr) = edges(&files[0], date).unwrap();
        let em = 15.793;
        assert!((dl - l - 2.0 * em).abs() < 2.0, "{name}: {l} {dl}");
        // The text block ends 26 mm from the edge; the longer of the two is two characters from there.
        let edge = 595.276 - 26.0 * 72.0 / 25.4 - 2.0 * em;
        assert!((r.max(dr) - edge).abs() < 3.0, "{name}: {r} {dr} {edge}");
        let (wl, _) = edges(&word, name).unwrap();
        let (wdl, wdr) = edges(&word, date).unwrap();
        assert!(
            (wl - l).abs() < 4.0 && (wdl - dl).abs() < 4.0 && (wdr - dr).abs() < 4.0,
            "{name}"
        );
    }
}

#[test]
fn the_settings_say_what_stands_in_the_head() {
    let dir = tempfile::tempdir().unwrap();
    let (config, out) = (dir.path().join("paper.toml"), dir.path().join("n.json"));
    std::fs::write(
        &config,
        "[paper]\nissuer = \"澄江市人民政府办公室文件\"\ncopy = \"000012\"\n",
    )
    .unwrap();
    let run = |config: &Path| {
        wenji()
            .args([
                "convert",
                support::sample("notice.txt").to_str().unwrap(),
                "-q",
            ])
            .args(["--to", "json", "--force", "-o", out.to_str().unwrap()])
            .args(["--config", config.to_str().unwrap()])
            .assert()
    };
    run(&config).success();
    let doc: Document = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    let got: Vec<P> = doc.head.iter().map(|p| p.role).collect();
    assert_eq!(got, [P::CopyNumber, P::Issuer, P::DocumentNumber]);
    std::fs::write(&config, "[paper]\nisuer = \"澄江市\"\n").unwrap();
    let said = run(&config).failure().get_output().stderr.clone();
    assert!(String::from_utf8_lossy(&said).contains("paper.issuer"));
}
