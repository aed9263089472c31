//! Half-width marks among Han become full-width (GB/T 15834-2011 §5.1), by level, each change a rule in the receipt.

use super::lines::is_han;

/// How far punctuation is normalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Punctuation {
    /// `safe` where half-width marks prevail between Han, `keep` otherwise.
    #[default]
    Auto,
    /// As it stands.
    Keep,
    /// `, ; : ? ! ( )` between Han.
    Safe,
    /// Also `.` between Han.
    Full,
}

impl Punctuation {
    /// By its name on the command line: auto, keep, safe, full.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "keep" => Some(Self::Keep),
            "safe" => Some(Self::Safe),
            "full" => Some(Self::Full),
            _ => None,
        }
    }

    /// Settles `Auto` by the text's own habit.
    #[must_use]
    pub fn settle(self, text: &str) -> Self {
        if self != Self::Auto {
            return self;
        }
        let (mut half, mut full, mut before) = (0usize, 0usize, ' ');
        for c in text.chars() {
            if is_han(before) {
                half += usize::from(matches!(c, ',' | ';' | ':' | '?' | '!'));
                full += usize::from(matches!(c, '，' | '；' | '：' | '？' | '！'));
            }
            before = c;
        }
        if half > full { Self::Safe } else { Self::Keep }
    }

    /// Changes to make in one line: byte range and what stands there instead.
    #[must_use]
    pub fn edits(self, s: &str) -> Vec<(std::ops::Range<usize>, &'static str)> {
        // Looked for in bytes: most lines have none of these marks.
        let marks = s.bytes().any(|b| b",;?!:.()".contains(&b));
        if matches!(self, Self::Keep | Self::Auto) || !marks {
            return Vec::new();
        }
        let chars: Vec<(usize, char)> = s.char_indices().collect();
        let mut out = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for (n, &(i, c)) in chars.iter().enumerate() {
            let left = n.checked_sub(1).and_then(|k| chars.get(k)).map(|x| x.1);
            let right = chars.get(n + 1).map(|x| x.1);
            let new = match c {
                ',' if between(left, right) => "，",
                ';' if between(left, right) => "；",
                '?' if between(left, right) => "？",
                '!' if between(left, right) => "！",
                ':' if between(left, right)
                    && (right.is_some_and(wide) || !left.is_some_and(|l| l.is_ascii_digit())) =>
                {
                    "："
                }
                '.' if self == Self::Full && left.is_some_and(is_han) && right.is_none_or(wide) => {
                    "。"
                }
                '(' => {
                    open.push(n);
                    continue;
                }
                ')' => {
                    let Some(o) = open.pop() else { continue };
                    let inside = chars
                        .get(o + 1..n)
                        .unwrap_or_default()
                        .iter()
                        .any(|x| is_han(x.1));
                    let before = o
                        .checked_sub(1)
                        .and_then(|k| chars.get(k))
                        .is_some_and(|x| is_han(x.1));
                    if let (true, Some(&(at, _))) = (inside || before, chars.get(o)) {
                        out.push((at..at + 1, "（"));
                        out.push((i..i + 1, "）"));
                    }
                    continue;
                }
                _ => continue,
            };
            out.push((i..i + c.len_utf8(), new));
        }
        out.sort_by_key(|(r, _)| r.start);
        out
    }
}

/// Han and the marks that are as wide.
pub(super) fn wide(c: char) -> bool {
    is_han(c)
        || matches!(
            c,
            '，' | '。'
                | '、'
                | '；'
                | '：'
                | '？'
                | '！'
                | '“'
                | '”'
                | '‘'
                | '’'
                | '《'
                | '》'
                | '（'
                | '）'
                | '「'
                | '」'
                | '『'
                | '』'
                | '【'
                | '】'
                | '…'
                | '—'
        )
}

