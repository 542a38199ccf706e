//! MCP: the handler that speaks both eras of the protocol, and how answers and failures look there.

mod caller;
mod handler;
mod instructions;
mod outcome;

pub use handler::{Gateway, StartError};
