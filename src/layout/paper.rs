//! Parts of official papers that stand at places of their own (GB/T 9704-2012): the head, the sign-off, the last lines.

use super::flow::{Flow, Kind, Para};
use super::page::MM;
use super::paragraph::Piece;
use super::set::{ROW_FILL, pitch};
use crate::layout::display::Role as Part;
use crate::style::{Align, Face, Form, Page, Role, Sign};
use crate::tree::{Block, FILE, Inline, Paragraph, ParagraphRole as P, Text, halves, plain_text};

/// Largest 发文机关标志 in points, and with several issuers.
const ISSUER: f64 = 44.0;
const ISSUERS: f64 = 32.0;
/// 文件 beside the names of several, with the gap before it, in characters.
const FILE_ROOM: f64 = 2.5;
/// Share of the text block's width that it takes at the most.
const ISSUER_WIDTH: f64 = 0.98;
/// From the top of the text block to 发文机关标志 in mm: 35 in general, 20 in orders; 30 below the edge of the paper in
/// letters (7.2.4, 10.1, 10.2).
const GENERAL_TOP: f64 = 35.0;
const ORDER_TOP: f64 = 20.0;
const LETTER_TOP: f64 = 30.0;
/// From 发文字号 to the red rule, and from the mark of a letter to its first rule, in mm.
const BELOW: f64 = 4.0;
/// The red rule.
const RED_RULE: f64 = 1.4;
/// A letter's double rules: length in mm, thick and thin line and what parts them in points, and how far the second
/// stands from the foot of the paper in mm.
const DOUBLE: f64 = 170.0;
const THICK: f64 = 2.0;
const THIN: f64 = 0.75;
const APART: f64 = 1.2;
const FROM_FOOT: f64 = 20.0;
/// From a letter's first rule to what stands below it, in characters.
const UNDER_RULE: f64 = 7.0 / 8.0;
/// Blank lines below the head, and between 发文机关标志 and the number.
const BLANK: usize = 2;
/// Size of the last lines: 四号.
const TAIL: f64 = 14.0;
/// Rules of the last lines: 0.35 mm outside, 0.25 mm within (7.4.1).
const OUTER: f64 = 0.35 * MM;
const INNER: f64 = 0.25 * MM;

/// A rule that belongs to a paragraph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// Below the top of its first row, in points.
    pub(super) y: f64,
    /// Right of the text block's left edge.
    pub(super) x: f64,
    /// Length.
    pub(super) length: f64,
    /// Thickness.
    pub(super) thickness: f64,
    /// Red.
    pub(super) red: bool,
    /// It stands below the last line instead of the first.
    pub(super) last: bool,
}

/// The head while it is set.
struct Head<'f, 'a> {
    flow: &'f mut Flow<'a>,
    /// The first free row.
    row: usize,
}

impl Head<'_, '_> {
    /// Sets words of an element at a height below the top of the text block, in points.
    fn put(&mut self, pieces: Vec<Piece>, look: &Role, y: f64, flat: bool) -> Para {
        let (page, body) = (&self.flow.style.page, self.flow.style.roles.body.size);
        let pitch = pitch(page, body);
        let rows = ((look.size * ROW_FILL / pitch).ceil() as usize).max(1);
        // What takes no row of its own stands in one.
        let of = if flat { 1 } else { rows };
        let own = ((of - 1) as f64 * pitch + body - look.size) / 2.0;
        let row = (((y - own) / pitch).floor().max(0.0) as usize).max(self.row);
        let before = (row - self.row) as f64;
        let drop = y - (row as f64 * pitch + own);
        self.row = row + if flat { 0 } else { rows };
        let mut para = Para::new(
            pieces,
            Role {
                before,
                after: 0.0,
                ..look.clone()
            },
        );
        (para.drop, para.flat, para.keep) = (drop, flat, true);
        para
    }
}

