//! What several processes of one gateway share, so that it does not matter which of them a call comes to: a Redis, and how many they are.
//!
//! Every step is one script, which Redis runs whole or not at all. Redis is asked within a bound of time and, once it did not answer, not
//! for a moment; what then becomes of a call is decided by whoever asked. Names in Redis are digests: no login, address or key is in one.

mod script;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, FromRedisValue};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, timeout};

pub(crate) use script::Script;

/// How long Redis is not asked after it did not answer.
const LEFT_ALONE: Duration = Duration::from_millis(500);

/// What the processes share.
pub(crate) struct Replicas {
    connection: ConnectionManager,
    count: u32,
    /// How long an answer is waited for.
    waited: Duration,
    left_alone_until: Mutex<Option<Instant>>,
    is_gone: AtomicBool,
}

/// It is not an address of a Redis. It may hold a password and is not shown.
#[derive(Debug, thiserror::Error)]
#[error("expected the address of a Redis such as `redis://127.0.0.1:6379/0`")]
pub(crate) struct NotAnAddress;

/// Redis does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the Redis that replicas share does not answer")]
pub(crate) struct Unavailable;

impl Replicas {
    /// So many processes with a Redis. It is connected to when it is first asked, by a task of the runtime that this runs in.
    pub(crate) fn open(url: &str, count: u32, waited: Duration) -> Result<Self, NotAnAddress> {
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(waited))
            .set_connection_timeout(Some(waited))
            .set_number_of_retries(1)
            .set_max_delay(LEFT_ALONE);
        let client = Client::open(url).map_err(|_| NotAnAddress)?;
        let connection = ConnectionManager::new_lazy_with_config(client, config).map_err(|_| NotAnAddress)?;
        Ok(Self { connection, count: count.max(1), waited, left_alone_until: Mutex::default(), is_gone: AtomicBool::new(false) })
    }

    /// What one process may do of what all may together, when they do not know of each other.
    pub(crate) fn share(&self, whole: u32) -> u32 {
        if whole == 0 { 0 } else { (whole / self.count).max(1) }
    }

    /// Runs a script on these names.
    pub(crate) async fn run<T: FromRedisValue>(&self, script: &Script, names: &[Name], arguments: &[&str]) -> Result<T, Unavailable> {
        if self.is_left_alone() {
            return Err(Unavailable);
        }
        let mut connection = self.connection.clone();
        let answer = timeout(self.waited, script.run(&mut connection, names, arguments)).await;
        match answer {
            Ok(Ok(answer)) => {
                if self.is_gone.swap(false, Ordering::Relaxed) {
                    tracing::warn!("the Redis that replicas share answers again");
                }
                Ok(answer)
            }
            Ok(Err(error)) => Err(self.gone(&error.to_string())),
            Err(_) => Err(self.gone("it took too long")),
        }
    }

    fn is_left_alone(&self) -> bool {
        let until = self.left_alone_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }

    fn gone(&self, why: &str) -> Unavailable {
        *self.left_alone_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + LEFT_ALONE);
        if !self.is_gone.swap(true, Ordering::Relaxed) {
            tracing::error!("the Redis that replicas share does not answer: {why}");
        }
        Unavailable
    }
}

impl fmt::Debug for Replicas {
    /// Without the address, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replicas").field("count", &self.count).finish_non_exhaustive()
    }
}

/// A name in Redis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name(String);

impl Name {
    /// Of a kind of thing, and what distinguishes it among its kind.
    pub(crate) fn new(kind: &str, parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        // What stands between braces decides where a cluster keeps it: names of one kind may stand in one script.
        Self(format!("odoo-gateway:{{{kind}}}:{digest}"))
    }

    /// Of the one thing of its kind.
    pub(crate) fn of_all(kind: &str) -> Self {
        Self(format!("odoo-gateway:{{{kind}}}"))
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_no_login_and_two_of_them_never_meet() {
        let name = Name::new("lockout", &["ann@example.com", "192.0.2.1"]);
        assert!(name.as_str().starts_with("odoo-gateway:{lockout}:") && !name.as_str().contains("ann") && !name.as_str().contains("192"));
        assert_ne!(Name::new("x", &["ab", "c"]), Name::new("x", &["a", "bc"]));
    }

    #[tokio::test]
    async fn without_an_answer_it_is_left_alone_and_each_has_its_share() {
        // Nobody listens at port 1.
        let replicas = Replicas::open("redis://127.0.0.1:1/", 3, Duration::from_secs(1)).unwrap();
        let script = Script::new("return 1");
        assert_eq!(replicas.run::<i64>(&script, &[], &[]).await, Err(Unavailable));
        assert!(replicas.is_left_alone());
        assert_eq!((replicas.share(60), replicas.share(2), replicas.share(0)), (20, 1, 0));
        assert!(Replicas::open("nonsense", 1, Duration::from_secs(1)).is_err());
    }
}
