//! What a session connects to: an Odoo and a credential. It is not open yet, and knows nothing of who uses it.

use std::sync::Arc;

use super::connected::Connected;
use super::{Instance, Principal, SessionError};
use crate::odoo::{Address, ConnectionError, ConnectionSettings, Credential};

/// An Odoo and a credential.
#[derive(Debug)]
pub(super) struct Connection {
    instance: Arc<Instance>,
    database: Option<String>,
    credential: Result<Credential, ConnectionError>,
    api: Option<odoo_sdk::Api>,
}

impl Connection {
    /// That of a principal.
    pub(super) fn of(principal: &Principal, instance: Arc<Instance>) -> Self {
        let database = principal.database().map(str::to_owned);
        Self { instance, database, credential: principal.credential().clone(), api: principal.api() }
    }

    /// The login name, where one is known.
    pub(super) fn user_name(&self) -> Option<&str> {
        self.credential.as_ref().ok()?.login()
    }

    /// The database that is configured.
    pub(super) fn database(&self) -> Option<&str> {
        self.database.as_deref().or(self.instance.address.as_ref()?.database.as_deref())
    }

    /// As it is configured.
    pub(super) fn configured(&self) -> Result<ConnectionSettings, SessionError> {
        let credential = self.credential.clone().map_err(SessionError::Configuration)?;
        let database = self.database().map(str::to_owned);
        Ok(ConnectionSettings { database, api: self.api, ..self.address()?.with(credential) })
    }

    /// The same Odoo for somebody else. An API that is set for the configured credential may not take this one: the best one is chosen
    /// anew.
    pub(super) fn for_login(&self, credential: Credential, database: Option<String>) -> Result<ConnectionSettings, SessionError> {
        let database = database.or_else(|| self.database().map(str::to_owned));
        Ok(ConnectionSettings { database, ..self.address()?.with(credential) })
    }

    /// Connects and logs in.
    pub(super) async fn open(&self, settings: &ConnectionSettings) -> Result<Connected, SessionError> {
        Connected::open(settings, &self.instance.schemas).await
    }

    fn address(&self) -> Result<Address, SessionError> {
        let missing = || SessionError::Configuration(ConnectionError::Missing(vec!["ODOO_URL".to_owned()]));
        self.instance.address.clone().ok_or_else(missing)
    }
}
