//! The contents, set when the body's pages are known: leaders and page numbers on the grid.

use super::display::{Goal, Layout, Link, Page, Role as Part};
use super::flow::{Flow, Para};
use super::front::words;
use super::page::{MM, Spot, paginate};
use super::set::{Line, SetPara, Setter};
use super::vertical::LEADER;
use super::{ASCENT, Board};
use crate::style::{Align, Face, Role, Style, figures_heading};
use crate::tree::{Block, Document, Node, outline, plain_text, walk};
use std::ops::Range;

/// Deepest level of the contents.
const DEPTH: usize = 2;
/// Room at the right of an entry that its words leave free for the page number, in em.
const NUMBER_ROOM: f64 = 4.0;
/// Further in than its first line stands the turnover of an entry, in em.
const TURNOVER: f64 = 1.0;
/// Distance between the dots of a leader, in em.
const DOT: f64 = 0.5;
/// Width kept for the page number before the leader ends, in em: three digits.
const NUMBER: f64 = 1.5;

/// Room between two columns, in em of the text.
const BETWEEN: f64 = 2.0;

/// What an entry leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// An entry of the outline.
    Entry(usize),
    /// A picture with a caption, by its place among those of the body.
    Figure(usize),
}

/// The contents before they are set, or the list of pictures.
pub(super) struct Contents {
    paras: Vec<Para>,
    /// Of each paragraph but the caption: what it leads to, and the element of the link.
    entries: Vec<(Target, usize)>,
}

impl Contents {
    /// An empty list below its words, in the script of the document, and the element of the whole.
    fn below(words: [&str; 2], doc: &Document, flow: &mut Flow<'_>) -> (Self, usize) {
        let [simplified, traditional] = words;
        let text = if doc.is_traditional() {
            traditional
        } else {
            simplified
        };
        let contents = flow.element(0, Part::Contents);
        let list = Self {
            paras: vec![caption(text, contents, flow)],
            entries: Vec::new(),
        };
        (list, contents)
    }
}

/// The words over a list.
fn caption(text: &str, contents: usize, flow: &mut Flow<'_>) -> Para {
    let caption = flow.element(contents, Part::Caption);
    let look = Role {
        before: 0.0,
        after: 1.0,
        align: Align::Center,
        ..flow.style().roles.piece.clone()
    };
    let mut caption = words(text.into(), caption, &look);
    caption.keep = true;
    caption
}

/// An entry of a list, and the element of its link.
fn entry(text: String, contents: usize, look: &Role, flow: &mut Flow<'_>) -> (Para, usize) {
    let entry = flow.element(contents, Part::Entry);
    let reference = flow.element(entry, Part::Reference);
    let link = flow.element(reference, Part::Link);
    let mut p = words(text, link, look);
    (p.words, p.right) = (true, NUMBER_ROOM);
    p.turn = look.indent + TURNOVER;
    p.look.align = Align::Left;
    (p, link)
}

/// Makes the elements of the contents, before those of the body.
pub(super) fn prepare(doc: &Document, flow: &mut Flow<'_>) -> Contents {
    let roles = &flow.style().roles;
    let (mut out, contents) = Contents::below(["目　录", "目　錄"], doc, flow);
    let all = outline(doc);
    let mut shown = all
        .iter()
        .filter(|e| e.depth <= DEPTH && !e.listed().is_empty())
        .peekable();
    while let Some(e) = shown.next() {
        let look = if e.depth == 1 {
            &roles.toc1
        } else {
            &roles.toc2
        };
        let (mut p, link) = entry(e.listed(), contents, look, flow);
        p.keep = shown.peek().is_some_and(|next| next.depth > e.depth);
        out.paras.push(p);
        out.entries.push((Target::Entry(e.index), link));
    }
    out
}

