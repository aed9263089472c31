//! Official papers in Word (GB/T 9704-2012): the head above the title, the last lines at the foot of the last page.

use super::document::{RunLook, Writer};
use super::look::twips;
use super::section::{leading, rise};
use crate::layout::line_width;
use crate::style::{Face, Form};
use crate::tree::{Block, FILE, Inline, Paragraph, ParagraphRole as P, Text, halves, plain_text};

/// 发文机关标志 in half points, and with several issuers.
const ISSUER: f64 = 88.0;
const ISSUERS: f64 = 64.0;
/// 文件 beside the names of several, with the gap before it, in characters.
const FILE_ROOM: f64 = 2.5;
/// Height of its line in its own size.
const LEADING: f64 = 1.2;
/// Where it begins below the top of the text block, in mm: in general, and in orders; in letters below the paper's edge.
const GENERAL_TOP: f64 = 35.0;
const ORDER_TOP: f64 = 20.0;
const LETTER_TOP: f64 = 30.0;
/// A letter's double rules, in mm: their length, and how far the second stands from the foot of the paper.
const DOUBLE: f64 = 170.0;
const FROM_FOOT: f64 = 20.0;
/// The red rule below the number: eighths of a point, and points below the line (4 mm below its characters).
const RED: &str =
    "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"5\" w:color=\"FF0000\"/></w:pBdr>";
/// What the rule and its distance take from the two lines below, in twips.
const RULE_ROOM: i64 = 130;
/// Rules of the last lines in eighths of a point: 0.35 mm outside, 0.25 mm within (7.4.1).
const OUTER: u8 = 8;
const INNER: u8 = 6;
/// Height of the paragraph that holds the last lines, in twips.
const ANCHOR: i64 = 20;

