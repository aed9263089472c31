//! footnotes.xml, endnotes.xml: notes at the foot of the page or at the end. Word counts them where what it counts is what the
//! source prints, or where the style counts anew; other marks are the source's own.

use crate::style::{Notes, Numbering, Style};
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

/// When Word begins to count anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Restart {
    #[default]
    Never,
    Section,
    Page,
}

/// The notes met so far.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    xml: String,
    count: usize,
    /// Notes that Word has counted, and whether it writes them in circles.
    auto: usize,
    circled: bool,
    restart: Restart,
    /// They stand at the end, of their section or of all.
    place: Notes,
    /// The words of those that will stand at the end of this section.
    pub(super) waiting: Vec<String>,
}

/// True where each work with notes counts its own from one, and more than one has some.
fn begins_anew(doc: &Document) -> bool {
    let (mut works, mut anew, mut open) = (0, true, false);
    walk(doc, &mut |n| match n {
        Node::Section(s) => open |= s.role.is_work(),
        Node::Note(n) if open => {
            open = false;
            works += 1;
            anew &= counted(n.mark.as_str()).is_some_and(|c| c.value == 1);
        }
        _ => {}
    });
    works > 1 && anew
}

impl Footnotes {
    /// Notes of a document, whose first one says how they are counted, unless the style does. `apart` where works have
    /// sections of their own.
    pub(super) fn of(doc: &Document, style: &Style, apart: bool) -> Self {
        let mut first = None;
        walk(doc, &mut |n| {
            if let (Node::Note(n), None) = (n, &first) {
                first = Some(counted(n.mark.as_str()).is_some_and(|c| c.circled));
            }
        });
        let restart = match (style.notes.numbering, style.page.notes) {
            (Numbering::Page, Notes::Foot) => Restart::Page,
            (Numbering::Piece | Numbering::Page, _) if apart => Restart::Section,
            (Numbering::Source, _) if apart && begins_anew(doc) => Restart::Section,
            _ => Restart::Never,
        };
        let own = style.notes.numbering == Numbering::Source;
        Self {
            circled: !own && restart != Restart::Never || first.unwrap_or(false),
            restart,
            place: style.page.notes,
            ..Self::default()
        }
    }

    /// A work begins in a section of its own.
    pub(super) const fn begin(&mut self) {
        if matches!(self.restart, Restart::Section) {
            self.auto = 0;
        }
    }

