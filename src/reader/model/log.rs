//! Logarithms of probabilities as whole numbers: sums that are the same on every machine.
//!
//! One nat is [`NAT`] units. The tables are filled with additions, multiplications and divisions alone, whose results
//! IEEE 754 fixes to the last bit; no function of a system's library takes part.

use std::sync::LazyLock;

/// Units of a nat.
pub(super) const NAT: i32 = 512;
/// Differences of so many units and more count for nothing.
const REACH: usize = 12 * NAT as usize;

struct Tables {
    /// `NAT * ln(1 + exp(-d / NAT))`, rounded.
    plus: Vec<u16>,
    /// `2^24 * exp(-d / NAT)`, rounded.
    exp: Vec<u32>,
}

/// exp(-x) for x ≥ 0.
fn exp_neg(x: f64) -> f64 {
    // exp(-x) = exp(-x / 64)^64, the small one by its series.
    let y = -x / 64.0;
    let (mut term, mut sum) = (1.0, 1.0);
    let mut k = 1.0;
    while k < 20.0 {
        term = term * y / k;
        sum += term;
        k += 1.0;
    }
    (0..6).fold(sum, |v, _| v * v)
}

/// ln(1 + y) for 0 ≤ y ≤ 1, by the series of the inverse hyperbolic tangent.
fn ln_one_plus(y: f64) -> f64 {
    let z = y / (2.0 + y);
    let (mut power, mut sum, mut k) = (z, 0.0, 1.0);
    while k < 40.0 {
        sum += power / k;
        power = power * z * z;
        k += 2.0;
    }
    2.0 * sum
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let at = |d: usize| exp_neg(d as f64 / f64::from(NAT));
    Tables {
        plus: (0..REACH)
            .map(|d| (f64::from(NAT) * ln_one_plus(at(d)) + 0.5) as u16)
            .collect(),
        exp: (0..REACH)
            .map(|d| (f64::from(1 << 24) * at(d) + 0.5) as u32)
            .collect(),
    }
});

/// What can't be.
pub(super) const NEVER: i32 = i32::MIN / 4;

/// ln(exp(a) + exp(b)).
pub(super) fn plus(a: i32, b: i32) -> i32 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    let more = usize::try_from(high - low)
        .ok()
        .and_then(|d| TABLES.plus.get(d));
    high + more.map_or(0, |m| i32::from(*m))
}

/// exp(d) for d ≤ 0, as a share of 2²⁴.
pub(super) fn share(d: i32) -> u32 {
    usize::try_from(-d)
        .ok()
        .and_then(|d| TABLES.exp.get(d))
        .copied()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_probabilities() {
        for (a, b) in [(0, 0), (-300, -1200), (1000, 990), (0, -9000)] {
            let real = |x: i32| f64::from(x) / f64::from(NAT);
            let sum = (real(a).exp() + real(b).exp()).ln() * f64::from(NAT);
            assert!((f64::from(plus(a, b)) - sum).abs() <= 0.51, "{a} {b}");
        }
        assert_eq!(share(0), 1 << 24);
        assert_eq!(share(-100 * NAT), 0);
    }
}
