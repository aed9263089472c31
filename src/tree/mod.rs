//! The document tree: nested, format-free, the one thing that reader and backends share.
//!
//! ```text
//! Document ─ Section (volume · piece · heading) ─┬─ Paragraph · Verse · List ─ Item
//!                                                └─ Section …
//! ```
//! Text is a piece table ([`Text`]): every run of characters names the span of the source it came
//! from or the rule that changed it, so that the receipt is a walk over the tree.

mod address;
mod front;
mod links;
mod mark;
mod merge;
mod opening;
mod origin;
mod outline;
mod paper;
#[cfg(feature = "schema")]
mod schema;
mod select;
mod shift;
mod speech;
mod split;
mod text;
mod visit;

pub(crate) use address::{address, file_name, reference};
pub use mark::Mark;
pub(crate) use mark::{reading, unmarked};
pub use merge::{Entrant, common_stem};
pub use outline::{Entry, outline};
pub(crate) use paper::{FILE, halves, is_of_head, issuers, marks_at_end, marks_piece, number_len};
#[cfg(feature = "schema")]
pub use schema::schema;
pub use select::Pieces;
pub(crate) use speech::Speeches;
pub use split::Part;
pub use text::{Rule, Segment, Span, Text};
pub use visit::{Node, plain_text, walk};
pub(crate) use visit::{first_place, note_words, notes_in};

use serde::{Deserialize, Serialize};

/// Version of the serialised form written by `--to json`.
pub const TREE_VERSION: u32 = 0;

/// A whole anthology.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Document {
    /// Version of the serialised form, [`TREE_VERSION`].
    pub version: u32,
    /// What is known of the whole: title, author, language …
    pub metadata: Metadata,
    /// 版头, what an official paper prints above its title: number of the copy, secrecy, urgency, 发文机关标志, document
    /// number, signer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub head: Vec<Paragraph>,
    /// The title block as it stands in the source; `None` where the source prints no title of the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<TitleBlock>,
    /// Everything that follows, in source order: front matter, pieces, paragraphs.
    pub blocks: Vec<Block>,
}

/// The title lines at the head of the text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct TitleBlock {
    /// Source line of the title, 1-based; 0 where unknown.
    pub line: u32,
    /// The title.
    pub title: Vec<Inline>,
    /// Lines below it: a subtitle, `——在…上的讲话`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subtitle: Vec<Vec<Inline>>,
}

/// What is known of a document or a piece. Plain copies: the text itself stays in the tree.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Metadata {
    /// Title without label, or the pieces' common stem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Subtitle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// Author or speaker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Publisher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Date as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Occasion of a speech.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occasion: Option<String>,
    /// 发文字号, the document number of an official paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// Address or name of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// BCP 47 language with script: `zh-Hans`, `zh-Hant`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// One block of the flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "sections are few; boxing them would burden every caller"
)]
pub enum Block {
    /// A section with or without heading, holding blocks.
    Section(Section),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A list.
    List(List),
    /// Lines of verse.
    Verse(Verse),
    /// A table.
    Table(Table),
    /// A break between scenes, `＊　＊　＊`.
    SceneBreak(SceneBreak),
    /// A picture that stands by itself.
    Image(Image),
}

/// What a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SectionRole {
    /// 卷, 部, 辑: holds pieces.
    Volume,
    /// One work of the anthology: a speech, chapter, poem, essay.
    Piece,
    /// A part of a piece with a heading.
    #[default]
    Heading,
    /// A part without heading, such as a second speech inside a labelled piece. It adds no depth.
    Untitled,
    /// 序, 前言 before the pieces, 后记, 跋 behind them.
    Preface,
}

impl SectionRole {
    /// True for what stands apart in print: a volume, a work, a preface.
    pub(crate) const fn is_work(self) -> bool {
        matches!(self, Self::Volume | Self::Piece | Self::Preface)
    }
}

/// A section: its heading and what stands under it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Section {
    /// Volume, piece, heading …
    pub role: SectionRole,
    /// Source line of the heading, 1-based; 0 where unknown.
    pub line: u32,
    /// The heading; `None` for [`SectionRole::Untitled`] and for an unlabelled piece without title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<Heading>,
    /// What is known of this piece alone.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    /// The content.
    pub blocks: Vec<Block>,
}

/// A heading's text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Heading {
    /// Its number, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// The words after the label, closing mark included.
    pub title: Vec<Inline>,
    /// Lines of subtitle below a piece's title.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subtitle: Vec<Vec<Inline>>,
    /// True where the section's first block is a paragraph that goes on in the heading's own line.
    #[serde(skip_serializing_if = "is_false")]
    pub run_in: bool,
}

