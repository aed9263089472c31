//! wenji (文集): messy plain-text Chinese anthologies in, documents out.
//!
//! ```text
//! bytes → source → reader → tree → layout → pdf
//!                             ├──→ docx
//!                             └──→ epub
//! ```
//!
//! [`source::Source::decode`] makes text of bytes, [`reader::read`] a tree of text, [`render::render`] a file of the tree.
//! [`receipt::Receipt::draw`] proves that nothing was lost between the first two, [`verify::verify`] between the last two.
//! A backend of one's own walks the tree ([`tree::walk`]). `examples/` has a program for each.
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `cli` | the program, with `schema` | yes |
//! | `fonts` | five faces, 36 MB, where the build finds them (`fonts/` of the repository, or WENJI_FONTS); without them [`font::Faces::set`] gives them | yes |
//! | `write` | Word, PDF, EPUB and all that is rendered, faces, pictures, proofs of files, the review page; without it the reader alone is built, of under 90 crates | with `cli` or `fonts` |
//! | `schema` | the JSON Schema of the tree | no |
//!
//! # Versions
//!
//! Before 1.0 a change of the second number may change the interface, a change of the third adds to it. The text of the
//! program's messages and `why` in outlines may change at any time; codes of findings, names of kinds, schemes and
//! options, and the JSON of the tree ([`tree::TREE_VERSION`]) change only with the second number. A better reading of the
//! same text is no change of the interface. The least Rust is 1.89, and rises with the second number alone.

#![deny(missing_docs)]
#![cfg_attr(
    not(feature = "write"),
    allow(
        dead_code,
        unused_imports,
        reason = "what outputs alone ask of the tree stands with the tree"
    )
)]

pub mod account;
mod circle;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "write")]
mod corner;
#[cfg(feature = "write")]
pub mod cover;
pub mod diagnostic;
mod digest;
#[cfg(feature = "write")]
pub mod docx;
#[cfg(feature = "write")]
pub mod epub;
#[cfg(feature = "write")]
pub mod font;
mod format;
pub mod html;
mod hypertext;
#[cfg(feature = "write")]
pub mod layout;
pub mod markdown;
#[cfg(feature = "write")]
pub mod package;
pub mod pandoc;
#[cfg(feature = "write")]
pub mod pdf;
pub mod picture;
pub mod reader;
pub mod receipt;
#[cfg(feature = "write")]
pub mod render;
#[cfg(feature = "write")]
pub mod review;
mod roman;
pub mod source;
pub mod style;
pub mod tree;
mod unit;
mod upright;
#[cfg(feature = "write")]
pub mod verify;
mod western;
mod xml;
