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
