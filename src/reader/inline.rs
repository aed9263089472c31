//! Marks of Markdown within the lines of a plain text, as answers of chat programs bring them: `**bold**`, `*emphasis*`,
//! `` `code` ``, `~~struck~~`. They are read where a text uses them throughout as marks; where one stands for itself
//! (`20**年`, `2*3`) all stay.

use crate::tree::{Inline, Mark, Rule, Text};
use std::ops::Range;

/// Marked words of a line at most, in bytes.
const LONGEST: usize = 600;
/// So many pairs show that a text is written so; one is enough where it has headings or items of Markdown.
const PAIRS: usize = 2;

/// Which marks a text uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks {
    strong: bool,
    emphasis: bool,
    code: bool,
    strike: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Strong,
    Emphasis,
    Code,
    Strike,
}

impl Sign {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Strong, "**"),
        (Self::Emphasis, "*"),
        (Self::Code, "`"),
        (Self::Strike, "~~"),
    ];

    const fn words(self) -> &'static str {
        match self {
            Self::Strong => "**",
            Self::Emphasis => "*",
            Self::Code => "`",
            Self::Strike => "~~",
        }
    }
}

/// A pair of signs with what stands between.
#[derive(Debug, PartialEq, Eq)]
struct Pair {
    sign: Sign,
    whole: Range<usize>,
}

impl Marks {
    /// What a text uses.
    pub(super) fn of(source: &str) -> Self {
        if !source.contains(['*', '`']) && !source.contains("~~") {
            return Self::default();
        }
        let markdown = source.lines().any(|l| {
            let l = l.trim_start();
            l.starts_with("# ")
                || l.starts_with("## ")
                || l.starts_with("### ")
                || l.starts_with("- ")
                || l.starts_with("* ")
        });
        let (mut pairs, mut alone) = ([0usize; 4], [0usize; 4]);
        let mut fenced = false;
        for line in source.lines() {
            let line = line.trim();
            if line.starts_with("```") || line.starts_with("~~~") {
                fenced = !fenced;
                continue;
            }
            // A line of signs alone is a rule, a star before words an item.
            let bare = line.chars().all(|c| "*-_~ ".contains(c));
            if fenced || bare {
                continue;
            }
            let line = line.strip_prefix("* ").unwrap_or(line);
            let found = scan(line, Self::all());
            for p in &found.0 {
                count(&mut pairs, p.sign);
            }
            for s in found.1 {
                count(&mut alone, s);
            }
        }
        let [strong, emphasis, code, strike] = [0, 1, 2, 3].map(|n| (get(pairs, n), get(alone, n)));
        let used = |(pairs, alone): (usize, usize), enough: usize| alone == 0 && pairs >= enough;
        let bold = used(strong, if markdown { 1 } else { PAIRS });
        let some = if bold || markdown { 1 } else { PAIRS };
        Self {
            strong: bold,
            // A star alone may be a note's, or a sign of multiplication.
            emphasis: bold && used(emphasis, 1) && strong.1 == 0,
            code: used(code, some),
            strike: used(strike, some),
        }
    }

    const fn all() -> Self {
        Self {
            strong: true,
            emphasis: true,
            code: true,
            strike: true,
        }
    }

    const fn has(self, sign: Sign) -> bool {
        match sign {
            Sign::Strong => self.strong,
            Sign::Emphasis => self.emphasis,
            Sign::Code => self.code,
            Sign::Strike => self.strike,
        }
    }

    /// The line with its marks read.
    pub(super) fn read(self, t: Text) -> Vec<Inline> {
        if self == Self::default() || !t.as_str().contains(['*', '`', '~']) {
            return vec![Inline::Text(t)];
        }
        let (pairs, _) = scan(t.as_str(), self);
        if pairs.is_empty() {
            return vec![Inline::Text(t)];
        }
        let mut out = Vec::new();
        let mut at = 0;
        let words = |from: usize, to: usize, out: &mut Vec<Inline>| {
            if from < to {
                out.push(Inline::Text(t.slice(from..to)));
            }
        };
        for p in pairs {
            words(at, p.whole.start, &mut out);
            let len = p.sign.words().len();
            let (from, to) = (p.whole.start + len, p.whole.end - len);
            let signs =
                [p.whole.start..from, to..p.whole.end].map(|r| Inline::Text(gone(&t.slice(r))));
            let [open, close] = signs;
            let inner = t.slice(from..to);
            let inner = match p.sign {
                Sign::Code => vec![Inline::Text(inner)],
                _ => self.read(inner),
            };
            let content = std::iter::once(open).chain(inner).chain([close]).collect();
            match p.sign {
                Sign::Strong => out.push(Inline::Strong { content }),
                Sign::Emphasis => out.push(Inline::Emphasis { content }),
                Sign::Code => out.extend(content),
                Sign::Strike => out.push(Inline::Marked {
                    mark: Mark::Strike,
                    content,
                }),
            }
            at = p.whole.end;
        }
        words(at, t.as_str().len(), &mut out);
        out
    }
}

