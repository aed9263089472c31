//! Sections: page, margins, grid, and which headers and footers they carry.

use super::look::{Look, twips};
use super::{DocGrid, DocxOptions};
use crate::style::{Form, Page, Style};
use std::borrow::Cow;

/// Share of a line's exact height that stands above its baseline, and share of a character's size that does.
const LINE_ASCENT: f64 = 0.8;
const ASCENT: f64 = 0.88;
/// Least distance of header and footer from the edge of the paper, in twips.
const EDGE: i64 = 300;
/// Half the height of the folio's line, in twips.
const HALF_FOLIO: i64 = 140;

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// The first page, without folio.
    Cover,
    /// A further page before the contents, on a right-hand page or any.
    Front(bool),
    /// The words over contents in columns, and the contents, without folio.
    Over,
    Contents,
    /// The body or a part of it, and how its notes are counted.
    Body(Opens, &'a str),
}

/// How a section of the body begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opens {
    /// On page 1.
    pub(super) first: bool,
    /// On a right-hand page.
    pub(super) recto: bool,
    /// It is a part page: nothing stands on it but its title.
    pub(super) divider: bool,
    /// The heading that it begins with, by its place in the outline: its page tells where the number stands.
    pub(super) entry: Option<usize>,
}

/// The footer of the page on which a work opens: of one whose side is not known, and the mark of one whose is not told yet.
const OPENING: &str = "rId11";
const UNTOLD: &str = "rIdEntry";
/// Stands around a page that may be needed, a character that XML cannot hold.
pub(super) const MAYBE: char = '\u{1}';

/// The running head's top stands this far above the text block, in millimetres.
const HEAD_RISE: f64 = 10.0;

/// The properties of a section. Each begins on a recto, as in the PDF; page 1 must, since margins mirror.
pub(super) fn section(look: &Look<'_>, options: &DocxOptions, part: Part<'_>) -> String {
    let p = &look.style.page;
    let (w, h) = (twips(p.width), twips(p.height));
    // Lines of vertical text are as long as the text block is high.
    let (width, height, deep) = match options.vertical {
        true => (twips(p.text_height), twips(p.text_width), p.text_width),
        false => (twips(p.text_width), rows(p), p.text_height),
    };
    let top = twips(p.top) - rise(look, options);
    let bottom = h - top - height;
    // The outer margin is the one that is rounded: the rest is the binding's, whose tolerance is wider.
    let outer = twips(p.width - p.inner) - width;
    let inner = w - outer - width;
    // A vertical book is bound on the right: its odd pages lie where the even ones of others do.
    let (left, right, direction) = match options.vertical {
        true => (outer, inner, "<w:textDirection w:val=\"tbRl\"/>"),
        false => (inner, outer, ""),
    };
    let footer = (h - twips(p.top + deep + p.folio_drop) - HALF_FOLIO).max(EDGE);
    // The first page of a letter has no number (10.1).
    let body = match part {
        Part::Body(opens, _) => Some(opens),
        _ => None,
    };
    let letter = is_letter(look) && body.is_some();
    // The page on which a work opens has no running head, a part page has no number either.
    let opens = letter || p.running_heads && !options.vertical && body.is_some();
    let first = if opens { "<w:titlePg/>" } else { "" };
    let mut parts = String::new();
    if body.is_some_and(|b| !b.divider) {
        if p.running_heads {
            parts.push_str("<w:headerReference w:type=\"default\" r:id=\"rId7\"/><w:headerReference w:type=\"even\" r:id=\"rId8\"/>");
        }
        if opens {
            let footer = match body.and_then(|b| b.entry) {
                _ if letter => "rId9".to_owned(),
                Some(entry) => format!("{UNTOLD}{entry}"),
                None => OPENING.to_owned(),
            };
            parts.push_str(&format!(
                "<w:footerReference w:type=\"first\" r:id=\"{footer}\"/>"
            ));
        }
        parts.push_str("<w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"even\" r:id=\"rId6\"/>");
    } else {
        let kinds: &[&str] = if opens {
            &["first", "default", "even"]
        } else {
            &["default", "even"]
        };
        for kind in kinds {
            parts.push_str(&format!(
                "<w:footerReference w:type=\"{kind}\" r:id=\"rId9\"/>"
            ));
        }
    }
    if let Part::Body(_, notes) = part {
        parts.push_str(notes);
    }
    // A letter has one section, which begins on its first page anyway.
    if part != Part::Cover && !letter {
        let odd = match part {
            Part::Front(recto) => recto,
            _ => body.is_none_or(|b| b.first || b.recto),
        };
        let below = part == Part::Contents && look.columns() > 1;
        parts.push_str(if below {
            "<w:type w:val=\"continuous\"/>"
        } else if odd {
            "<w:type w:val=\"oddPage\"/>"
        } else {
            "<w:type w:val=\"nextPage\"/>"
        });
    }
    let start = if body.is_some_and(|b| b.first) {
        "<w:pgNumType w:start=\"1\"/>"
    } else {
        ""
    };
    if let Some(model) = look.reference.filter(|m| m.has_page()) {
        let own = if body.is_some() { "" } else { parts.as_str() };
        return model.section(own, body.is_some(), start);
    }
    let grid = match options.grid {
        DocGrid::Portable => format!("w:type=\"lines\" w:linePitch=\"{}\"", p.word_line),
        DocGrid::Word => format!(
            "w:type=\"linesAndChars\" w:linePitch=\"{}\" w:charSpace=\"{}\"",
            p.word_line,
            look.char_space()
        ),
    };
    let columns = match part {
        Part::Contents if look.columns() > 1 => format!(
            "<w:cols w:num=\"{}\" w:space=\"{}\"/>",
            look.columns(),
            look.between()
        ),
        _ => String::new(),
    };
    format!(
        "<w:sectPr>{parts}<w:pgSz w:w=\"{w}\" w:h=\"{h}\"/><w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"{}\" w:footer=\"{footer}\" w:gutter=\"0\"/>{start}{columns}{first}{direction}<w:docGrid {grid}/></w:sectPr>",
        (twips(p.top) - twips(HEAD_RISE)).max(EDGE)
    )
}

