//! Pandoc's JSON syntax tree: a door to the formats that pandoc writes.
//!
//! The tree is built of `serde_json` values. Pandoc's types are a dozen arrays with a name, and a crate of typed
//! nodes is bound to one version of them; pandoc itself accepts every version of the same major number.

mod inline;
mod read;

pub use read::{PandocError, read, read_account, read_told};

use crate::tree::{
    Block, ColumnAlign, Document, Heading, Inline, Item, List, Paragraph, ParagraphRole, Scheme,
    Section, Table,
};
use inline::{attr, inlines, label, node, text};
use serde_json::{Value, json};

/// Version of pandoc's types that is written: the first with today's tables and figures left out.
const API_VERSION: [u32; 2] = [1, 22];

/// Writes the tree for `pandoc -f json`.
///
/// ```
/// let json = wenji::pandoc::write(&wenji::tree::Document::default()).to_string();
/// assert!(json.contains("pandoc-api-version"));
/// ```
#[must_use]
pub fn write(doc: &Document) -> Value {
    let mut meta = serde_json::Map::new();
    let m = &doc.metadata;
    for (key, value) in [
        ("subtitle", &m.subtitle),
        ("author", &m.author),
        ("publisher", &m.publisher),
        ("date", &m.date),
        ("lang", &m.language),
    ] {
        if let Some(v) = value {
            meta.insert(key.into(), node("MetaInlines", text(v)));
        }
    }
    if let Some(t) = &doc.title {
        meta.insert("title".into(), node("MetaInlines", inlines(&t.title)));
        let lines = t.subtitle.join(&Inline::HardBreak);
        if !lines.is_empty() {
            meta.insert("subtitle".into(), node("MetaInlines", inlines(&lines)));
        }
    } else if let Some(t) = &m.title {
        meta.insert("title".into(), node("MetaInlines", text(t)));
    }
    let mut out: Vec<Value> = doc.head.iter().map(paragraph).collect();
    blocks(&doc.blocks, 1, &mut out);
    json!({"pandoc-api-version": API_VERSION, "meta": meta, "blocks": out})
}

fn blocks(list: &[Block], depth: usize, out: &mut Vec<Value>) {
    for b in list {
        match b {
            Block::Section(s) => section(s, depth, out),
            Block::Paragraph(p) => out.push(paragraph(p)),
            Block::List(l) => out.push(self::list(l, depth)),
            Block::Verse(v) => {
                for stanza in &v.stanzas {
                    let lines: Vec<Value> = stanza.iter().map(|l| inlines(l)).collect();
                    out.push(node("LineBlock", json!(lines)));
                }
            }
            Block::Table(t) => out.extend(table(t)),
            Block::SceneBreak(s) if s.mark.is_empty() => out.push(json!({"t": "HorizontalRule"})),
            Block::SceneBreak(s) => {
                let line = node("Para", text(s.mark.as_str()));
                out.push(div("scene-break", &line));
            }
            Block::Image(i) => {
                let target = crate::tree::reference(&i.target).unwrap_or_default();
                let picture = json!([attr(&[]), text(i.alt.as_str()), [target, ""]]);
                out.push(node("Para", json!([node("Image", picture)])));
                // The version that is written has no figures.
                if !i.caption.is_empty() {
                    out.push(div("caption", &node("Para", inlines(&i.caption))));
                }
            }
        }
    }
}

fn section(s: &Section, depth: usize, out: &mut Vec<Value>) {
    if let Some(h) = &s.heading {
        out.push(heading(h, depth));
        for line in &h.subtitle {
            out.push(div("subtitle", &node("Para", inlines(line))));
        }
    }
    blocks(&s.blocks, depth + usize::from(s.heading.is_some()), out);
}

fn heading(h: &Heading, depth: usize) -> Value {
    let mut words = h
        .label
        .as_ref()
        .map_or_else(Vec::new, |l| label(l, !h.title.is_empty()));
    if let Value::Array(title) = inlines(&h.title) {
        words.extend(title);
    }
    let class: &[&str] = if h.run_in { &["run-in"] } else { &[] };
    node("Header", json!([depth, attr(class), words]))
}

