//! The connection to one Odoo, as the settings say. Nothing is opened here.

use odoo_sdk::Api;
use secrecy::SecretString;
use thiserror::Error;

use super::resolve::Settings;
use super::setting::Setting;
use super::settings::{ODOO_API, ODOO_API_KEY, ODOO_DB, ODOO_PASSWORD, ODOO_URL, ODOO_USERNAME};

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
}

/// A server and a database, without who works there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Address of the server.
    pub url: String,
    /// Database.
    pub database: Option<String>,
}

/// What is missing from the environment, or wrong in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConnectionError {
    /// Variables that must be set.
    #[error("no connection is configured: set {}", .0.join(", "))]
    Missing(Vec<String>),
    /// A variable with a value that is none of those allowed.
    #[error("`{variable}` is `{value}`, expected {expected}")]
    Value {
        /// Its name.
        variable: &'static str,
        /// What it holds.
        value: String,
        /// What it may hold.
        expected: &'static str,
    },
}

impl ConnectionSettings {
    /// Where it goes.
    #[must_use]
    pub fn address(&self) -> Address {
        Address { url: self.url.clone(), database: self.database.clone() }
    }
}

/// The address, where it is set.
pub(super) fn address(settings: &Settings) -> Option<Address> {
    Some(Address { url: settings.text(&ODOO_URL)?.to_owned(), database: settings.text(&ODOO_DB).map(str::to_owned) })
}

/// The address and who works there, or the name of everything that is missing.
pub(super) fn settings(settings: &Settings) -> Result<ConnectionSettings, ConnectionError> {
    let secret = |setting: &Setting| settings.text(setting).map(SecretString::from);
    let credential = match (settings.text(&ODOO_USERNAME), secret(&ODOO_API_KEY), secret(&ODOO_PASSWORD)) {
        (Some(login), Some(key), _) => Some(Credential::ApiKey { login: login.to_owned(), key }),
        (Some(login), None, Some(password)) => Some(Credential::Password { login: login.to_owned(), password }),
        _ => None,
    };
    match (address(settings), credential) {
        (Some(Address { url, database }), Some(credential)) => {
            let api = settings.text(&ODOO_API).and_then(|name| Api::ALL.into_iter().find(|api| api.name() == name));
            Ok(ConnectionSettings { url, database, credential, api })
        }
        _ => Err(ConnectionError::Missing(missing(settings))),
    }
}

fn missing(settings: &Settings) -> Vec<String> {
    let is_missing = |setting: &Setting| settings.text(setting).is_none();
    let name = |setting: &Setting| setting.variable.unwrap_or_default().to_owned();
    let secret = format!("{} (or {})", name(&ODOO_API_KEY), name(&ODOO_PASSWORD));
    let needed = [
        (is_missing(&ODOO_URL), name(&ODOO_URL)),
        (is_missing(&ODOO_USERNAME), name(&ODOO_USERNAME)),
        (is_missing(&ODOO_API_KEY) && is_missing(&ODOO_PASSWORD), secret),
    ];
    needed.into_iter().filter_map(|(is_missing, name)| is_missing.then_some(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Configuration, Environment};

    fn connection(values: &[(&str, &str)]) -> Result<ConnectionSettings, ConnectionError> {
        Configuration::read(&values.iter().copied().collect::<Environment>()).unwrap().connection
    }

    #[test]
    fn everything_that_is_missing_is_named() {
        let error = connection(&[]).unwrap_err();
        assert_eq!(error.to_string(), "no connection is configured: set ODOO_URL, ODOO_USERNAME, ODOO_API_KEY (or ODOO_PASSWORD)");
        assert_eq!(connection(&[("ODOO_URL", "http://x"), ("ODOO_PASSWORD", "p")]).unwrap_err().to_string(), "no connection is configured: set ODOO_USERNAME");
    }

    #[test]
    fn a_key_wins_over_a_password_and_neither_is_shown() {
        let values = [("ODOO_URL", "http://localhost"), ("ODOO_USERNAME", "bot"), ("ODOO_API_KEY", "k3y"), ("ODOO_PASSWORD", "pa55")];
        let settings = connection(&values).unwrap();
        assert!(matches!(settings.credential, Credential::ApiKey { .. }));
        let shown = format!("{settings:?}");
        assert!(!shown.contains("k3y") && !shown.contains("pa55"), "{shown}");
    }

    #[test]
    fn every_api_can_be_asked_for() {
        let api = |name| connection(&[("ODOO_URL", "http://x"), ("ODOO_USERNAME", "b"), ("ODOO_API_KEY", "k"), ("ODOO_API", name)]).unwrap().api;
        assert_eq!(["json2", "jsonrpc", "web", "xmlrpc"].map(api), [Api::Json2, Api::JsonRpc, Api::Web, Api::XmlRpc].map(Some));
        assert_eq!(api("auto"), None);
    }
}
