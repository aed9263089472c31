//! Completion scripts: what clap makes, with the values that options know beside what else they take.

use super::args::Cli;
use super::help;
use super::message::Language;
use crate::style::{Face, keys, sizes, type_sizes};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{CommandFactory, ValueHint};
use clap_complete::Shell;

/// Styles that are built in, and the choice by the text.
const STYLES: [&str; 6] = ["auto", "gongwen", "xinhan", "mingling", "jiyao", "book"];
/// Encodings that texts come in.
const ENCODINGS: [&str; 6] = ["utf-8", "gb18030", "gbk", "big5", "utf-16le", "utf-16be"];

/// What an option takes beside the values that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// Something else, which nobody can guess.
    Words,
    /// A file.
    Files,
    /// More of them, with commas between.
    List,
    /// A value behind `KEY=`.
    Value,
    /// A file behind `KEY=`.
    FileOf,
}

/// An option with its values.
struct Known {
    id: &'static str,
    values: Vec<String>,
    beside: Beside,
}

/// The values of options that clap does not hold to them.
fn known() -> Vec<Known> {
    let row = |id, values: Vec<String>, beside| Known { id, values, beside };
    let words = |words: &[&str]| words.iter().map(|&w| w.to_owned()).collect::<Vec<_>>();
    let faces = Face::ALL.iter().map(|f| f.name()).chain(["fallback"]);
    let trimmed = sizes().unwrap_or_default().into_iter();
    let formats = <Cli as CommandFactory>::command()
        .find_subcommand("convert")
        .and_then(|c| c.get_arguments().find(|a| a.get_id() == "to"))
        .map(clap::Arg::get_possible_values)
        .unwrap_or_default();
    vec![
        row("lang_ui", words(&["en", "zh"]), Beside::Words),
        row("from_encoding", words(&ENCODINGS), Beside::Words),
        row("style", words(&STYLES), Beside::Files),
        row(
            "to",
            formats.iter().map(|v| v.get_name().to_owned()).collect(),
            Beside::List,
        ),
        row(
            "size",
            trimmed.flat_map(|s| s.names).collect(),
            Beside::Words,
        ),
        row(
            "font_size",
            type_sizes().map(str::to_owned).collect(),
            Beside::Words,
        ),
        row(
            "font",
            faces.map(|f| format!("{f}=")).collect(),
            Beside::FileOf,
        ),
        row(
            "set",
            keys::names().map(|k| format!("{k}=")).collect(),
            Beside::Value,
        ),
    ]
}

/// The script for a shell.
pub(super) fn script(shell: Shell) -> String {
    let known = known();
    let mut program = help::program(Language::English);
    let names: Vec<String> = program
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect();
    program = program.mut_args(|a| with_values(a, &known));
    for name in &names {
        program = program.mut_subcommand(name, |c| {
            c.mut_args(|a| match (name.as_str(), a.get_id().as_str()) {
                ("style", "name") => a.value_parser(PossibleValuesParser::new(&STYLES[1..])),
                (_, "command") => a.value_parser(PossibleValuesParser::new(names.clone())),
                _ => with_values(a, &known),
            })
        });
    }
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut program, "wenji", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => bash(&script, &known),
        Shell::Zsh => zsh(&script, &known),
        Shell::Fish => fish(&script, &known, &program),
        _ => script,
    }
}

/// The option with what can be given; only scripts are made of it, no argument is held to the list.
fn with_values(arg: clap::Arg, known: &[Known]) -> clap::Arg {
    let Some(row) = known.iter().find(|k| k.id == arg.get_id().as_str()) else {
        return arg;
    };
    // What clap writes about files stands around the values: it counts where files alone are the rest.
    let hint = match row.beside {
        Beside::Files => ValueHint::FilePath,
        _ => ValueHint::Other,
    };
    arg.value_hint(hint)
        .value_parser(PossibleValuesParser::new(row.values.clone()))
}

/// In Bash `--style=book` and `song=face.ttf` are three words.
const BASH_WORDS: &str = r#"    prev="$3"
    if [[ "${cur}" == "=" ]]; then
        cur=""
    elif [[ "${prev}" == "=" && ${COMP_CWORD} -ge 2 ]]; then
        prev="${COMP_WORDS[COMP_CWORD-2]}"
    fi
    # Behind KEY= files are completed.
    if [[ "${COMP_WORDS[COMP_CWORD]}" == "=" || "${COMP_WORDS[COMP_CWORD-1]}" == "=" ]] && [[ "${prev}" != --* ]]; then
        return 0
    fi
"#;

