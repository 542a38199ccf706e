//! Configuration: where each setting comes from, checked before anything starts.

mod connection;
mod environment;

pub use connection::{Address, ConnectionError, ConnectionSettings, Credential};
pub use environment::{Environment, EnvironmentError, MCP_LOG_LEVEL, MCP_MODE, VARIABLES, Variable};
