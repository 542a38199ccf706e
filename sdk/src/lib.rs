//! Odoo 17, 18 and 19 from Rust: typed models, one client over every API, schema types and validation.
//!
#![cfg_attr(feature = "client", doc = include_str!("../README.md"))]
//!
//! # Where things are
//!
//! - [`Client`] and [`client`]: connecting, options, the user, the context. [`Call`] is any method call.
//! - [`model`]: fields, domains, drafts, groups; [`model::query`] has the builders that the client sends.
//! - [`Error`] and [`ErrorKind`]; [`Series`]; [`adapter`] for names of one series in another.
//! - [`schema`], [`validate`] and [`pull`]: snapshots of a database's schema, and calls checked against one.
//! - [`guide`]: what to write, what it becomes, what goes wrong.

pub mod adapter;
pub mod call;
#[cfg(feature = "client")]
pub mod client;
pub mod error;
#[cfg(all(feature = "client", any(doc, doctest)))]
pub mod guide;
pub mod model;
pub mod prelude;
#[cfg(feature = "client")]
pub mod pull;
pub mod schema;
pub mod series;
#[cfg(feature = "client")]
#[doc(hidden)]
pub mod transport;
pub mod validate;

pub use call::{Call, Effect};
#[cfg(feature = "client")]
pub use client::{Api, Client};
pub use error::{Error, ErrorKind};
pub use series::Series;
