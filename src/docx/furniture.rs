//! Headers and footers: folios on odd and even pages, running heads that follow the pieces.

use super::look::Look;
use crate::xml;

const NS: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

fn words(s: &str) -> String {
    if s.is_empty() {
        return String::new();
    }
    format!(
        "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
        xml::text(s)
    )
}

fn field(code: &str, shown: &str) -> String {
    format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> {code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
        words(shown)
    )
}

fn part(tag: &str, style: &str, properties: &str, runs: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:{tag} {NS}><w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>{runs}</w:p></w:{tag}>"
    )
}

/// Footers for odd, even and front pages, and the running heads: the heading of the piece by field (`title`
/// until Word has counted). `numbered` where Word numbers those headings itself.
pub(super) fn write(
    look: &Look<'_>,
    title: &str,
    numbered: bool,
    vertical: bool,
) -> Vec<(&'static str, String)> {
    // Outer edges of odd and even pages; a vertical book opens the other way.
    let (odd, even) = if vertical {
        ("left", "right")
    } else {
        ("right", "left")
    };
    let page = &look.style.page;
    let (folio, inset) = if page.folio_dashes {
        // GB/T 9704: the folio stands one character in from the outer edge.
        let inset = (look.style.roles.folio.size * 20.0).round() as i64;
        (
            format!("{}{}{}", words("— "), field("PAGE", "1"), words(" —")),
            inset,
        )
    } else {
        (field("PAGE", "1"), 0)
    };
    let side = |side: &str| {
        let indent = if inset > 0 {
            format!("<w:ind w:{side}=\"{inset}\"/>")
        } else {
            String::new()
        };
        format!("{indent}<w:jc w:val=\"{side}\"/>")
    };
    let level = look.pieces();
    let number = if numbered {
        field(&format!("STYLEREF {level} \\n"), "")
    } else {
        String::new()
    };
    let head = format!("{number}{}", field(&format!("STYLEREF {level}"), title));
    // Left-hand pages of a book bear its title.
    let book = if look.title_page && !title.is_empty() {
        words(title)
    } else {
        head.clone()
    };
    // One footer serves pages of both sides where a work opens: the number is at the outer edge by itself.
    let edge = if vertical { "inside" } else { "outside" };
    let frame = format!(
        "<w:framePr w:wrap=\"around\" w:vAnchor=\"text\" w:hAnchor=\"margin\" w:xAlign=\"{edge}\" w:y=\"1\"/>"
    );
    let opening = part("ftr", "Footer", &frame, &folio).replace(
        "</w:ftr>",
        "<w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr></w:p></w:ftr>",
    );
    vec![
        ("footer1", part("ftr", "Footer", &side(odd), &folio)),
        ("footer2", part("ftr", "Footer", &side(even), &folio)),
        ("footer3", part("ftr", "Footer", "", "")),
        (
            "header1",
            part("hdr", "Header", &format!("<w:jc w:val=\"{odd}\"/>"), &head),
        ),
        (
            "header2",
            part("hdr", "Header", &format!("<w:jc w:val=\"{even}\"/>"), &book),
        ),
        ("footer4", opening),
    ]
}
