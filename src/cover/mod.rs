//! A cover drawn from the title, typographic, 1600 × 2560 pixels; or the user's own, checked.
//!
//! Four designs: the plain title on white, the red rule of official papers, the framed label of thread-bound books,
//! the vertical title. What shops ask of a cover (Kindle: 1600 × 2560 pixels, under 5 MB) is met by all.

mod canvas;
mod check;

use crate::font::Faces;
use crate::style::Face;
use canvas::{Canvas, Ink};

/// Width of a drawn cover in pixels.
pub const WIDTH: usize = 1600;
/// Height of a drawn cover in pixels.
pub const HEIGHT: usize = 2560;
/// Margin left and right in pixels.
const MARGIN: f32 = 180.0;
/// Largest and smallest type of a title, pixels to the em.
const TITLE_SIZE: (f32, f32) = (210.0, 84.0);
/// A title is set in at most so many lines before its type grows smaller.
const LINES: usize = 4;
/// Type of author and publisher, pixels to the em.
const SMALL: f32 = 64.0;
/// Height of a line of the title, in em.
const LEADING: f32 = 1.45;
/// Baseline below the top of the em box, in em: where CJK faces have it.
const BASELINE: f32 = 0.88;

/// How a cover looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Design {
    /// The title on white with a short rule below.
    #[default]
    Plain,
    /// A thick and a thin red rule below the title.
    Gongwen,
    /// A framed label with a vertical title on blue cloth.
    Label,
    /// A vertical title.
    Vertical,
}

impl Design {
    /// All designs with their names.
    pub const ALL: [(&'static str, Self); 4] = [
        ("plain", Self::Plain),
        ("gongwen", Self::Gongwen),
        ("label", Self::Label),
        ("vertical", Self::Vertical),
    ];
}

/// An image fit for a cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// The file.
    pub bytes: Vec<u8>,
    /// `image/png` or `image/jpeg`.
    pub media_type: &'static str,
}

/// A cover cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum CoverError {
    /// Neither PNG nor JPEG.
    #[error("a cover must be a PNG or JPEG file")]
    Format,
    /// Too small for any shop.
    #[error("a cover must have at least 625 × 1000 pixels, this one has {0} × {1}")]
    Small(u32, u32),
    /// More than reading devices can hold.
    #[error(
        "a cover may have at most 10000 pixels on a side and 50 million in all, this one has {0} × {1}"
    )]
    Large(u32, u32),
    /// It cannot be decoded to its end.
    #[error("the picture is broken: {0}")]
    Broken(String),
    /// The PNG could not be written.
    #[error("the cover cannot be written: {0}")]
    Write(#[from] png::EncodingError),
}

/// What is printed on the cover.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Title of the whole.
    pub title: &'a str,
    /// Author, where known.
    pub author: Option<&'a str>,
    /// Publisher, where known.
    pub publisher: Option<&'a str>,
}

