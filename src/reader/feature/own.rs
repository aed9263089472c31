//! The line by itself.

use super::line::{Class, Fact};
use super::sink::{Sink, Template as T, range, word};
use super::text::TextFacts;
use crate::reader::lexicon::{ADDRESS, CHATTER, CLOSING, FRONT};
use crate::reader::lines::{Markup, Unit, is_han};
use crate::reader::{names, roles};

/// Lines longer than this hold no name, date or address that says what the line is, in characters.
const SHORT: u32 = 40;

pub(super) fn features(
    i: usize,
    f: &Fact<'_>,
    facts: &[Fact<'_>],
    text: &TextFacts,
    sink: &mut Sink,
) {
    shape(f, text, sink);
    label(f, sink);
    words(f, sink);
    script(f, sink);
    place(i, facts.len(), sink);
    habits(f, text, sink);
    paragraphs(f, i.checked_sub(1).and_then(|k| facts.get(k)), text, sink);
}

fn shape(f: &Fact<'_>, text: &TextFacts, sink: &mut Sink) {
    let len = f.length();
    let end = f.last as u32;
    sink.shared(T::Length, &[len]);
    sink.shared(T::Gap, &[f.gap.min(4)]);
    let gap = if f.gap > text.gap {
        2
    } else {
        u32::from(f.gap == text.gap)
    };
    sink.shared(T::Gap, &[gap, 1]);
    let indent = range(f.columns, &[0, 1, 2, 3, 4, 6, 8, 12, 20, 32]);
    sink.own(T::Indent, &[indent]);
    let set = match f.columns.cmp(&text.indent) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => 1,
        std::cmp::Ordering::Greater => 2,
    };
    sink.shared(T::Indent, &[set, 1]);
    sink.own(T::Indent, &[set, gap, f.size()]);
    sink.shared(T::End, &[end, u32::from(f.finished)]);
    sink.own(T::End, &[f.tail as u32, 2]);
    sink.own(T::End, &[len, end, 3]);
    sink.own(T::End, &[f.end(2), 4]);
    sink.shared(T::Start, &[f.first as u32]);
    sink.own(T::Start, &[f.head as u32, 1]);
    sink.own(T::Start, &[f.start(2), 2]);
    sink.own(T::Start, &[f.start(3), f.size(), 3]);
    if f.first != Class::Han {
        sink.own(T::Start, &[f.head as u32, f.last as u32, f.size(), 4]);
    }
    sink.shared(T::Marks, &[f.stops.min(3)]);
    sink.own(T::Marks, &[f.commas.min(4), 1]);
    sink.own(
        T::Marks,
        &[
            f.stops.min(2),
            f.commas.min(2),
            u32::from(f.finished),
            f.size(),
            2,
        ],
    );
    sink.own(T::Open, &[(f.quotes.clamp(-1, 1) + 1) as u32]);
    sink.own(T::Open, &[(f.brackets.clamp(-1, 1) + 1) as u32, 1]);
    let relative = f.chars * 100 / text.middle.max(1);
    sink.own(
        T::Length,
        &[range(relative, &[10, 25, 50, 80, 105, 150, 300]), 1],
    );
}

fn label(f: &Fact<'_>, sink: &mut Sink) {
    if f.framed {
        sink.shared(T::Markup, &[30]);
        sink.own(T::Markup, &[31, f.head as u32]);
    }
    sink.shared(T::Family, &[f.family as u32]);
    let Some(l) = f.label else { return };
    let fam = f.family as u32;
    let rest = f.s.get(l.len..).unwrap_or_default();
    let clause = range(f.clause, &[0, 2, 4, 8, 12, 18, 26, 36, 60]);
    let after = rest.chars().next();
    sink.own(T::FamilyRest, &[fam, clause]);
    let shape = if rest.trim().is_empty() {
        0
    } else if f.more {
        1
    } else if f.finished {
        2
    } else {
        3
    };
    sink.own(T::FamilyRest, &[fam, shape, 1]);
    sink.own(T::FamilyRest, &[fam, shape, clause, 2]);
    sink.own(
        T::FamilyRest,
        &[fam, after.map_or(0, |c| Class::of(c) as u32), 3],
    );
    sink.own(T::FamilyRest, &[after.map_or(0, |c| c as u32), 4]);
    sink.own(T::Family, &[fam, f.last as u32, f.size(), 1]);
    let spaced = after.is_some_and(char::is_whitespace);
    sink.own(T::FamilyRest, &[fam, u32::from(spaced), f.size(), 5]);
}

