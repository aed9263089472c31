//! `--name-pattern`: what the names of files tell, where they follow a habit of one's own.

use crate::reader::FileName;
use crate::reader::label::chinese;
use std::str::FromStr;

/// What a part of a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    Author,
    Series,
    Number,
    Any,
}

/// Fields by their names.
const FIELDS: [(&str, Field); 5] = [
    ("title", Field::Title),
    ("author", Field::Author),
    ("series", Field::Series),
    ("number", Field::Number),
    ("any", Field::Any),
];
/// A pattern may have so many parts: what is tried grows with them.
const PARTS: usize = 24;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Field(Field),
}

/// `{author}-{title}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamePattern(Vec<Part>);

/// What a name told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) series: Option<String>,
    pub(super) number: Option<u32>,
}

impl Told {
    /// What the reader asks the name for.
    pub(super) fn name(&self) -> FileName {
        FileName {
            title: self.title.clone(),
            author: self.author.clone(),
        }
    }

    fn set(&mut self, field: Field, words: &str) {
        let words = words.trim();
        match field {
            Field::Title => self.title = Some(words.to_owned()),
            Field::Author => self.author = Some(words.to_owned()),
            Field::Series => self.series = Some(words.to_owned()),
            Field::Number => self.number = number(words),
            Field::Any => {}
        }
    }
}

impl FromStr for NamePattern {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let all = || {
            let names = FIELDS.map(|(name, _)| format!("{{{name}}}"));
            names.join(" ")
        };
        let mut parts: Vec<Part> = Vec::new();
        let mut rest = words;
        while let Some(c) = rest.chars().next() {
            if c == '{' {
                let (name, behind) = rest
                    .get(1..)
                    .and_then(|r| r.split_once('}'))
                    .ok_or_else(all)?;
                let known = FIELDS.iter().find(|(n, _)| *n == name);
                let field = known.ok_or_else(all)?.1;
                let part = Part::Field(field);
                // Where one ends and the next begins only a number tells; and a book has one title.
                let twice = field != Field::Any && parts.contains(&part);
                let apart = match parts.last() {
                    Some(Part::Field(last)) => (*last == Field::Number) != (field == Field::Number),
                    _ => true,
                };
                if twice || !apart {
                    return Err(format!("{{{name}}}: {}", all()));
                }
                parts.push(part);
                rest = behind;
            } else {
                if let Some(Part::Words(own)) = parts.last_mut() {
                    own.push(c);
                } else {
                    parts.push(Part::Words(c.into()));
                }
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
        let told = |p: &Part| matches!(p, Part::Field(f) if *f != Field::Any);
        if !parts.iter().any(told) || parts.len() > PARTS {
            return Err(all());
        }
        Ok(Self(parts))
    }
}

impl NamePattern {
    /// What a name without its ending tells; `None` where the pattern does not fit it. Fields are as short as may be,
    /// numbers as long.
    pub(super) fn read(&self, stem: &str) -> Option<Told> {
        let mut found = Vec::new();
        fits(&self.0, stem.trim(), &mut found).then(|| {
            let mut told = Told::default();
            for (field, words) in found {
                told.set(field, words);
            }
            told
        })
    }
}

/// True where the parts fit all of the rest; what the fields hold is put into `found`.
fn fits<'a>(parts: &[Part], rest: &'a str, found: &mut Vec<(Field, &'a str)>) -> bool {
    let Some((part, parts)) = parts.split_first() else {
        return rest.is_empty();
    };
    let field = match part {
        Part::Words(words) => {
            let rest = rest.strip_prefix(words.as_str());
            return rest.is_some_and(|rest| fits(parts, rest, found));
        }
        Part::Field(field) => *field,
    };
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    let mut ends: Vec<usize> = ends.collect();
    if field == Field::Number {
        // All of its figures belong to a number.
        ends.reverse();
    }
    for end in ends {
        // The last part takes all that is left.
        if parts.is_empty() && end < rest.len() {
            continue;
        }
        let (Some(own), Some(behind)) = (rest.get(..end), rest.get(end..)) else {
            continue;
        };
        let right = match field {
            Field::Any => true,
            Field::Number => number(own.trim()).is_some(),
            _ => !own.trim().is_empty(),
        };
        let mark = found.len();
        if right {
            found.push((field, own));
            if fits(parts, behind, found) {
                return true;
            }
        }
        found.truncate(mark);
    }
    false
}

/// 12, １２, 十二.
fn number(words: &str) -> Option<u32> {
    let plain: String = words
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect();
    let digits = plain.bytes().all(|b| b.is_ascii_digit());
    let arabic = digits.then(|| plain.parse().ok()).flatten();
    arabic.or_else(|| {
        let (n, len) = chinese(&plain)?;
        (len == plain.len() && len > 0).then_some(n)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: &str, stem: &str) -> Option<(String, String, String, u32)> {
        let told = pattern.parse::<NamePattern>().unwrap().read(stem)?;
        Some((
            told.title.unwrap_or_default(),
            told.author.unwrap_or_default(),
            told.series.unwrap_or_default(),
            told.number.unwrap_or_default(),
        ))
    }

    #[test]
    fn ten_habits_of_naming_are_told() {
        for (pattern, stem, told) in [
            ("{author}-{title}", "林晓-渡口", ("渡口", "林晓", "", 0)),
            ("{title}_{author}", "渡口_林晓", ("渡口", "林晓", "", 0)),
            (
                "{title}（{author}）",
                "渡口（林晓）",
                ("渡口", "林晓", "", 0),
            ),
            (
                "{author}《{title}》{any}",
                "林晓《渡口》全本",
                ("渡口", "林晓", "", 0),
            ),
            (
                "{author}《{title}》{any}",
                "林晓《渡口》",
                ("渡口", "林晓", "", 0),
            ),
            ("{number}{title}", "012渡口", ("渡口", "", "", 12)),
            ("{number}.{title}", "012.渡口.上", ("渡口.上", "", "", 12)),
            (
                "{series} {number} {title}",
                "江湖 十二 渡口",
                ("渡口", "", "江湖", 12),
            ),
            (
                "[{series}{number}] {title} @ {author}",
                "[江湖３] 渡口 往事 @ 林晓",
                ("渡口 往事", "林晓", "江湖", 3),
            ),
            (
                "{any}-{title}-{author}",
                "site.example-渡口-林 晓",
                ("渡口", "林 晓", "", 0),
            ),
            (
                "【{author}】{title}",
                "【林晓】渡口",
                ("渡口", "林晓", "", 0),
            ),
            (
                "{title} by {author}",
                "Ferry by Lin Xiao",
                ("Ferry", "Lin Xiao", "", 0),
            ),
        ] {
            let (title, author, series, n) = told;
            let told = (title.into(), author.into(), series.into(), n);
            assert_eq!(read(pattern, stem), Some(told), "{pattern} {stem}");
        }
        for (pattern, stem) in [
            ("{author}-{title}", "渡口"),
            ("{author}-{title}", "-渡口"),
            ("{number}.{title}", "甲.渡口"),
            ("《{title}》", "渡口"),
        ] {
            assert_eq!(read(pattern, stem), None, "{pattern} {stem}");
        }
    }

    #[test]
    fn a_pattern_that_tells_nothing_is_refused() {
        for wrong in [
            "",
            "book",
            "{any}",
            "{titel}",
            "{title",
            "{title}{author}",
            "{title}-{title}",
        ] {
            let why = wrong.parse::<NamePattern>().unwrap_err();
            assert!(
                why.contains("{title} {author} {series} {number} {any}"),
                "{why}"
            );
        }
    }
}
