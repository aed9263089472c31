//! The help in English or Chinese, its options in groups, in 80 columns.

mod texts;
mod wrap;

use super::Cli;
use super::message::Language;
use clap::{Arg, ArgAction, Command, CommandFactory};
use texts::{BELOW, COMMANDS, Group, OPTIONS, PROGRAM};
use unicode_width::UnicodeWidthStr;
use wrap::wrap;

/// The width of the help.
const COLUMNS: usize = 80;
/// What is left of it beside the indentation of an option's text.
const TEXT: usize = COLUMNS - 10;
/// Place of an option behind a command's own.
const LAST: usize = 900;

/// Options that `-h` shows of commands that have many; the rest stands in `--help`.
const COMMON: [&str; 20] = [
    "format",
    "serve",
    "files",
    "to",
    "output",
    "split",
    "merge",
    "title",
    "author",
    "style",
    "set",
    "punctuation",
    "from_encoding",
    "keep_boilerplate",
    "corrections",
    "cover",
    "force",
    "strict",
    "quiet",
    "help",
];
/// Commands with more options than these are shown in short by `-h`.
const MANY: usize = 12;
/// Where the words of an option begin, in columns.
const WORDS: usize = 24;

/// What `-h` prints of the program, or of the command that `args` name: one screen, an option a line. `None` where they ask
/// for no short help.
pub(super) fn brief(args: &[std::ffi::OsString], lang: Language) -> Option<String> {
    if !asked_briefly(args) {
        return None;
    }
    let mut program = program(lang);
    let found = args.iter().skip(1).find_map(|a| {
        let name = a.to_str()?;
        program.find_subcommand(name).map(|_| name.to_owned())
    });
    let Some(name) = found else {
        return Some(program.render_help().to_string());
    };
    let command = program.find_subcommand(&name)?;
    let usage = COMMANDS.iter().find(|c| c.name == name)?.usage;
    let mut out = match lang {
        Language::English => {
            let files = command
                .get_positionals()
                .map(|a| format!(" <{}>", a.get_id()));
            let files: String = files.collect::<String>().to_uppercase();
            format!("wenji {name} [OPTIONS]{files}\n")
        }
        Language::Chinese => format!("{usage}\n"),
    };
    if let Some(about) = command.get_about() {
        out = format!("{about}\n\n{}{out}\n", lang.say("Usage: ", "用法："));
    }
    let many = command.get_arguments().count() > MANY;
    let shown = |a: &&Arg| !many || COMMON.contains(&a.get_id().as_str());
    for a in command.get_arguments().filter(shown) {
        out.push_str(&row(a));
    }
    let more = lang.say("All options:", "全部选项：");
    out.push_str(&format!("\n{more} wenji {name} --help\n"));
    Some(out)
}

/// An option and what it does.
fn row(a: &Arg) -> String {
    let value = match a.get_action().takes_values() {
        true if a.is_positional() => format!("<{}>", a.get_id()).to_uppercase(),
        true => {
            let names = a.get_value_names().and_then(<[_]>::first);
            format!(" <{}>", names.map_or("VALUE", |n| n.as_str()))
        }
        false => String::new(),
    };
    let short = a
        .get_short()
        .map_or_else(String::new, |c| format!("-{c}, "));
    let long = a.get_long().map_or_else(String::new, |l| format!("--{l}"));
    let given = format!("  {short}{long}{value}  ");
    let text = a.get_help().map(|h| h.to_string().replace('\n', ""));
    let text = text.unwrap_or_default();
    let room = COLUMNS - WORDS.max(given.width());
    format!("{given:<WORDS$}{}\n", first_clause(&text, room))
}

/// What an option does, without how, in so many columns.
fn first_clause(text: &str, room: usize) -> String {
    let until = |s: &str, marks: &[char]| s.find(marks).unwrap_or(s.len());
    let end = until(text, &[';', '(', '[', '；', '（']);
    let mut clause = text.get(..end).unwrap_or(text).trim_end();
    for marks in [[':', '：'], [',', '，']] {
        if clause.width() > room {
            let short = clause.get(..until(clause, &marks)).unwrap_or(clause);
            // A word alone says nothing of what an option does.
            clause = if short.width() > 8 { short } else { clause };
        }
    }
    clause.to_owned()
}

/// Does the user ask for the short help?
fn asked_briefly(args: &[std::ffi::OsString]) -> bool {
    let options = args.iter().take_while(|a| *a != "--");
    options.into_iter().any(|a| a == "-h")
}

