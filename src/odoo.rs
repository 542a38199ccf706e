//! One Odoo: where it is, who works there, and the only way to it.
//!
//! The client does not leave this folder. Out of it go calls that the policy permitted, and the few fixed reads by which the gateway
//! learns what an Odoo is.

mod connection;
mod discovery;

pub use connection::{Address, ConnectionError, ConnectionSettings, Credential, InstanceName};
#[cfg(test)]
pub(crate) use discovery::{DOOR, FACTS_DOOR};
pub(crate) use discovery::{Discovery, GroupTable};
