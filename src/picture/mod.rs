//! Pictures: the tree names them, this module takes them from the folder of the text, and every format shows them.
//!
//! ```text
//! tree (address, words, caption) ─▶ place (which file) ─▶ decode · gif · svg (what it is, whole or not) ─▶ Pictures ─▶ backends
//! ```
//! Nothing is fetched: a picture is a plain file below the text's own folder, or below one that the user names.

#[cfg(feature = "write")]
mod decode;
#[cfg(feature = "write")]
mod gif;
#[cfg(all(test, feature = "write"))]
pub(crate) mod made;
#[cfg(feature = "write")]
mod place;
#[cfg(feature = "write")]
mod svg;

#[cfg(feature = "write")]
pub use place::Folders;

use crate::tree::{Document, Image, Inline, Node, walk};
use std::collections::HashMap;

/// Most bytes of a picture.
pub const MOST_BYTES: u64 = 32 << 20;
/// Most bytes of all pictures of a document.
const MOST_TOGETHER: usize = 256 << 20;
/// Longest side in pixels.
const SIDE: u32 = 16_000;
/// Most pixels.
const PIXELS: u64 = 50_000_000;
/// A picture up to this many pixels high stands among words like a character.
const CHARACTER: u32 = 48;
/// The widest of them, in parts of its height.
const WIDEST: f64 = 8.0;
/// Points of a pixel: 96 pixels are an inch, as browsers and Word have it.
const POINT: f64 = 0.75;

/// What a picture is, by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PNG; what was WebP is one too.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// SVG without scripts, entities and references that lead outside.
    Svg,
}

impl Kind {
    /// The ending of its files' names.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Svg => "svg",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// A picture that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is.
    pub kind: Kind,
    /// Its file.
    pub bytes: Vec<u8>,
    /// Width in pixels, as it is stored.
    pub width: u32,
    /// Height in pixels, as it is stored.
    pub height: u32,
    /// Quarter turns clockwise that bring it upright: cameras store what they see and say how they were held.
    pub turns: u8,
}

/// Pixels on white, three bytes each, or one where all are grey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pixels {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) grey: bool,
    pub(crate) bytes: Vec<u8>,
}

impl Pixels {
    /// The same without colours.
    pub(crate) fn greyed(self) -> Self {
        if self.grey {
            return self;
        }
        // The weights of Rec. 709, in parts of 256.
        let grey = |c: &[u8]| match c {
            [r, g, b] => {
                let sum = u32::from(*r) * 54 + u32::from(*g) * 183 + u32::from(*b) * 19;
                u8::try_from(sum / 256).unwrap_or(u8::MAX)
            }
            _ => u8::MAX,
        };
        Self {
            grey: true,
            bytes: self.bytes.chunks(3).map(grey).collect(),
            ..self
        }
    }
}

impl Picture {
    #[cfg(feature = "write")]
    /// A picture from its file, decoded once to see that it is whole.
    ///
    /// ```
    /// use wenji::picture::{Picture, PictureError};
    /// assert_eq!(Picture::from_bytes(b"MZ".to_vec()), Err(PictureError::Format));
    /// ```
    ///
    /// # Errors
    /// [`PictureError`] where it is no picture, too large, damaged or not safe.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, PictureError> {
        decode::picture(bytes)
    }

    /// Width and height upright, in pixels.
    #[must_use]
    pub const fn upright(&self) -> (u32, u32) {
        if self.turns % 2 == 1 {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        }
    }

    /// Width and height in points: its own where they fit into `room`, else as large as they can be.
    pub(crate) fn points(&self, room: (f64, f64)) -> (f64, f64) {
        let (w, h) = self.upright();
        let (w, h) = (f64::from(w.max(1)) * POINT, f64::from(h.max(1)) * POINT);
        let scale = (room.0 / w).min(room.1 / h).clamp(f64::MIN_POSITIVE, 1.0);
        (w * scale, h * scale)
    }

    /// Width of a picture that stands among words like a character, a rare one or a sign, in parts of its height; `None`
    /// for one that is too large.
    pub(crate) fn as_character(&self) -> Option<f64> {
        let (w, h) = self.upright();
        let wide = f64::from(w.max(1)) / f64::from(h.max(1));
        (h <= CHARACTER && wide <= WIDEST).then_some(wide)
    }

    /// True for what every program shows, Word and printers too.
    #[must_use]
    pub const fn is_pixels(&self) -> bool {
        !matches!(self.kind, Kind::Svg)
    }

    #[cfg(feature = "write")]
    /// Its pixels; `None` for drawings.
    pub(crate) fn pixels(&self) -> Option<Pixels> {
        decode::pixels(self)
    }

    #[cfg(feature = "write")]
    /// True for a JPEG whose file a PDF can hold as it is: grey or of three colours.
    pub(crate) fn jpeg_colours(&self) -> Option<u8> {
        (self.kind == Kind::Jpeg)
            .then(|| decode::colours(&self.bytes))
            .flatten()
            .filter(|n| matches!(n, 1 | 3))
    }
}

