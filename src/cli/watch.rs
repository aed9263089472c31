//! `--watch`: what is made is made again whenever something that it was made from has changed.

use super::args::Convert;
use super::config::NAME;
use super::input::inputs;
use super::look::in_folder;
use super::message::{Language, tell};
use super::{Failure, convert, exit, output};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// How often the files are looked at. A change counts once it has stood for as long: editors write in several steps.
const TICK: Duration = Duration::from_millis(300);

/// Files as they are now: when each was changed and how long it is; nothing for one that is not there.
type State = BTreeMap<PathBuf, Option<(SystemTime, u64)>>;

/// Options as they are read anew for each build, with the settings file that they come from.
pub(super) type Options = (Box<Convert>, Option<PathBuf>);

/// Builds, and builds again until the user ends it. `again` reads the options anew: the settings may have changed; it says
/// itself what is wrong with them.
///
/// # Errors
/// Input or output that cannot be read or written twice.
pub(super) fn run(
    first: Options,
    lang: Language,
    again: impl Fn() -> Option<Options>,
) -> Result<u8, Failure> {
    let c = &first.0;
    let stream = |p: &Path| p == Path::new("-");
    if c.files.iter().any(|f| stream(f)) || c.output.as_deref().is_some_and(stream) {
        return Err(Failure::new(
            exit::USAGE,
            lang.say(
                "--watch reads and writes files, not standard input and output",
                "--watch 读写文件，不能用标准输入输出",
            ),
        ));
    }
    let mut options = first;
    loop {
        let before = state(&options, lang);
        let there = before.values().flatten().count();
        build(&options.0, there, lang);
        output::next_build();
        changed(&before, || state(&options, lang));
        // Settings that cannot be read are told; when they are mended, that is a change too.
        options = loop {
            let broken = state(&options, lang);
            match again() {
                Some(new) => break new,
                None => changed(&broken, || state(&options, lang)),
            }
        };
    }
}

fn build(c: &Convert, files: usize, lang: Language) {
    let begun = Instant::now();
    let done = convert::run(c, lang);
    let seconds = begun.elapsed().as_secs_f64();
    let failed = match &done {
        Ok(code) => *code == exit::FAILED,
        Err(f) => {
            f.tell(lang);
            true
        }
    };
    if c.quiet {
        return;
    }
    let said = match (lang, failed) {
        (Language::English, false) => format!("built in {seconds:.2} s"),
        (Language::English, true) => format!("not built ({seconds:.2} s)"),
        (Language::Chinese, false) => format!("已生成，用时 {seconds:.2} 秒"),
        (Language::Chinese, true) => format!("未能生成（{seconds:.2} 秒）"),
    };
    tell(match lang {
        Language::English => format!("{said}; watching {files} files, Ctrl-C ends it"),
        Language::Chinese => format!("{said}；正在留意 {files} 个文件，按 Ctrl-C 结束"),
    });
}

/// Waits until the files are no longer as they were, and have come to rest.
fn changed(before: &State, now: impl Fn() -> State) {
    let mut last;
    loop {
        std::thread::sleep(TICK);
        last = now();
        if last != *before {
            break;
        }
    }
    loop {
        std::thread::sleep(TICK);
        let next = now();
        if next == last {
            return;
        }
        last = next;
    }
}

/// All files that count. What is not there may come.
fn state((c, settings): &Options, lang: Language) -> State {
    let found = inputs(&c.files, &c.input.from, c.follow_links, lang);
    let texts: Vec<PathBuf> = match found {
        Ok(found) => found.files.into_iter().map(|(file, _)| file).collect(),
        Err(_) => c.files.clone(),
    };
    let mut files: Vec<PathBuf> = vec![NAME.into()];
    for text in texts.iter().filter(|t| !output::is_ours(t)) {
        files.push(text.clone());
        if c.input.corrections.is_none() {
            files.push(text.with_extension("wenji.toml"));
        }
    }
    let given = texts.first().and_then(|t| t.parent());
    files.extend(given.map(|folder| folder.join(NAME)));
    files.extend(settings.clone());
    files.extend(c.front.iter().chain(&c.back).cloned());
    let named = [
        &c.input.corrections,
        &c.cover,
        &c.reference_docx,
        &c.output_intent,
    ];
    files.extend(named.into_iter().flatten().cloned());
    files.extend(c.style.iter().map(PathBuf::from));
    let fonts = c.font.iter().filter_map(|f| f.split_once('='));
    files.extend(fonts.map(|(_, file)| super::look::member(Path::new(file)).0.to_owned()));
    let folder = c.font_dir.iter().flat_map(|f| in_folder(f));
    files.extend(folder.map(|(_, file)| file));
    let seen = files.into_iter().map(|file| {
        let facts = file.metadata().ok().filter(std::fs::Metadata::is_file);
        let facts = facts.and_then(|m| Some((m.modified().ok()?, m.len())));
        (file, facts)
    });
    seen.collect()
}
