//! Trees made by chance come back from our pages; of pages made by chance no word is lost.

use crate::markdown::property_tests::document;
use crate::style::Style;
use crate::tree::{
    Block, Document, Inline, Item, Label, Metadata, Note, ParagraphRole as P, Scheme, Text, address,
};
use proptest::prelude::*;

/// The tree as a page can hold it: roles without a class, addresses that lead nowhere and schemes of labels are none.
fn on_a_page(doc: &Document) -> Document {
    let mut doc = doc.without_origin();
    doc.metadata = Metadata::default();
    doc.each_line(&mut |line| *line = led(std::mem::take(line)));
    blocks(&mut doc.blocks);
    doc.without_origin()
}

fn label(l: &Label) -> Label {
    let shown = l.shown.as_str();
    Label::new(shown, Text::bare(shown), Scheme::None, None)
}

/// The space between a label and its words is the label's where it asks for one.
fn spaced(words: &mut [Inline]) {
    if let Some(Inline::Text(t)) = words.first_mut() {
        *t = Text::bare(t.as_str().trim_start_matches('\u{3000}'));
    }
}

fn led(line: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::new();
    for i in line {
        match i {
            Inline::Link { target, content } => match address(&target) {
                Some(target) => out.push(Inline::Link {
                    target,
                    content: led(content),
                }),
                None => out.extend(led(content)),
            },
            Inline::Emphasis { content } => out.push(Inline::Emphasis {
                content: led(content),
            }),
            Inline::Strong { content } => out.push(Inline::Strong {
                content: led(content),
            }),
            Inline::Lead { content } => out.push(Inline::Lead {
                content: led(content),
            }),
            Inline::Marked { mark, content } => out.push(Inline::Marked {
                mark,
                content: led(content),
            }),
            Inline::Ruby { content, reading } => out.push(Inline::Ruby {
                content: led(content),
                reading,
            }),
            // Where a note's label ends is not marked, and a mark is no space.
            Inline::Note(n) => {
                let mut content = vec![Inline::Text(n.label)];
                content.extend(led(n.content));
                out.push(Inline::Note(Note {
                    mark: Text::bare(n.mark.as_str().trim()),
                    content,
                    ..Note::default()
                }));
            }
            other => out.push(other),
        }
    }
    out
}

fn blocks(list: &mut [Block]) {
    for b in list {
        match b {
            Block::Section(s) => {
                s.metadata = Metadata::default();
                if let Some(h) = &mut s.heading
                    && let Some(l) = &mut h.label
                {
                    *l = label(l);
                    spaced(&mut h.title);
                }
                blocks(&mut s.blocks);
            }
            Block::Paragraph(p) => {
                if crate::hypertext::class(p.role).is_empty() {
                    p.role = P::Body;
                }
            }
            Block::List(l) => l.items.iter_mut().for_each(item),
            Block::Image(i) => i.target = address(&i.target).unwrap_or_default(),
            Block::Verse(_) | Block::Table(_) | Block::SceneBreak(_) => {}
        }
    }
}

fn item(i: &mut Item) {
    if let Some(Block::Paragraph(p)) = i.blocks.first_mut() {
        p.role = P::Body;
        if i.label.is_some() {
            spaced(&mut p.inlines);
        }
    }
    i.label = i.label.as_ref().map(label);
    blocks(&mut i.blocks);
}

/// Tags, closed and not, with words between them.
fn soup() -> impl Strategy<Value = (String, String)> {
    let tags = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<a href='x'>",
        "</a>",
        "<ul>",
        "</ul>",
        "<ol type=a>",
        "</ol>",
        "<li>",
        "</li>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<td colspan=3 rowspan=2>",
        "<th>",
        "</td>",
        "</tr>",
        "<h1>",
        "<h2>",
        "</h1>",
        "<br>",
        "<hr>",
        "<blockquote>",
        "</blockquote>",
        "<span>",
        "</span>",
        "<dl><dt>",
        "<dd>",
        "</dl>",
        "<font color=red>",
        "</font>",
        "<pre>",
        "</pre>",
        "<ruby>",
        "<rt>",
        "</ruby>",
        "<sup>",
        "</sup>",
        "<a href='#n' id=r>",
        "<p id=n>",
        "<a href='#r'>",
        "<section>",
        "</section>",
        "<caption>",
        "<figure>",
        "<html>",
        "<body>",
        "</body>",
        "<center>",
        "\n",
        "<q>",
        "</q>",
        "<unknown>",
        "</unknown>",
        "<form>",
        "<img alt='图' src=x>",
        "&nbsp;",
        "　",
    ]);
    let part = (tags, any::<bool>());
    prop::collection::vec(part, 0..60).prop_map(|parts| {
        let (mut page, mut words) = (String::new(), String::new());
        for (n, (tag, worded)) in parts.into_iter().enumerate() {
            page.push_str(tag);
            if worded {
                let word = format!("字{n}。");
                page.push_str(&word);
                words.push_str(&word);
            }
        }
        (page, words)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tree_comes_back_from_our_page(doc in document()) {
        let page = super::write(&doc, &Style::named("book").unwrap());
        let again = super::read(&page);
        let (got, want) = (on_a_page(&again), on_a_page(&doc));
        prop_assert!(got == want, "{}\n--- got\n{}\n--- want\n{}", page.split_once("<body>").unwrap().1,
            serde_json::to_string(&got).unwrap(), serde_json::to_string(&want).unwrap());
    }

    #[test]
    fn no_word_of_a_page_is_lost((page, words) in soup()) {
        let (doc, account) = super::read_told(&page);
        prop_assert_eq!(account.lost, "", "{}", page);
        let text = crate::render::text(&doc);
        for word in words.split_inclusive('。') {
            // The label of a note that has none is its mark.
            let most = if page.contains("'#n'") { 2 } else { 1 };
            let found = text.matches(word).count();
            prop_assert!((1..=most).contains(&found), "{} of {}\n{}", word, page, text);
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}", tags in prop::collection::vec(prop::sample::select(vec![
        "<", "</", "<p ", "<a href=", "\"", "'", ">", "&#", "&amp", "<!--", "-->", "<![CDATA[", "<?xml ", "<title>", "<svg>", "<script>", "<math><mi>", "</head>", "\0",
    ]), 0..40)) {
        let doc = super::read(&(tags.concat() + &text));
        prop_assert_eq!(doc.version, crate::tree::TREE_VERSION);
    }
}

#[test]
fn deep_nesting_is_bounded_and_keeps_the_words() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<ul><li>", "</ul>"),
        ("<table><tr><td>", "</table>"),
        ("<blockquote>", ""),
        ("<section>", "</section>"),
        ("<a href=x>", ""),
        ("<span>", ""),
        ("<b><p>", ""),
        ("<ruby><rt>", ""),
    ] {
        let page = format!("{}甲{}乙", open.repeat(20_000), close.repeat(20_000));
        let text = crate::render::text(&super::read(&page));
        assert!(text.contains('甲') && text.contains('乙'), "{open}");
    }
}
