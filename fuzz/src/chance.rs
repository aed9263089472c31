//! Trees made from bytes: each byte decides one thing, and where they end the plainest is taken.

use wenji::tree::{
    Block, ColumnAlign, Document, Heading, Image, Inline, Item, Label, List, Mark, Metadata, Note,
    Paragraph, ParagraphRole as P, SceneBreak, Scheme, Section, SectionRole as R, Table, Text,
    TitleBlock, Verse,
};

/// Where the words of columns stand.
const ALIGN: [ColumnAlign; 4] = [
    ColumnAlign::Unset,
    ColumnAlign::Left,
    ColumnAlign::Center,
    ColumnAlign::Right,
];

/// Words as they come, and what formats and readers might take for their own.
const WORDS: [&str; 64] = [
    "春",
    "清晨出发。",
    "（一）",
    "一、",
    "“甲”",
    "——",
    "……",
    "，",
    "。",
    "《书》",
    "road",
    "international",
    "2024年",
    "3.14%",
    " ",
    "　",
    "\t",
    "\n",
    "\r",
    "\0",
    "\u{1}",
    "\u{b}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{2066}",
    "\u{2028}",
    "\u{fe0f}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{fffd}",
    "\u{e000}",
    "\u{e0041}",
    "\u{10ffff}",
    "𠮷",
    "e\u{301}",
    "👨\u{200d}👩\u{200d}👧",
    "한글",
    "العربية",
    "]]>",
    "<script>alert(1)</script>",
    "&#0;",
    "&amp;",
    "<!--",
    "-->",
    "<?xml?>",
    "\"'",
    "http://a.b/?q=1&r=<2>",
    "javascript:alert(1)",
    "../../x",
    "[1]",
    "①",
    "\\",
    "(",
    ")",
    "%PDF",
    "endobj",
    "stream\n",
    "长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长",
];

/// Deepest tree that is made; files from outside are held to limits of their own.
const DEEPEST: usize = 12;

/// Bytes that decide.
pub(crate) struct Chance<'a> {
    bytes: &'a [u8],
    /// Blocks and runs still to be made.
    left: usize,
}

