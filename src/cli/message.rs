//! The language of messages.

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

    /// The message in this language.
    pub(crate) fn say<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::English => en,
            Self::Chinese => zh,
        }
    }
}
