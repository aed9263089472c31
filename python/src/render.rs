//! The options of `Document.convert`.

use crate::choice::Choice;
use crate::document::Document;
use crate::error::Failure;
use crate::values::{File, Keywords};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::collections::HashMap;
use wenji::cover::{Cover, Design};
use wenji::diagnostic::Diagnostic;
use wenji::docx::{Comment, DocGrid, DocxOptions, RunIn};
use wenji::epub::{About, Series};
use wenji::font::Faces;
use wenji::pdf::{Booklet, Press, Profile};
use wenji::render::{Covering, Format, RenderOptions, render};
use wenji::style::{Face, Fit, Style};

/// Sheets by name, turned, in millimetres.
const SHEETS: [(&str, (f64, f64)); 2] = [("a4", (297.0, 210.0)), ("a3", (420.0, 297.0))];

/// How a document is written.
pub(crate) struct Options {
    /// A name, or the TOML of a style with its name.
    style: (String, Option<String>),
    /// Size of the page, of type, distance of lines, as the program takes them.
    fit: [Option<String>; 3],
    set: Vec<String>,
    fonts: Vec<(Face, Vec<u8>)>,
    choice: Choice,
    /// Name of the e-book's series and its number there.
    series: (Option<String>, Option<u32>),
    /// Findings as comments: in Chinese where true.
    comments: Option<bool>,
    verify: bool,
    render: RenderOptions,
}

/// A style sheet of the user's own.
fn css(k: &mut Keywords<'_>) -> PyResult<Option<String>> {
    let Some(bytes) = k.file("css")? else {
        return Ok(None);
    };
    let css = String::from_utf8(bytes).ok().filter(|s| !s.contains("</"));
    css.map(Some).ok_or_else(|| {
        pyo3::exceptions::PyValueError::new_err("css: it is no style sheet in UTF-8")
    })
}

impl Options {
    pub(crate) fn taken(py: Python<'_>, k: &mut Keywords<'_>) -> PyResult<Self> {
        let number = k.get("series_number")?.map(|v| v.extract()).transpose()?;
        let chinese = k.choice(py, "lang_ui", &["en", "zh"])? == "zh";
        Ok(Self {
            style: style(k)?,
            fit: fit(k)?,
            set: changes(k)?,
            fonts: fonts(py, k)?,
            choice: Choice::taken(k)?,
            series: (k.string("series")?, number),
            comments: k.flag("docx_comments")?.then_some(chinese),
            verify: k.flag("verify")?,
            render: RenderOptions {
                created: created(),
                no_toc: k.flag("no_toc")?,
                cover: covering(py, k)?,
                vertical: k.flag("vertical")?,
                kindle: k.flag("kindle")?,
                page_list: k.flag("page_list")?,
                embed_fonts: k.flag("embed_fonts")?,
                series: None,
                docx: DocxOptions {
                    run_in: match k.choice(py, "run_in", &["tc", "separator"])? {
                        "separator" => RunIn::Separator,
                        _ => RunIn::Tc,
                    },
                    grid: match k.choice(py, "docgrid", &["portable", "word"])? {
                        "word" => DocGrid::Word,
                        _ => DocGrid::Portable,
                    },
                    reference: k.file("reference_docx")?,
                    ..DocxOptions::default()
                },
                pdf: profile(py, k)?,
                line_starts: Vec::new(),
                pictures: std::sync::Arc::default(),
                about: About {
                    identifier: k.string("identifier")?,
                    css: css(k)?,
                    ..About::default()
                },
            },
        })
    }

    /// The document in a format, with findings on the way.
    pub(crate) fn made(
        mut self,
        document: &Document,
        format: Format,
        faces: &Faces,
    ) -> Result<(Vec<u8>, Vec<Diagnostic>), Failure> {
        let mut faces = faces.clone();
        for (face, bytes) in self.fonts.drain(..) {
            let set = faces.set(face, bytes);
            set.map_err(|e| Failure::new(format!("font {}: {e}", face.name())))?;
        }
        let chosen = self.choice.of(document)?;
        let (tree, findings) = chosen.parts(document);
        let columns = self.render.vertical && format == Format::Pdf;
        let style = match &self.style {
            (name, Some(toml)) => Style::parse(name, toml),
            (name, None) if name == "auto" && columns => Style::named("book"),
            // As in the program, the whole document decides.
            (name, None) if name == "auto" => match &document.place {
                Some(place) => Ok(place.style.clone()),
                None => document.style(),
            },
            (name, None) => Style::named(name),
        }?;
        let [size, font_size, spacing] = self.fit.each_ref().map(Option::as_deref);
        let fit = Fit::parse(size, font_size, spacing)?;
        let style = style.fitted(&fit)?.with(&self.set)?;
        self.render.series = self.series_of(document);
        self.render.line_starts.clone_from(&document.line_starts);
        let docx = &mut self.render.docx;
        docx.source_sha256 = Some(document.hash.clone());
        if let Some(chinese) = self.comments {
            let comment = |d: &Diagnostic| Comment {
                line: d.line,
                text: if chinese { &d.message_zh } else { &d.message }.clone(),
            };
            docx.comments = findings.iter().map(comment).collect();
        }
        let made = render(tree, format, &style, &faces, &self.render)?;
        if self.verify {
            let beside = style.imprint.words();
            wenji::verify::verify_beside(tree, format, &made.0, &beside)?;
        }
        Ok(made)
    }

