//! Every option that the help names is used by a test and explained in the guide; with those that no other test uses.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::{sample, wenji};

/// Options as the help of all commands tells them, with their short form.
fn options() -> BTreeMap<String, Option<char>> {
    let help = |command: Option<&str>| {
        let mut c = wenji();
        c.args(["--lang-ui", "en", "help"]).args(command);
        String::from_utf8(c.assert().success().get_output().stdout.clone()).unwrap()
    };
    let program = help(None);
    let (_, commands) = program.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\n").unwrap();
    let rows = commands.lines().filter_map(|l| l.strip_prefix("  "));
    let rows = rows.filter(|l| l.starts_with(char::is_alphabetic));
    let names = rows.filter_map(|l| l.split(' ').next());
    let mut pages: Vec<String> = names.map(|n| help(Some(n))).collect();
    assert!(pages.len() > 9, "{program}");
    pages.push(program);
    let mut found = BTreeMap::new();
    for line in pages.iter().flat_map(|p| p.lines()) {
        let line = line.trim_start();
        let (short, rest) = match line.strip_prefix('-').and_then(|r| r.split_once(", --")) {
            Some((s, rest)) if s.len() == 1 => (s.chars().next(), rest),
            _ => match line.strip_prefix("--") {
                Some(rest) => (None, rest),
                None => continue,
            },
        };
        let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-');
        found.insert(rest[..end.unwrap_or(rest.len())].to_owned(), short);
    }
    found
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let list = std::fs::read_dir(&folder)
        .unwrap()
        .map(|f| f.unwrap().path());
    list.filter(|p| p.extension().is_some_and(|e| e == ending))
        .collect()
}

fn text(files: &[PathBuf]) -> String {
    files
        .iter()
        .map(|f| std::fs::read_to_string(f).unwrap())
        .collect()
}

/// True where the option stands by itself: not `--to` for `--toc`.
fn names(text: &str, long: &str, short: Option<char>, before: &[char], behind: &[char]) -> bool {
    let mut forms = vec![format!("--{long}")];
    forms.extend(short.map(|s| format!("-{s}")));
    forms.iter().any(|form| {
        text.match_indices(form).any(|(at, _)| {
            let left = text[..at].chars().next_back();
            let right = text[at + form.len()..].chars().next();
            left.is_none_or(|c| before.contains(&c)) && right.is_none_or(|c| behind.contains(&c))
        })
    })
}

#[test]
fn every_option_is_used_by_a_test_and_explained_in_the_guide() {
    let options = options();
    assert!(options.len() > 55, "{options:?}");
    let mut tests = files("tests", "rs");
    tests.extend(files("tests/support", "rs"));
    tests.extend(files("tests/hostile", "rs"));
    tests.extend(files("tests/fidelity", "rs"));
    let tests = text(&tests);
    let guides = ["en", "zh"].map(|l| (l, text(&files(&format!("docs/guide/src/{l}"), "md"))));
    for (long, short) in &options {
        assert!(
            names(&tests, long, *short, &['"', ' '], &['"', '=', ' ']),
            "no test uses --{long}"
        );
        for (language, guide) in &guides {
            assert!(
                names(guide, long, *short, &['`', ' '], &['`', '=', ' ', '\n']),
                "docs/guide/src/{language} does not explain --{long}"
            );
        }
    }
}

#[test]
fn options_are_told_apart() {
    let found = |text: &str, long: &str, short| names(text, long, short, &['"', ' '], &['"', ' ']);
    assert!(found("\"--to\"", "to", None) && !found("\"--toc\"", "to", None));
    assert!(found(" -o x", "output", Some('o')) && !found(" -on", "output", Some('o')));
}

fn made(args: &[&str], text: &str) -> String {
    let out = wenji()
        .args(["convert", "-", "--to", "text", "--quiet"])
        .args(args)
        .write_stdin(text)
        .assert()
        .success();
    assert!(out.get_output().stderr.is_empty());
    String::from_utf8(out.get_output().stdout.clone()).unwrap()
}

