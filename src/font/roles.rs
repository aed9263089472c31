//! Which faces a document needs in a file that carries its fonts, and which characters of each.

use super::{Choice, Embedded, Faces, FontError, embed};
use crate::style::{Face, Style};
use crate::tree::{Block, Document, Inline, Node, note_words, plain_text, walk};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What every embedded face has, for numbers that the office program counts and for small changes.
const ALWAYS: &str = "〇一二三四五六七八九十百千万零两第章节回卷篇条款项部目录目錄\
①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳，。、；：？！“”‘’「」『』（）《》〈〉【】〔〕—…·～－＊　";

/// The fonts that a document carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Embedding {
    fonts: Vec<Embedded>,
    choice: Choice,
    /// The choice by the text alone, without what every face has.
    told: Choice,
}

impl Embedding {
    /// Subsets of the faces that the document uses in this style, and why others are missing.
    ///
    /// Faces of headings have the characters of all headings: which depth has which face is the backend's to say.
    #[must_use]
    pub fn of(doc: &Document, style: &Style, faces: &Faces) -> (Self, Vec<FontError>) {
        let sets: Vec<(Face, String)> = used(doc, style)
            .into_iter()
            .map(|(face, chars)| (face, chars.into_iter().collect()))
            .collect();
        let choice = faces.choice(sets.iter().map(|(face, chars)| (*face, chars.as_str())));
        let text = |chars: &str| -> String {
            let own = chars.chars().filter(|c| !ALWAYS.contains(*c));
            own.collect()
        };
        let text: Vec<_> = sets.iter().map(|(f, chars)| (*f, text(chars))).collect();
        let told = faces.choice(text.iter().map(|(face, chars)| (*face, chars.as_str())));
        let mut wanted: BTreeMap<usize, BTreeSet<char>> = BTreeMap::new();
        let mut lacking = BTreeSet::new();
        for (face, chars) in sets {
            let face = choice.of(face);
            let Some(font) = faces.get(face) else {
                continue;
            };
            let set = wanted.entry(face as usize).or_default();
            for c in chars.chars() {
                // Latin is set in Song beside FangSong and Kai, as in the PDF.
                let latin = c.is_ascii() && matches!(face, Face::Fangsong | Face::Kai);
                if font.has(c) && !latin {
                    set.insert(c);
                } else if !c.is_control() {
                    lacking.insert(c);
                }
            }
        }
        if !lacking.is_empty() {
            let song = wanted.entry(Face::Song as usize).or_default();
            song.extend(lacking);
        }
        let made: Vec<Result<Embedded, FontError>> = Face::ALL
            .into_par_iter()
            .filter_map(|face| Some((face, faces.get(face)?, wanted.get(&(face as usize))?)))
            .map(|(face, font, chars)| embed(face, font, chars))
            .collect();
        let (mut fonts, mut refused) = (Vec::new(), Vec::new());
        for one in made {
            match one {
                Ok(e) => fonts.push(e),
                Err(e) => refused.push(e),
            }
        }
        let made = Self {
            fonts,
            choice,
            told,
        };
        (made, refused)
    }

    /// The subsets.
    #[must_use]
    pub fn fonts(&self) -> &[Embedded] {
        &self.fonts
    }

    /// Refuses a face of the person's own that is not for this text.
    ///
    /// # Errors
    /// As [`Choice::checked`].
    pub fn checked(&self) -> Result<(), FontError> {
        self.told.checked()
    }

    /// The subset that sets a face of the style.
    #[must_use]
    pub fn get(&self, face: Face) -> Option<&Embedded> {
        let face = self.choice.of(face);
        self.fonts.iter().find(|f| f.face == face)
    }
}

/// Characters by face of the style.
fn used(doc: &Document, style: &Style) -> Vec<(Face, BTreeSet<char>)> {
    let r = &style.roles;
    let mut sets: Vec<(Face, BTreeSet<char>)> = Vec::new();
    let mut add = |face: Face, text: &str| match sets.iter_mut().find(|s| s.0 == face) {
        Some(s) => s.1.extend(text.chars()),
        None => sets.push((face, text.chars().collect())),
    };
    let mut display: BTreeSet<char> = ALWAYS.chars().chain(' '..='~').collect();
    // None in headings and titles, whose text every face of a heading gets.
    let mut face = None;
    walk(doc, &mut |n| match n {
        Node::Section(_) | Node::SectionEnd(_) => face = None,
        Node::Block(Block::Paragraph(p)) => {
            face = Some(style.paragraph_face(p.role));
            for i in &p.inlines {
                match i {
                    Inline::Lead { content } => add(Face::Kai, &plain_text(content)),
                    Inline::Note(n) => {
                        let text = n.label.as_str().to_owned() + &note_words(&n.content);
                        add(r.note.face, &text);
                        add(r.quotation.face, &text);
                    }
                    _ => {}
                }
            }
        }
        Node::Block(Block::Verse(_)) => face = Some(r.verse.face),
        Node::Block(Block::Table(t)) => {
            face = Some(r.body.face);
            // Backends set the row over the columns in it.
            let head = t.rows.first().filter(|_| t.header);
            head.into_iter()
                .flatten()
                .for_each(|c| add(Face::Hei, &plain_text(c)));
        }
        Node::Block(_) => face = Some(r.body.face),
        Node::Label(l) => {
            display.extend(l.shown.as_str().chars());
        }
        Node::Text(t) => match face {
            Some(f) => add(f, t.as_str()),
            None => display.extend(t.as_str().chars()),
        },
        Node::Reading(t) => add(face.unwrap_or(r.body.face), t.as_str()),
        Node::Image(i) => add(r.note.face, &plain_text(&i.caption)),
        Node::Mark(_)
        | Node::MarkEnd(_)
        | Node::Item(_)
        | Node::Note(_)
        | Node::NoteEnd
        | Node::HardBreak
        | Node::LineEnd
        | Node::RunIn => {}
    });
    let m = &doc.metadata;
    for s in [&m.title, &m.subtitle, &m.author, &m.publisher, &m.date] {
        display.extend(s.iter().flat_map(|s| s.chars()));
    }
    let display: String = display.into_iter().collect();
    for role in [
        &r.body,
        &r.title,
        &r.cover,
        &r.subtitle,
        &r.volume,
        &r.piece,
        &r.heading1,
        &r.heading2,
        &r.heading3,
        &r.toc1,
        &r.toc2,
        &r.folio,
    ] {
        add(role.face, &display);
    }
    sets
}

#[cfg(all(test, embedded_fonts))]
mod tests {
    use super::*;
    use crate::tree::{Paragraph, Text};

    #[test]
    fn body_text_is_in_the_face_of_the_body_and_rare_characters_in_song() {
        let doc = Document {
            blocks: vec![Block::Paragraph(Paragraph {
                inlines: vec![Inline::Text(Text::bare(
                    "走在路上的人们".repeat(100) + "\u{4E02}",
                ))],
                ..Paragraph::default()
            })],
            ..Document::default()
        };
        let faces = Faces::builtin().unwrap();
        let style = Style::named("gongwen").unwrap();
        let (e, refused) = Embedding::of(&doc, &style, &faces);
        assert!(refused.is_empty());
        let has = |face: Face, c: char| {
            let bytes = e.get(face).unwrap().bytes.clone();
            super::super::Loaded::new("song", "x", bytes.into())
                .unwrap()
                .has(c)
        };
        assert!(has(Face::Fangsong, '走') && !has(Face::Hei, '走'));
        assert!(has(Face::Song, '\u{4E02}') && has(Face::Hei, '一'));
    }
}
