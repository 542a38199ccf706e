//! One call of a tool: who calls, what with, and what the server holds for all calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use moka::sync::Cache;
use odoo_sdk::client::User;
use tokio::sync::OnceCell;

use super::caller::Caller;
use super::idempotency::Keys;
use super::seal::Seal;
use super::settings::ToolSettings;
use super::shared::Shared;

/// Most users whose language and time zone are held.
const MOST_USERS: u64 = 1_000;

/// How long they are believed.
const USER_TTL: Duration = Duration::from_secs(600);

/// What the server holds for all calls of its tools.
#[derive(Debug)]
pub(crate) struct ToolServer {
    pub(crate) settings: ToolSettings,
    /// `None` where the system has no randomness: nothing can be confirmed then.
    pub(crate) seal: Option<Seal>,
    pub(crate) keys: Keys,
    /// Languages and time zones of users whose login did not tell them, by principal.
    pub(crate) users: Cache<String, Arc<OnceCell<User>>>,
}

/// One call.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) tool: &'static str,
    /// The arguments as canonical JSON, without those that differ between two tries of one call.
    pub(crate) arguments: Arc<str>,
    pub(crate) shared: Shared,
    pub(crate) caller: Arc<dyn Caller>,
    begun: Arc<AtomicBool>,
}

impl ToolServer {
    /// With these settings, and the keys that came before.
    pub(crate) fn new(settings: ToolSettings, keys: Keys) -> Self {
        let users = Cache::builder().max_capacity(MOST_USERS).time_to_live(USER_TTL).build();
        Self { settings, seal: Seal::new(), keys, users }
    }
}

impl Request {
    /// A call by somebody; the tool and its arguments are set when they were read.
    pub(crate) fn new(caller: Arc<dyn Caller>) -> Self {
        Self { tool: "", arguments: "".into(), shared: Shared::default(), caller, begun: Arc::default() }
    }

    /// Marks that a write is about to be sent.
    pub(crate) fn begin(&self) {
        self.begun.store(true, Ordering::Relaxed);
    }

    /// Whether a write was sent, answered or not.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }
}
