//! The look, as data: one TOML file per style drives every backend.

mod bounds;
mod furniture;
mod gutter;
mod imprint;
pub mod keys;
mod paper;
mod read;
mod set;
mod shown;
mod size;
#[cfg(test)]
mod tests;
mod unit;

pub use furniture::{
    ContentsStyle, Folios, Heads, Ink, NoteStyle, Numbering, Ornaments, Place, TitleMarks,
    TitleStyle,
};
pub use imprint::{Imprint, Isbn};
pub(crate) use imprint::{count as book_length, figures_heading, lines as imprint_lines};
pub use paper::{Form, Paper, Sign};
pub(crate) use shown::title_page;
pub use size::{Block as TextBlock, Fit, NamedSize, Proportions, Size, Spacing, sizes};
#[cfg(feature = "cli")]
pub(crate) use unit::type_sizes;

use crate::tree::{Block, Document, FILE, ParagraphRole, Scheme, SectionRole, plain_text};
use serde::{Deserialize, Serialize};

/// Millimetres.
pub type Mm = f64;
/// Points, 1/72 inch.
pub type Pt = f64;

/// A typeface role; `fonts/README.md` lists the faces behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Face {
    /// 仿宋.
    Fangsong,
    /// 宋体; also the fallback for single missing characters.
    Song,
    /// 黑体.
    Hei,
    /// 楷体.
    Kai,
    /// 小标宋, bold Song.
    Title,
}

impl Face {
    /// All roles.
    pub const ALL: [Self; 5] = [
        Self::Fangsong,
        Self::Song,
        Self::Hei,
        Self::Kai,
        Self::Title,
    ];

    /// The name used in styles and in `--font ROLE=FILE`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fangsong => "fangsong",
            Self::Song => "song",
            Self::Hei => "hei",
            Self::Kai => "kai",
            Self::Title => "title",
        }
    }
}

/// How lines of a role stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// Both edges true.
    #[default]
    Justify,
    /// Flush left.
    Left,
    /// Centred.
    Center,
    /// Flush right.
    Right,
}

/// Which marks may not stand at the edges of lines (避头尾).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kinsoku {
    /// Brackets, stops, pauses, interpuncts and connectors.
    Basic,
    /// Also no solidus at a line's end (GB/T 15834 5.1.9).
    #[default]
    Gb,
    /// Also no —— and …… at a line's start.
    Strict,
}

/// Where notes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Notes {
    /// At the foot of the page that has the mark.
    #[default]
    Foot,
    /// At the end of the piece.
    End,
    /// At the end of the book.
    Book,
}

/// How pieces begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pieces {
    /// Below each other where most of them are short, as in a collection of poems; else on new pages.
    #[default]
    Auto,
    /// On new pages.
    New,
    /// On new right-hand pages.
    Recto,
    /// Below each other.
    RunOn,
}

/// One role of text.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Typeface.
    pub face: Face,
    /// Size in points.
    pub size: Pt,
    /// First-line indent, in characters of this size.
    #[serde(default)]
    pub indent: f64,
    /// Alignment.
    #[serde(default)]
    pub align: Align,
    /// Blank lines of the grid before it.
    #[serde(default)]
    pub before: f64,
    /// Blank lines of the grid after it.
    #[serde(default)]
    pub after: f64,
    /// Bold.
    #[serde(default)]
    pub bold: bool,
    /// Italic.
    #[serde(default)]
    pub italic: bool,
    /// Its colour, where it is not black.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Ink>,
    /// Space between characters, in characters of this size.
    #[serde(default)]
    pub letter_space: f64,
    /// The face of Latin letters and figures, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latin: Option<Face>,
}

impl Role {
    /// The face in print, where bold and italic are faces of their own: bold Song is 小标宋, bold Fangsong and Kai are
    /// 黑体, italic is 楷体.
    #[must_use]
    pub const fn printed(&self) -> Face {
        match (self.bold, self.italic, self.face) {
            (true, _, Face::Song) => Face::Title,
            (true, _, Face::Fangsong | Face::Kai) => Face::Hei,
            (false, true, Face::Song | Face::Fangsong) => Face::Kai,
            (_, _, face) => face,
        }
    }
}

