//! The review page in a browser as the program serves it, and what holds for both pages: accessibility, large texts.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/chrome.rs"]
mod chrome;
#[path = "support/review_page.rs"]
mod review_page;
#[path = "support/served.rs"]
mod served;
mod support;

use chrome::{CONTROL, Chrome};
use review_page::{page, row, sound};
use served::Served;
use std::path::Path;
use std::time::Instant;
use support::{has, sample, tool};

#[test]
fn axe_finds_no_violation_at_any_width_in_either_light() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = Chrome::start(dir.path()) else {
        return;
    };
    let text = std::fs::read(sample("speeches.txt")).unwrap();
    for (language, width, dark) in [
        ("en", 360, true),
        ("zh", 360, false),
        ("en", 900, false),
        ("zh", 1600, true),
    ] {
        let (_, address) = page(dir.path(), &text, &["--lang-ui", language]);
        chrome.window(width, 800, dark);
        chrome.open(&address);
        let whose = format!("{language} {width} {dark}");
        assert_eq!(
            chrome.eval("document.documentElement.dataset.theme"),
            if dark { "dark" } else { "light" }
        );
        // Nothing hangs over the edge.
        assert_eq!(
            chrome.eval("document.documentElement.scrollWidth > innerWidth"),
            false,
            "{whose}"
        );
        for view in ["text", "outline", "places"] {
            if width < 1080 {
                chrome.click(&format!(
                    "document.querySelector('#views [data-view={view}]')"
                ));
            }
            if !sound(&mut chrome, &format!("{whose} {view}")) {
                return;
            }
        }
        chrome.eval("document.querySelector('#views [data-view=text]').click()");
        chrome.eval("document.getElementById('lines').focus()");
        for key in ["k", "r", "?"] {
            chrome.key(key, 0);
            chrome.wait("document.querySelector('dialog[open]')");
            sound(&mut chrome, &format!("{whose} {key}"));
            chrome.key("Escape", 0);
        }
        chrome.click("document.getElementById('facts')");
        sound(&mut chrome, &format!("{whose} facts"));
    }
}

#[test]
fn a_text_of_five_megabytes_is_worked_on_with_few_rows_in_the_document() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = Chrome::start(dir.path()) else {
        return;
    };
    let one = std::fs::read(sample("speeches.txt")).unwrap();
    let text = one.repeat(5_000_000 / one.len() + 1);
    let (file, address) = page(dir.path(), &text, &[]);
    chrome.window(1440, 900, false);
    work_on(&mut chrome, "as a file", &address);
    let served = Served::start(&[file.to_str().unwrap()]);
    work_on(&mut chrome, "served", &served.address);
    assert!(chrome.faults().is_empty(), "{:#?}", chrome.faults());
}

/// Opens a large page, presses keys and tells how long each took to show.
fn work_on(chrome: &mut Chrome, whose: &str, address: &str) {
    let begin = Instant::now();
    chrome.open(address);
    let opened = begin.elapsed();
    let rows = "document.querySelectorAll('[role=option]').length";
    let total = chrome.eval(
        "Number(document.querySelector('#lines [role=option]').getAttribute('aria-setsize'))",
    );
    assert!(total.as_u64().unwrap() > 20_000, "{total}");
    let mut told = Vec::new();
    for key in ["ArrowDown", "1", "End", "x", "Home", "n", "b"] {
        // From the key to the end of the frame that shows what it did.
        chrome.eval("window.pressed = new Promise((done) => addEventListener('keydown', () => { const t = performance.now(); requestAnimationFrame(() => setTimeout(() => done(performance.now() - t))); }, { once: true, capture: true })); 0");
        chrome.key(key, 0);
        let took = chrome.eval("window.pressed").as_f64().unwrap();
        told.push(format!("{key} {took:.0} ms"));
        let shown = chrome.eval(rows).as_u64().unwrap();
        assert!((3..200).contains(&shown), "{shown} rows after {key}");
        let current = chrome.eval("document.querySelectorAll('#lines .current').length");
        assert_eq!(current, 1, "{key}");
    }
    let loaded = chrome.eval("Math.round(performance.getEntriesByType('navigation')[0].duration)");
    println!(
        "5 MB {whose}, {total} rows: open in {opened:?} (the page's own clock: {loaded} ms); key to paint: {}",
        told.join(", ")
    );
}

/// Three points, all read as items; the first one told to be a heading takes the others along.
const POINTS: &str = "工作报告\n我们要做三件事。\n1.抓学习。大家都要读书,读好书,好读书。\n2.抓作风。大家都要到基层去,到群众中去。\n3.抓落实。大家都要一件一件地办,办成为止。\n完了。\n";

