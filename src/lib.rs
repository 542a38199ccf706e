//! The gateway: serves an Odoo to MCP clients and checks every call against the exact schema of the connected version first.
//!
//! A call travels `mcp → tools → policy → catalog and validation → sdk → answer → mcp`, never back up.

mod audit;
mod catalog;
pub mod cli;
pub mod config;
mod demo;
mod error_code;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod http;
mod keys;
mod mcp;
mod offline;
mod policy;
mod session;
#[cfg(test)]
mod sources;
mod tools;

pub use catalog::UserSchemas;
pub use mcp::{Gateway, StartError};
pub use session::{Bounds, Lifetime, OpenError, Plan, Session, Sessions};
pub use tools::{ToolSettings, Toolset, UnknownToolset};
