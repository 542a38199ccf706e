//! Signing in over OAuth: what a client and a browser do, step by step, and what a stranger tries.

mod account;
mod client;
mod flow;
mod metadata;
mod official_client;
mod traps;

pub(super) use client::{Client, origin};
