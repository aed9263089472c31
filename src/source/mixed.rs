//! A file of more than one encoding, and files with single bad bytes: each line is told by itself, and within a line
//! the cheapest way through its bytes.
//!
//! Files joined from two programs (`copy a+b`) are UTF-8 here and GB18030 there; a byte lost on the way shifts all
//! that follow in the old encodings. Nothing but the bad bytes themselves may be lost: each run of them is one U+FFFD.

use super::detect::legacy;
use encoding_rs::{BIG5, Encoding, UTF_8};
use std::cmp::Ordering;

/// Longer lines are read as they were told: the way through them is not looked for.
const LONGEST: usize = 1 << 20;
/// Bytes by which the older encoding of the lines that are no UTF-8 is told.
const SAMPLE: usize = 64 * 1024;
/// So many characters of UTF-8 in a line are not there by chance.
const CERTAIN: usize = 3;

/// What it costs to leave out a byte.
const SKIP: u32 = 12;
/// What it costs to go on in the other encoding.
const SWITCH: u32 = 30;
/// What a character costs that no running text is made of.
const ODD: u32 = 8;

/// A text read line by line.
pub(super) struct Mixed {
    pub(super) text: String,
    /// The encoding of most of it.
    pub(super) main: &'static Encoding,
    /// First lines of the runs of one encoding each, 1-based; a single run where only bytes were bad.
    pub(super) runs: Vec<(u32, &'static str)>,
    /// Lines with bytes that belong to no character, and how many.
    pub(super) bad: Vec<(u32, u32)>,
}

/// How a line is written.
enum Form {
    /// ASCII alone, which fits both.
    Plain,
    Utf8,
    Legacy,
    /// Neither as a whole.
    Unclear,
}

/// Reads `bytes` line by line, where `told` does not fit all of them.
pub(super) fn decode(bytes: &[u8], told: &'static Encoding) -> Option<Mixed> {
    let old = if told == UTF_8 { None } else { Some(told) };
    let sample = || -> Vec<u8> {
        let lines = bytes.split(|b| *b == b'\n');
        let strange = lines.filter(|l| std::str::from_utf8(l).is_err());
        strange.flatten().copied().take(SAMPLE).collect()
    };
    let old = match old {
        Some(e) => e,
        None if std::str::from_utf8(bytes).is_ok() => return None,
        None => legacy(&sample()),
    };
    let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let mut forms: Vec<Form> = lines.iter().map(|l| form(l, old)).collect();
    let (mut utf8, mut legacy, mut unclear) = (0, 0, false);
    for (form, line) in forms.iter().zip(&lines) {
        match form {
            Form::Plain => {}
            Form::Utf8 => utf8 += line.len(),
            Form::Legacy => legacy += line.len(),
            Form::Unclear => {
                unclear = true;
                *(if mostly_wide(line) {
                    &mut utf8
                } else {
                    &mut legacy
                }) += line.len();
            }
        }
    }
    if !unclear && (utf8 == 0 || legacy == 0) {
        return None;
    }
    let main = match utf8.cmp(&legacy) {
        Ordering::Less => old,
        Ordering::Equal => told,
        Ordering::Greater => UTF_8,
    };
    // A short line of one kind among the other may be so by chance.
    for (form, line) in forms.iter_mut().zip(&lines) {
        let high = line.iter().filter(|b| !b.is_ascii()).count();
        match form {
            Form::Utf8 if main != UTF_8 && wide(line) < CERTAIN => *form = Form::Legacy,
            Form::Legacy if main == UTF_8 && high < CERTAIN * 2 => *form = Form::Unclear,
            _ => {}
        }
    }
    let mut out = Mixed {
        text: String::with_capacity(bytes.len() + bytes.len() / 2),
        main,
        runs: Vec::new(),
        bad: Vec::new(),
    };
    for ((line, form), n) in lines.iter().zip(&forms).zip(1u32..) {
        match form {
            Form::Plain => out.text.push_str(&String::from_utf8_lossy(line)),
            Form::Utf8 => {
                out.text.push_str(&String::from_utf8_lossy(line));
                out.run(n, UTF_8);
            }
            Form::Legacy => {
                out.text.push_str(&old.decode_without_bom_handling(line).0);
                out.run(n, old);
            }
            Form::Unclear if line.len() > LONGEST => {
                out.text.push_str(&main.decode_without_bom_handling(line).0);
                out.run(n, main);
            }
            Form::Unclear => {
                let way = cheapest(line, old, main);
                for step in &way {
                    out.step(step, line, old, n);
                }
            }
        }
    }
    Some(out)
}

impl Mixed {
    fn run(&mut self, line: u32, encoding: &'static Encoding) {
        if self.runs.last().is_none_or(|r| r.1 != encoding.name()) {
            self.runs.push((line, encoding.name()));
        }
    }

