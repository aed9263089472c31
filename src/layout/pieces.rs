//! How works begin: on pages of their own, or below each other.

use super::flow::{Flow, Start};
use super::page::MM;
use super::paper::Rule;
use super::paragraph::Piece;
use super::set::pitch;
use crate::style::{Align, Pieces, Role, Style};
use crate::tree::{Block, Document, Inline, Scheme, Section, SectionRole};

/// So many works make a collection.
const COLLECTION: usize = 6;
/// Works that take less than this part of a page, most of them, follow below each other.
const SHORT: f64 = 1.0 / 3.0;
/// Rows that a title takes with the space around it.
const TITLE: f64 = 4.0;
/// Titles that follow below other works are no larger than so many sizes of the text.
const LARGEST: f64 = 1.3;
/// Length of the rule below a title, in sizes of the title, and its thickness in points.
const OPENING_RULE: f64 = 2.5;
const OPENING_STROKE: f64 = 0.5;
/// Titles of more characters never stand upright.
const UPRIGHT: usize = 8;

impl Flow<'_> {
    /// Where a piece or a volume begins.
    pub(super) fn start_of(&mut self, s: &Section) -> Start {
        let page = &self.style().page;
        let recto = page.recto || page.pieces == Pieces::Recto;
        let divided = std::mem::take(&mut self.divided);
        match s.role {
            // Parts open on the right and their backs are blank, whatever pieces do.
            SectionRole::Volume => Start::Recto,
            _ if divided => Start::Recto,
            SectionRole::Piece if self.run_on => Start::Flow,
            _ if recto => Start::Recto,
            _ => Start::Page,
        }
    }

    /// True for a volume with a page of its own, the back of which is blank.
    pub(super) fn divides(&self, s: &Section) -> bool {
        s.role == SectionRole::Volume && matches!(s.blocks.first(), Some(Block::Section(_)))
    }
}

impl Flow<'_> {
    /// A short rule below the title just set, in the middle of the room between it and the text.
    pub(super) fn opening_rule(&mut self) {
        let (page, body) = (&self.style.page, self.style.roles.body.size);
        let title = self.style.roles.piece.size.max(body);
        let (wide, row) = (page.text_width * MM, pitch(page, body));
        let Some(p) = self.last() else { return };
        p.look.after = p.look.after.max(1.0);
        let length = (title * OPENING_RULE).min(wide);
        let x = match p.look.align {
            Align::Center => (wide - length) / 2.0,
            Align::Right => wide - length,
            Align::Left | Align::Justify => p.look.indent * p.look.size,
        };
        let room = p.look.after.ceil() * row + (row - body).max(0.0);
        p.rules.push(Rule {
            y: body + room / 2.0,
            x,
            length,
            thickness: OPENING_STROKE,
            red: false,
            last: true,
        });
    }
}

/// The style of a text whose works follow below each other, with the titles that they have there; none for others.
pub(crate) fn running(doc: &Document, style: &Style) -> Option<Style> {
    run_on(doc, style).then(|| {
        let mut out = style.clone();
        below(&mut out.roles.piece, style);
        out
    })
}

/// True where works follow below each other.
pub(super) fn run_on(doc: &Document, style: &Style) -> bool {
    match style.page.pieces {
        Pieces::RunOn => true,
        Pieces::New | Pieces::Recto => false,
        Pieces::Auto if style.page.recto => false,
        Pieces::Auto => is_law(doc) || !style.is_gongwen() && are_short(doc, style),
    }
}

/// True for laws and rules: chapters of articles, which are printed below each other.
fn is_law(doc: &Document) -> bool {
    let works = doc.pieces();
    let counted =
        |label: Option<&crate::tree::Label>| label.is_some_and(|l| l.scheme == Scheme::Article);
    let holds = |s: &&Section| {
        s.blocks.iter().any(|b| match b {
            Block::List(l) => l.items.iter().any(|i| counted(i.label.as_ref())),
            Block::Section(s) => counted(s.heading.as_ref().and_then(|h| h.label.as_ref())),
            _ => false,
        })
    };
    let articles = works.iter().copied().filter(holds).count();
    works.len() > 1 && articles * 4 >= works.len() * 3
}

