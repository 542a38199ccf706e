//! The keys whose calls run in this process now.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OwnedMutexGuard;

use super::store::Key;

/// One lock for each key in use.
type Locks = HashMap<Key, Arc<tokio::sync::Mutex<()>>>;

/// The keys in use.
#[derive(Debug, Default)]
pub(crate) struct InFlight {
    locks: Mutex<Locks>,
}

/// A key in use by one call, until this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    all: Arc<InFlight>,
    key: Key,
    /// `None` only while it is dropped.
    held: Option<OwnedMutexGuard<()>>,
}

impl InFlight {
    /// Takes a key, after those who took it before gave it back.
    pub(crate) async fn take(self: &Arc<Self>, key: &Key) -> Running {
        let lock = Arc::clone(self.lock().entry(key.clone()).or_default());
        Running { all: Arc::clone(self), key: key.clone(), held: Some(lock.lock_owned().await) }
    }

    fn lock(&self) -> MutexGuard<'_, Locks> {
        self.locks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut locks = self.all.lock();
        self.held = None;
        // Nobody waits: the map has the only one.
        if locks.get(&self.key).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            locks.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_is_held_by_one_call_at_a_time_and_leaves_nothing_behind() {
        let all = Arc::new(InFlight::default());
        let (key, other) = (Key::new("bot", "1"), Key::new("ann", "1"));
        let first = all.take(&key).await;
        let second = tokio::spawn({
            let (all, key) = (Arc::clone(&all), key.clone());
            async move { drop(all.take(&key).await) }
        });
        drop(all.take(&other).await);
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
        drop(first);
        second.await.unwrap();
        assert!(all.lock().is_empty());
    }
}
