//! Outside programs that tests ask for. Each is tried before it is used: one that is there and does not run (no Java
//! behind it, no browser, no module) is as good as absent. A test that lacks one says so on the terminal itself, past the
//! test runner, and passes; with WENJI_REQUIRE_TOOLS=1 it fails. `tests/zz_skipped.rs` counts.

use std::collections::HashMap;
use std::io::Write;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Mutex, PoisonError};

/// Where the tests of this run write down what they skip: the runs of one `cargo test` have one parent.
pub(crate) fn list() -> PathBuf {
    #[cfg(unix)]
    let run = std::os::unix::process::parent_id();
    #[cfg(not(unix))]
    let run = 0;
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("skipped-{run}.txt"))
}

/// What an outside tool prints, or `None` (said aloud) where it is absent.
#[track_caller]
pub(crate) fn tool(name: &str, args: &[&str]) -> Option<String> {
    let made = output(name, args)?;
    assert!(
        made.status.success(),
        "{name} {args:?}: {}",
        String::from_utf8_lossy(&made.stderr)
    );
    Some(String::from_utf8_lossy(&made.stdout).into_owned())
}

/// What became of a run of an outside tool, or `None` (said aloud) where it is absent.
#[track_caller]
pub(crate) fn output(name: &str, args: &[&str]) -> Option<Output> {
    if !has(name) {
        return None;
    }
    let made = Command::new(name).args(args).output();
    Some(made.unwrap_or_else(|e| panic!("{name}: {e}")))
}

/// True where a tool does what tests want of it; else it is said aloud.
#[track_caller]
pub(crate) fn has(name: &str) -> bool {
    static TRIED: LazyLock<Mutex<HashMap<String, bool>>> = LazyLock::new(Mutex::default);
    let works = {
        let mut tried = TRIED.lock().unwrap_or_else(PoisonError::into_inner);
        *tried.entry(name.to_owned()).or_insert_with(|| works(name))
    };
    if !works {
        assert!(
            std::env::var_os("WENJI_REQUIRE_TOOLS").is_none_or(|v| v.is_empty() || v == "0"),
            "{name} is required but absent or broken"
        );
        lacks(name);
    }
    works
}

/// Says that a test lacks something and is skipped, past the runner, which keeps what a test prints.
#[track_caller]
pub(crate) fn lacks(what: &str) {
    let place = Location::caller();
    let thread = std::thread::current();
    // With one thread the runner calls tests itself: then the place tells which it is.
    let name = match thread.name() {
        Some(name) if name != "main" => name.to_owned(),
        _ => format!("{}:{}", place.file(), place.line()),
    };
    let program = std::env::current_exe().unwrap_or_default();
    let program = program.file_stem().unwrap_or_default().to_string_lossy();
    let test = program.rsplit_once('-').map_or(&*program, |(stem, _)| stem);
    // One write each: lines of tests side by side are not torn.
    let said = format!("SKIPPED: {test}::{name} needs {what}\n");
    let _ = std::io::stderr().write_all(said.as_bytes());
    let file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(list());
    file.and_then(|mut f| f.write_all(said.as_bytes()))
        .unwrap_or_else(|e| panic!("{}: {e}", list().display()));
}

/// Tries a tool, as far as tests need it.
fn works(name: &str) -> bool {
    // `.ci/states` sees whether a guard that is missing would be noticed.
    if std::env::var_os("WENJI_UNGUARDED").is_some() {
        return true;
    }
    let runs = |program: &str, args: &[&str]| {
        let made = Command::new(program).args(args).output();
        made.is_ok_and(|o| o.status.success())
    };
    match name {
        "python3" => runs(
            "python3",
            &[
                "-c",
                "import fcntl, importlib.util, json, os, pty, re, struct, subprocess, termios",
            ],
        ),
        "python-docx" => runs("python3", &["-c", "import docx"]),
        "axe-core" => axe().is_some(),
        "chromium" => {
            let Ok(folder) = tempfile::tempdir() else {
                return false;
            };
            let profile = format!("--user-data-dir={}", folder.path().display());
            let made = Command::new("chromium")
                .args(["--headless", "--no-sandbox", "--disable-gpu", &profile])
                .args(["--dump-dom", "data:text/html,<p id=works>"])
                .output();
            made.is_ok_and(|o| String::from_utf8_lossy(&o.stdout).contains("works"))
        }
        // It finds no package in this, and says so where there is a Java behind it.
        "epubcheck" => {
            let Ok(folder) = tempfile::tempdir() else {
                return false;
            };
            let book = folder.path().join("a.epub");
            let made = std::fs::write(&book, "a\n")
                .and_then(|()| Command::new("epubcheck").arg(&book).output());
            made.is_ok_and(|o| String::from_utf8_lossy(&o.stdout).contains("PKG-008"))
        }
        "soffice" => {
            let Ok(folder) = tempfile::tempdir() else {
                return false;
            };
            let text = folder.path().join("a.txt");
            std::fs::write(&text, "a\n").is_ok()
                && super::office_run(&[&text], "pdf").is_ok()
                && text.with_extension("pdf").is_file()
        }
        "pdftotext" | "pdffonts" | "pdfinfo" | "pdftoppm" | "unzip" => runs(name, &["-v"]),
        "sh" | "bash" => runs(name, &["-c", "exit 0"]),
        _ => runs(name, &["--version"]),
    }
}

/// The file of axe-core, which comes in a package of Python's.
pub(crate) fn axe() -> Option<PathBuf> {
    let find = "import importlib.util as u; s = u.find_spec('axe_playwright_python'); print(s.submodule_search_locations[0] if s else '')";
    let made = Command::new("python3").args(["-c", find]).output().ok()?;
    let folder = String::from_utf8(made.stdout).ok()?;
    let file = Path::new(folder.trim()).join("axe.min.js");
    file.is_file().then_some(file)
}
