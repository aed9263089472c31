//! Drawings: taken as they are where they run nothing, hide nothing and lead nowhere, else not at all.

use super::PictureError;
use super::decode::{broken, size};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Most bytes of a drawing.
const MOST: usize = 4 << 20;
/// Most elements within each other.
const DEEPEST: usize = 200;
/// Elements that run something, bring other content or change what was checked.
const REFUSED: [&str; 14] = [
    "script",
    "foreignObject",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "image",
    "feImage",
    "set",
    "animate",
    "animateTransform",
    "animateMotion",
    "handler",
];
/// Pixels of a unit.
const UNITS: [(&str, f64); 7] = [
    ("px", 1.0),
    ("pt", 4.0 / 3.0),
    ("pc", 16.0),
    ("mm", 96.0 / 25.4),
    ("cm", 96.0 / 2.54),
    ("in", 96.0),
    ("", 1.0),
];
/// Width and height where a drawing tells none.
const USUAL: (f64, f64) = (300.0, 150.0);

/// True for what begins as a drawing does.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with('<') && head.contains("<svg")
}

/// The size of a drawing in pixels, once all of it was looked at.
pub(super) fn checked(bytes: &[u8]) -> Result<(u32, u32), PictureError> {
    if bytes.len() > MOST {
        return Err(PictureError::Bytes);
    }
    let text = std::str::from_utf8(bytes).map_err(broken)?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let (mut depth, mut measure, mut style) = (0usize, None, false);
    loop {
        let event = reader.read_event().map_err(broken)?;
        match &event {
            Event::DocType(_) => return Err(PictureError::Unsafe("a DOCTYPE")),
            Event::PI(_) => return Err(PictureError::Unsafe("a processing instruction")),
            Event::Start(e) | Event::Empty(e) => {
                let name = e.local_name().as_ref().to_owned();
                if measure.is_none() {
                    if name != "svg" {
                        return Err(PictureError::Format);
                    }
                    measure = Some(measured(e));
                }
                element(&name, e)?;
                if matches!(event, Event::Start(_)) {
                    depth += 1;
                    style = name == "style";
                }
                if depth > DEEPEST {
                    return Err(PictureError::Unsafe("too many elements in each other"));
                }
            }
            Event::End(_) => (depth, style) = (depth.saturating_sub(1), false),
            Event::Text(t) if style => css(t)?,
            Event::CData(t) if style => css(t)?,
            Event::GeneralRef(r) if !is_plain(r) => {
                return Err(PictureError::Unsafe("an entity"));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let (w, h) = measure
        .filter(|_| depth == 0)
        .ok_or_else(|| broken("it has no end"))?;
    let (w, h) = (w.ceil() as u32, h.ceil() as u32);
    size(w, h)?;
    Ok((w, h))
}

/// The entities that XML has by itself, and numbers.
fn is_plain(name: &str) -> bool {
    name.starts_with('#') || matches!(name, "amp" | "lt" | "gt" | "quot" | "apos")
}

fn element(name: &str, e: &BytesStart<'_>) -> Result<(), PictureError> {
    if REFUSED.iter().any(|r| r.eq_ignore_ascii_case(name)) {
        return Err(PictureError::Unsafe(
            "an element that runs or brings something",
        ));
    }
    for a in e.attributes() {
        let a = a.map_err(broken)?;
        let value = quick_xml::escape::unescape(&a.value);
        let value = value.map_err(|_| PictureError::Unsafe("an entity"))?;
        let name = a.key.local_name().as_ref().to_ascii_lowercase();
        if name.starts_with("on") {
            return Err(PictureError::Unsafe("a script"));
        }
        if matches!(name.as_str(), "href" | "src" | "base") && !value.trim().starts_with('#') {
            return Err(PictureError::Unsafe("a reference that leads outside"));
        }
        css(&value)?;
    }
    Ok(())
}

/// Refuses styles that fetch something, in however many letters they say so.
fn css(value: &str) -> Result<(), PictureError> {
    let outside = PictureError::Unsafe("a style that leads outside");
    let low: String = value.to_ascii_lowercase();
    let low: String = low.split_whitespace().collect();
    if low.contains('@') || low.contains("javascript:") || low.contains("expression(") {
        return Err(outside);
    }
    // A backslash would hide letters.
    let mut rest = low.as_str();
    while let Some((_, after)) = rest.split_once("url(") {
        let inner = after.trim_start_matches(['"', '\'']);
        if !inner.starts_with('#') {
            return Err(outside);
        }
        rest = after;
    }
    if low.contains('\\') || low.contains("image-set(") {
        return Err(outside);
    }
    Ok(())
}

/// Width and height of the root, by its own measures or its view box.
fn measured(e: &BytesStart<'_>) -> (f64, f64) {
    let get = |name: &str| {
        let mut all = e.attributes().flatten();
        all.find(|a| a.key.as_ref() == name)
            .map(|a| a.value.trim().to_owned())
    };
    let length = |name: &str| {
        let value = get(name)?;
        let end = value.find(|c: char| !(c.is_ascii_digit() || c == '.'));
        let (number, unit) = value.split_at_checked(end.unwrap_or(value.len()))?;
        let unit = UNITS.iter().find(|(u, _)| *u == unit.trim())?;
        let n = number.parse::<f64>().ok()? * unit.1;
        (n >= 1.0).then_some(n)
    };
    let view = get("viewBox").and_then(|v| {
        let all = v.split([' ', ',']).filter(|s| !s.is_empty());
        let all: Vec<f64> = all.map_while(|s| s.parse().ok()).collect();
        match all.as_slice() {
            [_, _, w, h] if *w > 0.0 && *h > 0.0 => Some((*w, *h)),
            _ => None,
        }
    });
    let (vw, vh) = view.unwrap_or(USUAL);
    match (length("width"), length("height")) {
        (Some(w), Some(h)) => (w, h),
        (Some(w), None) => (w, w * vh / vw),
        (None, Some(h)) => (h * vw / vh, h),
        (None, None) => (vw, vh),
    }
}
