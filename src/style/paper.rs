//! What the style says of official papers: their form, and what stands in their head (GB/T 9704-2012).

use crate::tree::{Document, Inline, Paragraph, ParagraphRole as P, Text, issuers};
use serde::{Deserialize, Serialize};

/// The form of a paper (clauses 7 and 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The general form.
    #[default]
    General,
    /// 信函: two red double rules, number at the right.
    Letter,
    /// 命令（令）: the head higher, the number below it, signed by stamp.
    Order,
    /// 纪要.
    Minutes,
}

/// How a paper is signed (7.3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sign {
    /// To be sealed: the date four characters from the right, the name centred on it (7.3.5.1).
    #[default]
    Seal,
    /// Not sealed: the name two characters from the right, the date begins two behind the name (7.3.5.2).
    Plain,
    /// By signature stamp: both four characters from the right (7.3.5.3).
    Stamp,
}

/// What a paper shows beside its text. What the text prints itself goes before it; what is empty is left out.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Paper {
    /// Its form.
    pub form: Form,
    /// How it is signed.
    pub sign: Sign,
    /// 发文机关标志; several are parted by `|`.
    pub issuer: String,
    /// 份号.
    pub copy: String,
    /// 密级和保密期限.
    pub secrecy: String,
    /// 紧急程度.
    pub urgency: String,
    /// 发文字号.
    pub number: String,
    /// 签发人.
    pub signer: String,
}

impl Paper {
    /// The document with the head that the style gives it. A number that the text prints below its title goes up into a
    /// head that has none.
    #[must_use]
    pub fn applied(&self, mut doc: Document) -> Document {
        let signer = (!self.signer.is_empty()).then(|| format!("签发人：{}", self.signer));
        let lines = [
            (P::CopyNumber, Some(self.copy.as_str())),
            (P::Secrecy, Some(&self.secrecy)),
            (P::Urgency, Some(&self.urgency)),
            (P::Issuer, Some(&self.issuer)),
            (P::DocumentNumber, Some(&self.number)),
            (P::Signer, signer.as_deref()),
        ];
        let mut head = Vec::new();
        for (role, given) in lines {
            let own = doc.head.iter().filter(|p| p.role == role);
            let from = head.len();
            head.extend(own.cloned());
            if head.len() > from {
                continue;
            }
            let given = given.unwrap_or_default().split('|').map(str::trim);
            let several = role == P::Issuer && given.clone().count() > 1;
            let given = given.flat_map(|g| if several { issuers(g) } else { vec![g] });
            head.extend(given.filter(|g| !g.is_empty()).map(|words| Paragraph {
                role,
                line: 0,
                inlines: vec![Inline::Text(Text::bare(words))],
            }));
        }
        if head.iter().any(|p| p.role == P::Issuer) {
            doc.raise_number(&mut head);
            doc.head = head;
        }
        doc
    }
}
