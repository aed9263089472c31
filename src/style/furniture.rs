//! What stands around the text: running heads, page numbers, ornaments; and the colours of text.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where something stands at the head or foot of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// At the outer side.
    #[default]
    Outer,
    /// In the middle.
    Center,
    /// At the binding.
    Inner,
}

/// Running heads; words with `{book}`, `{piece}` and `{page}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Heads {
    /// Over left-hand pages.
    pub verso: String,
    /// Over right-hand pages.
    pub recto: String,
    /// Where they stand.
    pub place: Place,
    /// A rule below them.
    pub rule: bool,
    /// Also where a piece begins.
    pub openings: bool,
}

impl Default for Heads {
    fn default() -> Self {
        Self {
            verso: "{book}".into(),
            recto: "{piece}".into(),
            place: Place::Outer,
            rule: false,
            openings: false,
        }
    }
}

/// Page numbers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Folios {
    /// Words with `{page}`; empty for the number, with dashes where the page has them.
    pub text: String,
    /// Where they stand.
    pub place: Place,
    /// Also where a piece begins.
    pub openings: bool,
}

impl Default for Folios {
    fn default() -> Self {
        Self {
            text: String::new(),
            place: Place::Outer,
            openings: true,
        }
    }
}

/// Whose numbers notes have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Numbering {
    /// The text's own.
    #[default]
    Source,
    /// ①②③ from piece to piece.
    Piece,
    /// ①②③ from page to page.
    Page,
}

/// How notes are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct NoteStyle {
    /// Whose numbers they have.
    pub numbering: Numbering,
}

/// The contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContentsStyle {
    /// Columns of a page: one, or two for short titles.
    pub columns: u8,
    /// A list of the pictures with captions behind them.
    pub figures: bool,
}

impl Default for ContentsStyle {
    fn default() -> Self {
        Self {
            columns: 1,
            figures: false,
        }
    }
}

/// What becomes of 《》 and 【】 around a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TitleMarks {
    /// They stay over works and in the contents.
    #[default]
    Keep,
    /// They go.
    Drop,
}

/// Titles of works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct TitleStyle {
    /// 《》 and 【】 around them; the title page never has any.
    pub marks: TitleMarks,
}

/// Ornaments.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ornaments {
    /// The mark between scenes in place of the text's own; empty to keep that.
    pub scene: String,
    /// A short rule below the title of a piece.
    pub opening_rule: bool,
    /// Short titles of pieces stand one character below the other.
    pub vertical_title: bool,
}

/// A colour: red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ink(pub [u8; 3]);

impl Ink {
    /// As web pages and Word write it, without `#`.
    #[must_use]
    pub fn hex(self) -> String {
        let [r, g, b] = self.0;
        format!("{r:02x}{g:02x}{b:02x}")
    }
}

impl Serialize for Ink {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&format!("#{}", self.hex()))
    }
}

impl<'de> Deserialize<'de> for Ink {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let found = super::keys::colour(&text);
        found
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom(format!("{text}: no colour")))
    }
}
