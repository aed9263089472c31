//! Pictures and hidden parts of marked texts: nothing goes without a word.

use super::{Case, support, unzipped};
use std::path::Path;
use std::sync::Arc;
use wenji::font::Faces;
use wenji::picture::{Folders, Picture, Pictures};
use wenji::render::{Format, RenderOptions, render};
use wenji::style::Style;
use wenji::tree::Document;
use wenji::verify::verify;

/// A picture of one colour.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    let data = [200, 30, 30].repeat((width * height) as usize);
    writer.write_image_data(&data).unwrap();
    drop(writer);
    out
}

/// A GIF of one red pixel.
const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
const SVG: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'><rect width='9'/></svg>";

/// The files of a package whose names hold `part`.
fn files(package: &[u8], part: &str) -> usize {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let mut names = (0..zip.len()).map(|n| zip.by_index(n).unwrap().name().unwrap().into_owned());
    names.by_ref().filter(|n| n.contains(part)).count()
}

/// The pictures that the pages of a PDF show, as their colour spaces, and how many figures it tells of.
fn shown(pdf: &[u8]) -> (Vec<String>, usize) {
    let pdf = lopdf::Document::load_mem(pdf).unwrap();
    let mut spaces = Vec::new();
    let mut figures = 0;
    for o in pdf.objects.values() {
        if let Ok(s) = o.as_stream()
            && s.dict.get(b"Subtype").and_then(|t| t.as_name()).ok() == Some(b"Image")
        {
            spaces.push(format!("{:?}", s.dict.get(b"ColorSpace").unwrap()));
        }
        if let Ok(d) = o.as_dict()
            && d.get(b"S").and_then(|t| t.as_name()).ok() == Some(b"Figure")
        {
            assert!(d.has(b"Alt"), "{d:?}");
            figures += 1;
        }
    }
    (spaces, figures)
}

/// A document with its pictures in every format: read back, and counted in DOCX, EPUB, HTML and PDF.
fn in_all(doc: &Document, folder: &Path, count: usize) {
    let text = folder.join("a.md");
    let (pictures, lost) = Pictures::gather(doc, &Folders::of(Some(&text), &[]));
    assert!(lost.is_empty(), "{lost:?}");
    let faces = Faces::builtin().unwrap();
    let style = Style::named("book").unwrap();
    let options = RenderOptions {
        created: Some(0),
        pictures: Arc::new(pictures),
        ..RenderOptions::default()
    };
    for (name, format) in Format::ALL {
        let (bytes, _) = render(doc, format, &style, &faces, &options).unwrap();
        verify(doc, format, &bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        let there = match format {
            Format::Docx => files(&bytes, "word/media/picture"),
            Format::Epub => files(&bytes, "EPUB/picture"),
            Format::Html => String::from_utf8_lossy(&bytes).matches("<img ").count(),
            Format::Pdf => shown(&bytes).1,
            _ => continue,
        };
        assert_eq!(there, count, "{name}");
    }
}

#[test]
fn pictures_go_into_every_format_with_their_words() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("图")).unwrap();
    std::fs::write(dir.path().join("river.png"), png(300, 200)).unwrap();
    std::fs::write(dir.path().join("图/字.gif"), GIF).unwrap();
    std::fs::write(dir.path().join("dam.jpg"), png(20, 90)).unwrap();
    for page in [
        // As it was given, and three more of the kind.
        "<h1>水利志</h1><p>河道如下图所示，请看。</p><p><img src=\"river.png\"></p><p>图后文字在这里。</p>",
        "<p>其人姓<img src='图/字.gif' alt='䬆'>，名某。</p>",
        "<figure><img src='./river.png' alt='河'><figcaption>图 1 <b>河道</b>图</figcaption></figure><p>后文。</p>",
        "<table><tr><th>名</th><th>形</th></tr><tr><td>甲</td><td><img src='dam.jpg' alt='坝'></td></tr></table>",
    ] {
        in_all(&wenji::html::read(page), dir.path(), 1);
    }
    for text in [
        "# 水利志\n\n河道如下图。\n\n![河道图](river.png)\n\n图后文字。\n",
        "前文。\n\n![河](river.png \"图 2 河道\")\n\n- 条目\n\n  ![](river.png)\n",
        "图在句中![坝](dam.jpg)此处。\\\n![河](river.png)\\\n图 3\n",
        "[![河](%E5%9B%BE/字.gif)](https://example.com)看此。\n",
    ] {
        let doc = wenji::markdown::read(text);
        let mut count = 0;
        wenji::tree::walk(&doc, &mut |n| {
            count += usize::from(matches!(n, wenji::tree::Node::Image(_)));
        });
        // One file may be shown twice.
        let twice = text.matches("river.png").count() == 2;
        if !twice {
            in_all(&doc, dir.path(), count);
        }
        assert!(count > 0);
    }
}

