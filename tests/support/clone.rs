//! A clone of the repository in which commands of README and guide are followed as a newcomer would: line by line, in the
//! order of the page. `cargo`, `pip` and the browser are stand-ins, so that nothing is built anew; they refuse what the
//! real ones would. `wenji` is there once the page has installed it.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

/// So long a command that goes on by itself may take until it says so.
const PATIENCE: Duration = Duration::from_secs(60);

/// What stands for cargo; `$0` lies in the folder of programs.
const CARGO: &str = r#"#!/bin/sh
set -eu
bin=${0%/*}
case "$*" in
  "test" | "fmt --check" | "clippy --all-targets") exec test -f Cargo.toml ;;
  "install --path .") test -f Cargo.toml; exec ln -sf "$WENJI" "$bin/wenji" ;;
  "run --release -- "*) test -f Cargo.toml; shift 3; exec "$WENJI" "$@" ;;
  "new "* | "add "*"--path "*) exec "$REAL_CARGO" "$@" --offline ;;
esac
echo "cargo $*: cannot work yet" >&2
exit 1
"#;

const PIP: &str = "#!/bin/sh\n[ \"$1\" = install ] && exec test -f \"$2/pyproject.toml\"\nexit 1\n";

/// A clone, and where the page has led to.
pub(crate) struct Clone {
    folder: tempfile::TempDir,
    at: PathBuf,
}

impl Clone {
    /// As `git clone` leaves it.
    pub(crate) fn fresh() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (bin, root) = (folder.path().join("bin"), folder.path().join("wenji"));
        for d in [&bin, &root] {
            fs::create_dir(d).unwrap();
        }
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        for name in [
            "Cargo.toml",
            "Cargo.lock",
            "build.rs",
            "src",
            "benches",
            "examples",
            "tests",
            "python",
            "fonts",
            "docs",
        ] {
            symlink(here.join(name), root.join(name)).unwrap();
        }
        fs::create_dir(root.join("samples")).unwrap();
        for file in fs::read_dir(here.join("samples")).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), root.join("samples").join(file.file_name())).unwrap();
        }
        for (name, script) in [("cargo", CARGO), ("pip", PIP), ("xdg-open", "#!/bin/sh\n")] {
            fs::write(bin.join(name), script).unwrap();
            fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { folder, at: root }
    }

    /// With the program installed.
    pub(crate) fn installed() -> Self {
        let mut clone = Self::fresh();
        clone.follow("cargo install --path .");
        clone
    }

    /// As the first chapter of the guide leaves it: the program installed, among the samples.
    pub(crate) fn among_samples() -> Self {
        let mut clone = Self::installed();
        clone.at.push("samples");
        clone
    }

    /// A place in the folder where the page is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.at.join(name)
    }

    fn shell(&self, line: &str) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let bin = self.folder.path().join("bin");
        let path = std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&path)));
        let mut c = Command::new("sh");
        c.args(["-eu", "-c", line])
            .current_dir(&self.at)
            .env("PATH", path.unwrap())
            .env("WENJI", crate::support::program())
            .env("REAL_CARGO", env!("CARGO"))
            .env("WHERE", self.folder.path().join("where"))
            .env("LC_ALL", "C.UTF-8");
        c
    }

    /// Follows one line of a page.
    pub(crate) fn follow(&mut self, line: &str) {
        if line.contains(" --serve") || line.contains(" --watch") {
            return self.begin(line);
        }
        let done = self
            .shell(&format!("{line}\npwd > \"$WHERE\""))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{line}\n{said}");
        let at = fs::read_to_string(self.folder.path().join("where")).unwrap();
        self.at = at.trim_end().into();
    }

    /// Begins what goes on until the user ends it, and ends it once it has said that it is at work.
    fn begin(&self, line: &str) {
        let mut child = self
            .shell(&format!("exec 2>&1\n{line}"))
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        let (to, said) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if to.send(line).is_err() {
                    return;
                }
            }
        });
        let mut heard = Vec::new();
        let at_work = loop {
            match said.recv_timeout(PATIENCE) {
                Ok(line) => heard.push(line),
                Err(_) => break false,
            }
            let last = heard.last().unwrap();
            if last.contains("http://127.0.0.1:") || last.starts_with("built in") {
                break true;
            }
        };
        let goes_on = child.try_wait().unwrap().is_none();
        let group = format!("kill -KILL -{}", child.id());
        Command::new("sh").args(["-c", &group]).status().unwrap();
        child.wait().unwrap();
        assert!(at_work && goes_on, "{line}\n{heard:#?}");
    }
}
