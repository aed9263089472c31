//! Pictures of every kind, whole and not, in folders and outside of them.

use super::*;
use crate::tree::{Block, Text};
use std::path::PathBuf;

/// A PNG of one colour.
fn png(width: u32, height: u32, colour: [u8; 4]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    let data = colour.repeat(width as usize * height as usize);
    writer.write_image_data(&data).unwrap();
    drop(writer);
    out
}

/// A gray JPEG, held as Exif says.
fn jpeg(width: u16, height: u16, orientation: u8) -> Vec<u8> {
    made::jpeg(width, height, Some(orientation))
}

/// A GIF whose pixels count through a palette of four, the last of which is clear.
fn gif(width: u16, height: u16, interlaced: bool) -> Vec<u8> {
    let mut out = b"GIF89a".to_vec();
    out.extend(width.to_le_bytes());
    out.extend(height.to_le_bytes());
    out.extend([0x81, 0, 0]);
    out.extend([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]);
    out.extend([0x21, 0xF9, 4, 1, 0, 0, 3, 0, 0x2C, 0, 0, 0, 0]);
    out.extend(width.to_le_bytes());
    out.extend(height.to_le_bytes());
    out.extend([if interlaced { 0x40 } else { 0 }, 2]);
    let pixels: Vec<u8> = (0..width * height).map(|n| (n % 4) as u8).collect();
    let mut encoder = weezl::encode::Encoder::new(weezl::BitOrder::Lsb, 2);
    for part in encoder.encode(&pixels).unwrap().chunks(255) {
        out.push(u8::try_from(part.len()).unwrap());
        out.extend(part);
    }
    out.extend([0, 0x3B]);
    out
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let pixels = [0, 0, 255].repeat(width as usize * height as usize);
    let encoder = image_webp::WebPEncoder::new(&mut out);
    encoder
        .encode(&pixels, width, height, image_webp::ColorType::Rgb8)
        .unwrap();
    out
}

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2in\" viewBox=\"0 0 10 5\"><defs><linearGradient id=\"a\"/></defs><rect fill=\"url(#a)\" width=\"3\"/><use href=\"#a\"/></svg>";

#[test]
fn every_kind_is_told_by_its_bytes_and_decoded() {
    for (bytes, kind, size) in [
        (png(3, 2, [1, 2, 3, 255]), Kind::Png, (3, 2)),
        (jpeg(16, 8, 1), Kind::Jpeg, (16, 8)),
        (jpeg(16, 8, 6), Kind::Jpeg, (8, 16)),
        (gif(5, 4, false), Kind::Gif, (5, 4)),
        (webp(4, 6), Kind::Png, (4, 6)),
        (SVG.into(), Kind::Svg, (192, 96)),
    ] {
        let p = Picture::from_bytes(bytes).unwrap();
        assert_eq!((p.kind, p.upright()), (kind, size));
        let pixels = p.pixels();
        assert_eq!(pixels.is_some(), p.is_pixels());
        if let Some(x) = pixels {
            let each = if x.grey { 1 } else { 3 };
            assert_eq!(x.bytes.len(), (x.width * x.height) as usize * each);
        }
    }
}

#[test]
fn pixels_stand_on_white_and_colours_become_grey() {
    let half = Picture::from_bytes(png(1, 1, [0, 0, 0, 128])).unwrap();
    assert_eq!(half.pixels().unwrap().bytes, [127, 127, 127]);
    assert_eq!(half.pixels().unwrap().greyed().bytes, [127]);
    let plain = Picture::from_bytes(gif(4, 9, false))
        .unwrap()
        .pixels()
        .unwrap();
    let rows = Picture::from_bytes(gif(4, 9, true))
        .unwrap()
        .pixels()
        .unwrap();
    // Each row is red, green, blue and what is clear.
    let row = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
    assert_eq!(plain.bytes, row.repeat(9));
    assert_eq!(rows.bytes, plain.bytes);
    let blue = Picture::from_bytes(webp(2, 2)).unwrap().pixels().unwrap();
    assert_eq!(blue.bytes, [0, 0, 255].repeat(4));
}

