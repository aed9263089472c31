//! Many files: converted side by side, told of in their order; one that fails does not stop the others.

use super::message::{Language, tell, visible};
use super::record::Record;
use super::{Failure, exit};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What became of one file: what there is to say, and its exit code.
pub(super) struct Done {
    pub(super) record: Record,
    pub(super) result: Result<u8, Failure>,
}

/// The names of a summary; the rest is counted.
const NAMED: usize = 20;

/// Files that are done but wait for their turn to be told of.
struct Teller<'a> {
    names: &'a [&'a Path],
    waiting: BTreeMap<usize, Done>,
    next: usize,
    failed: Vec<&'a Path>,
    /// Inputs of which all is there.
    kept: usize,
    /// Inputs whose outputs are there, and were not to be written over.
    there: usize,
    worst: u8,
    /// The lines of the report.
    report: String,
    /// A line on the terminal; hidden where there is none.
    progress: ProgressBar,
    lang: Language,
}

impl Teller<'_> {
    fn take(&mut self, n: usize, done: Done) {
        self.waiting.insert(n, done);
        let bar = self.progress.clone();
        // Nothing is said while the line stands.
        if self.waiting.contains_key(&self.next) {
            bar.suspend(|| self.tell());
        }
        let name = self.names.get(n).and_then(|p| p.file_name());
        bar.set_message(
            name.map_or_else(String::new, |n| visible(&n.to_string_lossy()).into_owned()),
        );
        bar.inc(1);
    }

    /// Tells of the files whose turn has come.
    fn tell(&mut self) {
        while let Some(done) = self.waiting.remove(&self.next) {
            done.record.said.iter().for_each(tell);
            self.kept += usize::from(done.record.is_kept());
            if let Some(name) = self.names.get(self.next) {
                self.report.push_str(&done.record.line(name, &done.result));
            }
            match done.result {
                Ok(code) => self.worst = self.worst.max(code),
                Err(f) if f.there => {
                    // One line for all of them: a real failure is not to be lost among hundreds.
                    if self.there == 0 {
                        f.tell(self.lang);
                    }
                    self.there += 1;
                }
                Err(f) => {
                    f.tell(self.lang);
                    self.failed.extend(self.names.get(self.next).copied());
                }
            }
            self.next += 1;
        }
    }

    fn summary(&self) -> String {
        let m = self.failed.len();
        let n = self.names.len() - m - self.kept - self.there;
        let some = |n: usize, words: String| if n == 0 { String::new() } else { words };
        let (kept, there) = (self.kept, self.there);
        let mut s = match self.lang {
            Language::English => {
                let kept = some(kept, format!("{kept} kept, "));
                let there = some(there, format!("{there} exist (--skip-existing, --force), "));
                format!("{n} converted, {kept}{there}{m} failed")
            }
            Language::Chinese => {
                let kept = some(kept, format!("保留 {kept} 个，"));
                let there = some(
                    there,
                    format!("已存在 {there} 个（可用 --skip-existing 或 --force），"),
                );
                format!("已转换 {n} 个，{kept}{there}失败 {m} 个")
            }
        };
        let names: Vec<String> = self
            .failed
            .iter()
            .take(NAMED)
            .map(|p| p.display().to_string())
            .collect();
        if m > 0 {
            s.push_str(self.lang.say(": ", "："));
            s.push_str(&names.join(self.lang.say(", ", "、")));
        }
        if m > NAMED {
            s.push_str(" …");
        }
        s
    }
}

/// How far the work is, on a terminal: without colours, so that nobody has to ask for none.
fn progress(files: usize, quiet: bool) -> ProgressBar {
    let target = if quiet || !std::io::stderr().is_terminal() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(files as u64), target);
    match ProgressStyle::with_template("[{bar:24}] {pos}/{len} {elapsed} {wide_msg}") {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}

/// Runs `work` for each file, `jobs` at a time (0: as many as there are processors); returns the exit code of all, and the
/// lines of the report.
///
/// # Errors
/// The threads cannot be started.
pub(super) fn run(
    names: &[&Path],
    jobs: usize,
    quiet: bool,
    lang: Language,
    work: impl Fn(usize) -> Done + Sync,
) -> Result<(u8, String), Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .build()
        .map_err(|e| Failure::new(exit::FAILED, e.to_string()))?;
    let teller = Mutex::new(Teller {
        names,
        waiting: BTreeMap::new(),
        next: 0,
        failed: Vec::new(),
        kept: 0,
        there: 0,
        worst: 0,
        report: String::new(),
        progress: progress(names.len(), quiet),
        lang,
    });
    pool.install(|| {
        (0..names.len())
            .into_par_iter()
            .with_max_len(1)
            .for_each(|n| {
                let done = work(n);
                let mut teller = teller.lock().unwrap_or_else(PoisonError::into_inner);
                teller.take(n, done);
            });
    });
    let teller = teller.into_inner().unwrap_or_else(PoisonError::into_inner);
    teller.progress.finish_and_clear();
    let failed = !teller.failed.is_empty() || teller.there > 0;
    if !quiet || failed {
        tell(teller.summary());
    }
    let code = if failed { exit::FAILED } else { teller.worst };
    Ok((code, teller.report))
}
