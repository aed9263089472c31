//! footnotes.xml: notes at the foot of the page. Word counts them where what it counts is what the source prints; other marks
//! are the source's own.

use crate::tree::{Document, Node, Note, note_words, walk};
use crate::xml;

/// Numbers that Word keeps for the separators.
const SEPARATORS: usize = 2;
/// How Word writes ①; what it writes beyond ⑳ is no longer that.
pub(crate) const CIRCLED: &str = "decimalEnclosedCircle";
const CIRCLES: &str = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";

/// A mark that ends in a number or holds one: what stands around it, its value, and whether it is circled.
struct Counted<'a> {
    before: &'a str,
    value: usize,
    behind: &'a str,
    circled: bool,
}

/// Reads a mark: `[1]`, `①`, `注3`.
fn counted(mark: &str) -> Option<Counted<'_>> {
    let is = |c: char| c.is_ascii_digit() || CIRCLES.contains(c);
    let from = mark.find(is)?;
    let rest = mark.get(from..)?;
    let first = rest.chars().next()?;
    let (value, len) = match CIRCLES.chars().position(|c| c == first) {
        Some(n) => (n + 1, first.len_utf8()),
        None => {
            let len = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            let digits = rest.get(..len)?;
            if digits.starts_with('0') {
                return None;
            }
            (digits.parse().ok()?, len)
        }
    };
    let behind = rest.get(len..)?;
    (!behind.contains(is)).then_some(Counted {
        before: mark.get(..from)?,
        value,
        behind,
        circled: !first.is_ascii_digit(),
    })
}

/// The notes met so far.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    xml: String,
    count: usize,
    /// Notes that Word has counted, and whether it writes them in circles.
    auto: usize,
    pub(super) circled: bool,
}

impl Footnotes {
    /// Notes of a document, whose first one says how they are counted.
    pub(super) fn of(doc: &Document) -> Self {
        let mut first = None;
        walk(doc, &mut |n| {
            if let (Node::Note(n), None) = (n, &first) {
                first = Some(counted(n.mark.as_str()).is_some_and(|c| c.circled));
            }
        });
        Self {
            circled: first.unwrap_or(false),
            ..Self::default()
        }
    }

    /// The mark, where Word comes to it by counting on.
    fn next<'a>(&self, mark: &'a str) -> Option<Counted<'a>> {
        counted(mark).filter(|c| c.value == self.auto + 1 && c.circled == self.circled)
    }

    /// Keeps a note and gives the runs of its reference.
    pub(super) fn add(&mut self, n: &Note) -> String {
        self.count += 1;
        let id = self.count + SEPARATORS - 1;
        let own = if n.label.is_empty() {
            &n.mark
        } else {
            &n.label
        };
        let raised = "<w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr>";
        let run = |s: &str| match s {
            "" => String::new(),
            s => format!(
                "<w:r>{raised}<w:t xml:space=\"preserve\">{}</w:t></w:r>",
                xml::text(s)
            ),
        };
        let auto = self.next(n.mark.as_str());
        let label = auto.as_ref().and_then(|_| self.next(own.as_str()));
        let plain = "<w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr>";
        let words = |s: &str| {
            format!(
                "<w:r>{plain}<w:t xml:space=\"preserve\">{}</w:t></w:r>",
                xml::text(s)
            )
        };
        let text = note_words(&n.content);
        let body = match label {
            // LibreOffice sets the number before all else: the brackets around it are text that is not shown.
            Some(l) => {
                let hidden = |s: &str| match s {
                    "" => String::new(),
                    s => format!(
                        "<w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
                        xml::text(s)
                    ),
                };
                format!(
                    "{}<w:r>{raised}<w:footnoteRef/></w:r>{}{}",
                    hidden(l.before),
                    hidden(l.behind),
                    words(&text)
                )
            }
            None => words(&format!("{}{text}", own.as_str())),
        };
        self.xml.push_str(&format!(
            "<w:footnote w:id=\"{id}\"><w:p><w:pPr><w:pStyle w:val=\"FootnoteText\"/></w:pPr>{body}</w:p></w:footnote>"
        ));
        match auto {
            Some(m) => {
                self.auto += 1;
                format!(
                    "{}<w:r>{raised}<w:footnoteReference w:id=\"{id}\"/></w:r>{}",
                    run(m.before),
                    run(m.behind)
                )
            }
            None => format!(
                "<w:r>{raised}<w:footnoteReference w:customMarkFollows=\"1\" w:id=\"{id}\"/><w:t xml:space=\"preserve\">{}</w:t></w:r>",
                xml::text(n.mark.as_str())
            ),
        }
    }

    /// How Word counts, for the properties of the section; nothing where it counts as it does by itself.
    pub(super) fn properties(&self) -> String {
        if self.circled {
            format!("<w:footnotePr><w:numFmt w:val=\"{CIRCLED}\"/></w:footnotePr>")
        } else {
            String::new()
        }
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
    use crate::tree::{Block, Inline, Paragraph, Text};

    fn note(mark: &str, label: &str) -> Note {
        Note {
            mark: Text::bare(mark),
            label: Text::bare(label),
            line: 9,
            content: vec![Inline::Text(Text::bare("见《论语》。"))],
        }
    }

    /// For each note, whether Word counts it.
    fn auto(marks: &[&str]) -> Vec<bool> {
        let doc = Document {
            blocks: vec![Block::Paragraph(Paragraph {
                inlines: marks.iter().map(|m| Inline::Note(note(m, m))).collect(),
                ..Paragraph::default()
            })],
            ..Document::default()
        };
        let mut notes = Footnotes::of(&doc);
        let add = |m: &&str| !notes.add(&note(m, m)).contains("customMarkFollows");
        marks.iter().map(add).collect()
    }

    #[test]
    fn word_counts_what_the_source_counts_and_nothing_else() {
        assert_eq!(auto(&["[1]", "[2]", "[3]"]), [true, true, true]);
        assert_eq!(auto(&["①", "②"]), [true, true]);
        // Numbers that begin anew, that are missing, stars and other families are the source's own.
        assert_eq!(auto(&["[1]", "[1]", "[2]"]), [true, false, true]);
        assert_eq!(auto(&["[1]", "[3]", "[2]"]), [true, false, true]);
        assert_eq!(auto(&["*", "①", "[1]"]), [false, false, true]);
        assert_eq!(auto(&["[01]", "1-2"]), [false, false]);
    }

    #[test]
    fn brackets_stand_around_what_word_counts() {
        let mut notes = Footnotes::default();
        let reference = notes.add(&note("[1]", "[1]"));
        assert!(
            reference.contains(">[</w:t>")
                && reference.contains("<w:footnoteReference w:id=\"2\"/>")
        );
        let xml = notes.write();
        assert!(xml.contains("<w:footnoteRef/></w:r>") && xml.contains(">见《论语》。</w:t>"));
        // A label of another number is written out.
        notes.add(&note("[2]", "[7]"));
        assert!(notes.write().contains(">[7]见《论语》。</w:t>"));
        assert_eq!(notes.write().matches("<w:footnote ").count(), 4);
    }
}
