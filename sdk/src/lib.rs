//! Odoo 17, 18 and 19 as Rust: transports, one client, schema types and validation.
//!
//! With `default-features = false` the crate is types, schema and validation only; the feature `client`
//! adds everything that opens a socket. It knows nothing of MCP and nothing of policy.

pub mod adapter;
pub mod call;
#[cfg(feature = "client")]
pub mod client;
pub mod error;
#[cfg(all(feature = "client", any(doc, doctest)))]
pub mod guide;
pub mod model;
#[cfg(feature = "client")]
pub mod pull;
pub mod schema;
pub mod series;
#[cfg(feature = "client")]
pub mod transport;
pub mod validate;

pub use call::{Call, Effect};
#[cfg(feature = "client")]
pub use client::{Api, Client};
pub use error::{Error, ErrorKind};
pub use series::Series;
