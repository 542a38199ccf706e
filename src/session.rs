//! One user's session: its connection to one Odoo, opened lazily at the first call that needs it, its budgets and its life time.
//!
//! A connection belongs to one session and ends with it: by `logout`, when nobody used it for a while, or when it is too old. Where the
//! environment holds the credential the next call opens a new one; a session that `login` opened stays closed until the next `login`.

mod connected;
mod discovery;
mod groups;
mod lockout;
mod places;
mod sessions;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use odoo_sdk::{Error, ErrorKind};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::catalog::{FolderError, UserSchemas};
use crate::config::{Address, ConnectionError, ConnectionSettings, Credential, ODOO_URL};
use crate::policy::Buckets;

pub(crate) use connected::Connected;
#[cfg(test)]
pub(crate) use discovery::DOOR;
pub(crate) use discovery::Discovery;
use lockout::{Locked, Lockouts};
use places::{Place, Places};
pub(crate) use sessions::DEFAULT_MOST;
use sessions::Source;
pub use sessions::{Bounds, OpenError, Sessions};

/// Most calls on their way to Odoo at once, unless configured.
pub(crate) const DEFAULT_IN_FLIGHT: usize = 32;

/// How long sessions live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// How long without a call.
    pub idle: Duration,
    /// How long in all.
    pub absolute: Duration,
}

/// What a session starts with.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The connection that the configuration tells, or what is missing.
    pub settings: Result<ConnectionSettings, ConnectionError>,
    /// The server and database that `login` goes to.
    pub address: Option<Address>,
    /// How long it lives.
    pub lifetime: Lifetime,
    /// Most calls on their way to Odoo at once.
    pub in_flight: usize,
    /// The user's own snapshots.
    pub schemas: UserSchemas,
}

/// A session, connected or not yet.
#[derive(Debug)]
pub struct Session {
    settings: Result<ConnectionSettings, ConnectionError>,
    address: Option<Address>,
    lifetime: Lifetime,
    schemas: UserSchemas,
    state: Mutex<State>,
    /// What the session may still do this minute.
    pub(crate) buckets: Buckets,
    bounds: Bounds,
    shared: Shared,
}

/// What a session has in common with others, and what tells it apart there.
#[derive(Debug)]
struct Shared {
    number: u64,
    places: Arc<Places>,
    lockouts: Arc<Lockouts>,
    source: Source,
}

#[derive(Debug)]
struct State {
    opened: Opened,
    since: Instant,
    used: Instant,
}