#[test]
fn what_is_damaged_too_large_or_none_is_refused() {
    let (png, gif, webp) = (png(9, 9, [1; 4]), gif(9, 9, false), webp(9, 9));
    let cut = |b: &[u8], n: usize| b[..b.len() - n].to_vec();
    for bytes in [
        cut(&png, 30),
        cut(&gif, 6),
        cut(&gif, gif.len() - 12),
        cut(&webp, 8),
        jpeg(8, 8, 1)[..40].to_vec(),
    ] {
        let got = Picture::from_bytes(bytes);
        assert!(matches!(got, Err(PictureError::Broken(_))), "{got:?}");
    }
    let mut wide = gif.clone();
    wide[6..10].copy_from_slice(&[255; 4]);
    assert_eq!(
        Picture::from_bytes(wide),
        Err(PictureError::Pixels(65535, 65535))
    );
    for none in [&b""[..], b"BM1234", b"<html>", b"%PDF-1.4", b"RIFF1234WAVE"] {
        assert_eq!(
            Picture::from_bytes(none.to_vec()),
            Err(PictureError::Format)
        );
    }
}

#[test]
fn drawings_run_nothing_and_lead_nowhere() {
    for inner in [
        "<script>1</script>",
        "<rect onclick=\"a()\"/>",
        "<image href=\"http://x/a.png\"/>",
        "<use href=\"other.svg#a\"/>",
        "<use xlink:href=\"file:///etc/passwd\"/>",
        "<a href=\"javascript:x()\"><rect/></a>",
        "<style>@import 'x.css';</style>",
        "<style>rect{fill:url(http://x)}</style>",
        "<style>rect{fill:\\75rl(http://x)}</style>",
        "<style><![CDATA[rect{fill:url(//x)}]]></style>",
        "<rect style=\"fill:url( 'x.svg#a')\"/>",
        "<foreignObject><p>a</p></foreignObject>",
        "<animate attributeName=\"href\" to=\"http://x\"/>",
        "<text>&secret;</text>",
    ] {
        let svg = SVG.replace("<defs>", &format!("{inner}<defs>"));
        let got = Picture::from_bytes(svg.into_bytes());
        assert!(
            matches!(got, Err(PictureError::Unsafe(_))),
            "{inner}: {got:?}"
        );
    }
    let entity = format!("<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>{SVG}");
    let open = SVG.replace("</svg>", "");
    for (svg, unsafe_) in [(entity, true), (open, false)] {
        let got = Picture::from_bytes(svg.into_bytes());
        assert_eq!(
            matches!(got, Err(PictureError::Unsafe(_))),
            unsafe_,
            "{got:?}"
        );
        assert!(got.is_err());
    }
}

