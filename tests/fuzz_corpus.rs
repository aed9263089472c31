//! The fuzz targets without a fuzzer: on the files of `fuzz/corpus`, where what was once found stays mended, and on files
//! made from those by chance. `WENJI_FUZZ=600 WENJI_TARGET=pdf cargo test --test fuzz_corpus` goes on for so many seconds;
//! WENJI_SEED begins elsewhere.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking; the targets are a crate's elsewhere"
)]

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "a library there, a module here")]
mod fuzz;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// So many files are made for each target where no time is given.
const MADE: usize = 100;
/// Longest file that is made.
const LONGEST: usize = 4096;

/// Numbers by chance (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).unwrap()
    }

    /// A place between two bytes, and one at most `most` bytes behind it.
    fn part(&mut self, of: &[u8], most: usize) -> (usize, usize) {
        let from = self.below(of.len() + 1);
        (from, (from + self.below(most + 1)).min(of.len()))
    }
}

/// One of the files, changed in a few places.
fn changed(files: &[(PathBuf, Vec<u8>)], random: &mut Random) -> Vec<u8> {
    let mut bytes = files[random.below(files.len())].1.clone();
    for _ in 0..=random.below(6) {
        bytes.truncate(LONGEST);
        let (from, to) = random.part(&bytes, 50);
        let new = match random.below(5) {
            // One byte, none, the same twice, or a part of another file.
            0 => vec![u8::try_from(random.below(256)).unwrap()],
            1 => Vec::new(),
            2 => bytes[from..to].repeat(2),
            _ => {
                let other = &files[random.below(files.len())].1;
                let (a, z) = random.part(other, 80);
                other[a..z].to_vec()
            }
        };
        let to = if random.below(2) == 0 { to } else { from };
        bytes.splice(from..to, new);
    }
    bytes
}

fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let list = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = list.map(|f| f.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{target} has a corpus");
    let read = |f: PathBuf| {
        let bytes = std::fs::read(&f).unwrap();
        (f, bytes)
    };
    files.into_iter().map(read).collect()
}

fn number(name: &str) -> Option<u64> {
    Some(std::env::var(name).ok()?.parse().unwrap())
}

#[test]
fn what_must_hold_holds_for_the_corpus_and_files_made_from_it() {
    let only = std::env::var("WENJI_TARGET").ok();
    let time = number("WENJI_FUZZ").map(Duration::from_secs);
    for (name, body) in fuzz::TARGETS {
        if only.as_deref().is_some_and(|o| o != name) {
            continue;
        }
        let files = corpus(name);
        for (file, bytes) in &files {
            println!("{}", file.display());
            body(bytes);
        }
        let mut random = Random(number("WENJI_SEED").unwrap_or(20_260));
        let (begun, mut made) = (Instant::now(), 0);
        while time.map_or(made < MADE, |t| begun.elapsed() < t) {
            let bytes = changed(&files, &mut random);
            made += 1;
            let held = std::panic::catch_unwind(|| body(&bytes));
            if let Err(e) = held {
                let kept = std::env::temp_dir().join(format!("wenji-fuzz-{name}"));
                std::fs::write(&kept, &bytes).unwrap();
                println!(
                    "{name}: the {made}th file made does not hold: {}",
                    kept.display()
                );
                std::panic::resume_unwind(e);
            }
        }
        println!("{name}: {made} files made");
    }
}
