//! The program: arguments, messages, exit codes. Thin; the work is done by the library.

mod args;
mod batch;
mod books;
mod clash;
mod completions;
mod config;
mod convert;
mod fault;
mod fonts;
mod front;
mod help;
mod init;
mod input;
mod look;
mod merge;
mod message;
mod name_pattern;
mod open;
mod output;
mod pattern;
mod pieces;
mod places;
mod preflight;
mod press;
mod record;
mod report;
mod review;
mod safe_name;
mod settings;
mod show;
mod split;
mod take;
mod trust;
mod usage;
mod verify;
mod watch;

use args::{Cli, Command};
use clap::FromArgMatches;
use message::Language;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// What ends a run early.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
    /// Nothing is wrong but that the output is there already.
    there: bool,
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
            there: false,
        }
    }

    /// Says it on standard error.
    fn tell(&self, lang: Language) {
        let what = lang.say("error", "错误");
        message::tell(format!("wenji: {what}: {}", self.message));
    }
}

/// The arguments as they are meant, with the settings file that added to them.
struct Given {
    cli: Cli,
    settings: Option<PathBuf>,
    lang: Language,
}

/// Reads arguments and settings; says itself what is wrong with them, and gives the exit code.
fn given(args: &[OsString], program: &clap::Command, lang: Language) -> Result<Given, u8> {
    let config::Expanded { args, file, said } = config::expand(args.to_vec(), program, lang)
        .map_err(|f| {
            f.tell(lang);
            f.code
        })?;
    said.iter().for_each(message::tell);
    let matches = program.clone().try_get_matches_from(args);
    let cli = matches
        .and_then(|m| Cli::from_arg_matches(&m))
        .map_err(|e| {
            usage::tell(&e, lang);
            if e.use_stderr() { exit::USAGE } else { 0 }
        })?;
    Ok(Given {
        lang: Language::choose(cli.lang_ui.as_deref()),
        cli,
        settings: file,
    })
}

/// True for `wenji FILE`: a text that was dropped on the program is opened for review.
fn is_text_alone(args: &[OsString], program: &clap::Command) -> bool {
    let [_, file] = args else { return false };
    let path = std::path::Path::new(file);
    program.find_subcommand(file).is_none() && path.is_file()
}

/// The arguments that a file of settings stands for, or what is wrong in it; `found` as if it lay in the working folder. For
/// the fuzz target and the test of growth.
#[doc(hidden)]
pub fn settings(text: &str, found: bool) -> Result<Vec<OsString>, String> {
    let mut program = help::program(Language::English);
    program.build();
    let reader = settings::Reader {
        program: &program,
        file: std::path::Path::new(config::NAME),
        found,
        lang: Language::English,
    };
    let read = reader.settings(text, None);
    let taken = read.and_then(|s| reader.checked(s));
    let all = |(now, waiting): (Vec<settings::Setting>, Vec<settings::Setting>)| {
        let own = now.into_iter().chain(waiting);
        own.flat_map(|s| s.args).collect()
    };
    taken.map(all).map_err(|f| f.message)
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let mut args: Vec<OsString> = std::env::args_os().collect();
    let lang = Language::choose(Language::asked(&args).as_deref());
    if let Some(page) = help::brief(&args, lang) {
        return ended(show::put(page), lang);
    }
    let program = help::program(lang);
    if is_text_alone(&args, &program) {
        args.insert(1, "review".into());
    }
    let Given {
        cli,
        settings,
        lang,
    } = match given(&args, &program, lang) {
        Ok(given) => given,
        Err(code) => return ExitCode::from(code),
    };
    let done = match &cli.command {
        Command::Convert(c) if c.watch => watch::run((c.clone(), settings), lang, || {
            let new = given(&args, &program, lang).ok()?;
            match new.cli.command {
                Command::Convert(c) => Some((c, new.settings)),
                _ => None,
            }
        }),
        Command::Convert(c) => convert::run(c, lang),
        Command::Outline(o) => show::outline(o, lang),
        Command::Check(c) => show::check(c, lang),
        Command::Init { folder } => init::run(folder, lang),
        Command::Review(r) => review::run(r, lang),
        Command::Style { name, .. } => show::style(name.as_deref(), lang),
        Command::Fonts { licences } => fonts::run(*licences, lang),
        Command::Completions { shell } => show::put(completions::script(*shell)),
        Command::Schema => show::schema(),
        Command::Man { command } => show::man(program, command.as_deref(), lang),
        Command::Help { command } => show::help(program, command.as_deref(), lang),
    };
    ended(done, lang)
}

/// The exit code of what was done; a failure is told.
fn ended(done: Result<u8, Failure>, lang: Language) -> ExitCode {
    done.map_or_else(
        |f| {
            f.tell(lang);
            ExitCode::from(f.code)
        },
        ExitCode::from,
    )
}
