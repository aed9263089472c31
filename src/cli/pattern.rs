//! Patterns (`*`, `?`, `[…]`, `**`) and folders, filled in. Links are not followed unless that is asked for: one that leads
//! back to a folder above it would have no end, and one that leads elsewhere takes in what was not given.

use glob::{MatchOptions, Pattern, PatternError};
use std::collections::HashSet;
use std::fs::FileType;
use std::path::{Component, Path, PathBuf};

/// How what a name stands for is found.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: !cfg!(windows),
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// True for a name with marks.
pub(super) fn is_pattern(words: &str) -> bool {
    words.contains(['*', '?', '['])
}

/// What is found in folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Folder,
    File,
    /// A link that is not followed.
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// Looks at folders, each once where links are followed.
pub(super) struct Walker {
    follow: bool,
    /// Folders that were entered, where links are followed.
    entered: HashSet<PathBuf>,
    /// What was asked for and left out: links, and what is no file.
    pub(super) left: Vec<(PathBuf, Found)>,
}

impl Walker {
    pub(super) fn new(follow: bool) -> Self {
        Self {
            follow,
            entered: HashSet::new(),
            left: Vec::new(),
        }
    }

    /// What an entry of a folder is.
    fn kind(&self, path: &Path, kind: FileType) -> Found {
        let kind = if kind.is_symlink() {
            if !self.follow {
                return Found::Link;
            }
            match path.metadata() {
                Ok(meta) => meta.file_type(),
                // It leads nowhere.
                Err(_) => return Found::Link,
            }
        } else {
            kind
        };
        if kind.is_dir() {
            Found::Folder
        } else if kind.is_file() {
            Found::File
        } else {
            Found::Other
        }
    }

    /// What is given next is looked at anew.
    pub(super) fn begin(&mut self) {
        self.entered.clear();
    }

    /// True for a folder that was not entered before. With links there are several ways into one, and round about: each
    /// folder is entered once. One that leads nowhere is told by its entries.
    pub(super) fn enter(&mut self, folder: &Path) -> bool {
        !self.follow
            || folder
                .canonicalize()
                .map_or(true, |f| self.entered.insert(f))
    }

    /// The entries of a folder.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub(super) fn entries(&self, folder: &Path) -> std::io::Result<Vec<(PathBuf, Found)>> {
        let mut out = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            let found = self.kind(&path, entry.file_type()?);
            out.push((path, found));
        }
        out.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(out)
    }

    /// All that a pattern stands for: files, and folders by their names.
    ///
    /// # Errors
    /// It is none.
    pub(super) fn matching(&mut self, path: &Path) -> Result<Vec<PathBuf>, PatternError> {
        let parts: Vec<Component<'_>> = path.components().collect();
        let mut places: Vec<(PathBuf, bool)> = vec![(PathBuf::new(), true)];
        for (n, part) in parts.iter().enumerate() {
            let words = part.as_os_str().to_string_lossy();
            let last = n + 1 == parts.len();
            if !is_pattern(&words) {
                for (place, _) in &mut places {
                    place.push(part);
                }
                // What stands before the first mark was given by name, and need not be looked at.
                if parts
                    .iter()
                    .take(n)
                    .any(|p| is_pattern(&p.as_os_str().to_string_lossy()))
                {
                    places.retain_mut(|(place, is_folder)| {
                        let Ok(meta) = place.symlink_metadata() else {
                            return false;
                        };
                        let found = self.kind(place, meta.file_type());
                        *is_folder = matches!(found, Found::Folder);
                        *is_folder || last && matches!(found, Found::File)
                    });
                }
                continue;
            }
            let pattern = Pattern::new(&words)?;
            let mut next = Vec::new();
            for (place, is_folder) in places {
                if !is_folder {
                    continue;
                }
                if words == "**" {
                    // At the end it is the folder, whose texts are searched for.
                    if last {
                        next.push((place, true));
                    } else {
                        self.below(&place, &mut next);
                    }
                    continue;
                }
                for (path, found) in self.entries(&here(&place)).unwrap_or_default() {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    if !pattern.matches_with(&name, OPTIONS) {
                        continue;
                    }
                    let whole = place.join(path.file_name().unwrap_or_default());
                    match found {
                        Found::Folder => next.push((whole, true)),
                        Found::File if last => next.push((whole, false)),
                        Found::Link | Found::Other if last => self.left.push((whole, found)),
                        _ => {}
                    }
                }
            }
            // Several ways lead to one place: `**/**`.
            let mut known = HashSet::new();
            next.retain(|(p, _)| known.insert(p.clone()));
            places = next;
        }
        Ok(places.into_iter().map(|(place, _)| place).collect())
    }

    /// A folder and all below it, but those whose names begin with a dot.
    fn below(&mut self, top: &Path, out: &mut Vec<(PathBuf, bool)>) {
        self.entered.clear();
        let mut folders = vec![top.to_owned()];
        while let Some(folder) = folders.pop() {
            if !self.enter(&here(&folder)) {
                continue;
            }
            for (path, found) in self.entries(&here(&folder)).unwrap_or_default() {
                let name = path.file_name().unwrap_or_default();
                if name.to_string_lossy().starts_with('.') {
                    continue;
                }
                let whole = folder.join(name);
                if found == Found::Folder {
                    folders.push(whole);
                }
            }
            out.push((folder, true));
        }
    }
}

/// A folder by a name that the system takes.
fn here(folder: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder.to_owned()
    }
}
