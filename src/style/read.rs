//! Styles read from TOML: what is not said comes from a base, and what is wrong is told by its entry, line and what is taken.

use super::keys::{self, Takes};
use super::{EntryFault, Fit, Style, StyleError, builtin};
use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

/// Points of a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// The base of a style that names none and is not complete.
const USUAL: &str = "book";
/// Tables that a style has whole or not at all.
const WHOLE: [&str; 2] = ["vertical", "proportions"];

/// An entry as it is given.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) key: String,
    pub(super) value: Value,
    /// Line of the file, 0 where there is none.
    pub(super) line: usize,
}

impl Style {
    /// Reads a style from TOML. What it does not say comes from the style that `base` names; without one a complete
    /// style stands by itself, another takes the built-in style of its name, else `book`.
    ///
    /// # Errors
    /// [`StyleError::Parse`] where it is no TOML; [`StyleError::Entry`] names entry, line and what is taken;
    /// [`StyleError::Bounds`] the size that no page can have.
    pub fn parse(name: &str, text: &str) -> Result<Self, StyleError> {
        let syntax = |e: toml::de::Error| StyleError::Parse {
            name: name.into(),
            source: Box::new(e),
        };
        let places = DeTable::parse(text).map_err(syntax)?.into_inner();
        let values: Table = text.parse().map_err(syntax)?;
        let mut given = Vec::new();
        collect(text, &places, &values, "", &mut given)
            .and_then(|()| given.iter_mut().try_for_each(checked))
            .map_err(|(given, fault)| StyleError::Entry {
                style: name.into(),
                line: given.line,
                key: given.key,
                fault,
            })?;
        let told = |key: &str| {
            let found = given.iter().find(|g| g.key == key);
            found.and_then(|g| g.value.as_str()).map(str::to_owned)
        };
        let base = told("base");
        if base.is_none()
            && let Ok(style) = bare(&given)
        {
            return style.checked();
        }
        let own = told("name").filter(|n| builtin(n).is_some());
        let base = base.or(own).unwrap_or_else(|| USUAL.to_owned());
        let mut style = Self::named(&base)?;
        style.base = base;
        style
            .changed(&given)
            .and_then(Self::checked)
            .map_err(|e| at_line(e, name, &given))
    }

    /// The style with entries in place of its own; those that change many others go first.
    pub(super) fn changed(mut self, given: &[Given]) -> Result<Self, StyleError> {
        let text = |key: &str| {
            let found = given.iter().rev().find(|g| g.key == key)?;
            Some(match &found.value {
                Value::String(s) => s.clone(),
                v => v.to_string(),
            })
        };
        let fit = Fit::parse(
            text("page.size").as_deref(),
            text("page.font_size").as_deref(),
            text("page.line_spacing").as_deref(),
        )?;
        self = self.fitted(&fit)?;
        let rest = given.iter().filter(|g| !FITTED.contains(&g.key.as_str()));
        let rest: Vec<&Given> = rest.collect();
        if rest.is_empty() {
            return Ok(self);
        }
        let wrong = |e: String| StyleError::Whole { reason: e };
        let mut table = Table::try_from(&self).map_err(|e| wrong(e.to_string()))?;
        let mut points = Vec::new();
        for g in &rest {
            put(&mut table, &g.key, g.value.clone());
            if let Some(pt) = pt(&g.value).filter(|_| takes_space(&g.key)) {
                put(&mut table, &g.key, Value::Float(0.0));
                points.push((&g.key, pt));
            }
        }
        for name in WHOLE {
            let lacking = lacking(&table, name);
            if let Some(first) = lacking.first() {
                return Err(StyleError::Whole {
                    reason: format!("[{name}]: {first} …"),
                });
            }
        }
        let style = |table: Table| {
            let made: Result<Self, toml::de::Error> = table.try_into();
            made.map_err(|e| wrong(e.message().to_owned()))
        };
        if points.is_empty() {
            return style(table);
        }
        // Points are lines of the grid that is now known.
        let pitch = style(table.clone())?.pitch();
        for (key, pt) in points {
            put(&mut table, key, Value::Float(pt / pitch));
        }
        style(table)
    }

