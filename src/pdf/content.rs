//! The content streams of pages, written from the display list: text in marked content.
//!
//! Written here rather than through printpdf's operations, whose way takes longer than all else and gives
//! streams a third larger: a line is one positioning, glyphs follow each other by their widths, and what a
//! justified line spreads is character spacing.

use super::fonts::FontSet;
use super::images;
use super::tags::tag;
use crate::layout::{ASCENT, Dot, Layout, Page, Plate, RED as RED_INK, Role, Run, Stroke, Way};
use crate::style::Ink;
use std::borrow::Cow;
use std::io::Write as _;

/// A place off by more than this, in 1/1000 em, is corrected: 0.008 pt in a line of body text.
const FINE: f64 = 0.5;
/// Parts of an em in which widths are given.
const EM: f64 = 1000.0;
/// A place where a line may end (U+200B); it takes no room.
const BREAK: char = '\u{200b}';
/// How far a curve's handles reach that a circle is made of, in radii.
const CURVE: f64 = 0.552_3;
/// Height of figures in em.
const FIGURE: f64 = 0.73;
/// Red of official papers, in the colours that [`super::colour`] names.
const RED: &str = "/Red cs 1 0 0 sc";
/// Character spacing below this many 1/1000 em is left to corrections.
const LEAST_SPACING: f64 = 2.0;

