//! Revocations and the way of grants as replicas know them together.

use std::sync::{Arc, LazyLock};

use super::revocations::Reused;
use crate::replicas::{Name, Replicas, Script, Unavailable};

/// How long it is remembered how far a grant went on: longer than a refresh token is good.
const REMEMBERED: &str = "2764800000";

/// Notes revocations, each by the time of Redis.
static REVOKE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local now = redis.call('TIME')[1]
         for _, id in ipairs(ARGV) do redis.call('ZADD', KEYS[1], 'NX', now, id) end
         return 1",
    )
});

/// What was revoked from a time on, and the time now.
static SINCE: LazyLock<Script> =
    LazyLock::new(|| Script::new("return {redis.call('TIME')[1], redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf')}"));

/// The generation that takes the place of one; -1 where a later one was used.
static ADVANCE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local given = tonumber(ARGV[1])
         local newest = tonumber(redis.call('GET', KEYS[1]) or '0')
         if newest > given + 1 or (given == 0 and newest > 0) then return -1 end
         redis.call('SET', KEYS[1], given + 1, 'PX', ARGV[2])
         return given + 1",
    )
});

/// In the Redis of the replicas.
#[derive(Debug, Clone)]
pub(crate) struct SharedRevocations(Arc<Replicas>);

impl SharedRevocations {
    /// In this Redis.
    pub(crate) fn new(replicas: Arc<Replicas>) -> Self {
        Self(replicas)
    }

    /// Revokes keys or grants everywhere.
    pub(crate) async fn revoke(&self, ids: &[String]) -> Result<(), Unavailable> {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        self.0.run::<i64>(&REVOKE, &[Name::of_all("revoked")], &ids).await.map(drop)
    }

    /// What was revoked since, in seconds since 1970, and until when that is.
    pub(super) async fn since(&self, time: u64) -> Result<(u64, Vec<String>), Unavailable> {
        self.0.run(&SINCE, &[Name::of_all("revoked")], &[&time.to_string()]).await
    }

    /// See [`super::Revocations::advance`].
    pub(super) async fn advance(&self, id: &str, generation: u64) -> Result<Result<u64, Reused>, Unavailable> {
        let next: i64 = self.0.run(&ADVANCE, &[Name::new("grant", &[id])], &[&generation.to_string(), REMEMBERED]).await?;
        Ok(u64::try_from(next).map_err(|_| Reused))
    }
}
