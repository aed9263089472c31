//! Text that was decoded wrongly before it came here (mojibake), mended where that is certain.
//!
//! A line is mended only where its characters, encoded as they were wrongly read, are without exception the bytes
//! of Chinese text. What lost characters on its way (锟斤拷) cannot be mended by anyone.

use encoding_rs::{GB18030, WINDOWS_1252};

/// Fewer Han than this in a line may be there by chance.
const HAN: usize = 5;

/// How many Han a line of `text` needs for being mended: none where half the lines of the text are surely broken.
pub(super) fn least(text: &str) -> usize {
    let lines = text.lines().filter(|l| !l.is_ascii());
    let (mut broken, mut all) = (0, 0);
    for line in lines {
        all += 1;
        broken += usize::from(mended(line, HAN).is_some());
    }
    if broken > 0 && broken * 2 >= all {
        0
    } else {
        HAN
    }
}

/// The line as it was meant; `None` where it is sound, or does not come out with `least` Han.
pub(super) fn mended(line: &str, least: usize) -> Option<String> {
    if line.is_ascii() {
        return None;
    }
    let told = |s: &String| s.chars().filter(|c| is_han(*c)).count() >= least;
    if let Some(bytes) = single(line) {
        let utf8 = std::str::from_utf8(&bytes).map(str::to_owned).ok();
        return utf8.filter(told).or_else(|| chinese(&bytes).filter(told));
    }
    // UTF-8 read as GBK: the bytes are UTF-8 to the last, which hardly happens by chance.
    let (bytes, _, lossy) = GB18030.encode(line);
    let text = (!lossy).then(|| String::from_utf8(bytes.into_owned()).ok())??;
    let fewer = text.chars().count() < line.chars().count();
    Some(text).filter(|t| fewer && told(t))
}

/// The bytes of a line that was read as Latin-1 or Windows-1252, `None` of any other; the five places that the latter
/// leaves open are taken as they are.
fn single(line: &str) -> Option<Vec<u8>> {
    let mut text = [0; 4];
    line.chars()
        .map(|c| {
            u8::try_from(u32::from(c)).ok().or_else(|| {
                let (bytes, _, lossy) = WINDOWS_1252.encode(c.encode_utf8(&mut text));
                (!lossy).then_some(bytes).and_then(|b| b.first().copied())
            })
        })
        .collect()
}

/// Bytes of GB2312 as text: all beyond ASCII in pairs of high bytes, as accented letters of a European word are not.
fn chinese(bytes: &[u8]) -> Option<String> {
    let runs = bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii());
    let paired = |r: &[u8]| {
        r.first().is_some_and(u8::is_ascii)
            || r.len().is_multiple_of(2) && r.iter().all(|b| (0xa1..=0xfe).contains(b))
    };
    if !{ runs }.all(paired) {
        return None;
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    let odd = text.chars().any(|c| ('\u{e000}'..='\u{f8ff}').contains(&c));
    (!odd).then(|| text.into_owned())
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::{HAN, least};
    use encoding_rs::{GB18030, WINDOWS_1252};

    const LINES: [&str; 3] = [
        "一、春天来了，山上的花都开了。",
        "2024年，全县GDP增长5.6%。",
        "他说：“好。”——然后走了……",
    ];

    fn mended(line: &str) -> Option<String> {
        super::mended(line, HAN)
    }

    #[test]
    fn wrong_readings_are_undone() {
        for line in LINES {
            let as_latin: String = line.bytes().map(char::from).collect();
            assert_eq!(mended(&as_latin).as_deref(), Some(line), "UTF-8 as Latin-1");
            let (as_1252, lossy) = WINDOWS_1252.decode_without_bom_handling(line.as_bytes());
            if !lossy {
                assert_eq!(mended(&as_1252).as_deref(), Some(line), "UTF-8 as 1252");
            }
            let gbk = GB18030.encode(line).0;
            let as_latin: String = gbk.iter().map(|b| char::from(*b)).collect();
            assert_eq!(mended(&as_latin).as_deref(), Some(line), "GBK as Latin-1");
            let (as_gbk, lossy) = GB18030.decode_without_bom_handling(line.as_bytes());
            if !lossy {
                assert_eq!(mended(&as_gbk).as_deref(), Some(line), "UTF-8 as GBK");
            }
        }
    }

    #[test]
    fn short_lines_follow_the_text() {
        let latin = |s: &str| s.bytes().map(char::from).collect::<String>();
        let text = "同志们：\n春天来了，山上的花都开了。\n";
        assert_eq!(least(&latin(text)), 0);
        assert_eq!(least(text), HAN);
        assert_eq!(super::mended(&latin("　好"), 0).as_deref(), Some("　好"));
    }

    #[test]
    fn sound_text_is_left_alone() {
        for line in LINES.into_iter().chain([
            "今天锟斤拷锟斤拷开会",
            "Les élèves français étaient très gâtés à Noël.",
            "naïve café Übergröße",
            "§§ 1–3 „so“ ©",
            "ÀÁÂÃÄÅ",
            "漢字仮名交じり文、ひらがな。",
            "",
        ]) {
            assert_eq!(mended(line), None, "{line}");
        }
    }
}
