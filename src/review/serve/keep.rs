//! Where corrections are kept while they are made: beside the text, once the person agreed, else in a folder of the person's
//! own, so that neither a crash nor a closed window loses them. What changed on the disk meanwhile is noticed and never
//! written over.

use crate::digest::hex;
use crate::source::Source;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// How a file begins that the page keeps: the person agreed to it once.
const OURS: &str = "# wenji review\n";
/// Files that are put aside have at most so many names.
const ASIDE: u32 = 1000;

/// The file that a served text comes from.
pub struct OnDisk {
    /// The text.
    pub text: PathBuf,
    /// Its corrections.
    pub corrections: PathBuf,
    /// Where corrections are kept that are not beside the text; `None` where there is no such place.
    pub apart: Option<PathBuf>,
    /// Reads the text anew.
    pub read: Box<dyn Fn() -> Result<Source, String> + Send + Sync>,
}

/// Where corrections are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    /// Nobody was asked yet: they are kept apart.
    Ask,
    /// Beside the text.
    Beside,
    /// Apart, as the person wants it.
    Apart,
}

/// What a page is told of its corrections.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Kept {
    /// Where they are.
    pub(crate) at: Place,
    /// The file beside the text.
    pub(crate) name: String,
    /// The file apart, by its whole path.
    pub(crate) apart: String,
    /// Which corrections: a digest.
    pub(crate) version: String,
    /// They are those of a page that was left before they were beside the text.
    pub(crate) recovered: bool,
    /// The folder of the text takes no files.
    pub(crate) refused: bool,
    /// Others were there, and have this name now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) aside: Option<String>,
}

/// A page's corrections, to be kept.
pub(super) struct Put<'a> {
    pub(super) corrections: &'a str,
    pub(super) at: Place,
    /// The version that the page knows of.
    pub(super) known: &'a str,
    /// What is there and is not known is put aside.
    pub(super) both: bool,
}

/// Why corrections are not kept.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeepError {
    /// Others are there that the page does not know of.
    #[error("the corrections were changed elsewhere")]
    Changed,
    /// The disk refuses.
    #[error("the corrections cannot be written: {0}")]
    Disk(#[from] io::Error),
}

/// A file as it was seen last.
#[derive(Default)]
struct Seen(Option<Option<(SystemTime, u64)>>);

impl Seen {
    /// True where it was written since.
    fn stale(&mut self, path: &Path) -> bool {
        let meta = path.metadata().ok();
        let now = Some(meta.and_then(|m| Some((m.modified().ok()?, m.len()))));
        std::mem::replace(&mut self.0, now) != now
    }
}

struct State {
    text: Seen,
    sha256: String,
    beside: Seen,
    /// The file beside the text as this program knows it.
    there: Option<String>,
    kept: String,
    at: Place,
    refused: bool,
    recovered: bool,
}

/// The text and its corrections on the disk.
pub(super) struct Keep {
    disk: OnDisk,
    state: Mutex<State>,
}

