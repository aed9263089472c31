//! Bytes to text: the encoding is told, every byte stays recoverable.

mod clean;
mod detect;
mod mixed;
mod repair;

pub use detect::detect;

use crate::tree::{Rule, Span};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Largest input, in bytes: spans are 32 bits wide.
pub const MAX_INPUT: usize = 1 << 31;

/// Input that cannot be read as text.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SourceError {
    /// Nothing in it.
    #[error("the input is empty")]
    Empty,
    /// A file of another kind.
    #[error("this is not plain text but {0}; {advice}", advice = advice(.0))]
    NotText(&'static str),
    /// `--from-encoding` names an encoding that the bytes are not in, and they are in another.
    #[error("this is not {given}: it is {found}; leave --from-encoding away, or say {found}")]
    WrongEncoding {
        /// The encoding that was named.
        given: String,
        /// The one in which every byte belongs to a character.
        found: &'static str,
    },
    /// Too large.
    #[error("the input has {0} bytes; the limit is {MAX_INPUT}: split it")]
    TooLarge(usize),
    /// `--from-encoding` with an unknown name.
    #[error("unknown encoding {0}: try utf-8, gb18030, big5, utf-16le")]
    UnknownEncoding(String),
}

/// A line that was changed before it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Where it stands now.
    pub span: Span,
    /// What stood there.
    pub old: String,
    /// Why.
    pub rule: Rule,
}

/// A source text, decoded.
#[derive(Debug, Clone)]
pub struct Source {
    /// The decoded text, byte-order mark left out. Line ends and control characters stand as they came.
    pub text: String,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// True where a byte-order mark stood first.
    pub bom: bool,
    /// SHA-256 of the input, hexadecimal.
    pub sha256: String,
    /// Lines whose bytes do not come back when the text is encoded again: their span and their bytes.
    pub raw: Vec<(Span, Vec<u8>)>,
    /// Lines changed by [`Source::repaired`] and [`Source::cleaned`].
    pub repairs: Vec<Repair>,
    /// Where a file of several encodings goes on in another one: the line, and its name; the first run begins them.
    /// Empty for a file of one.
    pub switches: Vec<(u32, &'static str)>,
    /// Lines with bytes that belong to no character, and how many; each run of them is a U+FFFD in the text.
    pub bad: Vec<(u32, u32)>,
    encoder: &'static Encoding,
}

impl Source {
    /// Decodes `bytes`; `encoding` overrules the detector.
    ///
    /// ```
    /// let s = wenji::source::Source::decode("一、春".as_bytes(), None).unwrap();
    /// assert_eq!((s.text.as_str(), s.encoding), ("一、春", "UTF-8"));
    /// ```
    ///
    /// # Errors
    /// [`SourceError`] for empty, binary or too large input and unknown encodings.
    pub fn decode(bytes: &[u8], encoding: Option<&str>) -> Result<Self, SourceError> {
        if bytes.is_empty() {
            return Err(SourceError::Empty);
        }
        if bytes.len() > MAX_INPUT {
            return Err(SourceError::TooLarge(bytes.len()));
        }
        if let Some(kind) = magic(bytes) {
            return Err(SourceError::NotText(kind));
        }
        let told = match encoding {
            Some(name) => Encoding::for_label(name.as_bytes())
                .ok_or_else(|| SourceError::UnknownEncoding(name.into()))?,
            None => detect(bytes),
        };
        let body = match Encoding::for_bom(bytes) {
            Some((e, n)) if e == told => bytes.get(n..).unwrap_or_default(),
            _ => bytes,
        };
        let bom = body.len() != bytes.len();
        let single = encoding.is_some() || told == UTF_16LE || told == UTF_16BE;
        let mixed = if single {
            None
        } else {
            mixed::decode(body, told)
        };
        // A mark is written in the encoding that it tells.
        let mixed = mixed.filter(|m| !bom || m.main == told);
        let (mut switches, mut bad) = (Vec::new(), Vec::new());
        let (encoder, text, lossy) = match mixed {
            Some(m) => {
                bad = m.bad;
                if m.runs.len() > 1 {
                    switches = m.runs;
                }
                (m.main, m.text, true)
            }
            None => {
                let (text, lossy) = told.decode_without_bom_handling(body);
                // Escapes of the seven-bit encodings are ASCII as they stand.
                if let (true, Some(given)) = (lossy && !bytes.is_ascii(), encoding) {
                    let other = detect(bytes);
                    let whole = other != told && !other.decode(bytes).2;
                    if whole {
                        return Err(SourceError::WrongEncoding {
                            given: given.to_owned(),
                            found: other.name(),
                        });
                    }
                }
                (told, text.into_owned(), lossy)
            }
        };
        // A byte of the old encodings may become three.
        if u32::try_from(text.len()).is_err() {
            return Err(SourceError::TooLarge(bytes.len()));
        }
        if encoding.is_none() && !looks_like_text(&text) {
            return Err(SourceError::NotText("binary data"));
        }
        let raw = if encoder == UTF_8 && !lossy {
            Vec::new()
        } else {
            raw_lines(body, &text, encoder)
        };
        let sha256 = crate::digest::sha256(bytes);
        Ok(Self {
            text,
            encoding: encoder.name(),
            bom,
            sha256,
            raw,
            repairs: Vec::new(),
            switches,
            bad,
            encoder,
        })
    }

