//! A folder with an input, a neighbour that must stay as it is, and a place for outputs.

use super::{reopen, support};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;

pub(crate) const ALL: &str = "docx,epub,pdf,html,json,markdown,pandoc,text";

/// What stood there before: path and content, the target of a link for links.
type Listing = BTreeMap<PathBuf, Vec<u8>>;

pub(crate) struct Stage {
    root: tempfile::TempDir,
}

/// What a run left.
pub(crate) struct Left {
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
    pub(crate) printed: Vec<u8>,
    pub(crate) files: Listing,
}

impl Stage {
    /// A stage with the input `in/book.txt`.
    pub(crate) fn with(text: impl AsRef<[u8]>) -> Self {
        let stage = Self::bare();
        stage.put("in/book.txt", text);
        stage
    }

    pub(crate) fn bare() -> Self {
        let root = tempfile::tempdir().unwrap();
        let stage = Self { root };
        stage.put("in/neighbour", "untouched");
        stage
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Runs the program in the folder.
    pub(crate) fn run(&self, args: &[&str]) -> Left {
        let mut c = support::wenji();
        let out = c.current_dir(self.root.path()).args(args).output().unwrap();
        self.left(args, out)
    }

    /// Runs a line of shell in which `$W` is the program.
    pub(crate) fn shell(&self, line: &str) -> Left {
        let program = support::program();
        let out = std::process::Command::new("bash")
            .args(["-c", line])
            .current_dir(self.root.path())
            .env("W", program)
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        self.left(&[line], out)
    }

    fn left(&self, args: &[&str], out: Output) -> Left {
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!said.contains("panicked"), "{args:?}: {said}");
        assert!(out.status.code().is_some(), "{args:?}: killed: {said}");
        Left {
            code: out.status.code(),
            said,
            printed: out.stdout,
            files: self.listing(),
        }
    }

    pub(crate) fn listing(&self) -> Listing {
        let mut out = Listing::new();
        let mut folders = vec![self.root.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(self.root.path()).unwrap().to_owned();
                if path.is_symlink() {
                    let target = std::fs::read_link(&path).unwrap();
                    out.insert(name, target.into_os_string().into_encoded_bytes());
                } else if path.is_dir() {
                    folders.push(path);
                } else if path.is_file() {
                    out.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        out
    }

    /// Runs `convert` on the inputs into `out/`; all that is new lies there and is whole.
    pub(crate) fn convert(&self, code: i32, says: &str, args: &[&str]) -> Left {
        let before = self.listing();
        let left = self.run(&[&["convert", "-o", "out/"][..], args].concat());
        assert_eq!(left.code, Some(code), "{args:?}: {}", left.said);
        assert!(left.said.contains(says), "{args:?}: {}", left.said);
        for (name, bytes) in &before {
            assert_eq!(left.files.get(name), Some(bytes), "{name:?} was touched");
        }
        let mut made = 0;
        for (name, bytes) in &left.files {
            if !before.contains_key(name) {
                assert!(name.starts_with("out"), "{name:?} outside the folder");
                whole(name, bytes);
                made += 1;
            }
        }
        assert_eq!(made > 0, code == 0 || code == 4, "{args:?} made {made}");
        left
    }
}

/// A file that its readers take.
pub(crate) fn whole(name: &Path, bytes: &[u8]) {
    let shown = name.file_name().unwrap().to_string_lossy().into_owned();
    assert!(!shown.starts_with(".wenji-"), "{shown} was left behind");
    match name.extension().and_then(|e| e.to_str()) {
        Some("docx") => drop(reopen::docx(bytes)),
        Some("epub") => drop(reopen::epub(bytes)),
        Some("pdf") => assert!(reopen::pdf(bytes) > 0, "{shown}"),
        Some("json") => drop(serde_json::from_slice::<serde_json::Value>(bytes).unwrap()),
        Some("html") => {
            let text = std::str::from_utf8(bytes).unwrap();
            assert!(text.trim_end().ends_with("</html>"), "{shown}");
            assert!(!text.to_lowercase().contains("<script"), "{shown}");
        }
        _ => assert!(std::str::from_utf8(bytes).is_ok(), "{shown}"),
    }
}
