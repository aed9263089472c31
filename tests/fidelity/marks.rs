//! Marks that carry meaning reach every format; Markdown is read as people write it in Chinese.

use super::Case;

/// A text in Markdown, HTML and pandoc's JSON, with what the page, Word and the plain text say of it.
struct Marked {
    name: &'static str,
    text: &'static str,
    html: &'static [&'static str],
    word: &'static [&'static str],
    plain: &'static str,
}

const ALL: [Marked; 9] = [
    Marked {
        name: "a.html",
        text: "<p>流域1.2×10<sup>3</sup>km<sup>2</sup>，水分子H<sub>2</sub>O。</p><p><del>旧价一百元</del>现价八十元。</p>",
        html: &["10<sup>3</sup>", "H<sub>2</sub>O", "<s>旧价一百元</s>"],
        word: &[
            "<w:vertAlign w:val=\"superscript\"/>",
            "<w:vertAlign w:val=\"subscript\"/>",
            "<w:strike/>",
        ],
        plain: "流域1.2×10³km²，水分子H₂O。\n〈删：旧价一百元〉现价八十元。\n",
    },
    Marked {
        name: "a.md",
        text: "流域10^3^亩，水H~2~O，~~旧价~~现价。3~5人，6~8人。a^2+b^2=c^2。\n",
        html: &[
            "10<sup>3</sup>亩",
            "H<sub>2</sub>O",
            "<s>旧价</s>",
            "3~5人，6~8人",
            "a^2+b^2=c^2",
        ],
        word: &["superscript", "subscript", "<w:strike/>"],
        plain: "流域10³亩，水H₂O，〈删：旧价〉现价。3~5人，6~8人。a^2+b^2=c^2。\n",
    },
    Marked {
        name: "b.md",
        text: "**注意：**三月五日前交表。\n\n他说**“先修渠。”**然后才坐下。这是**重点（必看）**内容。\n",
        html: &[
            "<strong>注意：</strong>三月",
            "他说<strong>“先修渠。”</strong>然后",
            "<strong>重点（必看）</strong>内容",
        ],
        word: &["<w:b/>"],
        plain: "注意：三月五日前交表。\n他说“先修渠。”然后才坐下。这是重点（必看）内容。\n",
    },
    Marked {
        name: "c.md",
        text: "由*《水利志》*所载，~~《旧法》~~废止；**(一)**甲，**2024年。**乙。\n",
        html: &[
            "由<em>《水利志》</em>所载",
            "<s>《旧法》</s>废止",
            "<strong>(一)</strong>甲",
            "<strong>2024年。</strong>乙",
        ],
        word: &["<w:em w:val=\"dot\"/>"],
        plain: "由《水利志》所载，〈删：《旧法》〉废止；(一)甲，2024年。乙。\n",
    },
    Marked {
        name: "d.md",
        text: "2\\*3\\*4，20\\*\\*年，`a**b`。他说：“**好”**。\n",
        html: &["2*3*4", "20**年", "a**b"],
        word: &[],
        plain: "2*3*4，20**年，a**b。他说：“好”。\n",
    },
    Marked {
        name: "b.html",
        text: "<p><u>下划线</u>、<small>小字</small>、<span style=\"text-emphasis: dot\">着重</span>、<span style=\"vertical-align:super\">注</span>、<ins>新增</ins>、<span style='text-decoration:line-through'>作废</span>。</p>",
        html: &[
            "<u>下划线</u>",
            "<small>小字</small>",
            "<span class=\"dots\">着重</span>",
            "<sup>注</sup>",
            "<u>新增</u>",
            "<s>作废</s>",
        ],
        word: &[
            "<w:u w:val=\"single\"/>",
            "<w:sz w:val=\"",
            "<w:em w:val=\"dot\"/>",
        ],
        plain: "下划线、小字、着重、^注、新增、〈删：作废〉。\n",
    },
    Marked {
        name: "c.html",
        text: "<p>读<ruby>漢<rt>hàn</rt>字<rt>zì</rt></ruby>，<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>。</p>",
        html: &[
            "<ruby>漢<rp>（</rp><rt>hàn</rt><rp>）</rp></ruby>",
            "<rt>とうきょう</rt>",
        ],
        word: &["<w:ruby>", "<w:rubyBase>"],
        plain: "读漢（hàn）字（zì），東京（とうきょう）。\n",
    },
    Marked {
        name: "a.pandoc.json",
        text: r#"{"pandoc-api-version":[1,23],"meta":{},"blocks":[{"t":"Para","c":[{"t":"Str","c":"10"},{"t":"Superscript","c":[{"t":"Str","c":"3"}]},{"t":"Strikeout","c":[{"t":"Str","c":"旧"}]},{"t":"Underline","c":[{"t":"Str","c":"线"}]},{"t":"Subscript","c":[{"t":"Str","c":"2"}]}]}]}"#,
        html: &["10<sup>3</sup><s>旧</s><u>线</u><sub>2</sub>"],
        word: &[
            "superscript",
            "subscript",
            "<w:strike/>",
            "<w:u w:val=\"single\"/>",
        ],
        plain: "10³〈删：旧〉线₂\n",
    },
    Marked {
        name: "e.md",
        text: "- [ ] 未完成的事\n- [x] 已完成的事\n",
        html: &["□ 未完成的事", "☑ 已完成的事"],
        word: &["□ 未完成的事"],
        plain: "•　□ 未完成的事\n•　☑ 已完成的事\n",
    },
];

