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
