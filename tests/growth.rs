//! Nothing grows faster than the text: what each family of inputs asks for, in requests for memory and in bytes, is counted at
//! two sizes. Counts are the same on every machine, however busy. (That loops without requests stay in proportion is shown
//! where they are: running heads, anchors, moves.)
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use wenji::font::Faces;
use wenji::reader::{Corrections, ReadOptions, read};
use wenji::receipt::Receipt;
use wenji::render::{Format, RenderOptions, render};
use wenji::source::Source;
use wenji::style::Style;
use wenji::tree::Document;

/// The smaller size, in lines or pieces; the larger is four times as much.
const SIZE: usize = 400;
/// What four times as much may take, in parts of the smaller: sorting and tables that double are in it.
const MOST: f64 = 5.5;

/// A kind of input: its name, and what it is at a size.
type Family<T> = (&'static str, fn(usize) -> T);

/// Requests for memory in a run of `f`, which does all on one thread, and their bytes.
fn asked<T: Send>(f: impl FnOnce() -> T + Send) -> (u64, u64) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    pool.unwrap().install(|| {
        let mut kept = None;
        let info = allocation_counter::measure(|| kept = Some(f()));
        drop(kept);
        (info.count_total, info.bytes_total)
    })
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (1..=n).map(|k| line(k) + "\n").collect()
}

/// Number in Chinese figures, digit by digit.
fn han(n: usize) -> String {
    let digits = n.to_string();
    let digit = |c: char| {
        "〇一二三四五六七八九"
            .chars()
            .nth(c.to_digit(10).unwrap() as usize)
    };
    digits.chars().filter_map(digit).collect()
}

fn made(doc: &Document, faces: &Faces) {
    let style = Style::named("book").unwrap();
    for format in [
        Format::Text,
        Format::Html,
        Format::Markdown,
        Format::Pandoc,
        Format::Docx,
        Format::Epub,
        Format::Pdf,
    ] {
        render(doc, format, &style, faces, &RenderOptions::default()).unwrap();
    }
}

fn grows(name: &str, faces: &Faces, work: impl Fn(usize, &Faces) + Sync) {
    // What is made once in a run.
    work(SIZE / 4, faces);
    let (small, large) = (asked(|| work(SIZE, faces)), asked(|| work(SIZE * 4, faces)));
    for (what, a, b) in [("requests", small.0, large.0), ("bytes", small.1, large.1)] {
        let ratio = b as f64 / a as f64;
        assert!(
            ratio < MOST,
            "{name}: {what} {a} and {b}, {ratio:.1} times as many"
        );
    }
}

#[cfg(embedded_fonts)]
fn faces() -> Faces {
    Faces::builtin().unwrap()
}

#[cfg(embedded_fonts)]
#[test]
fn texts_take_what_their_length_asks_for() {
    let faces = faces();
    let families: [Family<String>; 16] = [
        ("volumes", |n| {
            lines(n, |k| {
                format!(
                    "第{}卷　春天\n\n第一章　出发\n\n清晨出发，路上没有人，走了很久才到。\n",
                    han(k)
                )
            })
        }),
        ("parts", |n| {
            lines(n, |k| {
                format!("第{}部分　春天\n\n清晨出发，路上没有人。\n", han(k))
            })
        }),
        ("headings", |n| {
            lines(n, |k| {
                format!("{}、第{k}件事\n清晨出发，路上没有人。", han(k))
            })
        }),
        ("items", |n| {
            lines(n, |k| format!("{k}.清晨出发，路上没有人。"))
        }),
        ("notes", |n| {
            lines(n, |k| format!("清晨出发[{k}]，路上没有人。"))
                + "\n注释：\n"
                + &lines(n, |k| format!("[{k}]第{k}条注释。"))
        }),
        ("verse", |n| lines(n, |_| "床前明月光\n疑是地上霜\n".into())),
        ("one line", |n| "清晨出发，路上没有人。".repeat(n)),
        ("one word", |n| "a".repeat(n * 20)),
        ("brackets", |n| "（".repeat(n * 4)),
        ("quotes", |n| "“‘".repeat(n * 4)),
        ("copies", |n| {
            lines(n, |_| "清晨出发，路上没有人，大家都很高兴地回来了。".into())
        }),
        ("blank lines", |n| "甲\n\n\n\n".repeat(n)),
        ("dashes", |n| lines(n, |_| "——————".into())),
        ("marks", |n| "\u{301}".repeat(n * 8)),
        ("site chatter", |n| {
            lines(n, |_| "上一篇：春天\n下一篇：夏天\n责任编辑：某某\n".into())
        }),
        ("dates", |n| {
            lines(n, |k| {
                format!("{}年1月1日\n清晨出发，路上没有人。", 1900 + k % 100)
            })
        }),
    ];
    for (name, text) in families {
        grows(name, &faces, |n, faces| {
            let source = Source::decode(text(n).as_bytes(), None).unwrap();
            let options = ReadOptions {
                join_notes: true,
                dedupe: name == "copies",
                ..ReadOptions::default()
            };
            let reading = read(&source, &options);
            Receipt::draw(&source, &reading).unwrap();
            made(&reading.document, faces);
        });
    }
}

