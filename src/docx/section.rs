//! Sections: page, margins, grid, and which headers and footers they carry.

use super::look::{Look, twips};
use super::{DocGrid, DocxOptions};
use crate::style::{Form, Page, Style};

/// Least distance of header and footer from the edge of the paper, in twips.
const EDGE: i64 = 300;
/// Half the height of the folio's line, in twips.
const HALF_FOLIO: i64 = 140;

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// The title page, without folio.
    Cover,
    /// The contents, without folio.
    Contents,
    /// The body, with folios from 1, and how its notes are counted.
    Body(&'a str),
}

/// The running head's top stands this far above the text block, in millimetres.
const HEAD_RISE: f64 = 10.0;

/// The properties of a section. Each begins on a recto, as in the PDF; page 1 must, since margins mirror.
pub(super) fn section(look: &Look<'_>, options: &DocxOptions, part: Part<'_>) -> String {
    let p = &look.style.page;
    let (w, h) = (twips(p.width), twips(p.height));
    let top = twips(p.top);
    // Lines of vertical text are as long as the text block is high.
    let (width, height) = match options.vertical {
        true => (p.text_height, p.text_width),
        false => (p.text_width, p.text_height),
    };
    let bottom = h - top - twips(height);
    // The outer margin is the one that is rounded: the rest is the binding's, whose tolerance is wider.
    let outer = twips(p.width - p.inner - width);
    let inner = w - outer - twips(width);
    // A vertical book is bound on the right: its odd pages lie where the even ones of others do.
    let (left, right, direction) = match options.vertical {
        true => (outer, inner, "<w:textDirection w:val=\"tbRl\"/>"),
        false => (inner, outer, ""),
    };
    let footer = (bottom - twips(p.folio_drop) - HALF_FOLIO).max(EDGE);
    // The first page of a letter has no number (10.1).
    let letter = is_letter(look) && matches!(part, Part::Body(_));
    let first = if letter { "<w:titlePg/>" } else { "" };
    let mut parts = String::new();
    if matches!(part, Part::Body(_)) {
        if p.running_heads {
            parts.push_str("<w:headerReference w:type=\"default\" r:id=\"rId7\"/><w:headerReference w:type=\"even\" r:id=\"rId8\"/>");
        }
        if letter {
            parts.push_str("<w:footerReference w:type=\"first\" r:id=\"rId9\"/>");
        }
        parts.push_str("<w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"even\" r:id=\"rId6\"/>");
    } else {
        parts.push_str("<w:footerReference w:type=\"default\" r:id=\"rId9\"/><w:footerReference w:type=\"even\" r:id=\"rId9\"/>");
    }
    if let Part::Body(notes) = part {
        parts.push_str(notes);
    }
    // A letter has one section, which begins on its first page anyway.
    if part != Part::Cover && !letter {
        parts.push_str("<w:type w:val=\"oddPage\"/>");
    }
    let start = if matches!(part, Part::Body(_)) {
        "<w:pgNumType w:start=\"1\"/>"
    } else {
        ""
    };
    if let Some(model) = look.reference.filter(|m| m.has_page()) {
        let own = if matches!(part, Part::Body(_)) {
            ""
        } else {
            parts.as_str()
        };
        return model.section(own, matches!(part, Part::Body(_)), start);
    }
    let grid = match options.grid {
        DocGrid::Portable => format!("w:type=\"lines\" w:linePitch=\"{}\"", p.word_line),
        DocGrid::Word => format!(
            "w:type=\"linesAndChars\" w:linePitch=\"{}\" w:charSpace=\"{}\"",
            p.word_line,
            look.char_space()
        ),
    };
    format!(
        "<w:sectPr>{parts}<w:pgSz w:w=\"{w}\" w:h=\"{h}\"/><w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"{}\" w:footer=\"{footer}\" w:gutter=\"0\"/>{start}{first}{direction}<w:docGrid {grid}/></w:sectPr>",
        (top - twips(HEAD_RISE)).max(EDGE)
    )
}

/// True for a letter's look.
fn is_letter(look: &Look<'_>) -> bool {
    look.style.paper.form == Form::Letter
}

/// The style for vertical text: lines run down the text block, and as many stand beside each other as it is wide.
pub(super) fn turned(style: &Style) -> Style {
    let p = &style.page;
    let pitch = p.text_width / f64::from(p.chars.max(1));
    Style {
        page: Page {
            text_width: p.text_height,
            text_height: p.text_width,
            chars: (p.text_height / pitch).floor() as u32,
            lines: u32::try_from(twips(p.text_width) / i64::from(p.word_line.max(1))).unwrap_or(1),
            ..p.clone()
        },
        ..style.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vertical_page_has_forty_characters_in_fifteen_columns() {
        let style = turned(&Style::named("gongwen").unwrap());
        assert_eq!((style.page.chars, style.page.lines), (40, 15));
    }
}
