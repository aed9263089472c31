//! Where a PDF sets each character: a small reader of content streams that shares nothing with the program.

use lopdf::content::Content;
use lopdf::{Dictionary, Document as Pdf, Object};
use std::collections::HashMap;

/// A character on its page: where it begins and the height of its baseline over the foot of the paper, in millimetres.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    pub page: usize,
    pub x: f64,
    pub y: f64,
    pub text: String,
}

const MM: f64 = 25.4 / 72.0;
const UNIT: [f64; 6] = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `a`, then `b`.
fn then(a: [f64; 6], b: [f64; 6]) -> [f64; 6] {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// What a font's codes mean, and how wide they are in parts of the size.
#[derive(Default)]
struct Font {
    bytes: usize,
    words: HashMap<u32, String>,
    widths: HashMap<u32, f64>,
    usual: f64,
}

fn number(o: &Object) -> f64 {
    f64::from(o.as_float().unwrap_or(0.0))
}

fn code(hex: &str) -> u32 {
    u32::from_str_radix(hex, 16).unwrap_or(0)
}

/// The text of a hexadecimal string of UTF-16.
fn words(hex: &str) -> String {
    let units: Vec<u16> = (0..hex.len() / 4)
        .map(|k| u16::try_from(code(&hex[k * 4..k * 4 + 4])).unwrap())
        .collect();
    String::from_utf16_lossy(&units)
}

/// What stands between < and > in a line.
fn strings(line: &str) -> Vec<String> {
    let parts = line.split('<').skip(1);
    parts
        .filter_map(|s| s.split('>').next())
        .map(|s| s.split_whitespace().collect())
        .collect()
}

impl Font {
    fn of(pdf: &Pdf, dict: &Dictionary) -> Self {
        let mut font = Self {
            bytes: 1,
            ..Self::default()
        };
        let list = |d: &Dictionary, name: &[u8]| -> Vec<Object> {
            let got = d.get(name).and_then(|o| pdf.dereference(o));
            got.ok()
                .and_then(|(_, o)| o.as_array().ok().cloned())
                .unwrap_or_default()
        };
        if let Some(child) = list(dict, b"DescendantFonts").first() {
            let child = pdf.dereference(child).unwrap().1.as_dict().unwrap();
            font.bytes = 2;
            font.usual = child.get(b"DW").map_or(1000.0, number);
            let w = list(child, b"W");
            let mut at = 0;
            while let Some(first) = w.get(at) {
                let first = first.as_i64().unwrap_or(0) as u32;
                let next = pdf.dereference(&w[at + 1]).unwrap().1;
                if let Ok(each) = next.as_array() {
                    for (n, o) in each.iter().enumerate() {
                        font.widths.insert(first + n as u32, number(o));
                    }
                    at += 2;
                } else {
                    for c in first..=next.as_i64().unwrap_or(0) as u32 {
                        font.widths.insert(c, number(&w[at + 2]));
                    }
                    at += 3;
                }
            }
        } else {
            let first = dict.get(b"FirstChar").map_or(0.0, number) as u32;
            for (n, o) in list(dict, b"Widths").iter().enumerate() {
                font.widths.insert(first + n as u32, number(o));
            }
        }
        let map = dict.get(b"ToUnicode").and_then(|o| pdf.dereference(o));
        if let Ok((_, Object::Stream(s))) = map {
            let plain = s
                .decompressed_content()
                .unwrap_or_else(|_| s.content.clone());
            font.read_map(&String::from_utf8_lossy(&plain));
        }
        font
    }

    fn read_map(&mut self, map: &str) {
        let mut kind = "";
        for line in map.lines() {
            if line.contains("begincodespacerange") {
                // The range itself may stand on the same line.
                kind = "space";
            } else if line.contains("beginbfchar") {
                kind = "char";
            } else if line.contains("beginbfrange") {
                kind = "range";
            }
            let s = strings(line);
            match (kind, s.len()) {
                ("space", 2..) => self.bytes = s[0].len() / 2,
                ("char", 2..) => {
                    self.words.insert(code(&s[0]), words(&s[1]));
                }
                ("range", 3..) if line.contains('[') => {
                    for (n, w) in s[2..].iter().enumerate() {
                        self.words.insert(code(&s[0]) + n as u32, words(w));
                    }
                }
                ("range", 3) => {
                    let first = words(&s[2]).chars().next().unwrap_or('\u{fffd}') as u32;
                    for c in code(&s[0])..=code(&s[1]) {
                        let own = char::from_u32(first + c - code(&s[0]));
                        self.words.insert(c, own.into_iter().collect());
                    }
                }
                _ => {}
            }
            if line.contains("end") {
                kind = "";
            }
        }
    }
}

/// All characters of a file that are no blanks, page by page, line by line, from left to right.
pub(crate) fn glyphs(bytes: &[u8]) -> Vec<Glyph> {
    let pdf = Pdf::load_mem(bytes).unwrap();
    let mut out = Vec::new();
    for (page, id) in pdf.page_iter().enumerate() {
        let fonts = pdf.get_page_fonts(id).unwrap();
        let fonts: HashMap<Vec<u8>, Font> = fonts
            .into_iter()
            .map(|(name, d)| (name, Font::of(&pdf, d)))
            .collect();
        let content = Content::decode(&pdf.get_page_content(id)).unwrap();
        let mut hand = Hand {
            fonts: &fonts,
            page: page + 1,
            all: UNIT,
            kept: Vec::new(),
            line: UNIT,
            text: UNIT,
            leading: 0.0,
            size: 1.0,
            apart: 0.0,
            font: None,
            out: &mut out,
        };
        for op in &content.operations {
            hand.take(&op.operator, &op.operands);
        }
    }
    out.retain(|g| !g.text.trim().is_empty());
    // One line: baselines less than a millimetre apart.
    out.sort_by(|a, b| {
        let key = |g: &Glyph| (g.page, -(g.y * 1.0).round() as i64);
        key(a).cmp(&key(b)).then(a.x.total_cmp(&b.x))
    });
    out
}

struct Hand<'a> {
    fonts: &'a HashMap<Vec<u8>, Font>,
    page: usize,
    all: [f64; 6],
    kept: Vec<[f64; 6]>,
    line: [f64; 6],
    text: [f64; 6],
    leading: f64,
    size: f64,
    apart: f64,
    font: Option<&'a Font>,
    out: &'a mut Vec<Glyph>,
}

