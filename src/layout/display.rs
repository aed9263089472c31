//! The display list: what stands where on which page, and what it is. Knows nothing of PDF.

use crate::font::FaceId;
use crate::picture::Pictures;
use crate::style::{Face, Ink, Pt};
use crate::tree::ParagraphRole;
use std::sync::Arc;

/// What an element of the structure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The whole.
    Document,
    /// A section.
    Section,
    /// A heading of a level, 1-based.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A paragraph that is for something: a salutation, a signature.
    Said(ParagraphRole),
    /// A list.
    List,
    /// An item of it.
    Item,
    /// The item's label.
    Label,
    /// The item's content.
    Body,
    /// The contents.
    Contents,
    /// Heading of the contents.
    Caption,
    /// A line of the contents.
    Entry,
    /// What the entry refers to.
    Reference,
    /// The link in it.
    Link,
    /// A note.
    Note,
    /// A part of a paragraph.
    Span,
    /// Words with their reading.
    Ruby,
    /// The words of it.
    RubyBase,
    /// The reading.
    RubyText,
    /// A table.
    Table,
    /// Its row.
    Row,
    /// A head cell.
    HeadCell,
    /// A cell.
    Cell,
    /// A picture.
    Figure,
}

/// An element of the structure. Elements are listed in reading order, parents first.
#[derive(Debug, Clone)]
pub struct Element {
    /// The element that holds it; `None` for the root alone.
    pub parent: Option<usize>,
    /// What it is.
    pub role: Role,
}

/// How glyphs stand in their line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    /// One after the other along the baseline; in a vertical line turned with it.
    #[default]
    Along,
    /// Upright in a vertical line, one below the other, each as high as it is wide.
    Upright,
    /// Side by side across a vertical line, in the place of one character (縦中横).
    Across,
}

/// A glyph with the left edge of its box; in vertical writing with its top edge.
#[derive(Debug, Clone, Copy)]
pub struct Placed {
    /// Glyph number in the run's face.
    pub id: u16,
    /// The character it stands for.
    pub c: char,
    /// From the page's left edge, in vertical writing from its top, in points.
    pub x: f32,
    /// The glyph without its blank left half, an opening mark at a line's start: `x` is where the half begins.
    pub half: bool,
}

/// Glyphs of one face, size and element on one baseline.
#[derive(Debug, Clone)]
pub struct Run {
    /// Element; `None` for folios, running heads and leaders.
    pub element: Option<usize>,
    /// Font.
    pub face: FaceId,
    /// Size in points.
    pub size: f32,
    /// Baseline, from the page's top, in vertical writing from its right edge, in points. Of an em, 0.88 stand
    /// before it and 0.12 behind.
    pub y: f32,
    /// How the glyphs stand.
    pub way: Way,
    /// Its colour, where it is not black.
    pub ink: Option<Ink>,
    /// True where 〓 stands for the characters.
    pub missing: bool,
    /// The words of the text that one glyph stands for, where they are other than its character.
    pub actual: Option<Arc<str>>,
    /// The glyphs.
    pub glyphs: Vec<Placed>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Goal {
    /// To an entry of the outline.
    Entry(usize),
    /// To an address of the web or a mailbox.
    Address(String),
    /// To a place on a page.
    Spot {
        /// Page among all pages, 0-based.
        page: usize,
        /// From the page's top, in points.
        top: f32,
    },
}

/// A place that leads elsewhere.
#[derive(Debug, Clone)]
pub struct Link {
    /// Left, top, right, bottom from the page's top left corner, in points.
    pub bounds: [f32; 4],
    /// Where it leads.
    pub goal: Goal,
    /// The element of the link.
    pub element: usize,
    /// Its words.
    pub text: String,
}

/// A page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Text, in reading order.
    pub runs: Vec<Run>,
    /// Links.
    pub links: Vec<Link>,
    /// Rules, which are no part of the text.
    pub rules: Vec<Stroke>,
    /// Dots of emphasis, no part of it either.
    pub dots: Vec<Dot>,
    /// Pictures.
    pub plates: Vec<Plate>,
}

/// A picture on a page, upright however the lines run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plate {
    /// Its element.
    pub element: usize,
    /// Which of [`Layout::figures`] it is.
    pub figure: usize,
    /// Where it begins along the lines, as glyphs are placed, in points.
    pub x: f32,
    /// Where it begins among the lines, as [`Run::y`], in points.
    pub y: f32,
    /// Its length along the lines in points.
    pub length: f32,
    /// Its length across them in points.
    pub depth: f32,
}

/// A dot at a character.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dot {
    /// Its middle along the line, as glyphs are placed, in points.
    pub x: f32,
    /// Its middle among the lines, as [`Run::y`], in points.
    pub y: f32,
    /// Its radius in points.
    pub radius: f32,
}

/// A rule along the lines of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Its beginning, as the glyphs of a line are placed, in points.
    pub x: f32,
    /// Its place among the lines, as [`Run::y`], in points.
    pub y: f32,
    /// Its length in points.
    pub length: f32,
    /// Its thickness in points, [`STROKE`] at the least.
    pub thickness: f32,
    /// Red instead of black.
    pub red: bool,
}

/// Red of official papers.
pub const RED: Ink = Ink([255, 0, 0]);
/// Least thickness of rules in points: what offset printing holds safely.
pub const STROKE: f32 = 0.5;

/// Where a heading stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    /// Page among all pages, 0-based.
    pub page: usize,
    /// Top of its line from the page's top, in points.
    pub top: f32,
}

/// A page of a preface before the contents.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prefatory {
    /// Page among all pages, 0-based.
    pub(crate) page: usize,
    /// Title of the preface.
    pub(crate) head: Option<String>,
    /// It begins here.
    pub(crate) opens: bool,
}

/// All pages.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Page width.
    pub width: Pt,
    /// Page height.
    pub height: Pt,
    /// Lines run from top to bottom, pages from right to left.
    pub vertical: bool,
    /// The pages.
    pub pages: Vec<Page>,
    /// How many of them stand before page 1.
    pub front: usize,
    /// Pages of prefaces, which stand before the contents.
    pub(crate) prefatory: Vec<Prefatory>,
    /// Pages of the contents, and the words that stand over them.
    pub(crate) contents: Vec<(usize, String)>,
    /// The structure.
    pub elements: Vec<Element>,
    /// Where each entry of the outline stands.
    pub headings: Vec<Place>,
    /// Characters that no face has, shown as 〓.
    pub missing: Vec<char>,
    /// Roles whose face lacks so much of their text that Song sets it.
    pub replaced: Vec<Face>,
    /// Which face sets each role.
    pub choice: crate::font::Choice,
    /// Lines of the source with tables whose type was made smaller for what their columns ask, and whether no word of
    /// theirs had to be divided all the same.
    pub shrunk: Vec<(u32, bool)>,
    /// What pages show pictures of: their addresses, and the words that stand for them.
    pub figures: Vec<(String, String)>,
    /// The pictures.
    pub pictures: Arc<Pictures>,
}