/// True where most works of a collection take less than a third of a page.
fn are_short(doc: &Document, style: &Style) -> bool {
    let chars = f64::from(style.page.chars.max(1));
    let mut rows: Vec<f64> = Vec::new();
    works(&doc.blocks, chars, &mut rows);
    if rows.len() < COLLECTION {
        return false;
    }
    rows.sort_by(f64::total_cmp);
    let median = rows.get(rows.len() / 2).copied().unwrap_or(f64::MAX);
    median + TITLE < f64::from(style.page.lines) * SHORT
}

fn works(blocks: &[Block], chars: f64, out: &mut Vec<f64>) {
    for b in blocks {
        if let Block::Section(s) = b {
            match s.role {
                SectionRole::Piece => out.push(rows(&s.blocks, chars)),
                _ => works(&s.blocks, chars, out),
            }
        }
    }
}

/// About how many rows blocks take.
fn rows(blocks: &[Block], chars: f64) -> f64 {
    let line = |words: &[Inline]| (letters(words) as f64 / chars).ceil().max(1.0);
    blocks
        .iter()
        .map(|b| match b {
            Block::Section(s) => 1.0 + rows(&s.blocks, chars),
            Block::Paragraph(p) => line(&p.inlines),
            Block::List(l) => l.items.iter().map(|i| rows(&i.blocks, chars)).sum(),
            Block::Verse(v) => {
                let lines: usize = v.stanzas.iter().map(Vec::len).sum();
                (lines + v.stanzas.len().saturating_sub(1)) as f64
            }
            Block::Table(t) => t.rows.len() as f64 + 2.0,
            Block::SceneBreak(_) => 3.0,
            Block::Image(_) => 8.0,
        })
        .sum()
}

/// Characters of a line, marks of notes left out.
fn letters(list: &[Inline]) -> usize {
    let one = |i: &Inline| match i {
        Inline::Text(t) => t.as_str().chars().count(),
        i => i.content().map_or(0, |c| letters(c)),
    };
    list.iter().map(one).sum()
}

/// The look of a title below other works: smaller, nearer to its text than to what stands above.
pub(super) fn below(look: &mut Role, style: &Style) {
    let body = style.roles.body.size;
    look.size = look.size.min(body * LARGEST);
    (look.before, look.after) = (2.0, 0.0);
}

/// A short title whose characters stand one below the other.
pub(super) fn upright(pieces: &mut Vec<Piece>) {
    let plain = pieces.iter().all(|p| p.inset.is_none() && p.ruby.is_none());
    let count: usize = pieces.iter().map(|p| p.text.chars().count()).sum();
    if !plain || !(2..=UPRIGHT).contains(&count) {
        return;
    }
    let mut out = Vec::with_capacity(count);
    for p in pieces.iter() {
        for c in p.text.chars().filter(|c| !c.is_whitespace()) {
            out.push(Piece {
                text: c.to_string(),
                break_before: !out.is_empty(),
                ..p.clone()
            });
        }
    }
    *pieces = out;
}

/// The distance of a title's lines in its own sizes.
pub(super) const TITLE_LEAD: f64 = 1.4;
/// The distance of the lines of a table's row.
const ROW_LEAD: f64 = 1.35;

/// Lines of a title that stand nearer than the grid: they share as many rows as they need together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tight {
    /// From line to line, in points.
    pub(super) lead: f64,
    /// Rows of all lines together.
    pub(super) rows: usize,
    /// Lines.
    lines: usize,
    /// Rows that the first line takes, and each of the others.
    first: usize,
    other: usize,
}

impl Tight {
    /// For `lines` lines of a size, where they need fewer rows so.
    pub(super) fn of(style: &Style, size: f64, lines: usize, rows: usize) -> Option<Self> {
        let (body, pitch) = (
            style.roles.body.size,
            pitch(&style.page, style.roles.body.size),
        );
        let lead = size * TITLE_LEAD;
        let height = size + lines.saturating_sub(1) as f64 * lead;
        let taken = ((height - body).max(0.0) / pitch - 0.05).ceil() as usize + 1;
        let taken = taken.max(lines);
        (lines > 1 && taken < rows * lines && style.page.text_width * MM > size).then_some(Self {
            lead,
            rows: taken,
            lines,
            first: (taken + 1).saturating_sub(lines),
            other: 1,
        })
    }

