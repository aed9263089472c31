//! Faces, cover and style as the options ask for them.

use super::args::Convert;
use super::input::read_bytes;
use super::message::Language;
use super::{Failure, exit};
use crate::cover::{Cover, Design};
use crate::font::{Faces, FontError};
use crate::reader::Facts;
use crate::render::{Covering, Format};
use crate::style::{EntryFault, Face, Fit, SetFault, Style, StyleError};
use crate::tree::Document;
use std::path::{Path, PathBuf};

/// The files of the program's own faces, by which a folder of faces is known.
const NAMES: [&str; 5] = [
    "ZhuqueFangsong-Regular.ttf",
    "NotoSerifSC-Regular.ttf",
    "NotoSansSC-Medium.ttf",
    "AnthologyKai-Regular.ttf",
    "NotoSerifSC-Bold.ttf",
];

/// The role of a file for characters that the faces of the other roles lack.
const FALLBACK: &str = "fallback";

/// The built-in faces, with those of the user's folder and those given for roles.
pub(super) fn faces(
    folder: Option<&Path>,
    given: &[String],
    lang: Language,
) -> Result<Faces, Failure> {
    let own = Faces::builtin();
    let mut faces = own.map_err(|e| Failure::new(exit::FAILED, font_words(&e, lang)))?;
    let mut set = |face: Face, file: &Path| {
        let (file, member) = member(file);
        let bytes = read_bytes(file, lang)?;
        faces.set_member(face, bytes, member).map_err(|e| {
            let said = font_words(&e, lang);
            Failure::new(exit::INPUT, format!("{}: {said}", file.display()))
        })
    };
    if let Some(folder) = folder {
        let found = in_folder(folder);
        if found.is_empty() {
            let why = lang.say(
                "no faces in this folder: name them fangsong.ttf, song.ttf, hei.ttf, kai.ttf, title.ttf (or .otf, .ttc), or as wenji's own",
                "文件夹中没有字体：请命名为 fangsong.ttf、song.ttf、hei.ttf、kai.ttf、title.ttf（或 .otf、.ttc），或与 wenji 自带的同名",
            );
            return Err(Failure::new(
                exit::INPUT,
                format!("--font-dir {}: {why}", folder.display()),
            ));
        }
        for (face, file) in found {
            set(face, &file)?;
        }
    }
    let mut fallbacks = Vec::new();
    for f in given {
        let (role, file) = f
            .split_once('=')
            .ok_or_else(|| Failure::new(exit::USAGE, format!("--font {f}: ROLE=FILE")))?;
        if role == FALLBACK {
            fallbacks.push(Path::new(file));
            continue;
        }
        let face = Face::ALL
            .into_iter()
            .find(|x| x.name() == role)
            .ok_or_else(|| {
                Failure::new(
                    exit::USAGE,
                    format!("--font {f}: fangsong, song, hei, kai, title, fallback"),
                )
            })?;
        set(face, Path::new(file))?;
    }
    for file in fallbacks {
        let (file, member) = member(file);
        let bytes = read_bytes(file, lang)?;
        faces.add_fallback(bytes, member).map_err(|e| {
            let said = font_words(&e, lang);
            Failure::new(exit::INPUT, format!("{}: {said}", file.display()))
        })?;
    }
    Ok(faces)
}

/// A file, and the member of a collection that is meant by `FILE#1`; a file that is called so is itself.
pub(super) fn member(given: &Path) -> (&Path, Option<u32>) {
    let told = || {
        let (file, n) = given.to_str()?.rsplit_once('#')?;
        Some((Path::new(file), n.parse().ok()?))
    };
    match told().filter(|_| !given.is_file()) {
        Some((file, n)) => (file, Some(n)),
        None => (given, None),
    }
}

/// The files of a folder that are faces, by their names: that of the role, or of the program's own face.
pub(super) fn in_folder(folder: &Path) -> Vec<(Face, PathBuf)> {
    let named = Face::ALL.into_iter().zip(NAMES);
    let found = named.filter_map(|(face, own)| {
        let named = ["ttf", "otf", "ttc"].map(|e| format!("{}.{e}", face.name()));
        let names = named.into_iter().chain([own.to_owned()]);
        let mut files = names.map(|n| folder.join(n));
        files.find(|f| f.is_file()).map(|f| (face, f))
    });
    found.collect()
}

