//! The last of the tests' programs by name, so that `cargo test` runs it at the end: it tells how many tests were skipped
//! for want of something that this machine has not.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;

fn main() {
    // Runners that ask which tests there are want nothing else to be said.
    if std::env::args().any(|a| a == "--list") {
        return;
    }
    let list = support::list();
    let said = std::fs::read_to_string(&list).unwrap_or_default();
    let skipped: Vec<(&str, &str)> = said
        .lines()
        .filter_map(|l| l.strip_prefix("SKIPPED: ")?.split_once(" needs "))
        .collect();
    let tests: BTreeSet<&str> = skipped.iter().map(|(test, _)| *test).collect();
    let needed: BTreeSet<&str> = skipped.iter().map(|(_, what)| *what).collect();
    match tests.len() {
        0 => println!("skipped tests: 0"),
        n => {
            let needed = needed.into_iter().collect::<Vec<_>>().join(", ");
            println!("skipped tests: {n}, which need {needed}");
        }
    }
    if list.exists() {
        std::fs::remove_file(&list).unwrap();
    }
}
