//! One line of Markdown as inlines.

use crate::account::Account;
use crate::hypertext;
use crate::tree::{self, Image, Inline, Note, Text, plain_text};
use unicode_width::UnicodeWidthChar;

/// Marks within marks beyond this are taken for words: nobody nests so deep, and the tree is walked by recursion.
const DEEPEST: usize = 24;

/// A mark that is open.
#[derive(Debug, PartialEq)]
pub(super) enum Mark {
    Emphasis,
    Strong,
    Lead,
    Link(String),
    /// A picture with its address and its title.
    Image(String, String),
    /// Raised, struck out …
    Meaning(tree::Mark),
    /// Words with readings.
    Ruby,
    /// The reading of the words before it.
    Reading,
    /// Brackets for those who show no readings.
    Fallback,
}

impl Mark {
    fn kin(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Meaning(a), Self::Meaning(b)) => a == b,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// A line that is being read.
#[derive(Default)]
pub(super) struct Spans {
    open: Vec<(Mark, Vec<Inline>)>,
    done: Vec<Inline>,
    words: String,
    /// Marks beyond the deepest that are open.
    over: usize,
    /// The last character, across marks.
    last: Option<char>,
    /// A line ended in the file where none ends in the text.
    soft: bool,
    /// What is beside the words.
    pub(super) account: Account,
}

impl Spans {
    /// True where nothing was read.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.done.is_empty() && self.words.is_empty()
    }

    /// Characters.
    pub(super) fn text(&mut self, s: &str) {
        let Some(first) = s.chars().next() else {
            return;
        };
        if std::mem::take(&mut self.soft) {
            // Between two Han the line end of the file was no space.
            let wide = |c: char| c.width().unwrap_or(0) > 1;
            if !(self.last.is_some_and(wide) && wide(first)) {
                self.words.push(' ');
            }
        }
        // Line ends that are written as character references (`&#10;`) are white space, as in HTML.
        let words = s.split(['\n', '\r']);
        for (n, words) in words.enumerate() {
            if n > 0 {
                self.words.push(' ');
            }
            self.words.push_str(words);
        }
        self.last = self.words.chars().next_back();
    }

    /// A line end within a paragraph of the file.
    pub(super) fn soft_break(&mut self) {
        self.soft = true;
    }

    /// A line end of the text.
    pub(super) fn hard_break(&mut self) {
        self.push(Inline::HardBreak);
        self.last = None;
    }

    /// The mark of a note; the note itself is hung on it later.
    pub(super) fn note(&mut self, name: &str) {
        self.push(Inline::Note(Note {
            mark: Text::bare(name),
            ..Note::default()
        }));
        self.last = None;
    }

    fn push(&mut self, i: Inline) {
        self.flush();
        let line = self
            .open
            .last_mut()
            .map_or(&mut self.done, |(_, line)| line);
        line.push(i);
    }

    fn flush(&mut self) {
        self.soft = false;
        if !self.words.is_empty() {
            let words = Inline::Text(Text::bare(std::mem::take(&mut self.words)));
            let line = self
                .open
                .last_mut()
                .map_or(&mut self.done, |(_, line)| line);
            line.push(words);
        }
    }

    /// A mark opens.
    pub(super) fn open(&mut self, mark: Mark) {
        // A line end before the mark is a space of the text before it.
        if self.soft && self.last.is_some_and(|c| c.width().unwrap_or(0) <= 1) {
            self.words.push(' ');
        }
        self.flush();
        if self.open.len() < DEEPEST {
            self.open.push((mark, Vec::new()));
        } else {
            self.over += 1;
        }
    }

    /// A mark closes, and with it those inside that were left open.
    pub(super) fn close(&mut self, mark: &Mark) {
        if self.over > 0 {
            self.over -= 1;
            return;
        }
        if self.open.iter().any(|(m, _)| m.kin(mark)) {
            while self.close_last().is_some_and(|m| !m.kin(mark)) {}
        }
    }

    fn close_last(&mut self) -> Option<Mark> {
        self.flush();
        let (mark, content) = self.open.pop()?;
        match &mark {
            Mark::Emphasis => self.push(Inline::Emphasis { content }),
            Mark::Strong => self.push(Inline::Strong { content }),
            Mark::Lead => self.push(Inline::Lead { content }),
            Mark::Link(target) => self.push(Inline::Link {
                target: target.clone(),
                content,
            }),
            Mark::Image(target, title) => {
                // A picture without words is its title or its file's name.
                let words = plain_text(&content);
                let blank = |s: &str| s.trim().is_empty();
                let (alt, title) = match (words.is_empty(), blank(title)) {
                    (true, true) => (tree::file_name(target), String::new()),
                    (true, false) => (title.clone(), String::new()),
                    (false, _) => (words, title.clone()),
                };
                let caption = if blank(&title) {
                    Vec::new()
                } else {
                    vec![Inline::Text(Text::bare(title))]
                };
                self.push(Inline::Image(Image {
                    line: 0,
                    alt: Text::bare(alt),
                    target: target.clone(),
                    caption,
                }));
            }
            // A mark around nothing but the mark of a note is how that looks.
            Mark::Meaning(tree::Mark::Superscript)
                if matches!(content.as_slice(), [Inline::Note(_)]) =>
            {
                self.all(content);
            }
            Mark::Meaning(mark) => self.push(Inline::Marked {
                mark: *mark,
                content: join(content),
            }),
            Mark::Reading => self.reading(&content),
            Mark::Ruby => self.all(content),
            Mark::Fallback => self.account.leave("fallback", &plain_text(&content)),
        }
        Some(mark)
    }

