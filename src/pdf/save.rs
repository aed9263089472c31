//! Saving: compression in parallel, an identifier from the content, fixed object numbers.

use super::PdfError;
use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Document as Pdf, Object, SaveOptions, Stream, StringFormat};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::io::Write as _;

/// Streams smaller than this are not worth compressing.
const SMALL: usize = 64;

/// Objects that share a stream: many, since they are alike.
const OBJECTS: usize = 2_000;
/// Sizes of such streams that are tried until none ends on a line end.
const ATTEMPTS: usize = 8;
/// Level of compression, 0 to 9.
const LEVEL: u32 = 6;

/// The file.
pub(super) fn save(mut pdf: Pdf) -> Result<Vec<u8>, PdfError> {
    pdf.prune_objects();
    pdf.renumber_objects();
    pdf.version = "1.7".into();
    let mut streams: Vec<&mut Stream> = pdf
        .objects
        .values_mut()
        .filter_map(|o| match o {
            Object::Stream(s) if s.allows_compression && s.content.len() > SMALL => Some(s),
            _ => None,
        })
        .collect();
    streams.par_iter_mut().try_for_each(|s| compress(s))?;
    let mut hash = Sha256::new();
    for o in pdf.objects.values() {
        if let Object::Stream(s) = o {
            hash.update(&s.content);
        }
    }
    let id: Vec<u8> = hash.finalize().iter().take(16).copied().collect();
    let id = Object::String(id, StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![id.clone(), id]);
    for less in 0..ATTEMPTS {
        let mut out = Vec::new();
        let options = SaveOptions::builder()
            .use_object_streams(true)
            .use_xref_streams(true)
            .max_objects_per_stream(OBJECTS - less)
            .compression_level(LEVEL)
            .build();
        pdf.clone().save_with_options(&mut out, options)?;
        if less + 1 == ATTEMPTS || !ends_on_line_end(&out) {
            return Ok(pack_references(&out).unwrap_or(out));
        }
    }
    Ok(Vec::new())
}

/// Compresses the cross-reference stream at the file's end, which lopdf leaves as it is. `None` where the
/// file has none or the result would end on a line end.
fn pack_references(file: &[u8]) -> Option<Vec<u8>> {
    const START: &[u8] = b"stream\n";
    let tail = memchr::memmem::rfind(file, b"startxref")?;
    let digits = file.get(tail + 9..)?.trim_ascii_start();
    let digits = digits.split(|b| !b.is_ascii_digit()).next()?;
    let at: usize = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let object = file.get(at..tail)?;
    let data = memchr::memmem::find(object, START)? + START.len();
    let head = std::str::from_utf8(object.get(..data - START.len())?).ok()?;
    let (before, rest) = head.split_once("/Length ")?;
    let length: usize = rest
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()?;
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let mut z = ZlibEncoder::new(Vec::new(), Compression::new(LEVEL));
    z.write_all(object.get(data..data + length)?).ok()?;
    let packed = z.finish().ok()?;
    if packed.len() >= length || matches!(packed.last(), Some(b'\r' | b'\n')) {
        return None;
    }
    let mut out = file.get(..at)?.to_vec();
    write!(
        out,
        "{before}/Filter/FlateDecode/Length {}{after}",
        packed.len()
    )
    .ok()?;
    out.extend(START);
    out.extend(packed);
    out.extend(object.get(data + length..)?);
    out.extend(file.get(tail..)?);
    Some(out)
}

/// True where a stream's last byte looks like a line end, which readers measure differently.
fn ends_on_line_end(file: &[u8]) -> bool {
    [&b"\n\nendstream"[..], b"\r\nendstream"]
        .iter()
        .any(|s| memchr::memmem::find(file, s).is_some())
}

fn compress(s: &mut Stream) -> Result<(), std::io::Error> {
    let mut z = ZlibEncoder::new(
        Vec::with_capacity(s.content.len() / 2),
        Compression::new(LEVEL),
    );
    z.write_all(&s.content)?;
    let packed = z.finish()?;
    // A stream whose last byte looks like a line end is measured differently by different readers.
    if matches!(packed.last(), Some(b'\r' | b'\n')) && pad(s) {
        return compress(s);
    }
    if packed.len() < s.content.len() {
        s.dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
        s.set_content(packed);
    }
    Ok(())
}

/// Lengthens a stream where that changes nothing: text by a blank, a font behind its last table, a map of codes
/// by one that is not used. Not by zeros: they leave the last byte of the compressed stream, part of a sum, as
/// it was.
fn pad(s: &mut Stream) -> bool {
    if s.dict.has(b"N") {
        return false;
    }
    let program = s.dict.get(b"Length1").and_then(Object::as_i64).ok();
    let more: &[u8] = if program.is_some() {
        &[0, 0, 0, 1]
    } else if s.content.first() == Some(&0) {
        &[0, 1]
    } else {
        b" "
    };
    let mut content = s.content.clone();
    content.extend(more);
    if program.is_some() {
        s.dict
            .set("Length1", i64::try_from(content.len()).unwrap_or(0));
    }
    s.set_content(content);
    true
}