    /// Lines and bytes of the text, as spans count them.
    #[must_use]
    pub fn extent(&self) -> (u32, u32) {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let lines = memchr::memchr_iter(b'\n', self.text.as_bytes()).count();
        (count(lines), count(self.text.len()))
    }

    /// Bytes at which the lines of the text begin, ended by LF, CRLF or a lone CR.
    #[must_use]
    pub fn line_starts(&self) -> Vec<u32> {
        let bytes = self.text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        let whole =
            ends.filter(|n| bytes.get(*n) == Some(&b'\n') || bytes.get(n + 1) != Some(&b'\n'));
        let starts = whole.filter_map(|n| u32::try_from(n + 1).ok());
        std::iter::once(0).chain(starts).collect()
    }

    /// The source with its mojibake mended, line by line, where that is certain: UTF-8 or GBK read as Latin-1,
    /// UTF-8 read as GBK. [`Source::encode`] still gives the input.
    ///
    /// ```
    /// use wenji::source::Source;
    /// let broken: String = "一、春天来了".bytes().map(char::from).collect();
    /// let s = Source::decode(broken.as_bytes(), None).unwrap();
    /// assert_eq!(s.repaired().text, "一、春天来了");
    /// ```
    #[must_use]
    pub fn repaired(self) -> Self {
        let least = repair::least(&self.text);
        self.changed(|words| Some((repair::mended(words, least)?, Rule::Repair)))
    }

    /// The source without the leftovers of other programs: entities and tags of web pages, spaces behind each character
    /// as OCR leaves them, where they are surely that. [`Source::encode`] still gives the input.
    ///
    /// ```
    /// use wenji::source::Source;
    /// let s = Source::decode("<p>他说&ldquo;好&rdquo;。</p>\n".as_bytes(), None).unwrap();
    /// assert_eq!(s.cleaned().text, "他说“好”。\n");
    /// ```
    #[must_use]
    pub fn cleaned(self) -> Self {
        let habits = clean::Habits::of(&self.text);
        if habits.is_clean() {
            return self;
        }
        self.changed(|words| habits.clean(words))
    }

    /// The source with lines changed, their ends aside; what the bytes of the input were is kept.
    fn changed(self, f: impl Fn(&str) -> Option<(String, Rule)>) -> Self {
        let (mut text, mut raw, mut repairs) = (String::new(), Vec::new(), Vec::new());
        let mut kept = self.raw.iter().peekable();
        let mut before = self.repairs.iter().peekable();
        let mut any = false;
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let span = Span::new(at, at + line.len());
            at += line.len();
            let start = text.len();
            let words = line.trim_end_matches(['\r', '\n']);
            let end = line.get(words.len()..).unwrap_or_default();
            let new = f(words);
            any |= new.is_some();
            text.push_str(new.as_ref().map_or(words, |n| &n.0));
            text.push_str(end);
            let now = Span::new(start, text.len());
            // A line with bytes of its own keeps them; so does one that they are kept for as a whole.
            let own = kept.next_if(|(s, _)| *s == span).map(|(_, b)| b.clone());
            let known = before.next_if(|r| r.span == span);
            if let Some(bytes) = own {
                raw.push((now, bytes));
            } else if new.is_some() {
                raw.push((now, encode(line, self.encoder)));
            }
            let rule = new.map(|n| n.1).or(known.map(|r| r.rule));
            if let Some(rule) = rule {
                // What stood there first.
                let old = known.map_or_else(|| line.to_owned(), |r| r.old.clone());
                repairs.push(Repair {
                    span: now,
                    old,
                    rule,
                });
            }
        }
        if !any || kept.next().is_some() {
            return self;
        }
        Self {
            text,
            raw,
            repairs,
            ..self
        }
    }

    /// The input again, byte for byte.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.text.len() + 3);
        if self.bom {
            out.extend(encode("\u{feff}", self.encoder));
        }
        let mut at = 0;
        for (span, bytes) in &self.raw {
            out.extend(encode(
                self.text.get(at..span.start as usize).unwrap_or_default(),
                self.encoder,
            ));
            out.extend(bytes);
            at = span.end as usize;
        }
        out.extend(encode(
            self.text.get(at..).unwrap_or_default(),
            self.encoder,
        ));
        out
    }

    /// The text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