/// What is wrong with a font, in the user's language.
pub(super) fn font_words(e: &FontError, lang: Language) -> String {
    match (e, lang) {
        (_, Language::English) => e.to_string(),
        (FontError::Unreadable { role, fault }, _) => {
            let why = fault.words_zh();
            format!(
                "{role} 的字体无法使用（{why}）：请用 --font {role}=文件 给出 OpenType 字体（.ttf、.otf、.ttc#序号）"
            )
        }
        (FontError::Lacking { role, share, some }, _) => format!(
            "{role} 的字体缺少该处 {share}% 的汉字（{some}……）：请用 --font {role}=文件 另给字体，或以 --font fallback=文件 用作后备"
        ),
        (FontError::NotEmbeddable { role, reason }, _) => {
            format!("{role} 的字体不能嵌入：{reason}")
        }
        (FontError::Missing(role), _) => format!(
            "没有 {role} 的字体，本程序未内置字体：请用 --font-dir 文件夹 给出全部字体，或用 --font {role}=文件 指定这一种"
        ),
    }
}

/// What is wrong with a style, in the user's language.
pub(super) fn style_words(e: &StyleError, lang: Language) -> String {
    match (e, lang) {
        (_, Language::English) => e.to_string(),
        (StyleError::Parse { name, source }, _) => format!("样式 {name} 写法有误：{source}"),
        (StyleError::Set { given, reason }, _) => {
            let why = match reason {
                SetFault::NoValue => "应写作 KEY=VALUE".to_owned(),
                SetFault::Entry(key, fault) => format!("{key}：{}", fault_words(fault)),
            };
            format!("--set {given}：{why}")
        }
        (
            StyleError::Entry {
                style,
                line,
                key,
                fault,
            },
            _,
        ) => format!("样式 {style} 第 {line} 行：{key}：{}", fault_words(fault)),
        (StyleError::Isbn { given, last }, _) => match last {
            Some(c) => format!("imprint.isbn = {given}：末位校验码应为 {c}"),
            None => format!("imprint.isbn = {given}：书号应为 978、979 开头的 13 位，或 10 位"),
        },
        (StyleError::Whole { reason }, _) => format!("样式不完整：{reason}"),
        (StyleError::Gutter { given, known }, _) => {
            format!("page.gutter = {given:?}：可用 {known}")
        }
        (
            StyleError::Bounds {
                key,
                given,
                least,
                most,
            },
            _,
        ) => format!("{key} = {given}：应在 {least} 到 {most} 之间"),
        (StyleError::Size { given, known }, _) => {
            format!("没有开本 {given}：请用 宽x高（毫米），或 {known}")
        }
        (
            StyleError::Measure {
                key,
                given,
                example,
            },
            _,
        ) => format!("{key} {given}：写法如 {example}"),
        (StyleError::NotVertical(name), _) => {
            format!("样式 {name} 没有竖排页面：请用 --style book，或为它加上 [vertical] 表")
        }
        (StyleError::Unknown(name), _) => {
            format!(
                "没有样式 {name}：请给出 gongwen、xinhan、mingling、jiyao、book 或样式文件（.toml）"
            )
        }
    }
}

/// What is wrong with an entry of a style, in Chinese.
fn fault_words(fault: &EntryFault) -> String {
    match fault {
        EntryFault::Unknown { near } => format!("没有这一项，最接近的是 {near}"),
        EntryFault::Table => "这是一个表，应写其中的各项".to_owned(),
        EntryFault::Value { given, takes } => {
            format!("{given} 不合适，可用：{}", takes.words(true))
        }
        EntryFault::Bounds { given, least, most } => {
            format!("{given} 放不下，应在 {least} 到 {most} 之间")
        }
        EntryFault::Whole { reason } => format!("该表各项须写全：{reason}"),
    }
}

