//! The connection to one Odoo, as the environment sets it.

use secrecy::SecretString;

use super::environment::{Environment, ODOO_API, ODOO_API_KEY, ODOO_DB, ODOO_PASSWORD, ODOO_URL, ODOO_USERNAME, Variable};
use crate::odoo::{Address, ConnectionError, ConnectionSettings, Credential};

impl Address {
    /// Reads the address from the environment.
    #[must_use]
    pub fn from_environment(environment: &Environment) -> Option<Self> {
        let text = |variable: Variable| environment.get(variable).map(str::to_owned);
        Some(Self { url: text(ODOO_URL)?, database: text(ODOO_DB) })
    }
}

impl ConnectionSettings {
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
