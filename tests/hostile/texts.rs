//! Texts: characters, encodings, other kinds of file, and words that formats would take for their own.

use super::stage::{ALL, Stage};
use super::support;

/// An anthology around odd words, long enough to pass for text.
fn around(odd: &str) -> String {
    format!(
        "文集{odd}\n\n第一章 春{odd}\n\n清晨{odd}出发，走了很远的路，沿河往东，过了三座桥，在渡口等了半天的船，到傍晚才回来，大家都很累，也都很高兴。\n一、{odd}甲\n二、乙{odd}\n\n第二章 {odd}\n{odd}\n夏天很热，我们在树下坐着说话，听老人讲从前的事，讲河水怎样涨上来，又怎样退下去，一直坐到天黑。[1]{odd}\n[1] {odd}注\n"
    )
}

fn range(of: std::ops::RangeInclusive<u32>) -> String {
    let chars = of.filter_map(char::from_u32);
    chars
        .flat_map(|c| {
            [
                '字', '与', '词', '句', '间', '的', '文', '章', '里', '有', '着', c,
            ]
        })
        .collect()
}

#[test]
fn odd_characters_are_converted_and_come_back() {
    let cases: Vec<(&str, String)> = vec![
        ("C0 controls", range(1..=0x1f)),
        ("NUL", range(0..=0)),
        ("DEL and C1 controls", range(0x7f..=0x9f)),
        (
            "bidi overrides",
            "\u{202e}txt.exe\u{202c}\u{202d}\u{2066}\u{2069}\u{200f}".into(),
        ),
        (
            "zero-width characters",
            "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}".into(),
        ),
        ("tag characters", range(0xe0001..=0xe007f)),
        (
            "noncharacters",
            "\u{fffe}\u{ffff}\u{fdd0}\u{1fffe}\u{10ffff}".into(),
        ),
        ("private use", "\u{e000}\u{f8ff}\u{f0000}\u{10fffd}".into()),
        (
            "variation selectors",
            "葛\u{e0100}\u{fe00}\u{fe0f}\u{e01ef}".into(),
        ),
        ("a pile of marks", format!("a{}", "\u{301}".repeat(3000))),
        (
            "joined pictures",
            "👨\u{200d}👩\u{200d}👧\u{200d}👦🏽🏳\u{fe0f}\u{200d}🌈".into(),
        ),
        ("Han beyond the first plane", "𠀀𪚥𫝀𱍐".into()),
        (
            "line ends of Unicode",
            "甲\u{2028}乙\u{2029}丙\u{85}丁\u{b}戊\u{c}己".into(),
        ),
        ("marks of byte order", "\u{feff}\u{feff}".into()),
        ("right to left", "العربية עברית".into()),
        (
            "spaces",
            "\u{a0}\u{1680}\u{2003}\u{202f}\u{205f}\u{3000}".into(),
        ),
        (
            "Hangul by parts",
            "\u{1112}\u{1161}\u{11ab}\u{115f}\u{3164}".into(),
        ),
        (
            "escape sequences",
            "\u{1b}[31m\u{1b}]0;title\u{7}\u{9b}2J".into(),
        ),
    ];
    for (name, odd) in cases {
        println!("{name}");
        let stage = Stage::with(around(&odd));
        stage.convert(0, "", &["in/book.txt", "--to", ALL]);
        let check = stage.run(&["check", "in/book.txt", "--roundtrip"]);
        assert_eq!(check.code, Some(0), "{name}: {}", check.said);
    }
}

#[test]
fn no_control_reaches_the_terminal() {
    let stage = Stage::with(around("\u{1b}]0;title\u{7}\u{9b}2J"));
    stage.put(
        "in/book.wenji.toml",
        "[[line]]\nstarts = \"\\u001b]0;no\\u0007\"\nas = \"para\"\n",
    );
    stage.put("in/plain.txt", around("\u{1b}]0;title\u{7}\u{9b}2J"));
    for args in [
        &["outline", "in/plain.txt"][..],
        &["check", "in/plain.txt"],
        &["check", "in/book.txt"],
        &["outline", "in/\u{1b}]0;x\u{7}.txt"],
    ] {
        let left = stage.run(args);
        let all = String::from_utf8(left.printed).unwrap() + &left.said;
        let odd = |c: char| c.is_control() && c != '\n';
        assert!(!all.contains(odd), "{args:?}: {all:?}");
    }
}

