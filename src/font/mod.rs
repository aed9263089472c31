//! Faces: the font files behind the roles of a style, their characters and widths.
//!
//! A role's face is chosen once per document ([`Faces::choice`]); single characters that it lacks come
//! from Song, and what no face has is shown as 〓.

mod embed;
mod load;
mod roles;
pub(crate) mod sfnt;
mod shape;
mod tables;

pub use embed::{Embedded, embed};
pub use load::Loaded;
pub use roles::Embedding;

use crate::style::Face;
use std::collections::HashMap;
use std::sync::Arc;

/// A face that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// The file is no font that can be embedded.
    #[error("font for {role}: {reason}; give a TrueType file (.ttf) with --font {role}=FILE")]
    Unreadable {
        /// Role name.
        role: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The font may not be passed on inside a document.
    #[error("the font for {role} is not embedded: {reason}")]
    NotEmbeddable {
        /// Role name.
        role: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// There is no file for a role.
    #[error(
        "no font for {0}: this build has no faces of its own; give all with --font-dir DIR, or this one with --font {0}=FILE"
    )]
    Missing(&'static str),
}

/// A character as it is set: face, glyph and width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The face it comes from.
    pub face: Face,
    /// Glyph number in that face.
    pub id: u16,
    /// Advance written in the font, in em.
    pub advance: f32,
    /// False where no face has the character and 〓 stands for it.
    pub found: bool,
}

/// Which face each role uses in one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice([Face; 5]);

impl Default for Choice {
    fn default() -> Self {
        Self(Face::ALL)
    }
}

impl Choice {
    /// The face that sets this role.
    #[must_use]
    pub fn of(&self, face: Face) -> Face {
        self.0.get(face as usize).copied().unwrap_or(face)
    }
}

/// The five faces.
#[derive(Debug, Clone)]
pub struct Faces {
    loaded: [Option<Arc<Loaded>>; 5],
}

/// Share of a document's characters that a role's face must have.
const COVERAGE: f64 = 0.995;

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
            loaded: [const { None }; 5],
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
    /// [`FontError::Unreadable`] where the bytes are no TrueType font.
    pub fn set(&mut self, face: Face, bytes: Vec<u8>) -> Result<(), FontError> {
        let loaded = Loaded::new(face.name(), "", bytes.into())?;
        self.put(face, loaded);
        Ok(())
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

    /// The file of a role.
    #[must_use]
    pub fn get(&self, face: Face) -> Option<&Loaded> {
        self.loaded.get(face as usize).and_then(Option::as_deref)
    }

    /// Has the faces' tables read on other threads meanwhile, so that they are there when lines are set. Without it
    /// they are read when they are first asked for.
    pub fn prepare(&self) {
        for face in self.loaded.iter().flatten().map(Arc::clone) {
            rayon::spawn(move || face.prepare());
        }
    }

    /// Which face each role uses for a text: FangSong and Kai give way to Song where they lack too much.
    #[must_use]
    pub fn choice(&self, text: &str) -> Choice {
        let mut used = vec![0usize; usize::from(u16::MAX) + 1];
        let mut rare: HashMap<char, usize> = HashMap::new();
        for c in text.chars().filter(|c| !c.is_ascii() && !c.is_whitespace()) {
            match used.get_mut(c as usize) {
                Some(n) => *n += 1,
                None => *rare.entry(c).or_default() += 1,
            }
        }
        let plane = (0u32..).zip(used).filter(|(_, n)| *n > 0);
        let plane = plane.filter_map(|(c, n)| Some((char::from_u32(c)?, n)));
        let used: Vec<(char, usize)> = plane.chain(rare).collect();
        let all: usize = used.iter().map(|(_, n)| n).sum();
        let pick = |face: Face| {
            let Some(f) = self.get(face) else {
                return Face::Song;
            };
            let have: usize = used.iter().filter(|(c, _)| f.has(*c)).map(|(_, n)| n).sum();
            if have as f64 >= COVERAGE * all as f64 {
                face
            } else {
                Face::Song
            }
        };
        Choice([
            pick(Face::Fangsong),
            Face::Song,
            Face::Hei,
            pick(Face::Kai),
            Face::Title,
        ])
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

    /// The glyph for a character in a face, from Song where the face lacks it, else 〓.
    #[must_use]
    pub fn glyph(&self, face: Face, c: char) -> Glyph {
        let slender = matches!(face, Face::Fangsong | Face::Kai)
            && (c.is_ascii() || matches!(c, '（' | '）'));
        let first = if slender { Face::Song } else { face };
        for f in [
            first,
            Face::Song,
            Face::Title,
            Face::Hei,
            Face::Kai,
            Face::Fangsong,
        ] {
            if let Some((id, advance)) = self.get(f).and_then(|l| l.glyph(c)) {
                return Glyph {
                    face: f,
                    id,
                    advance,
                    found: true,
                };
            }
        }
        let (id, advance) = self
            .get(Face::Song)
            .and_then(|l| l.glyph('〓'))
            .unwrap_or((0, 1.0));
        Glyph {
            face: Face::Song,
            id,
            advance,
            found: false,
        }
    }
}
