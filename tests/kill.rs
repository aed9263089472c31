//! A batch that is killed at any moment: every output is whole or absent, and the next run leaves no temporary file.
#![cfg(unix)]
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking; the checks of outputs are shared"
)]

#[path = "../fuzz/src/reopen.rs"]
mod reopen;
mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FORMATS: &str = "docx,pdf,epub,html,json,text";
const TEXTS: usize = 12;

/// How many runs are killed: WENJI_FULL=1 takes 200.
fn kills() -> u32 {
    if std::env::var_os("WENJI_FULL").is_some() {
        200
    } else {
        20
    }
}

fn batch(root: &Path) -> Command {
    let mut c = Command::new(support::program());
    c.current_dir(root)
        .args([
            "convert", "in", "--to", FORMATS, "-o", "out/", "--force", "-q",
        ])
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    c
}

/// Temporary files in the folder; every other one is checked.
fn left(out: &Path) -> usize {
    let mut temporary = 0;
    let Ok(list) = std::fs::read_dir(out) else {
        return 0;
    };
    for path in list.map(|e| e.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with(".wenji-") {
            temporary += 1;
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        match path.extension().and_then(|e| e.to_str()).unwrap() {
            "docx" => assert!(reopen::docx(&bytes).contains("到此为止"), "{name}"),
            "epub" => assert!(reopen::epub(&bytes).contains("到此为止"), "{name}"),
            "pdf" => assert!(reopen::pdf(&bytes) > 2, "{name}"),
            "html" => assert!(
                String::from_utf8(bytes)
                    .unwrap()
                    .trim_end()
                    .ends_with("</html>"),
                "{name}"
            ),
            "json" => drop(serde_json::from_slice::<wenji::tree::Document>(&bytes).unwrap()),
            _ => assert!(
                String::from_utf8(bytes).unwrap().contains("到此为止"),
                "{name}"
            ),
        }
    }
    temporary
}

#[test]
fn a_killed_batch_leaves_whole_files_or_none() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("in")).unwrap();
    let sample = std::fs::read_to_string(support::sample("essays.txt")).unwrap();
    for n in 0..TEXTS {
        let text = format!("{sample}\n\n尾声\n\n到此为止，第{n}回。\n");
        std::fs::write(root.path().join(format!("in/{n}.txt")), text).unwrap();
    }
    let out = root.path().join("out");
    let begun = Instant::now();
    assert!(batch(root.path()).status().unwrap().success());
    let whole = begun.elapsed();
    let (mut seed, mut killed, mut orphans) = (2026u64, 0, 0);
    for _ in 0..kills() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let moment = whole.mul_f64((seed >> 40) as f64 / f64::from(1 << 24));
        std::fs::remove_dir_all(&out).unwrap_or_default();
        let mut child = batch(root.path()).spawn().unwrap();
        std::thread::sleep(moment.max(Duration::from_millis(1)));
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        let before = left(&out);
        orphans += before;
        if before > 0 {
            assert!(batch(root.path()).status().unwrap().success());
            assert_eq!(left(&out), 0, "temporary files remain");
        }
    }
    println!("{killed} killed, {orphans} temporary files left and taken away");
    assert!(killed > 0, "the moments are those of a batch at work");
    // One that is certain, since the moment that leaves one is short.
    std::fs::write(out.join(".wenji-abc123.tmp"), "half").unwrap();
    std::fs::write(out.join(".wenji-kept"), "another's").unwrap();
    assert!(batch(root.path()).status().unwrap().success());
    assert!(!out.join(".wenji-abc123.tmp").exists());
    assert!(out.join(".wenji-kept").exists());
    std::fs::remove_file(out.join(".wenji-kept")).unwrap();
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), TEXTS * 6);
    left(&out);
}

#[test]
fn a_temporary_file_in_use_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(root.path().join("in")).unwrap();
    std::fs::create_dir_all(root.path().join("out")).unwrap();
    std::fs::write(root.path().join("in/a.txt"), "春游\n\n清晨出发。\n").unwrap();
    let held = root.path().join("out/.wenji-abc123.tmp");
    let file = std::fs::File::create(&held).unwrap();
    file.lock().unwrap();
    assert!(batch(root.path()).status().unwrap().success());
    assert!(held.exists());
    drop(file);
    assert!(batch(root.path()).status().unwrap().success());
    assert!(!held.exists());
}
