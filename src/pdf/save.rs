//! Saving: compression in parallel, an identifier from the content, fixed object numbers.

use super::PdfError;
use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Document as Pdf, Object, SaveOptions, Stream, StringFormat};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::io::Write as _;

/// Streams smaller than this are not worth compressing.
const SMALL: usize = 64;

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
    let mut out = Vec::new();
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .build();
    pdf.save_with_options(&mut out, options)?;
    Ok(out)
}

fn compress(s: &mut Stream) -> Result<(), std::io::Error> {
    let mut z = ZlibEncoder::new(Vec::with_capacity(s.content.len() / 2), Compression::new(6));
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

/// Lengthens a stream where that changes nothing: text by a blank, a font by zeros.
fn pad(s: &mut Stream) -> bool {
    if s.dict.has(b"N") {
        return false;
    }
    let program = s.dict.get(b"Length1").and_then(Object::as_i64).ok();
    let more: &[u8] = if program.is_some() {
        &[0; 4]
    } else if s.content.first() == Some(&0) {
        &[0; 2]
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
