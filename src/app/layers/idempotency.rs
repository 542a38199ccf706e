//! Layer: a call with an idempotency key: the first one runs, whoever repeats the key gets its answer.
//!
//! An answer is kept where something was or may have been written. A call that wrote nothing keeps nothing: corrected, it may come again
//! with the same key.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::error_code::ErrorCode;
use crate::idempotency::{
    FileStore, FolderError, IdempotencyStore, InFlight, Key, MemoryStore, Running, SharedStore, StoreError, StoredResult,
};
use crate::replicas::Replicas;
use crate::tools::{Failure, Odoo, Origin, Problem, ToolOutput, WriteSent};

/// Longest key.
const LONGEST_KEY: usize = 200;

/// The keys of all calls.
#[derive(Debug, Clone)]
pub(in crate::app) struct Keys {
    store: Arc<dyn IdempotencyStore>,
    in_flight: Arc<InFlight>,
}

/// Why keys cannot be kept.
#[derive(Debug, thiserror::Error)]
pub(in crate::app) enum KeysError {
    /// They would be lost at a restart.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// Processes could not be distinguished.
    #[error("this system has no randomness")]
    Random(#[from] std::io::Error),
}

impl Keys {
    /// Kept where replicas share them, else in `folder` where there is one, else in memory.
    pub(in crate::app) fn open(folder: Option<&Path>, replicas: Option<&Arc<Replicas>>) -> Result<Self, KeysError> {
        let store: Arc<dyn IdempotencyStore> = match (replicas, folder) {
            (Some(replicas), _) => Arc::new(SharedStore::new(Arc::clone(replicas))?),
            (None, Some(folder)) => Arc::new(FileStore::open(folder)?),
            (None, None) => Arc::new(MemoryStore::default()),
        };
        Ok(Self { store, in_flight: Arc::default() })
    }
}

/// Puts down, however the call ends, what its key now stands for.
struct Pending {
    write_sent: WriteSent,
    /// `None` when it was put down.
    open: Option<Open>,
}

/// A key that stands for a call on its way.
struct Open {
    store: Arc<dyn IdempotencyStore>,
    running: Running,
    key: Key,
    digest: Box<str>,
}

impl Open {
    /// Puts down the answer, that it is not known, or nothing; then whoever repeats the key goes on.
    async fn close(self, answer: Option<Option<Box<str>>>) {
        let Self { store, running, key, digest } = self;
        let result = answer.map(|answer| StoredResult { digest, answer });
        if let Err(error) = store.finish(&key, result.as_ref()).await {
            tracing::error!("an idempotency key could not be written: {error}");
        }
        drop(running);
    }
}

impl Pending {
    async fn ended(mut self, result: &Result<ToolOutput, Failure>) {
        let Some(open) = self.open.take() else { return };
        open.close(match result {
            Ok(answer) => Some(serde_json::to_string(answer).ok().map(Into::into)),
            Err(failure) if failure.is_unsure() => Some(None),
            Err(_) => None,
        })
        .await;
    }
}

impl Drop for Pending {
    /// The call was given up on its way. The store may have to wait, so a task of its own puts it down.
    fn drop(&mut self) {
        let (Some(open), Ok(runtime)) = (self.open.take(), tokio::runtime::Handle::try_current()) else { return };
        let answer = self.write_sent.get().then_some(None);
        runtime.spawn(open.close(answer));
    }
}

/// Runs a call with a key, unless the key has its answer already.
pub(super) async fn once(
    keys: &Keys,
    key: &str,
    digest: &str,
    odoo: &Odoo,
    call: impl Future<Output = Result<ToolOutput, Failure>> + Send,
) -> Result<ToolOutput, Failure> {
    check_key(key)?;
    let key = Key::new(&odoo.identity().await?, key);
    let running = keys.in_flight.take(&key).await;
    if let Some(first) = keys.store.begin(&key, &StoredResult::begun(digest)).await.map_err(not_kept)? {
        return repeated(first, digest);
    }
    let open = Open { store: Arc::clone(&keys.store), running, key, digest: digest.into() };
    let pending = Pending { write_sent: odoo.write_sent(), open: Some(open) };
    let result = call.await;
    pending.ended(&result).await;
    result
}

fn check_key(key: &str) -> Result<(), Failure> {
    if key.is_empty() || key.len() > LONGEST_KEY {
        let message = format!("`idempotency_key` has {} bytes, expected 1 to {LONGEST_KEY}", key.len());
        return Err(Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, "idempotency_key", message)]));
    }
    Ok(())
}

fn not_kept(error: StoreError) -> Failure {
    tracing::error!("an idempotency key could not be written: {error}");
    let message = "the key could not be kept, so nothing was sent; a call without one would be";
    Failure::new(ErrorCode::Internal, Origin::Gateway, message)
}

/// The first answer, if this is the same call.
fn repeated(first: StoredResult, digest: &str) -> Result<ToolOutput, Failure> {
    if *first.digest != *digest {
        return Err(Failure::new(ErrorCode::KeyReused, Origin::Caller, "this `idempotency_key` was used for another call")
            .hint("a key belongs to one tool with one set of arguments; take a new one"));
    }
    let answer = first.answer.and_then(|answer| serde_json::from_str::<ToolOutput>(&answer).ok());
    let unknown = || Failure::unsure("the first call with this key was cut off, or is on its way in another process");
    let mut answer = answer.ok_or_else(unknown)?;
    answer.content.insert("repeated".to_owned(), Value::Bool(true));
    Ok(answer)
}
