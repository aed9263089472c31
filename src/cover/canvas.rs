//! A sheet of pixels in a few inks, drawn on with glyphs and rules, written as an indexed PNG.

use super::CoverError;
use crate::font::Loaded;
use ab_glyph_rasterizer::{Point, Rasterizer, point};
use skrifa::{
    FontRef, GlyphId, MetadataProvider,
    instance::Size,
    outline::{DrawSettings, OutlinePen},
};

/// Shades between paper and full ink.
const LEVELS: usize = 64;

/// What is drawn with: its colour at full strength, and the ground that it fades into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Black on paper.
    Black,
    /// The red of official papers (GB/T 9704 红色分隔线), on paper.
    Red,
    /// The blue cloth of thread-bound books, on paper.
    Blue,
}

impl Ink {
    const ALL: [Self; 3] = [Self::Black, Self::Red, Self::Blue];

    const fn colour(self) -> [u8; 3] {
        match self {
            Self::Black => [26, 26, 26],
            Self::Red => [204, 18, 18],
            Self::Blue => [38, 56, 92],
        }
    }
}

/// Paper.
const PAPER: [u8; 3] = [253, 252, 248];

/// The sheet. Places are pixels from the upper left corner.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![0; width * height],
        }
    }

    /// Lays `strength` (0 to 1) of an ink on one pixel; inks do not mix, the stronger one stays.
    fn dot(&mut self, x: i32, y: i32, strength: f32, ink: Ink) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x >= self.width || y >= self.height {
            return;
        }
        let level = (strength.clamp(0.0, 1.0) * (LEVELS - 1) as f32).round() as usize;
        let Some(p) = self.pixels.get_mut(y * self.width + x) else {
            return;
        };
        if level > usize::from(*p) % LEVELS {
            *p = u8::try_from(ink as usize * LEVELS + level).unwrap_or(0);
        }
    }

    /// A filled rectangle.
    pub(super) fn fill(&mut self, x: f32, y: f32, w: f32, h: f32, ink: Ink) {
        for row in y.round() as i32..(y + h).round() as i32 {
            for column in x.round() as i32..(x + w).round() as i32 {
                self.dot(column, row, 1.0, ink);
            }
        }
    }

    /// A rectangle of bare paper.
    pub(super) fn clear(&mut self, x: f32, y: f32, w: f32, h: f32) {
        let (from, to) = (x.max(0.0) as usize, ((x + w) as usize).min(self.width));
        for row in y.max(0.0) as usize..((y + h) as usize).min(self.height) {
            if let Some(line) = self
                .pixels
                .get_mut(row * self.width + from..row * self.width + to)
            {
                line.fill(0);
            }
        }
    }

    /// The outline of a rectangle, its line drawn inside.
    pub(super) fn frame(&mut self, x: f32, y: f32, w: f32, h: f32, line: f32, ink: Ink) {
        self.fill(x, y, w, line, ink);
        self.fill(x, y + h - line, w, line, ink);
        self.fill(x, y, line, h, ink);
        self.fill(x + w - line, y, line, h, ink);
    }

    /// A glyph with its origin at (`x`, `y`), `size` pixels to the em; with `turned`, a quarter turn clockwise about the
    /// middle of its em box.
    pub(super) fn glyph(
        &mut self,
        font: &Loaded,
        id: u16,
        (x, y): (f32, f32),
        size: f32,
        turned: bool,
        ink: Ink,
    ) {
        let Ok(face) = FontRef::new(font.bytes()) else {
            return;
        };
        let Some(outline) = face.outline_glyphs().get(GlyphId::new(u32::from(id))) else {
            return;
        };
        let mut pen = Pen::default();
        let settings = DrawSettings::unhinted(Size::new(size), font.location());
        if outline.draw(settings, &mut pen).is_err() {
            return;
        }
        let turn = |p: Point| {
            if turned {
                // About (0.5, 0.38) em: the middle of the em box above its baseline at 0.12.
                let (dx, dy) = (p.x - size * 0.5, p.y - size * 0.38);
                point(size * 0.5 + dy, size * 0.38 - dx)
            } else {
                p
            }
        };
        for step in &mut pen.steps {
            for p in step.points() {
                *p = turn(*p);
            }
        }
        let all = || pen.steps.iter().flat_map(|s| s.all());
        let low = all().fold((f32::MAX, f32::MAX), |m, p| (m.0.min(p.x), m.1.min(p.y)));
        let high = all().fold((f32::MIN, f32::MIN), |m, p| (m.0.max(p.x), m.1.max(p.y)));
        if low.0 > high.0 {
            return;
        }
        let (left, top) = ((x + low.0).floor(), (y - high.1).floor());
        let (w, h) = (
            (x + high.0 - left).ceil() as usize + 2,
            (y - low.1 - top).ceil() as usize + 2,
        );
        let place = |p: Point| point(x + p.x - left, y - p.y - top);
        let mut raster = Rasterizer::new(w, h);
        for step in &pen.steps {
            match *step {
                Step::Line(a, b) => raster.draw_line(place(a), place(b)),
                Step::Quad(a, b, c) => raster.draw_quad(place(a), place(b), place(c)),
                Step::Cubic(a, b, c, d) => {
                    raster.draw_cubic(place(a), place(b), place(c), place(d));
                }
            }
        }
        raster.for_each_pixel_2d(|px, py, strength| {
            if strength > 0.004 {
                let (px, py) = (
                    i32::try_from(px).unwrap_or(0),
                    i32::try_from(py).unwrap_or(0),
                );
                self.dot(left as i32 + px, top as i32 + py, strength, ink);
            }
        });
    }

    /// The sheet as PNG.
    pub(super) fn png(&self) -> Result<Vec<u8>, CoverError> {
        let palette: Vec<u8> = Ink::ALL
            .iter()
            .flat_map(|ink| {
                (0..LEVELS).flat_map(move |l| {
                    let part = l as f32 / (LEVELS - 1) as f32;
                    let full = ink.colour();
                    [0, 1, 2].map(|k: usize| {
                        let (p, f) = (f32::from(PAPER[k]), f32::from(full[k]));
                        (p + (f - p) * part).round() as u8
                    })
                })
            })
            .collect();
        let mut out = Vec::new();
        let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut encoder = png::Encoder::new(&mut out, size(self.width), size(self.height));
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette);
        encoder.set_filter(png::Filter::NoFilter);
        // Large plain areas: half the time of the usual level, and no larger.
        encoder.set_deflate_compression(png::DeflateCompression::Level(2));
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        writer.finish()?;
        Ok(out)
    }
}

