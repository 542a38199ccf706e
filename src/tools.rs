//! The tools: one tool, one file, a folder a toolset. What every tool shares is here; what talks MCP is not.

mod arguments;
mod context;
mod failure;
mod records;
mod registry;
mod schema;
mod session;
mod shape;
mod tool;
mod write;

pub(crate) use context::ToolContext;
pub(crate) use failure::{Failure, Whose};
pub(crate) use registry::{Registry, names};
pub(crate) use tool::{Answer, Entry, Hints, Tool};
