//! Tables of plain text: neighbouring lines with as many tabs each, or cells between strokes with a rule below the first.

use super::lines::{Kind, Unit, is_break};
use crate::tree::{Inline, Rule, Span, Table, Text};

/// The role of lines that are rows of a table.
pub(super) const ROLE: &str = "table";
/// Rows of a table at least, and columns where tabs alone part them.
const ROWS: usize = 3;
const COLUMNS: usize = 3;
/// Characters of a cell of a table that has strokes and no rule.
const CELL: usize = 30;

/// How cells are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Tabs(usize),
    Strokes(usize),
}

/// Marks the rows of tables.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    if !source.contains(['\t', '|']) {
        return;
    }
    let mut at = 0;
    while at < units.len() {
        let end = table_end(units, at, source);
        for u in units.get_mut(at..end).unwrap_or_default() {
            u.set(Kind::Para, ROLE, "a row of a table", 0.95);
            (u.joins, u.label, u.run_in, u.lead) = (None, None, None, None);
        }
        at = end.max(at + 1);
    }
}

/// The end of the table that begins at a unit; the unit itself where none does.
fn table_end(units: &[Unit], at: usize, source: &str) -> usize {
    let form = |n: usize| {
        let u = units.get(n)?;
        let near = n == at || u.gap == 0 && !u.blank_before;
        (u.first && !u.fixed && near).then(|| form(row(u, source)))?
    };
    let Some(first) = form(at) else { return at };
    let mut end = at + 1;
    while form(end) == Some(first) {
        end += 1;
    }
    let rows = units.get(at..end).unwrap_or_default();
    let ruled = rows.iter().filter(|u| is_rule(row(u, source))).count() == 1
        && rows.get(1).is_some_and(|u| is_rule(row(u, source)));
    let plain = |u: &Unit| u.kind != Kind::Boilerplate && is_parted(row(u, source));
    let whole = match first {
        Form::Tabs(n) => n >= COLUMNS,
        Form::Strokes(n) => n >= 2 && ruled || n >= COLUMNS && rows.iter().all(plain),
    };
    if whole && rows.len() >= ROWS { end } else { at }
}

/// The line of a unit from its first word on, with blanks at its end that part empty cells.
fn row<'a>(u: &Unit, source: &'a str) -> &'a str {
    let rest = source.get(u.span.start as usize..).unwrap_or_default();
    let ends = |c: char| matches!(c, '\n' | '\r') || is_break(c);
    rest.get(..rest.find(ends).unwrap_or(rest.len()))
        .unwrap_or_default()
}

fn form(row: &str) -> Option<Form> {
    if row.contains('\t') {
        return Some(Form::Tabs(row.split('\t').count()));
    }
    let n = cells(row).len();
    (row.contains('|') && n > 0).then_some(Form::Strokes(n))
}

/// True for cells that blanks part from their strokes, none of them empty or long: lines of a table without a rule.
fn is_parted(row: &str) -> bool {
    let all = cells(row);
    let last = all.len().saturating_sub(1);
    !row.contains("||")
        && all.iter().enumerate().all(|(n, (from, to))| {
            let cell = row.get(*from..*to).unwrap_or_default();
            let open = n == 0 || cell.starts_with(' ');
            let closed = n == last || cell.ends_with(' ');
            let words = cell.trim();
            open && closed
                && !words.is_empty()
                && words.chars().count() <= CELL
                && !words.ends_with('。')
        })
}

fn is_rule(row: &str) -> bool {
    row.contains('-')
        && row
            .chars()
            .all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t' | '—' | '－'))
}

/// The cells of a row between strokes, in bytes; strokes at its ends part nothing.
fn cells(row: &str) -> Vec<(usize, usize)> {
    let end = row.trim_end().len();
    let first = usize::from(row.starts_with('|'));
    let (mut from, mut out) = (first, Vec::new());
    for (i, _) in row.match_indices('|').filter(|(i, _)| *i >= first) {
        // An escaped stroke is one of the cell.
        if !row.get(..i).is_some_and(|s| s.ends_with('\\')) {
            out.push((from, i));
            from = i + 1;
        }
    }
    if from < end {
        out.push((from, end));
    }
    out
}

