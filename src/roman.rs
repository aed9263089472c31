//! Numbers as lists and pages write them: Roman in small letters, and Chinese by thousands.

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

/// chineseCountingThousand: 1 一, 10 十, 11 十一, 101 一百〇一 (MS-DOCX 2.4).
pub(crate) fn chinese_thousand(n: u32) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if n == 0 || n >= 10_000 {
        return n.to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let d = (n / unit % 10) as usize;
        if d > 0 {
            if gap {
                out.push('〇');
            }
            if !(unit == 10 && d == 1 && out.is_empty()) {
                out.push(DIGITS.get(d).copied().unwrap_or('〇'));
            }
            out.push_str(name);
            gap = false;
        } else if !out.is_empty() {
            gap = true;
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
