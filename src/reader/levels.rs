//! Levels of headings: decided by nesting, once it is decided what is a heading.
//!
//! Within a piece each heading has a form: the family of its label, or how it is written where it has none. A form that is
//! open comes back at its level; a new one opens below what is open, but families that usually stand outside others
//! close those first.

use super::label::group;
use super::lines::{Kind, Markup, Unit, is_han};
use super::loose::own_series;
use crate::tree::Scheme;

/// The group of the first numerals that count series of their own; no family has it.
const OTHER: u8 = 60;

/// What headings of one level have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `##`, by depth.
    Marked(u8),
    /// A family of labels.
    Labelled(u8),
    /// 2.1, 2.1.3: the number of places.
    Decimal(u8),
    /// No label: in brackets, set in, or plain.
    Bare(u8),
    /// What stands at the end of a chapter whatever its form: 本章小结, 参考文献.
    Last,
    /// A line of the title above.
    Beneath,
}

/// Heads of what stands at the end of chapters and papers.
const LAST: [&str; 16] = [
    "小结",
    "本章小结",
    "本节小结",
    "思考题",
    "思考与练习",
    "复习思考题",
    "练习题",
    "习题",
    "参考文献",
    "附录",
    "致谢",
    "结语",
    "结束语",
    "术语表",
    "阅读材料",
    "附记",
];

/// 第一节 stands inside 第一章, whose family is the same.
const SECTION: u8 = 53;

/// The usual order of forms from the outside in. A bare head that holds a series of its own stands outside it.
const fn rank(f: Form, holds: bool) -> u8 {
    match f {
        Form::Marked(d) => d,
        Form::Decimal(places) => 20 + places,
        Form::Labelled(g) => match g {
            14 => 9,
            13 => 10,
            SECTION => 11,
            15 | 9 | OTHER.. => 13,
            4 | 2 => 14,
            3 => 15,
            _ => 16,
        },
        Form::Last => 0,
        Form::Bare(_) if holds => 12,
        Form::Bare(_) | Form::Beneath => 17,
    }
}

fn form(u: &Unit, source: &str) -> Form {
    let s = u.text(source);
    if let Markup::Heading { depth, .. } = u.markup {
        return Form::Marked(depth);
    }
    if matches!(u.role, "subtitle" | "piece_title" | "repeat") {
        return Form::Beneath;
    }
    if let Some(c) = u.label {
        let label = s.get(..c.len).unwrap_or_default();
        let places = label
            .trim_end_matches(['.', '．'])
            .matches(['.', '．', '·'])
            .count();
        if places > 0 && label.starts_with(|c: char| c.is_numeric()) {
            return Form::Decimal(u8::try_from(places).unwrap_or(9));
        }
        // 壹、 甲、 Ⅰ. stand each in a series of their own.
        if let Some(n) = label.chars().next().and_then(own_series) {
            return Form::Labelled(OTHER + n);
        }
        let arabic = label.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
        if c.scheme == Scheme::CnBare && arabic {
            return Form::Decimal(0);
        }
        if c.scheme == Scheme::Chapter && label.ends_with(['节', '節']) {
            return Form::Labelled(SECTION);
        }
        return Form::Labelled(group(c.scheme));
    }
    let words = || s.chars().filter(|c| c.is_alphanumeric());
    if LAST.iter().any(|w| words().eq(w.chars())) {
        return Form::Last;
    }
    let first = s.chars().next().unwrap_or(' ');
    Form::Bare(match first {
        '【' | '［' | '[' | '〔' => 1,
        '（' | '(' => 2,
        '—' | '─' | '-' => 3,
        '《' | '〈' => 4,
        c if is_han(c) || c.is_alphanumeric() => 0,
        _ => 5,
    })
}

/// A heading on its way to a level.
struct Head {
    at: usize,
    form: Form,
    /// What its label counts; of 2.1.3 all places, of bare heads none.
    path: Vec<u32>,
    /// Nothing stands between it and the head above.
    follows: bool,
}

impl Head {
    fn of(u: &Unit, at: usize, follows: bool, source: &str) -> Self {
        let form = form(u, source);
        let label = u
            .label
            .map_or("", |c| u.text(source).get(..c.len).unwrap_or_default());
        let path = match form {
            Form::Decimal(_) => label
                .split(['.', '．', '·'])
                .filter_map(|p| p.trim().parse().ok())
                .collect(),
            _ => u
                .label
                .iter()
                .map(|c| c.number)
                .filter(|n| *n > 0)
                .collect(),
        };
        Self {
            at,
            form,
            path,
            follows,
        }
    }

    const fn is_bare(&self) -> bool {
        matches!(self.form, Form::Bare(_))
    }

