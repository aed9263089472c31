//! The rules: units in, each with a verdict out. The decoder weighs them as one vote among others; nothing outside
//! knows their insides.

mod beneath;
mod boilerplate;
mod company;
mod diary;
mod habits;
mod joins;
mod pieces;
mod rubrics;
mod sections;
mod series;
mod titles;
mod verse;
mod volumes;

use super::lines::Unit;
use super::roles;

/// The rules' verdict on each unit.
#[must_use]
pub(super) fn votes(units: &[Unit], source: &str) -> Vec<Unit> {
    let mut units = units.to_vec();
    let u = &mut units;
    sections::mark(u, source);
    joins::mark_page_numbers(u, source);
    joins::join(u, source);
    boilerplate::mark(u, source);
    roles::mark_lines(u, source);
    roles::mark(u, source);
    pieces::mark(u, source);
    roles::mark(u, source);
    roles::mark_ends(u, source);
    series::solve(u, source);
    beneath::number_heads(u, source);
    titles::headings(u, source);
    roles::mark_signatures(u, source);
    verse::mark(u, source);
    roles::weigh_paragraphs(u, source);
    units
}