    fn step(&mut self, step: &Step, line: &[u8], old: &'static Encoding, n: u32) {
        let bytes = line.get(step.from..step.to).unwrap_or_default();
        match step.how {
            How::Plain => self.text.push_str(&String::from_utf8_lossy(bytes)),
            How::Utf8 => {
                self.text.push_str(&String::from_utf8_lossy(bytes));
                self.run(n, UTF_8);
            }
            How::Legacy => {
                self.text
                    .push_str(&old.decode_without_bom_handling(bytes).0);
                self.run(n, old);
            }
            How::Bad => {
                self.text.push('\u{fffd}');
                let count = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
                match self.bad.last_mut() {
                    Some((line, bad)) if *line == n => *bad = bad.saturating_add(count),
                    _ => self.bad.push((n, count)),
                }
            }
        }
    }
}

fn form(line: &[u8], old: &'static Encoding) -> Form {
    if line.is_ascii() {
        return Form::Plain;
    }
    if let Ok(s) = std::str::from_utf8(line) {
        let beyond = s.chars().filter(|c| !c.is_ascii());
        let chinese = beyond.clone().filter(|c| is_chinese(*c)).count();
        if chinese * 2 >= beyond.count() {
            return Form::Utf8;
        }
    } else if wide(line) >= CERTAIN {
        return Form::Unclear;
    }
    let sound = old
        .decode_without_bom_handling_and_without_replacement(line)
        .is_some_and(|s| !s.contains('\u{fffd}'));
    if sound { Form::Legacy } else { Form::Unclear }
}

/// Do characters of UTF-8 make up most of the bytes beyond ASCII?
fn mostly_wide(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|b| !b.is_ascii()).count();
    wide(bytes) * 6 > high
}

/// Characters of CJK that stand in a line as three bytes of UTF-8.
fn wide(line: &[u8]) -> usize {
    let (mut n, mut at) = (0, 0);
    while let Some(three) = line.get(at..at + 3) {
        let tail = |b: u8| (0x80..0xc0).contains(&b);
        match three {
            [0xe3..=0xe9 | 0xef, b, c] if tail(*b) && tail(*c) => {
                n += 1;
                at += 3;
            }
            _ => at += 1,
        }
    }
    n
}

/// What Chinese text is made of: accidental UTF-8 is made of other characters.
fn is_chinese(c: char) -> bool {
    cost_utf8(c) == 0 || matches!(c, '\u{20000}'..)
}

fn cost_utf8(c: char) -> u32 {
    match c {
        '\u{2010}'..='\u{2027}'
        | '\u{3000}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ff01}'..='\u{ff5e}'
        | '\u{feff}'
        | '·' => 0,
        '\u{20000}'.. => 2,
        _ => 4,
    }
}

