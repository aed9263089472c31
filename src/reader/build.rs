//! Units to tree.

use super::head;
use super::inline::Marks;
use super::joined::{chain_end, words_of};
use super::label::Candidate;
use super::lines::{Kind, Markup, Unit};
use super::nested;
use super::scenes::{self, Scenes, repeats};
use super::tables;
use super::typing::{self, Typing};
use super::{Anchored, Punctuation, ReadOptions, names, roles, works};
use crate::source::Source;
use crate::tree::{
    Block, Document, Heading, Inline, Item, Label, List, Metadata, Paragraph, ParagraphRole as P,
    Rule, SceneBreak, Scheme, Section, SectionRole, Span, Text, TitleBlock, Verse, halves,
};

/// Roles of lines that belong to the title above them.
const BENEATH: [&str; 4] = ["subtitle", "piece_title", "dateline", "byline"];

/// An open section and its level: volume 0, piece 1, headings from 2.
struct Open {
    level: u8,
    section: Section,
}

struct Builder<'a> {
    source: &'a Source,
    typing: Typing,
    /// Straight quotation marks that pair: bytes of the source, and what stands there instead.
    quotes: Vec<(u32, &'static str)>,
    /// Marks of Markdown within lines.
    marks: Marks,
    corrections: Option<&'a Anchored>,
    root: Vec<Block>,
    /// The head of an official paper.
    head: Vec<Paragraph>,
    /// The name of the volume that stands once more before the next heading.
    again: Option<Span>,
    /// The line from which pieces stand behind all volumes.
    behind: Option<u32>,
    open: Vec<Open>,
    /// Lists being filled, outermost first, each with its family.
    lists: Vec<(Scheme, List)>,
}

/// Builds the document.
pub(super) fn build(source: &Source, units: &[Unit], options: &ReadOptions) -> Document {
    let typing = Typing::of(options.punctuation, &source.text);
    let mut b = Builder {
        source,
        typing,
        quotes: if typing.quotes {
            quotes(source, units)
        } else {
            Vec::new()
        },
        marks: Marks::of(&source.text),
        corrections: options.corrections.as_ref(),
        root: Vec::new(),
        head: Vec::new(),
        again: None,
        behind: works::behind_volumes(units, &source.text),
        open: Vec::new(),
        lists: Vec::new(),
    };
    let restarts = restarts(units);
    let scenes = Scenes::of(units, &source.text);
    let mut title: Option<TitleBlock> = None;
    let mut i = 0;
    while let Some(u) = units.get(i) {
        let begin = i;
        // What is left out takes along only what carries it on itself.
        let alone = u.kind == Kind::Boilerplate
            && units.get(begin + 1).is_none_or(|v| v.joins != Some(begin));
        i = if alone {
            begin + 1
        } else {
            chain_end(units, begin)
        };
        let chain: Vec<&Unit> = words_of(units.get(begin..i).unwrap_or_default()).collect();
        let rest = chain.get(1..).unwrap_or_default();
        if scenes.gaps.contains(&begin) {
            b.close_lists();
            b.push(Block::SceneBreak(SceneBreak {
                line: u.line,
                mark: Text::default(),
            }));
        }
        match u.kind {
            _ if !head::roles(u).is_empty() => b.head_line(u),
            _ if scenes.marks.contains(&begin) => {
                b.scene_break(u);
                // What was taken to carry on a line of marks is a paragraph.
                if let [first, more @ ..] = rest {
                    b.paragraph(first, more);
                }
            }
            Kind::Volume if u.role == nested::AGAIN => b.again = Some(u.whole()),
            _ if repeats(units, begin, source) => b.repeat(u, rest),
            Kind::Boilerplate
                if !options.keep_boilerplate || u.role == super::integrity::COPY_ROLE => {}
            Kind::Title if u.role == scenes::REPEAT && title.is_some() => {
                let mut gone = Text::default();
                gone.push_replaced("", u.whole(), Rule::Repeat);
                rest.iter()
                    .for_each(|r| gone.push_replaced("", r.span, Rule::Repeat));
                if let Some(t) = &mut title {
                    t.title.push(Inline::Text(gone));
                }
            }
            // A title that comes again inside the text stands where it stands.
            Kind::Title if b.is_numbered_at_most() => {
                let line = b.marked_line(u, u.span, rest);
                match &mut title {
                    Some(t) => t.subtitle.push(line),
                    None => {
                        title = Some(TitleBlock {
                            line: u.line,
                            title: line,
                            subtitle: Vec::new(),
                        });
                    }
                }
            }
            Kind::Para if u.role == "attachment_mark" => b.attachment_mark(u, rest, units.get(i..)),
            _ if BENEATH.contains(&u.role) && b.below_title() => b.title_line(u, rest),
            Kind::Volume | Kind::Piece | Kind::Heading => b.section(u, rest),
            Kind::Item => b.item(u, rest),
            Kind::Para if u.role == "verse" => {
                b.close_lists();
                i = b.verse(units, begin);
            }
            Kind::Para if u.role == tables::ROLE => {
                b.close_lists();
                i = b.table(units, begin);
            }
            _ => {
                if u.kind == Kind::Salutation && restarts.get(i).is_some_and(|r| *r) {
                    b.fresh_speech(u);
                }
                b.paragraph(u, rest);
            }
        }
    }
    let head = std::mem::take(&mut b.head);
    let root = b.finish();
    Document {
        version: crate::tree::TREE_VERSION,
        metadata: Metadata::default(),
        head,
        title,
        blocks: root,
    }
}

