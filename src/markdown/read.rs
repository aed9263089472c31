//! Markdown to tree: what is marked is taken as marked, nothing is guessed from the words but labels and the byline right
//! below the title.

use super::comment::Said;
use super::flank::{Prepared, told};
use super::known::{front_matter, known};
use super::label;
use super::notes::{Definition, hang};
use super::spans::{Mark, Spans};
use crate::account::{Account, Tally};
use crate::reader::{courtesies, names};
use crate::tree::{
    self, Block, ColumnAlign, Document, Heading, Inline, Item, Label, List, Metadata, Paragraph,
    ParagraphRole as P, SceneBreak, Scheme, Section, SectionRole, Table, Text, TitleBlock, Verse,
    plain_text,
};
use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};
use std::borrow::Cow;
use std::collections::HashMap;

/// Lists, quotations and sections within each other beyond this are taken for their content alone: the tree is walked
/// by recursion.
const DEEPEST: usize = 32;

/// Boxes of lists of tasks.
const OPEN: &str = "□ ";
const DONE: &str = "☑ ";

/// Reads a text.
///
/// ```
/// use wenji::{markdown, tree};
/// let doc = markdown::read("# 春游\n\n## 一、出发\n\n清晨**出发**。\n");
/// assert_eq!(doc.metadata.title.as_deref(), Some("春游"));
/// assert_eq!(tree::outline(&doc)[0].heading.label.as_ref().unwrap().verbatim(), "一、");
/// ```
#[must_use]
pub fn read(text: &str) -> Document {
    read_told(text).0
}

/// Reads a text, with the account of it.
///
/// ```
/// let (doc, account) = wenji::markdown::read_told("甲<!-- 乙 -->\n\n按`回车`。\n");
/// # #[cfg(feature = "write")]
/// assert_eq!(wenji::render::text(&doc), "甲\n按回车。\n");
/// assert_eq!(account.left_out, [("comment", "乙".to_owned())]);
/// assert_eq!((account.marks.get("code"), account.lost.as_str()), (Some(&1), ""));
/// ```
#[must_use]
pub fn read_told(text: &str) -> (Document, Account) {
    // A CR ends a line too; in HTML the parser would hand it on.
    let lines: Cow<'_, str> = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    };
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let prepared = Prepared::new(&lines);
    let events = Parser::new_ext(&prepared.text, options).into_offset_iter();
    let events = told(&prepared, events);
    // What stands in marks, not among the words.
    let mut marks = String::new();
    for e in &events {
        match e {
            Event::Html(s) | Event::InlineHtml(s) => inside_tags(s, &mut marks),
            Event::Start(
                Tag::Link {
                    link_type,
                    dest_url,
                    id,
                    ..
                }
                | Tag::Image {
                    link_type,
                    dest_url,
                    id,
                    ..
                },
            ) => {
                marks.push_str(dest_url);
                // A label that is not the words themselves.
                if *link_type == LinkType::Reference {
                    marks.push_str(id);
                }
            }
            _ => {}
        }
    }
    let (doc, mut account) = read_account(events, false);
    if account.lost.is_empty() {
        let mut all = Tally::default();
        all.add_words(text);
        all.take(&marks);
        let m = &doc.metadata;
        for s in [&m.title, &m.subtitle, &m.author, &m.publisher, &m.date] {
            all.take(s.as_deref().unwrap_or_default());
        }
        let parser = Parser::new_ext(&prepared.text, options);
        for (label, definition) in parser.reference_definitions().iter() {
            all.take(label);
            all.take(&definition.dest);
            all.take(definition.title.as_deref().unwrap_or_default());
        }
        account.settle(all, &doc);
    }
    (doc, account)
}

/// What stands between `<` and `>`: names and attributes.
fn inside_tags(html: &str, out: &mut String) {
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        out.push_str(tag);
        rest = after;
    }
}

/// The mark of a heading of a level, 1 to 6; what is deeper stands on the sixth.
pub(crate) fn heading_tag(level: usize) -> Tag<'static> {
    Tag::Heading {
        level: HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H6),
        id: None,
        classes: Vec::new(),
        attrs: Vec::new(),
    }
}

