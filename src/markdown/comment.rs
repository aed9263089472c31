//! What Markdown cannot mark, said in comments before the block that is meant: `<!-- salutation -->`,
//! `<!-- verse 3 -->`. Where the reader would find the same without a comment, none is written.

use crate::tree::{Metadata, ParagraphRole as P, Scheme, SectionRole};

/// Roles of paragraphs by their words. Running text has none; a quotation is marked.
const PARAGRAPHS: [(&str, P); 27] = [
    ("body", P::Body),
    ("salutation", P::Salutation),
    ("closing", P::Closing),
    ("signature", P::Signature),
    ("date", P::Date),
    ("preface", P::Preface),
    ("copy-number", P::CopyNumber),
    ("secrecy", P::Secrecy),
    ("urgency", P::Urgency),
    ("issuer", P::Issuer),
    ("signer", P::Signer),
    ("document-number", P::DocumentNumber),
    ("cc", P::Cc),
    ("attachment", P::Attachment),
    ("attachment-name", P::AttachmentName),
    ("attachment-mark", P::AttachmentMark),
    ("annotation", P::Annotation),
    ("imprint", P::Imprint),
    ("quotation", P::Quotation),
    ("dedication", P::Dedication),
    ("epigraph", P::Epigraph),
    ("figure-caption", P::Caption),
    ("speaker", P::Speaker),
    ("stage-direction", P::StageDirection),
    ("courtesy", P::Courtesy),
    ("boilerplate", P::Boilerplate),
    ("note", P::Note),
];

/// Roles of sections by their words.
const SECTIONS: [(&str, SectionRole); 4] = [
    ("volume", SectionRole::Volume),
    ("piece", SectionRole::Piece),
    ("heading", SectionRole::Heading),
    ("preface", SectionRole::Preface),
];

/// How a label is cut from the words of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Characters of the label.
    pub(crate) chars: usize,
    pub(crate) scheme: Scheme,
    pub(crate) number: Option<u32>,
}

/// What comments say of the block behind them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Said {
    pub(crate) paragraph: Option<P>,
    pub(crate) section: Option<SectionRole>,
    /// A section without heading begins.
    pub(crate) untitled: bool,
    /// Sections that stay open; the others end.
    pub(crate) end: Option<usize>,
    /// Depth of a heading below Markdown's deepest.
    pub(crate) level: Option<usize>,
    pub(crate) run_in: bool,
    pub(crate) subtitle: bool,
    pub(crate) scene_break: bool,
    /// The words below the picture before.
    pub(crate) caption: bool,
    /// The next paragraphs are so many stanzas.
    pub(crate) verse: Option<usize>,
    pub(crate) label: Option<Cut>,
    /// A paragraph without words.
    pub(crate) empty: bool,
    /// What is known of the section.
    pub(crate) metadata: Option<Metadata>,
    /// What is known of the whole.
    pub(crate) document: Option<Metadata>,
    /// Characters of a note's label, and its mark.
    pub(crate) mark: Option<(usize, String)>,
}

impl Said {
    /// Takes over what the comment `text` (between `<!--` and `-->`) says; a comment with an unknown word is another
    /// program's or a person's, and says nothing here: false.
    pub(super) fn hear(&mut self, text: &str) -> bool {
        let mut said = self.clone();
        let known = said.words(text.trim()).is_some();
        if known {
            *self = said;
        }
        known
    }

