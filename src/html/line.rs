//! A line of a page on its way to the reader of marks: white space, breaks and marks as browsers see them.

use crate::{hypertext, tree};
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

/// A mark that is open.
#[derive(Clone, PartialEq)]
pub(super) enum Mark {
    Emphasis,
    Strong,
    Lead,
    Meaning(tree::Mark),
    Ruby,
    Reading,
    Link(String),
}

impl Mark {
    fn start(&self) -> Event<'static> {
        match self {
            Self::Emphasis => Event::Start(Tag::Emphasis),
            Self::Strong => Event::Start(Tag::Strong),
            Self::Lead => Event::InlineHtml("<span class=\"lead\">".into()),
            Self::Meaning(mark) => Event::InlineHtml(hypertext::tags(*mark).0.into()),
            Self::Ruby => Event::InlineHtml("<ruby>".into()),
            Self::Reading => Event::InlineHtml("<rt>".into()),
            Self::Link(to) => Event::Start(Tag::Link {
                link_type: LinkType::Inline,
                dest_url: CowStr::from(to.clone()),
                title: "".into(),
                id: "".into(),
            }),
        }
    }

    fn end(&self) -> Event<'static> {
        match self {
            Self::Emphasis => Event::End(TagEnd::Emphasis),
            Self::Strong => Event::End(TagEnd::Strong),
            Self::Lead => Event::InlineHtml("</span>".into()),
            Self::Meaning(mark) => Event::InlineHtml(hypertext::tags(*mark).1.into()),
            Self::Ruby => Event::InlineHtml("</ruby>".into()),
            Self::Reading => Event::InlineHtml("</rt>".into()),
            Self::Link(_) => Event::End(TagEnd::Link),
        }
    }
}

/// Events, and the line that they end with.
#[derive(Default)]
pub(super) struct Line {
    pub(super) out: Vec<Event<'static>>,
    /// Marks that are open on the page; the first `open` of them have been told.
    marks: Vec<Mark>,
    open: usize,
    /// White space that waits for words.
    held: String,
    /// Line breaks that wait for words.
    breaks: usize,
    begun: bool,
    /// The line has a label alone: what follows belongs to it, though a paragraph begins.
    stuck: bool,
    /// No paragraph ends here: a title, a cell.
    pub(super) single: bool,
    /// Written by us: every space is one of the text.
    pub(super) ours: bool,
}

impl Line {
    /// An empty line of a page that is `ours` or not.
    pub(super) fn new(ours: bool) -> Self {
        Self {
            ours,
            ..Self::default()
        }
    }

    /// Characters of the page.
    pub(super) fn text(&mut self, s: &str) {
        let mut rest = s;
        while !rest.is_empty() {
            let space = rest.len() - rest.trim_start().len();
            let (held, words) = rest.split_at(space);
            self.held.push_str(held);
            let (words, tail) =
                words.split_at(words.find(char::is_whitespace).unwrap_or(words.len()));
            if !words.is_empty() {
                self.words(words);
            }
            rest = tail;
        }
    }

    /// Characters without white space around them.
    pub(super) fn words(&mut self, s: &str) {
        self.settle();
        self.out.push(Event::Text(CowStr::from(s.to_owned())));
    }

    /// Something else that stands in the line.
    pub(super) fn event(&mut self, e: Event<'static>) {
        self.settle();
        self.out.push(e);
    }

    /// Preformatted lines; an empty one ends a paragraph.
    pub(super) fn preformatted(&mut self, s: &str) {
        for (n, line) in s.split('\n').enumerate() {
            if n > 0 {
                self.line_break();
            }
            let line = line.trim_end();
            if !line.is_empty() {
                self.words(line);
            }
        }
    }

