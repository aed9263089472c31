//! Options of the print profile.

use super::args::Convert;
use super::input::read_bytes;
use super::message::Language;
use super::{Failure, exit};
use crate::pdf::{Booklet, MOST_BLEED, Press, PressError, Profile};

/// Sheets by name, turned, in millimetres.
const SHEETS: [(&str, (f64, f64)); 2] = [("a4", (297.0, 210.0)), ("a3", (420.0, 297.0))];

/// What the PDF is for, as the options say.
pub(super) fn profile(c: &Convert, lang: Language) -> Result<Profile, Failure> {
    if c.pdf_profile != "print" {
        let asked = [
            (c.output_intent.is_some(), "--output-intent"),
            (c.bleed != 0.0, "--bleed"),
            (c.crop_marks, "--crop-marks"),
            (c.pad_pages != 1, "--pad-pages"),
            (c.impose.is_some(), "--impose"),
        ];
        return match asked.iter().find(|(given, _)| *given) {
            Some((_, option)) => Err(Failure::new(
                exit::USAGE,
                format!(
                    "{option}: {}",
                    lang.say(
                        "also give --pdf-profile print",
                        "须同时给出 --pdf-profile print"
                    )
                ),
            )),
            None => Ok(Profile::Archive),
        };
    }
    let intent = c.output_intent.as_ref();
    let sheet = SHEETS.iter().find(|(name, _)| *name == c.sheet);
    Ok(Profile::Print(Press {
        bleed: c.bleed,
        crop_marks: c.crop_marks,
        pad_pages: c.pad_pages,
        intent: intent.map(|p| read_bytes(p, lang)).transpose()?,
        booklet: c.impose.as_ref().map(|_| Booklet {
            signature: c.signature.parse().unwrap_or(32),
            sheet: sheet.map(|(_, size)| *size),
            creep: c.creep,
        }),
    }))
}

/// The message of a refusal in Chinese.
pub(super) fn refusal_zh(e: PressError) -> String {
    match e {
        PressError::Bleed(mm) => format!("出血 {mm} mm 不合理：应为 0 至 {MOST_BLEED}"),
        PressError::Multiple => "页数的倍数不能为 0：请给 2、4、16 等".into(),
        PressError::Intent => "输出意图不是印刷机的 ICC 文件（类别 prtr，CMYK 或 GRAY）".into(),
        PressError::Sheet { sheet, page } => format!(
            "{} × {} mm 的纸张并排放不下两个 {:.0} × {:.0} mm 的页面",
            sheet.0, sheet.1, page.0, page.1
        ),
    }
}
