//! The review page as a file, in a browser: what is misread is set right by keys and by clicks, and the program reaches the
//! structure that was wanted.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/chrome.rs"]
mod chrome;
#[path = "support/review_page.rs"]
mod review_page;
mod support;

use chrome::{ALT, CONTROL, Chrome, SHIFT};
use review_page::{page, row, seek};
use serde_json::{Value, json};
use std::path::Path;
use support::{sample, wenji};

/// A speech with three errors planted: a heading without its number, a heading glued to its text, an advertisement.
const SPEECH: &str = "在全市读书会上的讲话\n\n同志们：\n今天我讲几点意见，供大家参考。\n一、读书要早\n早上头脑清楚，读书最好，大家都要早起，读上半个小时，日日不断。\n关于读书的方法\n方法有很多，有人喜欢边读边写，有人喜欢读完再写，都是可以的，不必强求。\n三、读书要勤读书贵在坚持，一天不读，三天的功夫就白费了，大家要持之以恒。\n本文由某某网友整理上传，版权归原作者，请大家多多支持，点个收藏再走吧。\n文章里有 <script>alert(1)</script> 这样的字也要照样显示出来，不能丢掉。\n谢谢大家！\n";

/// What each line of the speech is once the errors are mended: line, kind, level.
const GOLD: [(u32, &str, u64); 12] = [
    (1, "title", 0),
    (3, "salutation", 0),
    (4, "para", 0),
    (5, "heading", 2),
    (6, "para", 0),
    (7, "heading", 2),
    (8, "para", 0),
    (9, "heading", 2),
    (9, "para", 0),
    (10, "boilerplate", 0),
    (11, "para", 0),
    (12, "closing", 0),
];

/// What `wenji outline` prints of a text.
fn printed(text: &Path, format: &str) -> String {
    let out = wenji()
        .args(["outline", "--format", format, text.to_str().unwrap()])
        .assert()
        .success();
    String::from_utf8(out.get_output().stdout.clone()).unwrap()
}

/// What labels say of each line that a page has rows for.
fn rows(labels: impl AsRef<[u8]>) -> Vec<Vec<Value>> {
    let text = std::str::from_utf8(labels.as_ref()).unwrap();
    let told = ["line", "kind", "level", "label", "run_in", "heading_text"];
    let row = |l: &str| {
        let row: Value = serde_json::from_str(l).unwrap();
        told.map(|k| row[k].clone()).to_vec()
    };
    text.lines().map(row).collect()
}

/// Rows of `wenji outline`; parts of a line stand behind it.
fn outline(text: &Path) -> Vec<(u32, String, u64)> {
    let json = printed(text, "jsonl");
    let mut rows = Vec::new();
    for row in json
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap())
    {
        let line = u32::try_from(row["line"].as_u64().unwrap()).unwrap();
        let kind = |v: &Value| v["kind"].as_str().unwrap().to_owned();
        rows.push((line, kind(&row), row["level"].as_u64().unwrap_or(0)));
        let parts = row["embedded"].as_array().into_iter().flatten();
        rows.extend(parts.map(|part| (line, kind(part), 0)));
    }
    rows
}

fn gold() -> Vec<(u32, String, u64)> {
    GOLD.map(|(line, kind, level)| (line, kind.to_owned(), level))
        .to_vec()
}

fn mend_by_keys(chrome: &mut Chrome) {
    seek(chrome, "关于读书的方法");
    chrome.key("1", 0);
    seek(chrome, "三、读书要勤");
    chrome.key("k", 0);
    chrome.wait("document.activeElement.id === 'split-text'");
    chrome.key("Home", 0);
    for _ in 0.."三、读书要勤".chars().count() {
        chrome.key("ArrowRight", 0);
    }
    chrome.key("Enter", 0);
    chrome.wait(&row(9, 1));
    seek(chrome, "本文由某某网友");
    chrome.key("x", 0);
    // One step too many, and back.
    chrome.key("ArrowDown", 0);
    chrome.key("e", 0);
    chrome.key("z", CONTROL);
    chrome.key("s", CONTROL);
}

