//! The table of attacks and of ordinary calls, shared with the tests of the judgement alone.

#[path = "../policy/benign.rs"]
pub mod benign;
#[path = "../policy/cases.rs"]
pub mod cases;
