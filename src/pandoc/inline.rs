//! Lines of text as pandoc's inlines.

use crate::tree::{Inline, Label, Mark};
use serde_json::{Value, json};

/// A node: its name and content.
pub(super) fn node(name: &str, content: Value) -> Value {
    let mut n = serde_json::Map::new();
    n.insert("t".into(), name.into());
    n.insert("c".into(), content);
    Value::Object(n)
}

/// Attributes: no identifier, these classes, no pairs.
pub(super) fn attr(classes: &[&str]) -> Value {
    json!(["", classes, []])
}

/// Words with spaces between them; the ideographic space is a character like others.
pub(super) fn text(s: &str) -> Value {
    let mut out = Vec::new();
    for (n, word) in s.split(' ').enumerate() {
        if n > 0 {
            out.push(json!({"t": "Space"}));
        }
        if !word.is_empty() {
            out.push(node("Str", word.into()));
        }
    }
    Value::Array(out)
}

/// A label as it is shown, with the space that its words ask for.
pub(super) fn label(l: &Label, words: bool) -> Vec<Value> {
    let mut out = vec![node(
        "Span",
        json!([attr(&["label"]), text(l.shown.as_str())]),
    )];
    if words && l.wants_space() {
        out.push(node("Str", "\u{3000}".into()));
    }
    out
}

/// A line.
pub(super) fn inlines(list: &[Inline]) -> Value {
    let mut out = Vec::new();
    for i in list {
        match i {
            Inline::Text(t) => {
                if let Value::Array(words) = text(t.as_str()) {
                    out.extend(words);
                }
            }
            Inline::Lead { content } => {
                out.push(node("Span", json!([attr(&["lead"]), inlines(content)])));
            }
            Inline::Emphasis { content } => out.push(node("Emph", inlines(content))),
            Inline::Strong { content } => out.push(node("Strong", inlines(content))),
            Inline::Marked { mark, content } => out.push(marked(*mark, inlines(content))),
            Inline::Ruby { content, reading } => {
                let mut words = match inlines(content) {
                    Value::Array(words) => words,
                    _ => Vec::new(),
                };
                let over = text(&crate::tree::reading(reading.as_str()));
                words.push(node("Span", json!([attr(&["rt"]), over])));
                out.push(node("Span", json!([attr(&["ruby"]), words])));
            }
            Inline::Link { target, content } => match crate::tree::reference(target) {
                Some(target) => out.push(node(
                    "Link",
                    json!([attr(&[]), inlines(content), [target, ""]]),
                )),
                // Its words alone.
                None => {
                    if let Value::Array(words) = inlines(content) {
                        out.extend(words);
                    }
                }
            },
            Inline::HardBreak => out.push(json!({"t": "LineBreak"})),
            Inline::Image(i) => {
                let target = crate::tree::reference(&i.target).unwrap_or_default();
                let picture = json!([attr(&[]), text(i.alt.as_str()), [target, ""]]);
                out.push(node("Image", picture));
            }
            Inline::Note(n) => {
                let mut words = text(n.label.as_str());
                if let (Value::Array(all), Value::Array(more)) = (&mut words, inlines(&n.content)) {
                    all.extend(more);
                }
                out.push(node("Note", json!([node("Para", words)])));
            }
        }
    }
    Value::Array(out)
}

/// Marked words: where pandoc has no such mark, words of a class.
fn marked(mark: Mark, words: Value) -> Value {
    let name = match mark {
        Mark::Superscript => "Superscript",
        Mark::Subscript => "Subscript",
        Mark::Strike => "Strikeout",
        Mark::Underline => "Underline",
        Mark::Small => return node("Span", json!([attr(&["small"]), words])),
        Mark::Dots => return node("Span", json!([attr(&["dots"]), words])),
    };
    node(name, words)
}
