//! The deterministic zip that DOCX and EPUB share: fixed order, fixed times, no platform fields.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip being written in memory.
pub struct Package {
    level: Option<i64>,
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Default for Package {
    fn default() -> Self {
        Self {
            level: None,
            zip: ZipWriter::new(Cursor::new(Vec::new())),
        }
    }
}

impl Package {
    /// A package compressed at a level of its own, 1 (quick) to 9 (small).
    #[must_use]
    pub fn at_level(level: i64) -> Self {
        Self {
            level: Some(level),
            ..Self::default()
        }
    }

    /// Adds a file as it is (EPUB's `mimetype` must be so).
    ///
    /// # Errors
    /// A name or size that zip cannot hold.
    pub fn stored(&mut self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        self.add(name, bytes, CompressionMethod::Stored)
    }

    /// Adds a compressed file.
    ///
    /// # Errors
    /// A name or size that zip cannot hold.
    pub fn deflated(&mut self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        self.add(name, bytes, CompressionMethod::Deflated)
    }

    fn add(&mut self, name: &str, bytes: &[u8], method: CompressionMethod) -> std::io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level(self.level.filter(|_| method == CompressionMethod::Deflated))
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644);
        self.zip
            .start_file(name, options)
            .map_err(std::io::Error::other)?;
        self.zip.write_all(bytes)
    }

    /// The finished zip.
    ///
    /// # Errors
    /// As [`Package::stored`].
    pub fn finish(self) -> std::io::Result<Vec<u8>> {
        Ok(self
            .zip
            .finish()
            .map_err(std::io::Error::other)?
            .into_inner())
    }
}
