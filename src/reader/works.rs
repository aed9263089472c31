//! Which heads are works, parts of a book, or the title of the whole: what each is depends on the others.

use super::closings;
use super::feature::Template;
use super::lines::{Kind, Markup, Unit};
use super::loose;
use crate::tree::Scheme;
use std::collections::HashMap;

/// Settles it.
pub(super) fn settle(units: &mut [Unit], source: &str) {
    volumes(units);
    opening(units);
    between(units, source);
    alike(units, source);
    cycles(units, source);
}

/// 其一, 其二 below the title of a cycle are its parts, not works beside it.
fn cycles(units: &mut [Unit], source: &str) {
    let mut below = false;
    for u in units.iter_mut() {
        let rest = u.text(source).strip_prefix('其');
        let part = rest.is_some_and(|r| {
            let numeral = |c: char| "一二三四五六七八九十".contains(c);
            !r.is_empty() && r.chars().count() <= 3 && r.chars().all(numeral)
        });
        match u.kind {
            Kind::Piece if part && below && !u.fixed => (u.kind, u.role) = (Kind::Heading, ""),
            Kind::Piece => below = !part,
            Kind::Volume | Kind::Title => below = false,
            _ => {}
        }
    }
}

/// Parts without a single work in them are the works; so are chapters where nothing else is one.
fn volumes(units: &mut [Unit]) {
    if units.iter().any(|u| u.kind == Kind::Piece) {
        return;
    }
    let chapter = |u: &Unit| {
        u.kind == Kind::Heading
            && u.run_in.is_none()
            && u.candidate.is_some_and(|c| c.scheme == Scheme::Chapter)
    };
    let parts = units.iter().any(|u| u.kind == Kind::Volume);
    let chapters = units.iter().filter(|u| chapter(u)).count() > 1;
    let is_work = |u: &Unit| match chapters {
        true => chapter(u),
        false => parts && u.kind == Kind::Volume,
    };
    for u in units.iter_mut().filter(|u| !u.fixed && is_work(u)) {
        (u.kind, u.role) = (Kind::Piece, "");
    }
}

/// A head without number that opens the text, with no text of its own or alone of its kind, is the title of the whole.
fn opening(units: &mut [Unit]) {
    if units.iter().any(|u| u.kind == Kind::Title) {
        return;
    }
    let pieces = units.iter().filter(|u| u.kind == Kind::Piece).count();
    let listed = |u: &Unit| u.kind == Kind::Boilerplate && u.role == "toc";
    let Some(first) = units.iter().position(|u| u.kind != Kind::Boilerplate) else {
        return;
    };
    let mut below = units.get(first + 1..).unwrap_or_default().iter();
    let empty = below
        .find(|u| u.kind != Kind::Boilerplate || listed(u))
        .is_some_and(|u| listed(u) || matches!(u.kind, Kind::Piece | Kind::Volume | Kind::Preface));
    if let Some(u) = units.get_mut(first)
        && u.kind == Kind::Piece
        && u.candidate.is_none()
        && !u.fixed
        && (pieces == 1 || empty)
    {
        (u.kind, u.role) = (Kind::Title, "");
    }
}

/// 第二章　… between 第一章 and 第三章 is a chapter, however long its title: its label stands apart, and the count goes on.
fn between(units: &mut [Unit], source: &str) {
    let apart = |u: &Unit| {
        let c = u.candidate.filter(|c| c.scheme == Scheme::Chapter)?;
        let s = u.text(source);
        let unit = s.get(..c.len)?.chars().next_back()?;
        let rest = s.get(c.len..)?;
        let apart =
            rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || "：:、".contains(c));
        apart.then_some((unit, c.number))
    };
    let heads: Vec<(usize, char, u32, bool)> = units
        .iter()
        .enumerate()
        .filter(|(_, u)| u.first && u.kind != Kind::Boilerplate)
        .filter_map(|(i, u)| apart(u).map(|(m, n)| (i, m, n, u.kind == Kind::Piece)))
        .collect();
    let missed: Vec<usize> = heads
        .windows(3)
        .filter(|w| {
            let [a, b, c] = w else { return false };
            a.3 && !b.3 && c.3 && (a.1, b.1) == (b.1, c.1) && b.2 == a.2 + 1 && c.2 == b.2 + 1
        })
        .filter_map(|w| w.get(1).map(|b| b.0))
        .collect();
    for i in missed {
        if let Some(u) = units.get_mut(i).filter(|u| !u.fixed) {
            (u.kind, u.role) = (Kind::Piece, "");
            (u.why, u.also) = (Template::FamilyRun.words(), "");
        }
    }
}

/// So many heads of one form in a hundred are works before the rest are, too.
const ALIKE: usize = 80;

/// Fewer works tell nothing of their form.
const ALIKE_MIN: usize = 4;