/// A cover of the user's own.
pub(super) fn cover_file(file: &Path, lang: Language) -> Result<Covering, Failure> {
    let cover = Cover::from_file(read_bytes(file, lang)?).map_err(|e| {
        use crate::cover::CoverError as E;
        let said = match (&e, lang) {
            (_, Language::English) => e.to_string(),
            (E::Format, _) => "封面须为 PNG 或 JPEG 文件".into(),
            (E::Small(w, h), _) => format!("封面至少要有 625 × 1000 像素，此图为 {w} × {h}"),
            (E::Large(w, h), _) => {
                format!("封面每边至多 10000 像素，总计至多五千万像素，此图为 {w} × {h}")
            }
            (E::Broken(_), _) => "图片已损坏，无法读取".into(),
            (E::Write(e), _) => format!("无法写出封面：{e}"),
        };
        Failure::new(exit::INPUT, format!("{}: {said}", file.display()))
    })?;
    Ok(Covering::Own(cover))
}

/// The cover that is asked for.
pub(super) fn covering(c: &Convert, lang: Language) -> Result<Covering, Failure> {
    if let Some(file) = &c.cover {
        return cover_file(file, lang);
    }
    let named = c.cover_style.as_deref().and_then(|name| {
        let known = Design::ALL.into_iter();
        known.filter(|(n, _)| *n == name).map(|(_, d)| d).next()
    });
    Ok(match named {
        Some(design) => Covering::Drawn(design),
        None if c.no_cover => Covering::Without,
        None => Covering::Auto,
    })
}

/// The style that the corrections of a text tell, where the command line leaves that to them: vertical pages are a
/// book's.
pub(super) fn told_style<'a>(c: &Convert, facts: &'a Facts, formats: &[Format]) -> Option<&'a str> {
    let columns = c.vertical && formats.contains(&Format::Pdf);
    let told = facts.style.as_deref();
    told.filter(|s| c.style.is_none() && !columns && *s != "auto")
}

/// What is told of style and punctuation because the corrections of a text say so.
pub(super) fn told_words(
    c: &Convert,
    facts: &Facts,
    formats: &[Format],
    lang: Language,
) -> Option<String> {
    let style = told_style(c, facts, formats).map(|s| ("style", "版式", s, "--style"));
    let marks = facts.punctuation.as_deref();
    let marks = marks.filter(|m| c.input.marks().is_none() && *m != "auto");
    let marks = marks.map(|m| ("punctuation", "标点", m, "--punctuation"));
    let (mut what, mut ways) = (Vec::new(), Vec::new());
    for (en, zh, value, way) in style.into_iter().chain(marks) {
        what.push(format!("{} {value}", lang.say(en, zh)));
        ways.push(way);
    }
    let ways = ways.join(lang.say(", ", "、"));
    (!what.is_empty()).then(|| match lang {
        Language::English => format!(
            "{} by the corrections (otherwise by {ways})",
            what.join(", ")
        ),
        Language::Chinese => format!("依校正文件：{}（可用 {ways} 另行指定）", what.join("，")),
    })
}

/// The style asked for; vertical pages are a book's unless a style of the user's own has them.
pub(super) fn style_of(
    c: &Convert,
    facts: &Facts,
    doc: &Document,
    formats: &[Format],
    lang: Language,
) -> Result<Style, Failure> {
    let columns = c.vertical && formats.contains(&Format::Pdf);
    let told = told_style(c, facts, formats);
    let found = match c.style.as_deref().or(told).unwrap_or("auto") {
        "auto" if columns => Style::named("book"),
        "auto" => Style::auto(doc),
        n if Path::new(n).is_file() => {
            let text = std::fs::read_to_string(n)
                .map_err(|e| Failure::new(exit::INPUT, format!("{n}: {e}")))?;
            super::output::was_read(Path::new(n));
            Style::parse(n, &text)
        }
        n => Style::named(n),
    };
    let fit = Fit::parse(
        c.size.as_deref(),
        c.font_size.as_deref(),
        c.line_spacing.as_deref(),
    );
    found
        .and_then(|s| s.fitted(&fit?))
        .and_then(|s| s.with(&c.set))
        .and_then(|s| {
            if columns {
                s.clone().turned()?;
            }
            Ok(s)
        })
        .map_err(|e| Failure::new(exit::USAGE, style_words(&e, lang)))
}
