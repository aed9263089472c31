//! Sizes that a page can have. What lies beyond them would put text outside the paper or make files without end.

use super::{Mm, Pt, Style, StyleError};

/// Points of a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// How far a text block may reach over the paper by rounding.
const HAIR: Mm = 0.1;

/// Refuses a number beyond its bounds.
fn check(key: &str, given: f64, least: f64, most: f64) -> Result<(), StyleError> {
    // Written so that what is no number is refused too.
    if given >= least && given <= most {
        return Ok(());
    }
    Err(StyleError::Bounds {
        key: key.to_owned(),
        given,
        least,
        most: (most * 100.0).floor() / 100.0,
    })
}

impl Style {
    /// Refuses a page for vertical writing that cannot be: those who write from left to right never see it.
    pub(super) fn columns_bounded(&self) -> Result<(), StyleError> {
        let (p, Some(c)) = (&self.page, &self.vertical) else {
            return Ok(());
        };
        check("vertical.top", c.top, 0.0, p.height)?;
        check("vertical.inner", c.inner, 0.0, p.width)?;
        check("vertical.length", c.length, 5.0, p.height - c.top + HAIR)?;
        check("vertical.breadth", c.breadth, 5.0, p.width - c.inner + HAIR)?;
        check("vertical.lines", c.lines.into(), 1.0, 500.0)?;
        check("vertical.chars", c.chars.into(), 1.0, 500.0)?;
        check("vertical.folio_drop", c.folio_drop, 0.0, p.width)
    }

    /// Refuses sizes that no page can have.
    pub(super) fn bounded(&self) -> Result<(), StyleError> {
        let p = &self.page;
        check("page.width", p.width, 20.0, 2000.0)?;
        check("page.height", p.height, 20.0, 2000.0)?;
        check("page.top", p.top, 0.0, p.height)?;
        check("page.inner", p.inner, 0.0, p.width)?;
        check("page.head_rise", p.head_rise, 0.0, p.height)?;
        check(
            "page.text_width",
            p.text_width,
            5.0,
            p.width - p.inner + HAIR,
        )?;
        check(
            "page.text_height",
            p.text_height,
            5.0,
            p.height - p.top + HAIR,
        )?;
        check("page.lines", p.lines.into(), 1.0, 500.0)?;
        check("page.chars", p.chars.into(), 1.0, 500.0)?;
        check("page.folio_drop", p.folio_drop, 0.0, p.height)?;
        // A line of Word has 1584 points at most.
        check("page.word_line", p.word_line.into(), 60.0, 31_680.0)?;
        let room = p.text_width.min(p.text_height);
        let largest: Pt = room * POINTS;
        let r = &self.roles;
        for (name, role) in [
            ("body", &r.body),
            ("title", &r.title),
            ("cover", &r.cover),
            ("subtitle", &r.subtitle),
            ("volume", &r.volume),
            ("piece", &r.piece),
            ("heading1", &r.heading1),
            ("heading2", &r.heading2),
            ("heading3", &r.heading3),
            ("salutation", &r.salutation),
            ("closing", &r.closing),
            ("signature", &r.signature),
            ("date", &r.date),
            ("docnumber", &r.docnumber),
            ("verse", &r.verse),
            ("quotation", &r.quotation),
            ("note", &r.note),
            ("toc1", &r.toc1),
            ("toc2", &r.toc2),
            ("folio", &r.folio),
        ] {
            let key = |entry: &str| format!("roles.{name}.{entry}");
            check(&key("size"), role.size, 1.0, largest)?;
            check(&key("indent"), role.indent, 0.0, largest / role.size)?;
            check(&key("before"), role.before, 0.0, 100.0)?;
            check(&key("after"), role.after, 0.0, 100.0)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::style::Style;

    #[test]
    fn sizes_beyond_the_page_are_refused_by_name() {
        for (key, value) in [
            ("page.width", "nan"),
            ("page.height", "1e300"),
            ("page.text_width", "400"),
            ("page.text_height", "-1"),
            ("page.lines", "0"),
            ("page.chars", "4294967295"),
            ("page.word_line", "0"),
            ("vertical.length", "inf"),
            ("roles.body.size", "0"),
            ("roles.folio.size", "5000"),
            ("roles.note.indent", "1e9"),
            ("roles.piece.before", "1e18"),
        ] {
            let style = Style::named("book").unwrap();
            let changed = style.with(&[format!("{key}={value}")]);
            let refused = changed.and_then(Style::turned).unwrap_err();
            assert!(refused.to_string().contains(key), "{key}: {refused}");
        }
    }
}