impl Hand<'_> {
    fn take(&mut self, name: &str, o: &[Object]) {
        let n = |k: usize| o.get(k).map_or(0.0, number);
        let six = || [n(0), n(1), n(2), n(3), n(4), n(5)];
        match name {
            "q" => self.kept.push(self.all),
            "Q" => self.all = self.kept.pop().unwrap_or(UNIT),
            "cm" => self.all = then(six(), self.all),
            "BT" => (self.line, self.text) = (UNIT, UNIT),
            "Tm" => (self.line, self.text) = (six(), six()),
            "Td" => self.step(n(0), n(1)),
            "TD" => {
                self.leading = -n(1);
                self.step(n(0), n(1));
            }
            "TL" => self.leading = n(0),
            "T*" => self.step(0.0, -self.leading),
            "Tc" => self.apart = n(0),
            "Tf" => {
                self.font = o
                    .first()
                    .and_then(|f| f.as_name().ok())
                    .and_then(|f| self.fonts.get(f));
                self.size = n(1);
            }
            "Tj" => self.show(&o[0]),
            "'" => {
                self.step(0.0, -self.leading);
                self.show(&o[0]);
            }
            "TJ" => {
                for part in o[0].as_array().unwrap() {
                    match part {
                        Object::String(..) => self.show(part),
                        other => self.go(-number(other) / 1000.0 * self.size),
                    }
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, x: f64, y: f64) {
        self.line = then([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    fn go(&mut self, x: f64) {
        self.text = then([1.0, 0.0, 0.0, 1.0, x, 0.0], self.text);
    }

    fn show(&mut self, o: &Object) {
        let (Ok(bytes), Some(font)) = (o.as_str(), self.font) else {
            return;
        };
        for c in bytes.chunks(font.bytes) {
            let c = c.iter().fold(0, |n, b| n << 8 | u32::from(*b));
            let at = then(self.text, self.all);
            self.out.push(Glyph {
                page: self.page,
                x: at[4] * MM,
                y: at[5] * MM,
                text: font.words.get(&c).cloned().unwrap_or_default(),
            });
            let wide = font.widths.get(&c).copied().unwrap_or(font.usual);
            self.go(wide / 1000.0 * self.size + self.apart);
        }
    }
}
