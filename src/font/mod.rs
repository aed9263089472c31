//! Faces: the font files behind the roles of a style, their characters and widths.
//!
//! A role's face is chosen once per document ([`Faces::choice`]); single characters that it lacks come
//! from the user's fallbacks, then from the face nearest in weight, and what no face has is shown as 〓.

mod choice;
mod cluster;
mod embed;
mod fault;
mod load;
mod outlines;
mod roles;
pub(crate) mod sfnt;
mod shape;
mod tables;

pub use choice::Choice;
pub use cluster::{Cluster, Joint, Marks, clusters, is_ignorable};
pub use embed::{Embedded, embed};
pub use fault::{FontError, FontFault};
pub use load::Loaded;
pub use roles::Embedding;

use crate::style::Face;
use choice::Lacking;
use std::sync::Arc;

/// A font of a document: the face of a role, or one of the user's fallbacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(u8);

impl FaceId {
    /// Its number: that of the role, or one behind all roles.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The name of its role: `song`, `fallback`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Face::ALL.get(self.index()).map_or("fallback", |f| f.name())
    }

    /// The slot of this number; the last one where there are not so many.
    fn at(n: usize) -> Self {
        Self(u8::try_from(n).unwrap_or(u8::MAX))
    }
}

impl From<Face> for FaceId {
    fn from(face: Face) -> Self {
        Self(face as u8)
    }
}

impl PartialEq<Face> for FaceId {
    fn eq(&self, face: &Face) -> bool {
        *self == Self::from(*face)
    }
}

/// Fallbacks that can be given.
const FALLBACKS: usize = 100;

/// A character as it is set: face, glyph and width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The font it comes from.
    pub face: FaceId,
    /// Glyph number in that face.
    pub id: u16,
    /// Advance written in the font, in em.
    pub advance: f32,
    /// False where no face has the character and 〓 stands for it.
    pub found: bool,
}

/// A cluster as it is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// The character.
    pub base: Glyph,
    /// The marks on it, each with its own glyph.
    pub marks: [Option<(char, Glyph)>; 4],
}

/// The five faces, and the fallbacks behind them.
#[derive(Debug, Clone)]
pub struct Faces {
    loaded: Vec<Option<Arc<Loaded>>>,
}

/// Of this many different Han of a role's text its face may lack one.
const LACKING: usize = 20;

#[cfg(embedded_fonts)]
const FILES: [(&str, &[u8], &str); 5] = [
    (
        "ZhuqueFangsong",
        include_bytes!(concat!(env!("WENJI_FONTS"), "/ZhuqueFangsong-Regular.ttf")),
        include_str!("../../fonts/LICENSES/OFL-ZhuqueFangsong.txt"),
    ),
    (
        "NotoSerifSC-Regular",
        include_bytes!(concat!(env!("WENJI_FONTS"), "/NotoSerifSC-Regular.ttf")),
        include_str!("../../fonts/LICENSES/OFL-NotoSerifSC.txt"),
    ),
    (
        "NotoSansSC-Medium",
        include_bytes!(concat!(env!("WENJI_FONTS"), "/NotoSansSC-Medium.ttf")),
        include_str!("../../fonts/LICENSES/OFL-NotoSansSC.txt"),
    ),
    (
        "AnthologyKai",
        include_bytes!(concat!(env!("WENJI_FONTS"), "/AnthologyKai-Regular.ttf")),
        include_str!("../../fonts/LICENSES/OFL-AnthologyKai.txt"),
    ),
    (
        "NotoSerifSC-Bold",
        include_bytes!(concat!(env!("WENJI_FONTS"), "/NotoSerifSC-Bold.ttf")),
        include_str!("../../fonts/LICENSES/OFL-NotoSerifSC.txt"),
    ),
];

impl Faces {
    /// No faces at all; each must be given with [`Faces::set`].
    #[must_use]
    pub fn empty() -> Self {
        Self {
            loaded: vec![None; Face::ALL.len()],
        }
    }

    /// The faces in this program; [`Faces::empty`] without the feature `fonts`, or where the build had no faces.
    ///
    /// # Errors
    /// [`FontError::Unreadable`] where an embedded file is damaged.
    pub fn builtin() -> Result<Self, FontError> {
        #[cfg(embedded_fonts)]
        {
            let mut faces = Self::empty();
            for (face, (name, bytes, licence)) in Face::ALL.into_iter().zip(FILES) {
                let loaded = Loaded::new(face.name(), name, bytes.into())?;
                faces.put(face, loaded.under(licence));
            }
            Ok(faces)
        }
        #[cfg(not(embedded_fonts))]
        Ok(Self::empty())
    }