/// Reads marks, as a parser tells them, with the account of what was told. Where the text is `titled` already, its only
/// heading of the first level is none of the whole.
pub(crate) fn read_account(events: Vec<Event<'_>>, titled: bool) -> (Document, Account) {
    let first = |e: &&Event<'_>| {
        matches!(
            e,
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            })
        )
    };
    let mut r = Reader {
        one_first: !titled && events.iter().filter(first).count() == 1,
        titled,
        stack: vec![Container::new(Kind::Root)],
        ..Reader::default()
    };
    let mut told = Tally::default();
    let mut raw = false;
    for e in events {
        match &e {
            Event::Start(Tag::HtmlBlock | Tag::MetadataBlock(_)) => raw = true,
            Event::End(TagEnd::HtmlBlock | TagEnd::MetadataBlock(_)) => raw = false,
            Event::Text(s) | Event::Code(s) | Event::InlineMath(s) | Event::DisplayMath(s)
                if !raw =>
            {
                told.add(s);
            }
            _ => {}
        }
        r.event(e);
    }
    r.flush();
    let mut account = std::mem::take(&mut r.line.account);
    let doc = r.finish();
    account.settle(told, &doc);
    (doc, account)
}

/// The role of a section where nothing is said: pieces stand at the top and in volumes.
pub(super) fn usual_role(parent: Option<SectionRole>) -> SectionRole {
    match parent {
        None | Some(SectionRole::Volume) => SectionRole::Piece,
        Some(_) => SectionRole::Heading,
    }
}

/// What a container is.
#[derive(Default)]
enum Kind {
    #[default]
    Root,
    Quote,
    List {
        next: Option<u64>,
        items: Vec<Item>,
    },
    Item {
        /// The label that Markdown counts.
        counted: Option<Box<Label>>,
        label: Option<Box<Label>>,
        /// The paragraph that carries the label was read.
        labelled: bool,
    },
    Note(String, Box<Said>),
}

#[derive(Default)]
struct Container {
    kind: Kind,
    /// Open sections with the level of each.
    open: Vec<(usize, Section)>,
    blocks: Vec<Block>,
}

impl Container {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            ..Self::default()
        }
    }

    fn blocks(&mut self) -> &mut Vec<Block> {
        match self.open.last_mut() {
            Some((_, s)) => &mut s.blocks,
            None => &mut self.blocks,
        }
    }

    /// Ends sections until `n` are open.
    fn fold(&mut self, n: usize) {
        while self.open.len() > n {
            if let Some((_, s)) = self.open.pop() {
                self.blocks().push(Block::Section(s));
            }
        }
    }

    fn finished(mut self) -> (Kind, Vec<Block>) {
        self.fold(0);
        (self.kind, self.blocks)
    }
}

#[derive(Default)]
struct Reader {
    stack: Vec<Container>,
    /// Containers beyond the deepest that are open.
    over: usize,
    line: Spans,
    said: Said,
    /// There is one heading of the first level: where it comes first it is the title of the whole.
    one_first: bool,
    /// The text has a title from elsewhere.
    titled: bool,
    /// The text begins with a heading of the first level of which nothing more is said.
    plain_first: bool,
    title: Option<TitleBlock>,
    /// The head of a paper, which stands above its title.
    head: Vec<Paragraph>,
    document: Option<Metadata>,
    /// A verse and how many of its stanzas are still to come.
    verse: Option<(Verse, usize)>,
    table: Option<Table>,
    /// Raw text: code, HTML, the head of the file.
    raw: Option<String>,
    notes: HashMap<String, Definition>,
    order: Vec<String>,
}

