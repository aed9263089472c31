//! The text of web pages, e-books and pandoc's JSON.

use super::{VerifyError, unreadable, utf8};
use quick_xml::events::Event;
use quick_xml::{Reader, escape};
use std::collections::HashMap;
use std::io::Read as _;

/// A file of a zip package.
pub(super) fn member(
    zip: &mut zip::ZipArchive<std::io::Cursor<&[u8]>>,
    name: &str,
) -> Result<String, VerifyError> {
    let mut out = String::new();
    let mut file = zip
        .by_name(name)
        .map_err(|e| VerifyError::Unreadable(format!("{name}: {e}")))?;
    file.read_to_string(&mut out).map_err(unreadable)?;
    Ok(out)
}

/// A package.
pub(super) fn package(
    bytes: &[u8],
) -> Result<zip::ZipArchive<std::io::Cursor<&[u8]>>, VerifyError> {
    zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(unreadable)
}

/// The value of an attribute by its local name.
pub(super) fn attribute(e: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<String> {
    e.attributes().flatten().find_map(|a| {
        let own = a.key.local_name();
        (own.as_ref() == name).then(|| {
            escape::unescape(&a.value)
                .map_or_else(|_| a.value.to_string(), std::borrow::Cow::into_owned)
        })
    })
}

/// The character that a reference stands for.
pub(super) fn referred(name: &str) -> Result<String, VerifyError> {
    escape::unescape(&format!("&{name};"))
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| VerifyError::Unreadable(format!("&{name}; stands for nothing")))
}

/// The text of a page's body; contents, style and script are none of it.
pub(super) fn body(bytes: &[u8]) -> Result<String, VerifyError> {
    // Brackets for those who show no readings are none of the text; readings stand beside it.
    const SKIPPED: [&str; 5] = ["head", "nav", "style", "script", "rp"];
    let mut reader = Reader::from_str(utf8(bytes)?);
    reader.config_mut().check_end_names = false;
    let mut out = String::new();
    let mut skipped: Vec<String> = Vec::new();
    let (mut reading, mut readings) = (false, String::new());
    loop {
        match reader.read_event().map_err(unreadable)? {
            Event::Start(e) | Event::Empty(e) if runs(&e) => {
                let name = e.local_name();
                return Err(VerifyError::Unreadable(format!(
                    "<{}> with a program",
                    name.as_ref()
                )));
            }
            Event::Start(e) if SKIPPED.contains(&e.local_name().as_ref()) => {
                skipped.push(e.local_name().as_ref().to_owned());
            }
            Event::End(e) if skipped.last().is_some_and(|s| e.local_name().as_ref() == s) => {
                skipped.pop();
            }
            // What stands for a picture is text to those who do not see it.
            Event::Empty(e) if skipped.is_empty() && e.local_name().as_ref() == "img" => {
                out.push_str(&attribute(&e, "alt").unwrap_or_default());
            }
            Event::Start(e) | Event::Empty(e) if is_line(e.local_name().as_ref()) => out.push('\n'),
            Event::End(e) if is_line(e.local_name().as_ref()) => out.push('\n'),
            Event::Start(e) if e.local_name().as_ref() == "rt" => reading = true,
            Event::End(e) if e.local_name().as_ref() == "rt" => reading = false,
            Event::Text(t) if skipped.is_empty() => {
                // A line end in the file is a space on the page.
                let words = t.replace(['\n', '\r'], " ");
                (if reading { &mut readings } else { &mut out }).push_str(&words);
            }
            Event::GeneralRef(r) if skipped.is_empty() => {
                (if reading { &mut readings } else { &mut out }).push_str(&referred(&r)?);
            }
            Event::Eof => return Ok(out + &readings),
            _ => {}
        }
    }
}

/// True for an element that runs something, of which there is none in what we write.
fn runs(e: &quick_xml::events::BytesStart<'_>) -> bool {
    let handler =
        |name: &str| name.len() > 2 && name.get(..2).is_some_and(|n| n.eq_ignore_ascii_case("on"));
    let script = |value: &str| {
        value
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("javascript:")
    };
    e.local_name().as_ref().eq_ignore_ascii_case("script")
        || e.attributes()
            .flatten()
            .any(|a| handler(a.key.local_name().as_ref()) || script(&a.value))
}

