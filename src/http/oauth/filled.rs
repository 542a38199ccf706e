//! A form that was filled in, and whether Odoo accepts what it says. A lockout is asked first, and whatever is wrong with a login reads
//! the same.

use axum::http::StatusCode;
use odoo_sdk::ErrorKind;
use secrecy::SecretString;
use serde::Deserialize;

use super::super::identity::Origin;
use super::super::login::{Confirmed, Login};
use super::OAuth;
use super::form::Before;
use super::texts::Texts;
use crate::keys::GatewayKey;
use crate::policy::Mode;
use crate::session::SessionError;

/// A form as it comes back.
#[derive(Debug, Deserialize)]
pub(super) struct Filled {
    pub(super) request: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    secret: SecretString,
    #[serde(default)]
    odoo: String,
    #[serde(default)]
    database: String,
    #[serde(default)]
    pub(super) access: String,
    #[serde(default)]
    pub(super) decision: String,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotSignedIn {
    /// The login is not good, or was tried too often.
    NotAccepted,
    /// Odoo could not be asked.
    NotReached,
}

impl NotSignedIn {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::NotAccepted => StatusCode::UNAUTHORIZED,
            Self::NotReached => StatusCode::BAD_GATEWAY,
        }
    }

    pub(super) fn text(self, texts: &Texts) -> &'static str {
        match self {
            Self::NotAccepted => texts.not_accepted,
            Self::NotReached => texts.not_reached,
        }
    }
}

impl From<&SessionError> for NotSignedIn {
    fn from(error: &SessionError) -> Self {
        match error {
            SessionError::Odoo(error) if error.kind() == ErrorKind::Connection => Self::NotReached,
            _ => Self::NotAccepted,
        }
    }
}

impl Filled {
    /// What is shown again.
    pub(super) fn before<'a>(&'a self, error: &'a str) -> Before<'a> {
        Before { error: Some(error), login: &self.login, database: &self.database }
    }
}

impl OAuth {
    /// Asks Odoo once whether the login is good.
    pub(super) async fn confirm(&self, filled: &Filled, origin: Origin) -> Result<GatewayKey, NotSignedIn> {
        self.gate.check_attempts(origin).map_err(|_| NotSignedIn::NotAccepted)?;
        let odoos = self.gate.principals.odoos();
        let url = if filled.odoo.is_empty() { odoos.urls().next().unwrap_or_default() } else { filled.odoo.as_str() };
        let database = Some(filled.database.trim()).filter(|database| !database.is_empty() && self.asks_database());
        let (name, secret) = (filled.login.trim().to_owned(), filled.secret.clone());
        let login = Login { url: url.to_owned(), database: database.map(str::to_owned), name, secret };
        match login.confirm(&self.resource.application, odoos, origin).await {
            Ok(confirmed) => Ok(self.key(login, confirmed)),
            Err(error) => {
                if matches!(&error, SessionError::Odoo(error) if error.kind() == ErrorKind::Auth) {
                    self.gate.attempts.failed(origin.address);
                }
                Err((&error).into())
            }
        }
    }

    /// The key of a person, without a number.
    fn key(&self, login: Login, confirmed: Confirmed) -> GatewayKey {
        GatewayKey {
            id: String::new(),
            name: String::new(),
            credential: login.key_credential(),
            url: login.url,
            database: Some(confirmed.database),
            login: login.name,
            scope: None,
            mode: Mode::ReadWrite,
            issued_at: self.now(),
            expires_at: confirmed.ends_at,
        }
    }
}
