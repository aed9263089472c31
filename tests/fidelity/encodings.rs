//! Files of two encodings, and single bad bytes.

use super::{Case, support};
use encoding_rs::{BIG5, GB18030};

const FIRST: &str =
    "第一章 雨夜\n\n码头上只剩一盏灯，老周把缆绳又紧了一圈，心里想着今晚怕是不会有人来了。\n";
const SECOND: &str =
    "第二章 晴天\n\n第二天一早，巷口的豆浆摊照旧支起来，卖豆浆的姑娘换了一个人，大家都不说话。\n";

fn gb(s: &str) -> Vec<u8> {
    GB18030.encode(s).0.into_owned()
}

fn has_both(text: &str) {
    for line in FIRST
        .lines()
        .chain(SECOND.lines())
        .filter(|l| l.contains('，'))
    {
        assert!(text.contains(line), "{text}");
    }
    assert!(
        text.contains("第一章　雨夜\n") && text.contains("第二章　晴天\n"),
        "{text}"
    );
}

#[test]
fn both_halves_are_read_and_the_switch_is_named() {
    for bytes in [
        [FIRST.as_bytes(), &gb(SECOND)].concat(),
        [gb(FIRST), SECOND.as_bytes().to_vec()].concat(),
        [FIRST.as_bytes().repeat(700), gb(SECOND).repeat(700)].concat(),
        [b"\xef\xbb\xbf", FIRST.as_bytes(), &gb(SECOND)].concat(),
    ] {
        let case = Case::new("mix.txt", &bytes);
        has_both(&case.text(&[]));
        let (_, said) = case.made("text", &[]);
        assert!(
            said.contains("[encoding]") && said.contains("GB18030".to_lowercase().as_str()),
            "{said}"
        );
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
        assert_eq!(strict.status.code(), Some(4));
        support::wenji()
            .args(["check", case.file.to_str().unwrap(), "--roundtrip"])
            .assert()
            .success();
    }
}

#[test]
fn a_bad_byte_costs_no_more_than_itself() {
    let big5 =
        "第一章 雨夜\n\n碼頭上只剩一盞燈，老周把纜繩又緊了一圈，心裡想著今晚怕是不會有人來了。\n";
    for (text, bytes) in [
        (SECOND, SECOND.as_bytes().to_vec()),
        (SECOND, gb(SECOND)),
        (big5, BIG5.encode(big5).0.into_owned()),
    ] {
        let comma = bytes.len() / 2;
        // Between two characters: the old encodings have two bytes for each, UTF-8 has three.
        let line = bytes.iter().rposition(|b| *b == b'\n').unwrap();
        let start = bytes[..line].iter().rposition(|b| *b == b'\n').unwrap() + 1;
        let wide = if text.as_bytes() == bytes { 3 } else { 2 };
        let at = start + (comma - start).next_multiple_of(wide);
        let mut broken = bytes.clone();
        broken.insert(at, 0xff);
        let case = Case::new("a.txt", &broken);
        let got = case.text(&[]);
        let whole: String = text.lines().last().unwrap().into();
        assert!(got.replace('\u{fffd}', "").contains(&whole), "{got}");
        assert_eq!(got.matches('\u{fffd}').count(), 1);
        let (_, said) = case.made("text", &[]);
        assert!(said.contains("a.txt:3: [encoding] 1 byte"), "{said}");
    }
}

#[test]
fn sound_files_are_told_nothing_of_it() {
    for (name, _) in support::SAMPLES {
        let file = support::sample(name);
        let out = support::wenji()
            .args(["check", file.to_str().unwrap()])
            .output()
            .unwrap();
        assert!(
            !String::from_utf8_lossy(&out.stdout).contains("[encoding]"),
            "{name}"
        );
    }
}
