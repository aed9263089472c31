//! Pictures: those that stand by themselves take rows of the grid, small ones stand among words like a character.

use super::display::Plate;
use super::flow::{Flow, Kind, Para};
use super::page::MM;
use super::paragraph::Piece;
use super::set::pitch;
use super::{Board, display::Role as Part};
use crate::picture::Picture;
use crate::style::{Align, Face, Page as Grid, Role};
use crate::tree::{Image, Inline};

/// Part of the page's height that a picture may take.
const TALLEST: f64 = 0.75;
/// Room that a picture takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Inset {
    /// Which of the layout's figures it is.
    pub(super) figure: usize,
    /// Along the line, in points; in em where it stands among words.
    pub(super) length: f64,
    /// Across the lines, in the same.
    pub(super) depth: f64,
}

/// Where the top of a line's em stands over its baseline.
const ASCENT: f32 = super::ASCENT as f32;

impl Inset {
    /// Where it stands among the words of a line: its left edge, the baseline, the size of the text, all in points.
    pub(super) fn among(&self, element: usize, x: f64, y: f64, size: f64) -> Plate {
        Plate {
            element,
            figure: self.figure,
            x: x as f32,
            y: (y as f32) - ASCENT * size as f32,
            length: (self.length * size) as f32,
            depth: (self.depth * size) as f32,
        }
    }

    /// Rows of the grid that it takes.
    pub(super) fn rows(&self, grid: &Grid, body: f64) -> usize {
        let pitch = pitch(grid, body).max(1.0);
        let rows = ((self.depth - body) / pitch).max(0.0).ceil() as usize + 1;
        rows.min(grid.lines.max(1) as usize)
    }
}

/// Width and height on a page as lengths along and across its lines.
const fn turned(vertical: bool, (width, height): (f64, f64)) -> (f64, f64) {
    if vertical {
        (height, width)
    } else {
        (width, height)
    }
}

impl<'a> Flow<'a> {
    /// The picture of an image that can be shown here.
    fn shown(&self, i: &Image) -> Option<&'a Picture> {
        self.pictures.get(&i.target).filter(|p| p.is_pixels())
    }

    fn figure(&mut self, i: &Image) -> usize {
        let alt = i.alt.as_str().to_owned();
        self.figures.push((i.target.clone(), alt));
        self.figures.len() - 1
    }

    /// The look of what stands in the middle by itself.
    fn middle(&self) -> Role {
        Role {
            indent: 0.0,
            align: Align::Center,
            ..self.style.roles.body.clone()
        }
    }

    /// A paragraph that is a picture.
    fn plate(&mut self, i: &Image, p: &Picture, element: usize) -> Para {
        let g = &self.style.page;
        let (along, across) = (g.text_width * MM, g.text_height * MM);
        let (wide, high) = turned(g.vertical, (along, across));
        let (length, depth) = turned(g.vertical, p.points((wide, high * TALLEST)));
        let mut para = Para::new(Vec::new(), self.middle());
        let figure = self.figure(i);
        para.kind = Kind::Picture(element);
        para.inset = Some(Inset {
            figure,
            length,
            depth,
        });
        para
    }

    /// A picture that stands by itself, with the words below it.
    pub(super) fn image(&mut self, i: &Image, parent: usize) {
        let look = self.middle();
        match self.shown(i) {
            Some(p) => {
                let element = self.element(parent, Part::Figure);
                let mut para = self.plate(i, p, element);
                para.keep = !i.caption.is_empty();
                self.push_para(para);
            }
            None => self.line(parent, &[Inline::Text(i.alt.clone())], &look, false),
        }
        if !i.caption.is_empty() {
            let note = &self.style.roles.note;
            let look = Role {
                face: note.face,
                size: note.size,
                after: 1.0,
                ..look
            };
            self.captioned.push(self.elements.len());
            self.line(parent, &i.caption, &look, false);
        }
    }

    /// A picture among words; what is too large for a line stands by itself, before the paragraph where it comes first in
    /// it, else behind. Words stand for one that is not there. True where it has an element of its own.
    pub(super) fn inline_image(
        &mut self,
        i: &Image,
        (face, parent, at): (Face, usize, usize),
        out: &mut Vec<Piece>,
    ) -> bool {
        let Some(p) = self.shown(i) else {
            out.push(Piece::new(i.alt.as_str(), face, at));
            return false;
        };
        let element = self.element(parent, Part::Figure);
        let Some(wide) = p.as_character() else {
            let para = self.plate(i, p, element);
            if out.is_empty() {
                self.before.push(para);
            } else {
                self.behind.push(para);
            }
            return true;
        };
        let (length, depth) = turned(self.style.page.vertical, (wide, 1.0));
        // Across a vertical line there is one em.
        let scale = if depth > 1.0 { 1.0 / depth } else { 1.0 };
        let figure = self.figure(i);
        let mut piece = Piece::new("", face, element);
        piece.inset = Some(Inset {
            figure,
            length: length * scale,
            depth: depth * scale,
        });
        out.push(piece);
        true
    }
}

impl Board<'_> {
    /// A picture on its rows of a page, in the middle of them.
    pub(super) fn plate(
        &self,
        (page, row): (usize, usize),
        rows: usize,
        p: &Para,
        x: f64,
    ) -> Option<Plate> {
        let (Kind::Picture(element), Some(inset)) = (p.kind, p.inset) else {
            return None;
        };
        let g = &self.style.page;
        let body = self.style.roles.body.size;
        let block = rows.saturating_sub(1) as f64 * pitch(g, body) + body;
        let fit = (block / inset.depth.max(1.0)).min(1.0);
        let (length, depth) = (inset.length * fit, inset.depth * fit);
        Some(Plate {
            element,
            figure: inset.figure,
            x: (x + (g.text_width * MM - length) / 2.0) as f32,
            y: (self.top(page, row) + (block - depth) / 2.0) as f32,
            length: length as f32,
            depth: depth as f32,
        })
    }
}
