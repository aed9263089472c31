//! wenji.toml: options of `convert` by their long names, as arguments.

use super::message::Language;
use super::{Failure, exit};
use clap::builder::ValueHint;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

/// Options that are no settings.
const NONE: [&str; 5] = ["help", "version", "profile", "config", "no-config"];
/// Options that a file which was found by itself may not set: where files go and what is written over is for the user to
/// say, and so is silence.
pub(super) const REFUSED: [&str; 8] = [
    "output",
    "force",
    "newer",
    "receipt",
    "report",
    "quiet",
    "watch",
    "follow-links",
];
/// How alike a name must be that is proposed for another.
const ALIKE: f64 = 0.7;

/// One entry of the file.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    /// The option's long name.
    pub(super) key: String,
    /// What stands for it on a command line.
    pub(super) args: Vec<OsString>,
    line: usize,
}

/// Reads a file of settings and tells what is wrong in it.
pub(super) struct Reader<'a> {
    /// The program, built.
    pub(super) program: &'a Command,
    pub(super) file: &'a Path,
    /// It was found by itself, and not named by the user.
    pub(super) found: bool,
    pub(super) lang: Language,
}

impl Reader<'_> {
    /// What `[paper]` says of official papers and `[imprint]` of the book: entries of the style.
    fn told(
        &self,
        table: &str,
        text: &str,
        places: &DeTable<'_>,
        values: &Table,
    ) -> Result<Vec<Setting>, Failure> {
        let mut out = Vec::new();
        for key in places.keys() {
            let at = line(text, key.span().start);
            let name: &str = key.get_ref();
            let value = match values.get(name) {
                Some(Value::String(s)) => s.clone(),
                Some(Value::Integer(n)) => n.to_string(),
                Some(Value::Boolean(b)) => b.to_string(),
                _ => {
                    let why = self.lang.say("give text", "值应为文字");
                    return Err(self.fail(at, &format!("[{table}]: {why}")));
                }
            };
            out.push(Setting {
                key: "set".into(),
                args: vec!["--set".into(), format!("{table}.{name}={value}").into()],
                line: at,
            });
        }
        Ok(out)
    }

    /// The settings of a text: those of `[convert]`, with those of the profile in their place.
    pub(super) fn settings(
        &self,
        text: &str,
        profile: Option<&str>,
    ) -> Result<Vec<Setting>, Failure> {
        let syntax = |e: &toml::de::Error| {
            let line = e.span().map_or(1, |s| line(text, s.start));
            self.fail(line, e.message())
        };
        let places = DeTable::parse(text).map_err(|e| syntax(&e))?.into_inner();
        let values: Table = text.parse().map_err(|e| syntax(&e))?;
        let (mut own, mut profiles, mut papers) = (Vec::new(), Vec::new(), Vec::new());
        for (key, place) in &places {
            let at = line(text, key.span().start);
            let name: &str = key.get_ref();
            if name == "root" {
                // What it means is `trust`'s matter.
                if !matches!(values.get(name), Some(Value::Boolean(_))) {
                    let why = self
                        .lang
                        .say("root: true or false", "root：应为 true 或 false");
                    return Err(self.fail(at, why));
                }
                continue;
            }
            let table = (place.get_ref(), values.get(name));
            let (DeValue::Table(places), Some(Value::Table(values))) = table else {
                return Err(self.unknown(
                    at,
                    name,
                    ["convert", "profile", "paper", "imprint"].into_iter(),
                ));
            };
            match name {
                "convert" => own = self.table(text, places, values)?,
                "paper" | "imprint" => papers.extend(self.told(name, text, places, values)?),
                "profile" => {
                    for (key, place) in places {
                        let at = line(text, key.span().start);
                        let name: &str = key.get_ref();
                        let table = (place.get_ref(), values.get(name));
                        let (DeValue::Table(p), Some(Value::Table(v))) = table else {
                            return Err(self.fail(
                                at,
                                self.lang.say(
                                    "a profile is a table: [profile.NAME]",
                                    "方案须写作 [profile.名称]",
                                ),
                            ));
                        };
                        profiles.push((name.to_owned(), self.table(text, p, v)?));
                    }
                }
                _ => {
                    return Err(self.unknown(
                        at,
                        name,
                        ["convert", "profile", "paper", "imprint"].into_iter(),
                    ));
                }
            }
        }
        own.append(&mut papers);
        let Some(wanted) = profile else {
            return Ok(own);
        };
        let names: Vec<String> = profiles.iter().map(|(n, _)| n.clone()).collect();
        let found = profiles.into_iter().find(|(n, _)| n == wanted);
        let Some((_, settings)) = found else {
            let near = self.nearest(wanted, names.iter().map(String::as_str));
            let what = self.lang.say("no profile", "没有方案");
            let file = self.file.display();
            return Err(Failure::new(
                exit::USAGE,
                format!("{file}: {what} {wanted}{near}"),
            ));
        };
        own.retain(|own| {
            let overruled = |s: &Setting| s.key == own.key && !s.adds(self);
            !settings
                .iter()
                .any(|s| overruled(s) || self.excludes(&s.key, &own.key))
        });
        own.extend(settings);
        Ok(own)
    }

    fn table(
        &self,
        text: &str,
        places: &DeTable<'_>,
        values: &Table,
    ) -> Result<Vec<Setting>, Failure> {
        let mut out = Vec::new();
        let mut keys: Vec<_> = places.keys().collect();
        keys.sort_by_key(|k| k.span().start);
        for key in keys {
            let line = line(text, key.span().start);
            let name: &str = key.get_ref();
            if self.found && REFUSED.contains(&name) {
                return Err(self.fail(line, &self.refusal(name)));
            }
            let Some(arg) = self.option(name) else {
                return Err(self.unknown(line, name, self.options().filter_map(Arg::get_long)));
            };
            if let Some(value) = values.get(name) {
                let args = self.args(arg, name, value).map_err(|why| {
                    self.fail(line, &format!("{name}{}{why}", self.lang.say(": ", "：")))
                })?;
                out.push(Setting {
                    key: name.to_owned(),
                    args,
                    line,
                });
            }
        }
        Ok(out)
    }

    /// The options of `convert`.
    pub(super) fn options(&self) -> impl Iterator<Item = &Arg> {
        let convert = self.program.find_subcommand("convert");
        let all = convert.into_iter().flat_map(Command::get_arguments);
        all.filter(|a| a.get_long().is_some_and(|l| !NONE.contains(&l)))
    }

    /// The option of a long name.
    pub(super) fn option(&self, name: &str) -> Option<&Arg> {
        self.options().find(|a| a.get_long() == Some(name))
    }

    /// True for two options of which only one may be given.
    pub(super) fn excludes(&self, one: &str, other: &str) -> bool {
        let Some(convert) = self.program.find_subcommand("convert") else {
            return false;
        };
        let excludes = |a: &str, b: &str| {
            let pair = self.option(a).zip(self.option(b));
            pair.is_some_and(|(a, b)| {
                let list = convert.get_arg_conflicts_with(a);
                list.iter().any(|c| c.get_id() == b.get_id())
            })
        };
        excludes(one, other) || excludes(other, one)
    }

    /// Why a file that was found by itself may not set an option.
    fn refusal(&self, name: &str) -> String {
        match self.lang {
            Language::English => format!(
                "{name} is for the command line, or for a file that you name with --config: what lies in a folder does not decide where files go or what is written over"
            ),
            Language::Chinese => {
                format!(
                    "{name} 须在命令行给出，或写在用 --config 指明的文件里：文件夹里的设置不能决定写到哪里、覆盖什么"
                )
            }
        }
    }

    /// The arguments that a value stands for, or what is wrong with it.
    fn args(&self, arg: &Arg, name: &str, value: &Value) -> Result<Vec<OsString>, &'static str> {
        let bare = || vec![OsString::from(format!("--{name}"))];
        let flag = matches!(arg.get_action(), ArgAction::SetTrue);
        let optional = arg.get_num_args().is_some_and(|n| n.min_values() == 0);
        let one = |v: &Value| {
            let words = scalar(v)
                .ok_or_else(|| self.lang.say("no value of this kind", "不能用这种类型的值"))?;
            let mut a = OsString::from(format!("--{name}="));
            a.push(self.beside(arg, &words)?);
            Ok(a)
        };
        match value {
            Value::Boolean(on) if flag || optional => Ok(if *on { bare() } else { Vec::new() }),
            _ if flag => Err(self.lang.say("true or false", "应为 true 或 false")),
            Value::Boolean(_) => Err(self.lang.say("needs a value", "需要一个值")),
            Value::Array(list) if matches!(arg.get_action(), ArgAction::Append) => {
                list.iter().map(one).collect()
            }
            Value::Array(_) => Err(self.lang.say("one value, not a list", "只能有一个值")),
            Value::Table(table) if pairs(arg) => {
                let mut list = Vec::new();
                flatten(table, "", &mut list);
                let list = list.into_iter().map(Value::String);
                list.map(|v| one(&v)).collect()
            }
            v => Ok(vec![one(v)?]),
        }
    }

    /// A path as it is meant by the file: beside it. What may be a name or a path is a path where there is such a file. A
    /// file that was found by itself leads nowhere but below its own folder.
    fn beside(&self, arg: &Arg, words: &str) -> Result<OsString, &'static str> {
        let folder = self.file.parent().unwrap_or(Path::new(""));
        let (head, path) = match words.split_once('=') {
            Some((role, path)) if pairs(arg) => (format!("{role}="), path),
            _ => (String::new(), words),
        };
        let full = folder.join(path);
        let is_path = match arg.get_value_hint() {
            ValueHint::AnyPath | ValueHint::DirPath => path != "-" || self.found,
            // A name has no separators; the value of a pair is no name.
            ValueHint::FilePath => {
                full.is_file() || self.found && (pairs(arg) || path.contains(['/', '\\']))
            }
            _ => false,
        };
        let mut out = OsString::from(head);
        if !is_path {
            out.push(path);
        } else if !self.found {
            out.push(full);
        } else {
            out.push(below(folder, path).ok_or_else(|| {
                self.lang.say(
                    "leads out of the folder of this file: name the file with --config, or give the path yourself",
                    "指向本文件所在文件夹之外：请用 --config 指明本文件，或在命令行给出路径",
                )
            })?);
        }
        Ok(out)
    }

    /// The settings that the program takes, and those that wait for another option.
    pub(super) fn checked(
        &self,
        settings: Vec<Setting>,
    ) -> Result<(Vec<Setting>, Vec<Setting>), Failure> {
        let (mut sure, mut waiting) = (Vec::new(), Vec::new());
        for s in settings {
            let least = ["wenji", "convert", "--to=text", "-"].map(OsString::from);
            let args = least.into_iter().chain(s.args.iter().cloned());
            match self.program.clone().try_get_matches_from(args) {
                Ok(_) => sure.push(s),
                Err(e) if e.kind() == ErrorKind::MissingRequiredArgument => waiting.push(s),
                Err(e) => return Err(self.refused(&s, &e)),
            }
        }
        Ok((sure, waiting))
    }

    fn refused(&self, s: &Setting, e: &clap::Error) -> Failure {
        let words = |kind| match e.get(kind) {
            Some(ContextValue::String(s)) => s.clone(),
            Some(ContextValue::Strings(list)) => list.join(self.lang.say(", ", "、")),
            _ => String::new(),
        };
        let (wrong, valid) = (
            words(ContextKind::InvalidValue),
            words(ContextKind::ValidValue),
        );
        let key = &s.key;
        let mut said = match self.lang {
            Language::English => format!("{key} cannot be \"{wrong}\""),
            Language::Chinese => format!("{key} 不能是“{wrong}”"),
        };
        if !valid.is_empty() {
            said.push_str(self.lang.say(": give ", "，可用 "));
            said.push_str(&valid);
        }
        self.fail(s.line, &said)
    }

    fn unknown<'b>(
        &self,
        line: usize,
        name: &str,
        known: impl Iterator<Item = &'b str>,
    ) -> Failure {
        let near = self.nearest(name, known);
        let what = self.lang.say("unknown key", "不认识的键");
        self.fail(line, &format!("{what} {name}{near}"))
    }

    /// `: did you mean …?`, where a known name is alike.
    fn nearest<'b>(&self, name: &str, known: impl Iterator<Item = &'b str>) -> String {
        let alike = known.map(|k| (strsim::jaro_winkler(k, name), k));
        let best = alike.max_by(|a, b| a.0.total_cmp(&b.0));
        match (best.filter(|b| b.0 > ALIKE), self.lang) {
            (Some((_, k)), Language::English) => format!(": did you mean {k}?"),
            (Some((_, k)), Language::Chinese) => format!("，是否应为 {k}？"),
            (None, _) => String::new(),
        }
    }

    fn fail(&self, line: usize, what: &str) -> Failure {
        let file = self.file.display();
        Failure::new(exit::USAGE, format!("{file}:{line}: {what}"))
    }
}

