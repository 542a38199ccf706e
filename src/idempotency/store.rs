//! What a store of keys is: memory, a file, or something that several machines share.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::replicas::Unavailable;
use crate::writer_thread::Stuck;

/// How long a result is kept.
pub(super) const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// A key of somebody. Keys of two owners never meet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Key {
    /// Whose it is.
    pub(crate) owner: Arc<str>,
    /// The key as it came.
    pub(crate) key: Arc<str>,
}

/// What the first call with a key came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredResult {
    /// Of tool and arguments: the same key with another call is a mistake.
    pub(crate) digest: Box<str>,
    /// Its answer as JSON. `None`: it began, and whether it wrote anything is not known.
    pub(crate) answer: Option<Box<str>>,
}

/// A store that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The file system refused.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// The file system does not answer.
    #[error(transparent)]
    Stuck(#[from] Stuck),
    /// Redis does not answer.
    #[error(transparent)]
    Shared(#[from] Unavailable),
}

/// Where keys are kept.
pub(crate) trait IdempotencyStore: Debug + Send + Sync {
    /// What a key stands for; where that is nothing, it stands for `begun` from now on. Both are one step, whoever else uses the store.
    fn begin<'a>(&'a self, key: &'a Key, begun: &'a StoredResult) -> BoxFuture<'a, Result<Option<StoredResult>, StoreError>>;

    /// What a key stands for now that its call is over; `None` is nothing.
    fn finish<'a>(&'a self, key: &'a Key, result: Option<&'a StoredResult>) -> BoxFuture<'a, Result<(), StoreError>>;
}

impl Key {
    /// A key of somebody.
    pub(crate) fn new(owner: &str, key: &str) -> Self {
        Self { owner: owner.into(), key: key.into() }
    }
}

impl StoredResult {
    /// A call that began.
    pub(crate) fn begun(digest: &str) -> Self {
        Self { digest: digest.into(), answer: None }
    }
}