#[test]
fn a_text_dropped_on_the_served_page_is_corrected_and_three_documents_are_saved() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = Chrome::start(dir.path()) else {
        return;
    };
    let text = dir.path().join("points.txt");
    std::fs::write(&text, POINTS).unwrap();
    let served = Served::start(&[]);
    chrome.window(1440, 900, false);
    chrome.open(&served.address);
    assert_eq!(chrome.eval("location.pathname"), "/");
    chrome.wait("!document.getElementById('drop').hidden");
    sound(&mut chrome, "drop");
    chrome.drop_file(&text);
    chrome.wait("document.getElementById('drop').hidden");
    chrome.click(&row(3, 0));
    chrome.key("1", 0);
    // The reader itself answers: the series follows, and words behind a title are no title.
    chrome.wait("document.querySelectorAll('#lines .k-heading').length === 3");
    assert_eq!(
        chrome.eval(&format!("{}.querySelector('.lead').textContent", row(5, 0))),
        "抓落实。"
    );
    chrome.key("z", CONTROL);
    chrome.wait("document.querySelectorAll('#lines .k-heading').length === 0");
    chrome.key("y", CONTROL);
    chrome.wait("document.querySelectorAll('#lines .k-heading').length === 3");
    // Title, style and marks are chosen.
    chrome.click("document.getElementById('facts')");
    chrome.click("document.getElementById('fact-title')");
    chrome.write("三件事");
    chrome.eval("document.getElementById('fact-style').value = 'book'");
    chrome.eval("document.getElementById('fact-punctuation').value = 'keep'");
    chrome.click("document.querySelector('#facts-box [type=submit]')");
    chrome.wait(&format!(
        "{}.querySelector('.words').textContent.includes('读书,读好书')",
        row(3, 0)
    ));
    // The pages are seen beside it.
    chrome.click("document.getElementById('tab-preview')");
    chrome.wait("!document.getElementById('preview').hidden && document.getElementById('preview').src.includes('/pages/')");
    sound(&mut chrome, "preview");
    for name in ["points.docx", "points.pdf", "points.epub"] {
        let format = name.rsplit('.').next().unwrap();
        chrome.click(&format!("document.getElementById('save-{format}')"));
        let bytes = chrome.downloaded(name);
        // A document is no corrections file.
        let stands = chrome.eval("document.getElementById('kept').textContent");
        assert_eq!(stands, "Corrections not saved");
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
    }
    check_documents(dir.path());
    assert!(chrome.faults().is_empty(), "{:#?}", chrome.faults());
    let asked = chrome.requests();
    let own = |a: &String| {
        a.starts_with(&served.origin())
            || a.starts_with("blob:")
            || a.starts_with("chrome-extension:")
    };
    assert!(asked.iter().all(own), "{asked:?}");
    chrome.close_all();
    assert!(served.end().success());
}

/// The documents are whole, and hold what was corrected.
fn check_documents(folder: &Path) {
    let path = |name: &str| folder.join(name).display().to_string();
    if let Some(said) = tool("pdftotext", &[&path("points.pdf"), "-"]) {
        assert!(said.contains("三件事") && said.contains("抓落实"), "{said}");
    }
    tool("qpdf", &["--check", &path("points.pdf")]);
    if let Some(said) = tool("epubcheck", &[&path("points.epub")]) {
        assert!(
            !said.contains("ERROR") && !said.contains("WARNING"),
            "{said}"
        );
    }
    let script = "import sys, docx; d = docx.Document(sys.argv[1]); print('\\n'.join(p.style.name + ' ' + p.text for p in d.paragraphs))";
    if has("python-docx")
        && let Some(said) = tool("python3", &["-c", script, &path("points.docx")])
    {
        assert!(said.contains("抓落实"), "{said}");
    }
}

/// What stands above the text until it is answered.
const NOTICE: &str = "!document.getElementById('notice').hidden";
const HEADINGS: &str = "document.querySelectorAll('#lines .k-heading').length === 3";

/// Presses a button of the notice.
fn answer(chrome: &mut Chrome, n: usize) {
    chrome.wait(NOTICE);
    chrome.click(&format!("document.querySelectorAll('#notice button')[{n}]"));
}

