//! The gateway: serves an Odoo to MCP clients and checks every call against the exact schema of the connected version first.
//!
//! A call comes in at a door (`mcp`, the command line) and travels `app → tools → policy, catalog and validation → session → odoo → sdk`;
//! its answer goes back the same way.

// The futures of tools that run other tools are deep, and their layout is computed through all of them.
#![recursion_limit = "256"]

mod app;
mod audit;
mod catalog;
pub mod cli;
mod completions;
pub mod config;
mod demo;
mod error_code;
mod extract;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod http;
mod idempotency;
mod keys;
mod mcp;
#[cfg(any(test, feature = "measure"))]
#[doc(hidden)]
pub mod measure;
mod nearest;
mod odoo;
mod offline;
mod policy;
mod prompts;
mod replicas;
mod resources;
mod session;
mod tools;
mod writer_thread;

pub use app::{Application, Builder, StartError};
pub use catalog::UserSchemas;
pub use mcp::Gateway;
pub use odoo::{Address, ConnectionError, ConnectionSettings, Credential, InstanceName};
pub use session::{Instance, Lifetime, Principal, SessionLimits};
pub use tools::pack;
pub use tools::{ToolSettings, Toolset, UnknownToolset};
