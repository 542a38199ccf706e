//! The tokens that were used up: of this process, or of all replicas.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;

use crate::replicas::{Name, Replicas, Script, Unavailable};

/// Where used tokens are known.
pub(super) trait UsedTokens: Debug + Send + Sync {
    /// Uses a token up for that long; whether it was good until now.
    fn take<'a>(&'a self, number: &'a [u8], until: Duration) -> BoxFuture<'a, Result<bool, Unavailable>>;

    /// Makes it good again.
    fn give_back<'a>(&'a self, number: &'a [u8]) -> BoxFuture<'a, Result<(), Unavailable>>;
}

/// Those of this process.
#[derive(Debug, Default)]
pub(super) struct UsedHere(Mutex<HashMap<Vec<u8>, Instant>>);

impl UsedTokens for UsedHere {
    fn take<'a>(&'a self, number: &'a [u8], until: Duration) -> BoxFuture<'a, Result<bool, Unavailable>> {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, until| *until > Instant::now());
        let is_new = used.insert(number.to_vec(), Instant::now() + until).is_none();
        Box::pin(async move { Ok(is_new) })
    }

    fn give_back<'a>(&'a self, number: &'a [u8]) -> BoxFuture<'a, Result<(), Unavailable>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(number);
        Box::pin(async { Ok(()) })
    }
}

static TAKE: LazyLock<Script> =
    LazyLock::new(|| Script::new("if redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) then return 1 else return 0 end"));

static GIVE_BACK: LazyLock<Script> = LazyLock::new(|| Script::new("return redis.call('DEL', KEYS[1])"));

/// Those of all replicas.
#[derive(Debug)]
pub(super) struct UsedAnywhere(pub(super) Arc<Replicas>);

fn name(number: &[u8]) -> Name {
    let number: String = number.iter().map(|byte| format!("{byte:02x}")).collect();
    Name::new("confirmation", &[&number])
}

impl UsedTokens for UsedAnywhere {
    fn take<'a>(&'a self, number: &'a [u8], until: Duration) -> BoxFuture<'a, Result<bool, Unavailable>> {
        Box::pin(async move { Ok(self.0.run::<i64>(&TAKE, &[name(number)], &[&until.as_millis().to_string()]).await? == 1) })
    }

    fn give_back<'a>(&'a self, number: &'a [u8]) -> BoxFuture<'a, Result<(), Unavailable>> {
        Box::pin(async move { self.0.run::<i64>(&GIVE_BACK, &[name(number)], &[]).await.map(drop) })
    }
}
