//! Vertical lines: what stands upright in them, what side by side, what is turned (clreq, JIS X 4051).

use super::class::{Class, class};
use super::display::Way;
use super::paragraph::{Gap, Item};
use crate::corner;
use crate::font::Faces;
use crate::style::Face;

/// Digits that stand side by side in the place of one character.
const ACROSS: usize = 2;
/// Digits of years and the like, capitals of abbreviations that stand below each other; what is longer is turned.
const STACKED: usize = 4;

/// Characters as wide as this, in em, are full-width.
const WIDE: f32 = 0.9;
/// Dots of these lead to page numbers.
pub(super) const LEADER: char = '·';
/// The ten figures of vertical folios.
const FIGURES: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A page number as vertical books have it: 一二三 for 123.
pub(super) fn figures(n: usize) -> String {
    let figure = |c: char| c.to_digit(10).and_then(|d| FIGURES.get(d as usize));
    n.to_string().chars().filter_map(figure).collect()
}

/// A character of a note's mark as vertical lines show it, upright: 〔一〕 for [1]. Nothing for what stands so anyway.
pub(super) fn note_sign(c: char) -> Option<char> {
    match c {
        '[' | '［' | '(' | '（' | '【' => Some('〔'),
        ']' | '］' | ')' | '）' | '】' => Some('〕'),
        c => FIGURES.get(c.to_digit(10)? as usize).copied(),
    }
}

/// Marks that fill their place in vertical lines, where no half of them is blank.
pub(super) fn fills(c: char) -> bool {
    matches!(c, '；' | '：' | '！' | '？')
}

/// True for a character of this width that stands upright in words that are not composed.
pub(super) fn is_upright(c: char, advance: f32) -> bool {
    advance >= WIDE && class(c) != Class::Long || c == LEADER
}

/// Whether a character is turned with its line unless it has a form of its own for vertical lines, or [`numbers`]
/// finds otherwise. Strokes without such a form are right when turned.
fn turned(i: &Item) -> bool {
    matches!(
        i.class,
        Class::Latin | Class::Ascii | Class::Space | Class::Middle | Class::Long
    ) || i.glyph.advance < WIDE
}

/// Sets a character upright where it is one that stands so.
pub(super) fn stand(i: &mut Item, face: Face, faces: &Faces) {
    let glyph = faces.upright(face, corner::bracket(i.c));
    let own = glyph.id != i.glyph.id || glyph.face != i.glyph.face;
    if turned(i) && !own {
        return;
    }
    (i.way, i.glyph) = (Way::Upright, glyph);
    let (before, behind) = match i.class {
        Class::Middle => (0.25, 0.25),
        _ => i.blank(),
    };
    (i.solid, i.origin) = (1.0 - before - behind, -before);
}

/// Sets short numbers and abbreviations upright: two digits side by side, up to four below each other; longer ones,
/// and numbers among words, are turned.
pub(super) fn numbers(items: &mut [Item]) {
    let western = |i: &Item| matches!(i.class, Class::Latin | Class::Ascii | Class::Space);
    for run in items.chunk_by_mut(|a, b| western(a) && western(b)) {
        let solid = |i: &Item| i.class != Class::Space;
        let (from, to) = (run.iter().position(solid), run.iter().rposition(solid));
        let (Some(from), Some(to)) = (from, to) else {
            continue;
        };
        let Some(run) = run.get_mut(from..=to) else {
            continue;
        };
        let all = |f: fn(&char) -> bool| run.iter().all(|i| f(&i.c));
        let digits = all(char::is_ascii_digit);
        let way = match run.len() {
            1 if all(char::is_ascii_alphanumeric) => Way::Upright,
            len if digits && len <= ACROSS => Way::Across,
            len if len <= STACKED && (digits || all(char::is_ascii_uppercase)) => Way::Upright,
            _ => continue,
        };
        for (n, i) in run.iter_mut().enumerate() {
            (i.way, i.solid, i.origin) = (way, 1.0, 0.0);
            if way == Way::Across && n > 0 {
                i.solid = 0.0;
            }
        }
    }
    // What stands upright needs no more room from Han than Han do.
    let mut upright = false;
    for i in items {
        let now = i.way != Way::Along;
        let letter = if i.class == Class::Han { upright } else { now };
        if i.kind == Gap::HanLatin && letter {
            (i.kind, i.gap) = (Gap::Plain, 0.0);
        }
        upright = now;
    }
}

#[cfg(all(test, embedded_fonts))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::figures;
    use crate::font::{Choice, Faces};
    use crate::layout::Way;
    use crate::layout::paragraph::{Piece, Rules, items};
    use crate::style::Face;

    /// How each character stands: `|` turned, `-` upright, `=` side by side.
    fn ways(text: &str) -> String {
        let piece = Piece::new(text, Face::Song, 0);
        let rules = Rules {
            vertical: true,
            ..Rules::default()
        };
        let faces = Faces::builtin().unwrap();
        let all = items(&[piece], &faces, &Choice::default(), rules);
        let mark = |w| match w {
            Way::Along => '|',
            Way::Upright => '-',
            Way::Across => '=',
        };
        all.iter().map(|i| mark(i.way)).collect()
    }

    #[test]
    fn short_numbers_and_abbreviations_stand_upright() {
        assert_eq!(ways("年5月"), "---");
        assert_eq!(ways("在2024年11月25日"), "------==-==-");
        assert_eq!(ways("增12345倍"), "-|||||-");
        assert_eq!(ways("增5.6%，"), "-||||-");
        assert_eq!(ways("GDP和CPU"), "-------");
        assert_eq!(ways("用Word写K歌"), "-||||---");
        assert_eq!(ways("看Top 10榜"), "-||||||-");
        assert_eq!(ways("第 10 名"), "-|==|-");
        assert_eq!(ways("“好！”——……"), "----||--");
    }

    #[test]
    fn marks_take_their_vertical_forms_and_keep_their_characters() {
        let faces = Faces::builtin().unwrap();
        for face in Face::ALL {
            for c in ['，', '。', '（', '《', '「', '…'] {
                let (upright, along) = (faces.upright(face, c), faces.glyph(face, c));
                assert_ne!(upright.id, along.id, "{} {c}", face.name());
            }
            assert_eq!(faces.upright(face, '山'), faces.glyph(face, '山'));
        }
    }

    /// 2.20: marks of notes are not turned on their side.
    #[test]
    fn typography_2_20_marks_of_notes_stand_upright() {
        use crate::style::Style;
        let doc = crate::markdown::read("# 甲\n\n江边[^1]的灯。\n\n[^1]: 注。\n");
        let style = Style::named("book").unwrap().turned().unwrap();
        let layout = crate::layout::lay_out(&doc, &style, &Faces::builtin().unwrap());
        let runs: Vec<_> = layout.pages.iter().flat_map(|p| &p.runs).collect();
        let sign: Vec<_> = runs
            .iter()
            .filter(|r| r.element.is_some() && r.glyphs.iter().any(|g| "〔一〕".contains(g.c)))
            .collect();
        // In the line and at the note.
        assert_eq!(sign.len(), 6, "{sign:?}");
        assert!(sign.iter().all(|r| r.way == Way::Upright), "{sign:?}");
        let said: String = sign.iter().filter_map(|r| r.actual.as_deref()).collect();
        assert_eq!(said, "[1][1]");
    }

    #[test]
    fn page_numbers_are_written_figure_by_figure() {
        assert_eq!((figures(7), figures(205)), ("七".into(), "二〇五".into()));
    }
}
