//! What the gateway seals and hands out: gateway keys that carry an Odoo credential, and the ring of keys that seals them.
//!
//! A sealed text carries everything itself, so that a restart or another process with the same ring knows it. It is sealed for one
//! purpose: what was sealed for another opens as nothing. The register beside it holds no secret; only its revocations matter.

mod compaction;
mod envelope;
mod gateway_key;
mod register;
mod revocations;
mod ring;
mod shared;

use std::time::{SystemTime, UNIX_EPOCH};

#[cfg(test)]
pub(crate) use gateway_key::tests;

pub(crate) use envelope::{Purpose, SealedError};
pub(crate) use gateway_key::{GatewayKey, KeyCredential, WrittenKey};
pub(crate) use register::{Entry, Register, RegisterError};
pub(crate) use revocations::{Revocations, Stopped};
pub(crate) use ring::{KeyRing, KeyRingError};
pub(crate) use shared::SharedRevocations;

/// Seconds since 1970 by a clock; a clock before that ends every key.
pub(crate) fn seconds(clock: fn() -> SystemTime) -> u64 {
    clock().duration_since(UNIX_EPOCH).map_or(u64::MAX, |since| since.as_secs())
}
