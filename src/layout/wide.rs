//! Tables that ask for more than the page is wide: no figure and no word is divided while smaller type can hold it.

use crate::tree::{Table, plain_text};

/// Room between columns, in em.
pub(super) const GUTTER: f32 = 1.0;
/// The narrowest column of words, in em.
pub(super) const NARROWEST: f32 = 2.0;
/// Type of tables is never smaller, in points.
const SMALLEST: f64 = 6.0;
/// From one size that is tried to the next.
const STEP: f64 = 0.5;
/// Cells of a column should not take more lines.
const LINES: f32 = 3.0;

/// What a column asks for, in em: so much that no word is divided, and so much that all stands on one line.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Asked {
    pub(crate) least: f32,
    pub(crate) all: f32,
}

impl Asked {
    /// Takes a further cell.
    pub(crate) fn join(&mut self, least: f32, all: f32) {
        self.least = self.least.max(least.min(all));
        self.all = self.all.max(all);
    }

    /// The narrowest that the column may be.
    pub(crate) fn narrowest(self) -> f32 {
        self.least.max(self.all.clamp(1.0, NARROWEST))
    }
}

/// True for what belongs to a figure or a word that stays whole.
pub(crate) fn is_whole(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '(' | ')') || matches!(c, '–' | '−' | '‰' | '％')
}

/// About how wide a character is.
fn em(c: char) -> f32 {
    match c {
        'A'..='Z' | '%' | '@' => 0.75,
        c if c.is_ascii() => 0.54,
        _ => 1.0,
    }
}

/// About what the columns ask for.
fn asked(t: &Table) -> Vec<Asked> {
    let mut out: Vec<Asked> = Vec::new();
    for row in &t.rows {
        out.resize(out.len().max(row.len()), Asked::default());
        for (slot, cell) in out.iter_mut().zip(row) {
            let words = plain_text(cell);
            for line in words.lines() {
                let (mut run, mut least) = (0.0_f32, 0.0_f32);
                for c in line.chars() {
                    run = if is_whole(c) { run + em(c) } else { 0.0 };
                    least = least.max(run);
                }
                slot.join(least, line.chars().map(em).sum());
            }
        }
    }
    out
}

/// The widths of columns that share some room: none is narrower than it may be while there is room for that, and the
/// narrow ones keep what they ask for.
pub(crate) fn shares(asked: &[Asked], room: f32) -> Vec<f32> {
    let least: f32 = asked.iter().map(|a| a.narrowest()).sum();
    if least > room {
        return asked.iter().map(|a| a.narrowest() * room / least).collect();
    }
    let mut out: Vec<Option<f32>> = vec![None; asked.len()];
    loop {
        let (mut left, mut open) = (room, 0usize);
        for w in &out {
            match w {
                Some(w) => left -= w,
                None => open += 1,
            }
        }
        let part = left / open.max(1) as f32;
        let mut changed = false;
        // Those that need more than an equal part come first: what they take is missing to the others.
        for (w, a) in out.iter_mut().zip(asked).filter(|(w, _)| w.is_none()) {
            if a.narrowest() > part {
                (*w, changed) = (Some(a.narrowest()), true);
            }
        }
        if !changed {
            for (w, a) in out.iter_mut().zip(asked).filter(|(w, _)| w.is_none()) {
                let own = a.all.max(a.narrowest());
                if own <= part {
                    (*w, changed) = (Some(own), true);
                }
            }
        }
        if !changed {
            return out.into_iter().map(|w| w.unwrap_or(part)).collect();
        }
    }
}

/// How the type of a table fits a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fit {
    /// Its size in points.
    pub(crate) size: f64,
    /// No figure and no word has to be divided.
    pub(crate) whole: bool,
}

/// The largest size up to `size` in which a table stands in a measure, in points, without divided words and with few
/// lines in each cell; where there is none, the largest one without divided words, else the smallest of all.
pub(crate) fn fit(t: &Table, size: f64, measure: f64) -> Fit {
    let asked = asked(t);
    let gutters = GUTTER * asked.len().saturating_sub(1) as f32;
    let least: f32 = asked.iter().map(|a| a.narrowest()).sum();
    let mut whole = None;
    let mut own = size;
    loop {
        let room = (measure / own.max(1.0)) as f32 - gutters;
        if least <= room {
            whole = whole.or(Some(own));
            let widths = shares(&asked, room);
            let few = |(a, w): (&Asked, &f32)| a.all <= w * LINES;
            if asked.iter().zip(&widths).all(few) {
                return Fit {
                    size: own,
                    whole: true,
                };
            }
        }
        if own <= SMALLEST {
            let size = whole.unwrap_or(own);
            return Fit {
                size,
                whole: whole.is_some(),
            };
        }
        own = (own - STEP).max(SMALLEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;
    use crate::tree::Block;

    fn table(head: &str, row: &str) -> Table {
        let cells = head.split('|').count();
        let rule = vec!["---"; cells].join("|");
        let text = format!("# 集\n\n|{head}|\n|{rule}|\n|{row}|\n");
        let doc = markdown::read(&text);
        let mut found = None;
        crate::tree::walk(&doc, &mut |n| {
            if let crate::tree::Node::Block(Block::Table(t)) = n {
                found = Some(t.clone());
            }
        });
        found.unwrap()
    }

    #[test]
    fn columns_of_figures_are_as_wide_as_the_figures() {
        let a = |least, all| Asked { least, all };
        let two = [a(3.0, 3.0), a(0.0, 30.0), a(4.0, 4.0), a(0.0, 30.0)];
        assert_eq!(shares(&two, 27.0), [3.0, 10.0, 4.0, 10.0]);
        // A long word is no reason to divide a figure.
        assert_eq!(shares(&[a(12.0, 12.0), a(0.0, 30.0)], 20.0), [12.0, 8.0]);
        let crowded = shares(&[a(12.0, 12.0), a(12.0, 12.0)], 12.0);
        assert_eq!(crowded, [6.0, 6.0]);
    }

    #[test]
    fn wide_tables_are_set_smaller_down_to_six_points() {
        let narrow = table("年|人", "1950|3000");
        assert_eq!(
            fit(&narrow, 9.5, 290.0),
            Fit {
                size: 9.5,
                whole: true
            }
        );
        let many = ["12345.67"; 9].join("|");
        let wide = table(&many, &many);
        let f = fit(&wide, 9.5, 290.0);
        assert!(f.whole && f.size < 9.0 && f.size >= 6.0, "{f:?}");
        let many = ["1234567890"; 14].join("|");
        let crowded = fit(&table(&many, &many), 9.5, 290.0);
        assert_eq!(
            crowded,
            Fit {
                size: 6.0,
                whole: false
            }
        );
        // Long words in few columns need no smaller type.
        let long = "字".repeat(60);
        let words = table("甲|乙", &format!("{long}|1"));
        assert_eq!(fit(&words, 9.5, 290.0).size, 9.5);
    }
}
