//! The audit: a JSON line for every decision and one more for every outcome, joined by an id. Never a value, never a secret.
//!
//! A line has `time`, `event` (`decision` or `outcome`), `id`, `session`, `user`, `tool`; a decision has `decision` (`allow` or `deny`)
//! with `reason` and `rule` where it is a refusal, and `model`, `method`, `ids`, `count` where a call was made of it; an outcome has
//! `outcome` (`ok` or the kind of error) and `duration_ms`. A tool call that came to no call of Odoo has one line, its refusal.

mod call_audit;
#[cfg(test)]
mod members;
mod sink;
mod summary;

pub(crate) use call_audit::CallAudit;
#[cfg(test)]
pub(crate) use members::MEMBERS;
pub(crate) use sink::{Audit, Target};
pub(crate) use summary::summarise;