fn mend_by_clicks(chrome: &mut Chrome) {
    let press = |chrome: &mut Chrome, name: &str| {
        chrome.click(&format!(
            "document.querySelector('#actions [data-name={name}]')"
        ));
    };
    chrome.click(&row(7, 0));
    press(chrome, "h1");
    chrome.click(&row(9, 0));
    press(chrome, "split");
    // The cursor is put behind the sixth character, as wide as the fonts of the machine have it.
    let at = chrome.eval(
        "(() => { const t = document.getElementById('split-text'); const r = t.getBoundingClientRect(); const c = document.createElement('canvas').getContext('2d'); c.font = getComputedStyle(t).font; return [r.x + 13 + c.measureText(t.value.slice(0, 6)).width, r.y + 25]; })()",
    );
    chrome.click_at(at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
    assert_eq!(
        chrome.eval("document.getElementById('split-text').selectionStart"),
        6
    );
    chrome.click("document.querySelector('#split-box [type=submit]')");
    chrome.wait(&row(9, 1));
    chrome.click(&row(10, 0));
    press(chrome, "boilerplate");
    chrome.click(&row(11, 0));
    press(chrome, "closing");
    chrome.click("document.getElementById('undo')");
    chrome.click("document.getElementById('download')");
}

#[test]
fn planted_errors_are_set_right_by_keys_and_by_clicks_and_the_program_reaches_the_gold() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = Chrome::start(dir.path()) else {
        return;
    };
    for mend in [mend_by_keys, mend_by_clicks] {
        let (text, address) = page(dir.path(), SPEECH.as_bytes(), &[]);
        assert_ne!(outline(&text), gold());
        chrome.window(1440, 900, false);
        chrome.open(&address);
        mend(&mut chrome);
        // A page that is opened anew has what was said on it, by the browser: the file is not beside the text yet.
        for again in 0..2 {
            chrome.open(&address);
            let back = format!("Boolean({})", row(9, 1));
            chrome.wait(&back);
            // One step takes all of it away, one brings it back.
            for (key, there) in [("z", false), ("y", true)] {
                chrome.key(key, CONTROL);
                let told = chrome.eval(&back);
                assert_eq!(told, there, "{again} {key}");
            }
        }
        let fix = dir.path().join("speech.wenji.toml");
        let words = chrome.downloaded("speech.wenji.toml");
        std::fs::write(&fix, words).unwrap();
        assert_eq!(
            outline(&text),
            gold(),
            "{}",
            std::fs::read_to_string(&fix).unwrap()
        );
        // The page hands out the labels that the program tells of the same corrections.
        chrome.click("document.getElementById('facts')");
        chrome.click("document.getElementById('labels')");
        chrome.key("Escape", 0);
        let labels = chrome.downloaded("speech.jsonl");
        assert_eq!(rows(&labels), rows(printed(&text, "labels")));
        // The next page begins where this one ended.
        let (_, address) = page(dir.path(), SPEECH.as_bytes(), &[]);
        chrome.open(&address);
        assert_eq!(
            chrome.eval("document.querySelectorAll('#lines .told').length"),
            2
        );
        chrome.wait(&row(9, 1));
        let handed = ["speech.wenji.toml", "speech.jsonl"].map(|f| chrome.downloads.join(f));
        for made in handed.iter().chain([&fix]) {
            std::fs::remove_file(made).unwrap();
        }
    }
    assert!(chrome.faults().is_empty(), "{:#?}", chrome.faults());
}

#[test]
fn what_cannot_be_reviewed_is_refused_by_the_codes_of_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let (text, _) = page(dir.path(), SPEECH.as_bytes(), &[]);
    let html = dir.path().join("review.html").display().to_string();
    let text = text.to_str().unwrap();
    for (args, code) in [
        (&["review"][..], 2),
        (&["review", text, "--no-open", "-o", "x.html"], 2),
        (&["review", text, "--serve", "-o", &html], 2),
        (&["review", text, "-o", &html], 5),
        (&["review", "nowhere.txt", "-o", "x.html"], 3),
        (&["review", "nowhere.txt", "--serve", "--no-open"], 3),
    ] {
        wenji().args(args).assert().code(code);
    }
}

