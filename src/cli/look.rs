//! Faces, cover and style as the options ask for them.

use super::args::Convert;
use super::input::read_bytes;
use super::message::Language;
use super::{Failure, exit};
use crate::cover::{Cover, Design};
use crate::font::Faces;
use crate::render::{Covering, Format};
use crate::style::{Face, Style};
use crate::tree::Document;
use std::path::Path;

/// The built-in faces, with those that the user gives for roles.
pub(super) fn faces(given: &[String], lang: Language) -> Result<Faces, Failure> {
    let mut faces = Faces::builtin().map_err(|e| Failure::new(exit::FAILED, e.to_string()))?;
    for f in given {
        let (role, file) = f
            .split_once('=')
            .ok_or_else(|| Failure::new(exit::USAGE, format!("--font {f}: ROLE=FILE")))?;
        let face = Face::ALL
            .into_iter()
            .find(|x| x.name() == role)
            .ok_or_else(|| {
                Failure::new(
                    exit::USAGE,
                    format!("--font {f}: fangsong, song, hei, kai, title"),
                )
            })?;
        let bytes = read_bytes(Path::new(file), lang)?;
        faces
            .set(face, bytes)
            .map_err(|e| Failure::new(exit::INPUT, format!("{file}: {e}")))?;
    }
    Ok(faces)
}

/// The cover that is asked for.
pub(super) fn covering(c: &Convert, lang: Language) -> Result<Covering, Failure> {
    if let Some(file) = &c.cover {
        let cover = Cover::from_file(read_bytes(file, lang)?)
            .map_err(|e| Failure::new(exit::INPUT, format!("{}: {e}", file.display())))?;
        return Ok(Covering::Own(cover));
    }
    let named = c.cover_style.as_deref().and_then(|name| {
        let known = Design::ALL.into_iter();
        known.filter(|(n, _)| *n == name).map(|(_, d)| d).next()
    });
    Ok(match named {
        Some(design) => Covering::Drawn(design),
        None if c.no_cover => Covering::Without,
        None => Covering::Auto,
    })
}

/// The style asked for; vertical pages are a book's unless a style of the user's own has them.
pub(super) fn style_of(c: &Convert, doc: &Document, formats: &[Format]) -> Result<Style, Failure> {
    let columns = c.vertical && formats.contains(&Format::Pdf);
    let found = match c.style.as_str() {
        "auto" if columns => Style::named("book"),
        "auto" => Style::auto(doc),
        n if Path::new(n).is_file() => {
            let text = std::fs::read_to_string(n)
                .map_err(|e| Failure::new(exit::INPUT, format!("{n}: {e}")))?;
            Style::parse(n, &text)
        }
        n => Style::named(n),
    };
    found
        .and_then(|s| s.with(&c.set))
        .and_then(|s| {
            if columns {
                s.clone().turned()?;
            }
            Ok(s)
        })
        .map_err(|e| Failure::new(exit::USAGE, e.to_string()))
}
