//! The contents: a TOC field with its entries filled in, each a link with a page number.

use super::DocxOptions;
use crate::tree::{Document, Entry, outline};
use crate::xml;

/// Parts the lines of an entry.
const BREAK: &str =
    "</w:t></w:r><w:r><w:br w:type=\"textWrapping\"/></w:r><w:r><w:t xml:space=\"preserve\">";
const RUN: &str = "<w:r><w:fldChar w:fldCharType=";

/// The entries as paragraphs; `last` goes into the properties of the last one (a section break).
pub(super) fn write(
    doc: &Document,
    options: &DocxOptions,
    pages: &[u32],
    last: &str,
    lines: impl Fn(&str, &str) -> Option<Vec<String>>,
) -> String {
    let entries: Vec<Entry<'_>> = outline(doc)
        .into_iter()
        .filter(|e| e.depth <= options.toc_depth)
        .collect();
    let mut out = String::new();
    let begin = format!(
        "{RUN}\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> TOC \\o \"1-{0}\" \\h \\z \\f \\l \"1-{0}\" </w:instrText></w:r>{RUN}\"separate\"/></w:r>",
        options.toc_depth
    );
    let count = entries.len();
    for (n, e) in entries.iter().enumerate() {
        let page = pages.get(e.index).copied().unwrap_or(1);
        let tail = if n + 1 == count { last } else { "" };
        let style = ["TOC1", "TOC2", "TOC3"]
            .get(e.depth.saturating_sub(1))
            .unwrap_or(&"TOC3");
        out.push_str(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{tail}</w:pPr>"
        ));
        if n == 0 {
            out.push_str(&begin);
        }
        out.push_str(&entry(&e.listed(), style, (&anchor(e.index), page), &lines));
        if n + 1 == count {
            out.push_str(&format!("{RUN}\"end\"/></w:r>"));
        }
        out.push_str("</w:p>");
    }
    out
}

/// The words of an entry and the number of its page, a link to a bookmark. Lines end before the numbers begin, and no
/// leader stands alone.
fn entry(
    listed: &str,
    style: &str,
    (anchor, page): (&str, u32),
    lines: &impl Fn(&str, &str) -> Option<Vec<String>>,
) -> String {
    let words = match lines(listed, style) {
        None => xml::text(listed),
        Some(lines) => {
            let lines: Vec<String> = lines.iter().map(|l| xml::text(l)).collect();
            lines.join(BREAK)
        }
    };
    format!(
        "<w:hyperlink w:anchor=\"{anchor}\" w:history=\"1\"><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r><w:r><w:tab/></w:r>{RUN}\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGEREF {anchor} \\h </w:instrText></w:r>{RUN}\"separate\"/></w:r><w:r><w:t>{page}</w:t></w:r>{RUN}\"end\"/></w:r></w:hyperlink>"
    )
}

/// The list of pictures with captions and their pages, a field that Word makes anew from the style of captions.
pub(super) fn figures(
    list: &[(String, u32)],
    last: &str,
    lines: impl Fn(&str, &str) -> Option<Vec<String>>,
) -> String {
    let mut out = String::new();
    for (n, (words, page)) in list.iter().enumerate() {
        let ends = n + 1 == list.len();
        let tail = if ends { last } else { "" };
        out.push_str(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"TOC1\"/>{tail}</w:pPr>"
        ));
        if n == 0 {
            out.push_str(&format!(
                "{RUN}\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> TOC \\h \\z \\t \"caption,1\" </w:instrText></w:r>{RUN}\"separate\"/></w:r>"
            ));
        }
        out.push_str(&entry(words, "TOC1", (&figure(n), *page), &lines));
        if ends {
            out.push_str(&format!("{RUN}\"end\"/></w:r>"));
        }
        out.push_str("</w:p>");
    }
    out
}

/// The bookmark of a picture.
pub(super) fn figure(n: usize) -> String {
    format!("_Fig{:08}", 10_000_000 + n)
}

/// The bookmark of an entry of the outline.
pub(super) fn anchor(index: usize) -> String {
    format!("_Toc{:08}", 10_000_000 + index)
}
