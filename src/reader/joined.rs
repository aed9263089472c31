//! Lines that carry on others, as the tree takes them.

use super::lines::{Kind, Unit};

/// More lines of page numbers and chatter than these do not stand within one sentence.
const BETWEEN: usize = 16;

/// Does the unit at `at`, page numbers and chatter left out, carry on the one before?
pub(super) fn carried_on(units: &[Unit], at: usize) -> bool {
    units
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take(BETWEEN)
        .find(|u| u.kind != Kind::Boilerplate)
        .is_some_and(|u| u.kind == Kind::Continuation)
}

/// The index behind the unit at `at` and all that carry it on, page numbers and chatter between them included.
pub(super) fn chain_end(units: &[Unit], at: usize) -> usize {
    let mut end = at + 1;
    while units.get(end).is_some_and(|v| {
        v.kind == Kind::Continuation || v.kind == Kind::Boilerplate && carried_on(units, end)
    }) {
        end += 1;
    }
    end
}

/// The units of a chain that hold its words: what stands between them left out.
pub(super) fn words_of(chain: &[Unit]) -> impl Iterator<Item = &Unit> {
    let own = chain.first().into_iter();
    let rest = chain.get(1..).unwrap_or_default();
    own.chain(rest.iter().filter(|v| v.kind != Kind::Boilerplate))
}
