//! What a line can be: the kinds of the outline, parted by what tells them apart in a text.

use crate::reader::lines::Kind;

/// A state of the decoder. Order is part of the weights' format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum State {
    /// Title of the whole.
    Title,
    /// 卷, 部: a heading above the pieces.
    Volume,
    /// A piece whose head has a label or number.
    PieceNumbered,
    /// A piece with a title alone.
    PieceBare,
    /// Text before the first piece.
    Preface,
    /// A line of a contents list.
    Contents,
    /// Site chatter, advertisement.
    Chatter,
    /// A page number or running head.
    Page,
    /// A line of marks.
    Separator,
    /// 来源, 时间, 字数 of a site.
    Metadata,
    /// 同志们：
    Salutation,
    /// A heading with its body on the line.
    HeadingRunIn,
    /// A heading with a label, alone on its line.
    HeadingNumbered,
    /// A heading without label.
    HeadingBare,
    /// A line of the title above it: subtitle, the title below a number.
    Subtitle,
    /// An item of a list.
    Item,
    /// A paragraph.
    Para,
    /// A line of verse.
    Verse,
    /// Author, date or number of a document below its title.
    Byline,
    /// A note, a caption, a line of code: text beside the text.
    Aside,
    /// The rest of the line before.
    Continuation,
    /// Thanks, signature, date at the end.
    Closing,
}

/// How many states there are.
pub const STATES: usize = 22;

impl State {
    /// All states, in the order of their numbers.
    pub const ALL: [Self; STATES] = [
        Self::Title,
        Self::Volume,
        Self::PieceNumbered,
        Self::PieceBare,
        Self::Preface,
        Self::Contents,
        Self::Chatter,
        Self::Page,
        Self::Separator,
        Self::Metadata,
        Self::Salutation,
        Self::HeadingRunIn,
        Self::HeadingNumbered,
        Self::HeadingBare,
        Self::Subtitle,
        Self::Item,
        Self::Para,
        Self::Verse,
        Self::Byline,
        Self::Aside,
        Self::Continuation,
        Self::Closing,
    ];

    /// The kind that the outline tells.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Title => Kind::Title,
            Self::Volume => Kind::Volume,
            Self::PieceNumbered | Self::PieceBare => Kind::Piece,
            Self::Preface => Kind::Preface,
            Self::Contents | Self::Chatter | Self::Page | Self::Separator | Self::Metadata => {
                Kind::Boilerplate
            }
            Self::Salutation => Kind::Salutation,
            Self::HeadingRunIn | Self::HeadingNumbered | Self::HeadingBare | Self::Subtitle => {
                Kind::Heading
            }
            Self::Item => Kind::Item,
            Self::Para | Self::Verse | Self::Byline | Self::Aside => Kind::Para,
            Self::Continuation => Kind::Continuation,
            Self::Closing => Kind::Closing,
        }
    }

    /// The state as a set of one.
    #[must_use]
    pub const fn mask(self) -> u32 {
        1 << self as u32
    }
}

/// Every state.
pub const ANY: u32 = (1 << STATES as u32) - 1;

/// The states of a kind. [`Kind::Heading`] and [`Kind::Volume`] are one kind in the outline, two here.
#[must_use]
pub fn of_kind(kind: Kind) -> u32 {
    State::ALL
        .iter()
        .filter(|s| s.kind() == kind)
        .fold(0, |m, s| m | s.mask())
}
