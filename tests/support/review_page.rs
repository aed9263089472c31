//! What the tests of the review page share: pages, rows, the search field, axe-core.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses a part; tests fail by panicking"
)]

use crate::chrome::{CONTROL, Chrome, SHIFT};
use crate::support::{axe, has, wenji};
use std::path::{Path, PathBuf};

/// A text and its review page in a folder.
pub(crate) fn page(folder: &Path, words: &[u8], options: &[&str]) -> (PathBuf, String) {
    let text = folder.join("speech.txt");
    std::fs::write(&text, words).unwrap();
    let html = folder.join("review.html");
    wenji()
        .args([
            "review",
            text.to_str().unwrap(),
            "-o",
            html.to_str().unwrap(),
            "--force",
        ])
        .args(options)
        .assert()
        .success();
    (text, format!("file://{}", html.display()))
}

/// The row in the document that shows a line (its `part`-th part).
pub(crate) fn row(line: u32, part: usize) -> String {
    format!(
        "[...document.querySelectorAll('#lines [role=option]')].filter((e) => e.getAttribute('aria-label').startsWith('Line {line},'))[{part}]"
    )
}

/// Goes to a line by the search field, as one who knows its words.
pub(crate) fn seek(chrome: &mut Chrome, words: &str) {
    chrome.key("/", 0);
    chrome.key("a", CONTROL);
    chrome.write(words);
    chrome.key("Enter", 0);
    chrome.wait(&format!(
        "document.querySelector('#lines .current').textContent.includes({words:?})"
    ));
    chrome.key("Tab", SHIFT);
    chrome.eval("document.getElementById('lines').focus()");
}

/// What axe-core finds in the page as it stands; `false` where axe-core is absent (said aloud).
pub(crate) fn sound(chrome: &mut Chrome, whose: &str) -> bool {
    if !has("axe-core") {
        return false;
    }
    let axe = std::fs::read_to_string(axe().unwrap()).unwrap();
    chrome.eval(&format!("{axe}; 0"));
    let found = chrome.eval("axe.run().then((r) => [r.passes.length, r.violations.map((v) => v.id + ' ' + v.nodes.map((n) => n.html + ' ' + n.failureSummary).join('; '))])");
    let faults = found[1].as_array().unwrap();
    assert!(faults.is_empty(), "{whose}: {faults:#?}");
    assert!(found[0].as_u64().unwrap() > 20, "{found}");
    true
}
