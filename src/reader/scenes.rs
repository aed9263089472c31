//! Scenes: a line of marks between paragraphs, or a gap wider than the text's habit, parts them. And twins: a title that
//! is printed again right below itself.

use super::lines::{Kind, Unit, ends_sentence, is_han};
use crate::source::Source;
use std::collections::HashSet;

/// The role of a line of marks between scenes.
const SEPARATOR: &str = "separator";
/// The role of a title that is printed again.
pub(super) const REPEAT: &str = "repeat";
/// Marks of a break that may stand alone in their line.
const ALONE: &str = "*＊※◇◆☆★●○□■△▲▽▼❖✦✧❀✿♦◎⊙";
/// Marks of which it takes several.
const SEVERAL: &str = "~～-－=＝_＿.．·・•。…—─━═#＃+＋^";
/// A rule that has no look of its own.
const RULES: &str = "-－=＝_＿—─━═";
/// A gap one wider than usual tells in a text of so many gaps, of which so many in a hundred are usual.
const MANY: usize = 10;
const USUAL: usize = 85;
/// The same of a gap much wider.
const SOME: usize = 60;

/// Where scenes part, by unit.
#[derive(Default)]
pub(super) struct Scenes {
    /// Lines of marks.
    pub(super) marks: HashSet<usize>,
    /// Units with a gap before them that parts them from what stands above.
    pub(super) gaps: HashSet<usize>,
}

impl Scenes {
    /// Finds them.
    pub(super) fn of(units: &[Unit], source: &str) -> Self {
        let marks: HashSet<usize> = (0..units.len())
            .filter(|n| is_mark(units, *n, source))
            .collect();
        let gaps = gaps(units, &marks);
        Self { marks, gaps }
    }
}

/// A line of marks behind a whole sentence carries nothing on.
pub(super) fn free(units: &mut [Unit], source: &str) {
    for n in 1..units.len() {
        let whole = n.checked_sub(1).and_then(|k| units.get(k));
        let whole = whole.is_some_and(|a| ends_sentence(a.text(source)));
        let Some(u) = units.get_mut(n).filter(|_| whole) else {
            continue;
        };
        if u.kind == Kind::Continuation && u.first && is_ornament(u.text(source)) {
            u.set(Kind::Para, "", "marks alone in their line", 0.8);
            u.joins = None;
        }
    }
}

/// Is a unit a line of marks between scenes? Its role says so; else it stands between two paragraphs.
fn is_mark(units: &[Unit], n: usize, source: &str) -> bool {
    let Some(u) = units.get(n) else { return false };
    if u.role == SEPARATOR {
        return true;
    }
    if u.fixed
        || !matches!(
            (u.kind, u.role),
            (Kind::Boilerplate, "ornament" | "box") | (Kind::Para, "" | "verse") | (Kind::Item, _)
        )
    {
        return false;
    }
    let words = u.text(source);
    if !is_ornament(words) {
        return false;
    }
    let text = |u: Option<&Unit>| {
        u.is_some_and(|u| {
            matches!(u.kind, Kind::Para | Kind::Continuation | Kind::Item)
                && u.text(source).chars().any(is_han)
        })
    };
    // Marks of frames stand around titles.
    let other = |u: Option<&Unit>| u.is_some_and(|u| u.text(source) == words);
    let (before, behind) = (
        n.checked_sub(1).and_then(|k| units.get(k)),
        units.get(n + 1),
    );
    let framed = other(n.checked_sub(2).and_then(|k| units.get(k))) || other(units.get(n + 2));
    u.kind != Kind::Boilerplate && is_scene_break(words) || text(before) && text(behind) && !framed
}

/// A line of marks alone: `* * *`, `-----`, `※`, `……`.
fn is_ornament(s: &str) -> bool {
    let marks: Vec<char> = s.chars().filter(|c| !c.is_whitespace()).collect();
    let known = |c: &char| ALONE.contains(*c) || SEVERAL.contains(*c);
    let enough = marks.iter().any(|c| ALONE.contains(*c)) || marks.len() >= 2;
    !marks.is_empty() && marks.iter().all(known) && enough
}

