//! wenji (文集): messy plain-text Chinese anthologies in, documents out.
//!
//! ```text
//! bytes → source → reader → tree → layout → pdf
//!                             ├──→ docx
//!                             └──→ epub
//! ```

#[cfg(feature = "cli")]
pub mod cli;
mod corner;
pub mod cover;
pub mod diagnostic;
mod digest;
pub mod docx;
pub mod epub;
pub mod font;
pub mod html;
mod hypertext;
pub mod layout;
pub mod markdown;
pub mod package;
pub mod pandoc;
pub mod pdf;
pub mod reader;
pub mod receipt;
pub mod render;
pub mod review;
pub mod source;
pub mod style;
pub mod tree;
pub mod verify;
mod xml;