impl Reader {
    fn event(&mut self, e: Event<'_>) {
        match e {
            Event::Start(t) => self.start(t),
            Event::End(t) => self.end(t),
            Event::Text(s) | Event::Html(s) if self.raw.is_some() => {
                self.raw.iter_mut().for_each(|r| r.push_str(&s));
            }
            Event::Code(s) => {
                self.line.account.mark("code");
                self.line.text(&s);
            }
            Event::Text(s) | Event::InlineMath(s) | Event::DisplayMath(s) | Event::Html(s) => {
                self.line.text(&s);
            }
            Event::InlineHtml(s) if is_image(&s) => self.inline_image(&s),
            Event::InlineHtml(s) => self.line.html(&s),
            Event::FootnoteReference(name) => self.line.note(&name),
            Event::SoftBreak => self.line.soft_break(),
            Event::HardBreak => self.line.hard_break(),
            Event::Rule => {
                self.flush();
                self.said = Said::default();
                self.push(Block::SceneBreak(SceneBreak::default()));
            }
            Event::TaskListMarker(done) => self.line.text(if done { DONE } else { OPEN }),
        }
    }

    fn start(&mut self, t: Tag<'_>) {
        match t {
            Tag::Emphasis => self.line.open(Mark::Emphasis),
            Tag::Strong => self.line.open(Mark::Strong),
            Tag::Strikethrough => self.line.open(Mark::Meaning(tree::Mark::Strike)),
            Tag::Superscript => self.line.open(Mark::Meaning(tree::Mark::Superscript)),
            Tag::Subscript => self.line.open(Mark::Meaning(tree::Mark::Subscript)),
            Tag::Link {
                dest_url, title, ..
            } => {
                self.line.account.leave("title", &title);
                self.line.open(Mark::Link(dest_url.into_string()));
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                let title = title.strip_prefix("fig:").unwrap_or(&title).to_owned();
                self.line.open(Mark::Image(dest_url.into_string(), title));
            }
            Tag::TableHead | Tag::TableRow => {
                self.table.iter_mut().for_each(|t| t.rows.push(Vec::new()));
            }
            Tag::TableCell => {}
            // What stands in a block without a paragraph of its own ends where another block begins.
            block => {
                self.flush();
                self.block(block);
            }
        }
    }

