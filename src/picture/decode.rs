//! What a picture's bytes are, and its pixels. Sizes are looked at before anything is decoded.

use super::{Kind, PIXELS, Picture, PictureError, Pixels, SIDE, gif, svg};
use image_webp::WebPDecoder;
use png::{BitDepth, ColorType, Decoder, Limits, Transformations};
use std::io::Cursor;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Memory that a decoder may take beside the picture.
const ROOM: usize = 64 << 20;
/// The tag of the orientation in Exif.
const ORIENTATION: u16 = 0x0112;

pub(super) fn broken(e: impl std::fmt::Display) -> PictureError {
    PictureError::Broken(e.to_string())
}

/// Refuses a size.
pub(super) fn size(width: u32, height: u32) -> Result<(), PictureError> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(broken("it has no pixels"));
    }
    if width.max(height) > SIDE || pixels > PIXELS {
        return Err(PictureError::Pixels(width, height));
    }
    Ok(())
}

/// A picture from its bytes, whose kind they tell.
pub(super) fn picture(bytes: Vec<u8>) -> Result<Picture, PictureError> {
    let riff = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice());
    let (kind, width, height, turns) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        let p = png(&bytes)?;
        (Kind::Png, p.width, p.height, 0)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        let (p, turns) = jpeg(&bytes)?;
        (Kind::Jpeg, p.width, p.height, turns)
    } else if bytes.starts_with(b"GIF8") {
        let p = gif::pixels(&bytes)?;
        (Kind::Gif, p.width, p.height, 0)
    } else if riff {
        return from_webp(&bytes);
    } else if svg::is_one(&bytes) {
        let (width, height) = svg::checked(&bytes)?;
        (Kind::Svg, width, height, 0)
    } else {
        return Err(PictureError::Format);
    };
    Ok(Picture {
        kind,
        bytes,
        width,
        height,
        turns,
    })
}

/// The pixels of a picture that was taken.
pub(super) fn pixels(p: &Picture) -> Option<Pixels> {
    match p.kind {
        Kind::Png => png(&p.bytes).ok(),
        Kind::Jpeg => jpeg(&p.bytes).ok().map(|(p, _)| p),
        Kind::Gif => gif::pixels(&p.bytes).ok(),
        Kind::Svg => None,
    }
}

/// A row of samples on white: of grey or three colours, with or without opacity.
fn on_white(samples: &[u8], colours: usize, opacity: bool, out: &mut Vec<u8>) {
    if !opacity {
        return out.extend_from_slice(samples);
    }
    for pixel in samples.chunks_exact(colours + 1) {
        let alpha = pixel.last().map_or(255, |a| u32::from(*a));
        let over = |c: &u8| {
            let v = (u32::from(*c) * alpha + 255 * (255 - alpha) + 127) / 255;
            u8::try_from(v).unwrap_or(u8::MAX)
        };
        out.extend(pixel.iter().take(colours).map(over));
    }
}

fn png(bytes: &[u8]) -> Result<Pixels, PictureError> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: ROOM });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let info = decoder.read_header_info().map_err(broken)?;
    let (width, height) = (info.width, info.height);
    size(width, height)?;
    let mut reader = decoder.read_info().map_err(broken)?;
    let (colour, depth) = reader.output_color_type();
    let room = reader
        .output_buffer_size()
        .filter(|_| depth == BitDepth::Eight);
    let room = room.ok_or_else(|| broken("samples of an unknown depth"))?;
    let mut samples = vec![0; room];
    reader.next_frame(&mut samples).map_err(broken)?;
    let (colours, opacity) = match colour {
        ColorType::Grayscale => (1, false),
        ColorType::GrayscaleAlpha => (1, true),
        ColorType::Rgb => (3, false),
        ColorType::Rgba => (3, true),
        ColorType::Indexed => return Err(broken("a palette that was not read")),
    };
    let mut out = Vec::with_capacity(width as usize * height as usize * colours);
    on_white(&samples, colours, opacity, &mut out);
    Ok(Pixels {
        width,
        height,
        grey: colours == 1,
        bytes: out,
    })
}

