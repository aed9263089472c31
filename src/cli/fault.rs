//! A fault of the program's own in one file is told with the file's name, and takes no other file along.

use super::message::Language;
use super::{Failure, exit};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Does the work on a file; where it panics that is a failure like any other. What is shared with other files is only read,
/// and files appear whole or not at all: nothing is left half done.
pub(super) fn guarded<T>(
    file: &Path,
    lang: Language,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let why = lang.say(
            "wenji has a fault that this file brings out; please report it with the lines above",
            "此文件触发了 wenji 的内部错误；请附上面几行反馈给我们",
        );
        let file = file.display();
        Err(Failure::new(exit::FAILED, format!("{file}: {why}")))
    })
}

#[cfg(test)]
mod tests {
    use super::super::batch::{self, Done};
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_fault_in_one_file_takes_no_other_along() {
        let names: Vec<String> = (0..40).map(|n| format!("{n}.txt")).collect();
        let paths: Vec<&Path> = names.iter().map(Path::new).collect();
        for jobs in [1, 4] {
            let done = AtomicUsize::new(0);
            let code = batch::run(&paths, jobs, true, Language::English, |n| Done {
                record: super::super::record::Record::default(),
                result: guarded(paths[n], Language::English, || {
                    assert!(n % 7 != 3, "a fault");
                    done.fetch_add(1, Ordering::Relaxed);
                    Ok(0)
                }),
            });
            assert_eq!(code.unwrap().0, exit::FAILED);
            assert_eq!(done.load(Ordering::Relaxed), 34);
        }
        let told = guarded(
            Path::new("春.txt"),
            Language::English,
            || -> Result<(), _> {
                let none: Option<u8> = std::hint::black_box(None);
                let _ = none.unwrap();
                Ok(())
            },
        );
        assert!(
            told.unwrap_err()
                .message
                .starts_with("春.txt: wenji has a fault")
        );
    }
}
