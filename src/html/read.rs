//! HTML to tree: the blocks of a page are told to the reader of marks as Markdown's would be. What is marked is taken as
//! marked; nothing is guessed from the words but labels. In pages that we wrote, classes and roles say the rest.

use super::line::{Line, Mark};
use super::notes::Notes;
use super::numeral::numeral;
use super::own::Own;
use super::soup::{Element, Node, is, is_block, parse};
use super::table;
use crate::account::{Account, Tally};
use crate::markdown::{Cut, Said, heading_tag, read_account};
use crate::tree::{self, Document, Scheme};
use pulldown_cmark::{BlockQuoteKind, CowStr, Event, LinkType, Tag, TagEnd};

/// Elements that hold no text of the page. What stands for a script where none runs is text.
const SKIPPED: &str = "head iframe nav noembed script style template title";
/// Empty places that spanned cells may add to the tables of a page.
const PADDING: usize = 10_000;

/// Reads a page.
///
/// ```
/// let doc = wenji::html::read("<title>春游</title><h2>一、出发</h2><p>清晨<b>出发</b>。<p>路上&hellip;");
/// assert_eq!(doc.metadata.title.as_deref(), Some("春游"));
/// # #[cfg(feature = "write")]
/// assert_eq!(wenji::render::text(&doc), "一、出发\n清晨出发。\n路上…\n");
/// ```
#[must_use]
pub fn read(text: &str) -> Document {
    read_told(text).0
}

/// Reads a page, with the account of it.
///
/// ```
/// let (doc, account) = wenji::html::read_told("<p>甲<kbd>乙</kbd><p hidden>丙");
/// # #[cfg(feature = "write")]
/// assert_eq!(wenji::render::text(&doc), "甲乙\n");
/// assert_eq!(account.left_out, [("hidden", "丙".to_owned())]);
/// assert_eq!((account.marks.get("kbd"), account.lost.as_str()), (Some(&1), ""));
/// ```
#[must_use]
pub fn read_told(text: &str) -> (Document, Account) {
    // A CR ends a line too.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let page = parse(&text);
    let facts = Facts::find(&page);
    let mut w = Walk::new(facts.ours, Notes::find(&page));
    w.inside(&page);
    w.end_paragraph();
    let mut account = w.account;
    let (mut doc, more) = read_account(w.line.out, false);
    account.join(more);
    let m = &mut doc.metadata;
    if facts.ours || doc.title.is_none() {
        m.title = facts.title.or_else(|| m.title.take());
    } else if facts.title != m.title {
        // The title of the window is another than that of the text.
        account.leave("title", &facts.title.unwrap_or_default());
    }
    m.author = facts.author;
    if account.lost.is_empty() {
        let mut all = Tally::default();
        tally(&page, &mut all);
        let titles = account.left_out.iter().filter(|(why, _)| *why == "title");
        titles.for_each(|(_, words)| all.add(words));
        account.settle(all, &doc);
    }
    (doc, account)
}

/// Counts the words of a page, those of its head aside.
fn tally(e: &Element, all: &mut Tally) {
    for n in &e.children {
        match n {
            Node::Text(s) => all.add(s),
            Node::Element(e) if is(&e.name, "head title") => {}
            Node::Element(e) => tally(e, all),
        }
    }
}

/// A part of a page in another text, as the reader of marks is told it.
pub(crate) fn events(html: &str) -> (Vec<Event<'static>>, Account) {
    let mut w = Walk::new(false, Notes::default());
    w.inside(&parse(html));
    w.end_paragraph();
    (w.line.out, w.account)
}

/// What the head says.
#[derive(Default)]
struct Facts {
    title: Option<String>,
    author: Option<String>,
    ours: bool,
}

impl Facts {
    fn find(page: &Element) -> Self {
        let mut facts = Self::default();
        facts.look(page);
        facts
    }

    fn look(&mut self, e: &Element) {
        for e in e.elements() {
            let words = |s: &str| {
                let words = s.split_whitespace().collect::<Vec<_>>().join(" ");
                (!words.is_empty()).then_some(words)
            };
            match e.name.as_str() {
                "title" => self.title = self.title.take().or_else(|| words(&e.text())),
                "meta" => {
                    let content = e.get("content").unwrap_or_default();
                    let name = e.get("name").unwrap_or_default();
                    if name.eq_ignore_ascii_case("author") {
                        self.author = self.author.take().or_else(|| words(content));
                    }
                    self.ours |= name == "generator" && content == super::GENERATOR;
                }
                "svg" | "math" => {}
                _ => self.look(e),
            }
        }
    }
}

