//! Contents: nav.xhtml and, for old readers, the NCX.

use super::page::TITLE_PAGE;
use super::{Page, breaks};
use crate::hypertext;
use crate::style::figures_heading;
use crate::xml;

/// Every entry of the outline with its depth, text and address.
fn entries(pages: &[Page]) -> Vec<(usize, String, String)> {
    pages
        .iter()
        .flat_map(|p| {
            p.entries
                .iter()
                .map(|(i, d, t)| (*d, t.clone(), format!("{}#s{i}", p.name)))
        })
        .collect()
}

/// The navigation document.
pub(super) fn write(title: &str, lang: &str, pages: &[Page], cover: bool, kindle: bool) -> String {
    let list = entries(pages);
    let toc = if list.is_empty() {
        let first = body(pages).next().or(pages.first());
        let first = first.map_or(TITLE_PAGE, |p| p.name.as_str());
        hypertext::contents(&[(1, title.to_owned(), first.to_owned())])
    } else {
        hypertext::contents(&list)
    };
    let heading = if lang == "zh-Hant-TW" {
        "目錄"
    } else {
        "目录"
    };
    let figures = figures(pages, lang == "zh-Hant-TW");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{lang}\" xml:lang=\"{lang}\">\n<head><meta charset=\"UTF-8\"/><title>{heading}</title><link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head>\n<body>\n<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\" aria-label=\"{heading}\"><h1>{heading}</h1>\n{toc}</nav>\n{figures}{}{}</body>\n</html>\n",
        breaks::list(pages),
        landmarks(title, heading, pages, (cover, kindle))
    )
}

/// The list of pictures with captions.
fn figures(pages: &[Page], traditional: bool) -> String {
    let list: Vec<(usize, String, String)> = pages
        .iter()
        .flat_map(|p| {
            p.figures
                .iter()
                .map(|(n, t)| (1, t.clone(), format!("{}#f{n}", p.name)))
        })
        .collect();
    if list.is_empty() {
        return String::new();
    }
    let heading = figures_heading(traditional);
    format!(
        "<nav epub:type=\"loi\" id=\"loi\" aria-label=\"{heading}\"><h2>{heading}</h2>\n{}</nav>\n",
        hypertext::contents(&list)
    )
}

/// The file in which reading starts: the first after titles and prefaces.
pub(super) fn start(pages: &[Page]) -> &str {
    body(pages)
        .find(|p| !p.preface)
        .or(body(pages).next())
        .or(pages.first())
        .map_or(TITLE_PAGE, |p| p.name.as_str())
}

/// The files behind the title page.
fn body(pages: &[Page]) -> impl Iterator<Item = &Page> {
    pages.iter().filter(|p| !p.is_title())
}

/// True where the contents are a page of the book: what opens with its own first page has them for jumping only, but
/// Amazon's shop asks for them.
pub(super) fn among_pages(pages: &[Page], kindle: bool) -> bool {
    kindle || pages.iter().any(Page::is_title)
}

/// What readers jump to without the contents.
fn landmarks(title: &str, contents: &str, pages: &[Page], (cover, kindle): (bool, bool)) -> String {
    let mut list = Vec::new();
    if cover {
        list.push(("cover", "cover.xhtml", "封面".to_owned()));
    }
    if pages.iter().any(Page::is_title) {
        list.push(("titlepage", TITLE_PAGE, xml::text(title)));
    }
    if among_pages(pages, kindle) {
        list.push(("toc", "#toc", contents.to_owned()));
    }
    // An afterword is none, nor is a page without a heading.
    let mut before = pages
        .iter()
        .take_while(|p| p.preface || p.entries.is_empty());
    if let Some(p) = before.find(|p| !p.entries.is_empty()) {
        list.push(("preface", &p.name, xml::text(&p.title)));
    }
    list.push(("bodymatter", start(pages), "正文".to_owned()));
    let items: String = list
        .iter()
        .map(|(kind, href, text)| {
            format!("<li><a epub:type=\"{kind}\" href=\"{href}\">{text}</a></li>")
        })
        .collect();
    format!(
        "<nav epub:type=\"landmarks\" hidden=\"hidden\" aria-label=\"landmarks\"><ol>{items}</ol></nav>\n"
    )
}

/// The NCX.
pub(super) fn ncx(title: &str, id: &str, pages: &[Page]) -> String {
    let mut points = String::new();
    let mut list = entries(pages);
    if list.is_empty() {
        let first = pages.first().map_or(TITLE_PAGE, |p| p.name.as_str());
        list.push((1, title.to_owned(), first.into()));
    }
    let (mut depth, mut deepest) = (0, 1);
    for (n, (d, text, href)) in list.iter().enumerate() {
        let d = (*d).min(depth + 1).max(1);
        if d <= depth {
            for _ in d..=depth {
                points.push_str("</navPoint>\n");
            }
        }
        depth = d;
        deepest = deepest.max(d);
        points.push_str(&format!("<navPoint id=\"n{n}\" playOrder=\"{}\"><navLabel><text>{}</text></navLabel><content src=\"{href}\"/>", n + 1, xml::text(text)));
    }
    for _ in 0..depth {
        points.push_str("</navPoint>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\">\n<head><meta name=\"dtb:uid\" content=\"{id}\"/><meta name=\"dtb:depth\" content=\"{deepest}\"/><meta name=\"dtb:totalPageCount\" content=\"0\"/><meta name=\"dtb:maxPageNumber\" content=\"0\"/></head>\n<docTitle><text>{}</text></docTitle>\n<navMap>\n{points}</navMap>\n</ncx>\n",
        xml::text(title)
    )
}
