//! Files are opened without waiting: a pipe into which nobody writes would hold up the run for ever.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Opens what an argument names, a file or a pipe that is being written into; with it the size, where that is known.
#[cfg(unix)]
pub(super) fn opened(path: &Path) -> io::Result<(Box<dyn Read>, u64)> {
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
    use std::time::{Duration, Instant};

    /// So long a pipe may be without a writer, and how often it is looked at.
    const PATIENCE: Duration = Duration::from_secs(3);
    const TICK: Duration = Duration::from_millis(20);

    let wait = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let mut file = File::options().read(true).custom_flags(wait).open(path)?;
    let meta = file.metadata()?;
    if !meta.file_type().is_fifo() {
        super::output::was_read(path);
        return Ok((Box::new(file), meta.len()));
    }
    let begun = Instant::now();
    let mut first = [0];
    let got = loop {
        match file.read(&mut first) {
            // Somebody has it open and will write.
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => break 0,
            Ok(0) if begun.elapsed() < PATIENCE => std::thread::sleep(TICK),
            Ok(0) => {
                let why = "nobody writes into this pipe";
                return Err(io::Error::new(io::ErrorKind::TimedOut, why));
            }
            Ok(n) => break n,
            Err(e) => return Err(e),
        }
    };
    fcntl_setfl(&file, fcntl_getfl(&file)? - OFlags::NONBLOCK)?;
    let first = first.get(..got).unwrap_or_default().to_vec();
    Ok((Box::new(io::Cursor::new(first).chain(file)), 0))
}

#[cfg(not(unix))]
pub(super) fn opened(path: &Path) -> io::Result<(Box<dyn Read>, u64)> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    super::output::was_read(path);
    Ok((Box::new(file), size))
}