pub(super) struct Walk {
    pub(super) line: Line,
    notes: Notes,
    pub(super) own: Own,
    /// Notes whose mark was met.
    used: Vec<usize>,
    /// The note that is being defined.
    note: Option<usize>,
    padding: usize,
    pub(super) account: Account,
}

impl Walk {
    fn new(ours: bool, notes: Notes) -> Self {
        Self {
            line: Line::new(ours),
            notes,
            own: Own::default(),
            used: Vec::new(),
            note: None,
            padding: PADDING,
            account: Account::default(),
        }
    }

    /// What comments of ours say before a block of Markdown.
    pub(super) fn say(&mut self, said: &Said) {
        if let Some(comment) = said.comment() {
            let out = &mut self.line.out;
            out.push(Event::Start(Tag::HtmlBlock));
            out.push(Event::Html(comment.into()));
            out.push(Event::End(TagEnd::HtmlBlock));
        }
    }

    fn within(&mut self, tag: Tag<'static>, content: impl FnOnce(&mut Self)) {
        self.end_paragraph();
        let end = tag.to_end();
        self.line.out.push(Event::Start(tag));
        content(self);
        self.line.unstick();
        self.end_paragraph();
        self.line.out.push(Event::End(end));
    }

    pub(super) fn end_paragraph(&mut self) -> bool {
        self.line.end_paragraph()
    }

    /// All that stands in an element.
    pub(super) fn inside(&mut self, e: &Element) {
        for n in &e.children {
            self.node(n);
        }
    }

    pub(super) fn node(&mut self, n: &Node) {
        match n {
            Node::Text(s) => self.line.text(s),
            Node::Element(e) => self.element(e),
        }
    }

    pub(super) fn element(&mut self, e: &Element) {
        let name = e.name.as_str();
        if let Some(why) = skipped(e) {
            if !is(name, "head title") {
                self.account.leave(why, &e.text());
            }
            return;
        }
        if let Some((note, words)) = self.notes.in_element(e)
            && self.note.is_none()
            && !self.line.single
        {
            let words = words.to_owned();
            return self.definition(e, note, &words);
        }
        for style in [e.get("style"), e.get("color").map(|_| "color:")] {
            self.account.coloured(style.unwrap_or_default());
        }
        if !is_block(name) {
            return self.inline(e);
        }
        if self.line.ours && self.own_block(e) {
            return;
        }
        if self.line.single {
            // A title or cell has lines, no blocks.
            self.end_paragraph();
            self.inside(e);
            self.end_paragraph();
            return;
        }
        self.block(e);
    }

