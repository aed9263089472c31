//! Messages: their language, and how they reach the terminal.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::Write;

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
                .or_else(of_the_system)
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

/// The language that Windows is set to: there no variable tells it.
#[cfg(windows)]
fn of_the_system() -> Option<String> {
    sys_locale::get_locale()
}

#[cfg(not(windows))]
const fn of_the_system() -> Option<String> {
    None
}

/// Says a line on standard error. Where that is closed or full, there is nobody to tell.
pub(crate) fn tell(line: impl AsRef<str>) {
    let _ = writeln!(anstream::stderr(), "{}", visible(line.as_ref()));
}

/// Words of a text or the name of a file as a terminal may show them: its controls, which could move the cursor or
/// rename the window, as pictures.
pub(crate) fn visible(s: &str) -> Cow<'_, str> {
    let acts = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !s.contains(acts) {
        return s.into();
    }
    let shown = s.chars().map(|c| match c {
        c if !acts(c) => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ => '\u{fffd}',
    });
    Cow::Owned(shown.collect())
}

/// What the disk refuses, in words: no numbers of the system's, and no names of files that are there for a moment.
pub(super) fn disk_words(e: &std::io::Error, lang: Language) -> String {
    use std::io::ErrorKind as K;
    let (en, zh) = match e.kind() {
        K::NotFound => ("there is no such folder", "没有这个文件夹"),
        K::PermissionDenied => ("not permitted", "没有写入权限"),
        K::AlreadyExists => ("something of this name is there", "已有同名的文件"),
        K::NotADirectory => (
            "a file stands where a folder would be",
            "应为文件夹之处是文件",
        ),
        K::IsADirectory => ("a folder of this name is there", "已有同名的文件夹"),
        K::StorageFull | K::QuotaExceeded => ("the disk is full", "磁盘已满"),
        K::FileTooLarge => ("larger than the disk takes", "超过磁盘所容许的大小"),
        K::ReadOnlyFilesystem => ("the disk takes no files", "磁盘只能读取"),
        K::InvalidFilename => ("no name for a file", "文件名不可用"),
        kind => return kind.to_string(),
    };
    lang.say(en, zh).to_owned()
}
