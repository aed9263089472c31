//! What the lines of one form have in common in this text: how many they are, how far apart, what follows them.

use super::line::{Class, Fact};
use super::sink::{Sink, Template, grouped, range, share};
use super::text::TextFacts;

/// How much is told of a group.
const TOLD: usize = 12;

/// What is told of the groups that each line belongs to.
pub(super) struct Groups {
    /// For each form, the group of each line.
    group: Vec<Vec<u32>>,
    /// For each form, what is told of each group; of a line alone in its form nothing.
    told: Vec<Vec<Option<[u32; TOLD]>>>,
}

impl Groups {
    pub(super) fn features(&self, i: usize, sink: &mut Sink) {
        for (n, ((form, group), told)) in FORMS.iter().zip(&self.group).zip(&self.told).enumerate()
        {
            let n = n as u32;
            let at = group.get(i).and_then(|g| told.get(*g as usize));
            match at {
                Some(Some(values)) => {
                    for (k, v) in values.iter().enumerate() {
                        sink.own(form.template, &[n, k as u32, *v]);
                    }
                }
                _ => sink.own(form.template, &[n, 0, 9]),
            }
        }
    }
}

/// One way of calling lines alike.
struct Form {
    template: Template,
    key: fn(&Fact<'_>) -> u64,
}

const FORMS: [Form; 8] = [
    Form {
        template: Template::FormLayout,
        key: |f| {
            key(&[
                f.columns,
                f.gap.min(3),
                f.size(),
                u32::from(f.finished || f.last == Class::QuoteClose),
            ])
        },
    },
    Form {
        template: Template::FormGap,
        key: |f| key(&[f.gap.min(3), f.family as u32, f.size()]),
    },
    Form {
        template: Template::FormFamily,
        key: |f| match f.label {
            Some(_) => key(&[1, f.family as u32]),
            None => key(&[2, f.columns, f.last as u32]),
        },
    },
    Form {
        template: Template::FormHead,
        key: |f| u64::from(f.start(4)),
    },
    Form {
        template: Template::FormTail,
        key: |f| u64::from(f.end(4)),
    },
    Form {
        template: Template::FormEdges,
        key: |f| {
            let mark = |c: char, k: Class| if k == Class::Han { 'H' } else { c } as u32;
            key(&[mark(f.head, f.first), mark(f.tail, f.last), f.size()])
        },
    },
    Form {
        template: Template::FormLayout,
        key: |f| {
            key(&[
                77,
                f.columns,
                u32::from(f.chars <= 24),
                u32::from(f.finished),
                u32::from(f.commas > 0),
            ])
        },
    },
    Form {
        template: Template::FormShape,
        key: shape,
    },
];

/// Longer lines have no shape of their own, in characters.
const SHAPED_MAX: u32 = 60;
/// So many parts of a line make its shape.
const PARTS: usize = 14;

/// The line with every run of words, digits and numerals as one sign: 一九〇一年，上海，致某某 is like 一九三二年，北平，致某某.
pub(super) fn shape(f: &Fact<'_>) -> u64 {
    if f.chars > SHAPED_MAX {
        return key(&[78, f.columns.min(8), u32::from(f.finished)]);
    }
    let sign = |c: char| match c {
        '0'..='9'
        | '０'..='９'
        | '〇'
        | '一'
        | '二'
        | '三'
        | '四'
        | '五'
        | '六'
        | '七'
        | '八'
        | '九'
        | '十'
        | '百' => '9',
        '年' | '月' | '日' | '号' | '第' | '章' | '节' | '回' | '卷' | '篇' | '致' => c,
        c if super::super::lines::is_han(c) => 'H',
        c if c.is_alphabetic() => 'a',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let mut last = None;
    let parts = f.s.chars().map(sign).filter(|c| {
        let new = last != Some(*c);
        last = Some(*c);
        new
    });
    parts.take(PARTS).fold(key(&[79]), |h, c| with(h, c as u32))
}

fn key(values: &[u32]) -> u64 {
    values
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |h, v| with(h, *v))
}

/// A key with one more value.
const fn with(key: u64, value: u32) -> u64 {
    (key ^ value as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

const SHARES: [u32; 4] = [100, 400, 700, 950];

/// Groups the lines in each way.
pub(super) fn groups(facts: &[Fact<'_>], text: &TextFacts) -> Groups {
    let mut out = Groups {
        group: Vec::with_capacity(FORMS.len()),
        told: Vec::with_capacity(FORMS.len()),
    };
    for form in FORMS {
        let order = grouped(facts.iter().map(form.key));
        let mut group = vec![0; facts.len()];
        let mut all = Vec::new();
        for at in order.chunk_by(|a, b| a.0 == b.0) {
            for (_, i) in at {
                if let Some(g) = group.get_mut(*i as usize) {
                    *g = all.len() as u32;
                }
            }
            all.push(told(at, facts, text));
        }
        out.group.push(group);
        out.told.push(all);
    }
    out
}

/// What is told of a group, each in a range.
fn told(at: &[(u64, u32)], facts: &[Fact<'_>], text: &TextFacts) -> Option<[u32; TOLD]> {
    let n = at.len();
    if n == 1 {
        return None;
    }
    let places = || at.iter().map(|(_, i)| *i as usize);
    let all = facts.len();
    let mut gaps: Vec<usize> = places().zip(places().skip(1)).map(|(a, b)| b - a).collect();
    let adjacent = share(gaps.iter().filter(|g| **g == 1).count(), gaps.len());
    gaps.sort_unstable();
    let gap = gaps.get(gaps.len() / 2).copied().unwrap_or(0) as u32;
    let part = |p: &dyn Fn(usize) -> bool| share(places().filter(|i| p(*i)).count(), n);
    let next = |i: usize| facts.get(i + 1);
    let before = |i: usize| i.checked_sub(1).and_then(|k| facts.get(k));
    let below_long = part(&|i| next(i).is_some_and(|f| f.chars >= 30));
    let above_done = part(&|i| before(i).is_none_or(|f| f.finished || f.last == Class::QuoteClose));
    let parted_below = part(&|i| next(i).is_some_and(|f| f.gap > text.gap));
    let parted = part(&|i| facts.get(i).is_some_and(|f| f.gap > text.gap));
    let deeper =
        part(&|i| next(i).is_some_and(|f| facts.get(i).is_some_and(|g| f.columns > g.columns)));
    let short = part(&|i| facts.get(i).is_some_and(|f| f.chars <= 22));
    let open = part(&|i| facts.get(i).is_some_and(|f| !f.finished && f.commas == 0));
    let span = share(
        places().next_back().unwrap_or(0) - places().next().unwrap_or(0),
        all,
    );
    let of_all = share(n, all);
    Some([
        range(n as u32, &[2, 4, 8, 16, 40, 100]),
        range(of_all, &[10, 30, 80, 200, 400, 700]),
        range(gap, &[1, 2, 4, 8, 16, 40]),
        range(adjacent, &[50, 200, 500, 800]),
        range(below_long, &SHARES),
        range(above_done, &SHARES),
        range(span, &[100, 300, 600, 900]),
        range(parted_below, &[100, 500, 900]),
        range(parted, &[100, 500, 900]),
        range(deeper, &[100, 500, 900]),
        range(of_all, &[10, 50, 200, 500])
            + 8 * range(gap, &[1, 3, 10])
            + 64 * range(below_long, &[300, 800])
            + 512 * range(short, &[300, 800]),
        range(short, &SHARES) + 8 * range(open, &SHARES),
    ])
}