#[test]
fn marks_are_mended_as_far_as_is_asked() {
    let text = "他说,好.她问:怎么?我们走(慢慢地)\n";
    let want = [
        ("keep", "他说,好.她问:怎么?我们走(慢慢地)\n"),
        ("safe", "他说，好.她问：怎么？我们走（慢慢地）\n"),
        ("full", "他说，好。她问：怎么？我们走（慢慢地）\n"),
        ("auto", "他说，好.她问：怎么？我们走（慢慢地）\n"),
    ];
    for (level, words) in want {
        assert_eq!(made(&["--punctuation", level], text), words, "{level}");
    }
    // A text that has full-width marks by habit is left alone.
    let own = "他说，好。她问：怎么？走,去。\n";
    assert_eq!(made(&["--punctuation", "auto"], own), own);
}

#[test]
fn chatter_stays_where_it_is_asked_for() {
    let text = std::fs::read_to_string(sample("speeches.txt")).unwrap();
    let (without, with) = (made(&[], &text), made(&["--keep-boilerplate"], &text));
    let lines = |s: &str| s.lines().filter(|l| !l.is_empty()).count();
    assert!(
        lines(&with) > lines(&without),
        "{} {}",
        lines(&with),
        lines(&without)
    );
    assert!(
        with.contains("本文地址") && !without.contains("本文地址"),
        "{without}"
    );
}

#[test]
fn the_output_is_named_in_full_too() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("a.txt");
    made(&["--output", out.to_str().unwrap()], "文。\n");
    assert_eq!(std::fs::read_to_string(out).unwrap(), "文。\n");
}

/// What the print shop would see of a novel.
fn seen(options: &[&str]) -> serde_json::Value {
    let dir = tempfile::tempdir().unwrap();
    let out = wenji()
        .args(["convert", sample("novel-gbk.txt").to_str().unwrap(), "-q"])
        .args(["--to", "pdf", "--pdf-profile", "print", "--preflight=json"])
        .args(["-o", dir.path().join("a.pdf").to_str().unwrap()])
        .args(options)
        .assert()
        .success();
    serde_json::from_slice(&out.get_output().stdout).unwrap()
}

#[test]
fn paper_sheets_and_signatures_are_those_that_are_named() {
    let thin = seen(&["--paper", "0.05"])["spine"].as_f64().unwrap();
    let thick = seen(&["--paper", "0.2"])["spine"].as_f64().unwrap();
    assert!(
        thin > 0.0 && (thick / thin - 4.0).abs() < 0.2,
        "{thin} {thick}"
    );
    let booklet = ["--impose", "booklet"];
    let trim = |seen: &serde_json::Value| seen["sizes"][0]["media"].clone();
    let (own, a3) = (
        seen(&booklet),
        seen(&[&booklet[..], &["--sheet", "a3"]].concat()),
    );
    assert_ne!(trim(&own), trim(&a3), "{own}");
    assert!(a3.to_string().contains("420"), "{a3}");
    // Long books are folded in signatures: other pages share a sheet.
    let of = |pages: &str| {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("a.pdf");
        wenji()
            .args(["convert", "-", "-q", "--to", "pdf", "--style", "book"])
            .args(["--pdf-profile", "print", "--impose", "booklet"])
            .args(["--signature", pages, "-o", out.to_str().unwrap()])
            .write_stdin("清晨出发，路上没有人，只有风从山里来。".repeat(4000))
            .assert()
            .success();
        std::fs::read(out).unwrap()
    };
    assert_ne!(of("16"), of("32"));
}

#[test]
fn the_shops_profile_is_the_output_intent() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let mut icc = vec![0u8; 200];
    icc[..4].copy_from_slice(&200u32.to_be_bytes());
    icc[12..20].copy_from_slice(b"prtrCMYK");
    std::fs::write(at("press.icc"), &icc).unwrap();
    let inks = |options: &[&str]| {
        wenji()
            .args(["convert", "-", "--to", "pdf", "--pdf-profile", "print"])
            .args(["--force", "-o", at("a.pdf").to_str().unwrap()])
            .args(options)
            .write_stdin("文")
            .assert()
            .success();
        let pdf = std::fs::read(at("a.pdf")).unwrap();
        // The number of inks stands in the profile's own dictionary: 1 is gray, 4 is CMYK.
        let mut places = memchr::memmem::find_iter(&pdf, b"/N 4");
        places.any(|at| !pdf[at + 4].is_ascii_digit())
    };
    assert!(!inks(&[]));
    let press = at("press.icc");
    assert!(inks(&["--output-intent", press.to_str().unwrap()]));
    // One of a screen is refused.
    icc[12..20].copy_from_slice(b"mntrRGB ");
    std::fs::write(at("screen.icc"), &icc).unwrap();
    for (lang, words) in [
        ("en", "no ICC profile of a printer"),
        ("zh", "不是印刷机的 ICC 文件"),
    ] {
        let out = wenji()
            .args(["convert", "-", "--to", "pdf", "--pdf-profile", "print"])
            .args(["--lang-ui", lang, "-o", at("b.pdf").to_str().unwrap()])
            .args(["--output-intent", at("screen.icc").to_str().unwrap()])
            .write_stdin("文")
            .assert()
            .code(2);
        let said = String::from_utf8_lossy(&out.get_output().stderr).into_owned();
        assert!(said.contains(words), "{said}");
    }
}

