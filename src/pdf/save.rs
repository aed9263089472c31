//! Saving: everything that the trailer leads to, numbered in the order in which it is met, packed, written once.
//!
//! Written here rather than by the object model's own writer, which copies every object to sort it into
//! streams and leaves references uncompressed: streams and groups of objects are independent of each other
//! and are compressed side by side.

use super::PdfError;
use super::syntax::{Numbers, object};
use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::io::Write as _;

thread_local! {
    /// The compressor of this thread. Its tables are large: making them anew for every page takes a fifth of
    /// the time of compression.
    static DEFLATE: RefCell<Compress> =
        RefCell::new(Compress::new(Compression::new(super::COMPRESSION), true));
}

/// Streams smaller than this are not worth compressing.
const SMALL: usize = 64;
/// Objects that share a stream: many, since they are alike, yet enough groups for two threads.
const OBJECTS: usize = 2_000;
/// Entries of the cross-reference stream: type, place (or number of the object stream), index in it.
const FIELDS: [usize; 3] = [1, 4, 2];
/// Bytes above 127 behind the header tell tools that the file is binary.
const BINARY: &[u8] = b"%\xE2\xE3\xCF\xD3\n";

/// A document whose objects have numbers and are packed and compressed. Streams can still be put in: the fonts'
/// programs, which take longer than all else.
pub(super) struct Packed {
    numbers: Numbers,
    /// Streams by number, those of objects last.
    streams: Vec<(u32, Stream)>,
    /// Entries of the cross-reference stream.
    places: Vec<[u8; 7]>,
    /// What the trailer says, but for the file's name.
    trailer: Dictionary,
}

/// Numbers, packs and compresses what the trailer leads to.
pub(super) fn pack(mut pdf: Pdf) -> Result<Packed, PdfError> {
    let (numbers, order) = reachable(&pdf);
    let mut streams: Vec<(u32, Stream)> = Vec::new();
    let mut plain: Vec<(u32, Object)> = Vec::new();
    for (n, id) in (1..).zip(order) {
        match pdf.objects.remove(&id) {
            Some(Object::Stream(s)) => streams.push((n, s)),
            Some(o) => plain.push((n, o)),
            None => plain.push((n, Object::Null)),
        }
    }
    let (groups, streams) = rayon::join(
        || {
            plain
                .par_chunks(OBJECTS)
                .map(|group| together(group, &numbers))
                .collect::<Result<Vec<Stream>, _>>()
        },
        || {
            streams
                .par_iter_mut()
                .try_for_each(|(_, s)| compress(s))
                .map(|()| streams)
        },
    );
    let (groups, mut streams) = (groups?, streams?);
    let first = numbers.count() + 1;
    let mut places = vec![[0u8, 0, 0, 0, 0, 0xFF, 0xFF]];
    places.resize(first as usize + groups.len() + 1, [0; 7]);
    for (group, container) in plain.chunks(OBJECTS).zip(first..) {
        for ((n, _), index) in group.iter().zip(0u16..) {
            enter(&mut places, *n, 2, container, index);
        }
    }
    streams.extend((first..).zip(groups));
    let mut trailer = Dictionary::new();
    for key in [&b"Root"[..], b"Info"] {
        if let Ok(value) = pdf.trailer.get(key) {
            trailer.set(key, value.clone());
        }
    }
    Ok(Packed {
        numbers,
        streams,
        places,
        trailer,
    })
}

impl Packed {
    /// Puts a stream in the place of one.
    pub(super) fn put(&mut self, id: ObjectId, stream: Stream) {
        let number = self.numbers.of(id);
        let found = self.streams.binary_search_by_key(&number, |s| s.0);
        if let Some(slot) = found.ok().and_then(|n| self.streams.get_mut(n)) {
            slot.1 = stream;
        }
    }