    fn block(&mut self, e: &Element) {
        match e.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(e),
            "hr" => {
                self.end_paragraph();
                self.line.out.push(Event::Rule);
            }
            "blockquote" => {
                let plain: Option<BlockQuoteKind> = None;
                self.within(Tag::BlockQuote(plain), |w| w.inside(e));
            }
            "ol" => self.ordered(e),
            "ul" | "menu" | "dir" => self.items(e, None, |_, _| None),
            // An item without a list.
            "li" => self.within(Tag::Item, |w| w.inside(e)),
            "pre" | "listing" | "xmp" | "plaintext" => {
                self.end_paragraph();
                // The first line end belongs to the tag.
                let text = e.text();
                self.line
                    .preformatted(text.strip_prefix('\n').unwrap_or(&text));
                self.end_paragraph();
            }
            "table" => self.table(e),
            "section" | "div" | "aside" if has_notes(e) => {
                self.end_paragraph();
                // The rule that parts notes from the text belongs to the page.
                let rule = |n: &&Node| matches!(n, Node::Element(e) if e.name == "hr");
                for n in e.children.iter().filter(|n| !rule(n)) {
                    self.node(n);
                }
                self.end_paragraph();
            }
            "figcaption" => self.caption(e),
            "dt" => {
                self.end_paragraph();
                let opened = self.line.open(Mark::Strong);
                self.inside(e);
                self.end_paragraph();
                if opened {
                    self.line.close();
                }
            }
            _ => {
                self.end_paragraph();
                self.inside(e);
                self.end_paragraph();
            }
        }
    }

    pub(super) fn heading(&mut self, e: &Element) {
        self.end_paragraph();
        let level = e
            .name
            .strip_prefix('h')
            .and_then(|n| n.parse::<usize>().ok());
        let tag = heading_tag(level.unwrap_or(usize::MAX));
        let end = tag.to_end();
        let at = self.line.out.len();
        self.line.out.push(Event::Start(tag));
        // A heading without words is none.
        if self.alone(e) || self.line.ours {
            self.line.out.push(Event::End(end));
        } else {
            self.line.out.truncate(at);
        }
    }

    /// The words below a picture, one line.
    pub(super) fn caption(&mut self, e: &Element) {
        self.end_paragraph();
        let at = self.line.out.len();
        self.say(&Said {
            caption: true,
            ..Said::default()
        });
        self.line.out.push(Event::Start(Tag::Paragraph));
        if self.alone(e) {
            self.line.out.push(Event::End(TagEnd::Paragraph));
        } else {
            self.line.out.truncate(at);
        }
    }

    /// An element whose words are one line.
    fn alone(&mut self, e: &Element) -> bool {
        let before = std::mem::replace(&mut self.line.single, true);
        self.inside(e);
        let begun = self.line.end_alone();
        self.line.single = before;
        begun
    }

    /// A numbered list: the browser's numbers are labels.
    fn ordered(&mut self, e: &Element) {
        let number =
            |e: &Element, name: &str| e.get(name).and_then(|v| v.trim().parse::<i64>().ok());
        let items: Vec<&Element> = e.elements().filter(|i| i.name == "li").collect();
        let reversed = e.get("reversed").is_some();
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let start = number(e, "start").unwrap_or(if reversed { count } else { 1 });
        let kind = e.get("type").map_or("1", str::trim);
        let plain = u64::try_from(start).ok().filter(|_| {
            let own = |i: &&Element| i.get("value").is_some();
            !reversed && !matches!(kind, "a" | "A" | "i" | "I") && !items.iter().any(own)
        });
        if plain.is_some() {
            return self.items(e, plain, |_, _| None);
        }
        let mut next = start;
        self.items(e, None, move |item, _| {
            let n = number(item, "value").unwrap_or(next);
            next = n.saturating_add(if reversed { -1 } else { 1 });
            Some((numeral(n, kind), u32::try_from(n).ok()))
        });
    }

    /// A list; `label` gives the label of each item and its number, where Markdown would count another.
    fn items(
        &mut self,
        e: &Element,
        start: Option<u64>,
        mut label: impl FnMut(&Element, usize) -> Option<(String, Option<u32>)>,
    ) {
        self.end_paragraph();
        self.line.out.push(Event::Start(Tag::List(start)));
        for (n, node) in e.children.iter().enumerate() {
            match node {
                Node::Text(s) if s.trim().is_empty() => {}
                Node::Element(i) if skipped(i).is_some() => self.element(i),
                Node::Element(i) if i.name == "li" => {
                    if let Some((note, words)) = self.notes.in_element(i) {
                        let words = words.to_owned();
                        self.definition(i, note, &words);
                        continue;
                    }
                    let label = label(i, n);
                    self.within(Tag::Item, |w| {
                        if let Some((label, number)) = label {
                            w.say(&Said {
                                label: Some(Cut {
                                    chars: label.chars().count(),
                                    scheme: Scheme::ArabicDot,
                                    number,
                                }),
                                ..Said::default()
                            });
                            w.line.words(&label);
                            w.line.stick();
                        }
                        w.inside(i);
                    });
                }
                // A list in a list, words between items.
                other => self.within(Tag::Item, |w| w.node(other)),
            }
        }
        self.line
            .out
            .push(Event::End(TagEnd::List(start.is_some())));
    }

    fn table(&mut self, e: &Element) {
        self.end_paragraph();
        let Some(table) = table::rows(e, self.line.ours, &mut self.padding) else {
            return self.inside(e);
        };
        for n in &table.stray {
            self.node(n);
        }
        self.end_paragraph();
        let align = table.align();
        self.line.out.push(Event::Start(Tag::Table(align)));
        let mut rows = table.rows.iter();
        let head = table.has_head().then(|| rows.next()).flatten();
        self.row(Tag::TableHead, head.map_or(&[], Vec::as_slice));
        for row in rows {
            self.row(Tag::TableRow, row);
        }
        self.line.out.push(Event::End(TagEnd::Table));
    }

    fn row(&mut self, tag: Tag<'static>, cells: &[Option<&Element>]) {
        let end = tag.to_end();
        self.line.out.push(Event::Start(tag));
        for cell in cells {
            self.line.out.push(Event::Start(Tag::TableCell));
            if let Some(cell) = cell {
                self.alone(cell);
            }
            self.line.out.push(Event::End(TagEnd::TableCell));
        }
        self.line.out.push(Event::End(end));
    }

    /// An element within a line.
    fn inline(&mut self, e: &Element) {
        let meaning = |mark| Some(Mark::Meaning(mark));
        let mark = match e.name.as_str() {
            "em" | "i" | "cite" | "dfn" | "var" => Some(Mark::Emphasis),
            "strong" | "b" => Some(Mark::Strong),
            "span" if self.line.ours && e.has("class", "lead") => Some(Mark::Lead),
            "span" if e.has("class", "dots") => meaning(tree::Mark::Dots),
            "sup" if self.marks_a_note(e) => None,
            "sup" => meaning(tree::Mark::Superscript),
            "sub" => meaning(tree::Mark::Subscript),
            "s" | "del" | "strike" => meaning(tree::Mark::Strike),
            "u" | "ins" => meaning(tree::Mark::Underline),
            "small" => meaning(tree::Mark::Small),
            "a" => return self.link(e),
            "br" => return self.line.line_break(),
            "img" => return self.image(e),
            "q" => {
                self.line.words("“");
                self.inside(e);
                return self.line.words("”");
            }
            "ruby" => Some(Mark::Ruby),
            "rp" => return self.account.leave("fallback", &e.text()),
            "rt" if e.text().trim().is_empty() && !self.line.ours => return,
            "rt" => {
                self.trim_page();
                Some(Mark::Reading)
            }
            name => {
                self.account.unknown(name, "");
                None
            }
        };
        let styled = styles(e);
        let marks = mark.into_iter().chain(styled);
        let opened = marks.filter(|m| self.line.open(m.clone())).count();
        self.inside(e);
        if e.name == "rt" {
            self.trim_page();
        }
        for _ in 0..opened {
            self.line.close();
        }
    }

    /// White space beside a reading is the file's own; in our pages it is the text's.
    fn trim_page(&mut self) {
        if !self.line.ours {
            self.line.trim_end();
        }
    }

    /// True for raised words that are nothing but the mark of a note.
    fn marks_a_note(&self, e: &Element) -> bool {
        let blank = |n: &&Node| matches!(n, Node::Text(s) if s.trim().is_empty());
        let mut rest = e.children.iter().filter(|n| !blank(n));
        let first = rest.next();
        let link = match first {
            Some(Node::Element(a)) if a.name == "a" => a,
            _ => return false,
        };
        rest.next().is_none() && self.notes.of_mark(link).is_some()
    }

    fn link(&mut self, e: &Element) {
        if self.note.is_some_and(|n| self.notes.is_back(n, e)) {
            self.account.leave("note-link", &e.text());
            return self.line.trim_end();
        }
        if let Some(note) = self.notes.of_mark(e)
            && self.note.is_none()
            && !self.used.contains(&note)
        {
            self.used.push(note);
            return self.line.event(Event::FootnoteReference(name(note)));
        }
        let to = e.get("href").unwrap_or_default().trim();
        // Places of the page and scripts lead nowhere from another file.
        let leads = !to.is_empty() && !to.starts_with('#') && !is_script(to);
        let opened = leads && self.line.open(Mark::Link(to.to_owned()));
        self.inside(e);
        if opened {
            self.line.close();
        }
    }

    /// A picture is the words that stand for it, or its file's name; a point that counts visitors is none.
    fn image(&mut self, e: &Element) {
        let words = [e.get("alt"), e.get("title")];
        let words = words.into_iter().flatten().map(str::trim);
        let alt = words
            .into_iter()
            .find(|s| !s.is_empty())
            .unwrap_or_default();
        let tiny = |name: &str| {
            let size = e.get(name).and_then(|v| v.trim().parse::<u32>().ok());
            size.is_some_and(|n| n < 3)
        };
        let src = source(e);
        if alt.is_empty() && (src.is_empty() || tiny("width") || tiny("height")) {
            return;
        }
        self.picture(src, alt);
    }

    pub(super) fn picture(&mut self, src: &str, alt: &str) {
        // What stands within the page's own text is taken where it says that it is a picture.
        let own = "data:image/";
        let shows = src
            .get(..own.len())
            .is_some_and(|s| s.eq_ignore_ascii_case(own));
        let src = if is_inner(src) && !shows { "" } else { src };
        self.line.event(Event::Start(Tag::Image {
            link_type: LinkType::Inline,
            dest_url: CowStr::from(src.to_owned()),
            title: "".into(),
            id: "".into(),
        }));
        let out = &mut self.line.out;
        out.push(Event::Text(CowStr::from(alt.to_owned())));
        out.push(Event::End(TagEnd::Image));
    }

    /// A note, with the words of its mark.
    fn definition(&mut self, e: &Element, note: usize, mark: &str) {
        self.end_paragraph();
        let text = e.text();
        let text = text.trim_start();
        let labelled = text.starts_with(mark);
        // A note that a list counts has its mark for a label.
        let counted = !labelled && !self.line.ours;
        let chars = if labelled || counted {
            mark.chars().count()
        } else {
            0
        };
        self.say(&Said {
            mark: Some((chars, mark.to_owned())),
            ..Said::default()
        });
        let before = self.note.replace(note);
        self.within(Tag::FootnoteDefinition(name(note)), |w| {
            if counted {
                w.line.words(mark);
                w.line.stick();
            }
            if is_block(&e.name) && e.name != "li" {
                w.block_of_note(e);
            } else {
                w.inside(e);
            }
        });
        self.note = before;
    }

    fn block_of_note(&mut self, e: &Element) {
        if is(&e.name, "p div aside section td dd") {
            self.inside(e);
        } else {
            self.block(e);
        }
    }
}

