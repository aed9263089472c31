//! Files appear whole or not at all, and never over another unless asked.

use super::{Failure, exit, message::Language};
use std::collections::HashSet;
use std::fs::TryLockError;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use tempfile::NamedTempFile;

/// What the names of temporary files begin and end with.
const TEMPORARY: (&str, &str) = (".wenji-", ".tmp");

/// Files that this run has written, of which those of earlier builds may be written over.
#[derive(Default)]
struct Ours {
    written: Vec<PathBuf>,
    before: HashSet<PathBuf>,
}

static OURS: LazyLock<Mutex<Ours>> = LazyLock::new(Mutex::default);

/// What was written until now is that of a build before (`--watch`).
pub(super) fn next_build() {
    let mut ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
    let written = std::mem::take(&mut ours.written);
    let whole = written.iter().filter_map(|p| p.canonicalize().ok());
    ours.before.extend(whole);
    READ.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// True behind the first build.
fn is_watching() -> bool {
    let ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
    !ours.before.is_empty()
}

/// True for a file that an earlier build of this run wrote.
pub(super) fn is_ours(path: &Path) -> bool {
    let ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
    !ours.before.is_empty() && path.canonicalize().is_ok_and(|p| ours.before.contains(&p))
}

/// What this run has read: no output takes its place, whatever is asked.
static READ: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);

/// Remembers that a file is an input of this run.
pub(super) fn was_read(path: &Path) {
    if let Ok(whole) = path.canonicalize() {
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        read.insert(whole);
    }
}

fn is_read(path: &Path) -> bool {
    let read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    path.canonicalize().is_ok_and(|p| read.contains(&p))
}

/// Says that an output would take the place of an input.
pub(super) fn is_input(path: &Path, lang: Language) -> Failure {
    let show = path.display();
    let text = match lang {
        Language::English => format!("{show} is read by this run: it is never written over"),
        Language::Chinese => format!("{show} 是本次要读取的文件，不会被覆盖"),
    };
    Failure::new(exit::OUTPUT, text)
}

/// Writes `bytes` to `path` through a temporary file in the same folder.
pub(super) fn write(path: &Path, bytes: &[u8], force: bool, lang: Language) -> Result<(), Failure> {
    let mut set = Set::new(force, lang);
    set.add(path, bytes)?;
    set.commit()
}

/// Says why nothing can be written to a place, where something is there already.
pub(super) fn free(path: &Path, force: bool, lang: Language) -> Result<(), Failure> {
    let Ok(there) = path.symlink_metadata() else {
        return Ok(());
    };
    // In a folder that is watched, a text met there may have the name of an output.
    if is_read(path) && (force || !is_watching()) {
        return Err(is_input(path, lang));
    }
    let text = if !force && !is_ours(path) {
        lang.say("exists; --force writes over it", "已存在；用 --force 覆盖")
    } else if there.is_file() || there.is_symlink() {
        return Ok(());
    } else {
        lang.say(
            "is a folder or a device, which no file replaces",
            "是文件夹或设备，不能用文件替换",
        )
    };
    let show = path.display();
    Err(Failure {
        there: !force,
        ..Failure::new(exit::OUTPUT, format!("{show} {text}"))
    })
}

/// Files that appear together: all are written under names of their own before the first gets its name, and where one cannot
/// have it none does.
pub(super) struct Set {
    files: Vec<(NamedTempFile, PathBuf)>,
    force: bool,
    lang: Language,
}

impl Set {
    pub(super) fn new(force: bool, lang: Language) -> Self {
        Self {
            files: Vec::new(),
            force,
            lang,
        }
    }

    /// Writes a file that is to have this name; where it lies until then.
    pub(super) fn add(&mut self, path: &Path, bytes: &[u8]) -> Result<PathBuf, Failure> {
        free(path, self.force, self.lang)?;
        let folder = folder(path);
        let written = std::fs::create_dir_all(folder)
            .and_then(|()| {
                sweep(folder);
                temporary(folder)
            })
            .and_then(|mut file| {
                file.write_all(bytes)?;
                file.flush()?;
                open_mode(file.as_file())?;
                Ok(file)
            });
        let file = written.map_err(|e| refused(path, &e, self.lang))?;
        let place = file.path().to_owned();
        self.files.push((file, path.to_owned()));
        Ok(place)
    }