#[derive(Debug, Clone)]
enum Opened {
    /// With what the environment says, at the first call.
    Lazily(Arc<OnceCell<Arc<Connected>>>),
    /// By `login`.
    ByLogin(Arc<Connected>),
    /// Not any more.
    Closed(&'static str),
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    /// Nothing tells where to connect.
    #[error(transparent)]
    Configuration(ConnectionError),
    /// The session is over.
    #[error("{0}")]
    Over(&'static str),
    /// Too many logins failed.
    #[error("{0}")]
    Locked(Locked),
    /// The user has snapshots, but none of the connected Odoo's series.
    #[error(transparent)]
    Schemas(#[from] FolderError),
    /// Odoo could not be reached, refused the login or is no supported series.
    #[error(transparent)]
    Odoo(#[from] Error),
}

impl Default for Lifetime {
    fn default() -> Self {
        Self { idle: Duration::from_secs(3_600), absolute: Duration::from_secs(12 * 3_600) }
    }
}

impl Session {
    /// A session that connects when first needed, with default life time and bounds.
    #[must_use]
    pub fn new(settings: Result<ConnectionSettings, ConnectionError>) -> Arc<Self> {
        let address = settings.as_ref().ok().map(ConnectionSettings::address);
        Self::with(Plan { settings, address, lifetime: Lifetime::default(), in_flight: DEFAULT_IN_FLIGHT, schemas: UserSchemas::default() })
    }

    /// A session on its own that connects when first needed.
    #[must_use]
    pub fn with(plan: Plan) -> Arc<Self> {
        let places = Places::new(plan.in_flight);
        Self::among(plan, Bounds::default(), Shared { number: 0, places, lockouts: Arc::default(), source: "".into() })
    }

    fn among(plan: Plan, bounds: Bounds, shared: Shared) -> Arc<Self> {
        let now = Instant::now();
        let state = State { opened: Opened::Lazily(Arc::default()), since: now, used: now };
        Arc::new(Self {
            settings: plan.settings,
            address: plan.address,
            lifetime: plan.lifetime,
            schemas: plan.schemas,
            state: Mutex::new(state),
            buckets: Buckets::default(),
            bounds,
            shared,
        })
    }

    /// The connection, opened now where it is not yet. A failure is not kept: the next call tries again, unless too many failed.
    pub(crate) async fn connected(&self) -> Result<Arc<Connected>, SessionError> {
        match self.current() {
            Opened::ByLogin(connected) => Ok(connected),
            Opened::Closed(why) => Err(SessionError::Over(why)),
            Opened::Lazily(cell) => cell.get_or_try_init(|| self.open_configured()).await.cloned(),
        }
    }

    /// The login name of the user, for the audit; `None` where only an id is known.
    pub(crate) fn user_name(&self) -> Option<Arc<str>> {
        match &self.lock().opened {
            Opened::ByLogin(connected) => Some(connected.user_name()),
            Opened::Lazily(_) => self.settings.as_ref().ok()?.credential.login().map(Arc::from),
            Opened::Closed(_) => None,
        }
    }

    /// The connection, where it is open; nothing is opened for this.
    pub(crate) fn at_hand(&self) -> Option<Arc<Connected>> {
        match &self.lock().opened {
            Opened::ByLogin(connected) => Some(Arc::clone(connected)),
            Opened::Lazily(cell) => cell.get().cloned(),
            Opened::Closed(_) => None,
        }
    }

    /// The database that the configuration names.
    pub(crate) fn database(&self) -> Option<&str> {
        self.address.as_ref()?.database.as_deref()
    }

    /// Its number among the sessions of this server, for the audit.
    pub(crate) fn number(&self) -> u64 {
        self.shared.number
    }

    /// What the session may do, within what the server may.
    pub(crate) fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// Waits for one of the places in flight to this session's Odoo, in turn with other sessions.
    pub(crate) async fn place_in_flight(&self) -> Option<Place> {
        self.shared.places.take(self.shared.number).await
    }

    /// When the session is over if nobody uses it; zero where it is.
    fn over_in(&self) -> Duration {
        let (state, now) = (self.lock(), Instant::now());
        let idle = (state.used + self.lifetime.idle).saturating_duration_since(now);
        idle.min((state.since + self.lifetime.absolute).saturating_duration_since(now))
    }

    /// Closes the session for good.
    fn end(&self) {
        self.set(Opened::Closed("this session was ended"));
    }

    /// Logs in as somebody; what was open before is closed whether it succeeds or not.
    pub(crate) async fn login(&self, credential: Credential, database: Option<String>) -> Result<Arc<Connected>, SessionError> {
        let Some(address) = self.address.clone() else {
            return Err(SessionError::Configuration(ConnectionError::Missing(vec![ODOO_URL.name.to_owned()])));
        };
        self.set(Opened::Closed("the last login failed: call `login` again"));
        // An API that is set for the configured credential may not take this one: the best one is chosen anew.
        let settings = ConnectionSettings { url: address.url, database: database.or(address.database), credential, api: None };
        let connected = self.open(&settings).await?;
        self.set(Opened::ByLogin(Arc::clone(&connected)));
        Ok(connected)
    }

    /// Ends the session; whether there was one.
    pub(crate) fn logout(&self) -> bool {
        let was_open = match self.current() {
            Opened::ByLogin(_) => true,
            Opened::Lazily(cell) => cell.initialized(),
            Opened::Closed(_) => false,
        };
        self.set(Opened::Closed("logged out: call `login` to go on"));
        was_open
    }

    async fn open_configured(&self) -> Result<Arc<Connected>, SessionError> {
        let settings = self.settings.as_ref().map_err(|error| SessionError::Configuration(error.clone()))?;
        self.open(settings).await
    }

    /// Opens a connection, unless too many logins failed; a refusal is counted.
    async fn open(&self, settings: &ConnectionSettings) -> Result<Arc<Connected>, SessionError> {
        let user = settings.credential.login().unwrap_or("session");
        self.shared.lockouts.check(&self.shared.source, user).map_err(SessionError::Locked)?;
        let opened = Connected::open(settings, &self.schemas).await;
        match &opened {
            Err(SessionError::Odoo(error)) if error.kind() == ErrorKind::Auth => self.shared.lockouts.failed(&self.shared.source, user),
            Ok(_) => self.shared.lockouts.succeeded(user),
            Err(_) => {}
        }
        Ok(Arc::new(opened?))
    }

    /// What is open now; a connection that is too old or too long unused is closed first.
    fn current(&self) -> Opened {
        let mut state = self.lock();
        let now = Instant::now();
        let over = now.duration_since(state.used) > self.lifetime.idle || now.duration_since(state.since) > self.lifetime.absolute;
        if over {
            state.since = now;
            state.opened = match state.opened {
                Opened::Lazily(_) => Opened::Lazily(Arc::default()),
                Opened::ByLogin(_) => Opened::Closed("the session is over: call `login` again"),
                Opened::Closed(why) => Opened::Closed(why),
            };
        }
        state.used = now;
        state.opened.clone()
    }

    fn set(&self, opened: Opened) {
        let now = Instant::now();
        *self.lock() = State { opened, since: now, used: now };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_configured_session_opens_anew_after_its_time_and_a_closed_one_stays_closed() {
        let session = Session::new(Err(ConnectionError::Missing(Vec::new())));
        let Opened::Lazily(first) = session.current() else { panic!("lazily") };
        tokio::time::advance(Duration::from_secs(3_000)).await;
        let Opened::Lazily(same) = session.current() else { panic!("lazily") };
        assert!(Arc::ptr_eq(&first, &same));
        tokio::time::advance(Duration::from_secs(3_601)).await;
        let Opened::Lazily(new) = session.current() else { panic!("lazily") };
        assert!(!Arc::ptr_eq(&first, &new));
        assert!(!session.logout());
        assert!(matches!(session.connected().await, Err(SessionError::Over(_))));
        tokio::time::advance(Duration::from_secs(100_000)).await;
        assert!(matches!(session.connected().await, Err(SessionError::Over(_))));
    }
}
