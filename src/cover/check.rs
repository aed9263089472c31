//! A picture from outside is decoded, within limits, before it is taken: a reading device would have to.

use super::CoverError;
use png::{Decoder, Limits, Transformations};
use std::io::Cursor;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Longest side of a picture, in pixels: what shops take.
const SIDE: u32 = 10_000;
/// Most pixels; decoded they take four bytes each, at most eight.
const PIXELS: u64 = 50_000_000;
/// Memory that a decoder may take beside the picture.
const ROOM: usize = 64 << 20;

/// Refuses a size before anything of it is decoded.
pub(super) fn size(width: u32, height: u32) -> Result<(), CoverError> {
    if width < 625 || height < 1000 {
        return Err(CoverError::Small(width, height));
    }
    if width.max(height) > SIDE || u64::from(width) * u64::from(height) > PIXELS {
        return Err(CoverError::Large(width, height));
    }
    Ok(())
}

fn broken(e: impl std::fmt::Display) -> CoverError {
    CoverError::Broken(e.to_string())
}

/// Decodes a PNG to its end, row by row.
pub(super) fn png(bytes: &[u8]) -> Result<(), CoverError> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: ROOM });
    decoder.set_transformations(Transformations::IDENTITY);
    let info = decoder.read_header_info().map_err(broken)?;
    size(info.width, info.height)?;
    let (height, interlaced) = (info.height, info.interlaced);
    let mut reader = decoder.read_info().map_err(broken)?;
    let mut rows = 0;
    while reader.next_row().map_err(broken)?.is_some() {
        rows += 1;
    }
    if rows < height && !interlaced {
        return Err(broken("it ends before its last row"));
    }
    reader.finish().map_err(broken)
}

/// Decodes a JPEG.
pub(super) fn jpeg(bytes: &[u8]) -> Result<(), CoverError> {
    let side = SIDE as usize;
    let options = DecoderOptions::new_safe()
        .set_max_width(side)
        .set_max_height(side)
        .set_strict_mode(true);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(broken)?;
    let info = decoder.info().ok_or(CoverError::Format)?;
    size(u32::from(info.width), u32::from(info.height))?;
    let pixels = decoder.decode().map_err(broken)?;
    // The decoder makes do with less than all; a file that was cut has no end.
    let whole = bytes.windows(2).rev().take(1024).any(|w| w == [0xFF, 0xD9]);
    if pixels.is_empty() || !whole {
        return Err(broken("it ends before its last row"));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::Cover;
    use super::*;
    use crate::picture::made;

    /// A white PNG.
    fn white(width: u32, height: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        let data = vec![255; width as usize * height as usize];
        writer.write_image_data(&data).unwrap();
        drop(writer);
        out
    }

    /// A PNG's head that tells a size.
    fn told(mut picture: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
        picture[16..20].copy_from_slice(&width.to_be_bytes());
        picture[20..24].copy_from_slice(&height.to_be_bytes());
        let mut crc = flate2::Crc::new();
        crc.update(&picture[12..29]);
        picture[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        picture
    }

    #[test]
    fn whole_pictures_are_taken() {
        for (picture, kind) in [
            (white(625, 1000), "image/png"),
            (made::jpeg(640, 1000, None), "image/jpeg"),
        ] {
            assert_eq!(Cover::from_file(picture).unwrap().media_type, kind);
        }
    }

    #[test]
    fn what_cannot_be_decoded_or_is_too_much_is_refused() {
        let (png, jpeg) = (white(700, 1000), made::jpeg(640, 1000, None));
        let small = CoverError::Small(624, 1000).to_string();
        assert_eq!(
            Cover::from_file(white(624, 1000)).unwrap_err().to_string(),
            small
        );
        assert!(matches!(
            Cover::from_file(made::jpeg(640, 960, None)),
            Err(CoverError::Small(640, 960))
        ));
        for (width, height) in [
            (1 << 31, 1 << 31),
            (20_000, 20_000),
            (10_001, 1000),
            (8000, 8000),
        ] {
            let large = told(png.clone(), width, height);
            assert!(
                matches!(Cover::from_file(large), Err(CoverError::Large(..))),
                "{width}"
            );
        }
        let mut flipped = png.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 0x55;
        let broken = [
            png[..33].to_vec(),
            png[..png.len() - 40].to_vec(),
            png[..png.len() - 4].to_vec(),
            flipped,
            told(png.clone(), 700, 1001),
            jpeg[..39].to_vec(),
            jpeg[..jpeg.len() - 2].to_vec(),
            jpeg[..jpeg.len() / 2].to_vec(),
            vec![0xFF, 0xD8, 0xFF],
        ];
        for (n, picture) in broken.into_iter().enumerate() {
            let got = Cover::from_file(picture);
            assert!(matches!(got, Err(CoverError::Broken(_))), "{n}: {got:?}");
        }
        assert!(matches!(
            Cover::from_file(b"GIF89a".to_vec()),
            Err(CoverError::Format)
        ));
    }
}
