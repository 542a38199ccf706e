//! The connection to one Odoo, as the environment tells it. Nothing is opened here.

use secrecy::SecretString;
use thiserror::Error;

use super::environment::{Environment, ODOO_API, ODOO_API_KEY, ODOO_DB, ODOO_PASSWORD, ODOO_URL, ODOO_USERNAME, Variable};

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

impl Address {
    /// Reads the address from the environment.
    #[must_use]
    pub fn from_environment(environment: &Environment) -> Option<Self> {
        let text = |variable: Variable| environment.get(variable).map(str::to_owned);
        Some(Self { url: text(ODOO_URL)?, database: text(ODOO_DB) })
    }
}

impl ConnectionSettings {
    /// Where it goes.
    #[must_use]
    pub fn address(&self) -> Address {
        Address { url: self.url.clone(), database: self.database.clone() }
    }

    /// Reads the connection from the environment.
    ///
    /// # Errors
    /// [`ConnectionError`] that names every variable that is missing, or the one that is wrong.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConnectionError> {
        let text = |variable: Variable| environment.get(variable).map(str::to_owned);
        let secret = |variable: Variable| environment.get(variable).map(SecretString::from);
        let api = api(environment)?;
        match (text(ODOO_URL), text(ODOO_USERNAME), secret(ODOO_API_KEY), secret(ODOO_PASSWORD)) {
            (Some(url), Some(login), Some(key), _) => {
                Ok(Self { url, database: text(ODOO_DB), credential: Credential::ApiKey { login, key }, api })
            }
            (Some(url), Some(login), None, Some(password)) => {
                Ok(Self { url, database: text(ODOO_DB), credential: Credential::Password { login, password }, api })
            }
            (url, login, key, password) => {
                let no_secret = key.is_none() && password.is_none();
                let missing = [
                    (url.is_none(), ODOO_URL.name.to_owned()),
                    (login.is_none(), ODOO_USERNAME.name.to_owned()),
                    (no_secret, format!("{} (or {})", ODOO_API_KEY.name, ODOO_PASSWORD.name)),
                ];
                Err(ConnectionError::Missing(missing.into_iter().filter_map(|(is_missing, name)| is_missing.then_some(name)).collect()))
            }
        }
    }
}

/// The API that is asked for.
pub(super) fn api(environment: &Environment) -> Result<Option<odoo_sdk::Api>, ConnectionError> {
    match environment.get(ODOO_API) {
        None | Some("auto") => Ok(None),
        Some("json2") => Ok(Some(odoo_sdk::Api::Json2)),
        Some("jsonrpc") => Ok(Some(odoo_sdk::Api::JsonRpc)),
        Some("web") => Ok(Some(odoo_sdk::Api::Web)),
        Some("xmlrpc") => Ok(Some(odoo_sdk::Api::XmlRpc)),
        Some(other) => Err(ConnectionError::Value {
            variable: ODOO_API.name,
            value: other.to_owned(),
            expected: "`auto`, `json2`, `jsonrpc`, `web` or `xmlrpc`",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_everything_that_is_missing() {
        let error = ConnectionSettings::from_environment(&Environment::default()).unwrap_err();
        assert_eq!(error.to_string(), "no connection is configured: set ODOO_URL, ODOO_USERNAME, ODOO_API_KEY (or ODOO_PASSWORD)");
    }

    #[test]
    fn a_key_wins_over_a_password_and_neither_is_shown() {
        let values = [(ODOO_URL, "http://localhost"), (ODOO_USERNAME, "bot"), (ODOO_API_KEY, "k3y"), (ODOO_PASSWORD, "pa55")];
        let environment: Environment = values.into_iter().map(|(variable, value)| (variable, value.to_owned())).collect();
        let settings = ConnectionSettings::from_environment(&environment).unwrap();
        assert!(matches!(settings.credential, Credential::ApiKey { .. }));
        let shown = format!("{settings:?}");
        assert!(!shown.contains("k3y") && !shown.contains("pa55"), "{shown}");
    }

    #[test]
    fn an_unknown_api_is_refused() {
        let values = [(ODOO_API, "soap")];
        let environment: Environment = values.into_iter().map(|(variable, value)| (variable, value.to_owned())).collect();
        let error = ConnectionSettings::from_environment(&environment).unwrap_err().to_string();
        assert_eq!(error, "`ODOO_API` is `soap`, expected `auto`, `json2`, `jsonrpc`, `web` or `xmlrpc`");
    }
}
