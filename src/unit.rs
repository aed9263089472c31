//! Numbers with their units: `5 kg` is one word to the ends of lines, in every format (GB 3101, 3.4; GB/T 15835).

use std::borrow::Cow;
use std::ops::Range;

/// Signs of units that a space parts from their number.
const UNITS: [&str; 68] = [
    "kg", "g", "mg", "μg", "t", "km", "m", "dm", "cm", "mm", "μm", "nm", "km²", "m²", "cm²", "mm²",
    "m³", "cm³", "mL", "ml", "L", "s", "ms", "min", "h", "d", "Hz", "kHz", "MHz", "GHz", "kW",
    "MW", "GW", "W", "kWh", "kW·h", "V", "kV", "mV", "A", "mA", "Ω", "kΩ", "Pa", "kPa", "MPa", "N",
    "kN", "J", "kJ", "K", "mol", "dB", "ha", "hm²", "KB", "MB", "GB", "TB", "km/h", "m/s", "r/min",
    "℃", "°C", "℉", "%", "‰", "°",
];

/// Where numbers with a space and a unit stand, from the first digit on.
pub(crate) fn measures(s: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    if !s.contains(' ') {
        return out;
    }
    for (at, _) in s.match_indices(' ') {
        let (before, after) = (
            s.get(..at).unwrap_or_default(),
            s.get(at + 1..).unwrap_or_default(),
        );
        let number =
            before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
        if number.len() == before.len() || !before.ends_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        // What stands before may be a name: A4 paper, B5 m.
        if number.ends_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let letter =
            |c: char| c.is_alphanumeric() && c.is_ascii() || matches!(c, '/' | '²' | '³' | '·');
        let unit = UNITS.iter().filter(|u| {
            let rest = after.strip_prefix(**u);
            rest.is_some_and(|r| !r.starts_with(letter))
        });
        if let Some(unit) = unit.max_by_key(|u| u.len()) {
            out.push(number.len()..at + 1 + unit.len());
        }
    }
    out
}

/// The same text with spaces that do not break between numbers and units.
pub(crate) fn bound(s: &str) -> Cow<'_, str> {
    let all = measures(s);
    if all.is_empty() {
        return Cow::Borrowed(s);
    }
    let mut out = String::with_capacity(s.len() + all.len());
    let mut from = 0;
    for range in all {
        out.push_str(s.get(from..range.start).unwrap_or_default());
        let own = s.get(range.clone()).unwrap_or_default();
        out.push_str(&own.replace(' ', "\u{a0}"));
        from = range.end;
    }
    out.push_str(s.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_hold_their_units() {
        for (s, want) in [
            ("重 5 kg，长 3.5 m。", "重 5~kg，长 3.5~m。"),
            ("1,200 km²的 20 ℃", "1,200~km²的 20~℃"),
            ("时速 60 km/h 到 80 km", "时速 60~km/h 到 80~km"),
            ("5 kgs 与 3 monkeys、A4 m", "5 kgs 与 3 monkeys、A4 m"),
            ("第 5 章 m", "第 5 章 m"),
        ] {
            assert_eq!(bound(s).replace('\u{a0}', "~"), want);
        }
    }
}