#[test]
fn corrections_of_a_file_are_kept_over_crashes_and_never_over_those_of_others() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = Chrome::start(dir.path()) else {
        return;
    };
    let at = |name: &str| dir.path().join(name);
    let (text, beside) = (at("points.txt"), at("points.wenji.toml"));
    let state = at("state");
    let read = || std::fs::read_to_string(&beside).unwrap_or_default();
    std::fs::write(&text, POINTS).unwrap();
    let file = text.to_str().unwrap();
    let served = Served::start_in(&state, &[file]);
    chrome.window(390, 800, false);
    chrome.open(&served.address);
    chrome.click(&row(3, 0));
    chrome.key("1", 0);
    chrome.wait(HEADINGS);
    chrome.wait(NOTICE);
    sound(&mut chrome, "consent");
    in_its_place(&mut chrome);
    pictured(&mut chrome, "consent");
    // Nothing is beside the text before that was allowed; a page that is loaded anew has it all the same.
    assert!(!beside.exists());
    chrome.open(&format!("{}/", served.origin()));
    chrome.wait(HEADINGS);
    // The program crashes: the page says so, and the next one begins where this one ended.
    served.kill();
    chrome.key("e", 0);
    chrome.wait("document.getElementById('notice-say').textContent.includes('wenji has ended')");
    assert!(
        chrome.eval("document.getElementById('notice-say').textContent.includes('fetch')") == false
    );
    chrome.wait("document.getElementById('kept').className === 'is_unsaved'");
    let served = Served::start_in(&state, &[file]);
    chrome.window(1280, 800, true);
    chrome.open(&served.address);
    chrome.wait(HEADINGS);
    answer(&mut chrome, 0);
    chrome.wait("document.getElementById('kept').className === 'is_saved'");
    assert!(read().contains("as = \"heading\""), "{}", read());
    assert!(std::fs::read_dir(state.join("wenji")).unwrap().count() == 0);
    // Style and punctuation are kept with them.
    chrome.click("document.getElementById('facts')");
    chrome.eval("document.getElementById('fact-style').value = 'book'");
    chrome.eval("document.getElementById('fact-punctuation').value = 'keep'");
    chrome.click("document.querySelector('#facts-box [type=submit]')");
    chrome.wait("document.getElementById('kept').className === 'is_saved'");
    assert!(
        read().contains("style = \"book\"\npunctuation = \"keep\""),
        "{}",
        read()
    );
    // Another program writes the file while something is said here.
    std::fs::write(&beside, "# 手写\n[document]\ntitle = \"他人之题\"\n").unwrap();
    chrome.click(&row(6, 0));
    chrome.key("e", 0);
    chrome.wait(NOTICE);
    sound(&mut chrome, "conflict");
    in_its_place(&mut chrome);
    pictured(&mut chrome, "conflict");
    assert!(read().contains("手写"));
    answer(&mut chrome, 0);
    chrome.wait("document.getElementById('kept').className === 'is_saved'");
    assert!(read().contains("closing") && read().contains("style = \"book\""));
    assert!(
        std::fs::read_to_string(at("points.wenji-2.toml"))
            .unwrap()
            .contains("手写")
    );
    // What others write while nothing is said here comes in, and can be undone.
    std::fs::write(&beside, read().replace("closing", "boilerplate")).unwrap();
    chrome.eval("dispatchEvent(new Event('focus'))");
    chrome.wait("document.querySelectorAll('#lines .k-boilerplate').length === 1");
    chrome.key("z", CONTROL);
    chrome.wait("document.querySelectorAll('#lines .k-closing').length === 1");
    chrome.wait("document.getElementById('kept').className === 'is_saved'");
    // The text grows by a line, and loses one that something was said of.
    let grown = format!("内部资料\n{}", POINTS.replace("完了。\n", "谢谢。\n"));
    std::fs::write(&text, grown).unwrap();
    chrome.eval("dispatchEvent(new Event('focus'))");
    chrome.wait(
        "document.getElementById('notice-say').textContent.includes('1 corrections have no place')",
    );
    chrome.wait(&format!("{}?.classList.contains('k-heading')", row(4, 0)));
    chrome.wait("document.getElementById('kept').className === 'is_saved'");
    assert!(read().contains("at = 4\n"), "{}", read());
    assert!(
        std::fs::read_to_string(at("points.wenji-3.toml"))
            .unwrap()
            .contains("closing")
    );
    pictured(&mut chrome, "changed text");
    assert!(
        chrome
            .faults()
            .iter()
            .all(|f| f.contains("409") || f.contains("ERR_CONNECTION")),
        "{:#?}",
        chrome.faults()
    );
    chrome.close_all();
    assert!(served.end().success());
}