    fn block(&mut self, t: Tag<'_>) {
        match t {
            Tag::BlockQuote(_) => self.enter(Kind::Quote),
            Tag::List(next) => self.enter(Kind::List {
                next,
                items: Vec::new(),
            }),
            Tag::Item => {
                let counted = match self.stack.last_mut().map(|c| &mut c.kind) {
                    Some(Kind::List { next: Some(n), .. }) => {
                        let label = Box::new(counted(*n));
                        *n = n.saturating_add(1);
                        Some(label)
                    }
                    _ => None,
                };
                self.enter(Kind::Item {
                    counted,
                    label: None,
                    labelled: false,
                });
            }
            Tag::FootnoteDefinition(name) => {
                let said = std::mem::take(&mut self.said);
                self.enter(Kind::Note(name.into_string(), Box::new(said)));
            }
            Tag::Table(align) => {
                let mut table = Table {
                    align: align.into_iter().map(column).collect(),
                    ..Table::default()
                };
                table.trim_align();
                self.table = Some(table);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                self.line.account.leave("info", &info);
                self.raw = Some(String::new());
            }
            Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.raw = Some(String::new());
            }
            _ => {}
        }
    }

    fn end(&mut self, t: TagEnd) {
        match t {
            TagEnd::Emphasis => self.line.close(&Mark::Emphasis),
            TagEnd::Strong => self.line.close(&Mark::Strong),
            TagEnd::Strikethrough => self.line.close(&Mark::Meaning(tree::Mark::Strike)),
            TagEnd::Superscript => self.line.close(&Mark::Meaning(tree::Mark::Superscript)),
            TagEnd::Subscript => self.line.close(&Mark::Meaning(tree::Mark::Subscript)),
            TagEnd::Link => self.line.close(&Mark::Link(String::new())),
            TagEnd::Image => self.line.close(&Mark::Image(String::new(), String::new())),
            TagEnd::TableCell => {
                let mut cell = self.line.take();
                self.uncaption(&mut cell);
                let row = self.table.as_mut().and_then(|t| t.rows.last_mut());
                row.into_iter().for_each(|r| r.push(cell.clone()));
            }
            TagEnd::Table => {
                if let Some(mut t) = self.table.take() {
                    let headless = t.rows.first().is_some_and(|r| r.iter().all(Vec::is_empty));
                    t.header = !headless;
                    if headless {
                        t.rows.remove(0);
                    }
                    self.said = Said::default();
                    self.push(Block::Table(t));
                }
            }
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(level) => self.heading(level as usize),
            TagEnd::CodeBlock => {
                let raw = self.raw.take().unwrap_or_default();
                for (n, line) in raw.lines().enumerate() {
                    if n > 0 {
                        self.line.hard_break();
                    }
                    self.line.text(line);
                }
                self.flush();
            }
            TagEnd::HtmlBlock => self.html(),
            TagEnd::MetadataBlock(_) => {
                let raw = self.raw.take().unwrap_or_default();
                let (known, others) = front_matter(&raw);
                for line in others {
                    self.line.account.leave("front-matter", line);
                }
                self.document = Some(known);
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.flush();
                self.leave();
            }
            _ => {}
        }
    }

    fn enter(&mut self, kind: Kind) {
        if self.stack.len() < DEEPEST && self.over == 0 {
            self.stack.push(Container::new(kind));
        } else {
            self.over += 1;
        }
    }

    fn leave(&mut self) {
        self.end_verse();
        if self.over > 0 {
            self.over -= 1;
            return;
        }
        let Some(c) = (self.stack.len() > 1).then(|| self.stack.pop()).flatten() else {
            return;
        };
        let (kind, mut blocks) = c.finished();
        match kind {
            Kind::Root => {}
            Kind::Quote => blocks.into_iter().for_each(|b| self.push(b)),
            Kind::List { items, .. } => {
                if !items.is_empty() {
                    self.push(Block::List(List { items }));
                }
                // Items beyond the deepest left their content here.
                blocks.into_iter().for_each(|b| self.push(b));
            }
            Kind::Item {
                counted,
                label,
                labelled,
            } => {
                let label = if labelled {
                    label.map(|l| *l)
                } else {
                    blocks.insert(0, Block::Paragraph(Paragraph::default()));
                    Some(counted.map_or_else(label::bullet, |l| *l))
                };
                let item = Item {
                    label,
                    blocks,
                    line: 0,
                };
                match self.stack.last_mut().map(|c| &mut c.kind) {
                    Some(Kind::List { items, .. }) => items.push(item),
                    _ => self.push(Block::List(List { items: vec![item] })),
                }
            }
            Kind::Note(mut name, said) => {
                // A second note of one name has no mark.
                if self.notes.contains_key(&name) {
                    name = format!("{name}\n{}", self.order.len());
                }
                self.order.push(name.clone());
                self.notes.insert(name, Definition::new(blocks, said.mark));
            }
        }
        self.said = Said::default();
    }

    fn push(&mut self, b: Block) {
        self.end_verse();
        if let Some(c) = self.stack.last_mut() {
            let blocks = c.blocks();
            if let (Block::Table(_), Some(Block::Paragraph(p))) = (&b, blocks.last_mut())
                && p.is_table_caption()
            {
                p.role = P::Caption;
            }
            blocks.push(b);
        }
    }

    fn end_verse(&mut self) {
        if let (Some((v, _)), Some(c)) = (self.verse.take(), self.stack.last_mut()) {
            c.blocks().push(Block::Verse(v));
        }
    }

    /// The line read so far is a paragraph.
    fn flush(&mut self) {
        if self.line.is_empty() {
            return;
        }
        let mut line = self.line.take();
        let said = &self.said;
        let pictured = self.verse.is_none()
            && !(said.scene_break || said.subtitle || said.caption)
            && said.paragraph.is_none()
            && said.label.is_none();
        let is_break = |i: &Inline| *i == Inline::HardBreak;
        if !pictured || !line.split(is_break).any(is_picture) {
            self.uncaption(&mut line);
            return self.paragraph(line);
        }
        // Pictures on lines of their own stand by themselves.
        let mut words: Vec<Inline> = Vec::new();
        for part in line.split(is_break) {
            if !is_picture(part) {
                if !words.is_empty() {
                    words.push(Inline::HardBreak);
                }
                words.extend_from_slice(part);
                continue;
            }
            self.words_between(&mut words);
            for i in part {
                if let Inline::Image(i) = i {
                    self.said = Said::default();
                    self.push(Block::Image(i.clone()));
                }
            }
        }
        self.words_between(&mut words);
    }

    /// A paragraph beside pictures, if there are words.
    fn words_between(&mut self, words: &mut Vec<Inline>) {
        let mut words = std::mem::take(words);
        if !words.is_empty() {
            self.uncaption(&mut words);
            self.paragraph(words);
        }
    }

    /// Pictures within a line have no captions: a title that says more than the words is left out.
    fn uncaption(&mut self, line: &mut [Inline]) {
        for i in line {
            match i {
                Inline::Image(i) if !i.caption.is_empty() => {
                    let caption = std::mem::take(&mut i.caption);
                    self.line.account.leave("title", &plain_text(&caption));
                }
                _ => self.uncaption(i.content_mut().map_or(&mut [], Vec::as_mut_slice)),
            }
        }
    }

    fn paragraph(&mut self, mut line: Vec<Inline>) {
        let said = std::mem::take(&mut self.said);
        if let Some((v, left)) = &mut self.verse {
            let lines = line.split(|i| *i == Inline::HardBreak);
            v.stanzas.push(lines.map(<[_]>::to_vec).collect());
            *left -= 1;
            if *left == 0 {
                self.end_verse();
            }
            return;
        }
        if said.caption
            && let Some(Block::Image(i)) = self.stack.last_mut().and_then(|c| c.blocks().last_mut())
        {
            i.caption.append(&mut line);
            return;
        }
        if said.scene_break {
            return self.push(Block::SceneBreak(SceneBreak {
                mark: Text::bare(plain_text(&line)),
                line: 0,
            }));
        }
        if said.subtitle
            && let Some(lines) = self.subtitles()
        {
            return lines.push(line);
        }
        let mut role = P::Body;
        if let Some(Container { kind, blocks, open }) = self.stack.last_mut() {
            match kind {
                Kind::Quote => role = P::Quotation,
                Kind::Item {
                    counted,
                    label,
                    labelled,
                } if !*labelled && blocks.is_empty() && open.is_empty() => {
                    *labelled = true;
                    *label = match (said.label, counted.take()) {
                        (Some(cut), _) => label::cut(&mut line, cut).map(Box::new),
                        (None, Some(counted)) => Some(counted),
                        (None, None) => Some(Box::new(
                            label::infer(&mut line).unwrap_or_else(label::bullet),
                        )),
                    };
                }
                _ => {}
            }
        }
        self.push(Block::Paragraph(Paragraph {
            role: said.paragraph.unwrap_or(role),
            inlines: line,
            line: 0,
        }));
    }

    /// The subtitles of the heading just read.
    fn subtitles(&mut self) -> Option<&mut Vec<Vec<Inline>>> {
        let top = self.stack.last_mut()?;
        match top.open.last_mut() {
            Some((_, s)) if s.blocks.is_empty() => s.heading.as_mut().map(|h| &mut h.subtitle),
            None if top.blocks.is_empty() => self.title.as_mut().map(|t| &mut t.subtitle),
            _ => None,
        }
    }

    fn heading(&mut self, level: usize) {
        let mut title = self.line.take();
        self.uncaption(&mut title);
        let said = std::mem::take(&mut self.said);
        self.end_verse();
        let at_root = self.stack.len() == 1;
        let Some(top) = self.stack.last_mut() else {
            return;
        };
        if level == 1
            && at_root
            && top.open.is_empty()
            && self.title.is_none()
            && said.section.is_none()
        {
            self.head.append(&mut head(&mut top.blocks, true));
        }
        let nothing_yet = self.title.is_none() && top.open.is_empty() && top.blocks.is_empty();
        if level == 1 && self.one_first && at_root && nothing_yet && said.section.is_none() {
            self.title = Some(TitleBlock {
                title,
                ..TitleBlock::default()
            });
            return;
        }
        let level = said.level.unwrap_or(level);
        let stay = top.open.iter().take_while(|(l, _)| *l < level).count();
        top.fold(stay.min(DEEPEST));
        let parent = top.open.last().map(|(_, s)| s.role);
        let usual = if at_root || parent.is_some() {
            usual_role(parent)
        } else {
            SectionRole::Heading
        };
        let label = match said.label {
            Some(cut) => label::cut(&mut title, cut),
            None => label::infer(&mut title),
        };
        self.plain_first |=
            at_root && nothing_yet && level == 1 && said.section.is_none() && label.is_none();
        let section = Section {
            role: said.section.unwrap_or(usual),
            heading: Some(Heading {
                label,
                title,
                subtitle: Vec::new(),
                run_in: said.run_in,
            }),
            metadata: said.metadata.unwrap_or_default(),
            ..Section::default()
        };
        top.open.push((level, section));
    }

    /// A block of HTML: comments are heard, of the rest the words are kept.
    fn html(&mut self) {
        let raw = self.raw.take().unwrap_or_default();
        let mut rest = raw.as_str();
        let mut words = String::new();
        while let Some((before, after)) = rest.split_once("<!--") {
            words.push_str(before);
            let (comment, tail) = after.split_once("-->").unwrap_or((after, ""));
            self.hear(comment);
            rest = tail;
        }
        words.push_str(rest);
        if words.trim().is_empty() {
            return;
        }
        let (events, account) = crate::html::events(&words);
        self.line.account.join(account);
        for e in events {
            self.event(e);
        }
        self.flush();
    }

    /// A picture by its tag within a line.
    fn inline_image(&mut self, tag: &str) {
        let (events, _) = crate::html::events(tag);
        let mut inside = false;
        for e in events {
            inside |= matches!(e, Event::Start(Tag::Image { .. }));
            let end = matches!(e, Event::End(TagEnd::Image));
            if inside {
                self.event(e);
            }
            inside &= !end;
        }
    }

    fn hear(&mut self, comment: &str) {
        if !self.said.hear(comment) {
            self.line.account.leave("comment", comment);
        }
        if let Some(m) = self.said.document.take() {
            self.document = Some(m);
        }
        if let Some(n) = self.said.end.take() {
            self.end_verse();
            if let Some(top) = self.stack.last_mut() {
                top.fold(n);
            }
        }
        if let Some(stanzas) = self.said.verse.take().filter(|n| *n > 0) {
            self.end_verse();
            self.verse = Some((Verse::default(), stanzas));
        }
        if std::mem::take(&mut self.said.untitled) {
            self.end_verse();
            let said = std::mem::take(&mut self.said);
            let section = Section {
                role: said.section.unwrap_or(SectionRole::Untitled),
                metadata: said.metadata.unwrap_or_default(),
                ..Section::default()
            };
            if let Some(top) = self.stack.last_mut().filter(|c| c.open.len() < DEEPEST) {
                let level = top.open.last().map_or(0, |(level, _)| *level);
                top.open.push((level, section));
            }
        }
        if std::mem::take(&mut self.said.empty) {
            self.paragraph(Vec::new());
        }
    }

    fn finish(mut self) -> Document {
        self.flush();
        while self.stack.len() > 1 {
            self.leave();
        }
        self.end_verse();
        let (_, mut blocks) = self.stack.pop().unwrap_or_default().finished();
        if self.title.is_none() && self.head.is_empty() {
            self.head = head(&mut blocks, false);
        }
        // What our own files mean they say.
        let foreign = self.document.is_none() && !self.titled;
        if foreign && self.plain_first && self.title.is_none() {
            self.title = lone_title(&mut blocks);
        }
        let mut author = None;
        if foreign && self.title.is_some() {
            author = byline(&mut blocks);
        }
        if foreign && self.title.is_some() {
            one_work(&mut blocks);
        }
        courtesies(&mut blocks);
        let mut doc = Document {
            version: crate::tree::TREE_VERSION,
            head: self.head,
            title: self.title,
            blocks,
            ..Document::default()
        };
        hang(&mut doc, self.notes, &self.order);
        let known = known(&doc);
        doc.metadata = match self.document {
            Some(m) => Metadata {
                title: m.title.or(known.title),
                language: m.language.or(known.language),
                ..m
            },
            None => Metadata { author, ..known },
        };
        doc
    }
}