    /// Uses a font file for a role.
    ///
    /// # Errors
    /// [`FontError::Unreadable`] where the bytes are no font.
    pub fn set(&mut self, face: Face, bytes: Vec<u8>) -> Result<(), FontError> {
        self.set_member(face, bytes, None)
    }

    /// Uses a font file for a role: of a collection (`.ttc`) the member of this number, the first where none is said. A
    /// variable font is taken at the weight of its role.
    ///
    /// # Errors
    /// [`FontError::Unreadable`] where the bytes are no font, or there is no such member.
    pub fn set_member(
        &mut self,
        face: Face,
        bytes: Vec<u8>,
        member: Option<u32>,
    ) -> Result<(), FontError> {
        let loaded = Loaded::given(face.name(), "", bytes, member)?;
        self.put(face, loaded);
        Ok(())
    }

    /// Adds a font file for characters that a role's face lacks; the first that has one sets it.
    ///
    /// # Errors
    /// [`FontError::Unreadable`] where the bytes are no font, there is no such member, or there are too many.
    pub fn add_fallback(&mut self, bytes: Vec<u8>, member: Option<u32>) -> Result<(), FontError> {
        let role = "fallback";
        if self.fallbacks().count() >= FALLBACKS {
            let fault = FontFault::TooMany(FALLBACKS);
            return Err(FontError::Unreadable { role, fault });
        }
        let name = format!("UserFallback{}", self.fallbacks().count() + 1);
        let loaded = Loaded::given(role, &name, bytes, member)?;
        self.loaded.push(Some(Arc::new(loaded)));
        Ok(())
    }

    /// The slots of the fallbacks, in the order in which they were given.
    pub fn fallbacks(&self) -> impl Iterator<Item = FaceId> + use<> {
        (Face::ALL.len()..self.loaded.len()).map(FaceId::at)
    }

    /// All slots: those of the roles, then those of the fallbacks.
    pub fn slots(&self) -> impl Iterator<Item = FaceId> + use<> {
        (0..self.loaded.len()).map(FaceId::at)
    }

    fn put(&mut self, face: Face, loaded: Loaded) {
        if let Some(slot) = self.loaded.get_mut(face as usize) {
            *slot = Some(Arc::new(loaded));
        }
    }

    /// Fails where a role has no file.
    ///
    /// # Errors
    /// [`FontError::Missing`] names the first one.
    pub fn complete(&self) -> Result<(), FontError> {
        match Face::ALL.into_iter().find(|f| self.get(*f).is_none()) {
            Some(f) => Err(FontError::Missing(f.name())),
            None => Ok(()),
        }
    }

    /// The file of a role or a fallback.
    #[must_use]
    pub fn get(&self, face: impl Into<FaceId>) -> Option<&Loaded> {
        let slot = self.loaded.get(face.into().index());
        slot.and_then(Option::as_deref)
    }

    /// Has the faces' tables read on other threads meanwhile, so that they are there when lines are set. Without it
    /// they are read when they are first asked for.
    pub fn prepare(&self) {
        for face in self.loaded.iter().flatten().map(Arc::clone) {
            rayon::spawn(move || face.prepare());
        }
    }