/// The straight quotation marks that pair within their paragraphs.
fn quotes(source: &Source, units: &[Unit]) -> Vec<(u32, &'static str)> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < units.len() {
        let begin = i;
        i = chain_end(units, begin);
        let chain: Vec<&Unit> = words_of(units.get(begin..i).unwrap_or_default()).collect();
        let parts: Vec<&str> = chain.iter().map(|u| source.slice(u.span)).collect();
        for (at, mark) in typing::quotes(&parts) {
            let mut at = at;
            let part = chain.iter().find(|u| {
                let here = at < u.span.len();
                at -= if here { 0 } else { u.span.len() };
                here
            });
            out.extend(part.map(|u| (u.span.start + u32::try_from(at).unwrap_or(0), mark)));
        }
    }
    out.sort_unstable();
    out
}

/// For each unit: does the numbering of the first level begin anew behind it, before the next piece?
fn restarts(units: &[Unit]) -> Vec<bool> {
    let mut anew = false;
    let mut out: Vec<bool> = units
        .iter()
        .rev()
        .map(|u| {
            match u.kind {
                Kind::Piece | Kind::Volume => anew = false,
                Kind::Heading if u.level == 2 => anew = u.label.is_some_and(|c| c.number == 1),
                _ => {}
            }
            anew
        })
        .collect();
    out.reverse();
    out
}