/// A text in which every entry of a style has something to say.
fn of_all_kinds() -> wenji::tree::Document {
    let long =
        "这一段话讲的是河边的旧事，水从山里来，到海里去，谁也没有问过它叫什么名字，（也许）有过。"
            .repeat(3);
    let english = "A／B international administration responsibility communication ".repeat(14);
    let work = |n: usize| {
        format!(
            "### 《第{n}篇 A》\n\n<!-- salutation -->\n\n同志 A 们：\n\n{long}[^{n}]{long}\n\n<!-- heading -->\n\n#### 一、开头 A\n\n{long}{english}\n\n<!-- heading -->\n\n##### （一）其中 B\n\n{long}\n\n<!-- heading -->\n\n###### 1．细处\n\n{long}\n\n> A {long}\n\n<!-- verse 2 -->\n\n灯亮着 A\\\n船就会来\n\n人走远\\\n灯还亮着\n\n<!-- scene-break -->\n\n＊＊＊\n\n<!-- closing -->\n\n谢谢 A 大家！\n\n<!-- signature -->\n\n某人 A\n\n<!-- date -->\n\n二〇二四年春\n\n"
        )
    };
    let short = |n: usize| format!("### 《第{n}篇》\n\n{long}[^{n}]\n\n");
    let notes: String = (1..=4).map(|n| format!("[^{n}]: 注释的话。\n")).collect();
    let text = format!(
        "<!-- document {{\"title\":\"河边集 A\",\"author\":\"某人\"}} -->\n\n# 河边集 A\n\n<!-- subtitle -->\n\n旧事 A\n\n<!-- volume -->\n\n## 第一部　水 A\n\n{}{}<!-- docnumber -->\n\n![河](https://example.com/a.png \"图1　河\")\n\n<!-- volume -->\n\n## 第二部　火\n\n{}{}{notes}",
        work(1),
        short(2),
        short(3),
        short(4),
    );
    wenji::markdown::read(&text)
}

/// What was made, where a style can be made use of.
type Bytes = Option<Vec<u8>>;

/// What a style makes of texts, in the order in which it is cheap to find out.
struct Made<'a> {
    faces: &'a wenji::font::Faces,
    docs: [&'a wenji::tree::Document; 4],
    /// What has been made of styles that others are compared with.
    known: std::cell::RefCell<BTreeMap<(String, usize), Bytes>>,
}

impl Made<'_> {
    const COUNT: usize = 7;

    /// The same, of a style with a name, made once.
    fn base(&self, name: &str, style: &wenji::style::Style, what: usize) -> Bytes {
        let mut known = self.known.borrow_mut();
        let slot = known.entry((name.to_owned(), what));
        slot.or_insert_with(|| self.of(style, what)).clone()
    }

    fn of(&self, style: &wenji::style::Style, what: usize) -> Bytes {
        let page = |style: &wenji::style::Style, doc: &wenji::tree::Document| {
            let doc = style.paper.applied(doc.clone());
            let layout = wenji::layout::lay_out(&doc, style, self.faces);
            format!("{:?}{:?}", layout.pages, layout.width).into_bytes()
        };
        let [book, paper, single, short] = self.docs;
        match what {
            0 => Some(page(style, book)),
            1 => {
                let options = wenji::docx::DocxOptions::default();
                wenji::docx::write(book, style, self.faces, &options).ok()
            }
            2 => Some(page(&style.clone().turned().ok()?, book)),
            3 => Some(page(style, paper)),
            4 => Some(page(style, single)),
            5 => Some(page(&style.clone().turned().ok()?, short)),
            _ => Some(wenji::html::write(book, style).into_bytes()),
        }
    }
}

