//! What the program is built from: few crates, all from the registry, under licences that go with ours.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::process::Command;

/// What may stand in a choice of licences (`OR`); of those joined by `AND` all must.
const LICENCES: [&str; 8] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Zlib",
];

/// Most crates that the program may be built from, and most with those of its tests.
const MOST: (usize, usize) = (201, 280);

fn cargo(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .arg("--locked")
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

/// True where a choice of the licences is one of ours.
fn taken(licence: &str) -> bool {
    let licence = licence.replace('/', " OR ").replace(['(', ')'], "");
    licence
        .split(" AND ")
        .all(|part| part.split(" OR ").any(|l| LICENCES.contains(&l.trim())))
}

#[test]
fn licences_are_read_as_they_are_meant() {
    assert!(taken("MIT OR GPL-3.0") && taken("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(!taken("GPL-3.0") && !taken("MIT AND GPL-3.0"));
}

#[test]
fn crates_come_from_the_registry_under_licences_that_go_with_ours() {
    let facts: serde_json::Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version", "1"])).unwrap();
    let packages = facts["packages"].as_array().unwrap();
    assert!(
        packages.len() > 50 && packages.len() <= MOST.1,
        "{}",
        packages.len()
    );
    // The program and its trainer are our own.
    let own = |p: &&serde_json::Value| p["name"] == "wenji" || p["name"] == "wenji-train";
    for p in packages.iter().filter(|p| !own(p)) {
        let licence = p["license"].as_str().unwrap_or_default();
        assert!(taken(licence), "{}: {licence}", p["name"]);
        let source = p["source"].as_str().unwrap_or_default();
        assert!(
            source == "registry+https://github.com/rust-lang/crates.io-index",
            "{}: {source}",
            p["name"]
        );
    }
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
    let all = lock.matches("[[package]]").count();
    assert_eq!(
        lock.matches("checksum = ").count(),
        all - packages.iter().filter(own).count(),
        "all but our own are held to a sum"
    );
}

#[test]
fn the_program_is_built_from_few_crates() {
    let tree = cargo(&[
        "tree",
        "-e",
        "normal,build",
        "--prefix",
        "none",
        "--no-dedupe",
        "--format",
        "{p}",
    ]);
    let crates: BTreeSet<&str> = tree.lines().collect();
    println!("{} crates", crates.len());
    assert!(
        crates.len() > 50 && crates.len() <= MOST.0,
        "{}",
        crates.len()
    );
}

#[test]
fn the_crate_fits_into_the_registry_and_has_all_it_is_built_from() {
    let list = cargo(&["package", "--list", "--allow-dirty"]);
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let size = |name: &&str| here.join(name).metadata().map_or(0, |m| m.len());
    let all: u64 = list.lines().map(|l| size(&l)).sum();
    // The limit of the registry is 10 MB when compressed.
    assert!(all > 1_000_000 && all < 10_000_000, "{all}");
    assert!(!list.contains(".ttf"), "{list}");
    for name in [
        "build.rs",
        "fonts/LICENSES/OFL-NotoSerifSC.txt",
        "src/style/book.toml",
        "src/review/page/main.js",
        "LICENSE",
    ] {
        assert!(list.lines().any(|l| l == name), "{name}");
    }
}