#[cfg(embedded_fonts)]
#[test]
fn marked_texts_take_what_their_length_asks_for() {
    let faces = faces();
    let families: [Family<Document>; 15] = [
        ("a heading longer than its page", |n| {
            wenji::markdown::read(&format!("# 书\n\n## {}\n\n文。\n", "春天".repeat(n * 8)))
        }),
        ("a paragraph longer than its page", |n| {
            wenji::markdown::read(&format!("# 书\n\n{}\n", "春天来了。".repeat(n * 8)))
        }),
        ("a page's title longer than its cover", |n| {
            let title = "春天".repeat(n * 8);
            wenji::html::read(&format!(
                "<title>{title}</title><h1>{title}</h1><h2>一</h2>文。<h2>二</h2>文。"
            ))
        }),
        ("a long title", |n| {
            wenji::markdown::read(&format!(
                "# {}\n\n{}",
                "春天".repeat(n * 2),
                "清晨出发。\n\n".repeat(n)
            ))
        }),
        ("attributes", |n| {
            wenji::html::read(&format!("<p {}>春", "a=\"b\" ".repeat(n * 4)))
        }),
        ("tags in tags", |n| {
            wenji::html::read(&"<div><b><i>春".repeat(n))
        }),
        ("end tags", |n| {
            wenji::html::read(&("<b>春".to_owned() + &"</p></i>".repeat(n)))
        }),
        ("columns", |n| {
            wenji::html::read(&format!("<table><tr>{}</table>", "<td>春".repeat(n)))
        }),
        ("rows", |n| {
            wenji::html::read(&format!("<table>{}</table>", "<tr><td>春<td>夏".repeat(n)))
        }),
        ("entities", |n| {
            wenji::html::read(&"&amp;&hellip;&nothing;".repeat(n))
        }),
        ("links", |n| {
            wenji::markdown::read(&"[春](https://example.com/a) ".repeat(n))
        }),
        ("stars", |n| wenji::markdown::read(&"**春*".repeat(n))),
        ("open brackets", |n| {
            wenji::markdown::read(&"[".repeat(n * 4))
        }),
        ("footnotes", |n| {
            wenji::markdown::read(
                &(lines(n, |k| format!("春[^{k}]\n")) + &lines(n, |k| format!("[^{k}]: 注。\n"))),
            )
        }),
        ("unknown nodes", |n| {
            let node = r#"{"t":"Para","c":[{"t":"New","c":["春"]}]},"#.repeat(n);
            let json = format!(
                r#"{{"pandoc-api-version":[1,23],"meta":{{}},"blocks":[{node}{{"t":"HorizontalRule"}}]}}"#
            );
            wenji::pandoc::read(json.as_bytes()).unwrap()
        }),
    ];
    for (name, document) in families {
        grows(name, &faces, |n, faces| made(&document(n), faces));
    }
}

/// A line of 200,000 characters, as heading, title, words of a list, a table and a note: no format recurses over it. The stack
/// is that of small threads.
#[cfg(embedded_fonts)]
#[test]
fn long_lines_take_no_stack() {
    let faces = faces();
    let long = "天地玄黄，宇宙洪荒。".repeat(20_000);
    let documents = [
        wenji::markdown::read(&format!("# {long}\n\n## {long}\n\n文。\n\n## 二\n\n文。\n")),
        wenji::html::read(&format!(
            "<title>{long}</title><h1>书</h1><h2>{}</h2><p>{long}",
            long.replace('，', "")
        )),
    ];
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .stack_size(512 * 1024);
    pool.build().unwrap().install(|| {
        for doc in &documents {
            made(doc, &faces);
        }
    });
}

#[test]
fn corrections_and_styles_take_what_their_length_asks_for() {
    let none = Faces::empty();
    let text = |n: usize| lines(n, |k| format!("第{k}行的话在这里说完了。"));
    let kinds: [Family<String>; 5] = [
        ("lines", |n| {
            lines(n, |k| {
                format!("[[line]]\nstarts = \"第{k}行\"\nas = \"para\"")
            })
        }),
        ("hints", |n| {
            lines(n, |k| {
                format!("[[line]]\nat = {k}\nstarts = \"第\"\nas = \"para\"")
            })
        }),
        ("moves", |n| {
            lines(n - 1, |k| {
                format!("[[move]]\nlines = \"{k}\"\nafter = \"第{n}行\"")
            })
        }),
        ("words", |n| {
            lines(n, |k| {
                format!("[[replace]]\nstarts = \"第{k}行\"\nfind = \"话\"\nwith = \"字\"")
            })
        }),
        ("cuts", |n| {
            lines(n, |k| format!("[[line]]\nstarts = \"第{k}行\"\nsplit = 4"))
        }),
    ];
    for (name, file) in kinds {
        grows(name, &none, |n, _| {
            let source = Source::decode(text(n).as_bytes(), None).unwrap();
            let corrections = Corrections::parse(&file(n))
                .unwrap()
                .anchor(&source)
                .unwrap();
            let options = ReadOptions {
                corrections: Some(corrections),
                ..ReadOptions::default()
            };
            let reading = read(&source, &options);
            assert!(!reading.outline().units().is_empty());
        });
    }
    grows("entries of a style", &none, |n, _| {
        let set: Vec<String> = (0..n)
            .map(|k| format!("page.inner={}", 20 + k % 9))
            .collect();
        Style::named("book").unwrap().with(&set).unwrap();
    });
    grows("profiles of settings", &none, |n, _| {
        let file = lines(n, |k| {
            format!(
                "[profile.p{k}]\nto = \"pdf\"\nset = [\"page.inner={}\"]",
                20 + k % 9
            )
        });
        wenji::cli::settings(&file, true).unwrap();
    });
    grows("entries of settings", &none, |n, _| {
        let set = (0..n).map(|k| format!("\"page.inner={}\"", 20 + k % 9));
        let set = set.collect::<Vec<_>>().join(", ");
        let args = wenji::cli::settings(&format!("[convert]\nset = [{set}]\n"), true).unwrap();
        assert!(args.len() >= n);
    });
    grows("comments in a style", &none, |n, _| {
        let mut file = wenji::style::builtin("book").unwrap().to_owned();
        for k in 0..n {
            let _ = writeln!(file, "# {k}");
        }
        Style::parse("mine", &file).unwrap();
    });
}
