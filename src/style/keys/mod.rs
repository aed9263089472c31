//! The entries of a style: what each takes and means, in both languages. Files are read, wrong ones are answered, the guide
//! and the schema are written by this one table.

mod list;
mod show;

pub use list::{GROUPS, ROLE_KEYS, ROLES};
pub use show::{guide, schema};

use super::unit;
use list::{COLOURS, OTHERS};
use toml::Value;

/// What an entry takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Takes {
    /// A length in millimetres, from … to ….
    Length(f64, f64),
    /// A size of type in points.
    Type,
    /// Characters or lines.
    Count(f64, f64),
    /// Characters or lines without parts.
    Whole(f64, f64),
    /// Space: lines of the grid, or points with their unit.
    Space,
    /// A number.
    Number(f64, f64),
    /// `true` or `false`.
    Flag,
    /// One of some words.
    Word(&'static [&'static str]),
    /// Any text.
    Text,
    /// Text with places for `{book}`, `{piece}` and `{page}`, and no others.
    Template,
    /// `#c00000` or the name of a colour.
    Colour,
    /// The size of a page.
    Size,
    /// The distance of lines.
    Spacing,
}

/// An entry: its name without its table, what it takes and means.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What it means, in English.
    pub en: &'static str,
    /// The same in Chinese.
    pub zh: &'static str,
}

/// A table of entries.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// Its name; entries of the empty one stand before all tables.
    pub name: &'static str,
    /// What it is about, in English.
    pub en: &'static str,
    /// The same in Chinese.
    pub zh: &'static str,
    /// Its entries.
    pub keys: &'static [Key],
}

/// The entry of a full name, as `roles.body.size`.
#[must_use]
pub fn find(name: &str) -> Option<Key> {
    if let Some((_, own)) = name
        .strip_prefix("roles.")
        .and_then(|rest| rest.split_once('.'))
        .filter(|(role, _)| ROLES.iter().any(|r| r.0 == *role))
    {
        return ROLE_KEYS.iter().find(|k| k.name == own).copied();
    }
    let of = |g: &'static Group| match g.name {
        "" => Some(name),
        table => name.strip_prefix(table)?.strip_prefix('.'),
    };
    GROUPS.iter().find_map(|g| {
        let own = of(g)?;
        g.keys.iter().find(|k| k.name == own).copied()
    })
}

/// Full names of all entries.
pub fn names() -> impl Iterator<Item = String> {
    let plain = GROUPS.iter().flat_map(|g| {
        g.keys.iter().map(|k| match g.name {
            "" => k.name.to_owned(),
            table => format!("{table}.{}", k.name),
        })
    });
    let roles = ROLES.iter().flat_map(|r| {
        ROLE_KEYS
            .iter()
            .map(move |k| format!("roles.{}.{}", r.0, k.name))
    });
    plain.chain(roles)
}

/// True for the name of a table.
pub(super) fn is_table(name: &str) -> bool {
    let below = format!("{name}.");
    names().any(|n| n.starts_with(&below))
}

/// The entry that was probably meant: by meaning, else by its letters.
#[must_use]
pub fn nearest(name: &str) -> String {
    let (above, last) = name.rsplit_once('.').unwrap_or(("", name));
    let word = last.to_lowercase();
    if let Some((_, own)) = OTHERS.iter().find(|(w, _)| *w == word) {
        let whole = match above {
            "" => (*own).to_owned(),
            above => format!("{above}.{own}"),
        };
        let in_page = format!("page.{own}");
        let in_body = format!("roles.body.{own}");
        let meant = [whole, (*own).to_owned(), in_page, in_body];
        if let Some(found) = meant.into_iter().find(|n| find(n).is_some()) {
            return found;
        }
    }
    // A table is nearest to a table.
    let groups = GROUPS.iter().map(|g| g.name.to_owned());
    let roles = ROLES.iter().map(|r| format!("roles.{}", r.0));
    let tables = groups.chain(["roles".to_owned()]).chain(roles);
    let near = tables
        .map(|n| (distance(&n, name), n))
        .filter(|(d, n)| *d <= 2 && !n.is_empty())
        .min();
    let close = nearest_by_letters(name);
    if let Some((d, table)) = near
        && d < distance(&close, name)
    {
        return table;
    }
    // A right name in a wrong table is nearer than a wrong name in a right one.
    let moved = names().find(|n| n.rsplit_once('.').is_some_and(|(_, l)| l == word));
    match moved {
        Some(m) if distance(&close, name) > 2 => m,
        _ => close,
    }
}

/// The entry whose name has the most alike letters.
fn nearest_by_letters(name: &str) -> String {
    let close = names().min_by_key(|n| (distance(n, name), n.len()));
    close.unwrap_or_default()
}

/// How many characters must be put in, taken out or changed to make one name of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, pair) in b.iter().zip(row.windows(2)) {
            if let [corner, above] = pair {
                left = (corner + usize::from(x != *y)).min(above + 1).min(left + 1);
                next.push(left);
            }
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// Red, green and blue of a colour.
#[must_use]
pub fn colour(text: &str) -> Option<[u8; 3]> {
    let text = text.trim().to_lowercase();
    if let Some((_, rgb)) = COLOURS.iter().find(|(n, _)| *n == text) {
        return Some(*rgb);
    }
    let hex = text
        .strip_prefix('#')
        .filter(|h| h.len() == 6 && h.is_ascii())?;
    let of = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    Some([of(0)?, of(2)?, of(4)?])
}