impl Flow<'_> {
    /// The head of a paper.
    pub(super) fn paper_head(&mut self, head: &[Paragraph]) {
        if head.is_empty() {
            return;
        }
        // Read in the order of the text, wherever they stand.
        let style = self.style;
        let mut lines: Vec<(P, Vec<Piece>, usize)> = Vec::new();
        for p in head {
            let e = self.element(0, Part::Said(p.role));
            let mut pieces = Vec::new();
            if p.role == P::Signer {
                pieces = self.signer(p, e);
            } else {
                self.inlines(&p.inlines, style.paragraph_face(p.role), e, &mut pieces);
            }
            lines.push((p.role, pieces, plain_text(&p.inlines).chars().count()));
        }
        let of = |role: P| lines.iter().filter(move |l| l.0 == role);
        let body = style.roles.body.clone();
        let row = pitch(&style.page, body.size);
        let form = style.paper.form;
        let mut h = Head { flow: self, row: 0 };
        let flush = |face: Face, align: Align, indent: f64| Role {
            face,
            align,
            indent,
            ..body.clone()
        };
        let marks: Vec<_> = [P::CopyNumber, P::Secrecy, P::Urgency]
            .into_iter()
            .flat_map(|role| of(role).map(move |l| (role, l.1.clone())))
            .collect();
        if form != Form::Letter {
            for (role, pieces) in &marks {
                // The second line is that of secrecy (7.2.2).
                let least = usize::from(*role == P::Secrecy);
                let y = h.row.max(least) as f64 * row;
                let look = flush(style.paragraph_face(*role), Align::Left, 0.0);
                let p = h.put(pieces.clone(), &look, y, false);
                h.flow.paras.push(p);
            }
        }
        let issuers: Vec<_> = of(P::Issuer).collect();
        let longest = issuers.iter().map(|l| l.2).max().unwrap_or(1).max(1);
        let most = if issuers.len() > 1 { ISSUERS } else { ISSUER };
        let width = style.page.text_width * MM;
        let joint = issuers.len() > 1 && form != Form::Letter;
        // Of bodies that issue a paper together the names are as wide as the longest, and 文件 stands to the right of them.
        let is_file = |l: &&(P, Vec<Piece>, usize)| {
            joint && l.1.iter().map(|p| p.text.as_str()).collect::<String>() == FILE
        };
        let files: Vec<_> = issuers.iter().copied().filter(is_file).collect();
        let issuers: Vec<_> = issuers.into_iter().filter(|l| !is_file(l)).collect();
        let beside = if files.is_empty() { 0.0 } else { FILE_ROOM };
        let size = most.min(width * ISSUER_WIDTH / (longest as f64 + beside));
        let top = MM
            * match form {
                Form::General | Form::Minutes => GENERAL_TOP,
                Form::Order => ORDER_TOP,
                Form::Letter => LETTER_TOP - style.page.top,
            };
        let look = Role {
            size,
            ..flush(Face::Title, Align::Center, 0.0)
        };
        let mut foot = top;
        let margin = (width / size - longest as f64 - beside) / 2.0;
        for (n, (_, pieces, chars)) in issuers.iter().enumerate() {
            let look = match files.is_empty() {
                true => look.clone(),
                false => Role {
                    align: Align::Left,
                    indent: margin,
                    letter_space: (longest - chars) as f64 / chars.saturating_sub(1).max(1) as f64,
                    ..look.clone()
                },
            };
            let mut para = h.put(pieces.clone(), &look, foot, false);
            (para.red, para.words) = (true, false);
            if form == Form::Letter && n == 0 {
                let y = (style.page.height - FROM_FOOT - style.page.top) * MM;
                para.rules = double(&style.page, y, false);
            }
            h.flow.paras.push(para);
            foot += size * ROW_FILL;
        }
        for (_, pieces, _) in &files {
            let look = Role {
                align: Align::Left,
                indent: margin + longest as f64 + FILE_ROOM - 2.0,
                ..look.clone()
            };
            // In the middle of the names' height.
            let middle = f64::midpoint(top, foot) - size * ROW_FILL / 2.0;
            let mut para = h.put(pieces.clone(), &look, middle, true);
            (para.red, para.words) = (true, false);
            h.flow.paras.push(para);
        }
        let foot = foot - size * (ROW_FILL - 1.0);
        let number: Vec<Piece> = of(P::DocumentNumber).flat_map(|l| l.1.clone()).collect();
        let signer: Vec<Piece> = of(P::Signer).flat_map(|l| l.1.clone()).collect();
        if form == Form::Letter {
            let rule = foot + BELOW * MM;
            let first = h.flow.paras.iter_mut().find(|p| p.red);
            if let Some(p) = first {
                let own = double(&style.page, rule, true);
                p.rules.extend(own);
            }
            let y = rule + THICK + APART + THIN + UNDER_RULE * body.size;
            if !number.is_empty() {
                let look = flush(body.face, Align::Right, 0.0);
                let p = h.put(number, &look, y, !marks.is_empty());
                h.flow.paras.push(p);
            }
            for (n, (role, pieces)) in marks.into_iter().enumerate() {
                let look = flush(style.paragraph_face(role), Align::Left, 0.0);
                let p = h.put(pieces, &look, y + n as f64 * row, false);
                h.flow.paras.push(p);
            }
        } else {
            let y = (foot / row).ceil() * row + BLANK as f64 * row;
            let both = !signer.is_empty();
            if !number.is_empty() {
                let look = match both {
                    true => flush(body.face, Align::Left, 1.0),
                    false => flush(body.face, Align::Center, 0.0),
                };
                let p = h.put(number, &look, y, both);
                h.flow.paras.push(p);
            }
            if both {
                let p = h.put(signer, &flush(body.face, Align::Right, 1.0), y, false);
                h.flow.paras.push(p);
            }
            if let (true, Some(p)) = (form != Form::Order, h.flow.paras.last_mut()) {
                p.rules.push(Rule {
                    y: p.drop + body.size + BELOW * MM,
                    x: 0.0,
                    length: width,
                    thickness: RED_RULE,
                    red: true,
                    last: false,
                });
            }
        }
        self.lead = BLANK as f64;
    }

    /// 签发人： and the name in 楷体 (7.2.6).
    fn signer(&mut self, p: &Paragraph, e: usize) -> Vec<Piece> {
        let text = plain_text(&p.inlines);
        let colon = text.char_indices().find(|(_, c)| matches!(c, '：' | ':'));
        let (label, name) = text.split_at(colon.map_or(0, |(i, c)| i + c.len_utf8()));
        vec![
            Piece::new(label, self.style.roles.body.face, e),
            Piece::new(name, Face::Kai, e),
        ]
    }

    /// How names and dates stand in a paper that is not to be sealed.
    pub(super) fn signed(&self, role: P, look: &mut Role) {
        match (self.style.paper.sign, role) {
            (Sign::Plain, P::Signature | P::Date) => look.indent = 2.0,
            (Sign::Stamp, P::Signature) => (look.indent, look.before) = (4.0, 2.0),
            (Sign::Stamp, P::Date) => (look.indent, look.before) = (4.0, 1.0),
            _ => {}
        }
    }

    /// The last lines of a paper: who has copies, who printed it and when (7.4).
    pub(super) fn tail(&mut self, p: &Paragraph, parent: usize) {
        let look = Role {
            size: TAIL,
            indent: 1.0,
            align: Align::Left,
            ..self.style.roles.body.clone()
        };
        let text = plain_text(&p.inlines);
        let first = self.paras.last().is_none_or(|p| p.kind != Kind::Tail);
        let from = self.paras.len();
        match halves(&text).filter(|_| p.role == P::Imprint) {
            Some((office, date)) => {
                let e = self.element(parent, Part::Said(p.role));
                for (words, align) in [(office, Align::Left), (date, Align::Right)] {
                    let mut pieces = Vec::new();
                    let words = [Inline::Text(Text::bare(words))];
                    self.inlines(&words, look.face, e, &mut pieces);
                    let look = Role {
                        align,
                        ..look.clone()
                    };
                    self.paras.push(Para::new(pieces, look));
                }
                if let Some(p) = self.paras.get_mut(from) {
                    p.flat = true;
                }
            }
            None => {
                self.said(p, parent, &look, false);
                let hang = text.chars().position(|c| matches!(c, '：' | ':'));
                if let (Some(n), Some(p)) = (hang, self.paras.get_mut(from)) {
                    (p.turn_behind, p.right) = (n + 1, 1.0);
                }
            }
        }
        let body = self.style.roles.body.size;
        // The last rule lies on the foot of the text block; lines stand in the middle of their rows.
        let up = pitch(&self.style.page, body) - body;
        let width = self.style.page.text_width * MM;
        let ruled = self.style.paper.form != Form::Letter;
        for (n, p) in self.paras.iter_mut().enumerate().skip(from) {
            (p.kind, p.drop) = (Kind::Tail, -up / 2.0);
            if n == from && ruled {
                p.rules.push(Rule {
                    y: -up,
                    x: 0.0,
                    length: width,
                    thickness: if first { OUTER } else { INNER },
                    red: false,
                    last: false,
                });
            }
        }
    }

    /// Below the last of these lines stands the last rule.
    pub(super) fn end_tail(&mut self) {
        let (body, width) = (self.style.roles.body.size, self.style.page.text_width * MM);
        let ruled = self.style.paper.form != Form::Letter;
        if let Some(p) = self
            .paras
            .last_mut()
            .filter(|p| ruled && p.kind == Kind::Tail)
        {
            p.rules.push(Rule {
                y: body,
                x: 0.0,
                length: width,
                thickness: OUTER,
                red: false,
                last: true,
            });
        }
    }
}

/// True for the last lines of a paper: nothing stands behind them.
pub(super) fn is_tail(blocks: &[Block]) -> bool {
    let last = |b: &Block| matches!(b, Block::Paragraph(p) if matches!(p.role, P::Cc | P::Imprint));
    blocks.iter().all(last)
}

/// A red double rule in the middle of the paper, thick over thin or thin over thick, below the top of the text block.
fn double(page: &Page, y: f64, thick_first: bool) -> Vec<Rule> {
    let (upper, lower) = if thick_first {
        (THICK, THIN)
    } else {
        (THIN, THICK)
    };
    let line = |y: f64, thickness: f64| Rule {
        y,
        x: ((page.width - DOUBLE) / 2.0 - page.inner) * MM,
        length: DOUBLE * MM,
        thickness,
        red: true,
        last: false,
    };
    vec![
        line(y + upper / 2.0, upper),
        line(y + upper + APART + lower / 2.0, lower),
    ]
}