/// What a break shows: nothing where its line was a mere rule.
pub(super) fn shown(s: &str) -> &str {
    let rule = s.chars().all(|c| RULES.contains(c) || c.is_whitespace());
    if rule { "" } else { s }
}

/// Units that a gap wider than usual parts from the paragraph above.
fn gaps(units: &[Unit], marks: &HashSet<usize>) -> HashSet<usize> {
    let prose = |u: &Unit| u.kind == Kind::Para && matches!(u.role, "" | "lead");
    let follows = |n: usize| {
        let above = n.checked_sub(1).and_then(|k| units.get(k));
        let text = above.is_some_and(|a| prose(a) || a.kind == Kind::Continuation);
        let near = n.checked_sub(1).is_some_and(|k| !marks.contains(&k)) && !marks.contains(&n);
        text && near && units.get(n).is_some_and(|u| prose(u) && u.first)
    };
    let all: Vec<(usize, u32)> = units
        .iter()
        .enumerate()
        .filter(|(n, _)| follows(*n))
        .map(|(n, u)| (n, u.gap))
        .collect();
    let count = |gap: u32| all.iter().filter(|a| a.1 == gap).count();
    let Some(usual) = (0..=2).max_by_key(|g| (count(*g), std::cmp::Reverse(*g))) else {
        return HashSet::new();
    };
    let share = count(usual) * 100;
    let least = if all.len() >= MANY && share >= all.len() * USUAL {
        usual + 1
    } else if share >= all.len() * SOME && count(usual) > 1 {
        usual + 2
    } else {
        return HashSet::new();
    };
    all.into_iter()
        .filter(|a| a.1 >= least)
        .map(|a| a.0)
        .collect()
}

/// Is a unit the title above it printed again?
pub(super) fn repeats(units: &[Unit], n: usize, source: &Source) -> bool {
    let Some((above, u)) = n
        .checked_sub(1)
        .and_then(|k| units.get(k))
        .zip(units.get(n))
    else {
        return false;
    };
    let piece = |u: &Unit| u.kind == Kind::Piece;
    let title = matches!(u.kind, Kind::Piece | Kind::Heading | Kind::Volume);
    if u.role == REPEAT {
        return title && !u.fixed;
    }
    if !(piece(above) && piece(u)) || u.fixed {
        return false;
    }
    let words = |u: &Unit| {
        let s = source.slice(u.span);
        let label = u.label.map_or(0, |c| c.len);
        let bare = |s: &str| {
            s.chars()
                .filter(|c| c.is_alphanumeric())
                .collect::<String>()
        };
        (
            u.label.map(|c| (c.scheme, c.number)),
            bare(s.get(label..).unwrap_or_default()),
        )
    };
    let ((la, a), (lb, b)) = (words(above), words(u));
    let alike = a == b || a.is_empty() || b.is_empty();
    la == lb && alike && (la.is_some() || a == b && !a.is_empty())
}

/// `***`, `* * *`, `＊　＊　＊`: a break between scenes, no ornament.
pub(super) fn is_scene_break(s: &str) -> bool {
    let mut marks = s.chars().filter(|c| !c.is_whitespace());
    let is_mark = |c: char| "*＊※◇☆★●○".contains(c);
    let mut count = 0;
    marks.all(|c| {
        count += 1;
        is_mark(c)
    }) && (3..=8).contains(&count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_marks_are_told_from_words() {
        for s in [
            "-----",
            "=====",
            "~~~~",
            "····",
            "。。。",
            "※",
            "◆",
            "……",
            "* * *",
            "＊＊＊",
            "———",
        ] {
            assert!(is_ornament(s), "{s}");
        }
        for s in ["-", "。", "…", "甲", "3", "——完——", ""] {
            assert!(!is_ornament(s), "{s}");
        }
        assert_eq!((shown("-----"), shown("※　※")), ("", "※　※"));
    }
}