    /// The mark, where Word comes to it by counting on.
    fn next<'a>(&self, mark: &'a str) -> Option<Counted<'a>> {
        if self.restart == Restart::Page {
            return Some(Counted {
                before: "",
                value: 1,
                behind: "",
                circled: true,
            });
        }
        counted(mark).filter(|c| c.value == self.auto + 1 && c.circled == self.circled)
    }

    /// Names of elements and styles.
    const fn kind(&self) -> (&'static str, &'static str) {
        match self.place {
            Notes::Foot => ("footnote", "Footnote"),
            Notes::End | Notes::Book => ("endnote", "Endnote"),
        }
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
        let (kind, style) = self.kind();
        let raised = format!("<w:rPr><w:rStyle w:val=\"{style}Reference\"/></w:rPr>");
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
        if self.place == Notes::End {
            self.waiting.push(format!("{}{text}", own.as_str()));
        }
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
                    "{}<w:r>{raised}<w:{kind}Ref/></w:r>{}{}",
                    hidden(l.before),
                    hidden(l.behind),
                    words(&text)
                )
            }
            None => words(&format!("{}{text}", own.as_str())),
        };
        self.xml.push_str(&format!(
            "<w:{kind} w:id=\"{id}\"><w:p><w:pPr><w:pStyle w:val=\"{style}Text\"/></w:pPr>{body}</w:p></w:{kind}>"
        ));
        match auto {
            Some(m) => {
                self.auto += 1;
                format!(
                    "{}<w:r>{raised}<w:{kind}Reference w:id=\"{id}\"/></w:r>{}",
                    run(m.before),
                    run(m.behind)
                )
            }
            None => format!(
                "<w:r>{raised}<w:{kind}Reference w:customMarkFollows=\"1\" w:id=\"{id}\"/><w:t xml:space=\"preserve\">{}</w:t></w:r>",
                xml::text(n.mark.as_str())
            ),
        }
    }

    /// How Word counts, for the properties of the section; nothing where it counts as it does by itself.
    pub(super) fn properties(&self) -> String {
        let restart = match self.restart {
            Restart::Never => "",
            Restart::Section => "<w:numRestart w:val=\"eachSect\"/>",
            Restart::Page => "<w:numRestart w:val=\"eachPage\"/>",
        };
        // End notes are counted i, ii, iii unless they are told.
        let format = match (self.circled, self.place) {
            (true, _) => CIRCLED,
            (false, Notes::Foot) if self.restart == Restart::Never => return String::new(),
            (false, _) => "decimal",
        };
        let kind = self.kind().0;
        format!("<w:{kind}Pr><w:numFmt w:val=\"{format}\"/>{restart}</w:{kind}Pr>")
    }

    /// The part; Word wants the separators even where there is no note.
    pub(super) fn write(&self) -> String {
        let kind = self.kind().0;
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:{kind}s xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:{kind} w:type=\"separator\" w:id=\"0\"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}><w:{kind} w:type=\"continuationSeparator\" w:id=\"1\"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:{kind}>{}</w:{kind}s>",
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
        let book = Style::named("book").unwrap_or_else(|e| panic!("{e}"));
        let mut notes = Footnotes::of(&doc, &book, true);
        let add = |m: &&str| !notes.add(&note(m, m)).contains("customMarkFollows");
        marks.iter().map(add).collect()
    }

    #[test]
    fn typography_1_11_word_counts_what_the_source_counts_and_nothing_else() {
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

    fn styled(set: &[&str], apart: bool) -> Footnotes {
        let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
        let book = Style::named("book").and_then(|s| s.with(&set));
        let book = book.unwrap_or_else(|e| panic!("{e}"));
        Footnotes::of(&Document::default(), &book, apart)
    }

    /// 2.7: ①②③ with restart per page.
    #[test]
    fn typography_2_7_word_counts_by_pages_or_pieces_where_the_style_says_so() {
        let mut page = styled(&["notes.numbering=page"], true);
        // The numbers of pages are Word's own, whatever the text has.
        let references = [page.add(&note("", "")), page.add(&note("", ""))];
        assert!(references.iter().all(|r| !r.contains("customMark")));
        assert_eq!(page.write().matches("<w:footnoteRef/>").count(), 2);
        assert_eq!(
            page.properties(),
            "<w:footnotePr><w:numFmt w:val=\"decimalEnclosedCircle\"/><w:numRestart w:val=\"eachPage\"/></w:footnotePr>"
        );
        let mut piece = styled(&["notes.numbering=piece"], true);
        assert!(piece.properties().contains("\"eachSect\""));
        let custom = |r: String| r.contains("customMark");
        assert!(!custom(piece.add(&note("①", "①"))) && !custom(piece.add(&note("②", "②"))));
        piece.begin();
        assert!(!custom(piece.add(&note("①", "①"))));
        // Word's circles end at ⑳; behind it the signs are written.
        piece.auto = 20;
        assert!(custom(piece.add(&note("㉑", "㉑"))));
        // Without sections Word cannot begin anew: what it would count wrongly is written.
        let mut one = styled(&["notes.numbering=piece"], false);
        assert!(one.properties().is_empty() && custom(one.add(&note("②", "②"))));
    }

    #[test]
    fn notes_at_the_end_are_end_notes() {
        for place in ["end", "book"] {
            let mut notes = styled(&[&format!("page.notes={place}")], true);
            let reference = notes.add(&note("[1]", "[1]"));
            assert!(
                reference.contains("<w:endnoteReference w:id=\"2\"/>"),
                "{reference}"
            );
            let xml = notes.write();
            assert!(xml.contains("<w:endnotes ") && xml.contains("<w:endnoteRef/>"));
            assert!(!xml.contains("footnote") && notes.properties().contains("\"decimal\""));
            // Those of a section take room before the next one.
            assert_eq!(notes.waiting.len(), usize::from(place == "end"));
        }
    }
}
