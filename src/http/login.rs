//! A login that somebody brings to get a key or a sign-in: Odoo is asked once whether it is good.

use std::sync::Arc;

use odoo_sdk::{Error, ErrorKind};
use secrecy::{ExposeSecret, SecretString};

use super::identity::Origin;
use super::odoos::Odoos;
use crate::app::Application;
use crate::keys::{GatewayKey, KeyCredential};
use crate::odoo::Credential;
use crate::session::{Principal, SessionError};

/// Length of an API key of Odoo.
const API_KEY_LENGTH: usize = 40;

/// What somebody brings.
#[derive(Debug, Clone)]
pub(super) struct Login {
    /// Address of the Odoo server.
    pub(super) url: String,
    /// Database; `None` for the configured or the only one.
    pub(super) database: Option<String>,
    /// Login name.
    pub(super) name: String,
    /// An API key or a password.
    pub(super) secret: SecretString,
}

/// What Odoo says of it.
#[derive(Debug)]
pub(super) struct Confirmed {
    /// The database.
    pub(super) database: String,
    /// When the API key ends, in seconds since 1970; `None` for one that does not, and where Odoo does not say.
    pub(super) ends_at: Option<u64>,
}

impl Login {
    /// An API key of Odoo has a form of its own, everything else is a password.
    pub(super) fn key_credential(&self) -> KeyCredential {
        let (secret, text) = (self.secret.clone(), self.secret.expose_secret());
        let is_key = text.len() == API_KEY_LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_key { KeyCredential::ApiKey(secret) } else { KeyCredential::Password(secret) }
    }

    fn credential(&self) -> Credential {
        let login = self.name.clone();
        match self.key_credential() {
            KeyCredential::ApiKey(key) => Credential::ApiKey { login, key },
            KeyCredential::Password(password) => Credential::Password { login, password },
        }
    }

    /// Whether Odoo accepts it, and what it says of it. A lockout of this name at this address is asked before
    /// Odoo is.
    pub(super) async fn confirm(&self, application: &Arc<Application>, odoos: &Odoos, origin: Origin) -> Result<Confirmed, SessionError> {
        let unknown = |message: String| SessionError::Odoo(Error::new(ErrorKind::Connection, message));
        let instance = odoos.name_of(&self.url).ok_or_else(|| unknown("this server does not connect to that Odoo".to_owned()))?;
        // Two at once are two sessions: the first that ends does not end the other.
        let subject = format!("sign-in {}", GatewayKey::new_id().map_err(|error| unknown(error.to_string()))?);
        let principal = Principal::new(&subject, &origin.address.to_string(), Ok(self.credential()));
        let principal = principal.on(instance.clone()).in_database(self.database.clone());
        let session = application.session(&principal).map_err(|error| unknown(error.to_string()))?;
        let confirmed = match session.connected().await {
            Ok(connected) => {
                let database = connected.client().database().to_owned();
                let is_key = matches!(self.key_credential(), KeyCredential::ApiKey(_));
                Ok(Confirmed { database, ends_at: if is_key { connected.key_end().await } else { None } })
            }
            Err(error) => Err(error),
        };
        application.end(&principal);
        confirmed
    }
}
