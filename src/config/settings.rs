//! Every setting, by section; the constants are used where a setting is read.

mod audit;
mod connection;
mod http;
mod limits;
mod policy;
mod server;
mod session;
mod tools;

use super::setting::{Section, Setting};

pub(crate) use audit::{AUDIT_KEEP, AUDIT_MAX_BYTES, AUDIT_PATH, MCP_AUDIT};
pub(crate) use connection::{ODOO_API, ODOO_API_KEY, ODOO_DB, ODOO_PASSWORD, ODOO_SERIES_STRICT, ODOO_URL, ODOO_USERNAME, SCHEMAS_DIR};
pub(crate) use http::{
    ALLOWED_IPS, API_KEY, ENCRYPTION_KEY, ENCRYPTION_KEY_FILE, HOST, MCP_ALLOWED_HOSTS, MCP_ALLOWED_ORIGINS, MCP_AUTH, MCP_DIRECT_FROM,
    MCP_HOST, MCP_METRICS, MCP_PORT, MCP_PUBLIC_URL, MCP_REPLICAS, MCP_TLS_CERT, MCP_TLS_KEY, MCP_TRANSPORT, ODOO_ALLOWED_URLS, PORT,
    REDIS_TIMEOUT_MS, REDIS_URL, TRUSTED_PROXIES,
};
pub(crate) use limits::{ARGUMENT_BYTES, IN_FLIGHT, RATE_LIMIT_GLOBAL, RATE_LIMIT_WRITE, RECORDS_PER_CALL, RESPONSE_BYTES};
pub(crate) use policy::PROFILE;
pub(crate) use server::{CONFIG_DIR, MCP_LOG_LEVEL, MCP_MODE, MCP_SCOPE, ODOO_SIM_TODAY, day};
pub(crate) use session::{ABSOLUTE_TIMEOUT, MAX_CONCURRENT_SESSIONS, SESSION_TIMEOUT_SECONDS};
pub(crate) use tools::{
    EXPORT_BYTES, IRREVERSIBLE, MCP_ALIASES, MCP_ANSWER_BYTES, MCP_CONFIRM, MCP_CONFIRM_ABOVE, MCP_DEFAULT_ANSWER_BYTES, MCP_DEFAULT_LIMIT,
    MCP_DISABLED_TOOLS, MCP_OUTPUT_SCHEMAS, MCP_STATE_FOLDER, MCP_TOOLSETS, PROMPTS_DIR, RESOURCE_POLL_SECONDS, TYPED_MODELS,
    UPLOAD_FOLDERS,
};

/// Every section, in the order of `gateway.yaml`.
pub(crate) const SECTIONS: [Section; 8] = [
    connection::SECTION,
    server::SECTION,
    policy::SECTION,
    session::SECTION,
    limits::SECTION,
    tools::SECTION,
    audit::SECTION,
    http::SECTION,
];

/// The settings of one of several Odoos: those of a connection, and a mode and a scope of its own.
pub(crate) fn settings_of_an_odoo() -> impl Iterator<Item = &'static Setting> + Clone {
    connection::SECTION.settings.iter().chain([&server::MCP_MODE, &server::MCP_SCOPE])
}

/// Every setting, section by section.
pub fn settings() -> impl Iterator<Item = &'static Setting> + Clone {
    SECTIONS.iter().flat_map(|section| section.settings)
}

/// The environment variables that the gateway reads, each with its setting.
pub fn variables() -> impl Iterator<Item = (&'static str, &'static Setting)> + Clone {
    settings().filter_map(|setting| Some((setting.variable?, setting)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::config::value;

    #[test]
    fn names_and_variables_are_unique() {
        let names: BTreeSet<String> = settings().map(Setting::name).collect();
        let variables: Vec<&str> = variables().map(|(name, _)| name).collect();
        assert_eq!(names.len(), settings().count());
        assert_eq!(variables.iter().collect::<BTreeSet<_>>().len(), variables.len());
    }

    #[test]
    fn every_setting_can_be_set_and_its_default_and_example_are_allowed() {
        for setting in settings() {
            assert!(setting.key.is_some() || setting.variable.is_some());
            let example = setting.example.value;
            assert!(!example.is_empty() && value::of_text(setting, example).is_ok(), "example of {}: `{example}`", setting.name());
            let default = setting.default.map(|default| value::of_text(setting, default));
            assert!(default.is_none_or(|read| read.is_ok()), "default of {}", setting.name());
        }
    }
}
