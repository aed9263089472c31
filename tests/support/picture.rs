//! Pictures of pages: gray PNG files, compared with a tolerance.

use std::io::{Read, Write};
use std::path::Path;

/// Side of the squares whose mean gray is compared, in pixels: finer than a line of text, coarser than the
/// difference between two versions of a rasteriser.
const SQUARE: usize = 6;
/// Mean gray of a square may differ by this much of 255.
const SQUARE_TOLERANCE: i32 = 40;
/// Shades that are kept: 16 are enough for small pictures.
const SHADE: u8 = 17;

/// A gray picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    width: usize,
    height: usize,
    gray: Vec<u8>,
}

impl Picture {
    /// Reads what `pdftoppm -gray` writes.
    pub(crate) fn from_pgm(bytes: &[u8]) -> Self {
        let mut at = 0;
        let mut word = || {
            while bytes[at].is_ascii_whitespace() {
                at += 1;
            }
            let from = at;
            while !bytes[at].is_ascii_whitespace() {
                at += 1;
            }
            String::from_utf8_lossy(&bytes[from..at]).into_owned()
        };
        assert_eq!(word(), "P5");
        let width: usize = word().parse().unwrap();
        let height: usize = word().parse().unwrap();
        assert_eq!(word(), "255");
        let gray = bytes[at + 1..]
            .iter()
            .map(|g| g.saturating_add(SHADE / 2) / SHADE * SHADE)
            .collect();
        Self {
            width,
            height,
            gray,
        }
    }

    /// Reads a file that [`Picture::write`] made.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let file = std::fs::read(path).ok()?;
        let mut at = 8;
        let (mut width, mut height, mut packed) = (0, 0, Vec::new());
        while at + 8 <= file.len() {
            let long = u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
            let data = &file[at + 8..at + 8 + long];
            match &file[at + 4..at + 8] {
                b"IHDR" => {
                    width = u32::from_be_bytes(data[..4].try_into().unwrap()) as usize;
                    height = u32::from_be_bytes(data[4..8].try_into().unwrap()) as usize;
                }
                b"IDAT" => packed.extend_from_slice(data),
                _ => {}
            }
            at += long + 12;
        }
        let mut rows = Vec::new();
        flate2::read::ZlibDecoder::new(packed.as_slice())
            .read_to_end(&mut rows)
            .ok()?;
        let gray = rows
            .chunks_exact(width + 1)
            .flat_map(|r| r[1..].to_vec())
            .collect();
        Some(Self {
            width,
            height,
            gray,
        })
    }

    /// Writes a gray PNG without filters.
    pub(crate) fn write(&self, path: &Path) {
        let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut head = Vec::new();
        head.extend((self.width as u32).to_be_bytes());
        head.extend((self.height as u32).to_be_bytes());
        head.extend([8, 0, 0, 0, 0]);
        let mut z = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        for row in self.gray.chunks_exact(self.width) {
            z.write_all(&[0]).unwrap();
            z.write_all(row).unwrap();
        }
        for (kind, data) in [
            (b"IHDR", head),
            (b"IDAT", z.finish().unwrap()),
            (b"IEND", Vec::new()),
        ] {
            out.extend((data.len() as u32).to_be_bytes());
            let mut crc = flate2::Crc::new();
            crc.update(kind);
            crc.update(&data);
            out.extend(kind);
            out.extend(data);
            out.extend(crc.sum().to_be_bytes());
        }
        std::fs::write(path, out).unwrap();
    }

    /// What differs, or `None` where the two look alike.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        if (self.width, self.height) != (other.width, other.height) {
            return Some(format!(
                "{}×{} instead of {}×{}",
                self.width, self.height, other.width, other.height
            ));
        }
        let mut worst = (0, 0, 0);
        for y in (0..self.height).step_by(SQUARE) {
            for x in (0..self.width).step_by(SQUARE) {
                let off = (self.mean(x, y) - other.mean(x, y)).abs();
                worst = worst.max((off, x, y));
            }
        }
        let (off, x, y) = worst;
        (off > SQUARE_TOLERANCE).then(|| format!("gray differs by {off} near ({x}, {y})"))
    }

    fn mean(&self, x: usize, y: usize) -> i32 {
        let (mut sum, mut n) = (0i32, 0i32);
        for row in y..(y + SQUARE).min(self.height) {
            for column in x..(x + SQUARE).min(self.width) {
                sum += i32::from(self.gray[row * self.width + column]);
                n += 1;
            }
        }
        sum / n.max(1)
    }
}
