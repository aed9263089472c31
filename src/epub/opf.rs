//! The package document.

use super::{EpubOptions, Page};
use crate::tree::Document;
use crate::xml;

/// What the whole package agrees on.
pub(super) struct Facts<'a> {
    pub(super) title: &'a str,
    pub(super) lang: &'a str,
    pub(super) id: &'a str,
    pub(super) modified: &'a str,
}

/// OPF with metadata, manifest and spine.
pub(super) fn write(
    doc: &Document,
    facts: &Facts<'_>,
    options: &EpubOptions,
    pages: &[Page],
) -> String {
    let Facts {
        title,
        lang,
        id,
        modified,
    } = facts;
    let m = &doc.metadata;
    let mut meta = String::new();
    let mut tag = |name: &str, value: Option<&String>| {
        if let Some(v) = value {
            meta.push_str(&format!("<dc:{name}>{}</dc:{name}>\n", xml::text(v)));
        }
    };
    tag("creator", m.author.as_ref());
    tag("publisher", m.publisher.as_ref());
    let language = if *lang == "zh-Hant-TW" {
        "zh-Hant"
    } else {
        "zh-Hans"
    };
    let mut manifest = String::new();
    let mut spine = String::new();
    let mut guide = String::new();
    if let Some(c) = &options.cover {
        manifest.push_str(&format!(
            "<item id=\"cover-image\" href=\"cover.{}\" media-type=\"{}\" properties=\"cover-image\"/>\n",
            c.extension(),
            c.media_type
        ));
        // Old readers and shops find the cover by this name.
        meta.push_str("<meta name=\"cover\" content=\"cover-image\"/>\n");
        meta.push_str("<meta property=\"schema:accessMode\">visual</meta>\n");
        meta.push_str("<meta property=\"schema:accessibilityFeature\">alternativeText</meta>\n");
        if !options.kindle {
            manifest.push_str(
                "<item id=\"cover\" href=\"cover.xhtml\" media-type=\"application/xhtml+xml\"/>\n",
            );
            spine.push_str("<itemref idref=\"cover\" linear=\"yes\"/>\n");
        }
    }
    if let (true, Some(start)) = (options.kindle, pages.get(1).or(pages.first())) {
        guide = format!(
            "<guide><reference type=\"toc\" title=\"目录\" href=\"nav.xhtml\"/><reference type=\"text\" title=\"正文\" href=\"{}\"/></guide>\n",
            start.name
        );
    }
    let direction = if options.vertical {
        " page-progression-direction=\"rtl\""
    } else {
        ""
    };
    for (n, p) in pages.iter().enumerate() {
        manifest.push_str(&format!(
            "<item id=\"p{n}\" href=\"{}\" media-type=\"application/xhtml+xml\"/>\n",
            p.name
        ));
        spine.push_str(&format!("<itemref idref=\"p{n}\"/>\n"));
        if n == 0 {
            spine.push_str("<itemref idref=\"nav\"/>\n");
        }
    }
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{lang}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{id}</dc:identifier>
<dc:title>{}</dc:title>
<dc:language>{language}</dc:language>
{meta}<meta property="dcterms:modified">{modified}</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityFeature">readingOrder</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">本书为纯文本，有完整目录与分级标题，可按结构导航，适合屏幕阅读器。</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="css" href="style.css" media-type="text/css"/>
{manifest}</manifest>
<spine toc="ncx"{direction}>
{spine}</spine>
{guide}</package>
"#,
        xml::text(title)
    )
}
