//! Numbers of lists as browsers show them.

use crate::roman::roman;

/// The number of an item as a list of this type shows it.
pub(super) fn numeral(n: i64, kind: &str) -> String {
    let own = usize::try_from(n).ok().filter(|n| *n > 0);
    let shown = match (kind, own) {
        ("a" | "A", Some(n)) => letters(n),
        ("i" | "I", Some(n)) if n < 4000 => roman(n),
        _ => n.to_string(),
    };
    let shown = if matches!(kind, "A" | "I") {
        shown.to_ascii_uppercase()
    } else {
        shown
    };
    format!("{shown}.")
}

/// a … z, aa, ab …
fn letters(mut n: usize) -> String {
    let mut out = Vec::new();
    while n > 0 {
        n -= 1;
        out.push(char::from(b'a' + u8::try_from(n % 26).unwrap_or_default()));
        n /= 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn numbers_are_those_of_the_type() {
        for (n, kind, shown) in [
            (3, "1", "3."),
            (-3, "a", "-3."),
            (0, "i", "0."),
            (1, "a", "a."),
            (26, "A", "Z."),
            (27, "a", "aa."),
            (703, "a", "aaa."),
            (1994, "i", "mcmxciv."),
            (4000, "I", "4000."),
        ] {
            assert_eq!(numeral(n, kind), shown);
        }
    }
}
