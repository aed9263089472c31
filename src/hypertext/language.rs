//! English words within Chinese text are marked, so that a reading voice changes its language (WCAG 3.1.2).

use crate::{western, xml};

/// Bytes of a mark that English and Chinese share.
const MARK: usize = 3;

const OPEN: &str = "<span lang=\"en\" xml:lang=\"en\">";
const CLOSE: &str = "</span>";

/// What holds a number and its unit together.
const HELD: &str = "<span class=\"nb\">";

/// Appends `s` escaped, with runs of English words marked and numbers held to their units.
pub(crate) fn push(out: &mut String, s: &str) {
    let mut from = 0;
    for held in crate::unit::measures(s) {
        words(out, s.get(from..held.start).unwrap_or_default());
        out.push_str(HELD);
        from = held.end;
        words(out, s.get(held).unwrap_or_default());
        out.push_str(CLOSE);
    }
    words(out, s.get(from..).unwrap_or_default());
}

fn words(out: &mut String, s: &str) {
    let western = western::marks(s);
    let mut rest = s;
    while let Some((from, to)) = next_run(rest, s.len() - rest.len(), &western) {
        let (before, run, after) = (
            rest.get(..from).unwrap_or_default(),
            rest.get(from..to).unwrap_or_default(),
            rest.get(to..).unwrap_or_default(),
        );
        xml::push(out, before);
        if is_english(before, run, after) {
            out.push_str(OPEN);
            xml::push(out, run);
            out.push_str(CLOSE);
        } else {
            xml::push(out, run);
        }
        rest = after;
    }
    xml::push(out, rest);
}

/// The next run of words of ASCII letters with single spaces, hyphens and apostrophes between them, as bytes. Marks of
/// English text, at these bytes of a text of which `s` begins at `start`, stand in it as letters do.
fn next_run(s: &str, start: usize, western: &[usize]) -> Option<(usize, usize)> {
    let bytes = s.as_bytes();
    let mark = |at: usize| western.binary_search(&(start + at)).is_ok();
    let mut from = bytes.iter().position(u8::is_ascii_alphabetic)?;
    let mut to = from;
    let mut at = from;
    while let Some(before) = from.checked_sub(MARK).filter(|b| mark(*b)) {
        from = before;
    }
    while let Some(b) = bytes.get(at) {
        if b.is_ascii_alphabetic() {
            to = at + 1;
        } else if mark(at) {
            at += MARK;
            to = at;
            continue;
        } else if !matches!(b, b' ' | b'-' | b'\'') || at > to {
            break;
        }
        at += 1;
    }
    Some((from, to))
}

/// True for words; not for placeholders (`20xx`), parts of addresses and file names, single letters and Roman numerals.
fn is_english(before: &str, run: &str, after: &str) -> bool {
    let joins = |c: char| c.is_ascii_digit() || "/.:@_\\=&?#%".contains(c);
    if before.chars().next_back().is_some_and(joins) {
        return false;
    }
    let mut next = after.chars();
    if let Some(c) = next.next().filter(|c| joins(*c)) {
        // A full stop or colon may close a sentence; what goes on at once is an address.
        let closes = ".:?".contains(c)
            && next
                .next()
                .is_none_or(|c| !c.is_ascii_alphanumeric() && c != '/');
        if !closes {
            return false;
        }
    }
    run.split(|c: char| !c.is_ascii_alphabetic()).any(|w| {
        w.len() > 1
            && !w.bytes().all(|b| matches!(b, b'x' | b'X'))
            && !w.bytes().all(|b| b"IVXLCDM".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    fn marked(s: &str) -> String {
        let mut out = String::new();
        super::push(&mut out, s);
        out.replace(super::OPEN, "[").replace(super::CLOSE, "]")
    }

    #[test]
    fn runs_of_words_are_marked_once() {
        assert_eq!(
            marked("推进 Open Source 与GDP增长"),
            "推进 [Open Source] 与[GDP]增长"
        );
        assert_eq!(marked("He said so-so. 他说"), "[He said so-so]. 他说");
        for (text, want) in [
            ("一句It’s all right，", "一句[It’s all right]，"),
            ("写下“The dog’s name”，", "写下“[The dog’s name]”，"),
            ("Say “New Year” now。", "[Say “New Year” now]。"),
            ("“Go” is rock ’n’ roll", "[“Go” is rock ’n’ roll]"),
        ] {
            assert_eq!(marked(text), want);
        }
    }

    #[test]
    fn what_is_no_word_stays() {
        for s in [
            "20xx年",
            "见 www.example.com/a",
            "A4纸",
            "第 III 卷",
            "xx县",
            "甲A",
            "a@b.cn",
        ] {
            assert!(!marked(s).contains('['), "{}", marked(s));
        }
    }

    #[test]
    fn text_is_escaped_and_whole() {
        assert_eq!(marked("<a>&中 R&D b"), "&lt;a&gt;&amp;中 R&amp;D b");
    }
}
