//! Files appear whole or not at all, and never over another unless asked.

use super::{Failure, exit, message::Language};
use std::io::Write;
use std::path::Path;

/// Writes `bytes` to `path` through a temporary file in the same folder.
pub(super) fn write(path: &Path, bytes: &[u8], force: bool, lang: Language) -> Result<(), Failure> {
    let show = path.display();
    if !force && path.symlink_metadata().is_ok() {
        let text = lang.say("exists; --force writes over it", "已存在；用 --force 覆盖");
        return Err(Failure::new(exit::OUTPUT, format!("{show} {text}")));
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
    let mut file = tempfile::Builder::new()
        .prefix(".wenji-")
        .tempfile_in(folder)
        .map_err(|e| refused(&e))?;
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
    Ok(())
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
