//! Corner brackets: vertical text has them where horizontal text has quotation marks (GB/T 15834 5.2).

/// The bracket that stands for a quotation mark in vertical text; other characters stay.
pub(crate) const fn bracket(c: char) -> char {
    match c {
        '“' => '「',
        '”' => '」',
        '‘' => '『',
        '’' => '』',
        c => c,
    }
}

/// Markup with brackets for the Chinese quotation marks of its text.
pub(crate) fn brackets(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    for part in markup.split_inclusive(['<', '>']) {
        let western = crate::western::marks(part);
        let own = |i: usize| western.binary_search(&i).is_ok();
        let all = part.char_indices();
        out.extend(all.map(|(i, c)| if own(i) { c } else { bracket(c) }));
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn english_marks_stay() {
        let html = "<p class=\"x\">他说“OK”，It’s <em>“好”</em></p>";
        assert_eq!(
            super::brackets(html),
            "<p class=\"x\">他说「OK」，It’s <em>「好」</em></p>"
        );
    }
}
