//! The settings of a server as `config show` prints them: each value, and the file, variable or default it comes from.

use crate::config::environment as variables;
use crate::config::{At, Loaded, Variable};
use crate::policy::Mode;

/// One setting.
pub(super) struct Setting {
    /// Its name here.
    pub(super) name: &'static str,
    /// Its key in `gateway.yaml`.
    key: &'static [&'static str],
    /// The variable of the same meaning.
    variable: Option<Variable>,
    /// Its value, as it is shown.
    pub(super) value: fn(&Loaded) -> String,
}

const fn setting(name: &'static str, key: &'static [&'static str], variable: Option<Variable>, value: fn(&Loaded) -> String) -> Setting {
    Setting { name, key, variable, value }
}

/// Every setting that is no rule of a model, field, method or tool.
pub(super) const SETTINGS: &[Setting] = &[
    setting("url", &["connection", "url"], Some(variables::ODOO_URL), |loaded| of(loaded, variables::ODOO_URL)),
    setting("database", &["connection", "database"], Some(variables::ODOO_DB), |loaded| of(loaded, variables::ODOO_DB)),
    setting("username", &["connection", "username"], Some(variables::ODOO_USERNAME), |loaded| of(loaded, variables::ODOO_USERNAME)),
    setting("api key", &["connection", "api_key"], Some(variables::ODOO_API_KEY), |loaded| of(loaded, variables::ODOO_API_KEY)),
    setting("password", &["connection", "password"], Some(variables::ODOO_PASSWORD), |loaded| of(loaded, variables::ODOO_PASSWORD)),
    setting("api", &["connection", "api"], Some(variables::ODOO_API), |loaded| of(loaded, variables::ODOO_API)),
    setting("schemas", &["connection", "schemas_dir"], Some(variables::SCHEMAS_DIR), |loaded| of(loaded, variables::SCHEMAS_DIR)),
    setting("log level", &["server", "log_level"], Some(variables::MCP_LOG_LEVEL), |loaded| of(loaded, variables::MCP_LOG_LEVEL)),
    setting("mode", &["server", "mode"], Some(variables::MCP_MODE), |loaded| loaded.rules.mode.name().to_owned()),
    setting("scope", &["server", "scope"], Some(variables::MCP_SCOPE), |loaded| {
        loaded.rules.scope.as_ref().map_or_else(|| "(none)".to_owned(), ToString::to_string)
    }),
    setting("calls a minute", &["limits", "calls_per_minute"], Some(variables::RATE_LIMIT_GLOBAL), |loaded| {
        loaded.rules.limits.calls_per_minute.to_string()
    }),
    setting("records written a minute", &["limits", "writes_per_minute"], Some(variables::RATE_LIMIT_WRITE), |loaded| {
        loaded.rules.limits.writes_per_minute.to_string()
    }),
    setting("records a call", &["limits", "records_per_call"], None, |loaded| loaded.rules.limits.records_per_call.to_string()),
    setting("bytes of arguments", &["limits", "argument_bytes"], None, |loaded| loaded.rules.limits.argument_bytes.to_string()),
    setting("bytes of an answer", &["limits", "response_bytes"], None, |loaded| loaded.rules.limits.response_bytes.to_string()),
    setting("calls in flight", &["limits", "in_flight"], None, |loaded| loaded.in_flight.to_string()),
    setting("sessions", &["session", "max_concurrent"], Some(variables::MAX_CONCURRENT_SESSIONS), |loaded| {
        loaded.most_sessions.to_string()
    }),
    setting("idle seconds", &["session", "idle_timeout_seconds"], Some(variables::SESSION_TIMEOUT_SECONDS), |loaded| {
        loaded.lifetime.idle.as_secs().to_string()
    }),
    setting("session seconds", &["session", "absolute_timeout_seconds"], None, |loaded| loaded.lifetime.absolute.as_secs().to_string()),
    setting("toolsets", &["tools", "toolsets"], Some(variables::MCP_TOOLSETS), |loaded| {
        listed(loaded.tools.toolsets.iter().map(|toolset| toolset.name()))
    }),
    setting("tools left out", &["tools", "disabled"], Some(variables::MCP_DISABLED_TOOLS), |loaded| {
        listed(loaded.tools.without.iter().map(String::as_str))
    }),
    setting("confirmations", &["tools", "confirm"], Some(variables::MCP_CONFIRM), |loaded| {
        if loaded.tools.confirm { "on" } else { "off" }.to_owned()
    }),
    setting("records without a confirmation", &["tools", "confirm_above"], Some(variables::MCP_CONFIRM_ABOVE), |loaded| {
        loaded.tools.confirm_above.to_string()
    }),
    setting("more methods to confirm", &["tools", "irreversible"], None, |loaded| {
        listed(loaded.tools.irreversible.iter().map(String::as_str))
    }),
    setting("default limit", &["tools", "default_limit"], Some(variables::MCP_DEFAULT_LIMIT), |loaded| {
        loaded.tools.default_limit.to_string()
    }),
    setting("bytes of records, by default", &["tools", "default_answer_bytes"], Some(variables::MCP_DEFAULT_ANSWER_BYTES), |loaded| {
        loaded.tools.default_budget.to_string()
    }),
    setting("bytes of records, where asked for", &["tools", "answer_bytes"], Some(variables::MCP_ANSWER_BYTES), |loaded| {
        loaded.tools.budget.to_string()
    }),
    setting("state folder", &["tools", "state_folder"], Some(variables::MCP_STATE_FOLDER), |loaded| {
        loaded.tools.state_folder.as_ref().map_or_else(|| "(none)".to_owned(), |folder| folder.display().to_string())
    }),
    setting("audit", &["audit"], Some(variables::MCP_AUDIT), |loaded| loaded.audit.to_string()),
];

fn of(loaded: &Loaded, variable: Variable) -> String {
    match loaded.environment.get(variable) {
        None => "(none)".to_owned(),
        Some(_) if variable.secret => "(set, not shown)".to_owned(),
        Some(value) => value.to_owned(),
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "(none)".to_owned() } else { names.join(",") }
}

/// Where the setting of a name comes from.
pub(super) fn origin(loaded: &Loaded, name: &str) -> String {
    SETTINGS.iter().find(|setting| setting.name == name).map(|setting| setting.origin(loaded)).unwrap_or_default()
}

impl Setting {
    /// Where its value comes from.
    pub(super) fn origin(&self, loaded: &Loaded) -> String {
        let path: Vec<At<'_>> = self.key.iter().map(|key| At::Key(key)).collect();
        let in_file = loaded.folder.place("gateway.yaml", &path).map(|_| loaded.folder.origin("gateway.yaml", &path));
        let by_variable = self.variable.filter(|variable| loaded.given.get(*variable).is_some());
        // Read-only wins over all: a file that says so is not overruled.
        let file_wins = self.name == "mode" && loaded.rules.mode == Mode::ReadOnly && loaded.folder.gateway.is_read_only();
        match (by_variable.filter(|_| !file_wins), in_file) {
            (Some(variable), _) => format!("environment variable {}", variable.name),
            (None, Some(place)) => place,
            (None, None) => "default".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_is_a_setting() {
        for variable in crate::config::VARIABLES.iter().filter(|variable| variable.name != variables::CONFIG_DIR.name) {
            let is_shown = |setting: &Setting| setting.variable.is_some_and(|known| known.name == variable.name);
            assert!(SETTINGS.iter().any(is_shown), "{}", variable.name);
        }
    }
}