#[test]
fn the_text_is_shown_as_text_and_nothing_is_asked_of_the_network() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = Chrome::start(dir.path()) else {
        return;
    };
    let (_, address) = page(dir.path(), SPEECH.as_bytes(), &[]);
    chrome.window(1440, 900, false);
    chrome.open(&address);
    seek(&mut chrome, "<script>alert");
    let seen = chrome.eval("document.querySelector('#lines .current .words').textContent");
    assert!(
        seen.as_str().unwrap().contains("<script>alert(1)</script>"),
        "{seen}"
    );
    assert_eq!(chrome.eval("document.scripts.length"), 2);
    assert!(chrome.faults().is_empty(), "{:#?}", chrome.faults());
    let asked = chrome.requests();
    assert!(asked.iter().all(|a| *a == address), "{asked:?}");
    // The policy holds: no other program runs and no address is reached.
    chrome.eval("document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.foreign = 1' }))");
    assert_eq!(chrome.eval("typeof window.foreign"), "undefined");
    assert_eq!(
        chrome.eval("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')"),
        "refused"
    );
    assert!(
        chrome
            .faults()
            .iter()
            .any(|f| f.contains("connect-src") || f.contains("default-src"))
    );
}

#[test]
fn doubtful_places_are_gone_through_by_keys() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = Chrome::start(dir.path()) else {
        return;
    };
    let text = std::fs::read(sample("speeches.txt")).unwrap();
    let (file, address) = page(dir.path(), &text, &[]);
    let check = wenji()
        .args(["check", file.to_str().unwrap(), "--message-format", "json"])
        .assert();
    let json = String::from_utf8(check.get_output().stdout.clone()).unwrap();
    let finding = |l: &str| serde_json::from_str::<Value>(l).unwrap()["line"].clone();
    let lines: Vec<Value> = json.lines().map(finding).collect();
    chrome.window(1280, 800, false);
    chrome.open(&address);
    let at = |chrome: &mut Chrome| {
        chrome.eval("Number(document.querySelector('#lines .current .number').textContent)")
    };
    let left = |chrome: &mut Chrome| chrome.eval("document.getElementById('progress').textContent");
    assert_eq!(at(&mut chrome), lines[0]);
    chrome.key("n", 0);
    assert_eq!(at(&mut chrome), lines[1]);
    chrome.key("N", SHIFT);
    assert_eq!(at(&mut chrome), lines[0]);
    let all = lines.len();
    assert_eq!(left(&mut chrome), format!("{all} of {all} left"));
    // What is right is confirmed, and the next one stands there.
    chrome.key("Enter", 0);
    assert_eq!(at(&mut chrome), lines[1]);
    assert_eq!(left(&mut chrome), format!("{} of {all} left", all - 1));
    chrome.key("z", CONTROL);
    assert_eq!(left(&mut chrome), format!("{all} of {all} left"));
    // The last one in the list, by the mouse.
    chrome.click("document.querySelector('#places [role=option]:last-child')");
    assert_eq!(at(&mut chrome), lines[all - 1]);
    for line in lines.iter().rev() {
        assert_eq!(at(&mut chrome), *line);
        chrome.key("Enter", 0);
        chrome.key("N", SHIFT);
    }
    assert_eq!(left(&mut chrome), "Everything has been looked at.");
}

/// Words to fill in and a quote that is not closed, which findings point at.
const GAPS: &str = "工作报告\n\n一、总结\n近20**年来，全市共办成**件大事，群众都说“好。\n二、打算\n明年还要再办十件，件件都要落实到人，落实到点。\n";

