//! The same input gives the same bytes, wherever and however it is made.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use support::{SAMPLES, sample, wenji};

const FORMATS: &str = "docx,pdf,epub,html,json,markdown,pandoc,text";

/// What is made of all samples in a folder, under variables of its own.
fn made(folder: &Path, variables: &[(&str, &str)], options: &[&str]) -> BTreeMap<String, Vec<u8>> {
    std::fs::create_dir_all(folder).unwrap();
    let mut c = wenji();
    c.current_dir(folder)
        .arg("convert")
        .args(SAMPLES.map(|(name, _)| sample(name)))
        .args(["--to", FORMATS, "-q", "-o", "out/"])
        .args(options);
    for (name, value) in variables {
        c.env(name, value);
    }
    c.assert().success();
    let list = std::fs::read_dir(folder.join("out")).unwrap();
    list.map(|e| {
        let path = e.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read(path).unwrap())
    })
    .collect()
}

#[test]
fn threads_folders_locales_and_time_zones_change_nothing() {
    let root = tempfile::tempdir().unwrap();
    for options in [
        &[][..],
        &["--embed-fonts", "--docx-comments", "--join-notes"],
    ] {
        let place = |n: &str| root.path().join(format!("{n}{}", options.len()));
        let want = made(&place("a"), &[], options);
        assert_eq!(want.len(), SAMPLES.len() * 8);
        for (folder, variables, jobs) in [
            ("one thread", &[("RAYON_NUM_THREADS", "1")][..], "1"),
            ("two threads", &[("RAYON_NUM_THREADS", "2")], "2"),
            ("深/文件夹 一", &[], "0"),
            (
                "chinese",
                &[
                    ("LC_ALL", "zh_CN.UTF-8"),
                    ("LANG", "zh_CN.UTF-8"),
                    ("TZ", "Asia/Shanghai"),
                ],
                "0",
            ),
            (
                "turkish",
                &[("LC_ALL", "tr_TR.UTF-8"), ("TZ", "America/St_Johns")],
                "0",
            ),
        ] {
            // Remarks in Word are in the language of the messages.
            let more = [options, &["--jobs", jobs, "--lang-ui", "en"]].concat();
            let got = made(&place(folder), variables, &more);
            assert!(got.keys().eq(want.keys()), "{folder}");
            for (name, bytes) in &got {
                assert!(bytes == &want[name], "{name} in {folder}");
            }
        }
    }
}

/// Functions of floating numbers that systems compute each in its own way: only + − × ÷ and √ are told by IEEE 754.
const OWN_WAY: [&str; 21] = [
    ".powf(", ".powi(", ".sin(", ".cos(", ".tan(", ".asin(", ".acos(", ".atan(", ".atan2(",
    ".sinh(", ".cosh(", ".tanh(", ".exp(", ".exp2(", ".exp_m1(", ".ln(", ".ln_1p(", ".log(",
    ".log2(", ".log10(", ".cbrt(",
];
/// What depends on the width of a word, the order of its bytes, or a number by chance; `.mul_add(` rounds once where the
/// processor can and twice where it cannot.
const HOST: [&str; 9] = [
    ".hypot(",
    ".mul_add(",
    "DefaultHasher",
    "RandomState",
    "ne_bytes",
    "usize::BITS",
    "size_of::<usize>",
    "as usize).to_be_bytes",
    "as usize).to_le_bytes",
];

/// What in a file's code lets the system decide a byte of what is written.
fn faults(code: &str) -> Vec<&'static str> {
    let code = code.split("#[cfg(test)]").next().unwrap();
    let code = code.split("#[cfg(all(test").next().unwrap();
    let lines = || code.lines().filter(|l| !l.trim_start().starts_with("//"));
    let all = OWN_WAY.iter().chain(&HOST).copied();
    let mut out: Vec<&str> = all.filter(|f| lines().any(|l| l.contains(f))).collect();
    let options = lines()
        .filter(|l| l.contains("FileOptions::default()"))
        .count();
    if options > code.matches(".system(zip::System::Unix)").count() {
        out.push("the system of a ZIP entry");
    }
    out
}

fn files(folder: &Path, out: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn no_system_decides_a_byte() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut list = Vec::new();
    files(&root.join("src"), &mut list);
    assert!(list.len() > 200);
    for file in list {
        let code = std::fs::read_to_string(&file).unwrap();
        let mut found = faults(&code);
        // What a page has seen is compared within one run and written nowhere.
        if file.ends_with("review/rows.rs") {
            found.retain(|f| *f != "DefaultHasher");
        }
        assert_eq!(found, [""; 0], "{}", file.display());
    }
}

#[test]
fn each_difference_between_systems_is_found() {
    let package =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/package.rs"));
    let package = package.unwrap();
    assert_eq!(faults(&package), [""; 0]);
    for planted in OWN_WAY.iter().chain(&HOST) {
        let code = format!("fn size(x: f64) -> f64 {{\n    x{planted}2.0)\n}}\n{package}");
        assert_eq!(faults(&code), [*planted]);
    }
    let host = package.replacen(".system(zip::System::Unix)", "", 1);
    assert_eq!(faults(&host), ["the system of a ZIP entry"]);
}