/// Values of an entry, one of which is not what a built-in style has.
fn values(takes: wenji::style::keys::Takes) -> Vec<String> {
    use wenji::style::keys::Takes as T;
    let all: &[&str] = match takes {
        T::Length(..) => &["31", "7", "120", "190", "250"],
        T::Type => &["13.5", "9"],
        T::Count(..) => &["3", "5"],
        T::Whole(..) => &["2", "1", "20", "44", "300"],
        T::Space => &["3", "0"],
        T::Number(..) => &["0.31", "0.05", "1.3", "0.7", "30"],
        T::Flag => &["true", "false"],
        T::Word(words) => words,
        T::Text => &["样", "{page}样", "978-7-02-000220-7"],
        T::Template => &["样", "{page}样"],
        T::Colour => &["red"],
        T::Size => &["a5"],
        T::Spacing => &["2.3"],
    };
    all.iter().map(|v| (*v).to_owned()).collect()
}

#[test]
fn every_entry_of_a_style_changes_an_output() {
    use wenji::style::Style;
    use wenji::style::keys::{GROUPS, ROLE_KEYS, ROLES};
    let faces = wenji::font::Faces::builtin().unwrap();
    let read = |name: &str| {
        let bytes = std::fs::read(sample(name)).unwrap();
        let source = wenji::source::Source::decode(&bytes, None).unwrap();
        wenji::reader::read(&source, &wenji::reader::ReadOptions::default()).document
    };
    let (book, paper) = (of_all_kinds(), read("notice.txt"));
    let single =
        wenji::markdown::read("# A 题名\n\n<!-- document-number -->\n\n某发〔2024〕1号\n\n字。\n");
    let poem = |n: usize| format!("## 其{n}\n\n{}\n\n", "雨落在河上。".repeat(13));
    let short = (1..=8).map(poem).collect::<String>();
    let short = wenji::markdown::read(&format!("# 短章\n\n{short}"));
    let made = Made {
        faces: &faces,
        docs: [&book, &paper, &single, &short],
        known: Default::default(),
    };
    let mut entries: Vec<(String, wenji::style::keys::Takes)> = Vec::new();
    for g in GROUPS.iter().filter(|g| !g.name.is_empty()) {
        entries.extend(
            g.keys
                .iter()
                .map(|k| (format!("{}.{}", g.name, k.name), k.takes)),
        );
    }
    for (role, ..) in ROLES {
        entries.extend(
            ROLE_KEYS
                .iter()
                .map(|k| (format!("roles.{role}.{}", k.name), k.takes)),
        );
    }
    assert!(entries.len() > 250);
    let idle: Vec<&String> = entries
        .iter()
        .filter(|(name, takes)| {
            let base = if name.starts_with("paper.") {
                "gongwen"
            } else {
                "book"
            };
            // Proportions speak where a size is asked for, shops' margins where the style's are narrow, and the lines of
            // a paper's head where there is one.
            let before = match name.as_str() {
                "page.gutter" => Some("page.inner=12"),
                n if n.starts_with("paper.") => Some("paper.issuer=某市人民政府文件"),
                _ => None,
            };
            let before = before.map(str::to_owned);
            let sized = name
                .starts_with("proportions.")
                .then(|| "page.size=a5".to_owned());
            let set = |own: Option<String>| {
                let all = before.iter().cloned().chain(own);
                let all = all.chain(sized.iter().cloned()).collect::<Vec<_>>();
                Style::named(base).unwrap().with(&all).ok()
            };
            let changed = values(*takes).into_iter();
            let changed = changed.filter_map(|v| set(Some(format!("{name}={v}"))));
            let changed: Vec<Style> = changed.collect();
            let told = format!("{base}{before:?}{sized:?}");
            let base = set(None).unwrap();
            let differs = |what: usize| {
                let was = made.base(&told, &base, what);
                changed.iter().any(|s| made.of(s, what) != was)
            };
            !(0..Made::COUNT).any(differs)
        })
        .map(|e| &e.0)
        .collect();
    // Where these stand is not theirs to say: entries of the contents run from margin to margin, heads and numbers go by
    // `heads` and `folios`.
    let placed = [
        "toc1.align",
        "toc2.align",
        "folio.indent",
        "folio.align",
        "folio.before",
        "folio.after",
    ];
    assert_eq!(
        idle,
        placed
            .map(|p| format!("roles.{p}"))
            .iter()
            .collect::<Vec<_>>()
    );
}
