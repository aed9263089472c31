//! HTML as it is found, as a tree: end tags that are left out, marks that overlap, tags that nobody closes. The rules are
//! those of browsers where they matter for text (HTML, 13.2.6), without what only moves nodes about. No character is lost.

use super::feed::Feed;
use html5gum::{State, Token, Tokenizer};
use std::collections::BTreeMap;

/// Elements within each other beyond this stand beside each other: the tree is walked by recursion.
const DEEPEST: usize = 128;
/// Marks that go on behind the end of their paragraph, at most: more are taken for forgotten.
const REOPENED: usize = 4;

/// Attributes of an element that are kept: elements are copied, and a page may have any number in one.
const ATTRIBUTES: usize = 256;

/// True where a list of names has this one.
pub(super) fn is(name: &str, list: &str) -> bool {
    list.split_ascii_whitespace().any(|n| n == name)
}

/// True for elements that stand in lines of their own; where one begins, a paragraph ends.
pub(super) fn is_block(name: &str) -> bool {
    #[rustfmt::skip]
    let block = matches!(
        name,
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd" | "details" | "dialog"
        | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3"
        | "h4" | "h5" | "h6" | "header" | "hgroup" | "hr" | "html" | "legend" | "li" | "listing" | "main" | "menu"
        | "nav" | "ol" | "optgroup" | "option" | "p" | "plaintext" | "pre" | "search" | "section" | "select"
        | "summary" | "table" | "tbody" | "td" | "template" | "textarea" | "tfoot" | "th" | "thead" | "title" | "tr"
        | "ul" | "xmp"
    );
    block
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Elements without content.
fn is_void(name: &str) -> bool {
    #[rustfmt::skip]
    let void = matches!(
        name,
        "area" | "base" | "basefont" | "bgsound" | "br" | "col" | "embed" | "frame" | "hr" | "img" | "input" | "keygen"
        | "link" | "meta" | "param" | "source" | "track" | "wbr"
    );
    void
}

/// What a head may hold; anything else begins the body.
fn is_of_head(name: &str) -> bool {
    matches!(
        name,
        "base" | "link" | "meta" | "noscript" | "script" | "style" | "template" | "title"
    )
}

/// Marks that go on in the next paragraph where they were not closed.
fn is_mark(name: &str) -> bool {
    matches!(name, "b" | "em" | "i" | "strong")
}

/// What end tags do not reach across.
fn is_scope(name: &str) -> bool {
    matches!(
        name,
        "caption" | "html" | "object" | "table" | "td" | "template" | "th"
    )
}

fn is_list(name: &str) -> bool {
    matches!(
        name,
        "ol" | "ul" | "menu" | "dir" | "table" | "td" | "th" | "caption"
    )
}

/// A part of the page.
pub(super) enum Node {
    Text(String),
    Element(Element),
}

/// An element.
#[derive(Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: BTreeMap<String, String>,
    pub(super) children: Vec<Node>,
    /// Its place among all elements.
    pub(super) place: usize,
}

impl Element {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// True where an attribute holds this word.
    pub(super) fn has(&self, attribute: &str, word: &str) -> bool {
        self.get(attribute).is_some_and(|v| is(word, v))
    }

    /// The elements in it, those in them left out.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|n| match n {
            Node::Element(e) => Some(e),
            Node::Text(_) => None,
        })
    }

    /// All text in it.
    pub(super) fn text(&self) -> String {
        fn collect(e: &Element, out: &mut String) {
            for n in &e.children {
                match n {
                    Node::Text(s) => out.push_str(s),
                    Node::Element(e) => collect(e, out),
                }
            }
        }
        let mut out = String::new();
        collect(self, &mut out);
        out
    }
}

