//! The encoding that a page names.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes in which the name has to stand (HTML, 13.2.3.2 asks for 1024; old pages have long heads).
const HEAD: usize = 4096;

/// The encoding that the page names (`<meta charset>`, `<meta http-equiv>`, `<?xml encoding?>`), where its bytes do not
/// say otherwise; `None` leaves it to [`crate::source::detect`].
///
/// ```
/// let page = b"<html><head><meta charset='gbk'>";
/// assert_eq!(wenji::html::charset(page), Some("GBK"));
/// assert_eq!(wenji::html::charset(b"<p>"), None);
/// ```
#[must_use]
pub fn charset(bytes: &[u8]) -> Option<&'static str> {
    // A mark of the byte order counts, and so do bytes that are UTF-8 beyond doubt: a page that was saved again often
    // names the encoding that it once had.
    if Encoding::for_bom(bytes).is_some() || !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok()
    {
        return None;
    }
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let named = named(&head).and_then(|n| Encoding::for_label(n.as_bytes()))?;
    // Were it UTF-8, the bytes would be; were it UTF-16, the name could not be read.
    (named != UTF_8 && named != UTF_16LE && named != UTF_16BE).then(|| named.name())
}

fn named(head: &str) -> Option<&str> {
    let value = |s: &'_ str| -> Option<usize> {
        let rest = s.trim_start();
        let at = s.len() - rest.len();
        rest.starts_with('=').then_some(at + 1)
    };
    let word = |s: &'_ str| -> (usize, usize) {
        let start = s.len() - s.trim_start_matches([' ', '"', '\'']).len();
        let name = |c: char| c.is_ascii_alphanumeric() || "-_.:+".contains(c);
        let rest = s.get(start..).unwrap_or_default();
        (start, start + rest.find(|c| !name(c)).unwrap_or(rest.len()))
    };
    let mut at = 0;
    while let Some(found) = head.get(at..)?.find('<') {
        at += found + 1;
        let tag = head.get(at..)?;
        let tag = tag.get(..tag.find('>').unwrap_or(tag.len()))?;
        let key = if tag.starts_with("meta") {
            "charset"
        } else if tag.starts_with("?xml") {
            "encoding"
        } else {
            continue;
        };
        let Some(key_end) = tag.find(key).map(|k| k + key.len()) else {
            continue;
        };
        let rest = tag.get(key_end..)?;
        if let Some(from) = value(rest) {
            let rest = rest.get(from..)?;
            let (a, z) = word(rest);
            return rest.get(a..z);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::charset;

    #[test]
    fn pages_name_their_encoding_in_many_ways() {
        for (head, name) in [
            (
                "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\">",
                "GBK",
            ),
            ("<META CHARSET = 'Big5' >", "Big5"),
            ("<meta charset=gb18030>", "gb18030"),
            ("<?xml version=\"1.0\" encoding=\"GBK\"?>", "GBK"),
            ("<meta name=x><title>春</title><meta charset=gbk>", "GBK"),
        ] {
            let (bytes, _, _) = encoding_rs::GBK.encode(head);
            assert_eq!(charset(&bytes), Some(name), "{head}");
        }
    }

    #[test]
    fn bytes_know_better() {
        assert_eq!(charset("<meta charset=gbk>春".as_bytes()), None);
        assert_eq!(charset(b"\xef\xbb\xbf<meta charset=gbk>"), None);
        assert_eq!(charset(b"<meta charset=utf-8>\xb4\xba"), None);
        assert_eq!(charset(b"<meta charset=utf-16>"), None);
        assert_eq!(charset(b"<meta charset=nonsense>"), None);
        assert_eq!(charset(b"<p charset=gbk><meta charset"), None);
    }
}