#[test]
fn words_are_mended_on_the_page_and_corrections_dropped_on_it_apply() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = Chrome::start(dir.path()) else {
        return;
    };
    let (text, address) = page(dir.path(), GAPS.as_bytes(), &[]);
    chrome.window(1280, 800, false);
    chrome.open(&address);
    seek(&mut chrome, "近20**");
    chrome.key("r", 0);
    chrome.wait("document.activeElement.id === 'words-text'");
    // The words that the finding means are chosen.
    let chosen = "(() => { const t = document.getElementById('words-text'); return t.value.slice(t.selectionStart, t.selectionEnd); })()";
    assert!(chrome.eval(chosen).as_str().unwrap().contains("**"));
    chrome.key("a", CONTROL);
    chrome.write("近2020年来，全市共办成十件大事，群众都说“好”。");
    chrome.key("Enter", 0);
    let result = format!("{}.querySelector('.words').textContent", row(4, 0));
    let mended = "近2020年来，全市共办成十件大事，群众都说“好”。";
    chrome.wait(&format!("{result} === {mended:?}"));
    chrome.key("z", CONTROL);
    chrome.wait(&format!("{result}.includes('20**')"));
    chrome.key("y", CONTROL);
    chrome.wait(&format!("{result} === {mended:?}"));
    chrome.key("s", CONTROL);
    let fix = chrome.downloaded("speech.wenji.toml");
    let words = String::from_utf8(fix.clone()).unwrap();
    // As little as tells the places is named.
    assert_eq!(words.matches("[[replace]]").count(), 3, "{words}");
    assert!(
        !words.contains("find = \"近20**年来，全市共办成"),
        "{words}"
    );
    let beside = dir.path().join("speech.wenji.toml");
    std::fs::write(&beside, &fix).unwrap();
    let out = wenji()
        .args(["convert", text.to_str().unwrap(), "--to", "text", "-o", "-"])
        .assert()
        .success();
    let printed = String::from_utf8(out.get_output().stdout.clone()).unwrap();
    assert!(printed.contains(mended), "{printed}");
    let check = wenji().arg("check").arg(&text).assert();
    let said = String::from_utf8(check.get_output().stdout.clone()).unwrap();
    assert!(
        !said.contains("placeholder") && !said.contains("quotes"),
        "{said}"
    );
    // A second window of the same text sees what is said in the first.
    let first = chrome.tab();
    chrome.open(&address);
    chrome.wait(&format!("{result} === {mended:?}"));
    chrome.close(&first);
    chrome.key("z", CONTROL);
    // The file of a colleague falls on the page: it holds besides what was said here.
    let theirs = dir.path().join("theirs.wenji.toml");
    std::fs::write(&theirs, "# 校对\n[[line]]\nat = 9\nstarts = '二、打算'\nas = \"para\"\n[[line]]\nstarts = \"明年还要\"\nsplit = 9\n[[line]]\nstarts = '件件都要'\nas = 'closing'\n[document]\ntitle = \"年终报告\"\n").unwrap();
    chrome.drop_file(&theirs);
    chrome.wait(&format!("{}?.classList.contains('k-closing')", row(6, 1)));
    chrome.wait(&format!("{}.classList.contains('k-para')", row(5, 0)));
    chrome.click("document.getElementById('facts')");
    assert_eq!(
        chrome.eval("document.getElementById('fact-title').value"),
        "年终报告"
    );
    chrome.key("Escape", 0);
    // One that does not fit says why, and changes nothing.
    std::fs::write(&theirs, "[[line]]\nstarts = '没有这行'\nas = 'para'\n").unwrap();
    chrome.drop_file(&theirs);
    chrome.wait(
        "document.getElementById('said').textContent.includes('no line starts with “没有这行”')",
    );
    assert!(chrome.faults().is_empty(), "{:#?}", chrome.faults());
}

/// A torn line, lines in the wrong order, a line that is a heading of the second level, a doubtful one that is right.
const DISORDER: &str = "工作安排\n\n一、学习\n大家都要读书，读好\n书，好读书，天天读书，月月读书。\n二、作风\n大家都要到基层去，到群众中去，到生产一线去。\n具体要求\n每个人每个月都要下去一次，住上两三天，看一看，问一问。\n三、落实\n第三段说的是落实，一件一件地办，办成为止，不留尾巴。\n第一段说的是开头，万事开头难，大家要早做准备，早下手。\n以上三件，年底以前都要见到成效，办不成的要说明缘由。\n";

