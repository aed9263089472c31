//! A user's own document as the model: its styles, page, headers and footers.
//!
//! Styles are matched by their built-in names, since Word names their ids in its own language; what the model
//! lacks is added from the style sheet, based on the model's default style. Its heading styles get the numbers
//! of this document.

use super::DocxError;
use super::look::LEVELS;
use crate::style::Page;
use std::collections::{BTreeMap, HashSet};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most bytes that are unpacked from a model: a guard against bombs.
const LIMIT: u64 = 64 << 20;
/// Children of pPr that stand before numPr.
const BEFORE_NUMBER: [&str; 5] = [
    "<w:keepNext",
    "<w:keepLines",
    "<w:pageBreakBefore",
    "<w:framePr",
    "<w:widowControl",
];
const TWIPS_PER_MM: f64 = 1440.0 / 25.4;

/// What is taken from the model.
#[derive(Debug)]
pub(super) struct Reference {
    styles: String,
    /// Style id by name in lower case.
    ids: BTreeMap<String, String>,
    default: String,
    /// The last section: its header and footer references, and the rest.
    heads: String,
    rest: String,
    /// Parts to copy: path, content type, bytes.
    pub(super) parts: Vec<(String, &'static str, Vec<u8>)>,
    /// Relationships of the document: id, kind, target.
    pub(super) relations: Vec<(String, String, String)>,
    settings: String,
}

fn wrong(why: &str) -> DocxError {
    DocxError::Reference(why.to_owned())
}

/// The value of an attribute in the first tag of `xml`.
fn attribute<'x>(xml: &'x str, name: &str) -> Option<&'x str> {
    let tag = xml.get(..xml.find('>')?)?;
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag.get(from..)?.split('"').next()
}

/// The elements of a name, whole, in order.
fn elements<'x>(xml: &'x str, name: &str) -> Vec<&'x str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(from) = xml.get(at..).and_then(|s| s.find(&open)).map(|i| at + i) {
        let tail = xml.get(from..).unwrap_or_default();
        let whole = tail
            .get(open.len()..)
            .is_some_and(|s| s.starts_with([' ', '>', '/']));
        let head = tail.find('>').map_or(tail.len(), |i| i + 1);
        let length = if tail.get(..head).is_some_and(|t| t.ends_with("/>")) {
            head
        } else {
            tail.find(&close).map_or(tail.len(), |i| i + close.len())
        };
        if whole {
            out.extend(tail.get(..length));
            at = from + length;
        } else {
            at = from + open.len();
        }
    }
    out
}

/// Styles of the front matter, which keep the look of this program where the model has none.
const FRONT: [&str; 3] = ["TOC", "CoverTitle", "Title"];

/// A style for the model's text: where it stands is kept, type and leading are the model's.
fn fitted(style: &str) -> String {
    let id = attribute(style, "w:styleId").unwrap_or_default();
    let mut out = style.to_owned();
    if attribute(style, "w:type") == Some("paragraph") && !FRONT.iter().any(|f| id.starts_with(f)) {
        for tag in ["w:rPr", "w:spacing"] {
            for e in elements(style, tag) {
                out = out.replace(e, "");
            }
        }
    }
    out
}

