//! `wenji fonts`: the faces that the program carries.

use super::Failure;
use super::message::{Language, tell, visible};
use super::show::put;
use crate::font::{Faces, Loaded};
use crate::style::Face;
use encoding_rs::{BIG5, Encoding, GBK};
use std::collections::BTreeSet;

/// The weight that is not told.
const REGULAR: u16 = 400;

/// A set of characters that people ask for by name.
struct Standard {
    name: &'static str,
    encoding: &'static Encoding,
    /// Both bytes, from and to.
    first: (u8, u8),
    second: (u8, u8),
}

const STANDARDS: [Standard; 3] = [
    Standard {
        name: "GB 2312",
        encoding: GBK,
        first: (0xb0, 0xf7),
        second: (0xa1, 0xfe),
    },
    Standard {
        name: "GBK",
        encoding: GBK,
        first: (0x81, 0xfe),
        second: (0x40, 0xfe),
    },
    Standard {
        name: "Big5",
        encoding: BIG5,
        first: (0xa4, 0xf9),
        second: (0x40, 0xfe),
    },
];

/// Han characters: URO, extensions, compatibility.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

impl Standard {
    /// Its Han characters.
    fn characters(&self) -> BTreeSet<char> {
        let mut all = BTreeSet::new();
        for a in self.first.0..=self.first.1 {
            for b in self.second.0..=self.second.1 {
                let pair = [a, b];
                let (text, _) = self.encoding.decode_without_bom_handling(&pair);
                let mut chars = text.chars();
                if let (Some(c), None) = (chars.next(), chars.next())
                    && is_han(c)
                {
                    all.insert(c);
                }
            }
        }
        all
    }
}

/// Lists the faces, or prints their licences.
pub(super) fn run(licences: bool, lang: Language) -> Result<u8, Failure> {
    let faces = Faces::builtin()
        .map_err(|e| Failure::new(super::exit::FAILED, super::look::font_words(&e, lang)))?;
    let own = Face::ALL
        .into_iter()
        .filter_map(|f| Some((f, faces.get(f)?)));
    let own: Vec<(Face, &Loaded)> = own.collect();
    if own.is_empty() {
        tell(lang.say(
            "this build has no faces of its own: give them with --font-dir DIR, or ROLE by ROLE with --font ROLE=FILE",
            "本程序未内置字体：请用 --font-dir 文件夹 给出，或用 --font ROLE=文件 逐一指定",
        ));
        return Ok(0);
    }
    if licences {
        return put(texts(&own));
    }
    let standards: Vec<(&str, BTreeSet<char>)> =
        STANDARDS.iter().map(|s| (s.name, s.characters())).collect();
    let mut out = String::new();
    for (face, font) in own {
        out.push_str(&row(face, font, &standards, lang));
    }
    out.push_str(lang.say(
        "\nwenji fonts --licences prints the licences.\n",
        "\n许可证全文见 wenji fonts --licences。\n",
    ));
    put(out)
}

fn row(face: Face, font: &Loaded, standards: &[(&str, BTreeSet<char>)], lang: Language) -> String {
    let mut name = font.family().unwrap_or_else(|| font.name.clone());
    if font.weight != REGULAR {
        name.push_str(&format!(" {}", font.weight));
    }
    let version = font.version().unwrap_or_default();
    // «Version 2.003;hotconv 1.0.118»: the number is what people know it by.
    let version = version.trim_start_matches("Version ");
    let version = version.split(';').next().unwrap_or_default();
    let all: Vec<char> = font.characters().collect();
    let han = all.iter().filter(|c| is_han(**c)).count();
    let shares: Vec<String> = standards
        .iter()
        .map(|(name, set)| {
            let have = set.iter().filter(|c| font.has(**c)).count();
            // Not 100 where one is missing.
            format!("{name} {} %", have * 100 / set.len().max(1))
        })
        .collect();
    let shares = shares.join(lang.say(", ", "，"));
    let licence = font.licence().map(|l| title(&l)).unwrap_or_default();
    let n = all.len();
    let role = face.name();
    let said = match lang {
        Language::English => format!(
            "{role:<10}{name}, {version}\n          {n} characters, {han} Han: {shares}\n          {licence}\n"
        ),
        Language::Chinese => format!(
            "{role:<10}{name}，{version}\n          {n} 个字符，其中汉字 {han} 个：{shares}\n          {licence}\n"
        ),
    };
    visible(&said).into_owned()
}

/// The name of a licence: what the font is said to be «licensed under the», else its first line.
fn title(text: &str) -> String {
    let under = text.lines().find_map(|l| l.split_once(" under the "));
    let first = text.lines().map(str::trim).find(|l| !l.is_empty());
    let name = under.map(|(_, name)| name).or(first).unwrap_or_default();
    name.trim().trim_end_matches('.').to_owned()
}

/// The texts, each once, under the names of the faces that it is for.
fn texts(own: &[(Face, &Loaded)]) -> String {
    let mut out = String::new();
    let mut told: Vec<String> = Vec::new();
    for (_, font) in own {
        let text = font.licence().unwrap_or_default().into_owned();
        if told.contains(&text) {
            continue;
        }
        let same = own
            .iter()
            .filter(|(_, f)| f.licence().as_deref() == Some(&text));
        let names: Vec<&str> = same.map(|(_, f)| f.name.as_str()).collect();
        let names = names.join(", ");
        let rule = "=".repeat(names.len());
        out.push_str(&format!("{names}\n{rule}\n\n{}\n\n", text.trim()));
        told.push(text);
    }
    out
}
