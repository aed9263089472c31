//! The help in English or Chinese, its options in groups, in 80 columns.

mod texts;
mod wrap;

use super::Cli;
use super::message::Language;
use clap::{Arg, ArgAction, Command, CommandFactory};
use texts::{BELOW, COMMANDS, Group, OPTIONS, PROGRAM};
use wrap::wrap;

/// The width of the help.
const COLUMNS: usize = 80;
/// What is left of it beside the indentation of an option's text.
const TEXT: usize = COLUMNS - 10;
/// Place of an option behind a command's own.
const LAST: usize = 900;

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
    use unicode_width::UnicodeWidthStr;

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
