//! All sessions of the server: opened, found and ended by an id that nobody guesses, so many at most, each with bounds of its own.
//!
//! Sessions share what protects an Odoo as a whole: the places in flight, by server, and the count of failed logins. Everything else
//! belongs to one session only.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use super::lockout::Lockouts;
use super::places::Places;
use super::{Plan, Session};
use crate::policy::{Mode, Scope};

/// Most sessions at once, unless configured.
pub(crate) const DEFAULT_MOST: usize = 100;

/// Length of an id, in bytes.
const ID_BYTES: usize = 16;

/// What one session may do, within what the server may: it narrows and never widens.
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    /// A stricter mode.
    pub(crate) mode: Mode,
    /// A narrower scope.
    pub(crate) scope: Option<Scope>,
}

/// Where a session comes from, for the count of failed logins: an address, or `stdio`.
pub(crate) type Source = Arc<str>;

/// Why no session is opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// There are as many as there may be, and each is in use.
    #[error("{most} sessions are open, which is as many as this server allows; one is free in {} s at the latest if nobody uses it", .retry_after.as_secs())]
    TooMany {
        /// How many there may be.
        most: usize,
        /// When the first of them is over, if nobody uses it.
        retry_after: Duration,
    },
    /// The system gave no random bytes for an id.
    #[error("this system has no randomness for a session's id")]
    NoRandomness,
}

/// All sessions.
#[derive(Debug)]
pub struct Sessions {
    most: usize,
    lockouts: Arc<Lockouts>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    open: HashMap<String, Arc<Session>>,
    places: HashMap<String, Weak<Places>>,
    opened: u64,
}

impl Sessions {
    /// For so many at once; 0 is taken for 1.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most: most.max(1), lockouts: Arc::default(), state: Mutex::default() }
    }

    /// Opens a session, and its id. Where there are too many, those that nobody used for their idle time make room.
    ///
    /// # Errors
    /// [`OpenError`] where there are as many as there may be.
    pub fn open(&self, plan: Plan, bounds: Bounds, source: &str) -> Result<(String, Arc<Session>), OpenError> {
        let id = new_id().ok_or(OpenError::NoRandomness)?;
        let mut state = self.lock();
        if state.open.len() >= self.most {
            state.end_those_over();
        }
        if state.open.len() >= self.most {
            let retry_after = state.open.values().map(|session| session.over_in()).min().unwrap_or_default();
            return Err(OpenError::TooMany { most: self.most, retry_after });
        }
        state.opened += 1;
        let (number, places) = (state.opened, state.places(&plan));
        let session =
            Session::among(plan, bounds, super::Shared { number, places, lockouts: Arc::clone(&self.lockouts), source: source.into() });
        state.open.insert(id.clone(), Arc::clone(&session));
        Ok((id, session))
    }

    /// The session of an id; `None` where there is none, or where it is over.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Arc<Session>> {
        let mut state = self.lock();
        let session = Arc::clone(state.open.get(id)?);
        if session.over_in().is_zero() {
            state.end(id);
            return None;
        }
        Some(session)
    }

    /// Ends a session; whether there was one. Whoever still holds it can send nothing more through it.
    pub fn end(&self, id: &str) -> bool {
        self.lock().end(id)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn end(&mut self, id: &str) -> bool {
        self.open.remove(id).inspect(|session| session.end()).is_some()
    }

    fn end_those_over(&mut self) {
        let over: Vec<String> = self.open.iter().filter(|(_, session)| session.over_in().is_zero()).map(|(id, _)| id.clone()).collect();
        for id in &over {
            self.end(id);
        }
    }

    /// The places of the plan's server, which all its sessions share; the bound is that of the first.
    fn places(&mut self, plan: &Plan) -> Arc<Places> {
        self.places.retain(|_, places| places.strong_count() > 0);
        let server = plan.address.as_ref().map(|address| address.url.to_string()).unwrap_or_default();
        if let Some(places) = self.places.get(&server).and_then(Weak::upgrade) {
            return places;
        }
        let places = Places::new(plan.in_flight);
        self.places.insert(server, Arc::downgrade(&places));
        places
    }
}

