//! The container of a TrueType font (OpenType 1.9, "Organization of an OpenType font"): tables behind a directory.

use std::collections::BTreeMap;

/// Bytes of a directory entry and of the header before the directory.
const ENTRY: usize = 16;
const HEADER: usize = 12;
/// The version of fonts with TrueType outlines, and of those with others.
const TRUETYPE: u32 = 0x0001_0000;
const OTHERS: &[u8; 4] = b"OTTO";
/// What a file of several fonts begins with.
const COLLECTION: &[u8] = b"ttcf";
/// What the sum of a font's words comes to, after its adjustment.
const CHECKSUM: u32 = 0xB1B0_AFBA;
/// Where the table `head` keeps that adjustment.
const ADJUSTMENT: std::ops::Range<usize> = 8..12;

/// Tables of a font by tag.
pub(crate) type Parts = BTreeMap<[u8; 4], Vec<u8>>;

/// The number of 16 bits at a place.
pub(crate) fn word(bytes: &[u8], at: usize) -> Option<u16> {
    let rest = bytes.get(at..)?;
    rest.first_chunk().map(|w| u16::from_be_bytes(*w))
}

/// The number of 32 bits at a place.
pub(crate) fn long_word(bytes: &[u8], at: usize) -> Option<u32> {
    let rest = bytes.get(at..)?;
    rest.first_chunk().map(|w| u32::from_be_bytes(*w))
}

/// Writes over the number of 16 bits at a place; `None` where the bytes end before it.
pub(crate) fn set_word(bytes: &mut [u8], at: usize, value: u16) -> Option<()> {
    *bytes.get_mut(at..)?.first_chunk_mut()? = value.to_be_bytes();
    Some(())
}

/// The tables of a font file; `None` where its directory leads outside it.
pub(crate) fn read(font: &[u8]) -> Option<Parts> {
    read_at(font, 0)
}

/// How many fonts a collection holds; `None` for a file that is none.
pub(crate) fn members(file: &[u8]) -> Option<u32> {
    file.starts_with(COLLECTION).then(|| long_word(file, 8))?
}

/// A font of a collection as a file of its own.
pub(crate) fn member(file: &[u8], n: u32) -> Option<Vec<u8>> {
    let place = HEADER.checked_add(usize::try_from(n).ok()?.checked_mul(4)?)?;
    write(read_at(file, long_word(file, place)? as usize)?)
}

/// The tables that the directory at a place names.
fn read_at(font: &[u8], at: usize) -> Option<Parts> {
    let directory = font.get(at..)?;
    let count = usize::from(word(directory, 4)?);
    let entries = directory.get(HEADER..HEADER + ENTRY * count)?;
    entries
        .chunks_exact(ENTRY)
        .map(|e| {
            let (from, len) = (long_word(e, 8)? as usize, long_word(e, 12)? as usize);
            let data = font.get(from..from.checked_add(len)?)?;
            Some((*e.first_chunk()?, data.to_vec()))
        })
        .collect()
}

/// The font file of some tables; `None` where there are more than a directory can tell.
pub(crate) fn write(mut parts: Parts) -> Option<Vec<u8>> {
    let count = u16::try_from(parts.len()).ok()?;
    let power = u16::try_from(count.checked_ilog2()?).ok()?;
    let entries = count.checked_mul(ENTRY as u16)?;
    let range = (ENTRY as u16) << power;
    let mut at = HEADER + ENTRY * parts.len();
    let size = at + parts.values().map(|p| room(p)).sum::<usize>();
    let mut out = Vec::with_capacity(size);
    let cubic = parts.contains_key(b"CFF ") || parts.contains_key(b"CFF2");
    out.extend(if cubic {
        *OTHERS
    } else {
        TRUETYPE.to_be_bytes()
    });
    for v in [count, range, power, entries - range] {
        out.extend(v.to_be_bytes());
    }
    let (mut adjustment, mut total) = (None, 0u32);
    for (tag, data) in &mut parts {
        // The sum is made over a file in which this field is zero.
        if tag == b"head"
            && let Some(field) = data.get_mut(ADJUSTMENT)
        {
            field.fill(0);
            adjustment = Some(at + ADJUSTMENT.start..at + ADJUSTMENT.end);
        }
        let sum = sum(data);
        total = total.wrapping_add(sum);
        out.extend(tag);
        for v in [
            sum,
            u32::try_from(at).ok()?,
            u32::try_from(data.len()).ok()?,
        ] {
            out.extend(v.to_be_bytes());
        }
        at += room(data);
    }
    let total = CHECKSUM.wrapping_sub(total.wrapping_add(sum(&out)));
    for data in parts.into_values() {
        out.extend(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    if let Some(field) = adjustment.and_then(|a| out.get_mut(a)) {
        field.copy_from_slice(&total.to_be_bytes());
    }
    Some(out)
}

/// The bytes that a table takes up: tables begin at multiples of four.
fn room(table: &[u8]) -> usize {
    table.len().next_multiple_of(4)
}

/// Sum of the big-endian words, the last one filled up with zeros.
fn sum(bytes: &[u8]) -> u32 {
    let (words, rest) = bytes.as_chunks::<4>();
    let mut last = [0u8; 4];
    last.iter_mut().zip(rest).for_each(|(l, b)| *l = *b);
    let words = words.iter().chain([&last]);
    words.fold(0, |s, w| s.wrapping_add(u32::from_be_bytes(*w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_sums_up() {
        let mut parts = Parts::from([(*b"glyf", b"12345".to_vec()), (*b"head", vec![7; 54])]);
        let font = write(parts.clone()).unwrap();
        assert_eq!(sum(&font), CHECKSUM);
        assert_eq!(font.len() % 4, 0);
        let mut back = read(&font).unwrap();
        for tables in [&mut parts, &mut back] {
            tables.get_mut(b"head").unwrap()[ADJUSTMENT].fill(0);
        }
        assert_eq!(parts, back);
    }

    #[test]
    fn a_directory_that_leads_outside_is_refused() {
        let font = write(Parts::from([(*b"glyf", vec![1; 40])])).unwrap();
        assert!(read(&font).is_some());
        assert!(read(&font[..font.len() - 4]).is_none());
        assert!(read(&font[..20]).is_none());
        assert!(read(b"").is_none());
        assert!(write(Parts::new()).is_none());
    }
}
