//! The language of messages.

use std::ffi::OsString;

/// English or Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Chinese,
}

impl Language {
    /// From `--lang-ui`, else the locale.
    pub(crate) fn choose(option: Option<&str>) -> Self {
        let locale = || {
            ["LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .find_map(|k| std::env::var(k).ok().filter(|v| !v.is_empty()))
        };
        let name = option
            .map(str::to_owned)
            .or_else(locale)
            .unwrap_or_default();
        if name.starts_with("zh") {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// What `--lang-ui` says, before the arguments are read: the help and their own errors are told in it.
    pub(crate) fn asked(args: &[OsString]) -> Option<String> {
        let words = |a: &OsString| a.to_string_lossy().into_owned();
        let after = args.iter().position(|a| a == "--lang-ui");
        let inline = args
            .iter()
            .find_map(|a| words(a).strip_prefix("--lang-ui=").map(str::to_owned));
        inline.or_else(|| args.get(after? + 1).map(words))
    }

    /// The message in this language.
    pub(crate) fn say<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::English => en,
            Self::Chinese => zh,
        }
    }
}
