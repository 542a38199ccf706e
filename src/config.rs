//! Configuration: where each setting comes from, checked before anything starts.
//!
//! The environment wins over the files of `CONFIG_DIR`, and without either there are defaults. Every fault is reported at once.
//! This folder composes what the others offer; only the command line imports it.

mod compile;
mod compose;
mod configuration;
mod connection;
mod declared;
mod demo;
pub(crate) mod documentation;
mod environment;
mod fault;
mod files;
mod folder;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzz;
mod instances;
mod known;
mod network;
mod reload;
mod resolve;
mod schema;
mod setting;
mod settings;
#[cfg(test)]
mod tests;
mod value;
mod yaml;

pub use environment::{Environment, EnvironmentError};
pub use setting::Setting;
pub use settings::{settings, variables};

pub(crate) use configuration::Configuration;
pub(crate) use demo::today;
pub(crate) use files::FILES;
pub(crate) use instances::{ConfiguredOdoo, INSTANCES};
pub(crate) use network::http_text;
pub(crate) use reload::{TakeOver, watch};
pub(crate) use settings::{
    MCP_LOG_LEVEL, MCP_MODE, MCP_SCOPE, MCP_TRANSPORT, ODOO_API_KEY, ODOO_DB, ODOO_PASSWORD, ODOO_URL, ODOO_USERNAME, PROFILE,
};