fn bash(script: &str, known: &[Known]) -> String {
    let script = script.replacen("    prev=\"$3\"\n", BASH_WORDS, 1);
    known.iter().fold(script, |script, k| {
        let list = k.values.join(" ");
        let made = format!("COMPREPLY=($(compgen -W \"{list}\" -- \"${{cur}}\"))");
        let wanted = match k.beside {
            Beside::Words => return script,
            // There words end with lines, as names of files have spaces.
            Beside::Files => format!(
                "COMPREPLY=($(compgen -W $'{}' -- \"${{cur}}\") $(compgen -f -X '!*.toml' -- \"${{cur}}\") \
                 $(compgen -d -- \"${{cur}}\"))",
                k.values.join("\\n")
            ),
            Beside::List => format!(
                "COMPREPLY=($(compgen -P \"${{cur%\"${{cur##*,}}\"}}\" -W \"{list}\" -- \"${{cur##*,}}\"))"
            ),
            Beside::Value | Beside::FileOf => format!("{made}\n                    compopt -o nospace 2>/dev/null"),
        };
        script.replace(&made, &wanted)
    })
}

/// In Zsh an action that is more than a list is a function: colons and quotes mean something in the rows of options.
fn zsh(script: &str, known: &[Known]) -> String {
    let mut functions = String::new();
    // With two colons options behind the first file would be none.
    let script = script.replace("'*::", "'*:");
    let script = known.iter().fold(script, |script, k| {
        let list = k.values.join(" ");
        let does = match k.beside {
            Beside::Words => return script,
            Beside::Files => {
                format!("_alternative 'values:value:({list})' 'files:file:_files -g \"*.toml\"'")
            }
            Beside::List => format!("_values -s , value {list}"),
            Beside::Value => format!("compadd -S '' -- {list}"),
            Beside::FileOf => {
                format!("if compset -P '*='; then _files; else compadd -S '' -- {list}; fi")
            }
        };
        functions += &format!("_wenji_values_{}() {{\n    {does}\n}}\n", k.id);
        script.replace(&format!(":({list})'"), &format!(":_wenji_values_{}'", k.id))
    });
    // Behind the line by which the shell knows the file.
    let (first, rest) = script.split_once('\n').unwrap_or((&script, ""));
    format!("{first}\n\n{functions}{rest}")
}

fn fish(script: &str, known: &[Known], program: &clap::Command) -> String {
    let line = |line: &str| {
        let row = known.iter().find(|k| {
            let option = k.id.replace('_', "-");
            line.contains(&format!(" -l {option} "))
        });
        match row.map(|k| k.beside) {
            Some(Beside::Files | Beside::FileOf) => line.replacen(" -r -f -a ", " -r -F -a ", 1),
            _ => line.to_owned(),
        }
    };
    // The values of an option stand on lines of their own.
    let mut script: String = script.split_inclusive('\n').map(line).collect();
    for k in known.iter().filter(|k| k.beside == Beside::List) {
        let (option, list) = (k.id.replace('_', "-"), k.values.join(" "));
        script += &format!(
            "complete -c wenji -n \"__fish_wenji_using_subcommand convert\" -l {option} -r -f -a \
             \"(__fish_append , {list})\"\n"
        );
    }
    // clap has words for options alone.
    for c in program.get_subcommands() {
        for a in c.get_positionals() {
            let values = a.get_possible_values();
            let values: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
            if !values.is_empty() {
                script += &format!(
                    "complete -c wenji -n \"__fish_wenji_using_subcommand {}\" -f -a \"{}\"\n",
                    c.get_name(),
                    values.join(" ")
                );
            }
        }
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_that_are_taken() {
        for name in &STYLES[1..] {
            assert!(crate::style::builtin(name).is_some(), "{name}");
        }
        let unknown = crate::style::StyleError::Unknown(String::new()).to_string();
        assert!(unknown.contains(&STYLES.join(", ")), "{unknown}");
        for name in ENCODINGS {
            let text = crate::source::Source::decode(b"abc", Some(name));
            let odd = name.starts_with("utf-16");
            assert!(odd || text.is_ok(), "{name}");
        }
        for k in known() {
            assert!(k.values.len() > 1, "{}", k.id);
            // Words of a shell.
            let plain = |v: &String| !v.contains([' ', '"', '\'', '$', '(', ':', ',']);
            assert!(k.values.iter().all(plain), "{}", k.id);
        }
    }

    #[test]
    fn what_stands_beside_values_is_in_each_script() {
        let scripts = [Shell::Bash, Shell::Zsh, Shell::Fish].map(script);
        let [bash, zsh, fish] = &scripts;
        for (shell, pieces) in [
            (bash, ["-X '!*.toml'", "${cur##*,}", "compopt -o nospace"]),
            (zsh, ["'*:files --", "_values -s ,", "compset -P"]),
            (
                fish,
                [
                    "(__fish_append , docx",
                    "-r -F -a \"auto",
                    "-r -F -a \"fangsong=",
                ],
            ),
        ] {
            for piece in pieces {
                assert!(shell.contains(piece), "{piece}");
            }
        }
        for script in &scripts {
            for value in [
                "大32开",
                "五号",
                "big5",
                "xinhan",
                "roles.heading1.face=",
                "kai=",
            ] {
                assert!(script.contains(value), "{value}");
            }
        }
    }
}