#[test]
fn they_are_on_pages_and_in_word_and_their_meaning_is_in_plain_text() {
    for m in ALL {
        let case = Case::new(m.name, m.text);
        let html = case
            .html(&[])
            .replace("<span lang=\"en\" xml:lang=\"en\">", "")
            .replace("km</span>", "km");
        let html = html.replace("hàn</span>", "hàn").replace("zì</span>", "zì");
        for want in m.html {
            assert!(html.contains(want), "{}: {want} in {html}", m.name);
        }
        let xml = case.part("docx", "document.xml");
        for want in m.word {
            assert!(xml.contains(want), "{}: {want} in {xml}", m.name);
        }
        assert!(
            case.text(&[]).ends_with(m.plain),
            "{}: {}",
            m.name,
            case.text(&[])
        );
        let xhtml = case.part("epub", ".xhtml");
        let first = m.html.first().and_then(|h| h.split(['<', '>']).nth(1));
        assert!(
            first.is_none_or(|tag| xhtml.contains(tag)),
            "{}: {xhtml}",
            m.name
        );
        // Every format was opened again and compared with the tree (`--verify`), these two also.
        case.made("pdf", &[]);
        case.made("pandoc", &[]);
        let (back, _) = case.made("markdown", &[]);
        let again = Case::new("again.md", std::fs::read(back).unwrap());
        assert!(again.text(&[]).ends_with(m.plain), "{}", m.name);
    }
}

#[test]
fn plain_text_says_what_it_cannot_show() {
    let case = Case::new("a.html", "<p>10<sup>3</sup><u>线</u></p>");
    let (_, said) = case.made("text", &[]);
    assert!(
        said.contains(
            "[mark-flattened] plain text has no mark for superscript: 1 place(s), written as ³"
        ),
        "{said}"
    );
    assert!(
        said.contains("underlined words: 1 place(s), not shown"),
        "{said}"
    );
    let (_, said) = case.made("html", &[]);
    assert!(!said.contains("mark-flattened"), "{said}");
}

#[test]
fn pages_draw_lines_and_readings_that_are_found_by_tags() {
    let case = Case::new(
        "a.html",
        "<p>甲<s>乙丙</s><u>丁</u><ruby>漢<rt>hàn</rt></ruby><span class=dots>戊</span></p>",
    );
    let (pdf, _) = case.made("pdf", &[]);
    let bytes = std::fs::read(pdf).unwrap();
    let doc = lopdf::Document::load_mem(&bytes).unwrap();
    let tags: Vec<&[u8]> = doc
        .objects
        .values()
        .filter_map(|o| o.as_dict().ok()?.get(b"S").ok()?.as_name().ok())
        .collect();
    for tag in [&b"Ruby"[..], b"RB", b"RT"] {
        assert!(tags.contains(&tag));
    }
    let page = *doc.get_pages().values().next().unwrap();
    let content = String::from_utf8_lossy(&doc.get_page_content(page)).into_owned();
    assert_eq!(content.matches(" re f").count(), 2, "{content}");
    assert_eq!(content.matches("c f").count(), 1, "{content}");
}

#[test]
fn marks_without_a_place_keep_their_words_and_are_named() {
    for (name, text, marks) in [
        (
            "a.html",
            "<p>按<kbd>回车</kbd>，<mark>要点</mark>。",
            &["kbd", "mark"][..],
        ),
        (
            "b.html",
            "<p style='color:red'>红字<b style=\"background-color:#ff0\">黄底</b><font color=red>字</font>",
            &["color"],
        ),
        (
            "a.md",
            "用`代码`与<mark>要点</mark>，<span style=\"color:red\">红</span>。\n",
            &["code", "color", "mark"],
        ),
        (
            "c.html",
            "<p><abbr title='世界卫生组织'>世卫</abbr>与<tt>机</tt><big>大</big>",
            &["abbr", "big", "tt"],
        ),
    ] {
        let (doc, account) = match name.ends_with(".md") {
            true => wenji::markdown::read_told(text),
            false => wenji::html::read_told(text),
        };
        let named: Vec<&str> = account.marks.keys().map(String::as_str).collect();
        assert_eq!(named, marks, "{text}");
        assert_eq!(account.lost, "");
        assert!(!wenji::render::text(&doc).contains('<'));
    }
    // Bold, italic and what has a place are no unknown marks; nor is what only says how wide something is.
    let plain = "<p style='text-align:center;border:1px'><b>甲</b><sup>2</sup><span style='width:3px'>乙</span>";
    assert!(wenji::html::read_told(plain).1.marks.is_empty());
}

