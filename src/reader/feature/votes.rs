//! What the rules took a line for: one vote among others.

use super::sink::{Sink, Template, word};
use crate::reader::lines::Unit;

pub(super) fn features(i: usize, votes: &[Unit], sink: &mut Sink) {
    let Some(u) = votes.get(i) else { return };
    let kind = u.kind as u32;
    let why = word(u.why);
    sink.shared(Template::Rule, &[kind]);
    sink.own(Template::RuleWhy, &[why]);
    sink.own(Template::RuleWhy, &[why, kind]);
    sink.own(Template::Rule, &[kind, word(u.role)]);
    sink.own(Template::Rule, &[kind, u32::from(u.level), 3]);
}