    /// The series that is named; a part of a whole has that and its number of itself.
    fn series_of(&self, document: &Document) -> Option<Series> {
        let (name, number) = &self.series;
        let place = document.place.as_ref();
        let collection = place.and_then(|p| p.collection.as_ref());
        let own = place.and_then(|p| u32::try_from(p.number).ok());
        name.as_ref().or(collection).map(|name| Series {
            name: name.clone(),
            number: number.or(own),
        })
    }
}

/// SOURCE_DATE_EPOCH, else now.
fn created() -> Option<i64> {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok();
    let now = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.ok().and_then(|d| i64::try_from(d.as_secs()).ok())
    };
    // What is no number is no date either, and is refused with those.
    let fixed = fixed.filter(|v| !v.is_empty());
    fixed.map(|v| v.parse().unwrap_or(i64::MAX)).or_else(now)
}

/// A built-in style by its name, else the file of that path.
fn style(k: &mut Keywords<'_>) -> PyResult<(String, Option<String>)> {
    let Some(given) = k.get("style")? else {
        return Ok(("auto".into(), None));
    };
    let path: std::path::PathBuf = given.extract()?;
    let name = path.to_string_lossy().into_owned();
    let toml = path.is_file().then(|| std::fs::read_to_string(&path));
    Ok((name, toml.transpose()?))
}

/// Entries of the style: `{"page.inner": 30}` or `["page.inner=30"]`.
fn changes(k: &mut Keywords<'_>) -> PyResult<Vec<String>> {
    let mut out = Vec::new();
    let Some(given) = k.get("set")? else {
        return Ok(out);
    };
    let Ok(entries) = given.cast::<PyDict>() else {
        let given: Vec<String> = given.extract()?;
        out.extend(given);
        return Ok(out);
    };
    let entry = |(key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
        let value = match value.extract::<bool>() {
            Ok(flag) => flag.to_string(),
            Err(_) => value.str()?.to_string(),
        };
        PyResult::Ok(format!("{}={value}", key.str()?))
    };
    for e in entries.iter() {
        out.push(entry(e)?);
    }
    Ok(out)
}

/// How the page is fitted: words or numbers.
fn fit(k: &mut Keywords<'_>) -> PyResult<[Option<String>; 3]> {
    let mut said = |name| {
        let value = k.get(name)?;
        value
            .map(|v| PyResult::Ok(v.str()?.to_string()))
            .transpose()
    };
    PyResult::Ok([said("size")?, said("font_size")?, said("line_spacing")?])
}

/// Faces by role: `{"song": "MySong.ttf"}`.
fn fonts(py: Python<'_>, k: &mut Keywords<'_>) -> PyResult<Vec<(Face, Vec<u8>)>> {
    let given = k.get("font")?;
    let given: Option<HashMap<String, File>> = given.map(|v| v.extract()).transpose()?;
    let face = |(role, file): (String, File)| {
        let face = Face::ALL.into_iter().find(|f| f.name() == role);
        let face = face.ok_or_else(|| {
            let names: Vec<&str> = Face::ALL.iter().map(|f| f.name()).collect();
            Failure::new(format!("font: there is no role {role}"))
                .help(format!("give one of {}", names.join(", ")))
                .raised(py)
        })?;
        Ok((face, file.bytes()?))
    };
    given.into_iter().flatten().map(face).collect()
}

fn covering(py: Python<'_>, k: &mut Keywords<'_>) -> PyResult<Covering> {
    let own = k.file("cover")?;
    let drawn = k.choice(
        py,
        "cover_style",
        &["auto", "plain", "gongwen", "label", "vertical"],
    )?;
    let without = k.flag("no_cover")?;
    let design = Design::ALL.into_iter().find(|(name, _)| *name == drawn);
    Ok(match (own, design) {
        (Some(bytes), _) => {
            let cover = Cover::from_file(bytes);
            Covering::Own(cover.map_err(|e| Failure::new(e.to_string()).raised(py))?)
        }
        (None, Some((_, design))) => Covering::Drawn(design),
        (None, None) if without => Covering::Without,
        (None, None) => Covering::Auto,
    })
}

fn profile(py: Python<'_>, k: &mut Keywords<'_>) -> PyResult<Profile> {
    let print = k.choice(py, "pdf_profile", &["archive", "print"])? == "print";
    let sheet = k.choice(py, "sheet", &["pages", "a4", "a3"])?;
    let signature = k.get("signature")?.map(|v| v.extract()).transpose()?;
    let creep = k.number("creep")?;
    let booklet = k.choice(py, "impose", &["", "booklet"])? == "booklet";
    let pad = k.get("pad_pages")?.map(|v| v.extract()).transpose()?;
    let press = Press {
        bleed: k.number("bleed")?,
        crop_marks: k.flag("crop_marks")?,
        pad_pages: pad.unwrap_or(1),
        intent: k.file("output_intent")?,
        booklet: booklet.then(|| Booklet {
            signature: signature.unwrap_or(32),
            sheet: SHEETS.iter().find(|(n, _)| *n == sheet).map(|(_, s)| *s),
            creep,
        }),
    };
    if print {
        return Ok(Profile::Print(press));
    }
    if press != Press::default() {
        let help = "also give pdf_profile=\"print\"";
        return Err(Failure::new("options of the print profile without it")
            .help(help)
            .raised(py));
    }
    Ok(Profile::Archive)
}