fn words(f: &Fact<'_>, sink: &mut Sink) {
    let size = range(f.chars, &[8, 16, 30, 60]);
    let mut hits = 0;
    for (row, at) in CHATTER.rows(f.s).take(6) {
        sink.own(T::Lexicon, &[row]);
        if at == 0 {
            sink.own(T::Lexicon, &[row, 1]);
        }
        hits += 1;
    }
    sink.shared(T::Lexicon, &[hits.min(3), 2]);
    sink.own(T::Lexicon, &[hits.min(4), size, u32::from(f.finished), 3]);
    if f.chars > SHORT {
        return;
    }
    if let Some(row) = FRONT.is(&spaceless(f.s)) {
        sink.own(T::Lexicon, &[row, 4]);
        sink.shared(T::Lexicon, &[5]);
    } else if let Some((row, 0)) = FRONT.rows(f.s).next() {
        sink.own(T::Lexicon, &[row, 6]);
        sink.own(T::Lexicon, &[size, 7]);
    }
    let clauses = (f.stops + f.commas).min(3);
    for (row, at) in ADDRESS.rows(f.s).take(3) {
        sink.own(T::Address, &[row]);
        sink.own(T::Address, &[f.last as u32, size, 1]);
        sink.own(
            T::Address,
            &[f.last as u32, size, clauses, u32::from(at == 0), 2],
        );
    }
    for (row, at) in CLOSING.rows(f.s).take(3) {
        sink.own(T::Lexicon, &[row, 8]);
        sink.shared(T::Lexicon, &[u32::from(at == 0), 9]);
    }
    let dated = u32::from(roles::is_date(f.s)) + 2 * u32::from(roles::is_day(f.s));
    if dated > 0 {
        sink.shared(T::Dates, &[dated]);
        sink.own(T::Dates, &[dated, range(f.columns, &[0, 4, 12]), 1]);
    }
    let named = u32::from(names::is_byline(f.s))
        + 2 * u32::from(names::is_name(f.s))
        + 4 * u32::from(names::is_office(f.s))
        + 8 * u32::from(names::is_poet(f.s));
    if named > 0 {
        sink.shared(T::Names, &[named]);
        sink.own(T::Names, &[named, range(f.columns, &[0, 4, 12]), 1]);
    }
    if let Some((i, _)) = f.s.char_indices().find(|(_, c)| matches!(c, '：' | ':')) {
        let before = f.s.get(..i).unwrap_or_default();
        let n = before.chars().count() as u32;
        if n <= 8 {
            let rest = u32::from(f.s.len() > i + 3);
            sink.own(T::Speaker, &[n, rest]);
            sink.own(T::Speaker, &[word(before), rest, 1]);
        }
    }
}

fn spaceless(s: &str) -> String {
    s.chars()
        .filter(|c| is_han(*c) || c.is_alphanumeric())
        .collect()
}

fn script(f: &Fact<'_>, sink: &mut Sink) {
    let seen = f.chars.clamp(1, 400);
    let part = |n: u32| n * 1000 / seen;
    sink.own(
        T::Script,
        &[range(part(f.han), &[0, 200, 400, 600, 800, 950])],
    );
    sink.own(T::Script, &[range(part(f.digits), &[0, 100, 300, 600]), 1]);
    sink.own(T::Script, &[range(part(f.latin), &[0, 100, 400, 700]), 2]);
    sink.own(
        T::Script,
        &[range(part(f.spaces), &[0, 50, 150, 300]), f.size(), 3],
    );
    if f.han == 0 && f.latin == 0 {
        sink.shared(T::Script, &[4, u32::from(f.digits > 0)]);
        sink.own(T::Script, &[5, f.head as u32]);
    }
    let odd =
        f.s.chars()
            .take(200)
            .filter(|c| Class::of(*c) == Class::Other && !c.is_whitespace())
            .count();
    sink.own(T::Script, &[range(odd as u32, &[0, 1, 3, 8]), 6]);
}

