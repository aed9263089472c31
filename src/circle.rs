//! Numbers in circles.

/// ① to ⑳, ㉑ to ㉟, ㊱ to ㊿; what comes behind them has no sign of its own.
#[must_use]
pub(crate) fn circled(n: usize) -> char {
    let n = u32::try_from(n).unwrap_or(0);
    let code = match n {
        1..=20 => 0x2460 + n - 1,
        21..=35 => 0x3251 + n - 21,
        36..=50 => 0x32b1 + n - 36,
        _ => u32::from('※'),
    };
    char::from_u32(code).unwrap_or('※')
}

#[cfg(test)]
mod tests {
    use super::circled;

    #[test]
    fn circles_go_on_to_fifty() {
        let some: String = [1, 20, 21, 35, 36, 50, 51].map(circled).iter().collect();
        assert_eq!(some, "①⑳㉑㉟㊱㊿※");
    }
}