    /// Which face each role uses, by the text that is set in it: its own, unless that lacks more than a twentieth of
    /// the different Han; then Song. Digits, Latin, full-width forms and marks never count.
    #[must_use]
    pub fn choice<'a>(&self, text: impl IntoIterator<Item = (Face, &'a str)>) -> Choice {
        let mut used = [const { Vec::new() }; 5];
        for (face, words) in text {
            let Some(set) = used.get_mut(face as usize) else {
                continue;
            };
            if set.is_empty() {
                set.resize(PLANES / 64, 0u64);
            }
            for c in words.chars().filter(|c| is_han(*c)) {
                if let Some(word) = set.get_mut(c as usize / 64) {
                    *word |= 1 << (c as usize % 64);
                }
            }
        }
        let mut choice = Choice::default();
        for (face, set) in Face::ALL.into_iter().zip(&used) {
            let song = match self.get(face) {
                None => true,
                Some(f) => {
                    let (all, lacking) = count(f, set);
                    let most = lacking.len() * LACKING > all;
                    if most && f.own && choice.lacking.is_none() {
                        choice.lacking = Some(Lacking {
                            role: face.name(),
                            share: (lacking.len() * 100).div_ceil(all),
                            some: lacking.into_iter().take(SHOWN).collect(),
                        });
                    }
                    most
                }
            };
            if let Some(slot) = choice.faces.get_mut(face as usize).filter(|_| song) {
                *slot = Face::Song;
            }
        }
        choice
    }

    /// The glyph for a character that stands upright in a vertical line.
    #[must_use]
    pub fn upright(&self, face: Face, c: char) -> Glyph {
        let g = self.glyph(face, c);
        let form = self
            .get(g.face)
            .filter(|_| g.found)
            .and_then(|f| f.upright(c));
        Glyph {
            id: form.unwrap_or(g.id),
            ..g
        }
    }

    /// The glyph for a character in a face, from a fallback where the face lacks it, then from the face nearest in
    /// weight, else 〓.
    #[must_use]
    pub fn glyph(&self, face: Face, c: char) -> Glyph {
        let has = |slot: FaceId| self.own(slot, c);
        if let Some(g) = has(first(face, c)) {
            return g;
        }
        if let Some(g) = self.order(face, c).into_iter().find_map(has) {
            return g;
        }
        let plain = cluster::equivalent(c).map(|e| self.glyph(face, e));
        if let Some(g) = plain.filter(|g| g.found) {
            return g;
        }
        if let Some(width) = cluster::space_width(c) {
            return self.blank(face, c, width);
        }
        Glyph {
            found: false,
            ..self.own(Face::Song.into(), '〓').unwrap_or(NOTHING)
        }
    }

    /// The glyph for a mark of Latin text, as wide as its letters ask for.
    #[must_use]
    pub fn western(&self, face: Face, c: char) -> Glyph {
        let slender = matches!(face, Face::Fangsong | Face::Kai);
        let slot = FaceId::from(if slender { Face::Song } else { face });
        let own = self.get(slot).and_then(|l| l.western(c));
        own.map_or_else(
            || self.glyph(face, c),
            |(id, advance)| Glyph {
                face: slot,
                id,
                advance,
                found: true,
            },
        )
    }

    /// The glyphs of a cluster in a face: the form that its selector asks for, where a font has it, and a font that
    /// has the marks too, where there is one.
    #[must_use]
    pub fn cluster(&self, face: Face, cluster: &Cluster<'_>) -> Cut {
        let none = [None; 4];
        let Some(c) = cluster.base else {
            let base = self.blank(face, '\u{200b}', 0.0);
            return Cut { base, marks: none };
        };
        if let Some(selector) = cluster.selector {
            let form = |slot: FaceId| {
                let id = self.get(slot)?.form(c, selector)?;
                let width = self.get(slot).map(|f| f.em(f.width(id)))?;
                Some(Glyph {
                    face: slot,
                    id,
                    advance: width,
                    found: true,
                })
            };
            let mut places = std::iter::once(first(face, c)).chain(self.fallbacks());
            if let Some(base) = places.find_map(form) {
                return Cut { base, marks: none };
            }
        }
        let wanted = || cluster.marks.iter().flatten();
        if wanted().next().is_none() {
            let base = self.glyph(face, c);
            return Cut { base, marks: none };
        }
        let mut places = std::iter::once(first(face, c)).chain(self.order(face, c));
        let whole = places.find(|slot| {
            let f = self.get(*slot);
            f.is_some_and(|f| f.has(c) && wanted().all(|m| f.has(*m)))
        });
        let glyph = |c: char| {
            let own = whole.and_then(|slot| self.own(slot, c));
            own.unwrap_or_else(|| self.glyph(face, c))
        };
        Cut {
            base: glyph(c),
            marks: cluster.marks.map(|m| m.map(|m| (m, glyph(m)))),
        }
    }

    /// The glyph for a character from a font that is used already, from Song where that lacks it.
    #[must_use]
    pub fn like(&self, slot: FaceId, c: char) -> Glyph {
        self.own(slot, c)
            .unwrap_or_else(|| self.glyph(Face::Song, c))
    }

    /// The glyph of a font for a character that it has.
    fn own(&self, slot: FaceId, c: char) -> Option<Glyph> {
        let (id, advance) = self.get(slot)?.glyph(c)?;
        Some(Glyph {
            face: slot,
            id,
            advance,
            found: true,
        })
    }

    /// A blank of a width.
    fn blank(&self, face: Face, c: char, width: f32) -> Glyph {
        let like = match c {
            '\u{2007}' => Some('0'),
            '\u{2008}' => Some('.'),
            _ => None,
        };
        let told = like.map(|c| self.glyph(face, c)).filter(|g| g.found);
        let space = self.own(Face::Song.into(), ' ').unwrap_or(NOTHING);
        Glyph {
            advance: told.map_or(width, |g| g.advance),
            ..space
        }
    }

    /// Where a character is looked for that the face of a role lacks: the fallbacks, then the other faces, the
    /// nearest in weight first.
    fn order(&self, face: Face, c: char) -> Vec<FaceId> {
        let weight = |f: Face| self.get(f).map_or(400, |l| l.weight);
        let own = weight(face);
        let mut others = [
            Face::Song,
            Face::Title,
            Face::Hei,
            Face::Kai,
            Face::Fangsong,
        ];
        others.sort_by_key(|f| weight(*f).abs_diff(own));
        let others = others.into_iter().map(FaceId::from);
        let others = others.filter(|slot| *slot != first(face, c));
        self.fallbacks().chain(others).collect()
    }
}