/// The same for the pictures of the body that have captions, where the style asks for it and there are any.
pub(super) fn figures(doc: &Document, flow: &mut Flow<'_>) -> Option<Contents> {
    let style = flow.style();
    if !style.contents.figures {
        return None;
    }
    let mut captions = Vec::new();
    walk(doc, &mut |n| {
        if let Node::Block(Block::Image(i)) = n
            && !i.caption.is_empty()
        {
            captions.push(plain_text(&i.caption));
        }
    });
    // Those of prefaces have been met.
    let before = flow.captioned.len().min(captions.len());
    let captions = captions.split_off(before);
    if captions.is_empty() {
        return None;
    }
    let (mut out, contents) = Contents::below([false, true].map(figures_heading), doc, flow);
    for (n, text) in captions.into_iter().enumerate() {
        let (p, link) = entry(text, contents, &style.roles.toc1, flow);
        out.paras.push(p);
        out.entries.push((Target::Figure(before + n), link));
    }
    Some(out)
}

/// A line of the contents with its place: page, column, row.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Put {
    para: usize,
    line: usize,
    page: usize,
    column: usize,
    row: usize,
}

impl Contents {
    /// How many pages they take.
    pub(super) fn pages(&self, board: &Board<'_>) -> usize {
        self.placed(board).2
    }

    /// Links of pictures, with the places of these among all captions, and their words.
    pub(super) fn figures(&self) -> impl Iterator<Item = (usize, usize, String)> {
        let rows = self.entries.iter().zip(self.paras.iter().skip(1));
        rows.filter_map(|((target, link), p)| match target {
            Target::Figure(n) => Some((*link, *n, p.pieces.first()?.text.clone())),
            Target::Entry(_) => None,
        })
    }

    /// The lines, where they stand, and how many pages they take.
    fn placed(&self, board: &Board<'_>) -> (Vec<SetPara>, Vec<Put>, usize) {
        let columns = columns(board.style);
        let narrow = narrow(board.style);
        let setter = Setter {
            style: &narrow,
            ..board.setter()
        };
        let mut sets = setter.all(&self.paras);
        if columns == 1 {
            let (spots, count) = paginate(&self.paras, &sets, board.style);
            let put = |s: Spot| Put {
                para: s.para,
                line: s.line,
                page: s.page,
                column: 0,
                row: s.row,
            };
            return (sets, spots.into_iter().map(put).collect(), count);
        }
        // The words over the list stand across both columns.
        if let (Some(first), Some(p)) = (sets.first_mut(), self.paras.first()) {
            *first = board.setter().one(p);
        }
        let (puts, count) = fill(&self.paras, &sets, board.style.page.lines as usize, columns);
        (sets, puts, count)
    }
}

/// How many columns a page has.
fn columns(style: &Style) -> usize {
    usize::from(style.contents.columns.clamp(1, 2))
}

/// The style with a column as its page's width.
fn narrow(style: &Style) -> Style {
    let mut narrow = style.clone();
    let count = columns(style) as f64;
    let between = BETWEEN * style.roles.body.size / MM;
    narrow.page.text_width = (style.page.text_width - between * (count - 1.0)) / count;
    narrow
}

/// Fills the columns of pages: the first paragraph stands over those of the first page; on the last page they are as long as
/// each other.
fn fill(paras: &[Para], sets: &[SetPara], lines: usize, columns: usize) -> (Vec<Put>, usize) {
    let lines = lines.max(1);
    let rows = |k: usize| {
        let set = sets.get(k);
        set.map_or(0, |s| {
            (0..s.lines.len()).map(|l| s.rows_of(l)).sum::<usize>()
        })
    };
    let mut out = Vec::new();
    let mut put = |k: usize, page: usize, column: usize, mut row: usize| {
        let Some(set) = sets.get(k) else { return };
        for line in 0..set.lines.len() {
            out.push(Put {
                para: k,
                line,
                page,
                column,
                row,
            });
            row += set.rows_of(line);
        }
    };
    put(0, 0, 0, 0);
    let after = paras.first().map_or(0.0, |p| p.look.after.ceil()) as usize;
    let mut top = (rows(0) + after).min(lines.saturating_sub(1));
    // An entry over others goes with the first of them.
    let groups = groups(paras);
    let tall = |g: &Range<usize>| g.clone().map(rows).sum::<usize>();
    let fits = |rest: &[Range<usize>], high: usize| {
        let (mut column, mut used) = (0, 0);
        for g in rest {
            let n = tall(g);
            if used > 0 && used + n > high {
                (column, used) = (column + 1, 0);
            }
            used += n;
        }
        column < columns && used <= high.max(1)
    };
    let (mut page, mut column, mut used) = (0, 0, 0);
    let mut high = lines - top;
    for (n, g) in groups.iter().enumerate() {
        if column == 0 && used == 0 {
            let rest = groups.get(n..).unwrap_or_default();
            let full = lines - top;
            high = (1..full).find(|h| fits(rest, *h)).unwrap_or(full);
        }
        let own = tall(g);
        if used > 0 && used + own > high {
            (column, used) = (column + 1, 0);
        }
        if column == columns {
            (page, column, top) = (page + 1, 0, 0);
            let rest = groups.get(n..).unwrap_or_default();
            high = (1..lines).find(|h| fits(rest, *h)).unwrap_or(lines);
        }
        for k in g.clone() {
            put(k, page, column, top + used);
            used += rows(k);
        }
    }
    (out, page + 1)
}