/// A stretch of an outline, in pixels, y upwards.
#[derive(Clone, Copy)]
enum Step {
    Line(Point, Point),
    Quad(Point, Point, Point),
    Cubic(Point, Point, Point, Point),
}

impl Step {
    fn points(&mut self) -> Vec<&mut Point> {
        match self {
            Self::Line(a, b) => vec![a, b],
            Self::Quad(a, b, c) => vec![a, b, c],
            Self::Cubic(a, b, c, d) => vec![a, b, c, d],
        }
    }

    fn all(self) -> Vec<Point> {
        match self {
            Self::Line(a, b) => vec![a, b],
            Self::Quad(a, b, c) => vec![a, b, c],
            Self::Cubic(a, b, c, d) => vec![a, b, c, d],
        }
    }
}

/// Gathers an outline.
#[derive(Default)]
struct Pen {
    steps: Vec<Step>,
    start: Point,
    at: Point,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = point(x, y);
        self.at = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = point(x, y);
        self.steps.push(Step::Line(self.at, to));
        self.at = to;
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let to = point(x, y);
        self.steps.push(Step::Quad(self.at, point(cx, cy), to));
        self.at = to;
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let to = point(x, y);
        self.steps
            .push(Step::Cubic(self.at, point(ax, ay), point(bx, by), to));
        self.at = to;
    }

    fn close(&mut self) {
        if self.at != self.start {
            self.steps.push(Step::Line(self.at, self.start));
            self.at = self.start;
        }
    }
}
