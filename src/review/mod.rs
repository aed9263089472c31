//! The review page: the source beside what it was taken for, and a way to set right what was misread.
//!
//! ```text
//! Source + Reading ─ rows ─▶ JSON ─ page ─▶ one HTML file
//!                                     └──── serve: the same page, its edits through the reader at once
//! ```
//! The page itself is plain HTML, CSS and JavaScript in `page/`. What it hands back is a corrections file.

mod page;
mod rows;
#[cfg(feature = "cli")]
pub mod serve;
mod shown;

pub use page::{Choices, PageOptions, empty_page, page};