/// Entries that stay together.
fn groups(paras: &[Para]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for k in 1..paras.len() {
        let kept = k > 1 && paras.get(k - 1).is_some_and(|p| p.keep);
        match out.last_mut().filter(|_| kept) {
            Some(g) => g.end = k + 1,
            None => out.push(k..k + 1),
        }
    }
    out
}

/// Sets the contents onto pages of their own.
pub(super) fn set_contents(
    contents: &Contents,
    board: &Board<'_>,
    number: &dyn Fn(Target) -> String,
    out: &mut Layout,
) {
    let (sets, puts, count) = contents.placed(board);
    let first = out.pages.len();
    let caption = contents.paras.first().and_then(|p| p.pieces.first());
    let caption = caption.map(|p| p.text.replace('\u{3000}', ""));
    let caption = caption.unwrap_or_default();
    let pages = (first..first + count).map(|p| (p, caption.clone()));
    out.contents.extend(pages);
    out.pages.resize_with(first + count, Page::default);
    let wide = narrow(board.style).page.text_width * MM;
    let step = wide + BETWEEN * board.style.roles.body.size;
    for s in &puts {
        let (Some(p), Some(set)) = (contents.paras.get(s.para), sets.get(s.para)) else {
            continue;
        };
        let Some(line) = set.lines.get(s.line) else {
            continue;
        };
        let at = first + s.page;
        let y = board.baseline(at, s.row, set.rows, p.look.size);
        let left = board.left(at) + s.column as f64 * step;
        let Some(page) = out.pages.get_mut(at) else {
            continue;
        };
        board.put(page, line, p.look.size, left, y, &mut out.missing);
        let entry = s.para.checked_sub(1).and_then(|k| contents.entries.get(k));
        if let Some(&(target, link)) = entry.filter(|_| s.line + 1 == set.lines.len()) {
            let number = number(target);
            let across = (left, left + wide);
            leader(
                board,
                page,
                (across, y),
                line,
                p,
                &number,
                link,
                &mut out.missing,
            );
            if let Target::Entry(entry) = target {
                let area = area(board, at, across, s, set, p, (entry, link));
                page.links.push(area);
            }
        }
    }
}

/// The page number at the right edge, and the dots that lead to it.
#[expect(clippy::too_many_arguments, reason = "a line, its place and its owner")]
fn leader(
    board: &Board<'_>,
    page: &mut Page,
    ((left, right), y): ((f64, f64), f64),
    line: &Line,
    p: &Para,
    number: &str,
    link: usize,
    missing: &mut Vec<char>,
) {
    let size = p.look.size;
    let w = board.width(number, Face::Song, size);
    board.words(
        page,
        number,
        Face::Song,
        size,
        (right - w, y),
        Some(link),
        missing,
    );
    // The dots of all lines stand below each other: they are counted from the right edge.
    let step = DOT * size;
    let mark = if board.style.page.vertical {
        LEADER
    } else {
        '.'
    };
    let mark = String::from(mark);
    let dot = board.width(&mark, Face::Song, size);
    let kept = w.max(NUMBER * size) + size / 2.0;
    let skip = (kept / step).ceil() as usize;
    // The first of them stands half an em and less than one dot behind the words.
    let words = left + f64::from(line.extent().1) * size + size / 2.0;
    let room = right - dot - words - skip as f64 * step;
    let most = ((room / step).floor() + 1.0).max(0.0) as usize;
    for k in (0..most).rev() {
        let x = right - (skip + k) as f64 * step - dot;
        board.words(page, &mark, Face::Song, size, (x, y), None, missing);
    }
}

