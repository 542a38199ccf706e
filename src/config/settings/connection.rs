//! The Odoo that is served, and who works there.

use odoo_sdk::transport::http::Endpoint;

use crate::config::setting::section;

section! {
    "connection", "The Odoo that is served. Secrets belong in the environment: `api_key: ${ODOO_API_KEY}`.";
    ODOO_URL = Setting::checked("url", is_address, "address of the Odoo server, for example `https://acme.example.com`")
        .variable("ODOO_URL").example("https://acme.example.com").in_file("${ODOO_URL:-https://acme.example.com}");
    ODOO_DB = Setting::text("database", "database; may be left out where the server has only one")
        .variable("ODOO_DB").example("acme").in_file("${ODOO_DB:-acme}");
    ODOO_USERNAME = Setting::text("username", "login of the user who works through the gateway")
        .variable("ODOO_USERNAME").example("bot@acme.example.com").in_file("${ODOO_USERNAME:-bot@acme.example.com}");
    ODOO_API_KEY = Setting::text("api_key", "API key of that user (Odoo: Preferences, Account Security); wins over the password")
        .variable("ODOO_API_KEY").secret().example("replace-me").in_file("${ODOO_API_KEY:-replace-me}");
    ODOO_PASSWORD = Setting::text("password", "password of that user, for a web session")
        .variable("ODOO_PASSWORD").secret().mention("replace-me");
    ODOO_API = Setting::choice("api", &["auto", "json2", "jsonrpc", "web", "xmlrpc"],
        "API of Odoo to use: `auto`, `json2`, `jsonrpc`, `web` or `xmlrpc`; `auto` chooses by version and credential")
        .variable("ODOO_API").default("auto").example("auto");
    ODOO_SERIES_STRICT = Setting::switch("series_strict",
        "`on` or `off`: an Odoo that is newer than 19.0 or between two series, for example 20.0 or `saas~18.3`, is refused; `off` works with it by the rules of the nearest series below and the models that it reports")
        .variable("ODOO_SERIES_STRICT").default("off").mention("on");
    SCHEMAS_DIR = Setting::text("schemas_dir",
        "folder with a schema snapshot of your own, or one for each series in `17.0`, `18.0`, `19.0`; wins over the built-in one")
        .variable("SCHEMAS_DIR").mention("/etc/odoo-gateway/schemas");
}

fn is_address(text: &str) -> Result<(), String> {
    Endpoint::parse(text).map(drop).map_err(|refused| refused.to_string())
}
