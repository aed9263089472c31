//! Measures and fits wenji's reader on labelled texts.
//!
//! ```text
//! corpus ─▶ perturb ─▶ sample ─▶ words ─▶ trees ─▶ folds ─▶ score
//! texts     copies     features  table    forests  held-out  tables
//! labels               states                      readings
//! ```
//! Every figure comes from texts that the weights were not fitted to: texts are held back by source (`folds.tsv`),
//! together with all their copies. The same corpus gives the same weights, bit for bit, on one thread and on many.

#![allow(
    clippy::needless_range_loop,
    clippy::precedence,
    clippy::expect_used,
    reason = "rows of states are walked by number, as the formulas are written"
)]

mod ablate;
mod corpus;
mod folds;
mod generated;
mod grow;
mod label;
mod perturb;
mod sample;
mod score;
mod trees;
mod words;

use clap::{Parser, Subcommand};
use corpus::{Corpus, CorpusError};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

#[derive(Parser)]
#[command(
    name = "wenji-train",
    about = "Measures and fits wenji's reader on labelled texts"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Args, Clone)]
struct Input {
    /// Folder of labelled texts.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus"))]
    corpus: PathBuf,
    /// A further folder; may be given more than once.
    #[arg(long, value_name = "DIR")]
    also: Vec<PathBuf>,
    /// Copies in another layout that are made of each text for fitting.
    #[arg(long, default_value_t = trees::Options::default().copies)]
    copies: usize,
    /// The same of each real text.
    #[arg(long, default_value_t = trees::Options::default().real_copies)]
    real_copies: usize,
    /// Trees of each reading.
    #[arg(long, default_value_t = trees::Options::default().rounds)]
    trees: usize,
    /// Leaves of a tree at most.
    #[arg(long, default_value_t = trees::Options::default().leaves)]
    leaves: usize,
    /// Share of a leaf's best value that a tree takes.
    #[arg(long, default_value_t = trees::Options::default().rate)]
    rate: f32,
    /// Percent of the features that a tree sees.
    #[arg(long, default_value_t = trees::Options::default().features)]
    features: u32,
    /// Percent of the texts that a tree sees.
    #[arg(long, default_value_t = trees::Options::default().texts)]
    texts: u32,
    /// What holds leaves near zero.
    #[arg(long, default_value_t = trees::Options::default().calm)]
    calm: f32,
    /// Texts that must stand on each side of a split.
    #[arg(long, default_value_t = trees::Options::default().split_texts)]
    split_texts: usize,
}

impl Input {
    fn options(&self) -> trees::Options {
        trees::Options {
            copies: self.copies,
            real_copies: self.real_copies,
            rounds: self.trees,
            leaves: self.leaves,
            rate: self.rate,
            features: self.features,
            texts: self.texts,
            calm: self.calm,
            split_texts: self.split_texts,
            ..trees::Options::default()
        }
    }

    fn read(&self) -> Result<Corpus, CorpusError> {
        Corpus::read(&self.corpus, &self.also)
    }
}

#[derive(Subcommand)]
enum Command {
    /// Reads held-out texts and prints how well outlines agree with their labels.
    Evaluate {
        #[command(flatten)]
        input: Input,
        /// The built-in weights, whatever they were fitted to, instead of held-out ones.
        #[arg(long)]
        shipped: bool,
        /// The weights of a file, whatever they were fitted to.
        #[arg(long, value_name = "FILE")]
        weights: Option<PathBuf>,
        /// The sealed fifth of the real texts, pooled figures only.
        #[arg(long)]
        sealed: bool,
        /// Under each way of changing the layout, too.
        #[arg(long)]
        perturbed: bool,
        /// Each wrong line.
        #[arg(long)]
        rows: bool,
        /// Where the folds' models are kept, and taken from where they are there: for changes behind the features.
        #[arg(long, value_name = "DIR")]
        models: Option<PathBuf>,
    },
    /// Fits weights on all texts.
    Fit {
        #[command(flatten)]
        input: Input,
        /// Where the weights go.
        #[arg(short, long)]
        output: PathBuf,
        /// Weights of an earlier fit whose curve of confidence is kept: a third of the time.
        #[arg(long, value_name = "FILE")]
        curve: Option<PathBuf>,
    },
    /// What each look is worth: lines right without it.
    Ablate {
        #[command(flatten)]
        input: Input,
        /// A look, or several parted by `+` that are hidden together; may be given more than once.
        #[arg(long, value_name = "NAMES")]
        look: Vec<String>,
    },
    /// Writes a copy of a labelled text in another layout.
    Perturb {
        /// The text; its labels stand beside it, as `.jsonl`.
        text: PathBuf,
        /// The way: wrap, unwrap, blank, indent, marks, labels, numbers, heads, chatter, pages, window, untitled.
        #[arg(long)]
        way: perturb::Way,
        /// Where the copy goes; its labels go beside it.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Takes a text with its labels (`wenji outline --format labels`) into the corpus.
    Label {
        /// The text.
        text: PathBuf,
        /// Its labels, one JSON object a line.
        labels: PathBuf,
        /// The corpus.
        #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus"))]
        corpus: PathBuf,
        /// The text or source that it shares words with, and is held back with.
        #[arg(long)]
        with: Option<String>,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), CorpusError> {
    match command {
        Command::Evaluate {
            input,
            shipped,
            weights,
            sealed,
            perturbed,
            rows,
            models,
        } => {
            let corpus = input.read()?;
            let weights = weights.as_deref().map(corpus::weights).transpose()?;
            if shipped || weights.is_some() {
                folds::fixed(&corpus, weights.map(Arc::new).as_ref(), rows);
            } else if sealed {
                folds::sealed(&corpus, &input.options(), models.as_deref());
            } else {
                let show = folds::Show {
                    perturbed,
                    rows,
                    models,
                };
                folds::evaluate(&corpus, &input.options(), &show);
            }
            Ok(())
        }
        Command::Fit {
            input,
            output,
            curve,
        } => {
            let earlier = curve.as_deref().map(corpus::weights).transpose()?;
            let corpus = input.read()?;
            let options = input.options();
            let bytes = folds::fit(&corpus, &options, earlier.as_ref()).to_bytes();
            println!(
                "{} texts, {} bytes, sha256 {}",
                corpus.texts.len(),
                bytes.len(),
                corpus::digest(&bytes)
            );
            corpus::write(&output, &bytes)
        }
        Command::Ablate { input, look } => {
            ablate::ablate(&input.read()?, &input.options(), &look);
            Ok(())
        }
        Command::Perturb { text, way, output } => perturb::write(&text, way, &output),
        Command::Label {
            text,
            labels,
            corpus,
            with,
        } => label::take(&text, &labels, &corpus, with.as_deref()),
    }
}
