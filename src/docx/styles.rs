//! styles.xml: the built-in styles that Word translates, filled from the style sheet.

use super::Fonts;
use crate::style::{Align, Face, Role, Style};
use crate::tree::{Document, Scheme, SectionRole, outline};

/// The style sheet as Word needs it.
pub(super) struct Look<'a> {
    pub(super) style: &'a Style,
    pub(super) fonts: Fonts,
    /// Role of each heading depth, and whether it begins a page.
    headings: Vec<(&'a Role, bool)>,
    /// True where the text has several pieces: a title page stands first.
    pub(super) title_page: bool,
}

/// Millimetres to twips.
pub(super) fn twips(mm: f64) -> i64 {
    (mm * 1440.0 / 25.4).round() as i64
}

impl<'a> Look<'a> {
    pub(super) fn of(doc: &Document, style: &'a Style, fonts: Fonts) -> Self {
        let entries = outline(doc);
        let base = entries
            .iter()
            .filter(|e| e.section.role != SectionRole::Heading)
            .map(|e| e.depth)
            .max()
            .unwrap_or(0);
        let headings = (1..=9)
            .map(|depth| {
                let at: Vec<_> = entries.iter().filter(|e| e.depth == depth).collect();
                let mut votes: Vec<((SectionRole, Scheme), usize)> = Vec::new();
                for e in &at {
                    let key = (
                        e.section.role,
                        e.heading.label.as_ref().map_or(Scheme::None, |l| l.scheme),
                    );
                    match votes.iter_mut().find(|v| v.0 == key) {
                        Some(v) => v.1 += 1,
                        None => votes.push((key, 1)),
                    }
                }
                let default = if depth <= base {
                    SectionRole::Piece
                } else {
                    SectionRole::Heading
                };
                let (role, scheme) = votes
                    .iter()
                    .max_by_key(|v| v.1)
                    .map_or((default, Scheme::None), |v| v.0);
                let breaks = matches!(
                    role,
                    SectionRole::Piece | SectionRole::Volume | SectionRole::Preface
                ) && !at.is_empty();
                (
                    style.heading_role(role, scheme, depth.saturating_sub(base)),
                    breaks,
                )
            })
            .collect();
        Self {
            style,
            fonts,
            headings,
            title_page: doc.pieces().len() >= 2,
        }
    }

