//! A server that runs, and what a test may ask of it.

use std::sync::Arc;

use tokio::task::AbortHandle;

use crate::accounts::Account;
use crate::faults::Faults;
use crate::log::Request;
use crate::server::Server;

/// An embedded Odoo that answers. Dropping it stops it and closes every connection.
#[derive(Debug)]
pub struct RunningSim {
    pub(crate) server: Arc<Server>,
    #[expect(dead_code, reason = "kept for its drop")]
    pub(crate) task: Stop,
}

/// Stops the task when it goes.
#[derive(Debug)]
pub(crate) struct Stop(pub(crate) AbortHandle);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl RunningSim {
    /// The address: `http://127.0.0.1:<port>`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.server.url
    }

    /// The database's name.
    #[must_use]
    pub fn database(&self) -> &'static str {
        self.server.name
    }

    /// The series it answers as.
    #[must_use]
    pub fn series(&self) -> odoo_sdk::Series {
        self.server.series()
    }

    /// The API key of a login; `None` where there is no such account.
    #[must_use]
    pub fn api_key(&self, login: &str) -> Option<&'static str> {
        Account::by_login(login).map(|account| account.api_key)
    }

    /// Every request since the start or [`RunningSim::clear_requests`].
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.server.log.all()
    }

    /// How many calls of a model's method came, carried out or not.
    #[must_use]
    pub fn calls(&self, model: &str, method: &str) -> usize {
        self.count(model, method, |_| true)
    }

    /// How many calls of a model's method were carried out.
    #[must_use]
    pub fn executed(&self, model: &str, method: &str) -> usize {
        self.count(model, method, |request| request.executed)
    }

    fn count(&self, model: &str, method: &str, counts: impl Fn(&Request) -> bool) -> usize {
        let named = |request: &&Request| request.model.as_deref() == Some(model) && request.method.as_deref() == Some(method);
        self.requests().iter().filter(named).filter(|request| counts(request)).count()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.server.log.clear();
    }

    /// The faults in force.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.server.faults
    }

    /// Ends every session, as a restart or a timeout does.
    pub fn expire_sessions(&self) {
        self.server.close_all_sessions();
    }
}
