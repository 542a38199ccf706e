//! Keys in the Redis that replicas share: of all processes only one begins the call of a key, and only that one says what came of it.

use std::sync::{Arc, LazyLock};

use futures_util::future::BoxFuture;

use super::store::{IdempotencyStore, KEPT_FOR, Key, StoreError, StoredResult};
use crate::replicas::{Name, Replicas, Script};

/// Takes a key for a process, or returns what it stands for. What is kept is the number of the process and, behind a space, the result.
static BEGIN: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local held = redis.call('GET', KEYS[1])
         if held then return held end
         redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
         return false",
    )
});

/// Puts down what a key of this process stands for; without a result it stands for nothing.
static FINISH: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local held = redis.call('GET', KEYS[1])
         if not held or string.sub(held, 1, #ARGV[1] + 1) ~= ARGV[1] .. ' ' then return 0 end
         if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3]) end
         return 1",
    )
});

/// The keys.
#[derive(Debug)]
pub(crate) struct SharedStore {
    replicas: Arc<Replicas>,
    /// What distinguishes this process.
    process: String,
}

impl SharedStore {
    /// In this Redis.
    ///
    /// # Errors
    /// Where the system has no randomness for the number of the process.
    pub(crate) fn new(replicas: Arc<Replicas>) -> Result<Self, std::io::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        Ok(Self { replicas, process: bytes.iter().map(|byte| format!("{byte:02x}")).collect() })
    }
}

fn name(key: &Key) -> Name {
    Name::new("idempotency", &[&key.owner, &key.key])
}

fn kept_for() -> String {
    KEPT_FOR.as_millis().to_string()
}

impl IdempotencyStore for SharedStore {
    fn begin<'a>(&'a self, key: &'a Key, begun: &'a StoredResult) -> BoxFuture<'a, Result<Option<StoredResult>, StoreError>> {
        Box::pin(async move {
            let begun = serde_json::to_string(begun).map_err(std::io::Error::from)?;
            let held: Option<String> = self.replicas.run(&BEGIN, &[name(key)], &[&self.process, &begun, &kept_for()]).await?;
            let result = held.map(|held| serde_json::from_str(held.split_once(' ').map_or("", |(_, result)| result)));
            Ok(result.transpose().map_err(std::io::Error::from)?)
        })
    }

    fn finish<'a>(&'a self, key: &'a Key, result: Option<&'a StoredResult>) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let result = result.map(serde_json::to_string).transpose().map_err(std::io::Error::from)?.unwrap_or_default();
            let taken: i64 = self.replicas.run(&FINISH, &[name(key)], &[&self.process, &result, &kept_for()]).await?;
            if taken == 0 {
                tracing::error!("an idempotency key is not there any more: Redis forgot it, or was given another one");
            }
            Ok(())
        })
    }
}
