//! What a session may still do this minute. Replicas count together in their Redis; each also counts for itself, and where Redis does not
//! answer its own count decides, within its share.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use crate::policy::{Buckets, Budget, Denial};
use crate::replicas::{Name, Replicas, Script, Unavailable};

/// A bucket of tokens that fills evenly, by the clock of Redis; the milliseconds to wait, or nothing. What is charged may not be there.
static TAKE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local time = redis.call('TIME')
         local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
         local full, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
         local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
         local filled = full
         if held[1] then filled = math.min(full, tonumber(held[1]) + math.max(0, now - tonumber(held[2])) * full / 60000) end
         local wanted, wait = math.min(cost, full), 0
         if ARGV[3] == 'charge' then filled = math.max(filled - cost, math.min(filled, -full))
         elseif filled + 0.000001 < wanted then wait = math.ceil((wanted - filled) * 60000 / full) else filled = filled - cost end
         redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', filled), 'at', string.format('%.3f', now))
         redis.call('PEXPIRE', KEYS[1], math.ceil((full - filled) * 60000 / full) + 1000)
         return wait",
    )
});

/// The budgets of one session.
#[derive(Debug)]
pub(crate) struct Budgets {
    here: Buckets,
    shared: Option<(Arc<Replicas>, String)>,
}

impl Budgets {
    /// Of a session of this name, which is the same at every replica.
    pub(super) fn new(replicas: Option<Arc<Replicas>>, session: String) -> Self {
        Self { here: Buckets::default(), shared: replicas.map(|replicas| (replicas, session)) }
    }

    /// Takes a call.
    pub(crate) async fn call(&self, per_minute: u32) -> Result<(), Denial> {
        match self.replicas(per_minute) {
            Some(shared) => self.take(shared, Budget::Calls, per_minute, 1).await,
            None => self.here.call(per_minute),
        }
    }

    /// Takes a write of so many records.
    pub(crate) async fn write(&self, per_minute: u32, records: usize) -> Result<(), Denial> {
        let Some(shared) = self.replicas(per_minute) else { return self.here.write(per_minute, records) };
        let budget = Budget::of_write(records);
        self.take(shared, budget, per_minute, records.max(1)).await?;
        if budget == Budget::Writes {
            self.charge(shared, Budget::All, per_minute).await;
        }
        Ok(())
    }

    /// Those that count together, where there is a bound.
    fn replicas(&self, per_minute: u32) -> Option<&(Arc<Replicas>, String)> {
        self.shared.as_ref().filter(|_| per_minute > 0)
    }

    async fn take(
        &self,
        (replicas, session): &(Arc<Replicas>, String),
        budget: Budget,
        per_minute: u32,
        cost: usize,
    ) -> Result<(), Denial> {
        let here = self.here.take(budget, replicas.share(per_minute), cost);
        let name = Name::new("budget", &[session, budget.name()]);
        let wait = match replicas.run::<u64>(&TAKE, &[name], &[&per_minute.to_string(), &cost.to_string(), "take"]).await {
            Ok(0) => return Ok(()),
            Ok(wait) => Err(Duration::from_millis(wait)),
            Err(Unavailable) => here,
        };
        wait.map_err(|wait| budget.denial(per_minute, wait))
    }

    async fn charge(&self, (replicas, session): &(Arc<Replicas>, String), budget: Budget, per_minute: u32) {
        self.here.charge(budget, replicas.share(per_minute), 1);
        let name = Name::new("budget", &[session, budget.name()]);
        if let Err(error) = replicas.run::<u64>(&TAKE, &[name], &[&per_minute.to_string(), "1", "charge"]).await {
            tracing::debug!("a write is counted here alone: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_redis_each_replica_has_its_share() {
        // Nobody listens at port 1.
        let replicas = Arc::new(Replicas::open("redis://127.0.0.1:1/", 3, Duration::from_secs(1)).unwrap());
        let budgets = Budgets::new(Some(replicas), "ann".to_owned());
        for _ in 0..20 {
            budgets.call(60).await.unwrap();
        }
        assert_eq!(budgets.call(60).await.unwrap_err().to_string(), "more than 60 calls a minute in this session");
        assert!(budgets.call(0).await.is_ok());
    }
}