    /// The file, with the version of its header.
    pub(super) fn write(self, version: &str) -> Result<Vec<u8>, PdfError> {
        let (numbers, mut places, mut trailer) = (self.numbers, self.places, self.trailer);
        let mut hash = Sha256::new();
        let size = self.streams.iter().map(|(_, s)| s.content.len() + 128);
        let mut out: Vec<u8> = Vec::with_capacity(size.sum());
        writeln!(out, "%PDF-{version}")?;
        out.extend(BINARY);
        for (n, s) in self.streams {
            identify(&mut hash, &s);
            enter(&mut places, n, 1, offset(&out), 0);
            stream(&mut out, n, s, &numbers)?;
        }
        let last = offset_of(places.len().saturating_sub(1));
        let start = offset(&out);
        enter(&mut places, last, 1, start, 0);
        let id: Vec<u8> = hash.finalize().iter().take(16).copied().collect();
        let id = Object::String(id, lopdf::StringFormat::Hexadecimal);
        trailer.set("ID", vec![id.clone(), id]);
        let references = cross_references(trailer, places)?;
        stream(&mut out, last, references, &numbers)?;
        write!(out, "startxref\n{start}\n%%EOF\n")?;
        Ok(out)
    }
}

/// Adds a stream to the name of the file. A compressed one ends in the sum of its content, which says enough: the
/// fonts alone are a megabyte.
fn identify(hash: &mut Sha256, s: &Stream) {
    let sum = s.content.last_chunk::<4>();
    hash.update(offset(&s.content).to_be_bytes());
    hash.update(match sum {
        Some(sum) if s.dict.has(b"Filter") => sum,
        _ => s.content.as_slice(),
    });
}

/// The cross-reference stream of the objects' places.
fn cross_references(
    mut dict: Dictionary,
    mut places: Vec<[u8; 7]>,
) -> Result<Stream, std::io::Error> {
    dict.set("Type", Object::Name(b"XRef".to_vec()));
    dict.set("W", FIELDS.map(|w| Object::Integer(w as i64)).to_vec());
    loop {
        dict.set("Size", i64::from(offset_of(places.len())));
        let mut s = Stream::new(dict.clone(), places.concat());
        compress(&mut s)?;
        if !ends_like_a_line(&s.content) {
            return Ok(s);
        }
        // A free object more changes nothing. Not all zeros: they leave the sum at the end of the stream as it was.
        places.push([0, 0, 0, 0, 0, 0xFF, 0xFF]);
    }
}

/// True for a stream that is measured differently by different readers.
fn ends_like_a_line(content: &[u8]) -> bool {
    matches!(content.last(), Some(b'\r' | b'\n'))
}

/// What the trailer leads to, in the order in which it is met, and the numbers that follow from it.
fn reachable(pdf: &Pdf) -> (Numbers, Vec<ObjectId>) {
    let mut numbers = Numbers::with_capacity(pdf.objects.len());
    let mut order = Vec::with_capacity(pdf.objects.len());
    for key in [&b"Root"[..], b"Info"] {
        if let Ok(Object::Reference(id)) = pdf.trailer.get(key) {
            numbers.meet(*id, &mut order);
        }
    }
    let mut at = 0;
    while let Some(id) = order.get(at) {
        at += 1;
        if let Some(o) = pdf.objects.get(id) {
            follow(o, &mut numbers, &mut order);
        }
    }
    (numbers, order)
}

/// Numbers the objects that an object refers to. Nesting of direct objects is as deep as this writer makes it.
fn follow(o: &Object, numbers: &mut Numbers, order: &mut Vec<ObjectId>) {
    match o {
        Object::Reference(id) => numbers.meet(*id, order),
        Object::Array(list) => list.iter().for_each(|o| follow(o, numbers, order)),
        Object::Dictionary(d) => d.iter().for_each(|(_, o)| follow(o, numbers, order)),
        Object::Stream(s) => s.dict.iter().for_each(|(_, o)| follow(o, numbers, order)),
        _ => {}
    }
}

