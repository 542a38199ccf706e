//! Idempotency keys: a repeated key gets the first answer and nothing is written twice.
//!
//! A store holds what a key stands for; of several processes with one store only one begins the call of a key. Within this process
//! whoever repeats a key waits for the first call to end.

mod file;
mod in_flight;
mod journal;
mod memory;
mod shared;
mod store;

pub(crate) use file::{FileStore, FolderError};
pub(crate) use in_flight::{InFlight, Running};
pub(crate) use memory::MemoryStore;
pub(crate) use shared::SharedStore;
pub(crate) use store::{IdempotencyStore, Key, StoreError, StoredResult};
