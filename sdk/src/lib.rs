//! Odoo 17, 18 and 19 as Rust: transports, one client, schema types and validation.
//!
//! With `default-features = false` the crate is types, schema and validation only; the feature `client`
//! adds everything that opens a socket. It knows nothing of MCP and nothing of policy.

pub mod schema;
pub mod series;
pub mod validate;

pub use series::Series;