#[test]
fn columns_stand_where_they_are_said_to_in_every_format() {
    let md = "|名|数|注|\n|:--|--:|:-:|\n|甲|2|丙|\n|乙|12|丁|\n";
    let html = "<table><tr><th>名<th align=right>数<th>注<tr><td style='text-align: left'>甲<td align=right>2<td style='text-align:center'>丙<tr><td>乙<td>12<td>丁</table>";
    let doc = wenji::markdown::read(md);
    assert_eq!(
        wenji::html::read(html).without_origin().blocks,
        doc.without_origin().blocks
    );
    let json = serde_json::to_value(wenji::pandoc::write(&doc))
        .unwrap()
        .to_string();
    let back = wenji::pandoc::read(json.as_bytes()).unwrap();
    assert_eq!(back.without_origin().blocks, doc.without_origin().blocks);
    let case = Case::new("a.md", md);
    assert_eq!(
        std::fs::read_to_string(case.made("markdown", &[]).0)
            .unwrap()
            .lines()
            .nth(1),
        Some("| :-- | --: | :-: |")
    );
    // A short table stays on one page.
    let word = case.part("docx", "document.xml");
    assert_eq!(word.matches("<w:keepNext/>").count(), 6);
    let word = word.replace("<w:keepNext/>", "");
    assert_eq!(
        ["left", "right", "center"].map(|a| word
            .matches(&format!("TableText\"/><w:jc w:val=\"{a}\"/>"))
            .count()),
        [3, 3, 3]
    );
    assert!(
        case.part("epub", "p0001.xhtml")
            .contains("<td style=\"text-align:right\">12</td>")
    );
    // In the PDF figures end at one edge, though one is wider.
    let faces = wenji::font::Faces::builtin().unwrap();
    let layout = wenji::layout::lay_out(&doc, &wenji::style::Style::named("book").unwrap(), &faces);
    let glyphs = layout
        .pages
        .iter()
        .flat_map(|p| &p.runs)
        .flat_map(|r| &r.glyphs);
    let figures: Vec<(char, f32)> = glyphs
        .filter(|g| g.c.is_ascii_digit())
        .map(|g| (g.c, g.x))
        .collect();
    let [(_, one), (_, tens), (_, ones)] = figures[..3] else {
        panic!("{figures:?}")
    };
    assert!(tens < one && (one - ones).abs() < 0.1, "{figures:?}");
}

#[test]
fn numbers_and_their_units_stand_in_one_line() {
    let words =
        "重 5 kg 的车、高 3.5 m 的墙、热 35 ℃ 的水、增 12 % 的粮，又长 1,200 km 的路。".repeat(12);
    let doc = wenji::markdown::read(&words);
    let faces = wenji::font::Faces::builtin().unwrap();
    for (style, vertical) in [("book", false), ("gongwen", false), ("book", true)] {
        let style = wenji::style::Style::named(style).unwrap();
        let style = if vertical {
            style.turned().unwrap()
        } else {
            style
        };
        let layout = wenji::layout::lay_out(&doc, &style, &faces);
        let runs = layout
            .pages
            .iter()
            .flat_map(|p| &p.runs)
            .filter(|r| r.element.is_some());
        let all: Vec<(char, f32)> = runs
            .flat_map(|r| r.glyphs.iter().map(|g| (g.c, r.y)))
            .collect();
        let mut met = 0;
        for w in all.windows(3) {
            if let [(a, y), (' ', _), (b, z)] = *w
                && a.is_ascii_digit()
                && "km℃%".contains(b)
            {
                met += 1;
                assert_eq!(y, z, "{a} {b}");
            }
        }
        assert!(met >= 50, "{met}");
    }
    let case = Case::new("a.md", &words);
    let word = case.part("docx", "document.xml");
    assert_eq!(
        (
            word.matches("5\u{a0}kg").count(),
            word.matches("200\u{a0}km").count()
        ),
        (12, 12)
    );
    let page = case.part("epub", "p0001.xhtml");
    assert_eq!(page.matches("<span class=\"nb\">").count(), 60);
    assert!(case.html(&[]).contains("<span class=\"nb\">35 ℃</span>"));
}