/// True for elements that stand in lines of their own, and for breaks.
fn is_line(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "div"
            | "td"
            | "th"
            | "tr"
            | "br"
            | "hr"
            | "section"
            | "blockquote"
            | "aside"
            | "header"
            | "footer"
            | "figure"
            | "figcaption"
            | "body"
            | "dt"
            | "dd"
    )
}

/// The text of an e-book in the order of its spine.
pub(super) fn epub(bytes: &[u8]) -> Result<String, VerifyError> {
    let mut zip = package(bytes)?;
    let container = member(&mut zip, "META-INF/container.xml")?;
    let mut root = String::new();
    each(&container, |name, e| {
        if name == "rootfile" {
            root = attribute(e, "full-path").unwrap_or_default();
        }
    })?;
    let opf = member(&mut zip, &root)?;
    let folder = root.rsplit_once('/').map_or("", |(f, _)| f);
    let mut items = HashMap::new();
    let mut spine = Vec::new();
    each(&opf, |name, e| match name {
        "item" => {
            items.extend(attribute(e, "id").zip(attribute(e, "href")));
        }
        "itemref" => spine.extend(attribute(e, "idref")),
        _ => {}
    })?;
    let mut out = String::new();
    for id in spine {
        let href = items.get(&id).map_or("", String::as_str);
        let path = if folder.is_empty() {
            href.to_owned()
        } else {
            format!("{folder}/{href}")
        };
        out.push_str(&body(member(&mut zip, &path)?.as_bytes())?);
    }
    Ok(out)
}

/// Calls `f` for every element that begins.
pub(super) fn each(
    xml: &str,
    mut f: impl FnMut(&str, &quick_xml::events::BytesStart<'_>),
) -> Result<(), VerifyError> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(unreadable)? {
            Event::Start(e) | Event::Empty(e) => f(e.local_name().as_ref(), &e),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The words of a document in pandoc's JSON.
pub(super) fn pandoc(bytes: &[u8]) -> Result<String, VerifyError> {
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(unreadable)?;
    let mut out = String::new();
    let meta = value.get("meta");
    let of = |name| meta.and_then(|m| m.get(name));
    let title = [of("title"), of("subtitle"), value.get("blocks")];
    let mut readings = String::new();
    for v in title.into_iter().flatten() {
        words(v, &mut out, &mut readings);
        out.push('\n');
    }
    Ok(out + &readings)
}

fn words(v: &serde_json::Value, out: &mut String, readings: &mut String) {
    use serde_json::Value as V;
    match v {
        V::Array(list) => list.iter().for_each(|v| words(v, out, readings)),
        V::Object(o) => match (o.get("t").and_then(V::as_str), o.get("c")) {
            (Some("Str"), Some(V::String(s))) => out.push_str(s),
            (Some("Space"), _) => out.push(' '),
            (Some("LineBreak" | "SoftBreak"), _) => out.push('\n'),
            // Their other fields are attributes.
            (Some("Code" | "CodeBlock" | "Math" | "RawInline"), Some(V::Array(c))) => {
                out.push_str(c.last().and_then(V::as_str).unwrap_or_default());
            }
            // A reading stands beside its words.
            (Some("Span"), Some(c)) if c.pointer("/0/1/0").and_then(V::as_str) == Some("rt") => {
                let mut own = String::new();
                words(c, &mut own, readings);
                // Its brackets are those of formats without readings.
                readings.push_str(own.trim_start_matches('（').trim_end_matches('）'));
            }
            // A note stands where its mark does, often within a line.
            (Some("Note"), Some(c)) => {
                let mut own = String::new();
                words(c, &mut own, readings);
                readings.push_str(&own);
            }
            (Some("LineBlock"), Some(V::Array(lines))) => {
                for line in lines {
                    words(line, out, readings);
                    out.push('\n');
                }
            }
            (kind, Some(c)) => {
                words(c, out, readings);
                if matches!(kind, Some("Para" | "Plain" | "Header")) {
                    out.push('\n');
                }
            }
            _ => {}
        },
        _ => {}
    }
}
