//! The text of a PDF: by its tags where it has them, else page by page.

use super::{Found, VerifyError, unreadable};
use crate::font::is_ignorable;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document as Pdf, Encoding, Object, ObjectId};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use unicode_normalization::UnicodeNormalization;

/// Elements of the structure, and lists of them, deeper than this are not followed. A list in a list takes six, a section in a
/// section two; of the first there are 32, of the second 255.
const DEEPEST: usize = 1024;

/// The mark of a character that no face has.
const MISSING: char = '〓';
/// Elements within a line.
const WITHIN: [&[u8]; 11] = [
    b"Span",
    b"Link",
    b"Lbl",
    b"Note",
    b"Ruby",
    b"RB",
    b"RT",
    b"RP",
    b"Em",
    b"Strong",
    b"Reference",
];

/// Reads the text.
pub(super) fn text(bytes: &[u8]) -> Result<Found, VerifyError> {
    let pdf = Pdf::load_mem(bytes).map_err(unreadable)?;
    let pages: Vec<ObjectId> = pdf.page_iter().collect();
    let root = pdf
        .catalog()
        .and_then(|c| c.get(b"StructTreeRoot"))
        .and_then(|r| pdf.dereference(r))
        .ok()
        .and_then(|(_, o)| o.as_dict().ok());
    let mut fonts = HashMap::new();
    let mut marked: HashMap<(ObjectId, i64), String> = HashMap::new();
    let mut all = String::new();
    for page in pages {
        let own = page_fonts(&pdf, page, &mut fonts)?;
        let content = pdf.get_page_content(page);
        let content = Content::decode(&content).map_err(unreadable)?;
        let mut shown = Shown {
            fonts: &fonts,
            own,
            open: Vec::new(),
            font: None,
        };
        for op in &content.operations {
            if let Some((mark, text)) = shown.operation(op)? {
                match mark {
                    Some(mark) => marked.entry((page, mark)).or_default().push_str(&text),
                    None if root.is_none() => all.push_str(&text),
                    None => {}
                }
            }
        }
    }
    let Some(root) = root else {
        return Ok(Found {
            text: all,
            ordered: false,
            lines: false,
        });
    };
    let (mut out, mut readings) = (String::new(), String::new());
    if let Ok(kids) = root.get(b"K") {
        element(&pdf, kids, None, &marked, 0, (&mut out, &mut readings));
    }
    out.push_str(&readings);
    Ok(Found {
        text: out,
        ordered: true,
        lines: true,
    })
}

/// Fonts by the object they stand in, so that each is read once.
type Fonts<'a> = HashMap<ObjectId, Encoding<'a>>;

/// The fonts of a page by name.
fn page_fonts<'a>(
    pdf: &'a Pdf,
    page: ObjectId,
    fonts: &mut Fonts<'a>,
) -> Result<HashMap<Vec<u8>, ObjectId>, VerifyError> {
    let mut own = HashMap::new();
    let (here, above) = pdf.get_page_resources(page).map_err(unreadable)?;
    let above = above
        .into_iter()
        .filter_map(|id| pdf.get_dictionary(id).ok());
    for resources in here.into_iter().chain(above) {
        let list = resources.get(b"Font").and_then(|f| pdf.dereference(f));
        let Ok((_, Object::Dictionary(list))) = list else {
            continue;
        };
        for (name, font) in list {
            let Ok(id) = font.as_reference() else {
                continue;
            };
            if let Entry::Vacant(place) = fonts.entry(id) {
                let font = pdf.get_dictionary(id).map_err(unreadable)?;
                place.insert(font.get_font_encoding(pdf).map_err(unreadable)?);
            }
            own.insert(name.clone(), id);
        }
    }
    Ok(own)
}

/// A marked sequence that is open.
#[derive(Default)]
struct Open {
    /// Number of its content; `None` for artifacts.
    mark: Option<i64>,
    /// What takes the place of what it holds, and the glyphs in it.
    actual: Option<String>,
    glyphs: String,
}

/// What a page shows, operation by operation.
struct Shown<'a> {
    fonts: &'a Fonts<'a>,
    own: HashMap<Vec<u8>, ObjectId>,
    open: Vec<Open>,
    font: Option<ObjectId>,
}

