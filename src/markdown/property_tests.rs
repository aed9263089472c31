//! Trees made by chance come back from Markdown.

use crate::tree::{
    Block, ColumnAlign, Document, Heading, Image, Inline, Item, Label, List, Mark, Metadata, Note,
    Paragraph, ParagraphRole as P, SceneBreak, Scheme, Section, SectionRole as R, Table, Text,
    TitleBlock, Verse,
};
use proptest::prelude::*;

/// Words with everything that Markdown might take for itself.
fn words() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "甲",
        "乙。",
        "（一）",
        "一、",
        "1.",
        "3)",
        "# ",
        "- ",
        "+ ",
        "=",
        "---",
        "*",
        "**",
        "_",
        "`",
        "[",
        "]",
        "(x)",
        "<b>",
        "&amp;",
        "!",
        "|",
        "\\",
        "> ",
        " ",
        "　",
        "~~",
        "^",
        "~",
        ":",
        "2024年",
        "第一章",
        "abc",
        "[^1]",
        "<!-- date -->",
        "\t",
        "$",
        "http://a.b",
        "①",
        "•",
        "“",
        "{#a}",
    ]);
    prop::collection::vec(odd, 1..5).prop_map(|v| v.concat())
}

fn text() -> impl Strategy<Value = Inline> {
    words().prop_map(|s| Inline::Text(Text::bare(s)))
}

fn note() -> impl Strategy<Value = Inline> {
    (words(), words(), line(false)).prop_map(|(mark, label, content)| {
        Inline::Note(Note {
            mark: Text::bare(mark),
            label: Text::bare(label),
            content,
            line: 0,
        })
    })
}

/// A line that begins and ends with words.
fn line(notes: bool) -> BoxedStrategy<Vec<Inline>> {
    let inner = prop::collection::vec(text(), 1..3);
    let marked = (0..11usize, inner, words()).prop_map(|(kind, content, target)| match kind {
        0 => Inline::Emphasis { content },
        1 => Inline::Strong { content },
        2 => Inline::Lead { content },
        3 => Inline::Ruby {
            content,
            reading: Text::bare(target),
        },
        4..=9 => Inline::Marked {
            mark: Mark::ALL[kind - 4],
            content,
        },
        _ => Inline::Link { target, content },
    });
    let middle = if notes {
        prop_oneof![text(), marked, Just(Inline::HardBreak), note()].boxed()
    } else {
        prop_oneof![text(), marked].boxed()
    };
    (text(), prop::collection::vec(middle, 0..4), text())
        .prop_map(|(a, mut v, z)| {
            v.insert(0, a);
            v.push(z);
            v
        })
        .boxed()
}

fn label() -> impl Strategy<Value = Option<Label>> {
    let known = prop::sample::select(vec![
        ("一、", Scheme::CnComma, Some(1)),
        ("（二）", Scheme::CnParen, Some(2)),
        ("3.", Scheme::ArabicDot, Some(3)),
        ("第四章", Scheme::Chapter, Some(4)),
        ("•", Scheme::Bullet, None),
        ("——", Scheme::Dash, None),
        ("[5]", Scheme::Bracket, Some(5)),
        ("六", Scheme::CnBare, Some(6)),
        ("7", Scheme::None, None),
    ]);
    prop::option::of(known.prop_map(|(s, k, n)| Label::new(s, Text::bare(s), k, n)))
}

fn paragraph() -> impl Strategy<Value = Paragraph> {
    let roles = vec![
        P::Body,
        P::Salutation,
        P::Signature,
        P::Quotation,
        P::Preface,
        P::Note,
        P::Cc,
    ];
    (
        prop::sample::select(roles),
        prop_oneof![9 => line(true), 1 => Just(Vec::new())],
    )
        .prop_map(|(role, inlines)| Paragraph {
            role,
            inlines,
            line: 0,
        })
}

/// How the columns of tables without a head stand.
const ALIGN: [ColumnAlign; 3] = [ColumnAlign::Right, ColumnAlign::Center, ColumnAlign::Left];

