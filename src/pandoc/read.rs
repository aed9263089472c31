//! Pandoc's JSON to tree: what pandoc reads (Word files, e-books, web pages, wikis …) comes in by
//! `pandoc FILE -t json`. The blocks are told to the reader of marks as Markdown's would be.

use crate::account::{Account, Tally};
use crate::hypertext;
use crate::markdown::heading_tag;
use crate::tree::{self, Document, Inline, Text, TitleBlock};
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event};
use pulldown_cmark::{LinkType, Tag, TagEnd};
use serde_json::Value;
use std::collections::BTreeSet;

/// Blocks and inlines within each other beyond this are left to their text.
const DEEPEST: usize = 64;

/// JSON that is not pandoc's.
#[derive(Debug, thiserror::Error)]
pub enum PandocError {
    /// Not JSON.
    #[error("this is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Other JSON.
    #[error(
        "this is not pandoc's JSON (no \"pandoc-api-version\"): write it with `pandoc FILE -t json`"
    )]
    Other,
}

/// Reads a document.
///
/// ```
/// let json = r#"{"pandoc-api-version":[1,23],"meta":{},"blocks":[
///   {"t":"Header","c":[1,["",[],[]],[{"t":"Str","c":"春游"}]]},
///   {"t":"Para","c":[{"t":"Str","c":"清晨出发。"}]}]}"#;
/// let doc = wenji::pandoc::read(json.as_bytes()).unwrap();
/// # #[cfg(feature = "write")]
/// assert!(wenji::render::text(&doc).contains("清晨出发。"));
/// ```
///
/// # Errors
/// [`PandocError`] for what is no document of pandoc's.
pub fn read(bytes: &[u8]) -> Result<Document, PandocError> {
    Ok(read_told(bytes)?.0)
}

/// Reads a document; with it the names of blocks and inlines that are not known here, whose words alone are taken.
///
/// # Errors
/// As for [`read`].
pub fn read_told(bytes: &[u8]) -> Result<(Document, BTreeSet<String>), PandocError> {
    read_account(bytes).map(|(doc, unknown, _)| (doc, unknown))
}

/// The same, with the account of it.
///
/// # Errors
/// [`PandocError`] for what is no JSON of pandoc's.
pub fn read_account(bytes: &[u8]) -> Result<(Document, BTreeSet<String>, Account), PandocError> {
    let value: Value = serde_json::from_slice(bytes)?;
    // Other trees, our own among them, have blocks too.
    let blocks = value
        .get("pandoc-api-version")
        .and(value.get("blocks"))
        .and_then(Value::as_array)
        .ok_or(PandocError::Other)?;
    let meta = |key: &str| {
        let words = value.get("meta").and_then(|m| m.get(key)).map(plain);
        words.filter(|w| !w.trim().is_empty())
    };
    let title = meta("title");
    let mut w = Walk::default();
    w.blocks(blocks, 0);
    w.notes();
    let unknown = w.unknown;
    let mut account = w.account;
    let (mut doc, more) = crate::markdown::read_account(w.out, title.is_some());
    account.join(more);
    if account.lost.is_empty() {
        let mut all = Tally::default();
        blocks.iter().for_each(|b| tally(b, &mut all));
        account.settle(all, &doc);
    }
    let line = |s: &String| vec![Inline::Text(Text::bare(s.as_str()))];
    if let Some(title) = &title {
        doc.title = Some(TitleBlock {
            line: 0,
            title: line(title),
            subtitle: meta("subtitle").iter().map(line).collect(),
        });
    }
    let m = &mut doc.metadata;
    m.title = title.or_else(|| m.title.take());
    m.subtitle = meta("subtitle").or_else(|| m.subtitle.take());
    m.author = meta("author").or_else(|| m.author.take());
    m.date = meta("date").or_else(|| m.date.take());
    m.publisher = meta("publisher").or_else(|| m.publisher.take());
    m.language = meta("lang").or_else(|| m.language.take());
    Ok((doc, unknown, account))
}

