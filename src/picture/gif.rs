//! The first picture of a GIF.

use super::decode::{broken, size};
use super::{PictureError, Pixels};
use weezl::decode::Decoder;
use weezl::{BitOrder, LzwStatus};

/// Reads a GIF from its head on.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], PictureError> {
        let (head, rest) = self.0.split_at_checked(n).ok_or_else(short)?;
        self.0 = rest;
        Ok(head)
    }

    fn byte(&mut self) -> Result<u8, PictureError> {
        self.take(1)?.first().copied().ok_or_else(short)
    }

    fn word(&mut self) -> Result<u32, PictureError> {
        Ok(u32::from(self.byte()?) | u32::from(self.byte()?) << 8)
    }

    /// The palette that flags tell of.
    fn palette(&mut self, flags: u8) -> Result<Option<&'a [u8]>, PictureError> {
        let colours = 2usize << (flags & 7);
        (flags & 0x80 != 0)
            .then(|| self.take(3 * colours))
            .transpose()
    }

    /// The data of blocks up to the empty one.
    fn blocks(&mut self) -> Result<Vec<u8>, PictureError> {
        let mut out = Vec::new();
        loop {
            match self.byte()? {
                0 => return Ok(out),
                n => out.extend_from_slice(self.take(usize::from(n))?),
            }
        }
    }
}

fn short() -> PictureError {
    broken("it ends before its last row")
}

/// The rows of an interlaced picture in the order in which they are stored.
fn rows(height: usize, interlaced: bool) -> Vec<usize> {
    if !interlaced {
        return (0..height).collect();
    }
    let passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
    let of = |(from, step): (usize, usize)| (from..height).step_by(step);
    passes.into_iter().flat_map(of).collect()
}

/// The first picture, on white.
pub(super) fn pixels(bytes: &[u8]) -> Result<Pixels, PictureError> {
    let mut r = Reader(bytes);
    r.take(6)?;
    let (width, height) = (r.word()?, r.word()?);
    size(width, height)?;
    let flags = r.byte()?;
    r.take(2)?;
    let global = r.palette(flags)?;
    let mut clear = None;
    loop {
        match r.byte()? {
            0x21 => {
                let control = r.byte()? == 0xF9;
                let data = r.blocks()?;
                if let (true, [flags, _, _, index, ..]) = (control, data.as_slice()) {
                    clear = (flags & 1 != 0).then_some(*index);
                }
            }
            0x2C => break,
            _ => return Err(broken("there is no picture in it")),
        }
    }
    let (left, top, w, h) = (r.word()?, r.word()?, r.word()?, r.word()?);
    if left + w > width || top + h > height || w == 0 || h == 0 {
        return Err(broken("its picture lies outside of it"));
    }
    let flags = r.byte()?;
    let own = r.palette(flags)?;
    let palette = own.or(global).ok_or_else(|| broken("it has no palette"))?;
    let least = r.byte()?;
    if !(2..=8).contains(&least) {
        return Err(broken("codes of an unknown size"));
    }
    let data = r.blocks()?;
    let (left, top, w, h) = (left as usize, top as usize, w as usize, h as usize);
    let mut indexes = vec![0; w * h];
    let mut decoder = Decoder::new(BitOrder::Lsb, least);
    let (mut from, mut to) = (0, 0);
    while to < indexes.len() {
        let input = data.get(from..).unwrap_or_default();
        let output = indexes.get_mut(to..).unwrap_or_default();
        let done = decoder.decode_bytes(input, output);
        from += done.consumed_in;
        to += done.consumed_out;
        match done.status {
            Ok(LzwStatus::Ok) => {}
            _ if to >= indexes.len() => break,
            Ok(_) => return Err(short()),
            Err(e) => return Err(broken(e)),
        }
    }
    let mut out = vec![255u8; 3 * width as usize * height as usize];
    for (row, line) in rows(h, flags & 0x40 != 0)
        .into_iter()
        .zip(indexes.chunks_exact(w))
    {
        let at = 3 * ((top + row) * width as usize + left);
        let place = out.get_mut(at..at + 3 * w).unwrap_or_default();
        for (pixel, index) in place.chunks_exact_mut(3).zip(line) {
            let colour = palette.get(3 * usize::from(*index)..3 * usize::from(*index) + 3);
            if let Some(colour) = colour.filter(|_| clear != Some(*index)) {
                pixel.copy_from_slice(colour);
            }
        }
    }
    let grey = out
        .chunks_exact(3)
        .all(|p| matches!(p, [r, g, b] if r == g && g == b));
    let bytes = if grey {
        out.iter().step_by(3).copied().collect()
    } else {
        out
    };
    Ok(Pixels {
        width,
        height,
        grey,
        bytes,
    })
}