/// The page and its grid.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Trimmed width.
    pub width: Mm,
    /// Trimmed height.
    pub height: Mm,
    /// Top of the text block.
    pub top: Mm,
    /// Margin at the binding.
    pub inner: Mm,
    /// Width of the text block.
    pub text_width: Mm,
    /// Height of the text block, first character box top to last character box bottom.
    pub text_height: Mm,
    /// Lines on a page.
    pub lines: u32,
    /// Characters on a line of body text.
    pub chars: u32,
    /// Distance from the text block to the foot of the folio's line.
    pub folio_drop: Mm,
    /// From the text block up to the foot of the running head's line.
    #[serde(default = "head_rise")]
    pub head_rise: Mm,
    /// Running heads at the top.
    #[serde(default)]
    pub running_heads: bool,
    /// Folio with dashes, `— 1 —`.
    #[serde(default)]
    pub folio_dashes: bool,
    /// How pieces begin.
    #[serde(default)]
    pub pieces: Pieces,
    /// Pieces begin on a right-hand page, whatever `pieces` says.
    #[serde(default)]
    pub recto: bool,
    /// Which marks may not stand at the edges of lines: `basic`, `gb` or `strict`.
    #[serde(default)]
    pub kinsoku: Kinsoku,
    /// 、，。 at a line's end stand in the margin.
    #[serde(default)]
    pub hanging: bool,
    /// English words of six letters or more may be divided at a line's end.
    #[serde(default)]
    pub hyphenate: bool,
    /// Where notes stand: `foot` of the page, `end` of the piece or of the `book`.
    #[serde(default)]
    pub notes: Notes,
    /// Roman folios on the pages of the contents.
    #[serde(default)]
    pub front_folios: bool,
    /// A last page that names the book, its maker and its size.
    #[serde(default)]
    pub imprint: bool,
    /// Rules of print shops for the margin at the binding by the number of pages, which widen `inner` in PDFs:
    /// `kdp`, `glued`; none where it is empty.
    #[serde(default)]
    pub gutter: String,
    /// Twips of a line in Word, exact.
    pub word_line: u32,
    /// Lines run from top to bottom, the first one at the right. `text_width` is then the length of a line,
    /// `text_height` what all lines of a page take, and pages are bound at the right.
    #[serde(skip)]
    pub vertical: bool,
}

const fn head_rise() -> Mm {
    7.0
}

/// The text block of a page in vertical writing.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// Top of the text block.
    pub top: Mm,
    /// Margin at the binding, right of odd pages.
    pub inner: Mm,
    /// Length of a line.
    pub length: Mm,
    /// From the right edge of a page's first line to the left edge of its last one.
    pub breadth: Mm,
    /// Lines on a page.
    pub lines: u32,
    /// Characters on a line of body text.
    pub chars: u32,
    /// From the text block to the running head and the folio in the outer margin.
    pub folio_drop: Mm,
}

/// All roles of a style.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// Running text.
    pub body: Role,
    /// Title above a text of one piece.
    pub title: Role,
    /// Title on the title page.
    pub cover: Role,
    /// Subtitle.
    pub subtitle: Role,
    /// Volume heading.
    pub volume: Role,
    /// Heading of a piece.
    pub piece: Role,
    /// First heading level below a piece.
    pub heading1: Role,
    /// Second.
    pub heading2: Role,
    /// Third and deeper.
    pub heading3: Role,
    /// 同志们：
    pub salutation: Role,
    /// 谢谢大家！
    pub closing: Role,
    /// Signature.
    pub signature: Role,
    /// Date.
    pub date: Role,
    /// 发文字号.
    pub docnumber: Role,
    /// Verse.
    pub verse: Role,
    /// Quotation, preface.
    pub quotation: Role,
    /// Notes.
    pub note: Role,
    /// Contents, first level.
    pub toc1: Role,
    /// Contents, deeper.
    pub toc2: Role,
    /// Page number.
    pub folio: Role,
}

impl Roles {
    /// All of them.
    pub(crate) fn all_mut(&mut self) -> [&mut Role; 20] {
        [
            &mut self.body,
            &mut self.title,
            &mut self.cover,
            &mut self.subtitle,
            &mut self.volume,
            &mut self.piece,
            &mut self.heading1,
            &mut self.heading2,
            &mut self.heading3,
            &mut self.salutation,
            &mut self.closing,
            &mut self.signature,
            &mut self.date,
            &mut self.docnumber,
            &mut self.verse,
            &mut self.quotation,
            &mut self.note,
            &mut self.toc1,
            &mut self.toc2,
            &mut self.folio,
        ]
    }
}