/// The program with its help in a language.
pub(super) fn program(lang: Language) -> Command {
    let mut program = dressed(<Cli as CommandFactory>::command(), lang)
        .after_help(lang.say(BELOW.0, BELOW.1))
        .disable_version_flag(true)
        .arg(option("version", "Prints the version", ArgAction::Version, lang).short('V'));
    if lang == Language::Chinese {
        program = program.about(PROGRAM).override_usage("wenji [选项] <命令>");
    }
    let names: Vec<String> = program
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect();
    for name in names {
        let about = COMMANDS.iter().find(|c| c.name == name);
        program = program.mut_subcommand(&name, |c| {
            let c = dressed(c, lang).next_line_help(true);
            let Some(about) = about else { return c };
            let c = c.after_help(lang.say(about.below.0, about.below.1));
            match lang {
                Language::English => c,
                Language::Chinese => c.about(about.zh).override_usage(about.usage),
            }
        });
    }
    program
}

/// `-h`, `-V`: clap's own are in English.
fn option(name: &'static str, help: &'static str, action: ArgAction, lang: Language) -> Arg {
    let arg = Arg::new(name).long(name).action(action).help(help);
    worded(arg, lang)
}

fn dressed(command: Command, lang: Language) -> Command {
    let frame = match lang {
        Language::English => "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
        Language::Chinese => "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}",
    };
    command
        .help_template(frame)
        .max_term_width(COLUMNS)
        .subcommand_help_heading(lang.say("Commands", "命令"))
        .disable_help_flag(true)
        .mut_args(|a| worded(a, lang))
        .arg(option("help", "Prints this help", ArgAction::Help, lang).short('h'))
}

/// The option in its group, and in Chinese its text with what clap would say in English.
fn worded(arg: Arg, lang: Language) -> Arg {
    let row = OPTIONS.iter().find(|(id, ..)| *id == arg.get_id().as_str());
    let Some((_, group, zh)) = row else {
        return arg;
    };
    let (en_heading, zh_heading) = group.heading();
    let arg = arg.help_heading(lang.say(en_heading, zh_heading));
    // What every command has stands behind what it alone has.
    let arg = match arg.get_id().as_str() {
        "lang_ui" => arg.display_order(LAST),
        _ => arg,
    };
    if lang == Language::English {
        return arg;
    }
    let values = arg.get_action().takes_values() && *group != Group::Given;
    let mut text = (*zh).to_owned();
    if values {
        let list = |words: Vec<String>| words.join("、");
        let names = arg.get_possible_values();
        let names: Vec<String> = names.iter().map(|v| v.get_name().to_owned()).collect();
        if !names.is_empty() {
            text.push_str(&format!(" [可用：{}]", list(names)));
        }
        let words = arg.get_default_values().iter();
        let words: Vec<String> = words.map(|v| v.to_string_lossy().into_owned()).collect();
        if !words.is_empty() {
            text.push_str(&format!(" [默认：{}]", list(words)));
        }
    }
    let takes_values = arg.get_action().takes_values();
    arg.help(wrap(&text, TEXT))
        .hide_possible_values(takes_values)
        .hide_default_value(takes_values)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Language; 2] = [Language::English, Language::Chinese];

    #[test]
    fn every_option_and_command_has_its_words() {
        let program = program(Language::Chinese);
        program.clone().debug_assert();
        for c in program.get_subcommands() {
            assert!(
                COMMANDS.iter().any(|a| a.name == c.get_name()),
                "{}",
                c.get_name()
            );
            for a in c.get_arguments() {
                let id = a.get_id().as_str();
                assert!(OPTIONS.iter().any(|(o, ..)| *o == id), "{id}");
            }
        }
    }

    #[test]
    fn the_short_help_is_one_screen() {
        for lang in BOTH {
            let names = COMMANDS.iter().map(|c| c.name).filter(|n| *n != "help");
            for name in names.chain([""]) {
                let args = ["wenji", name, "-h"].map(std::ffi::OsString::from);
                let page = brief(&args, lang).unwrap_or_default();
                assert!((6..=40).contains(&page.lines().count()), "{name}: {page}");
                let widest = page.lines().map(UnicodeWidthStr::width).max();
                assert!(widest <= Some(COLUMNS), "{page}");
                let all = format!("wenji {name} --help");
                assert!(name.is_empty() || page.contains(&all), "{page}");
            }
            assert_eq!(
                brief(&["wenji", "convert", "--", "-h"].map(Into::into), lang),
                None
            );
        }
    }

    #[test]
    fn the_help_fits_into_eighty_columns() {
        for lang in BOTH {
            let mut program = program(lang).term_width(COLUMNS);
            program.build();
            let names = program.get_subcommands().map(|c| c.get_name().to_owned());
            let names: Vec<String> = names.collect();
            let mut pages = vec![program.render_help().to_string()];
            for name in names {
                let c = program.find_subcommand_mut(&name);
                pages.extend(c.map(|c| c.render_help().to_string()));
            }
            for line in pages.iter().flat_map(|p| p.lines()) {
                assert!(line.width() <= COLUMNS, "{}: {line}", line.width());
            }
            let english = pages.iter().flat_map(|p| p.lines()).filter(|l| {
                ["Usage:", "Options:", "default:", "possible values"]
                    .iter()
                    .any(|w| l.contains(w))
            });
            assert_eq!(english.count() == 0, lang == Language::Chinese);
        }
    }
}