#[test]
fn broken_encodings_are_read_and_come_back() {
    let utf16 = |s: &str, big: bool| -> Vec<u8> {
        let swap = |u: u16| {
            if big {
                u.to_be_bytes()
            } else {
                u.to_le_bytes()
            }
        };
        s.encode_utf16().flat_map(swap).collect()
    };
    let gbk: &[u8] = b"\xce\xc4\xbc\xaf\n\n\xb5\xda\xd2\xbb\xd5\xc2 \xb4\xba\n\xc7\xe5\xb3\xbf\xb3\xf6\xb7\xa2\xa1\xa3\n";
    let utf8 = around("");
    let cases: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("UTF-16, lone high surrogate", [b"\xff\xfe".to_vec(), utf16(&utf8, false), b"\x00\xd8".to_vec(), utf16("\n末", false)].concat(), &[]),
        ("UTF-16, lone low surrogate", [b"\xfe\xff".to_vec(), b"\xdc\x00".to_vec(), utf16(&utf8, true)].concat(), &[]),
        ("UTF-16, odd length", [b"\xff\xfe".to_vec(), utf16(&utf8, false), vec![b'a']].concat(), &[]),
        ("UTF-8, overlong", [utf8.as_bytes(), b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf\n"].concat(), &[]),
        ("UTF-8, surrogates", [utf8.as_bytes(), b"\xed\xa0\x80\xed\xbf\xbf\n"].concat(), &[]),
        ("UTF-8, beyond Unicode", [utf8.as_bytes(), b"\xf4\x90\x80\x80\xf8\x88\x80\x80\x80\n"].concat(), &[]),
        ("UTF-8, cut in a character", utf8.as_bytes()[..utf8.len() - 2].to_vec(), &[]),
        ("UTF-8 with lines of GBK", [utf8.as_bytes(), gbk].concat(), &[]),
        ("GB18030, edges of four bytes", [gbk, b"\x81\x30\x81\x30\x84\x31\xa4\x39\xe3\x32\x9a\x35\xe3\x32\x9a\x36\xfe\x39\xfe\x39\n"].concat(), &["--from-encoding", "gb18030"]),
        ("GB18030, cut in four bytes", [gbk, b"\x81\x30\x81"].concat(), &["--from-encoding", "gb18030"]),
        ("GBK, lead byte at the end", [gbk, b"\xd6"].concat(), &[]),
        ("Big5, lead byte at the end", b"\xa4\xe5\xb6\xb0\n\xac\x4b\xa4\xd1\xa8\xd3\xa4\x46\xa1\x43\n\xa4".to_vec(), &["--from-encoding", "big5"]),
        ("a state left open", b"\x1b$B8+;q\n8+\x1b(B\n".to_vec(), &["--from-encoding", "iso-2022-jp"]),
    ];
    for (name, bytes, more) in cases {
        println!("{name}");
        let stage = Stage::with(bytes);
        stage.convert(
            0,
            "",
            &[&["in/book.txt", "--to", "docx,epub,pdf,text"][..], more].concat(),
        );
        let check = stage.run(&[&["check", "in/book.txt", "--roundtrip"][..], more].concat());
        assert_eq!(check.code, Some(0), "{name}: {}", check.said);
    }
}

#[test]
fn what_is_no_text_is_refused() {
    let made = Stage::with(around(""));
    let left = made.convert(0, "", &["in/book.txt", "--to", "docx,pdf,epub"]);
    let file = |name: &str| left.files[std::path::Path::new(name)].clone();
    let noise: Vec<u8> = (0..4000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    for (name, bytes, says) in [
        ("nothing", Vec::new(), "empty"),
        ("a Word file", file("out/book.docx"), "a Word file"),
        ("an e-book", file("out/book.epub"), "an e-book"),
        ("a PDF", file("out/book.pdf"), "a PDF"),
        (
            "a picture",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            "PNG",
        ),
        (
            "a photograph",
            b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(),
            "JPEG",
        ),
        (
            "an old Word file",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "Office",
        ),
        ("a program", b"\x7fELF\x02\x01\x01".to_vec(), "program"),
        ("noise", noise, "not plain text"),
        (
            "GBK behind UTF-8's mark",
            b"\xef\xbb\xbf\xce\xc4\xbc\xaf\xce\xc4\xbc\xaf\xb5\xda\xd2\xbb\xd5\xc2\n".to_vec(),
            "--from-encoding",
        ),
    ] {
        println!("{name}");
        Stage::with(bytes).convert(3, says, &["in/book.txt", "--to", "docx"]);
    }
}

#[test]
fn texts_of_almost_nothing_are_converted() {
    for text in [
        "\u{feff}",
        "\n",
        " ",
        "\0",
        "\r\r\r",
        "\u{3000}\u{3000}\n\n",
        "一",
        "、",
        "\u{feff}\u{feff}",
        "#",
        "[1]",
        "目录",
    ] {
        println!("{text:?}");
        let stage = Stage::with(text);
        let left = stage.run(&["convert", "-o", "out/", "in/book.txt", "--to", ALL]);
        assert_eq!(left.code, Some(0), "{text:?}: {}", left.said);
        let check = stage.run(&["check", "in/book.txt", "--roundtrip"]);
        assert_eq!(check.code, Some(0), "{text:?}: {}", check.said);
    }
}

/// Words that formats would take for their own.
const INJECTIONS: [&str; 16] = [
    "]]>",
    "<script>alert(1)</script>",
    "&#0;&#x1b;&xxe;",
    "<!-- --> --!>",
    "<?xml version=\"1.1\"?>",
    "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>&a;",
    "\" onload=\"alert(1)\" x=\"",
    "' onclick='alert(1)'",
    "</title></head><body onload=alert(1)>",
    "{ HYPERLINK \"file:///etc/passwd\" }{{7*7}}${x}",
    ") Tj ET endstream endobj << /OpenAction << /S /JavaScript /JS (x) >> >>",
    "%s%n%x$(reboot)`reboot`",
    "\\input{/etc/passwd}\\write18{x}",
    "<w:t>x</w:t></w:r></w:p>",
    "[x](javascript:alert(1)) ![x](data:text/html,<script>)",
    "=cmd|' /C calc'!A0 @SUM(1) +1 -1",
];

#[test]
fn words_of_formats_stay_words() {
    for odd in INJECTIONS {
        println!("{odd}");
        let stage = Stage::with(around(odd));
        let more = ["--title", odd, "--author", odd, "--series", odd];
        let left = stage.convert(0, "", &[&["in/book.txt", "--to", ALL][..], &more].concat());
        let text = &left.files[std::path::Path::new("out/book.txt")];
        let text = String::from_utf8_lossy(text);
        assert!(support::han(&text).contains("清晨"), "{text}");
    }
}

#[test]
fn links_of_markdown_lead_to_no_script() {
    let text = "# 文集\n\n## 第一章\n\n[甲](javascript:alert(1)) [乙](data:text/html,x) [丙](vbscript:x) [丁](file:///etc/passwd) [戊](//a.b/c) [己](JaVaScRiPt:x) [庚](\u{1}javascript:x)\n\n<script>alert(1)</script>\n\n![图](http://a.b/c.png)\n\n<img src=x onerror=alert(1)>\n\n<iframe src=\"http://a.b\"></iframe>\n";
    let stage = Stage::bare();
    stage.put("in/book.md", text);
    stage.convert(0, "", &["in/book.md", "--to", ALL]);
}

#[test]
fn titles_make_no_paths() {
    let long = "长".repeat(300);
    for title in [
        "../../in/neighbour",
        "..\\..\\x",
        "/etc/passwd",
        "C:\\x",
        "CON",
        "NUL.txt",
        "com1",
        &long,
        "...",
        ".hidden",
        "-rf",
        "*?",
        "~",
        "$HOME",
        "a\u{0}b",
        "\u{202e}txt.exe",
        "x.",
        "甲/乙/丙",
        "a:b",
        "\u{ff0f}\u{2215}\u{2044}",
    ] {
        println!("{title:?}");
        let body = "清晨出发，走了很远的路，沿河往东，到傍晚才回来。\n".repeat(3);
        let stage = Stage::with(format!(
            "文集\n\n第一章 {title}\n\n{body}\n第二章 {title}\n\n{body}\n第三章 {title}\n\n{body}"
        ));
        let left = stage.convert(0, "", &["in/book.txt", "--to", "text,epub", "--split"]);
        for name in left.files.keys().filter(|n| n.starts_with("out")) {
            let name = name.strip_prefix("out").unwrap().to_str().unwrap();
            assert!(!name.contains('/') && name.len() <= 255, "{name}");
        }
    }
}
