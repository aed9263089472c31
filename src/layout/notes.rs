//! Numbers of notes: the text's own, or ①②③ from piece to piece or from page to page.

use super::Board;
use super::flow::{Kind, Para};
use super::page::Spot;
use super::set::SetPara;
use std::collections::HashMap;

/// ① to ⑳, ㉑ to ㉟, ㊱ to ㊿; what comes behind them has no sign of its own.
#[must_use]
pub(super) fn circled(n: usize) -> char {
    let n = u32::try_from(n).unwrap_or(0);
    let code = match n {
        1..=20 => 0x2460 + n - 1,
        21..=35 => 0x3251 + n - 21,
        36..=50 => 0x32b1 + n - 36,
        _ => u32::from('※'),
    };
    char::from_u32(code).unwrap_or('※')
}

/// Counts the notes of each page anew. Their marks and labels are ① until then, all as wide as each other; what a reader of
/// the file is told stays as the text has it.
pub(super) fn count(board: &Board<'_>, paras: &[Para], spots: &[Spot], sets: &mut [SetPara]) {
    let mut page = None;
    let mut n = 0;
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    for s in spots.iter().filter(|s| s.line == 0) {
        let Some(p) = paras.get(s.para) else {
            continue;
        };
        let Kind::Note(mark) = p.kind else { continue };
        if page.replace(s.page) != Some(s.page) {
            n = 0;
        }
        n += 1;
        numbers.insert(mark, n);
        if let Some(label) = p.pieces.first() {
            numbers.insert(label.element, n);
        }
    }
    let circle = |c: char| c == '①';
    for (p, set) in paras.iter().zip(sets) {
        for item in set.lines.iter_mut().flat_map(|l| &mut l.items) {
            if let (Some(n), true) = (numbers.get(&item.element), circle(item.c)) {
                item.c = circled(*n);
                item.glyph = board.faces.glyph(board.choice.of(p.look.face), item.c);
            }
        }
    }
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
