//! The texts at hand, and what is made of them.

use super::Serving;
use crate::reader::{
    self, Anchored, CorrectionError, Corrections, Punctuation, ReadOptions, Reading,
};
use crate::receipt::{Receipt, ReceiptError};
use crate::render::{Format, RenderError, RenderOptions, render};
use crate::review::page::{PageOptions, empty_page, page};
use crate::review::rows::{Answer, Beginning, answer, difference};
use crate::source::{Source, SourceError};
use crate::style::{Style, StyleError};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Texts that are held at a time; where more are dropped on pages, the oldest goes.
const TEXTS: usize = 8;
/// Previews that are held at a time.
const PREVIEWS: usize = 4;

/// What a page asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    text: u32,
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
    /// No such choice.
    #[error("there is no punctuation of this name")]
    Punctuation,
    /// No text.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Corrections that do not fit.
    #[error(transparent)]
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

/// Texts, faces and previews of one server.
pub(super) struct Desk {
    read: ReadOptions,
    /// The page as it begins.
    page: String,
    faces: crate::font::Faces,
    created: Option<i64>,
    texts: Mutex<Held<Text>>,
    previews: Mutex<Held<Vec<u8>>>,
    /// The text that the page begins with.
    first: Option<Arc<Text>>,
}

/// A text, and the rows that its page began with.
struct Text {
    source: Source,
    beginning: Beginning,
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

    fn put(&mut self, thing: T) -> u32 {
        let n = self.next;
        self.next += 1;
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
        let (first, page) = match s.text {
            None => (None, empty_page(&options)),
            Some((source, fixed)) => {
                let read = ReadOptions {
                    corrections: fixed.clone(),
                    ..s.read.clone()
                };
                let reading = reader::read(&source, &read);
                let page = page(&source, &reading, fixed.as_ref(), &options);
                let beginning = Beginning::of(&source, &reading);
                (Some(Arc::new(Text { source, beginning })), page)
            }
        };
        Self {
            read: s.read,
            page,
            faces: s.faces,
            created: s.created,
            texts: Mutex::new(Held::new(TEXTS)),
            previews: Mutex::new(Held::new(PREVIEWS)),
            first,
        }
    }

    /// The page, with the text that was named on the command line.
    pub(super) fn page(&self) -> &str {
        &self.page
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
        };
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let text = texts.put(held);
        drop(texts);
        let answer = answer(&source, &reading, None);
        Ok(serde_json::to_vec(&Opened { text, answer })?)
    }

    fn text(&self, n: u32) -> Result<Arc<Text>, DeskError> {
        if let (0, Some(text)) = (n, &self.first) {
            return Ok(Arc::clone(text));
        }
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
        Receipt::draw(source, &reading.document, &reading.units)?;
        Ok((text, reading, corrections))
    }

    /// The rows with a page's corrections.
    pub(super) fn read(&self, wish: &[u8]) -> Result<Vec<u8>, DeskError> {
        let wish: Wish = serde_json::from_slice(wish)?;
        let (text, reading, corrections) = self.reading(&wish)?;
        let told = difference(&text.source, &reading, &corrections, &text.beginning);
        Ok(serde_json::to_vec(&told)?)
    }

    /// A document with a page's corrections.
    pub(super) fn make(&self, wish: &[u8], format: Format) -> Result<Vec<u8>, DeskError> {
        let wish: Wish = serde_json::from_slice(wish)?;
        let (text, reading, _) = self.reading(&wish)?;
        let style = match wish.style.as_str() {
            "auto" => Style::auto(&reading.document),
            // A name is that of a built-in style, never of a file.
            name => Style::named(name),
        }?;
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

    /// Sets the pages of the PDF and gives the number under which they can be seen.
    pub(super) fn preview(&self, wish: &[u8]) -> Result<u32, DeskError> {
        let bytes = self.make(wish, Format::Pdf)?;
        let mut held = self.previews.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(held.put(bytes))
    }

    /// Pages that were set.
    pub(super) fn previewed(&self, n: u32) -> Option<Arc<Vec<u8>>> {
        let held = self.previews.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(n)
    }
}