use Takes::{
    Colour, Count, Flag, Length, Number, Size, Space, Spacing, Template, Text, Type, Whole, Word,
};

/// Are the words in braces those that a running head may have?
fn has_known_fields(words: &str) -> bool {
    let mut fields = words.split('{').skip(1);
    fields.all(|f| matches!(f.split_once('}'), Some(("book" | "piece" | "page", _))))
}

impl Takes {
    /// A value of TOML as the style keeps it; `None` where it is none of what is taken.
    #[must_use]
    pub fn value(self, given: &Value) -> Option<Value> {
        let bounded = |n: f64, least: f64, most: f64| (n >= least && n <= most).then_some(n);
        let number = match given {
            Value::Integer(n) => Some(*n as f64),
            Value::Float(n) => Some(*n),
            _ => None,
        };
        let text = given.as_str();
        let read = |of: fn(&str) -> Option<f64>| number.or_else(|| of(text?));
        match self {
            Length(a, b) => bounded(read(|t| unit::length(t, 1.0))?, a, b).map(Value::Float),
            Type => bounded(read(unit::points)?, 1.0, 2000.0).map(Value::Float),
            Count(a, b) => bounded(read(unit::count)?, a, b).map(Value::Float),
            Number(a, b) => bounded(read(unit::count)?, a, b).map(Value::Float),
            Whole(a, b) => {
                let n = bounded(read(unit::count)?, a, b)?;
                (n.fract() == 0.0).then_some(Value::Integer(n as i64))
            }
            Space => {
                let lines = read(unit::count).and_then(|n| bounded(n, 0.0, 100.0));
                // Points stay as they are written until the grid is known.
                let points = || {
                    let n = unit::points(text?)?;
                    bounded(n, 0.0, 2000.0).map(|n| Value::String(format!("{n}pt")))
                };
                lines.map(Value::Float).or_else(points)
            }
            Flag => match (given, text) {
                (Value::Boolean(_), _) => Some(given.clone()),
                (_, Some("true")) => Some(Value::Boolean(true)),
                (_, Some("false")) => Some(Value::Boolean(false)),
                _ => None,
            },
            Word(words) => text.filter(|t| words.contains(t)).map(|_| given.clone()),
            Text => match given {
                Value::String(_) => Some(given.clone()),
                // 000123 and 123 are words where words stand.
                Value::Integer(n) => Some(Value::String(n.to_string())),
                _ => None,
            },
            Template => match Text.value(given)? {
                Value::String(s) if has_known_fields(&s) => Some(Value::String(s)),
                _ => None,
            },
            Colour => {
                let [r, g, b] = colour(text?)?;
                Some(Value::String(format!("#{r:02x}{g:02x}{b:02x}")))
            }
            Size => crate::style::Size::parse(text?).ok().map(|_| given.clone()),
            Spacing => {
                let said = number.map(|n| n.to_string());
                let said = said.as_deref().or(text)?;
                crate::style::Fit::parse(None, None, Some(said)).ok()?;
                Some(Value::String(said.to_owned()))
            }
        }
    }

    /// What is taken, in words: English where `zh` is false.
    #[must_use]
    pub fn words(self, zh: bool) -> String {
        let span = |a: f64, b: f64| {
            if zh {
                format!("{a} 到 {b}")
            } else {
                format!("{a} to {b}")
            }
        };
        let say = |en: &str, chinese: &str| if zh { chinese } else { en }.to_owned();
        match self {
            Length(a, b) => format!(
                "{}{}",
                span(a, b),
                say(
                    " mm, or with a unit: 170mm, 17cm, 6in",
                    " 毫米，或带单位：170mm、17cm、6in"
                )
            ),
            Type => say(
                "a size of type: 10.5, 10.5pt, 五号",
                "字号：10.5、10.5pt、五号",
            ),
            Count(a, b) | Number(a, b) => span(a, b),
            Whole(a, b) => format!("{}{}", say("a whole number, ", "整数，"), span(a, b)),
            Space => say(
                "lines, 0 to 100, or points: 12pt",
                "行数（0 到 100），或磅数：12pt",
            ),
            Flag => say("true or false", "true 或 false"),
            Word(words) => {
                let shown = words.iter().map(|w| if w.is_empty() { "\"\"" } else { *w });
                shown.collect::<Vec<_>>().join(if zh { "、" } else { ", " })
            }
            Text => say("text in quotation marks", "加引号的文字"),
            Template => say(
                "text in quotation marks, with {book}, {piece} or {page} in it",
                "加引号的文字，其中可用 {book}、{piece}、{page}",
            ),
            Colour => say(
                "#rrggbb, black, grey, red, blue, green, brown",
                "#rrggbb、black、grey、red、blue、green、brown",
            ),
            Size => {
                let all = crate::style::sizes().unwrap_or_default();
                let names = all.iter().filter_map(|s| s.names.first()).cloned();
                let names: Vec<String> = names.collect();
                format!(
                    "{}{}",
                    names.join(if zh { "、" } else { ", " }),
                    say(", or WIDTHxHEIGHT in mm", "，或 宽x高（毫米）")
                )
            }
            Spacing => say(
                "0.9 to 4 sizes of the type, or 18pt, 6mm",
                "字号的 0.9 到 4 倍，或 18pt、6mm",
            ),
        }
    }
}