#[test]
fn lines_are_joined_moved_and_nested_and_the_program_reads_what_the_page_shows() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut chrome) = Chrome::start(dir.path()) else {
        return;
    };
    let (text, address) = page(dir.path(), DISORDER.as_bytes(), &[]);
    chrome.window(1280, 800, true);
    chrome.open(&address);
    seek(&mut chrome, "书，好读书，天天");
    if chrome.eval("document.querySelector('#lines .current').classList.contains('k-continuation')")
        != true
    {
        chrome.key("j", 0);
    }
    seek(&mut chrome, "具体要求");
    chrome.key("2", 0);
    // Picked up and put behind a line; then one step up and down again by the arrows.
    seek(&mut chrome, "第一段说的是");
    chrome.key("m", 0);
    seek(&mut chrome, "一、学习");
    chrome.key("Enter", 0);
    chrome.wait(&format!(
        "{}.getAttribute('aria-posinset') === '3'",
        row(12, 0)
    ));
    chrome.key("ArrowUp", ALT);
    chrome.wait(&format!(
        "{}.getAttribute('aria-posinset') === '2'",
        row(12, 0)
    ));
    chrome.key("ArrowDown", ALT);
    // A range of lines is told at once, and taken back.
    chrome.key("ArrowDown", SHIFT);
    chrome.key("ArrowDown", SHIFT);
    assert_eq!(
        chrome.eval("document.querySelectorAll('#lines [aria-selected=true]').length"),
        3
    );
    chrome.key("i", 0);
    chrome.wait("document.querySelectorAll('#lines .k-item').length === 3");
    chrome.click("document.getElementById('undo')");
    chrome.wait("document.querySelectorAll('#lines .k-item').length === 0");
    // The filter shows headings of one level; the outline has followed.
    chrome.eval("(() => { const f = document.getElementById('filter'); f.value = 'heading2'; f.dispatchEvent(new Event('change')); })()");
    assert_eq!(
        chrome.eval("document.querySelectorAll('#lines [role=option]').length"),
        1
    );
    let entries = chrome
        .eval("[...document.querySelectorAll('#outline [role=option]')].map((e) => e.textContent)");
    assert!(
        entries
            .as_array()
            .unwrap()
            .iter()
            .any(|e| e == "2.1具体要求"),
        "{entries}"
    );
    chrome.eval("(() => { const f = document.getElementById('filter'); f.value = ''; f.dispatchEvent(new Event('change')); })()");
    let shown = chrome.eval("[...document.querySelectorAll('#lines [role=option]')].map((e) => [Number(e.getAttribute('aria-label').match(/\\d+/)[0]), [...e.classList].find((c) => c.startsWith('k-')).slice(2)])");
    chrome.click("document.getElementById('download')");
    let fix = chrome.downloaded("speech.wenji.toml");
    std::fs::write(dir.path().join("speech.wenji.toml"), fix).unwrap();
    let read = |row: (u32, String, u64)| json!([row.0, row.1]);
    let mut lines: Vec<Value> = outline(&text).into_iter().map(read).collect();
    let order = |v: &Value| shown.as_array().unwrap().iter().position(|s| s[0] == v[0]);
    // The outline goes by the lines of the source, the page by the order of the result.
    lines.sort_by_key(order);
    assert_eq!(Value::from(lines), shown);
    let out = wenji()
        .args(["convert", text.to_str().unwrap(), "--to", "text", "-o", "-"])
        .assert()
        .success();
    let printed = String::from_utf8(out.get_output().stdout.clone()).unwrap();
    let place = |words: &str| printed.find(words).unwrap();
    assert!(printed.contains("读好书，好读书"), "{printed}");
    assert!(
        place("一、学习") < place("第一段") && place("第一段") < place("大家都要读书"),
        "{printed}"
    );
    assert!(chrome.faults().is_empty(), "{:#?}", chrome.faults());
}