impl<'a> Chance<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, left: 400 }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((b, rest)) => {
                self.bytes = rest;
                *b
            }
            None => 0,
        }
    }

    pub(crate) fn yes(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    pub(crate) fn once_in(&mut self, n: u8) -> bool {
        self.byte() % n == 1
    }

    pub(crate) fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        let at = usize::from(self.byte()) % of.len();
        of[at].clone()
    }

    fn many(&mut self, most: usize) -> usize {
        let n = usize::from(self.byte()) % (most + 1);
        let n = n.min(self.left);
        self.left -= n;
        n
    }

    fn string(&mut self) -> String {
        (0..self.many(4)).map(|_| self.pick(&WORDS)).collect()
    }

    fn text(&mut self) -> Text {
        Text::bare(self.string())
    }

    fn maybe(&mut self) -> Option<String> {
        self.once_in(3).then(|| self.string())
    }

    fn line(&mut self, deep: usize) -> Vec<Inline> {
        (0..self.many(3)).map(|_| self.inline(deep)).collect()
    }

    fn inline(&mut self, deep: usize) -> Inline {
        if deep >= DEEPEST {
            return Inline::Text(self.text());
        }
        match self.byte() % 12 {
            0 => Inline::Lead {
                content: self.line(deep + 1),
            },
            1 => Inline::Emphasis {
                content: self.line(deep + 1),
            },
            2 => Inline::Strong {
                content: self.line(deep + 1),
            },
            3 => Inline::Link {
                target: self.string(),
                content: self.line(deep + 1),
            },
            4 => Inline::HardBreak,
            8 => Inline::Image(Image {
                line: self.number(),
                alt: self.text(),
                target: self.string(),
                caption: Vec::new(),
            }),
            6 => Inline::Marked {
                mark: self.mark(),
                content: self.line(deep + 1),
            },
            7 => Inline::Ruby {
                content: self.line(deep + 1),
                reading: self.text(),
            },
            5 => Inline::Note(Note {
                mark: self.text(),
                label: self.text(),
                line: self.number(),
                content: self.line(deep + 1),
            }),
            _ => Inline::Text(self.text()),
        }
    }

    fn mark(&mut self) -> Mark {
        match self.byte() % 6 {
            0 => Mark::Superscript,
            1 => Mark::Subscript,
            2 => Mark::Strike,
            3 => Mark::Underline,
            4 => Mark::Small,
            _ => Mark::Dots,
        }
    }

    fn number(&mut self) -> u32 {
        match self.byte() {
            255 => u32::MAX,
            n => n.into(),
        }
    }

    fn label(&mut self) -> Option<Label> {
        const SCHEMES: [Scheme; 20] = [
            Scheme::CnComma,
            Scheme::CnParen,
            Scheme::CnParenComma,
            Scheme::CnBare,
            Scheme::ArabicDot,
            Scheme::ArabicComma,
            Scheme::ArabicParen,
            Scheme::Circled,
            Scheme::Article,
            Scheme::Chapter,
            Scheme::Volume,
            Scheme::Ordinal,
            Scheme::OrdinalDian,
            Scheme::CnShi,
            Scheme::CnYao,
            Scheme::CnZhua,
            Scheme::Dash,
            Scheme::Bullet,
            Scheme::Bracket,
            Scheme::None,
        ];
        const SHOWN: [&str; 10] = [
            "一、",
            "（二）",
            "3.",
            "第四章",
            "•",
            "——",
            "[5]",
            "六",
            "第一百二十回",
            "",
        ];
        self.yes().then(|| {
            let shown = if self.once_in(8) {
                self.string()
            } else {
                self.pick(&SHOWN).to_owned()
            };
            let number = self.yes().then(|| self.number());
            Label::new(
                shown.clone(),
                Text::bare(shown),
                self.pick(&SCHEMES),
                number,
            )
        })
    }

    fn paragraph(&mut self, deep: usize) -> Paragraph {
        const ROLES: [P; 12] = [
            P::Body,
            P::Salutation,
            P::Closing,
            P::Signature,
            P::Date,
            P::Preface,
            P::DocumentNumber,
            P::Cc,
            P::Attachment,
            P::Quotation,
            P::Boilerplate,
            P::Note,
        ];
        Paragraph {
            role: self.pick(&ROLES),
            line: self.number(),
            inlines: self.line(deep + 1),
        }
    }

    fn lines(&mut self, most: usize, deep: usize) -> Vec<Vec<Inline>> {
        (0..self.many(most)).map(|_| self.line(deep + 1)).collect()
    }

    fn blocks(&mut self, most: usize, deep: usize) -> Vec<Block> {
        (0..self.many(most)).map(|_| self.block(deep + 1)).collect()
    }

    fn block(&mut self, deep: usize) -> Block {
        if deep >= DEEPEST {
            return Block::Paragraph(self.paragraph(deep));
        }
        match self.byte() % 14 {
            0..=2 => Block::Section(self.section(deep)),
            3 | 4 => Block::List(List {
                items: (0..self.many(4))
                    .map(|_| Item {
                        label: self.label(),
                        line: self.number(),
                        blocks: self.blocks(3, deep),
                    })
                    .collect(),
            }),
            5 => Block::Verse(Verse {
                line: self.number(),
                stanzas: (0..self.many(3)).map(|_| self.lines(4, deep)).collect(),
            }),
            6 => Block::Table(Table {
                line: self.number(),
                header: self.yes(),
                align: (0..self.many(3)).map(|_| self.pick(&ALIGN)).collect(),
                rows: (0..self.many(3)).map(|_| self.lines(4, deep)).collect(),
            }),
            7 => Block::SceneBreak(SceneBreak {
                line: self.number(),
                mark: self.text(),
            }),
            8 => Block::Image(Image {
                line: self.number(),
                alt: self.text(),
                target: self.string(),
                caption: self.line(deep),
            }),
            _ => Block::Paragraph(self.paragraph(deep)),
        }
    }

    fn section(&mut self, deep: usize) -> Section {
        const ROLES: [R; 5] = [R::Volume, R::Piece, R::Heading, R::Untitled, R::Preface];
        let heading = !self.once_in(5);
        Section {
            role: self.pick(&ROLES),
            line: self.number(),
            heading: heading.then(|| Heading {
                label: self.label(),
                title: self.line(deep + 1),
                subtitle: self.lines(2, deep),
                run_in: self.once_in(4),
            }),
            metadata: Metadata {
                author: self.maybe(),
                ..Metadata::default()
            },
            blocks: self.blocks(4, deep),
        }
    }

    pub(crate) fn document(&mut self) -> Document {
        let title = self.yes();
        Document {
            title: title.then(|| TitleBlock {
                line: 1,
                title: self.line(0),
                subtitle: self.lines(2, 0),
            }),
            metadata: Metadata {
                title: self.maybe(),
                subtitle: self.maybe(),
                author: self.maybe(),
                publisher: self.maybe(),
                date: self.maybe(),
                source: self.maybe(),
                language: self.pick(&[
                    Some("zh-Hans".to_owned()),
                    Some("zh-Hant".to_owned()),
                    None,
                ]),
                ..Metadata::default()
            },
            blocks: self.blocks(8, 0),
            ..Document::default()
        }
    }
}