/// A picture was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// It lies on the web.
    #[error("it lies on the web, and nothing is fetched")]
    Web,
    /// It stands within the page itself.
    #[error("the page gives no file for it")]
    Nameless,
    /// Its address leads out of the folder.
    #[error("it is not below the folder of the text (--resource-path DIR names another)")]
    Outside,
    /// There is no such file.
    #[error(
        "there is no such file below the folder of the text (--resource-path DIR names another)"
    )]
    Missing,
    /// A folder, a device.
    #[error("it is no plain file")]
    NoFile,
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// Too many bytes.
    #[error("it is larger than 32 MB, or all pictures together than 256 MB")]
    Bytes,
    /// Too many pixels.
    #[error("{0} × {1} pixels: at most 16000 a side and 50 million in all")]
    Pixels(u32, u32),
    /// Another format.
    #[error("it is no PNG, JPEG, GIF, WebP or SVG")]
    Format,
    /// Damaged.
    #[error("it is damaged: {0}")]
    Broken(String),
    /// A drawing that runs something or leads outside.
    #[error("the drawing is not safe: {0}")]
    Unsafe(&'static str),
}

impl PictureError {
    /// The same in Chinese.
    #[must_use]
    pub fn words_zh(&self) -> String {
        match self {
            Self::Web => "图在网上，本程序不联网取图".into(),
            Self::Nameless => "网页没有给出它的文件".into(),
            Self::Outside => "不在文本所在的文件夹之下（可用 --resource-path 指明文件夹）".into(),
            Self::Missing => {
                "文本所在的文件夹之下没有此文件（可用 --resource-path 指明文件夹）".into()
            }
            Self::NoFile => "不是普通文件".into(),
            Self::Unreadable(why) => format!("无法读取：{why}"),
            Self::Bytes => "单图超过 32 MB，或全部图片超过 256 MB".into(),
            Self::Pixels(w, h) => format!("{w} × {h} 像素：每边至多 16000，总计至多五千万"),
            Self::Format => "不是 PNG、JPEG、GIF、WebP 或 SVG".into(),
            Self::Broken(why) => format!("已损坏：{why}"),
            Self::Unsafe(why) => format!("矢量图不安全：{why}"),
        }
    }
}

/// A picture that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Source line, 1-based; 0 where unknown.
    pub line: u32,
    /// Its address.
    pub target: String,
    /// Why.
    pub why: PictureError,
}

/// The pictures of a document, by their addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pictures {
    list: Vec<Picture>,
    at: HashMap<String, usize>,
}

impl Pictures {
    #[cfg(feature = "write")]
    /// Takes the pictures that the tree names, and tells which it could not take.
    #[must_use]
    pub fn gather(doc: &Document, folders: &Folders) -> (Self, Vec<Lost>) {
        let (mut out, mut lost) = (Self::default(), Vec::new());
        let mut together = 0usize;
        let mut known: HashMap<String, PictureError> = HashMap::new();
        each(doc, &mut |i| {
            if out.at.contains_key(&i.target) {
                return;
            }
            let taken = match known.get(&i.target) {
                Some(why) => Err(why.clone()),
                None => folders.read(&i.target).and_then(Picture::from_bytes),
            };
            let taken = taken.and_then(|p| {
                together += p.bytes.len();
                if together > MOST_TOGETHER {
                    together -= p.bytes.len();
                    return Err(PictureError::Bytes);
                }
                Ok(p)
            });
            match taken {
                Ok(p) => out.add(&i.target, p),
                Err(why) => {
                    if known.insert(i.target.clone(), why.clone()).is_none() {
                        lost.push(Lost {
                            line: i.line,
                            target: i.target.clone(),
                            why,
                        });
                    }
                }
            }
        });
        (out, lost)
    }

