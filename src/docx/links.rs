//! Links out of the document: their addresses stand in the relationships, each once.

use super::parts::OFFICE;
use crate::xml;
use std::collections::HashMap;

/// The addresses met so far.
#[derive(Debug, Default)]
pub(super) struct Links {
    list: Vec<String>,
    known: HashMap<String, usize>,
}

impl Links {
    /// The relationship of an address.
    pub(super) fn id(&mut self, address: String) -> String {
        let next = self.list.len();
        let at = *self.known.entry(address).or_insert_with_key(|a| {
            self.list.push(a.clone());
            next
        });
        id(at)
    }

    /// Their entries in document.xml.rels.
    pub(super) fn relations(&self) -> String {
        let list = self.list.iter().enumerate();
        list.map(|(n, address)| {
            format!(
                "<Relationship Id=\"{}\" Type=\"{OFFICE}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
                id(n),
                xml::text(address)
            )
        })
        .collect()
    }
}

/// Ids of their own, which no part of the package or of a model has.
fn id(n: usize) -> String {
    format!("link{}", n + 1)
}
