//! Inputs, options and places that mean harm: each has its exit code and message, nothing panics, nothing is written
//! outside the output folder, and what is written is whole.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking; the checks of outputs are shared"
)]

#[path = "../../fuzz/src/reopen.rs"]
mod reopen;
#[path = "../support/mod.rs"]
mod support;

mod options;
mod places;
mod sizes;
mod stage;
mod texts;
