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
    let long = |s: &str| {
        let mut d = b"desc\0\0\0\0".to_vec();
        d.extend(u32::try_from(s.len() + 1).unwrap_or(0).to_be_bytes());
        d.extend(s.as_bytes());
        d.push(0);
        d.resize(d.len() + 78, 0);
        d
    };
    let d50: Vec<u8> = [0x0000_F6D6u32, 0x0001_0000, 0x0000_D32D]
        .into_iter()
        .flat_map(u32::to_be_bytes)
        .collect();
    let mut copyright = b"text\0\0\0\0".to_vec();
    copyright.extend(b"Public domain\0");
    let mut white = b"XYZ \0\0\0\0".to_vec();
    white.extend(&d50);
    let mut curve = b"curv\0\0\0\0".to_vec();
    curve.extend(1u32.to_be_bytes());
    curve.extend(0x0233u16.to_be_bytes());
    let tags: [(&[u8; 4], Vec<u8>); 4] = [
        (b"desc", long("Gray")),
        (b"cprt", copyright),
        (b"wtpt", white),
        (b"kTRC", curve),
    ];
    let mut table = 4u32.to_be_bytes().to_vec();
    let mut data: Vec<u8> = Vec::new();
    let start = 128 + 4 + 12 * tags.len();
    for (sig, body) in &tags {
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
    out.extend(b"prtrGRAYXYZ ");
    for v in [2026u16, 1, 1, 0, 0, 0] {
        out.extend(v.to_be_bytes());
    }
    out.extend(b"acsp");
    out.resize(68, 0);
    out.extend(&d50);
    out.resize(128, 0);
    out.extend(table);
    out.extend(data);
    out
}