    /// For a row of a table of more than one line: its lines stand together on as few rows as hold them.
    pub(super) fn row(style: &Style, size: f64, lines: usize) -> Option<Self> {
        let body = style.roles.body.size;
        let lead = size * ROW_LEAD;
        let height = size + lines.saturating_sub(1) as f64 * lead;
        let room = (height - body).max(0.0) / pitch(&style.page, body).max(1.0);
        let rows = room.ceil() as usize + 1;
        (lines > 1 && rows < lines).then_some(Self {
            lead,
            rows,
            lines,
            first: rows,
            other: 0,
        })
    }

    /// Rows that a line takes.
    pub(super) fn rows_of(self, line: usize) -> usize {
        if line == 0 { self.first } else { self.other }
    }

    /// Rows of the lines before a line.
    pub(super) fn above(self, line: usize) -> usize {
        if line == 0 {
            0
        } else {
            self.first + (line - 1) * self.other
        }
    }

    /// The top of the first line below the top of its rows, in points.
    pub(super) fn inset(self, style: &Style, size: f64) -> f64 {
        let (body, pitch) = (
            style.roles.body.size,
            pitch(&style.page, style.roles.body.size),
        );
        let block = (self.rows.saturating_sub(1)) as f64 * pitch + body;
        (block - size - self.lines.saturating_sub(1) as f64 * self.lead) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    fn poems(lines: usize) -> Document {
        let poem = |n: usize| format!("\n## 其{n}\n\n{}", "关关雎鸠，在河之洲。\n\n".repeat(lines));
        markdown::read(&format!("# 诗\n{}", (1..=12).map(poem).collect::<String>()))
    }

    /// 2.6: short pieces run on.
    #[test]
    fn typography_2_6_short_works_follow_below_each_other() {
        let book = Style::named("book").unwrap();
        assert!(run_on(&poems(4), &book) && !run_on(&poems(30), &book));
        assert!(!run_on(&poems(4), &Style::named("gongwen").unwrap()));
        let new = book.clone().with(&["page.pieces=new".into()]).unwrap();
        let always = book.with(&["page.pieces=run-on".into()]).unwrap();
        assert!(!run_on(&poems(4), &new) && run_on(&poems(30), &always));
    }

    #[test]
    fn chapters_of_articles_follow_below_each_other_and_others_do_not() {
        let book = Style::named("book").unwrap();
        let law = |label: &str| {
            let chapter = |n: &str| {
                let articles: String = ["一", "二", "三"]
                    .map(|a| {
                        format!("　　第{a}{label}　各单位应当遵守本办法的规定，按期报送材料。\n")
                    })
                    .concat();
                format!("第{n}章　总则\n\n{articles}\n")
            };
            let text = format!(
                "河道管理办法\n\n{}",
                ["一", "二", "三"].map(chapter).concat()
            );
            let source = crate::source::Source::decode(text.as_bytes(), None).unwrap();
            crate::reader::read(&source, &crate::reader::ReadOptions::default()).document
        };
        assert!(run_on(&law("条"), &book));
        assert!(!run_on(&law("日"), &book));
    }

    /// 2.8: lines of a title have a distance of their own.
    #[test]
    fn typography_2_8_lines_of_a_title_stand_together() {
        let book = Style::named("book").unwrap();
        let t = Tight::of(&book, 18.0, 2, 2).unwrap();
        assert_eq!(
            (t.rows, t.rows_of(0), t.rows_of(1), t.above(1)),
            (3, 2, 1, 2)
        );
        assert!((t.lead / 18.0 - 1.4).abs() < 1e-9 && t.inset(&book, 18.0) >= 0.0);
        assert!(Tight::of(&book, 10.0, 2, 1).is_none());
    }
}
