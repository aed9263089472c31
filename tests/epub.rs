//! What the options of the e-book change in the package.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use support::{sample, wenji};

/// The package made from the speeches with further options: name to content.
fn package(options: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    let book = dir.path().join("b.epub");
    wenji()
        .args(["convert", sample("speeches.txt").to_str().unwrap(), "-q"])
        .args(["--to", "epub", "-o", book.to_str().unwrap()])
        .args(options)
        .assert()
        .success();
    entries(&std::fs::read(book).unwrap())
}

/// Name to content.
fn entries(book: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut file = zip.by_index(i).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn text(package: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(package[name].clone()).unwrap()
}

#[test]
fn a_cover_is_drawn_in_four_designs() {
    let mut seen = Vec::new();
    for design in ["plain", "gongwen", "label", "vertical"] {
        let p = package(&["--cover-style", design]);
        let png = p["EPUB/cover.png"].clone();
        assert!(png.len() < 300_000, "{design}: {}", png.len());
        assert_eq!(
            &png[16..24],
            &[0, 0, 6, 64, 0, 0, 10, 0],
            "{design}: 1600 × 2560"
        );
        assert!(text(&p, "EPUB/package.opf").contains("properties=\"cover-image\""));
        assert!(text(&p, "EPUB/cover.xhtml").contains("alt="));
        seen.push(png);
    }
    seen.dedup();
    assert_eq!(seen.len(), 4, "designs look alike");
    assert!(!package(&["--no-cover"]).contains_key("EPUB/cover.png"));
}

#[test]
fn vertical_books_open_from_the_right_and_have_corner_quotes() {
    let p = package(&["--vertical"]);
    assert!(text(&p, "EPUB/package.opf").contains("page-progression-direction=\"rtl\""));
    assert!(text(&p, "EPUB/style.css").contains("writing-mode:vertical-rl"));
    let pages: String = p
        .keys()
        .filter(|k| k.ends_with(".xhtml"))
        .map(|k| text(&p, k))
        .collect();
    assert!(pages.contains('「') && !pages.contains('“'));
}

#[test]
fn kindle_books_have_a_guide_and_no_cover_page() {
    let p = package(&["--kindle"]);
    let opf = text(&p, "EPUB/package.opf");
    assert!(opf.contains("<guide>") && opf.contains("type=\"text\""));
    assert!(p.contains_key("EPUB/cover.png") && !p.contains_key("EPUB/cover.xhtml"));
}

#[test]
fn a_cover_of_ones_own_is_checked() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("b.epub");
    let run = |cover: &str| {
        wenji()
            .args(["convert", sample("poems.txt").to_str().unwrap(), "-q"])
            .args([
                "--to",
                "epub",
                "-o",
                out.to_str().unwrap(),
                "--cover",
                cover,
            ])
            .assert()
    };
    let gif = dir.path().join("c.gif");
    std::fs::write(&gif, b"GIF89a").unwrap();
    run(gif.to_str().unwrap()).code(3);
    run("no-such-file.png").code(3);
    assert!(!out.exists());
}

#[test]
fn the_package_names_series_and_start_of_reading() {
    let p = package(&["--series", "讲话丛书", "--series-number", "3"]);
    let opf = text(&p, "EPUB/package.opf");
    assert!(opf.contains("<meta property=\"belongs-to-collection\" id=\"series\">讲话丛书</meta>"));
    assert!(opf.contains("property=\"group-position\">3</meta>"));
    let nav = text(&p, "EPUB/nav.xhtml");
    for place in ["cover", "titlepage", "toc", "bodymatter"] {
        assert!(nav.contains(&format!("epub:type=\"{place}\"")), "{place}");
    }
}