/// What a paragraph is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ParagraphRole {
    /// Running text.
    #[default]
    Body,
    /// 同志们： and its like, flush left.
    Salutation,
    /// 谢谢大家！
    Closing,
    /// 敬礼！, 大安: what is wished below 此致 or 敬颂, flush left.
    Courtesy,
    /// Signature or byline, flush right.
    Signature,
    /// Date line.
    Date,
    /// Text before the first piece.
    Preface,
    /// 份号, in the head of a paper.
    CopyNumber,
    /// 密级和保密期限.
    Secrecy,
    /// 紧急程度.
    Urgency,
    /// 发文机关标志, 澄江市人民政府文件.
    Issuer,
    /// 签发人：张三.
    Signer,
    /// 发文字号.
    DocumentNumber,
    /// 抄送.
    Cc,
    /// 附件：1.…, the list of attachments or its first line.
    Attachment,
    /// A further name in that list.
    AttachmentName,
    /// 附件1, alone over an attachment; it begins a page and belongs to the piece behind it.
    AttachmentMark,
    /// （此件公开发布）, the 附注 below the date.
    Annotation,
    /// The issuing office with the date of printing, the last line of a paper.
    Imprint,
    /// A quotation set off from the text.
    Quotation,
    /// 献给…, to whom a book is given.
    Dedication,
    /// 题记, a word of another's before a work, and the line that names him.
    Epigraph,
    /// 表1 …, 图1 …: what a table or a picture shows.
    Caption,
    /// Words of a play or a talk that begin with their speaker's name and a colon.
    Speaker,
    /// What happens in a play, in brackets.
    StageDirection,
    /// An unlabelled line set as boilerplate that was asked to stay (`--keep-boilerplate`).
    Boilerplate,
    /// A note at the end of a piece that could not be joined to its mark.
    Note,
}

/// A paragraph.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Paragraph {
    /// What it is for.
    pub role: ParagraphRole,
    /// First source line, 1-based; 0 where unknown.
    pub line: u32,
    /// Its text.
    pub inlines: Vec<Inline>,
}

impl Paragraph {
    /// True for the words over a table: 表1　各村户数.
    pub(crate) fn is_table_caption(&self) -> bool {
        let words = plain_text(&self.inlines);
        let rest = words.trim().strip_prefix('表');
        let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        matches!(self.role, ParagraphRole::Body | ParagraphRole::Caption)
            && words.chars().count() <= 60
            && !words.trim().ends_with(['。', '：', ':', '；'])
            && rest.is_some_and(|r| r.trim_start().starts_with(number))
    }
}

/// A list: items of one series.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct List {
    /// The items.
    pub items: Vec<Item>,
}

impl List {
    /// What is to be added to the depth of lists around its items, of which there are `around`: lists of bullets stand
    /// further in within each other, numbered ones (第一条, （一）, 1.) begin alike at every level, as papers and laws have
    /// them (GB/T 9704-2012, 7.3.3).
    pub(crate) fn steps(&self, around: usize) -> usize {
        let bullet = |i: &Item| i.label.as_ref().is_none_or(|l| l.scheme == Scheme::Bullet);
        usize::from(around > 0 || self.items.iter().all(bullet))
    }
}

/// One item. Its first block is the paragraph that carries the label.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Item {
    /// Its number or mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Source line, 1-based; 0 where unknown.
    pub line: u32,
    /// The content.
    pub blocks: Vec<Block>,
}

/// Verse: stanzas of lines.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Verse {
    /// First source line, 1-based; 0 where unknown.
    pub line: u32,
    /// The stanzas, each a list of lines.
    pub stanzas: Vec<Vec<Vec<Inline>>>,
}

/// A table of plain cells.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Table {
    /// First source line.
    pub line: u32,
    /// True where the first row is a header.
    pub header: bool,
    /// Rows of cells.
    pub rows: Vec<Vec<Vec<Inline>>>,
    /// Where the words of each column stand, as far as that is said; columns beyond are [`ColumnAlign::Unset`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub align: Vec<ColumnAlign>,
}

/// Where the words of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ColumnAlign {
    /// As the format likes it.
    #[default]
    Unset,
    /// At its left edge.
    Left,
    /// In its middle.
    Center,
    /// At its right edge.
    Right,
}

impl ColumnAlign {
    /// What CSS calls it; `None` where nothing is said.
    pub(crate) const fn css(self) -> Option<&'static str> {
        match self {
            Self::Unset => None,
            Self::Left => Some("left"),
            Self::Center => Some("center"),
            Self::Right => Some("right"),
        }
    }
}

impl Table {
    /// Where the words of a column stand.
    #[must_use]
    pub fn align_of(&self, column: usize) -> ColumnAlign {
        self.align.get(column).copied().unwrap_or_default()
    }

    /// Nothing is said of the last columns more than once.
    pub(crate) fn trim_align(&mut self) {
        while self.align.last() == Some(&ColumnAlign::Unset) {
            self.align.pop();
        }
    }
}

