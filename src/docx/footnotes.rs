//! footnotes.xml: notes at the foot of the page, each with the mark that the source prints.

use crate::tree::{Note, note_words};
use crate::xml;

/// Numbers that Word keeps for the separators.
const SEPARATORS: usize = 2;

/// The notes met so far.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    xml: String,
    count: usize,
}

impl Footnotes {
    /// Keeps a note and gives the runs of its reference. The mark is the source's own, so Word is told that
    /// it follows and numbers nothing itself.
    pub(super) fn add(&mut self, n: &Note) -> String {
        self.count += 1;
        let id = self.count + SEPARATORS - 1;
        let mark = xml::text(n.mark.as_str());
        let own = if n.label.is_empty() {
            &n.mark
        } else {
            &n.label
        };
        self.xml.push_str(&format!(
            "<w:footnote w:id=\"{id}\"><w:p><w:pPr><w:pStyle w:val=\"FootnoteText\"/></w:pPr><w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr><w:t xml:space=\"preserve\">{}{}</w:t></w:r></w:p></w:footnote>",
            xml::text(own.as_str()),
            xml::text(&note_words(&n.content))
        ));
        format!(
            "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteReference w:customMarkFollows=\"1\" w:id=\"{id}\"/><w:t xml:space=\"preserve\">{mark}</w:t></w:r>"
        )
    }

    /// footnotes.xml; Word wants the separators even where there is no note.
    pub(super) fn write(&self) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:footnotes xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:footnote w:type=\"separator\" w:id=\"0\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type=\"continuationSeparator\" w:id=\"1\"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>{}</w:footnotes>",
            self.xml
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Inline, Text};

    #[test]
    fn a_note_keeps_the_mark_of_the_source() {
        let mut notes = Footnotes::default();
        let reference = notes.add(&Note {
            mark: Text::bare("[1]"),
            label: Text::bare("[1]"),
            line: 9,
            content: vec![Inline::Text(Text::bare("见《论语》。"))],
        });
        assert!(reference.contains("w:customMarkFollows=\"1\" w:id=\"2\""));
        assert!(reference.contains(">[1]</w:t>"));
        let xml = notes.write();
        assert!(xml.contains("<w:footnote w:id=\"2\">") && xml.contains(">[1]见《论语》。</w:t>"));
        assert_eq!(xml.matches("<w:footnote ").count(), 3);
    }
}
