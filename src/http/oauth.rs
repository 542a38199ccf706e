//! Sign-in for people: a small authorization server of OAuth 2.1 with an Odoo sign-in page, so that clients which take no pasted key
//! connect with a link. Clients, codes and tokens carry themselves, sealed for one purpose each; a restart loses none of them.

mod account;
mod authorize;
mod browser;
mod client;
mod clients;
mod documents;
mod filled;
mod form;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzz;
mod grant;
mod grants;
mod known_clients;
mod listing;
mod metadata;
mod page;
mod pkce;
mod public_address;
mod redirect;
mod resource;
mod routes;
mod scope;
mod sign_in;
mod texts;
mod token;
mod watch;
mod web;

use std::sync::Arc;

use super::authenticate::Gate;
use super::identity::Clock;

use clients::Clients;
pub(crate) use grant::SignedIn;
pub(super) use grants::Grants;
pub(super) use page::{STYLE, escaped, protect};
pub(super) use resource::Resource;
pub(super) use routes::routes;
pub(super) use watch::GrantWatch;

/// The authorization server.
#[derive(Debug)]
pub(super) struct OAuth {
    /// What its tokens are for.
    resource: Arc<Resource>,
    /// Who may ask for them.
    clients: Clients,
    /// Counts failures, and knows the Odoos.
    gate: Arc<Gate>,
    /// The database of the configured Odoo, where it is known.
    database: Option<String>,
    /// The time.
    clock: Clock,
}

impl OAuth {
    /// For this resource.
    pub(super) fn new(resource: Arc<Resource>, gate: Arc<Gate>, database: Option<String>, clock: Clock) -> Self {
        let clients = Clients::new(resource.ring.clone(), resource.grants.folder());
        Self { resource, clients, gate, database, clock }
    }

    fn now(&self) -> u64 {
        (self.clock)()
    }

    /// Whether a person has to name the database: the one of the only Odoo may be configured.
    fn asks_database(&self) -> bool {
        self.database.is_none() || self.gate.principals.odoos().urls().count() > 1
    }

    /// Ends the grant of a token, where it is one.
    fn revoke(&self, token: &str) {
        if let Some(id) = grant::id_of_token(&self.resource.ring, token) {
            self.resource.grants.revoke(&id);
        }
    }
}
