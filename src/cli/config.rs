//! Options from wenji.toml: the command line counts first, then the profile, then the file, then what is built in.

use super::input::read_bytes;
use super::message::Language;
use super::settings::{Reader, Setting};
use super::{Failure, exit};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The name of the file.
pub(super) const NAME: &str = "wenji.toml";

/// Arguments with those that wenji.toml adds, and the file.
pub(super) struct Expanded {
    pub(super) args: Vec<OsString>,
    pub(super) file: Option<PathBuf>,
}

/// Puts the settings of wenji.toml before the user's own arguments of `convert`.
///
/// # Errors
/// The file cannot be read, or something in it is no setting.
pub(super) fn expand(
    args: Vec<OsString>,
    program: &Command,
    lang: Language,
) -> Result<Expanded, Failure> {
    let plain = |args| Ok(Expanded { args, file: None });
    // What the user gave may be wrong or lack what the file has: both are told later.
    let lenient = program.clone().ignore_errors(true);
    let Ok(given) = lenient.try_get_matches_from(&args) else {
        return plain(args);
    };
    let Some(("convert", given)) = given.subcommand() else {
        return plain(args);
    };
    // Where an argument is wrong, flags have no default.
    if given.value_source("no_config") == Some(ValueSource::CommandLine) {
        return plain(args);
    }
    let profile = given.get_one::<String>("profile").map(String::as_str);
    let first = given
        .get_many::<PathBuf>("files")
        .and_then(|mut f| f.next());
    let Some(file) = find(first.map(PathBuf::as_path)) else {
        return match profile {
            None => plain(args),
            Some(p) => {
                let why = lang.say("there is no wenji.toml", "没有 wenji.toml");
                Err(Failure::new(exit::USAGE, format!("--profile {p}: {why}")))
            }
        };
    };
    let program = {
        let mut p = program.clone();
        p.build();
        p
    };
    let reader = Reader {
        program: &program,
        file: &file,
        lang,
    };
    let args = with_file(&args, &reader, given, profile)?;
    Ok(Expanded {
        args,
        file: Some(file),
    })
}

fn with_file(
    args: &[OsString],
    reader: &Reader<'_>,
    given: &ArgMatches,
    profile: Option<&str>,
) -> Result<Vec<OsString>, Failure> {
    let bytes = read_bytes(reader.file, reader.lang)?;
    let text = String::from_utf8_lossy(&bytes);
    let settings = reader.settings(&text, profile)?;
    let (mut taken, waiting) = reader.checked(settings)?;
    taken.retain(|s| !is_overruled(s, reader, given));
    let mut out = with(args, &taken);
    for s in waiting {
        // A setting that needs another option counts where that is given.
        let more: Vec<Setting> = taken.iter().cloned().chain([s.clone()]).collect();
        let tried = with(args, &more);
        let missing = reader.program.clone().try_get_matches_from(&tried);
        let missing = missing.is_err_and(|e| e.kind() == ErrorKind::MissingRequiredArgument);
        if !missing && !is_overruled(&s, reader, given) {
            (taken, out) = (more, tried);
        }
    }
    Ok(out)
}

/// True where the command line gives the option, or one that excludes it.
fn is_overruled(s: &Setting, reader: &Reader<'_>, given: &ArgMatches) -> bool {
    let by_user = |id: &str| given.value_source(id) == Some(ValueSource::CommandLine);
    let named = reader.options().filter(|o| by_user(o.get_id().as_str()));
    let mut names = named.filter_map(clap::Arg::get_long);
    names.any(|n| (n == s.key && !s.adds(reader)) || reader.excludes(n, &s.key))
}

/// The arguments with those of the settings behind the command's name.
fn with(args: &[OsString], settings: &[Setting]) -> Vec<OsString> {
    let at = args
        .iter()
        .position(|a| a == "convert")
        .map_or(0, |n| n + 1);
    let (before, after) = args.split_at(at);
    let own = settings.iter().flat_map(|s| &s.args);
    before.iter().chain(own).chain(after).cloned().collect()
}

/// The file in the input's folder or one above it, else in the current folder.
fn find(input: Option<&Path>) -> Option<PathBuf> {
    let input = input.filter(|i| *i != Path::new("-"));
    let above = input.and_then(|input| {
        // A pattern's folder is the first that is there.
        let start = input
            .ancestors()
            .find(|p| p.is_dir() || p.as_os_str().is_empty())?;
        let start = if start.as_os_str().is_empty() {
            Path::new(".")
        } else {
            start
        };
        let start = start.canonicalize().ok()?;
        start
            .ancestors()
            .map(|f| f.join(NAME))
            .find(|f| f.is_file())
    });
    let here = PathBuf::from(NAME);
    let above = above.filter(|f| here.canonicalize().ok().as_ref() != Some(f));
    above.or_else(|| here.is_file().then_some(here))
}