/// How many of a set of Han there are, and those that a face lacks.
fn count(font: &Loaded, set: &[u64]) -> (usize, Vec<char>) {
    let (mut all, mut lacking) = (0, Vec::new());
    for (n, word) in (0u32..).zip(set).filter(|(_, w)| **w != 0) {
        for bit in (0..64).filter(|b| word >> b & 1 == 1) {
            all += 1;
            let c = char::from_u32(n * 64 + bit);
            lacking.extend(c.filter(|c| !font.has(*c)));
        }
    }
    (all, lacking)
}

/// Missing characters that are shown.
const SHOWN: usize = 8;

/// Where there is no face at all.
const NOTHING: Glyph = Glyph {
    face: FaceId(Face::Song as u8),
    id: 0,
    advance: 1.0,
    found: true,
};

/// Code points up to the end of the tertiary ideographic plane.
const PLANES: usize = 0x4_0000;

/// The font in which a character of a role is looked for first: beside FangSong and Kai stand the Latin letters,
/// figures and brackets of Song.
fn first(face: Face, c: char) -> FaceId {
    let slender = matches!(face, Face::Fangsong | Face::Kai);
    let song = slender && (c.is_ascii() || matches!(c, '（' | '）'));
    FaceId::from(if song { Face::Song } else { face })
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(all(test, embedded_fonts))]
mod tests {
    use super::*;

    #[test]
    fn a_role_keeps_its_face_unless_it_lacks_a_twentieth_of_its_han() {
        let faces = Faces::builtin().unwrap();
        let twenty = "走在路上的人们今天都来看春花秋月何时了往";
        let of = |text: &str| faces.choice([(Face::Fangsong, text)]).of(Face::Fangsong);
        assert_eq!(twenty.chars().count(), 20);
        // One rare character of 21, full-width figures, kana, marks.
        assert_eq!(of(&format!("{twenty}\u{4e02}")), Face::Fangsong);
        assert_eq!(of(&format!("{twenty}\u{4e02}\u{4e04}")), Face::Song);
        assert_eq!(
            of(&format!("{twenty}１９９８年ＡＢ①②⑴かな∑")),
            Face::Fangsong
        );
        assert_eq!(of(""), Face::Fangsong);
        let both = faces.choice([(Face::Kai, "\u{4e02}"), (Face::Fangsong, twenty)]);
        assert_eq!(
            (both.of(Face::Kai), both.of(Face::Fangsong)),
            (Face::Song, Face::Fangsong)
        );
    }

    #[test]
    fn single_characters_come_from_the_face_nearest_in_weight() {
        let faces = Faces::builtin().unwrap();
        let g = faces.glyph(Face::Fangsong, '\u{4e02}');
        assert!(g.found && g.face == Face::Song);
        let g = faces.glyph(Face::Song, '\u{f8ff}');
        assert!(!g.found);
    }

    #[test]
    fn spaces_have_their_widths_in_every_face() {
        let faces = Faces::builtin().unwrap();
        for face in Face::ALL {
            for (c, width) in [
                ('\u{2003}', 1.0),
                ('\u{2002}', 0.5),
                ('\u{2009}', 0.2),
                ('\u{202f}', 0.2),
                ('\u{1680}', 0.5),
                ('\u{3000}', 1.0),
            ] {
                let g = faces.glyph(face, c);
                assert!(
                    g.found && (g.advance - width).abs() < 0.06,
                    "{} {c:?} {}",
                    face.name(),
                    g.advance
                );
            }
        }
    }
}
