//! The parts that hold no text of the document: properties, settings, fonts, footers.

use super::Fonts;
use crate::style::{Face, Style};
use crate::tree::Document;
use crate::xml;

pub(super) const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer3.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/header2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>"#;

pub(super) const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>"#;

pub(super) const DOCUMENT_RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/><Relationship Id="rId6" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/><Relationship Id="rId7" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId8" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header2.xml"/><Relationship Id="rId10" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer3.xml"/></Relationships>"#;

pub(super) const APP: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>wenji</Application></Properties>"#;

/// Odd and even pages differ, margins mirror, marks are compressed as Chinese asks, Word 2013 or later.
pub(super) const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:mirrorMargins/><w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:footnotePr><w:footnote w:id="0"/><w:footnote w:id="1"/></w:footnotePr><w:compat><w:balanceSingleByteDoubleByteWidth/><w:adjustLineHeightInTable/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#;

/// docProps/core.xml.
pub(super) fn core(doc: &Document, created: Option<i64>) -> String {
    let when = xml::date_time(created.unwrap_or(xml::EPOCH));
    let m = &doc.metadata;
    let creator = m
        .author
        .as_ref()
        .map(|a| format!("<dc:creator>{}</dc:creator>", xml::text(a)))
        .unwrap_or_default();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>{creator}<dcterms:created xsi:type=\"dcterms:W3CDTF\">{when}</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{when}</dcterms:modified></cp:coreProperties>",
        xml::text(m.title.as_deref().unwrap_or_default())
    )
}

/// Each Chinese font with the names by which other systems know it.
pub(super) fn font_table(fonts: Fonts) -> String {
    let other = |face| match (fonts.traditional, face) {
        (false, Face::Fangsong) => "FangSong",
        (false, Face::Song) => "SimSun",
        (false, Face::Hei) => "SimHei",
        (false, Face::Kai) => "KaiTi",
        (false, Face::Title) => "FZXiaoBiaoSong-B05S",
        (true, Face::Hei) => "Microsoft JhengHei",
        (true, Face::Kai) => "DFKai-SB",
        (true, _) => "PMingLiU",
    };
    let charset = if fonts.traditional { "88" } else { "86" };
    let mut seen: Vec<&str> = Vec::new();
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:fonts xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:font w:name=\"Times New Roman\"><w:charset w:val=\"00\"/><w:family w:val=\"roman\"/><w:pitch w:val=\"variable\"/></w:font>",
    );
    for face in Face::ALL {
        let name = fonts.name(face);
        if !seen.contains(&name) {
            seen.push(name);
            out.push_str(&format!("<w:font w:name=\"{name}\"><w:altName w:val=\"{}\"/><w:charset w:val=\"{charset}\"/><w:family w:val=\"auto\"/><w:pitch w:val=\"default\"/></w:font>", other(face)));
        }
    }
    out.push_str("</w:fonts>");
    out
}

const NS: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// Footers for odd, even and front pages, and the running heads.
pub(super) fn footers(doc: &Document, style: &Style) -> Vec<(&'static str, String)> {
    let (open, close) = if style.page.folio_dashes {
        ("— ", " —")
    } else {
        ("", "")
    };
    let t = |s: &str| {
        if s.is_empty() {
            String::new()
        } else {
            format!(
                "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
                xml::text(s)
            )
        }
    };
    let field = |code: &str, shown: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> {code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let page = format!("{}{}{}", t(open), field("PAGE", "1"), t(close));
    let part = |kind: &str, ppr: &str, runs: &str| {
        let (tag, id) = if kind == "ftr" {
            ("ftr", "Footer")
        } else {
            ("hdr", "Header")
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:{tag} {NS}><w:p><w:pPr><w:pStyle w:val=\"{id}\"/>{ppr}</w:pPr>{runs}</w:p></w:{tag}>"
        )
    };
    let inset = (style.roles.folio.size * 20.0).round() as i64;
    let right = format!("<w:ind w:right=\"{inset}\"/><w:jc w:val=\"right\"/>");
    let left = format!("<w:ind w:left=\"{inset}\"/><w:jc w:val=\"left\"/>");
    let title = t(doc.metadata.title.as_deref().unwrap_or_default());
    vec![
        ("footer1", part("ftr", &right, &page)),
        ("footer2", part("ftr", &left, &page)),
        ("footer3", part("ftr", "", "")),
        ("header1", part("hdr", "<w:jc w:val=\"right\"/>", &title)),
        ("header2", part("hdr", "<w:jc w:val=\"left\"/>", &title)),
    ]
}