fn encode(s: &str, encoder: &'static Encoding) -> Vec<u8> {
    if encoder == UTF_16LE {
        s.encode_utf16().flat_map(u16::to_le_bytes).collect()
    } else if encoder == UTF_16BE {
        s.encode_utf16().flat_map(u16::to_be_bytes).collect()
    } else {
        encoder.encode(s).0.into_owned()
    }
}

/// Pairs the lines of text and bytes; keeps the bytes of each line that would not come back.
fn raw_lines(bytes: &[u8], text: &str, encoder: &'static Encoding) -> Vec<(Span, Vec<u8>)> {
    if encode(text, encoder) == bytes {
        return Vec::new();
    }
    let whole = || vec![(Span::new(0, text.len()), bytes.to_vec())];
    if encoder == UTF_16LE || encoder == UTF_16BE {
        return whole();
    }
    // LF is never the second byte of a character in any of the encodings read here.
    let lines: Vec<&[u8]> = bytes.split_inclusive(|&b| b == b'\n').collect();
    let texts: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.len() != texts.len() {
        return whole();
    }
    let mut at = 0;
    let mut out = Vec::new();
    for (b, t) in lines.iter().zip(&texts) {
        if encode(t, encoder) != *b {
            out.push((Span::new(at, at + t.len()), b.to_vec()));
        }
        at += t.len();
    }
    out
}

fn magic(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 6] = [
        (b"\x89PNG\r\n", "a PNG picture"),
        (b"%PDF-", "a PDF"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"\xd0\xcf\x11\xe0", "an old Office file"),
        (b"\x7fELF", "a program"),
    ];
    // What an archive holds is told by the names in it.
    const ARCHIVES: [(&[u8], &str); 3] = [
        (b"application/epub+zip", "an e-book (.epub)"),
        (b"opendocument.text", "an OpenDocument text (.odt)"),
        (b"word/document.xml", "a Word file (.docx)"),
    ];
    if bytes.starts_with(b"PK\x03\x04") {
        let holds = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
        let known = ARCHIVES.iter().find(|(name, _)| holds(name));
        return Some(known.map_or("a ZIP or Office file", |(_, n)| n));
    }
    let known = MAGIC.iter().find(|(m, _)| bytes.starts_with(m));
    known.map(|(_, n)| *n)
}

/// What to do with a file of another kind.
fn advice(kind: &str) -> &'static str {
    match kind {
        k if k.contains("(.") => {
            "pandoc reads it: pandoc FILE -t json | wenji convert - --from pandoc --to docx -o OUTPUT"
        }
        "a ZIP or Office file" => "unpack it, or save it as text (.txt)",
        "a PDF" => "take its text out first: pdftotext FILE book.txt",
        "an old Office file" => "save it as .docx or .txt in Word, WPS or LibreOffice",
        k if k.ends_with("picture") => "words in a picture must be recognised (OCR) first",
        _ => "give a text file (.txt), or name its encoding with --from-encoding",
    }
}

/// Under a tenth of control and replacement characters; a character cut at either end does not count, nor do the
/// controls beyond ASCII that mojibake is full of.
fn looks_like_text(text: &str) -> bool {
    let control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0) || b == 0x7f;
    let bytes = text.as_bytes();
    // Nearly all texts have none, which is told without a look at each character.
    let controls = bytes.iter().fold(false, |any, b| any | control(*b));
    if !controls && memchr::memmem::find(bytes, "\u{fffd}".as_bytes()).is_none() {
        return true;
    }
    let (mut odd, mut all) = (0usize, 0usize);
    for c in text.trim_matches('\u{fffd}').chars().take(100_000) {
        all += 1;
        odd += usize::from(c == '\u{fffd}' || u8::try_from(c).is_ok_and(control));
    }
    odd * 10 <= all || all < 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_bytes_come_back() {
        for (bytes, enc) in [
            (b"\xd6\xd0\xff\xff\n\xce\xc4\n".to_vec(), "gb18030"),
            (b"\xef\xbb\xbf\xe4\xb8\xad\xff\n".to_vec(), "utf-8"),
            (vec![0x2d, 0x4e, 0x00, 0xd8, 0x2d, 0x4e], "utf-16le"),
        ] {
            let s = Source::decode(&bytes, Some(enc)).unwrap();
            assert_eq!(s.encode(), bytes, "{enc}");
        }
    }

    #[test]
    fn pictures_and_nothing_are_refused() {
        assert_eq!(Source::decode(b"", None).unwrap_err(), SourceError::Empty);
        assert!(matches!(
            Source::decode(b"\x89PNG\r\n\x1a\n", None),
            Err(SourceError::NotText(_))
        ));
        assert!(Source::decode(b"a", None).is_ok());
    }
}