/// Counts the words of blocks.
fn tally(v: &Value, all: &mut Tally) {
    match v {
        Value::Array(list) => list.iter().for_each(|v| tally(v, all)),
        Value::Object(o) => match node(v) {
            ("Str", Value::String(s)) => all.add(s),
            ("Code" | "CodeBlock" | "Math", c) => all.add(string(c, 1)),
            ("RawBlock" | "RawInline", _) => {}
            _ => o.values().for_each(|v| tally(v, all)),
        },
        _ => {}
    }
}

/// The words of a value of the metadata; items of a list are parted by 、.
fn plain(v: &Value) -> String {
    let kind = v.get("t").and_then(Value::as_str);
    match (kind, v.get("c")) {
        (Some("MetaString"), Some(Value::String(s))) => s.clone(),
        (Some("MetaList"), Some(Value::Array(list))) => {
            list.iter().map(plain).collect::<Vec<_>>().join("、")
        }
        (_, Some(Value::Array(list))) => {
            let mut w = Walk::default();
            if kind == Some("MetaBlocks") {
                w.blocks(list, 0);
            } else {
                w.inlines(list, 0);
            }
            let words = w.out.iter().map(|e| match e {
                Event::Text(s) => &**s,
                Event::SoftBreak | Event::HardBreak => " ",
                _ => "",
            });
            words.collect()
        }
        _ => String::new(),
    }
}

/// Blocks that are known.
const BLOCKS: &[&str] = &[
    "Para",
    "Plain",
    "LineBlock",
    "Header",
    "BlockQuote",
    "CodeBlock",
    "RawBlock",
    "OrderedList",
    "BulletList",
    "DefinitionList",
    "HorizontalRule",
    "Div",
    "Figure",
    "Table",
];

/// The words of inlines, one after the other.
fn strings(v: &Value, out: &mut String) {
    match v {
        Value::String(s) => out.push_str(s),
        Value::Array(list) => list.iter().for_each(|v| strings(v, out)),
        Value::Object(_) => strings(node(v).1, out),
        _ => {}
    }
}

/// True where a node of these names stands in a value, or in lists in it.
fn has_nodes(v: &Value, names: &[&str]) -> bool {
    names.contains(&node(v).0) || list(v).iter().any(|v| has_nodes(v, names))
}

/// True for `["id", ["class"], [["key", "value"]]]`.
fn is_attributes(list: &[Value]) -> bool {
    matches!(list, [Value::String(_), Value::Array(classes), Value::Array(pairs)]
        if classes.iter().all(Value::is_string)
            && pairs.iter().all(|p| p.as_array().is_some_and(|p| p.len() == 2 && p.iter().all(Value::is_string))))
}

#[derive(Default)]
struct Walk {
    out: Vec<Event<'static>>,
    /// Notes met so far, which are defined behind the text.
    notes: Vec<Vec<Value>>,
    defined: usize,
    /// Names of nodes that are not known.
    unknown: BTreeSet<String>,
    account: Account,
}

/// The name and the content of a node.
fn node(v: &Value) -> (&str, &Value) {
    let name = v.get("t").and_then(Value::as_str).unwrap_or_default();
    (name, v.get("c").unwrap_or(&Value::Null))
}

