//! Single entries of a style changed by name: `page.recto=true`.

use super::{Fit, SetFault, Style, StyleError};
use toml::{Table, Value};

/// Entries that change many others.
pub(super) const FITTED: [&str; 3] = ["page.size", "page.font_size", "page.line_spacing"];

impl Style {
    /// The style with entries changed, each given as `KEY=VALUE` with the key's tables parted by dots.
    ///
    /// # Errors
    /// [`StyleError::Set`] names the nearest key where one is unknown, and what kind of value it takes.
    pub fn with(self, changes: &[String]) -> Result<Self, StyleError> {
        let mut style = self;
        for given in changes {
            let fail = |reason: SetFault| StyleError::Set {
                given: given.clone(),
                reason,
            };
            let (key, value) = given
                .split_once('=')
                .ok_or_else(|| fail(SetFault::NoValue))?;
            let value = value.trim();
            let fit = match key.trim() {
                "page.size" => Some(Fit::parse(Some(value), None, None)?),
                "page.font_size" => Some(Fit::parse(None, Some(value), None)?),
                "page.line_spacing" => Some(Fit::parse(None, None, Some(value))?),
                _ => None,
            };
            if let Some(fit) = fit {
                style = style.fitted(&fit)?;
                continue;
            }
            let mut table =
                Table::try_from(&style).map_err(|e| fail(SetFault::Value(e.to_string())))?;
            let mut keys = leaves(&table, "");
            keys.extend(FITTED.map(str::to_owned));
            if !keys.iter().any(|k| k == key.trim()) {
                let near = keys.iter().min_by_key(|k| (distance(k, key.trim()), *k));
                return Err(fail(SetFault::Unknown {
                    key: key.to_owned(),
                    near: near.cloned().unwrap_or_default(),
                }));
            }
            let slot = entry(&mut table, key.trim());
            if let Some(slot) = slot {
                *slot = parsed(value, slot);
            }
            style = table
                .try_into()
                .map_err(|e: toml::de::Error| fail(SetFault::Value(e.message().to_owned())))?;
        }
        style.checked()
    }
}

/// The entry of a name with its tables parted by dots.
fn entry<'a>(table: &'a mut Table, key: &str) -> Option<&'a mut Value> {
    match key.split_once('.') {
        None => table.get_mut(key),
        Some((first, rest)) => entry(table.get_mut(first)?.as_table_mut()?, rest),
    }
}

/// A value written as in TOML, or bare text; whole numbers fit where others stand.
fn parsed(text: &str, old: &Value) -> Value {
    let value = toml::from_str::<Table>(&format!("v = {text}"))
        .ok()
        .and_then(|mut t| t.remove("v"));
    match (value, old) {
        (Some(Value::Integer(n)), Value::Float(_)) => Value::Float(n as f64),
        // 000123 and 123 are words where words stand.
        (Some(Value::Integer(_)), Value::String(_)) => Value::String(text.to_owned()),
        (Some(v), _) => v,
        (None, _) => Value::String(text.to_owned()),
    }
}

/// Names of all entries that are no tables.
fn leaves(table: &Table, above: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (key, value) in table {
        let name = if above.is_empty() {
            key.clone()
        } else {
            format!("{above}.{key}")
        };
        match value {
            Value::Table(t) => out.extend(leaves(t, &name)),
            _ => out.push(name),
        }
    }
    out
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

#[cfg(test)]
mod tests {
    use crate::style::{Face, Notes, Style};

    fn with(changes: &[&str]) -> Result<Style, String> {
        let changes: Vec<String> = changes.iter().map(|s| (*s).to_owned()).collect();
        let style = Style::named("book").unwrap();
        style.with(&changes).map_err(|e| e.to_string())
    }

    #[test]
    fn entries_change() {
        let s = with(&[
            "page.recto=true",
            "page.inner=30",
            "page.notes=end",
            "roles.body.face = kai",
        ]);
        let s = s.unwrap();
        assert!(s.page.recto && s.page.inner == 30.0);
        assert_eq!((s.page.notes, s.roles.body.face), (Notes::End, Face::Kai));
    }

    #[test]
    fn an_unknown_entry_is_told_with_the_nearest() {
        assert!(
            with(&["page.rekto=true"])
                .unwrap_err()
                .contains("the nearest is page.recto")
        );
        assert!(with(&["page.recto=often"]).is_err());
        assert!(with(&["page=1"]).is_err());
        assert!(with(&["page.recto"]).unwrap_err().contains("KEY=VALUE"));
    }
}
