//! The coordinates of one Odoo and who works there. Nothing is opened here.

use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

/// The name of one Odoo among those that a process serves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceName(Arc<str>);

impl InstanceName {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the name of the only one.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for InstanceName {
    /// The name of the only one.
    fn default() -> Self {
        Self("default".into())
    }
}

impl From<&str> for InstanceName {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl fmt::Display for InstanceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What proves who the user is.
#[derive(Debug, Clone)]
pub enum Credential {
    /// An API key of the user `login`.
    ApiKey {
        /// Login name.
        login: String,
        /// The key.
        key: SecretString,
    },
    /// The password of the user `login`.
    Password {
        /// Login name.
        login: String,
        /// The password.
        password: SecretString,
    },
    /// A web session that somebody else opened.
    Session {
        /// Its id.
        id: SecretString,
    },
}

impl Credential {
    /// What to do where Odoo refuses it and it looks like the other kind: a key has 40 hexadecimal digits, a password almost never.
    #[must_use]
    pub fn looks_like_another(&self) -> Option<&'static str> {
        let is_key = |secret: &SecretString| {
            let text = secret.expose_secret();
            text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        match self {
            Self::Password { password, .. } if is_key(password) => {
                Some("the password looks like an API key: give it as one, in `ODOO_API_KEY`")
            }
            Self::ApiKey { key, .. } if !is_key(key) => {
                Some("the API key does not look like one, which has 40 hexadecimal digits: a password belongs in `ODOO_PASSWORD`")
            }
            _ => None,
        }
    }

    /// The login name, where the credential has one.
    #[must_use]
    pub fn login(&self) -> Option<&str> {
        match self {
            Self::ApiKey { login, .. } | Self::Password { login, .. } => Some(login),
            Self::Session { .. } => None,
        }
    }
}

/// Where Odoo is and who works there.
#[derive(Debug, Clone)]
pub struct ConnectionSettings {
    /// Address of the server.
    pub url: String,
    /// Database; `None` asks the server for its only one.
    pub database: Option<String>,
    /// Who works there.
    pub credential: Credential,
    /// `None` chooses by series and credential.
    pub api: Option<odoo_sdk::Api>,
    /// A server that is newer than the newest known series or between two is refused.
    pub known_series_only: bool,
}

/// A server and a database, without who works there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Address of the server.
    pub url: String,
    /// Database.
    pub database: Option<String>,
    /// A server that is newer than the newest known series or between two is refused.
    pub known_series_only: bool,
}

/// What is missing from the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConnectionError {
    /// Variables that must be set.
    #[error("no connection is configured: set {}", .0.join(", "))]
    Missing(Vec<String>),
}

impl ConnectionSettings {
    /// Where it goes.
    #[must_use]
    pub fn address(&self) -> Address {
        Address { url: self.url.clone(), database: self.database.clone(), known_series_only: self.known_series_only }
    }
}

impl Address {
    /// With who works there; the API is chosen by series and credential.
    #[must_use]
    pub fn with(self, credential: Credential) -> ConnectionSettings {
        ConnectionSettings { url: self.url, database: self.database, credential, api: None, known_series_only: self.known_series_only }
    }
}