    fn words(&mut self, text: &str) -> Option<()> {
        let mut rest = text;
        while !rest.is_empty() {
            let (word, tail) = rest.split_once(' ').unwrap_or((rest, ""));
            rest = tail.trim_start();
            let mut next = || {
                let (word, tail) = rest.split_once(' ').unwrap_or((rest, ""));
                rest = tail.trim_start();
                word
            };
            match word {
                "untitled" => self.untitled = true,
                "run-in" => self.run_in = true,
                "subtitle" => self.subtitle = true,
                "scene-break" => self.scene_break = true,
                "caption" => self.caption = true,
                "empty" => self.empty = true,
                "end" => self.end = Some(next().parse().ok()?),
                "level" => self.level = Some(next().parse().ok()?),
                "verse" => self.verse = Some(next().parse().ok()?),
                "label" => {
                    let chars = next().parse().ok()?;
                    let scheme = serde_json::from_value(next().into()).ok()?;
                    let number = next();
                    self.label = Some(Cut {
                        chars,
                        scheme,
                        number: match number {
                            "-" => None,
                            n => Some(n.parse().ok()?),
                        },
                    });
                }
                "mark" => {
                    let chars = next().parse().ok()?;
                    self.mark = Some((chars, serde_json::from_str(rest).ok()?));
                    return Some(());
                }
                "metadata" => {
                    self.metadata = Some(serde_json::from_str(rest).ok()?);
                    return Some(());
                }
                "document" => {
                    self.document = Some(serde_json::from_str(rest).ok()?);
                    return Some(());
                }
                _ => {
                    let paragraph = PARAGRAPHS.iter().find(|(w, _)| *w == word);
                    let section = SECTIONS.iter().find(|(w, _)| *w == word);
                    if paragraph.is_none() && section.is_none() {
                        return None;
                    }
                    self.paragraph = paragraph.map(|(_, r)| *r).or(self.paragraph);
                    self.section = section.map(|(_, r)| *r).or(self.section);
                }
            }
        }
        Some(())
    }

    /// The comment, or `None` where there is nothing to say.
    pub(crate) fn comment(&self) -> Option<String> {
        let mut words: Vec<String> = Vec::new();
        let flags = [
            (self.untitled, "untitled"),
            (self.run_in, "run-in"),
            (self.subtitle, "subtitle"),
            (self.scene_break, "scene-break"),
            (self.caption, "caption"),
            (self.empty, "empty"),
        ];
        words.extend(self.end.map(|n| format!("end {n}")));
        let section = SECTIONS.iter().find(|(_, r)| Some(*r) == self.section);
        words.extend(section.map(|(w, _)| (*w).to_owned()));
        let paragraph = PARAGRAPHS.iter().find(|(_, r)| Some(*r) == self.paragraph);
        words.extend(paragraph.map(|(w, _)| (*w).to_owned()));
        words.extend(self.level.map(|n| format!("level {n}")));
        words.extend(self.verse.map(|n| format!("verse {n}")));
        words.extend(self.label.map(|c| {
            let number = c.number.map_or_else(|| "-".into(), |n| n.to_string());
            format!("label {} {} {number}", c.chars, c.scheme.name())
        }));
        words.extend(
            flags
                .iter()
                .filter(|(said, _)| *said)
                .map(|(_, w)| (*w).to_owned()),
        );
        words.extend(self.metadata.as_ref().map(|m| json("metadata", m)));
        words.extend(self.document.as_ref().map(|m| json("document", m)));
        words.extend(
            self.mark
                .as_ref()
                .map(|(n, mark)| json(&format!("mark {n}"), mark)),
        );
        (!words.is_empty()).then(|| format!("<!-- {} -->", words.join(" ")))
    }
}

/// A value that holds no end of a comment, on one line.
fn json(word: &str, value: &impl serde::Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    let safe = json.replace("--", "-\\u002d").replace('>', "\\u003e");
    format!("{word} {safe}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str) -> Said {
        let mut said = Said::default();
        said.hear(text);
        said
    }

    #[test]
    fn what_is_said_is_heard() {
        let said = Said {
            section: Some(SectionRole::Piece),
            untitled: true,
            level: Some(7),
            label: Some(Cut {
                chars: 2,
                scheme: Scheme::CnParen,
                number: None,
            }),
            metadata: Some(Metadata {
                title: Some("甲 --> 乙".into()),
                ..Metadata::default()
            }),
            ..Said::default()
        };
        let comment = said.comment().unwrap();
        let inner = comment
            .strip_prefix("<!--")
            .and_then(|c| c.strip_suffix("-->"))
            .unwrap();
        assert!(!inner.contains("--"));
        assert_eq!(heard(inner), said);
    }

    #[test]
    fn a_persons_comment_says_nothing() {
        assert_eq!(heard(" the date of the piece "), Said::default());
        assert_eq!(heard(" end of story "), Said::default());
        assert_eq!(Said::default().comment(), None);
    }
}
