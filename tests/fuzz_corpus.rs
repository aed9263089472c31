//! The fuzz targets on the files of `fuzz/corpus`, without a fuzzer: what was once found stays mended.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::path::Path;

#[test]
fn every_file_of_the_corpus_holds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let only = std::env::var("WENJI_TARGET").ok();
    for (name, body) in fuzz::TARGETS {
        if only.as_deref().is_some_and(|o| o != name) {
            continue;
        }
        let folder = std::fs::read_dir(corpus.join(name)).unwrap();
        let mut files: Vec<_> = folder.map(|f| f.unwrap().path()).collect();
        files.sort();
        assert!(!files.is_empty(), "{name} has a corpus");
        for file in files {
            println!("{}", file.display());
            body(&std::fs::read(&file).unwrap());
        }
    }
}
