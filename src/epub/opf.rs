//! The package document.

use super::Page;
use crate::tree::Document;
use crate::xml;

/// OPF with metadata, manifest and spine.
pub(super) fn write(
    doc: &Document,
    title: &str,
    lang: &str,
    id: &str,
    modified: &str,
    pages: &[Page],
) -> String {
    let m = &doc.metadata;
    let mut meta = String::new();
    let mut tag = |name: &str, value: Option<&String>| {
        if let Some(v) = value {
            meta.push_str(&format!("<dc:{name}>{}</dc:{name}>\n", xml::text(v)));
        }
    };
    tag("creator", m.author.as_ref());
    tag("publisher", m.publisher.as_ref());
    let language = if lang == "zh-Hant-TW" {
        "zh-Hant"
    } else {
        "zh-Hans"
    };
    let mut manifest = String::new();
    let mut spine = String::new();
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
<spine toc="ncx">
{spine}</spine>
</package>
"#,
        xml::text(title)
    )
}
