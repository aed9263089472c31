//! Which encoding? Evidence first, the general detector for what is left.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes looked at: enough for certainty, little enough for speed.
const SAMPLE: usize = 64 * 1024;

/// Share of units that must be Han, Latin or marks for UTF-16; rare characters and surrogates take the rest.
const UTF16_SHARE: f64 = 0.9;

/// The commonest characters and marks of running Chinese, both scripts: about half of any page.
const COMMON: &str = "的一是不了在人有我他这这这個为為之大来來以个中上们們到说說国國和地也子时時道出而要于於就下得可你年生自会會那后後能对對着著事其里裡所去行过過家十用发發天如然作方成者多日都三小军軍二无無同么麼经經法当當起与與好看学學进進种種将將还還分此心前面又定见見只主没沒公从從知使全工实實质質市政安理建设設加强強务務各部门門开開展业業产產提高量监監管服重点點深化工会议議精神任务務现現市场場济經社民化城乡鄉文明组織织组組领導导领領第章回笑道听聽话話问問老女儿兒头頭手眼日月山水风風雨花春秋夜灯燈书書，。、：；！？“”「」（）《》\u{3000}";

/// The encoding of `bytes`.
#[must_use]
pub fn detect(bytes: &[u8]) -> &'static Encoding {
    if let Some((e, _)) = Encoding::for_bom(bytes) {
        return e;
    }
    let cut = bytes.len() > SAMPLE;
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if let Some(e) = utf16(sample) {
        return e;
    }
    if std::str::from_utf8(bytes).is_ok() || nearly_utf8(sample) {
        return UTF_8;
    }
    legacy_of(sample, cut)
}

/// The older encoding of Chinese bytes that are no UTF-8.
pub(super) fn legacy(bytes: &[u8]) -> &'static Encoding {
    match legacy_of(bytes, true) {
        e if e == UTF_8 => GB18030,
        e => e,
    }
}

fn legacy_of(sample: &[u8], cut: bool) -> &'static Encoding {
    let (gb, big5) = (score(sample, GB18030), score(sample, BIG5));
    if (gb - big5).abs() > 0.02 {
        return if gb > big5 { GB18030 } else { BIG5 };
    }
    let mut d = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    d.feed(sample, !cut);
    let guess = d.guess(None, chardetng::Utf8Detection::Allow);
    if guess == BIG5 || guess == UTF_8 {
        guess
    } else {
        GB18030
    }
}

/// UTF-8 but for a character cut at either end, or a stray byte in a long text.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let start = bytes
        .iter()
        .take(3)
        .take_while(|b| (0x80..0xc0).contains(*b))
        .count();
    let mut rest = bytes.get(start..).unwrap_or_default();
    let (mut bad, mut wide) = (0usize, 0usize);
    loop {
        match std::str::from_utf8(rest) {
            Ok(s) => {
                wide += s.chars().filter(|c| c.len_utf8() > 1).count();
                break;
            }
            Err(e) => {
                let (good, tail) = rest.split_at(e.valid_up_to());
                wide += String::from_utf8_lossy(good)
                    .chars()
                    .filter(|c| c.len_utf8() > 1)
                    .count();
                let Some(n) = e.error_len() else { break };
                bad += 1;
                rest = tail.get(n..).unwrap_or_default();
            }
        }
    }
    bad * 50 < wide || (bad == 0 && wide > 0)
}

/// UTF-16 without a mark: most units are Han, Latin or marks in one byte order only.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    // Ends of words and sentences, without which nothing is sure, have such a byte.
    if bytes.len() < 4 || !bytes.iter().any(|b| matches!(b, 0..=2 | 0xff)) {
        return None;
    }
    let share = |be: bool| {
        let (mut good, mut all, mut ends) = (0usize, 0usize, 0usize);
        for p in bytes.chunks_exact(2) {
            let [a, b] = [
                p.first().copied().unwrap_or(0),
                p.get(1).copied().unwrap_or(0),
            ];
            let u = if be {
                u16::from_be_bytes([a, b])
            } else {
                u16::from_le_bytes([a, b])
            };
            all += 1;
            good += usize::from(
                matches!(u, 0x4e00..=0x9fa5 | 0x3000..=0x301f | 0xff01..=0xff5e | 0x2010..=0x2027 | 0x20..=0x7e | 0x0a | 0x0d | 0xb7),
            );
            // Each has a byte of 0 to 2 or 255: see above.
            ends += usize::from(matches!(
                u,
                0x20..=0x7e | 0x0a | 0x0d | 0x3001 | 0x3002 | 0xff0c | 0x3000
            ));
        }
        (good as f64 / all as f64, ends)
    };
    let ((le, le_ends), (be, be_ends)) = (share(false), share(true));
    let sure = |x: f64, ends: usize| x > UTF16_SHARE && ends > 0;
    if sure(le, le_ends) && le > be {
        Some(UTF_16LE)
    } else if sure(be, be_ends) && be > le {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Share of common characters less the share of impossible ones.
fn score(bytes: &[u8], e: &'static Encoding) -> f64 {
    // A fragment may begin in the middle of a character: the better of two starts counts.
    [0, 1]
        .iter()
        .map(|&skip| {
            let (text, _) = e.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default());
            let (mut common, mut bad, mut all) = (0usize, 0usize, 0usize);
            for c in text.chars().filter(|c| !c.is_ascii()) {
                all += 1;
                common += usize::from(COMMON.contains(c));
                bad += usize::from(
                    c == '\u{fffd}'
                        || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{3040}'..='\u{30ff}'),
                );
            }
            if all == 0 {
                -1.0
            } else {
                (common as f64 - 2.0 * bad as f64) / all as f64
            }
        })
        .fold(-2.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_told_from_its_bytes() {
        let hans = "这是一个关于小城的故事，城里的人都说，那年的雨下得很大。";
        let hant = "這是一個關於小城的故事，城裡的人都說，那年的雨下得很大。";
        assert_eq!(detect(hans.as_bytes()), UTF_8);
        assert_eq!(detect(&GB18030.encode(hans).0), GB18030);
        assert_eq!(detect(&BIG5.encode(hant).0), BIG5);
        let le: Vec<u8> = hans.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(detect(&le), UTF_16LE);
        let be: Vec<u8> = hans.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(detect(&be), UTF_16BE);
        assert_eq!(detect(b"plain"), UTF_8);
    }
}
