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

pub(crate) use extra::take as take_extra;
pub use handler::Gateway;
pub(crate) use plain::{initialized, listed, plain_resource, plain_result, resource_templates, single_resources};
pub(crate) use stdio::{Lines, fault};
