//! Failed logins as replicas count them together.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use super::{Rule, SOURCE, USER, USER_EVERYWHERE};
use crate::replicas::{Name, Replicas, Script, Unavailable};

/// The longest of some lockouts, in milliseconds; 0 where there is none.
static CHECK: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local longest = 0
         for _, name in ipairs(KEYS) do longest = math.max(longest, redis.call('PTTL', name)) end
         return longest",
    )
});

/// Notes a failure for each pair of names, the failures and the lockout, with how many failures within how long shut out.
static FAILED: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local time = redis.call('TIME')
         local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
         for at = 1, #KEYS, 2 do
             local times, lock, most, within = KEYS[at], KEYS[at + 1], tonumber(ARGV[at]), tonumber(ARGV[at + 1])
             redis.call('ZREMRANGEBYSCORE', times, '-inf', now - within)
             redis.call('ZADD', times, now, time[1] .. '.' .. time[2] .. '.' .. redis.call('ZCARD', times))
             redis.call('PEXPIRE', times, within)
             if redis.call('ZCARD', times) >= most then
                 redis.call('DEL', times)
                 redis.call('SET', lock, '1', 'NX', 'PX', within)
             end
         end
         return 1",
    )
});

static SUCCEEDED: LazyLock<Script> = LazyLock::new(|| Script::new("return redis.call('DEL', KEYS[1], KEYS[2])"));

/// The failures of one Odoo.
#[derive(Debug)]
pub(super) struct SharedLockouts {
    pub(super) replicas: Arc<Replicas>,
    /// Which Odoo.
    pub(super) odoo: String,
}

impl SharedLockouts {
    fn name(&self, what: &str, kind: &str, parts: &[&str]) -> Name {
        Name::new("lockout", &[&[self.odoo.as_str(), what, kind], parts].concat())
    }

    /// The names of what is counted or shut out for a login, each with its rule.
    fn names(&self, what: &str, source: &str, user: &str) -> [(Name, Rule); 3] {
        [
            (self.name(what, "source", &[source]), SOURCE),
            (self.name(what, "user", &[user]), USER_EVERYWHERE),
            (self.name(what, "both", &[source, user]), USER),
        ]
    }

    /// How long a login is shut out.
    pub(super) async fn check(&self, source: &str, user: &str) -> Result<Option<Duration>, Unavailable> {
        let names = self.names("lock", source, user).map(|(name, _)| name);
        let longest: i64 = self.replicas.run(&CHECK, &names, &[]).await?;
        Ok(u64::try_from(longest).ok().filter(|longest| *longest > 0).map(Duration::from_millis))
    }

    /// Notes a failure.
    pub(super) async fn failed(&self, source: &str, user: &str) -> Result<(), Unavailable> {
        let (times, locks) = (self.names("times", source, user), self.names("lock", source, user));
        let (mut names, mut bounds) = (Vec::new(), Vec::new());
        for ((times, rule), (lock, _)) in times.into_iter().zip(locks) {
            names.extend([times, lock]);
            bounds.extend([rule.failures.to_string(), rule.within.as_millis().to_string()]);
        }
        let bounds: Vec<&str> = bounds.iter().map(String::as_str).collect();
        self.replicas.run::<i64>(&FAILED, &names, &bounds).await.map(drop)
    }

    /// Forgets the failures of a login.
    pub(super) async fn succeeded(&self, source: &str, user: &str) -> Result<(), Unavailable> {
        let names = ["times", "lock"].map(|what| self.name(what, "both", &[source, user]));
        self.replicas.run::<i64>(&SUCCEEDED, &names, &[]).await.map(drop)
    }
}