fn between(left: Option<char>, right: Option<char>) -> bool {
    let closer = |c: char| matches!(c, ')' | '"' | '\'' | ']');
    let light = |c: char| c.is_ascii_alphanumeric() || matches!(c, '%' | '*') || closer(c);
    let any_right = right.is_none_or(|c| wide(c) || light(c) || c == '(');
    match left {
        Some(l) if wide(l) => any_right,
        Some(l) if light(l) => right.is_none_or(wide) && right.is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(s: &str) -> String {
        let mut out = s.to_owned();
        for (r, new) in Punctuation::Safe.edits(s).into_iter().rev() {
            out.replace_range(r, new);
        }
        out
    }

    #[test]
    fn marks_among_han_are_widened_and_others_are_not() {
        assert_eq!(
            apply("同志们:今天,开会(第一次)。"),
            "同志们：今天，开会（第一次）。"
        );
        for s in [
            "1,000",
            "10:30",
            "3.5",
            "https://a.b/c?d",
            "Mr. Li, Jr.",
            "20**年",
        ] {
            assert_eq!(apply(s), s);
        }
    }

    #[test]
    fn a_second_time_changes_nothing() {
        let once = apply("会议(县,市)研究:好;好!");
        assert_eq!(apply(&once), once);
    }

    #[test]
    fn levels_go_by_the_names_of_the_command_line() {
        use Punctuation::{Auto, Full, Keep, Safe};
        for (name, level) in [
            ("auto", Auto),
            ("keep", Keep),
            ("safe", Safe),
            ("full", Full),
        ] {
            assert_eq!(Punctuation::named(name), Some(level));
        }
        assert_eq!(Punctuation::named("none"), None);
    }

    #[test]
    fn the_habit_of_the_text_decides() {
        let settled = |s: &str| Punctuation::Auto.settle(s);
        assert_eq!(settled("他来,我去,你走，好"), Punctuation::Safe);
        assert_eq!(settled("他来,我去，你走，好"), Punctuation::Keep);
        assert_eq!(settled("他来,我去，好"), Punctuation::Keep);
        assert_eq!(settled("没有标点"), Punctuation::Keep);
        assert_eq!(settled("abc, def, ghi, 他来，"), Punctuation::Keep);
        for mark in [",", ";", ":", "?", "!"] {
            assert_eq!(settled(&format!("他来{mark}")), Punctuation::Safe, "{mark}");
        }
        for mark in ["，", "；", "：", "？", "！"] {
            let one_each = format!("他来,我去{mark}");
            assert_eq!(settled(&one_each), Punctuation::Keep, "{mark}");
        }
        assert_eq!(Punctuation::Full.settle("他来，"), Punctuation::Full);
    }

    #[test]
    fn each_mark_goes_by_its_neighbours() {
        for (half, whole) in [
            ("他来,我去", "他来，我去"),
            ("他来;我去", "他来；我去"),
            ("来吗?来", "来吗？来"),
            ("来!来", "来！来"),
            ("来!", "来！"),
            ("目的:A组", "目的：A组"),
            ("第3:人", "第3：人"),
            ("他说,(笑)好", "他说，（笑）好"),
            ("涨5%,他来", "涨5%，他来"),
            ("约(3),他来", "约（3），他来"),
            ("20**,他来", "20**，他来"),
            ("A3,他来", "A3，他来"),
            ("他来,3人", "他来，3人"),
            ("(甲(乙)丙)", "（甲（乙）丙）"),
        ] {
            assert_eq!(apply(half), whole);
        }
        for same in [
            "a,b", "a:b", "5%,", "3:", "甲.乙", "(a)b", "他, 我", ",他来", "甲)乙", "(甲",
        ] {
            assert_eq!(apply(same), same);
        }
    }

    #[test]
    fn stops_are_widened_at_the_full_level_alone() {
        let edits = |level: Punctuation, s: &str| level.edits(s);
        assert_eq!(
            edits(Punctuation::Full, "来了.走了."),
            [(6..7, "。"), (13..14, "。")]
        );
        assert_eq!(edits(Punctuation::Full, "甲.a 3.5 a.甲"), []);
        for level in [Punctuation::Safe, Punctuation::Keep, Punctuation::Auto] {
            assert_eq!(edits(level, "来了.走了."), []);
        }
        assert_eq!(edits(Punctuation::Keep, "来,走"), []);
    }
}
