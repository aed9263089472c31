//! The texts at hand, and what is made of them.

use super::Serving;
use super::keep::{Keep, KeepError, Kept, Place, Put};
use crate::layout::Layout;
use crate::reader::{
    self, Anchored, CorrectionError, Corrections, Punctuation, ReadOptions, Reading,
};
use crate::receipt::{Receipt, ReceiptError};
use crate::render::{Format, RenderError, RenderOptions, render};
use crate::review::page::{PageOptions, empty_page, served_page};
use crate::review::rows::{Answer, Beginning, answer, difference};
use crate::source::{Source, SourceError};
use crate::style::{Style, StyleError};
use crate::tree::{Node, Text as Words, walk};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Texts that are held at a time; where more are dropped on pages, the oldest goes.
const TEXTS: usize = 8;
/// Previews that are held at a time.
const PREVIEWS: usize = 4;

/// What a page asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    text: u32,
    /// The corrections with which its rows began.
    #[serde(default)]
    start: String,
    corrections: String,
    style: String,
    punctuation: String,
}

/// Why a wish is not met.
#[derive(Debug, thiserror::Error)]
pub(super) enum DeskError {
    /// No wish.
    #[error("this cannot be read: {0}")]
    Form(#[from] serde_json::Error),
    /// A text that is not held any more.
    #[error("this text is no longer at hand: drop it on the page again / 文本已不在，请重新拖入")]
    Gone,
    /// The file was changed: the page is to ask for it again.
    #[error("the text was changed on the disk / 文本文件已改动")]
    Changed,
    /// Corrections that are not kept.
    #[error("the corrections cannot be kept / 校正无法保存（{0}）")]
    Keep(#[from] KeepError),
    /// A PDF that cannot be written.
    #[error(transparent)]
    Pdf(#[from] crate::pdf::PdfError),
    /// No such choice.
    #[error("there is no punctuation of this name")]
    Punctuation,
    /// No text.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Corrections that do not fit.
    #[error("{}", both(.0))]
    Corrections(#[from] CorrectionError),
    /// The sum of the receipt is wrong.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// No such style.
    #[error(transparent)]
    Style(#[from] StyleError),
    /// A backend failed.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// In both languages: the program does not know which one the page speaks.
fn both(e: &CorrectionError) -> String {
    format!("{e} / {}", e.words_zh())
}

/// Texts, faces and previews of one server.
pub(super) struct Desk {
    read: ReadOptions,
    options: PageOptions,
    style: Option<(String, Style)>,
    faces: crate::font::Faces,
    created: Option<i64>,
    texts: Mutex<Held<Text>>,
    previews: Mutex<Held<Vec<u8>>>,
    first: Mutex<First>,
    keep: Option<Keep>,
}

/// The text that the page begins with.
#[derive(Default)]
struct First {
    /// Its number: that of a page that was made before the file changed is another.
    number: u32,
    text: Option<Arc<Text>>,
    former: Vec<u32>,
    /// Corrections that were made before, as the command line found them.
    fixed: Option<Anchored>,
    /// The page as it begins, and the version of the corrections that it holds.
    page: Arc<String>,
    version: String,
    /// Why the file cannot be read any more.
    trouble: String,
}

/// A text, and the rows that its page began with.
struct Text {
    source: Source,
    beginning: Beginning,
    /// The version of the corrections that those rows were made with: a page with others is told all rows.
    start: String,
}

/// Things by number, the last few of them.
struct Held<T> {
    next: u32,
    most: usize,
    things: VecDeque<(u32, Arc<T>)>,
}

impl<T> Held<T> {
    fn new(most: usize) -> Self {
        Self {
            next: 1,
            most,
            things: VecDeque::new(),
        }
    }

    /// A number that no other thing has.
    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    fn put(&mut self, thing: T) -> u32 {
        let n = self.number();
        self.things.push_back((n, Arc::new(thing)));
        if self.things.len() > self.most {
            self.things.pop_front();
        }
        n
    }

    fn get(&self, n: u32) -> Option<Arc<T>> {
        let found = self.things.iter().find(|(k, _)| *k == n);
        found.map(|(_, t)| Arc::clone(t))
    }
}

impl Desk {
    pub(super) fn new(s: Serving) -> Self {
        let options = PageOptions {
            served: true,
            ..s.page
        };
        let (source, fixed) = s.text.unzip();
        let keep = match (s.disk, &source) {
            (Some(disk), Some(source)) => Some(Keep::new(disk, source)),
            _ => None,
        };
        let mut first = First {
            fixed: fixed.flatten(),
            ..First::default()
        };
        let desk = Self {
            read: s.read,
            options,
            style: s.style,
            faces: s.faces,
            created: s.created,
            texts: Mutex::new(Held::new(TEXTS)),
            previews: Mutex::new(Held::new(PREVIEWS)),
            first: Mutex::default(),
            keep,
        };
        match source {
            None => first.page = Arc::new(empty_page(&desk.options)),
            Some(source) => {
                let kept = desk.keep.as_ref().map(Keep::kept);
                if let Some((words, kept)) = kept.as_ref().filter(|(_, k)| k.recovered) {
                    first.fixed = Some(fitting(words, &source).0);
                    first.version.clone_from(&kept.version);
                }
                desk.set_out(&mut first, source, kept.as_ref().map(|(_, k)| k));
            }
        }
        *desk.first() = first;
        desk
    }

    fn first(&self) -> MutexGuard<'_, First> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the page of a text with the corrections that are at hand.
    fn set_out(&self, first: &mut First, source: Source, kept: Option<&Kept>) {
        let read = ReadOptions {
            corrections: first.fixed.clone(),
            ..self.read.clone()
        };
        let reading = reader::read(&source, &read);
        first.version = kept.map(|k| k.version.clone()).unwrap_or_default();
        let fixed = first.fixed.as_ref();
        let at = (first.number, kept);
        first.page = Arc::new(served_page(&source, &reading, fixed, &self.options, at));
        let beginning = Beginning::of(&source, &reading);
        first.text = Some(Arc::new(Text {
            source,
            beginning,
            start: first.version.clone(),
        }));
    }

    /// Looks whether the file of the first text was changed.
    fn look(&self) {
        let Some(keep) = &self.keep else { return };
        let mut first = self.first();
        match keep.changed() {
            None => {}
            Some(Err(why)) => first.trouble = why,
            Some(Ok(source)) => {
                let (words, kept) = keep.kept();
                let former = first.number;
                first.former.push(former);
                let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
                first.number = texts.number();
                drop(texts);
                first.fixed = Some(fitting(&words, &source).0);
                first.trouble.clear();
                self.set_out(&mut first, source, Some(&kept));
            }
        }
    }

    /// The page, with the text that was named on the command line and the corrections that are kept.
    pub(super) fn page(&self) -> Arc<String> {
        self.look();
        let mut first = self.first();
        if let (Some(keep), Some(text)) = (&self.keep, first.text.clone()) {
            let (words, kept) = keep.kept();
            if kept.version != first.version {
                first.fixed = Some(fitting(&words, &text.source).0);
                self.set_out(&mut first, text.source.clone(), Some(&kept));
            }
        }
        Arc::clone(&first.page)
    }

    /// What a page is told when it says that it is open: which text and which corrections are at hand.
    pub(super) fn news(&self) -> Result<Vec<u8>, DeskError> {
        #[derive(Serialize)]
        struct News<'a> {
            text: u32,
            kept: Option<Kept>,
            trouble: &'a str,
        }
        self.look();
        let kept = self.keep.as_ref().map(|k| k.kept().1);
        let first = self.first();
        Ok(serde_json::to_vec(&News {
            text: first.number,
            kept,
            trouble: &first.trouble,
        })?)
    }

    /// Keeps a page's corrections.
    pub(super) fn keep(&self, wish: &[u8]) -> Result<Vec<u8>, DeskError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Wanted {
            text: u32,
            corrections: String,
            at: Place,
            known: String,
            both: bool,
        }
        let wanted: Wanted = serde_json::from_slice(wish)?;
        let keep = self.keep.as_ref().ok_or(DeskError::Gone)?;
        let text = self.text(wanted.text)?;
        // What the program could not read again is not kept.
        Corrections::parse(&wanted.corrections)?.anchor(&text.source)?;
        let kept = keep.put(&Put {
            corrections: &wanted.corrections,
            at: wanted.at,
            known: &wanted.known,
            both: wanted.both,
        })?;
        Ok(serde_json::to_vec(&kept)?)
    }

    /// The corrections as they are kept, which another page or program made.
    pub(super) fn kept(&self) -> Result<Vec<u8>, DeskError> {
        #[derive(Serialize)]
        struct There {
            corrections: String,
            kept: Kept,
        }
        let keep = self.keep.as_ref().ok_or(DeskError::Gone)?;
        let (corrections, kept) = keep.kept();
        Ok(serde_json::to_vec(&There { corrections, kept })?)
    }

    /// The text that was changed on the disk, with those of a page's corrections that still fit.
    pub(super) fn again(&self, words: &[u8]) -> Result<Vec<u8>, DeskError> {
        #[derive(Serialize)]
        struct Again<'a> {
            text: u32,
            answer: Answer<'a>,
            lost: Vec<(String, String)>,
            #[serde(skip_serializing_if = "Option::is_none")]
            aside: Option<String>,
        }
        self.look();
        let keep = self.keep.as_ref().ok_or(DeskError::Gone)?;
        let (number, text) = {
            let first = self.first();
            (first.number, first.text.clone().ok_or(DeskError::Gone)?)
        };
        let words = String::from_utf8_lossy(words);
        let (fixed, lost) = fitting(&words, &text.source);
        let options = ReadOptions {
            corrections: Some(fixed.clone()),
            ..self.read.clone()
        };
        let reading = reader::read(&text.source, &options);
        // Nothing that was said is thrown away.
        let aside = (!lost.is_empty()).then(|| keep.set_aside(&words).ok());
        let told = lost.iter().map(|e| (e.to_string(), e.words_zh()));
        Ok(serde_json::to_vec(&Again {
            text: number,
            answer: answer(&text.source, &reading, Some(&fixed)),
            lost: told.collect(),
            aside: aside.flatten(),
        })?)
    }

    /// Takes a text that was dropped on a page.
    pub(super) fn open(&self, bytes: &[u8]) -> Result<Vec<u8>, DeskError> {
        #[derive(Serialize)]
        struct Opened<'a> {
            text: u32,
            answer: Answer<'a>,
        }
        let source = Source::decode(bytes, None)?.cleaned();
        let reading = reader::read(&source, &self.read);
        let held = Text {
            source: source.clone(),
            beginning: Beginning::of(&source, &reading),
            start: String::new(),
        };
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let text = texts.put(held);
        drop(texts);
        let answer = answer(&source, &reading, None);
        Ok(serde_json::to_vec(&Opened { text, answer })?)
    }

    fn text(&self, n: u32) -> Result<Arc<Text>, DeskError> {
        self.look();
        let first = self.first();
        if let (true, Some(text)) = (n == first.number, &first.text) {
            return Ok(Arc::clone(text));
        }
        if first.former.contains(&n) {
            return Err(DeskError::Changed);
        }
        drop(first);
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.get(n).ok_or(DeskError::Gone)
    }

    fn reading(&self, wish: &Wish) -> Result<(Arc<Text>, Reading, Anchored), DeskError> {
        let text = self.text(wish.text)?;
        let source = &text.source;
        let corrections = Corrections::parse(&wish.corrections)?.anchor(source)?;
        let options = ReadOptions {
            corrections: Some(corrections.clone()),
            punctuation: Punctuation::named(&wish.punctuation).ok_or(DeskError::Punctuation)?,
            ..self.read.clone()
        };
        let reading = reader::read(source, &options);
        Receipt::draw(source, &reading)?;
        Ok((text, reading, corrections))
    }

    /// The rows with a page's corrections.
    pub(super) fn read(&self, wish: &[u8]) -> Result<Vec<u8>, DeskError> {
        let wish: Wish = serde_json::from_slice(wish)?;
        let (text, reading, corrections) = self.reading(&wish)?;
        let told = if wish.start == text.start {
            difference(&text.source, &reading, &corrections, &text.beginning)
        } else {
            answer(&text.source, &reading, Some(&corrections))
        };
        Ok(serde_json::to_vec(&told)?)
    }

    /// A document with a page's corrections.
    pub(super) fn make(&self, wish: &[u8], format: Format) -> Result<Vec<u8>, DeskError> {
        let wish: Wish = serde_json::from_slice(wish)?;
        let (text, reading, _) = self.reading(&wish)?;
        let style = self.style(&wish, &reading)?;
        let options = RenderOptions {
            created: self.created,
            docx: crate::docx::DocxOptions {
                source_sha256: Some(text.source.sha256.clone()),
                ..Default::default()
            },
            ..RenderOptions::default()
        };
        let (bytes, _) = render(&reading.document, format, &style, &self.faces, &options)?;
        Ok(bytes)
    }

    fn style(&self, wish: &Wish, reading: &Reading) -> Result<Style, DeskError> {
        Ok(match (wish.style.as_str(), &self.style) {
            (name, Some((own, style))) if name == own => style.clone(),
            ("auto", _) => Style::auto(&reading.document)?,
            // A name is that of a built-in style, never of a file.
            (name, _) => Style::named(name)?,
        })
    }

    /// Sets the pages of the PDF; the number under which they can be seen, and the line that each begins with.
    pub(super) fn preview(&self, wish: &[u8]) -> Result<Vec<u8>, DeskError> {
        #[derive(Serialize)]
        struct Preview {
            address: String,
            /// Line and page, in the order of the pages.
            starts: Vec<(u32, usize)>,
        }
        let wish: Wish = serde_json::from_slice(wish)?;
        let (text, reading, _) = self.reading(&wish)?;
        let style = self.style(&wish, &reading)?;
        let layout = crate::layout::lay_out(&reading.document, &style, &self.faces);
        let options = crate::pdf::PdfOptions {
            created: self.created,
            ..Default::default()
        };
        let bytes = crate::pdf::write(&layout, &reading.document, &self.faces, &options)?;
        let starts = lines_of_pages(&text.source, &reading, &layout);
        let mut held = self.previews.lock().unwrap_or_else(PoisonError::into_inner);
        let address = format!("/pages/{}.pdf", held.put(bytes));
        drop(held);
        Ok(serde_json::to_vec(&Preview { address, starts })?)
    }

    /// Pages that were set.
    pub(super) fn previewed(&self, n: u32) -> Option<Arc<Vec<u8>>> {
        let held = self.previews.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(n)
    }
}

/// The corrections that a text has places for, and what is wrong with the others. What is no file of corrections has none.
fn fitting(words: &str, source: &Source) -> (Anchored, Vec<CorrectionError>) {
    match Corrections::parse(words) {
        Ok(parsed) => parsed.anchor_what_fits(source),
        Err(e) => (Anchored::default(), vec![e]),
    }
}

/// The line of the source with which each page of the body begins, by the characters that stand before it.
fn lines_of_pages(source: &Source, reading: &Reading, layout: &Layout) -> Vec<(u32, usize)> {
    let mut runs: Vec<(usize, u32)> = Vec::new();
    let mut before = 0;
    let mut add = |t: &Words| {
        for (words, span, _) in t.runs() {
            if !span.is_empty() {
                runs.push((before, span.start));
            }
            before += words.chars().filter(|c| !c.is_whitespace()).count();
        }
    };
    walk(&reading.document, &mut |n| match n {
        Node::Label(l) => add(&l.shown),
        Node::Text(t) => add(t),
        _ => {}
    });
    let lines = source.line_starts();
    let pages = crate::layout::page_starts(&reading.document, layout);
    let line = |at: usize| {
        let n = runs.partition_point(|r| r.0 <= at).checked_sub(1)?;
        let byte = runs.get(n)?.1;
        u32::try_from(lines.partition_point(|l| *l <= byte)).ok()
    };
    let found = pages.iter();
    found
        .filter_map(|p| Some((line(p.at)?, p.number + layout.front)))
        .collect()
}