    /// Adds a picture for an address.
    pub fn add(&mut self, target: &str, picture: Picture) {
        let at = self.list.iter().position(|p| *p == picture);
        let at = at.unwrap_or_else(|| {
            self.list.push(picture);
            self.list.len() - 1
        });
        self.at.insert(target.to_owned(), at);
    }

    /// The picture of an address.
    #[must_use]
    pub fn get(&self, target: &str) -> Option<&Picture> {
        self.list.get(*self.at.get(target)?)
    }

    /// True where there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Takes in the pictures of one more document, which get other addresses in it where theirs are taken by others: for
    /// documents that become one.
    pub fn join(&mut self, doc: &mut Document, others: &Self) {
        let mut names: HashMap<&String, String> = HashMap::new();
        for (target, at) in &others.at {
            let Some(picture) = others.list.get(*at) else {
                continue;
            };
            let mut name = target.clone();
            let other = |name: &String| self.get(name).is_some_and(|p| p != picture);
            while other(&name) {
                name.insert_str(0, "./");
            }
            names.insert(target, name);
        }
        let mut all: Vec<(&&String, &String)> = names.iter().collect();
        all.sort();
        for (target, name) in all {
            if let Some(p) = others.get(target) {
                self.add(name, p.clone());
            }
        }
        each_mut(doc, &mut |i| {
            if let Some(name) = names.get(&i.target) {
                i.target.clone_from(name);
            }
        });
    }
}

/// Pictures in the order in which a document shows them, each once: what a package holds as files.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    list: Vec<usize>,
}

impl Shelf {
    /// The picture of an address and its number, from 0.
    pub(crate) fn take<'a>(
        &mut self,
        pictures: &'a Pictures,
        target: &str,
    ) -> Option<(usize, &'a Picture)> {
        let at = *pictures.at.get(target)?;
        let picture = pictures.list.get(at)?;
        let number = self.list.iter().position(|n| *n == at);
        let number = number.unwrap_or_else(|| {
            self.list.push(at);
            self.list.len() - 1
        });
        Some((number, picture))
    }

    /// The names of their files, and the pictures.
    pub(crate) fn files<'a>(&self, pictures: &'a Pictures) -> Vec<(String, &'a Picture)> {
        let all = self.list.iter().filter_map(|at| pictures.list.get(*at));
        all.enumerate().map(|(n, p)| (file(n, p), p)).collect()
    }

    /// True where there is none.
    pub(crate) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// The name of a picture's file in a package.
pub(crate) fn file(n: usize, picture: &Picture) -> String {
    format!("picture{}.{}", n + 1, picture.kind.extension())
}

/// Calls `f` for every picture of the tree, in reading order.
pub(crate) fn each<'a>(doc: &'a Document, f: &mut impl FnMut(&'a Image)) {
    walk(doc, &mut |n| {
        if let Node::Image(i) = n {
            f(i);
        }
    });
}

/// The same, to change them.
fn each_mut(doc: &mut Document, f: &mut impl FnMut(&mut Image)) {
    doc.each_line(&mut |line| inlines(line, f));
    doc.each_picture(f);
}

fn inlines(list: &mut [Inline], f: &mut impl FnMut(&mut Image)) {
    for i in list {
        match i {
            Inline::Note(n) => inlines(&mut n.content, f),
            Inline::Image(i) => f(i),
            _ => inlines(i.content_mut().map_or(&mut [], Vec::as_mut_slice), f),
        }
    }
}

#[cfg(all(test, feature = "write"))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
