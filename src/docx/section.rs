//! Sections: page, margins, grid, and which headers and footers they carry.

use super::look::{Look, twips};
use super::{DocGrid, DocxOptions};

/// Least distance of header and footer from the edge of the paper, in twips.
const EDGE: i64 = 300;
/// Half the height of the folio's line, in twips.
const HALF_FOLIO: i64 = 140;

/// The properties of the front matter (no folio) or of the body (folios from 1, first page a recto).
pub(super) fn section(look: &Look<'_>, options: &DocxOptions, body: bool) -> String {
    let p = &look.style.page;
    let (w, h) = (twips(p.width), twips(p.height));
    let (top, left) = (twips(p.top), twips(p.inner));
    let bottom = h - top - twips(p.text_height);
    let right = w - left - twips(p.text_width);
    let footer = (bottom - twips(p.folio_drop) - HALF_FOLIO).max(EDGE);
    let mut parts = String::new();
    if body {
        if p.running_heads {
            parts.push_str("<w:headerReference w:type=\"default\" r:id=\"rId7\"/><w:headerReference w:type=\"even\" r:id=\"rId8\"/>");
        }
        parts.push_str("<w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"even\" r:id=\"rId6\"/><w:type w:val=\"oddPage\"/>");
    } else {
        parts.push_str("<w:footerReference w:type=\"default\" r:id=\"rId9\"/><w:footerReference w:type=\"even\" r:id=\"rId9\"/>");
    }
    let start = if body {
        "<w:pgNumType w:start=\"1\"/>"
    } else {
        ""
    };
    let grid = match options.grid {
        DocGrid::Portable => format!("w:type=\"lines\" w:linePitch=\"{}\"", p.word_line),
        DocGrid::Word => format!(
            "w:type=\"linesAndChars\" w:linePitch=\"{}\" w:charSpace=\"{}\"",
            p.word_line,
            look.char_space()
        ),
    };
    format!(
        "<w:sectPr>{parts}<w:pgSz w:w=\"{w}\" w:h=\"{h}\"/><w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"{}\" w:footer=\"{footer}\" w:gutter=\"0\"/>{start}<w:docGrid {grid}/></w:sectPr>",
        (top / 2).max(EDGE)
    )
}
