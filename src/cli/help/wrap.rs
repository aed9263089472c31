//! Lines of Chinese: clap breaks lines at spaces only.

use unicode_width::UnicodeWidthChar;

/// Marks that may not begin a line.
const CLOSING: &str = "，。、；：？！）”》」』·…]";
/// Marks that may not end one.
const OPENING: &str = "（“《「『[";

/// Breaks a text into lines of at most `columns`.
pub(super) fn wrap(text: &str, columns: usize) -> String {
    let (mut out, mut line) = (String::new(), String::new());
    for unit in units(text) {
        if !line.is_empty() && width(&line) + width(unit.trim_end()) > columns {
            out.push_str(line.trim_end());
            out.push('\n');
            line.clear();
        }
        line.push_str(unit);
    }
    out + line.trim_end()
}

fn width(s: &str) -> usize {
    s.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Parts between which a line may end: words of letters, and single characters with the marks that belong to them.
fn units(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut before = None;
    for (at, c) in text.char_indices() {
        let breaks = before.is_some_and(|b: char| {
            let wide = |c: char| c.width() == Some(2);
            (b == ' ' || wide(b) || wide(c))
                && c != ' '
                && !CLOSING.contains(c)
                && !OPENING.contains(b)
        });
        if breaks {
            cuts.push(at);
        }
        before = Some(c);
    }
    let ends = cuts.iter().skip(1).copied().chain([text.len()]);
    let parts = cuts.iter().zip(ends);
    parts.filter_map(|(a, b)| text.get(*a..b)).collect()
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_end_between_characters_but_not_within_words_or_before_marks() {
        assert_eq!(wrap("甲乙丙丁。", 8), "甲乙丙\n丁。");
        assert_eq!(wrap("用 --to json（甲）乙", 12), "用 --to json\n（甲）乙");
        assert_eq!(wrap("甲（乙", 4), "甲\n（乙");
        assert_eq!(wrap("短", 10), "短");
    }
}