fn new_id() -> Option<String> {
    let mut bytes = [0; ID_BYTES];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::odoo::ConnectionError;
    use crate::session::Lifetime;

    fn plan() -> Plan {
        let lifetime = Lifetime { idle: Duration::from_secs(60), absolute: Duration::from_secs(600) };
        Plan {
            settings: Err(ConnectionError::Missing(Vec::new())),
            address: None,
            lifetime,
            in_flight: 4,
            schemas: crate::catalog::UserSchemas::default(),
        }
    }

    fn open(sessions: &Sessions) -> Result<(String, Arc<Session>), OpenError> {
        sessions.open(plan(), Bounds::default(), "here")
    }

    #[tokio::test(start_paused = true)]
    async fn there_are_so_many_at_most_and_the_idle_make_room() {
        let sessions = Sessions::new(2);
        let (first, _) = open(&sessions).unwrap();
        tokio::time::advance(Duration::from_secs(20)).await;
        let (second, used) = open(&sessions).unwrap();
        let error = open(&sessions).unwrap_err();
        assert_eq!(error, OpenError::TooMany { most: 2, retry_after: Duration::from_secs(40) });
        tokio::time::advance(Duration::from_secs(30)).await;
        let _ = used.connected().await;
        tokio::time::advance(Duration::from_secs(40)).await;
        let (third, _) = open(&sessions).unwrap();
        assert!(sessions.get(&first).is_none() && sessions.get(&second).is_some() && sessions.get(&third).is_some());
        assert!(first != second && second != third && first.len() == 2 * ID_BYTES);
    }

    #[tokio::test(start_paused = true)]
    async fn an_ended_session_sends_nothing_even_to_who_holds_it() {
        let sessions = Sessions::new(2);
        let (id, held) = open(&sessions).unwrap();
        assert!(sessions.end(&id) && !sessions.end(&id) && sessions.get(&id).is_none());
        assert!(matches!(held.connected().await, Err(crate::session::SessionError::Over(_))));
        let (id, _) = open(&sessions).unwrap();
        tokio::time::advance(Duration::from_secs(61)).await;
        assert!(sessions.get(&id).is_none() && !sessions.end(&id));
    }

    #[tokio::test(start_paused = true)]
    async fn what_one_session_does_another_does_not_feel() {
        let sessions = Sessions::new(2);
        let (_, one) = open(&sessions).unwrap();
        let scope: Scope = "res.partner:R".parse().unwrap();
        let (_, other) = sessions.open(plan(), Bounds { mode: Mode::ReadOnly, scope: Some(scope) }, "there").unwrap();
        assert!(one.buckets.call(1).is_ok() && one.buckets.call(1).is_err() && other.buckets.call(1).is_ok());
        assert!(one.logout() || !matches!(other.connected().await, Err(crate::session::SessionError::Over(_))));
        assert!(matches!(one.connected().await, Err(crate::session::SessionError::Over(_))));
        assert!(one.bounds().scope.is_none() && other.bounds().mode == Mode::ReadOnly);
        // What they share is the Odoo.
        assert!(Arc::ptr_eq(&one.shared.places, &other.shared.places));
    }

    /// A new session is no new start for who guesses passwords.
    #[tokio::test(start_paused = true)]
    async fn failed_logins_count_over_all_sessions_of_a_source() {
        let sessions = Sessions::new(2);
        let (id, one) = open(&sessions).unwrap();
        (0..5).for_each(|_| one.shared.lockouts.failed("here", "bot"));
        sessions.end(&id);
        let (_, other) = open(&sessions).unwrap();
        assert!(other.shared.lockouts.check("here", "bot").is_err() && other.shared.lockouts.check("here", "ann").is_ok());
    }
}
