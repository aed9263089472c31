//! `wenji init`: a wenji.toml to edit.

use super::message::Language;
use super::{Failure, config, output};
use std::path::Path;

const ENGLISH: &str = include_str!("init.en.toml");
const CHINESE: &str = include_str!("init.zh.toml");

/// Writes the file, never over another.
pub(super) fn run(folder: &Path, lang: Language) -> Result<u8, Failure> {
    let file = folder.join(config::NAME);
    if file.symlink_metadata().is_ok() {
        let why = lang.say("exists and stays as it is", "已存在，未作改动");
        return Err(Failure::new(
            super::exit::OUTPUT,
            format!("{}: {why}", file.display()),
        ));
    }
    output::write(&file, lang.say(ENGLISH, CHINESE).as_bytes(), false, lang)?;
    super::message::tell(file.display().to_string());
    Ok(0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::settings::Reader;
    use super::*;

    fn settings(text: &str, profile: Option<&str>) -> Vec<String> {
        let mut program = super::super::help::program(Language::English);
        program.build();
        let reader = Reader {
            program: &program,
            file: Path::new("wenji.toml"),
            found: false,
            lang: Language::English,
        };
        let read = reader.settings(text, profile);
        let read = read.and_then(|list| reader.checked(list));
        let (mut sure, waiting) = read.map_err(|f| f.message).unwrap();
        sure.extend(waiting);
        sure.into_iter().map(|s| s.key).collect()
    }

    #[test]
    fn every_option_stands_in_the_files_and_is_one() {
        let mut program = super::super::help::program(Language::English);
        program.build();
        let convert = program.find_subcommand("convert").unwrap();
        let longs = convert.get_arguments().filter_map(clap::Arg::get_long);
        let mut known: Vec<&str> = longs
            .filter(|l| !["help", "profile", "config", "no-config"].contains(l))
            .collect();
        known.sort_unstable();
        for text in [ENGLISH, CHINESE] {
            assert!(settings(text, None).is_empty());
            let (own, profile) = text.split_once("# [profile").unwrap();
            let entry = |l: &&str| l.starts_with("# ") && l.contains(" = ");
            let mut found = Vec::new();
            for line in own.lines().filter(entry) {
                found.extend(settings(&format!("[convert]\n{}", &line[2..]), None));
            }
            found.sort_unstable();
            assert_eq!(found, known);
            let profile = format!("# [profile{profile}").replace("\n# ", "\n");
            let profile = profile.trim_start_matches("# ");
            assert_eq!(
                settings(profile, Some("kindle")),
                ["kindle", "to"]
                    .map(String::from)
                    .iter()
                    .rev()
                    .cloned()
                    .collect::<Vec<_>>()
            );
        }
    }
}