#[test]
fn pictures_lie_below_the_folder_of_the_text() {
    let dir = tempfile::tempdir().unwrap();
    let (inside, outside) = (dir.path().join("书"), dir.path().join("他处"));
    for d in [&inside, &outside] {
        std::fs::create_dir(d).unwrap();
        std::fs::create_dir(d.join("图")).unwrap();
        std::fs::write(d.join("图/河 道.png"), png(2, 2, [0; 4])).unwrap();
    }
    std::fs::write(outside.join("别.png"), png(2, 2, [0; 4])).unwrap();
    let text = inside.join("a.html");
    let folders = Folders::of(Some(&text), &[]);
    let got = |f: &Folders, target: &str| f.read(target).map(|b| b.len());
    for there in [
        "图/河 道.png",
        "./图/河%20道.png",
        "图\\河 道.png",
        "%E5%9B%BE/%E6%B2%B3%20%E9%81%93.png?v=3#a",
    ] {
        assert!(got(&folders, there).is_ok(), "{there}");
    }
    let absolute = outside.join("别.png").display().to_string();
    let file = format!("file://{absolute}");
    for (target, why) in [
        ("../他处/别.png", PictureError::Outside),
        ("图/../../他处/别.png", PictureError::Outside),
        ("%2e%2e/他处/别.png", PictureError::Outside),
        (absolute.as_str(), PictureError::Outside),
        (file.as_str(), PictureError::Outside),
        ("//host/a.png", PictureError::Outside),
        ("\\\\host\\a.png", PictureError::Outside),
        ("C:\\a.png", PictureError::Outside),
        ("https://example.com/a.png", PictureError::Web),
        (
            "data:image/png;base64,A*AA",
            PictureError::Broken("no base64".into()),
        ),
        (
            "data:image/png",
            PictureError::Broken("data: without a comma".into()),
        ),
        ("", PictureError::Nameless),
        ("别.png", PictureError::Missing),
        ("图", PictureError::NoFile),
    ] {
        assert_eq!(got(&folders, target), Err(why), "{target}");
    }
    // What stands in the address itself is judged like any file.
    for (target, fits) in [
        ("data:image/png;base64,AAAA", false),
        ("data:text/html,<script>", false),
        (
            "DATA:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='4' height='2'/%3E",
            true,
        ),
        (
            "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
            false,
        ),
        (
            "data:image/svg+xml;charset=utf-8;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI0IiBoZWlnaHQ9IjIiLz4=",
            true,
        ),
        ("data:image/png;base64, iVBORw0KGgo=", false),
    ] {
        let taken = folders.read(target).and_then(super::Picture::from_bytes);
        assert_eq!(taken.is_ok(), fits, "{target} {taken:?}");
    }
    let more = Folders::of(Some(&text), std::slice::from_ref(&outside));
    assert!(got(&more, "别.png").is_ok());
    assert_eq!(
        got(&Folders::of(None, &[]), "图/河 道.png"),
        Err(PictureError::Missing)
    );
    links(&inside, &outside, &folders);
}

#[cfg(unix)]
fn links(inside: &std::path::Path, outside: &std::path::Path, folders: &Folders) {
    use std::os::unix::fs::symlink;
    let near: PathBuf = inside.join("图/河 道.png");
    symlink(near, inside.join("近.png")).unwrap();
    symlink(outside.join("别.png"), inside.join("远.png")).unwrap();
    symlink(outside, inside.join("夹")).unwrap();
    assert!(folders.read("近.png").is_ok());
    assert_eq!(folders.read("远.png"), Err(PictureError::Outside));
    assert_eq!(folders.read("夹/别.png"), Err(PictureError::Outside));
    let pipe = inside.join("管.png");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if made.is_ok_and(|s| s.success()) {
        assert_eq!(folders.read("管.png"), Err(PictureError::NoFile));
    }
}

#[cfg(not(unix))]
fn links(_: &std::path::Path, _: &std::path::Path, _: &Folders) {}

#[test]
fn pictures_of_several_texts_keep_apart() {
    let one = |target: &str| {
        let image = Image {
            target: target.into(),
            alt: Text::bare("图"),
            ..Image::default()
        };
        Document {
            blocks: vec![Block::Image(image)],
            ..Document::default()
        }
    };
    let pictures = |n: u8, target: &str| {
        let mut p = Pictures::default();
        p.add(
            target,
            Picture::from_bytes(png(1, 1, [n, n, n, 255])).unwrap(),
        );
        p
    };
    let (mut a, mut b, mut c) = (one("a.png"), one("a.png"), one("a.png"));
    let mut all = Pictures::default();
    all.join(&mut a, &pictures(1, "a.png"));
    all.join(&mut b, &pictures(2, "a.png"));
    all.join(&mut c, &pictures(1, "a.png"));
    let shown = |d: &Document| {
        let mut out = Vec::new();
        each(d, &mut |i| {
            out.push(all.get(&i.target).unwrap().pixels().unwrap().bytes);
        });
        out.concat()
    };
    assert_eq!(
        (shown(&a), shown(&b), shown(&c)),
        (vec![1; 3], vec![2; 3], vec![1; 3])
    );
}
