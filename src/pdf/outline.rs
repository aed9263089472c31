//! Bookmarks, nested as the headings are, and page labels.

use super::tags::destination;
use super::{PdfError, dict, name, text};
use crate::layout::Layout;
use crate::tree::{Document, outline};
use lopdf::{Document as Pdf, Object, ObjectId};

/// Writes the bookmarks and the labels of the pages.
pub(super) fn write(
    pdf: &mut Pdf,
    layout: &Layout,
    doc: &Document,
    pages: &[ObjectId],
) -> Result<(), PdfError> {
    let entries = outline(doc);
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| pdf.new_object_id()).collect();
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(entries.len());
    let mut path: Vec<usize> = Vec::new();
    for (n, e) in entries.iter().enumerate() {
        path.truncate(e.depth.saturating_sub(1));
        parents.push(path.last().copied());
        path.push(n);
    }
    let children = |of: Option<usize>| -> Vec<usize> {
        parents
            .iter()
            .enumerate()
            .filter(|(_, p)| **p == of)
            .map(|(n, _)| n)
            .collect()
    };
    let mut by: Vec<Vec<usize>> = vec![Vec::new(); entries.len()];
    for (n, p) in parents.iter().enumerate() {
        if let Some(list) = p.and_then(|p| by.get_mut(p)) {
            list.push(n);
        }
    }
    let at = |n: usize| Object::Reference(ids.get(n).copied().unwrap_or(root));
    let top = children(None);
    let mut items: Vec<lopdf::Dictionary> = Vec::with_capacity(entries.len());
    for (n, e) in entries.iter().enumerate() {
        let place = layout.headings.get(n).copied().unwrap_or_default();
        let Some(page) = pages.get(place.page) else {
            continue;
        };
        let mut d = dict([
            ("Title", text(&bookmark(&e.listed()))),
            (
                "Parent",
                parents
                    .get(n)
                    .copied()
                    .flatten()
                    .map_or(Object::Reference(root), at),
            ),
            ("Dest", destination(*page, layout, place.top)),
        ]);
        let own = by.get(n).map(Vec::as_slice).unwrap_or_default();
        if let (Some(a), Some(b)) = (own.first(), own.last()) {
            d.set("First", at(*a));
            d.set("Last", at(*b));
            d.set("Count", -i64::try_from(own.len()).unwrap_or(1));
        }
        items.push(d);
    }
    let groups = std::iter::once(&top).chain(by.iter());
    for group in groups {
        for (a, b) in group.iter().zip(group.iter().skip(1)) {
            if let Some(d) = items.get_mut(*a) {
                d.set("Next", at(*b));
            }
            if let Some(d) = items.get_mut(*b) {
                d.set("Prev", at(*a));
            }
        }
    }
    for (id, d) in ids.iter().zip(items) {
        pdf.objects.insert(*id, Object::Dictionary(d));
    }
    if let (Some(a), Some(b)) = (top.first(), top.last()) {
        let count = i64::try_from(top.len()).unwrap_or(0);
        let d = dict([
            ("Type", name("Outlines")),
            ("First", at(*a)),
            ("Last", at(*b)),
            ("Count", count.into()),
        ]);
        pdf.objects.insert(root, Object::Dictionary(d));
        let catalog = pdf.catalog_mut()?;
        catalog.set("Outlines", Object::Reference(root));
        catalog.set("PageMode", name("UseOutlines"));
    }
    let decimal = Object::Dictionary(dict([("S", name("D"))]));
    let roman = Object::Dictionary(dict([("S", name("r"))]));
    let front = i64::try_from(layout.front).unwrap_or(0);
    let nums = if front > 0 {
        vec![0.into(), roman, front.into(), decimal]
    } else {
        vec![0.into(), decimal]
    };
    pdf.catalog_mut()?
        .set("PageLabels", dict([("Nums", Object::Array(nums))]));
    Ok(())
}

/// A bookmark must have words.
fn bookmark(shown: &str) -> String {
    if shown.trim().is_empty() {
        "……".into()
    } else {
        shown.to_owned()
    }
}
