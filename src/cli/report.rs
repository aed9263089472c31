//! A finding with the line it speaks of, and carets below the words that are meant.

use super::message::Language;
use crate::diagnostic::Diagnostic;
use std::path::Path;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of the line that are shown.
const COLUMNS: usize = 66;
/// Columns that are shown before the words that are meant.
const BEFORE: usize = 20;
/// Carets where no words are named.
const CARETS: usize = 4;

/// The finding, the line with its number, and the carets.
pub(super) fn report(d: &Diagnostic, file: &Path, lines: &[&str], lang: Language) -> String {
    let mut out = format!(
        "{}:{}: [{}] {}\n",
        file.display(),
        d.line,
        d.code,
        lang.say(&d.message, &d.message_zh)
    );
    let line = (d.line as usize).checked_sub(1).and_then(|n| lines.get(n));
    if let Some((shown, carets)) = line.and_then(|l| excerpt(l, &d.words)) {
        out.push_str(&format!("{:>6} | {shown}\n{:6} | {carets}\n", d.line, ""));
    }
    out
}

/// The part of a line around some words, and the carets below them. Wide characters take two columns.
fn excerpt(line: &str, words: &str) -> Option<(String, String)> {
    let line = line.trim_end();
    let start = line.len() - line.trim_start().len();
    let at = line.find(words).filter(|_| !words.is_empty());
    let at = at.unwrap_or(start);
    let mut from = at;
    let mut room = BEFORE;
    for (i, c) in line.get(start..at)?.char_indices().rev() {
        let wide = c.width().unwrap_or(0);
        if wide > room {
            break;
        }
        room -= wide;
        from = start + i;
    }
    let mut shown = String::from(if from > start { "…" } else { "" });
    let before = shown.width() + line.get(from..at)?.width();
    let mut room = COLUMNS;
    let mut cut = false;
    for c in line.get(from..)?.chars().filter(|c| !c.is_control()) {
        let wide = c.width().unwrap_or(0);
        if wide > room {
            cut = true;
            break;
        }
        room -= wide;
        shown.push(c);
    }
    if shown.is_empty() {
        return None;
    }
    let end = shown.width();
    let long = if line.get(at..)?.starts_with(words) && !words.is_empty() {
        words.width()
    } else {
        CARETS
    };
    if cut {
        shown.push('…');
    }
    let long = long.min(end.saturating_sub(before)).max(1);
    Some((shown, format!("{}{}", " ".repeat(before), "^".repeat(long))))
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn carets_stand_below_wide_characters() {
        let of = |line: &str, words: &str| excerpt(line, words).unwrap();
        assert_eq!(
            of("三、突出重点", "三、"),
            ("三、突出重点".into(), "^^^^".into())
        );
        let (shown, carets) = of("　　今年20**年的任务", "20**年");
        assert_eq!(shown, "今年20**年的任务");
        assert_eq!(carets, "    ^^^^^^");
        let long = format!("{}20**年{}", "前".repeat(40), "后".repeat(60));
        let (shown, carets) = of(&long, "20**年");
        assert!(shown.starts_with('…') && shown.ends_with('…'));
        let column = carets.find('^').unwrap();
        let before: String = shown.chars().take_while(|c| *c != '2').collect();
        assert_eq!(
            unicode_width::UnicodeWidthStr::width(before.as_str()),
            column
        );
        assert_eq!(excerpt("", "x"), None);
        assert_eq!(of("好", "").1, "^^");
    }
}
