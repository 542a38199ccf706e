//! The tools: one tool, one file, a folder a toolset. What every tool shares is here; what talks MCP is not.

mod arguments;
mod caller;
mod confirm;
mod context;
mod failure;
mod once;
mod paging;
mod records;
mod reference;
mod registry;
mod request;
mod schema;
mod seal;
mod session;
mod settings;
mod shape;
mod shared;
mod tool;
mod unknown;
mod write;

pub(crate) use caller::{Caller, Reply, Soon, Way};
pub(crate) use context::ToolContext;
pub(crate) use failure::{Failure, Origin};
pub(crate) use once::{Answers, StateError};
pub(crate) use reference::reference;
pub(crate) use registry::{Registry, UnknownTool, names};
pub(crate) use request::ToolServer;
pub use settings::{ToolSettings, Toolset, UnknownToolset};
pub(crate) use tool::{Answer, Entry, Hints, Tool};