/// A style.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Style {
    /// Its name.
    pub name: String,
    /// The style it is made from; empty where it stands by itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub base: String,
    /// Page and grid.
    pub page: Page,
    /// The text block in vertical writing; a style without it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vertical: Option<Columns>,
    /// What pages of other sizes are made from; a style without them is enlarged or reduced as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proportions: Option<Proportions>,
    /// Running heads.
    #[serde(default)]
    pub heads: Heads,
    /// Page numbers.
    #[serde(default)]
    pub folios: Folios,
    /// How notes are numbered.
    #[serde(default)]
    pub notes: NoteStyle,
    /// The contents.
    #[serde(default)]
    pub contents: ContentsStyle,
    /// Titles.
    #[serde(default)]
    pub titles: TitleStyle,
    /// Ornaments.
    #[serde(default)]
    pub ornaments: Ornaments,
    /// The copyright page and the front matter.
    #[serde(default)]
    pub imprint: Imprint,
    /// What official papers show beside their text.
    #[serde(default)]
    pub paper: Paper,
    /// Roles.
    pub roles: Roles,
}

/// What is wrong with an entry of a style.
#[derive(Debug, thiserror::Error)]
pub enum EntryFault {
    /// There is none of that name; with the nearest one.
    #[error("there is no such entry; the nearest is {near}")]
    Unknown {
        /// The nearest name.
        near: String,
    },
    /// It is a table.
    #[error("that is a table: give its entries")]
    Table,
    /// The value is none of those taken.
    #[error("{given} will not do: give {}", takes.words(false))]
    Value {
        /// The value as given.
        given: String,
        /// What is taken.
        takes: keys::Takes,
    },
    /// A size that no page can have.
    #[error("{given} does not fit: give {least} to {most}")]
    Bounds {
        /// The size as given.
        given: f64,
        /// The least that is taken.
        least: f64,
        /// The most.
        most: f64,
    },
    /// A table of which others are needed too.
    #[error("all entries of the table are needed: {reason}")]
    Whole {
        /// What is lacking.
        reason: String,
    },
}

/// Why an entry of a style cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum SetFault {
    /// There is no `=`.
    #[error("give KEY=VALUE")]
    NoValue,
    /// The entry is wrong.
    #[error("{0}: {1}")]
    Entry(String, EntryFault),
}

/// A style that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StyleError {
    /// The TOML does not fit.
    #[error("style {name}: {source}")]
    Parse {
        /// Name or file.
        name: String,
        /// What is wrong and where.
        source: Box<toml::de::Error>,
    },
    /// A wrong entry of a style's file.
    #[error("style {style}, line {line}: {key}: {fault}")]
    Entry {
        /// Name or file.
        style: String,
        /// Its line.
        line: usize,
        /// The entry.
        key: String,
        /// What is wrong.
        fault: EntryFault,
    },
    /// Entries that make no style together.
    #[error("the style is not whole: {reason}")]
    Whole {
        /// What is lacking.
        reason: String,
    },
    /// A change of one entry that cannot be made.
    #[error("--set {given}: {reason}")]
    Set {
        /// The change as given.
        given: String,
        /// What is wrong, and what to give.
        reason: SetFault,
    },
    /// No such rules for the margin at the binding.
    #[error("page.gutter = {given:?}: give one of {known}")]
    Gutter {
        /// The name as given.
        given: String,
        /// The names there are.
        known: String,
    },
    /// A size that no page can have.
    #[error("{key} = {given}: give {least} to {most}")]
    Bounds {
        /// The entry.
        key: String,
        /// The size as given.
        given: f64,
        /// The least that is taken.
        least: f64,
        /// The most.
        most: f64,
    },
    /// No size of a book.
    #[error("size {given}: give WIDTHxHEIGHT in mm or one of {known}")]
    Size {
        /// The size as given.
        given: String,
        /// The names there are.
        known: String,
    },
    /// A number that is no ISBN.
    #[error("imprint.isbn = {given}: {}", match last {
        Some(c) => format!("the last digit should be {c}"),
        None => "an ISBN has 13 digits from 978 or 979, or 10".to_owned(),
    })]
    Isbn {
        /// The number as given.
        given: String,
        /// The last digit that it should have.
        last: Option<char>,
    },
    /// What is no measure.
    #[error("{key} {given}: give it as in {example}")]
    Measure {
        /// The entry.
        key: String,
        /// The measure as given.
        given: String,
        /// How such measures are written.
        example: &'static str,
    },
    /// The style has no page for vertical writing.
    #[error("style {0} has no [vertical] page: take book, or a style of your own with one")]
    NotVertical(String),
    /// No such style.
    #[error(
        "unknown style {0}: give auto, gongwen, xinhan, mingling, jiyao, book or the path of a TOML file (`wenji style gongwen` prints one)"
    )]
    Unknown(String),
}

