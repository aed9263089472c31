//! Roman numbers in small letters: pages before the first, items of lists.

/// `n` in small letters; nothing for 0.
pub(crate) fn roman(mut n: usize) -> String {
    const STEPS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for (step, letters) in STEPS {
        while n >= step {
            out.push_str(letters);
            n -= step;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_written_as_short_as_can_be() {
        let numbers = [1, 4, 9, 40, 90, 388, 400, 1994].map(super::roman);
        let wanted = ["i", "iv", "ix", "xl", "xc", "ccclxxxviii", "cd", "mcmxciv"];
        assert_eq!(numbers, wanted);
    }
}