/// An element of an array as an array.
fn array(c: &Value, n: usize) -> &[Value] {
    c.get(n)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn list(c: &Value) -> &[Value] {
    c.as_array().map_or(&[], Vec::as_slice)
}

fn string(c: &Value, n: usize) -> &str {
    c.get(n).and_then(Value::as_str).unwrap_or_default()
}

impl Walk {
    fn within(&mut self, tag: Tag<'static>, content: impl FnOnce(&mut Self)) {
        let end: TagEnd = tag.to_end();
        self.out.push(Event::Start(tag));
        content(self);
        self.out.push(Event::End(end));
    }

    fn text(&mut self, s: &str) {
        self.out.push(Event::Text(CowStr::from(s.to_owned())));
    }

    fn blocks(&mut self, blocks: &[Value], depth: usize) {
        for b in blocks {
            self.block(b, depth);
        }
    }

    fn block(&mut self, b: &Value, depth: usize) {
        let (name, c) = node(b);
        if depth > DEEPEST {
            return;
        }
        let next = depth + 1;
        match name {
            "Para" | "Plain" => self.within(Tag::Paragraph, |w| w.inlines(list(c), next)),
            "LineBlock" => self.within(Tag::Paragraph, |w| {
                for (n, line) in list(c).iter().enumerate() {
                    if n > 0 {
                        w.out.push(Event::HardBreak);
                    }
                    w.inlines(list(line), next);
                }
            }),
            "Header" => {
                let level = c.get(0).and_then(Value::as_u64).unwrap_or(1).clamp(1, 6);
                let tag = heading_tag(usize::try_from(level).unwrap_or(usize::MAX));
                self.within(tag, |w| w.inlines(array(c, 2), next));
            }
            "BlockQuote" => {
                let plain: Option<BlockQuoteKind> = None;
                self.within(Tag::BlockQuote(plain), |w| w.blocks(list(c), next));
            }
            "CodeBlock" | "RawBlock" => {
                let text = string(c, 1);
                if name == "CodeBlock" {
                    self.within(Tag::CodeBlock(CodeBlockKind::Indented), |w| w.text(text));
                } else if string(c, 0) == "html" {
                    let html = text.to_owned();
                    self.within(Tag::HtmlBlock, |w| w.out.push(Event::Html(html.into())));
                } else {
                    self.within(Tag::Paragraph, |w| w.text(text));
                }
            }
            "OrderedList" => {
                let start = c.get(0).and_then(|a| a.get(0)).and_then(Value::as_u64);
                self.items(Some(start.unwrap_or(1)), array(c, 1), next);
            }
            "BulletList" => self.items(None, list(c), next),
            "DefinitionList" => {
                for pair in list(c) {
                    let term = array(pair, 0);
                    self.within(Tag::Paragraph, |w| {
                        w.within(Tag::Strong, |w| w.inlines(term, next));
                    });
                    for definition in array(pair, 1) {
                        self.blocks(list(definition), next);
                    }
                }
            }
            "HorizontalRule" => self.out.push(Event::Rule),
            "Div" => {
                let classes = c.get(0).map_or(&[][..], |attr| array(attr, 1));
                if classes.iter().any(|v| v.as_str() == Some("caption")) {
                    self.say_caption();
                }
                self.blocks(array(c, 1), next);
            }
            "Figure" => {
                self.blocks(array(c, 2), next);
                let caption = c.get(1).map_or(&[][..], |caption| array(caption, 1));
                if !caption.is_empty() {
                    self.say_caption();
                }
                self.blocks(caption, next);
            }
            "Table" => self.table(c, next),
            "Null" => {}
            _ => {
                self.unknown.insert(name.to_owned());
                self.unknown_block(c, next);
            }
        }
    }

    /// The next paragraph stands below the picture before it.
    fn say_caption(&mut self) {
        self.within(Tag::HtmlBlock, |w| {
            w.out.push(Event::Html("<!-- caption -->".into()));
        });
    }

    /// The words of a block that is not known: blocks in it are blocks, all else is a paragraph.
    fn unknown_block(&mut self, c: &Value, depth: usize) {
        let nodes = list(c);
        let of = |v: &Value, names: &[&str]| names.contains(&node(v).0);
        if nodes.iter().any(|v| of(v, BLOCKS)) {
            self.blocks(nodes, depth);
        } else if nodes
            .iter()
            .any(|v| v.get("t").is_none() && has_nodes(v, BLOCKS))
        {
            for v in nodes.iter().filter(|v| has_nodes(v, BLOCKS)) {
                self.unknown_block(v, depth);
            }
        } else {
            self.within(Tag::Paragraph, |w| w.unknown_words(c, depth));
        }
    }

    /// The words of an inline that is not known, wherever they stand in it; attributes are none.
    fn unknown_words(&mut self, c: &Value, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match c {
            Value::String(s) => self.text(s),
            Value::Array(nodes) if !is_attributes(nodes) => {
                for v in nodes {
                    self.unknown_words(v, depth + 1);
                }
            }
            Value::Object(o) if o.contains_key("t") => self.inline(c, depth),
            Value::Object(o) => {
                for v in o.values() {
                    self.unknown_words(v, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn items(&mut self, start: Option<u64>, items: &[Value], depth: usize) {
        self.within(Tag::List(start), |w| {
            for item in items {
                w.within(Tag::Item, |w| w.blocks(list(item), depth));
            }
        });
    }

    /// Head, bodies and foot of a table; a cell's blocks become one line.
    fn table(&mut self, c: &Value, depth: usize) {
        let caption = c.get(1).map_or(&[][..], |caption| array(caption, 1));
        self.blocks(caption, depth);
        let align =
            array(c, 2).iter().map(
                |column| match node(column.get(0).unwrap_or(&Value::Null)).0 {
                    "AlignLeft" => Alignment::Left,
                    "AlignCenter" => Alignment::Center,
                    "AlignRight" => Alignment::Right,
                    _ => Alignment::None,
                },
            );
        let align: Vec<Alignment> = align.collect();
        let head = c.get(3).map_or(&[][..], |h| array(h, 1));
        let mut rows: Vec<&Value> = Vec::new();
        for body in array(c, 4) {
            rows.extend(array(body, 2));
            rows.extend(array(body, 3));
        }
        rows.extend(c.get(5).map_or(&[][..], |f| array(f, 1)));
        self.within(Tag::Table(align), |w| {
            let (first, more) = head
                .split_first()
                .map_or((None, head), |(f, m)| (Some(f), m));
            w.within(Tag::TableHead, |w| {
                if let Some(row) = first {
                    w.cells(row, depth);
                }
            });
            for row in more.iter().chain(rows) {
                w.within(Tag::TableRow, |w| w.cells(row, depth));
            }
        });
    }

    fn cells(&mut self, row: &Value, depth: usize) {
        for cell in array(row, 1) {
            self.within(Tag::TableCell, |w| {
                for (n, block) in array(cell, 4).iter().enumerate() {
                    if n > 0 {
                        w.text(" ");
                    }
                    w.inlines(list(node(block).1), depth);
                }
            });
        }
    }

    fn inlines(&mut self, inlines: &[Value], depth: usize) {
        for i in inlines {
            self.inline(i, depth);
        }
    }

    fn inline(&mut self, i: &Value, depth: usize) {
        let (name, c) = node(i);
        if depth > DEEPEST {
            return;
        }
        let next = depth + 1;
        match name {
            "Str" => self.text(c.as_str().unwrap_or_default()),
            "Space" => self.text(" "),
            "SoftBreak" => self.out.push(Event::SoftBreak),
            "LineBreak" => self.out.push(Event::HardBreak),
            "Emph" => self.within(Tag::Emphasis, |w| w.inlines(list(c), next)),
            "Strong" => self.within(Tag::Strong, |w| w.inlines(list(c), next)),
            "Underline" => self.marked(tree::Mark::Underline, list(c), next),
            "Strikeout" => self.marked(tree::Mark::Strike, list(c), next),
            "Superscript" => self.marked(tree::Mark::Superscript, list(c), next),
            "Subscript" => self.marked(tree::Mark::Subscript, list(c), next),
            "SmallCaps" => {
                self.account.mark("SmallCaps");
                self.inlines(list(c), next);
            }
            "Quoted" => {
                let single = node(c.get(0).unwrap_or(&Value::Null)).0 == "SingleQuote";
                let [open, close] = if single {
                    ["‘", "’"]
                } else {
                    ["“", "”"]
                };
                self.text(open);
                self.inlines(array(c, 1), next);
                self.text(close);
            }
            "Span" => self.span(c, next),
            "Cite" => {
                let mut words = String::new();
                for c in array(c, 0) {
                    for part in ["citationPrefix", "citationSuffix"] {
                        let part = c.get(part).unwrap_or(&Value::Null);
                        strings(part, &mut words);
                    }
                }
                self.account.leave("citation", &words);
                self.inlines(array(c, 1), next);
            }
            "RawInline" if string(c, 0) == "html" => {
                self.out
                    .push(Event::InlineHtml(string(c, 1).to_owned().into()));
            }
            "Code" | "Math" | "RawInline" => {
                self.account.mark(&name.to_lowercase());
                self.text(string(c, 1));
            }
            "Link" | "Image" => {
                let dest_url = CowStr::from(string(c.get(2).unwrap_or(&Value::Null), 0).to_owned());
                let title = string(c.get(2).unwrap_or(&Value::Null), 1).to_owned();
                let (link_type, title, id) = (LinkType::Inline, title.into(), "".into());
                let tag = if name == "Link" {
                    Tag::Link {
                        link_type,
                        dest_url,
                        title,
                        id,
                    }
                } else {
                    Tag::Image {
                        link_type,
                        dest_url,
                        title,
                        id,
                    }
                };
                self.within(tag, |w| w.inlines(array(c, 1), next));
            }
            "Note" => {
                self.notes.push(list(c).to_vec());
                let name = self.notes.len().to_string();
                self.out.push(Event::FootnoteReference(name.into()));
            }
            _ => {
                self.unknown.insert(name.to_owned());
                self.unknown_words(c, next);
            }
        }
    }

    fn marked(&mut self, mark: tree::Mark, content: &[Value], depth: usize) {
        let (open, close) = hypertext::tags(mark);
        self.out.push(Event::InlineHtml(open.into()));
        self.inlines(content, depth);
        self.out.push(Event::InlineHtml(close.into()));
    }

    /// Words with a class: ours, and those that pandoc gives to words of Word files and web pages.
    fn span(&mut self, c: &Value, depth: usize) {
        let classes = c.get(0).map_or(&[][..], |attr| array(attr, 1));
        let has = |name: &str| classes.iter().any(|v| v.as_str() == Some(name));
        let content = array(c, 1);
        let mark = [
            ("dots", tree::Mark::Dots),
            ("small", tree::Mark::Small),
            ("underline", tree::Mark::Underline),
            ("ul", tree::Mark::Underline),
        ];
        if let Some((_, mark)) = mark.into_iter().find(|m| has(m.0)) {
            return self.marked(mark, content, depth);
        }
        for known in ["mark", "smallcaps", "kbd"] {
            if has(known) {
                self.account.mark(known);
            }
        }
        if has("ruby") {
            self.out.push(Event::InlineHtml("<ruby>".into()));
            self.inlines(content, depth);
            return self.out.push(Event::InlineHtml("</ruby>".into()));
        }
        if has("rt") {
            self.out.push(Event::InlineHtml("<rt>".into()));
            let at = self.out.len();
            self.inlines(content, depth);
            // The brackets are those of formats without readings.
            let trimmed = |e: &mut Event<'static>, mark: char| {
                if let Event::Text(s) = e {
                    *s = CowStr::from(s.trim_matches(mark).to_owned());
                }
            };
            let mut own = self.out.iter_mut().skip(at);
            if let Some(e) = own.next() {
                trimmed(e, '（');
            }
            if let Some(e) = self.out.last_mut() {
                trimmed(e, '）');
            }
            return self.out.push(Event::InlineHtml("</rt>".into()));
        }
        self.inlines(content, depth);
    }

    /// Defines the notes; those within notes come behind them.
    fn notes(&mut self) {
        while let Some(blocks) = self.notes.get(self.defined).cloned() {
            self.defined += 1;
            let name = self.defined.to_string();
            self.within(Tag::FootnoteDefinition(name.into()), |w| {
                w.blocks(&blocks, 0);
            });
        }
    }
}