    /// Gives all files their names, or none.
    pub(super) fn commit(self) -> Result<(), Failure> {
        let alone = self.files.len() == 1;
        let mut done: Vec<(PathBuf, Option<NamedTempFile>)> = Vec::new();
        for (file, path) in self.files {
            let force = self.force || is_ours(&path);
            // What was there is kept until all are in their places.
            let old = (force && !alone).then(|| kept(&path)).flatten();
            let named = if force {
                file.persist(&path)
            } else {
                file.persist_noclobber(&path)
            };
            if let Err(e) = named {
                for (path, old) in done {
                    // What cannot be put back stays as it is.
                    let _ = match old {
                        Some(old) => old.persist(&path).map(drop).map_err(|e| e.error),
                        None => std::fs::remove_file(&path),
                    };
                }
                return Err(refused(&path, &e.error, self.lang));
            }
            done.push((path, old));
        }
        let mut ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
        ours.written.extend(done.into_iter().map(|(path, _)| path));
        Ok(())
    }
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn refused(path: &Path, e: &std::io::Error, lang: Language) -> Failure {
    let show = path.display();
    let why = lang.say("cannot be written", "无法写入");
    let disk = super::message::disk_words(e, lang);
    Failure::new(exit::OUTPUT, format!("{show}: {why} ({disk})"))
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    builder
}

/// A temporary file that this run holds. Between its making and the lock another run may have taken it for one that was
/// left: then it is gone, or that run holds the lock, and a further one is made.
fn temporary(folder: &Path) -> std::io::Result<NamedTempFile> {
    loop {
        let file = builder().tempfile_in(folder)?;
        match file.as_file().try_lock() {
            Err(TryLockError::WouldBlock) => continue,
            // Where a disk knows no locks, no run sweeps either.
            Err(TryLockError::Error(_)) => return Ok(file),
            Ok(()) => {}
        }
        if file.path().symlink_metadata().is_ok() {
            return Ok(file);
        }
    }
}

/// A second name for a file that is to be written over; `None` where there is none, or the disk gives no second names.
fn kept(path: &Path) -> Option<NamedTempFile> {
    let link = |to: &Path| {
        std::fs::hard_link(path, to)?;
        std::fs::File::open(to)
    };
    let plain = path.symlink_metadata().is_ok_and(|m| m.is_file());
    plain
        .then(|| builder().make_in(folder(path), link).ok())
        .flatten()
}

/// Takes away the temporary files that a run left which was killed: those that no run holds. Each folder is looked at once.
fn sweep(folder: &Path) {
    static SWEPT: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);
    let new = {
        let mut swept = SWEPT.lock().unwrap_or_else(PoisonError::into_inner);
        swept.insert(folder.to_owned())
    };
    if new {
        sweep_now(folder);
    }
}

fn sweep_now(folder: &Path) {
    let Ok(list) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in list.filter_map(Result::ok) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1);
        if !ours || !entry.file_type().is_ok_and(|t| t.is_file()) {
            continue;
        }
        // The lock is held until the file is gone: whoever made it just now sees that, and makes another.
        let Ok(file) = std::fs::File::open(entry.path()) else {
            continue;
        };
        if file.try_lock().is_ok() {
            // What cannot be taken away stays.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// A temporary file is private; an output is not.
#[cfg(unix)]
fn open_mode(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_mode(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_set_has_all_its_names_or_none() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let lang = Language::English;
        fs::write(at("a"), "old").unwrap();
        // What is not found good is dropped, and leaves no trace.
        let mut set = Set::new(true, lang);
        for name in ["a", "b"] {
            assert!(fs::read(set.add(&at(name), b"new").unwrap()).unwrap() == b"new");
        }
        drop(set);
        let names = || fs::read_dir(dir.path()).unwrap().count();
        assert_eq!(
            (fs::read(at("a")).unwrap().as_slice(), names()),
            (&b"old"[..], 1)
        );
        // Something takes the last of the names before the set has them.
        let mut set = Set::new(true, lang);
        for name in ["a", "b", "c"] {
            set.add(&at(name), b"new").unwrap();
        }
        fs::create_dir_all(at("c/d")).unwrap();
        assert_eq!(set.commit().unwrap_err().code, exit::OUTPUT);
        assert_eq!(
            (fs::read(at("a")).unwrap().as_slice(), names()),
            (&b"old"[..], 2)
        );
        let mut set = Set::new(true, lang);
        for name in ["a", "b"] {
            set.add(&at(name), b"new").unwrap();
        }
        set.commit().unwrap();
        assert_eq!(
            (fs::read(at("a")).unwrap().as_slice(), names()),
            (&b"new"[..], 3)
        );
    }

    #[test]
    fn a_temporary_file_that_another_run_takes_away_is_made_again() {
        let dir = tempfile::tempdir().unwrap();
        let ends = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|s| {
            s.spawn(|| {
                while !ends.load(std::sync::atomic::Ordering::Relaxed) {
                    sweep_now(dir.path());
                }
            });
            for n in 0..2000 {
                let file = temporary(dir.path()).unwrap();
                let to = dir.path().join(n.to_string());
                assert!(file.persist(&to).is_ok(), "{n}");
            }
            ends.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }
}
