//! What a library is told of a book beside its title and author.

use crate::xml;

/// What a library is told of a book beside its title and author.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Its identifier; made from the text where there is none.
    pub identifier: Option<String>,
    /// When it appeared: 2003, 2003-05 or 2003-05-01.
    pub date: Option<String>,
    /// Subjects.
    pub tags: Vec<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Rules behind those of the book.
    pub css: Option<String>,
}

impl About {
    /// The identifier as the package has it: an ISBN by its name.
    pub(super) fn id(&self) -> Option<String> {
        let given = self.identifier.as_deref()?.trim();
        let digits: String = given
            .trim_start_matches("ISBN")
            .trim_start_matches([':', '：', ' '])
            .chars()
            .filter(|c| !matches!(c, '-' | ' '))
            .collect();
        let figures = digits.strip_suffix(['X', 'x']).unwrap_or(&digits);
        let isbn = matches!(digits.len(), 10 | 13) && figures.bytes().all(|b| b.is_ascii_digit());
        Some(if isbn {
            format!("urn:isbn:{digits}")
        } else {
            given.to_owned()
        })
    }

    /// Date, subjects and description.
    pub(super) fn elements(&self) -> String {
        let one = |name: &str, s: &str| format!("<dc:{name}>{}</dc:{name}>\n", xml::text(s));
        let date = self.date.iter().map(|d| one("date", d));
        let tags = self.tags.iter().map(|t| one("subject", t));
        let about = self.description.iter().map(|d| one("description", d));
        date.chain(tags).chain(about).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_isbn_is_known_by_its_figures() {
        for (given, id) in [
            ("978-7-02-000220-7", "urn:isbn:9787020002207"),
            ("ISBN 7-02-000220-X", "urn:isbn:702000220X"),
            ("urn:uuid:1", "urn:uuid:1"),
            ("978 号", "978 号"),
        ] {
            let about = About {
                identifier: Some(given.into()),
                ..About::default()
            };
            assert_eq!(about.id().as_deref(), Some(id));
        }
        assert_eq!(About::default().id(), None);
    }
}
