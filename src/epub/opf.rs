//! The package document.

use super::fonts::Part;
use super::{EpubOptions, Page, nav};
use crate::cover::Cover;
use crate::picture::Shelf;
use crate::tree::{Document, Node, walk};
use crate::xml;

/// What the whole package agrees on.
pub(super) struct Facts<'a> {
    pub(super) title: &'a str,
    pub(super) lang: &'a str,
    pub(super) id: &'a str,
    pub(super) modified: &'a str,
}

/// What names Apple's own properties.
const APPLE: &str =
    " prefix=\"ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/\"";

/// OPF with metadata, manifest and spine.
pub(super) fn write(
    doc: &Document,
    facts: &Facts<'_>,
    options: &EpubOptions,
    cover: Option<&Cover>,
    pages: &[Page],
    (fonts, shelf): (&[Part], &Shelf),
) -> String {
    let Facts {
        title,
        lang,
        id,
        modified,
    } = facts;
    let m = &doc.metadata;
    let mut meta = String::new();
    for (n, name) in creators(doc).iter().enumerate() {
        meta.push_str(&format!(
            "<dc:creator id=\"creator{n}\">{}</dc:creator>\n<meta refines=\"#creator{n}\" property=\"role\" scheme=\"marc:relators\">aut</meta>\n",
            xml::text(name)
        ));
    }
    if let Some(p) = &m.publisher {
        meta.push_str(&format!("<dc:publisher>{}</dc:publisher>\n", xml::text(p)));
    }
    meta.push_str(&options.about.elements());
    if let Some(s) = &options.series {
        meta.push_str(&format!(
            "<meta property=\"belongs-to-collection\" id=\"series\">{}</meta>\n<meta refines=\"#series\" property=\"collection-type\">series</meta>\n",
            xml::text(&s.name)
        ));
        if let Some(n) = s.number {
            meta.push_str(&format!(
                "<meta refines=\"#series\" property=\"group-position\">{n}</meta>\n"
            ));
        }
    }
    if pages.iter().any(|p| !p.breaks.is_empty()) {
        meta.push_str(&format!(
            "<dc:source id=\"printed\">{0}（PDF）</dc:source>\n<meta refines=\"#printed\" property=\"source-of\">pagination</meta>\n<meta property=\"pageBreakSource\">{0}（PDF）</meta>\n<meta property=\"schema:accessibilityFeature\">pageBreakMarkers</meta>\n<meta property=\"schema:accessibilityFeature\">pageNavigation</meta>\n",
            xml::text(title)
        ));
    }
    let language = if *lang == "zh-Hant-TW" {
        "zh-Hant"
    } else {
        "zh-Hans"
    };
    let mut manifest = String::new();
    let mut spine = String::new();
    let mut guide = String::new();
    if let Some(c) = cover {
        manifest.push_str(&format!(
            "<item id=\"cover-image\" href=\"cover.{}\" media-type=\"{}\" properties=\"cover-image\"/>\n",
            c.extension(),
            c.media_type
        ));
        // Old readers and shops find the cover by this name.
        meta.push_str("<meta name=\"cover\" content=\"cover-image\"/>\n");
        if !options.kindle {
            manifest.push_str(
                "<item id=\"cover\" href=\"cover.xhtml\" media-type=\"application/xhtml+xml\"/>\n",
            );
            spine.push_str("<itemref idref=\"cover\" linear=\"yes\"/>\n");
        }
    }
    if cover.is_some() || !shelf.is_empty() {
        meta.push_str("<meta property=\"schema:accessMode\">visual</meta>\n");
        meta.push_str("<meta property=\"schema:accessibilityFeature\">alternativeText</meta>\n");
    }
    let files = shelf.files(&options.pictures);
    for (n, (name, p)) in files.into_iter().enumerate() {
        manifest.push_str(&format!(
            "<item id=\"pic{n}\" href=\"{name}\" media-type=\"{}\"/>\n",
            p.kind.media_type()
        ));
    }
    if options.kindle {
        guide = format!(
            "<guide><reference type=\"toc\" title=\"目录\" href=\"nav.xhtml\"/><reference type=\"text\" title=\"正文\" href=\"{}\"/></guide>\n",
            nav::start(pages)
        );
    }
    if options.kindle && options.vertical {
        meta.push_str("<meta name=\"primary-writing-mode\" content=\"vertical-rl\"/>\n");
    }
    let prefix = if fonts.is_empty() {
        ""
    } else {
        meta.push_str("<meta property=\"ibooks:specified-fonts\">true</meta>\n");
        APPLE
    };
    let direction = if options.vertical {
        " page-progression-direction=\"rtl\""
    } else {
        ""
    };
    let contents = "<itemref idref=\"nav\"/>\n";
    let among = nav::among_pages(pages, options.kindle);
    if among && !pages.iter().any(Page::is_title) {
        spine.push_str(contents);
    }
    for (n, p) in pages.iter().enumerate() {
        manifest.push_str(&format!(
            "<item id=\"p{n}\" href=\"{}\" media-type=\"application/xhtml+xml\"/>\n",
            p.name
        ));
        spine.push_str(&format!("<itemref idref=\"p{n}\"/>\n"));
        if p.is_title() {
            spine.push_str(contents);
        }
    }
    for (n, f) in fonts.iter().enumerate() {
        manifest.push_str(&format!(
            "<item id=\"f{n}\" href=\"{}\" media-type=\"{}\"/>\n",
            f.name, f.media_type
        ));
    }
    let kind = match (cover.is_some(), shelf.is_empty()) {
        (true, true) => "除封面外为纯文本",
        (false, true) => "为纯文本",
        (_, false) => "有插图，均有替代文字",
    };
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{lang}"{prefix}>
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
<meta property="schema:accessibilitySummary">本书{kind}，有完整目录与分级标题，可按结构导航，英文词语已标明语言，适合屏幕阅读器。</meta>
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

/// The author of the whole, then those of its pieces, each once.
fn creators(doc: &Document) -> Vec<String> {
    let mut out: Vec<String> = doc.metadata.author.iter().cloned().collect();
    walk(doc, &mut |n| {
        if let Node::Section(s) = n
            && let Some(a) = &s.metadata.author
            && !a.trim().is_empty()
            && !out.contains(a)
        {
            out.push(a.clone());
        }
    });
    out
}