#[test]
fn captions_and_pictures_by_themselves_are_told() {
    let told = |doc: &Document| wenji::render::text(doc);
    let md = wenji::markdown::read("![河](a.png \"图 2\")\n\n甲![字](b.png \"题\")乙\n");
    assert_eq!(told(&md), "河\n图 2\n甲字乙\n");
    let html = wenji::html::read("<p><img src=a.png alt=河><br>图 3</p>");
    assert_eq!(told(&html), "河\n图 3\n");
    assert!(matches!(
        html.blocks.first(),
        Some(wenji::tree::Block::Image(_))
    ));
    // The tree comes back from Markdown and from our own pages.
    let page = "<figure><img src=a.png alt=河><figcaption>图 1 <b>河</b></figcaption></figure><p>甲<img src=b.png alt=字>乙</p>";
    let doc = wenji::html::read(page).without_origin();
    let md = wenji::markdown::write(&doc);
    assert_eq!(
        wenji::markdown::read(&md).without_origin().blocks,
        doc.blocks
    );
    let mut pictures = Pictures::default();
    for name in ["a.png", "b.png"] {
        pictures.add(name, Picture::from_bytes(png(60, 60)).unwrap());
    }
    let page = wenji::html::write_with(&doc, &Style::named("book").unwrap(), &pictures);
    assert_eq!(wenji::html::read(&page).without_origin().blocks, doc.blocks);
}

#[test]
fn pictures_of_the_print_profile_are_grey_and_drawings_leave_their_words() {
    let case = Case::new(
        "a.md",
        "# 志\n\n![河](pic/river.png)\n\n![图解](a.svg)\n\n![别处](other.png)\n",
    );
    let dir = case.dir.path();
    std::fs::create_dir(dir.join("pic")).unwrap();
    std::fs::write(dir.join("pic/river.png"), png(30, 20)).unwrap();
    std::fs::write(dir.join("a.svg"), SVG).unwrap();
    let more = tempfile::tempdir().unwrap();
    std::fs::write(more.path().join("other.png"), png(40, 20)).unwrap();
    let there = more.path().to_str().unwrap();
    let print = ["--pdf-profile", "print", "--resource-path", there];
    let (pdf, said) = case.made("pdf", &print);
    assert!(
        said.contains("[picture]") && said.contains("a.svg"),
        "{said}"
    );
    assert!(
        !said.contains("river.png") && !said.contains("other.png"),
        "{said}"
    );
    let (spaces, _) = shown(&std::fs::read(pdf).unwrap());
    assert_eq!(spaces, ["/DeviceGray", "/DeviceGray"]);
    let (book, said) = case.made("epub", &["--resource-path", there]);
    assert!(!said.contains("[picture]"), "{said}");
    assert!(unzipped(&book, "picture2.svg").contains("<rect"));
    assert!(unzipped(&book, ".opf").contains("alternativeText"));
}