impl Setting {
    /// True for an option each of whose values has a key of its own: values add up, the later of one key counts.
    pub(super) fn adds(&self, reader: &Reader<'_>) -> bool {
        reader.option(&self.key).is_some_and(pairs)
    }
}

/// A path below a folder, with links followed; `None` where it leads out of it. What is not there is told later.
fn below(folder: &Path, path: &str) -> Option<PathBuf> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let plain = |c| matches!(c, Component::Normal(_) | Component::CurDir);
    if !Path::new(path).components().all(plain) {
        return None;
    }
    let full = folder.join(path);
    let top = folder.canonicalize().ok()?;
    match full.canonicalize() {
        Ok(real) => real.starts_with(&top).then_some(real),
        Err(_) => full.symlink_metadata().is_err().then_some(full),
    }
}

/// True for an option that takes KEY=VALUE.
fn pairs(arg: &Arg) -> bool {
    let names = arg.get_value_names().unwrap_or_default();
    names.iter().any(|n| n.contains('='))
}

fn scalar(v: &Value) -> Option<String> {
    match v {
        Value::String(s) => Some(s.clone()),
        Value::Integer(n) => Some(n.to_string()),
        Value::Float(n) => Some(n.to_string()),
        Value::Boolean(b) => Some(b.to_string()),
        Value::Datetime(_) | Value::Array(_) | Value::Table(_) => None,
    }
}

/// `page.inner=30` for each value of a table; a list is written as TOML writes it.
fn flatten(table: &Table, above: &str, out: &mut Vec<String>) {
    for (key, value) in table {
        match value {
            Value::Table(t) => flatten(t, &format!("{above}{key}."), out),
            v => {
                let words = scalar(v).unwrap_or_else(|| v.to_string());
                out.push(format!("{above}{key}={words}"));
            }
        }
    }
}

/// The line of a byte, 1-based.
fn line(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}
