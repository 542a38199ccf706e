//! What becomes of a session over time: open or not, how long unused, how old.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::connected::Connected;

/// How long sessions live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// How long without a call.
    pub idle: Duration,
    /// How long in all.
    pub absolute: Duration,
}

/// The state of one session.
#[derive(Debug)]
pub(super) struct SessionState {
    lifetime: Lifetime,
    now: Mutex<Now>,
}

#[derive(Debug)]
struct Now {
    opened: Opened,
    since: Instant,
    used: Instant,
}

#[derive(Debug, Clone)]
pub(super) enum Opened {
    /// As configured, at the first call.
    AsConfigured(Arc<OnceCell<Arc<Connected>>>),
    /// By `login`.
    ByLogin(Arc<Connected>),
    /// Not any more.
    Closed(&'static str),
}

impl Default for Lifetime {
    fn default() -> Self {
        Self { idle: Duration::from_secs(3_600), absolute: Duration::from_secs(12 * 3_600) }
    }
}

impl SessionState {
    /// Of a new session.
    pub(super) fn new(lifetime: Lifetime) -> Self {
        let now = Instant::now();
        Self { lifetime, now: Mutex::new(Now { opened: Opened::AsConfigured(Arc::default()), since: now, used: now }) }
    }

    /// What is open, without using it.
    pub(super) fn peek(&self) -> Opened {
        self.lock().opened.clone()
    }

    /// What is open now; a connection that is too old or too long unused is closed first.
    pub(super) fn use_now(&self) -> Opened {
        let mut now = self.lock();
        let moment = Instant::now();
        if self.left(&now, moment).is_zero() {
            now.since = moment;
            now.opened = match now.opened {
                Opened::AsConfigured(_) => Opened::AsConfigured(Arc::default()),
                Opened::ByLogin(_) => Opened::Closed("the session is over: call `login` again"),
                Opened::Closed(why) => Opened::Closed(why),
            };
        }
        now.used = moment;
        now.opened.clone()
    }

    /// When the session is over if nobody uses it; zero where it is.
    pub(super) fn over_in(&self) -> Duration {
        self.left(&self.lock(), Instant::now())
    }

    /// Begins anew.
    pub(super) fn set(&self, opened: Opened) {
        let moment = Instant::now();
        *self.lock() = Now { opened, since: moment, used: moment };
    }

    fn left(&self, now: &Now, moment: Instant) -> Duration {
        let idle = (now.used + self.lifetime.idle).saturating_duration_since(moment);
        idle.min((now.since + self.lifetime.absolute).saturating_duration_since(moment))
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(opened: Opened) -> Arc<OnceCell<Arc<Connected>>> {
        let Opened::AsConfigured(cell) = opened else { panic!("as configured") };
        cell
    }

    #[tokio::test(start_paused = true)]
    async fn a_configured_session_opens_anew_after_its_time_and_a_closed_one_stays_closed() {
        let state = SessionState::new(Lifetime::default());
        let first = cell(state.use_now());
        tokio::time::advance(Duration::from_secs(3_000)).await;
        assert!(Arc::ptr_eq(&first, &cell(state.use_now())));
        tokio::time::advance(Duration::from_secs(3_601)).await;
        assert!(!Arc::ptr_eq(&first, &cell(state.use_now())));
        state.set(Opened::Closed("logged out"));
        tokio::time::advance(Duration::from_secs(100_000)).await;
        assert!(matches!(state.use_now(), Opened::Closed("logged out")));
    }
}
