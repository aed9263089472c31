//! Lengths and type sizes as people write them: `170mm`, `17cm`, `6in`, `10.5pt`, `五号`.

use super::{Mm, Pt};

/// Points of a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// Millimetres of a unit.
const UNITS: [(&str, Mm); 10] = [
    ("mm", 1.0),
    ("毫米", 1.0),
    ("cm", 10.0),
    ("厘米", 10.0),
    ("in", 25.4),
    ("英寸", 25.4),
    ("\"", 25.4),
    ("pt", 1.0 / POINTS),
    ("磅", 1.0 / POINTS),
    ("点", 1.0 / POINTS),
];
/// Sizes of type by their Chinese names.
const NUMBERS: [(&str, Pt); 16] = [
    ("初号", 42.0),
    ("小初", 36.0),
    ("一号", 26.0),
    ("小一", 24.0),
    ("二号", 22.0),
    ("小二", 18.0),
    ("三号", 16.0),
    ("小三", 15.0),
    ("四号", 14.0),
    ("小四", 12.0),
    ("五号", 10.5),
    ("小五", 9.0),
    ("六号", 7.5),
    ("小六", 6.5),
    ("七号", 5.5),
    ("八号", 5.0),
];

/// The Chinese names of sizes of type, the largest first.
#[cfg(feature = "cli")]
pub(crate) fn type_sizes() -> impl Iterator<Item = &'static str> {
    NUMBERS.iter().map(|n| n.0)
}

/// A number and what stands behind it, which is empty or a unit.
fn parted(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+'))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().ok()?;
    number.is_finite().then(|| (number, unit.trim()))
}

fn of_unit(unit: &str) -> Option<Mm> {
    let same = |u: &&(&str, Mm)| u.0.eq_ignore_ascii_case(unit);
    UNITS.iter().find(same).map(|u| u.1)
}

/// A length in millimetres; a bare number is one of `bare` millimetres each.
pub(super) fn length(text: &str, bare: Mm) -> Option<Mm> {
    let (n, unit) = parted(text)?;
    let each = if unit.is_empty() {
        bare
    } else {
        of_unit(unit)?
    };
    Some(n * each)
}

/// A size of type in points; a bare number is points.
pub(super) fn points(text: &str) -> Option<Pt> {
    let text = text.trim();
    let named = NUMBERS.iter().find(|(name, _)| *name == text);
    if let Some((_, size)) = named {
        return Some(*size);
    }
    let (n, unit) = parted(text)?;
    if unit.is_empty() {
        return Some(n);
    }
    // What comes out of millimetres is not a hair off what was put in.
    Some((n * of_unit(unit)? * POINTS * 1e4).round() / 1e4)
}

/// A number of characters or lines, with the word for them or without: `2`, `2em`, `2字`, `1行`.
pub(super) fn count(text: &str) -> Option<f64> {
    let (n, unit) = parted(text)?;
    let fits = ["", "em", "字", "个字", "字符", "行", "lines", "line"].contains(&unit);
    fits.then_some(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_as_they_are_written() {
        for (text, mm) in [
            ("170mm", 170.0),
            (" 17 cm", 170.0),
            ("17厘米", 170.0),
            ("6in", 152.4),
            ("170", 170.0),
        ] {
            let read = length(text, 1.0);
            assert!(
                read.is_some_and(|r| (r - mm).abs() < 1e-9),
                "{text} {read:?}"
            );
        }
        assert_eq!(length("17 ells", 1.0), None);
        assert_eq!(length("mm", 1.0), None);
        for (text, pt) in [("五号", 10.5), ("10.5pt", 10.5), ("11磅", 11.0), ("9", 9.0)] {
            assert_eq!(points(text), Some(pt), "{text}");
        }
        assert_eq!((points("九号"), points("1e")), (None, None));
        assert_eq!(
            (count("2字"), count("1.5 行"), count("2mm")),
            (Some(2.0), Some(1.5), None)
        );
    }
}
