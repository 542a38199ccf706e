//! From settings to what the parts of the gateway take.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;

use super::fault::Fault;
use super::resolve::{FILE, Origin, Settings};
use super::settings::{
    ABSOLUTE_TIMEOUT, ARGUMENT_BYTES, AUDIT_KEEP, AUDIT_MAX_BYTES, AUDIT_PATH, EXPORT_BYTES, IN_FLIGHT, IRREVERSIBLE,
    MAX_CONCURRENT_SESSIONS, MCP_ALIASES, MCP_ANSWER_BYTES, MCP_AUDIT, MCP_CONFIRM, MCP_CONFIRM_ABOVE, MCP_DEFAULT_ANSWER_BYTES,
    MCP_DEFAULT_LIMIT, MCP_DISABLED_TOOLS, MCP_MODE, MCP_OUTPUT_SCHEMAS, MCP_SCOPE, MCP_STATE_FOLDER, MCP_TOOLSETS, ODOO_SIM_TODAY,
    PROFILE, PROMPTS_DIR, RATE_LIMIT_GLOBAL, RATE_LIMIT_WRITE, RECORDS_PER_CALL, RESOURCE_POLL_SECONDS, RESPONSE_BYTES, SCHEMAS_DIR,
    SESSION_TIMEOUT_SECONDS, UPLOAD_FOLDERS, day,
};
use crate::audit::Target;
use crate::catalog::UserSchemas;
use crate::nearest::nearest;
use crate::policy::{Limits, Rules};
use crate::prompts::Texts;
use crate::session::{DEFAULT_IN_FLIGHT, DEFAULT_MOST, Lifetime};
use crate::tools::{ToolSettings, Toolset};

/// Bounds the rules by mode, scope and limits.
pub(super) fn bound(rules: &mut Rules, settings: &Settings) {
    let default = Limits::default();
    rules.mode = parsed(settings.text(&MCP_MODE)).unwrap_or_default();
    rules.scope = parsed(settings.text(&MCP_SCOPE));
    rules.profile = parsed(settings.text(&PROFILE)).unwrap_or_default();
    rules.limits = Limits {
        calls_per_minute: settings.number(&RATE_LIMIT_GLOBAL).unwrap_or(default.calls_per_minute),
        writes_per_minute: settings.number(&RATE_LIMIT_WRITE).unwrap_or(default.writes_per_minute),
        records_per_call: settings.number(&RECORDS_PER_CALL).unwrap_or(default.records_per_call),
        argument_bytes: settings.number(&ARGUMENT_BYTES).unwrap_or(default.argument_bytes),
        response_bytes: settings.number(&RESPONSE_BYTES).unwrap_or(default.response_bytes),
    };
}

pub(super) fn lifetime(settings: &Settings) -> Lifetime {
    let default = Lifetime::default();
    Lifetime {
        idle: settings.number(&SESSION_TIMEOUT_SECONDS).map_or(default.idle, Duration::from_secs),
        absolute: settings.number(&ABSOLUTE_TIMEOUT).map_or(default.absolute, Duration::from_secs),
    }
}

pub(super) fn in_flight(settings: &Settings) -> usize {
    settings.number(&IN_FLIGHT).unwrap_or(DEFAULT_IN_FLIGHT)
}

pub(super) fn max_sessions(settings: &Settings) -> usize {
    settings.number(&MAX_CONCURRENT_SESSIONS).unwrap_or(DEFAULT_MOST)
}

/// `known` are the names of the tools there are.
pub(super) fn tools(settings: &Settings, known: &[&str], faults: &mut Vec<Fault>) -> ToolSettings {
    let default = ToolSettings::default();
    let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    ToolSettings {
        toolsets: settings.names(&MCP_TOOLSETS).filter_map(|name| Toolset::named(name).ok()).flatten().collect(),
        without: owned(disabled(settings, known, faults)),
        confirm: settings.is_on(&MCP_CONFIRM).unwrap_or(default.confirm),
        confirm_above: settings.number(&MCP_CONFIRM_ABOVE).unwrap_or(default.confirm_above),
        irreversible: owned(settings.names(&IRREVERSIBLE).collect()),
        default_limit: settings.number(&MCP_DEFAULT_LIMIT).unwrap_or(default.default_limit),
        default_budget: settings.number(&MCP_DEFAULT_ANSWER_BYTES).unwrap_or(default.default_budget),
        budget: settings.number(&MCP_ANSWER_BYTES).unwrap_or(default.budget),
        export_bytes: settings.number(&EXPORT_BYTES).unwrap_or(default.export_bytes),
        aliases: settings.is_on(&MCP_ALIASES).unwrap_or(default.aliases),
        upload_folders: settings.names(&UPLOAD_FOLDERS).map(Into::into).collect(),
        output_schemas: settings.is_on(&MCP_OUTPUT_SCHEMAS).unwrap_or(default.output_schemas),
        poll_interval: settings.number(&RESOURCE_POLL_SECONDS).map_or(default.poll_interval, Duration::from_secs),
        state_folder: settings.text(&MCP_STATE_FOLDER).map(Into::into),
    }
}

