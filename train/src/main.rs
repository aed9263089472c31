//! Measures and fits wenji's reader on labelled texts.
//!
//! ```text
//! corpus ─▶ perturb ─▶ sample ─▶ crf ─▶ folds ─▶ score
//! texts     copies     features  weights  held-out  tables
//! labels               states             readings
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
mod crf;
mod folds;
mod generated;
mod label;
mod perturb;
mod sample;
mod score;

use clap::{Parser, Subcommand};
use corpus::{Corpus, CorpusError};
use std::path::PathBuf;
use std::process::ExitCode;

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
    #[arg(long, default_value_t = crf::COPIES)]
    copies: usize,
    /// Rounds through all texts.
    #[arg(long, default_value_t = crf::Options::default().rounds)]
    rounds: usize,
    /// Fits with other orders of texts whose weights are averaged.
    #[arg(long, default_value_t = crf::Options::default().fits)]
    fits: u32,
    /// Features in percent that are hidden in each step.
    #[arg(long, default_value_t = crf::Options::default().hide)]
    hide: u32,
    /// Looks in percent that are hidden in each step.
    #[arg(long, default_value_t = crf::Options::default().drop)]
    drop: u32,
    /// Size of the steps.
    #[arg(long, default_value_t = crf::Options::default().rate)]
    rate: f32,
    /// Share that is taken off each weight in each round.
    #[arg(long, default_value_t = crf::Options::default().decay)]
    decay: f32,
    /// Amount that is taken off each weight in each round.
    #[arg(long, default_value_t = crf::Options::default().shrink)]
    shrink: f32,
}

impl Input {
    fn options(&self) -> crf::Options {
        crf::Options {
            rounds: self.rounds,
            fits: self.fits,
            hide: self.hide,
            drop: self.drop,
            rate: self.rate,
            decay: self.decay,
            shrink: self.shrink,
            ..crf::Options::default()
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
        /// The sealed fifth of the real texts, pooled figures only.
        #[arg(long)]
        sealed: bool,
        /// Under each way of changing the layout, too.
        #[arg(long)]
        perturbed: bool,
        /// Each wrong line.
        #[arg(long)]
        rows: bool,
    },
    /// Fits weights on all texts.
    Fit {
        #[command(flatten)]
        input: Input,
        /// Where the weights go.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// What each look is worth: lines right without it.
    Ablate {
        #[command(flatten)]
        input: Input,
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
            sealed,
            perturbed,
            rows,
        } => {
            let corpus = input.read()?;
            if shipped {
                folds::shipped(&corpus, rows);
            } else if sealed {
                folds::sealed(&corpus, input.copies, &input.options());
            } else {
                folds::evaluate(&corpus, input.copies, &input.options(), perturbed, rows);
            }
            Ok(())
        }
        Command::Fit { input, output } => {
            let corpus = input.read()?;
            let bytes = folds::fit(&corpus, input.copies, &input.options()).to_bytes();
            println!(
                "{} texts, {} bytes, sha256 {}",
                corpus.texts.len(),
                bytes.len(),
                corpus::digest(&bytes)
            );
            corpus::write(&output, &bytes)
        }
        Command::Ablate { input } => {
            ablate::ablate(&input.read()?, input.copies, &input.options());
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