fn jpeg_options() -> DecoderOptions {
    let side = SIDE as usize;
    DecoderOptions::new_safe()
        .set_max_width(side)
        .set_max_height(side)
        .set_strict_mode(false)
}

fn jpeg_decoder(bytes: &[u8]) -> JpegDecoder<ZCursor<&[u8]>> {
    JpegDecoder::new_with_options(ZCursor::new(bytes), jpeg_options())
}

/// How many colours a JPEG stores.
pub(super) fn colours(bytes: &[u8]) -> Option<u8> {
    let mut decoder = jpeg_decoder(bytes);
    decoder.decode_headers().ok()?;
    decoder.info().map(|i| i.components)
}

/// The pixels of a JPEG, and how it is to be turned.
fn jpeg(bytes: &[u8]) -> Result<(Pixels, u8), PictureError> {
    let mut decoder = jpeg_decoder(bytes);
    decoder.decode_headers().map_err(broken)?;
    let info = decoder.info().ok_or(PictureError::Format)?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    size(width, height)?;
    let grey = info.components == 1;
    let space = if grey {
        ColorSpace::Luma
    } else {
        ColorSpace::RGB
    };
    let turns = decoder.exif().map_or(0, |e| turns(e));
    let options = jpeg_options().jpeg_set_out_colorspace(space);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let out = decoder.decode().map_err(broken)?;
    let each = if grey { 1 } else { 3 };
    if out.len() != width as usize * height as usize * each {
        return Err(broken("it ends before its last row"));
    }
    let pixels = Pixels {
        width,
        height,
        grey,
        bytes: out,
    };
    Ok((pixels, turns))
}

/// Quarter turns clockwise that Exif asks for; mirrored pictures, which no camera makes, stay as they are.
fn turns(exif: &[u8]) -> u8 {
    let big = exif.starts_with(b"MM");
    let short = |at: usize| {
        let b: [u8; 2] = exif.get(at..at + 2)?.try_into().ok()?;
        Some(if big {
            u16::from_be_bytes(b)
        } else {
            u16::from_le_bytes(b)
        })
    };
    let long = |at: usize| {
        let b: [u8; 4] = exif.get(at..at + 4)?.try_into().ok()?;
        Some(if big {
            u32::from_be_bytes(b)
        } else {
            u32::from_le_bytes(b)
        } as usize)
    };
    let found = || {
        let first = long(4)?;
        let count = usize::from(short(first)?);
        let entries = (0..count.min(256)).map(|n| first.saturating_add(2 + n * 12));
        let mut own = entries.filter(|at| short(*at) == Some(ORIENTATION));
        short(own.next()?.saturating_add(8))
    };
    match found() {
        Some(3) => 2,
        Some(6) => 1,
        Some(8) => 3,
        _ => 0,
    }
}

/// A WebP, as the PNG that every program shows.
fn from_webp(bytes: &[u8]) -> Result<Picture, PictureError> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(broken)?;
    let (width, height) = decoder.dimensions();
    size(width, height)?;
    decoder.set_memory_limit(ROOM + 4 * width as usize * height as usize);
    let opacity = decoder.has_alpha();
    let room = decoder.output_buffer_size();
    let mut samples = vec![0; room.ok_or_else(|| broken("it has no size"))?];
    if decoder.is_animated() {
        decoder.read_frame(&mut samples).map_err(broken)?;
    } else {
        decoder.read_image(&mut samples).map_err(broken)?;
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(if opacity {
        ColorType::Rgba
    } else {
        ColorType::Rgb
    });
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(broken)?;
    writer.write_image_data(&samples).map_err(broken)?;
    writer.finish().map_err(broken)?;
    Ok(Picture {
        kind: Kind::Png,
        bytes: out,
        width,
        height,
        turns: 0,
    })
}
