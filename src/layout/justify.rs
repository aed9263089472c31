//! Gives a line its exact width: gaps shrink and stretch tier by tier, equally inside a tier.

use super::class::Class;
use super::paragraph::{Gap, Item};

/// Tiers of shrinking, in order.
const SHRINK: [Gap; 3] = [Gap::Bracket, Gap::Pause, Gap::HanLatin];
/// Tiers of stretching before all gaps are taken equally.
const STRETCH: [Gap; 2] = [Gap::Word, Gap::HanLatin];

/// Left edges of the solid parts of a line's items and the line's width, in em.
/// With `width` the line is made exactly that wide; without, it stays natural.
#[must_use]
pub(super) fn positions(line: &[Item], width: Option<f32>, fill: bool) -> (Vec<f32>, f32) {
    let shown = line
        .iter()
        .rposition(|i| i.class != Class::Space)
        .map_or(0, |i| i + 1);
    let mut gaps: Vec<f64> = line
        .iter()
        .enumerate()
        .map(|(k, i)| if k == 0 { 0.0 } else { f64::from(i.gap) })
        .collect();
    let natural: f64 = line
        .iter()
        .zip(&gaps)
        .take(shown)
        .map(|(i, g)| f64::from(i.solid) + g)
        .sum();
    if let Some(width) = width {
        let hung = shown
            .checked_sub(1)
            .and_then(|k| line.get(k))
            .filter(|i| i.hangs)
            .map_or(0.0, |i| i.solid);
        let room = f64::from(width + hung) - natural;
        if room < 0.0 {
            shrink(line, &mut gaps, shown, -room);
        } else if fill {
            stretch(line, &mut gaps, shown, room);
        }
    }
    let mut x = 0.0f64;
    let mut end = 0.0;
    let at = line
        .iter()
        .zip(&gaps)
        .enumerate()
        .map(|(k, (i, g))| {
            x += g;
            let here = x;
            x += f64::from(i.solid);
            if k < shown {
                end = x;
            }
            here as f32
        })
        .collect();
    (at, end as f32)
}

fn of(line: &[Item], shown: usize, kind: Gap) -> Vec<usize> {
    line.iter()
        .enumerate()
        .take(shown)
        .skip(1)
        .filter(|(_, i)| i.kind == kind)
        .map(|(k, _)| k)
        .collect()
}

fn shrink(line: &[Item], gaps: &mut [f64], shown: usize, mut need: f64) {
    for kind in SHRINK {
        let which = of(line, shown, kind);
        let give: f64 = which
            .iter()
            .filter_map(|k| line.get(*k))
            .map(|i| f64::from(i.shrink()))
            .sum();
        if need <= 0.0 || give <= 0.0 {
            continue;
        }
        let share = (need / give).min(1.0);
        for k in which {
            if let (Some(g), Some(i)) = (gaps.get_mut(k), line.get(k)) {
                *g -= share * f64::from(i.shrink());
            }
        }
        need -= give * share;
    }
}

fn stretch(line: &[Item], gaps: &mut [f64], shown: usize, mut room: f64) {
    for kind in STRETCH {
        let which = of(line, shown, kind);
        let take: f64 = which
            .iter()
            .filter_map(|k| line.get(*k))
            .map(|i| f64::from(i.stretch()))
            .sum();
        if room <= 0.0 || take <= 0.0 {
            continue;
        }
        let share = (room / take).min(1.0);
        for k in which {
            if let (Some(g), Some(i)) = (gaps.get_mut(k), line.get(k)) {
                *g += share * f64::from(i.stretch());
            }
        }
        room -= take * share;
    }
    let open: Vec<usize> = line
        .iter()
        .enumerate()
        .take(shown)
        .skip(1)
        .filter(|(_, i)| i.kind != Gap::Fixed)
        .map(|(k, _)| k)
        .collect();
    if room > 0.0 && !open.is_empty() {
        let each = room / open.len() as f64;
        for k in open {
            if let Some(g) = gaps.get_mut(k) {
                *g += each;
            }
        }
    }
}