/// What a pair of bytes costs in one of the old encodings: the commoner its place in the table, the less.
fn cost_pair(a: u8, b: u8, old: &'static Encoding) -> u32 {
    if old == BIG5 {
        return match a {
            0xa1..=0xc6 => 0,
            0xc9..=0xf9 => 1,
            _ => ODD,
        };
    }
    match (a, b) {
        (0xa1..=0xa3 | 0xb0..=0xd7, 0xa1..) => 0,
        (0xd8..=0xf7, 0xa1..) => 1,
        (0xa4..=0xa9, 0xa1..) => 2,
        (0x81..=0xa0, _) | (0xaa..=0xfe, 0x40..=0xa0) => 3,
        _ => ODD,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum How {
    Plain,
    Utf8,
    Legacy,
    Bad,
}

struct Step {
    how: How,
    from: usize,
    to: usize,
}

/// The best way to a place: what it costs, the length of its last step, how that was read, and in which of the two
/// encodings the step before it was.
#[derive(Clone, Copy)]
struct Way {
    cost: u32,
    len: u8,
    how: How,
    before: u8,
}

const NONE: Way = Way {
    cost: u32::MAX,
    len: 0,
    how: How::Bad,
    before: 0,
};

/// Encodings of a place: UTF-8 and the old one.
const MODES: [How; 2] = [How::Utf8, How::Legacy];

/// The cheapest reading of a line: neighbouring steps of one kind are one.
fn cheapest(line: &[u8], old: &'static Encoding, main: &'static Encoding) -> Vec<Step> {
    let mut best = vec![[NONE; 2]; line.len() + 1];
    if let Some(first) = best.first_mut() {
        for (way, mode) in first.iter_mut().zip(MODES) {
            let usual = (mode == How::Utf8) == (main == UTF_8);
            way.cost = if usual { 0 } else { SWITCH };
        }
    }
    for at in 0..line.len() {
        let rest = line.get(at..).unwrap_or_default();
        let utf8 = character(rest);
        let pairs = [legacy_at(rest, old, 2), legacy_at(rest, old, 4)];
        for (n, mode) in (0u8..).zip(MODES) {
            let here = best.get(at).and_then(|w| w.get(usize::from(n))).copied();
            let Some(here) = here.filter(|w| w.cost != u32::MAX) else {
                continue;
            };
            let mut go = |len: usize, to: u8, how: How, price: u32| {
                let slot = best
                    .get_mut(at + len)
                    .and_then(|w| w.get_mut(usize::from(to)));
                let cost = here.cost.saturating_add(price);
                if let Some(slot) = slot.filter(|s| cost < s.cost) {
                    let len = u8::try_from(len).unwrap_or(1);
                    *slot = Way {
                        cost,
                        len,
                        how,
                        before: n,
                    };
                }
            };
            if rest.first().is_some_and(u8::is_ascii) {
                go(1, n, How::Plain, 0);
                continue;
            }
            go(1, n, How::Bad, SKIP);
            let switch = |to: How| if to == mode { 0 } else { SWITCH };
            if let Some((len, cost)) = utf8 {
                go(len, 0, How::Utf8, cost + switch(How::Utf8));
            }
            for (len, cost) in pairs.iter().flatten() {
                go(*len, 1, How::Legacy, cost + switch(How::Legacy));
            }
        }
    }
    let mut steps: Vec<Step> = Vec::new();
    let mut at = line.len();
    let cost = |w: &[Way; 2], n: usize| w.get(n).map_or(u32::MAX, |w| w.cost);
    let mut mode = best
        .last()
        .map_or(0, |w| usize::from(cost(w, 1) < cost(w, 0)));
    while at > 0 {
        let Some(way) = best.get(at).and_then(|w| w.get(mode)).filter(|w| w.len > 0) else {
            break;
        };
        let from = at - usize::from(way.len).min(at);
        match steps.last_mut() {
            Some(s) if s.how == way.how => s.from = from,
            _ => steps.push(Step {
                how: way.how,
                from,
                to: at,
            }),
        }
        (at, mode) = (from, usize::from(way.before));
    }
    steps.reverse();
    steps
}

/// Length and cost of a character of UTF-8 beyond ASCII at the start of `bytes`.
fn character(bytes: &[u8]) -> Option<(usize, u32)> {
    let len = match bytes.first()? {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let c = std::str::from_utf8(bytes.get(..len)?)
        .ok()?
        .chars()
        .next()?;
    Some((len, cost_utf8(c)))
}

/// Length and cost of a character of an old encoding at the start of `bytes`.
fn legacy_at(bytes: &[u8], old: &'static Encoding, len: usize) -> Option<(usize, u32)> {
    let own = bytes.get(..len)?;
    let [a, b, ..] = own else { return None };
    // Four bytes are one character of GB18030 only where the second is a digit.
    if (len == 4) != b.is_ascii_digit() || b < &0x30 {
        return None;
    }
    let text = old.decode_without_bom_handling_and_without_replacement(own)?;
    let mut chars = text.chars();
    let c = chars.next()?;
    let private = matches!(c, '\u{e000}'..='\u{f8ff}');
    if chars.next().is_some() || c.is_ascii() {
        return None;
    }
    Some((
        len,
        if len == 4 || private {
            ODD
        } else {
            cost_pair(*a, *b, old)
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use encoding_rs::{BIG5, GB18030};

    const A: &str = "码头上只剩一盏灯，老周把缆绳又紧了一圈。";
    const B: &str = "第二天一早，巷口的豆浆摊照旧支起来，大家都不说话。";

    fn gb(s: &str) -> Vec<u8> {
        GB18030.encode(s).0.into_owned()
    }

    fn read(bytes: &[u8]) -> Source {
        let s = Source::decode(bytes, None).unwrap();
        assert_eq!(s.encode(), bytes, "the input comes back");
        s
    }

    #[test]
    fn two_encodings_in_one_file_are_told_apart() {
        for (first, second) in [
            ([A.as_bytes(), b"\n"].concat(), gb(B)),
            ([gb(A), b"\n".to_vec()].concat(), B.as_bytes().to_vec()),
            // Joined without a line end between them.
            (A.as_bytes().to_vec(), gb(B)),
            (gb(A), B.as_bytes().to_vec()),
        ] {
            let s = read(&[first, second].concat());
            assert_eq!(s.text.replace('\n', ""), format!("{A}{B}"));
            assert_eq!(s.switches.len(), 2, "{:?}", s.switches);
        }
        let hant = "碼頭上只剩一盞燈，老周把纜繩又緊了一圈，心裡想著今晚怕是不會有人來了。";
        let bytes = [A.as_bytes(), b"\n", &BIG5.encode(hant).0, b"\n"].concat();
        assert_eq!(read(&bytes).text, format!("{A}\n{hant}\n"));
    }

    #[test]
    fn no_more_than_the_bad_bytes_is_lost() {
        for bad in [&b"\xff"[..], b"\xe4", b"\xe4\xb8", b"\xc3", b"\x80"] {
            for at in [0, 9, 30, A.len()] {
                let mut bytes = A.as_bytes().to_vec();
                bytes.splice(at..at, bad.iter().copied());
                bytes.push(b'\n');
                let s = read(&bytes);
                assert_eq!(
                    s.text.replace('\u{fffd}', ""),
                    format!("{A}\n"),
                    "{bad:?} {at}"
                );
                assert_eq!(s.bad.len(), 1);
                assert!(s.switches.is_empty());
            }
        }
        // In GB18030 a byte too many shifts what follows.
        for bad in [&b"\xff"[..], b"\xb5"] {
            for at in [0usize, 4, 20] {
                let mut bytes = gb(A);
                bytes.splice(at..at, bad.iter().copied());
                bytes.extend(b"\n");
                bytes.extend(gb(B));
                let s = read(&bytes);
                let kept = s.text.chars().filter(|c| A.contains(*c)).count();
                assert!(kept + 1 >= A.chars().count(), "{bad:?} {at} {}", s.text);
                assert!(s.text.ends_with(B));
            }
        }
    }

    #[test]
    fn sound_files_have_no_findings() {
        for bytes in [
            A.as_bytes().to_vec(),
            gb(A),
            gb("联通"),
            BIG5.encode("這是").0.into_owned(),
        ] {
            let s = read(&bytes);
            assert!(s.switches.is_empty() && s.bad.is_empty());
        }
    }
}
