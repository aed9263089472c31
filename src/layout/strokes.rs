//! Lines through and below words, and dots of emphasis: drawn beside the text, no part of it.

use super::class::Class;
use super::display::{Dot, Page, STROKE, Stroke};
use super::paragraph::{Item, Lines};
use super::set::Line;

/// Middle of the characters above the baseline, in em: where they are struck.
const MIDDLE: f64 = 0.36;
/// A line below the words, in em below the baseline.
const BELOW: f64 = 0.17;
/// The middle of a dot of emphasis, in em below the baseline, and its radius.
const DOT: (f64, f64) = (0.26, 0.07);
/// Thickness of lines in em.
const THICK: f64 = 0.045;

/// Draws what stands at the items of a line whose paragraph begins at `x`, on the baseline `y`.
pub(super) fn draw(page: &mut Page, line: &Line, size: f64, x: f64, y: f64) {
    if line.items.iter().all(|i| i.lines == Lines::default()) {
        return;
    }
    let place = |at: f32| x + f64::from(at) * size;
    let struck = |i: &Item| {
        i.lines
            .struck
            .then(|| MIDDLE * f64::from(i.level.scale()) + f64::from(i.level.rise()))
    };
    let under = |i: &Item| i.lines.under.then_some(-BELOW);
    for (n, (i, at)) in line.items.iter().zip(&line.at).enumerate() {
        let before = n
            .checked_sub(1)
            .and_then(|k| line.items.get(k).zip(line.at.get(k)));
        let end = place(at + i.solid);
        for up in [struck(i), under(i)].into_iter().flatten() {
            let height = (y - up * size) as f32;
            // A line goes on from the character before it.
            let same = |i: &Item| struck(i) == Some(up) || under(i) == Some(up);
            let from = match before {
                Some((b, at)) if same(b) => place(at + b.solid),
                _ => place(*at),
            };
            match page.rules.last_mut() {
                Some(r) if r.y == height && (r.x + r.length - from as f32).abs() < 0.01 => {
                    r.length = end as f32 - r.x;
                }
                _ => page.rules.push(Stroke {
                    red: false,
                    x: from as f32,
                    y: height,
                    length: (end - from) as f32,
                    thickness: ((size * THICK) as f32).max(STROKE),
                }),
            }
        }
        if i.lines.dots && !i.mark && matches!(i.class, Class::Han | Class::Latin) {
            page.dots.push(Dot {
                x: ((place(*at) + end) / 2.0) as f32,
                y: (y + DOT.0 * size) as f32,
                radius: (size * DOT.1) as f32,
            });
        }
    }
}
