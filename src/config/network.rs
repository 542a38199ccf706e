//! The settings of the network, as the environment tells them.

use super::environment::{
    ALLOWED_IPS, API_KEY, ENCRYPTION_KEY, ENCRYPTION_KEY_FILE, Environment, HOST, MCP_ALLOWED_HOSTS, MCP_ALLOWED_ORIGINS, MCP_DIRECT_FROM,
    MCP_HOST, MCP_PORT, MCP_PUBLIC_URL, MCP_TLS_CERT, MCP_TLS_KEY, ODOO_ALLOWED_URLS, PORT, TRUSTED_PROXIES,
};
use crate::http::HttpText;

/// Every one as text.
pub(crate) fn http_text(environment: &Environment) -> HttpText<'_> {
    HttpText {
        host: environment.get(MCP_HOST).or(environment.get(HOST)),
        port: environment.get(MCP_PORT).or(environment.get(PORT)),
        public_url: environment.get(MCP_PUBLIC_URL),
        allowed_hosts: environment.get(MCP_ALLOWED_HOSTS),
        allowed_origins: environment.get(MCP_ALLOWED_ORIGINS),
        allowed_ips: environment.get(ALLOWED_IPS),
        trusted_proxies: environment.get(TRUSTED_PROXIES),
        api_key: environment.get(API_KEY),
        encryption_key: environment.get(ENCRYPTION_KEY),
        encryption_key_file: environment.get(ENCRYPTION_KEY_FILE),
        direct_from: environment.get(MCP_DIRECT_FROM),
        allowed_odoos: environment.get(ODOO_ALLOWED_URLS),
        tls_certificate: environment.get(MCP_TLS_CERT),
        tls_key: environment.get(MCP_TLS_KEY),
    }
}
