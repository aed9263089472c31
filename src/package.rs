//! The deterministic zip that DOCX and EPUB share: fixed order, fixed times, no platform fields. Parts are compressed
//! side by side when the package is finished.

use rayon::prelude::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A zip being written in memory.
#[derive(Default)]
pub struct Package {
    level: Option<i64>,
    parts: Vec<Part>,
}

struct Part {
    name: String,
    bytes: Vec<u8>,
    method: CompressionMethod,
}

impl Package {
    /// A package compressed at a level of its own, 1 (quick) to 9 (small).
    #[must_use]
    pub fn at_level(level: i64) -> Self {
        Self {
            level: Some(level),
            parts: Vec::new(),
        }
    }

    /// Adds a file as it is (EPUB's `mimetype` must be so).
    pub fn stored(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.add(name, bytes, CompressionMethod::Stored);
    }

    /// Adds a compressed file.
    pub fn deflated(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.add(name, bytes, CompressionMethod::Deflated);
    }

    fn add(
        &mut self,
        name: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
        method: CompressionMethod,
    ) {
        self.parts.push(Part {
            name: name.into(),
            bytes: bytes.into(),
            method,
        });
    }

    /// The finished zip.
    ///
    /// # Errors
    /// A name or size that zip cannot hold.
    pub fn finish(self) -> std::io::Result<Vec<u8>> {
        let level = self.level;
        let packed: Vec<std::io::Result<Vec<u8>>> = self
            .parts
            .into_par_iter()
            .map(|p| p.packed(level))
            .collect();
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for part in packed {
            let mut one = ZipArchive::new(Cursor::new(part?)).map_err(std::io::Error::other)?;
            let file = one.by_index_raw(0).map_err(std::io::Error::other)?;
            zip.raw_copy_file(file).map_err(std::io::Error::other)?;
        }
        Ok(zip.finish().map_err(std::io::Error::other)?.into_inner())
    }
}

impl Part {
    /// A zip of this part alone.
    fn packed(self, level: Option<i64>) -> std::io::Result<Vec<u8>> {
        let options = SimpleFileOptions::default()
            .compression_method(self.method)
            .compression_level(level.filter(|_| self.method == CompressionMethod::Deflated))
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(self.name, options)
            .map_err(std::io::Error::other)?;
        zip.write_all(&self.bytes)?;
        Ok(zip.finish().map_err(std::io::Error::other)?.into_inner())
    }
}