/// The source of a built-in style.
#[must_use]
pub fn builtin(name: &str) -> Option<&'static str> {
    match name {
        "gongwen" => Some(include_str!("gongwen.toml")),
        "xinhan" => Some(include_str!("xinhan.toml")),
        "mingling" => Some(include_str!("mingling.toml")),
        "jiyao" => Some(include_str!("jiyao.toml")),
        "book" => Some(include_str!("book.toml")),
        _ => None,
    }
}

impl Style {
    /// A built-in style by name.
    ///
    /// # Errors
    /// [`StyleError::Unknown`] for other names.
    pub fn named(name: &str) -> Result<Self, StyleError> {
        let text = builtin(name).ok_or_else(|| StyleError::Unknown(name.into()))?;
        Self::parse(name, text)
    }

    /// Refuses what is well formed but names nothing.
    fn checked(self) -> Result<Self, StyleError> {
        self.bounded()?;
        self.page.clone().bind(0)?;
        let isbn = &self.imprint.isbn;
        if let (false, Err(last)) = (isbn.trim().is_empty(), Isbn::parse(isbn)) {
            return Err(StyleError::Isbn {
                given: isbn.clone(),
                last,
            });
        }
        Ok(self)
    }

    /// `auto`: gongwen where official structure prevails, book for chapters, verse and essays.
    ///
    /// # Errors
    /// None for the built-in files as they are; the type is that of [`Style::named`].
    pub fn auto(doc: &Document) -> Result<Self, StyleError> {
        Self::named(match form(doc) {
            Some(Form::Letter) => "xinhan",
            Some(Form::Order) => "mingling",
            Some(Form::Minutes) => "jiyao",
            Some(Form::General) => "gongwen",
            None if is_official(doc) => "gongwen",
            None => "book",
        })
    }

    /// The style as it is printed: bold and italic are faces of their own.
    #[must_use]
    pub(crate) fn printed(&self) -> Self {
        let mut style = self.clone();
        for role in style.roles.all_mut() {
            role.face = role.printed();
        }
        style
    }

    /// True for the forms of official papers.
    #[must_use]
    pub fn is_gongwen(&self) -> bool {
        let official = |n: &str| matches!(n, "gongwen" | "xinhan" | "mingling" | "jiyao");
        official(&self.name) || official(&self.base)
    }

    /// The style with its page for vertical writing in force.
    ///
    /// # Errors
    /// [`StyleError::NotVertical`] where it has none; [`StyleError::Bounds`] where that page cannot be.
    pub fn turned(mut self) -> Result<Self, StyleError> {
        self.columns_bounded()?;
        let Some(c) = &self.vertical else {
            return Err(StyleError::NotVertical(self.name));
        };
        let page = &mut self.page;
        (page.top, page.inner) = (c.top, c.inner);
        (page.text_width, page.text_height) = (c.length, c.breadth);
        (page.lines, page.chars) = (c.lines, c.chars);
        page.folio_drop = c.folio_drop;
        page.vertical = true;
        Ok(self)
    }

    /// The role of a heading: volumes and pieces have their own; below, the scheme decides, else the depth
    /// below the piece (1-based).
    #[must_use]
    pub fn heading_role(&self, role: SectionRole, scheme: Scheme, below: usize) -> &Role {
        match role {
            SectionRole::Volume => &self.roles.volume,
            SectionRole::Piece | SectionRole::Preface => &self.roles.piece,
            SectionRole::Heading | SectionRole::Untitled => match scheme {
                Scheme::CnComma | Scheme::Article => &self.roles.heading1,
                Scheme::CnParen | Scheme::CnParenComma => &self.roles.heading2,
                _ => match below {
                    0 | 1 => &self.roles.heading1,
                    2 => &self.roles.heading2,
                    _ => &self.roles.heading3,
                },
            },
        }
    }