    /// What waits is told, since words follow.
    fn settle(&mut self) {
        if std::mem::take(&mut self.stuck) {
            self.held.clear();
            self.open_marks();
        } else if self.ours {
            self.open_marks();
            self.own_space();
        } else {
            let indented =
                |s: &str| s.contains('\u{3000}') || s.chars().filter(|c| !c.is_ascii()).count() > 1;
            let held = std::mem::take(&mut self.held);
            let breaks = std::mem::take(&mut self.breaks);
            if breaks > 0 && !self.single && (breaks > 1 || indented(&held)) {
                self.end_paragraph();
            } else if breaks > 0 {
                self.out.push(Event::HardBreak);
            } else if self.begun {
                self.gap(&held);
            }
            self.open_marks();
        }
        self.begun = true;
    }

    fn open_marks(&mut self) {
        for m in self.marks.iter().skip(self.open) {
            self.out.push(m.start());
        }
        self.open = self.marks.len();
    }

    /// White space between words.
    fn gap(&mut self, held: &str) {
        let wide: String = held.chars().filter(|c| !c.is_ascii()).collect();
        if !wide.is_empty() {
            self.out.push(Event::Text(wide.into()));
        } else if held.contains(['\n', '\r']) {
            self.out.push(Event::SoftBreak);
        } else if !held.is_empty() {
            self.out.push(Event::Text(" ".into()));
        }
    }

    /// White space as we write it: line ends are the file's own.
    fn own_space(&mut self) {
        let held = std::mem::take(&mut self.held);
        if held.is_empty() {
            return;
        }
        if !held.contains('\n') {
            self.out.push(Event::Text(held.into()));
            self.begun = true;
        } else if self.begun {
            self.gap(&held);
        }
    }

    /// A line ends within a paragraph.
    pub(super) fn line_break(&mut self) {
        if self.ours {
            self.settle();
            self.out.push(Event::HardBreak);
        } else {
            self.held.clear();
            self.breaks += usize::from(self.begun);
        }
    }

    /// A paragraph ends, if one has begun; true where one had.
    pub(super) fn end_paragraph(&mut self) -> bool {
        if self.stuck {
            self.held.clear();
            return false;
        }
        if self.single {
            self.held.clear();
            self.breaks = self.breaks.max(usize::from(self.begun));
            return false;
        }
        self.end_words();
        let begun = std::mem::take(&mut self.begun);
        if begun {
            self.out.push(Event::End(TagEnd::Paragraph));
        }
        begun
    }

    /// The words of a line end: marks that go on begin again with the next words.
    pub(super) fn end_words(&mut self) {
        if self.ours && !self.held.contains('\n') {
            self.own_space();
        }
        self.held.clear();
        self.breaks = 0;
        while self.open > 0 {
            self.open -= 1;
            if let Some(m) = self.marks.get(self.open) {
                self.out.push(m.end());
            }
        }
    }

    /// A line ends whose words no paragraph holds: a title, a cell. True where it has words.
    pub(super) fn end_alone(&mut self) -> bool {
        self.end_words();
        std::mem::take(&mut self.begun)
    }

    /// A mark opens; false where it is open already.
    pub(super) fn open(&mut self, mark: Mark) -> bool {
        let same = |m: &Mark| match (m, &mark) {
            (Mark::Meaning(a), Mark::Meaning(b)) => a == b,
            (m, mark) => std::mem::discriminant(m) == std::mem::discriminant(mark),
        };
        if !self.ours && self.marks.iter().any(same) {
            return false;
        }
        if self.ours {
            self.open_marks();
            self.own_space();
        }
        self.marks.push(mark);
        true
    }

    /// The last mark closes.
    pub(super) fn close(&mut self) {
        if self.ours && !self.held.is_empty() {
            self.open_marks();
            self.own_space();
        }
        let mark = self.marks.pop();
        if self.open > self.marks.len() {
            self.open = self.marks.len();
            self.out.extend(mark.map(|m| m.end()));
        }
    }

    /// The words told last are a label.
    pub(super) fn stick(&mut self) {
        self.stuck = true;
    }

    /// Nothing came behind the label.
    pub(super) fn unstick(&mut self) {
        self.stuck = false;
    }

    /// White space at the end of the line is none of the text; in a page of ours it is one space.
    pub(super) fn trim_end(&mut self) {
        if self.ours {
            self.held.pop();
        } else {
            self.held.clear();
        }
    }
}