impl Keep {
    pub(super) fn new(disk: OnDisk, source: &Source) -> Self {
        let there = plain(&disk.corrections);
        let ours = there.as_ref().is_some_and(|t| t.starts_with(OURS));
        let written = |p: &Path| p.metadata().and_then(|m| m.modified()).ok();
        let spare = disk.apart.as_ref().and_then(|apart| {
            let newer = written(apart) > written(&disk.corrections);
            plain(apart).filter(|_| newer || there.is_none())
        });
        let mut state = State {
            text: Seen::default(),
            sha256: source.sha256.clone(),
            beside: Seen::default(),
            kept: spare.clone().or_else(|| there.clone()).unwrap_or_default(),
            recovered: spare.is_some(),
            there,
            at: if ours { Place::Beside } else { Place::Ask },
            refused: false,
        };
        state.beside.stale(&disk.corrections);
        Self {
            disk,
            state: Mutex::new(state),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The text anew, where the file was changed; in words why it cannot be read.
    pub(super) fn changed(&self) -> Option<Result<Source, String>> {
        let mut s = self.state();
        if !s.text.stale(&self.disk.text) {
            return None;
        }
        match (self.disk.read)() {
            Ok(source) if source.sha256 == s.sha256 => None,
            Ok(source) => {
                s.sha256.clone_from(&source.sha256);
                Some(Ok(source))
            }
            Err(why) => {
                // It is tried again: an editor may be writing it just now.
                s.text = Seen::default();
                Some(Err(why))
            }
        }
    }

    /// The corrections as they are kept, those of another program among them.
    pub(super) fn kept(&self) -> (String, Kept) {
        let mut s = self.state();
        self.look(&mut s);
        (s.kept.clone(), self.told(&s, None))
    }

    fn look(&self, s: &mut State) {
        if !s.beside.stale(&self.disk.corrections) {
            return;
        }
        let now = plain(&self.disk.corrections);
        if let Some(words) = now.as_ref().filter(|_| now != s.there) {
            s.kept.clone_from(words);
            s.recovered = false;
        }
        s.there = now;
    }

    fn told(&self, s: &State, aside: Option<String>) -> Kept {
        let apart = self.disk.apart.as_deref().unwrap_or(Path::new(""));
        Kept {
            at: s.at,
            name: name(&self.disk.corrections),
            apart: apart.display().to_string(),
            version: version(&s.kept),
            recovered: s.recovered,
            refused: s.refused,
            aside,
        }
    }

    /// Keeps a page's corrections.
    pub(super) fn put(&self, put: &Put) -> Result<Kept, KeepError> {
        let mut s = self.state();
        self.look(&mut s);
        let words = format!("{OURS}{}", put.corrections);
        let same = body(&s.kept) == put.corrections;
        let mut aside = None;
        if put.known != version(&s.kept) && !same {
            if !put.both {
                return Err(KeepError::Changed);
            }
            aside = Some(self.set_aside(&s.kept)?);
        }
        s.at = put.at;
        if put.at == Place::Beside {
            // A link is not followed: where it leads is not the text's matter.
            let link = self.disk.corrections.is_symlink();
            let written = if link {
                Err(io::ErrorKind::PermissionDenied.into())
            } else {
                whole(&self.disk.corrections, &words, false)
            };
            match written {
                Ok(()) => {
                    s.refused = false;
                    s.recovered = false;
                    s.beside.stale(&self.disk.corrections);
                    s.there = Some(words.clone());
                    s.kept = words;
                    if let Some(apart) = &self.disk.apart {
                        // What is beside the text is needed nowhere else.
                        let _ = std::fs::remove_file(apart);
                    }
                    return Ok(self.told(&s, aside));
                }
                Err(_) => {
                    s.refused = true;
                    s.at = Place::Apart;
                }
            }
        }
        let apart = self.disk.apart.as_ref();
        let apart = apart.ok_or(io::Error::from(io::ErrorKind::NotFound))?;
        whole(apart, &words, true)?;
        s.kept = words;
        s.recovered = true;
        Ok(self.told(&s, aside))
    }

    /// Writes corrections that are given up under a name of their own; the name.
    pub(super) fn set_aside(&self, words: &str) -> io::Result<String> {
        let places = [Some(&self.disk.corrections), self.disk.apart.as_ref()];
        let mut fault = io::Error::from(io::ErrorKind::NotFound);
        for beside in places.into_iter().flatten() {
            let stem = name(beside);
            let stem = stem.strip_suffix(".wenji.toml").unwrap_or(&stem).to_owned();
            for n in 2..ASIDE {
                let to = beside.with_file_name(format!("{stem}.wenji-{n}.toml"));
                match temporary(&to, words, false)
                    .and_then(|f| f.persist_noclobber(&to).map_err(|e| e.error))
                {
                    Ok(_) => return Ok(name(&to)),
                    Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                    Err(e) => {
                        fault = e;
                        break;
                    }
                }
            }
        }
        Err(fault)
    }
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The words of a plain file.
fn plain(path: &Path) -> Option<String> {
    let file = path.symlink_metadata().ok()?.is_file();
    let bytes = file.then(|| std::fs::read(path).ok()).flatten()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// What a file says without the line that says whose it is.
fn body(words: &str) -> &str {
    words.strip_prefix(OURS).unwrap_or(words)
}

fn version(words: &str) -> String {
    let digest = Sha256::digest(body(words));
    hex(digest.get(..8).unwrap_or_default())
}

/// A file appears whole or not at all.
fn whole(path: &Path, words: &str, private: bool) -> io::Result<()> {
    let file = temporary(path, words, private)?;
    file.persist(path).map(drop).map_err(|e| e.error)
}

fn temporary(path: &Path, words: &str, private: bool) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if private {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = tempfile::Builder::new()
        .prefix(".wenji.")
        .suffix(".tmp")
        .tempfile_in(folder)?;
    file.write_all(words.as_bytes())?;
    file.as_file().sync_all()?;
    // A temporary file is private; one beside the text is as other files.
    #[cfg(unix)]
    if !private {
        use std::os::unix::fs::PermissionsExt;
        let open = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(open)?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(dir: &Path) -> Keep {
        let text = dir.join("t.txt");
        if !text.exists() {
            std::fs::write(&text, "春游\n清晨出发。\n").unwrap();
        }
        let read = {
            let text = text.clone();
            move || {
                let bytes = std::fs::read(&text).map_err(|e| e.to_string())?;
                Source::decode(&bytes, None).map_err(|e| e.to_string())
            }
        };
        let source = read().unwrap();
        let disk = OnDisk {
            corrections: text.with_extension("wenji.toml"),
            apart: Some(dir.join("own/t.wenji.toml")),
            text,
            read: Box::new(read),
        };
        Keep::new(disk, &source)
    }

    fn put(k: &Keep, corrections: &str, at: Place, known: &str) -> Result<Kept, KeepError> {
        k.put(&Put {
            corrections,
            at,
            known,
            both: false,
        })
    }

    #[test]
    fn corrections_are_apart_until_they_may_be_beside_the_text() {
        let dir = tempfile::tempdir().unwrap();
        let (beside, apart) = (
            dir.path().join("t.wenji.toml"),
            dir.path().join("own/t.wenji.toml"),
        );
        let k = keep(dir.path());
        let (words, told) = k.kept();
        assert_eq!(
            (words.as_str(), told.at, told.recovered),
            ("", Place::Ask, false)
        );
        let told = put(&k, "a = 1\n", Place::Ask, &told.version).unwrap();
        assert!(apart.is_file() && !beside.exists());
        // The program ended; the next one begins with them.
        let k = keep(dir.path());
        let (words, again) = k.kept();
        assert_eq!(words, "# wenji review\na = 1\n");
        assert!(again.recovered && again.version == told.version);
        put(&k, "a = 2\n", Place::Beside, &told.version).unwrap();
        assert!(!apart.exists());
        assert_eq!(
            std::fs::read_to_string(&beside).unwrap(),
            "# wenji review\na = 2\n"
        );
        let (_, told) = keep(dir.path()).kept();
        assert_eq!((told.at, told.recovered), (Place::Beside, false));
    }

    #[test]
    fn what_another_wrote_is_never_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let beside = dir.path().join("t.wenji.toml");
        let k = keep(dir.path());
        let first = put(&k, "a = 1\n", Place::Beside, &k.kept().1.version).unwrap();
        std::fs::write(&beside, "by_hand = true\n").unwrap();
        let refused = put(&k, "a = 22\n", Place::Beside, &first.version);
        assert!(matches!(refused, Err(KeepError::Changed)));
        assert_eq!(
            std::fs::read_to_string(&beside).unwrap(),
            "by_hand = true\n"
        );
        assert_eq!(k.kept().0, "by_hand = true\n");
        let both = Put {
            corrections: "a = 22\n",
            at: Place::Beside,
            known: &first.version,
            both: true,
        };
        let told = k.put(&both).unwrap();
        let aside = dir.path().join(told.aside.unwrap());
        assert_eq!(std::fs::read_to_string(aside).unwrap(), "by_hand = true\n");
        assert_eq!(body(&std::fs::read_to_string(&beside).unwrap()), "a = 22\n");
        // A second page that says the same has nothing to be asked.
        assert!(put(&k, "a = 22\n", Place::Beside, "old").is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn where_a_link_stands_beside_the_text_corrections_are_kept_apart() {
        let dir = tempfile::tempdir().unwrap();
        let beside = dir.path().join("t.wenji.toml");
        std::os::unix::fs::symlink("elsewhere", &beside).unwrap();
        let k = keep(dir.path());
        let told = put(&k, "a = 1\n", Place::Beside, &k.kept().1.version).unwrap();
        assert!(told.refused && told.at == Place::Apart);
        assert!(dir.path().join("own/t.wenji.toml").is_file() && beside.is_symlink());
    }

    #[test]
    fn a_text_that_was_changed_is_read_anew_once() {
        let dir = tempfile::tempdir().unwrap();
        let k = keep(dir.path());
        assert!(k.changed().is_none() && k.changed().is_none());
        std::fs::write(dir.path().join("t.txt"), "春游\n傍晚归来了。\n").unwrap();
        assert!(k.changed().unwrap().unwrap().text.contains("傍晚"));
        assert!(k.changed().is_none());
        std::fs::remove_file(dir.path().join("t.txt")).unwrap();
        assert!(k.changed().unwrap().is_err() && k.changed().unwrap().is_err());
    }
}
