//! The session of one principal: its connection to one Odoo, opened lazily at the first call that needs it, its budgets and its life
//! time.
//!
//! A connection belongs to one session and ends with it: by `logout`, when nobody used it for a while, or when it is too old. Where the
//! principal has a credential the next call opens a new one; a session that `login` opened stays closed until the next `login`.

mod budgets;
mod companies;
mod connected;
mod connection;
mod fair_semaphore;
mod groups;
mod instance;
mod lockout;
mod principal;
mod sessions;
mod state;

use std::sync::Arc;

use odoo_sdk::{Error, ErrorKind};

use crate::catalog::FolderError;
use crate::odoo::{ConnectionError, ConnectionSettings, Credential, InstanceName};
use crate::replicas::Replicas;

use budgets::Budgets;
pub(crate) use companies::Company;
pub(crate) use connected::Connected;
use connection::Connection;
use fair_semaphore::{FairSemaphore, Permit};
pub(crate) use instance::DEFAULT_IN_FLIGHT;
pub use instance::Instance;
use lockout::{Locked, Lockouts};
pub(crate) use principal::SessionKey;
pub use principal::{Principal, SessionLimits};
pub(crate) use sessions::DEFAULT_MOST;
pub(crate) use sessions::{OpenError, Sessions};
pub use state::Lifetime;
use state::{Opened, SessionState};

/// A session, connected or not yet.
#[derive(Debug)]
pub(crate) struct Session {
    principal: Principal,
    connection: Connection,
    state: SessionState,
    /// What may be done here: what the Odoo and the principal allow.
    limits: SessionLimits,
    /// What the session may still do this minute.
    budgets: Budgets,
    shared: Shared,
}

/// What a session has in common with others, and what distinguishes it there.
#[derive(Debug)]
struct Shared {
    number: u64,
    in_flight: Arc<FairSemaphore>,
    lockouts: Arc<Lockouts>,
    replicas: Option<Arc<Replicas>>,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    /// Nothing says where to connect, or as whom.
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
    /// Odoo could not be reached, refused the login or is not of a supported series.
    #[error(transparent)]
    Odoo(#[from] Error),
}

impl Session {
    fn new(principal: Principal, instance: Arc<Instance>, lifetime: Lifetime, shared: Shared) -> Arc<Self> {
        let limits = principal.limits().and(&instance.limits);
        let (connection, state) = (Connection::of(&principal, instance), SessionState::new(lifetime));
        let budgets = Budgets::new(shared.replicas.clone(), principal.key().name());
        Arc::new(Self { principal, connection, state, limits, budgets, shared })
    }

    /// A session on its own, for one look at an Odoo.
    pub(crate) fn alone(instance: Instance, settings: &Result<ConnectionSettings, ConnectionError>) -> Arc<Self> {
        let (in_flight, lockouts) = (FairSemaphore::new(instance.in_flight), Arc::default());
        let shared = Shared { number: 0, in_flight, lockouts, replicas: None };
        Self::new(Principal::configured("command line", settings), Arc::new(instance), Lifetime::default(), shared)
    }

    /// The connection, opened now where it is not yet. A failure is not kept: the next call tries again, unless too many failed.
    pub(crate) async fn connected(&self) -> Result<Arc<Connected>, SessionError> {
        match self.state.use_now() {
            Opened::ByLogin(connected) => Ok(connected),
            Opened::Closed(why) => Err(SessionError::Over(why)),
            // Logging in is rare and its future is large: on the heap, it makes no call's own future larger.
            Opened::AsConfigured(cell) => match cell.get() {
                Some(connected) => Ok(Arc::clone(connected)),
                None => Box::pin(cell.get_or_try_init(|| self.open_configured())).await.cloned(),
            },
        }
    }

    /// The login name of the user, for the audit; `None` where only an id is known.
    pub(crate) fn user_name(&self) -> Option<Arc<str>> {
        match self.state.peek() {
            Opened::ByLogin(connected) => Some(connected.user_name()),
            Opened::AsConfigured(_) => self.connection.user_name().map(Arc::from),
            Opened::Closed(_) => None,
        }
    }

    /// The connection, where it is open; nothing is opened for this.
    pub(crate) fn at_hand(&self) -> Option<Arc<Connected>> {
        match self.state.peek() {
            Opened::ByLogin(connected) => Some(connected),
            Opened::AsConfigured(cell) => cell.get().cloned(),
            Opened::Closed(_) => None,
        }
    }

    /// The database that is configured.
    pub(crate) fn database(&self) -> Option<&str> {
        self.connection.database()
    }

    /// Its number among the sessions of this server, for the audit.
    pub(crate) fn number(&self) -> u64 {
        self.shared.number
    }

    /// Whose it is, as the door knows them.
    pub(crate) fn subject(&self) -> &str {
        self.principal.subject()
    }

    /// Whether it works with an API key, which may end.
    pub(crate) fn has_api_key(&self) -> bool {
        self.principal.has_api_key()
    }

    /// The name of the Odoo.
    pub(crate) fn instance(&self) -> &InstanceName {
        self.principal.instance()
    }

    /// What the session may do, within what the server may.
    pub(crate) fn limits(&self) -> &SessionLimits {
        &self.limits
    }

    /// What it may still do this minute.
    pub(crate) fn budgets(&self) -> &Budgets {
        &self.budgets
    }

    /// Waits for a permit to have a call in flight to this session's Odoo, in turn with other sessions.
    pub(crate) async fn permit_in_flight(&self) -> Option<Permit> {
        self.shared.in_flight.take(self.shared.number).await
    }

    /// Logs in as somebody; what was open before is closed whether it succeeds or not.
    pub(crate) async fn login(&self, credential: Credential, database: Option<String>) -> Result<Arc<Connected>, SessionError> {
        let settings = self.connection.for_login(credential, database)?;
        self.state.set(Opened::Closed("the last login failed: call `login` again"));
        let connected = self.open(&settings).await?;
        self.state.set(Opened::ByLogin(Arc::clone(&connected)));
        Ok(connected)
    }

    /// Ends the session; whether there was one.
    pub(crate) fn logout(&self) -> bool {
        let was_open = match self.state.use_now() {
            Opened::ByLogin(_) => true,
            Opened::AsConfigured(cell) => cell.initialized(),
            Opened::Closed(_) => false,
        };
        self.state.set(Opened::Closed("logged out: call `login` to go on"));
        was_open
    }

    /// Closes the session for good.
    fn end(&self) {
        self.state.set(Opened::Closed("this session was ended"));
    }

    async fn open_configured(&self) -> Result<Arc<Connected>, SessionError> {
        self.open(&self.connection.configured()?).await
    }

    /// Opens a connection, unless too many logins failed; a refusal is counted.
    async fn open(&self, settings: &ConnectionSettings) -> Result<Arc<Connected>, SessionError> {
        let (user, source) = (settings.credential.login().unwrap_or("session"), self.principal.source());
        self.shared.lockouts.check(source, user).await.map_err(SessionError::Locked)?;
        let opened = self.connection.open(settings).await;
        match &opened {
            Err(SessionError::Odoo(error)) if error.kind() == ErrorKind::Auth => self.shared.lockouts.failed(source, user).await,
            Ok(_) => self.shared.lockouts.succeeded(source, user).await,
            Err(_) => {}
        }
        Ok(Arc::new(opened?))
    }
}
