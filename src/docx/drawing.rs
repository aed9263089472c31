//! Pictures in the text: drawings that stand in their line like a character.

use super::document::Writer;
use super::parts::OFFICE;
use crate::picture::{self, Picture, Pictures, Shelf};
use crate::tree::Image;
use crate::xml;

/// English metric units of a point.
const UNITS: f64 = 12_700.0;
/// Part of the page's height that a picture may take.
const TALLEST: f64 = 0.75;
/// Part of a character that stands below the line.
const BELOW: f64 = 0.12;
/// Twips of a point.
const TWIPS: f64 = 20.0;

/// The id of a picture's relationship.
pub(super) fn id(n: usize) -> String {
    format!("picture{}", n + 1)
}

/// The entries of pictures in document.xml.rels.
pub(super) fn relations(shelf: &Shelf, pictures: &Pictures) -> String {
    let all = shelf.files(pictures).into_iter().enumerate();
    all.map(|(n, (name, _))| {
        format!(
            "<Relationship Id=\"{}\" Type=\"{OFFICE}/image\" Target=\"media/{name}\"/>",
            id(n)
        )
    })
    .collect()
}

impl Writer<'_> {
    /// True for a picture that Word shows; drawings it takes only beside a picture of theirs.
    pub(super) fn shows(&self, i: &Image) -> bool {
        let picture = self.options.pictures.get(&i.target);
        picture.is_some_and(Picture::is_pixels)
    }

    /// Writes a picture as a run, `among` words or by itself; false where there is none.
    pub(super) fn drawing(&mut self, i: &Image, among: bool) -> bool {
        let options = self.options;
        if !self.shows(i) {
            return false;
        }
        let Some((n, p)) = self.shelf.take(&options.pictures, &i.target) else {
            return false;
        };
        self.drawings += 1;
        let page = &self.look.style.page;
        let room = (
            self.look.text_width() as f64 / TWIPS,
            page.text_height * crate::layout::MM * TALLEST,
        );
        let em = page_size(self);
        let small = p.as_character().filter(|_| among);
        let (width, height) = small.map_or_else(|| p.points(room), |wide| (wide * em, em));
        // A character reaches below the line.
        let position = small.map_or_else(String::new, |_| {
            format!(
                "<w:rPr><w:position w:val=\"{}\"/></w:rPr>",
                -(em * BELOW * 2.0).round()
            )
        });
        let units = |v: f64| (v * UNITS).round() as i64;
        let (cx, cy) = (units(width), units(height));
        // What is turned has its measures as it is stored.
        let (sx, sy) = if p.turns % 2 == 1 { (cy, cx) } else { (cx, cy) };
        let turn = match p.turns {
            0 => String::new(),
            n => format!(" rot=\"{}\"", 5_400_000 * i64::from(n)),
        };
        let number = self.drawings;
        let alt = xml::text(i.alt.as_str());
        let (id, name) = (id(n), picture::file(n, p));
        self.out.push_str(&format!(
            "<w:r>{position}<w:drawing><wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/><wp:docPr id=\"{number}\" name=\"{name}\" descr=\"{alt}\"/><wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a=\"{MAIN}\" noChangeAspect=\"1\"/></wp:cNvGraphicFramePr><a:graphic xmlns:a=\"{MAIN}\"><a:graphicData uri=\"{PICTURE}\"><pic:pic xmlns:pic=\"{PICTURE}\"><pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"{name}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"{id}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm{turn}><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{sx}\" cy=\"{sy}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        ));
        let twips = (height * TWIPS).ceil() as i64;
        let line = self.line_height();
        if small.is_none() && twips > line {
            self.tall = true;
            let more = usize::try_from(twips / line).unwrap_or(0);
            self.shown_lines(more);
        }
        true
    }
}

/// Size of the text.
fn page_size(w: &Writer<'_>) -> f64 {
    w.look.style.roles.body.size
}

const MAIN: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";

/// The properties of a paragraph whose lines grow with what stands in them.
pub(super) fn growing(properties: &str, line: i64) -> String {
    let grows = format!("w:line=\"{line}\" w:lineRule=\"atLeast\"/>");
    if let Some((before, after)) = properties.split_once("<w:spacing ")
        && let Some((own, rest)) = after.split_once("/>")
    {
        return format!("{before}<w:spacing {own} {grows}{rest}");
    }
    // The schema has spacing before these.
    let later = ["<w:ind ", "<w:jc ", "<w:rPr>", "<w:sectPr"];
    let at = later.iter().filter_map(|tag| properties.find(tag)).min();
    let (before, after) = properties.split_at(at.unwrap_or(properties.len()));
    format!("{before}<w:spacing {grows}{after}")
}

#[cfg(test)]
mod tests {
    use super::growing;

    #[test]
    fn spacing_stands_where_the_schema_has_it() {
        let grows = "w:line=\"560\" w:lineRule=\"atLeast\"/>";
        for (own, want) in [
            ("", format!("<w:spacing {grows}")),
            ("<w:keepNext/>", format!("<w:keepNext/><w:spacing {grows}")),
            (
                "<w:spacing w:before=\"0\"/><w:ind w:left=\"2\"/>",
                format!("<w:spacing w:before=\"0\" {grows}<w:ind w:left=\"2\"/>"),
            ),
            (
                "<w:numPr/><w:ind w:left=\"2\"/><w:jc w:val=\"left\"/>",
                format!("<w:numPr/><w:spacing {grows}<w:ind w:left=\"2\"/><w:jc w:val=\"left\"/>"),
            ),
        ] {
            assert_eq!(growing(own, 560), want);
        }
    }
}
