//! The resources: what a client reads at an address instead of calling a tool. One kind, one file; the registry is the only list of them.
//!
//! A resource is the answer of a tool at an address, or an answer of its own that is judged as a tool's: the same layers, policy and
//! audit stand around it, and it is there only where that tool is on.

mod categories;
mod companies;
mod config;
mod export;
mod listed;
mod model;
mod models;
mod record;
mod reference;
mod registry;
mod report;
mod resource;
mod schema;
mod uri;
mod users;
mod workflow;

pub(crate) use listed::{INSTANCE_PARAMETER, Listed, listed};
pub(crate) use reference::reference;
pub(crate) use registry::{find, resources};
pub(crate) use resource::{Freshness, Resource};
pub(crate) use uri::{Parameters, without_instance};