fn paragraph(p: &Paragraph) -> Value {
    let para = node("Para", inlines(&p.inlines));
    let class = match p.role {
        ParagraphRole::Quotation => return node("BlockQuote", json!([para])),
        ParagraphRole::Salutation => "salutation",
        ParagraphRole::Closing => "closing",
        ParagraphRole::Signature => "signature",
        ParagraphRole::Date => "date",
        ParagraphRole::CopyNumber => "copy-number",
        ParagraphRole::Secrecy => "secrecy",
        ParagraphRole::Urgency => "urgency",
        ParagraphRole::Issuer => "issuer",
        ParagraphRole::Signer => "signer",
        ParagraphRole::DocumentNumber => "document-number",
        ParagraphRole::Attachment => "attachment",
        ParagraphRole::AttachmentName => "attachment-name",
        ParagraphRole::AttachmentMark => "attachment-mark",
        ParagraphRole::Annotation => "annotation",
        ParagraphRole::Cc => "cc",
        ParagraphRole::Imprint => "imprint",
        ParagraphRole::Dedication => "dedication",
        ParagraphRole::Epigraph => "epigraph",
        ParagraphRole::Caption => "caption",
        ParagraphRole::Speaker => "speaker",
        ParagraphRole::StageDirection => "stage-direction",
        ParagraphRole::Courtesy => "courtesy",
        _ => return para,
    };
    div(class, &para)
}

fn div(class: &str, content: &Value) -> Value {
    node("Div", json!([attr(&[class]), [content]]))
}

/// An ordered list where pandoc's own numbers are those of the source, else the labels stand as words.
fn list(l: &List, depth: usize) -> Value {
    let first = l.items.first().and_then(plain_number);
    let native = first.is_some_and(|n| {
        let due = l.items.iter().zip(n..);
        due.into_iter()
            .all(|(i, want)| plain_number(i) == Some(want))
    });
    let items: Vec<Value> = l.items.iter().map(|i| item(i, depth, native)).collect();
    match first.filter(|_| native) {
        Some(n) => node(
            "OrderedList",
            json!([[n, {"t": "Decimal"}, {"t": "Period"}], items]),
        ),
        None => node("BulletList", json!(items)),
    }
}

/// The number of an item whose label is exactly what pandoc writes: `1.`.
fn plain_number(item: &Item) -> Option<u32> {
    let label = item.label.as_ref()?;
    let number = label.number?;
    (label.scheme == Scheme::ArabicDot && label.shown.as_str() == format!("{number}."))
        .then_some(number)
}

fn item(i: &Item, depth: usize, native: bool) -> Value {
    let (first, rest) = match i.blocks.split_first() {
        Some((Block::Paragraph(p), rest)) => (p.inlines.as_slice(), rest),
        _ => (&[][..], i.blocks.as_slice()),
    };
    let mut words = match &i.label {
        Some(l) if !native => label(l, !first.is_empty()),
        _ => Vec::new(),
    };
    if let Value::Array(line) = inlines(first) {
        words.extend(line);
    }
    let mut out = vec![node("Para", json!(words))];
    blocks(rest, depth, &mut out);
    json!(out)
}

/// A table; `None` where it has no cell.
fn table(t: &Table) -> Option<Value> {
    let columns = t.rows.iter().map(Vec::len).max().filter(|n| *n > 0)?;
    let cell =
        |c: &[Inline]| json!([attr(&[]), {"t": "AlignDefault"}, 1, 1, [node("Plain", inlines(c))]]);
    let row = |r: &Vec<Vec<Inline>>| {
        let cells: Vec<Value> = (0..columns)
            .map(|k| cell(r.get(k).map_or(&[], Vec::as_slice)))
            .collect();
        json!([attr(&[]), cells])
    };
    let (head, body) = t.rows.split_at(usize::from(t.header).min(t.rows.len()));
    let head: Vec<Value> = head.iter().map(row).collect();
    let body: Vec<Value> = body.iter().map(row).collect();
    let column = |k: usize| {
        let align = match t.align_of(k) {
            ColumnAlign::Unset => "AlignDefault",
            ColumnAlign::Left => "AlignLeft",
            ColumnAlign::Center => "AlignCenter",
            ColumnAlign::Right => "AlignRight",
        };
        json!([{"t": align}, {"t": "ColWidthDefault"}])
    };
    let all: Vec<Value> = (0..columns).map(column).collect();
    Some(node(
        "Table",
        json!([
            attr(&[]),
            [null, []],
            all,
            [attr(&[]), head],
            [[attr(&[]), 0, [], body]],
            [attr(&[]), []]
        ]),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Label, Text};

    fn numbered(numbers: &[u32]) -> Value {
        let items = numbers.iter().map(|n| Item {
            label: Some(Label::new(
                format!("{n}."),
                Text::bare(format!("{n}.")),
                Scheme::ArabicDot,
                Some(*n),
            )),
            ..Item::default()
        });
        list(
            &List {
                items: items.collect(),
            },
            1,
        )
    }

    #[test]
    fn numbers_are_pandocs_only_where_they_count_up() {
        let (up, torn) = (numbered(&[3, 4]), numbered(&[1, 3]));
        assert_eq!(
            (&up["t"], &up["c"][0][0]),
            (&json!("OrderedList"), &json!(3))
        );
        assert_eq!(torn["t"], json!("BulletList"));
        assert!(torn.to_string().contains("\"3.\""));
    }
}
