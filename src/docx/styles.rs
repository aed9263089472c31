//! styles.xml: the built-in styles that Word translates, filled from the style sheet.

use super::look::{Look, ParagraphStyle};
use super::shape::Measures;
use crate::style::Face;

/// The folio's line, in twips.
const FOLIO_LINE: i64 = 280;

/// styles.xml.
pub(super) fn write(look: &Look<'_>) -> String {
    let r = &look.style.roles;
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"{}\" w:cs=\"Times New Roman\"/><w:kern w:val=\"2\"/><w:lang w:val=\"en-US\" w:eastAsia=\"{}\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:latentStyles w:defLockedState=\"0\" w:defUIPriority=\"99\" w:defSemiHidden=\"0\" w:defUnhideWhenUsed=\"0\" w:defQFormat=\"0\" w:count=\"376\"/>",
        look.fonts.name(r.body.face),
        look.fonts.lang()
    );
    for s in &look.styles {
        paragraph(&mut out, s, look);
    }
    let size = Measures::of(&r.folio, look.style).half_points;
    let folio = format!(
        "<w:rPr>{}<w:spacing w:val=\"0\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>",
        font(look, r.folio.face)
    );
    for (id, name) in [("Header", "header"), ("Footer", "footer")] {
        out.push_str(&format!("<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{FOLIO_LINE}\" w:lineRule=\"exact\"/><w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"left\"/></w:pPr>{folio}</w:style>"));
    }
    for (id, name, face) in [
        ("RunInHei", "Run-in Hei", Face::Hei),
        ("RunInKai", "Run-in Kai", Face::Kai),
        ("RunInSong", "Run-in Song", Face::Song),
        ("RunInFangsong", "Run-in FangSong", Face::Fangsong),
        ("RunInTitle", "Run-in Title", Face::Title),
        ("Lead", "Lead", Face::Kai),
    ] {
        out.push_str(&format!("<w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:rPr>{}</w:rPr></w:style>", font(look, face)));
    }
    out.push_str("<w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/><w:rPr><w:color w:val=\"0563C1\"/><w:u w:val=\"single\"/></w:rPr></w:style>");
    out.push_str("<w:style w:type=\"character\" w:styleId=\"CommentReference\"><w:name w:val=\"annotation reference\"/><w:rPr><w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/></w:rPr></w:style>");
    for (id, name) in [("Footnote", "footnote"), ("Endnote", "endnote")] {
        out.push_str(&format!("<w:style w:type=\"character\" w:styleId=\"{id}Reference\"><w:name w:val=\"{name} reference\"/><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:style>"));
    }
    table_grid(&mut out);
    out.push_str("</w:styles>");
    out
}

fn paragraph(out: &mut String, s: &ParagraphStyle, look: &Look<'_>) {
    let normal = s.id == "Normal";
    let kind = match (normal, s.custom) {
        (true, _) => " w:default=\"1\"",
        (_, true) => " w:customStyle=\"1\"",
        _ => "",
    };
    let based = if normal {
        ""
    } else {
        "<w:basedOn w:val=\"Normal\"/>"
    };
    let next = if s.next.is_empty() {
        String::new()
    } else {
        format!("<w:next w:val=\"{}\"/>", s.next)
    };
    let m = &s.measures;
    let size = m.half_points;
    let colour = if s.red {
        "<w:color w:val=\"FF0000\"/>"
    } else {
        s.dress.as_str()
    };
    out.push_str(&format!(
        "<w:style w:type=\"paragraph\"{kind} w:styleId=\"{}\"><w:name w:val=\"{}\"/>{based}{next}<w:qFormat/><w:pPr>{}</w:pPr><w:rPr>{}{colour}<w:spacing w:val=\"{}\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr></w:style>",
        s.id,
        s.name,
        m.properties(&s.head, &s.tail),
        font(look, s.face),
        m.spacing
    ));
}

fn table_grid(out: &mut String) {
    // Three rules: above, below the head row (told by its cells) and below all.
    let borders: String = ["top", "bottom"]
        .iter()
        .map(|n| format!("<w:{n} w:val=\"single\" w:sz=\"12\" w:space=\"0\" w:color=\"auto\"/>"))
        .collect();
    out.push_str(&format!("<w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style>"));
}

/// rFonts of a face.
fn font(look: &Look<'_>, face: Face) -> String {
    let latin = look
        .fonts
        .latin(face)
        .map(|name| format!("w:ascii=\"{name}\" w:hAnsi=\"{name}\" "));
    format!(
        "<w:rFonts {}w:eastAsia=\"{}\" w:hint=\"eastAsia\"/>",
        latin.unwrap_or_default(),
        look.fonts.name(face)
    )
}

/// Run properties of a number: its own face, or the paragraph's.
pub(super) fn number_properties(look: &Look<'_>, face: Option<Face>) -> String {
    let fonts = face.map_or_else(
        || "<w:rFonts w:hint=\"eastAsia\"/>".to_owned(),
        |f| font(look, f),
    );
    format!("<w:rPr>{fonts}</w:rPr>")
}

/// Character style of a face.
pub(super) const fn face_style(face: Face) -> &'static str {
    match face {
        Face::Hei => "RunInHei",
        Face::Kai => "RunInKai",
        Face::Song => "RunInSong",
        Face::Fangsong => "RunInFangsong",
        Face::Title => "RunInTitle",
    }
}
