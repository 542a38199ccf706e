//! From who calls to the Odoo user that the call is made as. Requests of one user with one credential and one scope share a session;
//! nothing is shared between two that differ in any of them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::identity::{Identity, Origin};
use super::presented::Direct;
use crate::config::{Address, ConnectionError, ConnectionSettings, Credential};
use crate::keys::{GatewayKey, KeyCredential};
use crate::mcp::Gateway;
use crate::session::{Bounds, OpenError, Plan, Sessions};

/// The gateways of all principals.
#[derive(Debug)]
pub(crate) struct Principals {
    gateway: Gateway,
    configured: Plan,
    sessions: Sessions,
    ids: Mutex<HashMap<[u8; 32], String>>,
}

impl Principals {
    /// Each like `gateway`, with a session of its own. `configured` is the connection of those who bring no credential of theirs.
    pub(crate) fn new(gateway: Gateway, configured: Plan, sessions: Sessions) -> Self {
        Self { gateway, configured, sessions, ids: Mutex::default() }
    }

    /// Address of the configured Odoo, which keys may always name.
    pub(crate) fn configured_url(&self) -> Option<&str> {
        self.configured.address.as_ref().map(|address| address.url.as_str())
    }

    /// The gateway of whoever calls.
    pub(crate) fn gateway(&self, identity: &Identity, origin: Origin) -> Result<Gateway, OpenError> {
        let (settings, bounds) = self.connection(identity);
        let fingerprint = fingerprint(&settings, &bounds);
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = ids.get(&fingerprint).and_then(|id| self.sessions.get(id)) {
            return Ok(self.gateway.of_session(session));
        }
        let address = settings.as_ref().ok().map(ConnectionSettings::address);
        let plan = Plan { settings, address, schemas: self.configured.schemas.clone(), ..self.configured };
        let (id, session) = self.sessions.open(plan, bounds, &origin.address.to_string())?;
        ids.retain(|_, id| self.sessions.get(id).is_some());
        ids.insert(fingerprint, id);
        Ok(self.gateway.of_session(session))
    }

    fn connection(&self, identity: &Identity) -> (Result<ConnectionSettings, ConnectionError>, Bounds) {
        match identity {
            Identity::Operator | Identity::Local => (self.configured.settings.clone(), Bounds::default()),
            Identity::Key(key) => (Ok(of_key(key)), Bounds { mode: key.mode, scope: key.scope.clone() }),
            Identity::Direct(direct) => (self.of_login(direct), Bounds::default()),
        }
    }

    fn of_login(&self, direct: &Direct) -> Result<ConnectionSettings, ConnectionError> {
        let Some(Address { url, database }) = self.configured.address.clone() else {
            return Err(ConnectionError::Missing(vec!["ODOO_URL".to_owned()]));
        };
        let credential = Credential::ApiKey { login: direct.login.clone(), key: direct.key.clone() };
        let url = direct.url.clone().unwrap_or(url);
        Ok(ConnectionSettings { url, database: direct.database.clone().or(database), credential, api: None })
    }
}

fn of_key(key: &GatewayKey) -> ConnectionSettings {
    let login = key.login.clone();
    let credential = match &key.credential {
        KeyCredential::ApiKey(key) => Credential::ApiKey { login, key: key.clone() },
        KeyCredential::Password(password) => Credential::Password { login, password: password.clone() },
    };
    ConnectionSettings { url: key.url.clone(), database: key.database.clone(), credential, api: None }
}

/// What tells one principal from another, without a secret in it.
fn fingerprint(settings: &Result<ConnectionSettings, ConnectionError>, bounds: &Bounds) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    };
    if let Ok(settings) = settings {
        part(&settings.url);
        part(settings.database.as_deref().unwrap_or_default());
        let (kind, login, secret): (_, _, &SecretString) = match &settings.credential {
            Credential::ApiKey { login, key } => ("key", login.as_str(), key),
            Credential::Password { login, password } => ("password", login.as_str(), password),
            Credential::Session { id } => ("session", "", id),
        };
        part(kind);
        part(login);
        part(secret.expose_secret());
    }
    part(&format!("{bounds:?}"));
    hash.finalize().into()
}