#[cfg(unix)]
#[test]
fn where_nothing_can_be_written_beside_the_text_the_page_says_where_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = Chrome::start(dir.path()) else {
        return;
    };
    let text = dir.path().join("points.txt");
    std::fs::write(&text, POINTS.repeat(40)).unwrap();
    // A link stands where the file would be: it is not followed.
    std::os::unix::fs::symlink("elsewhere", dir.path().join("points.wenji.toml")).unwrap();
    let state = dir.path().join("state");
    let style = dir.path().join("mine.toml");
    let out = support::wenji().args(["style", "book"]).assert().success();
    std::fs::write(&style, &out.get_output().stdout).unwrap();
    let (text, style) = (text.to_str().unwrap(), style.to_str().unwrap());
    let served = Served::start_in(&state, &[text, "--style", style]);
    chrome.window(1280, 800, false);
    chrome.open(&served.address);
    chrome.click("document.getElementById('facts')");
    assert_eq!(
        chrome.eval("document.getElementById('fact-style').value"),
        "mine.toml"
    );
    chrome.key("Escape", 0);
    chrome.click(&row(3, 0));
    chrome.key("i", 0);
    answer(&mut chrome, 0);
    chrome
        .wait("document.getElementById('notice-say').textContent.includes('state/wenji/points-')");
    chrome.wait("document.getElementById('kept').className === 'is_apart'");
    assert!(!dir.path().join("elsewhere").exists());
    // The preview follows the line.
    chrome.click("document.getElementById('tab-preview')");
    let page = "document.getElementById('preview').dataset.page";
    chrome.wait(&format!("{page} > 0"));
    let first = chrome.eval(page);
    chrome.eval("document.getElementById('lines').focus()");
    chrome.key("End", 0);
    chrome.wait(&format!("{page} > Number({first}) + 2"));
    chrome.wait(&format!(
        "document.getElementById('preview').src.includes('#page=' + {page})"
    ));
    chrome.close_all();
    assert!(served.end().success());
}

/// Nothing hangs over the edge, and what is told for a moment is a line or two.
fn in_its_place(chrome: &mut Chrome) {
    let wide = "document.documentElement.scrollWidth > innerWidth";
    assert_eq!(chrome.eval(wide), false);
    let tall = "document.getElementById('said').getBoundingClientRect().height > 120";
    assert_eq!(chrome.eval(tall), false);
}

/// A picture of the page for the eye, where one is asked for.
fn pictured(chrome: &mut Chrome, name: &str) {
    let Some(folder) = std::env::var_os("WENJI_PICTURES") else {
        return;
    };
    for (width, dark) in [(390, false), (390, true), (1280, false), (1280, true)] {
        chrome.window(width, 800, dark);
        let light = if dark { "dark" } else { "light" };
        chrome.picture(&Path::new(&folder).join(format!("{name} {width} {light}.png")));
    }
}

#[test]
fn two_served_pages_stand_beside_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = Chrome::start(dir.path()) else {
        return;
    };
    let text = dir.path().join("points.txt");
    std::fs::write(&text, POINTS).unwrap();
    let served = Served::start(&[text.to_str().unwrap()]);
    chrome.window(1440, 900, false);
    chrome.open(&served.address);
    chrome.click(&row(3, 0));
    chrome.key("1", 0);
    chrome.wait("document.querySelectorAll('#lines .k-heading').length === 3");
    chrome.wait("document.getElementById('kept').className === 'is_apart'");
    // The address is used up; the browser that used it goes on without it.
    let second = chrome.tab();
    chrome.window(1440, 900, true);
    chrome.open(&format!("{}/", served.origin()));
    // A page that is opened later begins with what was said on the first, and each sees what is said on the other.
    chrome.wait("document.querySelectorAll('#lines .k-heading').length === 3");
    chrome.click(&row(3, 0));
    chrome.key("x", 0);
    chrome.wait("document.querySelectorAll('#lines .k-boilerplate').length > 0");
    chrome.wait("document.getElementById('kept').className === 'is_apart'");
    chrome.close(&second);
    chrome.wait("document.querySelectorAll('#lines .k-boilerplate').length > 0");
    // What came from the other page is one step here, however often the page was told of it.
    chrome.eval("for (let n = 0; n < 5; n += 1) dispatchEvent(new Event('focus'))");
    chrome.key("z", CONTROL);
    chrome.wait("document.querySelectorAll('#lines .k-heading').length === 3");
    chrome.wait("document.querySelectorAll('#lines .k-boilerplate').length === 0");
    chrome.wait("document.getElementById('kept').className === 'is_apart'");
    chrome.key("z", CONTROL);
    chrome.wait("document.querySelectorAll('#lines .k-heading').length === 0");
    assert_eq!(
        chrome.eval("document.getElementById('undo').disabled"),
        true
    );
    // A corrections file that is dropped says more of the text that is open, and is kept like what is said here.
    let theirs = dir.path().join("theirs.wenji.toml");
    std::fs::write(&theirs, "[[line]]\nstarts = '完了'\nas = 'closing'\n").unwrap();
    chrome.drop_file(&theirs);
    chrome.wait("document.querySelectorAll('#lines .k-closing').length === 1");
    chrome.wait("document.getElementById('kept').className === 'is_apart'");
    assert_eq!(
        chrome.eval("document.getElementById('name').textContent"),
        "points.txt"
    );
    chrome.close_all();
    assert!(served.end().success());
}
