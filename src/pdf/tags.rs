//! Tags: the structure tree, its parent tree, and the links of the contents.

use super::images;
use super::pages::Marks;
use super::{PdfError, dict, name, text};
use crate::layout::{Goal, Layout, Role};
use crate::tree::ParagraphRole as P;
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};
use std::collections::HashMap;

/// The standard structure type of a role.
pub(super) fn tag(role: Role) -> &'static str {
    match role {
        Role::Document => "Document",
        Role::Section => "Sect",
        Role::Heading(n) => ["H1", "H2", "H3", "H4", "H5", "H6"]
            .get(usize::from(n).saturating_sub(1))
            .copied()
            .unwrap_or("H6"),
        Role::Paragraph | Role::Said(_) => "P",
        Role::List => "L",
        Role::Item => "LI",
        Role::Label => "Lbl",
        Role::Body => "LBody",
        Role::Contents => "TOC",
        Role::Caption => "Caption",
        Role::Entry => "TOCI",
        Role::Reference => "Reference",
        Role::Link => "Link",
        Role::Note => "Note",
        Role::Span => "Span",
        Role::Ruby => "Ruby",
        Role::RubyBase => "RB",
        Role::RubyText => "RT",
        Role::Table => "Table",
        Role::Row => "TR",
        Role::HeadCell => "TH",
        Role::Cell => "TD",
        Role::Figure => "Figure",
    }
}

/// What a paragraph is for, as its structure type; the role map leads from it to the standard's.
const fn own(role: P) -> &'static str {
    match role {
        P::Salutation => "Salutation",
        P::Closing => "Closing",
        P::Signature => "Signature",
        P::Date => "Date",
        P::CopyNumber => "CopyNumber",
        P::Secrecy => "Secrecy",
        P::Urgency => "Urgency",
        P::Issuer => "Issuer",
        P::Signer => "Signer",
        P::DocumentNumber => "DocumentNumber",
        P::Cc => "CopiesTo",
        P::Attachment => "AttachmentList",
        P::AttachmentName => "AttachmentName",
        P::AttachmentMark => "AttachmentMark",
        P::Annotation => "Annotation",
        P::Imprint => "Imprint",
        P::Quotation => "Quotation",
        P::Dedication => "Dedication",
        P::Epigraph => "Epigraph",
        P::Caption => "TableCaption",
        P::Speaker => "Speaker",
        P::StageDirection => "StageDirection",
        P::Courtesy => "Courtesy",
        P::Body | P::Preface | P::Boilerplate | P::Note => "P",
    }
}

