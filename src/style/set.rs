//! Single entries of a style changed by name: `page.recto=true`.

use super::keys::{self, Takes};
use super::read::{Given, checked};
use super::{EntryFault, SetFault, Style, StyleError};
use toml::{Table, Value};

impl Style {
    /// The style with entries changed, each given as `KEY=VALUE` with the key's tables parted by dots.
    ///
    /// # Errors
    /// [`StyleError::Set`] names the nearest key where one is unknown, and what it takes where the value is none.
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
            let takes = keys::find(key.trim()).map(|k| k.takes);
            let mut entry = Given {
                key: key.trim().to_owned(),
                value: parsed(value.trim(), takes),
                line: 0,
            };
            checked(&mut entry).map_err(|(g, fault)| fail(SetFault::Entry(g.key, fault)))?;
            style = style.changed(&[entry]).map_err(|e| match e {
                StyleError::Whole { reason } => fail(SetFault::Entry(
                    key.trim().to_owned(),
                    EntryFault::Whole { reason },
                )),
                e => e,
            })?;
        }
        style.checked()
    }
}

/// A value written as in TOML, or bare text.
fn parsed(text: &str, takes: Option<Takes>) -> Value {
    let value = toml::from_str::<Table>(&format!("v = {text}"))
        .ok()
        .and_then(|mut t| t.remove("v"));
    match (value, takes) {
        // 000123 and 123 are words where words stand.
        (Some(v), Some(Takes::Text | Takes::Template)) if !v.is_str() => {
            Value::String(text.to_owned())
        }
        (Some(v), _) => v,
        (None, _) => Value::String(text.to_owned()),
    }
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
            "page.inner=3cm",
            "page.notes=end",
            "roles.body.face = kai",
            "roles.piece.before=40pt",
        ]);
        let s = s.unwrap();
        assert!(s.page.recto && s.page.inner == 30.0);
        assert_eq!((s.page.notes, s.roles.body.face), (Notes::End, Face::Kai));
        assert!((s.roles.piece.before - 40.0 / s.pitch()).abs() < 1e-9);
        let s = with(&["page.size=大32开", "roles.body.size=11"]).unwrap();
        assert_eq!((s.page.width, s.roles.body.size), (140.0, 11.0));
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
