//! The circuit breaker: when a server gives no answers, calls fail at once for a while, and then one is allowed through to see.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, ErrorKind};

/// Counts failures to get an answer; an answer of any kind, an error of Odoo too, is a success.
#[derive(Debug)]
pub(super) struct Breaker {
    failures_to_open: u32,
    delay: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Calls pass; so many failures came in a row.
    Closed { failures: u32 },
    /// Calls are refused until then.
    Open { until: Instant },
    /// One call is on its way to see whether the server is back.
    Probing,
}

/// The leave to send one request. What becomes of it must be reported with [`Self::settle`]; dropped, it counts as nothing seen.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    breaker: &'a Breaker,
    probe: bool,
}

impl Breaker {
    /// Opens after `failures_to_open` failures in a row, for `delay`. 0 failures: never.
    pub(super) fn new(failures_to_open: u32, delay: Duration) -> Self {
        Self { failures_to_open, delay, state: Mutex::new(State::Closed { failures: 0 }) }
    }

    /// Leave to send, or the error that says how long to wait.
    pub(super) fn admit(&self, place: &str) -> Result<Permit<'_>, Error> {
        let mut state = self.lock();
        let now = Instant::now();
        match *state {
            State::Closed { .. } => Ok(Permit { breaker: self, probe: false }),
            State::Open { until } if until <= now => {
                *state = State::Probing;
                Ok(Permit { breaker: self, probe: true })
            }
            State::Open { until } => Err(refusal(place, until - now)),
            State::Probing => Err(refusal(place, self.delay)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self) {
        let mut state = self.lock();
        let failures = match *state {
            State::Closed { failures } => failures.saturating_add(1),
            State::Probing => self.failures_to_open,
            State::Open { .. } => return,
        };
        let opens = self.failures_to_open > 0 && failures >= self.failures_to_open;
        *state = if opens { State::Open { until: Instant::now() + self.delay } } else { State::Closed { failures } };
    }

    /// A late answer to an older request does not close a breaker that opened meanwhile; only the probe does.
    fn answered(&self, probe: bool) {
        let mut state = self.lock();
        if probe || matches!(*state, State::Closed { .. }) {
            *state = State::Closed { failures: 0 };
        }
    }
}

impl Permit<'_> {
    /// Reports the outcome of the request.
    pub(super) fn settle<T>(mut self, result: &Result<T, Error>) {
        let probe = std::mem::take(&mut self.probe);
        if result.as_ref().is_err_and(|error| error.kind() == ErrorKind::Connection) {
            self.breaker.failed();
        } else {
            self.breaker.answered(probe);
        }
    }
}

impl Drop for Permit<'_> {
    /// A probe that was given up leaves the way open for the next one.
    fn drop(&mut self) {
        if self.probe {
            *self.breaker.lock() = State::Open { until: Instant::now() };
        }
    }
}

fn refusal(place: &str, wait: Duration) -> Error {
    let message = format!("{place} did not answer lately, calls are held back for {} s", wait.as_secs().max(1));
    Error::new(ErrorKind::Connection, message).never_ran().transient(Some(wait))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELAY: Duration = Duration::from_secs(10);

    fn attempt(breaker: &Breaker, outcome: Result<(), ErrorKind>) -> bool {
        let Ok(permit) = breaker.admit("acme:80") else { return false };
        permit.settle(&outcome.map_err(|kind| Error::new(kind, "x")));
        true
    }

    fn opened() -> Breaker {
        let breaker = Breaker::new(2, DELAY);
        for _ in 0..2 {
            assert!(attempt(&breaker, Err(ErrorKind::Connection)));
        }
        breaker
    }

    #[tokio::test(start_paused = true)]
    async fn opens_after_failures_in_a_row_and_says_how_long() {
        let breaker = Breaker::new(2, DELAY);
        for outcome in [Err(ErrorKind::Connection), Ok(()), Err(ErrorKind::Connection), Err(ErrorKind::User), Err(ErrorKind::Connection)] {
            assert!(attempt(&breaker, outcome));
        }
        assert!(attempt(&breaker, Err(ErrorKind::Connection)));
        tokio::time::advance(Duration::from_secs(4)).await;
        let error = breaker.admit("acme:80").err().unwrap();
        assert_eq!(error.message(), "acme:80 did not answer lately, calls are held back for 6 s");
        assert_eq!((error.retry_after(), error.did_not_run()), (Some(Duration::from_secs(6)), true));
    }

    #[tokio::test(start_paused = true)]
    async fn lets_one_through_after_the_delay_and_closes_on_an_answer() {
        let breaker = opened();
        tokio::time::advance(DELAY).await;
        let probe = breaker.admit("acme:80").ok().unwrap();
        assert!(breaker.admit("acme:80").is_err());
        probe.settle(&Ok(()));
        assert!(attempt(&breaker, Ok(())));
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_probe_opens_again() {
        let breaker = opened();
        tokio::time::advance(DELAY).await;
        assert!(attempt(&breaker, Err(ErrorKind::Connection)));
        assert!(!attempt(&breaker, Ok(())));
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_given_up_lets_the_next_one_try() {
        let breaker = opened();
        tokio::time::advance(DELAY).await;
        drop(breaker.admit("acme:80"));
        assert!(attempt(&breaker, Ok(())));
    }

    #[tokio::test(start_paused = true)]
    async fn a_late_answer_does_not_close_an_open_breaker() {
        let breaker = Breaker::new(1, DELAY);
        let late = breaker.admit("acme:80").ok().unwrap();
        assert!(attempt(&breaker, Err(ErrorKind::Connection)));
        late.settle(&Ok(()));
        assert!(!attempt(&breaker, Ok(())));
    }

    #[tokio::test(start_paused = true)]
    async fn zero_switches_it_off() {
        let breaker = Breaker::new(0, DELAY);
        for _ in 0..20 {
            assert!(attempt(&breaker, Err(ErrorKind::Connection)));
        }
    }
}
