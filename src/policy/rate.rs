//! Step: token buckets, for all calls and for what is written. They fill evenly; a bucket never holds more than a minute's worth.
//!
//! A bulk call costs what it writes. One that costs more than a full bucket passes when the bucket is full, and leaves a debt. Everything
//! that is written counts for the bulk calls, while the writes of single records are held to their own number alone: a large import does
//! not hold up those beside it, and in the long run both together write no more than a minute's worth a minute.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::decision::{Denial, Reason, Step};
use crate::error_code::ErrorCode;

/// The budgets of one session.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    calls: Mutex<Option<Bucket>>,
    /// Of single records.
    writes: Mutex<Option<Bucket>>,
    /// Of all records, which the calls that write several wait for.
    all: Mutex<Option<Bucket>>,
}

/// Tokens as of a moment; below zero is a debt.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Budget {
    /// Calls of tools.
    Calls,
    /// Writes of single records.
    Writes,
    /// All records, which the calls that write several wait for.
    All,
}

impl Budget {
    /// What is taken for a write of so many records.
    pub(crate) fn of_write(records: usize) -> Self {
        if records > 1 { Self::All } else { Self::Writes }
    }

    /// Its name, as callers read it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Writes => "writes",
            Self::All => "records written together",
        }
    }

    /// That it is used up for that long.
    pub(crate) fn denial(self, per_minute: u32, wait: Duration) -> Denial {
        denial(self.name(), per_minute, wait)
    }
}

impl Buckets {
    /// Takes one call; 0 a minute sets no bound.
    pub(crate) fn call(&self, per_minute: u32) -> Result<(), Denial> {
        self.take(Budget::Calls, per_minute, 1).map_err(|wait| Budget::Calls.denial(per_minute, wait))
    }

    /// Takes as many writes as the call writes.
    pub(crate) fn write(&self, per_minute: u32, records: usize) -> Result<(), Denial> {
        let budget = Budget::of_write(records);
        self.take(budget, per_minute, records.max(1)).map_err(|wait| budget.denial(per_minute, wait))?;
        if budget == Budget::Writes {
            self.charge(Budget::All, per_minute, 1);
        }
        Ok(())
    }

    /// Takes out of one budget; how long to wait where it is used up.
    pub(crate) fn take(&self, budget: Budget, per_minute: u32, cost: usize) -> Result<(), Duration> {
        take(self.bucket(budget), per_minute, cost)
    }

    /// Takes what may not be there.
    pub(crate) fn charge(&self, budget: Budget, per_minute: u32, cost: u32) {
        charge(self.bucket(budget), per_minute, cost);
    }

    fn bucket(&self, budget: Budget) -> &Mutex<Option<Bucket>> {
        match budget {
            Budget::Calls => &self.calls,
            Budget::Writes => &self.writes,
            Budget::All => &self.all,
        }
    }
}

fn take(bucket: &Mutex<Option<Bucket>>, per_minute: u32, cost: usize) -> Result<(), Duration> {
    if per_minute == 0 {
        return Ok(());
    }
    let mut bucket: MutexGuard<'_, _> = bucket.lock().unwrap_or_else(PoisonError::into_inner);
    let (full, now) = (f64::from(per_minute), Instant::now());
    let filled = filled(*bucket, full, now);
    let cost = f64::from(u32::try_from(cost).unwrap_or(u32::MAX));
    let wanted = cost.min(full);
    // A token that is whole but for the rounding of its parts is whole.
    if filled + 1e-6 < wanted {
        *bucket = Some(Bucket { tokens: filled, at: now });
        return Err(Duration::from_secs_f64((wanted - filled) * 60.0 / full));
    }
    *bucket = Some(Bucket { tokens: filled - cost, at: now });
    Ok(())
}

