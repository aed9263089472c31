//! Text and dates for XML, shared by DOCX, EPUB and the PDF's metadata.

/// Appends `s` escaped, without the characters that XML 1.0 cannot hold.
pub(crate) fn push(out: &mut String, s: &str) {
    if is_plain(s.as_bytes()) {
        out.push_str(s);
        return;
    }
    for c in s.chars().filter(|c| legal(*c)) {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&apos;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}

/// True where nothing has to be escaped or left out, which bytes tell faster than characters.
fn is_plain(bytes: &[u8]) -> bool {
    let marked = |b: &u8| *b < b' ' || matches!(b, b'<' | b'>' | b'&' | b'\'' | b'"');
    // U+FFC0 to U+FFFF, of which XML cannot hold the last two.
    let next = bytes.get(1..).unwrap_or_default();
    let edge = bytes
        .iter()
        .zip(next)
        .map(|(a, b)| *a == 0xef && *b == 0xbf);
    !bytes.iter().fold(false, |any, b| any | marked(b)) && !edge.fold(false, |any, b| any | b)
}

/// `s` escaped.
pub(crate) fn text(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    push(&mut out, s);
    out
}

/// True for the characters that XML 1.0 can hold.
pub(crate) fn legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// Year, month, day, hour, minute, second of a moment in seconds since 1970 (proleptic Gregorian calendar, UTC).
pub(crate) fn civil(seconds: i64) -> [i64; 6] {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days to civil date: Howard Hinnant, "chrono-compatible low-level date algorithms".
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    [year, month, day, rest / 3600, rest / 60 % 60, rest % 60]
}

/// `2024-01-02T03:04:05Z` of seconds since 1970.
pub(crate) fn date_time(seconds: i64) -> String {
    let [year, month, day, hour, minute, second] = civil(seconds);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// True for a moment whose year has four digits, as the standards of dates want it: 0001 to 9999.
pub(crate) fn has_date(seconds: i64) -> bool {
    (-62_135_596_800..=253_402_300_799).contains(&seconds)
}

/// 1980-01-01, the first moment a zip can hold: stands where no time is given.
pub(crate) const EPOCH: i64 = 315_532_800;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_illegal_is_written() {
        assert_eq!(text("a<b>&\u{0}]]>\u{fffe}"), "a&lt;b&gt;&amp;]]&gt;");
        assert_eq!(text("甲'乙\"丙\u{ffff}"), "甲&apos;乙&quot;丙");
    }

    #[test]
    fn dates_are_civil() {
        assert_eq!(date_time(EPOCH), "1980-01-01T00:00:00Z");
        for (seconds, shown) in [
            (-62_135_596_800, "0001-01-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(date_time(seconds), shown);
            assert!(has_date(seconds) && !has_date(seconds + seconds.signum()));
        }
        assert_eq!(date_time(1_709_210_096), "2024-02-29T12:34:56Z");
    }
}
