//! `convert --preflight`: what a print shop would see, in words.

use super::message::Language;
use crate::pdf::{Concern, Ink, Preflight, Sizes};
use std::fmt::Write as _;

/// The report for a reader of messages.
pub(super) fn report(p: &Preflight, lang: Language) -> String {
    let mut out = String::new();
    let size = |s: (f64, f64)| format!("{:.1} × {:.1} mm", s.0, s.1);
    let mut line = |en: &str, zh: &str, value: String| {
        let _ = writeln!(out, "{}{value}", lang.say(en, zh));
    };
    line("PDF version    ", "PDF 版本  ", p.version.clone());
    line("pages          ", "页数      ", p.pages.to_string());
    let blank = match p.blank[..] {
        [] => lang.say("none", "无").to_owned(),
        _ => p
            .blank
            .iter()
            .map(usize::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    };
    line("blank pages    ", "空白页    ", blank);
    for Sizes {
        trim,
        bleed,
        media,
        pages,
    } in &p.sizes
    {
        line(
            "trim           ",
            "成品尺寸  ",
            format!("{} ({pages})", size(*trim)),
        );
        line("with bleed     ", "含出血    ", size(*bleed));
        line("sheet          ", "版面尺寸  ", size(*media));
    }
    line(
        "spine          ",
        "书脊厚    ",
        format!("{:.1} mm", p.spine),
    );
    let inks: Vec<&str> = p.inks.iter().map(|i| ink(*i, lang)).collect();
    line("inks           ", "用墨      ", inks.join(", "));
    let thin = p.thinnest_line.map_or("–".into(), |w| format!("{w} pt"));
    line("thinnest line  ", "最细线    ", thin);
    let intent = p.intent.clone().unwrap_or_else(|| "–".into());
    line("output intent  ", "输出意图  ", intent);
    for f in &p.fonts {
        let embedded = if f.embedded {
            lang.say("embedded", "已嵌入")
        } else {
            lang.say("not embedded", "未嵌入")
        };
        let subset = if f.subset {
            lang.say(", subset", "，子集")
        } else {
            ""
        };
        line(
            "font           ",
            "字体      ",
            format!("{} ({embedded}{subset})", f.name),
        );
    }
    for c in &p.concerns {
        line("! ", "！", concern(c, lang));
    }
    if p.concerns.is_empty() {
        line("nothing to object to", "未见问题", String::new());
    }
    out
}

fn ink(ink: Ink, lang: Language) -> &'static str {
    let (en, zh) = match ink {
        Ink::Black => ("black", "黑"),
        Ink::White => ("white", "白"),
        Ink::Cmyk => ("CMYK", "CMYK"),
        Ink::Rgb => ("RGB", "RGB"),
        Ink::Other => ("another colour space", "其他色彩空间"),
        Ink::Picture => ("image or form", "图像或表单"),
    };
    lang.say(en, zh)
}

fn concern(c: &Concern, lang: Language) -> String {
    let say = |en: String, zh: String| match lang {
        Language::English => en,
        Language::Chinese => zh,
    };
    match c {
        Concern::FontNotEmbedded { name } => say(
            format!("the font {name} is not in the file"),
            format!("字体 {name} 未嵌入"),
        ),
        Concern::Colour { ink: used } => say(
            format!("ink other than black: {}", ink(*used, lang)),
            format!("用了黑色以外的颜色：{}", ink(*used, lang)),
        ),
        Concern::LittleBleed { bleed } => say(
            format!("{bleed} mm of bleed: fine for text alone, else give --bleed 3"),
            format!("出血 {bleed} mm：只有文字无妨，否则请加 --bleed 3"),
        ),
        Concern::Hairline { width } => say(
            format!("a line of {width} pt may not print"),
            format!("{width} pt 的线可能印不出"),
        ),
        Concern::MixedSizes => say("pages of several sizes".into(), "页面尺寸不一".into()),
        Concern::PageCount { next } => say(
            format!("the pages do not fill folded sheets: --pad-pages 4 makes them {next}"),
            format!("页数不成整帖：加 --pad-pages 4 补足为 {next} 页"),
        ),
        Concern::Annotations => say(
            "links for the screen: take --pdf-profile print".into(),
            "含屏幕链接：请用 --pdf-profile print".into(),
        ),
        Concern::NoIntent => say(
            "no output intent of a printer: take --pdf-profile print".into(),
            "没有印刷输出意图：请用 --pdf-profile print".into(),
        ),
        Concern::NoTrapped => say(
            "not said whether the file is trapped: take --pdf-profile print".into(),
            "未注明是否陷印：请用 --pdf-profile print".into(),
        ),
    }
}
