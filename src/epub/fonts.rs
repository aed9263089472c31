//! Fonts that the book carries: their files, their licences, and the rules that use them.

use super::EpubOptions;
use crate::hypertext::family::family;
use crate::style::{Face, Style};
use crate::tree::{Document, Heading, Scheme, SectionRole, outline};

/// A file of the package.
pub(super) struct Part {
    /// Path below `EPUB/`.
    pub(super) name: String,
    pub(super) media_type: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// The face of each heading.
pub(super) struct HeadingFaces<'a> {
    style: &'a Style,
    /// Depth of the deepest pieces.
    base: usize,
}

impl<'a> HeadingFaces<'a> {
    pub(super) fn of(doc: &Document, style: &'a Style) -> Self {
        let entries = outline(doc);
        let pieces = entries
            .iter()
            .filter(|e| e.section.role != SectionRole::Heading);
        Self {
            style,
            base: pieces.map(|e| e.depth).max().unwrap_or(0),
        }
    }

    /// Class of a heading: the name of its face.
    pub(super) fn class(&self, h: &Heading, role: SectionRole, depth: usize) -> &'static str {
        let scheme = h.label.as_ref().map_or(Scheme::None, |l| l.scheme);
        let below = depth.saturating_sub(self.base);
        self.style.heading_role(role, scheme, below).face.name()
    }
}

/// True for a face that the book may carry: Amazon asks that the body is in the reader's own.
fn wanted(face: Face, style: &Style, options: &EpubOptions) -> bool {
    let body = options.fonts.get(style.roles.body.face);
    let own = options.fonts.get(face);
    own.is_some() && (!options.kindle || own.map(|f| f.face) != body.map(|f| f.face))
}

/// Font files and their licences.
pub(super) fn files(style: &Style, options: &EpubOptions) -> Vec<Part> {
    let mut out = Vec::new();
    let mut licences: Vec<(String, &str)> = Vec::new();
    for font in options.fonts.fonts() {
        if !wanted(font.face, style, options) {
            continue;
        }
        out.push(Part {
            name: file(font.face),
            media_type: "font/ttf",
            bytes: font.bytes.clone(),
        });
        match licences.iter_mut().find(|l| l.1 == font.licence) {
            Some(l) => l.0.push_str(&format!(", {}", font.family)),
            None => licences.push((font.family.clone(), &font.licence)),
        }
    }
    if !licences.is_empty() {
        let text: Vec<String> = licences
            .iter()
            .map(|(families, text)| format!("{families}\n\n{text}"))
            .collect();
        out.push(Part {
            name: "fonts/LICENSES.txt".into(),
            media_type: "text/plain",
            bytes: text.join("\n\n").into_bytes(),
        });
    }
    out
}

fn file(face: Face) -> String {
    format!("fonts/{}.ttf", face.name())
}

/// Selectors of roles whose face is not that of the text, each after those that it overrules.
fn roles(style: &Style) -> [(&'static str, Face); 7] {
    let r = &style.roles;
    [
        ("h1.title", r.title.face),
        (".titlepage h1", r.cover.face),
        ("p.subtitle", r.subtitle.face),
        (".verse", r.verse.face),
        (
            "p.quotation,p.dedication,p.epigraph,p.stage-direction",
            r.quotation.face,
        ),
        ("p.docnumber", r.docnumber.face),
        ("aside", r.note.face),
    ]
}

/// Rules that name the faces of roles as systems have them, for a book that carries none. The text is in the reader's own.
fn named(style: &Style) -> String {
    let faces = Face::ALL.map(|f| (format!(".{}", f.name()), f));
    let roles = roles(style).map(|(s, f)| (s.to_owned(), f));
    let lead = [(".lead".to_owned(), Face::Kai)];
    let all = faces.into_iter().chain(roles).chain(lead);
    let other = all.filter(|(s, f)| s.starts_with('.') || *f != style.roles.body.face);
    other
        .map(|(selector, face)| format!("{selector}{{font-family:{}}}\n", family(face)))
        .collect()
}

/// Rules of the fonts that the book carries, or of those that systems have.
pub(super) fn css(style: &Style, options: &EpubOptions) -> String {
    let mut out = String::new();
    for font in options.fonts.fonts() {
        if wanted(font.face, style, options) {
            out.push_str(&format!(
                "@font-face{{font-family:\"{}\";src:url({})}}\n",
                font.family,
                file(font.face)
            ));
        }
    }
    if out.is_empty() {
        return named(style);
    }
    let r = &style.roles;
    let mut rule = |selector: &str, face: Face| {
        if !wanted(face, style, options) {
            return;
        }
        let families =
            [face, Face::Song].map(|f| options.fonts.get(f).filter(|_| wanted(f, style, options)));
        let mut list: Vec<String> = families
            .into_iter()
            .flatten()
            .map(|f| format!("\"{}\"", f.family))
            .collect();
        list.dedup();
        let generic = if face == Face::Hei {
            "sans-serif"
        } else {
            "serif"
        };
        out.push_str(&format!(
            "{selector}{{font-family:{},{generic}}}\n",
            list.join(",")
        ));
    };
    rule("body", r.body.face);
    // Each rule stands after those that it overrules.
    for face in Face::ALL {
        rule(&format!(".{}", face.name()), face);
    }
    for (selector, face) in roles(style) {
        rule(selector, face);
    }
    rule(".lead", Face::Kai);
    // The face itself is what marks a heading; nothing is made bolder than its maker drew it.
    out.push_str("h1,h2,h3,h4,h5,h6,.lead{font-weight:normal}\n");
    out
}
