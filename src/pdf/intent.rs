//! Output intents: what black is meant to be on paper, for PDF/A and PDF/X.

use super::{Profile, dict, name};
use lopdf::{Dictionary, Document as Pdf, Object, Stream};

/// The output intent of a profile.
pub(super) fn intent(pdf: &mut Pdf, profile: &Profile) -> Dictionary {
    let own = match profile {
        Profile::Print(press) => press.intent.clone(),
        Profile::Archive => None,
    };
    let cmyk = matches!(profile, Profile::Print(press) if press.is_cmyk());
    let inks = if cmyk { 4 } else { 1 };
    let words = if own.is_some() {
        "The shop's own profile"
    } else {
        "Black on paper"
    };
    let (kind, identifier) = match profile {
        Profile::Archive => ("GTS_PDFA1", "Gray"),
        Profile::Print(_) => ("GTS_PDFX", "Custom"),
    };
    let icc = own.unwrap_or_else(gray_profile);
    let icc = pdf.add_object(Stream::new(dict([("N", inks.into())]), icc));
    dict([
        ("Type", name("OutputIntent")),
        ("S", name(kind)),
        (
            "OutputConditionIdentifier",
            Object::string_literal(identifier),
        ),
        ("Info", Object::string_literal(words)),
        ("DestOutputProfile", Object::Reference(icc)),
    ])
}

/// A small gray profile of class `prtr`, gamma 2.2, that PDF/A and PDF/X both take.
fn gray_profile() -> Vec<u8> {
    let tags = [
        (b"desc", described("Gray")),
        (b"cprt", text("Public domain")),
        (b"wtpt", xyz(D50)),
        (b"kTRC", gamma()),
    ];
    written(b"prtrGRAYXYZ ", &tags)
}

/// A small profile of the usual screen colours, in which red is told whatever the paper's own inks.
pub(super) fn red_profile() -> Vec<u8> {
    let tags = [
        (b"desc", described("RGB")),
        (b"cprt", text("Public domain")),
        (b"wtpt", xyz(D50)),
        (b"rXYZ", xyz([0x6FA2, 0x38F5, 0x0390])),
        (b"gXYZ", xyz([0x6299, 0xB785, 0x18DA])),
        (b"bXYZ", xyz([0x24A0, 0x0F84, 0xB6CF])),
        (b"rTRC", gamma()),
        (b"gTRC", gamma()),
        (b"bTRC", gamma()),
    ];
    written(b"mntrRGB XYZ ", &tags)
}

/// The white of profiles.
const D50: [u32; 3] = [0x0000_F6D6, 0x0001_0000, 0x0000_D32D];

fn described(s: &str) -> Vec<u8> {
    let mut d = b"desc\0\0\0\0".to_vec();
    d.extend(u32::try_from(s.len() + 1).unwrap_or(0).to_be_bytes());
    d.extend(s.as_bytes());
    d.push(0);
    d.resize(d.len() + 78, 0);
    d
}

fn text(s: &str) -> Vec<u8> {
    let mut d = b"text\0\0\0\0".to_vec();
    d.extend(s.as_bytes());
    d.push(0);
    d
}

fn xyz(values: [u32; 3]) -> Vec<u8> {
    let mut d = b"XYZ \0\0\0\0".to_vec();
    d.extend(values.into_iter().flat_map(u32::to_be_bytes));
    d
}

/// A curve of gamma 2.2.
fn gamma() -> Vec<u8> {
    let mut curve = b"curv\0\0\0\0".to_vec();
    curve.extend(1u32.to_be_bytes());
    curve.extend(0x0233u16.to_be_bytes());
    curve
}

/// A profile of a kind (class, colours, connection) with its tags.
fn written(kind: &[u8], tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut table = u32::try_from(tags.len())
        .unwrap_or(0)
        .to_be_bytes()
        .to_vec();
    let mut data: Vec<u8> = Vec::new();
    let start = 128 + 4 + 12 * tags.len();
    for (sig, body) in tags {
        table.extend(*sig);
        table.extend(u32::try_from(start + data.len()).unwrap_or(0).to_be_bytes());
        table.extend(u32::try_from(body.len()).unwrap_or(0).to_be_bytes());
        data.extend(body);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let size = u32::try_from(start + data.len()).unwrap_or(0);
    let mut out = size.to_be_bytes().to_vec();
    out.extend([0; 4]);
    out.extend([2, 0x10, 0, 0]);
    out.extend(kind);
    for v in [2026u16, 1, 1, 0, 0, 0] {
        out.extend(v.to_be_bytes());
    }
    out.extend(b"acsp");
    out.resize(68, 0);
    out.extend(D50.into_iter().flat_map(u32::to_be_bytes));
    out.resize(128, 0);
    out.extend(table);
    out.extend(data);
    out
}