    /// Does it go on a series that was written otherwise: 3. and then 4、?
    fn goes_on_as(&self, other: &Self) -> bool {
        let kin = |f: Form| match f {
            Form::Labelled(5 | 6) | Form::Decimal(0) => 1,
            Form::Labelled(4 | 15) => 2,
            _ => 0,
        };
        let next = match (self.path.as_slice(), other.path.as_slice()) {
            ([n], [m]) => n.checked_sub(1) == Some(*m),
            _ => false,
        };
        next && kin(self.form) > 0 && kin(self.form) == kin(other.form)
    }

    /// By how much this head's number is higher than that of the head before it in one series.
    fn after(&self, other: &Self) -> Option<u32> {
        let (n, above) = self.path.split_last()?;
        let (m, theirs) = other.path.split_last()?;
        let one = self.form == other.form && above == theirs;
        one.then(|| n.checked_sub(*m))
            .flatten()
            .filter(|by| *by > 0)
    }
}

/// So many heads back the number before is looked for.
const NEAR: usize = 32;

/// Bare heads where a series misses just so many numbers have lost theirs: 1.1, 研究的意义, 1.3.
fn renumber(heads: &mut [Head]) {
    for j in 1..heads.len() {
        let (before, rest) = heads.split_at_mut(j);
        let Some(this) = rest.first() else { continue };
        let near = j.saturating_sub(NEAR);
        let Some(i) = (near..j)
            .rev()
            .find(|i| before.get(*i).is_some_and(|h| this.after(h).is_some()))
        else {
            continue;
        };
        let Some((first, between)) = before.get_mut(i..).and_then(<[Head]>::split_first_mut) else {
            continue;
        };
        let missing = this.after(first).unwrap_or(1) - 1;
        let bare = between.iter().filter(|h| h.is_bare()).count();
        let closed = between
            .iter()
            .any(|h| rank(h.form, false) < rank(this.form, false) && !h.is_bare());
        if missing == 0 || closed || bare != missing as usize {
            continue;
        }
        for (n, h) in between.iter_mut().filter(|h| h.is_bare()).enumerate() {
            h.form = first.form;
            h.path.clone_from(&first.path);
            if let Some(last) = h.path.last_mut() {
                *last += u32::try_from(n).unwrap_or_default() + 1;
            }
        }
    }
}

/// The bare forms right below which a series begins.
fn holders(heads: &[Head]) -> Vec<Form> {
    heads
        .windows(2)
        .filter_map(|w| match w {
            [a, b] if a.is_bare() && b.follows && b.path.last() == Some(&1) => Some(a.form),
            _ => None,
        })
        .collect()
}

/// Gives the headings of one piece their levels.
fn nest(heads: &mut [Head], units: &mut [Unit]) {
    renumber(heads);
    let holders = holders(heads);
    let rank = |f: Form| rank(f, holders.contains(&f));
    let mut open: Vec<Form> = Vec::new();
    let mut told: Vec<(Form, u8)> = Vec::new();
    // Bare forms that decimals closed: among these some have lost their numbers.
    let mut aside: Vec<(Form, Vec<Form>)> = Vec::new();
    // What was open at the last head of each form.
    let mut last: Vec<(usize, Vec<Form>)> = Vec::new();
    for (n, h) in heads.iter().enumerate() {
        let Some(u) = units.get_mut(h.at) else {
            continue;
        };
        let f = h.form;
        if u.fixed && u.level > 1 {
            told.retain(|(g, _)| *g != f);
            told.push((f, u.level));
            continue;
        }
        if let Some((_, level)) = told.iter().find(|(g, _)| *g == f) {
            u.level = *level;
            continue;
        }
        if f == Form::Beneath {
            u.level = u8::try_from(open.len() + 2).unwrap_or(u8::MAX);
            continue;
        }
        let earlier = last
            .iter()
            .position(|(k, _)| heads.get(*k).is_some_and(|g| g.form == f));
        let goes_on = earlier.and_then(|k| last.get(k)).filter(|(k, _)| {
            heads
                .get(*k)
                .and_then(|g| h.after(g))
                .is_some_and(|by| by <= 2)
        });
        let kin = last.iter().find(|(k, stack)| {
            let same = |g: &Head| h.goes_on_as(g) && open.get(..stack.len()) == Some(stack);
            heads.get(*k).is_some_and(same)
        });
        let goes_on = goes_on.or(kin);
        let stood = aside.iter().find(|(g, _)| *g == f).map(|(_, stack)| stack);
        if let Some(k) = open.iter().position(|g| *g == f) {
            open.truncate(k + 1);
        } else if let Some(stack) = goes_on.map(|(_, stack)| stack).or(stood) {
            open.clone_from(stack);
        } else {
            while let Some(g) = open.last().copied().filter(|_| !h.is_bare()) {
                let beside = matches!((g, f), (Form::Bare(_), Form::Decimal(_)));
                if beside && !holders.contains(&g) {
                    // Where the form stood first counts.
                    if aside.iter().all(|(f, _)| *f != g) {
                        aside.push((g, open.clone()));
                    }
                } else if rank(g) <= rank(f) {
                    break;
                }
                open.pop();
            }
            open.push(f);
        }
        u.level = u8::try_from(open.len() + 1).unwrap_or(u8::MAX);
        match earlier.and_then(|k| last.get_mut(k)) {
            Some((at, stack)) => {
                *at = n;
                stack.clone_from(&open);
            }
            None => last.push((n, open.clone())),
        }
    }
}

