//! Lockouts after failed logins: 5 in 5 minutes for a user name from one source, 30 in 15 minutes for a source, 100 in 15 minutes for a
//! user name from everywhere. A lockout has a fixed length; what is tried while it lasts does not lengthen it, so that nobody keeps a user
//! out for good, and who guesses from elsewhere does not shut out a colleague at the fifth try.
//!
//! Replicas count together in their Redis. Each also counts for itself, by its share of the failures, which decides where Redis does not
//! answer.

mod shared;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::replicas::{Replicas, Unavailable};
use shared::SharedLockouts;

/// How many failures within how long shut out, and for how long.
#[derive(Debug, Clone, Copy)]
struct Rule {
    failures: usize,
    within: Duration,
}

const USER: Rule = Rule { failures: 5, within: Duration::from_secs(300) };
const USER_EVERYWHERE: Rule = Rule { failures: 100, within: Duration::from_secs(900) };
const SOURCE: Rule = Rule { failures: 30, within: Duration::from_secs(900) };

/// User names and sources that are remembered each; those that are not shut out go first.
const MOST_REMEMBERED: usize = 1_000;

/// A lockout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Locked {
    /// How long it still lasts.
    pub(crate) remaining: Duration,
}

impl fmt::Display for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "too many logins failed, none is tried for {} s", self.remaining.as_secs().max(1))
    }
}

/// The failed logins, by source and by user name.
#[derive(Debug, Default)]
pub(super) struct Lockouts {
    record: Mutex<Record>,
    shared: Option<SharedLockouts>,
}

#[derive(Debug, Default)]
struct Record {
    sources: HashMap<String, Failures>,
    users: HashMap<String, Failures>,
    users_of_sources: HashMap<String, Failures>,
}

#[derive(Debug, Default)]
struct Failures {
    times: VecDeque<Instant>,
    locked_until: Option<Instant>,
}

impl Lockouts {
    /// Of an Odoo, for all replicas.
    pub(super) fn of(odoo: &str, replicas: Option<Arc<Replicas>>) -> Self {
        let shared = replicas.map(|replicas| SharedLockouts { replicas, odoo: odoo.to_owned() });
        Self { record: Mutex::default(), shared }
    }

    /// Whether a login may be tried.
    pub(super) async fn check(&self, source: &str, user: &str) -> Result<(), Locked> {
        let remaining = match &self.shared {
            Some(shared) => match shared.check(source, user).await {
                Ok(remaining) => remaining,
                Err(Unavailable) => self.remaining(source, user),
            },
            None => self.remaining(source, user),
        };
        remaining.map_or(Ok(()), |remaining| Err(Locked { remaining }))
    }

    fn remaining(&self, source: &str, user: &str) -> Option<Duration> {
        let record = self.lock();
        let of = |failures: Option<&Failures>| failures.and_then(Failures::remaining);
        let of_user = of(record.users.get(user)).max(of(record.users_of_sources.get(&both(source, user))));
        of(record.sources.get(source)).max(of_user)
    }

    /// Notes that Odoo refused a login.
    pub(super) async fn failed(&self, source: &str, user: &str) {
        self.note(source, user);
        if let Some(shared) = &self.shared
            && let Err(error) = shared.failed(source, user).await
        {
            tracing::warn!("a failed login is counted here alone: {error}");
        }
    }

    fn note(&self, source: &str, user: &str) {
        let mut record = self.lock();
        note(&mut record.sources, source, self.share(SOURCE));
        note(&mut record.users, user, self.share(USER_EVERYWHERE));
        note(&mut record.users_of_sources, &both(source, user), self.share(USER));
    }

    /// What one replica takes by itself.
    fn share(&self, rule: Rule) -> Rule {
        let share =
            |whole: usize| self.shared.as_ref().map_or(whole, |shared| shared.replicas.share(u32::try_from(whole).unwrap_or(1)) as usize);
        Rule { failures: share(rule.failures), ..rule }
    }

    /// Notes that a login succeeded.
    pub(super) async fn succeeded(&self, source: &str, user: &str) {
        self.lock().users_of_sources.remove(&both(source, user));
        if let Some(shared) = &self.shared
            && let Err(error) = shared.succeeded(source, user).await
        {
            tracing::debug!("a login is not counted as good elsewhere: {error}");
        }
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One name for a user at a source.
fn both(source: &str, user: &str) -> String {
    format!("{}:{source}{user}", source.len())
}

fn note(known: &mut HashMap<String, Failures>, name: &str, rule: Rule) {
    if known.len() >= MOST_REMEMBERED && !known.contains_key(name) {
        known.retain(|_, failures| failures.remaining().is_some());
    }
    known.entry(name.to_owned()).or_default().note(rule);
}

impl Failures {
    fn remaining(&self) -> Option<Duration> {
        self.locked_until?.checked_duration_since(Instant::now()).filter(|remaining| !remaining.is_zero())
    }

    fn note(&mut self, rule: Rule) {
        let now = Instant::now();
        self.times.retain(|time| now.duration_since(*time) < rule.within);
        self.times.push_back(now);
        if self.times.len() >= rule.failures {
            self.times.clear();
            self.locked_until = Some(now + rule.within);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn five_failures_of_a_user_shut_out_for_five_minutes_and_no_longer() {
        let lockouts = Lockouts::default();
        for _ in 0..4 {
            lockouts.failed("here", "bot").await;
        }
        assert_eq!(lockouts.check("here", "bot").await, Ok(()));
        lockouts.failed("here", "bot").await;
        assert_eq!(lockouts.check("here", "bot").await, Err(Locked { remaining: USER.within }));
        assert_eq!(lockouts.check("here", "other").await, Ok(()));
        // Who guesses shuts out nobody at another place, until it is many.
        assert_eq!(lockouts.check("there", "bot").await, Ok(()));
        tokio::time::advance(Duration::from_secs(200)).await;
        assert_eq!(lockouts.check("here", "bot").await, Err(Locked { remaining: Duration::from_secs(100) }));
        tokio::time::advance(Duration::from_secs(100)).await;
        assert_eq!(lockouts.check("here", "bot").await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_hundred_failures_from_everywhere_shut_a_user_out() {
        let lockouts = Lockouts::default();
        for number in 0..100 {
            assert_eq!(lockouts.check("home", "bot").await, Ok(()), "{number}");
            lockouts.failed(&format!("place{number}"), "bot").await;
        }
        assert_eq!(lockouts.check("home", "bot").await, Err(Locked { remaining: USER_EVERYWHERE.within }));
        assert_eq!(lockouts.check("home", "other").await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn thirty_failures_of_a_source_shut_everybody_out() {
        let lockouts = Lockouts::default();
        for number in 0..30 {
            assert_eq!(lockouts.check("here", "new").await, Ok(()), "{number}");
            lockouts.failed("here", &format!("user{number}")).await;
        }
        assert_eq!(lockouts.check("here", "new").await, Err(Locked { remaining: SOURCE.within }));
        assert_eq!(lockouts.check("there", "new").await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn old_failures_and_a_success_do_not_count() {
        let lockouts = Lockouts::default();
        for _ in 0..8 {
            lockouts.failed("here", "slow").await;
            tokio::time::advance(Duration::from_secs(100)).await;
        }
        assert_eq!(lockouts.check("here", "slow").await, Ok(()));
        for _ in 0..8 {
            lockouts.failed("here", "clumsy").await;
            lockouts.succeeded("here", "clumsy").await;
        }
        assert_eq!(lockouts.check("here", "clumsy").await, Ok(()));
    }
}