impl Cover {
    /// The user's own picture.
    ///
    /// # Errors
    /// [`CoverError`] where it is no PNG or JPEG, has under 625 × 1000 pixels (the least that shops take) or too many, or cannot be
    /// decoded to its end.
    pub fn from_file(bytes: Vec<u8>) -> Result<Self, CoverError> {
        let media_type = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            check::png(&bytes)?;
            "image/png"
        } else if bytes.starts_with(&[0xFF, 0xD8]) {
            check::jpeg(&bytes)?;
            "image/jpeg"
        } else {
            return Err(CoverError::Format);
        };
        Ok(Self { bytes, media_type })
    }

    /// Draws a cover.
    ///
    /// ```
    /// # #[cfg(embedded_fonts)] {
    /// use wenji::{cover::{Cover, Design, Words}, font::Faces};
    /// let words = Words { title: "山居散记", author: Some("周远"), publisher: None };
    /// let cover = Cover::draw(words, Design::Label, &Faces::builtin().unwrap()).unwrap();
    /// assert!(cover.bytes.starts_with(b"\x89PNG") && cover.bytes.len() < 300_000);
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CoverError::Write`] where the PNG cannot be written.
    pub fn draw(words: Words<'_>, design: Design, faces: &Faces) -> Result<Self, CoverError> {
        let cut = [
            words.title,
            words.author.unwrap_or_default(),
            words.publisher.unwrap_or_default(),
        ];
        let [title, author, publisher] = cut.map(shown);
        let words = Words {
            title: &title,
            author: words.author.map(|_| author.as_str()),
            publisher: words.publisher.map(|_| publisher.as_str()),
        };
        let mut sheet = Sheet {
            canvas: Canvas::new(WIDTH, HEIGHT),
            faces,
        };
        match design {
            Design::Plain => sheet.plain(words),
            Design::Gongwen => sheet.gongwen(words),
            Design::Label => sheet.label(words),
            Design::Vertical => sheet.vertical(words),
        }
        Ok(Self {
            bytes: sheet.canvas.png()?,
            media_type: "image/png",
        })
    }

    /// File name extension.
    #[must_use]
    pub fn extension(&self) -> &'static str {
        if self.media_type == "image/png" {
            "png"
        } else {
            "jpg"
        }
    }
}

/// Characters of a title or a name that a cover shows at the most.
const MOST: usize = 100;

struct Sheet<'a> {
    canvas: Canvas,
    faces: &'a Faces,
}

impl Sheet<'_> {
    /// Width of a line in em.
    fn width(&self, text: &str, face: Face) -> f32 {
        text.chars()
            .map(|c| self.faces.glyph(face, c).advance)
            .sum()
    }

    /// A line centred on `x`, its em box from `y` down.
    fn centred(&mut self, text: &str, face: Face, x: f32, y: f32, size: f32, ink: Ink) {
        let mut at = x - self.width(text, face) * size / 2.0;
        for c in text.chars() {
            let g = self.faces.glyph(face, c);
            if let Some(font) = self.faces.get(g.face) {
                self.canvas
                    .glyph(font, g.id, (at, y + size * BASELINE), size, false, ink);
            }
            at += g.advance * size;
        }
    }

    /// A column of upright Han centred on `x` from `y` down; Latin, digits and long marks are turned. Returns its end.
    fn column(&mut self, text: &str, face: Face, x: f32, y: f32, size: f32, ink: Ink) -> f32 {
        let mut at = y;
        for c in text.chars() {
            let g = self.faces.glyph(face, c);
            let turned = is_turned(c);
            let step = if turned { g.advance } else { 1.0 } * size;
            if let Some(font) = self.faces.get(g.face) {
                let left = x - if turned { size } else { g.advance * size } / 2.0;
                let top = if turned { at - (size - step) / 2.0 } else { at };
                self.canvas
                    .glyph(font, g.id, (left, top + size * BASELINE), size, turned, ink);
            }
            at += step;
        }
        at
    }

    /// Lines of a horizontal title and its size.
    fn title_lines(&self, title: &str, measure: f32) -> (Vec<String>, f32) {
        let mut size = TITLE_SIZE.0;
        loop {
            let lines = crate::layout::title_lines(title, self.faces, measure / size);
            if lines.len() <= LINES || size <= TITLE_SIZE.1 {
                return (lines, size);
            }
            size *= 0.9;
        }
    }

    /// The title centred, from `y` down. Returns its end.
    fn title(&mut self, title: &str, y: f32) -> f32 {
        let (lines, size) = self.title_lines(title, WIDTH as f32 - 2.0 * MARGIN);
        let mut at = y;
        for line in &lines {
            self.centred(line, Face::Title, WIDTH as f32 / 2.0, at, size, Ink::Black);
            at += size * LEADING;
        }
        at
    }

    fn foot(&mut self, words: Words<'_>) {
        if let Some(p) = words.publisher {
            self.centred(
                p,
                Face::Song,
                WIDTH as f32 / 2.0,
                HEIGHT as f32 - 300.0,
                SMALL,
                Ink::Black,
            );
        }
    }

    fn plain(&mut self, words: Words<'_>) {
        let middle = WIDTH as f32 / 2.0;
        let end = self.title(words.title, 560.0);
        self.canvas
            .fill(middle - 70.0, end + 70.0, 140.0, 6.0, Ink::Black);
        if let Some(a) = words.author {
            self.centred(a, Face::Kai, middle, end + 170.0, SMALL * 1.15, Ink::Black);
        }
        self.foot(words);
    }

    fn gongwen(&mut self, words: Words<'_>) {
        let middle = WIDTH as f32 / 2.0;
        let end = self.title(words.title, 620.0).max(900.0) + 60.0;
        let measure = WIDTH as f32 - 2.0 * MARGIN;
        self.canvas.fill(MARGIN, end, measure, 16.0, Ink::Red);
        self.canvas.fill(MARGIN, end + 28.0, measure, 4.0, Ink::Red);
        if let Some(a) = words.author {
            self.centred(a, Face::Kai, middle, end + 130.0, SMALL * 1.15, Ink::Black);
        }
        self.foot(words);
    }

    fn label(&mut self, words: Words<'_>) {
        let (w, h) = (WIDTH as f32, HEIGHT as f32);
        self.canvas.fill(0.0, 0.0, w, h, Ink::Blue);
        // The label hangs in the upper left of the front board, which is bound at its right.
        let (columns, size) = columns(words.title, 1280.0, (150.0, 72.0), 2);
        let inner = columns.len() as f32 * size * 1.5 + 100.0;
        let (x, y, height) = (170.0, 170.0, 1560.0);
        self.canvas.clear(x, y, inner + 60.0, height);
        self.canvas.frame(
            x + 16.0,
            y + 16.0,
            inner + 28.0,
            height - 32.0,
            10.0,
            Ink::Black,
        );
        self.canvas.frame(
            x + 34.0,
            y + 34.0,
            inner - 8.0,
            height - 68.0,
            3.0,
            Ink::Black,
        );
        let middle = x + 30.0 + inner / 2.0;
        let right = middle + (columns.len() as f32 - 1.0) * size * 0.75;
        for (n, text) in columns.iter().enumerate() {
            let long = text.chars().count() as f32 * size;
            let top = y + 120.0 + (1320.0 - long).max(0.0) * 0.25;
            self.column(
                text,
                Face::Kai,
                right - n as f32 * size * 1.5,
                top,
                size,
                Ink::Black,
            );
        }
        if let Some(a) = words.author {
            let long = self.width(a, Face::Kai) * SMALL + 120.0;
            self.canvas.clear(w - 330.0, h - 260.0 - long, 150.0, long);
            self.column(a, Face::Kai, w - 255.0, h - 200.0 - long, SMALL, Ink::Black);
        }
    }

    fn vertical(&mut self, words: Words<'_>) {
        let (w, h) = (WIDTH as f32, HEIGHT as f32);
        let (columns, size) = columns(words.title, 1700.0, (230.0, 96.0), 3);
        self.canvas
            .frame(90.0, 90.0, w - 180.0, h - 180.0, 4.0, Ink::Black);
        let mut x = w - 330.0 - size / 2.0;
        for text in &columns {
            self.column(text, Face::Title, x, 330.0, size, Ink::Black);
            x -= size * 1.5;
        }
        if let Some(a) = words.author {
            let long = a.chars().count() as f32 * SMALL * 1.2;
            self.column(
                a,
                Face::Kai,
                300.0,
                h - 330.0 - long,
                SMALL * 1.2,
                Ink::Black,
            );
        }
    }
}

/// Columns of a vertical title and their size: as large as fits in at most `most` columns of `height` pixels.
fn columns(title: &str, height: f32, sizes: (f32, f32), most: usize) -> (Vec<String>, f32) {
    let chars: Vec<char> = title.chars().filter(|c| !c.is_whitespace()).collect();
    let mut size = sizes.0;
    loop {
        let room = (height / size).floor().max(1.0) as usize;
        let count = chars.len().div_ceil(room).max(1);
        if count <= most || size <= sizes.1 {
            let each = chars.len().div_ceil(count).max(1);
            return (
                chars.chunks(each).map(|c| c.iter().collect()).collect(),
                size,
            );
        }
        size *= 0.92;
    }
}

/// Words as a cover can show them: what goes on beyond ends in ……
fn shown(words: &str) -> String {
    match words.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}……", words.get(..end).unwrap_or_default()),
        None => words.to_owned(),
    }
}

/// Characters that lie on their side in a column.
fn is_turned(c: char) -> bool {
    c.is_ascii_alphanumeric() || "—…–-（）()《》〈〉“”‘’「」『』【】～".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_titles_are_set_in_more_and_smaller_columns() {
        let (short, large) = columns("雨", 1700.0, (230.0, 96.0), 3);
        let (long, small) = columns(
            &"在全县反腐倡廉工作会议上的讲话汇编".repeat(3),
            1700.0,
            (230.0, 96.0),
            3,
        );
        assert_eq!((short.len(), large), (1, 230.0));
        assert!(long.len() <= 3 && small < large);
        assert_eq!(long.concat().chars().count(), 51);
    }
}
