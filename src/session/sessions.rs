//! All sessions of the server: found or opened by their principal, so many at most, each with limits of its own.
//!
//! The sessions of one Odoo share what protects it as a whole: the permits in flight and the count of failed logins. Everything else
//! belongs to one session only.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::fair_semaphore::FairSemaphore;
use super::instance::Instances;
use super::lockout::Lockouts;
use super::principal::SessionKey;
use super::{Instance, Lifetime, Principal, Session, Shared};
use crate::odoo::InstanceName;
use crate::replicas::Replicas;

/// Most sessions at once, unless configured.
pub(crate) const DEFAULT_MOST: usize = 100;

/// Why no session is opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OpenError {
    /// There are as many as there may be, and each is in use.
    #[error("{most} sessions are open, which is as many as this server allows; the next one ends in {} s at the latest unless it is used", .retry_after.as_secs())]
    TooMany {
        /// How many there may be.
        most: usize,
        /// When the first of them is over, if nobody uses it.
        retry_after: Duration,
    },
    /// The principal is of an Odoo that this server does not have.
    #[error("this server has no Odoo of the name `{0}`")]
    UnknownInstance(InstanceName),
}

/// All sessions.
#[derive(Debug)]
pub(crate) struct Sessions {
    instances: Instances,
    lifetime: Lifetime,
    most: usize,
    replicas: Option<Arc<Replicas>>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    open: HashMap<SessionKey, Arc<Session>>,
    odoos: HashMap<InstanceName, Odoo>,
    opened: u64,
}

/// What all sessions of one Odoo share.
#[derive(Debug, Clone)]
struct Odoo {
    in_flight: Arc<FairSemaphore>,
    lockouts: Arc<Lockouts>,
}

impl Sessions {
    /// On these Odoos, so many at once; 0 is taken for 1.
    pub(crate) fn new(instances: impl IntoIterator<Item = Instance>, lifetime: Lifetime, most: usize) -> Self {
        let instances = instances.into_iter().collect();
        Self { instances, lifetime, most: most.max(1), replicas: None, state: Mutex::default() }
    }

    /// What is counted is counted for all replicas.
    pub(crate) fn sharing(self, replicas: Option<Arc<Replicas>>) -> Self {
        Self { replicas, ..self }
    }

    /// The session of a principal, opened where there is none. Where there are too many, those that nobody used for their idle time
    /// make room.
    pub(crate) fn of(&self, principal: &Principal) -> Result<Arc<Session>, OpenError> {
        let mut state = self.lock();
        if let Some(session) = state.open.get(&principal.key()) {
            return Ok(Arc::clone(session));
        }
        let unknown = || OpenError::UnknownInstance(principal.instance().clone());
        let instance = self.instances.get(principal.instance()).ok_or_else(unknown)?;
        self.make_room(&mut state)?;
        state.opened += 1;
        let (number, Odoo { in_flight, lockouts }) = (state.opened, state.odoo(&instance, self.replicas.as_ref()));
        let shared = Shared { number, in_flight, lockouts, replicas: self.replicas.clone() };
        let session = Session::new(principal.clone(), instance, self.lifetime, shared);
        state.open.insert(principal.key(), Arc::clone(&session));
        Ok(session)
    }

    /// Ends the session of a principal; whether there was one. Whoever still holds it can send nothing more through it.
    pub(crate) fn end(&self, principal: &Principal) -> bool {
        self.lock().end(&principal.key())
    }