#[test]
fn a_picture_that_is_not_there_leaves_its_words_or_its_name_and_is_named() {
    for (name, text, words) in [
        (
            "a.html",
            "<p>如图。</p><p><img src=\"river.png\"></p>",
            "river.png",
        ),
        (
            "b.html",
            "<p>如图。<img src='pic/dam.jpg' alt='水坝'>在此。</p>",
            "水坝",
        ),
        (
            "c.html",
            "<p>如图。</p><figure><img src='a.png' title='桥'></figure>",
            "桥",
        ),
        ("a.md", "如图。\n\n![](img/river.png)\n", "river.png"),
        ("b.md", "如图![河道图](river.png)所示。\n", "河道图"),
    ] {
        let case = Case::new(name, text);
        assert!(case.text(&[]).contains(words), "{name}");
        let (_, said) = case.made("epub", &[]);
        assert!(said.contains("[picture]"), "{name}: {said}");
        let strict = support::wenji()
            .args([
                "convert",
                case.file.to_str().unwrap(),
                "--to",
                "text",
                "-o",
                "-",
                "--strict",
            ])
            .output()
            .unwrap();
        assert_eq!(strict.status.code(), Some(4), "{name}");
    }
    // A point that counts visitors is no picture.
    let case = Case::new(
        "d.html",
        "<p>如图。<img src='count.gif' width=1 height=1></p>",
    );
    assert!(!case.made("text", &[]).1.contains("[picture]"));
}

#[test]
fn receipts_of_marked_texts_say_what_was_left_out() {
    let page = "<title>志</title><nav>首页</nav><p>河道如下。</p><script>var 甲;</script><p style='display: none'>隐藏的话</p><p hidden>看不见</p><p><img src=r.png></p>";
    let case = Case::new("a.html", page);
    let receipt = case.dir.path().join("r.jsonl");
    let (out, _) = case.made("text", &["--receipt", receipt.to_str().unwrap()]);
    let text = std::fs::read_to_string(out).unwrap();
    assert!(!text.contains("隐藏") && !text.contains("看不见"), "{text}");
    let rows: Vec<serde_json::Value> = std::fs::read_to_string(receipt)
        .unwrap()
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let left: Vec<(&str, &str)> = rows
        .iter()
        .filter_map(|r| Some((r["rule"].as_str()?, r["old"].as_str()?)))
        .collect();
    assert_eq!(
        left,
        [
            ("navigation", "首页"),
            ("script", "var 甲;"),
            ("hidden", "隐藏的话"),
            ("hidden", "看不见"),
            ("picture", "r.png")
        ]
    );
    let kept: String = rows.iter().filter_map(|r| r["new"].as_str()).collect();
    assert_eq!(kept, "河道如下。r.png");
    let case = Case::new("a.md", "# 志\n\n河道**如下**。\n");
    let receipt = case.dir.path().join("r.jsonl");
    case.made("docx", &["--receipt", receipt.to_str().unwrap()]);
    assert!(
        std::fs::read_to_string(receipt)
            .unwrap()
            .contains("{\"new\":\"如下\"}")
    );
}

#[test]
fn a_picture_that_stands_in_the_text_itself_is_taken() {
    let own = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=";
    let page = format!(
        "<h1>书</h1><p>甲</p><img alt=\"红点\" src=\"{own}\"><p>乙<img alt=\"点\" src=\"{own}\">丙</p>"
    );
    let marked = format!("# 书\n\n甲\n\n![红点]({own})\n\n乙![点]({own})丙\n");
    for doc in [wenji::html::read(&page), wenji::markdown::read(&marked)] {
        let (pictures, lost) = Pictures::gather(&doc, &Folders::default());
        assert_eq!(lost, []);
        let options = RenderOptions {
            pictures: Arc::new(pictures),
            ..RenderOptions::default()
        };
        let style = Style::named("book").unwrap();
        let faces = Faces::builtin().unwrap();
        let made = |format| render(&doc, format, &style, &faces, &options).unwrap().0;
        assert_eq!(files(&made(Format::Docx), "media/"), 1);
        assert_eq!(files(&made(Format::Epub), "EPUB/picture"), 1);
        assert_eq!(shown(&made(Format::Pdf)).1, 2);
        let html = String::from_utf8(made(Format::Html)).unwrap();
        assert!(!html.contains("data-src"));
        // The page is read back with its pictures.
        let again = wenji::html::read(&html);
        assert_eq!(Pictures::gather(&again, &Folders::default()).1, []);
        // What may run is no picture, and no other text passes it on.
        let passed = String::from_utf8(made(Format::Markdown)).unwrap();
        assert!(passed.contains("红点") && !passed.contains("data:"));
    }
}