/// Reads a page.
pub(super) fn parse(text: &str) -> Element {
    let mut soup = Soup {
        open: vec![Element::default()],
        xml: text.trim_start().starts_with("<?xml"),
        count: 0,
    };
    let mut tokens = Tokenizer::new(Feed::new(text));
    while let Some(token) = tokens.next() {
        // Where none is told, the feed wants to be asked again.
        let Ok(token) = token else { continue };
        match token {
            Token::StartTag(tag) => {
                let name = string(&tag.name);
                let attributes = tag.attributes.iter();
                let attributes = attributes.take(ATTRIBUTES);
                let attributes = attributes.map(|(k, v)| (string(k), string(v)));
                let raw = soup.start(&name, attributes.collect(), tag.self_closing);
                if let Some(state) = raw {
                    tokens.set_state(state);
                }
            }
            Token::EndTag(tag) => soup.end(&string(&tag.name)),
            Token::String(s) => soup.text(&string(&s)),
            Token::Comment(s) if soup.xml => {
                let comment = string(&s);
                let words = comment.strip_prefix("[CDATA[");
                if let Some(words) = words.and_then(|w| w.strip_suffix("]]")) {
                    soup.text(words);
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    soup.close(1);
    soup.open.pop().unwrap_or_default()
}

fn string(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct Soup {
    /// Open elements; the first is the page itself.
    open: Vec<Element>,
    /// Written as XML: `<a/>` is empty.
    xml: bool,
    count: usize,
}

impl Soup {
    fn element(&mut self, name: &str, attributes: BTreeMap<String, String>) -> Element {
        self.count += 1;
        Element {
            name: name.to_owned(),
            attributes,
            children: Vec::new(),
            place: self.count,
        }
    }

    fn push(&mut self, node: Node) {
        if let Some(top) = self.open.last_mut() {
            top.children.push(node);
        }
    }

    fn text(&mut self, words: &str) {
        if self.is_open("head") == Some(self.open.len() - 1) && !words.trim().is_empty() {
            self.close_to("head");
        }
        let top = self.open.last_mut().map(|e| &mut e.children);
        if let Some(Node::Text(s)) = top.and_then(|c| c.last_mut()) {
            return s.push_str(words);
        }
        self.push(Node::Text(words.to_owned()));
    }

    /// The innermost open element of the name.
    fn is_open(&self, name: &str) -> Option<usize> {
        self.open.iter().rposition(|e| e.name == name)
    }

    /// The innermost open element for which `wanted` holds, unless a `wall` stands around us before.
    fn within(&self, wall: impl Fn(&str) -> bool, wanted: impl Fn(&str) -> bool) -> Option<usize> {
        let found = self
            .open
            .iter()
            .rposition(|e| wanted(&e.name) || wall(&e.name))?;
        self.open
            .get(found)
            .is_some_and(|e| wanted(&e.name))
            .then_some(found)
    }

    /// Ends open elements until `n` are left.
    fn close(&mut self, n: usize) {
        while self.open.len() > n.max(1) {
            if let Some(e) = self.open.pop() {
                self.push(Node::Element(e));
            }
        }
    }

    fn close_to(&mut self, name: &str) {
        if let Some(at) = self.is_open(name) {
            self.close(at);
        }
    }

    /// Ends open elements until `n` are left, and begins those marks again that were open in them.
    fn close_but_marks(&mut self, n: usize) {
        let ended = self.open.iter().skip(n + 1).filter(|e| is_mark(&e.name));
        let marks: Vec<String> = ended.take(REOPENED).map(|e| e.name.clone()).collect();
        self.close(n);
        for name in marks {
            let mark = self.element(&name, BTreeMap::new());
            self.open.push(mark);
        }
    }

    /// What the beginning of an element ends.
    fn end_before(&mut self, name: &str) {
        let found = match name {
            "li" => self.within(
                |n| is_list(n) || matches!(n, "blockquote" | "section" | "article"),
                |n| n == "li",
            ),
            "dd" | "dt" => self.within(|n| n == "dl" || is_scope(n), |n| matches!(n, "dd" | "dt")),
            "option" => self.within(|n| n == "select", |n| n == "option"),
            "td" | "th" => self.within(
                |n| matches!(n, "table" | "tr"),
                |n| matches!(n, "td" | "th" | "caption"),
            ),
            "tr" => self.within(|n| n == "table", |n| matches!(n, "tr" | "caption")),
            "tbody" | "thead" | "tfoot" => self.within(
                |n| n == "table",
                |n| matches!(n, "tbody" | "thead" | "tfoot" | "caption"),
            ),
            "a" => self.within(is_block, |n| n == "a"),
            "rt" | "rp" => {
                self.within(|n| n == "ruby" || is_block(n), |n| matches!(n, "rt" | "rp"))
            }
            // A heading ends a heading that nobody closed.
            _ if is_heading(name) => self.within(|n| is_block(n) && !is_heading(n), is_heading),
            _ => None,
        };
        if let Some(at) = found {
            self.close(at);
        }
        let of_table = matches!(name, "tbody" | "thead" | "tfoot" | "tr" | "td" | "th");
        if is_block(name)
            && !of_table
            && let Some(p) = self.within(is_scope, |n| n == "p")
        {
            self.close_but_marks(p);
        }
    }

    /// An element begins; how its content is to be read where that is no markup.
    fn start(
        &mut self,
        name: &str,
        attributes: BTreeMap<String, String>,
        empty: bool,
    ) -> Option<State> {
        match name {
            "html" | "body" => {
                self.xml |= attributes.contains_key("xmlns");
                self.close_to("head");
                if self.is_open(name).is_some() {
                    return None;
                }
            }
            "head" => {}
            _ if self.is_open("head") == Some(self.open.len() - 1) && !is_of_head(name) => {
                self.close_to("head");
            }
            _ => {}
        }
        let name = if name == "image" { "img" } else { name };
        let foreign = self.is_open("svg").or(self.is_open("math")).is_some();
        self.end_before(name);
        let element = self.element(name, attributes);
        let drawn = foreign || matches!(name, "svg" | "math");
        if is_void(name) || empty && (self.xml || drawn) || self.open.len() >= DEEPEST {
            self.push(Node::Element(element));
            return None;
        }
        self.open.push(element);
        match name {
            _ if foreign => None,
            "script" => Some(State::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" => Some(State::RawText),
            "title" | "textarea" => Some(State::RcData),
            _ => None,
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "br" => {
                self.start("br", BTreeMap::new(), false);
                return;
            }
            // What stands behind the end of the body stands in it.
            "html" | "body" => return,
            _ => {}
        }
        let own = |n: &str| n == name;
        let found = match name {
            _ if is_heading(name) => self.within(is_scope, is_heading),
            "table" => self.within(|_| false, own),
            "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "caption" => {
                self.within(|n| n == "table", own)
            }
            "li" => self.within(is_list, own),
            _ => self.within(is_scope, own),
        };
        let Some(at) = found else { return };
        if name == "p" {
            self.close_but_marks(at);
        } else if is_block(name) {
            self.close(at);
        } else {
            self.end_inline(at, name);
        }
    }

    /// A mark ends, though others that began in it are open, and blocks perhaps: those go on.
    fn end_inline(&mut self, at: usize, name: &str) {
        let inner = self.open.iter().skip(at + 1);
        let inner: Vec<(String, BTreeMap<String, String>)> = inner
            .filter(|e| is_block(&e.name) || is_mark(&e.name))
            .map(|e| (e.name.clone(), e.attributes.clone()))
            .filter(|(n, _)| n != name)
            .collect();
        self.close(at);
        for (name, mut attributes) in inner {
            // There is one place of a name.
            attributes.remove("id");
            let again = self.element(&name, attributes);
            self.open.push(again);
        }
    }
}
