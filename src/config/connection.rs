//! The connection to one Odoo, as the settings say. Nothing is opened here.

use odoo_sdk::Api;
use secrecy::SecretString;

use super::resolve::Settings;
use super::setting::Setting;
use super::settings::{ODOO_API, ODOO_API_KEY, ODOO_DB, ODOO_PASSWORD, ODOO_SERIES_STRICT, ODOO_URL, ODOO_USERNAME};
use crate::odoo::{Address, ConnectionError, ConnectionSettings, Credential};

/// The address, where it is set.
pub(super) fn address(settings: &Settings) -> Option<Address> {
    Some(Address {
        url: settings.text(&ODOO_URL)?.to_owned(),
        database: settings.text(&ODOO_DB).map(str::to_owned),
        known_series_only: settings.is_on(&ODOO_SERIES_STRICT).unwrap_or(false),
    })
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
        (Some(address), Some(credential)) => {
            let api = settings.text(&ODOO_API).and_then(|name| Api::ALL.into_iter().find(|api| api.name() == name));
            Ok(ConnectionSettings { api, ..address.with(credential) })
        }
        _ => Err(ConnectionError::Missing(missing(settings))),
    }
}

fn missing(settings: &Settings) -> Vec<String> {
    let is_missing = |setting: &Setting| settings.text(setting).is_none();
    let name = |setting: &Setting| settings.called(setting);
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
        Configuration::read(&values.iter().copied().collect::<Environment>()).unwrap().odoo.connection
    }

    #[test]
    fn everything_that_is_missing_is_named() {
        let error = connection(&[]).unwrap_err();
        assert_eq!(error.to_string(), "no connection is configured: set ODOO_URL, ODOO_USERNAME, ODOO_API_KEY (or ODOO_PASSWORD)");
        assert_eq!(
            connection(&[("ODOO_URL", "http://x"), ("ODOO_PASSWORD", "p")]).unwrap_err().to_string(),
            "no connection is configured: set ODOO_USERNAME"
        );
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
        let api =
            |name| connection(&[("ODOO_URL", "http://x"), ("ODOO_USERNAME", "b"), ("ODOO_API_KEY", "k"), ("ODOO_API", name)]).unwrap().api;
        assert_eq!(["json2", "jsonrpc", "web", "xmlrpc"].map(api), [Api::Json2, Api::JsonRpc, Api::Web, Api::XmlRpc].map(Some));
        assert_eq!(api("auto"), None);
    }
}
