//! Pages: the display list as printpdf's operations, with marked content for the tags.

use super::fonts::FontSet;
use super::{PdfError, name};
use crate::layout::{Layout, Page, Role, Run};
use crate::tree::Document;
use lopdf::{Document as Pdf, Object, ObjectId};
use printpdf::{Color, DictItem, Greyscale, Op, PdfFontHandle, PdfPage, Pt, TextItem, TextMatrix};
use std::collections::BTreeMap;

/// Marked content of a page: the element of each number, in order.
pub(super) type Marks = Vec<Vec<usize>>;

/// A correction smaller than this many 1/1000 em waits for the next one.
const FINE: f64 = 0.05;

/// All pages as printpdf's document.
pub(super) fn print(
    layout: &Layout,
    doc: &Document,
    sets: &[FontSet],
) -> (printpdf::PdfDocument, Marks) {
    let mut out = printpdf::PdfDocument::new(doc.metadata.title.as_deref().unwrap_or(""));
    for set in sets {
        out.resources.fonts.map.insert(set.id(), set.printed());
    }
    let mut marks = Vec::with_capacity(layout.pages.len());
    let (w, h) = (
        printpdf::Mm((layout.width / 72.0 * 25.4) as f32),
        printpdf::Mm((layout.height / 72.0 * 25.4) as f32),
    );
    for page in &layout.pages {
        let (ops, mark) = content(page, layout, sets);
        out.pages.push(PdfPage::new(w, h, ops));
        marks.push(mark);
    }
    (out, marks)
}

fn content(page: &Page, layout: &Layout, sets: &[FontSet]) -> (Vec<Op>, Vec<usize>) {
    let mut mark = Vec::new();
    if page.runs.is_empty() {
        return (Vec::new(), mark);
    }
    let mut ops = vec![
        Op::StartTextSection,
        Op::SetFillColor {
            col: Color::Greyscale(Greyscale {
                percent: 0.0,
                icc_profile: None,
            }),
        },
    ];
    let mut open: Option<Option<usize>> = None;
    let mut font = None;
    for run in &page.runs {
        // Replaced text gets a marked sequence of its own: readers lose what follows a nested one.
        let actual = run.missing || run.glyphs.iter().any(|g| is_private(g.c));
        if open != Some(run.element) || actual {
            if open.is_some() {
                ops.push(Op::EndMarkedContent);
            }
            ops.push(begin(run, actual, layout, &mut mark));
            open = Some(run.element);
        }
        let Some(set) = sets.iter().find(|s| s.face == run.face) else {
            continue;
        };
        if font != Some((run.face, run.size.to_bits())) {
            font = Some((run.face, run.size.to_bits()));
            ops.push(Op::SetFont {
                font: PdfFontHandle::External(set.id()),
                size: Pt(run.size),
            });
        }
        show(run, layout, set, &mut ops);
        if actual {
            ops.push(Op::EndMarkedContent);
            open = None;
        }
    }
    if open.is_some() {
        ops.push(Op::EndMarkedContent);
    }
    ops.push(Op::EndTextSection);
    (ops, mark)
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

fn begin(run: &Run, actual: bool, layout: &Layout, mark: &mut Vec<usize>) -> Op {
    let Some(e) = run.element else {
        return Op::BeginMarkedContent {
            tag: "Artifact".into(),
        };
    };
    let mut map = BTreeMap::from([(
        "MCID".to_owned(),
        DictItem::Int(i64::try_from(mark.len()).unwrap_or(0)),
    )]);
    if actual {
        map.insert("ActualText".into(), actual_text(run));
    }
    mark.push(e);
    let role = layout.elements.get(e).map_or(Role::Paragraph, |e| e.role);
    Op::BeginMarkedContentWithProperties {
        tag: super::tags::tag(role).into(),
        properties: DictItem::Dict { map },
    }
}

fn actual_text(run: &Run) -> DictItem {
    let mut data = vec![0xFE, 0xFF];
    for g in &run.glyphs {
        data.extend(
            g.c.encode_utf16(&mut [0; 2])
                .iter()
                .flat_map(|u| u.to_be_bytes()),
        );
    }
    DictItem::String {
        data,
        literal: false,
    }
}

fn show(run: &Run, layout: &Layout, set: &FontSet, ops: &mut Vec<Op>) {
    let Some(first) = run.glyphs.first() else {
        return;
    };
    let size = f64::from(run.size);
    let matrix = TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, first.x, layout.height as f32 - run.y]);
    ops.push(Op::SetTextMatrix { matrix });
    let mut items = Vec::new();
    let mut text = String::new();
    // The pen as a viewer moves it, in 1/1000 em from the first glyph.
    let mut pen = 0.0f64;
    for g in &run.glyphs {
        let want = f64::from(g.x - first.x) * 1000.0 / size;
        if (want - pen).abs() > FINE {
            let by = ((want - pen) * 100.0).round() / 100.0;
            if !text.is_empty() {
                items.push(TextItem::Text(std::mem::take(&mut text)));
            }
            items.push(TextItem::Offset(-by as f32));
            pen += by;
        }
        let (key, width) = set.key(g.id, g.c);
        text.push(key);
        pen += f64::from(width);
    }
    if !text.is_empty() {
        items.push(TextItem::Text(text));
    }
    ops.push(Op::ShowText { items });
}

/// Boxes and tidy dictionaries.
pub(super) fn finish(pdf: &mut Pdf, layout: &Layout, ids: &[ObjectId]) -> Result<(), PdfError> {
    let real = |v: f64| Object::Real((v * 1000.0).round() as f32 / 1000.0);
    let whole = Object::Array(vec![
        0.into(),
        0.into(),
        real(layout.width),
        real(layout.height),
    ]);
    for id in ids {
        let page = pdf.get_dictionary_mut(*id)?;
        for key in ["MediaBox", "TrimBox", "BleedBox"] {
            page.set(key, whole.clone());
        }
        page.remove(b"CropBox");
        page.remove(b"Annots");
        page.set("Tabs", name("S"));
    }
    Ok(())
}