    /// The distance of lines in points.
    pub(super) fn pitch(&self) -> f64 {
        let (p, body) = (&self.page, self.roles.body.size);
        let apart = f64::from(p.lines.saturating_sub(1).max(1));
        ((p.text_height * POINTS - body) / apart).max(1.0)
    }
}

/// Entries that change many others.
const FITTED: [&str; 3] = ["page.size", "page.font_size", "page.line_spacing"];

/// A complete style.
fn bare(given: &[Given]) -> Result<Style, ()> {
    let mut table = Table::new();
    for g in given {
        if FITTED.contains(&g.key.as_str()) || pt(&g.value).is_some() && takes_space(&g.key) {
            return Err(());
        }
        put(&mut table, &g.key, g.value.clone());
    }
    table.try_into().map_err(|_| ())
}

fn takes_space(key: &str) -> bool {
    keys::find(key).is_some_and(|k| k.takes == Takes::Space)
}

/// Points that are written as such.
fn pt(value: &Value) -> Option<f64> {
    value.as_str()?.strip_suffix("pt")?.parse().ok()
}

/// Names of entries of a table that lacks some of its own, if it has any.
fn lacking(table: &Table, name: &str) -> Vec<String> {
    let has = |key: &str| {
        let mut at = Some(table);
        let mut parts = key.split('.').peekable();
        while let (Some(part), Some(t)) = (parts.next(), at) {
            match (t.get(part), parts.peek()) {
                (Some(_), None) => return true,
                (Some(Value::Table(inner)), Some(_)) => at = Some(inner),
                _ => return false,
            }
        }
        false
    };
    if !table.contains_key(name) {
        return Vec::new();
    }
    let below = format!("{name}.");
    keys::names()
        .filter(|n| n.starts_with(&below) && !has(n))
        .collect()
}

/// Puts an entry into its table, which is made where it is not there.
fn put(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = table
                .entry(first)
                .or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// All entries of a file with their lines.
fn collect(
    text: &str,
    places: &DeTable<'_>,
    values: &Table,
    above: &str,
    out: &mut Vec<Given>,
) -> Result<(), (Given, EntryFault)> {
    let mut known: Vec<_> = places.iter().collect();
    known.sort_by_key(|(k, _)| k.span().start);
    for (key, place) in known {
        let own: &str = key.get_ref();
        let name = match above {
            "" => own.to_owned(),
            above => format!("{above}.{own}"),
        };
        let Some(value) = values.get(own) else {
            continue;
        };
        let before = text.get(..key.span().start).unwrap_or_default();
        let line = 1 + before.matches('\n').count();
        let given = Given {
            key: name,
            value: value.clone(),
            line,
        };
        match (place.get_ref(), value) {
            (DeValue::Table(p), Value::Table(v)) if keys::is_table(&given.key) => {
                collect(text, p, v, &given.key, out)?;
            }
            _ => out.push(given),
        }
    }
    Ok(())
}

/// The entry as the style keeps it, or what is wrong with it.
pub(super) fn checked(given: &mut Given) -> Result<(), (Given, EntryFault)> {
    let Some(key) = keys::find(&given.key) else {
        let fault = if keys::is_table(&given.key) {
            EntryFault::Table
        } else {
            EntryFault::Unknown {
                near: keys::nearest(&given.key),
            }
        };
        return Err((given.clone(), fault));
    };
    match key.takes.value(&given.value) {
        Some(value) => {
            given.value = value;
            Ok(())
        }
        None => Err((
            given.clone(),
            EntryFault::Value {
                given: given.value.to_string(),
                takes: key.takes,
            },
        )),
    }
}

/// A size beyond the page with the line that gives it.
fn at_line(e: StyleError, name: &str, given: &[Given]) -> StyleError {
    let StyleError::Bounds {
        key,
        given: n,
        least,
        most,
    } = e
    else {
        return e;
    };
    let line = given.iter().find(|g| g.key == key).map(|g| g.line);
    match line {
        Some(line) => StyleError::Entry {
            style: name.into(),
            line,
            key,
            fault: EntryFault::Bounds {
                given: n,
                least,
                most,
            },
        },
        None => StyleError::Bounds {
            key,
            given: n,
            least,
            most,
        },
    }
}
