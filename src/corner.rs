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

/// A text with brackets for its quotation marks.
pub(crate) fn brackets(text: &str) -> String {
    text.chars().map(bracket).collect()
}