/// The tools that are not offered. A name that is not a tool's would leave on what was meant to be off; those of the file are checked
/// with the file.
fn disabled<'s>(settings: &'s Settings, known: &[&str], faults: &mut Vec<Fault>) -> BTreeSet<&'s str> {
    let names: BTreeSet<&str> = settings.names(&MCP_DISABLED_TOOLS).collect();
    if let Origin::Variable(variable) = settings.origin(&MCP_DISABLED_TOOLS) {
        for name in names.iter().filter(|name| !known.contains(name)) {
            let hint = nearest(name, known.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
            faults.push(Fault::error(variable, format!("there is no tool `{name}`")).hint(hint));
        }
    }
    names
}

/// The variable holds the path, the file names it beside.
pub(super) fn audit(settings: &Settings, faults: &mut Vec<Fault>) -> Target {
    let file = |path: &str| Target::File {
        path: path.into(),
        max_bytes: settings.number(&AUDIT_MAX_BYTES).unwrap_or(10 << 20),
        keep: settings.number(&AUDIT_KEEP).unwrap_or(5),
    };
    let (to, path) = (settings.text(&MCP_AUDIT).unwrap_or("off"), settings.text(&AUDIT_PATH));
    match (settings.origin(&MCP_AUDIT), to, path) {
        (Origin::File(_), "file", Some(path)) | (Origin::Default, _, Some(path)) => file(path),
        (Origin::File(_), "file", None) => {
            faults.push(Fault::error(FILE, "`audit` goes to a file, but no `path` is given"));
            Target::Off
        }
        (_, "off", _) => Target::Off,
        (_, "stderr", _) => Target::Stderr,
        (_, path, _) => file(path),
    }
}

pub(super) fn today(settings: &Settings) -> Option<Date> {
    day(settings.text(&ODOO_SIM_TODAY)?).ok()
}

/// The user's own snapshots; every fault with what is behind it, in one line.
pub(super) fn schemas(settings: &Settings, faults: &mut Vec<Fault>) -> UserSchemas {
    let Some(folder) = settings.text(&SCHEMAS_DIR) else { return UserSchemas::default() };
    let origin = if let Origin::Variable(name) = settings.origin(&SCHEMAS_DIR) { name } else { FILE };
    UserSchemas::read(Path::new(folder)).unwrap_or_else(|found| {
        faults.extend(found.into_iter().map(|fault| Fault::error(origin, format!("{:#}", anyhow::Error::from(fault)))));
        UserSchemas::default()
    })
}

/// The texts of prompts; every fault in one line.
pub(super) fn prompts(settings: &Settings, faults: &mut Vec<Fault>) -> Texts {
    let Some(folder) = settings.text(&PROMPTS_DIR) else { return Texts::default() };
    let origin = if let Origin::Variable(name) = settings.origin(&PROMPTS_DIR) { name } else { FILE };
    Texts::read(Path::new(folder)).unwrap_or_else(|found| {
        faults.extend(found.into_iter().map(|fault| Fault::error(origin, format!("{:#}", anyhow::Error::from(fault)))));
        Texts::default()
    })
}

/// What was checked when it was read.
pub(super) fn parsed<T: std::str::FromStr>(text: Option<&str>) -> Option<T> {
    text?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Configuration, Environment};

    #[test]
    fn the_defaults_of_the_table_are_those_of_the_parts() {
        let configuration = Configuration::read(&Environment::default()).unwrap();
        assert_eq!(configuration.rules.limits, Limits::default());
        assert_eq!(configuration.rules.mode, crate::policy::Mode::default());
        assert_eq!(configuration.rules.profile, crate::policy::Profile::default());
        assert_eq!(configuration.lifetime, Lifetime::default());
        assert_eq!((configuration.in_flight, configuration.max_sessions), (DEFAULT_IN_FLIGHT, DEFAULT_MOST));
        assert_eq!(format!("{:?}", configuration.tools), format!("{:?}", ToolSettings::default()));
        assert_eq!(configuration.audit, Target::default());
    }
}