#[test]
fn pandoc_reads_the_same_text() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    for format in ["epub", "text"] {
        wenji()
            .args(["convert", sample("speeches.txt").to_str().unwrap(), "-q"])
            .args(["--to", format, "-o", &at(format)])
            .assert()
            .success();
    }
    let args = ["-f", "epub", "-t", "plain", "--wrap=none", &at("epub")];
    let Some(got) = support::tool("pandoc", &args) else {
        return;
    };
    let want = support::han(&std::fs::read_to_string(at("text")).unwrap());
    // The title page comes before the text.
    assert!(support::han(&got).ends_with(&want));
}

#[test]
fn embedded_fonts_come_with_their_licences_and_kindle_has_none_for_the_body() {
    let p = package(&["--embed-fonts", "--style", "gongwen"]);
    let (opf, css) = (text(&p, "EPUB/package.opf"), text(&p, "EPUB/style.css"));
    let fonts: Vec<&String> = p.keys().filter(|k| k.ends_with(".ttf")).collect();
    assert!(fonts.len() >= 4, "{fonts:?}");
    for font in &fonts {
        let name = font.trim_start_matches("EPUB/");
        assert!(opf.contains(&format!("href=\"{name}\" media-type=\"font/ttf\"")));
        assert!(css.contains(&format!("url({name})")));
        assert!(p[*font].len() < 1_000_000, "{font} is not cut down");
    }
    let licences = text(&p, "EPUB/fonts/LICENSES.txt");
    assert!(licences.contains("SIL OPEN FONT LICENSE") || licences.contains("SIL Open Font"));
    let families = css.matches("@font-face").count();
    assert_eq!(families, fonts.len());
    assert!(css.contains("\nbody{font-family:\"Wenji FangSong"));
    let kindle = package(&["--embed-fonts", "--style", "gongwen", "--kindle"]);
    let css = text(&kindle, "EPUB/style.css");
    assert!(!css.contains("\nbody{") && css.contains(".hei{font-family"));
    assert!(!kindle.contains_key("EPUB/fonts/fangsong.ttf"));
}

#[test]
fn the_page_list_leads_to_where_the_pages_of_the_pdf_begin() {
    let p = package(&["--page-list"]);
    let nav = text(&p, "EPUB/nav.xhtml");
    let opf = text(&p, "EPUB/package.opf");
    assert!(opf.contains("pageBreakMarkers") && opf.contains("property=\"source-of\""));
    assert!(!text(&package(&[]), "EPUB/nav.xhtml").contains("page-list"));
    let dir = tempfile::tempdir().unwrap();
    let pdf = dir.path().join("a.pdf").to_str().unwrap().to_owned();
    wenji()
        .args(["convert", sample("speeches.txt").to_str().unwrap(), "-q"])
        .args(["--to", "pdf", "-o", &pdf])
        .assert()
        .success();
    let Some(printed) = support::tool("pdftotext", &[&pdf, "-"]) else {
        return;
    };
    let printed: Vec<&str> = printed.trim_end_matches('\u{c}').split('\u{c}').collect();
    let listed: Vec<&str> = nav.split("<li><a href=\"p").skip(1).collect();
    let listed: Vec<(&str, usize)> = listed
        .iter()
        .filter_map(|l| l.split('"').next()?.split_once("#page"))
        .map(|(file, n)| (file, n.parse().unwrap()))
        .collect();
    let numbers: Vec<usize> = listed.iter().map(|l| l.1).collect();
    assert_eq!(numbers, (1..=listed.len()).collect::<Vec<_>>());
    let words = |s: &str| support::han(s).chars().take(24).collect::<String>();
    // Title page and contents stand before page 1, a colophon behind the last.
    let mut front = None;
    for (file, n) in listed {
        let page = text(&p, &format!("EPUB/p{file}"));
        let mark = format!("id=\"page{n}\" aria-label=\"{n}\"></span>");
        let after = page.split_once(&mark).unwrap().1;
        let shown: String = after
            .split('<')
            .enumerate()
            .map(|(k, t)| {
                if k == 0 {
                    t
                } else {
                    t.split_once('>').map_or("", |t| t.1)
                }
            })
            .take(20)
            .collect();
        let here = || printed.iter().position(|p| words(p) == words(&shown));
        let front = *front.get_or_insert_with(|| here().unwrap());
        assert_eq!(words(&shown), words(printed[front + n - 1]), "page {n}");
    }
}

