//! The door of MCP: the handler that speaks both eras of the protocol, and how answers and failures look there.

mod channel;
mod completions;
mod extra;
mod handler;
mod instructions;
mod list_changes;
mod outcome;
mod paging;
mod plain;
mod prompts;
mod resources;
mod stdio;
mod subscriptions;

pub use handler::Gateway;
pub(crate) use plain::{listed, plain_result};
pub(crate) use stdio::{Lines, fault};