/// Takes the lines of a paper's head from what stands above its title; above none its first line must be of one.
fn head(blocks: &mut Vec<Block>, titled: bool) -> Vec<Paragraph> {
    let of_head = |b: &Block| matches!(b, Block::Paragraph(p) if tree::is_of_head(p.role));
    let number = |b: &Block| matches!(b, Block::Paragraph(p) if p.role == P::DocumentNumber);
    let all = blocks
        .iter()
        .take_while(|b| of_head(b) || number(b))
        .count();
    let whole = titled && all == blocks.len() || !titled && blocks.first().is_some_and(of_head);
    let taken = blocks.drain(..if whole { all } else { 0 });
    taken
        .filter_map(|b| match b {
            Block::Paragraph(p) => Some(p),
            _ => None,
        })
        .collect()
}

/// A heading that stands over nothing, before others of its rank, is the title of the whole and no empty piece.
fn lone_title(blocks: &mut Vec<Block>) -> Option<TitleBlock> {
    let filled = |b: &Block| matches!(b, Block::Section(s) if !s.blocks.is_empty());
    if !blocks.iter().any(filled) {
        return None;
    }
    let heading = match blocks.as_mut_slice() {
        [Block::Section(first), Block::Section(_), ..] if first.blocks.is_empty() => {
            first.heading.take()?
        }
        _ => return None,
    };
    blocks.remove(0);
    Some(TitleBlock {
        title: heading.title,
        subtitle: heading.subtitle,
        ..TitleBlock::default()
    })
}