impl Writer<'_> {
    /// Bodies that issue a paper together (7.2.4): their names below each other, as wide as the longest, 文件 to the right
    /// in the middle of their height. `line` is the height of a line in twips with the size of its characters, `before`
    /// what stands free above; returns how high all is.
    fn joint(&mut self, issuers: &[&Paragraph], (line, size): (i64, &str), before: i64) -> i64 {
        let file = |p: &&&Paragraph| plain_text(&p.inlines) == FILE;
        let names: Vec<&&Paragraph> = issuers.iter().filter(|p| !file(p)).collect();
        let mark = issuers.iter().find(file);
        let chars = |p: &&&Paragraph| plain_text(&p.inlines).chars().count();
        let longest = names.iter().map(chars).max().unwrap_or(1) as i64;
        let one = (line as f64 / LEADING).round() as i64;
        // Half a character more, that no name is divided.
        let columns = [longest * one + one / 2, (FILE_ROOM * one as f64) as i64];
        let columns = if mark.is_some() {
            &columns[..]
        } else {
            &columns[..1]
        };
        if before > 0 {
            self.open("Issuer", &format!("<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{before}\" w:lineRule=\"exact\"/>"));
            (self.shape.before, self.shape.line) = (0, before);
            self.close();
        }
        self.out.push_str(&format!("<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>", columns.iter().sum::<i64>()));
        for width in columns {
            self.out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
        }
        self.out.push_str("</w:tblGrid>");
        for (n, p) in names.iter().enumerate() {
            self.out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (column, width) in columns.iter().enumerate() {
                let merge = match (column, n) {
                    (0, _) => "",
                    (_, 0) => "<w:vMerge w:val=\"restart\"/>",
                    _ => "<w:vMerge/>",
                };
                self.out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{merge}<w:vAlign w:val=\"center\"/></w:tcPr>"));
                let jc = if column == 0 { "distribute" } else { "right" };
                let jc = if column == 0 && mark.is_none() {
                    "center"
                } else {
                    jc
                };
                // What stands beside a name is no line of its own.
                let counter = if column == 0 {
                    None
                } else {
                    self.counter.take()
                };
                self.open("Issuer", &format!("<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{line}\" w:lineRule=\"exact\"/><w:jc w:val=\"{jc}\"/>"));
                (self.shape.before, self.shape.line) = (0, line);
                let shown = if column == 0 {
                    Some(*p)
                } else {
                    mark.filter(|_| n == 0)
                };
                if let Some(p) = shown {
                    self.line(p.line);
                    self.inlines(&p.inlines, &RunLook::PLAIN.with(size));
                }
                self.close();
                if column > 0 {
                    self.counter = counter;
                }
                self.out.push_str("</w:tc>");
            }
            self.out.push_str("</w:tr>");
        }
        self.out.push_str("</w:tbl>");
        before + names.len() as i64 * line
    }

    /// The head of a paper.
    pub(super) fn paper_head(&mut self, head: &[Paragraph]) {
        if head.is_empty() {
            return;
        }
        let style = self.look.style;
        let (form, row) = (style.paper.form, i64::from(style.page.word_line));
        let body = (style.roles.body.size * 20.0).round() as i64;
        let of = |role: P| head.iter().filter(move |p| p.role == role);
        let issuers: Vec<&Paragraph> = of(P::Issuer).collect();
        let longest = issuers
            .iter()
            .map(|p| plain_text(&p.inlines).chars().count());
        let longest = longest.max().unwrap_or(1).max(1) as f64;
        let most = if issuers.len() > 1 { ISSUERS } else { ISSUER };
        let width = self.look.text_width();
        let is_file = |p: &&Paragraph| issuers.len() > 1 && plain_text(&p.inlines) == FILE;
        let files = issuers.iter().copied().filter(is_file).count();
        let count = (issuers.len() - files) as i64;
        let beside = if files > 0 { FILE_ROOM } else { 0.0 };
        let half = most.min((width as f64 * 0.098 / (longest + beside)).floor());
        let line = (half * 10.0 * LEADING).round() as i64;
        let own = leading(line, half * 10.0);
        let rise = rise(self.look, self.options);
        let size = format!("<w:sz w:val=\"{half}\"/><w:szCs w:val=\"{half}\"/>");
        let mut y = 0;
        let marks: Vec<&Paragraph> = head
            .iter()
            .filter(|p| matches!(p.role, P::CopyNumber | P::Secrecy | P::Urgency))
            .collect();
        if form != Form::Letter {
            for p in &marks {
                let skip = i64::from(p.role == P::Secrecy && y == 0) * row;
                self.spaced(p, skip, "");
                y += skip + row;
            }
        }
        let top = match form {
            Form::Order => ORDER_TOP,
            Form::General | Form::Minutes => GENERAL_TOP,
            Form::Letter => LETTER_TOP,
        };
        let joint = (issuers.len() > 1 && form != Form::Letter).then(|| {
            self.joint(
                &issuers,
                (line, &size),
                (twips(top) + rise - y - own).max(0),
            )
        });
        if let Some(high) = joint {
            y += high;
        }
        for (n, p) in issuers.iter().enumerate().filter(|_| joint.is_none()) {
            let before = if n == 0 {
                (twips(top) + rise - y - own).max(0)
            } else {
                0
            };
            let mut properties = String::new();
            let mut before = before;
            if form == Form::Letter {
                properties = format!(
                    "<w:framePr w:w=\"{}\" w:wrap=\"notBeside\" w:vAnchor=\"page\" w:hAnchor=\"page\" w:xAlign=\"center\" w:y=\"{}\"/>",
                    twips(DOUBLE),
                    twips(LETTER_TOP) - own
                );
                if n + 1 == issuers.len() {
                    properties.push_str("<w:pBdr><w:bottom w:val=\"thickThinSmallGap\" w:sz=\"24\" w:space=\"3\" w:color=\"FF0000\"/></w:pBdr>");
                }
                before = 0;
            }
            properties.push_str(&format!(
                "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"{before}\" w:after=\"0\" w:line=\"{line}\" w:lineRule=\"exact\"/>"
            ));
            self.open("Issuer", &properties);
            (self.shape.before, self.shape.line) = (before, line);
            self.line(p.line);
            self.inlines(&p.inlines, &RunLook::PLAIN.with(&size));
            self.close();
            y += before + line;
        }
        let signer = of(P::Signer).next();
        let number = of(P::DocumentNumber).next();
        if form == Form::Letter {
            // The second rule, in a frame of its own.
            self.open(
                "Issuer",
                &format!(
                    "<w:framePr w:w=\"{}\" w:h=\"{ANCHOR}\" w:hRule=\"exact\" w:wrap=\"around\" w:vAnchor=\"page\" w:hAnchor=\"page\" w:xAlign=\"center\" w:y=\"{}\"/><w:pBdr><w:top w:val=\"thinThickSmallGap\" w:sz=\"24\" w:space=\"0\" w:color=\"FF0000\"/></w:pBdr><w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"{ANCHOR}\" w:lineRule=\"exact\"/>",
                    twips(DOUBLE),
                    twips(style.page.height - FROM_FOOT)
                ),
            );
            self.close();
            // 7/8 of a character below the rule; a line is half as high again as its characters.
            let gap = body * 7 / 8 - (row - body) / 2;
            if let Some(p) = number {
                self.spaced(p, gap, "<w:jc w:val=\"right\"/>");
            }
            for p in &marks {
                self.spaced(p, if number.is_none() { gap } else { 0 }, "");
            }
            self.lead = 2 * row;
            return;
        }
        let rule = if form == Form::Order { "" } else { RED };
        if number.is_some() || signer.is_some() {
            // Two rows below the row on which the last 发文机关标志 ends.
            let foot = twips(top) + count * line - (line - (half * 10.0) as i64);
            let before = (foot + row - 1) / row * row + 2 * row - y;
            let tabs = match signer {
                Some(_) => format!(
                    "<w:tabs><w:tab w:val=\"left\" w:pos=\"{body}\"/><w:tab w:val=\"right\" w:pos=\"{}\"/></w:tabs>",
                    width - body
                ),
                None => String::new(),
            };
            let jc = if signer.is_some() {
                "<w:jc w:val=\"left\"/>"
            } else {
                ""
            };
            self.open(
                "HeadNumber",
                &format!("{rule}{tabs}<w:spacing w:before=\"{before}\"/>{jc}"),
            );
            self.shape.before = before;
            if let Some(p) = number {
                self.line(p.line);
                if signer.is_some() {
                    self.tab();
                }
                self.inlines(&p.inlines, &RunLook::PLAIN);
            }
            if let Some(p) = signer {
                self.tab();
                let text = plain_text(&p.inlines);
                let colon = text.char_indices().find(|(_, c)| matches!(c, '：' | ':'));
                let (label, name) = text.split_at(colon.map_or(0, |(i, c)| i + c.len_utf8()));
                self.text(label, &RunLook::PLAIN);
                self.text(name, &RunLook::of(Face::Kai));
            }
            self.close();
        }
        self.lead = 2 * row - if rule.is_empty() { 0 } else { RULE_ROOM };
    }

    /// A line of the head with space before it.
    fn spaced(&mut self, p: &Paragraph, before: i64, tail: &str) {
        let style = match p.role {
            P::CopyNumber => "CopyNumber",
            P::Secrecy => "Secrecy",
            P::Urgency => "Urgency",
            _ => "HeadNumber",
        };
        let free = if self.look.style.paper.form == Form::Letter {
            "<w:snapToGrid w:val=\"0\"/>"
        } else {
            ""
        };
        self.open(
            style,
            &format!("{free}<w:spacing w:before=\"{before}\"/>{tail}"),
        );
        self.shape.before = before;
        self.line(p.line);
        self.inlines(&p.inlines, &RunLook::PLAIN);
        self.close();
    }

    fn tab(&mut self) {
        self.out.push_str("<w:r><w:tab/></w:r>");
    }

    /// The last lines of a paper, in a frame at the foot of its last page; false for other blocks.
    pub(super) fn last_lines(&mut self, blocks: &[Block]) -> bool {
        let own: Vec<&Paragraph> = blocks
            .iter()
            .filter_map(|b| match b {
                Block::Paragraph(p) if matches!(p.role, P::Cc | P::Imprint) => Some(p),
                _ => None,
            })
            .collect();
        if own.is_empty() || own.len() < blocks.len() || self.look.reference.is_some() {
            return false;
        }
        let width = self.look.text_width();
        // All is on a left-hand page (7.4), which the pages counted so far tell.
        let page = self
            .counter
            .as_ref()
            .map_or(2, crate::layout::PageCounter::page);
        // The last rule lies on the foot of the text block. Programs that float a table only where its page is named take
        // this one, too.
        let (row, sheet) = (
            i64::from(self.look.style.page.word_line),
            &self.look.style.page,
        );
        let lines: Vec<i64> = own.iter().map(|p| self.last_line_count(p, width)).collect();
        let top = twips(sheet.top + sheet.text_height) - lines.iter().sum::<i64>() * row;
        // Left-hand pages have the binding at the right.
        let left = twips(sheet.width - sheet.inner - sheet.text_width);
        // Lines that are not counted: they stand at the foot whatever is above them.
        let counter = self.counter.take();
        let (mut y, last) = (top, own.len() - 1);
        for (n, (p, lines)) in own.iter().zip(lines).enumerate() {
            let frame = format!(
                "<w:framePr w:w=\"{width}\" w:wrap=\"around\" w:vAnchor=\"page\" w:hAnchor=\"page\" w:x=\"{left}\" w:y=\"{y}\"/>{}",
                self.rules(n == 0, n == last)
            );
            y += lines * row;
            self.last_line(p, width, &frame);
        }
        self.counter = counter;
        let fresh = if page % 2 == 1 {
            "<w:pageBreakBefore/>"
        } else {
            ""
        };
        self.out.push_str(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"Normal\"/>{fresh}<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"{ANCHOR}\" w:lineRule=\"exact\"/></w:pPr></w:p>"
        ));
        true
    }

    /// The rules of one of them; a letter has none.
    fn rules(&self, first: bool, last: bool) -> String {
        if self.look.style.paper.form == Form::Letter {
            return String::new();
        }
        let rule = |side: &str, wide: u8| {
            format!("<w:{side} w:val=\"single\" w:sz=\"{wide}\" w:space=\"0\" w:color=\"auto\"/>")
        };
        let top = rule("top", if first { OUTER } else { INNER });
        let bottom = if last {
            rule("bottom", OUTER)
        } else {
            rule("bottom", 0).replace("single", "nil")
        };
        format!("<w:pBdr>{top}{bottom}</w:pBdr>")
    }

    /// How many lines one of them takes.
    fn last_line_count(&self, p: &Paragraph, width: i64) -> i64 {
        let text = plain_text(&p.inlines);
        let style = if p.role == P::Cc {
            "CopiesTo"
        } else {
            "Imprint"
        };
        if halves(&text).is_some() && p.role == P::Imprint {
            return 1;
        }
        let em = self.look.right(style);
        let hang = text
            .chars()
            .position(|c| matches!(c, '：' | ':'))
            .map_or(0, |n| n + 1);
        let hang = i64::try_from(hang).unwrap_or(0) * em;
        let letters = self.look.shape(style).letters;
        let own = line_width(
            &text,
            self.look.face(style),
            letters,
            self.look.widths(self.faces),
        );
        let room = ((width - 2 * em - hang) as f64).max(1.0);
        ((own - hang as f64) / room).ceil().max(1.0) as i64
    }

    /// One of them.
    fn last_line(&mut self, p: &Paragraph, width: i64, frame: &str) {
        let text = plain_text(&p.inlines);
        let style = if p.role == P::Cc {
            "CopiesTo"
        } else {
            "Imprint"
        };
        let em = self.look.right(style);
        let parts = halves(&text).filter(|_| p.role == P::Imprint);
        let colon = text.chars().position(|c| matches!(c, '：' | ':'));
        let properties = match (parts, colon) {
            (Some(_), _) => {
                let end = width - em;
                format!("<w:tabs><w:tab w:val=\"right\" w:pos=\"{end}\"/></w:tabs>")
            }
            // What runs over stands below the first name.
            (None, Some(at)) => {
                let hang = em * i64::try_from(at + 1).unwrap_or(0);
                format!("<w:ind w:left=\"{}\" w:hanging=\"{hang}\"/>", em + hang)
            }
            _ => String::new(),
        };
        self.open(style, &format!("{frame}{properties}"));
        self.line(p.line);
        match parts {
            Some((office, date)) => {
                self.inlines(&[Inline::Text(Text::bare(office))], &RunLook::PLAIN);
                self.tab();
                self.inlines(&[Inline::Text(Text::bare(date))], &RunLook::PLAIN);
            }
            None => self.inlines(&p.inlines, &RunLook::PLAIN),
        }
        self.close();
    }
}
