//! The program: arguments, messages, exit codes. Thin; the work is done by the library.

mod args;
mod batch;
mod convert;
mod input;
mod look;
mod message;
mod output;
mod preflight;
mod press;
mod review;
mod safe_name;
mod show;
mod split;

use args::{Cli, Command};
use clap::Parser;
use message::Language;
use std::process::ExitCode;

/// What ends a run early.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

/// Exit codes, as documented in the help.
pub(crate) mod exit {
    /// Failed.
    pub(crate) const FAILED: u8 = 1;
    /// Wrong usage.
    pub(crate) const USAGE: u8 = 2;
    /// Input not readable, empty, not text, or a folder without texts.
    pub(crate) const INPUT: u8 = 3;
    /// Done, but `--strict` found warnings.
    pub(crate) const STRICT: u8 = 4;
    /// Output refused.
    pub(crate) const OUTPUT: u8 = 5;
}

impl Failure {
    fn new(code: u8, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// Says it on standard error.
    fn tell(&self, lang: Language) {
        anstream::eprintln!("wenji: {}: {}", lang.say("error", "错误"), self.message);
    }
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            let _ = e.print();
            return ExitCode::from(if e.use_stderr() { exit::USAGE } else { 0 });
        }
    };
    let lang = Language::choose(cli.lang_ui.as_deref());
    let done = match &cli.command {
        Command::Convert(c) => convert::run(c, lang),
        Command::Outline(o) => show::outline(o, lang),
        Command::Check(c) => show::check(c, lang),
        Command::Review(r) => review::run(r, lang),
        Command::Style { name } => show::style(name),
        Command::Completions { shell } => {
            clap_complete::generate(
                *shell,
                &mut <Cli as clap::CommandFactory>::command(),
                "wenji",
                &mut std::io::stdout(),
            );
            Ok(0)
        }
        Command::Man => show::man(),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(f) => {
            f.tell(lang);
            ExitCode::from(f.code)
        }
    }
}