/// Height of the rows of a page in twips. A printed page ends with the characters of its last row, a row in Word has its
/// leading with it.
pub(super) fn rows(page: &Page) -> i64 {
    let (rows, own) = (
        i64::from(page.lines) * i64::from(page.word_line),
        twips(page.text_height),
    );
    // A style whose rows do not belong to its page.
    if (rows - own).abs() > i64::from(page.word_line) {
        own
    } else {
        rows
    }
}

/// How far the rows of a page begin above its text block, so that the characters of the first stand at its top: an exact
/// line has four fifths of its height above the baseline.
pub(super) fn rise(look: &Look<'_>, options: &DocxOptions) -> i64 {
    let page = &look.style.page;
    if options.vertical {
        return 0;
    }
    let above = leading(page.word_line.into(), look.style.roles.body.size * 20.0);
    above.clamp(0, (twips(page.top) - EDGE).max(0))
}

/// How far below the top of an exact line its characters begin, in twips.
pub(super) fn leading(line: i64, size: f64) -> i64 {
    (line as f64 * LINE_ASCENT - size * ASCENT).round() as i64
}

/// Tells the footers of opening pages by the pages that headings stand on.
pub(super) fn told<'a>(body: &'a str, pages: &[u32], blanks: &[bool]) -> Cow<'a, str> {
    if !body.contains(UNTOLD) && !body.contains(MAYBE) {
        return body.into();
    }
    // Pages that stand there only where the one before is a right-hand one.
    let mut maybe = body.split(MAYBE);
    let mut sure = maybe.next().unwrap_or_default().to_owned();
    while let (Some(own), Some(rest)) = (maybe.next(), maybe.next()) {
        let (entry, page) = own.split_at(own.find('<').unwrap_or(0));
        let entry = entry.parse::<usize>().ok();
        if entry.and_then(|n| blanks.get(n)) == Some(&true) {
            sure.push_str(page);
        }
        sure.push_str(rest);
    }
    let mut parts = sure.split(UNTOLD);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find('"').unwrap_or(0);
        let (entry, rest) = part.split_at(end);
        let page = entry.parse::<usize>().ok().and_then(|n| pages.get(n));
        out.push_str(match page {
            Some(n) if n % 2 == 1 => "rId5",
            Some(_) => "rId6",
            None => OPENING,
        });
        out.push_str(rest);
    }
    out.into()
}

/// True for a letter's look.
fn is_letter(look: &Look<'_>) -> bool {
    look.style.paper.form == Form::Letter
}

/// The style for vertical text: lines run down the text block, and as many stand beside each other as it is wide.
pub(super) fn turned(style: &Style) -> Style {
    let p = &style.page;
    let pitch = p.text_width / f64::from(p.chars.max(1));
    // The last column has no leading.
    let row = i64::from(p.word_line.max(1));
    let own = ((style.roles.body.size * 20.0) as i64).min(row);
    let lines = ((twips(p.text_width) + row - own) / row).max(1);
    let room = u32::try_from(twips(p.text_width) / lines).unwrap_or(p.word_line);
    Style {
        page: Page {
            text_width: p.text_height,
            text_height: p.text_width,
            chars: (p.text_height / pitch).floor() as u32,
            lines: u32::try_from(lines).unwrap_or(1),
            word_line: p.word_line.min(room),
            ..p.clone()
        },
        ..style.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_pages_have_their_number_at_the_outer_edge() {
        let body = format!("a r:id=\"{UNTOLD}0\" b r:id=\"{UNTOLD}1\" c r:id=\"{UNTOLD}7\"");
        let want = "a r:id=\"rId5\" b r:id=\"rId6\" c r:id=\"rId11\"";
        assert_eq!(told(&body, &[3, 8], &[]), want);
        assert_eq!(told("a", &[], &[]), "a");
        let body = format!("a{MAYBE}0<p/>{MAYBE}b{MAYBE}1<p/>{MAYBE}c");
        assert_eq!(told(&body, &[3, 8], &[false, true]), "ab<p/>c");
    }

    #[test]
    fn a_vertical_page_has_forty_characters_in_fifteen_columns() {
        let style = turned(&Style::named("gongwen").unwrap());
        assert_eq!((style.page.chars, style.page.lines), (40, 15));
    }
}
