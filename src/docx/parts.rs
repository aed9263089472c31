//! The parts that hold no text of the document: the package's own lists, properties, settings, fonts.

use super::embedded::Carried;
use super::links::Links;
use super::reference::Reference;
use super::{DocxOptions, Fonts};
use crate::picture::Shelf;
use crate::style::Notes;
use crate::tree::Document;
use crate::xml;

pub(super) const DECLARATION: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
pub(super) const OFFICE: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const CORE: &str = "application/vnd.openxmlformats-package.core-properties";
const THEME: &str = "application/vnd.openxmlformats-officedocument.theme";
/// Pictures that a letterhead or the text may hold.
const PICTURES: [(&str, &str); 6] = [
    ("png", "png"),
    ("jpg", "jpeg"),
    ("jpeg", "jpeg"),
    ("gif", "gif"),
    ("emf", "x-emf"),
    ("wmf", "x-wmf"),
];
const RELATIONS_END: &str = "</Relationships>";
/// Format identifier that all custom properties share ([MS-OSHARED] 2.3.3.2.2).
const CUSTOM: &str = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}";

/// Parts of the document: file below `word/`, kind of content and of relationship. The place in the table
/// makes the relationship's id, `rId1` …; headers and footers are referred to by it.
const PARTS: [(&str, &str); 13] = [
    ("styles", "styles"),
    ("numbering", "numbering"),
    ("settings", "settings"),
    ("fontTable", "fontTable"),
    ("footer1", "footer"),
    ("footer2", "footer"),
    ("header1", "header"),
    ("header2", "header"),
    ("footer3", "footer"),
    ("footnotes", "footnotes"),
    ("footer4", "footer"),
    ("comments", "comments"),
    ("endnotes", "endnotes"),
];

/// The parts of one package.
pub(super) struct List {
    parts: Vec<(String, &'static str, &'static str)>,
    /// Parts of the user's own document: content type and path; relationships.
    model: Vec<(&'static str, String)>,
    relations: Vec<(String, String, String)>,
    /// True where the package carries fonts.
    fonts: bool,
    /// True where it has pictures of the text.
    pictures: bool,
}

impl List {
    /// The parts that every document has; `ends` where its notes stand at the end.
    pub(super) fn new(comments: bool, ends: bool) -> Self {
        let parts = PARTS
            .iter()
            .enumerate()
            .filter(|(_, p)| match p.0 {
                "comments" => comments,
                "endnotes" => ends,
                "footnotes" => !ends,
                _ => true,
            })
            .map(|(n, p)| (format!("rId{}", n + 1), p.0, p.1))
            .collect();
        Self {
            parts,
            model: Vec::new(),
            relations: Vec::new(),
            fonts: false,
            pictures: false,
        }
    }

    /// Notes that there are fonts.
    pub(super) const fn embed(&mut self, fonts: &[Carried]) {
        self.fonts = !fonts.is_empty();
    }

    /// Notes that there are pictures.
    pub(super) fn illustrate(&mut self, shelf: &Shelf) {
        self.pictures = !shelf.is_empty();
    }

    /// Adds what a model brings.
    pub(super) fn extend(&mut self, model: &Reference) {
        let parts = model.parts.iter().filter(|p| !p.1.is_empty());
        self.model
            .extend(parts.map(|(path, kind, _)| (*kind, path.clone())));
        self.relations.extend(model.relations.iter().cloned());
    }