/// A table from its rows; `words` makes the line of a span.
pub(super) fn table(
    rows: &[Unit],
    source: &str,
    mut words: impl FnMut(Span) -> Vec<Inline>,
) -> Table {
    let strokes = rows
        .iter()
        .all(|u| !row(u, source).contains('\t') || is_rule(row(u, source)));
    let mut out = Table {
        line: rows.first().map_or(0, |u| u.line),
        ..Table::default()
    };
    for u in rows {
        let line = row(u, source);
        let base = u.span.start as usize;
        if strokes && is_rule(line) {
            // The rule is what parts the head from the rest.
            let mut gone = Text::default();
            gone.push_replaced("", u.span, Rule::Markup);
            if let Some(cell) = out.rows.last_mut().and_then(|r| r.last_mut()) {
                cell.push(Inline::Text(gone));
            }
            out.header = true;
            continue;
        }
        let places = if strokes {
            cells(line)
        } else {
            let mut from = 0;
            line.split('\t')
                .map(|c| {
                    let place = (from, from + c.len());
                    from += c.len() + 1;
                    place
                })
                .collect()
        };
        let mut cut = 0;
        let mut made: Vec<Vec<Inline>> = Vec::new();
        for (from, to) in places {
            let cell = line.get(from..to).unwrap_or_default();
            let (start, end) = (
                from + cell.len() - cell.trim_start().len(),
                from + cell.trim_end().len(),
            );
            let mut inlines = Vec::new();
            if strokes && from > cut {
                inlines.push(Inline::Text(mark_at(base + cut, base + from)));
            }
            if start < end {
                inlines.extend(words(Span::new(base + start, base + end)));
            }
            cut = to;
            made.push(inlines);
        }
        let last = line.trim_end().len();
        if strokes
            && last > cut
            && let Some(cell) = made.last_mut()
        {
            cell.push(Inline::Text(mark_at(base + cut, base + last)));
        }
        out.rows.push(made);
    }
    out.header |= is_headed(&out);
    out
}

/// A stroke, which the tree's cells stand for.
fn mark_at(from: usize, to: usize) -> Text {
    let mut t = Text::default();
    t.push_replaced("", Span::new(from, to), Rule::Markup);
    t
}

/// A first row without figures above rows with some is a head.
fn is_headed(t: &Table) -> bool {
    let number = |cell: &Vec<Inline>| {
        let s = crate::tree::plain_text(cell);
        let s = s.trim();
        !s.is_empty()
            && s.chars()
                .all(|c| c.is_ascii_digit() || ",.%-+()—／/ ".contains(c))
    };
    let mut rows = t.rows.iter();
    let head = rows.next().is_some_and(|r| !r.iter().any(number));
    head && rows.any(|r| r.iter().any(number))
}

#[cfg(test)]
mod tests {
    use super::super::lines::units;
    use super::*;

    fn marked(s: &str) -> Vec<u32> {
        let mut u = units(s);
        mark(&mut u, s);
        u.iter()
            .filter(|u| u.role == ROLE)
            .map(|u| u.line)
            .collect()
    }

    #[test]
    fn rows_of_one_shape_are_a_table() {
        assert_eq!(
            marked("说明：\n村名\t亩数\t产量\n上河\t320\t96.5\n下河\t1,280\t410\n完。"),
            [2, 3, 4]
        );
        assert_eq!(
            marked("| 项目 | 金额 |\n|---|---|\n| 种子 | 300 |\n| 化肥 | |"),
            [1, 2, 3, 4]
        );
        assert_eq!(marked("项目|金额\n--|--\n种子|300"), [1, 2, 3]);
        assert_eq!(
            marked("姓名 | 年龄 | 地点\n张三 | 12 | 上河\n李四 | 8 | 下河"),
            [1, 2, 3]
        );
        assert_eq!(
            marked("| 姓名 | 年龄 | 地点 |\n| 张三 | 12 | 上河 |\n| 李四 | 8 | 下河 |"),
            [1, 2, 3]
        );
        assert_eq!(marked("甲\t乙\t\n一\t\t三\n四\t五\t六"), [1, 2, 3]);
    }

    #[test]
    fn other_lines_are_none() {
        for s in [
            "甲\t乙\n丙\t丁\n戊\t己",
            "甲\t乙\t丙\n丁\t戊\t己",
            "甲|乙\n丙|丁\n戊|己",
            "首页|新闻|论坛\n小说|散文|诗歌\n登录|注册|帮助",
            "首页 | 新闻 | 论坛\n正文在这里。\n登录 | 注册 | 帮助",
            "甲\t乙\t丙\n\n丁\t戊\t己\n\n庚\t辛\t壬",
            "a|b 是或\n---\n好",
        ] {
            assert!(marked(s).is_empty(), "{s}");
        }
    }
}
