//! What a style shows otherwise than the text has it: marks around titles, numbers of notes.

use super::{Notes, Numbering, Style, TitleMarks};
use crate::circle::circled;
use crate::format::Format;
use crate::tree::{Block, Document, Inline, Note, Section, Text, outline, plain_text, unmarked};
use std::borrow::Cow;

impl Style {
    /// The document as a format shows it in this style. Files are compared with it ([`crate::verify`]); where nothing is
    /// shown otherwise it is the document itself.
    ///
    /// ```
    /// # #[cfg(feature = "write")] {
    /// use wenji::{markdown, render::Format, style::Style, tree::outline};
    /// let doc = markdown::read("# 集\n\n## 《渡口》\n\n船。\n\n## 《雪》\n\n雪。\n");
    /// let style = Style::named("book").unwrap().with(&["titles.marks=drop".into()]).unwrap();
    /// assert_eq!(outline(&style.shown(&doc, Format::Epub))[0].listed(), "渡口");
    /// assert_eq!(outline(&doc)[0].listed(), "《渡口》");
    /// # }
    /// ```
    #[must_use]
    pub fn shown<'d>(&self, doc: &'d Document, format: Format) -> Cow<'d, Document> {
        let mut out = title_page(doc, format);
        if !is_styled(format) {
            return out;
        }
        if self.titles.marks == TitleMarks::Drop && any_marked(&doc.blocks) {
            unmark(&mut out.to_mut().blocks);
        }
        // A PDF keeps the text's numbers below the ones it shows.
        if self.notes.numbering != Numbering::Source && format != Format::Pdf {
            let paged = format == Format::Docx
                && self.notes.numbering == Numbering::Page
                && self.page.notes == Notes::Foot;
            let mut n = Numbers { paged, count: 0 };
            let doc = out.to_mut();
            if let Some(t) = &mut doc.title {
                n.line(&mut t.title);
                t.subtitle.iter_mut().for_each(|l| n.line(l));
            }
            n.blocks(&mut doc.blocks);
        }
        out
    }
}

impl Style {
    /// The words that a format may have beside those of the document: of the copyright page, over notes at the end of the book.
    #[must_use]
    pub fn beside(&self, doc: &Document) -> String {
        let mut out = self.imprint.words();
        if self.page.notes == Notes::Book {
            out.push_str(doc.notes_heading());
            outline(doc).iter().for_each(|e| out.push_str(&e.listed()));
        }
        out
    }
}

/// True for formats that have a look.
const fn is_styled(format: Format) -> bool {
    matches!(
        format,
        Format::Docx | Format::Pdf | Format::Epub | Format::Html
    )
}

/// The document with the title that its title page shows, which has no marks around it in any style.
pub(crate) fn title_page(doc: &Document, format: Format) -> Cow<'_, Document> {
    let mut out = Cow::Borrowed(doc);
    let title = doc.title.as_ref().and_then(|t| bare(&t.title));
    // A web page has no title page, and comes back as the text it was.
    let paged = is_styled(format) && format != Format::Html;
    let title = title.filter(|_| paged && doc.on_title_page().is_some());
    if let Some(title) = title
        && let Some(t) = &mut out.to_mut().title
    {
        t.title = title;
    }
    out
}

/// A title without the marks around the whole of it; `None` where there are none.
fn bare(title: &[Inline]) -> Option<Vec<Inline>> {
    let words = plain_text(title);
    let words = words.trim();
    if unmarked(words) == words {
        return None;
    }
    let mut chars = words.chars();
    let (first, last) = (chars.next()?, chars.next_back()?);
    let mut out = title.to_vec();
    let n = out.len();
    for (k, mark, from_end) in [(0, first, false), (n - 1, last, true)] {
        let Some(Inline::Text(t)) = out.get_mut(k) else {
            return None;
        };
        let s = t.as_str();
        let cut = if from_end {
            s.trim_end().strip_suffix(mark)
        } else {
            s.trim_start().strip_prefix(mark)
        };
        *t = Text::bare(cut?);
    }
    Some(out)
}

fn any_marked(blocks: &[Block]) -> bool {
    blocks.iter().any(|b| match b {
        Block::Section(s) => {
            let own = s.heading.as_ref().is_some_and(|h| bare(&h.title).is_some());
            s.role.is_work() && own || any_marked(&s.blocks)
        }
        _ => false,
    })
}

fn unmark(blocks: &mut [Block]) {
    for b in blocks {
        let Block::Section(s) = b else { continue };
        if let (true, Some(h)) = (s.role.is_work(), &mut s.heading)
            && let Some(title) = bare(&h.title)
        {
            h.title = title;
        }
        unmark(&mut s.blocks);
    }
}

