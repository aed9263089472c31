//! What is known of a document as a whole: from its own words, or from the head of the file.

use crate::reader::script::language;
use crate::tree::{Document, Heading, Metadata, Node, plain_text, unmarked, walk};

/// What is known of the whole where nothing else is said.
pub(super) fn known(doc: &Document) -> Metadata {
    let title = match &doc.title {
        Some(t) => Some(plain_text(&t.title)),
        None => doc
            .pieces()
            .first()
            .and_then(|s| s.heading.as_ref())
            .map(Heading::shown),
    };
    let mut words = String::new();
    walk(doc, &mut |n| {
        if let Node::Text(t) = n {
            words.push_str(t.as_str());
        }
    });
    Metadata {
        title: title.map(|t| unmarked(&t).to_owned()),
        language: Some(language(&words).into()),
        ..Metadata::default()
    }
}

/// The lines `key: value` at the head of a file, and those that say something else.
pub(super) fn front_matter(raw: &str) -> (Metadata, Vec<&str>) {
    let mut m = Metadata::default();
    let mut others = Vec::new();
    for line in raw.lines() {
        let Some((key, value)) = line.split_once(':') else {
            others.push(line);
            continue;
        };
        let value = value.trim().trim_matches(['"', '\'']);
        let field = match key.trim() {
            "title" => &mut m.title,
            "subtitle" => &mut m.subtitle,
            "author" => &mut m.author,
            "publisher" => &mut m.publisher,
            "date" => &mut m.date,
            "lang" | "language" => &mut m.language,
            _ => {
                others.push(line);
                continue;
            }
        };
        *field = (!value.is_empty()).then(|| value.to_owned());
    }
    (m, others)
}
