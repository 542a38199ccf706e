//! The table of attacks and of ordinary calls, shared with the tests of the judgement alone.

#[path = "../policy/benign.rs"]
pub(crate) mod benign;
#[path = "../policy/cases.rs"]
pub(crate) mod cases;
#[path = "../policy/findings.rs"]
pub(crate) mod findings;
#[path = "../policy/kinds.rs"]
pub(crate) mod kinds;
#[path = "../policy/siblings.rs"]
pub(crate) mod siblings;