/// Gives every heading its level.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    let mut heads: Vec<Head> = Vec::new();
    let mut follows = false;
    for at in 0..units.len() {
        let Some(u) = units.get_mut(at) else { continue };
        match u.kind {
            Kind::Piece | Kind::Title | Kind::Volume => {
                u.level = u8::from(u.kind == Kind::Volume);
                nest(&mut heads, units);
                heads.clear();
                follows = false;
            }
            Kind::Heading => {
                heads.push(Head::of(u, at, follows, source));
                // A head that its text stands behind holds nothing.
                follows = u.run_in.is_none();
            }
            Kind::Boilerplate => {}
            _ => follows = false,
        }
    }
    nest(&mut heads, units);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The levels of lines that are all headings; `…` is text.
    fn levels(lines: &[&str]) -> Vec<u8> {
        let text = lines.join("\n");
        let source = crate::source::Source::decode(text.as_bytes(), None).unwrap();
        let mut units = crate::reader::lines::units(&source.text);
        for u in &mut units {
            let s = u.text(&source.text);
            let body = s == "…";
            u.label = crate::reader::loose::label(s);
            u.kind = if body { Kind::Para } else { Kind::Heading };
        }
        mark(&mut units, &source.text);
        let heads = units.iter().filter(|u| u.kind == Kind::Heading);
        heads.map(|u| u.level).collect()
    }

    #[test]
    fn sections_stand_inside_chapters_and_hold_what_is_counted_below() {
        let text = [
            "第一节 构造",
            "一、切面",
            "（一）横切面",
            "…",
            "二、心材",
            "…",
            "第二节 性质",
            "一、含水率",
        ];
        assert_eq!(levels(&text), [2, 3, 4, 3, 2, 3]);
    }

    #[test]
    fn bare_heads_right_above_a_series_hold_it() {
        let text = [
            "【目标】",
            "…",
            "【过程】",
            "一、导入",
            "…",
            "二、练习",
            "…",
            "【板书】",
            "…",
        ];
        assert_eq!(levels(&text), [2, 2, 3, 3, 2]);
        // One with words of its own stands beside it.
        let text = ["引言", "…", "一、缘起", "…", "二、经过", "…"];
        assert_eq!(levels(&text), [2, 2, 2]);
    }

    #[test]
    fn bare_heads_in_the_gaps_of_a_series_have_lost_their_numbers() {
        let text = [
            "1.1 缘由",
            "…",
            "意义",
            "…",
            "1.3 现状",
            "1.3.1 国外",
            "…",
            "国内",
            "…",
            "1.3.3 评述",
        ];
        assert_eq!(levels(&text), [2, 2, 2, 3, 3, 3]);
    }

    #[test]
    fn decimals_stand_beside_bare_heads_with_words_of_their_own() {
        let text = [
            "摘要",
            "…",
            "1 缘起",
            "…",
            "2 情况",
            "2.1 工程",
            "…",
            "2.2 水质",
            "…",
            "附记",
            "…",
        ];
        assert_eq!(levels(&text), [2, 2, 2, 3, 3, 2]);
    }

    #[test]
    fn series_go_on_where_they_stood() {
        // A head of an outer form closes a series; its next number opens it again.
        let text = ["33.环境", "第五，推进", "…", "34.特征", "…", "35.目标"];
        assert_eq!(levels(&text), [2, 2, 2, 2]);
        // 4、 goes on what 3. began.
        let text = [
            "2. 性质",
            "…",
            "3. 意义",
            "（1）长期",
            "…",
            "4、任务",
            "…",
            "5. 前途",
        ];
        assert_eq!(levels(&text), [2, 2, 3, 2, 2]);
    }

    #[test]
    fn formal_numerals_stand_outside_plain_ones() {
        let text = [
            "壹、背景",
            "…",
            "貳、分段",
            "一、申辯",
            "…",
            "二、講理",
            "…",
            "參、討論",
        ];
        assert_eq!(levels(&text), [2, 2, 3, 3, 2]);
    }

    #[test]
    fn what_ends_a_chapter_closes_all() {
        let text = [
            "第一节 原理",
            "一、高程",
            "（一）仪器",
            "…",
            "本章小结",
            "…",
            "思考与练习",
            "一、填空",
        ];
        assert_eq!(levels(&text), [2, 3, 4, 2, 2, 3]);
    }
}
