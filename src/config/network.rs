//! The settings of the network.

use std::time::Duration;

use super::resolve::{Origin, Settings};
use super::setting::Setting;
use super::settings::{
    ALLOWED_IPS, API_KEY, ENCRYPTION_KEY, ENCRYPTION_KEY_FILE, HOST, MCP_ALLOWED_HOSTS, MCP_ALLOWED_ORIGINS, MCP_AUTH, MCP_DIRECT_FROM,
    MCP_HOST, MCP_METRICS, MCP_PORT, MCP_PUBLIC_URL, MCP_REPLICAS, MCP_TLS_CERT, MCP_TLS_KEY, ODOO_ALLOWED_URLS, PORT, REDIS_TIMEOUT_MS,
    REDIS_URL, TRUSTED_PROXIES,
};
use crate::http::{HttpText, Ways};

/// Each as it is set.
pub(crate) fn http_text(settings: &Settings) -> HttpText<'_> {
    HttpText {
        host: settings.text(either(settings, &MCP_HOST, &HOST)),
        port: settings.number(either(settings, &MCP_PORT, &PORT)),
        public_url: settings.text(&MCP_PUBLIC_URL),
        allowed_hosts: settings.text(&MCP_ALLOWED_HOSTS),
        allowed_origins: settings.text(&MCP_ALLOWED_ORIGINS),
        allowed_ips: settings.text(&ALLOWED_IPS),
        trusted_proxies: settings.text(&TRUSTED_PROXIES),
        ways: ways(settings),
        api_key: settings.text(&API_KEY),
        encryption_key: settings.text(&ENCRYPTION_KEY),
        encryption_key_file: settings.text(&ENCRYPTION_KEY_FILE),
        direct_from: settings.text(&MCP_DIRECT_FROM),
        allowed_odoos: settings.text(&ODOO_ALLOWED_URLS),
        metrics: settings.text(&MCP_METRICS),
        replicas: settings.number(&MCP_REPLICAS).unwrap_or(1),
        redis_timeout: Duration::from_millis(settings.number(&REDIS_TIMEOUT_MS).unwrap_or(100)),
        redis_url: settings.text(&REDIS_URL),
        tls_certificate: settings.text(&MCP_TLS_CERT),
        tls_key: settings.text(&MCP_TLS_KEY),
    }
}

fn ways(settings: &Settings) -> Ways {
    let has = |way| settings.names(&MCP_AUTH).any(|name| name == way);
    Ways { keys: has("keys"), oauth: has("oauth") }
}

/// The other name of a setting, where only that is set.
fn either<'s>(settings: &Settings, setting: &'s Setting, other: &'s Setting) -> &'s Setting {
    let is_set = |setting| settings.origin(setting) != Origin::Default;
    if !is_set(setting) && is_set(other) { other } else { setting }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Configuration;

    fn check(values: &[(&str, &str)], expected: (Option<&str>, Option<u16>)) {
        let configuration = Configuration::of(None, &values.iter().copied().collect()).unwrap();
        let text = http_text(&configuration.settings);
        assert_eq!((text.host, text.port), expected, "{values:?}");
    }

    #[test]
    fn the_short_names_count_where_the_long_ones_are_not_set() {
        check(&[], (Some("127.0.0.1"), Some(8_080)));
        check(&[("HOST", "::1"), ("PORT", "3000")], (Some("::1"), Some(3_000)));
        check(&[("HOST", "::1"), ("MCP_HOST", "127.0.0.2"), ("PORT", "3000"), ("MCP_PORT", "0")], (Some("127.0.0.2"), Some(0)));
    }

    #[test]
    fn clients_bring_keys_unless_something_else_is_set() {
        let check = |values: &[(&str, &str)], expected: (bool, bool)| {
            let ways = http_text(&Configuration::of(None, &values.iter().copied().collect()).unwrap().settings).ways;
            assert_eq!((ways.keys, ways.oauth), expected, "{values:?}");
        };
        check(&[], (true, false));
        check(&[("MCP_AUTH", "oauth")], (false, true));
        check(&[("MCP_AUTH", "keys,oauth")], (true, true));
        assert!(Configuration::of(None, &[("MCP_AUTH", "saml")].into_iter().collect()).is_err());
    }

    #[test]
    fn a_key_of_the_file_counts_beside_a_credential_of_the_environment() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("gateway.yaml"), "http:\n  api_key: 0123456789abcdef\n").unwrap();
        let environment = [("ODOO_API_KEY", "x")].into_iter().collect();
        let configuration = Configuration::of(Some(folder.path()), &environment).unwrap();
        assert_eq!(http_text(&configuration.settings).api_key, Some("0123456789abcdef"));
    }
}
