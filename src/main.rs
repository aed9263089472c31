//! The wenji program.
fn main() {}
