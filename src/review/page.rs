//! The page as one file: markup, look, program and data, with a policy that lets nothing else in.

use super::rows::{Answer, answer};
use crate::reader::{Anchored, Reading};
use crate::source::Source;
use serde::Serialize;
use sha2::{Digest, Sha256};

const MARKUP: &str = include_str!("page/page.html");
const LOOK: &str = include_str!("page/page.css");
/// The program in the order in which its parts lean on each other.
const PROGRAM: [&str; 12] = [
    include_str!("page/words.js"),
    include_str!("page/model.js"),
    include_str!("page/file.js"),
    include_str!("page/parse.js"),
    include_str!("page/words_of_line.js"),
    include_str!("page/list.js"),
    include_str!("page/panes.js"),
    include_str!("page/served.js"),
    include_str!("page/drafts.js"),
    include_str!("page/main.js"),
    include_str!("page/keep.js"),
    include_str!("page/start.js"),
];

/// How the page is made.
#[derive(Debug, Clone, Default)]
pub struct PageOptions {
    /// Name of the text, as the page shows it.
    pub name: String,
    /// The page speaks Chinese at first.
    pub chinese: bool,
    /// The page is served: its edits go to the program that serves it.
    pub served: bool,
    /// What a served page begins with.
    pub choices: Choices,
}

/// Choices of a served page, by their names on the command line.
#[derive(Debug, Clone, Serialize)]
pub struct Choices {
    /// auto, gongwen or book.
    pub style: String,
    /// auto, keep, safe or full.
    pub punctuation: String,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            style: "auto".into(),
            punctuation: "auto".into(),
        }
    }
}

#[derive(Serialize)]
struct Data<'a> {
    name: &'a str,
    zh: bool,
    served: bool,
    choices: &'a Choices,
    #[serde(flatten)]
    at: At<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer<'a>>,
}

/// The review page of a reading.
///
/// ```
/// use wenji::{reader, review, source::Source};
/// let source = Source::decode("春游\n\n一、出发\n清晨出发。\n".as_bytes(), None).unwrap();
/// let reading = reader::read(&source, &reader::ReadOptions::default());
/// let page = review::page(&source, &reading, None, &review::PageOptions::default());
/// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("清晨出发"));
/// ```
#[must_use]
pub fn page(
    source: &Source,
    reading: &Reading,
    corrections: Option<&Anchored>,
    options: &PageOptions,
) -> String {
    let told = answer(source, reading, corrections);
    assemble(options, At::default(), Some(told))
}

/// The page of a text that is served, with its number and where its corrections are kept.
#[cfg(feature = "cli")]
pub(super) fn served_page(
    source: &Source,
    reading: &Reading,
    corrections: Option<&Anchored>,
    options: &PageOptions,
    (text, kept): (u32, Option<&super::serve::Kept>),
) -> String {
    let told = answer(source, reading, corrections);
    let text = Some(text);
    assemble(options, At { text, kept }, Some(told))
}

/// What a served page is told of its text.
#[derive(Default, Serialize)]
struct At<'a> {
    /// Which of the texts that the serving program holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<u32>,
    /// Where its corrections are kept.
    #[cfg(feature = "cli")]
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<&'a super::serve::Kept>,
    #[cfg(not(feature = "cli"))]
    #[serde(skip)]
    kept: std::marker::PhantomData<&'a ()>,
}

/// The page without a text, which waits for one to be dropped on it.
#[must_use]
pub fn empty_page(options: &PageOptions) -> String {
    assemble(options, At::default(), None)
}

fn assemble(options: &PageOptions, at: At, answer: Option<Answer>) -> String {
    let data = Data {
        name: &options.name,
        zh: options.chinese,
        served: options.served,
        choices: &options.choices,
        at,
        answer,
    };
    // Inside a script element only `<` could end the data.
    let json = serde_json::to_string(&data)
        .unwrap_or_default()
        .replace('<', "\\u003c");
    let program = program();
    let policy = policy(&program, options.served);
    let mut out =
        String::with_capacity(json.len() + program.len() + LOOK.len() + MARKUP.len() + 1024);
    let mut rest = MARKUP;
    // One pass, so that nothing of the data is taken for a place to fill.
    while let Some((before, behind)) = rest.split_once("{{") {
        out.push_str(before);
        let (place, behind) = behind.split_once("}}").unwrap_or((behind, ""));
        out.push_str(match place {
            "policy" => &policy,
            "look" => LOOK,
            "data" => &json,
            "program" => &program,
            _ => "",
        });
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The policy of the served page, for its header.
#[cfg(feature = "cli")]
pub(super) fn served_policy() -> String {
    policy(&program(), true)
}

/// The program: its names are its own, not the window's.
fn program() -> String {
    format!("(() => {{\n{}}})();\n", PROGRAM.concat())
}

/// What the page may do: its own program and look, by their digests. A served page may speak with its server.
fn policy(program: &str, served: bool) -> String {
    let mut policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(program)),
        base64(&Sha256::digest(LOOK))
    );
    if served {
        policy.push_str("; connect-src 'self'; frame-src 'self'");
    }
    policy
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |group: u32, place: u32| {
        let six = (group >> (18 - 6 * place)) & 63;
        DIGITS.get(six as usize).map_or('=', |b| char::from(*b))
    };
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let byte = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let there = place as usize <= three.len();
            out.push(if there { digit(group, place) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{self, ReadOptions};

    #[test]
    fn base64_is_that_of_the_standard() {
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
        assert_eq!(base64(b"fooba"), "Zm9vYmE=");
        assert_eq!(base64(b"foob"), "Zm9vYg==");
    }

    #[test]
    fn each_reason_of_the_reader_has_its_chinese_words() {
        let words = include_str!("page/words.js");
        let of_reader = reader::feature::Template::ALL.map(reader::feature::Template::words);
        let missing: Vec<&str> = of_reader
            .into_iter()
            .filter(|w| !words.contains(&format!("\"{w}\": \"")))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
        use reader::Kind as K;
        for kind in [
            K::Title,
            K::Volume,
            K::Piece,
            K::Heading,
            K::Item,
            K::Para,
            K::Continuation,
        ] {
            let shown = format!("\"{}\"]", kind.name_zh());
            assert!(
                words.contains(&shown),
                "the page calls it otherwise: {shown}"
            );
        }
    }

    #[test]
    fn nothing_of_the_text_is_markup_or_a_place_to_fill() {
        let text = "题\n\n</script><script>alert(1)</script>{{program}}<!--\n";
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let reading = reader::read(&source, &ReadOptions::default());
        let page = page(&source, &reading, None, &PageOptions::default());
        assert!(!page.contains("<script>alert") && !page.contains("<!--"));
        assert_eq!(page.matches("</script>").count(), 2);
        assert_eq!(page.matches(PROGRAM[0]).count(), 1);
    }
}