/// Takes what may not be there, as a debt of at most a minute's worth.
fn charge(bucket: &Mutex<Option<Bucket>>, per_minute: u32, cost: u32) {
    if per_minute == 0 {
        return;
    }
    let mut bucket: MutexGuard<'_, _> = bucket.lock().unwrap_or_else(PoisonError::into_inner);
    let (full, now) = (f64::from(per_minute), Instant::now());
    let filled = filled(*bucket, full, now);
    *bucket = Some(Bucket { tokens: (filled - f64::from(cost)).max(filled.min(-full)), at: now });
}

/// The tokens of a bucket now.
fn filled(bucket: Option<Bucket>, full: f64, now: Instant) -> f64 {
    bucket.map_or(full, |bucket| (bucket.tokens + now.duration_since(bucket.at).as_secs_f64() * full / 60.0).min(full))
}

fn denial(what: &str, per_minute: u32, wait: Duration) -> Denial {
    let seconds = wait.as_secs_f64().ceil();
    let message = format!("more than {per_minute} {what} a minute in this session");
    let reason =
        Reason::new(Step::RateLimit, ErrorCode::RateLimited, message).hint(format!("the same call may pass in {seconds} s")).rule("limits");
    Denial { reasons: vec![reason], retry_after: Some(wait) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn sixty_calls_a_minute_and_one_more_each_second() {
        let buckets = Buckets::default();
        for _ in 0..60 {
            buckets.call(60).unwrap();
        }
        let denial = buckets.call(60).unwrap_err();
        assert_eq!(denial.to_string(), "more than 60 calls a minute in this session");
        assert_eq!(denial.retry_after, Some(Duration::from_secs(1)));
        tokio::time::advance(Duration::from_secs(1)).await;
        buckets.call(60).unwrap();
        assert!(buckets.call(60).is_err());
        tokio::time::advance(Duration::from_secs(3_600)).await;
        for _ in 0..60 {
            buckets.call(60).unwrap();
        }
        assert!(buckets.call(60).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_bulk_call_costs_what_it_writes() {
        let buckets = Buckets::default();
        buckets.write(20, 15).unwrap();
        assert!(buckets.write(20, 6).is_err());
        buckets.write(20, 5).unwrap();
        tokio::time::advance(Duration::from_secs(60)).await;
        buckets.write(20, 100).unwrap();
        let wait = buckets.write(20, 2).unwrap_err().retry_after.unwrap();
        assert_eq!(wait.as_secs(), 246);
        tokio::time::advance(wait).await;
        buckets.write(20, 2).unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_bulk_call_does_not_hold_up_the_writes_of_single_records() {
        let buckets = Buckets::default();
        buckets.write(20, 27).unwrap();
        let denial = buckets.write(20, 2).unwrap_err();
        assert_eq!(denial.to_string(), "more than 20 records written together a minute in this session");
        for _ in 0..20 {
            buckets.write(20, 1).unwrap();
        }
        assert_eq!(buckets.write(20, 1).unwrap_err().to_string(), "more than 20 writes a minute in this session");
    }

    #[tokio::test(start_paused = true)]
    async fn single_and_bulk_writes_share_a_minute() {
        let buckets = Buckets::default();
        for _ in 0..15 {
            buckets.write(20, 1).unwrap();
        }
        assert!(buckets.write(20, 6).is_err(), "15 of 20 are written");
        buckets.write(20, 5).unwrap();
        // Single writes as fast as they may leave nothing for bulk calls, however long it goes on.
        let mut written = 0;
        for _ in 0..600 {
            tokio::time::advance(Duration::from_secs(1)).await;
            written += u32::from(buckets.write(20, 1).is_ok()) + if buckets.write(20, 10).is_ok() { 10 } else { 0 };
        }
        assert!((190..=230).contains(&written), "{written} in ten minutes at 20 a minute");
    }

    #[tokio::test(start_paused = true)]
    async fn zero_sets_no_bound() {
        let buckets = Buckets::default();
        assert!((0..10_000).all(|_| buckets.call(0).is_ok()));
    }
}
