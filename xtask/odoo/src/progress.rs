//! Progress on stderr: what is being done and how long it took, a line a step. Results go to stdout, never here.

use std::io::Write;
use std::time::Instant;

use anyhow::Result;

/// Runs one step between its name and its duration.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprint!("odoo: {name} ... ");
    // A lost progress line is not a reason to fail.
    let _ = std::io::stderr().flush();
    let start = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "failed" };
    eprintln!("{outcome} ({:.1} s)", start.elapsed().as_secs_f64());
    result
}

/// Says something that took no time.
pub(crate) fn note(text: &str) {
    eprintln!("odoo: {text}");
}