    /// The role that headings of a depth have.
    pub(super) fn heading(&self, depth: usize) -> &'a Role {
        self.headings
            .get(depth.saturating_sub(1))
            .map_or(&self.style.roles.heading3, |h| h.0)
    }

    /// Size in half points and the letter spacing that makes up the rest, in twips: a character of 15.793 pt
    /// is one of 16 pt set 0.25 pt closer, so that a line holds what the grid asks.
    fn size(size: f64) -> (i64, i64) {
        let half = (size * 2.0).ceil();
        let spacing = ((size - half / 2.0) * 20.0).floor();
        (
            half as i64,
            if spacing.abs() < 0.5 {
                0
            } else {
                spacing as i64
            },
        )
    }

    fn run(&self, role: &Role) -> String {
        let (sz, spacing) = Self::size(role.size);
        let spacing = if spacing == 0 {
            String::new()
        } else {
            format!("<w:spacing w:val=\"{spacing}\"/>")
        };
        format!(
            "<w:rPr>{}{spacing}<w:sz w:val=\"{sz}\"/><w:szCs w:val=\"{sz}\"/></w:rPr>",
            self.font(role.face)
        )
    }

    fn font(&self, face: Face) -> String {
        format!(
            "<w:rFonts w:eastAsia=\"{}\" w:hint=\"eastAsia\"/>",
            self.fonts.name(face)
        )
    }

    /// Run properties of the number of a heading depth.
    pub(super) fn number_properties(&self, depth: usize) -> String {
        format!("<w:rPr>{}</w:rPr>", self.font(self.heading(depth).face))
    }

    /// Paragraph properties of a role. Both forms of the indent are written: one is read by Word, one by others.
    fn paragraph(&self, role: &Role, before_spacing: &str, after_indent: &str) -> String {
        let line = i64::from(self.style.page.word_line);
        let body = self.style.roles.body.size;
        let (exact, snap) = if role.size > body * 1.15 {
            (
                (role.size * 30.0).round() as i64,
                "<w:snapToGrid w:val=\"0\"/>",
            )
        } else {
            (line, "")
        };
        // Whatever stands in a block of its own takes whole lines of the grid.
        let rest = (line - exact % line) % line;
        let before = (role.before * line as f64).round() as i64;
        let after = (role.after * line as f64).round() as i64
            + if snap.is_empty() {
                0
            } else {
                rest - if role.after > 0.0 && rest > line / 2 {
                    line
                } else {
                    0
                }
            };
        let chars = (role.indent * 100.0).round() as i64;
        let first = (role.indent * role.size * 20.0).round() as i64;
        let jc = match role.align {
            Align::Justify => "both",
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        let right = if role.align == Align::Right {
            format!(
                " w:rightChars=\"400\" w:right=\"{}\"",
                (role.size * 80.0) as i64
            )
        } else {
            String::new()
        };
        format!(
            "{before_spacing}{snap}<w:spacing w:before=\"{before}\" w:after=\"{}\" w:line=\"{exact}\" w:lineRule=\"exact\"/><w:ind{right} w:firstLineChars=\"{chars}\" w:firstLine=\"{first}\"/><w:jc w:val=\"{jc}\"/>{after_indent}",
            after.max(0)
        )
    }

    /// styles.xml.
    pub(super) fn styles(&self) -> String {
        let r = &self.style.roles;
        let song = self.fonts.name(Face::Song);
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"{}\" w:cs=\"Times New Roman\"/><w:kern w:val=\"2\"/><w:lang w:val=\"en-US\" w:eastAsia=\"{}\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:latentStyles w:defLockedState=\"0\" w:defUIPriority=\"99\" w:defSemiHidden=\"0\" w:defUnhideWhenUsed=\"0\" w:defQFormat=\"0\" w:count=\"376\"/>",
            self.fonts.name(r.body.face),
            self.fonts.lang()
        );
        let mut add = |id: &str, name: &str, based: &str, next: &str, ppr: &str, rpr: &str| {
            let default = if id == "Normal" {
                " w:default=\"1\""
            } else {
                ""
            };
            let based = if based.is_empty() {
                String::new()
            } else {
                format!("<w:basedOn w:val=\"{based}\"/>")
            };
            let next = if next.is_empty() {
                String::new()
            } else {
                format!("<w:next w:val=\"{next}\"/>")
            };
            out.push_str(&format!("<w:style w:type=\"paragraph\"{default} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{based}{next}<w:qFormat/><w:pPr>{ppr}</w:pPr>{rpr}</w:style>"));
        };
        let plain = Role {
            indent: 0.0,
            ..r.body.clone()
        };
        add(
            "Normal",
            "Normal",
            "",
            "",
            &format!(
                "<w:widowControl/>{}",
                self.paragraph(&plain, "<w:kinsoku/><w:overflowPunct w:val=\"0\"/>", "")
            ),
            &self.run(&r.body),
        );
        add(
            "BodyTextFirstIndent",
            "Body Text First Indent",
            "Normal",
            "",
            &self.paragraph(&r.body, "", ""),
            "",
        );
        for depth in 1..=9usize {
            let (role, breaks) = self
                .headings
                .get(depth - 1)
                .map_or((&r.heading3, false), |h| (h.0, h.1));
            let page = if breaks { "<w:pageBreakBefore/>" } else { "" };
            let numbered = format!(
                "<w:keepNext/><w:keepLines/>{page}<w:numPr><w:ilvl w:val=\"{}\"/><w:numId w:val=\"1\"/></w:numPr>",
                depth - 1
            );
            let ppr = self.paragraph(
                role,
                &numbered,
                &format!("<w:outlineLvl w:val=\"{}\"/>", depth - 1),
            );
            add(
                &format!("Heading{depth}"),
                &format!("heading {depth}"),
                "Normal",
                "BodyTextFirstIndent",
                &ppr,
                &self.run(role),
            );
        }
        let width = twips(self.style.page.text_width);
        for level in 1..=3usize {
            let role = if level == 1 { &r.toc1 } else { &r.toc2 };
            let left = (level - 1) * 420;
            let line = self.style.page.word_line;
            let ppr = format!(
                "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"{width}\"/></w:tabs><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{line}\" w:lineRule=\"exact\"/><w:ind w:left=\"{left}\" w:right=\"600\" w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"left\"/>"
            );
            add(
                &format!("TOC{level}"),
                &format!("toc {level}"),
                "Normal",
                "Normal",
                &ppr,
                &self.run(role),
            );
        }
        let toc_break = if self.title_page {
            "<w:pageBreakBefore/>"
        } else {
            ""
        };
        let heading = Role {
            before: 0.0,
            ..r.piece.clone()
        };
        add(
            "TOCHeading",
            "TOC Heading",
            "Normal",
            "Normal",
            &self.paragraph(&heading, toc_break, ""),
            &self.run(&r.piece),
        );
        for (id, name, role) in [
            ("Title", "Title", &r.title),
            ("Subtitle", "Subtitle", &r.subtitle),
            ("Salutation", "Salutation", &r.salutation),
            ("Closing", "Closing", &r.closing),
            ("Signature", "Signature", &r.signature),
            ("Date", "Date", &r.date),
            ("Quote", "Quote", &r.quotation),
            ("ListParagraph", "List Paragraph", &r.body),
            ("Verse", "Verse", &r.verse),
            ("DocumentNumber", "Document Number", &r.docnumber),
        ] {
            add(
                id,
                name,
                "Normal",
                "",
                &self.paragraph(role, "", ""),
                &self.run(role),
            );
        }
        let folio = format!(
            "<w:rPr><w:rFonts w:eastAsia=\"{song}\" w:hint=\"eastAsia\"/><w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/></w:rPr>",
            Self::size(r.folio.size).0
        );
        for (id, name) in [("Header", "header"), ("Footer", "footer")] {
            add(
                id,
                name,
                "Normal",
                "",
                "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"280\" w:lineRule=\"exact\"/><w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"left\"/>",
                &folio,
            );
        }
        for (id, name, face) in [
            ("RunInHei", "Run-in Hei", Face::Hei),
            ("RunInKai", "Run-in Kai", Face::Kai),
            ("RunInSong", "Run-in Song", Face::Song),
            ("RunInFangsong", "Run-in FangSong", Face::Fangsong),
            ("RunInTitle", "Run-in Title", Face::Title),
            ("Lead", "Lead", Face::Kai),
        ] {
            out.push_str(&format!("<w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:rPr>{}</w:rPr></w:style>", self.font(face)));
        }
        out.push_str("</w:styles>");
        out
    }
}

/// Character style of a face.
pub(super) const fn face_style(face: Face) -> &'static str {
    match face {
        Face::Hei => "RunInHei",
        Face::Kai => "RunInKai",
        Face::Song => "RunInSong",
        Face::Fangsong => "RunInFangsong",
        Face::Title => "RunInTitle",
    }
}