/// The package made from a text of one's own.
fn package_of(words: &str, options: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    let (file, book) = (dir.path().join("a.txt"), dir.path().join("b.epub"));
    std::fs::write(&file, words).unwrap();
    wenji()
        .args(["convert", file.to_str().unwrap(), "-q", "--to", "epub"])
        .args(["-o", book.to_str().unwrap()])
        .args(options)
        .assert()
        .success();
    entries(&std::fs::read(book).unwrap())
}

const NUMBERS: &str = "往事\n\n民国38年，他12岁，住在中山路108号3楼，那时的房租是每月1949元5角。\n\n到了第7天，他终于说话了，可是谁也没有听懂，大家都笑了起来。\n";

#[test]
fn short_numbers_of_vertical_books_stand_upright() {
    let p = package_of(NUMBERS, &["--vertical"]);
    let page = text(&p, "EPUB/p0001.xhtml");
    for short in ["38", "12", "3", "5", "7"] {
        assert!(
            page.contains(&format!("<span class=\"tcy\">{short}</span>")),
            "{short}: {page}"
        );
    }
    assert!(page.contains("路108号") && page.contains("月1949元"));
    let css = text(&p, "EPUB/style.css");
    for form in [
        "-epub-text-combine:",
        "-webkit-text-combine:",
        "text-combine-upright:all",
    ] {
        assert!(css.contains(form), "{form}");
    }
    let level = package_of(NUMBERS, &[]);
    assert!(!text(&level, "EPUB/p0001.xhtml").contains("tcy"));
}

#[test]
fn vertical_books_for_kindle_name_their_writing_mode() {
    let mode = "<meta name=\"primary-writing-mode\" content=\"vertical-rl\"/>";
    for (options, named) in [
        (&["--vertical", "--kindle"][..], true),
        (&["--vertical"], false),
        (&["--kindle"], false),
    ] {
        let opf = text(&package_of(NUMBERS, options), "EPUB/package.opf");
        assert_eq!(opf.contains(mode), named, "{options:?}");
    }
}

#[test]
fn apple_books_is_told_of_the_fonts_that_a_book_carries() {
    let name = "META-INF/com.apple.ibooks.display-options.xml";
    for (options, carries) in [
        (&["--embed-fonts"][..], true),
        (&["--embed-fonts", "--vertical", "--kindle"], true),
        (&[], false),
    ] {
        let p = package_of(NUMBERS, options);
        let opf = text(&p, "EPUB/package.opf");
        let told = opf.contains("<meta property=\"ibooks:specified-fonts\">true</meta>")
            && opf.contains("prefix=\"ibooks: http://vocabulary.itunes.apple.com/");
        assert_eq!(
            (opf.contains("font/ttf"), told, p.contains_key(name)),
            (carries, carries, carries),
            "{options:?}"
        );
        if carries {
            assert!(text(&p, name).contains("<option name=\"specified-fonts\">true</option>"));
        }
    }
}

#[test]
fn vertical_books_with_fonts_are_valid() {
    let dir = tempfile::tempdir().unwrap();
    let (file, book) = (dir.path().join("a.txt"), dir.path().join("a.epub"));
    std::fs::write(&file, NUMBERS).unwrap();
    wenji()
        .args(["convert", file.to_str().unwrap(), "-q", "--to", "epub"])
        .args(["--vertical", "--kindle", "--embed-fonts"])
        .args(["-o", book.to_str().unwrap()])
        .assert()
        .success();
    let Some(made) = support::output("epubcheck", &[book.to_str().unwrap()]) else {
        return;
    };
    let told =
        String::from_utf8_lossy(&made.stdout).into_owned() + &String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success() && !told.contains("WARNING"), "{told}");
}
