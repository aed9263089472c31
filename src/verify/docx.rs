//! The text of a Word file, with the numbers that Word computes from the file's own parts.

use super::markup::{attribute, each, member, package, referred};
use super::{VerifyError, unreadable};
use crate::docx::{CIRCLED, Counters, numeral};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// A level of an abstract list.
#[derive(Debug, Default)]
struct Level {
    format: String,
    text: String,
}

/// A `w:num`: its abstract list, and the level and value it starts with.
#[derive(Debug, Default, Clone, Copy)]
struct Num {
    list: usize,
    start: Option<(usize, u32)>,
}

/// numbering.xml.
#[derive(Debug, Default)]
struct Numbering {
    levels: HashMap<(usize, usize), Level>,
    nums: HashMap<usize, Num>,
}

impl Numbering {
    fn read(xml: &str) -> Result<Self, VerifyError> {
        let mut out = Self::default();
        let (mut list, mut level, mut num) = (0, 0, None);
        each(xml, |name, e| match name {
            "abstractNum" => {
                (list, num) = (number(e, "abstractNumId").unwrap_or(0), None);
            }
            "lvl" => level = number(e, "ilvl").unwrap_or(0),
            "numFmt" => {
                out.levels.entry((list, level)).or_default().format = value(e);
            }
            "lvlText" => {
                out.levels.entry((list, level)).or_default().text = value(e);
            }
            "num" => num = number(e, "numId"),
            "lvlOverride" => level = number(e, "ilvl").unwrap_or(0),
            "abstractNumId" => {
                if let Some(num) = num {
                    out.nums.entry(num).or_default().list = number(e, "val").unwrap_or(0);
                }
            }
            "startOverride" => {
                if let (Some(num), Some(n)) = (num, number(e, "val")) {
                    let start = u32::try_from(n).unwrap_or(1);
                    out.nums.entry(num).or_default().start = Some((level, start));
                }
            }
            _ => {}
        })?;
        Ok(out)
    }

    /// What Word prints before the next paragraph of `num` at `level`.
    fn next(&self, counters: &mut Counters, num: usize, level: usize) -> String {
        let Some(n) = self.nums.get(&num) else {
            return String::new();
        };
        let value = counters.next(n.list, num, level, n.start);
        let Some(l) = self.levels.get(&(n.list, level)) else {
            return String::new();
        };
        let numeral = numeral(&l.format, value).unwrap_or_default();
        l.text.replace(&format!("%{}", level + 1), &numeral)
    }
}

fn value(e: &BytesStart<'_>) -> String {
    attribute(e, "val").unwrap_or_default()
}

fn number(e: &BytesStart<'_>, name: &str) -> Option<usize> {
    attribute(e, name)?.parse().ok()
}

/// The numbers that paragraph styles bring: numId and level.
fn styles(xml: &str) -> Result<HashMap<String, (usize, usize)>, VerifyError> {
    let mut out: HashMap<String, (usize, usize)> = HashMap::new();
    let mut style = String::new();
    each(xml, |name, e| match name {
        "style" => style = attribute(e, "styleId").unwrap_or_default(),
        "numId" => {
            out.entry(style.clone()).or_default().0 = number(e, "val").unwrap_or(0);
        }
        "ilvl" => {
            out.entry(style.clone()).or_default().1 = number(e, "val").unwrap_or(0);
        }
        _ => {}
    })?;
    Ok(out)
}

/// A paragraph while it is read.
#[derive(Default)]
struct Paragraph {
    style: String,
    num: Option<usize>,
    level: Option<usize>,
    text: String,
    /// Readings, which stand over the text.
    readings: String,
}

impl Paragraph {
    fn words(&mut self, over: bool) -> &mut String {
        if over {
            &mut self.readings
        } else {
            &mut self.text
        }
    }
}

