//! Configuration: where each setting comes from, checked before anything starts.
//!
//! The environment wins over the files of `CONFIG_DIR`, and without either there are defaults. Every fault is told at once.

mod compile;
mod connection;
pub(crate) mod environment;
mod files;
mod folder;
mod known;
mod loaded;
mod network;
#[cfg(test)]
mod tests;
mod tools;
mod watch;
mod yaml;

pub use environment::{Environment, EnvironmentError, VARIABLES, Variable};

pub(crate) use compile::At;
pub(crate) use environment::{MCP_LOG_LEVEL, MCP_STATE_FOLDER, MCP_TRANSPORT, ODOO_SIM_TODAY};
pub(crate) use files::FILES;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use folder::faults_of;
pub(crate) use loaded::Loaded;
pub(crate) use network::http_text;
pub(crate) use watch::watch;