    fn make_room(&self, state: &mut State) -> Result<(), OpenError> {
        if state.open.len() >= self.most {
            state.end_those_over();
        }
        if state.open.len() < self.most {
            return Ok(());
        }
        let retry_after = state.open.values().map(|session| session.state.over_in()).min().unwrap_or_default();
        Err(OpenError::TooMany { most: self.most, retry_after })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn end(&mut self, key: &SessionKey) -> bool {
        self.open.remove(key).inspect(|session| session.end()).is_some()
    }

    fn end_those_over(&mut self) {
        let over: Vec<SessionKey> =
            self.open.iter().filter(|(_, session)| session.state.over_in().is_zero()).map(|(key, _)| *key).collect();
        for key in &over {
            self.end(key);
        }
    }

    fn odoo(&mut self, instance: &Instance, replicas: Option<&Arc<Replicas>>) -> Odoo {
        let lockouts = || Arc::new(Lockouts::of(instance.name.as_str(), replicas.cloned()));
        let new = || Odoo { in_flight: FairSemaphore::new(instance.in_flight), lockouts: lockouts() };
        self.odoos.entry(instance.name.clone()).or_insert_with(new).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::odoo::ConnectionError;
    use crate::policy::{Mode, Scope};
    use crate::session::{SessionError, SessionLimits};

    fn sessions() -> Sessions {
        let lifetime = Lifetime { idle: Duration::from_secs(60), absolute: Duration::from_secs(600) };
        Sessions::new([Instance::only(None)], lifetime, 2)
    }

    fn principal(subject: &str) -> Principal {
        Principal::new(subject, "here", Err(ConnectionError::Missing(Vec::new())))
    }

    #[tokio::test(start_paused = true)]
    async fn there_are_so_many_at_most_and_the_idle_make_room() {
        let sessions = sessions();
        let first = sessions.of(&principal("ann")).unwrap();
        tokio::time::advance(Duration::from_secs(20)).await;
        let second = sessions.of(&principal("bob")).unwrap();
        assert!(Arc::ptr_eq(&second, &sessions.of(&principal("bob")).unwrap()));
        let error = sessions.of(&principal("eve")).unwrap_err();
        assert_eq!(error, OpenError::TooMany { most: 2, retry_after: Duration::from_secs(40) });
        tokio::time::advance(Duration::from_secs(30)).await;
        let _ = second.connected().await;
        tokio::time::advance(Duration::from_secs(40)).await;
        sessions.of(&principal("eve")).unwrap();
        assert!(matches!(first.connected().await, Err(SessionError::Over(_))));
        assert!(Arc::ptr_eq(&second, &sessions.of(&principal("bob")).unwrap()));
    }

    #[test]
    fn an_unknown_odoo_has_no_sessions() {
        let error = sessions().of(&principal("ann").on("other".into())).unwrap_err();
        assert_eq!(error.to_string(), "this server has no Odoo of the name `other`");
    }

    #[tokio::test]
    async fn an_ended_session_sends_nothing_even_for_who_holds_it() {
        let sessions = sessions();
        let held = sessions.of(&principal("ann")).unwrap();
        assert!(sessions.end(&principal("ann")) && !sessions.end(&principal("ann")));
        assert!(matches!(held.connected().await, Err(SessionError::Over(_))));
        assert!(!Arc::ptr_eq(&held, &sessions.of(&principal("ann")).unwrap()));
    }

    #[tokio::test]
    async fn sessions_share_the_odoo_and_nothing_else() {
        let sessions = sessions();
        let scope: Scope = "res.partner:R".parse().unwrap();
        let one = sessions.of(&principal("ann")).unwrap();
        let other = sessions.of(&principal("bob").within(SessionLimits { mode: Mode::ReadOnly, scope: Some(scope) })).unwrap();
        assert!(one.budgets().call(1).await.is_ok() && one.budgets().call(1).await.is_err() && other.budgets().call(1).await.is_ok());
        assert!(!one.logout());
        assert!(matches!(one.connected().await, Err(SessionError::Over(_))));
        assert!(!matches!(other.connected().await, Err(SessionError::Over(_))));
        assert!(one.limits().scope.is_none() && other.limits().mode == Mode::ReadOnly);
        assert!(Arc::ptr_eq(&one.shared.in_flight, &other.shared.in_flight));
    }

    /// A new session is not a new start for who guesses passwords.
    #[tokio::test]
    async fn failed_logins_count_over_all_sessions_of_a_source() {
        let sessions = sessions();
        let one = sessions.of(&principal("ann")).unwrap();
        for _ in 0..5 {
            one.shared.lockouts.failed("here", "bot").await;
        }
        sessions.end(&principal("ann"));
        let other = sessions.of(&principal("ann")).unwrap();
        assert!(other.shared.lockouts.check("here", "bot").await.is_err() && other.shared.lockouts.check("here", "ann").await.is_ok());
    }

    #[tokio::test]
    async fn an_odoo_where_logins_fail_locks_nobody_out_of_another() {
        let there = Instance { name: "there".into(), ..Instance::only(None) };
        let sessions = Sessions::new([Instance::only(None), there], Lifetime::default(), 2);
        let here = sessions.of(&principal("ann")).unwrap();
        for _ in 0..100 {
            here.shared.lockouts.failed("here", "bot").await;
        }
        let there = sessions.of(&principal("ann").on("there".into())).unwrap();
        assert!(here.shared.lockouts.check("here", "bot").await.is_err() && there.shared.lockouts.check("here", "bot").await.is_ok());
        assert!(!Arc::ptr_eq(&here.shared.in_flight, &there.shared.in_flight));
    }

    #[test]
    fn an_odoo_narrows_what_its_sessions_may_do() {
        let read_only = SessionLimits { mode: Mode::ReadOnly, scope: None };
        let there = Instance { name: "there".into(), limits: read_only, ..Instance::only(None) };
        let sessions = Sessions::new([Instance::only(None), there], Lifetime::default(), 2);
        let mode = |principal: &Principal| sessions.of(principal).unwrap().limits().mode;
        assert_eq!(mode(&principal("ann")), Mode::ReadWrite);
        assert_eq!(mode(&principal("ann").on("there".into())), Mode::ReadOnly);
    }
}