fn place(i: usize, all: usize, sink: &mut Sink) {
    let from = range(i as u32, &[0, 1, 2, 4, 7, 12, 20]);
    let to = range((all - i) as u32, &[1, 2, 3, 5, 8, 14]);
    sink.own(T::Place, &[from]);
    sink.own(T::Place, &[to, 1]);
    sink.own(
        T::Place,
        &[range(all as u32, &[30, 70, 150, 400]), from.min(4), 2],
    );
}

/// What the line shows in the light of how the text is laid out.
fn habits(f: &Fact<'_>, text: &TextFacts, sink: &mut Sink) {
    let form = f.size() * 16 + f.last as u32;
    let indent = range(f.columns, &[0, 2, 4, 8]);
    for (n, h) in text.habits().into_iter().enumerate() {
        let n = n as u32;
        sink.own(T::Text, &[n, h]);
        sink.own(T::TextForm, &[n, h, form]);
    }
    let [_, _, _, parted, indented, labelled, ..] = text.habits();
    sink.own(T::TextForm, &[20, indented, indent, form]);
    sink.own(T::TextForm, &[21, parted, f.gap.min(3), form]);
    sink.own(T::TextForm, &[22, indented, parted, indent, f.gap.min(3)]);
    sink.own(T::TextForm, &[23, labelled, f.family as u32, f.size()]);
}

/// How this text marks its paragraphs: by indents, by blank lines, or not at all.
fn paragraphs(f: &Fact<'_>, before: Option<&Fact<'_>>, text: &TextFacts, sink: &mut Sink) {
    let [set_in, flush, parted, close] = text.follows.map(|x| range(x, &[250, 500, 750, 1000]));
    let indented = u32::from(f.columns > 0);
    let gap = u32::from(f.gap > 0);
    let (done, short) = before.map_or((2, 0), |p| {
        let done = p.finished || p.last == Class::QuoteClose;
        (u32::from(done), u32::from(p.chars <= 16))
    });
    sink.own(T::Paragraphs, &[set_in, flush, indented, done]);
    sink.own(T::Paragraphs, &[parted, close, gap, done, 1]);
    sink.own(
        T::Paragraphs,
        &[
            set_in.min(3) / 2,
            flush.min(3) / 2,
            parted.min(3) / 2,
            close.min(3) / 2,
            indented,
            gap,
            done,
            2,
        ],
    );
    let [.., wrapped] = text.habits();
    sink.own(T::Paragraphs, &[wrapped, done, short, f.first as u32, 3]);
    let end = before.map_or(99, |p| p.last as u32);
    sink.own(
        T::Paragraphs,
        &[wrapped, end, u32::from(f.label.is_some()), f.size(), 4],
    );
    sink.own(T::Paragraphs, &[wrapped, indented, gap, done, 5]);
    let torn = range(text.torn, &[10, 30, 60, 120]);
    let labelled = u32::from(f.label.is_some());
    sink.own(T::Paragraphs, &[torn, end, f.first as u32, labelled, 6]);
    sink.own(T::Paragraphs, &[torn, end, gap, f.size(), 7]);
    sink.own(T::Paragraphs, &[torn, done, f.last as u32, 8]);
}

pub(super) fn markup(u: &Unit, sink: &mut Sink) {
    let m = match u.markup {
        Markup::None => 0,
        Markup::Heading { depth, .. } => u32::from(depth),
        Markup::Quotation { .. } => 9,
    };
    if m > 0 {
        sink.shared(T::Markup, &[m]);
    }
    if !u.first {
        sink.own(T::Markup, &[20]);
    }
}
