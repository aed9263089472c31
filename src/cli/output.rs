//! Files appear whole or not at all, and never over another unless asked.

use super::{Failure, exit, message::Language};
use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

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
}

/// True for a file that an earlier build of this run wrote.
pub(super) fn is_ours(path: &Path) -> bool {
    let ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
    !ours.before.is_empty() && path.canonicalize().is_ok_and(|p| ours.before.contains(&p))
}

/// Writes `bytes` to `path` through a temporary file in the same folder.
pub(super) fn write(path: &Path, bytes: &[u8], force: bool, lang: Language) -> Result<(), Failure> {
    let show = path.display();
    let force = force || is_ours(path);
    if let Ok(there) = path.symlink_metadata() {
        let text = if !force {
            lang.say("exists; --force writes over it", "已存在；用 --force 覆盖")
        } else if there.is_file() || there.is_symlink() {
            ""
        } else {
            lang.say(
                "is a folder or a device, which no file replaces",
                "是文件夹或设备，不能用文件替换",
            )
        };
        if !text.is_empty() {
            return Err(Failure::new(exit::OUTPUT, format!("{show} {text}")));
        }
    }
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let refused = |e: &std::io::Error| {
        Failure::new(
            exit::OUTPUT,
            format!(
                "{show}: {} ({e})",
                lang.say("cannot be written", "无法写入")
            ),
        )
    };
    std::fs::create_dir_all(folder).map_err(|e| refused(&e))?;
    sweep(folder);
    let mut file = tempfile::Builder::new()
        .prefix(TEMPORARY.0)
        .suffix(TEMPORARY.1)
        .tempfile_in(folder)
        .map_err(|e| refused(&e))?;
    // Tells other runs that the file is in use. Where a disk knows no locks, none of them sweeps either.
    let _ = file.as_file().try_lock();
    file.write_all(bytes)
        .and_then(|()| file.flush())
        .map_err(|e| refused(&e))?;
    open_mode(file.as_file()).map_err(|e| refused(&e))?;
    if force {
        file.persist(path).map_err(|e| refused(&e.error))?;
    } else {
        file.persist_noclobber(path)
            .map_err(|e| refused(&e.error))?;
    }
    let mut ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
    ours.written.push(path.to_owned());
    Ok(())
}

/// Takes away the temporary files that a run left which was killed: those that no run holds. Each folder is looked at once.
fn sweep(folder: &Path) {
    static SWEPT: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);
    let new = {
        let mut swept = SWEPT.lock().unwrap_or_else(PoisonError::into_inner);
        swept.insert(folder.to_owned())
    };
    let Some(list) = new.then(|| std::fs::read_dir(folder).ok()).flatten() else {
        return;
    };
    for entry in list.filter_map(Result::ok) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1);
        if !ours || !entry.file_type().is_ok_and(|t| t.is_file()) {
            continue;
        }
        let held = std::fs::File::open(entry.path()).map(|f| f.try_lock().is_err());
        if held.is_ok_and(|held| !held) {
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
