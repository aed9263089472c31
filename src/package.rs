//! The deterministic zip that DOCX and EPUB share: fixed order, fixed times, no platform fields. Parts are compressed
//! beside the making of those that follow.

use rayon::Scope;
use std::io::{Cursor, Write};
use std::sync::mpsc::{Sender, channel};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A zip being written in memory, its parts in the order in which they are added.
pub struct Package<'a, 'scope> {
    scope: &'a Scope<'scope>,
    level: u32,
    count: usize,
    packed: Sender<(usize, std::io::Result<Vec<u8>>)>,
}

impl<'scope> Package<'_, 'scope> {
    /// The zip of the parts that `make` adds, compressed at a level of 1 (quick) to 9 (small).
    ///
    /// # Errors
    /// Those of `make`; a name or size that zip cannot hold.
    pub fn write<E: From<std::io::Error> + Send>(
        level: u32,
        make: impl FnOnce(&mut Package<'_, 'scope>) -> Result<(), E> + Send,
    ) -> Result<Vec<u8>, E> {
        let (packed, parts) = channel();
        rayon::scope(move |scope| {
            make(&mut Package {
                scope,
                level,
                count: 0,
                packed,
            })
        })?;
        let mut parts: Vec<_> = parts.into_iter().collect();
        parts.sort_by_key(|(number, _)| *number);
        Ok(joined(parts.into_iter().map(|(_, part)| part))?)
    }

    /// Adds a file as it is (EPUB's `mimetype` must be so).
    pub fn stored(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.add(name.into(), bytes.into(), CompressionMethod::Stored);
    }

    /// Adds a compressed file.
    pub fn deflated(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.add(name.into(), bytes.into(), CompressionMethod::Deflated);
    }

    fn add(&mut self, name: String, bytes: Vec<u8>, method: CompressionMethod) {
        let (number, level, packed) = (self.count, self.level, self.packed.clone());
        self.count += 1;
        self.scope.spawn(move |_| {
            // The other end waits for all parts.
            let _ = packed.send((number, alone(name, &bytes, method, level)));
        });
    }
}

/// A zip of one part.
fn alone(
    name: String,
    bytes: &[u8],
    method: CompressionMethod,
    level: u32,
) -> std::io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .compression_level((method == CompressionMethod::Deflated).then_some(i64::from(level)))
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
        // The same on every system, whichever wrote it.
        .system(zip::System::Unix);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, options)
        .map_err(std::io::Error::other)?;
    zip.write_all(bytes)?;
    Ok(zip.finish().map_err(std::io::Error::other)?.into_inner())
}

/// One zip of the parts of others.
fn joined(zips: impl Iterator<Item = std::io::Result<Vec<u8>>>) -> std::io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for part in zips {
        let mut one = ZipArchive::new(Cursor::new(part?)).map_err(std::io::Error::other)?;
        let file = one.by_index_raw(0).map_err(std::io::Error::other)?;
        zip.raw_copy_file(file).map_err(std::io::Error::other)?;
    }
    Ok(zip.finish().map_err(std::io::Error::other)?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_in_the_order_in_which_they_were_added() {
        let zip = Package::write(6, |zip| {
            zip.stored("first", *b"1");
            for n in 0..40 {
                // The larger a part, the later it is packed.
                zip.deflated(format!("{n}"), vec![b'x'; 400_000 / (n + 1)]);
            }
            Ok::<_, std::io::Error>(())
        });
        let mut zip = ZipArchive::new(Cursor::new(zip.unwrap())).unwrap();
        let names: Vec<_> = (0..zip.len())
            .map(|n| zip.by_index(n).unwrap().name().unwrap().into_owned())
            .collect();
        let wanted: Vec<_> = (0..40).map(|n| n.to_string()).collect();
        assert_eq!(names.first().map(String::as_str), Some("first"));
        assert_eq!(names.get(1..), Some(wanted.as_slice()));
    }

    #[test]
    fn entries_carry_nothing_of_the_system_that_wrote_them() {
        let zip = Package::write(6, |zip| {
            zip.stored("first", *b"1");
            zip.deflated("second", vec![b'x'; 5000]);
            Ok::<_, std::io::Error>(())
        });
        let zip = zip.unwrap();
        let entries: Vec<usize> = zip
            .windows(4)
            .enumerate()
            .filter(|(_, w)| *w == b"PK\x01\x02")
            .map(|(at, _)| at)
            .collect();
        assert_eq!(entries.len(), 2);
        for at in entries {
            // Made by Unix, with its mode, without times or extra fields.
            assert_eq!(zip[at + 5], 3);
            assert_eq!(zip[at + 38..at + 42], (0o100_644u32 << 16).to_le_bytes());
            assert_eq!(zip[at + 12..at + 16], [0, 0, 0x21, 0]);
            assert_eq!(zip[at + 30..at + 34], [0; 4]);
        }
    }

    #[test]
    fn what_goes_wrong_in_the_making_is_told() {
        let zip = Package::write(6, |zip| {
            zip.deflated("a", *b"a");
            Err(std::io::Error::other("no"))
        });
        assert_eq!(zip.unwrap_err().to_string(), "no");
    }
}
