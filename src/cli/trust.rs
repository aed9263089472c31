//! Whose settings count: those of the folder in which the user works, and of no other, since a file beside a text comes from
//! whoever made the text. docs/reliability.md tells the model.

use super::config::NAME;
use super::message::Language;
use std::path::{Path, PathBuf};

/// What is wrong with a settings file that was found by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Distrust {
    /// It lies beside a text, not where the user works.
    Elsewhere,
    /// Above the working folder, with no root marker there.
    NoRoot,
    /// A link or no plain file.
    NoFile,
    /// It or its folder belongs to someone else.
    Foreign,
    /// Others may write it or its folder.
    Open,
    /// This system does not tell.
    #[cfg(not(unix))]
    Untold,
}

impl Distrust {
    pub(super) fn say(self, lang: Language) -> &'static str {
        match self {
            Self::Elsewhere => lang.say(
                "it lies beside a text, not in the folder you work in",
                "它在文本旁边，不在当前文件夹中",
            ),
            Self::NoRoot => lang.say(
                "it lies above the folder you work in, and nothing marks the root of a project (root = true, or .git)",
                "它在当前文件夹之上，而上层没有项目根标记（root = true 或 .git）",
            ),
            Self::NoFile => lang.say("it is a link or no plain file", "它是链接，或不是普通文件"),
            Self::Foreign => lang.say(
                "it or its folder belongs to another user",
                "它或它的文件夹属于其他用户",
            ),
            Self::Open => lang.say(
                "others may write it or its folder",
                "其他用户可以改写它或它的文件夹",
            ),
            #[cfg(not(unix))]
            Self::Untold => lang.say(
                "on this system a settings file must be named",
                "在此系统上须指明设置文件",
            ),
        }
    }
}

/// A settings file that does not count, and why.
pub(super) type Found = (PathBuf, Distrust);

/// The settings of the folder in which the user works, or of the nearest above it up to the root of the project.
pub(super) fn own(here: &Path) -> Option<(PathBuf, Option<Distrust>)> {
    let there = |folder: &Path| {
        let file = folder.join(NAME);
        file.symlink_metadata().is_ok().then_some(file)
    };
    let mut found: Option<(PathBuf, &Path)> = None;
    let mut rooted = false;
    for (depth, folder) in here.ancestors().enumerate() {
        let file = there(folder);
        if found.is_none()
            && let Some(file) = &file
        {
            found = Some((file.clone(), folder));
            if depth == 0 {
                rooted = true;
                break;
            }
        }
        let marked = || file.is_some_and(|f| judge(&f, here).is_none() && marks_root(&f));
        if folder.join(".git").symlink_metadata().is_ok() || marked() {
            rooted = true;
            break;
        }
    }
    let (file, _) = found?;
    let wrong = judge(&file, here).or((!rooted).then_some(Distrust::NoRoot));
    Some((file, wrong))
}

/// The nearest settings beside or above an input, which do not count by themselves.
pub(super) fn beside(input: &Path) -> Option<PathBuf> {
    // A pattern's folder is the first that is there.
    let start = input
        .ancestors()
        .find(|p| p.is_dir() || p.as_os_str().is_empty())?;
    let start = if start.as_os_str().is_empty() {
        Path::new(".")
    } else {
        start
    };
    let start = start.canonicalize().ok()?;
    let files = start.ancestors().map(|f| f.join(NAME));
    files.into_iter().find(|f| f.symlink_metadata().is_ok())
}

/// True for settings that say `root = true`; what is no TOML marks nothing.
fn marks_root(file: &Path) -> bool {
    super::output::was_read(file);
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let table: Option<toml::Table> = text.parse().ok();
    table.is_some_and(|t| t.get("root").and_then(toml::Value::as_bool) == Some(true))
}

/// What is wrong with a file, its folder, or one between that and the folder in which the user works.
#[cfg(unix)]
fn judge(file: &Path, here: &Path) -> Option<Distrust> {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    let place = |meta: &std::fs::Metadata| {
        // Many systems give each user a group of their own, of the same number.
        let others = if meta.gid() == user { 0o002 } else { 0o022 };
        if meta.uid() != user {
            Some(Distrust::Foreign)
        } else if meta.mode() & others != 0 {
            Some(Distrust::Open)
        } else {
            None
        }
    };
    let Some(meta) = file
        .symlink_metadata()
        .ok()
        .filter(std::fs::Metadata::is_file)
    else {
        return Some(Distrust::NoFile);
    };
    let top = file.parent()?;
    let folders = here.ancestors().take_while(|f| f.starts_with(top));
    let mut all = std::iter::once(Some(meta)).chain(folders.map(|f| f.metadata().ok()));
    all.find_map(|m| m.map_or(Some(Distrust::NoFile), |m| place(&m)))
}

#[cfg(not(unix))]
fn judge(_: &Path, _: &Path) -> Option<Distrust> {
    Some(Distrust::Untold)
}
