//! Anthologies made by chance, which the tests read back: a few of other seeds are fitted to as well, once and unchanged,
//! since the rules were made with them in view.

#[path = "../../tests/support/anthology.rs"]
#[allow(dead_code)]
mod anthology;

use crate::corpus::{Gold, Text};

/// So many are fitted to.
const COUNT: u64 = 90;
/// The tests take seeds from 0 on.
const FIRST_SEED: u64 = 1_000_000;
/// What the names of these texts begin with.
pub const NAME: &str = "made-";

/// The anthologies with their labels.
pub fn texts() -> Vec<Text> {
    (FIRST_SEED..FIRST_SEED + COUNT)
        .map(|seed| {
            let made = anthology::anthology(seed);
            let mut gold = std::collections::BTreeMap::new();
            for (line, t) in &made.parts {
                let label = Gold {
                    kind: t.kind.to_owned(),
                    role: String::new(),
                    alt: Vec::new(),
                    level: (t.level > 0).then_some(t.level),
                    alt_level: None,
                    label: t.label.clone(),
                    run_in: t.run_in.is_some(),
                    heading_text: t.run_in.clone().unwrap_or_default(),
                };
                gold.entry(*line).or_insert(label);
            }
            let id = format!("{NAME}{seed}");
            Text {
                source: made.text,
                gold,
                group: id.clone(),
                real: false,
                id,
            }
        })
        .collect()
}
