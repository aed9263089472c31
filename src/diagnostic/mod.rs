//! Findings: what a person should look at, with line, code and help.

mod numbers;
mod quotes;

use crate::reader::{DOUBTFUL, Kind, Unit};
use crate::source::{Repair, Source};
use crate::tree::Rule;
use serde::Serialize;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Look here.
    Warning,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// 1-based source line.
    pub line: u32,
    /// How grave.
    pub severity: Severity,
    /// Stable code: `doubtful`, `numbers`, `quotes`, `placeholder`, `mojibake`, `copy`, `alike`,
    /// `private-use`, `unknown-node`, `unknown-mark`, `lost`, `encoding`, `leftovers`, `missing-glyph`, `face-replaced`, `mark-flattened`,
    /// `picture`.
    pub code: &'static str,
    /// What it is, in English.
    pub message: String,
    /// The same in Chinese.
    pub message_zh: String,
    /// The words of the line that are meant; empty where it is the whole line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
}

impl Diagnostic {
    /// A warning.
    #[must_use]
    pub fn warning(line: u32, code: &'static str, message: String, message_zh: String) -> Self {
        Self {
            line,
            severity: Severity::Warning,
            code,
            message,
            message_zh,
            words: String::new(),
        }
    }

    /// The finding, told of these words of the line.
    #[must_use]
    pub fn about(self, words: &str) -> Self {
        Self {
            words: words.to_owned(),
            ..self
        }
    }
}

/// A node of pandoc's that is not known here.
#[must_use]
pub fn unknown_node(name: &str) -> Diagnostic {
    Diagnostic::warning(
        0,
        "unknown-node",
        format!("pandoc's \"{name}\" is not known here: its words alone are taken"),
        format!("不认识 pandoc 的“{name}”：只取用其中的文字"),
    )
}

/// A mark that the tree has no place for: its words stay, what it says of them does not.
#[must_use]
pub fn unknown_mark(name: &str, places: usize) -> Diagnostic {
    Diagnostic {
        severity: Severity::Note,
        ..Diagnostic::warning(
            0,
            "unknown-mark",
            format!("the mark \"{name}\" is not taken over: {places} place(s), whose words stay"),
            format!("标记“{name}”未保留：{places} 处，文字仍在"),
        )
    }
}

/// Most characters that are named of those that were lost.
const LOST_SHOWN: usize = 40;

/// Characters that did not reach the tree.
#[must_use]
pub fn lost(characters: &str) -> Diagnostic {
    let n = characters.chars().count();
    let shown: String = characters.chars().take(LOST_SHOWN).collect();
    Diagnostic::warning(
        0,
        "lost",
        format!("{n} character(s) of the file are in no document: {shown}"),
        format!("文件中有 {n} 个字符未进入文档：{shown}"),
    )
}

/// Lines of bad bytes that are named one by one.
const BAD_SHOWN: usize = 50;

/// Findings in how the bytes became text: an encoding that changes on the way, bytes that belong to no character.
#[must_use]
pub fn of_source(source: &Source) -> Vec<Diagnostic> {
    let switches = source.switches.iter().take(BAD_SHOWN).map(|(line, name)| {
        Diagnostic::warning(
            *line,
            "encoding",
            format!("the file has several encodings: from here on it is {name}"),
            format!("文件含有多种编码：自此行起为 {name}"),
        )
    });
    let bad = source.bad.iter().take(BAD_SHOWN).map(|(line, n)| {
        Diagnostic::warning(
            *line,
            "encoding",
            format!("{n} byte(s) that belong to no character in {}: each run of them stands as \u{fffd}", source.encoding),
            format!("有 {n} 个字节在 {} 中不成字符，每处以 \u{fffd} 代替", source.encoding),
        )
    });
    switches.chain(bad).chain(leftovers(source)).collect()
}

/// Lines that were cleaned of what other programs left there: one finding for each kind.
fn leftovers(source: &Source) -> Vec<Diagnostic> {
    let of = |rule: Rule| source.repairs.iter().filter(move |r| r.rule == rule);
    let line = |r: &Repair| {
        let before = source.text.get(..r.span.start as usize).unwrap_or_default();
        u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
    };
    let kinds = [
        (
            Rule::Markup,
            "entities and tags of web pages, read as what they mean",
            "含网页的字符实体和标签，已按原意读取",
        ),
        (
            Rule::Space,
            "spaces between the characters, as OCR leaves them, taken away",
            "字间有识别（OCR）留下的空格，已去掉",
        ),
    ];
    let found = |(rule, en, zh): (Rule, &str, &str)| {
        let first = of(rule).next()?;
        let n = of(rule).count();
        Some(Diagnostic {
            severity: Severity::Note,
            ..Diagnostic::warning(
                line(first),
                "leftovers",
                format!("{n} line(s) with {en}"),
                format!("{n} 行{zh}"),
            )
        })
    };
    kinds.into_iter().filter_map(found).collect()
}

/// What is left out is named below this confidence: leaving out is the worst fault.
const LEFT_OUT: f32 = 0.9;

/// In which words a line is doubtful, if it is.
fn doubt(u: &Unit) -> Option<(String, String)> {
    let why = u.reasons();
    if u.kind == Kind::Boilerplate && u.confidence < LEFT_OUT {
        return Some((
            format!("left out, perhaps text ({why})"),
            "已略去，但可能是正文".into(),
        ));
    }
    if u.confidence >= DOUBTFUL {
        return None;
    }
    if u.second == Kind::Boilerplate {
        return Some((
            format!("left in, perhaps chatter ({why})"),
            "已保留，但可能是网站杂语".into(),
        ));
    }
    let what = u.kind.name();
    let other = u.second.name();
    let (what_zh, other_zh) = (u.kind.name_zh(), u.second.name_zh());
    Some((
        format!("taken for {what}, perhaps {other} ({why})"),
        format!("判为{what_zh}，也可能是{other_zh}，没有把握"),
    ))
}

/// Findings in what was read.
#[must_use]
pub fn of_units(units: &[Unit], source: &str) -> Vec<Diagnostic> {
    let doubts = units.iter().filter_map(|u| {
        let (en, zh) = doubt(u)?;
        Some(Diagnostic::warning(u.line, "doubtful", en, zh))
    });
    let mut out: Vec<Diagnostic> = doubts.collect();
    out.extend(numbers::findings(units, source));
    out.extend(quotes::findings(units, source));
    out.sort_by_key(|d| d.line);
    out
}
