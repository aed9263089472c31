//! Options from wenji.toml: the command line counts first, then the profile, then the file, then what is built in. Which file
//! counts is `trust`'s to say.

use super::input::read_bytes;
use super::message::Language;
use super::places::{format_of, names_folder};
use super::settings::{Reader, Setting};
use super::trust::{self, Distrust, Found};
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
    /// What is to be told of settings: those that were taken, quiet or not, and files that do not count.
    pub(super) said: Vec<String>,
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
    let plain = |args, said| Expanded {
        args,
        file: None,
        said,
    };
    // What the user gave may be wrong or lack what the file has: both are told later.
    let lenient = program.clone().ignore_errors(true);
    let Ok(given) = lenient.try_get_matches_from(&args) else {
        return Ok(plain(args, Vec::new()));
    };
    let Some(("convert", given)) = given.subcommand() else {
        return Ok(plain(args, Vec::new()));
    };
    // Where an argument is wrong, flags have no default.
    let flag = |id: &str| given.value_source(id) == Some(ValueSource::CommandLine);
    if flag("no_config") {
        return Ok(plain(args, Vec::new()));
    }
    let profile = given.get_one::<String>("profile").map(String::as_str);
    let named = given.get_one::<PathBuf>("config");
    let (file, ignored) = match named {
        Some(file) => (Some(file.clone()), Vec::new()),
        None => found(given),
    };
    let mut said = Vec::new();
    if !flag("quiet") {
        said.extend(ignored.iter().map(|(file, why)| {
            let (file, why) = (file.display(), why.say(lang));
            match lang {
                Language::English => {
                    format!("settings: {file} is ignored: {why}; --config takes it")
                }
                Language::Chinese => format!("设置：忽略 {file}：{why}；如要使用，请加 --config"),
            }
        }));
    }
    let Some(file) = file else {
        return match profile {
            None => Ok(plain(args, said)),
            Some(p) => {
                said.iter().for_each(super::message::tell);
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
        found: named.is_none(),
        lang,
    };
    let (args, taken) = with_file(&args, &reader, given, profile)?;
    if !taken.is_empty() {
        let what = lang.say("settings:", "设置：");
        said.push(format!("{what} {}: {}", file.display(), taken.join(" ")));
    }
    Ok(Expanded {
        args,
        file: Some(file),
        said,
    })
}

/// The settings that count by themselves, and those that are there and do not.
fn found(given: &ArgMatches) -> (Option<PathBuf>, Vec<Found>) {
    let Ok(here) = std::env::current_dir().and_then(|d| d.canonicalize()) else {
        return (None, Vec::new());
    };
    let (mut taken, mut ignored) = (None, Vec::new());
    match trust::own(&here) {
        Some((file, None)) => taken = Some(file),
        Some((file, Some(why))) => ignored.push((file, why)),
        None => {}
    }
    let inputs = given.get_many::<PathBuf>("files").into_iter().flatten();
    for file in inputs.filter(|i| *i != Path::new("-")) {
        let Some(near) = trust::beside(file) else {
            continue;
        };
        let known = ignored.iter().any(|(f, _)| *f == near);
        if !known && taken.as_ref() != Some(&near) {
            ignored.push((near, Distrust::Elsewhere));
        }
    }
    let ignored = ignored
        .into_iter()
        .map(|(file, why)| (shown(file, &here), why));
    (taken.map(|file| shown(file, &here)), ignored.collect())
}

/// A path as it is told: as seen from the working folder, where it lies in it.
fn shown(file: PathBuf, here: &Path) -> PathBuf {
    file.strip_prefix(here).map(Path::to_owned).unwrap_or(file)
}

fn with_file(
    args: &[OsString],
    reader: &Reader<'_>,
    given: &ArgMatches,
    profile: Option<&str>,
) -> Result<(Vec<OsString>, Vec<String>), Failure> {
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
    let words = taken.iter().flat_map(|s| &s.args);
    // One line for all of them, whatever they hold.
    let words = words.map(|a| a.to_string_lossy().replace(['\n', '\r'], "␊"));
    Ok((out, words.collect()))
}

/// True where the command line gives the option, or one that excludes it.
fn is_overruled(s: &Setting, reader: &Reader<'_>, given: &ArgMatches) -> bool {
    let by_user = |id: &str| given.value_source(id) == Some(ValueSource::CommandLine);
    let named = reader.options().filter(|o| by_user(o.get_id().as_str()));
    // An output's name says the format, too.
    let output = given.get_one::<PathBuf>("output");
    let says = |o: &PathBuf| !names_folder(o) && format_of(o).is_some();
    if s.key == "to" && output.is_some_and(says) {
        return true;
    }
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