impl Builder<'_> {
    fn text(&self, span: Span, into: &mut Text, rule: Rule) {
        let s = self.source.slice(span);
        let base = span.start as usize;
        let mut edits: Vec<(std::ops::Range<usize>, &str, Rule)> = Vec::new();
        for (at, with) in self.corrections.iter().flat_map(|c| c.replaced_in(span)) {
            edits.push((
                at.start as usize - base..at.end as usize - base,
                with,
                Rule::Correction,
            ));
        }
        let corrections = edits.len();
        let from = self.quotes.partition_point(|q| q.0 < span.start);
        let own = self.quotes.get(from..).unwrap_or_default().iter();
        let own = own.take_while(|q| q.0 < span.end).map(|(at, new)| {
            let at = *at as usize - base;
            (at..at + 1, *new, Rule::Punctuation)
        });
        for (range, new, why) in self.typing.edits(s).into_iter().chain(own) {
            // What a label's marks are set by is the label's rule.
            let rule = if why == Rule::Punctuation { rule } else { why };
            if edits
                .iter()
                .take(corrections)
                .all(|(r, _, _)| r.end <= range.start || range.end <= r.start)
            {
                edits.push((range, new, rule));
            }
        }
        // Most text stands as it is.
        if edits.is_empty() && s.chars().all(printable) {
            if !s.is_empty() {
                into.push_kept(s, span);
            }
            return;
        }
        edits.sort_by_key(|(r, _, _)| r.start);
        let mut edits = edits.into_iter().peekable();
        let mut from = 0;
        let kept = |into: &mut Text, a: usize, b: usize| {
            if a < b {
                into.push_kept(
                    s.get(a..b).unwrap_or_default(),
                    Span::new(base + a, base + b),
                );
            }
        };
        for (i, c) in s.char_indices() {
            let end = i + c.len_utf8();
            if let Some((r, new, rule)) = edits.next_if(|(r, _, _)| r.start == i) {
                kept(into, from, i);
                into.push_replaced(new, Span::new(base + r.start, base + r.end), rule);
                from = r.end;
            } else if i >= from && !printable(c) {
                kept(into, from, i);
                into.push_replaced("", Span::new(base + i, base + end), Rule::Control);
                from = end;
            }
        }
        kept(into, from, s.len());
    }

    /// Text of a span and of the continuations behind it.
    fn line(&self, span: Span, rest: &[&Unit]) -> Vec<Inline> {
        let mut t = Text::default();
        self.text(span, &mut t, Rule::Punctuation);
        for r in rest {
            // Between Latin words the line end was a space.
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            if latin(t.as_str().chars().last()) && latin(self.source.slice(r.span).chars().next()) {
                let at = r.span.start as usize;
                t.push_replaced(" ", Span::new(at, at), Rule::Join);
            }
            self.text(r.span, &mut t, Rule::Punctuation);
        }
        if t.is_empty() && t.segments().is_empty() {
            Vec::new()
        } else {
            self.marks.read(t)
        }
    }

    /// Text of a span of the unit with Markdown's mark, whose meaning the tree says, taken away before it.
    fn marked_line(&self, u: &Unit, span: Span, rest: &[&Unit]) -> Vec<Inline> {
        let mut line = self.line(span, rest);
        if u.markup.is_empty() {
            return line;
        }
        let mut mark = Text::default();
        mark.push_replaced(
            "",
            Span {
                end: u.span.start,
                ..u.whole()
            },
            Rule::Markup,
        );
        line.insert(0, Inline::Text(mark));
        line
    }

    fn label(&self, u: &Unit, c: Candidate) -> (Label, usize) {
        let start = u.span.start as usize;
        let span = Span::new(start, start + c.len);
        let verbatim = self.source.slice(span);
        let mut shown = Text::default();
        let wide = self.typing.marks != Punctuation::Keep;
        let keeps = !self.typing.narrows();
        for (i, ch) in verbatim.char_indices() {
            let at = Span::new(start + i, start + i + ch.len_utf8());
            let new = match ch {
                '(' if wide => "（",
                ')' if wide => "）",
                ',' if wide => "，",
                ':' if wide => "：",
                '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' if !keeps => {
                    typing::half(ch).unwrap_or_default()
                }
                // The point of a number is as wide as it.
                '．' if !keeps
                    && verbatim
                        .get(..i)
                        .is_some_and(|s| s.ends_with(|c| matches!(c, '０'..='９'))) =>
                {
                    "."
                }
                _ => {
                    shown.push_kept(verbatim.get(i..i + ch.len_utf8()).unwrap_or_default(), at);
                    continue;
                }
            };
            let rule = if new.is_ascii() {
                Rule::Width
            } else {
                Rule::Label
            };
            shown.push_replaced(new, at, rule);
        }
        let words = self.source.slice(u.span).get(c.len..).unwrap_or_default();
        let gap = words.len() - words.trim_start().len();
        let number = (c.number > 0).then_some(c.number);
        (
            Label::new(verbatim, shown, c.scheme, number),
            start + c.len + gap,
        )
    }

    /// A mark before a title that belongs to no word, as sites leave behind: `;在会上的讲话篇二`.
    fn stray(&self, words: Span) -> Span {
        let s = self.source.slice(words);
        let rest = s.trim_start_matches([';', '；', '`', ',', '，', '。']);
        let cut = if rest.is_empty() {
            0
        } else {
            s.len() - rest.len()
        };
        let start = words.start as usize;
        Span::new(start, start + cut)
    }

    fn section(&mut self, u: &Unit, rest: &[&Unit]) {
        self.close_lists();
        let (level, role) = match u.kind {
            Kind::Volume => (0, SectionRole::Volume),
            Kind::Piece => (1, SectionRole::Piece),
            _ => (u.level.max(2), SectionRole::Heading),
        };
        let behind = level == 1 && self.behind.is_some_and(|line| u.line >= line);
        self.close_to(if behind { 0 } else { level });
        let mut gone = Text::default();
        if let Some(span) = self.again.take() {
            gone.push_replaced("", span, Rule::Repeat);
        }
        let (label, start) = match u.label {
            Some(c) => {
                let (mut l, s) = self.label(u, c);
                for (s, span, rule) in l.shown.runs() {
                    match rule {
                        Some(rule) => gone.push_replaced(s, span, rule),
                        None => gone.push_kept(s, span),
                    }
                }
                l.shown = std::mem::take(&mut gone);
                (Some(l), s)
            }
            None => (None, u.span.start as usize),
        };
        let end = u
            .run_in
            .map_or(u.span.end as usize, |e| u.span.start as usize + e);
        let words = Span::new(start.min(end), end);
        // Behind a label a mark is the sentence's own, however odd.
        let stray = match label {
            Some(_) => Span::new(words.start as usize, words.start as usize),
            None => self.stray(words),
        };
        let mut title = self.marked_line(
            u,
            Span::new(stray.end as usize, end),
            if u.run_in.is_some() { &[] } else { rest },
        );
        if !stray.is_empty() {
            let mut mark = Text::default();
            mark.push_replaced("", stray, Rule::Stray);
            title.insert(0, Inline::Text(mark));
        }
        if !gone.segments().is_empty() {
            title.insert(0, Inline::Text(gone));
        }
        let mut section = Section {
            role,
            line: u.line,
            heading: Some(Heading {
                label,
                title,
                subtitle: Vec::new(),
                run_in: u.run_in.is_some(),
            }),
            ..Section::default()
        };
        if u.run_in.is_some() {
            let tail = self.source.slice(Span::new(end, u.span.end as usize));
            let begin = end + tail.len() - tail.trim_start().len();
            let inlines = self.line(Span::new(begin, u.span.end as usize), rest);
            section.blocks.push(Block::Paragraph(Paragraph {
                role: P::Body,
                line: u.line,
                inlines,
            }));
        }
        self.open.push(Open { level, section });
    }

    /// Has nothing been built yet but what may stand above the title of an official paper: its number, or who issued it on
    /// which day?
    fn is_numbered_at_most(&self) -> bool {
        // Minutes have the office and the day above their title.
        let issued = |p: &Paragraph| {
            let text = crate::tree::plain_text(&p.inlines);
            halves(&text)
                .is_some_and(|(office, day)| names::is_office(office) && roles::is_date(day))
        };
        let above = |b: &Block| match b {
            Block::Paragraph(p) => p.role == P::DocumentNumber || issued(p),
            _ => false,
        };
        self.root.iter().all(above) && self.open.is_empty() && self.lists.is_empty()
    }

    /// Has a piece just begun, or a section with nothing but a number?
    fn below_title(&self) -> bool {
        self.lists.is_empty()
            && self.open.last().is_some_and(|o| {
                let h = o.section.heading.as_ref();
                let numbered = h.is_some_and(|h| h.label.is_some() && h.title.is_empty());
                (o.section.role == SectionRole::Piece || numbered)
                    && o.section.blocks.is_empty()
                    && h.is_some_and(|h| !h.run_in)
            })
    }

    /// A line of the title above: the title itself below a bare number, else a subtitle.
    fn title_line(&mut self, u: &Unit, rest: &[&Unit]) {
        let line = self.marked_line(u, u.span, rest);
        let heading = self
            .open
            .last_mut()
            .and_then(|o| o.section.heading.as_mut());
        if let Some(h) = heading {
            if u.role == "piece_title" && h.label.is_some() && h.title.is_empty() {
                h.title = line;
            } else {
                h.subtitle.push(line);
            }
        }
    }

    fn item(&mut self, u: &Unit, rest: &[&Unit]) {
        let Some(c) = u.label else {
            return self.paragraph(u, rest);
        };
        let (label, start) = self.label(u, c);
        let mut inlines = Vec::new();
        let mut from = start;
        if let Some(e) = u.lead {
            let end = u.span.start as usize + e;
            if end > start {
                inlines.push(Inline::Lead {
                    content: self.line(Span::new(start, end), &[]),
                });
                from = end;
            }
        }
        inlines.extend(self.line(
            Span::new(from.min(u.span.end as usize), u.span.end as usize),
            rest,
        ));
        let paragraph = Paragraph {
            role: P::Body,
            line: u.line,
            inlines,
        };
        let item = Item {
            label: Some(label),
            line: u.line,
            blocks: vec![Block::Paragraph(paragraph)],
        };
        if let Some(k) = self.lists.iter().position(|(s, _)| kin(*s, c.scheme)) {
            while self.lists.len() > k + 1 {
                self.fold();
            }
        } else {
            self.lists.push((c.scheme, List::default()));
        }
        if let Some((_, list)) = self.lists.last_mut() {
            list.items.push(item);
        }
    }

    /// Puts the innermost list into the item that it stands in, or into the flow.
    fn fold(&mut self) {
        let Some((_, list)) = self.lists.pop() else {
            return;
        };
        let block = Block::List(list);
        match self.lists.last_mut().and_then(|(_, l)| l.items.last_mut()) {
            Some(item) => item.blocks.push(block),
            None => self.push(block),
        }
    }

    fn close_lists(&mut self) {
        while !self.lists.is_empty() {
            self.fold();
        }
    }

    fn push(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(o) => o.section.blocks.push(block),
            None => self.root.push(block),
        }
    }

    fn close_to(&mut self, level: u8) {
        while self.open.last().is_some_and(|o| o.level >= level) {
            if let Some(o) = self.open.pop() {
                self.push(Block::Section(o.section));
            }
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.close_lists();
        self.close_to(0);
        self.root
    }

    /// A fresh speech inside a labelled piece: what follows is a part of its own, without heading.
    fn fresh_speech(&mut self, u: &Unit) {
        if !self.open.iter().any(|o| o.level >= 2) {
            return;
        }
        self.close_lists();
        let inside = self.open.iter().any(|o| o.level == 1);
        self.close_to(2);
        // A second untitled part closes the first.
        if self
            .open
            .last()
            .is_some_and(|o| o.section.role == SectionRole::Untitled)
            && let Some(o) = self.open.pop()
        {
            self.push(Block::Section(o.section));
        }
        if inside {
            let section = Section {
                role: SectionRole::Untitled,
                line: u.line,
                ..Section::default()
            };
            // Level 1: headings of level 2 open inside it instead of closing it.
            self.open.push(Open { level: 1, section });
        }
    }

    /// A line of marks between two scenes: a rule of hyphens is a bare break, other marks stand as they are.
    fn scene_break(&mut self, u: &Unit) {
        self.close_lists();
        let s = self.source.slice(u.span);
        let mut mark = Text::default();
        mark.push_replaced(scenes::shown(s), u.span, Rule::SceneBreak);
        self.push(Block::SceneBreak(SceneBreak { line: u.line, mark }));
    }

    /// A title that is printed again: the tree holds it once. Where the first was a number alone, the second has its
    /// words.
    fn repeat(&mut self, u: &Unit, rest: &[&Unit]) {
        // Where no heading is open there is nothing that it repeats.
        if self.open.last().is_none_or(|o| o.section.heading.is_none()) {
            return self.paragraph(u, rest);
        }
        let start = u.span.start as usize;
        let words = u.label.map_or(start, |c| start + c.len);
        let gap = |s: &str| s.len() - s.trim_start().len();
        let words = words
            + gap(self.source.slice(Span::new(
                words.min(u.span.end as usize),
                u.span.end as usize,
            )));
        let line = self.line(
            Span::new(words.min(u.span.end as usize), u.span.end as usize),
            rest,
        );
        let heading = self
            .open
            .last_mut()
            .and_then(|o| o.section.heading.as_mut());
        let Some(h) = heading else {
            return;
        };
        let bare = h.label.is_some() && crate::tree::plain_text(&h.title).is_empty();
        let mut gone = Text::default();
        if bare && !line.is_empty() {
            gone.push_replaced("", Span::new(u.whole().start as usize, words), Rule::Repeat);
            h.title.push(Inline::Text(gone));
            h.title.extend(line);
            return;
        }
        gone.push_replaced("", u.whole(), Rule::Repeat);
        for r in rest {
            gone.push_replaced("", r.span, Rule::Repeat);
        }
        h.title.push(Inline::Text(gone));
    }

    /// Gathers the rows of a table from unit `at`; returns the index behind it.
    fn table(&mut self, units: &[Unit], at: usize) -> usize {
        let row = |n: &usize| {
            let u = units.get(*n);
            u.is_some_and(|u| u.role == tables::ROLE && (*n == at || !u.blank_before && u.gap == 0))
        };
        let end = at + (at..units.len()).take_while(row).count();
        let rows = units.get(at..end).unwrap_or_default();
        let t = tables::table(rows, &self.source.text, |span| self.line(span, &[]));
        self.push(Block::Table(t));
        end.max(at + 1)
    }

    /// The mark over an attachment: it stands before the piece that it belongs to, or ends the parts of its paper.
    fn attachment_mark(&mut self, u: &Unit, rest: &[&Unit], behind: Option<&[Unit]>) {
        self.close_lists();
        let mut next = behind.unwrap_or_default().iter();
        let next = next.find(|u| u.kind != Kind::Boilerplate && u.role != "attachment_mark");
        let titled = next.is_some_and(|u| u.kind == Kind::Piece);
        self.close_to(if titled { 1 } else { 2 });
        self.paragraph(u, rest);
    }

    /// A line of a paper's head; number and signer on one line are two.
    fn head_line(&mut self, u: &Unit) {
        let roles = head::roles(u);
        let (start, s) = (u.span.start as usize, self.source.slice(u.span));
        if u.role == head::TOGETHER {
            let mut from = 0;
            for name in crate::tree::issuers(s) {
                let begin = s
                    .get(from..)
                    .and_then(|r| r.find(name))
                    .map_or(from, |n| from + n);
                from = begin + name.len();
                let inlines = self.line(Span::new(start + begin, start + from), &[]);
                self.head.push(Paragraph {
                    role: P::Issuer,
                    line: u.line,
                    inlines,
                });
            }
            return;
        }
        let mut from = 0;
        for (n, role) in roles.iter().enumerate() {
            let end = match halves(s) {
                Some((first, _)) if n + 1 < roles.len() => first.len(),
                _ => s.len(),
            };
            let blank = s.get(from..end).unwrap_or_default();
            let begin = from + blank.len() - blank.trim_start().len();
            let inlines = self.line(Span::new(start + begin, start + end), &[]);
            from = end;
            self.head.push(Paragraph {
                role: *role,
                line: u.line,
                inlines,
            });
        }
    }

    fn paragraph(&mut self, u: &Unit, rest: &[&Unit]) {
        self.close_lists();
        let role = match (u.kind, u.role) {
            (Kind::Salutation, _) => P::Salutation,
            (_, "signature" | "byline") => P::Signature,
            (_, "date") => P::Date,
            (_, "doc_number") => P::DocumentNumber,
            (_, "attachment") => P::Attachment,
            (_, "attachment_name") => P::AttachmentName,
            (_, "attachment_mark") => P::AttachmentMark,
            (_, "annotation") => P::Annotation,
            (_, "cc") => P::Cc,
            (_, "imprint") => P::Imprint,
            (Kind::Closing, _) => P::Closing,
            (Kind::Preface, _) => P::Preface,
            (Kind::Boilerplate, _) => P::Boilerplate,
            _ if matches!(u.markup, Markup::Quotation { .. }) => P::Quotation,
            _ => P::Body,
        };
        let inlines = self.marked_line(u, u.span, rest);
        self.push(Block::Paragraph(Paragraph {
            role,
            line: u.line,
            inlines,
        }));
    }

    /// The white space with which a line of verse begins, as so many full-width spaces.
    fn step(&self, u: &Unit, step: u32) -> Text {
        let start = u.span.start as usize;
        let before = self.source.text.get(..start).unwrap_or_default();
        let blank = |c: char| c.is_whitespace() && !matches!(c, '\n' | '\r');
        let begin = before.trim_end_matches(blank).len();
        let mut out = Text::default();
        let white = "\u{3000}".repeat(step as usize);
        out.push_replaced(&white, Span::new(begin, start), Rule::Indent);
        out
    }

    /// Gathers verse from unit `at`; returns the index behind it.
    fn verse(&mut self, units: &[Unit], at: usize) -> usize {
        let mut v = Verse {
            line: units.get(at).map_or(0, |u| u.line),
            stanzas: Vec::new(),
        };
        let mut i = at;
        let steps = steps(units.get(at..).unwrap_or_default());
        while let Some(u) = units.get(i).filter(|u| is_verse(u)) {
            let end = chain_end(units, i);
            let chain: Vec<&Unit> = words_of(units.get(i..end).unwrap_or_default()).collect();
            let mut line = self.line(u.span, chain.get(1..).unwrap_or_default());
            let step = steps.get(i - at).copied().unwrap_or(0);
            if step > 0 {
                line.insert(0, Inline::Text(self.step(u, step)));
            }
            match v.stanzas.last_mut() {
                Some(stanza) if !u.blank_before => stanza.push(line),
                _ => v.stanzas.push(vec![line]),
            }
            i = end;
        }
        self.push(Block::Verse(v));
        i
    }
}