/// True for a picture that stands within the page's own text.
fn is_inner(src: &str) -> bool {
    src.get(..5)
        .is_some_and(|s| s.eq_ignore_ascii_case("data:"))
}

/// Where a picture lies; pages that load theirs late have a place holder first.
pub(super) fn source(e: &Element) -> &str {
    let late = ["data-src", "data-original", "data-lazy-src"];
    let late = late.iter().find_map(|name| e.get(name));
    let src = e.get("src").map_or("", str::trim);
    match late.map(str::trim) {
        Some(late) if src.is_empty() || is_inner(src) => late,
        _ => src,
    }
}

/// What the style of an element itself says that carries meaning.
fn styles(e: &Element) -> Vec<Mark> {
    let Some(style) = e.get("style").filter(|_| !is_block(&e.name)) else {
        return Vec::new();
    };
    let style = style.to_ascii_lowercase();
    let mut out = Vec::new();
    for entry in style.split(';') {
        let Some((name, value)) = entry.split_once(':') else {
            continue;
        };
        let value = value.trim().trim_end_matches("!important").trim();
        let has = |w: &str| value.split_whitespace().any(|v| v == w);
        let bold =
            value == "bold" || value == "bolder" || value.parse::<u32>().is_ok_and(|n| n >= 600);
        let meaning = |mark| out.push(Mark::Meaning(mark));
        let mut meaning = meaning;
        match name.trim() {
            "vertical-align" if has("super") => meaning(tree::Mark::Superscript),
            "vertical-align" if has("sub") => meaning(tree::Mark::Subscript),
            "text-decoration" | "text-decoration-line" => {
                if has("line-through") {
                    meaning(tree::Mark::Strike);
                }
                if has("underline") {
                    meaning(tree::Mark::Underline);
                }
            }
            "text-emphasis"
            | "text-emphasis-style"
            | "-webkit-text-emphasis"
            | "-webkit-text-emphasis-style"
                if value != "none" && !value.is_empty() =>
            {
                meaning(tree::Mark::Dots);
            }
            "font-weight" if bold => out.push(Mark::Strong),
            "font-style" if matches!(value, "italic" | "oblique") => out.push(Mark::Emphasis),
            _ => {}
        }
    }
    out
}

fn name(note: usize) -> CowStr<'static> {
    (note + 1).to_string().into()
}

/// Why an element is no text of the page; `None` where it is.
fn skipped(e: &Element) -> Option<&'static str> {
    if is(&e.name, SKIPPED) {
        return Some(match e.name.as_str() {
            "nav" => "navigation",
            _ => "script",
        });
    }
    let style = e.get("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.split_whitespace().collect();
    let unseen = ["display:none", "visibility:hidden"];
    let hidden = e.get("hidden").is_some() || unseen.iter().any(|u| style.contains(u));
    hidden.then_some("hidden")
}

/// True for the part of a page that holds its notes.
fn has_notes(e: &Element) -> bool {
    e.has("role", "doc-endnotes") || e.has("epub:type", "footnotes") || e.has("class", "footnotes")
}

fn is_script(to: &str) -> bool {
    let scheme = to.split_once(':').map_or("", |(s, _)| s);
    ["javascript", "vbscript", "data"]
        .iter()
        .any(|s| scheme.trim().eq_ignore_ascii_case(s))
}
