//! `--watch`: the program as it runs, while its files change.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use support::{program, wenji};

const PATIENCE: Duration = Duration::from_secs(60);

struct Watching {
    child: Child,
    said: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path, args: &[&str]) -> Self {
        let mut child = Command::new(program())
            .arg("convert")
            .args(args)
            .arg("--watch")
            .current_dir(folder)
            .env("LC_ALL", "C.UTF-8")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (send, said) = channel();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|l| send.send(l)));
        Self { child, said }
    }

    /// The lines up to one that begins with these words.
    fn hears(&self, words: &str) -> Vec<String> {
        let begun = Instant::now();
        let mut heard = Vec::new();
        while begun.elapsed() < PATIENCE {
            if let Ok(line) = self.said.recv_timeout(Duration::from_millis(100)) {
                let found = line.starts_with(words);
                heard.push(line);
                if found {
                    return heard;
                }
            }
        }
        panic!("{words} is not said: {heard:#?}");
    }

    /// Ctrl-C. What a shell started in the background does not hear it, and hands that on: then the tests run without it, and
    /// the program is ended as a system that goes down ends it.
    fn interrupted(mut self) -> (std::process::ExitStatus, i32) {
        let pid = self.child.id().to_string();
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|l| l.strip_prefix("SigIgn:"));
        let mask = mask.and_then(|m| u64::from_str_radix(m.trim(), 16).ok());
        let deaf = mask.is_some_and(|m| m & 2 != 0);
        let (name, number) = if deaf { ("TERM", 15) } else { ("INT", 2) };
        assert!(
            // The shell's own: not every machine has the program.
            Command::new("sh")
                .args(["-c", "kill -\"$1\" \"$2\"", "sh", name, &pid])
                .status()
                .unwrap()
                .success()
        );
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, number);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("SIG{name} does not end it");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_change_of_text_corrections_or_settings_builds_again() {
    if !support::has("sh") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let put = |name: &str, text: &str| fs::write(at(name), text).unwrap();
    let text = |last: &str| format!("春游\n\n一、出发\n清晨出发。\n二、归来\n傍晚归来。\n{last}\n");
    put("a.txt", &text("灯亮了。"));
    let w = Watching::start(dir.path(), &["a.txt", "--to", "text,json", "-o", "out/"]);
    let first = w.hears("built in ");
    let last = first.last().unwrap();
    assert!(last.contains("watching 1 files, Ctrl-C ends it"), "{last}");
    let made = || fs::read_to_string(at("out/a.txt")).unwrap();
    assert!(made().ends_with("灯亮了。\n"));

    put("a.txt", &text("月亮出来了。"));
    w.hears("built in ");
    assert!(made().ends_with("月亮出来了。\n"));

    // A file that was not there may come.
    put(
        "a.wenji.toml",
        "[[line]]\nstarts = \"二、归来\"\nas = \"para\"\n\n[[replace]]\nstarts = \"月亮\"\nfind = \"月亮\"\nwith = \"星星\"\n",
    );
    w.hears("built in ");
    assert!(made().ends_with("星星出来了。\n"));

    put("wenji.toml", "[convert]\nto = [\"text\", \"html\"]\n");
    // What is given on the command line counts first: the same formats.
    w.hears("built in ");
    assert!(!at("out/a.html").exists());
    put("wenji.toml", "[convert]\ntitel = \"春\"\n");
    let said = w.hears("wenji: error").join("\n");
    assert!(said.contains("titel"), "{said}");
    put("wenji.toml", "[convert]\ntitle = \"春天的书\"\n");
    w.hears("built in ");
    let json = fs::read_to_string(at("out/a.json")).unwrap();
    assert!(json.contains("春天的书"), "{json}");

    // An error ends nothing, and leaves what was made.
    put("a.txt", "");
    let said = w.hears("not built").join("\n");
    assert!(said.contains("empty"), "{said}");
    assert!(made().ends_with("星星出来了。\n"));
    fs::remove_file(at("a.wenji.toml")).unwrap();
    put("a.txt", &text("天亮了。"));
    w.hears("built in ");
    assert!(made().ends_with("天亮了。\n"));

    let (status, signal) = w.interrupted();
    assert!(
        status.signal() == Some(signal) || matches!(status.code(), Some(0 | 130)),
        "{status}"
    );
}

#[test]
fn outputs_appear_whole() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let text = |word: &str| {
        let lines = (0..20_000).map(|n| format!("{word}{n}，这是很长的一行。\n"));
        lines.collect::<String>()
    };
    fs::write(at("a.txt"), text("甲")).unwrap();
    let w = Watching::start(dir.path(), &["a.txt", "--to", "text", "-o", "out.txt"]);
    w.hears("built in ");
    let old = fs::read_to_string(at("out.txt")).unwrap();
    // An editor that writes in two steps.
    let new = text("乙");
    fs::write(at("a.txt"), &new.as_bytes()[..new.len() / 2]).unwrap();
    std::thread::sleep(Duration::from_millis(50));
    fs::write(at("a.txt"), new).unwrap();
    let begun = Instant::now();
    let mut seen = 0;
    let last = loop {
        let now = fs::read_to_string(at("out.txt")).unwrap();
        seen += 1;
        if now != old {
            break now;
        }
        assert!(begun.elapsed() < PATIENCE);
    };
    assert!(
        seen > 10 && last.ends_with("乙19999，这是很长的一行。\n"),
        "{seen}"
    );
    assert_eq!(last.matches('\n').count(), old.matches('\n').count());
}

#[test]
fn texts_made_in_a_watched_folder_are_no_inputs_and_foreign_files_stay() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let names = || {
        let list = fs::read_dir(dir.path()).unwrap();
        let mut names: Vec<String> = list
            .map(|f| f.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    fs::write(at("a.txt"), "甲文。\n").unwrap();
    fs::write(at("b.wenji.txt"), "别人的。\n").unwrap();
    let w = Watching::start(dir.path(), &[".", "--to", "text"]);
    w.hears("built in ");
    fs::write(at("b.txt"), "乙文。\n").unwrap();
    // What stood there before is not written over.
    let said = w.hears("not built").join("\n");
    assert!(said.contains("b.wenji.txt exists"), "{said}");
    assert_eq!(fs::read_to_string(at("b.wenji.txt")).unwrap(), "别人的。\n");
    fs::remove_file(at("b.wenji.txt")).unwrap();
    w.hears("built in ");
    fs::write(at("a.txt"), "甲文二。\n").unwrap();
    w.hears("built in ");
    assert_eq!(fs::read_to_string(at("a.wenji.txt")).unwrap(), "甲文二。\n");
    let names = names();
    assert!(
        !names.iter().any(|n| n.contains("wenji.wenji.wenji")),
        "{names:?}"
    );
}

#[test]
fn streams_cannot_be_watched() {
    for (args, zh) in [
        (&["-", "--to", "text"][..], false),
        (&["a.txt", "--to", "text", "-o", "-"], true),
    ] {
        let lang = if zh { "zh" } else { "en" };
        let out = wenji()
            .args(["convert", "--watch", "--lang-ui", lang])
            .args(args)
            .assert()
            .code(2);
        let said = String::from_utf8_lossy(&out.get_output().stderr).into_owned();
        let words = if zh {
            "--watch 读写文件"
        } else {
            "--watch reads and writes files"
        };
        assert!(said.contains(words), "{said}");
    }
}
