//! Marks that carry meaning, and how they are written where a format has no such mark.

use serde::{Deserialize, Serialize};

/// Marks that stand around a whole title.
const AROUND: [(char, char); 3] = [('《', '》'), ('〈', '〉'), ('【', '】')];

/// The words of a title without the marks around the whole of it: 渡口 of 《渡口》, but all of 《围城》与我.
pub(crate) fn unmarked(title: &str) -> &str {
    let title = title.trim();
    let mut chars = title.chars();
    let ends = (chars.next(), chars.next_back());
    let inner = chars.as_str();
    match ends {
        (Some(a), Some(b)) if AROUND.contains(&(a, b)) && !inner.contains([a, b]) => {
            Some(inner.trim())
                .filter(|i| !i.is_empty())
                .unwrap_or(title)
        }
        _ => title,
    }
}

/// What words are marked as, where the mark carries meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Raised: the 3 of 10³.
    Superscript,
    /// Lowered: the 2 of H₂O.
    Subscript,
    /// Struck out: no longer valid.
    Strike,
    /// Underlined.
    Underline,
    /// In small type.
    Small,
    /// With dots of emphasis (着重号).
    Dots,
}

impl Mark {
    /// All marks.
    pub(crate) const ALL: [Self; 6] = [
        Self::Superscript,
        Self::Subscript,
        Self::Strike,
        Self::Underline,
        Self::Small,
        Self::Dots,
    ];

    /// What it is called, in English and in Chinese.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Superscript => ("superscript", "上标"),
            Self::Subscript => ("subscript", "下标"),
            Self::Strike => ("struck words", "删除线"),
            Self::Underline => ("underlined words", "下划线"),
            Self::Small => ("small type", "小字"),
            Self::Dots => ("emphasis dots", "着重号"),
        }
    }

    /// The marked words in plain text, so that their meaning stays; words that only look different stay as they are.
    #[must_use]
    pub fn plain(self, words: &str) -> String {
        match self {
            Self::Superscript => shifted(words, SUPERSCRIPT, '^'),
            Self::Subscript => shifted(words, SUBSCRIPT, '_'),
            Self::Strike if words.is_empty() => String::new(),
            Self::Strike => format!("〈删：{words}〉"),
            Self::Underline | Self::Small | Self::Dots => words.to_owned(),
        }
    }

    /// Is the mark seen in plain text?
    pub(crate) const fn is_written(self) -> bool {
        matches!(self, Self::Superscript | Self::Subscript | Self::Strike)
    }
}

/// Raised characters of Unicode, each behind the one it stands for.
const SUPERSCRIPT: &str = "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾（⁽）⁾nⁿiⁱ";
/// Lowered ones.
const SUBSCRIPT: &str = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎（₍）₎aₐeₑoₒxₓ";

/// Words in raised or lowered characters where there are such, else behind a sign and in brackets.
fn shifted(words: &str, table: &str, sign: char) -> String {
    let of = |c: char| {
        let mut all = table.chars();
        while let (Some(plain), Some(form)) = (all.next(), all.next()) {
            if plain == c {
                return Some(form);
            }
        }
        None
    };
    let all: Option<String> = words.chars().map(of).collect();
    // The mark of a note is one wherever it stands.
    let note = |c: char| {
        matches!(c, '①'..='⑳' | '[' | ']' | '〔' | '〕' | '*' | '†' | '‡') || c.is_ascii_digit()
    };
    match all {
        Some(s) => s,
        None if words.chars().all(note) => words.to_owned(),
        None if words.chars().count() == 1 => format!("{sign}{words}"),
        None => format!("{sign}({words})"),
    }
}

/// A reading behind its words in plain text: `（zì）`.
#[must_use]
pub(crate) fn reading(words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!("（{words}）")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meaning_stays_in_plain_text() {
        for (mark, words, plain) in [
            (Mark::Superscript, "3", "³"),
            (Mark::Superscript, "-2", "⁻²"),
            (Mark::Superscript, "n+1", "ⁿ⁺¹"),
            (Mark::Superscript, "注", "^注"),
            (Mark::Superscript, "th", "^(th)"),
            (Mark::Superscript, "①", "①"),
            (Mark::Superscript, "[12]", "[12]"),
            (Mark::Subscript, "2", "₂"),
            (Mark::Subscript, "max", "_(max)"),
            (Mark::Strike, "作废", "〈删：作废〉"),
            (Mark::Underline, "要点", "要点"),
            (Mark::Superscript, "", ""),
        ] {
            assert_eq!(mark.plain(words), plain);
        }
    }
}
