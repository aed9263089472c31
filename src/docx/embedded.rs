//! The font table, and fonts inside the file (ECMA-376 17.8.1): each under a key by which its first bytes are disguised.
//!
//! Word embeds TrueType outlines alone; faces with others do not come this far
//! ([`Faces::set`](crate::font::Faces::set)).

use super::Fonts;
use super::parts::{DECLARATION, OFFICE, relationships};
use crate::font::Embedded;
use crate::style::Face;

/// Bytes at the start of a font that are disguised.
const DISGUISED: usize = 32;

/// A font as it lies in the package.
pub(super) struct Carried {
    /// Path below `word/`.
    pub(super) path: String,
    /// The disguised file.
    pub(super) bytes: Vec<u8>,
    id: String,
    family: String,
    key: String,
}

/// The fonts of the package.
pub(super) fn parts(fonts: &Fonts<'_>) -> Vec<Carried> {
    let list = fonts.embedding.fonts().iter().enumerate();
    list.map(|(n, f)| {
        let key = key(&f.bytes);
        Carried {
            path: format!("fonts/font{}.odttf", n + 1),
            bytes: disguise(&f.bytes, &key),
            id: format!("rId{}", n + 1),
            family: f.family.clone(),
            key,
        }
    })
    .collect()
}

/// word/_rels/fontTable.xml.rels, where there are fonts.
pub(super) fn relations(fonts: &[Carried]) -> Option<String> {
    (!fonts.is_empty()).then(|| {
        relationships(
            fonts
                .iter()
                .map(|f| (f.id.clone(), format!("{OFFICE}/font"), f.path.clone())),
        )
    })
}

/// A GUID made from the font, so that the same font has the same.
fn key(font: &[u8]) -> String {
    let hex = crate::digest::sha256(font).to_uppercase();
    let part = |a: usize, b: usize| hex.get(a..b).unwrap_or_default();
    format!(
        "{{{}-{}-4{}-8{}-{}}}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

/// The first 32 bytes, each against a byte of the key, whose last digits come first.
fn disguise(font: &[u8], key: &str) -> Vec<u8> {
    let digits: Vec<u8> = key
        .chars()
        .filter_map(|c| c.to_digit(16))
        .filter_map(|d| u8::try_from(d).ok())
        .collect();
    let key: Vec<u8> = digits
        .chunks_exact(2)
        .rev()
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect();
    let mut out = font.to_vec();
    for (byte, k) in out.iter_mut().take(DISGUISED).zip(key.iter().cycle()) {
        *byte ^= k;
    }
    out
}

/// Each Chinese font with the names by which other systems know it, and what may stand in for it.
pub(super) fn font_table(fonts: &Fonts<'_>) -> String {
    let charset = if fonts.traditional { "88" } else { "86" };
    let carried = parts(fonts);
    let mut seen: Vec<&str> = Vec::new();
    let mut out = format!(
        "{DECLARATION}<w:fonts xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:font w:name=\"Times New Roman\"><w:charset w:val=\"00\"/><w:family w:val=\"roman\"/><w:pitch w:val=\"variable\"/></w:font>"
    );
    for face in Face::ALL {
        let name = fonts.name(face);
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let usual = fonts.usual(face);
        let font = fonts.embedding.get(face);
        let key = carried.iter().find(|c| c.family == name);
        let other = others(fonts.traditional, face);
        let other = match font {
            Some(_) => format!("{usual},{other}"),
            None => other.to_owned(),
        };
        let (panose, signature) = font.map(described).unwrap_or_default();
        let program = key
            .map(|c| {
                format!(
                    "<w:embedRegular r:id=\"{}\" w:fontKey=\"{}\" w:subsetted=\"1\"/>",
                    c.id, c.key
                )
            })
            .unwrap_or_default();
        out.push_str(&format!("<w:font w:name=\"{name}\"><w:altName w:val=\"{other}\"/>{panose}<w:charset w:val=\"{charset}\"/><w:family w:val=\"auto\"/><w:pitch w:val=\"default\"/>{signature}{program}</w:font>"));
    }
    out.push_str("</w:fonts>");
    out
}

/// What may stand in for the usual font of a role.
const fn others(traditional: bool, face: Face) -> &'static str {
    match (traditional, face) {
        (false, Face::Fangsong) => "FangSong,仿宋_GB2312,STFangsong,方正仿宋_GBK",
        (false, Face::Song) => "SimSun,STSong,Songti SC,Noto Serif CJK SC",
        (false, Face::Hei) => "SimHei,STHeiti,方正黑体_GBK,Noto Sans CJK SC",
        (false, Face::Kai) => "KaiTi,楷体_GB2312,STKaiti,方正楷体_GBK",
        (false, Face::Title) => "方正小标宋_GBK,FZXiaoBiaoSong-B05S,STZhongsong,宋体",
        (true, Face::Hei) => "Microsoft JhengHei",
        (true, Face::Kai) => "DFKai-SB,BiauKai",
        (true, _) => "PMingLiU",
    }
}

/// `w:panose1` and `w:sig` of a font.
fn described(font: &Embedded) -> (String, String) {
    let panose: String = font.panose.iter().map(|b| format!("{b:02X}")).collect();
    let [u0, u1, u2, u3, c0, c1] = font.signature;
    (
        format!("<w:panose1 w:val=\"{panose}\"/>"),
        format!(
            "<w:sig w:usb0=\"{u0:08X}\" w:usb1=\"{u1:08X}\" w:usb2=\"{u2:08X}\" w:usb3=\"{u3:08X}\" w:csb0=\"{c0:08X}\" w:csb1=\"{c1:08X}\"/>"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_laid_over_the_font_from_its_end() {
        let key = "{00112233-4455-6677-8899-AABBCCDDEEFF}";
        let out = disguise(&[0; 40], key);
        assert_eq!(out.get(..3), Some([0xFF, 0xEE, 0xDD].as_slice()));
        assert_eq!(out.get(14..18), Some([0x11, 0x00, 0xFF, 0xEE].as_slice()));
        assert_eq!(out.get(32..), Some([0; 8].as_slice()));
        assert_eq!(disguise(&out, key), [0; 40]);
    }
}
