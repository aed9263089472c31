//! What stands before the text: a title page of its own, told alike to every backend.

use super::{Block, Document, Inline, ParagraphRole as P, Text, outline, plain_text};
use std::borrow::Cow;

/// The lines of a title page.
pub(crate) struct Opening<'a> {
    /// The title.
    pub(crate) title: Cow<'a, [Inline]>,
    /// Lines below it.
    pub(crate) below: Vec<Cow<'a, [Inline]>>,
}

impl Document {
    /// True for a book: it opens with a title page and contents. A single work and a paper open with their own first
    /// page.
    pub(crate) fn has_title_page(&self) -> bool {
        self.openings() > 1 && !outline(self).is_empty() && !self.is_paper()
    }

    /// The words over notes that stand at the end of a book.
    pub(crate) fn notes_heading(&self) -> &'static str {
        if self.is_traditional() {
            "註釋"
        } else {
            "注释"
        }
    }

    /// True for a text in Traditional characters.
    pub(crate) fn is_traditional(&self) -> bool {
        let language = self.metadata.language.as_deref();
        language.is_some_and(|l| l.contains("Hant"))
    }

    /// What the title page says.
    pub(crate) fn opening(&self) -> Opening<'_> {
        let m = &self.metadata;
        let mut below: Vec<Cow<'_, [Inline]>> = Vec::new();
        let title = match (&self.title, self.taken()) {
            (Some(t), Some(n)) => {
                below.extend(t.subtitle.iter().map(|s| Cow::Borrowed(s.as_slice())));
                for b in self.blocks.iter().take(n) {
                    if let Block::Paragraph(p) = b {
                        below.push(Cow::Borrowed(&p.inlines));
                    }
                }
                Cow::Borrowed(t.title.as_slice())
            }
            _ => {
                below.extend(told(m.subtitle.as_deref()));
                told(m.title.as_deref()).unwrap_or_default()
            }
        };
        for fact in [&m.author, &m.publisher] {
            let said = |line: &Cow<'_, [Inline]>| {
                let name = fact.as_deref().map(letters);
                name.is_some_and(|n| letters(&plain_text(line)).contains(&n))
            };
            if !below.iter().any(said) {
                below.extend(told(fact.as_deref()));
            }
        }
        Opening { title, below }
    }

    /// How many of the first blocks (bylines) the body leaves out since they stand on the title page, and the title with
    /// them. `None` where there is no such page, or it shows another title than the text, which keeps its own.
    pub(crate) fn on_title_page(&self) -> Option<usize> {
        self.taken().filter(|_| self.has_title_page())
    }

    /// How many blocks behind those are a dedication or an epigraph of the whole, which has pages of its own before the
    /// contents.
    pub(crate) fn dedicated(&self) -> usize {
        let taken = self.on_title_page();
        if !self.has_title_page() || self.title.is_some() && taken.is_none() {
            return 0;
        }
        let rest = self.blocks.get(taken.unwrap_or(0)..).unwrap_or_default();
        let own = |b: &&Block| matches!(b, Block::Paragraph(p) if matches!(p.role, P::Dedication | P::Epigraph));
        match rest.iter().take_while(own).count() {
            // Nothing else is there to be read.
            n if n == rest.len() => 0,
            n => n,
        }
    }

    fn taken(&self) -> Option<usize> {
        let own = plain_text(&self.title.as_ref()?.title);
        let shown = self.metadata.title.as_deref().unwrap_or(&own);
        if letters(shown) != letters(&own) {
            return None;
        }
        let byline = |b: &&Block| matches!(b, Block::Paragraph(p) if matches!(p.role, P::Signature | P::Date));
        Some(self.blocks.iter().take_while(byline).count())
    }
}

/// A fact as a line; `None` where there is nothing to show.
fn told(fact: Option<&str>) -> Option<Cow<'static, [Inline]>> {
    let fact = fact.filter(|f| !f.trim().is_empty())?;
    Some(Cow::Owned(vec![Inline::Text(Text::bare(fact))]))
}

fn letters(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use crate::markdown;
    use crate::tree::plain_text;

    #[test]
    fn a_title_page_says_each_thing_once() {
        let mut doc =
            markdown::read("# 山居\n\n作者：林一\n\n## 春\n\n花开。\n\n## 夏\n\n蝉鸣。\n");
        doc.metadata.publisher = Some("溪山书局".into());
        let o = doc.opening();
        let below: Vec<String> = o.below.iter().map(|l| plain_text(l)).collect();
        assert_eq!(plain_text(&o.title), "山居");
        assert_eq!(below, ["作者：林一", "溪山书局"]);
        assert_eq!(doc.on_title_page(), Some(1));
    }

    #[test]
    fn a_title_of_the_users_own_leaves_the_texts_where_it_is() {
        let mut doc = markdown::read("# 山居\n\n## 春\n\n花开。\n\n## 夏\n\n蝉鸣。\n");
        doc.metadata.title = Some("文选".into());
        assert_eq!((doc.on_title_page(), doc.has_title_page()), (None, true));
        assert_eq!(plain_text(&doc.opening().title), "文选");
    }

    #[test]
    fn a_single_work_has_no_title_page() {
        let doc = markdown::read("# 春日\n\n花开了。\n");
        assert_eq!((doc.on_title_page(), doc.has_title_page()), (None, false));
    }
}