/// The stream of a page, and the element of each marked-content number. Without `tagged` nothing is marked but
/// text that stands for other characters.
pub(super) fn content(
    page: &Page,
    layout: &Layout,
    sets: &[FontSet],
    tagged: bool,
) -> (Vec<u8>, Vec<usize>) {
    let mut w = Writer {
        out: Vec::with_capacity(4096),
        marks: Vec::new(),
        font: None,
        spacing: 0.0,
        origin: (0.0, 0.0),
        pen: 0.0,
        line: None,
        ink: None,
        black: (None, 0.0),
    };
    // Elements are counted in reading order, in which pictures stand among words too.
    let mut plates: Vec<&Plate> = page.plates.iter().collect();
    plates.sort_by_key(|p| p.element);
    let mut plates = plates.into_iter().peekable();
    if page.runs.is_empty() {
        w.plates(plates, layout, tagged);
        return (w.out, w.marks);
    }
    w.out.extend(b"BT\n");
    let mut open: Option<Option<usize>> = None;
    let runs: Vec<(Cow<'_, Run>, bool)> = runs(page).collect();
    for ((run, hyphen), spacing) in runs.iter().zip(shared_spacing(&runs, sets)) {
        let hyphen = *hyphen;
        let due = |p: &&Plate| run.element.is_some_and(|e| p.element < e);
        if plates.peek().is_some_and(due) {
            if open.take().is_some() {
                w.out.extend(b"EMC\n");
            }
            w.out.extend(b"ET\n");
            while let Some(p) = plates.next_if(due) {
                w.plates(std::iter::once(p), layout, tagged);
            }
            w.out.extend(b"BT\n");
            (w.line, w.origin) = (None, (0.0, 0.0));
        }
        // Replaced text gets a marked sequence of its own: readers lose what follows a nested one.
        let actual = hyphen
            || run.missing
            || run.actual.is_some()
            || run.glyphs.iter().any(|g| is_private(g.c));
        let same = open == Some(run.element) || !tagged;
        // Presses print black alone, but for what official papers have in red.
        let ink = run.ink.filter(|i| tagged || *i == RED_INK);
        if actual || !same || w.ink != ink {
            if open.is_some() {
                w.out.extend(b"EMC\n");
            }
            w.colour(ink);
            w.begin(run, actual, layout, tagged);
            open = Some(run.element);
        }
        if let Some(set) = sets.iter().find(|s| s.face == run.face) {
            w.show(run, set, layout, spacing);
        }
        if actual {
            w.out.extend(b"EMC\n");
            open = None;
        }
    }
    if open.is_some() {
        w.out.extend(b"EMC\n");
    }
    w.colour(None);
    w.out.extend(b"ET\n");
    for rule in &page.rules {
        w.rule(rule, layout, tagged);
    }
    for dot in &page.dots {
        w.dot(dot, layout, tagged);
    }
    w.plates(plates, layout, tagged);
    (w.out, w.marks)
}

/// The runs of a page; a hyphen of the text that a reader finds at the end of a line is one of its own, marked true.
/// A line ends for readers also where upright characters follow turned ones.
fn runs(page: &Page) -> impl Iterator<Item = (Cow<'_, Run>, bool)> {
    page.runs.iter().enumerate().flat_map(|(n, run)| {
        let ends = run.way == Way::Along
            && run.glyphs.last().is_some_and(|g| g.c == '-')
            && page.runs.get(n + 1).is_some_and(|next| {
                next.element == run.element && (next.way == Way::Upright || next.y != run.y)
            });
        let (words, hyphen) = match run.glyphs.len().checked_sub(1).filter(|_| ends) {
            Some(last) => {
                let (words, hyphen) = cut(run, last);
                (Cow::Owned(words), Some(Cow::Owned(hyphen)))
            }
            None => (Cow::Borrowed(run), None),
        };
        let words = Some(words).filter(|w| !(ends && w.glyphs.is_empty()));
        let hyphen = hyphen.map(|h| (h, true));
        words.map(|w| (w, false)).into_iter().chain(hyphen)
    })
}

/// The spacing that runs share which are kept apart by what they stand for alone: a line is set as if it were one
/// run, however its text is written. `None` for all others.
fn shared_spacing(runs: &[(Cow<'_, Run>, bool)], sets: &[FontSet]) -> Vec<Option<f64>> {
    let mut out = Vec::with_capacity(runs.len());
    let one = |a: &Run, b: &Run| {
        (a.element, a.face, a.way) == (b.element, b.face, b.way)
            && (a.size, a.y) == (b.size, b.y)
            && a.way == Way::Along
            && (a.actual.is_some() || b.actual.is_some())
    };
    for group in runs.chunk_by(|a, b| one(&a.0, &b.0)) {
        let set = match group {
            [(first, _), _, ..] => sets.iter().find(|s| s.face == first.face),
            _ => None,
        };
        let spacing = set.zip(group.first()).map(|(set, (first, _))| {
            let placed = group.iter().flat_map(|(r, _)| {
                let glyphs = r.glyphs.iter();
                glyphs.map(|g| (f64::from(g.x), set.code(g, r)))
            });
            usual_spacing(placed, f64::from(first.size))
        });
        out.extend(group.iter().map(|_| spacing));
    }
    out
}

/// A run cut in two before its glyph `at`.
fn cut(run: &Run, at: usize) -> (Run, Run) {
    let mut before = run.clone();
    let mut behind = run.clone();
    behind.glyphs.drain(..at.min(run.glyphs.len()));
    before.glyphs.truncate(at);
    (before, behind)
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

struct Writer {
    out: Vec<u8>,
    marks: Vec<usize>,
    /// Face, size, and whether its lines are vertical.
    font: Option<(usize, f32, bool)>,
    /// Character spacing in force, in points.
    spacing: f64,
    /// Start of the current line as a viewer has it, in points from the page's bottom left corner.
    origin: (f64, f64),
    /// Where a viewer puts the next glyph.
    pen: f64,
    /// Baseline of the current line from the page's top.
    line: Option<f32>,
    /// Colour of the text being written.
    ink: Option<Ink>,
    /// Font and spacing that hold again behind it.
    black: (Option<(usize, f32, bool)>, f64),
}

impl Writer {
    /// Goes on in a colour or in black; coloured text has a text object of its own.
    fn colour(&mut self, ink: Option<Ink>) {
        let before = std::mem::replace(&mut self.ink, ink);
        if before == ink {
            return;
        }
        if before.is_some() {
            (self.font, self.spacing) = self.black;
            self.out.extend(b"ET\nQ\nBT\n");
        }
        if let Some(ink) = ink {
            self.black = (self.font, self.spacing);
            let [r, g, b] = ink.0.map(|v| Short(f64::from(v) / 255.0));
            let _ = writeln!(self.out, "ET\nq\n/Red cs {r} {g} {b} sc\nBT");
        }
        (self.origin, self.pen, self.line) = ((0.0, 0.0), 0.0, None);
    }

    fn begin(&mut self, run: &Run, actual: bool, layout: &Layout, tagged: bool) {
        match run.element {
            Some(e) if tagged => {
                let role = layout.elements.get(e).map_or(Role::Paragraph, |e| e.role);
                // Some programs look for replaced text in spans alone.
                let name = if actual { "Span" } else { tag(role) };
                let _ = write!(self.out, "/{name}<</MCID {}", self.marks.len());
                self.marks.push(e);
            }
            _ if tagged => {
                self.out.extend(b"/Artifact BMC\n");
                return;
            }
            _ => self.out.extend(b"/Span<<"),
        }
        if actual {
            self.out.extend(b"/ActualText<FEFF");
            let units = |c: char| c.encode_utf16(&mut [0; 2]).to_vec();
            let mut chars: Vec<char> = match &run.actual {
                Some(words) => words.chars().collect(),
                None => run.glyphs.iter().map(|g| g.c).collect(),
            };
            // Programs that take text from pages drop a hyphen at the end of a line, as if it broke a word.
            if chars == ['-'] {
                chars.push(BREAK);
            }
            for unit in chars.into_iter().flat_map(units) {
                let _ = write!(self.out, "{unit:04X}");
            }
            self.out.push(b'>');
        }
        self.out.extend(b">>BDC\n");
    }

    fn show(&mut self, run: &Run, set: &FontSet, sheet: &Layout, shared: Option<f64>) {
        let Some(first) = run.glyphs.first() else {
            return;
        };
        let size = f64::from(run.size);
        let font = (run.face.index(), run.size, run.way == Way::Upright);
        if self.font != Some(font) {
            self.font = Some(font);
            let kind = if font.2 { 'V' } else { 'W' };
            let _ = writeln!(self.out, "/{kind}{} {} Tf", font.0, Short(size));
        }
        let codes: Vec<(u16, f64)> = run.glyphs.iter().map(|g| set.code(g, run)).collect();
        if sheet.vertical {
            self.stand(run, &codes, (sheet.width, sheet.height));
        } else if self.line != Some(run.y) {
            self.line = Some(run.y);
            let to = (
                thousandth(f64::from(first.x)),
                thousandth(sheet.height - f64::from(run.y)),
            );
            let by = (to.0 - self.origin.0, to.1 - self.origin.1);
            let _ = writeln!(self.out, "{} {} Td", Short(by.0), Short(by.1));
            (self.origin, self.pen) = (to, to.0);
        }
        let glyphs = run.glyphs.iter().map(|g| f64::from(g.x)).zip(codes);
        match run.way {
            Way::Along => self.glyphs(glyphs, size, 1.0, shared),
            Way::Upright => self.glyphs(glyphs.map(|(x, (c, _))| (x, (c, EM))), size, -1.0, None),
            // They follow each other by their own widths.
            Way::Across => {
                let mut x = self.pen;
                let follow = glyphs.map(|(_, (c, width))| {
                    let here = x;
                    x += width * size / EM;
                    (here, (c, width))
                });
                self.glyphs(follow.collect::<Vec<_>>().into_iter(), size, 1.0, None);
            }
        }
    }

    /// Pictures.
    fn plates<'a>(
        &mut self,
        plates: impl Iterator<Item = &'a Plate>,
        layout: &Layout,
        tagged: bool,
    ) {
        for p in plates {
            let marks = tagged.then_some(&mut self.marks);
            images::draw(&mut self.out, p, layout, marks);
        }
    }

    /// A rule, filled in the colour of the text.
    fn rule(&mut self, rule: &Stroke, layout: &Layout, tagged: bool) {
        let v = f64::from;
        let (x, y) = (v(rule.x), v(rule.y - rule.thickness / 2.0));
        let (long, thin) = (v(rule.length), v(rule.thickness));
        let [x, y, w, h] = if layout.vertical {
            [
                layout.width - y - thin,
                layout.height - x - long,
                thin,
                long,
            ]
        } else {
            [x, layout.height - y - thin, long, thin]
        };
        let [begin, end] = if tagged {
            ["/Artifact BMC\n", "EMC\n"]
        } else {
            [""; 2]
        };
        let [on, off] = if rule.red {
            [format!("q {RED} "), " Q".to_owned()]
        } else {
            [String::new(), String::new()]
        };
        let _ = writeln!(
            self.out,
            "{begin}{on}{} {} {} {} re f{off}\n{end}",
            Short(x),
            Short(y),
            Short(w),
            Short(h)
        );
    }

    /// A dot, of four curves.
    fn dot(&mut self, dot: &Dot, layout: &Layout, tagged: bool) {
        let v = f64::from;
        let (x, y) = if layout.vertical {
            (layout.width - v(dot.y), layout.height - v(dot.x))
        } else {
            (v(dot.x), layout.height - v(dot.y))
        };
        let r = v(dot.radius);
        let k = r * CURVE;
        if tagged {
            self.out.extend(b"/Artifact BMC\n");
        }
        let _ = write!(self.out, "{} {} m ", Short(x + r), Short(y));
        for [a, b, c, d, e, f] in [
            [r, k, k, r, 0.0, r],
            [-k, r, -r, k, -r, 0.0],
            [-r, -k, -k, -r, 0.0, -r],
            [k, -r, r, -k, r, 0.0],
        ] {
            for (dx, dy) in [(a, b), (c, d), (e, f)] {
                let _ = write!(self.out, "{} {} ", Short(x + dx), Short(y + dy));
            }
            self.out.extend(b"c ");
        }
        self.out.extend(b"f\n");
        if tagged {
            self.out.extend(b"EMC\n");
        }
    }

    /// Begins a run in vertical writing: the line's right edge is the side of the glyphs' feet.
    fn stand(&mut self, run: &Run, codes: &[(u16, f64)], (width, height): (f64, f64)) {
        let size = f64::from(run.size);
        let x = run.glyphs.first().map_or(0.0, |g| f64::from(g.x));
        let line = width - f64::from(run.y);
        let middle = line + (ASCENT - 0.5) * size;
        let (turn, at) = match run.way {
            Way::Along => ("0 -1 1 0", (line, height - x)),
            Way::Upright => ("1 0 0 1", (middle, height - x)),
            Way::Across => {
                let wide: f64 = codes.iter().map(|c| c.1 * size / EM).sum();
                let foot = height - x - (1.0 + FIGURE) / 2.0 * size;
                ("1 0 0 1", (middle - wide / 2.0, foot))
            }
        };
        let _ = writeln!(self.out, "{turn} {} {} Tm", Short(at.0), Short(at.1));
        self.pen = x;
    }

    /// Glyphs one after the other, each with its place and its code and width in 1/1000 em. `onward` is 1 where
    /// the pen moves in the direction of the axis, -1 where against it, as in vertical lines. What the runs of a line
    /// share of their spacing is theirs.
    fn glyphs(
        &mut self,
        glyphs: impl Iterator<Item = (f64, (u16, f64))> + Clone,
        size: f64,
        onward: f64,
        shared: Option<f64>,
    ) {
        let own = || usual_spacing(glyphs.clone(), size);
        let spacing = shared.unwrap_or_else(own) * onward;
        if (spacing - self.spacing).abs() > 1e-6 {
            self.spacing = spacing;
            let _ = writeln!(self.out, "{} Tc", Short(spacing));
        }
        self.out.push(b'[');
        let mut in_text = false;
        for (x, (code, width)) in glyphs {
            let off = (x - self.pen) * EM / size;
            if off.abs() > FINE {
                if in_text {
                    self.out.push(b')');
                    in_text = false;
                }
                let whole = off.round();
                let _ = write!(self.out, "{}", -(whole * onward) as i64);
                self.pen += whole * size / EM;
            }
            if !in_text {
                self.out.push(b'(');
                in_text = true;
            }
            for byte in code.to_be_bytes() {
                match byte {
                    b'(' | b')' | b'\\' => self.out.extend([b'\\', byte]),
                    b'\r' => self.out.extend(b"\\r"),
                    _ => self.out.push(byte),
                }
            }
            self.pen += width * size / EM + self.spacing * onward;
        }
        self.out
            .extend(if in_text { &b")]TJ\n"[..] } else { b"]TJ\n" });
    }
}

/// The space in points that most glyphs have behind them beyond their widths; 0 where there is none.
fn usual_spacing(glyphs: impl Iterator<Item = (f64, (u16, f64))> + Clone, size: f64) -> f64 {
    let mut gaps: Vec<i64> = glyphs
        .clone()
        .zip(glyphs.skip(1))
        .map(|((a, (_, width)), (b, _))| {
            // As exact as the places themselves.
            let gap = f64::from(b as f32 - a as f32) * EM / size - width;
            (gap * 10.0).round() as i64
        })
        .collect();
    let Some(middle) = gaps.len().checked_sub(1).map(|n| n / 2) else {
        return 0.0;
    };
    let (_, median, _) = gaps.select_nth_unstable(middle);
    let gap = *median as f64 / 10.0;
    let alike = gaps
        .iter()
        .filter(|g| (**g as f64 / 10.0 - gap).abs() < FINE)
        .count();
    if gap.abs() < LEAST_SPACING || alike * 2 < gaps.len() {
        return 0.0;
    }
    (gap * size / EM * 10_000.0).round() / 10_000.0
}

fn thousandth(v: f64) -> f64 {
    (v * 1000.0).round() / 1000.0
}

/// A number in as few characters as it needs, four decimals at most.
pub(super) struct Short(pub(super) f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Places on a page: far from what an integer cannot hold.
        let n = (self.0 * 10_000.0).round() as i64;
        let (whole, mut part) = (n.unsigned_abs() / 10_000, n.unsigned_abs() % 10_000);
        if n < 0 {
            f.write_str("-")?;
        }
        if whole > 0 || part == 0 {
            write!(f, "{whole}")?;
        }
        if part == 0 {
            return Ok(());
        }
        let mut digits = 4;
        while part % 10 == 0 {
            part /= 10;
            digits -= 1;
        }
        write!(f, ".{part:0digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::Short;

    #[test]
    fn numbers_are_short() {
        for (v, s) in [
            (0.0, "0"),
            (-0.000_01, "0"),
            (0.5, ".5"),
            (-29.619, "-29.619"),
            (-0.25, "-.25"),
            (7.004, "7.004"),
            (15.0, "15"),
        ] {
            assert_eq!(Short(v).to_string(), s);
        }
    }
}
