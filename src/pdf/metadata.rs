//! Metadata: Info, XMP for PDF/A-2a and PDF/UA-1, language, output intent.

use super::intent::intent;
use super::{PdfError, PdfOptions, Profile, dict, name, text};
use crate::digest::hex;
use crate::tree::{Document, outline, plain_text};
use crate::xml;
use lopdf::{Document as Pdf, Object, Stream};
use sha2::{Digest, Sha256};

const PRODUCER: &str = concat!("wenji ", env!("CARGO_PKG_VERSION"));

/// Writes everything that is about the document.
pub(super) fn write(
    pdf: &mut Pdf,
    doc: &Document,
    options: &PdfOptions,
    right_to_left: bool,
) -> Result<(), PdfError> {
    let title = title(doc);
    let mut info = dict([("Title", text(&title)), ("Producer", text(PRODUCER))]);
    if let Some(author) = &doc.metadata.author {
        info.set("Author", text(author));
    }
    let print = matches!(options.profile, Profile::Print(_));
    if print {
        info.set("Trapped", name("False"));
    }
    // PDF/X asks for a date.
    let date = options.created.or(print.then_some(0));
    if let Some(seconds) = date {
        let [y, mo, d, h, mi, s] = xml::civil(seconds);
        let stamp = Object::string_literal(format!("D:{y:04}{mo:02}{d:02}{h:02}{mi:02}{s:02}Z"));
        info.set("CreationDate", stamp.clone());
        info.set("ModDate", stamp);
    }
    let info = pdf.add_object(info);
    pdf.trailer.set("Info", Object::Reference(info));
    let author = doc.metadata.author.as_deref();
    let standard = if print {
        print_standard(&title, author, date)
    } else {
        ARCHIVE_STANDARD.to_owned()
    };
    let xmp = xmp(&title, author, date, &standard);
    let meta = Stream::new(
        dict([("Type", name("Metadata")), ("Subtype", name("XML"))]),
        xmp.into_bytes(),
    )
    .with_compression(false);
    let meta = pdf.add_object(meta);
    let intent = intent(pdf, &options.profile);
    let language = match doc.metadata.language.as_deref() {
        Some(l) if l.contains("Hant") => "zh-TW",
        _ => "zh-CN",
    };
    let catalog = pdf.catalog_mut()?;
    catalog.set("Metadata", Object::Reference(meta));
    catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
    catalog.set("Lang", Object::string_literal(language));
    let mut viewer = dict([("DisplayDocTitle", true.into())]);
    if right_to_left {
        viewer.set("Direction", name("R2L"));
    }
    catalog.set("ViewerPreferences", viewer);
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

/// What PDF/A-2a and PDF/UA-1 ask for in XMP, with the declaration of the latter's own schema.
const ARCHIVE_STANDARD: &str = r#"<pdfaid:part>2</pdfaid:part>
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
"#;

/// What PDF/X-4 asks for in XMP. The identifiers follow from what the document is.
fn print_standard(title: &str, author: Option<&str>, date: Option<i64>) -> String {
    let mut hash = Sha256::new();
    hash.update(title);
    hash.update(author.unwrap_or_default());
    hash.update(date.unwrap_or_default().to_be_bytes());
    let id = hex(hash.finalize().get(..16).unwrap_or_default());
    format!(
        "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>\n<pdf:Trapped>False</pdf:Trapped>\n<xmpMM:DocumentID>uuid:{id}</xmpMM:DocumentID>\n<xmpMM:VersionID>1</xmpMM:VersionID>\n<xmpMM:RenditionClass>default</xmpMM:RenditionClass>\n</rdf:Description>\n"
    )
}

fn xmp(title: &str, author: Option<&str>, date: Option<i64>, standard: &str) -> String {
    let author = author.map_or_else(String::new, |a| {
        format!(
            "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n",
            xml::text(a)
        )
    });
    let dates = date.map_or_else(String::new, |seconds| {
        let t = xml::date_time(seconds);
        format!("<xmp:CreateDate>{t}</xmp:CreateDate>\n<xmp:ModifyDate>{t}</xmp:ModifyDate>\n<xmp:MetadataDate>{t}</xmp:MetadataDate>\n")
    });
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{author}<dc:format>application/pdf</dc:format>
{dates}<pdf:Producer>{PRODUCER}</pdf:Producer>
{standard}</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"#,
        bom = '\u{feff}',
        title = xml::text(title),
    )
}
