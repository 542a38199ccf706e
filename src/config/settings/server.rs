//! What the server offers at most, its log and its other files.

use jiff::civil::Date;

use crate::config::setting::{Precedence, section};
use crate::policy::Scope;

section! {
    "server", "What the server offers at most.";
    CONFIG_DIR = Setting::text("", "folder with `restrictions.yaml`, `model_access.yaml`, `rbac.yaml` and `gateway.yaml`")
        .variable("CONFIG_DIR").mention("/etc/odoo-gateway");
    MCP_MODE = Setting::choice("mode", &["readwrite", "readonly"],
        "`readwrite`, or `readonly`: no tool that changes anything is offered; `readonly` wins wherever it is set")
        .variable("MCP_MODE").default("readwrite").precedence(Precedence::Strictest("readonly")).example("readwrite").at_once();
    MCP_SCOPE = Setting::checked("scope", is_scope,
        "models and rights at most, for example `res.partner:RWD,sale.order:RW,*:R`; the longest match wins")
        .variable("MCP_SCOPE").mention("*:RWD").in_file("\"res.partner:RWD,sale.*:RW,crm.*:RW,*:R\"").at_once();
    MCP_LOG_LEVEL = Setting::checked("log_level", is_log_filter, "log filter for stderr: `error`, `warn`, `info`, `debug` or `trace`")
        .variable("MCP_LOG_LEVEL").default("warn").example("warn");
    ODOO_SIM_TODAY = Setting::checked("", |text| day(text).map(drop),
        "day on which the embedded Odoo of `demo` and `--demo` stands still, for example `2026-11-20`; without it the clock is the machine's")
        .variable("ODOO_SIM_TODAY").mention("2026-11-20");
}

/// A day of the calendar.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    Date::strptime("%Y-%m-%d", text).map_err(|_| format!("`{text}` is not a day, expected `YYYY-MM-DD`"))
}

fn is_scope(text: &str) -> Result<(), String> {
    text.parse::<Scope>().map(drop).map_err(|error| error.to_string())
}

/// A word that is not a level would be taken for a part of the program and silence the rest.
fn is_log_filter(text: &str) -> Result<(), String> {
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    let is_level = |word: &str| word.contains('=') || levels.iter().any(|level| level.eq_ignore_ascii_case(word));
    if text.split(',').map(str::trim).all(is_level) && tracing_subscriber::EnvFilter::try_new(text).is_ok() {
        return Ok(());
    }
    Err(format!("`{text}` is not a log filter, expected `error`, `warn`, `info`, `debug` or `trace`"))
}