/// A stream of objects that are no streams themselves.
fn together(group: &[(u32, Object)], numbers: &Numbers) -> Result<Stream, std::io::Error> {
    let (mut head, mut body) = (Vec::new(), Vec::new());
    for (n, o) in group {
        write!(head, "{n} {} ", body.len())?;
        object(&mut body, o, numbers)?;
        body.push(b'\n');
    }
    let mut dict = Dictionary::new();
    dict.set("Type", Object::Name(b"ObjStm".to_vec()));
    dict.set("N", i64::from(offset_of(group.len())));
    dict.set("First", i64::from(offset_of(head.len())));
    head.extend(body);
    let mut s = Stream::new(dict, head);
    compress(&mut s)?;
    Ok(s)
}

/// Writes a stream as an object of its own.
fn stream(
    out: &mut Vec<u8>,
    number: u32,
    mut s: Stream,
    numbers: &Numbers,
) -> Result<(), std::io::Error> {
    s.dict.set("Length", i64::from(offset_of(s.content.len())));
    writeln!(out, "{number} 0 obj")?;
    object(out, &Object::Dictionary(s.dict), numbers)?;
    out.extend(b"\nstream\n");
    out.extend(s.content);
    out.extend(b"\nendstream\nendobj\n");
    Ok(())
}

/// Enters the place of an object.
fn enter(places: &mut [[u8; 7]], number: u32, kind: u8, place: u32, index: u16) {
    if let Some(slot) = places.get_mut(number as usize) {
        let ([a, b, c, d], [e, f]) = (place.to_be_bytes(), index.to_be_bytes());
        *slot = [kind, a, b, c, d, e, f];
    }
}

fn offset(out: &[u8]) -> u32 {
    offset_of(out.len())
}

/// Files over 4 GB are not made: their text alone would be larger than what is read.
fn offset_of(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Compresses a stream that is not compressed yet.
pub(super) fn compress(s: &mut Stream) -> Result<(), std::io::Error> {
    if !s.allows_compression || s.content.len() <= SMALL || s.dict.has(b"Filter") {
        return Ok(());
    }
    let packed = DEFLATE.with_borrow_mut(|z| deflate(z, &s.content))?;
    if ends_like_a_line(&packed) && pad(s) {
        return compress(s);
    }
    if packed.len() < s.content.len() {
        s.dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
        s.set_content(packed);
    }
    Ok(())
}

/// The zlib stream of some bytes.
fn deflate(z: &mut Compress, bytes: &[u8]) -> Result<Vec<u8>, std::io::Error> {
    z.reset();
    let mut out = Vec::with_capacity(bytes.len() / 2 + SMALL);
    loop {
        let taken = usize::try_from(z.total_in()).unwrap_or(usize::MAX);
        let rest = bytes.get(taken..).unwrap_or_default();
        match z.compress_vec(rest, &mut out, FlushCompress::Finish)? {
            Status::StreamEnd => return Ok(out),
            Status::Ok | Status::BufError => out.reserve(out.capacity().max(SMALL)),
        }
    }
}

/// Lengthens a stream where that changes nothing: text by a blank, a font behind its last table, a map of codes
/// by one that is not used. Not by zeros: they leave the last byte of the compressed stream, part of a sum, as
/// it was.
fn pad(s: &mut Stream) -> bool {
    let objects = s.dict.has(b"First");
    // Profiles and references have a length of their own.
    if s.dict.has(b"W") || s.dict.has(b"N") && !objects {
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
    let mut content = std::mem::take(&mut s.content);
    content.extend(more);
    if program.is_some() {
        s.dict
            .set("Length1", i64::try_from(content.len()).unwrap_or(0));
    }
    s.set_content(content);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cross_reference_stream_ends_like_a_line() {
        let mut longer = 0;
        for n in 1..600u32 {
            let places: Vec<[u8; 7]> = (0..n)
                .map(|i| {
                    let [a, b, c, d] = (i * 7919).to_be_bytes();
                    [1, a, b, c, d, 0, 0]
                })
                .collect();
            let s = cross_references(Dictionary::new(), places).unwrap();
            assert!(!ends_like_a_line(&s.content), "{n}");
            let size = s.dict.get(b"Size").unwrap().as_i64().unwrap();
            longer += size - i64::from(n);
        }
        // About one in 128 has to be made longer.
        assert!(longer > 0);
    }
}