/// A break between scenes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SceneBreak {
    /// Source line.
    pub line: u32,
    /// The mark as printed: `＊　＊　＊`; empty for a bare break.
    pub mark: Text,
}

/// A picture, by reference: its file is taken by [`crate::picture`], not by the tree.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Image {
    /// Source line.
    pub line: u32,
    /// The words that stand for it.
    pub alt: Text,
    /// Address, where one is given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// The words below it; a picture within a line has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub caption: Vec<Inline>,
}

/// A part of a line of text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Inline {
    /// Characters.
    Text(Text),
    /// The title-like first sentence of a paragraph or item.
    Lead {
        /// Its content.
        content: Vec<Inline>,
    },
    /// Emphasis (着重).
    Emphasis {
        /// Its content.
        content: Vec<Inline>,
    },
    /// Strong emphasis (bold).
    Strong {
        /// Its content.
        content: Vec<Inline>,
    },
    /// Words whose mark carries meaning: raised, lowered, struck out …
    Marked {
        /// The mark.
        mark: Mark,
        /// Its content.
        content: Vec<Inline>,
    },
    /// Words with their reading beside them (注音).
    Ruby {
        /// The words.
        content: Vec<Inline>,
        /// How they are read.
        reading: Text,
    },
    /// A link.
    Link {
        /// Where it leads.
        target: String,
        /// Its content.
        content: Vec<Inline>,
    },
    /// A line break inside a paragraph.
    HardBreak,
    /// A note mark with its note.
    Note(Note),
    /// A picture among words.
    Image(Image),
}

/// A note hung on its mark.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Note {
    /// The mark in the text: `[1]`, `①`.
    pub mark: Text,
    /// The note's own label, as printed before it.
    pub label: Text,
    /// Source line of the note.
    pub line: u32,
    /// The note's content.
    pub content: Vec<Inline>,
}

/// The number or mark before a heading or item. Cannot be made without its verbatim text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Label {
    /// As it stands in the source: `(一)`.
    text: String,
    /// As every format prints it, marks normalised with the text's: `（一）`.
    pub shown: Text,
    /// Its family.
    pub scheme: Scheme,
    /// Its value, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
}

impl Label {
    /// A label from its verbatim text and the form to show.
    pub fn new(text: impl Into<String>, shown: Text, scheme: Scheme, number: Option<u32>) -> Self {
        Self {
            text: text.into(),
            shown,
            scheme,
            number,
        }
    }

    /// The label as it stands in the source.
    #[must_use]
    pub fn verbatim(&self) -> &str {
        &self.text
    }
}

/// A numbering family. Names are those of `wenji outline` (kebab case).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// 一、
    CnComma,
    /// （一）
    CnParen,
    /// （一）、
    CnParenComma,
    /// 一 alone; 1 alone, and 2.1 before a title
    CnBare,
    /// 1.
    ArabicDot,
    /// 1、
    ArabicComma,
    /// （1） 1）
    ArabicParen,
    /// ①
    Circled,
    /// 第一条
    Article,
    /// 第一章, 第一回, 第一节, 篇一
    Chapter,
    /// 第一卷
    Volume,
    /// 第一，
    Ordinal,
    /// 第一点，
    OrdinalDian,
    /// 一是
    CnShi,
    /// 一要
    CnYao,
    /// 一抓
    CnZhua,
    /// ——
    Dash,
    /// - •
    Bullet,
    /// `[1]`
    Bracket,
    /// No label.
    #[default]
    None,
}

impl Scheme {
    /// The name used in the outline: `cn-comma`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CnComma => "cn-comma",
            Self::CnParen => "cn-paren",
            Self::CnParenComma => "cn-paren-comma",
            Self::CnBare => "cn-bare",
            Self::ArabicDot => "arabic-dot",
            Self::ArabicComma => "arabic-comma",
            Self::ArabicParen => "arabic-paren",
            Self::Circled => "circled",
            Self::Article => "article",
            Self::Chapter => "chapter",
            Self::Volume => "volume",
            Self::Ordinal => "ordinal",
            Self::OrdinalDian => "ordinal-dian",
            Self::CnShi => "cn-shi",
            Self::CnYao => "cn-yao",
            Self::CnZhua => "cn-zhua",
            Self::Dash => "dash",
            Self::Bullet => "bullet",
            Self::Bracket => "bracket",
            Self::None => "none",
        }
    }
}

impl Block {
    /// Its source line; `None` for lists, whose items have lines.
    pub(crate) const fn line(&self) -> Option<u32> {
        Some(match self {
            Self::Section(s) => s.line,
            Self::Paragraph(p) => p.line,
            Self::Verse(v) => v.line,
            Self::Table(t) => t.line,
            Self::SceneBreak(s) => s.line,
            Self::Image(i) => i.line,
            Self::List(_) => return None,
        })
    }
}

impl Metadata {
    /// True where nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
fn is_false(b: &bool) -> bool {
    !*b
}