/// Writes the structure of a layout.
pub(super) fn write(
    pdf: &mut Pdf,
    layout: &Layout,
    pages: &[ObjectId],
    marks: &Marks,
) -> Result<(), PdfError> {
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = layout
        .elements
        .iter()
        .map(|_| pdf.new_object_id())
        .collect();
    let at = |n: usize| ids.get(n).copied().unwrap_or(root);
    let mut kids: HashMap<usize, Vec<Object>> = HashMap::new();
    let mut homes: HashMap<usize, ObjectId> = HashMap::new();
    let mut nums: Vec<Object> = Vec::new();
    for (n, (mark, page)) in marks.iter().zip(pages).enumerate() {
        let mut row = Vec::with_capacity(mark.len());
        for (mcid, e) in mark.iter().enumerate() {
            row.push(Object::Reference(at(*e)));
            let mcid = i64::try_from(mcid).unwrap_or(0);
            let on = homes.entry(*e).or_insert(*page);
            // On the page that the element names a number is enough.
            kids.entry(*e).or_default().push(if on == page {
                mcid.into()
            } else {
                Object::Dictionary(dict([
                    ("Type", name("MCR")),
                    ("Pg", Object::Reference(*page)),
                    ("MCID", mcid.into()),
                ]))
            });
        }
        let n = i64::try_from(n).unwrap_or(0);
        pdf.get_dictionary_mut(*page)?.set("StructParents", n);
        nums.extend([n.into(), Object::Array(row)]);
    }
    let mut next = i64::try_from(pages.len()).unwrap_or(0);
    for (page, id) in layout.pages.iter().zip(pages) {
        let mut annots = Vec::new();
        for link in &page.links {
            let (way, to) = match &link.goal {
                Goal::Entry(entry) => {
                    let place = layout.headings.get(*entry);
                    let page = place.and_then(|p| Some((pages.get(p.page)?, p.top)));
                    let Some((page, top)) = page else {
                        continue;
                    };
                    ("Dest", destination(*page, layout, top))
                }
                Goal::Spot { page, top } => {
                    let Some(page) = pages.get(*page) else {
                        continue;
                    };
                    ("Dest", destination(*page, layout, *top))
                }
                Goal::Address(target) => {
                    let to = Object::string_literal(target.as_str());
                    let action = dict([("S", name("URI")), ("URI", to)]);
                    ("A", Object::Dictionary(action))
                }
            };
            let [l, t, r, b] = link.bounds;
            let up = |v: f32| Object::Real(layout.height as f32 - v);
            let annot = pdf.add_object(dict([
                ("Type", name("Annot")),
                ("Subtype", name("Link")),
                (
                    "Rect",
                    Object::Array(vec![l.into(), up(b), r.into(), up(t)]),
                ),
                ("Border", Object::Array(vec![0.into(), 0.into(), 0.into()])),
                ("F", 4.into()),
                ("Contents", text(&link.text)),
                ("StructParent", next.into()),
                (way, to),
            ]));
            annots.push(Object::Reference(annot));
            nums.extend([next.into(), Object::Reference(at(link.element))]);
            kids.entry(link.element)
                .or_default()
                .push(Object::Dictionary(dict([
                    ("Type", name("OBJR")),
                    ("Pg", Object::Reference(*id)),
                    ("Obj", Object::Reference(annot)),
                ])));
            next += 1;
        }
        if !annots.is_empty() {
            pdf.get_dictionary_mut(*id)?.set("Annots", annots);
        }
    }
    let shown = shown(layout, &kids);
    let is_shown = |n: usize| shown.get(n).copied().unwrap_or(false);
    // Notes are read behind the text of their piece.
    for notes in [false, true] {
        let elements = layout.elements.iter().enumerate().skip(1);
        for (n, e) in elements.filter(|(n, e)| (e.role == Role::Note) == notes && is_shown(*n)) {
            kids.entry(e.parent.unwrap_or(0))
                .or_default()
                .push(Object::Reference(at(n)));
        }
    }
    let mut roles = Dictionary::new();
    let figures = images::attributes(layout);
    for (n, e) in layout
        .elements
        .iter()
        .enumerate()
        .filter(|(n, _)| *n == 0 || is_shown(*n))
    {
        let kind = match e.role {
            Role::Said(role) => own(role),
            role => tag(role),
        };
        if kind != tag(e.role) {
            roles.set(kind, name(tag(e.role)));
        }
        let mut d = dict([
            ("S", name(kind)),
            ("P", Object::Reference(e.parent.map_or(root, at))),
        ]);
        let mut own = kids.remove(&n).unwrap_or_default();
        let only = if own.len() == 1 { own.pop() } else { None };
        d.set("K", only.unwrap_or(Object::Array(own)));
        if let Some(page) = homes.get(&n) {
            d.set("Pg", Object::Reference(*page));
        }
        match e.role {
            Role::List => d.set(
                "A",
                dict([("O", name("List")), ("ListNumbering", name("Decimal"))]),
            ),
            Role::HeadCell => d.set("A", dict([("O", name("Table")), ("Scope", name("Column"))])),
            Role::Figure => d.extend(figures.get(&n).unwrap_or(&Dictionary::new())),
            Role::Note => d.set("ID", Object::string_literal(format!("note{n}"))),
            _ => {}
        }
        pdf.objects.insert(at(n), Object::Dictionary(d));
    }
    let parents = pdf.add_object(dict([("Nums", Object::Array(nums))]));
    let mut tree = dict([
        ("Type", name("StructTreeRoot")),
        ("K", Object::Reference(at(0))),
        ("ParentTree", Object::Reference(parents)),
        ("ParentTreeNextKey", next.into()),
    ]);
    if !roles.is_empty() {
        tree.set("RoleMap", roles);
    }
    pdf.objects.insert(root, Object::Dictionary(tree));
    let catalog = pdf.catalog_mut()?;
    catalog.set("StructTreeRoot", Object::Reference(root));
    catalog.set("MarkInfo", dict([("Marked", true.into())]));
    Ok(())
}

/// Which elements hold anything: those with content and all above them.
fn shown(layout: &Layout, kids: &HashMap<usize, Vec<Object>>) -> Vec<bool> {
    let mut out = vec![false; layout.elements.len()];
    for (n, e) in layout.elements.iter().enumerate().rev() {
        let own = out.get(n).copied().unwrap_or(false) || kids.contains_key(&n);
        if let Some(slot) = out.get_mut(n) {
            *slot = own;
        }
        if let (true, Some(above)) = (own, e.parent.and_then(|p| out.get_mut(p))) {
            *above = true;
        }
    }
    // Every row has all its cells, the empty ones too (PDF/UA-1 7.5).
    for (n, e) in layout.elements.iter().enumerate() {
        let in_row = e.parent.and_then(|p| out.get(p)).copied().unwrap_or(false);
        if matches!(e.role, Role::Cell | Role::HeadCell)
            && in_row
            && let Some(slot) = out.get_mut(n)
        {
            *slot = true;
        }
    }
    out
}

/// The top of a heading on a page.
pub(super) fn destination(page: ObjectId, layout: &Layout, top: f32) -> Object {
    let y = (layout.height as f32 - top + 6.0).min(layout.height as f32);
    Object::Array(vec![
        Object::Reference(page),
        name("XYZ"),
        0.into(),
        Object::Real(y),
        Object::Null,
    ])
}