/// Counts notes anew from work to work.
struct Numbers {
    /// The numbers are those of pages, which only the program that shows the file knows: none is written.
    paged: bool,
    count: usize,
}

impl Numbers {
    fn note(&mut self, n: &mut Note) {
        self.count += 1;
        let sign = if self.paged {
            String::new()
        } else {
            circled(self.count).to_string()
        };
        for own in [&mut n.mark, &mut n.label] {
            if !own.as_str().trim().is_empty() {
                *own = Text::bare(sign.as_str());
            }
        }
        self.line(&mut n.content);
    }

    fn line(&mut self, line: &mut [Inline]) {
        for i in line {
            match i {
                Inline::Note(n) => self.note(n),
                i => {
                    if let Some(content) = i.content_mut() {
                        self.line(content);
                    }
                }
            }
        }
    }

    fn section(&mut self, s: &mut Section) {
        if s.role.is_work() {
            self.count = 0;
        }
        if let Some(h) = &mut s.heading {
            self.line(&mut h.title);
            h.subtitle.iter_mut().for_each(|l| self.line(l));
        }
        self.blocks(&mut s.blocks);
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        for b in blocks {
            match b {
                Block::Section(s) => self.section(s),
                Block::Paragraph(p) => self.line(&mut p.inlines),
                Block::List(l) => l.items.iter_mut().for_each(|i| self.blocks(&mut i.blocks)),
                Block::Verse(v) => v.stanzas.iter_mut().flatten().for_each(|l| self.line(l)),
                Block::Table(t) => t.rows.iter_mut().flatten().for_each(|c| self.line(c)),
                Block::Image(i) => self.line(&mut i.caption),
                Block::SceneBreak(_) => {}
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::markdown;

    fn book(set: &[&str]) -> Style {
        let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
        Style::named("book").unwrap().with(&set).unwrap()
    }

    fn titles(doc: &Document) -> Vec<String> {
        outline(doc)
            .iter()
            .map(crate::tree::Entry::listed)
            .collect()
    }

    /// 2.12: 书名号 never on the title page; over works by the style.
    #[test]
    fn typography_2_12_marks_around_titles_go_by_the_style() {
        let doc = markdown::read(
            "# 《詩經》\n\n## 《关雎》\n\n关关雎鸠。\n\n## 【周南】\n\n葛之覃兮。\n\n## 《甲》与《乙》\n\n文。\n\n## 读《诗》\n\n文。\n",
        );
        let keep = book(&[]).shown(&doc, Format::Docx).into_owned();
        assert_eq!(plain_text(&keep.title.as_ref().unwrap().title), "詩經");
        assert_eq!(titles(&keep)[..2], ["《关雎》", "【周南】"]);
        for format in [Format::Docx, Format::Pdf, Format::Epub, Format::Html] {
            let shown = book(&["titles.marks=drop"])
                .shown(&doc, format)
                .into_owned();
            assert_eq!(
                titles(&shown),
                ["关雎", "周南", "《甲》与《乙》", "读《诗》"]
            );
        }
        assert_eq!(
            *book(&["titles.marks=drop"]).shown(&doc, Format::Markdown),
            doc
        );
        // A single work has no title page: its title stands over its text as it is.
        let one = markdown::read("# 《渡口》\n\n船。\n");
        assert!(matches!(
            book(&[]).shown(&one, Format::Pdf),
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn notes_are_counted_from_work_to_work() {
        let doc = markdown::read(
            "# 集\n\n## 甲\n\n一[^1]二[^2]。\n\n## 乙\n\n三[^3]。\n\n[^1]: 子。\n[^2]: 丑。\n[^3]: 寅。\n",
        );
        let marks = |set: &[&str], format| {
            let mut out = String::new();
            let shown = book(set).shown(&doc, format).into_owned();
            crate::tree::walk(&shown, &mut |n| {
                if let crate::tree::Node::Note(n) = n {
                    out.push_str(n.mark.as_str());
                    out.push_str(n.label.as_str());
                }
            });
            out
        };
        assert_eq!(marks(&[], Format::Epub), "[1][1][2][2][3][3]");
        for numbering in ["piece", "page"] {
            let set = format!("notes.numbering={numbering}");
            assert_eq!(marks(&[&set], Format::Epub), "①①②②①①");
            assert_eq!(marks(&[&set], Format::Pdf), "[1][1][2][2][3][3]");
        }
        assert_eq!(marks(&["notes.numbering=piece"], Format::Docx), "①①②②①①");
        // Word counts by pages itself.
        assert_eq!(marks(&["notes.numbering=page"], Format::Docx), "");
    }
}