fn is_verse(u: &Unit) -> bool {
    u.kind == Kind::Para && u.role == "verse"
}

/// A step of modern verse is at most so wide, in characters.
const STEP_MAX: u32 = 16;

/// How much further in than the others each line of verse begins, in characters, where steps are the poet's: some lines,
/// not just the first of stanzas, begin further in.
fn steps(units: &[Unit]) -> Vec<u32> {
    let verse = || {
        units
            .iter()
            .take_while(|u| is_verse(u) || u.kind == Kind::Continuation)
    };
    let least = verse()
        .filter(|u| is_verse(u))
        .map(|u| u.indent)
        .min()
        .unwrap_or(0);
    let of = |u: &Unit| {
        if is_verse(u) {
            (u.indent - least) / 2
        } else {
            0
        }
    };
    let stepped = verse().filter(|u| of(u) > 0);
    let within = stepped.clone().filter(|u| !u.blank_before).count();
    let wide = stepped.clone().any(|u| of(u) > STEP_MAX);
    if within < 2 || wide || stepped.count() * 4 > verse().count() * 3 {
        return Vec::new();
    }
    verse().map(of).collect()
}

/// Families that share one list.
fn kin(a: Scheme, b: Scheme) -> bool {
    let word = |s| matches!(s, Scheme::CnShi | Scheme::CnYao | Scheme::CnZhua);
    a == b || word(a) && word(b)
}

/// Characters that XML and fonts can carry.
fn printable(c: char) -> bool {
    !(c.is_control() && c != '\t'
        || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}'))
        && (c as u32 & 0xfffe) != 0xfffe
}