/// Body and notes, contents left out.
pub(super) fn text(bytes: &[u8]) -> Result<String, VerifyError> {
    let mut zip = package(bytes)?;
    let numbering = match member(&mut zip, "word/numbering.xml") {
        Ok(xml) => Numbering::read(&xml)?,
        Err(_) => Numbering::default(),
    };
    let styles = styles(&member(&mut zip, "word/styles.xml")?)?;
    let mut counters = Counters::default();
    let (mut out, mut readings) = (String::new(), String::new());
    let mut notes = Notes::of(&member(&mut zip, "word/document.xml")?);
    for part in [
        "word/document.xml",
        "word/footnotes.xml",
        "word/endnotes.xml",
    ] {
        let Ok(xml) = member(&mut zip, part) else {
            continue;
        };
        paragraphs(&xml, &mut notes, |p| {
            if p.style.starts_with("TOC") {
                return;
            }
            let own = styles.get(&p.style).copied();
            let num = p.num.or(own.map(|o| o.0)).filter(|n| *n > 0);
            if let Some(num) = num {
                let level = p.level.or(own.map(|o| o.1)).unwrap_or(0);
                out.push_str(&numbering.next(&mut counters, num, level));
            }
            out.push_str(&p.text);
            out.push('\n');
            readings.push_str(&p.readings);
        })?;
    }
    Ok(out + &readings)
}

/// The numbers that Word gives notes.
struct Notes {
    format: &'static str,
    /// They begin anew with every section.
    sections: bool,
    /// They begin anew with every page: which number a note has nobody knows but Word.
    pages: bool,
    count: u32,
    /// By the note's id.
    numbers: HashMap<String, String>,
}

impl Notes {
    fn of(document: &str) -> Self {
        Self {
            format: if document.contains(CIRCLED) {
                CIRCLED
            } else {
                "decimal"
            },
            sections: document.contains("<w:numRestart w:val=\"eachSect\"/>"),
            pages: document.contains("<w:numRestart w:val=\"eachPage\"/>"),
            count: 0,
            numbers: HashMap::new(),
        }
    }

    /// A mark that Word counts.
    fn mark(&mut self, id: &str) -> String {
        self.count += 1;
        let number = match self.pages {
            true => String::new(),
            false => numeral(self.format, self.count).unwrap_or_default(),
        };
        self.numbers.insert(id.to_owned(), number.clone());
        number
    }
}

/// Calls `f` for every paragraph of a part.
fn paragraphs(
    xml: &str,
    notes: &mut Notes,
    mut f: impl FnMut(&Paragraph),
) -> Result<(), VerifyError> {
    let mut reader = Reader::from_str(xml);
    let mut p = Paragraph::default();
    let (mut shown, mut over) = (false, false);
    // The note being read, and a section that ends with the paragraph.
    let (mut own, mut ends) = (String::new(), false);
    loop {
        match reader.read_event().map_err(unreadable)? {
            Event::Start(e) => match e.local_name().as_ref() {
                "p" => p = Paragraph::default(),
                "t" => shown = true,
                "rt" => over = true,
                "footnote" | "endnote" => own = attribute(&e, "id").unwrap_or_default(),
                "sectPr" => ends = true,
                _ => {}
            },
            Event::Empty(e) => match e.local_name().as_ref() {
                "pStyle" => p.style = value(&e),
                "numId" => p.num = number(&e, "val"),
                "ilvl" => p.level = number(&e, "val"),
                "br" => p.text.push('\n'),
                "footnoteReference" | "endnoteReference"
                    if attribute(&e, "customMarkFollows").is_none() =>
                {
                    let id = attribute(&e, "id").unwrap_or_default();
                    p.text.push_str(&notes.mark(&id));
                }
                "footnoteRef" | "endnoteRef" => {
                    let number = notes.numbers.get(&own);
                    p.text.push_str(number.map_or("", String::as_str));
                }
                // What stands for a picture.
                "docPr" => p.text.push_str(&attribute(&e, "descr").unwrap_or_default()),
                // What a tab parts stands apart on the line.
                "tab" => p.text.push('\t'),
                _ => {}
            },
            Event::Text(t) if shown => p.words(over).push_str(&t),
            Event::GeneralRef(r) if shown => p.words(over).push_str(&referred(&r)?),
            Event::End(e) => match e.local_name().as_ref() {
                "t" => shown = false,
                "rt" => over = false,
                "p" => {
                    f(&p);
                    // The section's last paragraph is its own.
                    if std::mem::take(&mut ends) && notes.sections {
                        notes.count = 0;
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
