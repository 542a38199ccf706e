//! When a call is sent again, and after how long: a read after a failure that may pass, a write only if it certainly did not run.

use std::time::Duration;

use super::ClientOptions;
use crate::call::Effect;
use crate::error::Error;

/// How long to wait before attempt number `attempt` (1 is the first retry), or `None` to give up.
pub(super) fn wait(error: &Error, effect: Effect, attempt: u32, options: &ClientOptions) -> Option<Duration> {
    let safe = match effect {
        Effect::Read => true,
        Effect::Write => error.did_not_run(),
    };
    // A server or breaker that names a time is not asked before it; callers learn the time from the error.
    let reported_to_wait = error.retry_after().is_some();
    let again = safe && error.retryable() && !reported_to_wait && attempt <= options.retries;
    again.then(|| delay(options.retry_delay, attempt, random()))
}

/// Doubles with each attempt; up to half is taken off, by `random` from 0 to 1, so that callers do not come back together.
fn delay(first: Duration, attempt: u32, random: f64) -> Duration {
    let full = first.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX));
    full.mul_f64(1.0 - random / 2.0)
}

/// From 0 to 1. Where the system gives no random number the whole delay is waited.
fn random() -> f64 {
    getrandom::u32().map_or(0.0, |bits| f64::from(bits) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn retried(error: &Error, effect: Effect, attempt: u32) -> bool {
        wait(error, effect, attempt, &ClientOptions::default()).is_some()
    }

    #[test]
    fn a_write_is_sent_again_only_if_it_did_not_run() {
        let cut_off = Error::new(ErrorKind::Connection, "cut off").transient(None);
        let refused = Error::new(ErrorKind::Connection, "refused").transient(None).never_ran();
        assert!(retried(&cut_off, Effect::Read, 1) && !retried(&cut_off, Effect::Write, 1));
        assert!(retried(&refused, Effect::Read, 2) && retried(&refused, Effect::Write, 2));
        assert!(!retried(&refused, Effect::Read, 3));
    }

    #[test]
    fn what_will_not_pass_is_not_retried() {
        assert!(!retried(&Error::new(ErrorKind::User, "no").never_ran(), Effect::Read, 1));
        let reported = Error::new(ErrorKind::Connection, "busy").transient(Some(Duration::from_secs(30)));
        assert!(!retried(&reported, Effect::Read, 1));
    }

    #[test]
    fn waits_double_and_vary() {
        let first = Duration::from_millis(200);
        assert_eq!([1, 2, 3].map(|attempt| delay(first, attempt, 0.0).as_millis()), [200, 400, 800]);
        assert_eq!(delay(first, 1, 1.0).as_millis(), 100);
        assert!((0..100).map(|_| random()).all(|random| (0.0..=1.0).contains(&random)));
    }
}