/// The area of an entry that leads to its page: its lines on this page.
fn area(
    board: &Board<'_>,
    at: usize,
    (left, right): (f64, f64),
    s: &Put,
    set: &SetPara,
    p: &Para,
    (entry, element): (usize, usize),
) -> Link {
    let size = p.look.size;
    let left = left + p.look.indent * size;
    let first = s.row.saturating_sub(s.line * set.rows);
    let bottom = board.baseline(at, s.row, set.rows, size) + (1.0 - ASCENT) * size;
    let text = p.pieces.first().map(|x| x.text.clone());
    let top = board.top(at, first);
    let page = &board.style.page;
    let bounds = if page.vertical {
        let width = page.width * MM;
        [width - bottom, left, width - top, right]
    } else {
        [left, top, right, bottom]
    };
    Link {
        bounds: bounds.map(|v| v as f32),
        goal: Goal::Entry(entry),
        element,
        text: text.unwrap_or_default(),
    }
}

#[cfg(all(test, embedded_fonts))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use crate::font::Faces;
    use crate::layout::{Goal, Layout, lay_out};
    use crate::markdown;
    use crate::style::Style;

    fn set(text: &str, set: &[&str]) -> Layout {
        let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
        let style = Style::named("book").unwrap().with(&set).unwrap();
        lay_out(&markdown::read(text), &style, &Faces::builtin().unwrap())
    }

    /// Left edges of the areas that lead to entries, page by page.
    fn edges(l: &Layout) -> Vec<Vec<i32>> {
        let of = |p: &usize| {
            let links = l.pages[*p].links.iter();
            let entries = links.filter(|l| matches!(l.goal, Goal::Entry(_)));
            entries.map(|l| l.bounds[0] as i32).collect()
        };
        l.contents.iter().map(|c| of(&c.0)).collect()
    }

    fn works(n: usize) -> String {
        let work = |k: usize| format!("\n## 其{k}\n\n{}\n", "字。".repeat(400));
        format!("# 集\n{}", (1..=n).map(work).collect::<String>())
    }

    #[test]
    fn two_columns_hold_twice_as_many_and_end_together() {
        let text = works(90);
        let (one, two) = (set(&text, &[]), set(&text, &["contents.columns=2"]));
        assert_eq!((one.contents.len(), two.contents.len()), (4, 2));
        let columns = edges(&two);
        assert_eq!(columns.iter().map(Vec::len).sum::<usize>(), 90);
        for page in &columns {
            let left = *page.iter().min().unwrap();
            let first = page.iter().filter(|x| **x == left).count();
            let second = page.len() - first;
            assert!(second > 0 && first - second <= 1, "{columns:?}");
            assert!(page.iter().skip(first).all(|x| *x > left + 150));
        }
        assert!(edges(&one).iter().all(|p| p.iter().all(|x| *x == p[0])));
    }

    #[test]
    fn pictures_with_captions_are_listed_where_the_style_asks() {
        // A picture of the web is never fetched; its caption is listed all the same.
        let text = "# 集\n\n## 甲\n\n字。\n\n![渡口](https://example.com/a.png \"图1　渡口\")\n\n## 乙\n\n字。\n\n![桥](https://example.com/b.png \"图2　石桥\")\n";
        let lists = |set: &Layout| {
            let words: Vec<String> = set.contents.iter().map(|c| c.1.clone()).collect();
            words
        };
        assert_eq!(lists(&set(text, &[])), ["目录"]);
        let l = set(text, &["contents.figures=true"]);
        assert_eq!(lists(&l), ["目录", "插图目录"]);
        let page = &l.pages[l.contents[1].0];
        let said: String = page
            .runs
            .iter()
            .flat_map(|r| &r.glyphs)
            .map(|g| g.c)
            .collect();
        assert!(said.contains("图1") && said.contains("石桥"), "{said}");
        let goals: Vec<usize> = page
            .links
            .iter()
            .filter_map(|l| match l.goal {
                Goal::Spot { page, .. } => Some(page),
                _ => None,
            })
            .collect();
        assert_eq!(goals, [l.front, l.front + 1]);
    }
}