fn count(all: &mut [usize; 4], sign: Sign) {
    if let Some(n) = all.get_mut(sign as usize) {
        *n += 1;
    }
}

fn get(all: [usize; 4], n: usize) -> usize {
    all.get(n).copied().unwrap_or(0)
}

/// A sign of which the tree tells the meaning.
fn gone(t: &Text) -> Text {
    let mut out = Text::default();
    for (_, span, _) in t.runs() {
        out.push_replaced("", span, Rule::Markup);
    }
    out
}

/// The pairs of a line, outermost ones, and the signs that have no partner.
fn scan(s: &str, marks: Marks) -> (Vec<Pair>, Vec<Sign>) {
    let (mut pairs, mut alone) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(next) = s.get(at..).and_then(|r| r.find(['*', '`', '~'])) {
        let from = at + next;
        let rest = s.get(from..).unwrap_or_default();
        let run = rest.chars().take_while(|c| rest.starts_with(*c)).count();
        let sign = Sign::ALL
            .into_iter()
            .find(|(_, w)| w.len() == run && rest.starts_with(w));
        let Some((sign, words)) = sign.filter(|(s, _)| marks.has(*s)) else {
            at = from + run;
            continue;
        };
        let before = s.get(..from).and_then(|b| b.chars().next_back());
        let inner = rest.get(run..).unwrap_or_default();
        let opens = inner.chars().next().is_some_and(|c| !c.is_whitespace())
            && before != Some('\\')
            // Figures are left open so: 20**年.
            && (sign == Sign::Code || before.is_none_or(|c| !c.is_ascii_digit() && !matches!(c, '×' | 'x' | 'X')));
        let close = opens.then(|| closing(inner, words)).flatten();
        match close {
            Some(len) if len > 0 && len <= LONGEST => {
                let end = from + run + len + run;
                pairs.push(Pair {
                    sign,
                    whole: from..end,
                });
                // Signs within count for their own habit.
                if sign != Sign::Code {
                    let within = scan(inner.get(..len).unwrap_or_default(), marks);
                    alone.extend(within.1);
                }
                at = end;
            }
            _ => {
                alone.push(sign);
                at = from + run;
            }
        }
    }
    (pairs, alone)
}

/// Where a sign closes: exactly as long, behind a character.
fn closing(inner: &str, sign: &str) -> Option<usize> {
    let c = sign.chars().next()?;
    let mut at = 0;
    while let Some(next) = inner.get(at..)?.find(c) {
        let here = at + next;
        let run = inner.get(here..)?.chars().take_while(|k| *k == c).count();
        let before = inner.get(..here)?.chars().next_back();
        if run == sign.len() && before.is_some_and(|k| !k.is_whitespace() && k != '\\') {
            return Some(here);
        }
        at = here + run;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Span;

    fn shown(source: &str) -> String {
        let marks = Marks::of(source);
        let mut out = String::new();
        for line in source.lines() {
            let mut t = Text::default();
            t.push_kept(line, Span::new(0, line.len()));
            for i in marks.read(t) {
                match i {
                    Inline::Strong { content } => {
                        out.push_str(&format!("[{}]", crate::tree::plain_text(&content)));
                    }
                    Inline::Emphasis { content } => {
                        out.push_str(&format!("({})", crate::tree::plain_text(&content)));
                    }
                    Inline::Marked { content, .. } => {
                        out.push_str(&format!("-{}-", crate::tree::plain_text(&content)));
                    }
                    other => out.push_str(&crate::tree::plain_text(&[other])),
                }
            }
            out.push('/');
        }
        out
    }

    #[test]
    fn marks_are_read_where_a_text_uses_them() {
        assert_eq!(
            shown(
                "**第一，抓好春耕。**各村备种。\n**第二。**修渠。*注意*：`尿素`二十吨，~~作废~~。"
            ),
            "[第一，抓好春耕。]各村备种。/[第二。]修渠。(注意)：尿素二十吨，-作废-。/"
        );
        assert_eq!(shown("# 要点\n- **时间**：三月"), "# 要点/- [时间]：三月/");
    }

    #[test]
    fn signs_that_stand_for_themselves_stay() {
        for text in [
            "20**年**月**日，到会**人",
            "今年20**年，**要点**：三月",
            "2*3*4=24",
            "**只有一处**",
            "***\n甲\n***",
            "他说**好\n她说**不",
            "^_^ ~~~",
        ] {
            assert_eq!(shown(text).replace('/', "\n").trim_end(), text);
        }
    }
}