impl Shown<'_> {
    /// The text that an operation shows, and the number of the marked content it stands in.
    fn operation(&mut self, op: &Operation) -> Result<Option<(Option<i64>, String)>, VerifyError> {
        match op.operator.as_str() {
            "BMC" => self.open.push(Open::default()),
            "BDC" => {
                let empty = Dictionary::new();
                let d = op.operands.get(1).and_then(|o| o.as_dict().ok());
                let d = d.unwrap_or(&empty);
                let actual = d.get(b"ActualText").ok().and_then(|o| o.as_str().ok());
                // What stands for a picture, where no tags say it.
                let alt = d.get(b"Alt").ok().and_then(|o| o.as_str().ok());
                let own = d.get(b"MCID").ok().and_then(|o| o.as_i64().ok());
                let mark = own.or_else(|| self.mark());
                self.open.push(Open {
                    mark,
                    actual: actual.map(unicode),
                    glyphs: String::new(),
                });
                return Ok(actual.or(alt).map(|s| (mark, unicode(s))));
            }
            "EMC" => {
                if let Some(Open {
                    actual: Some(actual),
                    glyphs,
                    ..
                }) = self.open.pop()
                    && !shows(&glyphs, &actual)
                {
                    return Err(VerifyError::Foreign(glyphs));
                }
            }
            "Tf" => {
                let name = op.operands.first().and_then(|o| o.as_name().ok());
                self.font = name.and_then(|n| self.own.get(n)).copied();
            }
            "Tj" | "'" | "\"" | "TJ" => {
                let Some(encoding) = self.font.and_then(|f| self.fonts.get(&f)) else {
                    return Err(VerifyError::Unreadable("text without a font".into()));
                };
                let mut text = String::new();
                for o in &op.operands {
                    strings(o, &mut |s| {
                        let more = Pdf::decode_text(encoding, s).map_err(unreadable)?;
                        text.push_str(&more);
                        Ok(())
                    })?;
                }
                // What is replaced counts as what replaces it.
                if let Some(o) = self.open.iter_mut().rev().find(|o| o.actual.is_some()) {
                    o.glyphs.push_str(&text);
                    return Ok(None);
                }
                return Ok(Some((self.mark(), text)));
            }
            _ => {}
        }
        Ok(None)
    }

    fn mark(&self) -> Option<i64> {
        self.open.last().and_then(|o| o.mark)
    }
}

/// True where glyphs show what is said in their place: the same characters, composed or not; of what takes no room nothing is
/// shown, and 〓 stands for what no face has.
fn shows(glyphs: &str, actual: &str) -> bool {
    let seen = |s: &str| -> Vec<char> {
        let drawn = s.chars().filter(|c| !is_ignorable(*c));
        drawn.nfc().filter_map(super::kept).collect()
    };
    let (shown, said) = (seen(glyphs), seen(actual));
    let mut pairs = shown.iter().zip(&said);
    shown.contains(&MISSING) || shown.len() == said.len() && pairs.all(|(a, b)| a == b)
}

/// Calls `f` for the strings of an operand.
fn strings(
    o: &Object,
    f: &mut impl FnMut(&[u8]) -> Result<(), VerifyError>,
) -> Result<(), VerifyError> {
    match o {
        Object::String(s, _) => f(s),
        Object::Array(list) => list.iter().try_for_each(|o| strings(o, f)),
        _ => Ok(()),
    }
}

/// A text string of a dictionary: UTF-16 where it has its mark, else plain letters.
fn words(bytes: &[u8]) -> String {
    if bytes.starts_with(&[0xfe, 0xff]) {
        return unicode(bytes);
    }
    bytes.iter().map(|b| char::from(*b)).collect()
}

/// A text string: UTF-16 with its mark.
fn unicode(bytes: &[u8]) -> String {
    let rest = bytes.strip_prefix(&[0xfe, 0xff]).unwrap_or(bytes);
    let units = rest.chunks_exact(2).map(|c| match c {
        [a, b] => u16::from_be_bytes([*a, *b]),
        _ => 0,
    });
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// The text of a structure element, or of the list of its kids; contents are left out.
fn element(
    pdf: &Pdf,
    kids: &Object,
    page: Option<ObjectId>,
    marked: &HashMap<(ObjectId, i64), String>,
    depth: usize,
    (out, readings): (&mut String, &mut String),
) {
    if depth > DEEPEST {
        return;
    }
    let number = |page: Option<ObjectId>, n: i64, out: &mut String| {
        if let Some(text) = page.and_then(|p| marked.get(&(p, n))) {
            out.push_str(text);
        }
    };
    let Ok((_, kids)) = pdf.dereference(kids) else {
        return;
    };
    match kids {
        Object::Array(list) => {
            for kid in list {
                element(
                    pdf,
                    kid,
                    page,
                    marked,
                    depth + 1,
                    (&mut *out, &mut *readings),
                );
            }
        }
        Object::Integer(n) => number(page, *n, out),
        Object::Dictionary(d) => {
            let own = d.get(b"Pg").and_then(Object::as_reference).ok().or(page);
            let name = d.get(b"S").and_then(Object::as_name).ok();
            if name == Some(b"TOC") {
                return;
            }
            // A block begins and ends a line.
            let block = name.is_some_and(|n| !WITHIN.contains(&n));
            if block {
                out.push('\n');
            }
            // A reading stands beside its words, not among them.
            let mut aside = String::new();
            let own_readings = name == Some(b"RT");
            let to = if own_readings { &mut aside } else { &mut *out };
            if let Ok(alt) = d.get(b"Alt").and_then(Object::as_str) {
                to.push_str(&words(alt));
            }
            if let Ok(n) = d.get(b"MCID").and_then(Object::as_i64) {
                number(own, n, &mut *to);
            }
            if let Ok(kids) = d.get(b"K") {
                element(pdf, kids, own, marked, depth + 1, (to, &mut *readings));
            }
            readings.push_str(&aside);
            if block {
                out.push('\n');
            }
        }
        _ => {}
    }
}