    fn all(&mut self, content: Vec<Inline>) {
        for i in content {
            self.push(i);
        }
    }

    /// The words since the last reading have this one.
    fn reading(&mut self, reading: &[Inline]) {
        let reading = plain_text(reading);
        match self.open.last_mut() {
            Some((Mark::Ruby, line)) => {
                let done = line.iter().rposition(|i| matches!(i, Inline::Ruby { .. }));
                let content = join(line.split_off(done.map_or(0, |n| n + 1)));
                if !content.is_empty() || !reading.is_empty() {
                    line.push(Inline::Ruby {
                        content,
                        reading: Text::bare(reading),
                    });
                }
            }
            // A reading of nothing stands in brackets.
            _ => self.push(Inline::Text(Text::bare(tree::reading(&reading)))),
        }
    }

    /// A tag of HTML: those that stand for marks are read, others are passed over.
    pub(super) fn html(&mut self, tag: &str) {
        match tag.to_ascii_lowercase().as_str() {
            "<br>" | "<br/>" | "<br />" => self.hard_break(),
            "<em>" | "<i>" => self.open(Mark::Emphasis),
            "</em>" | "</i>" => self.close(&Mark::Emphasis),
            "<strong>" | "<b>" => self.open(Mark::Strong),
            "</strong>" | "</b>" => self.close(&Mark::Strong),
            "<span class=\"lead\">" => self.open(Mark::Lead),
            "</span>" => self.close_span(),
            "<ruby>" => self.open(Mark::Ruby),
            "</ruby>" => self.close(&Mark::Ruby),
            "<rt>" => self.open(Mark::Reading),
            "</rt>" => self.close(&Mark::Reading),
            "<rp>" => self.open(Mark::Fallback),
            "</rp>" => self.close(&Mark::Fallback),
            "<del>" | "<strike>" => self.open(Mark::Meaning(tree::Mark::Strike)),
            "</del>" | "</strike>" => self.close(&Mark::Meaning(tree::Mark::Strike)),
            "<ins>" => self.open(Mark::Meaning(tree::Mark::Underline)),
            "</ins>" => self.close(&Mark::Meaning(tree::Mark::Underline)),
            other => {
                for mark in tree::Mark::ALL {
                    let (open, close) = hypertext::tags(mark);
                    if other == open {
                        return self.open(Mark::Meaning(mark));
                    }
                    if other == close {
                        return self.close(&Mark::Meaning(mark));
                    }
                }
                if let Some(comment) = tag.strip_prefix("<!--") {
                    let words = comment.strip_suffix("-->").unwrap_or(comment);
                    return self.account.leave("comment", words);
                }
                let attributes = other.trim_start_matches(|c: char| c != ' ');
                let name = other.trim_start_matches('<');
                let end = name.find(|c: char| !c.is_ascii_alphanumeric());
                let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
                self.account.unknown(name, attributes);
            }
        }
    }

    /// The innermost mark that is a span ends.
    fn close_span(&mut self) {
        let dots = Mark::Meaning(tree::Mark::Dots);
        let spans = self.open.iter().rev().map(|(m, _)| m);
        let lead = spans
            .filter(|m| m.kin(&dots) || **m == Mark::Lead)
            .map(|m| *m == Mark::Lead)
            .next();
        self.close(if lead == Some(false) {
            &dots
        } else {
            &Mark::Lead
        });
    }

    /// The line.
    pub(super) fn take(&mut self) -> Vec<Inline> {
        while self.close_last().is_some() {}
        self.flush();
        let line = join(std::mem::take(&mut self.done));
        *self = Self {
            account: std::mem::take(&mut self.account),
            ..Self::default()
        };
        line
    }
}

/// Runs of text that touch become one.
fn join(line: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(line.len());
    let mut words = String::new();
    for i in line {
        match i {
            Inline::Text(t) => words.push_str(t.as_str()),
            other => {
                if !words.is_empty() {
                    out.push(Inline::Text(Text::bare(std::mem::take(&mut words))));
                }
                out.push(other);
            }
        }
    }
    if !words.is_empty() {
        out.push(Inline::Text(Text::bare(words)));
    }
    out
}
