//! Margins at the binding by the number of pages, as print shops ask for them (`gutters.toml`).

use super::{Mm, Page, StyleError};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What is left of the outer margin at least.
const OUTER: Mm = 6.0;

#[derive(Deserialize)]
struct Row {
    /// For books of up to this many pages.
    up_to: usize,
    inner: Mm,
}

impl Page {
    /// Widens the margin at the binding to what the rules named by `gutter` ask for a book of `pages` pages; the text
    /// block keeps its width and moves outwards.
    ///
    /// # Errors
    /// [`StyleError::Gutter`] where there are no such rules.
    pub(crate) fn bind(&mut self, pages: usize) -> Result<(), StyleError> {
        let name = &self.gutter;
        if name.is_empty() {
            return Ok(());
        }
        let rules: BTreeMap<String, Vec<Row>> = toml::from_str(include_str!("gutters.toml"))
            .map_err(|e| StyleError::Parse {
                name: "gutters".into(),
                source: Box::new(e),
            })?;
        let Some(rows) = rules.get(name) else {
            let known: Vec<&str> = rules.keys().map(String::as_str).collect();
            return Err(StyleError::Gutter {
                given: name.clone(),
                known: known.join(", "),
            });
        };
        let row = rows.iter().find(|r| pages <= r.up_to).or(rows.last());
        let extent = if self.vertical {
            self.text_height
        } else {
            self.text_width
        };
        let most = (self.width - extent - OUTER).max(self.inner);
        if let Some(row) = row {
            self.inner = self.inner.max(row.inner).min(most);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::style::{Page, Style, StyleError};

    fn page(gutter: &str) -> Page {
        let mut page = Style::named("book").map(|s| s.page);
        if let Ok(p) = &mut page {
            (p.inner, p.gutter) = (10.0, gutter.into());
        }
        page.unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn thick_books_have_wider_gutters() {
        for (pages, inner) in [
            (100, 10.0),
            (151, 12.7),
            (300, 12.7),
            (301, 15.9),
            (5000, 22.3),
        ] {
            let mut p = page("kdp");
            assert!(p.bind(pages).is_ok());
            assert_eq!(p.inner, inner, "{pages}");
        }
    }

    #[test]
    fn the_outer_margin_is_kept_and_unknown_rules_are_told() {
        let mut p = page("glued");
        p.text_width = 160.0;
        assert!(p.bind(1000).is_ok());
        assert_eq!(p.inner, 19.0);
        assert!(matches!(
            page("nobody").bind(1),
            Err(StyleError::Gutter { .. })
        ));
    }
}
