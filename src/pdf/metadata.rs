//! Metadata: Info, XMP for PDF/A-2a and PDF/UA-1, language, output intent.

use super::{PdfError, PdfOptions, dict, name, text};
use crate::layout::Layout;
use crate::tree::{Document, outline, plain_text};
use lopdf::{Document as Pdf, Object, Stream};

const PRODUCER: &str = concat!("wenji ", env!("CARGO_PKG_VERSION"));

/// Writes everything that is about the document.
pub(super) fn write(
    pdf: &mut Pdf,
    layout: &Layout,
    doc: &Document,
    options: &PdfOptions,
) -> Result<(), PdfError> {
    let title = title(doc);
    let mut info = dict([("Title", text(&title)), ("Producer", text(PRODUCER))]);
    if let Some(author) = &doc.metadata.author {
        info.set("Author", text(author));
    }
    let date = options.created.map(civil);
    if let Some([y, mo, d, h, mi, s]) = date {
        let stamp = Object::string_literal(format!("D:{y:04}{mo:02}{d:02}{h:02}{mi:02}{s:02}Z"));
        info.set("CreationDate", stamp.clone());
        info.set("ModDate", stamp);
    }
    let info = pdf.add_object(info);
    pdf.trailer.set("Info", Object::Reference(info));
    let xmp = xmp(&title, doc.metadata.author.as_deref(), date);
    let meta = Stream::new(
        dict([("Type", name("Metadata")), ("Subtype", name("XML"))]),
        xmp.into_bytes(),
    )
    .with_compression(false);
    let meta = pdf.add_object(meta);
    let profile = pdf.add_object(Stream::new(dict([("N", 1.into())]), gray_profile()));
    let intent = dict([
        ("Type", name("OutputIntent")),
        ("S", name("GTS_PDFA1")),
        ("OutputConditionIdentifier", Object::string_literal("Gray")),
        ("Info", Object::string_literal("Black on paper")),
        ("DestOutputProfile", Object::Reference(profile)),
    ]);
    let language = match doc.metadata.language.as_deref() {
        Some(l) if l.contains("Hant") => "zh-TW",
        _ => "zh-CN",
    };
    let _ = layout;
    let catalog = pdf.catalog_mut()?;
    catalog.set("Metadata", Object::Reference(meta));
    catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
    catalog.set("Lang", Object::string_literal(language));
    catalog.set(
        "ViewerPreferences",
        dict([("DisplayDocTitle", true.into())]),
    );
    catalog.remove(b"PageLayout");
    Ok(())
}

fn title(doc: &Document) -> String {
    let own = doc.metadata.title.clone().filter(|t| !t.trim().is_empty());
    own.or_else(|| doc.title.as_ref().map(|t| plain_text(&t.title)))
        .or_else(|| outline(doc).first().map(crate::tree::Entry::shown))
        .filter(|t| !t.trim().is_empty())
        .unwrap_or_else(|| "文集".into())
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
        .collect()
}

/// Year, month, day, hour, minute, second of a moment, UTC.
fn civil(seconds: i64) -> [i64; 6] {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    [
        year,
        month,
        doy - (153 * mp + 2) / 5 + 1,
        rest / 3_600,
        rest % 3_600 / 60,
        rest % 60,
    ]
}

fn escape(s: &str) -> String {
    s.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn xmp(title: &str, author: Option<&str>, date: Option<[i64; 6]>) -> String {
    let author = author.map_or_else(String::new, |a| {
        format!(
            "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n",
            escape(a)
        )
    });
    let dates = date.map_or_else(String::new, |[y, mo, d, h, mi, s]| {
        let t = format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}Z");
        format!("<xmp:CreateDate>{t}</xmp:CreateDate>\n<xmp:ModifyDate>{t}</xmp:ModifyDate>\n<xmp:MetadataDate>{t}</xmp:MetadataDate>\n")
    });
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{author}<dc:format>application/pdf</dc:format>
{dates}<pdf:Producer>{PRODUCER}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"#,
        bom = '\u{feff}',
        title = escape(title),
    )
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
    let mut copyright = b"text\0\0\0\0".to_vec();
    copyright.extend(b"Public domain\0");
    let mut white = b"XYZ \0\0\0\0".to_vec();
    for v in [0x0000_F6D6u32, 0x0001_0000, 0x0000_D32D] {
        white.extend(v.to_be_bytes());
    }
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
    for v in [0x0000_F6D6u32, 0x0001_0000, 0x0000_D32D] {
        out.extend(v.to_be_bytes());
    }
    out.resize(128, 0);
    out.extend(table);
    out.extend(data);
    out
}
