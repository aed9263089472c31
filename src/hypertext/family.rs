//! How pages name typefaces that they do not carry, and what they show of the head of an official paper.

use crate::style::{Align, Face, Form, Style};

/// Families of a face as systems name them, the reader's own fonts last.
pub(crate) const fn family(face: Face) -> &'static str {
    match face {
        Face::Fangsong => {
            "FangSong,STFangsong,FangSong_GB2312,\"FZFangSong-Z02\",\"Noto Serif CJK SC\",serif"
        }
        Face::Song => {
            "\"Songti SC\",SimSun,STSong,\"Noto Serif CJK SC\",\"Source Han Serif SC\",serif"
        }
        Face::Hei => {
            "\"PingFang SC\",\"Microsoft YaHei\",SimHei,\"Noto Sans CJK SC\",\"Source Han Sans SC\",sans-serif"
        }
        Face::Kai => {
            "KaiTi,STKaiti,KaiTi_GB2312,\"Kaiti SC\",\"LXGW WenKai\",\"Noto Serif CJK SC\",serif"
        }
        Face::Title => {
            "\"FZXiaoBiaoSong-B05S\",FZXiaoBiaoSong-B05,STZhongsong,\"Songti SC\",\"Noto Serif CJK SC\",serif"
        }
    }
}

/// A short rule below titles, where the style has one: below the last line of a title that has several.
pub(crate) fn opening_rule(style: &Style, titles: &str) -> String {
    if !style.ornaments.opening_rule {
        return String::new();
    }
    let margin = match style.roles.piece.align {
        Align::Center => "auto",
        Align::Right => "auto 0",
        Align::Left | Align::Justify => "0 auto",
    };
    let rule = format!(
        "content:\"\";display:block;inline-size:2.5em;margin-block:.7em 0;margin-inline:{margin};border-block-start:1px solid currentColor"
    );
    // `titles` is one selector.
    format!(
        "{titles}::after{{{rule}}}\n@supports selector(:has(a)){{{titles}:has(+p.subtitle)::after{{content:none}}{titles}~p.subtitle:not(:has(+p.subtitle))::after{{{rule}}}}}\n"
    )
}

/// The red rule of a paper's head: under the mark of a letter, over the title of others; orders have none.
pub(crate) fn head_rule(style: &Style) -> String {
    let title = family(Face::Title);
    let hei = family(Face::Hei);
    let rule = match style.paper.form {
        Form::General | Form::Minutes => {
            "p.issuer~h1{border-block-start:2px solid #d00000;padding-block-start:1.2em}\n"
        }
        Form::Letter => "p.issuer{border-block-end:4px double #d00000;padding-block-end:.2em}\n",
        Form::Order => "",
    };
    format!(
        "p.copy-number,p.secrecy,p.urgency,p.signer{{text-indent:0;text-align:start}}\np.issuer{{text-indent:0}}\np.issuer{{font-family:{title};font-size:1.9em;line-height:1.4;font-weight:bold;color:#d00000;text-align:center;text-wrap:balance;margin-block:.6em}}\np.secrecy,p.urgency{{font-family:{hei}}}\np.signer{{text-align:right}}\np.issuer~h1{{color:inherit}}\n{rule}"
    )
}