/// Titles without number that look alike are alike: where most of one form head works, so do the others.
fn alike(units: &mut [Unit], source: &str) {
    let form = |u: &Unit| {
        let bare = u.candidate.is_none()
            && u.run_in.is_none()
            && matches!(u.markup, Markup::None)
            && loose::label(u.text(source)).is_none()
            && (u.kind == Kind::Piece || u.kind == Kind::Heading && u.role.is_empty());
        bare.then_some((u.indent, u.gap.min(2)))
    };
    let mut forms: HashMap<(u32, u32), (usize, usize)> = HashMap::new();
    for u in units.iter() {
        if let Some(f) = form(u) {
            let (works, all) = forms.entry(f).or_default();
            *works += usize::from(u.kind == Kind::Piece);
            *all += 1;
        }
    }
    // A date of its own above a head ends a work.
    let mut ended = false;
    for u in units.iter_mut().filter(|u| u.kind != Kind::Boilerplate) {
        let told = form(u).and_then(|f| forms.get(&f));
        let most = told.is_some_and(|(n, all)| *n >= ALIKE_MIN && n * 100 >= all * ALIKE);
        let some = told.is_some_and(|(n, _)| *n > 1);
        if u.kind == Kind::Heading && !u.fixed && (most || some && ended) {
            (u.kind, u.role) = (Kind::Piece, "");
        }
        ended = matches!(u.kind, Kind::Para | Kind::Closing) && closings::dates(u.text(source));
    }
}

/// What closes a whole book: one of these words, or one of them before a mark and more.
const ENDS: [&str; 20] = [
    "后记",
    "後記",
    "编后记",
    "編後記",
    "跋",
    "跋语",
    "代跋",
    "代后记",
    "尾声",
    "尾聲",
    "附录",
    "附錄",
    "结语",
    "結語",
    "编后",
    "致谢",
    "年表",
    "大事年表",
    "参考文献",
    "出版后记",
];

/// The line from which pieces stand behind all volumes: 后记, 跋, 尾声, 附录 at the end of a book belong to the whole,
/// unless each volume has its own.
pub(super) fn behind_volumes(units: &[Unit], source: &str) -> Option<u32> {
    let last = units.iter().rposition(|u| u.kind == Kind::Volume)?;
    let first = units.iter().position(|u| u.kind == Kind::Volume)?;
    let word = |u: &Unit| {
        let s: String = u
            .text(source)
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        ENDS.iter()
            .copied()
            .filter(|w| ends(&s, w))
            .max_by_key(|w| w.len())
    };
    let pieces = |from: usize, to: usize| {
        let inside = units.get(from..to).unwrap_or_default();
        inside.iter().filter(|u| u.kind == Kind::Piece)
    };
    let tail: Vec<&Unit> = pieces(last, units.len()).collect();
    let own = tail
        .iter()
        .rposition(|u| word(u).is_none())
        .map(|n| n + 1)?;
    let from = tail.get(own)?;
    let again = pieces(first, last)
        .any(|u| word(u).is_some_and(|w| tail.iter().any(|t| word(t) == Some(w))));
    (!again).then_some(from.line)
}

/// 跋, 附录一：家谱, 后记：写在书后.
fn ends(s: &str, word: &str) -> bool {
    let Some(rest) = s.strip_prefix(word) else {
        return false;
    };
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    rest.is_empty()
        || rest.starts_with(['：', ':', '—', '·', '（'])
        || word.starts_with('附') && rest.starts_with(number)
}

#[cfg(test)]
mod tests {
    use crate::reader::{ReadOptions, read};
    use crate::source::Source;
    use crate::tree::outline;

    fn depths(text: &str) -> Vec<(String, usize)> {
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let reading = read(&source, &ReadOptions::default());
        outline(&reading.document)
            .iter()
            .map(|e| (e.shown(), e.depth))
            .collect()
    }

    fn book(volumes: &str, last: &str) -> String {
        let tale = "　　船到了岸，他没有下来。后来水退了，人们才看见那根桩。\n\n　　“你去不去？”她问。\n\n　　“不去。”他说，转身进了屋。\n\n";
        let chapters = |from: usize, volume: &str| {
            let names = ["风雨", "归舟", "渡口", "长夜"];
            let one = |n: usize| {
                format!(
                    "第{}章　{}\n\n{tale}{tale}",
                    ["一", "二", "三", "四"][n],
                    names[n]
                )
            };
            format!("{volume}\n\n{}{}", one(from), one(from + 1))
        };
        format!(
            "长河\n\n{}{volumes}{}{last}\n\n{tale}{tale}",
            chapters(0, "第一卷　上游"),
            chapters(2, "第二卷　下游")
        )
    }

    #[test]
    fn what_closes_a_book_stands_behind_its_volumes() {
        for last in ["尾声", "后记", "跋", "附录一：河上地名"] {
            let got = depths(&book("", last));
            let end = got.last().unwrap();
            assert_eq!((end.0.as_str(), end.1), (last, 1), "{got:?}");
            assert!(got.iter().any(|e| e.1 == 2), "{got:?}");
        }
    }

    #[test]
    fn what_each_volume_has_is_its_own() {
        let own = "后记\n\n　　上游写完的那年，我三十岁。河水照旧流着，没有人问我为什么写。\n\n";
        let got = depths(&book(own, "后记"));
        assert_eq!(got.last().map(|e| e.1), Some(2), "{got:?}");
    }
}
