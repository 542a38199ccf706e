//! Keys in memory: bounded in bytes, the least recently used leaves first, and it leaves where one owner holds most. Whoever uses many
//! keys pushes out their own and never those of somebody who uses few.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;
use tokio::time::Instant;

use super::store::{IdempotencyStore, KEPT_FOR, Key, StoreError, StoredResult};

/// Most bytes of all results.
const MOST_BYTES: usize = 32 << 20;

/// What an entry takes beside its texts, near enough: its places in two maps.
const OVERHEAD: usize = 256;

/// The keys of this process.
#[derive(Debug)]
pub(crate) struct MemoryStore {
    most_bytes: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    owners: HashMap<Arc<str>, Share>,
    bytes: usize,
    /// Counts uses, so that their order is known.
    uses: u64,
}

/// What one owner holds.
#[derive(Debug, Default)]
struct Share {
    entries: HashMap<Arc<str>, Entry>,
    /// The keys by their last use.
    by_use: BTreeMap<u64, Arc<str>>,
    bytes: usize,
}

#[derive(Debug)]
struct Entry {
    result: StoredResult,
    used: u64,
    until: Instant,
    bytes: usize,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::bounded(MOST_BYTES)
    }
}

impl MemoryStore {
    fn bounded(most_bytes: usize) -> Self {
        Self { most_bytes, state: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, key: &Key, result: Option<&StoredResult>) {
        let mut state = self.lock();
        state.remove(key);
        if let Some(result) = result {
            state.insert(key, result.clone());
        }
        state.shrink(self.most_bytes);
    }

    fn begin_now(&self, key: &Key, begun: &StoredResult) -> Option<StoredResult> {
        let found = self.lock().get(key);
        if found.is_none() {
            self.put(key, Some(begun));
        }
        found
    }
}

impl IdempotencyStore for MemoryStore {
    fn begin<'a>(&'a self, key: &'a Key, begun: &'a StoredResult) -> BoxFuture<'a, Result<Option<StoredResult>, StoreError>> {
        Box::pin(std::future::ready(Ok(self.begin_now(key, begun))))
    }

    fn finish<'a>(&'a self, key: &'a Key, result: Option<&'a StoredResult>) -> BoxFuture<'a, Result<(), StoreError>> {
        self.put(key, result);
        Box::pin(std::future::ready(Ok(())))
    }
}

impl State {
    /// What a key stands for, which is now the most recently used.
    fn get(&mut self, key: &Key) -> Option<StoredResult> {
        self.uses += 1;
        let share = self.owners.get_mut(&key.owner)?;
        let entry = share.entries.get_mut(&key.key).filter(|entry| entry.until > Instant::now())?;
        share.by_use.remove(&entry.used);
        entry.used = self.uses;
        share.by_use.insert(entry.used, Arc::clone(&key.key));
        Some(entry.result.clone())
    }

    fn insert(&mut self, key: &Key, result: StoredResult) {
        self.uses += 1;
        let bytes = OVERHEAD + 2 * key.key.len() + result.digest.len() + result.answer.as_ref().map_or(0, |answer| answer.len());
        let share = self.owners.entry(Arc::clone(&key.owner)).or_default();
        share.by_use.insert(self.uses, Arc::clone(&key.key));
        share.entries.insert(Arc::clone(&key.key), Entry { result, used: self.uses, until: Instant::now() + KEPT_FOR, bytes });
        share.bytes += bytes;
        self.bytes += bytes;
    }

    fn remove(&mut self, key: &Key) {
        let Some(share) = self.owners.get_mut(&key.owner) else { return };
        let Some(entry) = share.entries.remove(&key.key) else { return };
        share.by_use.remove(&entry.used);
        share.bytes -= entry.bytes;
        self.bytes -= entry.bytes;
        if share.entries.is_empty() {
            self.owners.remove(&key.owner);
        }
    }

    /// Drops what was not used for longest of whoever holds most, until the rest fits.
    fn shrink(&mut self, most_bytes: usize) {
        while self.bytes > most_bytes {
            let largest = self.owners.iter().max_by_key(|(_, share)| share.bytes);
            let oldest = largest.and_then(|(owner, share)| Some((owner, share.by_use.first_key_value()?.1)));
            let Some((owner, key)) = oldest else { return };
            self.remove(&Key { owner: Arc::clone(owner), key: Arc::clone(key) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(number: usize) -> StoredResult {
        StoredResult { digest: "d".into(), answer: Some(format!("{{\"id\":{number}}}").into()) }
    }

    /// Runs a call with a key to its end.
    fn call(store: &MemoryStore, owner: &str, number: usize) {
        let key = Key::new(owner, &format!("key-{number}"));
        assert_eq!(store.begin_now(&key, &StoredResult::begun("d")), None, "{key:?}");
        store.put(&key, Some(&done(number)));
    }

    fn known(store: &MemoryStore, owner: &str, number: usize) -> bool {
        store.lock().get(&Key::new(owner, &format!("key-{number}"))) == Some(done(number))
    }

    /// Many more keys than fit: the newest are the ones that a retry asks for.
    #[test]
    fn the_newest_keys_are_there_however_many_came() {
        let store = MemoryStore::bounded(4 << 20);
        for number in 0..40_000 {
            call(&store, "bot", number);
            assert!(store.lock().bytes <= 4 << 20);
        }
        assert!((38_000..40_000).all(|number| known(&store, "bot", number)));
        assert!(!known(&store, "bot", 0), "more came than fit");
    }

    #[test]
    fn nobody_pushes_out_the_keys_of_others() {
        let store = MemoryStore::bounded(1 << 20);
        (0..10).for_each(|number| call(&store, "ann", number));
        (0..40_000).for_each(|number| call(&store, "bot", number));
        assert!((0..10).all(|number| known(&store, "ann", number)));
        assert!(known(&store, "bot", 39_999));
    }

    #[test]
    fn what_is_used_stays_longer() {
        let store = MemoryStore::bounded(10 * (OVERHEAD + 30));
        call(&store, "bot", 0);
        for number in 1..100 {
            call(&store, "bot", number);
            assert!(known(&store, "bot", 0));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_result_is_kept_for_a_day() {
        let store = MemoryStore::default();
        call(&store, "bot", 1);
        tokio::time::advance(KEPT_FOR - std::time::Duration::from_secs(1)).await;
        assert!(known(&store, "bot", 1));
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
        call(&store, "bot", 1);
    }

    #[test]
    fn what_came_to_nothing_is_forgotten() {
        let store = MemoryStore::default();
        call(&store, "bot", 1);
        store.put(&Key::new("bot", "key-1"), None);
        assert!(store.lock().owners.is_empty() && store.lock().bytes == 0);
    }
}