    /// [Content_Types].xml.
    pub(super) fn content_types(&self) -> String {
        let over = |part: &str, kind: &str| {
            format!("<Override PartName=\"/{part}\" ContentType=\"{kind}+xml\"/>")
        };
        let mut out = format!(
            "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        );
        out.push_str("<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>");
        if self.fonts {
            out.push_str("<Default Extension=\"odttf\" ContentType=\"application/vnd.openxmlformats-officedocument.obfuscatedFont\"/>");
        }
        if self.pictures || !self.model.is_empty() {
            for (extension, kind) in PICTURES {
                out.push_str(&format!(
                    "<Default Extension=\"{extension}\" ContentType=\"image/{kind}\"/>"
                ));
            }
        }
        out.push_str(&over("word/document.xml", &format!("{WORD}.document.main")));
        for (_, part, kind) in &self.parts {
            out.push_str(&over(
                &format!("word/{part}.xml"),
                &format!("{WORD}.{kind}"),
            ));
        }
        for (kind, path) in &self.model {
            let kind = match *kind {
                "theme" => THEME.to_owned(),
                k => format!("{WORD}.{k}"),
            };
            out.push_str(&over(path, &kind));
        }
        for (part, kind) in [
            ("core", CORE),
            (
                "app",
                "application/vnd.openxmlformats-officedocument.extended-properties",
            ),
            (
                "custom",
                "application/vnd.openxmlformats-officedocument.custom-properties",
            ),
        ] {
            out.push_str(&over(&format!("docProps/{part}.xml"), kind));
        }
        out.push_str("</Types>");
        out
    }

    /// word/_rels/document.xml.rels.
    pub(super) fn document_rels(&self, links: &Links, pictures: &str) -> String {
        let own = self.parts.iter().map(|(id, part, kind)| {
            (
                id.clone(),
                format!("{OFFICE}/{kind}"),
                format!("{part}.xml"),
            )
        });
        let mut out = relationships(own.chain(self.relations.iter().cloned()));
        let end = out.len() - RELATIONS_END.len();
        out.insert_str(end, &(links.relations() + pictures));
        out
    }
}

pub(super) fn relationships(list: impl Iterator<Item = (String, String, String)>) -> String {
    let mut out = format!(
        "{DECLARATION}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (id, kind, target) in list {
        out.push_str(&format!(
            "<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>"
        ));
    }
    out.push_str(RELATIONS_END);
    out
}

/// _rels/.rels.
pub(super) fn package_rels() -> String {
    let list = [
        (format!("{OFFICE}/officeDocument"), "word/document.xml"),
        (
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
                .to_owned(),
            "docProps/core.xml",
        ),
        (format!("{OFFICE}/extended-properties"), "docProps/app.xml"),
        (format!("{OFFICE}/custom-properties"), "docProps/custom.xml"),
    ];
    relationships(
        list.into_iter()
            .enumerate()
            .map(|(n, (kind, target))| (format!("rId{}", n + 1), kind, target.to_owned())),
    )
}

/// Odd and even pages differ, margins mirror, marks are compressed as Chinese asks, Word 2013 or later.
/// `sides`: whether odd and even pages have headers of their own, and mirrored margins.
pub(super) fn settings(fonts: &Fonts<'_>, sides: (bool, bool), notes: Notes) -> String {
    let mut out = SETTINGS.replace("zh-CN", fonts.lang());
    let place = match notes {
        Notes::Foot => "",
        Notes::End => "<w:pos w:val=\"sectEnd\"/>",
        Notes::Book => "<w:pos w:val=\"docEnd\"/>",
    };
    if !place.is_empty() {
        let ends = format!(
            "<w:endnotePr>{place}<w:endnote w:id=\"0\"/><w:endnote w:id=\"1\"/></w:endnotePr>"
        );
        out = out.replace(FOOTNOTES, &ends);
    }
    if fonts.embedding.fonts().is_empty() {
        out = out.replace("<w:embedTrueTypeFonts/><w:saveSubsetFonts/>", "");
    }
    for (wanted, tag) in [
        (sides.0, "<w:evenAndOddHeaders/>"),
        (sides.1, "<w:mirrorMargins/>"),
    ] {
        if !wanted {
            out = out.replace(tag, "");
        }
    }
    out
}

const FOOTNOTES: &str =
    "<w:footnotePr><w:footnote w:id=\"0\"/><w:footnote w:id=\"1\"/></w:footnotePr>";
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:embedTrueTypeFonts/><w:saveSubsetFonts/><w:mirrorMargins/><w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:footnotePr><w:footnote w:id="0"/><w:footnote w:id="1"/></w:footnotePr><w:compat><w:balanceSingleByteDoubleByteWidth/><w:adjustLineHeightInTable/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#;

/// docProps/core.xml.
pub(super) fn core(doc: &Document, fonts: &Fonts<'_>, created: Option<i64>) -> String {
    let when = xml::date_time(created.unwrap_or(xml::EPOCH));
    let m = &doc.metadata;
    let optional = |tag: &str, value: &Option<String>| {
        value
            .as_ref()
            .map(|v| format!("<{tag}>{}</{tag}>", xml::text(v)))
            .unwrap_or_default()
    };
    format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>{}{}<dc:language>{}</dc:language><dcterms:created xsi:type=\"dcterms:W3CDTF\">{when}</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{when}</dcterms:modified></cp:coreProperties>",
        xml::text(m.title.as_deref().unwrap_or_default()),
        optional("dc:subject", &m.subtitle),
        optional("dc:creator", &m.author),
        fonts.lang(),
    )
}

/// docProps/app.xml.
pub(super) fn app(doc: &Document) -> String {
    let company = doc
        .metadata
        .publisher
        .as_ref()
        .map(|p| format!("<Company>{}</Company>", xml::text(p)))
        .unwrap_or_default();
    format!(
        "{DECLARATION}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Application>wenji</Application>{company}</Properties>"
    )
}

/// docProps/custom.xml: which program, from which source.
pub(super) fn custom(options: &DocxOptions) -> String {
    let mut list = vec![("wenji", env!("CARGO_PKG_VERSION"))];
    if let Some(hash) = &options.source_sha256 {
        list.push(("source-sha256", hash));
    }
    let mut out = format!(
        "{DECLARATION}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">"
    );
    for (n, (name, value)) in list.iter().enumerate() {
        out.push_str(&format!(
            "<property fmtid=\"{CUSTOM}\" pid=\"{}\" name=\"{name}\"><vt:lpwstr>{}</vt:lpwstr></property>",
            n + 2,
            xml::text(value)
        ));
    }
    out.push_str("</Properties>");
    out
}
