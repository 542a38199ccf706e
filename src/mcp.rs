//! The door of MCP: the handler that speaks both eras of the protocol, and how answers and failures look there.

mod channel;
mod handler;
mod instructions;
mod list_changes;
mod outcome;

pub use handler::Gateway;