/// Under one title 一、, 二、 number the parts of one work, a report or a speech, and no works of their own.
fn one_work(blocks: &mut [Block]) {
    let numbered = |s: &Section| {
        let label = s.heading.as_ref().and_then(|h| h.label.as_ref());
        s.role == SectionRole::Piece && label.is_some_and(|l| l.scheme == Scheme::CnComma)
    };
    let sections: Vec<&Section> = blocks
        .iter()
        .filter_map(|b| match b {
            Block::Section(s) => Some(s),
            _ => None,
        })
        .collect();
    if sections.len() < 2 || !sections.iter().all(|s| numbered(s)) {
        return;
    }
    for b in blocks {
        if let Block::Section(s) = b {
            s.role = SectionRole::Heading;
        }
    }
}

/// The line right below the title of the whole that says who wrote it, before the first piece; its author.
fn byline(blocks: &mut [Block]) -> Option<String> {
    let [Block::Paragraph(p), Block::Section(_), ..] = blocks else {
        return None;
    };
    let line = plain_text(&p.inlines);
    if p.role != P::Body || !names::is_byline(&line) {
        return None;
    }
    p.role = P::Signature;
    names::author(&line)
}

const fn column(a: Alignment) -> ColumnAlign {
    match a {
        Alignment::None => ColumnAlign::Unset,
        Alignment::Left => ColumnAlign::Left,
        Alignment::Center => ColumnAlign::Center,
        Alignment::Right => ColumnAlign::Right,
    }
}

/// True for the tag of a picture.
fn is_image(tag: &str) -> bool {
    let name = tag.get(..4).is_some_and(|t| t.eq_ignore_ascii_case("<img"));
    name && !tag
        .get(4..)
        .is_some_and(|t| t.starts_with(char::is_alphanumeric))
}

/// True for a line of pictures, with nothing but blanks between them.
fn is_picture(line: &[Inline]) -> bool {
    let picture = |i: &Inline| matches!(i, Inline::Image(_));
    let blank = |i: &Inline| matches!(i, Inline::Text(t) if t.as_str().trim().is_empty());
    line.iter().any(picture) && line.iter().all(|i| picture(i) || blank(i))
}

/// The label of an item that Markdown numbers.
fn counted(n: u64) -> Label {
    let shown = format!("{n}.");
    Label::new(
        shown.as_str(),
        Text::bare(shown.as_str()),
        crate::tree::Scheme::ArabicDot,
        u32::try_from(n).ok(),
    )
}