    /// The face of a paragraph: that of its role, but marks of attachments are in 黑体 (GB/T 9704, 7.3.7).
    #[must_use]
    pub fn paragraph_face(&self, role: ParagraphRole) -> Face {
        match role {
            ParagraphRole::AttachmentMark
            | ParagraphRole::Secrecy
            | ParagraphRole::Urgency
            | ParagraphRole::Caption => Face::Hei,
            ParagraphRole::Issuer => Face::Title,
            _ => self.paragraph_role(role).face,
        }
    }

    /// How a paragraph stands that is neither text nor has an entry of its own in the style: a dedication in the middle of
    /// its page's width, a word before a work in the right half, a caption in the middle, a speaker's words hung below his
    /// name. Nothing for others.
    pub(crate) fn placed(&self, role: ParagraphRole) -> Option<Placed> {
        let mut look = self.paragraph_role(role).clone();
        look.face = self.paragraph_face(role);
        let (align, indent, left, around) = match role {
            ParagraphRole::Dedication => (Align::Center, 0.0, 0.0, 1.0),
            ParagraphRole::Epigraph => (Align::Justify, 0.0, 8.0, 0.0),
            ParagraphRole::Caption => (Align::Center, 0.0, 0.0, 0.0),
            ParagraphRole::Speaker => (Align::Justify, -2.0, 2.0, 0.0),
            ParagraphRole::StageDirection => (Align::Justify, 0.0, 4.0, 0.0),
            ParagraphRole::Quotation => (look.align, look.indent, 2.0, 0.0),
            _ => return None,
        };
        (look.align, look.indent) = (align, indent);
        (look.before, look.after) = (look.before.max(around), look.after.max(around));
        Some(Placed { look, left })
    }

    /// The role of a paragraph.
    #[must_use]
    pub fn paragraph_role(&self, role: ParagraphRole) -> &Role {
        match role {
            ParagraphRole::Salutation => &self.roles.salutation,
            ParagraphRole::Closing | ParagraphRole::Courtesy => &self.roles.closing,
            ParagraphRole::Signature => &self.roles.signature,
            ParagraphRole::Date => &self.roles.date,
            ParagraphRole::DocumentNumber => &self.roles.docnumber,
            ParagraphRole::Quotation
            | ParagraphRole::Dedication
            | ParagraphRole::Epigraph
            | ParagraphRole::StageDirection => &self.roles.quotation,
            ParagraphRole::Caption => &self.roles.note,
            _ => &self.roles.body,
        }
    }
}

/// How much further in a list stands than the item that holds it, in characters.
pub(crate) const NESTED: f64 = 2.0;

/// A paragraph's look and how far in all its lines stand, in characters.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) look: Role,
    pub(crate) left: f64,
}

/// The form that the head of a paper tells by its 发文机关标志.
fn form(doc: &Document) -> Option<Form> {
    let issuers = doc.head.iter().filter(|p| p.role == ParagraphRole::Issuer);
    let lines: Vec<String> = issuers.map(|p| plain_text(&p.inlines)).collect();
    if lines.is_empty() {
        return None;
    }
    let ends = |with: &str| lines.iter().any(|l| l.trim().ends_with(with));
    Some(match () {
        () if ends("令") => Form::Order,
        () if ends("纪要") => Form::Minutes,
        () if ends(FILE) => Form::General,
        () => Form::Letter,
    })
}

fn is_official(doc: &Document) -> bool {
    let (mut official, mut other) = (0usize, 0usize);
    crate::tree::walk(doc, &mut |n| match n {
        crate::tree::Node::Section(s) => {
            if let Some(l) = s.heading.as_ref().and_then(|h| h.label.as_ref()) {
                match (s.role, l.scheme) {
                    (SectionRole::Heading, Scheme::CnComma | Scheme::CnParen | Scheme::Article) => {
                        official += 2;
                    }
                    (SectionRole::Piece, Scheme::Chapter)
                        if !l.shown.as_str().starts_with('篇') =>
                    {
                        other += 4;
                    }
                    _ => {}
                }
            }
        }
        crate::tree::Node::Block(Block::Paragraph(p)) if p.role == ParagraphRole::Salutation => {
            official += 3;
        }
        crate::tree::Node::Block(Block::Paragraph(p))
            if p.role == ParagraphRole::DocumentNumber =>
        {
            official += 8;
        }
        crate::tree::Node::Block(Block::Verse(_)) => other += 3,
        _ => {}
    });
    official > other && official >= 4
}
