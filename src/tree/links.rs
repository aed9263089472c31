//! Links as they may be passed on.

use super::{Document, Inline, address::reference};

impl Document {
    /// The same tree with the links that Markdown and pandoc's JSON may have: of the others the words are left, of
    /// pictures the description. Nothing is lost but where they led.
    ///
    /// ```
    /// # #[cfg(feature = "write")] {
    /// use wenji::{markdown, render::text};
    /// let doc = markdown::read("[甲](javascript:x) [乙](https://example.com)\n").with_safe_links();
    /// assert_eq!(text(&doc), "甲 乙\n");
    /// assert!(!format!("{doc:?}").contains("javascript") && format!("{doc:?}").contains("example.com"));
    /// # }
    /// ```
    #[must_use]
    pub fn with_safe_links(&self) -> Self {
        let mut doc = self.clone();
        doc.clean_links();
        doc
    }

    /// The same, in place.
    pub(crate) fn clean_links(&mut self) {
        self.each_line(&mut |line| {
            if !is_clean(line) {
                *line = cleaned(std::mem::take(line));
            }
        });
        self.each_picture(&mut |i| i.target = reference(&i.target).unwrap_or_default());
    }
}

/// True for a line that needs no change.
fn is_clean(line: &[Inline]) -> bool {
    line.iter().all(|inline| match inline {
        Inline::Lead { content }
        | Inline::Emphasis { content }
        | Inline::Strong { content }
        | Inline::Marked { content, .. }
        | Inline::Ruby { content, .. } => is_clean(content),
        Inline::Note(n) => is_clean(&n.content),
        Inline::Link { target, content } => {
            reference(target).as_ref() == Some(target) && is_clean(content)
        }
        Inline::Image(i) => reference(&i.target).as_ref() == Some(&i.target),
        Inline::Text(_) | Inline::HardBreak => true,
    })
}

fn cleaned(line: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(line.len());
    for mut inline in line {
        match &mut inline {
            Inline::Lead { content }
            | Inline::Emphasis { content }
            | Inline::Strong { content }
            | Inline::Marked { content, .. }
            | Inline::Ruby { content, .. } => *content = cleaned(std::mem::take(content)),
            Inline::Note(n) => n.content = cleaned(std::mem::take(&mut n.content)),
            Inline::Link { target, content } => {
                *content = cleaned(std::mem::take(content));
                match reference(target) {
                    Some(clean) => *target = clean,
                    None => {
                        out.append(content);
                        continue;
                    }
                }
            }
            Inline::Image(i) => i.target = reference(&i.target).unwrap_or_default(),
            Inline::Text(_) | Inline::HardBreak => {}
        }
        out.push(inline);
    }
    out
}
