//! Text to tree: structure recovered from plain text.
//!
//! ```text
//! lines → joins → boilerplate → pieces → series → build
//!  units   torn     chatter     篇章回    一、(一)1.   tree
//!          lines                titles   levels, items
//! ```
//! Each stage writes its findings into the [`Unit`]s; [`build`](fn@read) turns them into the tree once.
//! What no stage is sure of stays a paragraph.

mod anchors;
mod build;
mod chatter;
mod closings;
mod corrections;
mod counted;
mod cut;
mod decide;
mod facts;
pub mod feature;
mod file_name;
mod front;
mod head;
mod headings;
mod inline;
mod integrity;
mod joined;
pub mod label;
mod levels;
mod lexicon;
pub mod lines;
mod loose;
mod misfit;
pub mod model;
pub(crate) mod names;
mod nested;
mod notes;
mod order;
mod outline;
mod paper;
mod parts;
mod print;
mod pull;
mod punctuation;
mod roles;
mod rules;
mod scenes;
pub(crate) mod script;
mod stems;
mod tables;
mod title_block;
#[doc(hidden)]
pub mod training;
mod typing;
mod works;

pub(crate) use integrity::COPY_ROLE;

pub(crate) use corrections::FixedKind;
pub use corrections::{Anchored, CorrectionError, Corrections, Facts};
pub use file_name::FileName;
pub use front::front;
#[cfg(feature = "cli")]
pub(crate) use headings::drop_stops;
pub use lines::Kind;
pub(crate) use lines::is_han;
#[doc(hidden)]
pub use lines::{Markup, Unit};
pub use loose::label as loose_label;
pub use outline::{DOUBTFUL, Outline, OutlineLine, TreeLine};
pub(crate) use parts::courtesies;
pub use punctuation::Punctuation;

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::tree::Document;

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Punctuation level.
    pub punctuation: Punctuation,
    /// Keeps site chatter in the tree, as paragraphs.
    pub keep_boilerplate: bool,
    /// Leaves out later copies of pieces and paragraphs.
    pub dedupe: bool,
    /// Joins notes to their marks in the text, where their numbers agree.
    pub join_notes: bool,
    /// Title of the whole; overrules the text's.
    pub title: Option<String>,
    /// Author of the whole.
    pub author: Option<String>,
    /// The user's corrections, anchored in this source.
    pub corrections: Option<Anchored>,
    /// The file's name without its extension: it tells title and author where the text does not.
    pub name: Option<String>,
    /// What a pattern of the user's took from that name; it counts before what is read there otherwise.
    pub named: Option<FileName>,
    /// Other weights than those that are built in; the trainer tries them.
    #[doc(hidden)]
    pub weights: Option<std::sync::Arc<model::weights::Model>>,
}

impl ReadOptions {
    /// What the corrections say of punctuation, where nobody said otherwise.
    fn told_marks(&self) -> Option<Punctuation> {
        let facts = &self.corrections.as_ref()?.facts;
        let told = facts.punctuation.as_deref().and_then(Punctuation::named);
        told.filter(|_| self.punctuation == Punctuation::Auto)
    }
}

/// Texts of so many bytes are worth a second thread; of small ones many are read side by side.
const SHARED: usize = 100_000;

/// A text that was read.
#[derive(Debug)]
pub struct Reading {
    /// The tree.
    pub document: Document,
    /// What a reader of the result should look at.
    pub diagnostics: Vec<Diagnostic>,
    /// What the corrections say of the whole: its style is for who sets it.
    pub facts: Facts,
    outline: Outline,
}

impl Reading {
    /// What every line was taken for, and why.
    #[must_use]
    pub const fn outline(&self) -> &Outline {
        &self.outline
    }
}

/// Reads a source.
///
/// ```
/// use wenji::{reader, source::Source, tree};
/// let s = Source::decode("春游\n\n一、出发\n清晨出发。\n二、归来\n傍晚归来。\n".as_bytes(), None).unwrap();
/// let r = reader::read(&s, &reader::ReadOptions::default());
/// assert_eq!(tree::outline(&r.document).len(), 2);
/// ```
#[must_use]
pub fn read(source: &Source, options: &ReadOptions) -> Reading {
    let mut settled: ReadOptions;
    let mut options = options;
    if let Some(marks) = options.told_marks() {
        settled = options.clone();
        settled.punctuation = marks;
        options = &settled;
    }
    let mut units = lines::units(&source.text);
    if let Some(c) = &options.corrections {
        c.apply(&mut units, &source.text);
    }
    cut::cut_tails(&mut units, &source.text);
    let head = head::take(&mut units, &source.text);
    decide::read(&mut units, &source.text, options.weights.as_deref());
    head::put_back(&mut units, head);
    scenes::free(&mut units, &source.text);
    tables::mark(&mut units, &source.text);
    paper::mark(&mut units, &source.text);
    if options.dedupe {
        integrity::drop_copies(&mut units, &source.text);
    }
    let cut = nested::cut(&units, &source.text);
    let tree = || build::build(source, cut.as_deref().unwrap_or(&units), options);
    let found = |units: &[Unit], text: &str| {
        let mut found = crate::diagnostic::of_units(units, text);
        found.extend(integrity::findings(units, text));
        found
    };
    let findings = || {
        let fixed = options.corrections.as_ref();
        match fixed.and_then(|c| c.mended(&units, &source.text)) {
            // What was mended is told no more.
            Some((units, text)) => found(&units, &text),
            None => found(&units, &source.text),
        }
    };
    let (mut document, mut diagnostics) = side_by_side(&source.text, tree, findings);
    diagnostics.extend(crate::diagnostic::of_source(source));
    diagnostics.extend(notes::join(&mut document, options.join_notes));
    parts::tell(&mut document);
    headings::settle(
        &mut document.blocks,
        options.punctuation == Punctuation::Keep,
    );
    facts::tell(&mut document, &units, source, options);
    diagnostics.sort_by_key(|d| d.line);
    let fixed = options.corrections.as_ref();
    Reading {
        document,
        outline: Outline::of(units),
        diagnostics,
        facts: fixed.map(|c| c.facts.clone()).unwrap_or_default(),
    }
}

/// Tree and findings; of long texts side by side.
#[cfg(feature = "write")]
fn side_by_side<A: Send, B: Send>(
    text: &str,
    tree: impl FnOnce() -> A + Send,
    findings: impl FnOnce() -> B + Send,
) -> (A, B) {
    if text.len() < SHARED {
        (tree(), findings())
    } else {
        rayon::join(tree, findings)
    }
}

/// Tree and findings; the reader alone starts no threads.
#[cfg(not(feature = "write"))]
fn side_by_side<A, B>(
    _text: &str,
    tree: impl FnOnce() -> A,
    findings: impl FnOnce() -> B,
) -> (A, B) {
    (tree(), findings())
}
