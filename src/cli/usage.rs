//! What is wrong with the arguments, in English by clap, in Chinese from its facts.

use super::message::Language;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Says it on standard error; help and version go to standard output.
pub(super) fn tell(e: &clap::Error, lang: Language) {
    if let Some(said) = forgotten(e, lang) {
        let error = lang.say("error", "错误");
        super::message::tell(format!("wenji: {error}: {said}"));
        return;
    }
    match (lang, chinese(e)) {
        (Language::Chinese, Some(said)) => {
            super::message::tell(format!("wenji: 错误: {said}\n\n用法见 wenji help"));
        }
        // A closed pipe is no failure.
        _ => drop(e.print()),
    }
    if let (ErrorKind::InvalidValue, Some(ContextValue::String(value))) =
        (e.kind(), e.get(ContextKind::InvalidValue))
    {
        let hint = super::places::elsewhere(value, lang);
        let hint = hint.trim_start_matches(['；', ';', ' ']);
        if !hint.is_empty() {
            super::message::tell(format!("\n{hint}"));
        }
    }
}

/// A file where a command is asked for: the command was forgotten, or the file is not there.
fn forgotten(e: &clap::Error, lang: Language) -> Option<String> {
    let told = (e.kind(), e.get(ContextKind::InvalidSubcommand));
    let (ErrorKind::InvalidSubcommand, Some(ContextValue::String(name))) = told else {
        return None;
    };
    let path = std::path::Path::new(name);
    if path.exists() {
        let shown = match name.contains(char::is_whitespace) {
            true => format!("\"{name}\""),
            false => name.clone(),
        };
        return Some(match lang {
            Language::English => format!(
                "a command is missing before {name}: wenji convert {shown} --to docx, or wenji review {shown}"
            ),
            Language::Chinese => format!(
                "{name} 前缺少命令：wenji convert {shown} --to docx，或 wenji review {shown}"
            ),
        });
    }
    let is_file = path.extension().is_some() || name.contains(['/', '\\']);
    is_file.then(|| match lang {
        Language::English => format!("{name}: there is no such file"),
        Language::Chinese => format!("{name}：没有这个文件"),
    })
}

/// `None` for what is no error, and what no user can do.
fn chinese(e: &clap::Error) -> Option<String> {
    let words = |kind| match e.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(list)) => list.join("、"),
        _ => String::new(),
    };
    let or_none = |before: &str, words: String, after: &str| match words.as_str() {
        "" => String::new(),
        w => format!("{before}{w}{after}"),
    };
    let arg = words(ContextKind::InvalidArg);
    let value = words(ContextKind::InvalidValue);
    Some(match e.kind() {
        ErrorKind::UnknownArgument => {
            let near = words(ContextKind::SuggestedArg);
            format!("没有选项 {arg}{}", or_none("，是否应为 ", near, "？"))
        }
        ErrorKind::InvalidSubcommand => {
            // The nearest comes last.
            let near = match e.get(ContextKind::SuggestedSubcommand) {
                Some(ContextValue::Strings(list)) => list.last().cloned(),
                _ => None,
            };
            let near = near.unwrap_or_default();
            let name = words(ContextKind::InvalidSubcommand);
            format!("没有命令 {name}{}", or_none("，是否应为 ", near, "？"))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 需要一个值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = words(ContextKind::ValidValue);
            // What else can be given is said by the one who refuses it: figures, or fields in braces.
            let told = std::error::Error::source(e).map(ToString::to_string);
            let told = told.filter(|t| t.starts_with(|c: char| c == '{' || c.is_ascii_digit()));
            let valid = if valid.is_empty() {
                told.unwrap_or_default()
            } else {
                valid
            };
            format!("{arg} 不能是“{value}”{}", or_none("，可用 ", valid, ""))
        }
        ErrorKind::MissingRequiredArgument => format!("还须给出 {arg}"),
        ErrorKind::ArgumentConflict => match words(ContextKind::PriorArg).as_str() {
            prior if prior == arg => format!("{arg} 只能给一次"),
            prior => format!("{arg} 不能与 {prior} 同用"),
        },
        ErrorKind::NoEquals => format!("{arg} 的值须写在 = 之后"),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            format!("{arg} 的值过多：{value}")
        }
        ErrorKind::MissingSubcommand => "须给出命令".into(),
        ErrorKind::InvalidUtf8 => "参数不是 UTF-8".into(),
        _ => return None,
    })
}