fn block() -> BoxedStrategy<Block> {
    let verse = prop::collection::vec(prop::collection::vec(line(false), 1..3), 1..3)
        .prop_map(|stanzas| Block::Verse(Verse { stanzas, line: 0 }));
    let table = (any::<bool>(), 1..3usize).prop_flat_map(|(header, columns)| {
        let row = prop::collection::vec(line(false), columns);
        prop::collection::vec(row, 1..3).prop_map(move |rows| {
            let columns = rows.first().map_or(0, Vec::len);
            let mut align = ALIGN[..columns].to_vec();
            if header {
                align.clear();
            }
            Block::Table(Table {
                header,
                rows,
                align,
                line: 0,
            })
        })
    });
    let image = (words(), words()).prop_map(|(alt, target)| {
        Block::Image(Image {
            alt: Text::bare(alt),
            target,
            ..Image::default()
        })
    });
    let scene = prop_oneof![Just(String::new()), words()].prop_map(|mark| {
        Block::SceneBreak(SceneBreak {
            mark: Text::bare(mark),
            line: 0,
        })
    });
    let leaf = prop_oneof![
        4 => paragraph().prop_map(Block::Paragraph),
        1 => verse,
        1 => table,
        1 => image,
        1 => scene,
    ];
    leaf.prop_recursive(3, 24, 3, |inner| {
        let item = (
            label(),
            paragraph(),
            prop::collection::vec(inner.clone(), 0..2),
        )
            .prop_map(|(label, first, rest)| Item {
                label,
                blocks: std::iter::once(Block::Paragraph(first))
                    .chain(rest)
                    .collect(),
                line: 0,
            });
        let list = prop::collection::vec(item, 1..3).prop_map(|items| Block::List(List { items }));
        prop_oneof![list, section(inner)]
    })
    .boxed()
}

fn section(inner: BoxedStrategy<Block>) -> impl Strategy<Value = Block> {
    let roles = vec![R::Volume, R::Piece, R::Heading, R::Heading, R::Preface];
    let heading = (
        label(),
        line(false),
        prop::collection::vec(line(true), 0..2),
        any::<bool>(),
    )
        .prop_map(|(label, title, subtitle, run_in)| Heading {
            label,
            title,
            subtitle,
            run_in,
        });
    (
        prop::sample::select(roles),
        prop::option::weighted(0.8, heading),
        prop::option::of(words()),
        prop::collection::vec(inner, 0..4),
    )
        .prop_map(|(role, heading, author, blocks)| {
            Block::Section(Section {
                role: if heading.is_none() && role == R::Heading {
                    R::Untitled
                } else {
                    role
                },
                heading,
                metadata: Metadata {
                    author,
                    ..Metadata::default()
                },
                blocks,
                line: 0,
            })
        })
}

pub(crate) fn document() -> impl Strategy<Value = Document> {
    let title =
        (line(false), prop::collection::vec(line(true), 0..2)).prop_map(|(title, subtitle)| {
            TitleBlock {
                title,
                subtitle,
                line: 0,
            }
        });
    (
        prop::option::of(title),
        words(),
        prop::collection::vec(block(), 0..5),
    )
        .prop_map(|(title, author, blocks)| Document {
            title,
            metadata: Metadata {
                author: Some(author),
                title: Some("文".into()),
                language: Some("zh-Hans".into()),
                ..Metadata::default()
            },
            blocks,
            ..Document::default()
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tree_comes_back(doc in document()) {
        let text = super::write(&doc);
        let again = super::read(&text);
        let (got, want) = (again.without_origin(), doc.with_safe_links().without_origin());
        prop_assert!(got == want, "{text}\n--- got\n{}\n--- want\n{}",
            serde_json::to_string(&got).unwrap(), serde_json::to_string(&want).unwrap());
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}", marks in prop::collection::vec(prop::sample::select(vec!["\n", "\n\n", "- ", "> ", "# ", "[^1]", "[^1]: ", "|", "<!-- untitled -->", "<!-- end 0 -->", "<em>", "*", "```\n", "    "]), 0..40)) {
        let doc = super::read(&(marks.concat() + &text));
        prop_assert_eq!(doc.version, crate::tree::TREE_VERSION);
    }
}

#[test]
fn deep_nesting_is_bounded() {
    for mark in [
        "- ",
        "> ",
        "*a ",
        "<em>",
        "<!-- untitled -->\n\n",
        "1. ",
        "[^1]: ",
    ] {
        let text = mark.repeat(20_000) + "甲";
        let doc = super::read(&text);
        assert!(super::write(&doc).contains('甲'), "{mark}");
    }
}