impl Reference {
    /// Reads the model.
    ///
    /// # Errors
    /// [`DocxError::Reference`] where it is no Word file, or too large.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, DocxError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| wrong("not a .docx"))?;
        let mut budget = LIMIT;
        let mut part = |name: &str| -> Result<Option<Vec<u8>>, DocxError> {
            let Ok(file) = zip.by_name(name) else {
                return Ok(None);
            };
            let mut data = Vec::new();
            let read = file
                .take(budget + 1)
                .read_to_end(&mut data)
                .map_err(|_| wrong("damaged"))? as u64;
            budget = budget.checked_sub(read).ok_or_else(|| wrong("too large"))?;
            Ok(Some(data))
        };
        let text = |data: Option<Vec<u8>>| String::from_utf8(data.unwrap_or_default());
        let mut xml = |name: &str| text(part(name)?).map_err(|_| wrong("a part is not in UTF-8"));
        let styles = xml("word/styles.xml")?;
        let document = xml("word/document.xml")?;
        let rels = xml("word/_rels/document.xml.rels")?;
        let settings = xml("word/settings.xml")?;
        if !styles.contains("<w:style ") || !document.contains("<w:body>") {
            return Err(wrong("no Word document with styles"));
        }
        let section = elements(&document, "w:sectPr")
            .last()
            .copied()
            .unwrap_or_default()
            .to_owned();
        let mut out = Self {
            ids: BTreeMap::new(),
            default: "Normal".into(),
            heads: String::new(),
            rest: String::new(),
            parts: Vec::new(),
            relations: Vec::new(),
            settings,
            styles: String::new(),
        };
        for s in elements(&styles, "w:style") {
            let name = elements(s, "w:name");
            if let (Some(id), Some(name)) = (
                attribute(s, "w:styleId"),
                name.first().and_then(|n| attribute(n, "w:val")),
            ) {
                out.ids.insert(name.to_lowercase(), id.to_owned());
                if attribute(s, "w:default") == Some("1")
                    && attribute(s, "w:type") == Some("paragraph")
                {
                    out.default = id.to_owned();
                }
            }
        }
        out.styles = styles;
        for tag in ["w:pgSz", "w:pgMar", "w:cols", "w:titlePg", "w:docGrid"] {
            out.rest.extend(elements(&section, tag).first().copied());
        }
        let targets: Vec<(&str, &str, &str)> = elements(&rels, "Relationship")
            .into_iter()
            .filter_map(|r| {
                Some((
                    attribute(r, "Id")?,
                    attribute(r, "Type")?,
                    attribute(r, "Target")?,
                ))
            })
            .collect();
        for tag in ["w:headerReference", "w:footerReference"] {
            for r in elements(&section, tag) {
                let found = attribute(r, "r:id")
                    .and_then(|id| targets.iter().find(|t| t.0 == id))
                    .filter(|t| !t.2.contains('/'));
                if let Some((id, kind, target)) = found {
                    out.heads.push_str(
                        &r.replace(&format!("r:id=\"{id}\""), &format!("r:id=\"model-{id}\"")),
                    );
                    let own = if tag == "w:headerReference" {
                        "header"
                    } else {
                        "footer"
                    };
                    if let Some(data) = part(&format!("word/{target}"))? {
                        out.parts.push((format!("word/model-{target}"), own, data));
                        out.relations.push((
                            format!("model-{id}"),
                            (*kind).to_owned(),
                            format!("model-{target}"),
                        ));
                    }
                    let own = format!("word/_rels/{target}.rels");
                    if let Some(data) = part(&own)? {
                        for r in elements(&String::from_utf8_lossy(&data), "Relationship") {
                            if let Some(t) =
                                attribute(r, "Target").filter(|t| t.starts_with("media/"))
                            {
                                let path = format!("word/{t}");
                                if let Some(image) = part(&path)? {
                                    out.parts.push((path, "", image));
                                }
                            }
                        }
                        out.parts
                            .push((format!("word/_rels/model-{target}.rels"), "", data));
                    }
                }
            }
        }
        if let Some((_, kind, target)) = targets.iter().find(|t| t.1.ends_with("/theme"))
            && let Some(data) = part(&format!("word/{target}"))?
        {
            out.parts.push((format!("word/{target}"), "theme", data));
            out.relations.push((
                "model-theme".into(),
                (*kind).to_owned(),
                (*target).to_owned(),
            ));
        }
        // A section may name the same head for pages of two kinds.
        let mut known = HashSet::new();
        out.parts.retain(|p| known.insert(p.0.clone()));
        let mut known = HashSet::new();
        out.relations.retain(|r| known.insert(r.0.clone()));
        Ok(out)
    }

    /// The style's page with the model's measures.
    pub(super) fn page(&self, own: &Page) -> Page {
        let number = |tag: &str, name: &str| -> Option<f64> {
            let e = elements(&self.rest, tag);
            attribute(e.first()?, name)?.parse().ok()
        };
        let mm = |tag: &str, name: &str| number(tag, name).map(|n| n / TWIPS_PER_MM);
        let mut page = own.clone();
        if let (Some(w), Some(h), Some(top), Some(bottom), Some(left), Some(right)) = (
            mm("w:pgSz", "w:w"),
            mm("w:pgSz", "w:h"),
            mm("w:pgMar", "w:top"),
            mm("w:pgMar", "w:bottom"),
            mm("w:pgMar", "w:left"),
            mm("w:pgMar", "w:right"),
        ) {
            (page.width, page.height, page.top, page.inner) = (w, h, top.abs(), left);
            page.text_width = (w - left - right).max(10.0);
            page.text_height = (h - top.abs() - bottom.abs()).max(10.0);
        }
        page
    }

    /// False for a model that leaves the page to the program's defaults.
    pub(super) fn has_page(&self) -> bool {
        self.rest.contains("<w:pgSz")
    }

    /// The properties of a section: the model's page; its headers and footers in the body.
    pub(super) fn section(&self, before: &str, heads: bool, start: &str) -> String {
        let split = self
            .rest
            .find("<w:cols")
            .or_else(|| self.rest.find("<w:titlePg"));
        let split = split
            .or_else(|| self.rest.find("<w:docGrid"))
            .unwrap_or(self.rest.len());
        let (size, rest) = self.rest.split_at(split);
        let heads = if heads { self.heads.as_str() } else { "" };
        format!("<w:sectPr>{heads}{before}{size}{start}{rest}</w:sectPr>")
    }

    /// True where the model tells odd pages from even ones; margins mirrored.
    pub(super) fn odd_and_even(&self) -> (bool, bool) {
        let has = |tag: &str| self.settings.contains(tag);
        (has("<w:evenAndOddHeaders"), has("<w:mirrorMargins"))
    }

    /// The model's styles, with those of `own` that it lacks.
    pub(super) fn styles(&self, own: &str) -> String {
        let mut out = String::with_capacity(self.styles.len() + own.len());
        let end = self
            .styles
            .rfind("</w:styles>")
            .unwrap_or(self.styles.len());
        let mut at = 0;
        for s in elements(self.styles.get(..end).unwrap_or_default(), "w:style") {
            let from = self
                .styles
                .get(at..end)
                .and_then(|t| t.find(s))
                .map_or(at, |i| at + i);
            out.push_str(self.styles.get(at..from).unwrap_or_default());
            out.push_str(&self.numbered(s));
            at = from + s.len();
        }
        out.push_str(self.styles.get(at..end).unwrap_or_default());
        for s in elements(own, "w:style") {
            let name = elements(s, "w:name");
            let name = name.first().and_then(|n| attribute(n, "w:val"));
            if name.is_some_and(|n| !self.ids.contains_key(&n.to_lowercase())) {
                let based = format!("<w:basedOn w:val=\"{}\"/>", self.default);
                let s = s.replace("<w:basedOn w:val=\"Normal\"/>", &based);
                out.push_str(&fitted(&s));
            }
        }
        out.push_str("</w:styles>");
        out
    }

    /// A style of the model without its own number; a heading gets that of this document.
    fn numbered(&self, style: &str) -> String {
        let mut out = style.to_owned();
        for n in elements(style, "w:numPr") {
            out = out.replace(n, "");
        }
        let level = (1..=LEVELS).find(|l| {
            self.ids.get(&format!("heading {l}")).map(String::as_str)
                == attribute(style, "w:styleId")
        });
        let Some(level) = level else { return out };
        let number = format!(
            "<w:numPr><w:ilvl w:val=\"{}\"/><w:numId w:val=\"1\"/></w:numPr>",
            level - 1
        );
        let Some(start) = out.find("<w:pPr>").map(|i| i + 7) else {
            let at = out
                .find("<w:rPr>")
                .or_else(|| out.rfind("</w:style>"))
                .unwrap_or(out.len());
            out.insert_str(at, &format!("<w:pPr>{number}</w:pPr>"));
            return out;
        };
        let mut at = start;
        while let Some(tail) = out.get(at..)
            && BEFORE_NUMBER
                .iter()
                .any(|t| tail.trim_start().starts_with(t))
            && let Some(end) = tail.find('>')
        {
            at += end + 1;
        }
        out.insert_str(at, &number);
        out
    }

    /// A part of this document with the model's ids of its styles.
    pub(super) fn renamed(&self, xml: &str, own: &str) -> String {
        let mut ids = BTreeMap::new();
        for s in elements(own, "w:style") {
            let name = elements(s, "w:name");
            if let (Some(id), Some(theirs)) = (
                attribute(s, "w:styleId"),
                name.first()
                    .and_then(|n| attribute(n, "w:val"))
                    .and_then(|n| self.ids.get(&n.to_lowercase())),
            ) {
                ids.insert(id, theirs.as_str());
            }
        }
        let mut out = String::with_capacity(xml.len());
        let mut rest = xml;
        while let Some(i) = rest.find("Style w:val=\"").map(|i| i + 13) {
            let (head, tail) = rest.split_at(i);
            out.push_str(head);
            let id = tail.split('"').next().unwrap_or_default();
            out.push_str(ids.get(id).copied().unwrap_or(id));
            rest = tail.get(id.len()..).unwrap_or_default();
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(styles: &str) -> Reference {
        Reference {
            styles: styles.into(),
            ids: BTreeMap::from([("heading 1".into(), "1".into())]),
            default: "a".into(),
            heads: String::new(),
            rest: String::new(),
            parts: Vec::new(),
            relations: Vec::new(),
            settings: String::new(),
        }
    }

    #[test]
    fn elements_are_told_from_those_with_longer_names() {
        let xml = "<w:styles><w:style w:styleId=\"1\"><w:name w:val=\"a\"/></w:style></w:styles>";
        let found = elements(xml, "w:style");
        assert_eq!(found.len(), 1);
        assert_eq!(attribute(found[0], "w:styleId"), Some("1"));
        assert_eq!(elements(found[0], "w:name"), ["<w:name w:val=\"a\"/>"]);
    }

    #[test]
    fn a_heading_of_the_model_gets_the_number_of_this_document() {
        let m = model("");
        let style = "<w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:pPr><w:keepNext/><w:numPr><w:numId w:val=\"7\"/></w:numPr><w:jc w:val=\"left\"/></w:pPr></w:style>";
        let out = m.numbered(style);
        assert!(out.contains(
            "<w:keepNext/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:jc"
        ));
        assert!(!out.contains("\"7\""));
    }

    #[test]
    fn ids_become_those_of_the_model() {
        let own = "<w:style w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/></w:style>";
        let xml = "<w:pStyle w:val=\"Heading1\"/><w:pStyle w:val=\"Verse\"/>";
        let want = "<w:pStyle w:val=\"1\"/><w:pStyle w:val=\"Verse\"/>";
        assert_eq!(model("").renamed(xml, own), want);
    }

    #[test]
    fn what_is_no_word_file_is_refused() {
        assert!(Reference::read(b"").is_err());
        assert!(Reference::read(b"PK\x03\x04 not a zip").is_err());
    }
}
